//! Sessions before one that the caller is in, or that waits in a queue that they serve (SES-40, SUP-30).

use axum::extract::State as AxumState;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault};
use towline_model::SessionId;
use towline_policy::rest;
use towline_store::EarlierNote;
use utoipa::{IntoParams, ToSchema};

use crate::{
    body::{Asked, Id, limit},
    problem::Refusal,
    proof::Proof,
};

/// What a representative wrote for the record.
#[derive(Serialize, ToSchema)]
pub struct EarlierSessionNote {
    at_ms: i64,
    by: String,
    text: String,
}

impl From<EarlierNote> for EarlierSessionNote {
    fn from(note: EarlierNote) -> Self {
        EarlierSessionNote { at_ms: note.at.unix_ms(), by: note.by, text: note.text }
    }
}

/// A session that has ended.
#[derive(Serialize, ToSchema)]
pub struct EarlierSession {
    id: String,
    /// How it came: `session_key`, `issue`, `rep`, `jump`.
    method: String,
    /// The issue that the customer chose; empty where none was.
    issue: String,
    started_ms: i64,
    ended_ms: i64,
    /// Why it ended, as a code.
    ended_reason: String,
    /// Who was in it.
    representatives: Vec<String>,
    /// The first 20.
    notes: Vec<EarlierSessionNote>,
    /// Whether the caller may read its report.
    report: bool,
}

/// Sessions before one.
#[derive(Serialize, ToSchema)]
pub struct EarlierSessions {
    /// The newest first.
    sessions: Vec<EarlierSession>,
    /// They are those of customers who said the same name and company. That proves nothing, so only those are listed that the caller was in or that waited in a queue of the caller or of one of their teams, unless the caller may see all sessions.
    by_name: bool,
    /// Ask for the next ones with it as `before`; absent when there are no more.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct EarlierQuery {
    /// Only those that started before this one.
    before: Option<String>,
    /// How many at most, 1 to 200; 50 if nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

pub(crate) async fn list(
    proof: Proof<rest::ListEarlierSessions>,
    AxumState(engine): AxumState<Engine>,
    (Id(id), Asked(asked)): (Id<SessionId>, Asked<EarlierQuery>),
) -> Result<axum::Json<EarlierSessions>, Refusal> {
    let before = asked.before.map(|id| id.parse::<SessionId>()).transpose();
    let before = before.map_err(|_| Fault::invalid().field("before", "This is no id."))?;
    let found = engine.earlier_sessions(proof.granted, id, before, limit(asked.limit)?).await?;
    let next = found.sessions.last().filter(|_| found.more).map(|session| session.id.to_string());
    let sessions = found.sessions.into_iter().map(|session| EarlierSession {
        report: found.reported.contains(&session.id),
        id: session.id.to_string(),
        method: session.method,
        issue: session.issue,
        started_ms: session.started.unix_ms(),
        ended_ms: session.ended.unix_ms(),
        ended_reason: session.reason,
        representatives: session.reps,
        notes: session.notes.into_iter().map(EarlierSessionNote::from).collect(),
    });
    Ok(axum::Json(EarlierSessions { sessions: sessions.collect(), by_name: found.by_name, next }))
}
