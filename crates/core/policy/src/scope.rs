//! What a list may show, as a value that the store turns into a predicate of every query, counts included (JMP-31).

use towline_model::{JumpGroupId, RoleRight, RoleRights, UserId};

use crate::{Actor, Asker, Denied, First, Standing};

/// Which of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which<T> {
    /// These and no others.
    Only(Vec<T>),
    /// All but these.
    AllBut(Vec<T>),
}

impl<T: PartialEq> Which<T> {
    /// Whether one is among them.
    pub fn has(&self, one: &T) -> bool {
        match self {
            Which::Only(list) => list.contains(one),
            Which::AllBut(list) => !list.contains(one),
        }
    }

    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        matches!(self, Which::AllBut(list) if list.is_empty())
    }
}

/// The Jump Items that an actor sees. Only [`visible_items`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemScope {
    user: UserId,
    groups: Which<JumpGroupId>,
    owners: Which<UserId>,
}

impl ItemScope {
    /// Whose eyes.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Items of which groups.
    pub fn groups(&self) -> &Which<JumpGroupId> {
        &self.groups
    }

    /// Items of whose personal lists.
    pub fn owners(&self) -> &Which<UserId> {
        &self.owners
    }

    /// Whether it is nothing at all.
    pub fn is_nothing(&self) -> bool {
        matches!((&self.groups, &self.owners), (Which::Only(groups), Which::Only(owners)) if groups.is_empty() && owners.is_empty())
    }

    /// Those of whose sessions a role lets them read the reports, whatever else they may read.
    pub fn reported(standing: &Standing) -> Self {
        Self::where_rights(standing, |rights| rights.has(RoleRight::ViewReports))
    }

    /// The same rules as [`Standing::in_group`] and [`Standing::in_list_of`], for all groups and lists at once.
    pub(crate) fn of(standing: &Standing) -> Self {
        Self::where_rights(standing, |rights| !rights.is_none())
    }

    fn where_rights(standing: &Standing, fit: impl Fn(RoleRights) -> bool) -> Self {
        let user = standing.user();
        if standing.administrator() {
            return ItemScope { user, groups: Which::AllBut(Vec::new()), owners: Which::AllBut(Vec::new()) };
        }
        let (personal, teams, system) = standing.slots();
        let groups = if !fit(system) {
            Which::Only(standing.groups().filter(|(_, rights)| fit(*rights)).map(|(group, _)| group).collect())
        } else {
            Which::AllBut(standing.groups().filter(|(_, rights)| !fit(*rights)).map(|(group, _)| group).collect())
        };
        let own = fit(personal).then_some(user);
        let owners = if !fit(system) {
            let led = standing.led().filter(|owner| *owner != user && fit(teams));
            Which::Only(own.into_iter().chain(led).collect())
        } else {
            Which::AllBut(if own.is_some() { Vec::new() } else { vec![user] })
        };
        ItemScope { user, groups, owners }
    }
}

/// The scope of an actor.
///
/// # Errors
/// When the actor must do something else first.
pub fn visible_items(actor: &Actor) -> Result<ItemScope, Denied> {
    if actor.asker == Asker::External {
        return Err(Denied::NotPermitted);
    }
    match actor.first {
        Some(First::Password) => return Err(Denied::PasswordChangeRequired),
        Some(First::Factor) => return Err(Denied::FactorRequired),
        None => {}
    }
    Ok(ItemScope::of(&actor.standing))
}
