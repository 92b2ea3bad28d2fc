//! `/`: the first page of a public site (SUP-1), with its logo and its colours. Which site it is, says the host name.

use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde::Deserialize;
use towline_engine::Fault;
use towline_model::Spoken;
use towline_store::PublicSiteRow;

use crate::{
    Site,
    face::{Face, colours, host, paragraphs, tag},
    page,
    pages::{Notice, Offer, Portal, StartErrors, StartForm, Terms},
    start::token,
};

/// What the address may say besides.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    /// A language to speak.
    #[serde(default)]
    pub(crate) lang: Option<String>,
    /// An invitation.
    #[serde(default)]
    ak: Option<String>,
}

pub(crate) async fn show(
    State(site): State<Site>,
    uri: Uri,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Query(asked) = asked.unwrap_or_default();
    match site.engine.public_site_at(host(&headers, &uri)).await {
        Ok(row) => {
            // SECURITY: programs that look into mail follow links, so an invitation is neither looked up nor consumed here.
            let ak = asked.ak.as_deref().and_then(token);
            let face = Face::of(&row, site.engine.site(), &headers, asked.lang.as_deref(), &place(ak));
            let cut = asked.ak.is_some() && ak.is_none();
            let errors = StartErrors { form: cut.then_some(face.words.wrong.invitation), ..StartErrors::default() };
            let language = asked.lang.as_ref().map(|_| face.language);
            let form = StartForm { ak, language, errors, ..StartForm::default() };
            match portal(&site, &row, &face, ak.is_some()).await {
                Ok(page) => page::show(StatusCode::OK, &Portal { form: row.session_keys.then_some(form), ..page }),
                Err(_) => page::notice(&Notice::failed(&site.engine.site().name)),
            }
        }
        Err(_) => page::notice(&Notice::failed(&site.engine.site().name)),
    }
}

/// The first page, or the one that an invitation leads to.
pub(crate) fn place(ak: Option<&str>) -> String {
    ak.map_or_else(|| "/".to_owned(), |ak| format!("/?ak={ak}"))
}

/// The page without its form. Whoever was invited has nothing to choose.
pub(crate) async fn portal<'a>(
    site: &Site,
    row: &'a PublicSiteRow,
    face: &'a Face,
    invited: bool,
) -> Result<Portal<'a>, Fault> {
    let somebody = site.engine.somebody_there().await;
    let (now, keys) = (site.engine.now(), site.engine.key_format().await?);
    let (issues, reps) = if invited {
        (Vec::new(), Vec::new())
    } else {
        (site.engine.offered_issues(row).await?, site.engine.shown_reps(row).await?)
    };
    let offer = |query: String, name, why| Offer { href: face.with_language(&format!("/ask?{query}")), name, why };
    let hint = if keys.letters { face.words.key_hint } else { face.words.key_hint_digits };
    let (title, welcome) = (row.title_in(face.language), row.welcome_in(face.language));
    Ok(Portal {
        face,
        own_language: row.default_language,
        heading: if title.text.is_empty() {
            Spoken { text: face.words.heading, language: face.language }
        } else {
            title
        },
        welcome: paragraphs(welcome.text),
        welcome_language: welcome.language,
        notices: row
            .notices
            .iter()
            .filter(|notice| notice.shows(now, somebody))
            .map(|notice| notice.spoken(face.language, row.default_language))
            .collect(),
        agreement: Terms::of(row, face.language),
        form: None,
        key_hint: hint.replace("{example}", &keys.example()),
        digits: !keys.letters,
        nobody: row.reps && reps.is_empty() && issues.is_empty() && !row.session_keys,
        issues: issues
            .into_iter()
            .map(|issue| offer(format!("issue={}", issue.id), issue.name, issue.description))
            .collect(),
        reps: reps.into_iter().map(|rep| offer(format!("rep={}", rep.id), rep.name, String::new())).collect(),
    })
}

/// The logo and the colours of the site that the host name leads to. Their addresses carry what they are, so browsers may keep them.
pub(crate) async fn file(State(site): State<Site>, Path(file): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    let Ok(row) = site.engine.public_site_at(host(&headers, &uri)).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let found = match file.as_str() {
        "colours.css" => row.accent.map(|accent| ("text/css; charset=utf-8", colours(accent).into_bytes())),
        "logo" => match site.engine.public_site_logo(row.id).await {
            Ok(logo) => logo.map(|(kind, bytes)| (kind.media_type(), bytes)),
            Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
        _ => None,
    };
    let Some((kind, bytes)) = found else { return page::notice(&Notice::not_found(&site.engine.site().name)) };
    let tag = tag(&bytes);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let mut response = if known.is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes.into_response()
    };
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let cache =
        if uri.query().is_some_and(|query| query.starts_with("v=")) { "public, max-age=86400" } else { "no-cache" };
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    response
}
