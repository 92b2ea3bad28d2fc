//! Running processes, and the end of one of them. A process is named by its number and the moment of its start, so that a later one with the same number is never meant.

#![allow(unsafe_code)]

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    os::{fd::AsFd, unix::fs::MetadataExt},
    time::{Duration, Instant},
};

use rustix::{
    io::Errno,
    process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal},
};
use towline_platform::{ActFault, SystemProcess, SystemRow};

use super::{Take, command::ready, line_of, text_of, users};

/// Between two readings, for how busy each is.
const MEASURE: Duration = Duration::from_millis(400);
/// How long a process has to end by itself before it is killed, and to be gone then.
const PATIENCE: Duration = Duration::from_secs(3);
/// Of a command line.
const COMMAND_BYTES: u64 = 4096;

/// `/proc/PID/stat`, as far as it is of interest.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stat {
    name: String,
    state: char,
    parent: u32,
    ticks: u64,
    threads: u32,
    started: u64,
}

pub(super) fn look(take: Take<'_>) {
    let before: HashMap<u32, (u64, u64)> =
        pids().into_iter().filter_map(|pid| stat_of(pid).map(|stat| (pid, (stat.started, stat.ticks)))).collect();
    let measured = Instant::now();
    std::thread::sleep(MEASURE);
    let (users, own) = (users::names(), own_program());
    let hertz = ticks_per_second();
    let booted_ms = booted_ms();
    for pid in pids() {
        let (Some(stat), Some((uid, memory_bytes))) = (stat_of(pid), status_of(pid)) else { continue };
        let earlier = before.get(&pid).filter(|(started, _)| *started == stat.started);
        // One that has just started was busy since then.
        let (ticks, span) = match earlier {
            Some((_, ticks)) => (stat.ticks.saturating_sub(*ticks), measured.elapsed()),
            None => (stat.ticks, MEASURE),
        };
        let millis = u64::try_from(span.as_millis()).unwrap_or(u64::MAX).max(1);
        let cpu = ticks.saturating_mul(1_000_000) / hertz.saturating_mul(millis).max(1);
        let process = SystemProcess {
            pid,
            started: stat.started,
            started_ms: moment(booted_ms, stat.started, hertz),
            command_line: command_line(pid),
            user: user(&users, uid),
            cpu_permille: u32::try_from(cpu).unwrap_or(u32::MAX),
            memory_bytes,
            parent: stat.parent,
            threads: stat.threads,
            state: state(stat.state),
            protected: protected(pid, stat.parent, own).is_some(),
            name: stat.name,
        };
        if take(SystemRow::Process(process)).is_break() {
            return;
        }
    }
}

/// Asks it to end, and makes it if it does not care.
pub(super) fn end(pid: u32, started: u64, account: &str) -> Result<(), ActFault> {
    let target = i32::try_from(pid).ok().and_then(Pid::from_raw).ok_or(ActFault::Gone)?;
    // The handle is of the process that has the number now; if it is the one that is meant, no other can come in its place.
    let handle = pidfd_open(target, PidfdFlags::empty()).map_err(|error| fault(error, account))?;
    let stat = stat_of(pid).filter(|stat| stat.started == started && stat.state != 'Z').ok_or(ActFault::Gone)?;
    if let Some(why) = protected(pid, stat.parent, own_program()) {
        return Err(ActFault::Protected(why.to_owned()));
    }
    for signal in [Signal::TERM, Signal::KILL] {
        match pidfd_send_signal(&handle, signal) {
            Ok(()) => {}
            // It has ended between the two.
            Err(Errno::SRCH) => return Ok(()),
            Err(error) => return Err(fault(error, account)),
        }
        let ended = ready(&[handle.as_fd()], Instant::now() + PATIENCE).map_err(ActFault::Failed)?;
        if ended.is_some() {
            return Ok(());
        }
    }
    Err(ActFault::Failed("The system does not let go of it.".to_owned()))
}

fn fault(error: Errno, account: &str) -> ActFault {
    match error {
        Errno::SRCH => ActFault::Gone,
        Errno::PERM => {
            ActFault::NotPermitted(format!("Towline runs as {account} on this machine and may not end this process."))
        }
        other => ActFault::Failed(other.to_string()),
    }
}

/// Why it is not ended from here.
fn protected(pid: u32, parent: u32, own: Option<(u64, u64)>) -> Option<&'static str> {
    if pid == std::process::id() || (own.is_some() && program(pid) == own) {
        return Some("This is Towline itself. Ending it would end this session.");
    }
    // The first process, and threads of the kernel.
    (pid <= 2 || parent == 2).then_some("The system cannot do without this process.")
}

/// Which file a process runs.
fn program(pid: u32) -> Option<(u64, u64)> {
    fs::metadata(format!("/proc/{pid}/exe")).ok().map(|file| (file.dev(), file.ino()))
}

fn own_program() -> Option<(u64, u64)> {
    program(std::process::id())
}

fn pids() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten();
    let mut pids: Vec<u32> = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    pids.sort_unstable();
    pids
}

fn stat_of(pid: u32) -> Option<Stat> {
    stat(&text_of(&format!("/proc/{pid}/stat"), 4096)?)
}

/// The name stands in brackets and may have brackets in it.
fn stat(text: &str) -> Option<Stat> {
    let (head, rest) = text.rsplit_once(')')?;
    let (_, name) = head.split_once('(')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Stat {
        name: name.to_owned(),
        state: fields.first()?.chars().next()?,
        parent: u32::try_from(number(1)?).ok()?,
        ticks: number(11)?.saturating_add(number(12)?),
        threads: u32::try_from(number(17)?).unwrap_or(u32::MAX),
        started: number(19)?,
    })
}

fn status_of(pid: u32) -> Option<(u32, u64)> {
    status(&text_of(&format!("/proc/{pid}/status"), 16 * 1024)?)
}

/// Whose it is, and its memory.
fn status(text: &str) -> Option<(u32, u64)> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next();
    let uid = field("Uid:")?.parse().ok()?;
    let kib: u64 = field("VmRSS:").and_then(|text| text.parse().ok()).unwrap_or(0);
    Some((uid, kib.saturating_mul(1024)))
}

fn command_line(pid: u32) -> String {
    let text = text_of(&format!("/proc/{pid}/cmdline"), COMMAND_BYTES).unwrap_or_default();
    text.trim_end_matches('\0').replace('\0', " ")
}

fn user(users: &BTreeMap<u32, String>, uid: u32) -> String {
    users.get(&uid).cloned().unwrap_or_else(|| uid.to_string())
}

fn state(code: char) -> &'static str {
    match code {
        'R' => "running",
        'D' => "waiting",
        'T' | 't' => "stopped",
        'Z' | 'X' => "zombie",
        'I' => "idle",
        _ => "sleeping",
    }
}

fn booted_ms() -> i64 {
    let text = text_of("/proc/stat", 1024 * 1024).unwrap_or_default();
    let seconds: i64 = text.lines().find_map(|line| line.strip_prefix("btime ")?.trim().parse().ok()).unwrap_or(0);
    seconds.saturating_mul(1000)
}

fn moment(booted_ms: i64, ticks: u64, hertz: u64) -> i64 {
    let since = ticks.saturating_mul(1000).checked_div(hertz).unwrap_or(0);
    booted_ms.saturating_add(i64::try_from(since).unwrap_or(i64::MAX))
}

fn ticks_per_second() -> u64 {
    // SAFETY: a question about a constant; no memory is involved.
    let said = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
    u64::try_from(said).ok().filter(|said| *said > 0).unwrap_or(100)
}

/// The unit of systemd that this process belongs to.
pub(super) fn own_unit() -> Option<String> {
    let line = line_of("/proc/self/cgroup")?;
    line.rsplit('/').find(|part| part.ends_with(".service")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::{os::unix::process::CommandExt, process::Command};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields_ses_41() {
        let text = "4711 (a ) (b) S 1 2 3 4 5 6 7 8 9 10 21 21 13 14 15 16 3 18 990 20\n";
        let found = stat(text).unwrap();
        assert_eq!((found.name.as_str(), found.parent, found.ticks), ("a ) (b", 1, 42));
        assert_eq!((found.threads, found.started), (3, 990));
        assert_eq!(status("Name:\tx\nUid:\t1000\t0\nVmRSS:\t  12 kB\n"), Some((1000, 12288)));
    }

    #[test]
    fn a_process_is_ended_by_its_number_and_its_start_ses_41() {
        let mut child = Command::new("sleep").arg("1000").spawn().unwrap();
        let started = stat_of(child.id()).unwrap().started;
        assert_eq!(end(child.id(), started + 1, "ada"), Err(ActFault::Gone), "a later process with this number");
        assert!(child.try_wait().unwrap().is_none());
        assert_eq!(end(child.id(), started, "ada"), Ok(()));
        assert!(!child.wait().unwrap().success());
        assert_eq!(end(child.id(), started, "ada"), Err(ActFault::Gone));
    }

    #[test]
    fn a_process_that_does_not_care_is_killed_ses_41() {
        let mut command = Command::new("sleep");
        command.arg("1000");
        // SAFETY: one system call between fork and exec; ignoring a signal is inherited by exec.
        unsafe {
            command.pre_exec(|| {
                libc::signal(libc::SIGTERM, libc::SIG_IGN);
                Ok(())
            });
        }
        let mut child = command.spawn().unwrap();
        assert_eq!(end(child.id(), stat_of(child.id()).unwrap().started, "ada"), Ok(()));
        child.wait().unwrap();
    }

    #[test]
    fn towline_itself_and_the_first_process_are_not_ended_ses_41() {
        let own = std::process::id();
        let refused = end(own, stat_of(own).unwrap().started, "ada").unwrap_err();
        assert_eq!(refused.code(), "protected");
        assert!(refused.to_string().starts_with("This is Towline itself."), "{refused}");
        assert_eq!(end(1, stat_of(1).unwrap().started, "ada").unwrap_err().code(), "protected");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic_ses_41(text in "([()]| |Uid:|VmRSS:|[0-9]{1,20}|\n|.){0,60}") {
            let _ = (stat(&text), status(&text));
        }
    }
}
