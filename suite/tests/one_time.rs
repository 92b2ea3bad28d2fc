//! One-time things at a real appliance, two hundred at once (SUP-11, SUP-20, ACC-4): one wins, the others hear a clear refusal.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use futures_util::future::join_all;
use serde_json::{Value, json};
use towline_testkit::{CustomerBrowser, SimulatedConsole, SimulatedCustomer, TestAppliance};
use towline_wire::v1::ConsolePurpose;

const MANY: usize = 200;

#[tokio::test]
async fn of_two_hundred_who_follow_one_link_of_a_key_one_starts_a_session_sup_11() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let key = olga.browser.call("POST", "/session-keys", &json!({"minutes": 60})).await?.ok()?;
    let url = key.get("url").and_then(Value::as_str).context("a link")?;
    let token = url.split_once("ak=").context("a token")?.1.to_owned();
    let starts = (0..MANY).map(|_| {
        let (mut browser, token) = (CustomerBrowser::new(&appliance), token.clone());
        tokio::spawn(async move { browser.start(&[("ak", &token), ("name", "Carla")]).await })
    });
    let mut answers = BTreeMap::new();
    for start in starts.collect::<Vec<_>>() {
        let answer = start.await??;
        let not_valid = answer.status != 422 || answer.text.contains("not valid");
        assert!(not_valid, "{}", answer.text);
        *answers.entry(answer.status).or_insert(0) += 1;
    }
    // More than a hundred in a second from one place are throttled.
    assert_eq!(answers.remove(&303), Some(1), "{answers:?}");
    assert!(answers.keys().all(|status| [422, 429].contains(status)), "{answers:?}");
    let running = appliance.admin.call("GET", "/sessions", &Value::Null).await?.ok()?;
    assert_eq!(running["sessions"].as_array().map(Vec::len), Some(1), "{running}");
    Ok(())
}

#[tokio::test]
async fn of_two_hundred_who_show_one_ticket_one_gets_a_link_acc_4_sup_20() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let key = olga.browser.call("POST", "/session-keys", &json!({"minutes": 60})).await?.ok()?;
    let typed = key.get("key").and_then(Value::as_str).context("a key")?.to_owned();
    let mut carla = CustomerBrowser::new(&appliance);
    assert_eq!(carla.start(&[("key", &typed), ("name", "Carla")]).await?.status, 303);

    // All links stand before the first of them shows the ticket.
    let hello = json!({"t": "hello", "ticket": carla.ticket().await?, "have": 0});
    let mut links = Vec::new();
    for _ in 0..MANY {
        links.push(SimulatedCustomer::open(&appliance).await?);
    }
    let shows = links.into_iter().map(|mut link| {
        let hello = hello.clone();
        tokio::spawn(async move {
            link.say(&hello).await?;
            let told = link.until(|told| told["t"] == "welcome" || told["t"] == "refused").await?;
            anyhow::Ok(told.pointer("/problem/code").and_then(Value::as_str).unwrap_or("in").to_owned())
        })
    });
    let mut answers = BTreeMap::new();
    for show in shows.collect::<Vec<_>>() {
        *answers.entry(show.await??).or_insert(0) += 1;
    }
    assert_eq!(answers, BTreeMap::from([("in".to_owned(), 1), ("bad_ticket".to_owned(), MANY - 1)]));

    // A representative's.
    let ticket = SimulatedConsole::ticket(&olga.browser).await?;
    let origin = appliance.origin();
    let shows =
        (0..MANY).map(|_| SimulatedConsole::show_ticket(&appliance, 7, &origin, &ticket, ConsolePurpose::Console, ""));
    let mut inside = 0;
    for shown in join_all(shows).await {
        match shown {
            Ok(_) => inside += 1,
            Err(refused) => assert_eq!(refused.to_string(), "bad_ticket"),
        }
    }
    assert_eq!(inside, 1);
    Ok(())
}
