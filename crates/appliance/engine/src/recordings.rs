//! Recordings of shells for those who may have them (SHL-6): read from their segments on a thread of its own, and made into the file that was asked for piece by piece, so that one of any length takes the
//! memory of a few pieces.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::Stream;
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    time::timeout,
};
use towline_blobs::{Blobs, Found, Segments};
use towline_model::{SessionId, ShellId};
use towline_policy::{Granted, action};
use towline_recording::{Export, Form, Wanted};

use crate::{Engine, Fault, FaultKind, reports};

/// Recordings on their way out at a time. Each has a thread, as long as its reader reads.
const AT_ONCE: usize = 16;
/// Bytes of a piece.
const PIECE: usize = 64 * 1024;
/// Pieces that may wait for a reader.
const WAITING: usize = 4;
/// For how long a reader may take nothing: who is slower gives its place to others.
const SILENCE: Duration = Duration::from_secs(60);

/// Where recordings are, and places for those who read them.
pub(crate) struct Shelf {
    blobs: Blobs,
    places: Arc<Semaphore>,
}

/// A recording on its way out.
pub struct ShellRecording {
    /// What its file is called, without an ending: the session's name and the shell's.
    pub name: String,
    pieces: mpsc::Receiver<Bytes>,
    /// All of it was given.
    whole: Arc<AtomicBool>,
}

impl ShellRecording {
    /// Its bytes, piece by piece. One that is not whole ends with an error.
    pub fn pieces(self) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
        futures_util::stream::unfold(Some((self.pieces, self.whole)), |going| async move {
            let (mut pieces, whole) = going?;
            match pieces.recv().await {
                Some(piece) => Some((Ok(piece), Some((pieces, whole)))),
                None if whole.load(Ordering::Acquire) => None,
                None => Some((Err(std::io::Error::other("the recording broke off")), None)),
            }
        })
    }
}

impl Engine {
    /// Hands over where recordings are. The first one stays.
    pub fn attach_recordings(&self, blobs: Blobs) {
        let shelf = Shelf { blobs, places: Arc::new(Semaphore::new(AT_ONCE)) };
        if self.inner.shelf.set(shelf).is_err() {
            tracing::error!("recordings were handed over twice");
        }
    }

    /// A shell's recording, also of a session that runs: as far as it has come.
    ///
    /// # Errors
    /// `not_found`, also for one that the caller may not have, and for one that there is not; `too_many_recordings`.
    pub async fn shell_recording(
        &self,
        granted: Granted<action::ViewRecordings>,
        session: SessionId,
        shell: ShellId,
        form: Form,
    ) -> Result<ShellRecording, Fault> {
        let actor = granted.actor();
        let store = &self.inner.store;
        // Both settings must reach it: recordings are of sessions that one may read about.
        let row = store.session_report(&reports::reports(actor), session).await?.ok_or_else(Fault::not_found)?;
        let sight = reports::sight(actor, actor.standing.recordings());
        store.session_report(&sight, session).await?.ok_or_else(Fault::not_found)?;
        let known = self.report_shells(&row.state).await?.into_iter().find(|known| known.id == shell);
        let known = known.filter(|known| known.recorded).ok_or_else(Fault::not_found)?;
        let shelf = self.inner.shelf.get().ok_or_else(Fault::internal)?;
        let place = shelf.places.clone().try_acquire_owned().map_err(|_| busy())?;
        let blobs = shelf.blobs.clone();
        let segments = tokio::task::spawn_blocking(move || blobs.segments(session)).await;
        let segments = match segments {
            Ok(Ok(segments)) if segments.is_empty() => return Err(Fault::not_found()),
            Ok(Ok(segments)) => segments,
            Ok(Err(error)) => {
                tracing::error!(%error, %session, "a recording could not be read");
                return Err(Fault::internal());
            }
            Err(_) => return Err(Fault::internal()),
        };
        let account = Some(&known.account).filter(|_| known.account_chosen);
        let program = known.program.rsplit('/').next().filter(|program| !program.is_empty());
        let chosen: String = account.map(String::as_str).into_iter().chain(program).flat_map(|of| [" ", of]).collect();
        let name = format!("{} {}{chosen}", row.state.spec.name, known.name);
        let (pieces, coming) = mpsc::channel(WAITING);
        let export = Export::new(form, &name);
        let whole = Arc::new(AtomicBool::new(false));
        let out = Out { session, shell, bytes: known.bytes, pieces, whole: whole.clone(), _place: place };
        tokio::task::spawn_blocking(move || out.run(&segments, export));
        // The administrative record has changes, and this is none; who read what is in the log of the appliance.
        tracing::info!(user = %actor.user, %session, %shell, ?form, "a recording goes out");
        Ok(ShellRecording { name, pieces: coming, whole })
    }
}

fn busy() -> Fault {
    Fault::new(FaultKind::TooMany, "too_many_recordings", "Several recordings are being read already.")
        .detail("Wait until one of them has arrived, then ask for this one.")
}

struct Out {
    session: SessionId,
    shell: ShellId,
    /// Of its output, if it has ended.
    bytes: Option<u64>,
    pieces: mpsc::Sender<Bytes>,
    whole: Arc<AtomicBool>,
    _place: OwnedSemaphorePermit,
}

impl Out {
    fn run(self, segments: &Segments, mut export: Export) {
        let mut there = true;
        let read = segments.read(Wanted::Shell(self.shell), |found| {
            match found {
                Found::Entry(entry) => export.take(entry),
                Found::Damaged => export.broken(),
            }
            if export.waiting() >= PIECE {
                there = self.send(export.pieces());
            }
            there
        });
        if !there {
            return;
        }
        if let Err(error) = read {
            tracing::error!(%error, session = %self.session, "a recording could not be read to its end");
            return;
        }
        // Else the body breaks off: whoever reads it knows that it is not whole.
        if self.send(export.finish(self.bytes)) {
            self.whole.store(true, Ordering::Release);
        }
    }

    fn send(&self, text: String) -> bool {
        let mut bytes = Bytes::from(text);
        while !bytes.is_empty() {
            let piece = bytes.split_to(bytes.len().min(PIECE));
            if !self.give(piece) {
                return false;
            }
        }
        true
    }

    /// Whether somebody took it.
    fn give(&self, piece: Bytes) -> bool {
        let taken = Handle::current().block_on(timeout(SILENCE, self.pieces.send(piece)));
        matches!(taken, Ok(Ok(())))
    }
}
