//! Canned scripts (SCR-6): who may run them, what the log says, and what becomes of them when links and appliances go.

use towline_model::Interpreter;
use towline_session::{ElevationReport, Lost, ScriptOrder, ShellStatus};

use super::*;

const RUN: Permission = Permission::RunScripts;

fn order(as_system: bool) -> ScriptOrder {
    ScriptOrder {
        name: "Clear the cache".into(),
        interpreter: Interpreter::Sh,
        text: "echo $1".into(),
        digest: [7; 32],
        values: vec![("WHAT".into(), "; rm -rf \"$HOME\"".into())],
        timeout_seconds: 60,
        as_system,
        resources: Vec::new(),
    }
}

pub(super) fn run(user: UserId, n: u8, nonce: &str, as_system: bool) -> Input {
    Input::RunScript { user, shell: shell(n), nonce: nonce.into(), size: (80, 24), order: order(as_system) }
}

fn asked(run: &Run) -> usize {
    run.effects.iter().filter(|effect| matches!(effect, Effect::RunScript { .. })).count()
}

fn ended(n: u8, status: i32, reason: &str) -> Input {
    Input::ShellEnded { shell: shell(n), status, reason: reason.into(), bytes: 4711 }
}

#[test]
fn a_script_is_in_the_log_with_its_hash_and_its_values_before_the_agent_hears_of_it_scr_6() {
    let mut scene = Run::at_work();
    assert_eq!(scene.put(run(user(0), 1, "a", false)), Ok(Answer::Shell(shell(1))));
    assert_eq!(
        scene.put(run(user(0), 2, "a", false)),
        Ok(Answer::Shell(shell(1))),
        "the same nonce runs nothing twice"
    );
    assert_eq!(asked(&scene), 1);
    let Some(EventKind::ScriptStarted { script }) = scene.events.last().map(|event| event.kind.clone()) else {
        panic!()
    };
    assert_eq!((script.name.as_str(), script.sha256.len(), script.as_system), ("Clear the cache", 64, false));
    assert_eq!(script.values, order(false).values);
    let stored = serde_json::to_string(scene.state()).unwrap();
    assert!(!stored.contains("echo $1"), "the text is in no stored state");
    scene
        .put(Input::ShellStarted {
            shell: shell(1),
            account: "carla".into(),
            program: "/bin/sh".into(),
            elevated: false,
        })
        .unwrap();
    scene.put(ended(1, 3, "")).unwrap();
    let Some(EventKind::ScriptEnded { script }) = scene.events.last().map(|event| event.kind.clone()) else { panic!() };
    assert_eq!((script.status, script.bytes, script.reason.as_str()), (3, 4711, ""));
}

#[test]
fn scripts_need_their_permission_and_as_system_administrative_rights_besides_scr_6_ses_4() {
    let mut scene = Run::at_work();
    scene.join(1);
    scene.put(Input::Allow { user: user(1), permissions: Permissions::ALL.without(RUN).into() }).unwrap();
    assert_eq!(scene.put(run(user(1), 1, "a", false)), Err(Refusal::NotPermitted));
    assert_eq!(scene.put(run(user(1), 1, "a", true)), Err(Refusal::NotPermitted));
    // The right to shells is none to scripts, and the other way round.
    let only = Permissions::NONE.with(RUN);
    scene.put(Input::Allow { user: user(1), permissions: only.into() }).unwrap();
    let shell_of = Input::NewShell { user: user(1), shell: shell(2), nonce: "b".into(), columns: 80, rows: 24 };
    assert_eq!(scene.put(shell_of), Err(Refusal::NotPermitted));
    assert_eq!(scene.put(run(user(1), 1, "a", true)), Err(Refusal::NotPermitted), "as system without the right");
    assert_eq!(scene.put(run(user(1), 1, "a", false)), Ok(Answer::Shell(shell(1))));
    assert_eq!(scene.put(run(user(0), 3, "c", true)), Err(Refusal::NotElevated), "the session has no such rights");
    let report = ElevationReport { elevated: true, account: "root".into(), ..ElevationReport::default() };
    scene.put(Input::ElevationReported(report)).unwrap();
    assert_eq!(scene.put(run(user(0), 3, "c", true)), Ok(Answer::Shell(shell(3))));
    // Ending one, and losing the right.
    scene.put(Input::Allow { user: user(0), permissions: Permissions::ALL.without(RUN).into() }).unwrap();
    assert!(scene.effects.contains(&Effect::TakeAway { participant: 1, lost: Lost::Scripts }));
    assert_eq!(scene.put(Input::EndShell { user: user(0), shell: shell(3) }), Err(Refusal::NotPermitted));
    assert_eq!(scene.put(Input::EndShell { user: user(1), shell: shell(3) }), Ok(Answer::Done));
    let renamed = Input::RenameShell { user: user(0), shell: shell(3), name: "mine".into() };
    assert_eq!(scene.put(renamed), Err(Refusal::NotFound));
}

#[test]
fn a_script_is_asked_for_again_by_the_next_link_and_given_up_by_the_next_appliance_scr_6() {
    let mut scene = Run::at_work();
    scene.put(run(user(0), 1, "a", false)).unwrap();
    scene.put(Input::EndpointGone).unwrap();
    scene.put(Input::EndpointThere { held_grant: 1, shells: vec![] }).unwrap();
    assert_eq!(asked(&scene), 2, "it may never have arrived; the agent runs each once");
    // One that the agent holds goes on.
    scene.put(Input::EndpointGone).unwrap();
    scene
        .put(Input::EndpointThere { held_grant: 1, shells: vec![HeldShell { shell: shell(1), ended: false }] })
        .unwrap();
    assert_eq!(asked(&scene), 2);
    assert!(scene.effects.contains(&Effect::AttachShell { shell: shell(1) }));
    // The text is the library's: an appliance that was restarted has it no more.
    let mut restored = Run::of(Session::restore(START, scene.state().clone(), []));
    restored.put(Input::EndpointThere { held_grant: 1, shells: vec![] }).unwrap();
    assert_eq!(asked(&restored), 0);
    let status = &restored.state().shells[0].status;
    assert_eq!(status, &ShellStatus::Ended { code: -1, reason: "appliance_restarted".into() });
}

#[test]
fn shells_that_are_stopped_leave_scripts_alone_and_the_end_of_the_session_does_not_scr_6() {
    let mut scene = Run::at_work();
    scene.put(Input::NewShell { user: user(0), shell: shell(1), nonce: "s".into(), columns: 80, rows: 24 }).unwrap();
    scene.put(run(user(0), 2, "a", false)).unwrap();
    scene.put(Input::StopTool { user: user(0), tool: Tool::Shell }).unwrap();
    let closed = |scene: &Run, n| scene.effects.contains(&Effect::CloseShell { shell: shell(n) });
    assert_eq!((closed(&scene, 1), closed(&scene, 2)), (true, false));
    scene.put(Input::End { user: user(0) }).unwrap();
    let kinds = scene.kinds();
    assert_eq!(kinds[kinds.len() - 2..], ["script_ended", "ended"]);
}

#[test]
fn a_script_that_is_to_be_asked_for_each_time_is_asked_for_again_after_the_last_one_ses_5() {
    let how = Prompting { seconds: 30, silence: true, ..Prompting::default() };
    let mut scene = Run::at_work();
    let asks = Permissions::ALL.without(RUN).asking(RUN, Ask::Each).prompting(how);
    scene.put(Input::Allow { user: user(0), permissions: asks.into() }).unwrap();
    // Nobody is there who could be asked, and the rules let silence count.
    scene.put(run(user(0), 1, "a", false)).unwrap();
    scene.put(run(user(0), 2, "b", false)).unwrap();
    let may = |scene: &Run| scene.state().participants[0].permissions.has(RUN);
    scene.put(ended(1, 0, "")).unwrap();
    assert!(may(&scene), "the other one runs");
    scene.put(ended(2, 0, "")).unwrap();
    assert!(!may(&scene));
}

#[test]
fn files_that_go_along_are_in_the_log_with_their_hashes_and_bounded_scr_6() {
    let file = |name: &str, bytes: u64| towline_model::ScriptResource {
        id: towline_model::ResourceId::from_uuid(uuid::Uuid::nil()),
        name: name.into(),
        bytes,
        sha256: "ab".into(),
        executable: true,
    };
    let with = |n: u8, resources| Input::RunScript {
        user: user(0),
        shell: shell(n),
        nonce: format!("n{n}"),
        size: (80, 24),
        order: ScriptOrder { resources, ..order(false) },
    };
    let mut scene = Run::at_work();
    for odd in [vec![file("../a", 1)], vec![file("a", 1), file("a", 1)], vec![file("a", 17 << 20)]] {
        assert_eq!(scene.put(with(1, odd)), Err(Refusal::Invalid));
    }
    assert_eq!(scene.put(with(1, vec![file("a", 3), file("b", 4)])), Ok(Answer::Shell(shell(1))));
    let told = scene.events.last().unwrap().told().script.unwrap();
    let names: Vec<(&str, &str)> = told.resources.iter().map(|one| (one.name.as_str(), one.sha256.as_str())).collect();
    assert_eq!(names, [("a", "ab"), ("b", "ab")]);
    let state = scene.session.state().shell(shell(1)).unwrap().script.clone().unwrap();
    assert_eq!((state.resources, state.resource_bytes), (2, 7));
}
