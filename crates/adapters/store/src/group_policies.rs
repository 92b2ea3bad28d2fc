//! Group policies: their order, their members, what they define and which Jump Groups they assign.

use sqlx::sqlite::SqliteRow;
use towline_model::{GroupPolicyId, UserId};
use towline_policy::{Assignment, Settings, SignInRules};

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, rights::assignment, roles::refusals,
    row::Columns as _, writer::Tx,
};

/// A group policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupPolicyRow {
    /// Its id.
    pub id: GroupPolicyId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it defines.
    pub settings: Settings,
    /// What it says of signing in.
    pub sign_in: SignInRules,
    /// Jump Groups that it assigns.
    pub groups: Vec<Assignment>,
    /// Who is in it, and what people call them.
    pub members: Vec<(UserId, String)>,
    /// Others who are in it by their groups at a security provider.
    pub by_providers: u64,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What to change in a policy, or what one is made of; `None` leaves it, or is nothing.
#[derive(Debug, Clone, Default)]
pub struct GroupPolicyChange {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// All that it defines.
    pub settings: Option<Settings>,
    /// What it says of signing in.
    pub sign_in: Option<SignInRules>,
    /// All groups that it assigns.
    pub groups: Option<Vec<Assignment>>,
    /// All its members.
    pub members: Option<Vec<UserId>>,
}

const POLICY: &str = "SELECT id, name, description, settings, sign_in FROM group_policies ORDER BY position, id";

impl Store {
    /// All policies, from top to bottom.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn group_policies(&self) -> Result<Vec<GroupPolicyRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(POLICY).fetch_all(&mut *reader).await?;
        let mut policies = Vec::with_capacity(rows.len());
        for row in &rows {
            policies.push(policy(&mut reader, row).await?);
        }
        Ok(policies)
    }

    /// Makes a policy, at the bottom of the order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_group_policy(
        &self,
        stamp: Stamp,
        id: GroupPolicyId,
        new: GroupPolicyChange,
    ) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::GroupPolicy(id), move |tx| {
                Box::pin(async move {
                    let name = new.name.unwrap_or_default();
                    sqlx::query(
                        "INSERT INTO group_policies (id, position, name, name_key, description, settings, created_ms, sign_in)
                         VALUES ($1, (SELECT coalesce(max(position), 0) + 1 FROM group_policies), $2, $3, $4, $5, $6, $7)",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(key(&name))
                    .bind(new.description.unwrap_or_default())
                    .bind(new.settings.unwrap_or_default().to_json())
                    .bind(now.0)
                    .bind(new.sign_in.unwrap_or_default().to_json())
                    .execute(&mut *tx)
                    .await?;
                    set_groups(tx, id, &new.groups.unwrap_or_default()).await?;
                    set_members(tx, id, &new.members.unwrap_or_default()).await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a policy.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_group_policy(
        &self,
        stamp: Stamp,
        id: GroupPolicyId,
        change: GroupPolicyChange,
    ) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::GroupPolicy(id), move |tx| {
                Box::pin(async move {
                    let GroupPolicyChange { name, description, settings, sign_in, groups, members } = change;
                    let done = sqlx::query(
                        "UPDATE group_policies SET name = coalesce($2, name), name_key = coalesce($3, name_key), description = coalesce($4, description),
                         settings = coalesce($5, settings), sign_in = coalesce($6, sign_in) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(name.as_deref().map(key))
                    .bind(description)
                    .bind(settings.map(|settings| settings.to_json()))
                    .bind(sign_in.map(|rules| rules.to_json()))
                    .execute(&mut *tx)
                    .await?;
                    if done.rows_affected() == 0 {
                        return Ok(Changed::NotFound);
                    }
                    if let Some(groups) = groups {
                        set_groups(tx, id, &groups).await?;
                    }
                    if let Some(members) = members {
                        set_members(tx, id, &members).await?;
                    }
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Takes an account into a policy, or out of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_policy_member(
        &self,
        stamp: Stamp,
        id: GroupPolicyId,
        user: UserId,
        member: bool,
    ) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::GroupPolicy(id), move |tx| {
                Box::pin(async move {
                    let sql = if member {
                        "INSERT INTO group_policy_members (policy_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
                    } else {
                        "DELETE FROM group_policy_members WHERE policy_id = $1 AND user_id = $2"
                    };
                    sqlx::query(sql).bind(id.uuid()).bind(user.uuid()).execute(tx).await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Removes a policy; its members keep what else they have.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_group_policy(&self, stamp: Stamp, id: GroupPolicyId) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::GroupPolicy(id), move |tx| {
            Box::pin(async move {
                let mapped = sqlx::query("SELECT 1 FROM provider_groups WHERE policy_id = $1 LIMIT 1").bind(id.uuid());
                if mapped.fetch_optional(&mut *tx).await?.is_some() {
                    return Ok(Changed::InUse);
                }
                let done = sqlx::query("DELETE FROM group_policies WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }

    /// Puts the policies into this order. Refused when it does not name each of them once: somebody else made or removed one meanwhile.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn order_group_policies(&self, stamp: Stamp, order: Vec<GroupPolicyId>) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::GroupPolicyOrder, move |tx| {
            Box::pin(async move {
                let rows = sqlx::query("SELECT id FROM group_policies ORDER BY id").fetch_all(&mut *tx).await?;
                let there = rows.iter().map(|row| row.uuid("id")).collect::<Result<Vec<_>, _>>()?;
                let mut named: Vec<_> = order.iter().map(|id| id.uuid()).collect();
                named.sort_unstable();
                if named != there {
                    return Ok(Changed::NoSuchReference);
                }
                for (position, id) in (1_i64..).zip(&order) {
                    sqlx::query("UPDATE group_policies SET position = $2 WHERE id = $1")
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

async fn policy(reader: &mut sqlx::SqliteConnection, row: &SqliteRow) -> Result<GroupPolicyRow, StoreError> {
    let id = row.uuid("id")?;
    let groups = sqlx::query("SELECT group_id, role_id, final FROM group_policy_groups WHERE policy_id = $1")
        .bind(id)
        .fetch_all(&mut *reader)
        .await?;
    let members = sqlx::query(
        "SELECT m.user_id, u.display_name FROM group_policy_members m JOIN users u ON u.id = m.user_id WHERE m.policy_id = $1 ORDER BY u.username_key",
    )
    .bind(id)
    .fetch_all(&mut *reader)
    .await?;
    let by_providers = sqlx::query(
        "SELECT count(*) AS n FROM provider_policy_members WHERE policy_id = $1
         AND user_id NOT IN (SELECT user_id FROM group_policy_members WHERE policy_id = $1)",
    )
    .bind(id)
    .fetch_one(&mut *reader)
    .await?;
    Ok(GroupPolicyRow {
        by_providers: by_providers.count("n")?,
        id: GroupPolicyId::from_uuid(id),
        seen: seen(reader, Subject::GroupPolicy(GroupPolicyId::from_uuid(id))).await?,
        name: row.text("name")?,
        description: row.text("description")?,
        settings: Settings::from_json(&row.text("settings")?),
        sign_in: SignInRules::from_json(&row.text("sign_in")?),
        groups: groups.iter().map(assignment).collect::<Result<_, _>>()?,
        members: members
            .iter()
            .map(|row| Ok((UserId::from_uuid(row.uuid("user_id")?), row.text("display_name")?)))
            .collect::<Result<_, StoreError>>()?,
    })
}

async fn set_groups(tx: &mut Tx, policy: GroupPolicyId, groups: &[Assignment]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM group_policy_groups WHERE policy_id = $1").bind(policy.uuid()).execute(&mut *tx).await?;
    for found in groups {
        sqlx::query(
            "INSERT INTO group_policy_groups (policy_id, group_id, role_id, final) VALUES ($1, $2, $3, $4) ON CONFLICT (policy_id, group_id) DO UPDATE SET role_id = excluded.role_id, final = excluded.final",
        )
        .bind(policy.uuid())
        .bind(found.group.uuid())
        .bind(found.role.map(towline_model::JumpItemRoleId::uuid))
        .bind(found.last)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

async fn set_members(tx: &mut Tx, policy: GroupPolicyId, members: &[UserId]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM group_policy_members WHERE policy_id = $1").bind(policy.uuid()).execute(&mut *tx).await?;
    for member in members {
        sqlx::query("INSERT INTO group_policy_members (policy_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(policy.uuid())
            .bind(member.uuid())
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
