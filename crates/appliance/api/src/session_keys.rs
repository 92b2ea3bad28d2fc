//! Session keys, for those who give support (SUP-10 to SUP-13).

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, SessionKey};
use towline_model::{Language, PublicSiteId, SessionKeyId};
use towline_policy::rest;
use utoipa::{IntoParams, ToSchema};

use crate::{
    body::{Asked, Id, Json},
    problem::Refusal,
    proof::Proof,
    public_sites::PortalLanguage,
};

type State = AxumState<Engine>;

/// A session key that is open.
#[derive(Serialize, ToSchema)]
pub struct OpenSessionKey {
    id: String,
    /// As it is read out; dashes and capitals do not matter when it is typed.
    key: String,
    /// The link that does the same.
    url: String,
    /// The public site.
    site_id: String,
    site_name: String,
    created_ms: i64,
    /// Until when a session can be started with it. A session that was started goes on.
    expires_ms: i64,
}

/// Those of the caller, newest first.
#[derive(Serialize, ToSchema)]
pub struct SessionKeys {
    session_keys: Vec<OpenSessionKey>,
    /// Longest validity of a new one, in minutes.
    longest_minutes: u32,
    /// Public sites that the caller may make keys for and a customer can come by, the default one first where it is among them.
    sites: Vec<KeySite>,
    /// Whether the site sends mail, and so can send a key.
    sends_mail: bool,
}

/// A public site that a customer can come by.
#[derive(Serialize, ToSchema)]
pub struct KeySite {
    id: String,
    name: String,
    /// Languages that customers can be invited in.
    languages: Vec<PortalLanguage>,
    /// That of those who speak none of the others.
    default_language: PortalLanguage,
}

/// A session key to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSessionKey {
    /// How long a session can be started with it: from 10 to what the caller may, at most 1440.
    minutes: u32,
    /// The public site that the customer comes by; absent: the default one.
    #[schema(value_type = Option<Uuid>)]
    site_id: Option<PublicSiteId>,
}

/// Whom to send a session key to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailedSessionKey {
    /// An address like `carla@example.com`.
    to: String,
    /// One of those that the key's public site offers; absent: its default language.
    language: Option<PortalLanguage>,
}

/// Which invitation.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InvitationAsked {
    /// One of those that the key's public site offers; absent: its default language.
    language: Option<PortalLanguage>,
}

/// What invites a customer with a session key, as a message.
#[derive(Serialize, ToSchema)]
pub struct SessionKeyInvitation {
    subject: String,
    /// Plain text of several lines.
    text: String,
}

fn open(key: SessionKey) -> OpenSessionKey {
    OpenSessionKey {
        id: key.id.to_string(),
        key: key.key,
        url: key.url,
        site_id: key.site.unwrap_or(PublicSiteId::DEFAULT).to_string(),
        site_name: key.site_name,
        created_ms: key.created.unix_ms(),
        expires_ms: key.expires.unix_ms(),
    }
}

pub(crate) async fn list(
    proof: Proof<rest::ListSessionKeys>,
    AxumState(engine): State,
) -> Result<axum::Json<SessionKeys>, Refusal> {
    let longest_minutes = proof.granted.actor().standing.key_minutes().unwrap_or_default();
    let sites = engine.public_site_choices(proof.granted.actor()).await?;
    let keys = engine.session_keys(proof.granted).await?;
    Ok(axum::Json(SessionKeys {
        session_keys: keys.into_iter().map(open).collect(),
        longest_minutes,
        sites: sites
            .into_iter()
            .map(|site| KeySite {
                id: site.id.to_string(),
                name: site.name,
                languages: site.languages.into_iter().map(PortalLanguage::from).collect(),
                default_language: site.default_language.into(),
            })
            .collect(),
        sends_mail: engine.sends_mail().await?,
    }))
}

pub(crate) async fn make(
    proof: Proof<rest::MakeSessionKey>,
    AxumState(engine): State,
    Json(new): Json<NewSessionKey>,
) -> Result<(StatusCode, axum::Json<OpenSessionKey>), Refusal> {
    let key = engine.make_session_key(proof.granted, new.minutes, new.site_id).await?;
    Ok((StatusCode::CREATED, axum::Json(open(key))))
}

pub(crate) async fn withdraw(
    proof: Proof<rest::WithdrawSessionKey>,
    AxumState(engine): State,
    Id(id): Id<SessionKeyId>,
) -> Result<StatusCode, Refusal> {
    engine.withdraw_session_key(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn mail(
    proof: Proof<rest::MailSessionKey>,
    AxumState(engine): State,
    (Id(id), Json(mailed)): (Id<SessionKeyId>, Json<MailedSessionKey>),
) -> Result<StatusCode, Refusal> {
    engine.mail_session_key(proof.granted, id, &mailed.to, mailed.language.map(Language::from)).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn invitation(
    proof: Proof<rest::ViewSessionKeyInvitation>,
    AxumState(engine): State,
    (Id(id), Asked(asked)): (Id<SessionKeyId>, Asked<InvitationAsked>),
) -> Result<axum::Json<SessionKeyInvitation>, Refusal> {
    let language = asked.language.map(Language::from);
    let (subject, text) = engine.session_key_invitation(proof.granted, id, language).await?;
    Ok(axum::Json(SessionKeyInvitation { subject, text }))
}
