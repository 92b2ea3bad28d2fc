//! The terminal as it was where the ring begins: screens, cursor, modes and scrollback, and how to write them into another terminal.

use std::panic::{AssertUnwindSafe, catch_unwind};

use avt::{
    Observation, Observer, Operation, Terminal,
    parser::{EdScope, Function},
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
        }
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.modes.scan(bytes);
        let text = decode(&mut self.unfinished, bytes);
        self.change(|terminal, history| terminal.feed_with(text.as_str(), Evicted(history)));
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        (self.columns, self.rows) = bounded(columns, rows);
        if self.terminal.is_some() {
            let (columns, rows) = (self.columns.into(), self.rows.into());
            self.change(|terminal, history| terminal.resize_with(columns, rows, Evicted(history)));
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
        // SECURITY: a fault in the model's library must not end the agent; the ring alone is then what a viewer gets.
        if let Ok(dump) = catch_unwind(AssertUnwindSafe(|| terminal.dump())) {
            out.push_str(&dump);
        }
        let mut out = out.into_bytes();
        out.extend_from_slice(&self.unfinished);
        out.into()
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

    fn change(&mut self, act: impl FnOnce(&mut Terminal, &mut History)) {
        let (columns, rows) = (self.columns.into(), self.rows.into());
        let history = &mut self.history;
        let terminal = match self.terminal.take() {
            Some(terminal) => Some(terminal),
            None => Terminal::with_scrollback(columns, rows, Some(LIVE_LINES)).ok(),
        };
        let Some(mut terminal) = terminal else { return };
        // SECURITY: what a program writes must not end the agent, whatever the model's library makes of it. A broken model starts again, blank.
        let outcome = catch_unwind(AssertUnwindSafe(|| act(&mut terminal, history)));
        self.terminal = match outcome {
            Ok(()) => Some(terminal),
            Err(_) => Terminal::with_scrollback(columns, rows, Some(LIVE_LINES)).ok(),
        };
    }
}

pub(crate) fn bounded(columns: u16, rows: u16) -> (u16, u16) {
    (columns.clamp(*COLUMNS.start(), *COLUMNS.end()), rows.clamp(*ROWS.start(), *ROWS.end()))
}

/// Takes over the lines that leave the terminal's own scrollback.
struct Evicted<'a>(&'a mut History);

impl Observer for Evicted<'_> {
    type Output = ();

    fn after(&mut self, _: &mut Observation<'_>, operation: &Operation) {
        if matches!(operation, Operation::Function(Function::Ris | Function::Ed(EdScope::SavedLines))) {
            self.0.clear();
        }
    }

    fn evicted(&mut self, _: &mut Observation<'_>, line: &avt::Line) {
        self.0.push(line);
    }

    fn end(&mut self, _: &mut Observation<'_>) {}
}
