//! Files (FIL): the tool needs one of two rights; what the agent did to files is written down exactly once (FIL-10).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Permission, UserId};

use crate::machine::{Session, cut};
use crate::{Answer, Effect, EventKind, Participant, Refusal, Tool};

/// Acts that an agent may tell at a time: as many as it keeps.
pub const FILE_ACTS: usize = 4096;
/// Acts that one event of the log tells at most.
pub const FILE_ITEMS: usize = 64;
/// How long an act waits at most for others that go into the same event.
const GATHER: Duration = Duration::from_millis(200);
/// Longest path in bytes: what the system lets through, with bytes that are not UTF-8 written as four characters each.
const PATH: usize = 4 * 4096;
/// Bytes of paths in one event.
const PATHS: usize = 64 * 1024;
/// Longest code and account that is taken from an agent.
const CODE: usize = 32;
const ACCOUNT: usize = 256;
const ENDPOINT: usize = 256;
/// Longest word of a scan in bytes: 200 characters.
const FINDING: usize = 800;

/// What was done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileActKind {
    /// It came to the endpoint.
    Uploaded,
    /// It was fetched.
    Downloaded,
    /// It was removed, with all that was in it.
    Removed,
    /// It has another name or place.
    Moved,
    /// A directory was made.
    DirectoryMade,
    /// Its permission bits were set.
    ModeSet,
    /// Its beginning was looked at.
    Viewed,
}

impl FileActKind {
    /// All of them.
    pub const ALL: [FileActKind; 7] = [
        FileActKind::Uploaded,
        FileActKind::Downloaded,
        FileActKind::Removed,
        FileActKind::Moved,
        FileActKind::DirectoryMade,
        FileActKind::ModeSet,
        FileActKind::Viewed,
    ];

    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            FileActKind::Uploaded => "uploaded",
            FileActKind::Downloaded => "downloaded",
            FileActKind::Removed => "removed",
            FileActKind::Moved => "moved",
            FileActKind::DirectoryMade => "directory_made",
            FileActKind::ModeSet => "mode_set",
            FileActKind::Viewed => "viewed",
        }
    }

    /// What the customer is told of it.
    pub fn for_customer(self) -> &'static str {
        match self {
            FileActKind::Uploaded => "files_uploaded",
            FileActKind::Downloaded => "files_downloaded",
            FileActKind::Removed => "files_removed",
            FileActKind::Viewed => "files_viewed",
            FileActKind::Moved | FileActKind::DirectoryMade | FileActKind::ModeSet => "files_changed",
        }
    }
}

/// Something that the agent did to a file, or failed to do. All texts are hostile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAct {
    /// What.
    pub kind: FileActKind,
    /// Who asked for it.
    pub participant: u16,
    /// The account that did it.
    pub account: String,
    /// To what.
    pub item: FileItem,
}

/// One file, or one tree, of an event.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileItem {
    /// Its absolute path; bytes that are not UTF-8 are written as "\xNN".
    pub path: String,
    /// Of a move: where to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// How large it is.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bytes: u64,
    /// In hexadecimal digits; empty: none was made.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
    /// Of a removal, a change of modes: how many entries.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub entries: u64,
    /// Why it failed; empty: it did not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// It was scanned, and is clean.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scanned: bool,
    /// What the scan said of one that is not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub finding: String,
}

pub(crate) fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl FileItem {
    /// Its name, without where it is.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').find(|part| !part.is_empty()).unwrap_or(&self.path)
    }

    fn bounded(self) -> FileItem {
        let hex = self.sha256.len() == 64 && self.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        FileItem {
            path: line(self.path, PATH),
            to: line(self.to, PATH),
            sha256: if hex { self.sha256 } else { String::new() },
            code: line(self.code, CODE),
            finding: line(self.finding, FINDING),
            ..self
        }
    }

    /// What a scan found, or could not look at, stands alone in the log.
    fn alone(&self) -> bool {
        matches!(self.code.as_str(), "infected" | "scan_failed")
    }

    fn long(&self) -> usize {
        self.path.len() + self.to.len() + self.finding.len()
    }
}

/// A hostile text as one line of so many bytes.
fn line(text: String, bytes: usize) -> String {
    let text = cut(text, bytes);
    if text.contains(char::is_control) { text.replace(char::is_control, "\u{fffd}") } else { text }
}

/// How far the log has what was done to files: the next act of this run of the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileLog {
    /// Which run.
    pub run: u64,
    /// Number of the first act that is not in the log.
    pub next: u64,
}

impl FileLog {
    pub(crate) fn is_default(&self) -> bool {
        *self == FileLog::default()
    }
}

/// The rights that a tool needs: one of these, the first that somebody has or can ask for.
pub(crate) fn needed(tool: Tool) -> &'static [Permission] {
    match tool {
        Tool::Screen => &[Permission::ScreenView],
        Tool::Shell => &[Permission::Shell],
        Tool::System => &[Permission::SystemView],
        Tool::Files => &[Permission::FileDownload, Permission::FileUpload],
    }
}

/// Whether somebody may use a tool.
pub(crate) fn may_use(found: &Participant, tool: Tool) -> bool {
    needed(tool).iter().any(|permission| found.permissions.has(*permission))
}

/// Acts that were told and wait to be written down. Not stored: the agent says again what it did not hear of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gathered {
    run: u64,
    /// Number of the act after the last that was told.
    next: u64,
    waiting: Vec<FileAct>,
    /// When acts were written down last.
    written: Option<Moment>,
}

impl Session {
    /// The number of a user who may use a tool.
    pub(crate) fn tool_permitted(&mut self, now: Moment, user: UserId, tool: Tool) -> Result<u16, Refusal> {
        let found = self.state.participant_of(user).ok_or(Refusal::NotFound)?;
        let has = needed(tool).iter().copied().find(|permission| found.permissions.has(*permission));
        self.permitted(now, user, has.or(needed(tool).first().copied()).ok_or(Refusal::NotPermitted)?)
    }

    /// The same, or who may ask for it. Of a tool with several rights the one that is missing is asked for once it is open: whoever starts it again wants that one.
    pub(crate) fn tool_permitted_or_asked(&mut self, now: Moment, user: UserId, tool: Tool) -> Result<u16, Refusal> {
        let open = self.state.runs_for(user, tool);
        let found = self.state.participant_of(user).ok_or(Refusal::NotFound)?;
        let permissions = found.permissions;
        if may_use(found, tool) && !open {
            return self.tool_permitted(now, user, tool);
        }
        let missing = |permission: &Permission| permissions.reaches(*permission) && !permissions.has(*permission);
        let mut said = None;
        for permission in needed(tool).iter().copied().filter(missing) {
            match self.permitted_or_asked(now, user, permission) {
                // Another one may still be given.
                Err(Refusal::CustomerRefused) => said = Some(Refusal::CustomerRefused),
                answer => return answer,
            }
        }
        said.map_or_else(|| self.tool_permitted(now, user, tool), Err)
    }

    /// Whether the tool runs, so that files may be listed, fetched and sent.
    pub fn shows_files(&self) -> bool {
        self.state.tools.files && !self.state.ended()
    }

    /// That files go to another endpoint, or come from there, stands in both logs before the first of them.
    pub(crate) fn copies(
        &mut self,
        now: Moment,
        user: UserId,
        here: bool,
        endpoint: &str,
        path: String,
    ) -> Result<Answer, Refusal> {
        let number = self.state.participant_of(user).ok_or(Refusal::NotFound)?.number;
        let endpoint = line(endpoint.to_owned(), ENDPOINT);
        self.log(now, number, EventKind::Copying { here, endpoint, path: line(path, PATH) });
        Ok(Answer::Done)
    }

    pub(crate) fn file_acts(
        &mut self,
        now: Moment,
        run: u64,
        first: u64,
        acts: Vec<FileAct>,
    ) -> Result<Answer, Refusal> {
        if acts.len() > FILE_ACTS {
            return Err(Refusal::Invalid);
        }
        if self.file_acts.run != run {
            self.write_file_acts(now);
        }
        let known = self.state.files;
        // Another run counts from 0 again.
        let next = if known.run == run { known.next } else { 0 };
        let next = if self.file_acts.waiting.is_empty() { next } else { self.file_acts.next };
        let had = usize::try_from(next.saturating_sub(first)).unwrap_or(usize::MAX);
        let end = first.saturating_add(u64::try_from(acts.len()).unwrap_or(u64::MAX)).max(next);
        let gathered = &mut self.file_acts;
        (gathered.run, gathered.next) = (run, end);
        gathered.waiting.extend(acts.into_iter().skip(had));
        if gathered.waiting.len() >= FILE_ITEMS || self.file_acts_due().is_none_or(|due| due <= now) {
            self.put_file_acts(now);
        }
        Ok(Answer::Done)
    }

    /// When acts that wait for more of them are written down: a tree of small files is a line for dozens of them, not for each.
    pub(crate) fn file_acts_due(&self) -> Option<Moment> {
        let gathered = &self.file_acts;
        let written = gathered.written.filter(|_| !gathered.waiting.is_empty())?;
        Some(written + GATHER)
    }

    /// Writes down what waits, before anything else that happens. The agent keeps it until it hears that it is stored.
    pub(crate) fn write_file_acts(&mut self, now: Moment) {
        if !self.file_acts.waiting.is_empty() {
            self.put_file_acts(now);
        }
    }

    fn put_file_acts(&mut self, now: Moment) {
        let gathered = &mut self.file_acts;
        let acts = std::mem::take(&mut gathered.waiting);
        let log = FileLog { run: gathered.run, next: gathered.next };
        if !acts.is_empty() {
            gathered.written = Some(now);
        }
        for (participant, kind) in together(acts.into_iter()) {
            // SECURITY: an agent names nobody who was never in the session, and least of all the customer.
            let participant = if participant < self.state.next_participant { participant } else { 0 };
            self.log(now, participant, kind);
        }
        if log != self.state.files {
            self.state.files = log;
            self.dirty = true;
        }
        self.effects.push_back(Effect::FileActsStored { run: log.run, next: log.next });
    }
}

/// One event for those that follow each other of one participant, kind and account; what failed beside what did not, and what was scanned beside what was not.
fn together(acts: impl Iterator<Item = FileAct>) -> Vec<(u16, EventKind)> {
    let mut events: Vec<(u16, EventKind)> = Vec::new();
    let mut long = 0;
    for FileAct { kind, participant, account, item } in acts {
        let (account, item) = (line(account, ACCOUNT), item.bounded());
        let failed = !item.code.is_empty();
        long += item.long();
        if let Some((by, EventKind::Files { what, failed: so, account: of, items })) = events.last_mut()
            && (*by, *what, *so, of.as_str()) == (participant, kind, failed, account.as_str())
            && items.len() < FILE_ITEMS
            && items.iter().all(|other| other.scanned == item.scanned && !other.alone())
            && !item.alone()
            && long <= PATHS
        {
            items.push(item);
            continue;
        }
        long = item.long();
        events.push((participant, EventKind::Files { what: kind, failed, account, items: vec![item] }));
    }
    events
}
