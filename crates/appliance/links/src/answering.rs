//! A customer's client that comes for the questions at the end (SUP-80): it is told them, and says the answers. Short, and no link of a session: nothing else is said on it.

use std::time::Duration;

use prost::Message as _;
use tokio::time::timeout;
use towline_engine::{Answering, EndedClient, Engine, Fault};
use towline_model::{OddAnswer, QUESTIONS, Question, QuestionKind};
use towline_relay::{LinkFault, LinkSender};
use towline_wire::v1::{
    AgentUp, CustomerSurvey, Pong, SurveyAnswers, SurveyChoice, SurveyFault, SurveyOutcome, SurveyQuestion,
    SurveyScale, SurveyVerdict, SurveyWords, SurveyWrong, agent_down, agent_up, survey_question,
};
use towline_wire::{CONTROL_LIMIT, CONTROL_LIMIT_LARGE, Frame};

use crate::socket::Incoming;

/// How long such a link lives at most; a person who thinks about an answer has none meanwhile.
const LIFE: Duration = Duration::from_secs(30);
/// Messages on it.
const MESSAGES: usize = 32;
/// Bytes of questions in one message.
const PART: usize = CONTROL_LIMIT / 2;

/// Tells the questions, and takes answers until the client goes.
pub(crate) async fn attend(
    engine: &Engine,
    sender: &LinkSender,
    incoming: &mut Incoming,
    client: &EndedClient,
) -> Result<(), LinkFault> {
    let talk = async {
        let asked = engine.client_survey(client).await.map_err(failed)?;
        let (version, questions) = asked.map(|asked| (asked.version, asked.questions)).unwrap_or_default();
        for part in parts(&version, &questions) {
            sender.agent(agent_down::Body::Survey(part));
        }
        for _ in 0..MESSAGES {
            let Frame::Control(message) = incoming.next(CONTROL_LIMIT_LARGE).await?.frame else {
                return Err(LinkFault("malformed_frame"));
            };
            let up = AgentUp::decode(message).map_err(|_| LinkFault("malformed_frame"))?;
            match up.body {
                Some(agent_up::Body::SurveyAnswers(said)) => {
                    let outcome = taken(engine, client, said).await.map_err(failed)?;
                    sender.agent(agent_down::Body::SurveyOutcome(outcome));
                }
                Some(agent_up::Body::Ping(ping)) => sender.agent(agent_down::Body::Pong(Pong { nonce: ping.nonce })),
                Some(agent_up::Body::Pong(_)) | None => {}
                // SECURITY: the key is worth the answers, and nothing that it was worth in the session.
                Some(_) => return Err(LinkFault("not_permitted")),
            }
        }
        Err(LinkFault("limit"))
    };
    timeout(LIFE, talk).await.unwrap_or(Err(LinkFault("timeout")))
}

fn failed(fault: Fault) -> LinkFault {
    tracing::error!(%fault, "what a customer answers could not be taken");
    LinkFault("internal")
}

async fn taken(engine: &Engine, client: &EndedClient, said: SurveyAnswers) -> Result<SurveyOutcome, Fault> {
    let SurveyAnswers { version, answers } = said;
    let said: Vec<Vec<String>> = answers.into_iter().take(QUESTIONS).map(|answer| answer.said).collect();
    let (verdict, odd) = match engine.answer_client_survey(client, &version, &said).await? {
        Answering::Kept => (SurveyVerdict::Kept, Vec::new()),
        Answering::Answered => (SurveyVerdict::Answered, Vec::new()),
        Answering::Odd(odd) => (SurveyVerdict::Wrong, odd),
        Answering::Changed => (SurveyVerdict::Changed, Vec::new()),
    };
    Ok(SurveyOutcome { verdict: verdict.into(), wrong: odd.into_iter().map(wrong).collect() })
}

fn wrong((at, odd): (usize, OddAnswer)) -> SurveyWrong {
    let fault = match odd {
        OddAnswer::Missing => SurveyFault::Missing,
        OddAnswer::TooLong => SurveyFault::TooLong,
        OddAnswer::Odd => SurveyFault::Unspecified,
    };
    SurveyWrong { question: u32::try_from(at).unwrap_or(u32::MAX), fault: fault.into() }
}

fn told(question: &Question) -> SurveyQuestion {
    let how = match &question.kind {
        QuestionKind::Choice { choices, several } => {
            survey_question::How::Choice(SurveyChoice { choices: choices.clone(), several: *several })
        }
        QuestionKind::Scale { most, low, high } => {
            survey_question::How::Scale(SurveyScale { most: u32::from(*most), low: low.clone(), high: high.clone() })
        }
        QuestionKind::Text => survey_question::How::Words(SurveyWords {}),
    };
    SurveyQuestion { text: question.text.clone(), required: question.required, how: Some(how) }
}

/// The questions in messages that are no longer than an agent reads; at least one.
fn parts(version: &str, questions: &[Question]) -> Vec<CustomerSurvey> {
    let count = u32::try_from(questions.len()).unwrap_or(u32::MAX);
    let empty = || CustomerSurvey { version: version.to_owned(), count, questions: Vec::new() };
    let (mut done, mut part) = (Vec::new(), empty());
    for question in questions.iter().map(told) {
        if !part.questions.is_empty() && part.encoded_len() + question.encoded_len() > PART {
            done.push(std::mem::replace(&mut part, empty()));
        }
        part.questions.push(question);
    }
    done.push(part);
    done
}

#[cfg(test)]
mod tests {
    use towline_model::{CHOICES, QUESTION_TEXT};
    use towline_wire::{encode_control, v1::AgentDown};

    use super::*;

    #[test]
    fn the_longest_survey_comes_in_messages_that_an_agent_reads_sup_80() {
        let long = |nth: usize| format!("{nth:0>width$}", width = QUESTION_TEXT);
        let choices = (0..*CHOICES.end()).map(long).collect();
        let kind = QuestionKind::Choice { choices, several: true };
        let questions = vec![Question { text: long(0), required: true, kind }; QUESTIONS];
        let sent = parts("0123456789abcdef", &questions);
        let whole: usize = sent.iter().map(|part| part.questions.len()).sum();
        assert_eq!((whole, sent.iter().all(|part| part.count == 20)), (QUESTIONS, true));
        for part in sent {
            let frame = encode_control(&AgentDown { body: Some(agent_down::Body::Survey(part)) });
            assert!(frame.len() < CONTROL_LIMIT, "{}", frame.len());
        }
        assert_eq!(parts("", &[]), [CustomerSurvey::default()], "that nothing is asked is told as well");
    }
}
