//! How fast the endpoint's files are (FIL-8, FIL-9), in a folder that is given: `cargo run --release -p towline-platform-linux --example files_bench -- /var/tmp`. No part of any test.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::{
    fs::{self, File},
    io::{Read, Write},
    ops::ControlFlow,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};
use towline_platform::{
    FetchBegins, FetchEnds, FetchOrder, FetchSink, FileExists, FileHash, Files, FilesTotal, PathRules, Put, PutBegun,
    PutOrder, SMALL_PUTS, SmallPut,
};
use towline_platform_linux::LinuxFiles;

const GIB: u64 = 1024 * 1024 * 1024;
const SMALL: usize = 2000;

fn bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_bytes().to_vec()
}

fn order(directory: &Path, name: &str, length: u64, key: u64) -> PutOrder {
    let mut long = [0; 16];
    long[..8].copy_from_slice(&key.to_le_bytes());
    PutOrder {
        directory: bytes(directory),
        name: name.into(),
        key: long,
        bytes: length,
        exists: FileExists::Overwrite,
        modified_ms: None,
        mode: None,
        scan: false,
    }
}

fn awaits(begun: PutBegun) -> Box<dyn Put> {
    match begun {
        PutBegun::Awaits(put) => put,
        PutBegun::Over(_) => panic!("nothing was there"),
    }
}

/// Counts, or passes on.
struct Sink {
    into: Option<Box<dyn Put>>,
    bytes: u64,
    blocks: FileHash,
}

impl FetchSink for Sink {
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
        self.bytes += bytes.len() as u64;
        if let Some(put) = &mut self.into {
            put.write(offset, bytes).unwrap();
        }
        ControlFlow::Continue(())
    }
    fn ends(&mut self, end: FetchEnds) -> ControlFlow<()> {
        self.blocks = end.blocks;
        ControlFlow::Continue(())
    }
}

fn fetch(files: &LinuxFiles, path: &Path, into: Option<Box<dyn Put>>) -> Sink {
    let mut sink = Sink { into, bytes: 0, blocks: [0; 32] };
    let order = FetchOrder { path: bytes(path), ..FetchOrder::default() };
    files.fetch(&order, &PathRules::default(), &mut sink).unwrap();
    sink
}

fn rate(what: &str, bytes: u64, took: Duration) {
    println!("{what}: {:.2} s, {:.0} MB/s", took.as_secs_f64(), bytes as f64 / 1e6 / took.as_secs_f64());
}

fn most_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned()
}

fn small(at: &Path, run: u64) -> Vec<SmallPut> {
    let put = |number: u64| {
        let content: Vec<u8> = (0..1024u64).map(|byte| (byte * 7 + number * 31 + run) as u8).collect();
        let blocks = Sha256::digest(Sha256::digest(&content)).into();
        SmallPut { order: order(at, &format!("small-{run}-{number}"), 1024, run * 100_000 + number), content, blocks }
    };
    (0..SMALL as u64).map(put).collect()
}

fn main() {
    let folder = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let at = folder.join(format!("towline-files-bench-{}", std::process::id()));
    fs::create_dir(&at).unwrap();
    let files = LinuxFiles::own().unwrap();

    let only = std::env::args().nth(2);
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    if wanted("list") {
        list(&files, &at);
    }
    if wanted("large") {
        large(&files, &at);
    }
    if wanted("small") {
        many_small(&files, &at);
    }
    println!("most memory so far: {}", most_memory());
    if wanted("sparse") {
        sparse(&files, &at);
    }
    println!("most memory: {}", most_memory());
    fs::remove_dir_all(at).unwrap();
}

fn list(files: &LinuxFiles, at: &Path) {
    let rules = PathRules::default();
    let many = at.join("many");
    fs::create_dir(&many).unwrap();
    for number in 0..100_000 {
        File::create(many.join(format!("entry-{number:06}"))).unwrap();
    }
    let begun = Instant::now();
    let mut entries = 0;
    files
        .list(&bytes(&many), &rules, &mut |_| {
            entries += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    println!("list of {} entries: {:.3} s", entries - 1, begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    files.remove(&[bytes(&many)], &rules, &mut |_| ControlFlow::Continue(())).unwrap();
    println!("their removal: {:.3} s", begun.elapsed().as_secs_f64());
}

fn large(files: &LinuxFiles, at: &Path) {
    let rules = PathRules::default();
    // Bytes that no disk makes smaller; sent without being read from one.
    let mut noise = vec![0; 1024 * 1024];
    File::open("/dev/urandom").unwrap().read_exact(&mut noise).unwrap();
    let block: [u8; 32] = Sha256::digest(&noise).into();
    let blocks = (0..1024).fold(Sha256::new(), |all, _| all.chain_update(block)).finalize().into();
    let plain = Instant::now();
    let mut file = File::create(at.join("plain")).unwrap();
    (0..1024).for_each(|_| file.write_all(&noise).unwrap());
    file.sync_all().unwrap();
    rate("1 GiB written and synced plainly", GIB, plain.elapsed());
    fs::remove_file(at.join("plain")).unwrap();
    let begun = Instant::now();
    let mut put = awaits(files.put(&order(at, "large", GIB, 1), &rules).unwrap());
    for piece in 0..8192u64 {
        let from = usize::try_from(piece % 8).unwrap() * 131_072;
        put.write(piece * 131_072, noise.get(from..from + 131_072).unwrap()).unwrap();
    }
    rate("1 GiB put, before its end", GIB, begun.elapsed());
    put.end(&blocks).unwrap();
    rate("1 GiB put, hashed twice and durable", GIB, begun.elapsed());
    let begun = Instant::now();
    assert_eq!(fetch(files, &at.join("large"), None).blocks, blocks);
    rate("1 GiB fetched, hashed twice", GIB, begun.elapsed());
}

fn many_small(files: &LinuxFiles, at: &Path) {
    let rules = PathRules::default();
    let begun = Instant::now();
    for batch in small(at, 1).chunks(SMALL_PUTS) {
        assert!(files.put_small(batch, &rules).iter().all(Result::is_ok));
    }
    let together = begun.elapsed();
    println!(
        "{SMALL} files of 1 KiB, together: {:.3} s, {:.0} a second",
        together.as_secs_f64(),
        SMALL as f64 / together.as_secs_f64()
    );
    let begun = Instant::now();
    for one in small(at, 2).chunks(1) {
        assert!(files.put_small(one, &rules).iter().all(Result::is_ok));
    }
    let alone = begun.elapsed();
    println!("one by one: {:.3} s, {:.0} a second", alone.as_secs_f64(), SMALL as f64 / alone.as_secs_f64());
    let begun = Instant::now();
    let sink = fetch(files, at, None);
    rate("all of it fetched", sink.bytes, begun.elapsed());
}

fn sparse(files: &LinuxFiles, at: &Path) {
    let rules = PathRules::default();
    File::create(at.join("sparse")).unwrap().set_len(4 * GIB).unwrap();
    let begun = Instant::now();
    let put = awaits(files.put(&order(at, "copy", 4 * GIB, 2), &rules).unwrap());
    let mut sink = fetch(files, &at.join("sparse"), Some(put));
    sink.into.take().unwrap().end(&sink.blocks).unwrap();
    rate("4 GiB of holes fetched and put", 4 * GIB, begun.elapsed());
}
