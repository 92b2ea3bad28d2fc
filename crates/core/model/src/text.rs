//! Texts of people and endpoints: clipped, and without characters that draw nothing or turn the line around.

/// Whether a character may be in a one-line text: no controls, no bidirectional overrides, no line or paragraph separators.
pub fn is_plain(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Bytes of a code name at most.
pub const CODE_NAME: usize = 32;

/// Whether a text can be the name by which links and programs call a thing: small letters, digits and underscores, a letter first.
pub fn is_code_name(text: &str) -> bool {
    text.len() <= CODE_NAME
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// The text without its unwanted characters and outer blanks, at most so many bytes, cut between characters.
pub fn clip(text: &str, bytes: usize) -> String {
    let mut kept = String::with_capacity(text.len().min(bytes));
    for character in text.trim().chars().filter(|character| is_plain(*character)) {
        if kept.len() + character.len_utf8() > bytes {
            break;
        }
        kept.push(character);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_name_has_one_spelling_acc_9() {
        for good in ["a", "ticket", "ticket_2", "t__", &"a".repeat(CODE_NAME)] {
            assert!(is_code_name(good), "{good}");
        }
        for bad in ["", "_a", "2nd", "Ticket", "ticket-2", "ti cket", "tïcket", "ticket\n", &"a".repeat(CODE_NAME + 1)]
        {
            assert!(!is_code_name(bad), "{bad}");
        }
    }
}
