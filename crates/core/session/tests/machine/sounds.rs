//! The switch of the endpoint's sound (SCR-18): whose it is, what switches it off, and that it never goes on by itself.

use towline_session::Lost;

use super::*;

const HEAR: Permission = Permission::HearSound;

fn set(n: u8, on: bool) -> Input {
    Input::SetSound { user: user(n), on }
}

/// What must hold of the switches between two states.
pub(super) fn holds(step: &Step, before: &State, state: &State) -> Result<(), TestCaseError> {
    for found in state.participants.iter().filter(|found| found.sound) {
        prop_assert!(found.permissions.has(Permission::ScreenView) && found.permissions.has(HEAR));
        prop_assert!(state.runs_for(found.user, Tool::Screen) && !state.paused && state.has_agent());
        let was = before.participant(found.number).is_some_and(|found| found.sound);
        let by = matches!(step, Step::Put(Input::SetSound { user, on: true }) if *user == found.user);
        prop_assert!(was || by, "{step:?}");
    }
    Ok(())
}

fn watching() -> Run {
    let mut run = Run::at_work();
    run.join(1);
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    run
}

fn on(run: &Run) -> Vec<bool> {
    run.state().participants.iter().map(|found| found.sound).collect()
}

#[test]
fn everybody_switches_their_own_sound_and_the_agent_is_granted_it_scr_18() {
    let mut run = Run::at_work();
    assert_eq!(run.put(set(0, true)), Err(Refusal::Invalid), "there is no screen to look at");
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    run.join(1);
    assert_eq!(on(&run), [false, false]);
    assert_eq!(run.put(set(1, true)), Ok(Answer::Done));
    assert_eq!(run.put(set(1, true)), Ok(Answer::Done));
    assert_eq!(on(&run), [false, true]);
    let granted: Vec<bool> = run.last_grant().participants.iter().map(|granted| granted.sound).collect();
    assert_eq!(granted, [false, true]);
    assert_eq!(run.put(set(1, false)), Ok(Answer::Done));
    assert!(!run.last_grant().participants.iter().any(|granted| granted.sound));
    assert_eq!(run.kinds()[run.events.len() - 2..], ["sound_on", "sound_off"]);
    assert!(run.effects.contains(&Effect::TakeAway { participant: 2, lost: Lost::Sound }));
    assert_eq!(run.put(set(7, true)), Err(Refusal::NotFound));
}

#[test]
fn sound_ends_with_the_permission_and_with_the_screen_and_does_not_come_back_by_itself_scr_18() {
    let mut run = watching();
    run.put(Input::Allow { user: user(1), permissions: Permissions::ALL.without(HEAR).into() }).unwrap();
    assert_eq!(run.put(set(1, true)), Err(Refusal::NotPermitted));
    run.put(Input::Allow { user: user(1), permissions: Permissions::ALL.into() }).unwrap();
    for n in [0, 1] {
        run.put(set(n, true)).unwrap();
    }
    run.put(Input::Allow { user: user(1), permissions: Permissions::ALL.without(HEAR).into() }).unwrap();
    assert_eq!((on(&run), run.kinds().last()), (vec![true, false], Some(&"sound_off")));
    run.put(Input::Allow { user: user(1), permissions: Permissions::ALL.into() }).unwrap();
    assert_eq!(on(&run), [true, false]);
    // An endpoint that is away for a moment changes nothing; the end of the tool does.
    run.put(Input::EndpointGone).unwrap();
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    assert_eq!(on(&run), [true, false]);
    run.put(Input::StopTool { user: user(0), tool: Tool::Screen }).unwrap();
    assert_eq!(on(&run), [false, false]);
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    assert_eq!(on(&run), [false, false]);
}

#[test]
fn sound_that_is_to_be_asked_for_is_asked_for_each_time_ses_5_scr_18() {
    let how = Prompting { seconds: 30, silence: true, ..Prompting::default() };
    let mut run = watching();
    let asks = Permissions::ALL.without(HEAR).asking(HEAR, Ask::Each).prompting(how);
    run.put(Input::Allow { user: user(1), permissions: asks.into() }).unwrap();
    // Nobody is there who could be asked, and the rules let silence count.
    run.put(set(1, true)).unwrap();
    let may = |run: &Run| run.state().participants[1].permissions.has(HEAR);
    assert_eq!((on(&run), may(&run)), (vec![false, true], true));
    run.put(set(1, false)).unwrap();
    assert!(!may(&run), "asked each time: the end takes the yes back");
    let never = Permissions::ALL.without(HEAR).asking(HEAR, Ask::Once).prompting(Prompting { silence: false, ..how });
    run.put(Input::Allow { user: user(1), permissions: never.into() }).unwrap();
    assert_eq!(run.put(set(1, true)), Err(Refusal::NobodyToAsk));
}
