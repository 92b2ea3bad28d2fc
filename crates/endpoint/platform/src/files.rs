//! The endpoint's files (FIL): what the agent asks of a file system, as one account. Plain data and two traits; called on threads of their own, because disks take time: nothing here is async, and whoever asks
//! can stop between two entries or pieces.
//!
//! Paths are absolute and in the system's own bytes; names are one component. Neither need be UTF-8, and neither has been looked at by anybody: each call checks them, and holds them to the rules that it is
//! given, on what it has opened and not on how it is spelled (FIL-6).

use std::{ops::ControlFlow, sync::Arc};

use thiserror::Error;

/// Bytes of a block: the unit of the hash of blocks and of a resumed put.
pub const FILE_BLOCK: u64 = 1024 * 1024;
/// Most bytes that a fetch hands over at a time.
pub const FETCH_PIECE: usize = 256 * 1024;
/// Most bytes of a path, and of a name.
pub const FILE_PATH: usize = 4096;
/// As said.
pub const FILE_NAME: usize = 255;
/// Most files of one [`Files::put_small`], and most bytes of one of them.
pub const SMALL_PUTS: usize = 64;
/// As said.
pub const SMALL_PUT: usize = 128 * 1024;
/// Most characters that are kept of what a scan says.
pub const SCAN_WORDS: usize = 200;

/// A SHA-256.
pub type FileHash = [u8; 32];

/// Asked between two steps of something that may take long: whether to go on.
pub type GoesOn<'a> = &'a mut dyn FnMut() -> ControlFlow<()>;

/// The file system as one account. Each call stands alone, may block for as long as a disk does, and acts with this account's rights on the thread that it is called on, whatever the process may.
pub trait Files: Send + Sync + 'static {
    /// The account that acts.
    fn account(&self) -> &str;
    /// Whether it may everything.
    fn elevated(&self) -> bool;
    /// Where to begin, as far as the rules let (FIL-1).
    fn places(&self, rules: &PathRules) -> Vec<FilePlace>;
    /// Hands over [`ListPart::Head`] once, then every entry in the system's order (FIL-9). Where either may be read or written may be listed.
    ///
    /// # Errors
    /// Why there is no list, or not all of it; `Cancelled` if `take` broke off.
    fn list(
        &self,
        path: &[u8],
        rules: &PathRules,
        take: &mut dyn FnMut(ListPart) -> ControlFlow<()>,
    ) -> Result<(), FileFault>;
    /// One entry, whatever it is; a link is not followed. With the hash of a file's bytes, if it may be read.
    ///
    /// # Errors
    /// Why it cannot be told; `Cancelled` if `goes_on` broke off.
    fn describe(
        &self,
        path: &[u8],
        digest: bool,
        rules: &PathRules,
        goes_on: GoesOn<'_>,
    ) -> Result<FileDetails, FileFault>;
    /// How much these and all that is in them hold. `take` is called after each entry.
    ///
    /// # Errors
    /// `Cancelled` if `take` broke off; what cannot be read is counted in the total's `failed`.
    fn measure(
        &self,
        paths: &[Vec<u8>],
        rules: &PathRules,
        take: &mut dyn FnMut(&FilesTotal) -> ControlFlow<()>,
    ) -> Result<FilesTotal, FileFault>;
    /// Makes a directory. With `parents` it is fine when it is there, and those above it are made as well.
    ///
    /// # Errors
    /// Why there is none.
    fn make_directory(&self, path: &[u8], parents: bool, rules: &PathRules) -> Result<(), FileFault>;
    /// Gives an entry another name or place on the same volume; a link is moved itself. Nothing is overwritten.
    ///
    /// # Errors
    /// Why not: `Exists`, `OtherVolume` and the like. Nothing was done then.
    fn rename(&self, from: &[u8], to: &[u8], rules: &PathRules) -> Result<(), FileFault>;
    /// Removes entries for good, directories with all that is in them. Links are removed and not followed, mount points are left (`Busy`). `take` is called after each entry.
    ///
    /// # Errors
    /// `Cancelled` if `take` broke off; what could not be removed is counted in the total's `failed`. Of a single path that cannot be begun with: why.
    fn remove(
        &self,
        paths: &[Vec<u8>],
        rules: &PathRules,
        take: &mut dyn FnMut(&FilesTotal) -> ControlFlow<()>,
    ) -> Result<FilesTotal, FileFault>;
    /// Sets permission bits (07777 at most), if wanted of all that is in it as well: links are left, and directories keep their right to be searched where they can be read.
    ///
    /// # Errors
    /// As of [`Files::remove`].
    fn set_mode(
        &self,
        path: &[u8],
        mode: u32,
        recursive: bool,
        rules: &PathRules,
        take: &mut dyn FnMut(&FilesTotal) -> ControlFlow<()>,
    ) -> Result<FilesTotal, FileFault>;
    /// Walks a file or a tree and hands over what is in it, in the order of docs/wire.md ("Files"). The total says what it came to, and how much could not be read.
    ///
    /// # Errors
    /// Why nothing of it can be fetched; `Cancelled` if the sink broke off.
    fn fetch(&self, order: &FetchOrder, rules: &PathRules, sink: &mut dyn FetchSink) -> Result<FilesTotal, FileFault>;
    /// Begins to write a file, or goes on with the partial one of the same key (FIL-7).
    ///
    /// # Errors
    /// Why not; `Exists` says what is there. Nothing is left behind then.
    fn put(&self, order: &PutOrder, rules: &PathRules) -> Result<PutBegun, FileFault>;
    /// Writes at most [`SMALL_PUTS`] files of at most [`SMALL_PUT`] bytes each, durably, all at once (FIL-8). One result for each, in order.
    fn put_small(&self, puts: &[SmallPut], rules: &PathRules) -> Vec<Result<PutDone, FileFault>>;
    /// Whether this machine has a command of its own that files can be scanned with (FIL-10).
    fn has_scanner(&self) -> bool;
    /// Writes one file of at most [`SMALL_PUT`] bytes, durably, and has it scanned before it has its name. Waits for its turn, and may take minutes.
    ///
    /// # Errors
    /// As of [`Put::scan`]; nothing is left behind.
    fn put_scanned(&self, put: &SmallPut, rules: &PathRules, goes_on: GoesOn<'_>) -> Result<PutDone, FileFault>;
    /// Removes the partial file of an earlier put. One that is not there is removed.
    ///
    /// # Errors
    /// Why it is still there; `Busy` while a [`Put`] holds it.
    fn forget_put(&self, directory: &[u8], key: &PutKey, rules: &PathRules) -> Result<(), FileFault>;
}

/// A file that comes. Its partial file stays when this is dropped, until it is gone on with or forgotten; it is gone after a fault of any of these.
pub trait Put: Send {
    /// What is there of an earlier attempt, and of the target.
    fn ready(&self) -> PutReady;
    /// Whether what is at the target is this file already. If so, the put is over and nothing was changed.
    ///
    /// # Errors
    /// `Cancelled` if `goes_on` broke off. A target that cannot be read is another file, and no fault.
    fn compare(&mut self, blocks: &FileHash, goes_on: GoesOn<'_>) -> Result<Option<PutDone>, FileFault>;
    /// The next bytes: where the last ones ended, or at 0 to begin anew.
    ///
    /// # Errors
    /// Why the file cannot be written, or `Corrupt` when these are not the next ones or are too many.
    fn write(&mut self, offset: u64, bytes: &[u8]) -> Result<(), FileFault>;
    /// All bytes came: compares the hash, makes them durable and has them scanned, before they have a name (FIL-10). Waits for its turn, and may take minutes.
    ///
    /// # Errors
    /// `Infected`, `ScanFailed`, `NoScanner`, or as of `end`. After `Cancelled`, because `goes_on` broke off, everything is there still and can be scanned again.
    fn scan(&mut self, blocks: &FileHash, goes_on: GoesOn<'_>) -> Result<(), FileFault>;
    /// All bytes came: compares the hash, makes the file durable and gives it its name.
    ///
    /// # Errors
    /// Why there is no file, or not this one; what was at the target is there still. `ScanFailed` if the order wants a scan and there was none of these bytes.
    fn end(self: Box<Self>, blocks: &FileHash) -> Result<PutDone, FileFault>;
    /// It is not wanted any more: nothing stays.
    fn cancel(self: Box<Self>);
}

/// Where a fetch goes. Each may wait until there is room, and each may end the fetch.
pub trait FetchSink {
    /// Asked now and then while nothing is handed over.
    fn goes_on(&mut self) -> ControlFlow<()>;
    /// What the tree holds, once before its first entry, if that was wanted; called while it is counted with `done` false.
    fn measured(&mut self, total: &FilesTotal, done: bool) -> ControlFlow<()>;
    /// A file waits for its scan, or is scanned; once before, and now and then.
    fn scanning(&mut self, path: &[u8]) -> ControlFlow<()> {
        let _ = path;
        self.goes_on()
    }
    /// The next entry.
    fn begins(&mut self, entry: FetchBegins) -> ControlFlow<()>;
    /// Most bytes that are wanted at a time, at most [`FETCH_PIECE`].
    fn piece(&self) -> usize {
        FETCH_PIECE
    }
    /// The next bytes of it, at most as many as `piece` said just before.
    fn bytes(&mut self, offset: u64, bytes: &[u8]) -> ControlFlow<()>;
    /// All bytes of a file were handed over.
    fn ends(&mut self, end: FetchEnds) -> ControlFlow<()>;
}

/// Which paths may be read, and which written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PathRules {
    /// Where files may be fetched from.
    pub readable: PathReach,
    /// Where anything may be changed.
    pub writable: PathReach,
}

/// How far a right reaches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PathReach {
    /// As far as the account's own rights.
    #[default]
    Everywhere,
    /// Nowhere: the right is not there at all.
    Nowhere,
    /// At and below one of these absolute paths. What one leads to by a link that somebody else may change is not it.
    Below(Vec<Vec<u8>>),
}

impl PathReach {
    /// As the grant has it: no prefix is everywhere.
    pub fn of_prefixes(prefixes: Vec<Vec<u8>>) -> PathReach {
        if prefixes.is_empty() { PathReach::Everywhere } else { PathReach::Below(prefixes) }
    }
}

/// Somewhere to begin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilePlace {
    /// Where.
    pub path: Vec<u8>,
    /// "root", "home", "desktop", "documents", "downloads", "temporary", "volume".
    pub kind: &'static str,
    /// Of a volume: its device.
    pub device: String,
    /// Of a volume: its file system.
    pub file_system: String,
    /// Its size; 0: not known without asking another machine.
    pub total_bytes: u64,
    /// What this account may still write.
    pub free_bytes: u64,
    /// Nothing can be written there.
    pub read_only: bool,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// Nothing that is there: of a link that leads nowhere, or out of the rules.
    #[default]
    Unknown,
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A device, a pipe, a socket: neither fetched nor written.
    Other,
}

/// One entry of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// One component.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: FileKind,
    /// Of a file its size.
    pub bytes: u64,
    /// Unix time in milliseconds.
    pub modified_ms: i64,
    /// Permission bits and the three above them.
    pub mode: u32,
    /// A name, or the number of an account without one.
    pub owner: Arc<str>,
    /// The same of the group.
    pub group: Arc<str>,
    /// Of a link: what it leads to.
    pub leads_to: FileKind,
    /// Hidden by the system's word, where that is not in the name.
    pub hidden: bool,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListPart {
    /// Of the directory itself.
    Head(ListHead),
    /// One of its entries.
    Entry(FileEntry),
}

/// What is told of a directory besides its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHead {
    /// Absolute, after links were followed.
    pub path: Vec<u8>,
    /// New entries may be made here, by the account and by the rules, as far as can be told.
    pub writable: bool,
    /// What the account may still write on this volume; 0: not known.
    pub free_bytes: u64,
}

/// One entry in detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDetails {
    /// Absolute; the links above it were followed.
    pub path: Vec<u8>,
    /// What a list says of it.
    pub entry: FileEntry,
    /// Of a link, as it is written.
    pub target: Vec<u8>,
    /// Names that it has.
    pub links: u64,
    /// What it takes on the disk.
    pub allocated_bytes: u64,
    /// Unix time in milliseconds.
    pub accessed_ms: i64,
    /// Of its last change of any kind.
    pub changed_ms: i64,
    /// 0: not known.
    pub created_ms: i64,
    /// Its number on the volume.
    pub inode: u64,
    /// Of its bytes, if it was wanted.
    pub sha256: Option<FileHash>,
    /// The account and the rules let it be read.
    pub may_read: bool,
    /// The same for writing.
    pub may_write: bool,
}

/// What something came to so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilesTotal {
    /// Files, links and everything else that is no directory.
    pub files: u64,
    /// Directories, with the first one.
    pub directories: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// What it was at last: absolute, or of a fetch relative.
    pub path: Vec<u8>,
    /// Entries that could not be done.
    pub failed: u64,
    /// The first of them.
    pub failed_path: Vec<u8>,
    /// Why.
    pub failed_code: Option<FileCode>,
}

/// What is to be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FetchOrder {
    /// A file, or a directory with all that is in it. A link is followed.
    pub path: Vec<u8>,
    /// Go on with an earlier fetch.
    pub resume: Option<FetchResume>,
    /// At most so many bytes of a single file. 0: all.
    pub most_bytes: u64,
    /// Count the tree first.
    pub measure: bool,
    /// Nothing of a file is handed over before a scan found it clean, and nothing more once it is another one (FIL-10).
    pub scan: bool,
}

/// Where an earlier fetch ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FetchResume {
    /// The relative path of the entry; empty: the file itself. Everything before it is left out.
    pub path: Vec<u8>,
    /// The next byte.
    pub offset: u64,
    /// What [`FetchBegins::stamp`] said. An entry that changed begins anew.
    pub stamp: Vec<u8>,
}

/// A fetch goes on with this entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchBegins {
    /// Relative to what was asked for, components separated by "/"; empty: itself.
    pub path: Vec<u8>,
    /// Its name is the last component of its path.
    pub entry: FileEntry,
    /// Opaque, at most 64 bytes.
    pub stamp: Vec<u8>,
    /// Where its bytes begin.
    pub offset: u64,
    /// Nothing of it follows.
    pub skipped: Option<FetchSkip>,
    /// Of one that a scan left out: what it said, and what the file is.
    pub finding: Option<Box<Finding>>,
}

/// What is known of a file that a scan did not find clean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finding {
    /// What the scan said: one line of at most [`SCAN_WORDS`] characters of plain text. Hostile.
    pub words: String,
    /// Of all bytes, where they were read.
    pub sha256: Option<FileHash>,
}

/// Why an entry is not fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchSkip {
    /// A link in a tree.
    Link,
    /// It failed with this.
    Fault(FileCode),
}

impl FetchSkip {
    /// Its code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            FetchSkip::Link => "link",
            FetchSkip::Fault(code) => code.code(),
        }
    }
}

/// A file was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchEnds {
    /// How many bytes it has, from its beginning.
    pub bytes: u64,
    /// SHA-256 of its blocks' SHA-256.
    pub blocks: FileHash,
    /// SHA-256 of its bytes.
    pub sha256: FileHash,
    /// Why it is incomplete: `Failed`, `Changed` or whatever reading it failed with.
    pub code: Option<FileCode>,
}

/// Names a put across links, restarts and tabs.
pub type PutKey = [u8; 16];

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutOrder {
    /// The directory, which is there.
    pub directory: Vec<u8>,
    /// The name in it.
    pub name: Vec<u8>,
    /// The partial file of this key is gone on with.
    pub key: PutKey,
    /// How many bytes come.
    pub bytes: u64,
    /// What if the name is taken.
    pub exists: FileExists,
    /// Unix time in milliseconds. `None`: the time of the transfer.
    pub modified_ms: Option<i64>,
    /// Permission bits. `None`: what the system gives a new file, or what the overwritten one had.
    pub mode: Option<u32>,
    /// It has no name before a scan found it clean (FIL-10).
    pub scan: bool,
}

/// What happens if there is something of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileExists {
    /// Nothing: the fault says what is there.
    Ask,
    /// A file or a link is replaced.
    Overwrite,
    /// Nothing, and that is fine.
    Skip,
    /// The new one gets another name: "report (2).pdf".
    KeepBoth,
}

/// How a put began.
pub enum PutBegun {
    /// Its bytes are awaited.
    Awaits(Box<dyn Put>),
    /// It is over: [`PutDone::skipped`].
    Over(PutDone),
}

/// What a put begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutReady {
    /// The next byte: a multiple of [`FILE_BLOCK`], or the file's end.
    pub offset: u64,
    /// SHA-256 of the blocks' SHA-256 up to there.
    pub blocks: FileHash,
    /// There is a file of the same size at the target.
    pub same_size: bool,
}

/// A put is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutDone {
    /// Under which name the file is there.
    pub name: Vec<u8>,
    /// It was there with the same content and was left alone.
    pub identical: bool,
    /// There was something else, and it was left alone.
    pub skipped: bool,
    /// SHA-256 of the bytes; nothing of a skipped one.
    pub sha256: Option<FileHash>,
}

/// A small file with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallPut {
    /// As of a larger one; `bytes` is the content's length.
    pub order: PutOrder,
    /// All of it.
    pub content: Vec<u8>,
    /// The hash of blocks that whoever sent it found.
    pub blocks: FileHash,
}

/// Why something was not done: the codes of `FilesOver`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileCode {
    /// There is no such thing.
    NotFound,
    /// The account may not.
    NotPermitted,
    /// The rules do not reach there.
    Outside,
    /// The name is taken.
    Exists,
    /// Something on the way, or at its end, is no directory.
    NotADirectory,
    /// A file was meant.
    IsADirectory,
    /// A device, a pipe, a socket.
    Special,
    /// It is not empty.
    NotEmpty,
    /// The volume, or the account's share of it, is full.
    NoSpace,
    /// The volume cannot be written.
    ReadOnly,
    /// No system has such a name, or this place has none.
    BadName,
    /// The path or the name is too long, or the file is too large for the volume.
    TooLong,
    /// The new place is on another volume.
    OtherVolume,
    /// It changed meanwhile.
    Changed,
    /// What came is not what was sent.
    Corrupt,
    /// Something holds it: another transfer, a mount.
    Busy,
    /// It went away meanwhile.
    Vanished,
    /// Too many at once.
    Limit,
    /// A scan found something in it.
    Infected,
    /// It must be scanned, and was not.
    ScanFailed,
    /// It must be scanned, and there is nothing here to do it with.
    NoScanner,
    /// Whoever asked broke off.
    Cancelled,
    /// Anything else.
    Failed,
}

impl FileCode {
    /// Its name on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            FileCode::NotFound => "not_found",
            FileCode::NotPermitted => "not_permitted",
            FileCode::Outside => "outside",
            FileCode::Exists => "exists",
            FileCode::NotADirectory => "not_a_directory",
            FileCode::IsADirectory => "is_a_directory",
            FileCode::Special => "special",
            FileCode::NotEmpty => "not_empty",
            FileCode::NoSpace => "no_space",
            FileCode::ReadOnly => "read_only",
            FileCode::BadName => "bad_name",
            FileCode::TooLong => "too_long",
            FileCode::OtherVolume => "other_volume",
            FileCode::Changed => "changed",
            FileCode::Corrupt => "corrupt",
            FileCode::Busy => "busy",
            FileCode::Vanished => "vanished",
            FileCode::Limit => "limit",
            FileCode::Infected => "infected",
            FileCode::ScanFailed => "scan_failed",
            FileCode::NoScanner => "no_scanner",
            FileCode::Cancelled => "cancelled",
            FileCode::Failed => "failed",
        }
    }
}

/// Why something was not done, for a person as well.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{detail}")]
pub struct FileFault {
    /// What a program goes by.
    pub code: FileCode,
    /// A sentence of the system's; of `Infected` and `ScanFailed` what the scan said, as in [`Finding::words`].
    pub detail: String,
    /// Of `Exists`: what is there.
    pub there: Option<Box<FileEntry>>,
    /// Of `Infected`: of all bytes of the file, where they were read.
    pub sha256: Option<Box<FileHash>>,
}

impl FileFault {
    /// With words.
    pub fn new(code: FileCode, detail: impl Into<String>) -> FileFault {
        FileFault { code, detail: detail.into(), there: None, sha256: None }
    }

    /// There is nothing to scan files with.
    pub fn no_scanner() -> FileFault {
        FileFault::new(FileCode::NoScanner, "this machine has no command that scans files")
    }

    /// Whoever asked broke off.
    pub fn cancelled() -> FileFault {
        FileFault::new(FileCode::Cancelled, "cancelled")
    }
}
