//! System Info of a real agent through a real appliance: a process that the test started is listed and ended, everything that was done stands in the log, also when the appliance dies (SES-41,
//! SES-2); and what there was before stands in the summary (SES-40).

mod installed;

use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use installed::Agent;
use serde_json::{Value, json};
use towline_testkit::{Incoming, SimulatedConsole, TestAppliance};
use towline_wire::v1::{
    AddNote, EndProcess, EndSessionRequest, LookAtSystem, OpenSession, Permission, RequestSystemAct, SessionEvent,
    SessionPhase, SetCustomFields, StartSession, StartTool, SystemAct, SystemCategory, SystemPage, SystemProcess, Tool,
    console_down, console_up, system_act::What, system_row::Row,
};
use towline_wire::{Frame, PAGE_LAST, Payload};

struct Sleeper(Child);

impl Sleeper {
    fn start() -> Result<Self> {
        Ok(Sleeper(Command::new("sleep").arg("98765").stdin(Stdio::null()).spawn()?))
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct InSession {
    console: SimulatedConsole,
    session_id: String,
    channel: u32,
}

impl InSession {
    async fn begin(appliance: &TestAppliance, item_id: &str) -> Result<Self> {
        let mut console = SimulatedConsole::connect(appliance, &appliance.admin).await?;
        let nonce = uuid::Uuid::new_v4().to_string();
        let start = StartSession { item_id: item_id.to_owned(), join: false, nonce, ..Default::default() };
        let session_id = console.ask(console_up::Body::StartSession(start)).await?.session_id;
        let mut this = InSession { console, session_id, channel: 4 };
        this.open().await?;
        let tool = StartTool { session_id: this.session_id.clone(), tool: Tool::System.into() };
        assert_eq!(this.console.code_of(console_up::Body::StartTool(tool)).await?, "");
        Ok(this)
    }

    async fn open(&mut self) -> Result<()> {
        let open = OpenSession { session_id: self.session_id.clone(), have_event: 0 };
        assert_eq!(self.console.code_of(console_up::Body::OpenSession(open)).await?, "");
        Ok(())
    }

    async fn look(&mut self, category: SystemCategory) -> Result<(Vec<Row>, SystemPage)> {
        self.channel += 1;
        let (session_id, channel, category) = (self.session_id.clone(), self.channel, category.into());
        let look = LookAtSystem { session_id, channel, category };
        assert_eq!(self.console.code_of(console_up::Body::LookAtSystem(look)).await?, "");
        let mut rows = Vec::new();
        loop {
            let Incoming::Frame(frame) = self.console.next().await? else { bail!("the link was closed") };
            let Frame::Data { channel: of, payload } = frame else { continue };
            if of != channel {
                continue;
            }
            self.console.link.credit(channel, u32::try_from(payload.len())?).await?;
            let Payload::SystemPage { flags, body } = Payload::decode(payload)? else { bail!("not a page") };
            let page = <SystemPage as prost::Message>::decode(body)?;
            rows.extend(page.rows.iter().filter_map(|row| row.row.clone()));
            if flags == PAGE_LAST {
                return Ok((rows, page));
            }
        }
    }

    async fn process(&mut self, pid: u32) -> Result<SystemProcess> {
        let (rows, _) = self.look(SystemCategory::Processes).await?;
        let found = rows.into_iter().find_map(|row| match row {
            Row::Process(process) if process.pid == pid => Some(process),
            _ => None,
        });
        found.context("the process is not listed")
    }

    async fn end(&mut self, process: &SystemProcess) -> Result<String> {
        let SystemProcess { pid, started, name, .. } = process.clone();
        let what = Some(SystemAct { what: Some(What::EndProcess(EndProcess { pid, started, name })) });
        let (session_id, nonce) = (self.session_id.clone(), uuid::Uuid::new_v4().to_string());
        self.console.code_of(console_up::Body::RequestSystemAct(RequestSystemAct { session_id, what, nonce })).await
    }

    async fn event(&mut self, kind: &str) -> Result<SessionEvent> {
        self.console
            .until(|body| match body {
                console_down::Body::Events(told) => told.events.into_iter().find(|event| event.kind == kind),
                _ => None,
            })
            .await
    }
}

async fn installed(appliance: &TestAppliance) -> Result<(Agent, String)> {
    let group = appliance.group("Workshop", &[]).await?;
    let token = appliance.installer(&group, 1).await?;
    let agent = Agent::install(appliance, &token).await?;
    let item = appliance.item_named("real").await?;
    let id = item.get("id").and_then(Value::as_str).context("an item without an id")?.to_owned();
    Ok((agent, id))
}

async fn allow_acts(appliance: &TestAppliance) -> Result<()> {
    let change = json!({ "permissions": { "session.system_info_act": "allow" } });
    appliance.admin.call("PATCH", "/settings/session-permissions", &change).await?.ok()?;
    Ok(())
}

#[tokio::test]
async fn a_real_process_is_listed_ended_and_in_the_log_also_after_the_appliance_died_ses_41() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let (_agent, item) = installed(&appliance).await?;
    let mut session = InSession::begin(&appliance, &item).await?;
    let mut sleeper = Sleeper::start()?;
    let listed = session.process(sleeper.0.id()).await?;
    assert_eq!((listed.name.as_str(), listed.command_line.as_str()), ("sleep", "sleep 98765"));

    assert_eq!(session.end(&listed).await?, "not_permitted", "looking is allowed, acting is not");
    ensure!(sleeper.0.try_wait()?.is_none());
    allow_acts(&appliance).await?;
    let acts = i32::from(Permission::SystemAct);
    session.console.session_state(|state| state.permissions.contains(&acts)).await?;
    assert_eq!(session.end(&listed).await?, "");
    let done = session.event("system_done").await?;
    assert_eq!((done.text.as_str(), done.act.as_str(), done.actor), ("sleep", "end_process", 1));
    sleeper.0.wait()?;

    // The agent itself is refused, by the agent.
    let (rows, last) = session.look(SystemCategory::Processes).await?;
    ensure!(last.end.is_some_and(|end| end.total as usize == rows.len() && !end.account.is_empty()));
    let own = rows.into_iter().find_map(|row| match row {
        Row::Process(process) if process.name == "towline-agent" && process.protected => Some(process),
        _ => None,
    });
    assert_eq!(session.end(&own.context("the agent is not listed")?).await?, "");
    let refused = session.event("system_failed").await?;
    assert_eq!(refused.outcome, "protected");
    ensure!(refused.detail.starts_with("This is Towline itself."), "{}", refused.detail);

    appliance.kill_and_restart().await?;
    session.console = SimulatedConsole::connect(&appliance, &appliance.admin).await?;
    session.open().await?;
    let kinds = session
        .console
        .until(|body| match body {
            console_down::Body::Events(told) => {
                Some(told.events.into_iter().map(|event| event.kind).collect::<Vec<_>>())
            }
            _ => None,
        })
        .await?;
    let acts: Vec<&str> = kinds.iter().map(String::as_str).filter(|kind| kind.starts_with("system_")).collect();
    assert_eq!(acts, ["system_asked", "system_done", "system_asked", "system_failed"]);
    // The tool still runs, and the machine can be looked at as soon as it is back.
    // Each opening tells the state as it is: the machine may have been back before this console.
    loop {
        session.open().await?;
        if session.console.session_state(|_| true).await?.phase() == SessionPhase::Active {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let (facts, _) = session.look(SystemCategory::Hardware).await?;
    ensure!(facts.iter().any(|row| matches!(row, Row::Fact(fact) if fact.key == "memory")));
    Ok(())
}

#[tokio::test]
async fn notes_and_fields_are_written_and_found_in_the_next_session_ses_40() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let (_agent, item) = installed(&appliance).await?;
    for (name, code_name, shown) in [("Ticket", "ticket", true), ("Hidden", "hidden", false)] {
        let field = json!({ "name": name, "code_name": code_name, "shown": shown });
        appliance.admin.call("POST", "/custom-fields", &field).await?.ok()?;
    }
    let mut session = InSession::begin(&appliance, &item).await?;
    let first = session.session_id.clone();
    let note = AddNote { session_id: first.clone(), text: "Replaced the <b>fan</b>".into(), nonce: "n1".into() };
    for _ in 0..2 {
        assert_eq!(session.console.code_of(console_up::Body::AddNote(note.clone())).await?, "");
    }
    let set = |code: &str, value: &str| {
        let custom = [(code.to_owned(), value.to_owned())].into();
        console_up::Body::SetCustomFields(SetCustomFields { session_id: first.clone(), custom })
    };
    assert_eq!(session.console.code_of(set("ticket", "4711")).await?, "");
    assert_eq!(session.console.code_of(set("hidden", "x")).await?, "not_found");
    assert_eq!(session.console.code_of(set("unheard_of", "x")).await?, "unknown_custom_field");
    let state = session.console.session_state(|state| !state.custom.is_empty()).await?;
    assert_eq!(
        state.custom.first().map(|field| (field.code_name.as_str(), field.value.as_str())),
        Some(("ticket", "4711"))
    );
    let path = format!("/sessions/{first}/earlier");
    let none = appliance.admin.call("GET", &path, &Value::Null).await?.ok()?;
    assert_eq!(none.get("sessions"), Some(&json!([])));
    let end = EndSessionRequest { session_id: first.clone() };
    assert_eq!(session.console.code_of(console_up::Body::EndSession(end)).await?, "");

    let next = InSession::begin(&appliance, &item).await?;
    let path = format!("/sessions/{}/earlier", next.session_id);
    let found = appliance.admin.call("GET", &path, &Value::Null).await?.ok()?;
    assert_eq!(found.pointer("/sessions/0/id").and_then(Value::as_str), Some(first.as_str()));
    assert_eq!(found.pointer("/sessions/0/ended_reason").and_then(Value::as_str), Some("ended_by_owner"));
    assert_eq!(found.pointer("/sessions/0/report"), Some(&json!(true)), "its report is open to who was in it");
    let notes = found.pointer("/sessions/0/notes").and_then(Value::as_array).context("no notes")?;
    assert_eq!(notes.len(), 1, "a repeated note is written once");
    assert_eq!(
        notes.first().and_then(|note| note.get("text")).and_then(Value::as_str),
        Some("Replaced the <b>fan</b>")
    );
    // Whoever is not in the session is told that there is none.
    let eve = appliance.person("eve").await?;
    let answer = eve.browser.call("GET", &path, &Value::Null).await?;
    assert_eq!(answer.status, 404);
    Ok(())
}
