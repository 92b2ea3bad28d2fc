//! Who finds which sessions in reports (REC-1, REC-6), and what they count.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use towline_model::{
    Author, AuthorKind, BuiltInRole, Customer, JumpGroupId, JumpItemId, Moment, Permissions, Queue, SessionId, ShellId,
    Support, TeamId, TeamRank, UserId, Via,
};
use towline_policy::{Account, ItemScope, Setting, Settings, SignInRules};
use towline_session::{Effect, Event, Graces, Input, Session, Spec};
use towline_store::{NewUser, ReportQuery, ReportReach, ReportSight, Stamp, Store, TeamChange, TeamMember};
use uuid::Uuid;

const NOW: Moment = Moment(1_800_000_000_000);

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn user(number: u128) -> UserId {
    UserId::from_uuid(id(number))
}

fn team() -> TeamId {
    TeamId::from_uuid(id(50))
}

fn stamp() -> Stamp {
    let author = Author { kind: AuthorKind::User, id: None, name: "anna".into(), address: String::new() };
    Stamp { author: Arc::new(author), at: NOW, seen: None, once: None }
}

fn drain(session: &mut Session) -> Vec<Event> {
    let mut all = Vec::new();
    while let Some(effect) = session.poll_effect() {
        if let Effect::Persist { events } = effect {
            all.extend(events);
        }
    }
    all
}

fn spec(number: u128, name: &str, method: &str) -> Spec {
    Spec {
        id: SessionId::from_uuid(id(number)),
        item: None,
        name: name.into(),
        group_name: String::new(),
        client: None,
        method: method.into(),
        recorded: true,
        graces: Graces::default(),
        custom: Vec::new(),
        support: None,
    }
}

/// Users 1 and 2 share a team; user 3 is alone. Session 101 is user 1's, 102 user 2's (Ötzi), 103 user 3's, all of an item each; 104 waits in the team's queue, for nobody yet.
async fn site() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).await.unwrap();
    for (number, name) in [(1, "Olga"), (2, "Ötzi"), (3, "Pavel")] {
        let new = NewUser {
            id: user(number),
            username: format!("user{number}"),
            display_name: name.into(),
            email: String::new(),
            administrator: false,
            password_hash: "hash".into(),
            must_change_password: false,
            groups: Vec::new(),
            settings: Settings::default(),
            created: NOW,
        };
        store.create_user(stamp(), new).await.unwrap();
    }
    let members = [1, 2].map(|number| TeamMember { user: user(number), rank: TeamRank::Member });
    let new = TeamChange { name: Some("Desk".into()), members: Some(members.into()), ..TeamChange::default() };
    store.create_team(stamp(), team(), new).await.unwrap();
    for (number, name) in [(1, "Olga"), (2, "Ötzi"), (3, "Pavel")] {
        let item = JumpItemId::from_uuid(id(200 + number));
        let spec = Spec { item: Some(item), ..spec(100 + number, &format!("web-{number}"), "jump_client") };
        let at = Moment(NOW.0 + i64::try_from(number).unwrap() * 1000);
        let mut session = Session::start(at, spec, user(number), name, Permissions::ALL);
        let events = drain(&mut session);
        store.start_session(user(number), format!("n{number}"), session.state().clone(), events).await.unwrap();
        session.handle(at, Input::End { user: user(number) }).unwrap();
        let mut events = drain(&mut session);
        // As a shell and two files leave it.
        let last = events.last().unwrap().sequence;
        let more = |kind: &str, sequence: u64| -> Event {
            serde_json::from_value(serde_json::json!({"sequence": sequence, "at": at.0, "actor": 1, "actor_name": name,
                "kind": kind, "name": "Shell 1", "shell": ShellId::from_uuid(id(9)),
                "what": "downloaded", "items": [{"path": "/a"}, {"path": "/b"}]}))
            .unwrap()
        };
        events.extend([more("shell_opened", last + 1), more("files", last + 2)]);
        store.save_session(session.state().clone(), events).await.unwrap();
    }
    let customer = Customer {
        name: "Carla".into(),
        company: String::new(),
        details: String::new(),
        language: "en".into(),
        address: String::new(),
        phone: false,
    };
    let support = Support {
        via: Via::Issue,
        issue: "Printer".into(),
        issue_id: None,
        button: None,
        skills: Vec::new(),
        agreement: String::new(),
        site: None,
        site_name: String::new(),
        customer,
    };
    let spec = Spec { support: Some(support), ..spec(104, "Carla", "issue") };
    let mut session = Session::ask(Moment(NOW.0 + 4000), spec, Queue::Team(team()), "Desk");
    let events = drain(&mut session);
    store.save_session(session.state().clone(), events).await.unwrap();
    (directory, store)
}

fn sight(number: u128, reach: ReportReach) -> ReportSight {
    let teams = if number < 3 { vec![team()] } else { Vec::new() };
    ReportSight { user: user(number), reach, teams, items: None }
}

async fn found(store: &Store, sight: &ReportSight, query: &ReportQuery) -> Vec<u128> {
    let rows = store.session_reports(sight, query, 50).await.unwrap();
    let ids = rows.iter().map(|row| row.state.spec.id.uuid().as_u128());
    for row in &rows {
        assert!(store.session_report(sight, row.state.spec.id).await.unwrap().is_some());
    }
    ids.collect()
}

#[tokio::test]
async fn everybody_finds_what_their_reach_says_and_nothing_else_rec_6() {
    let (_directory, store) = site().await;
    let all = ReportQuery::default();
    for (number, reach, ids) in [
        (1, ReportReach::All, vec![104, 103, 102, 101]),
        (1, ReportReach::Team, vec![104, 102, 101]),
        (3, ReportReach::Team, vec![103]),
        (1, ReportReach::Own, vec![101]),
        (3, ReportReach::Own, vec![103]),
        (1, ReportReach::Nothing, vec![]),
    ] {
        let sight = sight(number, reach);
        assert_eq!(found(&store, &sight, &all).await, ids, "{number} {reach:?}");
        for hidden in [101, 102, 103, 104].into_iter().filter(|hidden| !ids.contains(hidden)) {
            let hidden = SessionId::from_uuid(id(hidden));
            assert!(store.session_report(&sight, hidden).await.unwrap().is_none());
        }
    }
    // A role that reads the reports of items says nothing of items that are gone, or in other lists.
    let account = Account {
        user: user(1),
        administrator: false,
        settings: Settings::default(),
        sign_in: SignInRules::default(),
        groups: Vec::new(),
        layers: Vec::new(),
        led: Default::default(),
        teams: Default::default(),
        roles: Default::default(),
    };
    assert!(ItemScope::reported(&account.standing()).groups().has(&JumpGroupId::from_uuid(id(1))).eq(&false));
    let mut auditor = account;
    let role = towline_policy::Value::Role(BuiltInRole::Auditor.id());
    auditor.settings.define(Setting::SystemRole, towline_policy::Defined::plain(role)).unwrap();
    let items = Some(ItemScope::reported(&auditor.standing()));
    let sight = ReportSight { items, ..sight(1, ReportReach::Nothing) };
    assert_eq!(found(&store, &sight, &all).await, Vec::<u128>::new());
}

#[tokio::test]
async fn reports_are_found_by_names_times_people_items_and_ways_rec_6() {
    let (_directory, store) = site().await;
    let sight = sight(1, ReportReach::All);
    let ask = |query: ReportQuery| {
        let (store, sight) = (&store, &sight);
        async move { found(store, sight, &query).await }
    };
    let search = |text: &str| ReportQuery { search: text.into(), ..ReportQuery::default() };
    assert_eq!(ask(search("WEB-2")).await, [102]);
    assert_eq!(ask(search("ötz")).await, [102]);
    assert_eq!(ask(search("carla")).await, [104]);
    assert_eq!(ask(search("%")).await, Vec::<u128>::new());
    let at = |seconds: i64| Some(Moment(NOW.0 + seconds * 1000));
    assert_eq!(ask(ReportQuery { from: at(2), to: at(3), ..ReportQuery::default() }).await, [103, 102]);
    assert_eq!(ask(ReportQuery { rep: Some(user(3)), ..ReportQuery::default() }).await, [103]);
    let item = Some(JumpItemId::from_uuid(id(201)));
    assert_eq!(ask(ReportQuery { item, ..ReportQuery::default() }).await, [101]);
    assert_eq!(ask(ReportQuery { method: Some("issue".into()), ..ReportQuery::default() }).await, [104]);
    let before = Some(SessionId::from_uuid(id(103)));
    assert_eq!(ask(ReportQuery { before, ..ReportQuery::default() }).await, [102, 101]);

    let rows = store.session_reports(&sight, &search("web-2"), 50).await.unwrap();
    assert_eq!((rows[0].shells, rows[0].files, rows[0].representatives.as_slice()), (1, 2, &["Ötzi".to_owned()][..]));
    let session = rows[0].state.spec.id;
    let stays = store.stays(session).await.unwrap();
    assert_eq!((stays.len(), stays[0].user, stays[0].left.is_some()), (1, user(2), true));
    let kinds = store.events_of_kinds(session, &["shell_opened"], 10).await.unwrap();
    assert_eq!(kinds.len(), 1);
    assert!(store.files_of(session).await.unwrap().is_empty());
}
