//! A chain of hashes over the lines of a record (REC-4, REC-7): each line's hash covers the one before it, so that a line cannot be changed, moved or cut out of the middle unseen.
//!
//! What it cannot show by itself: lines missing at the end, and a record that somebody with the whole store computed anew.

use sha2::{Digest, Sha256};

/// What stands before the first line.
pub const CHAIN_START: [u8; 32] = [0; 32];

/// The hash of a line with these fields after the line with the hash `previous`. Each field is preceded by its length, so that no two lists of fields have the same bytes.
pub fn chained(previous: &[u8; 32], fields: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"towline record v1\0");
    hash.update(previous);
    for field in fields {
        hash.update(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hash(previous: &[u8; 32], fields: &[Vec<u8>]) -> [u8; 32] {
        chained(previous, &fields.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn two_lines_have_the_same_hash_only_if_they_are_the_same_rec_7(
            one in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 0..4),
            other in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 0..4),
        ) {
            prop_assert_eq!(hash(&CHAIN_START, &one) == hash(&CHAIN_START, &other), one == other);
        }

        #[test]
        fn a_change_of_one_line_changes_all_later_ones_rec_7(lines in prop::collection::vec(any::<[u8; 4]>(), 2..8), at in 0..8_usize) {
            let chain = |lines: &[[u8; 4]]| lines.iter().fold(CHAIN_START, |previous, line| chained(&previous, &[line]));
            let mut changed = lines.clone();
            let at = at % changed.len();
            changed[at][0] ^= 1;
            prop_assert_ne!(chain(&lines), chain(&changed));
        }
    }
}
