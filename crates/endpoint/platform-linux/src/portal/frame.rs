//! What comes with a frame of PipeWire besides its pixels, and the pixels into the picture. Pure: all of it is a desktop's word, in memory that it shares, so nothing is taken on trust.

use towline_platform::PointerShape;
use towline_screen::Rect;

use super::pod::{CURSOR_SIDE, DAMAGES, Order};

/// Bytes of a pixel.
pub(super) const PIXEL: usize = 4;

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(*bytes.get(at * 4..)?.first_chunk()?))
}

/// What changed since the frame before. `None`: nothing says so, it may be all.
pub(super) fn damage(bytes: &[u8], width: u16, height: u16) -> Option<Rect> {
    let mut found: Option<Rect> = None;
    for region in bytes.chunks_exact(16).take(DAMAGES as usize) {
        let (x, y) = (word(region, 0)? as i32, word(region, 1)? as i32);
        let (w, h) = (word(region, 2)?, word(region, 3)?);
        if w == 0 || h == 0 {
            break;
        }
        let rect = Rect::clipped(x, y, w, h, width, height);
        found = Some(found.map_or(rect, |known| known.union(rect)));
    }
    found
}

/// A frame's number; 0 where the desktop does not number them.
pub(super) fn number(header: &[u8]) -> u64 {
    header.get(24..).and_then(|bytes| bytes.first_chunk()).map_or(0, |bytes| u64::from_ne_bytes(*bytes))
}

/// The pointer, as a frame tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    /// In pixels of the stream.
    pub at: (i32, i32),
    /// How it looks from now on, if that is another.
    pub shape: Option<PointerShape>,
}

/// `None`: nothing is told of it.
pub(super) fn cursor(bytes: &[u8]) -> Option<Cursor> {
    if word(bytes, 0)? == 0 {
        return None;
    }
    let at = (word(bytes, 2)? as i32, word(bytes, 3)? as i32);
    let hot = (word(bytes, 4)?, word(bytes, 5)?);
    let offset = usize::try_from(word(bytes, 6)?).ok()?;
    let shape = match offset {
        0..28 => None,
        offset => shape(bytes.get(offset..)?, hot),
    };
    Some(Cursor { at, shape })
}

/// A bitmap: its format, its sides, bytes of a row, where the pixels begin. Its colours are multiplied by what covers.
fn shape(bitmap: &[u8], hot: (u32, u32)) -> Option<PointerShape> {
    let (format, width, height) = (word(bitmap, 0)?, word(bitmap, 1)?, word(bitmap, 2)?);
    let (stride, offset) = (usize::try_from(word(bitmap, 3)?).ok()?, usize::try_from(word(bitmap, 4)?).ok()?);
    if format == 0 {
        return None;
    }
    if offset < 20 || width == 0 || height == 0 {
        return Some(PointerShape::default());
    }
    let order = Order::of(format)?;
    if width > CURSOR_SIDE || height > CURSOR_SIDE {
        return None;
    }
    let row = width as usize * PIXEL;
    let pixels = bitmap.get(offset..)?;
    let mut rgba = Vec::with_capacity(row * height as usize);
    for y in 0..height as usize {
        let start = y.checked_mul(stride)?;
        for pixel in pixels.get(start..start.checked_add(row)?)?.chunks_exact(PIXEL) {
            let &[a, b, c, alpha] = pixel else { continue };
            let straight = |part: u8| match alpha {
                0 => 0,
                alpha => (u32::from(part) * 255 / u32::from(alpha)).min(255) as u8,
            };
            let (red, blue) = if order == Order::Rgb { (a, c) } else { (c, a) };
            rgba.extend([straight(red), straight(b), straight(blue), alpha]);
        }
    }
    let inside = |at: u32, side: u32| at.min(side - 1) as u16;
    let (hot_x, hot_y) = (inside(hot.0, width), inside(hot.1, height));
    if rgba.chunks_exact(PIXEL).all(|pixel| pixel.last() == Some(&0)) {
        return Some(PointerShape::default());
    }
    Some(PointerShape { hot_x, hot_y, width: width as u16, height: height as u16, rgba })
}

/// Copies a part of a frame to where it belongs in a picture whose rows are `wide` pixels. A row that the frame has not is left as it was.
pub(super) fn copy(
    (bytes, stride, order): (&[u8], usize, Order),
    part: Rect,
    picture: &mut [u8],
    wide: u16,
    at: (u16, u16),
) {
    let row = usize::from(part.w) * PIXEL;
    for y in part.y..part.y.saturating_add(part.h) {
        let start = usize::from(y).saturating_mul(stride).saturating_add(usize::from(part.x) * PIXEL);
        let to = (usize::from(at.1) + usize::from(y)) * usize::from(wide) + usize::from(at.0) + usize::from(part.x);
        let to = to * PIXEL;
        let (Some(from), Some(to)) = (bytes.get(start..start.saturating_add(row)), picture.get_mut(to..to + row))
        else {
            return;
        };
        match order {
            Order::Bgr => to.copy_from_slice(from),
            Order::Rgb => {
                for (to, from) in to.chunks_exact_mut(PIXEL).zip(from.chunks_exact(PIXEL)) {
                    if let (&[r, g, b, _], [x, y, z, _]) = (from, to) {
                        (*x, *y, *z) = (b, g, r);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bytes(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_ne_bytes()).collect()
    }

    #[test]
    fn damage_is_the_whole_of_its_rectangles_inside_the_frame_scr_20() {
        let told = bytes(&[10, 20, 5, 5, 100, 30, 1000, 10, 0, 0, 0, 0, 1, 1, 1, 1]);
        assert_eq!(damage(&told, 640, 480), Some(Rect::new(10, 20, 630, 20)));
        assert_eq!(damage(&bytes(&[0, 0, 0, 0]), 640, 480), None);
        assert_eq!(damage(&[], 640, 480), None);
    }

    #[test]
    fn a_pointer_is_told_with_its_place_and_its_straight_colours_scr_16() {
        let head = [1, 0, 40, 50, 1, 0, 28];
        let bitmap = [11, 2, 1, 8, 20, u32::from_ne_bytes([64, 0, 128, 128]), u32::from_ne_bytes([9, 9, 9, 0])];
        let found = cursor(&bytes(&[&head[..], &bitmap].concat())).unwrap();
        assert_eq!(found.at, (40, 50));
        let shape = found.shape.unwrap();
        assert_eq!((shape.hot_x, shape.width, shape.height), (1, 2, 1));
        assert_eq!(shape.rgba, [127, 0, 255, 128, 0, 0, 0, 0]);
        // Only moved; hidden; nothing told.
        assert_eq!(cursor(&bytes(&[1, 0, 1, 2, 0, 0, 0])).unwrap(), Cursor { at: (1, 2), shape: None });
        let hidden = cursor(&bytes(&[&head[..], &[11, 0, 0, 0, 0]].concat())).unwrap();
        assert_eq!(hidden.shape, Some(PointerShape::default()));
        assert_eq!(cursor(&bytes(&[0, 0, 1, 2, 0, 0, 0])), None);
    }

    #[test]
    fn pixels_get_to_their_place_and_in_the_order_of_the_picture_scr_20() {
        let frame = bytes(&[1, 2, 3, 4].map(|n| u32::from_ne_bytes([n, 10, 20, 0])));
        let mut picture = vec![0; 4 * 2 * PIXEL];
        copy((&frame, 8, Order::Rgb), Rect::new(1, 0, 1, 2), &mut picture, 4, (2, 0));
        assert_eq!(&picture[12..16], [20, 10, 2, 0]);
        assert_eq!(&picture[28..32], [20, 10, 4, 0]);
        assert!(picture[..12].iter().chain(&picture[16..28]).all(|byte| *byte == 0));
    }

    proptest! {
        #[test]
        fn nothing_that_is_told_beside_the_pixels_makes_its_reader_panic(
            words in prop::collection::vec(prop_oneof![any::<u32>(), 0u32..64], 0..80),
            sides in any::<(u16, u16)>(),
        ) {
            let bytes = bytes(&words);
            let _ = (damage(&bytes, sides.0, sides.1), number(&bytes));
            if let Some(Cursor { shape: Some(shape), .. }) = cursor(&bytes) {
                let needed = usize::from(shape.width) * usize::from(shape.height) * PIXEL;
                prop_assert_eq!(shape.rgba.len(), needed);
            }
        }

        #[test]
        fn no_stride_and_no_part_copies_beyond_the_picture(
            stride in any::<usize>(), part in (0u16..40, 0u16..40, 0u16..40, 0u16..40), at in (0u16..40, 0u16..40),
        ) {
            let mut picture = vec![0; 16 * 16 * PIXEL];
            let part = Rect { x: part.0, y: part.1, w: part.2, h: part.3 };
            copy((&[7; 900], stride, Order::Bgr), part, &mut picture, 16, at);
        }
    }
}
