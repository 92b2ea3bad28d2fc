//! What may be done inside a session with an item (SES-4): one permission at a time, the first that defines it decides: the Jump Item's session policy, the site's, what the account and its group
//! policies say, the site's answer for everybody.

use towline_model::{
    Ask, CommandRule, CommandRules, FileReach, HeldRules, PathList, Permission, Permissions, Prompting, Rights,
};

use crate::{
    Account, Standing,
    resolve::Source,
    setting::{FileScan, Rule, Setting, Settings, Value},
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
    /// Doing something with what may not be looked at, or only after asking.
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

fn paths_of(value: Value) -> Option<PathList> {
    if let Value::Paths(paths) = value { Some(paths) } else { None }
}

fn scan_of(value: Value) -> Option<FileScan> {
    if let Value::Scan(scan) = value { Some(scan) } else { None }
}

fn rules_of(value: Value) -> Option<CommandRules> {
    if let Value::Commands(rules) = value { Some(rules) } else { None }
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

    /// Whoever may not see a screen moves nothing on it, and whoever must ask to see it must have asked: control is never less strict than sight. As little is done to processes by who may not see them.
    fn with_sight(&self, setting: Setting, user: impl Fn(Setting) -> Option<(Rule, Source)>) -> (Rule, Step) {
        let decided = self.decide(setting, user(setting));
        let seen = match setting {
            Setting::ScreenControl => Setting::ScreenView,
            Setting::SystemInfoAct => Setting::SystemInfoView,
            _ => return decided,
        };
        let (sight, _) = self.decide(seen, user(seen));
        if sight > decided.0 { (sight, Step::NeedsView) } else { decided }
    }

    /// What the rules say of one thing for an account: allowed, denied, or to be asked for (SES-5).
    pub fn rule(&self, standing: &Standing, permission: Permission) -> Rule {
        // Who said it does not matter here.
        self.with_sight(Setting::of(permission), |setting| standing.rule(setting).map(|rule| (rule, Source::Account))).0
    }

    /// What an account may do in the session, and what it may ask the customer for (SES-5).
    pub fn permissions(&self, standing: &Standing) -> Permissions {
        let mut set = Permissions::NONE;
        let mut asked = false;
        for permission in Permission::ALL {
            let ask = match self.rule(standing, permission) {
                Rule::Allow => {
                    set = set.with(permission);
                    continue;
                }
                Rule::AskOnce => Ask::Once,
                Rule::AskEach => Ask::Each,
                Rule::Deny => continue,
            };
            (set, asked) = (set.asking(permission, ask), true);
        }
        let how = self.prompting(standing);
        // Whoever may not have administrative rights does not ask for them either.
        let elevates = how.elevate_at_start && set.reaches(Permission::Elevation);
        match (asked, elevates) {
            (true, _) => set.prompting(Prompting { elevate_at_start: elevates, ..how }),
            (false, true) => set.prompting(Prompting { elevate_at_start: true, ..Prompting::default() }),
            (false, false) => set,
        }
    }

    /// The same, where those for files hold (FIL-6), and what is watched for at prompts (SHL-7).
    pub fn rights(&self, standing: &Standing) -> Rights {
        let below = |setting| self.paths(standing, setting).below();
        let files = FileReach {
            readable: below(Setting::FileReadPaths),
            writable: below(Setting::FileWritePaths),
            scan: self.scan(standing) == FileScan::Required,
        };
        Rights { set: self.permissions(standing), files, commands: self.commands(standing) }
    }

    /// Where files may be read or written: the first list that somebody defines, whole, in the same order. One that defines an empty list says "everywhere", and no later one narrows it.
    pub fn paths(&self, standing: &Standing, setting: Setting) -> PathList {
        self.where_to(setting, standing.paths(setting).map(|paths| (paths.clone(), Source::Account))).0
    }

    /// The same, with the step that decided.
    pub fn explain_paths(&self, account: &Account, setting: Setting) -> (PathList, Step) {
        let user = account.defined(setting).and_then(|found| Some((paths_of(found.value)?, found.source)));
        self.where_to(setting, user)
    }

    fn where_to(&self, setting: Setting, user: Option<(PathList, Source)>) -> (PathList, Step) {
        let of = |settings: Option<&Settings>| paths_of(settings?.get(setting)?.value);
        of(self.item)
            .map(|paths| (paths, Step::Item))
            .or_else(|| of(self.site).map(|paths| (paths, Step::Site)))
            .or_else(|| user.map(|(paths, source)| (paths, Step::User(source))))
            .or_else(|| of(Some(self.everybody)).map(|paths| (paths, Step::Everybody)))
            .unwrap_or((PathList::EVERYWHERE, Step::Default))
    }

    /// Whether files are scanned before they are handed over (FIL-10): the first that says something, in the same order.
    pub fn scan(&self, standing: &Standing) -> FileScan {
        self.scans(standing.scan().map(|scan| (scan, Source::Account))).0
    }

    /// The same, with the step that decided.
    pub fn explain_scan(&self, account: &Account) -> (FileScan, Step) {
        let user = account.defined(Setting::FileScan);
        self.scans(user.and_then(|found| Some((scan_of(found.value)?, found.source))))
    }

    fn scans(&self, user: Option<(FileScan, Source)>) -> (FileScan, Step) {
        let of = |settings: Option<&Settings>| scan_of(settings?.get(Setting::FileScan)?.value);
        of(self.item)
            .map(|scan| (scan, Step::Item))
            .or_else(|| of(self.site).map(|scan| (scan, Step::Site)))
            .or_else(|| user.map(|(scan, source)| (scan, Step::User(source))))
            .or_else(|| of(Some(self.everybody)).map(|scan| (scan, Step::Everybody)))
            .unwrap_or((FileScan::Off, Step::Default))
    }

    /// What is watched for at the prompts of shells (SHL-7): the rules of every layer, each of them a restriction that no other layer takes away.
    pub fn commands(&self, standing: &Standing) -> HeldRules {
        self.rules_of_all(standing.commands().map(|rules| (rules, Source::Account))).0
    }

    /// The same, with the first step that says something; [`Step::Default`]: none does.
    pub fn explain_commands(&self, account: &Account) -> (HeldRules, Step) {
        self.rules_of_all(account.command_rules())
    }

    fn rules_of_all(&self, user: impl Iterator<Item = (CommandRules, Source)>) -> (HeldRules, Step) {
        let of = |settings: Option<&Settings>, step| {
            rules_of(settings?.get(Setting::CommandRules)?.value).map(|rules| (rules, step))
        };
        let mut first = None;
        let layers = of(self.item, Step::Item)
            .into_iter()
            .chain(of(self.site, Step::Site))
            .chain(user.map(|(rules, source)| (rules, Step::User(source))))
            .chain(of(Some(self.everybody), Step::Everybody));
        let held = HeldRules::of(layers.flat_map(|(rules, step)| {
            if !rules.is_empty() {
                first.get_or_insert(step);
            }
            Vec::<CommandRule>::from(rules)
        }));
        (held, first.unwrap_or(Step::Default))
    }

    /// How the customer is asked, by the same order as everything else in a session.
    fn prompting(&self, standing: &Standing) -> Prompting {
        let said = |setting: Setting| {
            let of = |settings: Option<&Settings>| settings.and_then(|said| said.get(setting)).map(|found| found.value);
            of(self.item)
                .or_else(|| of(self.site))
                .or_else(|| standing.prompting(setting))
                .or_else(|| of(Some(self.everybody)))
                .unwrap_or(setting.default())
        };
        let seconds = match said(Setting::PromptSeconds) {
            Value::Number(seconds) => u16::try_from(seconds).unwrap_or(u16::MAX),
            _ => 0,
        };
        let on = |setting| said(setting) == Value::Flag(true);
        Prompting { seconds, silence: on(Setting::PromptUnanswered), elevate_at_start: on(Setting::ElevateAtStart) }
    }

    /// The rule for one setting, with the step that decided: what the simulator shows (ADM-5).
    pub fn explain(&self, account: &Account, setting: Setting) -> (Rule, Step) {
        self.with_sight(setting, |setting| {
            account.defined(setting).and_then(|found| match found.value {
                Value::Rule(rule) => Some((rule, found.source)),
                _ => None,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use towline_model::{CommandDo, GroupPolicyId, UserId};
    use uuid::Uuid;

    use super::*;
    use crate::{Layer, SignInRules};

    const ASKED: [Setting; 7] = [
        Setting::ScreenView,
        Setting::ScreenControl,
        Setting::Shell,
        Setting::SystemInfoView,
        Setting::SystemInfoAct,
        Setting::Elevation,
        Setting::Pin,
    ];

    fn define(settings: &mut Settings, setting: Setting, value: Value) {
        settings.define(setting, crate::Defined::plain(value)).unwrap();
    }

    fn settings() -> impl Strategy<Value = Settings> {
        let rules = ASKED.map(|_| proptest::option::of(proptest::sample::select(Rule::ALL.to_vec()))).to_vec();
        let flag = || proptest::option::of(any::<bool>());
        let how = (proptest::option::of(10_u32..600), flag(), flag());
        (rules, how).prop_map(|(rules, (seconds, unanswered, at_start))| {
            let mut settings = Settings::default();
            for (setting, rule) in ASKED.into_iter().zip(rules) {
                rule.into_iter().for_each(|rule| define(&mut settings, setting, Value::Rule(rule)));
            }
            seconds.into_iter().for_each(|of| define(&mut settings, Setting::PromptSeconds, Value::Number(of)));
            unanswered.into_iter().for_each(|yes| define(&mut settings, Setting::PromptUnanswered, Value::Flag(yes)));
            at_start.into_iter().for_each(|yes| define(&mut settings, Setting::ElevateAtStart, Value::Flag(yes)));
            settings
        })
    }

    fn account(own: Settings, policy: Settings) -> Account {
        let layer = Layer {
            policy: GroupPolicyId::from_uuid(Uuid::from_u128(5)),
            name: "policy".into(),
            settings: policy,
            sign_in: SignInRules::default(),
            groups: Vec::new(),
        };
        Account {
            user: UserId::from_uuid(Uuid::from_u128(1)),
            administrator: false,
            settings: own,
            sign_in: SignInRules::default(),
            groups: Vec::new(),
            layers: vec![layer],
            led: Default::default(),
            teams: Default::default(),
            roles: Default::default(),
        }
    }

    fn with_paths() -> impl Strategy<Value = Option<Settings>> {
        let list = || proptest::option::of(proptest::collection::vec("/[ab](/[ab])?", 0..3));
        proptest::option::of((list(), list()).prop_map(|(read, write)| {
            let mut settings = Settings::default();
            for (setting, paths) in [(Setting::FileReadPaths, read), (Setting::FileWritePaths, write)] {
                let Some(paths) = paths else { continue };
                define(&mut settings, setting, Value::Paths(paths.try_into().unwrap()));
            }
            settings
        }))
    }

    fn with_rules() -> impl Strategy<Value = Option<Settings>> {
        let rule = ("[ab]{1,2}", any::<bool>()).prop_map(|(pattern, deny)| {
            let act = if deny { CommandDo::Deny } else { CommandDo::Alert };
            CommandRule::new(&pattern, act, "").unwrap()
        });
        proptest::option::of(proptest::collection::vec(rule, 0..3).prop_map(|rules| {
            let mut settings = Settings::default();
            define(&mut settings, Setting::CommandRules, Value::Commands(rules.try_into().unwrap()));
            settings
        }))
    }

    fn with_scan() -> impl Strategy<Value = Option<Settings>> {
        let scan = proptest::option::of(proptest::sample::select(FileScan::ALL.to_vec()));
        proptest::option::of(scan.prop_map(|scan| {
            let mut settings = Settings::default();
            scan.into_iter().for_each(|scan| define(&mut settings, Setting::FileScan, Value::Scan(scan)));
            settings
        }))
    }

    proptest! {
        #[test]
        fn the_first_that_says_whether_files_are_scanned_holds_fil_10(
            item in with_scan(),
            site in with_scan(),
            own in with_scan(),
            policy in with_scan(),
            everybody in with_scan(),
        ) {
            let said = [&item, &site, &policy, &own, &everybody];
            let first = said.into_iter().flatten().find_map(|said| said.get(Setting::FileScan));
            let first = first.map_or(FileScan::Off, |found| scan_of(found.value).unwrap());
            let everybody = everybody.clone().unwrap_or_default();
            let policies = SessionPolicies { item: item.as_ref(), site: site.as_ref(), everybody: &everybody };
            let account = account(own.unwrap_or_default(), policy.unwrap_or_default());
            let rights = policies.rights(&account.standing());
            prop_assert_eq!(rights.files.scan, first == FileScan::Required);
            prop_assert_eq!(policies.explain_scan(&account).0, first, "the simulator says what happens (ADM-5)");
            // Whoever comes in on somebody else's word is held by both.
            prop_assert_eq!(rights.and(&Rights::ALL).files.scan, rights.files.scan);
            prop_assert_eq!(Rights::ALL.and(&rights).files.scan, rights.files.scan);
        }

        #[test]
        fn the_rules_of_all_layers_hold_together_shl_7(
            item in with_rules(),
            site in with_rules(),
            own in with_rules(),
            policy in with_rules(),
            everybody in with_rules(),
        ) {
            let said = [&item, &site, &policy, &own, &everybody];
            let rules = |settings: &Settings| settings.get(Setting::CommandRules).and_then(|found| rules_of(found.value));
            let all: Vec<CommandRule> =
                said.into_iter().flatten().filter_map(rules).flat_map(Vec::<CommandRule>::from).collect();
            let everybody = everybody.clone().unwrap_or_default();
            let policies = SessionPolicies { item: item.as_ref(), site: site.as_ref(), everybody: &everybody };
            let account = account(own.unwrap_or_default(), policy.unwrap_or_default());
            let held = policies.rights(&account.standing()).commands;
            prop_assert_eq!(held.is_empty(), all.is_empty());
            prop_assert!(all.iter().all(|rule| held.iter().any(|known| known == rule)));
            prop_assert!(held.iter().all(|rule| all.contains(rule)));
            let (told, step) = policies.explain_commands(&account);
            prop_assert_eq!(told, held, "the simulator says what happens (ADM-5)");
            prop_assert_eq!(step == Step::Default, all.is_empty());
        }

        #[test]
        fn the_first_list_of_paths_that_is_defined_holds_whole_fil_6(
            item in with_paths(),
            site in with_paths(),
            own in with_paths(),
            policy in with_paths(),
            everybody in with_paths(),
        ) {
            let (own, policy, everybody) =
                (own.unwrap_or_default(), policy.unwrap_or_default(), everybody.unwrap_or_default());
            let policies = SessionPolicies { item: item.as_ref(), site: site.as_ref(), everybody: &everybody };
            let account = account(own.clone(), policy.clone());
            let rights = policies.rights(&account.standing());
            prop_assert_eq!(rights.set, policies.permissions(&account.standing()));
            for (setting, below) in
                [(Setting::FileReadPaths, &rights.files.readable), (Setting::FileWritePaths, &rights.files.writable)]
            {
                let said = [item.as_ref(), site.as_ref(), Some(&policy), Some(&own), Some(&everybody)];
                let first = said.into_iter().flatten().find_map(|said| said.get(setting));
                let first = first.map_or(PathList::EVERYWHERE, |found| paths_of(found.value).unwrap());
                prop_assert_eq!(below, &first.below());
                prop_assert_eq!(below.is_everywhere(), first.iter().next().is_none());
                prop_assert_eq!(policies.explain_paths(&account, setting).0, first, "the simulator says what happens (ADM-5)");
            }
        }

        #[test]
        fn asking_is_decided_in_the_same_order_as_everything_else_ses_4_ses_5(
            item in proptest::option::of(settings()),
            site in proptest::option::of(settings()),
            own in settings(),
            policy in settings(),
            everybody in settings(),
        ) {
            let policies = SessionPolicies { item: item.as_ref(), site: site.as_ref(), everybody: &everybody };
            let account = account(own.clone(), policy.clone());
            let standing = account.standing();
            let first = |setting: Setting| {
                [item.as_ref(), site.as_ref(), Some(&policy), Some(&own), Some(&everybody)]
                    .into_iter()
                    .flatten()
                    .find_map(|said| said.get(setting))
                    .map_or(setting.default(), |found| found.value)
            };
            let said = |setting| if let Value::Rule(rule) = first(setting) { rule } else { Rule::Deny };
            for permission in Permission::ALL {
                let setting = Setting::of(permission);
                let sight = match setting {
                    Setting::ScreenControl => said(Setting::ScreenView),
                    Setting::SystemInfoAct => said(Setting::SystemInfoView),
                    _ => Rule::Allow,
                };
                let rule = policies.rule(&standing, permission);
                prop_assert_eq!(rule, said(setting).max(sight), "{:?}", permission);
                prop_assert_eq!(policies.explain(&account, setting).0, rule, "the simulator says what happens (ADM-5)");
                let may = policies.permissions(&standing);
                prop_assert_eq!(may.has(permission), rule == Rule::Allow);
                let ask = may.asks(permission);
                prop_assert_eq!(ask == Some(Ask::Once), rule == Rule::AskOnce);
                prop_assert_eq!(ask == Some(Ask::Each), rule == Rule::AskEach);
            }
            let how = policies.prompting(&standing);
            prop_assert_eq!(Value::Number(u32::from(how.seconds)), first(Setting::PromptSeconds));
            prop_assert_eq!(Value::Flag(how.silence), first(Setting::PromptUnanswered));
            prop_assert_eq!(Value::Flag(how.elevate_at_start), first(Setting::ElevateAtStart));
            let may = policies.permissions(&standing);
            prop_assert!(!may.how().elevate_at_start || how.elevate_at_start && may.reaches(Permission::Elevation));
        }
    }
}
