//! Pins (SUP-60): what becomes of a customer's machine that is to be a Jump Client, whoever says it first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod scene;

use std::time::Duration;

use proptest::prelude::*;
use scene::{Run, START, customer_spec, item_spec, user};
use towline_model::{Ask, Permission, Permissions, PinId, Prompting, Queue};
use towline_session::{Answer, Event, EventKind, Input, PIN_LIFE, PinnedItem, Refusal, Session, State, Way};
use uuid::Uuid;

fn pin(n: u8) -> PinId {
    PinId::from_uuid(Uuid::from_u128(0x919 + u128::from(n)))
}

impl Run {
    /// A rep with these permissions in a session with a customer whose client runs.
    fn with_client(permissions: Permissions) -> Self {
        let queue = Queue::Personal(user(0));
        let mut run = Run::of(Session::ask(START, customer_spec(), queue, "Olga"));
        run.put(Input::CustomerThere { way: Way::Browser }).unwrap();
        run.put(Input::Accept { user: user(0), name: "Olga".into(), permissions: permissions.into(), queue }).unwrap();
        run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
        run
    }

    /// A rep in a session with an item.
    fn with_item(permissions: Permissions) -> Self {
        let mut run = Run::of(Session::start(START, item_spec(), user(0), "Olga", permissions));
        run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
        run
    }

    fn begin(&mut self, n: u8) -> Result<Answer, Refusal> {
        self.put(Input::BeginPin { user: user(0), pin: pin(n), place: "Servers".into() })
    }

    fn arrived(&mut self, n: u8) {
        let item = PinnedItem { name: "desk".into(), user_mode: true };
        self.put(Input::PinArrived { pin: pin(n), item }).unwrap();
    }

    fn installed(&mut self, n: u8, code: &str) {
        self.put(Input::PinInstalled { pin: pin(n), code: code.into() }).unwrap();
    }

    /// What the log says of pins.
    fn told(&self) -> Vec<(&'static str, &str)> {
        let of_pins = |event: &&Event| event.kind.name().contains("pin");
        self.events.iter().filter(of_pins).map(|event| (event.kind.name(), event.kind.text())).collect()
    }
}

const STARTED: (&str, &str) = ("pin_started", "Servers");

#[test]
fn a_pin_is_done_when_the_installer_ended_and_its_agent_is_there_whoever_is_first_sup_60() {
    for agent_first in [true, false] {
        let mut run = Run::with_client(Permissions::ALL);
        run.begin(1).unwrap();
        assert_eq!(run.begin(2), Err(Refusal::Pinning));
        if agent_first {
            run.installed(1, "");
            run.arrived(1);
        } else {
            run.arrived(1);
            assert!(run.state().pin.is_some());
            run.installed(1, "");
        }
        assert_eq!(run.told(), [STARTED, ("pinned_user", "desk")]);
        assert!(run.state().pin.is_none() && !run.state().ended(), "the session goes on");
        run.begin(2).unwrap();
    }
}

#[test]
fn a_pin_that_fails_says_why_and_strangers_change_nothing_sup_60() {
    let mut run = Run::with_client(Permissions::ALL);
    run.begin(1).unwrap();
    run.installed(2, "");
    run.arrived(2);
    run.installed(1, "no_curl");
    run.arrived(1);
    run.begin(3).unwrap();
    run.wait(PIN_LIFE);
    run.begin(4).unwrap();
    run.installed(4, "");
    run.wait(Duration::from_secs(11));
    run.begin(5).unwrap();
    run.arrived(5);
    run.wait(PIN_LIFE);
    let outcomes = [
        STARTED,
        ("pin_failed", "no_curl"),
        STARTED,
        ("pin_failed", "timeout"),
        STARTED,
        ("pin_failed", "already_there"),
        STARTED,
        ("pinned_user", "desk"),
    ];
    assert_eq!(run.told(), outcomes);
}

#[test]
fn a_customer_who_is_disconnected_takes_the_pin_along_ses_22_sup_60() {
    for arrives in [false, true] {
        let mut run = Run::with_client(Permissions::ALL);
        run.begin(1).unwrap();
        if arrives {
            run.arrived(1);
        }
        run.put(Input::DisconnectCustomer { user: user(0) }).unwrap();
        let outcome = if arrives { ("pinned_user", "desk") } else { ("pin_failed", "customer_disconnected") };
        assert_eq!(run.told(), [STARTED, outcome]);
        // What comes late changes nothing, and nothing begins any more.
        run.installed(1, "");
        run.arrived(1);
        run.wait(PIN_LIFE);
        assert_eq!(run.begin(2), Err(Refusal::NoAgent));
        assert_eq!(run.told(), [STARTED, outcome]);
        assert!(run.state().pin.is_none() && !run.state().ended());
    }
}

#[test]
fn whoever_may_not_pin_does_not_and_a_browser_cannot_be_sup_60() {
    let mut run = Run::with_client(Permissions::ALL.without(Permission::Pin));
    assert_eq!(run.begin(1), Err(Refusal::NotPermitted));
    let stranger = Input::BeginPin { user: user(9), pin: pin(1), place: String::new() };
    assert_eq!(run.put(stranger), Err(Refusal::NotFound));
    let mut run = Run::with_client(Permissions::ALL);
    run.put(Input::CustomerPauses { on: true }).unwrap();
    assert_eq!(run.begin(1), Err(Refusal::Paused));
    run.put(Input::CustomerPauses { on: false }).unwrap();
    run.put(Input::EndpointGone).unwrap();
    assert_eq!(run.begin(1), Err(Refusal::Offline));
    assert!(run.told().is_empty());
}

#[test]
fn the_customer_is_asked_and_a_yes_for_each_time_is_used_up_ses_5_sup_60() {
    let how = Prompting { seconds: 30, silence: false, ..Prompting::default() };
    let mut run = Run::with_client(Permissions::NONE.prompting(how).asking(Permission::Pin, Ask::Each));
    assert_eq!(run.begin(1), Err(Refusal::Asking));
    run.put(Input::CustomerAnswers { prompt: 1, yes: true }).unwrap();
    assert!(run.state().pin.is_none(), "the console says it again");
    run.begin(2).unwrap();
    run.installed(2, "");
    run.arrived(2);
    assert_eq!(run.begin(3), Err(Refusal::Asking));
    run.put(Input::CustomerAnswers { prompt: 2, yes: false }).unwrap();
    assert_eq!(run.begin(3), Err(Refusal::CustomerRefused));
}

#[test]
fn what_is_pinned_is_unpinned_and_not_pinned_again_sup_60() {
    let mut run = Run::with_item(Permissions::ALL);
    assert_eq!(run.begin(1), Err(Refusal::Invalid));
    run.put(Input::Unpin { user: user(0) }).unwrap();
    assert_eq!(run.told(), [("unpinned", "web-01")]);
    let mut run = Run::with_item(Permissions::ALL.without(Permission::Pin));
    assert_eq!(run.put(Input::Unpin { user: user(0) }), Err(Refusal::NotPermitted));
    let mut run = Run::with_client(Permissions::ALL);
    assert_eq!(run.put(Input::Unpin { user: user(0) }), Err(Refusal::Invalid));
}

#[test]
fn a_pin_survives_the_appliance_and_a_state_without_one_is_read_ses_2() {
    let mut run = Run::with_client(Permissions::ALL);
    let without = serde_json::to_string(run.state()).unwrap();
    assert!(!without.contains("\"pin\":"), "{without}");
    run.begin(1).unwrap();
    let stored: State = serde_json::from_str(&serde_json::to_string(run.state()).unwrap()).unwrap();
    let mut after = Run { now: run.now, ..Run::of(Session::restore(run.now, stored, [])) };
    after.arrived(1);
    after.wait(PIN_LIFE);
    assert!(after.told().contains(&("pinned_user", "desk")));
}

#[test]
fn a_pin_whose_time_ran_out_while_the_appliance_was_down_still_comes_to_a_good_end_ses_2() {
    let mut run = Run::with_client(Permissions::ALL);
    run.begin(1).unwrap();
    run.installed(1, "");
    let stored = run.state().clone();
    let back = run.now + Duration::from_secs(60);
    let mut after = Run { now: back, ..Run::of(Session::restore(back, stored, [])) };
    after.wait(Duration::from_secs(5));
    after.arrived(1);
    assert_eq!(after.told(), [("pinned_user", "desk")]);
}

proptest! {
    #[test]
    fn every_pin_has_one_outcome_and_never_waits_for_ever_sup_60(
        steps in proptest::collection::vec((0u8..5, 0u8..3, any::<bool>(), 0u64..120_000), 0..60),
    ) {
        let mut run = Run::with_client(Permissions::ALL);
        for (what, n, well, ms) in steps {
            match what {
                0 => drop(run.begin(n)),
                1 => run.arrived(n),
                2 => run.installed(n, if well { "" } else { "install" }),
                3 => run.wait(Duration::from_millis(ms)),
                _ => drop(run.put(if well { Input::EndpointGone } else { Input::EndpointThere { held_grant: 0, shells: vec![] } })),
            }
            // An end takes an open one with it.
            if run.state().ended() {
                break;
            }
            let count = |wanted: fn(&EventKind) -> bool| run.events.iter().filter(|event| wanted(&event.kind)).count();
            let begun = count(|kind| matches!(kind, EventKind::PinStarted { .. }));
            let over = count(|kind| matches!(kind, EventKind::Pinned { .. } | EventKind::PinFailed { .. }));
            prop_assert_eq!(begun, over + usize::from(run.state().pin.is_some()));
            if let Some(open) = &run.state().pin {
                prop_assert!(open.until > run.now && open.until <= run.now + PIN_LIFE);
            }
        }
    }
}
