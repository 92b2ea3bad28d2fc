//! Support issues, for those who configure the site.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault};
use towline_model::{IssueId, SkillId, TeamId};
use towline_policy::rest;
use towline_store::{IssueChange, IssueRow};
use utoipa::ToSchema;

use crate::{
    body::{Id, Json, said},
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
    skills::SkillName,
};

type State = AxumState<Engine>;

/// A team, by name.
#[derive(Serialize, ToSchema)]
pub struct TeamName {
    id: String,
    name: String,
}

impl TeamName {
    pub(crate) fn of((id, name): (TeamId, String)) -> Self {
        TeamName { id: id.to_string(), name }
    }
}

/// A support issue.
#[derive(Serialize, ToSchema)]
pub struct Issue {
    id: String,
    name: String,
    code_name: String,
    /// What customers are told of it.
    description: String,
    /// The team that handles it.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<TeamName>,
    /// What somebody must be good at to handle it, by name.
    skills: Vec<SkillName>,
    /// Whether help can be asked for on it in a session; it comes from the team.
    help: bool,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for Issue {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All support issues.
#[derive(Serialize, ToSchema)]
pub struct Issues {
    issues: Vec<Issue>,
}

/// A support issue to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIssue {
    name: String,
    /// Small letters, digits and underscores, a letter first, at most 32.
    code_name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    team_id: Option<TeamId>,
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    skill_ids: Vec<SkillId>,
    #[serde(default)]
    help: bool,
}

/// What to change of a support issue. Skills are replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssuePatch {
    name: Option<String>,
    code_name: Option<String>,
    description: Option<String>,
    /// `null`: no team in particular.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<Uuid>)]
    team_id: Option<Option<TeamId>>,
    #[schema(value_type = Option<Vec<Uuid>>)]
    skill_ids: Option<Vec<SkillId>>,
    help: Option<bool>,
}

fn issue(row: IssueRow) -> Issue {
    Issue {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        code_name: row.code_name,
        description: row.description,
        team: row.team.map(TeamName::of),
        skills: row.skills.into_iter().map(SkillName::of).collect(),
        help: row.help,
    }
}

pub(crate) async fn list(
    proof: Proof<rest::ListIssues>,
    AxumState(engine): State,
) -> Result<axum::Json<Issues>, Refusal> {
    let issues = engine.issues(proof.granted).await?;
    Ok(axum::Json(Issues { issues: issues.into_iter().map(issue).collect() }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewIssue>,
    AxumState(engine): State,
    Id(id): Id<IssueId>,
) -> Result<One<Issue>, Refusal> {
    let found = engine.issues(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(issue(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create(
    proof: Proof<rest::CreateIssue>,
    AxumState(engine): State,
    Json(new): Json<NewIssue>,
) -> Result<(StatusCode, axum::Json<Issue>), Refusal> {
    let new = IssueChange {
        name: Some(new.name),
        code_name: Some(new.code_name),
        description: Some(new.description),
        team: Some(new.team_id),
        skills: Some(new.skill_ids),
        help: Some(new.help),
    };
    Ok((StatusCode::CREATED, axum::Json(issue(engine.create_issue(proof.granted, new).await?))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditIssue>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<IssueId>, Json<IssuePatch>),
) -> Result<One<Issue>, Refusal> {
    let change = IssueChange {
        name: change.name,
        code_name: change.code_name,
        description: change.description,
        team: change.team_id,
        skills: change.skill_ids,
        help: change.help,
    };
    Ok(One(issue(engine.change_issue(proof.granted, id, change).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveIssue>,
    AxumState(engine): State,
    Id(id): Id<IssueId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_issue(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
