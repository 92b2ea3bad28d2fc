//! Real terminals: the account's login shell on a PTY (SHL-2).

#![allow(unsafe_code)]

use std::{
    collections::BTreeMap, ffi::OsString, io, os::fd::OwnedFd, os::unix::process::ExitStatusExt, process::ExitStatus,
    time::Duration,
};

use pty_process::{OwnedWritePty, Pts, Size};
use rustix::process::{Pid, Signal};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    process::Child,
    sync::oneshot,
};
use towline_platform::{HostError, LineMode, LocalFuture, Shell, ShellTerminal};

use crate::{
    Account,
    child::{Shed, login_environment},
    proc::{descendants, members},
};

/// How long a shell may take to end after it was hung up.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a script has to clean up.
const SCRIPT_PATIENCE: Duration = Duration::from_secs(2);

pub(crate) struct LinuxShell {
    account: String,
    program: String,
    terminal: Option<ShellTerminal>,
    size: ResizeHandle,
    child: Child,
    ended: Option<i32>,
    /// Dropped with the shell, or when it is hung up: the warden then ends the process.
    warden: Option<oneshot::Sender<()>>,
}

/// A second descriptor of the terminal, for its size alone.
pub(crate) struct ResizeHandle(pub(crate) OwnedFd);

/// How what runs on a terminal is ended from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// As when a terminal is closed.
    HangUp,
    /// With all that it started.
    Whole,
    /// By `su`, which stands above it and may do it for us.
    BySu,
}

impl LinuxShell {
    pub(crate) fn open(account: &Account, columns: u16, rows: u16) -> io::Result<LinuxShell> {
        LinuxShell::start(account, columns, rows, false)
    }

    /// One that is killed when this process dies, however it does.
    pub(crate) fn open_bound(account: &Account, columns: u16, rows: u16) -> io::Result<LinuxShell> {
        LinuxShell::start(account, columns, rows, true)
    }

    /// Its process, which leads a session of its own; `None`: it was reaped.
    pub(crate) fn number(&self) -> Option<Pid> {
        self.child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw)
    }

    /// The terminal, to be passed on.
    pub(crate) fn descriptor(&self) -> &OwnedFd {
        &self.size.0
    }

    fn start(account: &Account, columns: u16, rows: u16, bound: bool) -> io::Result<LinuxShell> {
        let shell = usable_shell(account);
        LinuxShell::of_program(account, &shell, (columns, rows), bound)
    }

    /// A login shell of this program, which was checked.
    pub(crate) fn of_program(account: &Account, shell: &str, size: (u16, u16), bound: bool) -> io::Result<LinuxShell> {
        LinuxShell::on_terminal(account, shell, size, false, |pts| spawn(account, shell, pts, bound))
    }

    /// Whatever is started on a terminal. `whole`: what it started ends with it.
    pub(crate) fn on_terminal(
        account: &Account,
        program: &str,
        (columns, rows): (u16, u16),
        whole: bool,
        spawn: impl FnOnce(Pts) -> io::Result<Child>,
    ) -> io::Result<LinuxShell> {
        let (pty, pts) = pty_process::open().map_err(into_io)?;
        pty.resize(Size::new(rows.max(1), columns.max(1))).map_err(into_io)?;
        let size = ResizeHandle(rustix::io::fcntl_dupfd_cloexec(&pty, 3)?);
        let child = spawn(pts)?;
        let (reader, writer) = pty.into_split();
        let ending = if whole { Ending::Whole } else { Ending::HangUp };
        LinuxShell::around((account, program), (reader, writer), size, child, ending)
    }

    /// What was started on a terminal that is ours.
    pub(crate) fn around(
        (account, program): (&Account, &str),
        (reader, writer): (pty_process::OwnedReadPty, OwnedWritePty),
        size: ResizeHandle,
        child: Child,
        ending: Ending,
    ) -> io::Result<LinuxShell> {
        let (warden, dismissed) = oneshot::channel();
        if let Some(pid) = child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw) {
            // A descriptor of the process, so that no other one with the same number is ever hit.
            let process = rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty())?;
            tokio::task::spawn_local(watch_over(pid, process, ending, dismissed));
        }
        Ok(LinuxShell {
            account: account.name.clone(),
            program: program.to_owned(),
            terminal: Some(halves(reader, writer)),
            size,
            child,
            ended: None,
            warden: Some(warden),
        })
    }
}

impl Shell for LinuxShell {
    fn account(&self) -> &str {
        &self.account
    }

    fn program(&self) -> &str {
        &self.program
    }

    fn take_terminal(&mut self) -> Option<ShellTerminal> {
        self.terminal.take()
    }

    fn resize(&self, columns: u16, rows: u16) -> Result<(), HostError> {
        resize(&self.size.0, columns, rows)
    }

    fn line_mode(&self) -> Option<LineMode> {
        line_mode(&self.size.0)
    }

    fn exited(&mut self) -> LocalFuture<'_, i32> {
        Box::pin(async {
            if let Some(status) = self.ended {
                return status;
            }
            let status = self.child.wait().await.map_or(-1, code);
            self.ended = Some(status);
            // SECURITY: the process is reaped, so its number may soon be another's; the warden must not signal it any more.
            if let Some(warden) = self.warden.take() {
                let _ = warden.send(());
            }
            status
        })
    }

    fn hang_up(&mut self) {
        self.warden = None;
    }
}

pub(crate) fn resize(terminal: &OwnedFd, columns: u16, rows: u16) -> Result<(), HostError> {
    let size = rustix::termios::Winsize { ws_row: rows.max(1), ws_col: columns.max(1), ws_xpixel: 0, ws_ypixel: 0 };
    rustix::termios::tcsetwinsize(terminal, size).map_err(|error| HostError(error.to_string()))
}

/// Of the program's end as well: both ends of a terminal have one mode.
pub(crate) fn line_mode(terminal: &OwnedFd) -> Option<LineMode> {
    use rustix::termios::{LocalModes, SpecialCodeIndex, tcgetattr};
    let mode = tcgetattr(terminal).ok()?;
    Some(LineMode {
        lines: mode.local_modes.contains(LocalModes::ICANON),
        echo: mode.local_modes.contains(LocalModes::ECHO),
        kill: mode.special_codes[SpecialCodeIndex::VKILL],
    })
}

/// Hangs the shell up when it is dropped or told to, and kills it if that does not help. Ends by itself when the shell has ended.
async fn watch_over(pid: Pid, process: OwnedFd, ending: Ending, dismissed: oneshot::Receiver<()>) {
    if dismissed.await.is_ok() {
        return;
    }
    if ending == Ending::Whole {
        return end_whole(pid, &process).await;
    }
    if ending == Ending::BySu {
        // As root it ends what it started, and kills it after two seconds.
        let _ = rustix::process::pidfd_send_signal(&process, Signal::TERM);
    }
    if rustix::process::pidfd_send_signal(&process, Signal::HUP).is_ok() {
        let _ = rustix::process::kill_process_group(pid, Signal::HUP);
        let _ = rustix::process::pidfd_send_signal(&process, Signal::CONT);
        tokio::time::sleep(PATIENCE).await;
        let _ = rustix::process::pidfd_send_signal(&process, Signal::KILL);
    }
}

/// Ends all that a script started: what is in its session, and what descends from it. The polite way first, for those that clean up.
async fn end_whole(pid: Pid, process: &OwnedFd) {
    if rustix::process::pidfd_send_signal(process, Signal::TERM).is_err() {
        return;
    }
    // Held before anything of it ends: while the number is held, nobody else has it.
    let mut tree: Vec<OwnedFd> = members(pid).into_iter().chain(descendants(pid)).collect();
    for one in &tree {
        let _ = rustix::process::pidfd_send_signal(one, Signal::TERM);
        let _ = rustix::process::pidfd_send_signal(one, Signal::HUP);
        let _ = rustix::process::pidfd_send_signal(one, Signal::CONT);
    }
    tokio::time::sleep(SCRIPT_PATIENCE).await;
    // What was started meanwhile belongs to it only while something of it is still there.
    if tree.iter().any(|one| rustix::process::pidfd_send_signal(one, Signal::CONT).is_ok()) {
        tree.extend(members(pid));
    }
    for one in &tree {
        let _ = rustix::process::pidfd_send_signal(one, Signal::KILL);
    }
}

/// Both halves of a terminal, as an agent uses them.
pub(crate) fn halves(reader: pty_process::OwnedReadPty, writer: OwnedWritePty) -> ShellTerminal {
    ShellTerminal { output: Box::new(Output(reader)), input: Box::new(Input(writer)) }
}

fn spawn(account: &Account, shell: &str, pts: Pts, bound: bool) -> io::Result<Child> {
    let shed = Shed::to(account, 3)?;
    let name = shell.rsplit('/').next().unwrap_or(shell);
    let home = if account.home.is_dir() { account.home.as_path() } else { std::path::Path::new("/") };
    let command = pty_process::Command::new(shell)
        // The dash makes it a login shell.
        .arg0(format!("-{name}"))
        .current_dir(home)
        .env_clear()
        .envs(shell_environment(account, shell));
    give_terminal(&pts, account)?;
    let between = move || {
        shed.apply()?;
        if bound {
            rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        }
        Ok(())
    };
    // SAFETY: the closure only makes system calls and allocates nothing.
    let command = unsafe { command.pre_exec(between) };
    command.spawn(pts).map_err(into_io)
}

/// The environment of a login that begins this shell.
pub(crate) fn shell_environment(account: &Account, shell: &str) -> BTreeMap<&'static str, OsString> {
    let mut environment = login_environment(account);
    environment.insert("TERM", "xterm-256color".into());
    environment.insert("COLORTERM", "truecolor".into());
    // What runs, as `su --shell` says it too; programs start more of the same.
    environment.insert("SHELL", shell.into());
    environment
}

/// The terminal is its account's, as a login makes it: programs open it by its name. Only root can, and only for others is it needed.
pub(crate) fn give_terminal(pts: &Pts, account: &Account) -> io::Result<()> {
    let own = rustix::process::geteuid();
    if own.is_root() && account.uid != 0 {
        rustix::fs::fchown(pts, Some(rustix::process::Uid::from_raw(account.uid)), None)?;
    }
    Ok(())
}

/// The account's shell if it can be run; accounts without one get the system's.
pub(crate) fn usable_shell(account: &Account) -> String {
    let wanted = account.shell.to_string_lossy().into_owned();
    let runs = rustix::fs::access(&account.shell, rustix::fs::Access::EXEC_OK).is_ok();
    if runs && !wanted.ends_with("/nologin") && !wanted.ends_with("/false") {
        return wanted;
    }
    "/bin/sh".to_owned()
}

fn code(status: ExitStatus) -> i32 {
    status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(-1)
}

pub(crate) fn into_io(error: pty_process::Error) -> io::Error {
    match error {
        pty_process::Error::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

/// The reading half. A terminal whose last program has gone reads as an error on Linux; it is the end.
struct Output(pty_process::OwnedReadPty);

impl AsyncRead for Output {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        match std::pin::Pin::new(&mut self.0).poll_read(context, buffer) {
            std::task::Poll::Ready(Err(error)) if error.raw_os_error() == Some(libc::EIO) => {
                std::task::Poll::Ready(Ok(()))
            }
            other => other,
        }
    }
}

/// The writing half.
struct Input(OwnedWritePty);

impl AsyncWrite for Input {
    fn poll_write(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        bytes: &[u8],
    ) -> std::task::Poll<io::Result<usize>> {
        std::pin::Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        std::pin::Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        std::pin::Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn run(script: &str) -> (String, i32) {
        let account = Account { shell: "/bin/sh".into(), ..Account::current().unwrap() };
        let mut shell = LinuxShell::open(&account, 100, 30).unwrap();
        let mut terminal = shell.take_terminal().unwrap();
        terminal.input.write_all(format!("stty -echo; PS1=\n{script}\nexit 7\n").as_bytes()).await.unwrap();
        let mut output = Vec::new();
        terminal.output.read_to_end(&mut output).await.unwrap();
        (String::from_utf8_lossy(&output).into_owned(), shell.exited().await)
    }

    fn on_local_set<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        tokio::task::LocalSet::new().block_on(&runtime, future)
    }

    #[test]
    fn a_shell_runs_on_a_terminal_of_its_size_and_tells_its_exit_status_shl_2() {
        let (output, status) = on_local_set(run("stty size; tty; echo term=$TERM; umask"));
        assert!(output.contains("30 100"), "{output}");
        assert!(output.contains("/dev/pts/"), "{output}");
        assert!(output.contains("term=xterm-256color"), "{output}");
        assert!(output.contains("0022"), "{output}");
        assert_eq!(status, 7);
    }

    #[test]
    fn a_shell_inherits_no_descriptor_and_no_environment_of_the_agent_shl_8a() {
        // A descriptor that some library forgot to mark.
        let leaked = std::fs::File::open("/etc/passwd").unwrap();
        rustix::io::fcntl_setfd(&leaked, rustix::io::FdFlags::empty()).unwrap();
        let (output, _) = on_local_set(run(
            "echo fds: $(ls -l /proc/$$/fd | grep -c passwd); echo vars: $(env | cut -d= -f1 | sort | tr '\\n' ' ')",
        ));
        assert!(output.contains("fds: 0"), "{output}");
        let vars = output.lines().find_map(|line| line.strip_prefix("vars: ")).unwrap();
        for name in vars.split_whitespace() {
            let expected = [
                "_",
                "COLORTERM",
                "HOME",
                "LANG",
                "LOGNAME",
                "OLDPWD",
                "PATH",
                "PS1",
                "PWD",
                "SHELL",
                "SHLVL",
                "TERM",
                "USER",
                "XDG_RUNTIME_DIR",
            ];
            // The system's own /etc/profile may add to it; nothing of the test runner's may be there.
            assert!(
                expected.contains(&name)
                    || !name.starts_with("CARGO") && !name.starts_with("NEXTEST") && !name.starts_with("RUST"),
                "{name}"
            );
        }
    }

    #[test]
    fn a_shell_that_ignores_the_hang_up_is_killed() {
        on_local_set(async {
            let account = Account { shell: "/bin/sh".into(), ..Account::current().unwrap() };
            let mut shell = LinuxShell::open(&account, 80, 24).unwrap();
            let mut terminal = shell.take_terminal().unwrap();
            terminal
                .input
                .write_all(b"trap '' HUP; echo re''ady; while :; do read x || sleep 1; done\n")
                .await
                .unwrap();
            let mut output = Vec::new();
            while !String::from_utf8_lossy(&output).contains("ready") {
                let mut buffer = [0; 1024];
                let read = terminal.output.read(&mut buffer).await.unwrap();
                output.extend_from_slice(&buffer[..read]);
            }
            shell.hang_up();
            assert_eq!(shell.exited().await, 128 + 9);
        });
    }
}
