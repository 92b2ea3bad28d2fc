//! Surveys at the end of sessions (SUP-80): made by those who configure the site, answered once by the customer and by each rep, read with the record.
//!
//! A customer answers in the page, known by its cookie, or in the window of the client, known by its key ([`EndedClient`]).

use towline_model::{OddAnswer, OddQuestion, QUESTIONS, Question, SessionId, SurveyAnswer, SurveyId};
use towline_policy::{Granted, action};
use towline_session::State;
use towline_store::{AnswersQuery, AnswersRow, NewAnswers, SurveyChange, SurveyOf, SurveyRow};

use crate::{Engine, Fault, FaultKind, groups::name, policies::changed, secret, support_client::EndedClient};

/// What somebody is asked at the end of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedSurvey {
    /// The questions.
    pub questions: Vec<Question>,
    /// Of these questions: comes back with the answers, which are to no others.
    pub version: String,
    survey: SurveyId,
    name: String,
}

/// What came of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answering {
    /// They are kept, or the same had been.
    Kept,
    /// Something else was answered before, and that stays.
    Answered,
    /// By the number of the question: what is wrong with its answer.
    Odd(Vec<(usize, OddAnswer)>),
    /// These are not the questions any more, or nothing is asked.
    Changed,
}

fn version(questions: &[Question]) -> String {
    let text = serde_json::to_string(questions).unwrap_or_default();
    secret::hash(&text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// All answers of a form, by question.
fn answered(questions: &[Question], said: &[Vec<String>]) -> Result<Vec<SurveyAnswer>, Vec<(usize, OddAnswer)>> {
    let (mut answers, mut odd) = (Vec::new(), Vec::new());
    for (at, question) in questions.iter().enumerate() {
        match question.answered(said.get(at).map(Vec::as_slice).unwrap_or_default()) {
            Ok(answer) => answers.extend(answer),
            Err(why) => odd.push((at, why)),
        }
    }
    if odd.is_empty() { Ok(answers) } else { Err(odd) }
}

fn sentence(at: usize, odd: OddQuestion) -> String {
    let what = match odd {
        OddQuestion::Empty => "enter what is asked",
        OddQuestion::TooLong => "use at most 256 bytes for each text",
        OddQuestion::Choices => "offer 2 to 12 choices",
        OddQuestion::Choice => "make each choice another text",
        OddQuestion::Scale => "use a scale of 2 to 10 steps",
    };
    format!("Question {}: {what}.", at + 1)
}

fn checked(change: SurveyChange) -> Result<SurveyChange, Fault> {
    let mut fault = Fault::invalid();
    let named = change.name.map(|text| name(&text, &mut fault));
    let questions = change.questions.map(|questions| {
        if questions.is_empty() || questions.len() > QUESTIONS {
            fault.fields.insert("questions", format!("Ask 1 to {QUESTIONS} questions."));
        }
        let mut kept = Vec::new();
        for (at, question) in questions.into_iter().take(QUESTIONS).enumerate() {
            match question.checked() {
                Ok(question) => kept.push(question),
                Err(odd) => {
                    fault.fields.entry("questions").or_insert_with(|| sentence(at, odd));
                }
            }
        }
        kept
    });
    if fault.fields.is_empty() { Ok(SurveyChange { name: named, questions }) } else { Err(fault) }
}

impl Engine {
    /// All surveys.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn surveys(&self, _granted: Granted<action::ManageConfiguration>) -> Result<Vec<SurveyRow>, Fault> {
        Ok(self.inner.store.surveys().await?)
    }

    /// Makes a survey.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn create_survey(
        &self,
        granted: Granted<action::ManageConfiguration>,
        new: SurveyChange,
    ) -> Result<SurveyRow, Fault> {
        let new = checked(SurveyChange {
            name: Some(new.name.unwrap_or_default()),
            questions: Some(new.questions.unwrap_or_default()),
        })?;
        let id = SurveyId::from_uuid(secret::fresh_id());
        changed(self.inner.store.create_survey(self.stamp(granted.actor()), id, new).await?)?;
        self.survey(id).await
    }

    /// Changes a survey. Answers stay as they were given.
    ///
    /// # Errors
    /// `not_found`, `invalid`.
    pub async fn change_survey(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: SurveyId,
        change: SurveyChange,
    ) -> Result<SurveyRow, Fault> {
        changed(self.inner.store.change_survey(self.stamp(granted.actor()), id, checked(change)?).await?)?;
        self.survey(id).await
    }

    /// Removes a survey that no public site asks. Its answers stay.
    ///
    /// # Errors
    /// `not_found`, `in_use`.
    pub async fn remove_survey(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: SurveyId,
    ) -> Result<(), Fault> {
        changed(self.inner.store.remove_survey(self.stamp(granted.actor()), id).await?)
    }

    async fn survey(&self, id: SurveyId) -> Result<SurveyRow, Fault> {
        self.inner.store.surveys().await?.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)
    }

    /// The newest answers that match, at most `limit`, and whether there are more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn survey_answers(
        &self,
        _granted: Granted<action::ViewSurveyAnswers>,
        query: &AnswersQuery,
        limit: u32,
    ) -> Result<(Vec<AnswersRow>, bool), Fault> {
        let mut rows = self.inner.store.survey_answers(query, limit.saturating_add(1)).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok((rows, more))
    }

    /// What somebody is still to be asked about a session; nothing, while nobody has helped, when nothing is asked, and when they have answered.
    async fn asked_survey(&self, state: &State, of: SurveyOf) -> Result<Option<AskedSurvey>, Fault> {
        if self.inner.store.has_answered(state.spec.id, of).await? {
            Ok(None)
        } else {
            self.survey_for(state, of).await
        }
    }

    /// The same, also when they have answered.
    async fn survey_for(&self, state: &State, of: SurveyOf) -> Result<Option<AskedSurvey>, Fault> {
        if state.customer.is_none() || !state.accepted {
            return Ok(None);
        }
        let found = self.inner.store.survey_of_site(state.site(), of).await?;
        Ok(found.map(|(survey, name, questions)| AskedSurvey { version: version(&questions), questions, survey, name }))
    }

    async fn answer(
        &self,
        state: &State,
        of: SurveyOf,
        name: &str,
        version: &str,
        said: &[Vec<String>],
    ) -> Result<Answering, Fault> {
        let over = match of {
            SurveyOf::Customer => state.ended_for_customer(),
            SurveyOf::Rep(_) => state.ended(),
        };
        if !over {
            return Err(Fault::new(FaultKind::Conflict, "not_ended", "The session has not ended."));
        }
        let (store, session) = (&self.inner.store, state.spec.id);
        let asked = self.survey_for(state, of).await?.filter(|asked| asked.version == version);
        let read = asked.as_ref().map(|asked| answered(&asked.questions, said));
        // Whoever did not hear that their answers are kept sends them again.
        let again = |kept: &[SurveyAnswer]| match &read {
            Some(Ok(answers)) if answers == kept => Answering::Kept,
            _ => Answering::Answered,
        };
        if let Some(kept) = store.kept_answers(session, of).await? {
            return Ok(again(&kept));
        }
        let (asked, answers) = match (asked, &read) {
            (Some(asked), Some(Ok(answers))) => (asked, answers.clone()),
            (_, Some(Err(odd))) => return Ok(Answering::Odd(odd.clone())),
            (None, _) | (_, None) => return Ok(Answering::Changed),
        };
        let (name, at) = (name.to_owned(), self.now());
        let new = NewAnswers { session, of, name, survey: asked.survey, survey_name: asked.name, answers, at };
        // Of two that come at the same moment the first stays.
        if store.keep_answers(new).await? {
            return Ok(Answering::Kept);
        }
        Ok(again(&store.kept_answers(session, of).await?.unwrap_or_default()))
    }

    /// What a customer is asked at the end of their session, and whether they have answered.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn customer_survey(&self, cookie: &str) -> Result<(Option<AskedSurvey>, bool), Fault> {
        let state = self.state_of_customer(cookie).await?;
        let answered = self.inner.store.has_answered(state.spec.id, SurveyOf::Customer).await?;
        // Before the end it is not known whether somebody will help: the page shows it when somebody has.
        let asked = State { accepted: state.accepted || !state.ended_for_customer(), ..state };
        Ok((self.asked_survey(&asked, SurveyOf::Customer).await?, answered))
    }

    /// Keeps what a customer answers.
    ///
    /// # Errors
    /// `not_found`, `not_ended`.
    pub async fn answer_customer_survey(
        &self,
        cookie: &str,
        version: &str,
        said: &[Vec<String>],
    ) -> Result<Answering, Fault> {
        let state = self.state_of_customer(cookie).await?;
        let name = state.spec.name.clone();
        self.answer(&state, SurveyOf::Customer, &name, version, said).await
    }

    /// What a customer is still to be asked in the window of their client.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn client_survey(&self, client: &EndedClient) -> Result<Option<AskedSurvey>, Fault> {
        self.asked_survey(&self.state_of_client(client).await?, SurveyOf::Customer).await
    }

    /// Keeps what a customer answers there.
    ///
    /// # Errors
    /// `not_found`, `not_ended`.
    pub async fn answer_client_survey(
        &self,
        client: &EndedClient,
        version: &str,
        said: &[Vec<String>],
    ) -> Result<Answering, Fault> {
        let state = self.state_of_client(client).await?;
        let name = state.spec.name.clone();
        self.answer(&state, SurveyOf::Customer, &name, version, said).await
    }

    /// What a rep is asked at the end of a session that they were in; nothing, before it.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn rep_survey(
        &self,
        granted: &Granted<action::AnswerSurvey>,
        session: SessionId,
    ) -> Result<Option<AskedSurvey>, Fault> {
        let (state, of) = self.own_session(granted, session).await?;
        if state.ended() { self.asked_survey(&state, of).await } else { Ok(None) }
    }

    /// Keeps what a rep answers.
    ///
    /// # Errors
    /// `not_found`, `not_ended`.
    pub async fn answer_rep_survey(
        &self,
        granted: &Granted<action::AnswerSurvey>,
        session: SessionId,
        name: &str,
        version: &str,
        said: &[Vec<String>],
    ) -> Result<Answering, Fault> {
        let (state, of) = self.own_session(granted, session).await?;
        self.answer(&state, of, name, version, said).await
    }

    /// A session that somebody was in; for others it does not exist.
    async fn own_session(
        &self,
        granted: &Granted<action::AnswerSurvey>,
        session: SessionId,
    ) -> Result<(State, SurveyOf), Fault> {
        let user = granted.actor().user;
        if !self.inner.store.was_in_session(session, user).await? {
            return Err(Fault::not_found());
        }
        let state = self.inner.store.session(session).await?.ok_or_else(Fault::not_found)?;
        Ok((state, SurveyOf::Rep(user)))
    }
}

#[cfg(test)]
mod tests {
    use towline_model::QuestionKind;

    use super::*;

    fn text(asks: &str, required: bool) -> Question {
        Question { text: asks.into(), required, kind: QuestionKind::Text }
    }

    #[test]
    fn a_survey_asks_something_and_what_is_wrong_is_said_of_its_question_sup_80() {
        let wrong = |questions: Vec<Question>| {
            let change = SurveyChange { name: Some("Help".into()), questions: Some(questions) };
            checked(change).err().and_then(|mut fault| fault.fields.remove("questions"))
        };
        assert_eq!(wrong(vec![text("Why?", false)]), None);
        assert_eq!(wrong(Vec::new()).as_deref(), Some("Ask 1 to 20 questions."));
        assert_eq!(wrong(vec![text("Why?", false); 21]).as_deref(), Some("Ask 1 to 20 questions."));
        assert_eq!(
            wrong(vec![text("Why?", false), text(" ", false), text("", true)]).as_deref(),
            Some("Question 2: enter what is asked.")
        );
        assert!(checked(SurveyChange { name: Some(" ".into()), questions: None }).is_err());
    }

    #[test]
    fn answers_are_to_the_questions_that_were_shown_sup_80() {
        let asked = [text("Why?", true), text("More?", false)];
        assert_ne!(version(&asked), version(&asked[..1]));
        assert_eq!(version(&asked).len(), 16);
        let said = |texts: &[&str]| texts.iter().map(|text| vec![(*text).to_owned()]).collect::<Vec<_>>();
        assert_eq!(answered(&asked, &said(&["so"])).map(|answers| answers.len()), Ok(1));
        assert_eq!(answered(&asked, &said(&["so", "no", "beyond"])).map(|answers| answers.len()), Ok(2));
        assert_eq!(answered(&asked, &[]), Err(vec![(0, OddAnswer::Missing)]));
    }
}
