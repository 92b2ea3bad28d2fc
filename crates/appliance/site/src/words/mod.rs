//! What the portal says, in the languages of customers (SUP-25): one file for each. Plain words for a worried person; no term of the trade.
//!
//! In the sentences `{name}` stands for people, a customer's or a queue's name, or a field's, `{mib}` for a number.

mod de;
mod en;
mod es;
mod fr;
mod ja;
mod pt;
mod zh;

use serde::Serialize;
use towline_model::Language;

/// Everything that the portal says in one language.
pub struct Words {
    /// Before the content, for keyboards.
    pub skip: &'static str,
    /// What the choice of languages is called.
    pub language: &'static str,
    /// What the list of notices is called.
    pub notices: &'static str,
    /// Heading of a site that has none of its own.
    pub heading: &'static str,
    /// Text of a site that has none of its own.
    pub lead: &'static str,
    /// The same for somebody who followed an invitation.
    pub invited: &'static str,
    /// Where nothing can be entered: heading.
    pub closed: &'static str,
    /// Where nothing can be entered: what to do.
    pub closed_next: &'static str,
    /// The field for a key.
    pub key: &'static str,
    /// How a key looks: `{example}`.
    pub key_hint: &'static str,
    /// The same for keys of digits.
    pub key_hint_digits: &'static str,
    /// The field for one's name.
    pub name: &'static str,
    /// Who sees the name.
    pub name_hint: &'static str,
    /// Text of a site that has none of its own, where there is more to choose than a key.
    pub choose: &'static str,
    /// Heading over the field for a key, where there is more to choose.
    pub with_key: &'static str,
    /// Heading over the issues.
    pub issues: &'static str,
    /// Heading over the reps.
    pub reps: &'static str,
    /// In place of the reps, while nobody is there and there is nothing else.
    pub reps_none: &'static str,
    /// Heading of the form for a rep.
    pub ask_rep: &'static str,
    /// The way from a form back to the choice.
    pub other: &'static str,
    /// The field for the company.
    pub company: &'static str,
    /// The field for the problem.
    pub details: &'static str,
    /// What to write there.
    pub details_hint: &'static str,
    /// A field that may stay empty.
    pub optional: &'static str,
    /// Heading over the agreement.
    pub agreement: &'static str,
    /// The tick under it.
    pub agree: &'static str,
    /// The button.
    pub start: &'static str,
    /// Against people who ring and say that they are from some company: heading and advice.
    pub beware: &'static str,
    /// See `beware`.
    pub beware_advice: &'static str,
    /// What is wrong with a form.
    pub wrong: Wrong,
    /// Heading over the survey at the end.
    pub survey: &'static str,
    /// What becomes of the answers.
    pub survey_text: &'static str,
    /// The button.
    pub survey_send: &'static str,
    /// When they are there.
    pub survey_thanks: &'static str,
    /// For those who work here.
    pub staff: &'static str,
    /// The way to the console.
    pub console: &'static str,
    /// The way to the administrative interface.
    pub administration: &'static str,
    /// What this is made with.
    pub made_with: &'static str,
    /// The page of a session.
    pub chat: ChatWords,
    /// What is done in a session.
    pub events: EventWords,
    /// The full client.
    pub client: ClientWords,
    /// Pictures of the screen of an iPhone or iPad.
    pub picture: PictureWords,
    /// Sharing the screen.
    pub share: ShareWords,
}

/// What is wrong with what was sent, and what to do.
pub struct Wrong {
    /// Before the page's title.
    pub title: &'static str,
    /// Above the list.
    pub heading: &'static str,
    /// No key.
    pub key_missing: &'static str,
    /// Too long or too short for a key, or with other characters: `{count}`.
    pub key_odd: &'static str,
    /// The same for keys of digits.
    pub key_odd_digits: &'static str,
    /// The one answer to a bad, used or expired key (SUP-2).
    pub key: &'static str,
    /// The same for an invitation.
    pub invitation: &'static str,
    /// Too often.
    pub too_many: &'static str,
    /// The tick is missing.
    pub agree: &'static str,
    /// From another site's page.
    pub elsewhere: &'static str,
    /// The appliance failed.
    pub failed: &'static str,
    /// The issue or the rep cannot be chosen any more.
    pub gone: &'static str,
    /// Too many wait.
    pub busy: &'static str,
    /// Asked too often.
    pub too_often: &'static str,
    /// A field that must be filled in is empty.
    pub field_missing: &'static str,
    /// What is in a field is too long.
    pub field_long: &'static str,
    /// Above what is wrong with the answers of a survey.
    pub answers: &'static str,
    /// The survey asks something else now.
    pub questions: &'static str,
}

/// What the page of a session says of the full client (SUP-40).
pub struct ClientWords {
    /// Somebody asks for it: `{name}`.
    pub asked: &'static str,
    /// What it does.
    pub why: &'static str,
    /// The button.
    pub get: &'static str,
    /// What to do with the file.
    pub how: &'static str,
    /// Name of the line for a terminal.
    pub line: &'static str,
    /// There is none for this system.
    pub none: &'static str,
    /// It runs.
    pub runs: &'static str,
}

/// How a picture of the screen of an iPhone or iPad is taken and sent (SUP-26).
pub struct PictureWords {
    /// Somebody asks for it: `{name}`.
    pub asked: &'static str,
    /// What it comes to.
    pub why: &'static str,
    /// First: to what is to be seen.
    pub go: &'static str,
    /// Then: the picture is taken.
    pub take: &'static str,
    /// An iPhone without a home button.
    pub iphone: &'static str,
    /// See `iphone`.
    pub iphone_how: &'static str,
    /// An iPad without one.
    pub ipad: &'static str,
    /// See `ipad`.
    pub ipad_how: &'static str,
    /// Either with one.
    pub home: &'static str,
    /// See `home`.
    pub home_how: &'static str,
    /// Where the picture is then.
    pub kept: &'static str,
    /// Last: it is chosen here.
    pub back: &'static str,
    /// The button.
    pub choose: &'static str,
    /// Only what is chosen is sent.
    pub only: &'static str,
}

/// What the conversation says of what is done, and what a customer is asked; its script gets them as JSON.
#[derive(Serialize)]
pub struct EventWords {
    /// What the window of the full client says too.
    #[serde(flatten)]
    pub shared: &'static towline_words::Events,
    /// A rep looks at System Info.
    pub system_on: &'static str,
    /// Nobody does any more.
    pub system_off: &'static str,
    /// A rep ends a process or does something to a service: `{text}`.
    pub changed: &'static str,
    /// It failed.
    pub not_changed: &'static str,
    /// The customer's page shows something.
    pub sharing_started: &'static str,
    /// It is covered.
    pub sharing_paused: &'static str,
    /// It is shown again.
    pub sharing_resumed: &'static str,
    /// It is shown no more.
    pub sharing_stopped: &'static str,
    /// The chat is translated (SES-31).
    pub translated_on: &'static str,
    /// It is translated no more.
    pub translated_off: &'static str,
    /// Before a message as it was written, below its translation.
    pub original: &'static str,
}

/// What the page of a session says; its script gets them as JSON.
#[derive(Serialize)]
pub struct ChatWords {
    /// The page's heading.
    pub title: &'static str,
    /// Who helps.
    pub who: &'static str,
    /// What they do right now, while there is chat only.
    pub chat_only: &'static str,
    /// Name of the conversation.
    pub log: &'static str,
    /// The field for a message.
    pub message: &'static str,
    /// The button.
    pub send: &'static str,
    /// The customer, in the conversation.
    pub you: &'static str,
    /// Unread messages, before the page's title.
    pub unread: &'static str,
    /// Before the link is there.
    pub connecting: &'static str,
    /// Waiting for somebody in particular, or in a queue with a name.
    pub waiting: &'static str,
    /// Waiting for whoever comes.
    pub waiting_anybody: &'static str,
    /// What to do meanwhile.
    pub waiting_next: &'static str,
    /// Somebody is there.
    pub active: &'static str,
    /// Everybody has left for now.
    pub on_hold: &'static str,
    /// What to do meanwhile.
    pub on_hold_next: &'static str,
    /// The link is gone.
    pub lost: &'static str,
    /// What to do meanwhile.
    pub lost_next: &'static str,
    /// It is over.
    pub ended: &'static str,
    /// The customer ended it.
    pub ended_by_you: &'static str,
    /// What to do next.
    pub ended_next: &'static str,
    /// The page cannot go on: another page has the session, or it is not there any more.
    pub refused: &'static str,
    /// What to do then.
    pub refused_next: &'static str,
    /// The way back.
    pub home: &'static str,
    /// The button, and the one that confirms.
    pub end: &'static str,
    /// The question.
    pub end_ask: &'static str,
    /// What it means.
    pub end_will: &'static str,
    /// The button that goes on.
    pub end_not: &'static str,
    /// Lines of the conversation.
    pub joined: &'static str,
    /// See `joined`.
    pub left: &'static str,
    /// See `joined`.
    pub accepted: &'static str,
    /// See `joined`.
    pub queued: &'static str,
    /// Nobody serves the queue; a site may say it in words of its own.
    pub nobody_there: &'static str,
    /// Beside a message that is not there yet.
    pub sending: &'static str,
    /// Beside one that was refused.
    pub not_sent: &'static str,
    /// The message is too long.
    pub too_long: &'static str,
    /// A representative writes.
    pub typing: &'static str,
    /// What the window of the full client says of files too.
    #[serde(flatten)]
    pub files: &'static towline_words::Files,
    /// The button that takes a picture, on a phone.
    #[serde(skip)]
    pub photo: &'static str,
    /// A representative wants a page to be opened.
    pub asks_open: &'static str,
    /// A rep told how a picture of the screen is taken: `{name}`.
    pub pictured: &'static str,
    /// The button that does.
    pub open: &'static str,
    /// Heading over the form at the end.
    #[serde(skip)]
    pub mail_title: &'static str,
    /// Its field.
    #[serde(skip)]
    pub mail_to: &'static str,
    /// Its button.
    #[serde(skip)]
    pub mail_send: &'static str,
    /// It was sent.
    pub mail_done: &'static str,
    /// It is no address.
    pub mail_odd: &'static str,
    /// Too often.
    pub mail_often: &'static str,
    /// Anything else.
    pub mail_failed: &'static str,
    /// Without a script nothing goes on.
    #[serde(skip)]
    pub script: &'static str,
}

/// What the page says of sharing a screen (SUP-20); its script gets the part of it that changes as JSON.
#[derive(Serialize)]
pub struct ShareWords {
    /// The heading of the offer.
    pub title: &'static str,
    /// The heading while reps ask.
    pub asked: &'static str,
    /// The same while something is shown already.
    pub also_asked: &'static str,
    /// What it means.
    #[serde(skip)]
    pub text: &'static str,
    /// A browser that cannot show anything.
    #[serde(skip)]
    pub cannot: &'static str,
    /// The button for screen, window or tab.
    #[serde(skip)]
    pub screen: &'static str,
    /// The button for a phone's camera.
    #[serde(skip)]
    pub camera: &'static str,
    /// The yes to a rep who asks to see what is shown already.
    #[serde(skip)]
    pub allow: &'static str,
    /// The no.
    #[serde(skip)]
    pub not_now: &'static str,
    /// It did not begin.
    pub failed: &'static str,
    /// Name of the bar that stands there all the while.
    #[serde(skip)]
    pub bar: &'static str,
    /// What is shown.
    pub sharing_screen: &'static str,
    /// See `sharing_screen`.
    pub sharing_window: &'static str,
    /// See `sharing_screen`.
    pub sharing_tab: &'static str,
    /// See `sharing_screen`.
    pub sharing_camera: &'static str,
    /// It is covered.
    pub paused: &'static str,
    /// Who can see it.
    pub seen_by: &'static str,
    /// Nobody looks.
    pub seen_by_nobody: &'static str,
    /// The connection is lost.
    pub away: &'static str,
    /// The button that covers it.
    pub pause: &'static str,
    /// The button that shows it again.
    pub resume: &'static str,
    /// The button that ends it.
    #[serde(skip)]
    pub stop: &'static str,
}

impl Words {
    /// What is said in a language.
    pub const fn of(language: Language) -> &'static Words {
        match language {
            Language::En => &en::WORDS,
            Language::De => &de::WORDS,
            Language::Fr => &fr::WORDS,
            Language::Es => &es::WORDS,
            Language::Pt => &pt::WORDS,
            Language::Ja => &ja::WORDS,
            Language::Zh => &zh::WORDS,
        }
    }
}

/// The language for somebody: the one that a link names, else the first of the browser's that is offered, else the site's own.
pub fn language(offered: &[Language], own: Language, link: Option<&str>, accept: Option<&str>) -> Language {
    let named = link.and_then(Language::of_tag).filter(|language| offered.contains(language));
    named.or_else(|| accept.and_then(|accept| preferred(offered, accept))).unwrap_or(own)
}

/// The language that `Accept-Language` (RFC 9110, 12.5.4) puts first among those that are offered.
fn preferred(offered: &[Language], accept: &str) -> Option<Language> {
    let mut best: Option<(u16, Language)> = None;
    // A browser names a handful.
    for range in accept.split(',').take(32) {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q="))
            .map_or(Some(1000), |q| q.trim().parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q)).map(thousandths));
        let found = Language::of_tag(tag).filter(|language| offered.contains(language));
        if let (Some(weight), Some(language)) = (weight.filter(|weight| *weight > 0), found)
            && best.is_none_or(|(other, _)| weight > other)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
fn thousandths(q: f32) -> u16 {
    (q * 1000.0).round() as u16
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn chat(language: Language) -> serde_json::Map<String, serde_json::Value> {
        let words = Words::of(language);
        let mut all = serde_json::Map::new();
        for (room, value) in [
            ("chat", serde_json::to_value(&words.chat).unwrap()),
            ("share", serde_json::to_value(&words.share).unwrap()),
        ] {
            let serde_json::Value::Object(words) = value else { panic!("{value}") };
            all.extend(words.into_iter().map(|(key, text)| (format!("{room} {key}"), text)));
        }
        all
    }

    #[test]
    fn every_language_has_the_same_places_for_names_and_no_empty_sentence_sup_25() {
        let english = chat(Language::En);
        for language in Language::ALL {
            for (key, text) in chat(language) {
                let text = text.as_str().unwrap();
                assert!(!text.trim().is_empty() && text.trim() == text, "{} {key}", language.code());
                let places = |text: &str| text.matches("{name}").count();
                assert_eq!(places(text), places(english[&key].as_str().unwrap()), "{} {key}", language.code());
                let numbers = text.matches("{mib}").count();
                assert_eq!(
                    numbers,
                    english[&key].as_str().unwrap().matches("{mib}").count(),
                    "{} {key}",
                    language.code()
                );
                assert_eq!(text.matches('{').count(), places(text) + numbers, "{} {key}", language.code());
            }
        }
    }

    #[test]
    fn sentences_of_the_forms_have_their_places_in_every_language_sup_25() {
        for language in Language::ALL {
            let words = Words::of(language);
            let wrong = &words.wrong;
            let picture = &words.picture;
            assert_eq!(picture.asked.matches("{name}").count(), 1, "{}", picture.asked);
            for (place, texts) in [
                ("{name}", [words.ask_rep, words.optional, wrong.field_missing, wrong.field_long].as_slice()),
                ("{example}", &[words.key_hint, words.key_hint_digits]),
                ("{count}", &[wrong.key_odd, wrong.key_odd_digits]),
            ] {
                for text in texts {
                    assert_eq!((text.matches(place).count(), text.matches('{').count()), (1, 1), "{text}");
                }
            }
        }
    }

    #[test]
    fn no_language_is_a_copy_of_another_sup_25() {
        let headings: BTreeSet<_> = Language::ALL.into_iter().map(|language| Words::of(language).heading).collect();
        let advice: BTreeSet<_> = Language::ALL.into_iter().map(|language| Words::of(language).beware_advice).collect();
        assert_eq!((headings.len(), advice.len()), (Language::ALL.len(), Language::ALL.len()));
        let english = chat(Language::En);
        for language in Language::ALL.into_iter().filter(|language| *language != Language::En) {
            let same: Vec<_> = chat(language).into_iter().filter(|(key, text)| english[key] == *text).collect();
            assert!(same.is_empty(), "{} {same:?}", language.code());
        }
    }

    #[test]
    fn the_link_comes_first_then_the_browser_then_the_site_sup_25() {
        let all = Language::ALL;
        for (link, accept, found) in [
            (Some("de"), Some("fr"), Language::De),
            (Some("nl"), Some("fr-CH, de;q=0.9"), Language::Fr),
            (None, Some("nl, de;q=0.3, pt-BR;q=0.8"), Language::Pt),
            (None, Some("de;q=0, ja;q=0.1"), Language::Ja),
            (None, Some("*"), Language::En),
            (None, Some(";;;,,q=,en;q=9,\u{0}"), Language::En),
            (None, None, Language::En),
        ] {
            assert_eq!(language(&all, Language::En, link, accept), found, "{link:?} {accept:?}");
        }
        let two = [Language::De, Language::Fr];
        assert_eq!(language(&two, Language::De, Some("ja"), Some("ja, en")), Language::De, "only what is offered");
    }
}
