//! One open segment: a file that only grows, made readable for its owner alone.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use towline_recording::MAGIC;

/// Size from which a new segment is begun.
const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;

pub(crate) struct Segment {
    file: BufWriter<File>,
    bytes: u64,
    dirty: bool,
}

impl Segment {
    /// The next segment of a recording: never one that is there already.
    pub(crate) fn next(directory: &Path) -> io::Result<Self> {
        private_directory(directory)?;
        let taken = std::fs::read_dir(directory)?
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".seg")?.parse::<u32>().ok())
            .max();
        let number = taken.map_or(1, |number| number.saturating_add(1));
        let path = directory.join(format!("{number:06}.seg"));
        let file = OpenOptions::new().append(true).create_new(true).mode(0o600).open(path)?;
        let mut segment = Segment { file: BufWriter::with_capacity(64 * 1024, file), bytes: 0, dirty: true };
        segment.file.write_all(MAGIC)?;
        // The name must survive a power cut as well.
        File::open(directory)?.sync_all()?;
        Ok(segment)
    }

    pub(crate) fn append(&mut self, head: &[u8], payload: &[u8]) -> io::Result<()> {
        let length = u32::try_from(head.len() + payload.len()).map_err(io::Error::other)?;
        self.file.write_all(&length.to_le_bytes())?;
        self.file.write_all(head)?;
        self.file.write_all(payload)?;
        self.bytes += u64::from(length) + 4;
        self.dirty = true;
        Ok(())
    }

    pub(crate) fn full(&self) -> bool {
        self.bytes >= SEGMENT_BYTES
    }

    pub(crate) fn dirty(&self) -> bool {
        self.dirty
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.dirty) {
            self.file.flush()?;
            self.file.get_ref().sync_data()?;
        }
        Ok(())
    }
}

pub(crate) fn private_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}
