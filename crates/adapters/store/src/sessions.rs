//! Sessions as they are stored: a row with the state, its participants, its log. State and events change in one transaction; the recovery query finds what was open.

use serde::de::DeserializeOwned;
use towline_model::{JumpClientId, JumpItemId, Moment, SessionId, UserId};
use towline_session::{CUSTOMER, Event, EventKind, Phase, State, chat_key, customer_chat_key, note_key};

use crate::{
    Stamp, Store, StoreError, Subject, attachments::save_attachments, earlier_sessions::customer_key,
    external::forget_those_outside, row::Columns as _, writer::Tx,
};

/// How long the nonce of a start is remembered.
const NONCE_LIFE_MS: i64 = 24 * 60 * 60 * 1000;

/// A session that was open when the appliance stopped.
#[derive(Debug, Clone)]
pub struct StoredSession {
    /// Its state.
    pub state: State,
    /// Nonces of its chat messages and notes, and the sequences of their events.
    pub chat: Vec<(String, u64)>,
}

/// What became of the start of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// It is stored.
    New,
    /// The same request came before and started this one.
    Before(SessionId),
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Corrupt("state"))
}

pub(crate) fn parse<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| {
        tracing::error!(%error, column, "a stored session cannot be read");
        StoreError::Corrupt(column)
    })
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Connecting => "connecting",
        Phase::Active => "active",
        Phase::OnHold => "on_hold",
        Phase::EndpointLost => "endpoint_lost",
        Phase::Ended => "ended",
        Phase::Waiting => "waiting",
    }
}

impl Store {
    /// Stores a new session with its first events, unless the same user's request with this nonce has started one already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn start_session(
        &self,
        user: UserId,
        nonce: String,
        state: State,
        events: Vec<Event>,
    ) -> Result<Started, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let now = state.started;
                sqlx::query("DELETE FROM session_nonces WHERE made_ms < $1")
                    .bind(now.0.saturating_sub(NONCE_LIFE_MS))
                    .execute(&mut *tx)
                    .await?;
                let taken = sqlx::query(
                    "INSERT INTO session_nonces (user_id, nonce, session_id, made_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                )
                .bind(user.uuid())
                .bind(&nonce)
                .bind(state.spec.id.uuid())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
                if taken.rows_affected() == 0 {
                    let row = sqlx::query("SELECT session_id FROM session_nonces WHERE user_id = $1 AND nonce = $2")
                        .bind(user.uuid())
                        .bind(&nonce)
                        .fetch_one(&mut *tx)
                        .await?;
                    return Ok(Started::Before(SessionId::from_uuid(row.uuid("session_id")?)));
                }
                save(tx, &state, &events).await?;
                Ok(Started::New)
            })
        })
        .await
    }

    /// The session that a user's request with this nonce started.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_by_nonce(&self, user: UserId, nonce: &str) -> Result<Option<SessionId>, StoreError> {
        let row = sqlx::query("SELECT session_id FROM session_nonces WHERE user_id = $1 AND nonce = $2")
            .bind(user.uuid())
            .bind(nonce)
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| row.uuid("session_id").map(SessionId::from_uuid)).transpose()
    }

    /// Stores a session's state and the events that led to it, together.
    ///
    /// # Errors
    /// When the store fails; then neither is stored.
    pub async fn save_session(&self, state: State, events: Vec<Event>) -> Result<(), StoreError> {
        self.write(move |tx| Box::pin(async move { save(tx, &state, &events).await })).await
    }

    /// As [`Store::save_session`], for what somebody did to a running session from outside (ADM-9): with its line in the record.
    ///
    /// # Errors
    /// When the store fails; [`StoreError::Stale`]; [`StoreError::Repeated`]. Then nothing is stored.
    pub async fn save_session_recorded(
        &self,
        stamp: Stamp,
        state: State,
        events: Vec<Event>,
    ) -> Result<(), StoreError> {
        self.write_recorded(stamp, Subject::Session(state.spec.id), move |tx| {
            Box::pin(async move { save(tx, &state, &events).await })
        })
        .await
    }

    /// All sessions that have not ended (SES-2).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_sessions(&self) -> Result<Vec<StoredSession>, StoreError> {
        let rows = sqlx::query("SELECT state FROM sessions WHERE ended_ms IS NULL ORDER BY started_ms")
            .fetch_all(self.readers())
            .await?;
        let mut sessions = Vec::with_capacity(rows.len());
        for row in rows {
            let state: State = parse(&row.text("state")?, "state")?;
            let chat = self.chat_nonces(state.spec.id).await?;
            sessions.push(StoredSession { state, chat });
        }
        Ok(sessions)
    }

    async fn chat_nonces(&self, session: SessionId) -> Result<Vec<(String, u64)>, StoreError> {
        let rows = sqlx::query(
            "SELECT e.event, p.user_id FROM session_events e LEFT JOIN session_participants p ON p.session_id = e.session_id AND p.number = e.actor
             WHERE e.session_id = $1 AND e.kind IN ('chat', 'note', 'file_sent', 'url_pushed') ORDER BY e.sequence",
        )
        .bind(session.uuid())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .filter_map(|row| {
                let event = row.text("event").and_then(|text| parse::<Event>(&text, "event"));
                match (event, row.maybe_uuid("user_id")) {
                    (Ok(Event { sequence, kind: EventKind::Note { nonce, .. }, .. }), Ok(Some(user))) => {
                        Some(Ok((note_key(UserId::from_uuid(user), &nonce), sequence)))
                    }
                    (Ok(Event { sequence, actor, kind, .. }), Ok(user)) => {
                        let (nonce, _) = kind.said()?;
                        let rep = user.map(|user| chat_key(UserId::from_uuid(user), nonce));
                        let key = if actor == CUSTOMER { Some(customer_chat_key(nonce)) } else { rep };
                        key.map(|key| Ok((key, sequence)))
                    }
                    (Err(error), _) | (_, Err(error)) => Some(Err(error)),
                }
            })
            .collect()
    }

    /// A session's log after an event, at most so many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_events(&self, session: SessionId, after: u64, limit: u32) -> Result<Vec<Event>, StoreError> {
        let rows = sqlx::query(
            "SELECT event FROM session_events WHERE session_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
        )
        .bind(session.uuid())
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| parse(&row.text("event")?, "event")).collect()
    }

    /// A session, open or ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session(&self, session: SessionId) -> Result<Option<State>, StoreError> {
        let row =
            sqlx::query("SELECT state FROM sessions WHERE id = $1").bind(session.uuid()).fetch_optional(self.readers());
        row.await?.map(|row| parse(&row.text("state")?, "state")).transpose()
    }
}

pub(crate) async fn save(tx: &mut Tx, state: &State, events: &[Event]) -> Result<(), StoreError> {
    let ended = state.ended().then_some(state.phase_since);
    sqlx::query(
        "INSERT INTO sessions (id, item_id, client_id, owner_id, name, phase, started_ms, ended_ms, state, customer, method, search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id, phase = excluded.phase, ended_ms = excluded.ended_ms, state = excluded.state, search = excluded.search",
    )
    .bind(state.spec.id.uuid())
    .bind(state.spec.item.map(JumpItemId::uuid))
    .bind(state.spec.client.map(JumpClientId::uuid))
    .bind(state.owner.map(UserId::uuid))
    .bind(&state.spec.name)
    .bind(phase_name(state.phase))
    .bind(state.started.0)
    .bind(ended.map(|moment| moment.0))
    .bind(json(state)?)
    .bind(customer_key(state))
    .bind(&state.spec.method)
    .bind(search_text(state))
    .execute(&mut *tx)
    .await?;
    for event in events {
        sqlx::query("INSERT INTO session_events (session_id, sequence, at_ms, actor, kind, event) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(state.spec.id.uuid())
            .bind(i64::try_from(event.sequence).unwrap_or(i64::MAX))
            .bind(event.at.0)
            .bind(i64::from(event.actor))
            .bind(event.kind.name())
            .bind(json(event)?)
            .execute(&mut *tx)
            .await?;
    }
    save_attachments(tx, state.spec.id, events).await?;
    if events.iter().any(|event| concerns_people(&event.kind)) {
        save_people(tx, state, events, ended).await?;
        forget_those_outside(tx, state).await?;
    }
    Ok(())
}

/// What reports are found by, besides who was in it.
fn search_text(state: &State) -> String {
    format!("{}\n{}", state.spec.name.to_lowercase(), state.owner_name.to_lowercase())
}

fn concerns_people(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::SessionStarted { .. }
            | EventKind::ParticipantJoined
            | EventKind::ExternalJoined { .. }
            | EventKind::ParticipantLeft { .. }
            | EventKind::Held { .. }
            | EventKind::Resumed
            | EventKind::Accepted
            | EventKind::Ended { .. }
    )
}

async fn save_people(tx: &mut Tx, state: &State, events: &[Event], ended: Option<Moment>) -> Result<(), StoreError> {
    for participant in &state.participants {
        sqlx::query(
            "INSERT INTO session_participants (session_id, number, user_id, display_name, joined_ms, left_ms, external, name_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (session_id, number) DO UPDATE SET left_ms = excluded.left_ms",
        )
        .bind(state.spec.id.uuid())
        .bind(i64::from(participant.number))
        .bind(participant.user.uuid())
        .bind(&participant.name)
        .bind(participant.joined.0)
        .bind(ended.map(|moment| moment.0))
        .bind(participant.external.is_some())
        .bind(participant.name.to_lowercase())
        .execute(&mut *tx)
        .await?;
    }
    for event in events {
        if matches!(event.kind, EventKind::ParticipantLeft { .. } | EventKind::Held { .. }) {
            sqlx::query(
                "UPDATE session_participants SET left_ms = $3 WHERE session_id = $1 AND number = $2 AND left_ms IS NULL",
            )
            .bind(state.spec.id.uuid())
            .bind(i64::from(event.actor))
            .bind(event.at.0)
            .execute(&mut *tx)
            .await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use towline_model::{CustomValue, Permissions};
    use towline_session::{Effect, Graces, Input, Session, Spec};
    use uuid::Uuid;

    use super::*;

    fn started(user: UserId) -> (Session, Vec<Event>) {
        let spec = Spec {
            id: SessionId::from_uuid(Uuid::now_v7()),
            item: Some(JumpItemId::from_uuid(Uuid::now_v7())),
            name: "web-01".into(),
            group_name: String::new(),
            client: Some(JumpClientId::from_uuid(Uuid::now_v7())),
            method: "jump_client".into(),
            recorded: true,
            graces: Graces::default(),
            custom: vec![CustomValue {
                code_name: "ticket".into(),
                name: "Ticket".into(),
                value: "4711".into(),
                shown: true,
            }],
            support: None,
        };
        let mut session = Session::start(Moment(1_000_000_000_000), spec, user, "Olga", Permissions::ALL);
        let events = drain(&mut session);
        (session, events)
    }

    fn drain(session: &mut Session) -> Vec<Event> {
        let mut all = Vec::new();
        while let Some(effect) = session.poll_effect() {
            if let Effect::Persist { events } = effect {
                all.extend(events);
            }
        }
        all
    }

    #[tokio::test]
    async fn an_open_session_is_found_again_with_its_log_and_its_nonces_ses_2() {
        let directory = tempfile::tempdir().unwrap();
        let user = UserId::from_uuid(Uuid::now_v7());
        let store = Store::open(directory.path()).await.unwrap();
        let (mut session, events) = started(user);
        let id = session.state().spec.id;
        let outcome = store.start_session(user, "n1".into(), session.state().clone(), events.clone()).await.unwrap();
        assert_eq!(outcome, Started::New);
        let (other, other_events) = started(user);
        let outcome = store.start_session(user, "n1".into(), other.state().clone(), other_events).await.unwrap();
        assert_eq!(outcome, Started::Before(id));
        assert_eq!(store.session_by_nonce(user, "n1").await.unwrap(), Some(id));

        let now = Moment(1_000_000_001_000);
        let say = Input::Chat { user, text: "hello".into(), nonce: "c1".into(), reps_only: false };
        session.handle(now, say).unwrap();
        let more = drain(&mut session);
        store.save_session(session.state().clone(), more.clone()).await.unwrap();

        let open = store.open_sessions().await.unwrap();
        assert_eq!(open.len(), 1);
        assert_eq!(&open[0].state, session.state());
        assert_eq!(open[0].chat, [(chat_key(user, "c1"), 2)]);
        let log = store.session_events(id, 0, 100).await.unwrap();
        assert_eq!(log, [events, more].concat());
        assert_eq!(store.session_events(id, 1, 100).await.unwrap().len(), 1);

        session.handle(now, Input::End { user }).unwrap();
        let last = drain(&mut session);
        store.save_session(session.state().clone(), last).await.unwrap();
        assert!(store.open_sessions().await.unwrap().is_empty());
        assert!(store.session(id).await.unwrap().unwrap().ended());
    }
}
