//! What waits for the socket to the service, in the order of classes, and the loop that writes it. Bounded by the channels' credit and, for answers to input, by the reader, which
//! waits while too much is here.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{BufMut, Bytes, BytesMut};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;
use towline_wire::{Class, Outbox};

/// Written at once.
const BATCH: usize = 128 * 1024;
/// With more than this waiting, no input is read.
const FULL: usize = 4 * 1024 * 1024;

#[derive(Clone)]
pub(crate) struct Outgoing(Arc<Inner>);

struct Inner {
    outbox: Mutex<Outbox>,
    filled: Notify,
    emptied: Notify,
}

impl Outgoing {
    pub fn new() -> Outgoing {
        let inner = Inner { outbox: Mutex::new(Outbox::new()), filled: Notify::new(), emptied: Notify::new() };
        Outgoing(Arc::new(inner))
    }

    fn outbox(&self) -> MutexGuard<'_, Outbox> {
        self.0.outbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an encoded frame. `false`: the service takes no control messages any more.
    pub fn push(&self, class: Class, frame: Bytes) -> bool {
        let pushed = self.outbox().push(class, frame).is_ok();
        self.0.filled.notify_one();
        pushed
    }

    /// Waits until there is room for answers.
    pub async fn room(&self) {
        loop {
            let emptied = self.0.emptied.notified();
            if self.outbox().bytes() < FULL {
                return;
            }
            emptied.await;
        }
    }

    /// Writes for ever: each frame with its length in front.
    pub async fn write_to(&self, socket: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
        let mut batch = BytesMut::with_capacity(BATCH);
        loop {
            self.fill(&mut batch);
            if batch.is_empty() {
                self.0.filled.notified().await;
                continue;
            }
            socket.write_all(&batch).await?;
            self.0.emptied.notify_one();
        }
    }

    fn fill(&self, batch: &mut BytesMut) {
        batch.clear();
        let mut outbox = self.outbox();
        while batch.len() < BATCH / 2 {
            let Some(frame) = outbox.pop() else { return };
            batch.put_u32_le(frame.len() as u32);
            batch.put_slice(&frame);
        }
    }
}
