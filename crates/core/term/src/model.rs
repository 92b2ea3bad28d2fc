//! The terminal as it was where the ring begins: screens, cursor, modes and scrollback, and how to write them into another terminal.

use std::panic::{AssertUnwindSafe, catch_unwind};

use avt::{
    Observation, Observer, Operation, Parser, Terminal,
    parser::{EdScope, Function, State},
};
use bytes::Bytes;

use crate::{
    history::{History, join, push_line},
    modes::Modes,
    utf8::decode,
};

/// Scrollback that the terminal itself keeps, so that a window that grows pulls lines back. Older lines go to [`History`], which needs a tenth of the memory.
const LIVE_LINES: usize = 300;
const COLUMNS: std::ops::RangeInclusive<u16> = 2..=1000;
const ROWS: std::ops::RangeInclusive<u16> = 1..=500;

/// Made of all that has left the ring.
pub(crate) struct Model {
    columns: u16,
    rows: u16,
    /// Only made when something is fed: most shells never fill their ring.
    terminal: Option<Terminal>,
    history: History,
    modes: Modes,
    /// The beginning of a character whose rest is not here yet; at most three bytes.
    unfinished: Vec<u8>,
    /// As the terminal's own, which nobody can ask.
    parser: Parser,
    margins: Margins,
}

impl Model {
    pub(crate) fn new(columns: u16, rows: u16, scrollback: usize) -> Self {
        let (columns, rows) = bounded(columns, rows);
        Model {
            columns,
            rows,
            terminal: None,
            history: History::new(scrollback),
            modes: Modes::default(),
            unfinished: Vec::new(),
            parser: Parser::new(),
            margins: Margins::default(),
        }
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.modes.scan(bytes);
        let text = decode(&mut self.unfinished, bytes);
        self.follow(&text);
        self.change(|terminal, watch| terminal.feed_with(text.as_str(), watch));
    }

    /// Whether a line of text that comes now does nothing but push those above it up and out: no sequence and no character is half here, and all rows scroll.
    pub(crate) fn only_scrolls(&self) -> bool {
        self.parser.state == State::Ground && self.unfinished.is_empty() && !self.margins.set
    }

    /// Lines that are kept at most, on the screen and before it.
    pub(crate) fn most_lines(&self) -> usize {
        self.history.limit() + LIVE_LINES + usize::from(self.rows) + 1
    }

    /// An escape begins anew whatever was half here, so only what follows the last one tells where the terminal stands.
    fn follow(&mut self, text: &str) {
        let last = text.rfind('\x1b').unwrap_or(0);
        let at_rest = self.parser.state == State::Ground;
        if at_rest && !text.chars().any(|character| character.is_control() && !"\r\n\t".contains(character)) {
            return;
        }
        for character in text.get(last..).unwrap_or_default().chars() {
            self.parser.feed(character);
        }
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        (self.columns, self.rows) = bounded(columns, rows);
        if self.terminal.is_some() {
            let (columns, rows) = (self.columns.into(), self.rows.into());
            self.change(|terminal, watch| terminal.resize_with(columns, rows, watch));
        }
    }

    /// The terminal, once something was fed.
    pub(crate) fn terminal(&self) -> Option<&Terminal> {
        self.terminal.as_ref()
    }

    /// Whether a private mode of those that are kept is on.
    pub(crate) fn has_mode(&self, mode: u16) -> bool {
        self.modes.has(mode)
    }

    /// Bytes that bring a cleared terminal of the same size to this state.
    pub(crate) fn state(&self) -> Bytes {
        let Some(terminal) = &self.terminal else { return Bytes::new() };
        let mut out = String::new();
        self.modes.write(&mut out);
        let before = self.write_scrollback(terminal, &mut out);
        if before > 0 {
            // Push what was just written out of the screen, so that the screen's own lines begin at the top.
            let on_screen = before.min(usize::from(self.rows) - 1);
            out.push_str(&format!("\x1b[0m\x1b[{};1H", self.rows));
            out.extend(std::iter::repeat_n('\n', on_screen));
            out.push_str("\x1b[H");
        }
        self.write_screen(terminal, out).into()
    }

    /// The same without scrollback.
    pub(crate) fn screen(&self) -> Vec<u8> {
        let Some(terminal) = &self.terminal else { return Vec::new() };
        let mut out = String::new();
        self.modes.write(&mut out);
        self.write_screen(terminal, out)
    }

    fn write_screen(&self, terminal: &Terminal, mut out: String) -> Vec<u8> {
        // SECURITY: a fault in the model's library must not end the agent; the ring alone is then what a viewer gets.
        if let Ok(dump) = catch_unwind(AssertUnwindSafe(|| terminal.dump())) {
            out.push_str(&dump);
        }
        let mut out = out.into_bytes();
        out.extend_from_slice(&self.unfinished);
        out
    }

    /// Rows of its screen.
    pub(crate) fn rows(&self) -> usize {
        self.rows.into()
    }

    /// Returns the number of rows that it fills, counted no further than a screen needs.
    fn write_scrollback(&self, terminal: &Terminal, out: &mut String) -> usize {
        let lines: Vec<_> = terminal.primary_screen().all_lines().collect();
        let live = lines.len().saturating_sub(usize::from(self.rows));
        let mut open = self.history.write(out);
        let mut text = String::new();
        for line in lines.iter().take(live) {
            text.clear();
            push_line(line, &mut text);
            open = join(&text, open, out);
        }
        // A soft-wrapped last line has no end of its own; the screen begins on a new row all the same.
        if open {
            out.push_str("\r\n");
        }
        live + self.history.len()
    }

    fn change(&mut self, act: impl FnOnce(&mut Terminal, Watch<'_>)) {
        let (columns, rows) = (self.columns.into(), self.rows.into());
        let watch = Watch { history: &mut self.history, margins: &mut self.margins };
        let terminal = match self.terminal.take() {
            Some(terminal) => Some(terminal),
            None => Terminal::with_scrollback(columns, rows, Some(LIVE_LINES)).ok(),
        };
        let Some(mut terminal) = terminal else { return };
        // SECURITY: what a program writes must not end the agent, whatever the model's library makes of it. A broken model starts again, blank.
        let outcome = catch_unwind(AssertUnwindSafe(|| act(&mut terminal, watch)));
        self.terminal = match outcome {
            Ok(()) => Some(terminal),
            Err(_) => {
                (self.parser, self.margins) = (Parser::new(), Margins::default());
                Terminal::with_scrollback(columns, rows, Some(LIVE_LINES)).ok()
            }
        };
    }
}

pub(crate) fn bounded(columns: u16, rows: u16) -> (u16, u16) {
    (columns.clamp(*COLUMNS.start(), *COLUMNS.end()), rows.clamp(*ROWS.start(), *ROWS.end()))
}

/// Whether a program has said which rows scroll.
#[derive(Default)]
struct Margins {
    set: bool,
}

/// Takes over the lines that leave the terminal's own scrollback, and looks which rows scroll.
struct Watch<'a> {
    history: &'a mut History,
    margins: &'a mut Margins,
}

impl Observer for Watch<'_> {
    type Output = ();

    fn after(&mut self, _: &mut Observation<'_>, operation: &Operation) {
        let Operation::Function(function) = operation else { return };
        match function {
            Function::Ris => {
                self.history.clear();
                self.margins.set = false;
            }
            Function::Ed(EdScope::SavedLines) => self.history.clear(),
            Function::Decstr => self.margins.set = false,
            Function::Decstbm(top, bottom) => self.margins.set = (*top, *bottom) != (0, 0),
            _ => {}
        }
    }

    fn evicted(&mut self, _: &mut Observation<'_>, line: &avt::Line) {
        self.history.push(line);
    }

    fn end(&mut self, _: &mut Observation<'_>) {}
}
