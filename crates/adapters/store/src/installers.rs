//! Installers: counted, expiring rights to enrol agents (JMP-10). One use is one conditional UPDATE.

use towline_model::{InstallerId, Moment, PinId, Place, SessionPolicyId, UserId};
use uuid::Uuid;

use crate::{
    NamedPolicy, Stamp, Store, StoreError, Subject,
    items::named_policy,
    row::{Columns as _, place_columns},
    writer::Tx,
};

/// An installer to be made.
#[derive(Debug, Clone)]
pub struct NewInstaller {
    /// Its id.
    pub id: InstallerId,
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// The list that its items go to.
    pub place: Place,
    /// Name of its items; empty: the machine's own.
    pub name: String,
    /// Tag of its items.
    pub tag: String,
    /// Comments of its items.
    pub comments: String,
    /// When it ends.
    pub expires: Moment,
    /// How often it may be used.
    pub uses_allowed: u32,
    /// Now.
    pub created: Moment,
    /// Who made it.
    pub created_by: UserId,
    /// Session policy of its items while a person is at the endpoint.
    pub attended: Option<SessionPolicyId>,
    /// Session policy of its items while nobody is.
    pub unattended: Option<SessionPolicyId>,
    /// It was made for this pin (SUP-60).
    pub pin: Option<NewPin>,
}

/// What an installer of a pin is besides.
#[derive(Debug, Clone)]
pub struct NewPin {
    /// Tells it from another one.
    pub id: PinId,
    /// The hash of the client's password, if it is to have one (JMP-15).
    pub password_hash: Option<String>,
}

/// An installer, without its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallerRow {
    /// Its id.
    pub id: InstallerId,
    /// The list that its items go to.
    pub place: Place,
    /// Name of that list.
    pub place_name: String,
    /// Name of its items; empty: the machine's own.
    pub name: String,
    /// Tag of its items.
    pub tag: String,
    /// Comments of its items.
    pub comments: String,
    /// When it ends.
    pub expires: Moment,
    /// How often it may be used.
    pub uses_allowed: u64,
    /// How often it was.
    pub uses: u64,
    /// When it was made.
    pub created: Moment,
    /// Display name of who made it.
    pub created_by: String,
    /// Session policy of its items while a person is at the endpoint.
    pub attended: Option<NamedPolicy>,
    /// Session policy of its items while nobody is.
    pub unattended: Option<NamedPolicy>,
}

impl Store {
    /// All installers, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn installers(&self, limit: u32) -> Result<Vec<InstallerRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT n.id, n.group_id, n.owner_id, coalesce(g.name, o.display_name, '') AS place_name, n.name, n.tag, n.comments, n.expires_ms, n.uses_allowed, n.uses,
                    n.created_ms, coalesce(u.display_name, '') AS created_by,
                    n.attended_policy_id, (SELECT name FROM session_policies WHERE id = n.attended_policy_id) AS attended_policy,
                    n.unattended_policy_id, (SELECT name FROM session_policies WHERE id = n.unattended_policy_id) AS unattended_policy
             FROM installers n LEFT JOIN jump_groups g ON g.id = n.group_id LEFT JOIN users o ON o.id = n.owner_id LEFT JOIN users u ON u.id = n.created_by
             WHERE n.pin_id IS NULL ORDER BY n.created_ms DESC LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(InstallerRow {
                    id: InstallerId::from_uuid(row.uuid("id")?),
                    place: row.place()?,
                    place_name: row.text("place_name")?,
                    name: row.text("name")?,
                    tag: row.text("tag")?,
                    comments: row.text("comments")?,
                    expires: row.moment("expires_ms")?,
                    uses_allowed: row.count("uses_allowed")?,
                    uses: row.count("uses")?,
                    created: row.moment("created_ms")?,
                    created_by: row.text("created_by")?,
                    attended: named_policy(row, "attended_policy_id", "attended_policy")?,
                    unattended: named_policy(row, "unattended_policy_id", "unattended_policy")?,
                })
            })
            .collect()
    }

    /// Makes an installer; `false`: its group or a session policy does not exist.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_installer(&self, stamp: Stamp, new: NewInstaller) -> Result<bool, StoreError> {
        let made = self
            .write_recorded(stamp, Subject::Installer(new.id), move |tx| {
                Box::pin(async move {
                    let (group, owner) = place_columns(new.place);
                    let (pin, password) = new.pin.map(|pin| (pin.id.uuid(), pin.password_hash)).unzip();
                    // What was made for a pin is in no list: nobody else would ever take it away.
                    sqlx::query("DELETE FROM installers WHERE pin_id IS NOT NULL AND expires_ms <= $1")
                        .bind(new.created.0)
                        .execute(&mut *tx)
                        .await?;
                    sqlx::query(
                        "INSERT INTO installers (id, token_hash, group_id, owner_id, name, tag, comments, expires_ms, uses_allowed, created_ms, created_by, attended_policy_id, unattended_policy_id, pin_id, password_hash)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
                    )
                    .bind(new.id.uuid())
                    .bind(new.token_hash.to_vec())
                    .bind(group)
                    .bind(owner)
                    .bind(new.name)
                    .bind(new.tag)
                    .bind(new.comments)
                    .bind(new.expires.0)
                    .bind(i64::from(new.uses_allowed))
                    .bind(new.created.0)
                    .bind(new.created_by.uuid())
                    .bind(new.attended.map(SessionPolicyId::uuid))
                    .bind(new.unattended.map(SessionPolicyId::uuid))
                    .bind(pin)
                    .bind(password.flatten())
                    .execute(tx)
                    .await?;
                    Ok(())
                })
            })
            .await;
        match made {
            Ok(()) => Ok(true),
            Err(error @ StoreError::Database(_)) if error.is_missing_reference() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Removes an installer: its token is worth nothing any more. Says whether there was one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_installer(&self, stamp: Stamp, id: InstallerId) -> Result<bool, StoreError> {
        self.write_recorded(stamp, Subject::Installer(id), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM installers WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(done.rows_affected() > 0)
            })
        })
        .await
    }

    /// Whether this token could be used now. Decides nothing: only its use does.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn installer_usable(&self, token_hash: [u8; 32], now: Moment) -> Result<bool, StoreError> {
        let row =
            sqlx::query("SELECT 1 FROM installers WHERE token_hash = $1 AND expires_ms > $2 AND uses < uses_allowed")
                .bind(token_hash.to_vec())
                .bind(now.0)
                .fetch_optional(self.readers())
                .await?;
        Ok(row.is_some())
    }
}

/// What a used installer says about the item to be made.
pub(crate) struct Used {
    pub(crate) id: Uuid,
    pub(crate) group: Option<Uuid>,
    pub(crate) owner: Option<Uuid>,
    pub(crate) name: String,
    pub(crate) tag: String,
    pub(crate) comments: String,
    pub(crate) attended: Option<Uuid>,
    pub(crate) unattended: Option<Uuid>,
    pub(crate) pin: Option<Uuid>,
    pub(crate) password: Option<String>,
}

/// Consumes one use of the token, if it has one.
pub(crate) async fn use_installer(tx: &mut Tx, token_hash: [u8; 32], now: Moment) -> Result<Option<Used>, StoreError> {
    let row = sqlx::query(
        "UPDATE installers SET uses = uses + 1 WHERE token_hash = $1 AND expires_ms > $2 AND uses < uses_allowed RETURNING id, group_id, owner_id, name, tag, comments, attended_policy_id, unattended_policy_id, pin_id, password_hash",
    )
    .bind(token_hash.to_vec())
    .bind(now.0)
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        Ok(Used {
            id: row.uuid("id")?,
            group: row.maybe_uuid("group_id")?,
            owner: row.maybe_uuid("owner_id")?,
            name: row.text("name")?,
            tag: row.text("tag")?,
            comments: row.text("comments")?,
            attended: row.maybe_uuid("attended_policy_id")?,
            unattended: row.maybe_uuid("unattended_policy_id")?,
            pin: row.maybe_uuid("pin_id")?,
            password: row.maybe_text("password_hash")?,
        })
    })
    .transpose()
}
