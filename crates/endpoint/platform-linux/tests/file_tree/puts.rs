//! Puts: what is there already, what goes wrong, what stays.

use std::{
    fs,
    ops::ControlFlow,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    process::Command,
};

use towline_platform::{FileCode, FileExists, FileKind, Files, PutBegun, PutOrder};

use crate::kit::{
    BLOCK, KEY, PARTIAL, awaits, blocks, code, everywhere, folder, go, names, noise, on, order, own, put, send, sha256,
};

#[test]
fn what_exists_is_asked_for_skipped_replaced_or_kept_fil_4() {
    let at = folder();
    let files = own();
    let rules = everywhere();
    let target = at.path().join("report.tar.gz");
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    let with = |exists| order(at.path(), "report.tar.gz", 5, exists);
    let asked = files.put(&with(FileExists::Ask), &rules).err().unwrap();
    assert_eq!((asked.code, asked.there.unwrap().bytes), (FileCode::Exists, 3));
    let skipped = put(&files, &with(FileExists::Skip), &rules, b"other").unwrap();
    assert!(skipped.skipped && !skipped.identical && skipped.sha256.is_none());
    for expected in ["report (2).tar.gz", "report (3).tar.gz"] {
        let kept = put(&files, &with(FileExists::KeepBoth), &rules, b"other").unwrap();
        assert_eq!((kept.name.as_slice(), kept.sha256), (expected.as_bytes(), Some(sha256(b"other"))));
    }
    assert_eq!(fs::read(&target).unwrap(), b"old");
    put(&files, &with(FileExists::Overwrite), &rules, b"other").unwrap();
    assert_eq!(
        (fs::read(&target).unwrap(), fs::metadata(&target).unwrap().mode() & 0o7777),
        (b"other".to_vec(), 0o640)
    );
    // With a mode and a time of its own.
    let order_of = PutOrder { mode: Some(0o600), modified_ms: Some(-1500), ..with(FileExists::Overwrite) };
    put(&files, &order_of, &rules, b"third").unwrap();
    let about = fs::metadata(&target).unwrap();
    assert_eq!((about.mode() & 0o7777, about.mtime(), about.mtime_nsec()), (0o600, -2, 500_000_000));
    assert_eq!(names(at.path()).len(), 3);
}

#[test]
fn no_put_goes_through_a_link_or_onto_what_is_no_file_fil_4_fil_6() {
    let at = folder();
    let rules = everywhere();
    fs::write(at.path().join("precious"), "precious").unwrap();
    fs::create_dir(at.path().join("dir")).unwrap();
    symlink("precious", at.path().join("link")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, at.path().join("pipe"), 0o600.into()).unwrap();
    // A partial file that is none: a link to something else.
    symlink("precious", at.path().join(PARTIAL)).unwrap();
    let over = |name: &str| put(&own(), &order(at.path(), name, 3, FileExists::Overwrite), &rules, b"new");
    over("link").unwrap();
    assert!(fs::symlink_metadata(at.path().join("link")).unwrap().is_file());
    assert_eq!(fs::read(at.path().join("precious")).unwrap(), b"precious");
    assert_eq!(code(over("dir")), FileCode::IsADirectory);
    assert_eq!(code(over("pipe")), FileCode::Special);
    for bad in ["", ".", "..", "a/b", "zero\0"] {
        assert_eq!(code(over(bad)), FileCode::BadName);
    }
    assert_eq!(code(over(&"x".repeat(256))), FileCode::TooLong);
    assert_eq!(code(over(PARTIAL)), FileCode::BadName);
    assert_eq!(names(at.path()).len(), 4);
    // A partial file that has another name elsewhere, or that others may read, is not gone on with.
    fs::write(at.path().join(PARTIAL), noise(2 * BLOCK, 1)).unwrap();
    let begun = awaits(own().put(&order(at.path(), "new", 3 * BLOCK, FileExists::Ask), &rules));
    assert_eq!(begun.ready().offset, 0);
    begun.cancel();
    assert_eq!(names(at.path()).len(), 4);
}

#[test]
fn what_goes_wrong_leaves_nothing_and_a_broken_link_leaves_what_can_be_gone_on_with_fil_7() {
    let at = folder();
    let files = own();
    let rules = everywhere();
    let content = noise(3 * BLOCK + 7, 9);
    let into = order(at.path(), "file", content.len(), FileExists::Ask);
    let nothing = || assert!(names(at.path()).is_empty());
    // Another hash; too few bytes; not the next ones; too many.
    let mut wrong = awaits(files.put(&into, &rules));
    send(&mut *wrong, &content).unwrap();
    assert_eq!(code(wrong.end(&blocks(b"other"))), FileCode::Corrupt);
    nothing();
    let mut few = awaits(files.put(&into, &rules));
    send(&mut *few, &content[..BLOCK]).unwrap();
    assert_eq!(code(few.end(&blocks(&content))), FileCode::Corrupt);
    nothing();
    let mut gap = awaits(files.put(&into, &rules));
    assert_eq!(code(gap.write(5, b"x")), FileCode::Corrupt);
    nothing();
    assert_eq!(code(gap.write(0, b"x")), FileCode::Failed);
    assert_eq!(code(gap.end(&blocks(b"x"))), FileCode::Failed);
    let mut much = awaits(files.put(&order(at.path(), "file", 3, FileExists::Ask), &rules));
    assert_eq!(code(much.write(0, b"four")), FileCode::Corrupt);
    nothing();
    awaits(files.put(&into, &rules)).cancel();
    nothing();
    // The link breaks: nobody reads what is there, another put may not have it meanwhile, and it can be forgotten.
    let mut broken = awaits(files.put(&into, &rules));
    send(&mut *broken, &content[..2 * BLOCK + 100]).unwrap();
    assert_eq!(fs::metadata(at.path().join(PARTIAL)).unwrap().mode() & 0o777, 0o600);
    assert_eq!(code(files.put(&into, &rules)), FileCode::Busy);
    assert_eq!(code(files.forget_put(&into.directory, &KEY, &rules)), FileCode::Busy);
    drop(broken);
    let on_with = awaits(files.put(&into, &rules));
    assert_eq!(on_with.ready().offset, 2 * BLOCK as u64);
    drop(on_with);
    // Something else was in it: whoever sends finds another hash and begins anew.
    fs::write(at.path().join(PARTIAL), vec![1; 2 * BLOCK]).unwrap();
    let mut anew = awaits(files.put(&into, &rules));
    assert_ne!(anew.ready().blocks, blocks(&content[..2 * BLOCK]));
    anew.write(0, &content[..BLOCK]).unwrap();
    drop(anew);
    files.forget_put(&into.directory, &KEY, &rules).unwrap();
    files.forget_put(&into.directory, &KEY, &rules).unwrap();
    nothing();
    // The target came meanwhile, or the directory went.
    let mut late = awaits(files.put(&order(at.path(), "late", 1, FileExists::Ask), &rules));
    late.write(0, b"x").unwrap();
    fs::write(at.path().join("late"), "first").unwrap();
    assert_eq!(code(late.end(&blocks(b"x"))), FileCode::Exists);
    assert_eq!(names(at.path()), [b"late".to_vec()]);
    fs::create_dir(at.path().join("dir")).unwrap();
    let mut moved = awaits(files.put(&order(&at.path().join("dir"), "file", 1, FileExists::Ask), &rules));
    moved.write(0, b"x").unwrap();
    fs::rename(at.path().join("dir"), at.path().join("other")).unwrap();
    assert_eq!(code(moved.end(&blocks(b"x"))), FileCode::NotFound);
    assert!(names(&at.path().join("other")).is_empty());
    // What has its name is not the file that was written.
    let mut replaced = awaits(files.put(&order(at.path(), "file", 1, FileExists::Ask), &rules));
    replaced.write(0, b"x").unwrap();
    fs::rename(at.path().join("late"), at.path().join(PARTIAL)).unwrap();
    assert_eq!(code(replaced.end(&blocks(b"x"))), FileCode::Changed);
    assert_eq!(fs::read(at.path().join(PARTIAL)).unwrap(), b"first");
}

#[test]
fn the_same_content_is_left_alone_fil_4() {
    let at = folder();
    let rules = everywhere();
    let content = noise(2 * BLOCK + 5, 5);
    let into = order(at.path(), "same", content.len(), FileExists::Overwrite);
    put(&own(), &into, &rules, &content).unwrap();
    let before = fs::metadata(at.path().join("same")).unwrap();
    let mut again = awaits(own().put(&into, &rules));
    assert!(again.ready().same_size);
    assert_eq!(code(again.compare(&blocks(&content), &mut || ControlFlow::Break(()))), FileCode::Cancelled);
    let mut again = awaits(own().put(&into, &rules));
    assert_eq!(again.compare(&blocks(b"other"), &mut go).unwrap(), None);
    let done = again.compare(&blocks(&content), &mut go).unwrap().unwrap();
    assert!(done.identical && done.sha256 == Some(sha256(&content)));
    assert_eq!(code(again.end(&blocks(&content))), FileCode::Failed);
    let after = fs::metadata(at.path().join("same")).unwrap();
    assert_eq!((after.ino(), after.mtime_nsec()), (before.ino(), before.mtime_nsec()));
    assert_eq!(names(at.path()).len(), 1);
    assert!(matches!(own().put(&order(at.path(), "same", 1, FileExists::Skip), &rules), Ok(PutBegun::Over(_))));
}

#[test]
fn a_full_disk_ends_a_put_with_the_reason_and_no_half_file_fil_7() {
    let at = folder();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(at.path()).output();
    if !mounted.is_ok_and(|mounted| mounted.status.success()) {
        eprintln!("skipped: nothing can be mounted here");
        return;
    }
    let rules = everywhere();
    // Known before a byte was sent.
    let large = order(at.path(), "large", 100 * BLOCK, FileExists::Ask);
    assert_eq!(code(own().put(&large, &rules)), FileCode::NoSpace);
    assert!(names(at.path()).is_empty());
    // Known only while it is written: what was reserved for a hole is given back, and taken by something else.
    let content = [vec![0; 3 * BLOCK], noise(BLOCK / 2, 1)].concat();
    let mut put = awaits(own().put(&order(at.path(), "late", content.len(), FileExists::Ask), &rules));
    send(&mut *put, &content[..3 * BLOCK + 1]).unwrap();
    fs::write(at.path().join("filler"), noise(3 * BLOCK, 2)).unwrap();
    drop(put);
    let small = order(at.path(), "small", 900_000, FileExists::Ask);
    let mut put = awaits(own().put(&PutOrder { key: [8; 16], ..small }, &rules));
    assert_eq!(code(send(&mut *put, &noise(900_000, 3))), FileCode::NoSpace);
    drop(put);
    assert_eq!(names(at.path()), [PARTIAL.as_bytes().to_vec(), b"filler".to_vec()]);
    // Nothing that is mounted is gone through by a removal.
    let removed = own().remove(&[at.path().as_os_str().as_encoded_bytes().to_vec()], &rules, &mut on);
    assert_eq!(code(removed), FileCode::Busy);
    let outer = folder();
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let bound = Command::new("mount").arg("--bind").args([at.path(), &inner]).status().unwrap();
    let removed = own().remove(&[outer.path().as_os_str().as_encoded_bytes().to_vec()], &rules, &mut on);
    for mount in [&inner, at.path()] {
        assert!(bound.success() && fs::exists(mount.join("filler")).unwrap());
        assert!(Command::new("umount").arg(mount).status().unwrap().success());
    }
    let removed = removed.unwrap();
    assert_eq!((removed.failed, removed.failed_code), (1, Some(FileCode::Busy)));
}

#[test]
fn directories_are_made_and_entries_moved_and_nothing_is_overwritten_fil_1() {
    let at = folder();
    let rules = everywhere();
    let path = |name: &str| at.path().join(name).into_os_string().into_encoded_bytes();
    own().make_directory(&path("a/b/c/"), true, &rules).unwrap();
    own().make_directory(&path("a/b/c"), true, &rules).unwrap();
    let again = own().make_directory(&path("a/b"), false, &rules).unwrap_err();
    assert_eq!((again.code, again.there.unwrap().kind), (FileCode::Exists, FileKind::Directory));
    assert_eq!(code(own().make_directory(&path("x/y"), false, &rules)), FileCode::NotFound);
    fs::write(at.path().join("a/file"), "file").unwrap();
    assert_eq!(code(own().make_directory(&path("a/file"), true, &rules)), FileCode::NotADirectory);
    assert_eq!(code(own().make_directory(&path("a/file/x"), true, &rules)), FileCode::NotADirectory);
    fs::write(at.path().join("other"), "other").unwrap();
    let to_taken = own().rename(&path("a/file"), &path("other"), &rules).unwrap_err();
    assert_eq!((to_taken.code, to_taken.there.unwrap().name), (FileCode::Exists, b"other".to_vec()));
    assert_eq!(code(own().rename(&path("a"), &path("a/b/inside"), &rules)), FileCode::BadName);
    let odd = [path("").as_slice(), b"odd\xff\nname"].concat();
    own().rename(&path("a/file"), &odd, &rules).unwrap();
    own().rename(&path("a"), &path("moved"), &rules).unwrap();
    symlink("other", at.path().join("link")).unwrap();
    own().rename(&path("link"), &path("moved/link"), &rules).unwrap();
    assert_eq!(names(at.path()), [b"moved".to_vec(), b"odd\xff\nname".to_vec(), b"other".to_vec()]);
    assert!(fs::symlink_metadata(at.path().join("moved/link")).unwrap().is_symlink());
    if fs::metadata("/dev/shm").is_ok_and(|shm| shm.dev() != fs::metadata(at.path()).unwrap().dev()) {
        let elsewhere = format!("/dev/shm/towline-{}", std::process::id()).into_bytes();
        assert_eq!(code(own().rename(&odd, &elsewhere, &rules)), FileCode::OtherVolume);
    }
    // Links are removed, and what they lead to stays.
    symlink(at.path().join("other"), at.path().join("moved/out")).unwrap();
    let removed = own().remove(&[path("moved"), odd.clone(), path("none")], &rules, &mut on).unwrap();
    assert_eq!((removed.directories, removed.files, removed.failed), (3, 3, 1));
    assert_eq!(removed.failed_code, Some(FileCode::NotFound));
    assert_eq!(names(at.path()), [b"other".to_vec()]);
    assert_eq!(code(own().remove(&[path("none")], &rules, &mut on)), FileCode::NotFound);
}

#[test]
fn modes_are_set_of_files_and_trees_and_directories_stay_searchable_fil_1() {
    let at = folder();
    let rules = everywhere();
    fs::create_dir_all(at.path().join("tree/inner")).unwrap();
    fs::write(at.path().join("tree/inner/file"), "").unwrap();
    fs::write(at.path().join("outside"), "").unwrap();
    fs::set_permissions(at.path().join("outside"), fs::Permissions::from_mode(0o600)).unwrap();
    symlink("../outside", at.path().join("tree/link")).unwrap();
    let path = |name: &str| at.path().join(name).into_os_string().into_encoded_bytes();
    let mode = |name: &str| fs::metadata(at.path().join(name)).unwrap().mode() & 0o7777;
    let set = own().set_mode(&path("tree"), 0o640, true, &rules, &mut on).unwrap();
    assert_eq!((set.directories, set.files, set.failed), (2, 1, 0));
    assert_eq!(
        (mode("tree"), mode("tree/inner"), mode("tree/inner/file"), mode("outside")),
        (0o750, 0o750, 0o640, 0o600)
    );
    own().set_mode(&path("tree/inner"), 0o7700, false, &rules, &mut on).unwrap();
    own().set_mode(&path("tree/inner/file"), 0o10_4711, false, &rules, &mut on).unwrap();
    assert_eq!((mode("tree/inner"), mode("tree/inner/file")), (0o7700, 0o4711));
}
