//! What a session key looks like (SUP-2): letters and digits, or digits alone, and how many. What can be chosen is bounded from below, so that none is found by guessing.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_policy::{Granted, action};

use crate::{Engine, Fault, secret};

const FORMAT: &str = "session_key_format";
/// Digits and capitals without those that look alike.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const DIGITS: &[u8; 10] = b"0123456789";
/// Characters that stand together when a key is shown.
const TOGETHER: usize = 3;
/// The most characters that can be asked for: more are not typed without a mistake.
const MOST: u32 = 21;
/// Keys that are open at a time on the whole site: with the bound on guesses, what makes guessing hopeless.
pub(crate) const LIVE_KEYS: u32 = 1500;
/// The longest that a key lives.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The format of new session keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeyFormat {
    /// Letters and digits; else digits alone.
    pub letters: bool,
    /// How many.
    pub length: u32,
}

impl Default for KeyFormat {
    fn default() -> Self {
        KeyFormat { letters: true, length: 9 }
    }
}

/// What to change of the format; `None` leaves it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeyFormatChange {
    /// Letters and digits; else digits alone.
    pub letters: Option<bool>,
    /// How many.
    pub length: Option<u32>,
}

/// Characters that a key must have so that the chance that any open key is found while it lives is below one in a million.
fn least(alphabet: usize) -> u32 {
    let chances = u128::from(LIVE_KEYS) * u128::from(towline_login::guesses_in(LIFE)) * 1_000_000;
    let alphabet = u128::try_from(alphabet).unwrap_or(2).max(2);
    let (mut length, mut possible) = (0, 1u128);
    while possible <= chances {
        possible = possible.saturating_mul(alphabet);
        length += 1;
    }
    length
}

impl KeyFormat {
    fn alphabet(self) -> &'static [u8] {
        if self.letters { LETTERS } else { DIGITS }
    }

    /// The fewest characters that a key of this kind may have.
    pub fn least(self) -> u32 {
        least(self.alphabet().len())
    }

    /// The most.
    pub const fn most(self) -> u32 {
        MOST
    }

    /// What a key looks like, for whoever has to type one.
    pub fn example(self) -> String {
        let from = if self.letters { b"ABCDEFGHJKMNPQRSTUVWXYZ".as_slice() } else { b"2345678901".as_slice() };
        let length = usize::try_from(self.length).unwrap_or_default();
        shown(&from.iter().cycle().take(length).map(|byte| char::from(*byte)).collect::<String>())
    }

    /// A new key.
    pub(crate) fn fresh(self) -> Result<String, Fault> {
        let (alphabet, length) = (self.alphabet(), usize::try_from(self.length).unwrap_or_default());
        let mask = alphabet.len().next_power_of_two() - 1;
        let mut code = String::with_capacity(length);
        while code.len() < length {
            // As few bits as name every character; values that name none are thrown away, so that all keys are alike.
            for byte in secret::random::<16>()? {
                if let Some(character) = alphabet.get(usize::from(byte) & mask).filter(|_| code.len() < length) {
                    code.push(char::from(*character));
                }
            }
        }
        Ok(code)
    }

    fn checked(self) -> Result<Self, Fault> {
        if (self.least()..=MOST).contains(&self.length) {
            return Ok(self);
        }
        let kind = if self.letters { "letters and digits" } else { "digits" };
        Err(Fault::invalid().field(
            "session_key_length",
            format!("From {} to {MOST} {kind}. Shorter keys could be found by guessing.", self.least()),
        ))
    }
}

/// A key as it is read out: in threes.
pub(crate) fn shown(code: &str) -> String {
    code.as_bytes().chunks(TOGETHER).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

/// The format as it is stored. One that cannot be read, or that a later bound forbids, is the usual one.
fn stored(text: Option<String>) -> KeyFormat {
    let format = text.and_then(|text| serde_json::from_str::<KeyFormat>(&text).ok()).unwrap_or_default();
    format.checked().unwrap_or_default()
}

impl Engine {
    /// The format of new session keys.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn key_format(&self) -> Result<KeyFormat, Fault> {
        Ok(stored(self.inner.store.setting(FORMAT).await?))
    }

    /// Changes the format of new session keys; open ones stay valid. A kind that is changed without a length gets the fewest characters that it may have, if it would have fewer.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn change_key_format(
        &self,
        granted: &Granted<action::ManageSecurity>,
        change: KeyFormatChange,
    ) -> Result<(), Fault> {
        if change == KeyFormatChange::default() {
            return Ok(());
        }
        let merged = move |old| {
            let old = stored(old);
            let mut format = KeyFormat {
                letters: change.letters.unwrap_or(old.letters),
                length: change.length.unwrap_or(old.length),
            };
            if change.length.is_none() {
                format.length = format.length.max(format.least());
            }
            serde_json::to_string(&format.checked()?).map_err(|_| Fault::internal())
        };
        self.inner.store.change_setting(self.stamp(granted.actor()), FORMAT, merged).await?
    }

    /// Whether a key of so many characters can be valid: the format may have changed since an open one was made.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn fits_a_key(&self, format: KeyFormat, length: usize) -> Result<bool, Fault> {
        let Ok(length) = u32::try_from(length) else { return Ok(false) };
        Ok(length == format.length || self.inner.store.has_open_key_of(length, self.now()).await?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_is_found_by_guessing_whatever_format_a_site_chooses_sup_2() {
        let chances = u128::from(LIVE_KEYS) * u128::from(towline_login::guesses_in(LIFE));
        for (letters, fewest) in [(true, 9), (false, 14)] {
            let format = KeyFormat { letters, length: 0 };
            assert_eq!(format.least(), fewest);
            for length in 0..=MOST + 3 {
                let chosen = KeyFormat { letters, length };
                let possible = u128::try_from(chosen.alphabet().len()).unwrap().pow(length);
                // Less than one in a million that any of the open keys is hit while it lives.
                let hopeless = chances * 1_000_000 < possible;
                assert_eq!(chosen.checked().is_ok(), hopeless && length <= MOST, "{chosen:?}");
            }
        }
        assert!(KeyFormat::default().checked().is_ok());
    }

    #[test]
    fn a_key_has_characters_that_do_not_look_alike_and_is_shown_in_threes_sup_2() {
        let usual = KeyFormat::default();
        let codes: HashSet<String> = (0..500).map(|_| usual.fresh().unwrap()).collect();
        assert_eq!(codes.len(), 500);
        for code in &codes {
            assert_eq!(code.len(), 9);
            assert!(!code.contains(['0', '1', 'O', 'I', 'L']), "{code}");
        }
        let digits = KeyFormat { letters: false, length: 15 };
        let drawn: HashSet<char> = (0..200).flat_map(|_| digits.fresh().unwrap().chars().collect::<Vec<_>>()).collect();
        assert_eq!(drawn, ('0'..='9').collect());
        assert_eq!(shown("ABCDEFGHJ"), "ABC-DEF-GHJ");
        assert_eq!(shown("12345678901234"), "123-456-789-012-34");
        assert_eq!(usual.example(), "ABC-DEF-GHJ");
        assert_eq!(digits.example(), "234-567-890-123-456");
    }

    #[test]
    fn a_stored_format_that_cannot_be_is_the_usual_one_sup_2() {
        let of = |text: &str| stored(Some(text.to_owned()));
        assert_eq!(stored(None), KeyFormat::default());
        assert_eq!(of(r#"{"letters":false,"length":15}"#), KeyFormat { letters: false, length: 15 });
        for odd in ["", "{}x", r#"{"letters":false,"length":4}"#, r#"{"shape":"round"}"#] {
            assert_eq!(of(odd), KeyFormat::default(), "{odd}");
        }
    }
}
