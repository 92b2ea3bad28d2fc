//! Administrative rights in a session: under arbitrary inputs, and the stories of the specification (SUP-41, SES-5).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod scene;

use std::time::Duration;

use proptest::prelude::*;
use scene::{Run, START, customer_spec, user};
use towline_model::{Ask, Permission, Permissions, Prompting, Queue};
use towline_session::{
    Answer, Effect, ElevationOffer, ElevationReport, ElevationStatus, ElevationWay, EventKind, Input, Refusal, Sealed,
    Session, State, Way,
};

const SECRET: &[u8] = b"sealed for the agent alone";

impl Run {
    /// Rep 0 in a session with a client that can be asked both ways.
    fn with(permissions: Permissions) -> Run {
        let mut run = Run::quiet(permissions);
        run.report(offered()).unwrap();
        run
    }

    /// The same, before the client has said anything.
    fn quiet(permissions: Permissions) -> Run {
        let session = Session::ask(START, customer_spec(), Queue::Personal(user(0)), "Olga");
        let mut run = Run::of(session);
        run.put(Input::CustomerThere { way: Way::Browser }).unwrap();
        let queue = Queue::Personal(user(0));
        run.put(Input::Accept { user: user(0), name: "Olga".into(), permissions: permissions.into(), queue }).unwrap();
        run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
        run
    }

    fn report(&mut self, report: ElevationReport) -> Result<Answer, Refusal> {
        self.put(Input::ElevationReported(report))
    }

    fn elevate(&mut self, way: ElevationWay) -> Result<Answer, Refusal> {
        let sealed = if way == ElevationWay::Account { Sealed(SECRET.to_vec()) } else { Sealed::default() };
        self.put(Input::Elevate { user: user(0), way, sealed })
    }

    fn status(&self) -> &ElevationStatus {
        &self.state().elevation.status
    }

    fn kinds(&self) -> Vec<&'static str> {
        let ours = |kind: &&'static str| kind.starts_with("elevat");
        self.events.iter().map(|event| event.kind.name()).filter(ours).collect()
    }

    fn asked(&self) -> Vec<(u32, ElevationWay)> {
        let asked = |effect: &Effect| match effect {
            Effect::Elevate { attempt, way, .. } => Some((*attempt, *way)),
            _ => None,
        };
        self.effects.iter().filter_map(asked).collect()
    }
}

fn offered() -> ElevationReport {
    let offer = ElevationOffer { by_customer: true, by_account: true, key: vec![4; 65] };
    ElevationReport { offer, ..ElevationReport::default() }
}

fn got(attempt: u32) -> ElevationReport {
    ElevationReport { elevated: true, account: "root".into(), attempt, ..offered() }
}

fn failed(attempt: u32, code: &str) -> ElevationReport {
    ElevationReport { attempt, code: code.into(), ..offered() }
}

fn may() -> Permissions {
    Permissions::NONE.with(Permission::Shell).with(Permission::Elevation)
}

#[test]
fn administrative_rights_are_asked_for_got_and_end_each_with_an_event_sup_41() {
    let mut run = Run::with(may());
    run.elevate(ElevationWay::Account).unwrap();
    assert_eq!(run.asked(), [(1, ElevationWay::Account)]);
    assert_eq!(run.elevate(ElevationWay::Customer), Err(Refusal::Elevating));
    // Said before it heard, and while it works.
    run.report(offered()).unwrap();
    run.report(ElevationReport { busy: true, attempt: 1, ..offered() }).unwrap();
    assert!(matches!(run.status(), ElevationStatus::Trying { by: 1, .. }));
    run.report(failed(1, "wrong_password")).unwrap();
    assert_eq!((run.status(), run.state().elevation.code.as_str()), (&ElevationStatus::Not, "wrong_password"));
    run.elevate(ElevationWay::Customer).unwrap();
    assert_eq!(run.state().elevation.code, "");
    run.report(got(2)).unwrap();
    assert_eq!(run.status(), &ElevationStatus::Elevated { by: 1, account: "root".into() });
    assert_eq!(run.elevate(ElevationWay::Customer), Ok(Answer::Done), "there is nothing more to get");
    run.report(ElevationReport { attempt: 2, ..offered() }).unwrap();
    assert_eq!(run.status(), &ElevationStatus::Not);
    let kinds = ["elevation_asked", "elevation_failed", "elevation_asked", "elevated", "elevation_ended"];
    assert_eq!(run.kinds(), kinds);
}

#[test]
fn what_is_sealed_is_in_no_state_no_event_and_no_line_of_a_log_sup_41() {
    let mut run = Run::with(may());
    run.elevate(ElevationWay::Account).unwrap();
    let told = format!("{:?}", run.effects);
    let stored = serde_json::to_string(run.state()).unwrap() + &serde_json::to_string(&run.events).unwrap();
    let listed = SECRET.iter().map(u8::to_string).collect::<Vec<_>>();
    for text in [told, stored] {
        assert!(
            !text.contains("sealed for") && !text.contains(&listed.join(",")) && !text.contains(&listed.join(", "))
        );
    }
}

#[test]
fn without_the_permission_an_agent_or_a_way_nothing_is_asked_sup_42() {
    let mut run = Run::with(Permissions::NONE.with(Permission::Shell));
    assert_eq!(run.elevate(ElevationWay::Customer), Err(Refusal::NotPermitted));
    let mut run = Run::quiet(may());
    assert_eq!(run.elevate(ElevationWay::Customer), Err(Refusal::NoElevation), "an agent that never heard of it");
    run.report(offered()).unwrap();
    run.put(Input::CustomerPauses { on: true }).unwrap();
    assert_eq!(run.elevate(ElevationWay::Customer), Err(Refusal::Paused));
    run.put(Input::CustomerPauses { on: false }).unwrap();
    let sealed = Sealed(vec![0; 4096]);
    let long = Input::Elevate { user: user(0), way: ElevationWay::Account, sealed };
    assert_eq!(run.put(long), Err(Refusal::Invalid));
    run.put(Input::EndpointGone).unwrap();
    assert_eq!(run.elevate(ElevationWay::Customer), Err(Refusal::Offline));
    assert!(run.asked().is_empty());
}

#[test]
fn the_customers_yes_begins_the_prompt_and_never_keeps_a_password_ses_5() {
    let how = Prompting { seconds: 30, ..Prompting::default() };
    let permissions = Permissions::NONE.prompting(how).asking(Permission::Elevation, Ask::Each);
    let mut run = Run::with(permissions);
    assert_eq!(run.elevate(ElevationWay::Account), Err(Refusal::Asking));
    run.put(Input::CustomerAnswers { prompt: 1, yes: true }).unwrap();
    assert!(run.asked().is_empty(), "the password was not kept for it");
    run.elevate(ElevationWay::Account).unwrap();
    run.report(got(1)).unwrap();
    // Each time: the next time is another one.
    run.report(ElevationReport { attempt: 1, ..offered() }).unwrap();
    assert_eq!(run.elevate(ElevationWay::Customer), Err(Refusal::Asking));
    run.put(Input::CustomerAnswers { prompt: 2, yes: true }).unwrap();
    assert_eq!(run.asked(), [(1, ElevationWay::Account), (2, ElevationWay::Customer)]);
    // The agent has the grant before it is asked.
    let grant = |effect: &Effect| matches!(effect, Effect::Grant(plan) if plan.participants[0].permissions.has(Permission::Elevation));
    let elevate = |effect: &Effect| matches!(effect, Effect::Elevate { attempt: 2, .. });
    let (granted, asked) =
        (run.effects.iter().rposition(grant).unwrap(), run.effects.iter().position(elevate).unwrap());
    assert!(granted < asked);
}

#[test]
fn the_client_is_asked_once_at_the_start_where_the_rules_say_so_sup_41() {
    let how = Prompting { elevate_at_start: true, ..Prompting::default() };
    let mut run = Run::quiet(may().prompting(how));
    assert!(run.asked().is_empty());
    run.report(offered()).unwrap();
    assert_eq!(run.asked(), [(1, ElevationWay::Customer)]);
    run.report(failed(1, "declined")).unwrap();
    run.put(Input::EndpointGone).unwrap();
    run.put(Input::EndpointThere { held_grant: 9, shells: vec![] }).unwrap();
    run.report(failed(1, "declined")).unwrap();
    assert_eq!(run.asked().len(), 1, "a no is not asked again by itself");
    // Who may not have them is not asked for.
    let mut run = Run::quiet(Permissions::NONE.with(Permission::Shell).prompting(how));
    run.report(offered()).unwrap();
    assert!(run.asked().is_empty());
}

#[test]
fn an_attempt_that_is_lost_fails_and_rights_that_are_lost_end_sup_41() {
    // The link broke before the agent heard of it.
    let mut run = Run::with(may());
    run.elevate(ElevationWay::Account).unwrap();
    run.put(Input::EndpointGone).unwrap();
    run.put(Input::EndpointThere { held_grant: 9, shells: vec![] }).unwrap();
    run.report(offered()).unwrap();
    assert_eq!((run.status(), run.state().elevation.code.as_str()), (&ElevationStatus::Not, "cancelled"));
    // It broke after; the agent went on.
    run.elevate(ElevationWay::Account).unwrap();
    run.put(Input::EndpointGone).unwrap();
    run.put(Input::EndpointThere { held_grant: 9, shells: vec![] }).unwrap();
    run.report(ElevationReport { busy: true, attempt: 2, ..offered() }).unwrap();
    run.report(got(2)).unwrap();
    assert!(matches!(run.status(), ElevationStatus::Elevated { by: 1, .. }));
    // The client is given up.
    run.put(Input::EndpointGone).unwrap();
    run.wait(Duration::from_secs(11 * 60));
    assert_eq!((run.status(), run.kinds().last()), (&ElevationStatus::Not, Some(&"elevation_ended")));
    // Nobody answers at all.
    let mut run = Run::with(may());
    run.elevate(ElevationWay::Customer).unwrap();
    run.wait(Duration::from_secs(6 * 60));
    assert_eq!(run.state().elevation.code, "timed_out");
    // The agent's own check said no.
    run.elevate(ElevationWay::Customer).unwrap();
    let code = "not_permitted".to_owned();
    run.put(Input::RefusedAtAgent { participant: 1, code, of: towline_session::Asked::Elevation }).unwrap();
    assert_eq!((run.status(), run.state().elevation.code.as_str()), (&ElevationStatus::Not, "not_permitted"));
}

fn report() -> impl Strategy<Value = ElevationReport> {
    (any::<[bool; 4]>(), 0u32..6, prop_oneof![Just(""), Just("wrong_password"), Just("declined")]).prop_map(
        |([elevated, busy, by_customer, by_account], attempt, code)| ElevationReport {
            elevated,
            account: if elevated { "root".into() } else { String::new() },
            offer: ElevationOffer { by_customer, by_account, key: vec![4; 65] },
            busy,
            attempt,
            code: code.into(),
        },
    )
}

fn step() -> impl Strategy<Value = Input> {
    let way = prop_oneof![Just(ElevationWay::Customer), Just(ElevationWay::Account)];
    prop_oneof![
        4 => (way, 0u8..2).prop_map(|(way, who)| Input::Elevate { user: user(who), way, sealed: Sealed(SECRET.to_vec()) }),
        4 => report().prop_map(Input::ElevationReported),
        2 => (1u32..6, any::<bool>()).prop_map(|(prompt, yes)| Input::CustomerAnswers { prompt, yes }),
        1 => any::<bool>().prop_map(|on| Input::CustomerPauses { on }),
        1 => Just(Input::EndpointGone),
        2 => Just(Input::EndpointThere { held_grant: 0, shells: vec![] }),
        1 => (0u32..64).prop_map(|bits| Input::Allow { user: user(0), permissions: Permissions::from_bits(bits).into() }),
        1 => Just(Input::Hold { user: user(0) }),
        1 => Just(Input::Resume { user: user(0), name: "Olga".into(), permissions: may().into() }),
        1 => Just(Input::Tick),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_an_agent_says_rights_are_asked_for_by_those_who_may_and_each_attempt_ends_once_sup_41(
        steps in proptest::collection::vec(step(), 0..60), asks in any::<bool>(), at_start in any::<bool>(),
    ) {
        let how = Prompting { seconds: 30, silence: true, elevate_at_start: at_start };
        let plain = Permissions::NONE.prompting(how);
        let rights = if asks { plain.asking(Permission::Elevation, Ask::Each) } else { plain.with(Permission::Elevation) };
        let mut run = Run::with(rights);
        for step in &steps {
            let (before, paused, there) = (run.effects.len(), run.state().paused, run.session.endpoint_there());
            let _ = run.put(step.clone());
            run.now = run.now + Duration::from_secs(1);
            let state = run.state();
            for effect in &run.effects[before..] {
                if let Effect::Elevate { participant, attempt, .. } = effect {
                    let rep = state.participant(*participant).expect("is inside");
                    prop_assert!(rep.permissions.has(Permission::Elevation));
                    prop_assert_eq!(*attempt, state.elevation.attempt);
                    let back = matches!(step, Input::CustomerPauses { on: false } | Input::EndpointThere { .. });
                    prop_assert!(back || (!paused && there));
                }
            }
            if matches!(state.elevation.status, ElevationStatus::Trying { .. }) {
                prop_assert!(run.session.deadline().is_some());
            }
            let stored: State = serde_json::from_str(&serde_json::to_string(state).unwrap()).unwrap();
            prop_assert_eq!(&stored, state);
            prop_assert!(state.elevation.offer.key.len() <= 256 && state.elevation.code.len() <= 32);
        }
        // Between two beginnings there is at most one end, and no end without a beginning.
        let mut open = false;
        for event in &run.events {
            match event.kind {
                EventKind::ElevationAsked { .. } => prop_assert!(!std::mem::replace(&mut open, true)),
                EventKind::Elevated { .. } | EventKind::ElevationFailed { .. } => prop_assert!(std::mem::replace(&mut open, false)),
                _ => {}
            }
        }
        prop_assert!(run.events.iter().map(|event| event.sequence).eq(1..=run.events.len() as u64));
    }
}
