//! Choice of a shell's program and account (SHL-2): what a machine offers, and what is asked of it. Which programs there are is the platform's; nothing from the wide world becomes a path.

use thiserror::Error;
use zeroize::Zeroizing;

/// What there is to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShellOffers {
    /// The account of this process.
    pub account: String,
    /// Its login shell.
    pub program: String,
    /// What the machine lists as shells, each once.
    pub programs: Vec<String>,
    /// This process has administrative rights.
    pub administrative: bool,
    /// An account and its password can be tried.
    pub takes_passwords: bool,
}

/// Another shell than the usual one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShellOrder {
    /// One of [`ShellOffers::programs`]; `None`: the account's login shell.
    pub program: Option<String>,
    /// An account of the machine; `None`: that of whoever opens it.
    pub account: Option<String>,
    /// Of the terminal.
    pub columns: u16,
    /// Of the terminal.
    pub rows: u16,
}

/// Why there is no such shell.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShellFault {
    /// It is not among those that the machine lists now.
    #[error("the machine does not list this shell")]
    UnknownProgram,
    /// There is no such account.
    #[error("there is no such account")]
    UnknownAccount,
    /// The account is locked, has expired, or is none that people use shells with.
    #[error("nobody may sign in with this account")]
    NoLogin,
    /// The password is not that account's, or there is no such account: nobody is told which.
    #[error("the account or the password is wrong")]
    WrongPassword,
    /// It needs administrative rights, and there are none.
    #[error("there are no administrative rights")]
    NotElevated,
    /// There is no program for it.
    #[error("this machine has no program for it")]
    Unavailable,
    /// It took too long.
    #[error("it took too long")]
    TimedOut,
    /// The system said something else.
    #[error("the shell could not be started: {0}")]
    Failed(String),
}

impl ShellFault {
    /// What `ShellEnded.reason` says: a code, or the system's own words.
    pub fn reason(&self) -> String {
        match self {
            ShellFault::UnknownProgram => "unknown_program".to_owned(),
            ShellFault::UnknownAccount => "unknown_account".to_owned(),
            ShellFault::NoLogin => "no_login".to_owned(),
            ShellFault::WrongPassword => "wrong_password".to_owned(),
            ShellFault::NotElevated => "not_elevated".to_owned(),
            ShellFault::Unavailable => "no_program".to_owned(),
            ShellFault::TimedOut => "timed_out".to_owned(),
            ShellFault::Failed(_) => self.to_string(),
        }
    }

    /// The same from its code: from a helper that says it in one word.
    pub fn from_reason(reason: &str) -> ShellFault {
        let codes = [
            ShellFault::UnknownProgram,
            ShellFault::UnknownAccount,
            ShellFault::NoLogin,
            ShellFault::WrongPassword,
            ShellFault::NotElevated,
            ShellFault::Unavailable,
            ShellFault::TimedOut,
        ];
        codes
            .into_iter()
            .find(|fault| fault.reason() == reason)
            .unwrap_or_else(|| ShellFault::Failed(reason.to_owned()))
    }
}

/// A password, wiped when it was used.
pub type Password = Zeroizing<String>;
