//! Files that go along with a script (SCR-6), in a folder of the run's own: the account's and nobody else's to read, gone when the script is, however it ends.
//!
//! Each folder is locked by the process that made it for as long as that lives. One without a lock was left by an agent that was killed, and is removed when the next one looks.
//!
//! SECURITY: everything here is done with the rights of the account whose home it is, so that no link of theirs leads anywhere that they could not go themselves.

#![allow(unsafe_code)]

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Write as _},
    os::{
        fd::OwnedFd,
        unix::fs::{DirBuilderExt as _, FileExt as _, OpenOptionsExt as _, PermissionsExt as _},
    },
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use rustix::fs::{FlockOperation, Mode, OFlags, flock};
use tokio::{
    io::{Interest, unix::AsyncFd},
    task::spawn_blocking,
    time::timeout,
};
use towline_model::resource_name_fits;
use towline_platform::{Carried, CarriedFile, ScriptFault};

use crate::{Account, file_tree::acting::Acting};

/// Below the home of an account.
const BELOW_HOME: &str = ".cache/towline/scripts";
/// A disk that takes longer is not waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a script started may write for a moment longer than it lives.
const ONCE_MORE: Duration = Duration::from_secs(3);
/// Folders of others that are looked at.
const OTHERS: usize = 256;
/// Bytes that are copied at a time.
const CHUNK: usize = 256 * 1024;

/// Where an account's folders are.
#[derive(Clone)]
pub(crate) struct Place {
    acting: Arc<Acting>,
    base: PathBuf,
}

impl Place {
    /// Below this directory; `None`: in the account's home.
    pub(crate) fn of(account: &Account, scratch: Option<&Path>) -> io::Result<Place> {
        let base = scratch.map_or_else(|| account.home.join(BELOW_HOME), |scratch| scratch.join("scripts"));
        Ok(Place { acting: Arc::new(Acting::of(account)?), base })
    }

    /// Removes what agents left that were killed. Blocks.
    pub(crate) fn sweep(&self) {
        let Ok(_acts) = self.acting.begin() else { return };
        if let Ok(lock) = open_directory(&self.base).and_then(|base| locked(base, FlockOperation::LockExclusive)) {
            sweep(&self.base);
            drop(lock);
        }
    }

    /// Lays files down. Does not wait for ever.
    pub(crate) async fn lay(&self, carried: &Carried) -> Result<Laid, ScriptFault> {
        let (place, carried) = (self.clone(), carried.clone());
        match timeout(PATIENCE, spawn_blocking(move || place.lay_now(&carried))).await {
            Ok(Ok(laid)) => laid,
            Ok(Err(_)) | Err(_) => Err(ScriptFault::NoFolder),
        }
    }

    fn lay_now(&self, carried: &Carried) -> Result<Laid, ScriptFault> {
        let fault = |error: io::Error| {
            tracing::warn!(%error, "files of a script could not be laid down");
            ScriptFault::of_disk(&error)
        };
        let _acts = self.acting.begin().map_err(|_| ScriptFault::NoFolder)?;
        let laid = self.folder().map_err(fault)?;
        let mut from = 0;
        for file in &carried.files {
            // What comes over a socket is looked at here once more.
            if !resource_name_fits(&file.name) {
                return Err(ScriptFault::NoFolder);
            }
            copy(&carried.spool, from, file, &laid.path.join(&file.name)).map_err(fault)?;
            from += file.bytes;
        }
        Ok(laid)
    }

    fn folder(&self) -> io::Result<Laid> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        DirBuilder::new().recursive(true).mode(0o700).create(&self.base)?;
        let base = locked(open_directory(&self.base)?, FlockOperation::LockExclusive)?;
        sweep(&self.base);
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = self.base.join(format!("{}-{number}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => {
                    fs::set_permissions(&path, Permissions::from_mode(0o700))?;
                    let lock = locked(open_directory(&path)?, FlockOperation::NonBlockingLockExclusive)?;
                    drop(base);
                    return Ok(Laid { place: self.clone(), path, _lock: lock });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Files that lie in a folder of their own. Dropped, they are removed.
pub(crate) struct Laid {
    place: Place,
    path: PathBuf,
    _lock: OwnedFd,
}

impl Laid {
    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn remove(&self) -> io::Result<()> {
        let _acts = self.place.acting.begin().map_err(|fault| io::Error::other(fault.detail))?;
        match fs::remove_dir_all(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// Stays until this process has ended, and a moment longer if something of it still writes there.
    pub(crate) async fn until_gone(self, process: OwnedFd) {
        // SAFETY: the descriptor is open, and closed only together with its registration.
        if let Ok(process) = unsafe { AsyncFd::register_with_interest(process, Interest::READABLE) } {
            let _ = process.readable().await;
        }
        let removed = spawn_blocking(move || (self.remove().is_err(), self)).await;
        if let Ok((true, laid)) = removed {
            tokio::time::sleep(ONCE_MORE).await;
            let _ = spawn_blocking(move || drop(laid)).await;
        }
    }
}

impl Drop for Laid {
    fn drop(&mut self) {
        if let Err(error) = self.remove() {
            tracing::warn!(%error, "files of a script stay until the next start");
        }
    }
}

fn open_directory(path: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(rustix::fs::open(path, flags, Mode::empty())?)
}

fn locked(directory: OwnedFd, how: FlockOperation) -> io::Result<OwnedFd> {
    flock(&directory, how)?;
    Ok(directory)
}

/// The base is locked: no folder is just being made.
fn sweep(base: &Path) {
    let Ok(entries) = fs::read_dir(base) else { return };
    for entry in entries.take(OTHERS).flatten() {
        let path = entry.path();
        let left = open_directory(&path).and_then(|one| locked(one, FlockOperation::NonBlockingLockExclusive));
        if left.is_ok()
            && let Err(error) = fs::remove_dir_all(&path)
        {
            tracing::warn!(%error, "files that a script left stay");
        }
    }
}

fn copy(spool: &File, from: u64, file: &CarriedFile, to: &Path) -> io::Result<()> {
    let mode = if file.executable { 0o700 } else { 0o600 };
    let mut target = OpenOptions::new().write(true).create_new(true).mode(mode).open(to)?;
    target.set_permissions(Permissions::from_mode(mode))?;
    let mut buffer = vec![0; CHUNK];
    let mut done = 0;
    while done < file.bytes {
        let most = usize::try_from(file.bytes - done).unwrap_or(CHUNK).min(CHUNK);
        let part = buffer.get_mut(..most).unwrap_or_default();
        spool.read_exact_at(part, from + done)?;
        target.write_all(part)?;
        done += u64::try_from(most).unwrap_or(u64::MAX);
    }
    Ok(())
}

/// A file without a name, for what comes over the network: on a disk where there is one.
pub(crate) fn spool() -> io::Result<File> {
    let flags = OFlags::RDWR | OFlags::TMPFILE | OFlags::EXCL | OFlags::CLOEXEC;
    for place in ["/var/tmp", "/tmp"] {
        if let Ok(file) = rustix::fs::open(place, flags, Mode::RUSR | Mode::WUSR) {
            return Ok(file.into());
        }
    }
    Ok(rustix::fs::memfd_create("files", rustix::fs::MemfdFlags::CLOEXEC)?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(files: &[(&str, &[u8], bool)]) -> Carried {
        let spool = spool().unwrap();
        for (_, bytes, _) in files {
            (&spool).write_all(bytes).unwrap();
        }
        let file = |(name, bytes, executable): &(&str, &[u8], bool)| CarriedFile {
            name: (*name).to_owned(),
            bytes: bytes.len() as u64,
            executable: *executable,
        };
        Carried { spool: Arc::new(spool), files: files.iter().map(file).collect() }
    }

    fn place(at: &Path) -> Place {
        Place::of(&Account::current().unwrap(), Some(at)).unwrap()
    }

    #[test]
    fn files_lie_in_a_folder_that_is_the_accounts_alone_and_go_with_it_scr_6() {
        let at = tempfile::tempdir().unwrap();
        let laid = place(at.path()).lay_now(&carried(&[("a", b"one", false), ("b.sh", b"two", true)])).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(laid.path()), 0o700);
        assert_eq!((mode(&laid.path().join("a")), mode(&laid.path().join("b.sh"))), (0o600, 0o700));
        assert_eq!(fs::read(laid.path().join("b.sh")).unwrap(), b"two");
        let path = laid.path().to_owned();
        drop(laid);
        assert!(!path.exists());
        let odd = place(at.path()).lay_now(&carried(&[("../a", b"", false)]));
        assert_eq!(odd.err(), Some(ScriptFault::NoFolder));
        assert_eq!(fs::read_dir(at.path().join("scripts")).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_agent_left_is_removed_and_what_is_in_use_is_not_scr_6() {
        let at = tempfile::tempdir().unwrap();
        let place = place(at.path());
        let laid = place.lay_now(&carried(&[("a", b"one", false)])).unwrap();
        // As of an agent that was killed: nobody holds its lock.
        let left = at.path().join("scripts/4711-0");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("b"), "two").unwrap();
        place.sweep();
        assert!(!left.exists() && laid.path().join("a").exists());
    }

    #[test]
    fn without_a_place_or_room_there_is_a_reason_scr_6() {
        let at = tempfile::tempdir().unwrap();
        let file = at.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(place(&file).lay_now(&carried(&[])).err(), Some(ScriptFault::NoFolder));
        // A spool that ends too early, as one that was cut.
        let mut short = carried(&[("a", b"one", false)]);
        short.files[0].bytes = 4;
        assert_eq!(place(at.path()).lay_now(&short).err(), Some(ScriptFault::NoFolder));
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let error = (&full).write_all(b"x").unwrap_err();
        assert_eq!(ScriptFault::of_disk(&error), ScriptFault::NoSpace);
    }
}
