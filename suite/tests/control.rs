//! Keyboard and mouse among several reps at one screen, and who stops what for whom (SES-25), over the real wire.

use anyhow::{Context, Result};
use towline_testkit::{AgentIdentity, Person, SimulatedAgent, SimulatedConsole, TestAppliance, inventory};
use towline_wire::v1::{
    AnswerControl, AskControl, OpenSession, ReleaseControl, SessionState, StartSession, StartTool, StopTool,
    TakeControl, Tool, WithdrawControl, console_up,
};

async fn at(appliance: &TestAppliance, person: &Person) -> Result<SimulatedConsole> {
    SimulatedConsole::connect(appliance, &person.browser).await
}

/// Olga's session with a machine, with Pavel in it.
struct Scene {
    olga: SimulatedConsole,
    pavel: SimulatedConsole,
    session: String,
    appliance: TestAppliance,
    _agent: SimulatedAgent,
}

async fn scene() -> Result<Scene> {
    let appliance = TestAppliance::start().await?;
    let (olga, pavel) = (appliance.person("olga").await?, appliance.person("pavel").await?);
    let group = appliance.group("Workshop", &[&olga.id, &pavel.id]).await?;
    let token = appliance.installer(&group, 1).await?;
    let _agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("lathe")).await?;
    let item = appliance.item_named("lathe").await?;
    let item = item.get("id").and_then(serde_json::Value::as_str).context("an id")?.to_owned();
    let (mut olga, mut pavel) = (at(&appliance, &olga).await?, at(&appliance, &pavel).await?);
    let mut session = String::new();
    for console in [&mut olga, &mut pavel] {
        let (item_id, nonce) = (item.clone(), uuid::Uuid::new_v4().to_string());
        let start = StartSession { item_id, nonce, join: true, ..Default::default() };
        session = console.ask(console_up::Body::StartSession(start)).await?.session_id;
        let open = OpenSession { session_id: session.clone(), have_event: 0 };
        assert_eq!(console.code_of(console_up::Body::OpenSession(open)).await?, "");
    }
    Ok(Scene { olga, pavel, session, appliance, _agent })
}

/// Who has control, by number; 0: nobody.
fn holder(state: &SessionState) -> u32 {
    state.participants.iter().find(|each| each.controls).map_or(0, |each| each.number)
}

fn asks(state: &SessionState) -> Vec<u32> {
    state.control_asks.iter().map(|ask| ask.number).collect()
}

#[tokio::test]
async fn a_rep_asks_for_control_is_given_it_or_not_and_the_owner_takes_it_ses_25() -> Result<()> {
    let Scene { mut olga, mut pavel, session, appliance, _agent } = scene().await?;
    let session_id = || session.clone();
    let take = || console_up::Body::TakeControl(TakeControl { session_id: session_id() });
    let ask = || console_up::Body::AskControl(AskControl { session_id: session_id() });
    let answer = |give| console_up::Body::AnswerControl(AnswerControl { session_id: session_id(), number: 2, give });
    assert_eq!(olga.code_of(take()).await?, "");
    assert_eq!(pavel.code_of(take()).await?, "in_use");
    assert_eq!(pavel.code_of(ask()).await?, "");
    let waits = olga.session_state(|state| asks(state) == [2]).await?;
    assert!(holder(&waits) == 1 && waits.control_asks.iter().all(|ask| ask.until_ms > 0));
    assert_eq!(pavel.code_of(answer(true)).await?, "not_permitted", "he does not answer himself");
    assert_eq!(olga.code_of(answer(false)).await?, "");
    pavel.session_state(|state| asks(state).is_empty() && holder(state) == 1).await?;
    assert_eq!(olga.code_of(answer(true)).await?, "ask_over");
    assert_eq!(pavel.code_of(ask()).await?, "");
    assert_eq!(
        pavel.code_of(console_up::Body::WithdrawControl(WithdrawControl { session_id: session_id() })).await?,
        ""
    );
    olga.session_state(|state| asks(state).is_empty()).await?;
    assert_eq!(pavel.code_of(ask()).await?, "");
    assert_eq!(olga.code_of(answer(true)).await?, "");
    pavel.session_state(|state| holder(state) == 2).await?;
    // The owner asks nobody.
    assert_eq!(olga.code_of(ask()).await?, "");
    pavel.session_state(|state| holder(state) == 1).await?;
    // What is released is that of who asks.
    assert_eq!(pavel.code_of(ask()).await?, "");
    assert_eq!(olga.code_of(console_up::Body::ReleaseControl(ReleaseControl { session_id: session_id() })).await?, "");
    olga.session_state(|state| holder(state) == 2 && asks(state).is_empty()).await?;
    let eve = appliance.person("eve").await?;
    assert_eq!(at(&appliance, &eve).await?.code_of(ask()).await?, "not_found");
    Ok(())
}

#[tokio::test]
async fn who_does_not_own_the_session_stops_a_tool_for_themselves_ses_25() -> Result<()> {
    let Scene { mut olga, mut pavel, session, appliance: _appliance, _agent } = scene().await?;
    let screen = i32::from(Tool::Screen);
    let start = || console_up::Body::StartTool(StartTool { session_id: session.clone(), tool: screen });
    let stop = || console_up::Body::StopTool(StopTool { session_id: session.clone(), tool: screen });
    let runs = |state: &SessionState| state.running_tools.contains(&screen);
    assert_eq!(olga.code_of(start()).await?, "");
    assert_eq!(olga.code_of(console_up::Body::TakeControl(TakeControl { session_id: session.clone() })).await?, "");
    pavel.session_state(|state| runs(state) && holder(state) == 1).await?;
    assert_eq!(pavel.code_of(stop()).await?, "");
    pavel.session_state(|state| !runs(state)).await?;
    olga.heard.clear();
    let open = OpenSession { session_id: session.clone(), have_event: 0 };
    assert_eq!(olga.code_of(console_up::Body::OpenSession(open)).await?, "");
    let hers = olga.session_state(|_| true).await?;
    assert!(runs(&hers) && holder(&hers) == 1, "nothing was taken from her");
    assert_eq!(pavel.code_of(start()).await?, "");
    pavel.session_state(runs).await?;
    assert_eq!(olga.code_of(stop()).await?, "");
    pavel.session_state(|state| !runs(state) && holder(state) == 0).await?;
    Ok(())
}
