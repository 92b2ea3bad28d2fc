//! What is drawn on the desktop, by whom and for how long (SCR-14). Pure: no clock and no display of its own.
//!
//! INVARIANT: everything here is a drawer's of the newest list, within the lease that came with it; of each thing there is a bounded number.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use towline_platform::{Ink, Lettering};
use towline_screen::Rect;
use towline_wire::v1::screen_up::Body;
use towline_wire::v1::{DrawColour, DrawStroke, DrawTool, HelperDrawer, HelperDrawing};

use crate::ink::{Kind, Paper, Point, bounds, passes};

/// The longest lease that is taken.
const LONGEST_LEASE: Duration = Duration::from_secs(60);
/// Strokes of one drawer; the oldest makes room.
const STROKES: usize = 200;
/// Points of one stroke, and of all.
const STROKE_POINTS: usize = 4096;
const POINTS: usize = 32 * 1024;
/// Points in one message.
const MESSAGE_POINTS: usize = 128;
/// Points that one drawer may add in a second, and at once.
const RATE: f64 = 4000.0;
/// What everything else counts as.
const SEARCH: f64 = 16.0;
const WIDEST: u32 = 64;
/// How near to a stroke it is erased, in pixels.
const REACH: f32 = 6.0;
/// How long a mark that points stands, and becomes thinner.
const STANDS: Duration = Duration::from_millis(1500);
const THINNER: Duration = Duration::from_millis(500);
/// Pixels around letters.
const PAD: u16 = 5;
const DOT: f32 = 7.0;
const RING: f32 = 15.0;
/// The colour of what we say ourselves.
const GROUND: usize = 8;

/// A place within a channel's picture, as a place on the desktop.
pub(crate) type Place<'a> = &'a dyn Fn(u32, u32) -> Option<Point>;

#[derive(Default)]
pub(crate) struct Sketch {
    drawers: Vec<Drawer>,
    strokes: Vec<Stroke>,
    lease_until: Option<Instant>,
    size: (u16, u16),
    /// What is to be painted anew.
    dirty: Rect,
    /// By which whoever sits there takes everything away, where it stands while something is drawn.
    button: Option<(Rect, Lettering)>,
}

struct Drawer {
    said: HelperDrawer,
    label: Option<Lettering>,
    ping: Option<Ping>,
    newest: HashMap<u64, u32>,
    budget: f64,
    since: Instant,
}

impl Drawer {
    /// Whether they may do this much more now. What is no point costs as many as it takes to look for one.
    fn affords(&mut self, body: &Body, now: Instant) -> bool {
        let cost = match body {
            Body::DrawStroke(stroke) => (stroke.points.len() / 2).clamp(1, MESSAGE_POINTS) as f64,
            _ => SEARCH,
        };
        let earned = now.saturating_duration_since(self.since).as_secs_f64() * RATE;
        (self.budget, self.since) = ((self.budget + earned).min(RATE), now);
        let may = self.budget >= cost;
        self.budget -= if may { cost } else { 0.0 };
        may
    }
}

struct Ping {
    at: Point,
    colour: usize,
    began: Instant,
    area: Rect,
}

struct Stroke {
    drawer: u32,
    viewer: u64,
    number: u32,
    kind: Kind,
    colour: usize,
    width: u16,
    points: Vec<Point>,
    area: Rect,
}

impl Sketch {
    /// The desktop's size, at the beginning and when it changed: everything is painted anew. The button's place is of that size, too.
    pub fn resize(&mut self, size: (u16, u16), button: Option<(Rect, Lettering)>) {
        self.size = size;
        self.button = button;
        self.dirty = Rect::new(0, 0, size.0, size.1);
        for stroke in &mut self.strokes {
            stroke.area = bounds(stroke.kind, stroke.width, &stroke.points, size);
        }
    }

    /// Whether nothing is there and nothing is to be painted.
    pub fn is_blank(&self) -> bool {
        self.strokes.is_empty() && self.drawers.iter().all(|drawer| drawer.ping.is_none())
    }

    /// Where whoever sits there may click.
    pub fn button(&self) -> Option<Rect> {
        self.button.as_ref().filter(|_| !self.strokes.is_empty()).map(|(place, _)| *place)
    }

    /// Who may draw from now on, and for how long.
    pub fn allow(&mut self, said: HelperDrawing, now: Instant) {
        let lease = Duration::from_millis(said.lease_ms.into()).min(LONGEST_LEASE);
        let mut drawers = Vec::new();
        for one in said.drawers {
            let known = self.drawers.iter().position(|known| known.said.number == one.number);
            match known.map(|at| self.drawers.swap_remove(at)) {
                Some(mut known) => {
                    known.label = known.label.filter(|_| known.said.name == one.name);
                    known.said = one;
                    drawers.push(known);
                }
                None => drawers.push(Drawer {
                    said: one,
                    label: None,
                    ping: None,
                    newest: HashMap::new(),
                    budget: RATE,
                    since: now,
                }),
            }
        }
        for gone in std::mem::replace(&mut self.drawers, drawers) {
            self.spoil(gone.ping.map(|ping| ping.area).unwrap_or_default());
        }
        let known: Vec<u32> = self.drawers.iter().map(|drawer| drawer.said.number).collect();
        self.take_away(|stroke| !known.contains(&stroke.drawer));
        self.lease_until = (!known.is_empty()).then(|| now + lease);
    }

    /// Takes everything away that was drawn; whoever may draw still may.
    pub fn clear(&mut self) {
        self.take_away(|_| true);
        let pings: Vec<Rect> =
            self.drawers.iter_mut().filter_map(|drawer| drawer.ping.take()).map(|ping| ping.area).collect();
        pings.into_iter().for_each(|area| self.spoil(area));
    }

    /// What a participant does on a channel. What nobody of the list does is nothing. `letters`: a name as pixels.
    pub fn draw(
        &mut self,
        (channel, participant): (u32, u16),
        viewer: u64,
        body: &Body,
        place: Place<'_>,
        letters: &dyn Fn(&str) -> Lettering,
        now: Instant,
    ) {
        let mine = |drawer: &Drawer| {
            drawer.said.participant == u32::from(participant) && drawer.said.channels.contains(&channel)
        };
        let Some(at) = self.drawers.iter().position(mine) else { return };
        let Some(drawer) = self.drawers.get_mut(at) else { return };
        if !drawer.affords(body, now) {
            return;
        }
        let number = drawer.said.number;
        match body {
            Body::DrawStroke(stroke) => {
                let points = stroke.points.chunks_exact(2).take(MESSAGE_POINTS);
                let points: Vec<Point> =
                    points.filter_map(|pair| if let [x, y] = pair { place(*x, *y) } else { None }).collect();
                if !points.is_empty() {
                    self.stroke(at, viewer, stroke, points);
                }
            }
            Body::DrawErase(erase) => {
                if let Some(spot) = place(erase.x, erase.y) {
                    let hit = |stroke: &Stroke| {
                        stroke.drawer == number && passes(stroke.kind, stroke.width, &stroke.points, spot, REACH)
                    };
                    self.remove(self.strokes.iter().rposition(hit));
                }
            }
            Body::DrawUndo(_) => self.remove(self.strokes.iter().rposition(|stroke| stroke.drawer == number)),
            Body::DrawPoint(point) => {
                let Some(spot) = place(point.x, point.y) else { return };
                let name = plain(&drawer.said.name);
                let label = drawer.label.get_or_insert_with(|| letters(&name));
                let area = around(spot, label, self.size);
                let ping = Ping { at: spot, colour: colour(point.colour()), began: now, area };
                let before = drawer.ping.replace(ping).map(|ping| ping.area).unwrap_or_default();
                self.spoil(before);
                self.spoil(area);
            }
            // The service says who may draw anew; the rest is none of ours.
            _ => {}
        }
    }

    fn stroke(&mut self, at: usize, viewer: u64, said: &DrawStroke, points: Vec<Point>) {
        let Some(drawer) = self.drawers.get_mut(at) else { return };
        let (number, size) = (drawer.said.number, self.size);
        let total: usize = self.strokes.iter().map(|stroke| stroke.points.len()).sum();
        let known =
            |stroke: &&mut Stroke| stroke.drawer == number && stroke.viewer == viewer && stroke.number == said.stroke;
        if let Some(stroke) = self.strokes.iter_mut().rev().find(known) {
            let before = stroke.points.len();
            let new = if stroke.kind.is_free() {
                let room = STROKE_POINTS.saturating_sub(before).min(POINTS.saturating_sub(total));
                stroke.points.extend(points.into_iter().take(room));
                // From the point to which the new ones go on.
                let new = stroke.points.get(before.saturating_sub(1)..).unwrap_or_default();
                bounds(stroke.kind, stroke.width, new, size)
            } else {
                stroke.points.truncate(1);
                stroke.points.extend(points.last());
                stroke.area.union(bounds(stroke.kind, stroke.width, &stroke.points, size))
            };
            stroke.area = match stroke.kind.is_free() {
                true => stroke.area.union(new),
                false => bounds(stroke.kind, stroke.width, &stroke.points, size),
            };
            return self.spoil(new);
        }
        let newest = drawer.newest.entry(viewer).or_default();
        let Some(kind) = kind(said.tool()) else { return };
        if said.stroke <= *newest || total >= POINTS {
            return;
        }
        *newest = said.stroke;
        if drawer.newest.len() > STROKES {
            drawer.newest.retain(|of, _| *of == viewer);
        }
        if self.strokes.iter().filter(|stroke| stroke.drawer == number).count() >= STROKES {
            self.remove(self.strokes.iter().position(|stroke| stroke.drawer == number));
        }
        let width = said.width.clamp(1, WIDEST) as u16;
        let area = bounds(kind, width, &points, size);
        let (number, colour) = (said.stroke, colour(said.colour()));
        let drawer = self.drawers.get(at).map(|drawer| drawer.said.number).unwrap_or_default();
        self.strokes.push(Stroke { drawer, viewer, number, kind, colour, width, points, area });
        if self.strokes.len() == 1 {
            self.spoil_button();
        }
        self.spoil(area);
    }

    fn remove(&mut self, at: Option<usize>) {
        if let Some(at) = at.filter(|at| *at < self.strokes.len()) {
            let area = self.strokes.remove(at).area;
            self.spoil(area);
            if self.strokes.is_empty() {
                self.spoil_button();
            }
        }
    }

    fn take_away(&mut self, gone: impl Fn(&Stroke) -> bool) {
        let areas: Vec<Rect> = self.strokes.extract_if(.., |stroke| gone(stroke)).map(|stroke| stroke.area).collect();
        if !areas.is_empty() && self.strokes.is_empty() {
            self.spoil_button();
        }
        areas.into_iter().for_each(|area| self.spoil(area));
    }

    fn spoil(&mut self, area: Rect) {
        self.dirty = self.dirty.union(area.intersection(Rect::new(0, 0, self.size.0, self.size.1)));
    }

    fn spoil_button(&mut self) {
        let place = self.button.as_ref().map(|(place, _)| *place).unwrap_or_default();
        self.spoil(place);
    }

    /// What is over by now.
    pub fn tick(&mut self, now: Instant) {
        if self.lease_until.is_some_and(|until| until <= now) {
            self.allow(HelperDrawing::default(), now);
        }
        let mut changed = Vec::new();
        for drawer in &mut self.drawers {
            if let Some(ping) = drawer.ping.take_if(|ping| ping.began + STANDS + THINNER <= now) {
                changed.push(ping.area);
            } else if let Some(ping) = &drawer.ping
                && ping.began + STANDS <= now
            {
                changed.push(ping.area);
            }
        }
        changed.into_iter().for_each(|area| self.spoil(area));
    }

    /// When something is over next.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        let pings = self.drawers.iter().filter_map(|drawer| drawer.ping.as_ref()).map(|ping| {
            let thinner = ping.began + STANDS;
            if now < thinner { thinner } else { thinner + THINNER }
        });
        pings.chain(self.lease_until).min()
    }

    /// Whether something is to be painted.
    pub fn is_dirty(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// What is to be painted, and its pixels.
    pub fn take_paper(&mut self, now: Instant) -> Paper {
        let mut paper = Paper::new(std::mem::take(&mut self.dirty));
        let seen = |area: Rect| !area.intersection(paper.area).is_empty();
        let strokes: Vec<&Stroke> = self.strokes.iter().filter(|stroke| seen(stroke.area)).collect();
        let pings = self.drawers.iter().filter_map(|drawer| Some((drawer.ping.as_ref()?, drawer.label.as_ref()?)));
        let pings: Vec<_> = pings.filter(|(ping, _)| seen(ping.area)).collect();
        for stroke in strokes {
            paper.stroke(stroke.kind, stroke.width, &stroke.points, Ink::new(stroke.colour, 0.0));
        }
        for (ping, label) in pings {
            let every = if now < ping.began + STANDS { 1 } else { 2 };
            let white = if ping.colour == 7 { 6 } else { 7 };
            paper.dot(ping.at, RING, Ink::new(ping.colour, 0.0), every);
            paper.dot(ping.at, RING - 3.0, Ink::new(white, 0.0), every);
            paper.dot(ping.at, DOT, Ink::new(ping.colour, 0.0), every);
            if label.width > 0 {
                paper.label(tag(ping.at, label, self.size), PAD, label, ping.colour, every);
            }
        }
        if let Some((place, text)) = self.button.as_ref().filter(|_| !self.strokes.is_empty()) {
            paper.label(*place, PAD, text, GROUND, 1);
        }
        paper
    }
}

/// Where the button stands: at the top of the first monitor, in its middle, where windows have their titles.
pub(crate) fn button_at(monitor: Rect, text: Lettering) -> (Rect, Lettering) {
    let (w, h) = ((text.width + 2 * PAD).min(monitor.w), (text.height + 2 * PAD).min(monitor.h));
    (Rect::new(monitor.x + (monitor.w - w) / 2, monitor.y, w, h), text)
}

/// Where a name stands beside the mark that points.
fn tag(at: Point, label: &Lettering, size: (u16, u16)) -> Rect {
    let (w, h) = (label.width + 2 * PAD, label.height + 2 * PAD);
    let off = RING as u16 + 3;
    let left = if u32::from(at.0) + u32::from(off + w) <= u32::from(size.0) {
        at.0 + off
    } else {
        at.0.saturating_sub(off + w)
    };
    let top = at.1.saturating_sub(h / 2).min(size.1.saturating_sub(h));
    Rect::clipped(left.into(), top.into(), w.into(), h.into(), size.0, size.1)
}

/// The part of the desktop that a mark and its name lie in.
fn around(at: Point, label: &Lettering, size: (u16, u16)) -> Rect {
    let side = RING as u16 * 2 + 4;
    let (x, y) = (i32::from(at.0) - i32::from(side / 2), i32::from(at.1) - i32::from(side / 2));
    Rect::clipped(x, y, side.into(), side.into(), size.0, size.1).union(tag(at, label, size))
}

fn kind(tool: DrawTool) -> Option<Kind> {
    match tool {
        DrawTool::Unspecified => None,
        DrawTool::Pen => Some(Kind::Pen),
        DrawTool::Highlighter => Some(Kind::Highlighter),
        DrawTool::Arrow => Some(Kind::Arrow),
        DrawTool::Rectangle => Some(Kind::Rectangle),
        DrawTool::Ellipse => Some(Kind::Ellipse),
    }
}

fn colour(colour: DrawColour) -> usize {
    match colour {
        DrawColour::Red => 0,
        DrawColour::Orange => 1,
        DrawColour::Yellow => 2,
        DrawColour::Green => 3,
        DrawColour::Blue => 4,
        DrawColour::Violet => 5,
        DrawColour::Black => 6,
        DrawColour::White => 7,
    }
}

/// A name as one line of text that cannot pass for another one, and is no longer than a name is.
fn plain(name: &str) -> String {
    crate::veil::plain(name).chars().take(32).collect()
}

#[cfg(test)]
#[path = "sketch_tests.rs"]
mod tests;
