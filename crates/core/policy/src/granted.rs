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

#[cfg(test)]
mod tests {
    use towline_model::{JumpClientId, JumpGroupId, JumpItemId, LoginId, Place, UserId};

    use super::*;
    use crate::{ItemFacts, rest::OPERATIONS};

    fn user(number: u128) -> UserId {
        UserId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn actor(administrator: bool, must_change_password: bool, console_allowed: bool) -> Actor {
        let login = LoginId::from_uuid(uuid::Uuid::from_u128(9));
        Actor { user: user(1), login, administrator, must_change_password, console_allowed }
    }

    fn item(place: Place, member: bool) -> ItemFacts {
        ItemFacts {
            item: JumpItemId::from_uuid(uuid::Uuid::from_u128(2)),
            client: JumpClientId::from_uuid(uuid::Uuid::from_u128(3)),
            name: "web-1".into(),
            place,
            member,
        }
    }

    fn word(decision: Result<(), Denied>) -> &'static str {
        match decision {
            Ok(()) => "yes",
            Err(Denied::Hidden) => "hidden",
            Err(Denied::NotPermitted) => "no",
            Err(Denied::PasswordChangeRequired) => "password",
            Err(Denied::ConsoleDisabled) => "console off",
        }
    }

    /// Every operation for every role, as a table that a reviewer reads. A change of it is a change of rights.
    #[test]
    fn the_table_of_roles_and_operations_is_the_reviewed_one_qlt_8() {
        let group = Place::Group(JumpGroupId::from_uuid(uuid::Uuid::from_u128(4)));
        let roles = [
            ("must change", actor(true, true, true)),
            ("rep", actor(false, false, true)),
            ("rep, console off", actor(false, false, false)),
            ("administrator", actor(true, false, true)),
        ];
        let things = [
            ("own personal item", item(Place::Personal(user(1)), false)),
            ("item of own group", item(group, true)),
            ("item of other group", item(group, false)),
            ("someone's personal item", item(Place::Personal(user(5)), false)),
        ];
        let mut table = format!("{:<48}{:<26}{:<14}", "operation", "thing", "anonymous");
        for (role, _) in &roles {
            table += &format!("{role:<18}");
        }
        for row in OPERATIONS {
            let on_items = matches!(row.who, Who::ItemSeen | Who::ItemJump | Who::ItemManaged);
            let operation = format!("{} {}", row.verb.name(), row.path);
            let anonymous = if row.who == Who::Anyone { "yes" } else { "no" };
            let asked = if on_items { &things[..] } else { &things[..1] };
            for (thing, facts) in asked {
                let thing = if on_items { thing } else { "" };
                table += &format!("\n{operation:<48}{thing:<26}{anonymous:<14}");
                for (_, actor) in &roles {
                    let decision = if on_items { decide(row.who, actor, facts) } else { decide(row.who, actor, &()) };
                    table += &format!("{:<18}", word(decision));
                }
            }
        }
        let table: Vec<&str> = table.lines().map(str::trim_end).collect();
        insta::assert_snapshot!("roles", table.join("\n"));
    }

    #[test]
    fn a_jump_needs_the_sight_of_the_item_and_the_console_acc_2_jmp_31() {
        let group = Place::Group(JumpGroupId::from_uuid(uuid::Uuid::from_u128(4)));
        let start = |actor: Actor, facts| authorize::<crate::action::StartSession>(&actor, facts).map(|_| ());
        assert_eq!(start(actor(false, false, true), item(group, true)), Ok(()));
        assert_eq!(start(actor(false, false, true), item(group, false)), Err(Denied::Hidden));
        assert_eq!(start(actor(true, false, true), item(group, false)), Ok(()));
        assert_eq!(start(actor(true, false, false), item(group, true)), Err(Denied::ConsoleDisabled));
        assert_eq!(start(actor(false, false, false), item(group, false)), Err(Denied::Hidden), "hidden comes first");
    }
}
