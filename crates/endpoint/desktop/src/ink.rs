//! What is drawn, as pixels of a part of the desktop (SCR-14). Lines are as wide as they are, without soft edges: a pixel is covered or not.

use towline_platform::{Ink, Lettering};
use towline_screen::Rect;

/// Sides of an ellipse.
const SIDES: u16 = 96;

/// A place on the desktop.
pub(crate) type Point = (u16, u16);

/// Pixels of a part of the desktop that is painted anew.
pub(crate) struct Paper {
    pub area: Rect,
    pub inks: Vec<Ink>,
}

/// What kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Pen,
    Highlighter,
    Arrow,
    Rectangle,
    Ellipse,
}

impl Kind {
    /// Whether each point belongs to the line; else only the first and the last count.
    pub fn is_free(self) -> bool {
        matches!(self, Kind::Pen | Kind::Highlighter)
    }

    /// Of how many rows one is covered.
    fn every(self) -> u32 {
        if self == Kind::Highlighter { 2 } else { 1 }
    }
}

impl Paper {
    pub fn new(area: Rect) -> Paper {
        Paper { area, inks: vec![Ink::NONE; area.area()] }
    }

    /// Covers a row from one column to another, both included, where it lies on the paper.
    fn span(&mut self, y: i32, from: f32, to: f32, ink: Ink) {
        let (left, right) = (i32::from(self.area.x), self.area.right() as i32 - 1);
        let (from, to) = ((from.ceil() as i32).max(left), (to.floor() as i32).min(right));
        let row = y - i32::from(self.area.y);
        if row < 0 || row >= i32::from(self.area.h) || from > to {
            return;
        }
        let start = row as usize * usize::from(self.area.w);
        let (from, to) = (start + (from - left) as usize, start + (to - left) as usize);
        if let Some(pixels) = self.inks.get_mut(from..=to) {
            pixels.fill(ink);
        }
    }

    /// A line with round ends. Every so many rows only.
    fn segment(&mut self, from: (f32, f32), to: (f32, f32), radius: f32, ink: Ink, every: u32) {
        let first = (from.1.min(to.1) - radius).floor().max(f32::from(self.area.y)) as i32;
        let last = (from.1.max(to.1) + radius).ceil().min(self.area.bottom() as f32 - 1.0) as i32;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        // The sides of the line, beside its middle.
        let side = if length > 0.0 { (-dy / length * radius, dx / length * radius) } else { (0.0, 0.0) };
        let corners = [
            (from.0 + side.0, from.1 + side.1),
            (to.0 + side.0, to.1 + side.1),
            (to.0 - side.0, to.1 - side.1),
            (from.0 - side.0, from.1 - side.1),
        ];
        for y in (first..=last).filter(|y| (*y as u32).is_multiple_of(every)) {
            let row = y as f32;
            let mut reach = Reach::default();
            for end in [from, to] {
                let off = radius * radius - (row - end.1) * (row - end.1);
                if off >= 0.0 {
                    reach.take(end.0 - off.sqrt());
                    reach.take(end.0 + off.sqrt());
                }
            }
            for (start, end) in corners.iter().zip(corners.iter().cycle().skip(1)) {
                if (start.1 <= row) != (end.1 <= row) {
                    reach.take(start.0 + (row - start.1) / (end.1 - start.1) * (end.0 - start.0));
                }
            }
            self.span(y, reach.from, reach.to, ink);
        }
    }

    /// A stroke, so many pixels wide.
    pub fn stroke(&mut self, kind: Kind, width: u16, points: &[Point], ink: Ink) {
        let radius = (f32::from(width) / 2.0).max(0.5);
        let lines = outline(kind, width, points);
        if let [only] = lines.as_slice() {
            self.segment(*only, *only, radius, ink, kind.every());
        }
        for pair in lines.windows(2) {
            if let [from, to] = pair
                && !(from.0.is_nan() || to.0.is_nan())
            {
                self.segment(*from, *to, radius, ink, kind.every());
            }
        }
    }

    /// A filled circle.
    pub fn dot(&mut self, at: Point, radius: f32, ink: Ink, every: u32) {
        let at = (f32::from(at.0), f32::from(at.1));
        self.segment(at, at, radius, ink, every);
    }

    /// A filled rectangle with letters in it, so many pixels from its edges.
    pub fn label(&mut self, place: Rect, pad: u16, text: &Lettering, colour: usize, every: u32) {
        for y in (u32::from(place.y)..place.bottom()).filter(|y| y.is_multiple_of(every)) {
            self.span(y as i32, f32::from(place.x), place.right() as f32 - 1.0, Ink::new(colour, 0.0));
            let Some(row) = y.checked_sub(u32::from(place.y) + u32::from(pad)) else { continue };
            let start = row as usize * usize::from(text.width);
            let letters = text.covered.get(start..start + usize::from(text.width)).unwrap_or_default();
            for (column, covered) in letters.iter().enumerate().filter(|(_, covered)| **covered > 0) {
                let x = f32::from(place.x) + f32::from(pad) + column as f32;
                self.span(y as i32, x, x, Ink::new(colour, f32::from(*covered) / 255.0));
            }
        }
    }
}

/// From where to where a row is covered.
struct Reach {
    from: f32,
    to: f32,
}

impl Default for Reach {
    fn default() -> Self {
        Reach { from: f32::INFINITY, to: f32::NEG_INFINITY }
    }
}

impl Reach {
    fn take(&mut self, x: f32) {
        (self.from, self.to) = (self.from.min(x), self.to.max(x));
    }
}

/// The line of a stroke from point to point; a point that is no number ends one line and begins another.
fn outline(kind: Kind, width: u16, points: &[Point]) -> Vec<(f32, f32)> {
    let place = |point: &Point| (f32::from(point.0), f32::from(point.1));
    let (Some(first), Some(last)) = (points.first().map(place), points.last().map(place)) else { return Vec::new() };
    let nothing = (f32::NAN, f32::NAN);
    match kind {
        Kind::Pen | Kind::Highlighter => points.iter().map(place).collect(),
        Kind::Arrow => {
            let (dx, dy) = (last.0 - first.0, last.1 - first.1);
            let length = dx.hypot(dy).max(1.0);
            let head = (f32::from(width) * 3.5).max(14.0).min(length.max(14.0));
            let wing = |turn: f32| {
                let (sin, cos) = turn.sin_cos();
                let (ux, uy) = (dx / length, dy / length);
                (last.0 + head * (ux * cos - uy * sin), last.1 + head * (ux * sin + uy * cos))
            };
            vec![first, last, nothing, wing(2.6), last, wing(-2.6)]
        }
        Kind::Rectangle => vec![first, (last.0, first.1), last, (first.0, last.1), first],
        Kind::Ellipse => {
            let middle = ((first.0 + last.0) / 2.0, (first.1 + last.1) / 2.0);
            let half = ((last.0 - first.0) / 2.0, (last.1 - first.1) / 2.0);
            let turn = |side: u16| f32::from(side) / f32::from(SIDES) * std::f32::consts::TAU;
            (0..=SIDES).map(turn).map(|at| (middle.0 + half.0 * at.cos(), middle.1 + half.1 * at.sin())).collect()
        }
    }
}

/// The part of the desktop that a stroke lies in.
pub(crate) fn bounds(kind: Kind, width: u16, points: &[Point], size: (u16, u16)) -> Rect {
    let radius = f32::from(width) / 2.0 + 2.0;
    let (mut across, mut down) = (Reach::default(), Reach::default());
    // A point that is no number changes nothing.
    for (x, y) in outline(kind, width, points) {
        across.take(x);
        down.take(y);
    }
    if across.from > across.to || down.from > down.to {
        return Rect::default();
    }
    // Clipped as a whole: a corner may lie outside, and what leads to it inside.
    let (x, y) = ((across.from - radius).floor(), (down.from - radius).floor());
    let (w, h) = ((across.to + radius).ceil() - x, (down.to + radius).ceil() - y);
    Rect::clipped(x as i32, y as i32, w.max(0.0) as u32, h.max(0.0) as u32, size.0, size.1)
}

/// Whether a stroke passes within so many pixels of a place.
pub(crate) fn passes(kind: Kind, width: u16, points: &[Point], at: Point, reach: f32) -> bool {
    let (x, y) = (f32::from(at.0), f32::from(at.1));
    let near = f32::from(width) / 2.0 + reach;
    let lines = outline(kind, width, points);
    let distance = |from: (f32, f32), to: (f32, f32)| {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let square = dx * dx + dy * dy;
        let along = if square > 0.0 { (((x - from.0) * dx + (y - from.1) * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
        (x - from.0 - along * dx).hypot(y - from.1 - along * dy)
    };
    match lines.as_slice() {
        [only] => distance(*only, *only) <= near,
        // No number is near nothing.
        lines => lines.windows(2).any(|pair| matches!(pair, [from, to] if distance(*from, *to) <= near)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(kind: Kind, width: u16, points: &[Point]) -> Paper {
        let mut paper = Paper::new(Rect::new(0, 0, 200, 100));
        paper.stroke(kind, width, points, Ink::new(0, 0.0));
        paper
    }

    fn at(paper: &Paper, x: usize, y: usize) -> bool {
        paper.inks[y * 200 + x].covers()
    }

    #[test]
    fn a_line_is_as_wide_as_it_is_and_covers_nothing_else_scr_14() {
        let paper = drawn(Kind::Pen, 5, &[(20, 50), (100, 50)]);
        for y in 0..100 {
            assert_eq!(at(&paper, 60, y), (48..=52).contains(&y), "{y}");
        }
        assert!(at(&paper, 18, 50) && !at(&paper, 16, 50) && at(&paper, 102, 50) && !at(&paper, 104, 50));
        // A dot, where somebody only pressed.
        let dot = drawn(Kind::Pen, 9, &[(50, 50)]);
        assert!(at(&dot, 50, 50) && at(&dot, 46, 50) && at(&dot, 50, 54) && !at(&dot, 46, 46) && !at(&dot, 44, 50));
    }

    #[test]
    fn text_below_a_highlighter_can_be_read_scr_14() {
        let paper = drawn(Kind::Highlighter, 20, &[(20, 50), (100, 50)]);
        let rows: Vec<bool> = (44..52).map(|y| at(&paper, 60, y)).collect();
        assert_eq!(rows, [true, false, true, false, true, false, true, false]);
    }

    #[test]
    fn shapes_are_hollow_and_an_arrow_has_its_head_where_it_ends_scr_14() {
        let frame = drawn(Kind::Rectangle, 3, &[(20, 20), (120, 80)]);
        assert!(at(&frame, 20, 50) && at(&frame, 70, 20) && at(&frame, 120, 50) && at(&frame, 70, 80));
        assert!(!at(&frame, 70, 50) && !at(&frame, 10, 50));
        let round = drawn(Kind::Ellipse, 3, &[(120, 80), (20, 20)]);
        assert!(at(&round, 20, 50) && at(&round, 70, 20) && !at(&round, 70, 50) && !at(&round, 22, 22));
        let arrow = drawn(Kind::Arrow, 3, &[(20, 50), (150, 50)]);
        assert!(at(&arrow, 60, 50) && !at(&arrow, 60, 46) && at(&arrow, 142, 46) && at(&arrow, 142, 54));
        assert!(!at(&arrow, 28, 46));
    }

    proptest! {
        #[test]
        fn what_is_drawn_lies_within_its_bounds_and_can_be_erased_there_scr_14(
            kind in prop::sample::select(vec![Kind::Pen, Kind::Highlighter, Kind::Arrow, Kind::Rectangle, Kind::Ellipse]),
            width in 1..40u16,
            points in prop::collection::vec((0..200u16, 0..100u16), 1..6),
        ) {
            let whole = drawn(kind, width, &points);
            let inside = bounds(kind, width, &points, (200, 100));
            for y in 0..100u16 {
                for x in 0..200u16 {
                    if at(&whole, x.into(), y.into()) {
                        prop_assert!(!inside.intersection(Rect::new(x, y, 1, 1)).is_empty(), "{x} {y} {inside:?}");
                        prop_assert!(passes(kind, width, &points, (x, y), 1.0), "{x} {y}");
                    }
                }
            }
            // A part of it, painted alone, is the same part.
            let mut part = Paper::new(Rect::new(50, 20, 60, 40));
            part.stroke(kind, width, &points, Ink::new(0, 0.0));
            for y in 0..40 {
                prop_assert_eq!(&part.inks[y * 60..y * 60 + 60], &whole.inks[(y + 20) * 200 + 50..(y + 20) * 200 + 110]);
            }
        }
    }
}
