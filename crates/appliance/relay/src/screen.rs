//! One session's screen on its way from the agent to those who look: frame parts are passed on as they came, nothing is decoded.
//!
//! A viewer that keeps up gets every frame. One that falls behind its bound has its deltas dropped and waits for a KEY frame; nobody else notices. Every call returns at once; whoever
//! receives from a link makes the call, so a frame takes no detour through another task.

mod clipboard;
mod ledger;
mod sound;
mod source;
#[cfg(test)]
mod tests;
mod windows;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use prost::Message as _;
use tokio::sync::Notify;
use tokio::time::Instant;
use towline_model::{Clock, Permission, SessionId, clip};
use towline_wire::v1::{
    self, ConsoleWelcome, DrawClear, PaintAck, ReleaseInput, ScreenOptions, ScreenUp, console_down, screen_up,
};
use towline_wire::{
    Class, Payload, ReceiveWindow, SCREEN_LINK_CHANNEL, SCREEN_WINDOW, SOUND, ScreenFlags, SendWindow, encode_data,
};

use crate::capability::Capabilities;
use crate::link::{LinkFault, LinkSender, lock};
use crate::tap::{Stream, Tap};
use clipboard::{Asked, Board};
use ledger::{Ledger, Taken};
use sound::{Hearing, Listeners};
use source::Pace;
pub(crate) use source::Source;
pub(crate) use windows::{Onlooker, Screens};

/// Key frames are asked for at most this often.
const KEY_INTERVAL: Duration = Duration::from_millis(250);
/// Largest frame that is passed on.
const FRAME_BYTES: usize = 64 * 1024 * 1024;
/// Input payloads that may wait for the agent's credit.
const WAITING_INPUTS: usize = 4096;
/// How long input waits for an agent that is away: what is older would surprise.
const INPUT_LIFE: Duration = Duration::from_secs(10);
/// Viewers whose last performed input is remembered.
const REMEMBERED_VIEWERS: usize = 64;
/// Reps' screens of one session at a time.
const VIEWERS: usize = 64;

/// The screen of one session.
pub(crate) struct ScreenFan {
    session: SessionId,
    clock: Arc<dyn Clock>,
    tap: Option<Arc<Tap>>,
    /// Wakes the session's actor when a deadline appeared.
    wake: Arc<Notify>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    source: Option<Source>,
    channel: Option<SourceChannel>,
    /// The tool is open.
    wanted: bool,
    /// Of the session: one picture for all.
    options: ScreenOptions,
    /// The one monitor that this picture is of, whatever a viewer says: a window's.
    monitor: Option<u32>,
    /// A participant who looks at windows of the session: what is recorded goes on for that (SCR-9).
    elsewhere: Option<u16>,
    /// The owner's number, while they are in the session.
    owner: Option<u16>,
    viewers: Vec<Viewer>,
    next_key: u64,
    /// The frame whose parts are coming.
    frame: Option<Frame>,
    /// Newest whole frame of this channel.
    newest: u64,
    /// Newest frame that the agent knows to be painted.
    paced: u64,
    asked: Option<Instant>,
    key_wanted: bool,
    status: Option<Bytes>,
    cursor: Option<Bytes>,
    inputs: VecDeque<Bytes>,
    performed: VecDeque<(u64, u64)>,
    /// Input that the agent has not answered yet: sent again when it comes back soon.
    unanswered: VecDeque<Unanswered>,
    board: Board,
    listeners: Listeners,
}

struct Unanswered {
    viewer: u64,
    sequence: u64,
    since: Instant,
    capabilities: Capabilities,
    payload: Bytes,
}

struct SourceChannel {
    number: u32,
    send: SendWindow,
    receive: ReceiveWindow,
}

struct Frame {
    number: u64,
    flags: ScreenFlags,
    bytes: usize,
}

struct Viewer {
    key: u64,
    id: u64,
    capabilities: Capabilities,
    sender: LinkSender,
    receive: ReceiveWindow,
    ledger: Ledger,
    asked: Asked,
    hearing: Hearing,
    /// It cannot decode what keeps moving.
    no_video: bool,
}

impl ScreenFan {
    pub(crate) fn new(session: SessionId, clock: Arc<dyn Clock>, tap: Option<Arc<Tap>>, wake: Arc<Notify>) -> Self {
        ScreenFan { session, clock, tap, wake, inner: Mutex::new(Inner::default()) }
    }

    /// The picture of this monitor alone.
    pub(crate) fn of(self, monitor: u32) -> Self {
        lock(&self.inner).monitor = Some(monitor);
        self
    }

    /// The colours that were chosen, if any were.
    pub(crate) fn mode(&self) -> Option<i32> {
        lock(&self.inner).options.mode
    }

    /// A window's colours are those of the session.
    pub(crate) fn take_mode(&self, mode: Option<i32>) {
        let mut inner = lock(&self.inner);
        if inner.options.mode == mode {
            return;
        }
        inner.options.mode = mode;
        inner.say_options(None);
    }

    /// A participant who looks, if anybody does.
    pub(crate) fn watcher(&self) -> Option<u16> {
        lock(&self.inner).viewers.first().map(|viewer| viewer.capabilities.number())
    }

    /// Whether somebody looks at other pictures of the session. Matters while this one is recorded.
    pub(crate) fn watched_elsewhere(self: &Arc<Self>, participant: Option<u16>) {
        let mut inner = lock(&self.inner);
        let participant = participant.filter(|_| self.tap.is_some());
        if inner.elsewhere != participant {
            inner.elsewhere = participant;
            self.settle(&mut inner);
        }
    }

    /// The tool was opened or closed.
    pub(crate) fn want(self: &Arc<Self>, wanted: bool) {
        let mut inner = lock(&self.inner);
        inner.wanted = wanted;
        self.settle(&mut inner);
    }

    /// Who owns the session, if they are in it.
    pub(crate) fn owned_by(&self, owner: Option<u16>) {
        lock(&self.inner).owner = owner;
    }

    /// The agent's link came or went. What was on the way is gone; everybody starts with a KEY frame.
    #[cfg(test)]
    pub(crate) fn agent(self: &Arc<Self>, agent: Option<Arc<crate::agents::AgentHandle>>) {
        self.source(agent.map(Source::Agent));
    }

    /// The same, whatever the picture comes from.
    pub(crate) fn source(self: &Arc<Self>, source: Option<Source>) {
        let mut inner = lock(&self.inner);
        if inner.source.as_ref().map(Source::epoch) == source.as_ref().map(Source::epoch) {
            return;
        }
        // An agent's link is gone with its channels; a page goes on and must be told that nobody takes its picture now.
        if let (Some(Source::Page(page)), Some(_)) = (&inner.source, &inner.channel) {
            page.hide();
        }
        inner.source = source;
        inner.channel = None;
        inner.reset();
        self.settle(&mut inner);
    }

    /// Somebody begins to look. `None`: as many look as may.
    pub(crate) fn join(
        self: &Arc<Self>,
        id: u64,
        capabilities: Capabilities,
        sender: LinkSender,
        options: Option<ScreenOptions>,
        mut welcome: ConsoleWelcome,
    ) -> Option<u64> {
        let mut inner = lock(&self.inner);
        // The same tab again: its older link is a ghost.
        for ghost in inner
            .viewers
            .extract_if(.., |viewer| viewer.id == id && viewer.capabilities.number() == capabilities.number())
        {
            ghost.sender.close("taken_over");
        }
        if inner.viewers.len() >= VIEWERS {
            return None;
        }
        let key = inner.next_key;
        inner.next_key += 1;
        if let Some(options) = options
            && inner.viewers.is_empty()
        {
            inner.choose(options);
        }
        let performed = inner.performed.iter().find(|(of, _)| *of == id);
        welcome.input_sequence = performed.map_or(0, |(_, sequence)| *sequence);
        sender.console(console_down::Body::Welcome(welcome));
        let (receive, ledger, asked) = (ReceiveWindow::new(SCREEN_WINDOW), Ledger::new(), Asked::default());
        let no_video = options.is_some_and(|options| options.no_video);
        let hearing = Hearing::default();
        let mut viewer = Viewer { key, id, capabilities, sender, receive, ledger, asked, hearing, no_video };
        for state in [&inner.status, &inner.cursor].into_iter().flatten() {
            viewer.ledger.state(&viewer.sender, state.clone());
        }
        inner.viewers.push(viewer);
        inner.offer();
        inner.key_wanted = true;
        self.settle(&mut inner);
        Some(key)
    }

    /// A viewer's link is gone.
    pub(crate) fn leave(self: &Arc<Self>, key: u64) {
        let mut inner = lock(&self.inner);
        let Some(at) = inner.viewers.iter().position(|viewer| viewer.key == key) else { return };
        let gone = inner.viewers.remove(at);
        inner.unanswered.retain(|input| input.viewer != gone.id);
        // What it held down must not stay down. The last viewer's channel is closed, which lets go of everything.
        if !inner.viewers.is_empty() {
            let body = Some(screen_up::Body::Release(ReleaseInput {}));
            let release = ScreenUp { viewer: gone.id, sequence: 0, body }.encode_to_vec();
            inner.send_up(stamp(gone.capabilities.number(), &release));
        }
        self.settle(&mut inner);
        if inner.monitor.is_some() && inner.viewers.is_empty() {
            // A recording need not go on for its sake.
            self.wake.notify_one();
        }
    }

    /// A participant may not look any more: close the links, drop what is on the way (SES-2a).
    pub(crate) fn remove(self: &Arc<Self>, participant: u16, code: &'static str) {
        let mut inner = lock(&self.inner);
        for gone in inner.viewers.extract_if(.., |viewer| viewer.capabilities.number() == participant) {
            gone.sender.forget(Class::Screen, SCREEN_LINK_CHANNEL);
            let problem = crate::link::problem(code, "The screen is not shared with you any more.", "");
            gone.sender.refuse_console(problem, code);
        }
        self.settle(&mut inner);
    }

    /// Everybody out.
    pub(crate) fn end(self: &Arc<Self>) {
        let mut inner = lock(&self.inner);
        inner.wanted = false;
        for gone in inner.viewers.drain(..) {
            gone.sender.refuse_console(crate::link::problem("ended", "The session has ended.", ""), "ended");
        }
        self.settle(&mut inner);
    }

    /// When [`ScreenFan::tick`] is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let inner = lock(&self.inner);
        inner.channel.as_ref()?;
        let asks = inner.key_wanted && inner.someone_can_take_a_key();
        let ask = asks.then(|| inner.asked.map_or_else(Instant::now, |asked| asked + KEY_INTERVAL));
        let now = Instant::now();
        [ask, inner.holdup().filter(|at| *at > now)].into_iter().flatten().min()
    }

    pub(crate) fn tick(self: &Arc<Self>) {
        let mut inner = lock(&self.inner);
        self.settle(&mut inner);
    }

    /// A payload from the agent. `message` is the frame that it came in, passed on as it is where the channel's number is the same.
    pub(crate) fn agent_data(
        self: &Arc<Self>,
        epoch: u64,
        channel: u32,
        payload: Bytes,
        message: &Bytes,
    ) -> Result<(), LinkFault> {
        let mut inner = lock(&self.inner);
        if inner.source.as_ref().is_none_or(|source| source.epoch() != epoch) {
            return Ok(());
        }
        let grant = {
            let Some(open) = inner.channel.as_mut().filter(|open| open.number == channel) else { return Ok(()) };
            // Sound needs no credit: what of it waits is bounded by its number.
            if payload.first() == Some(&SOUND) {
                None
            } else {
                open.receive.received(payload.len()).map_err(|_| LinkFault("no_credit"))?;
                open.receive.consumed(payload.len())
            }
        };
        if let (Some(bytes), Some(source)) = (grant, &inner.source) {
            source.credit(channel, bytes);
        }
        // What is copied or heard is no picture: the recording has none of it.
        if let Some(tap) = self.tap.as_ref().filter(|_| !matches!(payload.first().copied(), Some(0x06..=0x08 | SOUND)))
        {
            tap.record(self.clock.now(), Stream::Screen, payload.clone());
        }
        let size = payload.len();
        match Payload::decode(payload.clone()).map_err(|_| LinkFault("malformed_frame"))? {
            Payload::FramePart { flags, frame, .. } => {
                let out = if channel == SCREEN_LINK_CHANNEL {
                    message.clone()
                } else {
                    encode_data(SCREEN_LINK_CHANNEL, &[&payload])
                };
                inner.part(flags, frame, size, &out)?;
            }
            Payload::CursorShape(_) => {
                for viewer in &mut inner.viewers {
                    viewer.ledger.state(&viewer.sender, payload.clone());
                }
                inner.cursor = Some(payload);
            }
            Payload::ScreenStatus(_) => {
                for viewer in &mut inner.viewers {
                    viewer.ledger.state(&viewer.sender, payload.clone());
                }
                inner.status = Some(payload);
            }
            Payload::CursorPosition { .. } => {
                for viewer in &mut inner.viewers {
                    viewer.ledger.passing(&viewer.sender, &payload);
                }
            }
            Payload::InputAck { viewer, sequence } => inner.performed(viewer, sequence, &payload),
            Payload::Sound { sequence, .. } => {
                inner.sound(channel, sequence, &payload, message);
                return Ok(());
            }
            decoded @ (Payload::ClipboardOffer(_)
            | Payload::ClipboardPiece { .. }
            | Payload::ClipboardAnswer { .. }) => inner.clipboard(payload, decoded)?,
            Payload::ShellOutput { .. }
            | Payload::ShellReplay { .. }
            | Payload::SystemPage { .. }
            | Payload::FilesDown(_)
            | Payload::FileData { .. } => {
                return Err(LinkFault("malformed_frame"));
            }
        }
        self.settle(&mut inner);
        Ok(())
    }

    /// The agent granted credit for input.
    pub(crate) fn agent_credit(self: &Arc<Self>, epoch: u64, channel: u32, bytes: u32) -> Result<(), LinkFault> {
        let mut inner = lock(&self.inner);
        if inner.source.as_ref().is_none_or(|source| source.epoch() != epoch) {
            return Ok(());
        }
        if let Some(open) = inner.channel.as_mut().filter(|open| open.number == channel) {
            open.send.grant(bytes).map_err(|_| LinkFault("no_credit"))?;
        }
        inner.flush_inputs();
        Ok(())
    }

    /// The agent closed the channel: there is no desktop to show. Viewers are told why. It is opened again when somebody asks anew, not in a loop.
    pub(crate) fn closed_by_agent(self: &Arc<Self>, epoch: u64, closed: v1::ChannelClosed) {
        let channel = closed.channel;
        let mut inner = lock(&self.inner);
        let ours = inner.source.as_ref().is_some_and(|source| source.epoch() == epoch);
        if ours && inner.channel.as_ref().is_some_and(|open| open.number == channel) {
            if let Some(source) = &inner.source {
                source.release(channel);
            }
            inner.channel = None;
            inner.reset();
            inner.key_wanted = false;
            let problem = closed.problem.map(|problem| v1::Problem {
                code: clip(&problem.code, 32),
                title: clip(&problem.title, 256),
                detail: clip(&problem.detail, 256),
                retry_after_ms: 0,
            });
            for viewer in &inner.viewers {
                let told = v1::ChannelClosed { channel: SCREEN_LINK_CHANNEL, problem: problem.clone() };
                viewer.sender.console(console_down::Body::ChannelClosed(told));
            }
        }
    }

    /// The agent says something new of its desktop: what it closed may be opened again.
    pub(crate) fn desktop_changed(self: &Arc<Self>) {
        let mut inner = lock(&self.inner);
        if inner.channel.is_none() {
            inner.key_wanted = true;
            self.settle(&mut inner);
        }
    }

    /// A payload from a viewer.
    pub(crate) fn viewer_data(self: &Arc<Self>, key: u64, payload: &Bytes) -> Result<Refused, LinkFault> {
        let mut inner = lock(&self.inner);
        let Some(at) = inner.viewers.iter().position(|viewer| viewer.key == key) else { return Ok(Refused::No) };
        let Some(viewer) = inner.viewers.get_mut(at) else { return Ok(Refused::No) };
        viewer.receive.received(payload.len()).map_err(|_| LinkFault("no_credit"))?;
        if let Some(bytes) = viewer.receive.consumed(payload.len()) {
            viewer.sender.credit(SCREEN_LINK_CHANNEL, bytes);
        }
        let up = ScreenUp::decode(payload.clone()).map_err(|_| LinkFault("malformed_frame"))?;
        // SECURITY: a viewer speaks for itself only; another's number would let it swallow another's input.
        if up.viewer != viewer.id {
            return Err(LinkFault("malformed_frame"));
        }
        let capabilities = viewer.capabilities.clone();
        let stamped = || stamp(capabilities.number(), payload);
        match up.body {
            Some(screen_up::Body::Painted(PaintAck { frame })) => {
                viewer.ledger.painted(frame);
                self.settle(&mut inner);
            }
            Some(screen_up::Body::Pointer(_) | screen_up::Body::Wheel(_) | screen_up::Body::Key(_)) => {
                if !capabilities.controls() {
                    return Ok(Refused::Yes);
                }
                let payload = stamped();
                if inner.unanswered.len() < WAITING_INPUTS {
                    inner.unanswered.push_back(Unanswered {
                        viewer: up.viewer,
                        sequence: up.sequence,
                        since: Instant::now(),
                        capabilities,
                        payload: payload.clone(),
                    });
                }
                inner.send_up(payload);
            }
            Some(screen_up::Body::Release(_)) => inner.send_up(stamped()),
            Some(screen_up::Body::Ask(_)) => {
                if !capabilities.has(Permission::ScreenView) {
                    return Ok(Refused::Yes);
                }
                // The channel went with the picture.
                inner.key_wanted |= inner.channel.is_none();
                self.settle(&mut inner);
                inner.send_up(stamped());
            }
            Some(screen_up::Body::SoundWanted(wanted)) => {
                viewer.hearing.want(wanted.on);
                inner.settle_sound();
            }
            Some(screen_up::Body::SoundHeard(heard)) => viewer.heard(heard.sequence),
            Some(
                screen_up::Body::DrawStroke(_)
                | screen_up::Body::DrawErase(_)
                | screen_up::Body::DrawUndo(_)
                | screen_up::Body::DrawPoint(_)
                | screen_up::Body::DrawClear(DrawClear { all: false }),
            ) => {
                if !capabilities.draws() {
                    return Ok(Refused::Yes);
                }
                inner.send_up(stamped());
            }
            Some(screen_up::Body::DrawClear(DrawClear { all: true })) => {
                // No grant says who owns a session: in the owner's name it is the relay that says it.
                let owns = inner.owner == Some(capabilities.number());
                if !(capabilities.controls() || owns && capabilities.has(Permission::ScreenView)) {
                    return Ok(Refused::Yes);
                }
                let who = if capabilities.controls() { capabilities.number() } else { 0 };
                inner.send_up(stamp(who, payload));
            }
            Some(
                body @ (screen_up::Body::ClipboardAsk(_)
                | screen_up::Body::ClipboardPart(_)
                | screen_up::Body::ClipboardSet(_)
                | screen_up::Body::ClipboardFiles(_)),
            ) => return Ok(inner.viewer_clipboard(key, &body, payload)),
            Some(screen_up::Body::Options(options)) => {
                if !capabilities.has(Permission::ScreenView) {
                    return Ok(Refused::Yes);
                }
                if let Some(viewer) = inner.viewers.iter_mut().find(|viewer| viewer.key == key) {
                    viewer.no_video = options.no_video;
                }
                if inner.may_choose(key, &capabilities) {
                    let before = inner.options.mode;
                    inner.choose(options);
                    if inner.options.mode != before {
                        // Windows of the session have the same colours.
                        self.wake.notify_one();
                    }
                    inner.say_options(Some((up.viewer, capabilities.number())));
                }
                self.settle(&mut inner);
            }
            None => {}
        }
        Ok(Refused::No)
    }

    /// A viewer granted credit for the picture.
    pub(crate) fn viewer_credit(self: &Arc<Self>, key: u64, bytes: u32) -> Result<(), LinkFault> {
        let mut inner = lock(&self.inner);
        if let Some(viewer) = inner.viewers.iter_mut().find(|viewer| viewer.key == key) {
            viewer.ledger.credit(&viewer.sender, bytes).map_err(|_| LinkFault("no_credit"))?;
        }
        self.settle(&mut inner);
        Ok(())
    }

    /// Opens or closes the agent's channel, asks for a KEY frame, passes the pace on.
    fn settle(self: &Arc<Self>, inner: &mut Inner) {
        let look = inner.wanted && (!inner.viewers.is_empty() || inner.elsewhere.is_some());
        let no_video = inner.viewers.iter().any(|viewer| viewer.no_video);
        if inner.options.no_video != no_video {
            inner.options.no_video = no_video;
            inner.say_options(None);
        }
        let Some(source) = inner.source.clone() else { return };
        match (&inner.channel, look) {
            (None, true) if inner.key_wanted => {
                let Some(number) = source.open(self) else { return };
                inner.channel = Some(SourceChannel {
                    number,
                    send: SendWindow::new(SCREEN_WINDOW),
                    receive: ReceiveWindow::new(SCREEN_WINDOW),
                });
                inner.reset();
                self.ask(inner, &source, number);
                inner.repeat_unanswered();
                inner.settle_sound();
            }
            (Some(open), false) => {
                let channel = open.number;
                source.hide(channel);
                inner.channel = None;
                inner.reset();
                inner.key_wanted = true;
            }
            (Some(open), true) => {
                let number = open.number;
                inner.pace();
                inner.settle_sound();
                if inner.holdup().is_some() {
                    self.wake.notify_one();
                }
                if inner.key_wanted && inner.someone_can_take_a_key() {
                    if inner.asked.is_none_or(|asked| asked.elapsed() >= KEY_INTERVAL) {
                        self.ask(inner, &source, number);
                    } else {
                        self.wake.notify_one();
                    }
                }
            }
            (None, _) => {}
        }
    }

    fn ask(&self, inner: &mut Inner, source: &Source, channel: u32) {
        inner.asked = Some(Instant::now());
        inner.key_wanted = false;
        source.show(self.session, channel, inner.options);
    }
}

/// Whether something was asked that the participant may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Yes,
    No,
}

impl Inner {
    /// A new stream begins: all wait for its first KEY frame.
    fn reset(&mut self) {
        self.frame = None;
        self.newest = 0;
        self.paced = 0;
        self.asked = None;
        self.inputs.clear();
        self.reset_clipboard();
        self.reset_sound();
        self.key_wanted = true;
        for viewer in &mut self.viewers {
            viewer.ledger.restart();
        }
    }

    /// Tells the agent what is wanted, if it shows anything, in the name of who chose it, or else of somebody who looks.
    fn say_options(&mut self, by: Option<(u64, u16)>) {
        let looks = || self.viewers.first().map(|viewer| (viewer.id, viewer.capabilities.number()));
        if let (Some((viewer, participant)), true) = (by.or_else(looks), self.channel.is_some()) {
            let body = Some(screen_up::Body::Options(self.options));
            self.send_up(stamp(participant, &ScreenUp { viewer, sequence: 0, body }.encode_to_vec()));
        }
    }

    /// What was not chosen stays: a monitor does not reset the mode, nor a mode the monitor.
    /// A window shows its monitor, in the colours of the session.
    fn choose(&mut self, chosen: ScreenOptions) {
        match self.monitor {
            Some(monitor) => self.options.monitor = Some(monitor),
            None => {
                self.options.monitor = chosen.monitor.or(self.options.monitor);
                self.options.mode = chosen.mode.or(self.options.mode);
            }
        }
    }

    /// One picture for all: whoever controls chooses it, the owner when nobody does, and who looks alone.
    fn may_choose(&self, key: u64, who: &Capabilities) -> bool {
        let owns = self.owner == Some(who.number());
        let controlled = self.viewers.iter().any(|viewer| viewer.capabilities.controls());
        who.controls() || owns && !controlled || !self.viewers.iter().any(|viewer| viewer.key != key)
    }

    fn someone_can_take_a_key(&self) -> bool {
        self.viewers.iter().any(|viewer| viewer.ledger.wants_key())
            || (self.viewers.is_empty() && self.elsewhere.is_some() && self.newest == 0)
    }

    fn part(&mut self, flags: ScreenFlags, number: u64, size: usize, out: &Bytes) -> Result<(), LinkFault> {
        let malformed = Err(LinkFault("malformed_frame"));
        let first = flags.has(ScreenFlags::FIRST);
        match (&mut self.frame, first) {
            (None, true) if number > self.newest || self.newest == 0 => {
                self.frame = Some(Frame { number, flags, bytes: 0 });
            }
            (Some(frame), false) if frame.number == number => {}
            _ => return malformed,
        }
        let Some(frame) = &mut self.frame else { return malformed };
        frame.bytes += size;
        if frame.bytes > FRAME_BYTES {
            return Err(LinkFault("too_large"));
        }
        let kind = if first { flags } else { frame.flags };
        for viewer in &mut self.viewers {
            if first && viewer.ledger.begin(number, kind) == Taken::Lost {
                self.key_wanted = true;
            }
            viewer.ledger.part(&viewer.sender, out, size);
        }
        if flags.has(ScreenFlags::LAST) {
            self.frame = None;
            self.newest = number;
            for viewer in &mut self.viewers {
                viewer.ledger.end();
            }
        }
        Ok(())
    }

    /// The agent's pace: who controls, else the fastest. Somebody without anything unpainted is as far as the newest frame.
    fn pace(&mut self) {
        let position = |viewer: &Viewer| viewer.ledger.position(self.newest);
        let now = Instant::now();
        let controller = self
            .viewers
            .iter()
            .filter(|viewer| viewer.capabilities.controls() && viewer.ledger.stalls().is_none_or(|at| at > now));
        let leader = controller
            .max_by_key(|viewer| position(viewer))
            .or_else(|| self.viewers.iter().max_by_key(|viewer| position(viewer)));
        let Some((position, viewer, participant)) =
            leader.map(|viewer| (position(viewer), viewer.id, viewer.capabilities.number()))
        else {
            return self.pace_recording();
        };
        if position > self.paced {
            self.paced = position;
            match self.source.as_ref().map(|source| source.painted(viewer, position)) {
                Some(Pace::Input(ack)) => self.send_up(stamp(participant, &ack)),
                Some(Pace::Said) | None => {}
            }
        }
    }

    /// Nobody looks at this picture, but it is recorded: as fast as it comes.
    fn pace_recording(&mut self) {
        let Some(participant) = self.elsewhere.filter(|_| self.newest > self.paced) else { return };
        self.paced = self.newest;
        if let Some(Pace::Input(ack)) = self.source.as_ref().map(|source| source.painted(0, self.paced)) {
            self.send_up(stamp(participant, &ack));
        }
    }

    /// Until when others wait for a controller that paints nothing.
    fn holdup(&self) -> Option<Instant> {
        if self.viewers.len() < 2 {
            return None;
        }
        self.viewers
            .iter()
            .filter(|viewer| viewer.capabilities.controls())
            .filter_map(|viewer| viewer.ledger.stalls())
            .max()
    }

    /// What the agent has not answered is said again on the new channel; it does each number once.
    fn repeat_unanswered(&mut self) {
        self.unanswered.retain(|input| input.since.elapsed() < INPUT_LIFE && input.capabilities.controls());
        let again: Vec<Bytes> = self.unanswered.iter().map(|input| input.payload.clone()).collect();
        for payload in again {
            self.send_up(payload);
        }
    }

    fn performed(&mut self, viewer: u64, sequence: u64, payload: &Bytes) {
        self.unanswered.retain(|input| input.viewer != viewer || input.sequence > sequence);
        match self.performed.iter_mut().find(|(of, _)| *of == viewer) {
            Some((_, known)) => *known = (*known).max(sequence),
            None => {
                if self.performed.len() >= REMEMBERED_VIEWERS {
                    self.performed.pop_front();
                }
                self.performed.push_back((viewer, sequence));
            }
        }
        for viewer in self.viewers.iter_mut().filter(|found| found.id == viewer) {
            viewer.ledger.answer(&viewer.sender, payload);
        }
    }

    /// Sends towards the endpoint, within its credit.
    fn send_up(&mut self, payload: Bytes) {
        let takes = self.source.as_ref().is_some_and(Source::takes_input);
        if !takes || self.channel.is_none() || self.inputs.len() >= WAITING_INPUTS {
            return;
        }
        self.inputs.push_back(payload);
        self.flush_inputs();
    }

    fn flush_inputs(&mut self) {
        let (Some(source), Some(channel)) = (&self.source, &mut self.channel) else { return };
        while let Some(next) = self.inputs.front() {
            if !channel.send.take(next.len()) {
                return;
            }
            source.input(channel.number, next);
            self.inputs.pop_front();
        }
        self.flush_clipboard();
    }
}

fn stamp(participant: u16, payload: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(2 + payload.len());
    out.put_u16_le(participant);
    out.put_slice(payload);
    out.freeze()
}
