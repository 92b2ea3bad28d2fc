//! The agents that are connected: one accepted link each, with an epoch that only grows; the channels of a link and where they lead; copied disks (JMP-11).

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Notify;
use towline_model::{AgentKeyId, JumpClientId, SessionId};
use towline_session::State;
use towline_wire::v1::{self, HeldSession, Ping, agent_down};

use crate::files::FilesPipe;
use crate::link::{LinkFault, LinkSender, lock};
use crate::screen::ScreenFan;
use crate::scripts::Errands;
use crate::shell::ShellFan;
use crate::system::SystemPipe;

/// How long an older link has to prove that it lives.
const DUPLICATE_PROOF: Duration = Duration::from_secs(2);
/// Channels of one link at a time.
const CHANNELS: usize = 1024;
/// Closed channels whose last data may still be on the way.
const CLOSED_CHANNELS: usize = 256;

/// Where the data of a channel goes.
#[derive(Clone)]
pub(crate) enum Route {
    Screen(Arc<ScreenFan>),
    Shell(Arc<ShellFan>),
    System(Arc<SystemPipe>),
    Files(Arc<FilesPipe>),
}

/// Which agent it is: there is one of each at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgentOf {
    /// An installed one.
    Installed(JumpClientId),
    /// The full client of a session's customer (SUP-21).
    Customer(SessionId),
}

impl AgentOf {
    /// Whether a session runs on this agent.
    pub(crate) fn runs(self, state: &State) -> bool {
        match self {
            AgentOf::Installed(client) => state.spec.client == Some(client),
            AgentOf::Customer(session) => state.spec.id == session,
        }
    }
}

/// An accepted link of an agent.
pub(crate) struct AgentHandle {
    pub(crate) of: AgentOf,
    pub(crate) key: AgentKeyId,
    pub(crate) instance: [u8; 16],
    pub(crate) epoch: u64,
    pub(crate) sender: LinkSender,
    pub(crate) holding: Vec<HeldSession>,
    /// Of a customer's client: the newest event that its window has.
    pub(crate) have: u64,
    channels: Mutex<Channels>,
    /// Counts what came in; a growing number proves that the link lives.
    heard: AtomicU64,
    hears: Notify,
    /// Sessions on this link, which decide its heartbeat.
    pub(crate) sessions: AtomicUsize,
    /// The first session came, or the last went.
    pub(crate) rhythm: Notify,
    /// Consoles that want statistics of it.
    pub(crate) watched: AtomicUsize,
    /// Where the link comes from.
    pub(crate) address: OnceLock<IpAddr>,
    /// What it may ask for of the files of scripts.
    pub(crate) errands: Errands,
}

#[derive(Default)]
struct Channels {
    open: HashMap<u32, Route>,
    closed: VecDeque<u32>,
    last: u32,
}

impl AgentHandle {
    /// A channel of its own, never used before on this link. `None`: too many.
    pub(crate) fn open(&self, route: Route) -> Option<u32> {
        let mut channels = lock(&self.channels);
        if channels.open.len() >= CHANNELS {
            return None;
        }
        channels.last = channels.last.checked_add(1)?;
        let number = channels.last;
        channels.open.insert(number, route);
        Some(number)
    }

    /// The channel is done with; what of it is still on the way is ignored.
    pub(crate) fn release(&self, channel: u32) {
        let mut channels = lock(&self.channels);
        if channels.open.remove(&channel).is_some() {
            if channels.closed.len() >= CLOSED_CHANNELS {
                channels.closed.pop_front();
            }
            channels.closed.push_back(channel);
        }
    }

    /// The link is gone, and with it all its channels.
    pub(crate) fn clear(&self) {
        lock(&self.channels).open.clear();
    }

    fn route(&self, channel: u32) -> Result<Option<Route>, LinkFault> {
        let channels = lock(&self.channels);
        match channels.open.get(&channel) {
            Some(route) => Ok(Some(route.clone())),
            None if channels.closed.contains(&channel) => Ok(None),
            // SECURITY: a channel that was never granted.
            None => Err(LinkFault("malformed_frame")),
        }
    }

    pub(crate) fn data(&self, channel: u32, payload: Bytes, message: &Bytes) -> Result<(), LinkFault> {
        match self.route(channel)? {
            Some(Route::Screen(fan)) => fan.agent_data(self.epoch, channel, payload, message),
            Some(Route::Shell(fan)) => fan.agent_data(self.epoch, channel, payload),
            Some(Route::System(pipe)) => pipe.agent_data(self.epoch, channel, &payload),
            Some(Route::Files(pipe)) => pipe.agent_data(self.epoch, channel, &payload),
            None => Ok(()),
        }
    }

    pub(crate) fn credit(&self, channel: u32, bytes: u32) -> Result<(), LinkFault> {
        match self.route(channel)? {
            Some(Route::Screen(fan)) => fan.agent_credit(self.epoch, channel, bytes),
            Some(Route::Shell(fan)) => fan.agent_credit(self.epoch, channel, bytes),
            Some(Route::Files(pipe)) => pipe.agent_credit(self.epoch, channel, bytes),
            // Nothing is said to a look.
            Some(Route::System(_)) | None => Ok(()),
        }
    }

    pub(crate) fn closed_by_agent(&self, closed: v1::ChannelClosed) {
        match self.route(closed.channel) {
            Ok(Some(Route::Screen(fan))) => fan.closed_by_agent(self.epoch, closed),
            Ok(Some(Route::Shell(fan))) => fan.closed_by_agent(self.epoch, closed.channel),
            Ok(Some(Route::System(pipe))) => pipe.closed_by_agent(self.epoch, closed),
            Ok(Some(Route::Files(pipe))) => pipe.closed_by_agent(self.epoch, closed),
            Ok(None) | Err(_) => {}
        }
    }

    /// A session begins to use the link.
    pub(crate) fn session_begins(&self) {
        self.sessions.fetch_add(1, Ordering::Relaxed);
        self.rhythm.notify_one();
    }

    /// A session does not use the link any more.
    pub(crate) fn session_ends(&self) {
        self.sessions.fetch_sub(1, Ordering::Relaxed);
    }

    /// Something came in on the link.
    pub(crate) fn heard(&self) {
        self.heard.fetch_add(1, Ordering::Relaxed);
        self.hears.notify_waiters();
    }

    /// Whether the link proves within two seconds that it lives.
    async fn lives(&self) -> bool {
        if self.sender.closed() {
            return false;
        }
        let before = self.heard.load(Ordering::Relaxed);
        let heard = self.hears.notified();
        self.sender.agent(agent_down::Body::Ping(Ping { nonce: self.epoch }));
        tokio::pin!(heard);
        heard.as_mut().enable();
        if self.heard.load(Ordering::Relaxed) != before {
            return true;
        }
        tokio::time::timeout(DUPLICATE_PROOF, heard).await.is_ok()
    }
}

/// All agents that are connected.
pub(crate) struct Agents {
    known: Mutex<HashMap<AgentOf, Arc<AgentHandle>>>,
    epochs: AtomicU64,
}

/// What a new link brings.
pub(crate) struct Arrival {
    pub(crate) of: AgentOf,
    pub(crate) key: AgentKeyId,
    pub(crate) instance: [u8; 16],
    pub(crate) sender: LinkSender,
    pub(crate) holding: Vec<HeldSession>,
    pub(crate) have: u64,
}

impl Agents {
    /// Epochs begin above those of earlier runs: at the moment of the start.
    pub(crate) fn new(first_epoch: u64) -> Self {
        Agents { known: Mutex::new(HashMap::new()), epochs: AtomicU64::new(first_epoch) }
    }

    pub(crate) fn get(&self, client: JumpClientId) -> Option<Arc<AgentHandle>> {
        self.of(AgentOf::Installed(client))
    }

    pub(crate) fn of(&self, agent: AgentOf) -> Option<Arc<AgentHandle>> {
        lock(&self.known).get(&agent).filter(|agent| !agent.sender.closed()).cloned()
    }

    /// Makes a handle for a new link, unless another machine uses the same identity (JMP-11). The older link is fenced off at once.
    pub(crate) async fn admit(&self, arrival: Arrival) -> Option<Arc<AgentHandle>> {
        let older = lock(&self.known).get(&arrival.of).cloned();
        if let Some(older) = &older {
            if older.instance != arrival.instance && older.lives().await {
                return None;
            }
            older.sender.close("superseded");
        }
        let epoch = self.epochs.fetch_add(1, Ordering::Relaxed) + 1;
        Some(Arc::new(AgentHandle {
            of: arrival.of,
            key: arrival.key,
            instance: arrival.instance,
            epoch,
            sender: arrival.sender,
            holding: arrival.holding,
            have: arrival.have,
            channels: Mutex::new(Channels::default()),
            heard: AtomicU64::new(0),
            hears: Notify::new(),
            sessions: AtomicUsize::new(0),
            rhythm: Notify::new(),
            watched: AtomicUsize::new(0),
            address: OnceLock::new(),
            errands: Errands::default(),
        }))
    }

    /// The link is in use from now on. `false`: a newer one was faster.
    pub(crate) fn put(&self, agent: &Arc<AgentHandle>) -> bool {
        let mut known = lock(&self.known);
        if let Some(other) = known.get(&agent.of) {
            if other.epoch > agent.epoch {
                return false;
            }
            other.sender.close("superseded");
        }
        known.insert(agent.of, agent.clone());
        true
    }

    /// The link is gone. `false`: it had been replaced.
    pub(crate) fn remove(&self, agent: &AgentHandle) -> bool {
        let mut known = lock(&self.known);
        if known.get(&agent.of).is_some_and(|current| current.epoch == agent.epoch) {
            known.remove(&agent.of);
            return true;
        }
        false
    }
}
