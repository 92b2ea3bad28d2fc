//! The caller's own account: signing in and out, name, password, tickets.

use axum::{
    Extension,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use towline_engine::{COOKIE_LIFE_MS, Engine, FactorWanted, Leaving, SignInStep, SignedIn};
use towline_model::LoginId;
use towline_policy::{First, rest};
use towline_store::LoginRow;
use utoipa::ToSchema;

use crate::{
    body::{From, Id, Json},
    factors::factor_answer,
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

/// How far a sign-in came: one of the two is there.
#[derive(Serialize, ToSchema)]
pub struct SignInAnswer {
    /// The caller is signed in; the cookie is set.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    me: Option<Me>,
    /// The password was right; a second factor is missing.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    second_factor: Option<SecondFactorWanted>,
}

/// What a sign-in waits for. Any one of them will do, within five minutes.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorWanted {
    /// Goes back with the proof.
    token: String,
    /// A code of an authenticator app.
    code: bool,
    recovery_code: bool,
    /// Options for `navigator.credentials.get`, if there is a passkey.
    #[schema(required = false, value_type = Object)]
    #[serde(skip_serializing_if = "Option::is_none")]
    passkey: Option<serde_json::Value>,
}

impl std::convert::From<FactorWanted> for SecondFactorWanted {
    fn from(wanted: FactorWanted) -> Self {
        SecondFactorWanted {
            token: wanted.token,
            code: wanted.code,
            recovery_code: wanted.recovery,
            passkey: wanted.passkey,
        }
    }
}

/// The factor that a sign-in waits for: one of the three.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInProof {
    token: String,
    code: Option<String>,
    recovery_code: Option<String>,
    /// The answer of `navigator.credentials.get`, with its bytes in base64url.
    #[schema(value_type = Option<Object>)]
    passkey: Option<serde_json::Value>,
}

/// A sign-in with a passkey alone, begun.
#[derive(Serialize, ToSchema)]
pub struct PasskeyAsked {
    /// Goes back with the proof.
    token: String,
    /// Options for `navigator.credentials.get`.
    #[schema(value_type = Object)]
    options: serde_json::Value,
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
    /// They wait in the personal queue; those with customers go on to somebody else.
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
    /// Whether a second factor must be set up before anything else.
    must_set_up_factor: bool,
    /// The security provider that the caller signs in through; without one there is a password of this site's own.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    /// Minutes without anybody doing anything after which this login ends; 0: it does not. Say that somebody does by `POST /me/active`.
    idle_minutes: u32,
    /// In which time zone the caller reads times, as `Europe/Berlin`; empty: in the browser's.
    time_zone: String,
    /// Characters that a new password of the caller has at least.
    password_minimum: u32,
    /// Passwords, with the one in use, that are not taken again; 0: any may be.
    password_old: u32,
    /// Whether the web console is switched on.
    console_allowed: bool,
    /// Whether the caller may give attended support.
    supports: bool,
    /// Whether the caller may make session keys.
    session_keys: bool,
    /// Whether invitations may come by mail while the caller is signed out, if the caller wants that.
    may_be_asked_away: bool,
    /// Whether the caller wants that.
    asked_away: bool,
    /// Whether public sites show the caller to customers, while the caller's console is connected.
    on_portal: bool,
    /// Whether any public site shows representatives.
    portal_shows_representatives: bool,
    /// Whether the caller may set custom fields of sessions that the caller is in.
    custom_fields: bool,
    /// Whose sessions the caller may read about: `nothing` (unless a role at a Jump Item says so), `own`, `team`, `all`.
    reports: &'static str,
    /// Whose recordings the caller may have, as `reports`.
    recordings: &'static str,
    /// Whether there is anything that the caller may read reports of.
    reads_reports: bool,
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
    /// Name of a time zone, as `Europe/Berlin`; empty: the browser's.
    time_zone: Option<String>,
    /// Whether invitations are to come by mail while the caller is signed out.
    asked_away: Option<bool>,
    /// Whether public sites are to show the caller, who may give attended support.
    on_portal: Option<bool>,
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

/// A login of the caller.
#[derive(Serialize, ToSchema)]
pub struct OwnLogin {
    id: String,
    address: String,
    /// What its browser calls itself (`User-Agent`); may be empty.
    agent: String,
    since_ms: i64,
    /// When somebody last did something with it, as far as that is told.
    seen_ms: i64,
    /// Whether it is the one that asks.
    current: bool,
}

/// All logins of the caller.
#[derive(Serialize, ToSchema)]
pub struct OwnLogins {
    /// The newest first.
    logins: Vec<OwnLogin>,
}

/// What the sign-in pages show before anybody is signed in.
#[derive(Serialize, ToSchema)]
pub struct ConsoleState {
    /// Whether the web console is switched on.
    enabled: bool,
    /// Whether a forgotten password can be reset by e-mail.
    password_reset: bool,
    /// Display names of those who can change it.
    administrators: Vec<String>,
}

pub(crate) async fn facts(engine: &Engine, login: &LoginRow) -> Result<Me, Refusal> {
    let (sessions, actor) = (engine.sessions().of_user(login.user).await, engine.actor(login).await?);
    let passwords = engine.password_rules().await?;
    Ok(Me {
        id: login.user.to_string(),
        username: login.username.clone(),
        display_name: login.display_name.clone(),
        email: login.email.clone(),
        administrator: login.administrator,
        areas: actor.standing.areas().map(|area| area.setting().key()).collect(),
        must_change_password: actor.first == Some(First::Password),
        must_set_up_factor: actor.first == Some(First::Factor),
        time_zone: login.time_zone.clone(),
        password_minimum: passwords.minimum,
        password_old: passwords.old,
        provider: login.provider.as_ref().map(|provider| provider.name.clone()),
        idle_minutes: engine.idle_minutes(login).await?,
        console_allowed: engine.console_allowed().await?,
        supports: actor.standing.supports(),
        session_keys: actor.standing.key_minutes().is_some(),
        may_be_asked_away: actor.standing.asked_away(),
        asked_away: login.asked_away,
        on_portal: login.on_portal,
        portal_shows_representatives: engine.shows_reps().await?,
        custom_fields: actor.standing.sets_custom_fields(),
        reports: actor.standing.reports().name(),
        recordings: actor.standing.recordings().name(),
        reads_reports: actor.standing.reads_reports(),
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

pub(crate) fn with_cookie(mut response: Response, value: &str, max_age_s: i64) -> Response {
    let cookie = format!("{COOKIE}={value}; Path=/; Max-Age={max_age_s}; Secure; HttpOnly; SameSite=Strict");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

pub(crate) async fn sign_in(
    _open: Open<rest::SignIn>,
    axum::extract::State(engine): State,
    (From(address), headers, Json(who)): (From, HeaderMap, Json<SignIn>),
) -> Result<Response, Refusal> {
    match engine.sign_in(&who.username, &who.password, address).await? {
        SignInStep::Done(signed_in) => welcome(&engine, signed_in, &headers).await,
        SignInStep::Factor(wanted) => {
            Ok(axum::Json(SignInAnswer { me: None, second_factor: Some(wanted.into()) }).into_response())
        }
    }
}

/// Notes what the browser of a fresh login calls itself.
pub(crate) async fn note_browser(engine: &Engine, login: &LoginRow, headers: &HeaderMap) -> Result<(), Refusal> {
    let browser = headers.get(header::USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default();
    Ok(engine.note_browser(login, browser).await?)
}

async fn welcome(engine: &Engine, signed_in: SignedIn, headers: &HeaderMap) -> Result<Response, Refusal> {
    note_browser(engine, &signed_in.login, headers).await?;
    let answer = SignInAnswer { me: Some(facts(engine, &signed_in.login).await?), second_factor: None };
    Ok(with_cookie(axum::Json(answer).into_response(), &signed_in.token, COOKIE_LIFE_MS / 1000))
}

pub(crate) async fn prove_factor(
    _open: Open<rest::ProveFactor>,
    axum::extract::State(engine): State,
    (From(address), headers, Json(proof)): (From, HeaderMap, Json<SignInProof>),
) -> Result<Response, Refusal> {
    let answer = factor_answer(proof.code, proof.recovery_code, proof.passkey)?;
    welcome(&engine, engine.prove_factor(&proof.token, answer, address).await?, &headers).await
}

pub(crate) async fn ask_passkey(
    _open: Open<rest::AskPasskey>,
    axum::extract::State(engine): State,
    From(address): From,
) -> Result<axum::Json<PasskeyAsked>, Refusal> {
    let (token, options) = engine.ask_passkey(address).await?;
    Ok(axum::Json(PasskeyAsked { token, options }))
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
    let (_granted, login) = proof.of_login()?;
    Ok(axum::Json(facts(&engine, &login).await?))
}

pub(crate) async fn logins(
    proof: Proof<rest::ListOwnLogins>,
    axum::extract::State(engine): State,
) -> Result<axum::Json<OwnLogins>, Refusal> {
    let (granted, current) = proof.of_login()?;
    let logins = engine.own_logins(granted).await?.into_iter().map(|login| OwnLogin {
        current: login.id == current.id,
        id: login.id.to_string(),
        address: login.address,
        agent: login.agent,
        since_ms: login.created.0,
        seen_ms: login.seen.0,
    });
    Ok(axum::Json(OwnLogins { logins: logins.collect() }))
}

pub(crate) async fn end_login(
    proof: Proof<rest::EndOwnLogin>,
    axum::extract::State(engine): State,
    Id(id): Id<LoginId>,
) -> Result<StatusCode, Refusal> {
    engine.end_own_login(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn be_active(
    proof: Proof<rest::BeActive>,
    axum::extract::State(engine): State,
) -> Result<StatusCode, Refusal> {
    let (_granted, login) = proof.of_login()?;
    engine.be_active(&login).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn edit(
    proof: Proof<rest::EditMe>,
    axum::extract::State(engine): State,
    Json(change): Json<MyChange>,
) -> Result<axum::Json<Me>, Refusal> {
    let (granted, login) = proof.of_login()?;
    let MyChange { display_name, email, time_zone, asked_away, on_portal } = change;
    let (name, address, zone) = (display_name.as_deref(), email.as_deref(), time_zone.as_deref());
    let user = engine.edit_me(granted, name, address, zone, asked_away, on_portal).await?;
    let login = LoginRow {
        display_name: user.display_name,
        email: user.email,
        time_zone: user.time_zone,
        asked_away: user.asked_away,
        on_portal: user.on_portal,
        ..login
    };
    Ok(axum::Json(facts(&engine, &login).await?))
}

pub(crate) async fn change_password(
    proof: Proof<rest::ChangeOwnPassword>,
    axum::extract::State(engine): State,
    Json(change): Json<PasswordChange>,
) -> Result<StatusCode, Refusal> {
    let (granted, login) = proof.of_login()?;
    engine.change_own_password(granted, &login, &change.current, &change.new).await?;
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
    let password_reset = engine.sends_mail().await?;
    Ok(axum::Json(ConsoleState { enabled, password_reset, administrators }))
}

pub(crate) async fn document(
    _open: Open<rest::Document>,
    Extension(Served(document)): Extension<Served>,
) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document.to_string())
}
