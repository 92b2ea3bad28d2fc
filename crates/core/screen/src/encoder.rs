//! Makes frames of a source's pixels: what moved, what is text (exact), what is a photograph (JPEG), and later the photographs' exact pixels once they are still.
//!
//! Keeps the picture that viewers have, as the source showed it, and for each 16x16 block in which ways they have it. Differences and copies are found in the source's own pixels and only
//! what is sent is reduced to the mode's colours, so that the mode may change at any frame. One encoder for one stream.

mod refine;

use bytes::Bytes;
use thiserror::Error;

use crate::body::{Body, CopyPart, JpegPart, source_of};
use crate::classify::is_photo;
use crate::copies::CopyFinder;
use crate::decoder::move_parts;
use crate::grid::{BLOCK, Grid, Held, TILE};
use crate::mode::{Look, Photos};
use crate::photo::PhotoCoder;
use crate::view::PIXEL;
use crate::{Depth, Picture, PixelView, Rect, join_neighbours};
pub use refine::{REFINE_LIMIT, STILL_US};

/// Level of zstd: higher ones cost more time than they save bytes.
const ZSTD_LEVEL: i32 = 1;
/// Quality of photographs when the link is fast.
pub const PHOTO_QUALITY: u8 = 85;
/// With more boxes than this, none is trimmed to the pixels that changed: joined boxes matter more then.
const TRIM_BOXES: usize = 32;

/// Why a frame cannot be made.
#[derive(Debug, Error)]
pub enum EncodeError {
    /// Empty, or larger than pictures may be.
    #[error("the picture's size is out of bounds")]
    Size,
    /// zstd failed.
    #[error("the lossless pixels cannot be compressed")]
    Lossless,
    /// The JPEG library failed.
    #[error("a photograph cannot be compressed")]
    Photo,
}

/// Makes the frames of one stream.
pub struct Encoder {
    /// What the source showed at the last frame.
    shown: Picture,
    /// What it shows now; differs from `shown` only in changed blocks, and only while a frame is made.
    next: Picture,
    grid: Grid,
    finder: CopyFinder,
    lossless: zstd::bulk::Compressor<'static>,
    photo: PhotoCoder,
    look: Look,
    /// The next KEY frame goes to every viewer.
    absorbed: bool,
    raw: Vec<u8>,
    /// Packed bytes for each thousand raw ones, in refinements.
    refine_permille: usize,
    /// Bytes for each thousand pixels of photographs, in refinements.
    photo_permille: usize,
    /// When anything last changed.
    changed_us: u64,
}

/// Boxes of a frame by how they are sent.
#[derive(Default)]
struct Boxes {
    exact: Vec<Rect>,
    photo: Vec<Rect>,
}

impl Encoder {
    /// An encoder for pictures of one size, black so far.
    pub fn new(width: u16, height: u16) -> Result<Encoder, EncodeError> {
        let shown = Picture::new(width, height).ok_or(EncodeError::Size)?;
        let lossless = zstd::bulk::Compressor::new(ZSTD_LEVEL).map_err(|_| EncodeError::Lossless)?;
        Ok(Encoder {
            next: shown.clone(),
            shown,
            grid: Grid::new(width, height),
            finder: CopyFinder::new(),
            lossless,
            photo: PhotoCoder::new(PHOTO_QUALITY)?,
            look: Look::default(),
            absorbed: false,
            raw: Vec::new(),
            refine_permille: 1000,
            photo_permille: 1000,
            changed_us: 0,
        })
    }

    /// The picture as the source showed it at the last frame.
    pub fn picture(&self) -> &Picture {
        &self.shown
    }

    /// How frames are made from now on. What viewers have from before and is not what this look ends in becomes so by refinements, once it is still.
    pub fn set_look(&mut self, look: Look) {
        if look.depth != self.look.depth {
            self.refine_permille = 1000;
        }
        self.look = look;
    }

    /// Takes pixels over without making a frame of them. Only right before a KEY frame that every viewer takes.
    pub fn absorb(&mut self, view: &PixelView<'_>, now_us: u64) {
        self.absorbed = true;
        self.grid.begin();
        if self.grid.compare(view, &self.shown, &mut self.next) {
            self.finish(now_us);
        }
    }

    /// A delta from new pixels; `None` when they are what viewers have.
    pub fn update(&mut self, view: &PixelView<'_>, now_us: u64) -> Result<Option<Bytes>, EncodeError> {
        self.grid.begin();
        if !self.grid.compare(view, &self.shown, &mut self.next) {
            return Ok(None);
        }
        let copies = self.finder.find(&self.grid, &self.shown, &self.next);
        if !copies.is_empty() {
            self.carry_held(&copies);
            move_parts(&mut self.shown, &copies);
            self.grid.compare_again(&self.shown, &self.next);
        }
        let boxes = self.residue();
        let body = self.encode(copies, boxes, true, now_us)?;
        self.finish(now_us);
        Ok(Some(body))
    }

    /// The whole picture, as of the last frame: for every viewer after [`Encoder::absorb`], else for those who join.
    pub fn key(&mut self, now_us: u64) -> Result<Bytes, EncodeError> {
        self.grid.begin();
        let boxes = self.everything();
        let to_all = std::mem::take(&mut self.absorbed);
        self.encode(Vec::new(), boxes, to_all, now_us)
    }

    /// Blocks that a copy brings are held as what they come from; where it brings only a part, in the old way as well.
    fn carry_held(&mut self, copies: &[CopyPart]) {
        let (mut whole, mut parts) = (Vec::new(), Vec::new());
        for copy in copies {
            for rect in &copy.rects {
                for (column, row) in self.grid.blocks_in(*rect) {
                    let block = self.grid.block_rect(column, row);
                    let brought = block.intersection(*rect);
                    let source = source_of(brought, copy.dx, copy.dy);
                    let held = source.map_or(Held::default(), |source| self.grid.held(source));
                    if brought == block { whole.push((column, row, held)) } else { parts.push((column, row, held)) }
                }
            }
        }
        for (column, row, held) in whole {
            if let Some(block) = self.grid.block_mut(column, row) {
                block.held = held;
            }
        }
        for (column, row, held) in parts {
            if let Some(block) = self.grid.block_mut(column, row) {
                block.held = block.held | held;
            }
        }
    }

    /// What changed and was not copied, by kind: in each tile its blocks, joined. What kind it is, the pixels tell that changed, and not what lies around them.
    fn residue(&mut self) -> Boxes {
        let (mut boxes, mut trimmed) = (Boxes::default(), Vec::new());
        let mut rects = Vec::new();
        for (column, row) in self.grid.tile_positions() {
            let tile = self.grid.tile(column, row);
            if !tile.changed {
                continue;
            }
            rects.clear();
            let changed =
                self.grid.blocks_of(column, row).filter(|(column, row)| self.grid.block(*column, *row).changed);
            rects.extend(changed.map(|(column, row)| self.grid.block_rect(column, row)));
            join_neighbours(&mut rects);
            let mut photos = false;
            for rect in &rects {
                let own = self.trimmed(*rect);
                let photo = is_photo(&self.next, own, tile.is_hot());
                photos |= photo;
                if photo && self.sends_photos(tile.is_hot()) {
                    boxes.photo.push(*rect);
                } else {
                    boxes.exact.push(*rect);
                    trimmed.push(own);
                }
            }
            if let Some(tile) = self.grid.tile_mut(column, row)
                && !rects.is_empty()
            {
                tile.photo = photos;
            }
        }
        if trimmed.len() <= TRIM_BOXES {
            boxes.exact = trimmed;
        }
        boxes
    }

    /// All tiles, by kind.
    fn everything(&mut self) -> Boxes {
        let mut boxes = Boxes::default();
        for (column, row) in self.grid.tile_positions() {
            let rect = self.grid.tile_rect(column, row);
            let hot = self.grid.tile(column, row).is_hot();
            let photo = is_photo(&self.next, rect, hot);
            if let Some(tile) = self.grid.tile_mut(column, row) {
                tile.photo = photo;
            }
            if photo && self.sends_photos(hot) { boxes.photo.push(rect) } else { boxes.exact.push(rect) }
        }
        boxes
    }

    /// Whether a photograph goes as a JPEG. `hot`: it changes all the time.
    fn sends_photos(&self, hot: bool) -> bool {
        match self.look.photos {
            Photos::Never => false,
            Photos::Moving => hot,
            Photos::Colour | Photos::Gray => true,
        }
    }

    /// The pixels of a box that differ from what viewers have.
    fn trimmed(&self, rect: Rect) -> Rect {
        let mut trimmed = Rect::default();
        for y in rect.y..rect.y + rect.h {
            let old = self.shown.row(rect.x, y, rect.w).as_chunks::<PIXEL>().0;
            let new = self.next.row(rect.x, y, rect.w).as_chunks::<PIXEL>().0;
            let first = old.iter().zip(new).position(|(old, new)| old != new);
            let last = old.iter().zip(new).rposition(|(old, new)| old != new);
            if let (Some(first), Some(last)) = (first, last) {
                trimmed = trimmed.union(Rect::new(rect.x + first as u16, y, (last - first + 1) as u16, 1));
            }
        }
        trimmed
    }

    /// `to_all`: every viewer gets it; else only those who join.
    fn encode(
        &mut self,
        copies: Vec<CopyPart>,
        mut boxes: Boxes,
        to_all: bool,
        now_us: u64,
    ) -> Result<Bytes, EncodeError> {
        join_neighbours(&mut boxes.exact);
        join_neighbours(&mut boxes.photo);
        let (exact, photo) = (Held::of(self.look.depth), self.look.photo_held());
        for (rects, held) in [(&boxes.exact, exact), (&boxes.photo, photo)] {
            for rect in rects {
                self.grid.mark(*rect, held, to_all);
            }
        }
        let jpegs = self.photographs(&boxes.photo, self.look.quality)?;
        let mut body = self.lossless_body(boxes.exact, now_us)?;
        body.copies = copies;
        body.jpegs = jpegs;
        Ok(body.encode())
    }

    /// What goes as photographs, as few JPEGs. The one place where they leave the encoder.
    fn photographs(&mut self, rects: &[Rect], quality: u8) -> Result<Vec<JpegPart>, EncodeError> {
        self.photo.set(quality, self.look.photos == Photos::Gray)?;
        self.photo.encode(&self.next, rects)
    }

    /// A body with only lossless boxes, in the mode's pixel format.
    fn lossless_body(&mut self, boxes: Vec<Rect>, now_us: u64) -> Result<Body, EncodeError> {
        let depth = self.look.depth;
        let raw_len = raw_bytes(depth, &boxes);
        self.raw.clear();
        self.raw.resize(raw_len, 0);
        let mut raw = self.raw.as_mut_slice();
        for rect in &boxes {
            let row_bytes = depth.row_bytes(rect.w);
            for y in rect.y..rect.y + rect.h {
                let Some((row, rest)) = std::mem::take(&mut raw).split_at_mut_checked(row_bytes) else { break };
                depth.pack(self.next.row(rect.x, y, rect.w), row);
                raw = rest;
            }
        }
        let packed = if raw_len == 0 {
            Bytes::new()
        } else {
            self.lossless.compress(&self.raw).map_err(|_| EncodeError::Lossless)?.into()
        };
        Ok(Body {
            width: self.shown.width(),
            height: self.shown.height(),
            captured_us: now_us,
            depth,
            copies: Vec::new(),
            boxes,
            raw_len: raw_len as u32,
            packed,
            jpegs: Vec::new(),
        })
    }

    /// What is new becomes what is shown, and tiles age.
    fn finish(&mut self, now_us: u64) {
        self.changed_us = now_us;
        self.grid.finish(now_us);
        for (column, row) in self.grid.tile_positions() {
            if !self.grid.tile(column, row).changed {
                continue;
            }
            let (x, y) = (column * TILE, row * TILE);
            let (w, h) = (TILE.min(self.shown.width() - x), TILE.min(self.shown.height() - y));
            for line in y..y + h {
                self.shown.write_row(x, line, self.next.row(x, line, w));
            }
        }
    }

    /// The area to capture so that whole blocks are compared.
    pub fn aligned(&self, rect: Rect) -> Rect {
        let (x, y) = (rect.x / BLOCK * BLOCK, rect.y / BLOCK * BLOCK);
        let right = rect.right().next_multiple_of(u32::from(BLOCK)).min(u32::from(self.shown.width()));
        let bottom = rect.bottom().next_multiple_of(u32::from(BLOCK)).min(u32::from(self.shown.height()));
        let (w, h) = (right.saturating_sub(u32::from(x)), bottom.saturating_sub(u32::from(y)));
        Rect { x, y, w: w as u16, h: h as u16 }
    }
}

/// Bytes of boxes before they are compressed.
fn raw_bytes(depth: Depth, boxes: &[Rect]) -> usize {
    boxes.iter().map(|rect| depth.row_bytes(rect.w) * usize::from(rect.h)).sum()
}
