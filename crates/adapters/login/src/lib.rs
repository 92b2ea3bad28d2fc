//! Passwords: hashing, the rules for new ones, and how often somebody may try.
//!
//! It knows no accounts and no store: the engine brings the hash and decides what an answer means.

mod common;
mod hash;
mod password;
mod rules;
mod throttle;

pub use password::{Match, PasswordError, Passwords};
pub use rules::{MINIMUM_CHARACTERS, Weakness, weakness};
pub use throttle::{Throttle, Throttled};
