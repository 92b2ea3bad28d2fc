//! Lists, details, and how much a tree holds (FIL-1, FIL-9). Changes nothing.

use std::{
    ffi::CStr,
    ops::ControlFlow,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::{
    fs::{Access, AtFlags, OFlags, StatxFlags, accessat, fstatvfs, openat, readlinkat, statx},
    io::Errno,
};
use towline_platform::{
    FILE_PATH, FileCode, FileDetails, FileFault, FileKind, FilesTotal, GoesOn, ListHead, ListPart, PathRules,
};

use super::{
    descent::{Descent, Entering, fail, joined},
    entry::{Owners, kind_of, milliseconds, size_of},
    fault::{code_of, fault},
    hash::{Hasher, hash_file},
    names::each,
    reach::{Need, Place, Reach, about_entry, path_of, reopen, split},
};

pub(super) fn list(
    path: &[u8],
    rules: &PathRules,
    owners: &Owners,
    take: &mut dyn FnMut(ListPart) -> ControlFlow<()>,
) -> Result<(), FileFault> {
    let reach = Reach::of(rules, Need::Look)?;
    let place = reach.directory(path)?;
    let directory = reopen(place.handle.as_fd(), FileKind::Directory)?;
    let found = path_of(directory.as_fd()).unwrap_or_else(|| path.to_vec());
    let by_rules = |need| Reach::of(rules, need).is_ok_and(|reach| reach.directory(path).is_ok());
    let writable = may(directory.as_fd(), c".", Access::WRITE_OK | Access::EXEC_OK) && by_rules(Need::Write);
    let free_bytes = free_bytes(directory.as_fd());
    if take(ListPart::Head(ListHead { path: found, writable, free_bytes })).is_break() {
        return Err(FileFault::cancelled());
    }
    each(directory.as_fd(), |name, _| {
        // What went away meanwhile is not there.
        let Ok(about) = about_entry(&directory, name) else { return Ok(()) };
        let mut entry = owners.entry(name.to_bytes(), &about);
        if entry.kind == FileKind::Link {
            entry.leads_to = reach.beyond(&place, name);
        }
        if take(ListPart::Entry(entry)).is_break() { Err(FileFault::cancelled()) } else { Ok(()) }
    })
}

pub(super) fn free_bytes(handle: BorrowedFd<'_>) -> u64 {
    fstatvfs(handle).map(|room| room.f_bavail.saturating_mul(room.f_frsize)).unwrap_or(0)
}

/// As the account that acts, not as the process.
pub(super) fn may(directory: BorrowedFd<'_>, name: &CStr, access: Access) -> bool {
    accessat(directory, name, access, AtFlags::EACCESS | AtFlags::SYMLINK_NOFOLLOW).is_ok()
}

pub(super) fn describe(
    path: &[u8],
    digest: bool,
    rules: &PathRules,
    owners: &Owners,
    goes_on: GoesOn<'_>,
) -> Result<FileDetails, FileFault> {
    let reach = Reach::of(rules, Need::Look)?;
    let (place, name) = named(&reach, path)?;
    let handle = place.handle.as_fd();
    let mask = StatxFlags::BASIC_STATS | StatxFlags::BTIME;
    let about = statx(handle, &name, AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT, mask).map_err(fault)?;
    let in_rules = |need| {
        let reach = Reach::of(rules, need);
        reach.is_ok_and(|reach| named(&reach, path).is_ok())
    };
    let above = path_of(handle).unwrap_or_default();
    let path_of_it = if name.as_bytes() == b"." { above } else { joined(&above, name.as_bytes()) };
    // The root has no name.
    let called = split(&path_of_it).map_or(b"/".as_slice(), |(_, name)| name);
    let mut entry = owners.entry(called, &about);
    let mut target = Vec::new();
    if entry.kind == FileKind::Link {
        target = readlinkat(handle, &name, Vec::with_capacity(256)).map_err(fault)?.into_bytes();
        entry.leads_to = reach.beyond(&place, &name);
    }
    let readable = in_rules(Need::Read);
    let mut sha256 = None;
    if digest && entry.kind == FileKind::File {
        if !readable {
            return Err(super::fault::outside());
        }
        let mut hasher = Hasher::default();
        hash_file(open_file(handle, &name)?.as_fd(), u64::MAX, &mut hasher, goes_on)?;
        sha256 = Some(hasher.sha256());
    }
    Ok(FileDetails {
        path: path_of_it,
        entry,
        target,
        links: u64::from(about.stx_nlink),
        allocated_bytes: about.stx_blocks.saturating_mul(512),
        accessed_ms: milliseconds(&about.stx_atime),
        changed_ms: milliseconds(&about.stx_ctime),
        created_ms: if about.stx_mask & StatxFlags::BTIME.bits() == 0 { 0 } else { milliseconds(&about.stx_btime) },
        inode: about.stx_ino,
        sha256,
        may_read: readable && may(handle, &name, Access::READ_OK),
        may_write: in_rules(Need::Write) && may(handle, &name, Access::WRITE_OK),
    })
}

/// An entry by its directory and name; a directory that has none beneath the rules (their own, the root) by itself.
fn named(reach: &Reach, path: &[u8]) -> Result<(Place, std::ffi::CString), FileFault> {
    match reach.parent(path) {
        Ok(found) => Ok(found),
        Err(fault) if matches!(fault.code, FileCode::Outside | FileCode::BadName) => {
            reach.directory(path).map(|place| (place, c".".to_owned())).map_err(|_| fault)
        }
        Err(fault) => Err(fault),
    }
}

/// Opens a file in a directory that is held: no link, and nothing that would wait or do something.
pub(super) fn open_file(directory: BorrowedFd<'_>, name: &CStr) -> Result<OwnedFd, FileFault> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = match openat(directory, name, flags, rustix::fs::Mode::empty()) {
        // It was a file a moment ago.
        Err(Errno::LOOP) => return Err(super::fault::changed("it has become a link")),
        opened => opened.map_err(fault)?,
    };
    match kind_of(&super::reach::about(&file).map_err(fault)?) {
        FileKind::File => Ok(file),
        FileKind::Directory => Err(fault(Errno::ISDIR)),
        FileKind::Unknown | FileKind::Link | FileKind::Other => Err(super::fault::special()),
    }
}

pub(super) fn measure(
    paths: &[Vec<u8>],
    rules: &PathRules,
    take: &mut dyn FnMut(&FilesTotal) -> ControlFlow<()>,
) -> Result<FilesTotal, FileFault> {
    let reach = Reach::of(rules, Need::Look)?;
    let mut total = FilesTotal::default();
    for path in paths {
        match first(&reach, path) {
            Ok((about, directory)) => {
                count(&mut total, path, size_of(&about), directory.is_some());
                if take(&total).is_break() {
                    return Err(FileFault::cancelled());
                }
                if let Some(directory) = directory {
                    measure_tree(directory, path.clone(), &mut total, take)?;
                }
            }
            Err(fault) if paths.len() == 1 => return Err(fault),
            Err(fault) => fail(&mut total, path, fault.code),
        }
    }
    Ok(total)
}

fn first(reach: &Reach, path: &[u8]) -> Result<(rustix::fs::Statx, Option<OwnedFd>), FileFault> {
    let (place, name) = named(reach, path)?;
    let about = about_entry(&*place.handle, &name).map_err(fault)?;
    if kind_of(&about) != FileKind::Directory {
        return Ok((about, None));
    }
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let directory = openat(&*place.handle, &name, flags, rustix::fs::Mode::empty()).map_err(fault)?;
    Ok((about, Some(directory)))
}

fn count(total: &mut FilesTotal, path: &[u8], bytes: u64, directory: bool) {
    if directory {
        total.directories += 1;
    } else {
        total.files += 1;
        total.bytes = total.bytes.saturating_add(bytes);
    }
    total.path.clear();
    total.path.extend_from_slice(path);
}

/// All that is in a directory, without itself; goes where a fetch goes.
pub(super) fn measure_tree(
    directory: OwnedFd,
    path: Vec<u8>,
    total: &mut FilesTotal,
    take: &mut dyn FnMut(&FilesTotal) -> ControlFlow<()>,
) -> Result<(), FileFault> {
    let mut descent = Descent::new(directory, path, false)?;
    loop {
        let Some(name) = descent.name() else {
            if descent.leave()? {
                continue;
            }
            return Ok(());
        };
        let path = descent.path_of(&name);
        let about = match about_entry(descent.handle()?, &name) {
            Ok(about) => about,
            Err(Errno::NOENT) => continue,
            Err(error) => {
                fail(total, &path, code_of(error));
                continue;
            }
        };
        let directory = kind_of(&about) == FileKind::Directory;
        count(total, path.get(..FILE_PATH).unwrap_or(&path), size_of(&about), directory);
        if directory && let Err(code) = descent.enter(&name, Entering::ToRead) {
            fail(total, &path, code);
        }
        if take(total).is_break() {
            return Err(FileFault::cancelled());
        }
    }
}
