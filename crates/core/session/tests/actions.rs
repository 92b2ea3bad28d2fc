//! What is done to the machine with one word, and the way back from a restart: under arbitrary inputs, and the stories of the specification (SCR-4, SCR-6).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod scene;

use std::time::Duration;

use proptest::prelude::*;
use scene::{Run, START, item_spec, user};
use towline_model::{Ask, Permission, Permissions, Prompting};
use towline_session::{
    ActionKind, ActionOffers, Answer, Effect, Event, Graces, Input, Phase, Program, RESTART_PATIENCE, Refusal, Sealed,
    Session, Spec, Tool, WAITING_ACTIONS, WayBack,
};

const SECRET: &[u8] = b"sealed for the agent alone";

fn spec(endpoint_ms: u64) -> Spec {
    Spec { graces: Graces { endpoint_ms, ..Graces::default() }, ..item_spec() }
}

impl Run {
    fn new(permissions: Permissions, endpoint_ms: u64) -> Run {
        let session = Session::start(START, spec(endpoint_ms), user(0), "Olga", permissions);
        let mut run = Run::of(session);
        run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
        run.put(Input::ConsoleThere { user: user(0) }).unwrap();
        run
    }

    /// The rep has control, and the agent can do everything but a safe mode.
    fn ready(permissions: Permissions) -> Run {
        let mut run = Run::new(permissions, Graces::default().endpoint_ms);
        run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
        run.put(Input::TakeControl { user: user(0) }).unwrap();
        run.put(offered()).unwrap();
        run
    }

    fn act(&mut self, action: ActionKind, nonce: &str) -> Result<Answer, Refusal> {
        self.put(Input::DoAction { user: user(0), action, run: None, nonce: nonce.into() })
    }

    fn kinds(&self) -> Vec<&'static str> {
        let of = |event: &Event| {
            let name = event.kind.name();
            (name.starts_with("action") || name.starts_with("restart") || name.starts_with("endpoint")).then_some(name)
        };
        self.events.iter().filter_map(of).collect()
    }

    fn performed(&self) -> Vec<(u64, ActionKind)> {
        let of = |effect: &Effect| match effect {
            Effect::Perform { action, kind, .. } => Some((*action, *kind)),
            _ => None,
        };
        self.effects.iter().filter_map(of).collect()
    }

    /// The appliance is killed and started again.
    fn killed(&mut self) {
        let stored = serde_json::to_string(self.state()).unwrap();
        assert!(!stored.contains("sealed"), "nothing sealed is stored");
        self.session = Session::restore(self.now, serde_json::from_str(&stored).unwrap(), []);
        self.drain();
        self.put(Input::ConsoleThere { user: user(0) }).unwrap();
    }
}

fn offered() -> Input {
    let absent = |kind: &ActionKind| if *kind == ActionKind::RestartSafe { "no_safe_mode" } else { "" };
    let offers = ActionKind::ALL.iter().map(|kind| (*kind, absent(kind).to_owned())).collect();
    Input::ActionsOffered(ActionOffers { offers, key: vec![4; 65], back: WayBack::Desktop })
}

fn done(action: u64, code: &str) -> Input {
    Input::ActionDone { action, code: code.into(), detail: String::new() }
}

fn program() -> (Program, Sealed) {
    (Program { name: "xterm".into(), account: "carla".into() }, Sealed(SECRET.to_vec()))
}

#[test]
fn a_machine_that_is_restarted_is_waited_for_and_the_session_goes_on_scr_4() {
    let mut run = Run::ready(Permissions::ALL);
    run.act(ActionKind::Restart, "one").unwrap();
    // Repeated it is the same.
    run.act(ActionKind::Restart, "one").unwrap();
    assert_eq!(run.performed(), [(1, ActionKind::Restart)]);
    assert_eq!(run.act(ActionKind::ShutDown, "two"), Err(Refusal::NoAction), "it is on its way down");
    run.put(done(1, "")).unwrap();
    run.put(Input::EndpointGone).unwrap();
    assert_eq!(run.state().phase, Phase::EndpointLost);
    assert_eq!(run.state().actions.power.as_ref().unwrap().name, "Olga");
    run.wait(Duration::from_secs(9 * 60));
    assert_eq!(run.state().phase, Phase::EndpointLost);
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    assert_eq!(run.state().phase, Phase::Active);
    assert!(run.state().actions.power.is_none() && run.state().tools.screen, "the screen goes on by itself");
    assert_eq!(run.kinds(), ["action_asked", "action_done", "endpoint_lost", "restarted"]);
}

#[test]
fn a_restart_is_waited_for_longer_than_the_rules_say_of_a_machine_that_is_lost_scr_4_sup_24() {
    for (action, waits) in [(ActionKind::Restart, RESTART_PATIENCE), (ActionKind::ShutDown, Duration::from_secs(30))] {
        let mut run = Run::new(Permissions::ALL, 30_000);
        run.put(offered()).unwrap();
        run.act(action, "one").unwrap();
        run.put(Input::EndpointGone).unwrap();
        run.wait(waits.checked_sub(Duration::from_millis(1)).unwrap());
        assert_eq!(run.state().phase, Phase::EndpointLost, "{action:?}");
        run.wait(Duration::from_millis(1));
        assert_eq!(run.state().ended_reason.as_deref(), Some("endpoint_lost"), "{action:?}");
    }
}

#[test]
fn an_appliance_that_is_killed_in_the_middle_of_a_restart_knows_of_it_scr_4_ses_2() {
    // Before the agent heard: it is asked again, by the same number.
    let mut run = Run::ready(Permissions::ALL);
    run.act(ActionKind::Restart, "one").unwrap();
    run.killed();
    run.put(Input::EndpointThere { held_grant: 3, shells: vec![] }).unwrap();
    assert_eq!(run.performed(), [(1, ActionKind::Restart), (1, ActionKind::Restart)]);
    let grant = run.effects.iter().rposition(|effect| matches!(effect, Effect::Grant(_))).unwrap();
    let order = run.effects.iter().rposition(|effect| matches!(effect, Effect::Perform { .. })).unwrap();
    assert!(grant < order, "the agent has the grant before it is asked");
    // While the machine is away, and until it is back.
    run.killed();
    assert!(run.state().actions.power.is_some());
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    assert_eq!(run.state().phase, Phase::Active);
    assert_eq!(run.kinds(), ["action_asked", "action_done", "restarted"]);
}

#[test]
fn a_machine_that_does_not_go_is_told_of_and_can_be_asked_again_scr_4() {
    let mut run = Run::ready(Permissions::ALL);
    run.act(ActionKind::Restart, "one").unwrap();
    run.put(done(1, "denied")).unwrap();
    assert!(run.state().actions.power.is_none());
    run.act(ActionKind::ShutDown, "two").unwrap();
    run.put(done(2, "")).unwrap();
    // A link that blinks is no restart.
    run.put(Input::EndpointGone).unwrap();
    run.put(Input::EndpointThere { held_grant: 4, shells: vec![] }).unwrap();
    assert!(run.state().actions.power.is_some());
    run.wait(Duration::from_secs(3 * 60));
    assert!(run.state().actions.power.is_none());
    assert_eq!(
        run.kinds(),
        [
            "action_asked",
            "action_failed",
            "action_asked",
            "action_done",
            "endpoint_lost",
            "endpoint_back",
            "restart_failed"
        ]
    );
    run.act(ActionKind::Restart, "three").unwrap();
}

#[test]
fn special_actions_are_for_whoever_has_the_desktops_keyboard_scr_6() {
    let mut run = Run::ready(Permissions::ALL);
    run.act(ActionKind::Terminal, "one").unwrap();
    run.put(Input::ReleaseControl { user: user(0) }).unwrap();
    assert_eq!(run.act(ActionKind::Terminal, "two"), Err(Refusal::NotPermitted));
    // The machine itself has no keyboard to be had.
    run.act(ActionKind::Restart, "three").unwrap();
    let mut run = Run::ready(Permissions::ALL.without(Permission::SpecialActions));
    assert_eq!(run.act(ActionKind::Lock, "one"), Err(Refusal::NotPermitted));
    let mut run = Run::ready(Permissions::ALL.without(Permission::Power));
    assert_eq!(run.act(ActionKind::Restart, "one"), Err(Refusal::NotPermitted));
    assert_eq!(run.act(ActionKind::RestartSafe, "one"), Err(Refusal::NotPermitted));
    run.act(ActionKind::Lock, "one").unwrap();
    assert_eq!(run.performed(), [(1, ActionKind::Lock)]);
}

#[test]
fn a_program_as_somebody_else_is_told_by_its_name_and_nothing_of_it_is_kept_scr_6() {
    let mut run = Run::ready(Permissions::ALL);
    let ask = |run: &mut Run, program: Option<(Program, Sealed)>, nonce: &str| {
        let (user, action, nonce) = (user(0), ActionKind::RunAs, nonce.to_owned());
        run.put(Input::DoAction { user, action, run: program, nonce })
    };
    ask(&mut run, Some(program()), "one").unwrap();
    run.put(done(1, "wrong_password")).unwrap();
    let told = serde_json::to_string(&run.events).unwrap();
    assert!(told.contains("xterm") && told.contains("carla") && !told.contains("sealed"));
    assert!(run.effects.iter().any(|effect| matches!(effect, Effect::Perform { sealed, .. } if sealed.0 == SECRET)));
    // What is no name of a file, or nothing at all, is not asked.
    let odd = |name: &str, account: &str, sealed: usize| {
        Some((Program { name: name.into(), account: account.into() }, Sealed(vec![1; sealed])))
    };
    for (at, program) in [
        None,
        odd("/bin/sh", "a", 9),
        odd("", "a", 9),
        odd("sh", "", 9),
        odd("sh", "a", 0),
        odd("s\nh", "a", 9),
        odd("sh", "a", 8193),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(ask(&mut run, program, &format!("odd {at}")), Err(Refusal::Invalid), "{at}");
    }
    let with = Input::DoAction { user: user(0), action: ActionKind::Lock, run: Some(program()), nonce: "x".into() };
    assert_eq!(run.put(with), Err(Refusal::Invalid));
    // Lost with the link, it is not asked again: the secret is not kept.
    ask(&mut run, Some(program()), "two").unwrap();
    run.put(Input::EndpointGone).unwrap();
    run.put(Input::EndpointThere { held_grant: 9, shells: vec![] }).unwrap();
    assert_eq!(run.performed().len(), 2);
    assert_eq!(run.kinds().last(), Some(&"endpoint_back"));
    assert!(run.kinds().iter().filter(|kind| **kind == "action_failed").count() == 2);
}

#[test]
fn what_the_machine_cannot_do_is_not_asked_of_it_scr_4_scr_6() {
    let mut run = Run::ready(Permissions::ALL);
    assert_eq!(run.act(ActionKind::RestartSafe, "one"), Err(Refusal::NoAction));
    run.put(Input::ActionsOffered(ActionOffers::default())).unwrap();
    assert_eq!(run.act(ActionKind::Terminal, "one"), Err(Refusal::NoAction));
    assert!(run.performed().is_empty());
}

#[test]
fn where_the_rules_ask_somebody_first_nothing_is_done_before_ses_5_scr_4() {
    let asks = Permissions::ALL.without(Permission::Power).asking(Permission::Power, Ask::Each).prompting(Prompting {
        seconds: 30,
        silence: false,
        elevate_at_start: false,
    });
    let mut run = Run::ready(asks);
    assert_eq!(run.act(ActionKind::Restart, "one"), Err(Refusal::NobodyToAsk));
    assert!(run.performed().is_empty());
}

fn kind() -> impl Strategy<Value = ActionKind> {
    (0usize..ActionKind::ALL.len()).prop_map(|at| ActionKind::ALL[at])
}

fn input() -> impl Strategy<Value = Input> {
    let who = || (0u8..3).prop_map(user);
    let code = || prop_oneof![Just(String::new()), Just("failed".to_owned())];
    prop_oneof![
        2 => (who(), 0u32..1024).prop_map(|(user, bits)| Input::Join { user, name: "rep".into(), permissions: Permissions::from_bits(bits).into() }),
        6 => (who(), kind(), any::<bool>(), 0u8..6).prop_map(|(user, action, run, n)| Input::DoAction { user, action, run: run.then(program), nonce: n.to_string() }),
        3 => (0u64..8, code()).prop_map(|(action, code)| done(action, &code)),
        2 => Just(offered()),
        1 => Just(Input::ActionsOffered(ActionOffers::default())),
        2 => (0u64..4).prop_map(|held_grant| Input::EndpointThere { held_grant, shells: vec![] }),
        2 => Just(Input::EndpointGone),
        2 => who().prop_map(|user| Input::TakeControl { user }),
        1 => who().prop_map(|user| Input::ReleaseControl { user }),
        1 => who().prop_map(|user| Input::StartTool { user, tool: Tool::Screen }),
        1 => (who(), 0u32..1024).prop_map(|(user, bits)| Input::Allow { user, permissions: Permissions::from_bits(bits).into() }),
        1 => who().prop_map(|user| Input::Leave { user }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_happens_only_who_may_acts_and_each_wish_is_answered_once_scr_4_scr_6(
        steps in proptest::collection::vec((input(), 0u64..200_000, any::<bool>()), 0..60),
    ) {
        let mut run = Run::new(Permissions::ALL, Graces::default().endpoint_ms);
        for (input, ms, killed) in steps {
            let (sent, before) = (run.effects.len(), run.state().clone());
            let _ = run.put(input);
            for effect in run.effects.iter().skip(sent) {
                let Effect::Perform { action, participant, kind, sealed, .. } = effect else { continue };
                let state = run.state();
                let again = before.actions.waiting.iter().any(|waiting| waiting.number == *action);
                let may = state.participant(*participant).is_some_and(|found| found.permissions.has(kind.needs()));
                prop_assert!(again || may && *action > before.actions.made);
                prop_assert!(kind.is_power() || state.controller == Some(*participant));
                prop_assert!(!again || kind.is_power() && sealed.0.is_empty());
            }
            let state = run.state();
            prop_assert!(state.actions.waiting.len() <= WAITING_ACTIONS);
            if state.ended() {
                prop_assert!(state.actions.waiting.is_empty() && state.actions.power.is_none());
                break;
            }
            if killed {
                run.killed();
            }
            run.wait(Duration::from_millis(ms));
        }
        let count = |name: &str| run.kinds().iter().filter(|kind| **kind == name).count();
        let waits = run.state().actions.waiting.len();
        prop_assert_eq!(count("action_asked"), count("action_done") + count("action_failed") + waits);
        prop_assert!(count("restarted") <= count("action_asked"));
    }
}
