//! From a compositor's buffer into the picture: formats, and outputs that stand on their side. Pure.

use std::ops::Range;

use towline_screen::Rect;
use wayland_client::protocol::wl_output::Transform;
use wayland_client::protocol::wl_shm::Format;

/// Bytes of a pixel of the picture: blue, green, red, nothing.
pub(super) const PIXEL: usize = 4;

/// How a pixel lies in a buffer. Names of formats are of little endian numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Blue, green, red, nothing: as the picture.
    Bgrx,
    /// Red, green, blue, nothing.
    Rgbx,
    /// Nothing, blue, green, red.
    Xbgr,
    /// Nothing, red, green, blue.
    Xrgb,
    /// Blue, green, red.
    Bgr,
    /// Red, green, blue.
    Rgb,
    /// Ten bits each, red on top.
    Rgb30,
    /// Ten bits each, blue on top.
    Bgr30,
}

impl Layout {
    pub fn of(format: Format) -> Option<Layout> {
        Some(match format {
            Format::Xrgb8888 | Format::Argb8888 => Layout::Bgrx,
            Format::Xbgr8888 | Format::Abgr8888 => Layout::Rgbx,
            Format::Rgbx8888 | Format::Rgba8888 => Layout::Xbgr,
            Format::Bgrx8888 | Format::Bgra8888 => Layout::Xrgb,
            Format::Rgb888 => Layout::Bgr,
            Format::Bgr888 => Layout::Rgb,
            Format::Xrgb2101010 | Format::Argb2101010 => Layout::Rgb30,
            Format::Xbgr2101010 | Format::Abgr2101010 => Layout::Bgr30,
            _ => return None,
        })
    }

    pub fn bytes(self) -> usize {
        match self {
            Layout::Bgr | Layout::Rgb => 3,
            _ => 4,
        }
    }

    fn read(self, pixel: &[u8]) -> [u8; PIXEL] {
        let ten = |bytes: [u8; 4], shift: u32| ((u32::from_le_bytes(bytes) >> shift & 0x3ff) >> 2) as u8;
        match (self, pixel) {
            (Layout::Bgrx, &[b, g, r, _])
            | (Layout::Rgbx, &[r, g, b, _])
            | (Layout::Xbgr, &[_, b, g, r])
            | (Layout::Xrgb, &[_, r, g, b])
            | (Layout::Bgr, &[b, g, r])
            | (Layout::Rgb, &[r, g, b]) => [b, g, r, 0],
            (Layout::Rgb30, &[a, b, c, d]) => [ten([a, b, c, d], 0), ten([a, b, c, d], 10), ten([a, b, c, d], 20), 0],
            (Layout::Bgr30, &[a, b, c, d]) => [ten([a, b, c, d], 20), ten([a, b, c, d], 10), ten([a, b, c, d], 0), 0],
            _ => [0; PIXEL],
        }
    }
}

/// A buffer that a compositor filled.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub bytes: &'a [u8],
    pub layout: Layout,
    pub width: u16,
    pub height: u16,
    pub stride: usize,
    /// The first row is the lowest.
    pub upside_down: bool,
    pub transform: Transform,
}

/// Whether an output of this kind is as wide as its buffer is high.
pub(super) fn on_its_side(transform: Transform) -> bool {
    matches!(transform, Transform::_90 | Transform::_270 | Transform::Flipped90 | Transform::Flipped270)
}

/// Where a part of a buffer is on the output as it is looked at.
pub(super) fn turned(part: Rect, width: u16, height: u16, transform: Transform) -> Rect {
    let Rect { x, y, w, h } = part;
    let (from_right, from_bottom) = (width.saturating_sub(x + w), height.saturating_sub(y + h));
    match transform {
        Transform::_90 => Rect { x: from_bottom, y: x, w: h, h: w },
        Transform::_180 => Rect { x: from_right, y: from_bottom, w, h },
        Transform::_270 => Rect { x: y, y: from_right, w: h, h: w },
        Transform::Flipped => Rect { x: from_right, y, w, h },
        Transform::Flipped90 => Rect { x: y, y: x, w: h, h: w },
        Transform::Flipped180 => Rect { x, y: from_bottom, w, h },
        Transform::Flipped270 => Rect { x: from_bottom, y: from_right, w: h, h: w },
        _ => part,
    }
}

impl Source<'_> {
    fn row(&self, y: u16, columns: Range<u16>) -> &[u8] {
        let y = if self.upside_down { self.height.saturating_sub(y + 1) } else { y };
        let (start, bytes) = (usize::from(y) * self.stride, self.layout.bytes());
        let columns = usize::from(columns.start) * bytes..usize::from(columns.end) * bytes;
        self.bytes.get(start + columns.start..start + columns.end).unwrap_or_default()
    }

    /// Copies a part of the buffer to where it belongs in the picture, whose rows are `wide` pixels, on the output that stands at `at`. The place that changed there.
    pub fn copy(&self, part: Rect, picture: &mut [u8], wide: u16, at: Rect) -> Rect {
        let (w, h) = (u32::from(part.w), u32::from(part.h));
        let part = Rect::clipped(part.x.into(), part.y.into(), w, h, self.width, self.height);
        let place = turned(part, self.width, self.height, self.transform);
        if part.is_empty() || place.x + place.w > at.w || place.y + place.h > at.h {
            return Rect::default();
        }
        let index = |x: u16, y: u16| (usize::from(at.y + y) * usize::from(wide) + usize::from(at.x + x)) * PIXEL;
        for y in part.y..part.y + part.h {
            let row = self.row(y, part.x..part.x + part.w);
            if matches!(self.transform, Transform::Normal) {
                let start = index(place.x, place.y + (y - part.y));
                let Some(to) = picture.get_mut(start..start + usize::from(part.w) * PIXEL) else { continue };
                if self.layout == Layout::Bgrx && row.len() == to.len() {
                    to.copy_from_slice(row);
                } else {
                    for (to, pixel) in to.chunks_exact_mut(PIXEL).zip(row.chunks_exact(self.layout.bytes())) {
                        to.copy_from_slice(&self.layout.read(pixel));
                    }
                }
                continue;
            }
            for (x, pixel) in (part.x..).zip(row.chunks_exact(self.layout.bytes())) {
                let to = turned(Rect { x, y, w: 1, h: 1 }, self.width, self.height, self.transform);
                let start = index(to.x, to.y);
                if let Some(to) = picture.get_mut(start..start + PIXEL) {
                    to.copy_from_slice(&self.layout.read(pixel));
                }
            }
        }
        Rect { x: at.x + place.x, y: at.y + place.y, ..place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_gives_the_same_colour() {
        let ten = |top: u32, middle: u32, low: u32| (top << 22 | middle << 12 | low << 2).to_le_bytes().to_vec();
        for (format, pixel) in [
            (Format::Xrgb8888, vec![30, 20, 10, 9]),
            (Format::Argb8888, vec![30, 20, 10, 255]),
            (Format::Xbgr8888, vec![10, 20, 30, 9]),
            (Format::Rgbx8888, vec![9, 30, 20, 10]),
            (Format::Bgra8888, vec![255, 10, 20, 30]),
            (Format::Rgb888, vec![30, 20, 10]),
            (Format::Bgr888, vec![10, 20, 30]),
            (Format::Xrgb2101010, ten(10, 20, 30)),
            (Format::Abgr2101010, ten(30, 20, 10)),
        ] {
            let layout = Layout::of(format).unwrap();
            assert_eq!((layout.read(&pixel), layout.bytes()), ([30, 20, 10, 0], pixel.len()), "{format:?}");
        }
        assert_eq!(Layout::of(Format::Nv12), None);
    }

    #[test]
    fn a_part_lands_where_it_is_looked_at_and_nothing_lands_outside() {
        // Two pixels wide, three high, numbered in their blue.
        let bytes: Vec<u8> = (1..=6).flat_map(|n| [n, 0, 0, 0]).collect();
        let source = |transform, upside_down| Source {
            bytes: &bytes,
            layout: Layout::Bgrx,
            width: 2,
            height: 3,
            stride: 8,
            upside_down,
            transform,
        };
        let shown = |source: Source<'_>, at: Rect| {
            let mut picture = vec![0; 4 * 4 * PIXEL];
            let changed = source.copy(Rect::new(0, 0, 2, 3), &mut picture, 4, at);
            (changed, picture.chunks(PIXEL).map(|pixel| pixel[0]).collect::<Vec<u8>>())
        };
        let at = Rect::new(1, 0, 2, 3);
        let (changed, picture) = shown(source(Transform::Normal, false), at);
        assert_eq!((changed, picture), (at, vec![0, 1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0, 0, 0, 0]));
        assert_eq!(shown(source(Transform::Normal, true), at).1[1..3], [5, 6]);
        assert_eq!(shown(source(Transform::_180, false), at).1[1..3], [6, 5]);
        let side = Rect::new(0, 1, 3, 2);
        assert_eq!(shown(source(Transform::_90, false), side).1[4..7], [5, 3, 1]);
        assert_eq!(shown(source(Transform::_270, false), side).1[4..7], [2, 4, 6]);
        assert_eq!(shown(source(Transform::Flipped90, false), side).1[4..7], [1, 3, 5]);
        // Another size than the output has.
        assert_eq!(shown(source(Transform::_90, false), at).0, Rect::default());
        let short = Source { bytes: &bytes[..9], ..source(Transform::Normal, false) };
        shown(short, at);
    }
}
