//! A console that means ill: no ticket, a used one, a page of another origin, another person's session, every message without the right.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use towline_testkit::{AgentIdentity, Link, SimulatedAgent, SimulatedConsole, TestAppliance, inventory};
use towline_wire::Frame;
use towline_wire::v1::{
    AcceptSession, AddNote, AgentDown, AnswerControl, AskControl, AskForHelp, BeActive, CancelInvitation,
    CloseSessionView, ConsolePurpose, ConsoleUp, DeclineAssignment, DeployButton, DisconnectCustomer, DoAction,
    ElevateRequest, EndSessionRequest, EndShell, HoldSession, InviteExternal, InviteRep, LeaveSession, LeaveShell,
    LetType, LookAtSystem, NewShell, OfferClient, OpenSession, PinSession, Point, PushUrl, ReleaseControl,
    RemoveButton, RemoveRep, RenameShell, RequestSystemAct, ResumeSession, RunScript, SendChat, SendInstructions,
    SendOn, SetClipboard, SetCustomFields, SetDrawing, SetSound, ShellChoice, StartSession, StartTool, StopTool,
    TakeControl, TranslateChat, Typing, UnpinSession, UsePrivacy, ViewShell, WatchItems, WithdrawControl, agent_down,
    console_down, console_up,
};

/// An appliance with one endpoint in a group of Ada's (the administrator), and her session with it.
struct Scene {
    appliance: TestAppliance,
    ada: SimulatedConsole,
    item_id: String,
    session_id: String,
    // Answers heartbeats until the test ends.
    _agent: tokio::task::JoinHandle<()>,
}

fn uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}

async fn scene() -> Result<Scene> {
    let appliance = TestAppliance::start().await?;
    let group = appliance.group("Workshop", &[]).await?;
    let token = appliance.installer(&group, 2).await?;
    let mut agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("machine")).await?;
    let agent = tokio::spawn(async move {
        let _ends_with_the_test = agent.until(|_: agent_down::Body| None::<()>).await;
    });
    let item = appliance.item_named("machine").await?;
    let item_id = item.get("id").and_then(Value::as_str).context("an item without an id")?.to_owned();
    let mut ada = SimulatedConsole::connect(&appliance, &appliance.admin).await?;
    let start = StartSession { item_id: item_id.clone(), join: false, nonce: uuid(), ..Default::default() };
    let reply = ada.ask(console_up::Body::StartSession(start)).await?;
    assert!(reply.problem.is_none(), "{:?}", reply.problem);
    let session_id = reply.session_id;
    Ok(Scene { appliance, ada, item_id, session_id, _agent: agent })
}

/// Every message that names a session, for this one.
fn all_about(session_id: &str) -> Vec<console_up::Body> {
    let s = || session_id.to_owned();
    let shell = "0190aaaa-0000-7000-8000-00000000000f".to_owned();
    let bodies = vec![
        console_up::Body::OpenSession(OpenSession { session_id: s(), have_event: 0 }),
        console_up::Body::SendChat(SendChat { session_id: s(), text: "mine".into(), nonce: uuid(), reps_only: false }),
        console_up::Body::StartTool(StartTool { session_id: s(), tool: 2 }),
        console_up::Body::StartTool(StartTool { session_id: s(), tool: 4 }),
        console_up::Body::StopTool(StopTool { session_id: s(), tool: 1 }),
        console_up::Body::TakeControl(TakeControl { session_id: s() }),
        console_up::Body::ReleaseControl(ReleaseControl { session_id: s() }),
        console_up::Body::SetClipboard(SetClipboard { session_id: s(), on: true }),
        console_up::Body::SetDrawing(SetDrawing { session_id: s(), on: true }),
        console_up::Body::SetSound(SetSound { session_id: s(), on: true }),
        console_up::Body::LetType(LetType { session_id: s(), participant: 0 }),
        console_up::Body::AskControl(AskControl { session_id: s() }),
        console_up::Body::AnswerControl(AnswerControl { session_id: s(), number: 1, give: true }),
        console_up::Body::WithdrawControl(WithdrawControl { session_id: s() }),
        console_up::Body::NewShell(NewShell { session_id: s(), columns: 80, rows: 24, nonce: uuid(), choice: None }),
        console_up::Body::NewShell(NewShell {
            session_id: s(),
            columns: 80,
            rows: 24,
            nonce: uuid(),
            choice: Some(ShellChoice {
                program: "/bin/sh".into(),
                way: 4,
                account: "root\u{7}".into(),
                sealed: vec![0; 10_240].into(),
            }),
        }),
        console_up::Body::RunScript(RunScript {
            session_id: s(),
            script_id: uuid(),
            nonce: uuid(),
            columns: 80,
            rows: 24,
            ..RunScript::default()
        }),
        console_up::Body::EndShell(EndShell { session_id: s(), shell_id: shell.clone() }),
        console_up::Body::RenameShell(RenameShell { session_id: s(), shell_id: shell.clone(), name: "mine".into() }),
        console_up::Body::ViewShell(ViewShell { session_id: s(), shell_id: shell, channel: 5, from_offset: 0 }),
        console_up::Body::EndSession(EndSessionRequest { session_id: s() }),
        console_up::Body::HoldSession(HoldSession { session_id: s() }),
        console_up::Body::LeaveSession(LeaveSession { session_id: s() }),
        console_up::Body::ResumeSession(ResumeSession { session_id: s() }),
        console_up::Body::AcceptSession(AcceptSession { session_id: s() }),
        console_up::Body::InviteRep(InviteRep { session_id: s(), kind: 2, to: 3, ..Default::default() }),
        console_up::Body::CancelInvitation(CancelInvitation { session_id: s(), number: 1 }),
        console_up::Body::RemoveRep(RemoveRep { session_id: s(), number: 1 }),
        console_up::Body::SendOn(SendOn { session_id: s(), to: 3, to_id: String::new() }),
        console_up::Body::DeclineAssignment(DeclineAssignment { session_id: s() }),
        console_up::Body::PushUrl(PushUrl { session_id: s(), url: "https://a.example/".into(), nonce: uuid() }),
        console_up::Body::TranslateChat(TranslateChat { session_id: s(), customer: "de".into() }),
        console_up::Body::DisconnectCustomer(DisconnectCustomer { session_id: s() }),
        console_up::Body::Typing(Typing { session_id: s(), reps_only: false }),
        console_up::Body::Point(Point { session_id: s(), ..Default::default() }),
        console_up::Body::BeActive(BeActive { session_id: s() }),
        console_up::Body::OfferClient(OfferClient { session_id: s() }),
        console_up::Body::SendInstructions(SendInstructions { session_id: s() }),
        console_up::Body::UsePrivacy(UsePrivacy { session_id: s(), input: true, blank: true }),
        console_up::Body::Elevate(ElevateRequest { session_id: s(), way: 1, ..Default::default() }),
        console_up::Body::LookAtSystem(LookAtSystem { session_id: s(), channel: 6, category: 1 }),
        console_up::Body::RequestSystemAct(RequestSystemAct { session_id: s(), nonce: uuid(), ..Default::default() }),
        console_up::Body::DoAction(DoAction { session_id: s(), kind: 3, nonce: uuid(), ..Default::default() }),
        console_up::Body::DoAction(DoAction { session_id: s(), kind: 10, nonce: uuid(), ..Default::default() }),
        console_up::Body::AddNote(AddNote { session_id: s(), text: "mine".into(), nonce: uuid() }),
        console_up::Body::SetCustomFields(SetCustomFields { session_id: s(), ..Default::default() }),
        console_up::Body::PinSession(PinSession { session_id: s(), ..Default::default() }),
        console_up::Body::UnpinSession(UnpinSession { session_id: s() }),
        console_up::Body::DeployButton(DeployButton { session_id: s(), ..Default::default() }),
        console_up::Body::RemoveButton(RemoveButton { session_id: s() }),
        console_up::Body::InviteExternal(InviteExternal { session_id: s(), name: "x".into(), ..Default::default() }),
        console_up::Body::AskForHelp(AskForHelp { session_id: s(), ..Default::default() }),
    ];
    assert!(bodies.iter().all(is_about_a_session));
    bodies
}

/// Without a wildcard: a new message is sorted here, and then belongs into the list above or into a test of its own.
fn is_about_a_session(body: &console_up::Body) -> bool {
    match body {
        console_up::Body::Hello(_)
        | console_up::Body::Ping(_)
        | console_up::Body::Pong(_)
        | console_up::Body::WatchItems(_)
        | console_up::Body::StartSession(_)
        | console_up::Body::CloseSessionView(_)
        | console_up::Body::LeaveShell(_)
        | console_up::Body::SetReadiness(_)
        | console_up::Body::SetIdle(_)
        | console_up::Body::LeaveSystem(_)
        // Refused in their own words: `attended`.
        | console_up::Body::AcceptInvitation(_)
        | console_up::Body::DeclineInvitation(_) => false,
        console_up::Body::OpenSession(_)
        | console_up::Body::SendChat(_)
        | console_up::Body::InviteExternal(_)
        | console_up::Body::AskForHelp(_)
        | console_up::Body::StartTool(_)
        | console_up::Body::StopTool(_)
        | console_up::Body::TakeControl(_)
        | console_up::Body::ReleaseControl(_)
        | console_up::Body::SetClipboard(_)
        | console_up::Body::SetDrawing(_)
        | console_up::Body::SetSound(_)
        | console_up::Body::LetType(_)
        | console_up::Body::AskControl(_)
        | console_up::Body::AnswerControl(_)
        | console_up::Body::WithdrawControl(_)
        | console_up::Body::NewShell(_)
        | console_up::Body::RunScript(_)
        | console_up::Body::EndShell(_)
        | console_up::Body::RenameShell(_)
        | console_up::Body::ViewShell(_)
        | console_up::Body::EndSession(_)
        | console_up::Body::HoldSession(_)
        | console_up::Body::LeaveSession(_)
        | console_up::Body::ResumeSession(_)
        | console_up::Body::AcceptSession(_)
        | console_up::Body::InviteRep(_)
        | console_up::Body::CancelInvitation(_)
        | console_up::Body::RemoveRep(_)
        | console_up::Body::PushUrl(_)
        | console_up::Body::TranslateChat(_)
        | console_up::Body::DisconnectCustomer(_)
        | console_up::Body::Typing(_)
        | console_up::Body::Point(_)
        | console_up::Body::BeActive(_)
        | console_up::Body::SendOn(_)
        | console_up::Body::DeclineAssignment(_)
        | console_up::Body::OfferClient(_)
        | console_up::Body::SendInstructions(_)
        | console_up::Body::UsePrivacy(_)
        | console_up::Body::Elevate(_)
        | console_up::Body::LookAtSystem(_)
        | console_up::Body::RequestSystemAct(_)
        | console_up::Body::DoAction(_)
        | console_up::Body::AddNote(_)
        | console_up::Body::SetCustomFields(_)
        | console_up::Body::PinSession(_)
        | console_up::Body::UnpinSession(_)
        | console_up::Body::DeployButton(_)
        | console_up::Body::RemoveButton(_) => true,
    }
}

#[tokio::test]
async fn every_message_about_a_session_of_another_rep_is_refused_as_if_it_did_not_exist_ses_4() -> Result<()> {
    let mut scene = scene().await?;
    let eve = scene.appliance.person("eve").await?;
    let mut console = SimulatedConsole::connect(&scene.appliance, &eve.browser).await?;
    let absent = "0190aaaa-0000-7000-8000-000000000001";
    for (mine, nobodys) in all_about(&scene.session_id).into_iter().zip(all_about(absent)) {
        let what = format!("{mine:?}");
        let refusal = console.code_of(mine).await?;
        assert_eq!(refusal, "not_found", "{what}");
        assert_eq!(console.code_of(nobodys).await?, refusal, "{what} for a session that never was");
    }
    // Nor does a file get in (SES-30).
    for session in [scene.session_id.as_str(), absent] {
        let path = format!("/attachments?session_id={session}&name=a&nonce={}", uuid());
        assert_eq!(eve.browser.call("POST", &path, &json!("file")).await?.status, 404, "{session}");
    }
    // Hers goes on, without a word of Eve's in it.
    assert_eq!(
        scene
            .ada
            .code_of(console_up::Body::OpenSession(OpenSession { session_id: scene.session_id.clone(), have_event: 0 }))
            .await?,
        ""
    );
    let state = scene.ada.session_state(|_| true).await?;
    assert_eq!(state.participants.len(), 1, "{state:?}");
    Ok(())
}

#[tokio::test]
async fn an_item_that_a_rep_may_not_see_cannot_be_watched_or_jumped_to_jmp_3() -> Result<()> {
    let scene = scene().await?;
    let eve = scene.appliance.person("eve").await?;
    assert!(scene.appliance.items(&eve.browser).await?.is_empty());
    let details = eve.browser.call("GET", &format!("/jump-items/{}", scene.item_id), &Value::Null).await?;
    assert_eq!(details.status, 404);
    let mut console = SimulatedConsole::connect(&scene.appliance, &eve.browser).await?;
    for join in [false, true] {
        let start = StartSession { item_id: scene.item_id.clone(), join, nonce: uuid(), ..Default::default() };
        assert_eq!(console.code_of(console_up::Body::StartSession(start)).await?, "not_found", "join: {join}");
    }
    let watch = WatchItems { items: vec![scene.item_id.clone()], detail: vec![scene.item_id.clone()] };
    console.ask(console_up::Body::WatchItems(watch)).await?;
    console.ask(console_up::Body::CloseSessionView(CloseSessionView { session_id: scene.session_id.clone() })).await?;
    console.ask(console_up::Body::LeaveShell(LeaveShell { channel: 9 })).await?;
    let told = console.heard.iter().any(|body| match body {
        console_down::Body::Items(statuses) => statuses.items.iter().any(|i| i.item_id == scene.item_id),
        console_down::Body::Session(_) | console_down::Body::Events(_) => true,
        _ => false,
    });
    assert!(!told, "{:?}", console.heard);
    Ok(())
}

#[tokio::test]
async fn a_screen_link_to_the_session_of_another_rep_is_refused_ses_4() -> Result<()> {
    let scene = scene().await?;
    let eve = scene.appliance.person("eve").await?;
    for session in [scene.session_id.as_str(), "0190aaaa-0000-7000-8000-000000000001", "", "nonsense"] {
        let link = SimulatedConsole::connect_as(&scene.appliance, &eve.browser, ConsolePurpose::Screen, session).await;
        assert_eq!(link.err().map(|e| e.to_string()).as_deref(), Some("not_found"), "{session}");
    }
    Ok(())
}

#[tokio::test]
async fn a_ticket_works_once_and_a_cookie_never_acc_2() -> Result<()> {
    let scene = scene().await?;
    let (appliance, console) = (&scene.appliance, ConsolePurpose::Console);
    let ticket = SimulatedConsole::ticket(&appliance.admin).await?;
    SimulatedConsole::show_ticket(appliance, 7, &appliance.origin(), &ticket, console, "").await?;
    for (what, ticket) in [("used", ticket.as_str()), ("invented", "AAAAAAAAAAAAAAAAAAAAAA"), ("absent", "")] {
        let refusal = SimulatedConsole::show_ticket(appliance, 7, &appliance.origin(), ticket, console, "").await;
        assert_eq!(refusal.err().map(|e| e.to_string()).as_deref(), Some("bad_ticket"), "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn a_page_of_another_origin_opens_no_link_and_changes_nothing_acc_2() -> Result<()> {
    let scene = scene().await?;
    let appliance = &scene.appliance;
    let foreign = ["https://evil.example", "null", &format!("http://{}", appliance.site), "https://localhost"];
    for origin in foreign {
        let ticket = SimulatedConsole::ticket(&appliance.admin).await?;
        let refused =
            SimulatedConsole::show_ticket(appliance, 7, origin, &ticket, ConsolePurpose::Console, "").await.is_err();
        assert!(refused, "{origin}");
        let headers = [("Origin", origin), ("X-Towline", "1"), ("Content-Type", "application/json")];
        let answer = appliance.admin.request("POST", "/api/v1/tickets", &headers, "{}").await?;
        assert!(matches!(answer.status, 400 | 403), "{origin}: {}", answer.status);
    }
    // Without the header that only a script of the same origin can set.
    let own = appliance.origin();
    let headers = [("Origin", own.as_str()), ("Content-Type", "application/json")];
    let answer = appliance.admin.request("POST", "/api/v1/tickets", &headers, "{}").await?;
    assert!(matches!(answer.status, 400 | 403), "{}", answer.status);
    Ok(())
}

#[tokio::test]
async fn nothing_but_a_hello_is_taken_first_and_nothing_malformed_later_qlt_7() -> Result<()> {
    let scene = scene().await?;
    let appliance = &scene.appliance;
    let origin = appliance.origin();
    let mut link = Link::open(appliance.port, &appliance.site, "/link/console", Some(&origin)).await?;
    let early = StartSession { item_id: scene.item_id.clone(), ..Default::default() };
    link.control(&ConsoleUp { request: 1, body: Some(console_up::Body::StartSession(early)) }).await?;
    assert_eq!(link.closed().await?, "malformed_frame");

    let cases: [(&str, &[u8], &str); 4] = [
        ("an unknown kind", &[7, 0], "malformed_frame"),
        ("no message", &[0, 0, 0xff, 0xff], "malformed_frame"),
        ("data without a channel", &[1, 33, 1, 2, 3], "malformed_frame"),
        ("a large control message", &[0; 20_000], "too_large"),
    ];
    for (what, frame, reason) in cases {
        let mut console = SimulatedConsole::connect(appliance, &appliance.admin).await?;
        console.link.binary(bytes::Bytes::copy_from_slice(frame)).await?;
        assert_eq!(console.link.closed().await?, reason, "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn an_agents_link_is_no_way_in_for_a_console_and_the_other_way_round_qlt_8() -> Result<()> {
    let scene = scene().await?;
    let appliance = &scene.appliance;
    // A page cannot open an agent's link: browsers always send Origin.
    let opened = Link::open(appliance.port, &appliance.site, "/link/agent", Some(&appliance.origin())).await;
    if let Ok(mut link) = opened {
        let ticket = SimulatedConsole::ticket(&appliance.admin).await?;
        let hello = towline_wire::v1::ConsoleHello { ticket, ..Default::default() };
        link.control(&ConsoleUp { request: 0, body: Some(console_up::Body::Hello(hello)) }).await?;
        loop {
            match link.next().await? {
                towline_testkit::Incoming::Closed(_) => break,
                towline_testkit::Incoming::Frame(Frame::Control(bytes)) => {
                    let body = <AgentDown as prost::Message>::decode(bytes)?.body;
                    assert!(!matches!(body, Some(agent_down::Body::Welcome(_))), "welcomed");
                }
                towline_testkit::Incoming::Frame(other) => panic!("{other:?}"),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn disabling_a_user_ends_login_and_link_at_once_acc_4() -> Result<()> {
    let scene = scene().await?;
    let eve = scene.appliance.person("eve").await?;
    let mut console = SimulatedConsole::connect(&scene.appliance, &eve.browser).await?;
    scene.appliance.admin.call("PATCH", &format!("/users/{}", eve.id), &json!({"disabled": true})).await?.ok()?;
    let told = console
        .until(|body| match body {
            console_down::Body::Refused(problem) => Some(problem.code),
            _ => None,
        })
        .await;
    match told {
        Ok(code) => assert_eq!(code, "signed_out"),
        Err(error) => assert!(error.to_string().contains("signed_out"), "{error}"),
    }
    assert_eq!(eve.browser.call("GET", "/me", &Value::Null).await?.status, 401);
    let refused = scene.appliance.sign_in(&eve.username, &eve.password).await.err().context("signed in")?;
    assert!(refused.to_string().contains("sign_in_failed"), "{refused}");
    Ok(())
}

#[tokio::test]
async fn switching_the_console_off_refuses_tickets_and_closes_links_acc_2() -> Result<()> {
    let scene = scene().await?;
    let admin = &scene.appliance.admin;
    let mut console = SimulatedConsole::connect(&scene.appliance, admin).await?;
    admin.call("PATCH", "/settings/security", &json!({"allow_web_console": false})).await?.ok()?;
    let told = console
        .until(|body| match body {
            console_down::Body::Refused(problem) => Some(problem.code),
            _ => None,
        })
        .await;
    match told {
        Ok(code) => assert_eq!(code, "console_disabled"),
        Err(error) => assert!(error.to_string().contains("console_disabled"), "{error}"),
    }
    let answer = admin.call("POST", "/tickets", &json!({})).await?;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.json()?.get("code"), Some(&json!("console_disabled")));
    Ok(())
}
