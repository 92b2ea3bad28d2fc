//! What links are made of: the generated messages of `proto/towline/v1`, the frame codec, credit, and the order in which frames are sent (`docs/wire.md`).
//!
//! Pure: no sockets, no clock. The agent, the relay and the tests drive it.

#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, missing_docs)]
mod generated;

mod channel;
mod frame;
mod outbox;
mod pace;
mod payload;

pub use channel::{CreditError, ReceiveWindow, SendWindow};
pub use frame::{
    CONTROL_LIMIT, CONTROL_LIMIT_LARGE, DATA_LIMIT, Frame, FrameError, decode, encode_control, encode_control_text,
    encode_credit, encode_data,
};
pub use outbox::{Class, Outbox, OutboxFull, SOUND_FRAMES};
pub use pace::Pace;
pub use payload::{
    FILE_BLOCK, FILE_DATA_HEAD, FILE_PIECE, FilesPayload, PAGE_LAST, Payload, PayloadError, ReplayFlags, SOUND,
    SOUND_PACKET, ScreenFlags, frame_parts, split_participant, with_participant,
};

/// The generated messages.
pub mod v1 {
    pub use crate::generated::*;
}

/// Version of the wire that this build speaks.
pub const MAJOR: u32 = 1;
/// Minor version of the wire that this build speaks.
pub const MINOR: u32 = 0;
/// WebSocket subprotocol of every link.
pub const SUBPROTOCOL: &str = "towline.v1";
/// Credit that both directions of a screen channel start with, in bytes.
pub const SCREEN_WINDOW: u32 = 1024 * 1024;
/// Credit that both directions of a shell channel start with, in bytes.
pub const SHELL_WINDOW: u32 = 256 * 1024;
/// Credit that a channel of System Info starts with, in bytes.
pub const SYSTEM_WINDOW: u32 = 256 * 1024;
/// Credit that both directions of a files channel start with, in bytes: no more of a file is sent twice after a link broke.
pub const FILES_WINDOW: u32 = 4 * 1024 * 1024;
/// Of that, what bytes of files leave free for answers.
pub const FILES_ANSWERS: usize = 128 * 1024;
/// Longest file that is sent in the message that announces it, in bytes.
pub const FILE_CONTENT: usize = 128 * 1024;
/// Channel of the files on a files link.
pub const FILES_LINK_CHANNEL: u32 = 1;
/// Longest piece of a clipboard (SCR-7), in bytes.
pub const CLIPBOARD_PIECE: usize = 48 * 1024;
/// Pieces of a clipboard that one viewer may have on the way at a time, in either direction.
pub const CLIPBOARD_PIECES: usize = 8;
/// Longest text, and longest HTML, of a clipboard, in bytes.
pub const CLIPBOARD_TEXT: usize = 1024 * 1024;
/// Largest picture of a clipboard, in bytes of PNG.
pub const CLIPBOARD_PICTURE: usize = 16 * 1024 * 1024;
/// Channel of the picture on a screen link.
pub const SCREEN_LINK_CHANNEL: u32 = 1;
