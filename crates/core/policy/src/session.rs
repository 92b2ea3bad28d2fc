//! What may be done inside a session with an item (SES-4): one permission at a time, the first that defines it decides: the Jump Item's session policy, the site's, what the account and its group
//! policies say, the site's answer for everybody.

use towline_model::{Permission, Permissions};

use crate::{
    Account, Standing,
    resolve::Source,
    setting::{Rule, Setting, Settings, Value},
};

/// Which of an item's or a site's two session policies holds (SES-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// A person is at the endpoint.
    Attended,
    /// Nobody is.
    Unattended,
}

/// The session policies that hold for a session, and the answer for everybody.
#[derive(Debug, Clone, Copy)]
pub struct SessionPolicies<'a> {
    /// Of the Jump Item, the one that its presence chooses.
    pub item: Option<&'a Settings>,
    /// Of the public site that the session came by.
    pub site: Option<&'a Settings>,
    /// The site's answer where nobody says anything.
    pub everybody: &'a Settings,
}

/// Which step of the order decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The Jump Item's session policy.
    Item,
    /// The public site's session policy.
    Site,
    /// The account or one of its group policies.
    User(Source),
    /// The site's answer for everybody.
    Everybody,
    /// What a new site says.
    Default,
    /// Control of a screen that may not be seen.
    NeedsView,
}

fn rule(settings: &Settings, setting: Setting) -> Option<Rule> {
    match settings.get(setting)?.value {
        Value::Rule(rule) => Some(rule),
        _ => None,
    }
}

fn default(setting: Setting) -> Rule {
    match setting.default() {
        Value::Rule(rule) => rule,
        _ => Rule::Deny,
    }
}

impl SessionPolicies<'_> {
    fn before_user(&self, setting: Setting) -> Option<(Rule, Step)> {
        let of = |settings: Option<&Settings>| settings.and_then(|settings| rule(settings, setting));
        of(self.item).map(|rule| (rule, Step::Item)).or_else(|| of(self.site).map(|rule| (rule, Step::Site)))
    }

    fn after_user(&self, setting: Setting) -> (Rule, Step) {
        rule(self.everybody, setting).map_or((default(setting), Step::Default), |rule| (rule, Step::Everybody))
    }

    fn decide(&self, setting: Setting, user: Option<(Rule, Source)>) -> (Rule, Step) {
        self.before_user(setting)
            .or(user.map(|(rule, source)| (rule, Step::User(source))))
            .unwrap_or_else(|| self.after_user(setting))
    }

    /// What an account may do in the session.
    pub fn permissions(&self, standing: &Standing) -> Permissions {
        let allowed = |permission: &Permission| {
            let setting = Setting::of(*permission);
            let user = standing.rule(setting).map(|rule| (rule, Source::Account));
            self.decide(setting, user).0 == Rule::Allow
        };
        let set: Permissions = Permission::ALL.into_iter().filter(allowed).collect();
        // Whoever may not see a screen moves nothing on it.
        if set.has(Permission::ScreenView) { set } else { set.without(Permission::ScreenControl) }
    }

    /// The same for one setting, with the step that decided: what the simulator shows (ADM-5).
    pub fn explain(&self, account: &Account, setting: Setting) -> (Rule, Step) {
        let user = |setting| {
            account.defined(setting).and_then(|found| match found.value {
                Value::Rule(rule) => Some((rule, found.source)),
                _ => None,
            })
        };
        let decided = self.decide(setting, user(setting));
        let blind = setting == Setting::ScreenControl
            && self.decide(Setting::ScreenView, user(Setting::ScreenView)).0 == Rule::Deny;
        if blind && decided.0 == Rule::Allow { (Rule::Deny, Step::NeedsView) } else { decided }
    }
}
