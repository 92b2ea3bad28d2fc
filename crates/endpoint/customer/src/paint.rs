//! Turns egui's triangles into pixels with the processor alone: a customer's machine may have no working graphics driver, and the window is small and mostly still.
//!
//! Knows no window. Triangles are filled with exact coverage of pixel centres, so that two that share an edge never paint a pixel twice.

use std::collections::HashMap;

use egui::{
    Color32, ImageData, Pos2, Rect, TextureId, TexturesDelta,
    epaint::{ClippedPrimitive, ImageDelta, Primitive, Vertex},
};

/// Steps of a coordinate within a pixel.
const STEPS: f32 = 256.0;
/// Beyond this nothing is painted; keeps products of coordinates within 64 bits.
const FARTHEST: f32 = 65_536.0;

/// Paints frames; keeps their textures.
#[derive(Default)]
pub(crate) struct Painter {
    textures: HashMap<TextureId, Texture>,
}

#[derive(Default)]
struct Texture {
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
}

/// Rows of pixels, as `0x00RRGGBB`.
pub(crate) struct Canvas<'a> {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: &'a mut [u32],
}

impl Painter {
    /// Takes what changed in the textures, before painting.
    pub(crate) fn update(&mut self, delta: &mut TexturesDelta) {
        for (id, changes) in std::mem::take(&mut delta.set) {
            let texture = self.textures.entry(id).or_default();
            for change in changes {
                texture.change(&change);
            }
        }
        for id in std::mem::take(&mut delta.free) {
            self.textures.remove(&id);
        }
    }

    /// Paints a frame over `background`.
    pub(crate) fn paint(
        &self,
        canvas: &mut Canvas<'_>,
        background: Color32,
        primitives: &[ClippedPrimitive],
        scale: f32,
    ) {
        canvas.pixels.fill(packed(background));
        for ClippedPrimitive { clip_rect, primitive } in primitives {
            let Primitive::Mesh(mesh) = primitive else { continue };
            let Some(texture) = self.textures.get(&mesh.texture_id) else { continue };
            let clip = Clip::of(*clip_rect, scale, canvas);
            for corners in mesh.indices.chunks_exact(3) {
                let vertex = |n: usize| corners.get(n).and_then(|at| mesh.vertices.get(*at as usize));
                if let (Some(a), Some(b), Some(c)) = (vertex(0), vertex(1), vertex(2)) {
                    triangle(canvas, &clip, texture, [a, b, c], scale);
                }
            }
        }
    }
}

impl Texture {
    fn change(&mut self, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        let [width, height] = image.size;
        let Some([x, y]) = delta.pos else {
            (self.width, self.height, self.pixels) = (width, height, image.pixels.clone());
            return;
        };
        for (row, from) in image.pixels.chunks_exact(width.max(1)).enumerate() {
            let start = (y + row) * self.width + x;
            if let Some(to) = self.pixels.get_mut(start..start + width) {
                to.copy_from_slice(from);
            }
        }
    }

    /// The texel at a place in texels.
    fn at(&self, x: f32, y: f32) -> Color32 {
        let clamp = |value: f32, size: usize| (value.max(0.0) as usize).min(size.saturating_sub(1));
        let at = clamp(y, self.height) * self.width + clamp(x, self.width);
        self.pixels.get(at).copied().unwrap_or(Color32::TRANSPARENT)
    }
}

/// Pixels that may be painted.
struct Clip {
    left: i64,
    right: i64,
    top: i64,
    bottom: i64,
}

impl Clip {
    fn of(area: Rect, scale: f32, canvas: &Canvas<'_>) -> Clip {
        let pixel = |value: f32, size: usize| (value * scale).round().clamp(0.0, size as f32) as i64;
        Clip {
            left: pixel(area.min.x, canvas.width),
            right: pixel(area.max.x, canvas.width),
            top: pixel(area.min.y, canvas.height),
            bottom: pixel(area.max.y, canvas.height),
        }
    }
}

/// A point in steps.
#[derive(Clone, Copy)]
struct Point {
    x: i64,
    y: i64,
}

impl Point {
    fn of(pos: Pos2, scale: f32) -> Option<Point> {
        let (x, y) = (pos.x * scale, pos.y * scale);
        let fits = x.abs() < FARTHEST && y.abs() < FARTHEST;
        fits.then(|| Point { x: (x * STEPS).round() as i64, y: (y * STEPS).round() as i64 })
    }
}

/// Twice the area of the triangle a, b, p; positive when p is to the right of a->b on a screen whose y grows downwards.
fn side(a: Point, b: Point, p: Point) -> i64 {
    (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)
}

/// A pixel whose centre lies on an edge belongs to the triangle below or to the right of it.
fn owns(a: Point, b: Point) -> bool {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    dy < 0 || (dy == 0 && dx > 0)
}

fn triangle(canvas: &mut Canvas<'_>, clip: &Clip, texture: &Texture, mut corners: [&Vertex; 3], scale: f32) {
    let [Some(a), Some(mut b), Some(mut c)] = corners.map(|vertex| Point::of(vertex.pos, scale)) else { return };
    let mut area = side(a, b, c);
    if area == 0 {
        return;
    }
    if area < 0 {
        (b, c, area) = (c, b, -area);
        corners.swap(1, 2);
    }
    let step = STEPS as i64;
    let first = |values: [i64; 3]| values.into_iter().min().unwrap_or(0).div_euclid(step);
    let last = |values: [i64; 3]| values.into_iter().max().unwrap_or(0).div_euclid(step) + 1;
    let (left, right) = (first([a.x, b.x, c.x]).max(clip.left), last([a.x, b.x, c.x]).min(clip.right));
    let (top, bottom) = (first([a.y, b.y, c.y]).max(clip.top), last([a.y, b.y, c.y]).min(clip.bottom));
    if left >= right || top >= bottom {
        return;
    }
    let edges = [(b, c), (c, a), (a, b)];
    // Owned edges take their own pixels: then zero counts as inside.
    let bias = edges.map(|(from, to)| if owns(from, to) { 0 } else { -1 });
    let shade = Shade::of(texture, corners, area);
    for y in top..bottom {
        let centre = Point { x: left * step + step / 2, y: y * step + step / 2 };
        let start = edges.map(|(from, to)| side(from, to, centre));
        let slope = edges.map(|(from, to)| -(to.y - from.y) * step);
        let Some((from, to)) = span(start, slope, bias, right - left) else { continue };
        let row = usize::try_from(y).unwrap_or(0) * canvas.width;
        let at = |x: i64| row + usize::try_from(left + x).unwrap_or(0);
        let Some(pixels) = canvas.pixels.get_mut(at(from)..at(to)) else { continue };
        match &shade {
            Shade::Flat(color) => pixels.iter_mut().for_each(|pixel| *pixel = over(*color, *pixel)),
            Shade::Varied(varied) => {
                for (x, pixel) in (from..to).zip(pixels) {
                    let weights = [0, 1, 2].map(|n: usize| {
                        let (start, slope) = (start.get(n).copied().unwrap_or(0), slope.get(n).copied().unwrap_or(0));
                        (start + slope * x) as f32
                    });
                    *pixel = over(varied.color(weights), *pixel);
                }
            }
        }
    }
}

/// The pixels of a row that are inside all three edges: `start + slope * x + bias >= 0` for each.
fn span(start: [i64; 3], slope: [i64; 3], bias: [i64; 3], width: i64) -> Option<(i64, i64)> {
    let (mut from, mut to) = (0, width);
    for ((start, slope), bias) in start.into_iter().zip(slope).zip(bias) {
        let value = start + bias;
        match slope {
            0 if value < 0 => return None,
            0 => {}
            // Inside from the first x with slope * x >= -value.
            1.. => from = from.max((-value + slope - 1).div_euclid(slope)),
            _ => to = to.min(value.div_euclid(-slope) + 1),
        }
    }
    (from < to).then_some((from, to))
}

/// The colour of a triangle's pixels.
enum Shade<'a> {
    Flat(Color32),
    Varied(Varied<'a>),
}

struct Varied<'a> {
    texture: &'a Texture,
    corners: [&'a Vertex; 3],
    area: f32,
}

impl<'a> Shade<'a> {
    fn of(texture: &'a Texture, corners: [&'a Vertex; 3], area: i64) -> Shade<'a> {
        let [a, b, c] = corners;
        let varied = Varied { texture, corners, area: area as f32 };
        if a.color == b.color && b.color == c.color && a.uv == b.uv && b.uv == c.uv {
            return Shade::Flat(varied.color([area as f32, 0.0, 0.0]));
        }
        Shade::Varied(varied)
    }
}

impl Varied<'_> {
    fn color(&self, weights: [f32; 3]) -> Color32 {
        let mixed = |of: &dyn Fn(&Vertex) -> f32| {
            let sum: f32 = self.corners.iter().zip(weights).map(|(vertex, weight)| of(vertex) * weight).sum();
            sum / self.area
        };
        let (u, v) = (mixed(&|vertex| vertex.uv.x), mixed(&|vertex| vertex.uv.y));
        let texel = self.texture.at(u * self.texture.width as f32, v * self.texture.height as f32);
        let [a, b, c] = self.corners;
        let channel = |index: usize| {
            let of = |vertex: &Vertex| f32::from(vertex.color.to_array().get(index).copied().unwrap_or(0));
            let own = if a.color == b.color && b.color == c.color { of(a) } else { mixed(&of) };
            let texel = f32::from(texel.to_array().get(index).copied().unwrap_or(0));
            (own * texel / 255.0).round().clamp(0.0, 255.0) as u8
        };
        Color32::from_rgba_premultiplied(channel(0), channel(1), channel(2), channel(3))
    }
}

fn packed(color: Color32) -> u32 {
    u32::from_be_bytes([0, color.r(), color.g(), color.b()])
}

/// A premultiplied colour over an opaque pixel.
fn over(color: Color32, pixel: u32) -> u32 {
    match color.a() {
        255 => packed(color),
        0 if color == Color32::TRANSPARENT => pixel,
        alpha => {
            let [_, r, g, b] = pixel.to_be_bytes();
            let under = u32::from(255 - alpha);
            let mix = |own: u8, below: u8| {
                let below = (u32::from(below) * under + 127) / 255;
                u8::try_from((u32::from(own) + below).min(255)).unwrap_or(255)
            };
            u32::from_be_bytes([0, mix(color.r(), r), mix(color.g(), g), mix(color.b(), b)])
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::{ColorImage, TextureOptions, epaint::Mesh};
    use proptest::prelude::*;

    use super::*;

    fn painter() -> Painter {
        let mut painter = Painter::default();
        let mut delta = TexturesDelta::default();
        delta.push(
            TextureId::default(),
            ImageDelta::full(ColorImage::filled([4, 4], Color32::WHITE), TextureOptions::NEAREST),
        );
        painter.update(&mut delta);
        painter
    }

    fn painted(mesh: Mesh, clip: Rect, width: usize, height: usize, scale: f32) -> Vec<u32> {
        let mut pixels = vec![0; width * height];
        let mut canvas = Canvas { width, height, pixels: &mut pixels };
        let primitives = [ClippedPrimitive { clip_rect: clip, primitive: Primitive::Mesh(mesh) }];
        painter().paint(&mut canvas, Color32::BLACK, &primitives, scale);
        pixels
    }

    #[test]
    fn a_rectangle_is_exactly_its_pixels_and_stays_in_its_clip() {
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(Rect::from_min_max(Pos2::new(1.0, 1.0), Pos2::new(4.0, 3.0)), Color32::RED);
        let everything = Rect::from_min_max(Pos2::ZERO, Pos2::new(9.0, 9.0));
        let red = |pixels: &[u32]| pixels.iter().filter(|pixel| **pixel == 0xff_0000).count();
        assert_eq!(red(&painted(mesh.clone(), everything, 6, 4, 1.0)), 6);
        assert_eq!(red(&painted(mesh.clone(), everything, 12, 8, 2.0)), 24);
        let half = Rect::from_min_max(Pos2::ZERO, Pos2::new(2.0, 9.0));
        assert_eq!(red(&painted(mesh, half, 6, 4, 1.0)), 2);
    }

    #[test]
    fn a_texture_is_changed_in_part() {
        let mut painter = painter();
        let mut delta = TexturesDelta::default();
        let patch = ImageDelta::partial([1, 2], ColorImage::filled([2, 1], Color32::RED), TextureOptions::NEAREST);
        delta.push(TextureId::default(), patch);
        painter.update(&mut delta);
        let texture = &painter.textures[&TextureId::default()];
        let row: Vec<Color32> = (0..4).map(|x| texture.at(x as f32 + 0.5, 2.5)).collect();
        assert_eq!(row, [Color32::WHITE, Color32::RED, Color32::RED, Color32::WHITE]);
    }

    proptest! {
        /// Any fan of triangles around a point paints each pixel once: half-transparent stays half-transparent.
        #[test]
        fn triangles_that_share_an_edge_never_paint_a_pixel_twice(corners in prop::collection::vec((-5.0f32..25.0, -5.0f32..25.0), 4), scale in 0.5f32..3.0) {
            let half = Color32::from_rgba_premultiplied(100, 0, 0, 100);
            let mut mesh = Mesh::default();
            let centre = Pos2::new(10.0, 10.0);
            mesh.colored_vertex(centre, half);
            // Around the centre in order, so that the fan does not overlap itself.
            let mut around: Vec<Pos2> = corners.iter().map(|(x, y)| Pos2::new(*x, *y)).collect();
            around.sort_by(|a, b| (*a - centre).angle().total_cmp(&(*b - centre).angle()));
            for corner in &around {
                mesh.colored_vertex(*corner, half);
            }
            for n in 1..4u32 {
                let (from, to) = (around[n as usize - 1] - centre, around[n as usize] - centre);
                // A turn of more than half a circle would fold over.
                if (to.angle() - from.angle()).abs() < 3.0 {
                    mesh.add_triangle(0, n, n + 1);
                }
            }
            let everything = Rect::from_min_max(Pos2::ZERO, Pos2::new(99.0, 99.0));
            for pixel in painted(mesh, everything, 40, 40, scale) {
                prop_assert!(pixel == 0 || pixel == 100 << 16, "{pixel:08x}");
            }
        }

        #[test]
        fn no_triangle_makes_the_painter_panic_qlt_7(corners in prop::collection::vec((any::<f32>(), any::<f32>()), 3), clip: [f32; 4], scale in 0.1f32..8.0) {
            let mut mesh = Mesh::default();
            for (x, y) in corners {
                mesh.colored_vertex(Pos2::new(x, y), Color32::RED);
            }
            mesh.add_triangle(0, 1, 2);
            mesh.add_triangle(0, 1, 9);
            let clip = Rect::from_min_max(Pos2::new(clip[0], clip[1]), Pos2::new(clip[2], clip[3]));
            prop_assert_eq!(painted(mesh, clip, 9, 7, scale).len(), 63);
        }
    }
}
