//! Letters for what we write on the screen ourselves: outlines of one font that the program carries, and of the system's for signs that it does not have.

use std::fs;

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

/// Fonts of the system for signs that ours does not have, as distributions place them.
const OTHERS: [&str; 8] = [
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-vf-fonts/NotoSansCJK-VF.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
];
/// Larger files are no fonts that a few sentences need.
const FILE_BYTES: u64 = 64 * 1024 * 1024;

/// The fonts that a text needs.
pub(super) struct Letters {
    fonts: Vec<Vec<u8>>,
}

impl Letters {
    /// For these texts; reads the system's fonts only when ours lacks a sign.
    pub fn for_texts(texts: &[&str]) -> Letters {
        let mut letters = Letters { fonts: vec![epaint_default_fonts::UBUNTU_LIGHT.to_vec()] };
        for path in OTHERS {
            if texts.iter().all(|text| letters.has_all(text)) {
                break;
            }
            if fs::metadata(path).is_ok_and(|data| data.len() <= FILE_BYTES)
                && let Ok(bytes) = fs::read(path)
            {
                letters.fonts.push(bytes);
            }
        }
        letters
    }

    fn find(&self, sign: char) -> Option<(FontRef<'_>, GlyphId)> {
        self.fonts.iter().find_map(|bytes| {
            let font = FontRef::from_index(bytes, 0).ok()?;
            let glyph = font.charmap().map(sign).filter(|glyph| *glyph != GlyphId::NOTDEF)?;
            Some((font, glyph))
        })
    }

    /// Whether there is a letter for each sign.
    pub fn has_all(&self, text: &str) -> bool {
        text.chars().all(|sign| self.find(sign).is_some())
    }

    /// Width of a text in pixels at a size.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().filter_map(|sign| self.find(sign)).map(|(font, glyph)| advance(&font, glyph, size)).sum()
    }

    /// Breaks a text into lines that are at most so wide.
    pub fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_inclusive([' ', '、', '。', '，']) {
            if !line.is_empty() && self.width(&line, size) + self.width(word.trim_end(), size) > width {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            for sign in word.chars() {
                // A word that is wider than a line is broken anywhere.
                let wide = self.width(&line, size) + self.width(sign.encode_utf8(&mut [0; 4]), size);
                if !line.is_empty() && !sign.is_whitespace() && wide > width {
                    lines.push(std::mem::take(&mut line).trim_end().to_owned());
                }
                line.push(sign);
            }
        }
        lines.push(line.trim_end().to_owned());
        lines
    }

    /// Calls `pixel` with the place and how much of it is covered (0 to 1), for a text whose base line begins at a point.
    pub fn draw(&self, text: &str, size: f32, at: (f32, f32), mut pixel: impl FnMut(u32, u32, f32)) {
        let mut x = at.0;
        for (font, glyph) in text.chars().filter_map(|sign| self.find(sign)) {
            let wide = advance(&font, glyph, size);
            let (left, top) = ((x - size).floor().max(0.0), (at.1 - size * 1.5).floor().max(0.0));
            let (w, h) = ((wide + 2.0 * size).ceil().min(1024.0), (size * 2.5).ceil().min(1024.0));
            let (to, nowhere) = (Rasterizer::new(w as usize, h as usize), point(0.0, 0.0));
            let mut pen = Pen { to, origin: (x - left, at.1 - top), from: nowhere, last: nowhere };
            if let Some(outline) = font.outline_glyphs().get(glyph) {
                let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
                let _ = outline.draw(settings, &mut pen);
            }
            pen.to.for_each_pixel_2d(|px, py, covered| {
                if covered > 0.0 {
                    pixel(left as u32 + px, top as u32 + py, covered.min(1.0));
                }
            });
            x += wide;
        }
    }
}

fn advance(font: &FontRef<'_>, glyph: GlyphId, size: f32) -> f32 {
    font.glyph_metrics(Size::new(size), LocationRef::default()).advance_width(glyph).unwrap_or(size / 2.0)
}

struct Pen {
    to: Rasterizer,
    origin: (f32, f32),
    from: Point,
    last: Point,
}

impl Pen {
    fn place(&self, x: f32, y: f32) -> Point {
        point(self.origin.0 + x, self.origin.1 - y)
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = self.place(x, y);
        self.from = self.last;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.to.draw_line(self.last, to);
        self.last = to;
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (control, to) = (self.place(cx, cy), self.place(x, y));
        self.to.draw_quad(self.last, control, to);
        self.last = to;
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let (first, second, to) = (self.place(ax, ay), self.place(bx, by), self.place(x, y));
        self.to.draw_cubic(self.last, first, second, to);
        self.last = to;
    }

    fn close(&mut self) {
        self.to.draw_line(self.last, self.from);
        self.last = self.from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_drawn_and_broken_into_lines_that_fit_scr_3() {
        let text = "Jörg Müller has disabled the keyboard of this computer — for now";
        let letters = Letters::for_texts(&[text]);
        assert!(letters.has_all(text));
        let lines = letters.lines(text, 16.0, 200.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| letters.width(line, 16.0) <= 200.0), "{lines:?}");
        assert_eq!(lines.join(" "), text);
        let mut drawn = 0;
        letters.draw("x", 16.0, (4.0, 20.0), |x, y, covered| {
            // The rasteriser tells of the column beside the letter as well, with nothing in it.
            assert!(covered < 0.01 || x < 20 && y <= 20, "{x} {y} {covered}");
            drawn += u32::from(covered > 0.5);
        });
        assert!(drawn > 5);
        // One endless word.
        assert!(letters.lines(&"w".repeat(400), 16.0, 100.0).iter().all(|line| letters.width(line, 16.0) <= 100.0));
    }
}
