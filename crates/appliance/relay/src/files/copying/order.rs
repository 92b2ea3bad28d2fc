//! What a copy is to do (FIL-12): paths and choices, looked at once; and how paths are put together.

use bytes::Bytes;
use towline_wire::v1::{CopyFiles, FileBegins, FileExists};

use super::STAMP;

/// Paths of one copy.
const PATHS: usize = 256;
const PATH: usize = 4096;
const NAME: usize = 255;

/// What is to be copied, after it was looked at.
pub(crate) struct Order {
    pub(super) paths: Vec<Bytes>,
    pub(super) directory: Bytes,
    pub(super) exists: FileExists,
    pub(super) keep_times: bool,
    pub(super) keep_mode: bool,
    pub(super) resume: Place,
    /// Tells apart what is copied from here and from elsewhere.
    source: String,
}

/// Where a fetch begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) path: Bytes,
    pub(super) offset: u64,
    pub(super) stamp: Bytes,
}

impl Order {
    /// `None`: it cannot be meant.
    pub(crate) fn of(copy: CopyFiles, source: String) -> Option<Order> {
        let absolute = |path: &Bytes| path.starts_with(b"/") && path.len() <= PATH && !path.contains(&0);
        let exists = FileExists::try_from(copy.exists)
            .ok()
            .filter(|exists| matches!(exists, FileExists::Overwrite | FileExists::Skip | FileExists::KeepBoth))?;
        let CopyFiles { paths, directory, keep_times, keep_mode, .. } = copy;
        let fits = (1..=PATHS).contains(&paths.len()) && paths.iter().all(absolute) && absolute(&directory);
        let resume = Place { path: copy.resume_path, offset: copy.resume_offset, stamp: copy.resume_stamp };
        let named = paths.iter().all(|path| !name_of(path).is_empty());
        let resumes = resume.path.len() <= PATH + 1 && resume.stamp.len() <= STAMP;
        (fits && named && resumes).then_some(Order { paths, directory, exists, keep_times, keep_mode, resume, source })
    }
}

impl Order {
    /// Where it all goes, as text: bytes that are not UTF-8 are written as "\xNN".
    pub(crate) fn directory(&self) -> String {
        use std::fmt::Write as _;

        let mut text = String::new();
        for chunk in self.directory.utf8_chunks() {
            text.push_str(chunk.valid());
            for byte in chunk.invalid() {
                let _ = write!(text, "\\x{byte:02X}");
            }
        }
        text
    }

    /// The same for the same file of the same source, so that an interrupted copy goes on. It names a partial file and proves nothing: that is for the hash of blocks.
    pub(super) fn key(&self, item: usize, begins: &FileBegins, bytes: u64) -> Bytes {
        let path = self.paths.get(item).cloned().unwrap_or_default();
        let parts: [&[u8]; 5] = [self.source.as_bytes(), &path, &begins.path, &begins.stamp, &bytes.to_le_bytes()];
        let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
        for part in parts {
            for byte in part.iter().copied().chain(std::iter::once(0)) {
                hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
            }
        }
        Bytes::copy_from_slice(&hash.to_le_bytes())
    }

    /// Where an entry goes: the path's own name below the directory, and the entry below that.
    pub(super) fn at_target(&self, item: usize, below: &[u8]) -> Bytes {
        let mut whole = self.directory.to_vec();
        for part in [self.called(item), below] {
            if !part.is_empty() {
                if whole.last() != Some(&b'/') {
                    whole.push(b'/');
                }
                whole.extend_from_slice(part);
            }
        }
        whole.into()
    }

    /// The name of one of the paths.
    pub(super) fn called(&self, item: usize) -> &[u8] {
        self.paths.get(item).map_or(&b""[..], |path| name_of(path))
    }
}

/// The last component.
pub(super) fn name_of(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').find(|part| !part.is_empty()).unwrap_or_default()
}

pub(super) fn entry_bytes(begins: &FileBegins) -> u64 {
    begins.entry.as_ref().map_or(0, |entry| entry.bytes)
}

/// Names come in the order of their bytes and none has a zero: what lies behind this name and before the next one is nothing.
pub(super) fn behind(path: &[u8]) -> Place {
    let mut path = path.to_vec();
    path.push(0);
    Place { path: path.into(), offset: 0, stamp: Bytes::from_static(&[0]) }
}

/// SECURITY: what a source calls an entry must stay below what was asked for, at the target too.
pub(super) fn is_below(path: &[u8]) -> bool {
    let fits = |part: &[u8]| !matches!(part, b"" | b"." | b"..") && part.len() <= NAME && !part.contains(&0);
    path.is_empty() || (path.len() <= PATH && path.split(|byte| *byte == b'/').all(fits))
}

pub(super) fn parent_of(path: &Bytes) -> Bytes {
    path.iter().rposition(|byte| *byte == b'/').map_or_else(Bytes::new, |at| path.slice(..at))
}

pub(super) fn shown_path(name: &[u8], below: &[u8]) -> Bytes {
    let parts = [name, below];
    let shown = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(&b'/');
    shown.into()
}
