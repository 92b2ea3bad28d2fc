//! Where a put goes: what is there, and how a whole file takes its name (FIL-4, FIL-5, FIL-7).

use std::{
    ffi::{CStr, CString},
    fs,
    ops::ControlFlow,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::Arc,
};

use rustix::{
    fs::{
        Access, Gid, Mode, OFlags, Statx, Timespec, Timestamps, UTIME_NOW, Uid, fchmod, fchown, fsync, futimens,
        openat, renameat,
    },
    io::Errno,
};
use towline_platform::{FILE_NAME, FileCode, FileExists, FileFault, FileHash, FileKind, GoesOn, PutDone, PutOrder};

use super::{
    entry::{Owners, kind_of, mode_of},
    fault::{bad_name, fault, special},
    hash::{Hasher, hash_file},
    look::{may, open_file},
    moving::{rename_new, taken},
    partial::Partial,
    reach::{about, about_entry, checked_name},
};

/// Other names that are tried.
const COPIES: u32 = 1000;

/// Where a file goes, and what is there.
pub(super) struct Target {
    pub(super) directory: Arc<OwnedFd>,
    name: CString,
    there: Option<Statx>,
    exists: FileExists,
    modified_ms: Option<i64>,
    mode: Option<u32>,
}

/// How it took its name.
pub(super) enum Named {
    As(Vec<u8>),
    Skipped,
}

impl Target {
    /// Looks at the place, and writes nothing.
    pub(super) fn find(directory: Arc<OwnedFd>, order: &PutOrder) -> Result<Target, FileFault> {
        let name = checked_name(&order.name)?;
        if name == super::partial::partial_name(&order.key) {
            return Err(bad_name());
        }
        if i64::try_from(order.bytes).is_err() {
            return Err(fault(Errno::FBIG));
        }
        let there = match about_entry(&*directory, &name) {
            Ok(about) => Some(about),
            Err(Errno::NOENT) => None,
            Err(error) => return Err(fault(error)),
        };
        let PutOrder { exists, modified_ms, mode, .. } = *order;
        Ok(Target { directory, name, there, exists, modified_ms, mode })
    }

    /// Whether something is there that ends the put before it began. True: it is skipped.
    pub(super) fn is_over(&self, owners: &Owners) -> Result<bool, FileFault> {
        let Some(there) = &self.there else { return Ok(false) };
        match self.exists {
            FileExists::Ask => Err(taken(self.directory.as_fd(), &self.name, owners)),
            FileExists::Skip => Ok(true),
            FileExists::KeepBoth => Ok(false),
            FileExists::Overwrite => match kind_of(there) {
                FileKind::Directory => Err(fault(Errno::ISDIR)),
                FileKind::Other | FileKind::Unknown => Err(special()),
                FileKind::Link => Ok(false),
                // The right to the directory suffices for the system, and for nobody who wrote-protected a file.
                FileKind::File if !may(self.directory.as_fd(), &self.name, Access::WRITE_OK) => Err(FileFault::new(
                    FileCode::NotPermitted,
                    "the file that is there is protected from being written",
                )),
                FileKind::File => Ok(false),
            },
        }
    }

    pub(super) fn same_size(&self, bytes: u64) -> bool {
        self.file_there().is_some_and(|there| there.stx_size == bytes)
    }

    fn file_there(&self) -> Option<&Statx> {
        self.there.as_ref().filter(|there| kind_of(there) == FileKind::File)
    }

    /// Whether the file that is there has these bytes already. `None`: it is another one, or cannot be read.
    pub(super) fn identical(
        &self,
        bytes: u64,
        blocks: &FileHash,
        goes_on: GoesOn<'_>,
    ) -> Result<Option<PutDone>, FileFault> {
        if !self.same_size(bytes) {
            return Ok(None);
        }
        let Ok(file) = open_file(self.directory.as_fd(), &self.name) else { return Ok(None) };
        let mut hasher = Hasher::default();
        // One byte more would be another file.
        match hash_file(file.as_fd(), bytes.saturating_add(1), &mut hasher, goes_on) {
            Err(fault) if fault.code == FileCode::Cancelled => return Err(fault),
            Ok(read) if read == bytes && hasher.blocks() == *blocks => {}
            Ok(_) | Err(_) => return Ok(None),
        }
        let name = self.name.to_bytes().to_vec();
        Ok(Some(PutDone { name, identical: true, skipped: false, sha256: Some(hasher.sha256()) }))
    }

    pub(super) fn skipped(&self) -> PutDone {
        PutDone { name: self.name.to_bytes().to_vec(), identical: false, skipped: true, sha256: None }
    }

    /// Owner, mode and times of the new file, before it has its name.
    pub(super) fn dress(&self, file: BorrowedFd<'_>, umask: u32) -> Result<(), FileFault> {
        let there = self.file_there().filter(|_| self.exists == FileExists::Overwrite);
        let mut mode = match (self.mode, there) {
            (Some(mode), _) => mode & 0o7777,
            (None, Some(there)) => mode_of(there),
            (None, None) => 0o666 & !umask,
        };
        if let Some(there) = there {
            let own = about(file).map_err(fault)?;
            let same = (own.stx_uid, own.stx_gid) == (there.stx_uid, there.stx_gid);
            // Whoever had the file has it still, if the account may give files away.
            if !same && fchown(file, Some(Uid::from_raw(there.stx_uid)), Some(Gid::from_raw(there.stx_gid))).is_err() {
                // SECURITY: those bits meant the old owner.
                mode &= !0o6000;
            }
        }
        fchmod(file, Mode::from_raw_mode(mode)).map_err(fault)?;
        if let Some(modified) = self.modified_ms {
            let nanoseconds = modified.rem_euclid(1000).saturating_mul(1_000_000);
            let times = Timestamps {
                last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_NOW },
                last_modification: Timespec { tv_sec: modified.div_euclid(1000), tv_nsec: nanoseconds },
            };
            futimens(file, &times).map_err(fault)?;
        }
        Ok(())
    }

    /// Gives a whole file its name.
    pub(super) fn publish(&self, partial: &Partial, owners: &Owners) -> Result<Named, FileFault> {
        let directory = self.directory.as_fd();
        // SECURITY: what was written and hashed is what gets the name. Whoever owns the directory can still win that race, and needs not: they may write here.
        if !partial.is_there() {
            return Err(super::fault::changed("the partial file was moved meanwhile"));
        }
        let named = |name: &CStr| Ok(Named::As(name.to_bytes().to_vec()));
        if self.exists == FileExists::Overwrite {
            renameat(directory, partial.name(), directory, &self.name).map_err(fault)?;
            return named(&self.name);
        }
        match rename_new(directory, partial.name(), directory, &self.name) {
            Ok(()) => return named(&self.name),
            Err(Errno::EXIST) => {}
            Err(error) => return Err(fault(error)),
        }
        match self.exists {
            FileExists::Skip => return Ok(Named::Skipped),
            FileExists::Ask | FileExists::Overwrite => return Err(taken(directory, &self.name, owners)),
            FileExists::KeepBoth => {}
        }
        for number in 2..COPIES {
            let name = numbered(self.name.to_bytes(), number);
            let name = checked_name(&name)?;
            match rename_new(directory, partial.name(), directory, &name) {
                Ok(()) => return named(&name),
                Err(Errno::EXIST) => {}
                Err(error) => return Err(fault(error)),
            }
        }
        Err(taken(directory, &self.name, owners))
    }
}

/// "report (2).pdf", as long as a name may be.
pub(super) fn numbered(name: &[u8], number: u32) -> Vec<u8> {
    let end = name.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0 && name.len() - at <= 32);
    let (stem, extension) = name.split_at_checked(end.unwrap_or(name.len())).unwrap_or((name, b""));
    // "archive (2).tar.gz"
    let (stem, extension) = match stem.strip_suffix(b".tar") {
        Some(inner) if !inner.is_empty() && !extension.is_empty() => {
            name.split_at_checked(inner.len()).unwrap_or((stem, extension))
        }
        _ => (stem, extension),
    };
    let number = format!(" ({number})");
    let mut most = stem.len().min(FILE_NAME.saturating_sub(number.len() + extension.len()));
    // Not through the middle of a letter.
    while most > 0 && most < stem.len() && stem.get(most).is_some_and(|byte| byte & 0xc0 == 0x80) {
        most -= 1;
    }
    [stem.get(..most).unwrap_or_default(), number.as_bytes(), extension].concat()
}

/// What the process takes away from the mode of new files.
pub(super) fn umask() -> u32 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let said = status.lines().find_map(|line| line.strip_prefix("Umask:"));
    said.and_then(|mask| u32::from_str_radix(mask.trim(), 8).ok()).unwrap_or(0o022) & 0o777
}

/// A name lasts when its directory does.
pub(super) fn settle(directory: BorrowedFd<'_>) -> Result<(), FileFault> {
    let opened = openat(directory, c".", OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty());
    // One that may be written and not read cannot be asked for it.
    let Ok(opened) = opened else { return Ok(()) };
    match fsync(opened) {
        // Nor can every file system.
        Ok(()) | Err(Errno::INVAL | Errno::NOTSUP | Errno::ROFS | Errno::BADF) => Ok(()),
        Err(error) => Err(fault(error)),
    }
}

/// Goes on.
pub(super) fn on() -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_copy_is_numbered_before_what_says_what_it_is_fil_4() {
        for (name, copy) in [
            ("report.pdf", "report (2).pdf"),
            ("report", "report (2)"),
            (".bashrc", ".bashrc (2)"),
            ("a.tar.gz", "a (2).tar.gz"),
            (".tar.gz", ".tar (2).gz"),
            ("x.y.z", "x.y (2).z"),
        ] {
            assert_eq!(numbered(name.as_bytes(), 2), copy.as_bytes());
        }
    }

    proptest! {
        #[test]
        fn a_numbered_name_is_a_name_fil_4(name in "[^/\u{0}]{1,255}", number in 2u32..COPIES) {
            let name: String = name.chars().scan(0, |bytes, c| {
                *bytes += c.len_utf8();
                (*bytes <= FILE_NAME).then_some(c)
            }).collect();
            let copy = numbered(name.as_bytes(), number);
            prop_assert!(checked_name(&copy).is_ok() && copy != name.as_bytes());
            prop_assert!(std::str::from_utf8(&copy).is_ok());
        }
    }
}
