//! The race: while everything works under a rule, somebody swaps directories and links in it as fast as they can.

use std::{
    fs::{self, File},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use rustix::fs::{Mode, OFlags, RenameFlags, openat, renameat, renameat_with, symlinkat};
use towline_platform::{FileExists, Files, PutOrder, SmallPut};

use crate::kit::{blocks, bytes, fetch, folder, noise, on, order, own, put};

const SECRET: &[u8] = b"the secret that nobody may see";

/// What is outside, with everything that could change.
fn picture(outside: &Path) -> Vec<(PathBuf, u32, Option<Vec<u8>>)> {
    use std::os::unix::fs::MetadataExt;
    let mut found = Vec::new();
    let mut ahead = vec![outside.to_owned()];
    while let Some(path) = ahead.pop() {
        let about = fs::symlink_metadata(&path).unwrap();
        if about.is_dir() {
            ahead.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        let content = about.is_file().then(|| fs::read(&path).unwrap());
        found.push((path, about.mode(), content));
    }
    found.sort();
    found
}

/// The same names outside as inside, so that each step that is led astray finds something.
fn outside(at: &Path) -> PathBuf {
    let outside = at.join("outside");
    for name in ["dir/sub", "sub", "junk/sub", "dir/junk/sub"] {
        fs::create_dir_all(outside.join(name)).unwrap();
    }
    for name in [
        "file",
        "dir/file",
        "dir/sub/file",
        "sub/file",
        "from",
        "dir/from",
        "junk/file",
        "junk/sub/file",
        "dir/junk/sub/file",
    ] {
        fs::write(outside.join(name), SECRET).unwrap();
    }
    outside
}

/// In directories that are held: the attacker is not led astray by what they do.
fn exchange((one, name): (&File, &str), (other, new): (&File, &str)) {
    let _ = renameat_with(one, name, other, new, RenameFlags::EXCHANGE);
}

#[test]
fn whoever_swaps_directories_and_links_gets_nothing_outside_read_written_or_removed_fil_6() {
    let at = folder();
    let outside = outside(at.path());
    let rule = at.path().join("rule");
    let dir = rule.join("dir");
    fs::create_dir_all(dir.join("sub")).unwrap();
    for name in ["dir/file", "dir/sub/file", "dir/from"] {
        fs::write(rule.join(name), "inside").unwrap();
    }
    symlink(&outside, rule.join("evil")).unwrap();
    symlink(&outside, dir.join("evil")).unwrap();
    symlink(outside.join("file"), dir.join("evil-file")).unwrap();
    let before = picture(&outside);
    let held = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW;
    let (top, inner) = (File::open(&rule).unwrap(), File::open(&dir).unwrap());
    let (stop, swaps) = (AtomicBool::new(false), AtomicU64::new(0));
    let counts: [AtomicU64; 7] = Default::default();
    let rules = crate::kit::below(&rule);
    let attack = |act: &(dyn Fn() + Sync)| {
        while !stop.load(Relaxed) {
            act();
            swaps.fetch_add(1, Relaxed);
        }
    };
    let work = |index: usize, act: &(dyn Fn(u64) -> bool + Sync)| {
        let mut number = 0;
        while !stop.load(Relaxed) {
            number += 1;
            if act(number) {
                counts[index].fetch_add(1, Relaxed);
            }
        }
    };
    let naive = AtomicU64::new(0);
    thread::scope(|scope| {
        scope.spawn(|| attack(&|| exchange((&top, "dir"), (&top, "evil"))));
        scope.spawn(|| {
            attack(&|| {
                exchange((&inner, "sub"), (&inner, "evil"));
                exchange((&inner, "file"), (&inner, "evil-file"));
                // Directories go up and down as well.
                let _ = renameat(&inner, "sub", &top, "sub");
                let _ = renameat(&top, "sub", &inner, "sub");
                // What is removed meanwhile is put up again.
                let _ = symlinkat(&outside, &top, "evil-junk");
                let _ = symlinkat(&outside, &inner, "evil-sub");
                exchange((&top, "junk"), (&top, "evil-junk"));
                exchange((&top, "junk"), (&top, "evil-junk"));
                if let Ok(junk) = openat(&top, "junk", held, Mode::empty()) {
                    exchange((&junk.into(), "sub"), (&inner, "evil-sub"));
                }
            });
        });
        scope.spawn(|| {
            work(0, &|number| {
                let path = if number % 2 == 0 { dir.clone() } else { rule.clone() };
                let Ok((kept, _)) = fetch(&own(), &path, &rules) else { return false };
                assert!(kept.content.values().all(|content| content != SECRET));
                !kept.content.is_empty()
            });
        });
        scope.spawn(|| {
            work(1, &|_| {
                if fs::read(dir.join("file")).is_ok_and(|content| content == SECRET) {
                    naive.fetch_add(1, Relaxed);
                }
                let Ok((kept, _)) = fetch(&own(), &dir.join("sub/file"), &rules) else { return false };
                assert!(kept.content.values().all(|content| content != SECRET));
                true
            });
        });
        scope.spawn(|| {
            let content = noise(5000, 1);
            work(2, &|number| {
                let key = [3; 16];
                if number % 2 == 0 {
                    let order = PutOrder { key, ..order(&dir, "put", content.len(), FileExists::Overwrite) };
                    return put(&own(), &order, &rules, &content).is_ok();
                }
                let order = PutOrder { key, ..order(&dir.join("sub"), "put", content.len(), FileExists::Overwrite) };
                let small = SmallPut { order, content: content.clone(), blocks: blocks(&content) };
                own().put_small(&[small], &rules)[0].is_ok()
            });
        });
        scope.spawn(|| {
            work(3, &|_| {
                let (from, to) = (bytes(dir.join("from")), bytes(dir.join("sub/to")));
                own().rename(&from, &to, &rules).is_ok() | own().rename(&to, &from, &rules).is_ok()
            });
        });
        scope.spawn(|| {
            work(4, &|_| {
                let made = own().make_directory(&bytes(rule.join("junk/sub/deep")), true, &rules).is_ok();
                let _ = put(&own(), &order(&rule.join("junk/sub"), "file", 1, FileExists::Overwrite), &rules, b"x");
                made
            });
        });
        scope.spawn(|| work(5, &|_| own().remove(&[bytes(rule.join("junk"))], &rules, &mut on).is_ok()));
        scope.spawn(|| {
            work(6, &|number| {
                let mode = if number % 2 == 0 { 0o701 } else { 0o755 };
                own().set_mode(&bytes(&dir), mode, true, &rules, &mut on).is_ok_and(|total| total.files > 0)
            });
        });
        let begun = Instant::now();
        let done = || counts.iter().all(|count| count.load(Relaxed) >= 5) && swaps.load(Relaxed) > 4000;
        // Two seconds of it where the machine is idle, and as long as it takes where it is not.
        while begun.elapsed() < Duration::from_secs(2) || !done() && begun.elapsed() < Duration::from_secs(30) {
            thread::sleep(Duration::from_millis(20));
        }
        stop.store(true, Relaxed);
    });
    let counts = counts.map(AtomicU64::into_inner);
    eprintln!(
        "{} swaps, done {counts:?}, a naive reader saw the secret {} times",
        swaps.into_inner(),
        naive.into_inner()
    );
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    assert_eq!(picture(&outside), before);
}
