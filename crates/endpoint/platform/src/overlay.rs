//! What is drawn above everything else on a desktop (SCR-14): pixels of a few colours, each either covered or not, so that it needs no compositor. Clicks go through, but for one place.
//!
//! All of it goes when the value goes, however it goes: a process that is killed must leave nothing on the screen.

use std::sync::Arc;
use std::time::Instant;

use towline_screen::Rect;

use crate::desktop::{DesktopError, Waker};

/// The colours; the last one is the ground of what we say ourselves.
pub const COLOURS: [[u8; 3]; 9] = [
    [0xe0, 0x31, 0x31],
    [0xf7, 0x67, 0x07],
    [0xff, 0xd4, 0x3b],
    [0x2f, 0x9e, 0x44],
    [0x1c, 0x7e, 0xd6],
    [0x98, 0x36, 0xc8],
    [0x00, 0x00, 0x00],
    [0xff, 0xff, 0xff],
    [0x1f, 0x24, 0x2e],
];
/// Steps from a colour to that of letters on it.
const STEPS: u8 = 4;

/// One pixel: a colour, or a step towards the colour of letters on it; nothing at all is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash)]
pub struct Ink(u8);

impl Ink {
    /// What lies below is seen.
    pub const NONE: Ink = Ink(0);

    /// One of [`COLOURS`], with so much of a letter on it (0 to 1).
    pub fn new(colour: usize, covered: f32) -> Ink {
        let colour = colour.min(COLOURS.len() - 1) as u8;
        let step = (covered.clamp(0.0, 1.0) * f32::from(STEPS - 1)).round() as u8;
        Ink(1 + colour * STEPS + step)
    }

    /// Whether something is there.
    pub fn covers(self) -> bool {
        self.0 != 0
    }

    /// Red, green, blue.
    pub fn rgb(self) -> [u8; 3] {
        let (colour, step) = ((self.0.saturating_sub(1)) / STEPS, self.0.saturating_sub(1) % STEPS);
        let ground = COLOURS.get(usize::from(colour)).copied().unwrap_or_default();
        let [r, g, b] = ground.map(u32::from);
        let letter: u8 = if r * 3 + g * 6 + b > 1500 { 0 } else { 255 };
        ground.map(|part| {
            let (from, to) = (i32::from(part), i32::from(letter));
            (from + (to - from) * i32::from(step) / i32::from(STEPS - 1)).clamp(0, 255) as u8
        })
    }
}

/// A line of text as pixels, row by row: how much of each is covered, 255 all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lettering {
    /// In pixels.
    pub width: u16,
    /// In pixels.
    pub height: u16,
    /// `width * height` of them.
    pub covered: Vec<u8>,
}

/// Something happened that whoever draws must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverlayEvent {
    /// A click where clicks are taken.
    Clicked,
    /// The desktop has another size, or other monitors. Nothing is shown any more.
    Resized,
}

/// Draws above everything. One for each desktop.
pub trait Overlay: Send + 'static {
    /// Whether it can; a code says why not: those of `DrawAbility` on the wire.
    fn ability(&self) -> Result<(), &'static str>;
    /// What ends a wait.
    fn waker(&self) -> Arc<dyn Waker>;
    /// Width and height of the desktop.
    fn size(&self) -> (u16, u16);
    /// Where the first monitor is.
    fn first_monitor(&self) -> Rect;
    /// The first of these texts that there are letters for, in letters of so many pixels.
    fn letters(&self, texts: &[&str], size: u16) -> Lettering;
    /// In this area of the desktop exactly these pixels are covered, row by row.
    ///
    /// # Errors
    /// When the desktop went away.
    fn paint(&mut self, area: Rect, inks: &[Ink]) -> Result<(), DesktopError>;
    /// Where clicks are taken, of what is covered. Everywhere else they go to what lies below.
    ///
    /// # Errors
    /// When the desktop went away.
    fn take_clicks(&mut self, area: Option<Rect>) -> Result<(), DesktopError>;
    /// Takes everything away.
    ///
    /// # Errors
    /// When the desktop went away.
    fn hide(&mut self) -> Result<(), DesktopError>;
    /// Sleeps until there is an event, the waker was used, or the deadline has passed.
    ///
    /// # Errors
    /// When the desktop went away.
    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), DesktopError>;
    /// The next event, without waiting.
    ///
    /// # Errors
    /// When the desktop went away.
    fn next_event(&mut self) -> Result<Option<OverlayEvent>, DesktopError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ink_is_its_colour_and_letters_on_it_can_be_read_scr_14() {
        assert!(!Ink::NONE.covers() && Ink::default() == Ink::NONE);
        for (number, colour) in COLOURS.into_iter().enumerate() {
            assert_eq!(Ink::new(number, 0.0).rgb(), colour);
            let [r, g, b] = Ink::new(number, 1.0).rgb();
            assert!(r == g && g == b && (r == 0 || r == 255), "{number}");
        }
        assert_eq!(Ink::new(2, 1.0).rgb(), [0, 0, 0]);
        assert_eq!(Ink::new(99, 0.0).rgb(), COLOURS[8]);
    }
}
