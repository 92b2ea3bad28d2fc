//! Drawing on the screen (SCR-14): a switch of each participant, without which no grant lets them draw, and that never goes on by itself.

use super::*;

fn at_the_screen(permissions: Permissions) -> Run {
    let mut run = Run::new(permissions);
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    run.put(Input::StartTool { user: user(0), tool: Tool::Screen }).unwrap();
    run
}

fn draws(n: u8, on: bool) -> Input {
    Input::SetDrawing { user: user(n), on }
}

/// Whether the newest grant lets participants draw.
fn granted(run: &Run) -> Vec<bool> {
    let newest = run.effects.iter().rev().find_map(|effect| match effect {
        Effect::Grant(plan) => Some(plan),
        _ => None,
    });
    let may = |plan: &GrantPlan| {
        let each = plan.participants.iter().map(|one| one.permissions.has(Permission::Annotate));
        each.collect()
    };
    newest.map(may).unwrap_or_default()
}

/// What must hold after each step: it is on only for somebody who may and looks, and goes on only by their own word.
pub(super) fn holds(step: &Step, before: &State, state: &State) -> Result<(), TestCaseError> {
    for found in state.participants.iter().filter(|found| found.drawing) {
        let may = found.permissions.has(Permission::ScreenView) && found.permissions.has(Permission::Annotate);
        prop_assert!(may && !state.paused && state.has_agent() && state.runs_for(found.user, Tool::Screen));
        if !before.participant(found.number).is_some_and(|was| was.drawing) {
            let own = matches!(step, Step::Put(Input::SetDrawing { user, on: true }) if *user == found.user);
            prop_assert!(own, "{step:?}");
        }
    }
    Ok(())
}

#[test]
fn who_looks_and_may_draws_and_no_grant_says_so_before_scr_14() {
    let mut run = at_the_screen(Permissions::ALL);
    assert_eq!(granted(&run), [false]);
    run.put(draws(0, true)).unwrap();
    assert_eq!(granted(&run), [true]);
    // Control is no condition.
    run.put(Input::Join { user: user(1), name: "Grace".into(), permissions: Permissions::ALL.into() }).unwrap();
    run.put(draws(1, true)).unwrap();
    assert_eq!(granted(&run), [true, true]);
    assert_eq!(run.kinds().iter().filter(|kind| **kind == "drawing_on").count(), 2);
    run.put(draws(0, false)).unwrap();
    assert_eq!(granted(&run), [false, true]);
}

#[test]
fn it_ends_with_the_right_the_tool_and_the_pause_scr_14() {
    let mut run = at_the_screen(Permissions::ALL);
    run.put(draws(0, true)).unwrap();
    let without = Permissions::ALL.without(Permission::Annotate);
    run.put(Input::Allow { user: user(0), permissions: without.into() }).unwrap();
    assert_eq!((granted(&run), run.state().participants[0].drawing), (vec![false], false));
    assert_eq!(run.put(draws(0, true)), Err(Refusal::NotPermitted));
    run.put(Input::Allow { user: user(0), permissions: Permissions::ALL.into() }).unwrap();
    assert!(!run.state().participants[0].drawing);
    run.put(draws(0, true)).unwrap();
    run.put(Input::StopTool { user: user(0), tool: Tool::Screen }).unwrap();
    assert_eq!(granted(&run), [false]);
    assert_eq!(run.put(draws(0, true)), Err(Refusal::Invalid));
}
