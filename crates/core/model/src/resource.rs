//! Files that go along with a canned script (SCR-6, ADM-4), as plain data: what they are called, how large they may be, and whether they are the ones that were announced.

use serde::{Deserialize, Serialize};

use crate::ResourceId;

/// Files of one script.
pub const RESOURCES: usize = 8;
/// Largest file in bytes.
pub const RESOURCE_BYTES: u64 = 16 * 1024 * 1024;
/// Files of one script together, in bytes.
pub const RESOURCES_BYTES: u64 = 32 * 1024 * 1024;
/// Longest name.
const NAME: usize = 64;

/// A file that goes along with a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptResource {
    /// Where its bytes are; other bytes have another one.
    pub id: ResourceId,
    /// What it is called in the folder of a run.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// Whether it may be run as a program.
    pub executable: bool,
}

/// What the log has of a file that went along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldResource {
    /// What it is called.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// Whether this can be the name of a file that goes along: one part of a path on every system, no option of a program, hidden from nobody, read by no shell as anything else.
pub fn resource_name_fits(name: &str) -> bool {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=NAME).contains(&name.len())
        && name.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric() || first == b'_')
        && name.bytes().all(harmless)
}

/// Whether these can go along together, by their names and sizes.
pub fn resources_fit<'a>(resources: impl IntoIterator<Item = (&'a str, u64)>) -> bool {
    let (mut names, mut all) = (std::collections::BTreeSet::new(), 0u64);
    resources.into_iter().all(|(name, bytes)| {
        all = all.saturating_add(bytes);
        names.len() < RESOURCES
            && resource_name_fits(name)
            && names.insert(name)
            && bytes <= RESOURCE_BYTES
            && all <= RESOURCES_BYTES
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_name_of_a_file_that_goes_along_is_one_harmless_part_of_a_path_scr_6(name in "\\PC{0,70}|[A-Za-z0-9._/-]{0,70}") {
            if resource_name_fits(&name) {
                prop_assert!(!name.contains('/') && !name.contains('\0') && name.len() <= 64);
                prop_assert!(!name.starts_with('.') && !name.starts_with('-'));
                prop_assert_eq!(std::path::Path::new(&name).file_name().and_then(|one| one.to_str()), Some(name.as_str()));
            }
        }
    }

    #[test]
    fn files_go_along_up_to_their_bounds_and_each_name_once_scr_6() {
        assert!(resource_name_fits("app-1.2.tar.gz") && resource_name_fits("_x"));
        for odd in ["", ".", "..", ".profile", "-rf", "a/b", "a b", "ä", "a\0", "a\n"] {
            assert!(!resource_name_fits(odd), "{odd:?}");
        }
        let names: Vec<String> = (0..9).map(|at| format!("f{at}")).collect();
        let with = |count: usize, bytes: u64| names.iter().take(count).map(move |name| (name.as_str(), bytes));
        assert!(resources_fit(with(8, 4 * 1024 * 1024)) && resources_fit(with(0, 0)) && resources_fit(with(1, 0)));
        assert!(!resources_fit(with(9, 1)) && !resources_fit(with(1, RESOURCE_BYTES + 1)));
        assert!(!resources_fit(with(3, RESOURCE_BYTES)) && !resources_fit([("a", 1), ("a", 1)]));
        assert!(!resources_fit([("a", u64::MAX), ("b", u64::MAX)]));
    }
}
