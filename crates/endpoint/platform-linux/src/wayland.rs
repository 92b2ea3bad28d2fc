//! A desktop of a Wayland compositor that lets itself be captured and driven by the protocols of wlroots (ADR 48): pictures through shared memory, taken when something was painted; input by a
//! virtual pointer and a virtual keyboard; the clipboard by data-control.
//!
//! Eyes, hands and clipboard have a connection each, so that a key stroke never waits for a picture, and whatever is held is let go by the compositor when its own connection ends.

mod arrange;
mod clipboard;
mod curtain;
mod input;
mod keymap;
mod link;
mod outputs;
mod overlay;
mod pixels;
mod place;
mod probe;
mod screen;

use std::fmt::Display;
use std::path::{Path, PathBuf};

pub(crate) use arrange::{Place as Logical, arrange};
pub use clipboard::WaylandClipboard;
pub use curtain::WaylandCurtain;
pub use input::WaylandInput;
pub use overlay::WaylandOverlay;
pub use place::{own_socket, socket_of};
pub use probe::{Compositor, probe};
pub use screen::WaylandScreen;
pub(crate) use screen::dot;
use towline_platform::{Desktop, DesktopError};

/// How the picture is got, on the wire.
pub const PATH: &str = "wayland-wlroots";

/// A Wayland desktop, opened but not yet split into eyes and hands.
pub struct WaylandDesktop {
    socket: PathBuf,
    screen: WaylandScreen,
    input: WaylandInput,
    curtain: WaylandCurtain,
}

impl WaylandDesktop {
    /// Connects to the compositor that listens on this socket.
    ///
    /// # Errors
    /// When nobody does, or it has not all that is needed.
    pub fn open(socket: &Path) -> Result<WaylandDesktop, DesktopError> {
        let (screen, input) = (WaylandScreen::open(socket)?, WaylandInput::open(socket)?);
        Ok(WaylandDesktop { socket: socket.to_owned(), screen, input, curtain: WaylandCurtain::new()? })
    }
}

impl Desktop for WaylandDesktop {
    type Screen = WaylandScreen;
    type Input = WaylandInput;
    type Curtain = WaylandCurtain;
    type Clipboard = WaylandClipboard;
    type Overlay = WaylandOverlay;

    fn clipboard(&self) -> Result<WaylandClipboard, DesktopError> {
        WaylandClipboard::open(&self.socket)
    }

    fn overlay(&self) -> Result<WaylandOverlay, DesktopError> {
        WaylandOverlay::new()
    }

    fn split(self) -> (WaylandScreen, WaylandInput, WaylandCurtain) {
        (self.screen, self.input, self.curtain)
    }
}

fn unavailable(error: impl Display) -> DesktopError {
    DesktopError::Unavailable(error.to_string())
}

fn gone(error: impl Display) -> DesktopError {
    DesktopError::Gone(error.to_string())
}
