//! The one writer, with group commit: units of work that wait at the same time share one transaction and one flush to the disk; each has its own savepoint, so that a failing one
//! takes nothing of the others with it. A caller has its answer only after the commit is on stable storage.

use std::{future::Future, panic::AssertUnwindSafe, pin::Pin};

use futures_util::FutureExt as _;
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use crate::StoreError;

/// What a unit of work writes through.
pub type Tx = SqliteConnection;
/// The future of a unit of work.
pub type WriteFuture<'tx, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'tx>>;

/// Units of work in one transaction at most.
const GROUP: usize = 256;
/// Units of work that may wait; whoever comes later waits for a place.
const QUEUE: usize = 1024;

/// Tells a caller what became of its work; called after the commit with its result.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// What a unit did: whether to keep it, and how to answer.
type Done = (bool, Answer);
type Job = Box<dyn for<'tx> FnOnce(&'tx mut Tx) -> Pin<Box<dyn Future<Output = Done> + Send + 'tx>> + Send>;

/// Sends units of work to the writer's task.
#[derive(Clone)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the task that owns the writing connection. It ends, and closes the connection, when the last [`Writer`] is dropped.
    pub(crate) fn start(connection: SqliteConnection) -> (Self, tokio::task::JoinHandle<()>) {
        let (jobs, queue) = mpsc::channel(QUEUE);
        (Writer { jobs }, tokio::spawn(run(connection, queue)))
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'tx> FnOnce(&'tx mut Tx) -> WriteFuture<'tx, T, E> + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel::<Result<T, E>>();
        let job: Job = Box::new(move |tx| {
            Box::pin(async move {
                let result = AssertUnwindSafe(work(tx)).catch_unwind().await;
                let result = result.unwrap_or_else(|_| Err(StoreError::Failed.into()));
                let keep = result.is_ok();
                let answer: Answer = Box::new(move |committed| {
                    let _ = answer.send(match committed {
                        Ok(()) => result,
                        // What failed by itself says why; what was done is not, because the group was not committed.
                        Err(error) => result.and_then(|_| Err(error.into())),
                    });
                });
                (keep, answer)
            })
        });
        self.jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        outcome.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }
}

async fn run(mut connection: SqliteConnection, mut queue: mpsc::Receiver<Job>) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut group, GROUP).await > 0 {
        let mut answers = Vec::with_capacity(group.len());
        let outcome = commit_group(&mut connection, group.drain(..), &mut answers).await;
        if let Err(error) = &outcome {
            tracing::error!(%error, "a group of writes was not committed");
            // Whatever state the transaction is in, the next group starts from none.
            let _ = sqlx::query("ROLLBACK").execute(&mut connection).await;
        }
        for answer in answers {
            answer(match &outcome {
                Ok(()) => Ok(()),
                Err(error) => Err(again(error)),
            });
        }
    }
    let _ = connection.close().await;
}

async fn commit_group(
    connection: &mut SqliteConnection,
    group: impl Iterator<Item = Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), sqlx::Error> {
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    for job in group {
        sqlx::query("SAVEPOINT work").execute(&mut *connection).await?;
        let (keep, answer) = job(connection).await;
        answers.push(answer);
        if !keep {
            sqlx::query("ROLLBACK TO work").execute(&mut *connection).await?;
        }
        sqlx::query("RELEASE work").execute(&mut *connection).await?;
    }
    sqlx::query("COMMIT").execute(&mut *connection).await?;
    Ok(())
}

/// The same failure for every member of the group; the original cannot be cloned.
fn again(error: &sqlx::Error) -> StoreError {
    StoreError::Database(sqlx::Error::Protocol(format!("the transaction was not committed: {error}")))
}
