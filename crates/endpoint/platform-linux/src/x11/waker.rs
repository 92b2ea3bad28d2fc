//! Sleeping until the display says something, somebody wakes us, or it is time.

use std::os::fd::{AsFd, OwnedFd};
use std::time::Instant;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::io::Errno;
use towline_platform::{DesktopError, Waker};
use x11rb::rust_connection::RustConnection;

use super::gone;

pub(super) struct EventWaker(OwnedFd);

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

    /// Sleeps. What the connection has read already is to be taken before: no poll would tell of it.
    pub fn sleep(&self, connection: &RustConnection, deadline: Option<Instant>) -> Result<(), DesktopError> {
        let timeout = deadline.map(|deadline| {
            let left = deadline.saturating_duration_since(Instant::now());
            Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) }
        });
        let display = connection.stream();
        let mut sources =
            [PollFd::from_borrowed_fd(display.as_fd(), PollFlags::IN), PollFd::new(&self.0, PollFlags::IN)];
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
