//! Puts a button there, or puts it there again. Each file is whole or not there; what a first attempt had begun when it failed is taken back.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::{ButtonLook, ButtonPlace, ICON, LOCK, NOTE, unfinished};
use crate::entry::{argument_in_entry, text_in_entry};

/// How long the desktop's own program may take.
const PATIENCE: Duration = Duration::from_secs(5);

impl ButtonPlace {
    /// Copies the program there and puts its icon on the desktop. Doing it again renews both. Returns the icon's file.
    ///
    /// # Errors
    /// When something cannot be written; nothing is left then, unless it was installed before.
    pub fn install(&self, program: &Path, look: ButtonLook<'_>) -> io::Result<PathBuf> {
        let before = self.is_there();
        self.put(program, look).inspect_err(|_| {
            if !before {
                let _ = self.remove();
            }
        })
    }

    fn put(&self, program: &Path, look: ButtonLook<'_>) -> io::Result<PathBuf> {
        let [applications, desktop] = self.entry_folders();
        let entry = |folder: &Path| folder.join(self.entry_name());
        let mut noted = self.noted();
        for path in [missing(&self.buttons()), missing(&applications), missing(&desktop)].concat() {
            if !noted.contains(&path) {
                noted.push(path);
            }
        }
        for path in [entry(&applications), entry(&desktop)] {
            if !noted.contains(&path) {
                noted.push(path);
            }
        }
        DirBuilder::new().recursive(true).create(self.buttons())?;
        let folder = self.folder();
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
        // Before what it tells of: an installation that is cut off here can be removed as well.
        let lines: String = noted.iter().filter_map(|path| Some(format!("{}\n", path.to_str()?))).collect();
        put_file(&folder.join(NOTE), 0o600, |file| file.write_all(lines.as_bytes()))?;
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(folder.join(LOCK))?;
        put_file(&folder.join(ICON), 0o644, |file| file.write_all(look.icon))?;
        put_file(&self.program(), 0o755, |file| io::copy(&mut File::open(program)?, file).map(drop))?;

        let text = self.entry_text(look);
        fs::create_dir_all(&applications)?;
        put_file(&entry(&applications), 0o644, |file| file.write_all(text.as_bytes()))?;
        fs::create_dir_all(&desktop)?;
        // Desktops start only what may be run.
        put_file(&entry(&desktop), 0o755, |file| file.write_all(text.as_bytes()))?;
        Ok(entry(&desktop))
    }

    fn entry_text(&self, look: ButtonLook<'_>) -> String {
        let mut text = format!(
            "[Desktop Entry]\nType=Application\nName={}\nExec={}\nIcon={}\nTerminal=false\nCategories=Network;RemoteAccess;\n",
            text_in_entry(look.label),
            argument_in_entry(&self.program()),
            text_in_entry(&self.folder().join(ICON).to_string_lossy()),
        );
        if !look.comment.trim().is_empty() {
            text += &format!("Comment={}\n", text_in_entry(look.comment));
        }
        text
    }
}

/// The folders on the way to this one that are not there yet, the outermost first.
fn missing(folder: &Path) -> Vec<PathBuf> {
    let mut missing: Vec<PathBuf> =
        folder.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
    missing.reverse();
    missing
}

fn put_file(path: &Path, mode: u32, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let new = unfinished(path);
    super::gone(fs::remove_file(&new))?;
    let make = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        fill(&mut file)?;
        file.set_permissions(Permissions::from_mode(mode))?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    make().inspect_err(|_| _ = fs::remove_file(&new))
}

/// Tells GNOME that its user may start it with a click; other desktops go by the file's mode. Without its program, or without a desktop that runs, nothing is told.
pub fn trust_entry(entry: &Path) {
    let mut gio = Command::new("gio");
    gio.arg("set").arg(entry).args(["metadata::trusted", "true"]);
    let started = gio.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = started else { return };
    let began = Instant::now();
    while matches!(child.try_wait(), Ok(None)) {
        if began.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
