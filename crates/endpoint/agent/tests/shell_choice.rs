//! Choice of a shell's program and account (SHL-2), with real shells: what is offered, what is opened, and what a console that was turned cannot get.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use std::{
    io::Write,
    os::unix::fs::MetadataExt,
    sync::atomic::{AtomicU32, Ordering},
};

use double::{Double, Peer, Running, SESSION, TestHost, identity, run};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use towline_platform::{Host, Password, ShellFault, ShellOrder};
use towline_platform_linux::{DesktopChoice, LinuxHost};
use towline_wire::{
    Payload,
    v1::{
        Grant, OpenShell, Permission, SessionShells, ShellChoice, ShellEnded, ShellInput, ShellStarted, ShellUp,
        ShellWay, agent_down, agent_up, shell_up,
    },
};

fn shell(n: u32) -> String {
    format!("0190bbbb-0000-7000-8000-{n:012}")
}

fn open(n: u32, participant: u32, choice: ShellChoice) -> agent_down::Body {
    agent_down::Body::OpenShell(OpenShell {
        session_id: SESSION.to_owned(),
        shell_id: shell(n),
        channel: 10 + n,
        columns: 100,
        rows: 30,
        participant,
        script: None,
        choice: Some(choice),
    })
}

fn of(program: &str) -> ShellChoice {
    ShellChoice { program: program.to_owned(), ..ShellChoice::default() }
}

fn as_whom(way: ShellWay, account: &str) -> ShellChoice {
    ShellChoice { way: way.into(), account: account.to_owned(), ..ShellChoice::default() }
}

/// Number 1 may choose, and has administrative rights; number 2 has shells alone.
fn may(grant: &mut Grant) {
    let shells = [Permission::Shell as i32].to_vec();
    let more = [Permission::ShellPrograms, Permission::Elevation, Permission::SpecialActions];
    grant.participants[0].permissions = shells.iter().copied().chain(more.map(|of| of as i32)).collect();
    grant.participants[1].permissions = shells;
}

async fn start() -> (Double, Running, Peer, SessionShells) {
    let double = Double::start().await;
    let (host, _helpers) = TestHost::new();
    let agent = Running::start(identity(&double, double.port()), host);
    let (mut peer, _) = double.welcome().await;
    peer.tell(double.grant(may)).await;
    let offers = peer.heard(|body| if let agent_up::Body::Shells(shells) = body { Some(shells) } else { None }).await;
    (double, agent, peer, offers)
}

async fn started(peer: &mut Peer, n: u32) -> ShellStarted {
    let id = shell(n);
    peer.heard(|body| match body {
        agent_up::Body::ShellStarted(started) if started.shell_id == id => Some(started),
        _ => None,
    })
    .await
}

async fn never(peer: &mut Peer, n: u32) -> ShellEnded {
    let id = shell(n);
    let ended = peer.heard(|body| match body {
        agent_up::Body::ShellEnded(ended) if ended.shell_id == id => Some(ended),
        _ => None,
    });
    ended.await
}

async fn refused(peer: &mut Peer) -> (u32, String, String) {
    peer.heard(|body| match body {
        agent_up::Body::Refusal(refusal) => Some((refusal.participant, refusal.code, refusal.action)),
        _ => None,
    })
    .await
}

/// What a shell answers.
async fn says(peer: &mut Peer, n: u32, line: &str) -> String {
    let input = ShellInput { offset: 0, data: format!("{line}; exit\n").into_bytes().into() };
    peer.data(10 + n, 1, &ShellUp { viewer: 7, body: Some(shell_up::Body::Input(input)) }).await;
    let mut output = Vec::new();
    while !String::from_utf8_lossy(&output).contains("]]") {
        if let Payload::ShellOutput { bytes, .. } = Payload::decode(peer.payload(10 + n).await.unwrap()).unwrap() {
            output.extend_from_slice(&bytes);
        }
    }
    String::from_utf8_lossy(&output).into_owned()
}

fn program<'a>(offers: &'a SessionShells, path: &str) -> &'a str {
    let found = offers.programs.iter().find(|program| program.path.ends_with(path));
    &found.unwrap_or_else(|| panic!("no {path} in {offers:?}")).id
}

#[test]
fn what_the_machine_lists_is_offered_and_one_of_it_runs_as_a_login_shell_shl_2() {
    run(async {
        let (_double, _agent, mut peer, offers) = start().await;
        assert!((1..=16).contains(&offers.programs.len()), "{offers:?}");
        assert!(offers.programs.iter().skip(1).all(|program| !program.own), "the own one comes first");
        assert!(offers.programs.iter().all(|program| program.id.len() == 16 && program.path.starts_with('/')));
        peer.tell(open(1, 1, of(program(&offers, "/dash")))).await;
        let told = started(&mut peer, 1).await;
        assert!(told.program.ends_with("/dash") && told.account == offers.account, "{told:?}");
        let said = says(&mut peer, 1, "echo \"[$0|$SHELL|$PWD|$HOME|$LOGNAME]$(echo ])\"").await;
        let line = said.lines().find(|line| line.contains("[-dash|/")).unwrap_or_else(|| panic!("{said}"));
        assert!(line.contains(&format!("|{}]]", offers.account)), "{line}");
    });
}

#[test]
fn a_path_an_unknown_program_and_hostile_accounts_open_nothing_shl_2() {
    run(async {
        let (_double, _agent, mut peer, offers) = start().await;
        peer.tell(open(1, 1, of("0123456789abcdef"))).await;
        assert_eq!(never(&mut peer, 1).await.reason, "unknown_program");
        let dash = program(&offers, "/dash").to_owned();
        let hostile = [
            of("/bin/sh"),
            of("../../bin/sh -c id"),
            as_whom(ShellWay::Account, ""),
            as_whom(ShellWay::Account, "root\u{1b}]0;x"),
            as_whom(ShellWay::Account, &"a".repeat(257)),
            as_whom(ShellWay::System, "root"),
            ShellChoice { way: 99, ..of(&dash) },
        ];
        let expected = hostile.len();
        for (n, choice) in hostile.into_iter().enumerate() {
            peer.tell(open(2 + u32::try_from(n).unwrap(), 1, choice)).await;
        }
        for n in 0..expected {
            // A short one may pass for an id that nobody has.
            if n == 0 {
                assert_eq!(never(&mut peer, 2).await.reason, "unknown_program");
                continue;
            }
            assert_eq!(refused(&mut peer).await, (1, "unknown_shell".to_owned(), "open_shell".to_owned()), "{n}");
        }
        // A password that nothing opens.
        let sealed = ShellChoice { sealed: vec![4; 8192].into(), ..as_whom(ShellWay::Password, "root") };
        peer.tell(open(12, 1, sealed)).await;
        assert_eq!(never(&mut peer, 12).await.reason, if offers.key.is_empty() { "no_program" } else { "unreadable" });
        // The key is another one from then on.
        if !offers.key.is_empty() {
            let again = peer.heard(|body| if let agent_up::Body::Shells(shells) = body { Some(shells) } else { None });
            assert_ne!(again.await.key, offers.key);
        }
    });
}

#[test]
fn who_has_shells_alone_chooses_neither_program_nor_account_ses_4() {
    run(async {
        let (_double, _agent, mut peer, offers) = start().await;
        let wanted = [
            of(program(&offers, "/dash")),
            as_whom(ShellWay::System, ""),
            as_whom(ShellWay::Account, "root"),
            as_whom(ShellWay::Password, "root"),
        ];
        for (n, choice) in wanted.into_iter().enumerate() {
            peer.tell(open(1 + u32::try_from(n).unwrap(), 2, choice)).await;
            assert_eq!(refused(&mut peer).await, (2, "not_permitted".to_owned(), "open_shell".to_owned()));
        }
        peer.tell(open(9, 2, as_whom(ShellWay::Own, ""))).await;
        assert_eq!(started(&mut peer, 9).await.account, offers.account);
    });
}

#[test]
fn with_roots_rights_a_shell_is_another_accounts_whole_login_and_a_service_account_is_none_shl_2() {
    if !is_root() {
        return eprintln!("skipped: needs root");
    }
    let account = Made::account();
    run(async {
        let (_double, _agent, mut peer, offers) = start().await;
        let dash = program(&offers, "/dash").to_owned();
        peer.tell(open(1, 1, ShellChoice { program: dash, ..as_whom(ShellWay::Account, &account.0) })).await;
        let told = started(&mut peer, 1).await;
        assert_eq!((told.account.as_str(), told.elevated), (account.0.as_str(), false));
        let line = "echo \"[$(id -un)|$(id -G)|$HOME|$PWD|$LOGNAME|$(stat -c %U $(tty))|$(grep CapEff /proc/self/status)|$(env | grep -c -e CARGO -e NEXTEST)|$(ls /proc/$$/fd | wc -l)]$(echo ])\"";
        let said = says(&mut peer, 1, line).await;
        let name = &account.0;
        let numbers = said.lines().find(|line| line.contains("[tl")).unwrap_or_else(|| panic!("{said}")).to_owned();
        let home = format!("/home/{name}");
        assert!(numbers.contains(&format!("|{home}|{home}|{name}|{name}|CapEff:\t0000000000000000|0|")), "{numbers}");
        assert!(!numbers.contains("|0 "), "no group of root's: {numbers}");
        for (n, (who, why)) in
            [("nobody", "no_login"), ("no-such-account-here", "unknown_account")].into_iter().enumerate()
        {
            let n = 2 + u32::try_from(n).unwrap();
            peer.tell(open(n, 1, as_whom(ShellWay::Account, who))).await;
            assert_eq!(never(&mut peer, n).await.reason, why);
        }
    });
}

#[test]
fn by_its_password_an_account_gets_a_shell_of_a_terminal_that_echoes_and_by_another_none_shl_2() {
    if !is_root() || !std::path::Path::new("/usr/bin/su").exists() {
        return eprintln!("skipped: needs root and su");
    }
    let account = Made::account();
    account.set_password("Right-4711 ü");
    run(async {
        let host = LinuxHost::new("/nonexistent".into(), DesktopChoice::default()).unwrap();
        let order = || {
            let program = host.shells().programs.into_iter().find(|path| path.ends_with("/bash"));
            ShellOrder { program, account: Some(account.0.clone()), columns: 100, rows: 30 }
        };
        let wrong = host.open_shell_by_password(order(), Password::new("Wrong-4711".to_owned())).await;
        assert_eq!(wrong.err(), Some(ShellFault::WrongPassword));
        for odd in ["no-such-account-here", "nobody", "-c", "a\nb", ""] {
            let order = ShellOrder { account: Some(odd.to_owned()), ..order() };
            let none = host.open_shell_by_password(order, Password::new("Right-4711 ü".to_owned())).await;
            assert_eq!(none.err(), Some(ShellFault::WrongPassword), "{odd:?}");
        }
        let mut shell = host.open_shell_by_password(order(), Password::new("Right-4711 ü".to_owned())).await.unwrap();
        assert_eq!(shell.account(), account.0);
        let mut terminal = shell.take_terminal().unwrap();
        // A job of its own in front: there is a terminal that controls.
        let line = "shopt login_shell; sh -c 'ps -o tpgid= -o pgid= -p $$'; echo \"[$(id -un)|$PWD|$HOME|$SHELL|$(stty -a | grep -o -w -e -echo -e echo)|$(stty size)|$(env | grep -c -e CARGO -e LC_ALL)]$(echo ])\"; exit 7\n";
        terminal.input.write_all(line.as_bytes()).await.unwrap();
        let mut output = Vec::new();
        terminal.output.read_to_end(&mut output).await.unwrap();
        let said = String::from_utf8_lossy(&output).into_owned();
        assert!(!said.contains("4711"), "no password is ever shown: {said}");
        let home = format!("/home/{}", account.0);
        let expected = format!("[{}|{home}|{home}|", account.0);
        let last = said.lines().find(|line| line.contains(&expected)).unwrap_or_else(|| panic!("{said}"));
        assert!(last.contains("/bash|echo|30 100|0]]"), "{last}");
        assert!(said.contains("login_shell") && said.contains("on"), "{said}");
        let jobs = said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        assert!(
            jobs.into_iter().any(|job| job.len() == 2 && job[0] == job[1] && job[0].parse::<u32>().is_ok()),
            "{said}"
        );
        assert_eq!(shell.exited().await, 7);
        // Hung up, all of it goes.
        let mut shell = host.open_shell_by_password(order(), Password::new("Right-4711 ü".to_owned())).await.unwrap();
        let terminal = shell.take_terminal();
        shell.hang_up();
        drop(terminal);
        assert_ne!(shell.exited().await, 0);
    });
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// An account that is gone after the test.
struct Made(String);

impl Made {
    fn account() -> Made {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("tl{}c{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let made = || {
            let mut make = std::process::Command::new("useradd");
            make.args(["-m", "-s", "/bin/sh", &name]).stderr(std::process::Stdio::null()).status().unwrap().success()
        };
        // Other tests do the same, and the system's own lists are locked meanwhile.
        while !made() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Made(name)
    }

    fn set_password(&self, password: &str) {
        let set = || {
            let mut set = std::process::Command::new("chpasswd");
            let mut set = set.stdin(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn().unwrap();
            set.stdin.take().unwrap().write_all(format!("{}:{password}\n", self.0).as_bytes()).unwrap();
            set.wait().unwrap().success()
        };
        while !set() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let _ = std::process::Command::new("userdel").args(["-r", "-f", &self.0]).output();
    }
}
