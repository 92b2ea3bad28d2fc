//! The clipboard's switch (SCR-7): whose it is, what switches it off, and that it never goes on by itself.

use towline_session::Lost;

use super::*;

const TO: Permission = Permission::ClipboardToEndpoint;
const FROM: Permission = Permission::ClipboardFromEndpoint;

fn set(n: u8, on: bool) -> Input {
    Input::SetClipboard { user: user(n), on }
}

/// What must hold of the switches between two states.
pub(super) fn holds(step: &Step, before: &State, state: &State) -> Result<(), TestCaseError> {
    for found in state.participants.iter().filter(|found| found.clipboard) {
        prop_assert!(found.permissions.has(Permission::ScreenView));
        prop_assert!(found.permissions.has(TO) || found.permissions.has(FROM));
        prop_assert!(state.runs_for(found.user, Tool::Screen) && !state.paused && state.has_agent());
        let was = before.participant(found.number).is_some_and(|found| found.clipboard);
        let by = matches!(step, Step::Put(Input::SetClipboard { user, on: true }) if *user == found.user);
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
    run.state().participants.iter().map(|found| found.clipboard).collect()
}

#[test]
fn everybody_switches_their_own_and_the_agent_is_granted_it_scr_7() {
    let mut run = Run::at_work();
    assert_eq!(run.put(set(0, true)), Err(Refusal::Invalid), "there is no screen to look at");
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    run.join(1);
    assert_eq!(on(&run), [false, false]);
    assert_eq!(run.put(set(1, true)), Ok(Answer::Done));
    assert_eq!(run.put(set(1, true)), Ok(Answer::Done));
    assert_eq!(on(&run), [false, true]);
    let granted: Vec<bool> = run.last_grant().participants.iter().map(|granted| granted.clipboard).collect();
    assert_eq!(granted, [false, true]);
    assert_eq!(run.put(set(1, false)), Ok(Answer::Done));
    assert!(!run.last_grant().participants.iter().any(|granted| granted.clipboard));
    assert_eq!(run.kinds()[run.events.len() - 2..], ["clipboard_on", "clipboard_off"]);
    assert!(run.effects.contains(&Effect::TakeAway { participant: 2, lost: Lost::Clipboard }));
    assert_eq!(run.put(set(7, true)), Err(Refusal::NotFound));
}

#[test]
fn without_a_direction_it_is_refused_and_one_is_enough_scr_7() {
    let mut run = watching();
    run.put(Input::Allow { user: user(1), permissions: Permissions::ALL.without(TO).without(FROM).into() }).unwrap();
    assert_eq!(run.put(set(1, true)), Err(Refusal::NotPermitted));
    for without in [TO, FROM] {
        run.put(Input::Allow { user: user(1), permissions: Permissions::ALL.without(without).into() }).unwrap();
        assert_eq!(run.put(set(1, true)), Ok(Answer::Done));
    }
    // The last direction goes, and with it the switch.
    run.put(Input::Allow { user: user(1), permissions: Permissions::ALL.without(TO).without(FROM).into() }).unwrap();
    assert_eq!((on(&run), run.kinds().last()), (vec![false, false], Some(&"clipboard_off")));
    run.put(Input::Allow { user: user(1), permissions: Permissions::ALL.into() }).unwrap();
    assert_eq!(on(&run), [false, false], "it does not come back by itself");
}

#[test]
fn it_goes_off_with_the_screen_for_whom_that_stops_and_stays_while_the_endpoint_is_away_scr_7() {
    let mut run = watching();
    for n in [0, 1] {
        run.put(set(n, true)).unwrap();
    }
    run.put(Input::EndpointGone).unwrap();
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    assert_eq!(on(&run), [true, true]);
    run.put(Input::StopTool { user: user(1), tool: Tool::Screen }).unwrap();
    assert_eq!(on(&run), [true, false]);
    run.put(Input::StopTool { user: user(0), tool: Tool::Screen }).unwrap();
    assert_eq!(on(&run), [false, false]);
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    assert_eq!(on(&run), [false, false]);
}

#[test]
fn a_direction_that_is_to_be_asked_for_is_asked_for_and_does_not_hold_up_the_other_ses_5_scr_7() {
    let how = Prompting { seconds: 30, silence: true, ..Prompting::default() };
    let mut run = watching();
    let asks = Permissions::ALL.without(TO).asking(TO, Ask::Each).prompting(how);
    run.put(Input::Allow { user: user(1), permissions: asks.into() }).unwrap();
    // Nobody is there who could be asked, and the rules let silence count.
    run.put(set(1, true)).unwrap();
    let may = |run: &Run| run.state().participants[1].permissions.has(TO);
    assert_eq!((on(&run), may(&run)), (vec![false, true], true));
    // Asked each time: the end takes the yes back.
    run.put(set(1, false)).unwrap();
    assert!(!may(&run));
    let never = Permissions::ALL.without(TO).asking(TO, Ask::Once).prompting(Prompting { silence: false, ..how });
    run.put(Input::Allow { user: user(1), permissions: never.into() }).unwrap();
    assert_eq!(run.put(set(1, true)), Ok(Answer::Done), "the other direction is not held up");
    assert_eq!((on(&run), may(&run)), (vec![false, true], false));
    run.put(set(1, false)).unwrap();
    run.put(Input::Allow { user: user(1), permissions: never.without(FROM).into() }).unwrap();
    assert_eq!(run.put(set(1, true)), Err(Refusal::NobodyToAsk));
}
