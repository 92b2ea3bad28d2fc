//! Accounts as the system's own databases know them, directory services included.

#![allow(unsafe_code)]

use std::{
    ffi::{CStr, CString, OsStr},
    io,
    mem::MaybeUninit,
    os::unix::ffi::OsStrExt,
    path::PathBuf,
    ptr,
};

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its number.
    pub uid: u32,
    /// Its first group.
    pub gid: u32,
    /// Where it lives.
    pub home: PathBuf,
    /// Its login shell.
    pub shell: PathBuf,
}

/// Entries of a directory service are seldom larger; more is refused.
const ENTRY_BYTES: usize = 256 * 1024;
const GROUPS: usize = 65_536;

impl Account {
    /// The account that this process runs as.
    pub fn current() -> io::Result<Account> {
        Account::by_uid(rustix::process::geteuid().as_raw())
    }

    /// By number.
    pub fn by_uid(uid: u32) -> io::Result<Account> {
        look_up(|entry, buffer, length, result| {
            // SAFETY: the four pointers are valid for the call and `length` is the buffer's.
            unsafe { libc::getpwuid_r(uid, entry, buffer, length, result) }
        })
    }

    /// By name.
    pub fn by_name(name: &str) -> io::Result<Account> {
        let name = CString::new(name).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        look_up(|entry, buffer, length, result| {
            // SAFETY: the five pointers are valid for the call and `length` is the buffer's.
            unsafe { libc::getpwnam_r(name.as_ptr(), entry, buffer, length, result) }
        })
    }

    /// All groups that it belongs to.
    pub fn groups(&self) -> io::Result<Vec<u32>> {
        let name = CString::new(self.name.as_str()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        let mut groups = vec![0u32; 64];
        loop {
            let mut count = i32::try_from(groups.len()).unwrap_or(i32::MAX);
            // SAFETY: `groups` has room for `count` entries, which the call does not exceed.
            let found = unsafe { libc::getgrouplist(name.as_ptr(), self.gid, groups.as_mut_ptr(), &mut count) };
            let count = usize::try_from(count).unwrap_or(0);
            if found >= 0 {
                groups.truncate(count);
                return Ok(groups);
            }
            if groups.len() >= GROUPS {
                return Err(io::Error::other("the account belongs to too many groups"));
            }
            groups.resize(groups.len() * 2, 0);
        }
    }
}

fn look_up(
    call: impl Fn(*mut libc::passwd, *mut libc::c_char, usize, *mut *mut libc::passwd) -> i32,
) -> io::Result<Account> {
    let mut buffer = vec![0u8; 4096];
    loop {
        let mut entry = MaybeUninit::<libc::passwd>::uninit();
        let mut result = ptr::null_mut();
        let code = call(entry.as_mut_ptr(), buffer.as_mut_ptr().cast(), buffer.len(), &mut result);
        if code == libc::ERANGE && buffer.len() < ENTRY_BYTES {
            buffer.resize(buffer.len() * 2, 0);
            continue;
        }
        if code != 0 {
            return Err(io::Error::from_raw_os_error(code));
        }
        if result.is_null() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "there is no such account"));
        }
        // SAFETY: the call succeeded and `result` points to `entry`, which it has filled.
        let entry = unsafe { entry.assume_init() };
        return Ok(Account {
            name: text(entry.pw_name),
            uid: entry.pw_uid,
            gid: entry.pw_gid,
            home: path(entry.pw_dir, "/"),
            shell: path(entry.pw_shell, "/bin/sh"),
        });
    }
}

fn bytes<'a>(pointer: *const libc::c_char) -> &'a [u8] {
    if pointer.is_null() {
        return &[];
    }
    // SAFETY: a non-null text of a passwd entry is zero-terminated and lives in the caller's buffer, which outlives the use here.
    unsafe { CStr::from_ptr(pointer) }.to_bytes()
}

fn text(pointer: *const libc::c_char) -> String {
    String::from_utf8_lossy(bytes(pointer)).into_owned()
}

fn path(pointer: *const libc::c_char, otherwise: &str) -> PathBuf {
    match bytes(pointer) {
        [] => PathBuf::from(otherwise),
        bytes => PathBuf::from(OsStr::from_bytes(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_account_is_known_by_number_and_by_name() {
        let account = Account::current().unwrap();
        assert_eq!(Account::by_name(&account.name).unwrap(), account);
        assert!(account.groups().unwrap().contains(&account.gid));
    }

    #[test]
    fn an_unknown_account_is_an_error() {
        assert!(Account::by_name("no such account here").is_err());
        assert!(Account::by_name("zero\0byte").is_err());
    }
}
