//! The window's texts (SUP-25): one file for each language, each with every text, or it does not compile.
//!
//! `{name}`, `{what}`, `{organisation}`, `{time}`, `{count}`, `{mib}` and `{seconds}` stand for what is filled in.

mod de;
mod en;
mod es;
mod fr;
mod ja;
mod pt;
mod zh;

/// A language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Portuguese.
    Pt,
    /// Japanese.
    Ja,
    /// Chinese, simplified.
    Zh,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 7] =
        [Language::En, Language::De, Language::Fr, Language::Es, Language::Pt, Language::Ja, Language::Zh];

    /// By a tag such as "de", "pt-BR" or "zh_CN.UTF-8"; English if there is no better.
    pub fn of(tag: &str) -> Language {
        let first = tag.split(['-', '_', '.']).next().unwrap_or_default().to_ascii_lowercase();
        match first.as_str() {
            "de" => Language::De,
            "fr" => Language::Fr,
            "es" => Language::Es,
            "pt" => Language::Pt,
            "ja" => Language::Ja,
            "zh" => Language::Zh,
            _ => Language::En,
        }
    }

    /// Its texts.
    pub fn words(self) -> &'static Words {
        match self {
            Language::En => &en::WORDS,
            Language::De => &de::WORDS,
            Language::Fr => &fr::WORDS,
            Language::Es => &es::WORDS,
            Language::Pt => &pt::WORDS,
            Language::Ja => &ja::WORDS,
            Language::Zh => &zh::WORDS,
        }
    }

    /// Whether its signs are in no font that this program carries.
    pub(crate) fn needs_system_font(self) -> bool {
        matches!(self, Language::Ja | Language::Zh)
    }
}

/// Every text of the window.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Words {
    pub window: &'static str,
    pub connecting: &'static str,
    pub connecting_hint: &'static str,
    pub waiting: &'static str,
    pub waiting_hint: &'static str,
    pub on_hold: &'static str,
    pub on_hold_hint: &'static str,
    pub nobody: &'static str,
    pub helps: &'static str,
    pub help: &'static str,
    pub lost: &'static str,
    pub lost_hint: &'static str,
    pub is_back: &'static str,
    pub is_back_hint: &'static str,
    pub back_question: &'static str,
    pub back_by_itself: &'static str,
    pub back_by_hand: &'static str,

    pub sees_nothing: &'static str,
    pub viewing: &'static str,
    pub controlling: &'static str,
    pub in_shell: &'static str,
    pub looks_at_system: &'static str,
    pub acts_on_system: &'static str,
    pub elevated: &'static str,
    pub paused: &'static str,

    pub pause: &'static str,
    pub resume: &'static str,
    pub end: &'static str,
    pub end_question: &'static str,
    pub end_detail: &'static str,
    pub end_detail_button: &'static str,
    pub go_on: &'static str,
    pub on_top: &'static str,

    pub chat: &'static str,
    pub unread_one: &'static str,
    pub unread: &'static str,
    pub write: &'static str,
    pub send: &'static str,
    pub you: &'static str,
    pub original: &'static str,
    pub saying: &'static str,
    pub not_said: &'static str,
    pub typing: &'static str,
    pub sent_file: &'static str,
    pub save: &'static str,
    pub saving_file: &'static str,
    pub saved_as: &'static str,
    pub not_saved: &'static str,
    pub files: &'static towline_words::Files,
    pub choose: &'static str,
    pub home: &'static str,
    pub up: &'static str,
    pub find: &'static str,
    pub back: &'static str,
    pub no_files: &'static str,
    pub not_found: &'static str,
    pub more_files: &'static str,
    pub no_folder: &'static str,
    pub sending_file: &'static str,
    pub file_none: &'static str,
    pub file_early: &'static str,
    pub file_busy: &'static str,
    pub file_unreadable: &'static str,
    pub asks_open: &'static str,
    pub open_page: &'static str,
    pub not_opened: &'static str,

    pub events: &'static towline_words::Events,
    pub queued: &'static str,
    pub queued_anywhere: &'static str,
    pub nobody_there: &'static str,
    pub accepted: &'static str,
    pub joined: &'static str,
    pub left: &'static str,
    pub system_on: &'static str,
    pub system_off: &'static str,
    pub act_end: &'static str,
    pub act_start: &'static str,
    pub act_stop: &'static str,
    pub act_restart: &'static str,
    pub act_other: &'static str,
    pub act_done: &'static str,
    pub act_failed: &'static str,
    pub link_lost: &'static str,
    pub link_back: &'static str,

    pub ask_password: &'static str,
    pub password_stays: &'static str,
    pub password_wrong: &'static str,
    pub account: &'static str,
    pub password: &'static str,
    pub otherwise_yes: &'static str,

    pub agreement: &'static str,
    pub agreement_hint: &'static str,
    pub accept: &'static str,
    pub decline: &'static str,
    pub declined: &'static str,
    pub declined_hint: &'static str,

    pub ended: &'static str,
    pub ended_you: &'static str,
    pub ended_them: &'static str,
    pub ended_nobody: &'static str,
    pub ended_lost: &'static str,
    pub ended_late: &'static str,
    pub not_valid: &'static str,
    pub not_valid_hint: &'static str,
    pub button_over: &'static str,
    pub button_over_hint: &'static str,
    pub button_withdrawn: &'static str,
    pub button_withdrawn_hint: &'static str,
    pub button_stays: &'static str,
    pub removed: &'static str,
    pub saved_stay: &'static str,
    pub not_removed: &'static str,
    pub close: &'static str,

    pub survey: &'static str,
    pub survey_text: &'static str,
    pub survey_send: &'static str,
    pub survey_no: &'static str,
    pub survey_sending: &'static str,
    pub survey_waiting: &'static str,
    pub survey_thanks: &'static str,
    pub survey_answered: &'static str,
    pub survey_not_taken: &'static str,
    pub optional: &'static str,
    pub field_missing: &'static str,
    pub field_long: &'static str,
    pub answers_wrong: &'static str,
    pub questions_changed: &'static str,
}

/// Fills a text in. What is filled in is never looked at for further places.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of a text, sorted.
    fn places(text: &str) -> Vec<&str> {
        let mut places: Vec<&str> = text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect();
        places.sort_unstable();
        places
    }

    /// All texts by the name of their field.
    fn all(words: &Words) -> Vec<(String, String)> {
        let shown = format!("{words:#?}");
        let field = |line: &str| {
            let (name, text) = line.trim().trim_end_matches(',').split_once(": \"")?;
            Some((name.to_owned(), text.trim_end_matches('"').to_owned()))
        };
        shown.lines().filter_map(field).collect()
    }

    #[test]
    fn every_language_fills_in_what_english_does_sup_25() {
        let english = all(Language::En.words());
        assert!(english.len() > 50);
        for language in Language::ALL {
            for ((name, text), (_, english)) in all(language.words()).iter().zip(&english) {
                assert_eq!(places(text), places(english), "{language:?}: {name}");
                assert!(!text.trim().is_empty(), "{language:?}: {name}");
            }
        }
    }

    #[test]
    fn no_text_of_another_language_was_left_in_english_sup_25() {
        let english = all(Language::En.words());
        for language in Language::ALL.into_iter().skip(1) {
            let texts = all(language.words());
            let same: Vec<_> =
                texts.iter().zip(&english).filter(|((_, a), (_, b))| a == b).map(|((name, _), _)| name).collect();
            // "Chat" and "Original" are words in most of them.
            assert!(
                same.iter().all(|name| ["chat", "window", "original"].contains(&name.as_str())),
                "{language:?}: {same:?}"
            );
        }
    }

    #[test]
    fn a_language_is_known_by_its_tag_sup_25() {
        let tags = ["de", "de-AT", "pt_BR.UTF-8", "zh-Hans", "JA", "", "xx", "C.UTF-8"];
        let known: Vec<Language> = tags.into_iter().map(Language::of).collect();
        use Language::{De, En, Ja, Pt, Zh};
        assert_eq!(known, [De, De, Pt, Zh, Ja, En, En, En]);
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        assert_eq!(fill("{name} asks {what}", &[("name", "{what}"), ("what", "x")]), "{what} asks x");
        assert_eq!(fill("a { b", &[]), "a { b");
    }
}
