//! The session machine under arbitrary inputs and virtual time, and the stories of the specification.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod scene;

use std::time::Duration;

use proptest::prelude::*;
use scene::{Run, START, item_spec, user};
use towline_model::{
    Ask, CUSTOM_FIELDS, CUSTOM_VALUE, CustomValue, Permission, Permissions, Prompting, ShellId, UserId,
};
use towline_session::{
    Answer, Effect, Event, EventKind, GrantPlan, HeldShell, Input, Phase, Refusal, ScreenState, ServiceHow, Session,
    State, SystemAct, Tool, chat_key, note_key,
};
use uuid::Uuid;

#[path = "machine/choice.rs"]
mod choice;
#[path = "machine/clipboards.rs"]
mod clipboards;
#[path = "machine/drawings.rs"]
mod drawings;
#[path = "machine/guard.rs"]
mod guard;
#[path = "machine/hands.rs"]
mod hands;
#[path = "machine/privacy.rs"]
mod privacy;
#[path = "machine/scripts.rs"]
mod scripts;
#[path = "machine/sounds.rs"]
mod sounds;
#[path = "machine/typing.rs"]
mod typing;

fn shell(n: u8) -> ShellId {
    ShellId::from_uuid(Uuid::from_u128(0x5e11_0000 + u128::from(n)))
}

impl Run {
    fn new(permissions: Permissions) -> Self {
        Run::of(Session::start(START, item_spec(), user(0), "Olga", permissions))
    }

    fn at_work() -> Self {
        let mut run = Run::new(Permissions::ALL);
        run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
        run
    }

    fn join(&mut self, n: u8) {
        let answer =
            self.put(Input::Join { user: user(n), name: format!("rep {n}"), permissions: Permissions::ALL.into() });
        assert!(matches!(answer, Ok(Answer::Participant(_))), "{answer:?}");
    }

    fn kinds(&self) -> Vec<&'static str> {
        self.events.iter().map(|event| event.kind.name()).collect()
    }

    fn last_grant(&self) -> &GrantPlan {
        self.effects
            .iter()
            .rev()
            .find_map(|effect| if let Effect::Grant(plan) = effect { Some(plan) } else { None })
            .unwrap()
    }
}

#[derive(Debug, Clone)]
enum Step {
    Put(Input),
    Wait(u64),
}

fn field(code_name: &str, value: &str, shown: bool) -> CustomValue {
    CustomValue { code_name: code_name.into(), name: code_name.to_uppercase(), value: value.into(), shown }
}

fn end_process() -> SystemAct {
    SystemAct::EndProcess { pid: 4711, started: 99, name: "sleep".into() }
}

fn permissions() -> impl Strategy<Value = Permissions> {
    any::<u32>().prop_map(Permissions::from_bits)
}

fn step() -> impl Strategy<Value = Step> {
    let who = || (0u8..4).prop_map(user);
    let which = || (0u8..3).prop_map(shell);
    let tool = || prop_oneof![Just(Tool::Screen), Just(Tool::Shell), Just(Tool::System)];
    let name = || Just(String::from("someone"));
    let input = prop_oneof![
        4 => (who(), name(), permissions()).prop_map(|(user, name, permissions)| Input::Join { user, name, permissions: permissions.into() }),
        2 => (who(), name(), permissions()).prop_map(|(user, name, permissions)| Input::Resume { user, name, permissions: permissions.into() }),
        3 => (who(), any::<bool>(), any::<bool>()).prop_map(|(user, input, blank)| Input::UsePrivacy { user, input, blank }),
        2 => (0u32..6, any::<bool>(), any::<bool>(), "(|person|lease)").prop_map(|(turn, input, blanked, code)| {
            Input::PrivacyReported(towline_session::PrivacyReport { turn, input, blanked, code })
        }),
        2 => who().prop_map(|user| Input::ConsoleThere { user }),
        2 => who().prop_map(|user| Input::ConsolesGone { user }),
        2 => who().prop_map(|user| Input::Leave { user }),
        1 => who().prop_map(|user| Input::Hold { user }),
        4 => (who(), 0u8..4).prop_map(|(user, n)| Input::Chat { user, text: "hello".into(), nonce: n.to_string(), reps_only: false }),
        3 => (who(), tool()).prop_map(|(user, tool)| Input::StartTool { user, tool }),
        2 => (who(), tool()).prop_map(|(user, tool)| Input::StopTool { user, tool }),
        4 => who().prop_map(|user| Input::TakeControl { user }),
        2 => who().prop_map(|user| Input::ReleaseControl { user }),
        2 => (who(), any::<bool>()).prop_map(|(user, on)| Input::SetClipboard { user, on }),
        2 => (who(), any::<bool>()).prop_map(|(user, on)| Input::SetDrawing { user, on }),
        2 => (who(), any::<bool>()).prop_map(|(user, on)| Input::SetSound { user, on }),
        3 => (who(), 0u16..6).prop_map(|(user, number)| Input::LetType { user, number }),
        4 => who().prop_map(|user| Input::AskControl { user }),
        3 => (who(), 1u16..6, any::<bool>()).prop_map(|(user, asker, give)| Input::AnswerControl { user, asker, give }),
        1 => who().prop_map(|user| Input::WithdrawControl { user }),
        4 => (who(), which(), 0u8..4).prop_map(|(user, shell, n)| Input::NewShell { user, shell, nonce: n.to_string(), columns: 80, rows: 24 }),
        2 => (who(), 0u8..3, 0u8..4).prop_map(|(user, n, of)| choice::any(user, n, of)),
        1 => Just(Input::ShellsOffered(choice::offers())),
        2 => (who(), 0u8..3, 0u8..4, any::<bool>()).prop_map(|(user, n, nonce, system)| scripts::run(user, n, &nonce.to_string(), system)),
        2 => (who(), which()).prop_map(|(user, shell)| Input::EndShell { user, shell }),
        1 => (who(), which()).prop_map(|(user, shell)| Input::RenameShell { user, shell, name: "build".into() }),
        3 => (0u64..5, proptest::collection::vec((which(), any::<bool>()).prop_map(|(shell, ended)| HeldShell { shell, ended }), 0..3))
            .prop_map(|(held_grant, shells)| Input::EndpointThere { held_grant, shells }),
        2 => Just(Input::EndpointGone),
        1 => proptest::collection::vec(any::<u8>(), 0..4).prop_map(|bytes| Input::Screen(ScreenState(bytes))),
        2 => which().prop_map(|shell| Input::ShellStarted { shell, account: "root".into(), program: "/bin/sh".into(), elevated: false }),
        1 => which().prop_map(|shell| Input::ShellEnded { shell, status: 0, reason: String::new(), bytes: 0 }),
        1 => Just(Input::DroppedAtAgent),
        3 => (who(), permissions()).prop_map(|(user, permissions)| Input::Allow { user, permissions: permissions.into() }),
        1 => who().prop_map(|user| Input::Remove { user, reason: "removed" }),
        2 => proptest::collection::vec((0u8..24, 0u8..3, any::<bool>()), 0..20).prop_map(|fields| Input::SetCustom {
            fields: fields.into_iter().map(|(code, value, shown)| field(&format!("f{code}"), &"x".repeat(value.into()), shown)).collect(),
        }),
        3 => (who(), 0u8..4).prop_map(|(user, n)| Input::ActOnSystem { user, what: end_process(), nonce: n.to_string() }),
        2 => (0u64..6, any::<bool>()).prop_map(|(act, done)| Input::SystemDone { act, code: if done { String::new() } else { "gone".into() }, detail: String::new() }),
        1 => (who(), 0u8..4).prop_map(|(user, n)| Input::AddNote { user, text: "note".into(), nonce: n.to_string() }),
        1 => (who(), 0u8..3).prop_map(|(user, code)| Input::EditCustom { user, fields: vec![field(&format!("f{code}"), "by hand", true)] }),
        1 => Just(Input::Tick),
    ];
    prop_oneof![8 => input.prop_map(Step::Put), 1 => (0u64..400_000).prop_map(Step::Wait)]
}

fn apply(run: &mut Run, step: &Step) {
    match step {
        Step::Put(input) => {
            let _ = run.put(input.clone());
        }
        Step::Wait(ms) => run.wait(Duration::from_millis(*ms)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_happens_the_rules_of_a_session_hold_ses_1(steps in proptest::collection::vec(step(), 0..80), rights in permissions()) {
        let mut run = Run::new(rights);
        let mut numbers = vec![1u16];
        for step in &steps {
            let sent = run.effects.len();
            let before = run.state().clone();
            apply(&mut run, step);
            let state = run.state();
            // Control has at most one holder, who is inside and may.
            if let Some(holder) = state.controller {
                let holder = state.participant(holder).expect("the holder is inside");
                prop_assert!(holder.permissions.has(Permission::ScreenControl));
            }
            hands::holds(step, &before, state)?;
            clipboards::holds(step, &before, state)?;
            drawings::holds(step, &before, state)?;
            sounds::holds(step, &before, state)?;
            typing::holds(step, &before, state)?;
            privacy::holds(state)?;
            // Numbers are never used twice.
            for participant in &state.participants {
                if before.participant(participant.number).is_none() && participant.number != 1 {
                    prop_assert!(!numbers.contains(&participant.number));
                    numbers.push(participant.number);
                }
            }
            // Nobody without the permission makes the agent do anything.
            for effect in run.effects.iter().skip(sent) {
                if let Effect::OpenShell { participant, .. } = effect {
                    let may = state.participant(*participant).is_some_and(|found| found.permissions.has(Permission::Shell));
                    prop_assert!(may);
                }
                if let Effect::RunScript { participant, order, .. } = effect {
                    let has = |of| state.participant(*participant).is_some_and(|found| found.permissions.has(of));
                    prop_assert!(has(Permission::RunScripts) && (!order.as_system || has(Permission::Elevation)));
                }
                if let Effect::ActOnSystem { participant, act, .. } = effect {
                    let may = state.participant(*participant).is_some_and(|found| found.permissions.has(Permission::SystemAct));
                    prop_assert!(may && before.tools.system);
                    prop_assert!(*act > before.acts_made, "an act is asked of the agent once");
                }
            }
            // Of a script another permission is asked.
            if let Step::Put(Input::EndShell { user, shell }) = step
                && let needs = before.shell(*shell).map_or(Permission::Shell, towline_session::Shell::needs)
                && !before.participant_of(*user).is_some_and(|found| found.permissions.has(needs))
            {
                let closes = run.effects.iter().skip(sent).any(|effect| matches!(effect, Effect::CloseShell { .. }));
                prop_assert!(!closes);
            }
            // Custom fields are bounded, once each, and say something; what changed of them, and nothing else, is in the log (ADM-9).
            let codes: std::collections::BTreeSet<_> = state.spec.custom.iter().map(|field| &field.code_name).collect();
            prop_assert!(codes.len() == state.spec.custom.len() && codes.len() <= CUSTOM_FIELDS);
            prop_assert!(state.spec.custom.iter().all(|field| !field.value.is_empty()));
            let mut told = before.spec.custom.clone();
            for event in run.events.iter().filter(|event| event.sequence > before.last_event) {
                if let EventKind::CustomSet { field } = &event.kind {
                    told.retain(|known| known.code_name != field.code_name);
                    told.push(field.clone());
                }
            }
            told.retain(|field| !field.value.is_empty());
            told.sort_by(|one, other| one.code_name.cmp(&other.code_name));
            let mut kept = state.spec.custom.clone();
            kept.sort_by(|one, other| one.code_name.cmp(&other.code_name));
            prop_assert_eq!(told, kept);
            // What is stored and the log make the same session again (SES-2).
            let json = serde_json::to_string(state).unwrap();
            let stored: State = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&stored, state);
            let nonces = run.events.iter().filter_map(|event| match &event.kind {
                EventKind::Chat { nonce, .. } => Some((nonce.clone(), event.sequence)),
                _ => None,
            });
            let restored = Session::restore(run.now, stored, nonces);
            let mut expected = state.clone();
            if !expected.ended() && expected.endpoint_gone.is_none() {
                // The agent's link did not survive; that is all that may differ.
                expected.endpoint_gone = Some(run.now);
                expected.phase = restored.state().phase;
                expected.phase_since = restored.state().phase_since;
            }
            prop_assert_eq!(restored.state(), &expected);
            // A session that waits for somebody has a deadline.
            if !state.ended() && !run.session.endpoint_there() {
                prop_assert!(run.session.deadline().is_some());
            }
        }
        // Whatever was asked of the machine has at most one answer, and its own.
        let answers = |event: &&Event| matches!(event.kind, EventKind::SystemAnswered { .. });
        let asked = run.events.iter().filter(|event| matches!(event.kind, EventKind::SystemAsked { .. })).count();
        prop_assert_eq!(run.events.iter().filter(answers).count() + run.state().acts.len(), asked);
        // Grants only grow.
        let grants: Vec<u64> = run.effects.iter().filter_map(|effect| if let Effect::Grant(plan) = effect { Some(plan.sequence) } else { None }).collect();
        prop_assert!(grants.windows(2).all(|pair| pair[0] < pair[1]));
        // The log has no gap, and every session ends once and for all.
        let _ = run.put(Input::Stop { reason: "internal" });
        prop_assert!(run.events.iter().map(|event| event.sequence).eq(1..=run.events.len() as u64));
        prop_assert_eq!(run.kinds().iter().filter(|kind| **kind == "ended").count(), 1);
        let kinds = run.kinds();
        prop_assert_eq!(kinds.last(), Some(&"ended"));
        prop_assert_eq!(run.effects.last(), Some(&Effect::Finished));
        let count = run.effects.len();
        for step in &steps {
            apply(&mut run, step);
        }
        run.wait(Duration::from_secs(3600));
        prop_assert_eq!(run.effects.len(), count);
    }

    #[test]
    fn the_same_inputs_have_the_same_effects(steps in proptest::collection::vec(step(), 0..60)) {
        let (mut one, mut two) = (Run::new(Permissions::ALL), Run::new(Permissions::ALL));
        for step in &steps {
            apply(&mut one, step);
            apply(&mut two, step);
        }
        prop_assert_eq!(one.effects, two.effects);
    }
}

#[test]
fn owners_consoles_gone_for_three_minutes_put_the_session_on_hold_ses_3() {
    let mut run = Run::at_work();
    run.put(Input::ConsolesGone { user: user(0) }).unwrap();
    run.wait(Duration::from_secs(179));
    assert_eq!(run.state().phase, Phase::Active);
    run.wait(Duration::from_secs(2));
    assert_eq!(run.state().phase, Phase::OnHold);
    assert!(run.last_grant().participants.is_empty());
    let answer = run.put(Input::Resume { user: user(0), name: "Olga".into(), permissions: Permissions::ALL.into() });
    assert_eq!(answer, Ok(Answer::Participant(2)));
    assert_eq!(run.state().phase, Phase::Active);
    assert_eq!(run.kinds(), ["session_started", "held", "resumed"]);
}

#[test]
fn a_console_that_is_back_in_time_keeps_the_session_ses_3() {
    let mut run = Run::at_work();
    run.put(Input::ConsolesGone { user: user(0) }).unwrap();
    run.wait(Duration::from_secs(100));
    run.put(Input::ConsoleThere { user: user(0) }).unwrap();
    run.wait(Duration::from_secs(1000));
    assert_eq!(run.state().phase, Phase::Active);
}

#[test]
fn an_endpoint_that_stays_away_ends_the_session_ses_1() {
    let mut run = Run::at_work();
    run.put(Input::EndpointGone).unwrap();
    assert_eq!(run.state().phase, Phase::EndpointLost);
    run.wait(Duration::from_secs(599));
    assert_eq!(run.state().phase, Phase::EndpointLost);
    run.wait(Duration::from_secs(2));
    assert_eq!(run.state().ended_reason.as_deref(), Some("endpoint_lost"));
}

#[test]
fn a_session_without_its_owner_goes_to_the_longest_joined_rep_ses_34() {
    let mut run = Run::at_work();
    run.join(2);
    run.join(1);
    run.put(Input::Leave { user: user(0) }).unwrap();
    assert_eq!(run.state().owner, Some(user(2)));
    assert_eq!(run.kinds().last(), Some(&"owner_changed"));
}

#[test]
fn one_has_keyboard_and_mouse_and_the_owner_can_take_them_ses_25() {
    let mut run = Run::at_work();
    run.join(1);
    run.put(Input::TakeControl { user: user(1) }).unwrap();
    assert_eq!(run.last_grant().controller, Some(2));
    run.put(Input::TakeControl { user: user(0) }).unwrap();
    assert_eq!(run.last_grant().controller, Some(1));
    assert_eq!(run.put(Input::TakeControl { user: user(1) }), Err(Refusal::InUse));
}

#[test]
fn a_taken_permission_closes_what_is_open_ses_2a() {
    let mut run = Run::at_work();
    run.put(Input::TakeControl { user: user(0) }).unwrap();
    let sent = run.effects.len();
    run.put(Input::Allow { user: user(0), permissions: Permissions::NONE.with(Permission::ScreenView).into() })
        .unwrap();
    assert_eq!(run.last_grant().controller, None);
    assert!(
        run.effects[sent..]
            .iter()
            .any(|effect| matches!(effect, Effect::TakeAway { participant: 1, lost: towline_session::Lost::Shells }))
    );
    let answer = run.put(Input::NewShell { user: user(0), shell: shell(1), nonce: "n".into(), columns: 80, rows: 24 });
    assert_eq!(answer, Err(Refusal::NotPermitted));
    assert_eq!(run.kinds().last(), Some(&"refused"));
}

#[test]
fn custom_fields_that_are_set_from_outside_are_told_field_by_field_adm_9() {
    let mut run = Run::at_work();
    let fields = vec![field("ticket", "4711", true), field("asked_by", "Eve", false), field("floor", "", true)];
    run.put(Input::SetCustom { fields: fields.clone() }).unwrap();
    assert_eq!(run.state().spec.custom, fields[..2]);
    // The same once more is no news.
    run.put(Input::SetCustom { fields }).unwrap();
    run.put(Input::SetCustom { fields: vec![field("ticket", "", true)] }).unwrap();
    assert_eq!(run.state().spec.custom, [field("asked_by", "Eve", false)]);
    let told: Vec<_> =
        run.events.iter().filter(|event| event.kind.name() == "custom_set").map(|event| event.kind.text()).collect();
    assert_eq!(told, ["TICKET", "", "TICKET"], "a field that reps do not see is not named");

    let before = run.state().clone();
    let long = field("ticket", &"x".repeat(CUSTOM_VALUE + 1), true);
    assert_eq!(run.put(Input::SetCustom { fields: vec![long] }), Err(Refusal::Invalid));
    let many = (0..CUSTOM_FIELDS).map(|at| field(&format!("f{at}"), "1", true)).collect();
    assert_eq!(run.put(Input::SetCustom { fields: many }), Err(Refusal::Limit));
    assert_eq!(run.state(), &before);
}

#[test]
fn a_repeated_message_is_said_once_ses_31() {
    let mut run = Run::at_work();
    let say = Input::Chat { user: user(0), text: "hello".into(), nonce: "n1".into(), reps_only: false };
    run.put(say.clone()).unwrap();
    run.put(say).unwrap();
    assert_eq!(run.kinds().iter().filter(|kind| **kind == "chat").count(), 1);
    let nonces: Vec<_> = run
        .events
        .iter()
        .filter(|event| event.kind.name() == "chat")
        .map(|event| (chat_key(user(0), "n1"), event.sequence))
        .collect();
    let mut restored = Session::restore(run.now, run.state().clone(), nonces);
    let again = Input::Chat { user: user(0), text: "hello".into(), nonce: "n1".into(), reps_only: false };
    assert_eq!(restored.handle(run.now, again), Ok(Answer::Before));
    assert_eq!(restored.state().last_event, run.state().last_event);
    for text in [String::new(), "x".repeat(4097)] {
        let answer = run.put(Input::Chat { user: user(0), text, nonce: "n2".into(), reps_only: false });
        assert_eq!(answer, Err(Refusal::Invalid));
    }
}

#[test]
fn a_shell_that_the_agent_refuses_does_not_wait_for_ever() {
    let mut run = Run::at_work();
    run.put(Input::NewShell { user: user(0), shell: shell(1), nonce: "n".into(), columns: 80, rows: 24 }).unwrap();
    run.put(Input::RefusedAtAgent { participant: 1, code: "limit".into(), of: towline_session::Asked::Shell }).unwrap();
    assert!(!run.state().shell(shell(1)).unwrap().alive());
}

#[test]
fn a_stranger_learns_nothing_of_a_session() {
    let mut run = Run::at_work();
    let count = run.events.len();
    for input in [
        Input::End { user: user(3) },
        Input::Hold { user: user(3) },
        Input::Leave { user: user(3) },
        Input::TakeControl { user: user(3) },
    ] {
        assert_eq!(run.put(input), Err(Refusal::NotFound));
    }
    assert_eq!(run.events.len(), count);
}

#[test]
fn shells_go_on_after_the_agent_was_away_ses_2() {
    let mut run = Run::at_work();
    for n in 1..=3 {
        run.put(Input::NewShell { user: user(0), shell: shell(n), nonce: n.to_string(), columns: 80, rows: 24 })
            .unwrap();
    }
    for n in 1..=2 {
        run.put(Input::ShellStarted {
            shell: shell(n),
            account: "root".into(),
            program: "/bin/bash".into(),
            elevated: false,
        })
        .unwrap();
    }
    run.put(Input::EndpointGone).unwrap();
    let sent = run.effects.len();
    run.put(Input::EndpointThere { held_grant: 40, shells: vec![HeldShell { shell: shell(1), ended: false }] })
        .unwrap();
    let after = &run.effects[sent..];
    assert!(after.contains(&Effect::AttachShell { shell: shell(1) }));
    assert!(after.contains(&Effect::OpenShell { shell: shell(3), participant: 1, columns: 80, rows: 24 }));
    assert!(!run.state().shell(shell(2)).unwrap().alive());
    assert_eq!(run.last_grant().sequence, 41);
    let grant = after.iter().position(|effect| matches!(effect, Effect::Grant(_))).unwrap();
    let attach = after.iter().position(|effect| matches!(effect, Effect::AttachShell { .. })).unwrap();
    assert!(grant < attach);
}

fn looks() -> Run {
    let mut run = Run::at_work();
    run.put(Input::StartTool { user: user(0), tool: Tool::System }).unwrap();
    run
}

#[test]
fn what_is_done_to_the_machine_is_in_the_log_before_it_is_asked_and_after_it_was_answered_ses_41() {
    let mut run = looks();
    let act = Input::ActOnSystem { user: user(0), what: end_process(), nonce: "n1".into() };
    run.put(act.clone()).unwrap();
    run.put(act).unwrap();
    let stored = run.effects.iter().rposition(|effect| {
        matches!(effect, Effect::Persist { events } if events.iter().any(|event| event.kind.name() == "system_asked"))
    });
    assert!(stored.is_some());
    let sent = run.effects.iter().filter(|effect| matches!(effect, Effect::ActOnSystem { act: 1, participant: 1, .. }));
    assert_eq!(sent.count(), 1, "the same request does nothing twice");
    run.put(Input::SystemDone { act: 7, code: String::new(), detail: String::new() }).unwrap();
    run.put(Input::SystemDone { act: 1, code: String::new(), detail: String::new() }).unwrap();
    run.put(Input::SystemDone { act: 1, code: "gone".into(), detail: String::new() }).unwrap();
    assert_eq!(run.kinds(), ["session_started", "tool_started", "system_asked", "system_done"]);
    assert_eq!(run.events.last().map(|event| (event.actor, event.kind.text())), Some((1, "sleep")));
}

#[test]
fn acts_need_their_own_permission_the_open_tool_and_the_machine_ses_41() {
    let mut run = looks();
    run.put(Input::Allow { user: user(0), permissions: Permissions::ALL.without(Permission::SystemAct).into() })
        .unwrap();
    let act = |nonce: &str| Input::ActOnSystem { user: user(0), what: end_process(), nonce: nonce.into() };
    assert_eq!(run.put(act("1")), Err(Refusal::NotPermitted));
    run.put(Input::Allow { user: user(0), permissions: Permissions::ALL.into() }).unwrap();
    run.put(Input::StopTool { user: user(0), tool: Tool::System }).unwrap();
    assert_eq!(run.put(act("2")), Err(Refusal::Invalid));
    run.put(Input::StartTool { user: user(0), tool: Tool::System }).unwrap();
    let odd = SystemAct::Service { name: "a\nb".into(), how: ServiceHow::Stop };
    let odd = Input::ActOnSystem { user: user(0), what: odd, nonce: "3".into() };
    assert_eq!(run.put(odd), Err(Refusal::Invalid));
    run.put(Input::EndpointGone).unwrap();
    assert_eq!(run.put(act("4")), Err(Refusal::Offline));
    assert!(!run.effects.iter().any(|effect| matches!(effect, Effect::ActOnSystem { .. })));
}

#[test]
fn an_act_whose_answer_was_lost_is_told_as_unknown_and_not_done_again_ses_41() {
    let mut run = looks();
    run.put(Input::ActOnSystem { user: user(0), what: end_process(), nonce: "1".into() }).unwrap();
    run.put(Input::EndpointGone).unwrap();
    let told = run.events.iter().rev().find(|event| event.kind.name() == "system_failed").unwrap();
    assert!(matches!(&told.kind, EventKind::SystemAnswered { code, .. } if code == "unknown"));
    let sent = run.effects.len();
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    assert!(!run.effects[sent..].iter().any(|effect| matches!(effect, Effect::ActOnSystem { .. })));
}

#[test]
fn a_lost_right_to_look_is_taken_away_at_once_ses_2a() {
    let mut run = looks();
    run.put(Input::Allow { user: user(0), permissions: Permissions::ALL.without(Permission::SystemView).into() })
        .unwrap();
    let lost = Effect::TakeAway { participant: 1, lost: towline_session::Lost::System };
    assert!(run.effects.contains(&lost));
}

#[test]
fn a_note_is_written_once_by_who_is_inside_ses_40() {
    let mut run = Run::at_work();
    let note = |n: u8| Input::AddNote { user: user(n), text: "Printer replaced".into(), nonce: "1".into() };
    run.put(note(0)).unwrap();
    run.put(note(0)).unwrap();
    assert_eq!(run.put(note(3)), Err(Refusal::NotFound));
    let empty = Input::AddNote { user: user(0), text: " ".into(), nonce: "2".into() };
    assert_eq!(run.put(empty), Err(Refusal::Invalid));
    assert_eq!(run.kinds(), ["session_started", "note"]);
    let mut restored = Session::restore(run.now, run.state().clone(), [(note_key(user(0), "1"), 2)]);
    restored.handle(run.now, note(0)).unwrap();
    assert_eq!(restored.state().last_event, 2);
}

#[test]
fn a_rep_who_sets_a_custom_field_is_named_ses_40() {
    let mut run = Run::at_work();
    let edit = |n: u8| Input::EditCustom { user: user(n), fields: vec![field("ticket", "4712", true)] };
    run.put(edit(0)).unwrap();
    assert_eq!(run.put(edit(3)), Err(Refusal::NotFound));
    assert_eq!(run.events.last().map(|event| (event.actor, event.kind.name())), Some((1, "custom_set")));
}

#[test]
fn a_state_that_an_older_release_stored_has_no_acts_ses_2() {
    let mut value = serde_json::to_value(Run::at_work().state()).unwrap();
    value["tools"].as_object_mut().unwrap().remove("system");
    value.as_object_mut().unwrap().remove("acts_made");
    let state: State = serde_json::from_value(value).unwrap();
    assert!(!state.tools.system && state.acts.is_empty());
}

#[test]
fn a_shell_that_silence_allows_follows_the_grant_that_allows_it_ses_5() {
    let how = Prompting { seconds: 30, silence: true, ..Prompting::default() };
    let mut run = Run::new(Permissions::NONE.prompting(how).asking(Permission::Shell, Ask::Once));
    run.put(Input::EndpointThere { held_grant: 0, shells: Vec::new() }).unwrap();
    let before = run.effects.len();
    let open = Input::NewShell { user: user(0), shell: shell(1), nonce: "n".into(), columns: 80, rows: 24 };
    run.put(open).unwrap();
    let granted = |effect: &Effect| matches!(effect, Effect::Grant(plan) if plan.participants.iter().any(|one| one.permissions.has(Permission::Shell)));
    let fresh = &run.effects[before..];
    let grant = fresh.iter().position(granted).unwrap();
    let asked = fresh.iter().position(|effect| matches!(effect, Effect::OpenShell { .. })).unwrap();
    assert!(grant < asked, "{fresh:?}");
}

#[test]
fn where_nobody_can_be_asked_the_rules_for_silence_decide_ses_5() {
    for silence in [false, true] {
        let how = Prompting { seconds: 30, silence, ..Prompting::default() };
        let permissions = Permissions::NONE.prompting(how).asking(Permission::ScreenView, Ask::Each);
        let mut session = Session::start(START, item_spec(), user(0), "Olga", permissions);
        session.handle(START, Input::EndpointThere { held_grant: 0, shells: Vec::new() }).unwrap();
        let seen = session.handle(START, Input::StartTool { user: user(0), tool: Tool::Screen });
        assert_eq!(seen, if silence { Ok(Answer::Done) } else { Err(Refusal::NobodyToAsk) });
        assert_eq!(session.state().tools.screen, silence);
    }
}
