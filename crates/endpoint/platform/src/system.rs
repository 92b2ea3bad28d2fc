//! What a machine says of itself in detail, and the few things that can be done to it (SES-41). Asked on a thread of its own, because reading it takes time: nothing here is async, and
//! whoever asks can stop between two rows.

use std::ops::ControlFlow;

use thiserror::Error;

/// A machine that can be looked at. Its texts are not bounded yet.
pub trait SystemInfo: Send + Sync + 'static {
    /// Hands over row after row until there are none, or `take` breaks off.
    fn look(&self, category: SystemCategory, take: &mut dyn FnMut(SystemRow) -> ControlFlow<()>) -> Looked;
    /// Ends the process with this number that started then. A later one with the same number is not touched.
    fn end_process(&self, pid: u32, started: u64) -> Result<(), ActFault>;
    /// Starts, stops or restarts a service.
    fn service(&self, name: &str, how: ServiceHow) -> Result<(), ActFault>;
}

/// What there is to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemCategory {
    /// The machine.
    Hardware,
    /// What runs it.
    Os,
    /// Interfaces, routes, names.
    Network,
    /// Mounted file systems.
    Disks,
    /// Running processes.
    Processes,
    /// Services.
    Services,
    /// Installed programs.
    Programs,
    /// Accounts, and who is signed in.
    Users,
    /// The event log, newest first.
    Events,
}

/// How a look went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Looked {
    /// Why there is nothing: "no_services", "no_programs", "no_log", "failed".
    pub absent: Option<&'static str>,
    /// A sentence to go with it.
    pub detail: String,
    /// The account that looked, and whether it sees and may do everything.
    pub account: String,
    /// As said.
    pub elevated: bool,
    /// Where the rows come from.
    pub source: String,
}

/// What is done to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceHow {
    /// Start it.
    Start,
    /// Stop it.
    Stop,
    /// Stop it and start it.
    Restart,
}

/// Why something was not done: the codes of `SystemDone`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ActFault {
    /// The process is over already, or another one has its number.
    #[error("there is no such process any more")]
    Gone,
    /// The agent itself, or what the system cannot do without.
    #[error("{0}")]
    Protected(String),
    /// The agent's account may not.
    #[error("{0}")]
    NotPermitted(String),
    /// There are no services here.
    #[error("there are no services on this machine")]
    NoServices,
    /// There is no such service.
    #[error("there is no service {0}")]
    UnknownService(String),
    /// The system said something else.
    #[error("{0}")]
    Failed(String),
}

impl ActFault {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ActFault::Gone => "gone",
            ActFault::Protected(_) => "protected",
            ActFault::NotPermitted(_) => "not_permitted",
            ActFault::NoServices => "no_services",
            ActFault::UnknownService(_) => "unknown_service",
            ActFault::Failed(_) => "failed",
        }
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SystemRow {
    /// A name with a value.
    Fact(SystemFact),
    /// Of [`SystemCategory::Network`].
    Interface(SystemInterface),
    /// Of [`SystemCategory::Disks`].
    Disk(SystemDisk),
    /// Of [`SystemCategory::Processes`].
    Process(SystemProcess),
    /// Of [`SystemCategory::Services`].
    Service(SystemService),
    /// Of [`SystemCategory::Programs`].
    Program(SystemProgram),
    /// Of [`SystemCategory::Users`].
    Account(SystemAccount),
    /// Of [`SystemCategory::Events`].
    LogEntry(SystemLogEntry),
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// As it is.
    Text(String),
    /// How many.
    Count(u64),
    /// How much.
    Bytes(u64),
    /// When, as Unix time in milliseconds.
    Moment(i64),
    /// How fast.
    Megahertz(u64),
}

/// A name with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemFact {
    /// Stable.
    pub key: &'static str,
    /// Which one, where there are several.
    pub of: String,
    /// What it is.
    pub value: FactValue,
}

/// A network interface.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemInterface {
    /// "eth0".
    pub name: String,
    /// "up", "down", "unknown".
    pub state: String,
    /// Its hardware address.
    pub mac: String,
    /// With the length of the prefix.
    pub addresses: Vec<String>,
    /// Since it was up.
    pub received_bytes: u64,
    /// Since it was up.
    pub sent_bytes: u64,
    /// Largest packet.
    pub mtu: u64,
}

/// A mounted file system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemDisk {
    /// Where.
    pub mount_point: String,
    /// What.
    pub device: String,
    /// "ext4".
    pub file_system: String,
    /// Its size.
    pub total_bytes: u64,
    /// What ordinary users may still write.
    pub free_bytes: u64,
    /// Nothing can be written.
    pub read_only: bool,
    /// Of another machine: its size is not asked for, because one that does not answer would hold up everything.
    pub remote: bool,
}

/// A running process.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemProcess {
    /// Its number.
    pub pid: u32,
    /// When it started, as the system counts.
    pub started: u64,
    /// The same as Unix time in milliseconds.
    pub started_ms: i64,
    /// As the system calls it.
    pub name: String,
    /// As it was started.
    pub command_line: String,
    /// Whose it is.
    pub user: String,
    /// Of one processor.
    pub cpu_permille: u32,
    /// Memory of its own.
    pub memory_bytes: u64,
    /// Who started it.
    pub parent: u32,
    /// Its threads.
    pub threads: u32,
    /// "running", "sleeping", "waiting", "stopped", "zombie", "idle".
    pub state: &'static str,
    /// Not ended from here.
    pub protected: bool,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemService {
    /// "cron.service".
    pub name: String,
    /// What it is for.
    pub description: String,
    /// "active", "inactive", "failed".
    pub state: String,
    /// "running", "exited", "dead".
    pub detail: String,
    /// "enabled", "disabled", "static", "masked".
    pub starts: String,
    /// Its main process; 0: none.
    pub pid: u32,
    /// The agent's own.
    pub protected: bool,
}

/// An installed program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemProgram {
    /// Of the package.
    pub name: String,
    /// As it is installed.
    pub version: String,
    /// "amd64".
    pub architecture: String,
    /// On the disk.
    pub size_bytes: u64,
    /// Unix time in milliseconds; 0: not known.
    pub installed_ms: i64,
    /// In a line.
    pub description: String,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemAccount {
    /// What one signs in with.
    pub name: String,
    /// Whose it is.
    pub full_name: String,
    /// Its number.
    pub uid: u32,
    /// Where it lives.
    pub home: String,
    /// What it starts with.
    pub shell: String,
    /// Made for programs.
    pub system: bool,
    /// Where it is signed in now.
    pub signed_in: Vec<String>,
}

/// An entry of the event log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemLogEntry {
    /// Unix time in milliseconds; 0: not known.
    pub at_ms: i64,
    /// "error", "warning", …; empty: not known.
    pub level: &'static str,
    /// Who wrote it.
    pub source: String,
    /// Its process; 0: not known.
    pub pid: u32,
    /// What.
    pub text: String,
}
