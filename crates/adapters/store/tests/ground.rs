//! What everything else in the store stands on: the file, the writer, migrations, one-time things.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::{os::unix::fs::PermissionsExt as _, sync::Arc};

use towline_model::{
    AgentKeyId, Author, AuthorKind, InstallerId, Inventory, JumpClientId, JumpGroupId, JumpItemId, LoginId, Moment,
    PinId, Place, UserId,
};
use towline_policy::{Assignment, Settings};
use towline_store::{
    EnrolOutcome, Enrolment, NewInstaller, NewLogin, NewPin, NewUser, Stamp, Store, StoreError, UserChange, UserChanged,
};
use uuid::Uuid;

const NOW: Moment = Moment(1_800_000_000_000);

fn stamp() -> Stamp {
    Stamp { author: author(), at: NOW, seen: None, once: None }
}

fn author() -> Arc<Author> {
    Author { kind: AuthorKind::Setup, id: None, name: "test".into(), address: String::new() }.into()
}

fn user(number: u128, administrator: bool) -> NewUser {
    NewUser {
        id: UserId::from_uuid(Uuid::from_u128(number)),
        username: format!("user{number}"),
        display_name: format!("User {number}"),
        email: String::new(),
        administrator,
        password_hash: "$hash".into(),
        must_change_password: false,
        groups: Vec::new(),
        settings: Settings::default(),
        created: NOW,
    }
}

fn installer(uses_allowed: u32, expires: Moment) -> NewInstaller {
    NewInstaller {
        id: InstallerId::from_uuid(Uuid::from_u128(50)),
        token_hash: [5; 32],
        place: Place::Personal(UserId::from_uuid(Uuid::from_u128(1))),
        name: String::new(),
        tag: "tag".into(),
        comments: String::new(),
        expires,
        uses_allowed,
        created: NOW,
        created_by: UserId::from_uuid(Uuid::from_u128(1)),
        attended: None,
        unattended: None,
        pin: None,
    }
}

fn enrolment(number: u8) -> Enrolment {
    Enrolment {
        token_hash: [5; 32],
        key: AgentKeyId([number; 32]),
        public_key: [number; 32],
        inventory: Inventory { host_name: format!("host-{number}"), ..Inventory::default() },
        client: JumpClientId::from_uuid(Uuid::from_u128(1000 + u128::from(number))),
        item: JumpItemId::from_uuid(Uuid::from_u128(2000 + u128::from(number))),
        address: [127, 0, 0, 1].into(),
        now: NOW,
    }
}

async fn store() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).await.unwrap();
    assert!(store.create_first_administrator(stamp(), user(1, true)).await.unwrap());
    (directory, store)
}

#[tokio::test]
async fn the_file_is_private_and_has_one_owner_ops_1() {
    let (directory, store) = store().await;
    for name in ["towline.db", "towline.db-wal", "towline.lock"] {
        let mode = std::fs::metadata(directory.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert!(matches!(Store::open(directory.path()).await.err(), Some(StoreError::InUse)));
    store.check().await.unwrap();
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_the_process_is_gone() {
    let (directory, store) = store().await;
    store.set_setting(stamp(), "a", "1".into()).await.unwrap();
    let copy = tempfile::tempdir().unwrap();
    // A copy of the files at this moment is what a process that is killed now leaves behind.
    for name in ["towline.db", "towline.db-wal"] {
        std::fs::copy(directory.path().join(name), copy.path().join(name)).unwrap();
    }
    let after = Store::open(copy.path()).await.unwrap();
    assert_eq!(after.setting("a").await.unwrap().as_deref(), Some("1"));
    assert!(after.has_administrator().await.unwrap());
}

#[tokio::test]
async fn a_newer_store_is_refused_by_an_older_program_ops_6() {
    let (directory, store) = store().await;
    store
        .write(|tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
                    .execute(tx)
                    .await
                    .map_err(StoreError::from)?;
                Ok::<_, StoreError>(())
            })
        })
        .await
        .unwrap();
    let copy = tempfile::tempdir().unwrap();
    for name in ["towline.db", "towline.db-wal"] {
        std::fs::copy(directory.path().join(name), copy.path().join(name)).unwrap();
    }
    let error = Store::open(copy.path()).await.err().unwrap();
    assert!(matches!(error, StoreError::Newer { found: 9999, .. }), "{error}");
    assert!(error.to_string().contains("newer release"), "{error}");
}

#[tokio::test]
async fn a_failing_unit_of_work_takes_nothing_of_its_neighbours_with_it() {
    let (_directory, store) = store().await;
    let works = (0..200).map(|number: u32| {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .write(move |tx| {
                    Box::pin(async move {
                        sqlx::query("INSERT INTO settings (name, value) VALUES ($1, '')")
                            .bind(format!("s{number}"))
                            .execute(tx)
                            .await
                            .map_err(StoreError::from)?;
                        assert!(number % 7 != 1, "work {number} fails in its own way");
                        if number.is_multiple_of(3) { Err(StoreError::Corrupt("test")) } else { Ok(()) }
                    })
                })
                .await
        })
    });
    for (number, work) in works.enumerate().collect::<Vec<_>>() {
        let kept = work.await.unwrap().is_ok();
        assert_eq!(kept, number % 7 != 1 && number % 3 != 0, "{number}");
        let name: &'static str = Box::leak(format!("s{number}").into_boxed_str());
        assert_eq!(store.setting(name).await.unwrap().is_some(), kept, "{number}");
    }
}

#[tokio::test]
async fn there_is_one_first_administrator_however_many_try_acc_12() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).await.unwrap();
    let tries = (1..=20).map(|number| {
        let store = store.clone();
        tokio::spawn(async move { store.create_first_administrator(stamp(), user(number, true)).await.unwrap() })
    });
    let mut made = 0;
    for one in tries.collect::<Vec<_>>() {
        made += u32::from(one.await.unwrap());
    }
    assert_eq!(made, 1);
}

#[tokio::test]
async fn the_last_enabled_administrator_stays_acc_5() {
    let (_directory, store) = store().await;
    let first = UserId::from_uuid(Uuid::from_u128(1));
    let off = || UserChange { disabled: Some(true), ..UserChange::default() };
    assert_eq!(store.change_user(stamp(), first, off()).await.unwrap(), UserChanged::LastAdministrator);
    let demoted = UserChange { administrator: Some(false), ..UserChange::default() };
    assert_eq!(store.change_user(stamp(), first, demoted).await.unwrap(), UserChanged::LastAdministrator);
    store.create_user(stamp(), user(2, true)).await.unwrap();
    assert_eq!(store.change_user(stamp(), first, off()).await.unwrap(), UserChanged::Done { ended: Vec::new() });
    let taken = UserChange { username: Some("USER2".into()), ..UserChange::default() };
    assert_eq!(store.change_user(stamp(), first, taken).await.unwrap(), UserChanged::NameTaken);
}

#[tokio::test]
async fn a_ticket_works_once_and_for_30_s_d12() {
    let (_directory, store) = store().await;
    let checked = store.password_check("USER1").await.unwrap().unwrap();
    let login = LoginId::from_uuid(Uuid::from_u128(7));
    let new = NewLogin {
        id: login,
        token_hash: [1; 32],
        address: "192.0.2.1".parse().unwrap(),
        created: NOW,
        expires: Moment(NOW.0 + 1000),
        fresh: NOW,
    };
    assert!(store.right_password(checked, new).await.unwrap());
    store.create_ticket(login, [2; 32], Moment(NOW.0 + 30_000), 8).await.unwrap();
    let redeemed = (0..10).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.redeem_ticket([2; 32], NOW).await.unwrap() })
    });
    let mut taken = Vec::new();
    for one in redeemed.collect::<Vec<_>>() {
        taken.extend(one.await.unwrap());
    }
    assert_eq!(taken, [login]);
    store.create_ticket(login, [3; 32], Moment(NOW.0 + 30_000), 8).await.unwrap();
    assert_eq!(store.redeem_ticket([3; 32], Moment(NOW.0 + 30_000)).await.unwrap(), None);
    // The login ends by itself, and with its account.
    assert!(store.login_by_token([1; 32], NOW).await.unwrap().is_some());
    assert!(store.login_by_token([1; 32], Moment(NOW.0 + 1000)).await.unwrap().is_none());
}

#[tokio::test]
async fn an_account_is_locked_for_a_growing_time_acc_5() {
    let (_directory, store) = store().await;
    let id = UserId::from_uuid(Uuid::from_u128(1));
    let mut locks = Vec::new();
    for _ in 0..14 {
        store.wrong_password(id, NOW, 5, 60_000, 3_600_000).await.unwrap();
        let check = store.password_check_of(id).await.unwrap().unwrap();
        locks.push((check.locked_until.0 - NOW.0).max(0) / 1000);
    }
    assert_eq!(locks, [0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
}

#[tokio::test]
async fn an_installer_works_for_its_count_and_time_only_jmp_10() {
    let (_directory, store) = store().await;
    assert!(store.create_installer(stamp(), installer(3, Moment(NOW.0 + 1000))).await.unwrap());
    let store = Arc::new(store);
    let tries = (0..12).map(|number| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.enrol(enrolment(number)).await.unwrap() })
    });
    let mut enrolled = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        if let EnrolOutcome::Enrolled(row) = one.await.unwrap() {
            enrolled.push(row);
        }
    }
    assert_eq!(enrolled.len(), 3);
    // The same key again is the same client, and takes no use.
    let again =
        Enrolment { client: JumpClientId::from_uuid(Uuid::from_u128(1)), ..enrolment(enrolled[0].public_key[0]) };
    assert_eq!(store.enrol(again).await.unwrap(), EnrolOutcome::Known(enrolled[0].clone()));
    assert_eq!(store.installers(10).await.unwrap()[0].uses, 3);
    let late = Enrolment { token_hash: [5; 32], now: Moment(NOW.0 + 1000), ..enrolment(200) };
    assert_eq!(store.enrol(late).await.unwrap(), EnrolOutcome::BadToken);
    let forged = Enrolment { token_hash: [6; 32], ..enrolment(200) };
    assert_eq!(store.enrol(forged).await.unwrap(), EnrolOutcome::BadToken);
}

#[tokio::test]
async fn an_installer_of_a_pin_is_in_no_list_and_its_client_knows_where_it_came_from_sup_60() {
    let (_directory, store) = store().await;
    let pin = PinId::from_uuid(Uuid::from_u128(60));
    let made_for = Some(NewPin { id: pin, password_hash: Some("$hash".into()) });
    let new = NewInstaller { pin: made_for, ..installer(1, Moment(NOW.0 + 1000)) };
    assert!(store.create_installer(stamp(), new).await.unwrap());
    assert!(store.installers(10).await.unwrap().is_empty());
    let EnrolOutcome::Enrolled(row) = store.enrol(enrolment(1)).await.unwrap() else { panic!("it can be used once") };
    assert_eq!(store.enrol(enrolment(2)).await.unwrap(), EnrolOutcome::BadToken);
    let came = store.pinned_client(row.id).await.unwrap().unwrap();
    assert_eq!((came.pin, came.name.as_str(), came.user_mode), (pin, "host-1", false));
    // What nobody sees, nobody would take away: the next one that is made does.
    let later = Moment(NOW.0 + 2000);
    let another = NewInstaller {
        id: InstallerId::from_uuid(Uuid::from_u128(51)),
        token_hash: [7; 32],
        created: later,
        ..installer(1, Moment(later.0 + 1000))
    };
    assert!(store.create_installer(stamp(), another).await.unwrap());
    assert_eq!(store.belongings(&[UserId::from_uuid(Uuid::from_u128(1))]).await.unwrap().installers, 1);
    assert!(store.pinned_client(row.id).await.unwrap().is_some());
}

#[tokio::test]
async fn a_group_that_does_not_exist_is_refused_everywhere() {
    let (_directory, store) = store().await;
    let group = JumpGroupId::from_uuid(Uuid::from_u128(99));
    let lost = NewInstaller { place: Place::Group(group), ..installer(1, NOW) };
    assert!(!store.create_installer(stamp(), lost).await.unwrap());
    let member = NewUser { groups: vec![Assignment { group, role: None, last: false }], ..user(2, false) };
    assert_eq!(store.create_user(stamp(), member).await.unwrap(), UserChanged::NoSuchGroup);
    assert!(store.user(UserId::from_uuid(Uuid::from_u128(2))).await.unwrap().is_none(), "all or nothing");
}
