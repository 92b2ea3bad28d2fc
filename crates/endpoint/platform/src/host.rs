//! What the agent's service needs of the machine it runs on: shells, what there is to report, the desktop and a process that shows it. Traits and plain data;
//! each platform crate implements them, `towline_endpoint` drives them.

use std::{fs::File, future::Future, io, pin::Pin, rc::Rc, sync::Arc};

use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::UnixStream,
};

use crate::{
    Actions, ButtonId, Elevator, Files, Notebook, Password, ScriptFault, ScriptOrder, ShellFault, ShellOffers,
    ShellOrder, SystemInfo,
};

/// A future of the agent's only thread.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The machine.
pub trait Host: 'static {
    /// What it is (JMP-12). Cheap enough to be asked at each connection.
    fn inventory(&self) -> HostInventory;
    /// How busy it is since it was last asked. Only asked while somebody looks.
    fn statistics(&self) -> HostStatistics;
    /// Starts the account's login shell on a terminal of this size.
    fn open_shell(&self, columns: u16, rows: u16) -> Result<Box<dyn Shell>, HostError>;
    /// What there is to choose from for a shell (SHL-2), read anew. Without an account: nothing.
    fn shells(&self) -> ShellOffers {
        ShellOffers::default()
    }
    /// Starts another shell than the usual one, with the rights of this process.
    ///
    /// # Errors
    /// Why it does not run.
    fn open_chosen_shell(&self, _order: &ShellOrder) -> Result<Box<dyn Shell>, ShellFault> {
        Err(ShellFault::Unavailable)
    }
    /// Starts a shell of the order's account, which its password is asked for. Dropping it gives up.
    fn open_shell_by_password(
        &self,
        _order: ShellOrder,
        _password: Password,
    ) -> LocalFuture<'static, Result<Box<dyn Shell>, ShellFault>> {
        Box::pin(async { Err(ShellFault::Unavailable) })
    }
    /// Runs a script on a terminal of this size (SCR-6): with administrative rights, if this process has them, or as the user whose session it is.
    ///
    /// # Errors
    /// Why it does not run.
    fn open_script<'a>(
        &'a self,
        _order: &'a ScriptOrder,
        _as_system: bool,
        _columns: u16,
        _rows: u16,
    ) -> LocalFuture<'a, Result<Box<dyn Shell>, ScriptFault>> {
        Box::pin(async { Err(ScriptFault::Unsupported) })
    }
    /// A file without a name for what goes along with a script, until it is whole.
    ///
    /// # Errors
    /// There is no room for one.
    fn spool(&self) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }
    /// Removes what scripts left whose agent was killed: of this process's account, and of the user whose desktop is served. Does not wait for it.
    fn sweep_scripts(&self) {}
    /// What it says of itself in detail (SES-41).
    fn system(&self) -> Arc<dyn SystemInfo>;
    /// The desktop to show, if there is one now.
    fn desktop(&self) -> DesktopState;
    /// Tells when the answer of [`Host::desktop`] may have changed.
    fn watch_desktop(&self) -> Result<Box<dyn DesktopWatch>, HostError>;
    /// Fetches an installer's script from the site and runs it (SUP-60, SUP-50): always the same programs with the same arguments, into which nothing but these values goes. An agent is installed as
    /// the account that this runs as, a Support Button as the user whose desktop is served.
    fn install(&self, order: InstallOrder) -> LocalFuture<'static, Result<InstallMode, InstallFault>>;
    /// Has a Support Button of the user whose desktop is served remove itself (SUP-50). One that is not there is removed.
    fn take_button(&self, button: ButtonId) -> LocalFuture<'static, Result<(), InstallFault>>;
    /// Starts the helper that shows this desktop, as the desktop's user.
    fn start_helper(&self, desktop: &DesktopSession) -> Result<Box<dyn HelperProcess>, HostError>;
    /// How administrative rights are got here (SUP-41). `None`: not at all.
    fn elevator(&self) -> Option<Rc<dyn Elevator>> {
        None
    }
    /// Its files (FIL): with all rights of this process, or as the user whose desktop is served, if somebody is there. `None`: none are shown here. Cheap, and asked anew for each link, because who is there
    /// changes.
    fn files(&self, _elevated: bool) -> Option<Arc<dyn Files>> {
        None
    }
    /// Where it is written down what this process would leave behind if it were killed. `None`: nowhere, because nothing of it is on this machine for longer.
    fn notebook(&self) -> Option<Arc<dyn Notebook>> {
        None
    }
    /// What can be done with one word (SCR-4, SCR-6). `None`: nothing.
    fn actions(&self) -> Option<Rc<dyn Actions>> {
        None
    }
}

/// What is to be installed, all of it checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallOrder {
    /// What it is.
    pub what: Installed,
    /// Where the script is: `https://support.example.com/i/…`.
    pub address: String,
    /// The key of the site's certificate, as curl takes it; nothing where the system's own authorities judge it.
    pub pin: Option<String>,
}

/// What an installer puts on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installed {
    /// Towline's agent, to be reached from then on.
    Agent,
    /// A Support Button on the user's desktop.
    Button,
}

/// How something was installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstallMode {
    /// For the whole machine.
    Service,
    /// For the account that this runs as.
    User,
}

impl InstallMode {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            InstallMode::Service => "service",
            InstallMode::User => "user",
        }
    }
}

/// Why nothing was installed, or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstallFault {
    /// curl is not on this machine.
    NoCurl,
    /// The script did not come.
    Download,
    /// The script failed.
    Install,
    /// It took too long.
    Timeout,
    /// No user's desktop is served that a button could be on.
    NobodyThere,
    /// It could not be removed.
    Remove,
}

impl InstallFault {
    /// Its code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            InstallFault::NoCurl => "no_curl",
            InstallFault::Download => "download",
            InstallFault::Install => "install",
            InstallFault::Timeout => "timeout",
            InstallFault::NobodyThere => "nobody_there",
            InstallFault::Remove => "remove",
        }
    }
}

/// The system said no.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct HostError(pub String);

/// Both halves of a shell's terminal, for two tasks or one.
pub struct ShellTerminal {
    /// What programs write.
    pub output: Box<dyn AsyncRead + Unpin>,
    /// What is typed.
    pub input: Box<dyn AsyncWrite + Unpin>,
}

/// What a terminal does with what is typed into it, now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineMode {
    /// Whole lines go to the program; the terminal itself edits them.
    pub lines: bool,
    /// The terminal itself shows what is typed.
    pub echo: bool,
    /// What takes a line back, while it edits them.
    pub kill: u8,
}

/// A shell that runs. Dropping it ends it.
pub trait Shell {
    /// The account that it runs as.
    fn account(&self) -> &str;
    /// The program: "/bin/bash".
    fn program(&self) -> &str;
    /// The terminal, once.
    fn take_terminal(&mut self) -> Option<ShellTerminal>;
    /// The terminal has another size.
    fn resize(&self, columns: u16, rows: u16) -> Result<(), HostError>;
    /// What the terminal does with what is typed; `None`: it does not say.
    fn line_mode(&self) -> Option<LineMode> {
        None
    }
    /// Resolves with the exit status, or 128 + signal. Dropping it is allowed at any time.
    fn exited(&mut self) -> LocalFuture<'_, i32>;
    /// Ends it as a closed terminal does; a shell that does not care is killed soon after.
    fn hang_up(&mut self);
}

/// Watches for desktops that come and go.
pub trait DesktopWatch {
    /// Resolves after the next change. Dropping it is allowed at any time.
    fn changed(&mut self) -> LocalFuture<'_, Result<(), HostError>>;
}

/// The desktop helper that runs. Dropping it ends it.
pub trait HelperProcess {
    /// The service's end of the socket pair, once.
    fn take_stream(&mut self) -> Option<UnixStream>;
    /// Resolves when it has ended, with words for the log. Dropping it is allowed at any time.
    fn exited(&mut self) -> LocalFuture<'_, String>;
}

/// A desktop that can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesktopSession {
    /// As the system calls it: ":0"; of Wayland the path of the compositor's socket.
    pub display: String,
    /// The file that proves the right to it.
    pub authority: Option<String>,
    /// Whose it is.
    pub user: String,
    /// What it calls itself: "sway". Empty where nothing depends on that.
    pub desktop: String,
    /// It shows itself to no program unasked: its portal asks whoever sits there (SCR-20).
    pub asks: bool,
}

impl DesktopSession {
    /// Whether a compositor of Wayland shows it.
    pub fn is_wayland(&self) -> bool {
        self.display.starts_with('/')
    }
}

/// Whether there is a desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DesktopState {
    /// This one.
    Available(DesktopSession),
    /// None that can be shown.
    Absent {
        /// Stable: "no_desktop", "no_authority", "wayland_withheld", "wayland_login"; more are told by the helper: `ScreenStatus` on the wire.
        code: &'static str,
        /// A sentence for a person.
        reason: String,
        /// What the desktop calls itself that cannot be shown: "GNOME"; empty where that says nothing.
        desktop: String,
    },
}

/// What a machine says of itself (JMP-12).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostInventory {
    /// Its name.
    pub host_name: String,
    /// "Debian GNU/Linux".
    pub os_name: String,
    /// "13.1".
    pub os_version: String,
    /// "x86_64".
    pub architecture: String,
    /// Of its own interfaces, without loopback and link-local.
    pub private_addresses: Vec<String>,
    /// Who sits at it; empty: nobody.
    pub console_user: String,
    /// Its DNS or directory domain; empty: none.
    pub domain: String,
    /// As the processor calls itself.
    pub cpu_model: String,
    /// Logical processors.
    pub cpu_count: u32,
    /// Main memory.
    pub memory_bytes: u64,
    /// Unix time of the boot in seconds.
    pub booted_at: i64,
}

/// How busy a machine is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostStatistics {
    /// Of all processors together, 0 to 1000.
    pub cpu_permille: u32,
    /// Memory that is not available to programs.
    pub memory_used_bytes: u64,
    /// Disks that are mounted.
    pub volumes: Vec<HostVolume>,
    /// Who sits at it; empty: nobody.
    pub console_user: String,
}

/// A mounted disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostVolume {
    /// Where it is mounted.
    pub mount_point: String,
    /// Its size.
    pub total_bytes: u64,
    /// What ordinary users may still write.
    pub free_bytes: u64,
}
