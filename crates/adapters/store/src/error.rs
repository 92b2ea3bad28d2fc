//! What can go wrong in the store.

use thiserror::Error;

/// Why the store did not do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file was written by a newer release (OPS-6).
    #[error(
        "the store was written by a newer release (its schema is at {found}, this program knows up to {known}); start that release, or restore a backup"
    )]
    Newer {
        /// Newest migration in the file.
        found: i64,
        /// Newest migration of this program.
        known: i64,
    },
    /// Another process has the file.
    #[error("the data directory is in use by another process")]
    InUse,
    /// The file could not be made or opened.
    #[error("opening the store: {0}")]
    Open(#[source] std::io::Error),
    /// A migration failed.
    #[error("migrating the store: {0}")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// The database refused or failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The writer is gone: the store is closing.
    #[error("the store is closed")]
    Closed,
    /// A unit of work panicked and was rolled back.
    #[error("a unit of work failed and was rolled back")]
    Failed,
    /// What is to be changed is not any more what the author of the change had seen.
    #[error("it was changed meanwhile")]
    Stale,
    /// A request that must not be done twice was done before.
    #[error("it was done before")]
    Repeated,
    /// A site has no more things of this kind.
    #[error("there are too many things of this kind")]
    Full,
    /// A row does not hold what this program wrote.
    #[error("unexpected value in {0}")]
    Corrupt(&'static str),
}

impl StoreError {
    /// Whether a uniqueness rule said no: the thing exists already.
    pub fn is_conflict(&self) -> bool {
        matches!(self, StoreError::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// Whether something that was referred to does not exist.
    pub fn is_missing_reference(&self) -> bool {
        matches!(self, StoreError::Database(sqlx::Error::Database(error)) if error.is_foreign_key_violation())
    }
}
