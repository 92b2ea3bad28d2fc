//! What a public site offers to customers besides the field for a key (SUP-1, SUP-32).

use towline_model::{IssueId, PublicSiteId, UserId};

use crate::{Store, StoreError, row::Columns as _};

/// An issue, as customers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedIssueRow {
    /// Its id.
    pub id: IssueId,
    /// Its name.
    pub name: String,
    /// What customers are told of it.
    pub description: String,
}

impl Store {
    /// The issues that can be chosen at a site, by name; none when it does not show issues.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn offered_issues(&self, site: PublicSiteId) -> Result<Vec<OfferedIssueRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT i.id, i.name, i.description FROM public_site_issues o JOIN issues i ON i.id = o.issue_id JOIN public_sites s ON s.id = o.site_id
             WHERE o.site_id = $1 AND s.issues = 1 ORDER BY i.name_key",
        )
        .bind(site.uuid())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(OfferedIssueRow {
                    id: IssueId::from_uuid(row.uuid("id")?),
                    name: row.text("name")?,
                    description: row.text("description")?,
                })
            })
            .collect()
    }

    /// Accounts that want to be shown on public sites, with what people call them, by that.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn on_portal(&self) -> Result<Vec<(UserId, String)>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, display_name FROM users WHERE on_portal = 1 AND disabled = 0 ORDER BY lower(display_name), id",
        )
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| Ok((UserId::from_uuid(row.uuid("id")?), row.text("display_name")?))).collect()
    }

    /// Whether any public site shows reps.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn shows_reps(&self) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT EXISTS (SELECT 1 FROM public_sites WHERE reps = 1) AS found")
            .fetch_one(self.readers())
            .await?;
        row.flag("found")
    }
}
