//! Faults as problem+json (RFC 9457), once, for every operation.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use towline_engine::{Fault, FaultKind};
use utoipa::ToSchema;

/// Why something was refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank#` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// A sentence for a person.
    pub title: String,
    /// What to do next.
    pub detail: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable name, for programs.
    pub code: &'static str,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    pub fields: BTreeMap<&'static str, String>,
}

/// A fault on its way to the browser.
#[derive(Debug)]
pub struct Refusal(pub Fault);

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Refusal(fault)
    }
}

fn status(kind: FaultKind) -> StatusCode {
    match kind {
        FaultKind::NotFound => StatusCode::NOT_FOUND,
        FaultKind::NotPermitted => StatusCode::FORBIDDEN,
        FaultKind::NotSignedIn => StatusCode::UNAUTHORIZED,
        FaultKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        FaultKind::Conflict => StatusCode::CONFLICT,
        FaultKind::Stale => StatusCode::PRECONDITION_FAILED,
        FaultKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        FaultKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        FaultKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Fault { kind, code, title, detail, fields } = self.0;
        answer(status(kind), code, title, detail, fields)
    }
}

/// A refusal that comes from HTTP itself and not from the engine.
pub(crate) fn plain(status: StatusCode, code: &'static str, title: &str, detail: &str) -> Response {
    answer(status, code, title.to_owned(), detail.to_owned(), BTreeMap::new())
}

fn answer(
    status: StatusCode,
    code: &'static str,
    title: String,
    detail: String,
    fields: BTreeMap<&'static str, String>,
) -> Response {
    let kind = format!("about:blank#{code}");
    let problem = Problem { kind, title, detail, status: status.as_u16(), code, fields };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}
