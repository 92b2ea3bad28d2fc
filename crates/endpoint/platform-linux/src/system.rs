//! What this machine says of itself in detail, and what can be done to it (SES-41). Read when somebody asks, from where the system keeps it; the parsers are functions of their own that
//! take any text without panicking, because some of these texts are written by whoever has an account here.

mod command;
mod disks;
mod facts;
mod log;
mod network;
mod processes;
mod programs;
mod services;
mod users;

use std::{fs, ops::ControlFlow, path::PathBuf, sync::Arc};

use towline_platform::{ActFault, FactValue, Looked, ServiceHow, SystemCategory, SystemFact, SystemInfo, SystemRow};

use crate::{Account, scan::ScanCommand};
pub(crate) use disks::mounts;
use services::Services;

/// Takes rows until it breaks off.
pub(crate) type Take<'a> = &'a mut dyn FnMut(SystemRow) -> ControlFlow<()>;

/// This machine.
pub struct LinuxSystem {
    account: String,
    elevated: bool,
    services: Option<Services>,
    journal: Option<PathBuf>,
    scanner: Option<SetScanner>,
}

/// What files are scanned with at the moment (FIL-10).
pub(crate) type SetScanner = Arc<dyn Fn() -> Option<ScanCommand> + Send + Sync>;

impl LinuxSystem {
    /// With the tools that it has.
    pub fn new(account: &Account) -> LinuxSystem {
        // systemctl is often there where systemd does not run: in containers.
        let booted = fs::symlink_metadata("/run/systemd/system").is_ok_and(|found| found.is_dir());
        let services = if booted { command::find("systemctl").map(Services::new) } else { None };
        LinuxSystem {
            account: account.name.clone(),
            elevated: rustix::process::geteuid().is_root(),
            services,
            journal: command::find("journalctl"),
            scanner: None,
        }
    }

    /// It tells what files are scanned with as well.
    pub(crate) fn tells_scanner(&mut self, scanner: SetScanner) {
        self.scanner = Some(scanner);
    }

    /// With another program for services: what tests stand on where no systemd runs.
    #[must_use]
    pub fn with_services(mut self, systemctl: PathBuf) -> LinuxSystem {
        self.services = Some(Services::new(systemctl));
        self
    }

    fn found(&self, source: &str) -> Looked {
        Looked {
            account: self.account.clone(),
            elevated: self.elevated,
            source: source.to_owned(),
            ..Looked::default()
        }
    }

    fn nothing(&self, absent: &'static str, detail: impl Into<String>) -> Looked {
        Looked { absent: Some(absent), detail: detail.into(), ..self.found("") }
    }
}

impl SystemInfo for LinuxSystem {
    fn look(&self, category: SystemCategory, take: Take<'_>) -> Looked {
        match category {
            SystemCategory::Hardware => facts::hardware(take),
            SystemCategory::Os => {
                if facts::os(take).is_continue()
                    && let Some(scanner) = &self.scanner
                {
                    let set = scanner().map(|scan| scan.program().display().to_string());
                    let _ = take(fact("file_scan", FactValue::Text(set.unwrap_or_else(|| "-".to_owned()))));
                }
            }
            SystemCategory::Network => network::look(take),
            SystemCategory::Disks => disks::look(take),
            SystemCategory::Processes => processes::look(take),
            SystemCategory::Users => users::look(take),
            SystemCategory::Services => {
                let Some(services) = &self.services else { return self.nothing("no_services", "") };
                return match services.look(take) {
                    Ok(()) => self.found("systemd"),
                    Err(reason) => self.nothing("failed", reason),
                };
            }
            SystemCategory::Programs => {
                return match programs::look(take) {
                    Some(source) => self.found(source),
                    None => self.nothing("no_programs", ""),
                };
            }
            SystemCategory::Events => {
                return match log::look(self.journal.as_deref(), take) {
                    Some(source) => self.found(source),
                    None => self.nothing("no_log", ""),
                };
            }
        }
        self.found("")
    }

    fn end_process(&self, pid: u32, started: u64) -> Result<(), ActFault> {
        processes::end(pid, started, &self.account)
    }

    fn service(&self, name: &str, how: ServiceHow) -> Result<(), ActFault> {
        self.services.as_ref().ok_or(ActFault::NoServices)?.act(name, how, &self.account)
    }
}

/// A file of the system, whole if it is not larger than so many bytes, as text.
pub(crate) fn text_of(path: &str, at_most: u64) -> Option<String> {
    use std::io::Read;
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(at_most).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A short file of the system, as one line.
pub(crate) fn line_of(path: &str) -> Option<String> {
    let text = text_of(path, 4096)?;
    let line = text.lines().next()?.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

pub(crate) fn fact(key: &'static str, value: FactValue) -> SystemRow {
    fact_of(key, "", value)
}

pub(crate) fn fact_of(key: &'static str, of: &str, value: FactValue) -> SystemRow {
    SystemRow::Fact(SystemFact { key, of: of.to_owned(), value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(category: SystemCategory) -> (Vec<SystemRow>, Looked) {
        let account = Account::current().unwrap();
        let mut rows = Vec::new();
        let looked = LinuxSystem::new(&account).look(category, &mut |row| {
            rows.push(row);
            ControlFlow::Continue(())
        });
        assert_eq!(looked.account, account.name);
        (rows, looked)
    }

    #[test]
    fn this_very_machine_can_be_looked_at_ses_41() {
        for category in [SystemCategory::Hardware, SystemCategory::Os, SystemCategory::Disks, SystemCategory::Users] {
            let (rows, looked) = rows(category);
            assert!(!rows.is_empty() && looked.absent.is_none(), "{category:?}");
        }
        let own = std::process::id();
        let (rows, _) = rows(SystemCategory::Processes);
        let found = rows.iter().find_map(|row| match row {
            SystemRow::Process(process) if process.pid == own => Some(process.clone()),
            _ => None,
        });
        let process = found.unwrap();
        assert!(process.protected && process.started > 0 && process.memory_bytes > 0, "{process:?}");
    }

    #[test]
    fn a_look_that_is_broken_off_hands_over_nothing_more_ses_41() {
        let account = Account::current().unwrap();
        let mut count = 0;
        LinuxSystem::new(&account).look(SystemCategory::Processes, &mut |_| {
            count += 1;
            ControlFlow::Break(())
        });
        assert_eq!(count, 1);
    }
}
