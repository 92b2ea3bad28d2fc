use towline_wire::v1::{DrawErase, DrawPoint, DrawUndo};

use super::*;

const VIEWER: u64 = 7;

struct Run {
    sketch: Sketch,
    start: Instant,
}

impl Run {
    fn new() -> Run {
        let mut run = Run { sketch: Sketch::default(), start: Instant::now() };
        run.sketch.resize((400, 300), Some(button_at(Rect::new(0, 0, 400, 300), text())));
        run.allow(0, &[1, 2]);
        run
    }

    fn at(&self, ms: u64) -> Instant {
        self.start + Duration::from_millis(ms)
    }

    fn allow(&mut self, ms: u64, drawers: &[u32]) {
        let one = |number: &u32| HelperDrawer {
            number: *number,
            participant: *number,
            channels: vec![4, 5],
            name: "Rosa".into(),
        };
        let said = HelperDrawing { drawers: drawers.iter().map(one).collect(), lease_ms: 10_000, ..Default::default() };
        self.sketch.allow(said, self.at(ms));
    }

    fn draw(&mut self, ms: u64, participant: u16, body: Body) {
        let now = self.at(ms);
        let place = |x: u32, y: u32| Some((x.min(399) as u16, y.min(299) as u16));
        self.sketch.draw((4, participant), VIEWER, &body, &place, &|_| text(), now);
    }

    fn line(&mut self, participant: u16, stroke: u32, points: &[u32]) {
        self.draw(0, participant, line(stroke, points));
    }

    /// Covered pixels of the whole desktop.
    fn covered(&mut self, ms: u64) -> usize {
        let now = self.at(ms);
        self.sketch.tick(now);
        self.sketch.dirty = Rect::new(0, 0, 400, 300);
        self.sketch.take_paper(now).inks.iter().filter(|ink| ink.covers()).count()
    }
}

fn text() -> Lettering {
    Lettering { width: 20, height: 10, covered: vec![0; 200] }
}

fn line(stroke: u32, points: &[u32]) -> Body {
    let (tool, points) = (DrawTool::Pen.into(), points.to_vec());
    Body::DrawStroke(DrawStroke { stroke, tool, colour: 0, width: 3, points })
}

#[test]
fn only_ones_own_strokes_are_undone_and_erased_scr_14() {
    let mut run = Run::new();
    run.line(1, 1, &[20, 100, 100, 100]);
    let one = run.covered(0);
    run.line(2, 1, &[20, 150, 100, 150]);
    let two = run.covered(0);
    assert!(one > 0 && two > one);
    run.draw(0, 1, Body::DrawErase(DrawErase { x: 60, y: 150 }));
    assert_eq!(run.covered(0), two);
    run.draw(0, 2, Body::DrawErase(DrawErase { x: 60, y: 153 }));
    assert_eq!(run.covered(0), one);
    run.draw(0, 2, Body::DrawUndo(DrawUndo {}));
    assert_eq!(run.covered(0), one);
    run.draw(0, 1, Body::DrawUndo(DrawUndo {}));
    assert_eq!((run.covered(0), run.sketch.is_blank(), run.sketch.button()), (0, true, None));
    // What goes on with a stroke that is gone is nothing; the next one is.
    run.line(1, 1, &[200, 100]);
    assert!(run.sketch.is_blank());
    run.line(1, 2, &[200, 100]);
    assert!(!run.sketch.is_blank());
}

#[test]
fn what_somebody_drew_goes_when_they_may_not_any_more_or_nobody_renews_scr_14() {
    let mut run = Run::new();
    run.line(1, 1, &[20, 100, 100, 100]);
    run.line(2, 1, &[20, 150, 100, 150]);
    run.allow(0, &[2]);
    assert_eq!(run.sketch.strokes.len(), 1);
    run.line(1, 2, &[20, 200, 100, 200]);
    assert_eq!(run.sketch.strokes.len(), 1);
    run.allow(8_000, &[2]);
    assert!(run.covered(17_999) > 0);
    assert_eq!(run.sketch.deadline(run.at(17_999)), Some(run.at(18_000)));
    assert_eq!((run.covered(18_000), run.sketch.deadline(run.at(18_000))), (0, None));
    run.line(2, 2, &[20, 150, 100, 150]);
    assert!(run.sketch.is_blank());
    // On another session's channel the same number is somebody else.
    run.allow(20_000, &[2]);
    let now = run.at(20_000);
    run.sketch.draw((9, 2), VIEWER, &line(3, &[1, 1]), &|_, _| Some((1, 1)), &|_| text(), now);
    assert!(run.sketch.is_blank());
}

#[test]
fn a_mark_that_points_becomes_thinner_and_goes_by_itself_scr_14() {
    let mut run = Run::new();
    run.draw(0, 1, Body::DrawPoint(DrawPoint { x: 380, y: 100, colour: 0 }));
    let whole = run.covered(0);
    assert_eq!(run.sketch.button(), None);
    assert_eq!(run.covered(1_499), whole);
    let thin = run.covered(1_500);
    assert!(thin > 0 && thin < whole * 2 / 3, "{thin} {whole}");
    assert_eq!(run.sketch.deadline(run.at(1_500)), Some(run.at(2_000)));
    assert_eq!((run.covered(2_000), run.sketch.is_blank()), (0, true));
}

#[test]
fn everything_is_bounded_scr_14() {
    let mut run = Run::new();
    for stroke in 1..=400 {
        run.line(1, stroke, &[20, 100, 30, 100]);
    }
    // Searching is not free either.
    run.allow(0, &[1, 2, 3]);
    for stroke in 1..=200 {
        run.line(3, stroke, &[1, 1]);
    }
    for _ in 0..1000 {
        run.draw(0, 3, Body::DrawUndo(DrawUndo {}));
    }
    assert_eq!(run.sketch.strokes.iter().filter(|stroke| stroke.drawer == 3).count(), 0);
    run.line(3, 201, &[1, 1]);
    run.draw(0, 3, Body::DrawUndo(DrawUndo {}));
    assert_eq!(run.sketch.strokes.iter().filter(|stroke| stroke.drawer == 3).count(), 1);
    run.allow(0, &[1, 2]);
    assert_eq!(run.sketch.strokes.len(), STROKES);
    // One second's points, and no more at once.
    run.line(2, 1, &[1, 1]);
    for _ in 0..100 {
        run.line(2, 1, &[9; 400]);
    }
    let points = run.sketch.strokes.last().unwrap().points.len();
    assert!(points > 1_000 && points <= RATE as usize, "{points}");
    for second in 1..20 {
        for _ in 0..40 {
            run.draw(second * 1_000, 2, line(1, &[9; 256]));
        }
    }
    assert_eq!(run.sketch.strokes.last().unwrap().points.len(), STROKE_POINTS);
    run.draw(0, 1, Body::DrawPoint(DrawPoint { x: u32::MAX, y: u32::MAX, colour: 99 }));
    run.draw(30_000, 1, line(u32::MAX, &[u32::MAX, u32::MAX, 1]));
    assert!(run.covered(0) > 0);
}

#[test]
fn whoever_sits_there_clears_everything_and_the_button_goes_with_it_scr_14() {
    let mut run = Run::new();
    run.line(1, 1, &[20, 100, 100, 100]);
    run.draw(0, 2, Body::DrawPoint(DrawPoint { x: 50, y: 50, colour: 3 }));
    let place = run.sketch.button().unwrap();
    assert_eq!((place.y, place.x + place.w / 2), (0, 200));
    run.sketch.clear();
    assert_eq!((run.covered(0), run.sketch.button()), (0, None));
    run.line(1, 2, &[20, 100, 100, 100]);
    assert!(run.sketch.button().is_some());
}
