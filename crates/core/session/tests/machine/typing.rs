//! Who types into shells (SHL-3): the owner says, whoever is named is there and may, and it never becomes somebody's turn whom nobody meant.

use super::*;

fn let_type(n: u8, number: u16) -> Input {
    Input::LetType { user: user(n), number }
}

/// What must hold of the one who is named between two states.
pub(super) fn holds(step: &Step, before: &State, state: &State) -> Result<(), TestCaseError> {
    let may = |number: u16| state.participant(number).is_some_and(|found| found.permissions.has(Permission::Shell));
    prop_assert!(state.ended() || state.typist.is_none_or(may), "{step:?}");
    if before.typist.is_some() && state.typist.is_none() && !state.ended() {
        let said = matches!(step, Step::Put(Input::LetType { number: 0, .. }));
        let owner = state.owner.and_then(|owner| state.participant_of(owner)).map(|found| found.number);
        prop_assert!(said || owner.is_none_or(|owner| !may(owner)), "{step:?}");
    }
    Ok(())
}

fn shared() -> Run {
    let mut run = Run::at_work();
    run.join(1);
    run.join(2);
    run
}

#[test]
fn the_owner_lets_one_type_or_all_and_the_agent_is_granted_it_shl_3() {
    let mut run = shared();
    assert_eq!(run.state().typist, None);
    assert_eq!(run.put(let_type(1, 2)), Err(Refusal::NotPermitted), "only the owner says");
    assert_eq!(run.put(let_type(0, 9)), Err(Refusal::NotFound));
    assert_eq!(run.put(let_type(0, 2)), Ok(Answer::Done));
    assert_eq!((run.state().typist, run.last_grant().typist), (Some(2), Some(2)));
    assert_eq!(run.put(let_type(0, 2)), Ok(Answer::Done));
    assert_eq!(run.put(let_type(0, 0)), Ok(Answer::Done));
    assert_eq!((run.state().typist, run.last_grant().typist), (None, None));
    assert_eq!(run.kinds()[run.events.len() - 2..], ["typing_let", "typing_let"]);
}

#[test]
fn when_the_one_who_types_goes_it_is_the_owners_turn_shl_3() {
    let mut run = shared();
    run.put(let_type(0, 3)).unwrap();
    run.put(Input::Leave { user: user(2) }).unwrap();
    assert_eq!((run.state().typist, run.last_grant().typist), (Some(1), Some(1)));
}

#[test]
fn who_may_not_use_shells_any_more_does_not_type_shl_3_ses_2a() {
    let mut run = shared();
    run.put(let_type(0, 2)).unwrap();
    let without = Permissions::ALL.without(Permission::Shell);
    run.put(Input::Allow { user: user(1), permissions: without.into() }).unwrap();
    assert_eq!(run.state().typist, Some(1));
    assert_eq!(run.put(let_type(0, 2)), Err(Refusal::NotFound));
    // Nobody is left who could say: whoever may, types.
    run.put(Input::Allow { user: user(0), permissions: without.into() }).unwrap();
    assert_eq!(run.state().typist, None);
}
