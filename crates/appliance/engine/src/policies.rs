//! Group policies, session policies and Jump Item Roles: made and changed by those who manage policies. Every change is read again by running sessions at once (SES-2a).

use towline_model::{BuiltInRole, GroupPolicyId, JumpItemRoleId, RoleRights, SessionPolicyId, UserId};
use towline_policy::{Actor, Assignment, Granted, Settings, SignInRules, Value, action};
use towline_store::{Changed, GroupPolicyChange, GroupPolicyRow, RoleRow, SessionPolicyRow};

use crate::{
    Change, Engine, Fault, FaultKind,
    accounts::may_define,
    groups::{comments, name},
    secret,
    session_rules::only_session,
    sign_in_place,
};

/// A group policy to be made, or what to change in one; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct NewGroupPolicy {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// All that it defines.
    pub settings: Option<Settings>,
    /// All that it says of signing in.
    pub sign_in: Option<SignInRules>,
    /// All groups that it assigns.
    pub groups: Option<Vec<Assignment>>,
    /// All its members.
    pub members: Option<Vec<UserId>>,
}

/// A session policy to be made, or what to change in one; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct NewSessionPolicy {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// All that it defines.
    pub permissions: Option<Settings>,
    /// Whether external representatives can be invited with it.
    pub external: Option<bool>,
}

/// A role to be made, or what to change in one; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct NewRole {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What it allows.
    pub rights: Option<RoleRights>,
}

/// A role that can be chosen on this site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleOnSite {
    /// The role.
    pub row: RoleRow,
    /// It is the same on every site and cannot be changed.
    pub built_in: bool,
}

fn checked(mut fault: Fault, new: (Option<String>, Option<String>)) -> Result<(Option<String>, Option<String>), Fault> {
    let (named, described) = new;
    let named = named.map(|text| name(&text, &mut fault));
    let described = described.map(|text| comments(&text, &mut fault));
    // A description is a field of another name than a comment.
    if let Some(message) = fault.fields.remove("comments") {
        fault.fields.insert("description", message);
    }
    if fault.fields.is_empty() { Ok((named, described)) } else { Err(fault) }
}

pub(crate) fn changed(outcome: Changed) -> Result<(), Fault> {
    match outcome {
        Changed::Done => Ok(()),
        Changed::NotFound => Err(Fault::not_found()),
        Changed::NameTaken => Err(Fault::invalid().field("name", "Another one has this name.")),
        Changed::CodeNameTaken => Err(Fault::invalid().field("code_name", "Another one has this code name.")),
        Changed::HostNameTaken => Err(Fault::invalid().field("hosts", "Another site has one of these host names.")),
        Changed::NoSuchReference => {
            Err(Fault::new(FaultKind::Conflict, "no_longer_there", "Something that was chosen is not there any more.")
                .detail("Somebody removed it meanwhile. Reload, and choose again."))
        }
        Changed::InUse => Err(Fault::new(FaultKind::Conflict, "in_use", "This is still in use.")
            .detail("Choose something else where it is used, then remove it.")),
    }
}

impl Engine {
    /// All group policies, from top to bottom.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn group_policies(&self, _granted: Granted<action::ViewPolicies>) -> Result<Vec<GroupPolicyRow>, Fault> {
        Ok(self.inner.store.group_policies().await?)
    }

    /// Makes a group policy, at the bottom.
    ///
    /// # Errors
    /// `invalid`, `not_permitted`.
    pub async fn create_group_policy(
        &self,
        granted: Granted<action::ManagePolicies>,
        new: NewGroupPolicy,
    ) -> Result<GroupPolicyRow, Fault> {
        let (named, described) = checked(Fault::invalid(), (Some(new.name.unwrap_or_default()), new.description))?;
        let settings = new.settings.unwrap_or_default();
        may_define(granted.actor(), &Settings::default(), &settings)?;
        let members = new.members.clone().unwrap_or_default();
        let sign_in = self.checked_sign_in(granted.actor(), new.sign_in, &members)?;
        let id = GroupPolicyId::from_uuid(secret::fresh_id());
        let new = GroupPolicyChange {
            name: named,
            description: described,
            settings: Some(settings),
            sign_in,
            groups: new.groups,
            members: new.members,
        };
        self.known_roles(roles_in(new.settings.as_ref(), new.groups.as_deref())).await?;
        self.known_sites(new.settings.as_ref()).await?;
        changed(self.inner.store.create_group_policy(self.stamp(granted.actor()), id, new).await?)?;
        self.tell(Change::ItemsChanged);
        self.group_policy(id).await
    }

    /// Changes a group policy.
    ///
    /// # Errors
    /// `not_found`, `invalid`, `not_permitted`, `no_longer_there`.
    pub async fn change_group_policy(
        &self,
        granted: Granted<action::ManagePolicies>,
        id: GroupPolicyId,
        change: NewGroupPolicy,
    ) -> Result<GroupPolicyRow, Fault> {
        let old = self.group_policy(id).await?;
        if let Some(new) = &change.settings {
            may_define(granted.actor(), &old.settings, new)?;
        }
        // SECURITY: joining a policy that opens areas of administration is being given them.
        let same = |members: &Vec<UserId>| members.iter().eq(old.members.iter().map(|(user, _)| user));
        let regroups = change.members.as_ref().is_some_and(|members| !same(members));
        if regroups {
            may_define(granted.actor(), &Settings::default(), &administrative(&old.settings))?;
        }
        self.known_roles(roles_in(change.settings.as_ref(), change.groups.as_deref())).await?;
        self.known_sites(change.settings.as_ref()).await?;
        let (name, description) = checked(Fault::invalid(), (change.name, change.description))?;
        let members: Vec<UserId> = match &change.members {
            Some(members) => members.clone(),
            None => old.members.iter().map(|(user, _)| *user).collect(),
        };
        // Joining a policy with rules is being given them.
        let said = change.sign_in.or_else(|| regroups.then(|| old.sign_in.clone()));
        let sign_in = self.checked_sign_in(granted.actor(), said, &members)?;
        let change = GroupPolicyChange {
            name,
            description,
            settings: change.settings,
            sign_in,
            groups: change.groups,
            members: change.members,
        };
        changed(self.inner.store.change_group_policy(self.stamp(granted.actor()), id, change).await?)?;
        self.tell(Change::ItemsChanged);
        self.group_policy(id).await
    }

    /// Takes an account into a policy, or out of it. Who holds the proof has looked whether the account may be managed at all.
    ///
    /// # Errors
    /// `not_permitted`, `would_lock_you_out`, `no_longer_there`.
    pub(crate) async fn set_policy_member(
        &self,
        granted: Granted<action::ManagePolicies>,
        policy: &GroupPolicyRow,
        user: UserId,
        member: bool,
    ) -> Result<(), Fault> {
        let actor = granted.actor();
        // SECURITY: as where all members are named at once.
        may_define(actor, &Settings::default(), &administrative(&policy.settings))?;
        let whom = if member { vec![user] } else { Vec::new() };
        self.checked_sign_in(actor, Some(policy.sign_in.clone()), &whom)?;
        changed(self.inner.store.set_policy_member(self.stamp(actor), policy.id, user, member).await?)
    }

    /// Rules of signing in for these accounts, which do not keep out whoever makes them.
    fn checked_sign_in(
        &self,
        actor: &Actor,
        rules: Option<SignInRules>,
        members: &[UserId],
    ) -> Result<Option<SignInRules>, Fault> {
        let Some(rules) = rules else { return Ok(None) };
        // SECURITY: from where and when people sign in is for people to say.
        if actor.is_program() && rules != SignInRules::default() {
            return Err(Fault::not_permitted());
        }
        let mut fault = Fault::invalid();
        let rules = sign_in_place::checked(rules, &mut fault);
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        if members.contains(&actor.user) {
            sign_in_place::not_oneself(actor, &rules, self.now())?;
        }
        Ok(Some(rules))
    }

    /// Removes a group policy. Its members lose what it gave.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_group_policy(
        &self,
        granted: Granted<action::ManagePolicies>,
        id: GroupPolicyId,
    ) -> Result<(), Fault> {
        let old = self.group_policy(id).await?;
        may_define(granted.actor(), &administrative(&old.settings), &Settings::default())?;
        changed(self.inner.store.remove_group_policy(self.stamp(granted.actor()), id).await?)?;
        self.tell(Change::ItemsChanged);
        Ok(())
    }

    /// Puts all group policies into an order.
    ///
    /// # Errors
    /// `no_longer_there` when it does not name each of them once.
    pub async fn order_group_policies(
        &self,
        granted: Granted<action::ManagePolicies>,
        order: Vec<GroupPolicyId>,
    ) -> Result<Vec<GroupPolicyRow>, Fault> {
        // The order decides about administrative areas as well as about the rest.
        for row in self.inner.store.group_policies().await? {
            may_define(granted.actor(), &Settings::default(), &administrative(&row.settings))?;
        }
        changed(self.inner.store.order_group_policies(self.stamp(granted.actor()), order).await?)?;
        self.tell(Change::ItemsChanged);
        Ok(self.inner.store.group_policies().await?)
    }

    pub(crate) async fn group_policy(&self, id: GroupPolicyId) -> Result<GroupPolicyRow, Fault> {
        let rows = self.inner.store.group_policies().await?;
        rows.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)
    }

    /// All session policies.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_policies(
        &self,
        _granted: Granted<action::ViewPolicies>,
    ) -> Result<Vec<SessionPolicyRow>, Fault> {
        Ok(self.inner.store.session_policies().await?)
    }

    /// Makes a session policy.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn create_session_policy(
        &self,
        granted: Granted<action::ManagePolicies>,
        new: NewSessionPolicy,
    ) -> Result<SessionPolicyRow, Fault> {
        let (named, described) = checked(Fault::invalid(), (Some(new.name.unwrap_or_default()), new.description))?;
        let permissions = new.permissions.unwrap_or_default();
        only_session(&permissions)?;
        let external = new.external.unwrap_or_default();
        let id = SessionPolicyId::from_uuid(secret::fresh_id());
        let (named, described) = (named.unwrap_or_default(), described.unwrap_or_default());
        changed(
            self.inner
                .store
                .create_session_policy(self.stamp(granted.actor()), id, named, described, permissions, external)
                .await?,
        )?;
        self.session_policy_row(id).await
    }

    /// Changes a session policy; sessions that it holds for follow at once.
    ///
    /// # Errors
    /// `not_found`, `invalid`.
    pub async fn change_session_policy(
        &self,
        granted: Granted<action::ManagePolicies>,
        id: SessionPolicyId,
        change: NewSessionPolicy,
    ) -> Result<SessionPolicyRow, Fault> {
        let (named, described) = checked(Fault::invalid(), (change.name, change.description))?;
        change.permissions.as_ref().map_or(Ok(()), only_session)?;
        changed(
            self.inner
                .store
                .change_session_policy(
                    self.stamp(granted.actor()),
                    id,
                    named,
                    described,
                    change.permissions,
                    change.external,
                )
                .await?,
        )?;
        self.tell(Change::ItemsChanged);
        self.session_policy_row(id).await
    }

    /// Removes a session policy that no item, no installer and no public site names.
    ///
    /// # Errors
    /// `not_found`, `in_use`.
    pub async fn remove_session_policy(
        &self,
        granted: Granted<action::ManagePolicies>,
        id: SessionPolicyId,
    ) -> Result<(), Fault> {
        changed(self.inner.store.remove_session_policy(self.stamp(granted.actor()), id).await?)?;
        // Somebody may have been invited with it.
        self.tell(Change::ItemsChanged);
        Ok(())
    }

    async fn session_policy_row(&self, id: SessionPolicyId) -> Result<SessionPolicyRow, Fault> {
        let rows = self.inner.store.session_policies().await?;
        rows.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)
    }

    /// All Jump Item Roles: the built-in ones, then the site's own.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn roles(&self, _granted: Granted<action::ViewPolicies>) -> Result<Vec<RoleOnSite>, Fault> {
        self.all_roles().await
    }

    pub(crate) async fn all_roles(&self) -> Result<Vec<RoleOnSite>, Fault> {
        let built_in = BuiltInRole::ALL.into_iter().map(|role| RoleOnSite {
            row: RoleRow {
                id: role.id(),
                name: role.name().to_owned(),
                description: String::new(),
                rights: role.rights(),
                seen: None,
            },
            built_in: true,
        });
        let own = self.inner.store.roles().await?.into_iter().map(|row| RoleOnSite { row, built_in: false });
        Ok(built_in.chain(own).collect())
    }

    /// Makes a role.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn create_role(
        &self,
        granted: Granted<action::ManagePolicies>,
        new: NewRole,
    ) -> Result<RoleOnSite, Fault> {
        let (named, described) = checked(Fault::invalid(), (Some(new.name.unwrap_or_default()), new.description))?;
        let row = RoleRow {
            id: JumpItemRoleId::from_uuid(secret::fresh_id()),
            name: named.unwrap_or_default(),
            description: described.unwrap_or_default(),
            rights: new.rights.unwrap_or_default(),
            seen: None,
        };
        self.not_built_in(Some(&row.name))?;
        changed(self.inner.store.create_role(self.stamp(granted.actor()), row.clone()).await?)?;
        self.all_roles().await?.into_iter().find(|role| role.row.id == row.id).ok_or_else(Fault::not_found)
    }

    /// Changes a role of the site's own.
    ///
    /// # Errors
    /// `not_found`, `invalid`.
    pub async fn change_role(
        &self,
        granted: Granted<action::ManagePolicies>,
        id: JumpItemRoleId,
        change: NewRole,
    ) -> Result<RoleOnSite, Fault> {
        if BuiltInRole::by_id(id).is_some() {
            return Err(built_in_fault());
        }
        let (named, described) = checked(Fault::invalid(), (change.name, change.description))?;
        self.not_built_in(named.as_deref())?;
        changed(self.inner.store.change_role(self.stamp(granted.actor()), id, named, described, change.rights).await?)?;
        self.tell(Change::ItemsChanged);
        self.all_roles().await?.into_iter().find(|role| role.row.id == id).ok_or_else(Fault::not_found)
    }

    /// Removes a role of the site's own that nothing names.
    ///
    /// # Errors
    /// `not_found`, `in_use`.
    pub async fn remove_role(&self, granted: Granted<action::ManagePolicies>, id: JumpItemRoleId) -> Result<(), Fault> {
        if BuiltInRole::by_id(id).is_some() {
            return Err(built_in_fault());
        }
        changed(self.inner.store.remove_role(self.stamp(granted.actor()), id).await?)
    }

    fn not_built_in(&self, name: Option<&str>) -> Result<(), Fault> {
        let taken = name
            .is_some_and(|name| BuiltInRole::ALL.into_iter().any(|role| role.name().eq_ignore_ascii_case(name.trim())));
        if taken { changed(Changed::NameTaken) } else { Ok(()) }
    }

    /// A role that does not exist would allow nothing, without anybody knowing why.
    pub(crate) async fn known_roles(&self, named: Vec<JumpItemRoleId>) -> Result<(), Fault> {
        if named.is_empty() {
            return Ok(());
        }
        let roles = self.all_roles().await?;
        if named.into_iter().all(|id| roles.iter().any(|role| role.row.id == id)) {
            return Ok(());
        }
        Err(Fault::invalid().field("role_id", "A role does not exist any more."))
    }
}

/// The roles that settings and assignments name.
pub(crate) fn roles_in(settings: Option<&Settings>, groups: Option<&[Assignment]>) -> Vec<JumpItemRoleId> {
    let slots = settings.into_iter().flat_map(Settings::iter).filter_map(|(_, defined)| match defined.value {
        Value::Role(role) => Some(role),
        Value::Flag(_)
        | Value::Number(_)
        | Value::Rule(_)
        | Value::Reach(_)
        | Value::Sites(_)
        | Value::Paths(_)
        | Value::Commands(_)
        | Value::Scan(_) => None,
    });
    slots.chain(groups.into_iter().flatten().filter_map(|found| found.role)).collect()
}

fn built_in_fault() -> Fault {
    Fault::new(FaultKind::Conflict, "built_in", "This role is the same on every site.")
        .detail("Make a role of your own and change that.")
}

/// What of these settings only administrators may give.
fn administrative(settings: &Settings) -> Settings {
    let mut kept = settings.clone();
    for (setting, _) in
        settings.iter().filter(|(setting, _)| setting.section() != towline_policy::Section::Administration)
    {
        kept.forget(setting);
    }
    kept
}
