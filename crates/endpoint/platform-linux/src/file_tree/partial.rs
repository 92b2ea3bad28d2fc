//! The partial file of a put (FIL-7): beside its target, under a name that only its key knows, shut to everybody else until it is whole.

#![allow(unsafe_code)]

use std::{
    ffi::{CStr, CString},
    fmt::Write as _,
    ops::ControlFlow,
    os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd},
    sync::Arc,
};

use rustix::{
    fs::{
        AtFlags, FallocateFlags, FlockOperation, Mode, OFlags, fallocate, flock, fstatvfs, ftruncate, openat, unlinkat,
    },
    io::{Errno, pwrite, retry_on_intr},
    process::geteuid,
};
use towline_platform::{FILE_BLOCK, FileCode, FileFault, FileKind, PutKey};

use super::{
    entry::kind_of,
    fault::{changed, fault},
    hash::{Hasher, hash_file},
    reach::{Identity, about, about_entry},
};

/// Bytes after which the disk is told to begin with them, so that the end of a large file does not wait for all of it.
const WRITE_OUT: u64 = 16 * 1024 * 1024;
/// Zeros that are worth a hole, and of how many at most one hole is made at a time: each is work for the disk's journal.
const HOLE: usize = 4096;
const HOLES: u64 = 8 * 1024 * 1024;
/// Smaller files are not worth reserving room for.
const RESERVED: u64 = FILE_BLOCK;

pub(super) fn partial_name(key: &PutKey) -> CString {
    let mut name = String::from(".towline-");
    for byte in key {
        // Nothing fails that writes to a text.
        let _ = write!(name, "{byte:02x}");
    }
    name.push_str(".part");
    CString::new(name).unwrap_or_default()
}

/// A partial file that is open, and locked.
pub(super) struct Partial {
    directory: Arc<OwnedFd>,
    name: CString,
    file: OwnedFd,
    identity: Identity,
    position: u64,
    hasher: Hasher,
    reserved: bool,
    written_out: u64,
    /// Zeros before the position that are in the file neither as bytes nor as a hole yet.
    hole: u64,
}

impl Partial {
    /// A new one, or what is there of an earlier put.
    pub(super) fn open(directory: Arc<OwnedFd>, key: &PutKey, bytes: u64) -> Result<Partial, FileFault> {
        let name = partial_name(key);
        let (file, earlier) = opened(directory.as_fd(), &name)?;
        let mut partial = Partial::of(directory, name, file)?;
        if earlier > 0 {
            partial.go_on(earlier, bytes);
        }
        match partial.reserve(bytes) {
            Ok(()) => Ok(partial),
            Err(fault) => {
                partial.remove();
                Err(fault)
            }
        }
    }

    /// A new one for a file that is written at once.
    pub(super) fn fresh(directory: Arc<OwnedFd>, key: &PutKey) -> Result<Partial, FileFault> {
        let name = partial_name(key);
        let (file, earlier) = opened(directory.as_fd(), &name)?;
        if earlier > 0 {
            ftruncate(&file, 0).map_err(fault)?;
        }
        Partial::of(directory, name, file)
    }

    fn of(directory: Arc<OwnedFd>, name: CString, file: OwnedFd) -> Result<Partial, FileFault> {
        let identity = Identity::of(&about(&file).map_err(fault)?);
        let (hasher, position) = (Hasher::default(), 0);
        Ok(Partial { directory, name, file, identity, position, hasher, reserved: false, written_out: 0, hole: 0 })
    }

    /// What cannot be gone on with is begun anew.
    fn go_on(&mut self, earlier: u64, bytes: u64) {
        let usable = match earlier.cmp(&bytes) {
            std::cmp::Ordering::Less => earlier - earlier % FILE_BLOCK,
            std::cmp::Ordering::Equal => bytes,
            std::cmp::Ordering::Greater => 0,
        };
        let mut hasher = Hasher::default();
        let mut on = || ControlFlow::Continue(());
        let read = hash_file(self.file.as_fd(), usable, &mut hasher, &mut on);
        if read.is_ok_and(|read| read == usable) && ftruncate(&self.file, usable).is_ok() {
            (self.hasher, self.position) = (hasher, usable);
        } else {
            // If not even that can be done, the first write says why.
            let _ = ftruncate(&self.file, 0);
        }
        self.written_out = self.position;
    }

    /// A disk that is too full is known before anything was sent.
    fn reserve(&mut self, bytes: u64) -> Result<(), FileFault> {
        let missing = bytes.saturating_sub(self.position);
        if missing < RESERVED {
            return Ok(());
        }
        match retry_on_intr(|| fallocate(&self.file, FallocateFlags::KEEP_SIZE, self.position, missing)) {
            Ok(()) => {
                self.reserved = true;
                Ok(())
            }
            Err(Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) => {
                let room = fstatvfs(&self.file).map_err(fault)?;
                if room.f_blocks > 0 && room.f_bavail.saturating_mul(room.f_frsize) < missing {
                    return Err(fault(Errno::NOSPC));
                }
                Ok(())
            }
            Err(error) => Err(fault(error)),
        }
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    pub(super) fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    pub(super) fn file(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }

    pub(super) fn name(&self) -> &CStr {
        &self.name
    }

    pub(super) fn restart(&mut self) -> Result<(), FileFault> {
        ftruncate(&self.file, 0).map_err(fault)?;
        (self.hasher, self.position, self.written_out, self.hole) = (Hasher::default(), 0, 0, 0);
        Ok(())
    }

    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), FileFault> {
        let end = self.position + bytes.len() as u64;
        if bytes.len() >= HOLE && is_zero(bytes) {
            self.hole += bytes.len() as u64;
        } else {
            self.make_hole().map_err(fault)?;
            self.write(bytes).map_err(fault)?;
        }
        self.hasher.update(bytes);
        self.position = end;
        if self.hole >= HOLES {
            self.make_hole().map_err(fault)?;
        }
        if end - self.written_out >= WRITE_OUT {
            write_out(self.file.as_fd(), self.written_out, end - self.written_out);
            self.written_out = end;
        }
        Ok(())
    }

    fn write(&self, bytes: &[u8]) -> Result<(), Errno> {
        let mut written = 0;
        while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
            match retry_on_intr(|| pwrite(&self.file, rest, self.position + written as u64))? {
                0 => return Err(Errno::IO),
                count => written += count,
            }
        }
        Ok(())
    }

    /// All bytes came.
    pub(super) fn finish(&mut self) -> Result<(), FileFault> {
        self.make_hole().map_err(fault)
    }

    fn make_hole(&mut self) -> Result<(), Errno> {
        if self.hole == 0 {
            return Ok(());
        }
        // First longer, then the hole: there is none behind the end.
        ftruncate(&self.file, self.position)?;
        if self.reserved {
            let punch = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
            // What cannot be given back stays reserved, and reads as zeros.
            let _ = fallocate(&self.file, punch, self.position - self.hole, self.hole);
        }
        self.hole = 0;
        Ok(())
    }

    /// Whether its name still means it: whoever owns the directory may have put something else there.
    pub(super) fn is_there(&self) -> bool {
        about_entry(&*self.directory, &self.name).is_ok_and(|about| Identity::of(&about) == self.identity)
    }

    pub(super) fn remove(&self) {
        // SECURITY: only the file that was made here; if something else has its name, it is not ours to remove.
        if self.is_there() {
            // What cannot be removed is left to `forget`.
            let _ = unlinkat(&*self.directory, &self.name, AtFlags::empty());
        }
    }
}

/// Has the disk begin, and waits for nothing.
pub(super) fn write_out(file: BorrowedFd<'_>, from: u64, length: u64) {
    let (Ok(from), Ok(length)) = (i64::try_from(from), i64::try_from(length)) else { return };
    // SAFETY: a call on an open descriptor with numbers only; how it went does not matter, for the end waits for all of it.
    let _ = unsafe { libc::sync_file_range(file.as_raw_fd(), from, length, libc::SYNC_FILE_RANGE_WRITE) };
}

fn is_zero(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<16>();
    rest.iter().all(|byte| *byte == 0) && words.iter().all(|word| u128::from_ne_bytes(*word) == 0)
}

const CREATED: OFlags = OFlags::RDWR
    .union(OFlags::CREATE)
    .union(OFlags::EXCL)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC)
    .union(OFlags::NOCTTY);
const FOUND: OFlags =
    OFlags::RDWR.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC).union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

/// Opens and locks it; with how much is there already.
fn opened(directory: BorrowedFd<'_>, name: &CStr) -> Result<(OwnedFd, u64), FileFault> {
    for _ in 0..4 {
        match openat(directory, name, CREATED, Mode::RUSR | Mode::WUSR) {
            Ok(file) => {
                lock(&file)?;
                return Ok((file, 0));
            }
            Err(Errno::EXIST) => {}
            Err(error) => return Err(fault(error)),
        }
        if let Some(found) = found(directory, name)? {
            return Ok(found);
        }
        match unlinkat(directory, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(error) => return Err(fault(error)),
        }
    }
    Err(changed("the partial file changes all the time"))
}

/// SECURITY: what lies there is gone on with only if it is this account's own plain file without another name; anything else may be a trap.
fn found(directory: BorrowedFd<'_>, name: &CStr) -> Result<Option<(OwnedFd, u64)>, FileFault> {
    let Ok(file) = openat(directory, name, FOUND, Mode::empty()) else { return Ok(None) };
    let about = about(&file).map_err(fault)?;
    if kind_of(&about) != FileKind::File || about.stx_uid != geteuid().as_raw() {
        return Ok(None);
    }
    lock(&file)?;
    if about.stx_nlink != 1 || about.stx_mode & 0o077 != 0 {
        return Ok(None);
    }
    // Whoever held it before may have given it its name, or removed it.
    let same = about_entry(directory, name).is_ok_and(|there| Identity::of(&there) == Identity::of(&about));
    Ok(same.then_some((file, about.stx_size)))
}

fn lock(file: &OwnedFd) -> Result<(), FileFault> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::AGAIN) => Err(FileFault::new(FileCode::Busy, "another transfer writes this file")),
        // Not every file system has locks.
        _ => Ok(()),
    }
}

/// Removes what is there of an earlier put, unless a put has it.
pub(super) fn forget(directory: BorrowedFd<'_>, key: &PutKey) -> Result<(), FileFault> {
    let name = partial_name(key);
    // Held until it is gone: nobody begins with it meanwhile.
    let _held = found(directory, &name)?;
    match unlinkat(directory, &name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => Ok(()),
        Err(error) => Err(fault(error)),
    }
}
