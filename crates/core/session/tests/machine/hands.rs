//! Several reps at one screen (SES-25): who asks for keyboard and mouse, who gives them, and what one of several stops.

use super::*;

/// Olga, whose session it is, and two more.
fn three() -> Run {
    let mut run = Run::at_work();
    run.join(1);
    run.join(2);
    run
}

fn asks(run: &Run) -> Vec<u16> {
    run.state().control_asks.iter().map(|ask| ask.by).collect()
}

fn answer(user: UserId, asker: u16, give: bool) -> Input {
    Input::AnswerControl { user, asker, give }
}

/// Whether somebody looks at a tool: it runs, they may, and have not stopped it for themselves.
fn looks(state: &State, found: &towline_session::Participant, tool: Tool) -> bool {
    let right = match tool {
        Tool::Screen => Permission::ScreenView,
        Tool::Shell => Permission::Shell,
        Tool::System => Permission::SystemView,
        Tool::Files => Permission::FileDownload,
    };
    found.permissions.has(right) && state.runs_for(found.user, tool)
}

/// What must hold of control and of stopped tools between two states.
pub(super) fn holds(step: &Step, before: &State, state: &State) -> Result<(), TestCaseError> {
    let mut once = std::collections::BTreeSet::new();
    for ask in &state.control_asks {
        let asker = state.participant(ask.by).expect("who asks is inside");
        prop_assert!(asker.permissions.has(Permission::ScreenControl) && once.insert(ask.by));
        prop_assert!(state.controller.is_some_and(|holder| holder != ask.by), "what is free is the first one's");
    }
    let Step::Put(input) = step else { return Ok(()) };
    // From a holder who could keep it, it goes only by their own hand or the owner's.
    if let (Some(had), Some(has)) = (before.controller, state.controller)
        && had != has
        && state.participant(had).is_some_and(|found| found.permissions.has(Permission::ScreenControl))
    {
        let holder = before.participant(had).map(|found| found.user);
        let by = match input {
            Input::TakeControl { user } | Input::AskControl { user } => before.owner == Some(*user),
            Input::AnswerControl { user, asker, give } => {
                *give && *asker == has && (before.owner == Some(*user) || holder == Some(*user))
            }
            Input::ReleaseControl { user } | Input::StopTool { user, .. } => {
                before.owner == Some(*user) || holder == Some(*user)
            }
            _ => false,
        };
        prop_assert!(by, "{had} had it, {has} has it, by {input:?}");
    }
    // Nobody but the owner takes from others what they look at.
    if let Input::StopTool { user, tool } = input
        && before.owner != Some(*user)
        && !state.ended()
    {
        for other in before.participants.iter().filter(|other| other.user != *user && looks(before, other, *tool)) {
            prop_assert!(state.participant(other.number).is_some_and(|found| looks(state, found, *tool)));
        }
        let others = before.participants.iter().filter(|other| other.user != *user);
        let holder = others.map(|other| other.number).find(|number| before.controller == Some(*number));
        let looked_at = before.participants.iter().any(|other| other.user != *user && looks(before, other, *tool));
        prop_assert!(holder.is_none() || !looked_at || state.controller == holder);
    }
    Ok(())
}

#[test]
fn who_asks_for_control_is_given_it_or_not_ses_25() {
    let mut run = three();
    assert_eq!(run.put(Input::AskControl { user: user(1) }), Ok(Answer::Done));
    assert_eq!(run.state().controller, Some(2), "nobody has it: it is taken");
    assert_eq!(run.put(Input::AskControl { user: user(2) }), Ok(Answer::Done));
    assert_eq!(run.put(Input::AskControl { user: user(2) }), Ok(Answer::Done));
    assert_eq!((asks(&run), run.kinds().iter().filter(|kind| **kind == "control_asked").count()), (vec![3], 1));
    assert_eq!(run.put(answer(user(2), 3, true)), Err(Refusal::NotPermitted), "nobody gives it to themselves");
    assert_eq!(run.put(answer(user(1), 3, false)), Ok(Answer::Done));
    assert_eq!((run.state().controller, asks(&run)), (Some(2), vec![]));
    assert_eq!(run.kinds().last(), Some(&"control_kept"));
    assert_eq!(run.put(answer(user(1), 3, true)), Err(Refusal::AskOver));
    // The owner, who has not got it, gives it as well.
    run.put(Input::AskControl { user: user(2) }).unwrap();
    assert_eq!(run.put(answer(user(0), 3, true)), Ok(Answer::Done));
    assert_eq!(run.last_grant().controller, Some(3));
    assert!(run.kinds().ends_with(&["control_given", "control_released", "control_taken"]));
    // The owner asks nobody.
    run.put(Input::AskControl { user: user(1) }).unwrap();
    run.put(Input::AskControl { user: user(0) }).unwrap();
    assert_eq!((run.last_grant().controller, asks(&run)), (Some(1), vec![2]));
}

#[test]
fn a_wish_for_control_ends_by_itself_and_what_becomes_free_is_the_first_ones_ses_25() {
    let mut run = three();
    run.put(Input::TakeControl { user: user(0) }).unwrap();
    run.put(Input::AskControl { user: user(1) }).unwrap();
    run.wait(Duration::from_secs(29));
    run.put(Input::AskControl { user: user(2) }).unwrap();
    run.wait(Duration::from_secs(1));
    assert_eq!(asks(&run), [3], "half a minute without an answer");
    let kept = run.events.last().unwrap();
    assert_eq!((kept.kind.name(), kept.actor, kept.kind.text()), ("control_kept", 0, "rep 1"));
    run.put(Input::WithdrawControl { user: user(2) }).unwrap();
    assert_eq!(asks(&run), [0u16; 0]);
    run.put(Input::AskControl { user: user(2) }).unwrap();
    run.put(Input::AskControl { user: user(1) }).unwrap();
    run.put(Input::ReleaseControl { user: user(0) }).unwrap();
    assert_eq!((run.last_grant().controller, asks(&run)), (Some(3), vec![2]));
    run.put(Input::Leave { user: user(2) }).unwrap();
    assert_eq!((run.last_grant().controller, asks(&run)), (Some(2), vec![]));
    // Who goes, or may no more, waits no more.
    run.join(3);
    run.put(Input::AskControl { user: user(3) }).unwrap();
    run.put(Input::Allow { user: user(3), permissions: Permissions::NONE.with(Permission::ScreenView).into() })
        .unwrap();
    assert_eq!(asks(&run), [0u16; 0]);
    assert_eq!(run.put(Input::AskControl { user: user(3) }), Err(Refusal::NotPermitted));
    assert_eq!(run.put(Input::AskControl { user: user(7) }), Err(Refusal::NotFound));
    run.put(Input::AskControl { user: user(0) }).unwrap();
    run.put(Input::AskControl { user: user(1) }).unwrap();
    run.put(Input::StopTool { user: user(0), tool: Tool::Screen }).unwrap_or(Answer::Done);
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    run.put(Input::StopTool { user: user(0), tool: Tool::Screen }).unwrap();
    assert_eq!((run.state().controller, asks(&run)), (None, vec![]), "what is stopped is nobody's");
}

#[test]
fn one_of_several_stops_a_tool_for_themselves_and_the_owner_for_all_ses_25() {
    let mut run = three();
    let stop = |by: u8, tool: Tool| Input::StopTool { user: user(by), tool };
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    run.put(Input::TakeControl { user: user(0) }).unwrap();
    run.put(Input::Allow { user: user(1), permissions: Permissions::NONE.with(Permission::ScreenView).into() })
        .unwrap();
    run.put(stop(1, Tool::Screen)).unwrap();
    let runs = |run: &Run| [0, 1, 2].map(|who| run.state().runs_for(user(who), Tool::Screen));
    assert_eq!((runs(&run), run.state().controller), ([true, false, true], Some(1)), "Olga still sees and controls");
    assert!(!run.kinds().contains(&"tool_stopped"));
    run.put(Input::StartTool { user: user(1), tool: Tool::Screen }).unwrap();
    assert_eq!(runs(&run), [true; 3]);
    // Who had control and stops looking has it no more.
    run.put(answer(user(0), 3, true)).unwrap_err();
    run.put(Input::AskControl { user: user(2) }).unwrap();
    run.put(answer(user(0), 3, true)).unwrap();
    run.put(stop(2, Tool::Screen)).unwrap();
    assert_eq!((runs(&run), run.state().controller), ([true, true, false], None));
    run.put(stop(0, Tool::Screen)).unwrap();
    assert_eq!(runs(&run), [false; 3]);
    // Started anew it is there for all.
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    assert_eq!(runs(&run), [true; 3]);
    // The last who looks stops it for all; so does the going of the last.
    run.put(Input::StartTool { user: user(0), tool: Tool::System }).unwrap();
    run.put(Input::Allow { user: user(2), permissions: Permissions::ALL.into() }).unwrap();
    run.put(stop(2, Tool::System)).unwrap();
    assert!(run.state().tools.system);
    run.put(Input::Leave { user: user(0) }).unwrap();
    assert!(run.state().tools.screen && !run.state().tools.system, "nobody is left who looks");
}

#[test]
fn shells_of_others_go_on_when_one_stops_theirs_ses_25() {
    let mut run = three();
    run.put(Input::StartTool { user: user(0), tool: Tool::Shell }).unwrap();
    let new = Input::NewShell { user: user(0), shell: shell(1), nonce: "n".into(), columns: 80, rows: 24 };
    run.put(new).unwrap();
    run.put(Input::StopTool { user: user(1), tool: Tool::Shell }).unwrap();
    run.put(Input::StopTool { user: user(2), tool: Tool::Shell }).unwrap();
    assert!(!run.effects.iter().any(|effect| matches!(effect, Effect::CloseShell { .. })));
    run.put(Input::StopTool { user: user(0), tool: Tool::Shell }).unwrap();
    assert!(run.effects.iter().any(|effect| matches!(effect, Effect::CloseShell { .. })));
}

#[test]
fn a_state_of_an_older_release_has_nobody_who_asks_and_nothing_stopped_ses_25() {
    let run = three();
    let mut stored = serde_json::to_value(run.state()).unwrap();
    assert!(stored.get("control_asks").is_none() && stored["participants"][0].get("stopped").is_none());
    stored["participants"][0]["stopped"] = serde_json::json!({"screen": true, "shell": false});
    let read: State = serde_json::from_value(stored).unwrap();
    assert!(read.participants[0].stopped.screen && !read.participants[0].stopped.system);
}
