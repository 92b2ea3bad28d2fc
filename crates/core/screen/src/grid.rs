//! What is known of each 16x16 block and each 64x64 tile of a picture, and the exact comparison that finds what changed.

use std::collections::VecDeque;

use crate::view::PIXEL;
use crate::{Depth, Picture, PixelView, Rect};

/// Side of a block in pixels: the grain of copies, of boxes and of how viewers have them.
pub(crate) const BLOCK: u16 = 16;
/// Side of a tile in pixels: the grain of classification.
pub(crate) const TILE: u16 = 64;
/// Blocks along a tile's side.
const TILE_BLOCKS: u16 = TILE / BLOCK;

/// As long as a film of fifteen pictures a second, the slowest that still counts as one, takes for a picture.
const SLOT_US: u64 = 66_667;
/// Frames that are so many of them apart are pictures that come one by one.
const APART: u32 = 8;
/// So many of them are remembered.
const SLOTS: usize = 8;

/// What viewers have of a block: each bit stands for a way in which some of its pixels were sent to some of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Held(u8);

impl Held {
    /// A JPEG.
    pub const PHOTO: Held = Held(1 << 5);
    /// A JPEG that is as good as they get.
    pub const FINE: Held = Held(1 << 6);
    /// A gray JPEG.
    pub const GRAY_PHOTO: Held = Held(1 << 7);
    /// Whatever it is.
    pub const ALL: Held = Held(u8::MAX);

    /// Exact in this format.
    pub fn of(depth: Depth) -> Held {
        match depth {
            Depth::Bgr24 => Held(1),
            Depth::Rgb565 => Held(1 << 1),
            Depth::Cube => Held(1 << 2),
            Depth::Gray4 => Held(1 << 3),
            Depth::Bit => Held(1 << 4),
        }
    }

    /// Whether all of it is one of these.
    pub fn is_within(self, accepted: Held) -> bool {
        self.0 & !accepted.0 == 0
    }

    /// Whether some of it is a JPEG.
    pub fn has_photo(self) -> bool {
        self.0 & (Held::PHOTO.0 | Held::FINE.0 | Held::GRAY_PHOTO.0) != 0
    }
}

impl std::ops::BitOr for Held {
    type Output = Held;

    fn bitor(self, other: Held) -> Held {
        Held(self.0 | other.0)
    }
}

/// One block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Block {
    /// Differs from what viewers have, in the frame that is being made.
    pub changed: bool,
    /// How viewers have it.
    pub held: Held,
    /// Since when it shows what it shows.
    pub since_us: u64,
}

/// One tile.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tile {
    /// When it last changed.
    pub changed_us: u64,
    /// Whether it changed in the last eight frames, newest in bit 0; forgotten when none came for a while.
    history: u8,
    /// Whether it changed in the last eight [`SLOT_US`], newest in bit 0.
    slots: u8,
    /// Whether it was a photograph when it was last sent.
    pub photo: bool,
    /// Changed in the frame that is being made.
    pub changed: bool,
}

impl Tile {
    /// Changed in most of the last frames that came soon after each other, or, where frames are made for other things as well, again and again for half a second.
    pub fn is_hot(&self) -> bool {
        self.history.count_ones() >= 6 || self.slots.count_ones() >= 6
    }
}

/// Blocks and tiles of one picture.
pub(crate) struct Grid {
    width: u16,
    height: u16,
    columns: u16,
    tile_columns: u16,
    blocks: Vec<Block>,
    tiles: Vec<Tile>,
    /// Number of the [`SLOT_US`] in which a frame was last made.
    slot: u64,
    /// What was painted since, of which no frame was made yet: numbers of [`SLOT_US`], newest last, and where.
    damage: VecDeque<(u64, Rect)>,
}

impl Grid {
    pub fn new(width: u16, height: u16) -> Grid {
        let (columns, rows) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
        let (tile_columns, tile_rows) = (width.div_ceil(TILE), height.div_ceil(TILE));
        Grid {
            width,
            height,
            columns,
            tile_columns,
            blocks: vec![Block::default(); usize::from(columns) * usize::from(rows)],
            tiles: vec![Tile::default(); usize::from(tile_columns) * usize::from(tile_rows)],
            slot: 0,
            damage: VecDeque::new(),
        }
    }

    /// Pixels of the block at a block position.
    pub fn block_rect(&self, column: u16, row: u16) -> Rect {
        let (x, y) = (column * BLOCK, row * BLOCK);
        Rect { x, y, w: BLOCK.min(self.width - x), h: BLOCK.min(self.height - y) }
    }

    /// The whole picture.
    pub fn rect(&self) -> Rect {
        Rect { x: 0, y: 0, w: self.width, h: self.height }
    }

    /// Pixels of the tile at a tile position.
    pub fn tile_rect(&self, column: u16, row: u16) -> Rect {
        let (x, y) = (column * TILE, row * TILE);
        Rect { x, y, w: TILE.min(self.width - x), h: TILE.min(self.height - y) }
    }

    pub fn block(&self, column: u16, row: u16) -> Block {
        self.block_index(column, row).and_then(|index| self.blocks.get(index)).copied().unwrap_or_default()
    }

    /// How many blocks there are.
    pub fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Which of them the one at a block position is.
    pub fn number(&self, column: u16, row: u16) -> usize {
        usize::from(row) * usize::from(self.columns) + usize::from(column)
    }

    pub fn block_mut(&mut self, column: u16, row: u16) -> Option<&mut Block> {
        let index = self.block_index(column, row)?;
        self.blocks.get_mut(index)
    }

    fn block_index(&self, column: u16, row: u16) -> Option<usize> {
        (column < self.columns).then(|| self.number(column, row))
    }

    pub fn tile(&self, column: u16, row: u16) -> Tile {
        let index = usize::from(row) * usize::from(self.tile_columns) + usize::from(column);
        self.tiles.get(index).copied().unwrap_or_default()
    }

    pub fn tile_mut(&mut self, column: u16, row: u16) -> Option<&mut Tile> {
        let index = usize::from(row) * usize::from(self.tile_columns) + usize::from(column);
        self.tiles.get_mut(index)
    }

    /// Positions of all tiles, row after row.
    pub fn tile_positions(&self) -> impl Iterator<Item = (u16, u16)> + use<> {
        let (columns, rows) = (self.tile_columns, self.height.div_ceil(TILE));
        (0..rows).flat_map(move |row| (0..columns).map(move |column| (column, row)))
    }

    /// Positions of the blocks of a tile that lie inside the picture.
    pub fn blocks_of(&self, tile_column: u16, tile_row: u16) -> impl Iterator<Item = (u16, u16)> + use<> {
        let right = ((tile_column + 1) * TILE_BLOCKS).min(self.columns);
        let bottom = ((tile_row + 1) * TILE_BLOCKS).min(self.height.div_ceil(BLOCK));
        (tile_row * TILE_BLOCKS..bottom)
            .flat_map(move |row| (tile_column * TILE_BLOCKS..right).map(move |column| (column, row)))
    }

    /// Positions of the blocks that a rectangle touches.
    pub fn blocks_in(&self, rect: Rect) -> impl Iterator<Item = (u16, u16)> + use<> {
        let columns = rect.x / BLOCK..rect.right().div_ceil(u32::from(BLOCK)) as u16;
        let rows = rect.y / BLOCK..rect.bottom().div_ceil(u32::from(BLOCK)) as u16;
        rows.flat_map(move |row| columns.clone().map(move |column| (column, row)))
    }

    /// How viewers have the pixels of a rectangle.
    pub fn held(&self, rect: Rect) -> Held {
        self.blocks_in(rect).fold(Held::default(), |held, (column, row)| held | self.block(column, row).held)
    }

    /// The rectangle was sent. `to_all`: to every viewer; otherwise some still have what they had.
    pub fn mark(&mut self, rect: Rect, sent: Held, to_all: bool) {
        for (column, row) in self.blocks_in(rect) {
            let area = self.block_rect(column, row);
            let whole = to_all && area.intersection(rect) == area;
            if let Some(block) = self.block_mut(column, row) {
                block.held = if whole { sent } else { block.held | sent };
            }
        }
    }

    /// Begins a frame: nothing has changed yet.
    pub fn begin(&mut self) {
        for block in &mut self.blocks {
            block.changed = false;
        }
        for tile in &mut self.tiles {
            tile.changed = false;
        }
    }

    /// Something was painted here, of which a frame will be made later: on a slow link a film's frames are few, and it is one all the same.
    pub fn damaged(&mut self, rect: Rect, now_us: u64) {
        let slot = now_us / SLOT_US;
        match self.damage.back_mut() {
            Some((last, area)) if *last == slot => *area = area.union(rect),
            _ => self.damage.push_back((slot, rect)),
        }
        if self.damage.len() > SLOTS {
            self.damage.pop_front();
        }
    }

    /// Something changed, as the comparison has found: tiles age.
    pub fn age(&mut self, now_us: u64) {
        let slot = now_us / SLOT_US;
        let passed = slot.saturating_sub(self.slot).min(8) as u32;
        self.slot = slot;
        let damage = std::mem::take(&mut self.damage);
        for (column, row) in self.tile_positions() {
            let rect = self.tile_rect(column, row);
            let Some(tile) = self.tile_mut(column, row) else { continue };
            tile.history = if passed < APART { tile.history << 1 } else { 0 } | u8::from(tile.changed);
            tile.slots = tile.slots.checked_shl(passed).unwrap_or(0);
            if tile.changed {
                let here = damage.iter().filter(|(_, area)| !area.intersection(rect).is_empty());
                let ago = here.map(|(at, _)| slot.saturating_sub(*at) as u32);
                tile.slots |= 1 | ago.filter_map(|ago| 1u8.checked_shl(ago)).fold(0, |all, one| all | one);
                tile.changed_us = now_us;
            }
        }
    }

    /// Compares new pixels with what viewers have; writes what differs into `next` and marks it. Whether anything differs.
    pub fn compare(&mut self, view: &PixelView<'_>, shown: &Picture, next: &mut Picture) -> bool {
        let area = view.rect().intersection(shown.rect());
        let mut differs = false;
        for y in area.y..area.y + area.h {
            let (new, old) = (view.row(area.x, y, area.w), shown.row(area.x, y, area.w));
            if new == old || new.len() != old.len() {
                continue;
            }
            differs = true;
            self.compare_row(area.x, y, new, old, next);
        }
        differs
    }

    /// Leaves only those blocks marked as changed that still differ after something was copied.
    pub fn compare_again(&mut self, shown: &Picture, next: &Picture) {
        for (tile_column, tile_row) in self.tile_positions() {
            if !self.tile(tile_column, tile_row).changed {
                continue;
            }
            for (column, row) in self.blocks_of(tile_column, tile_row) {
                let rect = self.block_rect(column, row);
                let same =
                    || (rect.y..rect.y + rect.h).all(|y| shown.row(rect.x, y, rect.w) == next.row(rect.x, y, rect.w));
                if self.block(column, row).changed
                    && same()
                    && let Some(block) = self.block_mut(column, row)
                {
                    block.changed = false;
                }
            }
        }
    }

    /// Marks the blocks of a row that differs.
    fn compare_row(&mut self, x: u16, y: u16, new: &[u8], old: &[u8], next: &mut Picture) {
        let mut column = x / BLOCK;
        let first = usize::from(BLOCK - x % BLOCK) * PIXEL;
        // Neighbours that differ are written together.
        let (mut from, mut to, mut length) = (0, 0, first);
        let write = |next: &mut Picture, from: usize, to: usize| {
            if let Some(run) = new.get(from..to).filter(|run| !run.is_empty()) {
                next.write_row(x.saturating_add((from / PIXEL) as u16), y, run);
            }
        };
        while to < new.len() {
            let end = (to + length).min(new.len());
            if new.get(to..end) == old.get(to..end) {
                write(next, from, to);
                from = end;
            } else {
                if let Some(block) = self.block_mut(column, y / BLOCK) {
                    block.changed = true;
                }
                if let Some(tile) = self.tile_mut(column / TILE_BLOCKS, y / TILE) {
                    tile.changed = true;
                }
            }
            (to, length) = (end, usize::from(BLOCK) * PIXEL);
            column += 1;
        }
        write(next, from, to);
    }
}
