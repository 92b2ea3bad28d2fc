//! Many small files at once.

use std::fs;

use towline_platform::{FileCode, FileExists, Files, PutDone, SMALL_PUTS, SmallPut};

use crate::kit::{BLOCK, PARTIAL, blocks, code, everywhere, folder, names, noise, order, own, sha256};

#[test]
fn small_files_are_put_together_and_each_has_its_own_end_fil_8() {
    let at = folder();
    fs::create_dir(at.path().join("dir")).unwrap();
    fs::write(at.path().join("same"), "same").unwrap();
    fs::write(at.path().join("taken"), "taken").unwrap();
    let small = |number: u8, directory: &str, name: &str, content: &[u8], exists| {
        let mut order = order(&at.path().join(directory), name, content.len(), exists);
        order.key = [number; 16];
        SmallPut { order, content: content.to_vec(), blocks: blocks(content) }
    };
    let large = noise(128 * 1024, 1);
    let mut corrupt = small(9, "", "corrupt", b"corrupt", FileExists::Ask);
    corrupt.content[0] ^= 1;
    let puts = [
        small(1, "", "one", b"1", FileExists::Ask),
        small(2, "dir", "two", &large, FileExists::Ask),
        small(3, "", "empty", b"", FileExists::Ask),
        small(4, "", "same", b"same", FileExists::Ask),
        small(5, "", "taken", b"other", FileExists::Ask),
        small(6, "", "taken", b"other", FileExists::Skip),
        small(7, "", "taken", b"other", FileExists::KeepBoth),
        small(8, "none", "lost", b"lost", FileExists::Ask),
        corrupt,
        small(10, "", "../up", b"", FileExists::Ask),
        small(1, "", "one again", b"the key is another one's", FileExists::Ask),
    ];
    let done = own().put_small(&puts, &everywhere());
    let new = |name: &str, content: &[u8]| PutDone {
        name: name.into(),
        identical: false,
        skipped: false,
        sha256: Some(sha256(content)),
    };
    assert_eq!(done[0], Ok(new("one", b"1")));
    assert_eq!(done[1], Ok(new("two", &large)));
    assert_eq!(done[2], Ok(new("empty", b"")));
    assert!(done[3].as_ref().unwrap().identical && done[5].as_ref().unwrap().skipped);
    assert_eq!(done[4].as_ref().unwrap_err().there.as_ref().unwrap().bytes, 5);
    assert_eq!(done[6], Ok(new("taken (2)", b"other")));
    let codes: Vec<FileCode> = done[7..].iter().map(|done| code(done.clone())).collect();
    assert_eq!(codes, [FileCode::NotFound, FileCode::Corrupt, FileCode::BadName, FileCode::Busy]);
    assert_eq!(fs::read(at.path().join("dir/two")).unwrap(), large);
    assert_eq!(
        names(at.path()),
        ["dir", "empty", "one", "same", "taken", "taken (2)"].map(|name| name.as_bytes().to_vec())
    );
    assert_eq!(names(&at.path().join("dir")).len(), 1);
    // Too much, and too many.
    let big = small(1, "", "big", &noise(BLOCK, 1), FileExists::Ask);
    assert_eq!(code(own().put_small(&[big], &everywhere()).remove(0)), FileCode::TooLong);
    let many = vec![puts[0].clone(); SMALL_PUTS + 1];
    assert!(own().put_small(&many, &everywhere()).into_iter().all(|done| code(done) == FileCode::Limit));
    // What an earlier one left behind is no hindrance.
    let left = SmallPut {
        order: order(at.path(), "new", 3, FileExists::Ask),
        content: b"new".to_vec(),
        blocks: blocks(b"new"),
    };
    fs::write(at.path().join(PARTIAL), "left behind").unwrap();
    assert!(own().put_small(&[left], &everywhere()).remove(0).is_ok());
    assert_eq!(names(at.path()).len(), 7);
}
