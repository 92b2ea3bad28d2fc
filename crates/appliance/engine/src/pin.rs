//! Pinning and unpinning (SUP-60): an installer for one machine and a few minutes, bound to the list that a rep chose.

use std::time::Duration;

use towline_model::{InstallerId, JumpGroupId, JumpItemId, PinId, Place, clip};
use towline_policy::{Actor, Granted, PlaceFacts, action, authorize};
use towline_store::{NewInstaller, NewPin, PinnedClient};

use crate::{
    Engine, Fault, Principal,
    secret::{self, Secret},
};

/// How long the installer of a pin can be used.
const LIFE: Duration = Duration::from_secs(5 * 60);

/// What a rep wants to pin, and where to.
#[derive(Clone, Copy)]
pub struct PinOrder<'a> {
    /// A Jump Group; none: the rep's personal list.
    pub group: Option<JumpGroupId>,
    /// Name of the item; empty: the machine's own.
    pub name: &'a str,
    /// To be entered before every session with it (JMP-15); empty: none.
    pub password: &'a str,
}

/// A pin that may be done.
pub struct PinPlan {
    granted: Granted<action::Deploy>,
    name: String,
    password_hash: Option<String>,
    /// What the list is called; empty: the rep's own.
    pub place_name: String,
}

impl Engine {
    /// Whether a principal may put a new Jump Client where they want to have it (JMP-30).
    ///
    /// # Errors
    /// `not_found` for a list that they do not see, `not_permitted`, `invalid`.
    pub async fn authorize_pin(&self, principal: &Principal, order: PinOrder<'_>) -> Result<PinPlan, Fault> {
        let actor = self.actor_of(principal).await?;
        let place = order.group.map_or(Place::Personal(principal.user_id), Place::Group);
        let place_name = match order.group {
            Some(group) => self.inner.store.group_name(group).await?.ok_or_else(Fault::not_found)?,
            None => String::new(),
        };
        let granted = authorize::<action::Deploy>(&actor, PlaceFacts(place))?;
        let name = clip(order.name, 256);
        if name.len() > 200 {
            return Err(Fault::invalid().field("name", "Use at most 200 bytes."));
        }
        let password_hash = match order.password {
            "" => None,
            password => Some(self.item_password(password).await?.0),
        };
        Ok(PinPlan { granted, name, password_hash, place_name })
    }

    /// Makes the installer of a pin. Returns its token: the only time that it is told.
    ///
    /// # Errors
    /// `not_found`: the group is gone.
    pub async fn make_pin(&self, plan: PinPlan, pin: PinId) -> Result<String, Fault> {
        let PinPlan { granted, name, password_hash, .. } = plan;
        let (actor, PlaceFacts(place)): (Actor, _) = granted.into_parts();
        let (token, now) = (Secret::fresh::<32>()?, self.now());
        let new = NewInstaller {
            id: InstallerId::from_uuid(secret::fresh_id()),
            token_hash: token.hash,
            place,
            name,
            tag: String::new(),
            comments: String::new(),
            expires: now + LIFE,
            uses_allowed: 1,
            created: now,
            created_by: actor.user,
            attended: None,
            unattended: None,
            pin: Some(NewPin { id: pin, password_hash }),
        };
        if self.inner.store.create_installer(self.stamp(&actor), new).await? {
            Ok(token.text)
        } else {
            Err(Fault::not_found())
        }
    }

    /// What came of a pin, if this agent came of one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn pinned_client(&self, client: towline_model::JumpClientId) -> Result<Option<PinnedClient>, Fault> {
        Ok(self.inner.store.pinned_client(client).await?)
    }

    /// Whether a principal may remove this item.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn authorize_unpin(
        &self,
        principal: &Principal,
        item: JumpItemId,
    ) -> Result<Granted<action::RemoveItem>, Fault> {
        let actor = self.actor_of(principal).await?;
        Ok(authorize::<action::RemoveItem>(&actor, self.facts(item).await?)?)
    }
}
