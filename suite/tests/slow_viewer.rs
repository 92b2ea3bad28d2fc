//! A viewer that reads nothing beside one that keeps up: the fast one gets every frame, the slow one costs a bounded number of bytes and comes back to a whole, new picture.

use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use serde_json::Value;
use towline_testkit::{AgentIdentity, Incoming, SimulatedAgent, SimulatedConsole, TestAppliance, inventory};
use towline_wire::v1::{
    AgentDown, ConsolePurpose, PaintAck, ScreenUp, StartSession, StartTool, Tool, agent_down, console_up, screen_up,
};
use towline_wire::{
    Frame, Payload, SCREEN_LINK_CHANNEL, SCREEN_WINDOW, ScreenFlags, SendWindow, frame_parts, split_participant,
};

const FRAME_BYTES: usize = 64 * 1024;
const FRAMES: u64 = 200;
/// What may be on its way to a viewer that reads nothing: 512 KiB, a frame on top, a whole picture for its start.
const BOUND: usize = 512 * 1024 + 4 * FRAME_BYTES;

/// An endpoint whose picture changes as fast as it is painted. Never more than two frames ahead, as the real one.
struct Painter {
    agent: SimulatedAgent,
    channel: u32,
    window: SendWindow,
    waiting: Vec<Bytes>,
    sent: u64,
    painted: u64,
    key_wanted: bool,
}

impl Painter {
    fn new(agent: SimulatedAgent) -> Self {
        Self {
            agent,
            channel: 0,
            window: SendWindow::new(SCREEN_WINDOW),
            waiting: Vec::new(),
            sent: 0,
            painted: 0,
            key_wanted: false,
        }
    }

    async fn paint(mut self) -> Result<()> {
        loop {
            match self.agent.next().await? {
                Incoming::Frame(Frame::Control(bytes)) => {
                    let message = <AgentDown as prost::Message>::decode(bytes)?;
                    if let Some(agent_down::Body::OpenScreen(open)) = message.body {
                        if self.channel != open.channel {
                            (self.channel, self.window) = (open.channel, SendWindow::new(SCREEN_WINDOW));
                            (self.sent, self.painted) = (0, 0);
                        }
                        self.key_wanted = true;
                    }
                }
                Incoming::Frame(Frame::Credit { channel, bytes }) if channel == self.channel => {
                    self.window.grant(bytes)?;
                }
                Incoming::Frame(Frame::Data { payload, .. }) => {
                    let (_, payload) = split_participant(payload)?;
                    let up = <ScreenUp as prost::Message>::decode(payload)?;
                    if let Some(screen_up::Body::Painted(ack)) = up.body {
                        self.painted = self.painted.max(ack.frame);
                    }
                }
                Incoming::Frame(Frame::Credit { .. }) => {}
                Incoming::Closed(_) => return Ok(()),
            }
            self.send_what_may_go().await?;
        }
    }

    async fn send_what_may_go(&mut self) -> Result<()> {
        loop {
            while let Some(part) = self.waiting.first() {
                if !self.window.take(part.len()) {
                    return Ok(());
                }
                let part = self.waiting.remove(0);
                self.agent.link.data(self.channel, &part).await?;
            }
            if self.channel == 0 || (!self.key_wanted && self.sent >= self.painted + 2) {
                return Ok(());
            }
            self.sent += 1;
            let flags = if self.key_wanted { ScreenFlags::KEY } else { 0 };
            self.key_wanted = false;
            let body = Bytes::from(vec![self.sent as u8; FRAME_BYTES]);
            self.waiting = frame_parts(self.sent, flags, &body, 32 * 1024);
        }
    }
}

/// Reads one part of a frame: its flags and number, and what it took of the credit.
async fn part(viewer: &mut SimulatedConsole) -> Result<(ScreenFlags, u64, u32)> {
    loop {
        match viewer.next().await? {
            Incoming::Frame(Frame::Data { payload, .. }) => {
                let bytes = u32::try_from(payload.len())?;
                if let Payload::FramePart { flags, frame, .. } = Payload::decode(payload)? {
                    return Ok((flags, frame, bytes));
                }
            }
            Incoming::Frame(_) => {}
            Incoming::Closed(reason) => anyhow::bail!("the screen's link was closed: {reason}"),
        }
    }
}

async fn paint(viewer: &mut SimulatedConsole, frame: u64) -> Result<()> {
    let ack = ScreenUp { viewer: viewer.viewer, sequence: 0, body: Some(screen_up::Body::Painted(PaintAck { frame })) };
    viewer.link.data(SCREEN_LINK_CHANNEL, &prost::Message::encode_to_vec(&ack)).await
}

#[tokio::test]
async fn a_viewer_that_reads_nothing_neither_slows_the_other_nor_piles_up_scr_20() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let group = appliance.group("Workshop", &[]).await?;
    let token = appliance.installer(&group, 1).await?;
    let agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("painter")).await?;
    let painter = tokio::spawn(Painter::new(agent).paint());

    let item = appliance.item_named("painter").await?;
    let item_id = item.get("id").and_then(Value::as_str).context("an item without an id")?.to_owned();
    let mut console = SimulatedConsole::connect(&appliance, &appliance.admin).await?;
    let start = StartSession { item_id, join: false, nonce: uuid::Uuid::new_v4().to_string(), ..Default::default() };
    let session_id = console.ask(console_up::Body::StartSession(start)).await?.session_id;
    let tool = StartTool { session_id: session_id.clone(), tool: Tool::Screen.into() };
    assert_eq!(console.code_of(console_up::Body::StartTool(tool)).await?, "");

    let screen = ConsolePurpose::Screen;
    let mut slow = SimulatedConsole::connect_as(&appliance, &appliance.admin, screen, &session_id).await?;
    let another = appliance.admin.another_tab();
    let mut fast = SimulatedConsole::connect_as(&appliance, &another, screen, &session_id).await?;

    let keeps_up = async {
        let mut last = 0;
        loop {
            let (flags, frame, bytes) = part(&mut fast).await?;
            fast.link.credit(SCREEN_LINK_CHANNEL, bytes).await?;
            if !flags.has(ScreenFlags::LAST) {
                continue;
            }
            // Once it has a picture, nothing is left out, except what a KEY frame replaces.
            assert!(last == 0 || frame == last + 1 || flags.has(ScreenFlags::KEY), "{frame} after {last}");
            last = frame;
            paint(&mut fast, frame).await?;
            if frame >= FRAMES {
                return anyhow::Ok(());
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), keeps_up).await.context("the fast viewer was held up")??;

    // Now the slow one looks at what has piled up for it.
    let (mut piled, mut newest) = (0, 0);
    let drain = async {
        loop {
            let (flags, frame, bytes) = part(&mut slow).await?;
            piled += bytes as usize;
            if flags.has(ScreenFlags::LAST) {
                newest = frame;
                slow.link.credit(SCREEN_LINK_CHANNEL, u32::try_from(piled)?).await?;
                paint(&mut slow, frame).await?;
            }
            if frame > FRAMES / 2 && flags.has(ScreenFlags::FIRST) {
                return anyhow::Ok(flags);
            }
        }
    };
    let flags =
        tokio::time::timeout(Duration::from_secs(60), drain).await.context("the slow viewer gets no news")??;
    assert!(flags.has(ScreenFlags::KEY), "it goes on with a delta after {newest}");
    assert!(piled <= BOUND, "{piled} bytes were kept for a viewer that does not read");
    painter.abort();
    Ok(())
}
