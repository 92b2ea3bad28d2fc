//! What letters to customers say, in each language of the portal (SUP-25): one file per language, all of them complete or nothing compiles.
//!
//! SECURITY: `{name}` is filled in once, from left to right: what stands for it is text, whatever braces it has.

mod de;
mod en;
mod es;
mod fr;
mod ja;
mod pt;
mod zh;

use jiff::Timestamp;
use towline_model::{Language, Moment};

/// The words of one language.
pub(crate) struct LetterWords {
    /// `{rep}`, `{site}`.
    pub(crate) invitation_subject: &'static str,
    /// `{rep}`, `{site}`, `{link}`, `{page}`, `{key}`, `{until}`.
    pub(crate) invitation: &'static str,
    /// `{site}`.
    pub(crate) transcript_subject: &'static str,
    /// `{site}`, `{since}`.
    pub(crate) transcript: &'static str,
    /// That the beginning of a long one is not there.
    pub(crate) cut: &'static str,
    /// Why somebody has it.
    pub(crate) why: &'static str,
    /// Before the name of a file.
    pub(crate) file: &'static str,
    /// Before the address of a page that a rep asked to open.
    pub(crate) asks_open: &'static str,
    /// Before a translation of what stands above.
    pub(crate) translated: &'static str,
    /// `{name}` helps from here on.
    pub(crate) helps: &'static str,
    /// `{name}` came.
    pub(crate) joined: &'static str,
    /// `{name}` went.
    pub(crate) left: &'static str,
    /// `{name}` told how to take a picture of the screen.
    pub(crate) instructions: &'static str,
    /// The last line.
    pub(crate) ended: &'static str,
    /// `{day}`, `{month}`, `{year}`, `{time}`.
    moment: &'static str,
    months: [&'static str; 12],
}

impl LetterWords {
    /// Those of a language.
    pub(crate) fn of(language: Language) -> &'static LetterWords {
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

    /// A moment for readers wherever they are.
    pub(crate) fn moment(&self, at: Moment) -> String {
        let at = Timestamp::from_millisecond(at.unix_ms()).unwrap_or_default();
        let part = |format: &str| at.strftime(format).to_string();
        let month = part("%-m").parse::<usize>().ok().and_then(|number| self.months.get(number.saturating_sub(1)));
        let parts = [
            ("day", part("%-d")),
            ("month", month.copied().unwrap_or_default().to_owned()),
            ("year", part("%Y")),
            ("time", part("%H:%M")),
        ];
        filled(self.moment, &parts.each_ref().map(|(name, text)| (*name, text.as_str())))
    }
}

/// A text with what its names stand for. What is filled in is not looked at again.
pub(crate) fn filled(template: &str, parts: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let found = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = parts.iter().find(|(known, _)| *known == name)?;
            Some((*value, after))
        });
        match found {
            Some((value, after)) => {
                text.push_str(value);
                rest = after;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_text_whatever_braces_it_has_sup_10() {
        let parts = [("rep", "{site} {rep} {"), ("site", "Help")];
        assert_eq!(filled("{rep} of {site}: {other} {", &parts), "{site} {rep} { of Help: {other} {");
    }

    #[test]
    fn every_language_says_all_that_a_letter_needs_sup_25() {
        for language in Language::ALL {
            let words = LetterWords::of(language);
            let holds = |text: &str, names: &[&str]| {
                for name in names {
                    assert_eq!(text.matches(&format!("{{{name}}}")).count(), 1, "{language:?} {name}: {text}");
                }
                assert_eq!(text.matches('{').count(), names.len(), "{language:?}: {text}");
            };
            holds(words.invitation_subject, &["rep", "site"]);
            holds(words.invitation, &["rep", "site", "link", "page", "key", "until"]);
            holds(words.transcript_subject, &["site"]);
            holds(words.transcript, &["site", "since"]);
            for text in [words.helps, words.joined, words.left, words.instructions] {
                holds(text, &["name"]);
            }
            for text in [words.cut, words.why, words.file, words.asks_open, words.translated, words.ended] {
                assert!(!text.is_empty());
                holds(text, &[]);
            }
            holds(words.moment, &["day", "month", "year", "time"]);
            assert!(!words.invitation_subject.contains('\n') && !words.transcript_subject.contains('\n'));
            assert!(words.months.iter().all(|month| !month.is_empty()));
        }
    }

    #[test]
    fn a_moment_reads_as_its_language_writes_it_sup_25() {
        let at = Moment(1_795_854_660_000);
        let written = Language::ALL.map(|language| LetterWords::of(language).moment(at));
        assert_eq!(
            written,
            [
                "28 November 2026 at 08:31 UTC",
                "28. November 2026 um 08:31 UTC",
                "28 novembre 2026 à 08:31 UTC",
                "28 de noviembre de 2026 a las 08:31 UTC",
                "28 de novembro de 2026 às 08:31 UTC",
                "2026年11月28日 08:31（UTC）",
                "2026年11月28日 08:31（UTC）",
            ]
        );
    }
}
