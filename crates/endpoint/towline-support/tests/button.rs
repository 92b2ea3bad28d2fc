//! A Support Button (SUP-50) as people meet it: installed, clicked, clicked twice, ended, run out, taken back, removed. The real program, on a real X display, against a double of the appliance.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
#[path = "../../agent/tests/double/mod.rs"]
mod double;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use desk::{ACCENT, Desktop, Home, until};
use double::{Double, Peer, SESSION, run};
use rustix::process::Signal;
use towline_seal::SupportTrailer;
use towline_wire::v1::{
    AgentHello, AgentWelcome, CustomerAgreement, CustomerPhase, CustomerState, Problem, agent_down, agent_up,
};

const ID: &str = "0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c01";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand the rest of it";

fn content(home: &Home, double: &Double) -> SupportTrailer {
    SupportTrailer {
        button_id: ID.into(),
        label: "Help from Söhne".into(),
        comment: "A click asks for help".into(),
        token: "the-buttons-token".into(),
        ..home.content(&double.key, double.port())
    }
}

/// Runs it to its end, as a script does.
fn ran(home: &Home, program: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// What the installer's script does: everything in a temporary folder, which is gone afterwards.
fn install(home: &Home, double: &Double, content: &SupportTrailer) -> PathBuf {
    let program = home.download("towline-support", &double.key, content);
    let icon = program.with_file_name("icon.png");
    fs::write(&icon, PNG).unwrap();
    let (done, said) = ran(home, &program, &["install-button", "--icon", icon.to_str().unwrap()]);
    assert!(done, "{said}");
    fs::remove_file(program).unwrap();
    fs::remove_file(icon).unwrap();
    installed(home)
}

fn installed(home: &Home) -> PathBuf {
    home.path().join(format!(".local/share/towline-button/{ID}/towline-support"))
}

fn state(phase: CustomerPhase) -> agent_down::Body {
    let session_id = SESSION.to_owned();
    agent_down::Body::CustomerState(CustomerState { session_id, phase: phase.into(), ..Default::default() })
}

async fn refuse(double: &Double, code: &str) {
    let (mut peer, hello, _): (Peer, AgentHello, _) = double.accept().await;
    assert_eq!(hello.support_token, "the-buttons-token");
    peer.tell(agent_down::Body::Refused(Problem { code: code.into(), ..Problem::default() })).await;
}

#[test]
fn a_click_starts_a_session_each_time_and_the_button_stays_sup_50() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let program = install(&home, &double, &content(&home, &double));
        let before = home.tree();
        assert!(before.contains(&format!("Desktop/towline-button-{ID}.desktop")), "{before:?}");
        assert!(before.contains(&format!(".local/share/towline-button/{ID}/icon.png")), "{before:?}");
        let mut keys = Vec::new();
        for _ in 0..2 {
            let client = home.start(&program, &desktop, 60_000);
            let (mut peer, hello) = double.welcome().await;
            assert_eq!(hello.support_token, "the-buttons-token");
            keys.push(hello.agent_key);
            peer.tell(state(CustomerPhase::Waiting)).await;
            let window = desktop.client("Support: Example Ltd");
            // Another click does nothing, and is no error.
            let again = home.start(&program, &desktop, 60_000);
            again.ended();
            desktop.end(window, "button-end");
            peer.heard(|body| matches!(body, agent_up::Body::CustomerEnd(_)).then_some(())).await;
            peer.tell(state(CustomerPhase::Ended)).await;
            until(|| (home.tree() == before).then_some(()));
            desktop.keep("button-ended");
            client.signal(Signal::TERM);
            client.ended();
        }
        assert_ne!(keys[0], keys[1], "each start is a client of its own");
        let (done, said) = ran(&home, &program, &["remove-button"]);
        assert!(done, "{said}");
        home.is_clean();
    });
}

#[test]
fn a_button_that_is_killed_stays_and_leaves_nothing_else_sup_50_sup_23() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let program = install(&home, &double, &content(&home, &double));
        let before = home.tree();
        let client = home.start(&program, &desktop, 60_000);
        let (peer, _) = double.welcome().await;
        let watcher = home.process("watch");
        assert!(home.tree().len() > before.len());
        // The watcher dies with it, so that only the next start can clear away.
        watcher.signal(Signal::KILL);
        client.signal(Signal::KILL);
        watcher.ended();
        client.ended();
        drop(peer);
        let client = home.start(&program, &desktop, 60_000);
        let (_peer, _) = double.welcome().await;
        let watcher = home.process("watch");
        client.signal(Signal::KILL);
        client.ended();
        watcher.ended();
        assert_eq!(home.tree(), before);
        // Removed by a rep while nothing runs.
        let (done, said) = ran(&home, &program, &["remove-button"]);
        assert!(done, "{said}");
        home.is_clean();
    });
}

#[test]
fn a_button_that_ran_out_says_so_and_starts_nothing_sup_50() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        // As the appliance knows it, and as this computer's clock does.
        let program = install(&home, &double, &content(&home, &double));
        let before = home.tree();
        let client = home.start(&program, &desktop, 60_000);
        refuse(&double, "button_over").await;
        desktop.client("Support: Example Ltd");
        until(|| (home.tree() == before).then_some(()));
        desktop.keep("button-over");
        client.signal(Signal::TERM);
        client.ended();

        // Installed again, it is the same one, renewed.
        let program = install(&home, &double, &SupportTrailer { expires_ms: 1, ..content(&home, &double) });
        assert_eq!(home.tree(), before);
        let client = home.start(&program, &desktop, 60_000);
        let window = desktop.client("Support: Example Ltd");
        until(|| (home.tree() == before).then_some(()));
        desktop.close(window);
        client.ended();
        let (done, said) = ran(&home, &program, &["remove-button"]);
        assert!(done, "{said}");
        home.is_clean();
    });
}

#[test]
fn a_button_that_was_taken_back_says_so_and_removes_itself_sup_50() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let program = install(&home, &double, &content(&home, &double));
        let client = home.start(&program, &desktop, 60_000);
        refuse(&double, "button_withdrawn").await;
        let window = desktop.client("Support: Example Ltd");
        until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
        desktop.keep("button-withdrawn");
        desktop.close(window);
        client.ended();
        home.is_clean();
    });
}

#[test]
fn a_button_removed_in_its_own_session_lets_that_go_on_to_its_end_sup_50() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let program = install(&home, &double, &content(&home, &double));
        let client = home.start(&program, &desktop, 60_000);
        let (mut peer, _) = double.welcome().await;
        peer.tell(state(CustomerPhase::Active)).await;
        let (done, said) = ran(&home, &program, &["remove-button"]);
        assert!(done && !installed(&home).exists(), "{said}");
        peer.tell(state(CustomerPhase::Ended)).await;
        until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
        desktop.keep("button-removed");
        client.signal(Signal::TERM);
        client.ended();
        home.is_clean();
    });
}

#[test]
fn a_damaged_button_removes_itself_and_what_is_none_is_not_installed_sup_50() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let program = install(&home, &double, &content(&home, &double));
        let mut bytes = fs::read(&program).unwrap();
        let at = bytes.len() - 30;
        bytes[at] ^= 1;
        fs::write(&program, bytes).unwrap();
        let client = home.start(&program, &desktop, 60_000);
        desktop.client("Support: ");
        until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
        client.signal(Signal::TERM);
        client.ended();

        // An invitation for one session, and no trailer at all.
        let invitation = home.download("help", &double.key, &home.content(&double.key, double.port()));
        let icon = invitation.with_file_name("icon.png");
        fs::write(&icon, PNG).unwrap();
        for program in [invitation.as_path(), Path::new(env!("CARGO_BIN_EXE_towline-support"))] {
            for arguments in [&["install-button", "--icon", icon.to_str().unwrap()][..], &["remove-button"]] {
                let (done, said) = ran(&home, program, arguments);
                assert!(!done && !said.is_empty(), "{said}");
            }
        }
        let (done, said) = ran(&home, &invitation, &["install-button"]);
        assert!(!done && said.contains("--icon FILE"), "{said}");
        assert!(invitation.exists());
        fs::remove_file(invitation).unwrap();
        fs::remove_file(icon).unwrap();
        home.is_clean();
    });
}

#[test]
fn what_is_to_be_accepted_is_read_before_anything_begins_and_a_no_begins_nothing_sup_3_sup_50() {
    let desktop = Desktop::start();
    let mut home = Home::new();
    run(async {
        let double = Double::start().await;
        let program = install(&home, &double, &content(&home, &double));
        let before = home.tree();
        for accept in [true, false] {
            let client = home.start(&program, &desktop, 60_000);
            let (mut peer, hello, handshake) = double.accept().await;
            assert_eq!((hello.support_token.as_str(), hello.agreed.as_str()), ("the-buttons-token", ""));
            let welcome = AgentWelcome { epoch: 0, ..double.welcome_message(&handshake) };
            peer.tell(agent_down::Body::Welcome(welcome)).await;
            for text in ["Only what ", "you show us."] {
                let (digest, text) = ("0123abcd".to_owned(), text.to_owned());
                peer.tell(agent_down::Body::Agreement(CustomerAgreement { digest, bytes: 22, text })).await;
            }
            // Nobody is connected while it is read.
            peer.closed().await;
            let window = desktop.client("Support: Example Ltd");
            until(|| (desktop.pixel(window, 30, 540) == ACCENT).then_some(()));
            desktop.keep("agreement");
            if accept {
                desktop.click(window, 200, 550);
                let (mut peer, again) = double.welcome().await;
                assert_eq!((again.agreed.as_str(), &again.agent_key), ("0123abcd", &hello.agent_key));
                peer.tell(state(CustomerPhase::Waiting)).await;
                until(|| (desktop.pixel(window, 30, 540) != ACCENT).then_some(()));
                desktop.keep("agreed");
                desktop.end(window, "agreed-end");
                peer.heard(|body| matches!(body, agent_up::Body::CustomerEnd(_)).then_some(())).await;
                peer.tell(state(CustomerPhase::Ended)).await;
                until(|| (home.tree() == before).then_some(()));
                client.signal(Signal::TERM);
            } else {
                desktop.click(window, 200, 600);
                until(|| (home.tree() == before).then_some(()));
                until(|| (desktop.pixel(window, 30, 602) == ACCENT).then_some(()));
                desktop.keep("declined");
                desktop.close(window);
            }
            client.ended();
        }
        let (done, said) = ran(&home, &program, &["remove-button"]);
        assert!(done, "{said}");
        home.is_clean();
    });
}
