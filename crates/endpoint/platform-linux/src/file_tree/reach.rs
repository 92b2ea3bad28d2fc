//! From a path to handles. Without rules the kernel looks it up at once; under rules each component is opened by itself, so that the chain of handles from the root down is known, and that chain must go through a
//! directory of the rules.
//!
//! SECURITY: `..` is going back to a handle that is held, never the kernel's; what a link says is read from the link's own handle and looked up in the same way; links of the kernel that lead anywhere (`/proc/1/root`) are
//! taken for what is written in them. So everything below the rule's directory was reached by steps down from it, whoever moves what meanwhile.

use std::{
    ffi::{CStr, CString},
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::Arc,
};

use rustix::{
    fs::{AtFlags, CWD, Mode, OFlags, ResolveFlags, Statx, StatxFlags, openat, openat2, readlinkat, statx},
    io::Errno,
    process::geteuid,
};
use towline_platform::{FILE_NAME, FILE_PATH, FileFault, FileKind, PathReach, PathRules};

use super::{
    entry::kind_of,
    fault::{bad_name, fault, outside, too_long},
};

/// Links that are followed on the way, as many as the kernel's own.
const LINKS: usize = 40;
/// Handles of one chain.
const STEPS: usize = 512;

/// Which volume and number: what makes a directory the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) volume: (u32, u32),
    inode: u64,
}

impl Identity {
    pub(super) fn of(about: &Statx) -> Identity {
        Identity { volume: (about.stx_dev_major, about.stx_dev_minor), inode: about.stx_ino }
    }
}

/// What is known of an open handle.
pub(super) fn about(handle: impl AsFd) -> Result<Statx, Errno> {
    statx(handle, c"", AtFlags::EMPTY_PATH, StatxFlags::BASIC_STATS)
}

/// What is known of an entry; a link is not followed.
pub(super) fn about_entry(directory: impl AsFd, name: &CStr) -> Result<Statx, Errno> {
    statx(directory, name, AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT, StatxFlags::BASIC_STATS)
}

/// What a path is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// To be told of.
    Look,
    Read,
    Write,
}

/// How far paths lead.
pub(super) enum Reach {
    Everywhere,
    /// Only through one of these. They are held as long as this is: a number of a directory that is gone would be given to the next one.
    Through(Vec<Step>),
}

/// A directory that is held.
pub(super) struct Place {
    pub(super) handle: Arc<OwnedFd>,
    /// From the root down to it. Without rules: nobody needs it.
    chain: Option<Vec<Step>>,
}

/// An entry that was found, whatever it is; the last link was followed.
pub(super) struct Spot {
    /// Only a name for it: opens nothing.
    pub(super) handle: Arc<OwnedFd>,
    pub(super) about: Statx,
    pub(super) kind: FileKind,
    /// It is one of the rules' own directories, and not beneath one.
    pub(super) edge: bool,
}

/// Something on the way from the root.
#[derive(Clone)]
pub(super) struct Step {
    handle: Arc<OwnedFd>,
    identity: Identity,
    kind: FileKind,
}

const FOUND: OFlags = OFlags::PATH.union(OFlags::CLOEXEC);

impl Reach {
    pub(super) fn of(rules: &PathRules, need: Need) -> Result<Reach, FileFault> {
        let (readable, writable) = (&rules.readable, &rules.writable);
        let reaches: &[&PathReach] = match need {
            Need::Look => &[readable, writable],
            Need::Read => &[readable],
            Need::Write => &[writable],
        };
        let mut through = Vec::new();
        for reach in reaches {
            match reach {
                PathReach::Everywhere => return Ok(Reach::Everywhere),
                PathReach::Nowhere => {}
                PathReach::Below(prefixes) => through.extend(prefixes.iter().filter_map(|prefix| rule(prefix))),
            }
        }
        if through.is_empty() { Err(outside()) } else { Ok(Reach::Through(through)) }
    }

    /// A directory; all links are followed.
    pub(super) fn directory(&self, path: &[u8]) -> Result<Place, FileFault> {
        check(path)?;
        if let Reach::Everywhere = self
            && let Some(found) = at_once(path, FOUND | OFlags::DIRECTORY)
        {
            return Ok(Place { handle: Arc::new(found.map_err(fault)?), chain: None });
        }
        let chain = self.walk(Vec::new(), path, true)?;
        let last = chain.last().ok_or_else(outside)?;
        if last.kind != FileKind::Directory {
            return Err(fault(Errno::NOTDIR));
        }
        Ok(Place { handle: last.handle.clone(), chain: Some(chain) })
    }

    /// The directory that an entry is in, and its name; a link there is not followed.
    pub(super) fn parent(&self, path: &[u8]) -> Result<(Place, CString), FileFault> {
        let (parent, name) = split(path)?;
        Ok((self.directory(parent)?, checked_name(name)?))
    }

    /// An entry, whatever it is.
    pub(super) fn entry(&self, path: &[u8]) -> Result<Spot, FileFault> {
        check(path)?;
        if let Reach::Everywhere = self
            && let Some(found) = at_once(path, FOUND)
        {
            let handle = found.map_err(fault)?;
            let about = about(&handle).map_err(fault)?;
            return Ok(Spot { handle: Arc::new(handle), kind: kind_of(&about), about, edge: false });
        }
        let chain = self.walk(Vec::new(), path, true)?;
        let last = chain.last().ok_or_else(outside)?;
        let about = about(&*last.handle).map_err(fault)?;
        let above = chain.get(..chain.len().saturating_sub(1)).unwrap_or_default();
        Ok(Spot { handle: last.handle.clone(), kind: kind_of(&about), about, edge: !self.leads_through(above) })
    }

    /// What a link in a directory that is held leads to.
    pub(super) fn beyond(&self, place: &Place, name: &CStr) -> FileKind {
        let found = match &place.chain {
            None => {
                statx(&*place.handle, name, AtFlags::NO_AUTOMOUNT, StatxFlags::TYPE).map(|about| kind_of(&about)).ok()
            }
            Some(chain) => {
                let walked = self.walk(chain.clone(), name.to_bytes(), true);
                walked.ok().and_then(|chain| chain.last().map(|step| step.kind))
            }
        };
        found.unwrap_or_default()
    }

    fn leads_through(&self, chain: &[Step]) -> bool {
        match self {
            Reach::Everywhere => true,
            Reach::Through(rules) => chain.iter().any(|step| rules.iter().any(|rule| rule.identity == step.identity)),
        }
    }

    fn walk(&self, from: Vec<Step>, path: &[u8], follow: bool) -> Result<Vec<Step>, FileFault> {
        let mut walk = Walk { steps: from, trusted_only: false };
        let walked = walk.go(path, follow);
        if !self.leads_through(&walk.steps) {
            return Err(outside());
        }
        walked.map(|()| walk.steps)
    }
}

/// The directory (or file) of a rule. `None`: there is none now, so the rule reaches nothing.
///
/// SECURITY: of a link on the way to it, only those count that nobody but root or the acting account can have put there. Else whoever owns `/home/ada` made all of `/home/ada/shared -> /etc` a rule.
fn rule(prefix: &[u8]) -> Option<Step> {
    check(prefix).ok()?;
    let mut walk = Walk { steps: Vec::new(), trusted_only: true };
    walk.go(prefix, true).ok()?;
    walk.steps.pop()
}

struct Walk {
    steps: Vec<Step>,
    trusted_only: bool,
}

impl Walk {
    fn root(&mut self) -> Result<(), FileFault> {
        if let Some(root) = self.steps.first().cloned() {
            self.steps = vec![root];
            return Ok(());
        }
        let handle = openat(CWD, c"/", FOUND | OFlags::DIRECTORY, Mode::empty()).map_err(fault)?;
        let about = about(&handle).map_err(fault)?;
        self.steps = vec![Step { handle: Arc::new(handle), identity: Identity::of(&about), kind: FileKind::Directory }];
        Ok(())
    }

    /// `steps` stays as far as it came, for whoever asks where that was.
    fn go(&mut self, path: &[u8], follow: bool) -> Result<(), FileFault> {
        let mut ahead: Vec<Vec<u8>> = Vec::new();
        self.enter(path, &mut ahead)?;
        let mut links = 0;
        while let Some(name) = ahead.pop() {
            if name == b".." {
                if self.steps.len() > 1 {
                    self.steps.pop();
                }
                continue;
            }
            let name = CString::new(name).map_err(|_| bad_name())?;
            let top = self.steps.last().map(|step| step.handle.clone()).ok_or_else(outside)?;
            if self.steps.last().is_some_and(|step| step.kind != FileKind::Directory) {
                return Err(fault(Errno::NOTDIR));
            }
            let handle = openat(&*top, &name, FOUND | OFlags::NOFOLLOW, Mode::empty()).map_err(fault)?;
            let about = about(&handle).map_err(fault)?;
            let kind = kind_of(&about);
            if kind == FileKind::Link && (follow || !ahead.is_empty()) {
                links += 1;
                if links > LINKS {
                    return Err(fault(Errno::LOOP));
                }
                if self.trusted_only && !trusted(&top, &about) {
                    return Err(outside());
                }
                let target = readlinkat(&handle, c"", Vec::with_capacity(256)).map_err(fault)?;
                self.enter(target.to_bytes(), &mut ahead)?;
                continue;
            }
            if self.steps.len() >= STEPS {
                return Err(too_long());
            }
            self.steps.push(Step { handle: Arc::new(handle), identity: Identity::of(&about), kind });
        }
        Ok(())
    }

    fn enter(&mut self, path: &[u8], ahead: &mut Vec<Vec<u8>>) -> Result<(), FileFault> {
        if path.is_empty() {
            return Err(fault(Errno::NOENT));
        }
        if path.starts_with(b"/") {
            self.root()?;
        }
        let before = ahead.len();
        let names = path.split(|byte| *byte == b'/').filter(|name| !name.is_empty() && *name != b".");
        ahead.extend(names.map(<[u8]>::to_vec));
        if ahead.len() > FILE_PATH {
            return Err(too_long());
        }
        if let Some(new) = ahead.get_mut(before..) {
            new.reverse();
        }
        Ok(())
    }
}

/// Nobody but root and the account that acts can have made this link, or put another one in its place.
fn trusted(directory: &OwnedFd, link: &Statx) -> bool {
    let own = |uid: u32| uid == 0 || uid == geteuid().as_raw();
    let Ok(directory) = about(directory) else { return false };
    let mode = u32::from(directory.stx_mode);
    own(link.stx_uid) && own(directory.stx_uid) && (mode & 0o022 == 0 || mode & 0o1000 != 0)
}

/// By the kernel, in one call. `None`: it cannot, being too old or forbidden to.
fn at_once(path: &[u8], flags: OFlags) -> Option<Result<OwnedFd, Errno>> {
    match openat2(CWD, path, flags, Mode::empty(), ResolveFlags::NO_MAGICLINKS) {
        Err(Errno::NOSYS | Errno::PERM) => None,
        found => Some(found),
    }
}

fn check(path: &[u8]) -> Result<(), FileFault> {
    if path.len() > FILE_PATH {
        return Err(too_long());
    }
    if !path.starts_with(b"/") || path.contains(&0) {
        return Err(bad_name());
    }
    Ok(())
}

/// The path of the directory, and the last name. Slashes at the end say nothing.
pub(super) fn split(path: &[u8]) -> Result<(&[u8], &[u8]), FileFault> {
    check(path)?;
    let end = path.iter().rposition(|byte| *byte != b'/').map_or(0, |at| at + 1);
    let path = path.get(..end).unwrap_or_default();
    let at = path.iter().rposition(|byte| *byte == b'/').ok_or_else(bad_name)?;
    let (parent, name) = path.split_at_checked(at + 1).ok_or_else(bad_name)?;
    Ok((parent, name))
}

/// One component that can be made.
pub(super) fn checked_name(name: &[u8]) -> Result<CString, FileFault> {
    if name.len() > FILE_NAME {
        return Err(too_long());
    }
    if name.is_empty() || name == b"." || name == b".." || name.contains(&b'/') {
        return Err(bad_name());
    }
    CString::new(name).map_err(|_| bad_name())
}

impl Place {
    /// A place below this one that was just made or opened.
    pub(super) fn below(&self, handle: OwnedFd) -> Result<Place, FileFault> {
        let about = about(&handle).map_err(fault)?;
        let handle = Arc::new(handle);
        let chain = self.chain.as_ref().map(|chain| {
            let step = Step { handle: handle.clone(), identity: Identity::of(&about), kind: FileKind::Directory };
            chain.iter().cloned().chain([step]).collect()
        });
        Ok(Place { handle, chain })
    }

    pub(super) fn identity(&self) -> Result<Identity, FileFault> {
        about(&*self.handle).map(|about| Identity::of(&about)).map_err(fault)
    }
}

/// What a handle is called now: absolute.
pub(super) fn path_of(handle: BorrowedFd<'_>) -> Option<Vec<u8>> {
    let path = readlinkat(CWD, by_number(handle), Vec::with_capacity(256)).ok()?.into_bytes();
    path.starts_with(b"/").then_some(path)
}

/// Exactly what a handle holds, for calls that take no handle, or not this kind of one.
pub(super) fn by_number(handle: BorrowedFd<'_>) -> String {
    use std::os::fd::AsRawFd;
    format!("/proc/self/fd/{}", handle.as_raw_fd())
}

/// Opens what a handle only names, for reading: a file or a directory, which it was found to be.
pub(super) fn reopen(handle: BorrowedFd<'_>, kind: FileKind) -> Result<OwnedFd, FileFault> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let opened = match kind {
        FileKind::Directory => openat(handle, c".", flags | OFlags::DIRECTORY, Mode::empty()),
        FileKind::File => openat(CWD, by_number(handle), flags, Mode::empty()),
        FileKind::Unknown | FileKind::Link | FileKind::Other => return Err(super::fault::special()),
    };
    opened.map_err(fault)
}
