//! The caller's second factors (ACC-6), and proving again that it is still the same person.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use towline_engine::{AgainAnswer, Engine, FactorAnswer, Fault};
use towline_policy::rest;
use utoipa::ToSchema;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    body::{From, Id, Json},
    problem::Refusal,
    proof::Proof,
    visits::SignInProvider,
};

type State = AxumState<Engine>;

/// A second factor.
#[derive(Serialize, ToSchema)]
pub struct SecondFactor {
    id: String,
    /// `totp` (an authenticator app) or `passkey`.
    kind: &'static str,
    /// What its owner calls it.
    name: String,
    created_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_ms: Option<i64>,
}

/// All second factors of the caller.
#[derive(Serialize, ToSchema)]
pub struct SecondFactors {
    /// The oldest first.
    factors: Vec<SecondFactor>,
    /// Recovery codes that are left.
    recovery_codes: u64,
    /// Whether browsers make passkeys for this site.
    passkeys: bool,
    /// Whether a rule of the site asks for a second factor.
    required: bool,
}

/// What proves that it is still the same person: any one of them.
#[derive(Serialize, ToSchema)]
pub struct AgainWanted {
    password: bool,
    /// A code of an authenticator app.
    code: bool,
    recovery_code: bool,
    /// Options for `navigator.credentials.get`, if there is a passkey.
    #[schema(required = false, value_type = Object)]
    #[serde(skip_serializing_if = "Option::is_none")]
    passkey: Option<Value>,
    /// A security provider to visit (`POST /login/providers/{id}` with `anew`), for an account that has neither a factor nor a password here.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<SignInProvider>,
}

/// One of what proves it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgainProof {
    password: Option<String>,
    code: Option<String>,
    recovery_code: Option<String>,
    #[schema(value_type = Option<Object>)]
    passkey: Option<Value>,
}

/// A secret for an authenticator app. It counts when a code of it was shown.
#[derive(Serialize, ToSchema)]
pub struct TotpSecret {
    /// `otpauth://totp/…`, for a QR code.
    uri: String,
    /// The same to be typed, in base 32.
    secret: String,
}

/// A code of the new app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TotpProof {
    /// What to call it.
    name: String,
    code: String,
}

/// What to ask the browser.
#[derive(Serialize, ToSchema)]
pub struct PasskeyOffer {
    /// Options for `navigator.credentials.create`.
    #[schema(value_type = Object)]
    options: Value,
}

/// The new passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyProof {
    /// What to call it.
    name: String,
    /// The answer of `navigator.credentials.create`, with its bytes in base64url.
    #[schema(value_type = Object)]
    passkey: Value,
}

/// Recovery codes. Shown this once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each works once. Empty: there are some already.
    codes: Vec<String>,
}

/// The one proof that was sent.
pub(crate) fn factor_answer(
    code: Option<String>,
    recovery: Option<String>,
    passkey: Option<Value>,
) -> Result<FactorAnswer, Fault> {
    match (code, recovery, passkey) {
        (Some(code), None, None) => Ok(FactorAnswer::Code(code)),
        (None, Some(code), None) => Ok(FactorAnswer::Recovery(code)),
        (None, None, Some(answer)) => Ok(FactorAnswer::Passkey(answer)),
        _ => Err(Fault::invalid().field("code", "Send one proof.")),
    }
}

fn codes(codes: Vec<Zeroizing<String>>) -> axum::Json<RecoveryCodes> {
    axum::Json(RecoveryCodes { codes: codes.iter().map(|code| (**code).clone()).collect() })
}

pub(crate) async fn list(
    proof: Proof<rest::ListOwnFactors>,
    AxumState(engine): State,
) -> Result<axum::Json<SecondFactors>, Refusal> {
    let own = engine.own_factors(proof.granted).await?;
    let factors = own.factors.into_iter().map(|factor| SecondFactor {
        id: factor.id.to_string(),
        kind: factor.kind.key(),
        name: factor.name,
        created_ms: factor.created.0,
        used_ms: factor.used.map(|at| at.0),
    });
    Ok(axum::Json(SecondFactors {
        factors: factors.collect(),
        recovery_codes: own.recovery_codes,
        passkeys: own.passkeys,
        required: own.required,
    }))
}

pub(crate) async fn begin_again(
    proof: Proof<rest::BeginAgain>,
    AxumState(engine): State,
) -> Result<axum::Json<AgainWanted>, Refusal> {
    let offer = engine.begin_again(proof.granted).await?;
    Ok(axum::Json(AgainWanted {
        password: offer.password,
        code: offer.code,
        recovery_code: offer.recovery,
        passkey: offer.passkey,
        provider: offer.provider.map(|provider| SignInProvider::of(provider.id, provider.name)),
    }))
}

pub(crate) async fn prove_again(
    proof: Proof<rest::ProveAgain>,
    AxumState(engine): State,
    (From(address), Json(said)): (From, Json<AgainProof>),
) -> Result<StatusCode, Refusal> {
    let answer = match said.password {
        Some(password) => AgainAnswer::Password(password),
        None => AgainAnswer::Factor(factor_answer(said.code, said.recovery_code, said.passkey)?),
    };
    let (granted, login) = proof.of_login()?;
    engine.prove_again(granted, &login, answer, address).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn begin_totp(
    proof: Proof<rest::BeginTotp>,
    AxumState(engine): State,
) -> Result<axum::Json<TotpSecret>, Refusal> {
    let (granted, login) = proof.of_login()?;
    let offer = engine.begin_totp(granted, &login).await?;
    Ok(axum::Json(TotpSecret { uri: (*offer.uri).clone(), secret: (*offer.text).clone() }))
}

pub(crate) async fn finish_totp(
    proof: Proof<rest::FinishTotp>,
    AxumState(engine): State,
    Json(shown): Json<TotpProof>,
) -> Result<axum::Json<RecoveryCodes>, Refusal> {
    Ok(codes(engine.finish_totp(proof.granted, &shown.name, &shown.code).await?))
}

pub(crate) async fn begin_passkey(
    proof: Proof<rest::BeginPasskey>,
    AxumState(engine): State,
) -> Result<axum::Json<PasskeyOffer>, Refusal> {
    let (granted, login) = proof.of_login()?;
    let options = engine.begin_passkey(granted, &login).await?;
    Ok(axum::Json(PasskeyOffer { options }))
}

pub(crate) async fn finish_passkey(
    proof: Proof<rest::FinishPasskey>,
    AxumState(engine): State,
    Json(made): Json<PasskeyProof>,
) -> Result<axum::Json<RecoveryCodes>, Refusal> {
    Ok(codes(engine.finish_passkey(proof.granted, &made.name, made.passkey).await?))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveOwnFactor>,
    AxumState(engine): State,
    Id(id): Id<Uuid>,
) -> Result<StatusCode, Refusal> {
    engine.remove_own_factor(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn renew_codes(
    proof: Proof<rest::RenewRecoveryCodes>,
    AxumState(engine): State,
) -> Result<axum::Json<RecoveryCodes>, Refusal> {
    Ok(codes(engine.renew_recovery_codes(proof.granted).await?))
}
