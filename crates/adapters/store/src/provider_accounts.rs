//! Accounts that sign in through a security provider (ACC-7): made at the first sign-in, brought up to date at each, with the group policies that the person's groups give; and people on their way to a
//! provider and back.

use towline_model::{GroupPolicyId, LoginId, Moment, ProviderId, UserId};

use crate::{
    PasswordCheck, Stamp, Store, StoreError, Subject, accounts::key, factors::end_attempts, logins::end_logins,
    row::Columns as _, writer::Tx,
};

/// People on their way to one provider and back, in all; the oldest is forgotten.
const VISITS: i64 = 4096;

/// What a provider says of somebody who signs in.
#[derive(Debug, Clone)]
pub struct ProviderPerson {
    /// The provider.
    pub provider: ProviderId,
    /// What stays the same of the person.
    pub subject: String,
    /// The user name; used when the account is made.
    pub username: String,
    /// What people call the person.
    pub display_name: String,
    /// Where mail goes; may be empty.
    pub email: String,
    /// The policies that the person's groups give.
    pub policies: Vec<GroupPolicyId>,
}

/// What became of somebody who signs in through a provider.
#[derive(Debug, Clone)]
pub enum Taken {
    /// The account is there and up to date.
    Account(PasswordCheck),
    /// Another account has the user name.
    NameTaken,
    /// The provider was switched off or removed meanwhile.
    Gone,
}

/// Somebody on the way to a provider.
#[derive(Debug, Clone)]
pub struct VisitRow {
    /// The provider.
    pub provider: ProviderId,
    /// What proves the answer, sealed.
    pub kept: Vec<u8>,
    /// Where the person wants to go afterwards.
    pub return_path: String,
}

impl Store {
    /// The account of this person at this provider.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn provider_account(&self, provider: ProviderId, subject: &str) -> Result<Option<UserId>, StoreError> {
        let row = sqlx::query("SELECT id FROM users WHERE provider_id = $1 AND provider_subject = $2")
            .bind(provider.uuid())
            .bind(subject)
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| row.uuid("id").map(UserId::from_uuid)).transpose()
    }

    /// What stays the same of the person behind an account at its provider.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn provider_subject(&self, user: UserId) -> Result<Option<(ProviderId, String)>, StoreError> {
        let row =
            sqlx::query("SELECT provider_id, provider_subject FROM users WHERE id = $1 AND provider_id IS NOT NULL")
                .bind(user.uuid())
                .fetch_optional(self.readers())
                .await?;
        row.map(|row| Ok((ProviderId::from_uuid(row.uuid("provider_id")?), row.text("provider_subject")?))).transpose()
    }

    /// Makes the account of somebody who signs in through a provider, or brings it up to date. `fresh`: the id of a new one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_provider_person(
        &self,
        stamp: Stamp,
        fresh: UserId,
        person: ProviderPerson,
    ) -> Result<Taken, StoreError> {
        let known = self.provider_account(person.provider, &person.subject).await?;
        let taken = self.take_as(stamp.clone(), known.unwrap_or(fresh), person.clone()).await?;
        if known.is_some() || !matches!(taken, Taken::NameTaken) {
            return Ok(taken);
        }
        // Two first sign-ins at once: the name may be taken by the same person.
        match self.provider_account(person.provider, &person.subject).await? {
            Some(made) => self.take_as(stamp, made, person).await,
            None => Ok(taken),
        }
    }

    async fn take_as(&self, stamp: Stamp, id: UserId, person: ProviderPerson) -> Result<Taken, StoreError> {
        let now = stamp.at;
        let taken = self.write_recorded(stamp, Subject::User(id), move |tx| Box::pin(take(tx, id, person, now))).await;
        match taken {
            Err(error) if error.is_conflict() => Ok(Taken::NameTaken),
            other => other,
        }
    }

    /// Somebody whom a provider vouches for is let in no more: what its groups gave is gone, and all logins end.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn turn_away_provider_person(&self, stamp: Stamp, user: UserId) -> Result<Vec<LoginId>, StoreError> {
        self.write_recorded(stamp, Subject::User(user), move |tx| {
            Box::pin(async move {
                sqlx::query("DELETE FROM provider_policy_members WHERE user_id = $1")
                    .bind(user.uuid())
                    .execute(&mut *tx)
                    .await?;
                end_attempts(tx, user).await?;
                end_logins(tx, user, None).await
            })
        })
        .await
    }

    /// Notes that somebody goes to a provider.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_visit(
        &self,
        state_hash: [u8; 32],
        browser_hash: [u8; 32],
        visit: VisitRow,
        expires: Moment,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO provider_visits (state_hash, browser_hash, provider_id, kept, return_path, expires_ms) VALUES ($1, $2, $3, $4, $5, $6)")
                    .bind(state_hash.to_vec())
                    .bind(browser_hash.to_vec())
                    .bind(visit.provider.uuid())
                    .bind(visit.kept)
                    .bind(visit.return_path)
                    .bind(expires.0)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("DELETE FROM provider_visits WHERE state_hash NOT IN (SELECT state_hash FROM provider_visits ORDER BY expires_ms DESC LIMIT $1)")
                    .bind(VISITS)
                    .execute(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// Takes somebody who came back: works once, and only for the browser that went.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_visit(
        &self,
        state_hash: [u8; 32],
        browser_hash: [u8; 32],
        now: Moment,
    ) -> Result<Option<VisitRow>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = sqlx::query("DELETE FROM provider_visits WHERE state_hash = $1 AND browser_hash = $2 AND expires_ms > $3 RETURNING provider_id, kept, return_path")
                    .bind(state_hash.to_vec())
                    .bind(browser_hash.to_vec())
                    .bind(now.0)
                    .fetch_optional(tx)
                    .await?;
                row.map(|row| {
                    Ok(VisitRow {
                        provider: ProviderId::from_uuid(row.uuid("provider_id")?),
                        kept: row.bytes("kept")?,
                        return_path: row.text("return_path")?,
                    })
                })
                .transpose()
            })
        })
        .await
    }
}

async fn take(tx: &mut Tx, id: UserId, person: ProviderPerson, now: Moment) -> Result<Taken, StoreError> {
    let open = sqlx::query("SELECT 1 FROM security_providers WHERE id = $1 AND enabled = 1")
        .bind(person.provider.uuid())
        .fetch_optional(&mut *tx)
        .await?;
    if open.is_none() {
        return Ok(Taken::Gone);
    }
    // INVARIANT: an account is found by what the provider calls the person, never by a name that anybody could choose.
    let there = sqlx::query(
        "UPDATE users SET display_name = $2, email = $3 WHERE id = $1 AND provider_id = $4 AND provider_subject = $5",
    )
    .bind(id.uuid())
    .bind(&person.display_name)
    .bind(&person.email)
    .bind(person.provider.uuid())
    .bind(&person.subject)
    .execute(&mut *tx)
    .await?;
    if there.rows_affected() == 0 {
        let namesake = sqlx::query("SELECT 1 FROM users WHERE username_key = $1")
            .bind(key(&person.username))
            .fetch_optional(&mut *tx)
            .await?;
        if namesake.is_some() {
            return Ok(Taken::NameTaken);
        }
        sqlx::query(
            "INSERT INTO users (id, username, username_key, display_name, email, administrator, password_hash, must_change_password, created_ms, password_set_ms, settings, provider_id, provider_subject)
             VALUES ($1, $2, $3, $4, $5, 0, '', 0, $6, $6, '{}', $7, $8)",
        )
        .bind(id.uuid())
        .bind(&person.username)
        .bind(key(&person.username))
        .bind(&person.display_name)
        .bind(&person.email)
        .bind(now.0)
        .bind(person.provider.uuid())
        .bind(&person.subject)
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query("DELETE FROM provider_policy_members WHERE user_id = $1").bind(id.uuid()).execute(&mut *tx).await?;
    for policy in &person.policies {
        sqlx::query("INSERT INTO provider_policy_members (policy_id, user_id) SELECT id, $2 FROM group_policies WHERE id = $1 ON CONFLICT DO NOTHING")
            .bind(policy.uuid())
            .bind(id.uuid())
            .execute(&mut *tx)
            .await?;
    }
    let row = sqlx::query(crate::accounts::CHECK_BY_ID).bind(id.uuid()).fetch_one(tx).await?;
    crate::accounts::password_check(&row).map(Taken::Account)
}
