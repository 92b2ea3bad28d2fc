//! The names in a directory, all of them, in one piece of memory: a million of them take little more than their bytes.

use std::{ffi::CStr, mem::MaybeUninit, os::fd::BorrowedFd};

use rustix::fs::{FileType, RawDir};
use towline_platform::{FileCode, FileFault};

use super::fault::fault;

/// What the kernel fills at a time, in bytes.
const BUFFER: usize = 64 * 1024;

/// Names, each with its zero.
#[derive(Default)]
pub(super) struct Names {
    bytes: Vec<u8>,
    begin: Vec<u32>,
}

impl Names {
    /// Reads a directory to its end.
    pub(super) fn of(directory: BorrowedFd<'_>, sorted: bool) -> Result<Names, FileFault> {
        let mut names = Names::default();
        each(directory, |name, _| names.push(name))?;
        if sorted {
            let Names { bytes, begin } = &mut names;
            begin.sort_unstable_by(|one, other| name_at(bytes, *one).to_bytes().cmp(name_at(bytes, *other).to_bytes()));
        }
        Ok(names)
    }

    fn push(&mut self, name: &CStr) -> Result<(), FileFault> {
        let many = |_| FileFault::new(FileCode::Limit, "the directory has too many entries");
        self.begin.push(u32::try_from(self.bytes.len()).map_err(many)?);
        self.bytes.extend_from_slice(name.to_bytes_with_nul());
        Ok(())
    }

    pub(super) fn get(&self, index: usize) -> Option<&CStr> {
        self.begin.get(index).map(|begin| name_at(&self.bytes, *begin))
    }
}

fn name_at(bytes: &[u8], begin: u32) -> &CStr {
    let rest = usize::try_from(begin).ok().and_then(|begin| bytes.get(begin..)).unwrap_or_default();
    CStr::from_bytes_until_nul(rest).unwrap_or_default()
}

/// Hands over each entry but the two that every directory has, in the system's order.
pub(super) fn each(
    directory: BorrowedFd<'_>,
    mut take: impl FnMut(&CStr, FileType) -> Result<(), FileFault>,
) -> Result<(), FileFault> {
    let mut buffer = [MaybeUninit::<u8>::uninit(); BUFFER];
    let mut entries = RawDir::new(directory, &mut buffer);
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(fault)?;
        let name = entry.file_name();
        if !matches!(name.to_bytes(), b"." | b"..") {
            take(name, entry.file_type())?;
        }
    }
    Ok(())
}
