//! The chat in two languages (SES-31).

use towline_model::Languages;
use towline_session::{SAID_BEFORE, TRANSLATION_LIMIT, Untranslated};

use super::*;

fn german() -> Languages {
    Languages::of("de", "en").unwrap()
}

pub(crate) fn input() -> impl Strategy<Value = Input> {
    let languages = || prop_oneof![Just(german()), Just(Languages::of("ja", "en").unwrap())];
    let said = || proptest::collection::vec((1u64..30).prop_map(|message| (message, "hallo".to_owned())), 0..12);
    let outcome =
        prop_oneof![Just(Ok("hello".to_owned())), Just(Err("unreachable".to_owned())), Just(Ok(String::new()))];
    prop_oneof![
        ((0u8..4).prop_map(user), proptest::option::of(languages()), said())
            .prop_map(|(user, languages, said)| Input::Translate { user: Some(user), languages, said }),
        (languages(), 1u64..40, outcome).prop_map(|(languages, message, outcome)| Input::Translated {
            languages,
            message,
            outcome
        }),
    ]
}

/// Each message that the service was asked for is waited for, or has ended in one way; none waits when nothing is translated.
pub(crate) fn holds(run: &Run) -> Result<(), TestCaseError> {
    let Some(translation) = &run.state().translation else { return Ok(()) };
    prop_assert!(run.state().customer.is_some() && run.state().dismissed.is_none());
    prop_assert!(translation.waiting.len() <= 16);
    prop_assert!(translation.languages.customer != translation.languages.reps);
    let begun = run.events.iter().rposition(|event| event.kind.name() == "translation_started").unwrap();
    let told = run.events[begun..].iter().filter(|event| event.kind.of_message().is_some()).count();
    let busy = |event: &&Event| matches!(&event.kind, EventKind::NotTranslated { code, .. } if code == "busy");
    let asked = run.effects.iter().filter(|effect| matches!(effect, Effect::Translate { .. })).count();
    let refused = run.events[begun..].iter().filter(busy).count();
    prop_assert!(translation.waiting.len() + told - refused <= asked);
    Ok(())
}

fn translating() -> Run {
    let mut run = accepted();
    run.put(Input::Translate { user: Some(user(0)), languages: Some(german()), said: vec![] }).unwrap();
    run.effects.clear();
    run
}

fn wanted(run: &mut Run) -> Vec<Untranslated> {
    let wanted = run.effects.drain(..).filter_map(|effect| match effect {
        Effect::Translate { wanted, .. } => Some(wanted),
        _ => None,
    });
    wanted.collect()
}

fn rep_says(nonce: &str, reps_only: bool) -> Input {
    Input::Chat { user: user(0), text: "hello".into(), nonce: nonce.into(), reps_only }
}

#[test]
fn a_message_stands_at_once_and_its_translation_follows_ses_31() {
    let mut run = translating();
    run.put(Input::CustomerSays { text: "hallo".into(), nonce: "1".into() }).unwrap();
    let message = run.state().last_event;
    assert_eq!(run.kinds().last(), Some(&"chat"));
    assert_eq!(wanted(&mut run), [Untranslated { message, text: "hallo".into(), to_customer: false }]);
    let outcome = Input::Translated { languages: german(), message, outcome: Ok("hello".into()) };
    run.put(outcome.clone()).unwrap();
    let told = EventKind::Translated { message, to_customer: false, text: "hello".into() };
    assert_eq!(run.events.last().map(|event| &event.kind), Some(&told));
    // Once, whatever the service says again.
    let before = run.events.len();
    run.put(outcome).unwrap();
    assert_eq!(run.events.len(), before);
    // A repeated message is not asked for again.
    assert_eq!(run.put(Input::CustomerSays { text: "hallo".into(), nonce: "1".into() }), Ok(Answer::Before));
    assert_eq!(wanted(&mut run), []);
}

#[test]
fn what_reps_say_among_themselves_goes_to_no_service_ses_31_ses_30() {
    let mut run = translating();
    run.put(rep_says("1", true)).unwrap();
    assert_eq!(wanted(&mut run), []);
    run.put(rep_says("2", false)).unwrap();
    let message = run.state().last_event;
    assert_eq!(wanted(&mut run), [Untranslated { message, text: "hello".into(), to_customer: true }]);
    run.put(Input::DisconnectCustomer { user: user(0) }).unwrap();
    run.put(rep_says("3", false)).unwrap();
    assert_eq!((wanted(&mut run), &run.state().translation), (vec![], &None));
}

#[test]
fn what_the_customer_said_before_is_translated_when_it_begins_ses_31() {
    let mut run = accepted();
    let said: Vec<_> = (1..=12u64).map(|message| (message, format!("m{message}"))).collect();
    let begin = |languages| Input::Translate { user: Some(user(0)), languages, said: said.clone() };
    run.put(begin(Some(german()))).unwrap();
    let asked: Vec<u64> = wanted(&mut run).into_iter().map(|wanted| wanted.message).collect();
    assert_eq!(asked, (13 - SAID_BEFORE as u64..=12).collect::<Vec<_>>());
    // The same again changes nothing; a stranger changes nothing at all.
    run.put(begin(Some(german()))).unwrap();
    assert_eq!(wanted(&mut run), []);
    let stranger = Input::Translate { user: Some(user(3)), languages: None, said: vec![] };
    assert_eq!(run.put(stranger), Err(Refusal::NotFound));
    run.put(begin(None)).unwrap();
    assert_eq!(run.kinds().last(), Some(&"translation_stopped"));
    // An answer that comes after that is nobody's.
    run.put(Input::Translated { languages: german(), message: 12, outcome: Ok("x".into()) }).unwrap();
    assert_eq!(run.kinds().last(), Some(&"translation_stopped"));
}

#[test]
fn a_service_that_fails_is_told_and_the_chat_goes_on_ses_31() {
    let mut run = translating();
    for n in 0..20 {
        run.put(Input::CustomerSays { text: "hallo".into(), nonce: n.to_string() }).unwrap();
    }
    let waiting = wanted(&mut run);
    assert_eq!(waiting.len(), 16, "what does not wait any more is told");
    assert_eq!(run.kinds().iter().filter(|kind| **kind == "not_translated").count(), 4);
    let answers = [Err("unreachable".to_owned()), Ok(" ".to_owned()), Ok("x".repeat(TRANSLATION_LIMIT + 1))];
    for (wanted, outcome) in waiting.into_iter().zip(answers) {
        run.put(Input::Translated { languages: german(), message: wanted.message, outcome }).unwrap();
        assert_eq!(run.kinds().last(), Some(&"not_translated"));
    }
}

#[test]
fn after_a_restart_the_service_is_asked_again_ses_31_ses_2() {
    let mut run = translating();
    run.put(Input::CustomerSays { text: "hallo".into(), nonce: "1".into() }).unwrap();
    let asked = wanted(&mut run);
    let stored: State = serde_json::from_str(&serde_json::to_string(run.state()).unwrap()).unwrap();
    run.session = Session::restore(run.now, stored, [("customer/1".to_owned(), asked[0].message)]);
    run.drain();
    assert_eq!(wanted(&mut run), asked);
}
