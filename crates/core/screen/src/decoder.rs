//! The viewer's side in Rust: bodies become a picture. For tests, measurements and exports; the browser has its own.
//!
//! SECURITY: bodies come from endpoints and are hostile. Nothing is allocated beyond what the picture's declared size allows, and nothing is shown of a frame
//! that fails half-way: the caller ends the stream.

use bytes::Bytes;
use thiserror::Error;
use turbojpeg::{Decompressor, Image, PixelFormat};

use crate::body::{Body, BodyError, CopyPart, JpegPart, VideoPart, source_of};
use crate::under::lay;
use crate::view::PIXEL;
use crate::{Picture, Rect, VideoPlayer};

/// JPEG scans allowed: hostile progressive files make decoders work for minutes.
const JPEG_SCANS: u32 = 64;
/// An atlas may be this much larger than the picture, for its unused corner and rounding.
const ATLAS_SLACK: usize = 1024 * 128;

/// Why a frame cannot be shown.
#[derive(Debug, Error)]
pub enum DecodeError {
    /// It is not a body.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// A delta before the first KEY frame, or of another size.
    #[error("the frame does not fit the picture before it")]
    Sequence,
    /// The boxes' pixels do not decompress to their length.
    #[error("the lossless pixels do not decompress")]
    Lossless,
    /// A JPEG does not decode, or is not the size that its rectangles need.
    #[error("a photograph does not decode")]
    Photo,
    /// A chunk of a video does not decode, is not of its rectangle, or comes without the key chunk before it.
    #[error("a video does not decode")]
    Video,
}

/// Shows frames one after the other.
pub struct Decoder {
    picture: Option<Picture>,
    /// What was kept of it; none while nothing was.
    under: Option<Picture>,
    lossless: zstd::bulk::Decompressor<'static>,
    photo: Decompressor,
    player: Option<Box<dyn VideoPlayer>>,
    /// Where the video is, once its key chunk was shown.
    playing: Option<Rect>,
    captured_us: u64,
}

impl Decoder {
    /// Nothing shown yet.
    pub fn new() -> Result<Decoder, DecodeError> {
        let mut photo = Decompressor::new().map_err(|_| DecodeError::Photo)?;
        photo.set_scan_limit(JPEG_SCANS).map_err(|_| DecodeError::Photo)?;
        let lossless = zstd::bulk::Decompressor::new().map_err(|_| DecodeError::Lossless)?;
        Ok(Decoder { picture: None, under: None, lossless, photo, player: None, playing: None, captured_us: 0 })
    }

    /// Videos are shown by this; without it, a frame that has one is an error.
    pub fn with_player(self, player: Box<dyn VideoPlayer>) -> Decoder {
        Decoder { player: Some(player), ..self }
    }

    /// What is shown.
    pub fn picture(&self) -> Option<&Picture> {
        self.picture.as_ref()
    }

    /// When the shown frame was captured.
    pub fn captured_us(&self) -> u64 {
        self.captured_us
    }

    /// Shows a frame. `key`: a whole picture, which needs nothing shown before.
    pub fn show(&mut self, body: Bytes, key: bool) -> Result<&Picture, DecodeError> {
        let body = Body::decode(body)?;
        let mut picture = match self.picture.take() {
            Some(picture) if (picture.width(), picture.height()) == (body.width, body.height) => picture,
            _ if key => {
                self.under = None;
                Picture::new(body.width, body.height).ok_or(BodyError::Size)?
            }
            _ => return Err(DecodeError::Sequence),
        };
        if !body.kept.is_empty() || !body.restored.is_empty() {
            let under = match &mut self.under {
                Some(under) => under,
                none => none.insert(Picture::new(body.width, body.height).ok_or(BodyError::Size)?),
            };
            body.kept.iter().for_each(|rect| lay(*rect, &picture, under));
        }
        move_parts(&mut picture, &body.copies);
        if let Some(under) = &self.under {
            body.restored.iter().for_each(|rect| lay(*rect, under, &mut picture));
        }
        self.fill_boxes(&mut picture, &body)?;
        for jpeg in &body.jpegs {
            self.place_photo(&mut picture, jpeg)?;
        }
        if let Some(video) = &body.video {
            self.play(&mut picture, video)?;
        }
        self.captured_us = body.captured_us;
        Ok(self.picture.insert(picture))
    }

    fn fill_boxes(&mut self, picture: &mut Picture, body: &Body) -> Result<(), DecodeError> {
        if body.boxes.is_empty() {
            return Ok(());
        }
        // Bounded: Body::decode has made sure that this is at most three bytes for each pixel of the picture, in boxes that lie inside it.
        let mut raw = vec![0; body.raw_len as usize];
        let length = self.lossless.decompress_to_buffer(&body.packed, raw.as_mut_slice());
        if length.map_err(|_| DecodeError::Lossless)? != raw.len() {
            return Err(DecodeError::Lossless);
        }
        let mut raw = raw.as_slice();
        for rect in &body.boxes {
            for y in rect.y..rect.y + rect.h {
                let (row, rest) = raw.split_at_checked(body.depth.row_bytes(rect.w)).ok_or(DecodeError::Lossless)?;
                raw = rest;
                body.depth.unpack(row, picture.row_mut(rect.x, y, rect.w));
            }
        }
        Ok(())
    }

    fn play(&mut self, picture: &mut Picture, video: &VideoPart) -> Result<(), DecodeError> {
        let rect = video.rect;
        if !video.key && self.playing != Some(rect) {
            return Err(DecodeError::Video);
        }
        let player = self.player.as_mut().ok_or(DecodeError::Video)?;
        let pixels = player.show(&video.data, video.key, rect.w, rect.h).ok_or(DecodeError::Video)?;
        self.playing = Some(rect);
        for (line, row) in pixels.chunks_exact(usize::from(rect.w) * PIXEL).take(usize::from(rect.h)).enumerate() {
            picture.write_row(rect.x, rect.y + line as u16, row);
        }
        Ok(())
    }

    fn place_photo(&mut self, picture: &mut Picture, jpeg: &JpegPart) -> Result<(), DecodeError> {
        let header = self.photo.read_header(&jpeg.data).map_err(|_| DecodeError::Photo)?;
        let area = header.width.saturating_mul(header.height);
        let allowed = picture.rect().area().saturating_mul(2).saturating_add(ATLAS_SLACK);
        if area == 0 || area > allowed {
            return Err(DecodeError::Photo);
        }
        let (width, height) = (header.width, header.height);
        for placed in &jpeg.rects {
            let right = usize::from(placed.sx) + usize::from(placed.rect.w);
            let bottom = usize::from(placed.sy) + usize::from(placed.rect.h);
            if right > width || bottom > height {
                return Err(DecodeError::Photo);
            }
        }
        let mut pixels = vec![0u8; area * PIXEL];
        let image =
            Image { pixels: pixels.as_mut_slice(), width, pitch: width * PIXEL, height, format: PixelFormat::BGRX };
        self.photo.decompress(&jpeg.data, image).map_err(|_| DecodeError::Photo)?;
        for placed in &jpeg.rects {
            let Rect { x, y, w, h } = placed.rect;
            for line in 0..h {
                let start = ((usize::from(placed.sy) + usize::from(line)) * width + usize::from(placed.sx)) * PIXEL;
                let row = pixels.get(start..start + usize::from(w) * PIXEL).ok_or(DecodeError::Photo)?;
                picture.write_row(x, y + line, row);
            }
        }
        Ok(())
    }
}

/// Moves rectangles; every source is read from the picture as it was before the first of them.
pub(crate) fn move_parts(picture: &mut Picture, copies: &[CopyPart]) {
    let mut held: Vec<u8> = Vec::new();
    for copy in copies {
        for rect in &copy.rects {
            let Some(source) = source_of(*rect, copy.dx, copy.dy) else { continue };
            for y in source.y..source.y.saturating_add(source.h) {
                held.extend_from_slice(picture.row(source.x, y, source.w));
            }
        }
    }
    let mut held = held.as_slice();
    for rect in copies.iter().flat_map(|copy| &copy.rects) {
        for y in rect.y..rect.y + rect.h {
            let Some((row, rest)) = held.split_at_checked(usize::from(rect.w) * PIXEL) else { return };
            held = rest;
            picture.write_row(rect.x, y, row);
        }
    }
}
