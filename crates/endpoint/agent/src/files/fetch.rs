//! Files on their way to a viewer: read and hashed on a thread of its own, which is a few pieces ahead of the link; one fetch after the other.

use std::{
    ops::ControlFlow,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use bytes::Bytes;
use tokio::{
    sync::mpsc,
    task::{spawn_blocking, spawn_local},
};
use towline_platform::{
    FetchBegins, FetchEnds, FetchOrder, FetchSink, FileCode, FileFault, FileKind, Files, FilesTotal, Finding,
};
use towline_wire::{
    Class, FILE_DATA_HEAD, encode_data,
    v1::{FileActKind, FileScanning, FilesOver, files_down},
};

use super::{Desk, Kind, SPARE, Stop, Stopped, scanning::AGAIN, wire};

/// Pieces that the disk may be ahead of the link: at most 4 MiB.
const AHEAD: usize = 16;
const FILE_DATA: u8 = 0x32;

/// A fetch that waits for its turn.
pub(super) struct Waiting {
    request: u32,
    order: FetchOrder,
    stop: Arc<Stop>,
}

/// What the thread hands over.
enum Item {
    /// A frame with so many bytes of a file, and what it costs.
    Piece {
        frame: Bytes,
        cost: usize,
        bytes: u64,
    },
    Begins(FetchBegins),
    Ends(FetchEnds),
    Measured(FilesTotal),
    Scanning(Vec<u8>),
}

struct Sink {
    channel: u32,
    request: u32,
    stop: Arc<Stop>,
    /// Most bytes in one of its pieces, now.
    piece: Arc<AtomicUsize>,
    items: mpsc::Sender<Item>,
    /// What is scanned, and when that was told.
    scanning: Option<(Vec<u8>, Instant)>,
}

impl Sink {
    fn put(&mut self, item: Item) -> ControlFlow<()> {
        // Whoever stops takes no more, so nobody waits here in vain.
        match self.items.blocking_send(item) {
            Ok(()) => self.stop.goes_on(),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

impl FetchSink for Sink {
    fn goes_on(&mut self) -> ControlFlow<()> {
        if let Some((path, told)) = &mut self.scanning
            && told.elapsed() >= AGAIN
        {
            *told = Instant::now();
            let path = path.clone();
            return self.put(Item::Scanning(path));
        }
        self.stop.goes_on()
    }

    fn measured(&mut self, total: &FilesTotal, done: bool) -> ControlFlow<()> {
        if done { self.put(Item::Measured(total.clone())) } else { self.goes_on() }
    }

    fn scanning(&mut self, path: &[u8]) -> ControlFlow<()> {
        self.scanning = Some((path.to_vec(), Instant::now()));
        self.put(Item::Scanning(path.to_vec()))
    }

    fn begins(&mut self, entry: FetchBegins) -> ControlFlow<()> {
        self.scanning = None;
        self.put(Item::Begins(entry))
    }

    fn piece(&self) -> usize {
        self.piece.load(Ordering::Relaxed)
    }

    fn bytes(&mut self, offset: u64, bytes: &[u8]) -> ControlFlow<()> {
        let mut head = [0; FILE_DATA_HEAD];
        let (kind, rest) = head.split_at_mut(1);
        let (request, at) = rest.split_at_mut(4);
        kind.copy_from_slice(&[FILE_DATA]);
        request.copy_from_slice(&self.request.to_le_bytes());
        at.copy_from_slice(&offset.to_le_bytes());
        // The one copy between the disk and the link.
        let frame = encode_data(self.channel, &[&head, bytes]);
        self.put(Item::Piece { frame, cost: FILE_DATA_HEAD + bytes.len(), bytes: bytes.len() as u64 })
    }

    fn ends(&mut self, end: FetchEnds) -> ControlFlow<()> {
        self.put(Item::Ends(end))
    }
}

/// The file that the viewer is being sent.
struct Current {
    path: Vec<u8>,
    size: u64,
    sent: u64,
    /// It was found clean before.
    scanned: bool,
}

/// What was asked for, as far as it matters for what is written down.
struct Asked {
    path: Vec<u8>,
    /// At most so many bytes of a file: it is a look.
    look: u64,
    scan: bool,
}

impl Desk {
    pub(super) fn fetch(self: &Rc<Self>, request: u32, order: FetchOrder) {
        let stop = self.opens(request, Kind::Fetch, None);
        self.fetches.borrow_mut().push_back(Waiting { request, order, stop });
        if !self.fetching.replace(true) {
            let desk = self.clone();
            spawn_local(async move {
                loop {
                    let Some(next) = desk.fetches.borrow_mut().pop_front() else { break };
                    let request = next.request;
                    let over = desk.run_fetch(next).await;
                    desk.over(request);
                    // In order with the bytes before it.
                    desk.tell(Class::Transfer, request, files_down::Body::Over(over), 0).await;
                }
                desk.fetching.set(false);
            });
        }
    }

    async fn run_fetch(self: &Rc<Self>, waiting: Waiting) -> FilesOver {
        let Waiting { request, mut order, stop } = waiting;
        tokio::select! {
            why = stop.hit() => return wire::over(why.code(), ""),
            () = self.clear() => {}
        }
        let Some(files) = self.files() else { return wire::over("failed", "There is no file system.") };
        let (items, mut ready) = mpsc::channel(AHEAD);
        let (channel, piece) = (self.channel.number, self.piece.clone());
        let mut sink = Sink { channel, request, stop: stop.clone(), piece, items, scanning: None };
        order.scan = self.is_scanned();
        let (reader, rules) = (files.clone(), self.rules());
        let asked = Asked { path: order.path.clone(), look: order.most_bytes, scan: order.scan };
        let thread = spawn_blocking(move || reader.fetch(&order, &rules, &mut sink));
        let mut current = None;
        loop {
            let item = tokio::select! {
                biased;
                _ = stop.hit() => break,
                item = ready.recv() => item,
            };
            let Some(item) = item else { break };
            let passed = tokio::select! {
                biased;
                _ = stop.hit() => false,
                passed = self.pass(request, item, &asked, &files, &mut current) => passed,
            };
            if !passed {
                break;
            }
        }
        drop(ready);
        let outcome = thread.await.unwrap_or_else(|_| Err(FileFault::new(FileCode::Failed, "reading broke down")));
        let stopped = stop.why();
        if let (Some(why @ (Stopped::Asked | Stopped::Revoked)), Some(current)) = (stopped, &current) {
            self.downloaded(current, asked.look, &files, None, why.code());
        }
        match (stopped, outcome) {
            (Some(why), _) => wire::over(why.code(), ""),
            (None, Ok(total)) => wire::over_total(&total),
            (None, Err(fault)) => wire::over_fault(fault),
        }
    }

    /// Passes on what the thread has read. `false`: nobody is there.
    async fn pass(
        &self,
        request: u32,
        item: Item,
        asked: &Asked,
        files: &Arc<dyn Files>,
        current: &mut Option<Current>,
    ) -> bool {
        self.clear().await;
        match item {
            Item::Piece { frame, cost, bytes } => {
                let passed = self.channel.deliver(Class::Transfer, frame, cost, SPARE).await;
                if let Some(current) = current.as_mut().filter(|_| passed) {
                    current.sent += bytes;
                }
                passed
            }
            Item::Measured(total) => {
                let body = files_down::Body::Progress(wire::progress(&total));
                self.tell(Class::Transfer, request, body, SPARE).await
            }
            Item::Scanning(path) => {
                let body = files_down::Body::Scanning(FileScanning { path: path.into() });
                self.tell(Class::Transfer, request, body, SPARE).await
            }
            Item::Begins(begun) => {
                let file = begun.skipped.is_none() && begun.entry.kind == FileKind::File;
                let body = files_down::Body::Begins(wire::begins(&begun));
                let whole = wire::below(&asked.path, &begun.path);
                let passed = self.tell(Class::Transfer, request, body, SPARE).await;
                if let (Some(finding), Some(skip)) = (&begun.finding, begun.skipped) {
                    self.left_out(&whole, begun.entry.bytes, asked.look, files, finding, skip.code());
                }
                let (size, sent, scanned) = (begun.entry.bytes, begun.offset, asked.scan);
                *current = (file && passed).then_some(Current { path: whole, size, sent, scanned });
                passed
            }
            Item::Ends(end) => {
                let body = files_down::Body::Ends(wire::ends(&end));
                let passed = self.tell(Class::Transfer, request, body, SPARE).await;
                if let Some(mut current) = current.take().filter(|_| passed) {
                    current.sent = end.bytes;
                    let code = end.code.map(FileCode::code).unwrap_or_default();
                    self.downloaded(&current, asked.look, files, Some(end.sha256), code);
                }
                passed
            }
        }
    }

    /// Every byte was handed to the link, or it failed in between.
    fn downloaded(&self, current: &Current, look: u64, files: &Arc<dyn Files>, sha256: Option<[u8; 32]>, code: &str) {
        let partly = look > 0 && current.size > look;
        let kind = if look > 0 { FileActKind::Viewed } else { FileActKind::Downloaded };
        let mut act = self.act(kind, &current.path, &**files);
        act.bytes = current.sent;
        // Of a look at the beginning, the hash is not the file's.
        act.sha256 = sha256.filter(|_| !partly && code.is_empty()).map(|hash| hash.to_vec().into()).unwrap_or_default();
        act.code = code.to_owned();
        act.scanned = current.scanned && code.is_empty();
        self.shelf.acts.add([act]);
    }

    /// A scan did not find it clean: nothing of it was handed over, and that stands in the log.
    fn left_out(&self, path: &[u8], bytes: u64, look: u64, files: &Arc<dyn Files>, finding: &Finding, code: &str) {
        let kind = if look > 0 { FileActKind::Viewed } else { FileActKind::Downloaded };
        let mut act = self.act(kind, path, &**files);
        act.bytes = bytes;
        act.sha256 = finding.sha256.map(|hash| hash.to_vec().into()).unwrap_or_default();
        act.code = code.to_owned();
        act.finding = wire::clipped(&finding.words, wire::FINDING);
        self.shelf.acts.add([act]);
    }
}
