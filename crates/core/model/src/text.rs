//! Texts of people and endpoints: clipped, and without characters that draw nothing or turn the line around.

/// Whether a character may be in a one-line text: no controls, no bidirectional overrides, no line or paragraph separators.
pub fn is_plain(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
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
