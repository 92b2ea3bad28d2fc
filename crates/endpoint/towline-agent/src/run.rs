//! Running: one thread, until the system stops it or the site removes it.

use std::{
    path::PathBuf,
    rc::Rc,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result};
use rustix::process::DumpableBehavior;
use tokio::signal::unix::{SignalKind, signal};
use towline_endpoint::{Agent, Notice, Stop};
use towline_platform_linux::LinuxHost;
use tracing_subscriber::{EnvFilter, fmt};

use crate::{
    files::{Folder, LinkState},
    scan, service, uninstall,
};

pub fn run(dir: Option<PathBuf>) -> Result<()> {
    start_log();
    let folder = Folder::new(dir)?;
    let settings = folder.installed()?;
    let Some(_lock) = folder.lock()? else {
        tracing::info!("an agent of this folder runs already");
        return Ok(());
    };
    // SECURITY: the key is in this process's memory: no core dump, and no other process of the same account looks in.
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let key = folder.stored_key()?.context("the agent's key is missing; install the agent again")?;
    let identity = settings.identity(key)?;
    // From where it is installed, also when the file was replaced meanwhile.
    let own = std::env::current_exe()?;
    let program = if folder.program().exists() { folder.program() } else { own };
    let host = LinuxHost::new(program, settings.desktop())?.with_scanner(scan::current(folder.clone()));
    let host = Rc::new(host.with_notebook(folder.clone()));
    tracing::info!(version = env!("CARGO_PKG_VERSION"), site = %identity.site, "the agent runs");

    let stopped = on_one_thread(async {
        let mut known = LinkState::default();
        let agent = Agent::new(identity, host).run(|notice| keep(&folder, &mut known, notice));
        tokio::select! {
            stop = agent => Ok(Some(stop)),
            outcome = asked_to_stop() => outcome.map(|()| None),
        }
    })??;
    match stopped {
        Some(Stop::Uninstall) => {
            tracing::info!("this Jump Client was removed at the site; uninstalling");
            service::forget(&settings);
            uninstall::remove_files(&folder, &settings)
        }
        Some(Stop::Over { .. }) | None => {
            tracing::info!("the agent stops");
            let state = LinkState { online: false, since_ms: now_ms(), reason: "the agent was stopped".to_owned() };
            folder.write_link_state(&state)
        }
    }
}

/// Keeps what changed for `status`. A failed attempt that fails as the one before is no news.
fn keep(folder: &Folder, known: &mut LinkState, notice: Notice) {
    let (online, reason) = match notice {
        Notice::Online(_) => (true, String::new()),
        Notice::Offline(reason) => (false, reason),
    };
    if known.since_ms != 0 && (known.online, &known.reason) == (online, &reason) {
        return;
    }
    let since_ms = if known.since_ms != 0 && known.online == online { known.since_ms } else { now_ms() };
    *known = LinkState { online, since_ms, reason };
    if let Err(error) = folder.write_link_state(known) {
        tracing::warn!(%error, "the state for `status` cannot be kept");
    }
}

async fn asked_to_stop() -> Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// Runs a future on a runtime of one thread, with tasks of its own.
pub fn on_one_thread<T>(future: impl Future<Output = T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(tokio::task::LocalSet::new().block_on(&runtime, future))
}

/// Messages go to standard error; the journal adds the time, a plain log needs it.
pub fn start_log() {
    let filter = EnvFilter::try_from_env("TOWLINE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let journal = std::env::var_os("JOURNAL_STREAM").is_some();
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    let _ = if journal { log.without_time().try_init() } else { log.try_init() };
}

pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
