//! Links that reset a forgotten password (ACC-5): whom one is sent to, and its single use.

use sqlx::sqlite::SqliteRow;
use towline_model::{LoginId, Moment, UserId};

use crate::{
    Stamp, Store, StoreError, Subject,
    accounts::{key, put_password},
    row::Columns as _,
};

/// An account whose password can be reset by mail: it has one of its own, an address, and is neither disabled nor over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetAccount {
    /// The account.
    pub id: UserId,
    /// What it signs in with.
    pub username: String,
    /// What people call it.
    pub display_name: String,
    /// Where mail goes.
    pub email: String,
}

fn account(row: &SqliteRow) -> Result<ResetAccount, StoreError> {
    Ok(ResetAccount {
        id: UserId::from_uuid(row.uuid("id")?),
        username: row.text("username")?,
        display_name: row.text("display_name")?,
        email: row.text("email")?,
    })
}

impl Store {
    /// Accounts that this user name or address means, and that can be reset.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reset_accounts(&self, asked: &str, now: Moment, limit: u32) -> Result<Vec<ResetAccount>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, username, display_name, email FROM users
             WHERE (username_key = $1 OR lower(email) = lower($2)) AND email <> '' AND password_hash <> '' AND provider_id IS NULL AND disabled = 0 AND coalesce(expires_ms > $3, 1)
             ORDER BY username_key = $1 DESC, username_key LIMIT $4",
        )
        .bind(key(asked))
        .bind(asked.trim())
        .bind(now.0)
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(account).collect()
    }

    /// Keeps a link that is sent to an account; one that was sent before is void.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_reset(
        &self,
        account: ResetAccount,
        token_hash: [u8; 32],
        expires: Moment,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO password_resets (user_id, token_hash, email, expires_ms) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, email = excluded.email, expires_ms = excluded.expires_ms, used_ms = NULL",
                )
                .bind(account.id.uuid())
                .bind(token_hash.to_vec())
                .bind(account.email)
                .bind(expires.0)
                .execute(tx)
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// The account that an unused link is for.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reset_account(&self, token_hash: [u8; 32], now: Moment) -> Result<Option<ResetAccount>, StoreError> {
        let row = sqlx::query(
            "SELECT u.id, u.username, u.display_name, u.email FROM password_resets r JOIN users u ON u.id = r.user_id
             WHERE r.token_hash = $1 AND r.used_ms IS NULL AND r.expires_ms > $2
             AND u.email = r.email AND u.password_hash <> '' AND u.provider_id IS NULL AND u.disabled = 0 AND coalesce(u.expires_ms > $2, 1)",
        )
        .bind(token_hash.to_vec())
        .bind(now.0)
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(account).transpose()
    }

    /// Uses a link: sets the password, ends every login and unlocks the account. Second factors stay. `None`: the link is void, or was used meanwhile.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn finish_reset(
        &self,
        stamp: Stamp,
        user: UserId,
        token_hash: [u8; 32],
        password_hash: String,
    ) -> Result<Option<Vec<LoginId>>, StoreError> {
        let now = stamp.at;
        self.write_recorded(stamp, Subject::User(user), move |tx| {
            Box::pin(async move {
                let used = sqlx::query(
                    "UPDATE password_resets SET used_ms = $3 WHERE token_hash = $1 AND user_id = $2 AND used_ms IS NULL AND expires_ms > $3
                     AND EXISTS (SELECT 1 FROM users u WHERE u.id = $2 AND u.email = password_resets.email AND u.password_hash <> '' AND u.provider_id IS NULL AND u.disabled = 0 AND coalesce(u.expires_ms > $3, 1))",
                )
                .bind(token_hash.to_vec())
                .bind(user.uuid())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
                if used.rows_affected() == 0 {
                    return Ok(None);
                }
                put_password(tx, user, password_hash, false, now, None).await
            })
        })
        .await
    }
}
