//! Tells when displays come and go, by inotify: nothing runs while nothing changes.

#![allow(unsafe_code)]

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    io,
    os::{fd::OwnedFd, unix::ffi::OsStrExt},
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::fs::inotify;
use tokio::io::unix::AsyncFd;
use towline_platform::{DesktopWatch, HostError, LocalFuture};

use crate::compositors::is_socket_name;

/// A display's socket is there before its owner has started anything on it.
const SETTLE: Duration = Duration::from_millis(700);
/// Where X servers put their sockets, where users' sessions put their things, and the parent of the first, which may not exist yet.
const PLACES: [&str; 3] = ["/tmp/.X11-unix", "/run/user", "/tmp"];

/// Users whose folders are watched.
const USERS: usize = 64;

pub(crate) struct DisplayWatch {
    inotify: AsyncFd<OwnedFd>,
    /// Folders in which only sockets of compositors are of interest, by their number; one beside the users' own.
    quiet: BTreeSet<i32>,
    chosen: Option<PathBuf>,
}

impl DisplayWatch {
    /// `display`: the one that was chosen, if there is one.
    pub(crate) fn new(display: Option<&str>) -> io::Result<DisplayWatch> {
        let fd = inotify::init(inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK)?;
        // SAFETY: the descriptor is owned by the AsyncFd from here on and closed by nobody else.
        let inotify = unsafe { AsyncFd::register(fd) }.map_err(io::Error::from)?;
        let chosen = display.filter(|display| display.starts_with('/')).and_then(|display| Path::new(display).parent());
        let chosen = chosen.map(Path::to_owned);
        let mut watch = DisplayWatch { inotify, quiet: BTreeSet::new(), chosen };
        watch.add();
        Ok(watch)
    }

    /// Something was made or removed and has had time to settle.
    async fn settled(&mut self) -> io::Result<()> {
        self.read().await?;
        tokio::time::sleep(SETTLE).await;
        // What came meanwhile is part of the same change.
        while self.drain()? {}
        self.add();
        Ok(())
    }

    /// Watching twice is watching once.
    fn add(&mut self) {
        let socket_folder = Path::new("/tmp/.X11-unix").is_dir();
        let flags = inotify::WatchFlags::CREATE | inotify::WatchFlags::DELETE | inotify::WatchFlags::MOVE;
        for place in PLACES.iter().take(if socket_folder { 2 } else { 3 }) {
            let _ = inotify::add_watch(self.inotify.get_ref(), *place, flags);
        }
        let users = std::fs::read_dir("/run/user").into_iter().flatten().flatten().map(|entry| entry.path());
        // Of this one, too, all else is somebody else's business; also where it is one of those above.
        let places =
            users.take(USERS).chain(self.chosen.clone()).filter(|place| !PLACES.contains(&&*place.to_string_lossy()));
        self.quiet = places.filter_map(|place| inotify::add_watch(self.inotify.get_ref(), place, flags).ok()).collect();
    }

    async fn read(&mut self) -> io::Result<()> {
        loop {
            let mut ready = self.inotify.readable().await?;
            let mut buffer = [0u8; 4096];
            match ready.try_io(|fd| Ok(rustix::io::read(fd.get_ref(), &mut buffer)?)) {
                Ok(read) => {
                    let events = buffer.get(..read?).unwrap_or_default();
                    if matters(events, &self.quiet) {
                        return Ok(());
                    }
                }
                Err(_would_block) => continue,
            }
        }
    }

    fn drain(&mut self) -> io::Result<bool> {
        let mut buffer = [0u8; 4096];
        match rustix::io::read(self.inotify.get_ref(), &mut buffer) {
            Ok(read) => Ok(read > 0),
            Err(rustix::io::Errno::AGAIN) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether one of these events may be a display that came or went. An event: the folder's number, a mask, a cookie, and a name with its length.
fn matters(mut events: &[u8], quiet: &BTreeSet<i32>) -> bool {
    let number = |bytes: &[u8]| bytes.first_chunk::<4>().map(|bytes| i32::from_ne_bytes(*bytes));
    while let Some((head, rest)) = events.split_at_checked(16) {
        let length = head.get(12..).and_then(number).and_then(|length| usize::try_from(length).ok());
        let Some((name, rest)) = length.and_then(|length| rest.split_at_checked(length)) else { return true };
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        if number(head).is_none_or(|folder| !quiet.contains(&folder)) || is_socket_name(OsStr::from_bytes(name)) {
            return true;
        }
        events = rest;
    }
    false
}

impl DesktopWatch for DisplayWatch {
    fn changed(&mut self) -> LocalFuture<'_, Result<(), HostError>> {
        Box::pin(async {
            self.settled().await.map_err(|error| HostError(format!("displays cannot be watched any more: {error}")))
        })
    }
}
