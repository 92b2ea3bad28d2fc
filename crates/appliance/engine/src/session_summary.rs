//! What the summary of a session needs besides the session itself (SES-40): earlier sessions with the same endpoint or customer, and who may set its custom fields.

use std::collections::{BTreeMap, HashSet};

use towline_model::{CustomValue, Queue, SessionId};
use towline_policy::{Area, Granted, action, authorize};
use towline_store::{Common, EarlierSession, Sees};

use crate::{Engine, Fault, Principal, reports::reports};

/// Earlier sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierSessions {
    /// The newest first.
    pub sessions: Vec<EarlierSession>,
    /// Whether there are more.
    pub more: bool,
    /// Whether they were found by what the customer said to be, which proves nothing.
    pub by_name: bool,
    /// Those of them that the caller may read the report of.
    pub reported: HashSet<SessionId>,
}

impl Engine {
    /// Sessions before one that the caller is in, or that waits in a queue that they serve, with the same endpoint or with a customer of the same name.
    ///
    /// SECURITY: a customer only says a name, and a rep can make a key and say any. Of customers, callers are told of sessions that they were in or that waited in a queue of theirs or their teams, unless they may see all sessions.
    ///
    /// # Errors
    /// `not_found`, also for one that the caller does not see.
    pub async fn earlier_sessions(
        &self,
        granted: Granted<action::SeeOwnSession>,
        id: SessionId,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<EarlierSessions, Fault> {
        let state = self.inner.store.session(id).await?.ok_or_else(Fault::not_found)?;
        // One that waits is seen by those who may accept it.
        let actor = granted.actor();
        let serves = state.queue.is_some_and(|queue| actor.standing.serves(queue));
        if state.participant_of(actor.user).is_none() && !serves {
            return Err(Fault::not_found());
        }
        let Some(common) = Common::of(&state) else {
            return Ok(EarlierSessions { sessions: Vec::new(), more: false, by_name: true, reported: HashSet::new() });
        };
        let sees = if actor.standing.opens(Area::Status) {
            Sees::All
        } else {
            // What waited in the general queue was for everybody; what became of it was not.
            let queues = actor.standing.queues().into_iter().filter(|queue| *queue != Queue::General).collect();
            Sees::Own { user: actor.user, queues }
        };
        let mut sessions =
            self.inner.store.earlier_sessions(&common, &sees, before.unwrap_or(id), limit.saturating_add(1)).await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = sessions.len() > most;
        sessions.truncate(most);
        let ids = sessions.iter().map(|session| session.id);
        let reported = self.inner.store.reported_of(&reports(actor), ids).await?;
        Ok(EarlierSessions { sessions, more, by_name: matches!(common, Common::Customer(_)), reported })
    }

    /// Custom fields as a rep sets them in a session: only those that representatives see.
    ///
    /// # Errors
    /// `not_permitted`, `unknown_custom_field`, `invalid`, `signed_out`.
    pub async fn session_fields_by_rep(
        &self,
        principal: &Principal,
        said: &BTreeMap<String, Option<String>>,
    ) -> Result<Vec<CustomValue>, Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::SeeOwnSession>(&actor, ())?;
        if !actor.standing.sets_custom_fields() {
            return Err(Fault::not_permitted());
        }
        let fields = self.session_fields_set(said).await?;
        // SECURITY: one that reps do not see is as one that is not there.
        if fields.iter().any(|field| !field.shown) {
            return Err(Fault::not_found());
        }
        Ok(fields)
    }
}
