//! Support Buttons (SUP-50): what becomes of one that is deployed or removed in a session.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod scene;

use std::time::Duration;

use proptest::prelude::*;
use scene::{Run, START, customer_spec, user};
use towline_model::{Ask, ButtonId, OfButton, Permission, Permissions, Prompting, Queue, Via};
use towline_session::{Answer, ButtonStage, Input, Refusal, Session, Spec, Way};
use uuid::Uuid;

fn of(n: u8) -> OfButton {
    OfButton { id: ButtonId::from_uuid(Uuid::from_u128(0xb0 + u128::from(n))), description: format!("Desk {n}") }
}

fn spec(button: Option<OfButton>) -> Spec {
    let mut spec = customer_spec();
    spec.method = "support_button".into();
    if let Some(support) = &mut spec.support {
        support.via = if button.is_some() { Via::SupportButton } else { Via::SessionKey };
        support.button = button;
    }
    spec
}

impl Run {
    /// A rep with these permissions in a session with a customer, whose client runs if `client`.
    fn new(permissions: Permissions, button: Option<OfButton>, client: bool) -> Self {
        let queue = Queue::Personal(user(0));
        let session = Session::ask(START, spec(button), queue, "Olga");
        let mut run = Run::of(session);
        if client {
            run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
        } else {
            run.put(Input::CustomerThere { way: Way::Browser }).unwrap();
        }
        run.put(Input::Accept { user: user(0), name: "Olga".into(), permissions: permissions.into(), queue }).unwrap();
        run
    }

    fn deploy(&mut self, n: u8) -> Result<Answer, Refusal> {
        self.put(Input::BeginButton { user: user(0), button: of(n) })
    }

    fn remove(&mut self) -> Result<Answer, Refusal> {
        self.put(Input::BeginButtonRemoval { user: user(0) })
    }

    fn settled(&mut self, n: u8, taken: bool, code: &str) {
        self.put(Input::ButtonSettled { button: of(n).id, taken, code: code.into() }).unwrap();
    }

    fn stage(&self) -> &'static str {
        self.session.state().button.as_ref().map_or("none", |button| button.stage_name())
    }

    /// What was told of buttons, with its text.
    fn told(&self) -> Vec<String> {
        let named = self.events.iter().filter(|event| event.kind.name().starts_with("button_"));
        named.map(|event| format!("{} {}", event.kind.name(), event.kind.text())).collect()
    }
}

#[test]
fn a_button_is_deployed_and_removed_and_each_is_told_sup_50() {
    let mut run = Run::new(Permissions::ALL, None, true);
    assert_eq!(run.remove(), Err(Refusal::Button));
    run.deploy(1).unwrap();
    assert_eq!((run.deploy(2), run.remove()), (Err(Refusal::Button), Err(Refusal::Button)));
    // Of another one, and of something else than was asked for.
    run.settled(2, false, "");
    run.settled(1, true, "");
    assert_eq!(run.stage(), "placing");
    run.settled(1, false, "");
    run.settled(1, false, "");
    assert_eq!(run.stage(), "placed");
    run.remove().unwrap();
    run.settled(1, true, "remove");
    assert_eq!(run.stage(), "placed");
    run.remove().unwrap();
    run.settled(1, true, "");
    assert_eq!(run.stage(), "none");
    let told = ["button_started Desk 1", "button_placed Desk 1", "button_removing Desk 1", "button_failed remove"];
    assert_eq!(run.told(), [&told[..], &["button_removing Desk 1", "button_removed Desk 1"]].concat());
}

#[test]
fn a_session_that_a_button_started_has_it_and_shows_without_a_page_sup_50() {
    let mut run = Run::new(Permissions::ALL, Some(of(3)), true);
    assert!(run.session.state().shows());
    assert_eq!(run.stage(), "placed");
    let told: Vec<_> = run.events.iter().map(|event| event.kind.name()).collect();
    assert_eq!(told, ["session_started", "queued", "customer_connected", "accepted"]);
    run.remove().unwrap();
    run.settled(3, true, "");
    assert_eq!(run.stage(), "none");
}

#[test]
fn what_nobody_answers_fails_in_time_and_an_end_of_the_machine_ends_it_sup_50() {
    let mut run = Run::new(Permissions::ALL, None, true);
    run.deploy(1).unwrap();
    let until = run.session.deadline().unwrap();
    run.now = until + Duration::from_secs(200);
    run.put(Input::Tick).unwrap();
    assert_eq!((run.stage(), run.told().pop().unwrap().as_str()), ("none", "button_failed timeout"));
    run.settled(1, false, "");
    assert_eq!(run.stage(), "none", "too late");
    run.deploy(2).unwrap();
    run.put(Input::DisconnectCustomer { user: user(0) }).unwrap();
    assert_eq!((run.stage(), run.told().pop().unwrap().as_str()), ("none", "button_failed customer_disconnected"));
}

#[test]
fn without_the_permission_and_without_a_client_there_is_none_sup_50() {
    let mut run = Run::new(Permissions::ALL.without(Permission::Button), None, true);
    assert_eq!(run.deploy(1), Err(Refusal::NotPermitted));
    let mut run = Run::new(Permissions::ALL, None, false);
    assert_eq!(run.deploy(1), Err(Refusal::NoAgent));
    let how = Prompting { seconds: 30, silence: false, ..Prompting::default() };
    let asks = Permissions::ALL.without(Permission::Button).prompting(how).asking(Permission::Button, Ask::Each);
    let mut run = Run::new(asks, None, true);
    assert_eq!(run.deploy(1), Err(Refusal::Asking));
    let prompt = run.session.state().prompts[0].id;
    run.put(Input::CustomerAnswers { prompt, yes: true }).unwrap();
    run.deploy(1).unwrap();
    run.settled(1, false, "");
    assert_eq!(run.remove(), Err(Refusal::Asking), "each time");
}

#[derive(Debug, Clone)]
enum Step {
    Deploy(u8),
    Remove,
    Settled(u8, bool, bool),
    Later(u64),
    Gone,
    Back,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0u8..2).prop_map(Step::Deploy),
        Just(Step::Remove),
        (0u8..2, any::<bool>(), any::<bool>()).prop_map(|(n, taken, well)| Step::Settled(n, taken, well)),
        (1u64..200_000).prop_map(Step::Later),
        Just(Step::Gone),
        Just(Step::Back),
    ]
}

proptest! {
    /// Each attempt ends exactly once, and what is stored comes back the same.
    #[test]
    fn each_attempt_at_a_button_ends_once_sup_50(steps in proptest::collection::vec(step(), 1..60)) {
        let mut run = Run::new(Permissions::ALL, None, true);
        for step in steps {
            if run.session.state().ended() {
                break;
            }
            let _ = match step {
                Step::Deploy(n) => run.deploy(n),
                Step::Remove => run.remove(),
                Step::Settled(n, taken, well) => {
                    run.settled(n, taken, if well { "" } else { "install" });
                    Ok(Answer::Done)
                }
                Step::Later(ms) => {
                    run.now = run.now + Duration::from_millis(ms);
                    run.put(Input::Tick)
                }
                Step::Gone => run.put(Input::EndpointGone),
                Step::Back => run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }),
            };
            let stored = serde_json::to_string(run.session.state()).unwrap();
            let state: towline_session::State = serde_json::from_str(&stored).unwrap();
            prop_assert_eq!(&state.button, &run.session.state().button);
            let count = |kinds: &[&str]| run.events.iter().filter(|event| kinds.contains(&event.kind.name())).count();
            let begun = count(&["button_started", "button_removing"]);
            let ended = count(&["button_placed", "button_removed", "button_failed"]);
            let open = matches!(
                run.session.state().button.as_ref().map(|button| button.stage),
                Some(ButtonStage::Placing { .. } | ButtonStage::Taking { .. })
            );
            if !run.session.state().ended() {
                prop_assert_eq!(begun, ended + usize::from(open));
            }
        }
    }
}
