//! Chat: in order, each message once, whatever is repeated (SES-31).

use towline_model::{Moment, UserId};

use crate::machine::Session;
use crate::{Answer, CHAT_LIMIT, EventKind, Refusal};

/// A nonce is a UUID as text; longer ones are nobody's.
const NONCE_LIMIT: usize = 64;

impl Session {
    pub(crate) fn chat(
        &mut self,
        now: Moment,
        user: UserId,
        text: String,
        nonce: String,
        reps_only: bool,
    ) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        // SECURITY: kept apart by user, so that nobody silences another by guessing a nonce.
        let key = chat_key(user, &nonce);
        self.say(now, number, key, text, nonce, reps_only)
    }

    pub(crate) fn say(
        &mut self,
        now: Moment,
        number: u16,
        key: String,
        text: String,
        nonce: String,
        reps_only: bool,
    ) -> Result<Answer, Refusal> {
        if text.is_empty() || text.len() > CHAT_LIMIT || !nonce_ok(&nonce) {
            return Err(Refusal::Invalid);
        }
        if self.nonces.contains_key(&key) {
            return Ok(Answer::Done);
        }
        self.log(now, number, EventKind::Chat { text, nonce, reps_only });
        self.nonces.insert(key, self.state.last_event);
        self.state.last_chat = self.state.last_event;
        let users = self.concerned();
        self.effects.push_back(crate::Effect::Lists { users });
        Ok(Answer::Done)
    }
}

/// How a chat nonce of the customer is remembered.
pub fn customer_chat_key(nonce: &str) -> String {
    format!("customer/{nonce}")
}

/// How a chat nonce of a rep is remembered.
pub fn chat_key(user: UserId, nonce: &str) -> String {
    format!("{user}/{nonce}")
}

pub(crate) fn nonce_ok(nonce: &str) -> bool {
    !nonce.is_empty() && nonce.len() <= NONCE_LIMIT
}
