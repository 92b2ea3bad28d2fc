//! Surveys at the end of sessions (SUP-80): their questions, and what was answered. Answers belong to the record of their session, and tell the questions as they were asked.

use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use towline_model::{Moment, PublicSiteId, Question, SessionId, SurveyAnswer, SurveyId, UserId};

use crate::{
    Changed, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals, row::Columns as _,
};

/// A survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyRow {
    /// Its id.
    pub id: SurveyId,
    /// Its name.
    pub name: String,
    /// What it asks.
    pub questions: Vec<Question>,
    /// Names of the public sites that ask it.
    pub sites: Vec<String>,
    /// How often it was answered.
    pub answered: u64,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

/// What to change in a survey, or what one is made of; `None` leaves it, or is nothing.
#[derive(Debug, Clone, Default)]
pub struct SurveyChange {
    /// Its name.
    pub name: Option<String>,
    /// All its questions.
    pub questions: Option<Vec<Question>>,
}

/// Whose survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurveyOf {
    /// The customer's.
    Customer,
    /// That of this rep.
    Rep(UserId),
}

impl SurveyOf {
    /// The author of its answers, as it is stored.
    fn author(self) -> Vec<u8> {
        match self {
            SurveyOf::Customer => Vec::new(),
            SurveyOf::Rep(user) => user.uuid().into_bytes().to_vec(),
        }
    }
}

/// Answers to be kept.
#[derive(Debug, Clone)]
pub struct NewAnswers {
    /// Of which session.
    pub session: SessionId,
    /// Whose.
    pub of: SurveyOf,
    /// What people call them.
    pub name: String,
    /// To which survey.
    pub survey: SurveyId,
    /// What it is called.
    pub survey_name: String,
    /// What they are.
    pub answers: Vec<SurveyAnswer>,
    /// When.
    pub at: Moment,
}

/// Answers as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswersRow {
    /// Their number: later ones have higher ones.
    pub number: i64,
    /// Of which session.
    pub session: SessionId,
    /// What that is called.
    pub session_name: String,
    /// When it started.
    pub started: Moment,
    /// The rep; none: the customer.
    pub rep: Option<UserId>,
    /// What they were called.
    pub name: String,
    /// To which survey.
    pub survey: SurveyId,
    /// What it was called.
    pub survey_name: String,
    /// What they are.
    pub answers: Vec<SurveyAnswer>,
    /// When.
    pub at: Moment,
}

/// Which answers.
#[derive(Debug, Clone, Default)]
pub struct AnswersQuery {
    /// Only of this session.
    pub session: Option<SessionId>,
    /// Only to this survey.
    pub survey: Option<SurveyId>,
    /// Only before this number.
    pub before: Option<i64>,
}

fn questions(row: &SqliteRow) -> Result<Vec<Question>, StoreError> {
    serde_json::from_str(&row.text("questions")?).map_err(|_| StoreError::Corrupt("questions"))
}

fn written(questions: &[Question]) -> Result<String, StoreError> {
    serde_json::to_string(questions).map_err(|_| StoreError::Corrupt("questions"))
}

impl Store {
    /// All surveys, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn surveys(&self) -> Result<Vec<SurveyRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let rows = sqlx::query(
            "SELECT id, name, questions, (SELECT count(*) FROM survey_answers a WHERE a.survey_id = v.id) AS answered FROM surveys v ORDER BY name_key",
        )
        .fetch_all(&mut *reader)
        .await?;
        let mut surveys = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.uuid("id")?;
            let sites = sqlx::query(
                "SELECT name FROM public_sites WHERE customer_survey_id = $1 OR rep_survey_id = $1 ORDER BY name_key",
            )
            .bind(id)
            .fetch_all(&mut *reader)
            .await?;
            surveys.push(SurveyRow {
                id: SurveyId::from_uuid(id),
                name: row.text("name")?,
                questions: questions(&row)?,
                sites: sites.iter().map(|row| row.text("name")).collect::<Result<_, _>>()?,
                answered: row.count("answered")?,
                seen: seen(&mut reader, Subject::Survey(SurveyId::from_uuid(id))).await?,
            });
        }
        Ok(surveys)
    }

    /// Makes a survey.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_survey(&self, stamp: Stamp, id: SurveyId, new: SurveyChange) -> Result<Changed, StoreError> {
        let now = stamp.at;
        let (name, asked) = (new.name.unwrap_or_default(), written(&new.questions.unwrap_or_default())?);
        refusals(
            self.write_recorded(stamp, Subject::Survey(id), move |tx| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO surveys (id, name, name_key, questions, created_ms) VALUES ($1, $2, $3, $4, $5)",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(key(&name))
                    .bind(asked)
                    .bind(now.0)
                    .execute(tx)
                    .await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a survey. Answers stay as they were given.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_survey(&self, stamp: Stamp, id: SurveyId, change: SurveyChange) -> Result<Changed, StoreError> {
        let asked = change.questions.as_deref().map(written).transpose()?;
        refusals(
            self.write_recorded(stamp, Subject::Survey(id), move |tx| {
                Box::pin(async move {
                    let done = sqlx::query(
                        "UPDATE surveys SET name = coalesce($2, name), name_key = coalesce($3, name_key), questions = coalesce($4, questions) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&change.name)
                    .bind(change.name.as_deref().map(key))
                    .bind(asked)
                    .execute(tx)
                    .await?;
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
                })
            })
            .await,
        )
    }

    /// Removes a survey that no public site asks. Its answers stay.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_survey(&self, stamp: Stamp, id: SurveyId) -> Result<Changed, StoreError> {
        let done: Result<Changed, StoreError> = self
            .write_recorded(stamp, Subject::Survey(id), move |tx| {
                Box::pin(async move {
                    let done = sqlx::query("DELETE FROM surveys WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                    Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
                })
            })
            .await;
        match done {
            Err(error) if error.is_missing_reference() => Ok(Changed::InUse),
            other => other,
        }
    }

    /// What is asked at the end of a session that came by a site; none: the default one. What came by a site that is gone belongs to the default one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn survey_of_site(
        &self,
        site: Option<PublicSiteId>,
        of: SurveyOf,
    ) -> Result<Option<(SurveyId, String, Vec<Question>)>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT v.id, v.name, v.questions FROM public_sites s JOIN surveys v ON v.id = ",
        );
        query.push(match of {
            SurveyOf::Customer => "s.customer_survey_id",
            SurveyOf::Rep(_) => "s.rep_survey_id",
        });
        query
            .push(" WHERE s.id = coalesce((SELECT id FROM public_sites WHERE id = ")
            .push_bind(site.map(PublicSiteId::uuid));
        query.push("), ").push_bind(PublicSiteId::DEFAULT.uuid()).push(")");
        let row = query.build().fetch_optional(self.readers()).await?;
        row.map(|row| Ok((SurveyId::from_uuid(row.uuid("id")?), row.text("name")?, questions(&row)?))).transpose()
    }

    /// Whether somebody has answered the survey of a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_answered(&self, session: SessionId, of: SurveyOf) -> Result<bool, StoreError> {
        let row =
            sqlx::query("SELECT EXISTS (SELECT 1 FROM survey_answers WHERE session_id = $1 AND author = $2) AS found")
                .bind(session.uuid())
                .bind(of.author())
                .fetch_one(self.readers())
                .await?;
        row.flag("found")
    }

    /// What somebody has answered to the survey of a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn kept_answers(
        &self,
        session: SessionId,
        of: SurveyOf,
    ) -> Result<Option<Vec<SurveyAnswer>>, StoreError> {
        let row = sqlx::query("SELECT answers FROM survey_answers WHERE session_id = $1 AND author = $2")
            .bind(session.uuid())
            .bind(of.author())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| given(&row)).transpose()
    }

    /// Whether a rep has been in a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn was_in_session(&self, session: SessionId, user: UserId) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT EXISTS (SELECT 1 FROM session_participants WHERE session_id = $1 AND user_id = $2) AS found",
        )
        .bind(session.uuid())
        .bind(user.uuid())
        .fetch_one(self.readers())
        .await?;
        row.flag("found")
    }

    /// Keeps what somebody answered. `false`: they had answered before, and that stays.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_answers(&self, new: NewAnswers) -> Result<bool, StoreError> {
        let answers = serde_json::to_string(&new.answers).map_err(|_| StoreError::Corrupt("answers"))?;
        self.write(move |tx| {
            Box::pin(async move {
                let kept = sqlx::query(
                    "INSERT INTO survey_answers (session_id, author, author_name, survey_id, survey_name, answers, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
                )
                .bind(new.session.uuid())
                .bind(new.of.author())
                .bind(new.name)
                .bind(new.survey.uuid())
                .bind(new.survey_name)
                .bind(answers)
                .bind(new.at.0)
                .execute(tx)
                .await?;
                Ok(kept.rows_affected() > 0)
            })
        })
        .await
    }

    /// Answers that match, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn survey_answers(&self, query: &AnswersQuery, limit: u32) -> Result<Vec<AnswersRow>, StoreError> {
        let mut sql = QueryBuilder::<Sqlite>::new(
            "SELECT a.number, a.session_id, s.name AS session_name, s.started_ms, a.author, a.author_name, a.survey_id, a.survey_name, a.answers, a.at_ms
             FROM survey_answers a JOIN sessions s ON s.id = a.session_id WHERE 1 = 1",
        );
        if let Some(session) = query.session {
            sql.push(" AND a.session_id = ").push_bind(session.uuid());
        }
        if let Some(survey) = query.survey {
            sql.push(" AND a.survey_id = ").push_bind(survey.uuid());
        }
        if let Some(before) = query.before {
            sql.push(" AND a.number < ").push_bind(before);
        }
        sql.push(" ORDER BY a.number DESC LIMIT ").push_bind(i64::from(limit));
        sql.build().fetch_all(self.readers()).await?.iter().map(answers).collect()
    }
}

fn given(row: &SqliteRow) -> Result<Vec<SurveyAnswer>, StoreError> {
    serde_json::from_str(&row.text("answers")?).map_err(|_| StoreError::Corrupt("answers"))
}

fn answers(row: &SqliteRow) -> Result<AnswersRow, StoreError> {
    let author = row.bytes("author")?;
    let rep = match author.as_slice() {
        [] => None,
        id => Some(UserId::from_uuid(uuid::Uuid::from_slice(id).map_err(|_| StoreError::Corrupt("author"))?)),
    };
    Ok(AnswersRow {
        number: row.number("number")?,
        session: SessionId::from_uuid(row.uuid("session_id")?),
        session_name: row.text("session_name")?,
        started: row.moment("started_ms")?,
        rep,
        name: row.text("author_name")?,
        survey: SurveyId::from_uuid(row.uuid("survey_id")?),
        survey_name: row.text("survey_name")?,
        answers: given(row)?,
        at: row.moment("at_ms")?,
    })
}
