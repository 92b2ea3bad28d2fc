//! Serving what is ours: programs that paste ask for it, each in its own words, and get it in one piece or, by INCR, in many.
//!
//! SECURITY: whoever asks is any program. Few of them are served in pieces at a time, and one that does not take its next piece is let go within ten seconds, or when another one asks.

use std::time::{Duration, Instant};

use bytes::Bytes;
use towline_platform::{ClipKind, DesktopError};
use x11rb::connection::Connection;
use x11rb::cookie::VoidCookie;
use x11rb::errors::ReplyError;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, EventMask, PropMode, Property, PropertyNotifyEvent,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Timestamp, Window,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::X11Clipboard;
use crate::uris::{copied_files, uri_list};
use crate::x11::gone;

/// What goes in one piece; what is longer goes in pieces of this size.
const PIECE: usize = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);
/// Programs that are served in pieces at a time; one more takes the place of the idlest.
const MOST: usize = 16;
/// Things that a program may ask for at once, in units of four bytes.
const PAIRS: u32 = 64;
/// Windows and Unix programs alike take it for granted.
const HTML_HEAD: &[u8] = b"<meta http-equiv=\"content-type\" content=\"text/html; charset=utf-8\">";

/// What we own.
pub(super) struct Owned {
    pub(super) window: Window,
    pub(super) content: Vec<(ClipKind, Bytes)>,
    /// As the server counts; 0 until it said so.
    pub(super) since: Timestamp,
}

impl Owned {
    fn get(&self, kind: ClipKind) -> Option<&Bytes> {
        self.content.iter().find(|(has, _)| *has == kind).map(|(_, bytes)| bytes)
    }
}

/// Somebody who is served in pieces.
pub(super) struct Serving {
    pub(super) requestor: Window,
    property: Atom,
    kind: Atom,
    rest: Bytes,
    /// Until when the next piece is waited to be taken.
    pub(super) until: Instant,
}

impl X11Clipboard {
    pub(super) fn serve(&mut self, asked: &SelectionRequestEvent) -> Result<(), DesktopError> {
        // A program of old names no property and means the target.
        let property = if asked.property == x11rb::NONE { asked.target } else { asked.property };
        let owned = self.owned.as_ref().filter(|owned| owned.window == asked.owner);
        let in_time = owned.is_some_and(|owned| asked.time == x11rb::CURRENT_TIME || asked.time >= owned.since);
        let served = if !in_time || asked.selection != self.atoms.CLIPBOARD {
            false
        } else if asked.target == self.atoms.MULTIPLE {
            asked.property != x11rb::NONE && self.serve_many(asked.requestor, property)?
        } else {
            self.convert(asked.requestor, asked.target, property)?
        };
        let told = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: asked.requestor,
            selection: asked.selection,
            target: asked.target,
            property: if served { property } else { x11rb::NONE },
        };
        self.connection.send_event(false, asked.requestor, EventMask::NO_EVENT, told).map_err(gone)?;
        self.connection.flush().map_err(gone)
    }

    /// Pairs of a target and a property; what is not to be had becomes nothing in the list.
    fn serve_many(&mut self, requestor: Window, list: Atom) -> Result<bool, DesktopError> {
        let pairs = self.atoms.ATOM_PAIR;
        let asked = self.connection.get_property(false, requestor, list, pairs, 0, PAIRS).map_err(gone)?;
        let mut atoms: Vec<Atom> = match asked.reply() {
            Ok(reply) if reply.bytes_after == 0 => reply.value32().map(Iterator::collect).unwrap_or_default(),
            Ok(_) | Err(ReplyError::X11Error(_)) => return Ok(false),
            Err(error) => return Err(gone(error)),
        };
        for [target, property] in atoms.as_chunks_mut::<2>().0 {
            let nested = *target == self.atoms.MULTIPLE || *property == x11rb::NONE;
            if nested || !self.convert(requestor, *target, *property)? {
                *property = x11rb::NONE;
            }
        }
        self.connection.change_property32(PropMode::REPLACE, requestor, list, pairs, &atoms).map_err(gone)?;
        Ok(true)
    }

    /// Writes what was asked for. `false`: there is no such thing.
    fn convert(&mut self, requestor: Window, target: Atom, property: Atom) -> Result<bool, DesktopError> {
        let Some(owned) = &self.owned else { return Ok(false) };
        let (atoms, replace) = (self.atoms, PropMode::REPLACE);
        if target == atoms.TARGETS {
            let mut list = vec![atoms.TARGETS, atoms.TIMESTAMP, atoms.MULTIPLE, atoms.PASSWORD_HINT];
            for (kind, _) in &owned.content {
                match kind {
                    ClipKind::Text => list.extend([
                        atoms.UTF8_STRING,
                        atoms.TEXT_UTF8,
                        atoms.TEXT_PLAIN,
                        atoms.TEXT,
                        AtomEnum::STRING.into(),
                    ]),
                    ClipKind::Html => list.push(atoms.HTML),
                    ClipKind::Png => list.push(atoms.PNG),
                    ClipKind::Files => list.extend([atoms.URI_LIST, atoms.COPIED_FILES]),
                }
            }
            self.connection.change_property32(replace, requestor, property, AtomEnum::ATOM, &list).map_err(gone)?;
            return Ok(true);
        }
        if target == atoms.TIMESTAMP {
            let since = [owned.since];
            self.connection.change_property32(replace, requestor, property, AtomEnum::INTEGER, &since).map_err(gone)?;
            return Ok(true);
        }
        let text = || owned.get(ClipKind::Text).cloned();
        let (kind, content) = if target == atoms.UTF8_STRING || target == atoms.TEXT {
            (atoms.UTF8_STRING, text())
        } else if target == atoms.TEXT_UTF8 || target == atoms.TEXT_PLAIN {
            (target, text())
        } else if target == u32::from(AtomEnum::STRING) {
            (target, text().map(|text| latin(&text)))
        } else if target == atoms.HTML {
            (target, owned.get(ClipKind::Html).map(|html| [HTML_HEAD, html].concat().into()))
        } else if target == atoms.PNG {
            (target, owned.get(ClipKind::Png).cloned())
        } else if target == atoms.URI_LIST {
            (target, owned.get(ClipKind::Files).map(|paths| uri_list(paths)))
        } else if target == atoms.COPIED_FILES {
            (target, owned.get(ClipKind::Files).map(|paths| copied_files(paths)))
        } else if target == atoms.PASSWORD_HINT {
            (target, Some(Bytes::from_static(b"secret")))
        } else {
            (target, None)
        };
        match content {
            Some(content) => self.write(requestor, property, kind, content),
            None => Ok(false),
        }
    }

    fn write(&mut self, requestor: Window, property: Atom, kind: Atom, content: Bytes) -> Result<bool, DesktopError> {
        let (incr, replace) = (self.atoms.INCR, PropMode::REPLACE);
        if content.len() <= PIECE {
            self.connection.change_property8(replace, requestor, property, kind, &content).map_err(gone)?;
            return Ok(true);
        }
        self.serving.retain(|serving| (serving.requestor, serving.property) != (requestor, property));
        // Whoever is gone already is not told to be: it would be waited for.
        let events = EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY;
        match self.heed(requestor, events)?.check() {
            Ok(()) => {}
            Err(ReplyError::X11Error(_)) => return Ok(false),
            Err(error) => return Err(gone(error)),
        }
        // Who asks now comes before who has not taken a piece for the longest time.
        if self.serving.len() >= MOST
            && let Some(at) =
                (0..self.serving.len()).min_by_key(|at| self.serving.get(*at).map(|serving| serving.until))
        {
            self.serving.remove(at);
        }
        let announced = [u32::try_from(content.len()).unwrap_or(u32::MAX)];
        self.connection.change_property32(replace, requestor, property, incr, &announced).map_err(gone)?;
        self.serving.push(Serving { requestor, property, kind, rest: content, until: Instant::now() + PATIENCE });
        Ok(true)
    }

    /// Somebody took what was written: the next piece, and after the last one nothing, which is the end.
    pub(super) fn was_read(&mut self, event: &PropertyNotifyEvent) -> Result<(), DesktopError> {
        let of = |serving: &Serving| (serving.requestor, serving.property) == (event.window, event.atom);
        let Some(at) = self.serving.iter().position(|serving| event.state == Property::DELETE && of(serving)) else {
            return Ok(());
        };
        let Some(serving) = self.serving.get_mut(at) else { return Ok(()) };
        let piece = serving.rest.split_to(PIECE.min(serving.rest.len()));
        serving.until = Instant::now() + PATIENCE;
        let (requestor, property, kind) = (serving.requestor, serving.property, serving.kind);
        self.connection.change_property8(PropMode::REPLACE, requestor, property, kind, &piece).map_err(gone)?;
        if piece.is_empty() {
            self.serving.remove(at);
            if !self.serving.iter().any(|serving| serving.requestor == requestor) {
                self.heed(requestor, EventMask::NO_EVENT)?.ignore_error();
            }
        }
        self.connection.flush().map_err(gone)
    }

    fn heed(&self, window: Window, events: EventMask) -> Result<VoidCookie<'_, RustConnection>, DesktopError> {
        let events = ChangeWindowAttributesAux::new().event_mask(events);
        self.connection.change_window_attributes(window, &events).map_err(gone)
    }
}

/// Text for programs that know no Unicode.
fn latin(text: &[u8]) -> Bytes {
    String::from_utf8_lossy(text).chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
}
