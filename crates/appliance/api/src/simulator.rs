//! The simulator (ADM-5), and "what may I do here" of whoever is signed in: every permission with its value and the rule that gave it.

use std::net::IpAddr;

use axum::extract::State as AxumState;
use serde::{Deserialize, Serialize};
use towline_engine::{
    Engine, Explanation, FactorStep, Fault, ItemAnswer, Obstacle, ObstacleKind, PasswordStep, RoleFrom,
    SignInExplanation, SimulatedMoment, SiteAnswer, Verdict,
};
use towline_model::{JumpItemId, Moment, PublicSiteId, RoleRight, UserId};
use towline_policy::{Presence, Rule, Source, Step, rest};
use utoipa::{IntoParams, ToSchema};

use crate::{
    body::Asked,
    policies::{CommandRuleValue, RightName, SettingValue},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// The last moment of the year 9999.
const LAST_MS: i64 = 253_402_300_799_999;

/// What is asked.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SimulatorQuery {
    /// Id of an account.
    #[param(value_type = Uuid)]
    user: UserId,
    /// Id of a Jump Item.
    #[serde(default)]
    #[param(value_type = Option<Uuid>)]
    item: Option<JumpItemId>,
    /// Id of a public site, in place of an item: what holds in sessions that come by it.
    #[serde(default)]
    #[param(value_type = Option<Uuid>)]
    site: Option<PublicSiteId>,
    /// Whether a person is supposed to be at the endpoint; without it, as its agent says, and yes for a public site.
    #[serde(default)]
    attended: Option<bool>,
    /// IP address that the account is supposed to sign in from; without it nothing is said of networks.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    address: Option<IpAddr>,
    /// Moment that it is supposed to sign in at, milliseconds since 1970; now if nothing is said.
    #[serde(default)]
    #[param(minimum = 0, maximum = 253402300799999i64)]
    at: Option<i64>,
}

/// What is asked for the caller.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MyPermissionsQuery {
    /// Id of a Jump Item that the caller sees.
    #[serde(default)]
    #[param(value_type = Option<Uuid>)]
    item: Option<JumpItemId>,
}

/// Where a value comes from.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueSource {
    /// A group policy.
    GroupPolicy,
    /// The account itself.
    Account,
    /// Nobody says anything.
    Default,
}

/// Which step of the order decided about something inside a session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionStep {
    /// The Jump Item's session policy.
    ItemPolicy,
    /// The public site's session policy.
    SitePolicy,
    /// A group policy of the account.
    GroupPolicy,
    /// The account itself.
    Account,
    /// The site's answer for everybody.
    Everybody,
    /// What a new site says.
    Default,
    /// Control of a screen that may not be seen.
    NeedsView,
}

/// A setting of the account.
#[derive(Serialize, ToSchema)]
pub struct SettingAnswer {
    key: &'static str,
    value: SettingValue,
    source: ValueSource,
    /// Name of the policy, if one says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
}

/// A permission inside the session.
#[derive(Serialize, ToSchema)]
pub struct PermissionAnswer {
    key: &'static str,
    allowed: bool,
    /// Of paths of an endpoint: below which of them it is allowed. None of them: everywhere.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<Vec<String>>,
    /// Of rules about what is typed at the prompts of shells: all that hold, whichever layer says them; `step` is the first that says one.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    commands: Option<Vec<CommandRuleValue>>,
    /// Of whether files are scanned: "off" or "required".
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    scan: Option<&'static str>,
    step: SessionStep,
    /// Name of the policy that decided, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
}

/// Whether a Jump would start, and if not, why.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JumpVerdict {
    Starts,
    AccountDisabled,
    ItemHidden,
    RoleForbids,
    MethodForbidden,
    PasswordChangeRequired,
    SecondFactorRequired,
    ConsoleDisabled,
}

/// Where the role at an item comes from.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleSource {
    Administrator,
    Group,
    DefaultSlot,
    PersonalSlot,
    TeamsSlot,
    SystemSlot,
}

/// What holds at the item.
#[derive(Serialize, ToSchema)]
pub struct ItemExplanation {
    name: String,
    /// Whether a person is supposed to be at the endpoint.
    attended: bool,
    verdict: JumpVerdict,
    /// Name of the role that holds there.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    role_from: RoleSource,
    /// Name of the group policy that gives the role, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    role_policy: Option<String>,
    #[schema(value_type = Vec<RightName>)]
    rights: Vec<RoleRight>,
    permissions: Vec<PermissionAnswer>,
}

/// What holds in sessions that come by the public site.
#[derive(Serialize, ToSchema)]
pub struct SiteExplanation {
    name: String,
    /// Whether a person is supposed to be at the endpoint.
    attended: bool,
    permissions: Vec<PermissionAnswer>,
}

/// What keeps an account from signing in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInObstacle {
    Disabled,
    Ended,
    Locked,
    Network,
    Hour,
}

/// One thing that stands in the way of a sign-in.
#[derive(Serialize, ToSchema)]
pub struct SignInRefusal {
    reason: SignInObstacle,
    /// Where the rule comes from, if it is a rule.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<ValueSource>,
    /// Name of the group policy, if one says it.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    /// When it is over by itself, if that is known.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    until_ms: Option<i64>,
}

/// What becomes of the password.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PasswordOutcome {
    Enough,
    MustChange,
    TooOld,
}

/// What comes after the password.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactorOutcome {
    /// Nothing.
    Nothing,
    /// One of the factors that the account has.
    OneOf,
    /// The account has none, and must set one up before anything else.
    SetUp,
}

/// Whether the account could sign in.
#[derive(Serialize, ToSchema)]
pub struct SignInSimulation {
    at_ms: i64,
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Nothing: it could.
    refusals: Vec<SignInRefusal>,
    password: PasswordOutcome,
    factor: FactorOutcome,
    /// Kinds of factors that the account has: `totp`, `passkey`.
    factors: Vec<&'static str>,
    /// Where the rule comes from that asks for a factor, if the account must set one up.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    factor_source: Option<ValueSource>,
    /// Name of the group policy that asks for it, if one does.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    factor_policy: Option<String>,
}

/// Everything that would hold, and why.
#[derive(Serialize, ToSchema)]
pub struct Simulation {
    settings: Vec<SettingAnswer>,
    sign_in: SignInSimulation,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<ItemExplanation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<SiteExplanation>,
}

pub(crate) fn setting_answer(answer: towline_engine::SettingAnswer) -> SettingAnswer {
    SettingAnswer {
        key: answer.setting.key(),
        value: SettingValue::of(answer.resolved.value),
        source: source(answer.resolved.source),
        policy: answer.policy,
    }
}

fn source(of: Source) -> ValueSource {
    match of {
        Source::Policy(_) => ValueSource::GroupPolicy,
        Source::Account => ValueSource::Account,
        Source::Default => ValueSource::Default,
    }
}

fn refusal(found: Obstacle) -> SignInRefusal {
    SignInRefusal {
        reason: match found.kind {
            ObstacleKind::Disabled => SignInObstacle::Disabled,
            ObstacleKind::Ended => SignInObstacle::Ended,
            ObstacleKind::Locked => SignInObstacle::Locked,
            ObstacleKind::Network => SignInObstacle::Network,
            ObstacleKind::Hour => SignInObstacle::Hour,
        },
        source: found.source.map(source),
        policy: found.policy,
        until_ms: found.until.map(|at| at.0),
    }
}

fn sign_in(found: SignInExplanation) -> SignInSimulation {
    let (factor, kinds, asks) = match found.factor {
        FactorStep::Nothing => (FactorOutcome::Nothing, Vec::new(), None),
        FactorStep::OneOf(kinds) => (FactorOutcome::OneOf, kinds, None),
        FactorStep::SetUp { source, policy } => (FactorOutcome::SetUp, Vec::new(), Some((source, policy))),
    };
    let (factor_source, factor_policy) = asks.map_or((None, None), |(from, policy)| (Some(source(from)), policy));
    SignInSimulation {
        at_ms: found.at.0,
        address: found.address.map(|address| address.to_string()),
        refusals: found.obstacles.into_iter().map(refusal).collect(),
        password: match found.password {
            PasswordStep::Enough => PasswordOutcome::Enough,
            PasswordStep::MustChange => PasswordOutcome::MustChange,
            PasswordStep::TooOld => PasswordOutcome::TooOld,
        },
        factor,
        factors: kinds.into_iter().map(|kind| kind.key()).collect(),
        factor_source,
        factor_policy,
    }
}

fn item(answer: ItemAnswer) -> ItemExplanation {
    ItemExplanation {
        name: answer.name,
        attended: answer.presence == Presence::Attended,
        verdict: match answer.verdict {
            Verdict::Starts => JumpVerdict::Starts,
            Verdict::Disabled => JumpVerdict::AccountDisabled,
            Verdict::Hidden => JumpVerdict::ItemHidden,
            Verdict::RoleForbids => JumpVerdict::RoleForbids,
            Verdict::MethodForbidden => JumpVerdict::MethodForbidden,
            Verdict::PasswordChangeRequired => JumpVerdict::PasswordChangeRequired,
            Verdict::FactorRequired => JumpVerdict::SecondFactorRequired,
            Verdict::ConsoleDisabled => JumpVerdict::ConsoleDisabled,
        },
        role: answer.role,
        role_from: match answer.role_from {
            RoleFrom::Administrator => RoleSource::Administrator,
            RoleFrom::Group => RoleSource::Group,
            RoleFrom::DefaultSlot => RoleSource::DefaultSlot,
            RoleFrom::PersonalSlot => RoleSource::PersonalSlot,
            RoleFrom::TeamsSlot => RoleSource::TeamsSlot,
            RoleFrom::SystemSlot => RoleSource::SystemSlot,
        },
        role_policy: answer.role_policy,
        rights: answer.rights.iter().collect(),
        permissions: permissions(answer.permissions),
    }
}

fn site(answer: SiteAnswer) -> SiteExplanation {
    SiteExplanation {
        name: answer.name,
        attended: answer.presence == Presence::Attended,
        permissions: permissions(answer.permissions),
    }
}

fn permissions(found: Vec<towline_engine::PermissionAnswer>) -> Vec<PermissionAnswer> {
    found
        .into_iter()
        .map(|found| PermissionAnswer {
            key: found.setting.key(),
            allowed: found.rule == Rule::Allow,
            paths: found.paths.map(Vec::from),
            commands: found.commands.map(|held| held.iter().map(CommandRuleValue::of).collect()),
            scan: found.scan.map(towline_policy::FileScan::name),
            step: match found.step {
                Step::Item => SessionStep::ItemPolicy,
                Step::Site => SessionStep::SitePolicy,
                Step::User(Source::Policy(_)) => SessionStep::GroupPolicy,
                Step::User(Source::Account | Source::Default) => SessionStep::Account,
                Step::Everybody => SessionStep::Everybody,
                Step::Default => SessionStep::Default,
                Step::NeedsView => SessionStep::NeedsView,
            },
            policy: found.policy,
        })
        .collect()
}

fn simulation(found: Explanation) -> axum::Json<Simulation> {
    axum::Json(Simulation {
        settings: found.settings.into_iter().map(setting_answer).collect(),
        sign_in: sign_in(found.sign_in),
        item: found.item.map(item),
        site: found.site.map(site),
    })
}

pub(crate) async fn simulate(
    proof: Proof<rest::Simulate>,
    AxumState(engine): State,
    Asked(asked): Asked<SimulatorQuery>,
) -> Result<axum::Json<Simulation>, Refusal> {
    let presence = asked.attended.map(|attended| if attended { Presence::Attended } else { Presence::Unattended });
    if asked.at.is_some_and(|at| !(0..=LAST_MS).contains(&at)) {
        return Err(Fault::invalid().field("at", "A moment between 1970 and 9999.").into());
    }
    let address = asked.address.map(|address| address.to_canonical());
    if asked.item.is_some() && asked.site.is_some() {
        return Err(Fault::invalid().field("site", "Ask for an item or for a public site, not for both.").into());
    }
    let moment = SimulatedMoment {
        user: asked.user,
        item: asked.item,
        site: asked.site,
        presence,
        address,
        at: asked.at.map(Moment),
    };
    Ok(simulation(engine.simulate(proof.granted, moment).await?))
}

pub(crate) async fn my_permissions(
    proof: Proof<rest::ExplainMe>,
    AxumState(engine): State,
    Asked(asked): Asked<MyPermissionsQuery>,
) -> Result<axum::Json<Simulation>, Refusal> {
    Ok(simulation(engine.explain_me(proof.granted, asked.item).await?))
}
