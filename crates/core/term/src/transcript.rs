//! What a shell has put out, as plain lines (SHL-6): as a terminal shows them when they leave its screen, or stand there at the end. No colours, no cursor, no pictures of full-screen programs.
//!
//! Pure and bounded: lines come out as soon as they have left the screen, and nothing else is kept. Who prints, overwrites and wipes is the terminal model; what is wiped with the whole screen comes out first.

use std::panic::{AssertUnwindSafe, catch_unwind};

use avt::{
    Line, Observation, Observer, Parser, ScreenKind, Terminal,
    parser::{EdScope, Function},
};

use crate::{model::bounded, utf8::decode};

/// Longest line in bytes; a longer one is broken.
const LINE: usize = 64 * 1024;
/// Remarks that may wait for the end of a full-screen program.
const REMARKS: usize = 16;
/// Where a full-screen program was.
const FULL_SCREEN: &str = "[A program used the whole screen. What it showed there is not in this text.]";
/// Where the model failed.
const FAILED: &str = "[Some of the output could not be read.]";

/// Makes plain lines of a terminal's output.
///
/// SECURITY: no control character but the ends of lines, and nothing that turns the direction of writing, is ever in them, whatever the output has (SHL-8).
pub struct Transcript {
    columns: u16,
    rows: u16,
    terminal: Option<Terminal>,
    parser: Parser,
    lines: Lines,
    left_over: Vec<u8>,
    /// Of what happened while a full-screen program had the terminal.
    remarks: Vec<String>,
}

#[derive(Default)]
struct Lines {
    /// The beginning of a line whose rows have not all left the screen.
    open: String,
    out: String,
    /// What leaves the screen was told already.
    muted: bool,
}

impl Transcript {
    /// Of a terminal of this size.
    pub fn new(columns: u16, rows: u16) -> Self {
        let (columns, rows) = bounded(columns, rows);
        Transcript {
            columns,
            rows,
            terminal: blank(columns, rows),
            parser: Parser::new(),
            lines: Lines::default(),
            left_over: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// The shell put this out.
    pub fn feed(&mut self, bytes: &[u8]) {
        let text = decode(&mut self.left_over, bytes);
        let (parser, lines, remarks) = (&mut self.parser, &mut self.lines, &mut self.remarks);
        let Some(terminal) = &mut self.terminal else { return };
        // SECURITY: what a program wrote must not end the appliance, whatever the model's library makes of it.
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            for character in text.chars() {
                if let Some(function) = parser.feed(character) {
                    execute(terminal, function, lines, remarks);
                }
            }
        }));
        if outcome.is_err() {
            self.fail();
        }
    }

    /// From here on the terminal has this size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        (self.columns, self.rows) = bounded(columns, rows);
        let (columns, rows) = (self.columns.into(), self.rows.into());
        let lines = &mut self.lines;
        let Some(terminal) = &mut self.terminal else { return };
        if catch_unwind(AssertUnwindSafe(|| terminal.resize_with(columns, rows, Leaving(lines)))).is_err() {
            self.fail();
        }
    }

    /// Writes a line of its own between what was put out before and what comes.
    pub fn remark(&mut self, text: &str) {
        let Some(terminal) = &mut self.terminal else { return };
        if terminal.active_screen_kind() == ScreenKind::Alternate {
            if self.remarks.len() < REMARKS {
                self.remarks.push(text.to_owned());
            }
            return;
        }
        let lines = &mut self.lines;
        if catch_unwind(AssertUnwindSafe(|| print(terminal, text, lines))).is_err() {
            self.fail();
        }
    }

    /// Something is missing, and this brings a cleared terminal to the state behind the gap. It tells no lines itself: what stands on its screen comes out when it leaves it.
    pub fn restore(&mut self, state: &[u8]) {
        self.begin_again();
        self.lines.muted = true;
        self.feed(state);
        self.lines.muted = false;
        self.lines.open.clear();
    }

    /// More of such a state.
    pub fn restore_more(&mut self, state: &[u8]) {
        self.lines.muted = true;
        self.feed(state);
        self.lines.muted = false;
        self.lines.open.clear();
    }

    /// The lines that have come out since the last call, each with its end.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.lines.out)
    }

    /// Bytes that wait to be taken.
    pub fn waiting(&self) -> usize {
        self.lines.out.len()
    }

    /// The rest: what stands on the screen.
    pub fn finish(mut self) -> String {
        self.begin_again();
        self.take()
    }

    /// What stands on the screen comes out; then it is blank.
    fn begin_again(&mut self) {
        let lines = &mut self.lines;
        if let Some(terminal) = self.terminal.take() {
            let _ = catch_unwind(AssertUnwindSafe(|| {
                lines.screen(&terminal);
                if terminal.active_screen_kind() == ScreenKind::Alternate {
                    lines.line(FULL_SCREEN);
                }
            }));
        }
        for remark in std::mem::take(&mut self.remarks) {
            lines.line(&remark);
        }
        self.parser = Parser::new();
        self.left_over.clear();
        self.terminal = blank(self.columns, self.rows);
    }

    fn fail(&mut self) {
        self.lines.muted = false;
        self.lines.end();
        self.lines.line(FAILED);
        self.parser = Parser::new();
        self.terminal = blank(self.columns, self.rows);
    }
}

/// Without scrollback: what leaves the screen comes out at once, and no larger window pulls it back.
fn blank(columns: u16, rows: u16) -> Option<Terminal> {
    Terminal::with_scrollback(columns.into(), rows.into(), Some(0)).ok()
}

fn execute(terminal: &mut Terminal, function: Function, lines: &mut Lines, remarks: &mut Vec<String>) {
    let before = terminal.active_screen_kind();
    let function = match function {
        Function::Ris => {
            lines.screen(terminal);
            Function::Ris
        }
        // Some terminals are cleared from the corner down: all the same.
        Function::Ed(EdScope::Below) if before == ScreenKind::Primary && at_home(terminal) => {
            Function::Ed(EdScope::All)
        }
        function => function,
    };
    terminal.execute_with(function, Leaving(lines));
    if before == ScreenKind::Alternate && terminal.active_screen_kind() == ScreenKind::Primary {
        print(terminal, FULL_SCREEN, lines);
        for remark in std::mem::take(remarks) {
            print(terminal, &remark, lines);
        }
    }
}

fn at_home(terminal: &Terminal) -> bool {
    terminal.cursor().position() == Some((0, 0))
}

/// A line of its own on the screen, so that it leaves it in its order.
fn print(terminal: &mut Terminal, text: &str, lines: &mut Lines) {
    if terminal.cursor().position().is_none_or(|(column, _)| column > 0) {
        end_line(terminal, lines);
    }
    for character in text.chars() {
        terminal.execute_with(Function::Print(character), Leaving(lines));
    }
    end_line(terminal, lines);
}

fn end_line(terminal: &mut Terminal, lines: &mut Lines) {
    terminal.execute_with(Function::Cr, Leaving(lines));
    terminal.execute_with(Function::Lf, Leaving(lines));
}

/// Takes over the lines that leave the screen.
struct Leaving<'a>(&'a mut Lines);

impl Observer for Leaving<'_> {
    type Output = ();

    fn evicted(&mut self, _: &mut Observation<'_>, line: &Line) {
        self.0.push(line);
    }

    fn end(&mut self, _: &mut Observation<'_>) {}
}

impl Lines {
    /// A row of the screen.
    fn push(&mut self, row: &Line) {
        // The tail of a wide character has no width of its own.
        let characters = row.cells().iter().filter(|cell| cell.width() > 0).map(avt::Cell::char);
        self.open.extend(characters.filter(|character| is_plain(*character)));
        if !row.is_wrapped() || self.open.len() >= LINE {
            self.end();
        }
    }

    /// All rows of the primary screen, without the empty ones at its end.
    fn screen(&mut self, terminal: &Terminal) {
        let rows: Vec<&Line> = terminal.primary_screen().all_lines().collect();
        let filled = |row: &&Line| row.cells().iter().any(|cell| cell.char() != ' ');
        let count = rows.iter().rposition(filled).map_or(0, |last| last + 1);
        for row in rows.into_iter().take(count) {
            self.push(row);
        }
        if !self.open.is_empty() {
            self.end();
        }
    }

    fn line(&mut self, text: &str) {
        self.open.push_str(text);
        self.end();
    }

    fn end(&mut self) {
        if !self.muted {
            self.out.push_str(self.open.trim_end());
            self.out.push('\n');
        }
        self.open.clear();
    }
}

/// Whether a character is only itself: it moves nothing, and does not turn what stands around it.
fn is_plain(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(pieces: &[&[u8]]) -> String {
        let mut transcript = Transcript::new(20, 5);
        for piece in pieces {
            transcript.feed(piece);
        }
        transcript.finish()
    }

    #[test]
    fn lines_are_told_as_a_terminal_shows_them_shl_6() {
        for (output, told) in [
            ("one\r\ntwo\r\n", "one\ntwo\n"),
            ("10%\r50%\r100%\r\ndone", "100%\ndone\n"),
            ("secret\r\x1b[Kshown\r\n", "shown\n"),
            ("abc\x08\x08X\r\n", "aXc\n"),
            ("\x1b[1;31mred\x1b[0m plain\r\n", "red plain\n"),
            (
                "a long line that wraps around twice in a terminal\r\n",
                "a long line that wraps around twice in a terminal\n",
            ),
            ("日本語と🙂\r\n", "日本語と🙂\n"),
            ("1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8", "1\n2\n3\n4\n5\n6\n7\n8\n"),
            ("kept\r\n\x1b[H\x1b[2Jafter\r\n", "kept\nafter\n"),
            ("kept\r\n\x1b[H\x1b[Jafter\r\n", "kept\nafter\n"),
            ("kept\r\n\x1bcafter\r\n", "kept\nafter\n"),
            ("", ""),
        ] {
            assert_eq!(lines(&[output.as_bytes()]), told, "{output:?}");
        }
    }

    #[test]
    fn of_a_full_screen_program_only_that_it_was_there_is_told_shl_6() {
        let told = lines(&[b"before\r\n$ vi\r\n\x1b[?1049h", b"\x1b[2Jhello inside", b"\x1b[?1049lafter\r\n"]);
        assert_eq!(told, format!("before\n$ vi\n{FULL_SCREEN}\nafter\n"));
        assert_eq!(lines(&[b"before\r\n\x1b[?1049hinside"]), format!("before\n{FULL_SCREEN}\n"));
    }

    #[test]
    fn a_gap_and_what_is_behind_it_are_told_shl_6() {
        let mut transcript = Transcript::new(20, 5);
        transcript.feed(b"one\r\ntw");
        transcript.remark("[gap]");
        transcript.restore(b"a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\n$ ");
        transcript.feed(b"next\r\n");
        assert_eq!(transcript.finish(), "one\ntw\n[gap]\nd\ne\nf\ng\n$ next\n");
    }

    #[test]
    fn hostile_output_leaves_nothing_but_text_shl_8() {
        let combining = "e\u{301}".repeat(100_000) + &"\u{301}".repeat(5_000_000);
        let corpus: [&[u8]; 14] = [
            b"\x1b]52;c;ZXZpbA==\x07seen\r\n",
            b"\x1b]0;title\x07\x1b[21tseen\r\n",
            b"\x1b]2;title\x1b\\seen\r\n",
            b"\x1b[c\x1b[>c\x1b[5n\x1b[6n\x05seen\r\n",
            b"\x1b[200~rm -rf /\x1b[201~seen\r\n",
            b"\xc2\x9d52;c;ZXZpbA==\xc2\x9cseen\r\n",
            b"\xc2\x9b31mseen\r\n",
            b"\x9b31mseen\r\n",
            b"\x1bP$q\"p\x1b\\seen\r\n",
            b"\x1b_payload\x1b\\\x1b^pm\x1b\\seen\r\n",
            b"\x1b]8;;http://evil\x1b\\seen\x1b]8;;\x1b\\\r\n",
            b"\x1b[?2004h\x1b[99999999999;99999999999Hseen\r\n",
            "\u{202e}nees\u{2066}\r\nseen\r\n".as_bytes(),
            combining.as_bytes(),
        ];
        for output in corpus {
            let mut transcript = Transcript::new(80, 24);
            transcript.feed(output);
            let told = transcript.finish();
            assert!(told.chars().all(|character| character == '\n' || is_plain(character)), "{told:?}");
            assert!(told.contains("seen") || output.len() > 1000, "{told:?}");
            assert!(told.len() <= output.len() + 4000 && told.lines().all(|line| line.len() <= LINE + 4096));
        }
    }

    #[test]
    fn a_line_without_an_end_takes_bounded_memory_shl_5() {
        let mut transcript = Transcript::new(100, 10);
        let mut told = 0;
        for _ in 0..1000 {
            transcript.feed(&[b'x'; 4096]);
            told += transcript.take().len();
            assert!(transcript.lines.open.len() <= LINE + 4096);
        }
        assert!(told > 4_000_000);
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_give_the_same_text_shl_8(
            bytes in proptest::collection::vec(prop_oneof![
                4 => any::<u8>(), 2 => Just(0x1b), 2 => Just(b'['), 1 => Just(b'\n'), 4 => 0x20u8..0x7f
            ], 0..400),
            cut in 0usize..400,
        ) {
            let whole = lines(&[&bytes]);
            let cut = cut.min(bytes.len());
            prop_assert_eq!(&whole, &lines(&[&bytes[..cut], &bytes[cut..]]));
            let single: Vec<&[u8]> = bytes.chunks(1).collect();
            prop_assert_eq!(&whole, &lines(&single));
            prop_assert!(whole.chars().all(|character| character == '\n' || is_plain(character)));
        }
    }
}
