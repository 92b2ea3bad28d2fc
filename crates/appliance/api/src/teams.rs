//! Support teams, for those who configure the site.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault};
use towline_model::{TeamId, TeamRank, UserId};
use towline_policy::rest;
use towline_store::{TeamChange, TeamMember, TeamRow};
use utoipa::ToSchema;

use crate::{
    body::{Id, Json},
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
    routing::{QueueRulesBody, read, told},
};

type State = AxumState<Engine>;

/// A rank in a team.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    Member,
    Lead,
    Manager,
}

/// An account in a team.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberOfTeam {
    #[schema(value_type = Uuid)]
    user_id: UserId,
    rank: Rank,
}

/// An account in a team, with what people call it.
#[derive(Serialize, ToSchema)]
pub struct NamedTeamMember {
    user_id: String,
    rank: Rank,
    name: String,
}

/// A team.
#[derive(Serialize, ToSchema)]
pub struct Team {
    id: String,
    name: String,
    comments: String,
    /// The highest ranks first.
    members: Vec<NamedTeamMember>,
    /// Names of the support issues that it handles; while there are any, it cannot be removed.
    issues: Vec<String>,
    /// The rules of its queue.
    rules: QueueRulesBody,
    /// Names of the canned messages that are for it; while there are any, it cannot be removed.
    canned_messages: Vec<String>,
    /// Names of the canned scripts that are for it; while there are any, it cannot be removed.
    scripts: Vec<String>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for Team {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All teams.
#[derive(Serialize, ToSchema)]
pub struct Teams {
    teams: Vec<Team>,
}

/// A team to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTeam {
    name: String,
    #[serde(default)]
    comments: String,
    #[serde(default)]
    members: Vec<MemberOfTeam>,
    /// The rules of its queue; the usual ones if they are not given.
    rules: Option<QueueRulesBody>,
}

/// What to change of a team. Members and rules are replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamPatch {
    name: Option<String>,
    comments: Option<String>,
    members: Option<Vec<MemberOfTeam>>,
    rules: Option<QueueRulesBody>,
}

fn team(row: TeamRow) -> Team {
    Team {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        comments: row.comments,
        issues: row.issues,
        rules: told(&row.rules),
        canned_messages: row.canned_messages,
        scripts: row.scripts,
        members: row
            .members
            .into_iter()
            .map(|(member, name)| NamedTeamMember {
                user_id: member.user.to_string(),
                rank: match member.rank {
                    TeamRank::Member => Rank::Member,
                    TeamRank::Lead => Rank::Lead,
                    TeamRank::Manager => Rank::Manager,
                },
                name,
            })
            .collect(),
    }
}

fn members(list: Vec<MemberOfTeam>) -> Vec<TeamMember> {
    list.into_iter()
        .map(|member| TeamMember {
            user: member.user_id,
            rank: match member.rank {
                Rank::Member => TeamRank::Member,
                Rank::Lead => TeamRank::Lead,
                Rank::Manager => TeamRank::Manager,
            },
        })
        .collect()
}

pub(crate) async fn list(
    proof: Proof<rest::ListTeams>,
    AxumState(engine): State,
) -> Result<axum::Json<Teams>, Refusal> {
    let teams = engine.teams(proof.granted).await?;
    Ok(axum::Json(Teams { teams: teams.into_iter().map(team).collect() }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewTeam>,
    AxumState(engine): State,
    Id(id): Id<TeamId>,
) -> Result<One<Team>, Refusal> {
    let found = engine.teams(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(team(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create(
    proof: Proof<rest::CreateTeam>,
    AxumState(engine): State,
    Json(new): Json<NewTeam>,
) -> Result<(StatusCode, axum::Json<Team>), Refusal> {
    let rules = new.rules.as_ref().map(read).transpose()?;
    let new =
        TeamChange { name: Some(new.name), comments: Some(new.comments), members: Some(members(new.members)), rules };
    Ok((StatusCode::CREATED, axum::Json(team(engine.create_team(proof.granted, new).await?))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditTeam>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<TeamId>, Json<TeamPatch>),
) -> Result<One<Team>, Refusal> {
    let rules = change.rules.as_ref().map(read).transpose()?;
    let change =
        TeamChange { name: change.name, comments: change.comments, members: change.members.map(members), rules };
    Ok(One(team(engine.change_team(proof.granted, id, change).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveTeam>,
    AxumState(engine): State,
    Id(id): Id<TeamId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_team(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
