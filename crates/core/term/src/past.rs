//! A shell's output up to some place, as a terminal: without drawing what a flood has scrolled out of everything by then.
//!
//! Lines of plain text only push each other out. So they are put by, and of those that a terminal with all its scrollback would not have any more, none is ever drawn: a gigabyte of `cat` costs a look at each byte.

use bytes::Bytes;

use crate::model::Model;

/// Plain text that is put by, in bytes. What has fewer lines in it than the scrollback is drawn then.
const MOST_PLAIN: usize = 2 * 1024 * 1024;

pub(crate) struct Past {
    model: Model,
    /// Text without any control but line ends and tabs, not drawn yet. Before it the model is at rest.
    plain: Vec<u8>,
    /// Line ends in it.
    lines: usize,
}

impl Past {
    pub(crate) fn new(columns: u16, rows: u16, scrollback: usize) -> Self {
        Past { model: Model::new(columns, rows, scrollback), plain: Vec::new(), lines: 0 }
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        if self.model.only_scrolls() && bytes.iter().all(|byte| is_plain(*byte)) {
            self.plain.extend_from_slice(bytes);
            self.lines += line_ends(bytes);
            self.forget();
            return;
        }
        self.draw();
        self.model.feed(bytes);
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.draw();
        self.model.resize(columns, rows);
    }

    /// Bytes that bring a cleared terminal of the same size to this state.
    pub(crate) fn state(&mut self) -> Bytes {
        self.draw();
        self.model.state()
    }

    /// The same without scrollback. Of lines that are put by, no more is looked at than a screen shows.
    pub(crate) fn screen(&mut self) -> Bytes {
        // One line more than there are rows: the first one may begin where the cursor was, and is pushed out.
        let shown = self.model.rows() + 1;
        match self.lines.checked_sub(shown).and_then(|hidden| start_after(&self.plain, hidden)) {
            Some(start) => {
                let mut screen = self.model.screen();
                screen.push(b'\r');
                screen.extend_from_slice(self.plain.get(start..).unwrap_or_default());
                screen.into()
            }
            None => {
                self.draw();
                self.model.screen().into()
            }
        }
    }

    fn draw(&mut self) {
        self.model.feed(&std::mem::take(&mut self.plain));
        self.lines = 0;
    }

    /// Lets go of lines that no scrollback would have.
    fn forget(&mut self) {
        let keeps = self.model.most_lines();
        if self.lines <= 2 * keeps && self.plain.len() <= MOST_PLAIN {
            return;
        }
        match self.lines.checked_sub(keeps).and_then(|surplus| start_after(&self.plain, surplus)) {
            Some(start) => {
                self.plain.drain(..start);
                self.lines = line_ends(&self.plain);
            }
            None => self.draw(),
        }
    }
}

/// Whether this byte of UTF-8 belongs to text, ends a line, or is a tab. 0xc2 begins the controls of C1.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b'\t' | 0x20..=0x7e | 0x80..=0xc1 | 0xc3..=0xff)
}

fn line_ends(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// Where the text goes on behind so many line ends. Only there where the cursor comes back to the first column.
fn start_after(text: &[u8], ends: usize) -> Option<usize> {
    let last = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(ends.checked_sub(1)?)?.0;
    (text.get(last.checked_sub(1)?) == Some(&b'\r')).then_some(last + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Floods of lines, and what may stand between them: all that could make the last line depend on the first one.
    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => (0usize..900, "[a-zäß日\t ]{0,30}", prop::bool::ANY).prop_map(|(count, text, back)| {
                let end = if back { "\r\n" } else { "\n" };
                (0..count).map(|line| format!("{line} {text}{end}")).collect()
            }),
            1 => (0u8..8).prop_map(|colour| format!("\x1b[4{colour}m")),
            1 => (1u8..7, 1u8..21).prop_map(|(row, column)| format!("\x1b[{row};{column}H")),
            1 => (1u8..7, 1u8..7).prop_map(|(top, bottom)| format!("\x1b[{top};{bottom}r")),
            1 => prop::sample::select(vec![
                "\x1b[?1049h", "\x1b[?1049l", "\x1b[r", "\x1bc", "\x1b[!p", "\x1b[4h", "\x1b[4l", "\x1b[20h", "\x1b[?7l", "\x1b[?6h",
                "\x1b[", "\x1b", "\x1b]0;", "\x1bP", "\x1b(", "\x1b(0", "\x0e", "\x18", "\x07", "\u{9b}", "\u{9d}", "\u{9c}", "\x08", "\x1b[3J",
            ])
            .prop_map(str::to_owned),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
        #[test]
        fn what_is_not_drawn_would_not_be_seen_shl_4(pieces in prop::collection::vec(piece(), 1..12), cut in 1usize..9000, columns in 2u16..40, rows in 1u16..8) {
            let all = pieces.concat().into_bytes();
            let (mut past, mut drawn) = (Past::new(columns, rows, 50), Model::new(columns, rows, 50));
            for part in all.chunks(cut) {
                past.feed(part);
                drawn.feed(part);
            }
            let mut shown = Model::new(columns, rows, 50);
            shown.feed(&past.screen());
            prop_assert_eq!(shown.screen(), drawn.screen());
            prop_assert_eq!(past.state(), drawn.state());
        }
    }

    #[test]
    fn a_flood_is_not_drawn_line_by_line_and_takes_bounded_memory_shl_5() {
        let mut past = Past::new(80, 24, 10_000);
        let text: Vec<u8> = (0..20_000).flat_map(|line| format!("{line} a line of a log\r\n").into_bytes()).collect();
        for _ in 0..20 {
            for part in text.chunks(65_536) {
                past.feed(part);
                assert!(past.plain.len() <= MOST_PLAIN + 65_536);
            }
        }
        let screen = past.screen();
        assert!(screen.len() < 24 * 80 && screen.ends_with(b"19999 a line of a log\r\n"), "{}", screen.len());
        assert!(past.model.terminal().is_none(), "nothing was drawn");
        let state = String::from_utf8(past.state().to_vec()).unwrap();
        assert!(state.contains("19999 a line of a log"));
    }

    #[test]
    fn text_without_line_ends_takes_bounded_memory_shl_5() {
        let mut past = Past::new(80, 24, 10_000);
        for _ in 0..70 {
            past.feed(&[b'x'; 65_536]);
            assert!(past.plain.len() <= MOST_PLAIN + 65_536);
        }
    }
}
