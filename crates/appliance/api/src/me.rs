//! The caller's own account: signing in and out, name, password, tickets.

use axum::{
    Extension,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use towline_engine::{COOKIE_LIFE_MS, Engine, Leaving};
use towline_policy::rest;
use towline_store::LoginRow;
use utoipa::ToSchema;

use crate::{
    body::{From, Json},
    guard::Served,
    problem::Refusal,
    proof::{COOKIE, Open, Proof},
};

type State = axum::extract::State<Engine>;

/// Somebody who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    username: String,
    password: String,
}

/// Somebody who wants to sign out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOut {
    sessions: SessionsAtSignOut,
}

/// What becomes of the sessions.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionsAtSignOut {
    /// They wait in the personal queue.
    Hold,
    /// They end.
    End,
}

/// The caller.
#[derive(Serialize, ToSchema)]
pub struct Me {
    id: String,
    username: String,
    display_name: String,
    email: String,
    administrator: bool,
    /// Keys of the settings that open areas of the administrative interface to the caller.
    areas: Vec<&'static str>,
    must_change_password: bool,
    /// Whether the web console is switched on.
    console_allowed: bool,
    /// Sessions that the caller is in, or that wait in the caller's queue.
    sessions: Vec<MySession>,
    site: SiteFacts,
}

/// A session of the caller.
#[derive(Serialize, ToSchema)]
pub struct MySession {
    id: String,
    item_name: String,
    phase: &'static str,
    owned: bool,
}

/// The site.
#[derive(Serialize, ToSchema)]
pub struct SiteFacts {
    name: String,
    version: String,
}

/// What to change of the caller.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MyChange {
    display_name: Option<String>,
    email: Option<String>,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    current: String,
    new: String,
}

/// A ticket for a link: single use.
#[derive(Serialize, ToSchema)]
pub struct Ticket {
    ticket: String,
    expires_ms: i64,
}

/// Whether the web console is switched on.
#[derive(Serialize, ToSchema)]
pub struct ConsoleState {
    enabled: bool,
    /// Display names of those who can change it.
    administrators: Vec<String>,
}

async fn facts(engine: &Engine, login: &LoginRow) -> Result<Me, Refusal> {
    let sessions = engine.sessions().of_user(login.user).await;
    Ok(Me {
        id: login.user.to_string(),
        username: login.username.clone(),
        display_name: login.display_name.clone(),
        email: login.email.clone(),
        administrator: login.administrator,
        areas: engine.actor(login).await?.standing.areas().map(|area| area.setting().key()).collect(),
        must_change_password: login.must_change_password,
        console_allowed: engine.console_allowed().await?,
        sessions: sessions
            .into_iter()
            .map(|session| MySession {
                id: session.id.to_string(),
                item_name: session.item_name,
                phase: session.phase,
                owned: session.owned,
            })
            .collect(),
        site: SiteFacts { name: engine.site().name.clone(), version: engine.site().version.clone() },
    })
}

fn with_cookie(mut response: Response, value: &str, max_age_s: i64) -> Response {
    let cookie = format!("{COOKIE}={value}; Path=/; Max-Age={max_age_s}; Secure; HttpOnly; SameSite=Strict");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

pub(crate) async fn sign_in(
    _open: Open<rest::SignIn>,
    axum::extract::State(engine): State,
    (From(address), Json(who)): (From, Json<SignIn>),
) -> Result<Response, Refusal> {
    let signed_in = engine.sign_in(&who.username, &who.password, address).await?;
    let me = facts(&engine, &signed_in.login).await?;
    Ok(with_cookie(axum::Json(me).into_response(), &signed_in.token, COOKIE_LIFE_MS / 1000))
}

pub(crate) async fn sign_out(
    proof: Proof<rest::SignOut>,
    axum::extract::State(engine): State,
    Json(what): Json<SignOut>,
) -> Result<Response, Refusal> {
    let leaving = match what.sessions {
        SessionsAtSignOut::Hold => Leaving::Hold,
        SessionsAtSignOut::End => Leaving::End,
    };
    engine.sign_out(proof.granted, leaving).await?;
    Ok(with_cookie(StatusCode::NO_CONTENT.into_response(), "", 0))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewMe>,
    axum::extract::State(engine): State,
) -> Result<axum::Json<Me>, Refusal> {
    Ok(axum::Json(facts(&engine, &proof.login).await?))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditMe>,
    axum::extract::State(engine): State,
    Json(change): Json<MyChange>,
) -> Result<axum::Json<Me>, Refusal> {
    let user = engine.edit_me(proof.granted, change.display_name.as_deref(), change.email.as_deref()).await?;
    let login = LoginRow { display_name: user.display_name, email: user.email, ..proof.login };
    Ok(axum::Json(facts(&engine, &login).await?))
}

pub(crate) async fn change_password(
    proof: Proof<rest::ChangeOwnPassword>,
    axum::extract::State(engine): State,
    Json(change): Json<PasswordChange>,
) -> Result<StatusCode, Refusal> {
    engine.change_own_password(proof.granted, &proof.login, &change.current, &change.new).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn make_ticket(
    proof: Proof<rest::MakeTicket>,
    axum::extract::State(engine): State,
) -> Result<axum::Json<Ticket>, Refusal> {
    let (ticket, expires) = engine.make_ticket(proof.granted).await?;
    Ok(axum::Json(Ticket { ticket, expires_ms: expires.0 }))
}

pub(crate) async fn console_state(
    _open: Open<rest::ConsoleState>,
    axum::extract::State(engine): State,
) -> Result<axum::Json<ConsoleState>, Refusal> {
    let (enabled, administrators) = (engine.console_allowed().await?, engine.administrators().await?);
    Ok(axum::Json(ConsoleState { enabled, administrators }))
}

pub(crate) async fn document(
    _open: Open<rest::Document>,
    Extension(Served(document)): Extension<Served>,
) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document.to_string())
}
