//! The recorder's place in the fan-out: one more consumer, which gets every payload as it came, with the moment and the stream it belongs to.
//!
//! A record's head: moment (Unix ms, u64), stream kind (u8: 1 screen, 2 shell), then the shell's id (16 bytes, zero for the screen). Little endian.

use bytes::{BufMut, Bytes, BytesMut};
use towline_blobs::Recording;
use towline_model::{Moment, ShellId};

/// What a payload belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Screen,
    Shell(ShellId),
}

/// Where payloads are recorded.
pub(crate) struct Tap {
    recording: Recording,
}

impl Tap {
    pub(crate) fn new(recording: Recording) -> Self {
        Tap { recording }
    }

    /// Records a payload. Never waits.
    pub(crate) fn record(&self, at: Moment, stream: Stream, payload: Bytes) {
        let mut head = BytesMut::with_capacity(25);
        head.put_u64_le(u64::try_from(at.unix_ms()).unwrap_or(0));
        match stream {
            Stream::Screen => {
                head.put_u8(1);
                head.put_bytes(0, 16);
            }
            Stream::Shell(shell) => {
                head.put_u8(2);
                head.put_slice(shell.uuid().as_bytes());
            }
        }
        self.recording.append(head.freeze(), payload);
    }
}
