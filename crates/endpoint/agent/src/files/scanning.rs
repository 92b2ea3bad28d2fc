//! Files that come, and are scanned before they have a name (FIL-10, ADR 67): on threads of their own, for minutes perhaps, and never longer than somebody wants them.

use std::{rc::Rc, sync::Arc, time::Duration};

use tokio::{task::spawn_blocking, time::sleep};
use towline_platform::{FileCode, FileFault, FileHash, Files, Put, PutDone};
use towline_wire::{
    Class,
    v1::{FileScanning, files_down},
};

use super::{
    Desk, Kind, Stop, Stopped,
    put::{Gone, Small, code_of, had_begun},
    wire,
};

/// How often it is told that a scan goes on still: whoever waits for it knows that somebody is there.
pub(super) const AGAIN: Duration = Duration::from_secs(60);

impl Desk {
    /// A file that came whole, block by block. Its bytes stay where they are when its viewer is gone, to be gone on with.
    pub(super) async fn scan_and_end(
        &self,
        request: u32,
        mut put: Box<dyn Put>,
        blocks: FileHash,
        stop: &Arc<Stop>,
    ) -> Result<PutDone, Gone> {
        let until = stop.clone();
        let work = move || {
            let scanned = put.scan(&blocks, &mut || until.goes_on());
            (put, scanned)
        };
        let (put, scanned) = self.while_scanning(request, stop, work).await.map_err(Gone::Fault)?;
        match (scanned, stop.why()) {
            (Err(fault), Some(why)) if fault.code == FileCode::Cancelled => return Err(Gone::Stopped(put, why)),
            (Err(fault), _) => return Err(Gone::Fault(fault)),
            // It is whole and clean: that nobody is there any more is no reason to leave it.
            (Ok(()), None | Some(Stopped::Left)) => {}
            (Ok(()), Some(why)) => return Err(Gone::Stopped(put, why)),
        }
        tokio::select! {
            biased;
            why = stop.hit() => if why != Stopped::Left { return Err(Gone::Stopped(put, why)) },
            () = self.unpaused() => {}
        }
        match self.on_disk(move || put.end(&blocks)).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(fault)) | Err(fault) => Err(Gone::Fault(fault)),
        }
    }

    /// A file that came with its request.
    pub(super) async fn store_scanned(self: &Rc<Self>, small: Small, files: &Arc<dyn Files>) {
        let Small { request, cost, mut put } = small;
        put.order.scan = true;
        let (order, rules, writer) = (put.order.clone(), self.rules(), files.clone());
        // So that it can be cancelled.
        let stop = self.opens(request, Kind::Put, None);
        let (until, notes) = (stop.clone(), self.shelf.partials.notes());
        let work = move || {
            let place = (put.order.directory.clone(), put.order.key);
            notes.begin(&*writer, [place.clone()]);
            let outcome = writer.put_scanned(&put, &rules, &mut || until.goes_on());
            notes.over([place]);
            outcome
        };
        let outcome = self.while_scanning(request, &stop, work).await.unwrap_or_else(Err);
        let over = match outcome {
            Ok(done) => {
                self.shelf.staging.came(&wire::below(&order.directory, &done.name));
                self.shelf.acts.add(self.uploaded(&order, &done, true, &**files));
                wire::over_done(&done)
            }
            Err(fault) => {
                if had_begun(fault.code) {
                    let path = wire::below(&order.directory, &order.name);
                    self.shelf.acts.add([self.not_uploaded(&path, order.bytes, &fault, &**files)]);
                }
                let why = stop.why().filter(|_| fault.code == FileCode::Cancelled);
                wire::over_fault(why.map_or(fault, |why| FileFault::new(code_of(why), "")))
            }
        };
        self.over(request);
        self.tell(Class::System, request, files_down::Body::Over(over), 0).await;
        self.channel.consumed(cost);
    }

    /// Does it on a thread when there is one for it; says that it is done, and says so again.
    async fn while_scanning<T: Send + 'static>(
        &self,
        request: u32,
        stop: &Stop,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, FileFault> {
        let scanning = || files_down::Body::Scanning(FileScanning::default());
        self.tell(Class::System, request, scanning(), 0).await;
        // Whoever stops meanwhile is heard by the work itself, which then ends at once.
        let _permit = tokio::select! {
            _ = stop.hit() => None,
            permit = self.scans.acquire() => permit.ok(),
        };
        let mut thread = spawn_blocking(work);
        loop {
            tokio::select! {
                biased;
                done = &mut thread => {
                    return done.map_err(|_| FileFault::new(FileCode::Failed, "scanning broke down"));
                }
                () = sleep(AGAIN) => {
                    self.tell(Class::System, request, scanning(), 0).await;
                }
            }
        }
    }
}
