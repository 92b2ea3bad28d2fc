//! A file that a person saves, among their downloads: under a name of its own until it is whole, and never over another one.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use towline_platform::Download;

/// Names like it that are tried.
const LIKE_IT: usize = 100;

pub(crate) struct LinuxDownload {
    folder: PathBuf,
    name: String,
    file: File,
    /// What it is called until it is whole; `None`: it is.
    part: Option<PathBuf>,
}

impl LinuxDownload {
    pub(crate) fn begin(folder: PathBuf, name: &str) -> io::Result<LinuxDownload> {
        // SECURITY: whatever was called so far away: it stays in this folder, and is not hidden there.
        let name = name.trim_start_matches('.');
        let plain = !name.is_empty() && !name.contains(|sign: char| sign == '/' || sign.is_control());
        if !plain {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no name of a file"));
        }
        fs::create_dir_all(&folder)?;
        let (part, file) = free(&folder, &format!("{name}.part"))?;
        Ok(LinuxDownload { folder, name: name.to_owned(), file, part: Some(part) })
    }
}

impl Download for LinuxDownload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    fn keep(mut self: Box<Self>) -> io::Result<String> {
        self.file.sync_all()?;
        // A name that nobody has is taken first, by an empty file of our own, which this one then replaces.
        let (path, _) = free(&self.folder, &self.name)?;
        if let Some(part) = self.part.take()
            && let Err(error) = fs::rename(&part, &path)
        {
            let _ = fs::remove_file(&path);
            self.part = Some(part);
            return Err(error);
        }
        Ok(path.display().to_string())
    }
}

impl Drop for LinuxDownload {
    fn drop(&mut self) {
        if let Some(part) = self.part.take() {
            let _ = fs::remove_file(part);
        }
    }
}

/// A new file of this name, or of one like it: "a (1).txt".
fn free(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let (stem, end) = match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() => (stem, format!(".{end}")),
        _ => (name, String::new()),
    };
    for number in 0..LIKE_IT {
        let path = match number {
            0 => folder.join(name),
            number => folder.join(format!("{stem} ({number}){end}")),
        };
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_saved_stands_beside_what_was_there_and_never_over_it_ses_30() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("Downloads");
        for text in ["one", "two", "three"] {
            let mut file = Box::new(LinuxDownload::begin(folder.clone(), "a.b.txt").unwrap());
            file.write(text.as_bytes()).unwrap();
            let place = file.keep().unwrap();
            assert_eq!(fs::read_to_string(place).unwrap(), text);
        }
        assert_eq!(names(&folder), ["a.b (1).txt", "a.b (2).txt", "a.b.txt"]);
        assert_eq!(fs::read_to_string(folder.join("a.b.txt")).unwrap(), "one");
        // A link that somebody left is no way out.
        std::os::unix::fs::symlink(top.path().join("elsewhere"), folder.join("b")).unwrap();
        assert!(Box::new(LinuxDownload::begin(folder.clone(), "b").unwrap()).keep().unwrap().ends_with("/b (1)"));
        assert!(!top.path().join("elsewhere").exists());
    }

    #[test]
    fn half_a_file_is_none_and_a_name_leads_nowhere_else_ses_30() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("Downloads");
        let mut file = LinuxDownload::begin(folder.clone(), "a.txt").unwrap();
        file.write(b"half").unwrap();
        assert_eq!(names(&folder), ["a.txt.part"]);
        drop(file);
        assert_eq!(names(&folder), [""; 0]);
        for bad in ["", "..", "../a", "/etc/passwd", "a\nb", "..."] {
            assert!(LinuxDownload::begin(folder.clone(), bad).is_err(), "{bad}");
        }
        let hidden = Box::new(LinuxDownload::begin(folder.clone(), ".profile").unwrap());
        assert!(hidden.keep().unwrap().ends_with("/profile"));
    }
}
