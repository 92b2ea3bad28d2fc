//! `/support/survey`: what a customer answers at the end of a session (SUP-80). The cookie of the session proves whose answers they are; they count once.

use axum::{
    Form,
    extract::{State, rejection::FormRejection},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, Uri};
use towline_engine::{Answering, CustomerFacts, Engine, Fault, FaultKind};
use towline_model::{OddAnswer, QUESTIONS};

use crate::{
    Site,
    face::{Face, host},
    page,
    pages::{Notice, SurveyForm},
    start::ours,
    support::{cookie, show_session, to},
    words::Words,
};

/// Values of a form that are looked at: all choices of all questions.
const VALUES: usize = 512;

/// What the form sends.
#[derive(Default)]
struct Typed {
    lang: Option<String>,
    version: String,
    said: Vec<Vec<String>>,
}

fn read(pairs: Vec<(String, String)>) -> Typed {
    let mut typed = Typed { said: vec![Vec::new(); QUESTIONS], ..Typed::default() };
    for (key, value) in pairs.into_iter().take(VALUES) {
        match key.as_str() {
            "lang" => typed.lang = Some(value),
            "version" => typed.version = value,
            _ => {
                let at = key.strip_prefix('q').and_then(|number| number.parse::<usize>().ok());
                if let Some(said) = at.and_then(|at| typed.said.get_mut(at)) {
                    said.push(value);
                }
            }
        }
    }
    typed
}

/// What a customer is to be asked, and whether they have answered. Until the end it waits hidden in the page.
pub(crate) async fn of_customer(
    engine: &Engine,
    cookie: Option<&str>,
    facts: &CustomerFacts,
) -> Result<(Option<SurveyForm>, bool), Fault> {
    let (asked, answered) = engine.customer_survey(cookie.unwrap_or_default()).await?;
    let form = asked.map(|asked| SurveyForm {
        shown: facts.ended && facts.accepted,
        ..SurveyForm::of(&asked.questions, &asked.version, &[], &[])
    });
    Ok((form, answered))
}

fn sentence(words: &Words, odd: OddAnswer, question: &str) -> String {
    let text = match odd {
        OddAnswer::Missing | OddAnswer::Odd => words.wrong.field_missing,
        OddAnswer::TooLong => words.wrong.field_long,
    };
    text.replace("{name}", question)
}

pub(crate) async fn submit(
    State(site): State<Site>,
    uri: Uri,
    headers: HeaderMap,
    pairs: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let failed = || page::notice(&Notice::failed(&site.engine.site().name));
    if !ours(&site.engine, &headers, &uri).await {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Form(pairs) = pairs.unwrap_or_default();
    let typed = read(pairs);
    let Ok(row) = site.engine.public_site_at(host(&headers, &uri)).await else { return failed() };
    let face = Face::of(&row, site.engine.site(), &headers, typed.lang.as_deref(), "/support/");
    let Some(cookie) = cookie(&headers) else { return to(&face.home) };
    let odd = match site.engine.answer_customer_survey(cookie, &typed.version, &typed.said).await {
        // The page thanks for what was answered, there or in the window of the client.
        Ok(Answering::Kept | Answering::Answered) => return to(&face.with_language("/support/")),
        Ok(Answering::Odd(odd)) => odd,
        Ok(Answering::Changed) => Vec::new(),
        Err(fault) if fault.kind == FaultKind::NotFound => return to(&face.home),
        Err(fault) if fault.kind == FaultKind::Conflict => return to(&face.with_language("/support/")),
        Err(_) => return failed(),
    };
    let (Ok(facts), Ok((asked, answered))) =
        (site.engine.customer_session(cookie).await, site.engine.customer_survey(cookie).await)
    else {
        return failed();
    };
    let form = asked.map(|asked| {
        let told = odd.iter().filter_map(|(at, odd)| {
            let question = asked.questions.get(*at)?;
            Some((*at, sentence(face.words, *odd, &question.text)))
        });
        let changed = asked.version != typed.version;
        // Answers to other questions are shown beside none.
        let said: &[Vec<String>] = if changed { &[] } else { &typed.said };
        let form = SurveyForm::of(&asked.questions, &asked.version, said, &told.collect::<Vec<_>>());
        SurveyForm { shown: true, changed, ..form }
    });
    let asked_language = typed.lang.as_ref().map(|_| face.language);
    show_session(&site, &face, (&row, facts.site), &headers, asked_language, (form, answered)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_by_the_number_of_their_question_sup_80() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let typed = read(vec![pair("q0", "1"), pair("q0", "2"), pair("q19", "x"), pair("q20", "y"), pair("q", "z")]);
        assert_eq!(typed.said.len(), QUESTIONS);
        assert_eq!(typed.said.first().map(Vec::as_slice), Some(["1".to_owned(), "2".to_owned()].as_slice()));
        assert_eq!(typed.said.iter().flatten().count(), 3);
        let many = (0..5000).map(|_| pair("q1", "x")).collect();
        assert_eq!(read(many).said.iter().flatten().count(), VALUES);
    }
}
