//! A whole picture that is kept: what the source showed last, or what a viewer sees. Four bytes a pixel, rows without gaps.

use crate::view::PIXEL;
use crate::{MAX_AREA, MAX_SIDE, Rect};

/// Pixels of a picture: blue, green, red, and one byte that means nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u16,
    height: u16,
    pixels: Vec<u8>,
}

impl Picture {
    /// A black picture. `None`: empty, or larger than pictures may be.
    pub fn new(width: u16, height: u16) -> Option<Picture> {
        let area = usize::from(width) * usize::from(height);
        let allowed = area > 0 && width <= MAX_SIDE && height <= MAX_SIDE && area <= MAX_AREA;
        allowed.then(|| Picture { width, height, pixels: vec![0; area * PIXEL] })
    }

    /// Black again.
    pub(crate) fn blacken(&mut self) {
        self.pixels.fill(0);
    }

    /// Width in pixels.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u16 {
        self.height
    }

    /// All of it.
    pub fn rect(&self) -> Rect {
        Rect { x: 0, y: 0, w: self.width, h: self.height }
    }

    /// All bytes, row after row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// All bytes, row after row.
    pub fn pixels_mut(&mut self) -> &mut [u8] {
        &mut self.pixels
    }

    /// Bytes from one row to the next.
    pub fn stride(&self) -> usize {
        usize::from(self.width) * PIXEL
    }

    /// Bytes of `width` pixels from (`x`, `y`); empty when they are not all inside.
    pub fn row(&self, x: u16, y: u16, width: u16) -> &[u8] {
        self.range(x, y, width).and_then(|range| self.pixels.get(range)).unwrap_or(&[])
    }

    /// Bytes of `width` pixels from (`x`, `y`); empty when they are not all inside.
    pub fn row_mut(&mut self, x: u16, y: u16, width: u16) -> &mut [u8] {
        match self.range(x, y, width) {
            Some(range) => self.pixels.get_mut(range).unwrap_or(&mut []),
            None => &mut [],
        }
    }

    /// Bytes from (`x`, `y`) to the end of the picture: a start for something that has the picture's stride.
    pub fn from(&self, x: u16, y: u16) -> &[u8] {
        self.range(x, y, 0).and_then(|range| self.pixels.get(range.start..)).unwrap_or(&[])
    }

    /// Writes bytes of the same length over a row; does nothing when they do not fit.
    pub fn write_row(&mut self, x: u16, y: u16, bytes: &[u8]) {
        let width = u16::try_from(bytes.len() / PIXEL).unwrap_or(u16::MAX);
        let row = self.row_mut(x, y, width);
        if row.len() == bytes.len() {
            row.copy_from_slice(bytes);
        }
    }

    fn range(&self, x: u16, y: u16, width: u16) -> Option<std::ops::Range<usize>> {
        if u32::from(x) + u32::from(width) > u32::from(self.width) || y >= self.height {
            return None;
        }
        let start = (usize::from(y) * usize::from(self.width) + usize::from(x)) * PIXEL;
        Some(start..start + usize::from(width) * PIXEL)
    }
}
