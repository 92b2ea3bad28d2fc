//! Administrative rights on Linux (SUP-41): `pkexec` with the desktop's own prompt, or `sudo` and `su` with a password, start this program again as root. It talks to the agent over one socket,
//! which stands where its output would go, because that is what all three of them pass on.
//!
//! Nothing is written anywhere: no file, no rule, no remembered password (`sudo -k`).

mod elevated;
mod helper;
mod messages;
mod packets;
pub(crate) mod prove;

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use towline_platform::{Elevated, ElevationFault, Elevator, LocalFuture, Proof};

use crate::{Account, child::Shed};

pub use helper::run_elevated_helper;

/// What programs of the agent are started as, to be the helper.
pub const ELEVATED_HELPER: &str = "elevated-helper";

/// Where programs are that may get administrative rights for others. The way that an account's own settings name is not looked at.
const PLACES: [&str; 4] = ["/usr/bin", "/bin", "/usr/local/bin", "/run/wrappers/bin"];

/// Gets administrative rights on this machine.
pub struct LinuxElevator {
    program: PathBuf,
    /// Its name in the file system, for `pkexec`: that looks as the user who asks, who may not look into this process, and shows it. `None`: the file is gone.
    named: Option<PathBuf>,
    account: Account,
}

impl LinuxElevator {
    /// `program` is started with [`ELEVATED_HELPER`] as its argument.
    ///
    /// # Errors
    /// When this process has no account.
    pub fn new(program: PathBuf) -> io::Result<LinuxElevator> {
        Ok(LinuxElevator { named: Some(program.clone()), program, account: Account::current()? })
    }

    /// With this very program, whatever became of its file: the kernel's own name for what this process runs.
    pub(crate) fn of_this_process() -> io::Result<LinuxElevator> {
        // SECURITY: a file that somebody puts in the program's place is not what is started with administrative rights.
        let program = format!("/proc/{}/exe", std::process::id()).into();
        Ok(LinuxElevator { named: own_file(), ..LinuxElevator::new(program)? })
    }
}

impl Elevator for LinuxElevator {
    fn already(&self) -> Option<String> {
        rustix::process::geteuid().is_root().then(|| self.account.name.clone())
    }

    fn has_prompt(&self) -> bool {
        tool("pkexec").is_some()
    }

    fn takes_passwords(&self) -> bool {
        tool("sudo").is_some() || tool("su").is_some()
    }

    fn own_account(&self) -> String {
        self.account.name.clone()
    }

    fn elevate(&self, proof: Proof) -> LocalFuture<'_, Result<Box<dyn Elevated>, ElevationFault>> {
        Box::pin(async move {
            match proof {
                Proof::Prompt => match &self.named {
                    Some(named) => prove::by_prompt(named, &self.account).await,
                    None => Err(ElevationFault::NoPrompt),
                },
                Proof::Password { account, password } => {
                    prove::by_password(&self.program, &self.account, &account, &password).await
                }
            }
        })
    }
}

/// The file of the program that runs, if it is still there.
fn own_file() -> Option<PathBuf> {
    let path = std::env::current_exe().ok()?;
    let (there, running) = (fs::metadata(&path).ok()?, fs::metadata("/proc/self/exe").ok()?);
    ((there.dev(), there.ino()) == (running.dev(), running.ino())).then_some(path)
}

/// A program that runs as root for whoever starts it, and that nobody but root can have changed.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    PLACES.iter().map(|place| Path::new(place).join(name)).find(|path| {
        fs::metadata(path).is_ok_and(|data| {
            data.is_file() && data.uid() == 0 && data.mode() & 0o4000 != 0 && data.mode() & 0o022 == 0
        })
    })
}

/// What is between fork and exec of a program that keeps its way to administrative rights.
#[allow(unsafe_code)]
pub(crate) fn between_fork_and_exec(command: pty_process::Command, shed: Shed) -> pty_process::Command {
    // SAFETY: `apply` only makes system calls and allocates nothing.
    unsafe { command.pre_exec(move || shed.apply()) }
}
