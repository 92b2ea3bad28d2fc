//! The rules of queues, assignments, and where a session goes that loses its rep (SUP-30, SUP-32, SUP-34).

use towline_session::{Home, Homes, Orders};

use super::*;

pub fn other_team() -> Queue {
    Queue::Team(TeamId::from_uuid(Uuid::from_u128(78)))
}

pub fn home(queue: Queue) -> Home {
    let name = match queue {
        Queue::Personal(_) => "somebody",
        Queue::Team(_) => "a team",
        Queue::General => "",
    };
    Home { queue, name: name.into() }
}

fn orders() -> Orders {
    Orders { fallback: Some(home(Queue::General)), ..Orders::default() }
}

fn queue() -> impl Strategy<Value = Queue> {
    prop_oneof![(0u8..4).prop_map(|n| Queue::Personal(user(n))), Just(team()), Just(other_team()), Just(Queue::General)]
}

fn some_orders() -> impl Strategy<Value = Orders> {
    let ms = || proptest::option::of(1000u64..300_000);
    let shared = || prop_oneof![Just(team()), Just(other_team()), Just(Queue::General)];
    let overflow = proptest::option::of((1000u64..300_000, shared().prop_map(home)));
    (ms(), overflow, ms(), ms(), proptest::option::of(shared().prop_map(home))).prop_map(
        |(alert_ms, overflow, nobody_ms, answer_ms, fallback)| Orders {
            alert_ms,
            overflow,
            nobody_ms,
            nobody_text: String::new(),
            answer_ms,
            fallback,
        },
    )
}

pub fn homes() -> impl Strategy<Value = Homes> {
    let open = proptest::collection::vec(queue().prop_map(home), 0..4);
    let fallback = proptest::option::of(prop_oneof![Just(home(Queue::General)), Just(home(other_team()))]);
    (open, fallback).prop_map(|(open, fallback)| Homes { open, fallback })
}

pub fn input() -> impl Strategy<Value = Input> {
    let who = || (0u8..4).prop_map(user);
    prop_oneof![
        3 => (queue(), queue()).prop_map(|(from, to)| Input::SendOn { name: "rep".into(), from, to, to_name: home(to).name }),
        4 => (queue(), some_orders()).prop_map(|(queue, orders)| Input::Orders { queue, orders }),
        3 => (queue(), any::<bool>()).prop_map(|(queue, by_somebody)| Input::Served { queue, by_somebody }),
        4 => (who(), queue()).prop_map(|(user, queue)| Input::Offer { user, name: "rep".into(), queue }),
        2 => who().prop_map(|user| Input::DeclineOffer { user }),
        2 => homes().prop_map(Input::Homes),
        3 => who().prop_map(|user| Input::Lost { user, reason: "connection_lost" }),
        1 => queue().prop_map(|queue| Input::QueueGone { queue }),
    ]
}

impl Run {
    fn orders(&mut self, queue: Queue, orders: Orders) {
        self.put(Input::Orders { queue, orders }).unwrap();
    }

    fn offer(&mut self, n: u8) -> Result<Answer, Refusal> {
        let queue = self.state().queue.unwrap_or(Queue::General);
        self.put(Input::Offer { user: user(n), name: format!("rep {n}"), queue })
    }

    fn share_with(&mut self, n: u8) {
        let to = Queue::Personal(user(n));
        let by = self.state().owner.unwrap();
        let invite = Input::Invite {
            user: by,
            kind: InvitationKind::Share,
            to,
            to_name: "whom".into(),
            comments: String::new(),
        };
        self.put(invite).unwrap();
        let number = self.state().invitations.last().unwrap().number;
        self.follow(n, number, to).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// All branches, in their order, whatever is open.
    #[test]
    fn a_session_that_loses_its_rep_goes_to_who_shares_it_else_to_its_queues_else_ends_sup_34(
        came in queue(), moved in proptest::option::of(queue()), sharing in 0usize..3, homes in homes(), by_tick in any::<bool>(),
    ) {
        let rep = match came { Queue::Personal(of) => of, Queue::Team(_) | Queue::General => user(9) };
        let mut run = Run::waiting(came);
        let last = moved.filter(|to| *to != came);
        if let Some(to) = last {
            run.put(Input::SendOn { name: "somebody".into(), from: came, to, to_name: home(to).name }).unwrap();
        }
        let found = last.unwrap_or(came);
        let rep = match found { Queue::Personal(of) => of, Queue::Team(_) | Queue::General => rep };
        run.put(Input::Accept { user: rep, name: "owner".into(), permissions: Permissions::ALL.into(), queue: found }).unwrap();
        for n in 0..sharing {
            run.share_with(20 + u8::try_from(n).unwrap());
        }
        run.put(Input::Homes(homes.clone())).unwrap();
        if by_tick {
            run.put(Input::ConsolesGone { user: rep }).unwrap();
            run.wait(Duration::from_secs(179));
            prop_assert_eq!(run.state().owner, Some(rep), "within the grace");
            run.wait(Duration::from_secs(2));
        } else {
            run.put(Input::Lost { user: rep, reason: "left" }).unwrap();
        }
        let state = run.state();
        prop_assert!(state.participant_of(rep).is_none());
        if sharing > 0 {
            prop_assert_eq!((state.owner, state.queue), (Some(user(20)), None), "who shares it longest");
            return Ok(());
        }
        let usable = |queue: &Queue| *queue != Queue::Personal(rep);
        let open = |queue: &Queue| usable(queue) && homes.open.iter().any(|home| home.queue == *queue);
        let expected = Some(found).filter(open).or(Some(came).filter(open)).or(homes.fallback.map(|home| home.queue));
        match expected {
            Some(queue) => prop_assert_eq!((state.queue, state.ended()), (Some(queue), false)),
            None => prop_assert_eq!(state.ended_reason.as_deref(), Some("nobody_there")),
        }
    }

    /// Whatever the queues say, no session rests in them for ever: each overflow leads somewhere new, and nobody being there ends in the last resort.
    #[test]
    fn nobody_is_sent_round_in_circles_sup_32(
        a in some_orders(), b in some_orders(), c in some_orders(), hours in 1u64..4,
    ) {
        // There is one last resort for all.
        let (b, c) = (Orders { fallback: a.fallback.clone(), ..b }, Orders { fallback: a.fallback.clone(), ..c });
        let mut run = Run::waiting(team());
        for _ in 0..hours * 600 {
            if run.state().ended() {
                break;
            }
            let queue = run.state().queue.unwrap();
            if run.state().route.orders.is_none() {
                let orders = if queue == team() { &a } else if queue == other_team() { &b } else { &c };
                run.orders(queue, orders.clone());
                run.put(Input::Served { queue, by_somebody: false }).unwrap();
            }
            run.wait(Duration::from_secs(6));
        }
        let moves = run.events.iter().filter(|event| matches!(event.kind, EventKind::Overflowed { .. } | EventKind::NobodyThere { .. })).count();
        prop_assert!(moves <= 6, "{moves} moves");
    }
}

#[test]
fn reps_are_told_again_and_then_it_overflows_once_sup_32() {
    let mut run = Run::waiting(team());
    let overflow = Some((120_000, home(Queue::General)));
    run.orders(team(), Orders { alert_ms: Some(60_000), overflow, ..orders() });
    run.wait(Duration::from_secs(59));
    assert!(!run.state().route.overdue);
    run.wait(Duration::from_secs(2));
    assert!(run.state().route.overdue);
    assert_eq!(run.kinds().last(), Some(&"overdue"));
    run.wait(Duration::from_secs(60));
    assert_eq!(run.kinds().last(), Some(&"overflowed"));
    assert_eq!((run.state().queue, run.state().route.overdue), (Some(Queue::General), false));
    // Back it does not go by itself.
    run.orders(Queue::General, Orders { overflow: Some((1000, home(team()))), ..orders() });
    run.wait(Duration::from_secs(600));
    assert_eq!(run.state().queue, Some(Queue::General));
    assert_eq!(run.accept(1, Queue::General), Ok(Answer::Participant(1)));
}

#[test]
fn the_deadlines_of_a_queue_survive_a_kill_sup_32() {
    let mut run = Run::waiting(team());
    run.orders(team(), Orders { overflow: Some((120_000, home(Queue::General))), ..orders() });
    run.wait(Duration::from_secs(100));
    let stored: State = serde_json::from_str(&serde_json::to_string(run.state()).unwrap()).unwrap();
    run.session = Session::restore(run.now, stored, []);
    run.put(Input::CustomerThere { way: Way::Browser }).unwrap();
    run.wait(Duration::from_secs(21));
    assert_eq!(run.state().queue, Some(Queue::General), "two minutes in all, not from the start of the appliance");
}

#[test]
fn who_waits_while_a_rep_loads_the_page_anew_stays_and_who_waits_for_nobody_goes_on_sup_34() {
    let mut run = Run::waiting(team());
    run.orders(team(), Orders { nobody_ms: Some(60_000), nobody_text: "We open at 8.".into(), ..orders() });
    let served = |by_somebody| Input::Served { queue: team(), by_somebody };
    run.put(served(false)).unwrap();
    run.wait(Duration::from_secs(59));
    run.put(served(true)).unwrap();
    run.wait(Duration::from_secs(3600));
    assert_eq!(run.state().queue, Some(team()));
    run.put(served(false)).unwrap();
    run.put(served(false)).unwrap();
    run.wait(Duration::from_secs(61));
    assert_eq!(run.kinds()[3..], ["nobody_there", "queued"]);
    assert_eq!(run.events[3].kind.text(), "We open at 8.");
    assert_eq!(run.state().queue, Some(Queue::General));
    // The last resort itself has no other.
    run.orders(Queue::General, Orders { nobody_ms: Some(60_000), ..orders() });
    run.put(Input::Served { queue: Queue::General, by_somebody: false }).unwrap();
    run.wait(Duration::from_secs(61));
    assert_eq!(run.state().ended_reason.as_deref(), Some("nobody_there"));
}

#[test]
fn a_rep_who_puts_a_customer_on_hold_and_goes_keeps_nobody_waiting_sup_34() {
    let mut run = Run::waiting(team());
    run.accept(1, team()).unwrap();
    run.put(Input::Hold { user: user(1) }).unwrap();
    let personal = Queue::Personal(user(1));
    run.orders(
        personal,
        Orders { alert_ms: Some(1000), overflow: Some((1000, home(team()))), nobody_ms: Some(60_000), ..orders() },
    );
    run.wait(Duration::from_secs(600));
    assert_eq!(run.state().queue, Some(personal), "on hold on purpose, and the rep is there");
    run.put(Input::Served { queue: personal, by_somebody: false }).unwrap();
    run.wait(Duration::from_secs(61));
    assert_eq!((run.state().owner, run.state().queue), (None, Some(Queue::General)));
}

#[test]
fn an_assignment_ends_accepted_declined_or_in_time_and_is_made_to_nobody_twice_sup_32() {
    let mut run = Run::waiting(team());
    assert_eq!(run.offer(1), Err(Refusal::Invalid), "the queue assigns nothing");
    run.orders(team(), Orders { answer_ms: Some(30_000), ..orders() });
    run.offer(1).unwrap();
    assert_eq!(run.offer(2), Err(Refusal::Limit), "one at a time");
    assert_eq!(run.put(Input::DeclineOffer { user: user(2) }), Err(Refusal::InvitationOver));
    run.put(Input::DeclineOffer { user: user(1) }).unwrap();
    assert_eq!(run.kinds().last(), Some(&"assignment_declined"));
    assert_eq!(run.offer(1), Err(Refusal::Invalid), "asked already");
    run.offer(2).unwrap();
    run.wait(Duration::from_secs(31));
    assert_eq!(run.kinds().last(), Some(&"assignment_expired"));
    run.offer(3).unwrap();
    run.accept(3, team()).unwrap();
    assert_eq!(run.kinds().last(), Some(&"accepted"));
    assert!(run.state().route.offer.is_none());
}

#[test]
fn whoever_serves_the_queue_may_be_faster_than_the_one_it_is_assigned_to_sup_30() {
    let mut run = Run::waiting(team());
    run.orders(team(), Orders { answer_ms: Some(30_000), ..orders() });
    run.offer(1).unwrap();
    run.accept(2, team()).unwrap();
    assert!(run.kinds().contains(&"assignment_over"));
    assert_eq!(run.accept(1, team()), Err(Refusal::Taken));
}

#[test]
fn a_session_that_waits_is_sent_on_and_one_that_was_accepted_is_not_sup_30() {
    let mut run = Run::waiting(Queue::Personal(user(0)));
    let on = |from, to| Input::SendOn { name: "Olga".into(), from, to, to_name: home(to).name };
    assert_eq!(run.put(on(team(), Queue::General)), Err(Refusal::NotFound), "it waits elsewhere");
    run.put(on(Queue::Personal(user(0)), team())).unwrap();
    assert_eq!((run.state().owner, run.state().queue), (None, Some(team())));
    let sent = run.events.last().unwrap();
    assert_eq!((sent.kind.name(), sent.actor, sent.actor_name.as_str()), ("sent_on", 0, "Olga"));
    assert_eq!(run.put(on(Queue::Personal(user(0)), team())), Ok(Answer::Done), "repeating it is harmless");
    run.put(on(team(), Queue::Personal(user(3)))).unwrap();
    assert_eq!((run.state().owner, run.state().phase), (Some(user(3)), Phase::Waiting));
    run.accept(3, Queue::Personal(user(3))).unwrap();
    assert_eq!(run.put(on(Queue::Personal(user(3)), team())), Err(Refusal::Taken));
}

#[test]
fn those_who_wait_in_a_queue_that_is_removed_go_on_sup_34() {
    let mut run = Run::waiting(team());
    run.put(Input::Homes(Homes { open: Vec::new(), fallback: Some(home(Queue::General)) })).unwrap();
    run.put(Input::QueueGone { queue: Queue::General }).unwrap();
    assert_eq!(run.state().queue, Some(team()), "not that one");
    run.put(Input::QueueGone { queue: team() }).unwrap();
    assert_eq!(run.state().queue, Some(Queue::General));
}

#[test]
fn one_who_was_not_accepted_waits_on_when_their_rep_signs_out_sup_34() {
    let mut run = Run::waiting(Queue::Personal(user(0)));
    run.put(Input::Lost { user: user(0), reason: "left" }).unwrap();
    assert_eq!(run.state().queue, Some(Queue::Personal(user(0))), "the queue's rules decide");
}
