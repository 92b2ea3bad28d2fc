//! Whose rights count.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
};

use rustix::process::geteuid;
use towline_platform::{FileCode, FileExists, Files, FilesTotal, ListPart};

use crate::kit::{bytes, code, everywhere, fetch, folder, go, list, nobody, on, order, own, put};

#[test]
fn root_that_acts_as_an_account_may_what_that_one_may_and_no_more_fil_6() {
    let Some(nobody) = nobody() else { return };
    let at = folder();
    let rules = everywhere();
    let (shut, open) = (at.path().join("shut"), at.path().join("open"));
    fs::create_dir(&shut).unwrap();
    fs::create_dir(&open).unwrap();
    fs::write(shut.join("secret"), "secret").unwrap();
    fs::write(open.join("secret"), "secret").unwrap();
    fs::write(open.join("plain"), "plain").unwrap();
    for (path, mode) in [(shut.clone(), 0o700), (open.clone(), 0o777), (open.join("secret"), 0o600)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    assert!(!nobody.elevated() && nobody.account() == "nobody");
    for path in [&shut, &shut.join("secret")] {
        assert_eq!(code(fetch(&nobody, path, &rules)), FileCode::NotPermitted);
    }
    assert_eq!(code(list(&nobody, &shut, &rules)), FileCode::NotPermitted);
    assert_eq!(code(nobody.describe(&bytes(shut.join("secret")), false, &rules, &mut go)), FileCode::NotPermitted);
    assert_eq!(code(put(&nobody, &order(&shut, "new", 1, FileExists::Ask), &rules, b"x")), FileCode::NotPermitted);
    assert_eq!(code(nobody.make_directory(&bytes(shut.join("new")), false, &rules)), FileCode::NotPermitted);
    assert_eq!(
        code(nobody.rename(&bytes(shut.join("secret")), &bytes(open.join("got")), &rules)),
        FileCode::NotPermitted
    );
    assert_eq!(code(nobody.remove(&[bytes(shut.join("secret"))], &rules, &mut on)), FileCode::NotPermitted);
    assert_eq!(code(nobody.set_mode(&bytes(&shut), 0o777, false, &rules, &mut on)), FileCode::NotPermitted);
    // What is in an open tree and shut is told as that; the rest comes.
    let (kept, total) = fetch(&nobody, at.path(), &rules).unwrap();
    assert_eq!((kept.content.len(), total.failed, total.failed_code), (1, 2, Some(FileCode::NotPermitted)));
    let about = nobody.describe(&bytes(open.join("secret")), false, &rules, &mut go).unwrap();
    assert!(!about.may_read && !about.may_write && &*about.entry.owner == "root");
    // By the one way in which the kernel is asked for a file that is held already.
    let (kept, _) = fetch(&nobody, &open.join("plain"), &rules).unwrap();
    assert_eq!(kept.content[&Vec::new()], b"plain");
    // A protected file is not replaced, though the directory would let.
    let over = order(&open, "secret", 1, FileExists::Overwrite);
    assert_eq!(code(put(&nobody, &over, &rules, b"x")), FileCode::NotPermitted);
    // What it makes is its own.
    put(&nobody, &order(&open, "mine", 1, FileExists::Ask), &rules, b"x").unwrap();
    nobody.make_directory(&bytes(open.join("dir/inner")), true, &rules).unwrap();
    nobody.set_mode(&bytes(open.join("dir")), 0o775, true, &rules, &mut on).unwrap();
    assert_eq!(fs::metadata(open.join("dir/inner")).unwrap().mode() & 0o777, 0o775);
    let uid = fs::metadata(open.join("mine")).unwrap().uid();
    assert!(uid != 0 && fs::metadata(open.join("dir/inner")).unwrap().uid() == uid);
    let ListPart::Head(head) = list(&nobody, at.path(), &rules).unwrap().remove(0) else { panic!("no head") };
    assert!(!head.writable && geteuid().is_root());
    // Root leaves a file to whom it belongs.
    put(&own(), &order(&open, "mine", 2, FileExists::Overwrite), &rules, b"xy").unwrap();
    assert_eq!(fs::metadata(open.join("mine")).unwrap().uid(), uid);
    fs::create_dir_all(open.join("shut/inner")).unwrap();
    fs::set_permissions(open.join("shut"), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(code(nobody.remove(&[bytes(open.join("shut"))], &rules, &mut on)), FileCode::NotPermitted);
    // A directory that it may not empty stays, with what failed.
    chown(open.join("dir"), Some(0), Some(0)).unwrap();
    let removed: FilesTotal = nobody.remove(&[bytes(open.join("dir"))], &rules, &mut on).unwrap();
    assert_eq!((removed.failed, removed.failed_code), (1, Some(FileCode::NotPermitted)));
    assert!(open.join("dir/inner").exists());
}

#[test]
fn an_accounts_partial_file_is_nobody_elses_fil_7() {
    let Some(nobody) = nobody() else { return };
    let at = folder();
    fs::set_permissions(at.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let into = order(at.path(), "file", 2 * crate::kit::BLOCK, FileExists::Ask);
    let mut theirs = crate::kit::awaits(nobody.put(&into, &everywhere()));
    crate::kit::send(&mut *theirs, &crate::kit::noise(crate::kit::BLOCK, 1)).unwrap();
    drop(theirs);
    let ours = crate::kit::awaits(own().put(&into, &everywhere()));
    assert_eq!(ours.ready().offset, 0);
    assert_eq!(fs::metadata(at.path().join(crate::kit::PARTIAL)).unwrap().uid(), 0);
    ours.cancel();
}
