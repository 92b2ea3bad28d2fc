//! What waits to be sent on one link, in the order of classes: a flood of output never stands before a key stroke.
//!
//! Holds encoded frames. Credit is taken by whoever fills it; the link's writer empties it.

use std::collections::VecDeque;

use bytes::Bytes;
use thiserror::Error;

/// Sending order; the first goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Control messages and credit.
    Control,
    /// Keys, pointer, acknowledgements.
    Input,
    /// Cursor shape and place.
    Cursor,
    /// Packets of sound, small and few: behind a frame of a picture they would come too late. No more than [`SOUND_FRAMES`] wait.
    Sound,
    /// Frame parts.
    Screen,
    /// Shell output.
    Shell,
    /// Pages of System Info.
    System,
    /// Pieces of a clipboard: nothing of a picture waits for them.
    Clipboard,
    /// Files that a person sends, which have time.
    File,
    /// Bytes of files that representatives fetch and put (FIL): nothing waits for them.
    Transfer,
}

const CLASSES: usize = 10;
/// Control frames that may wait on one link.
const CONTROL_FRAMES: usize = 256;

/// Packets of sound that may wait on one link: half a second of it. The oldest make room (SCR-18).
pub const SOUND_FRAMES: usize = 25;

/// The link does not keep up with what must not be dropped. Close it (`slow_consumer`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("too many control messages wait for a slow link")]
pub struct OutboxFull;

/// Frames that wait for the socket, by class.
#[derive(Debug, Default)]
pub struct Outbox {
    queues: [VecDeque<Bytes>; CLASSES],
    bytes: usize,
    /// Of these, those of transfers.
    transfers: usize,
}

impl Outbox {
    /// Nothing waits.
    pub fn new() -> Self {
        Outbox::default()
    }

    /// Adds an encoded frame.
    pub fn push(&mut self, class: Class, frame: Bytes) -> Result<(), OutboxFull> {
        let Some(queue) = self.queues.get_mut(class as usize) else { return Err(OutboxFull) };
        if class == Class::Control && queue.len() >= CONTROL_FRAMES {
            return Err(OutboxFull);
        }
        if class == Class::Sound && queue.len() >= SOUND_FRAMES {
            self.bytes -= queue.pop_front().map_or(0, |oldest| oldest.len());
        }
        self.bytes += frame.len();
        if class == Class::Transfer {
            self.transfers += frame.len();
        }
        queue.push_back(frame);
        Ok(())
    }

    /// The next frame to send.
    pub fn pop(&mut self) -> Option<Bytes> {
        self.pop_up_to(Class::File).or_else(|| self.pop_of(Class::Transfer))
    }

    /// The next frame of this class alone.
    pub fn pop_of(&mut self, class: Class) -> Option<Bytes> {
        let frame = self.queues.get_mut(class as usize)?.pop_front()?;
        self.bytes -= frame.len();
        if class == Class::Transfer {
            self.transfers -= frame.len();
        }
        Some(frame)
    }

    /// The next frame of this class, not that of transfers, or of one that goes before it.
    pub fn pop_up_to(&mut self, last: Class) -> Option<Bytes> {
        let frame = self
            .queues
            .iter_mut()
            .take((last as usize + 1).min(Class::Transfer as usize))
            .find_map(VecDeque::pop_front)?;
        self.bytes -= frame.len();
        Some(frame)
    }

    /// Throws away the waiting frames of a class that are not to be sent any more (SES-2a).
    pub fn retain(&mut self, class: Class, mut keep: impl FnMut(&Bytes) -> bool) {
        if let Some(queue) = self.queues.get_mut(class as usize) {
            let mut dropped = 0;
            queue.retain(|frame| {
                let kept = keep(frame);
                if !kept {
                    dropped += frame.len();
                }
                kept
            });
            self.bytes -= dropped;
            if class == Class::Transfer {
                self.transfers -= dropped;
            }
        }
    }

    /// Bytes that wait, of all classes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes of transfers that wait.
    pub fn transfer_bytes(&self) -> usize {
        self.transfers
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.queues.iter().all(VecDeque::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stroke_goes_before_a_flood_of_output() {
        let mut outbox = Outbox::new();
        for _ in 0..3 {
            outbox.push(Class::Shell, Bytes::from_static(b"output")).unwrap();
        }
        outbox.push(Class::Input, Bytes::from_static(b"key")).unwrap();
        outbox.push(Class::Control, Bytes::from_static(b"ping")).unwrap();
        assert_eq!(outbox.bytes(), 25);
        let order: Vec<Bytes> = std::iter::from_fn(|| outbox.pop()).collect();
        assert_eq!(order, ["ping", "key", "output", "output", "output"]);
        assert!(outbox.is_empty());
    }

    #[test]
    fn what_is_held_back_stays_while_the_rest_goes_sup_22() {
        let mut outbox = Outbox::new();
        outbox.push(Class::Shell, Bytes::from_static(b"output")).unwrap();
        outbox.push(Class::Screen, Bytes::from_static(b"frame")).unwrap();
        outbox.push(Class::Control, Bytes::from_static(b"ping")).unwrap();
        assert_eq!(outbox.pop_up_to(Class::Input).as_deref(), Some(&b"ping"[..]));
        assert_eq!(outbox.pop_up_to(Class::Input), None);
        assert_eq!(outbox.bytes(), 11);
        assert_eq!(outbox.pop().as_deref(), Some(&b"frame"[..]));
    }

    #[test]
    fn bytes_of_files_go_behind_everything_and_are_counted_apart_fil_8() {
        let mut outbox = Outbox::new();
        outbox.push(Class::Transfer, Bytes::from_static(b"bytes")).unwrap();
        outbox.push(Class::Transfer, Bytes::from_static(b"more bytes")).unwrap();
        outbox.push(Class::File, Bytes::from_static(b"sent")).unwrap();
        outbox.push(Class::Shell, Bytes::from_static(b"output")).unwrap();
        assert_eq!((outbox.bytes(), outbox.transfer_bytes()), (25, 15));
        assert_eq!(outbox.pop_up_to(Class::Transfer).as_deref(), Some(&b"output"[..]));
        outbox.retain(Class::Transfer, |frame| frame.len() > 5);
        assert_eq!((outbox.bytes(), outbox.transfer_bytes()), (14, 10));
        let order: Vec<Bytes> = std::iter::from_fn(|| outbox.pop()).collect();
        assert_eq!(order, ["sent", "more bytes"]);
        assert_eq!((outbox.bytes(), outbox.transfer_bytes()), (0, 0));
    }

    #[test]
    fn sound_that_waits_is_bounded_and_the_newest_stays_scr_18() {
        let mut outbox = Outbox::new();
        outbox.push(Class::Screen, Bytes::from_static(b"frame")).unwrap();
        for packet in 0..100u8 {
            outbox.push(Class::Sound, Bytes::from(vec![packet])).unwrap();
        }
        assert_eq!(outbox.bytes(), 5 + SOUND_FRAMES);
        let order: Vec<Bytes> = std::iter::from_fn(|| outbox.pop()).collect();
        let newest = (75..100u8).map(|packet| Bytes::from(vec![packet]));
        assert_eq!(order, newest.chain([Bytes::from_static(b"frame")]).collect::<Vec<_>>());
        assert_eq!(outbox.bytes(), 0);
    }

    #[test]
    fn a_link_that_takes_no_control_messages_is_given_up() {
        let mut outbox = Outbox::new();
        let pushed = (0..1000).take_while(|_| outbox.push(Class::Control, Bytes::new()).is_ok()).count();
        assert_eq!(pushed, CONTROL_FRAMES);
    }
}
