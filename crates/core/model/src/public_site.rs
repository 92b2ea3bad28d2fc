//! Public sites (SUP-1): the languages that the portal speaks, the notices that it shows, and the host names that tell one site from another.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Moment;

/// A language of the portal's own texts (SUP-25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// Chinese, in simplified characters.
    Zh,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Language; 7] =
        [Language::En, Language::De, Language::Fr, Language::Es, Language::Pt, Language::Ja, Language::Zh];

    /// Its code (RFC 5646), as links and browsers say it.
    pub const fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::De => "de",
            Language::Fr => "fr",
            Language::Es => "es",
            Language::Pt => "pt",
            Language::Ja => "ja",
            Language::Zh => "zh",
        }
    }

    /// What those who speak it call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::En => "English",
            Language::De => "Deutsch",
            Language::Fr => "Français",
            Language::Es => "Español",
            Language::Pt => "Português",
            Language::Ja => "日本語",
            Language::Zh => "简体中文",
        }
    }

    /// The language of a tag such as `de` or `pt-BR`; what comes after the first part does not matter.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| first.eq_ignore_ascii_case(language.code()))
    }
}

/// What a site says of itself in one language besides its default one. What is empty the default one says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SiteTexts {
    /// Its heading.
    pub title: String,
    /// What it says below.
    pub welcome: String,
    /// What a customer accepts.
    pub agreement: String,
}

impl SiteTexts {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.title.is_empty() && self.welcome.is_empty() && self.agreement.is_empty()
    }
}

/// A text, and the language that it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken<'a> {
    /// What is said; may be nothing.
    pub text: &'a str,
    /// In which language.
    pub language: Language,
}

impl<'a> Spoken<'a> {
    /// A text for whoever reads `wanted`: what is said in that language, else what the default language says.
    pub fn of(wanted: Language, said: Option<&'a str>, default: Language, own: &'a str) -> Self {
        match said.filter(|text| !text.is_empty()) {
            Some(text) if wanted != default => Spoken { text, language: wanted },
            _ => Spoken { text: own, language: default },
        }
    }
}

/// A message at the top of a site, while reps are away or an outage is known (SUP-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// What it says, in the site's default language. Plain text.
    pub text: String,
    /// What it says in others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<Language, String>,
    /// Whether it is switched on.
    pub on: bool,
    /// Only while no representative is there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub away: bool,
    /// Not before.
    #[serde(default, rename = "from_ms", skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// Not from then on.
    #[serde(default, rename = "until_ms", skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

impl Notice {
    /// What it says to whoever reads `wanted`, at a site with this default language.
    pub fn spoken(&self, wanted: Language, default: Language) -> Spoken<'_> {
        Spoken::of(wanted, self.texts.get(&wanted).map(String::as_str), default, &self.text)
    }

    /// Whether it shows at a moment. `somebody`: a representative is there.
    pub fn shows(&self, at: Moment, somebody: bool) -> bool {
        let fits = self.on && !(self.away && somebody);
        fits && self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }
}

/// Whether a text is the exact name of a host, as DNS spells it in small letters: no port, no address, no dot at the end.
pub fn is_host_name(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    // A last label of digits is an address to browsers.
    let named =
        |text: &str| text.rsplit('.').next().is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()));
    text.len() <= 253 && text.split('.').all(label) && named(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_name_has_one_spelling_sup_1() {
        let long = format!("{}.example", "a".repeat(63));
        for good in ["help.example.com", "help", "xn--hlfe-loa.example", "1.help.example", "a-b.c", long.as_str()] {
            assert!(is_host_name(good), "{good}");
        }
        let longer = format!("{}.example", "a".repeat(64));
        let all = vec!["a".repeat(63); 4].join(".");
        for bad in [
            "",
            ".",
            "help.",
            ".help",
            "Help.example",
            "help.example:443",
            "192.0.2.7",
            "[2001:db8::1]",
            "-a.example",
            "a-.example",
            "help example",
            "hélp.example",
            "*.example",
            "help.example/x",
            "a..b",
            "help\n",
            &longer,
            &all,
        ] {
            assert!(!is_host_name(bad), "{bad}");
        }
    }

    #[test]
    fn a_tag_of_a_browser_finds_its_language_sup_25() {
        for (tag, found) in [
            ("de", Some(Language::De)),
            ("pt-BR", Some(Language::Pt)),
            ("ZH-Hant-TW", Some(Language::Zh)),
            ("en_GB", Some(Language::En)),
            ("nl", None),
            ("*", None),
            ("", None),
            ("deu", None),
        ] {
            assert_eq!(Language::of_tag(tag), found, "{tag}");
        }
        for language in Language::ALL {
            assert_eq!(Language::of_tag(language.code()), Some(language));
        }
    }

    #[test]
    fn a_notice_shows_while_it_is_on_and_within_its_time_sup_3() {
        let notice = |on, from: Option<i64>, until: Option<i64>| Notice {
            text: "Closed".into(),
            texts: BTreeMap::new(),
            on,
            away: false,
            from: from.map(Moment),
            until: until.map(Moment),
        };
        for (notice, shows) in [
            (notice(true, None, None), true),
            (notice(false, None, None), false),
            (notice(true, Some(100), None), true),
            (notice(true, Some(101), None), false),
            (notice(true, None, Some(101)), true),
            (notice(true, None, Some(100)), false),
            (notice(false, Some(1), Some(1000)), false),
        ] {
            assert_eq!(notice.shows(Moment(100), true), shows, "{notice:?}");
            let away = Notice { away: true, ..notice };
            assert_eq!((away.shows(Moment(100), true), away.shows(Moment(100), false)), (false, shows), "{away:?}");
        }
    }

    #[test]
    fn a_text_that_is_empty_in_a_language_is_said_in_the_default_one_sup_1() {
        let spoken = |wanted, said| Spoken::of(wanted, said, Language::De, "Hilfe");
        assert_eq!(spoken(Language::Fr, Some("Aide")), Spoken { text: "Aide", language: Language::Fr });
        for said in [Some(""), None] {
            assert_eq!(spoken(Language::Fr, said), Spoken { text: "Hilfe", language: Language::De });
        }
        assert_eq!(
            spoken(Language::De, Some("Stray")).text,
            "Hilfe",
            "what is said in the default language stands in one place"
        );
        let notice: Notice = serde_json::from_str(r#"{"text":"Zu","texts":{"fr":"Ferm\u00e9"},"on":true}"#).unwrap();
        assert_eq!(notice.spoken(Language::Fr, Language::De).text, "Fermé");
        assert_eq!(notice.spoken(Language::Ja, Language::De), Spoken { text: "Zu", language: Language::De });
        let before: Notice = serde_json::from_str(r#"{"text":"Zu","on":true}"#).unwrap();
        assert_eq!(serde_json::to_string(&before).unwrap(), r#"{"text":"Zu","on":true}"#);
    }
}
