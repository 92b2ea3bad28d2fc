//! The newest output of a shell, with the offset of each byte.

use std::collections::VecDeque;

use bytes::Bytes;

/// Output that is kept.
const RING_BYTES: u64 = 1024 * 1024;
/// Pieces that are kept: a source that writes byte by byte costs no more than others.
const RING_CHUNKS: usize = 16 * 1024;

/// The newest output. Chunks are kept as they came.
pub(super) struct Ring {
    chunks: VecDeque<(u64, Bytes)>,
    start: u64,
    end: u64,
}

impl Ring {
    /// Nothing is known of what is before `offset`.
    pub(super) fn at(offset: u64) -> Self {
        Ring { chunks: VecDeque::new(), start: offset, end: offset }
    }

    /// Offset of the oldest byte that is held.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// Offset after the newest.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Takes output. What is known already is left out; after a gap only what is new is held.
    pub(super) fn append(&mut self, offset: u64, bytes: Bytes) {
        let known = self.end.saturating_sub(offset);
        let bytes = match usize::try_from(known) {
            Ok(known) if known < bytes.len() => bytes.slice(known..),
            _ => return,
        };
        let offset = offset + known;
        if offset > self.end {
            *self = Ring::at(offset);
        }
        self.end = offset + bytes.len() as u64;
        self.chunks.push_back((offset, bytes));
        while self.end - self.start > RING_BYTES || self.chunks.len() > RING_CHUNKS {
            let Some((at, oldest)) = self.chunks.pop_front() else { break };
            self.start = at + oldest.len() as u64;
        }
    }

    /// At most `limit` bytes from an offset on. `None`: there are none, or it is not held.
    pub(super) fn read(&self, offset: u64, limit: usize) -> Option<Bytes> {
        if limit == 0 || offset < self.start || offset >= self.end {
            return None;
        }
        let index = self.chunks.partition_point(|(at, bytes)| at + bytes.len() as u64 <= offset);
        let (at, bytes) = self.chunks.get(index)?;
        let skip = usize::try_from(offset - at).ok()?;
        let end = bytes.len().min(skip.saturating_add(limit));
        Some(bytes.slice(skip..end))
    }
}
