//! Skills, for those who configure the site and those who manage accounts.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault};
use towline_model::SkillId;
use towline_policy::rest;
use towline_store::{SkillChange, SkillRow};
use utoipa::ToSchema;

use crate::{
    body::{Id, Json},
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// A skill, by name.
#[derive(Serialize, ToSchema)]
pub struct SkillName {
    id: String,
    name: String,
}

impl SkillName {
    pub(crate) fn of((id, name): (SkillId, String)) -> Self {
        SkillName { id: id.to_string(), name }
    }
}

/// A skill.
#[derive(Serialize, ToSchema)]
pub struct Skill {
    id: String,
    name: String,
    code_name: String,
    description: String,
    /// Accounts that have it.
    people: u64,
    /// Names of the support issues that need it; while there are any, it cannot be removed.
    issues: Vec<String>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for Skill {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All skills.
#[derive(Serialize, ToSchema)]
pub struct Skills {
    skills: Vec<Skill>,
}

/// A skill to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSkill {
    name: String,
    /// Small letters, digits and underscores, a letter first, at most 32.
    code_name: String,
    #[serde(default)]
    description: String,
}

/// What to change of a skill.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillPatch {
    name: Option<String>,
    code_name: Option<String>,
    description: Option<String>,
}

fn skill(row: SkillRow) -> Skill {
    Skill {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        code_name: row.code_name,
        description: row.description,
        people: row.people,
        issues: row.issues,
    }
}

pub(crate) async fn list(
    proof: Proof<rest::ListSkills>,
    AxumState(engine): State,
) -> Result<axum::Json<Skills>, Refusal> {
    let skills = engine.skills(proof.granted).await?;
    Ok(axum::Json(Skills { skills: skills.into_iter().map(skill).collect() }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewSkill>,
    AxumState(engine): State,
    Id(id): Id<SkillId>,
) -> Result<One<Skill>, Refusal> {
    let found = engine.skills(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(skill(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create(
    proof: Proof<rest::CreateSkill>,
    AxumState(engine): State,
    Json(new): Json<NewSkill>,
) -> Result<(StatusCode, axum::Json<Skill>), Refusal> {
    let new = SkillChange { name: Some(new.name), code_name: Some(new.code_name), description: Some(new.description) };
    Ok((StatusCode::CREATED, axum::Json(skill(engine.create_skill(proof.granted, new).await?))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditSkill>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<SkillId>, Json<SkillPatch>),
) -> Result<One<Skill>, Refusal> {
    let change = SkillChange { name: change.name, code_name: change.code_name, description: change.description };
    Ok(One(skill(engine.change_skill(proof.granted, id, change).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveSkill>,
    AxumState(engine): State,
    Id(id): Id<SkillId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_skill(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
