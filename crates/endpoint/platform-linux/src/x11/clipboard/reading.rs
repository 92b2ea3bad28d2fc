//! Reading from whoever owns the clipboard: one exchange at a time, each on a window of its own, in one piece or, by INCR, in many.
//!
//! SECURITY: the owner may never answer, lie about sizes, send without an end, or go away. It has five seconds for each step and thirty for all, and never more bytes than were asked for.
//!
//! A program that writes to a window that is gone is ended by the error, unless it reckons with that: what a person has copied would be lost with it. So the window of an exchange that is given up stays for a while,
//! and what still comes is deleted unread.

use std::time::{Duration, Instant};

use towline_platform::{ClipEvent, ClipFault, ClipKind, DesktopError};
use x11rb::connection::Connection;
use x11rb::errors::ReplyError;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt as _, GetPropertyReply, Property, PropertyNotifyEvent, SelectionNotifyEvent, Window,
};

use super::X11Clipboard;
use crate::written::understood;
use crate::x11::gone;

const STEP: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(30);
/// Longest list of targets, in bytes: a thousand of them.
const TARGETS: usize = 4 * 1024;
/// So many exchanges that were given up may go on; the oldest ends for one more.
const ABANDONED: usize = 8;

/// What is asked of the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// What it has.
    Targets,
    /// A content, at most so many bytes.
    Kind(ClipKind, usize),
}

/// What is being read.
pub(super) struct Incoming {
    pub(super) want: Want,
    pub(super) window: Window,
    target: Atom,
    /// The owner has said whether it will write.
    answered: bool,
    /// What came of many pieces.
    pieces: Option<Vec<u8>>,
    /// Until when the next step is waited for.
    pub(super) until: Instant,
    /// Until when all of it is.
    pub(super) ends: Instant,
}

impl Incoming {
    fn most(&self) -> usize {
        match self.want {
            Want::Targets => TARGETS,
            Want::Kind(_, most) => most,
        }
    }
}

impl X11Clipboard {
    pub(super) fn ask(&mut self, want: Want, target: Atom) -> Result<(), DesktopError> {
        let window = self.new_window().map_err(gone)?;
        let (atoms, now) = (self.atoms, Instant::now());
        self.connection
            .convert_selection(window, atoms.CLIPBOARD, target, atoms.TOWLINE_CLIPBOARD, self.since)
            .map_err(gone)?;
        self.connection.flush().map_err(gone)?;
        let (answered, pieces) = (false, None);
        self.reading = Some(Incoming { want, window, target, answered, pieces, until: now + STEP, ends: now + WHOLE });
        Ok(())
    }

    /// The owner says that it has written, or that it will not.
    pub(super) fn answered(&mut self, event: &SelectionNotifyEvent) -> Result<(), DesktopError> {
        let Some(incoming) = self.reading.as_mut().filter(|incoming| incoming.window == event.requestor) else {
            return self.answered_late(event);
        };
        if incoming.pieces.is_some() || event.selection != self.atoms.CLIPBOARD || event.target != incoming.target {
            return Ok(());
        }
        incoming.answered = true;
        let (window, most) = (incoming.window, incoming.most());
        if event.property != self.atoms.TOWLINE_CLIPBOARD {
            return self.read_is_over(Err(ClipFault::NoAnswer));
        }
        let Some(head) = self.property(window, false, 1)? else { return self.read_is_over(Err(ClipFault::NoAnswer)) };
        if head.type_ == self.atoms.INCR {
            // What it announces is the least that comes.
            let announced = head.value32().and_then(|mut values| values.next()).unwrap_or(0);
            if let Some(incoming) = &mut self.reading {
                (incoming.pieces, incoming.until) = (Some(Vec::new()), Instant::now() + STEP);
            }
            if usize::try_from(announced).unwrap_or(usize::MAX) > most {
                return self.read_is_over(Err(ClipFault::TooLarge));
            }
            // With the deletion it begins.
            return self.let_go_on(window);
        }
        let length = head.value.len() + usize::try_from(head.bytes_after).unwrap_or(usize::MAX / 2);
        if length > most {
            return self.read_is_over(Err(ClipFault::TooLarge));
        }
        let whole = self.property(window, true, length)?.filter(|whole| whole.bytes_after == 0);
        self.read_is_over(whole.ok_or(ClipFault::NoAnswer).map(|whole| whole.value))
    }

    /// A piece of a content that comes in many.
    pub(super) fn more_to_read(&mut self, event: &PropertyNotifyEvent) -> Result<(), DesktopError> {
        let ours = event.state == Property::NEW_VALUE && event.atom == self.atoms.TOWLINE_CLIPBOARD;
        if !ours {
            return Ok(());
        }
        let Some(incoming) = self.reading.as_ref().filter(|incoming| incoming.window == event.window) else {
            return self.more_comes_late(event.window);
        };
        let Some(have) = incoming.pieces.as_ref().map(Vec::len) else { return Ok(()) };
        let (window, room) = (incoming.window, incoming.most() - have);
        let Some(piece) = self.property(window, true, room)? else { return Ok(()) };
        if piece.bytes_after > 0 || piece.value.len() > room {
            return self.read_is_over(Err(ClipFault::TooLarge));
        }
        let Some(incoming) = &mut self.reading else { return Ok(()) };
        incoming.until = Instant::now() + STEP;
        if let Some(pieces) = incoming.pieces.as_mut().filter(|_| !piece.value.is_empty()) {
            pieces.extend_from_slice(&piece.value);
            return self.connection.flush().map_err(gone);
        }
        let whole = incoming.pieces.take().unwrap_or_default();
        self.read_is_over(Ok(whole))
    }

    /// Our property: so many bytes of it, rounded up to four.
    fn property(&self, window: Window, delete: bool, bytes: usize) -> Result<Option<GetPropertyReply>, DesktopError> {
        let length = u32::try_from(bytes.div_ceil(4)).unwrap_or(u32::MAX / 4);
        let property = self.atoms.TOWLINE_CLIPBOARD;
        let asked = self.connection.get_property(delete, window, property, AtomEnum::ANY, 0, length.max(1));
        match asked.map_err(gone)?.reply() {
            Ok(reply) if reply.type_ != x11rb::NONE => Ok(Some(reply)),
            Ok(_) | Err(ReplyError::X11Error(_)) => Ok(None),
            Err(error) => Err(gone(error)),
        }
    }

    pub(super) fn read_is_over(&mut self, outcome: Result<Vec<u8>, ClipFault>) -> Result<(), DesktopError> {
        let Some(incoming) = self.reading.take() else { return Ok(()) };
        let (want, latin) = (incoming.want, incoming.target == u32::from(AtomEnum::STRING));
        self.leave(incoming)?;
        match want {
            Want::Targets => {
                self.has = self.kinds_of(&outcome.unwrap_or_default());
                self.ready.push_back(ClipEvent::Changed(self.has.iter().map(|(kind, _)| *kind).collect()));
            }
            Want::Kind(kind, most) => {
                let outcome = outcome
                    .and_then(|bytes| understood(kind, &bytes, latin))
                    .and_then(|bytes| if bytes.len() > most { Err(ClipFault::TooLarge) } else { Ok(bytes) });
                self.ready.push_back(ClipEvent::Read(kind, outcome));
            }
        }
        self.connection.flush().map_err(gone)
    }

    /// Nobody waits for it any more. Its window goes when the owner is through.
    pub(super) fn leave(&mut self, mut incoming: Incoming) -> Result<(), DesktopError> {
        if incoming.answered && incoming.pieces.is_none() {
            self.connection.destroy_window(incoming.window).map_err(gone)?;
            return Ok(());
        }
        if let Some(pieces) = &mut incoming.pieces {
            *pieces = Vec::new();
            self.connection.delete_property(incoming.window, self.atoms.TOWLINE_CLIPBOARD).map_err(gone)?;
        }
        incoming.ends = Instant::now() + WHOLE;
        self.abandoned.push_back(incoming);
        let most = self.abandoned.len().saturating_sub(ABANDONED);
        for oldest in self.abandoned.drain(..most) {
            self.connection.destroy_window(oldest.window).map_err(gone)?;
        }
        Ok(())
    }

    /// An answer that nobody waits for.
    fn answered_late(&mut self, event: &SelectionNotifyEvent) -> Result<(), DesktopError> {
        let late = self.abandoned.iter_mut().find(|late| late.window == event.requestor && !late.answered);
        let Some(late) = late else { return Ok(()) };
        late.answered = true;
        let window = late.window;
        if self.property(window, false, 1)?.is_none_or(|head| head.type_ != self.atoms.INCR) {
            return self.end_abandoned(window);
        }
        if let Some(late) = self.abandoned.iter_mut().find(|late| late.window == window) {
            late.pieces = Some(Vec::new());
        }
        self.let_go_on(window)
    }

    /// A piece that nobody waits for; the last one is empty.
    fn more_comes_late(&mut self, window: Window) -> Result<(), DesktopError> {
        if !self.abandoned.iter().any(|late| late.window == window && late.pieces.is_some()) {
            return Ok(());
        }
        match self.property(window, false, 1)? {
            Some(piece) if piece.value.is_empty() => self.end_abandoned(window),
            Some(_) => self.let_go_on(window),
            None => Ok(()),
        }
    }

    /// The owner goes on when what it has written is deleted.
    fn let_go_on(&self, window: Window) -> Result<(), DesktopError> {
        self.connection.delete_property(window, self.atoms.TOWLINE_CLIPBOARD).map_err(gone)?;
        self.connection.flush().map_err(gone)
    }

    fn end_abandoned(&mut self, window: Window) -> Result<(), DesktopError> {
        self.abandoned.retain(|late| late.window != window);
        self.connection.destroy_window(window).map_err(gone)?;
        self.connection.flush().map_err(gone)
    }

    /// Those that were given up so long ago that nothing comes any more.
    pub(super) fn end_oldest(&mut self, now: Instant) -> Result<(), DesktopError> {
        while let Some(oldest) = self.abandoned.front().filter(|oldest| oldest.ends <= now) {
            self.end_abandoned(oldest.window)?;
        }
        Ok(())
    }

    /// For each kind the best of the targets that an owner names.
    fn kinds_of(&self, list: &[u8]) -> Vec<(ClipKind, Atom)> {
        let named: Vec<Atom> = list.as_chunks::<4>().0.iter().map(|bytes| Atom::from_ne_bytes(*bytes)).collect();
        let best = |kind, of: &[Atom]| of.iter().find(|atom| named.contains(atom)).map(|atom| (kind, *atom));
        let atoms = self.atoms;
        let text = [atoms.UTF8_STRING, atoms.TEXT_UTF8, AtomEnum::STRING.into()];
        let kinds = [
            best(ClipKind::Text, &text),
            best(ClipKind::Html, &[atoms.HTML]),
            best(ClipKind::Png, &[atoms.PNG]),
            best(ClipKind::Files, &[atoms.URI_LIST, atoms.COPIED_FILES]),
        ];
        kinds.into_iter().flatten().collect()
    }
}
