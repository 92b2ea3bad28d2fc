//! Attended support over the real wire: a customer at the portal, reps at their consoles, and those among them who mean ill (SUP-2, SUP-11, SUP-12, SUP-20, SES-2, SES-20, SES-21, SES-30).

use anyhow::{Context, Result};
use serde_json::{Value, json};
use towline_testkit::{
    AgentIdentity, Browser, CustomerBrowser, SimulatedAgent, SimulatedConsole, SimulatedCustomer, TestAppliance,
    inventory,
};
use towline_wire::v1::{
    AcceptInvitation, AcceptSession, CustomerPhase, CustomerSay, DeclineInvitation, DisconnectCustomer, InvitationKind,
    InviteRep, OpenSession, PushUrl, QueueKind, SendChat, SessionDropped, SessionPhase, SessionSummary, StartTool,
    Typing, agent_down, agent_up, console_down, console_up,
};

fn uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}

async fn key(rep: &Browser) -> Result<Value> {
    rep.call("POST", "/session-keys", &json!({"minutes": 60})).await?.ok()
}

/// A customer who came by a key of this rep's.
async fn customer(appliance: &TestAppliance, rep: &Browser) -> Result<(CustomerBrowser, SimulatedCustomer)> {
    let key = key(rep).await?;
    let mut browser = CustomerBrowser::new(appliance);
    let typed = key.get("key").and_then(Value::as_str).context("a key")?.to_lowercase().replace('-', " ");
    let answer = browser.start(&[("key", &typed), ("name", "Carla <b>Kunde</b>")]).await?;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let link = SimulatedCustomer::connect(appliance, &browser, 0).await?;
    Ok((browser, link))
}

/// Waits for a row of the list of sessions that fits.
async fn listed(rep: &mut SimulatedConsole, fits: impl Fn(&SessionSummary) -> bool) -> Result<SessionSummary> {
    rep.until(|body| match body {
        console_down::Body::Sessions(list) => list.sessions.into_iter().find(|session| fits(session)),
        _ => None,
    })
    .await
}

fn waits(session: &SessionSummary) -> bool {
    session.phase() == SessionPhase::Waiting
}

fn accept(session_id: &str) -> console_up::Body {
    console_up::Body::AcceptSession(AcceptSession { session_id: session_id.to_owned() })
}

fn say(session_id: &str, text: &str, reps_only: bool) -> console_up::Body {
    let (session_id, text, nonce) = (session_id.to_owned(), text.to_owned(), uuid());
    console_up::Body::SendChat(SendChat { session_id, text, nonce, reps_only })
}

#[tokio::test]
async fn a_customer_comes_by_a_key_waits_is_accepted_talks_and_ends_it_sup_12_sup_20() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (_, mut carla) = customer(&appliance, &olga.browser).await?;
    let row = listed(&mut console, waits).await?;
    let about = row.customer.clone().context("who it is")?;
    assert_eq!((about.name.as_str(), about.way.as_str(), about.there), ("Carla <b>Kunde</b>", "browser", true));
    assert_eq!(row.queue.as_ref().map(|queue| queue.kind()), Some(QueueKind::Personal));
    assert_eq!(carla.ask(json!({"t": "say", "text": "my printer is gone", "nonce": uuid()})).await?, "");
    assert_eq!(console.code_of(accept(&row.session_id)).await?, "");
    carla.until(|told| told["t"] == "state" && told["reps"] == json!(["Rep olga"])).await?;
    let open = OpenSession { session_id: row.session_id.clone(), have_event: 0 };
    assert_eq!(console.code_of(console_up::Body::OpenSession(open)).await?, "");
    let tool = StartTool { session_id: row.session_id.clone(), tool: 2 };
    assert_eq!(console.code_of(console_up::Body::StartTool(tool)).await?, "no_agent");
    console.ask(say(&row.session_id, "is it plugged in?", false)).await?;
    let heard = carla.event(|event| event["kind"] == "chat" && event["who"] == "rep").await?;
    assert_eq!((heard["text"].as_str(), heard["name"].as_str()), (Some("is it plugged in?"), Some("Rep olga")));
    assert_eq!(carla.ask(json!({"t": "end"})).await?, "");
    assert_eq!(carla.link.closed().await?, "ended");
    let ended = console.session_state(|state| state.phase() == SessionPhase::Ended).await?;
    assert_eq!(ended.ended_reason, "ended_by_customer");
    Ok(())
}

#[tokio::test]
async fn a_session_goes_on_for_both_when_the_appliance_is_killed_ses_2() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (browser, mut carla) = customer(&appliance, &olga.browser).await?;
    let row = listed(&mut console, waits).await?;
    assert_eq!(carla.ask(json!({"t": "say", "text": "before it was accepted", "nonce": uuid()})).await?, "");
    appliance.kill_and_restart().await?;
    // Waiting goes on, and with it what was said.
    let mut carla = SimulatedCustomer::connect(&appliance, &browser, 0).await?;
    carla.event(|event| event["text"] == "before it was accepted").await?;
    let olga = appliance.sign_in("olga", &olga.password).await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga).await?;
    listed(&mut console, |session| session.session_id == row.session_id && waits(session)).await?;
    assert_eq!(console.code_of(accept(&row.session_id)).await?, "");
    console.ask(say(&row.session_id, "I am here", false)).await?;
    let last = carla.event(|event| event["text"] == "I am here").await?;
    appliance.kill_and_restart().await?;
    // Only what is newer comes again.
    let have = last["sequence"].as_u64().context("a sequence")?;
    let mut carla = SimulatedCustomer::connect(&appliance, &browser, have).await?;
    let nonce = uuid();
    assert_eq!(carla.ask(json!({"t": "say", "text": "and I am back", "nonce": nonce})).await?, "");
    assert_eq!(carla.ask(json!({"t": "say", "text": "and I am back", "nonce": nonce})).await?, "");
    carla.event(|event| event["text"] == "and I am back").await?;
    let said: Vec<&Value> = carla.heard.iter().filter_map(|told| told["events"].as_array()).flatten().collect();
    assert_eq!(said.iter().filter(|event| event["kind"] == "chat").count(), 1, "{said:?}");
    Ok(())
}

#[tokio::test]
async fn what_reps_say_among_themselves_never_reaches_a_customer_ses_30() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (browser, mut carla) = customer(&appliance, &olga.browser).await?;
    let row = listed(&mut console, waits).await?;
    console.ask(accept(&row.session_id)).await?;
    console.ask(say(&row.session_id, "she has not paid", true)).await?;
    console.ask(say(&row.session_id, "hello Carla", false)).await?;
    carla.event(|event| event["text"] == "hello Carla").await?;
    // Nor to a page that is loaded anew, nor to one that says it has less.
    let mut again = SimulatedCustomer::connect(&appliance, &browser, 0).await?;
    again.event(|event| event["text"] == "hello Carla").await?;
    for heard in [&carla.heard, &again.heard] {
        let told = json!(heard).to_string();
        assert!(!told.contains("paid") && !told.contains(&olga.id), "{told}");
    }
    Ok(())
}

#[tokio::test]
async fn a_key_starts_one_session_and_all_other_answers_are_the_same_sup_2_sup_11() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let (used, gone) = (key(&olga.browser).await?, key(&olga.browser).await?);
    let withdrawn = format!("/session-keys/{}", gone["id"].as_str().context("an id")?);
    olga.browser.call("DELETE", &withdrawn, &Value::Null).await?.ok()?;
    let text = |key: &Value| key["key"].as_str().unwrap_or_default().to_owned();
    assert_eq!(CustomerBrowser::new(&appliance).start(&[("key", &text(&used))]).await?.status, 303);
    let mut answers = Vec::new();
    for key in [text(&used), text(&gone), "ZZZ-999-ZZZ".to_owned()] {
        let mut browser = CustomerBrowser::new(&appliance);
        let answer = browser.start(&[("key", &key)]).await?;
        assert_eq!(browser.0.cookie, None);
        answers.push((answer.status, answer.text.replace(&key, "")));
    }
    assert_eq!(answers.iter().filter(|answer| **answer == (422, answers[0].1.clone())).count(), 3, "{answers:?}");
    // A link that is only looked at is not used up.
    let link = key(&olga.browser).await?;
    let path = link["url"].as_str().and_then(|url| url.split_once("/?")).context("a link")?.1;
    let looked = CustomerBrowser::new(&appliance).0.request("GET", &format!("/?{path}"), &[], "").await?;
    assert_eq!(looked.status, 200);
    let token = path.trim_start_matches("ak=");
    assert_eq!(CustomerBrowser::new(&appliance).start(&[("ak", token)]).await?.status, 303);
    assert_eq!(CustomerBrowser::new(&appliance).start(&[("ak", token)]).await?.status, 422);
    Ok(())
}

#[tokio::test]
async fn a_customers_page_that_means_ill_ends_its_own_link_and_nothing_else_qlt_6() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let (browser, mut carla) = customer(&appliance, &olga.browser).await?;
    let ticket = browser.ticket().await?;
    for (what, hello) in [
        ("a ticket that was made up", json!({"t": "hello", "ticket": "AAAA"})),
        ("a ticket", json!({"t": "hello", "ticket": ticket})),
        ("the same again", json!({"t": "hello", "ticket": ticket})),
    ] {
        let mut link = SimulatedCustomer::open(&appliance).await?;
        link.say(&hello).await?;
        let first = link.until(|_| true).await?;
        assert_eq!(first["t"], if what == "a ticket" { "welcome" } else { "refused" }, "{what}");
    }
    let long = format!(r#"{{"t":"say","request":1,"nonce":"n","text":"{}"}}"#, "x".repeat(20_000));
    let mischief: [(&str, &[u8]); 6] = [
        ("no JSON", b"\x00\x00{{{"),
        ("a second hello", br#"__{"t":"hello","ticket":"x"}"#),
        ("a message without its parts", br#"__{"t":"say"}"#),
        ("data", b"\x01\x01abc"),
        ("credit", b"\x02\x01\x05"),
        ("what is too long", b"long"),
    ];
    for (what, bytes) in mischief {
        let mut link = SimulatedCustomer::connect(&appliance, &browser, 0).await?;
        match bytes.strip_prefix(b"__") {
            Some(text) => link.text(std::str::from_utf8(text)?).await?,
            None if bytes == b"long" => link.text(&long).await?,
            None => link.raw(bytes).await?,
        }
        let reason = link.link.closed().await?;
        assert!(["malformed_frame", "too_large", "no_credit"].contains(&reason.as_str()), "{what}: {reason}");
    }
    // The session is there as before.
    assert_eq!(carla.ask(json!({"t": "say", "text": "still here", "nonce": uuid()})).await?, "");
    assert_eq!(carla.ask(json!({"t": "say", "text": "", "nonce": uuid()})).await?, "invalid");
    // What a newer page may say is no offence.
    carla.say(&json!({"t": "dance", "steps": 3})).await?;
    assert_eq!(carla.ask(json!({"t": "say", "text": "and here", "nonce": uuid()})).await?, "");
    Ok(())
}

/// A team with these members.
async fn team(appliance: &TestAppliance, members: &[&str]) -> Result<String> {
    let members: Vec<Value> = members.iter().map(|id| json!({"user_id": id, "rank": "member"})).collect();
    let team = appliance.admin.call("POST", "/teams", &json!({"name": "Linux", "members": members})).await?.ok()?;
    Ok(team.get("id").and_then(Value::as_str).context("a team without an id")?.to_owned())
}

#[tokio::test]
async fn a_team_is_asked_in_and_the_first_of_it_comes_ses_21() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let (olga, pavel, rosa) =
        (appliance.person("olga").await?, appliance.person("pavel").await?, appliance.person("rosa").await?);
    let eve = appliance.person("eve").await?;
    let team = team(&appliance, &[&olga.id, &pavel.id, &rosa.id]).await?;
    let mut consoles = Vec::new();
    for rep in [&olga, &pavel, &rosa, &eve] {
        consoles.push(SimulatedConsole::connect(&appliance, &rep.browser).await?);
    }
    let [olga_at, pavel_at, rosa_at, eve_at] = &mut consoles[..] else { unreachable!() };
    let (_, mut carla) = customer(&appliance, &olga.browser).await?;
    let session = listed(olga_at, waits).await?.session_id;
    olga_at.ask(accept(&session)).await?;
    let invite = |to_id: &str, to: QueueKind, kind: InvitationKind| {
        let (session_id, to_id, comments) = (session.clone(), to_id.to_owned(), "have a look".to_owned());
        console_up::Body::InviteRep(InviteRep { session_id, kind: kind.into(), to: to.into(), to_id, comments })
    };
    // Eve is in no team of Olga's.
    let share = InvitationKind::Share;
    assert_eq!(olga_at.code_of(invite(&eve.id, QueueKind::Personal, share)).await?, "not_there");
    assert_eq!(olga_at.code_of(invite(&team, QueueKind::Team, share)).await?, "");
    let asked = listed(pavel_at, |row| row.invitation.is_some()).await?.invitation.context("an invitation")?;
    assert_eq!((asked.by_name.as_str(), asked.comments.as_str()), ("Rep olga", "have a look"));
    let answer = |number| console_up::Body::AcceptInvitation(AcceptInvitation { session_id: session.clone(), number });
    // Not for Eve, as if there were none; and what is for several is declined by nobody.
    assert_eq!(eve_at.code_of(answer(asked.number)).await?, "invitation_over");
    let decline = DeclineInvitation { session_id: session.clone(), number: asked.number };
    assert_eq!(pavel_at.code_of(console_up::Body::DeclineInvitation(decline)).await?, "not_permitted");
    let (first, second) = tokio::join!(pavel_at.code_of(answer(asked.number)), rosa_at.code_of(answer(asked.number)));
    let mut both = [first?, second?];
    both.sort();
    assert_eq!(both, ["", "invitation_over"]);
    carla.until(|told| told["t"] == "state" && told["reps"].as_array().is_some_and(|reps| reps.len() == 2)).await?;
    // Handed on, it is the other's.
    let transfer = InvitationKind::Transfer;
    assert_eq!(olga_at.code_of(invite(&rosa.id, QueueKind::Personal, transfer)).await?, "");
    let handed = |row: &SessionSummary| row.invitation.as_ref().is_some_and(|open| open.kind() == transfer);
    let number = listed(rosa_at, handed).await?.invitation.context("an invitation")?.number;
    assert_eq!(rosa_at.code_of(answer(number)).await?, "");
    let row = listed(olga_at, |row| row.owner_name == "Rep rosa").await?;
    assert!(row.joined && !row.owned);
    Ok(())
}

#[tokio::test]
async fn the_customer_of_a_rep_whose_account_ends_waits_for_whoever_serves_the_general_queue_sup_34() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let (pavel, rosa) = (appliance.person("pavel").await?, appliance.person("rosa").await?);
    let mut pavel = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    let mut rosa = SimulatedConsole::connect(&appliance, &rosa.browser).await?;
    let (_, mut carla) = customer(&appliance, &olga.browser).await?;
    assert_eq!(carla.ask(json!({"t": "say", "text": "anybody?", "nonce": uuid()})).await?, "");
    appliance.admin.call("PATCH", &format!("/users/{}", olga.id), &json!({"disabled": true})).await?.ok()?;
    let general = |row: &SessionSummary| row.queue.as_ref().is_some_and(|queue| queue.kind() == QueueKind::General);
    let row = listed(&mut pavel, general).await?;
    listed(&mut rosa, general).await?;
    // Whoever serves the queue may look before accepting (SUP-30).
    let open = OpenSession { session_id: row.session_id.clone(), have_event: 0 };
    assert_eq!(pavel.code_of(console_up::Body::OpenSession(open)).await?, "");
    let said = pavel
        .until(|body| match body {
            console_down::Body::Events(log) => log.events.into_iter().find(|event| event.text == "anybody?"),
            _ => None,
        })
        .await?;
    assert_eq!(said.actor, 65535);
    let (first, second) = tokio::join!(pavel.ask(accept(&row.session_id)), rosa.ask(accept(&row.session_id)));
    let problems: Vec<_> = [first?, second?].into_iter().filter_map(|reply| reply.problem).collect();
    let [problem] = problems.as_slice() else { anyhow::bail!("{problems:?}") };
    assert_eq!(problem.code, "taken");
    assert!(["Rep pavel was faster.", "Rep rosa was faster."].contains(&problem.title.as_str()), "{problem:?}");
    Ok(())
}

#[tokio::test]
async fn whoever_serves_a_queue_no_more_hears_nothing_more_of_what_waits_there_ses_2a() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let pavel = appliance.person("pavel").await?;
    let mut console = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    let (_, mut carla) = customer(&appliance, &olga.browser).await?;
    appliance.admin.call("PATCH", &format!("/users/{}", olga.id), &json!({"disabled": true})).await?.ok()?;
    let row = listed(&mut console, waits).await?;
    let open = || {
        let session_id = row.session_id.clone();
        console_up::Body::OpenSession(OpenSession { session_id, have_event: 0 })
    };
    assert_eq!(console.code_of(open()).await?, "");
    let settings = json!({"settings": {"support.general_queue": false}});
    appliance.admin.call("PATCH", &format!("/users/{}", pavel.id), &settings).await?.ok()?;
    console
        .until(|body| match body {
            console_down::Body::Sessions(list) => list.sessions.is_empty().then_some(()),
            _ => None,
        })
        .await?;
    assert_eq!(carla.ask(json!({"t": "say", "text": "only for you", "nonce": uuid()})).await?, "");
    assert_eq!(console.code_of(open()).await?, "not_found");
    assert_eq!(console.code_of(accept(&row.session_id)).await?, "not_found");
    let told = format!("{:?}", console.heard);
    assert!(!told.contains("only for you"), "{told}");
    Ok(())
}

/// A customer whose session a rep has taken, with the session's id.
async fn helped(
    appliance: &TestAppliance,
    rep: &Browser,
    console: &mut SimulatedConsole,
) -> Result<(CustomerBrowser, SimulatedCustomer, String)> {
    let (browser, customer) = customer(appliance, rep).await?;
    let session = listed(console, waits).await?.session_id;
    assert_eq!(console.code_of(accept(&session)).await?, "");
    let open = OpenSession { session_id: session.clone(), have_event: 0 };
    assert_eq!(console.code_of(console_up::Body::OpenSession(open)).await?, "");
    Ok((browser, customer, session))
}

#[tokio::test]
async fn what_is_written_among_reps_is_not_even_announced_to_a_customer_ses_31_ses_30() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (_, mut carla, session) = helped(&appliance, &olga.browser, &mut console).await?;
    let types = |reps_only| console_up::Body::Typing(Typing { session_id: session.clone(), reps_only });
    assert_eq!(console.code_of(types(true)).await?, "");
    console.ask(say(&session, "first", false)).await?;
    carla.event(|event| event["text"] == "first").await?;
    assert!(carla.heard.iter().all(|told| told["t"] != "typing"), "{:?}", carla.heard);
    // A flood is passed on once a second.
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    for _ in 0..20 {
        assert_eq!(console.code_of(types(false)).await?, "");
    }
    console.ask(say(&session, "second", false)).await?;
    carla.event(|event| event["text"] == "second").await?;
    let told = carla.heard.iter().filter(|told| told["t"] == "typing").count();
    assert_eq!(told, 1);
    carla.say(&json!({"t": "typing"})).await?;
    let name = console
        .until(|body| match body {
            console_down::Body::SomebodyTypes(types) => Some(types.actor_name),
            _ => None,
        })
        .await?;
    assert_eq!(name, "Carla <b>Kunde</b>");
    Ok(())
}

#[tokio::test]
async fn a_customer_who_is_disconnected_hears_nothing_more_and_does_not_come_back_ses_22() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (browser, mut carla, session) = helped(&appliance, &olga.browser, &mut console).await?;
    let push = |url: &str| {
        console_up::Body::PushUrl(PushUrl { session_id: session.clone(), url: url.to_owned(), nonce: uuid() })
    };
    assert_eq!(console.code_of(push("javascript:alert(1)")).await?, "invalid");
    assert_eq!(console.code_of(push("https://example.com/")).await?, "");
    carla.event(|event| event["kind"] == "url_pushed").await?;
    let disconnect = DisconnectCustomer { session_id: session.clone() };
    assert_eq!(console.code_of(console_up::Body::DisconnectCustomer(disconnect)).await?, "");
    carla.phase("ended").await?;
    assert_eq!(carla.link.closed().await?, "ended");
    console.ask(say(&session, "among us", false)).await?;
    assert_eq!(console.code_of(push("https://example.com/")).await?, "invalid");
    let mut again = SimulatedCustomer::connect(&appliance, &browser, 0).await?;
    let state = again.until(|told| told["t"] == "state").await?;
    assert_eq!(state["phase"], "ended");
    assert_eq!(again.link.closed().await?, "ended");
    let heard = serde_json::to_string(&again.heard)?;
    assert!(!heard.contains("among us"), "{heard}");
    let state = console.session_state(|state| state.customer.as_ref().is_some_and(|side| side.disconnected)).await?;
    assert_eq!(state.phase(), SessionPhase::Active);
    Ok(())
}

/// An issue of a team that needs a skill, offered at the default site; and who has the skill.
async fn issue(appliance: &TestAppliance, team: &str, skilled: &str) -> Result<String> {
    let admin = &appliance.admin;
    let id = |made: Value| made.get("id").and_then(Value::as_str).map(str::to_owned).context("an id");
    let make = async |path: &str, body: Value| id(admin.call("POST", path, &body).await?.ok()?);
    let skill = make("/skills", json!({"name": "Printers", "code_name": "printers"})).await?;
    let body = json!({"name": "It does not print", "code_name": "printing", "team_id": team, "skill_ids": [skill]});
    let issue = make("/issues", body).await?;
    make("/custom-fields", json!({"name": "Serial", "code_name": "serial", "shown": true, "asked": "required"}))
        .await?;
    let site = "/public-sites/00000000-0000-0000-0000-000000000001";
    admin.call("PATCH", site, &json!({"issue_ids": [issue], "agreement": "be kind"})).await?.ok()?;
    admin.call("PATCH", &format!("/users/{skilled}"), &json!({"skills": [skill]})).await?.ok()?;
    Ok(issue)
}

#[tokio::test]
async fn a_customer_with_an_issue_waits_for_its_team_which_is_told_who_matches_sup_32() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let (olga, otto) = (appliance.person("olga").await?, appliance.person("otto").await?);
    let team = team(&appliance, &[&olga.id, &otto.id]).await?;
    let issue = issue(&appliance, &team, &olga.id).await?;
    let mut carla = CustomerBrowser::new(&appliance);
    let form = [("issue", issue.as_str()), ("name", "Carla"), ("company", "Acme"), ("details", "It hums.")];
    let refused = carla.send("/ask", &form).await?;
    assert_eq!(refused.status, 422, "a field and the agreement are missing");
    assert!(refused.text.contains("Fill in “Serial”.") && refused.text.contains("Tick the box"), "{}", refused.text);
    let shown = refused.text.split("name=\"agreement\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let shown = shown.context("the form says which agreement it shows")?;
    let whole =
        [&form[..], &[("field.serial", "47<b>11</b>"), ("field.other", "x"), ("agreed", "yes"), ("agreement", shown)]]
            .concat();
    assert_eq!(carla.send("/ask", &whole).await?.status, 303);
    let link = SimulatedCustomer::connect(&appliance, &carla, 0).await?;

    let mut second = SimulatedConsole::connect(&appliance, &otto.browser).await?;
    let alone = listed(&mut second, waits).await?.skills.context("what it needs")?;
    assert_eq!((alone.needed, alone.mine, alone.others), (vec!["Printers".to_owned()], false, Vec::new()));
    let mut first = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let row = listed(&mut first, waits).await?;
    assert!(row.skills.clone().context("what it needs")?.mine);
    assert_eq!(row.queue.as_ref().map(|queue| queue.kind()), Some(QueueKind::Team));
    let about = row.customer.clone().context("who it is")?;
    assert_eq!((about.company.as_str(), about.issue.as_str()), ("Acme", "It does not print"));
    let with = |names: Vec<String>| {
        move |row: &SessionSummary| row.skills.as_ref().is_some_and(|skills| skills.others == names)
    };
    listed(&mut second, with(vec!["Rep olga".to_owned()])).await?;
    let open = OpenSession { session_id: row.session_id.clone(), have_event: 0 };
    assert_eq!(first.code_of(console_up::Body::OpenSession(open)).await?, "");
    let state = first.session_state(|state| !state.custom.is_empty()).await?;
    let fields: Vec<_> = state.custom.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
    assert_eq!(fields, [("Serial", "47<b>11</b>")]);
    // Who goes is told as well.
    drop(first);
    listed(&mut second, with(Vec::new())).await?;
    drop((second, link));

    // What it was asked with is there after the appliance was killed.
    appliance.kill_and_restart().await?;
    let mut back = SimulatedConsole::connect(&appliance, &otto.browser).await?;
    let _link = SimulatedCustomer::connect(&appliance, &carla, 0).await?;
    let row = listed(&mut back, |row| row.skills.is_some()).await?;
    assert_eq!(back.code_of(accept(&row.session_id)).await?, "");
    Ok(())
}

#[tokio::test]
async fn a_client_speaks_for_its_own_session_and_an_installed_agent_for_none_sup_21() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (theirs, _other) = customer(&appliance, &olga.browser).await?;
    let other = listed(&mut console, waits).await?.session_id;
    let (browser, mut carla) = customer(&appliance, &olga.browser).await?;
    let row = listed(&mut console, |session| waits(session) && session.session_id != other).await?;
    assert_eq!(console.code_of(accept(&row.session_id)).await?, "");

    // The first client with the token is the session's; another one with the same file is not.
    let (identity, stranger) = (AgentIdentity::new()?, AgentIdentity::new()?);
    let download = browser.download().await?;
    let mut client = SimulatedAgent::client(&appliance, &identity, &download.token).await?;
    assert_eq!(client.welcome.jump_client_id, "");
    let refused = SimulatedAgent::client(&appliance, &stranger, &download.token).await.err().context("let in")?;
    assert_eq!(refused.to_string(), "bad_token");
    carla.until(|told| told["t"] == "state" && told["way"] == "client").await?;
    let state = client.until(|body| if let agent_down::Body::CustomerState(state) = body { Some(state) } else { None });
    assert_eq!(state.await?.phase(), CustomerPhase::Active);

    // Another download is another token, and there is one client at a time, as long as it answers.
    let second = browser.download().await?;
    let refused = tokio::select! {
        refused = SimulatedAgent::client(&appliance, &stranger, &second.token) => refused.err().context("let in")?,
        closed = client.closed() => anyhow::bail!("the first one was closed: {closed:?}"),
    };
    assert_eq!(refused.to_string(), "duplicate_agent");

    // What it says is the customer's word, once.
    let said = CustomerSay { request: 1, text: "from the window".into(), nonce: uuid() };
    client.say(agent_up::Body::CustomerSay(said)).await?;
    carla.event(|event| event["text"] == "from the window" && event["who"] == "you").await?;
    // About another session it says nothing.
    client
        .say(agent_up::Body::SessionDropped(SessionDropped { session_id: other.clone(), ..Default::default() }))
        .await?;
    assert_eq!(client.closed().await?, "not_permitted");
    // Its key is enough to come back, without a token.
    let mut back = SimulatedAgent::client(&appliance, &identity, "").await?;

    // An installed agent is nobody's window.
    let group = appliance.group("Workshop", &[]).await?;
    let token = appliance.installer(&group, 2).await?;
    let mut installed =
        SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("installed")).await?;
    let said = CustomerSay { request: 1, text: "as if".into(), nonce: uuid() };
    installed.say(agent_up::Body::CustomerSay(said)).await?;
    assert_eq!(installed.closed().await?, "not_permitted");

    // The end reaches the window, and nothing starts any more.
    assert_eq!(carla.ask(json!({"t": "end"})).await?, "");
    back.until(|body| match body {
        agent_down::Body::CustomerState(state) => (state.phase() == CustomerPhase::Ended).then_some(()),
        _ => None,
    })
    .await?;
    let refused = SimulatedAgent::client(&appliance, &identity, "").await.err().context("let in")?;
    assert_eq!(refused.to_string(), "ended");
    let refused = SimulatedAgent::client(&appliance, &stranger, &second.token).await.err().context("let in")?;
    assert_eq!(refused.to_string(), "ended");
    assert!(browser.download().await.is_err(), "there is nothing to download for");
    assert!(!theirs.download().await?.token.is_empty());
    Ok(())
}

#[tokio::test]
async fn reps_are_told_when_there_is_no_client_for_the_customers_machine_sup_40() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (browser, _carla) = customer(&appliance, &olga.browser).await?;
    let row = listed(&mut console, waits).await?;
    assert_eq!(console.code_of(accept(&row.session_id)).await?, "");
    let open = OpenSession { session_id: row.session_id.clone(), have_event: 0 };
    assert_eq!(console.code_of(console_up::Body::OpenSession(open)).await?, "");
    let none = |state: &towline_wire::v1::SessionState| state.customer.as_ref().is_some_and(|side| side.no_client);
    console.session_state(|state| !none(state)).await?;
    let origin = format!("https://{}", browser.0.site);
    for (machine, missing) in [("X11; Linux riscv64; aarch64", true), ("X11; Linux x86_64", false)] {
        // The tests run on one kind of processor, and have the client for it alone.
        let missing = missing == (std::env::consts::ARCH == "x86_64");
        let said = format!("Test ({machine})");
        let headers = [("Origin", origin.as_str()), ("User-Agent", said.as_str())];
        browser.0.request("POST", "/support/ticket", &headers, "").await?.ok()?;
        console.session_state(|state| none(state) == missing).await?;
    }
    Ok(())
}
