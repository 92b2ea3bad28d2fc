//! What may be done inside a session (SES-4), as plain data. Who gets what is decided in `policy`; the numbers are those of the wire.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing that may be allowed inside a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See the endpoint's screen.
    ScreenView,
    /// Use its keyboard and mouse.
    ScreenControl,
    /// Open shells, type into them, see them.
    Shell,
}

impl Permission {
    /// All of them, in the order of the wire.
    pub const ALL: [Permission; 3] = [Permission::ScreenView, Permission::ScreenControl, Permission::Shell];

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of permissions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Permission>", into = "Vec<Permission>")]
pub struct Permissions(u8);

impl Permissions {
    /// Nothing is allowed.
    pub const NONE: Permissions = Permissions(0);
    /// Everything is.
    pub const ALL: Permissions = Permissions(0b111);

    /// Whether one is in the set.
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// The set with one more.
    #[must_use]
    pub const fn with(self, permission: Permission) -> Self {
        Permissions(self.0 | permission.bit())
    }

    /// The set without one.
    #[must_use]
    pub const fn without(self, permission: Permission) -> Self {
        Permissions(self.0 & !permission.bit())
    }

    /// Those in both.
    #[must_use]
    pub const fn and(self, other: Permissions) -> Self {
        Permissions(self.0 & other.0)
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in the set, in the order of the wire.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.has(*permission))
    }

    /// As one byte, for a snapshot that is read atomically.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// From one byte; unknown bits are dropped.
    pub const fn from_bits(bits: u8) -> Self {
        Permissions(bits & Self::ALL.0)
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<T: IntoIterator<Item = Permission>>(iter: T) -> Self {
        iter.into_iter().fold(Permissions::NONE, Permissions::with)
    }
}

impl From<Vec<Permission>> for Permissions {
    fn from(list: Vec<Permission>) -> Self {
        list.into_iter().collect()
    }
}

impl From<Permissions> for Vec<Permission> {
    fn from(set: Permissions) -> Self {
        set.iter().collect()
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in_and_survives_its_byte() {
        let set: Permissions = [Permission::Shell, Permission::ScreenView].into_iter().collect();
        assert!(set.has(Permission::Shell) && !set.has(Permission::ScreenControl));
        assert_eq!(Permissions::from_bits(set.bits()), set);
        assert_eq!(Permissions::from_bits(0xff), Permissions::ALL);
        assert_eq!(set.without(Permission::Shell).without(Permission::ScreenView), Permissions::NONE);
    }
}
