//! Between which languages the chat of a session is translated (SES-31).

use serde::{Deserialize, Serialize};

/// Whether this is the code of a language as services spell it: `de`, `pt-BR`, `zh-Hans`.
pub fn is_language_code(text: &str) -> bool {
    let (language, region) = text.split_once('-').map_or((text, None), |(language, region)| (language, Some(region)));
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && region.is_none_or(|region| {
            (2..=4).contains(&region.len()) && region.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// The two languages of a chat that is translated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Languages {
    /// What the customer reads and writes.
    pub customer: String,
    /// What representatives read and write.
    pub reps: String,
}

impl Languages {
    /// These two. `None`: one is no code of a language, or there is nothing to translate.
    pub fn of(customer: &str, reps: &str) -> Option<Self> {
        let fit = is_language_code(customer) && is_language_code(reps) && customer != reps;
        fit.then(|| Languages { customer: customer.to_owned(), reps: reps.to_owned() })
    }

    /// From which to which.
    pub fn way(&self, to_customer: bool) -> (&str, &str) {
        if to_customer { (&self.reps, &self.customer) } else { (&self.customer, &self.reps) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_languages_are_known_and_nothing_else_ses_31() {
        for code in ["de", "fil", "pt-BR", "zh-Hans", "es-419"] {
            assert!(is_language_code(code), "{code}");
        }
        for odd in ["", "d", "DE", "deutsch", "de-", "-de", "de-D", "de-Germany", "de-A B", "de--", "d\u{e9}", "auto"] {
            assert!(!is_language_code(odd), "{odd}");
        }
    }

    #[test]
    fn between_one_language_and_itself_nothing_is_translated_ses_31() {
        assert_eq!(Languages::of("en", "en"), None);
        assert_eq!(Languages::of("de", "e"), None);
        let languages = Languages::of("de", "en").unwrap();
        assert_eq!((languages.way(true), languages.way(false)), (("en", "de"), ("de", "en")));
    }
}
