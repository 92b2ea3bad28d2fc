//! The picture's way from an endpoint's screen to a viewer: exact differences, copies, lossless boxes and photographs, and the pace at which
//! frames may follow each other (`docs/wire.md`, "Screen frames"; SCR-11, SCR-30 to SCR-34).
//!
//! Pure: pixels and moments come in, bytes go out. It opens no display and no socket and asks no clock.

mod body;
mod classify;
mod copies;
mod decoder;
mod depth;
mod encoder;
mod grid;
mod mode;
mod pacer;
mod photo;
mod picture;
mod rect;
mod under;
mod video;
mod view;

pub use body::{Body, BodyError, CopyPart, FORMAT_BGR24_VIDEO, JpegPart, Placed, VideoPart};
pub use decoder::{DecodeError, Decoder};
pub use depth::Depth;
pub use encoder::{EncodeError, Encoder, PHOTO_QUALITY, REFINE_LIMIT, STILL_US, Spare};
pub use mode::{Look, Mode, Photos, Rest};
pub use pacer::{Go, Pacer};
pub use picture::Picture;
pub use rect::{Rect, join_neighbours};
pub use video::{VideoCoder, VideoPlayer};
pub use view::PixelView;

/// Largest width or height of a picture.
pub const MAX_SIDE: u16 = 16_384;
/// Largest area of a picture in pixels.
pub const MAX_AREA: usize = 64 * 1024 * 1024;
