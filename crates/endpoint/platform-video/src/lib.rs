//! VP8 by libvpx, for the part of a screen that keeps moving (SCR-11): the coder that the agent's desktop helper gives its encoder, and a player for tests.
//!
//! libvpx is C, so this is a `platform-` room: `unsafe` is here and in no room that uses it. The customer's client goes without, to stay small (ADR 47).

mod ffi;

use bytes::Bytes;
use towline_screen::{VideoCoder, VideoPlayer};
use yuv::{
    BufferStoreMut, YuvConversionMode, YuvPlanarImage, YuvPlanarImageMut, YuvRange, YuvStandardMatrix, bgra_to_yuv420,
    yuv420_to_bgra,
};

/// What WebCodecs takes a VP8 stream for that says nothing of its colours.
const RANGE: YuvRange = YuvRange::Limited;
const MATRIX: YuvStandardMatrix = YuvStandardMatrix::Bt601;
/// Of the first picture: 30 Hz.
const FIRST_US: u64 = 33_333;

/// Makes chunks; one stream at a time.
#[derive(Default)]
pub struct Vp8Coder {
    stream: Option<Stream>,
}

struct Stream {
    encoder: ffi::Encoder,
    width: u16,
    height: u16,
    /// When the last picture was taken; timestamps of libvpx must grow.
    at_us: u64,
}

impl VideoCoder for Vp8Coder {
    fn begin(&mut self, width: u16, height: u16, kbps: u32) -> bool {
        self.stream = ffi::Encoder::new(width, height, kbps).map(|encoder| Stream { encoder, width, height, at_us: 0 });
        self.stream.is_some()
    }

    fn encode(&mut self, pixels: &[u8], stride: usize, at_us: u64, key: bool, kbps: u32) -> Option<Bytes> {
        let stream = self.stream.as_mut()?;
        let (width, height) = (stream.width, stream.height);
        stream.encoder.fill(|planes, strides| {
            let [y, u, v] = planes;
            let mut image = YuvPlanarImageMut {
                y_plane: BufferStoreMut::Borrowed(y),
                y_stride: strides[0],
                u_plane: BufferStoreMut::Borrowed(u),
                u_stride: strides[1],
                v_plane: BufferStoreMut::Borrowed(v),
                v_stride: strides[2],
                width: width.into(),
                height: height.into(),
            };
            let stride = u32::try_from(stride).ok()?;
            bgra_to_yuv420(&mut image, pixels, stride, RANGE, MATRIX, YuvConversionMode::Balanced).ok()
        })?;
        // A frame rate that is not known beforehand: each picture lasts as long as the one before it did, within reason. Of the first nobody knows; how large it may be goes by it.
        let lasts =
            if stream.at_us == 0 { FIRST_US } else { at_us.saturating_sub(stream.at_us).clamp(10_000, 200_000) };
        let at = stream.at_us.saturating_add(1).max(at_us);
        stream.at_us = at;
        stream.encoder.encode(at, lasts, key, kbps)
    }

    fn end(&mut self) {
        self.stream = None;
    }
}

/// Shows chunks.
#[derive(Default)]
pub struct Vp8Player {
    decoder: Option<ffi::Decoder>,
}

impl VideoPlayer for Vp8Player {
    fn show(&mut self, chunk: &[u8], key: bool, width: u16, height: u16) -> Option<Vec<u8>> {
        if key || self.decoder.is_none() {
            self.decoder = Some(ffi::Decoder::new()?);
        }
        let picture = self.decoder.as_mut()?.decode(chunk, width, height)?;
        let stride = u32::from(width) * 4;
        let mut pixels = vec![0; usize::from(width) * usize::from(height) * 4];
        let image = YuvPlanarImage {
            y_plane: picture.planes[0],
            y_stride: picture.strides[0],
            u_plane: picture.planes[1],
            u_stride: picture.strides[1],
            v_plane: picture.planes[2],
            v_stride: picture.strides[2],
            width: width.into(),
            height: height.into(),
        };
        yuv420_to_bgra(&image, &mut pixels, stride, RANGE, MATRIX).ok()?;
        Some(pixels)
    }
}
