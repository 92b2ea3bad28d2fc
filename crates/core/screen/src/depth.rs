//! The pixel formats of exact boxes, and which picture each of them shows: what a body's `format` says (`docs/wire.md`, "Screen frames"; SCR-11).

use crate::Picture;
use crate::view::PIXEL;

/// Bits of a body's `format` byte that this crate makes. 1 is a video of a customer's page.
const FORMATS: [(u8, Depth); 5] =
    [(0, Depth::Bgr24), (2, Depth::Rgb565), (3, Depth::Cube), (4, Depth::Gray4), (5, Depth::Bit)];
/// Between two neighbours of the colour cube.
const CUBE_STEP: u8 = 51;
/// Between two neighbours of the sixteen grays.
const GRAY_STEP: u8 = 17;

/// A pixel format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Depth {
    /// Blue, green, red: the pixels themselves.
    #[default]
    Bgr24,
    /// Five bits of red, six of green, five of blue, in two bytes, the lower one first.
    Rgb565,
    /// The nearest of six levels of each channel, in one byte: 36 red + 6 green + blue.
    Cube,
    /// The nearest of sixteen grays; two in a byte, the left one in the upper bits; rows begin with a byte.
    Gray4,
    /// White or black; eight in a byte, the left one in the uppermost bit; rows begin with a byte.
    Bit,
}

impl Depth {
    /// Of a body's byte. `None`: none of exact boxes.
    pub fn from_format(format: u8) -> Option<Depth> {
        FORMATS.iter().find(|(known, _)| *known == format).map(|(_, depth)| *depth)
    }

    /// A body's byte.
    pub fn format(self) -> u8 {
        FORMATS.iter().find(|(_, known)| *known == self).map_or(0, |(format, _)| *format)
    }

    /// Bytes of a row of so many pixels.
    pub fn row_bytes(self, width: u16) -> usize {
        let width = usize::from(width);
        match self {
            Depth::Bgr24 => width * 3,
            Depth::Rgb565 => width * 2,
            Depth::Cube => width,
            Depth::Gray4 => width.div_ceil(2),
            Depth::Bit => width.div_ceil(8),
        }
    }

    /// What a pixel (blue, green, red) looks like in this format.
    pub fn shown(self, [b, g, r]: [u8; 3]) -> [u8; 3] {
        match self {
            Depth::Bgr24 => [b, g, r],
            Depth::Rgb565 => from_565(to_565(b, g, r)),
            Depth::Cube => from_cube(to_cube(b, g, r)),
            Depth::Gray4 => [to_gray(b, g, r) * GRAY_STEP; 3],
            Depth::Bit => [if is_white(b, g, r) { 255 } else { 0 }; 3],
        }
    }

    /// The picture in this format.
    pub fn shown_picture(self, picture: &Picture) -> Picture {
        let mut shown = picture.clone();
        for pixel in shown.pixels_mut().as_chunks_mut::<PIXEL>().0 {
            let [b, g, r, rest] = *pixel;
            let [b, g, r] = self.shown([b, g, r]);
            *pixel = [b, g, r, rest];
        }
        shown
    }

    /// Writes a row of four-byte pixels as a row of this format; `out` has [`Depth::row_bytes`].
    pub(crate) fn pack(self, row: &[u8], out: &mut [u8]) {
        let pixels = row.as_chunks::<PIXEL>().0;
        match self {
            Depth::Bgr24 => {
                for (target, [b, g, r, _]) in out.as_chunks_mut::<3>().0.iter_mut().zip(pixels) {
                    *target = [*b, *g, *r];
                }
            }
            Depth::Rgb565 => {
                for (target, [b, g, r, _]) in out.as_chunks_mut::<2>().0.iter_mut().zip(pixels) {
                    *target = to_565(*b, *g, *r).to_le_bytes();
                }
            }
            Depth::Cube => {
                for (target, [b, g, r, _]) in out.iter_mut().zip(pixels) {
                    *target = to_cube(*b, *g, *r);
                }
            }
            Depth::Gray4 => {
                for (target, pair) in out.iter_mut().zip(pixels.chunks(2)) {
                    *target =
                        pair.iter().zip([4, 0]).fold(0, |byte, ([b, g, r, _], up)| byte | to_gray(*b, *g, *r) << up);
                }
            }
            Depth::Bit => {
                for (target, eight) in out.iter_mut().zip(pixels.chunks(8)) {
                    let bits = eight.iter().zip((0..8).rev());
                    *target = bits.fold(0, |byte, ([b, g, r, _], up)| byte | u8::from(is_white(*b, *g, *r)) << up);
                }
            }
        }
    }

    /// Writes a row of this format as a row of four-byte pixels. Bytes that mean no colour show white.
    pub(crate) fn unpack(self, packed: &[u8], row: &mut [u8]) {
        let pixels = row.as_chunks_mut::<PIXEL>().0;
        match self {
            Depth::Bgr24 => {
                for (pixel, [b, g, r]) in pixels.iter_mut().zip(packed.as_chunks::<3>().0) {
                    *pixel = [*b, *g, *r, 0];
                }
            }
            Depth::Rgb565 => {
                for (pixel, bytes) in pixels.iter_mut().zip(packed.as_chunks::<2>().0) {
                    let [b, g, r] = from_565(u16::from_le_bytes(*bytes));
                    *pixel = [b, g, r, 0];
                }
            }
            Depth::Cube => {
                for (pixel, index) in pixels.iter_mut().zip(packed) {
                    let [b, g, r] = from_cube(*index);
                    *pixel = [b, g, r, 0];
                }
            }
            Depth::Gray4 => {
                let grays = packed.iter().flat_map(|byte| [byte >> 4, byte & 15]);
                for (pixel, gray) in pixels.iter_mut().zip(grays) {
                    let gray = gray * GRAY_STEP;
                    *pixel = [gray, gray, gray, 0];
                }
            }
            Depth::Bit => {
                let bits = packed.iter().flat_map(|byte| (0..8).rev().map(move |up| byte >> up & 1));
                for (pixel, bit) in pixels.iter_mut().zip(bits) {
                    let gray = bit * 255;
                    *pixel = [gray, gray, gray, 0];
                }
            }
        }
    }
}

/// The nearest of `most` + 1 levels.
fn level(value: u8, most: u16) -> u8 {
    ((u16::from(value) * most + 127) / 255) as u8
}

fn to_565(b: u8, g: u8, r: u8) -> u16 {
    u16::from(level(r, 31)) << 11 | u16::from(level(g, 63)) << 5 | u16::from(level(b, 31))
}

fn from_565(value: u16) -> [u8; 3] {
    let (r, g, b) = ((value >> 11) as u8, (value >> 5 & 63) as u8, (value & 31) as u8);
    [b << 3 | b >> 2, g << 2 | g >> 4, r << 3 | r >> 2]
}

fn to_cube(b: u8, g: u8, r: u8) -> u8 {
    level(r, 5) * 36 + level(g, 5) * 6 + level(b, 5)
}

fn from_cube(index: u8) -> [u8; 3] {
    if index >= 216 {
        return [255; 3];
    }
    [index % 6 * CUBE_STEP, index / 6 % 6 * CUBE_STEP, index / 36 * CUBE_STEP]
}

/// Brightness as JPEG has it, so that text beside a gray photograph has the same grays.
fn luma(b: u8, g: u8, r: u8) -> u16 {
    (u16::from(r) * 77 + u16::from(g) * 150 + u16::from(b) * 29 + 128) >> 8
}

fn to_gray(b: u8, g: u8, r: u8) -> u8 {
    ((luma(b, g, r) + u16::from(GRAY_STEP) / 2) / u16::from(GRAY_STEP)) as u8
}

fn is_white(b: u8, g: u8, r: u8) -> bool {
    luma(b, g, r) >= 128
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Depth; 5] = [Depth::Bgr24, Depth::Rgb565, Depth::Cube, Depth::Gray4, Depth::Bit];

    fn colours() -> impl Iterator<Item = [u8; 3]> {
        let values = || (0..=255u8).step_by(3);
        values().flat_map(move |b| values().flat_map(move |g| values().map(move |r| [b, g, r])))
    }

    #[test]
    fn each_format_stays_within_its_bound_and_shows_its_own_colours_as_they_are_scr_11() {
        for colour in colours() {
            for (depth, bound) in [(Depth::Bgr24, 0), (Depth::Rgb565, 4), (Depth::Cube, 26)] {
                let shown = depth.shown(colour);
                let worst = colour.iter().zip(shown).map(|(own, shown)| own.abs_diff(shown)).max().unwrap_or(0);
                assert!(worst <= bound, "{depth:?} {colour:?} {shown:?}");
            }
            let [b, g, r] = colour;
            let gray = u16::from(Depth::Gray4.shown(colour)[0]);
            assert!(luma(b, g, r).abs_diff(gray) <= 8, "{colour:?} {gray}");
            for depth in ALL {
                let shown = depth.shown(colour);
                assert_eq!(depth.shown(shown), shown, "{depth:?} {colour:?}");
            }
        }
    }

    #[test]
    fn rows_of_every_width_unpack_to_what_the_format_shows_scr_11() {
        let row: Vec<u8> = (0..40u32).flat_map(|x| (x.wrapping_mul(0x9e37_79b1) & 0xff_ffff).to_le_bytes()).collect();
        for depth in ALL {
            for width in 1..=40u16 {
                let row = &row[..usize::from(width) * PIXEL];
                let mut packed = vec![0; depth.row_bytes(width)];
                depth.pack(row, &mut packed);
                let mut shown = vec![0; row.len()];
                depth.unpack(&packed, &mut shown);
                for (pixel, shown) in row.as_chunks::<PIXEL>().0.iter().zip(shown.as_chunks::<PIXEL>().0) {
                    assert_eq!(depth.shown([pixel[0], pixel[1], pixel[2]]), shown[..3], "{depth:?} {width}");
                }
            }
        }
    }
}
