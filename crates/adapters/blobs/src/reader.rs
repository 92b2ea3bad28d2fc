//! Reads a recording, segment by segment, while it may still be written.
//!
//! Plain blocking I/O: the caller brings the thread.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use towline_recording::{End, Entry, SegmentReader, Wanted};

/// Bytes that are read at a time; what nobody wants and is longer is passed over.
const PIECE: usize = 32 * 1024;

/// Something of a recording.
#[derive(Debug)]
pub enum Found {
    /// A record of a shell.
    Entry(Entry),
    /// From here to the end of a segment it cannot be read.
    Damaged,
}

/// The segments of a recording, as they were there when it was asked for.
#[derive(Debug)]
pub struct Segments {
    paths: Vec<PathBuf>,
}

impl Segments {
    /// Those in a directory; none where there is no directory.
    pub(crate) fn of(directory: &Path) -> io::Result<Self> {
        let entries = match std::fs::read_dir(directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Segments { paths: Vec::new() }),
            Err(error) => return Err(error),
        };
        let mut found: Vec<(u32, PathBuf)> = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let number =
                path.extension().filter(|kind| *kind == "seg").and_then(|_| path.file_stem()?.to_str()?.parse().ok());
            found.extend(number.map(|number| (number, path)));
        }
        found.sort_unstable();
        Ok(Segments { paths: found.into_iter().map(|(_, path)| path).collect() })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Reads all of them, from the first to the last. `tell` says whether it goes on.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn read(&self, wanted: Wanted, mut tell: impl FnMut(Found) -> bool) -> io::Result<()> {
        for path in &self.paths {
            if !read(path, wanted, &mut tell)? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Reads them segment by segment, from the last to the first; within each from its beginning. `tell` gets all of a segment; `go_on` is asked after each.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn read_back(
        &self,
        wanted: Wanted,
        mut tell: impl FnMut(Found),
        mut go_on: impl FnMut() -> bool,
    ) -> io::Result<()> {
        for path in self.paths.iter().rev() {
            read(path, wanted, &mut |found| {
                tell(found);
                true
            })?;
            if !go_on() {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn read(path: &Path, wanted: Wanted, tell: &mut impl FnMut(Found) -> bool) -> io::Result<bool> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        // Removed since it was listed.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    let (mut reader, mut piece, mut going) = (SegmentReader::new(wanted), vec![0; PIECE], true);
    while going && !reader.is_damaged() {
        let unwanted = i64::try_from(reader.unwanted()).unwrap_or(0);
        if unwanted > 0 {
            // Past the end is the end: the next read says so.
            file.seek(SeekFrom::Current(unwanted))?;
            reader.passed();
        }
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        reader.feed(piece.get(..read).unwrap_or_default(), |entry| going = going && tell(Found::Entry(entry)));
    }
    if going && reader.end() == End::Damaged {
        going = tell(Found::Damaged);
    }
    Ok(going)
}
