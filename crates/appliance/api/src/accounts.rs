//! Accounts, for administrators.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{AccountChange, Engine, Fault, NewAccount};
use towline_model::{JumpGroupId, UserId};
use towline_policy::rest;
use towline_store::UserRow;
use utoipa::{IntoParams, ToSchema};

use crate::{
    body::{Asked, Id, Json},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// An account.
#[derive(Serialize, ToSchema)]
pub struct User {
    id: String,
    username: String,
    display_name: String,
    email: String,
    administrator: bool,
    disabled: bool,
    must_change_password: bool,
    /// There while it is locked after wrong passwords.
    #[serde(skip_serializing_if = "Option::is_none")]
    locked_until_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login_ms: Option<i64>,
    created_ms: i64,
    group_ids: Vec<String>,
}

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub struct Users {
    users: Vec<User>,
    /// Accounts on all pages.
    total: u64,
}

/// Which accounts, and which page of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Part of a user name, name or e-mail address.
    #[serde(default)]
    search: Option<String>,
    /// From 1.
    #[serde(default)]
    page: Option<u64>,
    /// At most 200.
    #[serde(default)]
    limit: Option<u32>,
}

/// An account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    username: String,
    display_name: String,
    #[serde(default)]
    email: Option<String>,
    administrator: bool,
    password: String,
    must_change_password: bool,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    group_ids: Vec<JumpGroupId>,
}

/// What to change of an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    username: Option<String>,
    display_name: Option<String>,
    email: Option<String>,
    administrator: Option<bool>,
    disabled: Option<bool>,
    #[schema(value_type = Option<Vec<String>>)]
    group_ids: Option<Vec<JumpGroupId>>,
}

/// A password for somebody else.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    password: String,
    must_change_password: bool,
}

fn user(engine: &Engine, row: UserRow) -> User {
    User {
        locked_until_ms: engine.locked_until(&row).map(|at| at.0),
        id: row.id.to_string(),
        username: row.username,
        display_name: row.display_name,
        email: row.email,
        administrator: row.administrator,
        disabled: row.disabled,
        must_change_password: row.must_change_password,
        last_login_ms: row.last_login.map(|at| at.0),
        created_ms: row.created.0,
        group_ids: row.groups.iter().map(ToString::to_string).collect(),
    }
}

pub(crate) async fn list(
    proof: Proof<rest::ListUsers>,
    AxumState(engine): State,
    Asked(asked): Asked<UserQuery>,
) -> Result<axum::Json<Users>, Refusal> {
    let search = asked.search.unwrap_or_default();
    if search.len() > 256 {
        return Err(Fault::invalid().field("search", "Search for at most 256 bytes.").into());
    }
    let limit = asked.limit.unwrap_or(50).clamp(1, 200);
    let offset = (asked.page.unwrap_or(1).clamp(1, 1 << 32) - 1) * u64::from(limit);
    let (rows, total) = engine.users(proof.granted, &search, offset, limit).await?;
    Ok(axum::Json(Users { users: rows.into_iter().map(|row| user(&engine, row)).collect(), total }))
}

pub(crate) async fn create(
    proof: Proof<rest::CreateUser>,
    AxumState(engine): State,
    Json(new): Json<NewUser>,
) -> Result<(StatusCode, axum::Json<User>), Refusal> {
    let account = NewAccount {
        username: new.username,
        display_name: new.display_name,
        email: new.email.unwrap_or_default(),
        administrator: new.administrator,
        password: new.password,
        must_change_password: new.must_change_password,
        groups: new.group_ids,
    };
    let row = engine.create_user(proof.granted, account).await?;
    Ok((StatusCode::CREATED, axum::Json(user(&engine, row))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditUser>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<UserId>, Json<UserChange>),
) -> Result<axum::Json<User>, Refusal> {
    let change = AccountChange {
        username: change.username,
        display_name: change.display_name,
        email: change.email,
        administrator: change.administrator,
        disabled: change.disabled,
        groups: change.group_ids,
    };
    let row = engine.change_user(proof.granted, id, change).await?;
    Ok(axum::Json(user(&engine, row)))
}

pub(crate) async fn set_password(
    proof: Proof<rest::SetUserPassword>,
    AxumState(engine): State,
    (Id(id), Json(new)): (Id<UserId>, Json<SetPassword>),
) -> Result<StatusCode, Refusal> {
    engine.set_user_password(proof.granted, id, &new.password, new.must_change_password).await?;
    Ok(StatusCode::NO_CONTENT)
}
