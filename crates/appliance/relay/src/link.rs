//! The sending half of a link as the relay sees it: an outbox that never blocks whoever fills it, and the drain that the link's one writer empties.
//!
//! Bounded by what fills it: control by the outbox, data by the credit of its channel.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::Notify;
use towline_wire::v1::{AgentDown, ConsoleDown, Problem, agent_down, console_down};
use towline_wire::{Class, Frame, Outbox, decode, encode_control, encode_control_text, encode_credit};

/// Bytes that the writer takes at once.
const BATCH_BYTES: usize = 256 * 1024;

struct Inner {
    outbox: Mutex<Outbox>,
    wake: Notify,
    closing: Mutex<Option<&'static str>>,
    closed: AtomicBool,
}

/// Sends on one link. Cheap to clone; sending on a closed link does nothing.
#[derive(Clone)]
pub struct LinkSender(Arc<Inner>);

/// What the link's writer waits on.
pub struct LinkDrain(Arc<Inner>);

/// Why a link is to be closed: the code is the close reason (docs/wire.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkFault(pub &'static str);

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while holding it ended its own session; what it guards is still whole enough to tear down.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Both halves of a new link.
pub fn link() -> (LinkSender, LinkDrain) {
    let inner = Arc::new(Inner {
        outbox: Mutex::new(Outbox::new()),
        wake: Notify::new(),
        closing: Mutex::new(None),
        closed: AtomicBool::new(false),
    });
    (LinkSender(inner.clone()), LinkDrain(inner))
}

impl LinkSender {
    /// Adds an encoded frame.
    pub fn frame(&self, class: Class, frame: Bytes) {
        if self.closed() {
            return;
        }
        let full = lock(&self.0.outbox).push(class, frame).is_err();
        if full {
            self.close("slow_consumer");
        } else {
            self.0.wake.notify_one();
        }
    }

    /// Sends a control message to an agent.
    pub fn agent(&self, body: agent_down::Body) {
        self.frame(Class::Control, encode_control(&AgentDown { body: Some(body) }));
    }

    /// Sends a control message to a console.
    pub fn console(&self, body: console_down::Body) {
        self.frame(Class::Control, encode_control(&ConsoleDown { body: Some(body) }));
    }

    /// Sends a control message to a customer's page.
    pub fn customer(&self, message: &crate::CustomerDown) {
        match serde_json::to_string(message) {
            Ok(text) => self.frame(Class::Control, encode_control_text(&text)),
            Err(error) => tracing::error!(%error, "a message to a customer could not be written"),
        }
    }

    /// Tells a customer's page why, and closes.
    pub fn refuse_customer(&self, problem: Problem, code: &'static str) {
        self.customer(&crate::CustomerDown::Refused { problem: problem.into() });
        self.close(code);
    }

    /// Grants credit.
    pub fn credit(&self, channel: u32, bytes: u32) {
        self.frame(Class::Control, encode_credit(channel, bytes));
    }

    /// Closes the link when the control messages that wait are sent; data that waits is not sent any more.
    pub fn close(&self, code: &'static str) {
        if !self.0.closed.swap(true, Ordering::AcqRel) {
            *lock(&self.0.closing) = Some(code);
            let mut outbox = lock(&self.0.outbox);
            for class in
                [Class::Input, Class::Cursor, Class::Sound, Class::Screen, Class::Shell, Class::System, Class::Transfer]
            {
                outbox.retain(class, |_| false);
            }
        }
        self.0.wake.notify_one();
    }

    /// Tells a console why, and closes.
    pub fn refuse_console(&self, problem: Problem, code: &'static str) {
        self.console(console_down::Body::Refused(problem));
        self.close(code);
    }

    /// Tells an agent why, and closes.
    pub fn refuse_agent(&self, problem: Problem, code: &'static str) {
        self.agent(agent_down::Body::Refused(problem));
        self.close(code);
    }

    /// Throws away the data of a channel that waits (SES-2a). Returns how many bytes of payload that was.
    pub fn forget(&self, class: Class, channel: u32) -> usize {
        let mut bytes = 0;
        lock(&self.0.outbox).retain(class, |frame| match decode(frame.clone(), usize::MAX) {
            Ok(Frame::Data { channel: of, payload }) if of == channel => {
                bytes += payload.len();
                false
            }
            _ => true,
        });
        bytes
    }

    /// Throws away the waiting frames of a class that are not to be sent any more (SES-2a).
    pub fn retain(&self, class: Class, keep: impl FnMut(&Bytes) -> bool) {
        lock(&self.0.outbox).retain(class, keep);
    }

    /// Whether it is closed, or about to be.
    pub fn closed(&self) -> bool {
        self.0.closed.load(Ordering::Acquire)
    }

    /// Whether both are the same link.
    pub fn is(&self, other: &LinkSender) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl LinkDrain {
    /// Waits for frames and moves them into `batch`. `Some`: the code to close with, after sending what is in `batch`.
    pub async fn next(&self, batch: &mut Vec<Bytes>) -> Option<&'static str> {
        loop {
            {
                let mut outbox = lock(&self.0.outbox);
                let mut bytes = 0;
                while bytes < BATCH_BYTES {
                    let Some(frame) = outbox.pop_up_to(Class::File) else { break };
                    bytes += frame.len();
                    batch.push(frame);
                }
                // One at a time, and alone: what comes meanwhile goes before the next.
                if batch.is_empty() {
                    batch.extend(outbox.pop_of(Class::Transfer));
                }
            }
            if !batch.is_empty() {
                return None;
            }
            if let Some(code) = *lock(&self.0.closing) {
                return Some(code);
            }
            self.0.wake.notified().await;
        }
    }
}

impl LinkDrain {
    /// Whether the link is about to be closed.
    pub fn closing(&self) -> bool {
        self.0.closed.load(Ordering::Acquire)
    }
}

impl Drop for LinkDrain {
    fn drop(&mut self) {
        // Nobody writes any more, whatever the reason.
        self.0.closed.store(true, Ordering::Release);
        *lock(&self.0.outbox) = Outbox::new();
    }
}

/// A problem with its sentence.
pub fn problem(code: &str, title: &str, detail: &str) -> Problem {
    Problem { code: code.to_owned(), title: title.to_owned(), detail: detail.to_owned(), retry_after_ms: 0 }
}
