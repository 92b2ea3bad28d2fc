//! Canned messages: what reps say often, by category, for everybody or for one team (SES-31).

use sqlx::sqlite::SqliteRow;
use towline_model::{CannedMessageId, TeamId};

use crate::{Changed, Stamp, Store, StoreError, Subject, record::seen, roles::refusals, row::Columns as _};

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
                    sqlx::query("INSERT INTO canned_messages (id, category, name, text, team_id, created_ms) VALUES ($1, $2, $3, $4, $5, $6)")
                        .bind(id.uuid())
                        .bind(new.category.unwrap_or_default())
                        .bind(new.name.unwrap_or_default())
                        .bind(new.text.unwrap_or_default())
                        .bind(new.team.flatten().map(TeamId::uuid))
                        .bind(now.0)
                        .execute(tx)
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
                    let done = sqlx::query(
                        "UPDATE canned_messages SET category = coalesce($2, category), name = coalesce($3, name), text = coalesce($4, text), team_id = iif($5, $6, team_id) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(change.category)
                    .bind(change.name)
                    .bind(change.text)
                    .bind(change.team.is_some())
                    .bind(change.team.flatten().map(TeamId::uuid))
                    .execute(tx)
                    .await?;
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
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
