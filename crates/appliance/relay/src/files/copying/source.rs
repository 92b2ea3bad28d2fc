//! What the source of a copy says (FIL-12): entries that begin, their bytes, their ends. What cannot be dealt with yet waits, and holds its credit.

use bytes::{Bytes, BytesMut};
use towline_wire::v1::{
    CancelFiles, FileBegins, FileEnds, FileKind, FilesOver, FilesUp, MakeDirectory, PutEnd, files_down, files_up,
};

use super::order::{entry_bytes, is_below, parent_of, shown_path};
use super::target::is_paused;
use super::{
    Asked, Became, Begun, Copying, Gathering, INBOX, Item, Odd, PENDING, Put, Queued, SMALL, STAMP, Sending, Stage,
    clipped,
};

impl Copying {
    /// Something of the source's fetch.
    pub(crate) fn source_says(&mut self, request: u32, body: Option<files_down::Body>, cost: usize) {
        use files_down::Body;
        let item = match body {
            _ if request != self.fetch || matches!(self.stage, Stage::Cancelling(_)) => None,
            Some(Body::Scanning(_)) => {
                self.stands.scanning = true;
                None
            }
            Some(Body::Begins(begins)) => Some(Item::Begins(begins)),
            Some(Body::Ends(ends)) => Some(Item::Ends(ends)),
            Some(Body::Over(over)) => Some(Item::Over(over)),
            _ => None,
        };
        self.arrives(item, cost);
    }

    /// Bytes of it.
    pub(crate) fn data(&mut self, request: u32, offset: u64, bytes: Bytes, cost: usize) {
        let item = (request == self.fetch && !matches!(self.stage, Stage::Cancelling(_)))
            .then_some(Item::Data { offset, bytes });
        self.arrives(item, cost);
    }

    fn arrives(&mut self, item: Option<Item>, cost: usize) {
        let Some(item) = item else {
            self.owed += cost;
            return;
        };
        self.stands.scanning = false;
        if self.inbox.len() >= INBOX {
            return self.end("failed", "The endpoint says too much.", false);
        }
        self.inbox.push_back((item, cost));
        self.go_on();
    }

    fn enters(&mut self, begins: &FileBegins, file: bool, state: Became) -> u64 {
        self.entries += 1;
        self.stands.current = shown_path(self.order.called(self.item), &begins.path);
        self.begun.push_back(Begun {
            id: self.entries,
            item: self.item,
            path: begins.path.clone(),
            stamp: begins.stamp.clone(),
            file,
            bytes: if begins.skipped.is_empty() { entry_bytes(begins) } else { 0 },
            at: 0,
            state,
        });
        self.entries
    }

    pub(super) fn begins(&mut self, begins: FileBegins, cost: usize) -> Result<Option<Item>, Odd> {
        if !is_below(&begins.path) || begins.stamp.len() > STAMP {
            return Err(Odd);
        }
        match std::mem::replace(&mut self.stage, Stage::Free) {
            Stage::Free => self.entry(begins, cost),
            Stage::Again(put, from) if is_of(&put, &begins) && (begins.offset == from || begins.offset == 0) => {
                self.owed += cost;
                self.stage = Stage::Body { put, at: begins.offset, skip_to: begins.offset };
                Ok(None)
            }
            Stage::Probing(put) if is_of(&put, &begins) && begins.offset == put.bytes => {
                self.owed += cost;
                self.stage = Stage::Probed(put);
                Ok(None)
            }
            // It is another one now than the one that was begun.
            Stage::Again(put, _) | Stage::Probing(put) => {
                self.gives_up(&put, "changed");
                self.entry(begins, cost)
            }
            waiting @ (Stage::Compared(_) | Stage::Asked(..)) => {
                self.stage = waiting;
                Ok(Some(Item::Begins(begins)))
            }
            _ => Err(Odd),
        }
    }

    /// An entry whose bytes follow, if it has some.
    fn entry(&mut self, begins: FileBegins, cost: usize) -> Result<Option<Item>, Odd> {
        if self.begun.len() >= PENDING {
            return Ok(Some(Item::Begins(begins)));
        }
        let Some(entry) = &begins.entry else { return Err(Odd) };
        if !begins.skipped.is_empty() {
            self.owed += cost;
            self.remark(self.item, &begins.path.clone(), &begins.skipped, begins.finding.as_bytes(), false);
            // Those are never copied; anything else should have been.
            let left = matches!(begins.skipped.as_str(), "link" | "special");
            self.enters(&begins, true, if left { Became::Skipped } else { Became::Failed });
            self.settle();
            return Ok(None);
        }
        match FileKind::try_from(entry.kind) {
            Ok(FileKind::Directory) => {
                self.owed += cost;
                let id = self.enters(&begins, false, Became::Waiting);
                let path = self.order.at_target(self.item, &begins.path);
                let request = self.asks_target(files_up::Body::MakeDirectory(MakeDirectory { path, parents: true }), 0);
                self.making.insert(begins.path.clone());
                self.asked.insert(request, Asked::Directory(id, begins.path));
                Ok(None)
            }
            Ok(FileKind::File) if entry.bytes <= SMALL as u64 => {
                if begins.offset != 0 {
                    return Err(Odd);
                }
                let id = self.enters(&begins, true, Became::Waiting);
                self.stage = Stage::Small(Gathering { id, begins, content: BytesMut::new(), owed: cost });
                Ok(None)
            }
            Ok(FileKind::File) if begins.offset <= entry.bytes => {
                if self.parent_is_awaited(&begins.path) {
                    return Ok(Some(Item::Begins(begins)));
                }
                self.owed += cost;
                let id = self.enters(&begins, true, Became::Waiting);
                let put = self.put(&begins, entry_bytes(&begins));
                let request = self.asks_target(files_up::Body::Put(put), 0);
                self.asked.insert(request, Asked::File(id));
                let FileBegins { path, stamp, offset, .. } = begins.clone();
                self.stage = Stage::Asked(Put { request, id, path, stamp, bytes: entry_bytes(&begins) }, offset);
                Ok(None)
            }
            _ => Err(Odd),
        }
    }

    pub(super) fn bytes(&mut self, offset: u64, bytes: Bytes, cost: usize) -> Result<Option<Item>, Odd> {
        match &mut self.stage {
            Stage::Passing => self.owed += cost,
            Stage::Small(small) => {
                if offset != small.content.len() as u64 {
                    return Err(Odd);
                }
                if small.content.len() + bytes.len() > SMALL {
                    // A file that says that it has nothing, of a kernel's: how much it is, a put must know before.
                    self.owed += cost + small.owed;
                    let (id, path) = (small.id, small.begins.path.clone());
                    self.stage = Stage::Passing;
                    self.remark(self.item, &path, "changed", b"", false);
                    self.became(id, Became::Failed);
                    return Ok(None);
                }
                small.owed += cost;
                small.content.extend_from_slice(&bytes);
            }
            Stage::Body { put, at, skip_to } => {
                let end = offset.saturating_add(bytes.len() as u64);
                if offset != *at || end > put.bytes || bytes.is_empty() {
                    return Err(Odd);
                }
                *at = end;
                // What the target has already.
                let known = usize::try_from(skip_to.saturating_sub(offset)).unwrap_or(usize::MAX).min(bytes.len());
                let (request, offset, rest) = (put.request, offset + known as u64, bytes.slice(known..));
                if rest.is_empty() {
                    self.owed += cost;
                } else {
                    let sending = Sending::Data { request, offset, bytes: rest };
                    self.to_target.push_back(Queued { sending, owed: cost });
                }
            }
            Stage::Asked(..) | Stage::Compared(_) => return Ok(Some(Item::Data { offset, bytes })),
            _ => return Err(Odd),
        }
        Ok(None)
    }

    pub(super) fn ends(&mut self, ends: FileEnds, cost: usize) -> Result<Option<Item>, Odd> {
        match std::mem::replace(&mut self.stage, Stage::Free) {
            Stage::Passing => {}
            Stage::Small(small) => return self.gathered(small, ends, cost),
            Stage::Body { put, at, .. } => {
                if !ends.code.is_empty() {
                    self.gives_up(&put, &ends.code);
                } else if at != put.bytes || ends.bytes != at || ends.blocks.len() != 32 {
                    return Err(Odd);
                } else {
                    self.asks_target(files_up::Body::PutEnd(PutEnd { of: put.request, blocks: ends.blocks }), 0);
                }
            }
            Stage::Probed(put) => {
                if !ends.code.is_empty() {
                    self.gives_up(&put, &ends.code);
                } else if ends.blocks.len() != 32 {
                    return Err(Odd);
                } else {
                    self.compares(put, ends.blocks);
                }
            }
            waiting @ (Stage::Asked(..) | Stage::Compared(_)) => {
                self.stage = waiting;
                return Ok(Some(Item::Ends(ends)));
            }
            _ => return Err(Odd),
        }
        self.owed += cost;
        Ok(None)
    }

    /// A small file is whole here.
    fn gathered(&mut self, small: Gathering, ends: FileEnds, cost: usize) -> Result<Option<Item>, Odd> {
        let Gathering { id, begins, content, owed } = small;
        let owed = owed + cost;
        if !ends.code.is_empty() {
            self.owed += owed;
            self.remark(self.item, &begins.path, &ends.code, b"", false);
            self.became(id, Became::Failed);
            return Ok(None);
        }
        if ends.bytes != content.len() as u64 || ends.blocks.len() != 32 {
            return Err(Odd);
        }
        let mut put = self.put(&begins, ends.bytes);
        (put.content, put.blocks) = (Some(content.freeze()), ends.blocks);
        let request = self.number();
        self.asked.insert(request, Asked::File(id));
        let sending = Sending::Ask(FilesUp { request, body: Some(files_up::Body::Put(put)) });
        let queued = Queued { sending, owed };
        let parent = parent_of(&begins.path);
        if self.parent_is_awaited(&begins.path) {
            self.held.push_back((parent, queued));
        } else {
            self.to_target.push_back(queued);
        }
        Ok(None)
    }

    pub(super) fn fetch_over(&mut self, over: FilesOver, cost: usize) -> Result<Option<Item>, Odd> {
        match &self.stage {
            Stage::Asked(..) | Stage::Compared(_) => return Ok(Some(Item::Over(over))),
            Stage::Free if is_paused(&over) => {
                self.end("paused", "", false);
                return Ok(None);
            }
            Stage::Free => {}
            _ if over.code.is_empty() => return Err(Odd),
            _ => {
                self.end(clipped(&over.code), clipped(&over.detail), false);
                return Ok(None);
            }
        }
        self.owed += cost;
        if !over.code.is_empty() {
            self.remark(self.item, b"", &over.code, over.detail.as_bytes(), false);
            self.stands.files += 1;
            self.stands.failed += 1;
        }
        self.item += 1;
        self.stage = Stage::Next;
        Ok(None)
    }

    /// Nothing comes of a file that was begun at the target.
    fn gives_up(&mut self, put: &Put, code: &str) {
        self.asked.remove(&put.request);
        self.asks_target(files_up::Body::Cancel(CancelFiles { of: put.request }), 0);
        self.remark(self.item, &put.path.clone(), code, b"", false);
        self.became(put.id, Became::Failed);
    }
}

fn is_of(put: &Put, begins: &FileBegins) -> bool {
    begins.skipped.is_empty() && put.path == begins.path && put.stamp == begins.stamp
}
