//! One connection to a compositor: what is sent leaves, what comes is handed to its state, and a wait ends when somebody wakes it.

use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use towline_platform::DesktopError;
use wayland_client::backend::WaylandError;
use wayland_client::{Connection, EventQueue, QueueHandle};

use super::{gone, unavailable};
use crate::waker::EventWaker;

/// A compositor that takes nothing for so long is none any more.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) struct Link<S> {
    pub connection: Connection,
    queue: EventQueue<S>,
    pub waker: Arc<EventWaker>,
}

impl<S: 'static> Link<S> {
    pub fn open(socket: &Path) -> Result<Link<S>, DesktopError> {
        let stream = UnixStream::connect(socket).map_err(unavailable)?;
        let connection = Connection::from_socket(stream).map_err(unavailable)?;
        let queue = connection.new_event_queue();
        Ok(Link { connection, queue, waker: Arc::new(EventWaker::new()?) })
    }

    pub fn handle(&self) -> QueueHandle<S> {
        self.queue.handle()
    }

    /// Waits until the compositor has answered everything that was asked.
    pub fn settle(&mut self, state: &mut S) -> Result<(), DesktopError> {
        self.queue.roundtrip(state).map_err(unavailable)?;
        Ok(())
    }

    pub fn flush(&self) -> Result<(), DesktopError> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.connection.flush() {
                Ok(()) => return Ok(()),
                Err(WaylandError::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(self.broken(&error)),
            }
            if Instant::now() >= until {
                return Err(gone("the compositor takes nothing any more"));
            }
            let backend = self.connection.backend();
            let mut sources = [PollFd::from_borrowed_fd(backend.poll_fd(), PollFlags::OUT)];
            let timeout = Timespec { tv_sec: 1, tv_nsec: 0 };
            match poll(&mut sources, Some(&timeout)) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(gone(error)),
            }
        }
    }

    /// Handles what is there, without waiting.
    pub fn dispatch(&mut self, state: &mut S) -> Result<(), DesktopError> {
        self.flush()?;
        loop {
            let handled = self.queue.dispatch_pending(state).map_err(gone)?;
            match self.queue.prepare_read() {
                None => continue,
                Some(guard) => match guard.read() {
                    Ok(_) => {}
                    Err(WaylandError::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                        if handled == 0 {
                            return Ok(());
                        }
                    }
                    Err(error) => return Err(self.broken(&error)),
                },
            }
        }
    }

    /// Sleeps until the compositor says something, one of the others is ready, somebody wakes us or it is time. What it says is handled by the next `dispatch`.
    pub fn wait(&mut self, deadline: Option<Instant>, others: Vec<PollFd<'_>>) -> Result<(), DesktopError> {
        self.flush()?;
        // Something is waiting to be handled already.
        let Some(guard) = self.queue.prepare_read() else { return Ok(()) };
        let mut sources = others;
        sources.push(PollFd::from_borrowed_fd(guard.connection_fd(), PollFlags::IN));
        self.waker.sleep_on(sources, deadline)
    }

    /// What the compositor has against us says more than that it closed the connection.
    fn broken(&self, error: &WaylandError) -> DesktopError {
        match self.connection.protocol_error() {
            Some(error) => gone(error),
            None => gone(error),
        }
    }
}

impl<S> AsFd for Link<S> {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        self.connection.as_fd()
    }
}
