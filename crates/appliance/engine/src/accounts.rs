//! Accounts: made and changed by administrators, and by their owners where it is theirs.

use towline_model::{Moment, SkillId, UserId, clip, is_plain};
use towline_policy::{Actor, Area, Assignment, Denied, Granted, Section, Setting, Settings, SignInRules, action};
use towline_store::{LoginRow, NewUser, UserChange, UserChanged, UserQuery, UserRow};

use crate::{Change, Engine, Fault, FaultKind, Leaving, policies::roles_in, secret, sign_in::too_many, sign_in_place};

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What it signs in with.
    pub username: String,
    /// What people call it.
    pub display_name: String,
    /// Where mail goes; may be empty.
    pub email: String,
    /// Whether it administers the site.
    pub administrator: bool,
    /// Its first password.
    pub password: String,
    /// Whether it must change it at the first sign-in.
    pub must_change_password: bool,
    /// Groups that it is assigned to.
    pub groups: Vec<Assignment>,
    /// What it says of its own rights.
    pub settings: Settings,
}

/// What to change; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct AccountChange {
    /// What it signs in with.
    pub username: Option<String>,
    /// What people call it.
    pub display_name: Option<String>,
    /// Where mail goes.
    pub email: Option<String>,
    /// Whether it administers the site.
    pub administrator: Option<bool>,
    /// Whether it may not sign in.
    pub disabled: Option<bool>,
    /// When it ends by itself; the inner `None`: never.
    pub expires: Option<Option<Moment>>,
    /// All groups that it is assigned to.
    pub groups: Option<Vec<Assignment>>,
    /// All that it says of its own rights.
    pub settings: Option<Settings>,
    /// All that it says itself of signing in.
    pub sign_in: Option<SignInRules>,
    /// All that it is good at.
    pub skills: Option<Vec<SkillId>>,
}

pub(crate) fn username(text: &str, fault: &mut Fault) -> String {
    let name = text.trim();
    let fits = name.chars().all(|character| is_plain(character) && !character.is_whitespace());
    if name.is_empty() {
        fault.fields.insert("username", "Enter a user name.".into());
    } else if !fits {
        fault.fields.insert("username", "Leave out blanks and characters that cannot be seen.".into());
    } else if name.len() > 64 {
        fault.fields.insert("username", "Use at most 64 bytes.".into());
    }
    name.to_owned()
}

pub(crate) fn display_name(text: &str, fault: &mut Fault) -> String {
    let name = clip(text, 1024);
    if name.is_empty() {
        fault.fields.insert("display_name", "Enter a name.".into());
    } else if name.len() > 100 {
        fault.fields.insert("display_name", "Use at most 100 bytes.".into());
    }
    name
}

pub(crate) fn email(text: &str, fault: &mut Fault) -> String {
    let address = text.trim();
    let shaped = address.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains(|character: char| character.is_alphanumeric()) && !host.contains('@')
    });
    let plain = address.chars().all(|character| is_plain(character) && !character.is_whitespace());
    if !address.is_empty() && (!shaped || !plain || address.len() > 254) {
        fault.fields.insert("email", "Enter an address like name@example.com, or nothing.".into());
    }
    address.to_owned()
}

/// SECURITY: who manages accounts gives nobody more than this: only administrators make administrators and open areas of the administrative interface; rights inside sessions and roles are for
/// those who manage policies, lists of Jump Items for those who manage Jump Groups.
fn may_give(
    actor: &Actor,
    promotes: bool,
    old: &Settings,
    new: Option<&Settings>,
    regroups: bool,
) -> Result<(), Fault> {
    if promotes && !actor.standing.administrator() {
        return Err(Fault::not_permitted());
    }
    if let Some(new) = new {
        may_define(actor, old, new)?;
    }
    if regroups && !actor.standing.opens(Area::Groups) {
        return Err(Fault::not_permitted());
    }
    Ok(())
}

/// SECURITY: whether the actor may change these settings into those, at an account or in a group policy.
pub(crate) fn may_define(actor: &Actor, old: &Settings, new: &Settings) -> Result<(), Fault> {
    for setting in Setting::built().filter(|setting| old.get(*setting) != new.get(*setting)) {
        let may = match setting.section() {
            Section::Administration => actor.standing.administrator(),
            // SECURITY: how people sign in is for people.
            Section::SignIn if actor.is_program() => false,
            Section::SignIn => actor.standing.opens(Area::Users) || actor.standing.opens(Area::Policies),
            Section::Session
            | Section::Prompting
            | Section::Support
            | Section::Jump
            | Section::Reports
            | Section::Vault => actor.standing.opens(Area::Policies),
        };
        if !may {
            return Err(Fault::not_permitted());
        }
    }
    Ok(())
}

pub(crate) fn last_administrator() -> Fault {
    Fault::new(FaultKind::Conflict, "last_administrator", "This is the last enabled administrator.")
        .detail("Make somebody else an administrator first.")
}

/// SECURITY: a link that resets a forgotten password goes to the address of an account, so whoever changes it decides about sign-ins: people only, who proved themselves a short while ago.
fn may_readdress(actor: &Actor, old: &str, new: Option<&str>) -> Result<(), Fault> {
    match new {
        Some(new) if new.trim() != old && actor.is_program() => Err(Fault::not_permitted()),
        Some(new) if new.trim() != old && !actor.fresh => Err(Denied::NotFresh.into()),
        _ => Ok(()),
    }
}

fn same(new: &[Assignment], old: &[Assignment]) -> bool {
    new.len() == old.len() && new.iter().all(|one| old.contains(one))
}

/// What a provider says of a person is not changed here.
fn kept_elsewhere(provider: &str) -> Fault {
    let title = format!("This account signs in through {provider}.");
    Fault::new(FaultKind::Conflict, "kept_elsewhere", title)
        .detail("Name, e-mail address and password are kept there, and read at each sign-in.")
}

fn checked(fault: Fault) -> Result<(), Fault> {
    if fault.fields.is_empty() { Ok(()) } else { Err(fault) }
}

fn rejected(fields: Fault) -> Result<(), Fault> {
    if fields.fields.is_empty() {
        return Ok(());
    }
    let mut fault = Fault::new(FaultKind::Invalid, "password_rejected", "The password was not changed.");
    fault.fields = fields.fields;
    Err(fault)
}

impl Engine {
    /// Accounts that match a search, and how many there are in all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn users(
        &self,
        _granted: Granted<action::ViewUsers>,
        query: &UserQuery<'_>,
    ) -> Result<(Vec<UserRow>, u64), Fault> {
        Ok(self.inner.store.users(query).await?)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// `invalid` with what is wrong with which field.
    pub async fn create_user(&self, granted: Granted<action::CreateUser>, new: NewAccount) -> Result<UserRow, Fault> {
        let groups = (!new.groups.is_empty()).then_some(new.groups.as_slice());
        may_give(granted.actor(), new.administrator, &Settings::default(), Some(&new.settings), groups.is_some())?;
        self.known_roles(roles_in(Some(&new.settings), groups)).await?;
        self.known_sites(Some(&new.settings)).await?;
        let mut fault = Fault::invalid();
        let username = username(&new.username, &mut fault);
        let display_name = display_name(&new.display_name, &mut fault);
        let email = email(&new.email, &mut fault);
        let names = [username.as_str(), &display_name, &email];
        self.check_new_password(None, &new.password, &names, "password", &mut fault).await?;
        checked(fault)?;
        let id = UserId::from_uuid(secret::fresh_id());
        let user = NewUser {
            id,
            username,
            display_name,
            email,
            administrator: new.administrator,
            password_hash: self.inner.passwords.hash(&new.password).await?,
            must_change_password: new.must_change_password,
            groups: new.groups,
            settings: new.settings,
            created: self.now(),
        };
        self.user_changed(id, self.inner.store.create_user(self.stamp(granted.actor()), user).await?).await
    }

    /// Changes an account. Disabling it ends its logins and its sessions at once.
    ///
    /// # Errors
    /// `not_found`, `last_administrator`, `invalid`.
    pub async fn change_user(
        &self,
        granted: Granted<action::ManageUser>,
        change: AccountChange,
    ) -> Result<UserRow, Fault> {
        let id = granted.resource().user;
        let old = self.inner.store.user(id).await?.ok_or_else(Fault::not_found)?;
        // SECURITY: what somebody signs in with, from where and when, is for people to change.
        if granted.actor().is_program() && (change.username.is_some() || change.sign_in.is_some()) {
            return Err(Fault::not_permitted());
        }
        may_readdress(granted.actor(), &old.email, change.email.as_deref())?;
        let promotes = change.administrator.is_some_and(|administrator| administrator != old.administrator);
        let regroups = change.groups.as_ref().is_some_and(|groups| !same(groups, &old.groups));
        may_give(granted.actor(), promotes, &old.settings, change.settings.as_ref(), regroups)?;
        self.known_roles(roles_in(change.settings.as_ref(), change.groups.as_deref())).await?;
        self.known_sites(change.settings.as_ref()).await?;
        let mut fault = Fault::invalid();
        let change = UserChange {
            username: change.username.map(|text| username(&text, &mut fault)),
            display_name: change.display_name.map(|text| display_name(&text, &mut fault)),
            email: change.email.map(|text| email(&text, &mut fault)),
            administrator: change.administrator,
            disabled: change.disabled,
            expires: change.expires,
            groups: change.groups,
            settings: change.settings,
            sign_in: change.sign_in.map(|rules| sign_in_place::checked(rules, &mut fault)),
            skills: change.skills,
            ..UserChange::default()
        };
        checked(fault)?;
        if let Some(rules) = change.sign_in.as_ref().filter(|_| granted.actor().user == id) {
            sign_in_place::not_oneself(granted.actor(), rules, self.now())?;
        }
        let disabling = change.disabled == Some(true);
        let outcome = self.inner.store.change_user(self.stamp(granted.actor()), id, change).await?;
        let user = self.user_changed(id, outcome).await?;
        if disabling {
            self.sessions().leave_all(id, Leaving::Gone).await;
        }
        Ok(user)
    }

    /// Sets somebody's password; all logins of the account end.
    ///
    /// # Errors
    /// `not_found`, `password_rejected`.
    pub async fn set_user_password(
        &self,
        granted: Granted<action::ManageSignIn>,
        password: &str,
        must_change: bool,
    ) -> Result<(), Fault> {
        let id = granted.resource().user;
        let user = self.inner.store.user(id).await?.ok_or_else(Fault::not_found)?;
        if let Some(provider) = &user.provider {
            return Err(kept_elsewhere(&provider.name));
        }
        let mut fault = Fault::invalid();
        let names = [user.username.as_str(), &user.display_name, &user.email];
        self.check_new_password(Some(id), password, &names, "password", &mut fault).await?;
        rejected(fault)?;
        let hash = self.inner.passwords.hash(password).await?;
        let actor = granted.actor();
        let keep = (actor.user == id).then_some(actor.login);
        let ended = self
            .inner
            .store
            .set_password(self.stamp(actor), id, hash, must_change, keep)
            .await?
            .ok_or_else(Fault::not_found)?;
        ended.into_iter().for_each(|login| self.tell(Change::SignedOut(login)));
        self.tell(Change::UserChanged(id));
        Ok(())
    }

    /// Changes the own name, address and time zone, and whether public sites show one.
    ///
    /// # Errors
    /// `invalid`; `again_required` for another address; `not_permitted` for somebody who gives no support and wants to be shown.
    pub async fn edit_me(
        &self,
        granted: Granted<action::EditMe>,
        name: Option<&str>,
        address: Option<&str>,
        zone: Option<&str>,
        asked_away: Option<bool>,
        on_portal: Option<bool>,
    ) -> Result<UserRow, Fault> {
        let id = granted.actor().user;
        if on_portal == Some(true) && !granted.actor().standing.supports() {
            return Err(Fault::not_permitted());
        }
        let old = self.inner.store.user(id).await?.ok_or_else(Fault::not_found)?;
        if let Some(provider) = old.provider.filter(|_| name.is_some() || address.is_some()) {
            return Err(kept_elsewhere(&provider.name));
        }
        may_readdress(granted.actor(), &old.email, address)?;
        let mut fault = Fault::invalid();
        let change = UserChange {
            display_name: name.map(|text| display_name(text, &mut fault)),
            email: address.map(|text| email(text, &mut fault)),
            time_zone: zone.map(|text| sign_in_place::time_zone(text, &mut fault)),
            asked_away,
            on_portal,
            ..UserChange::default()
        };
        if asked_away == Some(true) && !granted.actor().standing.asked_away() {
            return Err(Fault::not_permitted());
        }
        checked(fault)?;
        let outcome = self.inner.store.change_user(self.stamp(granted.actor()), id, change).await?;
        self.user_changed(id, outcome).await
    }

    /// Changes the own password; the other logins of the account end.
    ///
    /// # Errors
    /// `password_rejected` with what is wrong with which field; `too_many_attempts`.
    pub async fn change_own_password(
        &self,
        granted: Granted<action::ChangeOwnPassword>,
        login: &LoginRow,
        current: &str,
        new: &str,
    ) -> Result<(), Fault> {
        if let Some(provider) = &login.provider {
            return Err(kept_elsewhere(&provider.name));
        }
        let actor = granted.actor().clone();
        let address = login.address.parse().unwrap_or(std::net::IpAddr::from([0, 0, 0, 0]));
        self.inner.throttle.attempt(&login.username, address).map_err(|_| too_many())?;
        let account = self.inner.store.password_check_of(actor.user).await?;
        let usable = account.filter(|account| account.locked_until <= self.now());
        if self.check_password(usable, current).await?.is_none() {
            return rejected(Fault::invalid().field("current", "This is not your password."));
        }
        let mut fault = Fault::invalid();
        let names = [login.username.as_str(), &login.display_name, &login.email];
        self.check_new_password(Some(actor.user), new, &names, "new", &mut fault).await?;
        if new == current {
            fault = fault.field("new", "This is the password that you have already.");
        }
        rejected(fault)?;
        let hash = self.inner.passwords.hash(new).await?;
        let ended =
            self.inner.store.set_password(self.stamp(&actor), actor.user, hash, false, Some(actor.login)).await?;
        ended.ok_or_else(Fault::not_found)?.into_iter().for_each(|login| self.tell(Change::SignedOut(login)));
        self.tell(Change::UserChanged(actor.user));
        Ok(())
    }

    /// When an account's lock ends, if it is locked now.
    pub fn locked_until(&self, user: &UserRow) -> Option<Moment> {
        (user.locked_until > self.now()).then_some(user.locked_until)
    }

    pub(crate) async fn user_changed(&self, id: UserId, outcome: UserChanged) -> Result<UserRow, Fault> {
        match outcome {
            UserChanged::Done { ended } => {
                ended.into_iter().for_each(|login| self.tell(Change::SignedOut(login)));
                self.tell(Change::UserChanged(id));
                self.tell(Change::ItemsChanged);
                self.inner.store.user(id).await?.ok_or_else(Fault::not_found)
            }
            UserChanged::NotFound => Err(Fault::not_found()),
            UserChanged::LastAdministrator => Err(last_administrator()),
            UserChanged::NameTaken => Err(Fault::invalid().field("username", "Another account has this user name.")),
            UserChanged::NoSuchSkill => Err(Fault::invalid().field("skills", "A skill does not exist any more.")),
            UserChanged::NoSuchGroup => Err(Fault::invalid().field("group_ids", "A group does not exist any more.")),
        }
    }
}
