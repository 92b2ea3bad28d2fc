//! `/support/transcript`: the customer of a session that is over has what was said sent to an address (SES-32). It says no more than whether it was sent.

use std::net::SocketAddr;

use axum::{
    Form,
    extract::{ConnectInfo, State, rejection::FormRejection},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, Uri};
use serde::Deserialize;
use towline_engine::FaultKind;

use crate::{Site, start::ours, support::cookie};

/// Where to.
#[derive(Deserialize)]
pub(crate) struct Typed {
    to: String,
}

pub(crate) async fn send(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    uri: Uri,
    headers: HeaderMap,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    if !ours(&site.engine, &headers, &uri).await {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (Some(cookie), Ok(Form(typed))) = (cookie(&headers), typed) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match site.engine.mail_transcript(cookie, &typed.to, peer.ip().to_canonical()).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(fault) => match fault.kind {
            FaultKind::NotFound => StatusCode::NOT_FOUND,
            FaultKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            FaultKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        },
    }
    .into_response()
}
