//! Translation of the chat (SES-31): which service translates, between which languages, and how it goes. Without a service nothing is translated, and nothing leaves the house.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use towline_model::{Languages, is_language_code, is_plain};
use towline_policy::{Granted, action};
use towline_seal::NONCE;
use towline_store::{SettingSecret, Subject};
use towline_translate::{Offered, Service, are_authorities, is_address};
use zeroize::Zeroizing;

use crate::{Engine, Fault, FaultKind, HealthState, letters::moment_text, mail::Course, secret};

const TRANSLATION: &str = "translation";
/// For where the key of the service is sealed.
const PLACE: &[u8] = b"setting translation key";
/// Messages that are with the service at once; others wait for their turn, a bounded number of each session.
const AT_ONCE: usize = 16;
/// Bytes of certificate authorities at most.
const AUTHORITIES: usize = 32 * 1024;
/// What is translated to try a service out.
const SAMPLE: (&str, &str) = ("en", "How can I help you?");

/// How the chat is translated. Without an address it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TranslationSettings {
    /// Where the service is.
    pub address: String,
    /// When the key was set that it knows the site by, if there is one.
    pub key_set_ms: Option<i64>,
    /// Certificate authorities in PEM form; empty: those that the system trusts.
    pub authorities: String,
    /// Code of the language that representatives read and write.
    pub language: String,
    /// Codes of the languages that the service translates to and from that one, as it said when this was saved.
    pub languages: Vec<String>,
}

impl Default for TranslationSettings {
    fn default() -> Self {
        TranslationSettings {
            address: String::new(),
            key_set_ms: None,
            authorities: String::new(),
            language: "en".to_owned(),
            languages: Vec::new(),
        }
    }
}

/// What to change of them; `None` leaves it.
#[derive(Debug, Default)]
pub struct TranslationChange {
    /// Where the service is.
    pub address: Option<String>,
    /// What it knows the site by; empty: it wants nothing.
    pub key: Option<String>,
    /// Certificate authorities in PEM form.
    pub authorities: Option<String>,
    /// The language of representatives.
    pub language: Option<String>,
}

impl TranslationSettings {
    /// Whether anything is translated.
    pub fn is_set_up(&self) -> bool {
        !self.address.is_empty()
    }

    /// Between what a customer who reads this language and representatives is translated. `None`: they read the same, or the service does not know it.
    fn between(&self, tag: &str) -> Option<Languages> {
        let base = |code: &str| code.split('-').next().unwrap_or_default().to_ascii_lowercase();
        if !self.is_set_up() || base(tag) == base(&self.language) {
            return None;
        }
        let exact = self.languages.iter().find(|code| code.eq_ignore_ascii_case(tag));
        let near = || self.languages.iter().find(|code| base(code) == base(tag));
        Languages::of(exact.or_else(near)?, &self.language)
    }
}

/// What is with the service, and how it went.
pub(crate) struct Interpreter {
    places: Arc<Semaphore>,
    course: Mutex<Course>,
}

impl Default for Interpreter {
    fn default() -> Self {
        Interpreter { places: Arc::new(Semaphore::new(AT_ONCE)), course: Mutex::default() }
    }
}

/// Codes of what is translated from this language and to it.
fn both_ways(offered: &[Offered], language: &str) -> Vec<String> {
    let of = |code: &str| offered.iter().find(|offered| offered.code == code);
    let leads = |from: &str, to: &str| of(from).is_some_and(|from| from.targets.iter().any(|target| target == to));
    let mut codes: Vec<String> = offered
        .iter()
        .map(|offered| &offered.code)
        .filter(|code| leads(code, language) && leads(language, code))
        .cloned()
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn checked(settings: &TranslationSettings) -> Fault {
    let mut fault = Fault::invalid();
    if !is_address(&settings.address) {
        let why = "Enter an address like https://translate.example.com; http is for a service on this machine only.";
        fault = fault.field("address", why);
    }
    if !is_language_code(&settings.language) {
        fault = fault.field("language", "Enter the code of a language, like en or pt-BR.");
    }
    if settings.authorities.len() > AUTHORITIES {
        fault = fault.field("authorities", "At most 32 KiB.");
    } else if !are_authorities(&settings.authorities) {
        fault = fault.field("authorities", "Paste certificates in PEM form, or nothing.");
    }
    fault
}

impl Engine {
    pub(crate) async fn translation(&self) -> Result<TranslationSettings, Fault> {
        let stored = self.inner.store.setting(TRANSLATION).await?;
        // Settings of a newer release that cannot be read translate nothing.
        Ok(stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// How the chat is translated, and what was seen of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn translation_settings(
        &self,
        _granted: Granted<action::ViewTranslation>,
    ) -> Result<(TranslationSettings, Option<[u8; 32]>), Fault> {
        self.translation_seen().await
    }

    async fn translation_seen(&self) -> Result<(TranslationSettings, Option<[u8; 32]>), Fault> {
        // What was seen first: a change between the two is then noticed.
        let seen = self.inner.store.seen(Subject::Setting(TRANSLATION)).await?;
        Ok((self.translation().await?, seen))
    }

    /// Changes how the chat is translated. The service is asked what it knows, and for one sentence: what does not work is not saved.
    ///
    /// # Errors
    /// `invalid` with what is wrong with which field.
    pub async fn change_translation(
        &self,
        granted: Granted<action::ManageTranslation>,
        change: TranslationChange,
    ) -> Result<(TranslationSettings, Option<[u8; 32]>), Fault> {
        let old = self.translation().await?;
        let trimmed =
            |text: Option<String>, old: &str| text.map_or_else(|| old.to_owned(), |text| text.trim().to_owned());
        let mut new = TranslationSettings {
            address: trimmed(change.address, &old.address),
            key_set_ms: old.key_set_ms,
            authorities: trimmed(change.authorities, &old.authorities),
            language: trimmed(change.language, &old.language),
            languages: Vec::new(),
        };
        let mut fault = checked(&new);
        let typed = change.key.map(Zeroizing::new);
        if typed.as_ref().is_some_and(|key| key.len() > 1024 || !key.chars().all(is_plain)) {
            fault = fault.field("key", "At most 1024 bytes, without characters that cannot be seen.");
        }
        // SECURITY: whoever turns the site to a service of their own does not learn the key of another.
        let moved = (&new.address, &new.authorities) != (&old.address, &old.authorities);
        if typed.is_none() && old.key_set_ms.is_some() && moved {
            let why = "Enter the key again, or nothing: it was given for another service, and goes nowhere else.";
            fault = fault.field("key", why);
        }
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        let (key, secret) = match typed {
            None => (self.translation_key().await?, SettingSecret::Keep),
            Some(key) if key.is_empty() => {
                new.key_set_ms = None;
                (None, SettingSecret::Remove)
            }
            Some(key) => {
                new.key_set_ms = Some(self.now().unix_ms());
                let sealed = self.inner.locker.seal(PLACE, secret::random::<NONCE>()?, key.as_bytes());
                (Some(key), SettingSecret::Set(sealed.map_err(|_| Fault::internal())?))
            }
        };
        new.languages = self.try_service(&new, key).await?;
        let text = serde_json::to_string(&new).map_err(|_| Fault::internal())?;
        self.inner.store.set_setting_with_secret(self.stamp(granted.actor()), TRANSLATION, text, secret).await?;
        *self.translated_so_far() = Course::default();
        self.translation_seen().await
    }

    /// What the service translates to and from the language of representatives.
    async fn try_service(
        &self,
        settings: &TranslationSettings,
        key: Option<Zeroizing<String>>,
    ) -> Result<Vec<String>, Fault> {
        let service = Service { address: settings.address.clone(), key, authorities: settings.authorities.clone() };
        let offered = towline_translate::languages(&service)
            .await
            .map_err(|error| Fault::invalid().field("address", error.to_string()))?;
        let languages = both_ways(&offered, &settings.language);
        let Some(first) = languages.first() else {
            let why = "The service translates nothing to and from this language.";
            return Err(Fault::invalid().field("language", why));
        };
        // Only a translation shows whether it takes the key.
        let from = if languages.iter().any(|code| code == SAMPLE.0) { SAMPLE.0 } else { first };
        let (from, to) =
            if settings.language == SAMPLE.0 { (SAMPLE.0, first.as_str()) } else { (from, settings.language.as_str()) };
        let tried = towline_translate::translate(&service, SAMPLE.1, (from, to)).await;
        tried.map(|_| languages).map_err(|error| {
            let field = if error.code() == "refused" { "key" } else { "address" };
            Fault::invalid().field(field, error.to_string())
        })
    }

    /// Translates nothing any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_translation(&self, granted: Granted<action::ManageTranslation>) -> Result<(), Fault> {
        self.inner.store.remove_setting(self.stamp(granted.actor()), TRANSLATION).await?;
        *self.translated_so_far() = Course::default();
        Ok(())
    }

    async fn translation_key(&self) -> Result<Option<Zeroizing<String>>, Fault> {
        let Some(sealed) = self.inner.store.setting_secret(TRANSLATION).await? else { return Ok(None) };
        let plain = self.inner.locker.open(PLACE, &sealed).map_err(|_| Fault::internal())?;
        String::from_utf8(plain.to_vec()).map(|key| Some(Zeroizing::new(key))).map_err(|_| Fault::internal())
    }

    /// Between what the chat with a customer is translated whose page is in this language. `None`: it is not.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn languages_for(&self, tag: &str) -> Result<Option<Languages>, Fault> {
        Ok(self.translation().await?.between(tag))
    }

    /// Codes of the languages of customers that the chat can be translated to and from; empty: it is not translated here.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn translated_languages(&self) -> Result<Vec<String>, Fault> {
        let settings = self.translation().await?;
        Ok(if settings.is_set_up() { settings.languages } else { Vec::new() })
    }

    /// Between what it is translated if a representative says that the customer's language is this one.
    ///
    /// # Errors
    /// `not_translated`; `invalid`.
    pub async fn languages_with(&self, code: &str) -> Result<Languages, Fault> {
        let settings = self.translation().await?;
        if !settings.is_set_up() {
            let fault = Fault::new(FaultKind::Conflict, "not_translated", "The chat is not translated here.");
            return Err(fault.detail("An administrator can say which service does it."));
        }
        let known = settings.languages.iter().any(|known| known == code);
        let languages = known.then(|| Languages::of(code, &settings.language)).flatten();
        languages.ok_or_else(|| Fault::invalid().field("customer", "The service does not know this language."))
    }

    /// The text of a message in the other language, or the code of why there is none. It waits for its turn.
    pub async fn translate(&self, languages: &Languages, to_customer: bool, text: &str) -> Result<String, String> {
        let place = Arc::clone(&self.inner.interpreter.places).acquire_owned().await;
        let settings = self.translation().await.map_err(|_| "unreachable".to_owned())?;
        if place.is_err() || !settings.is_set_up() {
            return Err("off".to_owned());
        }
        let key = self.translation_key().await.map_err(|_| "unreachable".to_owned())?;
        let service = Service { address: settings.address, key, authorities: settings.authorities };
        let told = towline_translate::translate(&service, text, languages.way(to_customer)).await;
        let now = self.now();
        let mut course = self.translated_so_far();
        match &told {
            Ok(_) => *course = Course { done: Some(now), failing: None },
            Err(error) => {
                tracing::warn!(code = error.code(), "a message was not translated");
                let since = course.failing.as_ref().map_or(now, |(since, _)| *since);
                course.failing = Some((since, error.to_string()));
            }
        }
        told.map_err(|error| error.code().to_owned())
    }

    fn translated_so_far(&self) -> std::sync::MutexGuard<'_, Course> {
        self.inner.interpreter.course.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports how translating goes; of a service that nobody has set nothing.
    pub(crate) async fn report_translation(&self) -> Result<(), Fault> {
        if !self.translation().await?.is_set_up() {
            self.report_health("translation", HealthState::Ok, "Not set up: the chat is not translated.");
            return Ok(());
        }
        let (state, message) = {
            let course = self.translated_so_far();
            match (&course.failing, course.done) {
                (Some((since, why)), _) => {
                    (HealthState::Error, format!("No message was translated since {}. {why}", moment_text(*since)))
                }
                (None, Some(done)) => {
                    (HealthState::Ok, format!("The last message was translated on {}.", moment_text(done)))
                }
                (None, None) => (HealthState::Ok, "Set up; no message was translated since the start.".to_owned()),
            }
        };
        self.report_health("translation", state, message);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(code: &str, targets: &[&str]) -> Offered {
        Offered { code: code.into(), targets: targets.iter().map(|code| (*code).to_owned()).collect() }
    }

    #[test]
    fn a_language_counts_that_is_translated_both_ways_ses_31() {
        let known = [offered("en", &["de", "ja"]), offered("de", &["en"]), offered("ja", &[]), offered("fr", &["en"])];
        assert_eq!(both_ways(&known, "en"), ["de"]);
        assert_eq!(both_ways(&known, "xx"), Vec::<String>::new());
    }

    #[test]
    fn the_language_of_a_page_finds_that_of_the_service_ses_31() {
        let languages = ["de", "pt", "pt-BR", "zh-Hans"].map(str::to_owned).to_vec();
        let address = "https://t.example".to_owned();
        let settings = TranslationSettings { address, languages, ..TranslationSettings::default() };
        let found = |tag: &str| settings.between(tag).map(|languages| languages.customer);
        assert_eq!(found("de").as_deref(), Some("de"));
        assert_eq!(found("zh").as_deref(), Some("zh-Hans"));
        assert_eq!(found("pt-br").as_deref(), Some("pt-BR"));
        assert_eq!((found("en"), found("en-GB"), found("ja"), found("")), (None, None, None, None));
        assert_eq!(TranslationSettings { address: String::new(), ..settings.clone() }.between("de"), None);
    }
}
