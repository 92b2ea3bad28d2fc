//! The relay's side of one agent's link: what comes in is judged, routed, and put to the sessions that it concerns.

use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use prost::Message as _;
use towline_engine::Fault;
use towline_model::{AgentKeyId, Inventory, JumpClientId, Moment, SessionId, ShellId, clip};
use towline_policy::wire::{AgentNeed, agent_need};
use towline_session::{Asked, ElevationOffer, ElevationReport, Input, PrivacyReport, ScreenState};
use towline_wire::v1::{self, HeldSession, agent_down, agent_up};

use crate::actions;
use crate::actor::{Msg, Reply, SessionHandle};
use crate::agents::{AgentHandle, AgentOf, Arrival};
use crate::choice;
use crate::client;
use crate::files;
use crate::guard;
use crate::link::{LinkFault, LinkSender};
use crate::relay::{Relay, Shared};
use crate::scripts;
use crate::typing::Typist;
use crate::upload::{self, Upload};

/// Sessions that an agent may say it holds.
const HELD_SESSIONS: usize = 256;
/// Monitors of an endpoint that are kept.
const MONITORS: usize = 16;
/// Longest text of a screen status.
const TEXT: usize = 256;

/// An agent that proved who it is.
pub struct AgentArrival {
    /// Which agent it is.
    pub of: AgentOf,
    /// Name of its key.
    pub key: AgentKeyId,
    /// Made when its process started.
    pub instance: [u8; 16],
    /// Sends on its link.
    pub sender: LinkSender,
    /// The sessions whose work lives there.
    pub holding: Vec<HeldSession>,
    /// Of a customer's client: the newest event that its window has.
    pub have: u64,
}

/// An accepted link. Dropping it is its end.
pub struct AgentLink {
    shared: Arc<Shared>,
    agent: Arc<AgentHandle>,
    active: bool,
    /// Of a customer's client: the file that it sends.
    upload: Mutex<Option<Upload>>,
}

impl Relay {
    /// Takes an agent's link in. `None`: another machine uses the same identity (JMP-11); that is noted.
    pub async fn admit_agent(&self, mut arrival: AgentArrival) -> Option<AgentLink> {
        arrival.holding.truncate(HELD_SESSIONS);
        let AgentArrival { of, key, instance, sender, holding, have } = arrival;
        match self.shared.agents.admit(Arrival { of, key, instance, sender, holding, have }).await {
            Some(agent) => {
                let upload = Mutex::default();
                Some(AgentLink { shared: self.shared.clone(), agent, active: false, upload })
            }
            None => {
                if let AgentOf::Installed(client) = of
                    && let Err(fault) = self.shared.engine.agent_duplicate(client).await
                {
                    tracing::error!(%fault, "a copied agent could not be noted");
                }
                None
            }
        }
    }
}

impl AgentLink {
    /// The epoch of this link.
    pub fn epoch(&self) -> u64 {
        self.agent.epoch
    }

    /// Whether a session uses this link, which decides its heartbeat.
    pub fn in_session(&self) -> bool {
        self.agent.sessions.load(Ordering::Relaxed) > 0
    }

    /// Waits until the first session uses this link.
    pub async fn rhythm_changed(&self) {
        self.agent.rhythm.notified().await;
    }

    /// The welcome is on its way: from now on the link is in use, and sessions that wait for it go on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn activate(&mut self, inventory: Option<v1::Inventory>, address: IpAddr) -> Result<(), Fault> {
        if !self.shared.agents.put(&self.agent) {
            self.agent.sender.close("superseded");
            return Ok(());
        }
        self.active = true;
        let sessions = self.shared.sessions_of(self.agent.of);
        for held in &self.agent.holding {
            let known = held.session_id.parse::<SessionId>().ok();
            let ours = known.is_some_and(|id| sessions.iter().any(|session| session.state().spec.id == id));
            if !ours {
                let (session_id, reason) = (clip(&held.session_id, 64), "ended".to_owned());
                self.agent.sender.agent(agent_down::Body::EndSession(v1::EndSession { session_id, reason }));
            }
        }
        for session in sessions {
            let _ = session.mailbox.send(Msg::AgentThere(self.agent.clone())).await;
        }
        let _ = self.agent.address.set(address);
        let inventory = inventory.map(taken_inventory);
        match self.agent.of {
            AgentOf::Installed(client) => {
                self.shared.settle_reports(client);
                self.shared.engine.agent_online(client, inventory, address).await?;
                self.shared.arrived(client).await
            }
            AgentOf::Customer(session) => {
                let system = inventory.map(|of| format!("{} {}", of.os_name, of.os_version)).unwrap_or_default();
                put(self.shared.session(session), Input::CustomerSystem { system }).await;
                Ok(())
            }
        }
    }

    /// Something came in: the link lives.
    pub fn heard(&self) {
        self.agent.heard();
    }

    /// Data of a channel. `message` is the whole frame.
    ///
    /// # Errors
    /// When the link must be closed.
    pub fn data(&self, channel: u32, payload: Bytes, message: &Bytes) -> Result<(), LinkFault> {
        // A fenced link: nothing that it still sends is taken.
        if self.agent.sender.closed() {
            return Ok(());
        }
        self.agent.data(channel, payload, message)
    }

    /// Credit of a channel.
    ///
    /// # Errors
    /// When the link must be closed.
    pub fn credit(&self, channel: u32, bytes: u32) -> Result<(), LinkFault> {
        if self.agent.sender.closed() {
            return Ok(());
        }
        self.agent.credit(channel, bytes)
    }

    /// A control message after the handshake; pings are the link's own affair.
    ///
    /// # Errors
    /// When the link must be closed.
    pub async fn control(&self, body: agent_up::Body) -> Result<(), LinkFault> {
        if self.agent.sender.closed() {
            return Ok(());
        }
        let session = match (agent_need(&body), session_named(&body)) {
            (AgentNeed::Handshake, _) => return Err(LinkFault("malformed_frame")),
            (AgentNeed::Own, _) => None,
            (AgentNeed::BoundSession, _) => match self.agent.of {
                AgentOf::Customer(session) => return self.customer(session, body).await,
                // SECURITY: no customer speaks through an installed agent.
                AgentOf::Installed(_) => return Err(LinkFault("not_permitted")),
            },
            // A refusal that names no session is about a channel that was closed while data was on its way to it: control overtakes data.
            (AgentNeed::OwnSession, Some("")) if matches!(body, agent_up::Body::Refusal(_)) => return Ok(()),
            (AgentNeed::OwnSession, name) => match self.own_session(name)? {
                Some(session) => Some(session),
                // Ended meanwhile.
                None => return Ok(()),
            },
        };
        match body {
            agent_up::Body::Inventory(_) | agent_up::Body::Statistics(_) | agent_up::Body::Uninstalled(_) => {
                // A customer's client is no item: nobody watches it, and it is never uninstalled.
                if let AgentOf::Installed(client) = self.agent.of {
                    self.about_itself(client, body).await;
                }
            }
            agent_up::Body::ChannelClosed(closed) => self.agent.closed_by_agent(closed),
            agent_up::Body::Screen(screen) => {
                let status = taken_status(screen.status.unwrap_or_default()).encode_to_vec();
                put(session, Input::Screen(ScreenState(status))).await;
            }
            agent_up::Body::ShellStarted(started) => {
                let shell = shell_id(&started.shell_id)?;
                let (account, program) = (clip(&started.account, TEXT), clip(&started.program, TEXT));
                let elevated = started.elevated;
                self.agent.errands.over(shell);
                put(session, Input::ShellStarted { shell, account, program, elevated }).await;
            }
            agent_up::Body::ShellEnded(ended) => {
                let shell = shell_id(&ended.shell_id)?;
                self.agent.errands.over(shell);
                let (status, reason, bytes) = (ended.status, clip(&ended.reason, TEXT), ended.end_offset);
                put(session, Input::ShellEnded { shell, status, reason, bytes }).await;
            }
            agent_up::Body::Refusal(refusal) => {
                let participant = u16::try_from(refusal.participant).unwrap_or(0);
                let of = match refusal.action.as_str() {
                    "open_shell" => Asked::Shell,
                    "elevate" => Asked::Elevation,
                    "set_privacy" => Asked::Privacy,
                    _ => Asked::Other,
                };
                put(session, Input::RefusedAtAgent { participant, code: clip(&refusal.code, 32), of }).await;
            }
            agent_up::Body::Elevation(elevation) => {
                put(session, Input::ElevationReported(taken_elevation(elevation))).await;
            }
            agent_up::Body::Privacy(told) => {
                let v1::SessionPrivacy { turn, input, blanked, code, .. } = told;
                let report = PrivacyReport { turn, input, blanked, code: clip(&code, 32) };
                put(session, Input::PrivacyReported(report)).await;
            }
            agent_up::Body::Button(settled) => self.shared.button_settled(session, &settled).await,
            agent_up::Body::FileActs(acts) => put(session, files::taken(acts)).await,
            agent_up::Body::CommandCaught(told) => {
                let caught = guard::taken(&told).ok_or(LinkFault("malformed_frame"))?;
                put(session, caught).await;
            }
            agent_up::Body::SessionDropped(_) => put(session, Input::DroppedAtAgent).await,
            agent_up::Body::ScriptWants(wants) => {
                let shell = shell_id(&wants.shell_id)?;
                scripts::send_resource(&self.shared.engine, &self.agent, shell, &wants).await;
            }
            agent_up::Body::SystemDone(done) => {
                let (code, detail) = (clip(&done.code, 32), clip(&done.detail, TEXT));
                put(session, Input::SystemDone { act: done.act, code, detail }).await;
            }
            agent_up::Body::Shells(offered) => put(session, choice::taken(offered)).await,
            agent_up::Body::Actions(offered) => put(session, actions::taken(offered)).await,
            agent_up::Body::ActionDone(done) => put(session, actions::done(&done)).await,
            agent_up::Body::Hello(_)
            | agent_up::Body::Ping(_)
            | agent_up::Body::Pong(_)
            | agent_up::Body::CustomerSay(_)
            | agent_up::Body::CustomerEnd(_)
            | agent_up::Body::CustomerPause(_)
            | agent_up::Body::CustomerAnswer(_)
            | agent_up::Body::CustomerTyping(_)
            | agent_up::Body::FetchFile(_)
            | agent_up::Body::SendFile(_)
            | agent_up::Body::FileData(_)
            | agent_up::Body::CancelFile(_)
            | agent_up::Body::SurveyAnswers(_)
            | agent_up::Body::Pinned(_) => {}
        }
        Ok(())
    }

    /// What an installed agent says of itself.
    async fn about_itself(&self, client: JumpClientId, body: agent_up::Body) {
        let engine = &self.shared.engine;
        match body {
            agent_up::Body::Inventory(inventory) => {
                let _ = engine.agent_inventory(client, taken_inventory(inventory)).await;
            }
            agent_up::Body::Statistics(statistics) if self.agent.watched.load(Ordering::Relaxed) > 0 => {
                self.shared.statistics(client, &taken_statistics(statistics)).await;
            }
            agent_up::Body::Uninstalled(_) => {
                for session in self.shared.sessions_of(self.agent.of) {
                    tell(&session, Input::Stop { reason: "uninstalled" }).await;
                }
                let _ = engine.agent_uninstalled(client).await;
                // The close is the confirmation that an agent on its way out waits for.
                self.agent.sender.close("removed");
            }
            _ => {}
        }
    }

    fn upload(&self) -> std::sync::MutexGuard<'_, Option<Upload>> {
        self.upload.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this is what was made room for, which is bound by that alone.
    pub fn expects(&self, body: &agent_up::Body) -> bool {
        match body {
            agent_up::Body::FileData(data) => self.upload().as_ref().is_some_and(|upload| upload.expects(data)),
            _ => false,
        }
    }

    /// What a customer says in the window of their client (SUP-22).
    async fn customer(&self, session: SessionId, body: agent_up::Body) -> Result<(), LinkFault> {
        let (request, input) = match body {
            agent_up::Body::CustomerSay(say) => (say.request, Input::CustomerSays { text: say.text, nonce: say.nonce }),
            agent_up::Body::CustomerEnd(end) => (end.request, Input::CustomerEnds),
            agent_up::Body::CustomerPause(pause) => (pause.request, Input::CustomerPauses { on: pause.paused }),
            agent_up::Body::CustomerAnswer(answer) => {
                let prompt = u32::try_from(answer.prompt_id).unwrap_or(0);
                (answer.request, Input::CustomerAnswers { prompt, yes: answer.allowed })
            }
            agent_up::Body::FetchFile(fetch) => {
                // One after the other: a client that asks for much waits for itself.
                client::send_file(&self.shared.engine, &self.agent.sender, session, &fetch).await;
                return Ok(());
            }
            agent_up::Body::SendFile(send) => {
                let begun = upload::begin(&self.shared.engine, &self.agent.sender, session, send).await;
                *self.upload() = begun;
                return Ok(());
            }
            agent_up::Body::FileData(data) => return upload::take(&mut self.upload(), data),
            agent_up::Body::CancelFile(cancel) => {
                self.upload().take_if(|upload| upload.is(&cancel.nonce));
                return Ok(());
            }
            agent_up::Body::CustomerTyping(_) => {
                if let Some(handle) = self.shared.session(session) {
                    // A session that has much to do has no time for it.
                    let _ = handle.mailbox.try_send(Msg::Typing(Typist::Customer));
                }
                return Ok(());
            }
            agent_up::Body::Pinned(pinned) => {
                if let Ok(pin) = pinned.pin_id.parse() {
                    put(self.shared.session(session), Input::PinInstalled { pin, code: clip(&pinned.code, 32) }).await;
                }
                return Ok(());
            }
            _ => return Ok(()),
        };
        let sender = self.agent.sender.clone();
        let reply = Reply::Client { sender, request };
        match self.shared.session(session) {
            Some(handle) if handle.mailbox.send(Msg::Do(input, reply)).await.is_ok() => {}
            // Over already: what ended it is on its way.
            _ => self.agent.sender.close("ended"),
        }
        Ok(())
    }

    /// The session that an agent names, if it runs there. One of another agent's ends the link.
    fn own_session(&self, name: Option<&str>) -> Result<Option<SessionHandle>, LinkFault> {
        // A refusal of something on a channel that is gone names none.
        if name.is_none_or(str::is_empty) {
            return Ok(None);
        }
        let id: SessionId = name.unwrap_or_default().parse().map_err(|_| LinkFault("malformed_frame"))?;
        match self.shared.session(id) {
            Some(session) if self.agent.of.runs(&session.state()) => Ok(Some(session)),
            Some(_) => Err(LinkFault("not_permitted")),
            None => Ok(None),
        }
    }
}

impl Drop for AgentLink {
    fn drop(&mut self) {
        self.agent.clear();
        if !self.active || !self.shared.agents.remove(&self.agent) {
            return;
        }
        let (shared, agent) = (self.shared.clone(), self.agent.clone());
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { gone(&shared, &agent).await });
        }
    }
}

async fn gone(shared: &Shared, agent: &AgentHandle) {
    for session in shared.sessions_of(agent.of) {
        let _ = session.mailbox.send(Msg::AgentGone(agent.epoch)).await;
    }
    let AgentOf::Installed(client) = agent.of else { return };
    if let Err(fault) = shared.engine.agent_offline(client).await {
        tracing::error!(%fault, "an agent's absence could not be noted");
    }
    // It may have come back while that was written; the last word must be true.
    if let Some(address) = shared.agents.get(client).and_then(|back| back.address.get().copied()) {
        let _ = shared.engine.agent_online(client, None, address).await;
    }
}

async fn put(session: Option<SessionHandle>, input: Input) {
    if let Some(session) = session {
        tell(&session, input).await;
    }
}

async fn tell(session: &SessionHandle, input: Input) {
    let _ = session.mailbox.send(Msg::Do(input, Reply::Nowhere)).await;
}

fn session_named(body: &agent_up::Body) -> Option<&str> {
    match body {
        agent_up::Body::Screen(message) => Some(&message.session_id),
        agent_up::Body::ShellStarted(message) => Some(&message.session_id),
        agent_up::Body::ShellEnded(message) => Some(&message.session_id),
        agent_up::Body::Refusal(message) => Some(&message.session_id),
        agent_up::Body::SessionDropped(message) => Some(&message.session_id),
        agent_up::Body::Elevation(message) => Some(&message.session_id),
        agent_up::Body::Privacy(message) => Some(&message.session_id),
        agent_up::Body::FileActs(message) => Some(&message.session_id),
        agent_up::Body::CommandCaught(message) => Some(&message.session_id),
        agent_up::Body::Button(message) => Some(&message.session_id),
        agent_up::Body::ScriptWants(message) => Some(&message.session_id),
        agent_up::Body::SystemDone(message) => Some(&message.session_id),
        agent_up::Body::Shells(message) => Some(&message.session_id),
        agent_up::Body::Actions(message) => Some(&message.session_id),
        agent_up::Body::ActionDone(message) => Some(&message.session_id),
        _ => None,
    }
}

fn shell_id(text: &str) -> Result<ShellId, LinkFault> {
    text.parse().map_err(|_| LinkFault("malformed_frame"))
}

/// What an endpoint says of itself, from the wire.
pub fn taken_inventory(inventory: v1::Inventory) -> Inventory {
    Inventory {
        host_name: inventory.host_name,
        os_name: inventory.os_name,
        os_version: inventory.os_version,
        architecture: inventory.architecture,
        private_addresses: inventory.private_addresses,
        console_user: inventory.console_user,
        domain: inventory.domain,
        agent_version: inventory.agent_version,
        install_mode: inventory.install_mode,
        cpu_model: inventory.cpu_model,
        cpu_count: inventory.cpu_count,
        memory_bytes: inventory.memory_bytes,
        booted_at: Moment(inventory.booted_at.saturating_mul(1000)),
    }
    .bounded()
}

fn taken_statistics(mut statistics: v1::Statistics) -> v1::Statistics {
    statistics.cpu_permille = statistics.cpu_permille.min(1000);
    statistics.volumes.truncate(32);
    for volume in &mut statistics.volumes {
        volume.mount_point = clip(&volume.mount_point, TEXT);
    }
    statistics.console_user = clip(&statistics.console_user, TEXT);
    statistics
}

fn taken_elevation(elevation: v1::SessionElevation) -> ElevationReport {
    ElevationReport {
        elevated: elevation.elevated,
        account: clip(&elevation.account, TEXT),
        offer: ElevationOffer {
            by_customer: elevation.by_customer,
            by_account: elevation.by_account,
            key: elevation.key.to_vec(),
        },
        busy: elevation.busy,
        attempt: elevation.attempt,
        code: clip(&elevation.code, 32),
    }
}

fn taken_status(mut status: v1::ScreenStatus) -> v1::ScreenStatus {
    status.monitors.truncate(MONITORS);
    for monitor in &mut status.monitors {
        monitor.name = clip(&monitor.name, TEXT);
    }
    status.reason_code = clip(&status.reason_code, 64);
    status.reason = clip(&status.reason, TEXT);
    status.path = clip(&status.path, 64);
    status.keyboard_layout = clip(&status.keyboard_layout, 64);
    if let Some(sound) = &mut status.sound {
        sound.absent = clip(&sound.absent, 32);
    }
    status.desktop = clip(&status.desktop, 64);
    // Of a screen's channel alone.
    status.look = None;
    if let Some(privacy) = &mut status.privacy {
        (privacy.input, privacy.blank) = (clip(&privacy.input, 32), clip(&privacy.blank, 32));
    }
    if let Some(draw) = &mut status.draw {
        draw.reason = clip(&draw.reason, 32);
    }
    status
}
