//! The endpoint's sound on its way to those who listen (SCR-18): small packets, passed on as they came. Sound is live, so nothing of it is kept for later: a viewer that does not keep up has the
//! oldest dropped, and nobody else notices.
//!
//! INVARIANT: a packet goes to a viewer only while its participant may hear and has switched sound on; and the agent captures only while somebody listens, as far as it is told here.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use prost::Message as _;
use towline_wire::v1::{ScreenUp, SoundWanted, screen_up};
use towline_wire::{Class, SCREEN_LINK_CHANNEL, encode_data};

use super::{Inner, ScreenFan, Viewer, stamp};
use crate::link::lock;

/// Packets of 20 ms that a viewer may have on its line without having said that they came.
const UNHEARD: usize = 50;
/// Packets that wait for such a viewer.
const WAITING: usize = 10;

/// Participants in whose name the agent was told to capture, and by which viewer.
pub(super) type Listeners = BTreeMap<u16, u64>;

/// The sound of one viewer.
#[derive(Default)]
pub(super) struct Hearing {
    wants: bool,
    ring: Ring,
}

impl Hearing {
    pub(super) fn want(&mut self, wants: bool) {
        self.wants = wants;
        self.ring = Ring::default();
    }
}

/// What of one viewer's sound is on the line, and what waits.
#[derive(Default)]
struct Ring {
    unheard: VecDeque<u32>,
    waiting: VecDeque<(u32, Bytes)>,
}

impl Ring {
    fn push(&mut self, sequence: u32, frame: Bytes) {
        if self.waiting.len() >= WAITING {
            self.waiting.pop_front();
        }
        self.waiting.push_back((sequence, frame));
    }

    /// Up to and including this one; a number that was never sent says nothing.
    fn heard(&mut self, sequence: u32) {
        if let Some(at) = self.unheard.iter().position(|sent| *sent == sequence) {
            self.unheard.drain(..=at);
        }
    }

    fn next(&mut self) -> Option<Bytes> {
        if self.unheard.len() >= UNHEARD {
            return None;
        }
        let (sequence, frame) = self.waiting.pop_front()?;
        self.unheard.push_back(sequence);
        Some(frame)
    }
}

impl ScreenFan {
    /// A participant's sound is off, or they may not hear any more: what is on its way is dropped (SES-2a).
    pub(crate) fn forget_sound(self: &Arc<Self>, participant: u16) {
        let mut inner = lock(&self.inner);
        for viewer in inner.viewers.iter_mut().filter(|viewer| viewer.capabilities.number() == participant) {
            viewer.sender.forget(Class::Sound, SCREEN_LINK_CHANNEL);
            viewer.hearing.ring = Ring::default();
        }
        inner.settle_sound();
    }

    /// Rights or switches changed.
    pub(crate) fn settle_sound(self: &Arc<Self>) {
        lock(&self.inner).settle_sound();
    }
}

impl Inner {
    /// Tells the agent who listens, as far as it does not know. It checks each against its grant.
    pub(super) fn settle_sound(&mut self) {
        // A window of a single monitor has no sound of its own.
        if self.channel.is_none() || self.monitor.is_some() {
            return;
        }
        let mut listen = Listeners::new();
        for viewer in self.viewers.iter().filter(|viewer| viewer.listens()) {
            listen.entry(viewer.capabilities.number()).or_insert(viewer.id);
        }
        if listen == self.listeners {
            return;
        }
        let before = std::mem::replace(&mut self.listeners, listen.clone());
        let over = before.into_iter().filter(|(participant, _)| !listen.contains_key(participant));
        let changes = over.map(|of| (of, false)).chain(listen.clone().into_iter().map(|of| (of, true)));
        for ((participant, viewer), on) in changes {
            let body = Some(screen_up::Body::SoundWanted(SoundWanted { on }));
            self.send_up(stamp(participant, &ScreenUp { viewer, sequence: 0, body }.encode_to_vec()));
        }
    }

    /// Another stream begins: it knows of nobody who listens.
    pub(super) fn reset_sound(&mut self) {
        self.listeners.clear();
        for viewer in &mut self.viewers {
            viewer.hearing.ring = Ring::default();
        }
    }

    /// A packet of the agent. `message` is the frame that it came in.
    pub(super) fn sound(&mut self, channel: u32, sequence: u32, payload: &Bytes, message: &Bytes) {
        let out = match channel {
            SCREEN_LINK_CHANNEL => message.clone(),
            _ => encode_data(SCREEN_LINK_CHANNEL, &[payload]),
        };
        for viewer in self.viewers.iter_mut().filter(|viewer| viewer.listens()) {
            viewer.hearing.ring.push(sequence, out.clone());
            viewer.flush_sound();
        }
    }
}

impl Viewer {
    fn listens(&self) -> bool {
        self.hearing.wants && self.capabilities.hears()
    }

    /// The viewer has packets up to this one.
    pub(super) fn heard(&mut self, sequence: u32) {
        self.hearing.ring.heard(sequence);
        if self.listens() {
            self.flush_sound();
        }
    }

    fn flush_sound(&mut self) {
        while let Some(frame) = self.hearing.ring.next() {
            self.sender.frame(Class::Sound, frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_slow_viewer_has_a_second_on_its_line_and_the_newest_waits_scr_18(steps in proptest::collection::vec(proptest::option::weighted(0.2, 0u32..300), 1..300)) {
            let (mut ring, mut next, mut sent) = (Ring::default(), 0, Vec::new());
            for heard in steps {
                match heard {
                    Some(sequence) => ring.heard(sequence),
                    None => {
                        ring.push(next, Bytes::from(next.to_le_bytes().to_vec()));
                        next += 1;
                    }
                }
                while let Some(frame) = ring.next() {
                    sent.push(u32::from_le_bytes(frame[..].try_into().unwrap()));
                }
                prop_assert!(ring.unheard.len() <= UNHEARD && ring.waiting.len() <= WAITING);
                // Nothing waits while there is room, and what waits is the newest.
                prop_assert!(ring.waiting.is_empty() || ring.unheard.len() == UNHEARD);
                prop_assert!(ring.waiting.back().is_none_or(|(newest, _)| *newest + 1 == next));
            }
            prop_assert!(sent.windows(2).all(|two| two[0] < two[1]), "in order, none twice");
        }
    }
}
