//! What an installation keeps on disk, all in one folder: the program, its settings, its key, and what it last knew of its link.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use rustix::fs::FlockOperation;
use serde::{Deserialize, Serialize};
use towline_endpoint::{Identity, parse_key};
use towline_platform::Notebook;
use towline_platform_linux::{Account, DesktopChoice};
use towline_seal::SecretKey;
use zeroize::Zeroizing;

/// The folder of one installation.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// What was decided at the installation. Holds no secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settings {
    pub site: String,
    pub appliance_key: String,
    pub jump_client_id: String,
    /// The site's public name, for messages.
    pub site_name: String,
    /// "service" or "user".
    pub install_mode: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub behind_proxy: bool,
    #[serde(default)]
    pub display: Option<String>,
    #[serde(default)]
    pub xauthority: Option<String>,
    #[serde(default)]
    pub desktop_user: Option<String>,
    /// The systemd unit, if one was installed.
    #[serde(default)]
    pub unit: Option<String>,
    /// The entry that starts it with the account's desktop, if one was made.
    #[serde(default)]
    pub autostart: Option<PathBuf>,
    /// The link to the program in the path, if one was made.
    #[serde(default)]
    pub command: Option<PathBuf>,
    /// Folders around all that, which were not there before.
    #[serde(default)]
    pub made: Vec<PathBuf>,
}

/// What the running agent last knew of its link, for `status`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkState {
    pub online: bool,
    /// Unix time in milliseconds.
    pub since_ms: i64,
    pub reason: String,
}

const PARTIAL: &str = "partial.txt";
const FILES: [&str; 9] = [
    "agent.json",
    "agent.key",
    "scan.json",
    "state.json",
    PARTIAL,
    "agent.lock",
    "agent.log",
    "towline-agent",
    "agent.log.old",
];

impl Folder {
    /// The given one, or the usual one of this account.
    pub fn new(dir: Option<PathBuf>) -> Result<Folder> {
        let dir = match dir {
            Some(dir) => dir,
            None if is_root() => PathBuf::from("/opt/towline-agent"),
            None => {
                Account::current().context("your account cannot be looked up")?.home.join(".local/share/towline-agent")
            }
        };
        Ok(Folder(std::path::absolute(dir)?))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn program(&self) -> PathBuf {
        self.0.join("towline-agent")
    }

    pub fn log(&self) -> PathBuf {
        self.0.join("agent.log")
    }

    /// Makes the folder. Others may pass through to the program, which the desktop's user runs as the helper.
    pub fn create(&self) -> Result<()> {
        let make = || -> io::Result<()> {
            fs::DirBuilder::new().recursive(true).mode(0o755).create(&self.0)?;
            // Whatever the mask of the shell that the installer was started from.
            if is_root() { fs::set_permissions(&self.0, Permissions::from_mode(0o755)) } else { Ok(()) }
        };
        make().with_context(|| {
            format!(
                "the folder {} cannot be made; choose another one with --dir, or run this as root",
                self.0.display()
            )
        })
    }

    /// `None`: nothing is installed here.
    pub fn settings(&self) -> Result<Option<Settings>> {
        let path = self.0.join("agent.json");
        match fs::read(&path) {
            Ok(bytes) => {
                let settings = serde_json::from_slice(&bytes);
                Ok(Some(settings.with_context(|| format!("{} is damaged; install the agent again", path.display()))?))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                bail!("{} belongs to another account; run this as root", path.display())
            }
            Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
        }
    }

    pub fn installed(&self) -> Result<Settings> {
        let settings = self.settings()?;
        settings.with_context(|| format!("no agent is installed in {}; choose where with --dir", self.0.display()))
    }

    pub fn write_settings(&self, settings: &Settings) -> Result<()> {
        self.write("agent.json", &serde_json::to_vec_pretty(settings)?, 0o600)
    }

    /// The agent's key. Made here when there is none yet; it never leaves this machine.
    pub fn key(&self) -> Result<SecretKey> {
        match self.stored_key()? {
            Some(key) => Ok(key),
            None => {
                let mut seed = Zeroizing::new([0; 32]);
                getrandom::fill(&mut *seed).ok().context("the system has no random numbers")?;
                let text = Zeroizing::new(STANDARD.encode(*seed));
                self.write("agent.key", text.as_bytes(), 0o600)?;
                Ok(SecretKey::from_seed(&seed))
            }
        }
    }

    pub fn stored_key(&self) -> Result<Option<SecretKey>> {
        let mut text = Zeroizing::new(String::new());
        match File::open(self.0.join("agent.key")).and_then(|mut file| file.read_to_string(&mut text)) {
            Ok(_) => {
                let seed = parse_key(&text).map(Zeroizing::new);
                let seed = seed.context("the agent's key is damaged; uninstall the agent and install it again")?;
                Ok(Some(SecretKey::from_seed(&seed)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).context("the agent's key cannot be read"),
        }
    }

    pub fn link_state(&self) -> LinkState {
        let read = fs::read(self.0.join("state.json")).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    pub fn write_link_state(&self, state: &LinkState) -> Result<()> {
        self.write("state.json", &serde_json::to_vec(state)?, 0o600)
    }

    /// Puts the running program where the service finds it.
    pub fn install_program(&self) -> Result<()> {
        let own = std::env::current_exe().context("this program cannot find itself")?;
        let place = self.program();
        if own == place {
            return Ok(());
        }
        let new = self.0.join("towline-agent.new");
        fs::copy(&own, &new).with_context(|| format!("the program cannot be copied to {}", new.display()))?;
        fs::set_permissions(&new, Permissions::from_mode(0o755))?;
        fs::rename(&new, &place)?;
        Ok(())
    }

    /// Held by the agent that runs; dropping it lets go. `None`: another one runs.
    pub fn lock(&self) -> Result<Option<File>> {
        let path = self.0.join("agent.lock");
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path)?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {
                file.set_len(0)?;
                write!(file, "{}", std::process::id())?;
                Ok(Some(file))
            }
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error).with_context(|| format!("{} cannot be locked", path.display())),
        }
    }

    /// The process that holds the lock.
    pub fn running(&self) -> Option<i32> {
        let mut file = OpenOptions::new().read(true).write(true).open(self.0.join("agent.lock")).ok()?;
        // A lock that can be had is held by nobody, whatever number stands in the file.
        if rustix::fs::flock(&file, FlockOperation::NonBlockingLockShared).is_ok() {
            return None;
        }
        let mut text = String::new();
        file.read_to_string(&mut text).ok()?;
        text.trim().parse().ok()
    }

    /// Removes what an installation wrote, and the folders if nothing else is in them.
    pub fn remove(&self) -> Result<()> {
        for name in FILES {
            let path = self.0.join(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("{} cannot be removed", path.display()));
                }
                _ => {}
            }
        }
        let _ = fs::remove_dir(&self.0);
        Ok(())
    }

    /// Where is what files are scanned with (`scan`).
    pub fn scan_file(&self) -> PathBuf {
        self.0.join("scan.json")
    }

    pub fn write_scan(&self, scan: &impl Serialize) -> Result<()> {
        self.write("scan.json", &serde_json::to_vec_pretty(scan)?, 0o600)
    }

    /// Whole or not at all, also across a loss of power.
    fn write(&self, name: &str, bytes: &[u8], mode: u32) -> Result<()> {
        let (place, new) = (self.0.join(name), self.0.join(format!("{name}.new")));
        let write = || -> io::Result<()> {
            let _ = fs::remove_file(&new);
            let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&new)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&new, &place)?;
            File::open(&self.0)?.sync_all()
        };
        write().with_context(|| format!("{} cannot be written", place.display()))
    }
}

/// Partial files that are noted for the agent's next run.
impl Notebook for Folder {
    fn read(&self, most: u64) -> Vec<u8> {
        let mut text = Vec::new();
        match File::open(self.0.join(PARTIAL)).and_then(|file| file.take(most).read_to_end(&mut text)) {
            Ok(_) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                tracing::warn!(%error, "partial files of the run before are not known");
                Vec::new()
            }
        }
    }

    fn add(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(self.0.join(PARTIAL))?;
        file.write_all(bytes)
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        self.write(PARTIAL, bytes, 0o600).map_err(io::Error::other)
    }
}

/// This folder and those around it, as far as they are not there.
pub fn missing(folder: &Path) -> Vec<PathBuf> {
    folder.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect()
}

/// Removes folders that an installation made, unless something else is in them by now.
pub fn remove_made(made: &[PathBuf]) {
    let mut inner_first = made.to_vec();
    inner_first.sort_by_key(|folder| std::cmp::Reverse(folder.components().count()));
    for folder in inner_first {
        let _ = fs::remove_dir(folder);
    }
}

impl Settings {
    /// Who this installation is, for one process.
    pub fn identity(&self, key: SecretKey) -> Result<Identity> {
        let mut instance = [0; 16];
        getrandom::fill(&mut instance).ok().context("the system has no random numbers")?;
        Ok(Identity {
            site: self.site.parse()?,
            appliance_key: parse_key(&self.appliance_key).context("the site's key in the settings is damaged")?,
            key,
            instance,
            behind_proxy: self.behind_proxy,
            install_mode: self.install_mode.clone(),
            name: self.name.clone(),
        })
    }

    pub fn desktop(&self) -> DesktopChoice {
        DesktopChoice {
            display: self.display.clone(),
            authority: self.xauthority.clone(),
            user: self.desktop_user.clone(),
        }
    }
}

pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(test)]
mod tests {
    use towline_seal::Keeper;

    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(Some(dir.path().join("agent"))).unwrap();
        folder.create().unwrap();
        (dir, folder)
    }

    #[test]
    fn the_key_is_made_once_and_readable_by_nobody_else_jmp_11() {
        let (_dir, folder) = folder();
        let key = folder.key().unwrap().public_key();
        assert_eq!(folder.key().unwrap().public_key(), key);
        let mode = fs::metadata(folder.path().join("agent.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_lock_is_held_by_one_and_tells_by_whom() {
        let (_dir, folder) = folder();
        assert_eq!(folder.running(), None);
        let held = folder.lock().unwrap().unwrap();
        assert!(folder.lock().unwrap().is_none());
        assert_eq!(folder.running(), Some(i32::try_from(std::process::id()).unwrap()));
        drop(held);
        assert_eq!(folder.running(), None);
    }

    #[test]
    fn folders_that_were_made_for_it_go_with_it_unless_others_use_them_jmp_14() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path();
        fs::create_dir(home.join(".local")).unwrap();
        let made = [missing(&home.join(".local/share/x")), missing(&home.join(".config/autostart"))].concat();
        assert_eq!(made.len(), 4, "{made:?}");
        for folder in [".local/share/x", ".config/autostart"] {
            fs::create_dir_all(home.join(folder)).unwrap();
        }
        fs::write(home.join(".config/theirs"), "").unwrap();
        remove_made(&made);
        assert!(home.join(".local").exists() && !home.join(".local/share").exists());
        assert!(home.join(".config/theirs").exists() && !home.join(".config/autostart").exists());
    }

    #[test]
    fn what_is_noted_is_added_replaced_and_readable_by_nobody_else_fil_7() {
        let (_dir, folder) = folder();
        assert!(Notebook::read(&folder, 100).is_empty());
        folder.add(b"one\n").unwrap();
        folder.add(b"two\n").unwrap();
        assert_eq!(Notebook::read(&folder, 100), b"one\ntwo\n");
        assert_eq!(Notebook::read(&folder, 3), b"one");
        folder.replace(b"three\n").unwrap();
        assert_eq!(Notebook::read(&folder, 100), b"three\n");
        let mode = fs::metadata(folder.path().join(PARTIAL)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        folder.remove().unwrap();
        assert!(!folder.path().exists());
    }

    #[test]
    fn removal_leaves_nothing_of_its_own_and_all_of_others() {
        let (_dir, folder) = folder();
        folder.key().unwrap();
        folder.write_link_state(&LinkState::default()).unwrap();
        folder.lock().unwrap().unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        folder.remove().unwrap();
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["notes.txt"]);
        fs::remove_file(folder.path().join("notes.txt")).unwrap();
        folder.remove().unwrap();
        assert!(!folder.path().exists());
    }
}
