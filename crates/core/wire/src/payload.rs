//! Heads of data payloads towards the viewer (`docs/wire.md`, "Streams"), and the participant's number in front of payloads towards the endpoint.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use thiserror::Error;

/// Flags of a frame part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScreenFlags(pub u8);

impl ScreenFlags {
    /// First part of its frame.
    pub const FIRST: u8 = 1;
    /// Last part of its frame.
    pub const LAST: u8 = 2;
    /// A whole picture.
    pub const KEY: u8 = 4;
    /// A whole picture that every viewer must take.
    pub const ALL: u8 = 8;
    /// Only sharpens what is still.
    pub const REFINE: u8 = 16;

    /// Whether a flag is set.
    pub fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }
}

/// Flags of a replay part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReplayFlags(pub u8);

impl ReplayFlags {
    /// First part.
    pub const FIRST: u8 = 1;
    /// Last part.
    pub const LAST: u8 = 2;
    /// Clear the terminal before the first byte.
    pub const RESET: u8 = 4;

    /// Whether a flag is set.
    pub fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }
}

/// Kind of a packet of sound, the one data payload that needs no credit.
pub const SOUND: u8 = 0x0A;
/// Longest Opus packet that is passed on, in bytes; at the rate that is used they have about 200.
pub const SOUND_PACKET: usize = 1500;

/// Kind of a payload with bytes of a file, in either direction.
const FILE_DATA: u8 = 0x32;
/// Bytes in front of a file's own in a payload.
pub const FILE_DATA_HEAD: usize = 13;
/// Most bytes of a file in one payload; a sender goes by its [`Pace`](crate::Pace).
pub const FILE_PIECE: usize = 256 * 1024;
/// Bytes that are hashed on their own: a file's hash of blocks is the SHA-256 of its blocks' SHA-256 (FIL-7).
pub const FILE_BLOCK: usize = 1024 * 1024;

/// Flag of a page of System Info: nothing comes after it.
pub const PAGE_LAST: u8 = 1;

/// A data payload towards the viewer, its head taken apart. Bodies are not looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// 0x01
    FramePart {
        /// What it is a part of.
        flags: ScreenFlags,
        /// The frame's number.
        frame: u64,
        /// A part of the frame's body.
        body: Bytes,
    },
    /// 0x02: protobuf `CursorShape`.
    CursorShape(Bytes),
    /// 0x03
    CursorPosition {
        /// Pixels from the left.
        x: u16,
        /// Pixels from the top.
        y: u16,
    },
    /// 0x04
    InputAck {
        /// The viewer whose input was performed.
        viewer: u64,
        /// Up to and including this sequence; on a shell: bytes before this offset.
        sequence: u64,
    },
    /// 0x05: protobuf `ScreenStatus`.
    ScreenStatus(Bytes),
    /// 0x06: protobuf `ClipboardOffer`.
    ClipboardOffer(Bytes),
    /// 0x07
    ClipboardPiece {
        /// The viewer who asked.
        viewer: u64,
        /// Their participant.
        participant: u16,
        /// Number of the ask.
        number: u32,
        /// Bytes of the whole.
        total: u32,
        /// Position of the first byte.
        offset: u32,
        /// A piece of it.
        bytes: Bytes,
    },
    /// 0x08: protobuf `ClipboardAnswer`.
    ClipboardAnswer {
        /// The viewer who is answered.
        viewer: u64,
        /// The message.
        body: Bytes,
    },
    /// 0x0A: a packet of the endpoint's sound (SCR-18). Needs no credit: whoever holds some drops the oldest.
    Sound {
        /// Grows by one with each packet of a capture, so that what was dropped is seen.
        sequence: u32,
        /// Samples, 48,000 in a second, from the capture's beginning to the packet's first; silence is not sent but counted.
        at: u64,
        /// One Opus packet of 20 ms, at most [`SOUND_PACKET`] bytes.
        packet: Bytes,
    },
    /// 0x10
    ShellOutput {
        /// Position of the first byte in all output of the shell.
        offset: u64,
        /// What the shell wrote.
        bytes: Bytes,
    },
    /// 0x11
    ShellReplay {
        /// Whose replay it is; 0: the relay's own.
        nonce: u32,
        /// First, last, reset.
        flags: ReplayFlags,
        /// Position in the output after this part.
        offset: u64,
        /// Bytes for the terminal.
        bytes: Bytes,
    },
    /// 0x20: protobuf `SystemPage`.
    SystemPage {
        /// [`PAGE_LAST`].
        flags: u8,
        /// The message.
        body: Bytes,
    },
    /// 0x31: protobuf `FilesDown`.
    FilesDown(Bytes),
    /// 0x32: bytes of the entry that a fetch is at.
    FileData {
        /// The fetch.
        request: u32,
        /// Position of the first byte in the entry.
        offset: u64,
        /// What is there.
        bytes: Bytes,
    },
}

/// A payload of a files channel from a viewer. On an agent's link the participant's number stands in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilesPayload {
    /// 0x30: protobuf `FilesUp`.
    Ask(Bytes),
    /// 0x32: bytes of a file that is sent.
    Data {
        /// The put.
        request: u32,
        /// Position of the first byte in the file.
        offset: u64,
        /// What is there.
        bytes: Bytes,
    },
}

impl FilesPayload {
    /// Takes the head of a payload apart.
    ///
    /// # Errors
    /// A head that is none.
    pub fn decode(mut payload: Bytes) -> Result<FilesPayload, PayloadError> {
        match payload.try_get_u8().map_err(|_| PayloadError)? {
            0x30 => Ok(FilesPayload::Ask(payload)),
            FILE_DATA => {
                let (request, offset) = file_data(&mut payload)?;
                Ok(FilesPayload::Data { request, offset, bytes: payload })
            }
            _ => Err(PayloadError),
        }
    }

    /// The payload as bytes.
    pub fn encode(&self) -> Bytes {
        let mut out = BytesMut::new();
        match self {
            FilesPayload::Ask(body) => {
                out.reserve(1 + body.len());
                out.put_u8(0x30);
                out.put_slice(body);
            }
            FilesPayload::Data { request, offset, bytes } => put_file_data(&mut out, *request, *offset, bytes),
        }
        out.freeze()
    }
}

fn file_data(payload: &mut Bytes) -> Result<(u32, u64), PayloadError> {
    let request = payload.try_get_u32_le().map_err(|_| PayloadError)?;
    let offset = payload.try_get_u64_le().map_err(|_| PayloadError)?;
    // What counts further than this is no file.
    if offset.checked_add(payload.len() as u64).is_none_or(|end| end > i64::MAX as u64) {
        return Err(PayloadError);
    }
    Ok((request, offset))
}

fn put_file_data(out: &mut BytesMut, request: u32, offset: u64, bytes: &[u8]) {
    out.reserve(FILE_DATA_HEAD + bytes.len());
    out.put_u8(FILE_DATA);
    out.put_u32_le(request);
    out.put_u64_le(offset);
    out.put_slice(bytes);
}

/// A payload whose head is not one. Ends the stream (`malformed_frame`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("malformed payload head")]
pub struct PayloadError;

impl Payload {
    /// Takes the head of a payload apart.
    pub fn decode(mut payload: Bytes) -> Result<Payload, PayloadError> {
        let kind = payload.try_get_u8().map_err(|_| PayloadError)?;
        match kind {
            0x01 => {
                let flags = ScreenFlags(payload.try_get_u8().map_err(|_| PayloadError)?);
                let frame = payload.try_get_u64_le().map_err(|_| PayloadError)?;
                Ok(Payload::FramePart { flags, frame, body: payload })
            }
            0x02 => Ok(Payload::CursorShape(payload)),
            0x03 => {
                let x = payload.try_get_u16_le().map_err(|_| PayloadError)?;
                let y = payload.try_get_u16_le().map_err(|_| PayloadError)?;
                if payload.has_remaining() { Err(PayloadError) } else { Ok(Payload::CursorPosition { x, y }) }
            }
            0x04 => {
                let viewer = payload.try_get_u64_le().map_err(|_| PayloadError)?;
                let sequence = payload.try_get_u64_le().map_err(|_| PayloadError)?;
                if payload.has_remaining() { Err(PayloadError) } else { Ok(Payload::InputAck { viewer, sequence }) }
            }
            0x05 => Ok(Payload::ScreenStatus(payload)),
            0x06 => Ok(Payload::ClipboardOffer(payload)),
            0x07 => {
                let viewer = payload.try_get_u64_le().map_err(|_| PayloadError)?;
                let participant = payload.try_get_u16_le().map_err(|_| PayloadError)?;
                let number = payload.try_get_u32_le().map_err(|_| PayloadError)?;
                let total = payload.try_get_u32_le().map_err(|_| PayloadError)?;
                let offset = payload.try_get_u32_le().map_err(|_| PayloadError)?;
                Ok(Payload::ClipboardPiece { viewer, participant, number, total, offset, bytes: payload })
            }
            0x08 => {
                let viewer = payload.try_get_u64_le().map_err(|_| PayloadError)?;
                Ok(Payload::ClipboardAnswer { viewer, body: payload })
            }
            SOUND => {
                let sequence = payload.try_get_u32_le().map_err(|_| PayloadError)?;
                let at = payload.try_get_u64_le().map_err(|_| PayloadError)?;
                if payload.is_empty() || payload.len() > SOUND_PACKET {
                    return Err(PayloadError);
                }
                Ok(Payload::Sound { sequence, at, packet: payload })
            }
            0x10 => {
                let offset = payload.try_get_u64_le().map_err(|_| PayloadError)?;
                Ok(Payload::ShellOutput { offset, bytes: payload })
            }
            0x11 => {
                let nonce = payload.try_get_u32_le().map_err(|_| PayloadError)?;
                let flags = ReplayFlags(payload.try_get_u8().map_err(|_| PayloadError)?);
                let offset = payload.try_get_u64_le().map_err(|_| PayloadError)?;
                Ok(Payload::ShellReplay { nonce, flags, offset, bytes: payload })
            }
            0x20 => {
                let flags = payload.try_get_u8().map_err(|_| PayloadError)?;
                Ok(Payload::SystemPage { flags, body: payload })
            }
            0x31 => Ok(Payload::FilesDown(payload)),
            FILE_DATA => {
                let (request, offset) = file_data(&mut payload)?;
                Ok(Payload::FileData { request, offset, bytes: payload })
            }
            _ => Err(PayloadError),
        }
    }

    /// The payload as bytes.
    pub fn encode(&self) -> Bytes {
        let mut out = BytesMut::new();
        match self {
            Payload::FramePart { flags, frame, body } => {
                out.reserve(10 + body.len());
                out.put_u8(0x01);
                out.put_u8(flags.0);
                out.put_u64_le(*frame);
                out.put_slice(body);
            }
            Payload::CursorShape(body) => {
                out.put_u8(0x02);
                out.put_slice(body);
            }
            Payload::CursorPosition { x, y } => {
                out.put_u8(0x03);
                out.put_u16_le(*x);
                out.put_u16_le(*y);
            }
            Payload::InputAck { viewer, sequence } => {
                out.put_u8(0x04);
                out.put_u64_le(*viewer);
                out.put_u64_le(*sequence);
            }
            Payload::ScreenStatus(body) => {
                out.put_u8(0x05);
                out.put_slice(body);
            }
            Payload::ClipboardOffer(body) => {
                out.put_u8(0x06);
                out.put_slice(body);
            }
            Payload::ClipboardPiece { viewer, participant, number, total, offset, bytes } => {
                out.reserve(23 + bytes.len());
                out.put_u8(0x07);
                out.put_u64_le(*viewer);
                out.put_u16_le(*participant);
                out.put_u32_le(*number);
                out.put_u32_le(*total);
                out.put_u32_le(*offset);
                out.put_slice(bytes);
            }
            Payload::ClipboardAnswer { viewer, body } => {
                out.put_u8(0x08);
                out.put_u64_le(*viewer);
                out.put_slice(body);
            }
            Payload::Sound { sequence, at, packet } => {
                out.reserve(13 + packet.len());
                out.put_u8(SOUND);
                out.put_u32_le(*sequence);
                out.put_u64_le(*at);
                out.put_slice(packet);
            }
            Payload::ShellOutput { offset, bytes } => {
                out.reserve(9 + bytes.len());
                out.put_u8(0x10);
                out.put_u64_le(*offset);
                out.put_slice(bytes);
            }
            Payload::ShellReplay { nonce, flags, offset, bytes } => {
                out.reserve(14 + bytes.len());
                out.put_u8(0x11);
                out.put_u32_le(*nonce);
                out.put_u8(flags.0);
                out.put_u64_le(*offset);
                out.put_slice(bytes);
            }
            Payload::SystemPage { flags, body } => {
                out.reserve(2 + body.len());
                out.put_u8(0x20);
                out.put_u8(*flags);
                out.put_slice(body);
            }
            Payload::FilesDown(body) => {
                out.reserve(1 + body.len());
                out.put_u8(0x31);
                out.put_slice(body);
            }
            Payload::FileData { request, offset, bytes } => put_file_data(&mut out, *request, *offset, bytes),
        }
        out.freeze()
    }
}

/// Cuts a frame's body into payloads of kind 0x01, each at most `part` bytes of body, with FIRST and LAST set. `flags`: KEY, ALL, REFINE.
pub fn frame_parts(frame: u64, flags: u8, body: &Bytes, part: usize) -> Vec<Bytes> {
    let part = part.max(1);
    let count = body.len().div_ceil(part).max(1);
    (0..count)
        .map(|index| {
            let first = if index == 0 { ScreenFlags::FIRST } else { 0 };
            let last = if index + 1 == count { ScreenFlags::LAST } else { 0 };
            let piece = body.slice(index * part..((index + 1) * part).min(body.len()));
            Payload::FramePart { flags: ScreenFlags(flags | first | last), frame, body: piece }.encode()
        })
        .collect()
}

/// A payload towards the endpoint with its participant in front.
pub fn with_participant(participant: u16, payload: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(2 + payload.len());
    out.put_u16_le(participant);
    out.put_slice(payload);
    out.freeze()
}

/// The participant and the rest.
pub fn split_participant(mut payload: Bytes) -> Result<(u16, Bytes), PayloadError> {
    let participant = payload.try_get_u16_le().map_err(|_| PayloadError)?;
    Ok((participant, payload))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_packet_of_sound_is_neither_empty_nor_larger_than_opus_makes_them_scr_18() {
        let of = |bytes: usize| Payload::Sound { sequence: 7, at: 960, packet: Bytes::from(vec![1; bytes]) };
        for bytes in [1, 200, SOUND_PACKET] {
            assert_eq!(Payload::decode(of(bytes).encode()), Ok(of(bytes)));
        }
        for bytes in [0, SOUND_PACKET + 1] {
            assert_eq!(Payload::decode(of(bytes).encode()), Err(PayloadError));
        }
        let whole = of(1).encode();
        for cut in 0..whole.len() {
            assert_eq!(Payload::decode(whole.slice(..cut)), Err(PayloadError));
        }
    }

    proptest! {
        #[test]
        fn no_payload_makes_the_decoder_panic_and_what_decodes_encodes_the_same_qlt_7(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let bytes = Bytes::from(bytes);
            if let Ok(payload) = Payload::decode(bytes.clone()) {
                prop_assert_eq!(payload.encode(), bytes);
            }
        }

        #[test]
        fn no_payload_of_a_files_channel_makes_the_decoder_panic_and_what_decodes_encodes_the_same_qlt_7(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let bytes = Bytes::from(bytes);
            if let Ok(payload) = FilesPayload::decode(bytes.clone()) {
                prop_assert_eq!(payload.encode(), bytes);
            }
        }

        #[test]
        fn parts_join_to_the_frame_they_were_cut_from(body in proptest::collection::vec(any::<u8>(), 0..400), part in 1usize..100) {
            let body = Bytes::from(body);
            let parts = frame_parts(7, ScreenFlags::KEY, &body, part);
            let mut joined = Vec::new();
            for (index, bytes) in parts.iter().enumerate() {
                let Payload::FramePart { flags, frame, body } = Payload::decode(bytes.clone()).unwrap() else { panic!("not a frame part") };
                prop_assert_eq!(frame, 7);
                prop_assert!(flags.has(ScreenFlags::KEY));
                prop_assert_eq!(flags.has(ScreenFlags::FIRST), index == 0);
                prop_assert_eq!(flags.has(ScreenFlags::LAST), index + 1 == parts.len());
                joined.extend_from_slice(&body);
            }
            prop_assert_eq!(Bytes::from(joined), body);
        }
    }
}
