//! What a program needs that is a guest on somebody's machine: one private place to write to, and to leave nothing behind, however it ends (SUP-23).

use std::path::Path;

use crate::HostError;

/// A guest that has arrived. Something outlives this process and removes what is left if it is killed.
pub trait Guest: Send + 'static {
    /// The only folder that is written to; nobody else may look into it.
    fn folder(&self) -> &Path;
    /// Removes the program's own file and the folder. Doing it again does nothing.
    ///
    /// # Errors
    /// When something stays, with its path.
    fn leave(&mut self) -> Result<(), HostError>;
}
