//! A film on a desktop, through the encoder with libvpx and back: close to what was shown, sharp around it, exact in the end, and small.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use towline_platform_video::{Vp8Coder, Vp8Player};
use towline_screen::{Body, Decoder, Encoder, Picture, PixelView, Rect, STILL_US, VideoCoder, VideoPlayer};

const WIDTH: u16 = 700;
const HEIGHT: u16 = 500;
/// Neither even nor on a tile.
const FILM: Rect = Rect { x: 131, y: 77, w: 421, h: 331 };
const FRAME_US: u64 = 33_333;

fn random(state: &mut u32) -> u32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    *state >> 8
}

/// Text all over, and a film whose soft shapes pan with some grain.
struct Desk(Picture);

impl Desk {
    fn new() -> Desk {
        let mut picture = Picture::new(WIDTH, HEIGHT).unwrap();
        let mut seed = 7;
        for pixel in picture.pixels_mut().chunks_exact_mut(4) {
            pixel.fill(if random(&mut seed).is_multiple_of(5) { 0x20 } else { 0xff });
        }
        Desk(picture)
    }

    fn film(&mut self, index: u32) {
        self.paint(index, FILM);
    }

    /// A part of the film's picture.
    fn paint(&mut self, index: u32, part: Rect) {
        let mut seed = index;
        for y in part.y..part.y + part.h {
            for x in FILM.x..FILM.x + FILM.w {
                let (u, v) = (f32::from(x) + index as f32 * 3.0, f32::from(y) + index as f32);
                let grain = (random(&mut seed) % 7) as f32;
                let wave = |a: f32, b: f32| (128.0 + 90.0 * ((u * a).sin() * (v * b).cos()) + grain) as u8;
                self.0.row_mut(x, y, 1).copy_from_slice(&[wave(0.02, 0.03), wave(0.013, 0.021), wave(0.03, 0.011), 0]);
            }
        }
    }

    fn view(&self, rect: Rect) -> PixelView<'_> {
        PixelView::new(rect, self.0.stride(), self.0.from(rect.x, rect.y)).unwrap()
    }
}

fn psnr(one: &Picture, other: &Picture, rect: Rect) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for y in rect.y..rect.y + rect.h {
        for (a, b) in one.row(rect.x, y, rect.w).chunks_exact(4).zip(other.row(rect.x, y, rect.w).chunks_exact(4)) {
            for (a, b) in a.iter().zip(b).take(3) {
                sum += (f64::from(*a) - f64::from(*b)).powi(2);
                count += 1.0;
            }
        }
    }
    10.0 * (255.0 * 255.0 / (sum / count).max(1e-9)).log10()
}

fn outside_is_exact(one: &Picture, other: &Picture) -> bool {
    (0..HEIGHT).all(|y| {
        (0..WIDTH).all(|x| {
            let inside = !Rect::new(x, y, 1, 1)
                .intersection(Rect { x: FILM.x - 1, y: FILM.y - 1, w: FILM.w + 2, h: FILM.h + 2 })
                .is_empty();
            inside || one.row(x, y, 1)[..3] == other.row(x, y, 1)[..3]
        })
    })
}

#[test]
fn a_film_is_sent_as_a_video_and_what_lies_around_it_stays_exact_scr_11() {
    let mut desk = Desk::new();
    let mut encoder = Encoder::new(WIDTH, HEIGHT).unwrap().with_video(Box::new(Vp8Coder::default()));
    encoder.allow_video(Some(1_500));
    let mut decoder = Decoder::new().unwrap().with_player(Box::new(Vp8Player::default()));
    encoder.absorb(&desk.view(desk.0.rect()), 0);
    decoder.show(encoder.key(0).unwrap(), true).unwrap();
    let (mut now, mut chunks, mut bytes, mut late) = (0, 0, 0, None);
    for index in 0..90 {
        now += FRAME_US;
        desk.film(index);
        let Some(body) = encoder.update(&desk.view(encoder.aligned(FILM)), now).unwrap() else {
            panic!("nothing changed")
        };
        let parts = Body::decode(body.clone()).unwrap();
        if let Some(video) = &parts.video {
            chunks += 1;
            bytes += body.len();
            assert!(parts.jpegs.is_empty(), "frame {index} has photographs besides");
            assert!(
                video.rect.x <= FILM.x && video.rect.right() >= FILM.right() && video.rect.w <= FILM.w + 2,
                "{:?}",
                video.rect
            );
        }
        decoder.show(body.clone(), false).unwrap();
        if chunks > 0 {
            let quality = psnr(decoder.picture().unwrap(), &desk.0, FILM);
            assert!(quality > 28.0, "frame {index}: {quality} dB");
        }
        if index == 60 {
            // Somebody begins to look: the whole picture for them alone, and from then on what they can go on with.
            let mut other = Decoder::new().unwrap().with_player(Box::new(Vp8Player::default()));
            other.show(encoder.key(now).unwrap(), true).unwrap();
            late = Some(other);
        } else if let Some(other) = &mut late {
            other.show(body, false).unwrap();
        }
    }
    assert!(chunks > 55, "{chunks} of 90 frames were chunks");
    let kbps = bytes as f64 * 8.0 / (f64::from(chunks) * FRAME_US as f64 / 1e6) / 1e3;
    println!("{kbps:.0} kbit/s, {:.1} dB", psnr(decoder.picture().unwrap(), &desk.0, FILM));
    assert!(kbps < 2_200.0, "{kbps} kbit/s");
    for decoder in [&mut decoder, late.as_mut().unwrap()] {
        assert!(outside_is_exact(decoder.picture().unwrap(), &desk.0));
    }
    assert!(encoder.refine(now + STILL_US, usize::MAX).unwrap().is_none(), "made exact under the video");
    let later = now + 10 * STILL_US;
    while let Some(body) = encoder.refine(later, usize::MAX).unwrap() {
        decoder.show(body, false).unwrap();
    }
    assert_eq!(psnr(decoder.picture().unwrap(), &desk.0, desk.0.rect()).round(), 138.0, "not exact in the end");
}

#[test]
fn a_film_that_is_painted_in_strips_beside_something_busy_is_a_video_too_scr_11() {
    let (mut desk, clock) = (Desk::new(), Rect { x: 600, y: 20, w: 20, h: 12 });
    let mut encoder = Encoder::new(WIDTH, HEIGHT).unwrap().with_video(Box::new(Vp8Coder::default()));
    encoder.allow_video(Some(1_500));
    encoder.absorb(&desk.view(desk.0.rect()), 0);
    encoder.key(0).unwrap();
    let (mut now, mut videos, mut rest) = (0, Vec::new(), None);
    for index in 0..60 {
        // Three strips for a picture of the film, and the clock with each.
        for strip in 0..3 {
            now += FRAME_US / 3;
            let y = FILM.y + strip * (FILM.h / 3);
            desk.paint(index, Rect { y, h: FILM.h / 3, ..FILM });
            for y in clock.y..clock.y + clock.h {
                desk.0.row_mut(clock.x, y, clock.w).fill((index as u8) << 2 | strip as u8);
            }
            let body = encoder.update(&desk.view(desk.0.rect()), now).unwrap().unwrap();
            videos.push(Body::decode(body).unwrap().video.map(|video| video.rect));
        }
    }
    let seen: Vec<Rect> = videos.iter().flatten().copied().collect();
    assert!(seen.len() > 100, "{} of {} frames were chunks", seen.len(), videos.len());
    assert!(seen.iter().all(|rect| rect.intersection(clock).is_empty()), "the clock became a video");
    // Whoever types over a photograph, eight letters a second, types no film.
    for letter in 0..40u8 {
        now += 125_000;
        for y in 200..220 {
            desk.0.row_mut(200, y, 12).fill(letter * 5);
        }
        rest = encoder.update(&desk.view(desk.0.rect()), now).unwrap();
    }
    assert!(Body::decode(rest.unwrap()).unwrap().video.is_none());
}

#[test]
fn bytes_that_are_no_video_show_nothing_qlt_7() {
    let mut player = Vp8Player::default();
    let mut seed = 3;
    for length in [1usize, 2, 9, 10, 11, 100, 5_000] {
        let chunk: Vec<u8> = (0..length).map(|_| random(&mut seed) as u8).collect();
        let _ = player.show(&chunk, true, 64, 64);
        let _ = player.show(&chunk, false, 64, 64);
    }
    let mut coder = Vp8Coder::default();
    assert!(!coder.begin(0, 5, 100));
    assert!(coder.encode(&[0; 4], 4, 0, true, 100).is_none());
    assert!(coder.begin(64, 64, 100));
    assert!(coder.encode(&[0; 4], 256, 0, true, 100).is_none(), "fewer pixels than the size says");
    let whole = coder.encode(&vec![90; 64 * 256], 256, 10, true, 100).unwrap();
    assert!(player.show(&whole, true, 64, 64).is_some());
    assert!(player.show(&whole, true, 65, 64).is_none(), "of another size than it says");
    for cut in 0..whole.len() {
        let _ = player.show(&whole[..cut], true, 64, 64);
    }
}
