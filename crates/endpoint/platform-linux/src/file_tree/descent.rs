//! Through a tree on open handles: down by opening a name in a directory that is held, and up again to one that was held before. However deep a tree is, few handles are open at a time.

use std::{
    ffi::{CStr, CString},
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::{
    fs::{Mode, OFlags, ResolveFlags, fstatfs, openat, openat2},
    io::Errno,
};
use towline_platform::{FILE_PATH, FileCode, FileFault, FilesTotal};

use super::{
    fault::{changed, code_of, fault},
    names::Names,
    reach::{Identity, about},
};

/// Directories that are held open: the innermost ones.
const HELD: usize = 32;
/// How deep a tree may be; the names of all that are on the way are in memory.
const DEEP: usize = 4096;

const OPENED: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC)
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY);

/// What only looks like files, made by the kernel as it is asked: without end, or worth nothing elsewhere.
const KERNELS: [u64; 16] = [
    0x9fa0,      // proc
    0x6265_6572, // sysfs
    0x0027_e0eb, // cgroup
    0x6367_7270, // cgroup2
    0x6462_6720, // debugfs
    0x7472_6163, // tracefs
    0x7363_6673, // securityfs
    0xcafe_4a11, // bpf
    0x6165_676c, // pstore
    0xde5e_81e4, // efivarfs
    0x6265_6570, // configfs
    0x1cd1,      // devpts
    0x1980_0202, // mqueue
    0x4249_4e4d, // binfmt_misc
    0xf97c_ff8c, // selinux
    0x0187,      // autofs
];

/// The directories from the first one down to the one that is read now.
pub(super) struct Descent {
    frames: Vec<Frame>,
    path: Vec<u8>,
    sorted: bool,
}

struct Frame {
    handle: Option<OwnedFd>,
    identity: Identity,
    names: Names,
    next: usize,
    /// Of the path, before this one's name was added.
    before: usize,
}

impl Descent {
    /// `path` is what the first one is called in what is told.
    pub(super) fn new(first: OwnedFd, path: Vec<u8>, sorted: bool) -> Result<Descent, FileFault> {
        let mut descent = Descent { frames: Vec::new(), path, sorted };
        descent.push(first, descent.path.len())?;
        Ok(descent)
    }

    fn push(&mut self, handle: OwnedFd, before: usize) -> Result<(), FileFault> {
        let identity = Identity::of(&about(&handle).map_err(fault)?);
        let names = Names::of(handle.as_fd(), self.sorted)?;
        if let Some(outer) = self.frames.len().checked_sub(HELD).and_then(|at| self.frames.get_mut(at)) {
            outer.handle = None;
        }
        self.frames.push(Frame { handle: Some(handle), identity, names, next: 0, before });
        Ok(())
    }

    /// 0: in the first one.
    pub(super) fn depth(&self) -> usize {
        self.frames.len().saturating_sub(1)
    }

    /// The next name in the innermost directory. `None`: it has no more.
    pub(super) fn name(&mut self) -> Option<CString> {
        let frame = self.frames.last_mut()?;
        let name = frame.names.get(frame.next)?.to_owned();
        frame.next += 1;
        Some(name)
    }

    /// The innermost directory.
    pub(super) fn handle(&self) -> Result<BorrowedFd<'_>, FileFault> {
        let held = self.frames.last().and_then(|frame| frame.handle.as_ref());
        held.map(AsFd::as_fd).ok_or_else(|| changed("the directory is not held any more"))
    }

    /// The innermost directory's path.
    pub(super) fn path(&self) -> &[u8] {
        &self.path
    }

    /// The path of an entry of it.
    pub(super) fn path_of(&self, name: &CStr) -> Vec<u8> {
        joined(&self.path, name.to_bytes())
    }

    /// Goes down; the name stays in the path until `leave`.
    pub(super) fn enter(&mut self, name: &CStr, how: Entering) -> Result<(), FileCode> {
        let path = self.path_of(name);
        if path.len() > FILE_PATH && how == Entering::ToRead || self.frames.len() >= DEEP {
            return Err(FileCode::TooLong);
        }
        let (inner, volume) = {
            let outer = self.handle().map_err(|fault| fault.code)?;
            let inner = match how {
                Entering::ToRead => openat(outer, name, OPENED, Mode::empty()).map_err(code_of)?,
                Entering::ToChange => on_this_mount(outer, name)?,
            };
            let volume = about(&inner).map_err(code_of)?;
            (inner, Identity::of(&volume).volume)
        };
        if self.frames.last().is_some_and(|frame| frame.identity.volume != volume) {
            match how {
                Entering::ToChange => return Err(FileCode::Busy),
                Entering::ToRead if is_the_kernels(&inner) => return Err(FileCode::Special),
                Entering::ToRead => {}
            }
        }
        let before = self.path.len();
        self.push(inner, before).map_err(|fault| fault.code)?;
        self.path = path;
        Ok(())
    }

    /// Goes up. False: that was the first one.
    ///
    /// # Errors
    /// The directory above is not where it was.
    pub(super) fn leave(&mut self) -> Result<bool, FileFault> {
        let Some(left) = self.frames.pop() else { return Ok(false) };
        self.path.truncate(left.before);
        let Some(outer) = self.frames.last_mut() else { return Ok(false) };
        if outer.handle.is_none() {
            let moved = || changed("a directory was moved meanwhile");
            let handle =
                openat(left.handle.as_ref().ok_or_else(moved)?, c"..", OPENED, Mode::empty()).map_err(fault)?;
            // SECURITY: the way up is the kernel's; what counts is that it is the same directory as on the way down.
            if Identity::of(&about(&handle).map_err(fault)?) != outer.identity {
                return Err(moved());
            }
            outer.handle = Some(handle);
        }
        Ok(true)
    }
}

/// What a directory is entered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entering {
    /// Onto other volumes as well, but for the kernel's own.
    ToRead,
    /// Not across mount points.
    ToChange,
}

pub(super) fn on_this_mount(outer: BorrowedFd<'_>, name: &CStr) -> Result<OwnedFd, FileCode> {
    let resolve = ResolveFlags::NO_XDEV | ResolveFlags::NO_SYMLINKS | ResolveFlags::BENEATH;
    match openat2(outer, name, OPENED, Mode::empty(), resolve) {
        Ok(inner) => Ok(inner),
        Err(Errno::XDEV) => Err(FileCode::Busy),
        // An older kernel: a mount of the same volume is not told apart then.
        Err(Errno::NOSYS | Errno::PERM) => openat(outer, name, OPENED, Mode::empty()).map_err(code_of),
        Err(error) => Err(code_of(error)),
    }
}

fn is_the_kernels(directory: &OwnedFd) -> bool {
    // The type is a signed word on some machines.
    fstatfs(directory).is_ok_and(|about| u64::try_from(about.f_type).is_ok_and(|kind| KERNELS.contains(&kind)))
}

pub(super) fn joined(path: &[u8], name: &[u8]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(path.len() + 1 + name.len());
    joined.extend_from_slice(path);
    if !path.is_empty() && !path.ends_with(b"/") {
        joined.push(b'/');
    }
    joined.extend_from_slice(name);
    joined
}

/// Another entry that could not be done.
pub(super) fn fail(total: &mut FilesTotal, path: &[u8], code: FileCode) {
    total.failed += 1;
    if total.failed_code.is_none() {
        total.failed_code = Some(code);
        total.failed_path = path.to_vec();
    }
}
