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
use crate::grid::{BLOCK, Grid, Held};
use crate::mode::{Look, Photos};
use crate::photo::PhotoCoder;
use crate::under::{Restored, Under, lay};
use crate::video::{Moving, VideoCoder};
use crate::view::PIXEL;
use crate::{Depth, Picture, PixelView, Rect, join_neighbours};
pub use refine::{REFINE_LIMIT, STILL_US};

/// Level of zstd: higher ones cost more time than they save bytes.
const ZSTD_LEVEL: i32 = 1;
/// Quality of photographs when the link is fast.
pub const PHOTO_QUALITY: u8 = 85;
/// The same while it may become a video.
const WATCHED_QUALITY: u8 = 60;
/// On a link that takes all others too long; the lowest of Automatic's.
const LEAST_QUALITY: u8 = 35;
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
    under: Under,
    finder: CopyFinder,
    lossless: zstd::bulk::Compressor<'static>,
    photo: PhotoCoder,
    look: Look,
    /// Photographs of a frame that would take more bytes are made smaller.
    most_photo: usize,
    /// The next KEY frame goes to every viewer.
    absorbed: bool,
    moving: Moving,
    raw: Vec<u8>,
    /// Packed bytes for each thousand raw ones, in refinements.
    refine_permille: usize,
    /// Bytes for each thousand pixels of photographs, in refinements.
    photo_permille: usize,
    /// When anything last changed.
    changed_us: u64,
}

/// Memory of an encoder that is done with.
pub struct Spare {
    shown: Picture,
    next: Picture,
    raw: Vec<u8>,
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
        Encoder::reusing(width, height, None)
    }

    /// The same, in the memory of an encoder that is done with, where that had pictures of this size: memory that is new to a process must be found and cleared first, while somebody waits for a picture (SCR-31).
    pub fn reusing(width: u16, height: u16, spare: Option<Spare>) -> Result<Encoder, EncodeError> {
        let spare = spare.filter(|spare| (spare.shown.width(), spare.shown.height()) == (width, height));
        let (shown, next, raw) = match spare {
            Some(Spare { mut shown, mut next, raw }) => {
                shown.blacken();
                next.blacken();
                (shown, next, raw)
            }
            None => {
                let black = || Picture::new(width, height).ok_or(EncodeError::Size);
                (black()?, black()?, Vec::new())
            }
        };
        let lossless = zstd::bulk::Compressor::new(ZSTD_LEVEL).map_err(|_| EncodeError::Lossless)?;
        Ok(Encoder {
            shown,
            next,
            grid: Grid::new(width, height),
            under: Under::default(),
            finder: CopyFinder::new(),
            lossless,
            photo: PhotoCoder::new(PHOTO_QUALITY)?,
            look: Look::default(),
            most_photo: usize::MAX,
            absorbed: false,
            moving: Moving::default(),
            raw,
            refine_permille: 1000,
            photo_permille: 1000,
            changed_us: 0,
        })
    }

    /// Its memory, for one that begins.
    pub fn into_spare(self) -> Spare {
        Spare { shown: self.shown, next: self.next, raw: self.raw }
    }

    /// What keeps changing may be sent as a video, by this coder, when [`Encoder::allow_video`] says so.
    pub fn with_video(self, coder: Box<dyn VideoCoder>) -> Encoder {
        Encoder { moving: Moving::with(coder), ..self }
    }

    /// Bits a second in thousands that a video may take at most from now on; none: no video.
    pub fn allow_video(&mut self, kbps: Option<u32>) {
        self.moving.allow(kbps);
    }

    /// Something was painted here, in pixels of this picture, and waits for the link: what keeps changing is known by it, however few frames it has.
    pub fn damaged(&mut self, rect: Rect, now_us: u64) {
        self.grid.damaged(rect, now_us);
    }

    /// Of exact boxes. Beside a video all colours are there: what a link that is loaded by it carries too little of is the video.
    fn depth(&self) -> Depth {
        if self.moving.region().is_some() { Depth::Bgr24 } else { self.look.depth }
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

    /// Bytes that the photographs of a frame are to take at most; with more their quality is lowered for this frame.
    pub fn bound_photos(&mut self, bytes: usize) {
        self.most_photo = bytes;
    }

    /// Takes pixels over without making a frame of them. Only right before a KEY frame that every viewer takes.
    pub fn absorb(&mut self, view: &PixelView<'_>, now_us: u64) {
        self.absorbed = true;
        self.grid.begin();
        if self.grid.compare(view, &self.shown, &mut self.next) {
            self.grid.age(now_us);
            self.finish(now_us);
        }
    }

    /// A delta from new pixels; `None` when they are what viewers have.
    pub fn update(&mut self, view: &PixelView<'_>, now_us: u64) -> Result<Option<Bytes>, EncodeError> {
        self.grid.begin();
        if !self.grid.compare(view, &self.shown, &mut self.next) {
            return Ok(None);
        }
        self.grid.age(now_us);
        let mut restored = self.under.find(&mut self.grid, &self.shown, &self.next, now_us);
        let copies = self.finder.find(&self.grid, self.moving.region(), &self.shown, &self.next);
        let kept = self.under.keep(&mut self.grid, &copies, &self.shown, now_us);
        if !copies.is_empty() {
            self.carry_held(&copies);
            move_parts(&mut self.shown, &copies);
            self.grid.compare_again(&self.shown, &self.next);
            // At the edges of what moved away.
            restored.extend(self.under.find(&mut self.grid, &self.shown, &self.next, now_us));
        }
        let restored = self.restore(restored);
        let region = self.moving.look(&self.grid, &self.shown, &self.next, now_us);
        let mut boxes = self.residue(region);
        let mut video = None;
        if let Some(rect) = region.filter(|rect| self.changed_in(*rect)) {
            video = self.moving.chunk(&self.next, now_us);
            match &video {
                // What the photographs before it have blurred beside it would stay so for as long as the video plays.
                Some(video) if video.key => boxes.exact.extend(self.borders(rect)),
                Some(_) => {}
                None => boxes.photo.push(rect),
            }
        }
        let body = Body { kept, copies, restored, video, ..Body::default() };
        let body = self.encode(body, boxes, true, now_us)?;
        self.finish(now_us);
        Ok(Some(body))
    }

    /// The whole picture, as of the last frame: for every viewer after [`Encoder::absorb`], else for those who join.
    pub fn key(&mut self, now_us: u64) -> Result<Bytes, EncodeError> {
        self.grid.begin();
        self.moving.owe_key();
        self.under.clear();
        let boxes = self.everything();
        let to_all = std::mem::take(&mut self.absorbed);
        self.encode(Body::default(), boxes, to_all, now_us)
    }

    /// What comes to light is shown again, as viewers have it. As few rectangles as cover it.
    fn restore(&mut self, found: Vec<Restored>) -> Vec<Rect> {
        for Restored { rect, held } in &found {
            lay(*rect, &self.next, &mut self.shown);
            self.grid.mark(*rect, *held, true);
        }
        let mut rects = found.into_iter().map(|restored| restored.rect).collect();
        join_neighbours(&mut rects);
        rects
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
    /// What changed in a region that is sent as a video is not among it.
    fn residue(&mut self, region: Option<Rect>) -> Boxes {
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
            let changed = changed.map(|(column, row)| self.grid.block_rect(column, row));
            rects.extend(changed.filter(|block| !region.is_some_and(|region| self.is_within(*block, region))));
            join_neighbours(&mut rects);
            let mut photos = false;
            for rect in &rects {
                let own = self.trimmed(*rect);
                let photo = is_photo(&self.next, own, tile.is_hot());
                photos |= photo;
                if photo && self.sends_photos(tile.is_hot()) {
                    // Where an edge of a photograph came to light, the blocks are mostly old; where all of it changed, whole blocks join into larger pictures.
                    boxes.photo.push(if own.area() * 4 <= rect.area() * 3 { own } else { *rect });
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
            let common = self.moving.region().map_or(Rect::default(), |region| rect.intersection(region));
            if !common.is_empty() && common != rect && self.sends_photos(true) {
                // A film reaches into this tile: what lies beside it stays sharp.
                let blocks = self.grid.blocks_of(column, row).map(|(column, row)| self.grid.block_rect(column, row));
                let (film, beside): (Vec<Rect>, Vec<Rect>) =
                    blocks.partition(|block| block.intersection(common) == *block);
                boxes.photo.extend(film);
                boxes.exact.extend(beside);
                continue;
            }
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

    /// Whether a region has all pixels of a block that changed.
    fn is_within(&self, block: Rect, region: Rect) -> bool {
        let common = block.intersection(region);
        common == block || (!common.is_empty() && self.trimmed(block).intersection(region) == self.trimmed(block))
    }

    /// What lies beside a region in the blocks that it has only a part of.
    fn borders(&self, region: Rect) -> impl Iterator<Item = Rect> + use<> {
        let all = self.aligned(region);
        let (right, bottom) = (region.right() as u16, region.bottom() as u16);
        let beside = [
            Rect { h: region.y - all.y, ..all },
            Rect { y: bottom, h: (all.bottom() - region.bottom()) as u16, ..all },
            Rect { x: all.x, w: region.x - all.x, ..region },
            Rect { x: right, w: (all.right() - region.right()) as u16, ..region },
        ];
        beside.into_iter().filter(|rect| !rect.is_empty())
    }

    fn changed_in(&self, rect: Rect) -> bool {
        self.grid.blocks_in(rect).any(|(column, row)| self.grid.block(column, row).changed)
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

    /// Puts the boxes' pixels to what needs none. `to_all`: every viewer gets it; else only those who join.
    fn encode(&mut self, parts: Body, mut boxes: Boxes, to_all: bool, now_us: u64) -> Result<Bytes, EncodeError> {
        join_neighbours(&mut boxes.exact);
        join_neighbours(&mut boxes.photo);
        // What has become hot and may be a video soon needs no better photographs than a film has pictures.
        let quality = if self.moving.watches() { WATCHED_QUALITY } else { PHOTO_QUALITY };
        let look = Look { quality: self.look.quality.min(quality), depth: self.depth(), ..self.look };
        let (jpegs, quality) = self.bounded_photographs(&boxes.photo, look.quality)?;
        let (exact, photo) = (Held::of(look.depth), Look { quality, ..look }.photo_held());
        for (rects, held) in [(&boxes.exact, exact), (&boxes.photo, photo)] {
            for rect in rects {
                self.grid.mark(*rect, held, to_all);
            }
        }
        if let Some(video) = &parts.video {
            self.grid.mark(video.rect, Held::PHOTO, to_all);
        }
        let Body { kept, copies, restored, video, .. } = parts;
        let lossless = self.lossless_body(boxes.exact, now_us)?;
        Ok(Body { kept, copies, restored, jpegs, video, ..lossless }.encode())
    }

    /// Photographs in a quality in which they take no more bytes than they may, if there is one; and that quality.
    fn bounded_photographs(&mut self, rects: &[Rect], quality: u8) -> Result<(Vec<JpegPart>, u8), EncodeError> {
        let jpegs = self.photographs(rects, quality)?;
        let bytes: usize = jpegs.iter().map(|jpeg| jpeg.data.len()).sum();
        let lower = if bytes / 2 > self.most_photo { LEAST_QUALITY } else { WATCHED_QUALITY };
        if bytes <= self.most_photo || lower >= quality {
            return Ok((jpegs, quality));
        }
        Ok((self.photographs(rects, lower)?, lower))
    }

    /// What goes as photographs, as few JPEGs. The one place where they leave the encoder.
    fn photographs(&mut self, rects: &[Rect], quality: u8) -> Result<Vec<JpegPart>, EncodeError> {
        self.photo.set(quality, self.look.photos == Photos::Gray)?;
        self.photo.encode(&self.next, rects)
    }

    /// A body with only lossless boxes, in the mode's pixel format.
    fn lossless_body(&mut self, boxes: Vec<Rect>, now_us: u64) -> Result<Body, EncodeError> {
        let depth = self.depth();
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
            boxes,
            raw_len: raw_len as u32,
            packed,
            ..Body::default()
        })
    }

    /// What is new becomes what is shown.
    fn finish(&mut self, now_us: u64) {
        self.changed_us = now_us;
        // Long rows are copied faster than those of a tile.
        let changed = self.grid.tile_positions().filter(|&(column, row)| self.grid.tile(column, row).changed);
        let mut rects: Vec<Rect> = changed.map(|(column, row)| self.grid.tile_rect(column, row)).collect();
        join_neighbours(&mut rects);
        for rect in rects {
            lay(rect, &self.next, &mut self.shown);
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
