//! The runner with real little programs.

use std::{
    fs::{self, File},
    io::{Seek, Write},
    ops::ControlFlow,
    path::Path,
    thread,
    time::Duration,
};

use rustix::io::FdFlags;
use towline_platform::FileCode;

use super::*;
use crate::{Account, child::Shed, file_tree::acting::Acting};

fn command(script: &str, seconds: u64) -> ScanCommand {
    let words = ["/bin/sh", "-c", script, "sh", "{}"].map(str::to_owned).to_vec();
    ScanCommand::new(words, seconds).unwrap()
}

fn input(content: &[u8]) -> Input {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(content).unwrap();
    file.rewind().unwrap();
    let own = Account::current().unwrap();
    Input { file: file.into(), shed: Shed::acting(own.uid, own.gid, own.groups().unwrap(), 3) }
}

fn on() -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn scan(command: &ScanCommand, content: &[u8]) -> Verdict {
    run::run(command, input(content), &mut on).unwrap()
}

fn said(script: &str) -> Verdict {
    scan(&command(script, 60), b"content")
}

fn found(words: &str) -> Verdict {
    Verdict::Found(words.to_owned())
}

/// Processes whose numbers stand in a file, one in a line, are gone.
fn gone(file: &Path) {
    for number in fs::read_to_string(file).unwrap().lines() {
        let alive = || fs::read_to_string(format!("/proc/{number}/stat")).is_ok_and(|stat| !stat.contains(") Z "));
        while alive() {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn the_end_of_the_command_is_the_verdict_and_one_line_is_kept_fil_10() {
    assert_eq!(said("cat >/dev/null; echo all well"), Verdict::Clean);
    assert_eq!(said("echo Eicar FOUND; echo more; exit 1"), found("Eicar FOUND"));
    assert_eq!(said("echo Eicar >&2; exit 1"), found("Eicar"));
    assert_eq!(said("exit 1"), found(""));
    assert_eq!(said("echo no database; exit 2"), Verdict::Failed("no database".into()));
    for script in ["exit 3", "kill -KILL $$", "kill -TERM $$"] {
        assert!(matches!(said(script), Verdict::Failed(words) if !words.is_empty()), "{script}");
    }
    // At once, without a look at a file that is larger than any pipe.
    assert_eq!(scan(&command("exit 0", 60), &vec![7; 1 << 20]), Verdict::Clean);
}

#[test]
fn the_file_is_the_input_from_its_beginning_and_cannot_be_written_fil_10() {
    let script = "a=$(cat); b=$(cat \"$1\"); [ \"$a\" = \"$b\" ] && echo \"$a\"; exit 1";
    assert_eq!(said(script), found("content"));
    let at = tempfile::tempdir().unwrap();
    let path = at.path().join("--name; touch x");
    fs::write(&path, "content").unwrap();
    let own = Account::current().unwrap();
    let shed = Shed::acting(own.uid, own.gid, own.groups().unwrap(), 3);
    let file = File::open(&path).unwrap().into();
    let script = "( echo x >&0 ) 2>/dev/null && echo wrote || echo shut; exit 1";
    assert_eq!(run::run(&command(script, 60), Input { file, shed }, &mut on).unwrap(), found("shut"));
    assert_eq!(fs::read(&path).unwrap(), b"content");
}

#[test]
fn what_cannot_be_run_is_no_scan_fil_10() {
    let at = tempfile::tempdir().unwrap();
    let (plain, link) = (at.path().join("plain"), at.path().join("link"));
    fs::write(&plain, "#!/bin/sh\nexit 0\n").unwrap();
    std::os::unix::fs::symlink(&plain, &link).unwrap();
    for program in [&plain, &link, &at.path().join("none"), &at.path().to_owned()] {
        let command = ScanCommand::new(vec![program.to_str().unwrap().to_owned()], 60).unwrap();
        assert!(matches!(scan(&command, b""), Verdict::Failed(_)), "{}", program.display());
    }
    for odd in ["sh", "./sh", "/bin/../bin/sh", "", "/bin/sh\0"] {
        assert_eq!(ScanCommand::new(vec![odd.to_owned()], 60), Err(OddScan::Program), "{odd:?}");
    }
    let words = |more: &[String]| [&["/bin/sh".to_owned()], more].concat();
    assert_eq!(ScanCommand::new(Vec::new(), 60), Err(OddScan::Program));
    assert_eq!(ScanCommand::new(words(&["\0".to_owned()]), 60), Err(OddScan::Arguments));
    assert_eq!(ScanCommand::new(words(&vec![String::new(); ARGUMENTS + 1]), 60), Err(OddScan::Arguments));
    for seconds in [0, SCAN_SECONDS_MOST + 1] {
        assert_eq!(ScanCommand::new(words(&[]), seconds), Err(OddScan::Seconds));
    }
}

#[test]
fn it_inherits_nothing_of_the_agent_fil_10_shl_8a() {
    let leaked = File::open("/etc/passwd").unwrap();
    rustix::io::fcntl_setfd(&leaked, FdFlags::empty()).unwrap();
    let script = "a=$(ls -l /proc/$$/fd | grep -c passwd); b=$(env | grep -c -e CARGO -e NEXTEST -e HOME); echo $a $b $(pwd) $(ulimit -c); exit 1";
    assert_eq!(said(script), found("0 0 / 0"));
}

#[test]
fn a_command_that_hangs_goes_with_all_that_it_started_fil_10() {
    let at = tempfile::tempdir().unwrap();
    let (numbers, ready) = (at.path().join("numbers"), at.path().join("ready"));
    let script = format!(
        "trap '' TERM HUP; echo $$ >{0}; sleep 3051 & echo $! >>{0}; setsid sleep 3052 & echo $! >>{0}; touch {1}; wait; while :; do sleep 1; done",
        numbers.display(),
        ready.display()
    );
    let mut stop = || if ready.exists() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let ended = run::run(&command(&script, 60), input(b""), &mut stop);
    assert_eq!(ended.unwrap_err().code, FileCode::Cancelled);
    gone(&numbers);
    let too_long = run::run(&command(&script, 1), input(b""), &mut on).unwrap();
    assert_eq!(too_long, Verdict::Failed("It took longer than 1 seconds.".into()));
    gone(&numbers);
}

#[test]
fn what_it_leaves_running_goes_and_nobody_waits_for_it_fil_10() {
    let at = tempfile::tempdir().unwrap();
    let numbers = at.path().join("numbers");
    // One that keeps the way of what is said open.
    let script = format!("sleep 3053 & echo $! >{}; echo bad; exit 1", numbers.display());
    assert_eq!(said(&script), found("bad"));
    gone(&numbers);
}

#[test]
fn a_flood_neither_holds_the_scan_nor_is_kept_fil_10() {
    assert_eq!(said("yes | head -c 20000000"), Verdict::Clean);
    assert!(
        matches!(said("yes flood | tr -d '\\n' | head -c 5000000; exit 1"), Verdict::Found(words) if words.len() == 200)
    );
    let mut left = 3;
    let mut stop = || {
        left -= 1;
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    assert!(run::run(&command("while :; do echo flood; done", 60), input(b""), &mut stop).is_err());
}

#[test]
fn it_runs_as_the_account_alone_also_from_a_thread_that_acts_as_it_fil_10() {
    let ids =
        "grep -e '^Uid' -e '^Gid' -e '^Groups' -e '^CapPrm' /proc/self/status | cut -f 2- | tr '\\n\\t' '  '; exit 1";
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root can act as another account");
        return;
    }
    let nobody = Account::by_name("nobody").unwrap();
    let (uid, gid) = (nobody.uid, nobody.gid);
    let expected = format!("{uid} {uid} {uid} {uid} {gid} {gid} {gid} {gid} {gid} 0000000000000000");
    let acting = Acting::of(&nobody).unwrap();
    let scan = |shed: Shed| run::run(&command(ids, 60), Input { shed, ..input(b"") }, &mut on).unwrap();
    assert_eq!(scan(acting.shed(3)), found(&expected), "from root's own thread");
    let _acts = acting.begin().unwrap();
    assert_eq!(scan(acting.shed(3)), found(&expected), "from the thread that acts");
}

#[test]
fn two_are_scanned_at_a_time_and_the_others_wait_in_order_fil_10() {
    let at = tempfile::tempdir().unwrap();
    let (go, log) = (at.path().join("go"), at.path().join("log"));
    let script = format!("read n; echo $n >>{}; while ! [ -e {} ]; do sleep 0.01; done", log.display(), go.display());
    let scans = Arc::<Scans>::default();
    let begin = |number: u8| {
        let scanner = Scanner::new(command(&script, 60), scans.clone());
        thread::spawn(move || scanner.scan(input(format!("{number}\n").as_bytes()), &mut on).unwrap())
    };
    let waits = |count: usize| {
        while lock(&scans.turns).waiting.len() != count {
            thread::sleep(Duration::from_millis(5));
        }
    };
    let mut threads = Vec::new();
    for number in 0..5 {
        threads.push(begin(number));
        while number < 2 && fs::read_to_string(&log).unwrap_or_default().lines().count() <= usize::from(number) {
            thread::sleep(Duration::from_millis(5));
        }
        waits(usize::from(number).saturating_sub(1));
    }
    // One that is not wanted any more leaves the queue.
    let scanner = Scanner::new(command(&script, 60), scans.clone());
    let mut stop = || ControlFlow::Break(());
    assert_eq!(scanner.scan(input(b""), &mut stop).unwrap_err().code, FileCode::Cancelled);
    let counts = || {
        let turns = lock(&scans.turns);
        (turns.running, turns.waiting.len())
    };
    assert_eq!(counts(), (AT_ONCE, 3));
    fs::write(&go, "").unwrap();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), Verdict::Clean);
    }
    assert_eq!(counts(), (0, 0));
    let order = fs::read_to_string(&log).unwrap();
    assert_eq!(order.lines().next(), Some("0"));
}

#[test]
fn what_is_known_to_be_clean_is_bounded_and_goes_with_its_command_fil_10() {
    let scans = Arc::<Scans>::default();
    let first = Scanner::new(command("exit 0", 60), scans.clone());
    for number in 0..=KNOWN {
        first.is_clean(number.to_le_bytes().to_vec());
    }
    assert!(!first.knows(&0_usize.to_le_bytes()) && first.knows(&KNOWN.to_le_bytes()));
    let other = Scanner::new(command("exit 1", 60), scans.clone());
    assert!(!other.knows(&KNOWN.to_le_bytes()));
    other.is_clean(vec![1]);
    assert!(!first.knows(&KNOWN.to_le_bytes()) && other.knows(&[1]));
}
