//! One run of the command: the file as its input, its end as the verdict, and nothing of it left when that is there.

#![allow(unsafe_code)]

use std::{
    fs::File,
    io::{self, ErrorKind, PipeReader, Read, pipe},
    os::{
        fd::{AsFd, OwnedFd},
        unix::process::CommandExt,
    },
    process::{Child, Command, ExitStatus},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::{Errno, ioctl_fionbio},
    process::{
        Pid, PidfdFlags, Resource, Rlimit, Signal, kill_process_group, pidfd_open, pidfd_send_signal, setrlimit,
    },
};
use towline_platform::{FileFault, GoesOn, SCAN_WORDS};

use super::{ScanCommand, TICK};
use crate::{child::Shed, proc};

/// Of what it prints, so much is looked at; the rest is read and forgotten.
const OUTPUT: usize = 4096;
/// How often what it left is looked for once more.
const ROUNDS: usize = 8;
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What is scanned, and as whom.
pub(crate) struct Input {
    /// Opened for this alone, for reading, at its beginning.
    pub(crate) file: OwnedFd,
    /// What the command becomes before it runs.
    pub(crate) shed: Shed,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Clean,
    /// It found something, and said this.
    Found(String),
    /// It could not tell, and said this.
    Failed(String),
}

/// A command that runs. However this ends, nothing of it goes on.
struct Running {
    child: Child,
    pid: Pid,
    over: bool,
}

impl Running {
    /// It ended, and is reaped; what it left in its group goes.
    fn reaped(mut self) -> io::Result<ExitStatus> {
        // Its number is its own until it is reaped.
        let _ = kill_process_group(self.pid, Signal::KILL);
        self.over = true;
        self.child.wait()
    }

    /// With all that it started, whatever group that is in.
    fn kill(&mut self) {
        for _ in 0..ROUNDS {
            let others = proc::descendants(self.pid).into_iter().chain(proc::members(self.pid));
            let killed = others.filter(|process| pidfd_send_signal(process, Signal::KILL).is_ok()).count();
            let _ = kill_process_group(self.pid, Signal::KILL);
            if killed == 0 {
                break;
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.over = true;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.over {
            self.kill();
        }
    }
}

/// Runs it to its end, or to the end of patience.
pub(super) fn run(command: &ScanCommand, input: Input, goes_on: GoesOn<'_>) -> Result<Verdict, FileFault> {
    let (mut output, running) = match start(command, input) {
        Ok(started) => started,
        Err(error) => return Ok(broken(&error)),
    };
    let waited = match pidfd_open(running.pid, PidfdFlags::empty()) {
        Ok(process) => wait(&process, &mut output, command.patience, goes_on)?,
        Err(error) => Waited::Broken(error),
    };
    Ok(match waited {
        Waited::Ended(words) => match running.reaped() {
            Ok(status) => verdict(status, words),
            Err(error) => broken(&error),
        },
        Waited::TooLong => Verdict::Failed(format!("It took longer than {} seconds.", command.patience.as_secs())),
        Waited::Broken(error) => broken(&error.into()),
    })
}

fn verdict(status: ExitStatus, words: String) -> Verdict {
    match status.code() {
        Some(0) => Verdict::Clean,
        Some(1) => Verdict::Found(words),
        _ if words.is_empty() => Verdict::Failed(plain(&status.to_string())),
        _ => Verdict::Failed(words),
    }
}

fn broken(error: &io::Error) -> Verdict {
    Verdict::Failed(plain(&format!("The command cannot be run: {error}")))
}

fn start(command: &ScanCommand, input: Input) -> io::Result<(Output, Running)> {
    let (reader, writer) = pipe()?;
    ioctl_fionbio(&reader, true)?;
    let Input { file, shed } = input;
    let mut starting = Command::new(&command.program);
    starting
        .args(command.arguments.iter().map(|argument| argument.replace("{}", "/proc/self/fd/0")))
        .env_clear()
        .env("PATH", PATH)
        .env("LC_ALL", "C.UTF-8")
        .current_dir("/")
        .stdin(File::from(file))
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let between = move || {
        // Its own session, and so its own group: no terminal, and all of it can be ended together.
        rustix::process::setsid()?;
        setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
        // SAFETY: a system call with a number; whoever works at the machine goes first, and that it fails does not matter.
        let _ = unsafe { libc::nice(10) };
        shed.apply()?;
        // After the account was taken on, which would clear it.
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        Ok(())
    };
    // SAFETY: the closure only makes system calls and allocates nothing.
    unsafe { starting.pre_exec(between) };
    let mut child = starting.spawn()?;
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else {
        let _ = child.kill();
        let _ = child.wait();
        return Err(io::Error::other("it has no number"));
    };
    Ok((Output { from: Some(reader), kept: Vec::new() }, Running { child, pid, over: false }))
}

enum Waited {
    Ended(String),
    TooLong,
    Broken(Errno),
}

/// Until it ends, and no longer than it may take.
fn wait(process: &OwnedFd, output: &mut Output, patience: Duration, goes_on: GoesOn<'_>) -> Result<Waited, FileFault> {
    let deadline = Instant::now() + patience;
    loop {
        if goes_on().is_break() {
            return Err(FileFault::cancelled());
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Waited::TooLong);
        }
        let tick = Timespec { tv_sec: 0, tv_nsec: left.min(TICK).subsec_nanos().into() };
        let mut polled = vec![PollFd::new(process, PollFlags::IN)];
        polled.extend(output.from.as_ref().map(|from| PollFd::from_borrowed_fd(from.as_fd(), PollFlags::IN)));
        match poll(&mut polled, Some(&tick)) {
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Ok(Waited::Broken(error)),
        }
        let mut ready = polled.iter().map(|polled| !polled.revents().is_empty());
        let (ended, says) = (ready.next() == Some(true), ready.next() == Some(true));
        drop(ready);
        // What it said last may still be in the pipe.
        if ended || says {
            output.drain();
        }
        if ended {
            return Ok(Waited::Ended(line(&output.kept)));
        }
    }
}

/// What it prints: hostile.
struct Output {
    from: Option<PipeReader>,
    kept: Vec<u8>,
}

impl Output {
    /// Takes what is there now, and no more than a pipe holds: whoever floods it does not keep us.
    fn drain(&mut self) {
        let mut buffer = [0; 16 * 1024];
        for _ in 0..8 {
            let Some(from) = &mut self.from else { return };
            match from.read(&mut buffer) {
                Ok(0) => self.from = None,
                Ok(count) => {
                    let room = OUTPUT.saturating_sub(self.kept.len()).min(count);
                    self.kept.extend_from_slice(buffer.get(..room).unwrap_or_default());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.from = None,
            }
        }
    }
}

/// The first line that says something.
fn line(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    text.lines().map(plain).find(|line| !line.is_empty()).unwrap_or_default()
}

/// Plain text: nothing that is not seen, nothing that turns what is around it.
fn plain(text: &str) -> String {
    let unseen = |c: &char| matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    let shown = text.chars().filter(|c| !unseen(c)).map(|c| if c.is_control() { ' ' } else { c });
    let text: String = shown.take(4 * SCAN_WORDS).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SCAN_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_line_is_kept_as_plain_text_fil_10() {
        assert_eq!(line(b"\n \nstdin: Eicar-Test FOUND\nmore\n"), "stdin: Eicar-Test FOUND");
        assert_eq!(line(b"\x1b[31mred\x07\x1b[0m\ttext\xff"), "[31mred [0m text\u{fffd}");
        assert_eq!(line("a\u{202e}b\u{200b}c\u{2028}d".as_bytes()), "abcd");
        assert_eq!(line(b""), "");
    }

    proptest! {
        #[test]
        fn whatever_is_printed_one_short_line_is_kept_fil_10(output in proptest::collection::vec(any::<u8>(), 0..5000)) {
            let line = line(&output);
            prop_assert!(line.chars().count() <= SCAN_WORDS && !line.contains(char::is_control));
        }
    }
}
