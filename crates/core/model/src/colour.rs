//! A colour, and whether text can be read on it (WCAG 2.2, 1.4.3).
//!
//! Not a colour space: as much as a site's accent needs, so that whatever an administrator chooses stays legible in light and dark.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An opaque colour of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// A text that is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a colour like #0d6b6b")]
pub struct OddColour;

/// White.
pub const WHITE: Colour = Colour::new(255, 255, 255);
/// Black.
const BLACK: Colour = Colour::new(0, 0, 0);
/// Steps between a colour and black or white, in which one that can be read is looked for.
const STEPS: u32 = 64;

impl Colour {
    /// From its three parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Colour { red, green, blue }
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// How much text of one colour stands out from the other: 1 (not at all) to 21.
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour with so many hundredths of another.
    #[must_use]
    pub fn mixed(self, other: Colour, percent: u32) -> Colour {
        self.towards(other, percent.min(100), 100)
    }

    fn towards(self, other: Colour, step: u32, steps: u32) -> Colour {
        let part = |from: u8, to: u8| {
            let sum = u32::from(from) * (steps - step) + u32::from(to) * step;
            u8::try_from((sum + steps / 2) / steps).unwrap_or(u8::MAX)
        };
        Colour::new(part(self.red, other.red), part(self.green, other.green), part(self.blue, other.blue))
    }

    fn until(self, end: Colour, against: Colour, contrast: f64) -> Colour {
        (0..=STEPS)
            .map(|step| self.towards(end, step, STEPS))
            .find(|colour| colour.contrast(against) >= contrast)
            .unwrap_or(end)
    }

    /// The nearest darker shade that stands out this much; the colour itself if it does.
    #[must_use]
    pub fn darkened(self, against: Colour, contrast: f64) -> Colour {
        self.until(BLACK, against, contrast)
    }

    /// The nearest lighter shade that stands out this much; the colour itself if it does.
    #[must_use]
    pub fn lightened(self, against: Colour, contrast: f64) -> Colour {
        self.until(WHITE, against, contrast)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl FromStr for Colour {
    type Err = OddColour;

    fn from_str(text: &str) -> Result<Self, OddColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()).ok_or(OddColour)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(OddColour);
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).map_err(|_| OddColour)?.to_be_bytes();
        Ok(Colour { red, green, blue })
    }
}

impl TryFrom<String> for Colour {
    type Error = OddColour;

    fn try_from(text: String) -> Result<Self, OddColour> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_colour_has_one_spelling_and_capital_digits_are_read_sup_1() {
        for (text, said) in [("#0d6b6b", Some("#0d6b6b")), ("#FFCC00", Some("#ffcc00"))] {
            assert_eq!(text.parse::<Colour>().ok().map(|colour| colour.to_string()).as_deref(), said, "{text}");
        }
        for odd in ["", "#", "#fff", "0d6b6b", "#0d6b6", "#0d6b6b0", "#0d6b6g", "#+d6b6b", "red", "#ééé"] {
            assert_eq!(odd.parse::<Colour>(), Err(OddColour), "{odd}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines_sup_1() {
        let grey: Colour = "#767676".parse().unwrap();
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 0.001);
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.01, "{}", grey.contrast(WHITE));
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 0.001);
    }

    proptest! {
        #[test]
        fn whatever_is_chosen_a_shade_of_it_can_be_read_sup_1(red: u8, green: u8, blue: u8) {
            let chosen = Colour::new(red, green, blue);
            let dark: Colour = "#171f26".parse().unwrap();
            prop_assert!(chosen.darkened(WHITE, 4.5).contrast(WHITE) >= 4.5);
            prop_assert!(chosen.lightened(dark, 4.5).contrast(dark) >= 4.5);
            if chosen.contrast(WHITE) >= 4.5 {
                prop_assert_eq!(chosen.darkened(WHITE, 4.5), chosen);
            }
            prop_assert_eq!(chosen.to_string().parse(), Ok(chosen));
        }
    }
}
