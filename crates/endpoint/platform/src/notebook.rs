//! What the agent writes down for its next run.

use std::io;

/// A file of the agent's own that nobody else writes. Lines are added at its end; what a process wrote that was killed is there, what a machine lost with its power need not be. Called on threads of their own.
pub trait Notebook: Send + Sync + 'static {
    /// All that is in it, as far as `most` bytes go; nothing if it cannot be read.
    fn read(&self, most: u64) -> Vec<u8>;
    /// Adds at its end.
    ///
    /// # Errors
    /// Why it is not there.
    fn add(&self, bytes: &[u8]) -> io::Result<()>;
    /// Takes the place of all that is in it, whole or not at all.
    ///
    /// # Errors
    /// Why everything is as it was.
    fn replace(&self, bytes: &[u8]) -> io::Result<()>;
}
