//! The functions of `vp8.c`, and what makes their use safe.

#![allow(unsafe_code)]

use std::ffi::{c_int, c_longlong, c_uchar, c_uint, c_ulong};
use std::marker::PhantomData;
use std::ptr::NonNull;

use bytes::Bytes;

/// Fixed speed of the encoder, fastest being -16: measured on the animation of `bench/`.
const SPEED: c_int = -12;

/// With at least a kbit/s for so many pixels there is little that a loop filter would have to smooth: it costs a quarter of the time here and a third of it in the browser, for 0.3 dB.
const PLAIN_PIXELS_PER_KBPS: usize = 500;

#[repr(C)]
struct RawEncoder {
    _opaque: [u8; 0],
}

#[repr(C)]
struct RawDecoder {
    _opaque: [u8; 0],
}

unsafe extern "C" {
    fn tl_vp8_encoder(width: c_uint, height: c_uint, kbps: c_uint, speed: c_int, plain: c_int) -> *mut RawEncoder;
    fn tl_vp8_planes(encoder: *mut RawEncoder, planes: *mut *mut c_uchar, strides: *mut c_int);
    fn tl_vp8_bitrate(encoder: *mut RawEncoder, kbps: c_uint) -> c_int;
    fn tl_vp8_encode(
        encoder: *mut RawEncoder,
        at: c_longlong,
        lasts: c_ulong,
        key: c_int,
        length: *mut usize,
    ) -> *const c_uchar;
    fn tl_vp8_encoder_free(encoder: *mut RawEncoder);
    fn tl_vp8_decoder() -> *mut RawDecoder;
    fn tl_vp8_decode(
        decoder: *mut RawDecoder,
        chunk: *const c_uchar,
        length: c_uint,
        width: c_uint,
        height: c_uint,
        planes: *mut *const c_uchar,
        strides: *mut c_int,
    ) -> c_int;
    fn tl_vp8_decoder_free(decoder: *mut RawDecoder);
}

/// Bytes of a plane: whole rows but for the last, which ends with its last sample.
fn plane_bytes(stride: u32, width: u16, height: u16) -> usize {
    match usize::from(height) {
        0 => 0,
        rows => stride as usize * (rows - 1) + usize::from(width),
    }
}

/// Width and height of each plane: colours have half of both.
fn plane_sizes(width: u16, height: u16) -> [(u16, u16); 3] {
    let half = (width.div_ceil(2), height.div_ceil(2));
    [(width, height), half, half]
}

pub(crate) struct Encoder {
    raw: NonNull<RawEncoder>,
    width: u16,
    height: u16,
}

// SAFETY: the C value belongs to this one alone and libvpx ties a coder to no thread.
unsafe impl Send for Encoder {}

impl Encoder {
    /// `None`: libvpx does not want this size, or has no memory.
    pub fn new(width: u16, height: u16, kbps: u32) -> Option<Encoder> {
        if width == 0 || height == 0 {
            return None;
        }
        let plain = usize::from(width) * usize::from(height) <= kbps as usize * PLAIN_PIXELS_PER_KBPS;
        // SAFETY: takes numbers only; what comes back is null or a value that is freed in `drop` alone.
        let raw = unsafe { tl_vp8_encoder(width.into(), height.into(), kbps, SPEED, plain.into()) };
        NonNull::new(raw).map(|raw| Encoder { raw, width, height })
    }

    /// Lets `fill` write the next picture: planes and bytes from row to row.
    pub fn fill<T>(&mut self, fill: impl FnOnce([&mut [u8]; 3], [u32; 3]) -> Option<T>) -> Option<T> {
        let (mut planes, mut strides) = ([std::ptr::null_mut::<c_uchar>(); 3], [0 as c_int; 3]);
        // SAFETY: both arrays have the three places that are written, and `raw` lives.
        unsafe { tl_vp8_planes(self.raw.as_ptr(), planes.as_mut_ptr(), strides.as_mut_ptr()) };
        let [y, u, v] = plane_sizes(self.width, self.height);
        let [y_stride, u_stride, v_stride] = strides.map(|stride| u32::try_from(stride).unwrap_or(0));
        // A stride that is shorter than its row would make two rows of one place.
        if y_stride < y.0.into() || u_stride < u.0.into() || v_stride < v.0.into() || planes.iter().any(|p| p.is_null())
        {
            return None;
        }
        let [y_plane, u_plane, v_plane] = planes;
        // SAFETY: libvpx has allocated planes of this size with these strides (`vpx_img_alloc`), each apart from the others; they live as long as `self`, which is borrowed
        // for as long as the slices are.
        let slices = unsafe {
            [
                std::slice::from_raw_parts_mut(y_plane, plane_bytes(y_stride, y.0, y.1)),
                std::slice::from_raw_parts_mut(u_plane, plane_bytes(u_stride, u.0, u.1)),
                std::slice::from_raw_parts_mut(v_plane, plane_bytes(v_stride, v.0, v.1)),
            ]
        };
        fill(slices, [y_stride, u_stride, v_stride])
    }

    /// A chunk of the picture that was filled in.
    pub fn encode(&mut self, at_us: u64, lasts_us: u64, key: bool, kbps: u32) -> Option<Bytes> {
        let mut length = 0usize;
        let (at, lasts) = (c_longlong::try_from(at_us).ok()?, c_ulong::try_from(lasts_us).ok()?);
        // SAFETY: `raw` lives, `length` is a place for a size.
        let chunk = unsafe {
            if tl_vp8_bitrate(self.raw.as_ptr(), kbps) == 0 {
                return None;
            }
            tl_vp8_encode(self.raw.as_ptr(), at, lasts, c_int::from(key), &mut length)
        };
        if chunk.is_null() || length == 0 {
            return None;
        }
        // SAFETY: libvpx says that so many bytes stand there, until the next call; they are copied before it.
        Some(Bytes::copy_from_slice(unsafe { std::slice::from_raw_parts(chunk, length) }))
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: made by `tl_vp8_encoder`, freed once.
        unsafe { tl_vp8_encoder_free(self.raw.as_ptr()) };
    }
}

pub(crate) struct Decoder {
    raw: NonNull<RawDecoder>,
}

// SAFETY: as for `Encoder`.
unsafe impl Send for Decoder {}

/// A decoded picture, until the next one.
pub(crate) struct Decoded<'a> {
    pub planes: [&'a [u8]; 3],
    pub strides: [u32; 3],
    _of: PhantomData<&'a mut Decoder>,
}

impl Decoder {
    pub fn new() -> Option<Decoder> {
        // SAFETY: what comes back is null or a value that is freed in `drop` alone.
        NonNull::new(unsafe { tl_vp8_decoder() }).map(|raw| Decoder { raw })
    }

    /// The picture of a chunk, if it has this size.
    pub fn decode(&mut self, chunk: &[u8], width: u16, height: u16) -> Option<Decoded<'_>> {
        let (mut planes, mut strides) = ([std::ptr::null::<c_uchar>(); 3], [0 as c_int; 3]);
        let length = c_uint::try_from(chunk.len()).ok().filter(|length| *length > 0)?;
        // SAFETY: the chunk is `length` bytes long and only read; the arrays have the three places that are written.
        let shown = unsafe {
            tl_vp8_decode(
                self.raw.as_ptr(),
                chunk.as_ptr(),
                length,
                width.into(),
                height.into(),
                planes.as_mut_ptr(),
                strides.as_mut_ptr(),
            )
        };
        if shown == 0 || planes.iter().any(|plane| plane.is_null()) {
            return None;
        }
        let sizes = plane_sizes(width, height);
        let strides = strides.map(|stride| u32::try_from(stride).unwrap_or(0));
        if strides.iter().zip(sizes).any(|(stride, (width, _))| *stride < width.into()) {
            return None;
        }
        let [y, u, v] =
            [(planes[0], strides[0], sizes[0]), (planes[1], strides[1], sizes[1]), (planes[2], strides[2], sizes[2])]
                .map(|(plane, stride, (width, height))| {
                    // SAFETY: the decoded picture has exactly this size, as `tl_vp8_decode` has compared it, so each plane has these rows; it lives until the next call, and `self` is
                    // borrowed until the slices are gone.
                    unsafe { std::slice::from_raw_parts(plane, plane_bytes(stride, width, height)) }
                });
        Some(Decoded { planes: [y, u, v], strides, _of: PhantomData })
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: made by `tl_vp8_decoder`, freed once.
        unsafe { tl_vp8_decoder_free(self.raw.as_ptr()) };
    }
}
