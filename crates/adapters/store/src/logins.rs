//! Logins of browsers, and the tickets that they get for their links. Only hashes are kept.

use std::net::IpAddr;

use towline_model::{LoginId, Moment, ProviderId, UserId};

use crate::{Stamp, Store, StoreError, Subject, row::Columns as _, writer::Tx};

/// What ends by itself, besides logins.
const SWEEPS: [&str; 9] = [
    "DELETE FROM provider_visits WHERE expires_ms <= $1",
    "DELETE FROM sign_in_attempts WHERE expires_ms <= $1",
    "DELETE FROM ceremonies WHERE expires_ms <= $1",
    "DELETE FROM api_tokens WHERE expires_ms <= $1",
    "DELETE FROM requests_done WHERE expires_ms <= $1",
    "DELETE FROM password_resets WHERE expires_ms <= $1",
    "DELETE FROM external_invitations WHERE expires_ms <= $1",
    "DELETE FROM external_tickets WHERE expires_ms <= $1",
    "DELETE FROM away_invitations WHERE expires_ms <= $1",
];

/// A login to be made.
#[derive(Debug, Clone)]
pub struct NewLogin {
    /// Its id.
    pub id: LoginId,
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// Where it came from.
    pub address: IpAddr,
    /// Now.
    pub created: Moment,
    /// When it ends by itself.
    pub expires: Moment,
    /// When the person proved all that the account asks for.
    pub fresh: Moment,
}

/// What an account signs in through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedProvider {
    /// Its id.
    pub id: ProviderId,
    /// Its name.
    pub name: String,
}

/// From the columns `provider_id` and `provider_name`.
pub(crate) fn provider_of(row: &sqlx::sqlite::SqliteRow) -> Result<Option<NamedProvider>, StoreError> {
    let id = row.maybe_uuid("provider_id")?.map(ProviderId::from_uuid);
    Ok(id.zip(row.maybe_text("provider_name")?).map(|(id, name)| NamedProvider { id, name }))
}

/// A live login of an enabled account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRow {
    /// Its id.
    pub id: LoginId,
    /// The account.
    pub user: UserId,
    /// What the account signs in with.
    pub username: String,
    /// What people call it.
    pub display_name: String,
    /// Where mail goes.
    pub email: String,
    /// Whether it administers the site.
    pub administrator: bool,
    /// Whether it must change its password first.
    pub must_change_password: bool,
    /// Where it came from.
    pub address: String,
    /// Since when.
    pub created: Moment,
    /// When it last proved all that its account asks for.
    pub fresh: Moment,
    /// When somebody last did something with it.
    pub seen: Moment,
    /// When the account's password was set.
    pub password_set: Moment,
    /// What its browser calls itself; may be empty.
    pub agent: String,
    /// In which time zone the account reads times; empty: in the browser's.
    pub time_zone: String,
    /// Whether its person wants to be asked while signed out (SUP-33).
    pub asked_away: bool,
    /// Whether the account wants to be shown on public sites.
    pub on_portal: bool,
    /// What the account signs in through; `None`: a password of its own.
    pub provider: Option<NamedProvider>,
}

macro_rules! live_login {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.user_id, u.username, u.display_name, u.email, u.administrator, u.must_change_password, l.address, l.created_ms, l.fresh_ms, l.seen_ms, l.agent, u.password_set_ms, u.time_zone, u.on_portal, u.asked_away, u.provider_id, p.name AS provider_name
             FROM logins l JOIN users u ON u.id = l.user_id LEFT JOIN security_providers p ON p.id = u.provider_id
             WHERE u.disabled = 0 AND coalesce(p.enabled, 1) = 1 AND l.expires_ms > $1 AND (u.expires_ms IS NULL OR u.expires_ms > $1) ",
            $rest
        )
    };
}

fn login(row: &sqlx::sqlite::SqliteRow) -> Result<LoginRow, StoreError> {
    Ok(LoginRow {
        id: LoginId::from_uuid(row.uuid("id")?),
        user: UserId::from_uuid(row.uuid("user_id")?),
        username: row.text("username")?,
        display_name: row.text("display_name")?,
        email: row.text("email")?,
        administrator: row.flag("administrator")?,
        must_change_password: row.flag("must_change_password")?,
        address: row.text("address")?,
        created: row.moment("created_ms")?,
        fresh: row.moment("fresh_ms")?,
        seen: row.moment("seen_ms")?,
        password_set: row.moment("password_set_ms")?,
        agent: row.text("agent")?,
        time_zone: row.text("time_zone")?,
        asked_away: row.flag("asked_away")?,
        on_portal: row.flag("on_portal")?,
        provider: provider_of(row)?,
    })
}

impl Store {
    /// The live login with this token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn login_by_token(&self, token_hash: [u8; 32], now: Moment) -> Result<Option<LoginRow>, StoreError> {
        let row = sqlx::query(live_login!("AND l.token_hash = $2"))
            .bind(now.0)
            .bind(token_hash.to_vec())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(login).transpose()
    }

    /// The live login with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn login(&self, id: LoginId, now: Moment) -> Result<Option<LoginRow>, StoreError> {
        let row = sqlx::query(live_login!("AND l.id = $2"))
            .bind(now.0)
            .bind(id.uuid())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(login).transpose()
    }

    /// The live logins of an account, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn logins_of(&self, user: UserId, now: Moment) -> Result<Vec<LoginRow>, StoreError> {
        let rows = sqlx::query(live_login!("AND l.user_id = $2 ORDER BY l.created_ms DESC"))
            .bind(now.0)
            .bind(user.uuid())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(login).collect()
    }

    /// Notes what a login's browser calls itself.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn login_agent(&self, id: LoginId, agent: String) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("UPDATE logins SET agent = $2 WHERE id = $1")
                    .bind(id.uuid())
                    .bind(agent)
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// All live logins, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn signed_in(&self, now: Moment, limit: u32) -> Result<Vec<LoginRow>, StoreError> {
        let rows = sqlx::query(live_login!("ORDER BY l.created_ms DESC LIMIT $2"))
            .bind(now.0)
            .bind(i64::from(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(login).collect()
    }

    /// Ends a login. Says whether it lived.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_login(&self, id: LoginId) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM logins WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(done.rows_affected() > 0)
            })
        })
        .await
    }

    /// Ends somebody's login, with a line in the record. Says whether it lived.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_foreign_login(&self, stamp: Stamp, id: LoginId) -> Result<bool, StoreError> {
        self.write_recorded(stamp, Subject::Login(id), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM logins WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(done.rows_affected() > 0)
            })
        })
        .await
    }

    /// Somebody did something with a login.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn login_seen(&self, id: LoginId, now: Moment) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("UPDATE logins SET seen_ms = max(seen_ms, $2) WHERE id = $1")
                    .bind(id.uuid())
                    .bind(now.0)
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// Ends the logins of accounts that ended by themselves, and says which.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_expired(&self, now: Moment) -> Result<Vec<LoginId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let rows = sqlx::query(
                    "DELETE FROM logins WHERE user_id IN (SELECT id FROM users WHERE expires_ms <= $1) RETURNING id",
                )
                .bind(now.0)
                .fetch_all(tx)
                .await?;
                rows.iter().map(|row| row.uuid("id").map(LoginId::from_uuid)).collect()
            })
        })
        .await
    }

    /// Makes a ticket for a login's link. At most `keep` unused ones of a login are kept: older ones go.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_ticket(
        &self,
        login: LoginId,
        hash: [u8; 32],
        expires: Moment,
        keep: u32,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO tickets (hash, login_id, expires_ms) VALUES ($1, $2, $3)")
                    .bind(hash.to_vec())
                    .bind(login.uuid())
                    .bind(expires.0)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("DELETE FROM tickets WHERE login_id = $1 AND hash NOT IN (SELECT hash FROM tickets WHERE login_id = $1 ORDER BY expires_ms DESC LIMIT $2)")
                    .bind(login.uuid())
                    .bind(i64::from(keep))
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// Takes a ticket: works once. The login that it was made for may have ended meanwhile; ask for it by [`Store::login`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn redeem_ticket(&self, hash: [u8; 32], now: Moment) -> Result<Option<LoginId>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = sqlx::query("DELETE FROM tickets WHERE hash = $1 AND expires_ms > $2 RETURNING login_id")
                    .bind(hash.to_vec())
                    .bind(now.0)
                    .fetch_optional(tx)
                    .await?;
                row.map(|row| row.uuid("login_id").map(LoginId::from_uuid)).transpose()
            })
        })
        .await
    }

    /// Throws away logins and tickets that ended by themselves, and accesses that no longer count.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sweep(&self, now: Moment, accesses_before: Moment) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("DELETE FROM tickets WHERE expires_ms <= $1").bind(now.0).execute(&mut *tx).await?;
                for sweep in SWEEPS {
                    sqlx::query(sweep).bind(now.0).execute(&mut *tx).await?;
                }
                sqlx::query("DELETE FROM logins WHERE expires_ms <= $1").bind(now.0).execute(&mut *tx).await?;
                sqlx::query("DELETE FROM item_accesses WHERE at_ms < $1").bind(accesses_before.0).execute(tx).await?;
                Ok(())
            })
        })
        .await
    }
}

pub(crate) async fn insert_login(tx: &mut Tx, user: UserId, login: &NewLogin) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO logins (id, user_id, token_hash, address, created_ms, expires_ms, fresh_ms, seen_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $5)",
    )
    .bind(login.id.uuid())
    .bind(user.uuid())
    .bind(login.token_hash.to_vec())
    .bind(login.address.to_string())
    .bind(login.created.0)
    .bind(login.expires.0)
    .bind(login.fresh.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends all logins of an account but one, and says which.
pub(crate) async fn end_logins(tx: &mut Tx, user: UserId, keep: Option<LoginId>) -> Result<Vec<LoginId>, StoreError> {
    let rows = sqlx::query("DELETE FROM logins WHERE user_id = $1 AND ($2 IS NULL OR id <> $2) RETURNING id")
        .bind(user.uuid())
        .bind(keep.map(LoginId::uuid))
        .fetch_all(tx)
        .await?;
    rows.iter().map(|row| row.uuid("id").map(LoginId::from_uuid)).collect()
}
