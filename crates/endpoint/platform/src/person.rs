//! What a program does for the person who sits before it.

use std::io;

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
