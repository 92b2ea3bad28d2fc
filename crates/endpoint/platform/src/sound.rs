//! What a desktop plays (SCR-18): the sound of its default output, heard only while somebody listens, and what makes packets of it.
//!
//! One thread drives it, and nothing of it ever ends the desktop's helper: without sound there is a reason, which is told.

use std::sync::Arc;

use bytes::Bytes;

use crate::Waker;

/// Samples of one channel in a packet: 20 ms at 48 kHz.
pub const SOUND_FRAME: usize = 960;

/// Why nothing can be heard: codes of `SoundAbility`.
pub type Deaf = &'static str;

/// Something of the sound happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SoundEvent {
    /// Whether it can be heard, when that is another than before.
    Ability(Result<(), Deaf>),
    /// It was heard: 48 kHz, left and right in turn.
    Samples(Vec<i16>),
}

/// The ears of a desktop.
pub trait Ears: Send + 'static {
    /// What ends a wait.
    fn waker(&self) -> Arc<dyn Waker>;
    /// Whether something can be heard, as far as that is known without listening.
    fn ability(&self) -> Result<(), Deaf>;
    /// Whether somebody listens. While nobody does nothing is captured. Switched on again after a failure, it is tried again.
    fn listen(&mut self, on: bool);
    /// Sleeps until there may be an event, or the waker was used.
    fn wait(&mut self);
    /// The next event, without waiting.
    fn next_event(&mut self) -> Option<SoundEvent>;
}

/// Makes packets of what was heard; one stream at a time.
pub trait SoundCoder: Send + 'static {
    /// A packet of [`SOUND_FRAME`] samples of each channel, left and right in turn. `None`: it cannot be coded.
    fn encode(&mut self, frame: &[i16]) -> Option<Bytes>;
    /// What comes does not follow what was.
    fn restart(&mut self);
}
