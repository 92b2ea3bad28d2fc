//! A file that the customer's client sends into the chat (SES-30): taken as it comes, no more of it than there is room for, and settled when it is stored and said.
//!
//! One at a time for each link. Whatever ends the link breaks it off, and what was broken off leaves nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::stream;
use tokio::sync::mpsc;
use towline_engine::{Engine, Fault, FaultKind, Sending};
use towline_model::{SessionId, clip};
use towline_wire::v1::{self, agent_down};

use crate::link::{LinkFault, LinkSender, problem};

/// Bytes in one message, which must fit into 16 KiB.
const PART: u64 = 15 * 1024;
/// Parts that may be on their way.
const PARTS: u64 = 16;
/// Longest nonce, and longest name, that is looked at.
const NONCE: usize = 36;
const NAME: usize = 1024;

/// A file on its way in. Dropped before all of it came, it is broken off.
pub(crate) struct Upload {
    nonce: String,
    bytes: u64,
    came: u64,
    until: Arc<AtomicU64>,
    pieces: mpsc::Sender<Bytes>,
}

impl Upload {
    pub(crate) fn is(&self, nonce: &str) -> bool {
        self.nonce == nonce
    }

    /// Whether this is the next of it, and there is room.
    pub(crate) fn expects(&self, data: &v1::FileData) -> bool {
        let length = u64::try_from(data.data.len()).unwrap_or(u64::MAX);
        let end = data.offset.saturating_add(length);
        let whole = length == PART || (length > 0 && length < PART && end == self.bytes);
        self.is(&data.nonce) && data.offset == self.came && whole && end <= self.until.load(Ordering::Acquire)
    }
}

/// Begins to take a file, or says why it is not taken.
pub(crate) async fn begin(
    engine: &Engine,
    sender: &LinkSender,
    session: SessionId,
    send: v1::SendFile,
) -> Option<Upload> {
    let v1::SendFile { nonce, name, bytes } = send;
    let nonce = clip(&nonce, NONCE);
    let sending = Sending { name: clip(&name, NAME), nonce: nonce.clone(), bytes, reps_only: false };
    let incoming = match engine.client_sends(session, sending).await {
        Ok(incoming) => incoming,
        Err(fault) => {
            settled(engine, sender, nonce, Some(fault)).await;
            return None;
        }
    };
    let until = Arc::new(AtomicU64::new(0));
    let (pieces, coming) = mpsc::channel(usize::try_from(PARTS).unwrap_or(1) + 1);
    let mut room = Room { sender: sender.clone(), nonce: nonce.clone(), bytes, taken: 0, until: until.clone() };
    room.make();
    let (engine, sender, said) = (engine.clone(), sender.clone(), nonce.clone());
    tokio::spawn(async move {
        let pieces = stream::unfold((coming, room), |(mut coming, mut room)| async move {
            let piece: Bytes = coming.recv().await?;
            room.take(&piece);
            Some((Ok::<Bytes, std::convert::Infallible>(piece), (coming, room)))
        });
        let outcome = incoming.take(pieces).await;
        settled(&engine, &sender, said, outcome.err()).await;
    });
    let upload = Upload { nonce, bytes, came: 0, until, pieces };
    // Of nothing, all is there.
    (bytes > 0).then_some(upload)
}

/// The next bytes of it. What is of no file that comes is left alone: it was broken off while that was on its way.
///
/// # Errors
/// When there was no room for it, or it is not what comes next.
pub(crate) fn take(current: &mut Option<Upload>, data: v1::FileData) -> Result<(), LinkFault> {
    let Some(upload) = current.as_mut().filter(|upload| upload.is(&data.nonce)) else { return Ok(()) };
    // The file itself could not be taken any more; why is on its way.
    if upload.pieces.is_closed() {
        *current = None;
        return Ok(());
    }
    if !upload.expects(&data) {
        return Err(LinkFault("no_credit"));
    }
    upload.came += u64::try_from(data.data.len()).unwrap_or(u64::MAX);
    let all = upload.came == upload.bytes;
    // There is room for as much as was made room for.
    let _ = upload.pieces.try_send(data.data);
    if all {
        *current = None;
    }
    Ok(())
}

async fn settled(engine: &Engine, sender: &LinkSender, nonce: String, fault: Option<Fault>) {
    let most_mib = match &fault {
        Some(fault) if fault.code == "file_too_large" => {
            engine.chat_settings().await.map_or(0, |settings| settings.file_mib)
        }
        _ => 0,
    };
    let problem = fault.map(|fault| {
        if fault.kind == FaultKind::Internal {
            tracing::error!(%fault, "a file of a customer's client could not be taken");
        }
        problem(fault.code, &fault.title, &fault.detail)
    });
    sender.agent(agent_down::Body::FileSettled(v1::FileSettled { nonce, problem, most_mib }));
}

/// What of a file was taken, and what there is room for.
struct Room {
    sender: LinkSender,
    nonce: String,
    bytes: u64,
    taken: u64,
    until: Arc<AtomicU64>,
}

impl Room {
    fn take(&mut self, piece: &Bytes) {
        self.taken += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        let left = self.until.load(Ordering::Acquire).saturating_sub(self.taken);
        if left <= PART * PARTS / 2 {
            self.make();
        }
    }

    fn make(&mut self) {
        let until = self.taken.saturating_add(PART * PARTS).min(self.bytes);
        // First, so that nothing comes before it counts.
        self.until.store(until, Ordering::Release);
        let (nonce, taken) = (self.nonce.clone(), self.taken);
        self.sender.agent(agent_down::Body::FileWanted(v1::FileWanted { nonce, taken, until }));
    }
}
