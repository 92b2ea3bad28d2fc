//! The part of a screen that keeps moving, sent as a video: found, watched for a while, and left again. Everything around it stays sharp (`docs/wire.md`, "Screen frames"; SCR-11).
//!
//! The coder is another room's; here is decided where it works. A region is as large as the pixels that change in it, to the pixel, so that the video of a page does not blur the text beside it.

use bytes::Bytes;

use crate::body::VideoPart;
use crate::grid::{Grid, TILE};
use crate::view::PIXEL;
use crate::{Picture, Rect};

/// Fewer tiles that keep changing are cheaper as photographs: about 320x300 pixels.
const LEAST_TILES: usize = 24;
/// Of the tiles of a region so many must keep changing, in percent: two small things that blink far apart are no video.
const DENSE_PERCENT: usize = 60;
/// So long the same tiles must keep changing after they have become hot, half a second in all: a page that is scrolled is no video.
const WATCH_US: u64 = 300_000;
/// A region of which less than this changes, in percent,
const LIVELY_PERCENT: usize = 20;
/// for so long, is no video any more.
const LEAVE_US: u64 = 700_000;

/// A video of 1280x720 has 3,000 kbit/s, where a film of grain comes back with 38 dB; smaller and larger ones have less and more, within these bounds.
const PIXELS_PER_KBPS: usize = 300;
const KBPS: (usize, usize) = (1_500, 8_000);
/// Below this a video is of no use, however slow the link is: frames become fewer instead.
const LEAST_KBPS: u32 = 250;

/// Turns pictures of one size into chunks of a video: VP8, each chunk one picture.
pub trait VideoCoder: Send {
    /// Begins a stream; its first chunk must be asked for as a key chunk. `false`: not this size.
    fn begin(&mut self, width: u16, height: u16, kbps: u32) -> bool;
    /// The next chunk. Pixels as in [`crate::PixelView`], rows `stride` bytes apart; `at_us` grows. `None`: it failed, and the stream is over.
    fn encode(&mut self, pixels: &[u8], stride: usize, at_us: u64, key: bool, kbps: u32) -> Option<Bytes>;
    /// Nothing more comes: memory may go.
    fn end(&mut self);
}

/// Turns chunks back into pictures: for tests, measurements and exports.
pub trait VideoPlayer: Send {
    /// The picture of the next chunk, four bytes a pixel as in [`crate::Picture`]. `None`: it has none of this size.
    fn show(&mut self, chunk: &[u8], key: bool, width: u16, height: u16) -> Option<Vec<u8>>;
}

/// Where the video is.
#[derive(Default)]
pub(crate) struct Moving {
    coder: Option<Box<dyn VideoCoder>>,
    /// Bits a second that it may take at most; none: not now.
    kbps: Option<u32>,
    state: State,
}

#[derive(Default)]
enum State {
    #[default]
    Still,
    Watching {
        /// Tiles, as a rectangle of pixels.
        tiles: Rect,
        /// Pixels that changed in them.
        pixels: Rect,
        since_us: u64,
    },
    Playing {
        rect: Rect,
        /// Viewers cannot go on from the chunk before.
        key_owed: bool,
        lively_us: u64,
        /// Since when something else than the region keeps changing.
        elsewhere_us: Option<u64>,
    },
}

impl Moving {
    pub fn with(coder: Box<dyn VideoCoder>) -> Moving {
        Moving { coder: Some(coder), ..Moving::default() }
    }

    /// What the video may take from now on; none: there is none.
    pub fn allow(&mut self, kbps: Option<u32>) {
        self.kbps = kbps;
        if kbps.is_none() {
            self.leave();
        }
    }

    /// When a video that shows any of these pixels counts as still, if nothing changes until then.
    pub fn rests_at(&self, pixels: Rect) -> Option<u64> {
        match &self.state {
            State::Playing { rect, lively_us, .. } if !rect.intersection(pixels).is_empty() => {
                Some(lively_us + LEAVE_US)
            }
            _ => None,
        }
    }

    /// Where the video is, while there is one.
    pub fn region(&self) -> Option<Rect> {
        match &self.state {
            State::Playing { rect, .. } => Some(*rect),
            State::Still | State::Watching { .. } => None,
        }
    }

    /// Whether something keeps changing that may be one soon.
    pub fn watches(&self) -> bool {
        matches!(self.state, State::Watching { .. })
    }

    /// The next chunk must be a key chunk: somebody begins to look.
    pub fn owe_key(&mut self) {
        if let State::Playing { key_owed, .. } = &mut self.state {
            *key_owed = true;
        }
    }

    /// The region that is sent as a video, once what changed is known. Nothing while there is none.
    pub fn look(&mut self, grid: &Grid, shown: &Picture, next: &Picture, now_us: u64) -> Option<Rect> {
        if self.kbps.is_none() || self.coder.is_none() {
            return None;
        }
        let hot = Hot::of(grid);
        match &mut self.state {
            State::Playing { rect, lively_us, elsewhere_us, .. } => {
                if changed_in(grid, *rect) * 100 >= rect.area() * LIVELY_PERCENT {
                    *lively_us = now_us;
                }
                let elsewhere = hot.dense() && !covers(*rect, hot.tiles);
                *elsewhere_us = elsewhere.then(|| elsewhere_us.unwrap_or(now_us));
                let moved = elsewhere_us.is_some_and(|since| now_us >= since + WATCH_US);
                if moved || now_us > *lively_us + LEAVE_US {
                    self.leave();
                }
            }
            State::Watching { tiles, pixels, since_us } if hot.dense() && alike(*tiles, hot.tiles) => {
                *tiles = tiles.union(hot.tiles);
                *pixels = pixels.union(changed_pixels(grid, *tiles, shown, next));
                if now_us >= *since_us + WATCH_US {
                    let rect = even(*pixels, next.rect());
                    self.state = self.enter(rect, now_us);
                }
            }
            State::Watching { .. } | State::Still => {
                self.state = match hot.dense() {
                    true => State::Watching {
                        tiles: hot.tiles,
                        pixels: changed_pixels(grid, hot.tiles, shown, next),
                        since_us: now_us,
                    },
                    false => State::Still,
                };
            }
        }
        self.region()
    }

    fn enter(&mut self, rect: Rect, now_us: u64) -> State {
        let (Some(coder), Some(kbps)) = (&mut self.coder, self.kbps) else { return State::Still };
        match coder.begin(rect.w, rect.h, kbps_of(rect, kbps)) {
            true => State::Playing { rect, key_owed: true, lively_us: now_us, elsewhere_us: None },
            false => State::Still,
        }
    }

    fn leave(&mut self) {
        self.state = State::Still;
        if let Some(coder) = &mut self.coder {
            coder.end();
        }
    }

    /// The region as a chunk. `None`: it must be sent in another way, and is no video any more.
    pub fn chunk(&mut self, next: &Picture, now_us: u64) -> Option<VideoPart> {
        let (State::Playing { rect, key_owed, .. }, Some(coder), Some(kbps)) =
            (&mut self.state, &mut self.coder, self.kbps)
        else {
            return None;
        };
        let (rect, key) = (*rect, std::mem::take(key_owed));
        let data = coder.encode(next.from(rect.x, rect.y), next.stride(), now_us, key, kbps_of(rect, kbps));
        if data.is_none() {
            self.leave();
        }
        data.map(|data| VideoPart { rect, key, data })
    }
}

/// Enough for a region to look well, but no more than the link bears.
fn kbps_of(region: Rect, most: u32) -> u32 {
    let wanted = (region.area() / PIXELS_PER_KBPS).clamp(KBPS.0, KBPS.1);
    u32::try_from(wanted).unwrap_or(u32::MAX).min(most).max(LEAST_KBPS)
}

/// Tiles that keep changing as photographs.
struct Hot {
    count: usize,
    /// The rectangle that has all of them.
    tiles: Rect,
}

impl Hot {
    fn of(grid: &Grid) -> Hot {
        let mut hot = Hot { count: 0, tiles: Rect::default() };
        for (column, row) in grid.tile_positions() {
            let tile = grid.tile(column, row);
            if tile.photo && tile.is_hot() {
                hot.count += 1;
                hot.tiles = hot.tiles.union(grid.tile_rect(column, row));
            }
        }
        hot.tiles = hot.with_edges(grid);
        hot
    }

    /// With the tiles into which a film reaches by a few pixels, too few to be a photograph there: where most of the next row or column keeps changing.
    fn with_edges(&self, grid: &Grid) -> Rect {
        let side = TILE;
        let Rect { x, y, w, h } = self.tiles;
        if w == 0 {
            return self.tiles;
        }
        let (left, above) = (x.checked_sub(side), y.checked_sub(side));
        let (right, below) = (x.saturating_add(w), y.saturating_add(h));
        let edges = [
            left.map(|x| Rect { x, w: side, ..self.tiles }),
            above.map(|y| Rect { y, h: side, ..self.tiles }),
            Some(Rect { x: right, w: side, ..self.tiles }),
            Some(Rect { y: below, h: side, ..self.tiles }),
        ];
        let (mut count, mut tiles) = ([(0usize, 0usize); 4], self.tiles);
        for (column, row) in grid.tile_positions() {
            let (rect, hot) = (grid.tile_rect(column, row), grid.tile(column, row).is_hot());
            for (edge, (all, changing)) in edges.iter().zip(&mut count) {
                if edge.is_some_and(|edge| !edge.intersection(rect).is_empty()) {
                    *all += 1;
                    *changing += usize::from(hot);
                }
            }
        }
        for (edge, (all, changing)) in edges.into_iter().zip(count) {
            if let Some(edge) = edge.filter(|_| all > 0 && changing * 100 >= all * DENSE_PERCENT) {
                tiles = tiles.union(edge.intersection(grid.rect()));
            }
        }
        tiles
    }

    fn dense(&self) -> bool {
        let side = usize::from(TILE);
        let all = usize::from(self.tiles.w).div_ceil(side) * usize::from(self.tiles.h).div_ceil(side);
        self.count >= LEAST_TILES && self.count * 100 >= all * DENSE_PERCENT
    }
}

/// Whether two rectangles are about the same: a dark corner of a film may rest for a while.
fn alike(one: Rect, other: Rect) -> bool {
    one.intersection(other).area() * 10 >= one.union(other).area() * 8
}

/// Whether the tiles that a region touches have those in them.
fn covers(region: Rect, tiles: Rect) -> bool {
    let side = u32::from(TILE);
    let (x, y) = (u32::from(region.x) / side * side, u32::from(region.y) / side * side);
    let right = region.right().next_multiple_of(side);
    let bottom = region.bottom().next_multiple_of(side);
    u32::from(tiles.x) >= x && u32::from(tiles.y) >= y && tiles.right() <= right && tiles.bottom() <= bottom
}

/// Pixels of the changed blocks in a rectangle.
fn changed_in(grid: &Grid, rect: Rect) -> usize {
    let changed = grid.blocks_in(rect).filter(|&(column, row)| grid.block(column, row).changed);
    changed.map(|(column, row)| grid.block_rect(column, row).intersection(rect).area()).sum()
}

/// The smallest rectangle with all pixels of it that differ.
fn changed_pixels(grid: &Grid, tiles: Rect, shown: &Picture, next: &Picture) -> Rect {
    let mut pixels = Rect::default();
    for (column, row) in grid.blocks_in(tiles) {
        let block = grid.block_rect(column, row);
        if !grid.block(column, row).changed || pixels.union(block) == pixels {
            continue;
        }
        for y in block.y..block.y + block.h {
            let old = shown.row(block.x, y, block.w).as_chunks::<PIXEL>().0;
            let new = next.row(block.x, y, block.w).as_chunks::<PIXEL>().0;
            let first = old.iter().zip(new).position(|(old, new)| old != new);
            let last = old.iter().zip(new).rposition(|(old, new)| old != new);
            if let (Some(first), Some(last)) = (first, last) {
                pixels = pixels.union(Rect::new(block.x + first as u16, y, (last - first + 1) as u16, 1));
            }
        }
    }
    pixels
}

/// Colours are stored for two by two pixels: a region that begins and ends between two pairs has soft edges.
fn even(rect: Rect, all: Rect) -> Rect {
    let (x, y) = (rect.x & !1, rect.y & !1);
    let right = (rect.right().next_multiple_of(2)).min(all.right());
    let bottom = (rect.bottom().next_multiple_of(2)).min(all.bottom());
    Rect { x, y, w: (right - u32::from(x)) as u16, h: (bottom - u32::from(y)) as u16 }
}
