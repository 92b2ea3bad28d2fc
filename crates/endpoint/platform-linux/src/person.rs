//! The person at a Linux desktop: the time that their clock shows, and their browser.

#![allow(unsafe_code)]

use std::{
    io,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use towline_platform::{Download, Folder, Person, Reading};

use crate::{Account, button::desktop::downloads, child::close_from, download::LinuxDownload, files};

/// What opens an address as the desktop is set up, the first that is there and can.
const OPENERS: &[(&str, &[&str])] =
    &[("xdg-open", &[]), ("gio", &["open"]), ("sensible-browser", &[]), ("x-www-browser", &[])];
/// Whatever ran longer than this was a browser, however it ended.
const RAN: Duration = Duration::from_secs(5);

/// Whoever this program belongs to.
#[derive(Debug, Clone, Copy, Default)]
pub struct LinuxPerson;

impl Person for LinuxPerson {
    fn clock(&self, unix_ms: i64) -> Option<(u8, u8)> {
        let seconds = libc::time_t::try_from(unix_ms.div_euclid(1000)).ok()?;
        let mut parts = std::mem::MaybeUninit::<libc::tm>::uninit();
        // SAFETY: both pointers are to values that live through the call; the result is null when nothing was written.
        let written = unsafe { libc::localtime_r(&raw const seconds, parts.as_mut_ptr()) };
        if written.is_null() {
            return None;
        }
        // SAFETY: it was written as a whole.
        let parts = unsafe { parts.assume_init() };
        Some((u8::try_from(parts.tm_hour).ok()?, u8::try_from(parts.tm_min).ok()?))
    }

    fn open_page(&self, address: String, failed: Box<dyn FnOnce() + Send>) {
        // What starts a browser may run for as long as it does.
        let waiting = thread::Builder::new().name("browser".to_owned()).spawn(move || {
            if !open_with(OPENERS, &address) {
                failed();
            }
        });
        if let Err(error) = waiting {
            tracing::warn!(%error, "no page can be opened");
        }
    }

    fn download(&self, name: &str) -> io::Result<Box<dyn Download>> {
        let home = home()?;
        let config = variable("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
        Ok(Box::new(LinuxDownload::begin(downloads(&home, &config), name)?))
    }

    fn folder(&self, path: Option<&Path>) -> io::Result<Folder> {
        files::folder(path, home()?)
    }

    fn file(&self, path: &Path) -> io::Result<Box<dyn Reading>> {
        Ok(Box::new(files::LinuxReading::open(path)?))
    }
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

fn home() -> io::Result<PathBuf> {
    match variable("HOME") {
        Some(home) => Ok(home),
        None => Ok(Account::current()?.home),
    }
}

fn open_with(openers: &[(&str, &[&str])], address: &str) -> bool {
    openers.iter().any(|(program, arguments)| {
        let began = Instant::now();
        match run(program, arguments, address) {
            Ok(done) => done || began.elapsed() > RAN,
            Err(error) => {
                tracing::debug!(%error, program, "does not open pages");
                false
            }
        }
    })
}

/// With the person's own environment, which says where their desktop is, and nothing else of this program.
fn run(program: &str, arguments: &[&str], address: &str) -> io::Result<bool> {
    let mut command = Command::new(program);
    command.args(arguments).arg(address).current_dir("/");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // SAFETY: the closure only makes system calls and allocates nothing.
    unsafe {
        command.pre_exec(|| {
            // The browser stays when this program goes.
            rustix::process::setsid()?;
            close_from(3)
        });
    }
    Ok(command.spawn()?.wait()?.success())
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    /// A program that writes down what it was given, and ends with this.
    fn program(folder: &std::path::Path, name: &str, status: u8) -> String {
        let path = folder.join(name);
        let text = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{}/told'\nexit {status}\n", folder.display());
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    #[test]
    fn an_address_reaches_the_first_program_that_opens_it_as_it_stands_ses_32() {
        let folder = tempfile::tempdir().unwrap();
        let (broken, good) = (program(folder.path(), "broken", 3), program(folder.path(), "good", 0));
        let address = "https://example.com/?a=$(id)&b=';true'#c";
        let openers = [("/nonexistent", &[][..]), (&broken, &[][..]), (&good, &["open"][..]), (&good, &[][..])];
        assert!(open_with(&openers, address));
        assert_eq!(fs::read_to_string(folder.path().join("told")).unwrap(), format!("{address}\nopen\n{address}\n"));
        assert!(!open_with(&openers[..2], address));
    }

    #[test]
    fn the_clock_on_the_wall_is_read_and_never_panics_ses_30() {
        let (hour, minute) = LinuxPerson.clock(1_700_000_000_000).unwrap();
        assert!(hour < 24 && minute < 60);
        // A minute later it is a minute later, wherever this is.
        let later = LinuxPerson.clock(1_700_000_060_000).unwrap();
        assert_eq!(
            (u32::from(later.0) * 60 + u32::from(later.1) + 1440 - u32::from(hour) * 60 - u32::from(minute)) % 1440,
            1
        );
        for odd in [i64::MIN, -1, 0, i64::MAX] {
            let _ = LinuxPerson.clock(odd);
        }
    }
}
