//! Support Buttons (SUP-50) in a real SQLite file: an installer counts, a button runs out and is withdrawn, whoever is at it at the same moment.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use towline_model::{
    AgentKeyId, Author, AuthorKind, ButtonId, ButtonInstallerId, ButtonProfileId, Customer, Moment, OfButton, Queue,
    SessionId, Support, Via,
};
use towline_session::{Effect, Event, Graces, Session, Spec, State};
use towline_store::{AskedBy, ButtonKind, NewButtonInstaller, Stamp, Store};
use uuid::Uuid;

const NOW: Moment = Moment(1_800_000_000_000);
const DAY: i64 = 24 * 60 * 60 * 1000;
const TOKEN: [u8; 32] = [7; 32];

fn stamp(at: Moment) -> Stamp {
    let author = Author { kind: AuthorKind::User, id: None, name: "Anna".into(), address: String::new() };
    Stamp { author: author.into(), at, seen: None, once: None }
}

fn button(n: u8) -> ButtonId {
    ButtonId::from_uuid(Uuid::from_u128(0xb0 + u128::from(n)))
}

async fn with_installer(uses: u32) -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).await.unwrap();
    let profile = Some(ButtonProfileId::DEFAULT);
    let new = NewButtonInstaller {
        id: ButtonInstallerId::from_uuid(Uuid::from_u128(1)),
        token_hash: TOKEN,
        kind: ButtonKind { description: "Front".into(), profile, queue: Queue::General, issue: None },
        days: 1,
        expires: Moment(NOW.0 + DAY),
        uses_allowed: uses,
        created_by: "Anna".into(),
        button: None,
    };
    assert!(store.create_button_installer(stamp(NOW), new).await.unwrap());
    (directory, store)
}

fn asked(of: ButtonId, at: Moment) -> (State, Vec<Event>) {
    let customer = Customer {
        name: "Front".into(),
        company: String::new(),
        details: String::new(),
        language: "en".into(),
        address: "192.0.2.1".into(),
        phone: false,
    };
    let support = Support {
        via: Via::SupportButton,
        issue: String::new(),
        issue_id: None,
        button: Some(OfButton { id: of, description: "Front".into() }),
        skills: Vec::new(),
        agreement: String::new(),
        site: None,
        site_name: "Towline".into(),
        customer,
    };
    let spec = Spec {
        id: SessionId::from_uuid(Uuid::now_v7()),
        item: None,
        name: "Front".into(),
        group_name: String::new(),
        client: None,
        method: "support_button".into(),
        recorded: false,
        graces: Graces::default(),
        custom: Vec::new(),
        support: Some(support),
    };
    let mut session = Session::ask(at, spec, Queue::General, "");
    let mut events = Vec::new();
    while let Some(effect) = session.poll_effect() {
        if let Effect::Persist { events: more } = effect {
            events.extend(more);
        }
    }
    (session.state().clone(), events)
}

#[tokio::test]
async fn of_two_hundred_at_an_installer_of_one_use_one_gets_a_button_sup_50() {
    let (_directory, store) = with_installer(1).await;
    let takers = (0..200u8).map(|n| {
        let store = store.clone();
        tokio::spawn(async move { store.make_button(stamp(NOW), TOKEN, button(n), [n; 32], String::new()).await })
    });
    let mut made = 0;
    for taker in takers.collect::<Vec<_>>() {
        made += usize::from(taker.await.unwrap().unwrap().is_some());
    }
    assert_eq!((made, store.support_buttons(500).await.unwrap().len()), (1, 1));
    assert_eq!(store.button_installer_usable(TOKEN, NOW).await.unwrap(), None);
}

#[tokio::test]
async fn a_button_starts_sessions_until_it_runs_out_or_is_withdrawn_and_then_stores_nothing_sup_50() {
    let (_directory, store) = with_installer(2).await;
    for n in [1, 2] {
        let made = store.make_button(stamp(NOW), TOKEN, button(n), [n; 32], "pc".into()).await.unwrap().unwrap();
        assert_eq!(made.expires, Moment(NOW.0 + DAY));
    }
    let start = async |n: u8, client: u8, at: Moment| {
        let (state, events) = asked(button(n), at);
        let (id, by) = (state.spec.id, AskedBy::Button { button: button(n), client: AgentKeyId([client; 32]) });
        let started = store.start_support(by, [client; 32], state, events).await.unwrap();
        assert_eq!(store.session(id).await.unwrap().is_some(), started);
        assert_eq!(store.support_client(AgentKeyId([client; 32])).await.unwrap(), started.then_some(id));
        started
    };
    assert!(start(1, 11, NOW).await);
    assert!(start(1, 12, Moment(NOW.0 + DAY - 1)).await);
    assert!(!start(1, 13, Moment(NOW.0 + DAY)).await, "it has run out");
    assert!(store.withdraw_button(stamp(NOW), button(2)).await.unwrap());
    assert!(!store.withdraw_button(stamp(NOW), button(2)).await.unwrap(), "once");
    assert!(!start(2, 14, NOW).await);
    let rows = store.support_buttons(500).await.unwrap();
    let uses = |n: u8| rows.iter().find(|row| row.id == button(n)).map(|row| (row.uses, row.withdrawn.is_some()));
    assert_eq!((uses(1), uses(2)), (Some((2, false)), Some((0, true))));
}
