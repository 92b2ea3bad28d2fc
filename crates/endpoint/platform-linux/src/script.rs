//! Canned scripts (SCR-6) on a terminal of their own. The text is a file in memory that only the script's interpreter is given: nothing is written to a disk, so nothing is left, whatever is killed.
//!
//! SECURITY: a value is an argument and an environment variable; no shell reads it as a program. Nothing can be typed: the input is empty.

#![allow(unsafe_code)]

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    os::fd::{AsRawFd, OwnedFd},
    path::Path,
    process::Stdio,
    sync::Arc,
};

use pty_process::Pts;
use rustix::{
    fs::{MemfdFlags, SealFlags},
    io::FdFlags,
    process::{PidfdFlags, Signal, pidfd_open},
};
use tokio::process::Child;
use towline_model::{Interpreter, RESOURCES, SCRIPT_PARAMETERS, SCRIPT_TEXT, SCRIPT_VALUES, resources_fit};
use towline_platform::{Carried, CarriedFile, ScriptFault, ScriptOrder};

use crate::{
    Account,
    child::{Shed, login_environment},
    laid::{Laid, Place},
    shell::{LinuxShell, into_io},
};

/// Longest parcel in bytes: text, values, their names and lengths.
const PARCEL: usize = SCRIPT_TEXT + SCRIPT_VALUES + SCRIPT_PARAMETERS * 64 + RESOURCES * 96 + 64;

/// Which programs an interpreter may be, the first that is there.
const fn places(interpreter: Interpreter) -> &'static [&'static str] {
    match interpreter {
        Interpreter::Sh => &["/bin/sh"],
        Interpreter::Bash => &["/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash"],
        Interpreter::Python3 => &["/usr/bin/python3", "/usr/local/bin/python3"],
        Interpreter::Perl => &["/usr/bin/perl", "/usr/local/bin/perl"],
    }
}

/// Starts a script as an account. It is killed when this process dies, however it does.
pub(crate) async fn open_script(
    account: &Account,
    order: &ScriptOrder,
    scratch: Option<&Path>,
    (columns, rows): (u16, u16),
) -> Result<LinuxShell, ScriptFault> {
    let found =
        places(order.interpreter).iter().find(|place| rustix::fs::access(**place, rustix::fs::Access::EXEC_OK).is_ok());
    let program = *found.ok_or(ScriptFault::NoInterpreter)?;
    let failed = |error: io::Error| ScriptFault::Failed(error.to_string());
    let text = in_memory(&order.text).map_err(failed)?;
    let laid = match &order.carried {
        Some(carried) => Some(Place::of(account, scratch).map_err(failed)?.lay(carried).await?),
        None => None,
    };
    let folder = laid.as_ref().map(Laid::path);
    let shell = LinuxShell::on_terminal(account, program, (columns, rows), true, |pts| {
        spawn(account, program, order, (&text, folder), pts)
    })
    .map_err(failed)?;
    if let (Some(laid), Some(pid)) = (laid, shell.number()) {
        // A descriptor of the process: the folder goes when it has ended, whatever became of its shell here.
        let process = pidfd_open(pid, PidfdFlags::empty()).map_err(|error| failed(error.into()))?;
        tokio::task::spawn_local(laid.until_gone(process));
    }
    Ok(shell)
}

/// A file without a name that nobody can change any more.
fn in_memory(bytes: &[u8]) -> io::Result<File> {
    let mut file = File::from(rustix::fs::memfd_create("script", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?);
    file.write_all(bytes)?;
    rustix::fs::fcntl_add_seals(&file, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL)?;
    Ok(file)
}

fn spawn(
    account: &Account,
    program: &str,
    order: &ScriptOrder,
    (text, folder): (&File, Option<&Path>),
    pts: Pts,
) -> io::Result<Child> {
    let shed = Shed::to(account, 3)?;
    let home = if account.home.is_dir() { account.home.as_path() } else { Path::new("/") };
    let descriptor = text.as_raw_fd();
    let command = pty_process::Command::new(program)
        .arg(format!("/dev/fd/{descriptor}"))
        .args(order.values.iter().map(|(_, value)| value))
        .current_dir(folder.unwrap_or(home))
        .env_clear()
        .envs(login_environment(account))
        .env("TERM", "xterm-256color")
        // Nobody could press a key for a pager.
        .env("PAGER", "cat")
        .envs(folder.map(|folder| ("TOWLINE_RESOURCES", folder)))
        .envs(order.values.iter().map(|(name, value)| (format!("TOWLINE_{name}"), value)))
        .stdin(Stdio::null());
    let between = move || {
        shed.apply()?;
        // SAFETY: the parent holds the file until the child was started; the number is the same here.
        let text = unsafe { std::os::fd::BorrowedFd::borrow_raw(descriptor) };
        // The one descriptor that goes along: the script itself.
        rustix::io::fcntl_setfd(text, FdFlags::empty())?;
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        Ok(())
    };
    // SAFETY: the closure only makes system calls and allocates nothing.
    let command = unsafe { command.pre_exec(between) };
    command.spawn(pts).map_err(into_io)
}

/// A script on its way to the helper with administrative rights: too long for a packet, so it goes as a file in memory.
pub(crate) fn parcel(order: &ScriptOrder) -> io::Result<OwnedFd> {
    let mut bytes = Vec::with_capacity(order.text.len() + 256);
    let carried = order.carried.iter().flat_map(|carried| &carried.files);
    let files: String = carried.map(|file| format!("{} {} {}\n", file.name, file.bytes, file.executable)).collect();
    let parts = [order.interpreter.name().as_bytes(), &order.text, files.as_bytes()]
        .into_iter()
        .chain(order.values.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]));
    for part in parts {
        bytes.extend_from_slice(&u32::try_from(part.len()).map_err(io::Error::other)?.to_le_bytes());
        bytes.extend_from_slice(part);
    }
    Ok(in_memory(&bytes)?.into())
}

/// The same, from the other side, with the file that came before it. `None`: it is none.
pub(crate) fn from_parcel(parcel: OwnedFd, spool: Option<OwnedFd>) -> Option<ScriptOrder> {
    let mut file = File::from(parcel);
    file.seek(SeekFrom::Start(0)).ok()?;
    let mut bytes = Vec::new();
    file.take(PARCEL as u64 + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() > PARCEL {
        return None;
    }
    let (order, files) = decoded(&bytes)?;
    let carried = match (files.is_empty(), spool) {
        (true, _) => None,
        (false, Some(spool)) => Some(Carried { spool: Arc::new(spool.into()), files }),
        (false, None) => return None,
    };
    Some(ScriptOrder { carried, ..order })
}

fn carried_file(line: &str) -> Option<CarriedFile> {
    let mut words = line.split(' ');
    let (name, bytes, executable) = (words.next()?, words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    words.next().is_none().then(|| CarriedFile { name: name.to_owned(), bytes, executable })
}

fn decoded(bytes: &[u8]) -> Option<(ScriptOrder, Vec<CarriedFile>)> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (part, after) = after.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        parts.push(part);
        rest = after;
    }
    let [interpreter, text, files, values @ ..] = parts.as_slice() else { return None };
    let text_of = |part: &[u8]| String::from_utf8(part.to_vec()).ok();
    let (pairs, odd) = values.as_chunks::<2>();
    if !odd.is_empty() || pairs.len() > SCRIPT_PARAMETERS {
        return None;
    }
    let files: Vec<CarriedFile> = std::str::from_utf8(files).ok()?.lines().map(carried_file).collect::<Option<_>>()?;
    if !resources_fit(files.iter().map(|file| (file.name.as_str(), file.bytes))) {
        return None;
    }
    let order = ScriptOrder {
        interpreter: Interpreter::named(std::str::from_utf8(interpreter).ok()?)?,
        text: text.to_vec(),
        values: pairs.iter().map(|[name, value]| Some((text_of(name)?, text_of(value)?))).collect::<Option<_>>()?,
        carried: None,
    };
    Some((order, files))
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;
    use towline_platform::Shell as _;

    use super::*;

    fn order(interpreter: Interpreter, text: &str, values: &[(&str, &str)]) -> ScriptOrder {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        ScriptOrder { interpreter, text: text.as_bytes().to_vec(), values, carried: None }
    }

    fn on_local_set<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        tokio::task::LocalSet::new().block_on(&runtime, future)
    }

    async fn ran(order: ScriptOrder) -> (String, i32) {
        let mut shell = open_script(&Account::current().unwrap(), &order, None, (100, 30)).await.unwrap();
        let mut terminal = shell.take_terminal().unwrap();
        let mut output = Vec::new();
        terminal.output.read_to_end(&mut output).await.unwrap();
        (String::from_utf8_lossy(&output).into_owned(), shell.exited().await)
    }

    #[test]
    fn a_hostile_value_is_one_argument_and_one_variable_scr_6() {
        let hostile = "; rm -rf \"$HOME\" $(touch /tmp/x) `id` --help *";
        let text = "printf '%s|' \"$#\" \"$1\" \"$2\" \"$TOWLINE_WHAT\"; exit 3";
        for interpreter in [Interpreter::Sh, Interpreter::Bash] {
            let (output, status) = on_local_set(ran(order(interpreter, text, &[("WHAT", hostile), ("EMPTY", "")])));
            assert_eq!((output.as_str(), status), (format!("2|{hostile}||{hostile}|").as_str(), 3));
        }
        // Not every machine has it.
        if std::path::Path::new("/usr/bin/python3").exists() {
            let text = "import os, sys\nprint(sys.argv[1:], os.environ['TOWLINE_WHAT'])";
            let (output, status) = on_local_set(ran(order(Interpreter::Python3, text, &[("WHAT", "a 'b'; $c")])));
            assert_eq!((output.trim(), status), ("[\"a 'b'; $c\"] a 'b'; $c", 0));
        }
    }

    #[test]
    fn a_script_has_its_own_text_and_nothing_else_of_the_agent_and_nobody_types_into_it_shl_8a() {
        let leaked = File::open("/etc/passwd").unwrap();
        rustix::io::fcntl_setfd(&leaked, FdFlags::empty()).unwrap();
        let text = "read x; echo read=$?; ls -l /proc/$$/fd | grep -c -e passwd; env | grep -c -e CARGO -e NEXTEST; echo x >> $0 || echo sealed";
        let (output, _) = on_local_set(ran(order(Interpreter::Sh, text, &[])));
        let lines: Vec<&str> = output.lines().collect();
        assert_eq!(lines[..3], ["read=1", "0", "0"], "{output}");
        assert_eq!(lines.last(), Some(&"sealed"), "{output}");
    }

    #[test]
    fn the_whole_tree_ends_with_a_script_whatever_it_ignores_scr_6() {
        on_local_set(async {
            // One that ignores what is polite, one in the background, one that left the group.
            let text = "trap '' HUP TERM; sleep 3041 & set -m; sleep 3042 & setsid -f true; echo ready; wait; while :; do sleep 1; done";
            let order = order(Interpreter::Bash, text, &[]);
            let mut shell = open_script(&Account::current().unwrap(), &order, None, (80, 24)).await.unwrap();
            let mut terminal = shell.take_terminal().unwrap();
            let mut output = [0; 64];
            let count = terminal.output.read(&mut output).await.unwrap();
            assert!(String::from_utf8_lossy(&output[..count]).contains("ready"));
            let pid = shell.number().unwrap();
            shell.hang_up();
            assert_eq!(shell.exited().await, 128 + 9);
            while !crate::proc::members(pid).is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        });
    }

    #[test]
    fn a_script_arrives_at_the_helper_as_it_was_sent_and_nothing_else_does_scr_6() {
        let sent = order(Interpreter::Perl, "print 'ä'", &[("A", "1"), ("B", "")]);
        assert_eq!(from_parcel(parcel(&sent).unwrap(), None), Some(sent.clone()));
        let file = |name: &str| CarriedFile { name: name.into(), bytes: 4711, executable: true };
        let with = |name: &str| {
            let spool = Arc::new(in_memory(b"").unwrap());
            ScriptOrder { carried: Some(Carried { spool, files: vec![file(name)] }), ..sent.clone() }
        };
        let spool = || Some(OwnedFd::from(in_memory(b"").unwrap()));
        assert_eq!(from_parcel(parcel(&with("a")).unwrap(), spool()), Some(with("a")));
        assert_eq!(from_parcel(parcel(&with("a")).unwrap(), None), None);
        assert_eq!(from_parcel(parcel(&with("../a")).unwrap(), spool()), None);
        for odd in [
            &b""[..],
            b"\x02\0\0\0sh",
            b"\x02\0\0\0sh\xff\xff\xff\xff",
            b"\x03\0\0\0zsh\0\0\0\0",
            b"\x02\0\0\0sh\0\0\0\0\0\0\0\0\0\0\0\0",
        ] {
            assert!(decoded(odd).is_none(), "{odd:?}");
        }
    }
}
