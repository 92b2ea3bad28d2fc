//! Signing in through security providers that people visit (ACC-7): which there are, the way there, and the way back.
//!
//! SECURITY: the provider leads back to a page of this site, and that page sends what it was given from here: so the two cookies are `SameSite=Strict`, and another site can neither begin nor end a
//! sign-in in somebody's browser.

use axum::{
    extract::State as AxumState,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, header};
use serde::{Deserialize, Serialize};
use towline_engine::{COOKIE_LIFE_MS, Engine, SignInStep, VisitAnswer};
use towline_model::{ProviderId, Proving};
use towline_policy::rest;
use utoipa::ToSchema;

use crate::{
    body::{From, Id, Json},
    me::{Me, SecondFactorWanted, facts, note_browser, with_cookie},
    problem::Refusal,
    proof::{COOKIE, Open, named_cookie},
};

type State = AxumState<Engine>;

/// What a browser keeps while somebody is at a provider.
const VISITOR: &str = "__Host-towline-visit";
/// For how long, in seconds.
const VISITOR_LIFE_S: u32 = 600;

/// A security provider that people visit.
#[derive(Serialize, ToSchema)]
pub struct SignInProvider {
    id: String,
    name: String,
}

impl SignInProvider {
    pub(crate) fn of(id: ProviderId, name: String) -> Self {
        SignInProvider { id: id.to_string(), name }
    }
}

/// All that can be chosen on the sign-in page.
#[derive(Serialize, ToSchema)]
pub struct SignInProviders {
    /// In their order.
    providers: Vec<SignInProvider>,
}

/// Somebody who goes to a provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitStart {
    /// Where to go afterwards: an address below `/console` or `/login`. Others are not followed.
    return_path: String,
    /// Have the provider ask again who it is, also if it knows.
    #[serde(default)]
    anew: bool,
}

/// The page of the provider.
#[derive(Serialize, ToSchema)]
pub struct VisitAddress {
    url: String,
}

/// What the provider gave somebody to bring back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitResult {
    state: String,
    code: String,
    iss: Option<String>,
}

/// How a visit ended: one of the first two is there.
#[derive(Serialize, ToSchema)]
pub struct VisitEnded {
    /// The caller is signed in; the cookie is set.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    me: Option<Me>,
    /// The provider knows the caller; a second factor is missing.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    second_factor: Option<SecondFactorWanted>,
    /// Where the caller wanted to go.
    return_path: String,
}

pub(crate) async fn list(
    _open: Open<rest::ListSignInProviders>,
    AxumState(engine): State,
) -> Result<axum::Json<SignInProviders>, Refusal> {
    let providers = engine.visited_providers().await?;
    let providers = providers.into_iter().map(|(id, name)| SignInProvider::of(id, name)).collect();
    Ok(axum::Json(SignInProviders { providers }))
}

pub(crate) async fn begin(
    _open: Open<rest::BeginVisit>,
    AxumState(engine): State,
    (Id(id), From(address), headers, Json(start)): (Id<ProviderId>, From, HeaderMap, Json<VisitStart>),
) -> Result<Response, Refusal> {
    let proving = if start.anew { Proving::Anew } else { Proving::AsUsual };
    let kept = named_cookie(&headers, VISITOR);
    let begun = engine.begin_visit(id, &start.return_path, proving, kept.as_deref(), address).await?;
    let mut response = axum::Json(VisitAddress { url: begun.url }).into_response();
    let cookie =
        format!("{VISITOR}={}; Path=/; Max-Age={VISITOR_LIFE_S}; Secure; HttpOnly; SameSite=Strict", begun.browser);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

pub(crate) async fn finish(
    _open: Open<rest::FinishVisit>,
    AxumState(engine): State,
    (From(address), headers, Json(result)): (From, HeaderMap, Json<VisitResult>),
) -> Result<Response, Refusal> {
    let current = match named_cookie(&headers, COOKIE) {
        Some(token) => engine.login_by_token(&token).await.ok(),
        None => None,
    };
    let answer = VisitAnswer { state: &result.state, code: &result.code, issuer: result.iss.as_deref() };
    let kept = named_cookie(&headers, VISITOR);
    let end = engine.finish_visit(answer, kept.as_deref(), current.as_ref(), address).await?;
    let ended = |me, second_factor| VisitEnded { me, second_factor, return_path: end.return_path };
    Ok(match (end.step, current) {
        (Some(SignInStep::Done(signed_in)), _) => {
            note_browser(&engine, &signed_in.login, &headers).await?;
            let me = facts(&engine, &signed_in.login).await?;
            let response = axum::Json(ended(Some(me), None)).into_response();
            with_cookie(response, &signed_in.token, COOKIE_LIFE_MS / 1000)
        }
        (Some(SignInStep::Factor(wanted)), _) => axum::Json(ended(None, Some(wanted.into()))).into_response(),
        (None, Some(login)) => axum::Json(ended(Some(facts(&engine, &login).await?), None)).into_response(),
        (None, None) => axum::Json(ended(None, None)).into_response(),
    })
}
