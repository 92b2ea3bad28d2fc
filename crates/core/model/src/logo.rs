//! What a picture says of itself: a site's logo is a PNG, JPEG or WebP file of bounded size, proved by its bytes and not by its name.
//!
//! Not a decoder: it reads as much as tells the kind and the sides. SECURITY: SVG is not among them, it can hold scripts.

use thiserror::Error;

/// Largest logo, in bytes.
pub const LOGO_BYTES: usize = 128 * 1024;
/// Longest side of a logo, in pixels.
pub const LOGO_SIDE: u32 = 2048;

/// Kinds of pictures that a logo can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
}

impl LogoKind {
    const ALL: [LogoKind; 3] = [LogoKind::Png, LogoKind::Jpeg, LogoKind::Webp];

    /// As browsers call it.
    pub const fn media_type(self) -> &'static str {
        match self {
            LogoKind::Png => "image/png",
            LogoKind::Jpeg => "image/jpeg",
            LogoKind::Webp => "image/webp",
        }
    }

    /// From what browsers call it.
    pub fn of_media_type(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == text)
    }
}

/// A picture that can be a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logo {
    /// Its kind.
    pub kind: LogoKind,
    /// Its width, in pixels.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
}

/// Why a file cannot be a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OddLogo {
    /// Too many bytes.
    #[error("the file is larger than {LOGO_BYTES} bytes")]
    TooLarge,
    /// Not one of the kinds.
    #[error("the file is no PNG, JPEG or WebP picture")]
    Unknown,
    /// A side is too long, or nothing.
    #[error("the picture's sides are not between 1 and {LOGO_SIDE} pixels")]
    Sides,
}

impl Logo {
    /// What a file is.
    ///
    /// # Errors
    /// When it cannot be a logo.
    pub fn read(bytes: &[u8]) -> Result<Logo, OddLogo> {
        if bytes.len() > LOGO_BYTES {
            return Err(OddLogo::TooLarge);
        }
        let (kind, (width, height)) = picture(bytes).ok_or(OddLogo::Unknown)?;
        let fits = |side: u32| (1..=LOGO_SIDE).contains(&side);
        if fits(width) && fits(height) { Ok(Logo { kind, width, height }) } else { Err(OddLogo::Sides) }
    }
}

/// Kind and sides of a picture, by the first of its bytes.
pub(crate) fn picture(bytes: &[u8]) -> Option<(LogoKind, Sides)> {
    png(bytes)
        .map(|sides| (LogoKind::Png, sides))
        .or_else(|| webp(bytes).map(|sides| (LogoKind::Webp, sides)))
        .or_else(|| jpeg(bytes).map(|sides| (LogoKind::Jpeg, sides)))
}

type Sides = (u32, u32);

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

/// PNG (Third Edition), 5.2 and 11.2.1: the signature, then the header's chunk.
fn png(bytes: &[u8]) -> Option<Sides> {
    let start: [u8; 16] = array(bytes, 0)?;
    if start != *b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" {
        return None;
    }
    Some((u32::from_be_bytes(array(bytes, 16)?), u32::from_be_bytes(array(bytes, 20)?)))
}

/// RFC 9649, 2.4 to 2.7: one of three kinds of first chunk.
fn webp(bytes: &[u8]) -> Option<Sides> {
    if array(bytes, 0)? != *b"RIFF" || array(bytes, 8)? != *b"WEBP" {
        return None;
    }
    let chunk: [u8; 4] = array(bytes, 12)?;
    match &chunk {
        b"VP8 " => {
            if array(bytes, 23)? != [0x9d, 0x01, 0x2a] {
                return None;
            }
            let side = |at| Some(u32::from(u16::from_le_bytes(array(bytes, at)?) & 0x3fff));
            Some((side(26)?, side(28)?))
        }
        b"VP8L" => {
            let packed = u32::from_le_bytes(array(bytes, 21)?);
            (bytes.get(20) == Some(&0x2f)).then_some(((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => {
            let side = |at| {
                let [low, middle, high] = array(bytes, at)?;
                Some(u32::from_le_bytes([low, middle, high, 0]) + 1)
            };
            Some((side(24)?, side(27)?))
        }
        _ => None,
    }
}

/// ITU T.81, B.1 and B.2: segments until the one that begins a frame.
fn jpeg(bytes: &[u8]) -> Option<Sides> {
    if array(bytes, 0)? != [0xff, 0xd8, 0xff] {
        return None;
    }
    let mut at = 2;
    loop {
        let [first, marker] = array(bytes, at)?;
        if first != 0xff {
            return None;
        }
        match marker {
            // Filling, or a marker that stands alone.
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let [height, width] = [array(bytes, at + 5)?, array(bytes, at + 7)?].map(u16::from_be_bytes);
                return Some((u32::from(width), u32::from(height)));
            }
            // The picture's data, or its end, before any frame.
            0xd8..=0xda | 0x00 => return None,
            _ => {
                let length = usize::from(u16::from_be_bytes(array(bytes, at + 2)?));
                if length < 2 {
                    return None;
                }
                at += 2 + length;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        file.extend(width.to_be_bytes());
        file.extend(height.to_be_bytes());
        file.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
        file
    }

    fn webp_of(chunk: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WEBP".to_vec();
        file.extend(chunk);
        file.extend([0; 4]);
        file.extend(body);
        file
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let mut file = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 11, 8];
        file.extend(height.to_be_bytes());
        file.extend(width.to_be_bytes());
        file.extend([3, 0, 0, 0]);
        file
    }

    #[test]
    fn a_logos_kind_and_sides_are_read_from_its_bytes_sup_1() {
        let vp8 = webp_of(b"VP8 ", &[0, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x40, 0x20, 0x00]);
        // 14 bits each, one less than the side: 319 and 63.
        let vp8l = webp_of(b"VP8L", &[&[0x2f][..], &(319_u32 | 63 << 14).to_le_bytes()].concat());
        let vp8x = webp_of(b"VP8X", &[0, 0, 0, 0, 0x3f, 0x01, 0, 0x1f, 0, 0]);
        for (file, kind, width, height) in [
            (png_of(320, 64), LogoKind::Png, 320, 64),
            (jpeg_of(320, 64), LogoKind::Jpeg, 320, 64),
            (vp8, LogoKind::Webp, 64, 32),
            (vp8l, LogoKind::Webp, 320, 64),
            (vp8x, LogoKind::Webp, 320, 32),
        ] {
            assert_eq!(Logo::read(&file), Ok(Logo { kind, width, height }));
            assert_eq!(LogoKind::of_media_type(kind.media_type()), Some(kind));
        }
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_no_logo_sup_1() {
        for (file, why) in [
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), OddLogo::Unknown),
            (b"GIF89a\x01\x00\x01\x00".to_vec(), OddLogo::Unknown),
            (Vec::new(), OddLogo::Unknown),
            (b"\x89PNG\r\n\x1a\n".to_vec(), OddLogo::Unknown),
            (vec![0xff, 0xd8, 0xff, 0xe0, 0, 1], OddLogo::Unknown),
            (png_of(0, 64), OddLogo::Sides),
            (png_of(LOGO_SIDE + 1, 1), OddLogo::Sides),
            (vec![0; LOGO_BYTES + 1], OddLogo::TooLarge),
        ] {
            assert_eq!(Logo::read(&file), Err(why));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_after_a_right_beginning_are_read_to_an_end_sup_1(
            start in proptest::sample::select(vec![
                &b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], &b"\xff\xd8\xff"[..], &b"RIFF\0\0\0\0WEBPVP8X"[..], &b""[..],
            ]),
            rest in proptest::collection::vec(any::<u8>(), 0..2000),
        ) {
            let _ = Logo::read(&[start, &rest].concat());
        }
    }
}
