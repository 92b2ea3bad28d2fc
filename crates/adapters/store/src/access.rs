//! Who started what when: "last accessed", and what "frequently used" is made of (JMP-3).

use towline_model::{JumpItemId, Moment, UserId};

use crate::{Store, StoreError, writer::Tx};

/// Notes that a user started a session with an item, in the transaction of the caller.
///
/// # Errors
/// When the store fails.
pub async fn record_access(tx: &mut Tx, item: JumpItemId, user: UserId, now: Moment) -> Result<(), StoreError> {
    let noted =
        sqlx::query("UPDATE jump_items SET last_accessed_ms = max(coalesce(last_accessed_ms, 0), $2) WHERE id = $1")
            .bind(item.uuid())
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
    if noted.rows_affected() > 0 {
        sqlx::query("INSERT INTO item_accesses (user_id, item_id, at_ms) VALUES ($1, $2, $3)")
            .bind(user.uuid())
            .bind(item.uuid())
            .bind(now.0)
            .execute(tx)
            .await?;
    }
    Ok(())
}

impl Store {
    /// Notes that a user started a session with an item.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_access(&self, item: JumpItemId, user: UserId, now: Moment) -> Result<(), StoreError> {
        self.write(move |tx| Box::pin(record_access(tx, item, user, now))).await
    }
}
