//! A program on the desktop as another account: `su` asks for the password, PAM judges it, and what it starts is a session of that account's own.
//!
//! SECURITY: `su` is never started as root, whom it would not ask: an agent that is root becomes the desktop's user first, or `nobody` where that is root. The password goes into a terminal that nothing
//! echoes, after it was asked for, and is wiped. Program and arguments are arguments of one fixed script, which no shell reads as anything else.

use std::{io, rc::Rc, time::Duration};

use pty_process::{OwnedReadPty, OwnedWritePty};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Child,
    time::timeout,
};
use towline_platform::{Absent, ActionFault, ElevationFault, LocalFuture, RunAsOrder, RunningAs};
use zeroize::Zeroizing;

use super::{Desk, access::Access};
use crate::{
    Account,
    child::Shed,
    elevation::{
        between_fork_and_exec,
        prove::{Heard, Route, Talk, environment, quiet},
        tool,
    },
};

/// PAM takes its time over wrong passwords.
pub(crate) const PATIENCE: Duration = Duration::from_secs(45);
/// A program that cannot run here is gone by then.
const SETTLES: Duration = Duration::from_secs(1);
/// Says that the password was right.
pub(crate) const MARK: &str = "[[towline runs]]";
/// What `sh` ends with when there is no such program.
const UNKNOWN: i32 = 127;
/// In a session of its own, so that it goes on when the terminal of `su` is gone.
const SCRIPT: &str = "unset LC_ALL; cd 2>/dev/null; command -v \"$0\" >/dev/null 2>&1 || exit 127; echo '[[towline runs]]'; setsid \"$0\" \"$@\" </dev/null >/dev/null 2>&1";
const WORDS: usize = 8 * 1024;
pub(crate) const ACCOUNT: usize = 256;
pub(crate) const PASSWORD: usize = 512;

struct Program {
    child: Child,
    /// Its terminal. Closed, it hangs up on `su`.
    _terminal: (OwnedReadPty, OwnedWritePty),
    /// What lets its account use the desktop.
    _access: Option<Rc<Access>>,
}

impl RunningAs for Program {
    fn ended(&mut self) -> LocalFuture<'_, ()> {
        Box::pin(async {
            let _ = self.child.wait().await;
        })
    }
}

pub(super) async fn run(own: &Account, desk: Desk, order: RunAsOrder) -> Result<Box<dyn RunningAs>, ActionFault> {
    // What a terminal would take for something else than a letter of a password, or a program for an option.
    let plain = |text: &str, most: usize| (1..=most).contains(&text.len()) && !text.chars().any(char::is_control);
    let RunAsOrder { program, arguments, account, password } = order;
    if !plain(&account, ACCOUNT) || !plain(&password, PASSWORD) || account.starts_with('-') {
        return Err(ActionFault::WrongPassword);
    }
    if program.is_empty() || program.starts_with('-') || program.contains('\0') {
        return Err(ActionFault::UnknownProgram);
    }
    if arguments.iter().any(|argument| argument.contains('\0')) {
        return Err(ActionFault::Failed("an argument is no text".to_owned()));
    }
    // Said as `su` says it: whoever has no account here has no password either. The display lets in only who is known.
    if Account::by_name(&account).is_err() {
        return Err(ActionFault::WrongPassword);
    }
    let su = tool("su").ok_or(ActionFault::Absent(Absent::NoProgram))?;
    let asker = asker(own, &desk).map_err(failed)?;
    let route = Route::Su(su.clone());
    let mut command = pty_process::Command::new(su)
        .args(["-s", "/bin/sh", "-c", SCRIPT, "--"])
        .arg(&account)
        .arg(&program)
        .args(&arguments)
        .current_dir("/")
        .env_clear()
        .envs(environment(&asker))
        // What it says is understood in one language only.
        .env("LC_ALL", "C")
        .env_remove("XDG_RUNTIME_DIR")
        .env("DISPLAY", &desk.display);
    // The desktop's own user has the secret already.
    let itself = account == desk.account.name;
    if let (true, Some(authority)) = (itself, &desk.authority) {
        command = command.env("XAUTHORITY", authority);
    }
    let (pty, pts) = pty_process::open().map_err(crate::shell::into_io).map_err(failed)?;
    quiet(&pty).map_err(failed)?;
    let shed = Shed::to(&asker, 3).map_err(failed)?;
    // Before the program runs, and taken back at once if it does not.
    let access = if itself { None } else { Some(Access::give(&desk, &account).await.map_err(failed)?) };
    let child = between_fork_and_exec(command, shed).spawn(pts).map_err(crate::shell::into_io).map_err(failed)?;
    let (reader, writer) = pty.into_split();
    let mut program = Program { child, _terminal: (reader, writer), _access: access };
    let Program { child, _terminal: (reader, writer), .. } = &mut program;
    match timeout(PATIENCE, begin(child, reader, writer, &route, &password)).await {
        Ok(begun) => begun?,
        Err(_) => return Err(ActionFault::TimedOut),
    }
    if let Ok(Ok(ended)) = timeout(SETTLES, program.child.wait()).await
        && !ended.success()
    {
        return Err(ActionFault::Failed(ended.to_string()));
    }
    Ok(Box::new(program))
}

/// Whom `su` asks for a password.
fn asker(own: &Account, desk: &Desk) -> io::Result<Account> {
    match (own.uid, desk.account.uid) {
        (0, 0) => Account::by_name("nobody"),
        (0, _) => Ok(desk.account.clone()),
        (_, _) => Ok(own.clone()),
    }
}

/// Until the program runs, which says [`MARK`] then.
pub(crate) async fn begin(
    child: &mut Child,
    reader: &mut OwnedReadPty,
    writer: &mut OwnedWritePty,
    route: &Route,
    password: &Zeroizing<String>,
) -> Result<(), ActionFault> {
    let mut talk = Talk::new(route);
    let mut answered = false;
    // Wiped: whatever it says may have a part of what it was told.
    let (mut words, mut buffer) = (Zeroizing::new(Vec::with_capacity(2 * WORDS)), Zeroizing::new(vec![0; 1024]));
    let mut open = true;
    loop {
        tokio::select! {
            read = reader.read(&mut buffer), if open => match read {
                Ok(0) | Err(_) => open = false,
                Ok(count) => {
                    let said = buffer.get(..count).unwrap_or_default();
                    words.extend_from_slice(said);
                    if String::from_utf8_lossy(&words).contains(MARK) {
                        return Ok(());
                    }
                    if words.len() > WORDS {
                        return Err(ActionFault::Failed(String::new()));
                    }
                    match talk.hear(said) {
                        Heard::Nothing => {}
                        Heard::Question => {
                            let line = Zeroizing::new([password.as_bytes(), b"\n"].concat());
                            answered = true;
                            writer.write_all(&line).await.map_err(failed)?;
                        }
                        Heard::Fault(fault) => return Err(understood(fault)),
                    }
                }
            },
            ended = child.wait() => {
                // What it said last may still be in the terminal.
                while let Ok(Ok(count @ 1..)) = timeout(Duration::from_millis(50), reader.read(&mut buffer)).await {
                    let said = buffer.get(..count).unwrap_or_default();
                    words.extend_from_slice(said);
                    talk.hear(said);
                }
                let status = ended.ok().and_then(|status| status.code());
                if String::from_utf8_lossy(&words).contains(MARK) {
                    // Short, and over.
                    return if status == Some(0) { Ok(()) } else { Err(ActionFault::Failed(format!("status {}", status.unwrap_or(-1)))) };
                }
                if answered && status == Some(UNKNOWN) {
                    return Err(ActionFault::UnknownProgram);
                }
                return Err(understood(talk.ended()));
            }
        }
    }
}

fn understood(fault: ElevationFault) -> ActionFault {
    match fault {
        ElevationFault::WrongPassword => ActionFault::WrongPassword,
        ElevationFault::NotAnAdministrator => ActionFault::Denied("su: not permitted".to_owned()),
        ElevationFault::TimedOut => ActionFault::TimedOut,
        ElevationFault::Declined | ElevationFault::NoPrompt | ElevationFault::Unavailable | ElevationFault::Failed => {
            ActionFault::Failed("su".to_owned())
        }
    }
}

fn failed(error: io::Error) -> ActionFault {
    ActionFault::Failed(error.to_string())
}
