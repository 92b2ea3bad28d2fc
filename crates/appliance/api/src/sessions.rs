//! Running sessions, for those who look after the site (ADM-9). Whoever is in a session has it over the console's link, not here.

use std::collections::BTreeMap;

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault, RunningPhase, RunningQuery, RunningSession};
use towline_model::{CustomValue, JumpItemId, SessionId};
use towline_policy::rest;
use utoipa::{IntoParams, ToSchema};

use crate::{
    body::{Asked, Id, Json, limit},
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// Where a running session stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhaseOfSession {
    /// The endpoint has not been there yet.
    Connecting,
    /// At work.
    Active,
    /// Back in its owner's personal queue.
    OnHold,
    /// It waits for its endpoint.
    EndpointLost,
    /// A customer is there, in a queue; nobody has accepted yet.
    Waiting,
}

/// A representative in a session.
#[derive(Serialize, ToSchema)]
pub struct RepInSession {
    user_id: String,
    display_name: String,
    joined_ms: i64,
    /// Of somebody without an account: who answers for them.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    external_by: Option<String>,
}

/// A custom field of a session.
#[derive(Serialize, ToSchema)]
pub struct SessionFieldValue {
    code_name: String,
    /// As the field was called when it was set.
    name: String,
    value: String,
    /// Whether representatives see it.
    shown: bool,
}

impl From<CustomValue> for SessionFieldValue {
    fn from(field: CustomValue) -> Self {
        SessionFieldValue { code_name: field.code_name, name: field.name, value: field.value, shown: field.shown }
    }
}

/// A running session.
#[derive(Serialize, ToSchema)]
pub struct Session {
    id: String,
    /// The Jump Item; absent when a customer asked.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    item_id: Option<String>,
    /// What it is called: by the item as it was named when the session started, or by the customer.
    name: String,
    /// The item's Jump Group then; empty: a personal list, or none.
    group_name: String,
    method: String,
    phase: PhaseOfSession,
    phase_since_ms: i64,
    started_ms: i64,
    /// Absent while it is nobody's: it waits in a team's queue.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_id: Option<String>,
    owner_name: String,
    /// The queue that it waits in; empty: in none.
    queue_name: String,
    /// Who is in it, the longest first; nobody in one that waits or is on hold.
    representatives: Vec<RepInSession>,
    custom: Vec<SessionFieldValue>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. Lists have none.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for Session {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// Some of the running sessions, the newest first.
#[derive(Serialize, ToSchema)]
pub struct Sessions {
    sessions: Vec<Session>,
    /// Ask for the next ones with it as `before`; absent when there are no more.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which sessions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SessionQuery {
    /// Only those with this text in their own name, or in that of their owner, their queue or one of their representatives.
    #[param(max_length = 256)]
    search: Option<String>,
    /// Only those with this Jump Item.
    item: Option<String>,
    /// Only those that started before this one.
    before: Option<String>,
    /// How many at most, 1 to 200; 50 if nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What to change of a running session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionChange {
    /// Values of custom fields by code name, at most 16 of at most 256 bytes each; null or an empty text takes one away. Fields that are not named stay.
    custom: Option<BTreeMap<String, Option<String>>>,
}

fn session(found: RunningSession, seen: Option<[u8; 32]>) -> Session {
    let reps = found.inside.into_iter().map(|rep| RepInSession {
        user_id: rep.user.to_string(),
        display_name: rep.name,
        joined_ms: rep.joined.0,
        external_by: rep.external,
    });
    let fields = found.custom.into_iter().map(SessionFieldValue::from);
    Session {
        id: found.id.to_string(),
        item_id: found.item.map(|id| id.to_string()),
        name: found.name,
        group_name: found.group_name,
        method: found.method,
        phase: match found.phase {
            RunningPhase::Connecting => PhaseOfSession::Connecting,
            RunningPhase::Active => PhaseOfSession::Active,
            RunningPhase::OnHold => PhaseOfSession::OnHold,
            RunningPhase::EndpointLost => PhaseOfSession::EndpointLost,
            RunningPhase::Waiting => PhaseOfSession::Waiting,
        },
        phase_since_ms: found.phase_since.0,
        started_ms: found.started.0,
        owner_id: found.owner.map(|id| id.to_string()),
        owner_name: found.owner_name,
        queue_name: found.queue_name,
        representatives: reps.collect(),
        custom: fields.collect(),
        etag: etag(seen),
    }
}

pub(crate) async fn list(
    proof: Proof<rest::ListRunningSessions>,
    AxumState(engine): State,
    Asked(asked): Asked<SessionQuery>,
) -> Result<axum::Json<Sessions>, Refusal> {
    let mut fault = Fault::invalid();
    let search = asked.search.unwrap_or_default();
    if search.len() > 256 {
        fault = fault.field("search", "Search for at most 256 bytes.");
    }
    let item = asked.item.map(|id| id.parse::<JumpItemId>()).transpose();
    let before = asked.before.map(|id| id.parse::<SessionId>()).transpose();
    for (field, odd) in [("item", item.is_err()), ("before", before.is_err())] {
        if odd {
            fault = fault.field(field, "This is no id.");
        }
    }
    let (true, Ok(item), Ok(before)) = (fault.fields.is_empty(), item, before) else { return Err(fault.into()) };
    let limit = limit(asked.limit)?;
    let query = RunningQuery { search, item, before };
    let (found, more) = engine.running_sessions(proof.granted, &query, limit).await;
    let next = found.last().filter(|_| more).map(|session| session.id.to_string());
    Ok(axum::Json(Sessions { sessions: found.into_iter().map(|found| session(found, None)).collect(), next }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewRunningSession>,
    AxumState(engine): State,
    Id(id): Id<SessionId>,
) -> Result<One<Session>, Refusal> {
    let (found, seen) = engine.running_session(proof.granted, id).await?;
    Ok(One(session(found, seen)))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditSession>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<SessionId>, Json<SessionChange>),
) -> Result<One<Session>, Refusal> {
    let (found, seen) = engine.edit_session(proof.granted, id, &change.custom.unwrap_or_default()).await?;
    Ok(One(session(found, seen)))
}

pub(crate) async fn end(
    proof: Proof<rest::EndSession>,
    AxumState(engine): State,
    Id(id): Id<SessionId>,
) -> Result<StatusCode, Refusal> {
    engine.end_session(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
