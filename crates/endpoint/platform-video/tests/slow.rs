//! A film over a line that cannot bear it: it becomes a video that is live, however few its frames are at first (SCR-33); pictures that come one by one do not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::VecDeque;

use towline_platform_video::Vp8Coder;
use towline_screen::{Body, Encoder, Go, Mode, Pacer, Picture, PixelView, Rect};

const WIDTH: u16 = 640;
const HEIGHT: u16 = 480;
const FILM: Rect = Rect { x: 70, y: 50, w: 512, h: 384 };
const TICK_US: u64 = 1_000;
/// 500 kbit/s: 16 us a byte. 100 ms there and back.
const BYTE_US: u64 = 16;
const WAY_US: u64 = 50_000;

fn paint(picture: &mut Picture, index: u32) {
    let mut seed = index;
    for y in FILM.y..FILM.y + FILM.h {
        for x in FILM.x..FILM.x + FILM.w {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (u, v) = (u32::from(x) + index * 3, u32::from(y) + index);
            let shade = |a: u32, b: u32| ((u * a + v * b) >> 3 & 0x7f) as u8 + (seed >> 28) as u8;
            picture.row_mut(x, y, 1).copy_from_slice(&[shade(2, 3), shade(3, 1), shade(1, 4), 0]);
        }
    }
}

/// A frame: when it was captured and when it was shown, and whether a part of it was a chunk of a video.
struct Shown {
    captured_us: u64,
    shown_us: u64,
    video: bool,
}

/// Plays pictures, one every so often, for twenty seconds. While a frame waits for the line, damage is told again every 33 ms, as a desktop does.
fn play(picture_us: u64) -> Vec<Shown> {
    let mut desk = Picture::new(WIDTH, HEIGHT).unwrap();
    let mut encoder = Encoder::new(WIDTH, HEIGHT).unwrap().with_video(Box::new(Vp8Coder::default()));
    let (mut pacer, mut acks, mut out) = (Pacer::new(), VecDeque::new(), Vec::<Shown>::new());
    let (mut frame, mut free_us, mut index, mut painted) = (0u64, 0u64, 0u32, u32::MAX);
    pacer.set_mode(Mode::Automatic, 0);
    for now in (1_000_000..21_000_000u64).step_by(TICK_US as usize) {
        while let Some((number, at)) = acks.front().copied().filter(|&(_, at)| at <= now) {
            acks.pop_front();
            pacer.painted(number, at);
        }
        if now.is_multiple_of(picture_us / TICK_US * TICK_US) {
            index += 1;
            encoder.damaged(FILM, now);
        }
        pacer.recover(now);
        if index == painted || pacer.go(now) != Go::Now {
            continue;
        }
        paint(&mut desk, index);
        painted = index;
        encoder.set_look(pacer.look());
        encoder.bound_photos(pacer.photo_bytes());
        encoder.allow_video(Some(pacer.video_kbps()));
        let view = PixelView::new(desk.rect(), desk.stride(), desk.pixels()).unwrap();
        let body = encoder.update(&view, now).unwrap().unwrap();
        let video = Body::decode(body.clone()).unwrap().video.is_some();
        frame += 1;
        pacer.sent(frame, body.len(), now);
        free_us = free_us.max(now) + body.len() as u64 * BYTE_US;
        acks.push_back((frame, free_us + 2 * WAY_US));
        out.push(Shown { captured_us: now, shown_us: free_us + WAY_US, video });
    }
    out
}

#[test]
fn a_film_over_a_slow_line_is_soon_a_video_that_is_live_scr_33() {
    let shown = play(33_000);
    let first = shown.iter().position(|shown| shown.video).unwrap();
    assert!(first <= 6, "frame {first}");
    assert!(shown[first].shown_us < 7_000_000, "{} us", shown[first].shown_us);
    let late: Vec<&Shown> = shown.iter().filter(|shown| shown.captured_us > 10_000_000).collect();
    assert!(late.iter().all(|shown| shown.video));
    assert!(late.len() > 60, "{} pictures in ten seconds", late.len());
    let mut ages: Vec<u64> = late.iter().map(|shown| shown.shown_us - shown.captured_us).collect();
    ages.sort_unstable();
    assert!(ages[ages.len() / 2] < 250_000, "{} us at the median", ages[ages.len() / 2]);
    assert!(ages[ages.len() * 95 / 100] < 500_000, "{} us at the 95th of 100", ages[ages.len() * 95 / 100]);
}

#[test]
fn pictures_that_come_one_by_one_over_a_slow_line_are_no_video_scr_33() {
    let shown = play(1_700_000);
    assert!(shown.len() >= 10, "{} frames", shown.len());
    assert!(shown.iter().all(|shown| !shown.video));
}
