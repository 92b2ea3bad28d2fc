//! The guard of a dark screen (SCR-3): a process that waits for the helper to be gone, however it went, and makes the screen as it was. It hears no signal that asks it to end: it ends by itself when the
//! helper has, and that is what such signals are about.

#![allow(unsafe_code)]

use std::{
    io::{self, Read, Write},
    process::{Child, Command, Stdio},
};

use towline_platform::DesktopError;
use x11rb::connection::Connection;
use x11rb::rust_connection::RustConnection;

use super::{gamma, gone, unavailable};

/// What a program starts itself as, to be the guard.
pub const SCREEN_GUARD: &str = "screen-guard";

/// This program again, as the guard.
pub(super) fn this_program() -> Command {
    let mut command = Command::new("/proc/self/exe");
    command.arg(SCREEN_GUARD);
    command
}

/// A guard that runs. With the value it is told to look after the screen, and ends.
pub(super) struct Guard(Child);

impl Guard {
    /// Returns when it is there.
    pub fn start(mut command: Command) -> io::Result<Guard> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut ready = [0];
        let said = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe.into()).and_then(|mut out| {
            // A test's program may say more before.
            loop {
                out.read_exact(&mut ready)?;
                if ready == [READY] {
                    return Ok(());
                }
            }
        });
        let guard = Guard(child);
        said.map(|()| guard)
    }
}

const READY: u8 = 0x06;

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// Being the guard, until standard input ends. The display is the environment's.
///
/// # Errors
/// When the display cannot be reached.
pub fn guard_screen() -> Result<(), DesktopError> {
    for signal in [libc::SIGTERM, libc::SIGHUP, libc::SIGINT] {
        // SAFETY: ignoring a signal installs no code of ours.
        unsafe { libc::signal(signal, libc::SIG_IGN) };
    }
    let (connection, number) = RustConnection::connect(None).map_err(unavailable)?;
    let root = connection.setup().roots.get(number).ok_or_else(|| unavailable("the display has no such screen"))?.root;
    let mut out = io::stdout();
    out.write_all(&[READY]).and_then(|()| out.flush()).map_err(gone)?;
    // An error is an end as well.
    let _ = io::copy(&mut io::stdin(), &mut io::sink());
    gamma::lighten(&connection, root).map_err(gone)
}
