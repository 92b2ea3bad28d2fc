//! Desktop entries: how texts and paths are written in them, so that nothing in one becomes more than that.

use std::path::Path;

/// A path as one argument of `Exec`: quoted, and each backslash of the quoting once more, as every text in an entry is read.
pub fn argument_in_entry(path: &Path) -> String {
    let mut quoted = String::from("\"");
    for c in path.to_string_lossy().chars() {
        match c {
            '"' | '`' | '$' => {
                quoted.push_str("\\\\");
                quoted.push(c);
            }
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            // No entry can hold one, and no folder of ours has one.
            c if c.is_control() => {}
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text as the value of a key: one line, whatever it was.
pub(crate) fn text_in_entry(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\\' => written.push_str("\\\\"),
            c if c.is_control() => written.push(' '),
            c => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt, process::Command};

    use proptest::prelude::*;

    use super::*;

    /// As the desktop entry specification reads a value, and then splits it.
    fn read_back(quoted: &str) -> String {
        let text = unescaped(quoted);
        let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap();
        let mut out = String::new();
        let mut signs = inner.chars();
        while let Some(c) = signs.next() {
            assert!(!matches!(c, '"' | '`' | '$'), "not quoted: {quoted}");
            if matches!(c, '\\' | '%') {
                out.push(signs.next().unwrap());
            } else {
                out.push(c);
            }
        }
        out
    }

    fn unescaped(value: &str) -> String {
        let mut out = String::new();
        let mut signs = value.chars();
        while let Some(c) = signs.next() {
            match c {
                '\\' => out.push(signs.next().unwrap()),
                c => out.push(c),
            }
        }
        out
    }

    proptest! {
        #[test]
        fn a_path_is_one_argument_whatever_is_in_it_sup_50(path in "/[a-z\"`$%\\\\ ;&|'é]{0,40}") {
            prop_assert_eq!(read_back(&argument_in_entry(Path::new(&path))), path);
        }

        #[test]
        fn a_text_is_one_line_whatever_is_in_it_sup_50(text in any::<String>()) {
            let written = text_in_entry(&text);
            prop_assert!(!written.contains(char::is_control));
            let read = unescaped(&written);
            prop_assert_eq!(read, text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>());
        }
    }

    /// GLib is what most desktops read entries with. It finds no program with a `%` in its path, whatever is written.
    #[test]
    fn the_desktop_itself_starts_the_program_of_an_entry_sup_50() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("a $HOME `x` \"q\" \\ b");
        std::fs::create_dir(&folder).unwrap();
        let program = folder.join("it");
        let told = place.path().join("told");
        std::fs::write(&program, format!("#!/bin/sh\necho \"$#\" > {}\n", told.display())).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let entry = place.path().join("it.desktop");
        let text = format!("[Desktop Entry]\nType=Application\nName=It\nExec={}\n", argument_in_entry(&program));
        std::fs::write(&entry, text).unwrap();
        let Ok(status) = Command::new("gio").arg("launch").arg(&entry).env("HOME", place.path()).status() else {
            eprintln!("skipped: gio is not on this machine");
            return;
        };
        assert!(status.success());
        let written = (0..200).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            std::fs::read_to_string(&told).ok().filter(|text| !text.is_empty())
        });
        assert_eq!(written.as_deref(), Some("0\n"), "started without arguments");
    }
}
