//! Linux: desktops of X11 and of Wayland, and what the service needs of the system.
//!
//! `unsafe` is allowed here only (style guide); each use says why it is sound.

pub mod portal;
pub mod wayland;
pub mod x11;

mod account;
mod actions;
mod button;
mod child;
mod comeback;
mod compositors;
mod discovery;
mod download;
mod elevation;
mod entry;
mod file_tree;
mod files;
mod guest;
mod helper;
mod host;
mod install;
mod inventory;
mod keys;
mod laid;
mod memory;
mod person;
mod proc;
mod pulse;
mod scan;
mod script;
mod shell;
mod shells;
mod system;
mod uris;
mod waker;
mod watch;
mod written;

pub use account::Account;
pub use actions::LinuxActions;
pub use button::{ButtonLook, ButtonPlace, trust_entry};
pub use child::start_detached;
pub use comeback::{ComebackPlace, EntryTexts, Left, NotTaken, Taken};
pub use elevation::{ELEVATED_HELPER, LinuxElevator, run_elevated_helper};
pub use entry::argument_in_entry;
pub use file_tree::LinuxFiles;
pub use guest::{Keeper, LinuxGuest, OwnFile, own_file_runs, remove_beside, watch_guest};
pub use helper::helper_stream;
pub use host::{DesktopChoice, LinuxHost};
pub use person::LinuxPerson;
pub use pulse::PulseEars;
pub use scan::{OddScan, SCAN_SECONDS, ScanCommand};
pub use system::LinuxSystem;
