//! What the store knows of an account's rights, read in one picture of the moment: its own settings and groups, its policies from top to bottom, the lists that it leads, the site's roles.

use std::collections::{BTreeSet, HashMap};

use sqlx::{SqliteConnection, sqlite::SqliteRow};
use towline_model::{GroupPolicyId, JumpGroupId, JumpItemRoleId, RoleRights, TeamId, UserId};
use towline_policy::{Account, Assignment, Layer, Settings, SignInRules};

use crate::{Store, StoreError, row::Columns as _};

pub(crate) fn assignment(row: &SqliteRow) -> Result<Assignment, StoreError> {
    Ok(Assignment {
        group: JumpGroupId::from_uuid(row.uuid("group_id")?),
        role: row.maybe_uuid("role_id")?.map(JumpItemRoleId::from_uuid),
        last: row.flag("final")?,
    })
}

/// Names of rights that this release does not know allow nothing.
pub(crate) fn rights_from(text: &str) -> RoleRights {
    let names: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    names.into_iter().filter_map(|name| serde_json::from_value(name).ok()).collect()
}

async fn layers(reader: &mut SqliteConnection, user: UserId) -> Result<Vec<Layer>, StoreError> {
    let policies = sqlx::query(
        "SELECT p.id, p.name, p.settings, p.sign_in FROM group_policies p
         WHERE p.id IN (SELECT policy_id FROM group_policy_members WHERE user_id = $1 UNION SELECT policy_id FROM provider_policy_members WHERE user_id = $1) ORDER BY p.position, p.id",
    )
    .bind(user.uuid())
    .fetch_all(&mut *reader)
    .await?;
    let mut layers = Vec::with_capacity(policies.len());
    for row in policies {
        let policy = GroupPolicyId::from_uuid(row.uuid("id")?);
        let groups = sqlx::query("SELECT group_id, role_id, final FROM group_policy_groups WHERE policy_id = $1")
            .bind(policy.uuid())
            .fetch_all(&mut *reader)
            .await?;
        layers.push(Layer {
            policy,
            name: row.text("name")?,
            settings: Settings::from_json(&row.text("settings")?),
            sign_in: SignInRules::from_json(&row.text("sign_in")?),
            groups: groups.iter().map(assignment).collect::<Result<_, _>>()?,
        });
    }
    Ok(layers)
}

impl Store {
    /// What is known of an account's rights. `None`: there is no such account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn account(&self, user: UserId) -> Result<Option<Account>, StoreError> {
        // One transaction is one picture: half of a change would be rights that nobody gave.
        let mut reader = self.readers().begin().await?;
        let row = sqlx::query("SELECT administrator, settings, sign_in FROM users WHERE id = $1")
            .bind(user.uuid())
            .fetch_optional(&mut *reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let groups = sqlx::query("SELECT group_id, role_id, 0 AS final FROM jump_group_members WHERE user_id = $1")
            .bind(user.uuid())
            .fetch_all(&mut *reader)
            .await?;
        let led = sqlx::query(
            "SELECT DISTINCT low.user_id FROM team_members high JOIN team_members low ON low.team_id = high.team_id AND low.rank < high.rank WHERE high.user_id = $1",
        )
        .bind(user.uuid())
        .fetch_all(&mut *reader)
        .await?;
        let teams = sqlx::query("SELECT team_id FROM team_members WHERE user_id = $1")
            .bind(user.uuid())
            .fetch_all(&mut *reader)
            .await?;
        let roles = sqlx::query("SELECT id, rights FROM jump_item_roles").fetch_all(&mut *reader).await?;
        let layers = layers(&mut reader, user).await?;
        Ok(Some(Account {
            user,
            administrator: row.flag("administrator")?,
            settings: Settings::from_json(&row.text("settings")?),
            sign_in: SignInRules::from_json(&row.text("sign_in")?),
            groups: groups.iter().map(assignment).collect::<Result<_, _>>()?,
            layers,
            led: led
                .iter()
                .map(|row| row.uuid("user_id").map(UserId::from_uuid))
                .collect::<Result<BTreeSet<_>, _>>()?,
            teams: teams
                .iter()
                .map(|row| row.uuid("team_id").map(TeamId::from_uuid))
                .collect::<Result<BTreeSet<_>, _>>()?,
            roles: roles
                .iter()
                .map(|row| Ok((JumpItemRoleId::from_uuid(row.uuid("id")?), rights_from(&row.text("rights")?))))
                .collect::<Result<HashMap<_, _>, StoreError>>()?,
        }))
    }
}
