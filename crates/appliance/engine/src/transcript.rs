//! What was said in a session, sent to its customer by mail after the end (SES-32): plain text, without anything that was among reps.

use std::{fmt::Write as _, net::IpAddr, time::Duration};

use jiff::Timestamp;
use towline_mail::Letter;
use towline_model::{Language, Moment, PublicSiteId, clip};
use towline_session::{Event, EventKind, State};

use crate::{
    Engine, Fault, FaultKind,
    letters::words::{LetterWords, filled},
    sign_in::too_many,
};

/// How long after the end it can be asked for.
const OFFERED: Duration = Duration::from_secs(24 * 60 * 60);
/// Bytes of a transcript at most; of a longer one the beginning is left out.
const LONGEST: usize = 256 * 1024;
/// Events that are read at a time.
const PAGE: u32 = 256;
/// Bytes of a name that are written.
const NAME: usize = 100;

fn not_offered() -> Fault {
    Fault::new(FaultKind::NotFound, "not_offered", "The conversation is not sent by e-mail here.")
}

/// One line for an event, as the customer saw it. Everything among reps, and every event that is no conversation, is nothing.
fn line(event: &Event, words: &LetterWords) -> Option<String> {
    let who = clip(&event.actor_name, NAME);
    let told = |text| Some(filled(text, &[("name", &who)]));
    let text = match &event.kind {
        EventKind::Chat { text, reps_only: false, .. } => text.clone(),
        EventKind::FileSent { file, reps_only: false, .. } => format!("{} {}", words.file, file.name),
        EventKind::UrlPushed { url, .. } => format!("{} {url}", words.asks_open),
        EventKind::Translated { to_customer: true, text, .. } => {
            return Some(format!("        {} {}", words.translated, set_in(text)));
        }
        EventKind::Accepted => return told(words.helps),
        EventKind::ParticipantJoined => return told(words.joined),
        EventKind::ParticipantLeft { .. } => return told(words.left),
        EventKind::InstructionsSent => return told(words.instructions),
        EventKind::Ended { .. } | EventKind::CustomerDisconnected => return Some(words.ended.to_owned()),
        _ => return None,
    };
    Some(format!("{who}: {}", set_in(&text)))
}

/// What is said goes on below, set in: no line of it looks like one of ours.
fn set_in(text: &str) -> String {
    let said: Vec<String> = text.lines().map(|line| clip(line, line.len())).collect();
    said.join("\n        ")
}

fn clock(at: Moment) -> String {
    Timestamp::from_millisecond(at.unix_ms()).unwrap_or_default().strftime("%H:%M").to_string()
}

/// The letter. `events`: the log up to where it is for the customer.
fn letter(to: &str, site: &str, language: Language, state: &State, events: &[Event]) -> Letter {
    let words = LetterWords::of(language);
    let site = clip(site, NAME);
    let mut lines: Vec<String> = Vec::new();
    let mut bytes = 0;
    let mut cut = false;
    for event in events.iter().rev() {
        let Some(said) = line(event, words) else { continue };
        let written = format!("{}   {said}\n", clock(event.at));
        bytes += written.len();
        if bytes > LONGEST {
            cut = true;
            break;
        }
        lines.push(written);
    }
    lines.reverse();
    let mut text = filled(words.transcript, &[("site", &site), ("since", &words.moment(state.started))]);
    text.push_str("\n\n");
    if cut {
        let _ = write!(text, "{}\n\n", words.cut);
    }
    for line in lines {
        let _ = text.write_str(&line);
    }
    let _ = write!(text, "\n{}\n", words.why);
    Letter { to: to.to_owned(), subject: filled(words.transcript_subject, &[("site", &site)]), text }
}

impl Engine {
    /// Whether a customer is offered what was said by mail: the site that they came by says so, and mail is sent at all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn offers_transcript(&self, site: Option<PublicSiteId>) -> Result<bool, Fault> {
        let id = site.unwrap_or(PublicSiteId::DEFAULT);
        let sites = self.inner.store.public_sites().await?;
        Ok(sites.iter().any(|row| row.id == id && row.offers_transcript) && self.sends_mail().await?)
    }

    /// The language that a customer read their pages in; the site's, if that is none of ours.
    async fn language_of(&self, state: &State) -> Result<Language, Fault> {
        let said = state.spec.support.as_ref().and_then(|support| Language::of_tag(&support.customer.language));
        match said {
            Some(language) => Ok(language),
            None => Ok(self.site_row(state.site()).await?.default_language),
        }
    }

    /// Sends the customer of a session that is over what was said.
    ///
    /// # Errors
    /// `not_found`, `not_offered`; `invalid`; `too_many_attempts`; `mail_not_sent`.
    pub async fn mail_transcript(&self, cookie: &str, to: &str, address: IpAddr) -> Result<(), Fault> {
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        let state = self.state_of_customer(cookie).await?;
        let over = state.ended_for_customer() && self.now().since(state.phase_since) < OFFERED;
        if !(over && self.offers_transcript(state.site()).await?) {
            return Err(not_offered());
        }
        let to = to.trim();
        if !towline_mail::is_address(to) {
            return Err(Fault::invalid().field("to", "Enter an address like name@example.com."));
        }
        // SECURITY: nobody's mailbox is filled from a page that everybody can reach.
        self.inner.throttle.letter(&format!("transcript {}", state.spec.id)).map_err(|_| too_many())?;
        self.inner.throttle.letter(&format!("transcript to {}", to.to_lowercase())).map_err(|_| too_many())?;
        let place = self.mail_place().ok_or_else(too_many)?;
        let language = self.language_of(&state).await?;
        let words = LetterWords::of(language);
        let mut events = Vec::new();
        let last = state.dismissed.unwrap_or(u64::MAX);
        let mut after = 0;
        loop {
            let page = self.inner.store.session_events(state.spec.id, after, PAGE).await?;
            let Some(newest) = page.last().map(|event| event.sequence) else { break };
            after = newest;
            // What is not for the customer is not even held.
            events.extend(page.into_iter().filter(|event| event.sequence <= last && line(event, words).is_some()));
        }
        let site = self.site_place(state.site()).await?.name;
        let letter = letter(to, &site, language, &state, &events);
        self.send_letter(place, letter).await?.map_err(|error| {
            Fault::new(FaultKind::Unavailable, "mail_not_sent", "The message was not sent.").detail(error.sentence())
        })
    }
}

#[cfg(test)]
mod tests {
    use towline_model::{Customer, Queue, SessionId, Support, Via};
    use towline_session::{CUSTOMER, Graces, Session, Spec};
    use uuid::Uuid;

    use super::*;

    fn state() -> State {
        let customer = Customer {
            name: "Carla".into(),
            company: String::new(),
            details: String::new(),
            language: "en".into(),
            address: "192.0.2.1".into(),
            phone: false,
        };
        let spec = Spec {
            id: SessionId::from_uuid(Uuid::nil()),
            item: None,
            name: "Carla".into(),
            group_name: String::new(),
            client: None,
            method: "session_key".into(),
            recorded: false,
            graces: Graces::default(),
            custom: Vec::new(),
            support: Some(Support {
                via: Via::SessionKey,
                issue: String::new(),
                issue_id: None,
                button: None,
                skills: Vec::new(),
                agreement: String::new(),
                site: None,
                site_name: String::new(),
                customer,
            }),
        };
        Session::ask(Moment(1_795_854_660_000), spec, Queue::General, "").state().clone()
    }

    fn said(sequence: u64, actor: u16, name: &str, text: &str, reps_only: bool) -> Event {
        let kind = EventKind::Chat { text: text.into(), nonce: "n".into(), reps_only };
        Event { sequence, at: Moment(1_795_854_660_000), actor, actor_name: name.into(), kind }
    }

    #[test]
    fn a_transcript_has_what_the_customer_read_and_nothing_else_ses_32_ses_30() {
        let left = EventKind::ParticipantLeft { reason: "user_disabled".into() };
        let events = [
            said(1, CUSTOMER, "Carla\r\nBcc: all@example.com", "Hello\n08:31   Olga: I owe you money", false),
            said(2, 1, "Olga", "she is slow", true),
            said(3, 1, "Olga", "Good morning <b>Carla</b>", false),
            Event { kind: left, ..said(4, 1, "Olga", "", false) },
            Event { kind: EventKind::PermissionsChanged, ..said(5, 1, "Olga", "", false) },
        ];
        let letter = letter("carla@example.com", "Help\nme", Language::En, &state(), &events);
        assert_eq!(letter.subject, "Your support session at Helpme");
        assert!(
            letter.text.contains("08:31   CarlaBcc: all@example.com: Hello\n        08:31   Olga: I owe you money\n"),
            "{}",
            letter.text
        );
        assert!(
            letter.text.contains("08:31   Olga: Good morning <b>Carla</b>\n08:31   Olga has left.\n"),
            "{}",
            letter.text
        );
        assert!(!letter.text.contains("slow") && !letter.text.contains("user_disabled"), "{}", letter.text);
    }

    #[test]
    fn a_transcript_is_in_the_customers_language_and_what_was_said_stays_as_it_was_ses_32_sup_25() {
        let events = [
            Event { kind: EventKind::Accepted, ..said(1, 1, "Olga {site}", "", false) },
            said(2, CUSTOMER, "Carla", "Hello {since}", false),
            Event { kind: EventKind::InstructionsSent, ..said(3, 1, "Olga", "", false) },
            Event { kind: EventKind::Ended { reason: "ended".into() }, ..said(4, 0, "", "", false) },
        ];
        for language in Language::ALL {
            let words = LetterWords::of(language);
            let letter = letter("carla@example.com", "Hilfe\r\nBcc: x", language, &state(), &events);
            assert_eq!(letter.subject, filled(words.transcript_subject, &[("site", "HilfeBcc: x")]));
            for part in
                ["Carla: Hello {since}\n", "Olga {site}", words.ended, words.why, &words.moment(state().started)]
            {
                assert!(letter.text.contains(part), "{part} in {}", letter.text);
            }
        }
    }

    #[test]
    fn a_long_transcript_is_cut_at_its_beginning_ses_32() {
        let events: Vec<Event> =
            (1..=200).map(|n| said(n, 1, "Olga", &format!("{n} {}", "x".repeat(4000)), false)).collect();
        let letter = letter("carla@example.com", "Help", Language::En, &state(), &events);
        assert!(letter.text.len() < LONGEST + 2000);
        assert!(
            letter.text.contains("left out")
                && letter.text.contains("Olga: 200 x")
                && !letter.text.contains("Olga: 1 x")
        );
    }
}
