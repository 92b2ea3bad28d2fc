//! The full customer client (SUP-21 to SUP-24): one file that knows its session. Reads what the appliance appended to it, connects as the user who started it, shows the window, and
//! leaves nothing behind. What it does on the wire is in `towline_endpoint`, how the window looks in `towline_customer`.

mod bridge;
mod button;
mod client;
mod comeback;
mod own_file;
mod saving;
mod session;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use towline_platform_linux::{
    ELEVATED_HELPER, helper_stream,
    portal::{self, Denied, PortalDesktop},
    run_elevated_helper, watch_guest,
    wayland::{WaylandDesktop, own_socket},
    x11::{SCREEN_GUARD, X11Desktop, guard_screen},
};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What this program starts itself as, to be its watcher.
const WATCH: &str = "watch";
/// What a desktop starts it with after a restart; an id follows.
const RESUME: &str = "resume";
/// Of a Support Button, as its installer's script and the agent say it.
const INSTALL_BUTTON: &str = "install-button";
const REMOVE_BUTTON: &str = "remove-button";
/// As `towline_platform_linux` starts helpers.
const HELPER: &str = "desktop-helper";

fn main() -> ExitCode {
    // In every build as in the one that is handed out: a screen that goes away beneath the window ends the process, and nothing of it clears up what a restart needs (ADR 51).
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |why| {
        tell(why);
        std::process::abort();
    }));
    let argument = std::env::args_os().nth(1);
    let outcome = match argument.as_ref().and_then(|argument| argument.to_str()) {
        Some(WATCH) => watch_guest().context("nothing is watched"),
        Some(HELPER) => help(),
        Some(SCREEN_GUARD) => guard_screen().map_err(Into::into),
        // It says nothing: its output is a socket.
        Some(ELEVATED_HELPER) => run_elevated_helper().map_err(Into::into),
        Some(INSTALL_BUTTON) => button::install(std::env::args_os().skip(2)),
        Some(REMOVE_BUTTON) => button::remove(),
        Some("--version") => {
            println!("towline-support {}", env!("CARGO_PKG_VERSION"));
            Ok(())
        }
        Some(RESUME) => {
            let id = std::env::args_os().nth(2).and_then(|id| id.into_string().ok()).unwrap_or_default();
            client::run(Some(&id))
        }
        None => client::run(None),
        Some(_) => usage(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("towline-support: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> Result<()> {
    bail!("start this program without arguments, as it was downloaded from your support team's site")
}

/// Being the desktop helper: one socket, to the process that started it.
fn help() -> Result<()> {
    start_log();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut stream = helper_stream()?;
        let socket = own_socket();
        if let Some(name) = socket.as_deref().and_then(portal::asks) {
            // Nothing is kept of what the person allows: the client is here for one session.
            let asking = async { PortalDesktop::ask(name.clone(), None).await.map_err(Denied::code) };
            if let Some((desktop, parting)) =
                towline_desktop::consent(&mut stream, (portal::PATH, &name), asking).await?
            {
                let ended = towline_desktop::run(stream, desktop, None, None).await;
                parting.settle().await;
                ended?;
            }
            return Ok(());
        }
        // Without a coder of videos, and without sound: the program is downloaded each time and stays small (ADR 47, 49).
        match socket {
            Some(socket) => towline_desktop::run(stream, WaylandDesktop::open(&socket)?, None, None).await?,
            None => {
                let display = std::env::var("DISPLAY").context("no display is given")?;
                towline_desktop::run(stream, X11Desktop::open(&display)?, None, None).await?;
            }
        }
        Ok(())
    })
}

/// To the terminal that it was started from, if there was one; never to a file.
fn start_log() {
    let wanted = std::env::var("TOWLINE_LOG").ok().and_then(|wanted| wanted.parse().ok());
    let levels: Targets =
        wanted.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN).with_target("zbus", LevelFilter::OFF));
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    let _ = tracing_subscriber::registry().with(lines).with(levels).try_init();
}
