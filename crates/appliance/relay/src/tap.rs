//! The recorder's place in the fan-out: one more consumer, which gets every payload as it came, with the moment and the stream it belongs to; and the sizes of shells' terminals. `towline-recording` has
//! the format.

use bytes::Bytes;
use towline_blobs::{Blobs, Found, Recording};
use towline_model::{Moment, SessionId, ShellId};
use towline_recording::{Ends, Entry, Wanted, head};

pub(crate) use towline_recording::Stream;

/// Where payloads are recorded.
pub(crate) struct Tap {
    recording: Recording,
    /// What is recorded of shells from before the appliance's start.
    before: Ends,
}

impl Tap {
    pub(crate) fn new(recording: Recording, before: Ends) -> Self {
        Tap { recording, before }
    }

    /// Records a payload. Never waits.
    pub(crate) fn record(&self, at: Moment, stream: Stream, payload: Bytes) {
        self.recording.append(Bytes::copy_from_slice(&head(at, stream)), payload);
    }

    /// Whether there is room for more. If not, `call` is called once there is, from another thread.
    pub(crate) fn room(&self, call: impl FnOnce() + Send + 'static) -> bool {
        self.recording.room(call)
    }

    /// Records the size that a shell's terminal has from now on.
    pub(crate) fn size(&self, at: Moment, shell: ShellId, columns: u16, rows: u16) {
        self.record(at, Stream::Size(shell), Entry::of_size(columns, rows));
    }

    /// A shell has ended: what it put out last is to be on stable storage soon.
    pub(crate) fn flush(&self) {
        self.recording.flush();
    }

    /// How much of a shell's output was recorded before the appliance's start.
    pub(crate) fn recorded(&self, shell: ShellId) -> Option<u64> {
        self.before.of(shell)
    }
}

/// How far these shells of a session are recorded, so that the recorder goes on there and nothing is missing of what they put out while nobody listened (SHL-6). Blocks; reads no more than it needs, from the end.
pub(crate) fn recorded(blobs: &Blobs, session: SessionId, shells: &[ShellId]) -> Ends {
    let ends = std::cell::RefCell::new(Ends::default());
    let take = |found| {
        if let Found::Entry(entry) = found {
            ends.borrow_mut().take(&entry);
        }
    };
    let missing = || shells.iter().any(|shell| ends.borrow().of(*shell).is_none());
    let read = blobs.segments(session).and_then(|segments| segments.read_back(Wanted::Shells, take, missing));
    if let Err(error) = read {
        tracing::warn!(%error, %session, "a recording cannot be read; it goes on with what comes");
    }
    ends.into_inner()
}
