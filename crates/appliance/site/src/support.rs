//! `/support/`: the page of a customer's session (SUP-20), and the ticket that its script opens its link with. The only pages that look at a cookie: it proves whose session it is, and nothing else.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde::Serialize;
use towline_engine::FaultKind;
use towline_model::{Language, PublicSiteId};
use towline_store::PublicSiteRow;

use crate::{
    Site, client,
    face::{Face, host},
    page,
    pages::{Attribute, Notice, Support, SurveyForm},
    portal::Asked,
    start::{COOKIE, ours},
    survey,
};

#[derive(Serialize)]
struct Ticket {
    ticket: String,
}

/// The one cookie of ours, if it is said once.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<&str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut found = pairs.flat_map(|line| line.split(';')).filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

pub(crate) async fn show(
    State(site): State<Site>,
    uri: Uri,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Query(asked) = asked.unwrap_or_default();
    let failed = || page::notice(&Notice::failed(&site.engine.site().name));
    let Ok(row) = site.engine.public_site_at(host(&headers, &uri)).await else { return failed() };
    let face = Face::of(&row, site.engine.site(), &headers, asked.lang.as_deref(), "/support/");
    let session = match cookie(&headers) {
        Some(cookie) => site.engine.customer_session(cookie).await.map(Some),
        None => Ok(None),
    };
    match session {
        Ok(Some(facts)) => match survey::of_customer(&site.engine, cookie(&headers), &facts).await {
            Ok(asked_at_end) => {
                let asked_language = asked.lang.as_ref().map(|_| face.language);
                show_session(&site, &face, (&row, facts.site), &headers, asked_language, asked_at_end).await
            }
            Err(_) => failed(),
        },
        Err(fault) if fault.kind != FaultKind::NotFound => failed(),
        Ok(None) | Err(_) => to(&face.home),
    }
}

/// Sentences that only the window and the machine's own screen have: the page would carry them for nothing.
const NOT_OF_THE_PAGE: [&str; 6] =
    ["drawing_clear", "privacy_take_back", "restarts", "shuts_down", "restarted", "tool_used"];

/// What is done in a session, as the page's script says it.
pub(crate) fn events(face: &Face) -> Attribute {
    let mut events = serde_json::to_value(&face.words.events).unwrap_or_default();
    if let Some(events) = events.as_object_mut() {
        events.retain(|key, _| !NOT_OF_THE_PAGE.contains(&key.as_str()));
    }
    Attribute::json(&events)
}

/// The page of a session, at some site and of some site, with what is asked at its end, or that it was answered.
pub(crate) async fn show_session(
    site: &Site,
    face: &Face,
    (row, of): (&PublicSiteRow, Option<PublicSiteId>),
    headers: &HeaderMap,
    asked_language: Option<Language>,
    (survey, answered): (Option<SurveyForm>, bool),
) -> Response {
    let words = Attribute::json(&face.words.chat);
    let events = events(face);
    let sharing = Attribute::json(&face.words.share);
    let program = match client::program(headers) {
        Some(of) => site.programs.find(of).await.is_some(),
        None => false,
    };
    let (Ok(settings), Ok(transcript)) = (site.engine.chat_settings().await, site.engine.offers_transcript(of).await)
    else {
        return page::notice(&Notice::failed(&site.engine.site().name));
    };
    let wrong = survey.as_ref().is_some_and(SurveyForm::wrong);
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let support = Support {
        face,
        words: &words,
        events: &events,
        file_mib: settings.file_mib,
        transcript,
        sharing: &sharing,
        system: client::system(headers),
        program,
        // Tablets call themselves computers; the script knows better.
        pictures: matches!(client::system(headers), "iOS" | "macOS"),
        file: client::FILE,
        asked_language,
        own_language: row.default_language,
        survey,
        answered,
    };
    page::show(status, &support)
}

/// `/support` without the stroke at its end.
pub(crate) async fn add_stroke() -> Response {
    to("/support/")
}

/// Where a form is sent to is no page: whoever comes back to it begins again.
pub(crate) async fn begin_again() -> Response {
    to("/")
}

pub(crate) fn to(place: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// A ticket for the link, single use. No session of this browser: 404.
pub(crate) async fn ticket(State(site): State<Site>, uri: Uri, headers: HeaderMap) -> Response {
    if !ours(&site.engine, &headers, &uri).await {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(cookie) = cookie(&headers) else { return StatusCode::NOT_FOUND.into_response() };
    // Of a machine that does not say what it is, nobody knows.
    let program = match client::program(&headers) {
        Some(of) => site.programs.find(of).await.is_some(),
        None => client::system(&headers).is_empty(),
    };
    let mut response = match site.engine.customer_ticket(cookie, program).await {
        Ok(ticket) => Json(Ticket { ticket }).into_response(),
        Err(fault) if fault.kind == FaultKind::NotFound => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customers_cookie_counts_if_it_is_said_once_sup_20() {
        let of = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::COOKIE, HeaderValue::from_static(line));
            }
            cookie(&headers).map(str::to_owned)
        };
        assert_eq!(of(&["a=b; towline_customer=x-y; c=d"]).as_deref(), Some("x-y"));
        assert_eq!(of(&["a=b", "towline_customer=x"]).as_deref(), Some("x"));
        assert_eq!(of(&["towline_customer=x; towline_customer=y"]), None);
        assert_eq!(of(&["xtowline_customer=x; towline_customer"]), None);
        assert_eq!(of(&[]), None);
    }
}
