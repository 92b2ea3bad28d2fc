//! What one viewer was sent and has not painted yet, and what it gets next.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;
use towline_wire::{Class, CreditError, SCREEN_LINK_CHANNEL, SCREEN_WINDOW, ScreenFlags, SendWindow, encode_data};

use crate::link::LinkSender;

/// Delta bytes that may be unpainted.
const UNPAINTED_BYTES: usize = 512 * 1024;
/// How long a delta may be unpainted.
const UNPAINTED_TIME: Duration = Duration::from_secs(1);
/// Deltas that may be unpainted however long it takes: so many the endpoint sends to whoever sets the pace before it waits, and one that takes a narrow line for seconds says nothing. A whole picture instead would take longer, and again and again.
const PACED: usize = 3;
/// Bytes of frame head that `encode_data` puts before a payload on channel 1.
const HEAD: usize = 2;

/// What happened to a viewer at the beginning of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It gets the frame.
    Yes,
    /// It does not, and needs none.
    No,
    /// It fell behind, and needs a KEY frame.
    Lost,
}

struct Unpainted {
    frame: u64,
    bytes: usize,
    since: Instant,
    key: bool,
}

pub(super) struct Ledger {
    window: SendWindow,
    /// Gets every frame; otherwise it waits for a KEY frame.
    live: bool,
    /// Takes the parts that come now.
    taking: bool,
    unpainted: VecDeque<Unpainted>,
    /// Whole frames of the link that wait for the viewer's credit: at most the rest of the frames that it took.
    waiting: VecDeque<Bytes>,
    /// The newest of each kind of state that found no credit: cursor shape, screen status.
    states: VecDeque<Bytes>,
    /// Pieces and answers of the clipboard, which go when no frame waits.
    clips: VecDeque<Bytes>,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Ledger {
            window: SendWindow::new(SCREEN_WINDOW),
            live: false,
            taking: false,
            unpainted: VecDeque::new(),
            waiting: VecDeque::new(),
            states: VecDeque::new(),
            clips: VecDeque::new(),
        }
    }

    /// Another stream begins. Parts that still wait belong to frames that are whole or will never be; a KEY frame follows.
    pub(super) fn restart(&mut self) {
        self.live = false;
        self.taking = false;
        self.unpainted.clear();
    }

    /// Waits for a KEY frame, and has room for one.
    pub(super) fn wants_key(&self) -> bool {
        !self.live && !self.taking && self.waiting.is_empty() && self.unpainted.is_empty()
    }

    /// When a viewer that paints nothing stops to set the pace, even if it controls.
    pub(super) fn stalls(&self) -> Option<Instant> {
        self.unpainted.front().map(|first| first.since + UNPAINTED_TIME)
    }

    /// The first part of a frame comes.
    pub(super) fn begin(&mut self, frame: u64, flags: ScreenFlags) -> Taken {
        let key = flags.has(ScreenFlags::KEY);
        let taken = if key && self.wants_key() {
            self.live = true;
            Taken::Yes
        } else if !self.live {
            // It asks for another one when it has room.
            if key { Taken::Lost } else { Taken::No }
        } else if key && !flags.has(ScreenFlags::ALL) {
            Taken::No
        } else if self.behind() {
            self.live = false;
            Taken::Lost
        } else {
            Taken::Yes
        };
        self.taking = taken == Taken::Yes;
        if self.taking {
            self.unpainted.push_back(Unpainted { frame, bytes: 0, since: Instant::now(), key });
        }
        taken
    }

    /// A part, as a frame of the link.
    pub(super) fn part(&mut self, sender: &LinkSender, out: &Bytes, size: usize) {
        if !self.taking {
            return;
        }
        if let Some(last) = self.unpainted.back_mut() {
            last.bytes += size;
        }
        self.waiting.push_back(out.clone());
        self.flush(sender);
    }

    /// The last part came.
    pub(super) fn end(&mut self) {
        self.taking = false;
    }

    /// On the viewer's glass.
    pub(super) fn painted(&mut self, frame: u64) {
        let mut key = false;
        while self.unpainted.front().is_some_and(|first| first.frame <= frame) {
            key |= self.unpainted.pop_front().is_some_and(|first| first.key);
        }
        if key {
            // What waited behind a whole picture begins to count now, or a slow line would never get past KEY frames.
            let now = Instant::now();
            for behind in &mut self.unpainted {
                behind.since = now;
            }
        }
    }

    /// The newest frame that this viewer holds nothing up before.
    pub(super) fn position(&self, newest: u64) -> u64 {
        self.unpainted.front().map_or(newest, |first| first.frame.saturating_sub(1))
    }

    pub(super) fn credit(&mut self, sender: &LinkSender, bytes: u32) -> Result<(), CreditError> {
        self.window.grant(bytes)?;
        self.flush(sender);
        Ok(())
    }

    /// A state of which only the newest counts: cursor shape, screen status.
    pub(super) fn state(&mut self, sender: &LinkSender, payload: Bytes) {
        self.states.retain(|waiting| waiting.first() != payload.first());
        self.states.push_back(payload);
        self.flush(sender);
    }

    /// Something that is worthless later: sent if there is room.
    pub(super) fn passing(&mut self, sender: &LinkSender, payload: &Bytes) {
        if self.window.take(payload.len()) {
            sender.frame(Class::Cursor, encode_data(SCREEN_LINK_CHANNEL, &[payload]));
        }
    }

    /// An answer to input. A later one says the same and more, so that one without room is left out.
    pub(super) fn answer(&mut self, sender: &LinkSender, payload: &Bytes) {
        if self.window.take(payload.len()) {
            sender.frame(Class::Input, encode_data(SCREEN_LINK_CHANNEL, &[payload]));
        }
    }

    /// A piece or an answer of the clipboard: at most as many as the viewer asked for.
    pub(super) fn clip(&mut self, sender: &LinkSender, payload: Bytes) {
        self.clips.push_back(payload);
        self.flush(sender);
    }

    /// What waits of the clipboard is dropped; `dropped` bytes that had credit already were not sent after all.
    pub(super) fn forget_clips(&mut self, dropped: usize) {
        self.clips.clear();
        let _ = self.window.grant(u32::try_from(dropped).unwrap_or(0));
    }

    fn flush(&mut self, sender: &LinkSender) {
        while let Some(state) = self.states.front() {
            if !self.window.take(state.len()) {
                break;
            }
            sender.frame(Class::Cursor, encode_data(SCREEN_LINK_CHANNEL, &[state]));
            self.states.pop_front();
        }
        while let Some(next) = self.waiting.front() {
            if !self.window.take(next.len().saturating_sub(HEAD)) {
                return;
            }
            if let Some(next) = self.waiting.pop_front() {
                sender.frame(Class::Screen, next);
            }
        }
        while let Some(next) = self.clips.front() {
            if !self.window.take(next.len()) {
                return;
            }
            sender.frame(Class::Clipboard, encode_data(SCREEN_LINK_CHANNEL, &[next]));
            self.clips.pop_front();
        }
    }

    /// Deltas only: a KEY frame is as large as the picture is, and takes what the line takes.
    fn behind(&self) -> bool {
        let deltas: usize = self.unpainted.iter().filter(|sent| !sent.key).map(|sent| sent.bytes).sum();
        deltas > UNPAINTED_BYTES || self.overdue()
    }

    fn overdue(&self) -> bool {
        self.unpainted.len() > PACED
            && self.unpainted.front().is_some_and(|first| !first.key && first.since.elapsed() > UNPAINTED_TIME)
    }
}
