//! Photographs as few, large JPEGs: each costs the viewer's decoder half a millisecond whatever its size. Large rectangles get a picture of their own; the rest shares an atlas.

use bytes::Bytes;
use turbojpeg::{Compressor, Image, PixelFormat, Subsamp};

use crate::body::{JpegPart, Placed};
use crate::grid::{BLOCK, TILE};
use crate::view::PIXEL;
use crate::{EncodeError, Picture, Rect};

/// From this area on a rectangle is a picture of its own.
const OWN_AREA: usize = 24 * TILE as usize * TILE as usize;
/// Width of an atlas, unless something in it is wider.
const ATLAS_WIDTH: u16 = 1024;
/// An atlas that is higher than this is closed and another begun.
const ATLAS_HEIGHT: u16 = 4096;

pub(crate) struct PhotoCoder {
    compressor: Compressor,
    quality: u8,
    gray: bool,
    atlas: Vec<u8>,
}

/// Rectangles and their places in one atlas.
struct Atlas {
    width: u16,
    height: u16,
    placed: Vec<Placed>,
}

impl PhotoCoder {
    pub fn new(quality: u8) -> Result<PhotoCoder, EncodeError> {
        let mut compressor = Compressor::new().map_err(|_| EncodeError::Photo)?;
        compressor.set_subsamp(Subsamp::Sub2x2).map_err(|_| EncodeError::Photo)?;
        compressor.set_quality(i32::from(quality)).map_err(|_| EncodeError::Photo)?;
        Ok(PhotoCoder { compressor, quality, gray: false, atlas: Vec::new() })
    }

    /// For the JPEGs from now on.
    pub fn set(&mut self, quality: u8, gray: bool) -> Result<(), EncodeError> {
        if quality != self.quality {
            self.compressor.set_quality(i32::from(quality.clamp(1, 100))).map_err(|_| EncodeError::Photo)?;
            self.quality = quality;
        }
        if gray != self.gray {
            let subsampling = if gray { Subsamp::Gray } else { Subsamp::Sub2x2 };
            self.compressor.set_subsamp(subsampling).map_err(|_| EncodeError::Photo)?;
            self.gray = gray;
        }
        Ok(())
    }

    /// The rectangles as JPEGs.
    pub fn encode(&mut self, picture: &Picture, rects: &[Rect]) -> Result<Vec<JpegPart>, EncodeError> {
        let (own, small): (Vec<Rect>, Vec<Rect>) = rects.iter().partition(|rect| rect.area() >= OWN_AREA);
        let mut parts = Vec::new();
        for rect in own {
            let image = Image {
                pixels: picture.from(rect.x, rect.y),
                width: usize::from(rect.w),
                pitch: picture.stride(),
                height: usize::from(rect.h),
                format: PixelFormat::BGRX,
            };
            let data = compress(&mut self.compressor, image)?;
            parts.push(JpegPart { rects: vec![Placed { rect, sx: 0, sy: 0 }], data });
        }
        for atlas in pack(small) {
            parts.push(self.encode_atlas(picture, atlas)?);
        }
        Ok(parts)
    }

    fn encode_atlas(&mut self, picture: &Picture, atlas: Atlas) -> Result<JpegPart, EncodeError> {
        let stride = usize::from(atlas.width) * PIXEL;
        self.atlas.clear();
        self.atlas.resize(stride * usize::from(atlas.height), 0);
        for placed in &atlas.placed {
            // The last column and row are repeated to the block's end, so that what lies beside them does not bleed in.
            let Rect { x, y, w, h } = placed.rect;
            let padding = usize::from(w.next_multiple_of(BLOCK) - w) * PIXEL;
            for line in 0..h.next_multiple_of(BLOCK) {
                let row = picture.row(x, y + line.min(h.saturating_sub(1)), w);
                let start = (usize::from(placed.sy) + usize::from(line)) * stride + usize::from(placed.sx) * PIXEL;
                let Some(target) = self.atlas.get_mut(start..start + row.len() + padding) else { continue };
                let (pixels, rest) = target.split_at_mut(row.len());
                pixels.copy_from_slice(row);
                if let Some(last) = row.last_chunk::<PIXEL>() {
                    rest.as_chunks_mut::<PIXEL>().0.fill(*last);
                }
            }
        }
        let image = Image {
            pixels: self.atlas.as_slice(),
            width: usize::from(atlas.width),
            pitch: stride,
            height: usize::from(atlas.height),
            format: PixelFormat::BGRX,
        };
        let data = compress(&mut self.compressor, image)?;
        Ok(JpegPart { rects: atlas.placed, data })
    }
}

fn compress(compressor: &mut Compressor, image: Image<&[u8]>) -> Result<Bytes, EncodeError> {
    let data = compressor.compress_to_owned(image).map_err(|_| EncodeError::Photo)?;
    Ok(Bytes::copy_from_slice(&data))
}

/// Sets rectangles on shelves, highest first, each at multiples of a block.
fn pack(mut rects: Vec<Rect>) -> Vec<Atlas> {
    rects.sort_unstable_by_key(|rect| (std::cmp::Reverse(rect.h), std::cmp::Reverse(rect.w), rect.y, rect.x));
    let widest = rects.iter().map(|rect| rect.w.next_multiple_of(BLOCK)).max().unwrap_or(0);
    let limit = widest.max(ATLAS_WIDTH);
    let mut atlases: Vec<Atlas> = Vec::new();
    let (mut x, mut y, mut shelf) = (0u16, 0u16, 0u16);
    for rect in rects {
        let (w, h) = (rect.w.next_multiple_of(BLOCK), rect.h.next_multiple_of(BLOCK));
        if x + w > limit {
            (x, y, shelf) = (0, y + shelf, 0);
        }
        let full = atlases.last().is_none_or(|atlas| atlas.height.max(y + h) > ATLAS_HEIGHT.max(h));
        if full {
            atlases.push(Atlas { width: 0, height: 0, placed: Vec::new() });
            (x, y, shelf) = (0, 0, 0);
        }
        let Some(atlas) = atlases.last_mut() else { continue };
        atlas.placed.push(Placed { rect, sx: x, sy: y });
        atlas.width = atlas.width.max(x + w);
        atlas.height = atlas.height.max(y + h);
        x += w;
        shelf = shelf.max(h);
    }
    atlases
}
