//! Files that go along with canned scripts: each one whole, written once, under an id that other bytes never have. Until it is whole it has another name, under which nobody finds it.
//!
//! Plain blocking I/O: the caller brings the thread.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use towline_model::ResourceId;

use crate::{BlobError, NewFile, segment::private_directory};

/// Where the files are. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Resources {
    root: Arc<PathBuf>,
}

impl Resources {
    /// Uses `directory`/resources, making it when it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(directory: &Path) -> Result<Self, BlobError> {
        let root = directory.join("resources");
        private_directory(&root).map_err(BlobError::Directory)?;
        Ok(Resources { root: Arc::new(root) })
    }

    /// Begins a file. Dropped before it is finished, it leaves nothing.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn begin(&self, id: ResourceId) -> io::Result<NewFile> {
        NewFile::at(self.root.join(id.to_string()), self.root.as_path().to_owned())
    }

    /// A whole file.
    ///
    /// # Errors
    /// When it is not there, or the disk fails.
    pub fn read(&self, id: ResourceId) -> io::Result<File> {
        File::open(self.root.join(id.to_string()))
    }

    /// Removes a file; one that is not there is fine. Who has it open reads on.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn remove(&self, id: ResourceId) -> io::Result<()> {
        match std::fs::remove_file(self.root.join(id.to_string())) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// Removes what a stop or a power cut left: all that is not whole, and all that `known` does not know. Says how many.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn tidy(&self, known: impl Fn(ResourceId) -> bool) -> io::Result<usize> {
        let mut removed = 0;
        for file in std::fs::read_dir(self.root.as_path())? {
            let file = file?.path();
            let id = file.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
            if !id.is_some_and(&known) {
                std::fs::remove_file(&file)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
