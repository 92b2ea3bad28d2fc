//! The list of Jump Items: who sees what, searched, sorted, paged, also when there are many.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::{collections::BTreeSet, sync::Arc};

use towline_model::{
    AgentKeyId, Author, AuthorKind, Availability, InstallerId, Inventory, JumpClientId, JumpGroupId, JumpItemId,
    LoginId, Moment, Place, UserId,
};
use towline_policy::{Actor, Asker, ItemScope, Settings, action, authorize, visible_items};
use towline_store::{Enrolment, ItemQuery, ItemSort, Member, NewInstaller, NewUser, Order, Stamp, Store, Within};
use uuid::Uuid;

const NOW: Moment = Moment(1_800_000_000_000);

fn stamp() -> Stamp {
    Stamp { author: author(), at: NOW, seen: None, once: None }
}

fn author() -> Arc<Author> {
    Author { kind: AuthorKind::Setup, id: None, name: "test".into(), address: String::new() }.into()
}

fn user_id(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(number))
}

fn group_id(number: u128) -> JumpGroupId {
    JumpGroupId::from_uuid(Uuid::from_u128(100 + number))
}

async fn actor(store: &Store, number: u128) -> Actor {
    Actor {
        user: user_id(number),
        login: LoginId::from_uuid(Uuid::from_u128(9)),
        author: author(),
        seen: None,
        standing: Arc::new(store.account(user_id(number)).await.unwrap().unwrap().standing()),
        first: None,
        fresh: true,
        asker: Asker::Person,
        once: None,
        console_allowed: true,
    }
}

async fn scope(store: &Store, number: u128) -> ItemScope {
    visible_items(&actor(store, number).await).unwrap()
}

fn query<'a>(scope: &'a ItemScope, search: &'a str) -> ItemQuery<'a> {
    ItemQuery {
        scope,
        within: Within::All,
        search,
        status: None,
        sort: ItemSort::Name,
        order: Order::Ascending,
        offset: 0,
        limit: 50,
        now: NOW,
    }
}

/// User 1 administers, users 2 and 3 are reps; user 2 is in group 1, user 3 in group 2.
async fn site() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).await.unwrap();
    for number in 1..=3 {
        let new = NewUser {
            id: user_id(number),
            username: format!("user{number}"),
            display_name: format!("User {number}"),
            email: String::new(),
            administrator: number == 1,
            password_hash: String::new(),
            must_change_password: false,
            groups: Vec::new(),
            settings: Settings::default(),
            created: NOW,
        };
        store.create_user(stamp(), new).await.unwrap();
    }
    store
        .create_group(
            stamp(),
            group_id(1),
            "Linux".into(),
            String::new(),
            vec![Member { user: user_id(2), role: None }],
        )
        .await
        .unwrap();
    store
        .create_group(
            stamp(),
            group_id(2),
            "Älter".into(),
            String::new(),
            vec![Member { user: user_id(3), role: None }],
        )
        .await
        .unwrap();
    (directory, store)
}

async fn enrol(store: &Store, number: u8, place: Place, name: &str, tag: &str) -> (JumpItemId, JumpClientId) {
    let new = NewInstaller {
        id: InstallerId::from_uuid(Uuid::from_u128(3000 + u128::from(number))),
        token_hash: [number; 32],
        place,
        name: name.into(),
        tag: tag.into(),
        comments: "Rack 7".into(),
        expires: Moment(NOW.0 + 1),
        uses_allowed: 1,
        created: NOW,
        created_by: user_id(1),
        attended: None,
        unattended: None,
        pin: None,
    };
    assert!(store.create_installer(stamp(), new).await.unwrap());
    let item = JumpItemId::from_uuid(Uuid::from_u128(2000 + u128::from(number)));
    let client = JumpClientId::from_uuid(Uuid::from_u128(1000 + u128::from(number)));
    let inventory = Inventory {
        host_name: format!("srv-{number:03}.lan"),
        private_addresses: vec![format!("10.1.2.{number}"), "fe80::1".into()],
        ..Inventory::default()
    };
    store
        .enrol(Enrolment {
            token_hash: [number; 32],
            key: AgentKeyId([number; 32]),
            public_key: [number; 32],
            inventory,
            client,
            item,
            address: [127, 0, 0, 1].into(),
            now: NOW,
        })
        .await
        .unwrap();
    (item, client)
}

async fn names(store: &Store, ask: ItemQuery<'_>) -> (Vec<String>, u64) {
    let page = store.items(ask).await.unwrap();
    (page.items.into_iter().map(|item| item.name).collect(), page.total)
}

#[tokio::test]
async fn what_a_user_may_not_see_is_in_no_list_count_or_search_jmp_31() {
    let (_directory, store) = site().await;
    let (hidden, _) = enrol(&store, 1, Place::Group(group_id(2)), "secret", "").await;
    enrol(&store, 2, Place::Group(group_id(1)), "shown", "").await;
    enrol(&store, 3, Place::Personal(user_id(3)), "not mine", "").await;
    enrol(&store, 4, Place::Personal(user_id(2)), "mine", "").await;
    let rep = scope(&store, 2).await;
    assert_eq!(names(&store, query(&rep, "")).await, (vec!["mine".into(), "shown".into()], 2));
    assert_eq!(names(&store, query(&rep, "secret")).await, (vec![], 0));
    assert_eq!(names(&store, ItemQuery { within: Within::Group(group_id(2)), ..query(&rep, "") }).await, (vec![], 0));
    assert_eq!(
        names(&store, ItemQuery { within: Within::Personal, ..query(&rep, "") }).await,
        (vec!["mine".into()], 1)
    );
    let locations = store.locations(&rep).await.unwrap();
    assert_eq!((locations.all, locations.personal, locations.groups.len()), (2, 1, 1));
    assert!(store.items_by_id(&rep, &[hidden], NOW).await.unwrap().is_empty());
    store.record_access(hidden, user_id(2), NOW).await.unwrap();
    assert!(store.frequent_items(&rep, Moment(0), 6, NOW).await.unwrap().is_empty());
    let administrator = scope(&store, 1).await;
    assert_eq!(names(&store, query(&administrator, "")).await.1, 4);
    assert_eq!(store.locations(&administrator).await.unwrap().groups.len(), 2);
}

#[tokio::test]
async fn a_search_finds_names_hosts_comments_tags_and_addresses_in_any_case_jmp_4() {
    let (_directory, store) = site().await;
    let (item, client) = enrol(&store, 1, Place::Group(group_id(1)), "Büro Süd", "Öffentlich").await;
    enrol(&store, 2, Place::Group(group_id(1)), "other", "").await;
    store.agent_online(client, None, "203.0.113.9".parse().unwrap(), NOW).await.unwrap();
    let rep = scope(&store, 2).await;
    for needle in ["BÜRO", "süd", "SRV-001", "öffent", "203.0.113.9", "10.1.2.1", "  büro  "] {
        assert_eq!(names(&store, query(&rep, needle)).await.0, ["Büro Süd"], "{needle}");
    }
    assert_eq!(names(&store, query(&rep, "rack 7")).await.1, 2);
    for needle in ["%", "_", "büro%", "'", "no such thing"] {
        assert_eq!(names(&store, query(&rep, needle)).await.1, 0, "{needle}");
    }
    // A new name is found, the old one is not.
    let facts = store.item_facts(item).await.unwrap().unwrap();
    let granted = authorize::<action::EditItem>(&actor(&store, 1).await, facts).unwrap();
    let change = towline_store::ItemChange { name: Some("Lager".into()), ..Default::default() };
    store.change_item(stamp(), granted, change).await.unwrap();
    assert_eq!(names(&store, query(&rep, "büro")).await.1, 0);
    assert_eq!(names(&store, query(&rep, "lager")).await.1, 1);
}

#[tokio::test]
async fn status_follows_the_agent_jmp_6() {
    let (_directory, store) = site().await;
    let (item, client) = enrol(&store, 1, Place::Group(group_id(1)), "one", "").await;
    let rep = scope(&store, 2).await;
    let row = async |at: i64| store.items_by_id(&rep, &[item], Moment(at)).await.unwrap().remove(0);
    let at = |seconds: i64| Moment(NOW.0 + seconds * 1000);
    assert_eq!(row(NOW.0).await.availability, Availability::Offline);
    let here = "192.0.2.1".parse().unwrap();
    store.agent_online(client, None, here, at(10)).await.unwrap();
    store.agent_online(client, None, here, at(20)).await.unwrap();
    let online = row(NOW.0).await;
    assert_eq!((online.availability, online.since), (Availability::Online, at(10)), "a reconnect is no new start");
    store.agent_duplicate(client, at(30)).await.unwrap();
    assert_eq!(row(at(40).0).await.availability, Availability::Duplicate);
    assert_eq!(row(at(3000).0).await.availability, Availability::Online);
    store.agent_offline(client, at(50)).await.unwrap();
    assert_eq!(row(at(60).0).await.since, at(50));
    store.agent_uninstalled(client, at(70)).await.unwrap();
    assert_eq!(row(at(80).0).await.availability, Availability::Uninstalled);
}

#[tokio::test]
async fn a_removed_item_is_gone_and_its_agent_is_to_be_uninstalled_jmp_14() {
    let (_directory, store) = site().await;
    let (item, client) = enrol(&store, 1, Place::Group(group_id(1)), "one", "").await;
    let facts = store.item_facts(item).await.unwrap().unwrap();
    let granted = authorize::<action::RemoveItem>(&actor(&store, 1).await, facts).unwrap();
    store.remove_item(stamp(), granted).await.unwrap();
    assert_eq!(names(&store, query(&scope(&store, 1).await, "")).await.1, 0);
    let agent = store.agent_by_key(AgentKeyId([1; 32])).await.unwrap().unwrap();
    assert_eq!(agent.state, towline_store::ClientState::Removed);
    store.agent_uninstalled(client, NOW).await.unwrap();
    assert!(store.agent_by_key(AgentKeyId([1; 32])).await.unwrap().is_none());
}

#[tokio::test]
async fn pages_and_orders_have_every_item_once_jmp_4() {
    let (_directory, store) = site().await;
    for number in 1..=30 {
        let place = if number % 3 == 0 {
            Place::Personal(user_id(1))
        } else {
            Place::Group(group_id(1 + u128::from(number % 2)))
        };
        let (item, client) = enrol(&store, number, place, &format!("n{}", number % 5), "").await;
        if number % 4 == 0 {
            store.agent_online(client, None, "192.0.2.1".parse().unwrap(), NOW).await.unwrap();
        }
        if number % 2 == 0 {
            store.record_access(item, user_id(1), Moment(NOW.0 + i64::from(number % 3))).await.unwrap();
        }
    }
    let all = scope(&store, 1).await;
    for sort in [ItemSort::Name, ItemSort::Method, ItemSort::Group, ItemSort::Status, ItemSort::LastAccessed] {
        let mut orders = Vec::new();
        for order in [Order::Ascending, Order::Descending] {
            let mut seen = Vec::new();
            for page in 0..5 {
                let ask = ItemQuery { sort, order, offset: page * 7, limit: 7, ..query(&all, "") };
                seen.extend(store.items(ask).await.unwrap().items.into_iter().map(|item| item.id));
            }
            assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 30, "{sort:?} {order:?}");
            orders.push(seen);
        }
        orders[0].reverse();
        assert_eq!(orders[0], orders[1], "{sort:?}");
    }
}
