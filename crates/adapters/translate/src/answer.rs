//! What a service answers, read.

use http::StatusCode;
use serde::Deserialize;
use towline_model::{clip, is_language_code};

use crate::TranslateError;

/// Languages of a service that are looked at.
const LANGUAGES: usize = 300;
/// Bytes of its own words that are told.
const WORDS: usize = 200;

/// A language of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Its code.
    pub code: String,
    /// Codes of what it is translated to.
    pub targets: Vec<String>,
}

#[derive(Deserialize)]
struct Translated {
    #[serde(rename = "translatedText")]
    text: String,
}

#[derive(Deserialize)]
struct Language {
    code: String,
    /// Older releases translate from each to each and do not say so.
    targets: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

fn unreadable() -> TranslateError {
    TranslateError::Unreachable("its answer cannot be read".to_owned())
}

pub(crate) fn translated(body: &[u8]) -> Result<String, TranslateError> {
    serde_json::from_slice::<Translated>(body).map(|answer| answer.text).map_err(|_| unreadable())
}

pub(crate) fn languages(body: &[u8]) -> Result<Vec<Offered>, TranslateError> {
    let mut known: Vec<Language> = serde_json::from_slice(body).map_err(|_| unreadable())?;
    known.truncate(LANGUAGES);
    known.retain(|language| is_language_code(&language.code));
    let all: Vec<String> = known.iter().map(|language| language.code.clone()).collect();
    let offered = |language: Language| {
        let named = language.targets.unwrap_or_else(|| all.clone());
        let targets = named.into_iter().filter(|code| *code != language.code && all.contains(code)).take(LANGUAGES);
        Offered { targets: targets.collect(), code: language.code }
    };
    Ok(known.into_iter().map(offered).collect())
}

/// Why it said no, in its own words if it has some.
pub(crate) fn refusal(status: StatusCode, body: &[u8]) -> String {
    let words = serde_json::from_slice::<Refusal>(body).map(|refusal| clip(&refusal.error, WORDS)).unwrap_or_default();
    if words.is_empty() { format!("it answered {status}.") } else { words }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_service_offers_is_read_with_and_without_targets_ses_31() {
        let read = |text: &str| languages(text.as_bytes());
        let offered = |code: &str, targets: &[&str]| Offered {
            code: code.into(),
            targets: targets.iter().map(|code| (*code).to_owned()).collect(),
        };
        let listed = r#"[{"code":"en","name":"English","targets":["en","de","xx"]},{"code":"de","targets":["en"]}]"#;
        assert_eq!(read(listed), Ok(vec![offered("en", &["de"]), offered("de", &["en"])]));
        let old = r#"[{"code":"en","name":"English"},{"code":"ja","name":"日本語"},{"code":"<b>"}]"#;
        assert_eq!(read(old), Ok(vec![offered("en", &["ja"]), offered("ja", &["en"])]));
        for odd in ["", "{}", "[3]", r#"[{"name":"English"}]"#] {
            assert!(read(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_service_says_no_in_its_own_words_as_plain_text_ses_31() {
        let said = |body: &str| refusal(StatusCode::FORBIDDEN, body.as_bytes());
        assert_eq!(said(r#"{"error":"Invalid API\u202e key\n"}"#), "Invalid API key");
        assert_eq!(said("<html>"), "it answered 403 Forbidden.");
        assert!(said(&format!(r#"{{"error":"{}"}}"#, "x".repeat(9000))).len() <= WORDS);
    }

    proptest! {
        #[test]
        fn no_answer_makes_the_readers_panic_ses_31(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = (translated(&body), languages(&body), refusal(StatusCode::BAD_REQUEST, &body));
        }
    }
}
