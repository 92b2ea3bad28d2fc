//! Files as file managers have them on the clipboard: lists of `file:` addresses, with or without a word of what is meant. Pure.
//!
//! SECURITY: a list is any program's. What is no absolute path of this machine, spelled straight, is left out.

use std::fmt::Write as _;

use bytes::{BufMut, Bytes, BytesMut};
use towline_platform::{CLIP_FILES, ClipFault};

/// As the trait has files: absolute paths, each ended by NUL, each once.
pub(crate) fn paths_of(list: &[u8]) -> Result<Bytes, ClipFault> {
    let mut paths: Vec<Vec<u8>> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for line in list.split(|byte| matches!(byte, b'\n' | b'\r' | 0)) {
        let Some(path) = path_of(line) else { continue };
        if known.insert(path.clone()) {
            paths.push(path);
        }
        if paths.len() > CLIP_FILES {
            return Err(ClipFault::TooLarge);
        }
    }
    let mut out = BytesMut::new();
    for path in paths {
        out.put_slice(&path);
        out.put_u8(0);
    }
    Ok(out.freeze())
}

/// The path of one address, if it is one of a file here.
fn path_of(line: &[u8]) -> Option<Vec<u8>> {
    let scheme = line.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case(b"file:"))?;
    let rest = line.get(scheme.len()..)?;
    let encoded = match rest.strip_prefix(b"//") {
        Some(rest) if rest.starts_with(b"/") => rest,
        Some(rest) => rest.strip_prefix(b"localhost").filter(|rest| rest.starts_with(b"/"))?,
        None => rest,
    };
    let mut path = Vec::with_capacity(encoded.len());
    let mut bytes = encoded.iter();
    while let Some(byte) = bytes.next() {
        path.push(match byte {
            b'%' => {
                let mut digit = || bytes.next().and_then(|digit| char::from(*digit).to_digit(16));
                let (high, low) = (digit()?, digit()?);
                u8::try_from(high * 16 + low).ok()?
            }
            // What would begin something else than a path.
            b'?' | b'#' => return None,
            other => *other,
        });
    }
    while path.len() > 1 && path.ends_with(b"/") {
        path.pop();
    }
    let straight = |name: &[u8]| !matches!(name, b"" | b"." | b"..") && name.len() <= 255;
    let names = path.strip_prefix(b"/")?;
    let fits = path.len() <= 4096 && !path.contains(&0);
    (fits && names.split(|byte| *byte == b'/').all(straight)).then_some(path)
}

/// `text/uri-list` of such paths.
pub(crate) fn uri_list(paths: &[u8]) -> Bytes {
    addresses(paths).into_iter().map(|address| address + "\r\n").collect::<String>().into()
}

/// `x-special/gnome-copied-files` of such paths: copied, not cut.
pub(crate) fn copied_files(paths: &[u8]) -> Bytes {
    let mut list = "copy".to_owned();
    for address in addresses(paths) {
        list.push('\n');
        list.push_str(&address);
    }
    list.into()
}

fn addresses(paths: &[u8]) -> Vec<String> {
    let paths = paths.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    let address = |path: &[u8]| {
        let mut address = "file://".to_owned();
        for byte in path {
            if byte.is_ascii_alphanumeric() || b"/-._~".contains(byte) {
                address.push(char::from(*byte));
            } else {
                // INVARIANT: a String takes what is written to it.
                let _ = write!(address, "%{byte:02X}");
            }
        }
        address
    };
    paths.map(address).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paths(list: &[u8]) -> Vec<String> {
        let paths = paths_of(list).unwrap();
        paths
            .split(|byte| *byte == 0)
            .map(|path| path.escape_ascii().to_string())
            .filter(|path| !path.is_empty())
            .collect()
    }

    #[test]
    fn lists_of_file_managers_become_paths_scr_7() {
        let nautilus = b"copy\nfile:///home/ada/B%C3%A4r.txt\nfile:///home/ada/new%0Aline";
        assert_eq!(paths(nautilus), ["/home/ada/B\\xc3\\xa4r.txt", "/home/ada/new\\nline"]);
        let dolphin = b"# comment\r\nfile:///tmp/a%20b\r\nfile:///tmp/dir/\r\nfile:///tmp/a%20b\r\n";
        assert_eq!(paths(dolphin), ["/tmp/a b", "/tmp/dir"]);
        assert_eq!(paths(b"cut\nFILE://localhost/x\nfile:/y"), ["/x", "/y"]);
    }

    #[test]
    fn what_is_no_file_of_this_machine_is_left_out_scr_7() {
        let hostile: &[&[u8]] = &[
            b"file://host/../etc/passwd",
            b"file://host/etc/passwd",
            b"file:relative",
            b"file://",
            b"file:///",
            b"file:///a/../b",
            b"file:///a/%2e%2e/b",
            b"file:///a//b",
            b"file:///a/./b",
            b"file:///a%00b",
            b"file:///a%",
            b"file:///a%4",
            b"file:///a%zz",
            b"file:///a?b",
            b"file:///a#b",
            b"http://host/a",
            b"smb://host/a",
            b"trash:///a",
            b"/etc/passwd",
            b"",
            b"file://localhost",
            b"file://localhosts/a",
        ];
        assert_eq!(paths(&hostile.join(&b'\n')), [""; 0]);
        let long = [b"file:///".as_slice(), &[b'a'; 256]].concat();
        assert_eq!(paths(&long), [""; 0]);
        let many: Vec<u8> = (0..=CLIP_FILES).flat_map(|of| format!("file:///{of}\n").into_bytes()).collect();
        assert_eq!(paths_of(&many), Err(ClipFault::TooLarge));
    }

    #[test]
    fn paths_become_what_file_managers_paste_scr_7() {
        let files = b"/home/ada/a b.txt\0/x/\xff%\0";
        assert_eq!(uri_list(files), "file:///home/ada/a%20b.txt\r\nfile:///x/%FF%25\r\n");
        assert_eq!(copied_files(files), "copy\nfile:///home/ada/a%20b.txt\nfile:///x/%FF%25");
    }

    proptest! {
        #[test]
        fn no_list_makes_it_panic_and_what_it_gives_is_absolute_scr_7(list in proptest::collection::vec(any::<u8>(), 0..300)) {
            let paths = paths_of(&list).unwrap();
            for path in paths.split(|byte| *byte == 0).filter(|path| !path.is_empty()) {
                prop_assert!(path.starts_with(b"/"));
            }
        }

        #[test]
        fn every_path_comes_back_as_it_was_scr_7(names in proptest::collection::vec(proptest::collection::vec(1u8.., 1..20), 1..5)) {
            let clean: Vec<Vec<u8>> = names.into_iter().map(|name| name.into_iter().filter(|byte| *byte != b'/').collect()).collect();
            prop_assume!(clean.iter().all(|name: &Vec<u8>| !matches!(name.as_slice(), b"" | b"." | b"..")));
            let mut path: Vec<u8> = clean.iter().flat_map(|name| [b"/".as_slice(), name].concat()).collect();
            path.push(0);
            prop_assert_eq!(paths_of(&uri_list(&path)).unwrap(), path.clone());
            prop_assert_eq!(paths_of(&copied_files(&path)).unwrap(), path);
        }
    }
}
