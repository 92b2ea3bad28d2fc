//! A copy from one endpoint to another (FIL-12) as a pure machine: what the two agents say comes in, what is asked of them comes out. It knows no links, no clock and no rights.
//!
//! The source is asked for an ordinary fetch, the target for ordinary directories and puts. Bytes pass as they are; hashes of blocks are the source's, and the target compares. Nothing is taken from the source before the target has
//! taken what went before, so at most one window of it is here.

mod order;
mod source;
mod target;

use std::collections::{BTreeSet, HashMap, VecDeque};

use bytes::{Bytes, BytesMut};
use towline_wire::FILES_WINDOW;
use towline_wire::v1::{
    CancelFiles, CopyOver, CopyRemark, CopyStands, FetchFiles, FileBegins, FileEnds, FilesOver, FilesUp, PutFile,
    files_up,
};

pub(crate) use self::order::Order;
use self::order::{Place, behind, name_of, parent_of, shown_path};
/// A file that goes with its put.
const SMALL: usize = 128 * 1024;
const BLOCK: u64 = 1024 * 1024;
/// Entries that began at the source and are not done with at the target.
const PENDING: usize = 64;
/// What of the source waits here: its bytes are bounded by credit, this is for whoever says nothing many times.
const INBOX: usize = 32_768;
/// Longest stamp of an entry.
const STAMP: usize = 256;
/// Remarks of one message.
const REMARKS: usize = 64;
const TEXT: usize = 512;

/// Something of the source's fetch, in order, with what it costs.
#[derive(Debug)]
enum Item {
    Begins(FileBegins),
    Data { offset: u64, bytes: Bytes },
    Ends(FileEnds),
    Over(FilesOver),
}

/// What goes to the target as soon as it may.
#[derive(Debug)]
pub(crate) enum Sending {
    Ask(FilesUp),
    Data { request: u32, offset: u64, bytes: Bytes },
}

/// With what is the source's again when the target has dealt with it.
#[derive(Debug)]
struct Queued {
    sending: Sending,
    owed: usize,
}

/// What was sent, and is not granted back yet.
struct Unpaid {
    cost: usize,
    owed: usize,
    /// Of bytes: the entry, and how far it is with them.
    reaches: Option<(u64, u64)>,
}

/// An entry that the source began.
struct Begun {
    id: u64,
    item: usize,
    path: Bytes,
    stamp: Bytes,
    file: bool,
    bytes: u64,
    /// So many of them the target has.
    at: u64,
    state: Became,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    Waiting,
    Done,
    Failed,
    Skipped,
}

/// A file that is put piece by piece.
#[derive(Debug, Clone)]
struct Put {
    request: u32,
    id: u64,
    path: Bytes,
    stamp: Bytes,
    bytes: u64,
}

/// A file that is gathered.
struct Gathering {
    id: u64,
    begins: FileBegins,
    content: BytesMut,
    owed: usize,
}

enum Stage {
    /// The next path is to be fetched.
    Next,
    /// Between two entries.
    Free,
    /// What comes up to the entry's end is not wanted.
    Passing,
    Small(Gathering),
    /// Where it begins at the target is not known yet; the source stands here.
    Asked(Put, u64),
    /// Something of the same size is there: the source is asked for the hash.
    Probing(Put),
    Probed(Put),
    Compared(Put),
    /// The source is asked for the file from there on.
    Again(Put, u64),
    Body {
        put: Put,
        at: u64,
        skip_to: u64,
    },
    /// The person does not want it: what is half written is still to go.
    Cancelling(u32),
}

/// What was asked of the target.
enum Asked {
    Directory(u64, Bytes),
    File(u64),
}

pub(crate) struct Copying {
    order: Order,
    item: usize,
    numbers: u32,
    entries: u64,
    /// The fetch that counts.
    fetch: u32,
    first: bool,
    stage: Stage,
    inbox: VecDeque<(Item, usize)>,
    begun: VecDeque<Begun>,
    asked: HashMap<u32, Asked>,
    /// Directories that are being made.
    making: BTreeSet<Bytes>,
    /// Files whose directory is being made.
    held: VecDeque<(Bytes, Queued)>,
    to_source: VecDeque<FilesUp>,
    to_target: VecDeque<Queued>,
    unpaid: VecDeque<Unpaid>,
    paid: usize,
    owed: usize,
    stands: CopyStands,
    over: Option<CopyOver>,
}

/// Said by a source that does not keep to the rules.
struct Odd;

impl Copying {
    pub(crate) fn new(order: Order) -> Copying {
        let Place { path, offset, stamp } = order.resume.clone();
        let stands =
            CopyStands { resume_path: path, resume_offset: offset, resume_stamp: stamp, ..CopyStands::default() };
        let mut copying = Copying {
            order,
            item: 0,
            numbers: 0,
            entries: 0,
            fetch: 0,
            first: true,
            stage: Stage::Next,
            inbox: VecDeque::new(),
            begun: VecDeque::new(),
            asked: HashMap::new(),
            making: BTreeSet::new(),
            held: VecDeque::new(),
            to_source: VecDeque::new(),
            to_target: VecDeque::new(),
            unpaid: VecDeque::new(),
            paid: 0,
            owed: 0,
            stands,
            over: None,
        };
        copying.go_on();
        copying
    }

    /// What is to be asked of the source.
    pub(crate) fn for_source(&mut self) -> Option<FilesUp> {
        self.to_source.pop_front()
    }

    /// What goes to the target next.
    pub(crate) fn for_target(&self) -> Option<&Sending> {
        self.to_target.front().map(|queued| &queued.sending)
    }

    /// It went, and took so much of the target's credit.
    pub(crate) fn sent(&mut self, cost: usize) {
        let Some(Queued { sending, owed }) = self.to_target.pop_front() else { return };
        let reaches = match sending {
            Sending::Data { request, offset, bytes } => match self.asked.get(&request) {
                Some(Asked::File(id)) => Some((*id, offset.saturating_add(bytes.len() as u64))),
                _ => None,
            },
            Sending::Ask(_) => None,
        };
        self.unpaid.push_back(Unpaid { cost, owed, reaches });
    }

    /// The target granted credit: it has dealt with as much.
    pub(crate) fn granted(&mut self, bytes: usize) {
        self.paid = self.paid.saturating_add(bytes);
        while let Some(paid) = self.unpaid.pop_front_if(|unpaid| unpaid.cost <= self.paid) {
            self.paid -= paid.cost;
            self.owed += paid.owed;
            let Some((id, at)) = paid.reaches else { continue };
            if let Some(begun) = self.begun.iter_mut().find(|begun| begun.id == id) {
                begun.at = begun.at.max(at);
            }
        }
        // More than was ever sent is nobody's.
        if self.unpaid.is_empty() {
            self.paid = 0;
        }
    }

    /// How much the source is to be granted again.
    pub(crate) fn owed(&mut self) -> usize {
        std::mem::take(&mut self.owed)
    }

    /// Why it is over, and that at most once.
    pub(crate) fn over(&self) -> Option<&CopyOver> {
        self.over.as_ref()
    }

    /// Whether it is the target whose word is awaited.
    pub(crate) fn awaits_target(&self) -> bool {
        !self.to_target.is_empty()
            || !self.inbox.is_empty()
            || matches!(self.stage, Stage::Next | Stage::Asked(..) | Stage::Compared(_) | Stage::Cancelling(_))
    }

    /// How far it is; what is told once is taken.
    pub(crate) fn stands(&mut self) -> CopyStands {
        let mut stands = self.stands.clone();
        (self.stands.remarks, self.stands.more_remarks) = (Vec::new(), 0);
        if let Some(front) = self.begun.front().filter(|front| front.file && front.at > 0) {
            stands.item = u32::try_from(front.item).unwrap_or(u32::MAX);
            stands.resume_path = front.path.clone();
            stands.resume_offset = front.at - front.at % BLOCK;
            stands.resume_stamp = front.stamp.clone();
            stands.partial_bytes = front.at;
        }
        stands
    }

    /// Ends it for a reason from outside.
    pub(crate) fn end(&mut self, code: &str, detail: &str, at_target: bool) {
        if self.over.is_none() {
            self.over = Some(CopyOver { code: code.to_owned(), detail: detail.to_owned(), at_target });
        }
    }

    /// Nothing of it is wanted: what is half written goes as well.
    pub(crate) fn cancel(&mut self) {
        let put = match &self.stage {
            Stage::Asked(put, _)
            | Stage::Probing(put)
            | Stage::Probed(put)
            | Stage::Compared(put)
            | Stage::Again(put, _)
            | Stage::Body { put, .. } => Some(put.request),
            Stage::Cancelling(_) => return,
            Stage::Next | Stage::Free | Stage::Passing | Stage::Small(_) => None,
        };
        let queued = self.to_target.iter().chain(self.held.iter().map(|(_, queued)| queued));
        let unsent: BTreeSet<u32> = queued
            .filter_map(|queued| match &queued.sending {
                Sending::Ask(up) if matches!(up.body, Some(files_up::Body::Put(_))) => Some(up.request),
                Sending::Ask(_) | Sending::Data { .. } => None,
            })
            .collect();
        // Also what came whole: it may be scanned for a long time there before it has its name (FIL-10).
        let files = self.asked.iter().filter(|(_, what)| matches!(what, Asked::File(_))).map(|(request, _)| *request);
        let mut begun: BTreeSet<u32> = files.chain(put).filter(|request| !unsent.contains(request)).collect();
        self.to_target.clear();
        self.held.clear();
        self.inbox.clear();
        // The one whose end is waited for; they are told in order.
        let Some(last) = put.filter(|request| begun.remove(request)).or_else(|| begun.pop_last()) else {
            return self.end("cancelled", "", false);
        };
        self.stage = Stage::Cancelling(last);
        for of in begun.into_iter().chain([last]) {
            self.asks_target(files_up::Body::Cancel(CancelFiles { of }), 0);
        }
    }

    /// Deals with what is there, as far as that goes.
    fn go_on(&mut self) {
        while self.over.is_none() {
            if matches!(self.stage, Stage::Next) {
                if self.item < self.order.paths.len() {
                    let place = if self.first { self.order.resume.clone() } else { Place::default() };
                    self.first = false;
                    self.fetches(place);
                    self.stage = Stage::Free;
                } else if self.begun.is_empty() {
                    self.end("", "", false);
                    return;
                } else {
                    return;
                }
            }
            let Some((item, cost)) = self.inbox.pop_front() else { return };
            let taken = match item {
                Item::Begins(begins) => self.begins(begins, cost),
                Item::Data { offset, bytes } => self.bytes(offset, bytes, cost),
                Item::Ends(ends) => self.ends(ends, cost),
                Item::Over(over) => self.fetch_over(over, cost),
            };
            match taken {
                Ok(None) => {}
                // It has to wait.
                Ok(Some(item)) => {
                    self.inbox.push_front((item, cost));
                    return;
                }
                Err(Odd) => self.end("failed", "The endpoint said what cannot be.", false),
            }
        }
    }

    fn number(&mut self) -> u32 {
        self.numbers = self.numbers.wrapping_add(1).max(1);
        self.numbers
    }

    fn fetches(&mut self, place: Place) {
        let path = self.order.paths.get(self.item).cloned().unwrap_or_default();
        let Place { path: resume_path, offset: resume_offset, stamp: resume_stamp } = place;
        let fetch = FetchFiles { path, resume_path, resume_offset, resume_stamp, most_bytes: 0, measure: false };
        self.fetch = self.number();
        self.to_source.push_back(FilesUp { request: self.fetch, body: Some(files_up::Body::Fetch(fetch)) });
    }

    /// What the fetch still brings is not wanted; another one begins there.
    fn fetches_anew(&mut self, place: Place) {
        let (request, of) = (self.number(), self.fetch);
        self.to_source.push_back(FilesUp { request, body: Some(files_up::Body::Cancel(CancelFiles { of })) });
        for (_, cost) in self.inbox.drain(..) {
            self.owed += cost;
        }
        self.fetches(place);
    }

    /// Goes on with what comes after a file of which nothing more is wanted.
    fn fetches_behind(&mut self, path: &Bytes) {
        if path.is_empty() {
            let (request, of) = (self.number(), self.fetch);
            self.to_source.push_back(FilesUp { request, body: Some(files_up::Body::Cancel(CancelFiles { of })) });
            for (_, cost) in self.inbox.drain(..) {
                self.owed += cost;
            }
            self.fetch = 0;
            self.item += 1;
            self.stage = Stage::Next;
        } else {
            self.fetches_anew(behind(path));
            self.stage = Stage::Free;
        }
    }

    fn asks_target(&mut self, body: files_up::Body, owed: usize) -> u32 {
        let request = self.number();
        self.to_target.push_back(Queued { sending: Sending::Ask(FilesUp { request, body: Some(body) }), owed });
        request
    }

    fn put(&self, begins: &FileBegins, bytes: u64) -> PutFile {
        let whole = self.order.at_target(self.item, &begins.path);
        let name = Bytes::copy_from_slice(name_of(&whole));
        let directory = parent_of(&whole);
        let entry = begins.entry.as_ref();
        PutFile {
            directory: if directory.is_empty() { Bytes::from_static(b"/") } else { directory },
            name,
            key: self.order.key(self.item, begins, bytes),
            bytes,
            exists: self.order.exists.into(),
            modified_ms: entry.map(|entry| entry.modified_ms).filter(|_| self.order.keep_times),
            mode: entry.map(|entry| entry.mode & 0o7777).filter(|_| self.order.keep_mode),
            content: None,
            blocks: Bytes::new(),
        }
    }

    /// Whether the directory of an entry is still being made.
    fn parent_is_awaited(&self, path: &Bytes) -> bool {
        !path.is_empty() && self.making.contains(&parent_of(path))
    }

    fn remark(&mut self, item: usize, below: &[u8], code: &str, detail: &[u8], at_target: bool) {
        if self.stands.remarks.len() >= REMARKS {
            self.stands.more_remarks = self.stands.more_remarks.saturating_add(1);
            return;
        }
        let path = shown_path(self.order.called(item), below);
        let code = clipped(code).to_owned();
        let detail = Bytes::copy_from_slice(detail.get(..TEXT).unwrap_or(detail));
        self.stands.remarks.push(CopyRemark { path, code, detail, at_target });
    }

    fn became(&mut self, id: u64, state: Became) {
        if let Some(begun) = self.begun.iter_mut().find(|begun| begun.id == id) {
            begun.state = state;
        }
        self.settle();
    }

    /// What is done with, in order, moves on where a later copy would begin.
    fn settle(&mut self) {
        while let Some(done) = self.begun.pop_front_if(|begun| begun.state != Became::Waiting) {
            let stands = &mut self.stands;
            stands.partial_bytes = 0;
            if done.file {
                stands.files += 1;
                stands.bytes = stands.bytes.saturating_add(done.bytes);
                stands.failed += u64::from(done.state == Became::Failed);
                stands.skipped += u64::from(done.state == Became::Skipped);
            }
            let (item, place) = match (done.path.is_empty(), done.file) {
                (true, true) => (done.item + 1, Place::default()),
                (true, false) => (done.item, Place::default()),
                (false, true) => (done.item, behind(&done.path)),
                (false, false) => (done.item, Place { path: done.path, offset: 0, stamp: Bytes::from_static(&[0]) }),
            };
            stands.item = u32::try_from(item).unwrap_or(u32::MAX);
            (stands.resume_path, stands.resume_offset, stands.resume_stamp) = (place.path, place.offset, place.stamp);
        }
    }
}

fn clipped(text: &str) -> &str {
    text.get(..text.floor_char_boundary(TEXT)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
