//! Where folders of an account are that have a name in its user's language: the desktop, whose files lie on it, and the downloads.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

const FILE_BYTES: u64 = 64 * 1024;
const DESKTOP: &str = "XDG_DESKTOP_DIR=";
const DOWNLOADS: &str = "XDG_DOWNLOAD_DIR=";

pub(super) fn folder(home: &Path, config: &Path) -> PathBuf {
    place(home, config, DESKTOP).unwrap_or_else(|| home.join("Desktop"))
}

pub(crate) fn downloads(home: &Path, config: &Path) -> PathBuf {
    place(home, config, DOWNLOADS).unwrap_or_else(|| home.join("Downloads"))
}

fn place(home: &Path, config: &Path, key: &str) -> Option<PathBuf> {
    let mut text = Vec::new();
    let read = File::open(config.join("user-dirs.dirs")).and_then(|file| file.take(FILE_BYTES).read_to_end(&mut text));
    read.ok().and_then(|_| named(&String::from_utf8_lossy(&text), home, key))
}

/// `XDG_DESKTOP_DIR="$HOME/Schreibtisch"`, or an absolute path; nothing else is allowed in that file. The last one counts, as a shell would have it.
fn named(text: &str, home: &Path, key: &str) -> Option<PathBuf> {
    let line = text.lines().filter_map(|line| line.trim().strip_prefix(key)).next_back()?;
    let quoted = line.strip_prefix('"')?;
    let mut value = String::new();
    let mut signs = quoted.chars();
    loop {
        match signs.next()? {
            '"' => break,
            '\\' => value.push(signs.next()?),
            c => value.push(c),
        }
    }
    let path = match value.strip_prefix("$HOME") {
        Some("") => home.to_owned(),
        Some(rest) => home.join(rest.strip_prefix('/')?.trim_start_matches('/')),
        None => PathBuf::from(value),
    };
    let usable = path.is_absolute() && !path.to_string_lossy().contains(|c: char| c.is_control());
    usable.then_some(path)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_desktop_is_where_its_user_has_it_sup_50() {
        let home = Path::new("/home/ada");
        let named = |text: &str| named(text, home, DESKTOP);
        let text = "XDG_DESKTOP_DIR=\"/a\"\nXDG_DOWNLOAD_DIR=\"$HOME/Eingang\"\n";
        assert_eq!(super::named(text, home, DOWNLOADS), Some("/home/ada/Eingang".into()));
        assert_eq!(named("# x\nXDG_DESKTOP_DIR=\"$HOME/Schreibtisch\"\n"), Some("/home/ada/Schreibtisch".into()));
        assert_eq!(named("XDG_DESKTOP_DIR=\"/srv/de sk\\\"top\""), Some("/srv/de sk\"top".into()));
        assert_eq!(named("XDG_DESKTOP_DIR=\"$HOME/\""), Some("/home/ada".into()));
        assert_eq!(named("XDG_DESKTOP_DIR=\"$HOME//a\"\nXDG_DESKTOP_DIR=\"/b\""), Some("/b".into()));
        for bad in [
            "",
            "XDG_DESKTOP_DIR=",
            "XDG_DESKTOP_DIR=\"",
            "XDG_DESKTOP_DIR=\"relative\"",
            "XDG_DESKTOP_DIR=\"$HOMER/x\"",
            "XDG_DESKTOP_DIR=\"$HOME\\",
            "#XDG_DESKTOP_DIR=\"/b\"",
        ] {
            assert_eq!(named(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_file_makes_the_search_panic_qlt_7(text in any::<String>(), key: bool) {
            let text = if key { format!("{DESKTOP}\"{text}") } else { text };
            if let Some(path) = named(&text, Path::new("/home/ada"), DESKTOP) {
                prop_assert!(path.is_absolute());
            }
        }
    }
}
