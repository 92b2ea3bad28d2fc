//! How a customer finds a rep over the real wire: sent on, overflowed, assigned, and where sessions go that lose theirs (SUP-30, SUP-32, SUP-34).

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use towline_testkit::{Browser, CustomerBrowser, SimulatedConsole, SimulatedCustomer, TestAppliance};
use towline_wire::v1::{
    AcceptInvitation, AcceptSession, AddNote, DeclineAssignment, InvitationKind, InviteRep, OpenSession, QueueKind,
    Readiness, SendOn, SessionList, SessionPhase, SessionSummary, SetIdle, SetReadiness, console_down, console_up,
};

async fn customer(
    appliance: &TestAppliance,
    rep: &Browser,
    name: &str,
) -> Result<(CustomerBrowser, SimulatedCustomer)> {
    let key = rep.call("POST", "/session-keys", &json!({"minutes": 60})).await?.ok()?;
    let mut browser = CustomerBrowser::new(appliance);
    let typed = key.get("key").and_then(Value::as_str).context("a key")?.to_owned();
    let answer = browser.start(&[("key", &typed), ("name", name)]).await?;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let link = SimulatedCustomer::connect(appliance, &browser, 0).await?;
    Ok((browser, link))
}

async fn team(appliance: &TestAppliance, name: &str, members: &[&str], rules: &Value) -> Result<String> {
    let members: Vec<Value> = members.iter().map(|id| json!({"user_id": id, "rank": "member"})).collect();
    let new = json!({"name": name, "members": members, "rules": rules});
    let team = appliance.admin.call("POST", "/teams", &new).await?.ok()?;
    Ok(team.get("id").and_then(Value::as_str).context("a team without an id")?.to_owned())
}

/// Rules of a queue, with these in place of the usual ones.
fn rules(changes: &Value) -> Value {
    let mut rules = json!({
        "alert_seconds": 0, "overflow_seconds": 0, "overflow_to": null, "persistent": true, "nobody_seconds": 300,
        "assignment": "off", "answer_seconds": 30,
    });
    if let (Some(rules), Some(changes)) = (rules.as_object_mut(), changes.as_object()) {
        rules.extend(changes.clone());
    }
    rules
}

async fn lists<T>(console: &mut SimulatedConsole, mut fits: impl FnMut(SessionList) -> Option<T>) -> Result<T> {
    console
        .until(|body| match body {
            console_down::Body::Sessions(list) => fits(list),
            _ => None,
        })
        .await
}

async fn listed(console: &mut SimulatedConsole, fits: impl Fn(&SessionSummary) -> bool) -> Result<SessionSummary> {
    lists(console, |list| list.sessions.into_iter().find(|session| fits(session))).await
}

fn kind(row: &SessionSummary) -> Option<QueueKind> {
    row.queue.as_ref().map(towline_wire::v1::QueueRef::kind)
}

fn accept(session_id: &str) -> console_up::Body {
    console_up::Body::AcceptSession(AcceptSession { session_id: session_id.to_owned() })
}

fn send_on(session_id: &str, to: QueueKind, to_id: &str) -> console_up::Body {
    let (session_id, to_id) = (session_id.to_owned(), to_id.to_owned());
    console_up::Body::SendOn(SendOn { session_id, to: to.into(), to_id })
}

fn ready(readiness: Readiness) -> console_up::Body {
    console_up::Body::SetReadiness(SetReadiness { readiness: readiness.into() })
}

async fn stands(console: &mut SimulatedConsole, wanted: Readiness) -> Result<()> {
    console
        .until(|body| match body {
            console_down::Body::Readiness(state) if state.now() == wanted => Some(()),
            _ => None,
        })
        .await
}

/// Does something for which others wait so long that their links would be closed if nobody heard them.
macro_rules! while_listening {
    ([$($link:expr),+], $done:expr) => {
        tokio::select! {
            closed = async { tokio::try_join!($($link.listen()),+) } => Err(closed.err().context("listening never ends")?),
            done = $done => done,
        }
    };
}

#[tokio::test]
async fn who_waits_is_sent_to_a_team_and_on_to_a_rep_and_by_nobody_else_sup_30() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let (olga, pavel, eve) =
        (appliance.person("olga").await?, appliance.person("pavel").await?, appliance.person("eve").await?);
    let linux = team(&appliance, "Linux", &[&olga.id, &pavel.id], &rules(&json!({}))).await?;
    let mut olga_at = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let mut pavel_at = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    let mut eve_at = SimulatedConsole::connect(&appliance, &eve.browser).await?;
    let (_, mut carla) = customer(&appliance, &olga.browser, "Carla").await?;
    let session = listed(&mut olga_at, |row| row.phase() == SessionPhase::Waiting).await?.session_id;
    // It waits for Olga; for the others it does not exist.
    assert_eq!(eve_at.code_of(send_on(&session, QueueKind::General, "")).await?, "not_found");
    assert_eq!(pavel_at.code_of(send_on(&session, QueueKind::Team, &linux)).await?, "not_found");
    // Nor to whom she may not hand on.
    assert_eq!(olga_at.code_of(send_on(&session, QueueKind::Personal, &eve.id)).await?, "not_there");
    assert_eq!(olga_at.code_of(send_on(&session, QueueKind::Team, &linux)).await?, "");
    let row = listed(&mut pavel_at, |row| row.session_id == session).await?;
    assert_eq!((kind(&row), row.owner_name.as_str()), (Some(QueueKind::Team), ""));
    carla.event(|event| event["kind"] == "queued" && event["text"] == "Linux" && event["name"] == "").await?;
    assert_eq!(pavel_at.code_of(send_on(&session, QueueKind::Personal, &olga.id)).await?, "");
    listed(&mut olga_at, |row| row.session_id == session && row.owned).await?;
    lists(&mut pavel_at, |list| list.sessions.is_empty().then_some(())).await?;
    assert_eq!(olga_at.code_of(accept(&session)).await?, "");
    assert_eq!(olga_at.code_of(send_on(&session, QueueKind::Team, &linux)).await?, "taken");
    Ok(())
}

#[tokio::test]
async fn who_waits_too_long_is_told_of_again_and_overflows_also_while_the_appliance_is_killed_sup_32() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let (olga, pavel) = (appliance.person("olga").await?, appliance.person("pavel").await?);
    let short = rules(&json!({"alert_seconds": 2, "overflow_seconds": 8, "overflow_to": "general"}));
    let linux = team(&appliance, "Linux", &[&olga.id], &short).await?;
    let other = team(&appliance, "Windows", &[&olga.id, &pavel.id], &rules(&json!({}))).await?;
    let members = json!({"members": [{"user_id": olga.id, "rank": "member"}, {"user_id": pavel.id, "rank": "member"}]});
    appliance.admin.call("PATCH", &format!("/teams/{linux}"), &members).await?.ok()?;
    let mut olga_at = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let mut pavel_at = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    let (browser, _carla) = customer(&appliance, &olga.browser, "Carla").await?;
    let session = listed(&mut olga_at, |row| row.phase() == SessionPhase::Waiting).await?.session_id;
    assert_eq!(olga_at.code_of(send_on(&session, QueueKind::Team, &linux)).await?, "");
    let row = listed(&mut pavel_at, |row| row.session_id == session && row.overdue).await?;
    assert_eq!(kind(&row), Some(QueueKind::Team));
    appliance.kill_and_restart().await?;
    let pavel = appliance.sign_in("pavel", &pavel.password).await?;
    let mut pavel_at = SimulatedConsole::connect(&appliance, &pavel).await?;
    let _carla = SimulatedCustomer::connect(&appliance, &browser, 0).await?;
    let row = listed(&mut pavel_at, |row| row.session_id == session && kind(row) == Some(QueueKind::General)).await?;
    assert!(!row.overdue);
    let open = OpenSession { session_id: session.clone(), have_event: 0 };
    assert_eq!(pavel_at.code_of(console_up::Body::OpenSession(open)).await?, "");
    let mut kinds: Vec<String> = Vec::new();
    while !kinds.iter().any(|kind| kind == "overflowed") {
        let log = pavel_at
            .until(|body| if let console_down::Body::Events(log) = body { Some(log.events) } else { None })
            .await?;
        kinds.extend(log.into_iter().map(|event| event.kind));
    }
    assert!(kinds.contains(&"overdue".to_owned()), "{kinds:?}");
    // To a team of which nobody else is there, it is not sent.
    let mut after = SimulatedConsole::connect(&appliance, &pavel.another_tab()).await?;
    assert_eq!(after.code_of(send_on(&session, QueueKind::Team, &other)).await?, "not_there");
    Ok(())
}

#[tokio::test]
async fn those_who_wait_in_the_queue_of_a_team_that_is_removed_wait_in_another_sup_34() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let (olga, pavel) = (appliance.person("olga").await?, appliance.person("pavel").await?);
    let linux = team(&appliance, "Linux", &[&olga.id, &pavel.id], &rules(&json!({}))).await?;
    let mut olga_at = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let mut pavel_at = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    let (_, _carla) = customer(&appliance, &olga.browser, "Carla").await?;
    let session = listed(&mut olga_at, |row| row.phase() == SessionPhase::Waiting).await?.session_id;
    assert_eq!(olga_at.code_of(send_on(&session, QueueKind::Team, &linux)).await?, "");
    listed(&mut pavel_at, |row| kind(row) == Some(QueueKind::Team)).await?;
    appliance.admin.call("DELETE", &format!("/teams/{linux}"), &Value::Null).await?.ok()?;
    // Where it was before: with Olga, who is there.
    listed(&mut olga_at, |row| row.session_id == session && kind(row) == Some(QueueKind::Personal)).await?;
    Ok(())
}

#[tokio::test]
async fn a_session_is_offered_to_one_available_rep_after_the_other_sup_32() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let (olga, pavel, rosa) =
        (appliance.person("olga").await?, appliance.person("pavel").await?, appliance.person("rosa").await?);
    let assigned = rules(&json!({"assignment": "least_busy", "answer_seconds": 10}));
    let linux = team(&appliance, "Linux", &[&olga.id, &pavel.id, &rosa.id], &assigned).await?;
    let busy = json!({"busy_sessions": 1});
    appliance.admin.call("PATCH", "/settings/routing", &busy).await?.ok()?;
    let mut olga_at = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let mut pavel_at = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    let mut rosa_at = SimulatedConsole::connect(&appliance, &rosa.browser).await?;
    assert_eq!(olga_at.code_of(ready(Readiness::Busy)).await?, "");
    stands(&mut olga_at, Readiness::Busy).await?;
    assert_eq!(olga_at.code_of(ready(Readiness::Unspecified)).await?, "invalid");
    // Rosa's console has not been touched for long.
    assert_eq!(rosa_at.code_of(console_up::Body::SetIdle(SetIdle { idle: true })).await?, "");
    stands(&mut rosa_at, Readiness::Away).await?;
    let reps = olga.browser.call("GET", "/representatives", &Value::Null).await?.ok()?;
    let told: Vec<(&str, &str)> = reps["teams"][0]["representatives"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|rep| Some((rep["name"].as_str()?, rep["readiness"].as_str()?)))
        .collect();
    assert_eq!(told, [("Rep pavel", "available"), ("Rep rosa", "away")]);
    let (_, mut carla) = customer(&appliance, &olga.browser, "Carla").await?;
    let session = listed(&mut olga_at, |row| row.phase() == SessionPhase::Waiting).await?.session_id;
    assert_eq!(olga_at.code_of(send_on(&session, QueueKind::Team, &linux)).await?, "");
    // Pavel is the only one who is available; he declines, and it waits.
    listed(&mut pavel_at, |row| row.session_id == session && row.assigned_until_ms > 0).await?;
    let row = listed(&mut olga_at, |row| row.assigned_to == "Rep pavel").await?;
    assert_eq!(row.assigned_until_ms, 0, "not to her");
    let decline = || console_up::Body::DeclineAssignment(DeclineAssignment { session_id: session.clone() });
    assert_eq!(olga_at.code_of(decline()).await?, "invitation_over");
    assert_eq!(pavel_at.code_of(decline()).await?, "");
    listed(&mut pavel_at, |row| row.session_id == session && row.assigned_to.is_empty()).await?;
    // Somebody touches Rosa's console: it is hers to answer, and she does not in time; then Olga is asked.
    assert_eq!(rosa_at.code_of(console_up::Body::SetIdle(SetIdle { idle: false })).await?, "");
    listed(&mut rosa_at, |row| row.assigned_until_ms > 0).await?;
    assert_eq!(olga_at.code_of(ready(Readiness::Available)).await?, "");
    let row = while_listening!(
        [pavel_at, rosa_at, carla],
        listed(&mut olga_at, |row| row.session_id == session && row.assigned_until_ms > 0)
    )?;
    assert_eq!(row.assigned_to, "Rep olga");
    // Whoever serves the queue may be faster.
    assert_eq!(pavel_at.code_of(accept(&session)).await?, "");
    let late = olga_at.ask(accept(&session)).await?.problem.context("a problem")?;
    assert_eq!((late.code.as_str(), late.title.as_str()), ("taken", "Rep pavel was faster."));
    // One session is enough for being busy, which a restart does not forget: what she said herself is stored.
    stands(&mut pavel_at, Readiness::Busy).await?;
    Ok(())
}

/// A customer whose session a rep accepted, found in this queue.
struct Held {
    session: String,
    carla: SimulatedCustomer,
}

#[tokio::test]
async fn a_session_that_loses_its_rep_goes_on_in_every_way_sup_34() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let (pavel, rosa) = (appliance.person("pavel").await?, appliance.person("rosa").await?);
    let vera = appliance.person("vera").await?;
    let linux = team(&appliance, "Linux", &[&olga.id, &pavel.id, &rosa.id], &rules(&json!({}))).await?;
    let alone = team(&appliance, "Alone", &[&olga.id], &rules(&json!({"persistent": false}))).await?;
    appliance.admin.call("PATCH", "/settings/routing", &json!({"grace_seconds": 10})).await?.ok()?;
    let mut olga_at = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let mut pavel_at = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    let mut rosa_at = SimulatedConsole::connect(&appliance, &rosa.browser).await?;
    let mut vera_at = SimulatedConsole::connect(&appliance, &vera.browser).await?;

    // Shared; from the team's queue; from her own; and one that came to Pavel and was sent to her.
    let mut held = Vec::new();
    for (name, maker) in [("Shared", &olga), ("Team", &olga), ("Own", &olga), ("Pavels", &pavel)] {
        let (_, carla) = customer(&appliance, &maker.browser, name).await?;
        let at = if name == "Pavels" { &mut pavel_at } else { &mut olga_at };
        let session = listed(at, |row| row.item_name == name).await?.session_id;
        if name == "Team" {
            assert_eq!(olga_at.code_of(send_on(&session, QueueKind::Team, &linux)).await?, "");
        }
        if name == "Pavels" {
            assert_eq!(pavel_at.code_of(send_on(&session, QueueKind::Personal, &olga.id)).await?, "");
        }
        assert_eq!(olga_at.code_of(accept(&session)).await?, "");
        held.push(Held { session, carla });
    }
    let [shared, teams, own, pavels] = &mut held[..] else { unreachable!() };
    // Rosa came first.
    for (to, console) in [(&rosa, &mut rosa_at), (&pavel, &mut pavel_at)] {
        let invite = InviteRep {
            session_id: shared.session.clone(),
            kind: InvitationKind::Share.into(),
            to: QueueKind::Personal.into(),
            to_id: to.id.clone(),
            comments: String::new(),
        };
        assert_eq!(olga_at.code_of(console_up::Body::InviteRep(invite)).await?, "");
        let number = listed(console, |row| row.invitation.is_some()).await?.invitation.context("one")?.number;
        let session_id = shared.session.clone();
        let answer = console_up::Body::AcceptInvitation(AcceptInvitation { session_id, number });
        assert_eq!(console.code_of(answer).await?, "");
    }
    // Her browser is killed.
    drop(olga_at);
    // One list may tell all of it, in whatever order they were given up. That which came by Pavel's queue goes back there: where it was last was hers.
    let pavels_list = |list: SessionList| {
        let row = |id: &str| list.sessions.iter().find(|row| row.session_id == id);
        let waits = |id: &str, queue: QueueKind| row(id).is_some_and(|row| kind(row) == Some(queue));
        let passed_on = row(&shared.session).is_some_and(|row| row.owner_name == "Rep rosa");
        (passed_on && waits(&teams.session, QueueKind::Team) && waits(&pavels.session, QueueKind::Personal))
            .then_some(())
    };
    while_listening!(
        [rosa_at, vera_at, shared.carla, teams.carla, own.carla, pavels.carla],
        lists(&mut pavel_at, pavels_list)
    )?;
    listed(&mut vera_at, |row| row.session_id == own.session && kind(row) == Some(QueueKind::General)).await?;
    for held in [teams, own, pavels] {
        held.carla.phase("on_hold").await?;
    }

    // Signing out is a loss too. With no last resort it ends, and the customer is told why.
    appliance.admin.call("PATCH", "/settings/routing", &json!({"fallback": "none"})).await?.ok()?;
    let olga_again = appliance.sign_in("olga", &olga.password).await?;
    let mut olga_at = SimulatedConsole::connect(&appliance, &olga_again).await?;
    let (_, mut last) = customer(&appliance, &olga_again, "Last").await?;
    let session = listed(&mut olga_at, |row| row.item_name == "Last").await?.session_id;
    assert_eq!(olga_at.code_of(accept(&session)).await?, "");
    olga_again.call("POST", "/logout", &json!({"sessions": "hold"})).await?.ok()?;
    let told = last.phase("ended").await?;
    assert_eq!(told["ended_reason"], "nobody_there");
    let _ = alone;
    Ok(())
}

/// It takes a minute: that is the shortest time for which nobody may be there.
#[tokio::test]
async fn who_waits_for_nobody_is_told_and_goes_on_and_a_page_that_is_loaded_anew_is_no_loss_sup_34() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let (olga, pavel) = (appliance.person("olga").await?, appliance.person("pavel").await?);
    let vera = appliance.person("vera").await?;
    let leaves = rules(&json!({"persistent": false, "nobody_seconds": 60}));
    let patch = json!({"personal": leaves, "nobody_text": "We are back at 8."});
    appliance.admin.call("PATCH", "/settings/routing", &patch).await?.ok()?;
    let long = json!({"nobody_text": "ü".repeat(513)});
    assert_eq!(appliance.admin.call("PATCH", "/settings/routing", &long).await?.status, 422);
    let short = json!({"personal": rules(&json!({"nobody_seconds": 5}))});
    assert_eq!(appliance.admin.call("PATCH", "/settings/routing", &short).await?.status, 422);
    let mut vera_at = SimulatedConsole::connect(&appliance, &vera.browser).await?;
    let pavel_at = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    let (_, mut waits) = customer(&appliance, &olga.browser, "Waits").await?;
    let (_, mut stays) = customer(&appliance, &pavel.browser, "Stays").await?;
    // Pavel loads his page anew, twice.
    drop(pavel_at);
    while_listening!([vera_at, waits, stays], async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        anyhow::Ok(())
    })?;
    // A page that is there shows its queues.
    let mut pavel_at = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    listed(&mut pavel_at, |row| row.item_name == "Stays").await?;
    drop(pavel_at);
    let event = while_listening!([vera_at, stays], waits.event(|event| event["kind"] == "nobody_there"))?;
    assert_eq!(event["text"], "We are back at 8.");
    let row = listed(&mut vera_at, |row| row.item_name == "Waits").await?;
    assert_eq!((kind(&row), row.phase()), (Some(QueueKind::General), SessionPhase::Waiting));
    assert_eq!(stays.ask(json!({"t": "say", "text": "I wait.", "nonce": uuid::Uuid::new_v4().to_string()})).await?, "");
    let told = json!(stays.heard).to_string();
    assert!(!told.contains("nobody_there"), "{told}");
    Ok(())
}

#[tokio::test]
async fn earlier_sessions_with_a_customer_are_shown_to_who_sees_the_session_sup_30() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let (olga, eve) = (appliance.person("olga").await?, appliance.person("eve").await?);
    let mut olga_at = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (_, mut first) = customer(&appliance, &olga.browser, "Carla <b>Kunde</b>").await?;
    let before = listed(&mut olga_at, |row| row.phase() == SessionPhase::Waiting).await?.session_id;
    assert_eq!(olga_at.code_of(accept(&before)).await?, "");
    assert_eq!(first.ask(json!({"t": "end"})).await?, "");
    lists(&mut olga_at, |list| list.sessions.is_empty().then_some(())).await?;
    let (_, _again) = customer(&appliance, &olga.browser, "carla <b>kunde</b>").await?;
    let session = listed(&mut olga_at, |row| row.phase() == SessionPhase::Waiting).await?.session_id;
    let path = format!("/sessions/{session}/earlier");
    assert_eq!(eve.browser.call("GET", &path, &json!(null)).await?.status, 404);
    let earlier = olga.browser.call("GET", &path, &json!(null)).await?.ok()?;
    assert_eq!(earlier["by_name"], true);
    assert_eq!(earlier["sessions"].as_array().map(Vec::len), Some(1), "{earlier}");
    assert_eq!(earlier["sessions"][0]["id"], before);
    assert_eq!(earlier["sessions"][0]["ended_reason"], "ended_by_customer");
    assert_eq!(earlier["sessions"][0]["representatives"], json!(["Rep olga"]));
    Ok(())
}

#[tokio::test]
async fn who_only_claims_a_customers_name_reads_nothing_of_other_teams_sessions_ses_40_sup_30() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let (olga, eve, otto) =
        (appliance.person("olga").await?, appliance.person("eve").await?, appliance.person("otto").await?);
    let make = async |path: &str, body: Value| -> Result<String> {
        let made = appliance.admin.call("POST", path, &body).await?.ok()?;
        Ok(made.get("id").and_then(Value::as_str).context("an id")?.to_owned())
    };
    let printers = team(&appliance, "Printers", &[&olga.id, &otto.id], &rules(&json!({}))).await?;
    let issue = make("/issues", json!({"name": "Paper", "code_name": "paper", "team_id": printers})).await?;
    let site = "/public-sites/00000000-0000-0000-0000-000000000001";
    appliance.admin.call("PATCH", site, &json!({"issue_ids": [issue]})).await?.ok()?;

    // Carla came to the team; Olga helped her, and wrote something down.
    let mut olga_at = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let mut carla = CustomerBrowser::new(&appliance);
    assert_eq!(carla.send("/ask", &[("issue", issue.as_str()), ("name", "Carla")]).await?.status, 303);
    let mut there = SimulatedCustomer::connect(&appliance, &carla, 0).await?;
    let before = listed(&mut olga_at, |row| row.phase() == SessionPhase::Waiting).await?.session_id;
    assert_eq!(olga_at.code_of(accept(&before)).await?, "");
    let note = AddNote { session_id: before.clone(), text: "Owes us money".into(), nonce: "n1".into() };
    assert_eq!(olga_at.code_of(console_up::Body::AddNote(note)).await?, "");
    assert_eq!(there.ask(json!({"t": "end"})).await?, "");
    lists(&mut olga_at, |list| list.sessions.is_empty().then_some(())).await?;

    // Whoever makes a key can be that Carla: the session is theirs, and its history is what their teams did.
    let readers = [
        (&eve.browser, None),
        (&otto.browser, Some(false)),
        (&olga.browser, Some(true)),
        (&appliance.admin, Some(true)),
    ];
    for (rep, seen) in readers {
        let mut console = SimulatedConsole::connect(&appliance, rep).await?;
        let (_, _link) = customer(&appliance, rep, "Carla").await?;
        let session = listed(&mut console, |row| row.phase() == SessionPhase::Waiting).await?.session_id;
        let found = rep.call("GET", &format!("/sessions/{session}/earlier"), &json!(null)).await?.ok()?;
        assert_eq!(found["sessions"].as_array().map(Vec::len), Some(seen.iter().len()), "{found}");
        assert_eq!(found.to_string().contains("Owes us money"), seen.is_some());
        // Its report is for those who were in it, as long as no setting says more (REC-6).
        assert_eq!(found["sessions"][0]["report"].as_bool(), seen);
    }
    Ok(())
}
