//! The facts that decisions are made from: who asks, and what for. The engine reads them from the store at the moment of asking.

use std::sync::Arc;

use towline_model::{Author, JumpClientId, JumpItemId, LoginId, Place, Queue, RoleRights, UserId};

use crate::Standing;

/// What an account must do before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// Set a password of its own (ACC-5).
    Password,
    /// Set up a second factor, because a rule asks for one (ACC-6).
    Factor,
}

/// What kind of principal asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// A person with an account.
    Person,
    /// A program (ADM-8).
    Program,
    /// A person without an account, invited into one session (SUP-70). Nothing but that session is theirs.
    External,
}

/// A request that must not be done twice (`Idempotency-Key`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Once {
    /// A hash of who asks and of the key that was sent.
    pub key: [u8; 32],
    /// A hash of what is asked.
    pub request: [u8; 32],
}

/// Who asks: a live login of an enabled account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub user: UserId,
    /// The login that it came with.
    pub login: LoginId,
    /// Who that is and from where, as the record keeps it (REC-7).
    pub author: Arc<Author>,
    /// What the asker had seen of the thing that is to be changed, if that was said (`If-Match`).
    pub seen: Option<[u8; 32]>,
    /// What it may do.
    pub standing: Arc<Standing>,
    /// What it must do before anything else.
    pub first: Option<First>,
    /// Whether it proved all factors a short while ago, as acts ask for that decide about sign-ins.
    pub fresh: bool,
    /// Whether web consoles may connect now (ACC-2).
    pub console_allowed: bool,
    /// What kind of principal it is.
    pub asker: Asker,
    /// This request, if it must not be done twice.
    pub once: Option<Once>,
}

/// What an action is done to.
pub trait Resource {
    /// The actor's rights of a Jump Item's role here.
    fn rights(&self, _actor: &Actor) -> RoleRights {
        RoleRights::NONE
    }

    /// Whether the actor takes sessions out of it, as a queue.
    fn served_by(&self, _actor: &Actor) -> bool {
        false
    }

    /// Whether the actor may manage it as an account.
    fn covered_by(&self, _actor: &Actor) -> bool {
        false
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
}

impl Actor {
    /// Whether it is a program and no person (ADM-8).
    pub fn is_program(&self) -> bool {
        self.asker == Asker::Program
    }

    /// Rights in a list of Jump Items.
    pub fn rights_in(&self, place: Place) -> RoleRights {
        match place {
            Place::Personal(owner) => self.standing.in_list_of(owner),
            Place::Group(group) => self.standing.in_group(group),
        }
    }
}

impl Resource for ItemFacts {
    fn rights(&self, actor: &Actor) -> RoleRights {
        actor.rights_in(self.place)
    }
}

/// A list of Jump Items that one is to be put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceFacts(pub Place);

impl Resource for PlaceFacts {
    fn rights(&self, actor: &Actor) -> RoleRights {
        actor.rights_in(self.0)
    }
}

/// A queue that somebody takes a session out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueFacts(pub Queue);

impl Resource for QueueFacts {
    fn served_by(&self, actor: &Actor) -> bool {
        actor.standing.serves(self.0)
    }
}

/// What decides about an account that somebody manages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountFacts {
    /// Which one.
    pub user: UserId,
    /// What it may do itself.
    pub standing: Arc<Standing>,
}

impl Resource for AccountFacts {
    fn covered_by(&self, actor: &Actor) -> bool {
        actor.standing.covers(&self.standing)
    }
}
