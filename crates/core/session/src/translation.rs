//! The chat in two languages (SES-31): what the customer says is translated for reps, and what reps say to the customer for them, by a service outside. What was said stands at once; its translation follows as an entry of its own.

use serde::{Deserialize, Serialize};
use towline_model::{Languages, Moment, UserId};

use crate::machine::Session;
use crate::{Answer, CHAT_LIMIT, CUSTOMER, Effect, EventKind, Refusal};

/// Messages of one session that may wait for the service.
const WAITING: usize = 16;
/// What was said before the translation began, and is translated as well: so many messages of the customer.
pub const SAID_BEFORE: usize = 8;
/// Longest translation in bytes.
pub const TRANSLATION_LIMIT: usize = 4 * CHAT_LIMIT;

/// How the chat is translated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// Between what.
    #[serde(flatten)]
    pub languages: Languages,
    /// What the service has been asked for and has not answered. Kept with the session: after a restart it is asked again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<Untranslated>,
}

/// A message that waits for its translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untranslated {
    /// Sequence of the message.
    pub message: u64,
    /// What was said.
    pub text: String,
    /// For the customer; else for reps.
    pub to_customer: bool,
}

impl Session {
    /// Translates from now on, or no more. `user`: the rep who wants it so; nobody, at the start. `said`: what the customer said before, oldest first.
    pub(crate) fn translate(
        &mut self,
        now: Moment,
        user: Option<UserId>,
        languages: Option<Languages>,
        said: Vec<(u64, String)>,
    ) -> Result<Answer, Refusal> {
        let number = user.map_or(Ok(0), |user| self.inside(user))?;
        if self.state.translation.as_ref().map(|translation| &translation.languages) == languages.as_ref() {
            return Ok(Answer::Done);
        }
        let Some(languages) = languages else {
            self.state.translation = None;
            self.log(now, number, EventKind::TranslationStopped);
            return Ok(Answer::Done);
        };
        if self.state.customer.is_none() || self.state.dismissed.is_some() {
            return Err(Refusal::Invalid);
        }
        self.log(now, number, EventKind::TranslationStarted { languages: languages.clone() });
        self.state.translation = Some(Translation { languages, waiting: Vec::new() });
        let before = said.len().saturating_sub(SAID_BEFORE);
        for (message, text) in said.into_iter().skip(before) {
            self.wants_translation(now, Untranslated { message, text, to_customer: false });
        }
        Ok(Answer::Done)
    }

    /// The newest entry is a message that not only reps read.
    pub(crate) fn translate_newest(&mut self, now: Moment, number: u16, text: String) {
        let message = self.state.last_event;
        self.wants_translation(now, Untranslated { message, text, to_customer: number != CUSTOMER });
    }

    fn wants_translation(&mut self, now: Moment, wanted: Untranslated) {
        let Some(translation) = &mut self.state.translation else { return };
        let Untranslated { message, to_customer, .. } = wanted;
        if translation.waiting.len() >= WAITING {
            self.log(now, 0, EventKind::NotTranslated { message, to_customer, code: "busy".to_owned() });
            return;
        }
        self.effects.push_back(Effect::Translate { languages: translation.languages.clone(), wanted: wanted.clone() });
        translation.waiting.push(wanted);
        self.touch();
    }

    /// The service's answer, or why there is none. What nobody waits for any more is dropped.
    pub(crate) fn translated(
        &mut self,
        now: Moment,
        languages: &Languages,
        message: u64,
        outcome: Result<String, String>,
    ) -> Result<Answer, Refusal> {
        let Some(translation) = self.state.translation.as_mut().filter(|it| it.languages == *languages) else {
            return Ok(Answer::Done);
        };
        let Some(place) = translation.waiting.iter().position(|wanted| wanted.message == message) else {
            return Ok(Answer::Done);
        };
        let Untranslated { to_customer, .. } = translation.waiting.remove(place);
        let outcome = outcome.and_then(|text| match text.trim().is_empty() || text.len() > TRANSLATION_LIMIT {
            true => Err("refused".to_owned()),
            false => Ok(text),
        });
        self.log(
            now,
            0,
            match outcome {
                Ok(text) => EventKind::Translated { message, to_customer, text },
                Err(code) => EventKind::NotTranslated { message, to_customer, code },
            },
        );
        Ok(Answer::Done)
    }

    /// After a restart: the service is asked once more for what it has not answered.
    pub(crate) fn translate_again(&mut self) {
        let Some(translation) = self.state.translation.as_ref().filter(|_| !self.state.ended()) else { return };
        for wanted in &translation.waiting {
            let languages = translation.languages.clone();
            self.effects.push_back(Effect::Translate { languages, wanted: wanted.clone() });
        }
    }
}
