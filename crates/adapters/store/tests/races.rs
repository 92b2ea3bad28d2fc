//! One-time things, two hundred at once (SUP-20, SUP-33, SUP-70, SUP-80, ACC-5): one wins, and nobody else is told anything but that it is over.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use towline_model::{
    Author, AuthorKind, JumpClientId, JumpItemId, LoginId, Moment, Permissions, SessionId, SessionPolicyId,
    SurveyAnswer, SurveyId, UserId,
};
use towline_policy::Settings;
use towline_session::{Effect, Graces, Input, Session, Spec};
use towline_store::{
    AwayInvitation, NewAnswers, NewExternalInvitation, NewLogin, NewUser, Stamp, Store, SurveyOf,
    UsedExternalInvitation,
};
use uuid::Uuid;

const NOW: Moment = Moment(1_800_000_000_000);
const SOON: Moment = Moment(NOW.0 + 30_000);

fn user(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(number))
}

fn stamp() -> Stamp {
    let author = Author { kind: AuthorKind::Setup, id: None, name: "test".into(), address: String::new() };
    Stamp { author: Arc::new(author), at: NOW, seen: None, once: None }
}

/// A store with an account and a session of its own, in which a guest was invited.
async fn ground(directory: &std::path::Path) -> (Store, Session) {
    let store = Store::open(directory).await.unwrap();
    let new = NewUser {
        id: user(1),
        username: "olga".into(),
        display_name: "Olga".into(),
        email: "olga@example.com".into(),
        administrator: false,
        password_hash: "$hash".into(),
        must_change_password: false,
        groups: Vec::new(),
        settings: Settings::default(),
        created: NOW,
    };
    let _created = store.create_user(stamp(), new).await.unwrap();
    let spec = Spec {
        id: SessionId::from_uuid(Uuid::now_v7()),
        item: Some(JumpItemId::from_uuid(Uuid::now_v7())),
        name: "web-01".into(),
        group_name: String::new(),
        client: Some(JumpClientId::from_uuid(Uuid::now_v7())),
        method: "jump_client".into(),
        recorded: false,
        graces: Graces::default(),
        custom: Vec::new(),
        support: None,
    };
    let mut session = Session::start(NOW, spec, user(1), "Olga", Permissions::ALL);
    let profile = SessionPolicyId::from_uuid(Uuid::from_u128(9));
    let invite =
        Input::InviteExternal { user: user(1), guest: user(2), name: "Erik".into(), profile, comments: String::new() };
    session.handle(NOW, invite).unwrap();
    let events = drained(&mut session);
    let link = NewExternalInvitation { token_hash: [7; 32], number: 1, user: user(2), expires: SOON };
    store.invite_external(link, session.state().clone(), events).await.unwrap();
    (store, session)
}

fn drained(session: &mut Session) -> Vec<towline_session::Event> {
    let mut all = Vec::new();
    while let Some(effect) = session.poll_effect() {
        if let Effect::Persist { events } = effect {
            all.extend(events);
        }
    }
    all
}

/// How many of two hundred win who try at the same moment.
async fn winners<F>(attempt: impl Fn(u8) -> F) -> usize
where
    F: Future<Output = bool> + Send + 'static,
{
    let attempts: Vec<_> = (0..200).map(|nth| tokio::spawn(attempt(nth))).collect();
    let mut won = 0;
    for attempt in attempts {
        won += usize::from(attempt.await.unwrap());
    }
    won
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_who_show_a_ticket_one_gets_a_link_acc_4_sup_20_sup_70() {
    let directory = tempfile::tempdir().unwrap();
    let (store, mut session) = ground(directory.path()).await;
    let id = session.state().spec.id;

    store.create_customer_ticket(id, [1; 32], NOW, SOON).await.unwrap();
    let won = winners(|_| {
        let store = store.clone();
        async move { store.redeem_customer_ticket([1; 32], NOW).await.unwrap() == Some(id) }
    });
    assert_eq!(won.await, 1, "a customer's");

    let checked = store.password_check("olga").await.unwrap().unwrap();
    let login = LoginId::from_uuid(Uuid::from_u128(7));
    let new = NewLogin {
        id: login,
        token_hash: [1; 32],
        address: "192.0.2.1".parse().unwrap(),
        created: NOW,
        expires: SOON,
        fresh: NOW,
    };
    assert!(store.right_password(checked, new).await.unwrap());
    store.create_ticket(login, [2; 32], SOON, 8).await.unwrap();
    let won = winners(|_| {
        let store = store.clone();
        async move { store.redeem_ticket([2; 32], NOW).await.unwrap() == Some(login) }
    });
    assert_eq!(won.await, 1, "a representative's");

    let accept = Input::AcceptExternal { guest: user(2), number: 1, profile: Permissions::ALL.into() };
    session.handle(NOW, accept).unwrap();
    let events = drained(&mut session);
    let used = UsedExternalInvitation {
        token_hash: [7; 32],
        cookie_hash: [3; 32],
        user: user(2),
        name: "Erik".into(),
        at: NOW,
    };
    assert!(store.use_external_invitation(used, session.state().clone(), events).await.unwrap());
    store.create_external_ticket(user(2), [4; 32], SOON, 8).await.unwrap();
    let won = winners(|_| {
        let store = store.clone();
        async move { store.redeem_external_ticket([4; 32], NOW).await.unwrap() == Some(user(2)) }
    });
    assert_eq!(won.await, 1, "an external representative's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_clicks_on_a_link_of_a_mail_one_answers_sup_33() {
    let directory = tempfile::tempdir().unwrap();
    let (store, session) = ground(directory.path()).await;
    let kept = AwayInvitation { session: session.state().spec.id, number: 1, user: user(1) };
    store.keep_away_invitation([5; 32], kept.clone(), SOON).await.unwrap();
    let won = winners(|_| {
        let (store, kept) = (store.clone(), kept.clone());
        async move {
            let found = store.use_away_invitation([5; 32], NOW).await.unwrap();
            assert!(found.is_none() || found == Some(kept));
            found.is_some()
        }
    });
    assert_eq!(won.await, 1);
    assert_eq!(store.away_invitation([5; 32], NOW).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_answers_to_a_survey_one_is_kept_sup_80() {
    let directory = tempfile::tempdir().unwrap();
    let (store, session) = ground(directory.path()).await;
    let id = session.state().spec.id;
    for of in [SurveyOf::Customer, SurveyOf::Rep(user(1))] {
        let won = winners(|nth| {
            let store = store.clone();
            let new = NewAnswers {
                session: id,
                of,
                name: "Carla".into(),
                survey: SurveyId::from_uuid(Uuid::from_u128(3)),
                survey_name: "How it went".into(),
                answers: vec![SurveyAnswer { question: "How?".into(), said: vec![nth.to_string()], of: None }],
                at: NOW,
            };
            async move { store.keep_answers(new).await.unwrap() }
        });
        assert_eq!(won.await, 1, "{of:?}");
    }
    assert_eq!(store.survey_answers(&Default::default(), 10).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_with_a_reset_link_one_sets_the_password_acc_5() {
    let directory = tempfile::tempdir().unwrap();
    let (store, _) = ground(directory.path()).await;
    let account = store.reset_accounts("olga", NOW, 2).await.unwrap().pop().unwrap();
    store.begin_reset(account, [6; 32], SOON).await.unwrap();
    let won = winners(|nth| {
        let store = store.clone();
        async move { store.finish_reset(stamp(), user(1), [6; 32], format!("$hash{nth}")).await.unwrap().is_some() }
    });
    assert_eq!(won.await, 1);
}
