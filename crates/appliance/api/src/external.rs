//! People without an account: the links that bring them into one session (SUP-70), and the tickets of their console. For browsers only; their cookie is not that of a login, and opens nothing else.
//! And the links that answer an invitation which was sent by mail (SUP-33).

use axum::{
    extract::State as AxumState,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use towline_engine::{AwayAnswer, Engine, Fault};
use towline_policy::rest;
use utoipa::ToSchema;

use crate::{
    bearer::has_token,
    body::{From, Json},
    problem::Refusal,
    proof::{EXTERNAL_COOKIE, Open, named_cookie},
};

type State = AxumState<Engine>;

/// How long a browser keeps the cookie at most; the session decides when it counts no more.
const COOKIE_LIFE_S: u32 = 24 * 60 * 60;

/// A link that was given to somebody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationToken {
    /// What stands behind the `#` of the link.
    token: String,
}

/// What a link is for.
#[derive(Serialize, ToSchema)]
pub struct ExternalLinkFacts {
    /// What its guest is called in the session.
    name: String,
    /// Who invites.
    inviter: String,
    /// What they say of it; may be empty.
    comments: String,
    /// Until when it works, unless the session ends before.
    expires_ms: i64,
}

/// Somebody who is in one session without an account.
#[derive(Serialize, ToSchema)]
pub struct ExternalGuest {
    /// What they are called there.
    name: String,
    session_id: String,
}

/// A ticket for their link: single use.
#[derive(Serialize, ToSchema)]
pub struct ExternalTicket {
    ticket: String,
    expires_ms: i64,
    guest: ExternalGuest,
}

/// What somebody was invited to by mail.
#[derive(Serialize, ToSchema)]
pub struct AwayFacts {
    session_id: String,
    /// Number of the invitation there.
    number: u32,
    session_name: String,
    /// Who invites.
    inviter: String,
    /// What they say of it; may be empty.
    comments: String,
    /// Whether the session is to be taken over.
    transfer: bool,
}

/// An answer by a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AwayDeclined {
    /// What stands behind the `#` of the link.
    token: String,
    /// Whether no such mail is wanted any more.
    switch_off: bool,
}

fn people_only(headers: &HeaderMap) -> Result<(), Fault> {
    if has_token(headers) { Err(Fault::not_permitted()) } else { Ok(()) }
}

fn with_cookie(mut response: Response, value: &str, max_age_s: u32) -> Response {
    let cookie = format!("{EXTERNAL_COOKIE}={value}; Path=/; Max-Age={max_age_s}; Secure; HttpOnly; SameSite=Strict");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

pub(crate) async fn view(
    _open: Open<rest::ViewExternalLink>,
    AxumState(engine): State,
    (From(address), headers, Json(link)): (From, HeaderMap, Json<InvitationToken>),
) -> Result<axum::Json<ExternalLinkFacts>, Refusal> {
    people_only(&headers)?;
    let facts = engine.external_link(&link.token, address).await?;
    Ok(axum::Json(ExternalLinkFacts {
        name: facts.name,
        inviter: facts.inviter,
        comments: facts.comments,
        expires_ms: facts.expires.unix_ms(),
    }))
}

pub(crate) async fn follow(
    _open: Open<rest::FollowExternalLink>,
    AxumState(engine): State,
    (From(address), headers, Json(link)): (From, HeaderMap, Json<InvitationToken>),
) -> Result<Response, Refusal> {
    people_only(&headers)?;
    let followed = engine.follow_external_link(&link.token, address).await?;
    let guest = ExternalGuest { name: followed.guest.name, session_id: followed.guest.session.to_string() };
    Ok(with_cookie(axum::Json(guest).into_response(), &followed.cookie, COOKIE_LIFE_S))
}

pub(crate) async fn ticket(
    _open: Open<rest::MakeExternalTicket>,
    AxumState(engine): State,
    headers: HeaderMap,
) -> Result<axum::Json<ExternalTicket>, Refusal> {
    people_only(&headers)?;
    let cookie = named_cookie(&headers, EXTERNAL_COOKIE).ok_or_else(Fault::invitation_ended)?;
    let (ticket, expires, guest) = engine.external_ticket(&cookie).await?;
    let guest = ExternalGuest { name: guest.name, session_id: guest.session.to_string() };
    Ok(axum::Json(ExternalTicket { ticket, expires_ms: expires.unix_ms(), guest }))
}

pub(crate) async fn view_away(
    _open: Open<rest::ViewAwayInvitation>,
    AxumState(engine): State,
    (From(address), headers, Json(link)): (From, HeaderMap, Json<InvitationToken>),
) -> Result<axum::Json<AwayFacts>, Refusal> {
    people_only(&headers)?;
    let facts = engine.away_link(&link.token, address).await?;
    Ok(axum::Json(AwayFacts {
        session_id: facts.session.to_string(),
        number: facts.number,
        session_name: facts.session_name,
        inviter: facts.inviter,
        comments: facts.comments,
        transfer: facts.transfer,
    }))
}

pub(crate) async fn decline_away(
    _open: Open<rest::DeclineAwayInvitation>,
    AxumState(engine): State,
    (From(address), headers, Json(answer)): (From, HeaderMap, Json<AwayDeclined>),
) -> Result<StatusCode, Refusal> {
    people_only(&headers)?;
    let how = if answer.switch_off { AwayAnswer::SwitchOff } else { AwayAnswer::Decline };
    engine.answer_away(&answer.token, how, address).await?;
    Ok(StatusCode::NO_CONTENT)
}
