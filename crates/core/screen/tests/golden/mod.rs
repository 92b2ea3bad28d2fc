//! The golden frames: a few small scenes, each as a JSON file with the bodies in order and the pictures after them. Used by an example that writes them and a test that checks them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use towline_screen::{Decoder, Encoder, Look, Mode, Picture, PixelView, Rect, STILL_US};

/// Largest difference of a channel that two JPEG decoders may have.
pub const PHOTO_TOLERANCE: u8 = 6;

struct Scene {
    picture: Picture,
    encoder: Encoder,
    decoder: Decoder,
    steps: Vec<serde_json::Value>,
    now: u64,
}

impl Scene {
    fn new(width: u16, height: u16, paint: impl Fn(u16, u16) -> u32) -> Scene {
        let mut scene = Scene {
            picture: Picture::new(width, height).unwrap(),
            encoder: Encoder::new(width, height).unwrap(),
            decoder: Decoder::new().unwrap(),
            steps: Vec::new(),
            now: 1_000_000,
        };
        scene.paint(Rect::new(0, 0, width, height), paint);
        let view = PixelView::new(scene.picture.rect(), scene.picture.stride(), scene.picture.pixels()).unwrap();
        scene.encoder.absorb(&view, scene.now);
        scene.key("key");
        scene
    }

    fn paint(&mut self, rect: Rect, colour: impl Fn(u16, u16) -> u32) {
        for y in rect.y..rect.y + rect.h {
            for x in rect.x..rect.x + rect.w {
                self.picture.row_mut(x, y, 1).copy_from_slice(&colour(x, y).to_le_bytes());
            }
        }
    }

    fn scroll(&mut self, rows: u16) {
        let (before, rect) = (self.picture.clone(), self.picture.rect());
        for y in 0..rect.h - rows {
            self.picture.write_row(0, y, before.row(0, y + rows, rect.w));
        }
    }

    fn key(&mut self, name: &str) {
        let body = self.encoder.key(self.now).unwrap();
        self.step(name, body, true);
    }

    fn delta(&mut self, name: &str) {
        self.now += 16_000;
        let view = PixelView::new(self.picture.rect(), self.picture.stride(), self.picture.pixels()).unwrap();
        let body = self.encoder.update(&view, self.now).unwrap().unwrap();
        self.step(name, body, false);
    }

    fn refine(&mut self) {
        self.now += STILL_US;
        while let Some(body) = self.encoder.refine(self.now, 60_000).unwrap() {
            self.step("refine", body, false);
        }
    }

    fn look(&mut self, look: Look) {
        self.encoder.set_look(look);
    }

    fn step(&mut self, name: &str, body: bytes::Bytes, key: bool) {
        let exact = self.encoder.refine_due().is_none();
        let picture = self.decoder.show(body.clone(), key).unwrap();
        let rgba: Vec<u8> = picture.pixels().chunks_exact(4).flat_map(|p| [p[2], p[1], p[0], 255]).collect();
        let packed = zstd::bulk::compress(&rgba, 19).unwrap();
        self.steps.push(json!({
            "name": name, "key": key, "body": STANDARD.encode(&body), "exact": exact,
            "rgba_zstd": STANDARD.encode(packed),
        }));
    }

    fn file(self) -> String {
        let size = json!({
            "width": self.picture.width(), "height": self.picture.height(),
            "tolerance": PHOTO_TOLERANCE, "steps": self.steps,
        });
        serde_json::to_string_pretty(&size).unwrap() + "\n"
    }
}

fn stroke(x: u16, y: u16) -> u32 {
    let cell = u32::from(x / 3).wrapping_mul(0x9e37_79b1) ^ u32::from(y / 2).wrapping_mul(0x85eb_ca6b);
    let ink = cell.wrapping_mul(0xc2b2_ae35) >> 24;
    if ink.is_multiple_of(3) { 0x0020_3040 | (ink & 0x70) << 16 } else { 0x00ff_fdf5 }
}

fn smooth(x: u16, y: u16) -> u32 {
    u32::from(x % 256) << 16 | u32::from(y % 256) << 8 | u32::from((x / 2 + y / 2) % 256)
}

/// Names and contents of the files.
pub fn files() -> Vec<(&'static str, String)> {
    let mut text = Scene::new(200, 130, stroke);
    text.paint(Rect::new(37, 41, 8, 13), |_, _| 0x00cc_0000);
    text.delta("typing");
    text.key("snapshot");

    let mut scroll = Scene::new(420, 300, stroke);
    scroll.scroll(23);
    scroll.delta("scroll");
    scroll.scroll(23);
    scroll.delta("scroll again");

    // A window opens over something, and closes.
    let mut under = Scene::new(150, 100, stroke);
    let before = under.picture.clone();
    under.now += 1_000_000;
    under.paint(Rect::new(21, 17, 90, 60), |x, y| if (x ^ y) & 8 == 0 { 0x00ff_ffff } else { 0x0000_4080 });
    under.delta("a window opens");
    under.picture = before;
    under.delta("it closes");

    let mut photo = Scene::new(120, 90, smooth);
    photo.paint(Rect::new(10, 60, 60, 20), |_, _| 0x0000_8000);
    photo.delta("box over photo");
    photo.refine();

    // An odd width: rows of grays and bits begin with a byte of their own.
    let mut modes = Scene::new(101, 67, |x, y| if y < 40 { stroke(x, y) } else { smooth(x, y) });
    modes.refine();
    for (at, mode) in (0u16..).zip([Mode::MoreColors, Mode::FewColors, Mode::BlackAndWhite, Mode::FullColor]) {
        modes.look(mode.look(0, mode == Mode::BlackAndWhite));
        modes.paint(Rect::new(7 + at * 19, 3, 17, 11), |x, y| smooth(x * 3, y * 5));
        modes.delta("typing in another mode");
        modes.refine();
    }
    modes.look(Mode::BlackAndWhite.look(0, false));
    modes.refine();
    modes.key("in grays");
    vec![
        ("modes.json", modes.file()),
        ("text.json", text.file()),
        ("scroll.json", scroll.file()),
        ("photo.json", photo.file()),
        ("under.json", under.file()),
    ]
}
