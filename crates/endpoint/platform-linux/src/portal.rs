//! A desktop of a Wayland compositor that shows itself to no program unasked (GNOME, KDE): the person there is asked by their desktop's portal, the picture comes by PipeWire, input goes by the portal (ADR 50).

mod bus;
mod clipboard;
mod frame;
mod input;
mod library;
mod pipewire;
mod pod;
mod screen;
mod token;

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use clipboard::PortalClipboard;
pub use input::PortalInput;
pub use screen::PortalScreen;
use towline_platform::{Desktop, DesktopError};

use crate::wayland::{WaylandCurtain, WaylandOverlay, probe};
use bus::Session;
use library::Library;
use token::Token;

/// How the picture is got, on the wire.
pub const PATH: &str = "wayland-portal";
/// Why something cannot be done by the portal.
const WHY: &str = "wayland_portal";
/// What was let go of at the end is waited for so long.
const PARTING: Duration = Duration::from_secs(1);

/// Why such a desktop is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// There is no portal that could ask.
    Withheld,
    /// The person said no.
    Refused,
    /// They took it back.
    Withdrawn,
    /// The portal does not answer, or not as it should, or no picture came.
    Unanswered,
    /// The library of PipeWire is not installed.
    NoLibrary,
}

impl Denied {
    /// Its code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Denied::Withheld => "wayland_withheld",
            Denied::Refused => "wayland_refused",
            Denied::Withdrawn => "wayland_withdrawn",
            Denied::Unanswered => "wayland_unanswered",
            Denied::NoLibrary => "wayland_pipewire",
        }
    }
}

/// Whether the compositor behind this socket is to be asked by the portal, and what it calls itself. `None`: it shows itself unasked, or is none.
pub fn asks(socket: &Path) -> Option<String> {
    probe(socket).filter(|compositor| !compositor.withheld.is_empty()).map(|compositor| compositor.name)
}

/// Where an installed agent keeps what a person allowed for ever: in the user's own folder of states.
pub fn state_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")))?;
    Some(folder.join("towline"))
}

/// What is done before the end, after everything was let go of.
pub struct Parting(Session);

impl Parting {
    /// Waits, but not for long, until the portal has done what it was asked last. The session ends with the connection.
    pub async fn settle(self) {
        let _ = tokio::time::timeout(PARTING, self.0.settled()).await;
    }
}

/// A desktop whose person agreed.
pub struct PortalDesktop {
    screen: PortalScreen,
    input: PortalInput,
    curtain: WaylandCurtain,
}

impl PortalDesktop {
    /// Asks the person there by their desktop's portal, and waits for as long as they think about it; dropping it takes the question back. `kept`: the folder for what they allow for ever, where that is wanted.
    /// Needs a tokio runtime that goes on running while the desktop is used.
    ///
    /// # Errors
    /// Why it is not shown.
    pub async fn ask(desktop: String, kept: Option<&Path>) -> Result<(PortalDesktop, Parting), Denied> {
        // Nobody is asked for what could not be shown.
        let library = Library::get().ok_or(Denied::NoLibrary)?;
        let token = Token::in_folder(kept);
        let agreed = bus::ask(&token).await?;
        let (session, allowed) = (agreed.session.clone(), agreed.input);
        let opened = PortalScreen::open(library, desktop, agreed).and_then(|screen| {
            let input = PortalInput::new(session.clone(), screen.places(), allowed);
            Ok(PortalDesktop { screen, input, curtain: WaylandCurtain::new()? })
        });
        match opened {
            Ok(desktop) => Ok((desktop, Parting(session))),
            Err(error) => {
                tracing::warn!(%error, "the portal's picture did not come");
                Err(if session.is_closed() { Denied::Withdrawn } else { Denied::Unanswered })
            }
        }
    }
}

impl Desktop for PortalDesktop {
    type Screen = PortalScreen;
    type Input = PortalInput;
    type Curtain = WaylandCurtain;
    type Clipboard = PortalClipboard;
    type Overlay = WaylandOverlay;

    fn clipboard(&self) -> Result<PortalClipboard, DesktopError> {
        PortalClipboard::new()
    }

    fn overlay(&self) -> Result<WaylandOverlay, DesktopError> {
        WaylandOverlay::new()
    }

    fn split(self) -> (PortalScreen, PortalInput, WaylandCurtain) {
        (self.screen, self.input, self.curtain)
    }
}

fn gone(error: impl Display) -> DesktopError {
    DesktopError::Gone(error.to_string())
}
