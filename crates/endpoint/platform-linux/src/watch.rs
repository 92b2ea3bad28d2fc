//! Tells when displays come and go, by inotify: nothing runs while nothing changes.

#![allow(unsafe_code)]

use std::{io, os::fd::OwnedFd, path::Path, time::Duration};

use rustix::fs::inotify;
use tokio::io::unix::AsyncFd;
use towline_platform::{DesktopWatch, HostError, LocalFuture};

/// A display's socket is there before its owner has started anything on it.
const SETTLE: Duration = Duration::from_millis(700);
/// Where X servers put their sockets, where users' sessions put their things, and the parent of the first, which may not exist yet.
const PLACES: [&str; 3] = ["/tmp/.X11-unix", "/run/user", "/tmp"];

pub(crate) struct DisplayWatch {
    inotify: AsyncFd<OwnedFd>,
}

impl DisplayWatch {
    pub(crate) fn new() -> io::Result<DisplayWatch> {
        let fd = inotify::init(inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK)?;
        // SAFETY: the descriptor is owned by the AsyncFd from here on and closed by nobody else.
        let inotify = unsafe { AsyncFd::register(fd) }.map_err(io::Error::from)?;
        let watch = DisplayWatch { inotify };
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
    fn add(&self) {
        let socket_folder = Path::new("/tmp/.X11-unix").is_dir();
        let flags = inotify::WatchFlags::CREATE | inotify::WatchFlags::DELETE | inotify::WatchFlags::MOVE;
        for place in PLACES.iter().take(if socket_folder { 2 } else { 3 }) {
            let _ = inotify::add_watch(self.inotify.get_ref(), *place, flags);
        }
    }

    async fn read(&mut self) -> io::Result<()> {
        loop {
            let mut ready = self.inotify.readable().await?;
            let mut buffer = [0u8; 4096];
            match ready.try_io(|fd| Ok(rustix::io::read(fd.get_ref(), &mut buffer)?)) {
                Ok(read) => return read.map(|_| ()),
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

impl DesktopWatch for DisplayWatch {
    fn changed(&mut self) -> LocalFuture<'_, Result<(), HostError>> {
        Box::pin(async {
            self.settled().await.map_err(|error| HostError(format!("displays cannot be watched any more: {error}")))
        })
    }
}
