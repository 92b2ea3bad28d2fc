//! Actions on Linux (SCR-4, SCR-6): the machine is restarted by systemd, or by the classic programs where it does not run; what belongs to the desktop is started as its user, found in fixed lists of programs.
//!
//! SECURITY: what is run, and with which arguments, is written in this folder. The agent starts these programs itself, not by the desktop's helper: that may never get more rights, and a terminal in which
//! `sudo` does not work is none.

mod access;
mod launch;
mod power;
mod programs;
pub(crate) mod run_as;

use std::{
    ffi::OsString,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use tokio::task::spawn_blocking;
use towline_platform::{Absent, ActionFault, ActionKind, ActionOffer, Actions, LocalFuture, RunAsOrder, RunningAs};

use crate::{Account, discovery, host::DesktopChoice};

/// What an agent without a search path of its own looks through.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What can be done to this machine.
#[derive(Clone)]
pub struct LinuxActions {
    choice: DesktopChoice,
    account: Account,
    places: Vec<PathBuf>,
}

/// The desktop, its user, and what the user's programs know of it.
struct Desk {
    account: Account,
    display: String,
    authority: Option<String>,
    variables: Vec<(&'static str, OsString)>,
}

impl Desk {
    /// Whether a compositor of Wayland shows it; `display` is its socket then.
    fn is_wayland(&self) -> bool {
        self.display.starts_with('/')
    }
}

impl LinuxActions {
    /// On the desktop of this choice, with the programs in these folders, in their order.
    pub fn new(account: Account, choice: DesktopChoice, places: Vec<PathBuf>) -> LinuxActions {
        LinuxActions { choice, account, places }
    }

    /// With the programs that this process finds.
    pub(crate) fn of_this_process(account: &Account, choice: &DesktopChoice) -> LinuxActions {
        let path = std::env::var_os("PATH").filter(|path| !path.is_empty()).unwrap_or_else(|| PATH.into());
        let places = std::env::split_paths(&path).filter(|place| place.is_absolute()).collect();
        LinuxActions::new(account.clone(), choice.clone(), places)
    }

    fn find(&self, name: &str) -> Option<PathBuf> {
        find(&self.places, name, self.account.uid == 0)
    }

    /// The desktop where people are: a service's own is none, unless an administrator chose it.
    fn desk(&self) -> Option<Desk> {
        let found = discovery::find(&self.choice).ok()?;
        // SECURITY: nothing is opened where people sign in, as whoever shows that.
        let uid = found.account.uid;
        if self.account.uid == 0 && self.choice.display.is_none() && uid != 0 && !discovery::is_person(uid) {
            return None;
        }
        let wayland: &[&'static str] = if found.session.is_wayland() { &launch::OF_WAYLAND } else { &[] };
        let names = [&launch::VARIABLES, wayland].concat();
        let variables = discovery::variables(&found.session, found.account.uid, &names);
        let discovery::Found { session, account } = found;
        Some(Desk { account, display: session.display, authority: session.authority, variables })
    }

    fn offer(&self, kind: ActionKind, desk: Option<&Desk>) -> Option<Absent> {
        match kind {
            ActionKind::RestartSafe => Some(Absent::NoSafeMode),
            ActionKind::Restart | ActionKind::ShutDown => power::command(self, kind).err(),
            ActionKind::RunAs => match desk {
                None => Some(Absent::NoDesktop),
                Some(desk) if desk.is_wayland() => Some(Absent::Wayland),
                Some(_) if crate::elevation::tool("su").is_none() => Some(Absent::NoProgram),
                Some(_) => None,
            },
            _ => match desk {
                None => Some(Absent::NoDesktop),
                Some(desk) => programs::choose(kind, desk, &|name| self.find(name)).err(),
            },
        }
    }

    fn found(&self) -> Vec<ActionOffer> {
        let desk = self.desk();
        let kinds = [
            ActionKind::Restart,
            ActionKind::RestartSafe,
            ActionKind::ShutDown,
            ActionKind::Terminal,
            ActionKind::TaskManager,
            ActionKind::SystemSettings,
            ActionKind::EventLog,
            ActionKind::FileManager,
            ActionKind::Lock,
            ActionKind::LogOff,
            ActionKind::RunAs,
        ];
        kinds.into_iter().map(|kind| ActionOffer { kind, absent: self.offer(kind, desk.as_ref()) }).collect()
    }
}

impl Actions for LinuxActions {
    fn offers(&self) -> LocalFuture<'static, Vec<ActionOffer>> {
        let actions = self.clone();
        Box::pin(async move { spawn_blocking(move || actions.found()).await.unwrap_or_default() })
    }

    fn perform(&self, kind: ActionKind) -> LocalFuture<'static, Result<(), ActionFault>> {
        let ready = match kind {
            ActionKind::Restart | ActionKind::RestartSafe | ActionKind::ShutDown => {
                return match power::command(self, kind) {
                    Ok((program, arguments)) => Box::pin(power::run(program, arguments)),
                    Err(absent) => refused(absent),
                };
            }
            _ => self.desk().ok_or(Absent::NoDesktop).and_then(|desk| {
                let chosen = programs::choose(kind, &desk, &|name| self.find(name))?;
                Ok((desk, chosen))
            }),
        };
        match ready {
            Ok((desk, chosen)) => Box::pin(async move { launch::run(&desk, &chosen).await }),
            Err(absent) => refused(absent),
        }
    }

    fn run_as(&self, order: RunAsOrder) -> LocalFuture<'static, Result<Box<dyn RunningAs>, ActionFault>> {
        let (desk, own) = (self.desk(), self.account.clone());
        Box::pin(async move {
            let desk = desk.ok_or(ActionFault::Absent(Absent::NoDesktop))?;
            if desk.is_wayland() {
                return Err(ActionFault::Absent(Absent::Wayland));
            }
            run_as::run(&own, desk, order).await
        })
    }
}

fn refused<T: 'static>(absent: Absent) -> LocalFuture<'static, Result<T, ActionFault>> {
    Box::pin(std::future::ready(Err(ActionFault::Absent(absent))))
}

/// A program by its name. `guarded`: only one that nobody but root can have changed.
fn find(places: &[PathBuf], name: &str, guarded: bool) -> Option<PathBuf> {
    let fits = |path: &Path| {
        std::fs::metadata(path).is_ok_and(|data| {
            let mode = data.permissions().mode();
            let safe = !guarded || data.uid() == 0 && mode & 0o022 == 0;
            data.is_file() && mode & 0o111 != 0 && safe
        })
    };
    places.iter().map(|place| place.join(name)).find(|path| fits(path))
}
