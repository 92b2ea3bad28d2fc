//! Choice of a shell's program and account (SHL-2): who may have what, what is offered, and what is written down and what never is.

use towline_session::{
    ElevationReport, Lost, SHELL_PROGRAMS, Sealed, ShellOffers, ShellProgram, ShellStatus, ShellWay, ShellWish,
};

use super::*;

const DASH: &str = "00112233445566aa";

pub(super) fn offers() -> ShellOffers {
    let program = |id: &str, path: &str, own| ShellProgram { id: id.into(), path: path.into(), own };
    ShellOffers {
        account: "carla".into(),
        program: "/bin/bash".into(),
        programs: vec![program("ffeeddccbbaa9988", "/bin/bash", true), program(DASH, "/bin/dash", false)],
        password_absent: String::new(),
        key: vec![4; 65],
    }
}

fn wish(n: u8, nonce: &str, wish: ShellWish) -> Input {
    Input::ChooseShell { user: user(0), shell: shell(n), nonce: nonce.into(), size: (80, 24), wish }
}

/// Any of the ways, for arbitrary sessions.
pub(super) fn any(user: UserId, n: u8, which: u8) -> Input {
    let wish = match which {
        0 => of(DASH),
        1 => as_whom(ShellWay::System, ""),
        2 => as_whom(ShellWay::Password, "alice"),
        _ => as_whom(ShellWay::Account, "bob"),
    };
    Input::ChooseShell { user, shell: shell(n), nonce: format!("c{which}"), size: (80, 24), wish }
}

fn of(program: &str) -> ShellWish {
    ShellWish { program: program.into(), ..ShellWish::default() }
}

fn as_whom(way: ShellWay, account: &str) -> ShellWish {
    let sealed = Sealed(if way == ShellWay::Password { vec![9; 300] } else { Vec::new() });
    ShellWish { way, account: account.into(), sealed, ..ShellWish::default() }
}

fn offered(permissions: Permissions) -> Run {
    let mut run = Run::new(permissions);
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    run.put(Input::ShellsOffered(offers())).unwrap();
    run
}

fn elevated(run: &mut Run) {
    let report = ElevationReport { elevated: true, account: "root".into(), ..ElevationReport::default() };
    run.put(Input::ElevationReported(report)).unwrap();
}

fn asked(run: &Run) -> Vec<(ShellId, String, ShellWay, String, usize)> {
    let of = |effect: &Effect| match effect {
        Effect::OpenChosen { shell, choice, sealed, .. } => {
            Some((*shell, choice.id.clone(), choice.way, choice.account.clone(), sealed.0.len()))
        }
        _ => None,
    };
    run.effects.iter().filter_map(of).collect()
}

#[test]
fn what_is_not_as_usual_stands_in_the_log_and_a_password_nowhere_shl_2() {
    let mut run = offered(Permissions::ALL);
    assert_eq!(run.put(wish(1, "a", of(DASH))), Ok(Answer::Shell(shell(1))));
    assert_eq!(run.put(wish(2, "a", of(DASH))), Ok(Answer::Shell(shell(1))), "the same nonce opens nothing twice");
    let mut other = as_whom(ShellWay::Password, "alice");
    other.sealed = Sealed(b"a sealed password".to_vec());
    run.put(wish(3, "b", other)).unwrap();
    elevated(&mut run);
    run.put(wish(4, "c", as_whom(ShellWay::System, ""))).unwrap();
    run.put(wish(5, "d", as_whom(ShellWay::Own, ""))).unwrap();
    run.put(wish(6, "e", as_whom(ShellWay::Account, "bob"))).unwrap();
    let told: Vec<(String, String)> = run
        .events
        .iter()
        .map(|event| event.told())
        .filter(|told| told.kind == "shell_opened")
        .map(|told| (told.program, told.account))
        .collect();
    let expected = [("/bin/dash", ""), ("", "alice"), ("", "root"), ("", "carla"), ("", "bob")];
    assert_eq!(told, expected.map(|(program, account)| (program.to_owned(), account.to_owned())));
    assert_eq!(asked(&run).len(), 5);
    assert_eq!(asked(&run)[1], (shell(3), String::new(), ShellWay::Password, "alice".into(), 17));
    let stored = serde_json::to_string(run.state()).unwrap();
    assert!(!stored.contains("sealed password") && !stored.contains(&format!("{:?}", &b"a seal"[..]).replace(' ', "")));
}

#[test]
fn what_is_not_offered_or_is_malformed_opens_nothing_shl_2() {
    let mut run = offered(Permissions::ALL);
    let long = "a".repeat(257);
    let hostile = [
        of("/bin/dash"),
        of("00112233445566AA"),
        of("0011223344556"),
        as_whom(ShellWay::Own, "carla"),
        as_whom(ShellWay::Account, ""),
        as_whom(ShellWay::Account, &long),
        as_whom(ShellWay::Password, "al\u{1b}ice"),
        ShellWish { sealed: Sealed(vec![1; 8193]), ..as_whom(ShellWay::Password, "alice") },
        ShellWish { sealed: Sealed(Vec::new()), ..as_whom(ShellWay::Password, "alice") },
        ShellWish { sealed: Sealed(vec![1]), ..of(DASH) },
    ];
    for (n, odd) in hostile.into_iter().enumerate() {
        assert_eq!(run.put(wish(1, &format!("n{n}"), odd)), Err(Refusal::Invalid), "{n}");
    }
    assert_eq!(run.put(wish(1, "x", of("0000000000000000"))), Err(Refusal::NoChoice));
    for way in [ShellWay::System, ShellWay::Account] {
        let account = if way == ShellWay::Account { "bob" } else { "" };
        assert_eq!(run.put(wish(1, "y", as_whom(way, account))), Err(Refusal::NotElevated));
    }
    run.put(Input::ShellsOffered(ShellOffers { password_absent: "no_program".into(), ..offers() })).unwrap();
    assert_eq!(run.put(wish(1, "z", as_whom(ShellWay::Password, "alice"))), Err(Refusal::NoChoice));
    run.put(Input::ShellsOffered(ShellOffers::default())).unwrap();
    assert_eq!(run.put(wish(1, "w", as_whom(ShellWay::Own, ""))), Err(Refusal::NoChoice));
    assert!(asked(&run).is_empty() && run.state().shells.is_empty());
}

#[test]
fn a_flood_of_offers_with_bad_names_is_bounded_shl_2() {
    let mut run = Run::at_work();
    let program = |n: u32| ShellProgram {
        id: if n.is_multiple_of(2) { format!("{n:016x}") } else { format!("../{n}") },
        path: if n.is_multiple_of(3) { format!("/bin/\u{1b}[31m{n}") } else { format!("/bin/{n}") },
        own: false,
    };
    let programs = (0..10_000).map(program).chain((0..100).map(|_| program(2))).collect();
    let (account, key) = ("ä".repeat(5000), vec![0; 5000]);
    run.put(Input::ShellsOffered(ShellOffers { account, programs, key, ..offers() })).unwrap();
    let kept = &run.state().shell_offers;
    assert_eq!(kept.programs.len(), SHELL_PROGRAMS);
    assert!(kept.programs.iter().all(|program| program.id.len() == 16 && !program.path.contains('\u{1b}')));
    assert!(kept.account.len() <= 256 && kept.key.is_empty());
}

#[test]
fn each_choice_needs_its_own_right_ses_4() {
    for (without, wanted) in [
        (Permission::ShellPrograms, of(DASH)),
        (Permission::Elevation, as_whom(ShellWay::System, "")),
        (Permission::Elevation, as_whom(ShellWay::Account, "bob")),
        (Permission::SpecialActions, as_whom(ShellWay::Password, "alice")),
        (Permission::Shell, as_whom(ShellWay::Own, "")),
    ] {
        let mut run = offered(Permissions::ALL.without(without));
        elevated(&mut run);
        assert_eq!(run.put(wish(1, "a", wanted.clone())), Err(Refusal::NotPermitted), "{without:?}");
        let mut run = offered(Permissions::ALL);
        elevated(&mut run);
        assert_eq!(run.put(wish(1, "a", wanted)), Ok(Answer::Shell(shell(1))), "{without:?}");
    }
}

#[test]
fn where_the_customer_is_asked_each_time_the_next_choice_is_another_one_ses_5() {
    let asks = Permissions::ALL.without(Permission::ShellPrograms).asking(Permission::ShellPrograms, Ask::Each);
    let silence = Prompting { seconds: 60, silence: true, elevate_at_start: false };
    let mut run = offered(asks.prompting(silence));
    // Nobody is there, and silence is a yes: once.
    run.put(wish(1, "a", of(DASH))).unwrap();
    let may = |run: &Run| run.state().participants[0].permissions.has(Permission::ShellPrograms);
    assert!(may(&run));
    let (account, program) = ("carla".to_owned(), "/bin/dash".to_owned());
    run.put(Input::ShellStarted { shell: shell(1), account, program, elevated: false }).unwrap();
    assert!(!may(&run));
    let taken = |effect: &Effect| matches!(effect, Effect::TakeAway { lost: Lost::Shells, .. });
    assert!(!run.effects.iter().any(taken), "the shell that runs is not touched");
}

#[test]
fn a_shell_that_begins_after_it_was_given_up_is_ended_shl_2() {
    let mut run = offered(Permissions::ALL);
    run.put(wish(1, "a", as_whom(ShellWay::Password, "alice"))).unwrap();
    run.put(Input::ShellEnded { shell: shell(1), status: -1, reason: "not_permitted".into(), bytes: 0 }).unwrap();
    let (account, program) = ("alice".to_owned(), "/bin/sh".to_owned());
    run.put(Input::ShellStarted { shell: shell(1), account, program, elevated: false }).unwrap();
    assert_eq!(run.effects.last(), Some(&Effect::CloseShell { shell: shell(1) }));
}

#[test]
fn after_a_link_broke_a_choice_is_asked_for_again_and_a_password_is_not_shl_4() {
    let mut run = offered(Permissions::ALL);
    run.put(wish(1, "a", of(DASH))).unwrap();
    run.put(wish(2, "b", as_whom(ShellWay::Password, "alice"))).unwrap();
    run.put(Input::EndpointGone).unwrap();
    let before = asked(&run).len();
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    assert_eq!(asked(&run)[before..], [(shell(1), DASH.to_owned(), ShellWay::Usual, String::new(), 0)]);
    let status = |n| run.state().shell(shell(n)).unwrap().status.clone();
    assert_eq!(status(1), ShellStatus::Opening);
    assert_eq!(status(2), ShellStatus::Ended { code: -1, reason: "unanswered".into() });
}
