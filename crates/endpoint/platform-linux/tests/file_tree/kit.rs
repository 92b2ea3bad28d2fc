//! What all of these tests need: a folder, a sink that keeps what it gets, a put in one go.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    ops::ControlFlow,
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use towline_platform::{
    FETCH_PIECE, FetchBegins, FetchEnds, FetchOrder, FetchResume, FetchSink, FileCode, FileExists, FileFault, FileHash,
    Files, FilesTotal, ListPart, PathReach, PathRules, Put, PutBegun, PutDone, PutKey, PutOrder,
};
use towline_platform_linux::{Account, LinuxFiles};

pub const BLOCK: usize = 1024 * 1024;
pub const KEY: PutKey = [7; 16];
pub const PARTIAL: &str = ".towline-07070707070707070707070707070707.part";

pub fn own() -> LinuxFiles {
    LinuxFiles::own().unwrap()
}

pub fn everywhere() -> PathRules {
    PathRules::default()
}

pub fn below(path: &Path) -> PathRules {
    let reach = PathReach::Below(vec![bytes(path)]);
    PathRules { readable: reach.clone(), writable: reach }
}

pub fn bytes(path: impl AsRef<Path>) -> Vec<u8> {
    path.as_ref().as_os_str().as_bytes().to_vec()
}

pub fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(std::ffi::OsString::from_vec(bytes.to_vec()))
}

pub fn name(bytes: &[u8]) -> &OsStr {
    OsStr::from_bytes(bytes)
}

/// A folder that everybody may look into.
pub fn folder() -> TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// As another account, where that can be.
pub fn nobody() -> Option<LinuxFiles> {
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root can act as another account");
        return None;
    }
    Some(LinuxFiles::of(Account::by_name("nobody").unwrap()).unwrap())
}

pub fn on(_: &FilesTotal) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

pub fn go() -> ControlFlow<()> {
    ControlFlow::Continue(())
}

pub fn code<T>(result: Result<T, FileFault>) -> FileCode {
    match result {
        Ok(_) => panic!("it was done"),
        Err(fault) => fault.code,
    }
}

/// As docs/wire.md has it, by itself.
pub fn blocks(content: &[u8]) -> FileHash {
    let all = content.chunks(BLOCK).fold(Sha256::new(), |all, block| all.chain_update(Sha256::digest(block)));
    all.finalize().into()
}

pub fn sha256(content: &[u8]) -> FileHash {
    Sha256::digest(content).into()
}

/// The names in a directory, as they are on the disk.
pub fn names(directory: &Path) -> Vec<Vec<u8>> {
    let mut names: Vec<Vec<u8>> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_vec()).collect();
    names.sort();
    names
}

pub fn list(files: &LinuxFiles, path: &Path, rules: &PathRules) -> Result<Vec<ListPart>, FileFault> {
    let mut parts = Vec::new();
    files.list(&bytes(path), rules, &mut |part| {
        parts.push(part);
        ControlFlow::Continue(())
    })?;
    Ok(parts)
}

/// Keeps what a fetch hands over, and ends it after so many bytes if it should.
#[derive(Default)]
pub struct Kept {
    pub begun: Vec<FetchBegins>,
    pub content: BTreeMap<Vec<u8>, Vec<u8>>,
    pub ended: BTreeMap<Vec<u8>, FetchEnds>,
    pub measured: Option<FilesTotal>,
    pub stop_after: Option<u64>,
    pub taken: u64,
}

impl Kept {
    pub fn order(&self) -> Vec<Vec<u8>> {
        self.begun.iter().map(|begun| begun.path.clone()).collect()
    }

    pub fn resume(&self) -> FetchResume {
        let last = self.begun.last().unwrap();
        let offset = self.content.get(&last.path).map_or(0, |content| content.len() as u64);
        FetchResume { path: last.path.clone(), offset, stamp: last.stamp.clone() }
    }
}

impl FetchSink for Kept {
    fn goes_on(&mut self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn measured(&mut self, total: &FilesTotal, done: bool) -> ControlFlow<()> {
        assert!(self.begun.is_empty() && self.measured.is_none());
        self.measured = done.then(|| total.clone());
        ControlFlow::Continue(())
    }

    fn begins(&mut self, entry: FetchBegins) -> ControlFlow<()> {
        if let Some(content) = self.content.get_mut(&entry.path) {
            content.truncate(usize::try_from(entry.offset).unwrap());
        } else if entry.skipped.is_none() && entry.entry.kind == towline_platform::FileKind::File {
            assert_eq!(entry.offset, 0);
            self.content.insert(entry.path.clone(), Vec::new());
        }
        self.begun.push(entry);
        ControlFlow::Continue(())
    }

    fn bytes(&mut self, offset: u64, bytes: &[u8]) -> ControlFlow<()> {
        assert!(bytes.len() <= FETCH_PIECE && !bytes.is_empty());
        let content = self.content.get_mut(&self.begun.last().unwrap().path).unwrap();
        assert_eq!(offset, content.len() as u64);
        content.extend_from_slice(bytes);
        self.taken += bytes.len() as u64;
        if self.stop_after.is_some_and(|most| self.taken >= most) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn ends(&mut self, end: FetchEnds) -> ControlFlow<()> {
        self.ended.insert(self.begun.last().unwrap().path.clone(), end);
        ControlFlow::Continue(())
    }
}

pub fn fetch(files: &LinuxFiles, path: &Path, rules: &PathRules) -> Result<(Kept, FilesTotal), FileFault> {
    let mut kept = Kept::default();
    let total = files.fetch(&FetchOrder { path: bytes(path), ..FetchOrder::default() }, rules, &mut kept)?;
    Ok((kept, total))
}

pub fn order(directory: &Path, name: impl AsRef<[u8]>, length: usize, exists: FileExists) -> PutOrder {
    PutOrder {
        directory: bytes(directory),
        name: name.as_ref().to_vec(),
        key: KEY,
        bytes: length as u64,
        exists,
        modified_ms: None,
        mode: None,
        scan: false,
    }
}

pub fn awaits(begun: Result<PutBegun, FileFault>) -> Box<dyn Put> {
    match begun.unwrap() {
        PutBegun::Awaits(put) => put,
        PutBegun::Over(done) => panic!("over: {done:?}"),
    }
}

/// All of it, in pieces.
pub fn put(files: &LinuxFiles, order: &PutOrder, rules: &PathRules, content: &[u8]) -> Result<PutDone, FileFault> {
    let mut put = match files.put(order, rules)? {
        PutBegun::Awaits(put) => put,
        PutBegun::Over(done) => return Ok(done),
    };
    send(&mut *put, content)?;
    put.end(&blocks(content))
}

pub fn send(put: &mut dyn Put, content: &[u8]) -> Result<(), FileFault> {
    let mut offset = usize::try_from(put.ready().offset).unwrap();
    while offset < content.len() {
        let end = (offset + FETCH_PIECE).min(content.len());
        put.write(offset as u64, &content[offset..end])?;
        offset = end;
    }
    Ok(())
}

/// Bytes that repeat nowhere.
pub fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
