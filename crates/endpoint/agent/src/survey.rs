//! What the customer is asked when their session is over (SUP-80). The agent is gone by then, with all that it could do: what is left is its key, which proves on short links of its own whose answers come.
//!
//! Nothing is connected while a person thinks; each try to send is a link, so a restart of the appliance is one more try.

use std::time::Duration;

use futures_util::SinkExt;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep, timeout, timeout_at},
};
use tokio_tungstenite::tungstenite::Message;
use towline_model::{OddAnswer, QUESTIONS, Question, QuestionKind};
use towline_wire::{
    encode_control,
    v1::{
        AgentUp, CustomerSurvey, SurveyAnswers, SurveyFault, SurveyOutcome, SurveyQuestion, SurveySaid, SurveyVerdict,
        SurveyWrong, agent_down, agent_up, survey_question,
    },
};

use crate::{
    agent::random,
    backoff::{Backoff, Need},
    connect::{ANSWER, Introduction, Link, LinkError, close, connect, next, web_socket},
    identity::Identity,
};

/// For what was being sent when the window was closed.
const FAREWELL: Duration = Duration::from_secs(2);
/// Longest version that is said back.
const VERSION: usize = 64;

/// What was said to each question in turn: numbers of choices from 0, a step of a scale, or words; nothing: left out.
pub type Said = Vec<Vec<String>>;

/// Questions, and which these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Comes back with the answers.
    pub version: String,
    /// 1 to 20, each of them one that can be answered.
    pub questions: Vec<Question>,
}

/// What the window is told after the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterEnd {
    /// This is asked.
    Asked(Survey),
    /// The answers are on their way.
    Sending,
    /// There is no connection; it is tried again.
    Waiting,
    /// They are kept.
    Kept,
    /// Something else was answered before, in a page.
    Answered,
    /// By the number of the question: what is wrong with its answer. Nothing was kept.
    Wrong(Vec<(usize, OddAnswer)>),
    /// Nothing was kept: this is asked now.
    Changed(Survey),
    /// They are not taken any more.
    NotTaken,
}

/// Asks what there is to ask, until it is answered, or the sender of `answers` is dropped, or `patience` is over.
pub async fn after_end(
    identity: &Identity,
    mut answers: mpsc::Receiver<Said>,
    tell: impl Fn(AfterEnd),
    patience: Duration,
) {
    let until = Instant::now() + patience;
    let asking = again(|| questions(identity), || ());
    let asked = tokio::select! {
        asked = timeout_at(until, asking) => asked,
        () = closed(&mut answers) => return,
    };
    let Ok(Ok(Some(mut asked))) = asked else { return };
    tell(AfterEnd::Asked(asked.clone()));
    while let Ok(Some(said)) = timeout_at(until, answers.recv()).await {
        tell(AfterEnd::Sending);
        let outcome = {
            let sending = again(|| submit(identity, &asked.version, &said), || tell(AfterEnd::Waiting));
            let sending = timeout_at(until, sending);
            tokio::pin!(sending);
            tokio::select! {
                outcome = &mut sending => outcome,
                () = closed(&mut answers) => {
                    let _ = timeout(FAREWELL, sending).await;
                    return;
                }
            }
        };
        match outcome {
            Ok(Ok(Submitted::Changed(now))) => {
                asked = now.clone();
                tell(AfterEnd::Changed(now));
            }
            Ok(Ok(Submitted::Wrong(wrong))) => tell(AfterEnd::Wrong(wrong)),
            Ok(Ok(Submitted::Kept)) => return tell(AfterEnd::Kept),
            Ok(Ok(Submitted::Answered)) => return tell(AfterEnd::Answered),
            Ok(Ok(Submitted::NotAsked) | Err(_)) | Err(_) => return tell(AfterEnd::NotTaken),
        }
    }
    tell(AfterEnd::NotTaken);
}

/// Resolves when nothing can be answered any more. What is answered meanwhile comes from no window of ours.
async fn closed(answers: &mut mpsc::Receiver<Said>) {
    while answers.recv().await.is_some() {}
}

/// Tries until the appliance answers. `failed` is called after each time that it could not be reached.
async fn again<T>(attempt: impl AsyncFn() -> Result<T, LinkError>, failed: impl Fn()) -> Result<T, LinkError> {
    let mut backoff = Backoff::default();
    loop {
        let wait = match attempt().await {
            Ok(done) => return Ok(done),
            Err(LinkError::Refused(problem)) if is_final(&problem.code) => return Err(LinkError::Refused(problem)),
            Err(LinkError::Refused(problem)) => Duration::from_millis(problem.retry_after_ms.into()),
            Err(error) => {
                tracing::info!(%error, "what is asked at the end waits for a connection");
                Duration::ZERO
            }
        };
        failed();
        sleep(backoff.next(Need::Session, wait, random())).await;
    }
}

/// It does not get better by waiting: the session is forgotten, or this appliance asks nothing.
fn is_final(code: &str) -> bool {
    matches!(code, "ended" | "unknown_agent" | "bad_token" | "removed" | "version_too_old" | "not_permitted")
}

/// What came of one try.
enum Submitted {
    Kept,
    Answered,
    Wrong(Vec<(usize, OddAnswer)>),
    Changed(Survey),
    NotAsked,
}

/// What is asked. `None`: nothing is, or it was answered.
async fn questions(identity: &Identity) -> Result<Option<Survey>, LinkError> {
    let mut link = open(identity).await?;
    let asked = read(&mut link).await;
    close(&mut link.socket, "").await;
    asked
}

async fn submit(identity: &Identity, version: &str, said: &Said) -> Result<Submitted, LinkError> {
    let mut link = open(identity).await?;
    let outcome = say(&mut link, version, said).await;
    close(&mut link.socket, "").await;
    outcome
}

async fn say(link: &mut Link, version: &str, said: &Said) -> Result<Submitted, LinkError> {
    // An answer to what was answered already is said too: it may be our own that we did not hear of.
    let now = read(link).await?;
    let answers = said.iter().map(|said| SurveySaid { said: said.clone() }).collect();
    let body = agent_up::Body::SurveyAnswers(SurveyAnswers { version: version.to_owned(), answers });
    let message = Message::Binary(encode_control(&AgentUp { body: Some(body) }));
    timeout(ANSWER, link.socket.send(message)).await.map_err(|_| LinkError::Timeout)?.map_err(web_socket)?;
    let outcome = loop {
        if let agent_down::Body::SurveyOutcome(outcome) = next(&mut link.socket, ANSWER).await? {
            break outcome;
        }
    };
    Ok(match outcome.verdict() {
        SurveyVerdict::Kept => Submitted::Kept,
        SurveyVerdict::Answered => Submitted::Answered,
        SurveyVerdict::Wrong => Submitted::Wrong(wrong(&outcome)),
        SurveyVerdict::Changed => now.map_or(Submitted::NotAsked, Submitted::Changed),
        SurveyVerdict::Unspecified => Submitted::NotAsked,
    })
}

async fn open(identity: &Identity) -> Result<Link, LinkError> {
    connect(identity, Introduction { answering: true, ..Introduction::default() }).await
}

/// Reads the questions, in as many messages as they come.
async fn read(link: &mut Link) -> Result<Option<Survey>, LinkError> {
    let mut whole = Vec::new();
    // Each brings at least one, or it is all.
    for _ in 0..=QUESTIONS {
        let part = loop {
            if let agent_down::Body::Survey(part) = next(&mut link.socket, ANSWER).await? {
                break part;
            }
        };
        let CustomerSurvey { version, count, questions } = part;
        whole.extend(questions);
        if whole.len() >= usize::try_from(count).unwrap_or(usize::MAX) {
            return Ok(survey(&version, whole));
        }
    }
    Err(LinkError::Protocol("a survey without an end"))
}

/// What is not whole and answerable is not asked.
fn survey(version: &str, told: Vec<SurveyQuestion>) -> Option<Survey> {
    if told.is_empty() || told.len() > QUESTIONS || version.len() > VERSION {
        return None;
    }
    let questions = told.into_iter().map(question).collect::<Option<Vec<Question>>>()?;
    Some(Survey { version: version.to_owned(), questions })
}

fn question(told: SurveyQuestion) -> Option<Question> {
    let kind = match told.how? {
        survey_question::How::Choice(choice) => {
            QuestionKind::Choice { choices: choice.choices, several: choice.several }
        }
        survey_question::How::Scale(scale) => {
            QuestionKind::Scale { most: u8::try_from(scale.most).ok()?, low: scale.low, high: scale.high }
        }
        survey_question::How::Words(_) => QuestionKind::Text,
    };
    Question { text: told.text, required: told.required, kind }.checked().ok()
}

fn wrong(outcome: &SurveyOutcome) -> Vec<(usize, OddAnswer)> {
    let one = |wrong: &SurveyWrong| {
        let odd = match wrong.fault() {
            SurveyFault::Missing => OddAnswer::Missing,
            SurveyFault::TooLong => OddAnswer::TooLong,
            SurveyFault::Unspecified => OddAnswer::Odd,
        };
        usize::try_from(wrong.question).ok().filter(|at| *at < QUESTIONS).map(|at| (at, odd))
    };
    outcome.wrong.iter().take(QUESTIONS).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use towline_model::{CHOICES, QUESTION_TEXT, SCALE, is_plain};
    use towline_wire::v1::{SurveyChoice, SurveyScale, SurveyWords};

    use super::*;

    fn how() -> impl Strategy<Value = Option<survey_question::How>> {
        let text = ".{0,300}";
        prop_oneof![
            Just(None),
            Just(Some(survey_question::How::Words(SurveyWords {}))),
            (prop::collection::vec(text, 0..16), any::<bool>())
                .prop_map(|(choices, several)| Some(survey_question::How::Choice(SurveyChoice { choices, several }))),
            (any::<u32>(), text, text).prop_map(|(most, low, high)| Some(survey_question::How::Scale(SurveyScale {
                most,
                low,
                high
            }))),
        ]
    }

    fn told() -> impl Strategy<Value = Vec<SurveyQuestion>> {
        let one = (".{0,300}", any::<bool>(), how());
        prop::collection::vec(one.prop_map(|(text, required, how)| SurveyQuestion { text, required, how }), 0..30)
    }

    proptest! {
        #[test]
        fn whatever_is_asked_what_is_shown_is_bounded_and_can_be_answered_sup_80(version in ".{0,80}", told in told()) {
            let count = told.len();
            if let Some(survey) = survey(&version, told) {
                prop_assert!((1..=QUESTIONS).contains(&survey.questions.len()) && survey.questions.len() == count);
                for question in survey.questions {
                    prop_assert!((1..=QUESTION_TEXT).contains(&question.text.len()));
                    let (texts, fits) = match question.kind {
                        QuestionKind::Choice { choices, .. } => {
                            let fits = CHOICES.contains(&choices.len());
                            (choices, fits)
                        }
                        QuestionKind::Scale { most, low, high } => (vec![low, high], SCALE.contains(&most)),
                        QuestionKind::Text => (Vec::new(), true),
                    };
                    prop_assert!(fits && texts.iter().all(|text| text.len() <= QUESTION_TEXT));
                    prop_assert!(texts.iter().chain([&question.text]).all(|text| text.chars().all(is_plain)));
                }
            }
        }

        #[test]
        fn what_is_said_to_be_wrong_is_of_a_question_that_there_can_be_sup_80(
            said in prop::collection::vec((any::<u32>(), any::<i32>()), 0..50)
        ) {
            let wrongs = said.into_iter().map(|(question, fault)| SurveyWrong { question, fault }).collect();
            let read = wrong(&SurveyOutcome { verdict: 3, wrong: wrongs });
            prop_assert!(read.len() <= QUESTIONS && read.iter().all(|(at, _)| *at < QUESTIONS));
        }
    }

    #[test]
    fn questions_are_read_as_they_were_made_sup_80() {
        let choice = SurveyChoice { choices: vec!["Yes".into(), "No".into()], several: true };
        let scale = SurveyScale { most: 5, low: "bad".into(), high: "good".into() };
        let told = [
            survey_question::How::Choice(choice),
            survey_question::How::Scale(scale),
            survey_question::How::Words(SurveyWords {}),
        ];
        let told = told.into_iter().map(|how| SurveyQuestion { text: "How?".into(), required: true, how: Some(how) });
        let read = survey("v", told.collect()).unwrap();
        let kinds = [
            QuestionKind::Choice { choices: vec!["Yes".into(), "No".into()], several: true },
            QuestionKind::Scale { most: 5, low: "bad".into(), high: "good".into() },
            QuestionKind::Text,
        ];
        let made = kinds.map(|kind| Question { text: "How?".into(), required: true, kind });
        assert_eq!(read, Survey { version: "v".into(), questions: made.to_vec() });
    }
}
