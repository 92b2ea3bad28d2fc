//! One shell on its way from the agent to those who look: the newest output in a ring, each viewer at its own offset, nothing lost and nothing twice.
//!
//! What the ring does not hold any more is asked of the agent for the one viewer who misses it. Whoever output outruns is shown screens, as many as they can paint, and everything once it is quiet ([`Outrun`]), so
//! that no viewer holds up a program. Credit goes to the agent at once, or when the recorder has room: nothing is left out of a recording.

mod ring;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use prost::Message as _;
use tokio::time::{Instant, sleep_until};
use towline_model::{Clock, Permission, SessionId, ShellId};
use towline_session::ScriptOrder;
use towline_wire::v1::{
    AttachShell, CloseChannel, OpenShell, ReplayShell, ReplayWhat, ShellChoice, ShellUp, agent_down, shell_up,
};
use towline_wire::{Class, Payload, ReceiveWindow, ReplayFlags, SHELL_WINDOW, SendWindow, encode_data};

use crate::agents::{AgentHandle, Route};
use crate::capability::Capabilities;
use crate::link::{LinkFault, LinkSender, lock};
use crate::screen::Refused;
use crate::scripts;
use crate::tap::{Stream, Tap};
use ring::Ring;

/// Output in one payload to a viewer.
const CHUNK: usize = 32 * 1024;
/// Replay of one viewer that may wait for its credit.
const REPLAY_BYTES: usize = 16 * 1024 * 1024;
/// Output that a viewer may be behind what was sent to it. One that is further is outrun: a key that ends a flood would wait for all of that to be painted.
const BEHIND: u64 = 192 * 1024;
/// As much of it as can be caught up with.
const NEAR: u64 = 64 * 1024;
/// Without output for so long it is quiet.
const QUIET: Duration = Duration::from_millis(80);
/// Whoever has waited so long for that waits no more.
const LONG: Duration = Duration::from_millis(400);
/// Output that is shown behind a screen, at most.
const TAIL: u64 = 32 * 1024;
/// Steps in which viewers tell what they have painted.
const PAINTED_STEP: u64 = 4 * 1024;
/// Viewers of one shell at a time.
const VIEWERS: usize = 64;

/// One shell.
pub(crate) struct ShellFan {
    session: SessionId,
    pub(crate) shell: ShellId,
    clock: Arc<dyn Clock>,
    tap: Option<Arc<Tap>>,
    inner: Mutex<Inner>,
}

struct Inner {
    agent: Option<Arc<AgentHandle>>,
    channel: Option<AgentChannel>,
    /// Output as far as it is known; `None` until the agent is attached for the first time since the appliance started.
    ring: Option<Ring>,
    /// Output up to here is on its way from the agent without being asked for: what the recording lacks comes again.
    coming: u64,
    viewers: Vec<Viewer>,
    next: u32,
    /// Bytes of output that the agent has no credit back for, because the recorder has no room.
    owed: usize,
    /// The recorder tells when it has.
    waits: bool,
    last_output: Instant,
    /// Somebody waits until it is quiet.
    rests: bool,
    /// Size that a viewer asked for last, not yet told to the session.
    sized: Option<(u16, u16)>,
    /// It has administrative rights: whoever types needs the right to these as well (SUP-41).
    elevated: bool,
    /// It is a canned script: nobody types, and looking needs another right (SCR-6).
    script: bool,
}

struct AgentChannel {
    number: u32,
    send: SendWindow,
    receive: ReceiveWindow,
}

struct Viewer {
    key: u32,
    id: u64,
    channel: u32,
    capabilities: Capabilities,
    sender: LinkSender,
    send: SendWindow,
    receive: ReceiveWindow,
    /// Offset of the next byte to send.
    position: u64,
    painted: u64,
    /// It was shown the newest output once since it came.
    current: bool,
    outrun: Option<Outrun>,
    replay: Option<Replay>,
    /// Typed, and not yet known to be written: sent again when the agent comes back. End offset in what this viewer typed (0: not counted), payload.
    typed: VecDeque<(u64, Bytes)>,
    /// How many of `typed` were sent on the present channel.
    sent: usize,
}

/// Output came faster than a viewer painted it.
enum Outrun {
    /// It is shown the terminal's screen as it is, with the output behind it up to `until`, then again once that is painted.
    Screens { until: u64 },
    /// It has the newest output again; what is missing is the scrollback, which takes a while to paint, and comes when it is quiet.
    Near { since: Instant },
}

/// What is to be asked of the agent for a viewer.
struct Lack {
    from: u64,
    what: ReplayWhat,
}

/// What the agent sends one viewer to catch up.
struct Replay {
    nonce: u32,
    from: u64,
    what: ReplayWhat,
    waiting: VecDeque<Bytes>,
    bytes: usize,
    /// Offset at which it ends, once its last part came.
    end: Option<u64>,
    begun: bool,
}

impl ShellFan {
    /// A shell whose output begins here and now; `known`: it is being opened, so that its output begins at 0. One that was recorded before the appliance's start goes on where its recording ends.
    pub(crate) fn new(
        session: SessionId,
        shell: ShellId,
        clock: Arc<dyn Clock>,
        tap: Option<Arc<Tap>>,
        known: bool,
    ) -> Self {
        let recorded = tap.as_ref().and_then(|tap| tap.recorded(shell));
        let inner = Inner {
            agent: None,
            channel: None,
            ring: if known { Some(Ring::at(0)) } else { recorded.map(Ring::at) },
            coming: 0,
            viewers: Vec::new(),
            next: 1,
            owed: 0,
            waits: false,
            last_output: Instant::now(),
            rests: false,
            sized: None,
            elevated: false,
            script: false,
        };
        ShellFan { session, shell, clock, tap, inner: Mutex::new(inner) }
    }

    /// Whether it has administrative rights, and whether it is a script.
    pub(crate) fn set_kind(&self, elevated: bool, script: bool) {
        let mut inner = lock(&self.inner);
        (inner.elevated, inner.script) = (elevated, script);
    }

    /// Whether it is a script.
    pub(crate) fn is_script(&self) -> bool {
        lock(&self.inner).script
    }

    /// Asks the agent to start it.
    pub(crate) fn open(
        self: &Arc<Self>,
        agent: &Arc<AgentHandle>,
        participant: u16,
        columns: u16,
        rows: u16,
        script: Option<&ScriptOrder>,
    ) {
        self.ask(agent, participant, (columns, rows), script, None);
    }

    /// The same, of another program or as another account.
    pub(crate) fn open_chosen(
        self: &Arc<Self>,
        agent: &Arc<AgentHandle>,
        participant: u16,
        size: (u16, u16),
        choice: ShellChoice,
    ) {
        self.ask(agent, participant, size, None, Some(choice));
    }

    fn ask(
        self: &Arc<Self>,
        agent: &Arc<AgentHandle>,
        participant: u16,
        (columns, rows): (u16, u16),
        script: Option<&ScriptOrder>,
        choice: Option<ShellChoice>,
    ) {
        let mut inner = lock(&self.inner);
        let Some(channel) = inner.connect(agent, Route::Shell(self.clone())) else { return };
        inner.ring.get_or_insert_with(|| Ring::at(0));
        self.record_size(columns, rows);
        agent.sender.agent(agent_down::Body::OpenShell(OpenShell {
            session_id: self.session.to_string(),
            shell_id: self.shell.to_string(),
            channel,
            columns: u32::from(columns),
            rows: u32::from(rows),
            participant: u32::from(participant),
            script: script.map(scripts::run),
            choice,
        }));
        if let Some(script) = script {
            scripts::send_text(agent, self.session, self.shell, script);
        }
        inner.settle(self);
    }

    /// Goes on with it after a reconnect: from the last byte known here; when the appliance was restarted, from the last one that is recorded, or from its end.
    pub(crate) fn attach(self: &Arc<Self>, agent: &Arc<AgentHandle>, end_at_agent: u64, size: Option<(u16, u16)>) {
        let mut inner = lock(&self.inner);
        let Some(channel) = inner.connect(agent, Route::Shell(self.clone())) else { return };
        let from_offset = inner.ring.get_or_insert_with(|| Ring::at(end_at_agent)).end();
        inner.coming = end_at_agent;
        if let Some((columns, rows)) = size {
            self.record_size(columns, rows);
        }
        agent.sender.agent(agent_down::Body::AttachShell(AttachShell {
            session_id: self.session.to_string(),
            shell_id: self.shell.to_string(),
            channel,
            from_offset,
        }));
        inner.settle(self);
    }

    /// The agent's link is gone.
    pub(crate) fn detach(&self) {
        let mut inner = lock(&self.inner);
        inner.agent = None;
        inner.channel = None;
        inner.owed = 0;
    }

    /// Somebody begins to look. `None`: as many look as may.
    pub(crate) fn join(
        self: &Arc<Self>,
        id: u64,
        capabilities: Capabilities,
        sender: LinkSender,
        channel: u32,
        from_offset: u64,
    ) -> Option<u32> {
        let mut inner = lock(&self.inner);
        // The same tab again: the other end of its older channel is gone.
        inner.viewers.retain(|viewer| viewer.id != id || viewer.capabilities.number() != capabilities.number());
        if inner.viewers.len() >= VIEWERS {
            return None;
        }
        let key = inner.next;
        inner.next = inner.next.wrapping_add(1).max(1);
        inner.viewers.push(Viewer {
            key,
            id,
            channel,
            capabilities,
            sender,
            send: SendWindow::new(SHELL_WINDOW),
            receive: ReceiveWindow::new(SHELL_WINDOW),
            position: from_offset,
            painted: from_offset,
            current: false,
            outrun: None,
            replay: None,
            typed: VecDeque::new(),
            sent: 0,
        });
        inner.settle(self);
        Some(key)
    }

    /// A viewer does not look any more.
    pub(crate) fn leave(self: &Arc<Self>, key: u32) {
        let mut inner = lock(&self.inner);
        inner.viewers.retain(|viewer| viewer.key != key);
        inner.settle(self);
    }

    /// A participant may not look any more: drop what is on the way, and say which channels of which links are closed (SES-2a).
    pub(crate) fn remove(self: &Arc<Self>, participant: u16) -> Vec<(LinkSender, u32)> {
        let mut inner = lock(&self.inner);
        let gone: Vec<(LinkSender, u32)> = inner
            .viewers
            .extract_if(.., |viewer| viewer.capabilities.number() == participant)
            .map(|viewer| (viewer.sender, viewer.channel))
            .collect();
        for (sender, channel) in &gone {
            sender.forget(Class::Shell, *channel);
        }
        inner.settle(self);
        gone
    }

    /// The shell is forgotten, with whoever looks.
    pub(crate) fn end(&self) -> Vec<(LinkSender, u32)> {
        let mut inner = lock(&self.inner);
        if let (Some(agent), Some(channel)) = (inner.agent.take(), inner.channel.take()) {
            agent.sender.agent(agent_down::Body::CloseChannel(CloseChannel { channel: channel.number }));
            agent.release(channel.number);
        }
        inner.viewers.drain(..).map(|viewer| (viewer.sender, viewer.channel)).collect()
    }

    /// A payload from the agent.
    pub(crate) fn agent_data(self: &Arc<Self>, epoch: u64, channel: u32, payload: Bytes) -> Result<(), LinkFault> {
        let mut inner = lock(&self.inner);
        if inner.agent.as_ref().is_none_or(|agent| agent.epoch != epoch) {
            return Ok(());
        }
        let Some(open) = inner.channel.as_mut().filter(|open| open.number == channel) else { return Ok(()) };
        let size = payload.len();
        open.receive.received(size).map_err(|_| LinkFault("no_credit"))?;
        match Payload::decode(payload.clone()).map_err(|_| LinkFault("malformed_frame"))? {
            Payload::ShellOutput { offset, bytes } => {
                self.record(payload);
                offset.checked_add(bytes.len() as u64).ok_or(LinkFault("malformed_frame"))?;
                inner.owed += size;
                inner.last_output = Instant::now();
                inner.ring.get_or_insert_with(|| Ring::at(offset)).append(offset, bytes);
            }
            Payload::ShellReplay { nonce: 0, flags, offset, bytes } => {
                self.record(payload);
                inner.own_replay(flags, offset, bytes);
                inner.consumed(size);
            }
            Payload::ShellReplay { nonce, flags, offset, .. } => {
                inner.viewers_replay(nonce, flags, offset, payload);
                inner.consumed(size);
            }
            Payload::InputAck { viewer, sequence } => {
                inner.written(viewer, sequence, &payload);
                inner.consumed(size);
            }
            Payload::FramePart { .. }
            | Payload::CursorShape(_)
            | Payload::CursorPosition { .. }
            | Payload::ScreenStatus(_)
            | Payload::ClipboardOffer(_)
            | Payload::ClipboardPiece { .. }
            | Payload::ClipboardAnswer { .. }
            | Payload::Sound { .. }
            | Payload::SystemPage { .. }
            | Payload::FilesDown(_)
            | Payload::FileData { .. } => return Err(LinkFault("malformed_frame")),
        }
        inner.settle(self);
        Ok(())
    }

    /// The agent granted credit for what is typed.
    pub(crate) fn agent_credit(&self, epoch: u64, channel: u32, bytes: u32) -> Result<(), LinkFault> {
        let mut inner = lock(&self.inner);
        if inner.agent.as_ref().is_none_or(|agent| agent.epoch != epoch) {
            return Ok(());
        }
        if let Some(open) = inner.channel.as_mut().filter(|open| open.number == channel) {
            open.send.grant(bytes).map_err(|_| LinkFault("no_credit"))?;
        }
        inner.flush_typed();
        Ok(())
    }

    /// The agent closed the channel: the shell is over, or detached.
    pub(crate) fn closed_by_agent(&self, epoch: u64, channel: u32) {
        let mut inner = lock(&self.inner);
        let ours = inner.agent.as_ref().is_some_and(|agent| agent.epoch == epoch);
        if ours && inner.channel.as_ref().is_some_and(|open| open.number == channel) {
            if let Some(agent) = &inner.agent {
                agent.release(channel);
            }
            inner.channel = None;
        }
    }

    /// A payload from a viewer.
    pub(crate) fn viewer_data(self: &Arc<Self>, key: u32, payload: &Bytes) -> Result<Refused, LinkFault> {
        let mut inner = lock(&self.inner);
        let (elevated, script, needs) = (inner.elevated, inner.script, inner.needs());
        let Some(viewer) = inner.viewers.iter_mut().find(|viewer| viewer.key == key) else { return Ok(Refused::No) };
        viewer.receive.received(payload.len()).map_err(|_| LinkFault("no_credit"))?;
        let up = ShellUp::decode(payload.clone()).map_err(|_| LinkFault("malformed_frame"))?;
        // SECURITY: a viewer speaks for itself only.
        if up.viewer != viewer.id {
            return Err(LinkFault("malformed_frame"));
        }
        if let Some(shell_up::Body::Painted(painted)) = up.body {
            viewer.painted = viewer.painted.max(painted.offset.min(viewer.position));
            viewer.consumed(payload.len());
            inner.settle(self);
            return Ok(Refused::No);
        }
        let may = |permission| viewer.capabilities.has(permission);
        let types = matches!(up.body, Some(shell_up::Body::Input(_)));
        let turn = script || viewer.capabilities.types();
        if !may(needs) || !turn || script && types || !script && elevated && !may(Permission::Elevation) {
            viewer.consumed(payload.len());
            return Ok(Refused::Yes);
        }
        let end = match &up.body {
            Some(shell_up::Body::Input(input)) => {
                let end = input.offset.checked_add(input.data.len() as u64).ok_or(LinkFault("malformed_frame"))?;
                // Credit comes back when it is written, so that what waits for a lost agent is bounded.
                Some(end)
            }
            Some(shell_up::Body::Size(size)) => {
                let within = |n: u32| u16::try_from(n).ok().filter(|n| (1..=1000).contains(n));
                let (Some(columns), Some(rows)) = (within(size.columns), within(size.rows)) else {
                    return Err(LinkFault("malformed_frame"));
                };
                viewer.consumed(payload.len());
                inner.sized = Some((columns, rows));
                self.record_size(columns, rows);
                None
            }
            Some(shell_up::Body::Painted(_)) | None => {
                viewer.consumed(payload.len());
                return Ok(Refused::No);
            }
        };
        if let Some(viewer) = inner.viewers.iter_mut().find(|viewer| viewer.key == key) {
            let stamped = stamp(viewer.capabilities.number(), payload);
            viewer.typed.push_back((end.unwrap_or(0), stamped));
        }
        inner.flush_typed();
        Ok(Refused::No)
    }

    /// The size that was asked for since the last call.
    pub(crate) fn take_size(&self) -> Option<(u16, u16)> {
        lock(&self.inner).sized.take()
    }

    /// A viewer granted credit for output.
    pub(crate) fn viewer_credit(self: &Arc<Self>, key: u32, bytes: u32) -> Result<(), LinkFault> {
        let mut inner = lock(&self.inner);
        if let Some(viewer) = inner.viewers.iter_mut().find(|viewer| viewer.key == key) {
            viewer.send.grant(bytes).map_err(|_| LinkFault("no_credit"))?;
        }
        inner.settle(self);
        Ok(())
    }

    fn record_size(&self, columns: u16, rows: u16) {
        if let Some(tap) = &self.tap {
            tap.size(self.clock.now(), self.shell, columns, rows);
        }
    }

    fn record(&self, payload: Bytes) {
        if let Some(tap) = &self.tap {
            tap.record(self.clock.now(), Stream::Shell(self.shell), payload);
        }
    }
}

impl Inner {
    fn connect(&mut self, agent: &Arc<AgentHandle>, route: Route) -> Option<u32> {
        let number = agent.open(route)?;
        self.agent = Some(agent.clone());
        self.channel = Some(AgentChannel {
            number,
            send: SendWindow::new(SHELL_WINDOW),
            receive: ReceiveWindow::new(SHELL_WINDOW),
        });
        self.owed = 0;
        for viewer in &mut self.viewers {
            viewer.sent = 0;
            // What was on the way is gone; the same question gets the same answer again.
            if let Some(replay) = viewer.replay.take_if(|replay| replay.end.is_none()) {
                viewer.position = replay.from;
            }
        }
        Some(number)
    }

    /// What somebody needs to see it.
    fn needs(&self) -> Permission {
        if self.script { Permission::RunScripts } else { Permission::Shell }
    }

    /// Sends each viewer what it has room for, asks for what they lack, gives the agent credit.
    fn settle(&mut self, fan: &Arc<ShellFan>) {
        if let Some(ring) = &self.ring {
            let mut nonce = self.next;
            for viewer in &mut self.viewers {
                let Some(Lack { from, what }) = viewer.pump(ring, self.coming, self.last_output) else { continue };
                let (Some(agent), Some(_)) = (&self.agent, &self.channel) else { continue };
                nonce = nonce.wrapping_add(1).max(1);
                viewer.replay =
                    Some(Replay { nonce, from, what, waiting: VecDeque::new(), bytes: 0, end: None, begun: false });
                agent.sender.agent(agent_down::Body::ReplayShell(ReplayShell {
                    session_id: fan.session.to_string(),
                    shell_id: fan.shell.to_string(),
                    from_offset: from,
                    nonce,
                    what: what.into(),
                }));
            }
            self.next = nonce;
        }
        self.rest(fan);
        self.repay(fan);
        self.flush_typed();
    }

    /// Looks again when it may be quiet, for as long as somebody waits for that.
    fn rest(&mut self, fan: &Arc<ShellFan>) {
        let next = |inner: &Inner| {
            inner.agent.as_ref()?;
            let near = inner.viewers.iter().filter(|viewer| viewer.replay.is_none());
            near.filter_map(|viewer| match viewer.outrun {
                Some(Outrun::Near { since }) => Some(quiet(since, inner.last_output)),
                _ => None,
            })
            .min()
        };
        let Some(mut at) = next(self).filter(|_| !self.rests) else { return };
        self.rests = true;
        let fan = Arc::downgrade(fan);
        tokio::spawn(async move {
            loop {
                sleep_until(at).await;
                let Some(fan) = fan.upgrade() else { return };
                let mut inner = lock(&fan.inner);
                inner.settle(&fan);
                match next(&inner) {
                    Some(then) => at = then,
                    None => {
                        inner.rests = false;
                        return;
                    }
                }
            }
        });
    }

    /// Credit for output goes back once the recorder has room for more, if there is one.
    fn repay(&mut self, fan: &Arc<ShellFan>) {
        if self.owed == 0 || self.waits {
            return;
        }
        if let Some(tap) = &fan.tap {
            let waiting = Arc::downgrade(fan);
            self.waits = !tap.room(move || {
                if let Some(fan) = waiting.upgrade() {
                    let mut inner = lock(&fan.inner);
                    inner.waits = false;
                    inner.repay(&fan);
                }
            });
            if self.waits {
                return;
            }
        }
        let bytes = std::mem::take(&mut self.owed);
        self.consumed(bytes);
    }

    fn consumed(&mut self, bytes: usize) {
        if bytes == 0 {
            return;
        }
        if let (Some(agent), Some(channel)) = (&self.agent, &mut self.channel)
            && let Some(grant) = channel.receive.consumed(bytes)
        {
            agent.sender.credit(channel.number, grant);
        }
    }

    /// The relay's own replay after an attach: what is missing, or a picture in the place of what is lost.
    fn own_replay(&mut self, flags: ReplayFlags, offset: u64, bytes: Bytes) {
        if flags.has(ReplayFlags::RESET) {
            // A picture is no output: whoever is behind it asks for one of their own.
            self.ring = Some(Ring::at(offset));
        } else {
            let from = offset.saturating_sub(bytes.len() as u64);
            self.ring.get_or_insert_with(|| Ring::at(from)).append(from, bytes);
        }
    }

    fn viewers_replay(&mut self, nonce: u32, flags: ReplayFlags, offset: u64, payload: Bytes) {
        let found =
            self.viewers.iter_mut().find(|viewer| viewer.replay.as_ref().is_some_and(|replay| replay.nonce == nonce));
        let Some(viewer) = found else { return };
        let Some(replay) = &mut viewer.replay else { return };
        if replay.end.is_some() || replay.begun == flags.has(ReplayFlags::FIRST) {
            return;
        }
        replay.begun = true;
        replay.bytes += payload.len();
        if replay.bytes > REPLAY_BYTES {
            viewer.sender.close("slow_consumer");
            return;
        }
        replay.waiting.push_back(payload);
        if flags.has(ReplayFlags::LAST) {
            replay.end = Some(offset);
        }
    }

    /// The agent has written what a viewer typed.
    fn written(&mut self, id: u64, end: u64, payload: &Bytes) {
        for viewer in self.viewers.iter_mut().filter(|viewer| viewer.id == id) {
            let mut bytes = 0;
            while let Some((_, typed)) = viewer.typed.front().filter(|(of, _)| viewer.sent > 0 && *of <= end) {
                bytes += typed.len().saturating_sub(2);
                viewer.typed.pop_front();
                viewer.sent -= 1;
            }
            viewer.consumed(bytes);
            if viewer.send.take(payload.len()) {
                viewer.sender.frame(Class::Input, encode_data(viewer.channel, &[payload]));
            }
        }
    }

    fn flush_typed(&mut self) {
        let (Some(agent), Some(channel)) = (&self.agent, &mut self.channel) else { return };
        for viewer in &mut self.viewers {
            while let Some((end, next)) = viewer.typed.get(viewer.sent) {
                if !channel.send.take(next.len()) {
                    return;
                }
                agent.sender.frame(Class::Input, encode_data(channel.number, &[next]));
                if *end == 0 {
                    viewer.typed.remove(viewer.sent);
                } else {
                    viewer.sent += 1;
                }
            }
        }
    }
}

impl Viewer {
    fn consumed(&mut self, bytes: usize) {
        if let Some(grant) = self.receive.consumed(bytes) {
            self.sender.credit(self.channel, grant);
        }
    }

    /// Sends what there is and room for. `Some`: a replay is needed. Who has more than is known here waits, while that is `coming`.
    fn pump(&mut self, ring: &Ring, coming: u64, last_output: Instant) -> Option<Lack> {
        if !self.pump_replay(ring) {
            return None;
        }
        if self.position < ring.start() && self.outrun.is_none() || self.position > ring.end().max(coming) {
            return Some(Lack { from: self.position, what: ReplayWhat::Missing });
        }
        if let Some(what) = self.outran(ring, last_output) {
            return Some(Lack { from: self.position, what });
        }
        let until = match self.outrun {
            Some(Outrun::Screens { until }) => until.min(ring.end()),
            _ => ring.end(),
        };
        while self.position < until {
            let room = self.send.available().saturating_sub(9).min(CHUNK);
            let room = usize::try_from(until - self.position).map_or(room, |left| room.min(left));
            let Some(bytes) = ring.read(self.position, room) else { break };
            if !self.send.take(9 + bytes.len()) {
                break;
            }
            let mut head = BytesMut::with_capacity(9);
            head.put_u8(0x10);
            head.put_u64_le(self.position);
            self.sender.frame(Class::Shell, encode_data(self.channel, &[&head, &bytes]));
            self.position += bytes.len() as u64;
        }
        self.current |= self.position >= ring.end();
        None
    }

    /// Whether output has outrun it, and what it is to be shown next.
    fn outran(&mut self, ring: &Ring, last_output: Instant) -> Option<ReplayWhat> {
        let now = Instant::now();
        match self.outrun {
            Some(Outrun::Screens { until }) if self.painted.saturating_add(PAINTED_STEP) > until => {
                if until.saturating_add(NEAR) < ring.end() {
                    return Some(ReplayWhat::Screen);
                }
                self.outrun = Some(Outrun::Near { since: now });
                None
            }
            // Output has run on so far that what is behind the newest screen is not held any more.
            Some(Outrun::Screens { .. }) => (self.position < ring.start()).then_some(ReplayWhat::Screen),
            Some(Outrun::Near { .. }) | None if self.current && self.position.saturating_add(BEHIND) < ring.end() => {
                Some(ReplayWhat::Screen)
            }
            Some(Outrun::Near { since }) => (now >= quiet(since, last_output)).then_some(ReplayWhat::Whole),
            // One that has only just come gets what it lacks, for as long as that is held.
            None => None,
        }
    }

    /// `false`: the replay is not through.
    fn pump_replay(&mut self, ring: &Ring) -> bool {
        let Some(replay) = &mut self.replay else { return true };
        while let Some(next) = replay.waiting.front() {
            if !self.send.take(next.len()) {
                return false;
            }
            self.sender.frame(Class::Shell, encode_data(self.channel, &[next]));
            replay.bytes -= next.len();
            replay.waiting.pop_front();
        }
        let Some(end) = replay.end else { return false };
        self.position = end;
        self.current = true;
        let until = ring.end().min(end.saturating_add(TAIL)).max(end);
        self.outrun = (replay.what == ReplayWhat::Screen).then_some(Outrun::Screens { until });
        self.replay = None;
        true
    }
}

/// When the scrollback may come.
fn quiet(since: Instant, last_output: Instant) -> Instant {
    (last_output.max(since) + QUIET).min(since + LONG)
}

fn stamp(participant: u16, payload: &[u8]) -> Bytes {
    towline_wire::with_participant(participant, payload)
}
