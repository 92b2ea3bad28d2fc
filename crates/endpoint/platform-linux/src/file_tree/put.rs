//! A file that comes in pieces (FIL-7): written beside its target, hashed as it comes, durable before it has its name.

use std::{os::fd::AsFd, sync::Arc};

use rustix::fs::fsync;
use towline_platform::{
    FileCode, FileFault, FileHash, GoesOn, PathRules, Put, PutBegun, PutDone, PutKey, PutOrder, PutReady,
};

use super::{
    acting::Acting,
    entry::Owners,
    fault::{changed, fault},
    fetch::stamp,
    partial::{self, Partial},
    reach::{Identity, Need, Reach, about},
    scanned::Scanning,
    target::{Named, Target, settle, umask},
};

pub(super) fn begin(
    order: &PutOrder,
    rules: &PathRules,
    acting: &Arc<Acting>,
    owners: &Arc<Owners>,
    scanning: &Arc<Scanning>,
) -> Result<PutBegun, FileFault> {
    if order.scan && !scanning.is_there() {
        return Err(FileFault::no_scanner());
    }
    let place = Reach::of(rules, Need::Write)?.directory(&order.directory)?;
    let target = Target::find(place.handle.clone(), order)?;
    if target.is_over(owners)? {
        return Ok(PutBegun::Over(target.skipped()));
    }
    let partial = Partial::open(place.handle.clone(), &order.key, order.bytes)?;
    Ok(PutBegun::Awaits(Box::new(LinuxPut {
        place: place.identity()?,
        acting: acting.clone(),
        owners: owners.clone(),
        scanning: scanning.clone(),
        scan: order.scan,
        clean: None,
        directory: order.directory.clone(),
        rules: rules.clone(),
        bytes: order.bytes,
        target,
        partial,
        over: false,
    })))
}

pub(super) fn forget(directory: &[u8], key: &PutKey, rules: &PathRules) -> Result<(), FileFault> {
    match Reach::of(rules, Need::Write)?.directory(directory) {
        Ok(place) => partial::forget(place.handle.as_fd(), key),
        // With its directory.
        Err(fault) if fault.code == FileCode::NotFound => Ok(()),
        Err(fault) => Err(fault),
    }
}

struct LinuxPut {
    acting: Arc<Acting>,
    owners: Arc<Owners>,
    directory: Vec<u8>,
    place: Identity,
    rules: PathRules,
    bytes: u64,
    target: Target,
    partial: Partial,
    scanning: Arc<Scanning>,
    /// It has no name before a scan found it clean.
    scan: bool,
    /// With which stamp it is.
    clean: Option<Vec<u8>>,
    /// Nothing is awaited any more.
    over: bool,
}

impl LinuxPut {
    /// A fault leaves nothing behind.
    fn or_nothing<T>(&mut self, result: Result<T, FileFault>) -> Result<T, FileFault> {
        if result.is_err() {
            self.over = true;
            self.partial.remove();
        }
        result
    }

    fn append(&mut self, offset: u64, bytes: &[u8]) -> Result<(), FileFault> {
        if self.over {
            return Err(FileFault::new(FileCode::Failed, "this transfer is over"));
        }
        if offset == 0 && self.partial.position() > 0 {
            self.partial.restart()?;
        }
        let end = offset.checked_add(bytes.len() as u64);
        if offset != self.partial.position() || end.is_none_or(|end| end > self.bytes) {
            return Err(FileFault::new(FileCode::Corrupt, "these are not the next bytes of the file"));
        }
        self.clean = None;
        self.partial.append(bytes)
    }

    /// All bytes are there, and are those that were sent.
    fn whole(&mut self, blocks: &FileHash) -> Result<(), FileFault> {
        if self.over {
            return Err(FileFault::new(FileCode::Failed, "this transfer is over"));
        }
        if self.partial.position() != self.bytes {
            return Err(FileFault::new(FileCode::Corrupt, "not all bytes of the file came"));
        }
        if self.partial.hasher().blocks() != *blocks {
            return Err(FileFault::new(FileCode::Corrupt, "what came is not what was sent"));
        }
        self.partial.finish()
    }

    fn scanned(&mut self, blocks: &FileHash, goes_on: GoesOn<'_>) -> Result<(), FileFault> {
        self.whole(blocks)?;
        // Whatever is still to be written changes when it was changed.
        fsync(self.partial.file()).map_err(fault)?;
        self.clean = Some(self.scanning.scan(self.partial.file(), goes_on)?);
        Ok(())
    }

    fn publish(&mut self, blocks: &FileHash) -> Result<PutDone, FileFault> {
        self.whole(blocks)?;
        // INVARIANT: what must be scanned has no name before it was, nor when it is not the same any more.
        match &self.clean {
            Some(clean) if *clean != stamp(&about(self.partial.file()).map_err(fault)?) => {
                return Err(changed("it changed after it was scanned"));
            }
            None if self.scan => return Err(FileFault::new(FileCode::ScanFailed, "")),
            Some(_) | None => {}
        }
        self.target.dress(self.partial.file(), umask())?;
        fsync(self.partial.file()).map_err(fault)?;
        // Hours may have passed: the directory may have another name by now, and what the rules say of that one was not asked.
        let now = Reach::of(&self.rules, Need::Write)?.directory(&self.directory)?.identity()?;
        if now != self.place {
            return Err(changed("the directory was moved meanwhile"));
        }
        let name = match self.target.publish(&self.partial, &self.owners)? {
            Named::As(name) => name,
            Named::Skipped => {
                self.partial.remove();
                return Ok(self.target.skipped());
            }
        };
        settle(self.target.directory.as_fd())?;
        let sha256 = Some(self.partial.hasher().sha256());
        Ok(PutDone { name, identical: false, skipped: false, sha256 })
    }
}

impl Put for LinuxPut {
    fn ready(&self) -> PutReady {
        let (offset, blocks) = (self.partial.position(), self.partial.hasher().blocks());
        PutReady { offset, blocks, same_size: self.target.same_size(self.bytes) }
    }

    fn compare(&mut self, blocks: &FileHash, goes_on: GoesOn<'_>) -> Result<Option<PutDone>, FileFault> {
        let acting = self.acting.clone();
        let _acts = acting.begin()?;
        let identical = self.target.identical(self.bytes, blocks, goes_on);
        let identical = self.or_nothing(identical)?;
        if identical.is_some() {
            self.over = true;
            self.partial.remove();
        }
        Ok(identical)
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> Result<(), FileFault> {
        let acting = self.acting.clone();
        let _acts = acting.begin()?;
        let written = self.append(offset, bytes);
        self.or_nothing(written)
    }

    fn scan(&mut self, blocks: &FileHash, goes_on: GoesOn<'_>) -> Result<(), FileFault> {
        let acting = self.acting.clone();
        let _acts = acting.begin()?;
        match self.scanned(blocks, goes_on) {
            // It can be scanned again.
            Err(fault) if fault.code == FileCode::Cancelled => Err(fault),
            scanned => self.or_nothing(scanned),
        }
    }

    fn end(mut self: Box<Self>, blocks: &FileHash) -> Result<PutDone, FileFault> {
        let acting = self.acting.clone();
        let _acts = acting.begin()?;
        let published = self.publish(blocks);
        self.or_nothing(published)
    }

    fn cancel(self: Box<Self>) {
        // Without the account's rights nothing can be done; the partial file is forgotten later.
        if let Ok(_acts) = self.acting.begin() {
            self.partial.remove();
        }
    }
}
