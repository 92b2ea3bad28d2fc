//! The facts that decisions are made from: who asks, and what for. The engine reads them from the store at the moment of asking.

use towline_model::{JumpClientId, JumpItemId, LoginId, Place, UserId};

/// Who asks: a live login of an enabled account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub user: UserId,
    /// The login that it came with.
    pub login: LoginId,
    /// Whether it administers the site.
    pub administrator: bool,
    /// Whether it must set a password of its own before anything else (ACC-5).
    pub must_change_password: bool,
    /// Whether web consoles may connect now (ACC-2).
    pub console_allowed: bool,
}

/// What an action is done to.
pub trait Resource {
    /// Whether this actor may know that it exists.
    fn seen_by(&self, _actor: &Actor) -> bool {
        true
    }

    /// Whether this actor may change it.
    fn managed_by(&self, actor: &Actor) -> bool {
        actor.administrator
    }
}

impl Resource for () {}

/// What decides about a Jump Item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFacts {
    /// The item.
    pub item: JumpItemId,
    /// The client behind it.
    pub client: JumpClientId,
    /// What people call it.
    pub name: String,
    /// The list that it is in.
    pub place: Place,
    /// Whether the actor is a member of its group.
    pub member: bool,
}

impl Resource for ItemFacts {
    fn seen_by(&self, actor: &Actor) -> bool {
        actor.administrator
            || match self.place {
                Place::Personal(owner) => owner == actor.user,
                Place::Group(_) => self.member,
            }
    }

    fn managed_by(&self, actor: &Actor) -> bool {
        actor.administrator || self.place == Place::Personal(actor.user)
    }
}
