//! The programs that a demo has running. Every one leads a process group of its own, and all are ended, in the opposite order of their start, when the
//! demo ends in whatever way: normally, by a failure, or by a signal.

use std::collections::BTreeSet;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, getpid, kill_process, kill_process_group, set_child_subreaper};

/// How long a program may take to end by itself once it was asked to.
const PATIENCE: Duration = Duration::from_secs(5);

struct Running {
    name: String,
    child: Child,
}

/// Shared between the demo and the thread that waits for signals.
#[derive(Clone, Default)]
pub struct Processes {
    running: Arc<Mutex<Vec<Running>>>,
    farewells: Arc<Mutex<Vec<Command>>>,
}

impl Processes {
    /// Also makes this process the parent of whatever its descendants leave behind: an agent that went into the background is still found.
    pub fn new() -> Result<Self> {
        set_child_subreaper(Some(getpid())).context("becoming the parent of orphans")?;
        Ok(Self::default())
    }

    /// Starts a program in the background, its output in `log`.
    pub fn start(&self, name: &str, command: &mut Command, log: &Path) -> Result<()> {
        let file = File::create(log).with_context(|| format!("creating {}", log.display()))?;
        command.stdout(file.try_clone()?).stderr(file);
        self.start_with_output(name, command).map(drop)
    }

    /// Starts a program whose output the caller has already directed, and hands over its standard output if that is a pipe.
    pub fn start_with_output(&self, name: &str, command: &mut Command) -> Result<Option<std::process::ChildStdout>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let mut child =
            command.stdin(Stdio::null()).process_group(0).spawn().with_context(|| format!("starting {name}"))?;
        let output = child.stdout.take();
        running.push(Running { name: name.to_owned(), child });
        Ok(output)
    }

    /// A command that undoes something, to be run before anything is stopped.
    pub fn at_the_end(&self, command: Command) {
        self.farewells.lock().unwrap_or_else(PoisonError::into_inner).push(command);
    }

    /// The first program that ended although nobody asked it to.
    pub fn fallen(&self) -> Option<String> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.iter_mut().find_map(|r| {
            let status = r.child.try_wait().ok().flatten()?;
            Some(format!("{} ended ({status})", r.name))
        })
    }

    pub fn stop_all(&self) {
        for mut farewell in self.farewells.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            run_within_patience(farewell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()));
        }
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(mut last) = running.pop() {
            stop(&mut last.child);
        }
        stop_descendants();
    }
}

fn run_within_patience(command: &mut Command) {
    // In a group of its own: the Ctrl-C that ends the demo is not meant for what tidies up after it.
    let Ok(mut child) = command.process_group(0).spawn() else { return };
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if matches!(child.try_wait(), Ok(Some(_)) | Err(_)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    stop(&mut child);
}

fn stop(child: &mut Child) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else { return };
    let _already_gone = kill_process_group(group, Signal::TERM);
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if matches!(child.try_wait(), Ok(Some(_))) {
            // Members of the group that outlive their leader.
            let _nobody_left = kill_process_group(group, Signal::KILL);
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _already_gone = kill_process_group(group, Signal::KILL);
    let _reaped = child.wait();
}

/// Ends what left its group: first politely, then by force. Everything that we started, however indirectly, has become our descendant.
fn stop_descendants() {
    for signal in [Signal::TERM, Signal::KILL] {
        let deadline = Instant::now() + PATIENCE;
        for pid in descendants() {
            let _already_gone = kill_process(pid, signal);
        }
        while Instant::now() < deadline {
            reap();
            if descendants().is_empty() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn reap() {
    while let Ok(Some(_)) = rustix::process::wait(rustix::process::WaitOptions::NOHANG) {}
}

fn descendants() -> Vec<Pid> {
    let mut parents: Vec<(i32, i32)> = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
        // "pid (name) state ppid …": the name may hold anything, so the last parenthesis counts.
        let Some((_, rest)) = stat.rsplit_once(')') else { continue };
        let Some(parent) = rest.split_whitespace().nth(1).and_then(|word| word.parse().ok()) else { continue };
        parents.push((pid, parent));
    }
    let mut found: BTreeSet<i32> = BTreeSet::from([getpid().as_raw_nonzero().get()]);
    while parents.iter().any(|(pid, parent)| found.contains(parent) && found.insert(*pid)) {}
    found.remove(&getpid().as_raw_nonzero().get());
    found.into_iter().filter_map(Pid::from_raw).collect()
}
