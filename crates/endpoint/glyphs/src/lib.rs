//! Fills the outlines of glyphs for egui, in place of the painter that it asks for, of which it uses this much.
//!
//! That painter holds a variant of each of its loops for several kinds of processors: 1.6 MB of a client that is to be below 8 MB (SUP-21, ADR 33). A glyph is filled once and kept; nobody waits for it.
//! What egui calls is here under the same names, and nothing else; another egui that needs more does not compile.

use ab_glyph_rasterizer::{Point, Rasterizer, point};
pub use color;
pub use kurbo;
use kurbo::{Affine, PathEl};

/// Bytes of a pixel: red, green, blue, opacity.
const PIXEL: usize = 4;

/// A picture of so many pixels, with colours that are multiplied by their opacity.
#[derive(Debug)]
pub struct Pixmap {
    data: Vec<u8>,
}

impl Pixmap {
    /// One in which nothing is.
    #[must_use]
    pub fn new(width: u16, height: u16) -> Self {
        Self { data: vec![0; usize::from(width) * usize::from(height) * PIXEL] }
    }

    /// Its pixels, row by row.
    #[must_use]
    pub fn data_as_u8_slice(&self) -> &[u8] {
        &self.data
    }
}

/// What is kept between two pictures: nothing.
#[derive(Debug, Default)]
pub struct Resources;

impl Resources {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// What is filled, before it is a picture.
#[derive(Debug)]
pub struct RenderContext {
    filled: Rasterizer,
    transform: Affine,
    paint: [u8; 3],
}

impl RenderContext {
    /// One of so many pixels.
    #[must_use]
    pub fn new(width: u16, height: u16) -> Self {
        Self {
            filled: Rasterizer::new(usize::from(width), usize::from(height)),
            transform: Affine::IDENTITY,
            paint: [0; 3],
        }
    }

    /// Where what is filled next stands.
    pub fn set_transform(&mut self, transform: Affine) {
        self.transform = transform;
    }

    /// In which colour everything is filled.
    pub fn set_paint(&mut self, paint: color::OpaqueColor<color::Srgb>) {
        let [red, green, blue] = paint.components;
        self.paint = [byte(red), byte(green), byte(blue)];
    }

    /// Fills an outline. Curves that leave the picture are cut off.
    pub fn fill_path(&mut self, path: &kurbo::BezPath) {
        let at = |point_: kurbo::Point| {
            let moved = self.transform * point_;
            point(narrow(moved.x), narrow(moved.y))
        };
        let (mut start, mut here) = (point(0.0, 0.0), point(0.0, 0.0));
        let close = |filled: &mut Rasterizer, here: Point, start: Point| {
            if here != start {
                filled.draw_line(here, start);
            }
        };
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(to) => {
                    close(&mut self.filled, here, start);
                    (start, here) = (at(to), at(to));
                }
                PathEl::LineTo(to) => {
                    self.filled.draw_line(here, at(to));
                    here = at(to);
                }
                PathEl::QuadTo(by, to) => {
                    self.filled.draw_quad(here, at(by), at(to));
                    here = at(to);
                }
                PathEl::CurveTo(first, second, to) => {
                    self.filled.draw_cubic(here, at(first), at(second), at(to));
                    here = at(to);
                }
                PathEl::ClosePath => {
                    close(&mut self.filled, here, start);
                    here = start;
                }
            }
        }
        close(&mut self.filled, here, start);
    }

    /// Makes the picture.
    pub fn render(&mut self, to: &mut Pixmap, _: &mut Resources) {
        let [red, green, blue] = self.paint;
        self.filled.for_each_pixel(|at, coverage| {
            let Some(pixel) = to.data.get_mut(at * PIXEL..).and_then(|rest| rest.first_chunk_mut()) else { return };
            let part = |of: u8| byte(coverage.min(1.0) * f32::from(of) / 255.0);
            *pixel = [part(red), part(green), part(blue), part(u8::MAX)];
        });
    }
}

/// From 0 to 1 as a byte.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 255, and rounded")]
fn byte(part: f32) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// A place in a picture of at most 65,535 pixels.
#[expect(clippy::cast_possible_truncation, reason = "far more exact than a pixel")]
fn narrow(place: f64) -> f32 {
    place as f32
}

#[cfg(test)]
mod tests {
    use kurbo::{BezPath, Shape as _};

    use super::*;

    fn filled(width: u16, height: u16, path: &BezPath) -> Vec<u8> {
        let mut context = RenderContext::new(width, height);
        context.set_paint(color::OpaqueColor::<color::Srgb>::WHITE);
        context.fill_path(path);
        let mut to = Pixmap::new(width, height);
        context.render(&mut to, &mut Resources::new());
        to.data_as_u8_slice().chunks_exact(PIXEL).map(|pixel| pixel[3]).collect()
    }

    #[test]
    fn a_pixel_is_as_opaque_as_it_is_covered() {
        let path = kurbo::Rect::new(1.0, 0.0, 2.5, 1.0).to_path(0.1);
        assert_eq!(filled(4, 2, &path), [0, 255, 128, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_contour_inside_of_another_that_runs_the_other_way_is_a_hole() {
        let mut path = kurbo::Rect::new(0.0, 0.0, 3.0, 3.0).to_path(0.1);
        path.extend(kurbo::Rect::new(1.0, 1.0, 2.0, 2.0).to_path(0.1).reverse_subpaths().iter());
        assert_eq!(filled(3, 3, &path), [255, 255, 255, 255, 0, 255, 255, 255, 255]);
    }

    #[test]
    fn a_circle_of_curves_has_its_area() {
        let path = kurbo::Circle::new((8.0, 8.0), 7.0).to_path(0.01);
        let area: f64 = filled(16, 16, &path).iter().map(|alpha| f64::from(*alpha) / 255.0).sum();
        assert!((area / (std::f64::consts::PI * 49.0) - 1.0).abs() < 0.01, "{area}");
    }

    #[test]
    fn the_paint_is_multiplied_by_the_cover_and_the_outline_moved() {
        let mut context = RenderContext::new(2, 1);
        context.set_transform(Affine::translate((0.5, 0.0)));
        context.set_paint(color::OpaqueColor::new([1.0, 0.5, 0.0]));
        context.fill_path(&kurbo::Rect::new(0.0, 0.0, 1.0, 1.0).to_path(0.1));
        let mut to = Pixmap::new(2, 1);
        context.render(&mut to, &mut Resources::new());
        assert_eq!(to.data_as_u8_slice(), [128, 64, 0, 128, 128, 64, 0, 128]);
    }
}
