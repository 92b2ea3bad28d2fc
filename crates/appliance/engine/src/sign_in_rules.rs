//! The rules of passwords and logins that a site sets for itself (ACC-5): how long a password is at least, how long it lasts, how many old ones are not used again; and ending logins that nobody uses.

use std::{net::IpAddr, time::Duration};

use serde::{Deserialize, Serialize};
use towline_login::{MINIMUM_CHARACTERS, Match, weakness};
use towline_model::{Moment, UserId};
use towline_policy::{Account, Granted, Setting, Value, action};
use towline_store::LoginRow;

use crate::{Change, Engine, Fault, Leaving, sign_in_place::may_be};

const RULES: &str = "password_rules";
/// The longest minimum that can be asked for.
const LONGEST_MINIMUM: u32 = 64;
/// The most days that a password can last, if it ends at all.
const LONGEST_LIFE: u32 = 3650;
/// The most old passwords that can be refused.
const MOST_OLD: u32 = 24;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Rules for passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordRules {
    /// Characters at least.
    pub minimum: u32,
    /// Days after which a password must be replaced; 0: never.
    pub days: u32,
    /// Passwords, with the one in use, that are not taken again; 0: any may be.
    pub old: u32,
}

impl Default for PasswordRules {
    fn default() -> Self {
        PasswordRules { minimum: u32::try_from(MINIMUM_CHARACTERS).unwrap_or(12), days: 0, old: 0 }
    }
}

impl PasswordRules {
    /// Whether a password that was set then must be replaced now.
    pub(crate) fn over(self, set: Moment, now: Moment) -> bool {
        self.days > 0 && now.since(set) >= DAY * self.days
    }
}

/// What to change of the rules for passwords; `None` leaves it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PasswordRulesChange {
    /// Characters at least.
    pub minimum: Option<u32>,
    /// Days after which a password must be replaced; 0: never.
    pub days: Option<u32>,
    /// Passwords, with the one in use, that are not taken again; 0: any may be.
    pub old: Option<u32>,
}

impl PasswordRulesChange {
    fn of(self, old: PasswordRules) -> PasswordRules {
        PasswordRules {
            minimum: self.minimum.unwrap_or(old.minimum),
            days: self.days.unwrap_or(old.days),
            old: self.old.unwrap_or(old.old),
        }
    }
}

/// Rules as they are stored. Those of a newer release that cannot be read are the usual ones.
fn stored(text: Option<String>) -> PasswordRules {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn checked(rules: PasswordRules) -> Result<PasswordRules, Fault> {
    let mut fault = Fault::invalid();
    let least = PasswordRules::default().minimum;
    if !(least..=LONGEST_MINIMUM).contains(&rules.minimum) {
        fault = fault.field("password_minimum", "From 12 to 64 characters.");
    }
    if rules.days > LONGEST_LIFE {
        fault = fault.field("password_days", "At most 3650 days.");
    }
    if rules.old > MOST_OLD {
        fault = fault.field("password_old", "At most 24 passwords.");
    }
    if fault.fields.is_empty() { Ok(rules) } else { Err(fault) }
}

impl Engine {
    /// The rules for passwords.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn password_rules(&self) -> Result<PasswordRules, Fault> {
        Ok(stored(self.inner.store.setting(RULES).await?))
    }

    /// Changes the settings of security; what is not said stays, also if somebody else changes it at the same moment. Rules hold for passwords that are set from now on; one that is too old must be replaced at the next request.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn change_security(
        &self,
        granted: Granted<action::ManageSecurity>,
        allow_console: Option<bool>,
        rules: PasswordRulesChange,
    ) -> Result<(), Fault> {
        if rules != PasswordRulesChange::default() {
            let merged = move |old| {
                let rules = checked(rules.of(stored(old)))?;
                serde_json::to_string(&rules).map_err(|_| Fault::internal())
            };
            self.inner.store.change_setting(self.stamp(granted.actor()), RULES, merged).await??;
        }
        match allow_console {
            Some(allow) => self.allow_console(granted, allow).await,
            None => Ok(()),
        }
    }

    /// Says what is wrong with a new password of an account (`None`: of one that is being made), at the field `field`.
    pub(crate) async fn check_new_password(
        &self,
        user: Option<UserId>,
        password: &str,
        names: &[&str],
        field: &'static str,
        fault: &mut Fault,
    ) -> Result<(), Fault> {
        let rules = self.password_rules().await?;
        if let Some(weakness) = weakness(password, names) {
            fault.fields.insert(field, weakness.sentence().into());
        } else if password.chars().count() < usize::try_from(rules.minimum).unwrap_or(usize::MAX) {
            fault.fields.insert(field, format!("Use at least {} characters: a rule of this site.", rules.minimum));
        } else if let Some(user) = user.filter(|_| rules.old > 0) {
            for hash in self.inner.store.password_hashes(user, rules.old).await? {
                if self.inner.passwords.check(password, Some(&hash)).await? == Match::Right {
                    fault.fields.insert(field, format!("The last {} passwords are not taken again.", rules.old));
                    break;
                }
            }
        }
        Ok(())
    }

    /// Whether a login's password is older than a rule lets it be.
    pub(crate) async fn password_is_over(&self, login: &LoginRow) -> Result<bool, Fault> {
        // What is kept by a provider lasts as long as the provider lets it.
        if login.provider.is_some() {
            return Ok(false);
        }
        Ok(self.password_rules().await?.over(login.password_set, self.now()))
    }

    /// Notes that somebody does something with a login.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn be_active(&self, login: &LoginRow) -> Result<(), Fault> {
        Ok(self.inner.store.login_seen(login.id, self.now()).await?)
    }

    /// After how many minutes without anybody doing anything a login ends; 0: it does not.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn idle_minutes(&self, login: &LoginRow) -> Result<u32, Fault> {
        match self.account(login.user).await?.holds(Setting::IdleLogout).value {
            Value::Number(minutes) => Ok(minutes),
            _ => Ok(0),
        }
    }

    /// Whether nobody did anything with a login for longer than the account's rules let it be open.
    pub(crate) fn is_idle(&self, account: &Account, login: &LoginRow) -> bool {
        match account.holds(Setting::IdleLogout).value {
            Value::Number(minutes) if minutes > 0 => self.now().since(login.seen) >= Duration::from_secs(60) * minutes,
            _ => false,
        }
    }

    /// Ends logins that nobody uses, those of accounts that ended, and those that may not be here or now any more. The sessions of these people are held.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_unused_logins(&self) -> Result<(), Fault> {
        let store = &self.inner.store;
        for login in store.end_expired(self.now()).await? {
            self.tell(Change::SignedOut(login));
        }
        if !store.anybody_defines(Setting::IdleLogout.key()).await? && !store.anybody_limits_sign_ins().await? {
            return Ok(());
        }
        for login in store.signed_in(self.now(), u32::MAX).await? {
            let Some(account) = store.account(login.user).await? else { continue };
            let address = login.address.parse().unwrap_or(IpAddr::from([0, 0, 0, 0]));
            let over = self.is_idle(&account, &login) || may_be(&account, address, self.now()).is_err();
            if over && store.end_login(login.id).await? {
                self.tell(Change::SignedOut(login.id));
                self.sessions().leave_all(login.user, Leaving::Hold).await;
            }
        }
        Ok(())
    }
}
