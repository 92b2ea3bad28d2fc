//! What a desktop can withhold from whoever sits at it (SCR-3): mouse and keyboard, and the picture. The machine's own devices are held; what a representative does goes on.
//!
//! Whatever is withheld is given back when the value goes, however it goes: a process that is killed must leave nothing locked and nothing dark.

use std::{sync::Arc, time::Instant};

use crate::desktop::{DesktopError, Waker};

/// What can be withheld here; a code says why something cannot: those of `PrivacyAbility` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurtainAbility {
    /// Mouse and keyboard.
    pub input: Result<(), &'static str>,
    /// The picture.
    pub blank: Result<(), &'static str>,
}

/// Why something was not withheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CurtainError {
    /// It cannot be, with its code: "in_use", "not_blank", or one of [`CurtainAbility`].
    Refused(&'static str),
    /// The desktop went away.
    Desktop(DesktopError),
}

impl From<DesktopError> for CurtainError {
    fn from(error: DesktopError) -> Self {
        CurtainError::Desktop(error)
    }
}

/// Something that ends what is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurtainEvent {
    /// Whoever sits there pressed the keys that take it back.
    TakenBack,
    /// It cannot be held any more, with a code.
    Slipped(&'static str),
}

/// What is said on the screen while something is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CurtainNotice {
    /// What was done, and by whom.
    pub what: String,
    /// How it is taken back.
    pub how: String,
    /// Both in English, for a desktop that has no letters for them.
    pub english: (String, String),
}

/// Withholds and gives back. One for each desktop.
pub trait Curtain: Send + 'static {
    /// What can be withheld now.
    fn ability(&self) -> CurtainAbility;
    /// What ends a wait.
    fn waker(&self) -> Arc<dyn Waker>;
    /// Withholds mouse and keyboard, also of devices that are plugged in later, and shows the notice. Again: with another notice.
    ///
    /// # Errors
    /// When not all devices can be held; then none is.
    fn lock(&mut self, notice: &CurtainNotice) -> Result<(), CurtainError>;
    /// Makes the screen dark, and looks whether it is.
    ///
    /// # Errors
    /// When it is not; then nothing of it is left.
    fn blank(&mut self) -> Result<(), CurtainError>;
    /// Whether the screen is still dark. Nothing tells when another program lightens it.
    ///
    /// # Errors
    /// When the desktop went away.
    fn is_dark(&mut self) -> Result<bool, DesktopError>;
    /// Makes the screen as bright as it was.
    fn lighten(&mut self);
    /// Gives everything back.
    fn give_back(&mut self);
    /// Sleeps until there is an event, the waker was used, or the deadline has passed.
    ///
    /// # Errors
    /// When the desktop went away.
    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), DesktopError>;
    /// The next event, without waiting.
    ///
    /// # Errors
    /// When the desktop went away.
    fn next_event(&mut self) -> Result<Option<CurtainEvent>, DesktopError>;
}
