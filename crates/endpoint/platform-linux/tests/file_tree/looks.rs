//! Lists, details, measures; what is no path.

use std::{
    fs,
    ops::ControlFlow,
    os::unix::{fs::PermissionsExt, fs::symlink, net::UnixListener},
    path::Path,
};

use towline_platform::{FileCode, FileKind, Files, ListPart};

use crate::kit::{Kept, bytes, code, everywhere, fetch, folder, go, list, name, on, own, sha256};

fn odd(at: &Path) {
    fs::write(at.join("plain.txt"), "four").unwrap();
    fs::write(at.join(name(b"not\xffutf8")), "").unwrap();
    fs::write(at.join("new\nline"), "x").unwrap();
    fs::write(at.join("n".repeat(255)), "long").unwrap();
    fs::create_dir(at.join("dir")).unwrap();
    symlink("dir", at.join("to-dir")).unwrap();
    symlink("plain.txt", at.join("to-file")).unwrap();
    symlink("loop", at.join("loop")).unwrap();
    symlink("/nonexistent", at.join("broken")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, at.join("pipe"), 0o600.into()).unwrap();
    drop(UnixListener::bind(at.join("socket")).unwrap());
    fs::set_permissions(at.join("plain.txt"), fs::Permissions::from_mode(0o4751)).unwrap();
}

#[test]
fn a_list_has_every_entry_as_it_is_fil_1_fil_9() {
    let at = folder();
    odd(at.path());
    symlink(at.path(), at.path().join("again")).unwrap();
    // By a link that leads back here.
    let parts = list(&own(), &at.path().join("again"), &everywhere()).unwrap();
    let ListPart::Head(head) = &parts[0] else { panic!("no head") };
    assert_eq!((head.path.clone(), head.writable), (bytes(fs::canonicalize(at.path()).unwrap()), true));
    assert!(head.free_bytes > 0);
    let mut seen: Vec<(&[u8], FileKind, FileKind, u64)> = parts[1..]
        .iter()
        .map(|part| match part {
            ListPart::Entry(entry) => (&*entry.name, entry.kind, entry.leads_to, entry.bytes),
            ListPart::Head(_) => panic!("two heads"),
        })
        .collect();
    seen.sort();
    let (file, link, none) = (FileKind::File, FileKind::Link, FileKind::Unknown);
    let long = "n".repeat(255);
    let mut expected = [
        (&b"again"[..], link, FileKind::Directory, 0),
        (b"broken", link, none, 0),
        (b"dir", FileKind::Directory, none, 0),
        (b"loop", link, none, 0),
        (b"new\nline", file, none, 1),
        (long.as_bytes(), file, none, 4),
        (b"not\xffutf8", file, none, 0),
        (b"pipe", FileKind::Other, none, 0),
        (b"plain.txt", file, none, 4),
        (b"socket", FileKind::Other, none, 0),
        (b"to-dir", link, FileKind::Directory, 0),
        (b"to-file", link, file, 0),
    ];
    expected.sort();
    assert_eq!(seen, expected);
    let plain = parts.iter().find_map(|part| match part {
        ListPart::Entry(entry) if entry.name == b"plain.txt" => Some(entry),
        _ => None,
    });
    assert_eq!(plain.unwrap().mode, 0o4751);
    assert_eq!(&*plain.unwrap().owner, own().account());
    // It can be broken off.
    let mut seen = 0;
    let broken = own().list(&bytes(at.path()), &everywhere(), &mut |_| {
        seen += 1;
        if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((code(broken), seen), (FileCode::Cancelled, 3));
}

#[test]
fn a_directory_of_many_entries_is_listed_whole_fil_9() {
    let at = folder();
    for number in 0..5_000 {
        fs::write(at.path().join(format!("entry-{number:06}")), "").unwrap();
    }
    let parts = list(&own(), at.path(), &everywhere()).unwrap();
    assert_eq!(parts.len(), 5_001);
    let (kept, total) = fetch(&own(), at.path(), &everywhere()).unwrap();
    assert_eq!((total.files, kept.begun.len()), (5_000, 5_001));
    let removed = own().remove(&[bytes(at.path())], &everywhere(), &mut on).unwrap();
    assert_eq!((removed.files, removed.directories, removed.failed), (5_000, 1, 0));
    assert!(!at.path().exists());
}

#[test]
fn an_entry_is_described_in_detail_and_links_are_not_followed_fil_1() {
    let at = folder();
    odd(at.path());
    let canonical = fs::canonicalize(at.path()).unwrap();
    let describe = |name: &str, digest| own().describe(&bytes(at.path().join(name)), digest, &everywhere(), &mut go);
    let plain = describe("plain.txt", true).unwrap();
    assert_eq!(plain.sha256, Some(sha256(b"four")));
    assert_eq!((plain.path, plain.links), (bytes(canonical.join("plain.txt")), 1));
    assert!(plain.may_read && plain.may_write && plain.changed_ms > 0 && plain.inode > 0);
    let link = describe("to-dir/", false).unwrap();
    assert_eq!((link.entry.kind, link.entry.leads_to), (FileKind::Link, FileKind::Directory));
    assert_eq!((&*link.target, link.path), (&b"dir"[..], bytes(canonical.join("to-dir"))));
    assert_eq!(describe("pipe", true).unwrap().sha256, None);
    assert_eq!(code(describe("none", false)), FileCode::NotFound);
    let root = own().describe(b"/", false, &everywhere(), &mut go).unwrap();
    assert_eq!((&*root.path, &*root.entry.name, root.entry.kind), (&b"/"[..], &b"/"[..], FileKind::Directory));
    let dir = describe("dir/../dir", false).unwrap();
    assert_eq!((dir.path, &*dir.entry.name), (bytes(canonical.join("dir")), &b"dir"[..]));
    let stopped =
        own().describe(&bytes(at.path().join("plain.txt")), true, &everywhere(), &mut || ControlFlow::Break(()));
    assert_eq!(code(stopped), FileCode::Cancelled);
}

#[test]
fn a_measure_counts_what_a_fetch_would_fetch_fil_3() {
    let at = folder();
    odd(at.path());
    fs::write(at.path().join("dir/inner"), vec![0; 1000]).unwrap();
    let measured = own().measure(&[bytes(at.path())], &everywhere(), &mut on).unwrap();
    assert_eq!((measured.files, measured.directories, measured.bytes), (11, 2, 1009));
    let mut kept = Kept::default();
    let order = towline_platform::FetchOrder { path: bytes(at.path()), measure: true, ..Default::default() };
    let total = own().fetch(&order, &everywhere(), &mut kept).unwrap();
    let told = kept.measured.unwrap();
    assert_eq!((told.files, told.directories, told.bytes), (11, 2, 1009));
    // The pipe and the socket are skipped and said to be; links are only named.
    assert_eq!((total.bytes, total.failed, total.failed_code), (1009, 2, Some(FileCode::Special)));
    let skipped = kept.begun.iter().filter_map(|begun| Some((&*begun.path, begun.skipped?.code()))).collect::<Vec<_>>();
    assert_eq!(
        skipped,
        [
            (&b"broken"[..], "link"),
            (b"loop", "link"),
            (b"pipe", "special"),
            (b"socket", "special"),
            (b"to-dir", "link"),
            (b"to-file", "link")
        ]
    );
    let two = [bytes(at.path().join("plain.txt")), bytes(at.path().join("none"))];
    let two = own().measure(&two, &everywhere(), &mut on).unwrap();
    assert_eq!((two.files, two.bytes, two.failed, two.failed_code), (1, 4, 1, Some(FileCode::NotFound)));
}

#[test]
fn what_is_no_path_or_no_file_is_told_as_what_it_is_fil_1() {
    let at = folder();
    odd(at.path());
    let files = own();
    let rules = everywhere();
    let look = |path: &[u8]| code(files.list(path, &rules, &mut |_| go()));
    assert_eq!(look(b"relative"), FileCode::BadName);
    assert_eq!(look(b""), FileCode::BadName);
    assert_eq!(look(b"/zero\0byte"), FileCode::BadName);
    assert_eq!(look(&[b"/".as_slice(), &[b'x'; 300]].concat()), FileCode::TooLong);
    assert_eq!(look(&b"/x".repeat(3000)), FileCode::TooLong);
    assert_eq!(look(&bytes(at.path().join("plain.txt"))), FileCode::NotADirectory);
    assert_eq!(look(&bytes(at.path().join("none"))), FileCode::NotFound);
    let get = |path: &Path| code(fetch(&files, path, &rules));
    assert_eq!(get(&at.path().join("pipe")), FileCode::Special);
    assert_eq!(get(&at.path().join("broken")), FileCode::NotFound);
    assert_eq!(get(Path::new("/dev/zero")), FileCode::Special);
    // Where the kernel would lead anywhere by itself.
    let opened = fs::File::open(at.path().join("plain.txt")).unwrap();
    let number = std::os::fd::AsRawFd::as_raw_fd(&opened);
    assert!(fetch(&files, Path::new(&format!("/proc/self/fd/{number}")), &rules).is_err());
    assert!(fetch(&files, Path::new("/proc/self/exe"), &rules).is_err());
    // What the kernel makes as it is read has no size, and comes all the same.
    let (kept, _) = fetch(&files, Path::new("/proc/self/status"), &rules).unwrap();
    assert!(kept.content[&Vec::new()].starts_with(b"Name:"));
    let make = |path: &[u8]| code(files.make_directory(path, false, &rules));
    for bad in ["..", ".", ""] {
        assert_eq!(
            make(&[&bytes(at.path()), b"/dir/".as_slice(), bad.as_bytes(), b"/../.."].concat()),
            FileCode::BadName
        );
    }
    assert_eq!(make(b"/"), FileCode::BadName);
    assert_eq!(code(files.remove(&[b"/".to_vec()], &rules, &mut on)), FileCode::BadName);
    assert_eq!(code(files.remove(&[bytes(at.path().join("dir/.."))], &rules, &mut on)), FileCode::BadName);
}

#[test]
fn places_to_begin_with_are_those_of_the_account_fil_1() {
    let places = own().places(&everywhere());
    assert_eq!((&*places[0].path, places[0].kind), (&b"/"[..], "root"));
    assert!(places[0].total_bytes > 0);
    assert!(places.iter().all(|place| place.kind != "volume" || !place.file_system.is_empty()));
    let mut paths: Vec<&[u8]> = places.iter().map(|place| &*place.path).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), places.len());
    assert!(places.iter().any(|place| place.kind == "temporary"));
}
