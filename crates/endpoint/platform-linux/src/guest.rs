//! A guest on a Linux machine (SUP-23): a folder in memory where there is one, and a watcher, a process of its own that removes folder and program when the guest is gone.
//!
//! A guest whose watcher died with it (a power loss) is cleared away by the next one.

#![allow(unsafe_code)]

use std::{
    ffi::OsStr,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use crate::Left;
use rustix::fs::FlockOperation;
use towline_platform::{Guest, HostError};

const LOCK: &str = "lock";
const PROGRAM: &str = "program";
/// A folder without a lock may just be being made.
const YOUNG: Duration = Duration::from_secs(60);
/// What a note about a program may be long.
const NOTE_BYTES: u64 = 8 * 1024;
const ENTRIES: usize = 4096;
/// A machine that was told to restart, and is still there after it, will not.
const LEAVES: Duration = Duration::from_secs(180);

/// The file of a program: where, and which, so that nothing else is removed that took its place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Own {
    path: PathBuf,
    device: u64,
    number: u64,
}

impl Own {
    /// Of the program that runs. `None`: its file is gone or was replaced.
    fn of_this_process() -> Option<Own> {
        let path = std::env::current_exe().ok()?;
        let running = fs::metadata("/proc/self/exe").ok()?;
        let own = Own { path, device: running.dev(), number: running.ino() };
        own.is_there().then_some(own)
    }

    fn is_there(&self) -> bool {
        fs::symlink_metadata(&self.path)
            .is_ok_and(|data| data.is_file() && (data.dev(), data.ino()) == (self.device, self.number))
    }

    fn remove(&self) -> io::Result<()> {
        if self.is_there() { fs::remove_file(&self.path) } else { Ok(()) }
    }

    fn note(&self) -> Vec<u8> {
        let numbers = format!("{} {} ", self.device, self.number);
        [numbers.as_bytes(), self.path.as_os_str().as_bytes()].concat()
    }

    fn of_note(note: &[u8]) -> Option<Own> {
        let mut parts = note.splitn(3, |byte| *byte == b' ');
        let mut number = || std::str::from_utf8(parts.next()?).ok()?.parse().ok();
        let (device, number) = (number()?, number()?);
        let path = PathBuf::from(OsStr::from_bytes(parts.next()?));
        path.is_absolute().then_some(Own { path, device, number })
    }
}

/// What becomes of the program's own file when the guest leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnFile {
    /// It was downloaded for this once.
    Goes,
    /// It is a Support Button's (SUP-50).
    Stays,
}

/// A guest on this machine.
pub struct LinuxGuest {
    folder: PathBuf,
    own: Option<Own>,
    /// Held while we live; tells others that the folder is in use.
    _lock: File,
    watcher: Child,
    keeper: Keeper,
}

/// Tells a guest's watcher whether the program is still wanted when the guest is gone: after a restart (SUP-24).
#[derive(Clone)]
pub struct Keeper {
    /// Ends when this process does.
    told: Arc<Mutex<Option<ChildStdin>>>,
    folder: PathBuf,
    own: Option<Own>,
}

impl Keeper {
    /// The program stays, and what was `left` for it, when the guest goes down with its machine. When it is gone and the machine is not, all of it goes after three minutes.
    ///
    /// # Errors
    /// When the watcher cannot be told: then it would remove the program.
    pub fn keep(&self, left: &Left) -> io::Result<()> {
        let mut told = b"\0+".to_vec();
        let files = left.files.iter().map(|file| (b'=', file));
        for (what, path) in files.chain(left.folders.iter().map(|folder| (b'^', folder))) {
            told.extend([0, what]);
            told.extend(path.as_os_str().as_bytes());
        }
        self.tell(&told)?;
        // What the next guest finds in this folder, if it outlives the machine, is no order to remove the program.
        let _ = fs::remove_file(self.folder.join(PROGRAM));
        Ok(())
    }

    /// As before: the program goes with the guest.
    pub fn let_go(&self) {
        if let Err(error) = self.tell(b"\0-") {
            tracing::debug!(%error, "the watcher is gone");
        }
        if let Some(own) = &self.own {
            let note = private_file(&self.folder.join(PROGRAM)).and_then(|mut file| file.write_all(&own.note()));
            if let Err(error) = note {
                tracing::debug!(%error, "the program is not noted again");
            }
        }
    }

    fn tell(&self, words: &[u8]) -> io::Result<()> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.as_mut().ok_or_else(|| io::Error::other("the watcher is gone"))?.write_all(words)
    }
}

impl LinuxGuest {
    /// Arrives: clears away what earlier guests left, makes the folder whose name begins with `name`, and starts the watcher: this program again, with `word` as its argument.
    ///
    /// # Errors
    /// When no private folder can be made, or no watcher started: then nothing may be written.
    pub fn arrive(name: &str, word: &str, file: OwnFile) -> io::Result<LinuxGuest> {
        let prefix = format!("{name}-");
        // What is not known to the guest is removed by nobody: not by its watcher, and not by guests after it.
        let own = if file == OwnFile::Goes { Own::of_this_process() } else { None };
        let mut made = None;
        for base in bases() {
            clear(&base, &prefix);
            if made.is_none() {
                made = make(&base, &prefix, own.as_ref()).ok();
            }
        }
        let (folder, lock) = made.ok_or_else(|| io::Error::other("no private folder can be made"))?;
        let mut watcher = watcher(word, &folder, own.as_ref()).inspect_err(|_| _ = fs::remove_dir_all(&folder))?;
        let told = Arc::new(Mutex::new(watcher.stdin.take()));
        let keeper = Keeper { told, folder: folder.clone(), own: own.clone() };
        Ok(LinuxGuest { folder, own, _lock: lock, watcher, keeper })
    }

    /// For whoever wants the program to stay.
    pub fn keeper(&self) -> Keeper {
        self.keeper.clone()
    }
}

impl Guest for LinuxGuest {
    fn folder(&self) -> &Path {
        &self.folder
    }

    fn leave(&mut self) -> Result<(), HostError> {
        let folder = remove_folder(&self.folder).map_err(|_| HostError(self.folder.display().to_string()));
        if let Some(own) = &self.own {
            own.remove().map_err(|_| HostError(own.path.display().to_string()))?;
        }
        folder
    }
}

impl Drop for LinuxGuest {
    fn drop(&mut self) {
        let _ = self.leave();
        // It finds nothing more to do and ends.
        drop(self.keeper.told.lock().unwrap_or_else(PoisonError::into_inner).take());
        let _ = self.watcher.wait();
    }
}

/// Whether another guest runs from the file of this process.
pub fn own_file_runs(name: &str) -> bool {
    let prefix = format!("{name}-");
    let Some(own) = Own::of_this_process() else { return false };
    bases().iter().any(|base| living(base, &prefix).contains(&own))
}

/// Removes programs that lie beside the own file and of which `is_over` says so, by their content and by whether they have been there since before the machine was started: what a power loss took the
/// folder of, in memory, is found by nothing else. Those that run stay.
pub fn remove_beside(name: &str, is_over: impl Fn(&mut File, bool) -> bool) {
    let Some(own) = Own::of_this_process() else { return };
    let Some(beside) = own.path.parent() else { return };
    let prefix = format!("{name}-");
    let running: Vec<Own> = bases().iter().flat_map(|base| living(base, &prefix)).chain([own.clone()]).collect();
    remove_over(beside, &running, booted(), is_over);
}

fn remove_over(beside: &Path, running: &[Own], booted: SystemTime, is_over: impl Fn(&mut File, bool) -> bool) {
    let uid = rustix::process::geteuid().as_raw();
    for entry in fs::read_dir(beside).into_iter().flatten().flatten().take(ENTRIES) {
        let path = entry.path();
        let Ok(data) = fs::symlink_metadata(&path) else { continue };
        let found = Own { path, device: data.dev(), number: data.ino() };
        let runs = running.iter().any(|own| (own.device, own.number) == (found.device, found.number));
        if !data.is_file() || data.uid() != uid || runs {
            continue;
        }
        let before = data.modified().is_ok_and(|modified| modified < booted);
        if is_program(&found.path).is_some_and(|mut file| is_over(&mut file, before)) {
            let _ = found.remove();
        }
    }
}

/// Opened, if it is one.
fn is_program(path: &Path) -> Option<File> {
    let mut file = File::open(path).ok()?;
    let mut begins = [0u8; 4];
    file.read_exact(&mut begins).ok()?;
    (begins == *b"\x7fELF").then_some(file)
}

/// When the machine was started; unknown: so long ago that nothing was before.
fn booted() -> SystemTime {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let line = stat.lines().find_map(|line| line.strip_prefix("btime "));
    let seconds = line.and_then(|seconds| seconds.trim().parse().ok()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// The programs of guests that live.
fn living(base: &Path, prefix: &str) -> Vec<Own> {
    let entries = fs::read_dir(base).into_iter().flatten().flatten().take(ENTRIES);
    let ours = entries.filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with(prefix)));
    let live = ours.map(|entry| entry.path()).filter(|folder| is_private(folder) && !is_abandoned(folder));
    live.filter_map(|folder| Own::of_note(&read_note(&folder.join(PROGRAM))?)).collect()
}

/// Being the watcher: waits until the guest is gone, however that happened, and removes what it left.
///
/// # Errors
/// When it was not started by a guest.
pub fn watch_guest() -> io::Result<()> {
    let mut told = Vec::new();
    // Ends with the guest: the other end of this pipe is nowhere else.
    io::stdin().read_to_end(&mut told)?;
    let told = Told::of(&told)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "only a guest starts its watcher"))?;
    let gone = remove_folder(&told.folder);
    if let Some(left) = told.kept {
        if ends_with_machine()? {
            return gone;
        }
        for (what, path) in &left {
            let _ = if *what == b'=' { fs::remove_file(path) } else { Ok(()) };
        }
        for (_, folder) in left.iter().rev().filter(|(what, _)| *what == b'^') {
            let _ = fs::remove_dir(folder);
        }
    }
    if let Some(own) = told.own {
        own.remove()?;
    }
    gone
}

/// What a guest told its watcher until it was gone: parts with a zero between them. The folder, a note about its program, and then whether that is kept, and what else goes with it.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    folder: PathBuf,
    own: Option<Own>,
    /// Files (`=`) and folders (`^`) that were left for a program that comes back; `None`: it does not.
    kept: Option<Vec<(u8, PathBuf)>>,
}

impl Told {
    fn of(told: &[u8]) -> Option<Told> {
        let mut parts = told.split(|byte| *byte == 0);
        let path = |bytes: &[u8]| PathBuf::from(OsStr::from_bytes(bytes));
        let folder = path(parts.next().filter(|folder| !folder.is_empty())?);
        let own = parts.next().and_then(Own::of_note);
        let mut kept: Option<Vec<(u8, PathBuf)>> = None;
        for part in parts {
            match (part, &mut kept) {
                (b"+", _) => kept = Some(Vec::new()),
                (b"-", _) => kept = None,
                ([what @ (b'=' | b'^'), rest @ ..], Some(left)) => left.push((*what, path(rest))),
                _ => {}
            }
        }
        Some(Told { folder, own, kept })
    }
}

/// Waits until this process is asked to end, as all are when their machine goes down. `false`: it was not, in the time that a machine needs for that.
fn ends_with_machine() -> io::Result<bool> {
    let signals = ending_signals();
    let patience = libc::timespec { tv_sec: LEAVES.as_secs().cast_signed(), tv_nsec: 0 };
    loop {
        // SAFETY: set and time are valid for the call, and nobody wants to know more about the signal.
        let signal = unsafe { libc::sigtimedwait(&raw const signals, std::ptr::null_mut(), &raw const patience) };
        let error = io::Error::last_os_error();
        match error.raw_os_error() {
            _ if signal > 0 => return Ok(true),
            Some(libc::EAGAIN) => return Ok(false),
            Some(libc::EINTR) => {}
            _ => return Err(error),
        }
    }
}

/// What asks a process politely to end.
fn ending_signals() -> libc::sigset_t {
    // SAFETY: a set of signals is plain numbers, and `sigemptyset` makes one of it; the other calls get a set that is one.
    unsafe {
        let mut signals = std::mem::zeroed();
        libc::sigemptyset(&raw mut signals);
        for signal in [libc::SIGTERM, libc::SIGINT, libc::SIGHUP] {
            libc::sigaddset(&raw mut signals, signal);
        }
        signals
    }
}

fn watcher(word: &str, folder: &Path, own: Option<&Own>) -> io::Result<Child> {
    let mut command = Command::new("/proc/self/exe");
    command.arg(word).env_clear().current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // SAFETY: the closure only makes system calls and allocates nothing.
    unsafe {
        command.pre_exec(|| {
            // Apart from the guest's terminal and group, and deaf to what ends them politely: it ends by itself, after the guest. That it was asked to is remembered.
            rustix::process::setsid()?;
            let signals = ending_signals();
            if libc::sigprocmask(libc::SIG_BLOCK, &raw const signals, std::ptr::null_mut()) != 0 {
                return Err(io::Error::last_os_error());
            }
            Ok(())
        });
    }
    let mut child = command.spawn()?;
    let told = [folder.as_os_str().as_bytes(), b"\0", &own.map(Own::note).unwrap_or_default()].concat();
    let stdin = child.stdin.as_mut().ok_or_else(|| io::Error::other("the watcher has no input"))?;
    stdin.write_all(&told)?;
    Ok(child)
}

/// Where a folder may be: the account's own place in memory, else the place that all share.
fn bases() -> Vec<PathBuf> {
    let own = rustix::process::geteuid().as_raw();
    let private = |path: &PathBuf| {
        path.is_absolute()
            && fs::symlink_metadata(path)
                .is_ok_and(|data| data.is_dir() && data.uid() == own && data.mode() & 0o077 == 0)
    };
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(private);
    runtime.into_iter().chain([PathBuf::from("/tmp")]).collect()
}

fn make(base: &Path, prefix: &str, own: Option<&Own>) -> io::Result<(PathBuf, File)> {
    let mut random = [0u8; 8];
    File::open("/dev/urandom")?.read_exact(&mut random)?;
    let folder = base.join(format!("{prefix}{:016x}", u64::from_le_bytes(random)));
    // SECURITY: fails when it exists: nobody can have put something there first.
    DirBuilder::new().mode(0o700).create(&folder)?;
    let fill = || {
        let lock = private_file(&folder.join(LOCK))?;
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        if let Some(own) = own {
            private_file(&folder.join(PROGRAM))?.write_all(&own.note())?;
        }
        Ok(lock)
    };
    match fill() {
        Ok(lock) => Ok((folder, lock)),
        Err(error) => {
            let _ = fs::remove_dir_all(&folder);
            Err(error)
        }
    }
}

fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Removes what guests left that died with their watchers.
fn clear(base: &Path, prefix: &str) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten().take(ENTRIES) {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(prefix));
        if ours && is_private(&entry.path()) && is_abandoned(&entry.path()) {
            let note = read_note(&entry.path().join(PROGRAM));
            if let Some(own) = note.and_then(|note| Own::of_note(&note)) {
                let _ = own.remove();
            }
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_private(folder: &Path) -> bool {
    let own = rustix::process::geteuid().as_raw();
    fs::symlink_metadata(folder).is_ok_and(|data| data.is_dir() && data.uid() == own && data.mode() & 0o077 == 0)
}

fn is_abandoned(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok(),
        Err(_) => {
            let changed = fs::symlink_metadata(folder).and_then(|data| data.modified());
            changed.is_ok_and(|changed| changed.elapsed().is_ok_and(|age| age > YOUNG))
        }
    }
}

fn read_note(path: &Path) -> Option<Vec<u8>> {
    let mut note = Vec::new();
    File::open(path).ok()?.take(NOTE_BYTES).read_to_end(&mut note).ok()?;
    Some(note)
}

fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> PathBuf {
        let place = std::env::temp_dir().join(format!("towline-guest-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place).unwrap();
        place
    }

    #[test]
    fn what_a_dead_guest_left_is_cleared_away_and_what_a_living_one_has_is_not_sup_23() {
        let place = place("clear");
        let own = Own::of_this_process();
        let (living, _lock) = make(&place, "x-", own.as_ref()).unwrap();
        let (dead, lock) = make(&place, "x-", own.as_ref()).unwrap();
        drop(lock);
        // A button's: its folder goes, and says nothing of its file.
        let (button, lock) = make(&place, "x-", None).unwrap();
        assert!(!button.join(PROGRAM).exists());
        drop(lock);
        // It had been started from this file.
        let program = place.join("help");
        fs::write(&program, "program").unwrap();
        let data = fs::metadata(&program).unwrap();
        let own = Own { path: program.clone(), device: data.dev(), number: data.ino() };
        fs::write(dead.join(PROGRAM), own.note()).unwrap();
        let other = place.join("x-not-private");
        DirBuilder::new().mode(0o755).create(&other).unwrap();
        clear(&place, "x-");
        assert!(living.exists() && other.exists() && !dead.exists() && !button.exists() && !program.exists());
        fs::remove_dir_all(&place).unwrap();
    }

    #[test]
    fn a_watcher_knows_what_is_kept_by_what_it_was_told_last_sup_24() {
        let of = |told: &[u8]| Told::of(told).and_then(|told| told.kept);
        assert_eq!(Told::of(b""), None);
        assert_eq!(of(b"/run/x\x001 2 /p"), None);
        assert_eq!(Told::of(b"/run/x\x001 2 /p").unwrap().own.unwrap().path, PathBuf::from("/p"));
        let left = vec![(b'=', PathBuf::from("/a")), (b'^', PathBuf::from("/b"))];
        assert_eq!(of(b"/run/x\0\0+\0=/a\0^/b"), Some(left.clone()));
        assert_eq!(of(b"/run/x\0\0+\0=/z\0-\0+\0=/a\0^/b"), Some(left));
        assert_eq!(of(b"/run/x\0\0=/z\0+\0=/a\0-"), None);
    }

    #[test]
    fn a_file_that_took_the_programs_place_stays_sup_23() {
        let place = place("replaced");
        let program = place.join("help");
        fs::write(&program, "program").unwrap();
        let data = fs::metadata(&program).unwrap();
        let own = Own { path: program.clone(), device: data.dev(), number: data.ino() };
        assert_eq!(Own::of_note(&own.note()), Some(own.clone()));
        fs::write(place.join("new"), "another").unwrap();
        fs::rename(place.join("new"), &program).unwrap();
        own.remove().unwrap();
        assert!(program.exists());
        for note in [&b""[..], b"1", b"1 2", b"1 2 relative", b"x y /z", b"\xff \xff \xff"] {
            assert_eq!(Own::of_note(note), None);
        }
        fs::remove_dir_all(&place).unwrap();
    }

    #[test]
    fn what_a_power_loss_left_beside_goes_and_what_runs_or_is_no_program_stays_sup_23() {
        let place = place("beside");
        let write = |name: &str, content: &[u8]| {
            fs::write(place.join(name), content).unwrap();
            let data = fs::metadata(place.join(name)).unwrap();
            Own { path: place.join(name), device: data.dev(), number: data.ino() }
        };
        let runs = write("help", b"\x7fELF over");
        for (name, content) in
            [("help(1)", &b"\x7fELF over"[..]), ("tool", b"\x7fELF tool"), ("letter", b"over"), ("e", b"")]
        {
            write(name, content);
        }
        std::os::unix::fs::symlink(place.join("help"), place.join("link")).unwrap();
        let over = |file: &mut File, _| {
            let mut rest = String::new();
            file.read_to_string(&mut rest).unwrap();
            rest == " over"
        };
        remove_over(&place, &[runs], SystemTime::now(), over);
        let mut left: Vec<_> = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["e", "help", "letter", "link", "tool"]);
        // What came after the machine's start is told apart from what was there before.
        let old = File::options().write(true).open(place.join("tool")).unwrap();
        old.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        remove_over(&place, &[], booted(), |_, before| before);
        assert!(!place.join("tool").exists() && place.join("help").exists());
        fs::remove_dir_all(&place).unwrap();
    }
}
