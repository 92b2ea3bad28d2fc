//! Support Buttons (SUP-50): for those who configure the site, and what representatives choose from when they deploy one.

use axum::{
    extract::State as AxumState,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use towline_engine::{ButtonInstallerOrder, ButtonOrder, Engine, Fault};
use towline_model::{ButtonId, ButtonInstallerId, ButtonProfileId, IssueId, Moment, PublicSiteId, Queue, TeamId};
use towline_policy::rest;
use towline_store::{ButtonInstallerRow, ButtonProfileChange, ButtonProfileRow, NamedButtonKind, SupportButtonRow};
use utoipa::ToSchema;

use crate::{
    api::Api,
    body::{Id, Json, said},
    describe::describe,
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
    public_sites::Picture,
};

type State = AxumState<Engine>;

/// How Support Buttons look, and which public site their sessions belong to.
#[derive(Serialize, ToSchema)]
pub struct SupportButtonProfile {
    id: String,
    name: String,
    /// What stands below the icon; at most 40 bytes.
    label: String,
    /// What the desktop says of it; at most 200 bytes.
    comment: String,
    /// `null`: the default one.
    site_id: Option<String>,
    site_name: String,
    /// Whether it has an icon of its own.
    icon: bool,
    /// The one of every button whose profile was removed; it stays.
    default: bool,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for SupportButtonProfile {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All profiles.
#[derive(Serialize, ToSchema)]
pub struct SupportButtonProfiles {
    profiles: Vec<SupportButtonProfile>,
}

/// A profile to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSupportButtonProfile {
    name: String,
    label: String,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    site_id: Option<PublicSiteId>,
}

/// What to change of a profile. Buttons that are on machines already keep how they look.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupportButtonProfilePatch {
    name: Option<String>,
    label: Option<String>,
    comment: Option<String>,
    /// `null`: the default one.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<Uuid>)]
    site_id: Option<Option<PublicSiteId>>,
}

/// Kinds of queues.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ButtonQueueKind {
    /// A rep's own.
    Personal,
    /// A team's.
    Team,
    /// That of everybody who gives support.
    General,
}

/// Where sessions wait.
#[derive(Serialize, ToSchema)]
pub struct ButtonQueue {
    kind: ButtonQueueKind,
    /// Of the rep or the team; empty: the general queue.
    id: String,
    name: String,
}

/// Whether a button starts sessions.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SupportButtonState {
    /// It does.
    Active,
    /// It has run out.
    Expired,
    /// It was withdrawn; it removes itself at its next click.
    Withdrawn,
}

/// A Support Button on a machine.
#[derive(Serialize, ToSchema)]
pub struct SupportButton {
    id: String,
    description: String,
    profile_name: String,
    queue: ButtonQueue,
    /// The issue, whose team's queue it leads to; empty: there is none.
    issue_name: String,
    /// What its machine called itself.
    machine: String,
    made_by: String,
    created_ms: i64,
    expires_ms: i64,
    /// When it last started a session.
    used_ms: Option<i64>,
    uses: u64,
    state: SupportButtonState,
}

/// Support Buttons, the newest first.
#[derive(Serialize, ToSchema)]
pub struct SupportButtons {
    buttons: Vec<SupportButton>,
}

/// An installer of Support Buttons, without its token.
#[derive(Serialize, ToSchema)]
pub struct SupportButtonInstaller {
    id: String,
    description: String,
    profile_name: String,
    queue: ButtonQueue,
    issue_name: String,
    /// For how many days its buttons can be used.
    button_days: u64,
    uses: u64,
    uses_allowed: u64,
    expires_ms: i64,
    created_ms: i64,
    created_by: String,
    /// Whether it can still be used.
    valid: bool,
}

/// All installers, the newest first.
#[derive(Serialize, ToSchema)]
pub struct SupportButtonInstallers {
    installers: Vec<SupportButtonInstaller>,
}

/// An installer to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSupportButtonInstaller {
    /// For representatives; at most 200 bytes.
    description: String,
    #[schema(value_type = Uuid)]
    profile_id: ButtonProfileId,
    queue: ButtonQueueKind,
    /// Of the team; of a personal queue only one's own, which need not be named.
    #[serde(default)]
    queue_id: String,
    /// Instead of a queue: its team's, or the general one.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    issue_id: Option<IssueId>,
    /// 1 to 3650.
    button_days: u32,
    /// 1 to 8760.
    valid_hours: u32,
    /// 1 to 10000.
    uses: u32,
}

/// An installer with its command. The only answer that ever holds it.
#[derive(Serialize, ToSchema)]
pub struct MadeSupportButtonInstaller {
    installer: SupportButtonInstaller,
    /// For a shell of the user whose desktop gets the button.
    command: String,
}

/// A profile to choose.
#[derive(Serialize, ToSchema)]
pub struct ButtonProfileChoice {
    id: String,
    name: String,
    label: String,
    default: bool,
}

/// A team to choose.
#[derive(Serialize, ToSchema)]
pub struct ButtonTeamChoice {
    id: String,
    name: String,
}

/// An issue to choose.
#[derive(Serialize, ToSchema)]
pub struct ButtonIssueChoice {
    id: String,
    name: String,
    /// Empty: its sessions wait in the general queue.
    team_name: String,
}

/// What a Support Button can be made of in a session. One's own queue is always there.
#[derive(Serialize, ToSchema)]
pub struct SupportButtonChoices {
    profiles: Vec<ButtonProfileChoice>,
    teams: Vec<ButtonTeamChoice>,
    issues: Vec<ButtonIssueChoice>,
}

/// Its operations.
pub(crate) fn operations(api: Api) -> Api {
    api.op(
        describe::<rest::ListButtonProfiles>("How Support Buttons look: all profiles.", 200)
            .gives::<SupportButtonProfiles>(),
        list_profiles,
    )
    .op(
        describe::<rest::CreateButtonProfile>("Make a profile of Support Buttons.", 201)
            .takes::<NewSupportButtonProfile>()
            .gives::<SupportButtonProfile>(),
        create_profile,
    )
    .op(
        describe::<rest::ViewButtonProfile>("A profile of Support Buttons.", 200).gives::<SupportButtonProfile>(),
        view_profile,
    )
    .op(
        describe::<rest::EditButtonProfile>("Change a profile; buttons on machines keep how they look.", 200)
            .takes::<SupportButtonProfilePatch>()
            .gives::<SupportButtonProfile>(),
        edit_profile,
    )
    .op(
        describe::<rest::RemoveButtonProfile>(
            "Remove a profile other than the default one, which its buttons have then.",
            204,
        ),
        remove_profile,
    )
    .op(
        describe::<rest::ViewButtonIcon>("A profile's icon: its own, or the one that is built in.", 200)
            .gives_pictures(),
        view_icon,
    )
    .op(
        describe::<rest::SetButtonIcon>(
            "Give a profile an icon: a square PNG of 16 to 512 pixels and at most 64 KiB.",
            200,
        )
        .takes_pictures()
        .gives::<SupportButtonProfile>(),
        set_icon,
    )
    .op(describe::<rest::RemoveButtonIcon>("Back to the icon that is built in.", 204), remove_icon)
    .op(
        describe::<rest::ListSupportButtons>("Support Buttons on machines, the newest first; at most 1000.", 200)
            .gives::<SupportButtons>(),
        list,
    )
    .op(
        describe::<rest::ListButtonChoices>("What a Support Button can be made of in a session.", 200)
            .gives::<SupportButtonChoices>(),
        choices,
    )
    .op(
        describe::<rest::WithdrawSupportButton>(
            "Withdraw a Support Button: it starts nothing any more, says so, and removes itself at its next click.",
            204,
        ),
        withdraw,
    )
    .op(
        describe::<rest::ListButtonInstallers>("Installers of Support Buttons, the newest first.", 200)
            .gives::<SupportButtonInstallers>(),
        list_installers,
    )
    .op(
        describe::<rest::CreateButtonInstaller>("Make an installer of Support Buttons.", 201)
            .takes::<NewSupportButtonInstaller>()
            .gives::<MadeSupportButtonInstaller>(),
        create_installer,
    )
    .op(
        describe::<rest::RemoveButtonInstaller>("Remove an installer; the buttons that came of it stay.", 204),
        remove_installer,
    )
}

fn profile(row: ButtonProfileRow) -> SupportButtonProfile {
    SupportButtonProfile {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        label: row.label,
        comment: row.comment,
        site_id: row.site.map(|id| id.to_string()),
        site_name: row.site_name,
        icon: row.icon.is_some(),
        default: row.id == ButtonProfileId::DEFAULT,
    }
}

fn queue(of: &NamedButtonKind) -> ButtonQueue {
    let (kind, id) = match of.queue {
        Queue::Personal(user) => (ButtonQueueKind::Personal, user.to_string()),
        Queue::Team(team) => (ButtonQueueKind::Team, team.to_string()),
        Queue::General => (ButtonQueueKind::General, String::new()),
    };
    ButtonQueue { kind, id, name: of.queue_name.clone() }
}

fn button(row: SupportButtonRow, now: Moment) -> SupportButton {
    SupportButton {
        id: row.id.to_string(),
        queue: queue(&row.of),
        description: row.of.kind.description,
        profile_name: row.of.profile_name,
        issue_name: row.of.issue_name,
        machine: row.machine,
        made_by: row.made_by,
        created_ms: row.created.unix_ms(),
        expires_ms: row.expires.unix_ms(),
        used_ms: row.used.map(Moment::unix_ms),
        uses: row.uses,
        state: match row.withdrawn {
            Some(_) => SupportButtonState::Withdrawn,
            None if row.expires <= now => SupportButtonState::Expired,
            None => SupportButtonState::Active,
        },
    }
}

fn installer(engine: &Engine, row: ButtonInstallerRow) -> SupportButtonInstaller {
    SupportButtonInstaller {
        valid: engine.button_installer_valid(&row),
        id: row.id.to_string(),
        queue: queue(&row.of),
        description: row.of.kind.description,
        profile_name: row.of.profile_name,
        issue_name: row.of.issue_name,
        button_days: row.days,
        uses: row.uses,
        uses_allowed: row.uses_allowed,
        expires_ms: row.expires.unix_ms(),
        created_ms: row.created.unix_ms(),
        created_by: row.created_by,
    }
}

pub(crate) async fn list_profiles(
    proof: Proof<rest::ListButtonProfiles>,
    AxumState(engine): State,
) -> Result<axum::Json<SupportButtonProfiles>, Refusal> {
    let profiles = engine.button_profiles(proof.granted).await?;
    Ok(axum::Json(SupportButtonProfiles { profiles: profiles.into_iter().map(profile).collect() }))
}

pub(crate) async fn view_profile(
    proof: Proof<rest::ViewButtonProfile>,
    AxumState(engine): State,
    Id(id): Id<ButtonProfileId>,
) -> Result<One<SupportButtonProfile>, Refusal> {
    let found = engine.button_profiles(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(profile(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create_profile(
    proof: Proof<rest::CreateButtonProfile>,
    AxumState(engine): State,
    Json(new): Json<NewSupportButtonProfile>,
) -> Result<(StatusCode, axum::Json<SupportButtonProfile>), Refusal> {
    let NewSupportButtonProfile { name, label, comment, site_id } = new;
    let new = ButtonProfileChange { name: Some(name), label: Some(label), comment: Some(comment), site: Some(site_id) };
    Ok((StatusCode::CREATED, axum::Json(profile(engine.create_button_profile(proof.granted, new).await?))))
}

pub(crate) async fn edit_profile(
    proof: Proof<rest::EditButtonProfile>,
    AxumState(engine): State,
    (Id(id), Json(patch)): (Id<ButtonProfileId>, Json<SupportButtonProfilePatch>),
) -> Result<One<SupportButtonProfile>, Refusal> {
    let SupportButtonProfilePatch { name, label, comment, site_id } = patch;
    let change = ButtonProfileChange { name, label, comment, site: site_id };
    Ok(One(profile(engine.change_button_profile(proof.granted, id, change).await?)))
}

pub(crate) async fn remove_profile(
    proof: Proof<rest::RemoveButtonProfile>,
    AxumState(engine): State,
    Id(id): Id<ButtonProfileId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_button_profile(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn view_icon(
    proof: Proof<rest::ViewButtonIcon>,
    AxumState(engine): State,
    Id(id): Id<ButtonProfileId>,
) -> Result<Response, Refusal> {
    let mut response = engine.button_icon(proof.granted, id).await?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

pub(crate) async fn set_icon(
    proof: Proof<rest::SetButtonIcon>,
    AxumState(engine): State,
    (Id(id), Picture(bytes)): (Id<ButtonProfileId>, Picture),
) -> Result<One<SupportButtonProfile>, Refusal> {
    Ok(One(profile(engine.set_button_icon(proof.granted, id, bytes).await?)))
}

pub(crate) async fn remove_icon(
    proof: Proof<rest::RemoveButtonIcon>,
    AxumState(engine): State,
    Id(id): Id<ButtonProfileId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_button_icon(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn list(
    proof: Proof<rest::ListSupportButtons>,
    AxumState(engine): State,
) -> Result<axum::Json<SupportButtons>, Refusal> {
    let (buttons, now) = (engine.support_buttons(proof.granted).await?, engine.now());
    Ok(axum::Json(SupportButtons { buttons: buttons.into_iter().map(|row| button(row, now)).collect() }))
}

pub(crate) async fn withdraw(
    proof: Proof<rest::WithdrawSupportButton>,
    AxumState(engine): State,
    Id(id): Id<ButtonId>,
) -> Result<StatusCode, Refusal> {
    engine.withdraw_button(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn choices(
    proof: Proof<rest::ListButtonChoices>,
    AxumState(engine): State,
) -> Result<axum::Json<SupportButtonChoices>, Refusal> {
    let found = engine.button_choices(proof.granted).await?;
    let profile = |row: ButtonProfileRow| ButtonProfileChoice {
        default: row.id == ButtonProfileId::DEFAULT,
        id: row.id.to_string(),
        name: row.name,
        label: row.label,
    };
    let team = |(id, name): (TeamId, String)| ButtonTeamChoice { id: id.to_string(), name };
    let issue =
        |(id, name, team_name): (IssueId, String, String)| ButtonIssueChoice { id: id.to_string(), name, team_name };
    Ok(axum::Json(SupportButtonChoices {
        profiles: found.profiles.into_iter().map(profile).collect(),
        teams: found.teams.into_iter().map(team).collect(),
        issues: found.issues.into_iter().map(issue).collect(),
    }))
}

pub(crate) async fn list_installers(
    proof: Proof<rest::ListButtonInstallers>,
    AxumState(engine): State,
) -> Result<axum::Json<SupportButtonInstallers>, Refusal> {
    let rows = engine.button_installers(proof.granted).await?;
    let installers = rows.into_iter().map(|row| installer(&engine, row)).collect();
    Ok(axum::Json(SupportButtonInstallers { installers }))
}

pub(crate) async fn create_installer(
    proof: Proof<rest::CreateButtonInstaller>,
    AxumState(engine): State,
    Json(new): Json<NewSupportButtonInstaller>,
) -> Result<(StatusCode, axum::Json<MadeSupportButtonInstaller>), Refusal> {
    let own = proof.granted.actor().user;
    let wrong = || Fault::invalid().field("queue_id", "Choose a queue.");
    let queue = match new.queue {
        ButtonQueueKind::Personal if new.queue_id.is_empty() => Queue::Personal(own),
        ButtonQueueKind::Personal => Queue::Personal(new.queue_id.parse().map_err(|_| wrong())?),
        ButtonQueueKind::Team if new.issue_id.is_none() => Queue::Team(new.queue_id.parse().map_err(|_| wrong())?),
        ButtonQueueKind::Team | ButtonQueueKind::General => Queue::General,
    };
    let order = ButtonInstallerOrder {
        button: ButtonOrder {
            description: new.description,
            profile: new.profile_id,
            queue,
            issue: new.issue_id,
            days: new.button_days,
        },
        valid_hours: new.valid_hours,
        uses: new.uses,
    };
    let made = engine.create_button_installer(proof.granted, order).await?;
    let made = MadeSupportButtonInstaller { installer: installer(&engine, made.row), command: made.command };
    Ok((StatusCode::CREATED, axum::Json(made)))
}

pub(crate) async fn remove_installer(
    proof: Proof<rest::RemoveButtonInstaller>,
    AxumState(engine): State,
    Id(id): Id<ButtonInstallerId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_button_installer(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
