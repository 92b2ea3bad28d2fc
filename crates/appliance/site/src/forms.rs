//! The forms that a customer fills in besides that for a key: asking for help about an issue or with a rep (SUP-1), and the survey at the end (SUP-80). Plain data in, HTML out, as [`pages`](crate::pages).

use askama::Template;
use towline_engine::agreement_digest;
use towline_model::{Language, Question, QuestionKind};
use towline_store::PublicSiteRow;

use crate::face::{Face, paragraphs};

/// What is to be accepted before a session of a site begins (SUP-3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The text, by paragraph; nothing: nothing.
    pub paragraphs: Vec<String>,
    /// Which text it is: the form sends back what it showed, so that nobody accepts what they never saw.
    pub digest: String,
    /// The language that it is written in.
    pub language: Language,
}

impl Terms {
    /// Those of a site, for whoever reads a language.
    pub fn of(row: &PublicSiteRow, wanted: Language) -> Terms {
        let said = row.agreement_in(wanted);
        Terms { paragraphs: paragraphs(said.text), digest: agreement_digest(said.text), language: said.language }
    }
}

/// `/ask`: the form for an issue or a rep.
#[derive(Template)]
#[template(path = "ask.html")]
pub struct Ask<'a> {
    /// The site, for this visitor.
    pub face: &'a Face,
    /// The language of the site's own texts.
    pub own_language: Language,
    /// Whether the heading is one of them.
    pub own_heading: bool,
    /// The issue, or that a rep is asked.
    pub heading: String,
    /// What is said of the issue, by paragraph.
    pub about: Vec<String>,
    /// What was chosen, as the form sends it; none: it cannot be chosen, and there is no form.
    pub choice: Option<(&'static str, String)>,
    /// The name as it was typed.
    pub name: &'a str,
    /// The company as it was typed.
    pub company: &'a str,
    /// The problem as it was typed.
    pub details: &'a str,
    /// Fields of the site's own.
    pub fields: Vec<AskField>,
    /// What is to be accepted.
    pub agreement: Terms,
    /// What was ticked, and what is wrong.
    pub form: AskErrors,
}

/// A field of the site's own.
#[derive(Clone, Debug)]
pub struct AskField {
    /// As the form calls it.
    pub code: String,
    /// What people call it.
    pub label: String,
    /// What was typed.
    pub value: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What is wrong with a form, and how to put it right; and what else it says.
#[derive(Clone, Debug, Default)]
pub struct AskErrors {
    /// Not about one field.
    pub form: Option<&'static str>,
    /// About the problem's description.
    pub details: Option<String>,
    /// About the agreement.
    pub agreed: Option<&'static str>,
    /// Whether the agreement was ticked.
    pub agreed_typed: bool,
    /// The language that the address names, so that the next page speaks it too.
    pub language: Option<Language>,
}

impl Ask<'_> {
    /// Whether something is wrong.
    pub fn wrong(&self) -> bool {
        let AskErrors { form, details, agreed, .. } = &self.form;
        form.is_some() || details.is_some() || agreed.is_some() || self.fields.iter().any(|field| field.error.is_some())
    }
}

/// The survey of a customer.
#[derive(Clone, Debug, Default)]
pub struct SurveyForm {
    /// Comes back with the answers.
    pub version: String,
    /// The questions.
    pub items: Vec<SurveyItem>,
    /// Whether it shows at once: the session is over.
    pub shown: bool,
    /// The questions are others than those that were answered.
    pub changed: bool,
}

/// A question.
#[derive(Clone, Debug)]
pub struct SurveyItem {
    /// What it is called in the form.
    pub name: String,
    /// What is asked.
    pub text: String,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether several can be chosen.
    pub several: bool,
    /// What can be chosen; nothing: it is answered in words.
    pub choices: Vec<Choice>,
    /// Whether these are the steps of a scale.
    pub scale: bool,
    /// What its ends mean; may be empty.
    pub ends: (String, String),
    /// What was written.
    pub value: String,
    /// What is wrong with the answer.
    pub error: Option<String>,
}

/// Something to choose.
#[derive(Clone, Debug)]
pub struct Choice {
    /// As the form sends it.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// Whether it was chosen.
    pub chosen: bool,
}

impl SurveyForm {
    /// The form for some questions, with what was said before and what is wrong with it.
    pub fn of(questions: &[Question], version: &str, said: &[Vec<String>], errors: &[(usize, String)]) -> SurveyForm {
        let item = |(at, question): (usize, &Question)| {
            let before = said.get(at).map(Vec::as_slice).unwrap_or_default();
            let choice = |value: String, label: String| Choice { chosen: before.contains(&value), value, label };
            let (mut several, mut ends) = (false, (String::new(), String::new()));
            let choices = match &question.kind {
                QuestionKind::Choice { choices, several: more } => {
                    several = *more;
                    let numbered = choices.iter().enumerate();
                    numbered.map(|(number, text)| choice(number.to_string(), text.clone())).collect()
                }
                QuestionKind::Scale { most, low, high } => {
                    ends = (low.clone(), high.clone());
                    (1..=*most).map(|step| choice(step.to_string(), step.to_string())).collect()
                }
                QuestionKind::Text => Vec::new(),
            };
            SurveyItem {
                name: format!("q{at}"),
                text: question.text.clone(),
                required: question.required,
                several,
                choices,
                scale: matches!(question.kind, QuestionKind::Scale { .. }),
                ends,
                value: before.first().cloned().unwrap_or_default(),
                error: errors.iter().find(|(wrong, _)| *wrong == at).map(|(_, why)| why.clone()),
            }
        };
        let items = questions.iter().enumerate().map(item).collect();
        SurveyForm { version: version.to_owned(), items, shown: false, changed: false }
    }

    /// Whether something is wrong.
    pub fn wrong(&self) -> bool {
        self.changed || self.items.iter().any(|item| item.error.is_some())
    }
}
