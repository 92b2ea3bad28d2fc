//! The administrative record (REC-7), read and checked. It is written by the store, with the changes that it tells of.

use towline_policy::{Granted, action};
use towline_store::{RecordCheck, RecordLine, RecordQuery};

use crate::{Engine, Fault};

impl Engine {
    /// The newest lines that match, at most `limit`, and whether there are more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record(
        &self,
        _granted: Granted<action::ViewRecord>,
        query: &RecordQuery,
        limit: u32,
    ) -> Result<(Vec<RecordLine>, bool), Fault> {
        let mut lines = self.inner.store.record(query, limit.saturating_add(1)).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = lines.len() > limit;
        lines.truncate(limit);
        Ok((lines, more))
    }

    /// Computes the chain of the whole record anew.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn check_record(&self, _granted: Granted<action::ViewRecord>) -> Result<RecordCheck, Fault> {
        Ok(self.inner.store.check_record().await?)
    }
}
