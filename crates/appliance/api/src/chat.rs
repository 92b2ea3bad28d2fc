//! How the chat is, canned messages for those who configure the site, and what a rep finds ready to say (SES-30 to SES-31a).

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{ChatSettings, ChatSettingsChange, Engine, Fault};
use towline_model::{CannedMessageId, TeamId};
use towline_policy::rest;
use towline_store::{CannedMessageChange, CannedMessageRow};
use utoipa::ToSchema;

use crate::{
    body::{Id, Json, said},
    etag::{One, Tagged, etag},
    issues::TeamName,
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// What reps say often.
#[derive(Serialize, ToSchema)]
pub struct CannedMessage {
    id: String,
    /// Under which heading reps find it; may be empty.
    category: String,
    name: String,
    /// `{customer}` and `{rep}` stand for names.
    text: String,
    /// The team that it is for; without one, everybody.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<TeamName>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for CannedMessage {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All canned messages.
#[derive(Serialize, ToSchema)]
pub struct CannedMessages {
    canned_messages: Vec<CannedMessage>,
}

/// A canned message to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCannedMessage {
    #[serde(default)]
    category: String,
    name: String,
    text: String,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    team_id: Option<TeamId>,
}

/// What to change of a canned message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CannedMessagePatch {
    category: Option<String>,
    name: Option<String>,
    text: Option<String>,
    /// `null`: for everybody.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<Uuid>)]
    team_id: Option<Option<TeamId>>,
}

/// How the chat is.
#[derive(Serialize, ToSchema)]
pub struct ChatSetup {
    /// Largest file in MiB; 0: none may be sent.
    file_mib: u32,
    /// Files of one session together, in MiB.
    session_mib: u32,
    /// Minutes after which a representative who does nothing in a session is removed; 0: never.
    idle_minutes: u32,
}

/// What to change of it. Sessions keep the minutes that held when they began.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChatPatch {
    #[schema(maximum = 100)]
    file_mib: Option<u32>,
    #[schema(minimum = 1, maximum = 2000)]
    session_mib: Option<u32>,
    /// 0, or from 2 on.
    #[schema(maximum = 480)]
    idle_minutes: Option<u32>,
}

/// What a rep needs for the chat.
#[derive(Serialize, ToSchema)]
pub struct OwnChat {
    /// Largest file in bytes; 0: none may be sent.
    file_bytes: u64,
    /// For everybody and for the own teams, by category and name.
    canned_messages: Vec<CannedMessage>,
    /// Codes of the languages of customers that the chat can be translated to and from; empty: it is not translated here.
    translated: Vec<String>,
}

/// What an external representative needs for the chat of their session.
#[derive(Serialize, ToSchema)]
pub struct ExternalChat {
    /// Largest file in bytes; 0: none may be sent.
    file_bytes: u64,
}

fn message(row: CannedMessageRow) -> CannedMessage {
    CannedMessage {
        etag: etag(row.seen),
        id: row.id.to_string(),
        category: row.category,
        name: row.name,
        text: row.text,
        team: row.team.map(TeamName::of),
    }
}

fn setup(settings: ChatSettings) -> ChatSetup {
    let ChatSettings { file_mib, session_mib, idle_minutes } = settings;
    ChatSetup { file_mib, session_mib, idle_minutes }
}

pub(crate) async fn own(
    proof: Proof<rest::ViewOwnChat>,
    AxumState(engine): State,
) -> Result<axum::Json<OwnChat>, Refusal> {
    let messages = engine.own_canned_messages(&proof.granted).await?;
    let file_bytes = engine.chat_settings().await?.file_bytes();
    let translated = engine.translated_languages().await?;
    Ok(axum::Json(OwnChat { file_bytes, canned_messages: messages.into_iter().map(message).collect(), translated }))
}

pub(crate) async fn external(
    _proof: Proof<rest::ViewExternalChat>,
    AxumState(engine): State,
) -> Result<axum::Json<ExternalChat>, Refusal> {
    Ok(axum::Json(ExternalChat { file_bytes: engine.chat_settings().await?.file_bytes() }))
}

pub(crate) async fn settings(
    _proof: Proof<rest::ViewChatSettings>,
    AxumState(engine): State,
) -> Result<axum::Json<ChatSetup>, Refusal> {
    Ok(axum::Json(setup(engine.chat_settings().await?)))
}

pub(crate) async fn edit_settings(
    proof: Proof<rest::EditChatSettings>,
    AxumState(engine): State,
    Json(patch): Json<ChatPatch>,
) -> Result<axum::Json<ChatSetup>, Refusal> {
    let ChatPatch { file_mib, session_mib, idle_minutes } = patch;
    let change = ChatSettingsChange { file_mib, session_mib, idle_minutes };
    Ok(axum::Json(setup(engine.change_chat_settings(proof.granted, change).await?)))
}

pub(crate) async fn list(
    proof: Proof<rest::ListCannedMessages>,
    AxumState(engine): State,
) -> Result<axum::Json<CannedMessages>, Refusal> {
    let messages = engine.canned_messages(proof.granted).await?;
    Ok(axum::Json(CannedMessages { canned_messages: messages.into_iter().map(message).collect() }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewCannedMessage>,
    AxumState(engine): State,
    Id(id): Id<CannedMessageId>,
) -> Result<One<CannedMessage>, Refusal> {
    let found = engine.canned_messages(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(message(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create(
    proof: Proof<rest::CreateCannedMessage>,
    AxumState(engine): State,
    Json(new): Json<NewCannedMessage>,
) -> Result<(StatusCode, axum::Json<CannedMessage>), Refusal> {
    let new = CannedMessageChange {
        category: Some(new.category),
        name: Some(new.name),
        text: Some(new.text),
        team: Some(new.team_id),
    };
    Ok((StatusCode::CREATED, axum::Json(message(engine.create_canned_message(proof.granted, new).await?))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditCannedMessage>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<CannedMessageId>, Json<CannedMessagePatch>),
) -> Result<One<CannedMessage>, Refusal> {
    let CannedMessagePatch { category, name, text, team_id } = change;
    let change = CannedMessageChange { category, name, text, team: team_id };
    Ok(One(message(engine.change_canned_message(proof.granted, id, change).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveCannedMessage>,
    AxumState(engine): State,
    Id(id): Id<CannedMessageId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_canned_message(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
