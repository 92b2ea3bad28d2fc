//! Colour optimisation (SCR-11): in every mode the viewer sees what the mode promises, whatever happens on the screen and whenever the mode is changed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod source;

use proptest::prelude::*;
use source::{Change, HEIGHT, Source, WIDTH, any_change, bgr, flat_change};
use towline_screen::{Decoder, Depth, Encoder, Look, Mode, Picture, PixelView, Rect, STILL_US};

const MODES: [Mode; 6] =
    [Mode::Automatic, Mode::BlackAndWhite, Mode::FewColors, Mode::MoreColors, Mode::VideoOptimized, Mode::FullColor];

/// Every look that a mode may have on some link.
fn looks() -> Vec<Look> {
    let steps = |mode: Mode| (0..=mode.steps().1).map(move |step| mode.look(step, false));
    MODES.into_iter().flat_map(steps).chain([Mode::BlackAndWhite.look(0, true)]).collect()
}

/// Looks in which a picture at rest has no photographs.
fn exact_looks() -> Vec<Look> {
    let modes = [Mode::Automatic, Mode::FewColors, Mode::MoreColors, Mode::FullColor];
    modes.map(|mode| mode.look(0, false)).into_iter().chain([Mode::BlackAndWhite.look(0, true)]).collect()
}

fn any_look() -> impl Strategy<Value = Look> {
    proptest::sample::select(looks())
}

/// An encoder and everybody who looks.
struct Stage {
    source: Source,
    encoder: Encoder,
    viewers: Vec<Decoder>,
    now: u64,
}

impl Stage {
    fn new(look: Look) -> Stage {
        let source = Source::new();
        let mut encoder = Encoder::new(WIDTH, HEIGHT).unwrap();
        encoder.set_look(look);
        encoder.absorb(&source.view(source.0.rect()), 1);
        let mut stage = Stage { source, encoder, viewers: Vec::new(), now: 1 };
        stage.join();
        stage
    }

    /// Somebody begins to look; nobody else gets their picture.
    fn join(&mut self) {
        let mut viewer = Decoder::new().unwrap();
        viewer.show(self.encoder.key(self.now).unwrap(), true).unwrap();
        self.viewers.push(viewer);
    }

    fn change(&mut self, change: &Change) {
        self.now += 20_000;
        let damage = self.source.apply(change);
        let body = self.encoder.update(&self.source.view(self.encoder.aligned(damage)), self.now).unwrap();
        for viewer in &mut self.viewers {
            if let Some(body) = body.clone() {
                viewer.show(body, false).unwrap();
            }
        }
    }

    fn rest(&mut self) {
        self.now += STILL_US;
        while let Some(body) = self.encoder.refine(self.now, 20_000).unwrap() {
            for viewer in &mut self.viewers {
                viewer.show(body.clone(), false).unwrap();
            }
        }
        assert_eq!(self.encoder.refine_due(), None);
    }

    fn shown(&self) -> impl Iterator<Item = &Picture> {
        self.viewers.iter().map(|viewer| viewer.picture().unwrap())
    }

    fn shows(&self, depth: Depth) -> bool {
        let wanted = bgr(&depth.shown_picture(&self.source.0));
        self.shown().all(|shown| bgr(shown) == wanted)
    }
}

/// What happens, and what look there is while it does.
fn scenes(change: impl Strategy<Value = Change>) -> impl Strategy<Value = Vec<(Look, Change, bool)>> {
    proptest::collection::vec((any_look(), change, proptest::bool::weighted(0.1)), 1..12)
}

fn play(stage: &mut Stage, scenes: &[(Look, Change, bool)]) {
    for (look, change, joins) in scenes {
        stage.encoder.set_look(*look);
        if *joins {
            stage.join();
        }
        stage.change(change);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn text_is_at_once_what_the_mode_shows_scr_11(
        look in any_look(),
        changes in proptest::collection::vec(flat_change(), 1..8),
    ) {
        let mut stage = Stage::new(look);
        for change in &changes {
            stage.change(change);
            prop_assert!(stage.shows(look.depth));
        }
    }

    #[test]
    fn after_any_switches_everybody_has_the_exact_picture_of_the_mode_scr_11(
        scenes in scenes(any_change()),
        last in proptest::sample::select(exact_looks()),
    ) {
        let mut stage = Stage::new(Look::default());
        play(&mut stage, &scenes);
        stage.encoder.set_look(last);
        stage.rest();
        prop_assert!(stage.shows(last.depth));
    }

    #[test]
    fn modes_that_keep_photographs_keep_text_exact_and_photographs_close_scr_11(
        flat in scenes(flat_change()),
        any in scenes(any_change()),
        gray in any::<bool>(),
    ) {
        let look = if gray { Mode::BlackAndWhite.look(0, false) } else { Mode::VideoOptimized.look(0, false) };
        let mut stage = Stage::new(Look::default());
        play(&mut stage, &flat);
        stage.encoder.set_look(look);
        stage.rest();
        // Flat changes are never photographs, so nothing of them is left as one.
        prop_assert!(stage.shows(look.depth));
        play(&mut stage, &any);
        stage.encoder.set_look(look);
        stage.rest();
        let wanted = bgr(&look.depth.shown_picture(&stage.source.0));
        for shown in stage.shown() {
            let shown = bgr(shown);
            let error: u64 = shown.iter().flatten().zip(wanted.iter().flatten()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
            prop_assert!(error / shown.len() as u64 / 3 < 40, "{error}");
            if gray {
                prop_assert!(shown.iter().all(|[b, g, r]| b.abs_diff(*g) <= 1 && g.abs_diff(*r) <= 1));
            }
        }
    }
}

/// Smooth shapes with a little grain.
fn photograph(x: u32, y: u32, shift: u32) -> u32 {
    let wave = |scale: f32, phase: f32| {
        (((x + shift * 3) as f32 / scale + phase).sin() * ((y + shift) as f32 / scale - phase).cos() * 60.0 + 120.0)
            as u32
    };
    let grain = (x.wrapping_mul(0x9e37) ^ (y << 7) ^ shift).wrapping_mul(0x7feb_352d) >> 29;
    (wave(97.0, 0.3) + grain) << 16 | (wave(61.0, 1.1) + grain) << 8 | (wave(143.0, 2.0) + grain)
}

/// A letter's pixel, with soft edges.
fn letter(x: u32, y: u32, line: u32) -> u32 {
    let (cell, inside) = (x / 9, x % 9);
    let glyph = (line.wrapping_mul(977) ^ cell).wrapping_mul(0x9e37_79b1) ^ (inside / 2) << 8 ^ (y / 3) << 16;
    let ink = glyph.wrapping_mul(0x85eb_ca6b) >> 16 & 7;
    if inside > 6 || !(3..=15).contains(&y) || cell % 7 == 6 {
        0x00fa_fbfc
    } else {
        [0x00fa_fbfc, 0x0010_2030, 0x0080_8c98, 0x00fa_fbfc, 0x00c0_c8d0, 0x0010_2030, 0x0033_66aa, 0x00cc_4422]
            [ink as usize]
    }
}

/// Bytes of a scene in a mode, from its first picture to when it is still.
fn bytes_of(look: Look, paint: impl Fn(u32, u32, u32) -> u32, moving: bool) -> usize {
    let (width, height) = (640u16, 360u16);
    let mut picture = Picture::new(width, height).unwrap();
    let mut encoder = Encoder::new(width, height).unwrap();
    encoder.set_look(look);
    let (mut bytes, mut now) = (0, 1);
    for step in 0..24u32 {
        for y in 0..height {
            for x in 0..width {
                let colour = paint(x.into(), y.into(), if moving { step } else { 0 });
                picture.row_mut(x, y, 1).copy_from_slice(&colour.to_le_bytes());
            }
        }
        let view = PixelView::new(picture.rect(), picture.stride(), picture.pixels()).unwrap();
        if step == 0 {
            encoder.absorb(&view, now);
            bytes += encoder.key(now).unwrap().len();
        } else if moving {
            bytes += encoder.update(&view, now).unwrap().map_or(0, |body| body.len());
        }
        now += 33_000;
    }
    now += STILL_US;
    while let Some(body) = encoder.refine(now, usize::MAX).unwrap() {
        bytes += body.len();
    }
    bytes
}

#[test]
fn each_mode_takes_more_of_the_link_than_the_one_before_it_scr_11() {
    type Paint = fn(u32, u32, u32) -> u32;
    let page: Paint = |x, y, _| if x < 320 { letter(x, y % 18, y / 18) } else { photograph(x, y, 0) };
    let log: Paint = |x, y, step| letter(x, y % 18, y / 18 + step);
    let film: Paint = |x, y, step| if y < 72 { letter(x, y % 18, y / 18) } else { photograph(x, y, step) };
    for (name, paint, moving) in [("page", page, false), ("log", log, true), ("film", film, true)] {
        let of = |mode: Mode| bytes_of(mode.look(mode.steps().0, false), paint, moving);
        let narrow = bytes_of(Mode::BlackAndWhite.look(0, true), paint, moving);
        let order = [Mode::BlackAndWhite, Mode::FewColors, Mode::MoreColors, Mode::FullColor].map(of);
        let video = of(Mode::VideoOptimized);
        assert!(narrow < order[0], "{name}: {narrow} {order:?}");
        assert!(order.is_sorted_by(|less, more| less < more), "{name}: {order:?}");
        assert!(video <= order[3], "{name}: {video} {order:?}");
        assert!(name == "log" || video < order[3], "{name}: {video} {order:?}");
    }
}

#[test]
fn a_link_that_is_loaded_is_not_loaded_with_refinements_scr_33() {
    let mut stage = Stage::new(Look::default());
    stage.change(&Change::Gradient { rect: Rect::new(10, 10, 200, 200), seed: 3 });
    stage.encoder.set_look(Mode::Automatic.look(Mode::Automatic.steps().1, false));
    assert_eq!(stage.encoder.refine_due(), None);
    stage.change(&Change::Text { rect: Rect::new(20, 20, 100, 30), seed: 9 });
    stage.encoder.set_look(Look::default());
    assert!(stage.encoder.refine_due().is_some());
    stage.rest();
    assert!(stage.shows(Depth::Bgr24));
}
