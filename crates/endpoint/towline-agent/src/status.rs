//! Showing how the agent is.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use serde::Serialize;

use towline_platform::{DesktopState, Host};
use towline_platform_linux::LinuxHost;

use crate::{
    files::{Folder, Settings},
    run::now_ms,
    scan,
};

#[derive(Serialize)]
struct Status {
    installed: bool,
    running: bool,
    online: bool,
    site: String,
    site_name: String,
    jump_client_id: String,
    install_mode: String,
    since_ms: i64,
    reason: String,
    /// The desktop that would be shown now, or why there is none.
    desktop: String,
    /// What files are scanned with where a site wants that; empty: nothing is set.
    scan: String,
    dir: String,
    version: &'static str,
}

/// Succeeds when the agent is connected.
pub fn status(dir: Option<PathBuf>, json: bool) -> Result<ExitCode> {
    let folder = Folder::new(dir)?;
    let settings = folder.settings()?;
    let running = folder.running().is_some();
    let link = folder.link_state();
    let installed = settings.is_some();
    let text = |pick: fn(&Settings) -> &String| settings.as_ref().map(pick).cloned().unwrap_or_default();
    let status = Status {
        installed,
        running,
        online: running && link.online,
        site: text(|settings| &settings.site),
        site_name: text(|settings| &settings.site_name),
        jump_client_id: text(|settings| &settings.jump_client_id),
        install_mode: text(|settings| &settings.install_mode),
        since_ms: link.since_ms,
        reason: if running { link.reason } else { String::new() },
        desktop: settings.as_ref().map(desktop).unwrap_or_default(),
        scan: match scan::read(&folder) {
            Ok(scan) => scan.map(|scan| scan.program().display().to_string()).unwrap_or_default(),
            Err(error) => format!("{error:#}"),
        },
        dir: folder.path().display().to_string(),
        version: env!("CARGO_PKG_VERSION"),
    };
    if json {
        println!("{}", serde_json::to_string(&status)?);
    } else {
        show(&status);
    }
    Ok(if status.online { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// As this account sees it, which is the one that the agent runs as.
fn desktop(settings: &Settings) -> String {
    let host = std::env::current_exe().and_then(|program| LinuxHost::new(program, settings.desktop()));
    match host.map(|host| host.desktop()) {
        Ok(DesktopState::Available(session)) => format!("{} of {}", session.display, session.user),
        Ok(DesktopState::Absent { reason, .. }) => reason,
        Err(error) => error.to_string(),
    }
}

fn show(status: &Status) {
    if !status.installed {
        println!("No agent is installed in {}.", status.dir);
        return;
    }
    let name = if status.site_name.is_empty() { &status.site } else { &status.site_name };
    let since = ago(now_ms().saturating_sub(status.since_ms));
    match (status.running, status.online) {
        (true, true) => println!("Connected to {name} for {since}."),
        (true, false) if status.reason.is_empty() => println!("Connecting to {name}."),
        (true, false) => println!("Not connected to {name} for {since}: {}.", status.reason),
        (false, _) => {
            println!("The agent for {name} does not run. Start it with: towline-agent run --dir {}", status.dir)
        }
    }
    println!("Site: {}", status.site);
    println!("Jump Client: {}", status.jump_client_id);
    println!("Desktop: {}", status.desktop);
    println!("Scan of files: {}", if status.scan.is_empty() { "nothing is set" } else { &status.scan });
    println!("Mode: {}, version {}, folder {}", status.install_mode, status.version, status.dir);
}

fn ago(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match (seconds / 86_400, seconds / 3600, seconds / 60) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {} min", minutes % 60),
        (days, hours, _) => format!("{days} d {} h", hours % 24),
    }
}
