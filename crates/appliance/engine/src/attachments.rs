//! Files in the chat of sessions (SUP-20, SES-30): taken in piece by piece, within bounds, and given to those who may have them.
//!
//! SECURITY: a file is written under an id of ours and never looked into. It is one of the session when its event is stored, and not before; what is refused or broken off leaves nothing.

use std::{
    collections::HashMap,
    io::{Read as _, Seek as _, SeekFrom},
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use tokio::{
    io::AsyncReadExt as _,
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, timeout, timeout_at},
};
use towline_blobs::{Files, WrittenFile};
use towline_model::{Attachment, AttachmentId, SessionId, UserId, attachment_name};
use towline_policy::{Granted, action};
use towline_session::{Answer, Input, State};

use crate::{Engine, Fault, FaultKind, secret};

/// Files of one session at most.
const FILES: u64 = 500;
/// Files on their way into one session at a time, and into all.
const AT_ONCE: u32 = 4;
const AT_ONCE_IN_ALL: u32 = 128;
/// For how long nothing of a file may come, and until when it must be there: who is slower gives its place to others.
const SILENCE: Duration = Duration::from_secs(30);
const WHOLE: Duration = Duration::from_secs(15 * 60);
/// Bytes of a file that are held at a time when it goes out.
const CHUNK: usize = 64 * 1024;
/// Pieces that may wait for the disk.
const WAITING: usize = 8;

/// A file that somebody wants to send.
#[derive(Debug, Clone)]
pub struct Sending {
    /// What they call it.
    pub name: String,
    /// Random: the same one sends nothing twice.
    pub nonce: String,
    /// Its size, as it is announced.
    pub bytes: u64,
    /// Not for a customer's eyes; means nothing from a customer.
    pub reps_only: bool,
}

/// A file that somebody may have.
#[derive(Debug)]
pub struct Fetched {
    /// What it is.
    pub file: Attachment,
    /// Its bytes.
    pub bytes: std::fs::File,
}

enum By {
    Rep(UserId),
    Customer,
}

enum Piece {
    More(Bytes),
    End,
}

/// A file on its way in. Dropped, it is broken off and leaves nothing.
pub struct Incoming {
    engine: Engine,
    files: Files,
    session: SessionId,
    id: AttachmentId,
    by: By,
    sending: Sending,
    came: u64,
    pieces: mpsc::Sender<Piece>,
    writer: JoinHandle<std::io::Result<Option<WrittenFile>>>,
    _place: Place,
}

/// What is on its way into each session: files and bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Berth(Arc<Mutex<HashMap<SessionId, (u32, u64)>>>);

/// A place in it; given back when dropped.
struct Place {
    berth: Berth,
    session: SessionId,
    bytes: u64,
}

impl Berth {
    fn on_the_way(&self, session: SessionId) -> (u32, u64) {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&session).copied().unwrap_or_default()
    }

    fn enter(&self, session: SessionId, bytes: u64) -> Option<Place> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.values().map(|(files, _)| files).sum::<u32>() >= AT_ONCE_IN_ALL {
            return None;
        }
        let entry = known.entry(session).or_default();
        if entry.0 >= AT_ONCE {
            return None;
        }
        *entry = (entry.0 + 1, entry.1.saturating_add(bytes));
        Some(Place { berth: self.clone(), session, bytes })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut known = self.berth.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = known.get_mut(&self.session) {
            *entry = (entry.0.saturating_sub(1), entry.1.saturating_sub(self.bytes));
            if entry.0 == 0 {
                known.remove(&self.session);
            }
        }
    }
}

fn too_large(most: u64) -> Fault {
    let title = if most == 0 { "This site takes no files in the chat." } else { "The file is too large." };
    let fault = Fault::new(FaultKind::Invalid, "file_too_large", title);
    if most == 0 { fault } else { fault.detail(format!("Send one of at most {} MiB.", most / 1024 / 1024)) }
}

fn full() -> Fault {
    Fault::new(FaultKind::Conflict, "session_full", "This session holds as many files as it may.")
        .detail("Send a smaller one, or send it in another way.")
}

fn busy() -> Fault {
    Fault::new(FaultKind::TooMany, "too_many_files", "Several files are on their way already.")
        .detail("Wait until they have arrived, then send this one.")
}

fn not_stored(error: &std::io::Error) -> Fault {
    tracing::error!(%error, "a file of a chat could not be stored");
    Fault::new(FaultKind::Unavailable, "not_stored", "The file could not be stored.")
        .detail("Try again later. The details are in the site's log.")
}

fn incomplete() -> Fault {
    Fault::new(FaultKind::Invalid, "incomplete", "The file did not arrive as a whole.").detail("Send it again.")
}

fn ended() -> Fault {
    Fault::new(FaultKind::Conflict, "ended", "The session has ended.")
}

impl Engine {
    /// Hands over where the files are, and removes there what a stop left half done.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attach_files(&self, files: Files) -> Result<(), Fault> {
        let known = self.inner.store.attachment_ids().await?;
        let tidied = files.clone();
        let removed = tokio::task::spawn_blocking(move || tidied.tidy(|id| known.contains(&id))).await;
        match removed {
            Ok(Ok(0)) => {}
            Ok(Ok(removed)) => tracing::info!(removed, "files that nobody sent were removed"),
            Ok(Err(error)) => tracing::warn!(%error, "files that nobody sent could not be removed"),
            Err(error) => tracing::error!(%error, "looking after the files of chats failed"),
        }
        if self.inner.files.set(files).is_err() {
            tracing::error!("files were handed over twice");
        }
        Ok(())
    }

    fn files(&self) -> Result<Files, Fault> {
        self.inner.files.get().cloned().ok_or_else(Fault::internal)
    }

    /// A rep sends a file into a session that they are in.
    ///
    /// # Errors
    /// `not_found`; `file_too_large`, `session_full`, `too_many_files`, `not_stored`.
    pub async fn rep_sends(
        &self,
        granted: Granted<action::Converse>,
        session: SessionId,
        sending: Sending,
    ) -> Result<Incoming, Fault> {
        self.sent_by(granted.actor().user, session, sending).await
    }

    /// An external representative sends a file into the one session that is theirs (SUP-70).
    ///
    /// # Errors
    /// As for reps.
    pub async fn external_sends(
        &self,
        granted: Granted<action::ConverseAsExternal>,
        session: SessionId,
        sending: Sending,
    ) -> Result<Incoming, Fault> {
        self.sent_by(granted.actor().user, session, sending).await
    }

    async fn sent_by(&self, user: UserId, session: SessionId, sending: Sending) -> Result<Incoming, Fault> {
        if !self.sessions().is_in(user, session).await {
            return Err(Fault::not_found());
        }
        self.receive(session, By::Rep(user), sending).await
    }

    /// A customer sends a file into their session.
    ///
    /// # Errors
    /// `not_found`, `not_yet`, `ended`; as for reps.
    pub async fn customer_sends(&self, cookie: &str, sending: Sending) -> Result<Incoming, Fault> {
        let state = self.state_of_customer(cookie).await?;
        self.sent_by_customer(&state, sending).await
    }

    /// The same from the client that is bound to the session.
    ///
    /// # Errors
    /// As with a page.
    pub async fn client_sends(&self, session: SessionId, sending: Sending) -> Result<Incoming, Fault> {
        let state = self.inner.store.session(session).await?.ok_or_else(Fault::not_found)?;
        self.sent_by_customer(&state, sending).await
    }

    async fn sent_by_customer(&self, state: &State, sending: Sending) -> Result<Incoming, Fault> {
        if state.ended_for_customer() {
            return Err(ended());
        }
        // SECURITY: anybody can ask for a session; nobody fills the disk before a rep has taken it.
        if !state.accepted {
            return Err(Fault::new(
                FaultKind::Conflict,
                "not_yet",
                "Files can be sent as soon as somebody is with you.",
            ));
        }
        self.receive(state.spec.id, By::Customer, Sending { reps_only: false, ..sending }).await
    }

    async fn receive(&self, session: SessionId, by: By, sending: Sending) -> Result<Incoming, Fault> {
        let (files, settings) = (self.files()?, self.chat_settings().await?);
        if sending.bytes > settings.file_bytes() || settings.file_mib == 0 {
            return Err(too_large(settings.file_bytes()));
        }
        let place = self.inner.berth.enter(session, sending.bytes).ok_or_else(busy)?;
        let (count, stored) = self.inner.store.attachments_of(session).await?;
        let (_, on_the_way) = self.inner.berth.on_the_way(session);
        if count >= FILES || stored.saturating_add(on_the_way) > settings.session_bytes() {
            return Err(full());
        }
        let id = AttachmentId::from_uuid(secret::fresh_id());
        let (pieces, mut coming) = mpsc::channel(WAITING);
        let writing = files.clone();
        let writer = tokio::task::spawn_blocking(move || {
            let mut file = writing.begin(session, id)?;
            while let Some(piece) = coming.blocking_recv() {
                match piece {
                    Piece::More(bytes) => file.write(&bytes)?,
                    Piece::End => return file.finish().map(Some),
                }
            }
            Ok(None)
        });
        let engine = self.clone();
        Ok(Incoming { engine, files, session, id, by, sending, came: 0, pieces, writer, _place: place })
    }

    /// A file for a rep who sees its session.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn rep_fetches(&self, granted: Granted<action::Converse>, id: AttachmentId) -> Result<Fetched, Fault> {
        self.fetched_by(granted.actor().user, id).await
    }

    /// A file for an external representative: of the one session that is theirs, as reps see it.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn external_fetches(
        &self,
        granted: Granted<action::ConverseAsExternal>,
        id: AttachmentId,
    ) -> Result<Fetched, Fault> {
        self.fetched_by(granted.actor().user, id).await
    }

    async fn fetched_by(&self, user: UserId, id: AttachmentId) -> Result<Fetched, Fault> {
        let row = self.inner.store.attachment(id).await?.ok_or_else(Fault::not_found)?;
        if !self.sessions().sees(user, row.session).await {
            return Err(Fault::not_found());
        }
        self.fetch(row.session, row.file).await
    }

    /// A file for the customer of its session. What is among reps does not exist for them (SES-30).
    ///
    /// # Errors
    /// `not_found`.
    pub async fn customer_fetches(&self, cookie: &str, id: AttachmentId) -> Result<Fetched, Fault> {
        let state: State = self.state_of_customer(cookie).await?;
        let row = self.inner.store.attachment(id).await?.ok_or_else(Fault::not_found)?;
        if row.session != state.spec.id || row.reps_only {
            return Err(Fault::not_found());
        }
        self.fetch(row.session, row.file).await
    }

    /// Part of a file for the client of its session's customer; empty: there is no more of it.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn client_reads(
        &self,
        session: SessionId,
        id: AttachmentId,
        offset: u64,
        most: usize,
    ) -> Result<Vec<u8>, Fault> {
        let row = self.inner.store.attachment(id).await?.ok_or_else(Fault::not_found)?;
        if row.session != session || row.reps_only {
            return Err(Fault::not_found());
        }
        let Fetched { bytes: mut file, .. } = self.fetch(row.session, row.file).await?;
        let read = tokio::task::spawn_blocking(move || {
            let mut part = Vec::with_capacity(most);
            file.seek(SeekFrom::Start(offset))?;
            file.take(u64::try_from(most).unwrap_or(0)).read_to_end(&mut part)?;
            std::io::Result::Ok(part)
        });
        match read.await {
            Ok(Ok(part)) => Ok(part),
            Ok(Err(error)) => {
                tracing::error!(%error, %id, "a file of a chat could not be read");
                Err(Fault::not_found())
            }
            Err(_) => Err(Fault::internal()),
        }
    }

    pub(crate) async fn fetch(&self, session: SessionId, file: Attachment) -> Result<Fetched, Fault> {
        let (files, id) = (self.files()?, file.id);
        let read = tokio::task::spawn_blocking(move || files.read(session, id)).await;
        match read {
            Ok(Ok(bytes)) => Ok(Fetched { file, bytes }),
            Ok(Err(error)) => {
                tracing::error!(%error, %id, "a file of a chat could not be read");
                Err(Fault::not_found())
            }
            Err(_) => Err(Fault::internal()),
        }
    }
}

impl Fetched {
    /// Its bytes, piece by piece.
    pub fn pieces(self) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
        file_pieces(self.bytes)
    }
}

/// The bytes of a file, piece by piece.
pub fn file_pieces(file: std::fs::File) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    futures_util::stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut chunk = BytesMut::with_capacity(CHUNK);
        let read = file.read_buf(&mut chunk).await?;
        Ok((read > 0).then(|| (chunk.freeze(), file)))
    })
}

impl Incoming {
    /// Takes it as it comes. When this returns, it is stored and said in the session.
    ///
    /// # Errors
    /// `file_too_large`: it is more than was announced; `incomplete`; `not_stored`; `ended`, `not_found`, `invalid`.
    pub async fn take<E>(mut self, pieces: impl Stream<Item = Result<Bytes, E>> + Send) -> Result<Attachment, Fault> {
        let mut pieces = pin!(pieces);
        let until = Instant::now() + WHOLE;
        loop {
            match timeout_at(until, timeout(SILENCE, pieces.next())).await {
                Ok(Ok(Some(Ok(bytes)))) => self.piece(bytes).await?,
                Ok(Ok(None)) => return self.finish().await,
                Ok(Ok(Some(Err(_))) | Err(_)) | Err(_) => return Err(incomplete()),
            }
        }
    }

    async fn piece(&mut self, bytes: Bytes) -> Result<(), Fault> {
        self.came += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.came > self.sending.bytes {
            return Err(too_large(self.sending.bytes));
        }
        let gone = || not_stored(&std::io::Error::other("the writer stopped"));
        self.pieces.send(Piece::More(bytes)).await.map_err(|_| gone())
    }

    async fn finish(self) -> Result<Attachment, Fault> {
        let Incoming { engine, files, session, id, by, sending, came, pieces, writer, _place } = self;
        if came != sending.bytes {
            return Err(incomplete());
        }
        let _ = pieces.send(Piece::End).await;
        let written = match writer.await {
            Ok(Ok(Some(written))) => written,
            Ok(Ok(None)) | Err(_) => return Err(Fault::internal()),
            Ok(Err(error)) => return Err(not_stored(&error)),
        };
        let WrittenFile { bytes, kind, sha256 } = written;
        let file = Attachment { id, name: attachment_name(&sending.name), bytes, kind, sha256 };
        let nonce = sending.nonce;
        let input = match by {
            By::Rep(user) => Input::SendFile { user, file: file.clone(), nonce, reps_only: sending.reps_only },
            By::Customer => Input::CustomerSendsFile { file: file.clone(), nonce },
        };
        let answer = engine.sessions().put(session, input).await;
        // A store that fails for a moment takes the event later: then the file is its own, and else it goes at the next start.
        let later = answer.as_ref().is_err_and(|fault| fault.kind == FaultKind::Unavailable);
        if answer != Ok(Answer::Done) && !later {
            let _ = tokio::task::spawn_blocking(move || files.remove(session, id)).await;
        }
        answer.map(|_| file)
    }
}

/// How a browser is to take a file: its type, and whether it shows it.
pub fn shown_as(file: &Attachment) -> (&'static str, String) {
    let how = if file.kind.is_picture() { "inline" } else { "attachment" };
    (file.kind.media_type(), format!("{how}; {}", named(&file.name)))
}

/// How a browser is to take something that it saves under this name.
pub fn attached_as(name: &str) -> String {
    format!("attachment; {}", named(name))
}

fn named(name: &str) -> String {
    // RFC 6266 and 8187: a plain name for old readers, the real one for the others.
    let plain: String = name
        .chars()
        .map(
            |character| if character.is_ascii_alphanumeric() || " ._-()".contains(character) { character } else { '_' },
        )
        .collect();
    let mut coded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            coded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("filename=\"{plain}\"; filename*=UTF-8''{coded}")
}

#[cfg(test)]
mod tests {
    use towline_model::AttachmentKind;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_hostile_name_stays_within_its_header_ses_30() {
        let file = |name: &str, kind| Attachment {
            id: AttachmentId::from_uuid(Uuid::nil()),
            name: name.into(),
            bytes: 1,
            kind,
            sha256: String::new(),
        };
        let (kind, how) = shown_as(&file("a\"; filename=evil.html;ä\u{1f600}.svg", AttachmentKind::Other));
        assert_eq!(kind, "application/octet-stream");
        assert!(how.starts_with("attachment; filename=\"a__ filename_evil.html___.svg\"; filename*=UTF-8''a%22%3B%20filename%3Devil.html%3B%C3%A4%F0"), "{how}");
        assert!(how.is_ascii());
        let (kind, how) = shown_as(&file("a.html", AttachmentKind::Png));
        assert_eq!((kind, how.as_str()), ("image/png", "inline; filename=\"a.html\"; filename*=UTF-8''a.html"));
    }

    #[test]
    fn so_many_files_are_on_their_way_into_a_session_at_a_time_ses_30() {
        let berth = Berth::default();
        let session = SessionId::from_uuid(Uuid::from_u128(1));
        let places: Vec<Place> = std::iter::from_fn(|| berth.enter(session, 10)).collect();
        assert_eq!((places.len(), berth.on_the_way(session)), (4, (4, 40)));
        assert!(berth.enter(SessionId::from_uuid(Uuid::from_u128(2)), 1).is_some());
        drop(places);
        assert_eq!(berth.on_the_way(session), (0, 0));
    }
}
