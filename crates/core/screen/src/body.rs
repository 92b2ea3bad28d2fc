//! A frame's body as bytes and as parts, exactly as `docs/wire.md` ("Screen frames") has it. Taking one apart checks every count and rectangle against the
//! picture and decodes no pixels.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use thiserror::Error;

use crate::{Depth, MAX_AREA, MAX_SIDE, Rect};

/// Boxes as blue, green, red, and a chunk of a video at the end.
pub const FORMAT_BGR24_VIDEO: u8 = 6;
/// In the format's byte: pixels are kept, or come to light.
const FORMAT_UNDER: u8 = 0x80;
/// The only codec so far.
const CODEC_VP8: u8 = 1;

/// A part of the picture before, moved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CopyPart {
    /// Destination minus source.
    pub dx: i16,
    /// Destination minus source.
    pub dy: i16,
    /// Where it goes.
    pub rects: Vec<Rect>,
}

/// A rectangle of the picture and its place in a JPEG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// In the picture.
    pub rect: Rect,
    /// In the JPEG.
    pub sx: u16,
    /// In the JPEG.
    pub sy: u16,
}

/// One JPEG and what of it goes where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JpegPart {
    /// Not empty.
    pub rects: Vec<Placed>,
    /// The file.
    pub data: Bytes,
}

/// A rectangle of the picture as the next chunk of a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoPart {
    /// The same in every chunk from a key chunk on.
    pub rect: Rect,
    /// It refers to no chunk before it.
    pub key: bool,
    /// VP8, one picture of exactly the rectangle's size.
    pub data: Bytes,
}

/// A frame's body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// Of the picture.
    pub width: u16,
    /// Of the picture.
    pub height: u16,
    /// When it was captured, on the endpoint's monotonic clock.
    pub captured_us: u64,
    /// Pixel format of the boxes.
    pub depth: Depth,
    /// First: what is kept of the picture before, for when it comes to light again.
    pub kept: Vec<Rect>,
    /// Second.
    pub copies: Vec<CopyPart>,
    /// Third: what comes to light of what was kept.
    pub restored: Vec<Rect>,
    /// Fourth.
    pub boxes: Vec<Rect>,
    /// Bytes of all boxes' rows.
    pub raw_len: u32,
    /// These bytes, compressed by zstd; empty when there are none.
    pub packed: Bytes,
    /// Fifth.
    pub jpegs: Vec<JpegPart>,
    /// Last.
    pub video: Option<VideoPart>,
}

/// Why bytes are not a frame's body. Ends the stream (`malformed_frame`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BodyError {
    /// It ends too early, or goes on behind its end.
    #[error("the body's length does not fit its counts")]
    Length,
    /// Empty, or larger than pictures may be.
    #[error("the picture's size is out of bounds")]
    Size,
    /// Boxes in a format that this version does not know.
    #[error("unknown pixel format {0}")]
    Format(u8),
    /// A video of a codec, or with flags, that this version does not know.
    #[error("unknown video")]
    Video,
    /// A rectangle that is empty or not inside what it belongs to.
    #[error("a rectangle is out of bounds")]
    Rect,
    /// More pixels than the picture has, or a length that is not that of the boxes.
    #[error("more pixels than the picture has")]
    Pixels,
}

impl Body {
    /// The body as bytes. Lists longer than their counts can say are the caller's mistake and are cut.
    pub fn encode(&self) -> Bytes {
        let jpeg_bytes: usize = self.jpegs.iter().map(|jpeg| jpeg.data.len() + jpeg.rects.len() * 12 + 6).sum();
        let copy_bytes: usize = self.copies.iter().map(|copy| copy.rects.len() * 8 + 6).sum();
        let video_bytes = self.video.as_ref().map_or(0, |video| video.data.len() + 10);
        let rects = self.boxes.len() + self.kept.len() + self.restored.len();
        let parts = copy_bytes + rects * 8 + self.packed.len() + jpeg_bytes + video_bytes;
        let mut out = BytesMut::with_capacity(32 + parts);
        out.put_u16_le(self.width);
        out.put_u16_le(self.height);
        out.put_u64_le(self.captured_us);
        let under = !self.kept.is_empty() || !self.restored.is_empty();
        let format = if self.video.is_some() { FORMAT_BGR24_VIDEO } else { self.depth.format() };
        out.put_u8(if under { format | FORMAT_UNDER } else { format });
        if under {
            for rect in put_count(&mut out, &self.kept) {
                put_rect(&mut out, *rect);
            }
            for rect in put_count(&mut out, &self.restored) {
                put_rect(&mut out, *rect);
            }
        }
        let copies = put_count(&mut out, &self.copies);
        for copy in copies {
            out.put_i16_le(copy.dx);
            out.put_i16_le(copy.dy);
            for rect in put_count(&mut out, &copy.rects) {
                put_rect(&mut out, *rect);
            }
        }
        for rect in put_count(&mut out, &self.boxes) {
            put_rect(&mut out, *rect);
        }
        out.put_u32_le(self.raw_len);
        out.put_u32_le(self.packed.len() as u32);
        out.put_slice(&self.packed);
        for jpeg in put_count(&mut out, &self.jpegs) {
            out.put_u32_le(jpeg.data.len() as u32);
            for placed in put_count(&mut out, &jpeg.rects) {
                put_rect(&mut out, placed.rect);
                out.put_u16_le(placed.sx);
                out.put_u16_le(placed.sy);
            }
            out.put_slice(&jpeg.data);
        }
        if let Some(video) = &self.video {
            put_rect(&mut out, video.rect);
            out.put_u8(CODEC_VP8);
            out.put_u8(video.key.into());
            out.put_slice(&video.data);
        }
        out.freeze()
    }

    /// Takes a body apart. What comes back lies inside the picture, and its parts together claim no more pixels than six pictures have.
    pub fn decode(mut bytes: Bytes) -> Result<Body, BodyError> {
        let mut body = Body { width: take_u16(&mut bytes)?, height: take_u16(&mut bytes)?, ..Body::default() };
        let area = usize::from(body.width) * usize::from(body.height);
        if area == 0 || body.width > MAX_SIDE || body.height > MAX_SIDE || area > MAX_AREA {
            return Err(BodyError::Size);
        }
        body.captured_us = bytes.try_get_u64_le().map_err(|_| BodyError::Length)?;
        let said = bytes.try_get_u8().map_err(|_| BodyError::Length)?;
        let (format, under) = (said & !FORMAT_UNDER, said & FORMAT_UNDER != 0);
        let has_video = format == FORMAT_BGR24_VIDEO;
        let depth = if has_video { Some(Depth::Bgr24) } else { Depth::from_format(format) };
        body.depth = depth.ok_or(BodyError::Format(said))?;
        if under {
            body.kept = take_rects(&mut bytes, body.width, body.height)?;
            body.restored = take_rects(&mut bytes, body.width, body.height)?;
        }
        let mut pixels = Allowance { left: area };
        for _ in 0..take_count(&mut bytes, 6)? {
            body.copies.push(take_copy(&mut bytes, body.width, body.height, &mut pixels)?);
        }
        let mut pixels = Allowance { left: area };
        let mut raw_len = 0;
        for _ in 0..take_count(&mut bytes, 8)? {
            let rect = take_rect(&mut bytes, body.width, body.height)?;
            pixels.take(rect.area())?;
            raw_len += body.depth.row_bytes(rect.w) * usize::from(rect.h);
            body.boxes.push(rect);
        }
        body.raw_len = bytes.try_get_u32_le().map_err(|_| BodyError::Length)?;
        if u64::from(body.raw_len) != raw_len as u64 {
            return Err(BodyError::Pixels);
        }
        body.packed = take_bytes(&mut bytes)?;
        if body.packed.is_empty() != body.boxes.is_empty() {
            return Err(BodyError::Length);
        }
        let mut pixels = Allowance { left: area };
        for _ in 0..take_count(&mut bytes, 6)? {
            body.jpegs.push(take_jpeg(&mut bytes, body.width, body.height, &mut pixels)?);
        }
        if has_video {
            body.video = Some(take_video(&mut bytes, body.width, body.height)?);
        }
        if bytes.has_remaining() { Err(BodyError::Length) } else { Ok(body) }
    }
}

/// Pixels that a body may still claim.
struct Allowance {
    left: usize,
}

impl Allowance {
    fn take(&mut self, pixels: usize) -> Result<(), BodyError> {
        self.left = self.left.checked_sub(pixels).ok_or(BodyError::Pixels)?;
        Ok(())
    }
}

fn put_count<'a, T>(out: &mut BytesMut, list: &'a [T]) -> &'a [T] {
    let count = list.len().min(usize::from(u16::MAX));
    out.put_u16_le(count as u16);
    list.get(..count).unwrap_or(list)
}

fn put_rect(out: &mut BytesMut, rect: Rect) {
    for value in [rect.x, rect.y, rect.w, rect.h] {
        out.put_u16_le(value);
    }
}

fn take_u16(bytes: &mut Bytes) -> Result<u16, BodyError> {
    bytes.try_get_u16_le().map_err(|_| BodyError::Length)
}

fn take_i16(bytes: &mut Bytes) -> Result<i16, BodyError> {
    bytes.try_get_i16_le().map_err(|_| BodyError::Length)
}

/// A count whose elements, `least` bytes each, must still be there: nothing is reserved on a number's word.
fn take_count(bytes: &mut Bytes, least: usize) -> Result<usize, BodyError> {
    let count = usize::from(take_u16(bytes)?);
    if count * least > bytes.remaining() { Err(BodyError::Length) } else { Ok(count) }
}

fn take_rect(bytes: &mut Bytes, width: u16, height: u16) -> Result<Rect, BodyError> {
    let rect = Rect { x: take_u16(bytes)?, y: take_u16(bytes)?, w: take_u16(bytes)?, h: take_u16(bytes)? };
    if rect.is_empty() || !rect.is_inside(width, height) { Err(BodyError::Rect) } else { Ok(rect) }
}

/// Rectangles that have no more pixels than the picture.
fn take_rects(bytes: &mut Bytes, width: u16, height: u16) -> Result<Vec<Rect>, BodyError> {
    let mut pixels = Allowance { left: usize::from(width) * usize::from(height) };
    let mut rects = Vec::new();
    for _ in 0..take_count(bytes, 8)? {
        let rect = take_rect(bytes, width, height)?;
        pixels.take(rect.area())?;
        rects.push(rect);
    }
    Ok(rects)
}

fn take_bytes(bytes: &mut Bytes) -> Result<Bytes, BodyError> {
    let length = bytes.try_get_u32_le().map_err(|_| BodyError::Length)? as usize;
    if length > bytes.remaining() { Err(BodyError::Length) } else { Ok(bytes.split_to(length)) }
}

fn take_copy(bytes: &mut Bytes, width: u16, height: u16, pixels: &mut Allowance) -> Result<CopyPart, BodyError> {
    let mut copy = CopyPart { dx: take_i16(bytes)?, dy: take_i16(bytes)?, rects: Vec::new() };
    for _ in 0..take_count(bytes, 8)? {
        let rect = take_rect(bytes, width, height)?;
        if source_of(rect, copy.dx, copy.dy).is_none_or(|source| !source.is_inside(width, height)) {
            return Err(BodyError::Rect);
        }
        pixels.take(rect.area())?;
        copy.rects.push(rect);
    }
    Ok(copy)
}

fn take_jpeg(bytes: &mut Bytes, width: u16, height: u16, pixels: &mut Allowance) -> Result<JpegPart, BodyError> {
    let length = bytes.try_get_u32_le().map_err(|_| BodyError::Length)? as usize;
    let mut rects = Vec::new();
    for _ in 0..take_count(bytes, 12)? {
        let rect = take_rect(bytes, width, height)?;
        pixels.take(rect.area())?;
        rects.push(Placed { rect, sx: take_u16(bytes)?, sy: take_u16(bytes)? });
    }
    if length == 0 || length > bytes.remaining() || rects.is_empty() {
        return Err(BodyError::Length);
    }
    Ok(JpegPart { rects, data: bytes.split_to(length) })
}

/// The chunk goes to the body's end.
fn take_video(bytes: &mut Bytes, width: u16, height: u16) -> Result<VideoPart, BodyError> {
    let rect = take_rect(bytes, width, height)?;
    let codec = bytes.try_get_u8().map_err(|_| BodyError::Length)?;
    let flags = bytes.try_get_u8().map_err(|_| BodyError::Length)?;
    match (codec, flags, bytes.has_remaining()) {
        (CODEC_VP8, 0 | 1, true) => Ok(VideoPart { rect, key: flags == 1, data: bytes.split_to(bytes.remaining()) }),
        (_, _, false) => Err(BodyError::Length),
        _ => Err(BodyError::Video),
    }
}

/// Where a copied rectangle comes from. `None`: left of or above every picture.
pub(crate) fn source_of(rect: Rect, dx: i16, dy: i16) -> Option<Rect> {
    let x = u16::try_from(i32::from(rect.x) - i32::from(dx)).ok()?;
    let y = u16::try_from(i32::from(rect.y) - i32::from(dy)).ok()?;
    Some(Rect { x, y, ..rect })
}
