//! Fetching, and what was fetched put again.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::Write,
    ops::ControlFlow,
    os::unix::fs::{FileExt, symlink},
    path::Path,
};

use proptest::{collection, prelude::*, sample};
use towline_platform::{
    FetchBegins, FetchEnds, FetchOrder, FetchSink, FileCode, FileExists, FileKind, Files, FilesTotal, PutOrder,
};

use crate::kit::{
    BLOCK, Kept, PARTIAL, awaits, blocks, bytes, everywhere, fetch, folder, names, noise, on, order, own, path, put,
    send, sha256,
};

fn odd_name() -> impl Strategy<Value = Vec<u8>> {
    let odd: Vec<&'static [u8]> =
        vec![b"a", b"A", b"a b", b"new\nline", b"\xff\xfe", b"-rf", b"*", b"...", b"\xc3\xa4", b"a.b", b" ", b"\\"];
    prop_oneof![
        3 => sample::select(odd).prop_map(<[u8]>::to_vec),
        1 => collection::vec((1u8..).prop_filter("no slash", |byte| *byte != b'/'), 1..40)
            .prop_filter("a name", |name| name != b"." && name != b".."),
    ]
}

fn odd_size() -> impl Strategy<Value = usize> {
    prop_oneof![
        Just(0),
        Just(1),
        Just(4096),
        Just(128 * 1024),
        Just(128 * 1024 + 1),
        Just(BLOCK - 1),
        Just(BLOCK),
        Just(BLOCK + 1),
        0usize..20_000
    ]
}

type Tree = Vec<(Vec<Vec<u8>>, usize)>;

fn odd_tree() -> impl Strategy<Value = Tree> {
    collection::vec((collection::vec(odd_name(), 1..5), odd_size()), 1..8)
}

fn grow(at: &Path, tree: &Tree) {
    for (number, (names, size)) in tree.iter().enumerate() {
        let file = names.iter().fold(at.to_owned(), |at, name| at.join(path(name)));
        // One file may stand where another one wants a directory.
        if fs::create_dir_all(file.parent().unwrap()).is_ok() && !file.is_dir() {
            fs::write(&file, noise(*size, number as u64)).unwrap();
        }
    }
}

/// Every file by its relative path.
fn content(at: &Path) -> BTreeMap<Vec<u8>, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut ahead = vec![at.to_owned()];
    while let Some(directory) = ahead.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap().path();
            let relative = bytes(entry.strip_prefix(at).unwrap());
            if entry.is_dir() {
                found.insert(relative, None);
                ahead.push(entry);
            } else {
                found.insert(relative, Some(fs::read(entry).unwrap()));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_that_is_fetched_and_put_is_the_same_however_often_it_is_broken_off_fil_2_fil_7(
        tree in odd_tree(), cuts in collection::vec(1u64..300_000, 0..4), lost in 0usize..3_000_000,
    ) {
        let (from, to) = (folder(), folder());
        grow(from.path(), &tree);
        let (mut kept, mut whole) = (Kept::default(), false);
        let mut again = FetchOrder { path: bytes(from.path()), ..FetchOrder::default() };
        for cut in cuts {
            kept.stop_after = Some(kept.taken + cut);
            whole = own().fetch(&again, &everywhere(), &mut kept).is_ok();
            if whole {
                break;
            }
            again.resume = Some(kept.resume());
        }
        kept.stop_after = None;
        if !whole {
            own().fetch(&again, &everywhere(), &mut kept).unwrap();
        }
        // Directories come before what is in them, and names in the order of their bytes.
        let mut order_of: Vec<Vec<Vec<u8>>> = kept.order().iter()
            .map(|path| path.split(|byte| *byte == b'/').map(<[u8]>::to_vec).collect()).collect();
        order_of.dedup();
        let mut sorted = order_of.clone();
        sorted.sort();
        prop_assert_eq!(&order_of[1..], &sorted[1..]);
        let directories = kept.begun.iter().filter(|begun| begun.entry.kind == FileKind::Directory);
        for begun in directories {
            own().make_directory(&bytes(to.path().join(path(&begun.path))), true, &everywhere()).unwrap();
        }
        for (relative, content) in &kept.content {
            let end = &kept.ended[relative];
            prop_assert_eq!((end.bytes, end.code), (content.len() as u64, None));
            prop_assert_eq!((end.sha256, end.blocks), (sha256(content), blocks(content)));
            let target = to.path().join(path(relative));
            let into = order(target.parent().unwrap(), bytes(target.file_name().unwrap()), content.len(), FileExists::Ask);
            // The link breaks somewhere, and what is there is gone on with.
            let mut first = awaits(own().put(&into, &everywhere()));
            send(&mut *first, &content[..lost.min(content.len())]).unwrap();
            drop(first);
            let mut second = awaits(own().put(&into, &everywhere()));
            let there = usize::try_from(second.ready().offset).unwrap();
            prop_assert!(there == content.len() || there == lost.min(content.len()) / BLOCK * BLOCK);
            prop_assert_eq!(second.ready().blocks, blocks(&content[..there]));
            send(&mut *second, content).unwrap();
            let done = second.end(&blocks(content)).unwrap();
            prop_assert_eq!(done.sha256, Some(sha256(content)));
        }
        prop_assert_eq!(content(from.path()), content(to.path()));
    }
}

#[test]
fn a_changed_file_is_fetched_anew_and_a_vanished_one_is_passed_over_fil_7() {
    let at = folder();
    for file in ["a", "b", "c"] {
        fs::write(at.path().join(file), noise(400_000, 1)).unwrap();
    }
    let mut kept = Kept { stop_after: Some(600_000), ..Kept::default() };
    let mut again = FetchOrder { path: bytes(at.path()), ..FetchOrder::default() };
    assert!(own().fetch(&again, &everywhere(), &mut kept).is_err());
    again.resume = Some(kept.resume());
    assert!(again.resume.as_ref().unwrap().offset > 0);
    fs::write(at.path().join("b"), noise(400_000, 2)).unwrap();
    kept.stop_after = None;
    own().fetch(&again, &everywhere(), &mut kept).unwrap();
    assert_eq!((kept.begun.last().unwrap().path.as_slice(), kept.begun[3].offset), (&b"c"[..], 0));
    assert_eq!(kept.content[b"b".as_slice()], noise(400_000, 2));
    fs::remove_file(at.path().join("b")).unwrap();
    let (mut rest, before) = (Kept::default(), kept.content.len());
    own().fetch(&again, &everywhere(), &mut rest).unwrap();
    assert_eq!((rest.order(), before), (vec![b"c".to_vec()], 3));
    // A single file as well.
    let one = at.path().join("c");
    let mut kept = Kept { stop_after: Some(200_000), ..Kept::default() };
    let mut again = FetchOrder { path: bytes(&one), ..FetchOrder::default() };
    assert!(own().fetch(&again, &everywhere(), &mut kept).is_err());
    again.resume = Some(kept.resume());
    kept.stop_after = None;
    own().fetch(&again, &everywhere(), &mut kept).unwrap();
    assert_eq!(kept.ended[&Vec::new()].sha256, sha256(&fs::read(one).unwrap()));
    // And a look at it.
    again = FetchOrder { path: again.path, most_bytes: 10, ..FetchOrder::default() };
    let mut look = Kept::default();
    own().fetch(&again, &everywhere(), &mut look).unwrap();
    assert_eq!((look.taken, look.ended[&Vec::new()].code), (10, None));
}

/// Does something to a file once its first bytes were handed over.
struct Meddling<F>(Option<F>, Option<FetchEnds>, u64);

impl<F: FnOnce()> FetchSink for Meddling<F> {
    fn goes_on(&mut self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
    fn measured(&mut self, _: &FilesTotal, _: bool) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
    fn begins(&mut self, _: FetchBegins) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
    fn bytes(&mut self, _: u64, bytes: &[u8]) -> ControlFlow<()> {
        self.2 += bytes.len() as u64;
        if let Some(act) = self.0.take() {
            act();
        }
        ControlFlow::Continue(())
    }
    fn ends(&mut self, end: FetchEnds) -> ControlFlow<()> {
        self.1 = Some(end);
        ControlFlow::Continue(())
    }
}

#[test]
fn a_file_that_changes_while_it_is_fetched_says_so_and_one_that_grows_is_whole_as_it_was_fil_7() {
    let at = folder();
    let file = at.path().join("file");
    let run = |act: &dyn Fn(&File)| {
        fs::write(&file, noise(500_000, 3)).unwrap();
        let opened = OpenOptions::new().append(false).write(true).open(&file).unwrap();
        let mut sink = Meddling(Some(|| act(&opened)), None, 0);
        own().fetch(&FetchOrder { path: bytes(&file), ..FetchOrder::default() }, &everywhere(), &mut sink).unwrap();
        let end = sink.1.unwrap();
        assert_eq!(end.bytes, sink.2);
        (end.bytes, end.code)
    };
    let grown = run(&|file| file.write_all_at(b"more", 500_000).unwrap());
    assert_eq!(grown, (500_000, None));
    let shrunk = run(&|file| file.set_len(300_000).unwrap());
    assert_eq!(shrunk, (300_000, Some(FileCode::Changed)));
    let written = run(&|file| {
        file.write_all_at(b"other", 400_000).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    });
    assert_eq!(written, (500_000, Some(FileCode::Changed)));
}

#[test]
fn deep_trees_are_walked_with_few_handles_fil_2() {
    let at = folder();
    let deep = |name: &str, depth: usize| {
        let path = at.path().join(name);
        fs::create_dir(&path).unwrap();
        let mut inner = path.clone();
        // Longer than any path: by steps.
        let mut held = File::open(&inner).unwrap();
        for step in 0..depth {
            rustix::fs::mkdirat(&held, "d", 0o755.into()).unwrap();
            let flags = rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::DIRECTORY;
            held = File::from(rustix::fs::openat(&held, "d", flags, 0.into()).unwrap());
            if step < 3 {
                inner.push("d");
            }
            if step % 10 != 0 {
                continue;
            }
            let create = rustix::fs::OFlags::CREATE | rustix::fs::OFlags::WRONLY;
            let mut leaf = File::from(rustix::fs::openat(&held, "z", create, 0o644.into()).unwrap());
            leaf.write_all(b"leaf").unwrap();
        }
        path
    };
    let path = deep("deep", 200);
    let (kept, total) = fetch(&own(), &path, &everywhere()).unwrap();
    assert_eq!((total.directories, total.files, total.failed, kept.content.len()), (201, 20, 0, 20));
    let mode = own().set_mode(&bytes(&path), 0o640, true, &everywhere(), &mut on).unwrap();
    assert_eq!((mode.directories, mode.files, mode.failed), (201, 20, 0));
    // Deeper than a path may be long: what can be named is fetched, and all of it is removed.
    let path = deep("deeper", 2200);
    let (_, total) = fetch(&own(), &path, &everywhere()).unwrap();
    assert!(total.directories > 2000 && total.failed_code == Some(FileCode::TooLong));
    let removed = own().remove(&[bytes(&path)], &everywhere(), &mut on).unwrap();
    assert_eq!((removed.directories, removed.files, removed.failed), (2201, 220, 0));
    assert!(!path.exists());
}

#[test]
fn holes_stay_holes_and_large_files_take_no_memory_fil_8() {
    use std::os::unix::fs::MetadataExt;
    const LARGE: u64 = 64 * 1024 * 1024;
    let at = folder();
    let file = at.path().join("sparse");
    let sparse = File::create(&file).unwrap();
    sparse.set_len(LARGE).unwrap();
    sparse.write_all_at(&noise(100_000, 4), 30_000_000).unwrap();
    /// Goes from one to the other.
    struct Through(Box<dyn towline_platform::Put>, Option<FetchEnds>);
    impl FetchSink for Through {
        fn goes_on(&mut self) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
        fn measured(&mut self, _: &FilesTotal, _: bool) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
        fn begins(&mut self, _: FetchBegins) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
        fn bytes(&mut self, offset: u64, bytes: &[u8]) -> ControlFlow<()> {
            self.0.write(offset, bytes).unwrap();
            ControlFlow::Continue(())
        }
        fn ends(&mut self, end: FetchEnds) -> ControlFlow<()> {
            self.1 = Some(end);
            ControlFlow::Continue(())
        }
    }
    let large = usize::try_from(LARGE).unwrap();
    let into = PutOrder { modified_ms: Some(1_234_567_890_123), ..order(at.path(), "copy", large, FileExists::Ask) };
    let mut through = Through(awaits(own().put(&into, &everywhere())), None);
    own().fetch(&FetchOrder { path: bytes(&file), ..FetchOrder::default() }, &everywhere(), &mut through).unwrap();
    let end = through.1.unwrap();
    assert_eq!(through.0.end(&end.blocks).unwrap().sha256, Some(end.sha256));
    let (one, other) = (fs::metadata(&file).unwrap(), fs::metadata(at.path().join("copy")).unwrap());
    assert_eq!((other.len(), other.mtime(), other.mtime_nsec()), (LARGE, 1_234_567_890, 123_000_000));
    assert!(other.blocks() < one.blocks() + 2048, "{} and {}", one.blocks(), other.blocks());
    assert_eq!(fs::read(file).unwrap(), fs::read(at.path().join("copy")).unwrap());
}

#[test]
fn what_lies_in_the_way_of_a_tree_is_told_and_the_rest_comes_fil_2() {
    let at = folder();
    fs::write(at.path().join("good"), "good").unwrap();
    symlink("good", at.path().join("link")).unwrap();
    symlink(".", at.path().join("loop")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, at.path().join("pipe"), 0o600.into()).unwrap();
    let (kept, total) = fetch(&own(), at.path(), &everywhere()).unwrap();
    assert_eq!(kept.content.len(), 1);
    assert_eq!((total.files, total.bytes, total.failed), (3, 4, 1));
    // A link that is asked for itself is followed.
    let (kept, _) = fetch(&own(), &at.path().join("link"), &everywhere()).unwrap();
    assert_eq!(kept.content[&Vec::new()], b"good");
    assert_eq!(kept.begun[0].entry.name, b"link");
    put(&own(), &order(at.path(), "new", 3, FileExists::Ask), &everywhere(), b"new").unwrap();
    assert!(!names(at.path()).contains(&PARTIAL.as_bytes().to_vec()));
}
