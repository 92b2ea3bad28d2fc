//! The desktop helper, from the service's side: started when a session wants the screen, told which channels are open, fed with input that has passed the gate,
//! restarted with growing pauses when it dies, and gone when nobody has looked for a while.
//!
//! Payloads pass through undecoded; the helper belongs to the desktop's user and is trusted no further than its frames are well formed and within credit.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, VecDeque},
    rc::Rc,
    time::Duration,
};

use bytes::{Buf, Bytes, BytesMut};
use prost::Message;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::unix::{OwnedReadHalf, OwnedWriteHalf},
    sync::Notify,
    time::{Instant, sleep, sleep_until},
};
use towline_platform::{DesktopSession, DesktopState, DesktopWatch, HelperProcess, Host};
use towline_wire::{
    CONTROL_LIMIT, Class, DATA_LIMIT, Frame, Payload, SOUND, decode, encode_control, encode_credit, encode_data,
    v1::{
        ChannelClosed, HelperChannel, HelperClipboard, HelperClipboardClear, HelperDown, HelperRelease, HelperScreen,
        HelperSound, HelperUp, Problem, ScreenOptions, ScreenStatus, SessionScreen, agent_up, helper_down, helper_up,
    },
};

use crate::{
    asking::Says,
    channel::{Channel, Uplink},
    drawing::Drawers,
    pause::Pause,
    privacy::Veils,
    report::clipped,
    serve::at,
};

/// How long the helper stays after the last channel closed.
const LINGER: Duration = Duration::from_secs(30);
/// So long a question stays on the person's screen after nobody waits for its answer any more, and what they allowed after the last session: a page that is loaded anew is back by then.
const QUESTION: Duration = Duration::from_secs(3);
/// While somebody waits for a desktop that is not there.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A helper that lived this long was well.
const WELL: Duration = Duration::from_secs(60);
/// A head is at most this long.
const HEAD: usize = 16;
const MONITORS: usize = 16;
/// A screen status while the customer has paused access.
const PAUSED: &str = "paused";
const PAUSED_REASON: &str = "The customer has paused access.";
/// What may wait for the helper; input is bounded by its credit, the rest by this.
const QUEUE: usize = 4096;

/// The screen, shared by all sessions of this agent.
pub(crate) struct Screens {
    host: Rc<dyn Host>,
    pub(crate) uplink: Rc<Uplink>,
    pause: Rc<Pause>,
    state: RefCell<State>,
    /// A channel was opened or closed, or something waits for the helper.
    pub(crate) changed: Notify,
    pub(crate) veils: RefCell<Veils>,
    pub(crate) drawers: RefCell<Drawers>,
}

struct State {
    open: BTreeMap<u32, Open>,
    /// Sessions that are told of the status.
    sessions: Vec<String>,
    status: ScreenStatus,
    /// Frames for the helper that runs.
    queue: VecDeque<Bytes>,
    running: bool,
    /// A desktop that did not show itself when its person was asked, and what is said of it: nobody asks them again by itself.
    declined: Option<(DesktopSession, ScreenStatus)>,
    /// Who put something on the clipboard last: it is taken off again when they may not any more.
    given: Option<Given>,
}

/// Something on the clipboard that a participant put there.
pub(crate) struct Given {
    pub(crate) session: String,
    pub(crate) participant: u32,
    /// It is the files of this batch: that is another right.
    pub(crate) files: Option<u32>,
}

struct Open {
    channel: Rc<Channel>,
    options: ScreenOptions,
    /// Bytes that the helper got and has not granted anew.
    passed: usize,
    /// Participants who may have what is copied.
    receivers: Vec<u32>,
    /// Participants who hear.
    listeners: BTreeSet<u32>,
}

impl Screens {
    pub(crate) fn new(host: Rc<dyn Host>, uplink: Rc<Uplink>, pause: Rc<Pause>) -> Rc<Screens> {
        let state = State {
            open: BTreeMap::new(),
            sessions: Vec::new(),
            status: status_of(&host.desktop()),
            queue: VecDeque::new(),
            running: false,
            declined: None,
            given: None,
        };
        Rc::new(Screens {
            host,
            uplink,
            pause,
            state: RefCell::new(state),
            changed: Notify::new(),
            veils: RefCell::default(),
            drawers: RefCell::default(),
        })
    }

    pub(crate) fn status(&self) -> ScreenStatus {
        self.state.borrow().status.clone()
    }

    /// Tells a session of the screen, now and whenever it changes.
    pub(crate) fn tell(&self, session_id: &str) {
        if !self.state.borrow().running {
            self.look();
        }
        let mut state = self.state.borrow_mut();
        if !state.sessions.iter().any(|known| known == session_id) {
            state.sessions.push(session_id.to_owned());
        }
        let status = Some(state.status.clone());
        self.uplink.say(agent_up::Body::Screen(SessionScreen { session_id: session_id.to_owned(), status }));
    }

    /// Whether there is a helper to tell something.
    pub(crate) fn helper_runs(&self) -> bool {
        self.state.borrow().running
    }

    /// This desktop is not opened again until somebody asks.
    pub(crate) fn decline(&self, declined: Option<(DesktopSession, ScreenStatus)>) {
        self.state.borrow_mut().declined = declined;
    }

    /// Tells the helper something, if one runs.
    pub(crate) fn to_helper(&self, body: helper_down::Body) {
        self.state.borrow_mut().send(body);
        self.changed.notify_one();
    }

    /// Access was paused or goes on. Paused, no helper runs: the channels close as when the desktop goes away, and what it still sends is dropped.
    pub(crate) fn pause_changed(&self) {
        if self.pause.is_on() {
            self.helper_gone(PAUSED, PAUSED_REASON, Duration::ZERO);
        } else if !self.state.borrow().running {
            self.look();
        }
        self.changed.notify_one();
    }

    pub(crate) fn forget(&self, session_id: &str) {
        let mut state = self.state.borrow_mut();
        state.sessions.retain(|known| known != session_id);
        if state.sessions.is_empty() {
            state.declined = None;
            drop(state);
            self.changed.notify_one();
        }
    }

    pub(crate) fn has_sessions(&self) -> bool {
        !self.state.borrow().sessions.is_empty()
    }

    /// Shows the screen on this channel; again: with a whole picture.
    pub(crate) fn open(&self, channel: Rc<Channel>, options: ScreenOptions) {
        let mut state = self.state.borrow_mut();
        let number = channel.number;
        let (passed, receivers, listeners) = state
            .open
            .get(&number)
            .map_or_else(Default::default, |open| (open.passed, open.receivers.clone(), open.listeners.clone()));
        state.open.insert(number, Open { channel, options, passed, receivers, listeners });
        state.send(helper_down::Body::Open(HelperScreen { channel: number, options: Some(options) }));
        drop(state);
        self.changed.notify_one();
    }

    pub(crate) fn close(&self, number: u32) {
        let mut state = self.state.borrow_mut();
        if let Some(open) = state.open.remove(&number) {
            open.channel.close();
            state.send(helper_down::Body::Close(HelperChannel { channel: number }));
        }
        drop(state);
        self.changed.notify_one();
    }

    /// Who may have what is copied at the endpoint, on this channel. While nobody may, the helper does not look.
    pub(crate) fn offer_clipboard(&self, number: u32, receivers: &[u32]) {
        let mut state = self.state.borrow_mut();
        let Some(open) = state.open.get_mut(&number) else { return };
        let before = !open.receivers.is_empty();
        receivers.clone_into(&mut open.receivers);
        let offers = !receivers.is_empty();
        if offers != before {
            state.send(helper_down::Body::Clipboard(HelperClipboard { channel: number, offers }));
        }
        drop(state);
        self.changed.notify_one();
    }

    /// A participant hears on this channel, or does not any more. While nobody does, the helper captures nothing (SCR-18).
    pub(crate) fn hear(&self, number: u32, participant: u32, on: bool) {
        self.change_listeners(number, |listeners| {
            if on {
                listeners.insert(participant);
            } else {
                listeners.remove(&participant);
            }
        });
    }

    /// After a grant: who may not hear any more does not.
    pub(crate) fn settle_sound(&self, number: u32, may: impl Fn(u32) -> bool) {
        self.change_listeners(number, |listeners| listeners.retain(|participant| may(*participant)));
    }

    fn change_listeners(&self, number: u32, change: impl FnOnce(&mut BTreeSet<u32>)) {
        let mut state = self.state.borrow_mut();
        let Some(open) = state.open.get_mut(&number) else { return };
        let before = !open.listeners.is_empty();
        change(&mut open.listeners);
        let on = !open.listeners.is_empty();
        if !on {
            open.channel.forget_sound();
        }
        if on != before {
            state.send(helper_down::Body::Sound(HelperSound { channel: number, on }));
        }
        drop(state);
        self.changed.notify_one();
    }

    /// A participant puts something on the clipboard.
    pub(crate) fn clipboard_given(&self, given: Given) {
        self.state.borrow_mut().given = Some(given);
    }

    /// Files that are not laid down any more are taken off the clipboard, if it is they that are on it.
    pub(crate) fn take_off(&self, session_id: &str, batch: u32) {
        self.settle_given(session_id, |given| given.files != Some(batch));
    }

    /// What this session's participants put on the clipboard stays there while they `may`; a technician's secret must not outlive their session.
    pub(crate) fn settle_given(&self, session_id: &str, may: impl Fn(&Given) -> bool) {
        let mut state = self.state.borrow_mut();
        if state.given.take_if(|given| given.session == session_id && !may(given)).is_some() {
            state.send(helper_down::Body::ClipboardClear(HelperClipboardClear {}));
        }
        drop(state);
        self.changed.notify_one();
    }

    /// Lets go of everything that this participant holds.
    pub(crate) fn release(&self, participant: u32) {
        self.state.borrow_mut().send(helper_down::Body::Release(HelperRelease { participant }));
        self.changed.notify_one();
    }

    /// Passes a payload on, its participant in front. Dropped when no helper runs: there is nothing to type into.
    pub(crate) fn input(&self, number: u32, payload: &[u8]) {
        let mut state = self.state.borrow_mut();
        if state.running && !self.pause.is_on() {
            if let Some(open) = state.open.get_mut(&number) {
                open.passed += payload.len();
            }
            state.queue.push_back(framed(&encode_data(number, &[payload])));
        } else if let Some(open) = state.open.get(&number) {
            open.channel.consumed(payload.len());
        }
        drop(state);
        self.changed.notify_one();
    }

    /// Credit from the appliance, for the helper's own account.
    pub(crate) fn granted(&self, number: u32, bytes: u32) {
        let mut state = self.state.borrow_mut();
        if state.running && state.open.contains_key(&number) {
            state.queue.push_back(framed(&encode_credit(number, bytes)));
        }
        drop(state);
        self.changed.notify_one();
    }

    /// Runs for as long as the agent does.
    pub(crate) async fn supervise(&self) {
        let mut watch =
            Watch(self.host.watch_desktop().inspect_err(|error| tracing::warn!(%error, "no desktop is watched")).ok());
        let mut pause = FIRST_PAUSE;
        loop {
            let wanted = !self.state.borrow().open.is_empty();
            let desktop = if wanted { self.look() } else { None };
            let Some(desktop) = desktop else {
                // Not every way in which a desktop becomes visible can be watched; while somebody waits for it, it is looked for.
                let again = wanted.then(|| Instant::now() + LOOK_AGAIN);
                tokio::select! {
                    () = watch.changed() => {
                        self.look();
                    }
                    () = self.changed.notified() => {}
                    () = at(again) => {}
                }
                continue;
            };
            let began = Instant::now();
            let ended = match self.host.start_helper(&desktop) {
                Ok(helper) => self.serve(helper, &desktop, &mut watch).await,
                Err(error) => Ended::Died(error.to_string()),
            };
            match ended {
                Ended::Unused => {
                    self.veil_gone("no_desktop");
                    if !self.status().available {
                        self.look();
                    }
                }
                Ended::Declined => self.declined(&desktop),
                // Whoever paused has told it. It may be over already.
                Ended::Paused => _ = self.look(),
                Ended::Moved => {
                    self.helper_gone("helper_failed", "The desktop changes.", Duration::ZERO);
                    self.look();
                }
                Ended::Died(reason) if desktop.asks => {
                    tracing::warn!(%reason, "the desktop helper ended");
                    self.unanswered(&desktop);
                }
                Ended::Died(reason) => {
                    tracing::warn!(%reason, "the desktop helper ended");
                    pause = if began.elapsed() > WELL { FIRST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
                    self.helper_gone("helper_failed", "The desktop could not be shown. The agent tries again.", pause);
                    sleep(pause).await;
                    self.look();
                }
            }
        }
    }

    /// Looks for the desktop and tells who wants to know.
    pub(crate) fn look(&self) -> Option<DesktopSession> {
        let desktop = match self.pause.is_on() {
            true => DesktopState::Absent { code: PAUSED, reason: PAUSED_REASON.to_owned(), desktop: String::new() },
            false => self.host.desktop(),
        };
        let declined = self.state.borrow().declined.clone();
        match (&desktop, declined) {
            (DesktopState::Available(session), Some((known, status))) if *session == known => {
                self.set_status(status);
                return None;
            }
            // Another one is asked for the first time. One that is away for a moment is still the same.
            (DesktopState::Available(_), Some(_)) => self.decline(None),
            _ => {}
        }
        self.set_status(status_of(&desktop));
        match desktop {
            DesktopState::Available(session) => Some(session),
            DesktopState::Absent { .. } => None,
        }
    }

    fn set_status(&self, status: ScreenStatus) {
        let mut state = self.state.borrow_mut();
        if state.status == status {
            return;
        }
        state.status = status;
        for session_id in &state.sessions {
            let screen = SessionScreen { session_id: session_id.clone(), status: Some(state.status.clone()) };
            self.uplink.say(agent_up::Body::Screen(screen));
        }
    }

    /// The streams end with the helper: the next one counts its frames anew.
    fn helper_gone(&self, code: &str, reason: &str, retry: Duration) {
        let [reason_code, reason] = [code, reason].map(str::to_owned);
        self.picture_ends(ScreenStatus { reason_code, reason, ..ScreenStatus::default() }, retry);
    }

    pub(crate) fn picture_ends(&self, status: ScreenStatus, retry: Duration) {
        self.veil_gone(if status.reason_code == PAUSED { PAUSED } else { "no_desktop" });
        let channels = std::mem::take(&mut self.state.borrow_mut().open);
        self.set_status(status);
        for (number, open) in channels {
            if open.channel.is_closed() {
                continue;
            }
            open.channel.close();
            let problem = Problem {
                code: "no_desktop".to_owned(),
                title: "The desktop went away".to_owned(),
                detail: "It is shown again as soon as it is back.".to_owned(),
                retry_after_ms: u32::try_from(retry.as_millis()).unwrap_or(u32::MAX),
            };
            self.uplink.say(agent_up::Body::ChannelClosed(ChannelClosed { channel: number, problem: Some(problem) }));
        }
    }

    /// Drives one helper until it dies, nobody needs it, or another desktop is the one to show.
    async fn serve(&self, mut helper: Box<dyn HelperProcess>, desktop: &DesktopSession, watch: &mut Watch) -> Ended {
        let Some(stream) = helper.take_stream() else { return Ended::Died("the helper has no socket".to_owned()) };
        let (mut reader, mut writer) = stream.into_split();
        self.state.borrow_mut().begin();
        let moved = async {
            loop {
                watch.changed().await;
                if matches!(self.host.desktop(), DesktopState::Available(now) if now != *desktop) {
                    return Ended::Moved;
                }
            }
        };
        let ended = tokio::select! {
            ended = self.read(&mut reader) => ended,
            ended = self.write(&mut writer) => ended,
            ended = moved => ended,
            reason = helper.exited() => Ended::Died(reason),
        };
        self.state.borrow_mut().end();
        self.drawings_gone();
        ended
    }

    async fn read(&self, reader: &mut OwnedReadHalf) -> Ended {
        let mut buffer = BytesMut::with_capacity(8 * 1024);
        loop {
            while let Some(frame) = take_frame(&mut buffer) {
                let handled = frame.and_then(|frame| self.take_from_helper(frame));
                if let Err(reason) = handled {
                    return Ended::Died(reason.to_owned());
                }
                if self.says() == Says::No {
                    return Ended::Declined;
                }
            }
            match reader.read_buf(&mut buffer).await {
                Ok(0) => return Ended::Died("it closed its socket".to_owned()),
                Ok(_) => {}
                Err(error) => return Ended::Died(error.to_string()),
            }
        }
    }

    fn take_from_helper(&self, frame: Bytes) -> Result<(), &'static str> {
        match decode(frame, CONTROL_LIMIT).map_err(|_| "it sent a malformed frame")? {
            Frame::Control(message) => {
                let message = HelperUp::decode(message).map_err(|_| "it sent a malformed message")?;
                match message.body {
                    // SECURITY: nothing of the desktop is told while access is paused, not even its size.
                    _ if self.pause.is_on() => {}
                    Some(helper_up::Body::Status(status)) => self.set_status(bounded(status)),
                    Some(helper_up::Body::Closed(closed)) => self.closed_by_helper(closed.channel, closed.problem),
                    Some(helper_up::Body::Privacy(state)) => self.veil_changed(&state),
                    None => {}
                }
            }
            Frame::Data { .. } if self.pause.is_on() => {}
            Frame::Data { channel, payload } => {
                let mut state = self.state.borrow_mut();
                // What it sent before it heard of the close.
                let Some(open) = state.open.get(&channel) else { return Ok(()) };
                if payload.first() == Some(&SOUND) {
                    Payload::decode(payload.clone()).map_err(|_| "it sent a packet of sound that is none")?;
                    // SECURITY: whatever the helper says, nothing is heard by somebody who may not.
                    if !open.listeners.is_empty() {
                        open.channel.sound(&payload);
                    }
                    return Ok(());
                }
                let class = match payload.first() {
                    Some(0x02 | 0x03) => Class::Cursor,
                    Some(0x04) => Class::Input,
                    Some(0x01 | 0x05) => Class::Screen,
                    // SECURITY: whatever the helper says, nothing of the clipboard leaves for somebody who may not have it.
                    Some(0x06 | 0x07) if !open.may_receive(&payload) => {
                        // Never sent, so the appliance will not make room for it anew.
                        let bytes = u32::try_from(payload.len()).unwrap_or(u32::MAX);
                        state.queue.push_back(framed(&encode_credit(channel, bytes)));
                        self.changed.notify_one();
                        return Ok(());
                    }
                    Some(0x06..=0x08) => Class::Clipboard,
                    _ => return Err("it sent a payload that is none of a screen"),
                };
                if !open.channel.is_closed() && !open.channel.send(class, &payload) {
                    return Err("it sent more than it may");
                }
            }
            Frame::Credit { channel, bytes } => {
                if let Some(open) = self.state.borrow_mut().open.get_mut(&channel) {
                    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
                    open.passed = open.passed.checked_sub(bytes).ok_or("it granted what it never got")?;
                    open.channel.consumed(bytes);
                }
            }
        }
        Ok(())
    }

    fn closed_by_helper(&self, number: u32, problem: Option<Problem>) {
        let Some(open) = self.state.borrow_mut().open.remove(&number) else { return };
        open.channel.close();
        let problem = problem.map(|problem| Problem {
            code: clipped(&problem.code),
            title: clipped(&problem.title),
            detail: clipped(&problem.detail),
            retry_after_ms: problem.retry_after_ms,
        });
        self.uplink.say(agent_up::Body::ChannelClosed(ChannelClosed { channel: number, problem }));
    }

    async fn write(&self, writer: &mut OwnedWriteHalf) -> Ended {
        let mut unused_since: Option<Instant> = None;
        loop {
            if self.pause.is_on() {
                return Ended::Paused;
            }
            let next = self.state.borrow_mut().queue.pop_front();
            if let Some(frame) = next {
                if let Err(error) = writer.write_all(&frame).await {
                    return Ended::Died(error.to_string());
                }
                continue;
            }
            if self.state.borrow().queue.len() > QUEUE {
                return Ended::Died("it does not take its input".to_owned());
            }
            // What was put on the clipboard, or drawn, is there while its owner, the helper, is.
            let unused = {
                let state = self.state.borrow();
                state.open.is_empty() && state.given.is_none() && !self.has_drawers()
            };
            let patience = if self.is_asked_in_vain() { QUESTION } else { LINGER };
            let since = if unused { Some(unused_since.unwrap_or_else(Instant::now)) } else { None };
            unused_since = since;
            let lingered = async {
                match since {
                    Some(since) => sleep_until(since + patience).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.changed.notified() => {}
                () = lingered => return Ended::Unused,
            }
        }
    }
}

/// Desktops that come and go. One that fails is silent from then on.
struct Watch(Option<Box<dyn DesktopWatch>>);

impl Watch {
    async fn changed(&mut self) {
        if let Some(watch) = &mut self.0 {
            match watch.changed().await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "no desktop is watched any more"),
            }
        }
        self.0 = None;
        std::future::pending().await
    }
}

enum Ended {
    /// Nobody looked for a while.
    Unused,
    /// Another desktop is the one to show.
    Moved,
    /// The customer has paused access.
    Paused,
    /// The person at the desktop does not let it be shown.
    Declined,
    /// It is gone, with words for the log.
    Died(String),
}

impl Open {
    fn may_receive(&self, payload: &Bytes) -> bool {
        match Payload::decode(payload.clone()) {
            Ok(Payload::ClipboardOffer(_)) => !self.receivers.is_empty(),
            Ok(Payload::ClipboardPiece { participant, .. }) => self.receivers.contains(&u32::from(participant)),
            _ => false,
        }
    }
}

impl State {
    fn send(&mut self, body: helper_down::Body) {
        if self.running {
            let message = HelperDown { body: Some(body) };
            self.queue.push_back(framed(&encode_control(&message)));
        }
    }

    /// A new helper: it hears of every channel that is open.
    fn begin(&mut self) {
        self.running = true;
        self.queue.clear();
        let about = |(number, open): (&u32, &Open)| {
            (*number, open.options, !open.receivers.is_empty(), !open.listeners.is_empty())
        };
        let open: Vec<_> = self.open.iter().map(about).collect();
        for (channel, options, offers, on) in open {
            self.send(helper_down::Body::Open(HelperScreen { channel, options: Some(options) }));
            if offers {
                self.send(helper_down::Body::Clipboard(HelperClipboard { channel, offers }));
            }
            if on {
                self.send(helper_down::Body::Sound(HelperSound { channel, on }));
            }
        }
    }

    fn end(&mut self) {
        self.running = false;
        self.queue.clear();
        // What it put on the clipboard went with it.
        self.given = None;
    }
}

/// SECURITY: the helper belongs to the desktop's user, who must not be able to end the agent's link with a message that is too large for it.
fn bounded(mut status: ScreenStatus) -> ScreenStatus {
    status.monitors.truncate(MONITORS);
    for monitor in &mut status.monitors {
        monitor.name = clipped(&monitor.name);
    }
    let texts = [&mut status.reason_code, &mut status.reason, &mut status.path, &mut status.keyboard_layout];
    for text in texts.into_iter().chain([&mut status.desktop, &mut status.clipboard_absent, &mut status.input_absent]) {
        *text = clipped(text);
    }
    if let Some(privacy) = &mut status.privacy {
        (privacy.input, privacy.blank) = (clipped(&privacy.input), clipped(&privacy.blank));
    }
    if let Some(draw) = &mut status.draw {
        draw.reason = clipped(&draw.reason);
    }
    if let Some(sound) = &mut status.sound {
        sound.absent = clipped(&sound.absent);
    }
    status
}

/// A frame with its length in front.
fn framed(frame: &Bytes) -> Bytes {
    let mut out = BytesMut::with_capacity(4 + frame.len());
    out.extend_from_slice(&u32::try_from(frame.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(frame);
    out.freeze()
}

/// The next whole frame, if it is there.
fn take_frame(buffer: &mut BytesMut) -> Option<Result<Bytes, &'static str>> {
    let length = u32::from_le_bytes(*buffer.first_chunk::<4>()?);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > DATA_LIMIT + HEAD {
        return Some(Err("it sent a frame that is too large"));
    }
    if buffer.len() < 4 + length {
        return None;
    }
    buffer.advance(4);
    Some(Ok(buffer.split_to(length).freeze()))
}

fn status_of(desktop: &DesktopState) -> ScreenStatus {
    match desktop {
        // Monitors and layout are the helper's to tell.
        DesktopState::Available(session) => {
            let path = match session.is_wayland() {
                true if session.asks => "wayland-portal",
                true => "wayland-wlroots",
                false => "x11",
            };
            let (path, desktop) = (path.to_owned(), session.desktop.clone());
            ScreenStatus { available: true, path, desktop, ..ScreenStatus::default() }
        }
        DesktopState::Absent { code, reason, desktop } => ScreenStatus {
            reason_code: (*code).to_owned(),
            reason: reason.clone(),
            desktop: desktop.clone(),
            ..ScreenStatus::default()
        },
    }
}
