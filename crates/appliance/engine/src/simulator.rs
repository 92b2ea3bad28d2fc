//! The simulator (ADM-5): what would this account be allowed on this item now, and by which rule. It decides by the same functions as the real thing, and does nothing.

use std::{net::IpAddr, sync::Arc};

use towline_model::{
    Author, AuthorKind, GroupPolicyId, HeldRules, JumpItemId, JumpItemRoleId, PathList, Place, PublicSiteId,
    RoleRights, SkillId, UserId,
};
use towline_policy::{
    Account, Actor, Asker, Denied, FileScan, Granted, Kind, Presence, Resolved, Rule, Section, Setting, Source, Step,
    Value, action, authorize, visible_items,
};

use towline_store::UserRow;

use crate::{Engine, Fault, SessionRules, SignInExplanation};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Whose rights.
    pub user: UserId,
    /// With which item; `None`: those that need no item.
    pub item: Option<JumpItemId>,
    /// In a session that comes by which public site and has no item.
    pub site: Option<PublicSiteId>,
    /// Whether a person is at the endpoint; `None`: as its agent says, and there is one in sessions that come by a site.
    pub presence: Option<Presence>,
    /// From where it is supposed to be signed in; `None`: nothing is said of networks.
    pub address: Option<IpAddr>,
    /// When; `None`: now.
    pub at: Option<towline_model::Moment>,
}

/// Whether a Jump would start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It would.
    Starts,
    /// The account is disabled: it cannot sign in.
    Disabled,
    /// The item is not seen.
    Hidden,
    /// The role at the item does not include starting sessions.
    RoleForbids,
    /// Jump Clients may not be jumped to at all.
    MethodForbidden,
    /// First the password must be changed.
    PasswordChangeRequired,
    /// It must set up a second factor first.
    FactorRequired,
    /// The web console is switched off.
    ConsoleDisabled,
}

/// One permission inside the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionAnswer {
    /// Which one.
    pub setting: Setting,
    /// Whether it is allowed. Of paths: [`Rule::Allow`], and `paths` says where.
    pub rule: Rule,
    /// Of paths: which; none of them: everywhere.
    pub paths: Option<PathList>,
    /// Of rules about what is typed at prompts: all that hold, of whatever layer.
    pub commands: Option<HeldRules>,
    /// Of files being scanned: whether they are. [`Rule::Allow`] besides.
    pub scan: Option<FileScan>,
    /// Which step decided; of command rules: the first that says something.
    pub step: Step,
    /// Name of the policy that decided, if one did.
    pub policy: Option<String>,
}

/// One setting of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingAnswer {
    /// Which one.
    pub setting: Setting,
    /// What holds.
    pub resolved: Resolved<Value>,
    /// Name of the policy that it comes from, if one says it.
    pub policy: Option<String>,
}

/// An account, with what holds for it and why.
#[derive(Debug, Clone)]
pub struct UserDetails {
    /// The account.
    pub row: UserRow,
    /// Its group policies, from top to bottom.
    pub policies: Vec<(GroupPolicyId, String)>,
    /// What it is good at, by name.
    pub skills: Vec<(SkillId, String)>,
    /// What holds.
    pub effective: Vec<SettingAnswer>,
}

/// What holds at an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemAnswer {
    /// Its name.
    pub name: String,
    /// Whether a person is supposed to be at the endpoint.
    pub presence: Presence,
    /// Whether a Jump would start.
    pub verdict: Verdict,
    /// The rights of the role that holds there.
    pub rights: RoleRights,
    /// Name of that role, if it is one role.
    pub role: Option<String>,
    /// Where the role comes from: the group's assignment, or the slot.
    pub role_from: RoleFrom,
    /// Name of the policy that assigns it, if one does.
    pub role_policy: Option<String>,
    /// What may be done inside.
    pub permissions: Vec<PermissionAnswer>,
}

/// What holds in sessions that come by a public site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteAnswer {
    /// Its name.
    pub name: String,
    /// Whether a person is supposed to be at the endpoint.
    pub presence: Presence,
    /// What may be done inside.
    pub permissions: Vec<PermissionAnswer>,
}

/// Where a role at an item comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleFrom {
    /// Administrators have every right everywhere.
    Administrator,
    /// The group is assigned with this role.
    Group,
    /// The group is assigned without a role: the default slot.
    DefaultSlot,
    /// The own personal list.
    PersonalSlot,
    /// The list of a lower-ranked member of an own team.
    TeamsSlot,
    /// Everything else.
    SystemSlot,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Every setting of the account that does something, but those of sessions, which need an item.
    pub settings: Vec<SettingAnswer>,
    /// Whether it can sign in there and then.
    pub sign_in: SignInExplanation,
    /// What holds at the item.
    pub item: Option<ItemAnswer>,
    /// What holds in sessions that come by the site.
    pub site: Option<SiteAnswer>,
}

impl Engine {
    /// Answers for any account.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn simulate(
        &self,
        _granted: Granted<action::ManagePolicies>,
        asked: Moment,
    ) -> Result<Explanation, Fault> {
        self.explain(asked).await
    }

    /// Answers the signed-in person for an item that the person sees: "what may I do here".
    ///
    /// # Errors
    /// `not_found`.
    pub async fn explain_me(
        &self,
        granted: Granted<action::ListItems>,
        item: Option<JumpItemId>,
    ) -> Result<Explanation, Fault> {
        let actor = granted.actor();
        if let Some(item) = item {
            authorize::<action::ViewItem>(actor, self.facts(item).await?)?;
        }
        visible_items(actor)?;
        let address = actor.author.address.parse().ok();
        self.explain(Moment { user: actor.user, item, site: None, presence: None, address, at: None }).await
    }

    /// An account, its group policies from top to bottom, and what the account and they define.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn user_details(&self, _granted: Granted<action::ViewUsers>, user: UserId) -> Result<UserDetails, Fault> {
        let row = self.inner.store.user(user).await?.ok_or_else(Fault::not_found)?;
        let skills = self.inner.store.user_skills(user).await?;
        let account = self.account(user).await?;
        let effective = Setting::built()
            .filter_map(|setting| {
                let session = setting.section() == Section::Session;
                let resolved = if session { account.defined(setting)? } else { account.holds(setting) };
                Some(SettingAnswer { setting, policy: policy_name(&account, resolved.source), resolved })
            })
            .collect();
        let policies = account.layers.into_iter().map(|layer| (layer.policy, layer.name)).collect();
        Ok(UserDetails { row, policies, skills, effective })
    }

    async fn explain(&self, asked: Moment) -> Result<Explanation, Fault> {
        let account = self.account(asked.user).await?;
        let settings = Setting::built()
            .filter(|setting| setting.section() != Section::Session)
            .map(|setting| {
                let resolved = account.holds(setting);
                SettingAnswer { setting, policy: policy_name(&account, resolved.source), resolved }
            })
            .collect();
        let item = match asked.item {
            Some(item) => Some(self.explain_item(&account, item, asked.presence).await?),
            None => None,
        };
        let site = match asked.site {
            Some(site) => Some(self.explain_site(&account, site, asked.presence).await?),
            None => None,
        };
        let user = self.inner.store.user(asked.user).await?.ok_or_else(Fault::not_found)?;
        let at = asked.at.unwrap_or_else(|| self.now());
        let sign_in = self.explain_sign_in(&account, &user, asked.address, at).await?;
        Ok(Explanation { settings, sign_in, item, site })
    }

    async fn explain_site(
        &self,
        account: &Account,
        site: PublicSiteId,
        supposed: Option<Presence>,
    ) -> Result<SiteAnswer, Fault> {
        let name = self.public_site(site).await?.name;
        let presence = supposed.unwrap_or(Presence::Attended);
        let rules = self.site_rules(Some(site), presence).await?;
        Ok(SiteAnswer { name, presence, permissions: permissions(account, &rules) })
    }

    async fn explain_item(
        &self,
        account: &Account,
        item: JumpItemId,
        supposed: Option<Presence>,
    ) -> Result<ItemAnswer, Fault> {
        let user = self.inner.store.user(account.user).await?.ok_or_else(Fault::not_found)?;
        let facts = self.facts(item).await?;
        let rules = self.session_rules(item, supposed).await?;
        let actor = Actor {
            user: account.user,
            // Nobody signs in: no login has this id.
            login: towline_model::LoginId::from_uuid(uuid::Uuid::nil()),
            author: Arc::new(Author {
                kind: AuthorKind::User,
                id: Some(account.user.uuid()),
                name: user.username.clone(),
                address: String::new(),
            }),
            seen: None,
            standing: Arc::new(account.standing()),
            first: self.first(account, user.must_change_password).await?,
            fresh: true,
            asker: Asker::Person,
            once: None,
            console_allowed: self.console_allowed().await?,
        };
        let rights = actor.rights_in(facts.place);
        let (role, role_from, role_source) = role_at(account, facts.place);
        let name = facts.name.clone();
        let verdict = if user.disabled {
            Verdict::Disabled
        } else {
            match authorize::<action::StartSession>(&actor, facts) {
                Ok(_) => Verdict::Starts,
                Err(Denied::Hidden) => Verdict::Hidden,
                Err(Denied::PasswordChangeRequired) => Verdict::PasswordChangeRequired,
                Err(Denied::FactorRequired) => Verdict::FactorRequired,
                Err(Denied::ConsoleDisabled) => Verdict::ConsoleDisabled,
                Err(Denied::NotPermitted) if actor.standing.jumps_to_clients() => Verdict::RoleForbids,
                Err(Denied::NotPermitted | Denied::NotFresh) => Verdict::MethodForbidden,
            }
        };
        let roles = self.all_roles().await?;
        Ok(ItemAnswer {
            name,
            presence: rules.presence,
            verdict,
            rights,
            role: role.and_then(|id| roles.into_iter().find(|role| role.row.id == id)).map(|role| role.row.name),
            role_from,
            role_policy: role_source.and_then(|source| policy_name(account, source)),
            permissions: permissions(account, &rules),
        })
    }
}

fn permissions(account: &Account, rules: &SessionRules) -> Vec<PermissionAnswer> {
    Setting::built()
        .filter(|setting| setting.section() == Section::Session)
        .map(|setting| {
            let (mut paths, mut commands, mut scan) = (None, None, None);
            let (rule, step) = match setting.kind() {
                Kind::Paths => {
                    let (found, step) = rules.policies().explain_paths(account, setting);
                    paths = Some(found);
                    (Rule::Allow, step)
                }
                Kind::Commands => {
                    let (held, step) = rules.policies().explain_commands(account);
                    commands = Some(held);
                    (Rule::Allow, step)
                }
                Kind::Scan => {
                    let (found, step) = rules.policies().explain_scan(account);
                    scan = Some(found);
                    (Rule::Allow, step)
                }
                _ => rules.policies().explain(account, setting),
            };
            let policy = match step {
                Step::Item => rules.item.as_ref().map(|(_, name, _)| name.clone()),
                Step::User(source) => policy_name(account, source),
                Step::Site => rules.site.as_ref().map(|(_, name, _)| name.clone()),
                Step::Everybody | Step::Default | Step::NeedsView => None,
            };
            PermissionAnswer { setting, rule, paths, commands, scan, step, policy }
        })
        .collect()
}

pub(crate) fn policy_name(account: &Account, source: Source) -> Option<String> {
    let Source::Policy(id) = source else { return None };
    account.layers.iter().find(|layer| layer.policy == id).map(|layer| layer.name.clone())
}

/// The role that holds in a list, and which rule says so.
fn role_at(account: &Account, place: Place) -> (Option<JumpItemRoleId>, RoleFrom, Option<Source>) {
    let slot = |setting, from| {
        let held = account.holds(setting);
        let role = if let Value::Role(role) = held.value { Some(role) } else { None };
        (role, from, Some(held.source))
    };
    if account.administrator {
        return (Some(towline_model::BuiltInRole::Administrator.id()), RoleFrom::Administrator, None);
    }
    match place {
        Place::Group(group) => match account.assigned(group) {
            Some(Resolved { value: Some(role), source }) => (Some(role), RoleFrom::Group, Some(source)),
            Some(Resolved { value: None, .. }) => slot(Setting::DefaultRole, RoleFrom::DefaultSlot),
            None => slot(Setting::SystemRole, RoleFrom::SystemSlot),
        },
        Place::Personal(owner) if owner == account.user => slot(Setting::PersonalRole, RoleFrom::PersonalSlot),
        Place::Personal(owner) if account.led.contains(&owner) => slot(Setting::TeamsRole, RoleFrom::TeamsSlot),
        Place::Personal(_) => slot(Setting::SystemRole, RoleFrom::SystemSlot),
    }
}
