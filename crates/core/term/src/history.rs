//! Old lines of a terminal as compact text with their colours: what scrolled out of the model.

use std::{collections::VecDeque, fmt::Write};

use avt::{Color, Line, Pen};

/// All lines together; long lines cost scrollback, never more memory.
const BYTES: usize = 4 * 1024 * 1024;

/// A bounded queue of encoded lines.
pub(crate) struct History {
    lines: VecDeque<Box<str>>,
    bytes: usize,
    limit: usize,
}

impl History {
    pub(crate) fn new(limit: usize) -> Self {
        History { lines: VecDeque::new(), bytes: 0, limit }
    }

    pub(crate) fn push(&mut self, line: &Line) {
        let mut text = String::new();
        push_line(line, &mut text);
        self.bytes += text.len();
        self.lines.push_back(text.into());
        while self.lines.len() > self.limit || self.bytes > BYTES {
            let Some(oldest) = self.lines.pop_front() else { break };
            self.bytes -= oldest.len();
        }
    }

    pub(crate) fn clear(&mut self) {
        self.lines = VecDeque::new();
        self.bytes = 0;
    }

    /// Lines that are kept at most.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether the last line was left open.
    pub(crate) fn write(&self, out: &mut String) -> bool {
        self.lines.iter().fold(false, |open, line| join(line, open, out))
    }
}

/// Appends an encoded line behind another one, which was left `open` or not. Returns whether this one is.
///
/// A line that goes on wraps by itself when the next one has something in it. A program that has cleared the next row leaves an empty one, and that needs an end of its own.
pub(crate) fn join(line: &str, open: bool, out: &mut String) -> bool {
    if open && line == "\r\n" {
        out.push_str("\r\n");
    }
    out.push_str(line);
    !line.ends_with('\n')
}

/// One line with its colours. A soft-wrapped one is left open, so that the next goes on where the terminal wraps.
pub(crate) fn push_line(line: &Line, out: &mut String) {
    let cells = line.cells();
    let blank = |cell: &avt::Cell| cell.char() == ' ' && cell.width() == 1 && cell.pen().is_default();
    let end = match line.is_wrapped() {
        true => cells.len(),
        false => cells.iter().rposition(|cell| !blank(cell)).map_or(0, |last| last + 1),
    };
    let mut pen = Pen::default();
    // The tail of a wide character has no width of its own.
    for cell in cells.iter().take(end).filter(|cell| cell.width() > 0) {
        if *cell.pen() != pen {
            pen = *cell.pen();
            push_pen(&pen, out);
        }
        out.push(cell.char());
    }
    if !pen.is_default() {
        out.push_str("\x1b[0m");
    }
    if !line.is_wrapped() {
        out.push_str("\r\n");
    }
}

fn push_pen(pen: &Pen, out: &mut String) {
    out.push_str("\x1b[0");
    let attributes = [
        (pen.is_bold(), 1),
        (pen.is_faint(), 2),
        (pen.is_italic(), 3),
        (pen.is_underline(), 4),
        (pen.is_blink(), 5),
        (pen.is_inverse(), 7),
        (pen.is_strikethrough(), 9),
    ];
    for (_, number) in attributes.iter().filter(|(on, _)| *on) {
        let _ = write!(out, ";{number}");
    }
    for (color, base) in [(pen.foreground(), 38), (pen.background(), 48)] {
        match color {
            Some(Color::Indexed(index)) => _ = write!(out, ";{base};5;{index}"),
            Some(Color::RGB(rgb)) => _ = write!(out, ";{base};2;{};{};{}", rgb.r, rgb.g, rgb.b),
            None => {}
        }
    }
    out.push('m');
}
