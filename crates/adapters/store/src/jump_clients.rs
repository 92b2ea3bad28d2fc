//! Jump Clients: the agents' identities, whether they are connected, and what their endpoints say of themselves (JMP-10 to JMP-14).

use std::net::IpAddr;

use sqlx::sqlite::SqliteRow;
use towline_model::{AgentKeyId, Author, AuthorKind, Inventory, JumpClientId, JumpItemId, Moment, PinId};

use crate::{
    Stamp, Store, StoreError, Subject,
    accounts::key,
    installers::use_installer,
    record::{picture, record},
    row::Columns as _,
    writer::Tx,
};

/// What became of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientState {
    /// It is installed.
    Installed,
    /// It was uninstalled on the endpoint.
    Uninstalled,
    /// It was removed from the list and is to be uninstalled when it connects.
    Removed,
}

/// An agent's identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JumpClientRow {
    /// Its id.
    pub id: JumpClientId,
    /// Its public key.
    pub public_key: [u8; 32],
    /// What became of it.
    pub state: ClientState,
}

/// An agent that enrols.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// SHA-256 of the installer's token.
    pub token_hash: [u8; 32],
    /// SHA-256 of the agent's public key.
    pub key: AgentKeyId,
    /// The agent's public key.
    pub public_key: [u8; 32],
    /// What its endpoint says of itself; bounded already.
    pub inventory: Inventory,
    /// Id for the client, if one is made.
    pub client: JumpClientId,
    /// Id for its item, if one is made.
    pub item: JumpItemId,
    /// Where it came from.
    pub address: IpAddr,
    /// Now.
    pub now: Moment,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrolOutcome {
    /// A new Jump Client.
    Enrolled(JumpClientRow),
    /// This key was enrolled before; no use was consumed.
    Known(JumpClientRow),
    /// The token is worth nothing (any more).
    BadToken,
}

/// A Jump Client that was pinned from a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedClient {
    /// By which attempt.
    pub pin: PinId,
    /// What its item is called.
    pub name: String,
    /// It runs as the user who installed it.
    pub user_mode: bool,
}

fn client(row: &SqliteRow) -> Result<JumpClientRow, StoreError> {
    let state = match row.number("state")? {
        0 => ClientState::Installed,
        1 => ClientState::Uninstalled,
        2 => ClientState::Removed,
        _ => return Err(StoreError::Corrupt("state")),
    };
    Ok(JumpClientRow { id: JumpClientId::from_uuid(row.uuid("id")?), public_key: row.bytes32("public_key")?, state })
}

const BY_KEY: &str = "SELECT id, public_key, state FROM jump_clients WHERE agent_key_id = $1";

/// What the search looks through (JMP-4), in lower case, one a line.
pub(crate) fn search_text(parts: &[&str]) -> String {
    parts.join("\n").to_lowercase()
}

impl Store {
    /// Enrols an agent: consumes one use of the installer and makes the Jump Client and its item, all or nothing. The same key again: the same client, and no use.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn enrol(&self, enrolment: Enrolment) -> Result<EnrolOutcome, StoreError> {
        self.write(move |tx| Box::pin(enrol(tx, enrolment))).await
    }

    /// The agent with this key.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_by_key(&self, key: AgentKeyId) -> Result<Option<JumpClientRow>, StoreError> {
        let row = sqlx::query(BY_KEY).bind(key.0.to_vec()).fetch_optional(self.readers()).await?;
        row.as_ref().map(client).transpose()
    }

    /// What came of a pin, if this agent came of one (SUP-60).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn pinned_client(&self, id: JumpClientId) -> Result<Option<PinnedClient>, StoreError> {
        let row = sqlx::query(
            "SELECT c.pin_id, c.install_mode, i.name FROM jump_clients c JOIN jump_items i ON i.client_id = c.id WHERE c.id = $1 AND c.pin_id IS NOT NULL LIMIT 1",
        )
        .bind(id.uuid())
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            Ok(PinnedClient {
                pin: PinId::from_uuid(row.uuid("pin_id")?),
                name: row.text("name")?,
                user_mode: row.text("install_mode")? == "user",
            })
        })
        .transpose()
    }

    /// The agent is connected. Returns its items.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_online(
        &self,
        id: JumpClientId,
        inventory: Option<Inventory>,
        address: IpAddr,
        now: Moment,
    ) -> Result<Vec<JumpItemId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query(
                    "UPDATE jump_clients SET since_ms = CASE WHEN online = 1 THEN since_ms ELSE $2 END, online = 1, public_address = $3 WHERE id = $1",
                )
                .bind(id.uuid())
                .bind(now.0)
                .bind(address.to_string())
                .execute(&mut *tx)
                .await?;
                sqlx::query("UPDATE jump_items SET status = 0 WHERE client_id = $1 AND status <> 0")
                    .bind(id.uuid())
                    .execute(&mut *tx)
                    .await?;
                if let Some(inventory) = inventory {
                    write_inventory(tx, id, &inventory).await?;
                }
                refresh_search(tx, id).await
            })
        })
        .await
    }

    /// The agent is not connected any more. Returns its items.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_offline(&self, id: JumpClientId, now: Moment) -> Result<Vec<JumpItemId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("UPDATE jump_clients SET online = 0, since_ms = $2 WHERE id = $1 AND online = 1")
                    .bind(id.uuid())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("UPDATE jump_items SET status = 1 WHERE client_id = $1 AND status = 0")
                    .bind(id.uuid())
                    .execute(&mut *tx)
                    .await?;
                items_of(tx, id).await
            })
        })
        .await
    }

    /// After a start of the appliance nobody is connected.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn all_agents_offline(&self, now: Moment) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("UPDATE jump_clients SET online = 0, since_ms = $1 WHERE online = 1")
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("UPDATE jump_items SET status = 1 WHERE status = 0").execute(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// What the endpoint says of itself changed. Returns its items.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_inventory(&self, id: JumpClientId, inventory: Inventory) -> Result<Vec<JumpItemId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                write_inventory(tx, id, &inventory).await?;
                refresh_search(tx, id).await
            })
        })
        .await
    }

    /// Another machine with this agent's key was refused (JMP-11). Returns its items.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_duplicate(&self, id: JumpClientId, now: Moment) -> Result<Vec<JumpItemId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("UPDATE jump_clients SET duplicate_seen_ms = $2 WHERE id = $1")
                    .bind(id.uuid())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
                items_of(tx, id).await
            })
        })
        .await
    }

    /// The agent was uninstalled (JMP-14). One that was removed from the list is forgotten; another one's items stay and say so. Returns them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agent_uninstalled(&self, id: JumpClientId, now: Moment) -> Result<Vec<JumpItemId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("DELETE FROM jump_clients WHERE id = $1 AND state = 2")
                    .bind(id.uuid())
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("UPDATE jump_clients SET state = 1, online = 0, since_ms = $2 WHERE id = $1")
                    .bind(id.uuid())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("UPDATE jump_items SET status = 2 WHERE client_id = $1")
                    .bind(id.uuid())
                    .execute(&mut *tx)
                    .await?;
                items_of(tx, id).await
            })
        })
        .await
    }
}

async fn enrol(tx: &mut Tx, enrolment: Enrolment) -> Result<EnrolOutcome, StoreError> {
    let Enrolment { token_hash, key: key_id, public_key, inventory, client: client_id, item, address, now } = enrolment;
    let known = sqlx::query(BY_KEY).bind(key_id.0.to_vec()).fetch_optional(&mut *tx).await?;
    let known = known.as_ref().map(client).transpose()?;
    if let Some(known) = &known
        && known.state == ClientState::Installed
    {
        return Ok(EnrolOutcome::Known(known.clone()));
    }
    let Some(used) = use_installer(tx, token_hash, now).await? else { return Ok(EnrolOutcome::BadToken) };
    // Installed anew after it was uninstalled or removed: what was known of it is history.
    if let Some(known) = known {
        sqlx::query("DELETE FROM jump_clients WHERE id = $1").bind(known.id.uuid()).execute(&mut *tx).await?;
    }
    sqlx::query(
        "INSERT INTO jump_clients (id, agent_key_id, public_key, since_ms, created_ms, host_name, os_name, os_version, architecture, private_addresses, public_address,
                                   console_user, domain, agent_version, install_mode, cpu_model, cpu_count, memory_bytes, booted_at_ms, pin_id, password_hash, password_set_ms)
         VALUES ($1, $2, $3, $4, $4, '', '', '', '', '', '', '', '', '', '', '', 0, 0, 0, $5, $6, CASE WHEN $6 IS NULL THEN NULL ELSE $4 END)",
    )
    .bind(client_id.uuid())
    .bind(key_id.0.to_vec())
    .bind(public_key.to_vec())
    .bind(now.0)
    .bind(used.pin)
    .bind(used.password.clone())
    .execute(&mut *tx)
    .await?;
    write_inventory(tx, client_id, &inventory).await?;
    let name = [used.name.as_str(), inventory.host_name.as_str(), "unnamed"]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default();
    sqlx::query(
        "INSERT INTO jump_items (id, client_id, group_id, owner_id, status, created_ms, name, name_key, place_key, search, tag, comments, attended_policy_id, unattended_policy_id)
         VALUES ($1, $2, $3, $4, 1, $5, $6, $7, coalesce((SELECT name_key FROM jump_groups WHERE id = $3), ''), '', $8, $9, $10, $11)",
    )
    .bind(item.uuid())
    .bind(client_id.uuid())
    .bind(used.group)
    .bind(used.owner)
    .bind(now.0)
    .bind(name)
    .bind(key(name))
    .bind(&used.tag)
    .bind(&used.comments)
    .bind(used.attended)
    .bind(used.unattended)
    .execute(&mut *tx)
    .await?;
    refresh_search(tx, client_id).await?;
    let author = Author {
        kind: AuthorKind::Installer,
        id: Some(used.id),
        name: inventory.host_name.clone(),
        address: address.to_string(),
    };
    let stamp = Stamp { author: author.into(), at: now, seen: None, once: None };
    let made = picture(tx, Subject::JumpItem(item)).await?;
    record(tx, &stamp, Subject::JumpItem(item), None, made).await?;
    Ok(EnrolOutcome::Enrolled(JumpClientRow { id: client_id, public_key, state: ClientState::Installed }))
}

async fn write_inventory(tx: &mut Tx, id: JumpClientId, inventory: &Inventory) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE jump_clients SET host_name = $2, os_name = $3, os_version = $4, architecture = $5, private_addresses = $6, console_user = $7, domain = $8, agent_version = $9,
         install_mode = $10, cpu_model = $11, cpu_count = $12, memory_bytes = $13, booted_at_ms = $14 WHERE id = $1",
    )
    .bind(id.uuid())
    .bind(&inventory.host_name)
    .bind(&inventory.os_name)
    .bind(&inventory.os_version)
    .bind(&inventory.architecture)
    .bind(inventory.private_addresses.join("\n"))
    .bind(&inventory.console_user)
    .bind(&inventory.domain)
    .bind(&inventory.agent_version)
    .bind(&inventory.install_mode)
    .bind(&inventory.cpu_model)
    .bind(i64::from(inventory.cpu_count))
    .bind(i64::try_from(inventory.memory_bytes).unwrap_or(i64::MAX))
    .bind(inventory.booted_at.0)
    .execute(tx)
    .await?;
    Ok(())
}

async fn items_of(tx: &mut Tx, id: JumpClientId) -> Result<Vec<JumpItemId>, StoreError> {
    let rows = sqlx::query("SELECT id FROM jump_items WHERE client_id = $1").bind(id.uuid()).fetch_all(tx).await?;
    rows.iter().map(|row| row.uuid("id").map(JumpItemId::from_uuid)).collect()
}

/// Makes the search texts of a client's items anew where they differ, and returns the items.
pub(crate) async fn refresh_search(tx: &mut Tx, id: JumpClientId) -> Result<Vec<JumpItemId>, StoreError> {
    let rows = sqlx::query(
        "SELECT i.id, i.search, i.name, i.tag, i.comments, c.host_name, c.public_address, c.private_addresses FROM jump_items i JOIN jump_clients c ON c.id = i.client_id
         WHERE i.client_id = $1",
    )
    .bind(id.uuid())
    .fetch_all(&mut *tx)
    .await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let (name, host, comments) = (row.text("name")?, row.text("host_name")?, row.text("comments")?);
        let (tag, public, private) = (row.text("tag")?, row.text("public_address")?, row.text("private_addresses")?);
        let search = search_text(&[&name, &host, &comments, &tag, &public, &private]);
        let item = row.uuid("id")?;
        if search != row.text("search")? {
            sqlx::query("UPDATE jump_items SET search = $2 WHERE id = $1")
                .bind(item)
                .bind(search)
                .execute(&mut *tx)
                .await?;
        }
        items.push(JumpItemId::from_uuid(item));
    }
    Ok(items)
}
