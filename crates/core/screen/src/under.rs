//! What lies beneath windows (save-under, as X11 calls it): viewers keep what was still for a while when something covers it, so that it costs a rectangle, and not its pixels, when it comes to
//! light again: a window that is dragged over a photograph, a menu that closes.
//!
//! One picture is kept, the last one of each block. What comes to light is found as exactly as everything else: by its pixels.

use crate::body::{CopyPart, source_of};
use crate::copies::has_edges;
use crate::grid::{Grid, Held};
use crate::view::PIXEL;
use crate::{Picture, Rect, join_neighbours};

/// So long a block must have been still to be worth keeping: what is part of a movement is not.
const KEEP_US: u64 = 250_000;

/// Neighbours that differ in what is worth keeping, at least: ground of one colour costs no more than the rectangle that would stand for it.
const LEAST_EDGES: usize = 24;

/// The picture beneath, as the encoder knows that viewers have it.
#[derive(Default)]
pub(crate) struct Under {
    /// As the source showed it; none while nothing was kept.
    picture: Option<Picture>,
    /// For each block, how viewers have what was kept of it; nothing kept: none.
    held: Vec<Option<Held>>,
    /// Blocks that a frame's copies come from.
    moved: Vec<bool>,
}

impl Under {
    /// Somebody begins to look, who has nothing of it.
    pub fn clear(&mut self) {
        self.held.fill(None);
    }

    /// Changed blocks that show what lay beneath, each as the pixels of it that changed. They count as unchanged from now on, and as held in the way in which they were kept.
    pub fn find(&self, grid: &mut Grid, shown: &Picture, next: &Picture, now_us: u64) -> Vec<Restored> {
        let Some(picture) = &self.picture else { return Vec::new() };
        let mut found = Vec::new();
        for (tile_column, tile_row) in grid.tile_positions() {
            if !grid.tile(tile_column, tile_row).changed {
                continue;
            }
            for (column, row) in grid.blocks_of(tile_column, tile_row) {
                let block = grid.block_rect(column, row);
                let kept = self.held.get(grid.number(column, row)).copied().flatten();
                if let Some(held) = kept.filter(|_| grid.block(column, row).changed)
                    && let Some(rect) = came_to_light(block, picture, shown, next)
                {
                    found.push(Restored { rect, held });
                    if let Some(block) = grid.block_mut(column, row) {
                        (block.changed, block.since_us) = (false, now_us);
                    }
                }
            }
        }
        found
    }

    /// Keeps what is covered in the frame that is being made: changed blocks that were still for a while and that no copy takes elsewhere. What is kept of them.
    pub fn keep(&mut self, grid: &mut Grid, copies: &[CopyPart], shown: &Picture, now_us: u64) -> Vec<Rect> {
        self.held.resize(grid.blocks(), None);
        self.moved.clear();
        self.moved.resize(grid.blocks(), false);
        for copy in copies {
            for source in copy.rects.iter().filter_map(|rect| source_of(*rect, copy.dx, copy.dy)) {
                for (column, row) in grid.blocks_in(source) {
                    if let Some(moved) = self.moved.get_mut(grid.number(column, row)) {
                        *moved = true;
                    }
                }
            }
        }
        let mut kept = Vec::new();
        for (tile_column, tile_row) in grid.tile_positions() {
            if !grid.tile(tile_column, tile_row).changed {
                continue;
            }
            for (column, row) in grid.blocks_of(tile_column, tile_row) {
                let (number, block) = (grid.number(column, row), grid.block(column, row));
                let moved = self.moved.get(number).copied().unwrap_or(true);
                if !block.changed {
                    continue;
                }
                let rect = grid.block_rect(column, row);
                if !moved && now_us >= block.since_us + KEEP_US && has_edges(shown, rect, LEAST_EDGES) {
                    if let Some(held) = self.held.get_mut(number) {
                        *held = Some(block.held);
                    }
                    kept.push(rect);
                }
                if let Some(block) = grid.block_mut(column, row) {
                    block.since_us = now_us;
                }
            }
        }
        if !kept.is_empty() {
            let picture = match &mut self.picture {
                Some(picture) => picture,
                none => none.insert(shown.clone()),
            };
            join_neighbours(&mut kept);
            for rect in &kept {
                lay(*rect, shown, picture);
            }
        }
        kept
    }
}

/// Pixels that come to light.
pub(crate) struct Restored {
    pub rect: Rect,
    pub held: Held,
}

/// Writes a rectangle of one picture over the same one of another.
pub(crate) fn lay(rect: Rect, from: &Picture, onto: &mut Picture) {
    for y in rect.y..rect.y + rect.h {
        onto.write_row(rect.x, y, from.row(rect.x, y, rect.w));
    }
}

/// The pixels of a block that changed, if all of them are those beneath.
fn came_to_light(block: Rect, beneath: &Picture, shown: &Picture, next: &Picture) -> Option<Rect> {
    let mut changed = Rect::default();
    for y in block.y..block.y + block.h {
        let (old, new) = (shown.row(block.x, y, block.w), next.row(block.x, y, block.w));
        if old == new {
            continue;
        }
        let (old, new) = (old.as_chunks::<PIXEL>().0, new.as_chunks::<PIXEL>().0);
        let first = old.iter().zip(new).position(|(old, new)| old != new)? as u16;
        let last = old.iter().zip(new).rposition(|(old, new)| old != new)? as u16;
        let row = Rect::new(block.x + first, y, last - first + 1, 1);
        if next.row(row.x, y, row.w) != beneath.row(row.x, y, row.w) {
            return None;
        }
        changed = changed.union(row);
    }
    let all = (changed.y..changed.y + changed.h)
        .all(|y| next.row(changed.x, y, changed.w) == beneath.row(changed.x, y, changed.w));
    (all && !changed.is_empty() && has_edges(next, changed, LEAST_EDGES)).then_some(changed)
}
