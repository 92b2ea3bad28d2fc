//! How sessions find their rep, for those who configure the site: the rules of queues, and what holds for the whole site.

use axum::extract::State as AxumState;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault};
use towline_model::{Assignment, Queue, QueueRules, Routing};
use towline_policy::rest;
use utoipa::ToSchema;

use crate::{
    body::Json,
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// Whether sessions of a queue are offered to its representatives by themselves.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentRule {
    Off,
    /// To the available one who is in the fewest sessions.
    LeastBusy,
    /// To the available one whose last session is the longest ago.
    LongestIdle,
}

/// What becomes of those who wait in a queue.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QueueRulesBody {
    /// After how many seconds representatives are told again; 0: never.
    alert_seconds: u32,
    /// After how many seconds a session goes to another queue; 0: never.
    overflow_seconds: u32,
    /// To which: `general`, or the id of a team.
    #[schema(required = true)]
    overflow_to: Option<String>,
    /// Sessions stay with nobody signed in who serves the queue.
    persistent: bool,
    /// If they do not: for how many seconds nobody must be signed in.
    nobody_seconds: u32,
    assignment: AssignmentRule,
    /// How many seconds a representative has for an answer then.
    answer_seconds: u32,
}

/// How the whole site routes.
#[derive(Serialize, ToSchema)]
pub struct RoutingSettings {
    /// Of the general queue.
    general: QueueRulesBody,
    /// Of all personal queues. Nothing is assigned there.
    personal: QueueRulesBody,
    /// Where customers go whose queue keeps them no more: `general`, or the id of a team. Nothing: their sessions end.
    #[schema(required = true)]
    fallback: Option<String>,
    /// What customers are told when nobody is there; empty: a sentence in their language.
    nobody_text: String,
    /// In so many sessions a representative is busy; 0: never by themselves.
    busy_sessions: u32,
    /// After so many minutes without a key or a click a representative is away; 0: never by themselves.
    away_minutes: u32,
    /// How many seconds a representative may be without a console until sessions go on without them. Holds for sessions that begin.
    grace_seconds: u32,
    /// How many seconds a transfer waits for an answer. As above.
    transfer_seconds: u32,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for RoutingSettings {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// What to change of it; rules of a queue are replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoutingPatch {
    general: Option<QueueRulesBody>,
    personal: Option<QueueRulesBody>,
    /// `general`, the id of a team, or `none`: sessions end.
    fallback: Option<String>,
    #[schema(max_length = 512)]
    nobody_text: Option<String>,
    busy_sessions: Option<u32>,
    away_minutes: Option<u32>,
    #[schema(minimum = 10, maximum = 3600)]
    grace_seconds: Option<u32>,
    #[schema(minimum = 10, maximum = 3600)]
    transfer_seconds: Option<u32>,
}

const GENERAL: &str = "general";
const NONE: &str = "none";

fn told_queue(queue: Queue) -> Option<String> {
    match queue {
        Queue::General => Some(GENERAL.to_owned()),
        Queue::Team(team) => Some(team.to_string()),
        Queue::Personal(_) => None,
    }
}

fn read_queue(said: &str, field: &'static str) -> Result<Queue, Fault> {
    if said == GENERAL {
        return Ok(Queue::General);
    }
    said.parse().map(Queue::Team).map_err(|_| Fault::invalid().field(field, "“general”, or the id of a team."))
}

/// As they are told.
pub(crate) fn told(rules: &QueueRules) -> QueueRulesBody {
    QueueRulesBody {
        alert_seconds: rules.alert_seconds,
        overflow_seconds: rules.overflow_seconds,
        overflow_to: rules.overflow_to.and_then(told_queue),
        persistent: rules.persistent,
        nobody_seconds: rules.nobody_seconds,
        assignment: match rules.assignment {
            Assignment::Off => AssignmentRule::Off,
            Assignment::LeastBusy => AssignmentRule::LeastBusy,
            Assignment::LongestIdle => AssignmentRule::LongestIdle,
        },
        answer_seconds: rules.answer_seconds,
    }
}

/// As they are meant.
pub(crate) fn read(said: &QueueRulesBody) -> Result<QueueRules, Fault> {
    Ok(QueueRules {
        alert_seconds: said.alert_seconds,
        overflow_seconds: said.overflow_seconds,
        overflow_to: said.overflow_to.as_deref().map(|queue| read_queue(queue, "overflow_to")).transpose()?,
        persistent: said.persistent,
        nobody_seconds: said.nobody_seconds,
        assignment: match said.assignment {
            AssignmentRule::Off => Assignment::Off,
            AssignmentRule::LeastBusy => Assignment::LeastBusy,
            AssignmentRule::LongestIdle => Assignment::LongestIdle,
        },
        answer_seconds: said.answer_seconds,
    })
}

fn settings((routing, seen): (Routing, Option<[u8; 32]>)) -> RoutingSettings {
    RoutingSettings {
        general: told(&routing.general),
        personal: told(&routing.personal),
        fallback: routing.fallback.and_then(told_queue),
        nobody_text: routing.nobody_text,
        busy_sessions: routing.busy_sessions,
        away_minutes: routing.away_minutes,
        grace_seconds: routing.grace_seconds,
        transfer_seconds: routing.transfer_seconds,
        etag: etag(seen),
    }
}

pub(crate) async fn view(
    proof: Proof<rest::ViewRouting>,
    AxumState(engine): State,
) -> Result<One<RoutingSettings>, Refusal> {
    Ok(One(settings(engine.routing(proof.granted).await?)))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditRouting>,
    AxumState(engine): State,
    Json(patch): Json<RoutingPatch>,
) -> Result<One<RoutingSettings>, Refusal> {
    let general = patch.general.as_ref().map(read).transpose()?;
    let personal = patch.personal.as_ref().map(read).transpose()?;
    let fallback = match patch.fallback.as_deref() {
        None => None,
        Some(NONE) => Some(None),
        Some(queue) => Some(Some(read_queue(queue, "fallback")?)),
    };
    let change = move |old: Routing| Routing {
        general: general.unwrap_or(old.general),
        personal: personal.unwrap_or(old.personal),
        fallback: fallback.unwrap_or(old.fallback),
        nobody_text: patch.nobody_text.unwrap_or(old.nobody_text),
        busy_sessions: patch.busy_sessions.unwrap_or(old.busy_sessions),
        away_minutes: patch.away_minutes.unwrap_or(old.away_minutes),
        grace_seconds: patch.grace_seconds.unwrap_or(old.grace_seconds),
        transfer_seconds: patch.transfer_seconds.unwrap_or(old.transfer_seconds),
    };
    Ok(One(settings(engine.change_routing(proof.granted, change).await?)))
}
