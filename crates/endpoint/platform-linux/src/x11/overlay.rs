//! Drawing above an X11 desktop (SCR-14, ADR 44): one window over all of it whose bounding shape is exactly what is drawn, so that it needs no compositor, and whose input shape is one small place, or
//! none, so that clicks go to what lies below. It is in the picture that all viewers get. The display server takes it away when our connection ends, however it ends.

use std::collections::{BTreeMap, VecDeque};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use towline_platform::{DesktopError, Ink, Lettering, Overlay, OverlayEvent, Waker};
use towline_screen::Rect;
use x11rb::connection::{Connection, RequestConnection};
use x11rb::errors::{ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::Event;
use x11rb::protocol::randr::{self, ConnectionExt as _};
use x11rb::protocol::shape::{self, ConnectionExt as _};
use x11rb::protocol::xfixes::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{
    AtomEnum, ChangeGCAux, ConfigureWindowAux, ConnectionExt as _, CreateGCAux, CreateWindowAux, EventMask, PropMode,
    Rectangle, Screen, StackMode, Visibility, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::letters::Letters;
use super::{gone, unavailable};
use crate::waker::EventWaker;

/// Rectangles in one request: the smallest longest request that a server may have holds them.
const RECTANGLES: usize = 4000;
/// A window that covers the drawing again and again is not fought faster than this, and slower each time.
const RAISE: Duration = Duration::from_millis(100);
const SLOWEST_RAISE: Duration = Duration::from_secs(30);

/// Draws above an X11 desktop.
pub struct X11Overlay {
    connection: RustConnection,
    number: usize,
    ability: Result<(), &'static str>,
    waker: Arc<EventWaker>,
    size: (u16, u16),
    canvas: Option<Canvas>,
    raised: Instant,
    pause: Duration,
    raise_at: Option<Instant>,
    ready: VecDeque<OverlayEvent>,
}

/// The window, while something is drawn.
struct Canvas {
    window: Window,
    context: u32,
    /// What is covered, as the server knows it.
    region: u32,
    inks: Vec<Ink>,
    covered: usize,
    mapped: bool,
}

impl X11Overlay {
    /// Connects to `display` (":0").
    ///
    /// # Errors
    /// When the display cannot be reached.
    pub fn open(display: &str) -> Result<X11Overlay, DesktopError> {
        let (connection, number) = RustConnection::connect(Some(display)).map_err(unavailable)?;
        let screen =
            connection.setup().roots.get(number).ok_or_else(|| unavailable("the display has no such screen"))?;
        let (root, size) = (screen.root, (screen.width_in_pixels, screen.height_in_pixels));
        let ability = prepare(&connection, root).map_err(unavailable)?;
        let (waker, ready) = (Arc::new(EventWaker::new()?), VecDeque::new());
        let (raised, pause, raise_at) = (Instant::now(), RAISE, None);
        Ok(X11Overlay { number, ability, waker, size, canvas: None, raised, pause, raise_at, ready, connection })
    }

    fn screen(&self) -> Result<&Screen, ReplyOrIdError> {
        self.connection.setup().roots.get(self.number).ok_or(ConnectionError::UnknownError.into())
    }

    fn make(&self) -> Result<Canvas, ReplyOrIdError> {
        let (screen, connection) = (self.screen()?, &self.connection);
        let (width, height) = self.size;
        let (window, context, region) =
            (connection.generate_id()?, connection.generate_id()?, connection.generate_id()?);
        // Without a ground of its own: what lies below stays until it is painted over.
        let how = CreateWindowAux::new()
            .override_redirect(1)
            .event_mask(EventMask::VISIBILITY_CHANGE | EventMask::EXPOSURE | EventMask::BUTTON_PRESS);
        let (kind, visual) = (WindowClass::INPUT_OUTPUT, screen.root_visual);
        let depth = x11rb::COPY_DEPTH_FROM_PARENT;
        connection.create_window(depth, window, screen.root, 0, 0, width, height, 0, kind, visual, &how)?;
        connection.change_property8(PropMode::REPLACE, window, AtomEnum::WM_NAME, AtomEnum::STRING, b"Towline")?;
        connection.create_gc(context, window, &CreateGCAux::new())?;
        connection.xfixes_create_region(region, &[])?;
        connection.xfixes_set_window_shape_region(window, shape::SK::INPUT, 0, 0, region)?;
        connection.xfixes_set_window_shape_region(window, shape::SK::BOUNDING, 0, 0, region)?;
        let inks = vec![Ink::NONE; usize::from(width) * usize::from(height)];
        Ok(Canvas { window, context, region, inks, covered: 0, mapped: false })
    }

    fn paint_all(&mut self, area: Rect, inks: &[Ink]) -> Result<(), ReplyOrIdError> {
        let area_inside = area.is_inside(self.size.0, self.size.1) && inks.len() == area.area();
        if area.is_empty() || !area_inside {
            return Ok(());
        }
        let mut canvas = match self.canvas.take() {
            Some(canvas) => canvas,
            None if inks.iter().all(|ink| !ink.covers()) => return Ok(()),
            None => self.make()?,
        };
        canvas.put(area, inks, self.size.0);
        if canvas.covered == 0 {
            self.destroy(&canvas)?;
            return Ok(());
        }
        let connection = &self.connection;
        canvas.reshape(connection, area, self.size.0)?;
        if !canvas.mapped {
            canvas.mapped = true;
            connection.configure_window(canvas.window, &ConfigureWindowAux::new().stack_mode(StackMode::ABOVE))?;
            connection.map_window(canvas.window)?;
            (self.raised, self.pause) = (Instant::now(), RAISE);
        }
        self.fill(&canvas, area)?;
        connection.flush()?;
        self.canvas = Some(canvas);
        Ok(())
    }

    /// Paints what is drawn within an area.
    fn fill(&self, canvas: &Canvas, area: Rect) -> Result<(), ReplyOrIdError> {
        let mut colours: BTreeMap<Ink, Vec<Rectangle>> = BTreeMap::new();
        canvas.runs(
            area,
            self.size.0,
            |left, right| left == right,
            |ink, run| colours.entry(ink).or_default().push(run),
        );
        for (ink, runs) in colours {
            let pixel = self.pixel(ink);
            self.connection.change_gc(canvas.context, &ChangeGCAux::new().foreground(pixel))?;
            for some in runs.chunks(RECTANGLES) {
                self.connection.poly_fill_rectangle(canvas.window, canvas.context, some)?;
            }
        }
        Ok(())
    }

    fn pixel(&self, ink: Ink) -> u32 {
        let masks = self.screen().ok().and_then(|screen| {
            let visuals = screen.allowed_depths.iter().flat_map(|depth| &depth.visuals);
            let visual = visuals.into_iter().find(|visual| visual.visual_id == screen.root_visual)?;
            Some([visual.red_mask, visual.green_mask, visual.blue_mask])
        });
        let masks = masks.unwrap_or([0xff_0000, 0xff00, 0xff]);
        ink.rgb().into_iter().zip(masks).fold(0, |pixel, (part, mask)| {
            let most = u64::from(mask >> mask.trailing_zeros().min(31));
            let part = u64::from(part) * most / 255;
            pixel | (part as u32) << mask.trailing_zeros().min(31) & mask
        })
    }

    fn destroy(&mut self, canvas: &Canvas) -> Result<(), ReplyOrIdError> {
        self.connection.destroy_window(canvas.window)?;
        self.connection.free_gc(canvas.context)?;
        self.connection.xfixes_destroy_region(canvas.region)?;
        self.connection.flush()?;
        self.raise_at = None;
        Ok(())
    }

    fn set_clicks(&self, area: Option<Rect>) -> Result<(), ReplyOrIdError> {
        let Some(canvas) = &self.canvas else { return Ok(()) };
        let region = self.connection.generate_id()?;
        let places: Vec<Rectangle> = area.into_iter().map(rectangle).collect();
        self.connection.xfixes_create_region(region, &places)?;
        self.connection.xfixes_set_window_shape_region(canvas.window, shape::SK::INPUT, 0, 0, region)?;
        self.connection.xfixes_destroy_region(region)?;
        self.connection.flush()?;
        Ok(())
    }

    fn hear(&mut self, event: Event) -> Result<(), ReplyOrIdError> {
        let window = self.canvas.as_ref().map(|canvas| canvas.window);
        match event {
            Event::ConfigureNotify(root) if Some(root.window) == self.screen().ok().map(|screen| screen.root) => {
                self.resized(root.width, root.height)?;
            }
            // Other monitors on a desktop of the same size.
            Event::RandrScreenChangeNotify(change) => self.resized(change.width, change.height)?,
            Event::Expose(seen) if Some(seen.window) == window => {
                let (width, height) = self.size;
                let (x, y) = (i32::from(seen.x), i32::from(seen.y));
                let area = Rect::clipped(x, y, seen.width.into(), seen.height.into(), width, height);
                if let Some(canvas) = &self.canvas {
                    self.fill(canvas, area)?;
                    self.connection.flush()?;
                }
            }
            Event::VisibilityNotify(seen) if Some(seen.window) == window && seen.state != Visibility::UNOBSCURED => {
                self.covered();
            }
            Event::ButtonPress(press) if Some(press.event) == window => self.ready.push_back(OverlayEvent::Clicked),
            Event::Error(error) => tracing::debug!(?error, "the display refused a request"),
            _ => {}
        }
        Ok(())
    }

    fn resized(&mut self, width: u16, height: u16) -> Result<(), ReplyOrIdError> {
        if let Some(canvas) = self.canvas.take() {
            self.destroy(&canvas)?;
        }
        self.size = (width, height);
        self.ready.push_back(OverlayEvent::Resized);
        Ok(())
    }

    /// Something lies over the drawing: it is raised, now or as soon as it may be again.
    fn covered(&mut self) {
        let since = self.raised.elapsed();
        if since > SLOWEST_RAISE {
            self.pause = RAISE;
        }
        let at = self.raised + self.pause;
        self.raise_at.get_or_insert(at);
    }

    fn raise(&mut self) -> Result<(), ReplyOrIdError> {
        let Some(canvas) = &self.canvas else { return Ok(()) };
        let above = ConfigureWindowAux::new().stack_mode(StackMode::ABOVE);
        self.connection.configure_window(canvas.window, &above)?;
        self.connection.flush()?;
        (self.raised, self.raise_at) = (Instant::now(), None);
        self.pause = (self.pause * 2).min(SLOWEST_RAISE);
        Ok(())
    }
}

impl Canvas {
    fn row(&self, y: u32, area: Rect, width: u16) -> &[Ink] {
        let start = y as usize * usize::from(width) + usize::from(area.x);
        self.inks.get(start..start + usize::from(area.w)).unwrap_or_default()
    }

    fn put(&mut self, area: Rect, inks: &[Ink], width: u16) {
        let count = |inks: &[Ink]| inks.iter().filter(|ink| ink.covers()).count();
        for (y, row) in (usize::from(area.y)..).zip(inks.chunks(usize::from(area.w))) {
            let start = y * usize::from(width) + usize::from(area.x);
            if let Some(place) = self.inks.get_mut(start..start + row.len()) {
                self.covered = (self.covered + count(row)).saturating_sub(count(place));
                place.copy_from_slice(row);
            }
        }
    }

    /// Tells of each run of pixels in a row that are covered and go together.
    fn runs(&self, area: Rect, width: u16, same: impl Fn(Ink, Ink) -> bool, mut tell: impl FnMut(Ink, Rectangle)) {
        for y in u32::from(area.y)..area.bottom() {
            let mut x = area.x;
            for run in self.row(y, area, width).chunk_by(|left, right| same(*left, *right)) {
                let length = u16::try_from(run.len()).unwrap_or(u16::MAX);
                if let Some(ink) = run.first().filter(|ink| ink.covers()) {
                    tell(*ink, rectangle(Rect::new(x, y as u16, length, 1)));
                }
                x = x.saturating_add(length);
            }
        }
    }

    /// Tells the server what is covered now; nothing outside the area changed. One request changes the window, so that nobody sees half of it.
    fn reshape(&self, connection: &RustConnection, area: Rect, width: u16) -> Result<(), ReplyOrIdError> {
        let other = connection.generate_id()?;
        connection.xfixes_create_region(other, &[rectangle(area)])?;
        connection.xfixes_subtract_region(self.region, other, self.region)?;
        let mut covered = Vec::new();
        self.runs(area, width, |left, right| left.covers() == right.covers(), |_, run| covered.push(run));
        for some in covered.chunks(RECTANGLES) {
            connection.xfixes_set_region(other, some)?;
            connection.xfixes_union_region(self.region, other, self.region)?;
        }
        connection.xfixes_destroy_region(other)?;
        connection.xfixes_set_window_shape_region(self.window, shape::SK::BOUNDING, 0, 0, self.region)?;
        Ok(())
    }
}

impl Overlay for X11Overlay {
    fn ability(&self) -> Result<(), &'static str> {
        self.ability
    }

    fn waker(&self) -> Arc<dyn Waker> {
        self.waker.clone()
    }

    fn size(&self) -> (u16, u16) {
        self.size
    }

    fn first_monitor(&self) -> Rect {
        let (width, height) = self.size;
        let all = Rect::new(0, 0, width, height);
        let Ok(screen) = self.screen() else { return all };
        let asked = self.connection.randr_get_monitors(screen.root, true).map_err(ReplyError::from);
        let Ok(monitors) = asked.and_then(|asked| asked.reply()) else { return all };
        let monitors = monitors.monitors;
        let first = monitors.iter().find(|monitor| monitor.primary).or_else(|| monitors.first());
        let area = first.map(|first| {
            let (x, y, w, h) = (first.x.into(), first.y.into(), first.width.into(), first.height.into());
            Rect::clipped(x, y, w, h, width, height)
        });
        area.filter(|area| !area.is_empty()).unwrap_or(all)
    }

    fn letters(&self, texts: &[&str], size: u16) -> Lettering {
        let letters = Letters::for_texts(texts);
        let size = f32::from(size.clamp(6, 64));
        let text = texts.iter().find(|text| letters.has_all(text)).or_else(|| texts.last());
        let Some(text) = text else { return Lettering::default() };
        let width = letters.width(text, size).ceil().clamp(0.0, 1000.0) as u16;
        let height = (size * 1.3).ceil() as u16;
        let mut covered = vec![0; usize::from(width) * usize::from(height)];
        letters.draw(text, size, (0.0, size), |x, y, part| {
            if x < u32::from(width)
                && y < u32::from(height)
                && let Some(pixel) = covered.get_mut(y as usize * usize::from(width) + x as usize)
            {
                *pixel = (*pixel).max((part * 255.0).round() as u8);
            }
        });
        Lettering { width, height, covered }
    }

    fn paint(&mut self, area: Rect, inks: &[Ink]) -> Result<(), DesktopError> {
        if self.ability.is_err() {
            return Ok(());
        }
        self.paint_all(area, inks).map_err(gone)
    }

    fn take_clicks(&mut self, area: Option<Rect>) -> Result<(), DesktopError> {
        self.set_clicks(area).map_err(gone)
    }

    fn hide(&mut self) -> Result<(), DesktopError> {
        match self.canvas.take() {
            Some(canvas) => self.destroy(&canvas).map_err(gone),
            None => Ok(()),
        }
    }

    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), DesktopError> {
        self.connection.flush().map_err(gone)?;
        while let Some(event) = self.connection.poll_for_event().map_err(gone)? {
            self.hear(event).map_err(gone)?;
        }
        if self.raise_at.is_some_and(|at| at <= Instant::now()) {
            self.raise().map_err(gone)?;
        }
        if !self.ready.is_empty() {
            return Ok(());
        }
        let deadline = [deadline, self.raise_at].into_iter().flatten().min();
        self.waker.sleep(self.connection.stream().as_fd(), deadline)
    }

    fn next_event(&mut self) -> Result<Option<OverlayEvent>, DesktopError> {
        while let Some(event) = self.connection.poll_for_event().map_err(gone)? {
            self.hear(event).map_err(gone)?;
        }
        Ok(self.ready.pop_front())
    }
}

fn prepare(connection: &RustConnection, root: Window) -> Result<Result<(), &'static str>, ReplyError> {
    for name in [shape::X11_EXTENSION_NAME, xfixes::X11_EXTENSION_NAME, randr::X11_EXTENSION_NAME] {
        if connection.extension_information(name)?.is_none() {
            return Ok(Err("no_extension"));
        }
    }
    // Regions and input shapes.
    let version = connection.xfixes_query_version(5, 0)?.reply()?;
    let shapes = connection.shape_query_version()?.reply()?;
    if version.major_version < 2 || (shapes.major_version, shapes.minor_version) < (1, 1) {
        return Ok(Err("no_extension"));
    }
    connection.randr_query_version(1, 5)?.reply()?;
    connection.randr_select_input(root, randr::NotifyMask::SCREEN_CHANGE)?;
    let mask = x11rb::protocol::xproto::ChangeWindowAttributesAux::new().event_mask(EventMask::STRUCTURE_NOTIFY);
    connection.change_window_attributes(root, &mask)?.check()?;
    Ok(Ok(()))
}

fn rectangle(area: Rect) -> Rectangle {
    // Places on a desktop are small enough for the protocol's numbers.
    Rectangle { x: area.x as i16, y: area.y as i16, width: area.w, height: area.h }
}
