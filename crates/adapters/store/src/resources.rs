//! Files that go along with canned scripts (SCR-6, ADM-4): what is known of each. Their bytes are elsewhere.

use std::collections::HashSet;

use sqlx::sqlite::SqliteRow;
use towline_model::{ResourceId, ScriptId, ScriptResource, resources_fit};

use crate::{Stamp, Store, StoreError, Subject, row::Columns as _, writer::Tx};

/// Bytes of all files of the library together.
pub const LIBRARY_BYTES: u64 = 1024 * 1024 * 1024;

/// What became of a change to the files of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResourcesChanged {
    /// Done. Bytes that nobody names any more, if there are such.
    Done(Option<ResourceId>),
    /// There is no such script, or no such file of it.
    NotFound,
    /// They would be too many, or too large together.
    TooMuch,
    /// The library would be too large.
    LibraryFull,
}

pub(crate) fn resource(row: &SqliteRow) -> Result<ScriptResource, StoreError> {
    Ok(ScriptResource {
        id: ResourceId::from_uuid(row.uuid("id")?),
        name: row.text("name")?,
        bytes: row.count("bytes")?,
        sha256: row.text("sha256")?,
        executable: row.flag("executable")?,
    })
}

async fn of(tx: &mut Tx, script: ScriptId) -> Result<Vec<ScriptResource>, StoreError> {
    let rows = sqlx::query("SELECT id, name, bytes, sha256, executable FROM script_resources WHERE script_id = $1")
        .bind(script.uuid())
        .fetch_all(&mut *tx)
        .await?;
    rows.iter().map(resource).collect()
}

impl Store {
    /// Gives a script a file; one of the same name makes room for it.
    ///
    /// # Errors
    /// When the store fails, or the script is not as it was seen.
    pub async fn put_resource(
        &self,
        stamp: Stamp,
        script: ScriptId,
        new: ScriptResource,
    ) -> Result<ResourcesChanged, StoreError> {
        self.write_recorded(stamp, Subject::Script(script), move |tx| {
            Box::pin(async move {
                let there = sqlx::query("SELECT 1 AS n FROM scripts WHERE id = $1")
                    .bind(script.uuid())
                    .fetch_optional(&mut *tx)
                    .await?;
                if there.is_none() {
                    return Ok(ResourcesChanged::NotFound);
                }
                let (before, others): (Vec<_>, Vec<_>) =
                    of(tx, script).await?.into_iter().partition(|one| one.name == new.name);
                let all = others.iter().chain([&new]).map(|one| (one.name.as_str(), one.bytes));
                if !resources_fit(all) {
                    return Ok(ResourcesChanged::TooMuch);
                }
                sqlx::query("DELETE FROM script_resources WHERE script_id = $1 AND name = $2")
                    .bind(script.uuid())
                    .bind(&new.name)
                    .execute(&mut *tx)
                    .await?;
                let library = sqlx::query("SELECT coalesce(sum(bytes), 0) AS bytes FROM script_resources")
                    .fetch_one(&mut *tx)
                    .await?;
                if library.count("bytes")?.saturating_add(new.bytes) > LIBRARY_BYTES {
                    // Nothing was done: what was removed above is still wanted.
                    for one in before {
                        insert(tx, script, &one).await?;
                    }
                    return Ok(ResourcesChanged::LibraryFull);
                }
                insert(tx, script, &new).await?;
                Ok(ResourcesChanged::Done(before.first().map(|one| one.id)))
            })
        })
        .await
    }

    /// Says whether a file may be run as a program.
    ///
    /// # Errors
    /// When the store fails, or the script is not as it was seen.
    pub async fn change_resource(
        &self,
        stamp: Stamp,
        script: ScriptId,
        id: ResourceId,
        executable: bool,
    ) -> Result<ResourcesChanged, StoreError> {
        self.write_recorded(stamp, Subject::Script(script), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("UPDATE script_resources SET executable = $3 WHERE script_id = $1 AND id = $2")
                    .bind(script.uuid())
                    .bind(id.uuid())
                    .bind(executable)
                    .execute(tx)
                    .await?;
                let found = done.rows_affected() > 0;
                Ok(if found { ResourcesChanged::Done(None) } else { ResourcesChanged::NotFound })
            })
        })
        .await
    }

    /// Takes a file from a script. Its bytes are for the caller to remove.
    ///
    /// # Errors
    /// When the store fails, or the script is not as it was seen.
    pub async fn remove_resource(
        &self,
        stamp: Stamp,
        script: ScriptId,
        id: ResourceId,
    ) -> Result<ResourcesChanged, StoreError> {
        self.write_recorded(stamp, Subject::Script(script), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM script_resources WHERE script_id = $1 AND id = $2")
                    .bind(script.uuid())
                    .bind(id.uuid())
                    .execute(tx)
                    .await?;
                let found = done.rows_affected() > 0;
                Ok(if found { ResourcesChanged::Done(Some(id)) } else { ResourcesChanged::NotFound })
            })
        })
        .await
    }

    /// All files of all scripts: what is on disk besides is nobody's.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn resource_ids(&self) -> Result<HashSet<ResourceId>, StoreError> {
        let rows = sqlx::query("SELECT id FROM script_resources").fetch_all(self.readers()).await?;
        rows.iter().map(|row| row.uuid("id").map(ResourceId::from_uuid)).collect()
    }
}

async fn insert(tx: &mut Tx, script: ScriptId, one: &ScriptResource) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO script_resources (id, script_id, name, bytes, sha256, executable) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(one.id.uuid())
    .bind(script.uuid())
    .bind(&one.name)
    .bind(i64::try_from(one.bytes).unwrap_or(i64::MAX))
    .bind(&one.sha256)
    .bind(one.executable)
    .execute(tx)
    .await?;
    Ok(())
}
