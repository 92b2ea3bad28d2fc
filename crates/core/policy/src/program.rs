//! What a program may do (ADM-8): an API account has scopes, and of what they name it may as much as whoever made it may at that moment, and never more.
//!
//! What decides about sign-ins is for people only, whatever a scope says: no password, factor, login, or further API account.

use std::{collections::BTreeSet, fmt, str::FromStr};

use towline_model::{RoleRight, RoleRights};

use crate::{
    Area, Reach, Standing, Who,
    resolve::Reading,
    rest::{Row, Verb},
};

/// What a scope is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeOf {
    /// Jump Items.
    Items,
    /// Reports of sessions (REC-6).
    Reports,
    /// Recordings of sessions.
    Recordings,
    /// An area of the administrative interface.
    Area(Area),
}

/// One scope: `jump_items:read`, `users:write`. Writing includes reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// What it is about.
    pub of: ScopeOf,
    /// Whether things may be changed.
    pub write: bool,
}

/// There is no such scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such scope")]
pub struct NoSuchScope;

/// Areas that programs may have. Not [`Area::Api`]: a program makes no programs.
const AREAS: [Area; 8] = [
    Area::Status,
    Area::Groups,
    Area::Installers,
    Area::Users,
    Area::Policies,
    Area::Configuration,
    Area::Security,
    Area::Record,
];

impl ScopeOf {
    fn name(self) -> &'static str {
        match self {
            ScopeOf::Items => "jump_items",
            ScopeOf::Reports => "reports",
            ScopeOf::Recordings => "recordings",
            // The setting that opens the area for a person, without what stands before the point.
            ScopeOf::Area(area) => area.setting().key().rsplit('.').next().unwrap_or_default(),
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        [ScopeOf::Items, ScopeOf::Reports, ScopeOf::Recordings].into_iter().chain(AREAS.into_iter().map(ScopeOf::Area))
    }

    /// Whether there is nothing of it that a program could change.
    fn only_read(self) -> bool {
        matches!(self, ScopeOf::Reports | ScopeOf::Recordings | ScopeOf::Area(Area::Record))
    }
}

impl Scope {
    /// All of them. The record, reports and recordings are only read.
    pub fn all() -> impl Iterator<Item = Scope> {
        ScopeOf::all()
            .flat_map(|of| [false, true].map(|write| Scope { of, write }))
            .filter(|scope| !(scope.write && scope.of.only_read()))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.of.name(), if self.write { "write" } else { "read" })
    }
}

impl FromStr for Scope {
    type Err = NoSuchScope;

    fn from_str(text: &str) -> Result<Self, NoSuchScope> {
        Scope::all().find(|scope| scope.to_string() == text).ok_or(NoSuchScope)
    }
}

/// The scopes of a program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        Scopes(scopes.into_iter().collect())
    }
}

impl Scopes {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// Those of both.
    #[must_use]
    pub fn and(&self, other: &Scopes) -> Scopes {
        other.iter().filter(|scope| self.has(scope.of, scope.write)).collect()
    }

    fn has(&self, of: ScopeOf, write: bool) -> bool {
        self.0.contains(&Scope { of, write: true }) || (!write && self.0.contains(&Scope { of, write: false }))
    }

    /// Whether an operation is within them. Whether the thing that it is done to is, decides [`authorize`](crate::authorize) as for everybody.
    pub fn reach(&self, row: &Row) -> bool {
        let write = row.verb != Verb::Get;
        match row.who {
            Who::Anyone => true,
            Who::Areas(areas) => areas.iter().any(|area| self.has(ScopeOf::Area(*area), write)),
            Who::Account => self.has(ScopeOf::Area(Area::Users), write),
            Who::Reports => self.has(ScopeOf::Reports, write),
            Who::Recordings => self.has(ScopeOf::Recordings, write),
            Who::Lister | Who::ItemSeen | Who::ItemEdited | Who::Item(_) => self.has(ScopeOf::Items, write),
            Who::SignedIn
            | Who::OwnFactors
            | Who::User
            | Who::ConsoleUser
            | Who::External
            | Who::AccountSignIn
            | Who::PersonIn(_)
            | Who::FreshIn(_)
            | Who::Administrator
            | Who::FreshAdministrator
            | Who::Supporter
            | Who::KeyMaker
            | Who::QueueServed
            | Who::ItemJump => false,
        }
    }

    /// The scopes any one of which reaches an operation; none for what is open to everybody or to people only.
    pub fn for_row(row: &Row) -> Vec<Scope> {
        if row.who == Who::Anyone {
            return Vec::new();
        }
        let write = row.verb != Verb::Get;
        let reaches = |scope: &Scope| scope.write == write && Scopes::from_iter([*scope]).reach(row);
        Scope::all().filter(reaches).collect()
    }

    fn reading(&self) -> Reading {
        let reach = |of| if self.has(of, false) { Reach::All } else { Reach::Nothing };
        // Recordings belong to sessions that one may read about; each scope alone opens no more than its own operations.
        let either = reach(ScopeOf::Reports).max(reach(ScopeOf::Recordings));
        Reading { reports: either, recordings: reach(ScopeOf::Recordings) }
    }

    fn rights(&self) -> RoleRights {
        let edits = [
            RoleRight::EditName,
            RoleRight::EditTag,
            RoleRight::EditComments,
            RoleRight::EditPolicies,
            RoleRight::EditConnection,
            RoleRight::Move,
            RoleRight::Remove,
        ];
        match (self.has(ScopeOf::Items, false), self.has(ScopeOf::Items, true)) {
            (_, true) => edits.into_iter().fold(RoleRights::NONE, RoleRights::with),
            (true, false) => RoleRights::NONE.with(RoleRight::View),
            (false, false) => RoleRights::NONE,
        }
    }
}

impl Standing {
    /// What a program of this account may with these scopes.
    #[must_use]
    pub fn limited(&self, scopes: &Scopes) -> Standing {
        let areas = AREAS.into_iter().filter(|area| scopes.has(ScopeOf::Area(*area), false));
        self.within(&areas.collect(), scopes.rights(), scopes.reading())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::OPERATIONS;

    #[test]
    fn a_scope_is_its_text_adm_8() {
        for scope in Scope::all() {
            assert_eq!(scope.to_string().parse(), Ok(scope));
        }
        assert_eq!(Scope::all().count(), 19);
        for none in [
            "",
            "users",
            "users:delete",
            "record:write",
            "reports:write",
            "recordings:write",
            "api_accounts:read",
            "jump_items:read ",
        ] {
            assert_eq!(none.parse::<Scope>(), Err(NoSuchScope), "{none}");
        }
    }

    #[test]
    fn what_decides_about_sign_ins_is_out_of_every_programs_reach_adm_8() {
        let all: Scopes = Scope::all().collect();
        let out: Vec<&str> = OPERATIONS.iter().filter(|row| !all.reach(row)).map(|row| row.id).collect();
        insta::assert_debug_snapshot!(out);
    }

    #[test]
    fn reading_scopes_reach_nothing_that_changes_something_adm_8() {
        let reading: Scopes = Scope::all().filter(|scope| !scope.write).collect();
        for row in OPERATIONS.iter().filter(|row| row.who != Who::Anyone && reading.reach(row)) {
            assert_eq!(row.verb, Verb::Get, "{}", row.id);
        }
    }
}
