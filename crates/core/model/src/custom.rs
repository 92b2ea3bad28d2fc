//! Custom fields of sessions (ACC-9): what a session is started with, besides the item.

use serde::{Deserialize, Serialize};

use crate::{clip, is_code_name};

/// Custom fields that a session may be started with.
pub const CUSTOM_FIELDS: usize = 16;
/// Longest value of a custom field in bytes.
pub const CUSTOM_VALUE: usize = 256;

/// A custom field of a session, as the field was when the session started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomValue {
    /// As links and programs call the field.
    pub code_name: String,
    /// What people call it.
    pub name: String,
    /// What was said.
    pub value: String,
    /// Whether reps see it.
    pub shown: bool,
}

/// Whether customers are asked for a custom field where they ask for help on the portal (SUP-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedOnPortal {
    /// They are not.
    #[default]
    No,
    /// They are, and may leave it empty.
    Optional,
    /// They are, and must fill it in.
    Required,
}

impl AskedOnPortal {
    /// All of them.
    pub const ALL: [AskedOnPortal; 3] = [AskedOnPortal::No, AskedOnPortal::Optional, AskedOnPortal::Required];

    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            AskedOnPortal::No => "no",
            AskedOnPortal::Optional => "optional",
            AskedOnPortal::Required => "required",
        }
    }

    /// The one with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|asked| asked.name() == name)
    }
}

/// Why something cannot be a custom field of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddCustom {
    /// No field can have this code name.
    CodeName,
    /// The value is longer than [`CUSTOM_VALUE`].
    TooLong,
    /// The same field is said twice.
    Twice,
    /// More than [`CUSTOM_FIELDS`].
    TooMany,
}

/// What was said of custom fields, as far as it can be right without knowing the site's fields: values are one line of plain text, empty ones are left out.
///
/// # Errors
/// With the code name that is wrong, and why.
pub fn custom_said<'a>(
    said: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<(&'a str, String)>, (&'a str, OddCustom)> {
    let mut taken: Vec<(&str, String)> = Vec::new();
    for (code, value) in said {
        if !is_code_name(code) {
            return Err((code, OddCustom::CodeName));
        }
        if value.len() > CUSTOM_VALUE {
            return Err((code, OddCustom::TooLong));
        }
        if taken.iter().any(|(known, _)| *known == code) {
            return Err((code, OddCustom::Twice));
        }
        let value = clip(value, CUSTOM_VALUE);
        if value.is_empty() {
            continue;
        }
        if taken.len() == CUSTOM_FIELDS {
            return Err((code, OddCustom::TooMany));
        }
        taken.push((code, value));
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_custom_fields_is_plain_bounded_and_said_once_acc_9() {
        let long = "x".repeat(CUSTOM_VALUE + 1);
        assert_eq!(
            custom_said([("ticket", " 47\u{202e}11\n"), ("empty", " \t")]),
            Ok(vec![("ticket", "4711".to_owned())])
        );
        assert_eq!(custom_said([("Ticket", "1")]), Err(("Ticket", OddCustom::CodeName)));
        assert_eq!(custom_said([("a", long.as_str())]), Err(("a", OddCustom::TooLong)));
        assert_eq!(custom_said([("a", "1"), ("a", "1")]), Err(("a", OddCustom::Twice)));
        let names: Vec<String> = (0..=CUSTOM_FIELDS).map(|number| format!("f{number}")).collect();
        assert_eq!(custom_said(names.iter().map(|name| (name.as_str(), "1"))), Err(("f16", OddCustom::TooMany)));
    }
}
