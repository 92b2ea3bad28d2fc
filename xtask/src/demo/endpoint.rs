//! One machine of the demo: a desktop, and an agent that is installed on it by the same one-liner that a person would paste into a terminal.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::desktop::Desktop;

/// Runs the installer's command for this desktop. The agent lives in a folder of its own, so that several fit on one machine and none needs root.
pub fn install(desktop: &Desktop, one_liner: &str, folder: &Path, name: &str) -> Result<()> {
    let log = folder.join("install.log");
    let file = std::fs::File::create(&log)?;
    let status = command(desktop, one_liner, folder, name)
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .status()
        .context("starting a shell")?;
    anyhow::ensure!(status.success(), "the installer failed ({status}); see {}", log.display());
    Ok(())
}

fn command(desktop: &Desktop, one_liner: &str, folder: &Path, name: &str) -> Command {
    let mut command = desktop.command("sh");
    command.arg("-c").arg(one_liner).env("TOWLINE_AGENT_DIR", folder.join("agent")).env("TOWLINE_AGENT_NAME", name);
    command
}
