//! Canned scripts: the site's library of them, by category, for everybody or for some teams (SCR-6, ADM-4).

use sqlx::sqlite::SqliteRow;
use towline_model::{Interpreter, RunsAs, ScriptId, ScriptParameter, ScriptResource, TeamId};

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, resources::resource, roles::refusals,
    row::Columns as _, writer::Tx,
};

/// A canned script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptRow {
    /// Its id.
    pub id: ScriptId,
    /// What it is called.
    pub name: String,
    /// What it does, for who chooses it.
    pub description: String,
    /// Under which heading it is found; may be empty.
    pub category: String,
    /// With what it runs.
    pub interpreter: Interpreter,
    /// What it is; `None` in lists.
    pub text: Option<String>,
    /// SHA-256 of its text, in hexadecimal digits.
    pub sha256: String,
    /// As whom it runs.
    pub runs_as: RunsAs,
    /// How long it may run.
    pub timeout_seconds: u32,
    /// What is to be filled in, in the order of the arguments.
    pub parameters: Vec<ScriptParameter>,
    /// The teams that it is for, by name; none: everybody.
    pub teams: Vec<(TeamId, String)>,
    /// Files that go along, by name.
    pub resources: Vec<ScriptResource>,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What to change in a script, or what one is made of; `None` leaves it, or is the usual.
#[derive(Debug, Clone, Default)]
pub struct ScriptChange {
    /// What it is called.
    pub name: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// Its heading.
    pub category: Option<String>,
    /// With what it runs.
    pub interpreter: Option<Interpreter>,
    /// What it is, with its SHA-256 in hexadecimal digits.
    pub text: Option<(String, String)>,
    /// As whom it runs.
    pub runs_as: Option<RunsAs>,
    /// How long it may run.
    pub timeout_seconds: Option<u32>,
    /// What is to be filled in.
    pub parameters: Option<Vec<ScriptParameter>>,
    /// The teams that it is for; none of them: everybody.
    pub teams: Option<Vec<TeamId>>,
}

const COLUMNS: &str = "SELECT id, name, description, category, interpreter, sha256, runs_as, timeout_seconds, parameters, NULL AS text FROM scripts
    ORDER BY category = '', category COLLATE NOCASE, name COLLATE NOCASE, id";
const WHOLE: &str = "SELECT id, name, description, category, interpreter, sha256, runs_as, timeout_seconds, parameters, text FROM scripts WHERE id = $1";

fn script(row: &SqliteRow) -> Result<ScriptRow, StoreError> {
    let runs_as = row.text("runs_as")?;
    Ok(ScriptRow {
        id: ScriptId::from_uuid(row.uuid("id")?),
        name: row.text("name")?,
        description: row.text("description")?,
        category: row.text("category")?,
        interpreter: Interpreter::named(&row.text("interpreter")?).ok_or(StoreError::Corrupt("interpreter"))?,
        text: row.maybe_text("text")?,
        sha256: row.text("sha256")?,
        runs_as: RunsAs::ALL.into_iter().find(|one| one.name() == runs_as).ok_or(StoreError::Corrupt("runs_as"))?,
        timeout_seconds: u32::try_from(row.number("timeout_seconds")?)
            .map_err(|_| StoreError::Corrupt("timeout_seconds"))?,
        parameters: serde_json::from_str(&row.text("parameters")?).map_err(|_| StoreError::Corrupt("parameters"))?,
        teams: Vec::new(),
        resources: Vec::new(),
        seen: None,
    })
}

fn as_json(parameters: &[ScriptParameter]) -> Result<String, StoreError> {
    serde_json::to_string(parameters).map_err(|_| StoreError::Corrupt("parameters"))
}

async fn set_teams(tx: &mut Tx, id: ScriptId, teams: &[TeamId]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM script_teams WHERE script_id = $1").bind(id.uuid()).execute(&mut *tx).await?;
    for team in teams {
        sqlx::query("INSERT INTO script_teams (script_id, team_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(id.uuid())
            .bind(team.uuid())
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

async fn taken(tx: &mut Tx, id: ScriptId, name: &str) -> Result<bool, StoreError> {
    let other = sqlx::query("SELECT 1 AS n FROM scripts WHERE name_key = $1 AND id <> $2")
        .bind(key(name))
        .bind(id.uuid())
        .fetch_optional(tx)
        .await?;
    Ok(other.is_some())
}

impl Store {
    /// All scripts without their texts, by category and name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn scripts(&self) -> Result<Vec<ScriptRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(COLUMNS).fetch_all(&mut *reader).await?;
        let mut scripts = Vec::with_capacity(rows.len());
        for row in rows {
            scripts.push(script(&row)?);
        }
        let teams = sqlx::query(
            "SELECT n.script_id, t.id, t.name FROM script_teams n JOIN teams t ON t.id = n.team_id ORDER BY t.name COLLATE NOCASE, t.id",
        )
        .fetch_all(&mut *reader)
        .await?;
        for row in teams {
            let of = ScriptId::from_uuid(row.uuid("script_id")?);
            if let Some(script) = scripts.iter_mut().find(|script| script.id == of) {
                script.teams.push((TeamId::from_uuid(row.uuid("id")?), row.text("name")?));
            }
        }
        let resources = sqlx::query(
            "SELECT script_id, id, name, bytes, sha256, executable FROM script_resources ORDER BY script_id, name",
        )
        .fetch_all(&mut *reader)
        .await?;
        for row in resources {
            let of = ScriptId::from_uuid(row.uuid("script_id")?);
            if let Some(script) = scripts.iter_mut().find(|script| script.id == of) {
                script.resources.push(resource(&row)?);
            }
        }
        for script in &mut scripts {
            script.seen = seen(&mut reader, Subject::Script(script.id)).await?;
        }
        Ok(scripts)
    }

    /// One script with its text.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn script(&self, id: ScriptId) -> Result<Option<ScriptRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let Some(row) = sqlx::query(WHOLE).bind(id.uuid()).fetch_optional(&mut *reader).await? else { return Ok(None) };
        let mut found = script(&row)?;
        let teams = sqlx::query(
            "SELECT t.id, t.name FROM script_teams n JOIN teams t ON t.id = n.team_id WHERE n.script_id = $1 ORDER BY t.name COLLATE NOCASE, t.id",
        )
        .bind(id.uuid())
        .fetch_all(&mut *reader)
        .await?;
        for row in teams {
            found.teams.push((TeamId::from_uuid(row.uuid("id")?), row.text("name")?));
        }
        let resources = sqlx::query(
            "SELECT id, name, bytes, sha256, executable FROM script_resources WHERE script_id = $1 ORDER BY name",
        )
        .bind(id.uuid())
        .fetch_all(&mut *reader)
        .await?;
        found.resources = resources.iter().map(resource).collect::<Result<_, _>>()?;
        found.seen = seen(&mut reader, Subject::Script(id)).await?;
        Ok(Some(found))
    }

    /// Makes a script.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_script(&self, stamp: Stamp, id: ScriptId, new: ScriptChange) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::Script(id), move |tx| {
                Box::pin(async move {
                    let name = new.name.unwrap_or_default();
                    if taken(tx, id, &name).await? {
                        return Ok(Changed::NameTaken);
                    }
                    let (text, sha256) = new.text.unwrap_or_default();
                    sqlx::query(
                        "INSERT INTO scripts (id, name, name_key, description, category, interpreter, text, sha256, runs_as, timeout_seconds, parameters, created_ms)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(key(&name))
                    .bind(new.description.unwrap_or_default())
                    .bind(new.category.unwrap_or_default())
                    .bind(new.interpreter.unwrap_or(Interpreter::Sh).name())
                    .bind(text)
                    .bind(sha256)
                    .bind(new.runs_as.unwrap_or(RunsAs::User).name())
                    .bind(i64::from(new.timeout_seconds.unwrap_or(300)))
                    .bind(as_json(&new.parameters.unwrap_or_default())?)
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
                    set_teams(tx, id, &new.teams.unwrap_or_default()).await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a script. What runs goes on as it was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_script(&self, stamp: Stamp, id: ScriptId, change: ScriptChange) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::Script(id), move |tx| {
                Box::pin(async move {
                    if let Some(name) = &change.name
                        && taken(tx, id, name).await?
                    {
                        return Ok(Changed::NameTaken);
                    }
                    let (text, sha256) = change.text.unzip();
                    let done = sqlx::query(
                        "UPDATE scripts SET name = coalesce($2, name), name_key = coalesce($3, name_key), description = coalesce($4, description),
                         category = coalesce($5, category), interpreter = coalesce($6, interpreter), text = coalesce($7, text), sha256 = coalesce($8, sha256),
                         runs_as = coalesce($9, runs_as), timeout_seconds = coalesce($10, timeout_seconds), parameters = coalesce($11, parameters) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&change.name)
                    .bind(change.name.as_deref().map(key))
                    .bind(change.description)
                    .bind(change.category)
                    .bind(change.interpreter.map(Interpreter::name))
                    .bind(text)
                    .bind(sha256)
                    .bind(change.runs_as.map(RunsAs::name))
                    .bind(change.timeout_seconds.map(i64::from))
                    .bind(change.parameters.as_deref().map(as_json).transpose()?)
                    .execute(&mut *tx)
                    .await?;
                    if done.rows_affected() == 0 {
                        return Ok(Changed::NotFound);
                    }
                    if let Some(teams) = change.teams {
                        set_teams(tx, id, &teams).await?;
                    }
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Removes a script. What runs goes on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_script(&self, stamp: Stamp, id: ScriptId) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::Script(id), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM scripts WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }
}
