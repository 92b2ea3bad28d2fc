use std::collections::BTreeMap;

use proptest::prelude::*;
use towline_wire::v1::{CopyFiles, FileEntry, FileExists, FileKind, FileScanning, PutEnd, PutReady, files_down};

use super::*;

const WINDOW: usize = FILES_WINDOW as usize;

fn order(exists: FileExists, resume: Option<&CopyStands>) -> Order {
    let resume = resume.cloned().unwrap_or_default();
    let copy = CopyFiles {
        paths: vec![Bytes::from_static(b"/from/tree")],
        directory: Bytes::from_static(b"/to"),
        exists: exists.into(),
        keep_times: true,
        keep_mode: true,
        resume_path: resume.resume_path,
        resume_offset: resume.resume_offset,
        resume_stamp: resume.resume_stamp,
        ..CopyFiles::default()
    };
    Order::of(copy, "a session".to_owned()).unwrap()
}

fn blocks(content: &[u8]) -> Bytes {
    // Any function of the bytes will do for a double.
    let sum = content.iter().fold(7u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&sum.to_le_bytes());
    Bytes::copy_from_slice(&hash)
}

/// Of which request, and what: a message, or bytes and where they are.
type Said = (u32, Option<files_down::Body>, Option<(u64, Bytes)>);

/// The source: a tree (`None`: a directory), and what of a fetch was not taken yet.
#[derive(Default)]
struct Source {
    tree: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    waiting: VecDeque<Said>,
    credit: usize,
    sent: usize,
}

/// In the order of a walk: by components.
fn walk(tree: &BTreeMap<Vec<u8>, Option<Vec<u8>>>) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    let mut all: Vec<_> = tree.clone().into_iter().collect();
    all.sort_by_key(|(path, _)| path.split(|byte| *byte == b'/').map(<[u8]>::to_vec).collect::<Vec<_>>());
    all
}

impl Source {
    fn asked(&mut self, up: FilesUp) {
        match up.body.unwrap() {
            files_up::Body::Cancel(CancelFiles { of }) => {
                self.waiting.retain(|(request, ..)| *request != of);
                self.says(of, files_down::Body::Over(FilesOver { code: "cancelled".into(), ..FilesOver::default() }));
            }
            files_up::Body::Fetch(fetch) => self.fetch(up.request, &fetch),
            other => panic!("{other:?}"),
        }
    }

    fn says(&mut self, request: u32, body: files_down::Body) {
        self.waiting.push_back((request, Some(body), None));
    }

    fn fetch(&mut self, request: u32, fetch: &FetchFiles) {
        let split = |path: &[u8]| path.split(|byte| *byte == b'/').map(<[u8]>::to_vec).collect::<Vec<_>>();
        let resumes = !fetch.resume_stamp.is_empty() && !fetch.resume_path.is_empty();
        for (path, content) in walk(&self.tree) {
            if resumes && split(&path) < split(&fetch.resume_path) {
                continue;
            }
            let is_it = resumes && path == fetch.resume_path;
            let bytes = content.as_ref().map_or(0, Vec::len) as u64;
            let kind = if content.is_some() { FileKind::File } else { FileKind::Directory };
            let entry = FileEntry { kind: kind.into(), bytes, mode: 0o644, ..FileEntry::default() };
            let stamp = content.as_ref().map_or_else(Bytes::new, |content| blocks(content));
            let offset = if is_it && stamp == fetch.resume_stamp && fetch.resume_offset <= bytes {
                fetch.resume_offset
            } else {
                0
            };
            let begins =
                FileBegins { path: path.clone().into(), entry: Some(entry), stamp, offset, ..FileBegins::default() };
            self.says(request, files_down::Body::Begins(begins));
            let Some(content) = content else { continue };
            let mut at = offset as usize;
            while at < content.len() {
                let piece = &content[at..content.len().min(at + 128 * 1024)];
                self.waiting.push_back((request, None, Some((at as u64, Bytes::copy_from_slice(piece)))));
                at += piece.len();
            }
            let ends = FileEnds { bytes, blocks: blocks(&content), ..FileEnds::default() };
            self.says(request, files_down::Body::Ends(ends));
        }
        self.says(request, files_down::Body::Over(FilesOver::default()));
    }

    /// One thing of what waits, if there is credit.
    fn step(&mut self, copying: &mut Copying) -> bool {
        let cost = match self.waiting.front() {
            Some((_, _, Some((_, bytes)))) => bytes.len() + 13,
            Some(_) => 60,
            None => return false,
        };
        if cost > self.credit {
            return false;
        }
        self.credit -= cost;
        match self.waiting.pop_front().unwrap() {
            (request, _, Some((offset, bytes))) => {
                self.sent += bytes.len();
                copying.data(request, offset, bytes, cost);
            }
            (request, body, None) => copying.source_says(request, body, cost),
        }
        true
    }
}

/// The target: what is there, and what is half written, by its key.
#[derive(Default)]
struct Target {
    tree: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    partial: BTreeMap<Bytes, Vec<u8>>,
    puts: BTreeMap<u32, PutFile>,
    waiting: VecDeque<(u32, files_down::Body)>,
    granted: usize,
    credit: usize,
    received: usize,
}

impl Target {
    fn takes(&mut self, copying: &mut Copying) -> bool {
        let Some(sending) = copying.for_target() else { return false };
        let cost = match sending {
            Sending::Ask(up) => 60 + up.body.as_ref().map_or(0, content_of),
            Sending::Data { bytes, .. } => bytes.len() + 13,
        };
        if cost > self.credit {
            return false;
        }
        self.credit -= cost;
        match sending {
            Sending::Data { request, offset, bytes } => {
                self.received += bytes.len();
                let put = &self.puts[request];
                let partial = self.partial.entry(put.key.clone()).or_default();
                assert_eq!(partial.len() as u64, *offset, "a gap");
                partial.extend_from_slice(bytes);
            }
            Sending::Ask(up) => self.asked(up.clone()),
        }
        copying.sent(cost);
        self.granted += cost;
        true
    }

    fn asked(&mut self, up: FilesUp) {
        let FilesUp { request, body } = up;
        let over = |over: FilesOver| files_down::Body::Over(over);
        let answer = match body.unwrap() {
            files_up::Body::MakeDirectory(make) => {
                self.tree.insert(make.path.to_vec(), None);
                over(FilesOver::default())
            }
            files_up::Body::Put(put) => {
                let path = [&put.directory[..], &put.name].join(&b'/');
                assert!(self.tree.get(&put.directory[..]).is_some_and(Option::is_none), "before its directory");
                let there = self.tree.get(&path).cloned().flatten();
                if let Some(content) = put.content {
                    assert_eq!(blocks(&content), put.blocks);
                    self.received += content.len();
                    self.tree.insert(path, Some(content.to_vec()));
                    over(FilesOver { name: put.name, ..FilesOver::default() })
                } else {
                    let partial = self.partial.entry(put.key.clone()).or_default();
                    partial.truncate(partial.len() / BLOCK as usize * BLOCK as usize);
                    let offset = partial.len() as u64;
                    let same_size = there.is_some_and(|there| there.len() as u64 == put.bytes);
                    self.puts.insert(request, put);
                    files_down::Body::PutReady(PutReady { offset, same_size, ..PutReady::default() })
                }
            }
            files_up::Body::PutEnd(PutEnd { of, blocks: wanted }) => {
                let put = self.puts.remove(&of).unwrap();
                let content = self.partial.remove(&put.key).unwrap_or_default();
                assert_eq!(blocks(&content), wanted);
                let path = [&put.directory[..], &put.name].join(&b'/');
                self.tree.insert(path, Some(content));
                self.waiting.push_back((of, over(FilesOver { name: put.name, ..FilesOver::default() })));
                return;
            }
            files_up::Body::PutCompare(compare) => {
                let put = &self.puts[&compare.of];
                let path = [&put.directory[..], &put.name].join(&b'/');
                let same = self.tree[&path].as_ref().is_some_and(|there| blocks(there) == compare.blocks);
                let said = if same {
                    self.partial.remove(&put.key);
                    over(FilesOver { identical: true, ..FilesOver::default() })
                } else {
                    let offset = self.partial.get(&put.key).map_or(0, Vec::len) as u64;
                    files_down::Body::PutReady(PutReady { offset, ..PutReady::default() })
                };
                self.waiting.push_back((compare.of, said));
                return;
            }
            files_up::Body::Cancel(CancelFiles { of }) => {
                let Some(put) = self.puts.remove(&of) else { return };
                self.partial.remove(&put.key);
                let gone = FilesOver { code: "cancelled".into(), ..FilesOver::default() };
                self.waiting.push_back((of, over(gone)));
                return;
            }
            other => panic!("{other:?}"),
        };
        self.waiting.push_back((request, answer));
    }

    fn step(&mut self, copying: &mut Copying) -> bool {
        let Some((request, body)) = self.waiting.pop_front() else { return false };
        copying.target_says(request, Some(body));
        true
    }
}

fn content_of(body: &files_up::Body) -> usize {
    if let files_up::Body::Put(PutFile { content: Some(content), .. }) = body { content.len() } else { 0 }
}

/// Runs one link until it is over, or breaks after so many steps. What is here at a time is bounded.
fn run(copying: &mut Copying, source: &mut Source, target: &mut Target, most: usize, mut dice: u64) {
    (source.credit, target.credit, target.granted) = (WINDOW, WINDOW, 0);
    source.waiting.clear();
    target.waiting.clear();
    target.puts.clear();
    for _ in 0..most {
        if copying.over().is_some() {
            return;
        }
        while let Some(up) = copying.for_source() {
            source.asked(up);
        }
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moved = match (dice >> 33) % 4 {
            0 => source.step(copying),
            1 => target.takes(copying),
            2 => target.step(copying),
            _ => {
                let granted = std::mem::take(&mut target.granted);
                target.credit += granted;
                copying.granted(granted);
                granted > 0
            }
        };
        source.credit += copying.owed();
        assert!(source.credit <= WINDOW, "more was given back than was sent");
        let here: usize = copying.inbox.iter().map(|(_, cost)| cost).sum();
        assert!(here <= WINDOW);
        let _ = moved;
    }
}

fn trees() -> impl Strategy<Value = BTreeMap<Vec<u8>, Option<Vec<u8>>>> {
    let size = prop_oneof![6 => 0..3_000usize, 1 => 100_000..140_000usize, 1 => 1_000_000..5_500_000usize];
    let name = prop_oneof![Just("a"), Just("b"), Just("b.x"), Just("\u{fc}"), Just("z")];
    let path = proptest::collection::vec(name, 1..4);
    proptest::collection::vec((path, proptest::option::of(size), any::<u8>()), 0..12).prop_map(|entries| {
        let mut tree = BTreeMap::from([(Vec::new(), None)]);
        for (path, size, salt) in entries {
            let mut at = Vec::new();
            for (depth, part) in path.iter().enumerate() {
                if !at.is_empty() {
                    at.push(b'/');
                }
                at.extend_from_slice(part.as_bytes());
                let last = depth + 1 == path.len();
                let made = size.filter(|_| last).map(|size| {
                    (0..size).map(|byte| (byte as u8).wrapping_mul(31).wrapping_add(salt)).collect::<Vec<u8>>()
                });
                if tree.entry(at.clone()).or_insert(made).is_some() {
                    break;
                }
            }
        }
        tree
    })
}

const PATHS_SAID: [&[u8]; 8] = [b"a", b"a/b", b"", b"../x", b"/etc", b"a//b", b".", b"a\0b"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_is_the_same_at_its_target_however_often_links_break_and_little_is_sent_twice_fil_12(
        tree in trees(),
        breaks in proptest::collection::vec(1..400usize, 0..4),
        dice in any::<u64>(),
    ) {
        let mut source = Source { tree: tree.clone(), ..Source::default() };
        let mut target = Target::default();
        let mut stands: Option<CopyStands> = None;
        let mut left = breaks.clone();
        loop {
            let mut copying = Copying::new(order(FileExists::Overwrite, stands.as_ref()));
            let most = left.pop().unwrap_or(1_000_000);
            run(&mut copying, &mut source, &mut target, most, dice ^ most as u64);
            if let Some(over) = copying.over() {
                prop_assert_eq!(over, &CopyOver::default());
                break;
            }
            prop_assert!(most < 1_000_000, "it stands still");
            stands = Some(copying.stands());
        }
        let expected: BTreeMap<_, _> = tree
            .iter()
            .map(|(path, content)| (if path.is_empty() { b"/to/tree".to_vec() } else { [b"/to/tree", &path[..]].join(&b'/') }, content.clone()))
            .collect();
        prop_assert_eq!(&target.tree, &expected);
        prop_assert!(target.partial.is_empty());
        let all: usize = tree.values().flatten().map(Vec::len).sum();
        prop_assert!(target.received <= all + breaks.len() * (WINDOW + BLOCK as usize), "{} of {all}", target.received);
    }

    #[test]
    fn whatever_two_rogue_agents_say_ends_it_or_is_passed_over_and_stays_below_its_directory_fil_12(
        said in proptest::collection::vec((0..4u32, 0..9u8, any::<u16>(), 0..PATHS_SAID.len()), 0..60),
    ) {
        let mut copying = Copying::new(order(FileExists::KeepBoth, None));
        for (request, what, number, path) in said {
            let entry = |kind: FileKind| Some(FileEntry { kind: kind.into(), bytes: u64::from(number) * 8, ..FileEntry::default() });
            let path = Bytes::from_static(PATHS_SAID[path]);
            let begins = |entry| files_down::Body::Begins(FileBegins { path: path.clone(), entry, offset: u64::from(number % 3), ..FileBegins::default() });
            match what {
                0 => copying.source_says(request, Some(begins(entry(FileKind::File))), 10),
                1 => copying.source_says(request, Some(begins(entry(FileKind::Directory))), 10),
                2 => copying.source_says(request, Some(begins(None)), 10),
                3 => copying.data(request, u64::from(number), vec![0; usize::from(number % 100)].into(), 10),
                4 => copying.source_says(request, Some(files_down::Body::Ends(FileEnds { bytes: u64::from(number), ..FileEnds::default() })), 10),
                5 => copying.source_says(request, Some(files_down::Body::Over(FilesOver::default())), 10),
                6 => copying.target_says(request, Some(files_down::Body::PutReady(PutReady { offset: u64::MAX - u64::from(number), ..PutReady::default() }))),
                7 => copying.target_says(request, Some(files_down::Body::Over(FilesOver::default()))),
                _ => copying.granted(usize::from(number) << 16),
            }
            while let Some(sending) = copying.for_target() {
                if let Sending::Ask(up) = sending {
                    let path = match up.body.as_ref().unwrap() {
                        files_up::Body::MakeDirectory(make) => make.path.clone(),
                        files_up::Body::Put(put) => [&put.directory[..], &put.name].join(&b'/').into(),
                        _ => Bytes::from_static(b"/to/tree"),
                    };
                    prop_assert!(path.starts_with(b"/to/tree"), "{path:?}");
                    prop_assert!(path.split(|byte| *byte == b'/').all(|part| part != b".."));
                }
                copying.sent(10);
            }
            while copying.for_source().is_some() {}
        }
    }
}

/// One file of so many bytes, with something at its target.
fn one(content: usize, there: Option<Vec<u8>>) -> (Source, Target) {
    let content = vec![9; content];
    let tree = BTreeMap::from([(Vec::new(), None), (b"large".to_vec(), Some(content))]);
    let mut target = Target::default();
    if let Some(there) = there {
        target.tree.insert(b"/to/tree/large".to_vec(), Some(there));
    }
    (Source { tree, ..Source::default() }, target)
}

#[test]
fn the_same_file_is_left_alone_and_none_of_it_is_sent_fil_4() {
    let (mut source, mut target) = one(3_000_000, Some(vec![9; 3_000_000]));
    let mut copying = Copying::new(order(FileExists::Overwrite, None));
    run(&mut copying, &mut source, &mut target, 1_000_000, 1);
    assert_eq!(copying.over(), Some(&CopyOver::default()));
    let stands = copying.stands();
    assert_eq!((target.received, stands.skipped, stands.files), (0, 1, 1));
    assert_eq!(stands.remarks[0].code, "identical");
    // Another one of that size is written over.
    let (mut source, mut target) = one(3_000_000, Some(vec![8; 3_000_000]));
    let mut copying = Copying::new(order(FileExists::Overwrite, None));
    run(&mut copying, &mut source, &mut target, 1_000_000, 2);
    assert_eq!(copying.over(), Some(&CopyOver::default()));
    assert_eq!(target.tree[&b"/to/tree/large"[..]], Some(vec![9; 3_000_000]));
}

#[test]
fn what_is_cancelled_leaves_nothing_half_written_and_what_is_left_does_fil_7() {
    for cancelled in [true, false] {
        let (mut source, mut target) = one(30_000_000, None);
        let mut copying = Copying::new(order(FileExists::Overwrite, None));
        run(&mut copying, &mut source, &mut target, 600, 3);
        assert!(target.received > BLOCK as usize && copying.over().is_none());
        if cancelled {
            copying.cancel();
            while target.takes(&mut copying) || target.step(&mut copying) {}
            assert_eq!(copying.over().unwrap().code, "cancelled");
        }
        assert_eq!(target.partial.is_empty(), cancelled);
        let stands = copying.stands();
        assert_eq!(stands.resume_offset % BLOCK, 0);
        assert!(stands.resume_offset <= target.received as u64);
    }
}

#[test]
fn a_full_disk_at_the_target_ends_it_with_its_reason_fil_7() {
    let (mut source, mut target) = one(300_000, None);
    let mut copying = Copying::new(order(FileExists::Overwrite, None));
    run(&mut copying, &mut source, &mut target, 30, 3);
    let over = FilesOver { code: "no_space".into(), ..FilesOver::default() };
    let request = *copying.asked.keys().next().unwrap();
    copying.target_says(request, Some(files_down::Body::Over(over)));
    assert_eq!(copying.over(), Some(&CopyOver { code: "no_space".into(), detail: String::new(), at_target: true }));
}

#[test]
fn what_cannot_be_meant_is_no_order_fil_12() {
    let good = || CopyFiles {
        paths: vec![Bytes::from_static(b"/a")],
        directory: Bytes::from_static(b"/b"),
        exists: FileExists::Skip.into(),
        ..CopyFiles::default()
    };
    let taken = |change: fn(&mut CopyFiles)| {
        let mut copy = good();
        change(&mut copy);
        Order::of(copy, String::new()).is_some()
    };
    assert!(taken(|_| {}));
    assert!(!taken(|copy| copy.paths.clear()));
    assert!(!taken(|copy| copy.paths = vec![Bytes::from_static(b"/a"); 257]));
    assert!(!taken(|copy| copy.paths = vec![Bytes::from_static(b"a")]));
    assert!(!taken(|copy| copy.paths = vec![Bytes::from_static(b"/")]));
    assert!(!taken(|copy| copy.directory = Bytes::from_static(b"b")));
    assert!(!taken(|copy| copy.exists = FileExists::Ask.into()));
    assert!(!taken(|copy| copy.resume_stamp = vec![0; 257].into()));
}

#[test]
fn what_is_scanned_is_told_left_out_by_its_name_and_can_be_cancelled_fil_10() {
    let entry = || Some(FileEntry { kind: FileKind::File.into(), bytes: 5, ..FileEntry::default() });
    let begun = |begins: FileBegins| {
        let mut copying = Copying::new(order(FileExists::Overwrite, None));
        let fetch = copying.for_source().unwrap().request;
        copying.source_says(fetch, Some(files_down::Body::Scanning(FileScanning::default())), 10);
        assert!(copying.stands().scanning);
        copying.source_says(fetch, Some(files_down::Body::Begins(FileBegins { entry: entry(), ..begins })), 10);
        assert!(!copying.stands.scanning);
        (copying, fetch)
    };
    let (mut copying, _) =
        begun(FileBegins { skipped: "infected".into(), finding: "Eicar FOUND".into(), ..FileBegins::default() });
    let stands = copying.stands();
    assert_eq!(
        (stands.failed, &stands.remarks[0].code, &stands.remarks[0].detail[..]),
        (1, &"infected".to_owned(), &b"Eicar FOUND"[..])
    );
    let (mut copying, fetch) = begun(FileBegins::default());
    copying.data(fetch, 0, Bytes::from_static(b"fives"), 18);
    let ends = FileEnds { bytes: 5, blocks: blocks(b"fives"), ..FileEnds::default() };
    copying.source_says(fetch, Some(files_down::Body::Ends(ends)), 10);
    let Some(Sending::Ask(put)) = copying.for_target() else { panic!("no put") };
    let request = put.request;
    copying.sent(100);
    copying.target_says(request, Some(files_down::Body::Scanning(FileScanning::default())));
    assert!(copying.stands().scanning);
    copying.cancel();
    let Some(Sending::Ask(cancel)) = copying.for_target() else { panic!("not cancelled") };
    assert_eq!(cancel.body, Some(files_up::Body::Cancel(CancelFiles { of: request })));
    assert!(copying.over().is_none());
    let over = FilesOver { code: "cancelled".into(), ..FilesOver::default() };
    copying.target_says(request, Some(files_down::Body::Over(over)));
    assert_eq!(copying.over().unwrap().code, "cancelled");
}
