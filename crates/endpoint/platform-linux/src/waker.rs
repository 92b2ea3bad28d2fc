//! Sleeping until the display says something, somebody wakes us, or it is time.

use std::os::fd::{BorrowedFd, OwnedFd};
use std::time::Instant;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::io::Errno;
use towline_platform::{DesktopError, Waker};

pub(crate) struct EventWaker(OwnedFd);

impl Waker for EventWaker {
    fn wake(&self) {
        // A full counter wakes as well.
        let _ = rustix::io::write(&self.0, &1u64.to_ne_bytes());
    }
}

impl EventWaker {
    pub fn new() -> Result<EventWaker, DesktopError> {
        Ok(EventWaker(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK).map_err(gone)?))
    }

    /// Sleeps. What was read already is to be taken before: no poll would tell of it.
    pub fn sleep(&self, display: BorrowedFd<'_>, deadline: Option<Instant>) -> Result<(), DesktopError> {
        self.sleep_on(vec![PollFd::from_borrowed_fd(display, PollFlags::IN)], deadline)
    }

    /// Sleeps until one of these is ready.
    pub fn sleep_on<'a>(&'a self, mut sources: Vec<PollFd<'a>>, deadline: Option<Instant>) -> Result<(), DesktopError> {
        let timeout = deadline.map(|deadline| {
            let left = deadline.saturating_duration_since(Instant::now());
            Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) }
        });
        sources.push(PollFd::new(&self.0, PollFlags::IN));
        match poll(&mut sources, timeout.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(gone(error)),
        }
        let mut count = [0; 8];
        // Empty when something else ended the wait.
        let _ = rustix::io::read(&self.0, &mut count);
        Ok(())
    }
}

fn gone(error: Errno) -> DesktopError {
    DesktopError::Gone(error.to_string())
}
