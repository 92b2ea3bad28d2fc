//! What people are good at, and who is good at what.

use towline_model::{SkillId, UserId};

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals, row::Columns as _,
    writer::Tx,
};

/// A skill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillRow {
    /// Its id.
    pub id: SkillId,
    /// Its name.
    pub name: String,
    /// As programs call it.
    pub code_name: String,
    /// What it means.
    pub description: String,
    /// Number of accounts that have it.
    pub people: u64,
    /// Names of the issues that need it.
    pub issues: Vec<String>,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What to change in a skill, or what one is made of; `None` leaves it, or is nothing.
#[derive(Debug, Clone, Default)]
pub struct SkillChange {
    /// Its name.
    pub name: Option<String>,
    /// Its code name.
    pub code_name: Option<String>,
    /// What it means.
    pub description: Option<String>,
}

impl Store {
    /// All skills, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn skills(&self) -> Result<Vec<SkillRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(
            "SELECT id, name, code_name, description, (SELECT count(*) FROM user_skills n WHERE n.skill_id = s.id) AS people FROM skills s ORDER BY name_key",
        )
        .fetch_all(&mut *reader)
        .await?;
        let mut skills = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.uuid("id")?;
            let issues = sqlx::query(
                "SELECT i.name FROM issue_skills n JOIN issues i ON i.id = n.issue_id WHERE n.skill_id = $1 ORDER BY i.name_key",
            )
            .bind(id)
            .fetch_all(&mut *reader)
            .await?;
            skills.push(SkillRow {
                id: SkillId::from_uuid(id),
                name: row.text("name")?,
                code_name: row.text("code_name")?,
                description: row.text("description")?,
                people: row.count("people")?,
                issues: issues.iter().map(|row| row.text("name")).collect::<Result<_, _>>()?,
                seen: seen(&mut reader, Subject::Skill(SkillId::from_uuid(id))).await?,
            });
        }
        Ok(skills)
    }

    /// The skills of an account, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn user_skills(&self, user: UserId) -> Result<Vec<(SkillId, String)>, StoreError> {
        let rows = sqlx::query(
            "SELECT s.id, s.name FROM user_skills n JOIN skills s ON s.id = n.skill_id WHERE n.user_id = $1 ORDER BY s.name_key",
        )
        .bind(user.uuid())
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| Ok((SkillId::from_uuid(row.uuid("id")?), row.text("name")?))).collect()
    }

    /// Makes a skill.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_skill(&self, stamp: Stamp, id: SkillId, new: SkillChange) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::Skill(id), move |tx| {
                Box::pin(async move {
                    let SkillChange { name, code_name, description } = new;
                    let (name, code_name) = (name.unwrap_or_default(), code_name.unwrap_or_default());
                    if code_taken(tx, id, &code_name).await? {
                        return Ok(Changed::CodeNameTaken);
                    }
                    sqlx::query("INSERT INTO skills (id, name, name_key, code_name, description, created_ms) VALUES ($1, $2, $3, $4, $5, $6)")
                        .bind(id.uuid())
                        .bind(&name)
                        .bind(key(&name))
                        .bind(code_name)
                        .bind(description.unwrap_or_default())
                        .bind(now.0)
                        .execute(tx)
                        .await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a skill.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_skill(&self, stamp: Stamp, id: SkillId, change: SkillChange) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::Skill(id), move |tx| {
                Box::pin(async move {
                    let SkillChange { name, code_name, description } = change;
                    if let Some(code) = &code_name
                        && code_taken(tx, id, code).await?
                    {
                        return Ok(Changed::CodeNameTaken);
                    }
                    let done = sqlx::query(
                        "UPDATE skills SET name = coalesce($2, name), name_key = coalesce($3, name_key), code_name = coalesce($4, code_name),
                         description = coalesce($5, description) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(name.as_deref().map(key))
                    .bind(code_name)
                    .bind(description)
                    .execute(tx)
                    .await?;
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
                })
            })
            .await,
        )
    }

    /// Removes a skill that no issue needs; whoever had it has it no more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_skill(&self, stamp: Stamp, id: SkillId) -> Result<Changed, StoreError> {
        let done: Result<Changed, StoreError> = self
            .write_recorded(stamp, Subject::Skill(id), move |tx| {
                Box::pin(async move {
                    let done = sqlx::query("DELETE FROM skills WHERE id = $1").bind(id.uuid()).execute(tx).await?;
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

async fn code_taken(tx: &mut Tx, id: SkillId, code: &str) -> Result<bool, StoreError> {
    let other = sqlx::query("SELECT 1 FROM skills WHERE code_name = $2 AND id <> $1")
        .bind(id.uuid())
        .bind(code)
        .fetch_optional(tx)
        .await?;
    Ok(other.is_some())
}

/// Whether one of these is no skill (any more).
pub(crate) async fn some_missing(tx: &mut Tx, skills: &[SkillId]) -> Result<bool, StoreError> {
    for skill in skills {
        let there = sqlx::query("SELECT 1 FROM skills WHERE id = $1").bind(skill.uuid()).fetch_optional(&mut *tx);
        if there.await?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) async fn set_skills(tx: &mut Tx, user: UserId, skills: &[SkillId]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM user_skills WHERE user_id = $1").bind(user.uuid()).execute(&mut *tx).await?;
    for skill in skills {
        sqlx::query("INSERT INTO user_skills (user_id, skill_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(user.uuid())
            .bind(skill.uuid())
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
