//! The decision, and the proof of it.

use thiserror::Error;
use towline_model::{RoleRight, RoleRights};

use crate::{Action, Actor, Area, Asker, First, Reach, Resource, Who};

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
    /// First a second factor must be set up.
    #[error("a second factor must be set up first")]
    FactorRequired,
    /// First all factors must be proved again.
    #[error("the factors were proved too long ago")]
    NotFresh,
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
    Ok(Granted { actor: actor.clone(), resource })
}

pub(crate) fn decide(who: Who, actor: &Actor, resource: &impl Resource) -> Result<(), Denied> {
    if !matches!(who, Who::Anyone | Who::SignedIn) {
        match actor.first {
            Some(First::Password) => return Err(Denied::PasswordChangeRequired),
            Some(First::Factor) if who != Who::OwnFactors => return Err(Denied::FactorRequired),
            Some(First::Factor) | None => {}
        }
    }
    let reached = match actor.asker {
        Asker::Person => who != Who::External,
        Asker::Program => for_programs(who),
        Asker::External => for_externals(who),
    };
    if !reached {
        return Err(Denied::NotPermitted);
    }
    let fresh = || if actor.fresh { Ok(()) } else { Err(Denied::NotFresh) };
    let console = || if actor.console_allowed { Ok(()) } else { Err(Denied::ConsoleDisabled) };
    let permitted = |yes: bool| if yes { Ok(()) } else { Err(Denied::NotPermitted) };
    // What is not seen does not exist, whatever else is asked of it (JMP-31).
    let item = |right: fn(RoleRights) -> bool| {
        let rights = resource.rights(actor);
        if !rights.has(RoleRight::View) { Err(Denied::Hidden) } else { permitted(right(rights)) }
    };
    match who {
        Who::Anyone | Who::SignedIn | Who::User | Who::Lister => Ok(()),
        Who::ConsoleUser | Who::External => console(),
        Who::Areas(areas) | Who::PersonIn(areas) => permitted(areas.iter().any(|area| actor.standing.opens(*area))),
        Who::OwnFactors => fresh(),
        Who::FreshIn(areas) => {
            permitted(areas.iter().any(|area| actor.standing.opens(*area)))?;
            fresh()
        }
        Who::Administrator => permitted(actor.standing.administrator()),
        Who::FreshAdministrator => {
            permitted(actor.standing.administrator())?;
            fresh()
        }
        Who::AccountSignIn => {
            permitted(actor.standing.opens(Area::Users) && resource.covered_by(actor))?;
            fresh()
        }
        Who::Account => permitted(actor.standing.opens(Area::Users) && resource.covered_by(actor)),
        Who::Supporter => {
            permitted(actor.standing.supports())?;
            console()
        }
        Who::KeyMaker => {
            permitted(actor.standing.key_minutes().is_some())?;
            console()
        }
        Who::Reports => permitted(actor.standing.reads_reports()),
        Who::Recordings => permitted(actor.standing.reads_reports() && actor.standing.recordings() != Reach::Nothing),
        Who::QueueServed => {
            // A queue that one does not serve is not seen either.
            if !resource.served_by(actor) {
                return Err(Denied::Hidden);
            }
            console()
        }
        Who::ItemSeen => item(|_| true),
        Who::ItemJump => {
            item(|rights| rights.has(RoleRight::Start))?;
            permitted(actor.standing.jumps_to_clients())?;
            console()
        }
        Who::ItemEdited => item(|rights| EDITS.iter().any(|right| rights.has(*right))),
        Who::Item(right) => {
            item(|_| true)?;
            permitted(resource.rights(actor).has(right))
        }
    }
}

/// What programs may be let do at all.
const fn for_programs(who: Who) -> bool {
    match who {
        Who::Anyone
        | Who::Lister
        | Who::Areas(_)
        | Who::Account
        | Who::Reports
        | Who::Recordings
        | Who::ItemSeen
        | Who::ItemEdited
        | Who::Item(_) => true,
        Who::SignedIn
        | Who::OwnFactors
        | Who::User
        | Who::ConsoleUser
        | Who::External
        | Who::PersonIn(_)
        | Who::FreshIn(_)
        | Who::Administrator
        | Who::FreshAdministrator
        | Who::AccountSignIn
        | Who::Supporter
        | Who::KeyMaker
        | Who::QueueServed
        | Who::ItemJump => false,
    }
}

/// SECURITY: what external representatives may do besides their session: what everybody may who is not signed in, and what is made for them alone (SUP-70). No wildcard: a new kind does not compile until somebody has decided.
const fn for_externals(who: Who) -> bool {
    match who {
        Who::Anyone | Who::External => true,
        Who::SignedIn
        | Who::OwnFactors
        | Who::User
        | Who::Lister
        | Who::ConsoleUser
        | Who::Areas(_)
        | Who::PersonIn(_)
        | Who::FreshIn(_)
        | Who::Administrator
        | Who::FreshAdministrator
        | Who::Account
        | Who::AccountSignIn
        | Who::Supporter
        | Who::KeyMaker
        | Who::QueueServed
        | Who::Reports
        | Who::Recordings
        | Who::ItemSeen
        | Who::ItemJump
        | Who::ItemEdited
        | Who::Item(_) => false,
    }
}

/// Rights that change something of an item.
const EDITS: [RoleRight; 6] = [
    RoleRight::EditName,
    RoleRight::EditTag,
    RoleRight::EditComments,
    RoleRight::EditPolicies,
    RoleRight::EditConnection,
    RoleRight::Move,
];
