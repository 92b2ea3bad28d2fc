//! A shell across deaths of the appliance, byte by byte: what a console receives in all its links together is what the shell wrote, once (SES-2, QLT-6).

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use serde_json::Value;
use towline_testkit::{Address, AgentIdentity, Incoming, SimulatedAgent, SimulatedConsole, TestAppliance, inventory};
use towline_wire::v1::{
    AgentDown, HeldSession, HeldShell, NewShell, OpenSession, ReplayShell, SendChat, ShellPainted, ShellStarted,
    ShellUp, StartSession, StartTool, Tool, ViewShell, agent_down, agent_up, console_down, console_up, shell_up,
};
use towline_wire::{Frame, Payload, ReplayFlags, SHELL_WINDOW, SendWindow};

const ROUNDS: usize = 10;
const PIECE: usize = 1000;

/// What the shell writes at this position: any two positions near each other differ.
fn byte_at(offset: u64) -> u8 {
    (offset.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8
}

/// An endpoint with one shell that writes for ever, and keeps all that it wrote.
struct Writer {
    identity: AgentIdentity,
    token: String,
    address: Address,
    session: Option<String>,
    shell: Option<String>,
    written: Arc<AtomicU64>,
}

impl Writer {
    /// Lives through deaths of the appliance.
    async fn live(mut self) -> Result<()> {
        loop {
            match self.one_link().await {
                Ok(()) => {}
                Err(error) if error.to_string().contains("bad_token") => return Err(error),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    async fn one_link(&mut self) -> Result<()> {
        let shells = self.shell.iter().map(|shell_id| HeldShell {
            shell_id: shell_id.clone(),
            end_offset: self.written.load(Ordering::SeqCst),
            ended: false,
        });
        let holding = self.session.iter().map(|session_id| HeldSession {
            session_id: session_id.clone(),
            grant_sequence: 0,
            shells: shells.clone().collect(),
        });
        let inventory = inventory("writer");
        let mut agent =
            SimulatedAgent::connect_to(&self.address, &self.identity, &self.token, inventory, holding.collect())
                .await?;
        let (mut channel, mut sent, mut window) = (0, 0, SendWindow::new(SHELL_WINDOW));
        let mut replays: VecDeque<Bytes> = VecDeque::new();
        loop {
            while let Some(replay) = replays.pop_front_if(|replay| window.take(replay.len())) {
                agent.link.data(channel, &replay).await?;
            }
            // Writes as fast as credit allows.
            while channel != 0 && replays.is_empty() && window.take(9 + PIECE) {
                let data: Vec<u8> = (sent..sent + PIECE as u64).map(byte_at).collect();
                let payload = Payload::ShellOutput { offset: sent, bytes: data.into() }.encode();
                sent += PIECE as u64;
                self.written.fetch_max(sent, Ordering::SeqCst);
                agent.link.data(channel, &payload).await?;
            }
            match agent.next().await? {
                Incoming::Closed(reason) => bail!("closed: {reason}"),
                Incoming::Frame(Frame::Credit { channel: on, bytes }) if on == channel => window.grant(bytes)?,
                Incoming::Frame(Frame::Control(bytes)) => match <AgentDown as prost::Message>::decode(bytes)?.body {
                    Some(agent_down::Body::OpenShell(open)) => {
                        (self.session, self.shell) = (Some(open.session_id.clone()), Some(open.shell_id.clone()));
                        (channel, sent, window) = (open.channel, 0, SendWindow::new(SHELL_WINDOW));
                        let started = ShellStarted {
                            session_id: open.session_id,
                            shell_id: open.shell_id,
                            account: "ada".into(),
                            program: "/bin/sh".into(),
                            elevated: false,
                        };
                        agent.say(agent_up::Body::ShellStarted(started)).await?;
                    }
                    Some(agent_down::Body::AttachShell(attach)) => {
                        (channel, sent, window) = (attach.channel, attach.from_offset, SendWindow::new(SHELL_WINDOW));
                    }
                    Some(agent_down::Body::ReplayShell(replay)) => replays.extend(missing(&replay, sent)),
                    _ => {}
                },
                Incoming::Frame(_) => {}
            }
        }
    }
}

/// What a viewer misses who has everything up to `from_offset`.
fn missing(replay: &ReplayShell, end: u64) -> Vec<Bytes> {
    let starts: Vec<u64> = (replay.from_offset..end.max(replay.from_offset + 1)).step_by(32 * 1024).collect();
    let last = starts.len() - 1;
    let part = |(at, start): (usize, &u64)| {
        let bytes: Vec<u8> = (*start..end.min(start + 32 * 1024)).map(byte_at).collect();
        let first = if at == 0 { ReplayFlags::FIRST } else { 0 };
        let flags = ReplayFlags(first | if at == last { ReplayFlags::LAST } else { 0 });
        let offset = start + bytes.len() as u64;
        Payload::ShellReplay { nonce: replay.nonce, flags, offset, bytes: bytes.into() }.encode()
    };
    starts.iter().enumerate().map(part).collect()
}

/// Reads output until `end`, checks every byte, and says how far it came when the link dies.
async fn read(console: &mut SimulatedConsole, shell: &ViewShell, from: &mut u64, end: u64) -> Result<()> {
    while *from < end {
        match console.next().await? {
            Incoming::Frame(Frame::Data { channel, payload }) if channel == shell.channel => {
                let credit = u32::try_from(payload.len())?;
                let (offset, body) = match Payload::decode(payload)? {
                    Payload::ShellOutput { offset, bytes } => (offset, bytes),
                    Payload::ShellReplay { flags, offset, bytes, .. } => {
                        assert!(!flags.has(ReplayFlags::RESET), "all output is still held");
                        (offset - bytes.len() as u64, bytes)
                    }
                    _ => continue,
                };
                assert_eq!(offset, *from, "a gap or something twice");
                for (at, byte) in body.iter().enumerate() {
                    assert_eq!(*byte, byte_at(offset + at as u64), "at {}", offset + at as u64);
                }
                *from += body.len() as u64;
                console.link.credit(channel, credit).await?;
                let painted = ShellUp {
                    viewer: console.viewer,
                    body: Some(shell_up::Body::Painted(ShellPainted { offset: *from })),
                };
                console.link.data(channel, &prost::Message::encode_to_vec(&painted)).await?;
            }
            Incoming::Frame(_) => {}
            Incoming::Closed(reason) => bail!("closed: {reason}"),
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_shell_of_a_killed_appliance_goes_on_from_the_last_byte_ses_2() -> Result<()> {
    let mut appliance = TestAppliance::start().await?;
    let group = appliance.group("Workshop", &[]).await?;
    let token = appliance.installer(&group, 1).await?;
    let written = Arc::new(AtomicU64::new(0));
    let writer = Writer {
        identity: AgentIdentity::new()?,
        token,
        address: appliance.address(),
        session: None,
        shell: None,
        written: written.clone(),
    };
    let writer = tokio::spawn(writer.live());

    let item = appliance.item_named("writer").await?;
    let item_id = item.get("id").and_then(Value::as_str).context("an item without an id")?.to_owned();
    let mut console = SimulatedConsole::connect(&appliance, &appliance.admin).await?;
    let nonce = || uuid::Uuid::new_v4().to_string();
    let start = StartSession { item_id, join: false, nonce: nonce(), ..Default::default() };
    let session_id = console.ask(console_up::Body::StartSession(start)).await?.session_id;
    let tool = StartTool { session_id: session_id.clone(), tool: Tool::Shell.into() };
    assert_eq!(console.code_of(console_up::Body::StartTool(tool)).await?, "");
    let new = NewShell { session_id: session_id.clone(), columns: 80, rows: 24, nonce: nonce(), choice: None };
    let shell_id = console.ask(console_up::Body::NewShell(new)).await?.shell_id;
    assert!(!shell_id.is_empty());

    let (mut from, mut said) = (0, Vec::new());
    for round in 0..ROUNDS {
        let view =
            ViewShell { session_id: session_id.clone(), shell_id: shell_id.clone(), channel: 5, from_offset: from };
        assert_eq!(console.code_of(console_up::Body::ViewShell(view.clone())).await?, "", "round {round}");
        let end = from + 300_000;
        tokio::time::timeout(Duration::from_secs(30), read(&mut console, &view, &mut from, end))
            .await
            .with_context(|| format!("round {round}: no more output after {from}"))??;
        let text = format!("round {round}");
        let chat = SendChat { session_id: session_id.clone(), text: text.clone(), nonce: nonce(), reps_only: false };
        assert_eq!(console.code_of(console_up::Body::SendChat(chat)).await?, "");
        said.push(text);
        appliance.kill_and_restart().await?;
        console = SimulatedConsole::connect(&appliance, &appliance.admin).await?;
        let back = OpenSession { session_id: session_id.clone(), have_event: 0 };
        assert_eq!(console.code_of(console_up::Body::OpenSession(back)).await?, "", "round {round}");
    }
    // What was acknowledged is there, once, in its order.
    let mut heard: Vec<String> = Vec::new();
    while heard.len() < said.len() {
        let events = console
            .until(|body| match body {
                console_down::Body::Events(events) => Some(events.events),
                _ => None,
            })
            .await?;
        heard.extend(events.into_iter().filter(|event| event.kind == "chat").map(|event| event.text));
    }
    assert_eq!(heard, said);
    writer.abort();
    Ok(())
}
