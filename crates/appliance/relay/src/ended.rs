//! A customer's client after the end (SUP-80): nothing of the session leads to it any more. It comes on a link that no session knows, to answer what is asked then.

use towline_engine::{EndedClient, Fault};
use towline_model::AgentKeyId;
use towline_session::Input;

use crate::relay::Relay;

impl Relay {
    /// What the key of a client that has ended its session is still worth. A session that goes on, because nobody heard of that end, ends now. `None`: the key is no client's.
    ///
    /// # Errors
    /// `not_ended`, `ended`.
    pub async fn ended_client(&self, key: AgentKeyId) -> Result<Option<EndedClient>, Fault> {
        let engine = &self.shared.engine;
        let session = engine.session_of_client(key).await?.and_then(|id| self.shared.session(id));
        if let Some(session) = session.filter(|session| !session.state().ended_for_customer()) {
            // Whether it could be stored, the engine sees.
            let _ = self.shared.put(&session, Input::CustomerEnds).await;
        }
        engine.ended_client(key).await
    }
}
