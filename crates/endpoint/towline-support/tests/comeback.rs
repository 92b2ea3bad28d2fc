//! The customer's client and a restart that the representative ordered (SUP-24): it comes back once, by its entry or by hand, and nothing is left of what comes to nothing. Against a double of the appliance, on real X
//! displays; the machine's own programs are stood in for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
#[path = "../../agent/tests/double/mod.rs"]
mod double;

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
};

use desk::{BACKGROUND, Desktop, Home, Process, until};
use double::{Double, Peer, SESSION, run};
use rustix::process::Signal;
use sha2::{Digest, Sha256};
use towline_seal::agent_key_id;
use towline_wire::{
    Frame, Payload,
    v1::{
        ActionKind, AgentHello, AgentUp, CustomerPhase, CustomerRep, CustomerState, OpenScreen, PerformAction,
        Permission, Problem, SessionActions, WayBack, agent_down, agent_up,
    },
};

/// A machine whose programs only write down that they were started, or say no.
struct Machine(tempfile::TempDir);

impl Machine {
    fn new() -> Machine {
        let machine = Machine(tempfile::tempdir().unwrap());
        machine.says(0);
        machine
    }

    fn says(&self, code: u8) {
        for name in ["systemctl", "shutdown"] {
            let file = self.0.path().join(name);
            let called = self.called();
            fs::write(&file, format!("#!/bin/sh\necho $0 >> '{}'\nexit {code}\n", called.display())).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    fn called(&self) -> PathBuf {
        self.0.path().join("called")
    }

    fn env(&self, desktop: &str) -> Vec<(&'static str, String)> {
        let path = format!("{}:/usr/bin:/bin", self.0.path().display());
        vec![("PATH", path), ("XDG_CURRENT_DESKTOP", desktop.to_owned())]
    }
}

/// Without systemd only root restarts a machine.
fn restarts() -> bool {
    let can = rustix::process::geteuid().is_root() || fs::exists("/run/systemd/system").unwrap_or(false);
    if !can {
        eprintln!("not tested here: this account restarts no machine");
    }
    can
}

async fn goes_on(double: &Double, peer: &mut Peer, hello: &AgentHello) -> SessionActions {
    let rep = CustomerRep { number: 1, name: "Olga".into(), ..Default::default() };
    let (session_id, phase) = (SESSION.to_owned(), CustomerPhase::Active.into());
    let state = CustomerState { session_id, phase, reps: vec![rep], ..Default::default() };
    peer.tell(agent_down::Body::CustomerState(state)).await;
    let key: [u8; 32] = hello.agent_key.as_ref().try_into().unwrap();
    let grant = double.grant(|grant| {
        grant.agent_key_id = agent_key_id(&key).0.to_vec().into();
        grant.participants[0].permissions.push(Permission::Power.into());
    });
    peer.tell(grant).await;
    peer.heard(|body| if let agent_up::Body::Actions(told) = body { Some(told) } else { None }).await
}

/// A client whose session is active.
async fn active(
    double: &Double,
    home: &mut Home,
    desktop: &Desktop,
    patience_ms: u32,
) -> (Process, Peer, AgentHello, SessionActions) {
    let program = home.download("help", &double.key, &home.content(&double.key, double.port()));
    let client = home.start(&program, desktop, patience_ms);
    let (mut peer, hello) = double.welcome().await;
    let told = goes_on(double, &mut peer, &hello).await;
    // Killed before its manager has taken it, it would stay in the manager's list, and the next client's window with the same number would never be shown.
    desktop.client("Support: Example Ltd");
    (client, peer, hello, told)
}

async fn restart(peer: &mut Peer, action: u64) -> String {
    let (session_id, kind) = (SESSION.to_owned(), ActionKind::Restart.into());
    let order = PerformAction { session_id, action, participant: 1, kind, run_as: None };
    peer.tell(agent_down::Body::Perform(order)).await;
    peer.heard(|body| match body {
        agent_up::Body::ActionDone(done) if done.action == action => Some(done.code),
        _ => None,
    })
    .await
}

/// Reads the link to its end: nobody said that the session is over.
async fn is_only_lost(mut peer: Peer) {
    while let Some(frame) = peer.frame().await {
        if let Frame::Control(message) = frame {
            let body = <AgentUp as prost::Message>::decode(message).unwrap().body;
            assert!(!matches!(body, Some(agent_up::Body::CustomerEnd(_))), "the session was ended");
        }
    }
}

/// All that a machine does that goes down, to the client and its watcher.
fn goes_down(home: &Home, client: &Process) {
    let watcher = home.process("watch");
    watcher.signal(Signal::TERM);
    client.signal(Signal::TERM);
    client.ended();
    watcher.ended();
}

fn record(home: &Home) -> PathBuf {
    let folder = home.path().join(".local/state/towline-support");
    fs::read_dir(folder).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn a_client_comes_back_by_its_entry_after_a_restart_once_and_the_session_goes_on_sup_24_scr_4() {
    if !restarts() {
        return;
    }
    let desktop = Desktop::start();
    let machine = Machine::new();
    let mut home = Home::new();
    home.env = machine.env("XFCE");
    run(async {
        let double = Double::start().await;
        let (client, mut peer, first, told) = active(&double, &mut home, &desktop, 60_000).await;
        assert_eq!(told.way_back(), WayBack::Desktop);
        assert_eq!(home.autostart().len(), 0);
        assert_eq!(restart(&mut peer, 1).await, "");
        assert!(machine.called().exists());
        desktop.client("Support: Example Ltd");
        desktop.keep("restart-ordered");
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&record(&home)), mode(record(&home).parent().unwrap())), (0o600, 0o700));

        // The machine goes down, politely.
        goes_down(&home, &client);
        is_only_lost(peer).await;
        drop(desktop);
        assert_eq!(home.processes(), []);
        let left = home.tree();
        assert!(
            left.contains(&"Downloads/help".to_owned()) && !left.iter().any(|name| name.starts_with("run/")),
            "{left:?}"
        );

        // And is there again; the person signs in.
        let desktop = Desktop::start();
        let entry = home.autostart().pop().unwrap();
        let client = home.command(&entry, &desktop, 60_000);
        desktop.client("Support: Example Ltd");
        until(|| (!home.path().join(".config").exists() && !home.path().join(".local").exists()).then_some(()));
        desktop.keep("restart-back");
        let (mut peer, again) = double.welcome().await;
        assert!(again.agent_key == first.agent_key && again.instance != first.instance);
        assert_eq!((again.support_token.as_str(), again.customer_have), ("", 0));
        goes_on(&double, &mut peer, &again).await;
        peer.tell(agent_down::Body::OpenScreen(OpenScreen {
            session_id: SESSION.to_owned(),
            channel: 4,
            options: None,
        }))
        .await;
        while !matches!(Payload::decode(peer.payload(4).await.unwrap()).unwrap(), Payload::FramePart { .. }) {}

        // Not twice, and whoever tries leaves the one that runs alone.
        let second = home.command(&entry, &desktop, 60_000);
        second.ended();
        assert!(home.path().join("Downloads/help").exists());
        let window = desktop.client("Support: Example Ltd");
        desktop.end(window, "restart-end");
        peer.heard(|body| matches!(body, agent_up::Body::CustomerEnd(_)).then_some(())).await;
        until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
        desktop.close(window);
        client.ended();
        home.is_clean();
    });
}

#[test]
fn where_no_desktop_starts_it_the_person_does_and_a_screen_that_goes_first_ends_nothing_sup_24() {
    if !restarts() {
        return;
    }
    let desktop = Desktop::start();
    let machine = Machine::new();
    let mut home = Home::new();
    home.env = machine.env("sway");
    run(async {
        let double = Double::start().await;
        let (client, mut peer, first, told) = active(&double, &mut home, &desktop, 60_000).await;
        assert_eq!(told.way_back(), WayBack::ByHand);
        assert_eq!(restart(&mut peer, 1).await, "");
        let watcher = home.process("watch");
        drop(desktop);
        client.ended();
        is_only_lost(peer).await;
        watcher.signal(Signal::TERM);
        watcher.ended();
        let desktop = Desktop::start();
        let program = home.path().join("Downloads/help");
        let client = home.start(&program, &desktop, 60_000);
        let (mut peer, again) = double.welcome().await;
        assert_eq!((&again.agent_key, again.support_token.as_str()), (&first.agent_key, ""));
        goes_on(&double, &mut peer, &again).await;
        assert!(!home.path().join(".config").exists() && !home.path().join(".local").exists());
        // The appliance has given it up meanwhile.
        let window = desktop.client("Support: Example Ltd");
        peer.tell(agent_down::Body::Refused(Problem { code: "ended".into(), ..Problem::default() })).await;
        until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
        desktop.close(window);
        client.ended();
        home.is_clean();
    });
}

#[test]
fn a_restart_that_does_not_happen_and_a_person_who_stops_it_leave_nothing_sup_23_sup_24() {
    if !restarts() {
        return;
    }
    let desktop = Desktop::start();
    let machine = Machine::new();
    let mut home = Home::new();
    home.env = machine.env("ubuntu:GNOME");
    run(async {
        let double = Double::start().await;
        let (client, mut peer, _, _) = active(&double, &mut home, &desktop, 60_000).await;
        let before = home.tree();
        machine.says(1);
        assert_eq!(restart(&mut peer, 1).await, "failed");
        assert_eq!(home.tree(), before);

        // The person stops everything before the machine goes.
        machine.says(0);
        assert_eq!(restart(&mut peer, 2).await, "");
        assert_eq!(home.autostart().len(), 1);
        let window = desktop.client("Support: Example Ltd");
        desktop.click(window, 200, 131);
        until(|| (home.tree() == before).then_some(()));

        // Nothing can be written: the machine is not told to restart, and nobody is promised anything any more.
        desktop.click(window, 200, 131);
        let paused = |body| if let agent_up::Body::CustomerPause(pause) = body { Some(pause.paused) } else { None };
        assert!(peer.heard(paused).await && !peer.heard(paused).await);
        fs::write(home.path().join(".local"), "in the way").unwrap();
        fs::remove_file(machine.called()).unwrap();
        assert_eq!(restart(&mut peer, 3).await, "no_way_back");
        assert!(!machine.called().exists());
        let told = |body| if let agent_up::Body::Actions(told) = body { Some(told.way_back()) } else { None };
        assert_eq!(peer.heard(told).await, WayBack::None);
        fs::remove_file(home.path().join(".local")).unwrap();
        assert_eq!(restart(&mut peer, 4).await, "", "whoever wants it all the same has it");
        assert_eq!(home.tree(), before);
        client.signal(Signal::TERM);
        peer.heard(|body| matches!(body, agent_up::Body::CustomerEnd(_)).then_some(())).await;
        client.ended();
        home.is_clean();
    });
}

#[test]
fn what_is_too_old_spoiled_or_a_link_brings_nobody_back_and_is_removed_sup_23_sup_24() {
    if !restarts() {
        return;
    }
    let desktop = Desktop::start();
    let machine = Machine::new();
    let mut home = Home::new();
    home.env = machine.env("KDE");
    let elsewhere = machine.0.path().join("elsewhere");
    run(async {
        let double = Double::start().await;
        for what in ["spoiled", "a link", "too old", "too old, and another client"] {
            let (client, mut peer, _, _) = active(&double, &mut home, &desktop, 60_000).await;
            assert_eq!(restart(&mut peer, 1).await, "", "{what}");
            goes_down(&home, &client);
            let file = record(&home);
            let mut bytes = fs::read(&file).unwrap();
            match what {
                "spoiled" => {
                    bytes[70] ^= 1;
                    fs::write(&file, bytes).unwrap();
                }
                "a link" => {
                    fs::rename(&file, &elsewhere).unwrap();
                    symlink(&elsewhere, &file).unwrap();
                }
                // Written eleven minutes ago.
                _ => {
                    for at in [20, 28] {
                        let then = i64::from_be_bytes(bytes[at..at + 8].try_into().unwrap()) - 660_000;
                        bytes[at..at + 8].copy_from_slice(&then.to_be_bytes());
                    }
                    let content = bytes.len() - 32;
                    let digest = Sha256::digest(&bytes[..content]);
                    bytes[content..].copy_from_slice(&digest);
                    fs::write(&file, bytes).unwrap();
                }
            }
            let client = if what.ends_with("another client") {
                let program = home.download("help(1)", &double.key, &home.content(&double.key, double.port()));
                let client = home.start(&program, &desktop, 60_000);
                let (mut peer, _, _) = double.accept().await;
                peer.tell(agent_down::Body::Refused(Problem { code: "bad_token".into(), ..Problem::default() })).await;
                client
            } else {
                home.command(&home.autostart().pop().unwrap(), &desktop, 60_000)
            };
            until(|| (home.tree() == ["Downloads", "run"]).then_some(()));
            if what.starts_with("too old") {
                // It says why.
                let window = desktop.window("Support: Example Ltd");
                until(|| (desktop.pixel(window, 5, 5) == BACKGROUND).then_some(()));
                desktop.keep(&what.replace([' ', ','], "-"));
                desktop.close(window);
            }
            client.ended();
            home.is_clean();
        }
    });
    assert!(elsewhere.exists());
}
