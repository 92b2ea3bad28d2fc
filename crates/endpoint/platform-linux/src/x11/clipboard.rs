//! The CLIPBOARD selection of an X server (ICCCM, section 2): XFixes tells of changes, so nothing polls. Contents are read from the program that owns it (`reading`), and what was put there
//! is served by us (`serving`). PRIMARY, what is merely selected, is nobody's business.
//!
//! SECURITY: every program of the desktop may own the selection or ask for it. Each exchange has a bound in bytes, in time and in number, and none of them holds up another.

mod reading;
mod serving;

use std::collections::VecDeque;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reading::{Incoming, Want};
use serving::{Owned, Serving};
use towline_platform::{ClipEvent, ClipFault, ClipKind, Clipboard, DesktopError, Waker};
use x11rb::connection::Connection;
use x11rb::errors::ReplyOrIdError;
use x11rb::protocol::Event;
use x11rb::protocol::xfixes::{ConnectionExt as _, SelectionEventMask};
use x11rb::protocol::xproto::{Atom, ConnectionExt as _, CreateWindowAux, EventMask, Timestamp, Window, WindowClass};
use x11rb::rust_connection::RustConnection;

use super::{gone, unavailable};
use crate::waker::EventWaker;

/// A program that sets the clipboard again and again is asked what it holds this often at most.
const CALM: Duration = Duration::from_millis(100);

x11rb::atom_manager! {
    /// Names of the protocol.
    pub(super) Atoms: AtomsCookie {
        CLIPBOARD,
        TARGETS,
        TIMESTAMP,
        MULTIPLE,
        ATOM_PAIR,
        INCR,
        UTF8_STRING,
        TEXT,
        TEXT_UTF8: b"text/plain;charset=utf-8",
        TEXT_PLAIN: b"text/plain",
        HTML: b"text/html",
        PNG: b"image/png",
        URI_LIST: b"text/uri-list",
        COPIED_FILES: b"x-special/gnome-copied-files",
        // Keeps what a technician pasted out of the histories of clipboard managers.
        PASSWORD_HINT: b"x-kde-passwordManagerHint",
        TOWLINE_CLIPBOARD,
    }
}

/// Clipboard of an X server.
pub struct X11Clipboard {
    connection: RustConnection,
    root: Window,
    atoms: Atoms,
    /// XFixes tells it what happens; it owns nothing.
    watcher: Window,
    waker: Arc<EventWaker>,
    watching: bool,
    /// Whose it is has changed, and what it holds was not asked yet; not before the moment.
    changed: bool,
    calm: Instant,
    /// When the owner of now got it.
    since: Timestamp,
    /// What the owner of now says that it has.
    has: Vec<(ClipKind, Atom)>,
    reading: Option<Incoming>,
    /// Given up, while the owner may still write; oldest first.
    abandoned: VecDeque<Incoming>,
    wanted: VecDeque<(ClipKind, usize)>,
    owned: Option<Owned>,
    serving: Vec<Serving>,
    ready: VecDeque<ClipEvent>,
}

impl X11Clipboard {
    pub(super) fn open(display: &str) -> Result<X11Clipboard, DesktopError> {
        let (connection, screen) = RustConnection::connect(Some(display)).map_err(unavailable)?;
        let root = connection.setup().roots.get(screen).ok_or_else(|| unavailable("the display has no such screen"))?;
        let root = root.root;
        let atoms = Atoms::new(&connection).map_err(unavailable)?.reply().map_err(unavailable)?;
        connection.xfixes_query_version(5, 0).map_err(unavailable)?.reply().map_err(unavailable)?;
        let waker = Arc::new(EventWaker::new()?);
        let mut clipboard = X11Clipboard {
            connection,
            root,
            atoms,
            watcher: x11rb::NONE,
            waker,
            watching: false,
            changed: false,
            calm: Instant::now(),
            since: x11rb::CURRENT_TIME,
            has: Vec::new(),
            reading: None,
            abandoned: VecDeque::new(),
            wanted: VecDeque::new(),
            owned: None,
            serving: Vec::new(),
            ready: VecDeque::new(),
        };
        clipboard.watcher = clipboard.new_window().map_err(unavailable)?;
        Ok(clipboard)
    }

    /// A window that is never shown: each exchange has its own, so that an answer that comes too late meets nobody.
    fn new_window(&self) -> Result<Window, ReplyOrIdError> {
        let window = self.connection.generate_id()?;
        let events = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        self.connection.create_window(0, window, self.root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &events)?;
        Ok(window)
    }

    /// Changes are told by the server while somebody wants to know, or while it is ours.
    fn follow(&self) -> Result<(), DesktopError> {
        let mask = if self.watching || self.owned.is_some() {
            SelectionEventMask::SET_SELECTION_OWNER
                | SelectionEventMask::SELECTION_WINDOW_DESTROY
                | SelectionEventMask::SELECTION_CLIENT_CLOSE
        } else {
            SelectionEventMask::default()
        };
        self.connection.xfixes_select_selection_input(self.watcher, self.atoms.CLIPBOARD, mask).map_err(gone)?;
        self.connection.flush().map_err(gone)
    }

    fn hear(&mut self, event: Event) -> Result<(), DesktopError> {
        match event {
            Event::XfixesSelectionNotify(event) if event.selection == self.atoms.CLIPBOARD => {
                self.since = event.selection_timestamp;
                self.changed_hands(event.owner)?;
            }
            Event::SelectionNotify(event) => self.answered(&event)?,
            Event::PropertyNotify(event) => {
                self.more_to_read(&event)?;
                self.was_read(&event)?;
            }
            Event::SelectionRequest(event) => self.serve(&event)?,
            Event::SelectionClear(event) => {
                self.owned.take_if(|owned| owned.window == event.owner);
            }
            Event::DestroyNotify(event) => self.serving.retain(|serving| serving.requestor != event.window),
            // Whoever asked for something may be gone by now: errors about their windows are theirs.
            _ => {}
        }
        Ok(())
    }

    /// Somebody else owns it, or nobody, or we do.
    fn changed_hands(&mut self, owner: Window) -> Result<(), DesktopError> {
        self.give_up(ClipFault::Changed)?;
        self.has.clear();
        if self.owned.as_mut().is_some_and(|owned| owned.window == owner) {
            if let Some(owned) = &mut self.owned {
                owned.since = self.since;
            }
            self.changed = false;
            self.ready.push_back(ClipEvent::Changed(Vec::new()));
            return Ok(());
        }
        self.owned = None;
        self.changed = owner != x11rb::NONE;
        if !self.changed && self.watching {
            self.ready.push_back(ClipEvent::Changed(Vec::new()));
        }
        Ok(())
    }

    /// Whatever is being read, and waits to be, is not.
    fn give_up(&mut self, fault: ClipFault) -> Result<(), DesktopError> {
        if let Some(incoming) = self.reading.take() {
            if let Want::Kind(kind, _) = incoming.want {
                self.ready.push_back(ClipEvent::Read(kind, Err(fault)));
            }
            self.leave(incoming)?;
        }
        for (kind, _) in std::mem::take(&mut self.wanted) {
            self.ready.push_back(ClipEvent::Read(kind, Err(fault)));
        }
        Ok(())
    }

    /// Begins what can begin, and ends what takes too long.
    fn advance(&mut self) -> Result<(), DesktopError> {
        let now = Instant::now();
        self.serving.retain(|serving| serving.until > now);
        self.end_oldest(now)?;
        if self.reading.as_ref().is_some_and(|incoming| incoming.until <= now || incoming.ends <= now) {
            self.read_is_over(Err(ClipFault::NoAnswer))?;
        }
        if self.reading.is_some() {
            return Ok(());
        }
        if self.changed && self.watching {
            if self.calm <= now {
                self.changed = false;
                self.calm = now + CALM;
                self.ask(Want::Targets, self.atoms.TARGETS)?;
            }
            return Ok(());
        }
        while self.reading.is_none()
            && let Some((kind, most)) = self.wanted.pop_front()
        {
            match self.has.iter().find(|(has, _)| *has == kind) {
                Some((_, target)) => self.ask(Want::Kind(kind, most), *target)?,
                None => self.ready.push_back(ClipEvent::Read(kind, Err(ClipFault::Changed))),
            }
        }
        Ok(())
    }

    fn deadline(&self) -> Option<Instant> {
        let reading = self.reading.as_ref().map(|incoming| incoming.until.min(incoming.ends));
        let calm = (self.changed && self.watching && self.reading.is_none()).then_some(self.calm);
        let oldest = self.abandoned.front().map(|oldest| oldest.ends);
        self.serving.iter().map(|serving| serving.until).chain(reading).chain(calm).chain(oldest).min()
    }
}

impl Clipboard for X11Clipboard {
    fn waker(&self) -> Arc<dyn Waker> {
        self.waker.clone()
    }

    fn watch(&mut self, on: bool) -> Result<(), DesktopError> {
        self.watching = on;
        self.follow()?;
        if !on {
            self.give_up(ClipFault::Changed)?;
            self.has.clear();
            self.changed = false;
            return Ok(());
        }
        let owner = self.connection.get_selection_owner(self.atoms.CLIPBOARD).map_err(gone)?.reply().map_err(gone)?;
        if self.owned.as_ref().is_none_or(|owned| owned.window != owner.owner) {
            self.since = x11rb::CURRENT_TIME;
        }
        self.changed_hands(owner.owner)
    }

    fn read(&mut self, kind: ClipKind, most: usize) -> Result<(), DesktopError> {
        self.wanted.push_back((kind, most));
        self.advance()
    }

    fn put(&mut self, content: Vec<(ClipKind, Bytes)>) -> Result<bool, DesktopError> {
        let window = self.new_window().map_err(gone)?;
        let clipboard = self.atoms.CLIPBOARD;
        let before = self.owned.replace(Owned { window, content, since: x11rb::CURRENT_TIME });
        self.follow()?;
        self.connection.set_selection_owner(window, clipboard, x11rb::CURRENT_TIME).map_err(gone)?;
        let owner = self.connection.get_selection_owner(clipboard).map_err(gone)?.reply().map_err(gone)?.owner;
        if let Some(before) = before {
            self.connection.destroy_window(before.window).map_err(gone)?;
        }
        if owner != window {
            self.clear()?;
        }
        Ok(owner == window)
    }

    fn clear(&mut self) -> Result<(), DesktopError> {
        // With the window goes its ownership, and nobody else's.
        if let Some(owned) = self.owned.take() {
            self.connection.destroy_window(owned.window).map_err(gone)?;
        }
        self.serving.clear();
        self.follow()
    }

    fn wait(&mut self) -> Result<(), DesktopError> {
        self.connection.flush().map_err(gone)?;
        if !self.ready.is_empty() {
            return Ok(());
        }
        // Replies that were read may have brought events along, which no poll would tell of.
        if let Some(event) = self.connection.poll_for_event().map_err(gone)? {
            return self.hear(event);
        }
        self.waker.sleep(self.connection.stream().as_fd(), self.deadline())
    }

    fn next_event(&mut self) -> Result<Option<ClipEvent>, DesktopError> {
        if let Some(event) = self.ready.pop_front() {
            return Ok(Some(event));
        }
        while let Some(event) = self.connection.poll_for_event().map_err(gone)? {
            self.hear(event)?;
        }
        self.advance()?;
        self.connection.flush().map_err(gone)?;
        Ok(self.ready.pop_front())
    }
}
