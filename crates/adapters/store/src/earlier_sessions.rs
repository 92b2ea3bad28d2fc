//! Sessions that have ended with the same endpoint, or with a customer of the same name (SES-40).

use towline_model::{JumpItemId, Moment, Queue, SessionId, UserId};
use towline_session::{Event, EventKind, State};

use crate::{
    Store, StoreError,
    row::Columns as _,
    sessions::{json, parse},
};

/// Notes of one session that are listed.
const NOTES: i64 = 20;

/// What earlier sessions have in common with a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Common {
    /// The endpoint.
    Item(JumpItemId),
    /// What the customer said to be. It proves nothing.
    Customer(String),
}

impl Common {
    /// What it is for a session; `None`: a customer who has not said a name.
    pub fn of(state: &State) -> Option<Common> {
        match state.spec.item {
            Some(item) => Some(Common::Item(item)),
            None => customer_key(state).map(Common::Customer),
        }
    }
}

/// Which sessions with customers of a name somebody is told of: a name is only claimed, and whoever makes a key can claim any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sees {
    /// All.
    All,
    /// Those that they were in, and those that waited in one of these queues.
    Own {
        /// Who.
        user: UserId,
        /// The queues.
        queues: Vec<Queue>,
    },
}

/// Who a customer said to be.
pub(crate) fn customer_key(state: &State) -> Option<String> {
    let customer = &state.spec.support.as_ref()?.customer;
    let (name, company) = (customer.name.trim().to_lowercase(), customer.company.trim().to_lowercase());
    (!name.is_empty()).then(|| format!("{name}\n{company}"))
}

/// A session that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierSession {
    /// Which one.
    pub id: SessionId,
    /// How it came.
    pub method: String,
    /// The issue that was chosen; empty: none.
    pub issue: String,
    /// When it started.
    pub started: Moment,
    /// When it ended.
    pub ended: Moment,
    /// Why, as a code.
    pub reason: String,
    /// Who was in it, each once.
    pub reps: Vec<String>,
    /// What they wrote for the record, oldest first.
    pub notes: Vec<EarlierNote>,
}

/// A note of such a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierNote {
    /// When it was written.
    pub at: Moment,
    /// Who did.
    pub by: String,
    /// What.
    pub text: String,
}

impl Store {
    /// The newest of them, at most so many, that started before a session. `sees` is about those that only a name has in common: what an endpoint is, was proved.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn earlier_sessions(
        &self,
        common: &Common,
        sees: &Sees,
        before: SessionId,
        limit: u32,
    ) -> Result<Vec<EarlierSession>, StoreError> {
        // The keys of sessions grow with time; the index has them by their start.
        let rows = match common {
            Common::Item(item) => {
                sqlx::query(
                    "SELECT id, state FROM sessions WHERE item_id = $1 AND ended_ms IS NOT NULL
                     AND (started_ms, id) < (SELECT started_ms, id FROM sessions WHERE id = $2)
                     ORDER BY started_ms DESC, id DESC LIMIT $3",
                )
                .bind(item.uuid())
                .bind(before.uuid())
                .bind(i64::from(limit))
                .fetch_all(self.readers())
                .await?
            }
            Common::Customer(key) => {
                let (user, queues) = match sees {
                    Sees::All => (None, "[]".to_owned()),
                    Sees::Own { user, queues } => (Some(user.uuid()), json(queues)?),
                };
                sqlx::query(
                    "SELECT id, state FROM sessions s WHERE customer = $1 AND item_id IS NULL AND ended_ms IS NOT NULL
                     AND (started_ms, id) < (SELECT started_ms, id FROM sessions WHERE id = $2)
                     AND ($4 IS NULL OR EXISTS (SELECT 1 FROM session_participants p WHERE p.session_id = s.id AND p.user_id = $4)
                      OR EXISTS (SELECT 1 FROM json_each($5) mine WHERE mine.value IN
                       (json_extract(state, '$.queue'), json_extract(state, '$.last_queue'), json_extract(state, '$.route.came_by.queue'))))
                     ORDER BY started_ms DESC, id DESC LIMIT $3",
                )
                .bind(key)
                .bind(before.uuid())
                .bind(i64::from(limit))
                .bind(user)
                .bind(queues)
                .fetch_all(self.readers())
                .await?
            }
        };
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let id = SessionId::from_uuid(row.uuid("id")?);
            let state: State = parse(&row.text("state")?, "state")?;
            found.push(EarlierSession {
                id,
                method: state.spec.method.clone(),
                issue: state.spec.support.as_ref().map(|support| support.issue.clone()).unwrap_or_default(),
                started: state.started,
                ended: state.phase_since,
                reason: state.ended_reason.unwrap_or_default(),
                reps: self.reps_of(id).await?,
                notes: self.notes_of(id).await?,
            });
        }
        Ok(found)
    }

    pub(crate) async fn reps_of(&self, session: SessionId) -> Result<Vec<String>, StoreError> {
        let rows =
            sqlx::query("SELECT user_id, display_name FROM session_participants WHERE session_id = $1 ORDER BY number")
                .bind(session.uuid())
                .fetch_all(self.readers())
                .await?;
        let mut seen = std::collections::HashSet::new();
        let mut names = Vec::new();
        for row in rows {
            // One who comes back has another number, and is the same person.
            if seen.insert(row.uuid("user_id")?) {
                names.push(row.text("display_name")?);
            }
        }
        Ok(names)
    }

    async fn notes_of(&self, session: SessionId) -> Result<Vec<EarlierNote>, StoreError> {
        let rows = sqlx::query(
            "SELECT event FROM session_events WHERE session_id = $1 AND kind = 'note' ORDER BY sequence LIMIT $2",
        )
        .bind(session.uuid())
        .bind(NOTES)
        .fetch_all(self.readers())
        .await?;
        let mut notes = Vec::with_capacity(rows.len());
        for row in rows {
            let event: Event = parse(&row.text("event")?, "event")?;
            if let EventKind::Note { text, .. } = event.kind {
                notes.push(EarlierNote { at: event.at, by: event.actor_name, text });
            }
        }
        Ok(notes)
    }
}
