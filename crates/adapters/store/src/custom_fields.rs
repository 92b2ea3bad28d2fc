//! Fields that a session can be started with (ACC-9): what they are called, and by which code name links and programs call them.

use towline_model::{AskedOnPortal, CustomFieldId};

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals, row::Columns as _,
    writer::Tx,
};

/// A custom field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomFieldRow {
    /// Its id.
    pub id: CustomFieldId,
    /// Its name.
    pub name: String,
    /// As links and programs call it.
    pub code_name: String,
    /// Whether representatives see it in the session.
    pub shown: bool,
    /// Whether customers are asked for it on the portal.
    pub asked: AskedOnPortal,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What to change in a custom field; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct CustomFieldChange {
    /// Its name.
    pub name: Option<String>,
    /// Its code name.
    pub code_name: Option<String>,
    /// Whether representatives see it in the session.
    pub shown: Option<bool>,
    /// Whether customers are asked for it on the portal.
    pub asked: Option<AskedOnPortal>,
}

impl Store {
    /// All custom fields, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn custom_fields(&self) -> Result<Vec<CustomFieldRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query("SELECT id, name, code_name, shown, asked FROM custom_fields ORDER BY name_key")
            .fetch_all(&mut *reader)
            .await?;
        let mut fields = Vec::with_capacity(rows.len());
        for row in rows {
            let id = CustomFieldId::from_uuid(row.uuid("id")?);
            fields.push(CustomFieldRow {
                id,
                name: row.text("name")?,
                code_name: row.text("code_name")?,
                shown: row.flag("shown")?,
                asked: AskedOnPortal::by_name(&row.text("asked")?).ok_or(StoreError::Corrupt("asked"))?,
                seen: seen(&mut reader, Subject::CustomField(id)).await?,
            });
        }
        Ok(fields)
    }

    /// Makes a custom field.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_custom_field(&self, stamp: Stamp, new: CustomFieldRow) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::CustomField(new.id), move |tx| {
                Box::pin(async move {
                    if code_taken(tx, new.id, &new.code_name).await? {
                        return Ok(Changed::CodeNameTaken);
                    }
                    sqlx::query("INSERT INTO custom_fields (id, name, name_key, code_name, shown, asked, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)")
                        .bind(new.id.uuid())
                        .bind(&new.name)
                        .bind(key(&new.name))
                        .bind(&new.code_name)
                        .bind(new.shown)
                        .bind(new.asked.name())
                        .bind(now.0)
                        .execute(tx)
                        .await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a custom field. Sessions that have it keep what it was called when they started.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_custom_field(
        &self,
        stamp: Stamp,
        id: CustomFieldId,
        change: CustomFieldChange,
    ) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::CustomField(id), move |tx| {
                Box::pin(async move {
                    let CustomFieldChange { name, code_name, shown, asked } = change;
                    if let Some(code) = &code_name
                        && code_taken(tx, id, code).await?
                    {
                        return Ok(Changed::CodeNameTaken);
                    }
                    let done = sqlx::query(
                        "UPDATE custom_fields SET name = coalesce($2, name), name_key = coalesce($3, name_key), code_name = coalesce($4, code_name),
                         shown = coalesce($5, shown), asked = coalesce($6, asked) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(name.as_deref().map(key))
                    .bind(code_name)
                    .bind(shown)
                    .bind(asked.map(AskedOnPortal::name))
                    .execute(tx)
                    .await?;
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
                })
            })
            .await,
        )
    }

    /// Removes a custom field. Sessions that have it keep their values.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_custom_field(&self, stamp: Stamp, id: CustomFieldId) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::CustomField(id), move |tx| {
            Box::pin(async move {
                let done = sqlx::query("DELETE FROM custom_fields WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }
}

async fn code_taken(tx: &mut Tx, id: CustomFieldId, code: &str) -> Result<bool, StoreError> {
    let other = sqlx::query("SELECT 1 FROM custom_fields WHERE code_name = $2 AND id <> $1")
        .bind(id.uuid())
        .bind(code)
        .fetch_optional(tx)
        .await?;
    Ok(other.is_some())
}
