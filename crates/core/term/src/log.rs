//! The ring of a shell's newest output, addressed by 64-bit offsets that count from the shell's first byte.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::past::Past;

/// How much a log keeps.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Newest output kept as it is, in bytes.
    pub ring: usize,
    /// Bytes that leave the ring together.
    pub chunk: usize,
    /// Lines of scrollback that the model keeps of what has left the ring.
    pub scrollback: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds { ring: 4 * 1024 * 1024, chunk: 64 * 1024, scrollback: 10_000 }
    }
}

/// Sizes told apart between two evictions. More than anybody drags a window in that time; beyond it the oldest ones are merged.
const RESIZES: usize = 256;

/// All output of one shell.
pub struct ShellLog {
    bounds: Bounds,
    chunks: VecDeque<Vec<u8>>,
    start: u64,
    end: u64,
    /// What was put out before `drawn`, as a terminal.
    past: Past,
    /// Not before `start`, and beyond it once somebody was shown the present.
    drawn: u64,
    /// Size changes at offsets from `drawn` on.
    resizes: VecDeque<(u64, u16, u16)>,
}

/// How to bring a viewer that has the output up to some offset to the present.
#[derive(Debug, Clone)]
pub struct Replay {
    /// Present: the viewer clears its terminal and writes this first.
    pub reset: Option<Bytes>,
    /// The offset from which the ring's bytes follow.
    pub from: u64,
}

/// What of a terminal is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// What its window shows.
    Screen,
    /// That, and the scrollback before it.
    Whole,
}

impl ShellLog {
    /// A shell that has put out nothing yet, in a terminal of this size.
    pub fn new(columns: u16, rows: u16) -> Self {
        Self::with_bounds(columns, rows, Bounds::default())
    }

    /// The same with other bounds.
    pub fn with_bounds(columns: u16, rows: u16, bounds: Bounds) -> Self {
        ShellLog {
            bounds: Bounds { chunk: bounds.chunk.max(1), ..bounds },
            chunks: VecDeque::new(),
            start: 0,
            end: 0,
            past: Past::new(columns, rows, bounds.scrollback),
            drawn: 0,
            resizes: VecDeque::new(),
        }
    }

    /// The shell put this out.
    pub fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let chunk = self.bounds.chunk;
            let last = match self.chunks.back_mut() {
                Some(last) if last.len() < chunk => last,
                _ => self.chunks.push_back_mut(Vec::new()),
            };
            let (now, later) = bytes.split_at(bytes.len().min(chunk - last.len()));
            last.extend_from_slice(now);
            self.end += now.len() as u64;
            bytes = later;
            self.evict();
        }
    }

    /// From here on the terminal has this size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        if self.resizes.back().is_some_and(|(at, ..)| *at == self.end) {
            self.resizes.pop_back();
        }
        if self.resizes.len() == RESIZES {
            self.resizes.pop_front();
        }
        self.resizes.push_back((self.end, columns, rows));
    }

    /// Offset after the newest byte: how much the shell has put out.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Offset of the oldest byte that is kept as it is.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// Up to `max` bytes from `offset` on, in one piece. `None`: there are none, they have left the ring, or are yet to come.
    pub fn read(&self, offset: u64, max: usize) -> Option<&[u8]> {
        piece(&self.chunks, self.bounds.chunk, self.start, offset, max)
    }

    /// What a viewer needs who has everything before `from`. Without RESET its terminal goes on with the ring's bytes from `from`; else the model's state comes first and the ring's bytes from where that is follow.
    pub fn replay(&mut self, from: u64) -> Replay {
        if (self.start..=self.end).contains(&from) {
            return Replay { reset: None, from };
        }
        Replay { reset: Some(self.past.state()), from: self.drawn }
    }

    /// The terminal as it is at `at`, or as little behind it as can be told, for a viewer that output has outrun: its screen, or with all its scrollback. The ring's bytes follow from there.
    pub fn present(&mut self, at: u64, shown: Shown) -> Replay {
        self.draw(at);
        let state = match shown {
            Shown::Screen => self.past.screen(),
            Shown::Whole => self.past.state(),
        };
        Replay { reset: Some(state), from: self.drawn }
    }

    /// Brings the terminal up to `to`.
    fn draw(&mut self, to: u64) {
        let to = to.min(self.end);
        loop {
            let resize = self.resizes.front().copied().filter(|(at, ..)| *at <= to);
            let until = resize.map_or(to, |(at, ..)| at);
            while self.drawn < until {
                let most = usize::try_from(until - self.drawn).unwrap_or(usize::MAX);
                // As `read`, whose borrow would be of the whole log.
                let Some(bytes) = piece(&self.chunks, self.bounds.chunk, self.start, self.drawn, most) else { return };
                self.past.feed(bytes);
                self.drawn += bytes.len() as u64;
            }
            let Some((_, columns, rows)) = resize else { return };
            self.past.resize(columns, rows);
            self.resizes.pop_front();
        }
    }

    fn evict(&mut self) {
        let held = usize::try_from(self.end - self.start).unwrap_or(usize::MAX);
        let Some(first) = self.chunks.front().map(Vec::len) else { return };
        if held.saturating_sub(first) < self.bounds.ring {
            return;
        }
        self.draw(self.start + first as u64);
        self.start += first as u64;
        self.chunks.pop_front();
    }
}

fn piece(chunks: &VecDeque<Vec<u8>>, chunk: usize, start: u64, offset: u64, max: usize) -> Option<&[u8]> {
    let from = usize::try_from(offset.checked_sub(start)?).ok()?;
    // INVARIANT: every chunk but the last is full.
    let rest = chunks.get(from / chunk)?.get(from % chunk..).filter(|rest| !rest.is_empty())?;
    rest.get(..rest.len().min(max))
}

#[cfg(test)]
mod tests {
    use avt::Terminal;
    use proptest::prelude::*;

    use super::*;

    const SMALL: Bounds = Bounds { ring: 256, chunk: 32, scrollback: 10_000 };

    /// What a viewer writes to its terminal when it asks for everything after `from`; and whether it clears it first.
    fn written(log: &mut ShellLog, from: u64) -> (bool, Vec<u8>) {
        let replay = log.replay(from);
        let reset = replay.reset.is_some();
        (reset, followed(log, replay))
    }

    /// A replay, and the ring's bytes behind it.
    fn followed(log: &ShellLog, replay: Replay) -> Vec<u8> {
        let mut all = replay.reset.as_ref().map(|bytes| bytes.to_vec()).unwrap_or_default();
        let mut offset = replay.from;
        while let Some(bytes) = log.read(offset, 7) {
            all.extend_from_slice(bytes);
            offset += bytes.len() as u64;
        }
        assert_eq!(offset, log.end());
        all
    }

    fn terminal(bytes: &[u8]) -> Terminal {
        let mut terminal = Terminal::with_scrollback(20, 6, None).unwrap();
        terminal.feed(String::from_utf8_lossy(bytes).as_ref());
        terminal
    }

    fn rows(terminal: &Terminal) -> Vec<String> {
        terminal.primary_screen().all_lines().map(|line| line.text().trim_end().to_owned()).collect()
    }

    fn assert_look_the_same(shown: &Terminal, lived: &Terminal) {
        assert_eq!(shown.dump(), lived.dump());
        assert_eq!(shown.cursor().position(), lived.cursor().position());
        assert_eq!(rows(shown), rows(lived));
    }

    /// What programs write: lines, colours, wide characters, cursor movement, the alternate screen, clearing, scrolling regions, modes.
    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            6 => "[a-z0-9 äß日🙂]{0,30}",
            4 => Just("\r\n".to_owned()),
            1 => (0u8..10).prop_map(|c| format!("\x1b[3{}m", c % 8)),
            1 => Just("\x1b[1;44m".to_owned()),
            1 => Just("\x1b[0m".to_owned()),
            1 => (1u8..7, 1u8..21).prop_map(|(r, c)| format!("\x1b[{r};{c}H")),
            1 => Just("\x1b[K".to_owned()),
            1 => Just("\x1b[2J".to_owned()),
            1 => Just("\x1b[?1049h".to_owned()),
            1 => Just("\x1b[?1049l".to_owned()),
            1 => Just("\x1b[2;5r".to_owned()),
            1 => Just("\x1b[r".to_owned()),
            1 => Just("\x1bM".to_owned()),
            1 => Just("\x1b[?25l".to_owned()),
            1 => Just("\x1b[?25h".to_owned()),
            1 => Just("\x1b[?1h".to_owned()),
            1 => Just("\x1b7".to_owned()),
            1 => Just("\x1b8".to_owned()),
            1 => Just("\t".to_owned()),
        ]
    }

    proptest! {
        #[test]
        fn a_terminal_fed_with_the_replay_looks_like_one_fed_with_everything_shl_4(pieces in prop::collection::vec(piece(), 0..120), cut in 1usize..50) {
            let all = pieces.concat().into_bytes();
            let mut log = ShellLog::with_bounds(20, 6, SMALL);
            for part in all.chunks(cut) {
                log.push(part);
            }
            prop_assert_eq!(log.end(), all.len() as u64);
            prop_assert!(log.end() - log.start() >= (all.len() as u64).min(256));
            let (_, shown) = written(&mut log, u64::MAX);
            assert_look_the_same(&terminal(&shown), &terminal(&all));
        }

        #[test]
        fn a_terminal_that_is_shown_the_present_looks_like_one_that_was_fed_with_everything_shl_5(pieces in prop::collection::vec(piece(), 0..120), cut in 1usize..50, every in 1usize..20, behind in 0u64..60) {
            let all = pieces.concat().into_bytes();
            let mut log = ShellLog::with_bounds(20, 6, SMALL);
            for (number, part) in all.chunks(cut).enumerate() {
                log.push(part);
                if number % every > 0 {
                    continue;
                }
                let lived = terminal(&all[..usize::try_from(log.end()).unwrap()]);
                let screen = log.present(log.end().saturating_sub(behind), Shown::Screen);
                let shown = terminal(&followed(&log, screen));
                prop_assert_eq!(shown.dump(), lived.dump());
                prop_assert_eq!(shown.cursor().position(), lived.cursor().position());
            }
            let whole = log.present(log.end().saturating_sub(behind), Shown::Whole);
            prop_assert!(log.end() - whole.from <= behind);
            assert_look_the_same(&terminal(&followed(&log, whole)), &terminal(&all));
            // Who comes later is shown the same as ever.
            let (_, shown) = written(&mut log, u64::MAX);
            assert_look_the_same(&terminal(&shown), &terminal(&all));
        }

        #[test]
        fn what_is_still_held_comes_as_the_missing_bytes_and_nothing_else_shl_4(all in prop::collection::vec(any::<u8>(), 0..2000), from: prop::sample::Index, cut in 1usize..90) {
            let mut log = ShellLog::with_bounds(20, 6, SMALL);
            for part in all.chunks(cut) {
                log.push(part);
            }
            let from = from.index(all.len() + 1);
            let (reset, bytes) = written(&mut log, from as u64);
            prop_assert_eq!(reset, (from as u64) < log.start());
            if !reset {
                prop_assert_eq!(&bytes, &all[from..]);
            }
        }

        #[test]
        fn no_output_and_no_size_makes_the_model_panic_qlt_7(parts in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..200), 0u16..200, 0u16..60), 0..20)) {
            let mut log = ShellLog::with_bounds(20, 6, Bounds { ring: 16, chunk: 8, scrollback: 20 });
            for (bytes, columns, rows) in parts {
                log.push(&bytes);
                if columns % 3 == 0 {
                    let _ = log.present(log.end(), Shown::Screen);
                }
                log.resize(columns, rows);
            }
            let _ = log.present(log.end(), Shown::Whole);
            let _ = written(&mut log, u64::MAX);
        }
    }

    #[test]
    fn modes_that_the_model_does_not_draw_are_kept_as_well_shl_4() {
        let mut log = ShellLog::with_bounds(20, 6, SMALL);
        log.push(b"\x1b[?2004h\x1b[?1000;1006h\x1b=\x1b[4 q\x1b]0;vim notes\x07");
        log.push(&b"x".repeat(1000));
        let (reset, bytes) = written(&mut log, 0);
        let text = String::from_utf8(bytes).unwrap();
        assert!(reset);
        for expected in ["\x1b[?2004h", "\x1b[?1000h", "\x1b[?1006h", "\x1b=", "\x1b[4 q", "\x1b]2;vim notes\x07"] {
            assert!(text.contains(expected), "{expected:?} in {text:?}");
        }
    }

    #[test]
    fn a_character_that_is_cut_at_the_edge_of_the_ring_stays_whole_shl_4() {
        let all = "äöü日本".repeat(100).into_bytes();
        for cut in 1..8 {
            let mut log = ShellLog::with_bounds(20, 6, Bounds { ring: 64, chunk: cut, scrollback: 1000 });
            log.push(&all);
            let (_, shown) = written(&mut log, 0);
            assert_look_the_same(&terminal(&shown), &terminal(&all));
        }
    }

    #[test]
    fn scrollback_older_than_the_ring_is_kept_to_its_bound_shl_4() {
        let mut log = ShellLog::with_bounds(20, 6, Bounds { ring: 256, chunk: 64, scrollback: 100 });
        for line in 0..5_000 {
            log.push(format!("line {line}\r\n").as_bytes());
        }
        let shown = rows(&terminal(&written(&mut log, 0).1));
        let numbers: Vec<u32> = shown.iter().filter_map(|row| row.strip_prefix("line ")?.parse().ok()).collect();
        assert!(numbers.len() >= 100, "{}", numbers.len());
        assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
        assert_eq!(numbers.last(), Some(&4_999));
    }

    #[test]
    fn a_size_change_is_applied_where_it_happened() {
        let mut log = ShellLog::with_bounds(20, 6, SMALL);
        let mut lived = terminal(b"");
        for (columns, rows) in [(20, 6), (40, 10), (12, 4), (20, 6)] {
            log.resize(columns, rows);
            lived.resize(columns.into(), rows.into());
            for line in 0..30 {
                let text = format!("{line} at {columns}\r\n");
                log.push(text.as_bytes());
                lived.feed(text.as_str());
            }
        }
        let shown = terminal(&written(&mut log, 0).1);
        assert_eq!(shown.dump(), lived.dump());
    }
}
