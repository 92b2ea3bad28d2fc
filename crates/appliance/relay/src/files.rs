//! The endpoint's files on their way between the agent and one viewer (FIL-2): a link of the viewer's own and a channel of the agent's link, joined. Payloads pass as they are; of messages is read
//! what says which right they need, and bytes of files go behind everything else on both links.
//!
//! Either end may send what the other has granted, so no more than that waits here.

mod copy;
mod copying;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use prost::Message as _;
use tokio::sync::oneshot;
use tokio::time::Instant;
use towline_engine::Principal;
use towline_model::{Permission, UserId};
use towline_policy::wire::{FilesNeed, files_need, files_shown};
use towline_session::{FileAct, FileActKind, FileItem, FileLog, Input, Refusal, Tool};
use towline_wire::v1::{
    self, CloseChannel, FileActsStored, FilesDown, FilesUp, OpenFiles, agent_down, console_down, files_down, files_up,
};
use towline_wire::{
    Class, FILE_PIECE, FILES_LINK_CHANNEL, FILES_WINDOW, FilesPayload, Frame, Payload, SendWindow, decode, encode_data,
};

use crate::actor::{Actor, Msg, Reply, SessionHandle};
use crate::agents::{AgentHandle, Route};
use crate::capability::Capabilities;
use crate::console_link::tell_refusal;
use crate::consoles::ConsoleHandle;
use crate::link::{LinkFault, LinkSender, lock, problem};
use crate::relay::{Relay, Shared};
use crate::views;

use self::copy::{Job, Side};
use self::copying::Sending;

/// Viewers of one session's files at a time.
const VIEWERS: usize = 32;
/// Fetches that one viewer may have open; the agent takes no more of anything.
const FETCHES: usize = 256;
/// Credit is passed on in steps of so many bytes: grants of a byte each would fill the other link.
const STEP: u32 = FILES_WINDOW / 64;

/// How often the session is told that somebody is busy with files.
const TELL_ACTIVE: Duration = Duration::from_secs(15);

/// One viewer's way to the files.
pub(crate) struct FilesPipe {
    agent: Arc<AgentHandle>,
    /// Number on the agent's link.
    near: OnceLock<u32>,
    end: End,
    user: UserId,
    viewer: u64,
    capabilities: Capabilities,
    /// None: it is over.
    flow: Mutex<Option<Flow>>,
}

/// Whose channel it is.
pub(crate) enum End {
    Viewer(LinkSender),
    /// One side of a copy to another endpoint (FIL-12).
    Copy(Arc<Job>, Side),
}

/// What a viewer's payload was.
#[derive(Debug, PartialEq)]
enum Took {
    Dealt,
    /// Something that they may not.
    Refused,
    /// About a copy: it is the link's own.
    Copy(u32, v1::CopyFiles),
    Leave {
        of: u32,
        cancelled: bool,
    },
}

/// What became of something that a copy says.
pub(crate) enum Went {
    /// It took so much credit.
    Sent(usize),
    /// There is no credit for it now.
    Full,
    /// The right is gone.
    NotPermitted,
    /// The channel is.
    Over,
}

struct Flow {
    /// What the agent may still send, and what it is to be granted with the next step.
    down: SendWindow,
    down_owed: u32,
    /// The same of the viewer.
    up: SendWindow,
    up_owed: u32,
    /// Fetches that are not over: their end must not overtake their bytes.
    fetches: BTreeSet<u32>,
}

/// Who wants to see files.
pub(crate) struct FilesViewer {
    pub(crate) viewer: u64,
    pub(crate) end: End,
    /// Of a viewer: the welcome goes first.
    pub(crate) welcome: Option<v1::ConsoleWelcome>,
}

/// Where they see them.
pub(crate) struct FilesSeat {
    pipe: Arc<FilesPipe>,
}

impl FilesPipe {
    fn has(&self, permission: Permission) -> bool {
        self.capabilities.has(permission)
    }

    fn met(&self, need: FilesNeed) -> bool {
        let may = need.met(|permission| self.has(permission));
        // Room is made for files only for who may put them on the clipboard now (SCR-7).
        may && (need != FilesNeed::Stage || self.capabilities.gives_files())
    }

    pub(crate) fn over(&self) -> bool {
        lock(&self.flow).is_none()
    }

    fn of(&self, epoch: u64, channel: u32) -> bool {
        self.agent.epoch == epoch && self.near.get() == Some(&channel)
    }

    /// A payload from the agent.
    pub(crate) fn agent_data(&self, epoch: u64, channel: u32, payload: &Bytes) -> Result<(), LinkFault> {
        let malformed = LinkFault("malformed_frame");
        let sender = match &self.end {
            End::Viewer(sender) => sender,
            End::Copy(job, side) => return self.copy_data(job, *side, epoch, channel, payload),
        };
        let mut flow = lock(&self.flow);
        let Some(open) = flow.as_mut().filter(|_| self.of(epoch, channel)) else { return Ok(()) };
        if !open.down.take(payload.len()) {
            return Err(LinkFault("no_credit"));
        }
        let (class, need) = match Payload::decode(payload.clone()) {
            Ok(Payload::FileData { bytes, .. }) if bytes.len() <= FILE_PIECE => {
                (Class::Transfer, Some(FilesNeed::Download))
            }
            Ok(Payload::FilesDown(body)) => {
                let FilesDown { request, body } = FilesDown::decode(body).map_err(|_| malformed)?;
                let class = match &body {
                    Some(files_down::Body::Begins(_) | files_down::Body::Ends(_)) => Class::Transfer,
                    Some(files_down::Body::Over(_)) if open.fetches.remove(&request) => Class::Transfer,
                    Some(files_down::Body::Scanning(_)) if open.fetches.contains(&request) => Class::Transfer,
                    _ => Class::System,
                };
                // What a newer agent says is for whoever has any right at all.
                (class, body.as_ref().map_or(Some(FilesNeed::Either), files_shown))
            }
            _ => return Err(malformed),
        };
        // INVARIANT: what was on its way when the right was taken is not shown any more (SES-2a).
        if need.is_none_or(|need| self.met(need)) {
            sender.frame(class, encode_data(FILES_LINK_CHANNEL, &[payload]));
        } else {
            self.owe_agent(open, payload.len());
        }
        Ok(())
    }

    /// A payload from the agent for a copy, which is told of it without the lock.
    fn copy_data(
        &self,
        job: &Arc<Job>,
        side: Side,
        epoch: u64,
        channel: u32,
        payload: &Bytes,
    ) -> Result<(), LinkFault> {
        let malformed = LinkFault("malformed_frame");
        {
            let mut flow = lock(&self.flow);
            let Some(open) = flow.as_mut().filter(|_| self.of(epoch, channel)) else { return Ok(()) };
            if !open.down.take(payload.len()) {
                return Err(LinkFault("no_credit"));
            }
            // INVARIANT: what was on its way when the right was taken goes nowhere (SES-2a).
            if !self.met(side.need()) {
                self.owe_agent(open, payload.len());
                return Ok(());
            }
            if side == Side::Target {
                self.owe_agent(open, payload.len());
            }
        }
        match Payload::decode(payload.clone()) {
            Ok(Payload::FileData { request, offset, bytes }) if bytes.len() <= FILE_PIECE => {
                job.data(side, request, offset, bytes, payload.len());
            }
            Ok(Payload::FilesDown(body)) => {
                let FilesDown { request, body } = FilesDown::decode(body).map_err(|_| malformed)?;
                job.said(side, request, body, payload.len());
            }
            _ => return Err(malformed),
        }
        Ok(())
    }

    /// Something of a copy for the agent, if there is the right and the credit for it now.
    pub(crate) fn sends(&self, sending: &Sending) -> Went {
        let (need, class, head, bytes) = match sending {
            Sending::Ask(up) => {
                let need = up.body.as_ref().map_or(FilesNeed::Either, files_need);
                let class = up.body.as_ref().map_or(Class::System, class_of);
                (need, class, FilesPayload::Ask(up.encode_to_vec().into()).encode(), Bytes::new())
            }
            Sending::Data { request, offset, bytes } => {
                let head = FilesPayload::Data { request: *request, offset: *offset, bytes: Bytes::new() }.encode();
                (FilesNeed::Upload, Class::Transfer, head, bytes.clone())
            }
        };
        if !self.met(need) {
            return Went::NotPermitted;
        }
        let mut flow = lock(&self.flow);
        let (Some(open), Some(near)) = (flow.as_mut(), self.near.get()) else { return Went::Over };
        let cost = head.len() + bytes.len();
        if !open.up.take(cost) {
            return Went::Full;
        }
        let number = self.capabilities.number().to_le_bytes();
        self.agent.sender.frame(class, encode_data(*near, &[&number, &head, &bytes]));
        Went::Sent(cost)
    }

    /// A copy has dealt with so much of what the agent sent.
    pub(crate) fn consumed(&self, bytes: usize) {
        if let Some(open) = lock(&self.flow).as_mut() {
            self.owe_agent(open, bytes);
        }
    }

    /// A payload from the viewer.
    fn viewer_data(&self, payload: &Bytes) -> Result<Took, LinkFault> {
        let malformed = LinkFault("malformed_frame");
        let mut flow = lock(&self.flow);
        let (Some(open), Some(near)) = (flow.as_mut(), self.near.get()) else { return Ok(Took::Dealt) };
        if !open.up.take(payload.len()) {
            return Err(LinkFault("no_credit"));
        }
        let number = self.capabilities.number();
        match FilesPayload::decode(payload.clone()).map_err(|_| malformed)? {
            FilesPayload::Data { bytes, .. } if bytes.is_empty() || bytes.len() > FILE_PIECE => Err(malformed),
            FilesPayload::Data { .. } => {
                if self.met(FilesNeed::Upload) {
                    self.pass(*near, Class::Transfer, number, payload);
                } else {
                    // Its put was ended by the agent when the right went.
                    self.owe_viewer(open, payload.len());
                }
                Ok(Took::Dealt)
            }
            FilesPayload::Ask(body) => {
                let FilesUp { request, body } = FilesUp::decode(body).map_err(|_| malformed)?;
                let need = body.as_ref().map_or(FilesNeed::Either, files_need);
                if !self.met(need) {
                    return Ok(self.refused(open, *near, request, body.as_ref(), payload.len()));
                }
                let about = match body {
                    Some(files_up::Body::Copy(copy)) => {
                        self.owe_viewer(open, payload.len());
                        return Ok(Took::Copy(request, copy));
                    }
                    Some(files_up::Body::LeaveCopy(v1::LeaveCopy { of })) => {
                        self.owe_viewer(open, payload.len());
                        return Ok(Took::Leave { of, cancelled: false });
                    }
                    Some(files_up::Body::Cancel(v1::CancelFiles { of })) => Took::Leave { of, cancelled: true },
                    _ => Took::Dealt,
                };
                if let Some(files_up::Body::Fetch(_)) = body
                    && open.fetches.insert(request)
                    && open.fetches.len() > FETCHES
                {
                    return Err(LinkFault("limit"));
                }
                self.pass(*near, body.as_ref().map_or(Class::System, class_of), number, payload);
                Ok(about)
            }
        }
    }

    fn pass(&self, near: u32, class: Class, number: u16, payload: &[u8]) {
        self.agent.sender.frame(class, encode_data(near, &[&number.to_le_bytes(), payload]));
    }

    /// SECURITY: what somebody may not ask does not leave the appliance. The agent hears only that there was something, of nobody, and answers it: answers need credit that is the agent's.
    fn refused(&self, open: &mut Flow, near: u32, request: u32, body: Option<&files_up::Body>, cost: usize) -> Took {
        use files_up::Body;
        if matches!(body, Some(Body::PutEnd(_) | Body::PutCompare(_) | Body::Cancel(_))) {
            // About what was ended when the right went.
            self.owe_viewer(open, cost);
            return Took::Dealt;
        }
        let nothing = FilesPayload::Ask(FilesUp { request, body: None }.encode_to_vec().into()).encode();
        self.pass(near, Class::System, 0, &nothing);
        self.owe_viewer(open, cost.saturating_sub(nothing.len()));
        Took::Refused
    }

    fn owe_viewer(&self, open: &mut Flow, bytes: usize) {
        let _ = self.grant_viewer(open, u32::try_from(bytes).unwrap_or(0));
    }

    fn owe_agent(&self, open: &mut Flow, bytes: usize) {
        let _ = self.grant_agent(open, u32::try_from(bytes).unwrap_or(0));
    }

    fn grant_viewer(&self, open: &mut Flow, bytes: u32) -> Result<(), LinkFault> {
        open.up.grant(bytes).map_err(|_| LinkFault("no_credit"))?;
        open.up_owed = open.up_owed.saturating_add(bytes);
        if let End::Viewer(sender) = &self.end
            && open.up_owed >= STEP
        {
            sender.credit(FILES_LINK_CHANNEL, std::mem::take(&mut open.up_owed));
        }
        Ok(())
    }

    fn grant_agent(&self, open: &mut Flow, bytes: u32) -> Result<(), LinkFault> {
        open.down.grant(bytes).map_err(|_| LinkFault("no_credit"))?;
        open.down_owed = open.down_owed.saturating_add(bytes);
        if let Some(near) = self.near.get().filter(|_| open.down_owed >= STEP) {
            self.agent.sender.credit(*near, std::mem::take(&mut open.down_owed));
        }
        Ok(())
    }

    /// The agent granted credit: the viewer may send as much.
    pub(crate) fn agent_credit(&self, epoch: u64, channel: u32, bytes: u32) -> Result<(), LinkFault> {
        {
            let mut flow = lock(&self.flow);
            let Some(open) = flow.as_mut().filter(|_| self.of(epoch, channel)) else { return Ok(()) };
            match &self.end {
                End::Viewer(_) => return self.grant_viewer(open, bytes),
                End::Copy(..) => open.up.grant(bytes).map_err(|_| LinkFault("no_credit"))?,
            }
        }
        if let End::Copy(job, side) = &self.end {
            job.granted(*side, bytes as usize);
        }
        Ok(())
    }

    /// The viewer granted credit: the agent may send as much.
    fn viewer_credit(&self, bytes: u32) -> Result<(), LinkFault> {
        match lock(&self.flow).as_mut() {
            Some(open) => self.grant_agent(open, bytes),
            None => Ok(()),
        }
    }

    /// The agent closed the channel, and says why.
    pub(crate) fn closed_by_agent(&self, epoch: u64, closed: v1::ChannelClosed) {
        if self.of(epoch, closed.channel) {
            self.close(known_code(&closed.problem.unwrap_or_default().code));
        }
    }

    /// Nobody is there for answers.
    pub(crate) fn stop(&self) -> bool {
        if lock(&self.flow).take().is_none() {
            return false;
        }
        if let Some(near) = self.near.get() {
            self.agent.sender.forget(Class::System, *near);
            self.agent.sender.forget(Class::Transfer, *near);
            self.agent.sender.agent(agent_down::Body::CloseChannel(CloseChannel { channel: *near }));
            self.agent.release(*near);
        }
        true
    }

    /// It is over, and the viewer is told why.
    pub(crate) fn close(&self, code: &'static str) {
        if !self.stop() {
            return;
        }
        match &self.end {
            End::Viewer(sender) => sender.refuse_console(problem(code, sentence(code), ""), code),
            End::Copy(job, side) => job.ends(*side, code, ""),
        }
    }

    /// A right went: what waits and needs it is not sent any more.
    fn settle(&self) {
        let (need, sender) = match &self.end {
            End::Viewer(sender) => (FilesNeed::Either, Some(sender)),
            End::Copy(_, side) => (side.need(), None),
        };
        if !self.met(need) {
            return self.close("not_permitted");
        }
        let Some(sender) = sender.filter(|_| !self.has(Permission::FileDownload)) else { return };
        let mut flow = lock(&self.flow);
        let Some(open) = flow.as_mut() else { return };
        let mut bytes = 0;
        sender.retain(Class::Transfer, |frame| {
            let keep = kept_without_download(frame);
            if !keep {
                // Its head has two bytes: the kind, and a channel below 128.
                bytes += frame.len().saturating_sub(2);
            }
            keep
        });
        self.owe_agent(open, bytes);
    }
}

/// Of what goes in order with bytes of files, the end of a fetch alone is for somebody without the right to fetch.
fn kept_without_download(frame: &Bytes) -> bool {
    let Ok(Frame::Data { payload, .. }) = decode(frame.clone(), usize::MAX) else { return true };
    let Ok(Payload::FilesDown(body)) = Payload::decode(payload) else { return false };
    FilesDown::decode(body).is_ok_and(|down| down.body.as_ref().is_none_or(|body| files_shown(body).is_none()))
}

/// The end of a put goes behind its bytes, and so does what comes with its bytes.
fn class_of(body: &files_up::Body) -> Class {
    match body {
        files_up::Body::Put(_) | files_up::Body::PutEnd(_) => Class::Transfer,
        _ => Class::System,
    }
}

fn sentence(code: &str) -> &'static str {
    match code {
        "no_tool" => "File transfer was stopped.",
        "not_permitted" => "Files are not shown to you any more.",
        "offline" => "The endpoint is not connected.",
        "ended" => "The session has ended.",
        "limit" => "Too many windows look at the files of this session.",
        "superseded" => "This page opened its files anew.",
        "paused" => "The customer has paused access.",
        "unsupported" => "This endpoint has no file transfer.",
        _ => "The files cannot be shown.",
    }
}

/// Close reasons are a closed set.
fn known_code(code: &str) -> &'static str {
    ["not_permitted", "ended", "limit", "paused", "unsupported", "malformed_frame"]
        .into_iter()
        .find(|known| *known == code)
        .unwrap_or("internal")
}

/// An accepted link of somebody who sees files. Dropping it is its end.
pub struct FilesLink {
    shared: Arc<Shared>,
    console: Arc<ConsoleHandle>,
    session: SessionHandle,
    pipe: Arc<FilesPipe>,
    refused: Option<Instant>,
    active: Option<Instant>,
    /// By their requests.
    copies: HashMap<u32, Arc<Job>>,
    /// When the latest of them began.
    begun: VecDeque<Instant>,
}

impl Relay {
    /// Takes a link for files in: the participant sees the session's files on channel 1. The welcome goes first.
    ///
    /// # Errors
    /// Why not.
    pub async fn admit_files(
        &self,
        principal: Principal,
        hello: v1::ConsoleHello,
        sender: LinkSender,
        welcome: v1::ConsoleWelcome,
    ) -> Result<FilesLink, v1::Problem> {
        let v1::ConsoleHello { viewer, session_id, .. } = hello;
        let refuse = |refusal| Err(views::refusal(refusal));
        let Some(session) = session_id.parse().ok().and_then(|id| self.shared.session(id)) else {
            return refuse(Refusal::NotFound);
        };
        let user = principal.user_id;
        let Ok(console) = self.shared.consoles.put_screen(principal, viewer, sender.clone()) else {
            return refuse(Refusal::Limit);
        };
        self.shared.still_welcome(&console).await;
        // SECURITY: this link may be back before its console is. What the session is told comes before what it is asked.
        self.shared.welcome_in(&session, &console).await;
        let (seat, waiting) = oneshot::channel();
        let message =
            Msg::Files { user, who: FilesViewer { viewer, end: End::Viewer(sender), welcome: Some(welcome) }, seat };
        let outcome = match session.mailbox.send(message).await {
            Ok(()) => waiting.await.unwrap_or_else(|_| Err(views::refusal(Refusal::Ended))),
            Err(_) => Err(views::refusal(Refusal::Ended)),
        };
        match outcome {
            Ok(FilesSeat { pipe }) => {
                let (shared, copies, begun) = (self.shared.clone(), HashMap::new(), VecDeque::new());
                Ok(FilesLink { shared, console, session, pipe, refused: None, active: None, copies, begun })
            }
            Err(problem) => {
                self.shared.consoles.remove(&console);
                Err(problem)
            }
        }
    }
}

impl FilesLink {
    /// A payload on channel 1.
    ///
    /// # Errors
    /// When the link must be closed.
    pub fn data(&mut self, channel: u32, payload: &Bytes) -> Result<(), LinkFault> {
        if channel != FILES_LINK_CHANNEL {
            return Err(LinkFault("no_credit"));
        }
        self.is_active();
        match self.pipe.viewer_data(payload)? {
            Took::Dealt => {}
            Took::Refused => tell_refusal(&mut self.refused, &self.session, self.pipe.capabilities.number()),
            Took::Copy(request, copy) => self.copy(request, copy),
            Took::Leave { of, cancelled } => {
                if let Some(job) = self.copies.get(&of) {
                    job.leave(cancelled);
                }
            }
        }
        Ok(())
    }

    /// Credit on channel 1.
    ///
    /// # Errors
    /// When the link must be closed.
    pub fn credit(&mut self, channel: u32, bytes: u32) -> Result<(), LinkFault> {
        if channel != FILES_LINK_CHANNEL {
            return Err(LinkFault("no_credit"));
        }
        self.is_active();
        self.pipe.viewer_credit(bytes)
    }

    /// Whoever fetches and sends files is not idle, however long that takes.
    fn is_active(&mut self) {
        if self.active.is_some_and(|at| at.elapsed() < TELL_ACTIVE) {
            return;
        }
        self.active = Some(Instant::now());
        let active = Input::Active { user: self.pipe.user };
        let _ = self.session.mailbox.try_send(Msg::Do(active, Reply::Nowhere));
    }
}

impl Drop for FilesLink {
    fn drop(&mut self) {
        for job in self.copies.values() {
            job.leave(false);
        }
        self.pipe.stop();
        self.shared.consoles.remove(&self.console);
    }
}

impl Actor {
    pub(crate) fn open_files(&mut self, user: UserId, who: FilesViewer) -> Result<FilesSeat, v1::Problem> {
        let refuse = |refusal| Err(views::refusal(refusal));
        let state = self.session.state();
        if state.ended() {
            return refuse(Refusal::Ended);
        }
        let Some(participant) = state.participant_of(user) else { return refuse(Refusal::NotFound) };
        let need = if let End::Copy(_, side) = &who.end { side.need() } else { FilesNeed::Either };
        if !need.met(|permission| participant.permissions.has(permission)) {
            return refuse(Refusal::NotPermitted);
        }
        if matches!(who.end, End::Copy(..)) && state.paused {
            return Err(problem("paused", sentence("paused"), ""));
        }
        if !state.runs_for(user, Tool::Files) {
            return Err(problem("no_tool", sentence("no_tool"), ""));
        }
        let number = participant.number;
        let Some(agent) = self.agent.clone() else { return refuse(Refusal::Offline) };
        // The same page's older link is a ghost.
        for older in self.files.iter().filter(|pipe| pipe.user == user && pipe.viewer == who.viewer) {
            older.close("superseded");
        }
        self.files.retain(|pipe| !pipe.over());
        if self.files.len() >= VIEWERS {
            return refuse(Refusal::Limit);
        }
        let session_id = self.id().to_string();
        let FilesViewer { viewer, end, welcome } = who;
        let greeted = match (&end, welcome) {
            (End::Viewer(sender), Some(welcome)) => Some((sender.clone(), welcome)),
            _ => None,
        };
        let window = || SendWindow::new(FILES_WINDOW);
        let flow = Flow { down: window(), down_owed: 0, up: window(), up_owed: 0, fetches: BTreeSet::new() };
        let pipe = Arc::new(FilesPipe {
            agent: agent.clone(),
            near: OnceLock::new(),
            end,
            user,
            viewer,
            capabilities: self.capabilities.entry(number).or_insert_with(|| Capabilities::new(number)).clone(),
            flow: Mutex::new(Some(flow)),
        });
        let Some(near) = agent.open(Route::Files(pipe.clone())) else { return refuse(Refusal::Limit) };
        let _ = pipe.near.set(near);
        if let Some((sender, welcome)) = greeted {
            sender.console(console_down::Body::Welcome(welcome));
        }
        let participant = u32::from(number);
        agent.sender.agent(agent_down::Body::OpenFiles(OpenFiles { session_id, channel: near, participant, viewer }));
        self.files.push(pipe.clone());
        Ok(FilesSeat { pipe })
    }

    /// Ends the links for files of a participant, or of all.
    pub(crate) fn end_files(&mut self, participant: Option<u16>, code: &'static str) {
        for pipe in &self.files {
            if participant.is_none_or(|number| pipe.capabilities.number() == number) {
                pipe.close(code);
            }
        }
        self.files.retain(|pipe| !pipe.over());
    }

    /// A participant lost a right to files.
    pub(crate) fn settle_files(&mut self, participant: u16) {
        for pipe in self.files.iter().filter(|pipe| pipe.capabilities.number() == participant) {
            pipe.settle();
        }
        self.files.retain(|pipe| !pipe.over());
    }

    /// The tool may have been stopped, for all or by somebody for themselves.
    pub(crate) fn check_files(&mut self) {
        let state = self.session.state();
        for pipe in self.files.iter().filter(|pipe| !state.runs_for(pipe.user, Tool::Files)) {
            pipe.close("no_tool");
        }
        if state.paused {
            // A viewer's puts wait for the customer; a copy would hold the other endpoint up meanwhile.
            for pipe in self.files.iter().filter(|pipe| matches!(pipe.end, End::Copy(..))) {
                pipe.close("paused");
            }
        }
        self.files.retain(|pipe| !pipe.over());
    }

    /// The agent hears which of its acts are in the log, once they are on stable storage; a write that failed is tried again first.
    pub(crate) fn tell_file_acts_stored(&mut self) {
        if !self.acts_owed || self.retry.is_some() {
            return;
        }
        let Some(agent) = &self.agent else { return };
        self.acts_owed = false;
        let (session_id, FileLog { run, next }) = (self.id().to_string(), self.session.state().files);
        agent.sender.agent(agent_down::Body::FileActsStored(FileActsStored { session_id, run, next }));
    }
}

/// What the agent did to files, from the wire.
pub(crate) fn taken(told: v1::FileActs) -> Input {
    let v1::FileActs { run, first, acts, .. } = told;
    Input::FileActs { run, first, acts: acts.into_iter().map(act).collect() }
}

fn act(told: v1::FileAct) -> FileAct {
    use std::fmt::Write as _;

    let kind = match v1::FileActKind::try_from(told.kind) {
        Ok(v1::FileActKind::Uploaded) => FileActKind::Uploaded,
        Ok(v1::FileActKind::Removed) => FileActKind::Removed,
        Ok(v1::FileActKind::Moved) => FileActKind::Moved,
        Ok(v1::FileActKind::DirectoryMade) => FileActKind::DirectoryMade,
        Ok(v1::FileActKind::ModeSet) => FileActKind::ModeSet,
        Ok(v1::FileActKind::Viewed) => FileActKind::Viewed,
        // What a newer agent does is written down as what takes the most away; its number must not be lost.
        Ok(v1::FileActKind::Downloaded | v1::FileActKind::Unspecified) | Err(_) => FileActKind::Downloaded,
    };
    let mut sha256 = String::new();
    for byte in told.sha256.iter().take(32) {
        let _ = write!(sha256, "{byte:02x}");
    }
    let v1::FileAct { path, to, bytes, entries, code, account, participant, scanned, finding, .. } = told;
    let participant = u16::try_from(participant).unwrap_or(0);
    FileAct { kind, participant, account, item: FileItem { path, to, bytes, sha256, entries, code, scanned, finding } }
}

#[cfg(test)]
mod tests;
