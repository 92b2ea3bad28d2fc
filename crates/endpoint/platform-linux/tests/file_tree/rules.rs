//! Rules of paths: what is outside is outside, however it is spelled.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown, symlink},
    path::Path,
};

use towline_platform::{FileCode, FileExists, FileKind, Files, ListPart, PathReach, PathRules};

use crate::kit::{below, bytes, code, everywhere, fetch, folder, go, list, on, order, own, put};

#[test]
fn nothing_outside_the_rules_is_reached_by_any_spelling_fil_6() {
    let at = folder();
    let (inside, outside) = (at.path().join("inside"), at.path().join("outside"));
    fs::create_dir_all(inside.join("dir")).unwrap();
    fs::create_dir(&outside).unwrap();
    fs::write(inside.join("dir/file"), "inside").unwrap();
    fs::write(outside.join("secret"), "secret").unwrap();
    symlink("../outside", inside.join("out")).unwrap();
    symlink(&outside, inside.join("out2")).unwrap();
    symlink("../outside/secret", inside.join("out3")).unwrap();
    symlink(inside.join("dir"), inside.join("absolute")).unwrap();
    symlink("../inside/dir/file", outside.join("in")).unwrap();
    symlink("..", inside.join("up")).unwrap();
    let rules = below(&inside);
    let files = own();
    let outs = [
        outside.clone(),
        outside.join("secret"),
        outside.join("none"),
        inside.join("../outside/secret"),
        inside.join("dir/../../outside/secret"),
        inside.join("out/secret"),
        inside.join("out2/secret"),
        inside.join("out3"),
        inside.join("up/outside/secret"),
        inside.join("up"),
        format!("{}-2", inside.display()).into(),
        format!("/proc/{}/root{}", std::process::id(), outside.join("secret").display()).into(),
        format!("/proc/self/cwd/{}", outside.join("secret").display()).into(),
    ];
    let expected = FileCode::Outside;
    for out in &outs {
        assert_eq!(code(fetch(&files, out, &rules)), expected, "{}", out.display());
        assert_eq!(code(list(&files, out, &rules)), expected, "{}", out.display());
        assert_eq!(code(put(&files, &order(out, "new", 1, FileExists::Ask), &rules, b"x")), expected);
        assert_eq!(code(files.make_directory(&bytes(out.join("x/y")), true, &rules)), expected, "{}", out.display());
        assert_eq!(code(files.set_mode(&bytes(out), 0o777, true, &rules, &mut on)), expected);
        assert_eq!(code(files.forget_put(&bytes(out), &[7; 16], &rules)), expected);
    }
    assert_eq!(code(files.remove(&[bytes(outside.join("secret"))], &rules, &mut on)), FileCode::Outside);
    assert_eq!(code(files.remove(&[bytes(inside.join("out/secret"))], &rules, &mut on)), FileCode::Outside);
    // On the way there is nothing to go on from.
    assert_eq!(code(fetch(&files, &inside.join("none/../../outside/secret"), &rules)), FileCode::NotFound);
    // The rules' own directory is listed, and is not itself beneath it.
    assert_eq!(code(files.remove(&[bytes(&inside)], &rules, &mut on)), FileCode::Outside);
    assert_eq!(code(files.set_mode(&bytes(&inside), 0o700, false, &rules, &mut on)), FileCode::Outside);
    assert_eq!(code(files.rename(&bytes(&inside), &bytes(inside.join("x")), &rules)), FileCode::Outside);
    assert_eq!(files.describe(&bytes(&inside), false, &rules, &mut go).unwrap().entry.kind, FileKind::Directory);
    for (from, to) in [(inside.join("dir"), outside.join("dir")), (outside.join("secret"), inside.join("got"))] {
        assert_eq!(code(files.rename(&bytes(from), &bytes(to), &rules)), FileCode::Outside);
    }
    // What is inside is reached by every spelling, also through links that lead there.
    for path in [inside.join("absolute/file"), outside.join("in"), outside.join("../inside/./dir//file")] {
        let (kept, _) = fetch(&files, &path, &rules).unwrap();
        assert_eq!(kept.content[&Vec::new()], b"inside", "{}", path.display());
    }
    let (kept, _) = fetch(&files, &inside, &rules).unwrap();
    assert_eq!(kept.content.len(), 1);
    let parts = list(&files, &inside, &rules).unwrap();
    let leads = |name: &[u8]| {
        parts.iter().find_map(|part| match part {
            ListPart::Entry(entry) if entry.name == name => Some(entry.leads_to),
            _ => None,
        })
    };
    assert_eq!((leads(b"out"), leads(b"absolute")), (Some(FileKind::Unknown), Some(FileKind::Directory)));
    put(&files, &order(&inside.join("absolute"), "new", 1, FileExists::Ask), &rules, b"x").unwrap();
    files.make_directory(&bytes(inside.join("a/b/c")), true, &rules).unwrap();
    files.rename(&bytes(inside.join("a")), &bytes(inside.join("dir/a")), &rules).unwrap();
    files.remove(&[bytes(inside.join("out")), bytes(inside.join("dir"))], &rules, &mut on).unwrap();
    assert_eq!(fs::read(outside.join("secret")).unwrap(), b"secret");
    let places = files.places(&rules);
    assert!(places.is_empty(), "{places:?}");
    assert!(fs::read_dir(&outside).unwrap().count() == 2);
}

#[test]
fn reading_and_writing_have_rules_of_their_own_fil_6() {
    let at = folder();
    for name in ["read", "write"] {
        fs::create_dir(at.path().join(name)).unwrap();
        fs::write(at.path().join(name).join("file"), name).unwrap();
    }
    let (read, write) = (at.path().join("read"), at.path().join("write"));
    let reach = |path: &Path| PathReach::Below(vec![bytes(path)]);
    let rules = PathRules { readable: reach(&read), writable: reach(&write) };
    let files = own();
    assert!(fetch(&files, &read.join("file"), &rules).is_ok());
    assert_eq!(code(fetch(&files, &write.join("file"), &rules)), FileCode::Outside);
    for (place, may) in [(&read, false), (&write, true)] {
        let ListPart::Head(head) = list(&files, place, &rules).unwrap().remove(0) else { panic!("no head") };
        assert_eq!(head.writable, may);
        let about = files.describe(&bytes(place.join("file")), false, &rules, &mut go).unwrap();
        assert_eq!((about.may_read, about.may_write), (!may, may));
    }
    let digest = files.describe(&bytes(write.join("file")), true, &rules, &mut go);
    assert_eq!(code(digest), FileCode::Outside);
    let into = |place: &Path| put(&files, &order(place, "new", 1, FileExists::Ask), &rules, b"x");
    assert!(into(&write).is_ok());
    assert_eq!(code(into(&read)), FileCode::Outside);
    // A right that is not there at all reaches nowhere; prefixes are whole names; a file may be a rule.
    let rules = PathRules { readable: PathReach::Nowhere, writable: PathReach::Everywhere };
    assert_eq!(code(fetch(&files, &read.join("file"), &rules)), FileCode::Outside);
    assert!(list(&files, &read, &rules).is_ok());
    assert_eq!(code(list(&files, &read, &PathRules { writable: PathReach::Nowhere, ..rules })), FileCode::Outside);
    let rules = below(&at.path().join("rea"));
    assert_eq!(code(list(&files, &read, &rules)), FileCode::Outside);
    let rules = below(&read.join("file"));
    assert!(fetch(&files, &read.join("file"), &rules).is_ok());
    assert_eq!(code(fetch(&files, &read, &rules)), FileCode::Outside);
    // The root as a rule is everything, and is gone through by components.
    let rules = below(Path::new("/"));
    assert!(fetch(&files, &read.join("../write/file"), &rules).is_ok());
    assert!(put(&files, &order(&read, "new", 1, FileExists::Ask), &rules, b"x").is_ok());
    assert_eq!(files.places(&rules)[0].kind, "root");
    assert_eq!(PathReach::of_prefixes(Vec::new()), everywhere().readable);
}

#[test]
fn a_rule_does_not_follow_a_link_that_somebody_else_may_change_fil_6() {
    let Some(_) = crate::kit::nobody() else { return };
    let at = folder();
    let theirs = at.path().join("theirs");
    let target = at.path().join("target");
    for path in [&theirs, &target] {
        fs::create_dir(path).unwrap();
    }
    fs::write(target.join("file"), "x").unwrap();
    symlink(&target, at.path().join("ours")).unwrap();
    symlink(&target, theirs.join("shared")).unwrap();
    let files = own();
    // A link of root's in root's directory is as good as what it leads to.
    assert!(fetch(&files, &at.path().join("ours/file"), &below(&at.path().join("ours"))).is_ok());
    assert!(fetch(&files, &theirs.join("shared/file"), &below(&theirs.join("shared"))).is_ok());
    chown(&theirs, Some(65_534), Some(65_534)).unwrap();
    assert_eq!(code(fetch(&files, &theirs.join("shared/file"), &below(&theirs.join("shared")))), FileCode::Outside);
    chown(&theirs, Some(0), Some(0)).unwrap();
    fs::set_permissions(&theirs, fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(code(fetch(&files, &theirs.join("shared/file"), &below(&theirs.join("shared")))), FileCode::Outside);
}
