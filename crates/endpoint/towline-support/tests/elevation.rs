//! Administrative rights from the real `sudo` and `su` (SUP-41): as an account of its own that the test makes and removes. Needs root and both programs; says so where they are not.
//!
//! What happens as that account happens in this program started again, because a process cannot become somebody else and back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::{
    net::{AddressFamily, RecvFlags, SocketFlags, SocketType, recv, socketpair},
    process::{Pid, Signal, kill_process},
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use towline_platform::{ElevatedAct, ElevationFault, Elevator, Proof, Shell};
use towline_platform_linux::{ELEVATED_HELPER, LinuxElevator};

const PROGRAM: &str = env!("CARGO_BIN_EXE_towline-support");
const PASSWORD: &str = "Right-4711 ü";
const SOON: Duration = Duration::from_secs(20);

fn until<T>(mut check: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = check() {
            return found;
        }
        assert!(began.elapsed() < SOON, "it did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// An account that is gone after the test.
struct Made {
    name: String,
    sudoers: Option<PathBuf>,
    /// Its own way to the program, so that its processes are told from those of other tests.
    folder: PathBuf,
}

impl Made {
    fn account(tag: &str, administers: bool) -> Made {
        let name = format!("tl{}{tag}", std::process::id());
        // Other tests do the same, and the system's own lists are locked meanwhile.
        until(|| {
            let make = Command::new("useradd").args(["-m", "-s", "/bin/sh", &name]).stderr(Stdio::null()).status();
            make.unwrap().success().then_some(())
        });
        until(|| {
            let mut set = Command::new("chpasswd").stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            set.stdin.take().unwrap().write_all(format!("{name}:{PASSWORD}\n").as_bytes()).unwrap();
            set.wait().unwrap().success().then_some(())
        });
        let sudoers = administers.then(|| {
            let file = PathBuf::from(format!("/etc/sudoers.d/{name}"));
            fs::write(&file, format!("{name} ALL=(ALL:ALL) ALL\n")).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).unwrap();
            file
        });
        let folder = std::env::temp_dir().join(&name);
        fs::create_dir_all(&folder).unwrap();
        // Where the account may look, wherever they were built.
        place(Path::new(PROGRAM), &folder.join("program"));
        place(&std::env::current_exe().unwrap(), &folder.join("parts"));
        Made { name, sudoers, folder }
    }

    /// This program again, as this account: one of the parts below.
    fn start(&self, part: &str, with: &[(&str, &str)]) -> Child {
        let entry = fs::read_to_string("/etc/passwd").unwrap();
        let entry = entry.lines().find(|line| line.starts_with(&format!("{}:", self.name))).unwrap().to_owned();
        let numbers: Vec<u32> = entry.split(':').skip(2).take(2).map(|number| number.parse().unwrap()).collect();
        Command::new(self.folder.join("parts"))
            .args(["--exact", part, "--ignored", "--nocapture"])
            .env_clear()
            .env("HOME", format!("/home/{}", self.name))
            .env("WAY", self.program())
            .envs(with.iter().copied())
            .current_dir("/")
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .gid(numbers[1])
            .uid(numbers[0])
            .spawn()
            .unwrap()
    }

    fn program(&self) -> String {
        self.folder.join("program").to_str().unwrap().to_owned()
    }

    /// Everything below the account's home.
    fn files(&self) -> BTreeSet<PathBuf> {
        fn walk(folder: &Path, found: &mut BTreeSet<PathBuf>) {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                found.insert(entry.path());
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    walk(&entry.path(), found);
                }
            }
        }
        let mut found = BTreeSet::new();
        walk(&PathBuf::from(format!("/home/{}", self.name)), &mut found);
        found
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
        if let Some(file) = &self.sudoers {
            let _ = fs::remove_file(file);
        }
        for _ in 0..50 {
            let gone = Command::new("userdel").args(["-f", "-r", &self.name]).stderr(Stdio::null()).status();
            // 8: somebody of that name still runs; 10: another test has the lists.
            if gone.is_ok_and(|how| ![Some(1), Some(8), Some(10)].contains(&how.code())) {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// The same file, or a copy.
fn place(file: &Path, at: &Path) {
    if fs::hard_link(file, at).is_err() {
        fs::copy(file, at).unwrap();
    }
}

/// Whether this machine can be tested on.
fn possible() -> bool {
    let there = ["/usr/bin/sudo", "/usr/bin/su"].iter().all(|tool| Path::new(tool).exists());
    let possible = rustix::process::geteuid().is_root() && there;
    if !possible {
        println!("not tested here: it needs root, sudo and su");
    }
    possible
}

/// Processes of helpers and of what stands between, that were started by this way.
fn helpers(program: &str) -> Vec<i32> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let ours = |pid: &i32| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        line.contains(program) && line.contains(ELEVATED_HELPER)
    };
    pids.filter(ours).collect()
}

/// Whether a process runs; one that nobody has reaped yet does not.
fn lives(pid: i32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

fn said(mut child: Child) -> String {
    let mut words = String::new();
    child.stdout.take().unwrap().read_to_string(&mut words).unwrap();
    assert!(child.wait().unwrap().success(), "{words}");
    words
}

#[test]
fn the_right_password_gets_a_root_shell_and_a_wrong_one_nothing_sup_41() {
    if !possible() {
        return;
    }
    let carla = Made::account("a", true);
    let before = carla.files();
    let words = said(carla.start("part_own_account", &[("ACCOUNT", &carla.name)]));
    assert!(words.contains("part done"), "{words}");
    assert_eq!(carla.files(), before, "nothing was written");
    until(|| helpers(&carla.program()).is_empty().then_some(()));
}

#[test]
fn another_administrators_password_works_and_no_administrators_does_not_sup_41() {
    if !possible() {
        return;
    }
    let (carla, ada, bob) = (Made::account("b", false), Made::account("c", true), Made::account("d", false));
    let words = said(carla.start("part_other_account", &[("ACCOUNT", &ada.name), ("NOBODY", &bob.name)]));
    assert!(words.contains("part done"), "{words}");
    until(|| helpers(&carla.program()).is_empty().then_some(()));
}

/// An agent with a root shell in which something goes on; what is killed of all this leaves no helper, no shell and nothing that the shell started.
fn killing(tag: &str, victims: impl Fn(&str, i32) -> Vec<i32>) {
    if !possible() {
        return;
    }
    let carla = Made::account(tag, true);
    let mut agent = carla.start("part_to_be_killed", &[("ACCOUNT", &carla.name)]);
    let mut lines = BufReader::new(agent.stdout.take().unwrap()).lines();
    let left: Vec<i32> = lines.find_map(|line| numbers(line.unwrap().strip_prefix("left ")?)).unwrap();
    assert!(left.len() == 2 && !helpers(&carla.program()).is_empty() && left.iter().all(|pid| lives(*pid)));
    let victims = victims(&carla.program(), i32::try_from(agent.id()).unwrap());
    assert!(!victims.is_empty());
    for victim in victims {
        kill_process(Pid::from_raw(victim).unwrap(), Signal::KILL).unwrap();
    }
    until(|| helpers(&carla.program()).is_empty().then_some(()));
    until(|| (!left.iter().any(|pid| lives(*pid))).then_some(()));
    let _ = agent.kill();
    agent.wait().unwrap();
}

#[test]
fn an_agent_that_is_killed_leaves_no_helper_and_no_root_shell_sup_41() {
    killing("e", |_, agent| vec![agent]);
}

#[test]
fn what_stands_in_between_and_is_killed_leaves_no_helper_and_no_root_shell_sup_41() {
    killing("g", |program, _| {
        let sudo = |pid: &i32| {
            let line = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            line.starts_with("/usr/bin/sudo")
        };
        helpers(program).into_iter().filter(sudo).collect()
    });
}

#[test]
fn an_attempt_that_is_given_up_at_any_moment_leaves_nothing_sup_41() {
    if !possible() {
        return;
    }
    let carla = Made::account("f", true);
    let words = said(carla.start("part_giving_up", &[("ACCOUNT", &carla.name)]));
    assert!(words.contains("part done"), "{words}");
    until(|| helpers(&carla.program()).is_empty().then_some(()));
}

#[test]
fn the_helper_does_nothing_for_whoever_just_starts_it_sup_41() {
    let output = Command::new(PROGRAM).arg(ELEVATED_HELPER).output().unwrap();
    assert!(!output.status.success());
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("for the agent alone") || words.contains("administrative rights"), "{words}");
}

#[test]
fn the_helper_says_nothing_to_a_process_that_it_does_not_descend_from_sup_41() {
    if !possible() {
        return;
    }
    let (ours, theirs) = socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None).unwrap();
    // Its shell is gone before it starts, so somebody else is its parent by then.
    let mut shell = Command::new("sh")
        .args(["-c", "(sleep 0.5; exec \"$0\" elevated-helper) &", PROGRAM])
        .stdin(Stdio::null())
        .stdout(theirs)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    assert!(shell.wait().unwrap().success());
    let mut buffer = [0; 64];
    let (_, heard) = recv(&ours, &mut buffer, RecvFlags::empty()).unwrap();
    assert_eq!(heard, 0, "the end, and no word before it");
}

// The parts that run as somebody else.

fn elevator() -> LinuxElevator {
    LinuxElevator::new(given("WAY").into()).unwrap()
}

fn proof(account: &str, password: &str) -> Proof {
    Proof::Password { account: account.to_owned(), password: password.to_owned().into() }
}

fn given(name: &str) -> String {
    std::env::var(name).unwrap()
}

fn numbers(words: &str) -> Option<Vec<i32>> {
    words.split_whitespace().map(|word| word.parse().ok()).collect()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, future)
}

/// Neither a helper, nor what stands in between.
async fn none_is_left() {
    let gone = async {
        while !helpers(&given("WAY")).is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(SOON, gone).await.unwrap();
}

async fn fault(elevator: &LinuxElevator, account: &str, password: &str) -> ElevationFault {
    match elevator.elevate(proof(account, password)).await {
        Ok(_) => panic!("{account} got administrative rights"),
        Err(fault) => fault,
    }
}

/// Types a line and gives all that a shell writes until it ends.
async fn type_and_read(shell: &mut Box<dyn Shell>, line: &str) -> String {
    let mut terminal = shell.take_terminal().unwrap();
    terminal.input.write_all(line.as_bytes()).await.unwrap();
    let mut output = Vec::new();
    terminal.output.read_to_end(&mut output).await.unwrap();
    String::from_utf8_lossy(&output).into_owned()
}

#[test]
#[ignore = "a part of another test"]
fn part_own_account() {
    let account = given("ACCOUNT");
    run(async {
        let elevator = elevator();
        assert_eq!((elevator.already(), elevator.own_account()), (None, account.clone()));
        assert!(elevator.takes_passwords());
        assert_eq!(fault(&elevator, &account, "wrong").await, ElevationFault::WrongPassword);
        assert_eq!(fault(&elevator, &account, "with\nline").await, ElevationFault::WrongPassword);
        assert_eq!(fault(&elevator, "-v", PASSWORD).await, ElevationFault::WrongPassword);
        none_is_left().await;

        let elevated = elevator.elevate(proof(&account, PASSWORD)).await.unwrap();
        assert_eq!(elevated.account(), "root");
        let mut shell = elevated.open_shell(100, 30).await.unwrap();
        assert_eq!(shell.account(), "root");
        shell.resize(90, 20).unwrap();
        let output =
            type_and_read(&mut shell, "stty -echo; PS1=; stty size; echo uid=$(id -u) tty=$(tty); exit 3\n").await;
        assert!(output.contains("uid=0 tty=/dev/pts/") && output.contains("20 90"), "{output}");
        assert_eq!(shell.exited().await, 3);
        // What is done to the machine: a process that is none any more, and the first one.
        let gone = ElevatedAct::EndProcess { pid: 1, started: 0 };
        assert_eq!(elevated.act(gone).await.unwrap_err().code(), "gone");

        // A shell that is hung up ends; one that its helper leaves behind is killed.
        let mut hung = elevated.open_shell(80, 24).await.unwrap();
        hung.hang_up();
        assert_ne!(hung.exited().await, 0);
        let mut left = elevated.open_shell(80, 24).await.unwrap();
        elevated.end();
        elevated.ended().await;
        assert_eq!(left.exited().await, 128 + 9);
        assert!(elevated.open_shell(80, 24).await.is_err());
        drop(elevated);

        // A helper that is killed is noticed.
        let elevated = elevator.elevate(proof(&account, PASSWORD)).await.unwrap();
        let mut shell = elevated.open_shell(80, 24).await.unwrap();
        let mut terminal = shell.take_terminal().unwrap();
        terminal.input.write_all(b"kill -9 $PPID\n").await.unwrap();
        elevated.ended().await;
        assert_eq!(shell.exited().await, 128 + 9);
        drop((shell, elevated));
        none_is_left().await;
    });
    println!("part done");
}

#[test]
#[ignore = "a part of another test"]
fn part_other_account() {
    let (ada, bob) = (given("ACCOUNT"), given("NOBODY"));
    run(async {
        let elevator = elevator();
        assert_eq!(fault(&elevator, &ada, "wrong").await, ElevationFault::WrongPassword);
        assert_eq!(fault(&elevator, "nobody-of-this-name", PASSWORD).await, ElevationFault::WrongPassword);
        assert_eq!(fault(&elevator, &bob, PASSWORD).await, ElevationFault::NotAnAdministrator);
        assert_eq!(fault(&elevator, &elevator.own_account(), PASSWORD).await, ElevationFault::NotAnAdministrator);
        let elevated = elevator.elevate(proof(&ada, PASSWORD)).await.unwrap();
        let mut shell = elevated.open_shell(80, 24).await.unwrap();
        let output = type_and_read(&mut shell, "stty -echo; PS1=; echo uid=$(id -u); exit\n").await;
        assert!(output.contains("uid=0"), "{output}");
        drop(elevated);
        none_is_left().await;
    });
    println!("part done");
}

#[test]
#[ignore = "a part of another test"]
fn part_to_be_killed() {
    let account = given("ACCOUNT");
    run(async {
        let elevated = elevator().elevate(proof(&account, PASSWORD)).await.unwrap();
        let mut shell = elevated.open_shell(80, 24).await.unwrap();
        let mut terminal = shell.take_terminal().unwrap();
        // Both do not mind being hung up.
        let line = b"stty -echo; PS1=; trap '' HUP; sleep 600 & echo left $$ $!\n";
        terminal.input.write_all(line).await.unwrap();
        let mut output = Vec::new();
        let left = loop {
            let mut buffer = [0; 1024];
            let read = terminal.output.read(&mut buffer).await.unwrap();
            output.extend_from_slice(&buffer[..read]);
            let text = String::from_utf8_lossy(&output).into_owned();
            let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
            if let Some(found) = whole.filter_map(|line| numbers(line.strip_prefix("left ")?)).next() {
                break found;
            }
        };
        println!("left {} {}", left[0], left[1]);
        std::future::pending::<()>().await;
    });
}

#[test]
#[ignore = "a part of another test"]
fn part_giving_up() {
    let account = given("ACCOUNT");
    run(async {
        let elevator = elevator();
        for moment in [0, 2, 5, 10, 20, 40, 80, 160, 320, 640] {
            let tried = elevator.elevate(proof(&account, PASSWORD));
            // Given up, or got and dropped: either way there is nothing.
            drop(tokio::time::timeout(Duration::from_millis(moment), tried).await);
            none_is_left().await;
        }
        assert_eq!(fault(&elevator, &account, "wrong").await, ElevationFault::WrongPassword);
    });
    println!("part done");
}
