//! The eyes: each output is copied by the compositor when something was painted on it, and not before the last copy was looked at. What is still costs nothing. Nothing polls, but for outputs that are
//! switched off: no event tells when they are on again.
//!
//! The pointer is in the picture, because nothing tells how it looks; what follows the representative's hand at once is a small dot.

use std::collections::{HashMap, VecDeque};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use towline_platform::{DesktopError, DesktopEvent, DesktopLayout, DesktopMonitor, PointerShape, ScreenSource, Waker};
use towline_screen::{PixelView, Rect};
use wayland_client::protocol::wl_buffer::WlBuffer;
use wayland_client::protocol::wl_keyboard::{self, WlKeyboard};
use wayland_client::protocol::wl_output::WlOutput;
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::protocol::wl_seat::{self, WlSeat};
use wayland_client::protocol::wl_shm::{Format, WlShm};
use wayland_client::protocol::wl_shm_pool::WlShmPool;
use wayland_client::{Connection, Dispatch, Proxy, QueueHandle, WEnum, delegate_dispatch, delegate_noop};
use wayland_protocols::xdg::xdg_output::zv1::client::zxdg_output_manager_v1::ZxdgOutputManagerV1;
use wayland_protocols::xdg::xdg_output::zv1::client::zxdg_output_v1::ZxdgOutputV1;
use wayland_protocols_wlr::screencopy::v1::client::zwlr_screencopy_frame_v1::{self, Flags, ZwlrScreencopyFrameV1};
use wayland_protocols_wlr::screencopy::v1::client::zwlr_screencopy_manager_v1::ZwlrScreencopyManagerV1;

use super::keymap::{layout_of, read_keymap};
use super::link::Link;
use super::outputs::Outputs;
use super::pixels::{Layout, PIXEL, Source};
use super::probe::probe;
use super::{PATH, gone, unavailable};
use crate::memory::SharedMemory;

/// A first picture is waited for so long; an output that gives none is black until it does.
const FIRST: Duration = Duration::from_millis(400);
/// An output that gives no picture is asked again after so long.
const AGAIN: Duration = Duration::from_secs(1);
/// Largest buffer of an output: what the largest picture takes.
const BUFFER: usize = towline_screen::MAX_AREA * PIXEL;

/// Screen of a Wayland compositor.
pub struct WaylandScreen {
    desktop: String,
    link: Link<State>,
    state: State,
}

/// What the compositor tells.
#[derive(Default)]
struct State {
    outputs: Outputs,
    shm: Option<WlShm>,
    screencopy: Option<ZwlrScreencopyManagerV1>,
    seat: Option<WlSeat>,
    keyboard: Option<WlKeyboard>,
    keyboard_name: String,
    /// What was last told.
    layout: Option<DesktopLayout>,
    watching: bool,
    eyes: HashMap<u32, Eye>,
    picture: Vec<u8>,
    damage: Rect,
    moved: bool,
    ready: VecDeque<DesktopEvent>,
    failed: Option<DesktopError>,
}

/// How one output is looked at.
#[derive(Default)]
struct Eye {
    frame: Option<ZwlrScreencopyFrameV1>,
    /// What the next copy needs.
    offer: Option<Offer>,
    buffer: Option<Buffer>,
    /// All of it is wanted now, not what changes from here on.
    whole: bool,
    damage: Rect,
    upside_down: bool,
    /// It gave no picture; it is asked again then.
    again: Option<Instant>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Offer {
    format: Format,
    width: u32,
    height: u32,
    stride: u32,
}

impl Offer {
    fn layout(&self) -> Option<Layout> {
        let layout = Layout::of(self.format)?;
        let row = usize::try_from(self.width).ok()?.checked_mul(layout.bytes())?;
        let fits = self.width <= u32::from(u16::MAX) && self.height <= u32::from(u16::MAX);
        (fits && usize::try_from(self.stride).ok()? >= row && self.bytes()? <= BUFFER).then_some(layout)
    }

    fn bytes(&self) -> Option<usize> {
        usize::try_from(self.stride).ok()?.checked_mul(usize::try_from(self.height).ok()?)
    }
}

struct Buffer {
    wl: WlBuffer,
    pool: WlShmPool,
    memory: SharedMemory,
    offer: Offer,
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.wl.destroy();
        self.pool.destroy();
    }
}

impl Eye {
    /// Nothing is asked for any more.
    fn close(&mut self) {
        if let Some(frame) = self.frame.take() {
            frame.destroy();
        }
        (self.offer, self.damage) = (None, Rect::default());
    }
}

impl WaylandScreen {
    pub(super) fn open(socket: &Path) -> Result<WaylandScreen, DesktopError> {
        let mut link = Link::open(socket)?;
        let mut state = State::default();
        link.connection.display().get_registry(&link.handle(), ());
        // First the list, then what the things on it tell, then what those things tell.
        for _ in 0..3 {
            link.settle(&mut state)?;
        }
        if state.screencopy.is_none() || state.shm.is_none() {
            return Err(unavailable("the compositor does not let itself be captured"));
        }
        if let Some(error) = state.failed.take() {
            return Err(error);
        }
        state.outputs.arrange();
        state.layout = Some(state.layout_now());
        Ok(WaylandScreen { desktop: probe(socket).map(|found| found.name).unwrap_or_default(), link, state })
    }

    /// Has every output copied whole, and waits for it.
    fn see_all(&mut self) -> Result<(), DesktopError> {
        let handle = self.link.handle();
        let (width, height) = self.state.outputs.size;
        self.state.picture.clear();
        self.state.picture.resize(usize::from(width) * usize::from(height) * PIXEL, 0);
        let known: Vec<u32> = self.state.outputs.list.iter().map(|output| output.global).collect();
        for mut eye in self.state.eyes.extract_if(|_, _| true).map(|(_, eye)| eye) {
            eye.close();
        }
        for global in known {
            self.state.eyes.insert(global, Eye { whole: true, ..Eye::default() });
            self.state.ask(global, &handle);
        }
        let until = Instant::now() + FIRST;
        while self.state.eyes.values().any(|eye| eye.frame.is_some()) && Instant::now() < until {
            self.link.wait(Some(until), Vec::new())?;
            self.link.dispatch(&mut self.state)?;
        }
        // Damage of these copies is no news.
        self.state.damage = Rect::default();
        Ok(())
    }

    fn hear(&mut self) -> Result<(), DesktopError> {
        self.link.dispatch(&mut self.state)?;
        if let Some(error) = self.state.failed.take() {
            return Err(error);
        }
        let arranged = self.state.outputs.arrange();
        if arranged || std::mem::take(&mut self.state.moved) {
            let layout = self.state.layout_now();
            if self.state.layout.as_ref() != Some(&layout) {
                let same = self.state.layout.as_ref().is_some_and(|before| before.monitors == layout.monitors);
                self.state.layout = Some(layout);
                if self.state.watching && !same {
                    self.see_all()?;
                }
                self.state.ready.push_back(DesktopEvent::Layout);
            }
        }
        if self.state.watching {
            let (now, handle) = (Instant::now(), self.link.handle());
            let due = |eye: &Eye| eye.again.is_some_and(|again| again <= now);
            let due: Vec<u32> = self.state.eyes.iter().filter(|(_, eye)| due(eye)).map(|(global, _)| *global).collect();
            for global in due {
                self.state.ask(global, &handle);
            }
            self.link.flush()?;
        }
        let damage = std::mem::take(&mut self.state.damage);
        if !damage.is_empty() && self.state.watching {
            self.state.ready.push_back(DesktopEvent::Damage(damage));
        }
        Ok(())
    }
}

impl State {
    fn layout_now(&self) -> DesktopLayout {
        let shown = self.outputs.list.iter().filter(|output| !output.area.is_empty());
        let mut monitors: Vec<DesktopMonitor> = shown
            .map(|output| DesktopMonitor {
                id: output.id,
                name: output.name.clone(),
                primary: false,
                area: output.area,
            })
            .collect();
        monitors.sort_by_key(|monitor| (monitor.area.x, monitor.area.y));
        // A compositor has no first one: the one that stands first is.
        if let Some(first) = monitors.first_mut() {
            first.primary = true;
        }
        let (width, height) = self.outputs.size;
        if monitors.is_empty() {
            // All are unplugged: something there must be.
            let area = Rect::new(0, 0, width.max(1), height.max(1));
            monitors.push(DesktopMonitor { id: 1, name: "none".into(), primary: true, area });
        }
        let keyboard = self.keyboard_name.clone();
        DesktopLayout { width: width.max(1), height: height.max(1), monitors, keyboard }
    }

    /// Asks for the next copy of an output, unless one is on its way.
    fn ask(&mut self, global: u32, handle: &QueueHandle<State>) {
        let (Some(manager), Some(output)) = (&self.screencopy, self.outputs.of(global)) else { return };
        let eye = self.eyes.entry(global).or_default();
        eye.again = None;
        if eye.frame.is_some() {
            return;
        }
        (eye.offer, eye.damage, eye.upside_down) = (None, Rect::default(), false);
        eye.frame = Some(manager.capture_output(1, &output.wl, handle, global));
    }

    /// The compositor said what it needs: it gets a buffer of that kind, the last one if it fits.
    fn copy(&mut self, global: u32, handle: &QueueHandle<State>) -> Option<()> {
        let shm = self.shm.as_ref()?;
        let eye = self.eyes.get_mut(&global)?;
        let (frame, offer) = (eye.frame.as_ref()?, eye.offer?);
        offer.layout()?;
        if eye.buffer.as_ref().is_none_or(|buffer| buffer.offer != offer) {
            eye.buffer = None;
            let bytes = offer.bytes()?;
            let (memory, file) = SharedMemory::new(bytes).ok()?;
            let pool = shm.create_pool(file.as_fd(), i32::try_from(bytes).ok()?, handle, ());
            let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
            let (width, height, stride) = (side(offer.width), side(offer.height), side(offer.stride));
            let wl = pool.create_buffer(0, width, height, stride, offer.format, handle, ());
            eye.buffer = Some(Buffer { wl, pool, memory, offer });
        }
        let buffer = eye.buffer.as_ref()?;
        if eye.whole {
            frame.copy(&buffer.wl);
        } else {
            frame.copy_with_damage(&buffer.wl);
        }
        Some(())
    }

    /// A copy is there.
    fn seen(&mut self, global: u32) {
        let (Some(eye), Some(output)) = (self.eyes.get_mut(&global), self.outputs.of(global)) else { return };
        let Some(Buffer { memory, offer, .. }) = eye.buffer.as_ref() else { return eye.close() };
        let Some(layout) = offer.layout() else { return eye.close() };
        let (width, height) = (offer.width as u16, offer.height as u16);
        let all = Rect::new(0, 0, width, height);
        let damage = match eye.upside_down {
            _ if eye.whole || eye.damage.is_empty() => all,
            true => Rect::new(eye.damage.x, 0, eye.damage.w, height),
            false => eye.damage,
        };
        let source = Source {
            bytes: memory.bytes(),
            layout,
            width,
            height,
            stride: usize::try_from(offer.stride).unwrap_or(usize::MAX),
            upside_down: eye.upside_down,
            transform: output.transform,
        };
        let changed = source.copy(damage, &mut self.picture, self.outputs.size.0, output.area);
        eye.whole = changed.is_empty();
        eye.close();
        if changed.is_empty() {
            // Its size is about to be told; until then it is asked again.
            eye.again = Some(Instant::now() + AGAIN / 10);
        }
        self.damage = self.damage.union(changed);
    }

    /// No copy came: the output is off, or about to be something else.
    fn missed(&mut self, global: u32) {
        let Some(eye) = self.eyes.get_mut(&global) else { return };
        eye.close();
        let first = !eye.whole;
        (eye.whole, eye.again) = (true, Some(Instant::now() + AGAIN));
        if let Some(output) = self.outputs.of(global).filter(|_| first) {
            let (area, wide) = (output.area, usize::from(self.outputs.size.0));
            for y in area.y..area.y + area.h {
                let start = (usize::from(y) * wide + usize::from(area.x)) * PIXEL;
                if let Some(row) = self.picture.get_mut(start..start + usize::from(area.w) * PIXEL) {
                    row.fill(0);
                }
            }
            self.damage = self.damage.union(area);
        }
    }
}

impl Drop for WaylandScreen {
    fn drop(&mut self) {
        self.state.eyes.values_mut().for_each(Eye::close);
        let _ = self.link.flush();
    }
}

impl ScreenSource for WaylandScreen {
    fn path(&self) -> &'static str {
        PATH
    }

    fn desktop(&self) -> String {
        self.desktop.clone()
    }

    fn layout(&self) -> DesktopLayout {
        self.state.layout.clone().unwrap_or_else(|| self.state.layout_now())
    }

    fn waker(&self) -> Arc<dyn Waker> {
        self.link.waker.clone()
    }

    fn watch(&mut self, on: bool) -> Result<(), DesktopError> {
        self.state.watching = on;
        if on {
            self.link.dispatch(&mut self.state)?;
            self.state.outputs.arrange();
            self.state.layout = Some(self.state.layout_now());
            self.see_all()?;
            self.state.ready.push_back(DesktopEvent::Pointer(dot()));
            return Ok(());
        }
        self.state.eyes.values_mut().for_each(Eye::close);
        self.state.eyes.clear();
        (self.state.picture, self.state.damage) = (Vec::new(), Rect::default());
        self.link.flush()
    }

    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), DesktopError> {
        if !self.state.ready.is_empty() || !self.state.damage.is_empty() {
            return Ok(());
        }
        let again = self.state.eyes.values().filter_map(|eye| eye.again).min();
        self.link.wait([deadline, again].into_iter().flatten().min(), Vec::new())
    }

    fn next_event(&mut self) -> Result<Option<DesktopEvent>, DesktopError> {
        if self.state.ready.is_empty() {
            self.hear()?;
        }
        Ok(self.state.ready.pop_front())
    }

    /// The picture as it was when the damage was told; the next copy of the outputs in it is asked for.
    fn capture(&mut self, area: Rect) -> Result<PixelView<'_>, DesktopError> {
        let (width, height) = self.state.outputs.size;
        let (w, h) = (u32::from(area.w), u32::from(area.h));
        let area = Rect::clipped(area.x.into(), area.y.into(), w, h, width, height);
        let handle = self.link.handle();
        let seen = self.state.outputs.list.iter().filter(|output| !output.area.intersection(area).is_empty());
        let asleep = |global: &u32| self.state.eyes.get(global).is_none_or(|eye| eye.again.is_none());
        let seen: Vec<u32> = seen.map(|output| output.global).filter(asleep).collect();
        for global in seen {
            self.state.ask(global, &handle);
        }
        self.link.flush()?;
        let stride = usize::from(width) * PIXEL;
        let start = usize::from(area.y) * stride + usize::from(area.x) * PIXEL;
        let pixels = self.state.picture.get(start..).unwrap_or_default();
        // While nobody looks, and while outputs change, there is no picture.
        let area = if pixels.is_empty() { Rect::default() } else { area };
        PixelView::new(area, stride, pixels).ok_or_else(|| gone("a picture of the wrong size"))
    }
}

/// What follows the hand at once: a white dot with a dark rim.
pub(crate) fn dot() -> PointerShape {
    const ROWS: [&[u8; 7]; 7] = [b"..###..", b".#ooo#.", b"#ooooo#", b"#ooooo#", b"#ooooo#", b".#ooo#.", b"..###.."];
    let pixel = |sign: &u8| match sign {
        b'#' => [0x20, 0x20, 0x20, 0xff],
        b'o' => [0xff, 0xff, 0xff, 0xff],
        _ => [0; 4],
    };
    let rgba = ROWS.iter().flat_map(|row| row.iter().flat_map(pixel)).collect();
    PointerShape { hot_x: 3, hot_y: 3, width: 7, height: 7, rgba }
}

impl AsMut<Outputs> for State {
    fn as_mut(&mut self) -> &mut Outputs {
        &mut self.outputs
    }
}

delegate_dispatch!(State: [WlOutput: u32] => Outputs);
delegate_dispatch!(State: [ZxdgOutputV1: u32] => Outputs);
delegate_dispatch!(State: [ZxdgOutputManagerV1: ()] => Outputs);
delegate_noop!(State: ignore WlShm);
delegate_noop!(State: ignore WlShmPool);
delegate_noop!(State: ignore WlBuffer);
delegate_noop!(State: ignore ZwlrScreencopyManagerV1);

impl Dispatch<WlRegistry, ()> for State {
    fn event(
        state: &mut State,
        registry: &WlRegistry,
        event: wl_registry::Event,
        (): &(),
        _: &Connection,
        handle: &QueueHandle<State>,
    ) {
        match event {
            wl_registry::Event::Global { name, interface, version } => {
                if state.outputs.appeared(registry, name, &interface, version, handle) {
                    return;
                }
                if interface == WlShm::interface().name {
                    state.shm = Some(registry.bind(name, 1, handle, ()));
                } else if interface == ZwlrScreencopyManagerV1::interface().name && version >= 2 {
                    state.screencopy = Some(registry.bind(name, version.min(3), handle, ()));
                } else if interface == WlSeat::interface().name && state.seat.is_none() {
                    state.seat = Some(registry.bind(name, version.min(5), handle, ()));
                }
            }
            wl_registry::Event::GlobalRemove { name } => {
                state.outputs.vanished(name);
                if let Some(mut eye) = state.eyes.remove(&name) {
                    eye.close();
                }
            }
            _ => {}
        }
    }
}

impl Dispatch<WlSeat, ()> for State {
    fn event(
        state: &mut State,
        seat: &WlSeat,
        event: wl_seat::Event,
        (): &(),
        _: &Connection,
        handle: &QueueHandle<State>,
    ) {
        if let wl_seat::Event::Capabilities { capabilities: WEnum::Value(capabilities) } = event {
            let has = capabilities.contains(wl_seat::Capability::Keyboard);
            if has && state.keyboard.is_none() {
                state.keyboard = Some(seat.get_keyboard(handle, ()));
            } else if !has && let Some(keyboard) = state.keyboard.take() {
                keyboard.release();
            }
        }
    }
}

impl Dispatch<WlKeyboard, ()> for State {
    fn event(
        state: &mut State,
        _: &WlKeyboard,
        event: wl_keyboard::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<State>,
    ) {
        if let wl_keyboard::Event::Keymap { format: WEnum::Value(wl_keyboard::KeymapFormat::XkbV1), fd, size } = event
            && let Some(text) = read_keymap(fd, size)
        {
            state.keyboard_name = layout_of(&text);
            state.moved = true;
        }
    }
}

impl Dispatch<ZwlrScreencopyFrameV1, u32> for State {
    fn event(
        state: &mut State,
        frame: &ZwlrScreencopyFrameV1,
        event: zwlr_screencopy_frame_v1::Event,
        global: &u32,
        _: &Connection,
        handle: &QueueHandle<State>,
    ) {
        let Some(eye) = state.eyes.get_mut(global).filter(|eye| eye.frame.as_ref() == Some(frame)) else { return };
        let mut ready = false;
        match event {
            zwlr_screencopy_frame_v1::Event::Buffer { format: WEnum::Value(format), width, height, stride } => {
                let offer = Offer { format, width, height, stride };
                if eye.offer.is_none() && offer.layout().is_some() {
                    eye.offer = Some(offer);
                }
                ready = frame.version() < 3;
            }
            zwlr_screencopy_frame_v1::Event::BufferDone => ready = true,
            zwlr_screencopy_frame_v1::Event::Flags { flags: WEnum::Value(flags) } => {
                eye.upside_down = flags.contains(Flags::YInvert);
            }
            zwlr_screencopy_frame_v1::Event::Damage { x, y, width, height } => {
                let side = |pixels: u32| u16::try_from(pixels).unwrap_or(u16::MAX);
                eye.damage = eye.damage.union(Rect::new(side(x), side(y), side(width), side(height)));
            }
            zwlr_screencopy_frame_v1::Event::Ready { .. } => state.seen(*global),
            zwlr_screencopy_frame_v1::Event::Failed => state.missed(*global),
            _ => {}
        }
        if ready && state.copy(*global, handle).is_none() {
            state.failed = Some(gone("the compositor offers no picture that can be read"));
        }
    }
}
