//! Files of sessions' chats: each one whole, written once, in a directory per session. Until it is whole it has another name, under which nobody finds it.
//!
//! Plain blocking I/O: the caller brings the thread.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use towline_model::{ATTACHMENT_HEAD, AttachmentId, AttachmentKind, SessionId};

use crate::BlobError;
use crate::segment::private_directory;

/// Of a file that is not whole.
const PART: &str = "part";

/// Where the files are. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    root: Arc<PathBuf>,
}

impl Files {
    /// Uses `directory`/attachments, making it when it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(directory: &Path) -> Result<Self, BlobError> {
        let root = directory.join("attachments");
        private_directory(&root).map_err(BlobError::Directory)?;
        Ok(Files { root: Arc::new(root) })
    }

    fn path(&self, session: SessionId, id: AttachmentId) -> PathBuf {
        self.root.join(session.to_string()).join(id.to_string())
    }

    /// Begins a file. Dropped before it is finished, it leaves nothing.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn begin(&self, session: SessionId, id: AttachmentId) -> io::Result<NewFile> {
        let path = self.path(session, id);
        let directory = path.parent().unwrap_or(&self.root).to_owned();
        private_directory(&directory)?;
        NewFile::at(path, directory)
    }

    /// A whole file.
    ///
    /// # Errors
    /// When it is not there, or the disk fails.
    pub fn read(&self, session: SessionId, id: AttachmentId) -> io::Result<File> {
        File::open(self.path(session, id))
    }

    /// Removes a file; one that is not there is fine.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn remove(&self, session: SessionId, id: AttachmentId) -> io::Result<()> {
        match std::fs::remove_file(self.path(session, id)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// Removes what a stop or a power cut left: all that is not whole, and all that `known` does not know. Says how many.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn tidy(&self, known: impl Fn(AttachmentId) -> bool) -> io::Result<usize> {
        let mut removed = 0;
        for session in std::fs::read_dir(self.root.as_path())? {
            let session = session?.path();
            if !session.is_dir() {
                continue;
            }
            for file in std::fs::read_dir(&session)? {
                let file = file?.path();
                let id = file.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
                if !id.is_some_and(&known) {
                    std::fs::remove_file(&file)?;
                    removed += 1;
                }
            }
            // One with files in it stays.
            let _ = std::fs::remove_dir(&session);
        }
        Ok(removed)
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its size.
    pub bytes: u64,
    /// What its bytes say it is.
    pub kind: AttachmentKind,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// A file that is being written.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    /// Where it is until it is whole.
    part: Option<PathBuf>,
    path: PathBuf,
    directory: PathBuf,
    head: Vec<u8>,
    bytes: u64,
    hash: Sha256,
}

impl NewFile {
    /// One that will be here, in this directory.
    pub(crate) fn at(path: PathBuf, directory: PathBuf) -> io::Result<NewFile> {
        let part = path.with_extension(PART);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
        Ok(NewFile { file, part: Some(part), path, directory, head: Vec::new(), bytes: 0, hash: Sha256::new() })
    }

    /// Appends.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.file.write_all(chunk)?;
        self.hash.update(chunk);
        self.bytes += u64::try_from(chunk.len()).unwrap_or_default();
        let room = ATTACHMENT_HEAD.saturating_sub(self.head.len());
        self.head.extend(chunk.iter().take(room));
        Ok(())
    }

    /// It is whole, and on stable storage when this returns.
    ///
    /// # Errors
    /// When the disk fails; then it leaves nothing.
    pub fn finish(mut self) -> io::Result<WrittenFile> {
        self.file.sync_all()?;
        if let Some(part) = &self.part {
            std::fs::rename(part, &self.path)?;
        }
        self.part = None;
        File::open(&self.directory)?.sync_all()?;
        let digest = std::mem::take(&mut self.hash).finalize();
        Ok(WrittenFile {
            bytes: self.bytes,
            kind: AttachmentKind::of(&self.head),
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            // What cannot be removed now is at the next start.
            let _ = std::fs::remove_file(part);
        }
    }
}
