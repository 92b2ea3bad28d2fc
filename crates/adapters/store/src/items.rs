//! One Jump Item: what decides about it, its details, its changes, its removal.

use sqlx::sqlite::SqliteRow;
use towline_model::{Inventory, JumpClientId, JumpGroupId, JumpItemId, Moment, Place, SessionPolicyId};
use towline_policy::{Granted, ItemFacts, action};

use crate::{
    ItemRow, Stamp, Store, StoreError, Subject,
    accounts::key,
    jump_clients::refresh_search,
    list::{ITEM_COLUMNS, ITEM_JOINS, item},
    row::{Columns as _, place_columns},
    writer::Tx,
};

/// An item with everything that is shown of it (JMP-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDetails {
    /// What the list shows.
    pub row: ItemRow,
    /// Comments of administrators.
    pub comments: String,
    /// What its endpoint said of itself.
    pub inventory: Inventory,
    /// Where its agent's link came from.
    pub public_address: String,
    /// When it was made.
    pub created: Moment,
    /// When a copy of its machine was last refused.
    pub duplicate_seen: Option<Moment>,
    /// Session policy while a person is at the endpoint (SES-4).
    pub attended: Option<NamedPolicy>,
    /// Session policy while nobody is.
    pub unattended: Option<NamedPolicy>,
    /// Since when its client has a password (JMP-15).
    pub password_set: Option<Moment>,
}

/// A session policy as an item shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPolicy {
    /// Its id.
    pub id: SessionPolicyId,
    /// Its name.
    pub name: String,
}

/// What to change; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct ItemChange {
    /// What people call it.
    pub name: Option<String>,
    /// Its tag.
    pub tag: Option<String>,
    /// Its comments.
    pub comments: Option<String>,
    /// The list that it is in.
    pub place: Option<Place>,
    /// Its session policy while a person is at the endpoint; inside: `None` for none.
    pub attended: Option<Option<SessionPolicyId>>,
    /// Its session policy while nobody is.
    pub unattended: Option<Option<SessionPolicyId>>,
    /// The hash of its client's password (JMP-15), and when it was set; inside: `None` for none.
    pub password: Option<Option<(String, Moment)>>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemChanged {
    /// Done.
    Done,
    /// The item is gone.
    NotFound,
    /// The group or the session policy does not exist.
    NoSuchReference,
}

impl Store {
    /// What decides about an item.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn item_facts(&self, id: JumpItemId) -> Result<Option<ItemFacts>, StoreError> {
        let row = sqlx::query("SELECT client_id, name, group_id, owner_id FROM jump_items WHERE id = $1")
            .bind(id.uuid())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| {
            Ok(ItemFacts {
                item: id,
                client: JumpClientId::from_uuid(row.uuid("client_id")?),
                name: row.text("name")?,
                place: row.place()?,
            })
        })
        .transpose()
    }

    /// An item with everything that is shown of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn item_details(
        &self,
        granted: &Granted<action::ViewItem>,
        now: Moment,
    ) -> Result<Option<ItemDetails>, StoreError> {
        self.details_of(granted.resource().item, now).await
    }

    /// As [`Store::item_details`], for the console's link, which was granted the sight of the item at another place.
    pub(crate) async fn details_of(&self, id: JumpItemId, now: Moment) -> Result<Option<ItemDetails>, StoreError> {
        let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new("SELECT ");
        query
            .push(ITEM_COLUMNS)
            .push(", i.comments, i.created_ms AS item_created_ms, c.os_name, c.os_version, c.architecture, c.private_addresses, c.public_address, c.console_user, c.domain, c.agent_version, c.install_mode, c.cpu_model, c.cpu_count, c.memory_bytes, c.booted_at_ms, c.password_set_ms, i.attended_policy_id, (SELECT name FROM session_policies WHERE id = i.attended_policy_id) AS attended_policy, i.unattended_policy_id, (SELECT name FROM session_policies WHERE id = i.unattended_policy_id) AS unattended_policy ")
            .push(ITEM_JOINS)
            .push(" WHERE i.id = ")
            .push_bind(id.uuid());
        let row = query.build().fetch_optional(self.readers()).await?;
        row.as_ref().map(|row| details(row, now)).transpose()
    }

    /// Changes an item.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_item(
        &self,
        stamp: Stamp,
        granted: Granted<action::EditItem>,
        change: ItemChange,
    ) -> Result<ItemChanged, StoreError> {
        let (_, facts) = granted.into_parts();
        let changed = self
            .write_recorded(stamp, Subject::JumpItem(facts.item), move |tx| {
                Box::pin(async move {
                    let ItemChange { name, tag, comments, place, attended, unattended, password } = change;
                    let name_key = name.as_deref().map(key);
                    let done = sqlx::query(
                        "UPDATE jump_items SET name = coalesce($2, name), name_key = coalesce($3, name_key), tag = coalesce($4, tag), comments = coalesce($5, comments),
                         attended_policy_id = CASE WHEN $6 THEN $7 ELSE attended_policy_id END, unattended_policy_id = CASE WHEN $8 THEN $9 ELSE unattended_policy_id END WHERE id = $1",
                    )
                    .bind(facts.item.uuid())
                    .bind(name)
                    .bind(name_key)
                    .bind(tag)
                    .bind(comments)
                    .bind(attended.is_some())
                    .bind(attended.flatten().map(SessionPolicyId::uuid))
                    .bind(unattended.is_some())
                    .bind(unattended.flatten().map(SessionPolicyId::uuid))
                    .execute(&mut *tx)
                    .await?;
                    if done.rows_affected() == 0 {
                        return Ok(ItemChanged::NotFound);
                    }
                    if let Some(password) = password {
                        set_password(tx, facts.client, password).await?;
                    }
                    if let Some(place) = place {
                        move_item(tx, facts.item, place).await?;
                    }
                    refresh_search(tx, facts.client).await?;
                    Ok(ItemChanged::Done)
                })
            })
            .await;
        match changed {
            Err(error @ StoreError::Database(_)) if error.is_missing_reference() => Ok(ItemChanged::NoSuchReference),
            other => other,
        }
    }

    /// Removes an item. With the last item of a client goes the client: it is to be uninstalled when it connects, or forgotten if it is uninstalled already (JMP-14).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_item(&self, stamp: Stamp, granted: Granted<action::RemoveItem>) -> Result<(), StoreError> {
        let (_, facts) = granted.into_parts();
        self.write_recorded(stamp, Subject::JumpItem(facts.item), move |tx| {
            Box::pin(delete_item(tx, facts.item, facts.client))
        })
        .await
    }

    /// The hash of the password that must be entered before a session with this client (JMP-15). `None`: it has none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn client_password(&self, granted: &Granted<action::StartSession>) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT password_hash FROM jump_clients WHERE id = $1")
            .bind(granted.resource().client.uuid())
            .fetch_optional(self.readers())
            .await?;
        row.map_or(Ok(None), |row| row.maybe_text("password_hash"))
    }

    /// Names of groups, for those who were granted their sight.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn group_name(&self, id: JumpGroupId) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT name FROM jump_groups WHERE id = $1")
            .bind(id.uuid())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| row.text("name")).transpose()
    }
}

async fn set_password(tx: &mut Tx, client: JumpClientId, password: Option<(String, Moment)>) -> Result<(), StoreError> {
    let (hash, set) = password.unzip();
    sqlx::query("UPDATE jump_clients SET password_hash = $2, password_set_ms = $3 WHERE id = $1")
        .bind(client.uuid())
        .bind(hash)
        .bind(set.map(|set| set.0))
        .execute(tx)
        .await?;
    Ok(())
}

/// Puts an item into another list.
pub(crate) async fn move_item(tx: &mut Tx, item: JumpItemId, place: Place) -> Result<(), StoreError> {
    let (group, owner) = place_columns(place);
    sqlx::query(
        "UPDATE jump_items SET group_id = $2, owner_id = $3, place_key = coalesce((SELECT name_key FROM jump_groups WHERE id = $2), '') WHERE id = $1",
    )
    .bind(item.uuid())
    .bind(group)
    .bind(owner)
    .execute(tx)
    .await?;
    Ok(())
}

/// See [`Store::remove_item`].
pub(crate) async fn delete_item(tx: &mut Tx, item: JumpItemId, client: JumpClientId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM jump_items WHERE id = $1").bind(item.uuid()).execute(&mut *tx).await?;
    for orphan in [
        "DELETE FROM jump_clients WHERE id = $1 AND state = 1 AND NOT EXISTS (SELECT 1 FROM jump_items WHERE client_id = $1)",
        "UPDATE jump_clients SET state = 2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM jump_items WHERE client_id = $1)",
    ] {
        sqlx::query(orphan).bind(client.uuid()).execute(&mut *tx).await?;
    }
    Ok(())
}

fn details(row: &SqliteRow, now: Moment) -> Result<ItemDetails, StoreError> {
    Ok(ItemDetails {
        row: item(row, now)?,
        comments: row.text("comments")?,
        inventory: Inventory {
            host_name: row.text("host_name")?,
            os_name: row.text("os_name")?,
            os_version: row.text("os_version")?,
            architecture: row.text("architecture")?,
            private_addresses: row.text("private_addresses")?.lines().map(str::to_owned).collect(),
            console_user: row.text("console_user")?,
            domain: row.text("domain")?,
            agent_version: row.text("agent_version")?,
            install_mode: row.text("install_mode")?,
            cpu_model: row.text("cpu_model")?,
            cpu_count: u32::try_from(row.number("cpu_count")?).map_err(|_| StoreError::Corrupt("cpu_count"))?,
            memory_bytes: row.count("memory_bytes")?,
            booted_at: row.moment("booted_at_ms")?,
        },
        public_address: row.text("public_address")?,
        created: row.moment("item_created_ms")?,
        duplicate_seen: row.maybe_moment("duplicate_seen_ms")?,
        attended: named_policy(row, "attended_policy_id", "attended_policy")?,
        unattended: named_policy(row, "unattended_policy_id", "unattended_policy")?,
        password_set: row.maybe_moment("password_set_ms")?,
    })
}

pub(crate) fn named_policy(
    row: &SqliteRow,
    id: &'static str,
    name: &'static str,
) -> Result<Option<NamedPolicy>, StoreError> {
    let Some(id) = row.maybe_uuid(id)? else { return Ok(None) };
    Ok(Some(NamedPolicy { id: SessionPolicyId::from_uuid(id), name: row.text(name)? }))
}
