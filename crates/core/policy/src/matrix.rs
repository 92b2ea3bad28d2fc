//! Every operation for every kind of principal and everything that it can be done to, as a table that a reviewer reads (QLT-8). A change of it is a change of rights.

use std::{collections::BTreeSet, sync::Arc};

use towline_model::{
    Author, AuthorKind, BuiltInRole, JumpClientId, JumpGroupId, JumpItemId, LoginId, Place, Queue, TeamId, UserId,
};
use uuid::Uuid;

use crate::{
    Account, AccountFacts, Actor, Asker, Assignment, Defined, Denied, First, ItemFacts, QueueFacts, Scope, Setting,
    Settings, SignInRules, Value, Who, granted::decide, rest::OPERATIONS,
};

const ME: u128 = 1;
const LED: u128 = 2;
const STRANGER: u128 = 3;

fn user(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(number))
}

fn group(number: u128) -> JumpGroupId {
    JumpGroupId::from_uuid(Uuid::from_u128(100 + number))
}

fn team(number: u128) -> TeamId {
    TeamId::from_uuid(Uuid::from_u128(200 + number))
}

fn settings(said: &[(Setting, Value)]) -> Settings {
    let mut settings = Settings::default();
    for (setting, value) in said {
        settings.define(*setting, Defined::plain(value.clone())).unwrap();
    }
    settings
}

fn account(number: u128, said: &[(Setting, Value)], groups: &[(u128, BuiltInRole)]) -> Account {
    Account {
        user: user(number),
        administrator: false,
        settings: settings(said),
        sign_in: SignInRules::default(),
        groups: groups
            .iter()
            .map(|(number, role)| Assignment { group: group(*number), role: Some(role.id()), last: false })
            .collect(),
        layers: Vec::new(),
        led: BTreeSet::new(),
        teams: [team(1)].into(),
        roles: Default::default(),
    }
}

fn actor(account: &Account) -> Actor {
    Actor {
        user: account.user,
        login: LoginId::from_uuid(Uuid::from_u128(9)),
        author: Author { kind: AuthorKind::User, id: None, name: String::new(), address: String::new() }.into(),
        seen: None,
        standing: Arc::new(account.standing()),
        first: None,
        fresh: true,
        asker: Asker::Person,
        once: None,
        console_allowed: true,
    }
}

/// A program of this account, with every scope.
fn program(account: &Account) -> Actor {
    let maker = actor(account);
    let standing = Arc::new(maker.standing.limited(&Scope::all().collect()));
    Actor { standing, asker: Asker::Program, fresh: false, ..maker }
}

/// Somebody without an account, in one session (SUP-70); what they might have is there to show that it does not count.
fn external(account: &Account) -> Actor {
    Actor { asker: Asker::External, ..actor(account) }
}

/// The kinds of principal; nobody at all is the column after them.
fn principals() -> Vec<(&'static str, Actor)> {
    let yes = || Value::Flag(true);
    let role = |role: BuiltInRole| Value::Role(role.id());
    let in_group = [(1, BuiltInRole::StartSessions)];
    let administrator = Account { administrator: true, ..account(ME, &[], &[]) };
    let lead = Account {
        led: [user(LED)].into(),
        ..account(ME, &[(Setting::TeamsRole, role(BuiltInRole::StartSessions))], &[])
    };
    vec![
        ("must change", Actor { first: Some(First::Password), ..actor(&administrator) }),
        ("no factor", Actor { first: Some(First::Factor), ..actor(&administrator) }),
        ("long ago", Actor { fresh: false, ..actor(&administrator) }),
        ("program", program(&administrator)),
        ("external", external(&administrator)),
        ("rep", actor(&account(ME, &[], &in_group))),
        ("console off", Actor { console_allowed: false, ..actor(&account(ME, &[], &in_group)) }),
        ("group admin", actor(&account(ME, &[], &[(1, BuiltInRole::Administrator)]))),
        (
            "auditor",
            actor(&account(ME, &[(Setting::SystemRole, role(BuiltInRole::Auditor))], &[(2, BuiltInRole::NoAccess)])),
        ),
        ("team lead", actor(&lead)),
        ("no methods", actor(&account(ME, &[(Setting::JumpClients, Value::Flag(false))], &in_group))),
        ("no support", actor(&account(ME, &[(Setting::Attended, Value::Flag(false))], &in_group))),
        ("no keys", actor(&account(ME, &[(Setting::SessionKeys, Value::Flag(false))], &in_group))),
        ("users", actor(&account(ME, &[(Setting::AdminUsers, yes())], &[]))),
        ("policies", actor(&account(ME, &[(Setting::AdminPolicies, yes())], &[]))),
        ("groups", actor(&account(ME, &[(Setting::AdminGroups, yes())], &[]))),
        ("security", actor(&account(ME, &[(Setting::AdminSecurity, yes()), (Setting::AdminStatus, yes())], &[]))),
        ("administrator", actor(&administrator)),
    ]
}

fn item(place: Place) -> ItemFacts {
    ItemFacts {
        item: JumpItemId::from_uuid(Uuid::from_u128(20)),
        client: JumpClientId::from_uuid(Uuid::from_u128(21)),
        name: "web-1".into(),
        place,
    }
}

fn word(decision: Result<(), Denied>) -> &'static str {
    match decision {
        Ok(()) => "yes",
        Err(Denied::Hidden) => "hidden",
        Err(Denied::NotPermitted) => "no",
        Err(Denied::PasswordChangeRequired) => "password",
        Err(Denied::FactorRequired) => "factor",
        Err(Denied::NotFresh) => "again",
        Err(Denied::ConsoleDisabled) => "off",
    }
}

/// What an operation can be done to, and how each principal fares.
fn lines(who: Who) -> Vec<(&'static str, Vec<&'static str>)> {
    let principals = principals();
    let all = |decide: &dyn Fn(&Actor) -> Result<(), Denied>| {
        principals.iter().map(|(_, actor)| word(decide(actor))).collect::<Vec<_>>()
    };
    match who {
        Who::ItemSeen | Who::ItemJump | Who::ItemEdited | Who::Item(_) => [
            ("own personal item", item(Place::Personal(user(ME)))),
            ("item of group 1", item(Place::Group(group(1)))),
            ("item of group 2", item(Place::Group(group(2)))),
            ("a team member's", item(Place::Personal(user(LED)))),
            ("a stranger's", item(Place::Personal(user(STRANGER)))),
        ]
        .iter()
        .map(|(thing, facts)| (*thing, all(&|actor| decide(who, actor, facts))))
        .collect(),
        Who::Account | Who::AccountSignIn => [
            ("a rep's account", account(STRANGER, &[], &[])),
            ("who manages groups", account(STRANGER, &[(Setting::AdminGroups, Value::Flag(true))], &[])),
            ("an administrator's", Account { administrator: true, ..account(STRANGER, &[], &[]) }),
        ]
        .iter()
        .map(|(thing, other)| {
            let facts = AccountFacts { user: other.user, standing: Arc::new(other.standing()) };
            (*thing, all(&|actor| decide(who, actor, &facts)))
        })
        .collect(),
        Who::QueueServed => [
            ("own queue", Queue::Personal(user(ME))),
            ("queue of team 1", Queue::Team(team(1))),
            ("queue of team 2", Queue::Team(team(2))),
            ("general queue", Queue::General),
            ("a stranger's queue", Queue::Personal(user(STRANGER))),
        ]
        .iter()
        .map(|(thing, queue)| (*thing, all(&|actor| decide(who, actor, &QueueFacts(*queue)))))
        .collect(),
        Who::Supporter
        | Who::KeyMaker
        | Who::Reports
        | Who::Recordings
        | Who::Anyone
        | Who::SignedIn
        | Who::OwnFactors
        | Who::User
        | Who::Lister
        | Who::PersonIn(_)
        | Who::FreshIn(_)
        | Who::Administrator
        | Who::FreshAdministrator
        | Who::ConsoleUser
        | Who::External
        | Who::Areas(_) => {
            vec![("", all(&|actor| decide(who, actor, &())))]
        }
    }
}

#[test]
fn the_table_of_principals_and_operations_is_the_reviewed_one_qlt_8() {
    let mut table = format!("{:<42}{:<20}{:<8}", "operation", "thing", "nobody");
    for (name, _) in principals() {
        table += &format!("{name:<14}");
    }
    for row in OPERATIONS {
        let nobody = if row.who == Who::Anyone { "yes" } else { "no" };
        for (thing, answers) in lines(row.who) {
            table += &format!("\n{:<42}{thing:<20}{nobody:<8}", format!("{} {}", row.verb.name(), row.path));
            for answer in answers {
                table += &format!("{answer:<14}");
            }
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!("principals", table.join("\n"));
}

#[test]
fn a_jump_needs_sight_the_right_the_method_and_the_console_in_this_order_acc_2_jmp_31() {
    let jump = |actor: &Actor, place| decide(Who::ItemJump, actor, &item(place));
    let here = Place::Group(group(1));
    let rep = actor(&account(ME, &[], &[(1, BuiltInRole::StartSessions)]));
    assert_eq!(jump(&rep, here), Ok(()));
    assert_eq!(jump(&rep, Place::Group(group(2))), Err(Denied::Hidden));
    let off = Actor { console_allowed: false, ..rep.clone() };
    assert_eq!(jump(&off, here), Err(Denied::ConsoleDisabled));
    assert_eq!(jump(&off, Place::Group(group(2))), Err(Denied::Hidden), "hidden comes first");
    let auditor = actor(&account(ME, &[], &[(1, BuiltInRole::Auditor)]));
    assert_eq!(jump(&auditor, here), Err(Denied::NotPermitted));
}
