//! The eyes: a stream of PipeWire for each monitor that the person there lets us see. The desktop paints into memory that it shares, when something changed; what is still costs nothing, and nothing flows
//! while nobody looks.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags};
use towline_platform::{DesktopError, DesktopEvent, DesktopLayout, DesktopMonitor, PointerShape, ScreenSource, Waker};
use towline_screen::{PixelView, Rect};

use super::bus::{Agreed, Session, Shown};
use super::frame::{self, PIXEL};
use super::input::{Place, Places};
use super::library::Library;
use super::pipewire::{Frame, PipeWire};
use super::pod::{Format, Order};
use super::{Denied, PATH, WHY, gone};
use crate::waker::EventWaker;
use crate::wayland::{Logical, arrange, dot};

/// The formats of all streams are agreed on within so long, or none is.
const AGREEMENT: Duration = Duration::from_secs(10);
/// A first picture is waited for so long; what has not come by then is black until it does.
const FIRST: Duration = Duration::from_secs(1);
/// Frames of a stream that are taken at a time: a desktop has fewer buffers than that.
const FRAMES: usize = 64;

/// Screen of a portal's desktop.
pub struct PortalScreen {
    desktop: String,
    wire: PipeWire,
    session: Session,
    waker: Arc<EventWaker>,
    eyes: Vec<Eye>,
    places: Places,
    pointer_apart: bool,
    input_absent: &'static str,
    size: (u16, u16),
    picture: Vec<u8>,
    damage: Rect,
    watching: bool,
    shape: Option<PointerShape>,
    ready: VecDeque<DesktopEvent>,
}

/// One stream.
struct Eye {
    shown: Shown,
    format: Option<Format>,
    /// The compositor's measure of a pixel of it, once it is known.
    density: Option<f64>,
    area: Rect,
    /// The number of the last frame.
    last: u64,
    /// A frame came since somebody looks.
    seen: bool,
}

impl Eye {
    fn pixels(&self) -> (u16, u16) {
        let side = |pixels: u32| u16::try_from(pixels).unwrap_or(0);
        self.format.map_or((0, 0), |format| (side(format.width), side(format.height)))
    }

    /// In the compositor's measure.
    fn logical(&self) -> (i32, i32) {
        let (width, height) = self.pixels();
        let density = self.density.unwrap_or(1.0);
        let side = |pixels: u16| (f64::from(pixels) / density).round().max(1.0) as i32;
        (side(width), side(height))
    }
}

impl PortalScreen {
    /// Waits, not for ever, until it is known how large everything is.
    pub(super) fn open(
        library: &'static Library,
        desktop: String,
        agreed: Agreed,
    ) -> Result<PortalScreen, DesktopError> {
        let Agreed { session, shown, remote, pointer_apart, input } = agreed;
        let nodes: Vec<u32> = shown.iter().map(|shown| shown.node).collect();
        let wire = PipeWire::connect(library, remote, &nodes)?;
        let waker = Arc::new(EventWaker::new()?);
        session.wakes(waker.clone());
        let eye = |shown| Eye { shown, format: None, density: None, area: Rect::default(), last: 0, seen: false };
        let mut screen = PortalScreen {
            desktop,
            wire,
            session,
            waker,
            eyes: shown.into_iter().map(eye).collect(),
            places: Places::default(),
            pointer_apart,
            input_absent: if input { "" } else { WHY },
            size: (0, 0),
            picture: Vec::new(),
            damage: Rect::default(),
            watching: false,
            shape: None,
            ready: VecDeque::new(),
        };
        let until = Instant::now() + AGREEMENT;
        loop {
            screen.wire.turn()?;
            screen.learn();
            if screen.eyes.iter().all(|eye| eye.format.is_some()) {
                break;
            }
            if Instant::now() >= until {
                return Err(gone("no format was agreed on"));
            }
            screen.sleep(Some(until))?;
        }
        screen.place();
        // Nothing flows until somebody looks.
        screen.wire.flow(false);
        Ok(screen)
    }

    pub(super) fn places(&self) -> Places {
        self.places.clone()
    }

    /// Formats that were agreed on. `true`: one is another than it was.
    fn learn(&mut self) -> bool {
        let mut other = false;
        for (index, eye) in self.eyes.iter_mut().enumerate() {
            let Some((format, true)) = self.wire.format(index) else { continue };
            other |= eye.format != Some(format);
            if eye.density.is_none()
                && let Some((width, _)) = eye.shown.size
            {
                eye.density = Some(f64::from(format.width) / f64::from(width));
            }
            eye.format = Some(format);
        }
        other
    }

    /// Where each stream stands in the picture. One that says nothing of it stands beside those before it.
    fn place(&mut self) {
        let mut right = 0;
        let logical = self.eyes.iter().map(|eye| {
            let (width, height) = eye.logical();
            let (x, y) = eye.shown.position.unwrap_or((right, 0));
            right = right.max(x.saturating_add(width));
            Logical { x, y, width, height, pixels: eye.pixels() }
        });
        let logical: Vec<Logical> = logical.collect();
        let (areas, size) = arrange(&logical);
        for (eye, area) in self.eyes.iter_mut().zip(areas) {
            eye.area = area;
        }
        self.size = size;
        let places = self.eyes.iter().map(|eye| Place { node: eye.shown.node, area: eye.area, size: eye.logical() });
        self.places.are(places.collect());
    }

    /// Takes what came.
    fn hear(&mut self) -> Result<(), DesktopError> {
        if self.session.is_closed() {
            return Err(DesktopError::Withheld(Denied::Withdrawn.code()));
        }
        // SECURITY: what cannot be shown any more is not asked for anew by itself: the person decides when they are asked.
        self.wire.turn().map_err(|error| {
            tracing::warn!(%error, "PipeWire's picture ended");
            DesktopError::Withheld(if self.session.is_closed() { Denied::Withdrawn } else { Denied::Unanswered }.code())
        })?;
        if self.learn() {
            self.place();
            if self.watching {
                self.clear();
            }
            self.ready.push_back(DesktopEvent::Layout);
        }
        for index in 0..self.eyes.len() {
            self.take(index);
        }
        let damage = std::mem::take(&mut self.damage);
        if !damage.is_empty() && self.watching {
            self.ready.push_back(DesktopEvent::Damage(damage));
        }
        Ok(())
    }

    fn clear(&mut self) {
        self.picture.clear();
        self.picture.resize(usize::from(self.size.0) * usize::from(self.size.1) * PIXEL, 0);
    }

    fn take(&mut self, index: usize) {
        let (wide, watching) = (self.size.0, self.watching);
        for _ in 0..FRAMES {
            let Some(eye) = self.eyes.get_mut(index) else { return };
            let (picture, damage) = (&mut self.picture, &mut self.damage);
            let mut pointer = None;
            let there = self.wire.frame(index, |frame| {
                pointer = frame.cursor.and_then(frame::cursor);
                if watching {
                    *damage = damage.union(eye.look(&frame, picture, wide));
                }
            });
            if !there {
                return;
            }
            let area = eye.area;
            let Some(pointer) = pointer.filter(|_| watching && self.pointer_apart) else { continue };
            if let Some(shape) = pointer.shape
                && self.shape.as_ref() != Some(&shape)
            {
                self.shape = Some(shape.clone());
                self.ready.push_back(DesktopEvent::Pointer(shape));
            }
            let inside = |at: i32, from: u16, size: u16| {
                let at = u16::try_from(at).ok().filter(|at| *at < size)?;
                from.checked_add(at)
            };
            if let (Some(x), Some(y)) = (inside(pointer.at.0, area.x, area.w), inside(pointer.at.1, area.y, area.h)) {
                // Where it was before the last place is nobody's interest.
                if let Some(DesktopEvent::PointerAt { .. }) = self.ready.back() {
                    self.ready.pop_back();
                }
                self.ready.push_back(DesktopEvent::PointerAt { x, y });
            }
        }
    }

    fn sleep(&self, deadline: Option<Instant>) -> Result<(), DesktopError> {
        let file = self.wire.file();
        self.waker.sleep_on(vec![PollFd::from_borrowed_fd(file, PollFlags::IN)], deadline)
    }
}

impl Eye {
    /// Copies what changed into the picture, and says where.
    fn look(&mut self, frame: &Frame<'_>, picture: &mut [u8], wide: u16) -> Rect {
        let (Some((bytes, stride)), Some(Format { order, .. })) = (frame.pixels, self.format) else {
            return Rect::default();
        };
        let order: Order = order;
        let (width, height) = (self.area.w, self.area.h);
        let number = frame.header.map_or(0, frame::number);
        // A frame that never came takes what it told with it.
        let follows = number == 0 || number == self.last.wrapping_add(1);
        self.last = number;
        let all = Rect::new(0, 0, width, height);
        let told = frame.damage.and_then(|told| frame::damage(told, width, height));
        let part = told.filter(|_| self.seen && follows).unwrap_or(all);
        self.seen = true;
        frame::copy((bytes, stride, order), part, picture, wide, (self.area.x, self.area.y));
        Rect { x: part.x.saturating_add(self.area.x), y: part.y.saturating_add(self.area.y), ..part }
    }
}

impl ScreenSource for PortalScreen {
    fn path(&self) -> &'static str {
        PATH
    }

    fn desktop(&self) -> String {
        self.desktop.clone()
    }

    fn clipboard_absent(&self) -> &'static str {
        WHY
    }

    fn input_absent(&self) -> &'static str {
        self.input_absent
    }

    fn layout(&self) -> DesktopLayout {
        let (width, height) = (self.size.0.max(1), self.size.1.max(1));
        let shown = self.eyes.iter().zip(1u32..).filter(|(eye, _)| !eye.area.is_empty());
        let mut monitors: Vec<DesktopMonitor> = shown
            .map(|(eye, id)| DesktopMonitor { id, name: format!("monitor-{id}"), primary: false, area: eye.area })
            .collect();
        monitors.sort_by_key(|monitor| (monitor.area.x, monitor.area.y));
        // The portal does not say which is the first one: the one that stands first is.
        if let Some(first) = monitors.first_mut() {
            first.primary = true;
        }
        if monitors.is_empty() {
            let area = Rect::new(0, 0, width, height);
            monitors.push(DesktopMonitor { id: 1, name: "none".into(), primary: true, area });
        }
        DesktopLayout { width, height, monitors, keyboard: String::new() }
    }

    fn waker(&self) -> Arc<dyn Waker> {
        self.waker.clone()
    }

    fn watch(&mut self, on: bool) -> Result<(), DesktopError> {
        self.watching = on;
        self.wire.flow(on);
        self.damage = Rect::default();
        if !on {
            self.picture = Vec::new();
            return Ok(());
        }
        self.clear();
        self.eyes.iter_mut().for_each(|eye| eye.seen = false);
        let until = Instant::now() + FIRST;
        while self.eyes.iter().any(|eye| !eye.seen) && Instant::now() < until && !self.session.is_closed() {
            self.sleep(Some(until))?;
            self.hear()?;
        }
        self.ready.retain(|event| !matches!(event, DesktopEvent::Damage(_)));
        // Beside the picture until it is told how it looks; in it for ever: then a dot follows the hand.
        self.ready.push_front(DesktopEvent::Pointer(self.shape.clone().unwrap_or_else(dot)));
        Ok(())
    }

    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), DesktopError> {
        if !self.ready.is_empty() || self.session.is_closed() {
            return Ok(());
        }
        self.sleep(deadline)
    }

    fn next_event(&mut self) -> Result<Option<DesktopEvent>, DesktopError> {
        if self.ready.is_empty() {
            self.hear()?;
        }
        Ok(self.ready.pop_front())
    }

    /// The picture as it was when the damage was told.
    fn capture(&mut self, area: Rect) -> Result<PixelView<'_>, DesktopError> {
        let (width, height) = self.size;
        let area = Rect::clipped(area.x.into(), area.y.into(), area.w.into(), area.h.into(), width, height);
        let stride = usize::from(width) * PIXEL;
        let start = usize::from(area.y) * stride + usize::from(area.x) * PIXEL;
        let pixels = self.picture.get(start..).unwrap_or_default();
        // While nobody looks there is no picture.
        let area = if pixels.is_empty() { Rect::default() } else { area };
        PixelView::new(area, stride, pixels).ok_or_else(|| gone("a picture of the wrong size"))
    }
}
