//! Accounts that go, and settings that two people change at once.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use towline_model::{
    AgentKeyId, Author, AuthorKind, InstallerId, Inventory, JumpClientId, JumpGroupId, JumpItemId, LoginId, Moment,
    Place, TeamId, UserId,
};
use towline_policy::Settings;
use towline_store::{
    Belongings, Changed, Enrolment, MOST, NewInstaller, NewLogin, NewUser, PasswordCheck, PersonalItems, RecordQuery,
    Stamp, Store, StoreError, TeamChange, UserRemoved,
};
use uuid::Uuid;

const NOW: Moment = Moment(1_800_000_000_000);

fn stamp() -> Stamp {
    let author = Author { kind: AuthorKind::User, id: None, name: "anna".into(), address: String::new() };
    Stamp { author: Arc::new(author), at: NOW, seen: None, once: None }
}

fn user(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(number))
}

fn item(number: u8) -> JumpItemId {
    JumpItemId::from_uuid(Uuid::from_u128(2000 + u128::from(number)))
}

const GROUP: JumpGroupId = JumpGroupId::from_uuid(Uuid::from_u128(100));

/// User 1 administers; user 2 has two items of their own and is signed in.
async fn site() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).await.unwrap();
    for number in 1..=2 {
        let new = NewUser {
            id: user(number),
            username: format!("user{number}"),
            display_name: format!("User {number}"),
            email: String::new(),
            administrator: number == 1,
            password_hash: "hash".into(),
            must_change_password: false,
            groups: Vec::new(),
            settings: Settings::default(),
            created: NOW,
        };
        store.create_user(stamp(), new).await.unwrap();
    }
    store.create_group(stamp(), GROUP, "Servers".into(), String::new(), Vec::new()).await.unwrap();
    for number in 1..=2 {
        let new = NewInstaller {
            id: InstallerId::from_uuid(Uuid::from_u128(3000 + u128::from(number))),
            token_hash: [number; 32],
            place: Place::Personal(user(2)),
            name: format!("pc {number}"),
            tag: String::new(),
            comments: String::new(),
            expires: Moment(NOW.0 + 1),
            uses_allowed: 1,
            created: NOW,
            created_by: user(2),
            attended: None,
            unattended: None,
            pin: None,
        };
        assert!(store.create_installer(stamp(), new).await.unwrap());
        let enrolment = Enrolment {
            token_hash: [number; 32],
            key: AgentKeyId([number; 32]),
            public_key: [number; 32],
            inventory: Inventory::default(),
            client: JumpClientId::from_uuid(Uuid::from_u128(1000 + u128::from(number))),
            item: item(number),
            address: [127, 0, 0, 1].into(),
            now: NOW,
        };
        store.enrol(enrolment).await.unwrap();
    }
    let checked = PasswordCheck {
        id: user(2),
        password_hash: "hash".into(),
        disabled: false,
        locked_until: Moment(0),
        expires: None,
        provider: None,
    };
    let login = NewLogin {
        id: LoginId::from_uuid(Uuid::from_u128(9)),
        token_hash: [9; 32],
        address: [127, 0, 0, 1].into(),
        created: NOW,
        expires: Moment(NOW.0 + 1000),
        fresh: NOW,
    };
    assert!(store.right_password(checked, login).await.unwrap());
    (directory, store)
}

async fn lines(store: &Store) -> Vec<String> {
    let found = store.record(&RecordQuery::default(), 50).await.unwrap();
    found.iter().map(|line| format!("{} {} {}", line.subject_kind, line.action, line.subject_name)).collect()
}

#[tokio::test]
async fn an_account_with_personal_items_stays_until_it_is_said_what_becomes_of_them_adm_5() {
    let (_directory, store) = site().await;
    let has = Belongings { personal_items: 2, installers: 2, api_accounts: 0, logins: 1 };
    assert_eq!(store.belongings(&[user(1), user(2)]).await.unwrap(), has);
    let before = lines(&store).await;
    assert_eq!(store.remove_user(stamp(), user(2), PersonalItems::Keep).await.unwrap(), UserRemoved::HasItems);
    let nowhere = PersonalItems::Move(JumpGroupId::from_uuid(Uuid::from_u128(404)));
    assert_eq!(store.remove_user(stamp(), user(2), nowhere).await.unwrap(), UserRemoved::NoSuchGroup);
    assert_eq!(lines(&store).await, before, "nothing was done");
    let removed = store.remove_user(stamp(), user(2), PersonalItems::Move(GROUP)).await.unwrap();
    let ended = vec![LoginId::from_uuid(Uuid::from_u128(9))];
    assert_eq!(removed, UserRemoved::Done { ended, items: Vec::new() });
    assert_eq!(store.item_facts(item(1)).await.unwrap().unwrap().place, Place::Group(GROUP));
    assert!(store.user(user(2)).await.unwrap().is_none());
    assert_eq!(store.belongings(&[user(2)]).await.unwrap(), Belongings::default());
    assert_eq!(
        lines(&store).await[..3],
        ["user removed user2", "jump_item changed pc 2", "jump_item changed pc 1"],
        "the record keeps the names"
    );
    assert_eq!(store.check_record().await.unwrap().broken, None);
}

#[tokio::test]
async fn personal_items_can_go_with_their_owner_jmp_14() {
    let (_directory, store) = site().await;
    let removed = store.remove_user(stamp(), user(2), PersonalItems::Remove).await.unwrap();
    let UserRemoved::Done { items, .. } = removed else { panic!("{removed:?}") };
    assert_eq!(items.iter().map(|(item, _)| *item).collect::<Vec<_>>(), [item(1), item(2)]);
    let agent = store.agent_by_key(AgentKeyId([1; 32])).await.unwrap().unwrap();
    assert_eq!(agent.state, towline_store::ClientState::Removed);
}

#[tokio::test]
async fn the_last_administrator_cannot_go_adm_5() {
    let (_directory, store) = site().await;
    let kept = store.remove_user(stamp(), user(1), PersonalItems::Remove).await.unwrap();
    assert_eq!(kept, UserRemoved::LastAdministrator);
    let gone = store.remove_user(stamp(), user(7), PersonalItems::Remove).await.unwrap();
    assert_eq!(gone, UserRemoved::NotFound);
}

#[tokio::test]
async fn signing_out_everywhere_has_a_line_for_each_login_rec_7() {
    let (_directory, store) = site().await;
    let ended = store.end_logins_of(stamp(), user(2)).await.unwrap();
    assert_eq!(ended, [LoginId::from_uuid(Uuid::from_u128(9))]);
    assert_eq!(lines(&store).await[0], "login removed user2");
    assert!(store.end_logins_of(stamp(), user(2)).await.unwrap().is_empty());
}

#[tokio::test]
async fn lists_that_are_given_as_a_whole_stay_bounded_adm_7() {
    let (_directory, store) = site().await;
    let team = |number: u32| {
        let id = TeamId::from_uuid(Uuid::from_u128(5000 + u128::from(number)));
        let named = TeamChange { name: Some(format!("team {number}")), ..TeamChange::default() };
        store.create_team(stamp(), id, named)
    };
    let made = futures_util::future::join_all((0..MOST).map(team)).await;
    assert!(made.into_iter().all(|done| matches!(done, Ok(Changed::Done))));
    assert!(matches!(team(MOST).await, Err(StoreError::Full)));
    assert_eq!(store.teams().await.unwrap().len(), MOST as usize);
}

#[tokio::test]
async fn changes_of_one_setting_at_the_same_time_all_count_rec_7() {
    let (_directory, store) = site().await;
    let add = |word: &'static str| {
        store.change_setting(stamp(), "words", move |old| {
            let old = old.unwrap_or_default();
            if old.contains(word) { Err(word) } else { Ok(format!("{old}{word};")) }
        })
    };
    let (one, other, third) = tokio::join!(add("one"), add("other"), add("third"));
    assert!([one, other, third].into_iter().all(|done| done.unwrap().is_ok()));
    let words = store.setting("words").await.unwrap().unwrap();
    assert_eq!(words.split_terminator(';').count(), 3, "{words}");
    assert_eq!(add("one").await.unwrap(), Err("one"), "a change may refuse");
    assert_eq!(store.setting("words").await.unwrap().unwrap(), words);
}
