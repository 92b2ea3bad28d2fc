//! Bytes of a terminal to characters: a character may be cut anywhere between two pieces.

/// The text of these bytes behind those that were left over. The beginning of a character whose rest is not here yet is left over, at most three bytes; what is none is U+FFFD.
pub fn decode(left_over: &mut Vec<u8>, bytes: &[u8]) -> String {
    let mut all = std::mem::take(left_over);
    all.extend_from_slice(bytes);
    let mut text = String::with_capacity(all.len());
    let mut chunks = all.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        let invalid = chunk.invalid();
        // The last bad bytes may be the first ones of a character; anywhere else they are none.
        if chunks.peek().is_none() && may_go_on(invalid) {
            *left_over = invalid.to_vec();
        } else if !invalid.is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    text
}

/// Whether these bytes can be the beginning of a character.
fn may_go_on(bytes: &[u8]) -> bool {
    let Some(&first) = bytes.first() else { return false };
    let length = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return false,
    };
    bytes.len() < length
}
