//! A desktop of an X server: capture through shared memory, woken by damage; input through XTEST. Not Wayland.
//!
//! Eyes and hands have a connection each, so that a key stroke never waits for a capture.

mod clipboard;
mod desk;
mod input;
mod keymap;
mod keys;
mod memory;
mod screen;

use std::fmt::Display;

pub use clipboard::X11Clipboard;
pub use desk::{desktop_is_dark, never_asks_for_keyboard};
pub use input::X11Input;
pub use screen::X11Screen;
use towline_platform::{Desktop, DesktopError};
use x11rb::rust_connection::RustConnection;

/// An X11 desktop, opened but not yet split into eyes and hands.
pub struct X11Desktop {
    display: String,
    screen: X11Screen,
    input: X11Input,
}

impl X11Desktop {
    /// Connects to `display` (":0"). The authority file is the environment's `XAUTHORITY`, as for every X client.
    pub fn open(display: &str) -> Result<X11Desktop, DesktopError> {
        let (eyes, number) = RustConnection::connect(Some(display)).map_err(unavailable)?;
        let (hands, _) = RustConnection::connect(Some(display)).map_err(unavailable)?;
        let display = display.to_owned();
        Ok(X11Desktop { display, screen: X11Screen::open(eyes, number)?, input: X11Input::open(hands, number)? })
    }
}

impl Desktop for X11Desktop {
    type Screen = X11Screen;
    type Input = X11Input;
    type Clipboard = X11Clipboard;

    fn clipboard(&self) -> Result<X11Clipboard, DesktopError> {
        X11Clipboard::open(&self.display)
    }

    fn split(self) -> (X11Screen, X11Input) {
        (self.screen, self.input)
    }
}

fn unavailable(error: impl Display) -> DesktopError {
    DesktopError::Unavailable(error.to_string())
}

fn gone(error: impl Display) -> DesktopError {
    DesktopError::Gone(error.to_string())
}
