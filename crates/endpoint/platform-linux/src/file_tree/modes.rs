//! Permission bits (FIL-1), of one entry or of a tree.

use std::{
    ffi::CStr,
    ops::ControlFlow,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::{
    fs::AtFlags,
    fs::{CWD, Mode, OFlags, chmodat, openat},
    io::Errno,
};
use towline_platform::{FileCode, FileFault, FileKind, FilesTotal, PathRules};

use super::{
    descent::{Descent, Entering, fail},
    entry::kind_of,
    fault::{code_of, fault, outside},
    reach::{Need, Reach, about, about_entry, by_number, reopen},
};

/// Told after each entry; says whether to go on.
pub(super) type Taking<'a> = &'a mut dyn FnMut(&FilesTotal) -> ControlFlow<()>;

pub(super) fn set_mode(
    path: &[u8],
    mode: u32,
    recursive: bool,
    rules: &PathRules,
    take: Taking<'_>,
) -> Result<FilesTotal, FileFault> {
    let spot = Reach::of(rules, Need::Write)?.entry(path)?;
    // What is beneath may be changed; the rules' own directory is not beneath.
    if spot.edge {
        return Err(outside());
    }
    let mut total = FilesTotal::default();
    let handle = spot.handle.as_fd();
    if spot.kind != FileKind::Directory || !recursive {
        change(handle, mode & 0o7777).map_err(fault)?;
        count(&mut total, path, spot.kind, take)?;
        return Ok(total);
    }
    // Opened before its mode is another one, and whatever that is: a tree may be shut as a whole.
    let opened = reopen(handle, FileKind::Directory)?;
    change(handle, of_directory(mode)).map_err(fault)?;
    count(&mut total, path, FileKind::Directory, take)?;
    let mut descent = Descent::new(opened, path.to_vec(), false)?;
    loop {
        let Some(name) = descent.name() else {
            if descent.leave()? {
                continue;
            }
            return Ok(total);
        };
        let path = descent.path_of(&name);
        match entry(&mut descent, &name, mode) {
            Ok(Some(kind)) => count(&mut total, &path, kind, take)?,
            Ok(None) => {}
            Err(code) => fail(&mut total, &path, code),
        }
    }
}

/// `None`: there was nothing to do.
fn entry(descent: &mut Descent, name: &CStr, mode: u32) -> Result<Option<FileKind>, FileCode> {
    let directory = descent.handle().map_err(|fault| fault.code)?;
    let kind = match about_entry(directory, name) {
        Ok(about) => kind_of(&about),
        Err(Errno::NOENT) => return Ok(None),
        Err(error) => return Err(code_of(error)),
    };
    if kind == FileKind::Link {
        return Ok(None);
    }
    let named = openat(directory, name, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty());
    let named = named.map_err(code_of)?;
    let kind = kind_of(&about(&named).map_err(code_of)?);
    if kind != FileKind::Directory {
        // Linked from elsewhere, it would be changed there as well; that is what a mode is.
        change(named.as_fd(), mode & 0o7777).map_err(code_of)?;
        return Ok(Some(kind));
    }
    // Entered while it can be; what cannot be entered may be able to after the change.
    let entered = descent.enter(name, Entering::ToChange);
    if entered == Err(FileCode::Busy) {
        return Err(FileCode::Busy);
    }
    change(named.as_fd(), of_directory(mode)).map_err(code_of)?;
    if entered.is_err() {
        descent.enter(name, Entering::ToChange)?;
    }
    Ok(Some(kind))
}

/// Whoever may read a directory may search it.
fn of_directory(mode: u32) -> u32 {
    (mode | (mode & 0o444) >> 2) & 0o7777
}

/// Of what a handle names; a link has no mode, and is not followed.
fn change(handle: BorrowedFd<'_>, mode: u32) -> Result<(), Errno> {
    if kind_of(&about(handle)?) == FileKind::Link {
        return Err(Errno::LOOP);
    }
    chmodat(CWD, by_number(handle), Mode::from_raw_mode(mode), AtFlags::empty())
}

fn count(total: &mut FilesTotal, path: &[u8], kind: FileKind, take: Taking<'_>) -> Result<(), FileFault> {
    if kind == FileKind::Directory {
        total.directories += 1;
    } else {
        total.files += 1;
    }
    total.path.clear();
    total.path.extend_from_slice(path);
    if take(total).is_break() { Err(FileFault::cancelled()) } else { Ok(()) }
}

/// Opens a directory to change what is in it, if nothing is mounted on it.
pub(super) fn enter_first(parent: BorrowedFd<'_>, name: &CStr) -> Result<OwnedFd, FileCode> {
    super::descent::on_this_mount(parent, name)
}
