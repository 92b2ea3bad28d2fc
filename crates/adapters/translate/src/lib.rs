//! Has a text translated by a service that speaks the protocol of LibreTranslate (`POST /translate`, `GET /languages`): one message, within a bounded time. Nothing is kept.
//!
//! It knows no sessions and no settings: the engine says what is translated where. SECURITY: what comes back is a stranger's text, bounded and never interpreted.

mod answer;

use std::time::Duration;

use http::{Method, Request, StatusCode, header};
use serde::Serialize;
use thiserror::Error;
use tokio::time::timeout;
use towline_http::{Http, is_fit};
use url::Url;
use zeroize::Zeroizing;

pub use answer::Offered;

/// For one question, from the connection to the last byte.
const PATIENCE: Duration = Duration::from_secs(10);

/// A service.
#[derive(Clone)]
pub struct Service {
    /// Where it is: `https://translate.example.com`, with a path if it is below one. In the clear only on this machine.
    pub address: String,
    /// What it knows the site by, if it wants one.
    pub key: Option<Zeroizing<String>>,
    /// Certificate authorities in PEM form; empty: those that the system trusts.
    pub authorities: String,
}

/// Why there is no translation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TranslateError {
    /// The settings cannot be used.
    #[error("{0}")]
    Settings(String),
    /// No answer, or none that can be read.
    #[error("The service does not answer: {0}.")]
    Unreachable(String),
    /// It said no.
    #[error("The service said no: {0}")]
    Refused(String),
}

impl TranslateError {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            TranslateError::Settings(_) | TranslateError::Unreachable(_) => "unreachable",
            TranslateError::Refused(_) => "refused",
        }
    }
}

/// Whether a service may be at this address.
pub fn is_address(text: &str) -> bool {
    text.len() <= 512 && base(text).is_some()
}

/// Whether these are certificate authorities in PEM form, or nothing.
pub fn are_authorities(pem: &str) -> bool {
    towline_tls::client_config(pem).is_ok()
}

/// The address as what comes below it is joined to.
fn base(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok().filter(is_fit)?;
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if !plain || url.fragment().is_some() || url.host().is_none() {
        return None;
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Some(url)
}

#[derive(Serialize)]
struct Question<'a> {
    q: &'a str,
    source: &'a str,
    target: &'a str,
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key: Option<&'a str>,
}

/// What a text is in another language.
///
/// # Errors
/// [`TranslateError`].
pub async fn translate(service: &Service, text: &str, (from, to): (&str, &str)) -> Result<String, TranslateError> {
    let api_key = service.key.as_ref().map(|key| key.as_str());
    let question = Question { q: text, source: from, target: to, format: "text", api_key };
    let body =
        serde_json::to_vec(&question).map_err(|_| TranslateError::Settings("The text cannot be sent.".into()))?;
    answer::translated(&ask(service, Method::POST, "translate", body).await?)
}

/// What a service translates from what to what.
///
/// # Errors
/// [`TranslateError`].
pub async fn languages(service: &Service) -> Result<Vec<Offered>, TranslateError> {
    answer::languages(&ask(service, Method::GET, "languages", Vec::new()).await?)
}

async fn ask(service: &Service, method: Method, what: &str, body: Vec<u8>) -> Result<Vec<u8>, TranslateError> {
    let odd = |what: &str| TranslateError::Settings(what.to_owned());
    let base = base(&service.address).ok_or_else(|| odd("The service's address cannot be used."))?;
    let tls = towline_tls::client_config(&service.authorities)
        .map_err(|_| odd("The certificate authorities cannot be read."))?;
    let url = base.join(what).map_err(|_| odd("The service's address cannot be used."))?;
    let request = Request::builder()
        .method(method)
        .uri(url.as_str())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .body(body)
        .map_err(|_| odd("The service's address cannot be used."))?;
    let called = timeout(PATIENCE, Http::of(&base, tls).call(request)).await;
    let answer = called
        .map_err(|_| TranslateError::Unreachable("it takes too long".into()))?
        .map_err(|error| TranslateError::Unreachable(error.to_string()))?;
    let status = answer.status();
    let body = answer.into_body();
    match status {
        StatusCode::OK => Ok(body),
        status if status.is_server_error() => Err(TranslateError::Unreachable(format!("it answered {status}"))),
        status => Err(TranslateError::Refused(answer::refusal(status, &body))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_at_a_secure_address_or_on_this_machine_ses_31() {
        for fit in ["https://t.example", "https://t.example/api/", "http://127.0.0.1:5000", "http://localhost:5000/a"] {
            assert!(is_address(fit), "{fit}");
        }
        for odd in [
            "",
            "t.example",
            "http://t.example",
            "ftp://t.example",
            "https://a:b@t.example",
            "https://t.example/?a=b",
            "https://t.example/#a",
            "file:///etc/passwd",
        ] {
            assert!(!is_address(odd), "{odd}");
        }
        assert_eq!(base("https://t.example/api").unwrap().join("translate").unwrap().path(), "/api/translate");
        assert_eq!(base("https://t.example").unwrap().join("languages").unwrap().path(), "/languages");
    }

    #[test]
    fn a_key_is_sent_to_the_service_and_only_where_there_is_one_ses_31() {
        let question = |api_key| Question { q: "a\"b", source: "de", target: "en", format: "text", api_key };
        let text = |api_key| serde_json::to_string(&question(api_key)).unwrap();
        assert_eq!(text(None), r#"{"q":"a\"b","source":"de","target":"en","format":"text"}"#);
        assert!(text(Some("k")).ends_with(r#""api_key":"k"}"#));
    }
}
