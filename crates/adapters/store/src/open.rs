//! Opening: the lock, the file's mode, the pragmas, the migrations.

use std::{
    fs::{File, OpenOptions, TryLockError},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    ConnectOptions as _, SqliteConnection, SqlitePool,
    migrate::{Migrate as _, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    StoreError,
    writer::{Tx, WriteFuture, Writer},
};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/sqlite");
const FILE: &str = "towline.db";
const READERS: u32 = 4;

/// The store. Cheap to clone; the file stays open until the last one is gone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    writer: Writer,
    readers: SqlitePool,
    path: PathBuf,
    // Held for as long as the store is open: a second process on the same file is refused.
    _lock: File,
}

impl Store {
    /// Opens the store of this data directory, making it when there is none, and brings it up to this release.
    ///
    /// # Errors
    /// When another process has it, when it is newer than this program, or when the disk says no.
    pub async fn open(directory: &Path) -> Result<Self, StoreError> {
        let lock = private_file(&directory.join("towline.lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => StoreError::InUse,
            TryLockError::Error(error) => StoreError::Open(error),
        })?;
        let path = directory.join(FILE);
        // The file is made here, so that it is never readable by others, not even for a moment. SQLite gives its side files the same mode.
        drop(private_file(&path)?);
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .journal_mode(SqliteJournalMode::Wal)
            // Measured: NORMAL loses acknowledged commits in a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .statement_cache_capacity(200);
        let mut connection = options.clone().connect().await?;
        migrate(&mut connection, &path).await?;
        let (writer, _task) = Writer::start(connection);
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .idle_timeout(Duration::from_secs(300))
            .connect_with(options.read_only(true).pragma("query_only", "on"))
            .await?;
        Ok(Store { inner: Arc::new(Inner { writer, readers, path, _lock: lock }) })
    }

    /// Does a unit of work in a transaction of its own and returns when it is on stable storage. `Err` undoes it.
    ///
    /// ```ignore
    /// store.write(move |tx| Box::pin(async move { sqlx::query("…").execute(tx).await?; Ok::<_, StoreError>(()) })).await?;
    /// ```
    ///
    /// # Errors
    /// What the work returns, or that it could not be committed.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'tx> FnOnce(&'tx mut Tx) -> WriteFuture<'tx, T, E> + Send + 'static,
    {
        self.inner.writer.write(work).await
    }

    /// The readers: consistent, never blocked by the writer.
    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.inner.readers
    }

    /// Whether the store answers (`/readyz`).
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1 FROM settings LIMIT 1").fetch_optional(self.readers()).await?;
        self.write(|tx| {
            Box::pin(async move {
                sqlx::query("SELECT 1").fetch_optional(tx).await.map_err(StoreError::from)?;
                Ok(())
            })
        })
        .await
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }
}

fn private_file(path: &Path) -> Result<File, StoreError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(StoreError::Open)
}

async fn migrate(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    let migrate = |error| StoreError::Migrate(error);
    connection.ensure_migrations_table("_sqlx_migrations").await.map_err(migrate)?;
    let applied = connection.list_applied_migrations("_sqlx_migrations").await.map_err(migrate)?;
    let found = applied.iter().map(|migration| migration.version).max().unwrap_or(0);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found > 0 && found < known {
        backup(connection, path, found).await?;
    }
    MIGRATIONS.run_direct(None, connection, false).await.map_err(migrate)
}

/// A copy from before the upgrade, beside the file (OPS-6). Kept until a person removes it.
async fn backup(connection: &mut SqliteConnection, path: &Path, version: i64) -> Result<(), StoreError> {
    let copy = path.with_extension(format!("before-{version:04}.db"));
    if copy.exists() {
        return Ok(());
    }
    // SQLite wants an empty or absent file; an empty one of ours already has the right mode.
    drop(private_file(&copy)?);
    sqlx::query("VACUUM INTO $1").bind(copy.to_string_lossy().into_owned()).execute(connection).await?;
    tracing::info!(copy = %copy.display(), "kept a copy of the store from before the upgrade");
    Ok(())
}
