//! Linux: the X11 desktop, and what the service needs of the system.
//!
//! `unsafe` is allowed here only (style guide); each use says why it is sound.

pub mod x11;

