//! What a viewer sees is what the source showed: generated sequences of scrolling, moving, typing and noise go through encoder and decoder. And what is not a frame is refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use bytes::Bytes;
use proptest::prelude::*;
use towline_screen::{Decoder, Encoder, Rect, STILL_US};

mod source;

use source::{Change, HEIGHT, Source, WIDTH, any_change, bgr, flat_change};

fn refine(encoder: &mut Encoder, decoder: &mut Decoder, now: u64) {
    while let Some(body) = encoder.refine(now, 20_000).unwrap() {
        assert!(body.len() <= 20_000 + 4_000, "a refinement of {} bytes", body.len());
        decoder.show(body, false).unwrap();
    }
    assert_eq!(encoder.refine_due(), None);
}

/// Plays changes; returns the decoder, what the source shows, and the encoder.
fn play(changes: &[Change], each: impl Fn(&Decoder, &Source)) -> (Encoder, Decoder, Source, u64) {
    let (mut source, mut now) = (Source::new(), 1);
    let (mut encoder, mut decoder) = (Encoder::new(WIDTH, HEIGHT).unwrap(), Decoder::new().unwrap());
    encoder.absorb(&source.view(source.0.rect()), now);
    decoder.show(encoder.key(now).unwrap(), true).unwrap();
    for change in changes {
        // Now and then something was still for long enough to be kept.
        now += if changes.len().is_multiple_of(2) { 20_000 } else { 600_000 };
        let damage = source.apply(change);
        if let Some(body) = encoder.update(&source.view(encoder.aligned(damage)), now).unwrap() {
            decoder.show(body, false).unwrap();
        }
        each(&decoder, &source);
    }
    (encoder, decoder, source, now)
}

#[test]
fn a_window_that_is_moved_by_any_distance_is_copied_to_its_edges_scr_32() {
    let window = Rect::new(35, 21, 203, 151);
    let noise = Change::Noise { rect: window, seed: 7 };
    for (dx, dy) in [(7, 5), (-9, 3), (1, -13)] {
        let (mut encoder, _, mut source, now) = play(std::slice::from_ref(&noise), |_, _| ());
        let before = source.0.clone();
        source.paint(window, |_, _, _| 0xee_eeee);
        for y in 0..window.h {
            let row = before.row(window.x, window.y + y, window.w).to_vec();
            let at = (window.x.wrapping_add_signed(dx), (window.y + y).wrapping_add_signed(dy));
            source.0.row_mut(at.0, at.1, window.w).copy_from_slice(&row);
        }
        let body = encoder.update(&source.view(source.0.rect()), now + 20_000).unwrap().unwrap();
        // Noise that was not copied would cost three bytes for each of its pixels.
        assert!(body.len() < 2_000, "{dx} {dy}: {} bytes", body.len());
    }
}

#[test]
fn what_comes_to_light_costs_rectangles_and_is_what_viewers_had_scr_32() {
    let photo = Change::Noise { rect: Rect::new(0, 0, WIDTH, HEIGHT), seed: 3 };
    let (mut encoder, mut decoder, mut source, mut now) = play(std::slice::from_ref(&photo), |_, _| ());
    refine(&mut encoder, &mut decoder, now + STILL_US);
    now += 1_000_000;
    let wallpaper = source.0.clone();
    let window = Rect::new(21, 13, 200, 150);
    let mut text = Source::new();
    text.apply(&Change::Text { rect: window, seed: 5 });
    let mut costs = Vec::new();
    // It opens, is dragged about, closes, and opens and closes again.
    for step in 0..40u16 {
        now += 33_000;
        source.0 = wallpaper.clone();
        let at = step.min(27);
        let moved = Rect::new(window.x + at * 3, window.y + at * 2, window.w, window.h);
        if !(28..32).contains(&step) && step < 39 {
            for line in 0..window.h {
                source.0.write_row(moved.x, moved.y + line, text.0.row(window.x, window.y + line, window.w));
            }
        }
        let Some(body) = encoder.update(&source.view(source.0.rect()), now).unwrap() else { continue };
        costs.push(body.len());
        decoder.show(body, false).unwrap();
    }
    refine(&mut encoder, &mut decoder, now + 5_000_000);
    assert!(bgr(decoder.picture().unwrap()) == bgr(&source.0));
    // Noise costs three bytes for each pixel: each step of the window uncovers a thousand of them, closing it thirty thousand.
    assert!(costs[1..28].iter().sum::<usize>() < 27 * 1_000 && costs[28] < 100 && costs[30] < 100, "{costs:?}");

    // Who joins has nothing of it.
    let mut joined = Decoder::new().unwrap();
    source.paint(window, |_, _, _| 0xff_ffff);
    let body = encoder.update(&source.view(source.0.rect()), now + 6_400_000).unwrap().unwrap();
    decoder.show(body, false).unwrap();
    joined.show(encoder.key(now + 6_500_000).unwrap(), true).unwrap();
    source.0 = wallpaper;
    let body = encoder.update(&source.view(source.0.rect()), now + 6_600_000).unwrap().unwrap();
    joined.show(body.clone(), false).unwrap();
    decoder.show(body, false).unwrap();
    refine(&mut encoder, &mut joined, now + 12_000_000);
    assert!(bgr(joined.picture().unwrap()) == bgr(&source.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn text_and_flat_areas_are_exact_at_once_scr_11(changes in proptest::collection::vec(flat_change(), 1..12)) {
        play(&changes, |decoder, source| assert!(bgr(decoder.picture().unwrap()) == bgr(&source.0)));
    }

    #[test]
    fn everything_is_exact_after_refinement_scr_11(changes in proptest::collection::vec(any_change(), 1..12)) {
        let (mut encoder, mut decoder, source, now) = play(&changes, |_, _| ());
        refine(&mut encoder, &mut decoder, now + STILL_US);
        prop_assert!(bgr(decoder.picture().unwrap()) == bgr(&source.0));
    }

    #[test]
    fn a_viewer_that_joins_is_exact_after_refinement_scr_17(
        changes in proptest::collection::vec(any_change(), 1..6),
        later in proptest::collection::vec(any_change(), 1..6),
    ) {
        let (mut encoder, _, mut source, mut now) = play(&changes, |_, _| ());
        let mut decoder = Decoder::new().unwrap();
        decoder.show(encoder.key(now).unwrap(), true).unwrap();
        for change in &later {
            now += 20_000;
            let damage = source.apply(change);
            if let Some(body) = encoder.update(&source.view(damage), now).unwrap() {
                decoder.show(body, false).unwrap();
            }
        }
        refine(&mut encoder, &mut decoder, now + STILL_US);
        prop_assert!(bgr(decoder.picture().unwrap()) == bgr(&source.0));
    }

    #[test]
    fn random_bytes_are_no_frame_qlt_7(bytes in proptest::collection::vec(any::<u8>(), 0..200), key in any::<bool>()) {
        let _ = Decoder::new().unwrap().show(Bytes::from(bytes), key);
    }

    #[test]
    fn a_mutated_frame_never_panics_qlt_7(
        changes in proptest::collection::vec(any_change(), 1..4),
        mutations in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let (mut source, mut encoder) = (Source::new(), Encoder::new(WIDTH, HEIGHT).unwrap());
        let first = encoder.key(0).unwrap();
        for change in &changes {
            let damage = source.apply(change);
            let Some(body) = encoder.update(&source.view(damage), 0).unwrap() else { continue };
            let mut bytes = body.to_vec();
            for (index, value) in &mutations {
                let index = index.index(bytes.len());
                bytes[index] = *value;
            }
            let mut decoder = Decoder::new().unwrap();
            decoder.show(first.clone(), true).unwrap();
            let _ = decoder.show(Bytes::from(bytes), false);
            let _ = decoder.show(body.slice(..cut.index(body.len())), true);
        }
    }
}

#[test]
fn a_scroll_is_told_as_a_copy_and_not_as_pixels_scr_32() {
    let mut source = Source::new();
    source.apply(&Change::Text { rect: source.0.rect(), seed: 5 });
    let mut encoder = Encoder::new(WIDTH, HEIGHT).unwrap();
    encoder.absorb(&source.view(source.0.rect()), 0);
    let whole = encoder.key(0).unwrap().len();
    source.apply(&Change::Scroll { rect: source.0.rect(), dx: 0, dy: -17 });
    let delta = encoder.update(&source.view(source.0.rect()), 1).unwrap().unwrap();
    assert!(delta.len() * 4 < whole, "{} of {whole} bytes", delta.len());
    let body = towline_screen::Body::decode(delta).unwrap();
    assert_eq!(body.copies.iter().map(|copy| (copy.dx, copy.dy)).collect::<Vec<_>>(), [(0, -17)]);
}

#[test]
fn memory_of_another_encoder_shows_nothing_of_it_scr_31() {
    let mut source = Source::new();
    source.apply(&Change::Text { rect: source.0.rect(), seed: 5 });
    let mut before = Encoder::new(WIDTH, HEIGHT).unwrap();
    before.absorb(&source.view(source.0.rect()), 0);
    before.key(0).unwrap();
    let mut fresh = Encoder::new(WIDTH, HEIGHT).unwrap();
    let mut reused = Encoder::reusing(WIDTH, HEIGHT, Some(before.into_spare())).unwrap();
    assert!(reused.picture() == fresh.picture());
    assert_eq!(reused.key(1).unwrap(), fresh.key(1).unwrap(), "black");
    for encoder in [&mut fresh, &mut reused] {
        encoder.absorb(&source.view(source.0.rect()), 2);
    }
    assert_eq!(reused.key(2).unwrap(), fresh.key(2).unwrap());
    source.apply(&Change::Scroll { rect: source.0.rect(), dx: 0, dy: -17 });
    let all = source.0.rect();
    assert_eq!(reused.update(&source.view(all), 3).unwrap(), fresh.update(&source.view(all), 3).unwrap());
    let other = Encoder::reusing(WIDTH + 1, HEIGHT, Some(reused.into_spare())).unwrap();
    assert_eq!((other.picture().width(), other.picture().height()), (WIDTH + 1, HEIGHT));
}

#[test]
fn a_typed_character_is_a_frame_of_a_few_hundred_bytes_scr_32() {
    let mut source = Source::new();
    let mut encoder = Encoder::new(WIDTH, HEIGHT).unwrap();
    encoder.absorb(&source.view(source.0.rect()), 0);
    source.apply(&Change::Text { rect: Rect::new(100, 70, 9, 14), seed: 1 });
    let delta = encoder.update(&source.view(Rect::new(96, 64, 16, 32)), 1).unwrap().unwrap();
    assert!(delta.len() < 300, "{} bytes", delta.len());
    assert!(encoder.update(&source.view(source.0.rect()), 2).unwrap().is_none());
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked_qlt_7() {
    let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 1).unwrap();
    let body = towline_screen::Body {
        width: 64,
        height: 64,
        boxes: vec![Rect::new(0, 0, 64, 64)],
        raw_len: 64 * 64 * 3,
        packed: bomb.into(),
        ..Default::default()
    };
    assert!(Decoder::new().unwrap().show(body.encode(), true).is_err());
    let body = towline_screen::Body { raw_len: 1 << 30, ..body };
    assert!(towline_screen::Body::decode(body.encode()).is_err());
}
