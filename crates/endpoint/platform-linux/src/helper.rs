//! Starts the desktop helper: the agent's own program again, as the desktop's user, with one socket and nothing else.

#![allow(unsafe_code)]

use std::{
    io,
    os::fd::{AsRawFd, FromRawFd, OwnedFd},
    path::Path,
    process::Stdio,
};

use rustix::{
    fs::OFlags,
    net::{AddressFamily, SocketFlags, SocketType, socketpair},
    process::Signal,
};
use tokio::{net::UnixStream, process::Child};
use towline_platform::{DesktopSession, HelperProcess, LocalFuture};

use crate::{
    Account,
    child::{Shed, login_environment},
    compositors::bus_of,
};

/// The descriptor on which the helper finds its end of the socket pair.
const HELPER_DESCRIPTOR: i32 = 3;

pub(crate) struct LinuxHelper {
    child: Child,
    stream: Option<UnixStream>,
}

impl LinuxHelper {
    pub(crate) fn start(program: &Path, account: &Account, desktop: &DesktopSession) -> io::Result<LinuxHelper> {
        let (ours, theirs) = socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
        let shed = Shed::to(account, 4)?;
        // Through a descriptor, so that the desktop's user needs no way through the folders to the program.
        let open = OFlags::PATH | OFlags::CLOEXEC;
        let file = rustix::fs::open(program, open, rustix::fs::Mode::empty())?;
        let mut command = tokio::process::Command::new(format!("/proc/self/fd/{}", file.as_raw_fd()));
        command
            .arg0(program)
            .arg("desktop-helper")
            .env_clear()
            .envs(login_environment(account))
            .envs(desktop_environment(desktop))
            .envs(bus_environment(account, desktop))
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true);
        if let Ok(level) = std::env::var("TOWLINE_LOG") {
            command.env("TOWLINE_LOG", level);
        }
        // SAFETY: the closure only makes system calls and allocates nothing.
        unsafe { command.pre_exec(move || become_helper(&theirs, &shed)) };
        let child = command.spawn()?;
        let stream = std::os::unix::net::UnixStream::from(ours);
        stream.set_nonblocking(true)?;
        Ok(LinuxHelper { child, stream: Some(UnixStream::from_std(stream)?) })
    }
}

/// What leads a program to the desktop, and only to that.
fn desktop_environment(desktop: &DesktopSession) -> Vec<(&'static str, &std::ffi::OsStr)> {
    let socket = Path::new(&desktop.display);
    match socket.parent().filter(|_| desktop.is_wayland()) {
        Some(runtime) => {
            vec![("WAYLAND_DISPLAY", socket.as_os_str()), ("XDG_RUNTIME_DIR", runtime.as_os_str())]
        }
        None => {
            let authority = desktop.authority.as_ref().map(|file| ("XAUTHORITY", file.as_ref()));
            [("DISPLAY", socket.as_os_str())].into_iter().chain(authority).collect()
        }
    }
}

/// What leads it to the user's bus, where the desktop asks by its portal.
fn bus_environment(account: &Account, desktop: &DesktopSession) -> Option<(&'static str, std::ffi::OsString)> {
    let bus = bus_of(Path::new(&desktop.display), account.uid).filter(|_| desktop.asks)?;
    // Characters that mean something in such an address are none of a bus's usual path.
    let plain = |path: &str| path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/.".contains(&byte));
    let path = bus.to_str().filter(|path| plain(path))?;
    Some(("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={path}").into()))
}

/// Between fork and exec.
fn become_helper(theirs: &OwnedFd, shed: &Shed) -> io::Result<()> {
    shed.apply()?;
    let moved = if theirs.as_raw_fd() == HELPER_DESCRIPTOR {
        rustix::io::fcntl_setfd(theirs, rustix::io::FdFlags::empty())?;
        true
    } else {
        // SAFETY: plain system call on two numbers; whatever was 3 in the child before is close-on-exec and not used any more.
        unsafe { libc::dup2(theirs.as_raw_fd(), HELPER_DESCRIPTOR) >= 0 }
    };
    if !moved {
        return Err(io::Error::last_os_error());
    }
    // It never needs more than its user has, and never outlives the service.
    rustix::thread::set_no_new_privs(true)?;
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    Ok(())
}

impl HelperProcess for LinuxHelper {
    fn take_stream(&mut self) -> Option<UnixStream> {
        self.stream.take()
    }

    fn exited(&mut self) -> LocalFuture<'_, String> {
        Box::pin(async {
            match self.child.wait().await {
                Ok(status) => status.to_string(),
                Err(error) => error.to_string(),
            }
        })
    }
}

/// The helper's end of the socket pair. Only for the helper's process, once, at its start.
pub fn helper_stream() -> io::Result<UnixStream> {
    // SAFETY: the service left an open descriptor here; F_GETFD only reads its flags.
    if unsafe { libc::fcntl(HELPER_DESCRIPTOR, libc::F_GETFD) } < 0 {
        return Err(io::Error::new(io::ErrorKind::NotFound, "this command is for the agent's service alone"));
    }
    // SAFETY: the descriptor is open, and nothing else in this process knows of it.
    let stream = unsafe { std::os::unix::net::UnixStream::from_raw_fd(HELPER_DESCRIPTOR) };
    rustix::io::fcntl_setfd(&stream, rustix::io::FdFlags::CLOEXEC)?;
    stream.set_nonblocking(true)?;
    UnixStream::from_std(stream)
}
