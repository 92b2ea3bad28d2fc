//! The body of the desktop helper: the process that runs as the desktop's user, shows its screen and moves its pointer for the agent's service
//! (`proto/towline/v1/helper.proto`). It knows neither the network nor sessions: the service has checked every grant before something arrives here.
//!
//! Four things run: a reader that performs input at once, a writer that empties the outbox in the order of classes, the eyes, a thread that captures and encodes, and the veil, a thread that withholds
//! the desktop from whoever sits there. No
//! timer runs and nothing is polled while the screen is still.

mod eyes;
mod hands;
mod outgoing;
mod reader;
mod shared;
mod stream;
mod veil;

use std::io::ErrorKind;

use thiserror::Error;
use tokio::net::UnixStream;
use towline_platform::{Curtain, Desktop, DesktopError, ScreenSource};
use towline_wire::v1::helper_up::Body as Up;
use towline_wire::v1::{HelperUp, PrivacyAbility};
use towline_wire::{Class, encode_control};

use crate::eyes::Eyes;
use crate::hands::Hands;
use crate::outgoing::Outgoing;
use crate::reader::Reader;
use crate::shared::Shared;
use crate::veil::Veil;

/// Commands that may wait for the eyes; beyond that the reader waits.
const COMMANDS: usize = 1024;
/// Wishes that may wait for the veil.
const WISHES: usize = 16;

/// Why the helper ended other than by the service closing the socket.
#[derive(Debug, Error)]
pub enum HelperError {
    /// The desktop failed or went away.
    #[error(transparent)]
    Desktop(#[from] DesktopError),
    /// The service sent something that is not the protocol.
    #[error("the service sent something malformed: {0}")]
    Protocol(&'static str),
    /// The socket to the service failed.
    #[error("the socket to the service failed")]
    Socket(#[from] std::io::Error),
}

/// Serves the service on `stream` until it closes it; then everything that was held is let go. Needs a tokio runtime with I/O.
pub async fn run(stream: UnixStream, desktop: impl Desktop) -> Result<(), HelperError> {
    let (screen, input, curtain) = desktop.split();
    let (waker, outgoing, shared) = (screen.waker(), Outgoing::new(), Shared::new());
    let (commands, to_eyes) = tokio::sync::mpsc::channel(COMMANDS);
    let (wishes, to_veil) = tokio::sync::mpsc::channel(WISHES);
    let (veil_waker, ability) = (curtain.waker(), curtain.ability());
    let why = |able: Result<(), &'static str>| able.err().unwrap_or_default().to_owned();
    let ability = PrivacyAbility { input: why(ability.input), blank: why(ability.blank) };
    let (ended, eyes_ended) = tokio::sync::oneshot::channel();
    let eyes = Eyes::new(screen, to_eyes, outgoing.clone(), shared.clone(), ability);
    let thread = std::thread::Builder::new().name("eyes".into()).spawn(move || {
        let _ = ended.send(eyes.run());
    })?;
    let (veil, tells) = (Veil::new(curtain, to_veil), outgoing.clone());
    let (veil_ends, veil_ended) = tokio::sync::oneshot::channel();
    let veil = std::thread::Builder::new().name("veil".into()).spawn(move || {
        let tell = |state| {
            let body = Some(Up::Privacy(state));
            tells.push(Class::Control, encode_control(&HelperUp { body }));
        };
        let _ = veil_ends.send(veil.run(tell));
    })?;
    let (incoming, mut socket) = stream.into_split();
    let hands = Hands::new(input, outgoing.clone(), shared);
    let mut reader =
        Reader::new(incoming, hands, commands, waker.clone(), outgoing.clone()).with_veil(wishes, veil_waker.clone());
    let result = tokio::select! {
        result = reader.run() => result,
        result = outgoing.write_to(&mut socket) => result.map_err(HelperError::from),
        result = veil_ended => result.unwrap_or_else(|_| Err(DesktopError::Gone("the curtain stopped".into()))).map_err(HelperError::from),
        result = eyes_ended => result.unwrap_or_else(|_| Err(DesktopError::Gone("the capture stopped".into()))).map_err(HelperError::from),
    };
    // Dropping the reader closes the commands of both, which ends them, and lets go of all input.
    drop(reader);
    waker.wake();
    veil_waker.wake();
    let _ = tokio::task::spawn_blocking(move || (thread.join(), veil.join())).await;
    result.or_else(|error| if closed(&error) { Ok(()) } else { Err(error) })
}

/// A socket that the service closed while something was on its way is an end like any other.
fn closed(error: &HelperError) -> bool {
    let kinds = [ErrorKind::BrokenPipe, ErrorKind::ConnectionReset];
    matches!(error, HelperError::Socket(error) if kinds.contains(&error.kind()))
}
