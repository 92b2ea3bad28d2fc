//! Text or photograph: what may be sent as a JPEG and what must stay exact.

use crate::view::PIXEL;
use crate::{Picture, Rect};

/// Every so many rows are looked at.
const ROW_STEP: usize = 4;
/// Channels that differ by at most this differ softly.
const SOFT: u8 = 8;
/// Smaller boxes are always exact: a JPEG saves nothing there.
const LEAST_AREA: usize = 16 * 16;
/// The same where not everything changes all the time: whoever types over a photograph is not shown a blurred letter that is made exact afterwards.
const LEAST_STILL_AREA: usize = 32 * 32;

/// Whether a box is a photograph. `hot`: it changed in most of the last frames.
///
/// Photographs have many neighbours that differ softly, or few that are equal; text has sharp edges on flat ground.
pub(crate) fn is_photo(picture: &Picture, rect: Rect, hot: bool) -> bool {
    if rect.area() < if hot { LEAST_AREA } else { LEAST_STILL_AREA } {
        return false;
    }
    let (mut equal, mut soft, mut all) = (0usize, 0usize, 0usize);
    for y in (rect.y..rect.y + rect.h).step_by(ROW_STEP) {
        let pixels = picture.row(rect.x, y, rect.w).as_chunks::<PIXEL>().0;
        for (left, right) in pixels.iter().zip(pixels.iter().skip(1)) {
            let [b, g, r, _] = *left;
            let [b2, g2, r2, _] = *right;
            let most = b.abs_diff(b2).max(g.abs_diff(g2)).max(r.abs_diff(r2));
            equal += usize::from(most == 0);
            soft += usize::from(most != 0 && most <= SOFT);
        }
        all += pixels.len().saturating_sub(1);
    }
    let soft_share = if hot { 10 } else { 5 };
    soft * soft_share > all || equal * 3 <= all
}
