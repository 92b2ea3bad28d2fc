//! Surveys at the end of sessions (SUP-80): for those who configure the site, for those who read what was answered, and for representatives who answer.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Answering, AskedSurvey, Engine, Fault, FaultKind};
use towline_model::{OddAnswer, QUESTIONS, Question, QuestionKind, SessionId, SurveyId};
use towline_policy::rest;
use towline_store::{AnswersQuery, AnswersRow, SurveyChange, SurveyRow};
use utoipa::{IntoParams, ToSchema};

use crate::{
    body::{Asked, Id, Json, limit},
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// How a question is answered.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionType {
    /// By one of its choices, or by several.
    Choice,
    /// By a step of a scale that begins at 1.
    Scale,
    /// In one's own words, at most 2048 bytes.
    Text,
}

/// A question. Texts have at most 256 bytes.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyQuestion {
    text: String,
    #[serde(default)]
    required: bool,
    kind: QuestionType,
    /// Of a choice: 2 to 12.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    choices: Vec<String>,
    /// Of a choice: whether several can be chosen.
    #[serde(default)]
    several: bool,
    /// Of a scale: its highest step, 2 to 10.
    #[serde(default)]
    most: u8,
    /// Of a scale: what its lowest step means.
    #[serde(default)]
    low: String,
    /// Of a scale: what its highest step means.
    #[serde(default)]
    high: String,
}

impl From<Question> for SurveyQuestion {
    fn from(question: Question) -> Self {
        let Question { text, required, kind } = question;
        let plain = |kind| SurveyQuestion {
            text,
            required,
            kind,
            choices: Vec::new(),
            several: false,
            most: 0,
            low: String::new(),
            high: String::new(),
        };
        match kind {
            QuestionKind::Choice { choices, several } => {
                SurveyQuestion { choices, several, ..plain(QuestionType::Choice) }
            }
            QuestionKind::Scale { most, low, high } => SurveyQuestion { most, low, high, ..plain(QuestionType::Scale) },
            QuestionKind::Text => plain(QuestionType::Text),
        }
    }
}

impl From<SurveyQuestion> for Question {
    fn from(said: SurveyQuestion) -> Self {
        let kind = match said.kind {
            QuestionType::Choice => QuestionKind::Choice { choices: said.choices, several: said.several },
            QuestionType::Scale => QuestionKind::Scale { most: said.most, low: said.low, high: said.high },
            QuestionType::Text => QuestionKind::Text,
        };
        Question { text: said.text, required: said.required, kind }
    }
}

/// A survey.
#[derive(Serialize, ToSchema)]
pub struct Survey {
    id: String,
    name: String,
    questions: Vec<SurveyQuestion>,
    /// Names of the public sites that ask it.
    sites: Vec<String>,
    /// How often it was answered.
    answered: u64,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for Survey {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All surveys.
#[derive(Serialize, ToSchema)]
pub struct Surveys {
    surveys: Vec<Survey>,
}

/// What to change of a survey, or what one is made of. Questions are replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyPatch {
    /// Must be said for a new one.
    name: Option<String>,
    /// 1 to 20; must be said for a new one.
    questions: Option<Vec<SurveyQuestion>>,
}

/// A question as it was asked, and what was answered.
#[derive(Serialize, ToSchema)]
pub struct GivenAnswer {
    question: String,
    /// What was chosen, the step of the scale, or what was written.
    said: Vec<String>,
    /// Of a scale: its highest step.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<u8>,
}

/// What somebody answered at the end of a session.
#[derive(Serialize, ToSchema)]
pub struct SurveyAnswers {
    number: i64,
    session_id: String,
    session_name: String,
    session_started_ms: i64,
    /// The representative; absent: the customer.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    representative_id: Option<String>,
    /// What they were called.
    name: String,
    survey_id: String,
    survey_name: String,
    answers: Vec<GivenAnswer>,
    at_ms: i64,
}

/// Some of what was answered, the newest first.
#[derive(Serialize, ToSchema)]
pub struct AnswersPage {
    answers: Vec<SurveyAnswers>,
    /// Ask for the next ones with it as `before`; absent when there are no more.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// Which answers.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AnswersFilter {
    /// Only of this session.
    session: Option<String>,
    /// Only to this survey.
    survey: Option<String>,
    /// Only those with a smaller number.
    before: Option<i64>,
    /// How many at most, 1 to 200; 50 if nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What the caller is asked about a session.
#[derive(Serialize, ToSchema)]
pub struct OwnSurvey {
    /// Nothing when there is nothing to ask, or the caller has answered.
    questions: Vec<SurveyQuestion>,
    /// Comes back with the answers; empty when there is nothing to ask.
    version: String,
}

/// The caller's answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnAnswers {
    version: String,
    /// For each question in its order: the numbers of choices, from 0; the step of the scale; the text; nothing: left out.
    answers: Vec<Vec<String>>,
}

fn survey(row: SurveyRow) -> Survey {
    Survey {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        questions: row.questions.into_iter().map(SurveyQuestion::from).collect(),
        sites: row.sites,
        answered: row.answered,
    }
}

fn change(patch: SurveyPatch) -> SurveyChange {
    let questions = patch.questions.map(|list| list.into_iter().map(Question::from).collect());
    SurveyChange { name: patch.name, questions }
}

pub(crate) fn given(row: AnswersRow) -> SurveyAnswers {
    SurveyAnswers {
        number: row.number,
        session_id: row.session.to_string(),
        session_name: row.session_name,
        session_started_ms: row.started.0,
        representative_id: row.rep.map(|id| id.to_string()),
        name: row.name,
        survey_id: row.survey.to_string(),
        survey_name: row.survey_name,
        answers: row
            .answers
            .into_iter()
            .map(|answer| GivenAnswer { question: answer.question, said: answer.said, of: answer.of })
            .collect(),
        at_ms: row.at.0,
    }
}

pub(crate) async fn list(
    proof: Proof<rest::ListSurveys>,
    AxumState(engine): State,
) -> Result<axum::Json<Surveys>, Refusal> {
    let surveys = engine.surveys(proof.granted).await?;
    Ok(axum::Json(Surveys { surveys: surveys.into_iter().map(survey).collect() }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewSurvey>,
    AxumState(engine): State,
    Id(id): Id<SurveyId>,
) -> Result<One<Survey>, Refusal> {
    let found = engine.surveys(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(survey(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create(
    proof: Proof<rest::CreateSurvey>,
    AxumState(engine): State,
    Json(new): Json<SurveyPatch>,
) -> Result<(StatusCode, axum::Json<Survey>), Refusal> {
    Ok((StatusCode::CREATED, axum::Json(survey(engine.create_survey(proof.granted, change(new)).await?))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditSurvey>,
    AxumState(engine): State,
    (Id(id), Json(patch)): (Id<SurveyId>, Json<SurveyPatch>),
) -> Result<One<Survey>, Refusal> {
    Ok(One(survey(engine.change_survey(proof.granted, id, change(patch)).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveSurvey>,
    AxumState(engine): State,
    Id(id): Id<SurveyId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_survey(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn answers(
    proof: Proof<rest::ListSurveyAnswers>,
    AxumState(engine): State,
    Asked(asked): Asked<AnswersFilter>,
) -> Result<axum::Json<AnswersPage>, Refusal> {
    let session = asked.session.map(|id| id.parse::<SessionId>()).transpose();
    let survey = asked.survey.map(|id| id.parse::<SurveyId>()).transpose();
    let mut fault = Fault::invalid();
    for (field, odd) in [("session", session.is_err()), ("survey", survey.is_err())] {
        if odd {
            fault = fault.field(field, "This is no id.");
        }
    }
    let (Ok(session), Ok(survey)) = (session, survey) else { return Err(fault.into()) };
    let query = AnswersQuery { session, survey, before: asked.before };
    let (rows, more) = engine.survey_answers(proof.granted, &query, limit(asked.limit)?).await?;
    let next = rows.last().filter(|_| more).map(|row| row.number);
    Ok(axum::Json(AnswersPage { answers: rows.into_iter().map(given).collect(), next }))
}

pub(crate) async fn view_own(
    proof: Proof<rest::ViewOwnSurvey>,
    AxumState(engine): State,
    Id(session): Id<SessionId>,
) -> Result<axum::Json<OwnSurvey>, Refusal> {
    let asked = engine.rep_survey(&proof.granted, session).await?;
    let (questions, version) =
        asked.map(|AskedSurvey { questions, version, .. }| (questions, version)).unwrap_or_default();
    Ok(axum::Json(OwnSurvey { questions: questions.into_iter().map(SurveyQuestion::from).collect(), version }))
}

pub(crate) async fn answer_own(
    proof: Proof<rest::AnswerOwnSurvey>,
    AxumState(engine): State,
    (Id(session), Json(said)): (Id<SessionId>, Json<OwnAnswers>),
) -> Result<StatusCode, Refusal> {
    let (granted, login) = proof.of_login()?;
    if said.answers.len() > QUESTIONS {
        return Err(Fault::invalid().field("answers", "There are not so many questions.").into());
    }
    let done = engine.answer_rep_survey(&granted, session, &login.display_name, &said.version, &said.answers).await?;
    match done {
        Answering::Kept | Answering::Answered => Ok(StatusCode::NO_CONTENT),
        Answering::Changed => Err(Fault::new(FaultKind::Conflict, "survey_changed", "The questions have changed.")
            .detail("Look at them again.")
            .into()),
        Answering::Odd(odd) => {
            let why = |(at, odd): (usize, OddAnswer)| match odd {
                OddAnswer::Missing => format!("Question {} must be answered.", at + 1),
                OddAnswer::TooLong => format!("The answer to question {} is too long.", at + 1),
                OddAnswer::Odd => format!("Question {} has no such answer.", at + 1),
            };
            let why: Vec<String> = odd.into_iter().map(why).collect();
            Err(Fault::invalid().field("answers", why.join(" ")).into())
        }
    }
}
