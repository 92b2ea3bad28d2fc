//! A real agent with a real shell on a real appliance that dies again and again: what the program in the shell wrote arrives once and whole, and what was typed was typed once (SES-2, SHL-4). And so it is
//! recorded, with the sizes of its terminal and without what was typed unseen (SHL-6).

mod installed;

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use installed::Agent;
use serde_json::Value;
use towline_testkit::{Incoming, SimulatedConsole, TestAppliance};
use towline_wire::v1::{
    NewShell, OpenSession, ShellInput, ShellPainted, ShellSize, ShellUp, StartSession, StartTool, Tool, ViewShell,
    console_up, shell_up,
};
use towline_wire::{Frame, Payload, ReplayFlags};

/// A bound for things that must happen, far above what they take.
const PATIENCE: Duration = Duration::from_secs(30);
const ROUNDS: usize = 5;
const LINES: u32 = 150_000;
/// Typed while the terminal does not show it.
const SECRET: &str = "correct-horse-battery";

/// Takes output until it ends with the text.
async fn read(
    console: &mut SimulatedConsole,
    channel: u32,
    all: &mut Vec<u8>,
    until: impl Fn(&[u8]) -> bool,
) -> Result<()> {
    while !until(all) {
        let Incoming::Frame(frame) = console.next().await? else { bail!("the link was closed") };
        let Frame::Data { channel: on, payload } = frame else { continue };
        if on != channel {
            continue;
        }
        console.link.credit(channel, u32::try_from(payload.len())?).await?;
        let (offset, bytes) = match Payload::decode(payload)? {
            Payload::ShellOutput { offset, bytes } => (offset, bytes),
            Payload::ShellReplay { flags, offset, bytes, .. } => {
                ensure!(!flags.has(ReplayFlags::RESET), "all output is still held");
                (offset - bytes.len() as u64, bytes)
            }
            _ => continue,
        };
        assert_eq!(offset, all.len() as u64, "a gap or something twice");
        all.extend_from_slice(&bytes);
        let painted = ShellUp {
            viewer: console.viewer,
            body: Some(shell_up::Body::Painted(ShellPainted { offset: all.len() as u64 })),
        };
        console.link.data(channel, &prost::Message::encode_to_vec(&painted)).await?;
    }
    Ok(())
}

/// All numbers, in their order, each once.
fn numbered(text: &str) -> bool {
    let numbers =
        text.lines().filter_map(|line| line.trim().rsplit('\r').next()?.strip_prefix("n=")?.parse::<u32>().ok());
    numbers.eq(0..LINES)
}

/// What a cast has: its header, what was put out, the other events.
fn cast(file: &str) -> Result<(Value, String, Vec<Value>)> {
    let mut lines = file.lines();
    let header = serde_json::from_str(lines.next().context("a header")?)?;
    let (mut out, mut others) = (String::new(), Vec::new());
    for line in lines {
        let event: Value = serde_json::from_str(line)?;
        match event.get(1).and_then(Value::as_str) {
            Some("o") => out.push_str(event.get(2).and_then(Value::as_str).context("output")?),
            _ => others.push(event),
        }
    }
    Ok((header, out, others))
}

/// The report of a session tells of its shell.
async fn reported(appliance: &TestAppliance, session_id: &str, shell_id: &str, running: bool) -> Result<()> {
    let get = async |path: &str| appliance.admin.call("GET", path, &Value::Null).await;
    let list = get("/session-reports?search=REAL").await?.ok()?;
    let row = list.pointer("/reports/0").context("a report")?;
    assert_eq!((&row["id"], &row["running"], &row["shells"]), (&session_id.into(), &running.into(), &1.into()));
    let report = get(&format!("/session-reports/{session_id}")).await?.ok()?;
    let shell = report.pointer("/opened_shells/0").context("a shell")?;
    assert_eq!((&shell["id"], &shell["recorded"], &shell["missing"]), (&shell_id.into(), &true.into(), &false.into()));
    assert_eq!(shell.get("ended_ms").is_none(), running, "{shell}");
    Ok(())
}

/// Both files have everything that the shell put out, once.
async fn recorded(appliance: &TestAppliance, session_id: &str, shell_id: &str) -> Result<()> {
    let get = async |path: &str| appliance.admin.call("GET", path, &Value::Null).await;
    let of = format!("/session-reports/{session_id}/shells/{shell_id}");
    let answer = get(&format!("{of}/recording")).await?;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/x-asciicast")));
    assert!(answer.header("content-disposition").is_some_and(|how| how.contains("real Shell 1.cast")));
    let (header, out, others) = cast(&answer.text)?;
    let said = ["version", "width", "height"].map(|name| header.get(name).and_then(serde_json::Value::as_u64));
    assert_eq!(said, [Some(2), Some(80), Some(24)]);
    let resized: Vec<&Value> = others.iter().filter_map(|event| event.get(2)).collect();
    assert_eq!(resized, ["100x30"], "one change of size, and nothing is missing");
    assert!(numbered(&out), "a number is missing or there twice");
    let text = get(&format!("{of}/transcript")).await?;
    assert_eq!((text.status, text.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    assert!(numbered(&text.text) && text.text.contains("\ngotit\n"), "the transcript");
    assert!(text.text.chars().all(|character| character == '\n' || !character.is_control()));
    for file in [&out, &text.text] {
        assert!(file.contains("ready") && !file.contains(SECRET), "what is typed without echo is in no recording");
    }
    assert_eq!(get(&format!("/session-reports/{session_id}/shells/{session_id}/recording")).await?.status, 404);
    Ok(())
}

fn ends_with(text: &'static str) -> impl Fn(&[u8]) -> bool {
    move |all| {
        let tail = all.get(all.len().saturating_sub(4096)..).unwrap_or_default();
        tail.windows(text.len()).any(|window| window == text.as_bytes())
    }
}

#[tokio::test]
async fn a_real_shell_outlives_a_killed_appliance_without_gap_or_double_ses_2() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let group = appliance.group("Workshop", &[]).await?;
    let token = appliance.installer(&group, 1).await?;
    let agent = Agent::install(&appliance, &token).await?;
    let item = appliance.item_named("real").await?;
    let item_id = item.get("id").and_then(Value::as_str).context("an item without an id")?.to_owned();

    let mut console = SimulatedConsole::connect(&appliance, &appliance.admin).await?;
    let nonce = || uuid::Uuid::new_v4().to_string();
    let start = StartSession { item_id, join: false, nonce: nonce(), ..Default::default() };
    let session_id = console.ask(console_up::Body::StartSession(start)).await?.session_id;
    let tool = StartTool { session_id: session_id.clone(), tool: Tool::Shell.into() };
    assert_eq!(console.code_of(console_up::Body::StartTool(tool)).await?, "");
    let new = NewShell { session_id: session_id.clone(), columns: 80, rows: 24, nonce: nonce(), choice: None };
    let reply = console.ask(console_up::Body::NewShell(new)).await?;
    ensure!(reply.problem.is_none(), "{:?}", reply.problem);
    let shell_id = reply.shell_id;
    let view = |channel, from_offset| {
        console_up::Body::ViewShell(ViewShell {
            session_id: session_id.clone(),
            shell_id: shell_id.clone(),
            channel,
            from_offset,
        })
    };
    assert_eq!(console.code_of(view(5, 0)).await?, "");

    let line = format!("i=0; while [ $i -lt {LINES} ]; do echo n=$i; i=$((i+1)); done; echo all''done\n");
    let typed = ShellUp {
        viewer: console.viewer,
        body: Some(shell_up::Body::Input(ShellInput { offset: 0, data: line.clone().into_bytes().into() })),
    };
    console.link.data(5, &prost::Message::encode_to_vec(&typed)).await?;

    let mut all = Vec::new();
    for round in 0..ROUNDS {
        let enough = all.len() + 120_000;
        tokio::time::timeout(PATIENCE, read(&mut console, 5, &mut all, |all| all.len() >= enough))
            .await
            .with_context(|| format!("round {round}: no more output after {}", all.len()))??;
        appliance.kill_and_restart().await?;
        console = SimulatedConsole::connect(&appliance, &appliance.admin).await?;
        let back = OpenSession { session_id: session_id.clone(), have_event: 0 };
        assert_eq!(console.code_of(console_up::Body::OpenSession(back)).await?, "", "round {round}");
        assert_eq!(console.code_of(view(5, all.len() as u64)).await?, "", "round {round}");
        // What is sent again is not typed again.
        console.link.data(5, &prost::Message::encode_to_vec(&typed)).await?;
    }
    tokio::time::timeout(Duration::from_secs(60), read(&mut console, 5, &mut all, ends_with("alldone"))).await??;
    assert!(numbered(&String::from_utf8_lossy(&all)), "a number is missing or there twice");

    // The terminal grows; then something is typed that nobody sees.
    let viewer = console.viewer;
    let up = |body| prost::Message::encode_to_vec(&ShellUp { viewer, body: Some(body) });
    let typed = |offset: usize, text: &str| {
        let data = text.as_bytes().to_vec().into();
        up(shell_up::Body::Input(ShellInput { offset: offset as u64, data }))
    };
    console.link.data(5, &up(shell_up::Body::Size(ShellSize { columns: 100, rows: 30 }))).await?;
    let asks = "stty -echo; echo rea''dy; read secret; stty echo; echo got''it\n";
    console.link.data(5, &typed(line.len(), asks)).await?;
    tokio::time::timeout(PATIENCE, read(&mut console, 5, &mut all, ends_with("ready"))).await??;
    console.link.data(5, &typed(line.len() + asks.len(), &format!("{SECRET}\n"))).await?;
    tokio::time::timeout(PATIENCE, read(&mut console, 5, &mut all, ends_with("gotit"))).await??;
    reported(&appliance, &session_id, &shell_id, true).await?;
    recorded(&appliance, &session_id, &shell_id).await?;
    appliance.admin.call("POST", &format!("/sessions/{session_id}/end"), &Value::Null).await?.ok()?;
    reported(&appliance, &session_id, &shell_id, false).await?;

    let said = agent.uninstall().await?;
    assert!(said.contains("was told"), "{said}");
    assert!(!agent.dir().exists());
    Ok(())
}
