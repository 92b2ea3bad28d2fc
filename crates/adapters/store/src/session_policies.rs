//! Session policies, and which of them holds for a Jump Item.

use towline_model::{JumpItemId, SessionPolicyId};
use towline_policy::{Presence, Settings};

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals, row::Columns as _,
};

/// A session policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionPolicyRow {
    /// Its id.
    pub id: SessionPolicyId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it defines.
    pub permissions: Settings,
    /// Whether external representatives can be invited with it (SUP-70).
    pub external: bool,
    /// Number of Jump Items that name it.
    pub items: u64,
    /// Names of the public sites that name it, sorted.
    pub sites: Vec<String>,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What decides about sessions with an item, besides who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemSession {
    /// Whether a person is at the endpoint, as far as its agent said.
    pub presence: Presence,
    /// The item's policies: while a person is there, while nobody is.
    pub attended: Option<SessionPolicyId>,
    /// See `attended`.
    pub unattended: Option<SessionPolicyId>,
}

impl Store {
    /// All session policies, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_policies(&self) -> Result<Vec<SessionPolicyRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(
            "SELECT p.id, p.name, p.description, p.permissions, p.external,
             (SELECT count(*) FROM jump_items i WHERE i.attended_policy_id = p.id OR i.unattended_policy_id = p.id) AS items,
             (SELECT json_group_array(name) FROM (SELECT name FROM public_sites s WHERE s.attended_policy_id = p.id OR s.unattended_policy_id = p.id ORDER BY name_key)) AS sites
             FROM session_policies p ORDER BY name_key",
        )
        .fetch_all(&mut *reader)
        .await?;
        let mut policies = Vec::with_capacity(rows.len());
        for row in rows {
            let id = SessionPolicyId::from_uuid(row.uuid("id")?);
            policies.push(SessionPolicyRow {
                id,
                name: row.text("name")?,
                description: row.text("description")?,
                permissions: Settings::from_json(&row.text("permissions")?),
                external: row.flag("external")?,
                items: row.count("items")?,
                sites: serde_json::from_str(&row.text("sites")?).map_err(|_| StoreError::Corrupt("sites"))?,
                seen: seen(&mut reader, Subject::SessionPolicy(id)).await?,
            });
        }
        Ok(policies)
    }

    /// What one session policy defines.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_policy(&self, id: SessionPolicyId) -> Result<Option<(String, Settings)>, StoreError> {
        let row = sqlx::query("SELECT name, permissions FROM session_policies WHERE id = $1")
            .bind(id.uuid())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| Ok((row.text("name")?, Settings::from_json(&row.text("permissions")?)))).transpose()
    }

    /// What decides about sessions with an item.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn item_session(&self, item: JumpItemId) -> Result<Option<ItemSession>, StoreError> {
        let row = sqlx::query(
            "SELECT i.attended_policy_id, i.unattended_policy_id, c.console_user FROM jump_items i JOIN jump_clients c ON c.id = i.client_id WHERE i.id = $1",
        )
        .bind(item.uuid())
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            let policy = |column| Ok::<_, StoreError>(row.maybe_uuid(column)?.map(SessionPolicyId::from_uuid));
            let nobody = row.text("console_user")?.is_empty();
            Ok(ItemSession {
                presence: if nobody { Presence::Unattended } else { Presence::Attended },
                attended: policy("attended_policy_id")?,
                unattended: policy("unattended_policy_id")?,
            })
        })
        .transpose()
    }

    /// Makes a session policy.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_session_policy(
        &self,
        stamp: Stamp,
        id: SessionPolicyId,
        name: String,
        description: String,
        permissions: Settings,
        external: bool,
    ) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::SessionPolicy(id), move |tx| {
                Box::pin(async move {
                    sqlx::query("INSERT INTO session_policies (id, name, name_key, description, permissions, created_ms, external) VALUES ($1, $2, $3, $4, $5, $6, $7)")
                        .bind(id.uuid())
                        .bind(&name)
                        .bind(key(&name))
                        .bind(description)
                        .bind(permissions.to_json())
                        .bind(now.0)
                        .bind(external)
                        .execute(tx)
                        .await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a session policy; `None` leaves what it is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_session_policy(
        &self,
        stamp: Stamp,
        id: SessionPolicyId,
        name: Option<String>,
        description: Option<String>,
        permissions: Option<Settings>,
        external: Option<bool>,
    ) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::SessionPolicy(id), move |tx| {
                Box::pin(async move {
                    let done = sqlx::query(
                        "UPDATE session_policies SET name = coalesce($2, name), name_key = coalesce($3, name_key), description = coalesce($4, description),
                         permissions = coalesce($5, permissions), external = coalesce($6, external) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(name.as_deref().map(key))
                    .bind(description)
                    .bind(permissions.map(|permissions| permissions.to_json()))
                    .bind(external)
                    .execute(tx)
                    .await?;
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
                })
            })
            .await,
        )
    }

    /// Removes a session policy that no item, no installer and no public site names.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_session_policy(&self, stamp: Stamp, id: SessionPolicyId) -> Result<Changed, StoreError> {
        let done: Result<Changed, StoreError> = self
            .write_recorded(stamp, Subject::SessionPolicy(id), move |tx| {
                Box::pin(async move {
                    let done =
                        sqlx::query("DELETE FROM session_policies WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
                })
            })
            .await;
        match done {
            Err(error) if error.is_missing_reference() => Ok(Changed::InUse),
            other => other,
        }
    }
}
