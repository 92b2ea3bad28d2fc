//! With what files are scanned before they leave or reach this computer (FIL-10, ADR 67): a file beside the settings, which only whoever owns the computer can write. No site can.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use anyhow::{Context, Result, bail, ensure};
use rustix::fs::{Access, OFlags};
use serde::{Deserialize, Serialize};
use towline_platform_linux::{SCAN_SECONDS, ScanCommand};

use crate::files::Folder;

/// Longest file: 65 arguments of 4096 bytes, each byte written as six.
const BYTES: u64 = 2 * 1024 * 1024;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scan {
    /// The program by its whole path, and its arguments.
    command: Vec<String>,
    /// How long it may take.
    #[serde(default = "usual")]
    seconds: u64,
}

fn usual() -> u64 {
    SCAN_SECONDS
}

/// What is set. `None`: nothing.
pub fn read(folder: &Folder) -> Result<Option<ScanCommand>> {
    let path = folder.scan_file();
    let nofollow = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).bits().cast_signed();
    let file = match OpenOptions::new().read(true).custom_flags(nofollow).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    };
    let scan = parsed(file).with_context(|| format!("{} is damaged; set it again with `scan`", path.display()))?;
    Ok(Some(scan))
}

fn parsed(file: File) -> Result<ScanCommand> {
    let about = file.metadata()?;
    // SECURITY: it says what the agent runs, for others perhaps.
    let own = about.uid() == 0 || about.uid() == rustix::process::geteuid().as_raw();
    ensure!(about.is_file() && own && about.mode() & 0o022 == 0, "others may write it");
    let mut text = String::new();
    file.take(BYTES).read_to_string(&mut text)?;
    let Scan { command, seconds } = serde_json::from_str(&text)?;
    Ok(ScanCommand::new(command, seconds)?)
}

/// For the agent that runs: what is set at each moment, and a word in its log when that is damaged.
pub fn current(folder: Folder) -> impl Fn() -> Option<ScanCommand> + Send + Sync {
    let said = Mutex::new(String::new());
    move || {
        let (scan, why) = match read(&folder) {
            Ok(scan) => (scan, String::new()),
            Err(error) => (None, format!("{error:#}")),
        };
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        if *said != why {
            if !why.is_empty() {
                tracing::warn!(why, "files cannot be scanned");
            }
            *said = why;
        }
        scan
    }
}

/// Sets it, takes it away, or shows it.
pub fn scan(dir: Option<PathBuf>, command: Vec<String>, seconds: Option<u64>, off: bool) -> Result<()> {
    let folder = Folder::new(dir)?;
    folder.installed()?;
    if off {
        match fs::remove_file(folder.scan_file()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be removed", folder.scan_file().display()));
            }
            _ => println!("Files are not scanned on this computer any more."),
        }
        return Ok(());
    }
    if command.is_empty() {
        match read(&folder)? {
            Some(scan) => println!("Files are scanned with {}, where a site wants that.", scan.program().display()),
            None => println!("Nothing is set to scan files with."),
        }
        return Ok(());
    }
    let scan = Scan { command, seconds: seconds.unwrap_or(SCAN_SECONDS) };
    let checked = ScanCommand::new(scan.command.clone(), scan.seconds)?;
    let program = checked.program();
    if !program.is_file() || rustix::fs::access(program, Access::EXEC_OK).is_err() {
        bail!("{} is no program that can be run", program.display());
    }
    folder.write_scan(&scan)?;
    println!("Files are scanned with {}, where a site wants that.", program.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_others_may_write_is_no_command_and_nothing_is_none_fil_10() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(Some(dir.path().join("agent"))).unwrap();
        folder.create().unwrap();
        assert!(read(&folder).unwrap().is_none());
        let words = vec!["/bin/sh".to_owned(), "-c".to_owned(), "exit 0".to_owned()];
        folder.write_scan(&Scan { command: words.clone(), seconds: 5 }).unwrap();
        assert_eq!(read(&folder).unwrap(), Some(ScanCommand::new(words, 5).unwrap()));
        for mode in [0o620, 0o602] {
            fs::set_permissions(folder.scan_file(), fs::Permissions::from_mode(mode)).unwrap();
            assert!(read(&folder).is_err(), "{mode:o}");
        }
        fs::remove_file(folder.scan_file()).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.scan_file()).unwrap();
        assert!(read(&folder).is_err());
        let current = current(folder.clone());
        assert_eq!(current(), None);
        fs::remove_file(folder.scan_file()).unwrap();
        for text in ["", "[]", r#"{"command":[]}"#, r#"{"command":["clamdscan"]}"#, r#"{"command":["/a/../b"]}"#] {
            fs::write(folder.scan_file(), text).unwrap();
            fs::set_permissions(folder.scan_file(), fs::Permissions::from_mode(0o600)).unwrap();
            assert!(read(&folder).is_err(), "{text}");
        }
        fs::write(folder.scan_file(), r#"{"command":["/bin/true"]}"#).unwrap();
        assert!(current().is_some());
    }
}
