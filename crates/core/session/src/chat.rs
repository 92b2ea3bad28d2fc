//! What people say to each other: messages, files, addresses of pages. In order, each once, whatever is repeated (SES-31).

use towline_model::{Attachment, Moment, UserId, is_web_address};

use crate::machine::Session;
use crate::{Answer, CHAT_LIMIT, CUSTOMER, EventKind, Refusal};

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
        let reps_only = self.among_reps(reps_only);
        self.say(now, number, key, EventKind::Chat { text, nonce, reps_only })
    }

    pub(crate) fn customer_says(&mut self, now: Moment, text: String, nonce: String) -> Result<Answer, Refusal> {
        self.customer_may_speak()?;
        self.say(now, CUSTOMER, customer_chat_key(&nonce), EventKind::Chat { text, nonce, reps_only: false })
    }

    pub(crate) fn send_file(
        &mut self,
        now: Moment,
        user: UserId,
        file: Attachment,
        nonce: String,
        reps_only: bool,
    ) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        let reps_only = self.among_reps(reps_only);
        self.say(now, number, chat_key(user, &nonce), EventKind::FileSent { file, nonce, reps_only })
    }

    pub(crate) fn customer_sends_file(
        &mut self,
        now: Moment,
        file: Attachment,
        nonce: String,
    ) -> Result<Answer, Refusal> {
        self.customer_may_speak()?;
        self.say(now, CUSTOMER, customer_chat_key(&nonce), EventKind::FileSent { file, nonce, reps_only: false })
    }

    pub(crate) fn push_url(
        &mut self,
        now: Moment,
        user: UserId,
        url: String,
        nonce: String,
    ) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        // Without a customer there is nobody to ask.
        if self.state.customer.is_none() || self.state.dismissed.is_some() {
            return Err(Refusal::Invalid);
        }
        self.say(now, number, chat_key(user, &nonce), EventKind::UrlPushed { url, nonce })
    }

    /// After the customer is disconnected nothing is for anybody but reps.
    fn among_reps(&self, reps_only: bool) -> bool {
        reps_only || self.state.dismissed.is_some()
    }

    fn customer_may_speak(&self) -> Result<(), Refusal> {
        match self.state.customer {
            None => Err(Refusal::Invalid),
            Some(_) if self.state.dismissed.is_some() => Err(Refusal::Ended),
            Some(_) => Ok(()),
        }
    }

    fn say(&mut self, now: Moment, number: u16, key: String, what: EventKind) -> Result<Answer, Refusal> {
        let fits = match &what {
            EventKind::Chat { text, .. } => !text.is_empty() && text.len() <= CHAT_LIMIT,
            EventKind::UrlPushed { url, .. } => is_web_address(url),
            _ => true,
        };
        if !fits || !what.said().is_some_and(|(nonce, _)| nonce_ok(nonce)) {
            return Err(Refusal::Invalid);
        }
        if self.nonces.contains_key(&key) {
            return Ok(Answer::Before);
        }
        let heard = match &what {
            EventKind::Chat { text, reps_only: false, .. } => Some(text.clone()),
            _ => None,
        };
        self.log(now, number, what);
        self.nonces.insert(key, self.state.last_event);
        self.state.last_chat = self.state.last_event;
        if let Some(text) = heard {
            self.translate_newest(now, number, text);
        }
        // Those whose queue it waits in see as well that something was written.
        self.tell_lists();
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
