//! Keeping the agent running: a systemd unit where systemd runs, else a plain process in the background, which an account's desktop starts the next time. Starting, stopping and removing it.

use std::{
    ffi::OsStr,
    fs::{self, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal},
};
use towline_platform_linux::{argument_in_entry, start_detached};

use crate::files::{Folder, Settings, is_root, missing};

/// How long the agent may take to end.
const PATIENCE: Duration = Duration::from_secs(10);
const LOG_BYTES: u64 = 1024 * 1024;

/// How the agent is kept running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By systemd, where it runs.
    System,
    /// As a plain process.
    Background,
}

/// Starts the agent, or starts it again with new settings, which are written before: the agent reads them when it starts, and takes away what they name when it goes. Returns a sentence for people.
pub fn start(folder: &Folder, settings: &mut Settings, way: Way) -> Result<String> {
    stop(folder, settings)?;
    if let Some(entry) = settings.autostart.take() {
        let _ = fs::remove_file(entry);
    }
    if let (Way::System, Some(systemd)) = (way, Systemd::here()) {
        let unit = unit_name(folder);
        settings.unit = Some(unit.clone());
        folder.write_settings(settings)?;
        systemd.install(&unit, folder)?;
        return Ok(format!("It runs as the service {unit} and starts with the computer."));
    }
    forget(settings);
    settings.unit = None;
    // Without an entry it still runs, and the sentence says what starts it.
    settings.autostart = if way == Way::System && !is_root() { autostart(folder, settings).ok() } else { None };
    folder.write_settings(settings)?;
    let log = log_file(folder)?;
    let arguments = ["run".as_ref(), "--dir".as_ref(), folder.path().as_os_str()];
    start_detached(&folder.program(), &arguments, log).context("the agent could not be started in the background")?;
    if settings.autostart.is_some() {
        let log = folder.log();
        return Ok(format!("It runs in the background, starts with your desktop, and writes to {}.", log.display()));
    }
    Ok(format!(
        "It runs in the background and writes to {}. Nothing starts it when the computer starts; do that with: {} run --dir {}",
        folder.log().display(),
        folder.program().display(),
        folder.path().display()
    ))
}

/// Stops the agent of this folder, however it was started.
pub fn stop(folder: &Folder, settings: &Settings) -> Result<()> {
    if let (Some(unit), Some(systemd)) = (&settings.unit, Systemd::here()) {
        systemd.control(&["stop", unit])?;
    }
    let Some(pid) = folder.running().and_then(Pid::from_raw) else { return Ok(()) };
    let Ok(process) = pidfd_open(pid, PidfdFlags::empty()) else { return Ok(()) };
    for signal in [Signal::TERM, Signal::KILL] {
        // The number could have been another's before the descriptor was opened; the lock tells.
        if folder.running().and_then(Pid::from_raw) != Some(pid) {
            return Ok(());
        }
        pidfd_send_signal(&process, signal)
            .context("the running agent cannot be stopped; run this as the account that it runs as, or as root")?;
        let patience = Timespec { tv_sec: i64::try_from(PATIENCE.as_secs()).unwrap_or(10), tv_nsec: 0 };
        if poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&patience)).is_ok_and(|ended| ended > 0) {
            return Ok(());
        }
    }
    bail!("the running agent (process {pid}) does not end", pid = pid.as_raw_nonzero())
}

/// Takes the service away without stopping this process: it may be the one that asks.
pub fn forget(settings: &Settings) {
    if let Some(entry) = &settings.autostart {
        let _ = fs::remove_file(entry);
    }
    let (Some(unit), Some(systemd)) = (&settings.unit, Systemd::here()) else { return };
    // What is gone already need not be disabled.
    let _ = systemd.control(&["disable", unit]);
    let _ = fs::remove_file(systemd.folder.join(unit));
    let _ = systemd.control(&["daemon-reload"]);
}

/// Makes the entry by which the account's desktop starts the agent; a second one finds the first running and ends.
fn autostart(folder: &Folder, settings: &mut Settings) -> Result<PathBuf> {
    let home = towline_platform_linux::Account::current()?.home;
    let entries = home.join(".config/autostart");
    settings.made.extend(missing(&entries));
    fs::create_dir_all(&entries)?;
    let entry = entries.join(unit_name(folder)).with_extension("desktop");
    fs::write(&entry, desktop_entry(folder)).with_context(|| format!("{} cannot be written", entry.display()))?;
    Ok(entry)
}

fn desktop_entry(folder: &Folder) -> String {
    format!(
        "[Desktop Entry]\nType=Application\nName=Towline agent\nComment=Lets those who support this computer reach it\nExec={} run --dir {}\nTerminal=false\nNoDisplay=true\n",
        argument_in_entry(&folder.program()),
        argument_in_entry(folder.path()),
    )
}

/// One unit for each folder, so that several agents do not meet.
fn unit_name(folder: &Folder) -> String {
    let usual = Folder::new(None).is_ok_and(|usual| usual.path() == folder.path());
    if usual {
        return "towline-agent.service".to_owned();
    }
    let text = folder.path().to_string_lossy();
    let name: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("towline-agent-{}.service", name.trim_matches('-'))
}

/// The systemd that looks after this account's services.
struct Systemd {
    folder: PathBuf,
    user: bool,
}

impl Systemd {
    fn here() -> Option<Systemd> {
        if is_root() {
            let runs = Path::new("/run/systemd/system").is_dir();
            return runs.then(|| Systemd { folder: "/etc/systemd/system".into(), user: false });
        }
        let uid = rustix::process::geteuid().as_raw();
        let runs = Path::new(&format!("/run/user/{uid}/systemd/private")).exists();
        let home = towline_platform_linux::Account::current().ok()?.home;
        runs.then(|| Systemd { folder: home.join(".config/systemd/user"), user: true })
    }

    fn install(&self, unit: &str, folder: &Folder) -> Result<()> {
        fs::create_dir_all(&self.folder)?;
        let path = self.folder.join(unit);
        fs::write(&path, self.text(folder)).with_context(|| format!("{} cannot be written", path.display()))?;
        self.control(&["daemon-reload"])?;
        self.control(&["enable", "--quiet", unit])?;
        self.control(&["restart", unit])
    }

    /// Hardened only where shells do not inherit it: they must be able to do all that their account can. The rest the agent does to itself.
    fn text(&self, folder: &Folder) -> String {
        let wanted_by = if self.user { "default.target" } else { "multi-user.target" };
        let quoted = |path: &Path| {
            format!("\"{}\"", path.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%"))
        };
        format!(
            "[Unit]\nDescription=Towline agent\nAfter=network.target\nStartLimitIntervalSec=0\n\n\
             [Service]\nExecStart={} run --dir {}\nRestart=on-failure\nRestartSec=5\n\
             KillMode=control-group\nTimeoutStopSec=10\nUMask=0077\nOOMPolicy=continue\nKeyringMode=private\nAmbientCapabilities=\n\n\
             [Install]\nWantedBy={wanted_by}\n",
            quoted(&folder.program()),
            quoted(folder.path()),
        )
    }

    fn control(&self, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new("systemctl");
        if self.user {
            command.arg("--user");
        }
        let output = command.args(arguments).stdin(Stdio::null()).output().context("systemctl cannot be run")?;
        if !output.status.success() {
            bail!("systemctl {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(())
    }
}

/// Starts a new log when the old one has grown; one old one is kept.
fn log_file(folder: &Folder) -> Result<fs::File> {
    let path = folder.log();
    if fs::metadata(&path).is_ok_and(|data| data.len() > LOG_BYTES) {
        fs::rename(&path, path.with_extension(OsStr::new("log.old")))?;
    }
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path);
    file.with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_the_desktop_starts_the_agent_of_its_folder_sup_60() {
        let folder = Folder::new(Some(PathBuf::from("/home/o b/100%$"))).unwrap();
        let exec = r#"Exec="/home/o b/100%%\\$/towline-agent" run --dir "/home/o b/100%%\\$""#;
        assert!(desktop_entry(&folder).lines().any(|line| line == exec), "{}", desktop_entry(&folder));
    }
}
