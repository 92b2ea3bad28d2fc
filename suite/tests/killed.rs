//! The appliance is killed in the middle of what a session can be in the middle of (SES-2): paused by its customer, showing what a page shares, with administrative rights, being pinned, being transferred,
//! with a question to the customer, with somebody who asks for keyboard and mouse. What was acknowledged holds afterwards, and the log tells of nothing but what was done.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use towline_testkit::{
    AgentIdentity, CustomerBrowser, Person, SimulatedAgent, SimulatedConsole, SimulatedCustomer, TestAppliance,
    inventory,
};
use towline_wire::v1::{
    AcceptInvitation, AcceptSession, AgentPinned, AnswerControl, AskControl, CustomerAnswer, CustomerPause,
    CustomerState, ElevateRequest, ElevateSession, ElevationWay, InvitationKind, InviteRep, OpenSession, PinAgent,
    PinSession, QueueKind, SendChat, SessionElevation, SessionPhase, SessionState, StartTool, TakeControl, Tool,
    agent_down, agent_up, console_down, console_up,
};

fn uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A customer with a page, helped by a rep.
struct Help {
    browser: CustomerBrowser,
    page: SimulatedCustomer,
    session: String,
}

async fn help(appliance: &TestAppliance, rep: &Person, console: &mut SimulatedConsole) -> Result<Help> {
    let key = rep.browser.call("POST", "/session-keys", &json!({"minutes": 60})).await?.ok()?;
    let key = key.get("key").and_then(Value::as_str).context("a key")?.to_owned();
    let mut browser = CustomerBrowser::new(appliance);
    assert_eq!(browser.start(&[("key", &key), ("name", "Carla")]).await?.status, 303);
    let page = SimulatedCustomer::connect(appliance, &browser, 0).await?;
    let session = console
        .until(|body| match body {
            console_down::Body::Sessions(list) => {
                list.sessions.into_iter().find(|row| row.phase() == SessionPhase::Waiting).map(|row| row.session_id)
            }
            _ => None,
        })
        .await?;
    let accept = AcceptSession { session_id: session.clone() };
    assert_eq!(console.code_of(console_up::Body::AcceptSession(accept)).await?, "");
    assert_eq!(console.code_of(open(&session)).await?, "");
    Ok(Help { browser, page, session })
}

impl Help {
    /// The full client of this customer.
    async fn client(&self, appliance: &TestAppliance, identity: &AgentIdentity) -> Result<SimulatedAgent> {
        SimulatedAgent::client(appliance, identity, &self.browser.download().await?.token).await
    }
}

fn open(session: &str) -> console_up::Body {
    console_up::Body::OpenSession(OpenSession { session_id: session.to_owned(), have_event: 0 })
}

fn start(session: &str, tool: Tool) -> console_up::Body {
    console_up::Body::StartTool(StartTool { session_id: session.to_owned(), tool: tool.into() })
}

/// Everything that the log of a session tells, but for chat.
async fn told(console: &mut SimulatedConsole, session: &str) -> Result<Vec<String>> {
    console.heard.clear();
    let mark = uuid();
    let (session_id, text) = (session.to_owned(), mark.clone());
    let say = SendChat { session_id, text, nonce: uuid(), reps_only: true };
    assert_eq!(console.code_of(console_up::Body::SendChat(say)).await?, "");
    console.heard.clear();
    assert_eq!(console.code_of(open(session)).await?, "");
    let mut kinds = Vec::new();
    console
        .until(|body| match body {
            console_down::Body::Events(events) if events.session_id == session => {
                let last = events.events.iter().any(|event| event.text == mark);
                kinds.extend(events.events.into_iter().map(|event| event.kind).filter(|kind| kind != "chat"));
                last.then_some(())
            }
            _ => None,
        })
        .await?;
    Ok(kinds)
}

/// The state of this session, once it fits.
async fn state(
    console: &mut SimulatedConsole,
    session: &str,
    mut fits: impl FnMut(&SessionState) -> bool,
) -> Result<SessionState> {
    console.session_state(|state| state.session_id == session && fits(state)).await
}

/// What the client's window is told, once it fits.
async fn window(client: &mut SimulatedAgent, fits: impl Fn(&CustomerState) -> bool) -> Result<CustomerState> {
    client
        .until(|body| match body {
            agent_down::Body::CustomerState(state) if fits(&state) => Some(state),
            _ => None,
        })
        .await
}

/// Olga and Pavel; she may have a machine pinned and elevated, and must ask for a shell.
async fn reps(appliance: &TestAppliance) -> Result<(Person, Person)> {
    let (olga, pavel) = (appliance.person("olga").await?, appliance.person("pavel").await?);
    let may = json!({"session.elevation": "allow", "session.pin": "allow", "session.shell": "ask_once",
        "prompting.seconds": 600});
    let olga_is = format!("/users/{}", olga.id);
    appliance.admin.call("PATCH", &olga_is, &json!({"settings": may})).await?.ok()?;
    let members = [&olga, &pavel].map(|rep| json!({"user_id": rep.id, "rank": "member"}));
    appliance.admin.call("POST", "/teams", &json!({"name": "Helpdesk", "members": members})).await?.ok()?;
    Ok((olga, pavel))
}

async fn back(appliance: &TestAppliance, person: &Person, session: &str) -> Result<SimulatedConsole> {
    let mut console = SimulatedConsole::connect(appliance, &person.browser).await?;
    assert_eq!(console.code_of(open(session)).await?, "");
    Ok(console)
}

#[tokio::test]
async fn a_customers_pause_and_what_their_page_shows_outlive_the_appliance_ses_2_sup_20_sup_22() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let (olga, pavel) = reps(&appliance).await?;
    let _beside = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    // One has the full client, and pauses all access.
    let paused = help(&appliance, &olga, &mut console).await?;
    let identity = AgentIdentity::new()?;
    let mut client = paused.client(&appliance, &identity).await?;
    client.say(agent_up::Body::CustomerPause(CustomerPause { request: 1, paused: true })).await?;
    client.until(|body| matches!(body, agent_down::Body::CustomerReply(_)).then_some(())).await?;
    state(&mut console, &paused.session, |state| state.paused).await?;
    // Another one shows a window from their page, and has covered it.
    let showing = help(&appliance, &olga, &mut console).await?;
    let share = async |browser: &CustomerBrowser, appliance: &TestAppliance| -> Result<SimulatedCustomer> {
        let mut link = SimulatedCustomer::open(appliance).await?;
        let hello = json!({"t": "hello", "ticket": browser.ticket().await?, "share": "window", "paused": true});
        link.say(&hello).await?;
        link.until(|told| told["t"] == "hide" || told["t"] == "welcome").await?;
        Ok(link)
    };
    let shown = share(&showing.browser, &appliance).await?;
    let is_there = |state: &SessionState| state.share.as_ref().is_some_and(|share| share.there);
    state(&mut console, &showing.session, is_there).await?;
    // And Pavel is asked to take that one over.
    invite(&mut console, &showing.session, InvitationKind::Transfer, &pavel).await?;
    let before = (told(&mut console, &paused.session).await?, told(&mut console, &showing.session).await?);
    assert_eq!(before.0.iter().filter(|kind| *kind == "access_paused").count(), 1, "{before:?}");
    assert_eq!(before.1.iter().filter(|kind| *kind == "sharing_started").count(), 1, "{before:?}");

    appliance.kill_and_restart().await?;
    drop((client, shown, paused.page, showing.page));
    let mut console = back(&appliance, &olga, &paused.session).await?;
    state(&mut console, &paused.session, |state| state.paused).await?;
    let mut client = SimulatedAgent::client(&appliance, &identity, "").await?;
    assert!(window(&mut client, |_| true).await?.paused);
    let take = TakeControl { session_id: paused.session.clone() };
    assert_eq!(console.code_of(console_up::Body::TakeControl(take)).await?, "paused");
    assert_eq!(console.code_of(open(&showing.session)).await?, "");
    // Nobody claims that something is there to be seen before the page is back.
    let away = state(&mut console, &showing.session, |state| state.share.is_some()).await?;
    let away = away.share.context("what is shown")?;
    assert_eq!((away.shown.as_str(), away.paused, away.there), ("window", true, false));
    let _page = SimulatedCustomer::connect(&appliance, &showing.browser, 0).await?;
    let _shown = share(&showing.browser, &appliance).await?;
    let again = state(&mut console, &showing.session, is_there).await?;
    assert!(again.share.is_some_and(|share| share.paused) && again.invitations.len() == 1);
    let after = (told(&mut console, &paused.session).await?, told(&mut console, &showing.session).await?);
    assert_eq!(after, before);
    // What was stopped goes on by the customer's hand.
    client.say(agent_up::Body::CustomerPause(CustomerPause { request: 2, paused: false })).await?;
    state(&mut console, &paused.session, |state| !state.paused).await?;
    accept(&mut SimulatedConsole::connect(&appliance, &pavel.browser).await?, &showing.session).await?;
    state(&mut console, &showing.session, |state| state.owner_name == "Rep pavel").await?;
    Ok(())
}

#[tokio::test]
async fn rights_a_pin_a_question_and_a_wish_for_control_outlive_the_appliance_ses_2_ses_5_ses_25_sup_41_sup_60()
-> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let (olga, pavel) = reps(&appliance).await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let mut beside = SimulatedConsole::connect(&appliance, &pavel.browser).await?;
    let help = help(&appliance, &olga, &mut console).await?;
    let session = || help.session.clone();
    let identity = AgentIdentity::new()?;
    let mut client = help.client(&appliance, &identity).await?;
    state(&mut console, &help.session, |state| state.agent && state.elevation.is_some()).await?;

    // Administrative rights.
    let report = SessionElevation { session_id: session(), by_customer: true, ..Default::default() };
    client.say(agent_up::Body::Elevation(report.clone())).await?;
    state(&mut console, &help.session, |state| state.elevation.as_ref().is_some_and(|now| now.by_customer)).await?;
    let way = ElevationWay::Customer.into();
    let wish = ElevateRequest { session_id: session(), way, ..Default::default() };
    assert_eq!(console.code_of(console_up::Body::Elevate(wish)).await?, "");
    let ElevateSession { attempt, .. } =
        client.until(|body| if let agent_down::Body::Elevate(wish) = body { Some(wish) } else { None }).await?;
    let elevated = SessionElevation { elevated: true, account: "root".into(), attempt, ..report };
    client.say(agent_up::Body::Elevation(elevated.clone())).await?;
    let has_rights = |state: &SessionState| state.elevation.as_ref().is_some_and(|now| now.elevated);
    state(&mut console, &help.session, has_rights).await?;
    // A machine that is being pinned.
    let pin = PinSession { session_id: session(), ..Default::default() };
    assert_eq!(console.code_of(console_up::Body::PinSession(pin)).await?, "");
    let PinAgent { pin_id, token, .. } =
        client.until(|body| if let agent_down::Body::Pin(pin) = body { Some(pin) } else { None }).await?;
    state(&mut console, &help.session, |state| state.pinning).await?;
    // A question to the customer.
    assert_eq!(console.code_of(start(&help.session, Tool::Shell)).await?, "asking");
    let asked = window(&mut client, |state| !state.prompts.is_empty()).await?.prompts;
    // Somebody who asks for keyboard and mouse.
    invite(&mut console, &help.session, InvitationKind::Share, &pavel).await?;
    accept(&mut beside, &help.session).await?;
    assert_eq!(beside.code_of(open(&help.session)).await?, "");
    let take = TakeControl { session_id: session() };
    assert_eq!(console.code_of(console_up::Body::TakeControl(take)).await?, "");
    let ask = AskControl { session_id: session() };
    assert_eq!(beside.code_of(console_up::Body::AskControl(ask)).await?, "");
    let before = told(&mut console, &help.session).await?;

    appliance.kill_and_restart().await?;
    drop((client, help.page));
    let mut console = back(&appliance, &olga, &help.session).await?;
    let mut beside = back(&appliance, &pavel, &help.session).await?;
    let mut client = SimulatedAgent::client(&appliance, &identity, "").await?;
    let again = window(&mut client, |state| !state.prompts.is_empty()).await?.prompts;
    let id = |prompts: &[towline_wire::v1::CustomerPrompt]| prompts.iter().map(|each| each.id).collect::<Vec<_>>();
    assert_eq!(id(&again), id(&asked));
    assert!(again.iter().zip(&asked).all(|(now, then)| (1..=then.left_ms).contains(&now.left_ms)), "{again:?}");
    client.say(agent_up::Body::Elevation(elevated)).await?;
    assert_eq!(console.code_of(open(&help.session)).await?, "");
    let held = state(&mut console, &help.session, |state| {
        state.phase() == SessionPhase::Active && has_rights(state) && state.participants.iter().all(|p| p.connected)
    })
    .await?;
    assert!(held.pinning && held.running_tools.is_empty(), "{held:?}");
    assert_eq!((held.prompts.len(), held.control_asks.len()), (1, 1), "{held:?}");
    assert!(held.participants.iter().any(|each| each.owner && each.controls), "{held:?}");
    assert_eq!(told(&mut console, &help.session).await?, before);

    // Each of them comes to its end, once.
    let answer = CustomerAnswer { request: 1, prompt_id: again.first().context("a question")?.id, allowed: true };
    client.say(agent_up::Body::CustomerAnswer(answer)).await?;
    state(&mut console, &help.session, |state| state.running_tools.contains(&Tool::Shell.into())).await?;
    let number = held.control_asks.first().context("a wish")?.number;
    let give = AnswerControl { session_id: session(), number, give: true };
    assert_eq!(console.code_of(console_up::Body::AnswerControl(give)).await?, "");
    let his = |state: &SessionState| state.participants.iter().any(|each| each.number == number && each.controls);
    state(&mut beside, &help.session, his).await?;
    let pinned = AgentPinned { session_id: session(), pin_id, mode: "user".into(), ..Default::default() };
    client.say(agent_up::Body::Pinned(pinned.clone())).await?;
    let _new = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("carlas-pc")).await?;
    state(&mut console, &help.session, |state| !state.pinning).await?;
    // Said again, as an agent does that does not know whether it was heard.
    client.say(agent_up::Body::Pinned(pinned)).await?;
    let after = told(&mut console, &help.session).await?;
    let new: Vec<&str> = after.iter().skip(before.len()).map(String::as_str).collect();
    for once in ["customer_allowed", "pinned"] {
        assert_eq!(new.iter().filter(|kind| kind.starts_with(once)).count(), 1, "{once}: {new:?}");
    }
    assert!(!new.iter().any(|kind| kind.starts_with("elevat")), "{new:?}");
    Ok(())
}

async fn invite(console: &mut SimulatedConsole, session: &str, kind: InvitationKind, whom: &Person) -> Result<()> {
    let invite = InviteRep {
        session_id: session.to_owned(),
        kind: kind.into(),
        to: QueueKind::Personal.into(),
        to_id: whom.id.clone(),
        comments: String::new(),
    };
    assert_eq!(console.code_of(console_up::Body::InviteRep(invite)).await?, "");
    Ok(())
}

async fn accept(console: &mut SimulatedConsole, session: &str) -> Result<()> {
    let number = console
        .until(|body| match body {
            console_down::Body::Sessions(list) => list
                .sessions
                .iter()
                .find(|row| row.session_id == session)
                .and_then(|row| row.invitation.as_ref().map(|invitation| invitation.number)),
            _ => None,
        })
        .await?;
    let accept = AcceptInvitation { session_id: session.to_owned(), number };
    assert_eq!(console.code_of(console_up::Body::AcceptInvitation(accept)).await?, "");
    Ok(())
}
