//! Recordings (SHL-6, REC-2): how they lie on disk, and how what a shell put out is read out of them again, as asciicast v2 and as plain text.
//!
//! Pure: no files and no clock. The caller brings the bytes of the segments in their order and takes pieces of what comes out. Everything in a segment may be broken, and everything in a payload was
//! sent by an endpoint: nothing here panics, and nothing grows with the length of a recording. `docs/recording.md` has the format.

mod cast;
mod container;
mod export;
mod reel;

pub use cast::Cast;
pub use container::{End, Entry, HEAD, MAGIC, SegmentReader, Stream, Wanted, head};
pub use export::{Export, Form};
pub use reel::{Ends, Reel, Scene};
