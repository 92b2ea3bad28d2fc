//! Sessions that a customer asks for, under arbitrary inputs and virtual time, and the stories of the specification (SES-1, SUP-11, SUP-12, SUP-24, SUP-30, SUP-34).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod scene;

use std::time::Duration;

use proptest::prelude::*;
use scene::{Run, START, customer_spec, user};
use towline_model::{
    Ask, Attachment, AttachmentId, AttachmentKind, Permission, Permissions, Prompting, Queue, ShellId, TeamId,
};
use towline_session::{
    Answer, CUSTOMER, Effect, Event, EventKind, Graces, HeldShell, Input, InvitationKind, Phase, Refusal, Session,
    Shown, Spec, State, Tool, Way, chat_key, customer_chat_key,
};
use uuid::Uuid;

#[path = "attended/routing.rs"]
mod routing;
#[path = "attended/talk.rs"]
mod talk;
#[path = "attended/translation.rs"]
mod translation;

fn team() -> Queue {
    Queue::Team(TeamId::from_uuid(Uuid::from_u128(77)))
}

impl Run {
    fn new(queue: Queue) -> Self {
        Run::with(queue, 0)
    }

    fn with(queue: Queue, idle_ms: u64) -> Self {
        let name = if matches!(queue, Queue::Personal(_)) { "Olga" } else { "Linux" };
        let graces = Graces { idle_ms, ..Graces::default() };
        let session = Session::ask(START, Spec { graces, ..customer_spec() }, queue, name);
        Run::of(session)
    }

    /// In a queue, with the customer there.
    fn waiting(queue: Queue) -> Self {
        let mut run = Run::new(queue);
        run.put(Input::CustomerThere { way: Way::Browser }).unwrap();
        run
    }

    fn accept(&mut self, n: u8, queue: Queue) -> Result<Answer, Refusal> {
        self.put(Input::Accept { user: user(n), name: format!("rep {n}"), permissions: Permissions::ALL.into(), queue })
    }

    fn kinds(&self) -> Vec<&'static str> {
        self.events.iter().map(|event| event.kind.name()).collect()
    }
}

fn file() -> Attachment {
    Attachment {
        id: AttachmentId::from_uuid(Uuid::from_u128(5)),
        name: "a.png".into(),
        bytes: 9,
        kind: AttachmentKind::Png,
        sha256: "00".into(),
    }
}

#[derive(Debug, Clone)]
enum Step {
    Put(Input),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || (0u8..4).prop_map(user);
    let name = || Just(String::from("someone"));
    // What is not allowed may have to be asked for, once or each time.
    let rights = || {
        (0u32..64, 0u32..64, any::<bool>()).prop_map(|(allowed, asked, once)| {
            let ask = if once { Ask::Once } else { Ask::Each };
            let plain = Permissions::from_bits(allowed).prompting(Prompting {
                seconds: 30,
                silence: true,
                ..Prompting::default()
            });
            Permissions::from_bits(asked)
                .iter()
                .fold(plain, |set, of| if set.has(of) { set } else { set.asking(of, ask) })
        })
    };
    let to = || prop_oneof![who().prop_map(Queue::Personal), Just(team()), Just(Queue::General)];
    let queue = to();
    let kind = || prop_oneof![Just(InvitationKind::Share), Just(InvitationKind::Transfer)];
    let input = prop_oneof![
        6 => (who(), name(), rights(), queue).prop_map(|(user, name, permissions, queue)| Input::Accept { user, name, permissions: permissions.into(), queue }),
        4 => Just(Input::CustomerThere { way: Way::Browser }),
        3 => Just(Input::CustomerGone),
        3 => (0u8..4).prop_map(|n| Input::CustomerSays { text: "help".into(), nonce: n.to_string() }),
        1 => Just(Input::CustomerEnds),
        2 => (who(), name(), rights()).prop_map(|(user, name, permissions)| Input::Resume { user, name, permissions: permissions.into() }),
        2 => (who(), name(), rights()).prop_map(|(user, name, permissions)| Input::Join { user, name, permissions: permissions.into() }),
        2 => who().prop_map(|user| Input::ConsoleThere { user }),
        2 => who().prop_map(|user| Input::ConsolesGone { user }),
        2 => who().prop_map(|user| Input::Leave { user }),
        2 => who().prop_map(|user| Input::Hold { user }),
        2 => who().prop_map(|user| Input::Remove { user, reason: "removed" }),
        3 => (who(), 0u8..4).prop_map(|(user, n)| Input::Chat { user, text: "hello".into(), nonce: n.to_string(), reps_only: true }),
        3 => (who(), kind(), to()).prop_map(|(user, kind, to)| Input::Invite { user, kind, to, to_name: "whom".into(), comments: String::new() }),
        1 => (who(), 1u32..6).prop_map(|(user, number)| Input::CancelInvitation { user, number }),
        3 => (who(), name(), rights(), 1u32..6, to()).prop_map(|(user, name, permissions, number, to)| Input::AcceptInvitation { user, name, permissions: permissions.into(), number, to }),
        1 => (who(), name(), 1u32..6).prop_map(|(user, name, number)| Input::DeclineInvitation { user, name, number }),
        1 => (who(), 1u16..6).prop_map(|(user, number)| Input::RemoveParticipant { user, number }),
        2 => who().prop_map(|user| Input::StartTool { user, tool: Tool::Screen }),
        1 => who().prop_map(|user| Input::TakeControl { user }),
        1 => who().prop_map(|user| Input::DisconnectCustomer { user }),
        2 => (who(), 0u8..4).prop_map(|(user, n)| Input::SendFile { user, file: file(), nonce: n.to_string(), reps_only: n > 1 }),
        2 => (0u8..4).prop_map(|n| Input::CustomerSendsFile { file: file(), nonce: n.to_string() }),
        1 => (who(), 0u8..4).prop_map(|(user, n)| Input::PushUrl { user, url: "https://a.example/".into(), nonce: n.to_string() }),
        3 => translation::input(),
        2 => who().prop_map(|user| Input::Active { user }),
        3 => (0u64..9).prop_map(|held_grant| Input::EndpointThere { held_grant, shells: Vec::new() }),
        2 => Just(Input::EndpointGone),
        1 => any::<bool>().prop_map(|on| Input::CustomerPauses { on }),
        3 => (1u32..8, any::<bool>()).prop_map(|(prompt, yes)| Input::CustomerAnswers { prompt, yes }),
        3 => (any::<bool>(), any::<bool>()).prop_map(|(tab, paused)| Input::ShareBegins { shown: if tab { Shown::Tab } else { Shown::Screen }, paused }),
        1 => any::<bool>().prop_map(|on| Input::SharePauses { on }),
        1 => Just(Input::ShareGone),
        1 => Just(Input::ShareEnds),
        1 => who().prop_map(|user| Input::StopTool { user, tool: Tool::Screen }),
        1 => who().prop_map(|user| Input::ReleaseControl { user }),
        1 => (who(), any::<bool>()).prop_map(|(user, on)| Input::SetClipboard { user, on }),
        1 => (who(), any::<bool>()).prop_map(|(user, on)| Input::SetSound { user, on }),
        1 => (who(), rights()).prop_map(|(user, permissions)| Input::Allow { user, permissions: permissions.into() }),
        1 => who().prop_map(|user| Input::OfferClient { user }),
        1 => who().prop_map(|user| Input::SendInstructions { user }),
        1 => any::<bool>().prop_map(|ios| Input::CustomerSystem { system: if ios { "iOS" } else { "Linux" }.into() }),
        2 => (who(), 0u8..4).prop_map(|(user, n)| Input::NewShell { user, shell: shell(n), nonce: n.to_string(), columns: 80, rows: 24 }),
        1 => Just(Input::Tick),
    ];
    prop_oneof![8 => input.prop_map(Step::Put), 4 => routing::input().prop_map(Step::Put), 1 => (0u64..400_000).prop_map(Step::Wait)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_happens_a_session_has_one_owner_or_waits_where_somebody_serves_ses_1(
        steps in proptest::collection::vec(step(), 0..80), first in 0u8..3,
    ) {
        let queue = [Queue::Personal(user(0)), team(), Queue::General][usize::from(first)];
        // With and without an end for those who do nothing.
        let mut run = Run::with(queue, u64::from(first) * 120_000);
        for step in &steps {
            let (before, paused, had_agent) = (run.effects.len(), run.state().paused, run.state().has_agent());
            match step {
                Step::Put(input) => drop(run.put(input.clone())),
                Step::Wait(ms) => run.wait(Duration::from_millis(*ms)),
            }
            let state = run.state();
            // Nothing reaches an endpoint that is not there, and nothing is opened while the customer has paused.
            let reaches = |effect: &Effect| matches!(effect, Effect::Grant(_) | Effect::OpenShell { .. } | Effect::EndAtAgent { .. });
            let fresh = &run.effects[before..];
            // A client that was there is told to go with its customer.
            let sent_off = had_agent && matches!(step, Step::Put(Input::DisconnectCustomer { .. }));
            let may_reach = run.session.endpoint_there() || sent_off || matches!(step, Step::Wait(_));
            prop_assert!(may_reach || !fresh.iter().any(reaches));
            let asked = |effect: &Effect| matches!(effect, Effect::OpenShell { .. } | Effect::Elevate { .. });
            let back = matches!(step, Step::Put(Input::EndpointThere { .. }));
            prop_assert!(!paused || back || !fresh.iter().any(asked));
            if state.ended() {
                break;
            }
            prop_assert!(had_agent || state.has_agent() || !fresh.iter().any(reaches));
            prop_assert!(state.has_agent() || (!state.tools.shell && !state.paused && state.controller.is_none()));
            // Without an agent the screen is what the page shows; with one the page shows nothing; one that is away has a deadline.
            prop_assert!(state.has_agent() || !state.tools.screen || state.share.is_some());
            prop_assert!(!state.has_agent() || state.share.is_none());
            prop_assert!(state.share.is_none_or(|share| share.gone.is_none()) || run.session.deadline().is_some());
            prop_assert!(!state.paused || state.controller.is_none());
            // It is somebody's, or it waits; whoever is in it while it does not wait includes its owner.
            prop_assert_eq!(state.queue.is_some(), state.held_since.is_some());
            match (state.owner, state.queue) {
                (None, None) => prop_assert!(false, "nobody's and nowhere"),
                (None, Some(Queue::Personal(_))) => prop_assert!(false, "in nobody's personal queue"),
                (Some(owner), Some(Queue::Personal(of))) => prop_assert_eq!(owner, of),
                (Some(_), Some(_)) => prop_assert!(false, "an owner, and in a queue of several"),
                (Some(owner), None) => prop_assert!(state.participant_of(owner).is_some()),
                (None, Some(_)) => prop_assert!(state.participants.is_empty()),
            }
            // Nobody has what was to be asked for without the customer's yes, whatever the rules make of silence; a question has a deadline and somebody who asks.
            let yes = run.events.iter().filter(|event| matches!(event.kind, EventKind::CustomerAllowed { .. })).count();
            for inside in &state.participants {
                let asked: Vec<Permission> = inside.permissions.iter().filter(|of| inside.permissions.asks(*of).is_some()).collect();
                prop_assert!(asked.iter().all(|of| inside.consents.has(*of)), "{:?}", inside);
                prop_assert!(inside.consents.iter().all(|of| inside.permissions.has(of)));
                prop_assert!(asked.len() <= yes);
            }
            for open in &state.prompts {
                prop_assert!(state.participant(open.participant).is_some() && !state.paused);
                prop_assert!(run.session.deadline().is_some_and(|deadline| deadline <= open.until));
            }
            // Invitations are by somebody inside, to somebody else, none twice; there is one transfer at most, and it has a deadline.
            let open = &state.invitations;
            prop_assert!(open.iter().all(|open| state.participant(open.by).is_some()));
            prop_assert!(open.iter().all(|one| open.iter().filter(|other| (other.kind, other.to) == (one.kind, one.to)).count() == 1));
            let transfers = open.iter().filter(|open| open.kind == InvitationKind::Transfer).count();
            prop_assert!(transfers <= 1);
            prop_assert!(transfers == 0 || run.session.deadline().is_some());
            // Each invitation ends once: as many began as are open or have ended.
            let ended = run.events.iter().filter(|event| matches!(event.kind, EventKind::InvitationEnded { .. })).count();
            prop_assert_eq!(usize::try_from(state.invitations_made).unwrap(), open.len() + ended);
            // An assignment is of one who waits, and has a deadline; each ends in one way, or is accepted.
            if let Some(offer) = &state.route.offer {
                prop_assert!(state.queue.is_some() && state.route.asked.contains(&offer.user));
                prop_assert!(run.session.deadline().is_some_and(|deadline| deadline <= offer.until));
            }
            let count = |kinds: &[&str]| run.kinds().iter().filter(|kind| kinds.contains(kind)).count();
            let over = count(&["assignment_declined", "assignment_expired", "assignment_over"]);
            let open = usize::from(state.route.offer.is_some());
            prop_assert!(count(&["assigned"]) >= over + open && count(&["assigned"]) <= over + open + count(&["accepted"]));
            translation::holds(&run)?;
            // A customer who is away has a deadline.
            if !run.session.customer_here() && !run.session.endpoint_there() && state.dismissed.is_none() {
                prop_assert!(run.session.deadline().is_some());
            }
            // What is stored makes the same session again, but for who is connected (SES-2).
            let stored: State = serde_json::from_str(&serde_json::to_string(state).unwrap()).unwrap();
            prop_assert_eq!(&stored, state);
            let restored = Session::restore(run.now, stored, []);
            let mut expected = state.clone();
            if let Some(side) = expected.customer.as_mut().filter(|side| side.gone.is_none()) {
                side.gone = Some(run.now);
            }
            if let Some(share) = expected.share.as_mut().filter(|share| share.gone.is_none()) {
                share.gone = Some(run.now);
            }
            if expected.has_agent() && expected.endpoint_gone.is_none() {
                expected.endpoint_gone = Some(run.now);
                if expected.phase != Phase::EndpointLost {
                    (expected.phase, expected.phase_since) = (Phase::EndpointLost, run.now);
                }
            }
            prop_assert_eq!(restored.state(), &expected);
        }
        // Nothing that is for a customer happens after they were disconnected, nor do they themselves do anything (SES-22, SES-30).
        if let Some(dismissed) = run.state().dismissed {
            for event in run.events.iter().filter(|event| event.sequence > dismissed) {
                prop_assert!(event.actor != CUSTOMER, "{event:?}");
                prop_assert!(event.kind.said().is_none_or(|(_, reps_only)| reps_only), "{event:?}");
            }
        }
        let _ = run.put(Input::Stop { reason: "internal" });
        prop_assert!(run.events.iter().map(|event| event.sequence).eq(1..=run.events.len() as u64));
        prop_assert_eq!(run.kinds().iter().filter(|kind| **kind == "ended").count(), 1);
        prop_assert_eq!(run.effects.last(), Some(&Effect::Finished));
    }
}

#[test]
fn a_customer_waits_is_accepted_talks_and_goes_sup_12_sup_20() {
    let mut run = Run::new(Queue::Personal(user(0)));
    assert_eq!((run.state().phase, run.state().shows()), (Phase::Connecting, false));
    run.put(Input::CustomerThere { way: Way::Browser }).unwrap();
    assert_eq!((run.state().phase, run.state().shows()), (Phase::Waiting, true));
    let say = Input::CustomerSays { text: "my printer is gone".into(), nonce: "a".into() };
    run.put(say.clone()).unwrap();
    run.put(say).unwrap();
    assert_eq!(run.accept(0, Queue::Personal(user(0))), Ok(Answer::Participant(1)));
    assert_eq!((run.state().phase, run.state().owner), (Phase::Active, Some(user(0))));
    let tool = run.put(Input::StartTool { user: user(0), tool: Tool::Shell });
    assert_eq!(tool, Err(Refusal::NoAgent));
    run.put(Input::CustomerEnds).unwrap();
    assert_eq!(run.kinds(), ["session_started", "queued", "customer_connected", "chat", "accepted", "ended"]);
    let said = &run.events[3];
    assert_eq!((said.actor, said.actor_name.as_str()), (CUSTOMER, "Carla"));
    assert_eq!(run.state().ended_reason.as_deref(), Some("ended_by_customer"));
}

fn shell(n: u8) -> ShellId {
    ShellId::from_uuid(Uuid::from_u128(u128::from(n) + 100))
}

fn client() -> Input {
    Input::EndpointThere { held_grant: 0, shells: Vec::new() }
}

#[test]
fn a_chat_goes_on_in_the_full_client_and_tools_work_sup_40() {
    let mut run = accepted();
    assert_eq!(run.put(Input::OfferClient { user: user(1) }), Err(Refusal::NotFound));
    run.put(Input::OfferClient { user: user(0) }).unwrap();
    run.put(client()).unwrap();
    assert_eq!(run.put(Input::OfferClient { user: user(0) }), Err(Refusal::Invalid));
    run.put(Input::CustomerGone).unwrap();
    run.wait(Duration::from_secs(3600));
    assert_eq!((run.state().phase, run.state().has_agent()), (Phase::Active, true), "the page is not needed any more");
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    run.put(Input::TakeControl { user: user(0) }).unwrap();
    assert_eq!(run.kinds()[4..], ["client_offered", "customer_connected", "tool_started", "control_taken"]);
    run.put(Input::End { user: user(0) }).unwrap();
    assert!(run.effects.iter().any(|effect| matches!(effect, Effect::EndAtAgent { .. })));
}

#[test]
fn while_the_customer_pauses_nothing_begins_and_nobody_controls_sup_22() {
    let mut run = accepted();
    assert_eq!(run.put(Input::CustomerPauses { on: true }), Err(Refusal::Invalid), "there is nothing to pause");
    run.put(client()).unwrap();
    run.put(Input::TakeControl { user: user(0) }).unwrap();
    run.put(Input::CustomerPauses { on: true }).unwrap();
    run.put(Input::CustomerPauses { on: true }).unwrap();
    assert_eq!(run.kinds()[5..], ["control_taken", "control_released", "access_paused"]);
    let open = |n| Input::NewShell { user: user(0), shell: shell(n), nonce: n.to_string(), columns: 80, rows: 24 };
    assert_eq!(run.put(open(1)), Err(Refusal::Paused));
    assert_eq!(run.put(Input::TakeControl { user: user(0) }), Err(Refusal::Paused));
    run.put(Input::CustomerPauses { on: false }).unwrap();
    assert_eq!(run.put(open(1)), Ok(Answer::Shell(shell(1))));
}

#[test]
fn a_client_that_is_lost_is_waited_for_and_its_page_goes_on_without_it_sup_24() {
    let mut run = accepted();
    run.put(client()).unwrap();
    run.put(Input::EndpointGone).unwrap();
    assert_eq!((run.state().phase, run.kinds().last()), (Phase::EndpointLost, Some(&"endpoint_lost")));
    run.put(client()).unwrap();
    assert_eq!(run.kinds().last(), Some(&"endpoint_back"));
    let open = Input::NewShell { user: user(0), shell: shell(1), nonce: "n".into(), columns: 80, rows: 24 };
    run.put(open).unwrap();
    run.put(Input::EndpointGone).unwrap();
    run.wait(Duration::from_secs(11 * 60));
    assert_eq!((run.state().phase, run.state().has_agent()), (Phase::Active, false));
    assert!(!run.state().shells[0].alive());
    // Without a page it is the customer who is lost.
    run.put(client()).unwrap();
    run.put(Input::CustomerGone).unwrap();
    run.put(Input::EndpointGone).unwrap();
    run.wait(Duration::from_secs(6));
    assert_eq!(run.kinds().last(), Some(&"customer_lost"));
    let held = vec![HeldShell { shell: shell(1), ended: false }];
    run.put(Input::EndpointThere { held_grant: 3, shells: held }).unwrap();
    assert_eq!(run.kinds().last(), Some(&"customer_connected"));
    run.put(Input::EndpointGone).unwrap();
    run.wait(Duration::from_secs(11 * 60));
    assert_eq!(run.state().ended_reason.as_deref(), Some("customer_lost"));
}

/// Rep 0 in a session with a client, who must ask for these.
fn asking(ask: Ask) -> Run {
    let mut run = Run::waiting(Queue::Personal(user(0)));
    let how = Prompting { seconds: 30, silence: true, ..Prompting::default() };
    let permissions = Permission::ALL.into_iter().fold(Permissions::NONE.prompting(how), |set, of| set.asking(of, ask));
    let queue = Queue::Personal(user(0));
    run.put(Input::Accept { user: user(0), name: "rep 0".into(), permissions: permissions.into(), queue }).unwrap();
    run.put(client()).unwrap();
    run
}

impl Run {
    fn see(&mut self) -> Result<Answer, Refusal> {
        self.put(Input::StartTool { user: user(0), tool: Tool::Screen })
    }

    fn may(&self, permission: Permission) -> bool {
        self.state().participant_of(user(0)).unwrap().permissions.has(permission)
    }
}

#[test]
fn what_is_to_be_asked_for_begins_with_the_customers_yes_and_holds_for_the_session_ses_5() {
    let mut run = asking(Ask::Once);
    assert_eq!(run.put(Input::TakeControl { user: user(0) }), Err(Refusal::NotPermitted), "nobody controls unseen");
    assert_eq!(run.see(), Err(Refusal::Asking));
    assert_eq!(run.see(), Err(Refusal::Asking), "one question at a time");
    assert_eq!((run.state().prompts.len(), run.state().tools.screen), (1, false));
    run.put(Input::CustomerAnswers { prompt: 1, yes: true }).unwrap();
    assert!(run.state().tools.screen && run.may(Permission::ScreenView), "the answer begins it");
    assert!(matches!(run.effects.last(), Some(Effect::Changed)));
    assert!(run.effects.iter().rev().any(
        |effect| matches!(effect, Effect::Grant(plan) if plan.participants[0].permissions.has(Permission::ScreenView))
    ));
    assert_eq!(run.put(Input::TakeControl { user: user(0) }), Err(Refusal::Asking));
    run.put(Input::CustomerAnswers { prompt: 2, yes: true }).unwrap();
    assert_eq!(run.state().controller, Some(1));
    run.put(Input::StopTool { user: user(0), tool: Tool::Screen }).unwrap();
    assert_eq!(run.see(), Ok(Answer::Done), "asked once");
    // The rules change: what was said yes to stays as long as it is still to be asked for.
    let how = Prompting { seconds: 30, silence: false, ..Prompting::default() };
    let permissions = Permissions::NONE.prompting(how).asking(Permission::ScreenView, Ask::Once);
    run.put(Input::Allow { user: user(0), permissions: permissions.into() }).unwrap();
    assert!(run.may(Permission::ScreenView) && !run.may(Permission::ScreenControl));
    run.put(Input::Allow { user: user(0), permissions: Permissions::NONE.into() }).unwrap();
    assert!(!run.may(Permission::ScreenView));
}

#[test]
fn a_no_is_final_and_silence_is_none_but_no_consent_ses_5() {
    let mut run = asking(Ask::Once);
    run.see().unwrap_err();
    run.wait(Duration::from_secs(31));
    assert!(run.state().prompts.is_empty() && !run.may(Permission::ScreenView), "silence, where a customer is");
    run.put(Input::CustomerAnswers { prompt: 1, yes: true }).unwrap();
    assert!(!run.may(Permission::ScreenView), "too late");
    assert_eq!(run.see(), Err(Refusal::Asking), "somebody may be back");
    run.put(Input::CustomerAnswers { prompt: 2, yes: false }).unwrap();
    run.wait(Duration::from_secs(300));
    assert_eq!(run.see(), Err(Refusal::CustomerRefused));
    assert!(!run.state().tools.screen);
}

#[test]
fn where_it_is_asked_each_time_the_next_time_is_another_one_ses_5() {
    let mut run = asking(Ask::Each);
    run.see().unwrap_err();
    run.put(Input::CustomerAnswers { prompt: 1, yes: true }).unwrap();
    run.put(Input::StopTool { user: user(0), tool: Tool::Screen }).unwrap_or(Answer::Done);
    assert!(!run.may(Permission::ScreenView));
    assert_eq!(run.see(), Err(Refusal::Asking));
    run.put(Input::CustomerAnswers { prompt: 2, yes: false }).unwrap();
    assert_eq!(run.see(), Err(Refusal::CustomerRefused), "not at once");
    run.wait(Duration::from_secs(61));
    assert_eq!(run.see(), Err(Refusal::Asking));
    run.put(Input::CustomerPauses { on: true }).unwrap();
    assert!(run.state().prompts.is_empty());
    assert_eq!(run.see(), Err(Refusal::Paused));
}

#[test]
fn of_two_reps_who_accept_one_wins_and_the_other_learns_it_sup_30() {
    let mut run = Run::waiting(team());
    assert_eq!(run.accept(1, Queue::General), Err(Refusal::NotFound), "it waits elsewhere");
    assert_eq!(run.accept(1, team()), Ok(Answer::Participant(1)));
    assert_eq!(run.accept(2, team()), Err(Refusal::Taken));
    assert_eq!(run.accept(1, team()), Ok(Answer::Participant(1)), "repeating it is harmless");
    assert_eq!((run.state().owner, run.state().owner_name.as_str()), (Some(user(1)), "rep 1"));
    assert_eq!(run.state().last_queue, Some(team()));
}

#[test]
fn a_page_that_is_loaded_anew_is_no_loss_and_one_that_stays_away_is_sup_24() {
    let mut run = Run::waiting(Queue::Personal(user(0)));
    run.accept(0, Queue::Personal(user(0))).unwrap();
    run.put(Input::CustomerGone).unwrap();
    run.wait(Duration::from_secs(2));
    run.put(Input::CustomerThere { way: Way::Browser }).unwrap();
    assert_eq!((run.state().phase, run.kinds().len()), (Phase::Active, 4));
    run.put(Input::CustomerGone).unwrap();
    run.wait(Duration::from_secs(6));
    assert_eq!(run.state().phase, Phase::EndpointLost);
    assert_eq!(run.kinds().last(), Some(&"customer_lost"));
    run.put(Input::CustomerThere { way: Way::Browser }).unwrap();
    assert_eq!((run.state().phase, run.kinds().last()), (Phase::Active, Some(&"customer_connected")));
    run.put(Input::CustomerGone).unwrap();
    run.wait(Duration::from_secs(11 * 60));
    assert_eq!(run.state().ended_reason.as_deref(), Some("customer_lost"));
}

#[test]
fn a_session_whose_rep_is_gone_for_good_goes_on_waiting_sup_34() {
    let mut run = Run::waiting(Queue::Personal(user(0)));
    run.put(Input::Remove { user: user(0), reason: "user_disabled" }).unwrap();
    assert_eq!((run.state().owner, run.state().queue), (None, Some(Queue::General)));
    run.accept(3, Queue::General).unwrap();
    run.put(Input::Hold { user: user(3) }).unwrap();
    assert_eq!((run.state().phase, run.state().queue), (Phase::OnHold, Some(Queue::Personal(user(3)))));
    assert_eq!(run.accept(3, Queue::Personal(user(3))), Ok(Answer::Participant(2)));
}

#[test]
fn a_customers_nonce_silences_no_rep_ses_31() {
    assert_ne!(customer_chat_key("1"), chat_key(user(1), "1"));
    let mut run = Run::waiting(Queue::Personal(user(0)));
    run.accept(0, Queue::Personal(user(0))).unwrap();
    run.put(Input::CustomerSays { text: "a".into(), nonce: "1".into() }).unwrap();
    let chat = Input::Chat { user: user(0), text: "b".into(), nonce: "1".into(), reps_only: false };
    run.put(chat).unwrap();
    let said = run.events.iter().filter(|event| matches!(event.kind, EventKind::Chat { .. })).count();
    assert_eq!(said, 2);
    let long = Input::CustomerSays { text: "x".repeat(4097), nonce: "2".into() };
    assert_eq!(run.put(long), Err(Refusal::Invalid));
}

/// A session that is owned by rep 0, who is in it.
fn accepted() -> Run {
    let mut run = Run::waiting(Queue::Personal(user(0)));
    run.accept(0, Queue::Personal(user(0))).unwrap();
    run
}

impl Run {
    fn invite(&mut self, kind: InvitationKind, to: Queue) -> Result<Answer, Refusal> {
        self.put(Input::Invite { user: user(0), kind, to, to_name: "whom".into(), comments: "please".into() })
    }

    fn follow(&mut self, n: u8, number: u32, to: Queue) -> Result<Answer, Refusal> {
        let (user, name) = (user(n), format!("rep {n}"));
        self.put(Input::AcceptInvitation { user, name, permissions: Permissions::ALL.into(), number, to })
    }
}

#[test]
fn a_transfer_is_the_new_owners_when_accepted_and_the_former_stays_ses_20() {
    let mut run = accepted();
    let to = Queue::Personal(user(1));
    run.invite(InvitationKind::Transfer, to).unwrap();
    run.invite(InvitationKind::Share, team()).unwrap();
    assert_eq!(run.state().owner, Some(user(0)), "until it is accepted");
    assert_eq!(run.invite(InvitationKind::Transfer, team()), Err(Refusal::Limit));
    assert_eq!(run.follow(1, 1, to), Ok(Answer::Participant(2)));
    assert_eq!(run.state().owner, Some(user(1)));
    assert!(run.state().participant_of(user(0)).is_some());
    assert!(run.state().invitations.is_empty(), "shares of the former owner are over");
    assert_eq!(run.put(Input::End { user: user(0) }), Err(Refusal::NotPermitted));
}

#[test]
fn a_transfer_that_is_declined_or_not_answered_is_told_and_changes_nothing_ses_20() {
    let mut run = accepted();
    let to = Queue::Personal(user(1));
    run.invite(InvitationKind::Transfer, to).unwrap();
    run.put(Input::DeclineInvitation { user: user(1), name: "rep 1".into(), number: 1 }).unwrap();
    assert_eq!(run.kinds().last(), Some(&"transfer_declined"));
    run.invite(InvitationKind::Transfer, to).unwrap();
    run.wait(Duration::from_secs(121));
    assert_eq!(run.kinds().last(), Some(&"transfer_timed_out"));
    assert_eq!(run.state().owner, Some(user(0)));
}

#[test]
fn of_a_team_that_is_invited_the_first_comes_in_ses_21() {
    let mut run = accepted();
    run.invite(InvitationKind::Share, team()).unwrap();
    assert_eq!(run.invite(InvitationKind::Share, team()), Ok(Answer::Done), "never two for one");
    let decline = Input::DeclineInvitation { user: user(2), name: "rep 2".into(), number: 1 };
    assert_eq!(run.put(decline), Err(Refusal::NotPermitted), "not for the others");
    assert_eq!(run.follow(2, 1, team()), Ok(Answer::Participant(2)));
    assert_eq!(run.follow(3, 1, team()), Err(Refusal::InvitationOver));
    assert!(run.state().participant(2).unwrap().invited);
    // A share waits as long as it takes, and ends when its inviter goes.
    run.invite(InvitationKind::Share, Queue::Personal(user(3))).unwrap();
    run.wait(Duration::from_secs(9 * 60));
    assert_eq!(run.state().invitations.len(), 1);
    run.put(Input::Leave { user: user(0) }).unwrap();
    assert!(run.state().invitations.is_empty());
    assert_eq!(run.state().owner, Some(user(2)));
}

#[test]
fn the_owner_removes_a_rep_and_nobody_else_does_ses_22() {
    let mut run = accepted();
    run.invite(InvitationKind::Share, team()).unwrap();
    run.follow(2, 1, team()).unwrap();
    assert_eq!(run.put(Input::RemoveParticipant { user: user(2), number: 1 }), Err(Refusal::NotPermitted));
    assert_eq!(run.put(Input::RemoveParticipant { user: user(0), number: 1 }), Err(Refusal::Invalid));
    run.put(Input::RemoveParticipant { user: user(0), number: 2 }).unwrap();
    assert!(run.state().participant_of(user(2)).is_none());
    let reason = EventKind::ParticipantLeft { reason: "removed_by_owner".into() };
    assert_eq!(run.events.last().map(|event| &event.kind), Some(&reason));
}

#[test]
fn a_rep_asks_and_what_the_page_then_shows_is_the_answer_sup_20() {
    let mut run = accepted();
    assert_eq!(run.put(Input::TakeControl { user: user(0) }), Err(Refusal::NoAgent));
    assert_eq!(run.see(), Err(Refusal::Asking));
    assert_eq!(run.see(), Err(Refusal::Asking), "one question at a time");
    assert!(!run.state().tools.screen);
    // A word alone shows nothing, and silence is none.
    assert_eq!(run.put(Input::CustomerAnswers { prompt: 1, yes: true }), Err(Refusal::NoAgent));
    assert_eq!(run.state().prompts.len(), 1);
    run.wait(Duration::from_secs(121));
    assert!(run.state().prompts.is_empty() && run.state().share.is_none() && !run.state().tools.screen);
    run.see().unwrap_err();
    run.put(Input::CustomerAnswers { prompt: 2, yes: false }).unwrap();
    assert_eq!(run.see(), Err(Refusal::CustomerRefused), "not at once");
    run.wait(Duration::from_secs(61));
    run.see().unwrap_err();
    run.put(Input::ShareBegins { shown: Shown::Window, paused: false }).unwrap();
    assert!(run.state().tools.screen && run.state().prompts.is_empty());
    assert_eq!(run.put(Input::TakeControl { user: user(0) }), Err(Refusal::NoAgent), "to look at only");
    let shell = Input::NewShell { user: user(0), shell: shell(1), nonce: "n".into(), columns: 80, rows: 24 };
    assert_eq!(run.put(shell), Err(Refusal::NoAgent));
    // Looked away and again: the customer still shows it.
    run.put(Input::StopTool { user: user(0), tool: Tool::Screen }).unwrap();
    assert_eq!(run.see(), Ok(Answer::Done));
    run.put(Input::SharePauses { on: true }).unwrap();
    run.put(Input::SharePauses { on: true }).unwrap();
    run.put(Input::ShareEnds).unwrap();
    run.put(Input::ShareEnds).unwrap();
    assert!(!run.state().tools.screen && run.state().share.is_none());
    let told =
        ["sharing_started", "customer_allowed", "tool_stopped", "tool_started", "sharing_paused", "sharing_stopped"];
    assert!(run.kinds().ends_with(&told), "{:?}", run.kinds());
    assert_eq!(run.see(), Err(Refusal::Asking), "the next time is another one");
}

#[test]
fn what_a_page_shows_is_over_when_its_link_stays_away_or_the_client_is_there_sup_20() {
    let mut run = Run::waiting(Queue::Personal(user(0)));
    let begins = || Input::ShareBegins { shown: Shown::Screen, paused: false };
    assert_eq!(run.put(begins()), Err(Refusal::Offline), "nobody is there who could see it");
    let mut run = accepted();
    run.put(begins()).unwrap();
    run.put(Input::ShareGone).unwrap();
    run.wait(Duration::from_secs(5));
    run.put(begins()).unwrap();
    run.wait(Duration::from_secs(60));
    assert_eq!(run.kinds().iter().filter(|kind| kind.starts_with("sharing")).count(), 1, "a blink is no end");
    run.put(Input::ShareGone).unwrap();
    run.wait(Duration::from_secs(11));
    assert_eq!((run.state().share, run.state().tools.screen), (None, false));
    run.put(begins()).unwrap();
    run.put(client()).unwrap();
    assert_eq!((run.state().share, run.state().tools.screen), (None, false), "the client shows it from now on");
    assert_eq!(run.put(begins()), Err(Refusal::Invalid));
}

#[test]
fn whoever_must_ask_sees_nothing_of_what_is_shown_to_another_ses_5() {
    let mut run = accepted();
    run.put(Input::ShareBegins { shown: Shown::Screen, paused: false }).unwrap();
    let to = Queue::Personal(user(1));
    run.put(Input::Invite {
        user: user(0),
        kind: InvitationKind::Share,
        to,
        to_name: "rep 1".into(),
        comments: String::new(),
    })
    .unwrap();
    let how = Prompting { seconds: 30, silence: true, ..Prompting::default() };
    let permissions = Permissions::NONE.prompting(how).asking(Permission::ScreenView, Ask::Each);
    run.put(Input::AcceptInvitation {
        user: user(1),
        name: "rep 1".into(),
        permissions: permissions.into(),
        number: 1,
        to,
    })
    .unwrap();
    let may = |run: &Run| run.state().participant_of(user(1)).unwrap().permissions.has(Permission::ScreenView);
    let see = Input::StartTool { user: user(1), tool: Tool::Screen };
    assert_eq!(run.put(see.clone()), Err(Refusal::Asking));
    assert!(!may(&run));
    run.put(Input::CustomerAnswers { prompt: 1, yes: true }).unwrap();
    assert!(may(&run));
    run.put(Input::ShareEnds).unwrap();
    assert!(!may(&run), "asked each time");
    assert_eq!(run.put(see), Err(Refusal::Asking));
}

#[test]
fn that_the_agreement_was_accepted_is_in_the_log_before_anything_that_was_done_sup_3() {
    let mut spec = customer_spec();
    if let Some(support) = &mut spec.support {
        support.agreement = "ab".repeat(32);
    }
    let mut session = Session::ask(START, spec, team(), "Linux");
    let mut events = Vec::new();
    while let Some(effect) = session.poll_effect() {
        if let Effect::Persist { events: more } = effect {
            events.extend(more);
        }
    }
    let kinds: Vec<_> = events.iter().map(|event| (event.actor, event.kind.name())).collect();
    assert_eq!(kinds, [(CUSTOMER, "session_started"), (CUSTOMER, "agreement_accepted"), (0, "queued")]);
    let stored = serde_json::to_value(&events[1]).unwrap();
    assert_eq!(
        (stored["kind"].as_str(), stored["sha256"].as_str().map(str::len)),
        (Some("agreement_accepted"), Some(64))
    );
}
