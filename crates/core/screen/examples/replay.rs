//! Replays scripted workloads through encoder and decoder, without any display: bytes and time for each frame. `cargo run --release -p towline-screen --example replay [-- workload]`.
//!
//! The scenes are generated and the same on every machine: text with soft edges, a photograph with grain, a window that is dragged, a clip that pans.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use towline_screen::{Decoder, Encoder, Picture, PixelView, Rect, STILL_US};

const WIDTH: u16 = 1920;
const HEIGHT: u16 = 1080;
const LINE: u16 = 18;
const FRAME_US: u64 = 33_333;

type Step = fn(&mut Scene, u32) -> Rect;

fn main() {
    let only = std::env::args().nth(1);
    println!(
        "{:<12} {:>6} {:>10} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "workload", "frames", "first KB", "first ms", "KB/frame", "ms/frame", "worst ms", "decode ms"
    );
    let workloads: [(&str, Step, bool); 6] = [
        ("typing", typing, false),
        ("log", log, false),
        ("page", page, true),
        ("drag", drag, true),
        ("video", video, true),
        ("blink", blink, false),
    ];
    for (name, step, photo) in workloads {
        if only.as_deref().is_none_or(|only| only == name) {
            replay(name, step, photo);
        }
    }
}

fn replay(name: &str, step: Step, photo: bool) {
    let mut scene = Scene::new(photo);
    let (mut encoder, mut decoder) = (Encoder::new(WIDTH, HEIGHT).unwrap(), Decoder::new().unwrap());
    let begun = Instant::now();
    encoder.absorb(&scene.view(scene.picture.rect()), 0);
    let first = encoder.key(0).unwrap();
    let first_time = begun.elapsed();
    let first_bytes = first.len();
    decoder.show(first, true).unwrap();
    let (mut frames, mut bytes, mut worst) = (0u32, 0, Duration::ZERO);
    let (mut encoding, mut decoding) = (Duration::ZERO, Duration::ZERO);
    let (mut now, mut refined) = (0, 0);
    for index in 0..240 {
        now += FRAME_US;
        let damage = step(&mut scene, index);
        let begun = Instant::now();
        let body = encoder.update(&scene.view(encoder.aligned(damage)), now).unwrap();
        let took = begun.elapsed();
        (encoding, worst) = (encoding + took, worst.max(took));
        let Some(body) = body else { continue };
        (frames, bytes) = (frames + 1, bytes + body.len());
        let begun = Instant::now();
        decoder.show(body, false).unwrap();
        decoding += begun.elapsed();
        // As the helper does it: what has been still is made exact as soon as there is nothing else to send.
        if let Some(body) = encoder.refine(now + FRAME_US / 2, 32 * 1024).unwrap() {
            refined += body.len();
            decoder.show(body, false).unwrap();
        }
    }
    let meanwhile = refined;
    while let Some(body) = encoder.refine(now + STILL_US, usize::MAX).unwrap() {
        refined += body.len();
        decoder.show(body, false).unwrap();
    }
    assert!(scene.is_shown(decoder.picture().unwrap()), "{name}: the picture is not exact in the end");
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let each = f64::from(frames.max(1));
    println!(
        "{name:<12} {frames:>6} {:>10.1} {:>10.1} {:>10.2} {:>10.2} {:>10.2} {:>10.2}   {:.0} KB meanwhile and {:.0} KB then to be exact",
        first_bytes as f64 / 1024.0,
        ms(first_time),
        bytes as f64 / 1024.0 / each,
        ms(encoding) / each,
        ms(worst),
        ms(decoding) / each,
        meanwhile as f64 / 1024.0,
        (refined - meanwhile) as f64 / 1024.0,
    );
}

struct Scene {
    picture: Picture,
    /// What a dragged window uncovers.
    ground: Picture,
    window: Rect,
    line: u32,
}

impl Scene {
    fn new(photo: bool) -> Scene {
        let picture = Picture::new(WIDTH, HEIGHT).unwrap();
        let mut scene = Scene { ground: picture.clone(), picture, window: Rect::new(300, 200, 900, 560), line: 0 };
        if photo {
            scene.paint(scene.picture.rect(), |x, y| photograph(x.into(), y.into()));
            scene.ground = scene.picture.clone();
        }
        for line in 0..HEIGHT / LINE {
            let (left, right) = if photo { (300, 1200) } else { (0, WIDTH) };
            if !photo || (200..760).contains(&(line * LINE)) {
                scene.text(Rect::new(left, line * LINE, right - left, LINE), line.into());
            }
        }
        scene.line = 1000;
        scene
    }

    fn paint(&mut self, rect: Rect, colour: impl Fn(u16, u16) -> u32) {
        for y in rect.y..rect.y + rect.h {
            for (x, pixel) in (rect.x..).zip(self.picture.row_mut(rect.x, y, rect.w).chunks_exact_mut(4)) {
                pixel.copy_from_slice(&colour(x, y).to_le_bytes());
            }
        }
    }

    /// A line of text: words of glyphs with soft edges, different for every number.
    fn text(&mut self, rect: Rect, number: u32) {
        self.paint(rect, |x, y| {
            let (column, inside) = (u32::from(x - rect.x) / 9, u32::from(x - rect.x) % 9);
            let row = u32::from(y - rect.y);
            let letter = mixed(number.wrapping_mul(977) ^ (column / 2));
            let word_end = mixed(number ^ (column / 6)).is_multiple_of(4) || column > 40 + mixed(number) % 150;
            let glyph = mixed(letter ^ (inside / 2) << 8 ^ (row / 3) << 16);
            if word_end || inside > 6 || !(3..15).contains(&row) {
                0x00fa_fbfc
            } else {
                [0x00fa_fbfc, 0x0010_2030, 0x0080_8c98, 0x00fa_fbfc, 0x00c0_c8d0, 0x0010_2030][glyph as usize % 6]
            }
        });
    }

    fn view(&self, rect: Rect) -> PixelView<'_> {
        PixelView::new(rect, self.picture.stride(), self.picture.from(rect.x, rect.y)).unwrap()
    }

    fn is_shown(&self, shown: &Picture) -> bool {
        let colours =
            |picture: &Picture| picture.pixels().chunks_exact(4).map(|p| [p[0], p[1], p[2]]).collect::<Vec<_>>();
        colours(shown) == colours(&self.picture)
    }

    fn scroll(&mut self, rect: Rect, rows: u16) {
        for y in rect.y..rect.y + rect.h - rows {
            let row = self.picture.row(rect.x, y + rows, rect.w).to_vec();
            self.picture.write_row(rect.x, y, &row);
        }
    }
}

fn mixed(value: u32) -> u32 {
    let value = (value ^ value >> 16).wrapping_mul(0x7feb_352d);
    let value = (value ^ value >> 15).wrapping_mul(0x846c_a68b);
    value ^ value >> 16
}

/// Smooth shapes with a little grain.
fn photograph(x: u32, y: u32) -> u32 {
    let wave = |scale: f32, phase: f32| {
        ((x as f32 / scale + phase).sin() * (y as f32 / scale - phase).cos() * 60.0 + 120.0) as u32
    };
    let grain = mixed(x.wrapping_mul(0x9e37) ^ y << 16) % 7;
    (wave(97.0, 0.3) + grain) << 16 | (wave(61.0, 1.1) + grain) << 8 | (wave(143.0, 2.0) + grain)
}

fn typing(scene: &mut Scene, index: u32) -> Rect {
    let rect = Rect::new(200 + (index as u16 % 120) * 9, 500, 9, LINE);
    scene.text(rect, 5000 + index);
    rect
}

fn log(scene: &mut Scene, _: u32) -> Rect {
    let rect = Rect::new(0, 0, WIDTH, HEIGHT / LINE * LINE);
    scene.scroll(rect, LINE * 2);
    for line in [2, 1] {
        scene.line += 1;
        scene.text(Rect::new(0, rect.h - line * LINE, WIDTH, LINE), scene.line);
    }
    rect
}

fn page(scene: &mut Scene, _: u32) -> Rect {
    let rect = Rect::new(300, 200, 900, 560);
    scene.scroll(rect, 13);
    scene.line += 1;
    scene.text(Rect::new(300, 747, 900, 13), scene.line);
    rect
}

fn drag(scene: &mut Scene, index: u32) -> Rect {
    let from = scene.window;
    let angle = index as f32 / 20.0;
    let to = Rect { x: (500.0 + 300.0 * angle.sin()) as u16, y: (250.0 + 120.0 * angle.cos()) as u16, ..from };
    let rows: Vec<Vec<u8>> =
        (0..from.h).map(|line| scene.picture.row(from.x, from.y + line, from.w).to_vec()).collect();
    for y in from.y..from.y + from.h {
        let ground = scene.ground.row(from.x, y, from.w).to_vec();
        scene.picture.write_row(from.x, y, &ground);
    }
    for (line, row) in rows.iter().enumerate() {
        scene.picture.write_row(to.x, to.y + line as u16, row);
    }
    scene.window = to;
    from.union(to)
}

fn video(scene: &mut Scene, index: u32) -> Rect {
    let rect = Rect::new(320, 180, 1280, 720);
    scene.paint(rect, |x, y| {
        photograph(u32::from(x) + index * 3, u32::from(y) + index)
            ^ mixed(index ^ u32::from(x) << 12 ^ u32::from(y)) & 0x0003_0303
    });
    rect
}

fn blink(scene: &mut Scene, index: u32) -> Rect {
    let rect = Rect::new(640, 480, 9, LINE);
    if index.is_multiple_of(15) {
        scene.paint(rect, |_, _| if index.is_multiple_of(30) { 0x0010_2030 } else { 0x00fa_fbfc });
    }
    rect
}
