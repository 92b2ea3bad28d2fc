//! What the tests of the fan-out stand on: real links without sockets, an agent, a clock.

use std::sync::Arc;

use bytes::Bytes;
use prost::Message as _;
use towline_model::{AgentKeyId, Clock, JumpClientId, Moment, Permission, Permissions, SessionId};
use towline_wire::v1::{AgentDown, ConsoleDown, agent_down, console_down};
use towline_wire::{Frame, decode};
use uuid::Uuid;

use crate::agents::{AgentHandle, AgentOf, Agents, Arrival};
use crate::capability::{Capabilities, Switches};
use crate::link::{LinkDrain, LinkSender, link};

pub(crate) struct StillClock;

impl Clock for StillClock {
    fn now(&self) -> Moment {
        Moment(1_700_000_000_000)
    }
}

pub(crate) fn session() -> SessionId {
    SessionId::from_uuid(Uuid::from_u128(0x5e55))
}

pub(crate) fn rep(number: u16, controls: bool) -> Capabilities {
    let capabilities = Capabilities::new(number);
    capabilities.set(Permissions::ALL, controls, Switches { clipboard: true, sound: true, types: true });
    capabilities
}

pub(crate) fn onlooker(number: u16) -> Capabilities {
    let capabilities = Capabilities::new(number);
    capabilities.set(
        Permissions::NONE.with(Permission::ScreenView),
        false,
        Switches { clipboard: true, sound: true, types: true },
    );
    capabilities
}

/// The other end of a link: what was sent on it.
pub(crate) struct Far {
    pub(crate) sender: LinkSender,
    drain: LinkDrain,
}

impl Far {
    pub(crate) fn new() -> Self {
        let (sender, drain) = link();
        Far { sender, drain }
    }

    /// All frames that wait, and the code if the link is closed.
    pub(crate) async fn frames(&self) -> (Vec<Frame>, Option<&'static str>) {
        let mut all = Vec::new();
        loop {
            let mut batch = Vec::new();
            let next = tokio::select! {
                biased;
                code = self.drain.next(&mut batch) => Some(code),
                () = std::future::ready(()) => None,
            };
            all.extend(batch.into_iter().map(|frame| decode(frame, usize::MAX).unwrap()));
            match next {
                None => return (all, None),
                Some(Some(code)) => return (all, Some(code)),
                Some(None) => {}
            }
        }
    }

    /// Data payloads that wait.
    pub(crate) async fn data(&self) -> Vec<Bytes> {
        let (frames, _) = self.frames().await;
        frames
            .into_iter()
            .filter_map(|frame| if let Frame::Data { payload, .. } = frame { Some(payload) } else { None })
            .collect()
    }
}

pub(crate) fn to_agent(frames: Vec<Frame>) -> Vec<agent_down::Body> {
    frames
        .into_iter()
        .filter_map(
            |frame| if let Frame::Control(bytes) = frame { AgentDown::decode(bytes).unwrap().body } else { None },
        )
        .collect()
}

pub(crate) fn to_console(frames: Vec<Frame>) -> Vec<console_down::Body> {
    frames
        .into_iter()
        .filter_map(
            |frame| if let Frame::Control(bytes) = frame { ConsoleDown::decode(bytes).unwrap().body } else { None },
        )
        .collect()
}

pub(crate) async fn agent(agents: &Agents) -> (Arc<AgentHandle>, Far) {
    let far = Far::new();
    let arrival = Arrival {
        of: AgentOf::Installed(JumpClientId::from_uuid(Uuid::from_u128(1))),
        key: AgentKeyId([1; 32]),
        instance: [2; 16],
        sender: far.sender.clone(),
        holding: Vec::new(),
        have: 0,
    };
    (agents.admit(arrival).await.unwrap(), far)
}
