//! Watches what is typed at the prompt of one shell (SHL-7): before an Enter goes to the terminal, the line that it would run is judged by the rules of whoever pressed it.
//!
//! A guard rail and no wall: it sees what a person sees, so scripts, aliases, editors and encodings go around it. It never looks at programs that fill the screen, nor at what is typed without being shown.
//!
//! Pure but for the moments that the caller brings: what was put out and what was typed go in, verdicts come out.

use std::{rc::Rc, time::Duration};

use tokio::time::Instant;
use towline_model::{CommandDo, CommandRule, HeldRules};
use towline_platform::LineMode;
use towline_term::{LiveScreen, ShellLog, Sight};

/// After the last output for so long, a program has shown what was typed.
const QUIET: Duration = Duration::from_millis(40);
/// A program that has shown nothing for so long after it was typed into shows nothing.
const SILENCE: Duration = Duration::from_millis(300);
/// For as long at most is waited for letters that are not shown.
const UNSEEN: Duration = Duration::from_millis(500);
/// The longest that an Enter waits, whatever is put out meanwhile.
const LONGEST: Duration = Duration::from_millis(700);
/// Between two commands that were caught: what is told is bounded by what waits.
const APART: Duration = Duration::from_millis(50);
/// Characters that are remembered of what was typed since the prompt.
const TYPED: usize = 4096;
/// Characters of a line that are told.
const TOLD: usize = 1024;
/// What prompts end with, where nothing better says where a command begins.
const ENDS: [&str; 7] = ["$ ", "# ", "> ", "% ", ": ", "❯ ", "➜ "];
const PASTE_END: &[u8] = b"\x1b[201~";
const END_OF_LINE: u8 = 0x05;
const KILL: u8 = 0x15;

/// A command that a rule caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caught {
    pub(crate) line: String,
    pub(crate) rule: CommandRule,
}

/// What is to be done with the bytes that wait.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The first so many of them may be written.
    Write(usize),
    /// None before this moment, or before something is put out.
    Wait(Instant),
    /// The first so many of them are thrown away.
    Skip(usize),
    /// The first of them, an Enter, is not written, nor what was typed ahead of an answer; these are, in its place. Within a paste the guard itself leaves out the rest of it.
    Deny { caught: Caught, keys: Vec<u8>, pasted: bool },
}

/// Whether something is bracketed, from the bytes of one direction.
#[derive(Debug, Default)]
struct Brackets {
    seen: Vec<u8>,
    within: bool,
}

/// What a byte is to a bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// Nothing.
    No,
    /// Part of one, so far.
    Part,
    /// What began as one is something else.
    Broken,
}

impl Brackets {
    fn take(&mut self, byte: u8) -> Bracket {
        const HEAD: &[u8] = b"\x1b[20";
        let began = !self.seen.is_empty();
        self.seen.push(byte);
        let fits = match self.seen.len() {
            1..=4 => HEAD.starts_with(&self.seen),
            5 => matches!(byte, b'0' | b'1'),
            _ => byte == b'~',
        };
        if !fits {
            self.seen.clear();
            if byte == 0x1b {
                self.seen.push(byte);
            }
            return if began { Bracket::Broken } else { Bracket::No };
        }
        if self.seen.len() == PASTE_END.len() {
            self.within = self.seen.get(4) == Some(&b'0');
            self.seen.clear();
        }
        Bracket::Part
    }
}

/// What was typed since the prompt, as far as it is known without looking.
#[derive(Debug, Default)]
struct Typed {
    text: String,
    /// Bytes of a letter that is not whole yet.
    letter: Vec<u8>,
    /// Something else than letters was typed: only the screen says what the line is.
    edited: bool,
}

impl Typed {
    fn take(&mut self, byte: u8) {
        match byte {
            0x7f | 0x08 => self.edited |= self.text.pop().is_none(),
            KILL => self.text.clear(),
            b'\r' | b'\n' => self.text.push('\n'),
            0x20..=0x7e => self.text.push(char::from(byte)),
            0x80.. => self.more(byte),
            _ => self.edited = true,
        }
        self.edited |= self.text.len() > TYPED;
        if self.edited {
            self.text.clear();
        }
    }

    fn more(&mut self, byte: u8) {
        self.letter.push(byte);
        match std::str::from_utf8(&self.letter) {
            Ok(letter) => self.text.push_str(letter),
            Err(fault) if fault.error_len().is_none() && self.letter.len() < 4 => return,
            Err(_) => self.edited = true,
        }
        self.letter.clear();
    }

    /// The last line of it.
    fn last(&self) -> &str {
        self.text.rsplit('\n').next().unwrap_or_default()
    }
}

/// The guard of one shell.
pub(crate) struct Guard {
    live: LiveScreen,
    /// What stands left of where typing began, and whether it was still being put out.
    prompt: String,
    prompt_sure: bool,
    /// Something was typed since the last Enter.
    began: bool,
    typed: Typed,
    brackets: Brackets,
    /// The rest of this viewer's paste is thrown away.
    dropping: Option<(u64, Brackets)>,
    /// Lines before this one that it goes on from.
    before: String,
    /// What was found of the Enter that is to be written now.
    passing: Option<(String, Option<Caught>)>,
    last_output: Instant,
    last_typed: Option<Instant>,
    /// Since when the first of the waiting bytes is an Enter.
    waiting: Option<Instant>,
    not_before: Option<Instant>,
}

impl Guard {
    pub(crate) fn of(log: &mut ShellLog, (columns, rows): (u16, u16), now: Instant) -> Self {
        Guard {
            live: LiveScreen::of(log, columns, rows),
            prompt: String::new(),
            prompt_sure: false,
            began: false,
            typed: Typed::default(),
            brackets: Brackets::default(),
            dropping: None,
            before: String::new(),
            passing: None,
            last_output: now,
            last_typed: None,
            waiting: None,
            not_before: None,
        }
    }

    /// The program put this out.
    pub(crate) fn output(&mut self, bytes: &[u8], now: Instant) {
        self.live.feed(bytes);
        self.last_output = now;
        self.passing = None;
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.live.resize(columns, rows);
    }

    /// What to do with bytes that wait, at least one. `rules`: of whoever typed them.
    pub(crate) fn next(
        &mut self,
        (viewer, bytes): (u64, &[u8]),
        rules: Option<&Rc<HeldRules>>,
        mode: impl FnOnce() -> Option<LineMode>,
        now: Instant,
    ) -> Next {
        if let Some(moment) = self.not_before.filter(|moment| *moment > now) {
            return Next::Wait(moment);
        }
        if let Some(dropped) = self.dropped(viewer, bytes) {
            return Next::Skip(dropped);
        }
        if !self.began {
            self.prompt = self.live.sight().left;
            self.prompt_sure = now.duration_since(self.last_output) >= QUIET;
        }
        let Some(rules) = rules else { return Next::Write(bytes.len()) };
        let mode = mode();
        let lines = mode.is_some_and(|mode| mode.lines);
        let enters = |byte: &u8| match byte {
            b'\r' | b'\n' => true,
            // Ends what is read of a line without ending it.
            0x04 => lines,
            // Accepts a line and brings the next one of the history.
            0x0f => !lines,
            _ => false,
        };
        match bytes.iter().position(enters) {
            Some(0) => self.enter(viewer, rules, mode, now),
            Some(before) => Next::Write(before),
            None => Next::Write(bytes.len()),
        }
    }

    /// These bytes were written. What is to be told of them.
    pub(crate) fn wrote(&mut self, bytes: &[u8], now: Instant) -> Option<Caught> {
        let mut told = None;
        self.last_typed = Some(now);
        for byte in bytes {
            match self.brackets.take(*byte) {
                Bracket::No => {}
                Bracket::Part => {
                    self.began = true;
                    continue;
                }
                // A key that moves, or brings another line.
                Bracket::Broken => (self.began, self.typed.edited) = (true, true),
            }
            match byte {
                b'\r' | b'\n' if !(self.brackets.within && self.live.brackets_pastes()) => {
                    told = self.entered(now).or(told);
                }
                0x0f => {
                    told = self.entered(now).or(told);
                    (self.began, self.typed.edited) = (true, true);
                }
                // Interrupts, or stops: a new prompt follows.
                0x03 | 0x1a | 0x1c => self.begin(),
                _ => {
                    self.began = true;
                    self.typed.take(*byte);
                }
            }
        }
        if let Some((line, caught)) = self.passing.take() {
            // Within a paste: the line is not run yet.
            self.waiting = None;
            self.not_before = caught.as_ref().map(|_| now + APART);
            drop(line);
            told = caught.or(told);
        }
        told
    }

    /// An Enter was written.
    fn entered(&mut self, now: Instant) -> Option<Caught> {
        let (line, caught) = self.passing.take().unwrap_or_default();
        self.begin();
        // An odd number of them: the shell reads on.
        let goes_on = line.chars().rev().take_while(|letter| *letter == '\\').count() % 2 == 1;
        if goes_on && line.len() <= TYPED {
            self.before = line;
            self.before.pop();
        }
        self.not_before = caught.as_ref().map(|_| now + APART);
        caught
    }

    /// A new line is begun.
    fn begin(&mut self) {
        (self.began, self.typed, self.waiting) = (false, Typed::default(), None);
        self.before.clear();
    }

    fn enter(&mut self, viewer: u64, rules: &HeldRules, mode: Option<LineMode>, now: Instant) -> Next {
        let secret = mode.is_some_and(|mode| mode.lines && !mode.echo);
        // Nothing was typed, it is not shown, or it is not read as a line: the Enter is the program's alone.
        if secret || !self.began || self.live.is_full_screen() {
            self.passing = None;
            return Next::Write(1);
        }
        let pasted = self.brackets.within && self.live.brackets_pastes();
        let candidates = if pasted {
            vec![self.typed.last().to_owned()]
        } else {
            let sight = self.live.sight();
            if let Some(until) = self.settles(&sight, mode, now) {
                return Next::Wait(until);
            }
            self.candidates(&sight, mode)
        };
        let whole =
            |line: &String| if self.before.is_empty() { line.clone() } else { format!("{} {line}", self.before) };
        let lines: Vec<String> = candidates.iter().map(whole).collect();
        let found: Vec<Caught> = lines
            .iter()
            .filter_map(|line| rules.judge(line).map(|rule| Caught { line: told(line), rule: rule.clone() }))
            .collect();
        let denied = found.iter().find(|caught| caught.rule.act() == CommandDo::Deny).cloned();
        if let Some(caught) = denied {
            let keys = self.deny(pasted.then_some(viewer), mode, now);
            return Next::Deny { caught, keys, pasted };
        }
        let line = lines.into_iter().next().unwrap_or_default();
        self.passing = Some((line, found.into_iter().next()));
        Next::Write(1)
    }

    /// Takes the line back: the bytes that do it.
    fn deny(&mut self, paster: Option<u64>, mode: Option<LineMode>, now: Instant) -> Vec<u8> {
        let mut keys = Vec::new();
        if let Some(viewer) = paster {
            keys.extend_from_slice(PASTE_END);
            self.brackets = Brackets::default();
            self.dropping = Some((viewer, Brackets { within: true, ..Brackets::default() }));
        }
        match mode.filter(|mode| mode.lines) {
            Some(mode) => keys.push(if mode.kill == 0 { KILL } else { mode.kill }),
            None => {
                let sight = self.live.sight();
                // A line editor takes back what is left of the cursor.
                if sight.line.chars().count() > sight.left.trim_end().chars().count() {
                    keys.push(END_OF_LINE);
                }
                keys.push(KILL);
            }
        }
        // The prompt stays where it is.
        (self.typed, self.waiting, self.passing) = (Typed::default(), None, None);
        self.last_typed = Some(now);
        self.not_before = Some(now + APART);
        self.before.clear();
        keys
    }

    /// How much of these bytes is the rest of a paste that is not wanted.
    fn dropped(&mut self, viewer: u64, bytes: &[u8]) -> Option<usize> {
        let (_, dropping) = self.dropping.as_mut().filter(|(of, _)| *of == viewer)?;
        let end = bytes.iter().position(|byte| {
            dropping.take(*byte);
            !dropping.within
        });
        match end {
            Some(end) => {
                self.dropping = None;
                Some(end + 1)
            }
            None => Some(bytes.len()),
        }
    }

    /// Until when to wait for what was typed to be shown. `None`: it is, or will not be.
    fn settles(&mut self, sight: &Sight, mode: Option<LineMode>, now: Instant) -> Option<Instant> {
        let since = *self.waiting.get_or_insert(now);
        let last_typed = self.last_typed.unwrap_or(since);
        let known = !self.typed.edited && !self.typed.last().trim().is_empty();
        let until = if known {
            let shown = sight.left.ends_with(self.typed.last());
            // The terminal itself shows it: the bytes are the line.
            if shown || mode.is_some_and(|mode| mode.lines && mode.echo) {
                return None;
            }
            last_typed + UNSEEN
        } else if self.last_output > last_typed {
            self.last_output + QUIET
        } else {
            last_typed + SILENCE
        };
        let until = until.min(since + LONGEST);
        (until > now).then_some(until)
    }

    /// What the line may be, the likeliest first.
    fn candidates(&self, sight: &Sight, mode: Option<LineMode>) -> Vec<String> {
        let mut found = Vec::new();
        let mut sure = false;
        let mut add = |line: &str| {
            let line = line.trim();
            if !line.is_empty() && !found.iter().any(|known| known == line) {
                found.push(line.to_owned());
            }
        };
        let last = self.typed.last();
        let cooked = mode.is_some_and(|mode| mode.lines && mode.echo);
        if !self.typed.edited && !last.trim().is_empty() && (cooked || sight.left.ends_with(last)) {
            add(&self.typed.text);
            sure = true;
        }
        let shown = [&sight.line, &sight.joined];
        if let Some(rest) = shown.iter().find_map(|line| line.strip_prefix(self.prompt.as_str()))
            && !self.prompt.trim().is_empty()
        {
            add(rest);
            sure |= self.prompt_sure;
        }
        if !sure {
            for line in shown {
                let ends = ENDS.iter().flat_map(|end| line.match_indices(end).map(|(at, end)| at + end.len()));
                ends.filter_map(|at| line.get(at..)).for_each(&mut add);
                add(line);
            }
        }
        found
    }
}

/// A line as it is told: bounded, and all of it visible.
fn told(line: &str) -> String {
    let seen = line.chars().map(|letter| match letter {
        '\n' => '⏎',
        letter if letter.is_control() => char::REPLACEMENT_CHARACTER,
        letter => letter,
    });
    seen.take(TOLD).collect()
}
