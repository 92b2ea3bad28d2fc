//! A desktop of an X server: capture through shared memory, woken by damage; input through XTEST. Not Wayland.
//!
//! Eyes, hands and the curtain have a connection each, so that a key stroke never waits for a capture, and what is withheld is given back when its own connection ends.

mod chord;
mod clipboard;
mod curtain;
mod desk;
mod gamma;
mod guard;
mod input;
mod keymap;
mod letters;
mod notice;
mod overlay;
mod screen;

use std::fmt::Display;

pub use clipboard::X11Clipboard;
pub use curtain::{CurtainMeans, X11Curtain};
pub use desk::{desktop_is_dark, never_asks_for_keyboard};
pub use guard::{SCREEN_GUARD, guard_screen};
pub use input::X11Input;
pub use overlay::X11Overlay;
pub use screen::X11Screen;
use towline_platform::{Desktop, DesktopError};
use x11rb::rust_connection::RustConnection;

/// An X11 desktop, opened but not yet split into eyes and hands.
pub struct X11Desktop {
    display: String,
    screen: X11Screen,
    input: X11Input,
    curtain: X11Curtain,
}

impl X11Desktop {
    /// Connects to `display` (":0"). The authority file is the environment's `XAUTHORITY`, as for every X client.
    pub fn open(display: &str) -> Result<X11Desktop, DesktopError> {
        let (eyes, number) = RustConnection::connect(Some(display)).map_err(unavailable)?;
        let (hands, _) = RustConnection::connect(Some(display)).map_err(unavailable)?;
        let curtain = X11Curtain::open(display, CurtainMeans::default())?;
        let (screen, input) = (X11Screen::open(eyes, number)?, X11Input::open(hands, number)?);
        Ok(X11Desktop { display: display.to_owned(), screen, input, curtain })
    }
}

impl Desktop for X11Desktop {
    type Screen = X11Screen;
    type Input = X11Input;
    type Curtain = X11Curtain;
    type Clipboard = X11Clipboard;
    type Overlay = X11Overlay;

    fn clipboard(&self) -> Result<X11Clipboard, DesktopError> {
        X11Clipboard::open(&self.display)
    }

    fn overlay(&self) -> Result<X11Overlay, DesktopError> {
        X11Overlay::open(&self.display)
    }

    fn split(self) -> (X11Screen, X11Input, X11Curtain) {
        (self.screen, self.input, self.curtain)
    }
}

fn unavailable(error: impl Display) -> DesktopError {
    DesktopError::Unavailable(error.to_string())
}

fn gone(error: impl Display) -> DesktopError {
    DesktopError::Gone(error.to_string())
}
