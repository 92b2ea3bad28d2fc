//! Both hashes of a file, made as its bytes pass: SHA-256 of the bytes, and SHA-256 of its blocks' SHA-256 (docs/wire.md, "Files").

use std::os::fd::BorrowedFd;

use rustix::io::{Errno, pread, retry_on_intr};
use sha2::{Digest, Sha256};
use towline_platform::{FILE_BLOCK, FileFault, FileHash, GoesOn};

use super::fault::fault;

/// Bytes that are read at a time where nobody waits for them.
pub(super) const READ: usize = 256 * 1024;

/// Takes bytes in order.
#[derive(Clone, Default)]
pub(super) struct Hasher {
    whole: Sha256,
    block: Sha256,
    blocks: Sha256,
    in_block: u64,
}

impl Hasher {
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        self.whole.update(bytes);
        while !bytes.is_empty() {
            let room = usize::try_from(FILE_BLOCK - self.in_block).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.block.update(now);
            self.in_block += now.len() as u64;
            if self.in_block == FILE_BLOCK {
                self.close_block();
            }
            bytes = later;
        }
    }

    fn close_block(&mut self) {
        let block = self.block.finalize_reset();
        self.blocks.update(block);
        self.in_block = 0;
    }

    /// Of blocks, as far as it came.
    pub(super) fn blocks(&self) -> FileHash {
        let mut end = self.clone();
        if end.in_block > 0 {
            end.close_block();
        }
        end.blocks.finalize().into()
    }

    pub(super) fn sha256(&self) -> FileHash {
        self.whole.clone().finalize().into()
    }
}

/// Hashes what a file has, at most so many bytes of it. Says how many there were.
pub(super) fn hash_file(
    file: BorrowedFd<'_>,
    most: u64,
    hasher: &mut Hasher,
    goes_on: GoesOn<'_>,
) -> Result<u64, FileFault> {
    let mut buffer = vec![0; READ];
    let mut position = 0;
    while position < most {
        if goes_on().is_break() {
            return Err(FileFault::cancelled());
        }
        let now = usize::try_from(most - position).map_or(READ, |left| left.min(READ));
        let count = read_at(file, buffer.get_mut(..now).unwrap_or_default(), position).map_err(fault)?;
        if count == 0 {
            break;
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
        position += count as u64;
    }
    Ok(position)
}

/// Fills the buffer as far as the file goes.
pub(super) fn read_at(file: BorrowedFd<'_>, buffer: &mut [u8], position: u64) -> Result<usize, Errno> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match retry_on_intr(|| pread(file, &mut *rest, position + filled as u64))? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}
