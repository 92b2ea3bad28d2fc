//! What the agent needs to work with administrative rights that it does not have by itself (SUP-41): ways to prove a right to them, and a helper that has them and is gone when it is dropped.

use thiserror::Error;
use zeroize::Zeroizing;

use crate::{ActFault, HostError, LocalFuture, ScriptFault, ScriptOrder, ServiceHow, Shell, ShellFault, ShellOrder};

/// Gets administrative rights on this machine.
pub trait Elevator {
    /// Whose rights this process has already, if they are administrative: "root".
    fn already(&self) -> Option<String>;
    /// Whether the system has a prompt of its own for it, as far as can be told without showing it.
    fn has_prompt(&self) -> bool;
    /// Whether an account and a password can be tried.
    fn takes_passwords(&self) -> bool;
    /// The account that this process runs as, which is the first to be asked for its password.
    fn own_account(&self) -> String;
    /// Tries. Dropping it gives up: what was started for it ends, and nothing is changed.
    fn elevate(&self, proof: Proof) -> LocalFuture<'_, Result<Box<dyn Elevated>, ElevationFault>>;
}

/// What somebody proves a right to administrative rights with.
pub enum Proof {
    /// The system asks whoever sits there, by its own prompt.
    Prompt,
    /// A password.
    Password {
        /// Whose.
        account: String,
        /// Wiped when it was used.
        password: Zeroizing<String>,
    },
}

/// Why there are no administrative rights. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ElevationFault {
    /// The password is not that account's, or there is no such account: nobody is told which.
    #[error("the account or the password is wrong")]
    WrongPassword,
    /// The account may not have them.
    #[error("the account has no administrative rights")]
    NotAnAdministrator,
    /// Whoever sits there said no.
    #[error("the system's prompt was dismissed")]
    Declined,
    /// The system has no prompt here.
    #[error("the system has no prompt here")]
    NoPrompt,
    /// There is no program for it.
    #[error("this machine has no program for it")]
    Unavailable,
    /// It took too long.
    #[error("nobody answered in time")]
    TimedOut,
    /// The system said something else.
    #[error("the system refused")]
    Failed,
}

impl ElevationFault {
    /// Its stable code in `SessionElevation`.
    pub fn code(self) -> &'static str {
        match self {
            ElevationFault::WrongPassword => "wrong_password",
            ElevationFault::NotAnAdministrator => "not_an_administrator",
            ElevationFault::Declined => "declined",
            ElevationFault::NoPrompt | ElevationFault::Unavailable => "unavailable",
            ElevationFault::TimedOut => "timed_out",
            ElevationFault::Failed => "failed",
        }
    }
}

/// What is done to the machine with administrative rights, as [`crate::SystemInfo`] does it without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElevatedAct {
    /// End the process with this number that started then.
    EndProcess {
        /// Its number.
        pid: u32,
        /// When it started, as the system counts.
        started: u64,
    },
    /// Start, stop or restart a service.
    Service {
        /// Which one.
        name: String,
        /// How.
        how: ServiceHow,
    },
}

/// A helper with administrative rights. Dropping it ends it, and all that it started.
pub trait Elevated {
    /// Whose rights: "root".
    fn account(&self) -> &str;
    /// Starts that account's login shell on a terminal of this size.
    fn open_shell(&self, columns: u16, rows: u16) -> LocalFuture<'_, Result<Box<dyn Shell>, HostError>>;
    /// Starts another shell: of that account, or of the one that the order names (SHL-2).
    fn open_chosen_shell<'a>(&'a self, _order: &'a ShellOrder) -> LocalFuture<'a, Result<Box<dyn Shell>, ShellFault>> {
        Box::pin(async { Err(ShellFault::Unavailable) })
    }
    /// Runs a script as that account, on a terminal of this size (SCR-6).
    fn open_script<'a>(
        &'a self,
        _order: &'a ScriptOrder,
        _columns: u16,
        _rows: u16,
    ) -> LocalFuture<'a, Result<Box<dyn Shell>, ScriptFault>> {
        Box::pin(async { Err(ScriptFault::Unsupported) })
    }
    /// Does something to the machine.
    fn act(&self, act: ElevatedAct) -> LocalFuture<'_, Result<(), ActFault>>;
    /// Ends it, and all that it started, at once.
    fn end(&self);
    /// Resolves when it is gone. Dropping it is allowed at any time.
    fn ended(&self) -> LocalFuture<'_, ()>;
}
