//! Restart and shut down: systemd's own program, which asks logind and polkit for an account that may not; `shutdown` where systemd does not run, for root alone.

use std::{path::PathBuf, process::Stdio, time::Duration};

use tokio::{process::Command, time::timeout};
use towline_platform::{Absent, ActionFault, ActionKind};

use super::LinuxActions;

/// systemd answers when it has begun.
const PATIENCE: Duration = Duration::from_secs(30);
const WORDS: usize = 256;

type Program = (PathBuf, &'static [&'static str]);

pub(super) fn command(of: &LinuxActions, kind: ActionKind) -> Result<Program, Absent> {
    let (systemd, classic): (&[&str], &[&str]) = match kind {
        ActionKind::Restart => (&["--no-ask-password", "reboot"], &["-r", "now"]),
        ActionKind::ShutDown => (&["--no-ask-password", "poweroff"], &["-h", "now"]),
        // Linux has rescue shells, without a desktop and without networking: nothing that could be reached.
        _ => return Err(Absent::NoSafeMode),
    };
    // systemctl is often there where systemd does not run: in containers.
    let runs = std::fs::symlink_metadata("/run/systemd/system").is_ok_and(|found| found.is_dir());
    if runs && let Some(program) = of.find("systemctl") {
        return Ok((program, systemd));
    }
    let program = of.find("shutdown").ok_or(Absent::NoProgram)?;
    if of.account.uid == 0 { Ok((program, classic)) } else { Err(Absent::NotRoot) }
}

pub(super) async fn run(program: PathBuf, arguments: &[&str]) -> Result<(), ActionFault> {
    let started = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", super::PATH)
        // What it says is understood in one language only.
        .env("LC_ALL", "C.UTF-8")
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn();
    let child = started.map_err(|error| ActionFault::Failed(error.to_string()))?;
    let output = match timeout(PATIENCE, child.wait_with_output()).await {
        Ok(output) => output.map_err(|error| ActionFault::Failed(error.to_string()))?,
        Err(_) => return Err(ActionFault::TimedOut),
    };
    if output.status.success() {
        return Ok(());
    }
    let said: String = String::from_utf8_lossy(&output.stderr).trim().chars().take(WORDS).collect();
    let denied = ["Access denied", "authentication required", "Permission denied", "not permitted", "must be root"];
    Err(if denied.iter().any(|words| said.contains(words)) {
        ActionFault::Denied(said)
    } else {
        ActionFault::Failed(said)
    })
}
