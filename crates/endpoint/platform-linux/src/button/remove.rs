//! Takes a button away: its entries, its folder, and the folders that were made for it, as far as nothing else is in them.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use towline_platform::HostError;

use super::{ButtonPlace, ICON, LOCK, NOTE, PROGRAM, remove_file};

impl ButtonPlace {
    /// Removes all of it; the program may be the one that runs. Doing it again does nothing. What others put into its folder stays.
    ///
    /// # Errors
    /// When something stays, with its path. The program is the last to go, so that it can be tried again.
    pub fn remove(&self) -> Result<(), HostError> {
        let noted = self.noted();
        let name = self.entry_name();
        let usual =
            self.entry_folders().into_iter().chain([self.home.join("Desktop")]).map(|folder| folder.join(&name));
        // The desktop may have been elsewhere when the button came.
        let (entries, folders): (Vec<PathBuf>, Vec<PathBuf>) =
            noted.into_iter().partition(|path| path.file_name().is_some_and(|found| found == name.as_str()));
        for entry in usual.chain(entries) {
            stays(&entry, remove_file(&entry))?;
        }
        let folder = self.folder();
        for file in [ICON, LOCK, PROGRAM, NOTE].map(|file| folder.join(file)) {
            stays(&file, remove_file(&file))?;
        }
        stays(&folder, remove_if_empty(&folder))?;
        // Others than its own are none of its business.
        let _ = remove_if_empty(&self.buttons());
        for folder in folders.iter().rev().filter(|folder| within(folder, &self.home)) {
            let _ = remove_if_empty(folder);
        }
        Ok(())
    }
}

/// Whether it is below this folder, as it is written.
fn within(path: &Path, folder: &Path) -> bool {
    path.strip_prefix(folder).is_ok_and(|rest| rest.components().all(|part| matches!(part, Component::Normal(_))))
}

fn stays(path: &Path, removed: io::Result<()>) -> Result<(), HostError> {
    removed.map_err(|_| HostError(path.display().to_string()))
}

fn remove_if_empty(folder: &Path) -> io::Result<()> {
    match super::gone(fs::remove_dir(folder)) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        outcome => outcome,
    }
}
