//! Second factors, recovery codes, and sign-ins that wait for one (ACC-6). Everything that counts once is consumed in the transaction that it counts for.

use sqlx::sqlite::SqliteRow;
use towline_model::{LoginId, Moment, UserId};
use uuid::Uuid;

use crate::{
    NewLogin, PasswordCheck, Stamp, Store, StoreError, Subject,
    logins::{end_logins, insert_login},
    row::Columns as _,
    writer::Tx,
};

/// Sign-ins of one account that may wait at a time; the oldest goes.
const WAITING: i64 = 8;
/// Sign-ins that wait without an account, in all.
const WAITING_ALONE: i64 = 512;

/// What kind of factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorKind {
    /// An authenticator app.
    Totp,
    /// A passkey.
    Passkey,
}

impl FactorKind {
    /// Its stable name.
    pub const fn key(self) -> &'static str {
        match self {
            FactorKind::Totp => "totp",
            FactorKind::Passkey => "passkey",
        }
    }
}

/// A factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorRow {
    /// Its id.
    pub id: Uuid,
    /// What kind.
    pub kind: FactorKind,
    /// What the owner calls it.
    pub name: String,
    /// Of an app: sealed. Of a passkey: the public key.
    pub secret: Vec<u8>,
    /// Of a passkey.
    pub credential: Option<Vec<u8>>,
    /// When it was made.
    pub created: Moment,
    /// When it was used last.
    pub used: Option<Moment>,
}

/// A factor to be made.
#[derive(Debug, Clone)]
pub struct NewFactor {
    /// Its id.
    pub id: Uuid,
    /// What kind.
    pub kind: FactorKind,
    /// What the owner calls it.
    pub name: String,
    /// As in [`FactorRow`].
    pub secret: Vec<u8>,
    /// As in [`FactorRow`].
    pub credential: Option<Vec<u8>>,
    /// The step of time of the code that proved it.
    pub step: i64,
    /// The purpose of the ceremony that made it, which ends with it.
    pub ceremony: &'static str,
}

/// What was proved. Counts once.
#[derive(Debug, Clone)]
pub enum Proof {
    /// A code of an app, of this step of time.
    Code {
        /// The app.
        factor: Uuid,
        /// The step.
        step: i64,
    },
    /// A recovery code with this hash.
    Recovery([u8; 32]),
    /// A passkey, with the key as it is to be kept from now on.
    Passkey {
        /// Its id.
        credential: Vec<u8>,
        /// The key.
        key: String,
    },
}

/// A sign-in that waits for a factor, after one of its tries was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Whose password was right. `None`: the passkey says who it is.
    pub user: Option<UserId>,
    /// Of the ceremony of a passkey.
    pub state: Option<String>,
}

/// A sign-in that is to wait for a factor.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// Of the ceremony of a passkey.
    pub state: Option<String>,
    /// How often it may be answered.
    pub tries: i64,
    /// When it ends by itself.
    pub expires: Moment,
}

fn factor(row: &SqliteRow) -> Result<FactorRow, StoreError> {
    Ok(FactorRow {
        id: row.uuid("id")?,
        kind: if row.text("kind")? == "totp" { FactorKind::Totp } else { FactorKind::Passkey },
        name: row.text("name")?,
        secret: row.bytes("secret")?,
        credential: row.maybe_bytes("credential")?,
        created: row.moment("created_ms")?,
        used: row.maybe_moment("used_ms")?,
    })
}

impl Store {
    /// The factors of an account, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn factors(&self, user: UserId) -> Result<Vec<FactorRow>, StoreError> {
        let rows = sqlx::query("SELECT id, kind, name, secret, credential, created_ms, used_ms FROM factors WHERE user_id = $1 ORDER BY created_ms, id")
            .bind(user.uuid())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(factor).collect()
    }

    /// How many recovery codes an account has left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recovery_codes_left(&self, user: UserId) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT count(*) AS n FROM recovery_codes WHERE user_id = $1")
            .bind(user.uuid())
            .fetch_one(self.readers())
            .await?;
        row.count("n")
    }

    /// Adds a factor, and recovery codes if there are any; other logins of the account end, because they have not proved it. Ends the ceremony. `None`: the passkey is somebody's already, or the
    /// ceremony was over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn add_factor(
        &self,
        stamp: Stamp,
        user: UserId,
        login: LoginId,
        new: NewFactor,
        recovery: Vec<[u8; 32]>,
    ) -> Result<Option<Vec<LoginId>>, StoreError> {
        let now = stamp.at;
        let added = self
            .write_recorded(stamp, Subject::User(user), move |tx| {
                Box::pin(async move {
                    let ended = sqlx::query("DELETE FROM ceremonies WHERE login_id = $1 AND purpose = $2")
                        .bind(login.uuid())
                        .bind(new.ceremony)
                        .execute(&mut *tx)
                        .await?;
                    if ended.rows_affected() == 0 {
                        return Ok(None);
                    }
                    sqlx::query("INSERT INTO factors (id, user_id, kind, name, secret, credential, created_ms, step) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
                        .bind(new.id)
                        .bind(user.uuid())
                        .bind(new.kind.key())
                        .bind(new.name)
                        .bind(new.secret)
                        .bind(new.credential)
                        .bind(now.0)
                        .bind(new.step)
                        .execute(&mut *tx)
                        .await?;
                    if !recovery.is_empty() {
                        set_codes(tx, user, &recovery, now).await?;
                    }
                    fresh(tx, login, now).await?;
                    end_logins(tx, user, Some(login)).await.map(Some)
                })
            })
            .await;
        match added {
            Err(error) if error.is_conflict() => Ok(None),
            other => other,
        }
    }

    /// Removes a factor; with the last one the recovery codes go. Says whether there was one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_factor(&self, stamp: Stamp, user: UserId, id: Uuid) -> Result<bool, StoreError> {
        self.write_recorded(stamp, Subject::User(user), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM factors WHERE id = $1 AND user_id = $2")
                    .bind(id)
                    .bind(user.uuid())
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1 AND NOT EXISTS (SELECT 1 FROM factors WHERE user_id = $1)")
                    .bind(user.uuid())
                    .execute(tx)
                    .await?;
                Ok(done.rows_affected() > 0)
            })
        })
        .await
    }

    /// Removes all factors and recovery codes of an account and ends its logins.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_factors(&self, stamp: Stamp, user: UserId) -> Result<Vec<LoginId>, StoreError> {
        self.write_recorded(stamp, Subject::User(user), move |tx| {
            Box::pin(async move {
                for table in ["DELETE FROM factors WHERE user_id = $1", "DELETE FROM recovery_codes WHERE user_id = $1"]
                {
                    sqlx::query(table).bind(user.uuid()).execute(&mut *tx).await?;
                }
                end_attempts(tx, user).await?;
                end_logins(tx, user, None).await
            })
        })
        .await
    }

    /// Replaces the recovery codes of an account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_recovery_codes(
        &self,
        stamp: Stamp,
        user: UserId,
        hashes: Vec<[u8; 32]>,
    ) -> Result<(), StoreError> {
        let now = stamp.at;
        self.write_recorded(stamp, Subject::User(user), move |tx| {
            Box::pin(async move { set_codes(tx, user, &hashes, now).await })
        })
        .await
    }

    /// Begins a ceremony of a login in place of the one before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_ceremony(
        &self,
        login: LoginId,
        purpose: &'static str,
        state: Vec<u8>,
        expires: Moment,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO ceremonies (login_id, purpose, state, expires_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (login_id, purpose) DO UPDATE SET state = $3, expires_ms = $4")
                    .bind(login.uuid())
                    .bind(purpose)
                    .bind(state)
                    .bind(expires.0)
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// What a ceremony of a login kept.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ceremony(
        &self,
        login: LoginId,
        purpose: &'static str,
        now: Moment,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("SELECT state FROM ceremonies WHERE login_id = $1 AND purpose = $2 AND expires_ms > $3")
            .bind(login.uuid())
            .bind(purpose)
            .bind(now.0)
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| row.bytes("state")).transpose()
    }

    /// The password was right, and the account has a factor: lets the sign-in wait for it, if the account is still as it was when the password was checked.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn await_factor(&self, checked: PasswordCheck, new: NewAttempt) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let same = sqlx::query(
                    "SELECT 1 AS n FROM users WHERE id = $1 AND password_hash = $2 AND disabled = 0 AND provider_id IS $3
                     AND ($3 IS NULL OR EXISTS (SELECT 1 FROM security_providers WHERE id = $3 AND enabled = 1))",
                )
                .bind(checked.id.uuid())
                .bind(&checked.password_hash)
                .bind(checked.provider.map(towline_model::ProviderId::uuid))
                .fetch_optional(&mut *tx)
                .await?;
                if same.is_none() {
                    return Ok(false);
                }
                insert_attempt(tx, Some(checked.id), &new, WAITING).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Lets a sign-in wait for a passkey that says who it is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn await_passkey(&self, new: NewAttempt) -> Result<(), StoreError> {
        self.write(move |tx| Box::pin(async move { insert_attempt(tx, None, &new, WAITING_ALONE).await })).await
    }

    /// Takes one of the tries of a sign-in that waits.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn try_attempt(&self, token_hash: [u8; 32], now: Moment) -> Result<Option<Attempt>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = sqlx::query(
                    "UPDATE sign_in_attempts SET tries = tries - 1 WHERE token_hash = $1 AND tries > 0 AND expires_ms > $2 RETURNING user_id, state",
                )
                .bind(token_hash.to_vec())
                .bind(now.0)
                .fetch_optional(tx)
                .await?;
                row.map(|row| {
                    Ok(Attempt { user: row.maybe_uuid("user_id")?.map(UserId::from_uuid), state: row.maybe_text("state")? })
                })
                .transpose()
            })
        })
        .await
    }

    /// Ends a sign-in with a factor of `user`: the attempt and the factor are used up and the login is made, or nothing happens. `false`: one of them was used before, or the account may not.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn finish_attempt(
        &self,
        token_hash: [u8; 32],
        user: UserId,
        proof: Proof,
        login: NewLogin,
    ) -> Result<bool, StoreError> {
        let outcome = self
            .write(move |tx| {
                Box::pin(async move {
                    let now = login.created;
                    let gone = sqlx::query("DELETE FROM sign_in_attempts WHERE token_hash = $1 AND (user_id IS NULL OR user_id = $2) AND expires_ms > $3")
                        .bind(token_hash.to_vec())
                        .bind(user.uuid())
                        .bind(now.0)
                        .execute(&mut *tx)
                        .await?;
                    let open = sqlx::query("UPDATE users SET wrong_passwords = 0, last_login_ms = $2 WHERE id = $1 AND disabled = 0 AND locked_until_ms <= $2 AND (expires_ms IS NULL OR expires_ms > $2)")
                        .bind(user.uuid())
                        .bind(now.0)
                        .execute(&mut *tx)
                        .await?;
                    if gone.rows_affected() == 0 || open.rows_affected() == 0 || !consume(tx, user, &proof, now).await? {
                        // Nothing of this may stay: the factor is not used up by a sign-in that failed.
                        return Err(StoreError::Stale);
                    }
                    insert_login(tx, user, &login).await?;
                    Ok(())
                })
            })
            .await;
        match outcome {
            Ok(()) => Ok(true),
            Err(StoreError::Stale) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// A login proved itself again. `proof`: what was used up by it; `None` was a password. `false`: it was used before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn prove_again(
        &self,
        login: LoginId,
        user: UserId,
        proof: Option<Proof>,
        now: Moment,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                if let Some(proof) = proof
                    && !consume(tx, user, &proof, now).await?
                {
                    return Ok(false);
                }
                sqlx::query("DELETE FROM ceremonies WHERE login_id = $1 AND purpose = 'again'")
                    .bind(login.uuid())
                    .execute(&mut *tx)
                    .await?;
                fresh(tx, login, now).await?;
                Ok(true)
            })
        })
        .await
    }
}

async fn fresh(tx: &mut Tx, login: LoginId, now: Moment) -> Result<(), StoreError> {
    sqlx::query("UPDATE logins SET fresh_ms = $2 WHERE id = $1").bind(login.uuid()).bind(now.0).execute(tx).await?;
    Ok(())
}

async fn insert_attempt(tx: &mut Tx, user: Option<UserId>, new: &NewAttempt, keep: i64) -> Result<(), StoreError> {
    let user = user.map(UserId::uuid);
    sqlx::query(
        "INSERT INTO sign_in_attempts (token_hash, user_id, state, tries, expires_ms) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(new.token_hash.to_vec())
    .bind(user)
    .bind(&new.state)
    .bind(new.tries)
    .bind(new.expires.0)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "DELETE FROM sign_in_attempts WHERE user_id IS $1 AND token_hash NOT IN
         (SELECT token_hash FROM sign_in_attempts WHERE user_id IS $1 ORDER BY expires_ms DESC LIMIT $2)",
    )
    .bind(user)
    .bind(keep)
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends the sign-ins of an account that wait for a factor: their password counts no more.
pub(crate) async fn end_attempts(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_in_attempts WHERE user_id = $1").bind(user.uuid()).execute(tx).await?;
    Ok(())
}

async fn set_codes(tx: &mut Tx, user: UserId, hashes: &[[u8; 32]], now: Moment) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1").bind(user.uuid()).execute(&mut *tx).await?;
    for hash in hashes {
        sqlx::query("INSERT INTO recovery_codes (user_id, hash) VALUES ($1, $2)")
            .bind(user.uuid())
            .bind(hash.to_vec())
            .execute(&mut *tx)
            .await?;
    }
    sqlx::query("UPDATE users SET recovery_set_ms = $2 WHERE id = $1")
        .bind(user.uuid())
        .bind(now.0)
        .execute(tx)
        .await?;
    Ok(())
}

/// Uses up what was proved. `false`: it was used before, or is not this account's.
async fn consume(tx: &mut Tx, user: UserId, proof: &Proof, now: Moment) -> Result<bool, StoreError> {
    let done = match proof {
        Proof::Code { factor, step } => sqlx::query(
            "UPDATE factors SET step = $3, used_ms = $4 WHERE id = $1 AND user_id = $2 AND kind = 'totp' AND step < $3",
        )
        .bind(*factor)
        .bind(user.uuid())
        .bind(*step)
        .bind(now.0)
        .execute(tx)
        .await?,
        Proof::Recovery(hash) => {
            sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2")
                .bind(user.uuid())
                .bind(hash.to_vec())
                .execute(tx)
                .await?
        }
        Proof::Passkey { credential, key } => sqlx::query(
            "UPDATE factors SET secret = $3, used_ms = $4 WHERE credential = $1 AND user_id = $2 AND kind = 'passkey'",
        )
        .bind(credential)
        .bind(user.uuid())
        .bind(key.as_bytes())
        .bind(now.0)
        .execute(tx)
        .await?,
    };
    Ok(done.rows_affected() == 1)
}
