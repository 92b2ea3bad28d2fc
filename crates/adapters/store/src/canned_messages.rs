//! Canned messages: what reps say often, by category, for everybody or for one team (SES-31).

use sqlx::sqlite::SqliteRow;
use towline_model::{CannedMessageId, TeamId};

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals, row::Columns as _,
    writer::Tx,
};

/// A canned message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedMessageRow {
    /// Its id.
    pub id: CannedMessageId,
    /// Under which heading reps find it; may be empty.
    pub category: String,
    /// What it is called.
    pub name: String,
    /// What is said. `{customer}` and `{rep}` stand for names.
    pub text: String,
    /// The team that it is for, with its name; none: everybody.
    pub team: Option<(TeamId, String)>,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What to change in a canned message, or what one is made of; `None` leaves it, or is nothing.
#[derive(Debug, Clone, Default)]
pub struct CannedMessageChange {
    /// Its heading.
    pub category: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// What is said.
    pub text: Option<String>,
    /// The team that it is for; the inner `None`: everybody.
    pub team: Option<Option<TeamId>>,
}

fn message(row: &SqliteRow) -> Result<CannedMessageRow, StoreError> {
    let team = row.text("team")?;
    Ok(CannedMessageRow {
        id: CannedMessageId::from_uuid(row.uuid("id")?),
        category: row.text("category")?,
        name: row.text("name")?,
        text: row.text("text")?,
        team: row.maybe_uuid("team_id")?.map(|id| (TeamId::from_uuid(id), team)),
        seen: None,
    })
}

/// Whether another one of the same team and category has the name: then nobody can tell them apart, and files cannot name them (ADM-10).
async fn taken(
    tx: &mut Tx,
    id: CannedMessageId,
    (team, category, name): (Option<TeamId>, &str, &str),
) -> Result<bool, StoreError> {
    let rows = sqlx::query("SELECT category, name FROM canned_messages WHERE id <> $1 AND team_id IS $2")
        .bind(id.uuid())
        .bind(team.map(TeamId::uuid))
        .fetch_all(tx)
        .await?;
    for row in rows {
        if key(&row.text("category")?) == key(category) && key(&row.text("name")?) == key(name) {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Store {
    /// All canned messages, by category and name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn canned_messages(&self) -> Result<Vec<CannedMessageRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(
            "SELECT m.id, m.category, m.name, m.text, m.team_id, coalesce(t.name, '') AS team FROM canned_messages m LEFT JOIN teams t ON t.id = m.team_id
             ORDER BY m.category = '', m.category COLLATE NOCASE, m.name COLLATE NOCASE, m.id",
        )
        .fetch_all(&mut *reader)
        .await?;
        let mut messages = Vec::with_capacity(rows.len());
        for row in rows {
            let row = message(&row)?;
            let seen = seen(&mut reader, Subject::CannedMessage(row.id)).await?;
            messages.push(CannedMessageRow { seen, ..row });
        }
        Ok(messages)
    }

    /// Makes a canned message.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_canned_message(
        &self,
        stamp: Stamp,
        id: CannedMessageId,
        new: CannedMessageChange,
    ) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::CannedMessage(id), move |tx| {
                Box::pin(async move {
                    let (category, name, team) =
                        (new.category.unwrap_or_default(), new.name.unwrap_or_default(), new.team.flatten());
                    if taken(tx, id, (team, &category, &name)).await? {
                        return Ok(Changed::NameTaken);
                    }
                    sqlx::query("INSERT INTO canned_messages (id, category, name, text, team_id, created_ms) VALUES ($1, $2, $3, $4, $5, $6)")
                        .bind(id.uuid())
                        .bind(category)
                        .bind(name)
                        .bind(new.text.unwrap_or_default())
                        .bind(team.map(TeamId::uuid))
                        .bind(now.0)
                        .execute(&mut *tx)
                        .await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a canned message.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_canned_message(
        &self,
        stamp: Stamp,
        id: CannedMessageId,
        change: CannedMessageChange,
    ) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::CannedMessage(id), move |tx| {
                Box::pin(async move {
                    let old = sqlx::query("SELECT category, name, team_id FROM canned_messages WHERE id = $1")
                        .bind(id.uuid())
                        .fetch_optional(&mut *tx)
                        .await?;
                    let Some(old) = old else { return Ok(Changed::NotFound) };
                    let category = change.category.map_or_else(|| old.text("category"), Ok)?;
                    let name = change.name.map_or_else(|| old.text("name"), Ok)?;
                    let team = match change.team {
                        Some(team) => team,
                        None => old.maybe_uuid("team_id")?.map(TeamId::from_uuid),
                    };
                    if taken(tx, id, (team, &category, &name)).await? {
                        return Ok(Changed::NameTaken);
                    }
                    sqlx::query(
                        "UPDATE canned_messages SET category = $2, name = $3, text = coalesce($4, text), team_id = $5 WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(category)
                    .bind(name)
                    .bind(change.text)
                    .bind(team.map(TeamId::uuid))
                    .execute(tx)
                    .await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Removes a canned message.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_canned_message(&self, stamp: Stamp, id: CannedMessageId) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::CannedMessage(id), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM canned_messages WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }
}
