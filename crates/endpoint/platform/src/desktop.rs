//! What the desktop helper needs of an operating system's desktop: pixels with damage, the pointer's shape, monitors, and hands. Traits and plain data; each
//! platform crate implements them, `towline_desktop` drives them.
//!
//! A desktop is split into eyes and hands, because a key stroke must not wait for a capture: they may be used on two threads.

use std::sync::Arc;
use std::time::Instant;

use crate::curtain::Curtain;
use thiserror::Error;
use towline_screen::{PixelView, Rect};

use crate::{Clipboard, Overlay};

/// What went wrong with the desktop. Either ends the helper; the service starts it again.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DesktopError {
    /// There is no desktop to be had, or not for us.
    #[error("the desktop cannot be opened: {0}")]
    Unavailable(String),
    /// It went away: the session ended or the display server stopped.
    #[error("the desktop is gone: {0}")]
    Gone(String),
    /// It shows itself no longer, and is not to be opened again until somebody asks for that: a code of `ScreenStatus` says why (SCR-20).
    #[error("the desktop does not show itself any more: {0}")]
    Withheld(&'static str),
}

/// One monitor, in pixels of the whole desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesktopMonitor {
    /// From 1; the same while the monitor stays plugged in.
    pub id: u32,
    /// As the system calls it: "HDMI-1".
    pub name: String,
    /// The system's first one.
    pub primary: bool,
    /// Its place and size.
    pub area: Rect,
}

/// The size of the desktop, its monitors and its keyboard's layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesktopLayout {
    /// Of all monitors together.
    pub width: u16,
    /// Of all monitors together.
    pub height: u16,
    /// At least one.
    pub monitors: Vec<DesktopMonitor>,
    /// As the system calls it: "us", "de".
    pub keyboard: String,
}

/// The pointer's picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PointerShape {
    /// The pixel that points.
    pub hot_x: u16,
    /// The pixel that points.
    pub hot_y: u16,
    /// At most 256.
    pub width: u16,
    /// At most 256.
    pub height: u16,
    /// Red, green, blue, alpha (straight); empty: the pointer is hidden.
    pub rgba: Vec<u8>,
}

/// Something happened on the desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DesktopEvent {
    /// Pixels in here may have changed. Only told while watched.
    Damage(Rect),
    /// Monitors or the keyboard changed; ask for the new layout. Everything may have changed.
    Layout,
    /// The pointer looks different.
    Pointer(PointerShape),
    /// The pointer stands here, in pixels of the whole desktop. Told after something moved it, whoever that was. Only while watched.
    PointerAt {
        /// Pixels from the left.
        x: u16,
        /// Pixels from the top.
        y: u16,
    },
}

/// Ends a [`ScreenSource::wait`] from another thread; if nobody waits, the next one.
pub trait Waker: Send + Sync + 'static {
    /// Ends the wait.
    fn wake(&self);
}

/// The eyes.
pub trait ScreenSource: Send + 'static {
    /// How the picture is got: "x11", "wayland-wlroots", "wayland-portal".
    fn path(&self) -> &'static str;
    /// What the desktop calls itself, where that says more than the path: "sway". Foreign text.
    fn desktop(&self) -> String {
        String::new()
    }
    /// Why nothing crosses by its clipboard, as a code; empty: it can.
    fn clipboard_absent(&self) -> &'static str {
        ""
    }
    /// Why it can be looked at only, as a code; empty: it can be driven.
    fn input_absent(&self) -> &'static str {
        ""
    }
    /// Size, monitors, keyboard: as of the last [`DesktopEvent::Layout`] or the opening.
    fn layout(&self) -> DesktopLayout;
    /// What ends a wait.
    fn waker(&self) -> Arc<dyn Waker>;
    /// Whether somebody looks. While nobody does there is no damage and no work; when watching begins the pointer's shape is told at once.
    fn watch(&mut self, on: bool) -> Result<(), DesktopError>;
    /// Sleeps until there is an event, the waker was used, or the deadline has passed.
    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), DesktopError>;
    /// The next event, without waiting.
    fn next_event(&mut self) -> Result<Option<DesktopEvent>, DesktopError>;
    /// What is painted from here on is told again, though nothing is captured: what keeps changing while a frame waits for the link is known by it. Where damage comes with captures only, nothing.
    fn listen(&mut self) -> Result<(), DesktopError> {
        Ok(())
    }
    /// The pixels of a part of the desktop, as they are now. The view's rectangle is `area` clipped to the desktop.
    fn capture(&mut self, area: Rect) -> Result<PixelView<'_>, DesktopError>;
}

/// Buttons that are down, as bits: 1 left, 2 middle, 4 right, 8 back, 16 forward.
pub type Buttons = u8;

/// Modifiers and locks of the rep's keyboard at a key event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RepModifiers {
    /// Shift is down.
    pub shift: bool,
    /// Control is down.
    pub control: bool,
    /// Alt is down.
    pub alt: bool,
    /// The system key is down.
    pub meta: bool,
    /// The third-level key is down.
    pub alt_graph: bool,
    /// Caps Lock is on.
    pub caps_lock: bool,
    /// Num Lock is on.
    pub num_lock: bool,
}

/// Who holds a key or button: a participant's number and the number of the viewer.
pub type Holder = (u16, u64);

/// By what a key is found (SCR-15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyBy {
    /// By its character, and by its place where that leads nowhere.
    #[default]
    Automatic,
    /// By its place.
    Place,
    /// By its character only.
    Character,
}

/// A key of the rep's keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStroke {
    /// Pressed, or let go.
    pub down: bool,
    /// The physical place, as `KeyboardEvent.code`; empty for text without a key.
    pub code: String,
    /// What the rep's layout makes of it, as `KeyboardEvent.key`.
    pub key: String,
    /// The rep's modifiers.
    pub modifiers: RepModifiers,
    /// From the auto-repeat of the rep's keyboard.
    pub repeat: bool,
    /// How the rep wants it found.
    pub by: KeyBy,
}

/// The hands. Nothing that one holder presses is let go by another.
pub trait InputSink: Send + 'static {
    /// Moves the pointer to a pixel of the whole desktop and makes exactly these buttons of the holder be down.
    fn pointer(&mut self, holder: Holder, x: u16, y: u16, buttons: Buttons) -> Result<(), DesktopError>;
    /// Moves the pointer by so many pixels from where it stands, for programs that grab it (SCR-16), and makes exactly these buttons of the holder be down.
    fn nudge(&mut self, holder: Holder, delta_x: i32, delta_y: i32, buttons: Buttons) -> Result<(), DesktopError>;
    /// Turns the wheel at a pixel of the whole desktop, or where the pointer stands, in 1/120 of a notch; positive is down and right.
    fn wheel(&mut self, holder: Holder, at: Option<(u16, u16)>, delta: (i32, i32)) -> Result<(), DesktopError>;
    /// Performs a key so that the character arrives that the rep's keyboard shows (SCR-15).
    fn key(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), DesktopError>;
    /// Lets go of all that this holder holds.
    fn release(&mut self, holder: Holder) -> Result<(), DesktopError>;
    /// Lets go of everything.
    fn release_all(&mut self) -> Result<(), DesktopError>;
}

/// A desktop that was opened.
pub trait Desktop: Send + 'static {
    /// Its eyes.
    type Screen: ScreenSource;
    /// Its hands.
    type Input: InputSink;
    /// What can withhold it from whoever sits there.
    type Curtain: Curtain;
    /// Its clipboard.
    type Clipboard: Clipboard;
    /// What is drawn above it.
    type Overlay: Overlay;
    /// Its clipboard, on a connection of its own.
    ///
    /// # Errors
    /// When it cannot be had.
    fn clipboard(&self) -> Result<Self::Clipboard, DesktopError>;
    /// What is drawn above it, on a connection of its own.
    ///
    /// # Errors
    /// When it cannot be had.
    fn overlay(&self) -> Result<Self::Overlay, DesktopError>;
    /// Eyes, hands and curtain apart.
    fn split(self) -> (Self::Screen, Self::Input, Self::Curtain);
}
