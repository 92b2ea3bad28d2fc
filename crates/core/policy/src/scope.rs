//! What a list may show, as a value that the store turns into a predicate of every query, counts included (JMP-31).

use towline_model::UserId;

use crate::{Actor, Denied};

/// The Jump Items that an actor sees. Only [`visible_items`] makes one.
#[derive(Debug)]
pub struct ItemScope {
    user: UserId,
    everything: bool,
}

impl ItemScope {
    /// Whose eyes.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Whether all items are seen; otherwise the personal list and the groups that the user is a member of.
    pub fn everything(&self) -> bool {
        self.everything
    }
}

/// The scope of an actor.
///
/// # Errors
/// When the actor must change the password first.
pub fn visible_items(actor: &Actor) -> Result<ItemScope, Denied> {
    if actor.must_change_password {
        return Err(Denied::PasswordChangeRequired);
    }
    Ok(ItemScope { user: actor.user, everything: actor.administrator })
}
