//! Finds what only moved: scrolling and dragged windows. A few content anchors of the new picture vote for a vector; the vectors with most votes are then
//! verified pixel by pixel, so that a wrong vote costs time and never correctness.

use std::collections::HashMap;

use crate::body::{CopyPart, source_of};
use crate::grid::{BLOCK, Grid};
use crate::view::PIXEL;
use crate::{Picture, Rect, join_neighbours};

/// Fewer changed tiles than this are not worth a search.
const LEAST_TILES: usize = 6;
/// Copies that grow beyond the blocks that they were found in, for each vector.
const GROWN: usize = 64;
/// Fewer copied blocks than this are not worth a vector.
const LEAST_BLOCKS: usize = 4;
/// Vectors of one frame.
const MOST_VECTORS: usize = 3;
/// Vectors that are tried for their votes.
const MOST_VOTED: usize = 4;
/// Every so many blocks tell how much a vector explains.
const SAMPLE: usize = 3;
/// With more rectangles than this, what lies between them is looked at.
const FEW_RECTS: usize = 3;
/// Votes that a vector needs.
const LEAST_VOTES: u32 = 6;
/// Pixels that an anchor spans.
const SPAN: usize = 16;
/// Every so many rows of the new picture have anchors.
const ROW_STEP: u16 = 8;
/// Multiplier of the rolling hash, and that to the power of the span, which takes the oldest pixel out.
const ROLL: u32 = 0x9E37_79B1;
const ROLL_OUT: u32 = power(ROLL, SPAN);
/// Spreads the hash over its high bits.
const SPREAD: u32 = 0x85EB_CA6B;
const TABLE_BITS: u32 = 16;

const fn power(base: u32, exponent: usize) -> u32 {
    let (mut value, mut left) = (1u32, exponent);
    while left > 0 {
        value = value.wrapping_mul(base);
        left -= 1;
    }
    value
}

/// A movement: destination minus source.
type Vector = (i16, i16);

/// Remembers the last vectors, which usually are the next ones.
pub(crate) struct CopyFinder {
    last: Vec<Vector>,
    anchors: Vec<Anchor>,
    /// Blocks that did not change and are copied all the same, so that none is twice: the format allows as many copied pixels as the picture has.
    taken: Vec<bool>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Anchor {
    hash: u32,
    x: u16,
    y: u16,
}

impl CopyFinder {
    pub fn new() -> CopyFinder {
        CopyFinder { last: Vec::new(), anchors: Vec::new(), taken: Vec::new() }
    }

    /// Finds copies among the changed blocks, but for those that a video shows.
    pub fn find(&mut self, grid: &Grid, video: Option<Rect>, shown: &Picture, next: &Picture) -> Vec<CopyPart> {
        let mut blocks = Vec::new();
        let mut tiles = 0;
        for (column, row) in grid.tile_positions() {
            let tile = grid.tile(column, row);
            if !tile.changed || (tile.photo && tile.is_hot()) {
                continue;
            }
            let before = blocks.len();
            blocks.extend(grid.blocks_of(column, row).filter(|&(column, row)| {
                let rect = grid.block_rect(column, row);
                grid.block(column, row).changed && video.is_none_or(|video| video.intersection(rect).is_empty())
            }));
            tiles += usize::from(blocks.len() > before);
        }
        if tiles < LEAST_TILES {
            return Vec::new();
        }
        let explained = |vector: Vector| {
            let sample = blocks.iter().step_by(SAMPLE);
            sample.filter(|&&(column, row)| is_copy(grid.block_rect(column, row), vector, shown, next)).count()
        };
        let ranked = |vectors: Vec<Vector>| vectors.into_iter().map(|vector| (explained(vector), vector));
        let mut vectors: Vec<(usize, Vector)> = ranked(std::mem::take(&mut self.last)).collect();
        // Where one of the last vectors explains most of it, what is left is what scrolled in.
        let sampled = blocks.len().div_ceil(SAMPLE);
        if !vectors.iter().any(|(count, _)| count * 2 > sampled) {
            vectors.extend(ranked(self.vote(&blocks, grid, shown, next)));
        }
        vectors.sort_unstable_by_key(|&(count, vector)| (std::cmp::Reverse(count), vector));
        vectors.dedup();
        let mut parts = Vec::new();
        self.taken.clear();
        for (_, vector) in vectors.into_iter().take(MOST_VECTORS) {
            self.apply(vector, &mut blocks, grid, shown, next, &mut parts);
        }
        grow(&mut parts, shown, next);
        parts
    }

    /// Takes the blocks that a vector explains out of the list.
    fn apply(
        &mut self,
        vector: Vector,
        blocks: &mut Vec<(u16, u16)>,
        grid: &Grid,
        shown: &Picture,
        next: &Picture,
        parts: &mut Vec<CopyPart>,
    ) {
        let moved = |&(column, row): &(u16, u16)| is_copy(grid.block_rect(column, row), vector, shown, next);
        let (hits, misses): (Vec<_>, Vec<_>) = blocks.iter().copied().partition(moved);
        // Ground of one colour looks as if it had moved in every way: it goes with what moved most, or it is new.
        let edged = |&&(column, row): &&(u16, u16)| has_edges(next, grid.block_rect(column, row), 1);
        if hits.iter().filter(edged).take(LEAST_BLOCKS).count() < LEAST_BLOCKS {
            return;
        }
        let mut rects: Vec<Rect> = hits.iter().map(|&(column, row)| grid.block_rect(column, row)).collect();
        join_neighbours(&mut rects);
        if rects.len() > FEW_RECTS {
            rects = self.filled(&hits, vector, grid, shown, next);
        }
        parts.push(CopyPart { dx: vector.0, dy: vector.1, rects });
        *blocks = misses;
        self.last.push(vector);
    }

    /// What moved, with what lies between and did not change because it looks the same where it comes from: fewer, larger rectangles.
    fn filled(
        &mut self,
        hits: &[(u16, u16)],
        vector: Vector,
        grid: &Grid,
        shown: &Picture,
        next: &Picture,
    ) -> Vec<Rect> {
        let area = hits.iter().fold(Rect::default(), |area, &(column, row)| area.union(grid.block_rect(column, row)));
        let mut rects: Vec<Rect> = hits.iter().map(|&(column, row)| grid.block_rect(column, row)).collect();
        self.taken.resize(grid.blocks(), false);
        for (column, row) in grid.blocks_in(area) {
            let rect = grid.block_rect(column, row);
            if let Some(taken) = self.taken.get_mut(grid.number(column, row))
                && !*taken
                && !grid.block(column, row).changed
                && is_copy(rect, vector, shown, next)
            {
                *taken = true;
                rects.push(rect);
            }
        }
        join_neighbours(&mut rects);
        rects
    }

    /// The vectors that most anchors vote for.
    fn vote(&mut self, blocks: &[(u16, u16)], grid: &Grid, shown: &Picture, next: &Picture) -> Vec<Vector> {
        let area = blocks.iter().fold(Rect::default(), |area, &(column, row)| area.union(grid.block_rect(column, row)));
        self.anchors.clear();
        self.anchors.resize(1 << TABLE_BITS, Anchor::default());
        let anchors = &mut self.anchors;
        let first = area.y.next_multiple_of(ROW_STEP);
        for y in (first..area.y + area.h).step_by(usize::from(ROW_STEP)) {
            each_anchor(next.row(area.x, y, area.w), |hash, column| {
                if let Some(anchor) = anchors.get_mut(slot(hash)) {
                    *anchor = Anchor { hash, x: area.x + column, y };
                }
            });
        }
        let mut votes: HashMap<Vector, u32> = HashMap::new();
        for y in area.y..area.y + area.h {
            each_anchor(shown.row(area.x, y, area.w), |hash, column| {
                let Some(anchor) = anchors.get(slot(hash)) else { return };
                if anchor.hash != hash {
                    return;
                }
                let dx = i32::from(anchor.x) - i32::from(area.x + column);
                let dy = i32::from(anchor.y) - i32::from(y);
                if let (Ok(dx), Ok(dy)) = (i16::try_from(dx), i16::try_from(dy))
                    && (dx, dy) != (0, 0)
                {
                    *votes.entry((dx, dy)).or_default() += 1;
                }
            });
        }
        let mut votes: Vec<(Vector, u32)> = votes.into_iter().filter(|&(_, count)| count >= LEAST_VOTES).collect();
        votes.sort_unstable_by_key(|&(vector, count)| (std::cmp::Reverse(count), vector));
        votes.truncate(MOST_VOTED);
        votes.into_iter().map(|(vector, _)| vector).collect()
    }
}

fn slot(hash: u32) -> usize {
    (hash.wrapping_mul(SPREAD) >> (26 - TABLE_BITS)) as usize & ((1 << TABLE_BITS) - 1)
}

/// Calls back for each anchor of a row: the hash of the pixels up to and including that column, where it says that this is one and they are not flat.
fn each_anchor(row: &[u8], mut found: impl FnMut(u32, u16)) {
    let pixels = row.as_chunks::<PIXEL>().0;
    let Some((lead, _)) = pixels.split_at_checked(SPAN) else { return };
    let (mut hash, mut previous, mut equal) = (0u32, 0u32, 0u32);
    for pixel in lead {
        hash = hash.wrapping_mul(ROLL).wrapping_add(value_of(pixel));
    }
    let behind = pixels.iter();
    let ahead = pixels.iter().enumerate().skip(SPAN);
    for (oldest, (column, pixel)) in behind.zip(ahead) {
        let value = value_of(pixel);
        equal = if value == previous { equal + 1 } else { 0 };
        previous = value;
        hash = hash.wrapping_mul(ROLL).wrapping_add(value).wrapping_sub(value_of(oldest).wrapping_mul(ROLL_OUT));
        if hash.wrapping_mul(SPREAD) >> 26 == 0 && equal < SPAN as u32 - 2 {
            found(hash, column as u16);
        }
    }
}

fn value_of(pixel: &[u8; PIXEL]) -> u32 {
    // One is added so that black takes part in the hash.
    (u32::from_le_bytes(*pixel) & 0x00ff_ffff) + 1
}

/// A window does not end where blocks do: each copy takes in what lies beside it and moved with it, less than a block on each side.
fn grow(parts: &mut [CopyPart], shown: &Picture, next: &Picture) {
    // The format allows as many copied pixels as the picture has.
    let copied: usize = parts.iter().flat_map(|part| &part.rects).map(|rect| rect.area()).sum();
    let mut left = shown.rect().area().saturating_sub(copied);
    for part in parts {
        for rect in part.rects.iter_mut().take(GROWN) {
            let grown = grown(*rect, (part.dx, part.dy), shown, next);
            let more = grown.area().saturating_sub(rect.area());
            if more <= left {
                left -= more;
                *rect = grown;
            }
        }
    }
}

fn grown(rect: Rect, vector: Vector, shown: &Picture, next: &Picture) -> Rect {
    let most = BLOCK - 1;
    let Some(source) = source_of(rect, vector.0, vector.1) else { return rect };
    let before = most.min(rect.x).min(source.x);
    let after = room(rect.right().max(source.right()), shown.width()).min(most);
    let (mut left, mut right) = (before, after);
    for line in 0..rect.h {
        let new = |x: u16, width: u16| pixels(next, x, rect.y + line, width);
        let old = |x: u16, width: u16| pixels(shown, x, source.y + line, width);
        let (here, there) = (new(rect.x - left, left), old(source.x - left, left));
        left = here.iter().rev().zip(there.iter().rev()).take_while(|(here, there)| here == there).count() as u16;
        let (here, there) = (new(rect.x + rect.w, right), old(source.x + source.w, right));
        right = here.iter().zip(there).take_while(|(here, there)| here == there).count() as u16;
        if left == 0 && right == 0 {
            break;
        }
    }
    let wide = Rect { x: rect.x - left, w: rect.w + left + right, ..rect };
    let from = Rect { x: source.x - left, w: wide.w, ..source };
    let same = |new: u16, old: u16| next.row(wide.x, new, wide.w) == shown.row(from.x, old, from.w);
    let above =
        (1..=most.min(rect.y).min(source.y)).take_while(|line| same(wide.y - line, from.y - line)).count() as u16;
    let below = room(rect.bottom().max(source.bottom()), shown.height()).min(most);
    let below = (0..below).take_while(|line| same(wide.y + wide.h + line, from.y + from.h + line)).count() as u16;
    Rect { y: wide.y - above, h: wide.h + above + below, ..wide }
}

/// How much lies between an edge and the picture's.
fn room(edge: u32, side: u16) -> u16 {
    u32::from(side).saturating_sub(edge) as u16
}

fn pixels(picture: &Picture, x: u16, y: u16, width: u16) -> &[[u8; PIXEL]] {
    picture.row(x, y, width).as_chunks::<PIXEL>().0
}

/// Whether so many neighbours in a rectangle's rows differ.
pub(crate) fn has_edges(picture: &Picture, rect: Rect, least: usize) -> bool {
    let mut edges = 0;
    for y in rect.y..rect.y + rect.h {
        let row = pixels(picture, rect.x, y, rect.w);
        edges += row.iter().zip(row.iter().skip(1)).filter(|(left, right)| left != right).count();
        if edges >= least {
            return true;
        }
    }
    false
}

fn is_copy(rect: Rect, (dx, dy): Vector, shown: &Picture, next: &Picture) -> bool {
    let Some(source) = source_of(rect, dx, dy) else { return false };
    if !source.is_inside(shown.width(), shown.height()) {
        return false;
    }
    (0..rect.h).all(|line| shown.row(source.x, source.y + line, rect.w) == next.row(rect.x, rect.y + line, rect.w))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::PixelView;

    /// What is copied of a picture that moved down by 40 pixels, with a video over a part of it.
    fn copied(video: Option<Rect>) -> Vec<Rect> {
        let mut shown = Picture::new(640, 480).unwrap();
        for (at, pixel) in shown.pixels_mut().chunks_exact_mut(PIXEL).enumerate() {
            pixel.fill((at as u32).wrapping_mul(ROLL).to_le_bytes()[3]);
        }
        let mut next = shown.clone();
        for y in 40..480 {
            next.write_row(0, y, shown.row(0, y - 40, 640));
        }
        let (mut grid, mut changed) = (Grid::new(640, 480), shown.clone());
        let view = PixelView::new(next.rect(), next.stride(), next.from(0, 0)).unwrap();
        assert!(grid.compare(&view, &shown, &mut changed));
        let parts = CopyFinder::new().find(&grid, video, &shown, &next);
        parts.into_iter().flat_map(|part| part.rects).collect()
    }

    #[test]
    fn nothing_is_copied_to_where_a_video_plays_scr_32() {
        let video = Rect::new(160, 112, 320, 240);
        let area = |rects: &[Rect]| rects.iter().map(|rect| rect.area()).sum::<usize>();
        let (all, beside) = (copied(None), copied(Some(video)));
        assert!(area(&all) >= 640 * 400, "{all:?}");
        assert!(area(&beside) >= 640 * 400 - video.area() - 2 * 640 * 32, "{beside:?}");
        // A copy grows by less than a block into it.
        let inside = Rect::new(video.x + BLOCK, video.y + BLOCK, video.w - 2 * BLOCK, video.h - 2 * BLOCK);
        assert!(beside.iter().all(|rect| rect.intersection(inside).is_empty()), "{beside:?}");
        assert!(copied(Some(Rect::new(0, 0, 640, 480))).is_empty());
    }
}
