//! What links and relay need: agents that enrol, come and go; jumps.

use std::net::IpAddr;

use towline_model::{AgentKeyId, Inventory, JumpClientId, JumpItemId, Rights, UserId};
use towline_policy::{Granted, ItemFacts, action, authorize, visible_items};
use towline_store::{ClientState, EnrolOutcome, Enrolment, ItemDetails, ItemRow, JumpClientRow};

use crate::{Change, Engine, Fault, FaultKind, Principal, secret};

/// An agent as its link needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRecord {
    /// The Jump Client.
    pub jump_client_id: JumpClientId,
    /// Its public key.
    pub public_key: [u8; 32],
    /// Whether it was removed: tell it to uninstall.
    pub removed: bool,
}

impl From<JumpClientRow> for AgentRecord {
    fn from(row: JumpClientRow) -> Self {
        AgentRecord { jump_client_id: row.id, public_key: row.public_key, removed: row.state != ClientState::Installed }
    }
}

/// A jump that was allowed.
#[derive(Debug)]
pub struct Jump {
    /// The proof; its resource has the item's name and client.
    pub granted: Granted<action::StartSession>,
    /// What the rep may do in the session.
    pub permissions: Rights,
    /// Name of the item's group; empty for a personal list.
    pub group_name: String,
}

impl Engine {
    /// Enrols an agent with an installer's token (JMP-10). The same key again is the same Jump Client and costs no use.
    ///
    /// # Errors
    /// `bad_token`.
    pub async fn enrol_agent(
        &self,
        token: &str,
        key: AgentKeyId,
        public_key: [u8; 32],
        inventory: Inventory,
        address: IpAddr,
    ) -> Result<AgentRecord, Fault> {
        let bad = || {
            Fault::new(FaultKind::NotPermitted, "bad_token", "This installer cannot be used any more.")
                .detail("It ran out, was used up, or was removed. Make a new one.")
        };
        if token.len() > 64 {
            return Err(bad());
        }
        let outcome = self
            .inner
            .store
            .enrol(Enrolment {
                token_hash: secret::hash(token),
                key,
                public_key,
                inventory: inventory.bounded(),
                client: JumpClientId::from_uuid(secret::fresh_id()),
                item: JumpItemId::from_uuid(secret::fresh_id()),
                address,
                now: self.now(),
            })
            .await?;
        match outcome {
            EnrolOutcome::Enrolled(row) => {
                self.tell(Change::ItemsChanged);
                Ok(row.into())
            }
            EnrolOutcome::Known(row) => Ok(row.into()),
            EnrolOutcome::BadToken => Err(bad()),
        }
    }

    /// The agent with this key.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_by_key(&self, key: AgentKeyId) -> Result<Option<AgentRecord>, Fault> {
        Ok(self.inner.store.agent_by_key(key).await?.map(AgentRecord::from))
    }

    /// The agent is connected.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_online(
        &self,
        client: JumpClientId,
        inventory: Option<Inventory>,
        public_address: IpAddr,
    ) -> Result<(), Fault> {
        let inventory = inventory.map(Inventory::bounded);
        let items = self.inner.store.agent_online(client, inventory, public_address, self.now()).await?;
        self.tell_status(items);
        Ok(())
    }

    /// The agent is not connected any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_offline(&self, client: JumpClientId) -> Result<(), Fault> {
        let items = self.inner.store.agent_offline(client, self.now()).await?;
        self.tell_status(items);
        Ok(())
    }

    /// A second machine with this agent's key was refused (JMP-11).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_duplicate(&self, client: JumpClientId) -> Result<(), Fault> {
        let items = self.inner.store.agent_duplicate(client, self.now()).await?;
        self.tell_status(items);
        Ok(())
    }

    /// The agent was uninstalled, on the endpoint or because it was told to (JMP-14).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_uninstalled(&self, client: JumpClientId) -> Result<(), Fault> {
        let items = self.inner.store.agent_uninstalled(client, self.now()).await?;
        self.tell_status(items);
        Ok(())
    }

    /// What the endpoint says of itself changed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_inventory(&self, client: JumpClientId, inventory: Inventory) -> Result<(), Fault> {
        let items = self.inner.store.agent_inventory(client, inventory.bounded()).await?;
        self.tell_status(items);
        Ok(())
    }

    fn tell_status(&self, items: Vec<JumpItemId>) {
        for item in items {
            self.tell(Change::ItemStatus(item));
        }
    }

    /// What decides about an item. `not_found` when there is none.
    pub(crate) async fn facts(&self, item: JumpItemId) -> Result<ItemFacts, Fault> {
        self.inner.store.item_facts(item).await?.ok_or_else(Fault::not_found)
    }

    /// Whether this principal may start a session with this item now (JMP-3), and what it may do there.
    ///
    /// # Errors
    /// `not_found` (also when it may not be seen), `console_disabled`, `signed_out`.
    pub async fn authorize_jump(&self, principal: &Principal, item: JumpItemId) -> Result<Jump, Fault> {
        let actor = self.actor_of(principal).await?;
        let facts = self.facts(item).await?;
        let group_name = match facts.place {
            towline_model::Place::Group(group) => self.inner.store.group_name(group).await?.unwrap_or_default(),
            towline_model::Place::Personal(_) => String::new(),
        };
        let granted = authorize::<action::StartSession>(&actor, facts)?;
        let permissions = self.session_rules(item, None).await?.policies().rights(&actor.standing);
        Ok(Jump { granted, permissions, group_name })
    }

    /// Whether this principal may know of this item.
    ///
    /// # Errors
    /// When the store fails, or the login is dead.
    pub async fn item_visible(&self, principal: &Principal, item: JumpItemId) -> Result<bool, Fault> {
        let actor = self.actor_of(principal).await?;
        let Some(facts) = self.inner.store.item_facts(item).await? else { return Ok(false) };
        Ok(authorize::<action::ViewItem>(&actor, facts).is_ok())
    }

    /// Those of these items that the principal may see, as the list shows them.
    ///
    /// # Errors
    /// When the store fails, or the login is dead.
    pub async fn item_rows(&self, principal: &Principal, items: &[JumpItemId]) -> Result<Vec<ItemRow>, Fault> {
        let actor = self.actor_of(principal).await?;
        let scope = visible_items(&actor)?;
        Ok(self.inner.store.items_by_id(&scope, items, self.now()).await?)
    }

    /// An item's details, for a principal who may see them.
    ///
    /// # Errors
    /// `not_found`, `signed_out`.
    pub async fn item_details(&self, principal: &Principal, item: JumpItemId) -> Result<ItemDetails, Fault> {
        let actor = self.actor_of(principal).await?;
        let granted = authorize::<action::ViewItem>(&actor, self.facts(item).await?)?;
        self.inner.store.item_details(&granted, self.now()).await?.ok_or_else(Fault::not_found)
    }

    /// Notes that a user started a session with an item.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_access(&self, item: JumpItemId, user: UserId) -> Result<(), Fault> {
        self.inner.store.record_access(item, user, self.now()).await?;
        self.tell(Change::ItemStatus(item));
        Ok(())
    }
}
