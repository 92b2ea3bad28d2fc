//! What a new password must be: long, and not one that everybody tries first (ACC-5).

use crate::common::COMMON;

/// Least number of characters.
pub const MINIMUM_CHARACTERS: usize = 12;
/// Most bytes.
const LONGEST_BYTES: usize = 256;

/// Why a password is too weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than 12 characters.
    TooShort,
    /// More than 256 bytes.
    TooLong,
    /// One of those that everybody tries first, or a small change of one.
    Common,
    /// Little more than a character or a short text over and over, or keys in a row.
    Repetitive,
    /// Little more than the person's own name.
    Personal,
}

impl Weakness {
    /// A sentence for the person.
    pub fn sentence(self) -> &'static str {
        match self {
            Weakness::TooShort => "Use at least 12 characters.",
            Weakness::TooLong => "Use at most 256 bytes.",
            Weakness::Common => "This is one of the passwords that are tried first. Choose another one.",
            Weakness::Repetitive => "This repeats itself or follows the keyboard. Choose another one.",
            Weakness::Personal => "This is little more than your name. Choose another one.",
        }
    }
}

/// Why this password is too weak for this person, if it is. `names` are what others know of the person: user name, display name, e-mail.
pub fn weakness(password: &str, names: &[&str]) -> Option<Weakness> {
    if password.chars().count() < MINIMUM_CHARACTERS {
        return Some(Weakness::TooShort);
    }
    if password.len() > LONGEST_BYTES {
        return Some(Weakness::TooLong);
    }
    let lower = password.to_lowercase();
    let core = core(&lower);
    if repeats(&lower) || in_a_row(&lower) {
        return Some(Weakness::Repetitive);
    }
    if made_of_common_words(&lower) || made_of_common_words(&core) {
        return Some(Weakness::Common);
    }
    let mut parts: Vec<String> =
        names.iter().flat_map(|name| name.split(['@', ' ', '.', '-', '_'])).map(str::to_lowercase).collect();
    parts.retain(|part| part.chars().count() >= 3);
    // The longest first, so that "jen" does not cut "jenny" in two.
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let rest = parts.iter().fold(core.clone(), |rest, part| rest.replace(part.as_str(), ""));
    if rest.len() < core.len() && rest.chars().count() < 4 {
        return Some(Weakness::Personal);
    }
    None
}

/// The letters, with the usual replacements undone and what is stuck on at the ends taken off: "P@ssw0rd2024!!" is "password".
fn core(lower: &str) -> String {
    let trimmed = lower.trim_matches(|character: char| !character.is_alphabetic() && !"@$".contains(character));
    trimmed
        .chars()
        .map(|character| match character {
            '@' | '4' => 'a',
            '3' => 'e',
            '1' | '!' => 'i',
            '0' => 'o',
            '$' | '5' => 's',
            '7' => 't',
            other => other,
        })
        .filter(|character| character.is_alphanumeric())
        .collect()
}

/// Whether nothing but common words and up to three other characters are in it.
fn made_of_common_words(text: &str) -> bool {
    let mut rest = text;
    let mut other = 0;
    while let Some(first) = rest.chars().next() {
        match COMMON.iter().filter(|word| rest.starts_with(**word)).max_by_key(|word| word.len()) {
            Some(word) => rest = rest.get(word.len()..).unwrap_or_default(),
            None => {
                other += 1;
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    other <= 3
}

/// Whether it is a text of up to four characters over and over, or has fewer than five different characters.
fn repeats(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let mut different = characters.clone();
    different.sort_unstable();
    different.dedup();
    different.len() < 5
        || (1..=4).any(|period| characters.iter().zip(characters.iter().skip(period)).all(|(one, other)| one == other))
}

/// Whether most of it follows the alphabet, the digits or a row of the keyboard, in either direction.
fn in_a_row(text: &str) -> bool {
    const ROWS: [&str; 5] = ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let follows = |one: char, other: char| {
        ROWS.iter().any(|row| {
            let steps = row.chars().zip(row.chars().skip(1));
            steps.into_iter().any(|(a, b)| (a, b) == (one, other) || (b, a) == (one, other))
        })
    };
    let characters: Vec<char> = text.chars().collect();
    let steps = characters.iter().zip(characters.iter().skip(1)).filter(|(one, other)| follows(**one, **other)).count();
    steps * 4 >= characters.len() * 3
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_a_reason_acc_5() {
        for (password, expected) in [
            ("short", Some(Weakness::TooShort)),
            ("elevenchars", Some(Weakness::TooShort)),
            ("aaaaaaaaaaaaaaaa", Some(Weakness::Repetitive)),
            ("abcabcabcabcabc", Some(Weakness::Repetitive)),
            ("123456789012345", Some(Weakness::Repetitive)),
            ("qwertyuiopasdfgh", Some(Weakness::Repetitive)),
            ("passwordpassword", Some(Weakness::Common)),
            ("P@ssw0rd2024!!", Some(Weakness::Common)),
            ("Administrator1!", Some(Weakness::Common)),
            ("welcome-welcome", Some(Weakness::Common)),
            ("jenny.miller99", Some(Weakness::Personal)),
            ("correct horse battery staple", Some(Weakness::Common)),
            ("seven quiet otters at noon", None),
            ("tidal-Orchid-47-fjord", None),
            ("пятнадцать лисиц", None),
        ] {
            assert_eq!(weakness(password, &["jenny.miller", "Jenny Miller", ""]), expected, "{password}");
        }
        assert_eq!(weakness(&"ä1b2".repeat(100), &[]), Some(Weakness::TooLong));
    }

    proptest! {
        #[test]
        fn no_password_makes_the_rules_panic(password in ".{0,40}", name in ".{0,20}") {
            let _ = weakness(&password, &[&name]);
        }

        #[test]
        fn a_random_password_passes(password in "[a-zA-Z0-9]{24}") {
            // 24 random characters may by chance repeat; they are never called common or personal.
            prop_assert!(!matches!(weakness(&password, &["jenny"]), Some(Weakness::TooShort | Weakness::TooLong)));
        }
    }
}
