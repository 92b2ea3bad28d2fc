//! Jump Item Roles (JMP-30): sets of rights that somebody has in a place of Jump Items. Plain data; which role holds where is decided in `policy`.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::JumpItemRoleId;

/// One right of a role. Whoever has a role with no right at all does not even see the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleRight {
    /// See the items and their details.
    View,
    /// Start sessions with them.
    Start,
    /// Put new ones there: make installers, pin.
    Create,
    /// Change the name.
    EditName,
    /// Change the tag.
    EditTag,
    /// Change the comments.
    EditComments,
    /// Choose the session policies and the Jump Policy.
    EditPolicies,
    /// Change how the endpoint is reached.
    EditConnection,
    /// Move items away and take some in.
    Move,
    /// Remove items; their agents are uninstalled.
    Remove,
    /// Read the reports of their sessions.
    ViewReports,
    /// Start outside the times that a Jump Policy allows.
    OverrideSchedule,
}

impl RoleRight {
    /// All of them, in the order in which people read them.
    pub const ALL: [RoleRight; 12] = [
        RoleRight::View,
        RoleRight::Start,
        RoleRight::Create,
        RoleRight::EditName,
        RoleRight::EditTag,
        RoleRight::EditComments,
        RoleRight::EditPolicies,
        RoleRight::EditConnection,
        RoleRight::Move,
        RoleRight::Remove,
        RoleRight::ViewReports,
        RoleRight::OverrideSchedule,
    ];

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The rights of a role. INVARIANT: none at all, or [`RoleRight::View`] among them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<RoleRight>", into = "Vec<RoleRight>")]
pub struct RoleRights(u16);

impl RoleRights {
    /// Nothing: the items are not even seen.
    pub const NONE: RoleRights = RoleRights(0);
    /// Everything.
    pub const ALL: RoleRights = RoleRights((1 << RoleRight::ALL.len()) - 1);

    /// Whether a right is among them.
    pub const fn has(self, right: RoleRight) -> bool {
        self.0 & right.bit() != 0
    }

    /// The same with one more; every right brings the sight of the items.
    #[must_use]
    pub const fn with(self, right: RoleRight) -> Self {
        RoleRights(self.0 | right.bit() | RoleRight::View.bit())
    }

    /// The same without one.
    #[must_use]
    pub const fn without(self, right: RoleRight) -> Self {
        RoleRights(self.0 & !right.bit())
    }

    /// Those of either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        RoleRights(self.0 | other.0)
    }

    /// Those of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        RoleRights(self.0 & other.0)
    }

    /// Whether nothing is among them.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Those that are there, in the order of [`RoleRight::ALL`].
    pub fn iter(self) -> impl Iterator<Item = RoleRight> {
        RoleRight::ALL.into_iter().filter(move |right| self.has(*right))
    }
}

impl FromIterator<RoleRight> for RoleRights {
    fn from_iter<T: IntoIterator<Item = RoleRight>>(iter: T) -> Self {
        iter.into_iter().fold(RoleRights::NONE, RoleRights::with)
    }
}

impl From<Vec<RoleRight>> for RoleRights {
    fn from(list: Vec<RoleRight>) -> Self {
        list.into_iter().collect()
    }
}

impl From<RoleRights> for Vec<RoleRight> {
    fn from(set: RoleRights) -> Self {
        set.iter().collect()
    }
}

impl fmt::Debug for RoleRights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Roles that every site has and nobody changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BuiltInRole {
    /// The items are not seen.
    NoAccess,
    /// See them and start sessions.
    StartSessions,
    /// See them and the reports of their sessions.
    Auditor,
    /// Everything.
    Administrator,
}

impl BuiltInRole {
    /// All of them, from the fewest rights to the most.
    pub const ALL: [BuiltInRole; 4] =
        [BuiltInRole::NoAccess, BuiltInRole::StartSessions, BuiltInRole::Auditor, BuiltInRole::Administrator];

    /// Its id, the same on every site.
    pub const fn id(self) -> JumpItemRoleId {
        JumpItemRoleId::from_uuid(Uuid::from_u128(1 + self as u128))
    }

    /// The built-in role with this id.
    pub fn by_id(id: JumpItemRoleId) -> Option<Self> {
        BuiltInRole::ALL.into_iter().find(|role| role.id() == id)
    }

    /// What it allows.
    pub const fn rights(self) -> RoleRights {
        match self {
            BuiltInRole::NoAccess => RoleRights::NONE,
            BuiltInRole::StartSessions => RoleRights::NONE.with(RoleRight::Start),
            BuiltInRole::Auditor => RoleRights::NONE.with(RoleRight::ViewReports),
            BuiltInRole::Administrator => RoleRights::ALL,
        }
    }

    /// Its name in lists of roles; the console has its own words.
    pub const fn name(self) -> &'static str {
        match self {
            BuiltInRole::NoAccess => "No access",
            BuiltInRole::StartSessions => "Start sessions only",
            BuiltInRole::Auditor => "Auditor",
            BuiltInRole::Administrator => "Administrator",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_brings_the_sight_of_the_items_jmp_30() {
        for right in RoleRight::ALL {
            assert!(RoleRights::NONE.with(right).has(RoleRight::View), "{right:?}");
        }
        assert!(BuiltInRole::NoAccess.rights().is_none());
        assert_eq!(BuiltInRole::Administrator.rights().iter().count(), RoleRight::ALL.len());
    }

    #[test]
    fn built_in_roles_are_found_by_their_ids() {
        for role in BuiltInRole::ALL {
            assert_eq!(BuiltInRole::by_id(role.id()), Some(role));
        }
        assert_eq!(BuiltInRole::by_id(JumpItemRoleId::from_uuid(Uuid::from_u128(77))), None);
    }
}
