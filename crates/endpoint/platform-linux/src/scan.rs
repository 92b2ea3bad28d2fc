//! Scanning files before they are handed over (FIL-10, ADR 67): by a command that whoever owns this machine chose. Nothing that comes from the appliance or a file is a part of it.
//!
//! SECURITY: the file is the command's input and nothing else of it: neither its name nor its path is ever an argument. The command runs as the account whose files are used, with nothing of the agent's.

mod run;

use std::{
    collections::VecDeque,
    path::{Component, Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use thiserror::Error;
use towline_platform::{FileFault, GoesOn};

pub(crate) use self::run::{Input, Verdict};

/// How long a scan may take unless the configuration says otherwise.
pub const SCAN_SECONDS: u64 = 600;
/// Longest that it can say.
pub const SCAN_SECONDS_MOST: u64 = 3600;
/// Arguments of a command, and bytes of one.
const ARGUMENTS: usize = 64;
const ARGUMENT: usize = 4096;
/// Scans at a time on this machine; the others wait in order.
const AT_ONCE: usize = 2;
/// How soon whoever waits or scans sees that it is to stop.
const TICK: Duration = Duration::from_millis(100);
/// Files that are known to be clean, as they were.
const KNOWN: usize = 1024;

/// A command that scans what it reads: it ends with 0 if that is clean, with 1 if it found something, with anything else if it could not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanCommand {
    program: PathBuf,
    arguments: Vec<String>,
    patience: Duration,
}

/// Why a list of words is no command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OddScan {
    /// There is no program, or not by its whole path.
    #[error("name the program by its whole path, such as /usr/bin/clamdscan")]
    Program,
    /// Too many arguments, or too long ones.
    #[error("a command has at most 64 arguments of at most 4096 bytes, without zero bytes")]
    Arguments,
    /// Not within the bounds.
    #[error("a scan may take from 1 to 3600 seconds")]
    Seconds,
}

impl ScanCommand {
    /// Of a program with its arguments. `{}` in an argument is the name by which the program can open its input once more: `/proc/self/fd/0`.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(words: Vec<String>, seconds: u64) -> Result<ScanCommand, OddScan> {
        let mut words = words.into_iter();
        let program = PathBuf::from(words.next().ok_or(OddScan::Program)?);
        let plain = |component: Component<'_>| matches!(component, Component::RootDir | Component::Normal(_));
        let fits = |text: &str| text.len() <= ARGUMENT && !text.contains('\0');
        if !program.is_absolute() || !program.components().all(plain) || !program.to_str().is_some_and(fits) {
            return Err(OddScan::Program);
        }
        let arguments: Vec<String> = words.collect();
        if arguments.len() > ARGUMENTS || !arguments.iter().all(|argument| fits(argument)) {
            return Err(OddScan::Arguments);
        }
        if !(1..=SCAN_SECONDS_MOST).contains(&seconds) {
            return Err(OddScan::Seconds);
        }
        Ok(ScanCommand { program, arguments, patience: Duration::from_secs(seconds) })
    }

    /// The program.
    pub fn program(&self) -> &Path {
        &self.program
    }
}

/// What all scans of this machine share.
#[derive(Debug, Default)]
pub(crate) struct Scans {
    turns: Mutex<Turns>,
    freed: Condvar,
    clean: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Turns {
    last: u64,
    waiting: VecDeque<u64>,
    running: usize,
}

/// Stamps of clean files, and the command that said so.
#[derive(Debug, Default)]
struct Known {
    by: Option<ScanCommand>,
    stamps: VecDeque<Vec<u8>>,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A turn; given back when it is dropped.
struct Turn<'a>(&'a Scans);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        lock(&self.0.turns).running -= 1;
        self.0.freed.notify_all();
    }
}

impl Scans {
    /// Waits for a turn, in order.
    fn turn(&self, goes_on: GoesOn<'_>) -> Result<Turn<'_>, FileFault> {
        let mine = {
            let mut turns = lock(&self.turns);
            turns.last = turns.last.wrapping_add(1);
            let mine = turns.last;
            turns.waiting.push_back(mine);
            mine
        };
        loop {
            // Whoever is asked may take a moment: not while others wait for the lock.
            let stop = goes_on().is_break();
            let mut turns = lock(&self.turns);
            if stop {
                turns.waiting.retain(|waiting| *waiting != mine);
                self.freed.notify_all();
                return Err(FileFault::cancelled());
            }
            if turns.running < AT_ONCE && turns.waiting.front() == Some(&mine) {
                turns.waiting.pop_front();
                turns.running += 1;
                self.freed.notify_all();
                return Ok(Turn(self));
            }
            drop(self.freed.wait_timeout(turns, TICK).unwrap_or_else(PoisonError::into_inner));
        }
    }
}

/// Scans files as one account.
pub(crate) struct Scanner {
    command: ScanCommand,
    scans: Arc<Scans>,
}

impl Scanner {
    pub(crate) fn new(command: ScanCommand, scans: Arc<Scans>) -> Scanner {
        Scanner { command, scans }
    }

    /// Waits for its turn and scans. Blocks for as long as that takes.
    ///
    /// # Errors
    /// `Cancelled` if `goes_on` broke off; everything of the command is gone then.
    pub(crate) fn scan(&self, input: Input, goes_on: GoesOn<'_>) -> Result<Verdict, FileFault> {
        let _turn = self.scans.turn(goes_on)?;
        run::run(&self.command, input, goes_on)
    }

    /// Whether a file was found clean as it is: by this command, since the agent began.
    pub(crate) fn knows(&self, stamp: &[u8]) -> bool {
        let known = lock(&self.scans.clean);
        known.by.as_ref() == Some(&self.command) && known.stamps.iter().any(|clean| clean == stamp)
    }

    pub(crate) fn is_clean(&self, stamp: Vec<u8>) {
        let mut known = lock(&self.scans.clean);
        if known.by.as_ref() != Some(&self.command) {
            *known = Known { by: Some(self.command.clone()), stamps: VecDeque::new() };
        }
        known.stamps.retain(|clean| *clean != stamp);
        known.stamps.push_back(stamp);
        if known.stamps.len() > KNOWN {
            known.stamps.pop_front();
        }
    }
}

#[cfg(test)]
mod tests;
