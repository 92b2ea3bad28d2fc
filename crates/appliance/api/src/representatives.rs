//! Whom a session can be handed on to (SES-20, SES-21).

use axum::extract::State as AxumState;
use serde::Serialize;
use towline_engine::Engine;
use towline_model::Readiness;
use towline_policy::rest;
use utoipa::ToSchema;

use crate::{problem::Refusal, proof::Proof};

type State = AxumState<Engine>;

/// Whom the caller can hand a session on to, or share it with: who is signed in now.
#[derive(Serialize, ToSchema)]
pub struct Representatives {
    /// The own ones first; those without anybody signed in are left out.
    teams: Vec<TeamThere>,
    /// Whether the caller may hand sessions on.
    transfer: bool,
    /// Whether the caller may share sessions.
    share: bool,
}

/// A team with those of it who are signed in.
#[derive(Serialize, ToSchema)]
pub struct TeamThere {
    id: String,
    name: String,
    /// Whether the caller is in it.
    own: bool,
    representatives: Vec<RepresentativeThere>,
}

/// Whether somebody is there for another session.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepReadiness {
    Available,
    Busy,
    Away,
}

impl From<Readiness> for RepReadiness {
    fn from(readiness: Readiness) -> Self {
        match readiness {
            Readiness::Available => RepReadiness::Available,
            Readiness::Busy => RepReadiness::Busy,
            Readiness::Away => RepReadiness::Away,
        }
    }
}

/// Somebody who is signed in.
#[derive(Serialize, ToSchema)]
pub struct RepresentativeThere {
    id: String,
    name: String,
    /// Whether they are there for another session.
    readiness: RepReadiness,
}

pub(crate) async fn list(
    proof: Proof<rest::ListRepresentatives>,
    AxumState(engine): State,
) -> Result<axum::Json<Representatives>, Refusal> {
    let found = engine.representatives(proof.granted).await?;
    let there = |list: Vec<(towline_model::UserId, String)>| {
        list.into_iter()
            .map(|(id, name)| {
                let readiness = found.readiness.get(&id).copied().unwrap_or_default().into();
                RepresentativeThere { id: id.to_string(), name, readiness }
            })
            .collect()
    };
    Ok(axum::Json(Representatives {
        teams: found
            .teams
            .into_iter()
            .map(|team| TeamThere {
                id: team.id.to_string(),
                name: team.name,
                own: team.own,
                representatives: there(team.there),
            })
            .collect(),
        transfer: found.transfer,
        share: found.share,
    }))
}
