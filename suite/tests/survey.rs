//! The survey in the window of a customer's client over the real wire (SUP-80): after the end its key answers, and does nothing else; and those who mean ill.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use towline_testkit::{
    AgentIdentity, CustomerBrowser, Person, SimulatedAgent, SimulatedConsole, TestAppliance, inventory,
};
use towline_wire::v1::{
    AcceptSession, CustomerEnd, CustomerSay, DisconnectCustomer, EndSessionRequest, QueueKind, SessionPhase,
    SessionSummary, SurveyAnswers, SurveyFault, SurveyOutcome, SurveyQuestion, SurveySaid, SurveyVerdict, agent_down,
    agent_up, console_down, console_up, survey_question,
};

const SITE: &str = "/public-sites/00000000-0000-0000-0000-000000000001";
const STANDARD: &str = "00000000-0000-0000-0000-000000000001";

/// An appliance whose site asks its customers, with a rep who serves the general queue.
async fn asking() -> Result<(TestAppliance, Person)> {
    let appliance = TestAppliance::start().await?;
    let olga = appliance.person("olga").await?;
    let questions = json!([
        {"text": "How well were you helped?", "kind": "scale", "most": 5, "low": "badly", "high": "well", "required": true},
        {"text": "What helped?", "kind": "choice", "choices": ["The chat", "Waiting"], "several": true},
        {"text": "Anything else?", "kind": "text"},
    ]);
    let survey = json!({"name": "After help", "questions": questions});
    let survey = appliance.admin.call("POST", "/surveys", &survey).await?.ok()?;
    appliance.admin.call("PATCH", SITE, &json!({"customer_survey_id": survey.get("id")})).await?.ok()?;
    Ok((appliance, olga))
}

/// The token of a Support Button.
async fn button(appliance: &TestAppliance) -> Result<String> {
    let new = json!({
        "description": "Reception", "profile_id": STANDARD, "queue": "general", "button_days": 30, "valid_hours": 1, "uses": 1,
    });
    let made = appliance.admin.call("POST", "/support-button-installers", &new).await?.ok()?;
    let command = made.get("command").and_then(Value::as_str).context("a command")?;
    let token = command.split("/b/").nth(1).and_then(|rest| rest.split(' ').next()).context("a token")?;
    Ok(CustomerBrowser::new(appliance).button(token, "front-pc").await?.token)
}

async fn listed(rep: &mut SimulatedConsole, fits: impl Fn(&SessionSummary) -> bool) -> Result<SessionSummary> {
    rep.until(|body| match body {
        console_down::Body::Sessions(list) => list.sessions.into_iter().find(|session| fits(session)),
        _ => None,
    })
    .await
}

async fn accept(rep: &mut SimulatedConsole) -> Result<String> {
    let row = listed(rep, |row| row.phase() == SessionPhase::Waiting).await?;
    let body = console_up::Body::AcceptSession(AcceptSession { session_id: row.session_id.clone() });
    assert_eq!(rep.code_of(body).await?, "");
    Ok(row.session_id)
}

async fn end(rep: &mut SimulatedConsole, session_id: &str) -> Result<()> {
    let body = console_up::Body::EndSession(EndSessionRequest { session_id: session_id.to_owned() });
    assert_eq!(rep.code_of(body).await?, "");
    Ok(())
}

/// Comes for the questions, and reads them.
async fn asked(
    appliance: &TestAppliance,
    identity: &AgentIdentity,
) -> Result<(SimulatedAgent, String, Vec<SurveyQuestion>)> {
    let mut link = SimulatedAgent::answering(appliance, identity).await?;
    let survey = link.until(|body| if let agent_down::Body::Survey(survey) = body { Some(survey) } else { None });
    let survey = survey.await?;
    assert_eq!(usize::try_from(survey.count)?, survey.questions.len(), "a short one is one message");
    Ok((link, survey.version, survey.questions))
}

async fn answer(link: &mut SimulatedAgent, version: &str, said: &[&[&str]]) -> Result<SurveyOutcome> {
    let said_to = |said: &&[&str]| SurveySaid { said: said.iter().map(|text| (*text).to_owned()).collect() };
    let (version, answers) = (version.to_owned(), said.iter().map(said_to).collect());
    link.say(agent_up::Body::SurveyAnswers(SurveyAnswers { version, answers })).await?;
    link.until(|body| if let agent_down::Body::SurveyOutcome(outcome) = body { Some(outcome) } else { None }).await
}

/// What is kept: the answers' own words.
async fn kept(appliance: &TestAppliance) -> Result<Vec<(String, Vec<String>)>> {
    let found = appliance.admin.call("GET", "/survey-answers", &json!(null)).await?.ok()?;
    let list = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let said = |answer: &Value| list(answer, "said").iter().filter_map(Value::as_str).collect::<Vec<_>>().join("+");
    let row = |row: &Value| {
        let name = row.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        (name, list(row, "answers").iter().map(said).collect())
    };
    Ok(list(&found, "answers").iter().map(row).collect())
}

#[tokio::test]
async fn the_customer_of_a_button_is_asked_in_the_window_also_after_a_restart_sup_80_sup_50() -> Result<()> {
    let (mut appliance, olga) = asking().await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (identity, token) = (AgentIdentity::new()?, button(&appliance).await?);
    let mut client = SimulatedAgent::client(&appliance, &identity, &token).await?;
    let session = accept(&mut console).await?;
    end(&mut console, &session).await?;
    assert_eq!(client.closed().await?, "ended");

    let (mut link, version, questions) = asked(&appliance, &identity).await?;
    let texts: Vec<&str> = questions.iter().map(|question| question.text.as_str()).collect();
    assert_eq!(texts, ["How well were you helped?", "What helped?", "Anything else?"]);
    assert!(questions[0].required && !questions[1].required);
    assert!(matches!(&questions[0].how, Some(survey_question::How::Scale(scale)) if scale.most == 5));
    assert!(matches!(&questions[1].how, Some(survey_question::How::Choice(choice)) if choice.several));
    // What must be answered is told, and nothing is kept.
    let outcome = answer(&mut link, &version, &[&[], &["0"], &[]]).await?;
    assert_eq!(outcome.verdict(), SurveyVerdict::Wrong);
    let wrong: Vec<_> = outcome.wrong.iter().map(|wrong| (wrong.question, wrong.fault())).collect();
    assert_eq!(wrong, [(0, SurveyFault::Missing)]);
    assert_eq!(kept(&appliance).await?, []);

    // The person thinks, and the appliance is killed meanwhile.
    appliance.kill_and_restart().await?;
    let said: [&[&str]; 3] = [&["4"], &["1", "0"], &[" Thanks \u{202e}<b> "]];
    let (mut link, ..) = asked(&appliance, &identity).await?;
    assert_eq!(answer(&mut link, "other", &said).await?.verdict(), SurveyVerdict::Changed);
    assert_eq!(answer(&mut link, &version, &said).await?.verdict(), SurveyVerdict::Kept);
    // Whoever did not hear that says it again; something else is not taken any more.
    assert_eq!(answer(&mut link, &version, &said).await?.verdict(), SurveyVerdict::Kept);
    assert_eq!(answer(&mut link, &version, &[&["1"]]).await?.verdict(), SurveyVerdict::Answered);
    let words = ["4", "The chat+Waiting", "Thanks <b>"].map(str::to_owned).to_vec();
    assert_eq!(kept(&appliance).await?, [("Reception".to_owned(), words)]);
    let (_, _, questions) = asked(&appliance, &identity).await?;
    assert_eq!(questions, [], "once");
    Ok(())
}

#[tokio::test]
async fn of_a_page_and_a_window_one_answer_counts_and_the_other_is_told_sup_80() -> Result<()> {
    let (appliance, olga) = asking().await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    for window_first in [true, false] {
        let key = olga.browser.call("POST", "/session-keys", &json!({"minutes": 60})).await?.ok()?;
        let mut page = CustomerBrowser::new(&appliance);
        let typed = key["key"].as_str().context("a key")?;
        assert_eq!(page.start(&[("key", typed), ("name", "Carla")]).await?.status, 303);
        let identity = AgentIdentity::new()?;
        let token = page.download().await?.token;
        let mut client = SimulatedAgent::client(&appliance, &identity, &token).await?;
        let session = accept(&mut console).await?;
        // Disconnected by the owner, the customer is asked though the session goes on (SES-22).
        let disconnect = DisconnectCustomer { session_id: session.clone() };
        assert_eq!(console.code_of(console_up::Body::DisconnectCustomer(disconnect)).await?, "");
        assert_eq!(client.closed().await?, "ended");
        let (mut link, version, _) = asked(&appliance, &identity).await?;
        let in_page = async |said: &str| {
            let mut page = page.clone();
            page.send("/support/survey", &[("version", version.as_str()), ("q0", said)]).await
        };
        if window_first {
            assert_eq!(answer(&mut link, &version, &[&["5"]]).await?.verdict(), SurveyVerdict::Kept);
            assert_eq!(in_page("1").await?.status, 303);
        } else {
            assert_eq!(in_page("1").await?.status, 303);
            assert_eq!(answer(&mut link, &version, &[&["5"]]).await?.verdict(), SurveyVerdict::Answered);
        }
        let thanks = page.0.request("GET", "/support/", &[], "").await?;
        assert!(thanks.text.contains("Thank you. Your answers are kept."), "{}", thanks.text);
        end(&mut console, &session).await?;
    }
    let said: Vec<_> = kept(&appliance).await?.into_iter().flat_map(|(_, said)| said).collect();
    assert_eq!(said, ["1", "5"]);
    Ok(())
}

#[tokio::test]
async fn an_end_that_nobody_heard_of_is_told_with_the_coming_for_the_questions_sup_22_sup_80() -> Result<()> {
    let (appliance, olga) = asking().await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (identity, token) = (AgentIdentity::new()?, button(&appliance).await?);
    let client = SimulatedAgent::client(&appliance, &identity, &token).await?;
    let session = accept(&mut console).await?;
    // The link broke, the customer ended it there and then, and the client comes back when it can.
    drop(client);
    let (mut link, version, _) = asked(&appliance, &identity).await?;
    listed_gone(&mut console, &session).await?;
    assert_eq!(answer(&mut link, &version, &[&["2"]]).await?.verdict(), SurveyVerdict::Kept);
    assert_eq!(kept(&appliance).await?.len(), 1);
    Ok(())
}

async fn listed_gone(rep: &mut SimulatedConsole, session: &str) -> Result<()> {
    rep.until(|body| match body {
        console_down::Body::Sessions(list) => list.sessions.iter().all(|row| row.session_id != session).then_some(()),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_key_after_the_end_answers_and_does_nothing_else_sup_80_qlt_6() -> Result<()> {
    let (appliance, olga) = asking().await?;
    let mut console = SimulatedConsole::connect(&appliance, &olga.browser).await?;
    let (identity, token) = (AgentIdentity::new()?, button(&appliance).await?);
    let mut client = SimulatedAgent::client(&appliance, &identity, &token).await?;
    // Not on the link of a session: there it is nothing.
    client.say(agent_up::Body::SurveyAnswers(SurveyAnswers::default())).await?;
    let row = listed(&mut console, |row| row.phase() == SessionPhase::Waiting).await?;
    assert_eq!(row.queue.as_ref().map(|queue| queue.kind()), Some(QueueKind::General));
    // Nobody has helped: nothing is asked.
    client.say(agent_up::Body::CustomerEnd(CustomerEnd { request: 1 })).await?;
    assert_eq!(client.closed().await?, "ended");
    let (mut link, version, questions) = asked(&appliance, &identity).await?;
    assert_eq!((version.as_str(), questions.len()), ("", 0));
    assert_eq!(answer(&mut link, "", &[]).await?.verdict(), SurveyVerdict::Changed);

    // Nothing else is said there.
    let mischief = [
        agent_up::Body::CustomerSay(CustomerSay { request: 1, text: "x".into(), nonce: "n".into() }),
        agent_up::Body::Inventory(inventory("x")),
        agent_up::Body::Hello(Default::default()),
    ];
    for body in mischief {
        let (mut link, ..) = asked(&appliance, &identity).await?;
        link.say(body).await?;
        assert_eq!(link.closed().await?, "not_permitted");
    }
    for (answers, times, code) in [(10, 32, "limit"), (50, 1, "too_large")] {
        let (mut link, ..) = asked(&appliance, &identity).await?;
        let many = SurveySaid { said: vec![String::new(); 1000] };
        for _ in 0..times {
            let said = SurveyAnswers { version: "v".into(), answers: vec![many.clone(); answers] };
            link.say(agent_up::Body::SurveyAnswers(said)).await?;
        }
        assert_eq!(link.closed().await?, code);
    }

    // A key that is nobody's, and that of an installed agent, are asked nothing.
    let refused = SimulatedAgent::answering(&appliance, &AgentIdentity::new()?).await.err().context("let in")?;
    assert_eq!(refused.to_string(), "unknown_agent");
    let group = appliance.group("Workshop", &[]).await?;
    let (installed, token) = (AgentIdentity::new()?, appliance.installer(&group, 1).await?);
    let _agent = SimulatedAgent::connect(&appliance, &installed, &token, inventory("lathe")).await?;
    let refused = SimulatedAgent::answering(&appliance, &installed).await.err().context("let in")?;
    assert_eq!(refused.to_string(), "unknown_agent");
    assert_eq!(kept(&appliance).await?, []);
    Ok(())
}
