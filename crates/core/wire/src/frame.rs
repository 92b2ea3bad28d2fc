//! One WebSocket message is one frame: `kind: u8 | channel: varint | payload`.

use bytes::{BufMut, Bytes, BytesMut};
use thiserror::Error;

/// Largest control message.
pub const CONTROL_LIMIT: usize = 16 * 1024;
/// Largest control message where lists travel: `ConsoleDown`, `AgentDown` (grants), `AgentHello`, `Inventory`.
pub const CONTROL_LIMIT_LARGE: usize = 64 * 1024;
/// Largest data payload: a piece of a file with its head.
pub const DATA_LIMIT: usize = 257 * 1024;

const CONTROL: u8 = 0;
const DATA: u8 = 1;
const CREDIT: u8 = 2;

/// A decoded frame. Payloads share the received buffer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A protobuf message of the link's direction.
    Control(Bytes),
    /// Bytes of a channel's stream.
    Data {
        /// The channel, never 0.
        channel: u32,
        /// At most [`DATA_LIMIT`] bytes.
        payload: Bytes,
    },
    /// The other side may take so many more payload bytes on this channel.
    Credit {
        /// The channel, never 0.
        channel: u32,
        /// Bytes granted on top of earlier grants.
        bytes: u32,
    },
}

/// Why a received message is not a frame. Each ends the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrameError {
    /// It ends before its head does.
    #[error("the frame ends before its head does")]
    Truncated,
    /// The first byte is no kind that this version knows.
    #[error("unknown frame kind {0}")]
    UnknownKind(u8),
    /// Control on a channel, or data or credit without one.
    #[error("the channel does not fit the frame's kind")]
    Channel,
    /// The number is longer than it need be or does not fit 32 bits.
    #[error("malformed number")]
    Number,
    /// More than the limit of its kind.
    #[error("the frame is larger than its kind may be")]
    TooLarge,
    /// Credit of nothing, or bytes behind it.
    #[error("malformed credit")]
    Credit,
}

impl FrameError {
    /// The stable code for the close reason.
    pub fn code(self) -> &'static str {
        match self {
            FrameError::TooLarge => "too_large",
            FrameError::Truncated
            | FrameError::UnknownKind(_)
            | FrameError::Channel
            | FrameError::Number
            | FrameError::Credit => "malformed_frame",
        }
    }
}

/// Takes a WebSocket message apart. `control_limit` is [`CONTROL_LIMIT`] or, where the link's direction allows it, [`CONTROL_LIMIT_LARGE`].
pub fn decode(message: Bytes, control_limit: usize) -> Result<Frame, FrameError> {
    let kind = *message.first().ok_or(FrameError::Truncated)?;
    let mut rest = message.slice(1..);
    let channel = take_varint(&mut rest)?;
    match kind {
        CONTROL if channel != 0 => Err(FrameError::Channel),
        CONTROL if rest.len() > control_limit => Err(FrameError::TooLarge),
        CONTROL => Ok(Frame::Control(rest)),
        DATA | CREDIT if channel == 0 => Err(FrameError::Channel),
        DATA if rest.len() > DATA_LIMIT => Err(FrameError::TooLarge),
        DATA => Ok(Frame::Data { channel, payload: rest }),
        CREDIT => {
            let bytes = take_varint(&mut rest)?;
            if bytes == 0 || !rest.is_empty() {
                return Err(FrameError::Credit);
            }
            Ok(Frame::Credit { channel, bytes })
        }
        other => Err(FrameError::UnknownKind(other)),
    }
}

/// A control frame around an encoded message.
pub fn encode_control(message: &impl prost::Message) -> Bytes {
    let mut out = BytesMut::with_capacity(2 + message.encoded_len());
    out.put_u8(CONTROL);
    out.put_u8(0);
    // INVARIANT: BytesMut grows, so encoding cannot run out of room.
    let _ = message.encode(&mut out);
    out.freeze()
}

/// A control frame around a text.
pub fn encode_control_text(text: &str) -> Bytes {
    let mut out = BytesMut::with_capacity(2 + text.len());
    out.put_u8(CONTROL);
    out.put_u8(0);
    out.put_slice(text.as_bytes());
    out.freeze()
}

/// A data frame. The payload may come in several pieces, so that a head needs no copy of its own.
pub fn encode_data(channel: u32, pieces: &[&[u8]]) -> Bytes {
    let mut out = BytesMut::with_capacity(6 + pieces.iter().map(|p| p.len()).sum::<usize>());
    out.put_u8(DATA);
    put_varint(&mut out, channel);
    for piece in pieces {
        out.put_slice(piece);
    }
    out.freeze()
}

/// A credit frame.
pub fn encode_credit(channel: u32, bytes: u32) -> Bytes {
    let mut out = BytesMut::with_capacity(11);
    out.put_u8(CREDIT);
    put_varint(&mut out, channel);
    put_varint(&mut out, bytes);
    out.freeze()
}

fn put_varint(out: &mut BytesMut, mut value: u32) {
    while value >= 0x80 {
        out.put_u8((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.put_u8(value as u8);
}

fn take_varint(bytes: &mut Bytes) -> Result<u32, FrameError> {
    let mut value = 0u64;
    for index in 0..5usize {
        let byte = *bytes.get(index).ok_or(FrameError::Truncated)?;
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            if index > 0 && byte == 0 {
                return Err(FrameError::Number);
            }
            let value = u32::try_from(value).map_err(|_| FrameError::Number)?;
            *bytes = bytes.slice(index + 1..);
            return Ok(value);
        }
    }
    Err(FrameError::Number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn data_and_credit_come_back_as_they_were(channel in 1u32.., payload in proptest::collection::vec(any::<u8>(), 0..600), bytes in 1u32..) {
            let frame = decode(encode_data(channel, &[&payload]), CONTROL_LIMIT).unwrap();
            prop_assert_eq!(frame, Frame::Data { channel, payload: payload.into() });
            let frame = decode(encode_credit(channel, bytes), CONTROL_LIMIT).unwrap();
            prop_assert_eq!(frame, Frame::Credit { channel, bytes });
        }

        #[test]
        fn no_message_makes_the_decoder_panic_qlt_7(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = decode(bytes.into(), CONTROL_LIMIT);
        }
    }

    #[test]
    fn what_is_out_of_bounds_is_refused_qlt_7() {
        let cases: [(&[u8], FrameError); 8] = [
            (&[], FrameError::Truncated),
            (&[1], FrameError::Truncated),
            (&[0, 1], FrameError::Channel),
            (&[1, 0], FrameError::Channel),
            (&[9, 1], FrameError::UnknownKind(9)),
            (&[1, 0x81, 0x00], FrameError::Number),
            (&[2, 1, 0], FrameError::Credit),
            (&[2, 1, 5, 5], FrameError::Credit),
        ];
        for (bytes, error) in cases {
            assert_eq!(decode(Bytes::copy_from_slice(bytes), CONTROL_LIMIT), Err(error), "{bytes:?}");
        }
        let large = encode_data(1, &[&vec![0; DATA_LIMIT + 1]]);
        assert_eq!(decode(large, CONTROL_LIMIT), Err(FrameError::TooLarge));
    }
}
