//! The one thread that writes all recordings. A recording whose disk fails is tried again after a while, in a new segment.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::segment::Segment;
use crate::{Shared, Trouble};

/// How far stable storage may be behind.
const FLUSH: Duration = Duration::from_secs(2);
/// After how long a failed disk is tried again.
const RETRY: Duration = Duration::from_secs(10);

pub(crate) struct Write {
    pub(crate) directory: Arc<PathBuf>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) head: Bytes,
    pub(crate) payload: Bytes,
}

pub(crate) enum Job {
    Write(Write),
    /// Write what waits of a recording; then say so.
    Flush(Arc<PathBuf>, Option<SyncSender<()>>),
    Close(Arc<PathBuf>),
}

enum Open {
    Writing(Segment),
    Failed(Instant),
}

pub(crate) fn start(depth: usize) -> io::Result<SyncSender<Job>> {
    let (jobs, queue) = sync_channel(depth);
    std::thread::Builder::new().name("recorder".into()).spawn(move || run(&queue))?;
    Ok(jobs)
}

fn run(queue: &Receiver<Job>) {
    let mut open: HashMap<Arc<PathBuf>, (Open, Arc<Shared>)> = HashMap::new();
    let mut due = None;
    loop {
        // Nothing to flush: no reason to wake by itself.
        let job = match due {
            None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(at) => queue.recv_timeout(Instant::saturating_duration_since(&at, Instant::now())),
        };
        match job {
            Ok(Job::Write(write)) => {
                let size = write.head.len() + write.payload.len();
                take(&mut open, &write);
                write.shared.written(size);
            }
            Ok(Job::Flush(directory, written)) => {
                if let Some((state, shared)) = open.get_mut(&directory) {
                    flush_one(state, shared);
                }
                // Who asked may have stopped waiting.
                let _ = written.map(|written| written.try_send(()));
            }
            Ok(Job::Close(directory)) => {
                if let Some((Open::Writing(mut segment), shared)) = open.remove(&directory)
                    && segment.flush().is_err()
                {
                    (shared.told)(Trouble::Disk);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                flush(&mut open);
                return;
            }
        }
        if due.is_some_and(|at| at <= Instant::now()) {
            flush(&mut open);
            due = None;
        }
        let dirty = open.values().any(|(state, _)| matches!(state, Open::Writing(segment) if segment.dirty()));
        if dirty && due.is_none() {
            due = Some(Instant::now() + FLUSH);
        }
    }
}

fn take(open: &mut HashMap<Arc<PathBuf>, (Open, Arc<Shared>)>, write: &Write) {
    let next = || Segment::next(&write.directory).map(Open::Writing);
    let failed = || {
        (write.shared.told)(Trouble::Disk);
        Open::Failed(Instant::now() + RETRY)
    };
    let state = match open.remove(&write.directory).map(|(state, _)| state) {
        None => next().unwrap_or_else(|_| failed()),
        // Tried again in silence: it has been told.
        Some(Open::Failed(until)) if until <= Instant::now() => {
            next().unwrap_or_else(|_| Open::Failed(Instant::now() + RETRY))
        }
        Some(Open::Writing(mut segment)) if segment.full() => {
            segment.flush().and_then(|()| next()).unwrap_or_else(|_| failed())
        }
        Some(state) => state,
    };
    let state = match state {
        Open::Writing(mut segment) => match segment.append(&write.head, &write.payload) {
            Ok(()) => Open::Writing(segment),
            Err(_) => failed(),
        },
        waiting => waiting,
    };
    open.insert(write.directory.clone(), (state, write.shared.clone()));
}

fn flush(open: &mut HashMap<Arc<PathBuf>, (Open, Arc<Shared>)>) {
    for (state, shared) in open.values_mut() {
        flush_one(state, shared);
    }
}

fn flush_one(state: &mut Open, shared: &Shared) {
    if let Open::Writing(segment) = state
        && segment.flush().is_err()
    {
        (shared.told)(Trouble::Disk);
        *state = Open::Failed(Instant::now() + RETRY);
    }
}
