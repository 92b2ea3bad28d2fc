//! From the start to the end: errand, window, session, and nothing left behind.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use rustix::process::DumpableBehavior;
use tokio::sync::mpsc;
use towline_customer::{Desk, Ending, Intent, Language, Options, Prepared, View, open};
use towline_platform::Person;
use towline_platform_linux::{
    LinuxGuest, LinuxPerson, OwnFile, own_file_runs, remove_beside,
    x11::{desktop_is_dark, never_asks_for_keyboard},
};
use towline_seal::TrailerError;
use zeroize::Zeroizing;

use crate::{
    WATCH,
    bridge::{self, Wall},
    button::{Button, Started},
    comeback::{self, Comeback, Start},
    own_file,
    session::{self, Wanted},
    start_log,
};

/// Names of folders begin with it.
pub const NAME: &str = "towline-support";
/// Wishes that may wait for the agent; a person is slower.
const WISHES: usize = 64;
/// Answers that may: one is sent at a time.
const ANSWERS: usize = 2;

/// `back`: started by a desktop after a restart, with the id of what was left for it.
pub fn run(back: Option<&str>) -> Result<()> {
    let began = Instant::now();
    start_log();
    // SECURITY: the key is in this process's memory: no core dump, and no other process of the same account looks in.
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let mut errand = match own_file::errand()? {
        // Not a download: nothing is removed, and there is nobody to show a window to.
        Err(TrailerError::Missing) => bail!("{}; download it from your support team's site", TrailerError::Missing),
        other => other,
    };
    // First of all, so that it happens once.
    let start = comeback::start(errand.as_ref().ok(), back);
    if let Start::Nothing(why) = start {
        eprintln!("towline-support: {why}");
        return go(errand.is_ok_and(|errand| errand.button.is_some()));
    }
    let button = match Button::of(&errand)? {
        // Its window is on the desktop already.
        Started::Again => return Ok(()),
        Started::Button(button) => Some(button),
        Started::Client => None,
    };
    let (wishes, wished) = mpsc::channel(WISHES);
    let (answers, answered) = mpsc::channel(ANSWERS);
    let (organisation, language) = match &errand {
        Ok(errand) => (errand.organisation.clone(), errand.language.clone()),
        Err(_) => (String::new(), String::new()),
    };
    let language = if language.is_empty() { std::env::var("LANG").unwrap_or_default() } else { language };
    let to_agent = wishes.clone();
    let told: Arc<OnceLock<Desk>> = Arc::default();
    let tells = told.clone();
    // The window alone holds this end: when it is gone, nothing is asked any more.
    let intent = move |intent: Intent| {
        if let Intent::OpenPage(address) = &intent {
            open_page(address, &tells);
        }
        if let Intent::Browse(path) = &intent {
            browse(path.clone(), &tells);
        }
        if let Intent::Answers(said) = intent {
            let _ = answers.try_send(said);
        } else if let Some(wish) = bridge::wish(intent) {
            // A full queue means that the agent is gone; the session is then over anyway.
            let _ = to_agent.try_send(wish);
        }
    };
    let is_back = matches!(start, Start::Again(_));
    let view = View { button: button.is_some(), is_back, ..View::new(&organisation) };
    let (window, desk) = window(view, &language, Box::new(intent), began)?;
    let _ = told.set(desk.clone());
    // Only now: without a desktop to show itself on, the file stays for another try.
    let file = if button.is_some() { OwnFile::Stays } else { OwnFile::Goes };
    let guest = LinuxGuest::arrive(NAME, WATCH, file).context("this computer has no place for it")?;
    if let Ok(errand) = &errand
        && !comeback::sweep()
        && file == OwnFile::Goes
    {
        remove_beside(NAME, |other, before_boot| own_file::is_over(other, before_boot, errand, now_ms()));
    }
    let ready = Arc::new(Comeback::new(guest.keeper(), &organisation, session::patience()));
    desk.change(|view| view.comes_back = ready.comes_back());
    session::close_when_asked(desk.clone(), ready.clone())?;
    let wanted = Wanted { wishes: wished, answers: answered };
    let key = match start {
        Start::Again(key) => Some(key),
        Start::Late => return not_valid(window, &desk, Ending::Late, guest, button),
        Start::Fresh | Start::Nothing(_) => None,
    };
    if let (Ok(errand), Some(_)) = (&mut errand, &key) {
        // It was used up long ago, and the key alone says who this is.
        errand.token = Zeroizing::default();
    }
    let thread = match errand {
        Ok(errand) if key.is_some() || errand.expires_ms > now_ms() => {
            session::start(errand, key, ready.clone(), desk, wanted, guest, button)?
        }
        Ok(_) if button.is_some() => return not_valid(window, &desk, Ending::ButtonOver, guest, button),
        Ok(_) | Err(_) => return not_valid(window, &desk, Ending::NotValid, guest, button),
    };
    let shown = window.run();
    if shown.is_err() && ready.is_ready() {
        // The desktop went down with its machine: nothing is over, and nothing is cleared away.
        std::process::exit(0);
    }
    // Without the window there is no session: the agent ends it when nothing can be wanted any more.
    drop(wishes);
    let _ = thread.join();
    Ok(shown?)
}

/// Leaves without a word: there is nothing to come back to. A Support Button stays.
fn go(is_button: bool) -> Result<()> {
    if !is_button && !own_file_runs(NAME) {
        drop(LinuxGuest::arrive(NAME, WATCH, OwnFile::Goes)?);
    }
    Ok(())
}

fn window(view: View, language: &str, intent: Box<dyn FnMut(Intent)>, began: Instant) -> Result<(Prepared, Desk)> {
    let opened = |number| {
        let told = u32::try_from(number).ok().map(never_asks_for_keyboard);
        if let Some(Err(error)) = told {
            tracing::debug!(%error, "the window may take the keyboard");
        }
    };
    let shown = move || tracing::info!(ms = began.elapsed().as_millis(), "the window is shown");
    let options = Options {
        language: Language::of(language),
        dark: desktop_is_dark(),
        opened: Box::new(opened),
        shown: Box::new(shown),
        intent,
    };
    open(view, options).context("the window needs an X11 desktop")
}

/// An errand that is damaged or too old: says so, and goes.
fn not_valid(window: Prepared, desk: &Desk, why: Ending, guest: LinuxGuest, button: Option<Button>) -> Result<()> {
    session::over(desk, why, guest, button);
    Ok(window.run()?)
}

/// In the person's own browser, which is no part of the session (SES-32). The window says so when there is none.
fn open_page(address: &str, window: &Arc<OnceLock<Desk>>) {
    let Some(address) = bridge::page(address) else { return };
    let (window, whole) = (window.clone(), address.to_owned());
    let failed = move || {
        let wall = Wall { now_ms: now_ms(), person: &LinuxPerson };
        if let Some(desk) = window.get() {
            desk.change(|view| bridge::not_opened(view, whole, &wall));
        }
    };
    LinuxPerson.open_page(address.to_owned(), Box::new(failed));
}

/// Looks into a folder, beside the window: it may be far away.
fn browse(path: Option<PathBuf>, window: &Arc<OnceLock<Desk>>) {
    let window = window.clone();
    let looking = std::thread::Builder::new().name("folder".to_owned()).spawn(move || {
        let folder = LinuxPerson.folder(path.as_deref());
        if let Some(desk) = window.get() {
            desk.change(|view| {
                view.no_folder = folder.is_err();
                view.folder = folder.ok().map(Arc::new).or(view.folder.take());
            });
        }
    });
    if let Err(error) = looking {
        tracing::warn!(%error, "no folder can be shown");
    }
}

/// The wall clock.
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
