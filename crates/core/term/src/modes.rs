//! Modes that change what a terminal sends rather than what it shows: mouse, paste, focus, keypad, cursor shape, title. The model's library leaves them out; a program that goes on after a replay relies on them.

use std::{collections::BTreeSet, fmt::Write};

/// Private modes worth keeping: X10 to any-motion mouse, focus, encodings of the mouse, alternate scroll, bracketed paste, synchronised output.
const KEPT: [u16; 11] = [9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 2004];
const SEQUENCE: usize = 64;
const TITLE: usize = 256;

#[derive(Debug, Default)]
pub(crate) struct Modes {
    set: BTreeSet<u16>,
    keypad: bool,
    cursor_shape: Option<u8>,
    title: String,
    state: State,
    pending: Vec<u8>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    Escape,
    Control,
    System,
    SystemEscape,
}

impl Modes {
    pub(crate) fn scan(&mut self, mut bytes: &[u8]) {
        while let Some((&byte, rest)) = bytes.split_first() {
            if self.state == State::Text {
                // Most of all output has no escape at all.
                let Some(at) = bytes.iter().position(|byte| *byte == 0x1b) else { return };
                bytes = bytes.get(at + 1..).unwrap_or_default();
                self.state = State::Escape;
                continue;
            }
            bytes = rest;
            self.step(byte);
        }
    }

    fn step(&mut self, byte: u8) {
        self.state = match (self.state, byte) {
            (State::Escape, b'[') => self.begin(State::Control),
            (State::Escape, b']') => self.begin(State::System),
            (State::Escape, b'=' | b'>') => {
                self.keypad = byte == b'=';
                State::Text
            }
            (State::Escape, b'c') => {
                *self = Modes::default();
                State::Text
            }
            (State::Escape | State::Control, 0x1b) => State::Escape,
            (State::Escape, _) => State::Text,
            (State::Control, 0x40..=0x7e) => {
                self.control(byte);
                State::Text
            }
            (State::System, 0x07) => self.system(),
            (State::System, 0x18 | 0x1a) => State::Text,
            (State::System, 0x1b) => State::SystemEscape,
            (State::SystemEscape, b'\\') => self.system(),
            (State::SystemEscape, _) => {
                self.state = State::Escape;
                return self.step(byte);
            }
            (state @ (State::Control | State::System), _) => {
                let limit = if state == State::System { TITLE } else { SEQUENCE };
                if self.pending.len() < limit {
                    self.pending.push(byte);
                }
                state
            }
            (State::Text, _) => State::Text,
        };
    }

    fn begin(&mut self, state: State) -> State {
        self.pending.clear();
        state
    }

    fn control(&mut self, last: u8) {
        match (self.pending.as_slice(), last) {
            ([b'?', modes @ ..], b'h' | b'l') => {
                let kept: Vec<u16> =
                    modes.split(|b| *b == b';').filter_map(number).filter(|m| KEPT.contains(m)).collect();
                for mode in kept {
                    match last {
                        b'h' => self.set.insert(mode),
                        _ => self.set.remove(&mode),
                    };
                }
            }
            ([shape @ .., b' '], b'q') => {
                self.cursor_shape = number(shape).and_then(|n| u8::try_from(n).ok()).filter(|n| *n <= 6)
            }
            ([b'!'], b'p') => self.keypad = false,
            _ => {}
        }
    }

    fn system(&mut self) -> State {
        if let [b'0' | b'2', b';', title @ ..] = self.pending.as_slice() {
            self.title = String::from_utf8_lossy(title).chars().filter(|c| !c.is_control()).collect();
        }
        State::Text
    }

    pub(crate) fn has(&self, mode: u16) -> bool {
        self.set.contains(&mode)
    }

    pub(crate) fn write(&self, out: &mut String) {
        for mode in &self.set {
            let _ = write!(out, "\x1b[?{mode}h");
        }
        if self.keypad {
            out.push_str("\x1b=");
        }
        if let Some(shape) = self.cursor_shape {
            let _ = write!(out, "\x1b[{shape} q");
        }
        if !self.title.is_empty() {
            let _ = write!(out, "\x1b]2;{}\x07", self.title);
        }
    }
}

fn number(digits: &[u8]) -> Option<u16> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}
