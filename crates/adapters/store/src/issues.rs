//! Support issues: what customers ask about, which team handles it, which skills it needs.

use towline_model::{IssueId, SkillId, TeamId};

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals, row::Columns as _,
    writer::Tx,
};

/// A support issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueRow {
    /// Its id.
    pub id: IssueId,
    /// Its name.
    pub name: String,
    /// As programs call it.
    pub code_name: String,
    /// What customers are told of it.
    pub description: String,
    /// The team that handles it, with its name.
    pub team: Option<(TeamId, String)>,
    /// What somebody must be good at to handle it, by name.
    pub skills: Vec<(SkillId, String)>,
    /// Whether help can be asked for on it in a session (SES-21).
    pub help: bool,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What to change in an issue, or what one is made of; `None` leaves it, or is nothing.
#[derive(Debug, Clone, Default)]
pub struct IssueChange {
    /// Its name.
    pub name: Option<String>,
    /// Its code name.
    pub code_name: Option<String>,
    /// What customers are told of it.
    pub description: Option<String>,
    /// The team that handles it; the inner `None`: nobody in particular.
    pub team: Option<Option<TeamId>>,
    /// All skills that it needs.
    pub skills: Option<Vec<SkillId>>,
    /// Whether help can be asked for on it.
    pub help: Option<bool>,
}

impl Store {
    /// All issues, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn issues(&self) -> Result<Vec<IssueRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(
            "SELECT i.id, i.name, i.code_name, i.description, i.help, i.team_id, coalesce(t.name, '') AS team FROM issues i LEFT JOIN teams t ON t.id = i.team_id ORDER BY i.name_key",
        )
        .fetch_all(&mut *reader)
        .await?;
        let mut issues = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.uuid("id")?;
            let skills = sqlx::query(
                "SELECT s.id, s.name FROM issue_skills n JOIN skills s ON s.id = n.skill_id WHERE n.issue_id = $1 ORDER BY s.name_key",
            )
            .bind(id)
            .fetch_all(&mut *reader)
            .await?;
            let team = row.text("team")?;
            issues.push(IssueRow {
                id: IssueId::from_uuid(id),
                name: row.text("name")?,
                code_name: row.text("code_name")?,
                description: row.text("description")?,
                help: row.flag("help")?,
                team: row.maybe_uuid("team_id")?.map(|id| (TeamId::from_uuid(id), team)),
                skills: skills
                    .iter()
                    .map(|row| Ok((SkillId::from_uuid(row.uuid("id")?), row.text("name")?)))
                    .collect::<Result<_, StoreError>>()?,
                seen: seen(&mut reader, Subject::Issue(IssueId::from_uuid(id))).await?,
            });
        }
        Ok(issues)
    }

    /// Makes an issue.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_issue(&self, stamp: Stamp, id: IssueId, new: IssueChange) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::Issue(id), move |tx| {
                Box::pin(async move {
                    let IssueChange { name, code_name, description, team, skills, help } = new;
                    let (name, code_name) = (name.unwrap_or_default(), code_name.unwrap_or_default());
                    if code_taken(tx, id, &code_name).await? {
                        return Ok(Changed::CodeNameTaken);
                    }
                    sqlx::query("INSERT INTO issues (id, name, name_key, code_name, description, team_id, created_ms, help) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
                        .bind(id.uuid())
                        .bind(&name)
                        .bind(key(&name))
                        .bind(code_name)
                        .bind(description.unwrap_or_default())
                        .bind(team.flatten().map(TeamId::uuid))
                        .bind(now.0)
                        .bind(help.unwrap_or_default())
                        .execute(&mut *tx)
                        .await?;
                    set_skills(tx, id, &skills.unwrap_or_default()).await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes an issue.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_issue(&self, stamp: Stamp, id: IssueId, change: IssueChange) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::Issue(id), move |tx| {
                Box::pin(async move {
                    let IssueChange { name, code_name, description, team, skills, help } = change;
                    if let Some(code) = &code_name
                        && code_taken(tx, id, code).await?
                    {
                        return Ok(Changed::CodeNameTaken);
                    }
                    let done = sqlx::query(
                        "UPDATE issues SET name = coalesce($2, name), name_key = coalesce($3, name_key), code_name = coalesce($4, code_name),
                         description = coalesce($5, description), team_id = iif($6, $7, team_id), help = coalesce($8, help) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(name.as_deref().map(key))
                    .bind(code_name)
                    .bind(description)
                    .bind(team.is_some())
                    .bind(team.flatten().map(TeamId::uuid))
                    .bind(help)
                    .execute(&mut *tx)
                    .await?;
                    if done.rows_affected() == 0 {
                        return Ok(Changed::NotFound);
                    }
                    if let Some(skills) = skills {
                        set_skills(tx, id, &skills).await?;
                    }
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Removes an issue.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_issue(&self, stamp: Stamp, id: IssueId) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::Issue(id), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM issues WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }
}

async fn code_taken(tx: &mut Tx, id: IssueId, code: &str) -> Result<bool, StoreError> {
    let other = sqlx::query("SELECT 1 FROM issues WHERE code_name = $2 AND id <> $1")
        .bind(id.uuid())
        .bind(code)
        .fetch_optional(tx)
        .await?;
    Ok(other.is_some())
}

async fn set_skills(tx: &mut Tx, issue: IssueId, skills: &[SkillId]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM issue_skills WHERE issue_id = $1").bind(issue.uuid()).execute(&mut *tx).await?;
    for skill in skills {
        sqlx::query("INSERT INTO issue_skills (issue_id, skill_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(issue.uuid())
            .bind(skill.uuid())
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
