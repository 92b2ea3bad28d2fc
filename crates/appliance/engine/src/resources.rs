//! Files that go along with canned scripts (SCR-6, ADM-4): taken in piece by piece, within bounds, and given to those who configure the site and to agents that run the script.
//!
//! SECURITY: a file is written under an id of ours and never looked into. It belongs to its script when the store says so, and not before; what is refused or broken off leaves nothing.

use std::{
    io::{Read as _, Seek as _, SeekFrom},
    pin::pin,
    time::Duration,
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    task::JoinHandle,
    time::{Instant, timeout, timeout_at},
};
use towline_blobs::{Resources, WrittenFile};
use towline_model::{
    RESOURCE_BYTES, RESOURCES, RESOURCES_BYTES, ResourceId, ScriptId, ScriptResource, clip, resource_name_fits,
};
use towline_policy::{Actor, Granted, action};
use towline_store::{ResourcesChanged, ScriptRow};

use crate::{Engine, Fault, FaultKind, secret};

/// Files on their way into the library at a time.
pub(crate) const AT_ONCE: usize = 4;
/// For how long nothing of a file may come, and until when it must be there.
const SILENCE: Duration = Duration::from_secs(30);
const WHOLE: Duration = Duration::from_secs(15 * 60);
/// Pieces that may wait for the disk.
const WAITING: usize = 8;

/// A file that somebody gives a script.
#[derive(Debug, Clone)]
pub struct Giving {
    /// What it is to be called.
    pub name: String,
    /// Its size, as it is announced.
    pub bytes: u64,
    /// Whether it may be run as a program.
    pub executable: bool,
}

enum Piece {
    More(Bytes),
    End,
}

/// A file on its way in. Dropped, it is broken off and leaves nothing.
pub struct IncomingResource {
    engine: Engine,
    kept: Resources,
    actor: Actor,
    script: ScriptId,
    id: ResourceId,
    giving: Giving,
    came: u64,
    pieces: mpsc::Sender<Piece>,
    writer: JoinHandle<std::io::Result<Option<WrittenFile>>>,
    _place: OwnedSemaphorePermit,
}

fn too_large(most: u64) -> Fault {
    Fault::new(FaultKind::Invalid, "file_too_large", "The file is too large.")
        .detail(format!("Give one of at most {} MiB.", most / 1024 / 1024))
}

fn too_much() -> Fault {
    Fault::new(FaultKind::Conflict, "script_full", "The script has as many files as it may.").detail(format!(
        "At most {RESOURCES} files go along with a script, of {} MiB together.",
        RESOURCES_BYTES / 1024 / 1024
    ))
}

fn library_full() -> Fault {
    Fault::new(FaultKind::Conflict, "library_full", "The library of scripts holds as much as it may.")
        .detail("Remove files of other scripts that nobody needs any more.")
}

fn busy() -> Fault {
    Fault::new(FaultKind::TooMany, "too_many_files", "Several files are on their way already.")
        .detail("Wait until they have arrived, then send this one.")
}

fn incomplete() -> Fault {
    Fault::new(FaultKind::Invalid, "incomplete", "The file did not arrive as a whole.").detail("Send it again.")
}

fn not_stored(error: &std::io::Error) -> Fault {
    tracing::error!(%error, "a file of a script could not be stored");
    Fault::new(FaultKind::Unavailable, "not_stored", "The file could not be stored.")
        .detail("Try again later. The details are in the site's log.")
}

impl Engine {
    /// Hands over where files of scripts are, and removes there what a stop left half done.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attach_resources(&self, resources: Resources) -> Result<(), Fault> {
        let known = self.inner.store.resource_ids().await?;
        let tidied = resources.clone();
        match tokio::task::spawn_blocking(move || tidied.tidy(|id| known.contains(&id))).await {
            Ok(Ok(0)) => {}
            Ok(Ok(removed)) => tracing::info!(removed, "files that no script has were removed"),
            Ok(Err(error)) => tracing::warn!(%error, "files that no script has could not be removed"),
            Err(error) => tracing::error!(%error, "looking after the files of scripts failed"),
        }
        if self.inner.resources.set(resources).is_err() {
            tracing::error!("files of scripts were handed over twice");
        }
        Ok(())
    }

    fn resources(&self) -> Result<Resources, Fault> {
        self.inner.resources.get().cloned().ok_or_else(Fault::internal)
    }

    /// Gives a script a file that goes along with it; one of the same name makes room for it.
    ///
    /// # Errors
    /// `not_found`; `invalid`: its name; `file_too_large`, `script_full`, `too_many_files`.
    pub async fn give_resource(
        &self,
        granted: Granted<action::ManageConfiguration>,
        script: ScriptId,
        giving: Giving,
    ) -> Result<IncomingResource, Fault> {
        let kept = self.resources()?;
        if !resource_name_fits(&giving.name) {
            let said = "Use letters A to Z, digits, and . _ - after the first one, at most 64 characters.";
            return Err(Fault::invalid().field("name", said));
        }
        if giving.bytes > RESOURCE_BYTES {
            return Err(too_large(RESOURCE_BYTES));
        }
        let row = self.inner.store.script(script).await?.ok_or_else(Fault::not_found)?;
        let others = row.resources.iter().filter(|one| one.name != giving.name);
        let (count, bytes) = others.fold((0, giving.bytes), |(count, bytes), one| (count + 1, bytes + one.bytes));
        if count >= RESOURCES || bytes > RESOURCES_BYTES {
            return Err(too_much());
        }
        let place = self.inner.giving.clone().try_acquire_owned().map_err(|_| busy())?;
        let id = ResourceId::from_uuid(secret::fresh_id());
        let (pieces, mut coming) = mpsc::channel(WAITING);
        let writing = kept.clone();
        let writer = tokio::task::spawn_blocking(move || {
            let mut file = writing.begin(id)?;
            while let Some(piece) = coming.blocking_recv() {
                match piece {
                    Piece::More(bytes) => file.write(&bytes)?,
                    Piece::End => return file.finish().map(Some),
                }
            }
            Ok(None)
        });
        let (engine, actor) = (self.clone(), granted.actor().clone());
        Ok(IncomingResource { engine, kept, actor, script, id, giving, came: 0, pieces, writer, _place: place })
    }

    /// Says whether a file may be run as a program.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn change_resource(
        &self,
        granted: Granted<action::ManageConfiguration>,
        script: ScriptId,
        id: ResourceId,
        executable: bool,
    ) -> Result<ScriptRow, Fault> {
        let stamp = self.stamp(granted.actor());
        let done = self.inner.store.change_resource(stamp, script, id, executable).await?;
        self.settled(script, done).await
    }

    /// Takes a file from a script. What runs has it still.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_resource(
        &self,
        granted: Granted<action::ManageConfiguration>,
        script: ScriptId,
        id: ResourceId,
    ) -> Result<ScriptRow, Fault> {
        let done = self.inner.store.remove_resource(self.stamp(granted.actor()), script, id).await?;
        self.settled(script, done).await
    }

    /// A file of a script, for whoever configures the site.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn resource(
        &self,
        _granted: Granted<action::ManageConfiguration>,
        script: ScriptId,
        id: ResourceId,
    ) -> Result<(ScriptResource, std::fs::File), Fault> {
        let row = self.inner.store.script(script).await?.ok_or_else(Fault::not_found)?;
        let found = row.resources.into_iter().find(|one| one.id == id).ok_or_else(Fault::not_found)?;
        let kept = self.resources()?;
        match tokio::task::spawn_blocking(move || kept.read(id)).await {
            Ok(Ok(file)) => Ok((found, file)),
            Ok(Err(error)) => {
                tracing::error!(%error, %id, "a file of a script could not be read");
                Err(Fault::not_found())
            }
            Err(_) => Err(Fault::internal()),
        }
    }

    /// Part of a file that goes along with a script that somebody was allowed to run; fewer bytes: there is no more of it.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn resource_reads(&self, id: ResourceId, offset: u64, most: usize) -> Result<Vec<u8>, Fault> {
        let kept = self.resources()?;
        let read = tokio::task::spawn_blocking(move || {
            let mut file = kept.read(id)?;
            file.seek(SeekFrom::Start(offset))?;
            let mut part = Vec::with_capacity(most);
            file.take(u64::try_from(most).unwrap_or(0)).read_to_end(&mut part)?;
            std::io::Result::Ok(part)
        });
        match read.await {
            Ok(Ok(part)) => Ok(part),
            Ok(Err(error)) => {
                tracing::warn!(%error, %id, "a file of a script could not be read");
                Err(Fault::not_found())
            }
            Err(_) => Err(Fault::internal()),
        }
    }

    /// Removes bytes that nobody names any more; what cannot be removed now is at the next start.
    pub(crate) async fn drop_resources(&self, ids: Vec<ResourceId>) {
        let Some(kept) = self.inner.resources.get().cloned() else { return };
        let _ = tokio::task::spawn_blocking(move || ids.into_iter().for_each(|id| _ = kept.remove(id))).await;
    }

    async fn settled(&self, script: ScriptId, done: ResourcesChanged) -> Result<ScriptRow, Fault> {
        match done {
            ResourcesChanged::Done(gone) => {
                self.drop_resources(gone.into_iter().collect()).await;
                self.inner.store.script(script).await?.ok_or_else(Fault::not_found)
            }
            ResourcesChanged::NotFound => Err(Fault::not_found()),
            ResourcesChanged::TooMuch => Err(too_much()),
            ResourcesChanged::LibraryFull => Err(library_full()),
        }
    }
}

impl IncomingResource {
    /// Takes it as it comes. When this returns, it is stored and the script has it.
    ///
    /// # Errors
    /// `file_too_large`: it is more than was announced; `incomplete`; `not_stored`; `script_full`, `library_full`, `not_found`, `stale`.
    pub async fn take<E>(mut self, pieces: impl Stream<Item = Result<Bytes, E>> + Send) -> Result<ScriptRow, Fault> {
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
        if self.came > self.giving.bytes {
            return Err(too_large(self.giving.bytes));
        }
        let gone = || not_stored(&std::io::Error::other("the writer stopped"));
        self.pieces.send(Piece::More(bytes)).await.map_err(|_| gone())
    }

    async fn finish(self) -> Result<ScriptRow, Fault> {
        let IncomingResource { engine, kept, actor, script, id, giving, came, pieces, writer, _place } = self;
        if came != giving.bytes {
            return Err(incomplete());
        }
        let _ = pieces.send(Piece::End).await;
        let WrittenFile { bytes, sha256, .. } = match writer.await {
            Ok(Ok(Some(written))) => written,
            Ok(Ok(None)) | Err(_) => return Err(Fault::internal()),
            Ok(Err(error)) => return Err(not_stored(&error)),
        };
        let new = ScriptResource { id, name: clip(&giving.name, 64), bytes, sha256, executable: giving.executable };
        let done = match engine.inner.store.put_resource(engine.stamp(&actor), script, new).await {
            Ok(done) => done,
            Err(error) => {
                let _ = tokio::task::spawn_blocking(move || kept.remove(id)).await;
                return Err(error.into());
            }
        };
        if !matches!(done, ResourcesChanged::Done(_)) {
            let _ = tokio::task::spawn_blocking(move || kept.remove(id)).await;
        }
        engine.settled(script, done).await
    }
}
