//! What becomes of blocks that are still: photographs become exact, and what was sent in another mode's colours becomes what the mode shows.

use bytes::Bytes;

use super::{EncodeError, Encoder, raw_bytes};
use crate::classify::is_photo;
use crate::grid::{Block, Held};
use crate::mode::Rest;
use crate::{PHOTO_QUALITY, Rect, join_neighbours};

/// A tile that has not changed for so long is still, and its photographs are made exact.
pub const STILL_US: u64 = 400_000;
/// While something else changes, a still tile waits for the whole picture to be quiet for so long,
const QUIET_US: u64 = 300_000;
/// or until it was still for so long: a window that is dragged about leaves no trail of refinements, and a video beside it keeps nothing blurred.
const PATIENCE_US: u64 = 3_000_000;
/// Most bytes of a refinement, whatever it is told.
pub const REFINE_LIMIT: usize = 100 * 1024;

/// How a block is refined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Exact,
    Photo,
}

impl Encoder {
    /// The moment from which there is something to refine, if nothing changes until then.
    pub fn refine_due(&self) -> Option<u64> {
        let accepted = self.look.accepts();
        if accepted == Held::ALL {
            return None;
        }
        let unfinished = |&(column, row): &(u16, u16)| {
            let mut blocks = self.grid.blocks_of(column, row);
            blocks.any(|(column, row)| !self.grid.block(column, row).held.is_within(accepted))
        };
        let tiles = self.grid.tile_positions().filter(unfinished);
        tiles.map(|(column, row)| self.still_at(column, row)).min()
    }

    /// When a tile counts as still, if nothing changes until then.
    fn still_at(&self, column: u16, row: u16) -> u64 {
        let changed_us = self.grid.tile(column, row).changed_us;
        let still_us = (changed_us + STILL_US).max((self.changed_us + QUIET_US).min(changed_us + PATIENCE_US));
        // What a video shows is not made exact under it.
        still_us.max(self.moving.rests_at(self.grid.tile_rect(column, row)).unwrap_or(0))
    }

    /// What the mode shows of blocks that have been still and are not yet so, in about `limit` bytes; `None` when nothing is due. Text comes before photographs.
    pub fn refine(&mut self, now_us: u64, limit: usize) -> Result<Option<Bytes>, EncodeError> {
        let limit = limit.min(REFINE_LIMIT);
        for way in [Way::Exact, Way::Photo] {
            let mut blocks = self.still_blocks(now_us, way, limit);
            while !blocks.is_empty() {
                let mut rects = blocks.clone();
                join_neighbours(&mut rects);
                let (bytes, body) = match way {
                    Way::Exact => self.refined_exactly(rects.clone(), now_us)?,
                    Way::Photo => self.refined_as_photographs(&rects, now_us)?,
                };
                if bytes > limit && blocks.len() > 1 {
                    blocks.truncate(blocks.len() / 2);
                    continue;
                }
                let held = match (way, self.look.rest) {
                    (Way::Exact, _) => Held::of(self.depth()),
                    (Way::Photo, Rest::Gray) => Held::GRAY_PHOTO,
                    (Way::Photo, _) => Held::FINE,
                };
                for rect in rects {
                    self.grid.mark(rect, held, true);
                }
                return Ok(Some(body));
            }
        }
        Ok(None)
    }

    fn refined_exactly(&mut self, rects: Vec<Rect>, now_us: u64) -> Result<(usize, Bytes), EncodeError> {
        let body = self.lossless_body(rects, now_us)?;
        let bytes = body.packed.len();
        self.refine_permille = (bytes * 1000 / self.raw.len().max(1)).clamp(100, 1000);
        Ok((bytes, body.encode()))
    }

    fn refined_as_photographs(&mut self, rects: &[Rect], now_us: u64) -> Result<(usize, Bytes), EncodeError> {
        let quality = if self.look.rest == Rest::Gray { self.look.quality } else { PHOTO_QUALITY };
        let mut body = self.lossless_body(Vec::new(), now_us)?;
        body.jpegs = self.photographs(rects, quality)?;
        let bytes: usize = body.jpegs.iter().map(|jpeg| jpeg.data.len()).sum();
        let pixels: usize = rects.iter().map(|rect| rect.area()).sum();
        self.photo_permille = (bytes * 1000 / pixels.max(1)).clamp(50, 2000);
        Ok((bytes, body.encode()))
    }

    /// Blocks of still tiles that are to be refined in this way, up to about so many bytes but at least one.
    fn still_blocks(&self, now_us: u64, way: Way, limit: usize) -> Vec<Rect> {
        let (mut blocks, mut cost) = (Vec::new(), 0);
        let accepted = self.look.accepts();
        if accepted == Held::ALL || way == Way::Photo && self.look.rest == Rest::Exact {
            return blocks;
        }
        let most = match way {
            Way::Exact => limit * 1000 / self.refine_permille,
            Way::Photo => limit * 1000 / self.photo_permille,
        };
        for (column, row) in self.grid.tile_positions() {
            if self.still_at(column, row) > now_us {
                continue;
            }
            let mut photo = None;
            let tile = self.grid.tile_rect(column, row);
            for (column, row) in self.grid.blocks_of(column, row) {
                let block = self.grid.block(column, row);
                if block.held.is_within(accepted) || self.way_of(block, tile, &mut photo) != way {
                    continue;
                }
                let rect = self.grid.block_rect(column, row);
                cost += match way {
                    Way::Exact => raw_bytes(self.depth(), &[rect]),
                    Way::Photo => rect.area(),
                };
                if cost > most && !blocks.is_empty() {
                    return blocks;
                }
                blocks.push(rect);
            }
        }
        blocks
    }

    /// `photo`: whether the tile is one, looked at only when it must be known.
    fn way_of(&self, block: Block, tile: Rect, photo: &mut Option<bool>) -> Way {
        let stays_photo = self.look.rest != Rest::Exact
            && (block.held.has_photo() || *photo.get_or_insert_with(|| is_photo(&self.next, tile, false)));
        if stays_photo { Way::Photo } else { Way::Exact }
    }
}
