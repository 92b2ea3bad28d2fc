//! What routing needs of the store besides the rules of teams: whether reps are there for more, and who is good at what an issue needs.

use std::collections::HashMap;

use towline_model::{IssueId, Moment, Readiness, UserId};

use crate::{Store, StoreError, row::Columns as _};

impl Store {
    /// What a rep said of being there for another session; one who never said anything is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn readiness(&self, user: UserId) -> Result<Readiness, StoreError> {
        let row = sqlx::query("SELECT chosen FROM readiness WHERE user_id = $1")
            .bind(user.uuid())
            .fetch_optional(self.readers())
            .await?;
        let chosen = row.map(|row| row.text("chosen")).transpose()?;
        Ok(chosen.and_then(|name| Readiness::named(&name)).unwrap_or_default())
    }

    /// Keeps what a rep says of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_readiness(&self, user: UserId, chosen: Readiness, now: Moment) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO readiness (user_id, chosen, at_ms) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO UPDATE SET chosen = excluded.chosen, at_ms = excluded.at_ms",
                )
                .bind(user.uuid())
                .bind(chosen.name())
                .bind(now.0)
                .execute(tx)
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// How many of the skills that an issue needs these people have who have any.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn skilled_for(&self, issue: IssueId) -> Result<HashMap<UserId, u64>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.user_id, count(*) AS n FROM issue_skills n JOIN user_skills u ON u.skill_id = n.skill_id WHERE n.issue_id = $1 GROUP BY u.user_id",
        )
        .bind(issue.uuid())
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| Ok((UserId::from_uuid(row.uuid("user_id")?), row.count("n")?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn who_never_said_anything_is_available_sup_32() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let nobody = UserId::from_uuid(Uuid::now_v7());
        assert_eq!(store.readiness(nobody).await.unwrap(), Readiness::Available);
    }
}
