//! Which Support Button (SUP-50).

use std::fmt;

/// The name of a button, which is also its folder's: a UUID in lower case, and nothing that could lead elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ButtonId(String);

impl ButtonId {
    /// `None`: it is no UUID.
    pub fn parse(text: &str) -> Option<ButtonId> {
        let fits = |(at, byte): (usize, u8)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        };
        (text.len() == 36 && text.bytes().enumerate().all(fits)).then(|| ButtonId(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ButtonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buttons_name_leads_nowhere_else_sup_50() {
        let id = "0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c01";
        assert_eq!(ButtonId::parse(id).unwrap().as_str(), id);
        let upper = id.to_uppercase();
        let long = format!("{id}0");
        for bad in
            ["", "..", "0f3b1c5e/9a7d-4c21-8e60-5d2f4b8a9c01", "0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c0é", &upper, &long]
        {
            assert_eq!(ButtonId::parse(bad), None, "{bad}");
        }
    }
}
