//! Security providers (ACC-7): their settings, and which of their groups are members of which group policy. A provider's secret is sealed before it comes here and is in no picture of the record.

use sqlx::sqlite::SqliteRow;
use towline_model::{GroupPolicyId, LoginId, Moment, ProviderId, ProviderSettings, UserId};

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals, row::Columns as _,
    writer::Tx,
};

/// One of a provider's groups, and the policy that its people get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedGroup {
    /// What the provider calls it.
    pub name: String,
    /// The policy.
    pub policy: GroupPolicyId,
}

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRow {
    /// Its id.
    pub id: ProviderId,
    /// Its name.
    pub name: String,
    /// Whether people sign in through it.
    pub enabled: bool,
    /// Where it is and how it is read.
    pub settings: ProviderSettings,
    /// Its secret, sealed.
    pub secret: Option<Vec<u8>>,
    /// Whether people come in who are in none of the groups.
    pub admits_others: bool,
    /// Which groups get which policies.
    pub groups: Vec<MappedGroup>,
    /// Accounts that sign in through it.
    pub accounts: u64,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)).
    pub seen: Option<[u8; 32]>,
}

/// What to change in a provider, or what one is made of; `None` leaves it, or is nothing.
#[derive(Debug, Clone, Default)]
pub struct ProviderChange {
    /// Its name.
    pub name: Option<String>,
    /// Whether people sign in through it.
    pub enabled: Option<bool>,
    /// All its settings.
    pub settings: Option<ProviderSettings>,
    /// Its secret, sealed; the inner `None` takes it away.
    pub secret: Option<Option<Vec<u8>>>,
    /// Whether people come in who are in none of the groups.
    pub admits_others: Option<bool>,
    /// All groups.
    pub groups: Option<Vec<MappedGroup>>,
}

/// What became of a change, and which logins ended with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderChanged {
    /// What became of it.
    pub outcome: Changed,
    /// Logins that are dead now, and whose they were.
    pub ended: Vec<(LoginId, UserId)>,
}

const PROVIDER: &str = "SELECT id, name, enabled, settings, secret, admits_others, (SELECT count(*) FROM users u WHERE u.provider_id = p.id) AS accounts FROM security_providers p ORDER BY position, id";

fn text_of(settings: &ProviderSettings) -> Result<String, StoreError> {
    serde_json::to_string(settings).map_err(|_| StoreError::Corrupt("settings"))
}

async fn provider(reader: &mut Tx, row: &SqliteRow) -> Result<ProviderRow, StoreError> {
    let id = ProviderId::from_uuid(row.uuid("id")?);
    let groups =
        sqlx::query("SELECT name, policy_id FROM provider_groups WHERE provider_id = $1 ORDER BY name, policy_id")
            .bind(id.uuid())
            .fetch_all(&mut *reader)
            .await?;
    Ok(ProviderRow {
        id,
        name: row.text("name")?,
        enabled: row.flag("enabled")?,
        settings: serde_json::from_str(&row.text("settings")?).map_err(|_| StoreError::Corrupt("settings"))?,
        secret: row.maybe_bytes("secret")?,
        admits_others: row.flag("admits_others")?,
        groups: groups
            .iter()
            .map(|row| {
                Ok(MappedGroup { name: row.text("name")?, policy: GroupPolicyId::from_uuid(row.uuid("policy_id")?) })
            })
            .collect::<Result<_, StoreError>>()?,
        accounts: row.count("accounts")?,
        seen: seen(reader, Subject::Provider(id)).await?,
    })
}

impl Store {
    /// All providers, in their order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn providers(&self) -> Result<Vec<ProviderRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(PROVIDER).fetch_all(&mut *reader).await?;
        let mut providers = Vec::with_capacity(rows.len());
        for row in &rows {
            providers.push(provider(&mut reader, row).await?);
        }
        Ok(providers)
    }

    /// Makes a provider, at the end of the order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_provider(
        &self,
        stamp: Stamp,
        id: ProviderId,
        settings: ProviderSettings,
        new: ProviderChange,
    ) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::Provider(id), move |tx| {
                Box::pin(async move {
                    let name = new.name.unwrap_or_default();
                    let secret = new.secret.flatten();
                    sqlx::query(
                        "INSERT INTO security_providers (id, position, name, name_key, enabled, settings, secret, secret_set_ms, admits_others, created_ms)
                         VALUES ($1, (SELECT coalesce(max(position), 0) + 1 FROM security_providers), $2, $3, $4, $5, $6, iif($6 IS NULL, 0, $8), $7, $8)",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(key(&name))
                    .bind(new.enabled.unwrap_or_default())
                    .bind(text_of(&settings)?)
                    .bind(secret)
                    .bind(new.admits_others.unwrap_or_default())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
                    set_groups(tx, id, &new.groups.unwrap_or_default()).await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a provider. Switched off, the logins of its accounts end. People lose at once what no group gives any more; what groups give from now on they get when they next sign in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_provider(
        &self,
        stamp: Stamp,
        id: ProviderId,
        change: ProviderChange,
    ) -> Result<ProviderChanged, StoreError> {
        let now = stamp.at;
        let done = self
            .write_recorded(stamp, Subject::Provider(id), move |tx| Box::pin(change_provider(tx, id, change, now)))
            .await;
        match done {
            Ok(done) => Ok(done),
            Err(error) => Ok(ProviderChanged { outcome: refusals(Err(error))?, ended: Vec::new() }),
        }
    }

    /// Removes a provider. Its accounts stay, with no way to sign in; their logins end, and they lose the policies that it gave them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_provider(&self, stamp: Stamp, id: ProviderId) -> Result<ProviderChanged, StoreError> {
        self.write_recorded(stamp, Subject::Provider(id), move |tx| {
            Box::pin(async move {
                let ended = end_logins(tx, id).await?;
                sqlx::query("DELETE FROM provider_policy_members WHERE user_id IN (SELECT id FROM users WHERE provider_id = $1)")
                    .bind(id.uuid())
                    .execute(&mut *tx)
                    .await?;
                let done =
                    sqlx::query("DELETE FROM security_providers WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                let outcome = if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done };
                Ok(ProviderChanged { outcome, ended })
            })
        })
        .await
    }

    /// Puts the providers into this order. Refused when it does not name each of them once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn order_providers(&self, stamp: Stamp, order: Vec<ProviderId>) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::ProviderOrder, move |tx| {
            Box::pin(async move {
                let rows = sqlx::query("SELECT id FROM security_providers ORDER BY id").fetch_all(&mut *tx).await?;
                let there = rows.iter().map(|row| row.uuid("id")).collect::<Result<Vec<_>, _>>()?;
                let mut named: Vec<_> = order.iter().map(|id| id.uuid()).collect();
                named.sort_unstable();
                if named != there {
                    return Ok(Changed::NoSuchReference);
                }
                for (position, id) in (1_i64..).zip(&order) {
                    sqlx::query("UPDATE security_providers SET position = $2 WHERE id = $1")
                        .bind(id.uuid())
                        .bind(position)
                        .execute(&mut *tx)
                        .await?;
                }
                Ok(Changed::Done)
            })
        })
        .await
    }
}

async fn change_provider(
    tx: &mut Tx,
    id: ProviderId,
    change: ProviderChange,
    now: Moment,
) -> Result<ProviderChanged, StoreError> {
    let ProviderChange { name, enabled, settings, secret, admits_others, groups } = change;
    let done = sqlx::query(
        "UPDATE security_providers SET name = coalesce($2, name), name_key = coalesce($3, name_key), enabled = coalesce($4, enabled), settings = coalesce($5, settings),
         secret = iif($6, $7, secret), secret_set_ms = iif($6, iif($7 IS NULL, 0, $9), secret_set_ms), admits_others = coalesce($8, admits_others) WHERE id = $1",
    )
    .bind(id.uuid())
    .bind(&name)
    .bind(name.as_deref().map(key))
    .bind(enabled)
    .bind(settings.as_ref().map(text_of).transpose()?)
    .bind(secret.is_some())
    .bind(secret.flatten())
    .bind(admits_others)
    .bind(now.0)
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(ProviderChanged { outcome: Changed::NotFound, ended: Vec::new() });
    }
    if let Some(groups) = groups {
        set_groups(tx, id, &groups).await?;
        sqlx::query(
            "DELETE FROM provider_policy_members WHERE user_id IN (SELECT id FROM users WHERE provider_id = $1)
             AND policy_id NOT IN (SELECT policy_id FROM provider_groups WHERE provider_id = $1)",
        )
        .bind(id.uuid())
        .execute(&mut *tx)
        .await?;
    }
    let ended = if enabled == Some(false) { end_logins(tx, id).await? } else { Vec::new() };
    Ok(ProviderChanged { outcome: Changed::Done, ended })
}

async fn set_groups(tx: &mut Tx, provider: ProviderId, groups: &[MappedGroup]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM provider_groups WHERE provider_id = $1").bind(provider.uuid()).execute(&mut *tx).await?;
    for group in groups {
        sqlx::query(
            "INSERT INTO provider_groups (provider_id, name, policy_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(provider.uuid())
        .bind(&group.name)
        .bind(group.policy.uuid())
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// Ends all logins, and all sign-ins that wait for a factor, of a provider's accounts.
async fn end_logins(tx: &mut Tx, provider: ProviderId) -> Result<Vec<(LoginId, UserId)>, StoreError> {
    let of_it = "DELETE FROM sign_in_attempts WHERE user_id IN (SELECT id FROM users WHERE provider_id = $1)";
    sqlx::query(of_it).bind(provider.uuid()).execute(&mut *tx).await?;
    sqlx::query("DELETE FROM provider_visits WHERE provider_id = $1").bind(provider.uuid()).execute(&mut *tx).await?;
    let rows = sqlx::query(
        "DELETE FROM logins WHERE user_id IN (SELECT id FROM users WHERE provider_id = $1) RETURNING id, user_id",
    )
    .bind(provider.uuid())
    .fetch_all(tx)
    .await?;
    rows.iter().map(|row| Ok((LoginId::from_uuid(row.uuid("id")?), UserId::from_uuid(row.uuid("user_id")?)))).collect()
}
