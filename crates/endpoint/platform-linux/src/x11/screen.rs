//! The eyes: damage wakes, a capture of the damaged box goes through shared memory, the pointer's shape and place and the monitors are followed by events. Nothing polls.

use std::collections::{HashMap, VecDeque};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use towline_platform::{DesktopError, DesktopEvent, DesktopLayout, DesktopMonitor, PointerShape, ScreenSource, Waker};
use towline_screen::{PixelView, Rect};
use x11rb::connection::{Connection, RequestConnection};
use x11rb::errors::{ConnectionError, ReplyError};
use x11rb::protocol::damage::{self, ConnectionExt as _, ReportLevel};
use x11rb::protocol::randr::{self, ConnectionExt as _};
use x11rb::protocol::shm::{self, ConnectionExt as _};
use x11rb::protocol::xfixes::{self, ConnectionExt as _, CursorNotifyMask};
use x11rb::protocol::xinput::{self, ConnectionExt as _, XIEventMask};
use x11rb::protocol::xkb::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{
    AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, EventMask, ImageFormat, Window,
};
use x11rb::protocol::{ErrorKind, Event};
use x11rb::rust_connection::RustConnection;

use super::{gone, unavailable};
use crate::memory::SharedMemory;
use crate::waker::EventWaker;

/// Bytes of a captured pixel.
const PIXEL: usize = 4;
/// While the screen is painted on, the pointer's place is asked for at most this often.
const ASK_POINTER: Duration = Duration::from_millis(100);
/// Largest side of a pointer's picture: what fits one payload.
const POINTER_SIDE: u16 = 255;

/// Screen of an X server.
pub struct X11Screen {
    connection: RustConnection,
    root: Window,
    width: u16,
    height: u16,
    keyboard: String,
    monitors: Vec<DesktopMonitor>,
    /// Ids of monitors by name, for as long as we run.
    monitor_ids: HashMap<String, u32>,
    rules_names: u32,
    memory: Option<(shm::Seg, SharedMemory)>,
    damage: Option<damage::Damage>,
    pending: Pending,
    waker: Arc<EventWaker>,
}

/// What was heard and not yet told.
#[derive(Default)]
struct Pending {
    damage: Rect,
    layout: bool,
    shape: bool,
    moved: bool,
    /// Where the pointer was when it was last asked for, and when that was.
    pointer: Option<((u16, u16), Instant)>,
    ready: VecDeque<DesktopEvent>,
}

impl X11Screen {
    pub(super) fn open(connection: RustConnection, screen: usize) -> Result<X11Screen, DesktopError> {
        let setup = connection.setup();
        let root = setup.roots.get(screen).ok_or_else(|| unavailable("the display has no such screen"))?;
        let depth = setup.pixmap_formats.iter().find(|format| format.depth == root.root_depth);
        let little = setup.image_byte_order == x11rb::protocol::xproto::ImageOrder::LSB_FIRST;
        let visual = root.allowed_depths.iter().flat_map(|d| &d.visuals).find(|v| v.visual_id == root.root_visual);
        let bgrx = visual.is_some_and(|v| (v.red_mask, v.green_mask, v.blue_mask) == (0xff_0000, 0xff00, 0xff));
        if !little || !bgrx || depth.is_none_or(|format| format.bits_per_pixel != 32) {
            return Err(unavailable("only displays of 24 bit colour are supported"));
        }
        let (root, width, height) = (root.root, root.width_in_pixels, root.height_in_pixels);
        let waker = Arc::new(EventWaker::new()?);
        let mut screen = X11Screen {
            connection,
            root,
            width,
            height,
            keyboard: String::new(),
            monitors: Vec::new(),
            monitor_ids: HashMap::new(),
            rules_names: 0,
            memory: None,
            damage: None,
            pending: Pending::default(),
            waker,
        };
        screen.prepare().map_err(unavailable)?;
        Ok(screen)
    }

    /// Agrees on versions and asks for the events that come whether or not somebody looks.
    fn prepare(&mut self) -> Result<(), ReplyError> {
        let connection = &self.connection;
        for name in [shm::X11_EXTENSION_NAME, damage::X11_EXTENSION_NAME, xfixes::X11_EXTENSION_NAME] {
            if connection.extension_information(name)?.is_none() {
                return Err(ConnectionError::UnsupportedExtension.into());
            }
        }
        connection.shm_query_version()?.reply()?;
        connection.damage_query_version(1, 1)?.reply()?;
        connection.xfixes_query_version(5, 0)?.reply()?;
        connection.randr_query_version(1, 5)?.reply()?;
        connection.xinput_xi_query_version(2, 2)?.reply()?;
        connection.xkb_use_extension(1, 0)?.reply()?;
        self.rules_names = connection.intern_atom(false, b"_XKB_RULES_NAMES")?.reply()?.atom;
        let events =
            ChangeWindowAttributesAux::new().event_mask(EventMask::STRUCTURE_NOTIFY | EventMask::PROPERTY_CHANGE);
        connection.change_window_attributes(self.root, &events)?.check()?;
        let changes =
            randr::NotifyMask::SCREEN_CHANGE | randr::NotifyMask::CRTC_CHANGE | randr::NotifyMask::OUTPUT_CHANGE;
        connection.randr_select_input(self.root, changes)?.check()?;
        let groups = xkb::SelectEventsAux::new().state_notify(xkb::SelectEventsAuxStateNotify {
            affect_state: xkb::StatePart::GROUP_STATE,
            state_details: xkb::StatePart::GROUP_STATE,
        });
        let (device, none) = (u16::from(xkb::ID::USE_CORE_KBD), xkb::EventType::default());
        connection
            .xkb_select_events(device, none, none, xkb::MapPart::default(), xkb::MapPart::default(), &groups)?
            .check()?;
        self.read_layout()
    }

    fn read_layout(&mut self) -> Result<(), ReplyError> {
        let geometry = self.connection.get_geometry(self.root)?.reply()?;
        (self.width, self.height) = (geometry.width, geometry.height);
        let mut monitors = Vec::new();
        for monitor in self.connection.randr_get_monitors(self.root, true)?.reply()?.monitors {
            let name = self.connection.get_atom_name(monitor.name)?.reply()?.name;
            let name: String = String::from_utf8_lossy(&name).chars().take(64).collect();
            let (w, h) = (u32::from(monitor.width), u32::from(monitor.height));
            let area = Rect::clipped(i32::from(monitor.x), i32::from(monitor.y), w, h, self.width, self.height);
            if !area.is_empty() {
                let next = self.monitor_ids.len() as u32 + 1;
                let id = *self.monitor_ids.entry(name.clone()).or_insert(next);
                monitors.push(DesktopMonitor { id, name, primary: monitor.primary, area });
            }
        }
        if monitors.is_empty() {
            let area = Rect::new(0, 0, self.width, self.height);
            monitors.push(DesktopMonitor { id: 1, name: "screen".into(), primary: true, area });
        }
        if !monitors.iter().any(|monitor| monitor.primary)
            && let Some(first) = monitors.first_mut()
        {
            first.primary = true;
        }
        self.monitors = monitors;
        self.keyboard = self.read_keyboard()?;
        Ok(())
    }

    /// The layout in use: "de", or "de(nodeadkeys)".
    fn read_keyboard(&self) -> Result<String, ReplyError> {
        let property =
            self.connection.get_property(false, self.root, self.rules_names, AtomEnum::STRING, 0, 256)?.reply()?;
        let state = self.connection.xkb_get_state(xkb::ID::USE_CORE_KBD.into())?.reply()?;
        let text = String::from_utf8_lossy(&property.value).into_owned();
        let part = |index: usize| {
            let list = text.split('\0').nth(index).unwrap_or_default();
            list.split(',').nth(usize::from(u8::from(state.group))).or(list.split(',').next()).unwrap_or_default()
        };
        let (layout, variant) = (part(2), part(3));
        let name = if variant.is_empty() { layout.to_owned() } else { format!("{layout}({variant})") };
        Ok(name.chars().take(64).collect())
    }

    fn hear(&mut self, event: &Event) {
        match event {
            Event::DamageNotify(event) => {
                let area = Rect::clipped(
                    i32::from(event.area.x),
                    i32::from(event.area.y),
                    event.area.width.into(),
                    event.area.height.into(),
                    self.width,
                    self.height,
                );
                self.pending.damage = self.pending.damage.union(area);
                // A program that puts the pointer somewhere by itself causes no motion event; it paints something, too.
                let asked = self.pending.pointer.map(|(_, at)| at);
                self.pending.moved |= asked.is_none_or(|at| at.elapsed() > ASK_POINTER);
            }
            Event::XfixesCursorNotify(_) => (self.pending.shape, self.pending.moved) = (true, true),
            Event::XinputRawMotion(_) => self.pending.moved = true,
            Event::RandrScreenChangeNotify(_) | Event::RandrNotify(_) | Event::XkbStateNotify(_) => {
                self.pending.layout = true;
            }
            Event::ConfigureNotify(event) if event.window == self.root => self.pending.layout = true,
            Event::PropertyNotify(event) if event.atom == self.rules_names => self.pending.layout = true,
            _ => {}
        }
    }

    /// Makes events of what was heard, in the order in which they matter.
    fn settle(&mut self) -> Result<(), ReplyError> {
        if std::mem::take(&mut self.pending.layout) {
            let before = self.layout();
            self.read_layout()?;
            if self.layout() != before {
                self.pending.ready.push_back(DesktopEvent::Layout);
            }
        }
        let damage = std::mem::take(&mut self.pending.damage);
        if !damage.is_empty() {
            self.pending.ready.push_back(DesktopEvent::Damage(damage));
        }
        if std::mem::take(&mut self.pending.shape) {
            let shape = self.read_pointer()?;
            self.pending.ready.push_back(DesktopEvent::Pointer(shape));
        }
        if std::mem::take(&mut self.pending.moved) {
            let at = self.connection.query_pointer(self.root)?.reply()?;
            let (x, y) = (at.root_x.max(0) as u16, at.root_y.max(0) as u16);
            if self.pending.pointer.replace(((x, y), Instant::now())).map(|(before, _)| before) != Some((x, y)) {
                self.pending.ready.push_back(DesktopEvent::PointerAt { x, y });
            }
        }
        Ok(())
    }

    fn read_pointer(&self) -> Result<PointerShape, ReplyError> {
        let image = self.connection.xfixes_get_cursor_image()?.reply()?;
        let (width, height) = (image.width.min(POINTER_SIDE), image.height.min(POINTER_SIDE));
        let mut rgba = Vec::with_capacity(usize::from(width) * usize::from(height) * 4);
        for row in image.cursor_image.chunks(usize::from(image.width).max(1)).take(usize::from(height)) {
            rgba.extend(row.iter().take(usize::from(width)).flat_map(|pixel| straight(*pixel)));
        }
        // A picture with nothing in it is how programs hide the pointer.
        if !rgba.iter().skip(3).step_by(4).any(|alpha| *alpha != 0) {
            return Ok(PointerShape::default());
        }
        Ok(PointerShape { hot_x: image.xhot.min(width), hot_y: image.yhot.min(height), width, height, rgba })
    }

    fn watch_events(&mut self, on: bool) -> Result<(), ReplyError> {
        let connection = &self.connection;
        if let Some(damage) = self.damage.take() {
            connection.damage_destroy(damage)?;
        }
        let cursor = if on { CursorNotifyMask::DISPLAY_CURSOR } else { CursorNotifyMask::default() };
        connection.xfixes_select_cursor_input(self.root, cursor)?;
        let motion = if on { XIEventMask::RAW_MOTION } else { XIEventMask::default() };
        let mask = xinput::EventMask { deviceid: xinput::Device::ALL_MASTER.into(), mask: vec![motion] };
        connection.xinput_xi_select_events(self.root, &[mask])?;
        if on {
            let id = connection.generate_id().map_err(|_| ConnectionError::UnknownError)?;
            connection.damage_create(id, self.root, ReportLevel::BOUNDING_BOX)?;
            self.damage = Some(id);
            (self.pending.shape, self.pending.moved, self.pending.pointer) = (true, true, None);
        }
        // The memory stays for whoever looks again: this process ends when nobody has for a while.
        self.connection.flush()?;
        Ok(())
    }

    /// Shared memory that holds at least so many bytes.
    fn make_room(&mut self, bytes: usize) -> Result<shm::Seg, ReplyError> {
        if let Some((segment, memory)) = &self.memory
            && memory.len() >= bytes
        {
            return Ok(*segment);
        }
        if let Some((segment, _)) = self.memory.take() {
            self.connection.shm_detach(segment)?;
        }
        let whole = usize::from(self.width) * usize::from(self.height) * PIXEL;
        let (memory, file) = SharedMemory::new(whole.max(bytes))
            .map_err(|error| ReplyError::ConnectionError(ConnectionError::IoError(std::io::Error::from(error))))?;
        let segment = self.connection.generate_id().map_err(|_| ConnectionError::UnknownError)?;
        self.connection.shm_attach_fd(segment, file, false)?.check()?;
        self.memory = Some((segment, memory));
        Ok(segment)
    }

    /// The server tells of each box that adds to what was painted: from here on it begins with nothing.
    fn forget_damage(&self) -> Result<(), ConnectionError> {
        if let Some(damage) = self.damage {
            self.connection.damage_subtract(damage, x11rb::NONE, x11rb::NONE)?;
        }
        Ok(())
    }

    /// The box that was captured; empty when the desktop became smaller meanwhile.
    fn grab(&mut self, area: Rect) -> Result<Rect, ReplyError> {
        let segment = self.make_room(area.area() * PIXEL)?;
        // What is painted from here on is told again; what was painted before is in this capture.
        self.forget_damage()?;
        let image = self.connection.shm_get_image(
            self.root,
            area.x as i16,
            area.y as i16,
            area.w,
            area.h,
            u32::MAX,
            ImageFormat::Z_PIXMAP.into(),
            segment,
            0,
        )?;
        match image.reply() {
            Ok(_) => Ok(area),
            Err(ReplyError::X11Error(error)) if error.error_kind == ErrorKind::Match => {
                self.pending.layout = true;
                Ok(Rect::default())
            }
            Err(error) => Err(error),
        }
    }
}

impl ScreenSource for X11Screen {
    fn path(&self) -> &'static str {
        "x11"
    }

    fn layout(&self) -> DesktopLayout {
        DesktopLayout {
            width: self.width,
            height: self.height,
            monitors: self.monitors.clone(),
            keyboard: self.keyboard.clone(),
        }
    }

    fn waker(&self) -> Arc<dyn Waker> {
        self.waker.clone()
    }

    fn watch(&mut self, on: bool) -> Result<(), DesktopError> {
        self.watch_events(on).map_err(gone)
    }

    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), DesktopError> {
        self.connection.flush().map_err(gone)?;
        if !self.pending.ready.is_empty() || self.pending.shape {
            return Ok(());
        }
        // Replies that were read may have brought events along, which no poll would tell of.
        if let Some(event) = self.connection.poll_for_event().map_err(gone)? {
            self.hear(&event);
            return Ok(());
        }
        self.waker.sleep(self.connection.stream().as_fd(), deadline)
    }

    fn next_event(&mut self) -> Result<Option<DesktopEvent>, DesktopError> {
        while let Some(event) = self.connection.poll_for_event().map_err(gone)? {
            self.hear(&event);
        }
        self.settle().map_err(gone)?;
        Ok(self.pending.ready.pop_front())
    }

    fn listen(&mut self) -> Result<(), DesktopError> {
        self.forget_damage().map_err(gone)
    }

    fn capture(&mut self, area: Rect) -> Result<PixelView<'_>, DesktopError> {
        let (w, h) = (u32::from(area.w), u32::from(area.h));
        let area = Rect::clipped(area.x.into(), area.y.into(), w, h, self.width, self.height);
        let area = if area.is_empty() { area } else { self.grab(area).map_err(gone)? };
        let pixels = self.memory.as_ref().map_or(&[][..], |(_, memory)| memory.bytes());
        PixelView::new(area, usize::from(area.w) * PIXEL, pixels).ok_or_else(|| gone("a capture of the wrong size"))
    }
}

/// Red, green, blue, alpha of a pixel whose colours were multiplied with its alpha.
fn straight(pixel: u32) -> [u8; 4] {
    let [b, g, r, alpha] = pixel.to_le_bytes();
    let channel = |value: u8| match alpha {
        0 => 0,
        alpha => (u32::from(value) * 255 / u32::from(alpha)).min(255) as u8,
    };
    [channel(r), channel(g), channel(b), alpha]
}
