//! What is done to the machine with one word (SCR-4, SCR-6): restart, shut down, special actions on the desktop, a program as another account. Which programs do it, and with which arguments, is the
//! platform's; nothing from the wide world becomes a command.

use thiserror::Error;
use zeroize::Zeroizing;

use crate::LocalFuture;

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionKind {
    /// Restart the machine.
    Restart,
    /// Restart it into its safe mode, with networking.
    RestartSafe,
    /// Shut it down.
    ShutDown,
    /// Open a terminal on the desktop.
    Terminal,
    /// Open what shows and ends programs.
    TaskManager,
    /// Open the system's settings.
    SystemSettings,
    /// Open the system's log.
    EventLog,
    /// Open what shows files.
    FileManager,
    /// Lock the desktop.
    Lock,
    /// Sign its user out.
    LogOff,
    /// Start a program on the desktop as another account, by [`Actions::run_as`].
    RunAs,
}

/// How the program comes back after a restart that it was told to do (SUP-24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayBack {
    /// The system starts it.
    System,
    /// The desktop starts it once, when its user has signed in.
    Desktop,
    /// Its user starts the same file again.
    ByHand,
    /// Not at all.
    None,
}

/// One of them, here and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionOffer {
    /// Which one.
    pub kind: ActionKind,
    /// Why not; `None`: it can be done.
    pub absent: Option<Absent>,
}

/// Why something cannot be done here, or not now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// This system has no safe mode.
    NoSafeMode,
    /// The desktop is one of Wayland, which is its user's alone.
    Wayland,
    /// There is no desktop to do it on.
    NoDesktop,
    /// There is no program for it.
    NoProgram,
    /// The desktop's session is unknown to the system.
    NoSession,
    /// Only the administrator's agent can do it here.
    NotRoot,
}

impl Absent {
    /// Its stable code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Absent::NoSafeMode => "no_safe_mode",
            Absent::Wayland => "wayland",
            Absent::NoDesktop => "no_desktop",
            Absent::NoProgram => "no_program",
            Absent::NoSession => "no_session",
            Absent::NotRoot => "not_root",
        }
    }
}

/// A program as another account, all of it checked.
pub struct RunAsOrder {
    /// The name of a program that the account finds, or its whole path.
    pub program: String,
    /// No shell reads them.
    pub arguments: Vec<String>,
    /// Whose.
    pub account: String,
    /// Wiped when it was used.
    pub password: Zeroizing<String>,
}

/// Why it was not done.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ActionFault {
    /// It cannot be done here, or not now.
    #[error("this machine cannot do that")]
    Absent(Absent),
    /// The system said no.
    #[error("{0}")]
    Denied(String),
    /// The password is not that account's, or there is no such account: nobody is told which.
    #[error("the account or the password is wrong")]
    WrongPassword,
    /// The account finds no such program.
    #[error("there is no such program")]
    UnknownProgram,
    /// It took too long.
    #[error("it took too long")]
    TimedOut,
    /// What this program needs to come back after a restart could not be written; the machine was not told to restart.
    #[error("this program could not make sure that it comes back")]
    NoWayBack,
    /// Anything else, as the system put it.
    #[error("{0}")]
    Failed(String),
}

impl ActionFault {
    /// Its stable code on the wire.
    pub const fn code(&self) -> &'static str {
        match self {
            ActionFault::Absent(why) => why.code(),
            ActionFault::Denied(_) => "denied",
            ActionFault::WrongPassword => "wrong_password",
            ActionFault::UnknownProgram => "unknown_program",
            ActionFault::TimedOut => "timed_out",
            ActionFault::NoWayBack => "no_way_back",
            ActionFault::Failed(_) => "failed",
        }
    }
}

/// A program that was started as another account. Dropping it takes back what lets the account use the desktop; the program goes on.
pub trait RunningAs {
    /// Resolves when the program has ended. Dropping it is allowed at any time.
    fn ended(&mut self) -> LocalFuture<'_, ()>;
}

/// Does it.
pub trait Actions {
    /// What there is; each kind once. Many folders are looked through, so this is done beside whatever else goes on.
    fn offers(&self) -> LocalFuture<'static, Vec<ActionOffer>>;
    /// What becomes of this program when the machine restarts.
    fn way_back(&self) -> WayBack {
        WayBack::System
    }
    /// Does one of them, except [`ActionKind::RunAs`]. A restart resolves when the system has begun with it.
    fn perform(&self, kind: ActionKind) -> LocalFuture<'static, Result<(), ActionFault>>;
    /// Starts a program on the desktop. Resolves when it runs.
    fn run_as(&self, order: RunAsOrder) -> LocalFuture<'static, Result<Box<dyn RunningAs>, ActionFault>>;
}
