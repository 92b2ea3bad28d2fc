//! System Info on its way from the agent to the one console that asked (SES-41): a channel of the agent's link and one of the console's, joined. Pages pass as bytes; only their head is read.
//!
//! The agent may send what the console has granted, so nothing piles up here, and pages go behind everything else on both links.

use std::sync::{Arc, Mutex, OnceLock, Weak};

use bytes::Bytes;
use towline_model::Permission;
use towline_session::{Answer, Refusal, ServiceHow, SystemAct};
use towline_wire::v1::{self, CloseChannel, QuerySystem, agent_down, console_down, system_act::What};
use towline_wire::{Class, PAGE_LAST, Payload, SYSTEM_WINDOW, SendWindow, encode_data};

use crate::actor::{Actor, Reply};
use crate::agents::{AgentHandle, Route};
use crate::capability::Capabilities;
use crate::consoles::ConsoleHandle;
use crate::link::{LinkFault, lock, problem};

/// Looks of one session at a time.
const LOOKS: usize = 16;
/// Longest text of a problem that an agent tells.
const TEXT: usize = 256;

/// One look.
pub(crate) struct SystemPipe {
    agent: Arc<AgentHandle>,
    /// Number on the agent's link.
    near: OnceLock<u32>,
    console: Weak<ConsoleHandle>,
    /// Number on the console's link.
    far: u32,
    capabilities: Capabilities,
    /// What the agent may still send; none: the look is over.
    window: Mutex<Option<SendWindow>>,
}

impl SystemPipe {
    pub(crate) fn participant(&self) -> u16 {
        self.capabilities.number()
    }

    pub(crate) fn over(&self) -> bool {
        lock(&self.window).is_none()
    }

    fn of(&self, epoch: u64, channel: u32) -> bool {
        self.agent.epoch == epoch && self.near.get() == Some(&channel)
    }

    /// A payload from the agent.
    pub(crate) fn agent_data(&self, epoch: u64, channel: u32, payload: &Bytes) -> Result<(), LinkFault> {
        let last = {
            let mut window = lock(&self.window);
            let Some(open) = window.as_mut().filter(|_| self.of(epoch, channel)) else { return Ok(()) };
            if !open.take(payload.len()) {
                return Err(LinkFault("no_credit"));
            }
            let Ok(Payload::SystemPage { flags, .. }) = Payload::decode(payload.clone()) else {
                return Err(LinkFault("malformed_frame"));
            };
            // INVARIANT: what was on its way when the right was taken is not shown any more (SES-2a).
            if let Some(console) = self.console.upgrade().filter(|_| self.capabilities.has(Permission::SystemView)) {
                console.sender.frame(Class::System, encode_data(self.far, &[payload]));
            }
            flags & PAGE_LAST != 0
        };
        if last {
            self.stop();
            if let Some(console) = self.console.upgrade() {
                console.unseat_system(self.far);
            }
        }
        Ok(())
    }

    /// The console granted credit: the agent may send as much.
    pub(crate) fn console_credit(&self, bytes: u32) -> Result<(), LinkFault> {
        let mut window = lock(&self.window);
        let (Some(open), Some(near)) = (window.as_mut(), self.near.get()) else { return Ok(()) };
        open.grant(bytes).map_err(|_| LinkFault("no_credit"))?;
        self.agent.sender.credit(*near, bytes);
        Ok(())
    }

    /// The agent closed the channel, and says why.
    pub(crate) fn closed_by_agent(&self, epoch: u64, closed: v1::ChannelClosed) {
        if !self.of(epoch, closed.channel) {
            return;
        }
        let said = closed.problem.unwrap_or_default();
        let clip = |text: &str| towline_model::clip(text, TEXT);
        self.close(problem(&clip(&said.code), &clip(&said.title), &clip(&said.detail)));
    }

    /// Nobody waits for the rest.
    pub(crate) fn stop(&self) {
        if lock(&self.window).take().is_none() {
            return;
        }
        if let Some(near) = self.near.get() {
            self.agent.sender.agent(agent_down::Body::CloseChannel(CloseChannel { channel: *near }));
            self.agent.release(*near);
        }
    }

    /// It is over before its end, and the console is told.
    fn close(&self, why: v1::Problem) {
        if self.over() {
            return;
        }
        self.stop();
        let Some(console) = self.console.upgrade() else { return };
        console.sender.forget(Class::System, self.far);
        console.unseat_system(self.far);
        let closed = v1::ChannelClosed { channel: self.far, problem: Some(why) };
        console.sender.console(console_down::Body::ChannelClosed(closed));
    }
}

impl Actor {
    pub(crate) fn look_at_system(&mut self, console: &Arc<ConsoleHandle>, request: u32, far: u32, category: i32) {
        let outcome = self.open_look(console, far, category);
        if outcome.is_err() {
            console.refuse_seat(far);
        }
        self.answer(outcome.map(|()| Answer::Done), Reply::Console { sender: console.sender.clone(), request });
    }

    fn open_look(&mut self, console: &Arc<ConsoleHandle>, far: u32, category: i32) -> Result<(), Refusal> {
        let participant = self.session.state().participant_of(console.user()).ok_or(Refusal::NotFound)?;
        if !participant.permissions.has(Permission::SystemView) {
            return Err(Refusal::NotPermitted);
        }
        let number = participant.number;
        if v1::SystemCategory::try_from(category).is_err() || !self.session.shows_system() {
            return Err(Refusal::Invalid);
        }
        let agent = self.agent.clone().ok_or(Refusal::Offline)?;
        self.looks.retain(|look| !look.over());
        if self.looks.len() >= LOOKS {
            return Err(Refusal::Limit);
        }
        let session = self.session.state().spec.id;
        let pipe = Arc::new(SystemPipe {
            agent: agent.clone(),
            near: OnceLock::new(),
            console: Arc::downgrade(console),
            far,
            capabilities: self.capabilities.entry(number).or_insert_with(|| Capabilities::new(number)).clone(),
            window: Mutex::new(Some(SendWindow::new(SYSTEM_WINDOW))),
        });
        if !console.seat_system(far, &pipe) {
            return Err(Refusal::Invalid);
        }
        let Some(near) = agent.open(Route::System(pipe.clone())) else {
            console.unseat_system(far);
            return Err(Refusal::Limit);
        };
        let _ = pipe.near.set(near);
        self.looks.push(pipe);
        agent.sender.agent(agent_down::Body::QuerySystem(QuerySystem {
            session_id: session.to_string(),
            channel: near,
            participant: u32::from(number),
            category,
        }));
        Ok(())
    }

    /// Ends the looks of a participant, or of all.
    pub(crate) fn end_looks(&mut self, participant: Option<u16>, code: &str) {
        for look in self.looks.iter().filter(|look| participant.is_none_or(|number| look.participant() == number)) {
            look.close(problem(code, "The machine's information is not shown any more.", ""));
        }
        self.looks.retain(|look| !look.over());
    }
}

/// Asks the agent to do something to the machine.
pub(crate) fn act(agent: &AgentHandle, session_id: String, act: u64, participant: u16, what: &SystemAct) {
    let (participant, what) = (u32::from(participant), Some(asked(what)));
    agent.sender.agent(agent_down::Body::ActOnSystem(v1::ActOnSystem { session_id, act, participant, what }));
}

/// An act as the agent is asked for it.
fn asked(what: &SystemAct) -> v1::SystemAct {
    let what = match what {
        SystemAct::EndProcess { pid, started, name } => {
            What::EndProcess(v1::EndProcess { pid: *pid, started: *started, name: name.clone() })
        }
        SystemAct::Service { name, how } => What::Service(v1::ServiceAct {
            name: name.clone(),
            how: i32::from(match how {
                ServiceHow::Start => v1::ServiceHow::Start,
                ServiceHow::Stop => v1::ServiceHow::Stop,
                ServiceHow::Restart => v1::ServiceHow::Restart,
            }),
        }),
    };
    v1::SystemAct { what: Some(what) }
}

/// An act as a console asks for it; `None`: nothing that could be done.
pub(crate) fn taken(act: Option<v1::SystemAct>) -> Option<SystemAct> {
    Some(match act?.what? {
        What::EndProcess(v1::EndProcess { pid, started, name }) => {
            SystemAct::EndProcess { pid, started, name: towline_model::clip(&name, 64) }
        }
        What::Service(v1::ServiceAct { name, how }) => SystemAct::Service {
            name,
            how: match v1::ServiceHow::try_from(how) {
                Ok(v1::ServiceHow::Start) => ServiceHow::Start,
                Ok(v1::ServiceHow::Stop) => ServiceHow::Stop,
                Ok(v1::ServiceHow::Restart) => ServiceHow::Restart,
                Ok(v1::ServiceHow::Unspecified) | Err(_) => return None,
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agents::Agents;
    use crate::stage::{Far, agent, rep, to_agent};

    async fn pipe(agents: &Agents, capabilities: Capabilities) -> (Arc<SystemPipe>, Arc<AgentHandle>, Far, u32) {
        let (agent, far) = agent(agents).await;
        let pipe = Arc::new(SystemPipe {
            agent: agent.clone(),
            near: OnceLock::new(),
            console: Weak::new(),
            far: 9,
            capabilities,
            window: Mutex::new(Some(SendWindow::new(SYSTEM_WINDOW))),
        });
        let near = agent.open(Route::System(pipe.clone())).unwrap();
        pipe.near.set(near).unwrap();
        (pipe, agent, far, near)
    }

    fn page(flags: u8, bytes: usize) -> Bytes {
        Payload::SystemPage { flags, body: vec![0; bytes].into() }.encode()
    }

    #[tokio::test]
    async fn an_agent_sends_as_much_as_the_console_has_granted_and_no_more_ses_41() {
        let (pipe, agent, far, near) = pipe(&Agents::new(0), rep(1, false)).await;
        for _ in 0..4 {
            agent.data(near, page(0, 60_000), &Bytes::new()).unwrap();
        }
        assert_eq!(agent.data(near, page(0, 60_000), &Bytes::new()), Err(LinkFault("no_credit")));
        pipe.console_credit(100_000).unwrap();
        agent.data(near, page(0, 60_000), &Bytes::new()).unwrap();
        let (frames, _) = far.frames().await;
        assert!(frames.iter().any(|frame| matches!(frame, towline_wire::Frame::Credit { bytes: 100_000, .. })));
    }

    #[tokio::test]
    async fn the_last_page_ends_the_look_at_both_ends_ses_41() {
        let (pipe, agent, far, near) = pipe(&Agents::new(0), rep(1, false)).await;
        agent.data(near, page(PAGE_LAST, 10), &Bytes::new()).unwrap();
        assert!(pipe.over());
        let (frames, _) = far.frames().await;
        assert!(matches!(to_agent(frames).last(), Some(agent_down::Body::CloseChannel(_))));
        // What is still on its way is nobody's fault.
        agent.data(near, page(0, 10), &Bytes::new()).unwrap();
    }

    #[tokio::test]
    async fn what_is_no_page_ends_the_link_ses_41() {
        let (_pipe, agent, _far, near) = pipe(&Agents::new(0), rep(1, false)).await;
        let odd = Payload::ShellOutput { offset: 0, bytes: Bytes::new() }.encode();
        assert_eq!(agent.data(near, odd, &Bytes::new()), Err(LinkFault("malformed_frame")));
    }
}
