//! Choice of a shell's program and account (SHL-2): what `/etc/shells` lists, other accounts by administrative rights or by their password.
//!
//! SECURITY: a program is one of the list of this moment, whoever asks, and an account is looked up here. With administrative rights nobody becomes an account that may not sign in. Without them `su` asks for
//! the password, on the terminal that the shell gets then; it is never started as root, whom it would not ask.

use std::{
    collections::HashSet,
    fs,
    io::{self, Read},
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use tokio::{io::AsyncWriteExt, time::timeout};
use towline_platform::{ActionFault, Password, ShellFault, ShellOffers, ShellOrder};
use zeroize::Zeroizing;

use crate::{
    Account,
    actions::run_as::{ACCOUNT, PASSWORD, PATIENCE, begin},
    child::Shed,
    elevation::{
        between_fork_and_exec,
        prove::{Route, environment, quiet},
        tool,
    },
    shell::{Ending, LinuxShell, ResizeHandle, give_terminal, into_io, shell_environment, usable_shell},
};

const LIST: &str = "/etc/shells";
/// Of the list that is read, in bytes.
const LIST_BYTES: u64 = 64 * 1024;
/// Programs that are offered.
const PROGRAMS: usize = 16;
/// Of a program's path, in bytes.
const PATH: usize = 256;
/// Nobody who sees one of these as their shell is meant to have one.
const NO_SHELLS: [&str; 4] = ["nologin", "false", "true", "sync"];
/// What `su` runs as the account: it says that the password was right, waits until the terminal is as it was, and becomes the shell. No text of a rep is in it.
const SCRIPT: &str = "printf '[[towline runs]]'; read -r _; cd \"$0\" 2>/dev/null || cd /; exec env -i \"$@\"";
/// Ends the line that the script waits for, and shows nothing.
const END_OF_INPUT: &[u8] = b"\x04";

/// What there is, now.
pub(crate) fn offers(own: &Account) -> ShellOffers {
    let programs = programs();
    let usual = usable_shell(own);
    // As the list calls it, where the account calls it otherwise.
    let same = |listed: &&String| face(listed) == face(&usual);
    let program = programs.iter().find(same).cloned().unwrap_or(usual);
    ShellOffers {
        account: own.name.clone(),
        program,
        programs,
        administrative: own.uid == 0,
        takes_passwords: tool("su").is_some(),
    }
}

fn programs() -> Vec<String> {
    let mut text = String::new();
    let read = fs::File::open(LIST).and_then(|file| file.take(LIST_BYTES).read_to_string(&mut text));
    if read.is_err() {
        text.clear();
    }
    listed(&text)
}

/// Of a list the programs that can be run, each once.
fn listed(text: &str) -> Vec<String> {
    let mut known = HashSet::new();
    let fits = |path: &&str| path.starts_with('/') && path.len() <= PATH && !path.contains(char::is_control);
    let runs = |path: &&str| {
        !no_shell(path)
            && fs::metadata(path).is_ok_and(|data| data.is_file())
            && rustix::fs::access(*path, rustix::fs::Access::EXEC_OK).is_ok()
    };
    let lines = text.lines().map(str::trim).filter(fits).filter(runs);
    lines.filter(|path| known.insert(face(path))).take(PROGRAMS).map(str::to_owned).collect()
}

/// The same program under the same name is one.
fn face(path: &str) -> (Option<std::path::PathBuf>, Option<String>) {
    let path = Path::new(path);
    (fs::canonicalize(path).ok(), path.file_name().map(|name| name.to_string_lossy().into_owned()))
}

fn no_shell(path: &str) -> bool {
    NO_SHELLS.contains(&path.rsplit('/').next().unwrap_or_default())
}

fn failed(error: io::Error) -> ShellFault {
    ShellFault::Failed(error.to_string())
}

/// The program of an order, as the account's or by the list of now.
fn program_of(order: &ShellOrder, account: &Account) -> Result<String, ShellFault> {
    match &order.program {
        None => Ok(usable_shell(account)),
        Some(wanted) => programs().into_iter().find(|listed| listed == wanted).ok_or(ShellFault::UnknownProgram),
    }
}

/// Opens it with the rights of this process. `bound`: it is killed when this process dies, however it does.
pub(crate) fn open_chosen(own: &Account, order: &ShellOrder, bound: bool) -> Result<LinuxShell, ShellFault> {
    let account = match &order.account {
        None => own.clone(),
        Some(name) if *name == own.name => own.clone(),
        Some(name) => other(own, name)?,
    };
    let program = program_of(order, &account)?;
    LinuxShell::of_program(&account, &program, (order.columns, order.rows), bound).map_err(failed)
}

/// Another account, with administrative rights.
fn other(own: &Account, name: &str) -> Result<Account, ShellFault> {
    if own.uid != 0 {
        return Err(ShellFault::NotElevated);
    }
    let account = Account::by_name(name).map_err(|_| ShellFault::UnknownAccount)?;
    if no_shell(&account.shell.to_string_lossy()) {
        return Err(ShellFault::NoLogin);
    }
    let days = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / 86_400;
    // Directories say it elsewhere, and nobody but PAM knows; what the machine itself says is heeded.
    let shadow = fs::read_to_string("/etc/shadow").map(Zeroizing::new);
    if shadow.is_ok_and(|shadow| locked(&shadow, &account.name, days)) {
        return Err(ShellFault::NoLogin);
    }
    Ok(account)
}

/// Whether an account was locked, or has expired by this day. One that never had a password is neither.
fn locked(shadow: &str, name: &str, today: u64) -> bool {
    let Some(line) = shadow.lines().find(|line| line.split(':').next() == Some(name)) else { return false };
    let mut fields = line.split(':');
    let password = fields.nth(1).unwrap_or_default();
    let hash = password.trim_start_matches('!');
    let expires = fields.nth(5).and_then(|days| days.parse::<u64>().ok());
    password.starts_with('!') && !matches!(hash, "" | "*") || expires.is_some_and(|day| day <= today)
}

/// Opens it as the order's account, whose password `su` is given.
pub(crate) async fn open_by_password(
    own: &Account,
    order: &ShellOrder,
    password: Password,
) -> Result<LinuxShell, ShellFault> {
    let plain = |text: &str, most: usize| (1..=most).contains(&text.len()) && !text.chars().any(char::is_control);
    let name = order.account.as_deref().unwrap_or_default();
    if !plain(name, ACCOUNT) || !plain(&password, PASSWORD) || name.starts_with('-') {
        return Err(ShellFault::WrongPassword);
    }
    // Nobody is told which accounts there are.
    let account = Account::by_name(name).map_err(|_| ShellFault::WrongPassword)?;
    if no_shell(&account.shell.to_string_lossy()) {
        return Err(ShellFault::WrongPassword);
    }
    let program = program_of(order, &account)?;
    let su = tool("su").ok_or(ShellFault::Unavailable)?;
    let asker = if own.uid == 0 { Account::by_name("nobody").map_err(failed)? } else { own.clone() };
    let route = Route::Su(su.clone());
    let (pty, pts) = pty_process::open().map_err(into_io).map_err(failed)?;
    pty.resize(pty_process::Size::new(order.rows.max(1), order.columns.max(1))).map_err(into_io).map_err(failed)?;
    let usual = tcgetattr(&pty).map_err(|error| failed(error.into()))?;
    quiet(&pty).map_err(failed)?;
    give_terminal(&pts, &account).map_err(failed)?;
    let size = ResizeHandle(rustix::io::fcntl_dupfd_cloexec(&pty, 3).map_err(|error| failed(error.into()))?);
    let variables = shell_environment(&account, &program).into_iter().map(|(name, value)| {
        let mut pair = std::ffi::OsString::from(name);
        pair.push("=");
        pair.push(value);
        pair
    });
    // Behind the account are arguments of the shell that `su` starts, and not its own: with a command of its own it would take the terminal away.
    let command = pty_process::Command::new(su)
        .args(["-s", "/bin/sh", "--"])
        .arg(&account.name)
        .args(["-c", SCRIPT])
        .arg(&account.home)
        .args(variables)
        .arg(&program)
        .arg("-l")
        .current_dir("/")
        .env_clear()
        .envs(environment(&asker))
        // What it says is understood in one language only.
        .env("LC_ALL", "C")
        .env_remove("XDG_RUNTIME_DIR");
    let shed = Shed::to(&asker, 3).map_err(failed)?;
    let mut child = between_fork_and_exec(command, shed).spawn(pts).map_err(into_io).map_err(failed)?;
    let (mut reader, mut writer) = pty.into_split();
    let begun = timeout(PATIENCE, begin(&mut child, &mut reader, &mut writer, &route, &password)).await;
    drop(password);
    begun.map_err(|_| ShellFault::TimedOut)?.map_err(understood)?;
    // Nothing reads what is typed between the two.
    tcsetattr(&size.0, OptionalActions::Now, &usual).map_err(|error| failed(error.into()))?;
    writer.write_all(END_OF_INPUT).await.map_err(failed)?;
    LinuxShell::around((&account, &program), (reader, writer), size, child, Ending::BySu).map_err(failed)
}

fn understood(fault: ActionFault) -> ShellFault {
    match fault {
        ActionFault::WrongPassword => ShellFault::WrongPassword,
        ActionFault::Denied(_) => ShellFault::NoLogin,
        ActionFault::UnknownProgram => ShellFault::UnknownProgram,
        ActionFault::TimedOut => ShellFault::TimedOut,
        ActionFault::Absent(_) | ActionFault::NoWayBack => ShellFault::Unavailable,
        ActionFault::Failed(words) => ShellFault::Failed(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_says_the_word_that_is_waited_for() {
        assert!(SCRIPT.contains(crate::actions::run_as::MARK));
    }

    #[test]
    fn a_list_gives_each_program_that_runs_once_shl_2() {
        let place = std::env::temp_dir().join(format!("towline-shells-{}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        let at = |name: &str| place.join(name).to_string_lossy().into_owned();
        let link = |from: &str, to: &str| std::os::unix::fs::symlink(from, at(to)).unwrap();
        fs::write(at("plain"), "").unwrap();
        ["one", "nologin", "false", "bad\u{1b}name"].into_iter().for_each(|name| link("/bin/sh", name));
        fs::create_dir_all(at("dir/one")).unwrap();
        fs::create_dir_all(at("other")).unwrap();
        link("/bin/sh", "other/one");
        link("/bin/sh", "two");
        let lines: Vec<String> =
            ["one", "nologin", "false", "bad\u{1b}name", "plain", "dir/one", "other/one", "none", "two"]
                .map(at)
                .to_vec();
        let text = format!("# shells\nsh\n../bin/sh\n{}\n/{}\n", lines.join("\n"), "x".repeat(5000));
        assert_eq!(listed(&text), [at("one"), at("two")]);
        let many: String = (0..10_000)
            .map(|n| {
                if n < 40 {
                    link("/bin/sh", &format!("s{n}"));
                }
                format!("{}\n", at(&format!("s{n}")))
            })
            .collect();
        assert_eq!(listed(&many).len(), PROGRAMS);
        fs::remove_dir_all(place).unwrap();
    }

    #[test]
    fn who_was_locked_or_has_expired_is_nobodys_shell_shl_2() {
        let shadow = "a:$6$x$y:19000:0:99999:7:::\nb:!$6$x$y:19000:0:99999:7:::\nc:!:1::::::\nd:*:1::::::\ne:$6$x$y:1:0:9:7::100:\nf:!*:1::::::\ng:$6$x$y:1:0:9:7::101:\n";
        let of = |name| locked(shadow, name, 100);
        assert_eq!(
            ["a", "b", "c", "d", "e", "f", "g", "h"].map(of),
            [false, true, false, false, true, false, false, false]
        );
    }
}
