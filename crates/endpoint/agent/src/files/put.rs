//! Files that come from a viewer: large ones in the order of their bytes, small ones gathered while those before them are made durable (FIL-7, FIL-8).

use std::{rc::Rc, sync::Arc};

use bytes::Bytes;
use tokio::{
    sync::mpsc,
    task::{spawn_blocking, spawn_local},
};
use towline_platform::{
    FileCode, FileFault, FileHash, Files, Put, PutBegun, PutDone, PutOrder, SMALL_PUT, SMALL_PUTS, SmallPut,
};
use towline_wire::{
    Class,
    v1::{FileAct, FileActKind, FilesOver, PutFile, files_down},
};

use super::{Desk, Kind, Malformed, Stop, Stopped, wire};

/// Bytes of small files that are written together.
const TOGETHER: usize = 4 * 1024 * 1024;

/// Pieces of one file that may wait for the disk; credit bounds their bytes, this those who send a file byte by byte.
const STEPS: usize = 1024;

/// What comes for a put after its beginning.
pub(super) enum Step {
    Data { offset: u64, bytes: Bytes },
    Compare(FileHash),
    End(FileHash),
}

/// With the credit that is given back for it.
pub(super) struct Costed {
    step: Step,
    cost: usize,
}

impl From<(Step, usize)> for Costed {
    fn from((step, cost): (Step, usize)) -> Costed {
        Costed { step, cost }
    }
}

/// A file that came whole, and waits for its turn.
pub(super) struct Small {
    pub(super) request: u32,
    pub(super) cost: usize,
    pub(super) put: SmallPut,
}

/// What became of some steps.
enum Came {
    /// The next ones are awaited. `told`: what is at the target is another file.
    Further {
        put: Box<dyn Put>,
        other: bool,
    },
    /// All bytes came, and are to be scanned.
    Whole {
        put: Box<dyn Put>,
        blocks: FileHash,
    },
    Done(PutDone),
    Fault(FileFault),
}

impl Desk {
    pub(super) fn put(self: &Rc<Self>, request: u32, put: &PutFile, cost: usize) -> Result<(), Malformed> {
        let order = wire::put_order(put).ok_or(Malformed)?;
        let (steps, coming) = mpsc::channel(STEPS);
        let stop = self.opens(request, Kind::Put, Some(steps));
        let desk = self.clone();
        spawn_local(async move {
            let over = desk.run_put(request, order, &stop, coming).await;
            desk.over(request);
            desk.tell(Class::System, request, files_down::Body::Over(over), 0).await;
        });
        self.channel.consumed(cost);
        Ok(())
    }

    async fn run_put(
        self: &Rc<Self>,
        request: u32,
        mut order: PutOrder,
        stop: &Arc<Stop>,
        mut coming: mpsc::Receiver<Costed>,
    ) -> FilesOver {
        tokio::select! {
            biased;
            why = stop.hit() => return wire::over(why.code(), ""),
            () = self.clear() => {}
        }
        let files = self.writer(&order.directory);
        let Some(files) = files else { return wire::over("failed", "There is no file system.") };
        let rules = self.rules();
        order.scan = self.is_scanned();
        let (writer, asked, below) = (files.clone(), order.clone(), rules.clone());
        let (place, notes) = ((order.directory.clone(), order.key), self.shelf.partials.notes());
        let (noting, there) = (notes.clone(), place.clone());
        let begun = self.on_disk(move || {
            noting.begin(&*writer, [there.clone()]);
            let begun = writer.put(&asked, &below);
            // One that is busy is another put's, which says when it is over.
            if !matches!(&begun, Ok(PutBegun::Awaits(_)) | Err(FileFault { code: FileCode::Busy, .. })) {
                noting.over([there]);
            }
            begun
        });
        let begun = begun.await.unwrap_or_else(Err);
        let put = match begun {
            Ok(PutBegun::Awaits(put)) => put,
            Ok(PutBegun::Over(done)) => return wire::over_done(&done),
            Err(fault) => return wire::over_fault(fault),
        };
        self.shelf.partials.gone(&place);
        let first = put.ready().offset;
        self.tell(Class::System, request, files_down::Body::PutReady(wire::ready(&put.ready())), 0).await;
        let (came, sent) = self.take_steps(request, put, stop, &mut coming, (first, order.scan)).await;
        let path = wire::below(&order.directory, &order.name);
        // What waits behind the end of a put is nobody's any more.
        coming.close();
        while let Ok(left) = coming.try_recv() {
            self.channel.consumed(left.cost);
        }
        if !matches!(&came, Err(Gone::Stopped(..))) {
            let (notes, place) = (notes.clone(), place.clone());
            let _ = self.on_disk(move || notes.over([place])).await;
        }
        match came {
            Ok((done, scanned)) => {
                self.shelf.staging.came(&wire::below(&order.directory, &done.name));
                self.shelf.acts.add(self.uploaded(&order, &done, scanned, &*files));
                wire::over_done(&done)
            }
            Err(Gone::Fault(fault)) => {
                self.shelf.acts.add([self.not_uploaded(&path, sent, &fault, &*files)]);
                wire::over_fault(fault)
            }
            Err(Gone::Stopped(put, why)) => {
                if why == Stopped::Left {
                    // A descriptor that is closed may have to wait for its disk.
                    let _ = self.on_disk(move || drop(put)).await;
                    self.shelf.partials.stays(files, rules, place);
                } else {
                    let cancel = move || {
                        put.cancel();
                        notes.over([place]);
                    };
                    let _ = self.on_disk(cancel).await;
                    let fault = FileFault::new(code_of(why), "");
                    self.shelf.acts.add([self.not_uploaded(&path, sent, &fault, &*files)]);
                }
                wire::over(why.code(), "")
            }
        }
    }

    /// Writes what comes, in order, and scans it if that is wanted. With how many bytes that was.
    async fn take_steps(
        &self,
        request: u32,
        mut put: Box<dyn Put>,
        stop: &Arc<Stop>,
        coming: &mut mpsc::Receiver<Costed>,
        (first, scan): (u64, bool),
    ) -> (Result<(PutDone, bool), Gone>, u64) {
        let mut sent = first;
        loop {
            let next = async {
                let next = coming.recv().await;
                self.unpaused().await;
                next
            };
            let step = tokio::select! {
                biased;
                why = stop.hit() => return (Err(Gone::Stopped(put, why)), sent),
                step = next => step,
            };
            let Some(step) = step else { return (Err(Gone::Stopped(put, Stopped::Left)), sent) };
            let mut steps = vec![step];
            while let Ok(more) = coming.try_recv() {
                steps.push(more);
            }
            let cost = steps.iter().map(|step| step.cost).sum();
            for step in &steps {
                if let Step::Data { offset, bytes } = &step.step {
                    sent = offset.saturating_add(bytes.len() as u64);
                }
            }
            let until = stop.clone();
            // As it was begun, or as it is to be by now.
            let scan = scan || self.is_scanned();
            let came = self.on_disk(move || apply(put, steps, &until, scan)).await.unwrap_or_else(Came::Fault);
            self.channel.consumed(cost);
            match came {
                Came::Further { put: further, other } => {
                    put = further;
                    if other {
                        let ready = wire::ready(&towline_platform::PutReady { same_size: false, ..put.ready() });
                        self.tell(Class::System, request, files_down::Body::PutReady(ready), 0).await;
                    }
                }
                Came::Whole { put, blocks } => {
                    let done = self.scan_and_end(request, put, blocks, stop).await;
                    return (done.map(|done| (done, true)), sent);
                }
                Came::Done(done) => return (Ok((done, false)), sent),
                Came::Fault(fault) => {
                    let why = stop.why().filter(|_| fault.code == FileCode::Cancelled);
                    let code = why.map_or(fault, |why| FileFault::new(code_of(why), ""));
                    return (Err(Gone::Fault(code)), sent);
                }
            }
        }
    }

    /// Resolves when nobody has paused access.
    pub(super) async fn unpaused(&self) {
        while self.shelf.pause.is_on() {
            self.shelf.pause.changed().await;
        }
    }

    /// On a thread of its own, of a few at a time.
    pub(super) async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, FileFault> {
        let _permit = self.writes.acquire().await;
        spawn_blocking(work).await.map_err(|_| FileFault::new(FileCode::Failed, "writing broke down"))
    }

    pub(super) fn put_small(self: &Rc<Self>, request: u32, put: PutFile, cost: usize) -> Result<(), Malformed> {
        let order = wire::put_order(&put).ok_or(Malformed)?;
        let blocks = wire::hash(&put.blocks).ok_or(Malformed)?;
        let content = put.content.unwrap_or_default();
        if content.len() > SMALL_PUT || order.bytes != content.len() as u64 {
            return Err(Malformed);
        }
        let put = SmallPut { order, content: content.to_vec(), blocks };
        self.small.borrow_mut().push_back(Small { request, cost, put });
        if !self.storing.replace(true) {
            let desk = self.clone();
            spawn_local(async move {
                desk.store().await;
                desk.storing.set(false);
            });
        }
        Ok(())
    }

    async fn store(self: &Rc<Self>) {
        loop {
            // A scan that takes long does not hold up the others; what waits for its turn can be cancelled where it is.
            let permit = if self.is_scanned() { self.small_scans.clone().acquire_owned().await.ok() } else { None };
            // What comes while this waits, or while the batch before is made durable, comes along.
            self.clear().await;
            let scan = self.is_scanned();
            if scan && permit.is_none() {
                continue;
            }
            let batch = self.batch(if scan { 1 } else { SMALL_PUTS });
            if batch.is_empty() {
                return;
            }
            let directory = batch.first().map(|small| small.put.order.directory.clone()).unwrap_or_default();
            let Some(files) = self.writer(&directory) else {
                for small in batch {
                    let _ = self.answer(small.request, wire::over("failed", "There is no file system."), small.cost);
                }
                continue;
            };
            if scan {
                let desk = self.clone();
                spawn_local(async move {
                    for small in batch {
                        desk.store_scanned(small, &files).await;
                    }
                    drop(permit);
                });
                continue;
            }
            let (writer, rules) = (files.clone(), self.rules());
            let (mut asked, mut puts) = (Vec::new(), Vec::new());
            for small in batch {
                asked.push((small.request, small.cost, small.put.order.clone()));
                puts.push(small.put);
            }
            let notes = self.shelf.partials.notes();
            let store = move || {
                let place = |put: &SmallPut| (put.order.directory.clone(), put.order.key);
                notes.begin(&*writer, puts.iter().map(place));
                let stored = writer.put_small(&puts, &rules);
                notes.over(puts.iter().map(place));
                stored
            };
            let stored = self.on_disk(store).await;
            let mut results = stored.unwrap_or_default().into_iter();
            let mut acts = Vec::new();
            let mut overs = Vec::new();
            for (request, cost, order) in asked {
                let result =
                    results.next().unwrap_or_else(|| Err(FileFault::new(FileCode::Failed, "writing broke down")));
                let over = match result {
                    Ok(done) => {
                        self.shelf.staging.came(&wire::below(&order.directory, &done.name));
                        acts.extend(self.uploaded(&order, &done, false, &*files));
                        wire::over_done(&done)
                    }
                    Err(fault) => {
                        if had_begun(fault.code) {
                            let path = wire::below(&order.directory, &order.name);
                            acts.push(self.not_uploaded(&path, order.bytes, &fault, &*files));
                        }
                        wire::over_fault(fault)
                    }
                };
                overs.push((request, cost, over));
            }
            self.shelf.acts.add(acts);
            for (request, cost, over) in overs {
                self.tell(Class::System, request, files_down::Body::Over(over), 0).await;
                self.channel.consumed(cost);
            }
        }
    }

    fn batch(&self, most: usize) -> Vec<Small> {
        let mut small = self.small.borrow_mut();
        let (mut batch, mut bytes) = (Vec::new(), 0);
        let staged = |small: &Small| self.shelf.staging.writer(&small.put.order.directory).is_some();
        let Some(first) = small.front().map(staged) else { return batch };
        while batch.len() < most && bytes < TOGETHER {
            // What is for the clipboard is written as another one, perhaps.
            let Some(next) = small.pop_front_if(|next| staged(next) == first) else { break };
            bytes += next.put.content.len();
            batch.push(next);
        }
        batch
    }

    /// What was there already, or was left alone, did not come.
    pub(super) fn uploaded(
        &self,
        order: &PutOrder,
        done: &PutDone,
        scanned: bool,
        files: &dyn Files,
    ) -> Option<FileAct> {
        if done.identical || done.skipped {
            return None;
        }
        let mut act = self.act(FileActKind::Uploaded, &wire::below(&order.directory, &done.name), files);
        act.bytes = order.bytes;
        act.sha256 = done.sha256.map(|hash| hash.to_vec().into()).unwrap_or_default();
        act.scanned = scanned;
        Some(act)
    }

    pub(super) fn not_uploaded(&self, path: &[u8], bytes: u64, fault: &FileFault, files: &dyn Files) -> FileAct {
        let mut act = self.act(FileActKind::Uploaded, path, files);
        act.bytes = bytes;
        act.code = fault.code.code().to_owned();
        if matches!(fault.code, FileCode::Infected | FileCode::ScanFailed) {
            act.finding = wire::clipped(&fault.detail, wire::FINDING);
            act.sha256 = fault.sha256.as_ref().map(|hash| hash.to_vec().into()).unwrap_or_default();
        }
        act
    }
}

/// Why a put has no file.
pub(super) enum Gone {
    Fault(FileFault),
    Stopped(Box<dyn Put>, Stopped),
}

pub(super) fn code_of(why: Stopped) -> FileCode {
    match why {
        Stopped::Revoked => FileCode::NotPermitted,
        Stopped::Asked | Stopped::Ended | Stopped::Left => FileCode::Cancelled,
    }
}

/// Whether something had been written when a small file failed with this; otherwise nothing was done.
pub(super) fn had_begun(code: FileCode) -> bool {
    matches!(
        code,
        FileCode::NoSpace
            | FileCode::Corrupt
            | FileCode::Changed
            | FileCode::Vanished
            | FileCode::Infected
            | FileCode::ScanFailed
            | FileCode::Failed
            | FileCode::Limit
    )
}

/// Runs on a thread of its own. `scan`: what is whole is given back to be scanned.
fn apply(mut put: Box<dyn Put>, steps: Vec<Costed>, stop: &Stop, scan: bool) -> Came {
    let mut other = false;
    for Costed { step, .. } in steps {
        let outcome = match step {
            Step::Data { offset, bytes } => put.write(offset, &bytes),
            Step::Compare(blocks) => match put.compare(&blocks, &mut || stop.goes_on()) {
                Ok(Some(done)) => return Came::Done(done),
                Ok(None) => {
                    other = true;
                    Ok(())
                }
                Err(fault) => Err(fault),
            },
            Step::End(blocks) if scan => return Came::Whole { put, blocks },
            Step::End(blocks) => {
                return match put.end(&blocks) {
                    Ok(done) => Came::Done(done),
                    Err(fault) => Came::Fault(fault),
                };
            }
        };
        if let Err(fault) = outcome {
            return Came::Fault(fault);
        }
    }
    Came::Further { put, other }
}
