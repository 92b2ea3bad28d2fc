//! The clipboard of a screen's viewers (SCR-7): offers, pieces and answers towards those who may have them, asks and pieces towards the endpoint from those who may give. Contents pass as bytes and
//! are kept nowhere: a viewer has at most [`CLIPBOARD_PIECES`] on the way, each of which is answered once.
//!
//! INVARIANT: nothing passes for a viewer whose participant has not switched the clipboard on, in no direction.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use prost::Message as _;
use towline_wire::v1::{ClipboardAnswer, ClipboardOffer, ClipboardOutcome, screen_up};
use towline_wire::{CLIPBOARD_PIECE, CLIPBOARD_PIECES, Class, Payload, SCREEN_LINK_CHANNEL};

use super::{Inner, Refused, ScreenFan, Viewer, stamp};
use crate::capability::Capabilities;
use crate::link::{LinkFault, lock};

/// Longest offer and longest answer.
const SMALL: usize = 64;
/// A piece with what is said of it.
const PIECE: usize = CLIPBOARD_PIECE + 64;
/// Credit that pieces leave to input.
const RESERVE: usize = 64 * 1024;

/// What of the clipboard concerns all viewers.
#[derive(Default)]
pub(super) struct Board {
    /// The newest offer, and how many there have been.
    offer: Option<ClipboardOffer>,
    offers: u64,
    /// What waits for the agent's credit, with its participant in front.
    up: VecDeque<Bytes>,
}

/// What of the clipboard concerns one viewer.
#[derive(Default)]
pub(super) struct Asked {
    /// Numbers that wait for their answer.
    open: VecDeque<u32>,
    /// The offer that it was told of last.
    told: u64,
}

impl ScreenFan {
    /// A participant's clipboard is off, or they may not use it any more: what is on its way is dropped (SES-2a).
    pub(crate) fn forget_clipboard(self: &Arc<Self>, participant: u16) {
        let mut inner = lock(&self.inner);
        let Inner { board, viewers, .. } = &mut *inner;
        board.up.retain(|payload| !payload.starts_with(&participant.to_le_bytes()));
        for viewer in viewers.iter_mut().filter(|viewer| viewer.capabilities.number() == participant) {
            viewer.asked.told = 0;
            let dropped = viewer.sender.forget(Class::Clipboard, SCREEN_LINK_CHANNEL);
            viewer.ledger.forget_clips(dropped);
            viewer.give_up(ClipboardOutcome::NotPermitted);
        }
    }

    /// Rights or switches changed: who may have the newest offer by now is told of it.
    pub(crate) fn offer_clipboard(self: &Arc<Self>) {
        lock(&self.inner).offer();
    }
}

impl Inner {
    /// A payload of the clipboard from the agent.
    pub(super) fn clipboard(&mut self, payload: Bytes, decoded: Payload) -> Result<(), LinkFault> {
        match decoded {
            Payload::ClipboardOffer(body) if body.len() <= SMALL => {
                let offer = ClipboardOffer::decode(body).map_err(|_| LinkFault("malformed_frame"))?;
                self.board.offers += 1;
                for viewer in self.viewers.iter_mut().filter(|viewer| viewer.capabilities.receives_clipboard()) {
                    viewer.asked.told = self.board.offers;
                    viewer.ledger.state(&viewer.sender, payload.clone());
                }
                self.board.offer = Some(offer);
            }
            Payload::ClipboardPiece { viewer, participant, number, bytes, .. } if bytes.len() <= CLIPBOARD_PIECE => {
                let of = |found: &&mut Viewer| found.id == viewer && found.capabilities.number() == participant;
                if let Some(found) = self.viewers.iter_mut().find(of)
                    && found.answered(number)
                    && found.capabilities.receives_clipboard()
                {
                    found.ledger.clip(&found.sender, payload);
                }
            }
            Payload::ClipboardAnswer { viewer, body } if body.len() <= SMALL => {
                let answer = ClipboardAnswer::decode(body).map_err(|_| LinkFault("malformed_frame"))?;
                let found = self.viewers.iter_mut().find(|found| found.id == viewer);
                if let Some(found) = found.filter(|found| found.asked.open.contains(&answer.number)) {
                    found.answered(answer.number);
                    found.ledger.clip(&found.sender, payload);
                }
            }
            _ => return Err(LinkFault("malformed_frame")),
        }
        Ok(())
    }

    /// An ask, a part or a set of a viewer. What may not pass is answered here.
    pub(super) fn viewer_clipboard(&mut self, key: u64, body: &screen_up::Body, payload: &Bytes) -> Refused {
        let (number, needs): (u32, fn(&Capabilities) -> bool) = match body {
            screen_up::Body::ClipboardAsk(ask) => (ask.number, Capabilities::receives_clipboard),
            screen_up::Body::ClipboardPart(part) => (part.number, Capabilities::gives_clipboard),
            screen_up::Body::ClipboardSet(set) => (set.number, Capabilities::gives_clipboard),
            screen_up::Body::ClipboardFiles(files) => (files.number, Capabilities::gives_files),
            _ => return Refused::No,
        };
        let there = self.channel.is_some() && self.source.as_ref().is_some_and(super::Source::takes_input);
        let Some(viewer) = self.viewers.iter_mut().find(|viewer| viewer.key == key) else { return Refused::No };
        let may = needs(&viewer.capabilities);
        let outcome = if !may {
            ClipboardOutcome::NotPermitted
        } else if viewer.asked.open.len() >= CLIPBOARD_PIECES || payload.len() > PIECE {
            ClipboardOutcome::Refused
        } else if !there {
            ClipboardOutcome::Lost
        } else {
            viewer.asked.open.push_back(number);
            let stamped = stamp(viewer.capabilities.number(), payload);
            self.board.up.push_back(stamped);
            self.flush_clipboard();
            return Refused::No;
        };
        viewer.tell(number, outcome);
        if may { Refused::No } else { Refused::Yes }
    }

    /// Sends pieces towards the endpoint, as far as credit for input is left over.
    pub(super) fn flush_clipboard(&mut self) {
        let (Some(source), Some(channel)) = (&self.source, &mut self.channel) else { return };
        while let Some(next) = self.board.up.front() {
            if channel.send.available() < next.len() + RESERVE || !channel.send.take(next.len()) {
                return;
            }
            source.clip(channel.number, next);
            self.board.up.pop_front();
        }
    }

    /// Another stream begins: what was asked of the one before is not answered any more.
    pub(super) fn reset_clipboard(&mut self) {
        self.board.up.clear();
        self.board.offer = None;
        for viewer in &mut self.viewers {
            viewer.give_up(ClipboardOutcome::Lost);
        }
    }

    /// Whoever comes to an offer, by joining or by a switch, hears of it as of something that was there before.
    pub(super) fn offer(&mut self) {
        let Some(offer) = &self.board.offer else { return };
        let body = ClipboardOffer { already: true, ..offer.clone() }.encode_to_vec().into();
        let offer = Payload::ClipboardOffer(body).encode();
        for viewer in &mut self.viewers {
            if viewer.asked.told < self.board.offers && viewer.capabilities.receives_clipboard() {
                viewer.asked.told = self.board.offers;
                viewer.ledger.state(&viewer.sender, offer.clone());
            }
        }
    }
}

impl Viewer {
    /// Whether this number waited for an answer; it does not any more.
    fn answered(&mut self, number: u32) -> bool {
        let at = self.asked.open.iter().position(|open| *open == number);
        at.is_some_and(|at| self.asked.open.remove(at).is_some())
    }

    fn give_up(&mut self, outcome: ClipboardOutcome) {
        for number in std::mem::take(&mut self.asked.open) {
            self.tell(number, outcome);
        }
    }

    fn tell(&mut self, number: u32, outcome: ClipboardOutcome) {
        let body = ClipboardAnswer { number, outcome: outcome.into() }.encode_to_vec().into();
        self.ledger.clip(&self.sender, Payload::ClipboardAnswer { viewer: self.id, body }.encode());
    }
}
