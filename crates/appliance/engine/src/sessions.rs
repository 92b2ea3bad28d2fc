//! What the engine and the API need of running sessions. The relay implements it and is handed over at wiring.

use std::{collections::HashMap, future::Future, pin::Pin};

use serde::Serialize;
use towline_model::{CustomValue, JumpItemId, LoginId, Queue, Readiness, Rights, SessionId, Support, UserId};
use towline_session::{Answer, Input};
use towline_store::{AskedBy, Stamp, UsedExternalInvitation};

use crate::{AwayInvited, ExternalInvited, Fault, RunningSession};

/// A future in a box.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A session, as the logout page lists it (ACC-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenSession {
    /// Its id.
    pub id: SessionId,
    /// Name of its Jump Item, or of the customer.
    pub item_name: String,
    /// Stable name of its phase: connecting, waiting, active, on_hold, endpoint_lost.
    pub phase: &'static str,
    /// Whether the user owns it.
    pub owned: bool,
}

/// What becomes of a user's sessions when the user goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// They wait in the personal queue.
    Hold,
    /// They end.
    End,
    /// The account is no more: they go to whoever else is in them, or on waiting if a customer is there, or end (SUP-34).
    Gone,
}

/// Why sessions end from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// The Jump Item was removed.
    ItemRemoved,
    /// The account was disabled.
    UserDisabled,
}

/// A session that a customer asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What lets it begin.
    pub by: AskedBy,
    /// Of what lets the customer's browser come back.
    pub cookie_hash: [u8; 32],
    /// Where it waits.
    pub queue: Queue,
    /// What that is called.
    pub queue_name: String,
    /// By whom, and how.
    pub support: Support,
    /// What they said of custom fields.
    pub custom: Vec<CustomValue>,
}

/// Running sessions.
pub trait Sessions: Send + Sync {
    /// A customer's session begins. `None`: the key was used, or the Support Button withdrawn, meanwhile.
    fn ask(&self, asked: Asked) -> BoxFuture<'_, Result<Option<SessionId>, Fault>>;
    /// All of them, in no order.
    fn all(&self) -> BoxFuture<'_, Vec<RunningSession>>;
    /// Somebody ends a session from outside (ADM-9): with the line in the record, or not at all.
    fn end(&self, session: SessionId, stamp: Stamp) -> BoxFuture<'_, Result<(), Fault>>;
    /// Somebody sets custom fields from outside (ADM-9): with the line in the record, or not at all. An empty value takes a field away.
    fn set_custom(
        &self,
        session: SessionId,
        fields: Vec<CustomValue>,
        stamp: Stamp,
    ) -> BoxFuture<'_, Result<(), Fault>>;
    /// The sessions that this user is in or that wait in the user's queue.
    fn of_user(&self, user: UserId) -> BoxFuture<'_, Vec<OpenSession>>;
    /// Whether the user is in this running session.
    fn is_in(&self, user: UserId, session: SessionId) -> BoxFuture<'_, bool>;
    /// Whether the user sees this session: in it, theirs, waiting in a queue that they serve; or over, and theirs.
    fn sees(&self, user: UserId, session: SessionId) -> BoxFuture<'_, bool>;
    /// Puts something to a running session; done when it is stored.
    fn put(&self, session: SessionId, input: Input) -> BoxFuture<'_, Result<Answer, Fault>>;
    /// The user leaves all of them.
    fn leave_all(&self, user: UserId, leaving: Leaving) -> BoxFuture<'_, ()>;
    /// All sessions of this item end.
    fn end_for_item(&self, item: JumpItemId, reason: EndReason) -> BoxFuture<'_, ()>;
    /// Display names of those who are in a session with each of these items now.
    fn in_use(&self, items: &[JumpItemId]) -> BoxFuture<'_, HashMap<JumpItemId, Vec<String>>>;
    /// Number of running sessions.
    fn count(&self) -> BoxFuture<'_, u64>;
    /// Users who have a console connected now.
    fn users(&self) -> BoxFuture<'_, Vec<UserId>>;
    /// Users who have a console connected now and take sessions out of their personal queue: whom a customer can choose.
    fn reachable(&self) -> BoxFuture<'_, Vec<UserId>>;
    /// Whether those who have one are there for another session.
    fn readiness(&self) -> BoxFuture<'_, HashMap<UserId, Readiness>>;
    /// Logins that have a console connected now.
    fn consoles(&self) -> BoxFuture<'_, Vec<LoginId>>;
    /// An open invitation of somebody without an account (SUP-70).
    fn external_invited(&self, session: SessionId, number: u32) -> BoxFuture<'_, Option<ExternalInvited>>;
    /// Its link is followed: used up and in the session, together. `false`: somebody was faster, or it is over.
    fn admit_external(
        &self,
        session: SessionId,
        number: u32,
        profile: Rights,
        used: UsedExternalInvitation,
    ) -> BoxFuture<'_, Result<bool, Fault>>;
    /// An open invitation that was sent to this user by mail (SUP-33).
    fn away_invited(&self, session: SessionId, number: u32, user: UserId) -> BoxFuture<'_, Option<AwayInvited>>;
    /// This user declines an invitation.
    fn decline(&self, session: SessionId, number: u32, user: UserId, name: String) -> BoxFuture<'_, ()>;
}

/// No sessions: what holds until the relay is handed over.
#[derive(Debug)]
pub(crate) struct NoSessions;

impl Sessions for NoSessions {
    fn ask(&self, _asked: Asked) -> BoxFuture<'_, Result<Option<SessionId>, Fault>> {
        Box::pin(std::future::ready(Err(Fault::internal())))
    }

    fn all(&self) -> BoxFuture<'_, Vec<RunningSession>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    fn end(&self, _session: SessionId, _stamp: Stamp) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(std::future::ready(Err(Fault::not_found())))
    }

    fn set_custom(
        &self,
        _session: SessionId,
        _fields: Vec<CustomValue>,
        _stamp: Stamp,
    ) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(std::future::ready(Err(Fault::not_found())))
    }

    fn of_user(&self, _user: UserId) -> BoxFuture<'_, Vec<OpenSession>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    fn is_in(&self, _user: UserId, _session: SessionId) -> BoxFuture<'_, bool> {
        Box::pin(std::future::ready(false))
    }

    fn sees(&self, _user: UserId, _session: SessionId) -> BoxFuture<'_, bool> {
        Box::pin(std::future::ready(false))
    }

    fn put(&self, _session: SessionId, _input: Input) -> BoxFuture<'_, Result<Answer, Fault>> {
        Box::pin(std::future::ready(Err(Fault::not_found())))
    }

    fn leave_all(&self, _user: UserId, _leaving: Leaving) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn end_for_item(&self, _item: JumpItemId, _reason: EndReason) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn in_use(&self, _items: &[JumpItemId]) -> BoxFuture<'_, HashMap<JumpItemId, Vec<String>>> {
        Box::pin(std::future::ready(HashMap::new()))
    }

    fn count(&self) -> BoxFuture<'_, u64> {
        Box::pin(std::future::ready(0))
    }

    fn users(&self) -> BoxFuture<'_, Vec<UserId>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    fn reachable(&self) -> BoxFuture<'_, Vec<UserId>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    fn readiness(&self) -> BoxFuture<'_, HashMap<UserId, Readiness>> {
        Box::pin(std::future::ready(HashMap::new()))
    }

    fn consoles(&self) -> BoxFuture<'_, Vec<LoginId>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    fn external_invited(&self, _session: SessionId, _number: u32) -> BoxFuture<'_, Option<ExternalInvited>> {
        Box::pin(std::future::ready(None))
    }

    fn admit_external(
        &self,
        _session: SessionId,
        _number: u32,
        _profile: Rights,
        _used: UsedExternalInvitation,
    ) -> BoxFuture<'_, Result<bool, Fault>> {
        Box::pin(std::future::ready(Ok(false)))
    }

    fn away_invited(&self, _session: SessionId, _number: u32, _user: UserId) -> BoxFuture<'_, Option<AwayInvited>> {
        Box::pin(std::future::ready(None))
    }

    fn decline(&self, _session: SessionId, _number: u32, _user: UserId, _name: String) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}
