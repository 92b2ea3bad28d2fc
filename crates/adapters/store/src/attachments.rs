//! Files of sessions' chats: what is known of each. The rows are written with the events that tell of them (`sessions`); the bytes are elsewhere.

use std::collections::HashSet;

use sqlx::sqlite::SqliteRow;
use towline_model::{Attachment, AttachmentId, AttachmentKind, SessionId};
use towline_session::{Event, EventKind};

use crate::{Store, StoreError, row::Columns as _, writer::Tx};

/// A file of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// What it is.
    pub file: Attachment,
    /// Whose.
    pub session: SessionId,
    /// Not for a customer's eyes.
    pub reps_only: bool,
}

pub(crate) fn attachment(row: &SqliteRow) -> Result<AttachmentRow, StoreError> {
    Ok(AttachmentRow {
        file: Attachment {
            id: AttachmentId::from_uuid(row.uuid("id")?),
            name: row.text("name")?,
            bytes: row.count("bytes")?,
            kind: AttachmentKind::of_name(&row.text("kind")?),
            sha256: row.text("sha256")?,
        },
        session: SessionId::from_uuid(row.uuid("session_id")?),
        reps_only: row.flag("reps_only")?,
    })
}

impl Store {
    /// A file, if it was sent.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attachment(&self, id: AttachmentId) -> Result<Option<AttachmentRow>, StoreError> {
        let row =
            sqlx::query("SELECT id, session_id, name, bytes, kind, sha256, reps_only FROM attachments WHERE id = $1")
                .bind(id.uuid())
                .fetch_optional(self.readers())
                .await?;
        row.as_ref().map(attachment).transpose()
    }

    /// How many files a session has, and their bytes together.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attachments_of(&self, session: SessionId) -> Result<(u64, u64), StoreError> {
        let row = sqlx::query(
            "SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes FROM attachments WHERE session_id = $1",
        )
        .bind(session.uuid())
        .fetch_one(self.readers())
        .await?;
        Ok((row.count("files")?, row.count("bytes")?))
    }

    /// All files that were sent: what is on disk besides is nobody's.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attachment_ids(&self) -> Result<HashSet<AttachmentId>, StoreError> {
        let rows = sqlx::query("SELECT id FROM attachments").fetch_all(self.readers()).await?;
        rows.iter().map(|row| row.uuid("id").map(AttachmentId::from_uuid)).collect()
    }
}

/// Writes the rows of the files that these events tell of.
pub(crate) async fn save_attachments(tx: &mut Tx, session: SessionId, events: &[Event]) -> Result<(), StoreError> {
    for event in events {
        let EventKind::FileSent { file, reps_only, .. } = &event.kind else { continue };
        sqlx::query("INSERT INTO attachments (id, session_id, name, bytes, kind, sha256, reps_only, sent_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(file.id.uuid())
            .bind(session.uuid())
            .bind(&file.name)
            .bind(i64::try_from(file.bytes).unwrap_or(i64::MAX))
            .bind(file.kind.name())
            .bind(&file.sha256)
            .bind(reps_only)
            .bind(event.at.0)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
