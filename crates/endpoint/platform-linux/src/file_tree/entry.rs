//! What the system tells of an entry, as plain data; names of accounts and groups, each asked for once.

#![allow(unsafe_code)]

use std::{
    collections::HashMap,
    ffi::CStr,
    mem::MaybeUninit,
    ptr,
    sync::{Arc, Mutex, PoisonError},
};

use rustix::fs::{FileType, RawMode, Statx, StatxTimestamp};
use towline_platform::{FileEntry, FileKind};

use crate::Account;

/// Names that are remembered of each kind.
const REMEMBERED: usize = 4096;
/// Longest entry of the groups' database; a group of more members has a number only.
const GROUP_BYTES: usize = 1024 * 1024;

pub(super) fn kind_of(about: &Statx) -> FileKind {
    match FileType::from_raw_mode(RawMode::from(about.stx_mode)) {
        FileType::RegularFile => FileKind::File,
        FileType::Directory => FileKind::Directory,
        FileType::Symlink => FileKind::Link,
        _ => FileKind::Other,
    }
}

pub(super) fn mode_of(about: &Statx) -> u32 {
    u32::from(about.stx_mode) & 0o7777
}

pub(super) fn milliseconds(time: &StatxTimestamp) -> i64 {
    time.tv_sec.saturating_mul(1000).saturating_add(i64::from(time.tv_nsec / 1_000_000))
}

/// Bytes of files count, of directories they mean nothing.
pub(super) fn size_of(about: &Statx) -> u64 {
    if kind_of(about) == FileKind::File { about.stx_size } else { 0 }
}

/// Who owns what, by name.
#[derive(Default)]
pub(super) struct Owners {
    accounts: Mutex<HashMap<u32, Arc<str>>>,
    groups: Mutex<HashMap<u32, Arc<str>>>,
}

impl Owners {
    pub(super) fn entry(&self, name: &[u8], about: &Statx) -> FileEntry {
        FileEntry {
            name: name.to_vec(),
            kind: kind_of(about),
            bytes: size_of(about),
            modified_ms: milliseconds(&about.stx_mtime),
            mode: mode_of(about),
            owner: remembered(&self.accounts, about.stx_uid, |uid| {
                Account::by_uid(uid).ok().map(|account| account.name)
            }),
            group: remembered(&self.groups, about.stx_gid, group_name),
            leads_to: FileKind::Unknown,
            hidden: false,
        }
    }
}

/// Of an entry that could not be looked at.
pub(super) fn unknown_entry(name: &[u8]) -> FileEntry {
    let nobody: Arc<str> = Arc::from("");
    FileEntry {
        name: name.to_vec(),
        kind: FileKind::Unknown,
        bytes: 0,
        modified_ms: 0,
        mode: 0,
        owner: nobody.clone(),
        group: nobody,
        leads_to: FileKind::Unknown,
        hidden: false,
    }
}

fn remembered(
    names: &Mutex<HashMap<u32, Arc<str>>>,
    number: u32,
    look_up: impl FnOnce(u32) -> Option<String>,
) -> Arc<str> {
    let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(name) = names.get(&number) {
        return name.clone();
    }
    if names.len() >= REMEMBERED {
        names.clear();
    }
    let name: Arc<str> = Arc::from(look_up(number).unwrap_or_else(|| number.to_string()));
    names.insert(number, name.clone());
    name
}

fn group_name(gid: u32) -> Option<String> {
    let mut buffer = vec![0u8; 4096];
    loop {
        let mut entry = MaybeUninit::<libc::group>::uninit();
        let mut result = ptr::null_mut();
        // SAFETY: the pointers are valid for the call, and the length is the buffer's.
        let code =
            unsafe { libc::getgrgid_r(gid, entry.as_mut_ptr(), buffer.as_mut_ptr().cast(), buffer.len(), &mut result) };
        if code == libc::ERANGE && buffer.len() < GROUP_BYTES {
            buffer.resize(buffer.len() * 4, 0);
            continue;
        }
        if code != 0 || result.is_null() {
            return None;
        }
        // SAFETY: the call succeeded and `result` points to `entry`, which it has filled; its name is a text in `buffer`, which is there still.
        let name = unsafe {
            let name = entry.assume_init().gr_name;
            if name.is_null() {
                return None;
            }
            CStr::from_ptr(name)
        };
        return Some(name.to_string_lossy().into_owned());
    }
}
