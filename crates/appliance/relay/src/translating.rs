//! Translation of the chat (SES-31): a rep's wish for it becomes the machine's, and what the machine wants translated goes to the service and comes back.

use std::sync::Arc;

use towline_model::{Languages, SessionId, UserId};
use towline_session::{CUSTOMER, EventKind, Input, State, Untranslated};
use towline_wire::v1;

use crate::actor::{Msg, Reply, SessionHandle};
use crate::pin::told;
use crate::relay::Shared;
use crate::views;

/// Entries of the log that are looked through for what the customer said last.
const LOOKED_THROUGH: u32 = 200;

impl Shared {
    /// A rep wants the chat translated, or no more. What the customer said before is translated as well.
    pub(crate) async fn translate_chat(
        &self,
        user: UserId,
        session: &SessionHandle,
        wanted: &v1::TranslateChat,
    ) -> Result<(), v1::Problem> {
        if wanted.customer.is_empty() {
            let none = Input::Translate { user: Some(user), languages: None, said: Vec::new() };
            return self.put(session, none).await.map(drop).map_err(views::refusal);
        }
        let languages = self.engine.languages_with(&wanted.customer).await.map_err(|fault| told(&fault))?;
        let said = self.said_by_customer(&session.state()).await;
        let input = Input::Translate { user: Some(user), languages: Some(languages), said };
        self.put(session, input).await.map(drop).map_err(views::refusal)
    }

    async fn said_by_customer(&self, state: &State) -> Vec<(u64, String)> {
        let after = state.last_event.saturating_sub(u64::from(LOOKED_THROUGH));
        // Without them the translation begins with what comes.
        let events = self.engine.store().session_events(state.spec.id, after, LOOKED_THROUGH).await.unwrap_or_default();
        let said = events.into_iter().filter(|event| event.actor == CUSTOMER).filter_map(|event| match event.kind {
            EventKind::Chat { text, .. } => Some((event.sequence, text)),
            _ => None,
        });
        said.collect()
    }

    /// Asks the service, and tells the session what it said. Ends by itself: the service has a bounded time.
    pub(crate) fn translate(self: &Arc<Self>, session: SessionId, languages: Languages, wanted: Untranslated) {
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            let Untranslated { message, text, to_customer } = wanted;
            let outcome = shared.engine.translate(&languages, to_customer, &text).await;
            if let Some(handle) = shared.session(session) {
                let input = Input::Translated { languages, message, outcome };
                // A session that is over needs no translation.
                let _ = handle.mailbox.send(Msg::Do(input, Reply::Nowhere)).await;
            }
        });
    }

    /// Between what the chat of a customer who begins is translated from the start.
    pub(crate) async fn translated_from_start(&self, tag: &str) -> Option<Input> {
        let languages = self.engine.languages_for(tag).await.ok().flatten()?;
        Some(Input::Translate { user: None, languages: Some(languages), said: Vec::new() })
    }
}
