//! The desktop's clipboard (SCR-7): what is on it, said as kinds; its contents, read only when asked for; and what is put on it, given only to programs that paste it.
//!
//! One thread drives it. Nothing waits for another program: what takes time is told by an event.

use std::sync::Arc;

use bytes::Bytes;
use thiserror::Error;

use crate::{DesktopError, Waker};

/// What a clipboard can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClipKind {
    /// UTF-8 without NUL.
    Text,
    /// UTF-8. Hostile where it comes from a program.
    Html,
    /// A picture as PNG.
    Png,
    /// Files: their absolute paths, each ended by a NUL byte, at most [`CLIP_FILES`] of them. Which files they are, not what is in them.
    Files,
}

/// Most files that a clipboard is read for.
pub const CLIP_FILES: usize = 2048;

/// Why a content is not to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ClipFault {
    /// The clipboard holds something else by now.
    #[error("the clipboard changed")]
    Changed,
    /// Larger than asked for.
    #[error("the content is too large")]
    TooLarge,
    /// The program that has it does not answer in time, breaks off, or does not say what it promised.
    #[error("the owner of the clipboard does not answer")]
    NoAnswer,
}

/// Something of the clipboard happened. Told while watched, and after a read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClipEvent {
    /// It holds something else: these kinds; none when it is empty, or ours.
    Changed(Vec<ClipKind>),
    /// A read is over.
    Read(ClipKind, Result<Bytes, ClipFault>),
}

/// The clipboard of a desktop.
pub trait Clipboard: Send + 'static {
    /// What ends a wait.
    fn waker(&self) -> Arc<dyn Waker>;
    /// Whether changes are to be told. While they are not, nothing is asked of any program. When watching begins, what is there now is told.
    ///
    /// # Errors
    /// The desktop is gone; so for all of these.
    fn watch(&mut self, on: bool) -> Result<(), DesktopError>;
    /// Reads a kind that was told, at most so many bytes. The outcome is one [`ClipEvent::Read`].
    fn read(&mut self, kind: ClipKind, most: usize) -> Result<(), DesktopError>;
    /// Puts these on the clipboard, all at once. `false`: the desktop did not let us have it.
    fn put(&mut self, content: Vec<(ClipKind, Bytes)>) -> Result<bool, DesktopError>;
    /// Takes off what was put there, if it is still there.
    fn clear(&mut self) -> Result<(), DesktopError>;
    /// Sleeps until there may be an event, or the waker was used.
    fn wait(&mut self) -> Result<(), DesktopError>;
    /// The next event, without waiting for any program.
    fn next_event(&mut self) -> Result<Option<ClipEvent>, DesktopError>;
}
