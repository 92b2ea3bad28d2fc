//! The endpoint's files on a real file system (FIL). What needs another account or a mount says so where it cannot have them: CI runs as root.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod kit;
mod looks;
mod puts;
mod race;
mod rights;
mod rules;
mod scans;
mod small;
mod trips;
