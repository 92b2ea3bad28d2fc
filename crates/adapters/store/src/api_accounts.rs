//! Programs that use the interface (ADM-8): who they are, their tokens, and the requests that they must not do twice.

use sqlx::sqlite::SqliteRow;
use towline_model::{ApiAccountId, Moment, UserId};
use towline_policy::Once;

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals, row::Columns as _,
    writer::Tx,
};

/// Tokens of one account that live at a time; the oldest goes.
const TOKENS: i64 = 64;

/// A program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiAccountRow {
    /// Its id.
    pub id: ApiAccountId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub comments: String,
    /// Texts of its scopes.
    pub scopes: Vec<String>,
    /// Networks that it may come from (CIDR); none: from everywhere.
    pub networks: Vec<String>,
    /// Whether it may be used.
    pub enabled: bool,
    /// When it ends by itself.
    pub expires: Option<Moment>,
    /// When it was made.
    pub created: Moment,
    /// By whom; it may no more than this account.
    pub created_by: UserId,
    /// What people call its maker.
    pub maker: String,
    /// Whether its maker may sign in.
    pub maker_enabled: bool,
    /// When its maker's account ends by itself.
    pub maker_expires: Option<Moment>,
    /// When it was used last.
    pub used: Option<Moment>,
    /// SHA-256 of its secret.
    pub secret_hash: [u8; 32],
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)).
    pub seen: Option<[u8; 32]>,
}

/// What to change of a program, or what one is made of.
#[derive(Debug, Clone, Default)]
pub struct ApiAccountChange {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub comments: Option<String>,
    /// Texts of its scopes.
    pub scopes: Option<Vec<String>>,
    /// Networks that it may come from.
    pub networks: Option<Vec<String>>,
    /// Whether it may be used.
    pub enabled: Option<bool>,
    /// When it ends by itself; the inner `None`: never.
    pub expires: Option<Option<Moment>>,
    /// SHA-256 of its secret.
    pub secret_hash: Option<[u8; 32]>,
}

/// A request that was done before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneRequest {
    /// Of the method, the address and the body.
    pub request: [u8; 32],
    /// The answer, if it was kept: its status and its body.
    pub answer: Option<(u16, Vec<u8>)>,
}

macro_rules! account {
    ($rest:literal) => {
        concat!(
            "SELECT a.*, u.display_name AS maker, u.disabled AS maker_disabled, u.expires_ms AS maker_expires_ms FROM api_accounts a JOIN users u ON u.id = a.created_by ",
            $rest
        )
    };
}

fn list(text: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Corrupt("api_accounts"))
}

fn text(list: &[String]) -> String {
    serde_json::to_string(list).unwrap_or_default()
}

async fn account(reader: &mut Tx, row: &SqliteRow) -> Result<ApiAccountRow, StoreError> {
    let id = ApiAccountId::from_uuid(row.uuid("id")?);
    Ok(ApiAccountRow {
        id,
        name: row.text("name")?,
        comments: row.text("comments")?,
        scopes: list(&row.text("scopes")?)?,
        networks: list(&row.text("networks")?)?,
        enabled: row.flag("enabled")?,
        expires: row.maybe_moment("expires_ms")?,
        created: row.moment("created_ms")?,
        created_by: UserId::from_uuid(row.uuid("created_by")?),
        maker: row.text("maker")?,
        maker_enabled: !row.flag("maker_disabled")?,
        maker_expires: row.maybe_moment("maker_expires_ms")?,
        used: row.maybe_moment("used_ms")?,
        secret_hash: row.bytes32("secret_hash")?,
        seen: seen(reader, Subject::ApiAccount(id)).await?,
    })
}

impl Store {
    /// All programs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_accounts(&self) -> Result<Vec<ApiAccountRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(account!("ORDER BY a.name_key")).fetch_all(&mut *reader).await?;
        let mut accounts = Vec::with_capacity(rows.len());
        for row in &rows {
            accounts.push(account(&mut reader, row).await?);
        }
        Ok(accounts)
    }

    /// One program.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_account(&self, id: ApiAccountId) -> Result<Option<ApiAccountRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let row = sqlx::query(account!("WHERE a.id = $1")).bind(id.uuid()).fetch_optional(&mut *reader).await?;
        match row {
            Some(row) => account(&mut reader, &row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The program that this token is of, and the scopes of the token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_token(
        &self,
        hash: [u8; 32],
        now: Moment,
    ) -> Result<Option<(ApiAccountRow, Vec<String>)>, StoreError> {
        let found = sqlx::query("SELECT account_id, scopes FROM api_tokens WHERE hash = $1 AND expires_ms > $2")
            .bind(hash.to_vec())
            .bind(now.0)
            .fetch_optional(self.readers())
            .await?;
        let Some(row) = found else { return Ok(None) };
        let scopes = list(&row.text("scopes")?)?;
        let account = self.api_account(ApiAccountId::from_uuid(row.uuid("account_id")?)).await?;
        Ok(account.map(|account| (account, scopes)))
    }

    /// Makes a program.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_api_account(
        &self,
        stamp: Stamp,
        id: ApiAccountId,
        maker: UserId,
        new: ApiAccountChange,
    ) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::ApiAccount(id), move |tx| {
                Box::pin(async move {
                    let name = new.name.unwrap_or_default();
                    sqlx::query("INSERT INTO api_accounts (id, name, name_key, comments, secret_hash, secret_set_ms, scopes, networks, enabled, expires_ms, created_ms, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $6, $11)")
                        .bind(id.uuid())
                        .bind(&name)
                        .bind(key(&name))
                        .bind(new.comments.unwrap_or_default())
                        .bind(new.secret_hash.unwrap_or_default().to_vec())
                        .bind(now.0)
                        .bind(text(&new.scopes.unwrap_or_default()))
                        .bind(text(&new.networks.unwrap_or_default()))
                        .bind(new.enabled.unwrap_or(true))
                        .bind(new.expires.flatten().map(|at| at.0))
                        .bind(maker.uuid())
                        .execute(tx)
                        .await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a program. Its tokens end when anything but its name or comments changes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_api_account(
        &self,
        stamp: Stamp,
        id: ApiAccountId,
        change: ApiAccountChange,
    ) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::ApiAccount(id), move |tx| {
                Box::pin(async move {
                    let reaches = change.scopes.is_some()
                        || change.networks.is_some()
                        || change.enabled.is_some()
                        || change.expires.is_some()
                        || change.secret_hash.is_some();
                    let done = sqlx::query(
                        "UPDATE api_accounts SET name = coalesce($2, name), name_key = coalesce($3, name_key), comments = coalesce($4, comments),
                         scopes = coalesce($5, scopes), networks = coalesce($6, networks), enabled = coalesce($7, enabled),
                         expires_ms = iif($8, $9, expires_ms), secret_hash = coalesce($10, secret_hash), secret_set_ms = iif($10 IS NULL, secret_set_ms, $11) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(change.name.as_deref())
                    .bind(change.name.as_deref().map(key))
                    .bind(change.comments)
                    .bind(change.scopes.as_deref().map(text))
                    .bind(change.networks.as_deref().map(text))
                    .bind(change.enabled)
                    .bind(change.expires.is_some())
                    .bind(change.expires.flatten().map(|at| at.0))
                    .bind(change.secret_hash.map(|hash| hash.to_vec()))
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
                    if reaches {
                        sqlx::query("DELETE FROM api_tokens WHERE account_id = $1").bind(id.uuid()).execute(tx).await?;
                    }
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
                })
            })
            .await,
        )
    }

    /// Removes a program with its tokens.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_api_account(&self, stamp: Stamp, id: ApiAccountId) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::ApiAccount(id), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM api_accounts WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }

    /// Gives a program a token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_api_token(
        &self,
        account: ApiAccountId,
        hash: [u8; 32],
        scopes: Vec<String>,
        now: Moment,
        expires: Moment,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO api_tokens (hash, account_id, scopes, expires_ms) VALUES ($1, $2, $3, $4)")
                    .bind(hash.to_vec())
                    .bind(account.uuid())
                    .bind(text(&scopes))
                    .bind(expires.0)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("UPDATE api_accounts SET used_ms = $2 WHERE id = $1")
                    .bind(account.uuid())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("DELETE FROM api_tokens WHERE account_id = $1 AND hash NOT IN (SELECT hash FROM api_tokens WHERE account_id = $1 ORDER BY expires_ms DESC LIMIT $2)")
                    .bind(account.uuid())
                    .bind(TOKENS)
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// A request with this key that was done.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn done_request(&self, key: [u8; 32], now: Moment) -> Result<Option<DoneRequest>, StoreError> {
        let row = sqlx::query("SELECT request, status, answer FROM requests_done WHERE key = $1 AND expires_ms > $2")
            .bind(key.to_vec())
            .bind(now.0)
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| {
            let status = row.maybe_number("status")?.and_then(|status| u16::try_from(status).ok());
            Ok(DoneRequest { request: row.bytes32("request")?, answer: status.zip(row.maybe_bytes("answer")?) })
        })
        .transpose()
    }

    /// Notes a request that was done in parts, for [`Store::keep_answer`]. One that was noted already stays as it is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_request(&self, once: Once, now: Moment) -> Result<(), StoreError> {
        match self.write(move |tx| Box::pin(note_request(tx, once, now))).await {
            Err(StoreError::Repeated) => Ok(()),
            other => other,
        }
    }

    /// Keeps the answer to a request that was done, for whoever asks again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_answer(&self, key: [u8; 32], status: u16, answer: Vec<u8>) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("UPDATE requests_done SET status = $2, answer = $3 WHERE key = $1 AND status IS NULL")
                    .bind(key.to_vec())
                    .bind(i64::from(status))
                    .bind(answer)
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

/// Notes that a request is being done, in the transaction that does it.
pub(crate) async fn note_request(tx: &mut Tx, once: Once, now: Moment) -> Result<(), StoreError> {
    let noted = sqlx::query(
        "INSERT INTO requests_done (key, request, expires_ms) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING",
    )
    .bind(once.key.to_vec())
    .bind(once.request.to_vec())
    .bind(now.0.saturating_add(KEPT_MS))
    .execute(tx)
    .await?;
    if noted.rows_affected() == 0 { Err(StoreError::Repeated) } else { Ok(()) }
}

/// For how long a request is known.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;
