//! New directories and new names (FIL-1). Nothing is overwritten.

use std::{
    ffi::CStr,
    os::fd::{AsFd, BorrowedFd},
};

use rustix::{
    fs::{AtFlags, Mode, OFlags, RenameFlags, linkat, mkdirat, openat, renameat, renameat_with, unlinkat},
    io::Errno,
};
use towline_platform::{FileCode, FileFault, PathRules};

use super::{
    entry::Owners,
    fault::fault,
    reach::{Need, Reach, about_entry, checked_name, split},
};

pub(super) fn make_directory(path: &[u8], parents: bool, rules: &PathRules, owners: &Owners) -> Result<(), FileFault> {
    let reach = Reach::of(rules, Need::Write)?;
    if !parents {
        let (place, name) = reach.parent(path)?;
        return match mkdirat(&*place.handle, &name, Mode::from_raw_mode(0o777)) {
            Err(Errno::EXIST) => Err(taken(place.handle.as_fd(), &name, owners)),
            made => made.map_err(fault),
        };
    }
    let (mut above, mut missing) = (path, Vec::new());
    let mut place = loop {
        match reach.directory(above) {
            Ok(place) => break place,
            Err(fault) if fault.code == FileCode::NotFound => {
                let (parent, name) = split(above)?;
                missing.push(checked_name(name)?);
                above = parent;
            }
            Err(fault) => return Err(fault),
        }
    };
    while let Some(name) = missing.pop() {
        match mkdirat(&*place.handle, &name, Mode::from_raw_mode(0o777)) {
            // Somebody was faster.
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(fault(error)),
        }
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        place = place.below(openat(&*place.handle, &name, flags, Mode::empty()).map_err(fault)?)?;
    }
    Ok(())
}

pub(super) fn rename(from: &[u8], to: &[u8], rules: &PathRules, owners: &Owners) -> Result<(), FileFault> {
    let reach = Reach::of(rules, Need::Write)?;
    let (source, old) = reach.parent(from)?;
    let (target, new) = reach.parent(to)?;
    match rename_new(source.handle.as_fd(), &old, target.handle.as_fd(), &new) {
        Err(Errno::EXIST | Errno::NOTEMPTY) => Err(taken(target.handle.as_fd(), &new, owners)),
        Err(Errno::INVAL) => Err(FileFault::new(FileCode::BadName, "a directory cannot be moved into itself")),
        moved => moved.map_err(fault),
    }
}

pub(super) fn taken(directory: BorrowedFd<'_>, name: &CStr, owners: &Owners) -> FileFault {
    let there = about_entry(directory, name).ok().map(|about| Box::new(owners.entry(name.to_bytes(), &about)));
    FileFault { there, ..FileFault::new(FileCode::Exists, "there is something of this name already") }
}

/// Gives another name, if that is free.
pub(super) fn rename_new(source: BorrowedFd<'_>, old: &CStr, target: BorrowedFd<'_>, new: &CStr) -> Result<(), Errno> {
    match renameat_with(source, old, target, new, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS) => {}
        done => return done,
    }
    // Not every file system can do that at once. A second name for a file is as good.
    match linkat(source, old, target, new, AtFlags::empty()) {
        Ok(()) => return unlinkat(source, old, AtFlags::empty()),
        Err(Errno::EXIST) => return Err(Errno::EXIST),
        Err(_) => {}
    }
    match about_entry(target, new) {
        Ok(_) => Err(Errno::EXIST),
        Err(Errno::NOENT) => renameat(source, old, target, new),
        Err(error) => Err(error),
    }
}
