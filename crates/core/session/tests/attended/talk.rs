//! Files, pushed pages, idleness and the customer who is disconnected (SES-22, SES-30 to SES-32).

use super::*;

#[test]
fn a_file_is_sent_once_whatever_is_repeated_and_counts_as_something_said_sup_20_ses_31() {
    let mut run = accepted();
    let send = Input::SendFile { user: user(0), file: file(), nonce: "1".into(), reps_only: true };
    assert_eq!(run.put(send.clone()), Ok(Answer::Done));
    assert_eq!(run.state().last_chat, run.state().last_event);
    assert_eq!(run.put(send), Ok(Answer::Before));
    assert_eq!(run.put(Input::CustomerSendsFile { file: file(), nonce: "1".into() }), Ok(Answer::Done));
    let stranger = Input::SendFile { user: user(3), file: file(), nonce: "2".into(), reps_only: false };
    assert_eq!(run.put(stranger), Err(Refusal::NotFound));
    let sent: Vec<_> = run.events.iter().filter(|event| event.kind.name() == "file_sent").collect();
    assert_eq!(sent.iter().map(|event| event.kind.said()).collect::<Vec<_>>(), [Some(("1", true)), Some(("1", false))]);
    // As it is stored, so it is read.
    let text = serde_json::to_string(sent[0]).unwrap();
    assert_eq!(&serde_json::from_str::<Event>(&text).unwrap(), sent[0]);
}

#[test]
fn only_addresses_of_pages_are_pushed_and_only_to_a_customer_ses_32() {
    let mut run = accepted();
    let push = |url: &str| Input::PushUrl { user: user(0), url: url.into(), nonce: url.chars().take(20).collect() };
    for bad in ["javascript:alert(1)", "https://a@b.example/", "https://ex\u{430}mple.com/", ""] {
        assert_eq!(run.put(push(bad)), Err(Refusal::Invalid), "{bad}");
    }
    run.put(push("https://a.example/b")).unwrap();
    assert_eq!(run.events.last().map(|event| event.kind.text()), Some("https://a.example/b"));
    run.put(Input::DisconnectCustomer { user: user(0) }).unwrap();
    assert_eq!(run.put(push("https://c.example/")), Err(Refusal::Invalid));
}

#[test]
fn instructions_go_to_a_customer_on_an_iphone_or_ipad_and_to_nobody_else_sup_26() {
    let mut run = accepted();
    let send = |n| Input::SendInstructions { user: user(n) };
    for system in ["", "Android", "macOS", "iOS 18", &"iOS".repeat(200)] {
        run.put(Input::CustomerSystem { system: system.into() }).unwrap();
        assert_eq!(run.put(send(0)), Err(Refusal::Invalid), "{system}");
    }
    run.put(Input::CustomerSystem { system: "iOS".into() }).unwrap();
    assert_eq!(run.put(send(1)), Err(Refusal::NotFound), "who is not in it");
    run.put(send(0)).unwrap();
    run.put(send(0)).unwrap();
    let sent: Vec<_> = run.events.iter().filter(|event| event.kind == EventKind::InstructionsSent).collect();
    assert_eq!((sent.len(), sent[0].kind.name(), sent[0].actor), (2, "instructions_sent", 1));
    run.put(client()).unwrap();
    assert_eq!(run.put(send(0)), Err(Refusal::Invalid), "an agent is there, whatever the page said");
    run.put(Input::DisconnectCustomer { user: user(0) }).unwrap();
    assert_eq!(run.put(send(0)), Err(Refusal::Invalid));
}

#[test]
fn the_owner_disconnects_the_customer_and_reps_go_on_among_themselves_ses_22() {
    let mut run = accepted();
    run.invite(InvitationKind::Share, team()).unwrap();
    run.follow(2, 1, team()).unwrap();
    assert_eq!(run.put(Input::DisconnectCustomer { user: user(2) }), Err(Refusal::NotPermitted));
    run.put(Input::DisconnectCustomer { user: user(0) }).unwrap();
    assert!(run.state().ended_for_customer() && !run.state().ended());
    assert_eq!(run.put(Input::CustomerThere { way: Way::Browser }), Err(Refusal::Ended));
    assert_eq!(run.put(Input::CustomerSays { text: "a".into(), nonce: "1".into() }), Err(Refusal::Ended));
    assert_eq!(run.put(Input::CustomerEnds), Err(Refusal::Ended));
    let chat = Input::Chat { user: user(2), text: "b".into(), nonce: "1".into(), reps_only: false };
    run.put(chat).unwrap();
    assert_eq!(run.events.last().and_then(|event| event.kind.said()), Some(("1", true)), "whatever was asked");
    // Nobody waits for the customer any more.
    run.wait(Duration::from_secs(60 * 60));
    assert_eq!(run.state().phase, Phase::Active);
    run.put(Input::End { user: user(0) }).unwrap();
    assert_eq!(run.kinds().last(), Some(&"ended"));
}

#[test]
fn a_rep_who_does_nothing_is_warned_a_minute_ahead_then_removed_ses_31a() {
    let minutes = |n: u64| Duration::from_secs(n * 60);
    let mut run = Run::with(Queue::Personal(user(0)), 10 * 60 * 1000);
    run.put(Input::CustomerThere { way: Way::Browser }).unwrap();
    run.accept(0, Queue::Personal(user(0))).unwrap();
    run.invite(InvitationKind::Share, team()).unwrap();
    run.follow(2, 1, team()).unwrap();
    run.wait(minutes(8));
    assert_eq!(run.session.idle_removal(user(2)), None);
    // A key or a click of one does not count for the other; what the customer does counts for nobody.
    run.put(Input::Active { user: user(0) }).unwrap();
    run.put(Input::CustomerSays { text: "hello?".into(), nonce: "1".into() }).unwrap();
    run.effects.clear();
    run.wait(minutes(1));
    assert_eq!(run.session.idle_removal(user(2)), Some(run.now + minutes(1)));
    assert!(run.effects.contains(&Effect::Changed), "the console is told");
    assert_eq!(run.session.idle_removal(user(0)), None);
    run.wait(minutes(1));
    let left = EventKind::ParticipantLeft { reason: "idle".into() };
    assert_eq!(run.events.last().map(|event| &event.kind), Some(&left));
    assert!(run.state().participant_of(user(2)).is_none());
    // The owner alone: warned, stays, then does nothing after all. The customer goes on waiting for them.
    run.wait(minutes(7));
    assert!(run.session.idle_removal(user(0)).is_some());
    run.put(Input::Active { user: user(0) }).unwrap();
    assert_eq!(run.session.idle_removal(user(0)), None);
    run.wait(minutes(10));
    assert_eq!((run.state().phase, run.state().queue), (Phase::OnHold, Some(Queue::Personal(user(0)))));
    let held = |event: &Event| event.kind == EventKind::Held { reason: "owner_idle".into() };
    assert!(run.events.iter().any(held));
    // Nobody is left to be removed.
    assert_eq!(run.session.deadline(), None);
}

#[test]
fn idleness_is_not_counted_over_a_restart_ses_31a_ses_2() {
    let mut run = Run::with(Queue::Personal(user(0)), 10 * 60 * 1000);
    run.put(Input::CustomerThere { way: Way::Browser }).unwrap();
    run.accept(0, Queue::Personal(user(0))).unwrap();
    run.wait(Duration::from_secs(9 * 60 + 30));
    assert!(run.session.idle_removal(user(0)).is_some());
    run.session = Session::restore(run.now, run.state().clone(), []);
    assert_eq!(run.session.idle_removal(user(0)), None);
    // What an older release stored has no such end.
    let text = serde_json::to_string(&Graces::default()).unwrap().replace(",\"idle_ms\":0", "");
    assert_eq!(serde_json::from_str::<Graces>(&text).unwrap(), Graces::default());
}

#[test]
fn a_customer_who_is_disconnected_takes_their_client_along_ses_22_sup_23() {
    let mut run = accepted();
    run.put(Input::EndpointThere { held_grant: 0, shells: Vec::new() }).unwrap();
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    run.put(Input::TakeControl { user: user(0) }).unwrap();
    run.effects.clear();
    run.put(Input::DisconnectCustomer { user: user(0) }).unwrap();
    assert!(run.effects.contains(&Effect::EndAtAgent { reason: "ended_by_owner".into() }));
    assert!(!run.state().tools.screen && run.state().controller.is_none());
    assert_eq!(run.put(Input::EndpointThere { held_grant: 9, shells: Vec::new() }), Err(Refusal::Ended));
    assert_eq!(run.put(Input::StartTool { user: user(0), tool: Tool::Screen }), Err(Refusal::NoAgent));
    assert_eq!(run.events.last().map(|event| event.kind.name()), Some("customer_disconnected"));
}
