//! One machine of the demo: an agent that is installed for a desktop by the same one-liner that a person would paste into a terminal.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::desktop::Desktop;
use super::processes::Processes;

/// Where an agent of the demo lives.
fn home(folder: &Path) -> PathBuf {
    folder.join("agent")
}

/// Runs the installer's command for this desktop, and remembers to uninstall what it installed. The agent lives in a folder of its own, so that several
/// fit on one machine and none needs root.
pub fn install(processes: &Processes, desktop: &Desktop, one_liner: &str, folder: &Path, name: &str) -> Result<()> {
    let log = folder.join("install.log");
    let file = std::fs::File::create(&log)?;
    let status = command(desktop, one_liner, folder, name)
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .status()
        .context("starting a shell")?;
    let program = home(folder).join("towline-agent");
    if program.exists() {
        let mut farewell = Command::new(&program);
        farewell.arg("uninstall").arg("--dir").arg(home(folder));
        processes.at_the_end(farewell);
    }
    anyhow::ensure!(status.success(), "the installer failed ({status}); see {}", log.display());
    Ok(())
}

/// The one-liner, with the options that a machine with several desktops needs, and without sudo.
fn command(desktop: &Desktop, one_liner: &str, folder: &Path, name: &str) -> Command {
    let here = one_liner.replace("| sudo sh", "| sh");
    let options =
        r#"-s -- --dir "$DEMO_DIR" --name "$DEMO_NAME" --display "$DISPLAY" ${XAUTHORITY:+--xauthority "$XAUTHORITY"}"#;
    let mut command = desktop.command("sh");
    command.arg("-c").arg(format!("{here} {options}")).env("DEMO_DIR", home(folder)).env("DEMO_NAME", name);
    command
}
