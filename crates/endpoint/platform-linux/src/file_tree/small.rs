//! Many small files at once (FIL-8). A disk takes as long for one as for all, so they are written first, made durable together, and named after that.

use std::{
    collections::BTreeMap,
    os::fd::{AsFd, OwnedFd},
    sync::Arc,
};

use rustix::fs::fdatasync;
use sha2::{Digest, Sha256};
use towline_platform::{FileCode, FileFault, FileHash, GoesOn, PathRules, PutDone, SMALL_PUT, SMALL_PUTS, SmallPut};

use super::{
    entry::Owners,
    fault::{changed, fault},
    fetch::stamp,
    partial::{Partial, write_out},
    reach::{Need, Reach, about},
    scanned::Scanning,
    target::{Named, Target, on, settle, umask},
};

/// A file that is written, and has no name yet.
struct Written {
    target: Target,
    partial: Partial,
}

enum Stage {
    Over(Result<PutDone, FileFault>),
    Written(Written),
}

pub(super) fn put_small(puts: &[SmallPut], rules: &PathRules, owners: &Owners) -> Vec<Result<PutDone, FileFault>> {
    let limit = |_: &SmallPut| Err(FileFault::new(FileCode::Limit, "too many files at once"));
    if puts.len() > SMALL_PUTS {
        return puts.iter().map(limit).collect();
    }
    let reach = match Reach::of(rules, Need::Write) {
        Ok(reach) => reach,
        Err(fault) => return puts.iter().map(|_| Err(fault.clone())).collect(),
    };
    let umask = umask();
    // Opened once for all that go there.
    let mut directories: BTreeMap<&[u8], Result<Arc<OwnedFd>, FileFault>> = BTreeMap::new();
    let mut stages: Vec<Stage> = Vec::with_capacity(puts.len());
    for put in puts {
        let opened = directories.entry(&put.order.directory);
        let directory = opened.or_insert_with(|| reach.directory(&put.order.directory).map(|place| place.handle));
        let stage = directory.clone().and_then(|directory| written(put, directory, umask, owners, false));
        stages.push(stage.unwrap_or_else(|fault| Stage::Over(Err(fault))));
    }
    // Told of all of them before the first is waited for, the disk has them all by then.
    for stage in &stages {
        if let Stage::Written(Written { partial, .. }) = stage {
            write_out(partial.file(), 0, partial.position());
        }
    }
    for stage in &mut stages {
        if let Stage::Written(Written { partial, .. }) = stage
            && let Err(error) = fdatasync(partial.file())
        {
            partial.remove();
            *stage = Stage::Over(Err(fault(error)));
        }
    }
    let mut done: Vec<Result<PutDone, FileFault>> = stages.into_iter().map(|stage| named(stage, owners)).collect();
    for (directory, opened) in &directories {
        let Ok(opened) = opened else { continue };
        if let Err(fault) = settle(opened.as_fd()) {
            for (put, done) in puts.iter().zip(&mut done) {
                if put.order.directory == *directory && done.as_ref().is_ok_and(|done| !done.identical) {
                    *done = Err(fault.clone());
                }
            }
        }
    }
    done
}

/// One of them, which has no name before a scan found it clean.
pub(super) fn put_scanned(
    put: &SmallPut,
    rules: &PathRules,
    owners: &Owners,
    scanning: &Scanning,
    goes_on: GoesOn<'_>,
) -> Result<PutDone, FileFault> {
    if !scanning.is_there() {
        return Err(FileFault::no_scanner());
    }
    let directory = Reach::of(rules, Need::Write)?.directory(&put.order.directory)?.handle;
    let umask = umask();
    let Written { target, partial } = match written(put, directory.clone(), umask, owners, true)? {
        Stage::Over(done) => return done,
        Stage::Written(written) => written,
    };
    let clean = fdatasync(partial.file()).map_err(fault).and_then(|()| scanning.scan(partial.file(), goes_on));
    let same = clean.and_then(|clean| {
        let now = stamp(&about(partial.file()).map_err(fault)?);
        if now != clean {
            return Err(changed("it changed after it was scanned"));
        }
        target.dress(partial.file(), umask)?;
        fdatasync(partial.file()).map_err(fault)
    });
    if let Err(fault) = same {
        partial.remove();
        return Err(fault);
    }
    let done = named(Stage::Written(Written { target, partial }), owners)?;
    settle(directory.as_fd())?;
    Ok(done)
}

/// The hash of blocks of a file of one block at most.
fn blocks_of(content: &[u8]) -> FileHash {
    if content.is_empty() { Sha256::digest([]).into() } else { Sha256::digest(Sha256::digest(content)).into() }
}

/// `scanned`: it is scanned before it has its name.
fn written(
    put: &SmallPut,
    directory: Arc<OwnedFd>,
    umask: u32,
    owners: &Owners,
    scanned: bool,
) -> Result<Stage, FileFault> {
    let bytes = put.content.len() as u64;
    if put.content.len() > SMALL_PUT {
        return Err(FileFault::new(FileCode::TooLong, "this is not a small file"));
    }
    if put.order.scan && !scanned {
        return Err(FileFault::new(FileCode::ScanFailed, ""));
    }
    if put.order.bytes != bytes || blocks_of(&put.content) != put.blocks {
        return Err(FileFault::new(FileCode::Corrupt, "what came is not what was sent"));
    }
    let target = Target::find(directory.clone(), &put.order)?;
    if let Some(done) = target.identical(bytes, &put.blocks, &mut on)? {
        return Ok(Stage::Over(Ok(done)));
    }
    if target.is_over(owners)? {
        return Ok(Stage::Over(Ok(target.skipped())));
    }
    let mut partial = Partial::fresh(directory, &put.order.key)?;
    let written = partial.append(&put.content).and_then(|()| partial.finish());
    // What is not known to be clean is nobody else's to read or run.
    let whole = written.and_then(|()| if scanned { Ok(()) } else { target.dress(partial.file(), umask) });
    if let Err(fault) = whole {
        partial.remove();
        return Err(fault);
    }
    Ok(Stage::Written(Written { target, partial }))
}

fn named(stage: Stage, owners: &Owners) -> Result<PutDone, FileFault> {
    let Written { target, partial } = match stage {
        Stage::Over(done) => return done,
        Stage::Written(written) => written,
    };
    match target.publish(&partial, owners) {
        Ok(Named::As(name)) => {
            Ok(PutDone { name, identical: false, skipped: false, sha256: Some(partial.hasher().sha256()) })
        }
        Ok(Named::Skipped) => {
            partial.remove();
            Ok(target.skipped())
        }
        Err(fault) => {
            partial.remove();
            Err(fault)
        }
    }
}
