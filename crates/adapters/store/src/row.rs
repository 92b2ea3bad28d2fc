//! From rows to plain data: ids, moments, flags.

use sqlx::{Row as _, sqlite::SqliteRow};
use towline_model::{JumpGroupId, Moment, Place, UserId};
use uuid::Uuid;

use crate::StoreError;

pub(crate) trait Columns {
    fn uuid(&self, column: &'static str) -> Result<Uuid, StoreError>;
    fn maybe_uuid(&self, column: &'static str) -> Result<Option<Uuid>, StoreError>;
    fn text(&self, column: &'static str) -> Result<String, StoreError>;
    fn maybe_text(&self, column: &'static str) -> Result<Option<String>, StoreError>;
    fn number(&self, column: &'static str) -> Result<i64, StoreError>;
    fn maybe_number(&self, column: &'static str) -> Result<Option<i64>, StoreError>;
    fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StoreError>;
    fn maybe_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>, StoreError>;
    fn bytes32(&self, column: &'static str) -> Result<[u8; 32], StoreError>;

    fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        Ok(self.number(column)? != 0)
    }
    fn count(&self, column: &'static str) -> Result<u64, StoreError> {
        u64::try_from(self.number(column)?).map_err(|_| StoreError::Corrupt(column))
    }
    fn moment(&self, column: &'static str) -> Result<Moment, StoreError> {
        self.number(column).map(Moment)
    }
    fn maybe_moment(&self, column: &'static str) -> Result<Option<Moment>, StoreError> {
        Ok(self.maybe_number(column)?.map(Moment))
    }
    /// From the columns `group_id` and `owner_id`.
    fn place(&self) -> Result<Place, StoreError> {
        match (self.maybe_uuid("group_id")?, self.maybe_uuid("owner_id")?) {
            (Some(group), None) => Ok(Place::Group(JumpGroupId::from_uuid(group))),
            (None, Some(owner)) => Ok(Place::Personal(UserId::from_uuid(owner))),
            _ => Err(StoreError::Corrupt("group_id")),
        }
    }
}

impl Columns for SqliteRow {
    fn uuid(&self, column: &'static str) -> Result<Uuid, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn maybe_uuid(&self, column: &'static str) -> Result<Option<Uuid>, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn text(&self, column: &'static str) -> Result<String, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn maybe_text(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn number(&self, column: &'static str) -> Result<i64, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn maybe_number(&self, column: &'static str) -> Result<Option<i64>, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn maybe_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn bytes32(&self, column: &'static str) -> Result<[u8; 32], StoreError> {
        self.try_get::<&[u8], _>(column)?.try_into().map_err(|_| StoreError::Corrupt(column))
    }
}

/// The two columns of a place: group, owner.
pub(crate) fn place_columns(place: Place) -> (Option<Uuid>, Option<Uuid>) {
    match place {
        Place::Group(group) => (Some(group.uuid()), None),
        Place::Personal(owner) => (None, Some(owner.uuid())),
    }
}
