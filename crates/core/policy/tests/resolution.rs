//! Order and finality of group policies, roles and slots, and what sessions are allowed, against a second spelling of the rules; and lists against single items.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeSet, HashMap};

use proptest::prelude::*;
use towline_model::{
    Author, AuthorKind, BuiltInRole, GroupPolicyId, JumpGroupId, JumpItemRoleId, LoginId, Permission, RoleRight,
    RoleRights, UserId,
};
use towline_policy::{
    Account, Actor, Area, Asker, Assignment, Defined, FileScan, Layer, Rule, SessionPolicies, Setting, Settings,
    SignInRules, Source, Standing, Step, Value, visible_items,
};
use uuid::Uuid;

const ME: u128 = 1;
/// Groups and people are few, so that they meet.
const FEW: u128 = 4;
const OWN_ROLE: u128 = 77;

fn user(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(number))
}

fn group(number: u128) -> JumpGroupId {
    JumpGroupId::from_uuid(Uuid::from_u128(100 + number))
}

fn own_role() -> JumpItemRoleId {
    JumpItemRoleId::from_uuid(Uuid::from_u128(OWN_ROLE))
}

/// A built-in one, one of the site's own, or one that was removed.
fn role() -> impl Strategy<Value = JumpItemRoleId> {
    let mut roles = BuiltInRole::ALL.map(BuiltInRole::id).to_vec();
    roles.extend([own_role(), JumpItemRoleId::from_uuid(Uuid::from_u128(404))]);
    proptest::sample::select(roles)
}

fn value(setting: Setting) -> BoxedStrategy<Value> {
    match setting.default() {
        Value::Rule(_) => prop_oneof![Just(Rule::Allow), Just(Rule::Deny)].prop_map(Value::Rule).boxed(),
        Value::Role(_) => role().prop_map(Value::Role).boxed(),
        Value::Scan(_) => Just(Value::Scan(FileScan::Required)).boxed(),
        _ => any::<bool>().prop_map(Value::Flag).boxed(),
    }
}

const ASKED: [Setting; 11] = [
    Setting::ScreenView,
    Setting::ScreenControl,
    Setting::Shell,
    Setting::SystemInfoView,
    Setting::SystemInfoAct,
    Setting::JumpClients,
    Setting::DefaultRole,
    Setting::PersonalRole,
    Setting::TeamsRole,
    Setting::SystemRole,
    Setting::AdminUsers,
];

fn settings() -> impl Strategy<Value = Settings> {
    let one = |setting: Setting| {
        proptest::option::of((value(setting), any::<bool>()))
            .prop_map(move |said| said.map(|(value, last)| (setting, Defined { value, last })))
    };
    ASKED.map(one).to_vec().prop_map(|said| {
        let mut settings = Settings::default();
        for (setting, defined) in said.into_iter().flatten() {
            settings.define(setting, defined).unwrap();
        }
        settings
    })
}

fn groups() -> impl Strategy<Value = Vec<Assignment>> {
    proptest::collection::btree_map(0..FEW, (proptest::option::of(role()), any::<bool>()), 0..4).prop_map(|map| {
        map.into_iter().map(|(number, (role, last))| Assignment { group: group(number), role, last }).collect()
    })
}

fn layer(number: u128, (settings, groups): (Settings, Vec<Assignment>)) -> Layer {
    let policy = GroupPolicyId::from_uuid(Uuid::from_u128(500 + number));
    Layer { policy, name: format!("policy {number}"), settings, sign_in: SignInRules::default(), groups }
}

prop_compose! {
    fn account()(
        administrator in proptest::bool::weighted(0.1),
        own in settings(),
        assigned in groups(),
        layers in proptest::collection::vec((settings(), groups()), 0..5),
        led in proptest::collection::btree_set(0..FEW, 0..3),
    ) -> Account {
        Account {
            user: user(ME),
            administrator,
            settings: own,
            sign_in: SignInRules::default(),
            groups: assigned,
            layers: (0_u128..).zip(layers).map(|(number, made)| layer(number, made)).collect(),
            led: led.into_iter().map(user).collect(),
            teams: BTreeSet::new(),
            roles: HashMap::from([(own_role(), RoleRights::NONE.with(RoleRight::EditTag))]),
        }
    }
}

/// The rule in other words: of those who say something, the first final policy, otherwise the last policy, otherwise the account.
fn expected(account: &Account, setting: Setting) -> Option<(Value, Source)> {
    let said: Vec<_> = account
        .layers
        .iter()
        .filter_map(|layer| layer.settings.get(setting).map(|defined| (defined, Source::Policy(layer.policy))))
        .collect();
    let own = account.settings.get(setting).map(|defined| (defined, Source::Account));
    let found = said.iter().find(|(defined, _)| defined.last).or(said.last()).cloned().or(own);
    found.map(|(defined, source)| (defined.value, source))
}

fn scope(standing: Standing) -> towline_policy::ItemScope {
    let actor = Actor {
        user: user(ME),
        login: LoginId::from_uuid(Uuid::nil()),
        author: Author { kind: AuthorKind::User, id: None, name: String::new(), address: String::new() }.into(),
        seen: None,
        standing: std::sync::Arc::new(standing),
        first: None,
        fresh: true,
        asker: Asker::Person,
        once: None,
        console_allowed: true,
    };
    visible_items(&actor).unwrap()
}

proptest! {
    #[test]
    fn the_later_policy_wins_unless_an_earlier_one_is_final_ses_4(account in account()) {
        for setting in ASKED {
            let found = account.defined(setting).map(|found| (found.value, found.source));
            prop_assert_eq!(found, expected(&account, setting), "{:?}", setting);
        }
    }

    #[test]
    fn a_list_shows_exactly_the_items_that_each_can_be_seen_by_itself_jmp_31(account in account()) {
        let standing = account.standing();
        let scope = scope(standing.clone());
        for number in 0..=FEW {
            let seen = standing.in_group(group(number)).has(RoleRight::View);
            prop_assert_eq!(scope.groups().has(&group(number)), seen, "group {}", number);
            let seen = standing.in_list_of(user(number)).has(RoleRight::View);
            prop_assert_eq!(scope.owners().has(&user(number)), seen, "list of {}", number);
        }
    }

    #[test]
    fn a_group_without_a_role_takes_the_default_slot_of_that_moment_jmp_30(account in account()) {
        prop_assume!(!account.administrator);
        let standing = account.standing();
        let Value::Role(slot) = account.holds(Setting::DefaultRole).value else { panic!("no role") };
        for number in 0..FEW {
            if account.assigned(group(number)).is_some_and(|found| found.value.is_none()) {
                prop_assert_eq!(standing.in_group(group(number)), account.rights_of(slot));
            }
        }
    }

    #[test]
    fn nobody_lifts_the_own_limits_by_a_policy_in_the_own_list_ses_4(account in account()) {
        let standing = account.standing();
        let policies = standing.in_list_of(standing.user()).has(RoleRight::EditPolicies);
        prop_assert!(!policies || standing.opens(Area::Policies));
    }

    #[test]
    fn the_first_that_defines_a_permission_decides_it_ses_4(
        account in account(),
        item in proptest::option::of(settings()),
        site in proptest::option::of(settings()),
        everybody in settings(),
    ) {
        let policies = SessionPolicies { item: item.as_ref(), site: site.as_ref(), everybody: &everybody };
        let allowed = policies.permissions(&account.standing());
        let says = |settings: Option<&Settings>, setting| settings.and_then(|said| said.get(setting)).map(|found| found.value);
        for permission in Permission::ALL {
            let setting = Setting::of(permission);
            let first = says(item.as_ref(), setting)
                .or(says(site.as_ref(), setting))
                .or(account.defined(setting).map(|found| found.value))
                .or(says(Some(&everybody), setting))
                .unwrap_or(setting.default());
            let sees = match permission {
                Permission::ScreenControl => allowed.has(Permission::ScreenView),
                Permission::SystemAct => allowed.has(Permission::SystemView),
                _ => true,
            };
            prop_assert_eq!(allowed.has(permission), first == Value::Rule(Rule::Allow) && sees, "{:?}", permission);
            // The simulator says what happens (ADM-5).
            let (rule, step) = policies.explain(&account, setting);
            prop_assert_eq!(rule == Rule::Allow, allowed.has(permission));
            prop_assert!(step != Step::NeedsView || matches!(permission, Permission::ScreenControl | Permission::SystemAct));
        }
    }

    #[test]
    fn nobody_manages_an_account_that_may_more_adm_5(one in account(), other in account()) {
        let (mine, theirs) = (one.standing(), other.standing());
        let opens: BTreeSet<_> = mine.areas().collect();
        if mine.covers(&theirs) {
            prop_assert!(theirs.areas().all(|area| opens.contains(&area)));
            prop_assert!(mine.administrator() || !theirs.administrator());
        }
    }
}
