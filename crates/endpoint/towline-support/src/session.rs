//! The session: the agent on a thread of its own, from the first connection to the end, feeding the window.

use std::{
    cell::RefCell,
    path::PathBuf,
    rc::Rc,
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::mpsc,
};
use towline_customer::{Desk, Ending, Phase};
use towline_endpoint::{Agent, CustomerSide, Identity, News, PATIENCE, Said, Stop, Wish, after_end};
use towline_platform::{Guest, Host};
use towline_platform_linux::{
    DesktopChoice, LinuxHost, LinuxPerson,
    wayland::{own_socket, probe},
};
use towline_seal::SecretKey;
use zeroize::Zeroizing;

use crate::{
    bridge::{self, Wall},
    button::Button,
    client::now_ms,
    comeback::{Comeback, ComingBack},
    own_file::Errand,
    saving::Saves,
};

/// The window, which waits for ten minutes, goes first.
const LONGER: Duration = Duration::from_secs(30);

/// What the person at the window wants.
pub struct Wanted {
    /// In the session.
    pub wishes: mpsc::Receiver<Wish>,
    /// To answer what is asked after it.
    pub answers: mpsc::Receiver<Said>,
}

/// Starts the session. It ends by itself, or when the sender of `wishes` is dropped; the guest has left then. What is asked afterwards ends when the sender of `answers` is dropped. `key`: of a session that goes on after a restart.
pub fn start(
    errand: Errand,
    key: Option<Key>,
    back: Arc<Comeback>,
    desk: Desk,
    wanted: Wanted,
    guest: impl Guest,
    button: Option<Button>,
) -> Result<JoinHandle<()>> {
    let thread = std::thread::Builder::new().name("session".to_owned());
    let Wanted { wishes, answers } = wanted;
    Ok(thread.spawn(move || {
        let again = key.is_some();
        let folder = guest.folder().to_owned();
        let key = key.map_or_else(Key::fresh, Ok);
        let reason = key
            .as_ref()
            .map_err(ToString::to_string)
            .and_then(|key| run(&errand, key, &back, &desk, (wishes, folder)).map_err(|error| error.to_string()));
        // Before anything else is cleared away: what is left would bring back a session that is over.
        back.cancel();
        let reason = reason.unwrap_or_else(|error| {
            tracing::error!(%error, "the session could not go on");
            "lost".to_owned()
        });
        let ending = match bridge::ending(&reason, button.is_some()) {
            // There was a session, which is over by now.
            Ending::NotValid | Ending::ButtonOver if again => Ending::Them,
            ending => ending,
        };
        over(&desk, ending, guest, button);
        if let Ok(key) = key
            && bridge::may_ask(&reason)
            && let Err(error) = ask(&errand, &key, &desk, answers)
        {
            tracing::warn!(%error, "nothing could be asked after the end");
        }
    })?)
}

/// Leaves at once; the window says what is left to say.
pub fn over(desk: &Desk, ending: Ending, mut guest: impl Guest, button: Option<Button>) {
    let left = guest.leave();
    let removed = match &button {
        Some(button) if matches!(ending, Ending::ButtonWithdrawn | Ending::NotValid) => button.remove(),
        _ => Ok(()),
    };
    let stays = left.and(removed).err();
    // Whoever removed it in the session did so for good.
    let there = button.is_some_and(|button| button.is_there());
    desk.change(|view| {
        view.phase = match &view.phase {
            // The appliance's own word says more.
            Phase::Ended(known) if ending != Ending::You => Phase::Ended(*known),
            _ => Phase::Ended(ending),
        };
        view.button = there;
        view.left_behind = stays.map(|file| file.0);
    });
}

/// Runs the agent until the session is over, and says why it is.
fn run(
    errand: &Errand,
    key: &Key,
    back: &Arc<Comeback>,
    desk: &Desk,
    (wishes, folder): (mpsc::Receiver<Wish>, PathBuf),
) -> Result<String> {
    let identity = key.identity(errand);
    // Through the kernel's own name for the program that runs: the file may have been moved.
    let host = LinuxHost::new("/proc/self/exe".into(), desktop())?.with_scratch(folder);
    back.knows(key, errand);
    let coming_back = host.actions().map(|actions| ComingBack { actions, back: back.clone(), desk: desk.clone() });
    let host = Rc::new(match coming_back {
        Some(actions) => host.with_actions(actions),
        None => host,
    });
    let patience = patience();
    let (to_window, for_link) = (desk.clone(), desk.clone());
    let saves = RefCell::new(Saves::new(LinuxPerson));
    let stopped = back.clone();
    let news = Box::new(move |news| {
        if matches!(news, News::Paused(true) | News::Leaving) {
            // Whoever stops everything wants nothing to come back.
            stopped.cancel();
        }
        let wall = Wall { now_ms: now_ms(), person: &LinuxPerson };
        to_window.change(|view| match news {
            News::File { file, what } => saves.borrow_mut().take(view, &file, what),
            news => bridge::news(view, news, Instant::now(), &wall),
        });
    });
    let person = Arc::new(LinuxPerson);
    let side = CustomerSide { token: errand.token.clone(), wishes, news, person, patience };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let notice = |notice| for_link.change(|view| bridge::link(view, &notice, patience, Instant::now()));
    let stop =
        tokio::task::LocalSet::new().block_on(&runtime, Agent::new(identity, host).with_customer(side).run(notice));
    Ok(match stop {
        Stop::Over { reason } => reason,
        Stop::Uninstall => String::new(),
    })
}

/// Asks what there is to ask about how it went (SUP-80). Agent, files and Support Button are gone from this program by now; its key is left, and the window.
fn ask(errand: &Errand, key: &Key, desk: &Desk, answers: mpsc::Receiver<Said>) -> Result<()> {
    let identity = key.identity(errand);
    let tell = |told| desk.change(|view| bridge::after_end(view, told));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(after_end(&identity, answers, tell, patience() + LONGER));
    Ok(())
}

/// Made here, kept in memory alone but for the time of a restart: whoever finds the program later cannot be this client.
pub struct Key {
    pub seed: Zeroizing<[u8; 32]>,
    pub instance: [u8; 16],
}

impl Key {
    fn fresh() -> Result<Key> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed).ok().context("the system has no random numbers")?;
        Key::of(seed)
    }

    /// As an earlier process had it.
    pub fn of(seed: Zeroizing<[u8; 32]>) -> Result<Key> {
        let mut instance = [0; 16];
        getrandom::fill(&mut instance).ok().context("the system has no random numbers")?;
        Ok(Key { seed, instance })
    }

    fn identity(&self, errand: &Errand) -> Identity {
        Identity {
            site: errand.site.clone(),
            appliance_key: errand.appliance_key,
            key: SecretKey::from_seed(&self.seed),
            instance: self.instance,
            behind_proxy: errand.behind_proxy,
            install_mode: "support".to_owned(),
            name: None,
        }
    }
}

/// The desktop that the window is on.
fn desktop() -> DesktopChoice {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    // The window is one of X11 on a desktop of Wayland, too; what is shown is the desktop.
    let wayland = own_socket().filter(|socket| probe(socket).is_some());
    match wayland.and_then(|socket| socket.into_os_string().into_string().ok()) {
        Some(socket) => DesktopChoice { display: Some(socket), authority: None, user: None },
        None => DesktopChoice { display: variable("DISPLAY"), authority: variable("XAUTHORITY"), user: None },
    }
}

/// Shorter only for tests: nobody waits for ten minutes there.
pub fn patience() -> Duration {
    let shorter = std::env::var("TOWLINE_SUPPORT_PATIENCE_MS").ok().and_then(|text| text.parse().ok());
    shorter.map_or(PATIENCE, |ms| Duration::from_millis(ms).min(PATIENCE))
}

/// Closes the window when the system asks this program to stop; the session ends with it, unless the machine restarts for it: then this process is gone, and nothing else.
pub fn close_when_asked(desk: Desk, back: Arc<Comeback>) -> Result<()> {
    let thread = std::thread::Builder::new().name("signals".to_owned());
    thread.spawn(move || {
        let asked = || -> Result<()> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(asked_to_stop())
        };
        match asked() {
            Ok(()) if back.is_ready() => std::process::exit(0),
            Ok(()) => desk.close(),
            Err(error) => tracing::warn!(%error, "signals are not heard"),
        }
    })?;
    Ok(())
}

async fn asked_to_stop() -> Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}
