//! Linux: the X11 desktop, and what the service needs of the system.
//!
//! `unsafe` is allowed here only (style guide); each use says why it is sound.

pub mod x11;

mod account;
mod child;
mod discovery;
mod helper;
mod host;
mod inventory;
mod shell;
mod watch;

pub use account::Account;
pub use helper::HELPER_DESCRIPTOR;
pub use host::{DesktopChoice, LinuxHost};
