//! The clipboard by data-control: the compositor tells of changes, and contents go through pipes between the programs. What is merely selected is nobody's business.
//!
//! SECURITY: every program of the desktop may own the clipboard or ask for it. Each exchange has a bound in bytes, in time and in number, and none of them holds up another.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rustix::event::{PollFd, PollFlags};
use rustix::fs::OFlags;
use towline_platform::{ClipEvent, ClipFault, ClipKind, Clipboard, DesktopError, Waker};
use wayland_client::backend::ObjectId;
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::protocol::wl_seat::WlSeat;
use wayland_client::{Connection, Dispatch, Proxy, QueueHandle, delegate_noop, event_created_child};
use wayland_protocols_wlr::data_control::v1::client::zwlr_data_control_device_v1::{
    self, EVT_DATA_OFFER_OPCODE, ZwlrDataControlDeviceV1,
};
use wayland_protocols_wlr::data_control::v1::client::zwlr_data_control_manager_v1::ZwlrDataControlManagerV1;
use wayland_protocols_wlr::data_control::v1::client::zwlr_data_control_offer_v1::{self, ZwlrDataControlOfferV1};
use wayland_protocols_wlr::data_control::v1::client::zwlr_data_control_source_v1::{self, ZwlrDataControlSourceV1};

use super::gone;
use super::link::Link;
use crate::uris::{copied_files, uri_list};
use crate::written::understood;

/// For the next bytes of a program, and for all of them.
const STEP: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(30);
/// Programs that may read what is ours at a time, and how long one may take.
const SERVED: usize = 16;
const PATIENCE: Duration = Duration::from_secs(10);
/// Names of types of one offer, and how long one may be.
const TYPES: usize = 128;
const TYPE: usize = 128;
/// Offers that may be there at a time.
const OFFERS: usize = 64;

const TEXT: [&str; 5] = ["text/plain;charset=utf-8", "UTF8_STRING", "text/plain", "STRING", "TEXT"];
const HTML: &str = "text/html";
const PNG: &str = "image/png";
const FILES: [&str; 2] = [URI_LIST, COPIED_FILES];
const URI_LIST: &str = "text/uri-list";
const COPIED_FILES: &str = "x-special/gnome-copied-files";
/// Keeps what a technician pasted out of the histories of clipboard managers.
const SECRET: &str = "x-kde-passwordManagerHint";

/// Clipboard of a Wayland compositor.
pub struct WaylandClipboard {
    link: Link<State>,
    state: State,
    watching: bool,
    reading: Option<Reading>,
    wanted: VecDeque<(ClipKind, usize)>,
    serving: Vec<Serving>,
    ready: VecDeque<ClipEvent>,
}

/// What the compositor tells.
struct State {
    seat: Option<WlSeat>,
    manager: Option<ZwlrDataControlManagerV1>,
    device: Option<ZwlrDataControlDeviceV1>,
    offers: HashMap<ObjectId, (ZwlrDataControlOfferV1, Vec<String>)>,
    current: Option<ObjectId>,
    changed: bool,
    own: Option<Own>,
    asked: Vec<(ObjectId, String, OwnedFd)>,
    /// A type that only our own content has.
    mark: String,
}

struct Own {
    source: ZwlrDataControlSourceV1,
    content: Vec<(ClipKind, Bytes)>,
}

struct Reading {
    kind: ClipKind,
    most: usize,
    latin: bool,
    pipe: File,
    bytes: Vec<u8>,
    until: Instant,
    ends: Instant,
}

/// Somebody reads what is ours.
struct Serving {
    pipe: File,
    content: Bytes,
    until: Instant,
}

impl WaylandClipboard {
    pub(super) fn open(socket: &Path) -> Result<WaylandClipboard, DesktopError> {
        let mut link = Link::open(socket)?;
        let mut state = State {
            seat: None,
            manager: None,
            device: None,
            offers: HashMap::new(),
            current: None,
            changed: false,
            own: None,
            asked: Vec::new(),
            mark: format!("application/x-towline-{}", std::process::id()),
        };
        let handle = link.handle();
        link.connection.display().get_registry(&handle, ());
        link.settle(&mut state)?;
        if let (Some(manager), Some(seat)) = (&state.manager, &state.seat) {
            state.device = Some(manager.get_data_device(seat, &handle, ()));
        }
        link.settle(&mut state)?;
        Ok(WaylandClipboard {
            link,
            state,
            watching: false,
            reading: None,
            wanted: VecDeque::new(),
            serving: Vec::new(),
            ready: VecDeque::new(),
        })
    }

    fn hear(&mut self) -> Result<(), DesktopError> {
        self.link.dispatch(&mut self.state)?;
        for (source, mime, pipe) in std::mem::take(&mut self.state.asked) {
            self.serve(&source, &mime, pipe);
        }
        if std::mem::take(&mut self.state.changed) {
            self.give_up(ClipFault::Changed);
            if self.watching {
                self.ready.push_back(ClipEvent::Changed(self.state.kinds()));
            }
        }
        Ok(())
    }

    /// Whatever is being read, and waits to be, is not.
    fn give_up(&mut self, fault: ClipFault) {
        let reading = self.reading.take().map(|reading| reading.kind);
        let waiting = std::mem::take(&mut self.wanted).into_iter().map(|(kind, _)| kind);
        self.ready.extend(reading.into_iter().chain(waiting).map(|kind| ClipEvent::Read(kind, Err(fault))));
    }

    fn serve(&mut self, source: &ObjectId, mime: &str, pipe: OwnedFd) {
        let Some(own) = self.state.own.as_ref().filter(|own| own.source.id() == *source) else { return };
        if self.serving.len() >= SERVED {
            return;
        }
        let kind = match mime {
            HTML => Some(ClipKind::Html),
            PNG => Some(ClipKind::Png),
            URI_LIST | COPIED_FILES => Some(ClipKind::Files),
            text if TEXT.contains(&text) => Some(ClipKind::Text),
            _ => None,
        };
        let content = own.content.iter().find(|(has, _)| Some(*has) == kind).map(|(_, content)| content.clone());
        let content = content.map(|content| match mime {
            URI_LIST => uri_list(&content),
            COPIED_FILES => copied_files(&content),
            _ => content,
        });
        let content = content.or_else(|| (mime == SECRET).then(|| Bytes::from_static(b"secret")));
        let quiet = rustix::fs::fcntl_getfl(&pipe)
            .and_then(|flags| rustix::fs::fcntl_setfl(&pipe, flags | OFlags::NONBLOCK))
            .is_ok();
        if let Some(content) = content.filter(|_| quiet) {
            self.serving.push(Serving { pipe: pipe.into(), content, until: Instant::now() + PATIENCE });
        }
    }

    /// Begins what can begin, goes on with what goes on, and ends what takes too long.
    fn advance(&mut self) -> Result<(), DesktopError> {
        let now = Instant::now();
        self.serving.retain_mut(|serving| serving.until > now && serving.write());
        if let Some(outcome) = self.reading.as_mut().and_then(|reading| reading.read(now)) {
            let Some(Reading { kind, most, latin, bytes, .. }) = self.reading.take() else { return Ok(()) };
            let outcome = outcome.and_then(|()| understood(kind, &bytes, latin));
            let outcome =
                outcome.and_then(|bytes| if bytes.len() > most { Err(ClipFault::TooLarge) } else { Ok(bytes) });
            self.ready.push_back(ClipEvent::Read(kind, outcome));
        }
        while self.reading.is_none()
            && let Some((kind, most)) = self.wanted.pop_front()
        {
            match self.state.best(kind) {
                Some((offer, mime)) => {
                    let (ours, theirs) = std::io::pipe().map_err(gone)?;
                    // Only our end: the other is a stranger's, who may expect to wait.
                    rustix::fs::fcntl_setfl(&ours, OFlags::NONBLOCK).map_err(gone)?;
                    offer.receive(mime.clone(), theirs.as_fd());
                    self.link.flush()?;
                    let (bytes, latin) = (Vec::new(), mime == "STRING");
                    let (until, ends) = (now + STEP, now + WHOLE);
                    self.reading =
                        Some(Reading { kind, most, latin, pipe: OwnedFd::from(ours).into(), bytes, until, ends });
                }
                None => self.ready.push_back(ClipEvent::Read(kind, Err(ClipFault::Changed))),
            }
        }
        Ok(())
    }
}

impl State {
    fn types(&self) -> &[String] {
        let current = self.current.as_ref().and_then(|id| self.offers.get(id));
        current.map(|(_, types)| types.as_slice()).filter(|types| !types.contains(&self.mark)).unwrap_or_default()
    }

    fn kinds(&self) -> Vec<ClipKind> {
        let kinds = [ClipKind::Text, ClipKind::Html, ClipKind::Png, ClipKind::Files];
        kinds.into_iter().filter(|kind| self.best(*kind).is_some()).collect()
    }

    /// What has a kind, and under which name.
    fn best(&self, kind: ClipKind) -> Option<(&ZwlrDataControlOfferV1, String)> {
        let names: &[&str] = match kind {
            ClipKind::Text => TEXT.get(..4).unwrap_or_default(),
            ClipKind::Html => &[HTML],
            ClipKind::Png => &[PNG],
            ClipKind::Files => &FILES,
        };
        let types = self.types();
        let name = names.iter().find(|name| types.iter().any(|has| has.eq_ignore_ascii_case(name)))?;
        let name = types.iter().find(|has| has.eq_ignore_ascii_case(name))?;
        let (offer, _) = self.offers.get(self.current.as_ref()?)?;
        Some((offer, name.clone()))
    }

    /// Offers that are not the clipboard's any more.
    fn forget(&mut self) {
        let current = self.current.clone();
        for (_, (offer, _)) in self.offers.extract_if(|id, _| Some(id) != current.as_ref()) {
            offer.destroy();
        }
    }
}

impl Reading {
    /// `None`: there is more to come.
    fn read(&mut self, now: Instant) -> Option<Result<(), ClipFault>> {
        let mut piece = [0; 16 * 1024];
        loop {
            match self.pipe.read(&mut piece) {
                Ok(0) => return Some(Ok(())),
                Ok(read) => {
                    self.bytes.extend_from_slice(piece.get(..read).unwrap_or_default());
                    self.until = now + STEP;
                    if self.bytes.len() > self.most {
                        return Some(Err(ClipFault::TooLarge));
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    return (self.until <= now || self.ends <= now).then_some(Err(ClipFault::NoAnswer));
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Some(Err(ClipFault::NoAnswer)),
            }
        }
    }
}

impl Serving {
    /// `false`: all is written, or nobody reads.
    fn write(&mut self) -> bool {
        while !self.content.is_empty() {
            match self.pipe.write(&self.content) {
                Ok(0) => return false,
                Ok(written) => _ = self.content.split_to(written),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
        false
    }
}

impl Clipboard for WaylandClipboard {
    fn waker(&self) -> Arc<dyn Waker> {
        self.link.waker.clone()
    }

    fn watch(&mut self, on: bool) -> Result<(), DesktopError> {
        self.hear()?;
        self.watching = on;
        if on {
            self.ready.push_back(ClipEvent::Changed(self.state.kinds()));
        } else {
            self.give_up(ClipFault::Changed);
        }
        Ok(())
    }

    fn read(&mut self, kind: ClipKind, most: usize) -> Result<(), DesktopError> {
        self.wanted.push_back((kind, most));
        self.advance()
    }

    fn put(&mut self, content: Vec<(ClipKind, Bytes)>) -> Result<bool, DesktopError> {
        let handle = self.link.handle();
        let (Some(manager), Some(device)) = (&self.state.manager, &self.state.device) else { return Ok(false) };
        let source = manager.create_data_source(&handle, ());
        for (kind, _) in &content {
            let names: &[&str] = match kind {
                ClipKind::Text => &TEXT,
                ClipKind::Html => &[HTML],
                ClipKind::Png => &[PNG],
                ClipKind::Files => &FILES,
            };
            names.iter().for_each(|name| source.offer((*name).to_owned()));
        }
        source.offer(SECRET.to_owned());
        source.offer(self.state.mark.clone());
        device.set_selection(Some(&source));
        let id = source.id();
        if let Some(before) = self.state.own.replace(Own { source, content }) {
            before.source.destroy();
        }
        self.link.settle(&mut self.state)?;
        Ok(self.state.own.as_ref().is_some_and(|own| own.source.id() == id))
    }

    fn clear(&mut self) -> Result<(), DesktopError> {
        self.link.dispatch(&mut self.state)?;
        // The compositor took it away when somebody else put something there.
        if let Some(own) = self.state.own.take() {
            if let Some(device) = &self.state.device {
                device.set_selection(None);
            }
            own.source.destroy();
        }
        self.serving.clear();
        self.link.flush()
    }

    fn wait(&mut self) -> Result<(), DesktopError> {
        if !self.ready.is_empty() || self.state.changed || !self.state.asked.is_empty() {
            return Ok(());
        }
        let reading = self.reading.iter().map(|reading| PollFd::new(&reading.pipe, PollFlags::IN));
        let serving = self.serving.iter().map(|serving| PollFd::new(&serving.pipe, PollFlags::OUT));
        let others = reading.chain(serving).collect();
        let reading = self.reading.iter().map(|reading| reading.until.min(reading.ends));
        let deadline = self.serving.iter().map(|serving| serving.until).chain(reading).min();
        self.link.wait(deadline, others)
    }

    fn next_event(&mut self) -> Result<Option<ClipEvent>, DesktopError> {
        if let Some(event) = self.ready.pop_front() {
            return Ok(Some(event));
        }
        self.hear()?;
        self.advance()?;
        self.link.flush()?;
        Ok(self.ready.pop_front())
    }
}

delegate_noop!(State: ignore WlSeat);
delegate_noop!(State: ZwlrDataControlManagerV1);

impl Dispatch<WlRegistry, ()> for State {
    fn event(
        state: &mut State,
        registry: &WlRegistry,
        event: wl_registry::Event,
        (): &(),
        _: &Connection,
        handle: &QueueHandle<State>,
    ) {
        if let wl_registry::Event::Global { name, interface, version } = event {
            if interface == WlSeat::interface().name && state.seat.is_none() {
                state.seat = Some(registry.bind(name, version.min(5), handle, ()));
            } else if interface == ZwlrDataControlManagerV1::interface().name {
                state.manager = Some(registry.bind(name, version.min(2), handle, ()));
            }
        }
    }
}

impl Dispatch<ZwlrDataControlDeviceV1, ()> for State {
    fn event(
        state: &mut State,
        device: &ZwlrDataControlDeviceV1,
        event: zwlr_data_control_device_v1::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<State>,
    ) {
        match event {
            zwlr_data_control_device_v1::Event::DataOffer { id } => {
                if state.offers.len() >= OFFERS {
                    state.forget();
                }
                state.offers.insert(id.id(), (id, Vec::new()));
            }
            zwlr_data_control_device_v1::Event::Selection { id } => {
                (state.current, state.changed) = (id.map(|offer| offer.id()), true);
                state.forget();
            }
            zwlr_data_control_device_v1::Event::PrimarySelection { .. } => state.forget(),
            zwlr_data_control_device_v1::Event::Finished => {
                device.destroy();
                (state.device, state.current, state.changed) = (None, None, true);
            }
            _ => {}
        }
    }

    event_created_child!(State, ZwlrDataControlDeviceV1, [
        EVT_DATA_OFFER_OPCODE => (ZwlrDataControlOfferV1, ()),
    ]);
}

impl Dispatch<ZwlrDataControlOfferV1, ()> for State {
    fn event(
        state: &mut State,
        offer: &ZwlrDataControlOfferV1,
        event: zwlr_data_control_offer_v1::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<State>,
    ) {
        if let zwlr_data_control_offer_v1::Event::Offer { mime_type } = event
            && let Some((_, types)) = state.offers.get_mut(&offer.id())
            && types.len() < TYPES
            && mime_type.len() <= TYPE
        {
            types.push(mime_type);
        }
    }
}

impl Dispatch<ZwlrDataControlSourceV1, ()> for State {
    fn event(
        state: &mut State,
        source: &ZwlrDataControlSourceV1,
        event: zwlr_data_control_source_v1::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<State>,
    ) {
        match event {
            zwlr_data_control_source_v1::Event::Send { mime_type, fd } if state.asked.len() < SERVED => {
                state.asked.push((source.id(), mime_type, fd));
            }
            zwlr_data_control_source_v1::Event::Cancelled => {
                if let Some(own) = state.own.take_if(|own| own.source.id() == source.id()) {
                    own.source.destroy();
                }
            }
            _ => {}
        }
    }
}
