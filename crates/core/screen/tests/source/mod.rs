//! A source of generated pictures: what happens on a small desktop, change by change.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use towline_screen::{Picture, PixelView, Rect};

pub const WIDTH: u16 = 330;
pub const HEIGHT: u16 = 250;

#[derive(Debug, Clone)]
pub enum Change {
    Fill {
        rect: Rect,
        colour: u32,
    },
    Text {
        rect: Rect,
        seed: u32,
    },
    Noise {
        rect: Rect,
        seed: u32,
    },
    Gradient {
        rect: Rect,
        seed: u32,
    },
    Scroll {
        rect: Rect,
        dx: i16,
        dy: i16,
    },
    Dot {
        x: u16,
        y: u16,
        colour: u32,
    },
    /// A rectangle shows again what it showed before the last change of it.
    Back {
        rect: Rect,
    },
}

pub fn rect() -> impl Strategy<Value = Rect> {
    (0..WIDTH - 1, 0..HEIGHT - 1, 1u16..300, 1u16..250)
        .prop_map(|(x, y, w, h)| Rect::new(x, y, w.min(WIDTH - x), h.min(HEIGHT - y)))
}

pub fn flat_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (rect(), 0u32..0x100_0000).prop_map(|(rect, colour)| Change::Fill { rect, colour }),
        (rect(), any::<u32>()).prop_map(|(rect, seed)| Change::Text { rect, seed }),
        (rect(), -40i16..40, -90i16..90).prop_map(|(rect, dx, dy)| Change::Scroll { rect, dx, dy }),
        (0..WIDTH, 0..HEIGHT, 0u32..0x100_0000).prop_map(|(x, y, colour)| Change::Dot { x, y, colour }),
        rect().prop_map(|rect| Change::Back { rect }),
    ]
}

pub fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => flat_change(),
        1 => (rect(), any::<u32>()).prop_map(|(rect, seed)| Change::Noise { rect, seed }),
        1 => (rect(), any::<u32>()).prop_map(|(rect, seed)| Change::Gradient { rect, seed }),
    ]
}

fn random(state: &mut u32) -> u32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    *state >> 8
}

/// The source of a test: a picture and what happens on it.
pub struct Source(pub Picture, Picture);

impl Source {
    pub fn new() -> Source {
        let mut picture = Picture::new(WIDTH, HEIGHT).unwrap();
        picture.pixels_mut().fill(0xee);
        Source(picture.clone(), picture)
    }

    pub fn apply(&mut self, change: &Change) -> Rect {
        let before = self.0.clone();
        let changed = match *change {
            Change::Fill { rect, colour } => self.paint(rect, |_, _, _| colour),
            Change::Text { rect, mut seed } => {
                // Strokes of two to five pixels on white: sharp edges on flat ground.
                let (mut stroke, mut left) = (0, 0);
                self.paint(rect, |_, _, _| {
                    if left == 0 {
                        left = 2 + random(&mut seed) % 4;
                        stroke = if random(&mut seed).is_multiple_of(3) { 0x00_1020 } else { 0xff_ffff };
                    }
                    left -= 1;
                    stroke
                })
            }
            Change::Noise { rect, mut seed } => self.paint(rect, |_, _, _| random(&mut seed) & 0xff_ffff),
            Change::Gradient { rect, seed } => {
                self.paint(rect, |x, y, _| (seed & 0xff) << 16 | u32::from(x & 0xff) << 8 | u32::from(y & 0xff))
            }
            Change::Scroll { rect, dx, dy } => {
                let before = self.0.clone();
                self.paint(rect, |x, y, old| {
                    let (x, y) = (i32::from(x) - i32::from(dx), i32::from(y) - i32::from(dy));
                    match (u16::try_from(x), u16::try_from(y)) {
                        (Ok(x), Ok(y)) => {
                            before.row(x, y, 1).first_chunk().map_or(old, |pixel| u32::from_le_bytes(*pixel))
                        }
                        _ => old,
                    }
                })
            }
            Change::Dot { x, y, colour } => self.paint(Rect::new(x, y, 1, 1), |_, _, _| colour),
            Change::Back { rect } => {
                let earlier = self.1.clone();
                self.paint(rect, |x, y, old| {
                    earlier.row(x, y, 1).first_chunk().map_or(old, |pixel| u32::from_le_bytes(*pixel))
                })
            }
        };
        self.1 = before;
        changed
    }

    pub fn paint(&mut self, rect: Rect, mut colour: impl FnMut(u16, u16, u32) -> u32) -> Rect {
        for y in rect.y..rect.y + rect.h {
            for x in rect.x..rect.x + rect.w {
                let pixel = self.0.row_mut(x, y, 1);
                let old = u32::from_le_bytes(pixel.try_into().unwrap());
                pixel.copy_from_slice(&(colour(x, y, old) & 0xff_ffff).to_le_bytes());
            }
        }
        rect
    }

    pub fn view(&self, rect: Rect) -> PixelView<'_> {
        PixelView::new(rect, self.0.stride(), self.0.from(rect.x, rect.y)).unwrap()
    }
}

pub fn bgr(picture: &Picture) -> Vec<[u8; 3]> {
    picture.pixels().chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
}
