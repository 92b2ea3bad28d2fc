//! Fetching a file or a tree (FIL-2, FIL-7): always in the same order, so that a fetch can go on where an earlier one ended.

use std::{
    ffi::CStr,
    ops::ControlFlow,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::{
    fs::{Advice, Statx, fadvise},
    io::Errno,
};
use towline_platform::{
    FETCH_PIECE, FILE_PATH, FetchBegins, FetchEnds, FetchOrder, FetchResume, FetchSink, FetchSkip, FileCode, FileEntry,
    FileFault, FileKind, FilesTotal, Finding, PathRules,
};

use super::{
    descent::{Descent, Entering, fail},
    entry::{Owners, kind_of, size_of, unknown_entry},
    fault::{changed, code_of, fault, special},
    hash::{Hasher, hash_file, read_at},
    look::{measure_tree, open_file},
    reach::{Need, Reach, about, about_entry, path_of, reopen, split},
    scanned::Scanning,
};

/// Most bytes of a file that says that it has none: the kernel makes those as they are read.
const UNTOLD: u64 = 16 * 1024 * 1024;

pub(super) fn fetch(
    order: &FetchOrder,
    rules: &PathRules,
    owners: &Owners,
    scanning: &Scanning,
    sink: &mut dyn FetchSink,
) -> Result<FilesTotal, FileFault> {
    if order.scan && !scanning.is_there() {
        return Err(FileFault::no_scanner());
    }
    let spot = Reach::of(rules, Need::Read)?.entry(&order.path)?;
    // The name by which it was asked for, unless that is none.
    let name = split(&order.path).map(|(_, name)| name).unwrap_or_default();
    let called = path_of(spot.handle.as_fd()).unwrap_or_default();
    let name = match name {
        b"" | b"." | b".." => split(&called).map(|(_, name)| name).unwrap_or_default(),
        name => name,
    };
    let entry = owners.entry(name, &spot.about);
    if matches!(entry.kind, FileKind::Unknown | FileKind::Link | FileKind::Other) {
        return Err(special());
    }
    let opened = reopen(spot.handle.as_fd(), entry.kind)?;
    let scanning = order.scan.then_some(scanning);
    let mut fetch = Fetch { owners, sink, scanning, most_bytes: order.most_bytes, total: FilesTotal::default() };
    if order.measure {
        fetch.measure(&entry, &opened, &spot)?;
    }
    if entry.kind == FileKind::Directory {
        fetch.tree(entry, opened, order.resume.as_ref())?;
    } else {
        let resume = order.resume.as_ref().filter(|resume| resume.path.is_empty());
        match fetch.clean(&[], &opened, resume)? {
            Ok(clean) => fetch.file(Vec::new(), entry, &opened, resume, clean)?,
            Err(fault) => fetch.left_out(Vec::new(), entry, fault)?,
        }
    }
    Ok(fetch.total)
}

struct Fetch<'a> {
    owners: &'a Owners,
    sink: &'a mut dyn FetchSink,
    /// Each file is scanned first.
    scanning: Option<&'a Scanning>,
    most_bytes: u64,
    total: FilesTotal,
}

fn on(flow: ControlFlow<()>) -> Result<(), FileFault> {
    if flow.is_break() { Err(FileFault::cancelled()) } else { Ok(()) }
}

impl Fetch<'_> {
    fn measure(&mut self, entry: &FileEntry, opened: &OwnedFd, spot: &super::reach::Spot) -> Result<(), FileFault> {
        let mut total = FilesTotal::default();
        if entry.kind == FileKind::Directory {
            total.directories = 1;
            let again = reopen(opened.as_fd(), FileKind::Directory)?;
            let sink = &mut *self.sink;
            measure_tree(again, Vec::new(), &mut total, &mut |total| sink.measured(total, false))?;
        } else {
            total.files = 1;
            total.bytes = size_of(&spot.about);
        }
        on(self.sink.measured(&total, true))
    }

    fn tree(&mut self, entry: FileEntry, first: OwnedFd, resume: Option<&FetchResume>) -> Result<(), FileFault> {
        let mut descent = Descent::new(first, Vec::new(), true)?;
        let names: Vec<&[u8]> = match resume {
            Some(resume) if !resume.path.is_empty() => resume.path.split(|byte| *byte == b'/').collect(),
            _ => Vec::new(),
        };
        // On the way to where an earlier fetch ended; what is before that is left out.
        let mut back = !names.is_empty();
        self.total.directories = 1;
        if !back {
            on(self.sink.begins(begins(Vec::new(), entry, None)))?;
        }
        loop {
            let Some(name) = descent.name() else {
                back = false;
                if descent.leave()? {
                    continue;
                }
                return Ok(());
            };
            let mut at = None;
            if back {
                let wanted = names.get(descent.depth()).copied().unwrap_or_default();
                match name.to_bytes().cmp(wanted) {
                    std::cmp::Ordering::Less => continue,
                    std::cmp::Ordering::Greater => back = false,
                    std::cmp::Ordering::Equal if descent.depth() + 1 == names.len() => {
                        (back, at) = (false, resume);
                    }
                    // It was told already that this one begins.
                    std::cmp::Ordering::Equal => match descent.enter(&name, Entering::ToRead) {
                        Ok(()) => {
                            self.total.directories += 1;
                            continue;
                        }
                        Err(_) => back = false,
                    },
                }
            }
            self.entry(&mut descent, &name, at)?;
        }
    }

    fn entry(&mut self, descent: &mut Descent, name: &CStr, resume: Option<&FetchResume>) -> Result<(), FileFault> {
        let path = descent.path_of(name);
        if path.len() > FILE_PATH {
            fail(&mut self.total, descent.path(), FileCode::TooLong);
            return on(self.sink.goes_on());
        }
        let about = match about_entry(descent.handle()?, name) {
            Ok(about) => about,
            // Gone before it was looked at: as if it had been a moment earlier.
            Err(Errno::NOENT) => return on(self.sink.goes_on()),
            Err(error) => return self.skip(path, unknown_entry(name.to_bytes()), code_of(error)),
        };
        let mut entry = self.owners.entry(name.to_bytes(), &about);
        match entry.kind {
            FileKind::Directory => match descent.enter(name, Entering::ToRead) {
                Ok(()) => {
                    self.total.directories += 1;
                    on(self.sink.begins(begins(path, entry, None)))
                }
                Err(code) => self.skip(path, entry, gone(code)),
            },
            FileKind::File => match open_file(descent.handle()?, name) {
                Ok(file) => match self.clean(&path, &file, resume)? {
                    Ok(clean) => self.file(path, entry, &file, resume, clean),
                    Err(fault) => self.left_out(path, entry, fault),
                },
                Err(fault) => self.skip(path, entry, gone(fault.code)),
            },
            FileKind::Link => {
                entry.leads_to = FileKind::Unknown;
                self.total.files += 1;
                on(self.sink.begins(begins(path, entry, Some(FetchSkip::Link))))
            }
            FileKind::Unknown | FileKind::Other => self.skip(path, entry, FileCode::Special),
        }
    }

    fn skip(&mut self, path: Vec<u8>, entry: FileEntry, code: FileCode) -> Result<(), FileFault> {
        fail(&mut self.total, &path, code);
        on(self.sink.begins(begins(path, entry, Some(FetchSkip::Fault(code)))))
    }

    /// The stamp with which a file may be handed over, where it must be scanned. The inner fault is about this file alone.
    fn clean(
        &mut self,
        path: &[u8],
        file: &OwnedFd,
        resume: Option<&FetchResume>,
    ) -> Result<Result<Option<Vec<u8>>, FileFault>, FileFault> {
        let Some(scanning) = self.scanning else { return Ok(Ok(None)) };
        // What is gone on with was scanned when it was begun, if it is the same still.
        if let Some(resume) = resume {
            let now = stamp(&about(file).map_err(fault)?);
            if now == resume.stamp && scanning.knows(&now)? {
                return Ok(Ok(Some(now)));
            }
        }
        on(self.sink.scanning(path))?;
        let sink = &mut *self.sink;
        match scanning.scan(file.as_fd(), &mut || sink.goes_on()) {
            Err(fault) if matches!(fault.code, FileCode::Cancelled | FileCode::NoScanner) => Err(fault),
            scanned => Ok(scanned.map(Some)),
        }
    }

    /// What a scan did not find clean.
    fn left_out(&mut self, path: Vec<u8>, entry: FileEntry, fault: FileFault) -> Result<(), FileFault> {
        fail(&mut self.total, &path, fault.code);
        let finding = Box::new(Finding { words: fault.detail, sha256: fault.sha256.map(|hash| *hash) });
        let begins = begins(path, entry, Some(FetchSkip::Fault(fault.code)));
        on(self.sink.begins(FetchBegins { finding: Some(finding), ..begins }))
    }

    fn file(
        &mut self,
        path: Vec<u8>,
        mut entry: FileEntry,
        file: &OwnedFd,
        resume: Option<&FetchResume>,
        clean: Option<Vec<u8>>,
    ) -> Result<(), FileFault> {
        let before = about(file).map_err(fault)?;
        entry.bytes = before.stx_size;
        let stamp = stamp(&before);
        let scanned = clean.is_some();
        if clean.is_some_and(|clean| clean != stamp) {
            let changed = changed("it changed after it was scanned");
            return if path.is_empty() { Err(changed) } else { self.skip(path, entry, changed.code) };
        }
        let most = match (before.stx_size, self.most_bytes) {
            (0, 0) => UNTOLD,
            (0, most) => most.min(UNTOLD),
            (size, 0) => size,
            (size, most) => size.min(most),
        };
        let (mut hasher, mut position) = (Hasher::default(), 0);
        if let Some(resume) = resume.filter(|resume| resume.stamp == stamp && resume.offset <= most) {
            let sink = &mut *self.sink;
            // A hash is of all bytes, also of those that were handed over before.
            position = hash_file(file.as_fd(), resume.offset, &mut hasher, &mut || sink.goes_on())?;
            if position < resume.offset {
                (hasher, position) = (Hasher::default(), 0);
            }
        }
        self.total.files += 1;
        self.total.path.clone_from(&path);
        on(self.sink.begins(FetchBegins {
            path: path.clone(),
            entry,
            stamp,
            offset: position,
            skipped: None,
            finding: None,
        }))?;
        let code = self.bytes(file.as_fd(), most, &mut hasher, &mut position)?;
        let code = code.or_else(|| incomplete(&before, file, most, position, scanned));
        self.total.bytes = self.total.bytes.saturating_add(position);
        if let Some(code) = code {
            fail(&mut self.total, &path, code);
        }
        on(self.sink.ends(FetchEnds { bytes: position, blocks: hasher.blocks(), sha256: hasher.sha256(), code }))
    }

    /// Says why reading failed.
    fn bytes(
        &mut self,
        file: BorrowedFd<'_>,
        most: u64,
        hasher: &mut Hasher,
        position: &mut u64,
    ) -> Result<Option<FileCode>, FileFault> {
        if most > FETCH_PIECE as u64 {
            // Worth saying, no more.
            let _ = fadvise(file, 0, None, Advice::Sequential);
        }
        let room = usize::try_from(most.min(FETCH_PIECE as u64)).unwrap_or(FETCH_PIECE);
        let mut buffer = vec![0; room];
        while *position < most {
            let room = self.sink.piece().clamp(1, room);
            let left = usize::try_from(most - *position).map_or(room, |left| left.min(room));
            let count = match read_at(file, buffer.get_mut(..left).unwrap_or_default(), *position) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) => return Ok(Some(code_of(error))),
            };
            let piece = buffer.get(..count).unwrap_or_default();
            hasher.update(piece);
            on(self.sink.bytes(*position, piece))?;
            *position += count as u64;
        }
        Ok(None)
    }
}

/// Bytes that grow at the end are those of a log, and what was there is whole; anything else is a file that somebody wrote to meanwhile.
fn incomplete(before: &Statx, file: &OwnedFd, most: u64, position: u64, scanned: bool) -> Option<FileCode> {
    if before.stx_size == 0 {
        return None;
    }
    let after = about(file).ok()?;
    // SECURITY: what was scanned is what was sent, and whoever could write to it meanwhile could have written anything.
    if scanned && stamp(&after) != stamp(before) {
        return Some(FileCode::Changed);
    }
    let written =
        (after.stx_mtime.tv_sec, after.stx_mtime.tv_nsec) != (before.stx_mtime.tv_sec, before.stx_mtime.tv_nsec);
    let changed = position < most || after.stx_size < before.stx_size || written && after.stx_size == before.stx_size;
    changed.then_some(FileCode::Changed)
}

fn begins(path: Vec<u8>, entry: FileEntry, skipped: Option<FetchSkip>) -> FetchBegins {
    FetchBegins { path, entry, stamp: Vec::new(), offset: 0, skipped, finding: None }
}

/// It was in the list a moment ago.
fn gone(code: FileCode) -> FileCode {
    if code == FileCode::NotFound { FileCode::Vanished } else { code }
}

/// Another one after each change of the bytes.
pub(super) fn stamp(about: &Statx) -> Vec<u8> {
    let mut stamp = Vec::with_capacity(56);
    stamp.extend_from_slice(&about.stx_dev_major.to_le_bytes());
    stamp.extend_from_slice(&about.stx_dev_minor.to_le_bytes());
    stamp.extend_from_slice(&about.stx_ino.to_le_bytes());
    stamp.extend_from_slice(&about.stx_size.to_le_bytes());
    for time in [&about.stx_mtime, &about.stx_ctime] {
        stamp.extend_from_slice(&time.tv_sec.to_le_bytes());
        stamp.extend_from_slice(&time.tv_nsec.to_le_bytes());
    }
    debug_assert_eq!(kind_of(about), FileKind::File);
    stamp
}
