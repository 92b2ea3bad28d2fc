//! The body of the desktop helper: the process that runs as the desktop's user, shows its screen and moves its pointer for the agent's service
//! (`proto/towline/v1/helper.proto`). It knows neither the network nor sessions: the service has checked every grant before something arrives here.
//!
//! Up to seven things run: a reader that performs input at once, a writer that empties the outbox in the order of classes, the eyes, a thread that captures and encodes, one that has the clipboard, one that
//! hears, the veil, a thread that withholds the desktop from whoever sits there, and the easel, one that draws above it. No
//! timer runs and nothing is polled while the screen is still.

mod clips;
mod consent;
mod easel;
mod eyes;
mod hands;
mod ink;
mod listening;
mod outgoing;
mod reader;
mod shared;
mod sketch;
mod stream;
mod veil;

use std::io::ErrorKind;

use thiserror::Error;
use tokio::net::UnixStream;
use towline_platform::{Clipboard, Curtain, Desktop, DesktopError, Overlay, ScreenSource};
use towline_screen::VideoCoder;
use towline_wire::v1::helper_up::Body as Up;
use towline_wire::v1::{DrawAbility, HelperUp, PrivacyAbility};
use towline_wire::{Class, encode_control};

use crate::clips::{Clips, ToClips};
pub use crate::consent::consent;
use crate::easel::{Easel, ToEasel};
use crate::eyes::{Abilities, Eyes};
use crate::hands::Hands;
pub use crate::listening::Hearing;
use crate::listening::{Listening, ToEars};
use crate::outgoing::Outgoing;
use crate::reader::Reader;
use crate::shared::Shared;
use crate::veil::Veil;

/// Of `SoundAbility`: this program comes without.
const LEFT_OUT: &str = "left_out";
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

/// Makes the coder of a stream's videos.
pub type MakeCoder = fn() -> Box<dyn VideoCoder>;

/// Serves the service on `stream` until it closes it; then everything that was held is let go. Needs a tokio runtime with I/O.
/// What keeps moving is sent as a video where there is a coder, as photographs where there is none. What the desktop plays can be heard where there is `hearing`.
pub async fn run(
    stream: UnixStream,
    desktop: impl Desktop,
    coder: Option<MakeCoder>,
    hearing: Option<Hearing>,
) -> Result<(), HelperError> {
    let (clipboard, overlay) = (desktop.clipboard()?, desktop.overlay()?);
    let (screen, input, curtain) = desktop.split();
    let (waker, outgoing, shared) = (screen.waker(), Outgoing::new(), Shared::new());
    let (commands, to_eyes) = tokio::sync::mpsc::channel(COMMANDS);
    let (wishes, to_veil) = tokio::sync::mpsc::channel(WISHES);
    let (veil_waker, ability) = (curtain.waker(), curtain.ability());
    let why = |able: Result<(), &'static str>| able.err().unwrap_or_default().to_owned();
    let privacy = PrivacyAbility { input: why(ability.input), blank: why(ability.blank) };
    let draw = DrawAbility { reason: why(overlay.ability()) };
    let ability = Abilities { privacy, draw };
    let (ended, eyes_ended) = tokio::sync::oneshot::channel();
    let deaf = hearing.as_ref().map_or(Err(LEFT_OUT), |hearing| hearing.ears.ability());
    let eyes = Eyes::new(screen, to_eyes, outgoing.clone(), shared.clone(), coder, ability).hearing(deaf);
    let thread = std::thread::Builder::new().name("eyes".into()).spawn(move || {
        let _ = ended.send(eyes.run());
    })?;
    let (to_clips, clip_commands) = tokio::sync::mpsc::channel(COMMANDS);
    let clips_waker = clipboard.waker();
    let clips = Clips::new(clipboard, clip_commands, commands.clone(), waker.clone());
    let (clips_ending, clips_ended) = tokio::sync::oneshot::channel();
    let clips_thread = std::thread::Builder::new().name("clips".into()).spawn(move || {
        let _ = clips_ending.send(clips.run());
    })?;
    let mut ears = None;
    if let Some(hearing) = hearing {
        let (to_ears, listens) = tokio::sync::mpsc::channel(COMMANDS);
        let ears_waker = hearing.ears.waker();
        let listening = Listening::new(hearing, listens, commands.clone(), waker.clone(), outgoing.clone());
        let thread = std::thread::Builder::new().name("ears".into()).spawn(move || listening.run())?;
        ears = Some((ToEars::new(to_ears, ears_waker.clone()), ears_waker, thread));
    }
    let (to_ears, ears) = ears.map_or((None, None), |(to, waker, thread)| (Some(to), Some((waker, thread))));
    let (veil, tells) = (Veil::new(curtain, to_veil), outgoing.clone());
    let (veil_ends, veil_ended) = tokio::sync::oneshot::channel();
    let veil = std::thread::Builder::new().name("veil".into()).spawn(move || {
        let tell = |state| {
            let body = Some(Up::Privacy(state));
            tells.push(Class::Control, encode_control(&HelperUp { body }));
        };
        let _ = veil_ends.send(veil.run(tell));
    })?;
    let (to_easel, draw_commands) = tokio::sync::mpsc::channel(COMMANDS);
    let easel_waker = overlay.waker();
    let easel = Easel::new(overlay, draw_commands, shared.clone());
    let (easel_ends, easel_ended) = tokio::sync::oneshot::channel();
    let easel = std::thread::Builder::new().name("easel".into()).spawn(move || {
        let _ = easel_ends.send(easel.run());
    })?;
    let (incoming, mut socket) = stream.into_split();
    let hands = Hands::new(input, outgoing.clone(), shared);
    let clips = ToClips::new(to_clips, clips_waker.clone());
    let mut reader = Reader::new(incoming, hands, commands, waker.clone(), clips, outgoing.clone())
        .with_veil(wishes, veil_waker.clone())
        .with_easel(ToEasel::new(to_easel, easel_waker.clone()))
        .with_ears(to_ears);
    let stopped = |what: &str| Err(DesktopError::Gone(format!("the {what} stopped")));
    let result = tokio::select! {
        result = reader.run() => result,
        result = outgoing.write_to(&mut socket) => result.map_err(HelperError::from),
        result = veil_ended => result.unwrap_or_else(|_| stopped("curtain")).map_err(HelperError::from),
        result = easel_ended => result.unwrap_or_else(|_| stopped("drawing")).map_err(HelperError::from),
        result = eyes_ended => result.unwrap_or_else(|_| stopped("capture")).map_err(HelperError::from),
        result = clips_ended => result.unwrap_or_else(|_| stopped("clipboard")).map_err(HelperError::from),
    };
    // Dropping the reader closes the commands of the veil, of the easel and of the clipboard, and with the end of the latter those of the eyes, and lets go of all input.
    drop(reader);
    veil_waker.wake();
    easel_waker.wake();
    clips_waker.wake();
    let _ = tokio::task::spawn_blocking(move || clips_thread.join()).await;
    if let Some((ears_waker, thread)) = ears {
        ears_waker.wake();
        let _ = tokio::task::spawn_blocking(move || thread.join()).await;
    }
    waker.wake();
    let _ = tokio::task::spawn_blocking(move || (thread.join(), veil.join(), easel.join())).await;
    result.or_else(|error| if closed(&error) { Ok(()) } else { Err(error) })
}

/// A socket that the service closed while something was on its way is an end like any other.
fn closed(error: &HelperError) -> bool {
    let kinds = [ErrorKind::BrokenPipe, ErrorKind::ConnectionReset];
    matches!(error, HelperError::Socket(error) if kinds.contains(&error.kind()))
}
