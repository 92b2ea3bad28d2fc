//! Looks at the file system, and changes of it that are no transfers: each on a thread of its own, a few at a time. A look ends with its viewer; a change is finished and told.

use std::{
    ops::ControlFlow,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::mpsc,
    task::{spawn_blocking, spawn_local},
};
use towline_platform::{FileCode, FileFault, Files, FilesTotal, ListPart, PathRules};
use towline_wire::{
    Class,
    v1::{FileActKind, FilesOver, FilesPage, FilesPlacesFound, FilesStaged, files_down, files_up},
};

use super::{Desk, Kind, Staging, Stop, wire};

/// Pages that may wait for the link.
const PAGES: usize = 2;
/// A page is sent when it has so many bytes; the first one sooner, so that something is seen at once.
const PAGE_BYTES: usize = 48 * 1024;
const FIRST_PAGE_BYTES: usize = 12 * 1024;
/// What a page is thought to hold besides the names of its entries, for each.
const ENTRY_BYTES: usize = 64;
/// Paths of one request.
const PATHS: usize = 4096;
/// How often progress is told.
const PROGRESS: Duration = Duration::from_millis(250);

/// What something came to: an answer or an end, and what is to be written down.
struct Outcome {
    body: files_down::Body,
    acts: Vec<Done>,
}

/// Something that was done.
struct Done {
    kind: FileActKind,
    path: Vec<u8>,
    to: Vec<u8>,
    total: FilesTotal,
    code: &'static str,
}

impl From<FilesOver> for Outcome {
    fn from(over: FilesOver) -> Outcome {
        Outcome { body: files_down::Body::Over(over), acts: Vec::new() }
    }
}

/// What the site's rules say to whoever looks where to begin.
struct Told {
    readable: Vec<Vec<u8>>,
    writable: Vec<Vec<u8>>,
    scan: bool,
}

/// What the thread has to tell before its end.
struct Teller {
    stop: Arc<Stop>,
    bodies: mpsc::Sender<files_down::Body>,
    told: Instant,
}

impl Teller {
    fn goes_on(&self) -> ControlFlow<()> {
        self.stop.goes_on()
    }

    /// Waits until there is room for it.
    fn tell(&self, body: files_down::Body) -> ControlFlow<()> {
        match self.bodies.blocking_send(body) {
            Ok(()) => self.goes_on(),
            Err(_) => ControlFlow::Break(()),
        }
    }

    /// Now and then, if there is room.
    fn progress(&mut self, total: &FilesTotal) -> ControlFlow<()> {
        if self.told.elapsed() >= PROGRESS {
            self.told = Instant::now();
            let _ = self.bodies.try_send(files_down::Body::Progress(wire::progress(total)));
        }
        self.goes_on()
    }
}

impl Desk {
    pub(super) fn look(self: &Rc<Self>, request: u32, body: files_up::Body) {
        let kind = kind(&body);
        let stop = self.opens(request, kind, None);
        let desk = self.clone();
        spawn_local(async move {
            let body = desk.run_look(request, kind, body, &stop).await;
            desk.over(request);
            desk.tell(Class::System, request, body, 0).await;
        });
    }

    async fn run_look(
        self: &Rc<Self>,
        request: u32,
        kind: Kind,
        body: files_up::Body,
        stop: &Arc<Stop>,
    ) -> files_down::Body {
        let over = |code: &str, detail: &str| files_down::Body::Over(wire::over(code, detail));
        let waits = async {
            let permit = self.looks.acquire().await;
            self.clear().await;
            permit
        };
        let _permit = tokio::select! {
            biased;
            why = stop.hit() => return over(why.code(), ""),
            permit = waits => permit,
        };
        let made = match &body {
            files_up::Body::MakeDirectory(make) => Some(make.path.clone()),
            _ => None,
        };
        let files = made.as_ref().map_or_else(|| self.files(), |path| self.writer(path));
        let Some(files) = files else { return over("failed", "There is no file system.") };
        let mut forgotten = None;
        if let files_up::Body::ForgetPut(forget) = &body
            && let Some(key) = wire::key(&forget.key)
        {
            let place = (forget.directory.to_vec(), key);
            self.shelf.partials.gone(&place);
            forgotten = Some((self.shelf.partials.notes(), place));
        }
        let (bodies, mut ready) = mpsc::channel(PAGES);
        let mut teller = Teller { stop: stop.clone(), bodies, told: Instant::now() };
        let (worker, rules) = (files.clone(), self.rules());
        let told = self.told();
        let thread = spawn_blocking(move || {
            let outcome = work(&*worker, &rules, told, body, &mut teller);
            if let Some((notes, place)) = forgotten {
                notes.over([place]);
            }
            outcome
        });
        loop {
            let stopped = async {
                match kind {
                    Kind::Change => std::future::pending().await,
                    Kind::Look | Kind::Fetch | Kind::Put => stop.hit().await,
                }
            };
            let next = async {
                let body = ready.recv().await?;
                // A long list does not stand before what a shell writes.
                self.channel.unhurried().await;
                self.tell(Class::System, request, body, 0).await;
                Some(())
            };
            tokio::select! {
                biased;
                _ = stopped => break,
                more = next => if more.is_none() { break },
            }
        }
        drop(ready);
        let outcome = thread.await.unwrap_or_else(|_| wire::over("failed", "the disk's thread broke down").into());
        let Outcome { mut body, acts } = outcome;
        if let (Some(path), files_down::Body::Over(over)) = (made, &body)
            && over.code.is_empty()
        {
            self.shelf.staging.came(&path);
        }
        let code = stop.why().map(|why| why.code());
        if let (Some(code), files_down::Body::Over(over)) = (code, &mut body)
            && over.code == FileCode::Cancelled.code()
        {
            code.clone_into(&mut over.code);
        }
        self.shelf.acts.add(acts.into_iter().map(|done| {
            let mut act = self.act(done.kind, &done.path, &*files);
            act.to = wire::shown(&done.to);
            act.bytes = done.total.bytes;
            act.entries = done.total.files + done.total.directories;
            act.code =
                if done.code == FileCode::Cancelled.code() { code.unwrap_or(done.code) } else { done.code }.to_owned();
            act
        }));
        body
    }

    /// Room for files that are to be put on the clipboard (SCR-7).
    pub(super) fn stage(self: &Rc<Self>, request: u32) {
        let stop = self.opens(request, Kind::Change, None);
        let desk = self.clone();
        spawn_local(async move {
            // Nothing could be put there.
            let unscanned = desk.is_scanned() && !desk.shelf.host.files(false).is_some_and(|files| files.has_scanner());
            let begun = match unscanned {
                true => Err(FileFault::no_scanner()),
                false => desk.shelf.staging.begin(desk.participant, desk.rules()).await,
            };
            let body = match begun {
                // Whoever asked is gone, or may not any more.
                Ok((batch, _)) if let Some(why) = stop.why() => {
                    desk.shelf.staging.forget(batch, desk.participant);
                    files_down::Body::Over(wire::over(why.code(), ""))
                }
                Ok((batch, path)) => files_down::Body::Staged(FilesStaged { path: path.into(), batch }),
                Err(fault) => files_down::Body::Over(wire::over_fault(fault)),
            };
            desk.over(request);
            desk.tell(Class::System, request, body, 0).await;
        });
    }

    /// What the site's rules say, as it is told.
    fn told(&self) -> Told {
        let standing = self.standing.borrow();
        let told = |reach: &towline_platform::PathReach| match reach {
            towline_platform::PathReach::Below(prefixes) => prefixes.clone(),
            towline_platform::PathReach::Everywhere | towline_platform::PathReach::Nowhere => Vec::new(),
        };
        Told { readable: told(&standing.rules.readable), writable: told(&standing.rules.writable), scan: standing.scan }
    }
}

fn kind(body: &files_up::Body) -> Kind {
    use files_up::Body;
    match body {
        Body::Places(_) | Body::List(_) | Body::Describe(_) | Body::Measure(_) | Body::Cancel(_) => Kind::Look,
        Body::MakeDirectory(_)
        | Body::Rename(_)
        | Body::Remove(_)
        | Body::SetMode(_)
        | Body::ForgetPut(_)
        | Body::Stage(_)
        | Body::Unstage(_)
        | Body::Copy(_)
        | Body::LeaveCopy(_) => Kind::Change,
        Body::Fetch(_) => Kind::Fetch,
        Body::Put(_) | Body::PutEnd(_) | Body::PutCompare(_) => Kind::Put,
    }
}

/// Runs on a thread of its own.
fn work(files: &dyn Files, rules: &PathRules, told: Told, body: files_up::Body, teller: &mut Teller) -> Outcome {
    use files_up::Body;
    match body {
        Body::Places(_) => {
            let Told { readable, writable, scan } = told;
            let bytes = |paths: Vec<Vec<u8>>| paths.into_iter().map(Into::into).collect();
            let found = FilesPlacesFound {
                places: files.places(rules).into_iter().map(wire::place).collect(),
                account: wire::clipped(files.account(), 256),
                elevated: files.elevated(),
                readable: bytes(readable),
                writable: bytes(writable),
                clipboard_outside: Staging::is_outside(files, rules),
                no_scanner: scan && !files.has_scanner(),
            };
            Outcome { body: files_down::Body::Places(found), acts: Vec::new() }
        }
        Body::List(list) => ended(pages(files, &list.path, rules, teller)),
        Body::Describe(asked) => match files.describe(&asked.path, asked.digest, rules, &mut || teller.goes_on()) {
            Ok(found) => Outcome { body: files_down::Body::Details(wire::details(found)), acts: Vec::new() },
            Err(fault) => wire::over_fault(fault).into(),
        },
        Body::Measure(measure) => {
            let paths: Vec<Vec<u8>> = measure.paths.iter().take(PATHS).map(|path| path.to_vec()).collect();
            match files.measure(&paths, rules, &mut |total| teller.progress(total)) {
                Ok(total) => wire::over_total(&total).into(),
                Err(fault) => wire::over_fault(fault).into(),
            }
        }
        Body::MakeDirectory(make) => {
            let there = make.parents && files.describe(&make.path, false, rules, &mut || teller.goes_on()).is_ok();
            let outcome = files.make_directory(&make.path, make.parents, rules);
            let made = outcome.is_ok() && !there;
            with_act(ended(outcome), made.then(|| done(FileActKind::DirectoryMade, &make.path)))
        }
        Body::Rename(rename) => {
            let outcome = files.rename(&rename.from, &rename.to, rules);
            let moved =
                outcome.is_ok().then(|| Done { to: rename.to.to_vec(), ..done(FileActKind::Moved, &rename.from) });
            with_act(ended(outcome), moved)
        }
        Body::Remove(remove) => removed(files, rules, &remove.paths, teller),
        Body::SetMode(set) => {
            let mut last = FilesTotal::default();
            let outcome = files.set_mode(&set.path, set.mode & 0o7777, set.recursive, rules, &mut |total| {
                last.clone_from(total);
                teller.progress(total)
            });
            changed(FileActKind::ModeSet, &set.path, outcome, last)
        }
        Body::ForgetPut(forget) => match wire::key(&forget.key) {
            Some(key) => ended(files.forget_put(&forget.directory, &key, rules)),
            None => wire::over("failed", "A key has 16 bytes.").into(),
        },
        Body::Fetch(_)
        | Body::Put(_)
        | Body::PutEnd(_)
        | Body::PutCompare(_)
        | Body::Cancel(_)
        | Body::Stage(_)
        | Body::Unstage(_)
        | Body::Copy(_)
        | Body::LeaveCopy(_) => wire::over("failed", "").into(),
    }
}

fn ended(outcome: Result<(), FileFault>) -> Outcome {
    match outcome {
        Ok(()) => FilesOver::default().into(),
        Err(fault) => wire::over_fault(fault).into(),
    }
}

fn with_act(outcome: Outcome, act: Option<Done>) -> Outcome {
    Outcome { acts: act.into_iter().collect(), ..outcome }
}

fn done(kind: FileActKind, path: &[u8]) -> Done {
    Done { kind, path: path.to_vec(), to: Vec::new(), total: FilesTotal::default(), code: "" }
}

/// What a change of many entries came to. `last`: how far it was when it was broken off.
fn changed(kind: FileActKind, path: &[u8], outcome: Result<FilesTotal, FileFault>, last: FilesTotal) -> Outcome {
    let done = |total: FilesTotal, code| Done { total, code, ..done(kind, path) };
    match outcome {
        Ok(total) => {
            let code = total.failed_code.map(FileCode::code).unwrap_or_default();
            let did = total.files + total.directories > 0 || total.failed > 0;
            with_act(wire::over_total(&total).into(), did.then(|| done(total, code)))
        }
        Err(fault) => {
            let begun = last.files + last.directories > 0;
            let (code, mut over) = (fault.code.code(), wire::over_fault(fault));
            over.total = Some(wire::progress(&last));
            with_act(over.into(), begun.then(|| done(last, code)))
        }
    }
}

/// One after the other, so that each is written down with what was in it.
fn removed(files: &dyn Files, rules: &PathRules, paths: &[bytes::Bytes], teller: &mut Teller) -> Outcome {
    let (mut sum, mut acts) = (FilesTotal::default(), Vec::new());
    for path in paths.iter().take(PATHS) {
        let (before, mut last) = (sum.clone(), FilesTotal::default());
        let outcome = files.remove(&[path.to_vec()], rules, &mut |total| {
            last.clone_from(total);
            teller.progress(&added(&before, total))
        });
        let code = outcome.as_ref().err().map(|fault| fault.code);
        let Outcome { body, acts: did } = changed(FileActKind::Removed, path, outcome.clone(), last.clone());
        acts.extend(did);
        match (outcome, code) {
            (Ok(total), _) => sum = added(&before, &total),
            // Alone, it is told as what it is.
            (Err(_), Some(code)) if code == FileCode::Cancelled || paths.len() == 1 => {
                let mut outcome = Outcome { body, acts };
                if let files_down::Body::Over(over) = &mut outcome.body {
                    over.total = Some(wire::progress(&added(&before, &last)));
                }
                return outcome;
            }
            (Err(_), code) => {
                let failed = FilesTotal { failed: 1, failed_path: path.to_vec(), failed_code: code, ..last };
                sum = added(&before, &failed);
            }
        }
    }
    Outcome { acts, ..wire::over_total(&sum).into() }
}

fn added(one: &FilesTotal, other: &FilesTotal) -> FilesTotal {
    let first = if one.failed > 0 { one } else { other };
    FilesTotal {
        files: one.files + other.files,
        directories: one.directories + other.directories,
        bytes: one.bytes + other.bytes,
        path: other.path.clone(),
        failed: one.failed + other.failed,
        failed_path: first.failed_path.clone(),
        failed_code: first.failed_code,
    }
}

fn pages(files: &dyn Files, path: &[u8], rules: &PathRules, teller: &mut Teller) -> Result<(), FileFault> {
    let (mut page, mut bytes, mut first) = (FilesPage::default(), 0, true);
    let listed = files.list(path, rules, &mut |part| {
        match part {
            ListPart::Head(head) => {
                page.path = head.path.into();
                page.writable = head.writable;
                page.free_bytes = head.free_bytes;
            }
            ListPart::Entry(entry) => {
                bytes += entry.name.len() + entry.owner.len() + entry.group.len() + ENTRY_BYTES;
                page.entries.push(wire::entry(entry));
            }
        }
        if bytes < if first { FIRST_PAGE_BYTES } else { PAGE_BYTES } {
            return teller.goes_on();
        }
        (bytes, first) = (0, false);
        teller.tell(files_down::Body::Page(std::mem::take(&mut page)))
    });
    // Also of an empty directory there is a page; of one that could not be opened there is none.
    if (listed.is_ok() && first) || !page.entries.is_empty() {
        let _ = teller.tell(files_down::Body::Page(page));
    }
    listed
}
