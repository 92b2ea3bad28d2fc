//! The state of the site, who is signed in, and the security settings.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault, HealthState, KeyFormatChange, PasswordRulesChange};
use towline_model::LoginId;
use towline_policy::rest;
use utoipa::ToSchema;

use crate::{
    body::{Id, Json},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// The state of the site.
#[derive(Serialize, ToSchema)]
pub struct Status {
    site: String,
    version: String,
    started_ms: i64,
    host_name: String,
    counts: Counts,
    health: Vec<HealthOf>,
    signed_in: Vec<SignedInUser>,
}

/// How many there are.
#[derive(Serialize, ToSchema)]
pub struct Counts {
    jump_clients: u64,
    online: u64,
    sessions: u64,
    signed_in: u64,
}

/// How a part of the appliance is.
#[derive(Serialize, ToSchema)]
pub struct HealthOf {
    what: &'static str,
    state: Healthy,
    message: String,
}

/// How well it is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Healthy {
    Ok,
    Warning,
    Error,
}

/// Somebody who is signed in.
#[derive(Serialize, ToSchema)]
pub struct SignedInUser {
    login_id: String,
    user_id: String,
    display_name: String,
    address: String,
    /// The security provider that the account signs in through.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    since_ms: i64,
    /// Whether a console is open.
    console: bool,
}

/// Security settings.
#[derive(Serialize, ToSchema)]
pub struct SecuritySettings {
    allow_web_console: bool,
    /// Characters that a new password has at least.
    password_minimum: u32,
    /// Days after which a password must be replaced; 0: never.
    password_days: u32,
    /// Passwords, with the one in use, that are not taken again; 0: any may be.
    password_old: u32,
    /// Whether session keys have letters besides digits.
    session_key_letters: bool,
    /// Characters of a new session key.
    session_key_length: u32,
    /// The fewest and the most that it may have, of this kind: shorter ones could be found by guessing.
    session_key_least: u32,
    session_key_most: u32,
    /// What one looks like.
    session_key_example: String,
}

/// What to change of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityChange {
    allow_web_console: Option<bool>,
    #[schema(minimum = 12, maximum = 64)]
    password_minimum: Option<u32>,
    #[schema(maximum = 3650)]
    password_days: Option<u32>,
    #[schema(maximum = 24)]
    password_old: Option<u32>,
    session_key_letters: Option<bool>,
    /// At least 9 with letters and 14 without.
    #[schema(minimum = 9, maximum = 21)]
    session_key_length: Option<u32>,
}

pub(crate) async fn view(
    proof: Proof<rest::ViewStatus>,
    AxumState(engine): State,
) -> Result<axum::Json<Status>, Refusal> {
    let status = engine.status(proof.granted).await?;
    let signed_in: Vec<SignedInUser> = status
        .signed_in
        .into_iter()
        .map(|who| SignedInUser {
            login_id: who.login.to_string(),
            user_id: who.user.to_string(),
            display_name: who.display_name,
            address: who.address,
            provider: who.provider,
            since_ms: who.since.0,
            console: who.console,
        })
        .collect();
    Ok(axum::Json(Status {
        site: status.site.name,
        version: status.site.version,
        started_ms: status.started.0,
        host_name: status.site.host_name,
        counts: Counts {
            jump_clients: status.jump_clients,
            online: status.online,
            sessions: status.sessions,
            signed_in: signed_in.len() as u64,
        },
        health: status
            .health
            .into_iter()
            .map(|part| HealthOf {
                what: part.what,
                state: match part.state {
                    HealthState::Ok => Healthy::Ok,
                    HealthState::Warning => Healthy::Warning,
                    HealthState::Error => Healthy::Error,
                },
                message: part.message,
            })
            .collect(),
        signed_in,
    }))
}

pub(crate) async fn end_login(
    proof: Proof<rest::EndLogin>,
    AxumState(engine): State,
    Id(id): Id<LoginId>,
) -> Result<StatusCode, Refusal> {
    engine.end_login(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn settings(engine: &Engine) -> Result<SecuritySettings, Fault> {
    let (rules, keys) = (engine.password_rules().await?, engine.key_format().await?);
    Ok(SecuritySettings {
        allow_web_console: engine.console_allowed().await?,
        password_minimum: rules.minimum,
        password_days: rules.days,
        password_old: rules.old,
        session_key_letters: keys.letters,
        session_key_length: keys.length,
        session_key_least: keys.least(),
        session_key_most: keys.most(),
        session_key_example: keys.example(),
    })
}

pub(crate) async fn security(
    _proof: Proof<rest::ViewSecurity>,
    AxumState(engine): State,
) -> Result<axum::Json<SecuritySettings>, Refusal> {
    Ok(axum::Json(settings(&engine).await?))
}

pub(crate) async fn edit_security(
    proof: Proof<rest::EditSecurity>,
    AxumState(engine): State,
    Json(change): Json<SecurityChange>,
) -> Result<axum::Json<SecuritySettings>, Refusal> {
    let rules =
        PasswordRulesChange { minimum: change.password_minimum, days: change.password_days, old: change.password_old };
    let keys = KeyFormatChange { letters: change.session_key_letters, length: change.session_key_length };
    engine.change_key_format(&proof.granted, keys).await?;
    engine.change_security(proof.granted, change.allow_web_console, rules).await?;
    Ok(axum::Json(settings(&engine).await?))
}
