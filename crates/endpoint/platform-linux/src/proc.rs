//! What the kernel says of other processes, as far as whoever ends what it started must know.

use std::{fs, os::fd::OwnedFd};

use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// Processes of one session that are held at a time: each takes a descriptor.
const MEMBERS: usize = 512;

/// The parent and the session of a process that runs. One that is only waited for does nothing any more, however long nobody does.
fn family(pid: Pid) -> Option<(Option<Pid>, Option<Pid>)> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    // The name in brackets may hold anything; after the last bracket come the state, the parent, the group, the session.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    if matches!(fields.next()?, "Z" | "X") {
        return None;
    }
    let mut numbers = fields.map(|number| number.parse().ok().and_then(Pid::from_raw));
    let parent = numbers.next()?;
    Some((parent, numbers.nth(1)?))
}

pub(crate) fn parent_of(pid: Pid) -> Option<Pid> {
    family(pid)?.0
}

/// Everything that belongs to the session of a shell that has not been reaped yet. What made a session of its own, as a service does, is not its business any more.
pub(crate) fn members(session: Pid) -> Vec<OwnedFd> {
    let belongs = |pid: Pid| family(pid).is_some_and(|(_, of)| of == Some(session));
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok().and_then(Pid::from_raw));
    let held = numbers.filter(|pid| belongs(*pid)).filter_map(|pid| {
        let process = pidfd_open(pid, PidfdFlags::empty()).ok()?;
        // Asked again: between the two it may have become another one.
        belongs(pid).then_some(process)
    });
    held.take(MEMBERS).collect()
}

/// What was started by any of these, and what was started by that, as far as it did not lose its parents. With what belongs to their session it is all that a script left running.
pub(crate) fn descendants(session: Pid) -> Vec<OwnedFd> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok().and_then(Pid::from_raw));
    let mut others: Vec<(Pid, Pid)> = numbers.filter_map(|pid| Some((pid, parent_of(pid)?))).collect();
    let mut known = vec![session];
    let mut held = Vec::new();
    while let Some(at) = others.iter().position(|(_, parent)| known.contains(parent)) {
        let (pid, parent) = others.swap_remove(at);
        known.push(pid);
        if let Ok(process) = pidfd_open(pid, PidfdFlags::empty())
            && parent_of(pid) == Some(parent)
            && held.len() < MEMBERS
        {
            held.push(process);
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use std::{
        os::unix::process::ExitStatusExt,
        process::{Command, Stdio},
    };

    use rustix::process::{Signal, getpid, getppid, pidfd_send_signal};

    use super::*;

    #[test]
    fn a_session_is_all_that_runs_in_it_and_nothing_that_left_it_sup_41() {
        assert_eq!(parent_of(getpid()), getppid());
        let mut shell = Command::new("setsid").args(["sleep", "60"]).stdin(Stdio::null()).spawn().unwrap();
        let session = Pid::from_raw(i32::try_from(shell.id()).unwrap()).unwrap();
        while members(session).is_empty() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        // Of a process that was started here: the session of this one may be outside of its PID namespace, and is none then.
        assert_eq!(family(session), Some((Some(getpid()), Some(session))));
        for process in members(session) {
            pidfd_send_signal(process, Signal::KILL).unwrap();
        }
        assert_eq!(shell.wait().unwrap().signal(), Some(9));
        assert!(members(session).is_empty());
    }
}
