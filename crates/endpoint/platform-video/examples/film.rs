//! An animation of 1280x720 on a screen of 1920x1080, through the encoder with libvpx: what of each picture is video and what is not, and what it costs.
//! `cargo run --release -p towline-platform-video --example film [-- kbit/s]`.
//!
//! The same on every machine: a landscape with grain that pans in a circle, shaded discs over it, and in a corner a mark that has no pattern, as a clock would be.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use towline_platform_video::{Vp8Coder, Vp8Player};
use towline_screen::{Body, Decoder, Encoder, Picture, PixelView, Rect, VideoCoder};

const WIDTH: u16 = 1920;
const HEIGHT: u16 = 1080;
const FILM: Rect = Rect { x: 320, y: 180, w: 1280, h: 720 };
const MARK: Rect = Rect { x: 1508, y: 832, w: 72, h: 48 };
/// Pictures of the film until it begins again.
const LOOP: u32 = 48;
const FRAME_US: u64 = 33_333;
/// So many pictures in, it is a video.
const SETTLED: u32 = 30;

fn main() {
    let kbps = std::env::args().nth(1).map_or(u32::MAX, |text| text.parse().unwrap());
    let land = landscape(u32::from(FILM.w) + 256, u32::from(FILM.h) + 256);
    let films: Vec<Picture> = (0..LOOP).map(|index| film(&land, index)).collect();
    let mut screen = Picture::new(WIDTH, HEIGHT).unwrap();
    for (at, pixel) in screen.pixels_mut().chunks_exact_mut(4).enumerate() {
        pixel.fill(if mixed(at as u32).is_multiple_of(7) { 0x30 } else { 0xf8 });
    }
    let mut encoder = Encoder::new(WIDTH, HEIGHT).unwrap().with_video(Box::new(Timed::default()));
    encoder.allow_video(Some(kbps));
    let mut decoder = Decoder::new().unwrap().with_player(Box::new(Vp8Player::default()));
    encoder.absorb(&view(&screen, screen.rect()), 0);
    decoder.show(encoder.key(0).unwrap(), true).unwrap();
    let (mut frames, mut chunks, mut video, mut rest) = (0u32, 0u32, 0usize, 0usize);
    let (mut took, mut quality) = (Duration::ZERO, 0.0);
    for index in 0..240 {
        let picture = &films[(index % LOOP) as usize];
        for y in 0..FILM.h {
            screen.write_row(FILM.x, FILM.y + y, picture.row(0, y, FILM.w));
        }
        for y in 0..MARK.h {
            for x in 0..MARK.w {
                let cell = u32::from(y / 12 * 6 + x / 12);
                screen.row_mut(MARK.x + x, MARK.y + y, 1).fill(if mixed(cell + index * 24) & 1 == 0 { 0 } else { 255 });
            }
        }
        let now = u64::from(index + 1) * FRAME_US;
        let begun = Instant::now();
        let body = encoder.update(&view(&screen, encoder.aligned(FILM)), now).unwrap().unwrap();
        let each = begun.elapsed();
        decoder.show(body.clone(), false).unwrap();
        if index >= SETTLED {
            let chunk = Body::decode(body.clone()).unwrap().video.map_or(0, |video| video.data.len());
            (frames, chunks, took) = (frames + 1, chunks + u32::from(chunk > 0), took + each);
            (video, rest) = (video + chunk, rest + body.len() - chunk);
            quality += psnr(decoder.picture().unwrap(), &screen);
        }
    }
    let each = f64::from(frames);
    println!(
        "{kbps} kbit/s: {chunks} of {frames} pictures video; each {:.1} KB of video, {:.1} KB beside it, {:.2} ms, {:.2} dB",
        video as f64 / 1024.0 / each,
        rest as f64 / 1024.0 / each,
        took.as_secs_f64() * 1e3 / each,
        quality / each,
    );
}

/// libvpx, and how long it took on standard output in the end.
#[derive(Default)]
struct Timed {
    coder: Vp8Coder,
    took: Duration,
    chunks: u32,
}

impl VideoCoder for Timed {
    fn begin(&mut self, width: u16, height: u16, kbps: u32) -> bool {
        println!("a video of {width}x{height}");
        self.coder.begin(width, height, kbps)
    }

    fn encode(&mut self, pixels: &[u8], stride: usize, at_us: u64, key: bool, kbps: u32) -> Option<bytes::Bytes> {
        let begun = Instant::now();
        let chunk = self.coder.encode(pixels, stride, at_us, key, kbps);
        (self.took, self.chunks) = (self.took + begun.elapsed(), self.chunks + 1);
        chunk
    }

    fn end(&mut self) {
        println!("the video ends");
        self.coder.end();
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        println!(
            "libvpx and colours: {:.2} ms a picture",
            self.took.as_secs_f64() * 1e3 / f64::from(self.chunks.max(1))
        );
    }
}

fn view(picture: &Picture, rect: Rect) -> PixelView<'_> {
    PixelView::new(rect, picture.stride(), picture.from(rect.x, rect.y)).unwrap()
}

fn psnr(one: &Picture, other: &Picture) -> f64 {
    let (mut sum, mut count) = (0u64, 0u64);
    for y in FILM.y..FILM.y + FILM.h {
        let rows = one.row(FILM.x, y, FILM.w).chunks_exact(4).zip(other.row(FILM.x, y, FILM.w).chunks_exact(4));
        for (a, b) in rows {
            for (a, b) in a.iter().zip(b).take(3) {
                sum += u64::from(a.abs_diff(*b)).pow(2);
                count += 1;
            }
        }
    }
    10.0 * (255.0 * 255.0 / (sum as f64 / count as f64).max(1e-9)).log10()
}

fn mixed(value: u32) -> u32 {
    let value = (value ^ value >> 16).wrapping_mul(0x7feb_352d);
    let value = (value ^ value >> 15).wrapping_mul(0x846c_a68b);
    value ^ value >> 16
}

/// Noise that is smooth between whole numbers.
fn noise(x: f32, y: f32) -> f32 {
    let at = |column: i32, row: i32| mixed((column & 255) as u32 | (row as u32 & 255) << 8) as f32 / u32::MAX as f32;
    let (column, row) = (x.floor(), y.floor());
    let smooth = |part: f32| part * part * (3.0 - 2.0 * part);
    let (u, v, column, row) = (smooth(x - column), smooth(y - row), column as i32, row as i32);
    let above = at(column, row) * (1.0 - u) + at(column + 1, row) * u;
    let below = at(column, row + 1) * (1.0 - u) + at(column + 1, row + 1) * u;
    above * (1.0 - v) + below * v
}

fn clouds(mut x: f32, mut y: f32) -> f32 {
    let (mut sum, mut weight) = (0.0, 0.5);
    for _ in 0..7 {
        sum += weight * noise(x, y);
        (x, y, weight) = (x * 2.03, y * 2.01, weight * 0.55);
    }
    sum
}

fn landscape(width: u32, height: u32) -> Picture {
    let mut picture = Picture::new(width as u16, height as u16).unwrap();
    for (at, pixel) in picture.pixels_mut().chunks_exact_mut(4).enumerate() {
        let (x, y) = (at as u32 % width, at as u32 / width);
        let (u, v) = (x as f32 / 180.0, y as f32 / 180.0);
        let (n, m) = (clouds(u, v), clouds(u * 0.4 + 40.0, v * 0.4 + 9.0));
        let grain = (mixed(at as u32 ^ 0x5bd1) as f32 / u32::MAX as f32 - 0.5) * 0.04;
        let colour = match (y as f32) < (0.45 + m * 0.25) * height as f32 {
            true => [0.75 + 0.25 * m, 0.5 + 0.4 * m, 0.35 + 0.5 * m],
            false => [0.08 + 0.35 * n * m, 0.2 + 0.7 * n, 0.15 + 0.6 * n * m],
        };
        for (byte, part) in pixel.iter_mut().zip(colour) {
            *byte = ((part + grain) * 255.0) as u8;
        }
    }
    picture
}

/// One picture of the film.
fn film(land: &Picture, index: u32) -> Picture {
    let mut picture = Picture::new(FILM.w, FILM.h).unwrap();
    let angle = std::f32::consts::TAU * index as f32 / LOOP as f32;
    let (left, top) = (128.0 + 120.0 * angle.cos(), 128.0 + 120.0 * angle.sin());
    for y in 0..FILM.h {
        picture.write_row(0, y, land.row(left as u16, top as u16 + y, FILM.w));
    }
    for disc in 0..8u8 {
        let number = f32::from(disc);
        let x = f32::from(FILM.w) * (0.5 + 0.4 * (angle * (number % 3.0 + 1.0) + number).cos());
        let y = f32::from(FILM.h) * (0.5 + 0.38 * (angle * (number % 2.0 + 1.0) + number * 2.0).sin());
        let radius = 40 + 8 * i32::from(disc);
        for down in -radius..radius {
            for across in -radius..radius {
                let (column, row) = (x as i32 + across, y as i32 + down);
                let inside = across * across + down * down < radius * radius;
                if inside && (0..i32::from(FILM.w)).contains(&column) && (0..i32::from(FILM.h)).contains(&row) {
                    let shade = 255 - 2 * ((across.abs() + down.abs()) % 100);
                    let mut pixel = [0x30u8.wrapping_mul(disc), 0, 0, 0];
                    pixel[usize::from(disc % 3)] = shade as u8;
                    picture.row_mut(column as u16, row as u16, 1).copy_from_slice(&pixel);
                }
            }
        }
    }
    picture
}
