//! External representatives (SUP-70) under arbitrary inputs and virtual time, and the stories of the specification.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod scene;

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;
use scene::{Run, START, item_spec, user};
use towline_model::{Ask, Permission, Permissions, Prompting, Queue, SessionPolicyId, TeamId, UserId};
use towline_session::{
    Answer, Effect, EventKind, Graces, Input, InvitationKind, Lost, Refusal, Session, Spec, State, Tool,
};
use uuid::Uuid;

fn guest(n: u8) -> UserId {
    UserId::from_uuid(Uuid::from_u128(0xe000 + u128::from(n)))
}

/// What no profile goes beyond: pinning is for those who answer for it (SUP-60).
const REACH: Permissions =
    Permissions::ALL.without(Permission::Pin).without(Permission::Button).without(Permission::RunScripts);

fn profile() -> SessionPolicyId {
    SessionPolicyId::from_uuid(Uuid::from_u128(0x90))
}

fn team() -> Queue {
    Queue::Team(TeamId::from_uuid(Uuid::from_u128(77)))
}

impl Run {
    fn new(permissions: Permissions) -> Self {
        let session = Session::start(START, item_spec(), user(0), "Olga", permissions);
        let mut run = Run::of(session);
        run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
        run
    }

    /// With an external rep in it, as participant 2.
    fn with_guest(inviter: Permissions, profile: Permissions) -> Self {
        let mut run = Run::new(inviter);
        run.invite(1).unwrap();
        assert_eq!(run.follow(1, 1, profile), Ok(Answer::Participant(2)));
        run.put(Input::ConsoleThere { user: guest(1) }).unwrap();
        run
    }

    fn invite(&mut self, n: u8) -> Result<Answer, Refusal> {
        let (user, name, comments) = (user(0), "Erik".into(), "knows the press".into());
        self.put(Input::InviteExternal { user, guest: guest(n), name, profile: profile(), comments })
    }

    fn follow(&mut self, n: u8, number: u32, profile: Permissions) -> Result<Answer, Refusal> {
        self.put(Input::AcceptExternal { guest: guest(n), number, profile: profile.into() })
    }

    fn may(&self, n: u8) -> Option<Permissions> {
        self.state().participant_of(guest(n)).map(|found| found.permissions)
    }

    fn out(&self, n: u8) -> bool {
        self.effects.contains(&Effect::ExternalGone { user: guest(n) })
    }

    fn last_reason(&self) -> Option<String> {
        self.events.iter().rev().find_map(|event| match &event.kind {
            EventKind::ParticipantLeft { reason } => Some(reason.clone()),
            _ => None,
        })
    }
}

/// Of each permission: nothing, it is allowed, or the customer is asked; silence counts, since nobody else is there.
fn rights() -> impl Strategy<Value = Permissions> {
    proptest::collection::vec(0u8..4, Permission::ALL.len()).prop_map(|said| {
        let how = Prompting { seconds: 30, silence: true, ..Prompting::default() };
        let of = |set: Permissions, (permission, said): (Permission, u8)| match said {
            0 => set,
            1 => set.with(permission),
            2 => set.asking(permission, Ask::Once),
            _ => set.asking(permission, Ask::Each),
        };
        Permission::ALL.into_iter().zip(said).fold(Permissions::NONE.prompting(how), of)
    })
}

#[derive(Debug, Clone)]
enum Step {
    Put(Input),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    // Four accounts, and three without one.
    let who = || prop_oneof![3 => (0u8..4).prop_map(user), 1 => (0u8..3).prop_map(guest)];
    let name = || Just(String::from("someone"));
    let to = || prop_oneof![3 => who().prop_map(Queue::Personal), 1 => Just(team()), 1 => Just(Queue::General)];
    let kind =
        || prop_oneof![Just(InvitationKind::Share), Just(InvitationKind::Transfer), Just(InvitationKind::External)];
    let input = prop_oneof![
        5 => (who(), (0u8..3).prop_map(guest), name()).prop_map(|(user, guest, name)| Input::InviteExternal { user, guest, name, profile: profile(), comments: String::new() }),
        6 => ((0u8..3).prop_map(guest), 1u32..8, rights()).prop_map(|(guest, number, profile)| Input::AcceptExternal { guest, number, profile: profile.into() }),
        3 => (who(), kind(), to()).prop_map(|(user, kind, to)| Input::Invite { user, kind, to, to_name: "whom".into(), comments: String::new() }),
        1 => (who(), who()).prop_map(|(user, rep)| Input::InviteAway { user, kind: InvitationKind::Transfer, rep, name: "x".into(), comments: String::new() }),
        1 => who().prop_map(|user| Input::AskForHelp { user, to: team(), to_name: "Linux".into(), issue: "Printing".into(), comments: String::new() }),
        4 => (who(), name(), rights(), 1u32..8, to()).prop_map(|(user, name, permissions, number, to)| Input::AcceptInvitation { user, name, permissions: permissions.into(), number, to }),
        1 => (who(), name(), 1u32..8).prop_map(|(user, name, number)| Input::DeclineInvitation { user, name, number }),
        1 => (who(), 1u32..8).prop_map(|(user, number)| Input::CancelInvitation { user, number }),
        2 => ((0u8..4).prop_map(user), name(), rights()).prop_map(|(user, name, permissions)| Input::Join { user, name, permissions: permissions.into() }),
        2 => (who(), name(), rights()).prop_map(|(user, name, permissions)| Input::Resume { user, name, permissions: permissions.into() }),
        1 => (who(), name(), rights(), to()).prop_map(|(user, name, permissions, queue)| Input::Accept { user, name, permissions: permissions.into(), queue }),
        4 => (who(), rights()).prop_map(|(user, permissions)| Input::Allow { user, permissions: permissions.into() }),
        2 => who().prop_map(|user| Input::Leave { user }),
        1 => who().prop_map(|user| Input::Hold { user }),
        1 => who().prop_map(|user| Input::Remove { user, reason: "removed" }),
        1 => (who(), 1u16..8).prop_map(|(user, number)| Input::RemoveParticipant { user, number }),
        2 => who().prop_map(|user| Input::ConsoleThere { user }),
        2 => who().prop_map(|user| Input::ConsolesGone { user }),
        2 => who().prop_map(|user| Input::StartTool { user, tool: Tool::Screen }),
        2 => who().prop_map(|user| Input::TakeControl { user }),
        1 => Just(Input::Tick),
    ];
    prop_oneof![10 => input.prop_map(Step::Put), 1 => (0u64..400_000).prop_map(Step::Wait)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_happens_an_external_rep_owns_nothing_and_may_no_more_than_profile_and_host_sup_70(
        steps in proptest::collection::vec(step(), 0..80), first in rights(),
    ) {
        let mut run = Run::new(first);
        let external = |state: &State| -> HashSet<UserId> {
            state.participants.iter().filter(|each| each.external.is_some()).map(|each| each.user).collect()
        };
        let mut inside = HashSet::new();
        for step in &steps {
            let seen = run.effects.len();
            match step {
                Step::Put(input) => drop(run.put(input.clone())),
                Step::Wait(ms) => run.wait(Duration::from_millis(*ms)),
            }
            let state = run.state();
            let now = external(state);
            let left: HashSet<UserId> = if state.ended() { inside.clone() } else { inside.difference(&now).copied().collect() };
            // Whoever is in it no more is signed out, in the same step.
            for gone in &left {
                let told = run.effects[seen..].contains(&Effect::ExternalGone { user: *gone });
                prop_assert!(told, "signed out");
            }
            if state.ended() {
                break;
            }
            let owner = state.owner.filter(|owner| now.contains(owner));
            prop_assert_eq!(owner, None, "an external rep owns it");
            for guest in state.participants.iter().filter(|each| each.external.is_some()) {
                let bounds = guest.external.clone().unwrap();
                let host = state.participant_of(bounds.host);
                prop_assert!(host.is_some_and(|host| host.external.is_none()), "somebody with an account answers for them");
                prop_assert_eq!(Some(bounds.bound.set), host.map(|host| host.permissions));
                let most = REACH.and(bounds.profile.set).and(bounds.before.set).and(bounds.bound.set);
                // Besides it they have what a yes of their own gave, as far as it is to be asked for: nobody else's counts.
                prop_assert!(guest.consents.iter().all(|of| most.asks(of).is_some()));
                let without = guest.consents.iter().fold(guest.permissions, Permissions::without);
                prop_assert_eq!(without, most);
                for of in Permission::ALL {
                    for side in [bounds.profile.set, bounds.bound.set] {
                        prop_assert!(side.reaches(of) || !most.reaches(of));
                        let milder = side.asks(of).is_some() && !matches!((side.asks(of), most.asks(of)), (Some(Ask::Once), Some(_)) | (_, Some(Ask::Each)));
                        prop_assert!(!(milder && most.reaches(of)), "less is asked than either side says (SES-5)");
                    }
                }
                // What was lost is enforced at the endpoint: the newest grant says no more.
                let granted = run.effects.iter().rev().find_map(|effect| match effect { Effect::Grant(plan) => Some(plan), _ => None });
                let granted = granted.and_then(|plan| plan.participants.iter().find(|each| each.number == guest.number));
                let says = if guest.drawing { guest.permissions } else { guest.permissions.without(Permission::Annotate) };
                prop_assert_eq!(granted.map(|each| each.permissions), Some(says));
            }
            if let Some(controller) = state.controller {
                let may = state.participant(controller).is_some_and(|each| each.permissions.has(Permission::ScreenControl));
                prop_assert!(may);
            }
            // A link works for a time only; a session with one open comes back to it.
            prop_assert!(state.invitations.iter().all(|open| open.kind != InvitationKind::External || open.since + Duration::from_secs(2 * 60 * 60) > run.now));
            let ended = run.events.iter().filter(|event| matches!(event.kind, EventKind::InvitationEnded { .. })).count();
            prop_assert_eq!(usize::try_from(state.invitations_made).unwrap(), state.invitations.len() + ended);
            let stored: State = serde_json::from_str(&serde_json::to_string(state).unwrap()).unwrap();
            prop_assert_eq!(&stored, state);
            inside = now;
        }
    }
}

#[test]
fn an_external_rep_may_what_profile_and_inviter_have_in_common_and_no_more_sup_70() {
    let view = Permissions::NONE.with(Permission::ScreenView);
    let mut run = Run::with_guest(
        Permissions::ALL.without(Permission::Shell),
        Permissions::ALL.without(Permission::ScreenControl),
    );
    let common = REACH.without(Permission::Shell).without(Permission::ScreenControl);
    assert_eq!(run.may(1), Some(common));
    let kinds: Vec<_> = run.events.iter().rev().take(2).map(|event| event.kind.name()).collect();
    assert_eq!(kinds, ["external_accepted", "external_joined"]);
    // The inviter's rights change, and with them the guest's, at once.
    run.effects.clear();
    run.put(Input::Allow { user: user(0), permissions: Permissions::NONE.into() }).unwrap();
    assert_eq!(run.may(1), Some(Permissions::NONE));
    assert!(run.effects.contains(&Effect::TakeAway { participant: 2, lost: Lost::Screen }));
    assert!(run.effects.contains(&Effect::TakeAway { participant: 2, lost: Lost::System }));
    run.put(Input::Allow { user: user(0), permissions: Permissions::ALL.into() }).unwrap();
    assert_eq!(run.may(1), Some(REACH.without(Permission::ScreenControl)));
    // So do those of the profile.
    run.put(Input::Allow { user: guest(1), permissions: view.into() }).unwrap();
    assert_eq!(run.may(1), Some(view));
}

#[test]
fn an_external_rep_is_out_when_the_inviter_goes_and_nobody_else_owns_it_sup_70() {
    let mut run = Run::with_guest(Permissions::ALL, Permissions::ALL);
    run.put(Input::Leave { user: user(0) }).unwrap();
    assert!(run.out(1) && run.may(1).is_none());
    assert_eq!(run.last_reason().as_deref(), Some("inviter_left"));
    assert_eq!(
        run.state().queue,
        Some(Queue::Personal(user(0))),
        "it waits for its owner as if nobody else had been there"
    );

    // The inviter's browser is killed: after the grace, not before.
    let mut run = Run::with_guest(Permissions::ALL, Permissions::ALL);
    run.put(Input::ConsolesGone { user: user(0) }).unwrap();
    run.wait(Duration::from_secs(179));
    assert!(!run.out(1));
    run.wait(Duration::from_secs(1));
    assert!(run.out(1));

    let mut run = Run::with_guest(Permissions::ALL, Permissions::ALL);
    run.put(Input::Remove { user: user(0), reason: "user_disabled" }).unwrap();
    assert!(run.out(1) && run.state().ended(), "a session of guests only is none");
}

#[test]
fn an_external_rep_stays_with_another_owner_and_may_never_more_than_before_sup_70() {
    let mut run = Run::with_guest(Permissions::ALL.without(Permission::Shell), Permissions::ALL);
    let permissions = Permissions::ALL.without(Permission::ScreenControl);
    run.put(Input::Join { user: user(1), name: "Pavel".into(), permissions: permissions.into() }).unwrap();
    run.put(Input::Leave { user: user(0) }).unwrap();
    assert_eq!(run.state().owner, Some(user(1)));
    assert!(!run.out(1));
    let common = REACH.without(Permission::Shell).without(Permission::ScreenControl);
    assert_eq!(run.may(1), Some(common));
    // The longest there, and still not the owner when that one goes too.
    run.put(Input::Leave { user: user(1) }).unwrap();
    assert_eq!(run.state().owner, Some(user(1)));
    assert!(run.out(1));
}

#[test]
fn an_external_rep_is_handed_nothing_sup_70() {
    let mut run = Run::with_guest(Permissions::ALL, Permissions::ALL);
    let to = Queue::Personal(guest(1));
    let invite = Input::Invite {
        user: user(0),
        kind: InvitationKind::Transfer,
        to,
        to_name: "Erik".into(),
        comments: String::new(),
    };
    assert_eq!(run.put(invite), Err(Refusal::Invalid));
    let invite = Input::Invite {
        user: user(0),
        kind: InvitationKind::Transfer,
        to: team(),
        to_name: "Linux".into(),
        comments: String::new(),
    };
    run.put(invite).unwrap();
    let accept = |number| Input::AcceptInvitation {
        user: guest(1),
        name: "Erik".into(),
        permissions: Permissions::ALL.into(),
        number,
        to: team(),
    };
    assert_eq!(run.put(accept(2)), Err(Refusal::NotPermitted));
    for input in [
        Input::End { user: guest(1) },
        Input::Hold { user: guest(1) },
        Input::RemoveParticipant { user: guest(1), number: 1 },
        Input::CancelInvitation { user: guest(1), number: 2 },
        Input::InviteExternal {
            user: guest(1),
            guest: guest(2),
            name: "x".into(),
            profile: profile(),
            comments: String::new(),
        },
    ] {
        assert_eq!(run.put(input), Err(Refusal::NotPermitted));
    }
    run.put(Input::Leave { user: guest(1) }).unwrap();
    assert!(run.out(1));
}

#[test]
fn the_link_of_an_external_rep_counts_once_for_two_hours_and_as_long_as_it_is_open_sup_70() {
    let mut run = Run::new(Permissions::ALL);
    run.invite(1).unwrap();
    assert_eq!(run.follow(2, 1, Permissions::ALL), Err(Refusal::InvitationOver), "another's");
    run.put(Input::CancelInvitation { user: user(0), number: 1 }).unwrap();
    assert_eq!(run.follow(1, 1, Permissions::ALL), Err(Refusal::InvitationOver));
    run.invite(2).unwrap();
    run.wait(Duration::from_secs(2 * 60 * 60));
    assert_eq!(run.events.last().map(|event| event.kind.name()), Some("external_timed_out"));
    assert_eq!(run.follow(2, 2, Permissions::ALL), Err(Refusal::InvitationOver));
    run.invite(0).unwrap();
    run.follow(0, 3, Permissions::ALL).unwrap();
    assert_eq!(run.follow(0, 3, Permissions::ALL), Err(Refusal::InvitationOver));
    run.put(Input::End { user: user(0) }).unwrap();
    assert!(run.out(0));
}

#[test]
fn an_external_rep_whose_console_never_comes_is_given_up_sup_70() {
    let mut run = Run::new(Permissions::ALL);
    run.invite(1).unwrap();
    run.follow(1, 1, Permissions::ALL).unwrap();
    run.wait(Duration::from_secs(181));
    assert!(run.out(1));
    assert_eq!(run.last_reason().as_deref(), Some("connection_lost"));
}

#[test]
fn help_is_asked_for_on_an_issue_and_said_so_ses_21() {
    let mut run = Run::new(Permissions::ALL);
    let help = Input::AskForHelp {
        user: user(0),
        to: team(),
        to_name: "Linux".into(),
        issue: "Printing".into(),
        comments: "its driver".into(),
    };
    run.put(help).unwrap();
    let open = &run.state().invitations[0];
    assert_eq!((open.kind, open.to, open.issue.as_str()), (InvitationKind::Share, team(), "Printing"));
    assert_eq!(run.events.last().unwrap().kind.text(), "Printing (Linux)");
}

#[test]
fn a_transfer_to_somebody_who_is_told_by_mail_waits_half_an_hour_sup_33() {
    let mut run = Run::new(Permissions::ALL);
    let (user, kind, comments) = (user(0), InvitationKind::Transfer, String::new());
    run.put(Input::InviteAway { user, kind, rep: self::user(1), name: "Pavel".into(), comments }).unwrap();
    run.put(Input::ConsoleThere { user }).unwrap();
    run.wait(Duration::from_secs(29 * 60));
    assert!(run.state().invitations[0].away);
    run.wait(Duration::from_secs(2 * 60));
    assert_eq!(run.events.last().unwrap().kind.name(), "transfer_timed_out");
}

#[test]
fn an_idle_owner_beside_an_external_rep_did_not_put_the_session_on_hold_themselves_ses_31a() {
    let graces = Graces { idle_ms: 600_000, ..Graces::default() };
    let session = Session::start(START, Spec { graces, ..item_spec() }, user(0), "Olga", Permissions::ALL);
    let mut run = Run::of(session);
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    run.invite(1).unwrap();
    run.follow(1, 1, Permissions::ALL).unwrap();
    run.put(Input::ConsoleThere { user: guest(1) }).unwrap();
    run.wait(Duration::from_secs(300));
    run.put(Input::Active { user: guest(1) }).unwrap();
    run.wait(Duration::from_secs(301));
    let held = run.events.iter().find_map(|event| match &event.kind {
        EventKind::Held { reason } => Some(reason.as_str()),
        _ => None,
    });
    assert_eq!(held, Some("owner_idle"));
}
