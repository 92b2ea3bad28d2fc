//! What can be allowed, and by whom it is: the catalogue, group policies, session policies, Jump Item Roles.

use std::collections::BTreeMap;

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault, NewGroupPolicy, NewRole, NewSessionPolicy, RoleOnSite};
use towline_model::{
    CommandDo, CommandRule, CommandRules, GroupPolicyId, JumpGroupId, JumpItemRoleId, OddPath, OddRule, RoleRight,
    SessionPolicyId, UserId, clip, normal_path,
};
use towline_policy::{self as policy, Kind, Reach, Rule, Setting, Settings, Sites, rest};
use towline_store::{GroupPolicyRow, SessionPolicyRow};
use utoipa::ToSchema;

use crate::{
    body::{Id, Json},
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
    sign_in_rules::{SignInLimits, read as read_rules, told},
};

type State = AxumState<Engine>;

/// Settings in one request at most; more than there are.
const SETTINGS: usize = 256;

/// What a setting is: `true` or `false`, a whole number, `allow`, `ask_once`, `ask_each` or `deny`, `nothing`, `own`, `team` or `all`, the id of a Jump Item Role, `every` or a list of ids of public sites, a list of absolute paths (at most 16, each of at most 512 bytes, without `..`; none of them: everywhere), or a list of rules about what is typed at the prompts of shells (at most 64). Its kind in the catalogue says which.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum SettingValue {
    /// Of the kind `flag`.
    Flag(bool),
    /// Of the kind `number`.
    Number(u32),
    /// Of the kinds `rule`, `reach` and `role`; of the kind `sites`, `every`.
    Text(String),
    /// Of the kind `sites`: ids. Of the kind `paths`: paths.
    List(Vec<String>),
    /// Of the kind `commands`: rules; none of them is the empty list above.
    Commands(Vec<CommandRuleValue>),
}

/// A rule about what is typed at the prompt of a shell: a guard rail, which scripts, aliases, editors and encodings go around.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommandRuleValue {
    /// At most 200 bytes. `*` is any number of characters, `?` is one. It is for the whole line, and for each part of it between `;`, `|`, `&&`, `||` and `&`.
    #[schema(max_length = 200)]
    pattern: String,
    #[serde(rename = "do")]
    act: CommandAct,
    /// What whoever types it is told, in at most 200 bytes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(max_length = 200)]
    note: String,
}

/// What becomes of a command that fits.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommandAct {
    /// It is not run.
    Deny,
    /// It runs; the session's representatives are told, and it stands in the log.
    Alert,
}

impl CommandRuleValue {
    pub(crate) fn of(rule: &CommandRule) -> Self {
        let act = match rule.act() {
            CommandDo::Deny => CommandAct::Deny,
            CommandDo::Alert => CommandAct::Alert,
        };
        CommandRuleValue { pattern: rule.pattern().to_owned(), act, note: rule.note().to_owned() }
    }

    fn read(&self) -> Result<CommandRule, OddRule> {
        let act = match self.act {
            CommandAct::Deny => CommandDo::Deny,
            CommandAct::Alert => CommandDo::Alert,
        };
        CommandRule::new(&self.pattern, act, &self.note)
    }
}

impl SettingValue {
    pub(crate) fn of(value: policy::Value) -> Self {
        match value {
            policy::Value::Flag(flag) => SettingValue::Flag(flag),
            policy::Value::Number(number) => SettingValue::Number(number),
            policy::Value::Rule(rule) => SettingValue::Text(rule.name().into()),
            policy::Value::Reach(reach) => SettingValue::Text(reach_name(reach).into()),
            policy::Value::Scan(scan) => SettingValue::Text(scan.name().into()),
            policy::Value::Role(role) => SettingValue::Text(role.to_string()),
            policy::Value::Sites(Sites::Every(_)) => SettingValue::Text(EVERY.into()),
            policy::Value::Sites(Sites::Only(these)) => {
                SettingValue::List(these.iter().map(ToString::to_string).collect())
            }
            policy::Value::Paths(paths) => SettingValue::List(paths.into()),
            policy::Value::Commands(rules) => SettingValue::Commands(rules.iter().map(CommandRuleValue::of).collect()),
        }
    }

    fn read(&self, setting: Setting) -> Option<policy::Value> {
        Some(match (self, setting.kind()) {
            (SettingValue::Flag(flag), Kind::Flag) => policy::Value::Flag(*flag),
            (SettingValue::Number(number), Kind::Number(..)) => policy::Value::Number(*number),
            (SettingValue::Text(text), Kind::Rule) => {
                policy::Value::Rule(Rule::ALL.into_iter().find(|rule| rule.name() == text)?)
            }
            (SettingValue::Text(text), Kind::Reach) => {
                let reaches = [Reach::Nothing, Reach::Own, Reach::Team, Reach::All];
                policy::Value::Reach(reaches.into_iter().find(|reach| reach_name(*reach) == text)?)
            }
            (SettingValue::Text(text), Kind::Scan) => policy::Value::Scan(policy::FileScan::named(text)?),
            (SettingValue::Text(text), Kind::Role) => policy::Value::Role(text.parse().ok()?),
            (SettingValue::Text(text), Kind::Sites) if text == EVERY => policy::Value::Sites(Sites::EVERY),
            (SettingValue::List(ids), Kind::Sites) => {
                let these: Result<_, _> = ids.iter().map(|id| id.parse()).collect();
                policy::Value::Sites(Sites::Only(these.ok()?))
            }
            (SettingValue::List(paths), Kind::Paths) => policy::Value::Paths(paths.clone().try_into().ok()?),
            // A list of nothing is read as the first kind of list that there is.
            (SettingValue::List(none), Kind::Commands) if none.is_empty() => {
                policy::Value::Commands(CommandRules::NONE)
            }
            (SettingValue::Commands(rules), Kind::Commands) => {
                let rules: Result<Vec<CommandRule>, OddRule> = rules.iter().map(CommandRuleValue::read).collect();
                policy::Value::Commands(rules.ok()?.try_into().ok()?)
            }
            _ => return None,
        })
    }
}

impl SettingValue {
    /// Why a setting cannot have it. Of a list of paths or rules: which of them is none.
    fn odd(&self, setting: Setting) -> String {
        if let (SettingValue::Commands(rules), Kind::Commands) = (self, setting.kind()) {
            return odd_rules(rules);
        }
        let (SettingValue::List(paths), Kind::Paths) = (self, setting.kind()) else {
            return "This setting cannot have this value.".to_owned();
        };
        let odd = paths.iter().find_map(|path| Some((path, normal_path(path).err()?)));
        match odd {
            // A path may have what no answer should have: control characters, or any length.
            Some((path, why)) => format!("“{}”: {}.", clip(path, 64), said(why)),
            None => format!("{}.", said(OddPath::Many)),
        }
    }
}

fn odd_rules(rules: &[CommandRuleValue]) -> String {
    let odd = rules.iter().enumerate().find_map(|(at, rule)| Some((at + 1, rule, rule.read().err()?)));
    match odd {
        Some((_, rule, why)) if !rule.pattern.trim().is_empty() => {
            format!("“{}”: {}.", clip(&rule.pattern, 64), rule_said(why))
        }
        Some((at, _, why)) => format!("Rule {at}: {}.", rule_said(why)),
        None => format!("{}.", rule_said(OddRule::Many)),
    }
}

fn rule_said(why: OddRule) -> &'static str {
    match why {
        OddRule::Blank => "A pattern is not empty",
        OddRule::Long => "A pattern has at most 200 bytes",
        OddRule::Control => "A pattern has no control characters",
        OddRule::Note => "A note is one line of at most 200 bytes",
        OddRule::Many => "A list has at most 64 rules",
    }
}

/// All public sites, also those that come.
const EVERY: &str = "every";

fn said(why: OddPath) -> &'static str {
    match why {
        OddPath::Relative => "A path begins with /",
        OddPath::Up => "A path goes up nowhere: leave out ..",
        OddPath::Long => "A path has at most 512 bytes",
        OddPath::Control => "A path has no control characters",
        OddPath::Many => "A list has at most 16 paths",
    }
}

fn reach_name(reach: Reach) -> &'static str {
    match reach {
        Reach::Nothing => "nothing",
        Reach::Own => "own",
        Reach::Team => "team",
        Reach::All => "all",
    }
}

/// A setting as a group policy defines it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicySetting {
    value: SettingValue,
    /// No later policy changes it.
    #[serde(default, rename = "final")]
    last: bool,
}

/// Settings by their keys, as somebody sends them.
pub(crate) fn settings<'a>(
    said: impl ExactSizeIterator<Item = (&'a String, &'a SettingValue, bool)>,
) -> Result<Settings, Fault> {
    if said.len() > SETTINGS {
        return Err(Fault::invalid().field("settings", "There are not so many settings."));
    }
    let mut settings = Settings::default();
    let mut fault = Fault::invalid();
    for (key, value, last) in said {
        let Ok(setting) = Setting::by_key(key) else {
            let known = nearest(key);
            return Err(fault.field("settings", format!("There is no setting of this name. The nearest is {known}.")));
        };
        let defined = value.read(setting).ok_or(policy::SettingError::Value);
        let taken = defined.and_then(|value| settings.define(setting, policy::Defined { value, last }));
        match taken {
            Ok(()) => {}
            Err(policy::SettingError::Later) => {
                fault = fault.field(setting.key(), "This does nothing yet.");
            }
            Err(policy::SettingError::Unknown | policy::SettingError::Value) => {
                fault = fault.field(setting.key(), value.odd(setting));
            }
        }
    }
    if fault.fields.is_empty() { Ok(settings) } else { Err(fault) }
}

/// The key that shares the longest beginning.
fn nearest(key: &str) -> &'static str {
    let shared = |known: &str| known.bytes().zip(key.bytes()).take_while(|(one, other)| one == other).count();
    Setting::built().map(Setting::key).max_by_key(|known| shared(known)).unwrap_or_default()
}

/// What an account or a session policy says, by key.
pub(crate) fn plain(settings: &Settings) -> BTreeMap<&'static str, SettingValue> {
    settings.iter().map(|(setting, defined)| (setting.key(), SettingValue::of(defined.value))).collect()
}

/// One thing that can be allowed.
#[derive(Serialize, ToSchema)]
pub struct CatalogueEntry {
    key: &'static str,
    section: &'static str,
    /// `rule`, `flag`, `reach`, `number`, `role`, `sites`, `paths` or `commands`.
    kind: &'static str,
    /// Of a number: the least that it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<u32>,
    /// Of a number: the most that it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<u32>,
    default: SettingValue,
}

/// Everything that can be allowed, in the order in which people read it.
#[derive(Serialize, ToSchema)]
pub struct PermissionCatalogue {
    settings: Vec<CatalogueEntry>,
    /// Rights of Jump Item Roles.
    #[schema(value_type = Vec<RightName>)]
    rights: Vec<RoleRight>,
    /// What a setting of the kind `sites` can name, the default one first.
    sites: Vec<CatalogueSite>,
}

/// A public site that a setting can name.
#[derive(Serialize, ToSchema)]
pub struct CatalogueSite {
    id: String,
    name: String,
}

/// One right of a Jump Item Role.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "a schema; what travels is the model's own enum")]
pub enum RightName {
    View,
    Start,
    Create,
    EditName,
    EditTag,
    EditComments,
    EditPolicies,
    EditConnection,
    Move,
    Remove,
    ViewReports,
    OverrideSchedule,
}

pub(crate) async fn catalogue(
    proof: Proof<rest::ViewCatalogue>,
    AxumState(engine): State,
) -> Result<axum::Json<PermissionCatalogue>, Refusal> {
    let entry = |setting: Setting| {
        let (least, most) = match setting.kind() {
            Kind::Number(least, most) => (Some(least), Some(most)),
            _ => (None, None),
        };
        CatalogueEntry {
            key: setting.key(),
            section: setting.section().name(),
            kind: setting.kind().name(),
            least,
            most,
            default: SettingValue::of(setting.default()),
        }
    };
    let sites = engine.public_site_names(proof.granted).await?;
    Ok(axum::Json(PermissionCatalogue {
        settings: Setting::built().map(entry).collect(),
        rights: RoleRight::ALL.to_vec(),
        sites: sites.into_iter().map(|(id, name)| CatalogueSite { id: id.to_string(), name }).collect(),
    }))
}

/// A Jump Group as a policy or an account is assigned to it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupAssignment {
    #[schema(value_type = Uuid)]
    group_id: JumpGroupId,
    /// Without it, what the account's default slot holds at the moment of asking.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    role_id: Option<JumpItemRoleId>,
    /// No later policy changes it. Means nothing at an account.
    #[serde(default, rename = "final")]
    last: bool,
}

impl GroupAssignment {
    pub(crate) fn of(assignment: policy::Assignment) -> Self {
        let policy::Assignment { group, role, last } = assignment;
        GroupAssignment { group_id: group, role_id: role, last }
    }

    pub(crate) fn read(self) -> policy::Assignment {
        policy::Assignment { group: self.group_id, role: self.role_id, last: self.last }
    }
}

/// A group policy.
#[derive(Serialize, ToSchema)]
pub struct GroupPolicy {
    id: String,
    name: String,
    description: String,
    /// What it defines, by key. What is not there is not defined.
    settings: BTreeMap<&'static str, PolicySetting>,
    /// What it says of signing in.
    sign_in: SignInLimits,
    groups: Vec<GroupAssignment>,
    members: Vec<PolicyMember>,
    /// Others who are in it by their groups at a security provider, as of their last sign-in.
    members_by_providers: u64,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for GroupPolicy {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// An account in a group policy.
#[derive(Serialize, ToSchema)]
pub struct PolicyMember {
    id: String,
    /// What people call it.
    name: String,
}

/// All group policies, from top to bottom.
#[derive(Serialize, ToSchema)]
pub struct GroupPolicies {
    policies: Vec<GroupPolicy>,
}

/// A group policy to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroupPolicyBody {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    settings: BTreeMap<String, PolicySetting>,
    #[serde(default)]
    sign_in: SignInLimits,
    #[serde(default)]
    groups: Vec<GroupAssignment>,
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    members: Vec<UserId>,
}

/// What to change of a group policy. Settings, groups and members are replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupPolicyChange {
    name: Option<String>,
    description: Option<String>,
    settings: Option<BTreeMap<String, PolicySetting>>,
    /// Replaced as a whole.
    sign_in: Option<SignInLimits>,
    groups: Option<Vec<GroupAssignment>>,
    #[schema(value_type = Option<Vec<Uuid>>)]
    members: Option<Vec<UserId>>,
}

/// An order of all group policies.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupPolicyOrder {
    /// Ids, from top to bottom.
    #[schema(value_type = Vec<Uuid>)]
    ids: Vec<GroupPolicyId>,
}

fn group_policy(row: GroupPolicyRow) -> GroupPolicy {
    GroupPolicy {
        members_by_providers: row.by_providers,
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        description: row.description,
        settings: row
            .settings
            .iter()
            .map(|(setting, defined)| {
                (setting.key(), PolicySetting { value: SettingValue::of(defined.value), last: defined.last })
            })
            .collect(),
        sign_in: told(&row.sign_in),
        groups: row.groups.into_iter().map(GroupAssignment::of).collect(),
        members: row.members.into_iter().map(|(id, name)| PolicyMember { id: id.to_string(), name }).collect(),
    }
}

fn policy_settings(said: &BTreeMap<String, PolicySetting>) -> Result<Settings, Fault> {
    settings(said.iter().map(|(key, said)| (key, &said.value, said.last)))
}

fn read(groups: Vec<GroupAssignment>) -> Vec<policy::Assignment> {
    groups.into_iter().map(GroupAssignment::read).collect()
}

pub(crate) async fn group_policies(
    proof: Proof<rest::ListGroupPolicies>,
    AxumState(engine): State,
) -> Result<axum::Json<GroupPolicies>, Refusal> {
    let rows = engine.group_policies(proof.granted).await?;
    Ok(axum::Json(GroupPolicies { policies: rows.into_iter().map(group_policy).collect() }))
}

pub(crate) async fn view_group_policy(
    proof: Proof<rest::ViewGroupPolicy>,
    AxumState(engine): State,
    Id(id): Id<GroupPolicyId>,
) -> Result<One<GroupPolicy>, Refusal> {
    let rows = engine.group_policies(proof.granted).await?;
    let found = rows.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)?;
    Ok(One(group_policy(found)))
}

pub(crate) async fn create_group_policy(
    proof: Proof<rest::CreateGroupPolicy>,
    AxumState(engine): State,
    Json(new): Json<NewGroupPolicyBody>,
) -> Result<(StatusCode, axum::Json<GroupPolicy>), Refusal> {
    let new = NewGroupPolicy {
        name: Some(new.name),
        description: Some(new.description),
        settings: Some(policy_settings(&new.settings)?),
        sign_in: Some(read_rules(new.sign_in)?),
        groups: Some(read(new.groups)),
        members: Some(new.members),
    };
    let made = engine.create_group_policy(proof.granted, new).await?;
    Ok((StatusCode::CREATED, axum::Json(group_policy(made))))
}

pub(crate) async fn edit_group_policy(
    proof: Proof<rest::EditGroupPolicy>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<GroupPolicyId>, Json<GroupPolicyChange>),
) -> Result<One<GroupPolicy>, Refusal> {
    let change = NewGroupPolicy {
        name: change.name,
        description: change.description,
        settings: change.settings.as_ref().map(policy_settings).transpose()?,
        sign_in: change.sign_in.map(read_rules).transpose()?,
        groups: change.groups.map(read),
        members: change.members,
    };
    Ok(One(group_policy(engine.change_group_policy(proof.granted, id, change).await?)))
}

pub(crate) async fn remove_group_policy(
    proof: Proof<rest::RemoveGroupPolicy>,
    AxumState(engine): State,
    Id(id): Id<GroupPolicyId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_group_policy(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn order_group_policies(
    proof: Proof<rest::OrderGroupPolicies>,
    AxumState(engine): State,
    Json(order): Json<GroupPolicyOrder>,
) -> Result<axum::Json<GroupPolicies>, Refusal> {
    let rows = engine.order_group_policies(proof.granted, order.ids).await?;
    Ok(axum::Json(GroupPolicies { policies: rows.into_iter().map(group_policy).collect() }))
}

/// A session policy.
#[derive(Serialize, ToSchema)]
pub struct SessionPolicy {
    id: String,
    name: String,
    description: String,
    /// `allow`, `ask_once`, `ask_each` or `deny`, by key. What is not there is not defined: the next one in line is asked.
    permissions: BTreeMap<&'static str, SettingValue>,
    /// Whether people without an account can be invited with it: it says what they may at most.
    external: bool,
    /// Number of Jump Items that name it.
    items: u64,
    /// Names of the public sites that name it.
    sites: Vec<String>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for SessionPolicy {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All session policies.
#[derive(Serialize, ToSchema)]
pub struct SessionPolicies {
    policies: Vec<SessionPolicy>,
}

/// A session policy to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSessionPolicyBody {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    permissions: BTreeMap<String, SettingValue>,
    #[serde(default)]
    external: bool,
}

/// What to change of a session policy. Permissions are replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionPolicyChange {
    name: Option<String>,
    description: Option<String>,
    permissions: Option<BTreeMap<String, SettingValue>>,
    external: Option<bool>,
}

/// What everybody may do inside sessions where nobody says otherwise.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionPermissions {
    permissions: BTreeMap<String, SettingValue>,
}

fn session_policy(row: SessionPolicyRow) -> SessionPolicy {
    SessionPolicy {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        description: row.description,
        permissions: plain(&row.permissions),
        external: row.external,
        items: row.items,
        sites: row.sites,
    }
}

fn permissions(said: &BTreeMap<String, SettingValue>) -> Result<Settings, Fault> {
    settings(said.iter().map(|(key, value)| (key, value, false)))
}

fn everybody(settings: &Settings) -> axum::Json<SessionPermissions> {
    let permissions = plain(settings).into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    axum::Json(SessionPermissions { permissions })
}

pub(crate) async fn session_policies(
    proof: Proof<rest::ListSessionPolicies>,
    AxumState(engine): State,
) -> Result<axum::Json<SessionPolicies>, Refusal> {
    let rows = engine.session_policies(proof.granted).await?;
    Ok(axum::Json(SessionPolicies { policies: rows.into_iter().map(session_policy).collect() }))
}

pub(crate) async fn view_session_policy(
    proof: Proof<rest::ViewSessionPolicy>,
    AxumState(engine): State,
    Id(id): Id<SessionPolicyId>,
) -> Result<One<SessionPolicy>, Refusal> {
    let found = engine.session_policies(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(session_policy(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create_session_policy(
    proof: Proof<rest::CreateSessionPolicy>,
    AxumState(engine): State,
    Json(new): Json<NewSessionPolicyBody>,
) -> Result<(StatusCode, axum::Json<SessionPolicy>), Refusal> {
    let new = NewSessionPolicy {
        name: Some(new.name),
        description: Some(new.description),
        permissions: Some(permissions(&new.permissions)?),
        external: Some(new.external),
    };
    let made = engine.create_session_policy(proof.granted, new).await?;
    Ok((StatusCode::CREATED, axum::Json(session_policy(made))))
}

pub(crate) async fn edit_session_policy(
    proof: Proof<rest::EditSessionPolicy>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<SessionPolicyId>, Json<SessionPolicyChange>),
) -> Result<One<SessionPolicy>, Refusal> {
    let change = NewSessionPolicy {
        name: change.name,
        description: change.description,
        permissions: change.permissions.as_ref().map(permissions).transpose()?,
        external: change.external,
    };
    Ok(One(session_policy(engine.change_session_policy(proof.granted, id, change).await?)))
}

pub(crate) async fn remove_session_policy(
    proof: Proof<rest::RemoveSessionPolicy>,
    AxumState(engine): State,
    Id(id): Id<SessionPolicyId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_session_policy(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn session_permissions(
    proof: Proof<rest::ViewEverybody>,
    AxumState(engine): State,
) -> Result<axum::Json<SessionPermissions>, Refusal> {
    Ok(everybody(&engine.session_defaults(proof.granted).await?))
}

pub(crate) async fn edit_session_permissions(
    proof: Proof<rest::EditEverybody>,
    AxumState(engine): State,
    Json(said): Json<SessionPermissions>,
) -> Result<axum::Json<SessionPermissions>, Refusal> {
    let settings = permissions(&said.permissions)?;
    Ok(everybody(&engine.change_session_defaults(proof.granted, settings).await?))
}

/// A Jump Item Role.
#[derive(Serialize, ToSchema)]
pub struct JumpItemRole {
    id: String,
    name: String,
    description: String,
    #[schema(value_type = Vec<RightName>)]
    rights: Vec<RoleRight>,
    /// The same on every site; it cannot be changed.
    built_in: bool,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for JumpItemRole {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All roles: the built-in ones, then the site's own.
#[derive(Serialize, ToSchema)]
pub struct JumpItemRoles {
    roles: Vec<JumpItemRole>,
}

/// A role to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewJumpItemRole {
    name: String,
    #[serde(default)]
    description: String,
    #[schema(value_type = Vec<RightName>)]
    rights: Vec<RoleRight>,
}

/// What to change of a role. Rights are replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JumpItemRoleChange {
    name: Option<String>,
    description: Option<String>,
    #[schema(value_type = Option<Vec<RightName>>)]
    rights: Option<Vec<RoleRight>>,
}

fn role(role: RoleOnSite) -> JumpItemRole {
    let RoleOnSite { row, built_in } = role;
    JumpItemRole {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        description: row.description,
        rights: row.rights.iter().collect(),
        built_in,
    }
}

pub(crate) async fn roles(
    proof: Proof<rest::ListRoles>,
    AxumState(engine): State,
) -> Result<axum::Json<JumpItemRoles>, Refusal> {
    let roles = engine.roles(proof.granted).await?;
    Ok(axum::Json(JumpItemRoles { roles: roles.into_iter().map(role).collect() }))
}

pub(crate) async fn view_role(
    proof: Proof<rest::ViewRole>,
    AxumState(engine): State,
    Id(id): Id<JumpItemRoleId>,
) -> Result<One<JumpItemRole>, Refusal> {
    let found = engine.roles(proof.granted).await?.into_iter().find(|role| role.row.id == id);
    Ok(One(role(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create_role(
    proof: Proof<rest::CreateRole>,
    AxumState(engine): State,
    Json(new): Json<NewJumpItemRole>,
) -> Result<(StatusCode, axum::Json<JumpItemRole>), Refusal> {
    let new = NewRole {
        name: Some(new.name),
        description: Some(new.description),
        rights: Some(new.rights.into_iter().collect()),
    };
    let made = engine.create_role(proof.granted, new).await?;
    Ok((StatusCode::CREATED, axum::Json(role(made))))
}

pub(crate) async fn edit_role(
    proof: Proof<rest::EditRole>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<JumpItemRoleId>, Json<JumpItemRoleChange>),
) -> Result<One<JumpItemRole>, Refusal> {
    let change = NewRole {
        name: change.name,
        description: change.description,
        rights: change.rights.map(|rights| rights.into_iter().collect()),
    };
    Ok(One(role(engine.change_role(proof.granted, id, change).await?)))
}

pub(crate) async fn remove_role(
    proof: Proof<rest::RemoveRole>,
    AxumState(engine): State,
    Id(id): Id<JumpItemRoleId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_role(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
