//! A desktop of an X server: capture through shared memory, woken by damage; input through XTEST. Not Wayland.

use towline_platform::DesktopError;

/// An X11 desktop, opened but not yet split into eyes and hands.
pub struct X11Desktop {}

impl X11Desktop {
    /// Connects to `display` (":0"). The authority file is the environment's `XAUTHORITY`, as for every X client.
    pub fn open(display: &str) -> Result<X11Desktop, DesktopError> {
        Err(DesktopError::Unavailable(format!("{display}: capture is not part of this build")))
    }
}
