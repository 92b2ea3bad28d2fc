//! What the platform says of files as it travels, and what is asked as the platform takes it: bounded, and in the system's own bytes.

use std::fmt::Write as _;

use towline_platform::{
    FetchBegins, FetchEnds, FetchOrder, FetchResume, FileDetails, FileEntry, FileExists, FileFault, FileHash, FileKind,
    FilePlace, FilesTotal, PutDone, PutKey, PutOrder, PutReady,
};
use towline_wire::v1::{self, FetchFiles, FilesOver, FilesProgress, PutFile};

/// Longest text of a fault.
const TEXT: usize = 256;
/// Longest word of a scan in bytes: 200 characters.
pub(super) const FINDING: usize = 800;
/// Longest text of a path in an act.
const SHOWN: usize = 1024;

pub(crate) fn entry(entry: FileEntry) -> v1::FileEntry {
    v1::FileEntry {
        name: entry.name.into(),
        kind: kind(entry.kind),
        bytes: entry.bytes,
        modified_ms: entry.modified_ms,
        mode: entry.mode,
        owner: clipped(&entry.owner, TEXT),
        group: clipped(&entry.group, TEXT),
        leads_to: kind(entry.leads_to),
        hidden: entry.hidden,
    }
}

fn kind(kind: FileKind) -> i32 {
    i32::from(match kind {
        FileKind::Unknown => v1::FileKind::Unspecified,
        FileKind::File => v1::FileKind::File,
        FileKind::Directory => v1::FileKind::Directory,
        FileKind::Link => v1::FileKind::Link,
        FileKind::Other => v1::FileKind::Other,
    })
}

pub(crate) fn place(place: FilePlace) -> v1::FilesPlace {
    v1::FilesPlace {
        path: place.path.into(),
        kind: place.kind.to_owned(),
        device: clipped(&place.device, TEXT),
        file_system: clipped(&place.file_system, TEXT),
        total_bytes: place.total_bytes,
        free_bytes: place.free_bytes,
        read_only: place.read_only,
    }
}

pub(crate) fn details(found: FileDetails) -> v1::FileDetails {
    v1::FileDetails {
        path: found.path.into(),
        entry: Some(entry(found.entry)),
        target: found.target.into(),
        links: found.links,
        allocated_bytes: found.allocated_bytes,
        accessed_ms: found.accessed_ms,
        changed_ms: found.changed_ms,
        created_ms: found.created_ms,
        inode: found.inode,
        sha256: found.sha256.map(|hash| hash.to_vec().into()).unwrap_or_default(),
        may_read: found.may_read,
        may_write: found.may_write,
    }
}

pub(crate) fn progress(total: &FilesTotal) -> FilesProgress {
    let FilesTotal { files, directories, bytes, path, .. } = total;
    FilesProgress { files: *files, directories: *directories, bytes: *bytes, path: path.clone().into() }
}

pub(crate) fn begins(begun: &FetchBegins) -> v1::FileBegins {
    v1::FileBegins {
        path: begun.path.clone().into(),
        entry: Some(entry(begun.entry.clone())),
        stamp: begun.stamp.clone().into(),
        offset: begun.offset,
        skipped: begun.skipped.map(|skip| skip.code().to_owned()).unwrap_or_default(),
        finding: begun.finding.as_ref().map(|finding| clipped(&finding.words, FINDING)).unwrap_or_default(),
    }
}

pub(crate) fn ends(end: &FetchEnds) -> v1::FileEnds {
    v1::FileEnds {
        bytes: end.bytes,
        blocks: end.blocks.to_vec().into(),
        sha256: end.sha256.to_vec().into(),
        code: end.code.map(|code| code.code().to_owned()).unwrap_or_default(),
    }
}

pub(crate) fn ready(ready: &PutReady) -> v1::PutReady {
    v1::PutReady { offset: ready.offset, blocks: ready.blocks.to_vec().into(), same_size: ready.same_size }
}

/// The end of something that came to so much.
pub(crate) fn over_total(total: &FilesTotal) -> FilesOver {
    FilesOver {
        total: Some(progress(total)),
        failed: total.failed,
        failed_path: total.failed_path.clone().into(),
        failed_code: total.failed_code.map(|code| code.code().to_owned()).unwrap_or_default(),
        ..FilesOver::default()
    }
}

/// The end of something that was not done.
pub(crate) fn over_fault(fault: FileFault) -> FilesOver {
    FilesOver {
        code: fault.code.code().to_owned(),
        detail: clipped(&fault.detail, FINDING),
        there: fault.there.map(|there| entry(*there)),
        ..FilesOver::default()
    }
}

pub(crate) fn over_done(done: &PutDone) -> FilesOver {
    FilesOver {
        name: done.name.clone().into(),
        identical: done.identical,
        skipped: done.skipped,
        sha256: done.sha256.map(|hash| hash.to_vec().into()).unwrap_or_default(),
        ..FilesOver::default()
    }
}

pub(crate) fn over(code: &str, detail: &str) -> FilesOver {
    FilesOver { code: code.to_owned(), detail: detail.to_owned(), ..FilesOver::default() }
}

pub(crate) fn fetch_order(fetch: &FetchFiles) -> FetchOrder {
    let resumes = !fetch.resume_stamp.is_empty();
    FetchOrder {
        path: fetch.path.to_vec(),
        resume: resumes.then(|| FetchResume {
            path: fetch.resume_path.to_vec(),
            offset: fetch.resume_offset,
            stamp: fetch.resume_stamp.to_vec(),
        }),
        most_bytes: fetch.most_bytes,
        measure: fetch.measure,
        scan: false,
    }
}

/// `None`: it lacks what each has.
pub(crate) fn put_order(put: &PutFile) -> Option<PutOrder> {
    Some(PutOrder {
        directory: put.directory.to_vec(),
        name: put.name.to_vec(),
        key: key(&put.key)?,
        bytes: put.bytes,
        exists: match v1::FileExists::try_from(put.exists) {
            Ok(v1::FileExists::Ask | v1::FileExists::Unspecified) | Err(_) => FileExists::Ask,
            Ok(v1::FileExists::Overwrite) => FileExists::Overwrite,
            Ok(v1::FileExists::Skip) => FileExists::Skip,
            Ok(v1::FileExists::KeepBoth) => FileExists::KeepBoth,
        },
        modified_ms: put.modified_ms,
        mode: put.mode.map(|mode| mode & 0o7777),
        scan: false,
    })
}

pub(crate) fn key(bytes: &[u8]) -> Option<PutKey> {
    bytes.try_into().ok()
}

pub(crate) fn hash(bytes: &[u8]) -> Option<FileHash> {
    bytes.try_into().ok()
}

/// A directory, or what was asked for, and something below it.
pub(crate) fn below(path: &[u8], name: &[u8]) -> Vec<u8> {
    let mut whole = path.to_vec();
    if !name.is_empty() {
        if whole.last() != Some(&b'/') {
            whole.push(b'/');
        }
        whole.extend_from_slice(name);
    }
    whole
}

/// A path as a text of bounded length: bytes that are not UTF-8 are written as "\xNN".
pub(crate) fn shown(path: &[u8]) -> String {
    let mut text = String::new();
    for chunk in path.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // INVARIANT: a String takes what is written to it.
            let _ = write!(text, "\\x{byte:02X}");
        }
        if text.len() > SHOWN {
            break;
        }
    }
    clipped(&text, SHOWN)
}

/// At most so many bytes, cut at a character.
pub(crate) fn clipped(text: &str, bytes: usize) -> String {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_whole_whatever_its_bytes_and_never_without_bound_fil_10() {
        assert_eq!(shown("/tmp/ä".as_bytes()), "/tmp/ä");
        assert_eq!(shown(b"/tmp/\xff\xfea"), "/tmp/\\xFF\\xFEa");
        assert!(shown(&[0xff; 4096]).len() <= SHOWN);
        assert_eq!(below(b"/", b"a"), b"/a");
        assert_eq!(below(b"/a", b"b/c"), b"/a/b/c");
        assert_eq!(below(b"/a", b""), b"/a");
    }
}
