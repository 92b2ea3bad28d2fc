//! What the target of a copy says (FIL-12): directories that are made, where files begin, how they ended.

use bytes::Bytes;
use towline_wire::v1::{FilesOver, PutCompare, PutReady, files_down, files_up};

use super::order::{Place, name_of};
use super::{Asked, BLOCK, Became, Copying, FILES_WINDOW, Put, Stage, clipped};

/// With one of these nothing more comes to this target now: it is full, or has nothing to scan files with. What is busy is so while an earlier link's put is still being ended: whoever asked may go on a moment later.
const FATAL: [&str; 4] = ["no_space", "read_only", "no_scanner", "busy"];

/// An agent whose customer has just paused access refuses what is new before the session knows of it; it has no other code for that.
pub(super) fn is_paused(over: &FilesOver) -> bool {
    over.code == "not_permitted" && over.detail == "The customer has paused access."
}

impl Copying {
    /// Something of the target.
    pub(crate) fn target_says(&mut self, request: u32, body: Option<files_down::Body>) {
        match body {
            Some(files_down::Body::PutReady(ready)) => self.ready(request, &ready),
            Some(files_down::Body::Over(over)) => {
                self.stands.scanning = false;
                self.put_over(request, over);
            }
            Some(files_down::Body::Scanning(_)) => self.stands.scanning = self.asked.contains_key(&request),
            // Nothing else was asked for.
            _ => {}
        }
        self.go_on();
    }

    fn ready(&mut self, request: u32, ready: &PutReady) {
        let (put, stands) = match &self.stage {
            Stage::Asked(put, stands) if put.request == request => (put.clone(), Some(*stands)),
            Stage::Compared(put) if put.request == request && !ready.same_size => (put.clone(), None),
            _ => return,
        };
        let from = ready.offset;
        if from > put.bytes || (!from.is_multiple_of(BLOCK) && from != put.bytes) {
            return self.end("failed", "The endpoint said what cannot be.", true);
        }
        if ready.same_size {
            // The hash of all of it says whether it is the same; its bytes are not needed for that.
            self.fetches_anew(Place { path: put.path.clone(), offset: put.bytes, stamp: put.stamp.clone() });
            self.stage = Stage::Probing(put);
            return;
        }
        if let Some(begun) = self.begun.iter_mut().find(|begun| begun.id == put.id) {
            begun.at = from;
        }
        match stands {
            // The little in between is passed over; what is far away is not worth its way.
            Some(at) if from >= at && from - at <= u64::from(FILES_WINDOW) => {
                self.stage = Stage::Body { put, at, skip_to: from };
            }
            _ => {
                self.fetches_anew(Place { path: put.path.clone(), offset: from, stamp: put.stamp.clone() });
                self.stage = Stage::Again(put, from);
            }
        }
    }

    pub(super) fn compares(&mut self, put: Put, blocks: Bytes) {
        self.asks_target(files_up::Body::PutCompare(PutCompare { of: put.request, blocks }), 0);
        self.stage = Stage::Compared(put);
    }

    fn put_over(&mut self, request: u32, over: FilesOver) {
        if matches!(self.stage, Stage::Cancelling(of) if of == request) {
            return self.end("cancelled", "", false);
        }
        // What was not done is still to be done: it stays where the copy stands.
        if self.asked.contains_key(&request) && self.ends_for_all(&over) {
            return;
        }
        match self.asked.remove(&request) {
            Some(Asked::Directory(id, path)) => {
                self.making.remove(&path);
                let failed = !over.code.is_empty();
                if failed {
                    let item = self.item_of(id);
                    self.remark(item, &path, &over.code, over.detail.as_bytes(), true);
                }
                while let Some(at) = self.held.iter().position(|(parent, _)| *parent == path) {
                    self.to_target.extend(self.held.remove(at).map(|(_, queued)| queued));
                }
                self.became(id, if failed { Became::Failed } else { Became::Done });
            }
            Some(Asked::File(id)) => {
                self.file_over(id, &over);
                self.leaves(request);
            }
            None => {}
        }
    }

    fn ends_for_all(&mut self, over: &FilesOver) -> bool {
        let paused = is_paused(over);
        if paused || FATAL.contains(&over.code.as_str()) {
            let code = if paused { "paused" } else { over.code.as_str() };
            self.end(code, clipped(&over.detail), true);
        }
        paused || FATAL.contains(&over.code.as_str())
    }

    fn item_of(&self, id: u64) -> usize {
        self.begun.iter().find(|begun| begun.id == id).map_or(self.item, |begun| begun.item)
    }

    fn file_over(&mut self, id: u64, over: &FilesOver) {
        let item = self.item_of(id);
        let path = self.begun.iter().find(|begun| begun.id == id).map(|begun| begun.path.clone()).unwrap_or_default();
        let state = if !over.code.is_empty() {
            self.remark(item, &path, &over.code, over.detail.as_bytes(), true);
            Became::Failed
        } else if over.identical || over.skipped {
            self.remark(item, &path, if over.identical { "identical" } else { "skipped" }, b"", true);
            Became::Skipped
        } else {
            let wanted = if path.is_empty() { self.order.called(item) } else { name_of(&path) };
            if !over.name.is_empty() && over.name != wanted {
                self.remark(item, &path, "renamed", &over.name.clone(), true);
            }
            Became::Done
        };
        if self.order.paths.len() == 1 && path.is_empty() && over.sha256.len() == 32 {
            self.stands.sha256 = over.sha256.clone();
        }
        self.became(id, state);
    }

    /// The file that the source is at is over at the target: what still comes of it is not wanted.
    fn leaves(&mut self, request: u32) {
        let left = match &self.stage {
            Stage::Asked(put, at) | Stage::Body { put, at, .. } => (put, put.bytes.saturating_sub(*at)),
            Stage::Probing(put) | Stage::Probed(put) | Stage::Again(put, _) => (put, u64::MAX),
            Stage::Compared(put) => (put, 0),
            _ => return,
        };
        let (put, left) = left;
        if put.request != request {
            return;
        }
        let path = put.path.clone();
        if left > u64::from(FILES_WINDOW) {
            self.fetches_behind(&path);
        } else if matches!(self.stage, Stage::Compared(_)) {
            self.stage = Stage::Free;
        } else {
            self.stage = Stage::Passing;
        }
    }
}
