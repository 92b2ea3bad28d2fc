//! Teams and the queues that come and go with them (ADM-5, SUP-30), with a real store.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{net::IpAddr, sync::Arc};

use towline_engine::{Engine, FirstAdministrator, Parts, SignInStep, Site, SystemClock};
use towline_model::{Queue, QueueRules};
use towline_policy::{Actor, action};
use towline_seal::SecretKey;
use towline_store::{Store, TeamChange};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "velvet otter sings at noon";

/// An appliance whose first administrator has signed in, and that administrator.
async fn start(data: &tempfile::TempDir) -> (Engine, Actor) {
    let key = SecretKey::from_seed(&[7; 32]);
    let site = Site {
        name: "help.example".into(),
        url: "https://help.example".into(),
        version: "0".into(),
        host_name: "test".into(),
        behind_proxy: false,
    };
    let store = Store::open(data.path()).await.unwrap();
    let parts =
        Parts { store, locker: key.locker(), keeper: Arc::new(key), clock: Arc::new(SystemClock::start()), site };
    let engine = Engine::start(parts).await.unwrap();
    let code = engine.setup_link().unwrap().rsplit('/').next().unwrap().to_owned();
    let first = FirstAdministrator {
        display_name: "Ada".into(),
        username: "ada".into(),
        password: PASSWORD.into(),
        password_again: PASSWORD.into(),
    };
    engine.set_up(&code, first, HERE).await.unwrap();
    let SignInStep::Done(done) = engine.sign_in("ada", PASSWORD, HERE).await.unwrap() else { panic!() };
    let ada = engine.actor(&done.login).await.unwrap();
    (engine, ada)
}

#[tokio::test]
async fn a_teams_queue_is_there_changed_and_gone_with_the_answer_that_says_so_sup_30() {
    let data = tempfile::tempdir().unwrap();
    let (engine, ada) = start(&data).await;
    let may = || engine.allow::<action::ManageConfiguration>(&ada).unwrap();
    let named = TeamChange { name: Some("Linux".into()), ..TeamChange::default() };
    let team = engine.create_team(may(), named).await.unwrap().id;
    let queue = engine.routing_now().queue(Queue::Team(team)).unwrap();
    assert_eq!((queue.name.as_str(), queue.rules.alert_seconds), ("Linux", QueueRules::default().alert_seconds));

    let rules = QueueRules { alert_seconds: 47, ..QueueRules::default() };
    engine.change_team(may(), team, TeamChange { rules: Some(rules), ..TeamChange::default() }).await.unwrap();
    assert_eq!(engine.routing_now().queue(Queue::Team(team)).unwrap().rules.alert_seconds, 47);

    engine.remove_team(may(), team).await.unwrap();
    assert_eq!(engine.routing_now().queue(Queue::Team(team)), None);
}
