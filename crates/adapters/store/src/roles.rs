//! Jump Item Roles that the site made itself. The built-in ones have no row.

use towline_model::{JumpItemRoleId, RoleRights};

use crate::{Stamp, Store, StoreError, Subject, accounts::key, record::seen, rights::rights_from, row::Columns as _};

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// Its id.
    pub id: JumpItemRoleId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it allows.
    pub rights: RoleRights,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What became of a change to a policy or a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// Done.
    Done,
    /// There is no such thing.
    NotFound,
    /// Another one has this name.
    NameTaken,
    /// Another one has this code name.
    CodeNameTaken,
    /// Another one has one of these host names.
    HostNameTaken,
    /// Something that it names does not exist.
    NoSuchReference,
    /// Something still names it.
    InUse,
}

/// What the database's own rules refused, as what it means here.
pub(crate) fn refusals(outcome: Result<Changed, StoreError>) -> Result<Changed, StoreError> {
    match outcome {
        Err(error) if error.is_conflict() => Ok(Changed::NameTaken),
        Err(error) if error.is_missing_reference() => Ok(Changed::NoSuchReference),
        other => other,
    }
}

fn text_of(rights: RoleRights) -> String {
    serde_json::to_string(&rights).unwrap_or_else(|_| "[]".into())
}

impl Store {
    /// The site's own roles, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn roles(&self) -> Result<Vec<RoleRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query("SELECT id, name, description, rights FROM jump_item_roles ORDER BY name_key")
            .fetch_all(&mut *reader)
            .await?;
        let mut roles = Vec::with_capacity(rows.len());
        for row in rows {
            let id = JumpItemRoleId::from_uuid(row.uuid("id")?);
            roles.push(RoleRow {
                id,
                name: row.text("name")?,
                description: row.text("description")?,
                rights: rights_from(&row.text("rights")?),
                seen: seen(&mut reader, Subject::JumpItemRole(id)).await?,
            });
        }
        Ok(roles)
    }

    /// Makes a role.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_role(&self, stamp: Stamp, role: RoleRow) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::JumpItemRole(role.id), move |tx| {
                Box::pin(async move {
                    sqlx::query("INSERT INTO jump_item_roles (id, name, name_key, description, rights, created_ms) VALUES ($1, $2, $3, $4, $5, $6)")
                        .bind(role.id.uuid())
                        .bind(&role.name)
                        .bind(key(&role.name))
                        .bind(&role.description)
                        .bind(text_of(role.rights))
                        .bind(now.0)
                        .execute(tx)
                        .await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a role; `None` leaves what it is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_role(
        &self,
        stamp: Stamp,
        id: JumpItemRoleId,
        name: Option<String>,
        description: Option<String>,
        rights: Option<RoleRights>,
    ) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::JumpItemRole(id), move |tx| {
                Box::pin(async move {
                    let done = sqlx::query(
                        "UPDATE jump_item_roles SET name = coalesce($2, name), name_key = coalesce($3, name_key), description = coalesce($4, description),
                         rights = coalesce($5, rights) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(name.as_deref().map(key))
                    .bind(description)
                    .bind(rights.map(text_of))
                    .execute(tx)
                    .await?;
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
                })
            })
            .await,
        )
    }

    /// Removes a role that nothing names any more: no member of a group, no policy's assignment, no slot of a policy or an account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_role(&self, stamp: Stamp, id: JumpItemRoleId) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::JumpItemRole(id), move |tx| {
            Box::pin(async move {
                let named = sqlx::query(
                    "SELECT 1 FROM jump_group_members WHERE role_id = $1
                     UNION ALL SELECT 1 FROM group_policy_groups WHERE role_id = $1
                     UNION ALL SELECT 1 FROM group_policies WHERE instr(settings, $2) > 0
                     UNION ALL SELECT 1 FROM users WHERE instr(settings, $2) > 0 LIMIT 1",
                )
                .bind(id.uuid())
                .bind(id.to_string())
                .fetch_optional(&mut *tx)
                .await?;
                if named.is_some() {
                    return Ok(Changed::InUse);
                }
                let done = sqlx::query("DELETE FROM jump_item_roles WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }
}
