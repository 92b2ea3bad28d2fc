//! A forgotten password: asking for a link by mail, and using it. For people only: no program comes here, whatever its token.

use axum::extract::State as AxumState;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault};
use towline_policy::rest;
use utoipa::ToSchema;

use crate::{
    bearer::has_token,
    body::{From, Json},
    problem::Refusal,
    proof::Open,
};

type State = AxumState<Engine>;

/// Somebody who forgot a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgottenPassword {
    /// A user name or an e-mail address.
    account: String,
}

/// A link that was sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetToken {
    /// What stands behind the `#` of the link.
    token: String,
}

/// What a link is for.
#[derive(Serialize, ToSchema)]
pub struct ResetFacts {
    username: String,
    /// Characters that the new password has at least.
    password_minimum: u32,
}

/// A new password, by a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// What stands behind the `#` of the link.
    token: String,
    password: String,
}

fn people_only(headers: &HeaderMap) -> Result<(), Fault> {
    if has_token(headers) { Err(Fault::not_permitted()) } else { Ok(()) }
}

pub(crate) async fn ask(
    _open: Open<rest::AskReset>,
    AxumState(engine): State,
    (From(address), headers, Json(who)): (From, HeaderMap, Json<ForgottenPassword>),
) -> Result<StatusCode, Refusal> {
    people_only(&headers)?;
    engine.ask_reset(&who.account, address).await?;
    Ok(StatusCode::ACCEPTED)
}

pub(crate) async fn view(
    _open: Open<rest::ViewReset>,
    AxumState(engine): State,
    (From(address), headers, Json(link)): (From, HeaderMap, Json<ResetToken>),
) -> Result<axum::Json<ResetFacts>, Refusal> {
    people_only(&headers)?;
    let facts = engine.reset_link(&link.token, address).await?;
    Ok(axum::Json(ResetFacts { username: facts.username, password_minimum: facts.minimum }))
}

pub(crate) async fn finish(
    _open: Open<rest::FinishReset>,
    AxumState(engine): State,
    (From(address), headers, Json(link)): (From, HeaderMap, Json<ResetPassword>),
) -> Result<StatusCode, Refusal> {
    people_only(&headers)?;
    engine.finish_reset(&link.token, &link.password, address).await?;
    Ok(StatusCode::NO_CONTENT)
}
