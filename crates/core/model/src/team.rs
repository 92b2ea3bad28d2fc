//! Ranks in a support team. Whoever has a higher one may be given rights in the personal lists of those with a lower one (JMP-30).

use serde::{Deserialize, Serialize};

/// A rank in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamRank {
    /// Works in it.
    Member,
    /// Leads its members.
    Lead,
    /// Manages leads and members.
    Manager,
}

impl TeamRank {
    /// As the store keeps it.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// From what the store keeps; a number that this release does not know gives no power over anybody.
    pub const fn from_number(number: i64) -> Self {
        match number {
            1 => TeamRank::Lead,
            2 => TeamRank::Manager,
            _ => TeamRank::Member,
        }
    }
}
