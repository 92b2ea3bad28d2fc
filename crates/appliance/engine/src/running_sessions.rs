//! Running sessions, for those who look after the site (ADM-9): which there are, what their custom fields are, and their end. Who is in one has the session itself; here is who is in none.

use std::collections::BTreeMap;

use towline_model::{CustomValue, JumpItemId, Moment, SessionId, UserId};
use towline_policy::{Granted, action};
use towline_store::Subject;

use crate::{Engine, Fault};

/// Where a running session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunningPhase {
    /// The endpoint has not been there yet.
    Connecting,
    /// At work.
    Active,
    /// Back in its owner's personal queue.
    OnHold,
    /// It waits for its endpoint.
    EndpointLost,
    /// A customer is there, in a queue; nobody has accepted yet.
    Waiting,
}

/// A representative in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InSession {
    /// The account.
    pub user: UserId,
    /// What people call it.
    pub name: String,
    /// Since when.
    pub joined: Moment,
    /// Of somebody without an account: who answers for them (SUP-70).
    pub external: Option<String>,
}

/// A running session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningSession {
    /// Its id. Later ones are greater.
    pub id: SessionId,
    /// What was jumped to; nothing when a customer asked.
    pub item: Option<JumpItemId>,
    /// What it is called: by the item as it was named when the session started, or by the customer.
    pub name: String,
    /// The item's Jump Group then; empty: a personal list, or none.
    pub group_name: String,
    /// How.
    pub method: String,
    /// Where it stands.
    pub phase: RunningPhase,
    /// Since when it does.
    pub phase_since: Moment,
    /// When it started.
    pub started: Moment,
    /// Whose it is, in the session or not; nobody's while it waits in a team's queue.
    pub owner: Option<UserId>,
    /// The owner's name.
    pub owner_name: String,
    /// The queue that it waits in; empty: in none.
    pub queue_name: String,
    /// Who is in it, longest first.
    pub inside: Vec<InSession>,
    /// Its custom fields, also those that representatives do not see.
    pub custom: Vec<CustomValue>,
}

/// Which running sessions.
#[derive(Debug, Clone, Default)]
pub struct RunningQuery {
    /// Only those whose own name, or whose owner's, queue's or representatives' names contain this text.
    pub search: String,
    /// Only those with this item.
    pub item: Option<JumpItemId>,
    /// Only those with a smaller id: the last one of the page before.
    pub before: Option<SessionId>,
}

impl RunningQuery {
    fn fits(&self, session: &RunningSession) -> bool {
        let needle = self.search.trim().to_lowercase();
        let names =
            session.inside.iter().map(|rep| &rep.name).chain([&session.name, &session.owner_name, &session.queue_name]);
        self.item.is_none_or(|item| session.item == Some(item))
            && self.before.is_none_or(|before| session.id < before)
            && (needle.is_empty() || names.into_iter().any(|name| name.to_lowercase().contains(&needle)))
    }
}

impl Engine {
    /// The newest running sessions that match, at most `limit`, and whether there are more.
    pub async fn running_sessions(
        &self,
        _granted: Granted<action::ViewSessions>,
        query: &RunningQuery,
        limit: u32,
    ) -> (Vec<RunningSession>, bool) {
        let mut found = self.sessions().all().await;
        found.retain(|session| query.fits(session));
        found.sort_by_key(|session| std::cmp::Reverse(session.id));
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > limit;
        found.truncate(limit);
        (found, more)
    }

    /// A running session, with a digest of what can be changed of it ([`towline_store::Store::seen`]).
    ///
    /// # Errors
    /// `not_found`.
    pub async fn running_session(
        &self,
        _granted: Granted<action::ViewSessions>,
        id: SessionId,
    ) -> Result<(RunningSession, Option<[u8; 32]>), Fault> {
        self.seen_session(id).await
    }

    /// Sets custom fields of a running session. Those that are not named stay; nothing, or an empty text, takes one away.
    ///
    /// # Errors
    /// `not_found`, `unknown_custom_field`, `invalid`.
    pub async fn edit_session(
        &self,
        granted: Granted<action::EditSession>,
        id: SessionId,
        said: &BTreeMap<String, Option<String>>,
    ) -> Result<(RunningSession, Option<[u8; 32]>), Fault> {
        let fields = self.session_fields_set(said).await?;
        self.sessions().set_custom(id, fields, self.stamp(granted.actor())).await?;
        self.seen_session(id).await
    }

    /// Ends a running session; everybody in it is told that an administrator did.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn end_session(&self, granted: Granted<action::EndSession>, id: SessionId) -> Result<(), Fault> {
        self.sessions().end(id, self.stamp(granted.actor())).await
    }

    async fn seen_session(&self, id: SessionId) -> Result<(RunningSession, Option<[u8; 32]>), Fault> {
        // Before the session itself: what is changed in between is noticed.
        let seen = self.inner.store.seen(Subject::Session(id)).await?;
        let found = self.sessions().all().await.into_iter().find(|session| session.id == id);
        Ok((found.ok_or_else(Fault::not_found)?, seen))
    }
}
