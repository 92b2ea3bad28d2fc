//! What the desktop plays, from PulseAudio or from PipeWire under its name (SCR-18): the monitor of the default output. Spoken without their library, which machines may lack.
//!
//! Nothing is connected while nobody listens. That a server comes or goes is told by inotify on its folder; nothing is polled.

mod link;

use std::collections::VecDeque;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::fs::inotify;
use towline_platform::{Deaf, Ears, SoundEvent, Waker};

use link::{Heard, Link};

/// A socket's name is there a moment before somebody listens on it.
const SETTLE: Duration = Duration::from_millis(300);
/// Bytes of the server's cookie.
const COOKIE: usize = 256;
const NO_SERVER: Deaf = "no_server";
const NO_OUTPUT: Deaf = "no_output";

struct EventWaker(OwnedFd);

impl Waker for EventWaker {
    fn wake(&self) {
        // A full counter wakes as well.
        let _ = rustix::io::write(&self.0, &1u64.to_ne_bytes());
    }
}

/// The sound server of the user as whom this process runs.
pub struct PulseEars {
    /// The user's own folder, where the server has its socket.
    folder: Option<PathBuf>,
    /// Zeros where there is none: the server knows its own user by the socket, but wants one of this length all the same.
    cookie: [u8; COOKIE],
    waker: Arc<EventWaker>,
    watch: Option<OwnedFd>,
    wanted: bool,
    link: Option<Link>,
    told: Result<(), Deaf>,
    /// Something changed in the folder: it is looked at when it has settled.
    look: Option<Instant>,
    events: VecDeque<SoundEvent>,
}

impl PulseEars {
    /// Looks for the server in `XDG_RUNTIME_DIR`.
    ///
    /// # Errors
    /// The system has no descriptor left.
    pub fn open() -> std::io::Result<PulseEars> {
        let folder = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute());
        let home = std::env::var_os("HOME").map(PathBuf::from);
        PulseEars::within(folder, home.map(|home| home.join(".config/pulse/cookie")).as_deref())
    }

    /// Looks for the server in this folder. `cookie`: where it has put what lets others than its own user in.
    ///
    /// # Errors
    /// The system has no descriptor left.
    pub fn within(folder: Option<PathBuf>, cookie: Option<&Path>) -> std::io::Result<PulseEars> {
        let waker = EventWaker(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
        let watch = inotify::init(inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK).ok();
        let cookie = cookie.and_then(|file| std::fs::read(file).ok()).and_then(|cookie| cookie.try_into().ok());
        let mut ears = PulseEars {
            folder,
            cookie: cookie.unwrap_or([0; COOKIE]),
            waker: Arc::new(waker),
            watch,
            wanted: false,
            link: None,
            told: Err(NO_SERVER),
            look: None,
            events: VecDeque::new(),
        };
        ears.watch_folders();
        ears.told = ears.there();
        Ok(ears)
    }

    fn socket(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join("pulse/native"))
    }

    /// Whether a server seems to be there.
    fn there(&self) -> Result<(), Deaf> {
        let socket = self.socket().and_then(|path| std::fs::metadata(path).ok());
        if socket.is_some_and(|found| found.file_type().is_socket()) { Ok(()) } else { Err(NO_SERVER) }
    }

    /// Watching twice is watching once.
    fn watch_folders(&self) {
        let (Some(watch), Some(folder)) = (&self.watch, &self.folder) else { return };
        let flags = inotify::WatchFlags::CREATE | inotify::WatchFlags::DELETE | inotify::WatchFlags::MOVE;
        for place in [folder.clone(), folder.join("pulse")] {
            // What is not there yet is told of by its parent.
            let _ = inotify::add_watch(watch, place, flags);
        }
    }

    fn tell(&mut self, ability: Result<(), Deaf>) {
        if self.told != ability {
            self.told = ability;
            self.events.push_back(SoundEvent::Ability(ability));
        }
    }

    /// Connects, if somebody listens; says whether that can be.
    fn settle(&mut self) {
        if self.link.is_none() {
            let mut ability = self.there();
            if self.wanted
                && let Some(socket) = self.socket().filter(|_| ability.is_ok())
            {
                match Link::open(&socket, &self.cookie) {
                    Ok(link) => self.link = Some(link),
                    Err(code) => ability = Err(code),
                }
            }
            self.tell(ability);
        }
    }

    fn changes(&mut self) -> bool {
        let mut buffer = [0u8; 4096];
        let mut changed = false;
        while self.watch.as_ref().is_some_and(|watch| rustix::io::read(watch, &mut buffer).is_ok_and(|read| read > 0)) {
            changed = true;
        }
        changed
    }

    fn hear(&mut self) {
        let Some(link) = &mut self.link else { return };
        let heard = link.read();
        let (mut over, mut ability) = (None, None);
        for heard in heard {
            match heard {
                Heard::Samples(samples) => self.events.push_back(SoundEvent::Samples(samples)),
                Heard::Output(there) => ability = Some(if there { Ok(()) } else { Err(NO_OUTPUT) }),
                Heard::Over(code) => over = Some(code),
            }
        }
        if let Some(ability) = ability {
            self.tell(ability);
        }
        if let Some(code) = over {
            // Not tried again by itself: the server says by its socket that it is back, or somebody switches on anew.
            self.link = None;
            self.tell(Err(code));
        }
    }
}

impl Ears for PulseEars {
    fn waker(&self) -> Arc<dyn Waker> {
        self.waker.clone()
    }

    fn ability(&self) -> Result<(), Deaf> {
        self.told
    }

    fn listen(&mut self, on: bool) {
        self.wanted = on;
        if !on {
            self.link = None;
        }
        self.settle();
    }

    fn wait(&mut self) {
        if !self.events.is_empty() {
            return;
        }
        let timeout = self.look.map(|look| {
            let left = look.saturating_duration_since(Instant::now());
            Timespec { tv_sec: i64::try_from(left.as_secs()).unwrap_or(1), tv_nsec: i64::from(left.subsec_nanos()) }
        });
        let mut sources = vec![PollFd::new(&self.waker.0, PollFlags::IN)];
        let others = [self.watch.as_ref().map(AsFd::as_fd), self.link.as_ref().map(Link::descriptor)];
        sources.extend(others.into_iter().flatten().map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)));
        if poll(&mut sources, timeout.as_ref()).is_err() {
            // Interrupted, which is as good as nothing.
            return;
        }
        let mut count = [0; 8];
        // Empty when something else ended the wait.
        let _ = rustix::io::read(&self.waker.0, &mut count);
        if self.changes() {
            self.watch_folders();
            self.look = Some(Instant::now() + SETTLE);
        }
        if self.look.is_some_and(|look| look <= Instant::now()) {
            self.look = None;
            self.watch_folders();
            self.settle();
        }
        self.hear();
    }

    fn next_event(&mut self) -> Option<SoundEvent> {
        self.events.pop_front()
    }
}
