//! Support Buttons over the real wire (SUP-50): made by an installer or in a session, clicked, withdrawn, removed; and those who mean ill.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use towline_testkit::{
    AgentIdentity, CustomerBrowser, Person, SimulatedAgent, SimulatedConsole, TestAppliance, inventory,
};
use towline_wire::v1::{
    AcceptSession, ButtonSettled, DeployButton, OpenSession, PlaceButton, QueueKind, RemoveButton, SessionState,
    SessionSummary, StartSession, agent_down, agent_up, console_down, console_up,
};

const STANDARD: &str = "00000000-0000-0000-0000-000000000001";

/// A rep who may deploy buttons.
async fn deployer(appliance: &TestAppliance, name: &str) -> Result<Person> {
    let person = appliance.person(name).await?;
    let settings = json!({"settings": {"session.support_buttons": "allow"}});
    appliance.admin.call("PATCH", &format!("/users/{}", person.id), &settings).await?.ok()?;
    Ok(person)
}

async fn installer(appliance: &TestAppliance, change: &Value) -> Result<(Value, String)> {
    let mut new = json!({
        "description": "Reception <b>1</b>", "profile_id": STANDARD, "queue": "general", "button_days": 30,
        "valid_hours": 1, "uses": 1,
    });
    if let (Some(new), Some(change)) = (new.as_object_mut(), change.as_object()) {
        new.extend(change.clone());
    }
    let made = appliance.admin.call("POST", "/support-button-installers", &new).await?.ok()?;
    let command = made.get("command").and_then(Value::as_str).context("a command")?;
    let token = command.split("/b/").nth(1).and_then(|rest| rest.split(' ').next()).context("a token")?;
    Ok((made.get("installer").cloned().context("the installer")?, token.to_owned()))
}

async fn buttons(appliance: &TestAppliance) -> Result<Vec<Value>> {
    let found = appliance.admin.call("GET", "/support-buttons", &json!(null)).await?.ok()?;
    Ok(found.get("buttons").and_then(Value::as_array).cloned().unwrap_or_default())
}

async fn listed(rep: &mut SimulatedConsole, fits: impl Fn(&SessionSummary) -> bool) -> Result<SessionSummary> {
    rep.until(|body| match body {
        console_down::Body::Sessions(list) => list.sessions.into_iter().find(|session| fits(session)),
        _ => None,
    })
    .await
}

async fn placing(agent: &mut SimulatedAgent) -> Result<PlaceButton> {
    agent
        .until(|body| match body {
            agent_down::Body::PlaceButton(place) => Some(place),
            _ => None,
        })
        .await
}

fn settled(session: &str, button: &str, taken: bool, code: &str) -> agent_up::Body {
    let (session_id, button_id) = (session.to_owned(), button.to_owned());
    agent_up::Body::Button(ButtonSettled { session_id, button_id, taken, code: code.to_owned() })
}

#[tokio::test]
async fn a_button_of_an_installer_starts_sessions_until_it_is_withdrawn_sup_50() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let vera = appliance.person("vera").await?;
    let team = json!({"name": "Front", "members": [{"user_id": vera.id, "rank": "member"}]});
    let team = appliance.admin.call("POST", "/teams", &team).await?.ok()?;
    let issue = json!({"name": "It hums", "code_name": "hums", "team_id": team["id"]});
    let issue = appliance.admin.call("POST", "/issues", &issue).await?.ok()?;
    let (made, token) = installer(&appliance, &json!({"issue_id": issue["id"]})).await?;
    assert_eq!(
        (&made["issue_name"], &made["queue"]["name"], &made["valid"]),
        (&json!("It hums"), &json!("Front"), &json!(true))
    );
    let machine = CustomerBrowser::new(&appliance);
    let script = machine.0.request("GET", &format!("/b/{token}"), &[], "").await?;
    assert!(script.status == 200 && script.text.contains("install-button"), "{}", script.text);
    let program = machine.button(&token, "front-pc\u{202e}").await?;
    assert_eq!((program.label.as_str(), program.button_id.len()), ("Get support", 36));
    // Once is once.
    assert!(machine.button(&token, "other").await.is_err());
    assert_eq!(machine.0.request("GET", &format!("/b/{token}"), &[], "").await?.status, 404);
    assert_eq!(machine.0.request("GET", "/b/none/icon", &[], "").await?.status, 404);
    let row = buttons(&appliance).await?.pop().context("a button")?;
    assert_eq!((&row["id"], &row["machine"], &row["uses"]), (&json!(program.button_id), &json!("front-pc"), &json!(0)));

    // A click; and the same client once more, when its link broke.
    let mut vera_at = SimulatedConsole::connect(&appliance, &vera.browser).await?;
    let first = AgentIdentity::new()?;
    let client = SimulatedAgent::client(&appliance, &first, &program.token).await?;
    let waits = listed(&mut vera_at, |row| row.queue.is_some()).await?;
    let about = waits.customer.clone().context("who it is")?;
    assert_eq!(
        (about.name.as_str(), about.issue.as_str(), about.way.as_str()),
        ("Reception <b>1</b>", "It hums", "client")
    );
    assert_eq!(waits.queue.as_ref().map(|queue| queue.kind()), Some(QueueKind::Team));
    drop(client);
    let mut client = SimulatedAgent::client(&appliance, &first, &program.token).await?;
    let (session_id, have_event) = (waits.session_id.clone(), 0);
    assert_eq!(vera_at.code_of(console_up::Body::AcceptSession(AcceptSession { session_id })).await?, "");
    let open = OpenSession { session_id: waits.session_id.clone(), have_event };
    assert_eq!(vera_at.code_of(console_up::Body::OpenSession(open)).await?, "");
    let state = vera_at.session_state(|state| state.button.is_some()).await?;
    assert_eq!(state.button.map(|button| button.state), Some("placed".into()));
    assert_eq!(buttons(&appliance).await?[0]["uses"], 1);
    // It is stored: the session goes on after a kill, by the key alone.
    appliance.kill_and_restart().await?;
    let _ = client.closed().await;
    let _client = SimulatedAgent::client(&appliance, &first, &program.token).await?;
    assert_eq!(buttons(&appliance).await?[0]["uses"], 1);

    let path = format!("/support-buttons/{}", program.button_id);
    assert_eq!(vera.browser.call("DELETE", &path, &json!(null)).await?.status, 403);
    appliance.admin.call("DELETE", &path, &json!(null)).await?;
    let refused = SimulatedAgent::client(&appliance, &AgentIdentity::new()?, &program.token).await.err();
    assert_eq!(refused.context("let in")?.to_string(), "button_withdrawn");
    assert_eq!(buttons(&appliance).await?[0]["state"], "withdrawn");
    let refused = SimulatedAgent::client(&appliance, &AgentIdentity::new()?, "nonsense").await.err();
    assert_eq!(refused.context("let in")?.to_string(), "bad_token");
    Ok(())
}

#[tokio::test]
async fn a_rep_deploys_a_button_in_a_session_and_removes_it_sup_50() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = deployer(&appliance, "olga").await?;
    let group = appliance.group("Workshop", &[&olga.id]).await?;
    let token = appliance.installer(&group, 1).await?;
    let mut agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("lathe")).await?;
    let mut olga_at = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let item = appliance.item_named("lathe").await?;
    let start = StartSession {
        item_id: item["id"].as_str().context("an id")?.to_owned(),
        nonce: uuid::Uuid::new_v4().to_string(),
        ..Default::default()
    };
    let session = olga_at.ask(console_up::Body::StartSession(start)).await?.session_id;
    let open = OpenSession { session_id: session.clone(), have_event: 0 };
    assert_eq!(olga_at.code_of(console_up::Body::OpenSession(open)).await?, "");
    let deploy = |change: &dyn Fn(&mut DeployButton)| {
        let mut asked = DeployButton {
            session_id: session.clone(),
            description: "Lathe".into(),
            profile_id: STANDARD.into(),
            queue: QueueKind::Personal.into(),
            days: 30,
            ..Default::default()
        };
        change(&mut asked);
        console_up::Body::DeployButton(asked)
    };
    // What is wrong is told, and begins nothing.
    for (change, code) in [
        (&(|asked: &mut DeployButton| asked.days = 0) as &dyn Fn(&mut DeployButton), "invalid"),
        (&|asked| asked.description = " ".into(), "invalid"),
        (&|asked| asked.profile_id = "x".into(), "invalid"),
        (&|asked| asked.queue = QueueKind::General.into(), "not_permitted"),
        (&|asked| asked.queue_id = appliance_user(), "not_permitted"),
    ] {
        assert_eq!(olga_at.code_of(deploy(change)).await?, code);
    }
    // A profile that is nowhere is found out when it is to be kept; nothing is left of the attempt.
    let nowhere = uuid::Uuid::new_v4().to_string();
    assert_eq!(olga_at.code_of(deploy(&|asked| asked.profile_id = nowhere.clone())).await?, "invalid");

    assert_eq!(olga_at.code_of(deploy(&|_| {})).await?, "");
    assert_eq!(olga_at.code_of(deploy(&|_| {})).await?, "button");
    let place = placing(&mut agent).await?;
    let program = CustomerBrowser::new(&appliance).button(&place.token, "lathe").await?;
    assert_eq!(program.button_id, place.button_id);
    assert_eq!(buttons(&appliance).await?.len(), 1);
    // Another button than the one that it was told of is nobody's news.
    agent.say(settled(&session, &uuid::Uuid::new_v4().to_string(), true, "")).await?;
    agent.say(settled(&session, &place.button_id, true, "")).await?;
    agent.say(settled(&session, &place.button_id, false, "")).await?;
    let placed = |state: &SessionState| state.button.as_ref().is_some_and(|button| button.state == "placed");
    olga_at.session_state(placed).await?;
    assert_eq!(buttons(&appliance).await?.len(), 1);

    // A click leads to her own queue.
    let _client = SimulatedAgent::client(&appliance, &AgentIdentity::new()?, &program.token).await?;
    let row = listed(&mut olga_at, |row| row.queue.is_some()).await?;
    assert_eq!(row.queue.as_ref().map(|queue| queue.kind()), Some(QueueKind::Personal));

    let remove = || console_up::Body::RemoveButton(RemoveButton { session_id: session.clone() });
    assert_eq!(olga_at.code_of(remove()).await?, "");
    let button_id = agent
        .until(|body| match body {
            agent_down::Body::TakeButton(take) => Some(take.button_id),
            _ => None,
        })
        .await?;
    assert_eq!(button_id, place.button_id);
    agent.say(settled(&session, &button_id, true, "")).await?;
    olga_at.session_state(|state| state.button.is_none()).await?;
    assert_eq!(buttons(&appliance).await?, Vec::<Value>::new());
    let refused = SimulatedAgent::client(&appliance, &AgentIdentity::new()?, &program.token).await.err();
    assert_eq!(refused.context("let in")?.to_string(), "bad_token");

    // What cannot be placed is told, and is on no list.
    assert_eq!(olga_at.code_of(deploy(&|_| {})).await?, "");
    let place = placing(&mut agent).await?;
    CustomerBrowser::new(&appliance).button(&place.token, "lathe").await?;
    agent.say(settled(&session, &place.button_id, false, "install")).await?;
    olga_at.session_state(|state| state.button.is_none()).await?;
    assert_eq!(buttons(&appliance).await?, Vec::<Value>::new());
    Ok(())
}

/// Somebody who is not the one who asks.
fn appliance_user() -> String {
    uuid::Uuid::new_v4().to_string()
}
