//! Borrowed pixels of one rectangle of the desktop, as they come from a capture. Four bytes a pixel: blue, green, red, and one that means nothing.

use crate::Rect;

/// Bytes of a pixel.
pub(crate) const PIXEL: usize = 4;

/// Pixels of a rectangle, rows top to bottom.
#[derive(Clone, Copy)]
pub struct PixelView<'a> {
    rect: Rect,
    stride: usize,
    pixels: &'a [u8],
}

impl<'a> PixelView<'a> {
    /// Pixels of `rect`, each row `stride` bytes after the one before it. `None`: the buffer is too small for that.
    pub fn new(rect: Rect, stride: usize, pixels: &'a [u8]) -> Option<PixelView<'a>> {
        let row = usize::from(rect.w) * PIXEL;
        let needed = match usize::from(rect.h) {
            0 => 0,
            rows => stride.checked_mul(rows - 1)?.checked_add(row)?,
        };
        (stride >= row && pixels.len() >= needed).then_some(PixelView { rect, stride, pixels })
    }

    /// Where the pixels belong.
    pub fn rect(&self) -> Rect {
        self.rect
    }

    /// The same pixels, seen from another origin: `x` and `y` are subtracted. `None`: that would be left of or above it.
    pub fn moved(self, x: u16, y: u16) -> Option<PixelView<'a>> {
        let rect = Rect { x: self.rect.x.checked_sub(x)?, y: self.rect.y.checked_sub(y)?, ..self.rect };
        Some(PixelView { rect, ..self })
    }

    /// Bytes of `width` pixels that begin at picture position (`x`, `y`); empty outside the rectangle.
    pub fn row(&self, x: u16, y: u16, width: u16) -> &'a [u8] {
        let (Some(column), Some(line)) = (x.checked_sub(self.rect.x), y.checked_sub(self.rect.y)) else { return &[] };
        if u32::from(column) + u32::from(width) > u32::from(self.rect.w) || line >= self.rect.h {
            return &[];
        }
        let start = usize::from(line) * self.stride + usize::from(column) * PIXEL;
        self.pixels.get(start..start + usize::from(width) * PIXEL).unwrap_or(&[])
    }
}
