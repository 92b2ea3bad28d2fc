//! System Info of an agent with real processes, asked by an appliance that is the test's: what it shows, what it does, and to whom it refuses (SES-41, SES-4).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    process::{Child, Command},
};

use double::{Double, Peer, Running, SESSION, TestHost, identity, run};
use prost::Message as _;
use towline_platform_linux::{Account, DesktopChoice, LinuxHost, LinuxSystem};
use towline_wire::{
    PAGE_LAST, Payload,
    v1::{
        ActOnSystem, EndProcess, Grant, Permission, QuerySystem, ServiceAct, ServiceHow, SystemAct, SystemCategory,
        SystemDone, SystemPage, SystemProcess, agent_down, agent_up, system_act::What, system_row::Row,
    },
};

/// Participant 1 may look and act, 2 may look.
fn rights(grant: &mut Grant) {
    grant.participants[0].permissions.extend([Permission::SystemView as i32, Permission::SystemAct as i32]);
    grant.participants[1].permissions.push(Permission::SystemView as i32);
}

async fn looking(double: &Double, linux: LinuxHost) -> (Peer, Running) {
    let (host, _helpers) = TestHost::on(linux);
    let running = Running::start(identity(double, double.port()), host);
    let (mut peer, _) = double.welcome().await;
    peer.tell(double.grant(rights)).await;
    (peer, running)
}

fn linux() -> LinuxHost {
    LinuxHost::new("/nonexistent".into(), DesktopChoice::default()).unwrap()
}

async fn ask(peer: &mut Peer, channel: u32, participant: u32, category: SystemCategory) {
    let (session_id, category) = (SESSION.to_owned(), category.into());
    peer.tell(agent_down::Body::QuerySystem(QuerySystem { session_id, channel, participant, category })).await;
}

/// All rows, and how many pages they came in.
async fn look(peer: &mut Peer, channel: u32, category: SystemCategory) -> (Vec<Row>, SystemPage) {
    ask(peer, channel, 1, category).await;
    let mut rows = Vec::new();
    loop {
        let payload = peer.payload(channel).await.expect("the link lives");
        peer.credit(channel, payload.len()).await;
        let Ok(Payload::SystemPage { flags, body }) = Payload::decode(payload) else { panic!("not a page") };
        let page = SystemPage::decode(body).unwrap();
        rows.extend(page.rows.iter().filter_map(|row| row.row.clone()));
        if flags == PAGE_LAST {
            return (rows, page);
        }
    }
}

async fn act(peer: &mut Peer, number: u64, participant: u32, what: What) {
    let (session_id, what) = (SESSION.to_owned(), Some(SystemAct { what: Some(what) }));
    peer.tell(agent_down::Body::ActOnSystem(ActOnSystem { session_id, act: number, participant, what })).await;
}

async fn answer(peer: &mut Peer) -> SystemDone {
    peer.heard(|body| if let agent_up::Body::SystemDone(done) = body { Some(done) } else { None }).await
}

/// A process of the test's; it is killed with it.
struct Sleeper(Child);

impl Sleeper {
    fn start() -> Sleeper {
        Sleeper(Command::new("sleep").arg("4711").spawn().unwrap())
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn process(rows: &[Row], pid: u32) -> Option<&SystemProcess> {
    rows.iter().find_map(|row| match row {
        Row::Process(process) if process.pid == pid => Some(process),
        _ => None,
    })
}

#[test]
fn a_process_that_is_listed_is_ended_once_and_a_later_one_never_ses_41() {
    run(async {
        let double = Double::start().await;
        let (mut peer, _running) = looking(&double, linux()).await;
        let mut sleeper = Sleeper::start();
        let pid = sleeper.0.id();
        let (rows, last) = look(&mut peer, 7, SystemCategory::Processes).await;
        let found = process(&rows, pid).expect("it is listed");
        assert_eq!((found.name.as_str(), found.command_line.as_str()), ("sleep", "sleep 4711"));
        assert!(last.end.is_some_and(|end| end.total == rows.len() as u64 && !end.account.is_empty()));

        let end = |started| What::EndProcess(EndProcess { pid, started, name: "sleep".into() });
        act(&mut peer, 1, 1, end(found.started + 1)).await;
        assert_eq!(answer(&mut peer).await.code, "gone", "another process with this number");
        assert!(sleeper.0.try_wait().unwrap().is_none());
        act(&mut peer, 2, 1, end(found.started)).await;
        let done = answer(&mut peer).await;
        assert_eq!((done.act, done.code.as_str()), (2, ""));
        sleeper.0.wait().unwrap();
        // The same message again does nothing and is not answered; the next one is.
        act(&mut peer, 2, 1, end(found.started)).await;
        act(&mut peer, 3, 1, end(found.started)).await;
        let next = answer(&mut peer).await;
        assert_eq!((next.act, next.code.as_str()), (3, "gone"));
    });
}

#[test]
fn the_agent_does_not_end_itself_ses_41() {
    run(async {
        let double = Double::start().await;
        let (mut peer, _running) = looking(&double, linux()).await;
        let (rows, _) = look(&mut peer, 7, SystemCategory::Processes).await;
        let own = process(&rows, std::process::id()).expect("the agent lists itself");
        assert!(own.protected);
        let what = What::EndProcess(EndProcess { pid: own.pid, started: own.started, name: own.name.clone() });
        act(&mut peer, 1, 1, what).await;
        let refused = answer(&mut peer).await;
        assert_eq!(refused.code, "protected");
        assert!(refused.detail.starts_with("This is Towline itself."), "{}", refused.detail);
    });
}

#[test]
fn who_may_only_look_does_nothing_and_who_may_not_look_sees_nothing_ses_4() {
    run(async {
        let double = Double::start().await;
        let (mut peer, _running) = looking(&double, linux()).await;
        let mut sleeper = Sleeper::start();
        let (rows, _) = look(&mut peer, 7, SystemCategory::Processes).await;
        let started = process(&rows, sleeper.0.id()).unwrap().started;
        for participant in [2, 3, 0] {
            let what = What::EndProcess(EndProcess { pid: sleeper.0.id(), started, name: String::new() });
            act(&mut peer, 9, participant, what).await;
            assert_eq!(answer(&mut peer).await.code, "not_permitted", "{participant}");
        }
        assert!(sleeper.0.try_wait().unwrap().is_none());
        ask(&mut peer, 8, 3, SystemCategory::Users).await;
        let closed =
            peer.heard(|body| if let agent_up::Body::ChannelClosed(closed) = body { Some(closed) } else { None }).await;
        assert_eq!((closed.channel, double::code_of(closed.problem).as_str()), (8, "not_permitted"));
    });
}

#[test]
fn a_look_waits_for_credit_and_a_closed_channel_ends_it_ses_41() {
    run(async {
        let double = Double::start().await;
        let (mut peer, _running) = looking(&double, linux()).await;
        // Without credit no more comes than the window; with it, the rest.
        let (programs, last) = look(&mut peer, 7, SystemCategory::Programs).await;
        assert!(!programs.is_empty() && last.end.is_some_and(|end| end.source == "dpkg"));
        ask(&mut peer, 9, 1, SystemCategory::Programs).await;
        peer.payload(9).await.unwrap();
        peer.tell(agent_down::Body::CloseChannel(towline_wire::v1::CloseChannel { channel: 9 })).await;
        // A number is used again only for another look, and that one is whole.
        let (again, _) = look(&mut peer, 10, SystemCategory::Programs).await;
        assert_eq!(again.len(), programs.len());
    });
}

#[test]
fn services_are_those_of_the_systems_own_program_ses_41() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let systemctl = folder.path().join("systemctl");
        let script = format!(
            "#!/bin/sh\ncase \"$1\" in\nshow) printf 'Id=cron.service\\nLoadState=loaded\\nActiveState=active\\nSubState=running\\n';;\nlist-unit-files) ;;\n*) echo \"$@\" >> {}/asked; case \"$5\" in cron.service) ;; *) echo 'Access denied' >&2; exit 1;; esac;;\nesac\n",
            folder.path().display()
        );
        fs::write(&systemctl, script).unwrap();
        fs::set_permissions(&systemctl, fs::Permissions::from_mode(0o755)).unwrap();
        let system = LinuxSystem::new(&Account::current().unwrap()).with_services(systemctl);
        let double = Double::start().await;
        let (mut peer, _running) = looking(&double, linux().with_system(system)).await;
        let (rows, _) = look(&mut peer, 7, SystemCategory::Services).await;
        assert!(
            matches!(&rows[..], [Row::Service(service)] if service.name == "cron.service" && service.state == "active")
        );
        let service = |name: &str, how: ServiceHow| What::Service(ServiceAct { name: name.into(), how: how.into() });
        act(&mut peer, 1, 1, service("cron.service", ServiceHow::Restart)).await;
        assert_eq!(answer(&mut peer).await.code, "");
        act(&mut peer, 2, 1, service("other.service", ServiceHow::Stop)).await;
        assert_eq!(answer(&mut peer).await.code, "not_permitted");
        act(&mut peer, 3, 1, service("--force", ServiceHow::Stop)).await;
        assert_eq!(answer(&mut peer).await.code, "unknown_service");
        let asked = fs::read_to_string(folder.path().join("asked")).unwrap();
        assert_eq!(asked.lines().count(), 2, "{asked}");
        assert!(asked.starts_with("--no-ask-password --no-pager restart -- cron.service\n"), "{asked}");
    });
}
