//! What every process that the agent starts has in common: it inherits nothing of the agent (SHL-8a).

#![allow(unsafe_code)]

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::File,
    io,
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, Stdio},
};

use rustix::fs::Mode;

use crate::Account;

/// What a child becomes between fork and exec. Made beforehand, because little is allowed there.
pub(crate) struct Shed {
    /// Drop to this account; `None`: it is the agent's own.
    identity: Option<(u32, u32, Vec<u32>)>,
    /// The thread that forks acts as an account: first it is this process's own again.
    back: Option<u32>,
    /// Descriptors from this one on are closed.
    first_closed: u32,
}

impl Shed {
    pub(crate) fn to(account: &Account, first_closed: u32) -> io::Result<Shed> {
        let own = rustix::process::geteuid().as_raw() == account.uid;
        let identity = if own { None } else { Some((account.uid, account.gid, account.groups()?)) };
        Ok(Shed { identity, back: None, first_closed })
    }

    /// The same on a thread that acts as this account (`file_tree::acting`).
    ///
    /// SECURITY: such a thread has the account as its effective user only. A child that stayed so could become root again; this one has nothing but the account.
    pub(crate) fn acting(uid: u32, gid: u32, groups: Vec<u32>, first_closed: u32) -> Shed {
        let (real, effective) = (rustix::process::getuid().as_raw(), rustix::process::geteuid().as_raw());
        let own = real == uid && effective == uid;
        let identity = if own { None } else { Some((uid, gid, groups)) };
        Shed { identity, back: (real != effective).then_some(real), first_closed }
    }

    /// Runs in the child.
    pub(crate) fn apply(&self) -> io::Result<()> {
        close_from(self.first_closed)?;
        rustix::process::umask(Mode::from_raw_mode(0o022));
        // Ambient capabilities would survive exec; all others follow the account.
        let _ = rustix::thread::clear_ambient_capability_set();
        if let Some(real) = self.back {
            // SAFETY: a plain system call on numbers; the two that are not named stay.
            if unsafe { libc::setresuid(u32::MAX, real, u32::MAX) } != 0 {
                return Err(io::Error::last_os_error());
            }
        }
        if let Some((uid, gid, groups)) = &self.identity {
            // SAFETY: plain system calls on numbers and on a slice that lives through the call. Groups first, then group, then user: afterwards there is no way back.
            let done = unsafe {
                libc::setgroups(groups.len(), groups.as_ptr()) == 0
                    && libc::setresgid(*gid, *gid, *gid) == 0
                    && libc::setresuid(*uid, *uid, *uid) == 0
            };
            if !done {
                return Err(io::Error::last_os_error());
            }
        }
        Ok(())
    }
}

/// Closes the descriptors from this one on, at the exec. Runs in the child.
pub(crate) fn close_from(first: u32) -> io::Result<()> {
    // SAFETY: close_range with this flag only marks descriptors, which exec then closes; it touches no memory.
    let closed = unsafe { libc::close_range(first, u32::MAX, libc::CLOSE_RANGE_CLOEXEC as i32) };
    if closed != 0 {
        // A kernel without it: every descriptor of the agent is made close-on-exec anyway.
        let error = io::Error::last_os_error();
        if error.raw_os_error() != Some(libc::ENOSYS) && error.raw_os_error() != Some(libc::EINVAL) {
            return Err(error);
        }
    }
    Ok(())
}

/// The environment of a login, and nothing of the agent's own.
pub(crate) fn login_environment(account: &Account) -> BTreeMap<&'static str, OsString> {
    let (key, usual) = match account.uid {
        0 => ("ENV_SUPATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        _ => ("ENV_PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"),
    };
    let defined = std::fs::read_to_string("/etc/login.defs").ok().and_then(|defs| path_of(&defs, key));
    let path = defined.unwrap_or_else(|| usual.to_owned());
    let mut environment: BTreeMap<&'static str, OsString> = BTreeMap::from([
        ("HOME", account.home.clone().into()),
        ("USER", account.name.clone().into()),
        ("LOGNAME", account.name.clone().into()),
        ("SHELL", account.shell.clone().into()),
        ("PATH", path.into()),
        ("LANG", language().into()),
    ]);
    // A user's own agent knows where the user's own servers are, of sound for one.
    let own = std::env::var_os("XDG_RUNTIME_DIR").filter(|_| account.uid == rustix::process::geteuid().as_raw());
    let runtime = own.unwrap_or_else(|| format!("/run/user/{}", account.uid).into());
    if Path::new(&runtime).is_dir() {
        environment.insert("XDG_RUNTIME_DIR", runtime);
    }
    environment
}

/// Where a login finds programs, as `login.defs` has it.
fn path_of(defs: &str, key: &str) -> Option<String> {
    let value = defs.lines().find_map(|line| {
        let (name, value) = line.trim().split_once(char::is_whitespace)?;
        (name == key).then(|| value.trim())
    })?;
    let path = value.strip_prefix("PATH=").unwrap_or(value);
    let fits = (1..1024).contains(&path.len()) && path.split(':').all(|place| place.starts_with('/'));
    (fits && !path.contains(|c: char| c.is_whitespace() || c.is_control())).then(|| path.to_owned())
}

/// The system's language, as a login would set it.
fn language() -> String {
    let from_file = ["/etc/locale.conf", "/etc/default/locale"].iter().find_map(|file| {
        let text = std::fs::read_to_string(file).ok()?;
        let value = text.lines().find_map(|line| line.trim().strip_prefix("LANG="))?;
        let value = value.trim_matches('"').to_owned();
        (!value.is_empty() && value.len() < 64).then_some(value)
    });
    from_file.unwrap_or_else(|| "C.UTF-8".to_owned())
}

/// Starts a program that goes on when this one and its terminal are gone. Its messages go to `log`.
pub fn start_detached(program: &Path, arguments: &[&std::ffi::OsStr], log: File) -> io::Result<()> {
    let account = Account::current()?;
    let shed = Shed::to(&account, 3)?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .envs(login_environment(&account))
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    // SAFETY: the closure only makes system calls and allocates nothing.
    unsafe {
        command.pre_exec(move || {
            rustix::process::setsid()?;
            shed.apply()
        });
    }
    command.spawn().map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_finds_programs_where_the_system_says_so_shl_2() {
        let defs = "# ENV_PATH PATH=/no\nENV_SUPATH\tPATH=/sbin:/bin\nENV_PATH  /usr/bin:/bin \nBAD PATH=.:/bin\nODD PATH=/a b\n";
        assert_eq!(path_of(defs, "ENV_SUPATH").as_deref(), Some("/sbin:/bin"));
        assert_eq!(path_of(defs, "ENV_PATH").as_deref(), Some("/usr/bin:/bin"));
        for key in ["BAD", "ODD", "NONE"] {
            assert_eq!(path_of(defs, key), None, "{key}");
        }
    }
}
