//! Rectangles of a picture, and how neighbours become fewer, larger ones. Not damage from a window system: that is gathered by whoever captures.

/// A rectangle in pixels; may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rect {
    /// Pixels from the left.
    pub x: u16,
    /// Pixels from the top.
    pub y: u16,
    /// Width.
    pub w: u16,
    /// Height.
    pub h: u16,
}

impl Rect {
    /// A rectangle from its corner and size.
    pub fn new(x: u16, y: u16, w: u16, h: u16) -> Rect {
        Rect { x, y, w, h }
    }

    /// The part of a signed rectangle that lies inside `0..width` by `0..height`.
    pub fn clipped(x: i32, y: i32, w: u32, h: u32, width: u16, height: u16) -> Rect {
        let clip = |from: i32, size: u32, limit: u16| {
            let end = (i64::from(from) + i64::from(size)).clamp(0, i64::from(limit));
            let start = i64::from(from).clamp(0, end);
            (start as u16, (end - start) as u16)
        };
        let ((x, w), (y, h)) = (clip(x, w, width), clip(y, h, height));
        Rect { x, y, w, h }
    }

    /// Whether it has no pixels.
    pub fn is_empty(self) -> bool {
        self.w == 0 || self.h == 0
    }

    /// Number of pixels.
    pub fn area(self) -> usize {
        usize::from(self.w) * usize::from(self.h)
    }

    /// First column to the right of it.
    pub fn right(self) -> u32 {
        u32::from(self.x) + u32::from(self.w)
    }

    /// First row below it.
    pub fn bottom(self) -> u32 {
        u32::from(self.y) + u32::from(self.h)
    }

    /// Whether it lies inside a picture of this size.
    pub fn is_inside(self, width: u16, height: u16) -> bool {
        self.right() <= u32::from(width) && self.bottom() <= u32::from(height)
    }

    /// What both have in common; empty when nothing.
    pub fn intersection(self, other: Rect) -> Rect {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let w = self.right().min(other.right()).saturating_sub(u32::from(x));
        let h = self.bottom().min(other.bottom()).saturating_sub(u32::from(y));
        if w == 0 || h == 0 { Rect::default() } else { Rect { x, y, w: w as u16, h: h as u16 } }
    }

    /// The smallest rectangle around both.
    pub fn union(self, other: Rect) -> Rect {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let w = self.right().max(other.right()) - u32::from(x);
        let h = self.bottom().max(other.bottom()) - u32::from(y);
        Rect { x, y, w: w.min(u32::from(u16::MAX)) as u16, h: h.min(u32::from(u16::MAX)) as u16 }
    }
}

/// Joins rectangles that stand flush side by side, then those that stand flush above each other. Covers the same pixels.
pub fn join_neighbours(rects: &mut Vec<Rect>) {
    rects.sort_unstable_by_key(|r| (r.y, r.h, r.x));
    join(rects, |a, b| {
        let flush = a.y == b.y && a.h == b.h && a.right() == u32::from(b.x);
        flush.then(|| Rect { w: a.w.saturating_add(b.w), ..a })
    });
    rects.sort_unstable_by_key(|r| (r.x, r.w, r.y));
    join(rects, |a, b| {
        let flush = a.x == b.x && a.w == b.w && a.bottom() == u32::from(b.y);
        flush.then(|| Rect { h: a.h.saturating_add(b.h), ..a })
    });
    rects.sort_unstable_by_key(|r| (r.y, r.x));
}

fn join(rects: &mut Vec<Rect>, joined: impl Fn(Rect, Rect) -> Option<Rect>) {
    rects.dedup_by(|next, kept| match joined(*kept, *next) {
        Some(both) => {
            *kept = both;
            true
        }
        None => false,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_tiles_of_a_square_become_one() {
        let mut rects = vec![
            Rect::new(64, 64, 64, 64),
            Rect::new(0, 0, 64, 64),
            Rect::new(64, 0, 64, 64),
            Rect::new(0, 64, 64, 64),
        ];
        join_neighbours(&mut rects);
        assert_eq!(rects, [Rect::new(0, 0, 128, 128)]);
    }

    #[test]
    fn a_rectangle_that_hangs_over_the_edge_is_clipped() {
        assert_eq!(Rect::clipped(-10, 5, 30, 100, 15, 50), Rect::new(0, 5, 15, 45));
        assert!(Rect::clipped(-10, 5, 10, 100, 15, 50).is_empty());
        assert!(Rect::clipped(20, 5, 10, 100, 15, 50).is_empty());
    }
}
