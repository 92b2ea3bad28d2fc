//! Removing for good (FIL-1): from the leaves up, each name in a directory that is held. Links are removed, and mount points left.

use std::{
    ffi::{CStr, CString},
    ops::ControlFlow,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::{
    fs::{AtFlags, Statx, unlinkat},
    io::Errno,
};
use towline_platform::{FileCode, FileFault, FileKind, FilesTotal, PathRules};

use super::{
    descent::{Descent, Entering, fail},
    entry::{kind_of, size_of},
    fault::{code_of, fault},
    modes::{Taking, enter_first},
    reach::{Need, Reach, about_entry},
};

pub(super) fn remove(paths: &[Vec<u8>], rules: &PathRules, take: Taking<'_>) -> Result<FilesTotal, FileFault> {
    let reach = Reach::of(rules, Need::Write)?;
    let mut total = FilesTotal::default();
    for path in paths {
        if let Err(fault) = remove_one(&reach, path, &mut total, take) {
            if paths.len() == 1 || fault.code == FileCode::Cancelled {
                return Err(fault);
            }
            fail(&mut total, path, fault.code);
        }
    }
    Ok(total)
}

fn remove_one(reach: &Reach, path: &[u8], total: &mut FilesTotal, take: Taking<'_>) -> Result<(), FileFault> {
    let (place, name) = reach.parent(path)?;
    let parent = place.handle.as_fd();
    let about = about_entry(parent, &name).map_err(fault)?;
    if kind_of(&about) != FileKind::Directory {
        unlinkat(parent, &name, AtFlags::empty()).map_err(fault)?;
        return done(total, path, &about, take);
    }
    let entered = enter_first(parent, &name);
    let shut = entered.as_ref().err().copied();
    match entered {
        Ok(directory) => empty(directory, path, total, take)?,
        // It may be empty all the same.
        Err(FileCode::NotPermitted) => {}
        Err(code) => return Err(cannot_enter(code)),
    }
    match unlinkat(parent, &name, AtFlags::REMOVEDIR) {
        Ok(()) => done(total, path, &about, take),
        Err(Errno::NOTEMPTY | Errno::EXIST) if shut.is_some() => Err(cannot_enter(FileCode::NotPermitted)),
        // What is in it was said to have failed.
        Err(Errno::NOTEMPTY | Errno::EXIST) if total.failed > 0 => Ok(()),
        Err(error) => Err(fault(error)),
    }
}

fn cannot_enter(code: FileCode) -> FileFault {
    FileFault::new(code, "the directory cannot be entered")
}

fn done(total: &mut FilesTotal, path: &[u8], about: &Statx, take: Taking<'_>) -> Result<(), FileFault> {
    if kind_of(about) == FileKind::Directory {
        total.directories += 1;
    } else {
        total.files += 1;
        total.bytes = total.bytes.saturating_add(size_of(about));
    }
    tell(total, path, take)
}

fn tell(total: &mut FilesTotal, path: &[u8], take: Taking<'_>) -> Result<(), FileFault> {
    total.path.clear();
    total.path.extend_from_slice(path);
    match take(total) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(FileFault::cancelled()),
    }
}

/// Everything in a directory.
fn empty(directory: OwnedFd, path: &[u8], total: &mut FilesTotal, take: Taking<'_>) -> Result<(), FileFault> {
    let mut descent = Descent::new(directory, path.to_vec(), false)?;
    // Of each directory below the first: its name, what it was, and how much had failed before.
    let mut entered: Vec<(CString, Statx, u64)> = Vec::new();
    loop {
        let Some(name) = descent.name() else {
            let path = descent.path().to_vec();
            if !descent.leave()? {
                return Ok(());
            }
            if let Some((name, about, failed)) = entered.pop() {
                match unlinkat(descent.handle()?, &name, AtFlags::REMOVEDIR) {
                    Ok(()) => done(total, &path, &about, take)?,
                    Err(Errno::NOENT) => {}
                    Err(Errno::NOTEMPTY | Errno::EXIST) if total.failed > failed => {}
                    Err(error) => fail(total, &path, code_of(error)),
                }
            }
            continue;
        };
        let path = descent.path_of(&name);
        match remove_leaf(descent.handle()?, &name) {
            Ok(Leaf::Removed(about)) => done(total, &path, &about, take)?,
            Ok(Leaf::Gone) => {}
            Ok(Leaf::Directory(about)) => match descent.enter(&name, Entering::ToChange) {
                Ok(()) => entered.push((name, about, total.failed)),
                Err(code) => match unlinkat(descent.handle()?, &name, AtFlags::REMOVEDIR) {
                    Ok(()) => done(total, &path, &about, take)?,
                    Err(_) => {
                        fail(total, &path, code);
                        tell(total, &path, take)?;
                    }
                },
            },
            Err(code) => {
                fail(total, &path, code);
                tell(total, &path, take)?;
            }
        }
    }
}

enum Leaf {
    Removed(Statx),
    Gone,
    Directory(Statx),
}

fn remove_leaf(directory: BorrowedFd<'_>, name: &CStr) -> Result<Leaf, FileCode> {
    let about = match about_entry(directory, name) {
        Ok(about) => about,
        Err(Errno::NOENT) => return Ok(Leaf::Gone),
        Err(error) => return Err(code_of(error)),
    };
    if kind_of(&about) == FileKind::Directory {
        return Ok(Leaf::Directory(about));
    }
    match unlinkat(directory, name, AtFlags::empty()) {
        Ok(()) => Ok(Leaf::Removed(about)),
        Err(Errno::NOENT) => Ok(Leaf::Gone),
        Err(error) => Err(code_of(error)),
    }
}
