//! `/start`: a customer begins a session with a key or an invitation (SUP-2, SUP-3, SUP-20). Nothing is consumed by looking at a page, only by this.
//!
//! SECURITY: the form counts only from a page of ours, or another site could put a customer into a session of its own choice. A key that is not valid has one answer, whatever the reason.

use std::net::SocketAddr;

use axum::{
    Form,
    extract::{ConnectInfo, State, rejection::FormRejection},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde::Deserialize;
use towline_engine::{Begun, Brought, Engine, Fault, Start};
use towline_model::{CUSTOMER_NAME, PublicSiteId, clip};
use towline_store::PublicSiteRow;

use crate::{
    Site,
    face::{Face, host},
    page,
    pages::{Notice, Portal, StartErrors, StartForm, Terms},
    portal::{place, portal},
};

/// What a browser comes back to its session with. Only its own pages see it, and no script.
pub(crate) const COOKIE: &str = "towline_customer";
/// Longest token of an invitation that is looked at.
const TOKEN: usize = 128;

/// What the form sends.
#[derive(Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    key: String,
    #[serde(default)]
    ak: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    agreed: String,
    /// Which agreement the form showed.
    #[serde(default)]
    agreement: String,
    #[serde(default)]
    lang: Option<String>,
}

pub(crate) async fn submit(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    uri: Uri,
    headers: HeaderMap,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let Ok(row) = site.engine.public_site_at(host(&headers, &uri)).await else {
        return page::notice(&Notice::failed(&site.engine.site().name));
    };
    let Form(typed) = typed.unwrap_or_default();
    let ak = typed.ak.as_deref().and_then(token);
    let face = Face::of(&row, site.engine.site(), &headers, typed.lang.as_deref(), &place(ak));
    let wrong = &face.words.wrong;
    if !ours(&site.engine, &headers, &uri).await {
        let errors = StartErrors { form: Some(wrong.elsewhere), ..StartErrors::default() };
        // What another page made up is not shown.
        return again(&site, &row, &face, StatusCode::FORBIDDEN, StartForm { errors, ..StartForm::default() }).await;
    }
    let errors = match check(&site.engine, &typed, ak, &row, &face).await {
        Ok(errors) => errors,
        Err(_) => return page::notice(&Notice::failed(&site.engine.site().name)),
    };
    if !errors.is_empty() || !row.session_keys {
        return again(&site, &row, &face, StatusCode::UNPROCESSABLE_ENTITY, form(&typed, ak, &face, errors)).await;
    }
    let start = Start {
        brought: match ak {
            Some(token) => Brought::Link(token.to_owned()),
            None => Brought::Typed(narrow(&typed.key)),
        },
        site: Some(row.id).filter(|id| *id != PublicSiteId::DEFAULT),
        name: clip(&typed.name, CUSTOMER_NAME),
        company: String::new(),
        details: String::new(),
        custom: Vec::new(),
        agreement: if typed.agreed == "yes" { typed.agreement.clone() } else { String::new() },
        language: face.language.code().to_owned(),
        address: peer.ip().to_canonical(),
        phone: is_phone(&headers),
    };
    match site.engine.portal_start(start).await {
        Ok(Begun::Session(cookie)) => begun(&face, &cookie),
        Ok(Begun::Agree(at)) => {
            // The key is of another site than this page, or the text was changed since the page was shown.
            let errors = StartErrors { agreed: Some(wrong.agree), ..StartErrors::default() };
            let form = StartForm { agreed: false, ..form(&typed, ak, &face, errors) };
            match portal(&site, &row, &face, ak.is_some()).await {
                Ok(page) => page::show(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    &Portal { form: Some(form), agreement: Terms::of(&at, face.language), ..page },
                ),
                Err(_) => page::notice(&Notice::failed(&site.engine.site().name)),
            }
        }
        Err(fault) => {
            let (status, errors) = match fault.code {
                "not_valid" if ak.is_some() => {
                    let errors = StartErrors { form: Some(wrong.invitation), ..StartErrors::default() };
                    (StatusCode::UNPROCESSABLE_ENTITY, errors)
                }
                "not_valid" => (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    StartErrors { key: Some(wrong.key.to_owned()), ..StartErrors::default() },
                ),
                "too_many_attempts" => {
                    let errors = StartErrors { form: Some(wrong.too_many), ..StartErrors::default() };
                    (StatusCode::TOO_MANY_REQUESTS, errors)
                }
                _ => {
                    let errors = StartErrors { form: Some(wrong.failed), ..StartErrors::default() };
                    (StatusCode::SERVICE_UNAVAILABLE, errors)
                }
            };
            again(&site, &row, &face, status, form(&typed, ak, &face, errors)).await
        }
    }
}

fn form<'a>(typed: &'a Typed, ak: Option<&'a str>, face: &Face, errors: StartErrors) -> StartForm<'a> {
    StartForm {
        ak,
        key: &typed.key,
        name: &typed.name,
        agreed: typed.agreed == "yes",
        language: typed.lang.as_ref().map(|_| face.language),
        errors,
    }
}

async fn again(site: &Site, row: &PublicSiteRow, face: &Face, status: StatusCode, form: StartForm<'_>) -> Response {
    match portal(site, row, face, form.ak.is_some()).await {
        Ok(page) => page::show(status, &Portal { form: row.session_keys.then_some(form), ..page }),
        Err(_) => page::notice(&Notice::failed(&site.engine.site().name)),
    }
}

/// What can be told without asking whether there is such a key.
async fn check(
    engine: &Engine,
    typed: &Typed,
    ak: Option<&str>,
    row: &PublicSiteRow,
    face: &Face,
) -> Result<StartErrors, Fault> {
    let wrong = &face.words.wrong;
    let key = match (ak, &typed.ak) {
        (Some(_), _) => None,
        // A link that lost a part on its way.
        (None, Some(_)) => Some(wrong.invitation.to_owned()),
        (None, None) => {
            let key = narrow(&typed.key);
            let characters = key.chars().filter(|character| character.is_ascii_alphanumeric()).count();
            let format = engine.key_format().await?;
            if key.trim().is_empty() {
                Some(wrong.key_missing.to_owned())
            } else if !key.contains("ak=") && !engine.fits_a_key(format, characters).await? {
                let odd = if format.letters { wrong.key_odd } else { wrong.key_odd_digits };
                Some(odd.replace("{count}", &format.length.to_string()))
            } else {
                None
            }
        }
    };
    let agreed = row.agreement_in(face.language).text.is_empty() || typed.agreed == "yes";
    Ok(StartErrors { form: None, key, agreed: (!agreed).then_some(wrong.agree) })
}

/// With plain characters in place of the wide ones that keyboards for Japanese and Chinese write.
fn narrow(typed: &str) -> String {
    let plain = |character: char| match u32::from(character) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(character),
        0x3000 => ' ',
        _ => character,
    };
    typed.chars().take(512).map(plain).collect()
}

/// The token of an invitation, if it can be one.
pub(crate) fn token(text: &str) -> Option<&str> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (!text.is_empty() && text.len() <= TOKEN && text.bytes().all(fits)).then_some(text)
}

/// The session is there. It lives in this browser as long as its window does, and no script sees what proves it.
pub(crate) fn begun(face: &Face, cookie: &str) -> Response {
    let place = face.home.replacen('/', "/support/", 1);
    let cookie = format!("{COOKIE}={cookie}; Path=/support; Secure; HttpOnly; SameSite=Strict");
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let (Ok(place), Ok(cookie)) = (HeaderValue::from_str(&place), HeaderValue::from_str(&cookie)) {
        headers.insert(header::LOCATION, place);
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Whether the browser says of itself that it is one of a phone or tablet. It decides nothing but what reps are told to expect (SUP-26).
pub(crate) fn is_phone(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let agent = text("user-agent");
    text("sec-ch-ua-mobile") == "?1" || ["Mobi", "Android", "iPhone", "iPad"].iter().any(|word| agent.contains(word))
}

/// Whether a page of ours sent this. A browser says where a request comes from in one of two headers; each that is there must be right, and one must be there.
///
/// An origin is ours if it is the very host that was asked (a name that nobody told us of counts as the default site), or one that we know, where a proxy asks us by another name.
pub(crate) async fn ours(engine: &Engine, headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let fetch_site = text("sec-fetch-site").map(|place| place == "same-origin");
    let own = match text("origin") {
        Some(origin) => {
            let asked = origin.strip_prefix("https://").is_some_and(|of| of.eq_ignore_ascii_case(host(headers, uri)));
            Some(asked || engine.is_own_origin(origin).await.unwrap_or(false))
        }
        None => None,
    };
    fetch_site != Some(false) && own != Some(false) && (fetch_site.is_some() || own.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_count_as_the_plain_ones_sup_2() {
        assert_eq!(narrow("ＡＢＣ－ｄｅｆ　２３４"), "ABC-def 234");
        assert_eq!(narrow(&"x".repeat(9000)).len(), 512);
    }

    #[test]
    fn a_phone_is_known_by_what_its_browser_says_sup_26() {
        let of = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            is_phone(&headers)
        };
        assert!(of(
            "user-agent",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
        ));
        assert!(of("user-agent", "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/120.0 Mobile Safari/537.36"));
        assert!(of("sec-ch-ua-mobile", "?1"));
        assert!(!of("sec-ch-ua-mobile", "?0"));
        assert!(!of("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0 Safari/537.36"));
        assert!(!is_phone(&HeaderMap::new()));
    }

    #[test]
    fn an_invitation_is_what_a_link_can_carry_sup_10() {
        assert_eq!(token("A-b_9"), Some("A-b_9"));
        for odd in ["", "a b", "a&b", "a\"b", "ä", &"a".repeat(TOKEN + 1)] {
            assert_eq!(token(odd), None, "{odd}");
        }
    }
}
