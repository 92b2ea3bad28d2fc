//! Support teams and who is in them, with which rank. A rank decides whose personal lists the *teams* slot is about (JMP-30).

use towline_model::{QueueRules, TeamId, TeamRank, UserId};

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals, row::Columns as _,
    writer::Tx,
};

/// An account in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TeamMember {
    /// The account.
    pub user: UserId,
    /// Its rank there.
    pub rank: TeamRank,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRow {
    /// Its id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub comments: String,
    /// Who is in it, and what people call them.
    pub members: Vec<(TeamMember, String)>,
    /// Names of the issues that it handles.
    pub issues: Vec<String>,
    /// The rules of its queue.
    pub rules: QueueRules,
    /// Names of the canned messages that are for it.
    pub canned_messages: Vec<String>,
    /// Names of the canned scripts that are for it.
    pub scripts: Vec<String>,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What to change in a team, or what one is made of; `None` leaves it, or is nothing.
#[derive(Debug, Clone, Default)]
pub struct TeamChange {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub comments: Option<String>,
    /// All its members.
    pub members: Option<Vec<TeamMember>>,
    /// The rules of its queue.
    pub rules: Option<QueueRules>,
}

impl Store {
    /// All teams, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn teams(&self) -> Result<Vec<TeamRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query("SELECT id, name, comments, rules FROM teams ORDER BY name_key")
            .fetch_all(&mut *reader)
            .await?;
        let mut teams = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.uuid("id")?;
            let members = sqlx::query(
                "SELECT m.user_id, m.rank, u.display_name FROM team_members m JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 ORDER BY m.rank DESC, u.username_key",
            )
            .bind(id)
            .fetch_all(&mut *reader)
            .await?;
            let issues = sqlx::query("SELECT name FROM issues WHERE team_id = $1 ORDER BY name_key")
                .bind(id)
                .fetch_all(&mut *reader)
                .await?;
            let scripts = sqlx::query(
                "SELECT s.name FROM script_teams n JOIN scripts s ON s.id = n.script_id WHERE n.team_id = $1 ORDER BY s.name COLLATE NOCASE",
            )
            .bind(id)
            .fetch_all(&mut *reader)
            .await?;
            let messages =
                sqlx::query("SELECT name FROM canned_messages WHERE team_id = $1 ORDER BY name COLLATE NOCASE")
                    .bind(id)
                    .fetch_all(&mut *reader)
                    .await?;
            teams.push(TeamRow {
                id: TeamId::from_uuid(id),
                name: row.text("name")?,
                comments: row.text("comments")?,
                members: members
                    .iter()
                    .map(|row| {
                        let user = UserId::from_uuid(row.uuid("user_id")?);
                        Ok((
                            TeamMember { user, rank: TeamRank::from_number(row.number("rank")?) },
                            row.text("display_name")?,
                        ))
                    })
                    .collect::<Result<_, StoreError>>()?,
                // Rules of a newer release that cannot be read are the usual ones.
                rules: serde_json::from_str(&row.text("rules")?).unwrap_or_default(),
                issues: issues.iter().map(|row| row.text("name")).collect::<Result<_, _>>()?,
                canned_messages: messages.iter().map(|row| row.text("name")).collect::<Result<_, _>>()?,
                scripts: scripts.iter().map(|row| row.text("name")).collect::<Result<_, _>>()?,
                seen: seen(&mut reader, Subject::Team(TeamId::from_uuid(id))).await?,
            });
        }
        Ok(teams)
    }

    /// What a team is called.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn team_name(&self, team: TeamId) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT name FROM teams WHERE id = $1").bind(team.uuid()).fetch_optional(self.readers());
        row.await?.map(|row| row.text("name")).transpose()
    }

    /// Makes a team.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_team(&self, stamp: Stamp, id: TeamId, new: TeamChange) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::Team(id), move |tx| {
                Box::pin(async move {
                    let name = new.name.unwrap_or_default();
                    sqlx::query(
                        "INSERT INTO teams (id, name, name_key, comments, created_ms, rules) VALUES ($1, $2, $3, $4, $5, $6)",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(key(&name))
                    .bind(new.comments.unwrap_or_default())
                    .bind(now.0)
                    .bind(as_json(&new.rules.unwrap_or_default())?)
                    .execute(&mut *tx)
                    .await?;
                    set_members(tx, id, &new.members.unwrap_or_default()).await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a team.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_team(&self, stamp: Stamp, id: TeamId, change: TeamChange) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::Team(id), move |tx| {
                Box::pin(async move {
                    let TeamChange { name, comments, members, rules } = change;
                    let done = sqlx::query(
                        "UPDATE teams SET name = coalesce($2, name), name_key = coalesce($3, name_key), comments = coalesce($4, comments), rules = coalesce($5, rules) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(name.as_deref().map(key))
                    .bind(comments)
                    .bind(rules.as_ref().map(as_json).transpose()?)
                    .execute(&mut *tx)
                    .await?;
                    if done.rows_affected() == 0 {
                        return Ok(Changed::NotFound);
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

    /// Removes a team that handles no issue and has no canned messages or scripts; its members stay on the site.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_team(&self, stamp: Stamp, id: TeamId) -> Result<Changed, StoreError> {
        let done: Result<Changed, StoreError> = self
            .write_recorded(stamp, Subject::Team(id), move |tx| {
                Box::pin(async move {
                    let done = sqlx::query("DELETE FROM teams WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
                })
            })
            .await;
        match done {
            Err(error) if error.is_missing_reference() => Ok(Changed::InUse),
            other => other,
        }
    }
}

fn as_json(rules: &QueueRules) -> Result<String, StoreError> {
    serde_json::to_string(rules).map_err(|_| StoreError::Corrupt("rules"))
}

async fn set_members(tx: &mut Tx, team: TeamId, members: &[TeamMember]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM team_members WHERE team_id = $1").bind(team.uuid()).execute(&mut *tx).await?;
    for member in members {
        sqlx::query("INSERT INTO team_members (team_id, user_id, rank) VALUES ($1, $2, $3) ON CONFLICT (user_id, team_id) DO UPDATE SET rank = excluded.rank")
            .bind(team.uuid())
            .bind(member.user.uuid())
            .bind(member.rank.number())
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
