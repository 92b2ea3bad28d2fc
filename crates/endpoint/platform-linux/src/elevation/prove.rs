//! The conversation with `sudo`, `su` and `pkexec`: what they ask is answered once, and what they say is understood as far as a person must know.
//!
//! SECURITY: the password goes into a terminal that nothing echoes, after it was asked for, and is wiped. It is in no argument, no environment and no message.

use std::{io, os::fd::OwnedFd, path::Path, path::PathBuf, time::Duration};

use pty_process::{OwnedReadPty, OwnedWritePty, Pts};
use rustix::{
    net::{AddressFamily, SocketFlags, SocketType, socketpair},
    termios::{LocalModes, OptionalActions},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Child,
    time::timeout,
};
use towline_platform::{Elevated, ElevationFault};
use zeroize::{Zeroize, Zeroizing};

use super::{ELEVATED_HELPER, elevated::LinuxElevated, messages::Report, packets::Packets, tool};
use crate::{
    Account,
    child::{Shed, login_environment},
};

/// For a password that is there already; PAM takes its time over wrong ones.
const PATIENCE: Duration = Duration::from_secs(45);
/// For an attempt that was given up, once the password was told.
const LINGER: Duration = Duration::from_secs(20);
/// For somebody who is asked by the system.
const PROMPT_PATIENCE: Duration = Duration::from_secs(120);
/// What `sudo` is told to ask with, so that its question is known among what else it says.
const MARK: &str = "[[towline asks]]";
/// What is kept of what they say.
const WORDS: usize = 8 * 1024;
const ACCOUNT: usize = 256;
const PASSWORD: usize = 512;

/// What stands between the agent and the helper; kept as long as the helper is.
pub(super) struct Between {
    pub(super) child: Child,
    /// Its terminal. Closed, it hangs up.
    pub(super) terminal: Option<(OwnedReadPty, OwnedWritePty)>,
}

/// By a password.
pub(super) async fn by_password(
    program: &Path,
    own: &Account,
    account: &str,
    password: &Zeroizing<String>,
) -> Result<Box<dyn Elevated>, ElevationFault> {
    // What a terminal would take for something else than a letter of a password, or a program for an option.
    let plain = |text: &str, most: usize| (1..=most).contains(&text.len()) && !text.chars().any(char::is_control);
    if !plain(account, ACCOUNT) || !plain(password, PASSWORD) || account.starts_with('-') {
        return Err(ElevationFault::WrongPassword);
    }
    let route = Route::to(own, account)?;
    let (ours, theirs) = pair().map_err(failed)?;
    let (reader, writer, child) = route.start(program, own, account, theirs).map_err(failed)?;
    let between = Between { child, terminal: Some((reader, writer)) };
    match timeout(PATIENCE, converse(ours, between, &route, password)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ElevationFault::TimedOut),
    }
}

/// By the system's own prompt.
pub(super) async fn by_prompt(program: &Path, own: &Account) -> Result<Box<dyn Elevated>, ElevationFault> {
    let pkexec = tool("pkexec").ok_or(ElevationFault::NoPrompt)?;
    let (ours, theirs) = pair().map_err(failed)?;
    let mut child = start_pkexec(&pkexec, program, own, theirs).map_err(failed)?;
    let mut said = child.stderr.take().ok_or(ElevationFault::Failed)?;
    let waiting = async {
        tokio::select! {
            ready = ready(&ours) => ready.map(Some),
            status = child.wait() => {
                let mut words = Vec::new();
                let _ = (&mut said).take(WORDS as u64).read_to_end(&mut words).await;
                let code = status.ok().and_then(|status| status.code());
                Err(pkexec_fault(code, &String::from_utf8_lossy(&words)))
            }
        }
    };
    let account: Option<String> = match timeout(PROMPT_PATIENCE, waiting).await {
        Ok(outcome) => outcome?,
        Err(_) => return Err(ElevationFault::TimedOut),
    };
    let account = account.ok_or(ElevationFault::Failed)?;
    Ok(Box::new(LinuxElevated::new(account, ours, Between { child, terminal: None })))
}

/// What is started, and which questions it asks.
pub(crate) enum Route {
    /// `sudo`, for the agent's own account.
    Sudo(PathBuf),
    /// `su` to root.
    Su(PathBuf),
    /// `su` to the account, which then uses `sudo`: the same password twice.
    Both(PathBuf, PathBuf),
}

impl Route {
    fn to(own: &Account, account: &str) -> Result<Route, ElevationFault> {
        match (tool("sudo"), tool("su")) {
            (_, Some(su)) if account == "root" => Ok(Route::Su(su)),
            (Some(sudo), _) if account == own.name => Ok(Route::Sudo(sudo)),
            (Some(sudo), Some(su)) => Ok(Route::Both(su, sudo)),
            (None, Some(_)) => Err(ElevationFault::NotAnAdministrator),
            (_, None) => Err(ElevationFault::Unavailable),
        }
    }

    fn start(
        &self,
        program: &Path,
        own: &Account,
        account: &str,
        socket: OwnedFd,
    ) -> io::Result<(OwnedReadPty, OwnedWritePty, Child)> {
        let sudo = |sudo: &Path| format!("exec {} -S -k -p '{MARK}' -- \"$0\" {ELEVATED_HELPER}", sudo.display());
        let command = match self {
            Route::Sudo(sudo) => {
                pty_process::Command::new(sudo).args(["-S", "-k", "-p", MARK, "--"]).arg(program).arg(ELEVATED_HELPER)
            }
            Route::Su(su) => su_command(su, account, program, &format!("exec \"$0\" {ELEVATED_HELPER}")),
            Route::Both(su, with) => su_command(su, account, program, &sudo(with)),
        };
        let (pty, pts) = pty_process::open().map_err(crate::shell::into_io)?;
        quiet(&pty)?;
        let child = spawn(command, own, pts, socket)?;
        let (reader, writer) = pty.into_split();
        Ok((reader, writer, child))
    }

    fn asks_su(&self) -> bool {
        matches!(self, Route::Su(_) | Route::Both(..))
    }

    fn asks_sudo(&self) -> bool {
        matches!(self, Route::Sudo(_) | Route::Both(..))
    }
}

fn su_command(su: &Path, account: &str, program: &Path, script: &str) -> pty_process::Command {
    pty_process::Command::new(su).args(["-s", "/bin/sh", "-c", script, account]).arg(program)
}

fn spawn(command: pty_process::Command, own: &Account, pts: Pts, socket: OwnedFd) -> io::Result<Child> {
    let shed = Shed::to(own, 3)?;
    let command = command
        .current_dir("/")
        .env_clear()
        .envs(environment(own))
        // What it says is understood in one language only.
        .env("LC_ALL", "C")
        .stdout(socket);
    super::between_fork_and_exec(command, shed).spawn(pts).map_err(crate::shell::into_io)
}

fn start_pkexec(pkexec: &Path, program: &Path, own: &Account, socket: OwnedFd) -> io::Result<Child> {
    let mut command = tokio::process::Command::new(pkexec);
    command
        .arg("--disable-internal-agent")
        .arg(program)
        .arg(ELEVATED_HELPER)
        .current_dir("/")
        .env_clear()
        .envs(environment(own))
        .env("LC_ALL", "C")
        .stdin(std::process::Stdio::null())
        .stdout(socket)
        .stderr(std::process::Stdio::piped())
        .kill_on_drop(true);
    command.spawn()
}

pub(crate) fn environment(own: &Account) -> std::collections::BTreeMap<&'static str, std::ffi::OsString> {
    let mut environment = login_environment(own);
    // pkexec refuses a shell that the system does not list; none of them needs it.
    environment.remove("SHELL");
    environment
}

/// Nothing that is typed comes back, from the first moment on.
pub(crate) fn quiet(pty: &pty_process::Pty) -> io::Result<()> {
    let mut modes = rustix::termios::tcgetattr(pty)?;
    modes.local_modes.remove(LocalModes::ECHO | LocalModes::ECHOE | LocalModes::ECHOK | LocalModes::ECHONL);
    Ok(rustix::termios::tcsetattr(pty, OptionalActions::Now, &modes)?)
}

fn pair() -> io::Result<(Packets, OwnedFd)> {
    let (ours, theirs) = socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
    Ok((Packets::new(ours)?, theirs))
}

/// Waits for the helper's first word.
async fn ready(packets: &Packets) -> Result<String, ElevationFault> {
    match packets.receive().await {
        Ok(Some(packet)) => match (packet.sender, Report::decode(&packet.bytes)) {
            // SECURITY: what answers must be root, as the kernel knows it, not as it says.
            (Some(0), Some(Report::Ready { account })) => Ok(account),
            _ => Err(ElevationFault::Failed),
        },
        // The other end was closed: why is told by how it ended.
        Ok(None) => std::future::pending().await,
        Err(_) => Err(ElevationFault::Failed),
    }
}

/// An attempt that is being made.
///
/// `sudo` that is hung up on between the password and the program waits for its terminal for ever, as root, where nobody here can end it. An attempt that is given up then keeps the terminal until
/// it has come to its end by itself: the helper finds the socket closed, and goes.
struct Attempt {
    between: Option<Between>,
    /// The password went, and what became of it is not known.
    answered: bool,
}

impl Drop for Attempt {
    fn drop(&mut self) {
        let Some(between) = self.between.take().filter(|_| self.answered) else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let _ = timeout(LINGER, come_to_an_end(between)).await;
            });
        }
    }
}

/// Until it has ended, or asks again.
async fn come_to_an_end(mut between: Between) {
    let Some((mut reader, _writer)) = between.terminal.take() else { return };
    let mut words = Zeroizing::new(Vec::with_capacity(2 * WORDS));
    let mut buffer = Zeroizing::new(vec![0; 1024]);
    let mut open = true;
    loop {
        tokio::select! {
            _ = between.child.wait() => return,
            read = reader.read(&mut buffer), if open => match read {
                Ok(0) | Err(_) => open = false,
                Ok(count) => {
                    words.extend_from_slice(buffer.get(..count).unwrap_or_default());
                    if words.len() > WORDS || String::from_utf8_lossy(&words).contains(MARK) {
                        return;
                    }
                }
            },
        }
    }
}

async fn converse(
    packets: Packets,
    between: Between,
    route: &Route,
    password: &Zeroizing<String>,
) -> Result<Box<dyn Elevated>, ElevationFault> {
    let mut attempt = Attempt { between: Some(between), answered: false };
    let account = ask(&packets, &mut attempt, route, password).await;
    // Whatever came, it is known; only one that is given up goes without coming here.
    attempt.answered = false;
    let between = attempt.between.take().ok_or(ElevationFault::Failed)?;
    Ok(Box::new(LinuxElevated::new(account?, packets, between)))
}

/// Whose rights the helper has, once it is there.
async fn ask(
    packets: &Packets,
    attempt: &mut Attempt,
    route: &Route,
    password: &Zeroizing<String>,
) -> Result<String, ElevationFault> {
    let Attempt { between: Some(Between { child, terminal: Some((reader, writer)) }), answered } = attempt else {
        return Err(ElevationFault::Failed);
    };
    let mut talk = Talk::new(route);
    let mut buffer = Zeroizing::new(vec![0; 1024]);
    let mut open = true;
    loop {
        tokio::select! {
            ready = ready(packets) => return ready,
            read = reader.read(&mut buffer), if open => match read {
                Ok(0) | Err(_) => open = false,
                Ok(count) => match talk.hear(buffer.get(..count).unwrap_or_default()) {
                    Heard::Nothing => {}
                    Heard::Question => {
                        let line = Zeroizing::new([password.as_bytes(), b"\n"].concat());
                        *answered = true;
                        writer.write_all(&line).await.map_err(failed)?;
                    }
                    Heard::Fault(fault) => return Err(fault),
                },
            },
            _ = child.wait() => {
                // What it said last may still be in the terminal.
                while let Ok(Ok(count @ 1..)) = timeout(Duration::from_millis(50), reader.read(&mut buffer)).await {
                    talk.hear(buffer.get(..count).unwrap_or_default());
                }
                return Err(talk.ended());
            }
        }
    }
}

/// What something that was heard asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    Nothing,
    Question,
    Fault(ElevationFault),
}

/// The conversation so far: pure.
pub(crate) struct Talk {
    /// Wiped: a system that asks for something else than a password may have echoed what it was given.
    words: Zeroizing<Vec<u8>>,
    /// `su` is still to ask.
    su: bool,
    /// `sudo` is still to ask.
    sudo: bool,
    /// The one that asked last was answered.
    answered: bool,
}

impl Talk {
    pub(crate) fn new(route: &Route) -> Talk {
        Talk {
            words: Zeroizing::new(Vec::with_capacity(2 * WORDS)),
            su: route.asks_su(),
            sudo: route.asks_sudo(),
            answered: false,
        }
    }

    pub(crate) fn hear(&mut self, words: &[u8]) -> Heard {
        self.words.extend_from_slice(words);
        if self.words.len() > WORDS {
            return Heard::Fault(ElevationFault::Failed);
        }
        let text = String::from_utf8_lossy(&self.words);
        if text.contains(MARK) {
            // `sudo` asks only after `su` was satisfied.
            self.su = false;
            if std::mem::replace(&mut self.sudo, false) {
                return self.question();
            }
            return Heard::Fault(ElevationFault::WrongPassword);
        }
        // `su` has no words of its own to ask with: whatever ends as a question does.
        if self.su && text.trim_end_matches(' ').ends_with(':') {
            self.su = false;
            return self.question();
        }
        Heard::Nothing
    }

    fn question(&mut self) -> Heard {
        self.words.zeroize();
        self.answered = true;
        Heard::Question
    }

    /// Why there is no helper, now that the program has ended.
    pub(crate) fn ended(&self) -> ElevationFault {
        let text = String::from_utf8_lossy(&self.words).to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if says(&["sudoers", "not allowed", "may not run", "permission denied"]) {
            return ElevationFault::NotAnAdministrator;
        }
        if says(&["incorrect password", "authentication failure", "does not exist", "unknown user", "no passwd entry"])
        {
            return ElevationFault::WrongPassword;
        }
        // `su` was answered and has ended before `sudo` could ask.
        if self.answered && self.sudo { ElevationFault::WrongPassword } else { ElevationFault::Failed }
    }
}

fn pkexec_fault(code: Option<i32>, words: &str) -> ElevationFault {
    match code {
        Some(126) => ElevationFault::Declined,
        // It says the same of a policy that lets nobody, which is rare: whose password it was, polkit chose.
        Some(127) if words.contains("incident") || words.contains("Not authorized") => ElevationFault::WrongPassword,
        // No agent of the desktop, or no polkit at all.
        Some(127) => ElevationFault::NoPrompt,
        _ => ElevationFault::Failed,
    }
}

fn failed(error: io::Error) -> ElevationFault {
    tracing::warn!(%error, "administrative rights could not be asked for");
    ElevationFault::Failed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(route: Route, said: &[&str]) -> (Vec<Heard>, ElevationFault) {
        let mut talk = Talk::new(&route);
        let heard = said.iter().map(|words| talk.hear(words.as_bytes())).collect();
        (heard, talk.ended())
    }

    fn sudo() -> Route {
        Route::Sudo("/usr/bin/sudo".into())
    }

    fn both() -> Route {
        Route::Both("/usr/bin/su".into(), "/usr/bin/sudo".into())
    }

    #[test]
    fn a_password_is_given_once_for_each_question_and_never_again_sup_41() {
        use Heard::{Fault, Nothing, Question};
        let wrong = Fault(ElevationFault::WrongPassword);
        let lecture = "We trust you have received the usual lecture:\r\n";
        let (heard, _) =
            talk(sudo(), &[lecture, "[[towline", " asks]]", "\r\n", "Sorry, try again.\r\n[[towline asks]]"]);
        assert_eq!(heard, [Nothing, Nothing, Question, Nothing, wrong]);
        let (heard, _) = talk(both(), &["Password: ", "\r\n", "[[towline asks]]", "\r\n"]);
        assert_eq!(heard, [Question, Nothing, Question, Nothing]);
        let flood = "x".repeat(WORDS + 1);
        assert_eq!(talk(sudo(), &[&flood]).0, [Fault(ElevationFault::Failed)]);
    }

    #[test]
    fn why_there_are_no_rights_is_told_apart_sup_41() {
        use ElevationFault::{Declined, Failed, NoPrompt, NotAnAdministrator, WrongPassword};
        let end = |route, said: &[&str]| talk(route, said).1;
        assert_eq!(end(sudo(), &["[[towline asks]]", "carla is not in the sudoers file.\r\n"]), NotAnAdministrator);
        assert_eq!(end(sudo(), &["[[towline asks]]", "sudo: 1 incorrect password attempt\r\n"]), WrongPassword);
        assert_eq!(end(sudo(), &["[[towline asks]]", "something else"]), Failed);
        assert_eq!(end(both(), &["Password: ", "\r\nsu: Authentication failure\r\n"]), WrongPassword);
        assert_eq!(end(both(), &["Password: ", "\r\n"]), WrongPassword);
        assert_eq!(end(both(), &["su: user x does not exist\r\n"]), WrongPassword);
        assert_eq!(end(Route::Su("/bin/su".into()), &["Password: ", "su: Permission denied"]), NotAnAdministrator);
        assert_eq!(pkexec_fault(Some(126), "Error executing command as another user: Request dismissed"), Declined);
        assert_eq!(pkexec_fault(Some(127), "Error: No authentication agent found."), NoPrompt);
        assert_eq!(pkexec_fault(Some(127), "Not authorized\n\nThis incident has been reported."), WrongPassword);
        assert_eq!(pkexec_fault(None, ""), Failed);
    }
}
