//! Which program does what, on which desktop. The first of a list that is there is taken; those of the desktop that runs come before those of others.

use std::{ffi::OsString, path::PathBuf};

use towline_platform::{Absent, ActionKind};

use super::Desk;

/// A program that may be there.
struct Known {
    name: &'static str,
    arguments: &'static [&'static str],
    /// Of this desktop, as `XDG_CURRENT_DESKTOP` has it; empty: of any.
    of: &'static str,
    /// It means nothing on another desktop.
    only: bool,
}

const fn any(name: &'static str, arguments: &'static [&'static str]) -> Known {
    Known { name, arguments, of: "", only: false }
}

const fn of(of: &'static str, name: &'static str, arguments: &'static [&'static str]) -> Known {
    Known { name, arguments, of, only: false }
}

const fn only(of: &'static str, name: &'static str, arguments: &'static [&'static str]) -> Known {
    Known { name, arguments, of, only: true }
}

const TERMINALS: &[Known] = &[
    of("GNOME", "gnome-terminal", &[]),
    of("GNOME", "kgx", &[]),
    of("KDE", "konsole", &[]),
    of("XFCE", "xfce4-terminal", &[]),
    of("MATE", "mate-terminal", &[]),
    of("LXDE", "lxterminal", &[]),
    of("LXQt", "qterminal", &[]),
    of("sway", "foot", &[]),
    any("x-terminal-emulator", &[]),
    any("xterm", &[]),
    any("uxterm", &[]),
    any("urxvt", &[]),
];

/// How a terminal is told to run a program: what stands between.
const INSIDE: &[(&str, &str)] = &[
    ("gnome-terminal", "--"),
    ("kgx", "-e"),
    ("konsole", "-e"),
    ("xfce4-terminal", "-x"),
    ("mate-terminal", "-x"),
    ("lxterminal", "-e"),
    ("qterminal", "-e"),
    ("x-terminal-emulator", "-e"),
    ("foot", "-e"),
    ("xterm", "-e"),
    ("uxterm", "-e"),
    ("urxvt", "-e"),
];

const TASK_MANAGERS: &[Known] = &[
    of("GNOME", "gnome-system-monitor", &[]),
    of("KDE", "plasma-systemmonitor", &[]),
    of("KDE", "ksysguard", &[]),
    of("XFCE", "xfce4-taskmanager", &[]),
    of("MATE", "mate-system-monitor", &[]),
    of("LXDE", "lxtask", &[]),
    of("LXQt", "qps", &[]),
];

const SETTINGS: &[Known] = &[
    of("GNOME", "gnome-control-center", &[]),
    of("X-Cinnamon", "cinnamon-settings", &[]),
    of("KDE", "systemsettings", &[]),
    of("KDE", "systemsettings5", &[]),
    of("XFCE", "xfce4-settings-manager", &[]),
    of("MATE", "mate-control-center", &[]),
    of("LXQt", "lxqt-config", &[]),
    of("LXDE", "lxappearance", &[]),
];

const LOGS: &[Known] = &[
    of("GNOME", "gnome-logs", &[]),
    of("KDE", "ksystemlog", &[]),
    of("MATE", "mate-system-log", &[]),
    of("LXQt", "qjournalctl", &[]),
];

const FILE_MANAGERS: &[Known] = &[
    of("GNOME", "nautilus", &[]),
    of("X-Cinnamon", "nemo", &[]),
    of("KDE", "dolphin", &[]),
    of("XFCE", "thunar", &[]),
    of("MATE", "caja", &[]),
    of("LXDE", "pcmanfm", &[]),
    of("LXQt", "pcmanfm-qt", &[]),
];

const LOCKS: &[Known] = &[
    only("sway", "swaylock", &["-f"]),
    only("XFCE", "xflock4", &[]),
    only("MATE", "mate-screensaver-command", &["--lock"]),
    only("X-Cinnamon", "cinnamon-screensaver-command", &["--lock"]),
    any("xdg-screensaver", &["lock"]),
    any("light-locker-command", &["--lock"]),
    any("xscreensaver-command", &["-lock"]),
    any("dm-tool", &["lock"]),
];

const LOG_OFFS: &[Known] = &[
    only("sway", "swaymsg", &["exit"]),
    only("GNOME", "gnome-session-quit", &["--logout", "--no-prompt"]),
    only("X-Cinnamon", "cinnamon-session-quit", &["--logout", "--no-prompt"]),
    only("XFCE", "xfce4-session-logout", &["--logout"]),
    only("MATE", "mate-session-save", &["--logout"]),
    only("LXQt", "lxqt-leave", &["--logout", "--no-confirm"]),
];

/// What is to be run, and how its end is to be understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<OsString>,
    /// It does its work and ends; else it is a window that stays.
    pub(super) ends: bool,
}

type Find<'a> = &'a dyn Fn(&str) -> Option<PathBuf>;

pub(super) fn choose(kind: ActionKind, desk: &Desk, find: Find<'_>) -> Result<Chosen, Absent> {
    let desktop = desk.variable("XDG_CURRENT_DESKTOP");
    let window = |list: &[Known]| pick(list, &desktop, find, false);
    let found = match kind {
        ActionKind::Terminal => window(TERMINALS),
        ActionKind::TaskManager => window(TASK_MANAGERS)
            .or_else(|| inside(&desktop, find, &["htop"]))
            .or_else(|| inside(&desktop, find, &["top"])),
        ActionKind::SystemSettings => window(SETTINGS),
        ActionKind::EventLog => window(LOGS).or_else(|| inside(&desktop, find, &["journalctl", "-e"])),
        ActionKind::FileManager => window(FILE_MANAGERS),
        ActionKind::Lock => by_logind(desk, find, "lock-session").or_else(|| pick(LOCKS, &desktop, find, true)),
        ActionKind::LogOff => {
            pick(LOG_OFFS, &desktop, find, true).or_else(|| by_logind(desk, find, "terminate-session"))
        }
        ActionKind::Restart | ActionKind::RestartSafe | ActionKind::ShutDown | ActionKind::RunAs => None,
    };
    found.ok_or(match kind {
        ActionKind::Lock | ActionKind::LogOff if session(desk).is_none() => Absent::NoSession,
        _ => Absent::NoProgram,
    })
}

/// Of the desktop that runs first; then those that any has, and those of others in their order.
fn pick(list: &[Known], desktop: &str, find: Find<'_>, ends: bool) -> Option<Chosen> {
    let runs = |known: &Known| desktop.split(':').any(|name| name.eq_ignore_ascii_case(known.of));
    let own = list.iter().filter(|known| !known.of.is_empty() && runs(known));
    let free = list.iter().filter(|known| known.of.is_empty());
    let others = list.iter().filter(|known| !known.of.is_empty() && !known.only && !runs(known));
    own.chain(free).chain(others).find_map(|known| {
        let arguments = known.arguments.iter().map(OsString::from).collect();
        Some(Chosen { program: find(known.name)?, arguments, ends })
    })
}

/// A program of the console, in a terminal.
fn inside(desktop: &str, find: Find<'_>, words: &[&str]) -> Option<Chosen> {
    let terminal = pick(TERMINALS, desktop, find, false)?;
    let (name, rest) = words.split_first()?;
    let program = find(name)?;
    let called = terminal.program.file_name()?.to_str()?;
    let between = INSIDE.iter().find(|(name, _)| *name == called)?.1;
    let mut arguments = vec![between.into(), program.into_os_string()];
    arguments.extend(rest.iter().map(OsString::from));
    Some(Chosen { arguments, ..terminal })
}

fn by_logind(desk: &Desk, find: Find<'_>, verb: &str) -> Option<Chosen> {
    let (program, id) = (find("loginctl")?, session(desk)?);
    Some(Chosen { program, arguments: vec![verb.into(), "--".into(), id.into()], ends: true })
}

/// The desktop's session, as logind calls it.
fn session(desk: &Desk) -> Option<String> {
    let id = desk.variable("XDG_SESSION_ID");
    // SECURITY: it comes from a process of the user's; it becomes an argument and nothing else.
    let plain = (1..=32).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric());
    plain.then_some(id)
}

impl Desk {
    pub(super) fn variable(&self, name: &str) -> String {
        let found = self.variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Account;

    fn desk(desktop: &str, session: &str) -> Desk {
        let variables = vec![("XDG_CURRENT_DESKTOP", desktop.into()), ("XDG_SESSION_ID", session.into())];
        Desk { account: Account::current().unwrap(), display: ":4711".into(), authority: None, variables }
    }

    fn words(kind: ActionKind, desk: &Desk, there: &[&str]) -> Result<String, Absent> {
        let find = |name: &str| there.contains(&name).then(|| PathBuf::from(format!("/p/{name}")));
        choose(kind, desk, &find).map(|chosen| {
            let rest = chosen.arguments.iter().map(|word| format!(" {}", word.to_string_lossy()));
            format!("{}{}", chosen.program.display(), rest.collect::<String>())
        })
    }

    #[test]
    fn the_desktops_own_program_is_taken_and_else_one_that_is_there_scr_6() {
        let (gnome, xfce) = (desk("ubuntu:GNOME", ""), desk("XFCE", ""));
        let there = ["gnome-terminal", "xfce4-terminal", "xterm", "gnome-system-monitor", "journalctl", "top"];
        assert_eq!(words(ActionKind::Terminal, &gnome, &there).unwrap(), "/p/gnome-terminal");
        assert_eq!(words(ActionKind::Terminal, &xfce, &there).unwrap(), "/p/xfce4-terminal");
        assert_eq!(words(ActionKind::TaskManager, &xfce, &there).unwrap(), "/p/gnome-system-monitor");
        assert_eq!(words(ActionKind::TaskManager, &xfce, &["xterm", "top"]).unwrap(), "/p/xterm -e /p/top");
        assert_eq!(words(ActionKind::EventLog, &gnome, &there).unwrap(), "/p/gnome-terminal -- /p/journalctl -e");
        assert_eq!(words(ActionKind::SystemSettings, &gnome, &there), Err(Absent::NoProgram));
    }

    #[test]
    fn a_desktop_is_locked_and_left_by_its_own_program_or_by_logind_scr_6() {
        let named = desk("XFCE", "c2");
        assert_eq!(
            words(ActionKind::Lock, &named, &["loginctl", "xflock4"]).unwrap(),
            "/p/loginctl lock-session -- c2"
        );
        assert_eq!(words(ActionKind::Lock, &named, &["xflock4"]).unwrap(), "/p/xflock4");
        let logs_off = ["loginctl", "xfce4-session-logout", "gnome-session-quit"];
        assert_eq!(words(ActionKind::LogOff, &named, &logs_off).unwrap(), "/p/xfce4-session-logout --logout");
        // What belongs to another desktop would end nothing here.
        assert_eq!(words(ActionKind::LogOff, &named, &["gnome-session-quit"]), Err(Absent::NoProgram));
        for odd in ["", "-1", "a b", "$(id)", &"1".repeat(33)] {
            let unknown = desk("", odd);
            assert_eq!(words(ActionKind::LogOff, &unknown, &["loginctl"]), Err(Absent::NoSession), "{odd}");
        }
    }
}
