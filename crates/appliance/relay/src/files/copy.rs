//! A copy to the endpoint of another session (FIL-12): it has a channel of its own to either agent, opened by the two sessions in the name of the same person, and goes with the link of whoever asked for it. What the agents say goes
//! through the machine in [`super::copying`]; nothing of it is kept here.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use prost::Message as _;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep, sleep_until};
use towline_model::{SessionId, UserId};
use towline_policy::wire::FilesNeed;
use towline_session::{Input, Refusal};
use towline_wire::v1::{self, CopyOver, CopyTold, console_down, files_down};

use super::copying::{Copying, Order, Sending};
use super::{End, FilesLink, FilesPipe, FilesSeat, FilesViewer, TELL_ACTIVE, Went};
use crate::actor::{Msg, Reply, SessionHandle};
use crate::link::{LinkSender, lock};
use crate::relay::Shared;
use crate::views;

/// Copies of one viewer at a time.
const COPIES: usize = 4;
/// Copies that one viewer may begin within [`OFTEN`]: each takes a number on two agents' links.
const BEGUN: usize = 32;
const OFTEN: Duration = Duration::from_secs(10);
/// How often a viewer is told how far one is.
const TELL: Duration = Duration::from_millis(250);
/// An endpoint from which nothing comes for so long does not answer any more: it may have to hash what is there, and that is a disk's work.
const SILENCE: Duration = Duration::from_secs(15 * 60);

/// Which end of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Where it is read.
    Source,
    /// Where it is written.
    Target,
}

impl Side {
    /// The right without which nothing goes on there.
    pub(crate) fn need(self) -> FilesNeed {
        match self {
            Side::Source => FilesNeed::Download,
            Side::Target => FilesNeed::Upload,
        }
    }
}

/// One copy. Its lock is taken before those of its channels.
pub(crate) struct Job {
    request: u32,
    viewer: LinkSender,
    state: Mutex<State>,
    changed: Notify,
}

struct State {
    copying: Copying,
    source: Option<Arc<FilesPipe>>,
    target: Option<Arc<FilesPipe>>,
    heard: Instant,
    /// The viewer knows that it is over.
    told: bool,
}

impl Job {
    pub(super) fn new(request: u32, viewer: LinkSender, order: Order) -> Arc<Job> {
        let (source, target, heard) = (None, None, Instant::now());
        let state = State { copying: Copying::new(order), source, target, heard, told: false };
        Arc::new(Job { request, viewer, state: Mutex::new(state), changed: Notify::new() })
    }

    fn over(&self) -> bool {
        lock(&self.state).told
    }

    /// Both channels are there.
    pub(super) fn begins(&self, source: Arc<FilesPipe>, target: Arc<FilesPipe>) {
        self.with(|state| (state.source, state.target) = (Some(source), Some(target)));
    }

    /// Something that an agent says; what it cost the source is given back by the machine.
    pub(crate) fn said(&self, side: Side, request: u32, body: Option<files_down::Body>, cost: usize) {
        self.with(|state| match side {
            Side::Source => state.copying.source_says(request, body, cost),
            Side::Target => state.copying.target_says(request, body),
        });
    }

    /// Bytes of a file. A target has none to send.
    pub(crate) fn data(&self, side: Side, request: u32, offset: u64, bytes: Bytes, cost: usize) {
        if side == Side::Source {
            self.with(|state| state.copying.data(request, offset, bytes, cost));
        }
    }

    /// An agent granted credit.
    pub(crate) fn granted(&self, side: Side, bytes: usize) {
        if side == Side::Target {
            self.with(|state| state.copying.granted(bytes));
        }
    }

    /// A side cannot go on.
    pub(crate) fn ends(&self, side: Side, code: &str, detail: &str) {
        self.with(|state| state.copying.end(code, detail, side == Side::Target));
    }

    /// Whoever asked does not want it any more, or is not there. What is half written stays unless it was cancelled.
    pub(crate) fn leave(&self, cancelled: bool) {
        self.with(|state| match (cancelled, &state.target) {
            (true, Some(_)) => state.copying.cancel(),
            _ => state.copying.end("cancelled", "", false),
        });
    }

    /// Changes something, and does what follows from it.
    fn with(&self, change: impl FnOnce(&mut State)) {
        let mut state = lock(&self.state);
        if state.told {
            // A channel that came too late.
            change(&mut state);
            return state.lets_go();
        }
        change(&mut state);
        state.heard = Instant::now();
        state.pump();
        if let Some(over) = state.copying.over().cloned() {
            self.tell(&mut state, Some(over));
            state.told = true;
            state.lets_go();
        }
        self.changed.notify_one();
    }

    fn tell(&self, state: &mut State, over: Option<CopyOver>) {
        let stands = Some(state.copying.stands());
        let told = CopyTold { request: self.request, stands, over };
        self.viewer.console(console_down::Body::Copy(told.encode_to_vec().into()));
    }

    /// Goes with it to its end: opens both channels, tells the viewer, and ends it when an endpoint is silent.
    async fn run(self: Arc<Job>, shared: Arc<Shared>, link: Trip) {
        if let Err((side, problem)) = self.open(&shared, &link).await {
            return self.ends(side, &problem.code, &problem.title);
        }
        let mut active = Instant::now();
        loop {
            let heard = lock(&self.state).heard;
            tokio::select! {
                () = self.changed.notified() => {}
                () = sleep_until(heard + SILENCE) => {
                    if lock(&self.state).heard == heard {
                        let side = if lock(&self.state).copying.awaits_target() { Side::Target } else { Side::Source };
                        self.ends(side, "timeout", "");
                    }
                }
            }
            {
                let mut state = lock(&self.state);
                if state.told {
                    return;
                }
                self.tell(&mut state, None);
            }
            if active.elapsed() >= TELL_ACTIVE {
                active = Instant::now();
                for session in [&link.from, &link.to] {
                    let _ = session.mailbox.try_send(Msg::Do(Input::Active { user: link.user }, Reply::Nowhere));
                }
            }
            sleep(TELL).await;
        }
    }

    async fn open(self: &Arc<Job>, shared: &Arc<Shared>, link: &Trip) -> Result<(), (Side, v1::Problem)> {
        // SECURITY: what the person may there now, and not what a session that nobody looked into remembers.
        shared.welcome_in(&link.to, &link.console).await;
        let target = self.seat(&link.to, link.user, Side::Target).await.map_err(|why| (Side::Target, why))?;
        let source = match self.seat(&link.from, link.user, Side::Source).await {
            Ok(source) => source,
            Err(why) => {
                target.stop();
                return Err((Side::Source, why));
            }
        };
        for (here, session, other) in [(false, &link.from, &link.to), (true, &link.to, &link.from)] {
            let (endpoint, path) = (other.state().spec.name.clone(), link.path.clone());
            let copies = Input::Copies { user: link.user, here, endpoint, path };
            let _ = session.mailbox.send(Msg::Do(copies, Reply::Nowhere)).await;
        }
        self.begins(source, target);
        Ok(())
    }

    async fn seat(
        self: &Arc<Job>,
        session: &SessionHandle,
        user: UserId,
        side: Side,
    ) -> Result<Arc<FilesPipe>, v1::Problem> {
        let (seat, waiting) = oneshot::channel();
        // No page has this number: nothing of theirs is taken for this.
        let (viewer, _) = uuid::Uuid::new_v4().as_u64_pair();
        let who = FilesViewer { viewer, end: End::Copy(self.clone(), side), welcome: None };
        let ended = || views::refusal(Refusal::Ended);
        session.mailbox.send(Msg::Files { user, who, seat }).await.map_err(|_| ended())?;
        let FilesSeat { pipe } = waiting.await.map_err(|_| ended())??;
        Ok(pipe)
    }
}

impl State {
    fn lets_go(&mut self) {
        for pipe in [self.source.take(), self.target.take()].into_iter().flatten() {
            pipe.stop();
        }
    }

    fn pump(&mut self) {
        let (Some(source), Some(target)) = (&self.source, &self.target) else { return };
        let copying = &mut self.copying;
        while copying.over().is_none() {
            let Some(up) = copying.for_source() else { break };
            match source.sends(&Sending::Ask(up)) {
                Went::Sent(_) => {}
                Went::NotPermitted => copying.end("not_permitted", "", false),
                // It is asked for so little that it never lacks credit for it, unless it gives none back.
                Went::Full => copying.end("failed", "The endpoint does not answer.", false),
                Went::Over => copying.end("offline", "", false),
            }
        }
        while copying.over().is_none() {
            let Some(sending) = copying.for_target() else { break };
            match target.sends(sending) {
                Went::Sent(cost) => copying.sent(cost),
                Went::Full => break,
                Went::NotPermitted => copying.end("not_permitted", "", true),
                Went::Over => copying.end("offline", "", true),
            }
        }
        let owed = copying.owed();
        if owed > 0 {
            source.consumed(owed);
        }
    }
}

/// From where to where, and for whom.
struct Trip {
    console: Arc<crate::consoles::ConsoleHandle>,
    user: UserId,
    from: SessionHandle,
    to: SessionHandle,
    /// The directory at the target, as text.
    path: String,
}

impl FilesLink {
    /// Begins a copy, or says why not.
    pub(super) fn copy(&mut self, request: u32, copy: v1::CopyFiles) {
        let End::Viewer(viewer) = &self.pipe.end else { return };
        self.copies.retain(|_, job| !job.over());
        let own = self.session.state().spec.id;
        let wanted = copy.to_session.parse::<SessionId>().ok().filter(|id| *id != own);
        let refuse = |code: &str, at_target| {
            let over = Some(CopyOver { code: code.to_owned(), detail: String::new(), at_target });
            let told = CopyTold { request, stands: None, over };
            viewer.console(console_down::Body::Copy(told.encode_to_vec().into()));
        };
        let now = Instant::now();
        while self.begun.pop_front_if(|begun| now.duration_since(*begun) >= OFTEN).is_some() {}
        if self.copies.len() >= COPIES || self.begun.len() >= BEGUN || self.copies.contains_key(&request) {
            return refuse("limit", false);
        }
        let (Some(wanted), Some(order)) = (wanted, Order::of(copy, own.to_string())) else {
            return refuse("invalid", false);
        };
        let Some(to) = self.shared.session(wanted) else { return refuse("not_found", true) };
        let path = order.directory();
        let job = Job::new(request, viewer.clone(), order);
        self.begun.push_back(now);
        self.copies.insert(request, job.clone());
        let trip = Trip { console: self.console.clone(), user: self.pipe.user, from: self.session.clone(), to, path };
        tokio::spawn(job.run(self.shared.clone(), trip));
    }
}

#[cfg(test)]
mod tests;
