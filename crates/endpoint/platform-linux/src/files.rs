//! Folders and files of the person that this program belongs to, for sending one of them (SES-30). What they may not read, this may not.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use towline_platform::{Entry, Folder, Reading};

/// Entries that are shown, and that are looked at.
const SHOWN: usize = 2_000;
const LOOKED: usize = 20_000;

pub(crate) fn folder(path: Option<&Path>, home: PathBuf) -> io::Result<Folder> {
    let path = path.unwrap_or(&home).to_owned();
    let mut entries = Vec::new();
    let mut looked = 0;
    for found in fs::read_dir(&path)? {
        looked += 1;
        if looked > LOOKED {
            break;
        }
        let Ok(found) = found else { continue };
        let name = found.file_name().to_string_lossy().into_owned();
        // What cannot be looked at, or is neither file nor folder, cannot be sent either. A link is what it leads to.
        let Some(entry) = fs::metadata(found.path()).ok().filter(|_| !name.starts_with('.')) else { continue };
        if entry.is_dir() || entry.is_file() {
            entries.push(Entry { name, path: found.path(), folder: entry.is_dir(), bytes: entry.len() });
        }
    }
    entries.sort_by_cached_key(|entry| (!entry.folder, entry.name.to_lowercase()));
    let more = entries.len() > SHOWN || looked > LOOKED;
    entries.truncate(SHOWN);
    Ok(Folder { path, home, entries, more })
}

pub(crate) struct LinuxReading {
    file: File,
    bytes: u64,
}

impl LinuxReading {
    pub(crate) fn open(path: &Path) -> io::Result<LinuxReading> {
        // A pipe would keep whoever opens it until somebody writes.
        let nonblock = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
        let file = OpenOptions::new().read(true).custom_flags(nonblock).open(path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no file"));
        }
        Ok(LinuxReading { file, bytes: about.len() })
    }
}

impl Reading for LinuxReading {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn read(&mut self, offset: u64, most: usize) -> io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(offset))?;
        let mut part = Vec::with_capacity(most);
        (&self.file).take(u64::try_from(most).unwrap_or(0)).read_to_end(&mut part)?;
        Ok(part)
    }
}

#[cfg(test)]
mod tests {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    use super::*;

    #[test]
    fn a_folder_shows_what_can_be_sent_and_no_more_than_that_ses_30() {
        let at = tempfile::tempdir().unwrap();
        let path = at.path();
        fs::create_dir(path.join("zoo")).unwrap();
        fs::write(path.join("b.txt"), "four").unwrap();
        fs::write(path.join("A.txt"), "").unwrap();
        fs::write(path.join(".secret"), "").unwrap();
        fs::write(path.join(OsStr::from_bytes(b"odd\xff")), "odd").unwrap();
        std::os::unix::fs::symlink("/nonexistent", path.join("broken")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, path.join("pipe"), 0o600.into()).unwrap();
        let seen = folder(None, path.to_owned()).unwrap();
        let names: Vec<(&str, bool, u64)> =
            seen.entries.iter().map(|entry| (entry.name.as_str(), entry.folder, entry.bytes)).collect();
        assert_eq!(names[0].0, "zoo");
        assert_eq!(names[1..], [("A.txt", false, 0), ("b.txt", false, 4), ("odd\u{fffd}", false, 3)]);
        assert_eq!((seen.path.as_path(), seen.more), (path, false));
        assert!(LinuxReading::open(&seen.entries[3].path).is_ok());
        assert!(folder(Some(Path::new("/nonexistent")), path.to_owned()).is_err());
    }

    #[test]
    fn a_file_is_read_in_parts_and_nothing_else_is_opened_ses_30() {
        let at = tempfile::tempdir().unwrap();
        let path = at.path().join("b.txt");
        fs::write(&path, "abcdef").unwrap();
        let mut reading = LinuxReading::open(&path).unwrap();
        assert_eq!(reading.bytes(), 6);
        assert_eq!((reading.read(4, 4).unwrap(), reading.read(0, 2).unwrap()), (b"ef".to_vec(), b"ab".to_vec()));
        assert!(reading.read(9, 4).unwrap().is_empty());
        let pipe = at.path().join("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, 0o600.into()).unwrap();
        for other in [at.path(), &pipe, Path::new("/nonexistent"), Path::new("/dev/zero")] {
            assert!(LinuxReading::open(other).is_err(), "{}", other.display());
        }
    }
}
