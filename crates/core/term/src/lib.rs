//! What a shell has put out, kept so that any viewer can be shown it again exactly (SHL-4): the newest bytes as they are, and a terminal model of what is older, or of all when somebody must be shown the present.
//!
//! And what a shell has put out as plain lines (SHL-6).
//!
//! Pure: no PTY, no clock. The agent pushes output in and takes pieces out; viewers' terminals are elsewhere.

mod history;
mod log;
mod model;
mod modes;
mod past;
mod prompt;
mod transcript;
mod utf8;

pub use log::{Bounds, Replay, ShellLog, Shown};
pub use prompt::{LiveScreen, Sight};
pub use transcript::Transcript;
pub use utf8::decode;
