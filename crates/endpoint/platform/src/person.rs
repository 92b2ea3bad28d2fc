//! What a program does for the person who sits before it.

use std::{
    io,
    path::{Path, PathBuf},
};

/// The desk of a person: their clock, the browser that they use, the place for what they save.
pub trait Person: Send + Sync + 'static {
    /// Hours and minutes on the clock there, at this moment in milliseconds of Unix time. `None`: it cannot be told.
    fn clock(&self, unix_ms: i64) -> Option<(u8, u8)>;
    /// Opens a web page as a click on a link does. The address was checked; it goes to a program of the system as it stands, and through no shell. `failed` is called if nothing opens it.
    fn open_page(&self, address: String, failed: Box<dyn FnOnce() + Send>);
    /// Begins a file where the person's downloads are. Its name is the last part of a path, and nothing that is there already is touched.
    ///
    /// # Errors
    /// When there is no such place, or nothing can be written there.
    fn download(&self, name: &str) -> io::Result<Box<dyn Download>>;
    /// What is in a folder, with no more rights than the person has; without one, in their own. What is hidden is left out. Blocks.
    ///
    /// # Errors
    /// When there is no such folder, or the person may not look into it.
    fn folder(&self, path: Option<&Path>) -> io::Result<Folder>;
    /// Opens a file, with no more rights than the person has. Nothing else than a file is opened. Blocks.
    ///
    /// # Errors
    /// When there is no such file, or the person may not read it.
    fn file(&self, path: &Path) -> io::Result<Box<dyn Reading>>;
}

/// A folder of the person's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// The person's own folder.
    pub home: PathBuf,
    /// What is in it, the folders first.
    pub entries: Vec<Entry>,
    /// There is more than can be shown.
    pub more: bool,
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// Where it is: its name need not be text.
    pub path: PathBuf,
    /// It is a folder.
    pub folder: bool,
    /// Its size.
    pub bytes: u64,
}

/// A file that is being read.
pub trait Reading: Send {
    /// Its size.
    fn bytes(&self) -> u64;
    /// A part of it: less than was asked for only at its end.
    ///
    /// # Errors
    /// When the disk fails.
    fn read(&mut self, offset: u64, most: usize) -> io::Result<Vec<u8>>;
}

/// A file that is being saved. Dropped before it is kept, it is gone.
pub trait Download: Send {
    /// Adds to it.
    ///
    /// # Errors
    /// When the disk fails or is full.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// It is whole: gives it its name, or one like it that is free, and says where it is.
    ///
    /// # Errors
    /// When the disk fails, or no such name is free.
    fn keep(self: Box<Self>) -> io::Result<String>;
}
