//! Whom a session can be handed on to (SES-20, SES-21).

use axum::extract::State as AxumState;
use serde::Serialize;
use towline_engine::Engine;
use towline_model::Readiness;
use towline_policy::rest;
use utoipa::ToSchema;

use crate::{problem::Refusal, proof::Proof};

type State = AxumState<Engine>;

/// Whom the caller can hand a session on to, or share it with: who is signed in now, or wants to be told by mail.
#[derive(Serialize, ToSchema)]
pub struct Representatives {
    /// The own ones first; those without anybody who can be asked are left out.
    teams: Vec<TeamThere>,
    /// Issues that the caller can ask for help on, by name: those whose team has somebody signed in.
    issues: Vec<HelpIssue>,
    /// Session policies that the caller can invite somebody without an account with; absent: the caller may invite nobody.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    external_profiles: Option<Vec<ExternalProfile>>,
    /// Whether the site can send them their link.
    sends_mail: bool,
    /// Whether the caller may hand sessions on.
    transfer: bool,
    /// Whether the caller may share sessions.
    share: bool,
}

/// An issue that help can be asked for on.
#[derive(Serialize, ToSchema)]
pub struct HelpIssue {
    id: String,
    name: String,
    /// The team that helps.
    team_id: String,
    team_name: String,
}

/// A session policy that somebody without an account can be invited with.
#[derive(Serialize, ToSchema)]
pub struct ExternalProfile {
    id: String,
    name: String,
    description: String,
}

/// A team with those of it who can be asked.
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

/// Somebody who can be asked.
#[derive(Serialize, ToSchema)]
pub struct RepresentativeThere {
    id: String,
    name: String,
    /// Not signed in: told by mail.
    by_mail: bool,
    /// Whether they are there for another session.
    readiness: RepReadiness,
}

pub(crate) async fn list(
    proof: Proof<rest::ListRepresentatives>,
    AxumState(engine): State,
) -> Result<axum::Json<Representatives>, Refusal> {
    let found = engine.representatives(proof.granted).await?;
    let readiness = |rep: &towline_engine::RepThere| match found.readiness.get(&rep.user) {
        // Whoever is signed out is there for nothing else.
        _ if rep.away => RepReadiness::Away,
        known => known.copied().unwrap_or_default().into(),
    };
    let there = |list: Vec<towline_engine::RepThere>| {
        list.into_iter()
            .map(|rep| RepresentativeThere {
                readiness: readiness(&rep),
                id: rep.user.to_string(),
                name: rep.name,
                by_mail: rep.away,
            })
            .collect()
    };
    let issue = |issue: towline_engine::HelpIssue| HelpIssue {
        id: issue.id.to_string(),
        name: issue.name,
        team_id: issue.team.to_string(),
        team_name: issue.team_name,
    };
    let profile = |profile: towline_engine::ExternalProfile| ExternalProfile {
        id: profile.id.to_string(),
        name: profile.name,
        description: profile.description,
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
        issues: found.issues.into_iter().map(issue).collect(),
        external_profiles: found.profiles.map(|profiles| profiles.into_iter().map(profile).collect()),
        sends_mail: found.sends_mail,
        transfer: found.transfer,
        share: found.share,
    }))
}
