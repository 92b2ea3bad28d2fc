//! `/support/files`: what a customer sends into their session, and what they may fetch from it (SUP-20, SES-30).
//!
//! SECURITY: the cookie names the session; an id of another session's file, or of one among representatives, is as good as none.

use axum::{
    Json,
    body::Body,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde::{Deserialize, Serialize};
use towline_engine::{Fault, FaultKind, Sending, shown_as};

use crate::{Site, start::ours, support::cookie};

/// Which file.
#[derive(Deserialize)]
pub(crate) struct Named {
    name: String,
    nonce: String,
}

/// Why not, for the page, which has its own words.
#[derive(Serialize)]
struct Refused {
    code: &'static str,
}

fn refused(fault: &Fault) -> Response {
    let status = match fault.kind {
        FaultKind::NotFound => StatusCode::NOT_FOUND,
        FaultKind::Invalid | FaultKind::Conflict => StatusCode::UNPROCESSABLE_ENTITY,
        FaultKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(Refused { code: fault.code })).into_response()
}

pub(crate) async fn send(
    State(site): State<Site>,
    uri: Uri,
    headers: HeaderMap,
    named: Result<Query<Named>, QueryRejection>,
    request: Request,
) -> Response {
    if !ours(&site.engine, &headers, &uri).await {
        return StatusCode::FORBIDDEN.into_response();
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let (Some(cookie), Ok(Query(Named { name, nonce })), Some(bytes)) = (cookie(&headers), named, length) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let sending = Sending { name, nonce, bytes, reps_only: false };
    let sent = match site.engine.customer_sends(cookie, sending).await {
        Ok(incoming) => incoming.take(request.into_body().into_data_stream()).await,
        Err(fault) => Err(fault),
    };
    match sent {
        Ok(_) => StatusCode::CREATED.into_response(),
        Err(fault) => refused(&fault),
    }
}

pub(crate) async fn fetch(State(site): State<Site>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let missing = || StatusCode::NOT_FOUND.into_response();
    let (Some(cookie), Ok(id)) = (cookie(&headers), id.parse()) else { return missing() };
    let Ok(fetched) = site.engine.customer_fetches(cookie, id).await else { return missing() };
    let ((kind, how), bytes) = (shown_as(&fetched.file), fetched.file.bytes);
    let mut response = Body::from_stream(fetched.pieces()).into_response();
    let headers = response.headers_mut();
    // SECURITY: a browser takes it as a picture or saves it; if it ever showed it as a page, the page could do nothing.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    if let Ok(how) = HeaderValue::from_str(&how) {
        headers.insert(header::CONTENT_DISPOSITION, how);
    }
    response
}
