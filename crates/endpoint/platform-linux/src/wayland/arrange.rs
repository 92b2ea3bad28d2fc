//! Where the pixels of each output stand in the picture of the whole desktop, and where a pixel is in the compositor's own measure. Pure.
//!
//! A compositor places outputs in logical units; an output of twice the density has twice as many pixels in one. The picture has every pixel as it is: with one density for all, places are the logical ones
//! times it; with several, outputs are moved apart or together so that neighbours stay neighbours and none covers another.

use towline_screen::{MAX_AREA, MAX_SIDE, Rect};

/// One output, in logical units and in pixels as it is looked at (turned as it stands).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub pixels: (u16, u16),
}

impl Place {
    fn density(&self) -> f64 {
        f64::from(self.pixels.0) / f64::from(self.width.max(1))
    }

    fn right(&self) -> i32 {
        self.x.saturating_add(self.width)
    }

    fn bottom(&self) -> i32 {
        self.y.saturating_add(self.height)
    }
}

/// The rectangles of these outputs in the picture, and its size. One that would make the picture larger than any may be is not in it: its rectangle is empty.
pub(crate) fn arrange(places: &[Place]) -> (Vec<Rect>, (u16, u16)) {
    let first = places.first().map_or(1.0, Place::density);
    let even = places.iter().all(|place| (place.density() - first).abs() < 0.01);
    let (left, top) = origin(places);
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|index| places.get(*index).map(|place| (place.x, place.y)));
    let mut rects = vec![Rect::default(); places.len()];
    let (mut width, mut height) = (0u16, 0u16);
    for index in order {
        let Some(place) = places.get(index) else { continue };
        let (x, y) = if even {
            let scaled = |at: i32, from: i32| (f64::from(at.saturating_sub(from)) * first).round() as i64;
            (scaled(place.x, left), scaled(place.y, top))
        } else {
            let done = || places.iter().zip(&rects).filter(|(_, rect)| !rect.is_empty());
            let x = done().filter(|(other, _)| other.right() <= place.x).map(|(_, rect)| rect.x + rect.w).max();
            let y = done().filter(|(other, _)| other.bottom() <= place.y).map(|(_, rect)| rect.y + rect.h).max();
            (i64::from(x.unwrap_or(0)), i64::from(y.unwrap_or(0)))
        };
        let (right, bottom) = (x + i64::from(place.pixels.0), y + i64::from(place.pixels.1));
        let (wide, high) = (right.max(i64::from(width)), bottom.max(i64::from(height)));
        let side = i64::from(MAX_SIDE);
        if wide > side || high > side || wide * high > MAX_AREA as i64 {
            continue;
        }
        (width, height) = (wide as u16, high as u16);
        if let Some(rect) = rects.get_mut(index) {
            *rect = Rect::new(x as u16, y as u16, place.pixels.0, place.pixels.1);
        }
    }
    (rects, (width, height))
}

/// The corner of everything, in logical units.
fn origin(places: &[Place]) -> (i32, i32) {
    let least = |of: fn(&Place) -> i32| places.iter().map(of).min().unwrap_or(0);
    (least(|place| place.x), least(|place| place.y))
}

/// Parts of a logical unit that pointers are placed by: those of the protocol's fractions.
const PARTS: f64 = 256.0;

/// A pixel of the picture as (x, y, width, height) of the whole, in parts of a logical unit. A pixel between outputs is taken to the nearest one.
pub(super) fn point(places: &[Place], rects: &[Rect], x: u16, y: u16) -> Option<(u32, u32, u32, u32)> {
    let away = |rect: &Rect| {
        let side = |at: u16, from: u16, size: u16| {
            i64::from(from.saturating_sub(at)).max(i64::from(at) - i64::from(from) - i64::from(size) + 1).max(0)
        };
        side(x, rect.x, rect.w) + side(y, rect.y, rect.h)
    };
    let shown = places.iter().zip(rects).filter(|(_, rect)| !rect.is_empty());
    let (place, rect) = shown.min_by_key(|(_, rect)| away(rect))?;
    let (left, top) = origin(places);
    let right = places.iter().map(Place::right).max()?;
    let bottom = places.iter().map(Place::bottom).max()?;
    // A little inside the pixel: whoever cuts fractions off, and whoever rounds them, finds the same one.
    let along = |at: u16, from: u16, pixels: u16, start: i32, length: i32, edge: i32| {
        let inside = f64::from(at.saturating_sub(from).min(pixels.saturating_sub(1)));
        let unit = f64::from(length) / f64::from(pixels.max(1));
        ((f64::from(start.saturating_sub(edge)) + inside * unit) * PARTS + 4.0).floor().max(0.0) as u32
    };
    let whole = |from: i32, to: i32| (f64::from(to.saturating_sub(from).max(1)) * PARTS) as u32;
    Some((
        along(x, rect.x, rect.w, place.x, place.width, left),
        along(y, rect.y, rect.h, place.y, place.height, top),
        whole(left, right),
        whole(top, bottom),
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(x: i32, y: i32, pixels: (u16, u16), density: i32) -> Place {
        Place { x, y, width: i32::from(pixels.0) / density, height: i32::from(pixels.1) / density, pixels }
    }

    #[test]
    fn outputs_of_one_density_stand_where_the_compositor_has_them_and_may_be_left_of_the_origin() {
        let places = [place(0, 0, (1280, 720), 1), place(1280, 100, (800, 600), 1), place(-640, 0, (640, 480), 1)];
        let (rects, size) = arrange(&places);
        assert_eq!(rects, [Rect::new(640, 0, 1280, 720), Rect::new(1920, 100, 800, 600), Rect::new(0, 0, 640, 480)]);
        assert_eq!(size, (2720, 720));
        let (x, y, width, height) = point(&places, &rects, 1920, 100).unwrap();
        assert_eq!((x / 256, y / 256, width / 256, height / 256), (1920, 100, 2720, 720));
    }

    #[test]
    fn outputs_of_several_densities_keep_all_their_pixels_and_cover_nothing() {
        let places = [place(0, 0, (2560, 1440), 2), place(1280, 0, (1280, 720), 1)];
        let (rects, size) = arrange(&places);
        assert_eq!(rects, [Rect::new(0, 0, 2560, 1440), Rect::new(2560, 0, 1280, 720)]);
        assert_eq!(size, (3840, 1440));
        // Half a logical unit on the first; the second begins at 1280 of them.
        assert_eq!(point(&places, &rects, 3, 0).unwrap().0, 256 + 128 + 4);
        assert_eq!(point(&places, &rects, 2560, 7).unwrap().0, 1280 * 256 + 4);
        // Below the second there is nothing: it is the nearest.
        assert_eq!(point(&places, &rects, 3800, 1400).unwrap().1, 719 * 256 + 4);
    }

    #[test]
    fn what_no_picture_can_hold_is_left_out() {
        let places = [place(0, 0, (1280, 720), 1), place(30_000, 0, (1280, 720), 1)];
        let (rects, size) = arrange(&places);
        assert_eq!((rects[1], size), (Rect::default(), (1280, 720)));
        assert_eq!(arrange(&[]), (Vec::new(), (0, 0)));
        assert_eq!(point(&[], &[], 1, 1), None);
    }

    proptest! {
        #[test]
        fn no_numbers_of_a_compositor_make_the_picture_too_large(
            places in prop::collection::vec((any::<i32>(), any::<i32>(), any::<i32>(), any::<i32>(), any::<(u16, u16)>()), 0..6),
            at in any::<(u16, u16)>(),
        ) {
            let places: Vec<Place> = places.into_iter()
                .map(|(x, y, width, height, pixels)| Place { x, y, width, height, pixels }).collect();
            let (rects, (width, height)) = arrange(&places);
            for rect in &rects {
                prop_assert!(u32::from(rect.x) + u32::from(rect.w) <= u32::from(width));
                prop_assert!(u32::from(rect.y) + u32::from(rect.h) <= u32::from(height));
            }
            let _ = point(&places, &rects, at.0, at.1);
        }
    }
}
