//! Files that are scanned before they are handed over (FIL-10): a command that reads its input and says what it is by its end.

use std::{fs, ops::ControlFlow, os::unix::fs::MetadataExt, path::Path};

use proptest::prelude::*;
use towline_platform::{
    FetchBegins, FetchEnds, FetchOrder, FetchSink, FetchSkip, FileCode, FileExists, FileFault, Files, FilesTotal,
    PutDone, PutOrder, SmallPut,
};
use towline_platform_linux::{LinuxFiles, ScanCommand};

use crate::kit::{
    BLOCK, Kept, PARTIAL, awaits, blocks, bytes, code, everywhere, folder, go, names, nobody, noise, order, own, sha256,
};

fn with(files: LinuxFiles, script: &str) -> LinuxFiles {
    let words = ["/bin/sh", "-c", script].map(str::to_owned).to_vec();
    files.with_scanner(ScanCommand::new(words, 60).unwrap())
}

/// Finds what has this in it.
const MARKED: &str = "if grep -q -a MARKED; then echo 'stdin: Marked FOUND'; exit 1; fi";
const EVIL: &[u8] = b"something MARKED";

fn fetch(
    files: &LinuxFiles,
    path: &Path,
    change: impl FnOnce(&mut FetchOrder),
) -> Result<(Kept, FilesTotal), FileFault> {
    let mut order = FetchOrder { path: bytes(path), scan: true, ..FetchOrder::default() };
    change(&mut order);
    let mut kept = Kept::default();
    let total = files.fetch(&order, &everywhere(), &mut kept)?;
    Ok((kept, total))
}

fn scanned(order: PutOrder) -> PutOrder {
    PutOrder { scan: true, ..order }
}

fn small(at: &Path, name: &str, content: &[u8]) -> SmallPut {
    let order = scanned(order(at, name, content.len(), FileExists::Overwrite));
    SmallPut { order, content: content.to_vec(), blocks: blocks(content) }
}

/// As a larger one comes.
fn large(files: &LinuxFiles, at: &Path, name: &str, content: &[u8]) -> Result<PutDone, FileFault> {
    let order = scanned(order(at, name, content.len(), FileExists::Overwrite));
    let mut put = awaits(files.put(&order, &everywhere()));
    put.write(0, content)?;
    put.scan(&blocks(content), &mut go)?;
    put.end(&blocks(content))
}

#[test]
fn of_a_tree_what_a_scan_finds_is_left_out_and_the_others_come_fil_10() {
    let at = folder();
    fs::create_dir(at.path().join("dir")).unwrap();
    fs::write(at.path().join("a"), "alpha").unwrap();
    fs::write(at.path().join("dir/evil"), EVIL).unwrap();
    fs::write(at.path().join("dir/z"), "omega").unwrap();
    for files in [Some(own()), nobody()].into_iter().flatten() {
        let files = with(files, MARKED);
        assert!(files.has_scanner());
        let (kept, total) = fetch(&files, at.path(), |_| ()).unwrap();
        assert_eq!(kept.order(), [&b""[..], b"a", b"dir", b"dir/evil", b"dir/z"]);
        let evil = &kept.begun[3];
        assert_eq!((evil.skipped, evil.entry.bytes), (Some(FetchSkip::Fault(FileCode::Infected)), EVIL.len() as u64));
        let finding = evil.finding.as_ref().unwrap();
        assert_eq!((finding.words.as_str(), finding.sha256), ("stdin: Marked FOUND", Some(sha256(EVIL))));
        assert_eq!((total.failed, total.failed_code), (1, Some(FileCode::Infected)));
        assert_eq!(
            (kept.content[&b"a"[..]].as_slice(), kept.content[&b"dir/z"[..]].as_slice()),
            (&b"alpha"[..], &b"omega"[..])
        );
        assert!(!kept.content.contains_key(&b"dir/evil"[..]), "not a byte of it");
        // Alone, and a look at its beginning, likewise.
        for most_bytes in [0, 4] {
            let (kept, total) =
                fetch(&files, &at.path().join("dir/evil"), |order| order.most_bytes = most_bytes).unwrap();
            assert_eq!((kept.begun.len(), kept.taken, total.failed), (1, 0, 1));
        }
    }
    let (kept, _) = fetch(&with(own(), "echo odd; exit 2"), &at.path().join("a"), |_| ()).unwrap();
    assert_eq!(kept.begun[0].skipped, Some(FetchSkip::Fault(FileCode::ScanFailed)));
    assert_eq!((kept.begun[0].finding.as_ref().unwrap().words.as_str(), kept.taken), ("odd", 0));
}

#[test]
fn without_a_command_nothing_is_read_or_written_fil_10() {
    let at = folder();
    fs::write(at.path().join("a"), "alpha").unwrap();
    assert!(!own().has_scanner());
    assert_eq!(code(fetch(&own(), at.path(), |_| ())), FileCode::NoScanner);
    let order = scanned(order(at.path(), "b", 5, FileExists::Ask));
    assert_eq!(code(own().put(&order, &everywhere())), FileCode::NoScanner);
    assert_eq!(code(own().put_scanned(&small(at.path(), "b", b"other"), &everywhere(), &mut go)), FileCode::NoScanner);
    assert_eq!(names(at.path()), [b"a"]);
}

/// Changes the file as soon as it begins, or after so many bytes.
struct Meddler<'a>(&'a Path, Option<FetchEnds>, bool);

impl FetchSink for Meddler<'_> {
    fn goes_on(&mut self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
    fn measured(&mut self, _: &FilesTotal, _: bool) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
    fn begins(&mut self, begins: FetchBegins) -> ControlFlow<()> {
        assert_eq!(begins.skipped, None);
        use std::io::Write;
        fs::OpenOptions::new().append(true).open(self.0).unwrap().write_all(b"more").unwrap();
        ControlFlow::Continue(())
    }
    fn bytes(&mut self, _: u64, _: &[u8]) -> ControlFlow<()> {
        self.2 = true;
        ControlFlow::Continue(())
    }
    fn ends(&mut self, end: FetchEnds) -> ControlFlow<()> {
        self.1 = Some(end);
        ControlFlow::Continue(())
    }
}

#[test]
fn what_changes_while_or_after_it_is_scanned_is_not_what_was_scanned_fil_10() {
    let at = folder();
    let file = at.path().join("log");
    fs::write(&file, "line").unwrap();
    // Without a scan, a log that grows is whole as far as it went.
    let mut sink = Meddler(&file, None, false);
    own().fetch(&FetchOrder { path: bytes(&file), ..FetchOrder::default() }, &everywhere(), &mut sink).unwrap();
    assert_eq!(sink.1.unwrap().code, None);
    let mut sink = Meddler(&file, None, false);
    let order = FetchOrder { path: bytes(&file), scan: true, ..FetchOrder::default() };
    with(own(), MARKED).fetch(&order, &everywhere(), &mut sink).unwrap();
    assert_eq!(sink.1.unwrap().code, Some(FileCode::Changed));
    // By somebody else, while the scan has it open.
    let meddles = format!("cat >/dev/null; echo more >>{}; exit 0", file.display());
    let (kept, _) = fetch(&with(own(), &meddles), &file, |_| ()).unwrap();
    assert_eq!((kept.begun[0].skipped, kept.taken), (Some(FetchSkip::Fault(FileCode::Changed)), 0));
    let partial = at.path().join(PARTIAL);
    let meddles = format!("cat >/dev/null; echo MARKED >>{}; exit 0", partial.display());
    assert_eq!(code(large(&with(own(), &meddles), at.path(), "new", b"fine")), FileCode::Changed);
    assert_eq!(names(at.path()), [b"log"]);
}

#[test]
fn what_is_gone_on_with_is_scanned_again_only_if_it_is_another_one_fil_10() {
    let at = folder();
    let (file, count) = (at.path().join("file"), at.path().join("count"));
    fs::write(&file, noise(3 * BLOCK, 5)).unwrap();
    let files = with(own(), &format!("echo x >>{}; cat >/dev/null", count.display()));
    let scans = || fs::read_to_string(&count).unwrap_or_default().lines().count();
    let broken = |kept: &mut Kept, order: &FetchOrder| {
        kept.stop_after = Some(kept.taken + BLOCK as u64);
        assert_eq!(code(files.fetch(order, &everywhere(), kept)), FileCode::Cancelled);
    };
    let (mut kept, mut order) =
        (Kept::default(), FetchOrder { path: bytes(&file), scan: true, ..FetchOrder::default() });
    broken(&mut kept, &order);
    assert_eq!(scans(), 1);
    order.resume = Some(kept.resume());
    broken(&mut kept, &order);
    assert_eq!(scans(), 1);
    // Only its mode, and its moment of change with it.
    let mode = fs::metadata(&file).unwrap().mode();
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(mode ^ 0o100)).unwrap();
    order.resume = Some(kept.resume());
    broken(&mut kept, &order);
    assert_eq!(scans(), 2);
    // Another agent knows nothing of it.
    let other = with(own(), &format!("echo x >>{}; cat >/dev/null", count.display()));
    order.resume = Some(kept.resume());
    other.fetch(&order, &everywhere(), &mut Kept { stop_after: None, ..kept }).unwrap();
    assert_eq!(scans(), 3);
}

#[test]
fn a_scan_that_is_not_wanted_any_more_leaves_what_came_to_be_gone_on_with_fil_7_fil_10() {
    let at = folder();
    let content = noise(2 * BLOCK + 5, 6);
    let hangs = with(own(), "exec sleep 3061");
    let order = scanned(order(at.path(), "new", content.len(), FileExists::Ask));
    let mut put = awaits(hangs.put(&order, &everywhere()));
    put.write(0, &content).unwrap();
    let mut left = 3;
    let mut stop = || {
        left -= 1;
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    assert_eq!(code(put.scan(&blocks(&content), &mut stop)), FileCode::Cancelled);
    drop(put);
    assert_eq!(names(at.path()), [PARTIAL.as_bytes()]);
    let files = with(own(), MARKED);
    let mut put = awaits(files.put(&order, &everywhere()));
    assert_eq!((put.ready().offset, put.ready().blocks), (content.len() as u64, blocks(&content)));
    // INVARIANT of this: nothing gets a name that was not scanned, whatever is forgotten by whoever asks.
    put.scan(&blocks(&content), &mut go).unwrap();
    put.end(&blocks(&content)).unwrap();
    assert_eq!(names(at.path()), [b"new"]);
    let small = small(at.path(), "small", b"small");
    assert_eq!(code(hangs.put_scanned(&small, &everywhere(), &mut || ControlFlow::Break(()))), FileCode::Cancelled);
    assert_eq!(names(at.path()), [b"new"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn nothing_is_at_the_target_unless_the_command_ended_with_zero_fil_10(
        end in prop_oneof![Just(0_u8), Just(1), any::<u8>()],
        how in 0..4_u8,
        there in any::<bool>(),
    ) {
        let at = folder();
        let content = format!("{end}\nand more").into_bytes();
        let target = at.path().join("target");
        if there {
            fs::write(&target, "old").unwrap();
        }
        let files = with(own(), "read n; [ $n = 200 ] && kill -KILL $$; exit $n");
        let done = match how {
            0 => large(&files, at.path(), "target", &content),
            1 => files.put_scanned(&small(at.path(), "target", &content), &everywhere(), &mut go),
            // Whoever forgets to have it scanned.
            2 => {
                let order = scanned(order(at.path(), "target", content.len(), FileExists::Overwrite));
                let mut put = awaits(files.put(&order, &everywhere()));
                put.write(0, &content).unwrap();
                put.end(&blocks(&content))
            }
            _ => files.put_small(&[small(at.path(), "target", &content)], &everywhere()).remove(0),
        };
        let clean = end == 0 && how < 2;
        prop_assert_eq!(done.is_ok(), clean);
        if let Err(fault) = done {
            let expected = if end == 1 && how < 2 { FileCode::Infected } else { FileCode::ScanFailed };
            prop_assert_eq!(fault.code, expected);
            prop_assert_eq!(fault.sha256.is_some(), expected == FileCode::Infected);
        }
        let found = fs::read(&target).ok();
        let expected = if clean { Some(content) } else { there.then(|| b"old".to_vec()) };
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(names(at.path()).len(), usize::from(found.is_some()));
    }
}
