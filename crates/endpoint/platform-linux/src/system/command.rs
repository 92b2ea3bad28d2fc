//! Runs a program of the system for what it prints: by its whole path, without the agent's environment, bounded in time and in bytes.

use std::{
    io::{ErrorKind, Read},
    os::fd::{AsFd, BorrowedFd},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Where programs of the system are. Not `PATH`: it is the agent's, who may be anybody.
const PLACES: [&str; 4] = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
/// Of what is printed as an error.
const ERROR_BYTES: usize = 4096;

/// What came of it.
pub(crate) struct Ran {
    pub(crate) output: Vec<u8>,
    pub(crate) error: String,
    /// It ended by itself, with success.
    pub(crate) success: bool,
}

/// A program of the system.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    PLACES.iter().map(|place| Path::new(place).join(name)).find(|file| file.is_file())
}

/// Runs it. More than `limit` bytes of output, or more time than `patience`, ends it; what came until then is there.
pub(crate) fn run(program: &Path, arguments: &[&str], limit: usize, patience: Duration) -> Result<Ran, String> {
    let started = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", PLACES.join(":"))
        .env("LC_ALL", "C.UTF-8")
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = Running(started.map_err(|error| format!("{}: {error}", program.display()))?);
    let (Some(mut out), Some(mut err)) = (child.0.stdout.take(), child.0.stderr.take()) else {
        return Err("no output".to_owned());
    };
    let (mut output, mut error) = (Vec::new(), Vec::new());
    let (mut out_open, mut err_open) = (true, true);
    let deadline = Instant::now() + patience;
    while out_open || err_open {
        let mut wanted: Vec<BorrowedFd<'_>> = Vec::new();
        if out_open {
            wanted.push(out.as_fd());
        }
        if err_open {
            wanted.push(err.as_fd());
        }
        let ready = ready(&wanted, deadline)?;
        let Some(ready) = ready else { return Err("it took too long".to_owned()) };
        let mut ready = ready.into_iter();
        if out_open && ready.next() == Some(true) {
            out_open = more(&mut out, &mut output, limit)?;
            if output.len() >= limit {
                return Ok(Ran { output, error: String::new(), success: true });
            }
        }
        if err_open && ready.next() == Some(true) {
            err_open = more(&mut err, &mut error, ERROR_BYTES)?;
        }
    }
    let success = child.0.wait().map_err(|error| error.to_string())?.success();
    Ok(Ran { output, error: String::from_utf8_lossy(&error).trim().to_owned(), success })
}

/// A child that never outlives whoever waits for it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Which of these can be read; `None`: none of them until the deadline.
pub(super) fn ready(files: &[BorrowedFd<'_>], deadline: Instant) -> Result<Option<Vec<bool>>, String> {
    let mut polled: Vec<PollFd<'_>> = files.iter().map(|file| PollFd::from_borrowed_fd(*file, PollFlags::IN)).collect();
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let left = Timespec { tv_sec: left.as_secs().try_into().unwrap_or(1), tv_nsec: left.subsec_nanos().into() };
        match poll(&mut polled, Some(&left)) {
            Ok(0) => return Ok(None),
            Ok(_) => return Ok(Some(polled.iter().map(|file| !file.revents().is_empty()).collect())),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Reads what is there, and keeps at most so much. `false`: that was all.
fn more(from: &mut impl Read, to: &mut Vec<u8>, limit: usize) -> Result<bool, String> {
    let mut buffer = [0; 16 * 1024];
    match from.read(&mut buffer) {
        Ok(0) => Ok(false),
        Ok(read) => {
            let room = limit.saturating_sub(to.len()).min(read);
            to.extend_from_slice(buffer.get(..room).unwrap_or_default());
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => Ok(true),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, limit: usize, patience: Duration) -> Result<Ran, String> {
        run(Path::new("/bin/sh"), &["-c", script], limit, patience)
    }

    #[test]
    fn output_errors_and_success_are_told_apart_ses_41() {
        let ran = sh("echo one; echo two >&2; exit 3", 100, Duration::from_secs(20)).unwrap();
        assert_eq!((ran.output.as_slice(), ran.error.as_str(), ran.success), (&b"one\n"[..], "two", false));
    }

    #[test]
    fn a_flood_and_a_program_that_hangs_are_ended_ses_41() {
        let ran = sh("while :; do echo flood; done", 1000, Duration::from_secs(20)).unwrap();
        assert_eq!(ran.output.len(), 1000);
        assert!(sh("exec sleep 1000", 1000, Duration::from_millis(50)).is_err());
    }
}
