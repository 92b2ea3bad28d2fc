//! Recordings on disk: append-only segments in one directory per session; the files of chats; and the files that go along with scripts. Takes what it is given; knows nothing of what is inside.
//!
//! Appending never waits: records wait in a bounded queue for one writing thread, which flushes to stable storage every two seconds at most. What finds no room is dropped, and that is
//! told; so is a disk that is full. A source that can wait asks for room ([`Recording::room`]). A recording can be read while it is written.

mod files;
mod reader;
mod resources;
mod segment;
mod writer;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use thiserror::Error;
use towline_model::SessionId;

pub use files::{Files, NewFile, WrittenFile};
pub use reader::{Found, Segments};
pub use resources::Resources;
use writer::{Job, Write};

/// Bytes of one recording that may wait for the disk.
const WAITING_BYTES: usize = 32 * 1024 * 1024;
/// With more of one recording than this, sources that can wait do.
const ROOM_BYTES: usize = WAITING_BYTES / 2;
/// Records of all recordings that may wait.
const WAITING_RECORDS: usize = 16 * 1024;

/// How long a reader waits for what is on its way to the disk.
const FLUSHED: Duration = Duration::from_secs(2);

/// Why the place for recordings cannot be used.
#[derive(Debug, Error)]
pub enum BlobError {
    /// The directory cannot be made.
    #[error("making the directory for recordings and files: {0}")]
    Directory(#[source] std::io::Error),
    /// The thread that writes cannot be started.
    #[error("starting the recorder's thread: {0}")]
    Thread(#[source] std::io::Error),
}

/// Something of a recording is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The disk is full, or failed.
    Disk,
    /// The disk does not keep up.
    Slow,
}

/// Where recordings are kept. Cheap to clone; the thread ends with the last clone and the last recording.
#[derive(Clone)]
pub struct Blobs {
    jobs: SyncSender<Job>,
    root: Arc<PathBuf>,
}

impl Blobs {
    /// Uses `directory`/recordings, making it when it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(directory: &Path) -> Result<Self, BlobError> {
        let root = directory.join("recordings");
        segment::private_directory(&root).map_err(BlobError::Directory)?;
        let jobs = writer::start(WAITING_RECORDS).map_err(BlobError::Thread)?;
        Ok(Blobs { jobs, root: Arc::new(root) })
    }

    /// Goes on with the recording of a session in a new segment. `told` is called, from the writing thread or from [`Recording::append`], once per trouble.
    pub fn recording(&self, session: SessionId, told: impl Fn(Trouble) + Send + Sync + 'static) -> Recording {
        let directory = self.root.join(session.to_string());
        let shared = Arc::new(Shared {
            waiting: AtomicUsize::new(0),
            slow: AtomicUsize::new(0),
            told: Box::new(told),
            wanting: Mutex::new(Vec::new()),
        });
        Recording { jobs: self.jobs.clone(), directory: Arc::new(directory), shared }
    }
}

impl Blobs {
    /// The recording of a session as it is now: what waits to be written of it is written first. Blocks.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn segments(&self, session: SessionId) -> io::Result<Segments> {
        let directory = Arc::new(self.root.join(session.to_string()));
        let (written, done) = sync_channel(1);
        // Where the queue is full the disk has enough to do: then the reader is as far behind as stable storage is.
        if self.jobs.try_send(Job::Flush(directory.clone(), Some(written))).is_ok() {
            let _ = done.recv_timeout(FLUSHED);
        }
        Segments::of(&directory)
    }
}

struct Shared {
    waiting: AtomicUsize,
    /// Records dropped since the last one that found room.
    slow: AtomicUsize,
    told: Box<dyn Fn(Trouble) + Send + Sync>,
    /// Called when there is room.
    wanting: Mutex<Vec<Box<dyn FnOnce() + Send>>>,
}

impl Shared {
    fn wanting(&self) -> MutexGuard<'_, Vec<Box<dyn FnOnce() + Send>>> {
        self.wanting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_room(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) <= ROOM_BYTES
    }

    /// So many bytes do not wait any more.
    fn written(&self, size: usize) {
        self.waiting.fetch_sub(size, Ordering::Relaxed);
        if self.has_room() {
            let calls = std::mem::take(&mut *self.wanting());
            calls.into_iter().for_each(|call| call());
        }
    }
}

/// The recording of one session.
pub struct Recording {
    jobs: SyncSender<Job>,
    directory: Arc<PathBuf>,
    shared: Arc<Shared>,
}

impl Recording {
    /// Appends one record: its length (u32, little endian), `head`, `payload`. Returns at once.
    pub fn append(&self, head: Bytes, payload: Bytes) {
        let size = head.len() + payload.len();
        let waiting = self.shared.waiting.fetch_add(size, Ordering::Relaxed) + size;
        let job = Write { directory: self.directory.clone(), shared: self.shared.clone(), head, payload };
        if waiting > WAITING_BYTES || self.jobs.try_send(Job::Write(job)).is_err() {
            self.shared.waiting.fetch_sub(size, Ordering::Relaxed);
            if self.shared.slow.fetch_add(1, Ordering::Relaxed) == 0 {
                (self.shared.told)(Trouble::Slow);
            }
        } else {
            self.shared.slow.store(0, Ordering::Relaxed);
        }
    }
}

impl Recording {
    /// Whether a source that can wait may go on. If not, `call` is called once it may, from the writing thread.
    pub fn room(&self, call: impl FnOnce() + Send + 'static) -> bool {
        if self.shared.has_room() {
            return true;
        }
        let mut wanting = self.shared.wanting();
        // The thread may have made room before it could see that somebody wants it.
        if self.shared.has_room() {
            return true;
        }
        wanting.push(Box::new(call));
        false
    }

    /// Asks that what was appended goes to stable storage soon, and not within two seconds. Returns at once.
    pub fn flush(&self) {
        // A full queue only means that it takes as long as ever.
        let _ = self.jobs.try_send(Job::Flush(self.directory.clone(), None));
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        // A full queue only means that the segment stays open until the thread ends.
        let _ = self.jobs.try_send(Job::Close(self.directory.clone()));
    }
}
