//! What a terminal shows of the line that is being typed (SHL-7).

use avt::{Cell, Color, Line, ScreenKind};

use crate::{log::ShellLog, model::Model};

/// Rows that one typed line is looked for in.
const ROWS: usize = 64;
/// Private mode in which what is pasted is bracketed.
const BRACKETED_PASTE: u16 = 2004;

/// A terminal that is kept up with a shell's output, for as long as somebody must know what it shows now.
pub struct LiveScreen {
    model: Model,
}

/// The logical line that the cursor is on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sight {
    /// What is left of the cursor, with the rows that it goes on from.
    pub left: String,
    /// All of it, without blanks at its end and without what the shell itself suggests behind the cursor.
    pub line: String,
    /// The same, joined with rows above that are full, for editors that move to the next row by themselves.
    pub joined: String,
}

impl LiveScreen {
    /// As a shell's terminal of this size is now.
    pub fn of(log: &mut ShellLog, columns: u16, rows: u16) -> Self {
        let mut model = Model::new(columns, rows, 0);
        let replay = log.replay(u64::MAX);
        model.feed(&replay.reset.unwrap_or_default());
        let mut from = replay.from;
        while let Some(bytes) = log.read(from, usize::MAX) {
            model.feed(bytes);
            from += bytes.len() as u64;
        }
        LiveScreen { model }
    }

    /// The shell put this out.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.model.feed(bytes);
    }

    /// The terminal has another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.model.resize(columns, rows);
    }

    /// Whether a program fills the screen: the alternate one is shown.
    pub fn is_full_screen(&self) -> bool {
        self.model.terminal().is_some_and(|terminal| terminal.active_screen_kind() == ScreenKind::Alternate)
    }

    /// Whether the program has asked for brackets around what is pasted.
    pub fn brackets_pastes(&self) -> bool {
        self.model.has_mode(BRACKETED_PASTE)
    }

    /// The line that the cursor is on.
    pub fn sight(&self) -> Sight {
        let Some(terminal) = self.model.terminal() else { return Sight::default() };
        let lines: Vec<&Line> = terminal.screen().all_lines().collect();
        let shown = terminal.screen().visible_lines().len();
        let cursor = terminal.cursor();
        let row = lines.len().saturating_sub(shown) + cursor.row;
        let wraps = |row: usize| lines.get(row).is_some_and(|line| line.is_wrapped());
        let full = |row: usize| lines.get(row).and_then(|line| line.cells().last()).is_some_and(|cell| !is_blank(cell));
        let top_by = |goes_on: &dyn Fn(usize) -> bool| {
            let mut top = row;
            while top > 0 && row - top < ROWS && goes_on(top - 1) {
                top -= 1;
            }
            top
        };
        let top = top_by(&wraps);
        let mut bottom = row;
        while bottom - row < ROWS && wraps(bottom) {
            bottom += 1;
        }
        let text = |from: usize| {
            let mut text = String::new();
            for at in from..=bottom {
                let Some(line) = lines.get(at) else { break };
                let behind = if at < row {
                    usize::MAX
                } else if at == row {
                    cursor.col
                } else {
                    0
                };
                push(line.cells(), behind, lines.get(at + 1).filter(|_| line.is_wrapped()), &mut text);
            }
            text.truncate(text.trim_end().len());
            text
        };
        let mut left = String::new();
        for at in top..row {
            let Some(line) = lines.get(at) else { break };
            push(line.cells(), usize::MAX, lines.get(at + 1), &mut left);
        }
        if let Some(line) = lines.get(row) {
            push(line.cells().get(..cursor.col).unwrap_or(line.cells()), usize::MAX, None, &mut left);
        }
        let loose = top_by(&|row| wraps(row) || full(row));
        let line = text(top);
        let joined = if loose == top { line.clone() } else { text(loose) };
        Sight { left, line, joined }
    }
}

/// The letters of a row; from `behind` on without what the shell suggests. `next`: the row that it wraps into.
fn push(cells: &[Cell], behind: usize, next: Option<&&Line>, text: &mut String) {
    // A wide letter that did not fit leaves a gap at the end of the row before it.
    let gap = next.and_then(|line| line.cells().first()).is_some_and(|first| first.width() == 2)
        && cells.last().is_some_and(is_blank);
    let cells = if gap { cells.split_last().map_or(cells, |(_, rest)| rest) } else { cells };
    for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.width() > 0) {
        if column < behind || !is_suggested(cell) {
            text.push(cell.char());
        }
    }
}

fn is_blank(cell: &Cell) -> bool {
    cell.char() == ' ' && cell.width() == 1 && cell.pen().is_default()
}

/// As shells draw what they only propose: faint, or in the grey of fish and of zsh's plug-in.
fn is_suggested(cell: &Cell) -> bool {
    cell.pen().is_faint() || matches!(cell.pen().foreground(), Some(Color::Indexed(8 | 240)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(columns: u16, output: &str) -> Sight {
        let mut log = ShellLog::new(columns, 6);
        log.push(output.as_bytes());
        LiveScreen::of(&mut log, columns, 6).sight()
    }

    #[test]
    fn the_line_is_what_the_terminal_shows_of_it_shl_7() {
        let sight = seen(40, "old\r\nada@host:~$ rm -rf x");
        assert_eq!((sight.left.as_str(), sight.line.as_str()), ("ada@host:~$ rm -rf x", "ada@host:~$ rm -rf x"));
        // The cursor went back into the line.
        let sight = seen(40, "$ rm -rf x\u{1b}[4D");
        assert_eq!((sight.left.as_str(), sight.line.as_str()), ("$ rm -", "$ rm -rf x"));
        // Typed, taken back, recalled from the history.
        assert_eq!(seen(40, "$ ls\u{8}\u{8}\u{1b}[Krm x").line, "$ rm x");
    }

    #[test]
    fn a_long_line_is_one_line_on_however_many_rows_shl_7() {
        let sight = seen(10, "out\r\n$ rm -rf /home/ada/things");
        assert_eq!(sight.line, "$ rm -rf /home/ada/things");
        assert_eq!(sight.left, sight.line);
        // Scrolled half out of the screen.
        let long = format!("$ rm {}", "x".repeat(90));
        assert_eq!(seen(10, &long).line, long);
        // An editor that moves to the next row by itself.
        assert_eq!(seen(10, "$ rm -rf /\r\nhome").joined, "$ rm -rf /home");
        assert_eq!(seen(10, "out\r\n$ rm x").joined, "$ rm x");
    }

    #[test]
    fn wide_letters_are_one_letter_each_shl_7() {
        assert_eq!(seen(40, "$ rm 日本語").line, "$ rm 日本語");
        assert_eq!(seen(9, "$ rm 日本語x").line, "$ rm 日本語x");
        assert_eq!(seen(8, "$ rm 日本語x").line, "$ rm 日本語x");
    }

    #[test]
    fn what_a_shell_only_suggests_is_not_typed_shl_7() {
        assert_eq!(seen(40, "$ r\u{1b}[90mm -rf /\u{1b}[0m\u{1b}[7D").line, "$ r");
        assert_eq!(seen(40, "\u{1b}[90m$ \u{1b}[0mls").line, "$ ls", "a grey prompt is seen");
    }

    #[test]
    fn full_screen_programs_and_brackets_are_known_shl_7() {
        let mut log = ShellLog::new(20, 5);
        log.push(b"$ vim\x1b[?1049h\x1b[?2004h~");
        let mut live = LiveScreen::of(&mut log, 20, 5);
        assert!(live.is_full_screen() && live.brackets_pastes());
        live.feed(b"\x1b[?1049l\x1b[?2004l");
        assert!(!live.is_full_screen() && !live.brackets_pastes());
        assert_eq!(live.sight().line, "$ vim");
    }

    proptest! {
        #[test]
        fn nothing_that_is_put_out_stops_the_looking_shl_7(output: Vec<u8>, columns in 2_u16..12, rows in 1_u16..6) {
            let mut log = ShellLog::new(columns, rows);
            let mut live = LiveScreen::of(&mut log, columns, rows);
            for byte in output {
                live.feed(&[byte]);
                let sight = live.sight();
                prop_assert!(sight.joined.ends_with(&sight.line));
            }
            live.resize(rows + 1, columns);
            let _ = live.sight();
        }
    }
}
