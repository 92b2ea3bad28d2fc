//! A program of a user's that comes back once after a restart that it ordered (SUP-24, ADR 51): a file with what it needs, in a folder that is its user's alone, and an entry among those that a desktop starts.
//!
//! SECURITY: the entry carries no secret; the file does, for ten minutes, bound to this machine and this user. Whoever takes it removes both first: of two that try, the kernel lets one remove it.

mod record;

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use sha2::{Digest, Sha256};
use towline_platform::WayBack;
use zeroize::Zeroizing;

pub use self::record::NotTaken;
use self::record::{Here, LONGEST, RECORD_BYTES, Record};
use crate::{Account, argument_in_entry, entry::text_in_entry};

/// Desktops that start the entries of `autostart` when their user signs in, as `XDG_CURRENT_DESKTOP` names them, in lower case.
const STARTS_ENTRIES: [&str; 22] = [
    "budgie",
    "cinnamon",
    "cosmic",
    "dde",
    "deepin",
    "endless",
    "enlightenment",
    "gnome",
    "gnome-classic",
    "gnome-flashback",
    "kde",
    "lxde",
    "lxqt",
    "mate",
    "pantheon",
    "pop",
    "ubuntu",
    "ukui",
    "unity",
    "x-cinnamon",
    "xfce",
    "zorin",
];
/// File systems that a restart empties.
const TMPFS: i128 = 0x0102_1994;
const RAMFS: i128 = 0x8584_58f6;
const ENTRIES: usize = 256;
const ID_BYTES: usize = 8;

/// Where a program of this account leaves what it needs to come back.
#[derive(Debug, Clone)]
pub struct ComebackPlace {
    name: String,
    home: PathBuf,
    folder: PathBuf,
    autostart: PathBuf,
    machine: [u8; 32],
    uid: u32,
}

/// What the desktop shows of the entry, where it shows any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryTexts<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is started with: the word before the id.
    pub word: &'a str,
}

/// What was written, until it is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Two files: the record, and the desktop's entry.
    pub files: [PathBuf; 2],
    /// Folders that were made for them, the outermost first.
    pub folders: Vec<PathBuf>,
}

impl Left {
    /// Removes all of it, and the folders that were made for it when nobody else uses them.
    ///
    /// # Errors
    /// When a file stays.
    pub fn remove(&self) -> io::Result<()> {
        let removed = self.files.iter().map(|file| gone(fs::remove_file(file))).collect::<Vec<_>>();
        remove_folders(&self.folders);
        removed.into_iter().collect()
    }
}

/// What somebody found who came back.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken {
    /// Nothing was left.
    Nothing,
    /// What was left does not count, and is gone.
    Not(NotTaken),
    /// What was left, which is gone from the disk.
    This(Zeroizing<Vec<u8>>),
}

impl ComebackPlace {
    /// In the home of the account that this process runs as; files and folders are called by `name`.
    ///
    /// # Errors
    /// When it has no home.
    pub fn own(name: &str) -> io::Result<ComebackPlace> {
        let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let home = match variable("HOME") {
            Some(home) => home,
            None => Account::current()?.home,
        };
        let state = variable("XDG_STATE_HOME").unwrap_or_else(|| home.join(".local/state"));
        let config = variable("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
        Ok(ComebackPlace {
            name: name.to_owned(),
            folder: state.join(name),
            autostart: config.join("autostart"),
            home,
            machine: machine(),
            uid: rustix::process::geteuid().as_raw(),
        })
    }

    /// How this program would come back.
    pub fn way(&self) -> WayBack {
        let Some(program) = own_program() else { return WayBack::None };
        // What both lose says nothing: there is no other place then.
        if is_volatile(&program) && !is_volatile(&self.folder) {
            return WayBack::None;
        }
        let desktops = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
        if starts_entries(&desktops) && can_be_in_entry(&program) { WayBack::Desktop } else { WayBack::ByHand }
    }

    /// Leaves `secret` for the program that runs, for a time that is no longer than ten minutes, and has the desktop start it once.
    ///
    /// # Errors
    /// When one of the two cannot be written; nothing is left then.
    pub fn leave(&self, secret: &[u8], texts: EntryTexts<'_>, lasts: Duration) -> io::Result<Left> {
        let program = own_program().ok_or_else(|| io::Error::other("this program's own file is gone"))?;
        let mut random = [0u8; ID_BYTES];
        File::open("/dev/urandom")?.read_exact(&mut random)?;
        let id = random.iter().fold(String::new(), |id, byte| format!("{id}{byte:02x}"));
        // Also what was made for another one that waits: whoever goes last takes the folders along.
        let mut folders: Vec<PathBuf> =
            self.ids().iter().filter_map(|id| self.peek(id)).flat_map(|record| record.folders).collect();
        folders.extend(missing(&self.folder).into_iter().chain(missing(&self.autostart)));
        folders.sort();
        folders.dedup();
        let left = Left { files: [self.folder.join(&id), self.entry(&id)], folders: folders.clone() };
        let written_ms = now_ms();
        let lasts = i64::try_from(lasts.min(LONGEST).as_millis()).unwrap_or(0);
        let record = Record {
            written_ms,
            expires_ms: written_ms.saturating_add(lasts),
            uid: self.uid,
            machine: self.machine,
            program: program.clone(),
            folders,
            secret: Zeroizing::new(secret.to_vec()),
        };
        let entry = format!(
            "[Desktop Entry]\nType=Application\nName={}\nExec={} {} {id}\nTerminal=false\nNoDisplay=true\nX-GNOME-Autostart-enabled=true\n",
            text_in_entry(texts.name),
            argument_in_entry(&program),
            texts.word,
        );
        let write = || {
            private_folder(&self.folder, self.uid)?;
            put(&self.folder, &id, 0o600, &record.encode())?;
            fs::create_dir_all(&self.autostart)?;
            put(&self.autostart, &self.entry_name(&id), 0o644, entry.as_bytes())
        };
        write().inspect_err(|_| _ = left.remove())?;
        Ok(left)
    }

    /// What was left under this id, which is gone then, with its entry.
    pub fn take(&self, id: &str) -> Taken {
        if !is_id(id) {
            return Taken::Nothing;
        }
        let file = self.folder.join(id);
        let opened = self.open(&file);
        // SECURITY: before a byte of it is used. Of two that try, one removes it.
        let removed = fs::remove_file(&file);
        let _ = fs::remove_file(self.entry(id));
        let record = opened.map(|opened| opened.and_then(|file| read(&file)));
        match &record {
            Some(Some(record)) => remove_folders(&record.folders),
            // What was made for it is not known any more. One that is empty is missed by nobody.
            Some(None) => remove_folders(&[self.below_home(&self.autostart), self.below_home(&self.folder)].concat()),
            None => {}
        }
        remove_folders(std::slice::from_ref(&self.folder));
        match (record, removed) {
            (None, _) | (_, Err(_)) => Taken::Nothing,
            (Some(None), Ok(())) => Taken::Not(NotTaken::Broken),
            (Some(Some(record)), Ok(())) => match record.counts(self.here()) {
                Ok(()) => Taken::This(record.secret),
                Err(why) => Taken::Not(why),
            },
        }
    }

    /// What was left for the file that runs, when its user starts it by hand.
    pub fn take_own(&self) -> Taken {
        let Some(program) = own_program() else { return Taken::Nothing };
        let ours = |id: &String| self.peek(id).is_some_and(|record| record.program == program);
        self.ids().into_iter().find(ours).map_or(Taken::Nothing, |id| self.take(&id))
    }

    /// Whether something waits for its program.
    pub fn waits(&self) -> bool {
        self.ids().iter().any(|id| self.peek(id).is_some_and(|record| record.counts(self.here()).is_ok()))
    }

    /// Removes what came to nothing: a power loss instead of a restart, a user who did not sign in again. `is_ours` tells a program of ours by its file.
    pub fn sweep(&self, is_ours: impl Fn(&mut File) -> bool) {
        for id in self.ids() {
            let record = self.peek(&id);
            // What another machine of the same home waits for is none of ours before its time is up.
            let stays = |record: &Record| matches!(record.counts(self.here()), Ok(()) | Err(NotTaken::Elsewhere));
            if record.as_ref().is_some_and(stays) {
                continue;
            }
            let _ = self.take(&id);
            let program = record.map(|record| record.program).filter(|program| Some(program) != own_program().as_ref());
            if let Some(program) = program
                && regular(&program, self.uid)
                && File::open(&program).is_ok_and(|mut file| is_ours(&mut file))
            {
                let _ = fs::remove_file(program);
            }
        }
        for entry in fs::read_dir(&self.autostart).into_iter().flatten().flatten().take(ENTRIES) {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| self.id_of(name));
            if id.is_some_and(|id| fs::symlink_metadata(self.folder.join(id)).is_err()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// The folders from the home on to this one, the outermost first.
    fn below_home(&self, folder: &Path) -> Vec<PathBuf> {
        let inside = |path: &&Path| path.starts_with(&self.home) && *path != self.home;
        let mut found: Vec<PathBuf> = folder.ancestors().take_while(inside).map(Path::to_owned).collect();
        found.reverse();
        found
    }

    fn here(&self) -> Here {
        Here { now_ms: now_ms(), uid: self.uid, machine: self.machine }
    }

    fn entry_name(&self, id: &str) -> String {
        format!("{}-{id}.desktop", self.name)
    }

    fn entry(&self, id: &str) -> PathBuf {
        self.autostart.join(self.entry_name(id))
    }

    fn id_of<'a>(&self, entry: &'a str) -> Option<&'a str> {
        let id = entry.strip_prefix(&self.name)?.strip_prefix('-')?.strip_suffix(".desktop")?;
        is_id(id).then_some(id)
    }

    fn ids(&self) -> Vec<String> {
        let found = fs::read_dir(&self.folder).into_iter().flatten().flatten().take(ENTRIES);
        found.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| is_id(name)).collect()
    }

    fn peek(&self, id: &str) -> Option<Record> {
        read(&self.open(&self.folder.join(id))??)
    }

    /// `None`: there is none. `Some(None)`: it is not a file that this program wrote.
    fn open(&self, path: &Path) -> Option<Option<File>> {
        fs::symlink_metadata(path).ok()?;
        let private = fs::symlink_metadata(&self.folder)
            .is_ok_and(|data| data.is_dir() && data.uid() == self.uid && data.mode() & 0o077 == 0);
        // SECURITY: nothing is followed, and nothing that is no file is waited for.
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        let flags = i32::try_from(flags.bits()).unwrap_or(0);
        let file = OpenOptions::new().read(true).custom_flags(flags).open(path).ok().filter(|_| private);
        Some(file.filter(|file| {
            file.metadata().is_ok_and(|data| {
                data.is_file() && data.uid() == self.uid && data.mode() & 0o077 == 0 && data.nlink() == 1
            })
        }))
    }
}

fn read(file: &File) -> Option<Record> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(RECORD_BYTES + 1));
    let most = u64::try_from(RECORD_BYTES).ok()?;
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).ok()?;
    Record::decode(&bytes)
}

/// Sixteen hexadecimal digits.
fn is_id(text: &str) -> bool {
    text.len() == 2 * ID_BYTES && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Where the program that runs lies; `None`: its file is gone, or its name is none that could be written down.
fn own_program() -> Option<PathBuf> {
    let path = std::env::current_exe().ok()?;
    let running = fs::metadata("/proc/self/exe").ok()?;
    let found = fs::symlink_metadata(&path).ok()?;
    let same = (running.dev(), running.ino()) == (found.dev(), found.ino());
    (same && path.to_str().is_some_and(|path| !path.contains(char::is_control))).then_some(path)
}

fn regular(path: &Path, uid: u32) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_file() && data.uid() == uid)
}

/// GLib, with which most desktops read entries, finds no program with a `%` in its path.
fn can_be_in_entry(program: &Path) -> bool {
    program.to_str().is_some_and(|path| !path.contains('%'))
}

fn starts_entries(current: &str) -> bool {
    current.split(':').any(|desktop| STARTS_ENTRIES.contains(&desktop.to_ascii_lowercase().as_str()))
}

/// Whether a restart empties it. Of a folder that is not there yet: of where it would be.
fn is_volatile(path: &Path) -> bool {
    let there = path.ancestors().find(|path| path.exists());
    there.and_then(|path| rustix::fs::statfs(path).ok()).is_some_and(|found| {
        let kind = i128::from(found.f_type);
        kind == TMPFS || kind == RAMFS
    })
}

/// What tells this machine apart; whoever reads the record learns nothing of it.
fn machine() -> [u8; 32] {
    let read = |path: &str| fs::read_to_string(path).ok().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    let id = read("/etc/machine-id").or_else(|| read("/var/lib/dbus/machine-id"));
    let id = id.or_else(|| read("/proc/sys/kernel/hostname")).unwrap_or_default();
    Sha256::digest(format!("towline comes back to {id}")).into()
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The folders on the way to this one that are not there yet, the outermost first.
fn missing(folder: &Path) -> Vec<PathBuf> {
    let mut missing: Vec<PathBuf> =
        folder.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
    missing.reverse();
    missing
}

fn private_folder(folder: &Path, uid: u32) -> io::Result<()> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        other => other?,
    }
    // SECURITY: a link that was there first leads nowhere.
    let found = fs::symlink_metadata(folder)?;
    if !found.is_dir() || found.uid() != uid {
        return Err(io::Error::other("the folder is not this user's own"));
    }
    fs::set_permissions(folder, Permissions::from_mode(0o700))
}

/// Whole or not at all, and on the disk.
fn put(folder: &Path, name: &str, mode: u32, bytes: &[u8]) -> io::Result<()> {
    let new = folder.join(format!(".{name}.new"));
    let make = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        file.write_all(bytes)?;
        file.set_permissions(Permissions::from_mode(mode))?;
        file.sync_all()?;
        fs::rename(&new, folder.join(name))?;
        File::open(folder)?.sync_all()
    };
    make().inspect_err(|_| _ = fs::remove_file(&new))
}

/// Those that are empty, the innermost first.
fn remove_folders(folders: &[PathBuf]) {
    for folder in folders.iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

#[cfg(test)]
mod tests;
