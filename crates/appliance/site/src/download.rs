//! The programs that are handed out, the agents' and the customers' clients: streamed from disk, known by their SHA-256.

use std::{
    collections::HashMap,
    io::{self, Read as _},
    path::{Path as FilePath, PathBuf},
    time::SystemTime,
};

use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::{HeaderValue, header};
use sha2::{Digest as _, Sha256};
use tokio::{io::AsyncReadExt as _, sync::Mutex};

use crate::{Site, page, pages::Notice};

/// Processors that there may be an agent for.
pub(crate) const ARCHITECTURES: [&str; 2] = ["x86_64", "aarch64"];
const PREFIX: &str = "towline-agent-linux-";

/// A program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Program {
    /// The agent for a kind of processor.
    Agent(&'static str),
    /// The customer's full client for it.
    Support(&'static str),
}

impl Program {
    /// Its name, and the kind of processor.
    fn parts(self) -> (&'static str, &'static str) {
        match self {
            Program::Agent(architecture) => ("towline-agent", architecture),
            Program::Support(architecture) => ("towline-support", architecture),
        }
    }
}
/// Bytes that a download holds in memory at a time.
const CHUNK: usize = 64 * 1024;

/// The folder with the programs.
pub(crate) struct Programs {
    folder: PathBuf,
    // Hashing a program takes a moment: it is done once for each state of the file.
    sums: Mutex<HashMap<Program, (Stamp, String)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) length: u64,
    changed: Option<SystemTime>,
}

impl Programs {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Programs { folder, sums: Mutex::new(HashMap::new()) }
    }

    /// The program for a kind of processor: by its full name, or, for our own kind, by its short one.
    pub(crate) async fn find(&self, program: Program) -> Option<(PathBuf, Stamp)> {
        let (name, architecture) = program.parts();
        let full = self.folder.join(format!("{name}-linux-{architecture}"));
        let short = (architecture == std::env::consts::ARCH).then(|| self.folder.join(name));
        for path in [Some(full), short].into_iter().flatten() {
            if let Ok(facts) = tokio::fs::metadata(&path).await
                && facts.is_file()
            {
                return Some((path, Stamp { length: facts.len(), changed: facts.modified().ok() }));
            }
        }
        None
    }

    /// SHA-256 of the program, in hexadecimal digits. `None` when there is no such program.
    pub(crate) async fn sum(&self, program: Program) -> Option<String> {
        let (path, stamp) = self.find(program).await?;
        // Held while hashing: those who come meanwhile wait for the one result.
        let mut sums = self.sums.lock().await;
        if let Some((known, sum)) = sums.get(&program)
            && *known == stamp
        {
            return Some(sum.clone());
        }
        let hashed = tokio::task::spawn_blocking(move || hash(&path)).await;
        match hashed {
            Ok(Ok(sum)) => {
                sums.insert(program, (stamp, sum.clone()));
                Some(sum)
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, ?program, "a program could not be read");
                None
            }
            Err(_) => None,
        }
    }
}

fn hash(path: &FilePath) -> io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}

pub(crate) async fn agent(State(site): State<Site>, Path(file): Path<String>) -> Response {
    let missing = || page::notice(&Notice::not_found(&site.engine.site().name));
    // SECURITY: the name is compared with the few that there are; it never becomes a path.
    let asked = file.strip_prefix(PREFIX);
    let Some(architecture) = ARCHITECTURES.into_iter().find(|known| asked == Some(known)) else { return missing() };
    let Some((path, stamp)) = site.programs.find(Program::Agent(architecture)).await else { return missing() };
    let Ok(opened) = tokio::fs::File::open(path).await else { return missing() };
    let mut response = Body::from_stream(chunks(opened)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(stamp.length));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    response
}

/// A program that knows what it is for: the file, and behind it the trailer.
pub(crate) fn with_trailer(file: tokio::fs::File, stamp: Stamp, trailer: Vec<u8>) -> Response {
    let length = stamp.length.saturating_add(u64::try_from(trailer.len()).unwrap_or(u64::MAX));
    let end = stream::once(std::future::ready(Ok::<_, io::Error>(Bytes::from(trailer))));
    let mut response = Body::from_stream(chunks(file).chain(end)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn chunks(file: tokio::fs::File) -> impl futures_util::Stream<Item = io::Result<Bytes>> {
    futures_util::stream::try_unfold(file, |mut file| async move {
        let mut chunk = BytesMut::with_capacity(CHUNK);
        let read = file.read_buf(&mut chunk).await?;
        Ok((read > 0).then(|| (chunk.freeze(), file)))
    })
}
