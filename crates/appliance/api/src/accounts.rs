//! Accounts, for administrators.

use std::collections::BTreeMap;

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{AccountChange, Engine, Fault, NewAccount};
use towline_model::{Moment, SkillId, UserId};
use towline_policy::{Settings, rest};
use towline_store::{PersonalItems, Subject, UserRow, UserSort, UserState};
use utoipa::{IntoParams, ToSchema};

use crate::{
    body::{Asked, Id, Json, limit, page, said},
    etag::{One, Tagged, etag},
    items::SortOrder,
    policies::{GroupAssignment, SettingValue, plain, settings},
    problem::Refusal,
    proof::Proof,
    sign_in_rules::{SignInLimits, read, told},
    simulator::{SettingAnswer, setting_answer},
    skills::SkillName,
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
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_ms: Option<i64>,
    /// The security provider that it signs in through; without one it has a password of this site's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    /// What it says itself of signing in; its group policies may say otherwise.
    sign_in: SignInLimits,
    /// Jump Groups that it is assigned to itself.
    groups: Vec<GroupAssignment>,
    /// What it says of its own rights, by key; its group policies may say otherwise.
    settings: BTreeMap<&'static str, SettingValue>,
}

/// A group policy, by name.
#[derive(Serialize, ToSchema)]
pub struct PolicyName {
    id: String,
    name: String,
}

/// An account, with what holds for it and why.
#[derive(Serialize, ToSchema)]
pub struct UserDetails {
    #[serde(flatten)]
    user: User,
    /// Its group policies, from top to bottom.
    policies: Vec<PolicyName>,
    /// What it is good at, by name.
    skills: Vec<SkillName>,
    /// What holds, by key: also what may be done inside sessions, as far as the account or its policies define it.
    effective: Vec<SettingAnswer>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for UserDetails {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub struct Users {
    users: Vec<User>,
    /// Accounts on all pages.
    total: u64,
}

/// Whether an account can be used.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StateOfUser {
    Active,
    Closed,
    Locked,
}

/// By what accounts are sorted.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserSortBy {
    Username,
    Name,
    LastLogin,
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
    #[param(minimum = 1, maximum = 4294967296i64)]
    page: Option<u64>,
    /// At most 200.
    #[serde(default)]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Only those that are so.
    #[serde(default)]
    #[param(inline)]
    state: Option<StateOfUser>,
    /// Only administrators, or only the others.
    #[serde(default)]
    administrator: Option<bool>,
    /// By what; the user name if nothing is said.
    #[serde(default)]
    #[param(inline)]
    sort: Option<UserSortBy>,
    #[serde(default)]
    #[param(inline)]
    order: SortOrder,
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
    groups: Vec<GroupAssignment>,
    #[serde(default)]
    settings: BTreeMap<String, SettingValue>,
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
    /// `null`: it does not end by itself.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<i64>)]
    expires_ms: Option<Option<i64>>,
    /// Replaced as a whole.
    sign_in: Option<SignInLimits>,
    /// Replaced as a whole.
    groups: Option<Vec<GroupAssignment>>,
    /// Replaced as a whole.
    settings: Option<BTreeMap<String, SettingValue>>,
    /// Replaced as a whole.
    #[schema(value_type = Option<Vec<Uuid>>)]
    skills: Option<Vec<SkillId>>,
}

/// What becomes of what belongs to an account that is removed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Removal {
    /// What becomes of the Jump Items in its personal list: `removed`, or the id of the Jump Group that they go to. Without a word the account stays if there are any.
    #[serde(default)]
    personal_items: Option<String>,
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
        expires_ms: row.expires.map(|at| at.0),
        sign_in: told(&row.sign_in),
        provider: row.provider.map(|provider| provider.name),
        settings: plain(&row.settings),
        groups: row.groups.into_iter().map(GroupAssignment::of).collect(),
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
    let limit = limit(asked.limit)?;
    let offset = (page(asked.page)? - 1) * u64::from(limit);
    let query = towline_store::UserQuery {
        search: &search,
        state: asked.state.map(|state| match state {
            StateOfUser::Active => UserState::Active,
            StateOfUser::Closed => UserState::Closed,
            StateOfUser::Locked => UserState::Locked,
        }),
        administrator: asked.administrator,
        sort: match asked.sort {
            None | Some(UserSortBy::Username) => UserSort::Username,
            Some(UserSortBy::Name) => UserSort::Name,
            Some(UserSortBy::LastLogin) => UserSort::LastLogin,
        },
        order: asked.order.into(),
        offset,
        limit,
        now: engine.now(),
    };
    let (rows, total) = engine.users(proof.granted, &query).await?;
    Ok(axum::Json(Users { users: rows.into_iter().map(|row| user(&engine, row)).collect(), total }))
}

fn settings_of(said: &BTreeMap<String, SettingValue>) -> Result<Settings, Fault> {
    settings(said.iter().map(|(key, value)| (key, value, false)))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewUser>,
    AxumState(engine): State,
    Id(id): Id<UserId>,
) -> Result<One<UserDetails>, Refusal> {
    // Before the account itself: what is changed in between is noticed.
    let seen = engine.store().seen(Subject::User(id)).await.map_err(Fault::from)?;
    let details = engine.user_details(proof.granted, id).await?;
    Ok(One(UserDetails {
        etag: etag(seen),
        user: user(&engine, details.row),
        policies: details.policies.into_iter().map(|(id, name)| PolicyName { id: id.to_string(), name }).collect(),
        skills: details.skills.into_iter().map(SkillName::of).collect(),
        effective: details.effective.into_iter().map(setting_answer).collect(),
    }))
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
        groups: new.groups.into_iter().map(GroupAssignment::read).collect(),
        settings: settings_of(&new.settings)?,
    };
    let row = engine.create_user(proof.granted, account).await?;
    Ok((StatusCode::CREATED, axum::Json(user(&engine, row))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditUser>,
    AxumState(engine): State,
    Json(change): Json<UserChange>,
) -> Result<axum::Json<User>, Refusal> {
    let change = AccountChange {
        username: change.username,
        display_name: change.display_name,
        email: change.email,
        administrator: change.administrator,
        disabled: change.disabled,
        expires: change.expires_ms.map(|at| at.map(Moment)),
        sign_in: change.sign_in.map(read).transpose()?,
        groups: change.groups.map(|groups| groups.into_iter().map(GroupAssignment::read).collect()),
        settings: change.settings.as_ref().map(settings_of).transpose()?,
        skills: change.skills,
    };
    let row = engine.change_user(proof.granted, change).await?;
    Ok(axum::Json(user(&engine, row)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveUser>,
    AxumState(engine): State,
    Asked(asked): Asked<Removal>,
) -> Result<StatusCode, Refusal> {
    engine.remove_user(proof.granted, fate(asked.personal_items.as_deref())?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is said to become of personal items.
pub(crate) fn fate(said: Option<&str>) -> Result<PersonalItems, Fault> {
    let wrong = |_| Fault::invalid().field("personal_items", "Say \"removed\", or the id of a Jump Group.");
    Ok(match said {
        None => PersonalItems::Keep,
        Some("removed") => PersonalItems::Remove,
        Some(group) => PersonalItems::Move(group.parse().map_err(wrong)?),
    })
}

pub(crate) async fn remove_factors(
    proof: Proof<rest::RemoveUserFactors>,
    AxumState(engine): State,
) -> Result<StatusCode, Refusal> {
    engine.remove_user_factors(proof.granted).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn set_password(
    proof: Proof<rest::SetUserPassword>,
    AxumState(engine): State,
    Json(new): Json<SetPassword>,
) -> Result<StatusCode, Refusal> {
    engine.set_user_password(proof.granted, &new.password, new.must_change_password).await?;
    Ok(StatusCode::NO_CONTENT)
}
