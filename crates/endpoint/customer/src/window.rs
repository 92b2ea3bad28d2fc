//! The window itself: events of the windowing system in, pictures out. It sleeps until something happens or a countdown moves.

use std::{
    fmt,
    num::NonZeroU32,
    panic::catch_unwind,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use accesskit_winit::{Adapter, WindowEvent as AccessEvent};
use egui::{Context as Gui, FullOutput, ViewportId};
use softbuffer::{Context, Surface};
use thiserror::Error;
use winit::{
    application::ApplicationHandler,
    dpi::{LogicalSize, PhysicalPosition},
    event::{StartCause, WindowEvent},
    event_loop::{ActiveEventLoop, ControlFlow, EventLoop, EventLoopProxy, OwnedDisplayHandle},
    raw_window_handle::{HasWindowHandle, RawWindowHandle},
    window::{UserAttentionType, Window, WindowId, WindowLevel},
};

use crate::{
    fonts,
    look::{Palette, dress},
    pages::{self, Remembered},
    paint::{Canvas, Painter},
    survey::{self, Leaving},
    texts::texts,
    view::{Intent, Speaker, View, What},
    words::{Language, Words},
};

const SIZE: (f64, f64) = (400.0, 640.0);
const SMALLEST: (f64, f64) = (320.0, 480.0);
/// From the edge of the monitor.
const MARGIN: u32 = 24;
/// A picture is due at the latest after this.
const LONG: Duration = Duration::from_secs(120);

/// The windowing system's number of a window.
pub type WindowNumber = u64;

/// How to open the window.
pub struct Options {
    /// The wished language; English where the system has no letters for it.
    pub language: Language,
    /// Dark colours.
    pub dark: bool,
    /// Called with the window before it is shown for the first time.
    pub opened: Box<dyn FnOnce(WindowNumber)>,
    /// Called when it is shown.
    pub shown: Box<dyn FnOnce()>,
    /// Told what the person wants.
    pub intent: Box<dyn FnMut(Intent)>,
}

/// There is no window to be had.
#[derive(Debug, Error)]
#[error("the window cannot be opened: {0}")]
pub struct Unopened(String);

/// Changes what the window shows, from any thread.
#[derive(Clone)]
pub struct Desk {
    view: Arc<Mutex<View>>,
    wake: EventLoopProxy<Wake>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    /// Changes what is shown.
    pub fn change(&self, change: impl FnOnce(&mut View)) {
        change(&mut self.view.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = self.wake.send_event(Wake::Changed);
    }

    /// What is shown.
    pub fn view(&self) -> View {
        self.view.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Closes the window.
    pub fn close(&self) {
        let _ = self.wake.send_event(Wake::Close);
    }
}

/// What wakes the window besides its own events.
#[derive(Debug)]
enum Wake {
    Changed,
    Close,
    Access(accesskit_winit::Event),
}

impl From<accesskit_winit::Event> for Wake {
    fn from(event: accesskit_winit::Event) -> Wake {
        Wake::Access(event)
    }
}

/// A window that was prepared.
pub struct Prepared {
    events: EventLoop<Wake>,
    app: App,
}

/// Prepares the window. [`Prepared::run`] shows it; both belong to the main thread.
///
/// # Errors
/// When there is no desktop to show it on.
pub fn open(view: View, options: Options) -> Result<(Prepared, Desk), Unopened> {
    let failed = |error: &dyn fmt::Display| Unopened(error.to_string());
    let events = event_loop()?;
    let desk = Desk { view: Arc::new(Mutex::new(view)), wake: events.create_proxy() };
    let display = Context::new(events.owned_display_handle()).map_err(|error| failed(&error))?;
    let language = fonts::showable(options.language);
    let gui = Gui::default();
    fonts::install(&gui, language);
    dress(&gui, options.dark);
    let app = App {
        desk: desk.clone(),
        display,
        gui,
        words: language.words(),
        palette: Palette::of(options.dark),
        opened: Some(options.opened),
        shown: Some(options.shown),
        intent: options.intent,
        memory: Remembered::default(),
        known_lines: 0,
        painter: Painter::default(),
        pane: None,
        leaving: Leaving::default(),
        failed: None,
    };
    Ok((Prepared { events, app }, desk))
}

/// The libraries of X11 are loaded only now; the window library panics when one of them is missing.
fn event_loop() -> Result<EventLoop<Wake>, Unopened> {
    match catch_unwind(|| EventLoop::<Wake>::with_user_event().build()) {
        Ok(Ok(events)) => Ok(events),
        Ok(Err(error)) => Err(Unopened(error.to_string())),
        Err(_) => {
            Err(Unopened("one of libX11, libXcursor, libXi, libxkbcommon and libxkbcommon-x11 is missing".to_owned()))
        }
    }
}

impl Prepared {
    /// Shows the window until it is closed.
    ///
    /// # Errors
    /// When the desktop fails or goes away.
    pub fn run(mut self) -> Result<(), Unopened> {
        self.events.run_app(&mut self.app).map_err(|error| Unopened(error.to_string()))?;
        match self.app.failed {
            Some(failed) => Err(failed),
            None => Ok(()),
        }
    }
}

/// The window once it is there.
struct Pane {
    window: Rc<Window>,
    surface: Surface<OwnedDisplayHandle, Rc<Window>>,
    access: Adapter,
    input: egui_winit::State,
    focused: bool,
    title: String,
}

struct App {
    desk: Desk,
    display: Context<OwnedDisplayHandle>,
    gui: Gui,
    words: &'static Words,
    palette: Palette,
    opened: Option<Box<dyn FnOnce(WindowNumber)>>,
    shown: Option<Box<dyn FnOnce()>>,
    intent: Box<dyn FnMut(Intent)>,
    memory: Remembered,
    /// Lines of chat that were counted.
    known_lines: usize,
    painter: Painter,
    pane: Option<Pane>,
    /// When the window goes by itself.
    leaving: Leaving,
    failed: Option<Unopened>,
}

impl App {
    fn make_pane(&mut self, events: &ActiveEventLoop) -> Result<Pane, Unopened> {
        let failed = |error: &dyn fmt::Display| Unopened(error.to_string());
        let mut wanted = Window::default_attributes()
            .with_title("")
            .with_inner_size(LogicalSize::new(SIZE.0, SIZE.1))
            .with_min_inner_size(LogicalSize::new(SMALLEST.0, SMALLEST.1))
            .with_active(false)
            // A screen reader must know it before it is shown.
            .with_visible(false);
        if let Some(monitor) = events.primary_monitor().or_else(|| events.available_monitors().next()) {
            let (size, at) = (monitor.size(), monitor.position());
            let width = LogicalSize::new(SIZE.0, SIZE.1).to_physical::<u32>(monitor.scale_factor()).width;
            let right = size.width.saturating_sub(width + MARGIN);
            let x = at.x.saturating_add(i32::try_from(right).unwrap_or(0));
            let y = at.y.saturating_add(i32::try_from(2 * MARGIN).unwrap_or(0));
            wanted = wanted.with_position(PhysicalPosition::new(x, y));
        }
        let window = Rc::new(events.create_window(wanted).map_err(|error| failed(&error))?);
        let access = Adapter::with_event_loop_proxy(events, &window, self.desk.wake.clone());
        let surface = Surface::new(&self.display, window.clone()).map_err(|error| failed(&error))?;
        let scale = window.scale_factor() as f32;
        let input = egui_winit::State::new(self.gui.clone(), ViewportId::ROOT, &*window, Some(scale), None, None);
        if let (Some(number), Some(opened)) = (number(&window), self.opened.take()) {
            opened(number);
        }
        Ok(Pane { window, surface, access, input, focused: false, title: String::new() })
    }

    /// Counts messages that came while nobody can have looked.
    fn count_unread(&mut self, view: &View) {
        let fresh = view.chat.len().saturating_sub(self.known_lines);
        self.known_lines = view.chat.len();
        let theirs = |line: &&crate::Line| {
            matches!(
                (&line.who, &line.what),
                (Speaker::Rep(_), What::Said(_) | What::Translated { .. } | What::File(_) | What::Page(_))
            )
        };
        let new = view.chat.iter().rev().take(fresh).filter(theirs).count();
        let Some(pane) = &self.pane else { return };
        if pane.focused {
            self.memory.unread = 0;
        } else if new > 0 {
            self.memory.unread += new;
            // The window's entry in the task bar is marked; the keyboard stays where it is.
            pane.window.request_user_attention(Some(UserAttentionType::Informational));
        }
    }

    fn draw(&mut self, events: &ActiveEventLoop) {
        let view = self.desk.view();
        self.count_unread(&view);
        let screen = texts(&view, self.words, Instant::now());
        let Some(pane) = &mut self.pane else { return };
        let title = match self.memory.unread {
            0 => screen.title.clone(),
            count => format!("({count}) {}", screen.title),
        };
        if pane.title != title {
            pane.window.set_title(&title);
            pane.title = title;
        }
        let (words, palette, memory) = (self.words, self.palette, &mut self.memory);
        let on_top = memory.on_top;
        let raw = pane.input.take_egui_input(&pane.window);
        let mut wants = Vec::new();
        let output = self.gui.run_ui(raw, |ui| wants.extend(pages::show(ui, &screen, words, memory, &palette)));
        if memory.on_top != on_top {
            let level = if memory.on_top { WindowLevel::AlwaysOnTop } else { WindowLevel::Normal };
            pane.window.set_window_level(level);
        }
        let FullOutput { mut platform_output, mut textures_delta, shapes, pixels_per_point, viewport_output } = output;
        if let Some(update) = platform_output.accesskit_update.take() {
            pane.access.update_if_active(|| update);
        }
        pane.input.handle_platform_output(&pane.window, platform_output);
        self.painter.update(&mut textures_delta);
        let primitives = self.gui.tessellate(shapes, pixels_per_point);
        if let Err(error) = paint(pane, &self.painter, &self.palette, &primitives, pixels_per_point) {
            return self.fail(events, Unopened(error.to_string()));
        }
        let delay = viewport_output.get(&ViewportId::ROOT).map_or(Duration::MAX, |output| output.repaint_delay);
        self.plan(events, &view, delay);
        for want in wants {
            self.want(events, want);
        }
    }

    /// Shows the window for the first time.
    fn show(&mut self) {
        let Some(pane) = &self.pane else { return };
        pane.window.set_visible(true);
        // Only now: window managers forget what is asked for a window that they do not know.
        pane.window.set_window_level(WindowLevel::AlwaysOnTop);
        if let Some(shown) = self.shown.take() {
            shown();
        }
    }

    /// When the next picture is due if nothing happens.
    fn plan(&mut self, events: &ActiveEventLoop, view: &View, delay: Duration) {
        let now = Instant::now();
        if view.ended() {
            self.leaving.plan(now, survey::asks(view.survey.as_ref(), &self.memory.survey));
        }
        if delay.is_zero()
            && let Some(pane) = &self.pane
        {
            pane.window.request_redraw();
        }
        let counts = !view.ended() && (!view.prompts.is_empty() || matches!(view.link, crate::Link::Lost { .. }));
        let tick = counts.then(|| now + Duration::from_millis(500));
        let quiet = view.typing.as_ref().map(|typing| typing.until).filter(|until| *until > now);
        let next = now.checked_add(delay).filter(|_| delay < LONG);
        let due = [next, tick, quiet, self.leaving.at()].into_iter().flatten().min();
        events.set_control_flow(due.map_or(ControlFlow::Wait, ControlFlow::WaitUntil));
    }

    fn want(&mut self, events: &ActiveEventLoop, intent: Intent) {
        let close = intent == Intent::Close;
        (self.intent)(intent);
        if close {
            events.exit();
        } else if let Some(pane) = &self.pane {
            pane.window.request_redraw();
        }
    }

    fn fail(&mut self, events: &ActiveEventLoop, error: Unopened) {
        self.failed = Some(error);
        events.exit();
    }
}

impl ApplicationHandler<Wake> for App {
    fn resumed(&mut self, events: &ActiveEventLoop) {
        if self.pane.is_some() {
            return;
        }
        match self.make_pane(events) {
            Ok(pane) => {
                self.gui.enable_accesskit();
                self.pane = Some(pane);
                // Painted before the window is shown, so that nobody sees an empty one. The first picture finds out how high the parts are.
                self.draw(events);
                self.draw(events);
                self.show();
            }
            Err(error) => self.fail(events, error),
        }
    }

    fn new_events(&mut self, events: &ActiveEventLoop, cause: StartCause) {
        if matches!(cause, StartCause::ResumeTimeReached { .. }) {
            if self.leaving.at().is_some_and(|closes| closes <= Instant::now()) {
                return self.want(events, Intent::Close);
            }
            if let Some(pane) = &self.pane {
                pane.window.request_redraw();
            }
        }
    }

    fn user_event(&mut self, events: &ActiveEventLoop, wake: Wake) {
        let Some(pane) = &mut self.pane else { return };
        match wake {
            Wake::Close => return events.exit(),
            Wake::Changed => {}
            Wake::Access(event) => match event.window_event {
                AccessEvent::ActionRequested(request) => {
                    pane.input.egui_input_mut().events.push(egui::Event::AccessKitActionRequest(request));
                }
                AccessEvent::InitialTreeRequested | AccessEvent::AccessibilityDeactivated => {}
            },
        }
        pane.window.request_redraw();
    }

    fn window_event(&mut self, events: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(pane) = &mut self.pane else { return };
        pane.access.process_event(&pane.window, &event);
        match &event {
            WindowEvent::CloseRequested => {
                let view = self.desk.view();
                if view.ended() {
                    return self.want(events, Intent::Close);
                }
                if view.agreement.is_some() {
                    return self.want(events, Intent::Agree(false));
                }
                self.memory.asks_to_end = true;
                return pane.window.request_redraw();
            }
            WindowEvent::RedrawRequested => return self.draw(events),
            // By the person's own hand: their file manager names the file.
            WindowEvent::DroppedFile(path) if self.desk.view().sends() => {
                return self.want(events, Intent::Send(path.clone()));
            }
            WindowEvent::Focused(focused) => {
                pane.focused = *focused;
                if *focused {
                    pane.window.request_user_attention(None);
                }
            }
            _ => {}
        }
        if pane.input.on_window_event(&pane.window, &event).repaint {
            pane.window.request_redraw();
        }
    }
}

fn paint(
    pane: &mut Pane,
    painter: &Painter,
    palette: &Palette,
    primitives: &[egui::ClippedPrimitive],
    scale: f32,
) -> Result<(), softbuffer::SoftBufferError> {
    let size = pane.window.inner_size();
    let (Some(width), Some(height)) = (NonZeroU32::new(size.width), NonZeroU32::new(size.height)) else {
        return Ok(());
    };
    pane.surface.resize(width, height)?;
    let mut buffer = pane.surface.buffer_mut()?;
    let (width, height) = (width.get() as usize, height.get() as usize);
    let mut canvas = Canvas { width, height, pixels: &mut buffer };
    painter.paint(&mut canvas, palette.background, primitives, scale);
    buffer.present()
}

fn number(window: &Window) -> Option<WindowNumber> {
    match window.window_handle().ok()?.as_raw() {
        RawWindowHandle::Xlib(handle) => Some(handle.window),
        RawWindowHandle::Xcb(handle) => Some(handle.window.get().into()),
        _ => None,
    }
}
