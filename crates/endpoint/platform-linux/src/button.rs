//! A Support Button on a Linux desktop (SUP-50): a folder of its own in the user's home with the program and its icon, and two desktop entries that start it. Installed as its user, and removed without a trace.

pub(crate) mod desktop;
mod install;
mod remove;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use rustix::{fs::FlockOperation, io::Errno};
use towline_platform::ButtonId;

pub use self::install::trust_entry;
use crate::Account;

const PROGRAM: &str = "towline-support";
const ICON: &str = "icon.png";
const LOCK: &str = "lock";
/// What was made for the button outside its folder, one path a line.
const NOTE: &str = "placed";
const NOTE_BYTES: u64 = 64 * 1024;

/// Under a home: all buttons of the account.
const BUTTONS: &str = ".local/share/towline-button";
const APPLICATIONS: &str = ".local/share/applications";

/// Where a button of an account is, or will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ButtonPlace {
    home: PathBuf,
    /// Where the account's settings are.
    config: PathBuf,
    id: ButtonId,
}

/// What a button looks like on the desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ButtonLook<'a> {
    /// Its name.
    pub label: &'a str,
    /// What the desktop says of it.
    pub comment: &'a str,
    /// A PNG.
    pub icon: &'a [u8],
}

impl ButtonPlace {
    /// In the home of the account that this process runs as.
    ///
    /// # Errors
    /// When it has no home that a path in a desktop entry could lead to.
    pub fn own(id: ButtonId) -> io::Result<ButtonPlace> {
        let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let home = match variable("HOME") {
            Some(home) => home,
            None => Account::current()?.home,
        };
        if home.to_str().is_none_or(|home| home.contains(char::is_control)) {
            return Err(io::Error::other("the name of the home folder is no text"));
        }
        let config = variable("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
        Ok(ButtonPlace { home, config, id })
    }

    /// The button that the program at this path is of, going by its folder.
    pub fn of_program(program: &Path) -> Option<ButtonId> {
        let folder = program.parent()?;
        let buttons = folder.parent()?.file_name()?;
        let ours = program.file_name()? == PROGRAM && Path::new(BUTTONS).file_name()? == buttons;
        ButtonId::parse(folder.file_name()?.to_str()?).filter(|_| ours)
    }

    /// Its program.
    pub fn program(&self) -> PathBuf {
        program_in(&self.home, &self.id)
    }

    /// Whether it is installed.
    pub fn is_there(&self) -> bool {
        self.program().is_file()
    }

    /// Holds it, so that one session runs at a time; until the file is dropped. `None`: another process does.
    ///
    /// # Errors
    /// When it is not installed, or its folder cannot be written.
    pub fn hold(&self) -> io::Result<Option<File>> {
        let open =
            OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(self.folder().join(LOCK));
        let lock = open?;
        match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(lock)),
            Err(Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn buttons(&self) -> PathBuf {
        self.home.join(BUTTONS)
    }

    fn folder(&self) -> PathBuf {
        self.buttons().join(self.id.as_str())
    }

    fn entry_name(&self) -> String {
        format!("towline-button-{}.desktop", self.id)
    }

    /// The folders that its entries go into: the list of programs, the desktop.
    fn entry_folders(&self) -> [PathBuf; 2] {
        [self.home.join(APPLICATIONS), desktop::folder(&self.home, &self.config)]
    }

    /// What the note says. Only paths that a button can have put there.
    fn noted(&self) -> Vec<PathBuf> {
        let mut text = Vec::new();
        let Ok(note) = File::open(self.folder().join(NOTE)) else { return Vec::new() };
        if note.take(NOTE_BYTES).read_to_end(&mut text).is_err() {
            return Vec::new();
        }
        let text = String::from_utf8_lossy(&text);
        text.lines().map(PathBuf::from).filter(|path| path.is_absolute()).collect()
    }
}

/// The program of a button in somebody's home.
pub(crate) fn program_in(home: &Path, id: &ButtonId) -> PathBuf {
    home.join(BUTTONS).join(id.as_str()).join(PROGRAM)
}

/// What a file is called until it is whole.
fn unfinished(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    path.with_file_name(format!(".{name}.new"))
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

fn remove_file(path: &Path) -> io::Result<()> {
    gone(fs::remove_file(unfinished(path)))?;
    gone(fs::remove_file(path))
}

#[cfg(test)]
mod tests;
