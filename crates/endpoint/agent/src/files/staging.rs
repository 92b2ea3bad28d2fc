//! Where files are laid down that a participant puts on the endpoint's clipboard (SCR-7, ADR 64): a directory of the session's own in the home of whoever's desktop it is, theirs and nobody else's to read.
//!
//! Whatever the session may, it is written as that person, so that they can paste what is there. It goes with the switch and the rights, with the session, and when the agent begins anew.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::task::spawn_blocking;
use towline_model::AgentKeyId;
use towline_platform::{FileCode, FileFault, FileKind, Files, Host, ListPart, PathReach, PathRules};

use crate::{screen::Screens, sessions::now_ms};

/// Below the home of a user.
const BELOW_HOME: &[u8] = b".cache/towline/clipboard";
/// Batches of one session at a time, and the names in one.
const BATCHES: usize = 64;
const NAMES: usize = 2048;
/// What an agent left that never came back is removed by another one after so long.
const FORGOTTEN_MS: i64 = 7 * 24 * 3_600_000;
/// Directories of others that are looked at.
const OTHERS: usize = 256;

/// Removes what an earlier run of this agent left, once for each account.
#[derive(Clone)]
pub(crate) struct Sweeper {
    /// This agent's own directory, beside those of others of the same user.
    tag: Arc<str>,
    swept: Arc<Mutex<BTreeSet<String>>>,
}

impl Sweeper {
    pub(crate) fn of(agent: AgentKeyId, host: &dyn Host) -> Sweeper {
        host.sweep_scripts();
        let tag: String = agent.0.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Sweeper { tag: tag.into(), swept: Arc::default() }
    }

    /// On a thread of its own: the disk is somebody's.
    fn begin(&self, host: &dyn Host) {
        host.sweep_scripts();
        let Some(files) = host.files(false) else { return };
        let sweeper = self.clone();
        spawn_blocking(move || sweeper.sweep(&*files));
    }

    /// Gives where staging is below this account's home; nobody else lays anything down meanwhile.
    fn sweep(&self, files: &dyn Files) -> Option<Vec<u8>> {
        let parent = parent(files)?;
        let own = joined(&parent, self.tag.as_bytes());
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.insert(files.account().to_owned()) {
            let mut left = vec![own.clone()];
            let old = now_ms() - FORGOTTEN_MS;
            let _ = files.list(&parent, &PathRules::default(), &mut |part| {
                if let ListPart::Entry(entry) = part
                    && entry.kind == FileKind::Directory
                    && entry.modified_ms < old
                {
                    left.push(joined(&parent, &entry.name));
                }
                if left.len() > OTHERS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            left.into_iter().for_each(|path| remove(files, path));
        }
        Some(own)
    }
}

/// What one session's participants lay down.
pub(crate) struct Staging {
    host: Rc<dyn Host>,
    screens: Rc<Screens>,
    sweeper: Sweeper,
    session_id: String,
    ended: Cell<bool>,
    next: Cell<u32>,
    batches: RefCell<BTreeMap<u32, Batch>>,
    /// Directories of this session, with whom they are removed as.
    made: RefCell<Vec<Made>>,
}

/// A directory, and as whom it is reached.
type Made = (Arc<dyn Files>, Vec<u8>);

struct Batch {
    participant: u32,
    files: Arc<dyn Files>,
    path: Vec<u8>,
    /// What is there whole: names in the batch's own directory.
    names: BTreeSet<Vec<u8>>,
}

impl Staging {
    pub(crate) fn new(host: Rc<dyn Host>, screens: Rc<Screens>, sweeper: Sweeper, session_id: &str) -> Rc<Staging> {
        sweeper.begin(&*host);
        Rc::new(Staging {
            host,
            screens,
            sweeper,
            session_id: session_id.to_owned(),
            ended: Cell::new(false),
            next: Cell::new(1),
            batches: RefCell::default(),
            made: RefCell::default(),
        })
    }

    /// Whether these rules keep files from the clipboard: they do not reach to where they would be laid down. Blocks.
    pub(crate) fn is_outside(files: &dyn Files, rules: &PathRules) -> bool {
        match &rules.writable {
            PathReach::Everywhere => false,
            PathReach::Nowhere => true,
            PathReach::Below(prefixes) => {
                parent(files).is_none_or(|parent| !prefixes.iter().any(|prefix| is_below(&parent, prefix)))
            }
        }
    }

    /// Makes room for a participant, as far as the rules let: its number, and where.
    pub(crate) async fn begin(&self, participant: u32, rules: PathRules) -> Result<(u32, Vec<u8>), FileFault> {
        if self.batches.borrow().len() >= BATCHES {
            return Err(FileFault::new(FileCode::Limit, "Too many files were put on the clipboard in this session."));
        }
        let files = self.host.files(false).ok_or_else(|| FileFault::new(FileCode::Failed, "There are no files."))?;
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        let (writer, sweeper, session) = (files.clone(), self.sweeper.clone(), self.session_id.clone());
        let made = spawn_blocking(move || {
            let own = sweeper.sweep(&*writer).ok_or_else(|| FileFault::new(FileCode::NotFound, "There is no home."))?;
            if Staging::is_outside(&*writer, &rules) {
                return Err(FileFault::new(FileCode::Outside, "The rules of this site do not reach there."));
            }
            let session = joined(&own, session.as_bytes());
            let private = |path: &[u8], rules: &PathRules| {
                writer.make_directory(path, true, rules)?;
                writer.set_mode(path, 0o700, false, rules, &mut |_| ControlFlow::Continue(())).map(|_| ())
            };
            // What rules name need not be there yet, nor what is above it.
            private(&own, &PathRules::default())?;
            private(&session, &rules)?;
            let path = joined(&session, number.to_string().as_bytes());
            writer.make_directory(&path, false, &rules)?;
            Ok((session, path))
        });
        let (session, path) =
            made.await.unwrap_or_else(|_| Err(FileFault::new(FileCode::Failed, "the disk's thread broke down")))?;
        if self.ended.get() {
            clear(files, session);
            return Err(FileFault::cancelled());
        }
        let mut made = self.made.borrow_mut();
        if !made.iter().any(|(_, known)| *known == session) {
            made.push((files.clone(), session));
        }
        let batch = Batch { participant, files, path: path.clone(), names: BTreeSet::new() };
        self.batches.borrow_mut().insert(number, batch);
        Ok((number, path))
    }

    /// As whom something is written that lies in a batch. `None`: it lies in none.
    pub(crate) fn writer(&self, path: &[u8]) -> Option<Arc<dyn Files>> {
        let batches = self.batches.borrow();
        batches.values().find(|batch| is_below(path, &batch.path)).map(|batch| batch.files.clone())
    }

    /// Something is there whole.
    pub(crate) fn came(&self, path: &[u8]) {
        let mut batches = self.batches.borrow_mut();
        for batch in batches.values_mut().filter(|batch| is_below(path, &batch.path)) {
            let below = path.get(batch.path.len() + 1..).unwrap_or_default();
            let name = below.split(|byte| *byte == b'/').next().unwrap_or_default();
            if !name.is_empty() && batch.names.len() < NAMES {
                batch.names.insert(name.to_owned());
            }
        }
    }

    /// What of a participant's batch is there.
    pub(crate) fn paths(&self, number: u32, participant: u32) -> Vec<Vec<u8>> {
        let batches = self.batches.borrow();
        let batch = batches.get(&number).filter(|batch| batch.participant == participant);
        batch.map(|batch| batch.names.iter().map(|name| joined(&batch.path, name)).collect()).unwrap_or_default()
    }

    /// A participant does not want it any more.
    pub(crate) fn forget(&self, number: u32, participant: u32) {
        let mut batches = self.batches.borrow_mut();
        if batches.get(&number).is_some_and(|batch| batch.participant == participant)
            && let Some(batch) = batches.remove(&number)
        {
            self.screens.take_off(&self.session_id, number);
            clear(batch.files, batch.path);
        }
    }

    /// Who may not any more has nothing there any more.
    pub(crate) fn settle(&self, may: impl Fn(u32) -> bool) {
        let over = self.batches.borrow_mut().extract_if(.., |_, batch| !may(batch.participant)).collect::<Vec<_>>();
        over.into_iter().for_each(|(_, batch)| clear(batch.files, batch.path));
    }

    /// The session is over.
    pub(crate) fn end(&self) {
        self.ended.set(true);
        self.batches.borrow_mut().clear();
        self.made.take().into_iter().for_each(|(files, path)| clear(files, path));
    }
}

fn clear(files: Arc<dyn Files>, path: Vec<u8>) {
    spawn_blocking(move || remove(&*files, path));
}

fn remove(files: &dyn Files, path: Vec<u8>) {
    match files.remove(&[path], &PathRules::default(), &mut |_| ControlFlow::Continue(())) {
        Ok(total) if total.failed > 0 => tracing::warn!(failed = total.failed, "files of a clipboard stay"),
        Err(fault) if fault.code != FileCode::NotFound => {
            tracing::warn!(code = fault.code.code(), "files of a clipboard stay");
        }
        Ok(_) | Err(_) => {}
    }
}

/// Where agents keep what is on the clipboard of this account. `None`: it has no home.
fn parent(files: &dyn Files) -> Option<Vec<u8>> {
    let home = files.places(&PathRules::default()).into_iter().find(|place| place.kind == "home")?;
    Some(joined(&home.path, BELOW_HOME))
}

fn joined(path: &[u8], name: &[u8]) -> Vec<u8> {
    super::wire::below(path, name)
}

/// As it is spelled: at or below the other, and nowhere up again.
fn is_below(path: &[u8], other: &[u8]) -> bool {
    let other = other.strip_suffix(b"/").unwrap_or(other);
    let rest = path.strip_prefix(other);
    let within = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"));
    within && !path.split(|byte| *byte == b'/').any(|name| name == b"..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_below_is_told_by_whole_names_and_never_by_a_way_up_scr_7() {
        for (path, other, below) in [
            (&b"/home/a/.cache"[..], &b"/home/a"[..], true),
            (b"/home/a", b"/home/a", true),
            (b"/home/ab", b"/home/a", false),
            (b"/home/a/../b", b"/home/a", false),
            (b"/srv", b"/", true),
            (b"/srv/x", b"/srv/", true),
        ] {
            assert_eq!(is_below(path, other), below, "{path:?} {other:?}");
        }
    }
}
