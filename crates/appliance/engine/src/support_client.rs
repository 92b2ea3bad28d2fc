//! The full customer client (SUP-21, SUP-40): downloads that know their session, and the clients that were started from them.
//!
//! SECURITY: a download's token counts once and binds the key of the client that showed it first. That key lives in the client's memory alone; it is worth this one session.

use std::{net::IpAddr, time::Duration};

use towline_model::{AgentKeyId, SessionId};
use towline_seal::{SupportTrailer, trailer};
use towline_session::State;

use crate::{
    Engine, Fault, FaultKind,
    secret::{self, Secret},
    sign_in::too_many,
};

/// How long after the download a client can be started.
const START: Duration = Duration::from_secs(60 * 60);
/// How long after the end a client may answer what is asked then (SUP-80); its window asks for ten minutes.
const ANSWERS: Duration = Duration::from_secs(15 * 60);

/// A client whose key is bound to a session that is over for its customer. It may answer for the customer, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedClient {
    session: SessionId,
}

/// What a client that brought a token is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// This session.
    Session(SessionId),
    /// Nothing yet: the person at it has to accept this first (SUP-3).
    Agree(Agreement),
}

/// A text to be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Its [`agreement_digest`](crate::agreement_digest): comes back when it was accepted.
    pub digest: String,
    /// It.
    pub text: String,
}

impl Engine {
    /// What is appended to the program of a customer's download: the session of this browser's cookie.
    ///
    /// # Errors
    /// `not_found`: there is no such session, or it is over; `too_many_attempts`; `limit`.
    pub async fn support_trailer(&self, cookie: &str, language: &str, address: IpAddr) -> Result<Vec<u8>, Fault> {
        let state = self.state_of_customer(cookie).await?;
        if state.ended_for_customer() {
            return Err(Fault::not_found());
        }
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        let (token, now) = (Secret::fresh::<32>()?, self.now());
        let expires = now + START;
        if !self.inner.store.make_support_client(state.spec.id, token.hash, now, expires).await? {
            return Err(Fault::new(FaultKind::Conflict, "limit", "The program was started too often in this session.")
                .detail("Ask for a new session."));
        }
        let site = &self.inner.site;
        let organisation = state.spec.support.as_ref().map_or_else(String::new, |support| support.site_name.clone());
        let content = SupportTrailer {
            site: site.url.clone(),
            token: token.text,
            language: language.to_owned(),
            expires_ms: expires.unix_ms(),
            organisation,
            behind_proxy: site.behind_proxy,
            ..SupportTrailer::default()
        };
        trailer(self.keeper().as_ref(), &content).map_err(|error| {
            tracing::error!(%error, "a download of the customer's client could not be made");
            Fault::internal()
        })
    }

    /// Binds a client's key to the session of its download (SUP-21), or to one that its Support Button begins (SUP-50), when the person `agreed` to what its site wants to be accepted. The same key again is the same client and uses nothing up.
    ///
    /// # Errors
    /// `bad_token`; `ended`; those of Support Buttons.
    pub async fn bind_support_client(
        &self,
        token: &str,
        agreed: &str,
        key: AgentKeyId,
        address: IpAddr,
    ) -> Result<Bound, Fault> {
        // 43 characters; what is longer is not even hashed.
        let bound = match token.len() {
            1..=64 => match self.inner.store.bind_support_client(secret::hash(token), key, self.now()).await? {
                Some(session) => Some(Bound::Session(session)),
                // A button's token binds nothing by itself: the key does, from its first start on.
                None => match self.inner.store.support_client(key).await? {
                    Some(session) => Some(Bound::Session(session)),
                    None => self.start_by_button(token, agreed, key, address).await?,
                },
            },
            _ => None,
        };
        let bound = bound.ok_or_else(|| {
            Fault::new(FaultKind::NotPermitted, "bad_token", "This program cannot be started any more.")
                .detail("It was started before, or it is too old. Download it anew from the page of your session.")
        })?;
        match bound {
            Bound::Session(session) => self.open_for_client(session).await.map(Bound::Session),
            agree @ Bound::Agree(_) => Ok(agree),
        }
    }

    /// The session that a client's key is bound to. `None`: the key is no client's.
    ///
    /// # Errors
    /// `ended`.
    pub async fn support_client(&self, key: AgentKeyId) -> Result<Option<SessionId>, Fault> {
        match self.inner.store.support_client(key).await? {
            Some(session) => self.open_for_client(session).await.map(Some),
            None => Ok(None),
        }
    }

    /// The session that a client's key was bound to, whatever became of it. `None`: the key is no client's.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_of_client(&self, key: AgentKeyId) -> Result<Option<SessionId>, Fault> {
        Ok(self.inner.store.support_client(key).await?)
    }

    /// What a client's key is still worth when its session is over (SUP-80). `None`: the key is no client's.
    ///
    /// # Errors
    /// `not_ended`; `ended`: too long ago.
    pub async fn ended_client(&self, key: AgentKeyId) -> Result<Option<EndedClient>, Fault> {
        let Some(session) = self.inner.store.support_client(key).await? else { return Ok(None) };
        let state = self.inner.store.session(session).await?.ok_or_else(ended)?;
        if !state.ended_for_customer() {
            return Err(Fault::new(FaultKind::Conflict, "not_ended", "The session has not ended."));
        }
        // One whose customer was disconnected goes on among reps.
        if state.ended() && self.now().since(state.phase_since) > ANSWERS {
            return Err(ended());
        }
        Ok(Some(EndedClient { session }))
    }

    pub(crate) async fn state_of_client(&self, client: &EndedClient) -> Result<State, Fault> {
        self.inner.store.session(client.session).await?.ok_or_else(Fault::not_found)
    }

    async fn open_for_client(&self, session: SessionId) -> Result<SessionId, Fault> {
        let state = self.inner.store.session(session).await?;
        if state.is_some_and(|state| !state.ended_for_customer()) {
            return Ok(session);
        }
        Err(ended())
    }
}

fn ended() -> Fault {
    Fault::new(FaultKind::NotFound, "ended", "The session has ended.").detail("")
}
