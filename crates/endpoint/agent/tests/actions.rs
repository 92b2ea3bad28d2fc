//! Actions at the agent (SCR-4, SCR-6): what there is is told, who may is checked again, each is done once, and by programs that are written in the agent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use double::{Double, Peer, SESSION, TestHost, identity, run};
use towline_platform_linux::{Account, DesktopChoice, LinuxActions, LinuxHost};
use towline_wire::v1::{ActionKind, Grant, PerformAction, Permission, RunAs, SessionActions, agent_down, agent_up};

/// A machine without systemd whose `shutdown` and terminal only write down that they were started.
fn host(folder: &Path) -> LinuxHost {
    for name in ["shutdown", "systemctl", "xterm"] {
        let file = folder.join(name);
        let script = format!("#!/bin/sh\necho \"{name} $*\" >> {}/started\n", folder.display());
        fs::write(&file, script).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let choice = DesktopChoice { display: Some(":4711".into()), ..DesktopChoice::default() };
    let actions = LinuxActions::new(Account::current().unwrap(), choice, vec![folder.to_owned()]);
    LinuxHost::new("/nonexistent".into(), DesktopChoice::default()).unwrap().with_actions(actions)
}

fn perform(action: u64, participant: u32, kind: ActionKind) -> agent_down::Body {
    let run_as = (kind == ActionKind::RunAs).then(|| RunAs {
        program: "xterm".into(),
        account: "root".into(),
        sealed: vec![4; 200].into(),
    });
    let (session_id, kind) = (SESSION.to_owned(), kind.into());
    agent_down::Body::Perform(PerformAction { session_id, action, participant, kind, run_as })
}

async fn done(peer: &mut Peer) -> (u64, String) {
    peer.heard(|body| match body {
        agent_up::Body::ActionDone(done) => Some((done.action, done.code)),
        _ => None,
    })
    .await
}

async fn told(peer: &mut Peer) -> SessionActions {
    peer.heard(|body| if let agent_up::Body::Actions(told) = body { Some(told) } else { None }).await
}

fn line(action: u64, code: &str) -> (u64, String) {
    (action, code.to_owned())
}

#[test]
fn a_participant_who_may_restarts_the_machine_once_and_by_one_program_scr_4() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let double = Double::start().await;
        let (host, _helpers) = TestHost::on(host(folder.path()));
        let _agent = double::Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        let rights = |grant: &mut Grant| grant.participants[0].permissions = vec![Permission::Power.into()];
        peer.tell(double.grant(rights)).await;
        let told = told(&mut peer).await;
        let absent = |kind: ActionKind| {
            let offer = told.offers.iter().find(|offer| offer.kind == i32::from(kind)).unwrap();
            offer.absent.clone()
        };
        assert_eq!(absent(ActionKind::RestartSafe), "no_safe_mode");
        // No such display is there.
        assert_eq!([absent(ActionKind::Terminal), absent(ActionKind::RunAs)], ["no_desktop", "no_desktop"]);
        assert!(told.key.is_empty());
        // A right to this is none to that, and nobody else has any.
        for (number, (participant, kind)) in
            [(2, ActionKind::Restart), (0, ActionKind::Restart), (1, ActionKind::Terminal), (1, ActionKind::RunAs)]
                .into_iter()
                .enumerate()
        {
            let number = u64::try_from(number).unwrap() + 1;
            peer.tell(perform(number, participant, kind)).await;
            assert_eq!(done(&mut peer).await, line(number, "not_permitted"), "{participant} {kind:?}");
        }
        peer.tell(perform(5, 1, ActionKind::RestartSafe)).await;
        assert_eq!(done(&mut peer).await, line(5, "no_safe_mode"));
        assert!(!folder.path().join("started").exists());
        if rustix_root() {
            peer.tell(perform(6, 1, ActionKind::Restart)).await;
            assert_eq!(done(&mut peer).await, line(6, ""));
            // The same message again, as after a link that broke.
            peer.tell(perform(6, 1, ActionKind::Restart)).await;
            peer.tell(perform(7, 1, ActionKind::ShutDown)).await;
            assert_eq!(done(&mut peer).await, line(7, ""));
            let started = fs::read_to_string(folder.path().join("started")).unwrap();
            let plain = "shutdown -r now\nshutdown -h now\n";
            let systemd = "systemctl --no-ask-password reboot\nsystemctl --no-ask-password poweroff\n";
            assert!(started == plain || started == systemd, "{started}");
        }
    });
}

/// This test is root, without asking for another crate.
fn rustix_root() -> bool {
    Account::current().unwrap().uid == 0
}

#[test]
fn special_actions_are_for_the_controller_alone_and_what_cannot_be_read_runs_nothing_scr_6() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let double = Double::start().await;
        let (host, _helpers) = TestHost::on(host(folder.path()));
        let _agent = double::Running::start(identity(&double, double.port()), host);
        let (mut peer, _) = double.welcome().await;
        let all = vec![Permission::SpecialActions.into(), Permission::ScreenControl.into()];
        let both = all.clone();
        peer.tell(double.grant(|grant| {
            for participant in &mut grant.participants {
                participant.permissions.clone_from(&both);
            }
        }))
        .await;
        // The second may as well, and does not control.
        peer.tell(perform(1, 2, ActionKind::Terminal)).await;
        assert_eq!(done(&mut peer).await, line(1, "not_permitted"));
        peer.tell(perform(2, 1, ActionKind::Terminal)).await;
        assert_eq!(done(&mut peer).await, line(2, "no_desktop"));
        peer.tell(perform(3, 1, ActionKind::RunAs)).await;
        assert_eq!(done(&mut peer).await, line(3, "unreadable"));
        // Something that a newer appliance can ask.
        let odd = PerformAction { session_id: SESSION.into(), action: 4, participant: 1, kind: 99, run_as: None };
        peer.tell(agent_down::Body::Perform(odd)).await;
        assert_eq!(done(&mut peer).await, line(4, "unsupported"));
        assert!(!folder.path().join("started").exists());
    });
}
