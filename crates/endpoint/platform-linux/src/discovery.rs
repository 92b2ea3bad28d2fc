//! Finds the desktop to show: an X display with its user and the file that proves the right to it, without being told.
//!
//! Finds a Wayland desktop by its compositor's socket, and asks that what it lets programs do; its own X server is not shown in its place.
//!
//! Looks at the displays' sockets and at processes; asks no display manager. Called when something changed or somebody wants to see, never in a loop.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::{OsStr, OsString},
    fs,
    os::unix::{ffi::OsStrExt, fs::MetadataExt, net::UnixStream},
    path::{Path, PathBuf},
};

use towline_platform::{DesktopSession, DesktopState};

use crate::{Account, compositors, host::DesktopChoice};

const SOCKETS: &str = "/tmp/.X11-unix";
/// Numbers below belong to services on every usual system.
pub(crate) const FIRST_PERSON: u32 = 1000;
const NOBODY: u32 = 65_534;
const FILE_BYTES: u64 = 256 * 1024;

/// A desktop and the account that it is shown as.
pub(crate) struct Found {
    pub(crate) session: DesktopSession,
    pub(crate) account: Account,
}

/// Why none can be shown.
pub(crate) struct Missing {
    pub(crate) code: &'static str,
    pub(crate) reason: String,
    /// What cannot be shown calls itself so.
    pub(crate) desktop: String,
}

/// A display server that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Server {
    uid: u32,
    wayland: bool,
    authority: Option<PathBuf>,
    on_console: bool,
}

/// Programs by display and user.
type ClientsOf = BTreeMap<(u32, u32), Clients>;

/// Programs of one user on one display.
#[derive(Debug, Clone, Default)]
struct Clients {
    count: usize,
    authorities: Vec<PathBuf>,
}

pub(crate) fn find(choice: &DesktopChoice) -> Result<Found, Missing> {
    match &choice.display {
        Some(display) => chosen(display, choice),
        None => discovered(),
    }
}

pub(crate) fn state(found: Result<Found, Missing>) -> DesktopState {
    match found {
        Ok(found) => DesktopState::Available(found.session),
        Err(missing) => DesktopState::Absent { code: missing.code, reason: missing.reason, desktop: missing.desktop },
    }
}

fn chosen(display: &str, choice: &DesktopChoice) -> Result<Found, Missing> {
    if display.starts_with('/') {
        let missing =
            || no_desktop(format!("The desktop {display}, which this agent was installed for, is not running."));
        return compositors::open(Path::new(display)).unwrap_or_else(|| Err(missing()));
    }
    let number = display_number(display);
    if !number.is_some_and(answers) {
        return Err(no_desktop(format!("The display {display}, which this agent was installed for, is not running.")));
    }
    let account = match &choice.user {
        Some(name) => Account::by_name(name),
        None => Account::current(),
    };
    let account = account
        .map_err(|error| no_authority(format!("The account of the display {display} cannot be looked up: {error}.")))?;
    Ok(Found { session: session(display.to_owned(), choice.authority.clone(), &account), account })
}

fn discovered() -> Result<Found, Missing> {
    let displays = displays();
    let (servers, clients, sockets) = processes(&displays);
    let mut best: Option<(Rank, Found)> = None;
    let mut refused: Option<Missing> = None;
    for (number, socket) in compositors::sockets(sockets).into_iter().enumerate() {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        match compositors::open(&socket) {
            Some(Ok(found)) => {
                let rank = (is_person(found.account.uid), true, true, std::cmp::Reverse(number));
                if best.as_ref().is_none_or(|(best, _)| rank > *best) {
                    best = Some((rank, found));
                }
            }
            // What a person has says more than what a log-in screen does.
            Some(Err(missing)) if refused.as_ref().is_none_or(|known| known.code == compositors::LOGIN) => {
                refused = Some(missing);
            }
            Some(Err(_)) | None => {}
        }
    }
    for number in displays {
        let server = servers.get(&number);
        if server.is_some_and(|server| server.wayland) {
            continue;
        }
        match open(number, server, &clients) {
            Ok((rank, found)) if best.as_ref().is_none_or(|(best, _)| rank > *best) => best = Some((rank, found)),
            Ok(_) => {}
            Err(missing) => refused = refused.or(Some(missing)),
        }
    }
    if let Some((_, found)) = best {
        return Ok(found);
    }
    if let Some(missing) = refused {
        return Err(missing);
    }
    Err(no_desktop("Nobody is signed in to a graphical desktop on this computer.".to_owned()))
}

/// What makes one display preferable to another: a person's, at the console, busy, with a low number.
type Rank = (bool, bool, bool, std::cmp::Reverse<u32>);

fn open(number: u32, server: Option<&Server>, clients: &ClientsOf) -> Result<(Rank, Found), Missing> {
    let users = clients.iter().filter(|((display, _), _)| *display == number);
    // The user with most programs on it; a person before a service.
    let user = users.max_by_key(|((_, uid), clients)| (is_person(*uid), clients.count));
    let owner = || fs::metadata(socket(number)).map_or_else(|_| rustix::process::geteuid().as_raw(), |data| data.uid());
    let uid = user.map(|((_, uid), _)| *uid).or(server.map(|server| server.uid)).unwrap_or_else(owner);
    let display = format!(":{number}");
    let account = Account::by_uid(uid)
        .map_err(|error| no_authority(format!("The user of the display {display} cannot be looked up: {error}.")))?;
    let own = rustix::process::geteuid().as_raw();
    if own != 0 && own != uid {
        return Err(no_authority(format!(
            "The display {display} belongs to {}, and this agent runs as another user. Install it as root to show it.",
            account.name
        )));
    }
    let mut places: Vec<PathBuf> = user.map(|(_, clients)| clients.authorities.clone()).unwrap_or_default();
    places.push(account.home.join(".Xauthority"));
    places.push(format!("/run/user/{uid}/gdm/Xauthority").into());
    places.push(format!("/run/lightdm/{}/xauthority", account.name).into());
    places.push(format!("/var/run/lightdm/{}/xauthority", account.name).into());
    let rank =
        (is_person(uid), server.is_some_and(|server| server.on_console), user.is_some(), std::cmp::Reverse(number));
    if let Some(file) = places.iter().find(|file| proves(file, number) && readable_by(file, &account)) {
        let authority = Some(file.to_string_lossy().into_owned());
        return Ok((rank, Found { session: session(display, authority, &account), account }));
    }
    let Some(guarded) = server.and_then(|server| server.authority.as_ref()) else {
        // The server was started without a guard, or is another machine's; the helper finds out.
        return Ok((rank, Found { session: session(display, None, &account), account }));
    };
    // The server's own file, if the user may read it, or as the account that owns it.
    let owner = fs::metadata(guarded).ok().and_then(|data| Account::by_uid(data.uid()).ok());
    let account =
        if readable_by(guarded, &account) { Some(account) } else { owner.filter(|owner| own == 0 || owner.uid == own) };
    match account {
        Some(account) if guarded.is_file() => {
            let authority = Some(guarded.to_string_lossy().into_owned());
            Ok((rank, Found { session: session(display, authority, &account), account }))
        }
        _ => Err(no_authority(format!(
            "There is a desktop on {display}, but no authority file for it was found. Install the agent with --display and --xauthority."
        ))),
    }
}

fn session(display: String, authority: Option<String>, account: &Account) -> DesktopSession {
    DesktopSession { display, authority, user: account.name.clone(), desktop: String::new(), asks: false }
}

pub(crate) fn no_desktop(reason: String) -> Missing {
    Missing { code: "no_desktop", reason, desktop: String::new() }
}

pub(crate) fn no_authority(reason: String) -> Missing {
    Missing { code: "no_authority", reason, desktop: String::new() }
}

pub(crate) fn is_person(uid: u32) -> bool {
    uid >= FIRST_PERSON && uid != NOBODY
}

fn socket(number: u32) -> PathBuf {
    Path::new(SOCKETS).join(format!("X{number}"))
}

/// Whether a server listens: sockets of dead ones stay behind.
fn answers(number: u32) -> bool {
    UnixStream::connect(socket(number)).is_ok()
}

/// ":1", ":1.0", "unix:1".
fn display_number(display: &str) -> Option<u32> {
    let (host, number) = display.rsplit_once(':')?;
    if !matches!(host, "" | "unix") {
        return None;
    }
    number.split('.').next()?.parse().ok()
}

fn displays() -> Vec<u32> {
    let names = fs::read_dir(SOCKETS).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut numbers: Vec<u32> =
        names.filter_map(|name| name.to_str()?.strip_prefix('X')?.parse().ok()).take(64).collect();
    numbers.retain(|number| answers(*number));
    numbers.sort_unstable();
    numbers
}

/// Display servers by display, programs by display and user, and the sockets of compositors that programs name.
fn processes(displays: &[u32]) -> (BTreeMap<u32, Server>, ClientsOf, BTreeSet<PathBuf>) {
    // A server says in a lock file which display it has; its command line may leave that open.
    let holder = |number: &u32| {
        let text = read_bounded(Path::new(&format!("/tmp/.X{number}-lock")))?;
        Some((std::str::from_utf8(&text).ok()?.trim().parse::<u32>().ok()?, *number))
    };
    let locks: BTreeMap<u32, u32> = displays.iter().filter_map(holder).collect();
    let (mut servers, mut clients) = (BTreeMap::new(), ClientsOf::new());
    let mut sockets = BTreeSet::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        if !entry.file_name().as_bytes().iter().all(u8::is_ascii_digit) {
            continue;
        }
        let folder = entry.path();
        let Ok(uid) = fs::metadata(&folder).map(|data| data.uid()) else { continue };
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.parse().ok());
        if let Some((named, server)) = read_bounded(&folder.join("cmdline")).and_then(|line| server(&line, uid)) {
            let held = process.and_then(|process| locks.get(&process).copied());
            if let Some(display) = held.or(named) {
                servers.insert(display, server);
            }
            continue;
        }
        let Some(environment) = read_bounded(&folder.join("environ")) else { continue };
        let variable = |name: &[u8]| {
            environment.split(|byte| *byte == 0).find_map(|line| line.strip_prefix(name)?.strip_prefix(b"="))
        };
        if let Some(socket) = compositors::named(&variable).filter(|_| sockets.len() < compositors::MOST) {
            sockets.insert(socket);
        }
        let display = variable(b"DISPLAY").and_then(|value| display_number(std::str::from_utf8(value).ok()?));
        let Some(display) = display else { continue };
        let known = clients.entry((display, uid)).or_default();
        known.count += 1;
        if let Some(authority) = variable(b"XAUTHORITY").map(|value| PathBuf::from(OsStr::from_bytes(value)))
            && known.authorities.len() < 8
            && !known.authorities.contains(&authority)
        {
            known.authorities.push(authority);
        }
    }
    (servers, clients, sockets)
}

/// A display server by its command line, and its display if that is named there.
fn server(line: &[u8], uid: u32) -> Option<(Option<u32>, Server)> {
    let words: Vec<&str> = line.split(|byte| *byte == 0).filter_map(|word| std::str::from_utf8(word).ok()).collect();
    let name = words.first()?.rsplit('/').next()?;
    let known = ["X", "Xorg", "Xorg.bin", "Xvfb", "Xwayland", "Xvnc", "Xtigervnc", "Xephyr", "Xnest", "Xdummy"];
    if !known.contains(&name) {
        return None;
    }
    let display = words.iter().skip(1).find_map(|word| display_number(word).filter(|_| word.starts_with(':')));
    let after = |flag: &str| {
        let at = words.iter().position(|word| *word == flag)?;
        words.get(at + 1).copied()
    };
    let on_console = words.iter().any(|word| word.strip_prefix("vt").is_some_and(|n| n.parse::<u8>().is_ok()))
        || after("-seat") == Some("seat0");
    let server = Server { uid, wayland: name == "Xwayland", authority: after("-auth").map(PathBuf::from), on_console };
    Some((display, server))
}

/// What a user's programs on a display have in their environment under these names: of the first that has any of them.
///
/// SECURITY: values of another user's processes; they are for programs that run as that user.
pub(crate) fn variables(session: &DesktopSession, uid: u32, names: &[&'static str]) -> Vec<(&'static str, OsString)> {
    let wanted = display_number(&session.display);
    let mut best = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let folder = entry.path();
        let own = entry.file_name().as_bytes().iter().all(u8::is_ascii_digit)
            && fs::metadata(&folder).is_ok_and(|data| data.uid() == uid);
        if !own {
            continue;
        }
        let Some(environment) = read_bounded(&folder.join("environ")) else { continue };
        let variable = |name: &[u8]| {
            environment.split(|byte| *byte == 0).find_map(|line| line.strip_prefix(name)?.strip_prefix(b"="))
        };
        let shown = || variable(b"DISPLAY").and_then(|value| display_number(std::str::from_utf8(value).ok()?));
        let there = match session.is_wayland() {
            true => compositors::named(&variable).is_some_and(|socket| socket.as_os_str() == session.display.as_str()),
            false => wanted.is_some() && shown() == wanted,
        };
        if !there {
            continue;
        }
        let known = |name: &&'static str| Some((*name, OsStr::from_bytes(variable(name.as_bytes())?).to_owned()));
        let found: Vec<_> = names.iter().filter_map(known).collect();
        // What the session itself started knows most.
        if found.len() > best.len() {
            best = found;
        }
    }
    best
}

/// The secret of a display, out of an authority file.
pub(crate) fn cookie(file: &Path, display: &str) -> Option<Vec<u8>> {
    let number = display_number(display)?;
    entry(&read_bounded(file)?, number)
        .and_then(|[_, _, name, data]| (name == b"MIT-MAGIC-COOKIE-1").then(|| data.to_vec()))
}

/// The socket of a display.
pub(crate) fn socket_of(display: &str) -> Option<PathBuf> {
    display_number(display).map(socket)
}

/// Whether this file has an entry for the display.
fn proves(file: &Path, number: u32) -> bool {
    read_bounded(file).is_some_and(|bytes| has_entry(&bytes, number))
}

/// An authority file is a list of: family, then address, display, name and data, each with its length; all numbers are big endian.
fn has_entry(bytes: &[u8], number: u32) -> bool {
    entry(bytes, number).is_some()
}

/// Its address, display, name and data.
fn entry(mut bytes: &[u8], number: u32) -> Option<[&[u8]; 4]> {
    let wanted = number.to_string();
    while let Some((_family, rest)) = bytes.split_at_checked(2) {
        bytes = rest;
        let mut fields: [&[u8]; 4] = [&[]; 4];
        for field in &mut fields {
            let (length, rest) = bytes.split_first_chunk::<2>()?;
            let (value, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
            *field = value;
            bytes = rest;
        }
        let [_, display, ..] = fields;
        if display.is_empty() || display == wanted.as_bytes() {
            return Some(fields);
        }
    }
    None
}

fn readable_by(file: &Path, account: &Account) -> bool {
    if account.uid == 0 {
        return true;
    }
    fs::metadata(file).is_ok_and(|data| match data.mode() {
        mode if data.uid() == account.uid => mode & 0o400 != 0,
        mode if data.gid() == account.gid => mode & 0o040 != 0,
        mode => mode & 0o004 != 0,
    })
}

/// A file of another user's, so neither its size nor its kind is trusted.
fn read_bounded(file: &Path) -> Option<Vec<u8>> {
    use std::io::Read;
    let open = rustix::fs::open(
        file,
        rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::CLOEXEC,
        rustix::fs::Mode::empty(),
    );
    let file = fs::File::from(open.ok()?);
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(FILE_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[&str]) -> Vec<u8> {
        words.join("\0").into_bytes()
    }

    #[test]
    fn display_servers_are_known_by_their_command_line() {
        let (display, found) =
            server(&line(&["/usr/lib/xorg/Xorg", ":0", "-seat", "seat0", "-auth", "/run/lightdm/root/:0", "vt7"]), 0)
                .unwrap();
        assert_eq!(display, Some(0));
        assert!(found.on_console && !found.wayland);
        assert_eq!(found.authority, Some("/run/lightdm/root/:0".into()));
        let (display, found) = server(&line(&["Xvfb", ":99", "-screen", "0", "1280x800x24"]), 1000).unwrap();
        assert_eq!((display, found.uid, found.authority, found.on_console), (Some(99), 1000, None, false));
        assert!(server(&line(&["Xwayland", ":0", "-rootless"]), 1000).unwrap().1.wayland);
        assert!(server(&line(&["vim", ":1"]), 1000).is_none());
        assert_eq!(server(&line(&["Xvfb", "-displayfd", "1"]), 0).unwrap().0, None);
        assert!(server(b"", 0).is_none());
    }

    #[test]
    fn displays_are_read_in_their_usual_spellings() {
        for (text, number) in [(":0", Some(0)), (":1.0", Some(1)), ("unix:3", Some(3)), ("host:0", None), ("", None)] {
            assert_eq!(display_number(text), number, "{text}");
        }
    }

    #[test]
    fn an_authority_file_is_looked_into() {
        let mut file = Vec::new();
        for (display, name) in [("1", "MIT-MAGIC-COOKIE-1"), ("42", "MIT-MAGIC-COOKIE-1")] {
            file.extend_from_slice(&[1, 0]);
            for field in ["host".as_bytes(), display.as_bytes(), name.as_bytes(), &[7; 16]] {
                file.extend_from_slice(&u16::try_from(field.len()).unwrap().to_be_bytes());
                file.extend_from_slice(field);
            }
        }
        assert!(has_entry(&file, 1) && has_entry(&file, 42) && !has_entry(&file, 4));
        for cut in 0..file.len() {
            let _ = has_entry(&file[..cut], 42);
        }
        assert!(!has_entry(&file[..file.len() - 1], 42));
    }

    #[test]
    fn a_chosen_display_that_does_not_run_is_named() {
        let choice = DesktopChoice { display: Some(":64999".to_owned()), ..DesktopChoice::default() };
        let missing = find(&choice).err().unwrap();
        assert_eq!(missing.code, "no_desktop");
        assert!(missing.reason.contains(":64999"));
    }
}
