//! Jump Groups and installers, for administrators.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault, InstallerOrder, NewGroup};
use towline_model::{InstallerId, JumpGroupId, JumpItemRoleId, SessionPolicyId, UserId};
use towline_policy::rest;
use towline_store::{GroupRow, InstallerRow, Member};
use utoipa::ToSchema;

use crate::{
    body::{Id, Json},
    etag::{One, Tagged, etag},
    items::{ChosenLocation, Location, PolicyOfItem, policy_of_item},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// A Jump Group.
#[derive(Serialize, ToSchema)]
pub struct JumpGroup {
    id: String,
    name: String,
    comments: String,
    /// Accounts that are assigned to it themselves; group policies may assign more.
    members: Vec<NamedMember>,
    /// Items in it.
    count: u64,
    created_ms: i64,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for JumpGroup {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// An account that is assigned to a group.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupMember {
    #[schema(value_type = Uuid)]
    user_id: UserId,
    /// Without it, what the account's default slot holds at the moment of asking.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    role_id: Option<JumpItemRoleId>,
}

/// An account that is assigned to a group, with what people call it.
#[derive(Serialize, ToSchema)]
pub struct NamedMember {
    user_id: String,
    /// Without it, what the account's default slot holds at the moment of asking.
    role_id: Option<String>,
    name: String,
}

fn members(list: Vec<GroupMember>) -> Vec<Member> {
    list.into_iter().map(|member| Member { user: member.user_id, role: member.role_id }).collect()
}

/// All groups.
#[derive(Serialize, ToSchema)]
pub struct JumpGroups {
    groups: Vec<JumpGroup>,
}

/// A group to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewJumpGroup {
    name: String,
    #[serde(default)]
    comments: String,
    #[serde(default)]
    members: Vec<GroupMember>,
}

/// What to change of a group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JumpGroupChange {
    name: Option<String>,
    comments: Option<String>,
    members: Option<Vec<GroupMember>>,
}

/// An installer, without its token.
#[derive(Serialize, ToSchema)]
pub struct JumpInstaller {
    id: String,
    location: Location,
    name: String,
    tag: String,
    comments: String,
    expires_ms: i64,
    uses_allowed: u64,
    uses: u64,
    created_ms: i64,
    /// Display name of who made it.
    created_by: String,
    /// Session policy of the items while a person is at the endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    attended_policy: Option<PolicyOfItem>,
    /// Session policy of the items while nobody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    unattended_policy: Option<PolicyOfItem>,
    /// Whether it can still be used.
    valid: bool,
}

/// All installers.
#[derive(Serialize, ToSchema)]
pub struct JumpInstallers {
    installers: Vec<JumpInstaller>,
}

/// An installer to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewJumpInstaller {
    location: ChosenLocation,
    /// Name of the items; without it each machine's own.
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    tag: Option<String>,
    #[serde(default)]
    comments: Option<String>,
    /// 1 to 8760.
    valid_hours: u32,
    /// 1 to 10000.
    uses: u32,
    /// Session policy of the items while a person is at the endpoint.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    attended_policy_id: Option<SessionPolicyId>,
    /// Session policy of the items while nobody is.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    unattended_policy_id: Option<SessionPolicyId>,
}

/// A fresh installer: the only time that its token is shown.
#[derive(Serialize, ToSchema)]
pub struct MadeJumpInstaller {
    #[serde(flatten)]
    installer: JumpInstaller,
    /// What to type on the endpoint.
    command: String,
    token: String,
}

fn group(row: GroupRow) -> JumpGroup {
    JumpGroup {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        comments: row.comments,
        members: row
            .members
            .into_iter()
            .map(|(found, name)| NamedMember {
                user_id: found.user.to_string(),
                role_id: found.role.map(|role| role.to_string()),
                name,
            })
            .collect(),
        count: row.items,
        created_ms: row.created.0,
    }
}

fn installer(engine: &Engine, row: InstallerRow) -> JumpInstaller {
    JumpInstaller {
        valid: engine.installer_valid(&row),
        id: row.id.to_string(),
        location: Location::of(row.place, &row.place_name),
        name: row.name,
        tag: row.tag,
        comments: row.comments,
        expires_ms: row.expires.0,
        uses_allowed: row.uses_allowed,
        uses: row.uses,
        created_ms: row.created.0,
        created_by: row.created_by,
        attended_policy: row.attended.map(policy_of_item),
        unattended_policy: row.unattended.map(policy_of_item),
    }
}

pub(crate) async fn groups(
    proof: Proof<rest::ListGroups>,
    AxumState(engine): State,
) -> Result<axum::Json<JumpGroups>, Refusal> {
    let groups = engine.groups(proof.granted).await?;
    Ok(axum::Json(JumpGroups { groups: groups.into_iter().map(group).collect() }))
}

pub(crate) async fn view_group(
    proof: Proof<rest::ViewGroup>,
    AxumState(engine): State,
    Id(id): Id<JumpGroupId>,
) -> Result<One<JumpGroup>, Refusal> {
    let found = engine.groups(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(group(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create_group(
    proof: Proof<rest::CreateGroup>,
    AxumState(engine): State,
    Json(new): Json<NewJumpGroup>,
) -> Result<(StatusCode, axum::Json<JumpGroup>), Refusal> {
    let new = NewGroup { name: Some(new.name), comments: Some(new.comments), members: Some(members(new.members)) };
    let made = engine.create_group(proof.granted, new).await?;
    Ok((StatusCode::CREATED, axum::Json(group(made))))
}

pub(crate) async fn edit_group(
    proof: Proof<rest::EditGroup>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<JumpGroupId>, Json<JumpGroupChange>),
) -> Result<One<JumpGroup>, Refusal> {
    let change = NewGroup { name: change.name, comments: change.comments, members: change.members.map(members) };
    Ok(One(group(engine.change_group(proof.granted, id, change).await?)))
}

pub(crate) async fn remove_group(
    proof: Proof<rest::RemoveGroup>,
    AxumState(engine): State,
    Id(id): Id<JumpGroupId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_group(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn installers(
    proof: Proof<rest::ListInstallers>,
    AxumState(engine): State,
) -> Result<axum::Json<JumpInstallers>, Refusal> {
    let rows = engine.installers(proof.granted).await?;
    let installers = rows.into_iter().map(|row| installer(&engine, row)).collect();
    Ok(axum::Json(JumpInstallers { installers }))
}

pub(crate) async fn create_installer(
    proof: Proof<rest::CreateInstaller>,
    AxumState(engine): State,
    Json(new): Json<NewJumpInstaller>,
) -> Result<(StatusCode, axum::Json<MadeJumpInstaller>), Refusal> {
    let order = InstallerOrder {
        place: new.location.place(proof.granted.actor().user)?,
        name: new.name.unwrap_or_default(),
        tag: new.tag.unwrap_or_default(),
        comments: new.comments.unwrap_or_default(),
        valid_hours: new.valid_hours,
        uses: new.uses,
        attended: new.attended_policy_id,
        unattended: new.unattended_policy_id,
    };
    let made = engine.create_installer(proof.granted, order).await?;
    let answer =
        MadeJumpInstaller { installer: installer(&engine, made.row), command: made.command, token: made.token };
    Ok((StatusCode::CREATED, axum::Json(answer)))
}

pub(crate) async fn remove_installer(
    proof: Proof<rest::RemoveInstaller>,
    AxumState(engine): State,
    Id(id): Id<InstallerId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_installer(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
