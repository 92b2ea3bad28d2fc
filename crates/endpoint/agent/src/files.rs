//! Files (FIL): what one viewer asks of the endpoint's file system, and what comes of it. The disk is asked on threads of its own; here is kept what is open, in which order it goes on the channel, and what
//! has to end when a right goes, the link breaks or the session is over.
//!
//! What was begun and changes something is finished even when nobody is there any more: what was done is told in any case. What only reads ends with its viewer, and a file that comes keeps what is
//! there, to be gone on with.

mod acts;
mod fetch;
mod gate;
mod look;
mod noted;
mod partial;
mod put;
mod scanning;
mod staging;
mod wire;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::ControlFlow,
    rc::Rc,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use bytes::Bytes;
use prost::Message as _;
use tokio::{
    sync::{Notify, Semaphore, mpsc, mpsc::error::TrySendError},
    task::spawn_local,
};
use towline_platform::{Files, Host, PathRules};
use towline_wire::{
    Class, FILES_ANSWERS, Pace, Payload, encode_data,
    v1::{FileAct, FileActKind, FilesDown, FilesOver, FilesUp, files_down, files_up},
};

use self::put::{Costed, Small, Step};
pub(crate) use self::{
    acts::Acts,
    noted::Noted,
    partial::{Partials, forget_others},
    staging::{Staging, Sweeper},
};
use crate::{channel::Channel, pause::Pause, sessions::now_ms};

/// Requests of one viewer that may be open at a time, without files that come whole.
const OPEN: usize = 256;
/// Files that come whole and wait, and answers that wait for credit.
const SMALL: usize = 8192;
/// Looks and changes at a time.
const LOOKS: usize = 8;
/// Files that are written at a time.
const WRITES: usize = 4;
/// Files that come and are scanned, or wait for that, on a thread; the machine takes as few at a time.
const SCANS: usize = 2;
/// Requests that were cancelled before they came: a cancel overtakes the bytes that go before a file.
const EARLY: usize = 256;

/// Why something ends before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// The viewer does not want it any more.
    Asked,
    /// The right to it went.
    Revoked,
    /// The session is over.
    Ended,
    /// The viewer is not there: it may come back, and go on.
    Left,
}

impl Stopped {
    fn code(self) -> &'static str {
        match self {
            Stopped::Asked | Stopped::Ended | Stopped::Left => "cancelled",
            Stopped::Revoked => "not_permitted",
        }
    }
}

/// Tells one request to stop, on whatever thread it is.
#[derive(Default)]
pub(crate) struct Stop {
    why: OnceLock<Stopped>,
    hit: Notify,
}

impl Stop {
    fn set(&self, why: Stopped) {
        if self.why.set(why).is_ok() {
            self.hit.notify_waiters();
        }
    }

    fn why(&self) -> Option<Stopped> {
        self.why.get().copied()
    }

    fn goes_on(&self) -> ControlFlow<()> {
        if self.why().is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    async fn hit(&self) -> Stopped {
        loop {
            let hit = self.hit.notified();
            if let Some(why) = self.why() {
                return why;
            }
            hit.await;
        }
    }
}

/// What a request is, as far as it matters for how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Look,
    Change,
    Fetch,
    Put,
}

struct Open {
    kind: Kind,
    stop: Arc<Stop>,
    /// Of a put: where its bytes go.
    steps: Option<mpsc::Sender<Costed>>,
}

/// What a participant may, as the newest grant has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Standing {
    pub(crate) rules: PathRules,
    pub(crate) elevated: bool,
    pub(crate) download: bool,
    pub(crate) upload: bool,
    /// Each file is scanned before it is handed over (FIL-10).
    pub(crate) scan: bool,
}

/// What one session's viewers share.
#[derive(Clone)]
pub(crate) struct Shelf {
    pub(crate) host: Rc<dyn Host>,
    pub(crate) pause: Rc<Pause>,
    pub(crate) acts: Rc<Acts>,
    pub(crate) partials: Rc<Partials>,
    pub(crate) staging: Rc<Staging>,
}

/// One viewer's requests.
pub(crate) struct Desk {
    pub(crate) participant: u32,
    pub(crate) viewer: u64,
    channel: Rc<Channel>,
    began: Instant,
    pace: RefCell<Pace>,
    /// What it says, for threads.
    piece: Arc<AtomicUsize>,
    shelf: Shelf,
    standing: RefCell<Standing>,
    open: RefCell<BTreeMap<u32, Open>>,
    fetches: RefCell<VecDeque<fetch::Waiting>>,
    fetching: Cell<bool>,
    small: RefCell<VecDeque<Small>>,
    storing: Cell<bool>,
    early: RefCell<BTreeSet<u32>>,
    highest: Cell<u32>,
    /// Answers that wait for credit.
    owed: Cell<usize>,
    looks: Semaphore,
    writes: Semaphore,
    scans: Semaphore,
    /// Files that came whole and are scanned, or wait for that.
    small_scans: Arc<Semaphore>,
}

/// The viewer does not keep to the rules: the channel is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

impl Desk {
    pub(crate) fn new(
        participant: u32,
        viewer: u64,
        channel: Rc<Channel>,
        shelf: Shelf,
        standing: Standing,
    ) -> Rc<Desk> {
        let pace = Pace::default();
        Rc::new(Desk {
            participant,
            viewer,
            channel,
            piece: Arc::new(AtomicUsize::new(pace.piece())),
            pace: RefCell::new(pace),
            began: Instant::now(),
            shelf,
            standing: RefCell::new(standing),
            open: RefCell::default(),
            fetches: RefCell::default(),
            fetching: Cell::new(false),
            small: RefCell::default(),
            storing: Cell::new(false),
            early: RefCell::default(),
            highest: Cell::new(0),
            owed: Cell::new(0),
            looks: Semaphore::new(LOOKS),
            writes: Semaphore::new(WRITES),
            scans: Semaphore::new(SCANS),
            small_scans: Arc::new(Semaphore::new(SCANS)),
        })
    }

    pub(crate) fn channel(&self) -> &Rc<Channel> {
        &self.channel
    }

    /// The viewer has dealt with so many bytes.
    pub(crate) fn granted(&self, bytes: u32) {
        let mut pace = self.pace.borrow_mut();
        pace.granted(bytes, self.began.elapsed());
        self.piece.store(pace.piece(), Ordering::Relaxed);
    }

    /// A request of somebody who may make it. Its bytes are granted again when it has been dealt with.
    pub(crate) fn ask(self: &Rc<Self>, up: FilesUp, cost: usize) -> Result<(), Malformed> {
        use files_up::Body;
        let FilesUp { request, body } = up;
        match body {
            None | Some(Body::Copy(_) | Body::LeaveCopy(_)) => {
                self.answer(request, wire::over("failed", "This endpoint does not know how to do that."), cost)?;
            }
            Some(Body::Cancel(cancel)) => {
                self.cancel(cancel.of);
                self.channel.consumed(cost);
            }
            Some(Body::PutEnd(end)) => self.step(end.of, wire::hash(&end.blocks).map(Step::End), cost)?,
            Some(Body::PutCompare(compare)) => {
                self.step(compare.of, wire::hash(&compare.blocks).map(Step::Compare), cost)?;
            }
            Some(body) => {
                if !self.is_new(request)? {
                    return self.answer(request, wire::over("cancelled", ""), cost);
                }
                self.begin(request, body, cost)?;
            }
        }
        Ok(())
    }

    /// Whether a request may begin; one that was cancelled before it came may not.
    fn is_new(&self, request: u32) -> Result<bool, Malformed> {
        if request == 0 || self.open.borrow().contains_key(&request) {
            return Err(Malformed);
        }
        self.highest.set(self.highest.get().max(request));
        Ok(!self.early.borrow_mut().remove(&request))
    }

    fn begin(self: &Rc<Self>, request: u32, body: files_up::Body, cost: usize) -> Result<(), Malformed> {
        use files_up::Body;
        let small = matches!(&body, Body::Put(put) if put.content.is_some());
        let room = if small { self.small.borrow().len() < SMALL } else { self.open.borrow().len() < OPEN };
        if !room {
            return self.answer(request, wire::over("limit", "Too much is asked of the endpoint at a time."), cost);
        }
        match body {
            Body::Put(put) if small => return self.put_small(request, put, cost),
            Body::Put(put) => return self.put(request, &put, cost),
            Body::Fetch(fetch) => self.fetch(request, wire::fetch_order(&fetch)),
            Body::Stage(_) => self.stage(request),
            Body::Unstage(unstage) => {
                self.shelf.staging.forget(unstage.batch, self.participant);
                return self.answer(request, FilesOver::default(), cost);
            }
            body => self.look(request, body),
        }
        self.channel.consumed(cost);
        Ok(())
    }

    /// What somebody may not do is answered as that.
    pub(crate) fn refuse(self: &Rc<Self>, request: u32, detail: &str, cost: usize) -> Result<(), Malformed> {
        self.answer(request, wire::over("not_permitted", detail), cost)
    }

    /// Bytes of a file that comes.
    pub(crate) fn data(&self, request: u32, offset: u64, bytes: Bytes, cost: usize) -> Result<(), Malformed> {
        let step = Step::Data { offset, bytes };
        self.step(request, Some(step), cost)
    }

    fn step(&self, request: u32, step: Option<Step>, cost: usize) -> Result<(), Malformed> {
        let step = step.ok_or(Malformed)?;
        let open = self.open.borrow();
        let sent = match open.get(&request) {
            Some(Open { steps: Some(steps), .. }) => match steps.try_send((step, cost).into()) {
                Ok(()) => true,
                Err(TrySendError::Closed(_)) => false,
                Err(TrySendError::Full(_)) => return Err(Malformed),
            },
            Some(_) => return Err(Malformed),
            // It is over already; a cancel may have crossed this.
            None if request <= self.highest.get() => false,
            None => return Err(Malformed),
        };
        if !sent {
            self.channel.consumed(cost);
        }
        Ok(())
    }

    fn cancel(self: &Rc<Self>, request: u32) {
        if let Some(open) = self.open.borrow().get(&request) {
            return open.stop.set(Stopped::Asked);
        }
        let found = {
            let mut small = self.small.borrow_mut();
            let place = small.iter().position(|small| small.request == request);
            place.and_then(|place| small.remove(place))
        };
        if let Some(small) = found {
            let _ = self.answer(request, wire::over("cancelled", ""), small.cost);
        } else {
            // It may still come: bytes that go before it are overtaken by this.
            let mut early = self.early.borrow_mut();
            if early.len() >= EARLY {
                early.pop_first();
            }
            early.insert(request);
        }
    }

    /// What the participant may has changed.
    pub(crate) fn stands(self: &Rc<Self>, standing: Standing) {
        let before = self.standing.replace(standing.clone());
        // A path that was reached may be out of reach now: whoever asked asks again.
        let anew = before.elevated && !standing.elevated;
        let reads = anew || before.rules.readable != standing.rules.readable;
        let writes = anew || before.rules.writable != standing.rules.writable;
        let over = |kind: Kind| match kind {
            Kind::Look => reads || writes,
            // What goes unscanned is asked for again. What comes is scanned at its end.
            Kind::Fetch => reads || !standing.download || standing.scan && !before.scan,
            Kind::Change | Kind::Put => writes || !standing.upload,
        };
        for open in self.open.borrow().values().filter(|open| over(open.kind)) {
            open.stop.set(Stopped::Revoked);
        }
        if over(Kind::Put) {
            for small in self.small.take() {
                let _ = self.answer(small.request, wire::over("not_permitted", ""), small.cost);
            }
        }
    }

    /// The viewer is not there any more, or the session is over.
    pub(crate) fn close(&self, why: Stopped) {
        self.channel.close();
        self.small.borrow_mut().clear();
        self.fetches.borrow_mut().clear();
        for open in self.open.borrow().values() {
            // What changes something is finished, unless the session is over.
            if why != Stopped::Left || open.kind != Kind::Change {
                open.stop.set(why);
            }
        }
    }

    fn files(&self) -> Option<Arc<dyn Files>> {
        self.shelf.host.files(self.standing.borrow().elevated)
    }

    /// As whom something is written there: what is for the clipboard as whoever pastes it.
    fn writer(&self, path: &[u8]) -> Option<Arc<dyn Files>> {
        self.shelf.staging.writer(path).or_else(|| self.files())
    }

    /// Whether files are scanned now.
    fn is_scanned(&self) -> bool {
        self.standing.borrow().scan
    }

    fn rules(&self) -> PathRules {
        self.standing.borrow().rules.clone()
    }

    fn opens(&self, request: u32, kind: Kind, steps: Option<mpsc::Sender<Costed>>) -> Arc<Stop> {
        let stop = Arc::<Stop>::default();
        self.open.borrow_mut().insert(request, Open { kind, stop: stop.clone(), steps });
        stop
    }

    fn over(&self, request: u32) {
        self.open.borrow_mut().remove(&request);
    }

    /// Resolves when nobody has paused access and the log has room.
    async fn clear(&self) {
        while self.shelf.pause.is_on() {
            self.shelf.pause.changed().await;
        }
        self.shelf.acts.room().await;
    }

    /// Answers at once, or as soon as there is credit for it.
    fn answer(self: &Rc<Self>, request: u32, over: FilesOver, cost: usize) -> Result<(), Malformed> {
        if self.owed.get() >= SMALL {
            return Err(Malformed);
        }
        self.owed.set(self.owed.get() + 1);
        // While access is paused, that something is refused shows nothing of the machine.
        let class = if self.shelf.pause.is_on() { Class::Input } else { Class::System };
        let desk = self.clone();
        spawn_local(async move {
            desk.tell(class, request, files_down::Body::Over(over), 0).await;
            desk.channel.consumed(cost);
            desk.owed.set(desk.owed.get() - 1);
        });
        Ok(())
    }

    /// Sends a message when there is credit for it and so much more. `false`: nobody is there.
    async fn tell(&self, class: Class, request: u32, body: files_down::Body, spare: usize) -> bool {
        let down = FilesDown { request, body: Some(body) };
        let payload = Payload::FilesDown(down.encode_to_vec().into()).encode();
        let frame = encode_data(self.channel.number, &[&payload]);
        self.channel.deliver(class, frame, payload.len(), spare).await
    }

    fn act(&self, kind: FileActKind, path: &[u8], files: &dyn Files) -> FileAct {
        FileAct {
            kind: i32::from(kind),
            participant: self.participant,
            path: wire::shown(path),
            at_ms: now_ms(),
            account: wire::clipped(files.account(), 256),
            ..FileAct::default()
        }
    }
}

/// What bytes of files leave to answers.
const SPARE: usize = FILES_ANSWERS;
