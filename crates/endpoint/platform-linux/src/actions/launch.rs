//! Starts a program on the desktop, as its user, as if the user had: it goes on when the session and the agent are gone.

#![allow(unsafe_code)]

use std::{process::Stdio, time::Duration};

use tokio::{process::Command, time::timeout};
use towline_platform::ActionFault;

use super::{Desk, programs::Chosen};
use crate::child::{Shed, login_environment};

/// What the user's own programs know of their desktop, and one more should know.
pub(super) const VARIABLES: [&str; 10] = [
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_RUNTIME_DIR",
    "XDG_CURRENT_DESKTOP",
    "XDG_SESSION_DESKTOP",
    "XDG_SESSION_ID",
    "XDG_SESSION_TYPE",
    "XDG_DATA_DIRS",
    "XDG_CONFIG_DIRS",
    "DESKTOP_SESSION",
    "LANG",
];
/// And on a desktop of Wayland: its X server, for programs that know no other, and where its compositor takes orders.
pub(super) const OF_WAYLAND: [&str; 3] = ["DISPLAY", "XAUTHORITY", "SWAYSOCK"];
/// A window that cannot be shown is gone by then.
const SETTLES: Duration = Duration::from_secs(1);
/// For a program that does its work and ends.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) async fn run(desk: &Desk, chosen: &Chosen) -> Result<(), ActionFault> {
    let failed = |error: std::io::Error| ActionFault::Failed(error.to_string());
    let shed = Shed::to(&desk.account, 3).map_err(failed)?;
    let home = if desk.account.home.is_dir() { desk.account.home.as_path() } else { std::path::Path::new("/") };
    let mut command = Command::new(&chosen.program);
    command
        .args(&chosen.arguments)
        .env_clear()
        .envs(login_environment(&desk.account))
        .envs(desk.variables.iter().map(|(name, value)| (*name, value.as_os_str())))
        .current_dir(home)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match std::path::Path::new(&desk.display).parent().filter(|_| desk.is_wayland()) {
        Some(runtime) => command.env("WAYLAND_DISPLAY", &desk.display).env("XDG_RUNTIME_DIR", runtime),
        None => command.env("DISPLAY", &desk.display),
    };
    if let Some(authority) = &desk.authority {
        command.env("XAUTHORITY", authority);
    }
    // SAFETY: the closure only makes system calls and allocates nothing.
    unsafe {
        command.pre_exec(move || {
            rustix::process::setsid()?;
            shed.apply()
        });
    }
    let mut child = command.spawn().map_err(failed)?;
    let ended = match timeout(if chosen.ends { PATIENCE } else { SETTLES }, child.wait()).await {
        Ok(ended) => ended.map_err(failed)?,
        Err(_) if chosen.ends => return Err(ActionFault::TimedOut),
        Err(_) => {
            // Whoever starts a process asks for its end, or it stays as a shade.
            tokio::task::spawn_local(async move {
                let _ = child.wait().await;
            });
            return Ok(());
        }
    };
    if ended.success() {
        return Ok(());
    }
    let name = chosen.program.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Err(ActionFault::Failed(format!("{name}: {ended}")))
}
