//! Privacy (SCR-3): who may withhold the machine from whoever sits there, and everything that gives it back.

use towline_session::{Privacy, PrivacyReport};

use super::*;

/// Olga has keyboard and mouse, and looks.
fn at_the_screen(permissions: Permissions) -> Run {
    let mut run = Run::new(permissions);
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    run.put(Input::TakeControl { user: user(0) }).unwrap();
    run
}

fn uses(n: u8, input: bool, blank: bool) -> Input {
    Input::UsePrivacy { user: user(n), input, blank }
}

fn report(turn: u32, input: bool, blanked: bool, code: &str) -> Input {
    Input::PrivacyReported(PrivacyReport { turn, input, blanked, code: code.into() })
}

/// What the agent was told last.
fn told(run: &Run) -> Option<(u32, bool, bool, u16)> {
    run.effects.iter().rev().find_map(|effect| match effect {
        Effect::SetPrivacy { turn, input, blank, participant } => Some((*turn, *input, *blank, *participant)),
        _ => None,
    })
}

/// Why it ended.
fn off(run: &Run) -> Option<(u16, String)> {
    run.events.iter().rev().find_map(|event| match &event.kind {
        EventKind::PrivacyOff { code } => Some((event.actor, code.clone())),
        _ => None,
    })
}

/// What must hold after each step: it is on only for somebody who may, who has control and who looks.
pub(super) fn holds(state: &State) -> Result<(), TestCaseError> {
    let Privacy { input, blank, by, locked, blanked, .. } = state.privacy;
    prop_assert!(input || !blank && !locked && !blanked);
    if input {
        let found = state.participant(by).expect("who does it is inside");
        prop_assert!(found.permissions.has(Permission::Privacy) && state.controller == Some(by));
        prop_assert!(!state.paused && state.has_agent() && state.runs_for(found.user, Tool::Screen));
    }
    Ok(())
}

#[test]
fn whoever_has_keyboard_and_mouse_withholds_them_and_the_screen_scr_3() {
    let mut run = at_the_screen(Permissions::ALL);
    assert_eq!(run.put(uses(0, true, false)), Ok(Answer::Done));
    assert_eq!(told(&run), Some((1, true, false, 1)));
    assert!(!run.state().privacy.locked);
    run.put(report(1, true, false, "")).unwrap();
    assert!(run.state().privacy.locked);
    // The screen as well; the input stays withheld meanwhile.
    run.put(uses(0, true, true)).unwrap();
    assert_eq!((told(&run), run.state().privacy.locked), (Some((2, true, true, 1)), true));
    run.put(report(2, true, true, "")).unwrap();
    assert!(run.state().privacy.blanked);
    // The same again is nothing new.
    let events = run.events.len();
    run.put(uses(0, false, true)).unwrap();
    assert_eq!(run.events.len(), events);
    run.put(uses(0, false, false)).unwrap();
    assert_eq!(told(&run), Some((3, false, false, 1)));
    assert_eq!(off(&run), Some((1, "rep".into())));
    assert_eq!(run.kinds().iter().filter(|kind| kind.starts_with("privacy")).count(), 3);
    assert_eq!(run.state().privacy.turn, 3);
}

#[test]
fn without_the_right_or_control_or_the_screen_nothing_is_withheld_scr_3() {
    let mut run = at_the_screen(Permissions::ALL.without(Permission::Privacy));
    assert_eq!(run.put(uses(0, true, false)), Err(Refusal::NotPermitted));
    let mut run = at_the_screen(Permissions::ALL);
    run.join(1);
    assert_eq!(run.put(uses(1, true, false)), Err(Refusal::InUse));
    assert_eq!(run.put(uses(3, true, false)), Err(Refusal::NotFound));
    run.put(Input::ReleaseControl { user: user(0) }).unwrap();
    assert_eq!(run.put(uses(0, true, false)), Err(Refusal::NoControl));
    run.put(Input::TakeControl { user: user(0) }).unwrap();
    run.put(Input::EndpointGone).unwrap();
    assert_eq!(run.put(uses(0, true, false)), Err(Refusal::Offline));
    assert_eq!(told(&run), None);
}

#[test]
fn it_ends_with_control_the_tool_the_right_and_the_session_scr_3() {
    let on = || {
        let mut run = at_the_screen(Permissions::ALL);
        run.join(1);
        run.put(uses(0, true, true)).unwrap();
        run.put(report(1, true, true, "")).unwrap();
        run
    };
    let without = Permissions::ALL.without(Permission::Privacy);
    let ends = [
        (Input::ReleaseControl { user: user(0) }, "control"),
        (Input::StopTool { user: user(0), tool: Tool::Screen }, "tool_stopped"),
        (Input::Allow { user: user(0), permissions: without.into() }, "not_permitted"),
        (Input::Leave { user: user(0) }, "not_permitted"),
    ];
    for (input, code) in ends {
        let mut run = on();
        run.put(input.clone()).unwrap();
        assert_eq!(off(&run), Some((0, code.to_owned())), "{input:?}");
        assert_eq!(told(&run), Some((2, false, false, 1)), "{input:?}");
    }
    let mut run = on();
    run.put(Input::End { user: user(0) }).unwrap();
    assert!(!run.state().privacy.input);
    // Somebody else who is not the owner cannot end it; the owner can end what others do.
    let mut run = on();
    assert_eq!(run.put(uses(1, false, false)), Err(Refusal::NotPermitted));
    assert!(run.state().privacy.input);
}

#[test]
fn what_the_person_took_back_is_off_and_said_scr_3() {
    let mut run = at_the_screen(Permissions::ALL);
    run.put(uses(0, true, false)).unwrap();
    run.put(report(1, true, false, "")).unwrap();
    run.put(report(1, false, false, "person")).unwrap();
    assert_eq!(off(&run), Some((0, "person".into())));
    assert!(!run.state().privacy.input);
    // The agent's own no is another end.
    run.put(uses(0, true, false)).unwrap();
    run.put(Input::RefusedAtAgent {
        participant: 1,
        code: "not_permitted".into(),
        of: towline_session::Asked::Privacy,
    })
    .unwrap();
    assert_eq!(off(&run), Some((0, "not_permitted".into())));
}

#[test]
fn an_endpoint_that_blinks_goes_on_and_one_that_stays_away_has_given_it_back_scr_3() {
    let mut run = at_the_screen(Permissions::ALL);
    run.put(uses(0, true, false)).unwrap();
    run.put(report(1, true, false, "")).unwrap();
    run.put(Input::EndpointGone).unwrap();
    run.wait(Duration::from_secs(9));
    assert!(run.state().privacy.input);
    run.effects.clear();
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    assert_eq!(told(&run), Some((1, true, false, 1)));
    run.put(report(1, true, false, "")).unwrap();
    assert!(run.state().privacy.locked);
    run.put(Input::EndpointGone).unwrap();
    run.wait(Duration::from_secs(10));
    assert_eq!(off(&run), Some((0, "connection".into())));
    // Whatever the agent says then, it is told to give it back.
    run.effects.clear();
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    assert_eq!(told(&run), None);
    run.put(report(1, true, true, "")).unwrap();
    assert!(matches!(told(&run), Some((turn, false, false, _)) if turn > 1));
    assert!(!run.state().privacy.locked);
}

#[test]
fn what_an_agent_says_of_an_earlier_change_changes_nothing_scr_3() {
    let mut run = at_the_screen(Permissions::ALL);
    run.put(uses(0, true, false)).unwrap();
    run.put(uses(0, true, true)).unwrap();
    run.put(report(1, false, false, "in_use")).unwrap();
    assert!(run.state().privacy.input);
    // One that was never made is a lie, and ends it.
    run.put(report(9, true, true, "")).unwrap();
    assert_eq!(off(&run), Some((0, "failed".into())));
}
