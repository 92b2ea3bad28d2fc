//! The decision, and the proof of it.

use thiserror::Error;

use crate::{Action, Actor, Resource, Who};

/// Proof that this actor may do this action to this resource now. Consumed by the function that does it.
#[derive(Debug)]
pub struct Granted<A: Action> {
    actor: Actor,
    resource: A::Resource,
}

impl<A: Action> Granted<A> {
    /// Who may.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What it may be done to.
    pub fn resource(&self) -> &A::Resource {
        &self.resource
    }

    /// Both, when the proof is used up.
    pub fn into_parts(self) -> (Actor, A::Resource) {
        (self.actor, self.resource)
    }
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Denied {
    /// For this actor there is no such thing (JMP-31).
    #[error("there is no such thing")]
    Hidden,
    /// It exists, but is not for this actor.
    #[error("not permitted")]
    NotPermitted,
    /// First the password must be changed.
    #[error("the password must be changed first")]
    PasswordChangeRequired,
    /// Web consoles may not connect now.
    #[error("the web console is switched off")]
    ConsoleDisabled,
}

/// Decides, and proves it. The only source of [`Granted`] values.
///
/// # Errors
/// Why the actor may not.
pub fn authorize<A: Action>(actor: &Actor, resource: A::Resource) -> Result<Granted<A>, Denied> {
    decide(A::WHO, actor, &resource)?;
    Ok(Granted { actor: *actor, resource })
}

fn decide(who: Who, actor: &Actor, resource: &impl Resource) -> Result<(), Denied> {
    let open_to_all = matches!(who, Who::Anyone | Who::SignedIn);
    if actor.must_change_password && !open_to_all {
        return Err(Denied::PasswordChangeRequired);
    }
    let seen = || if resource.seen_by(actor) { Ok(()) } else { Err(Denied::Hidden) };
    let console = || if actor.console_allowed { Ok(()) } else { Err(Denied::ConsoleDisabled) };
    match who {
        Who::Anyone | Who::SignedIn | Who::User => Ok(()),
        Who::ConsoleUser => console(),
        Who::Administrator if actor.administrator => Ok(()),
        Who::Administrator => Err(Denied::NotPermitted),
        Who::ItemSeen => seen(),
        Who::ItemJump => seen().and_then(|()| console()),
        Who::ItemManaged => {
            seen()?;
            if resource.managed_by(actor) { Ok(()) } else { Err(Denied::NotPermitted) }
        }
    }
}
