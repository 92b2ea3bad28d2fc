//! Sends mail: one message, by SMTP, to one person, within a bounded time. Nothing is kept for a second try; the caller decides what a failure means.
//!
//! It knows no accounts and no texts: the engine says what is written to whom. It receives nothing.

mod error;
mod letter;
mod line;
mod post;

pub use error::MailError;
pub use letter::{Letter, Sender, is_address};
pub use post::{Security, Server, are_authorities, send};
