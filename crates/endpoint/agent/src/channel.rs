//! What is sent on a link: its queue by class, and its channels with their credit. A link that has gone leaves closed channels behind, never waiting tasks.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use bytes::Bytes;
use tokio::sync::Notify;
use towline_wire::{
    Class, CreditError, Frame, Outbox, ReceiveWindow, SendWindow, decode, encode_control, encode_credit, encode_data,
    v1::{AgentUp, agent_up},
};

/// Senders of data wait while more than this is queued, so that a key stroke is never far behind.
const QUEUE: usize = 128 * 1024;
/// Bytes of files that are queued at most, and a piece: the disk is ahead of the link by that.
const TRANSFERS: usize = 256 * 1024;

/// The sending side of one link.
#[derive(Default)]
pub(crate) struct LinkOut {
    outbox: RefCell<Outbox>,
    filled: Notify,
    room: Notify,
    overflowed: Cell<bool>,
    /// Only control messages, credit and acknowledgements go out (`Pause`).
    held: Cell<bool>,
}

impl LinkOut {
    pub(crate) fn say(&self, body: agent_up::Body) {
        self.push(Class::Control, encode_control(&AgentUp { body: Some(body) }));
    }

    /// After all output that waits: what is said of a shell must not overtake what it wrote.
    pub(crate) fn say_after_output(&self, body: agent_up::Body) {
        self.push(Class::Shell, encode_control(&AgentUp { body: Some(body) }));
    }

    /// After everything else.
    pub(crate) fn say_of_file(&self, body: agent_up::Body) {
        self.push(Class::File, encode_control(&AgentUp { body: Some(body) }));
    }

    pub(crate) fn push(&self, class: Class, frame: Bytes) {
        if self.outbox.borrow_mut().push(class, frame).is_err() {
            self.overflowed.set(true);
        }
        self.filled.notify_one();
    }

    /// The next frame; waits until there is one. `None`: too much waits, the link must go.
    pub(crate) async fn next(&self) -> Option<Bytes> {
        loop {
            if self.overflowed.get() {
                return None;
            }
            let frame = self.pop();
            if let Some(frame) = frame {
                if self.has_room() {
                    self.room.notify_waiters();
                }
                return Some(frame);
            }
            self.filled.notified().await;
        }
    }

    fn pop(&self) -> Option<Bytes> {
        let mut outbox = self.outbox.borrow_mut();
        if self.held.get() {
            // A file goes by the person's own hand.
            return outbox.pop_up_to(Class::Input).or_else(|| outbox.pop_of(Class::File));
        }
        outbox.pop()
    }

    /// Keeps back what shows the machine, or lets it go on. Pictures that wait are thrown away: their channels close. Output of shells is lossless and waits.
    fn hold(&self, on: bool) {
        self.held.set(on);
        if on {
            let mut outbox = self.outbox.borrow_mut();
            outbox.retain(Class::Screen, |_| false);
            outbox.retain(Class::Cursor, |_| false);
            outbox.retain(Class::Clipboard, |_| false);
            outbox.retain(Class::Sound, |_| false);
        }
        self.filled.notify_one();
    }

    fn forget_sound(&self, channel: u32) {
        let other = |frame: &Bytes| !matches!(decode(frame.clone(), usize::MAX), Ok(Frame::Data { channel: of, .. }) if of == channel);
        self.outbox.borrow_mut().retain(Class::Sound, other);
    }

    /// Bytes of files that wait are no obstacle: everything else goes before them.
    pub(crate) fn has_room(&self) -> bool {
        let outbox = self.outbox.borrow();
        outbox.bytes() - outbox.transfer_bytes() < QUEUE
    }

    fn has_room_for_files(&self) -> bool {
        self.outbox.borrow().transfer_bytes() < TRANSFERS
    }

    /// Resolves when there is room again.
    pub(crate) async fn room(&self) {
        self.room_below(QUEUE).await;
    }

    /// Resolves when less than this is queued.
    pub(crate) async fn room_below(&self, most: usize) {
        loop {
            let room = self.room.notified();
            let queued = {
                let outbox = self.outbox.borrow();
                outbox.bytes() - outbox.transfer_bytes()
            };
            if queued < most {
                return;
            }
            room.await;
        }
    }
}

/// The link of now, if there is one.
#[derive(Default)]
pub(crate) struct Uplink {
    current: RefCell<Option<Rc<LinkOut>>>,
    held: Cell<bool>,
    outcomes: RefCell<VecDeque<agent_up::Body>>,
}

/// Outcomes that are said again at most.
const OUTCOMES: usize = 8;

impl Uplink {
    pub(crate) fn set(&self, link: Option<Rc<LinkOut>>) {
        if let Some(link) = &link {
            link.hold(self.held.get());
            for outcome in self.outcomes.take() {
                link.say(outcome);
            }
        }
        *self.current.borrow_mut() = link;
    }

    /// Keeps back what shows the machine, on this link and the ones after it.
    pub(crate) fn hold(&self, on: bool) {
        self.held.set(on);
        if let Some(link) = self.current() {
            link.hold(on);
        }
    }

    pub(crate) fn current(&self) -> Option<Rc<LinkOut>> {
        self.current.borrow().clone()
    }

    /// Sends a control message; without a link it is not needed: the next handshake tells what is.
    pub(crate) fn say(&self, body: agent_up::Body) -> bool {
        match self.current() {
            Some(link) => {
                link.say(body);
                true
            }
            None => false,
        }
    }

    /// Says what became of something that no handshake tells of. It is said on the next link as well: this one may be dead already, and there may be none. Heard twice, it changes nothing.
    pub(crate) fn say_outcome(&self, body: agent_up::Body) {
        self.say(body.clone());
        let mut outcomes = self.outcomes.borrow_mut();
        if outcomes.len() == OUTCOMES {
            outcomes.pop_front();
        }
        outcomes.push_back(body);
    }
}

/// One channel of one link.
pub(crate) struct Channel {
    pub(crate) number: u32,
    out: Rc<LinkOut>,
    send: RefCell<SendWindow>,
    receive: RefCell<ReceiveWindow>,
    changed: Notify,
    closed: Cell<bool>,
}

impl Channel {
    pub(crate) fn new(number: u32, window: u32, out: Rc<LinkOut>) -> Rc<Channel> {
        Rc::new(Channel {
            number,
            out,
            send: RefCell::new(SendWindow::new(window)),
            receive: RefCell::new(ReceiveWindow::new(window)),
            changed: Notify::new(),
            closed: Cell::new(false),
        })
    }

    /// Payload bytes that may be sent now: none while the link's queue is long.
    pub(crate) fn available(&self) -> usize {
        if self.closed.get() || !self.out.has_room() { 0 } else { self.send.borrow().available() }
    }

    /// Sends a payload. `false`: there is no credit for it; nothing was sent.
    pub(crate) fn send(&self, class: Class, payload: &[u8]) -> bool {
        if self.closed.get() || !self.send.borrow_mut().take(payload.len()) {
            return false;
        }
        self.out.push(class, encode_data(self.number, &[payload]));
        true
    }

    /// Sends a payload about files, as an encoded frame, when there is credit for it and so much more. `false`: the channel is closed.
    pub(crate) async fn deliver(&self, class: Class, frame: Bytes, cost: usize, spare: usize) -> bool {
        loop {
            let (changed, room) = (self.changed.notified(), self.out.room.notified());
            if self.closed.get() {
                return false;
            }
            let room_now = class != Class::Transfer || self.out.has_room_for_files();
            if room_now && self.send.borrow().available() >= cost + spare && self.send.borrow_mut().take(cost) {
                self.out.push(class, frame);
                return true;
            }
            tokio::select! {
                () = changed => {}
                () = room => {}
            }
        }
    }

    /// Resolves when what others wait behind has been sent, or the channel was closed.
    pub(crate) async fn unhurried(&self) {
        while !self.closed.get() && !self.out.has_room() {
            let changed = self.changed.notified();
            tokio::select! {
                () = changed => {}
                () = self.out.room() => {}
            }
        }
    }

    /// Sends a packet of sound, which needs no credit: of what waits, the oldest is dropped.
    pub(crate) fn sound(&self, payload: &[u8]) {
        if !self.closed.get() {
            self.out.push(Class::Sound, encode_data(self.number, &[payload]));
        }
    }

    /// Throws away sound that waits: nobody listens any more.
    pub(crate) fn forget_sound(&self) {
        self.out.forget_sound(self.number);
    }

    /// Resolves when more may be sent than before, or the channel was closed.
    pub(crate) async fn ready(&self) {
        let changed = self.changed.notified();
        if !self.out.has_room() {
            tokio::select! {
                () = changed => {}
                () = self.out.room() => {}
            }
            return;
        }
        changed.await;
    }

    pub(crate) fn granted(&self, bytes: u32) -> Result<(), CreditError> {
        self.send.borrow_mut().grant(bytes)?;
        self.changed.notify_waiters();
        Ok(())
    }

    pub(crate) fn received(&self, bytes: usize) -> Result<(), CreditError> {
        self.receive.borrow_mut().received(bytes)
    }

    /// Received bytes were dealt with: the other side may send more.
    pub(crate) fn consumed(&self, bytes: usize) {
        let grant = self.receive.borrow_mut().consumed(bytes);
        if let Some(grant) = grant.filter(|_| !self.closed.get()) {
            self.out.push(Class::Control, encode_credit(self.number, grant));
        }
    }

    pub(crate) fn close(&self) {
        self.closed.set(true);
        self.changed.notify_waiters();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.get()
    }
}
