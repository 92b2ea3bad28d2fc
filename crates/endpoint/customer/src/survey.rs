//! What is asked after the end (SUP-80): the questions, what was said to them so far, and how long the window waits for it. Pure; how it looks is in `questions`.

use std::time::{Duration, Instant};

use towline_model::{OddAnswer, Question};

use crate::{
    view::plain,
    words::{Words, fill},
};

/// After the end the window goes by itself.
const CLOSES: Duration = Duration::from_secs(120);
/// The same while something is asked.
const ASKS: Duration = Duration::from_secs(600);
/// Of a question in a sentence about it.
const NAME: usize = 256;

/// Questions after the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Of these questions; others have another one.
    pub version: String,
    /// Each one that can be answered.
    pub questions: Vec<Question>,
    /// They took the place of others.
    pub changed: bool,
    /// How far it is.
    pub stage: Stage,
}

/// How far the answers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// To be given.
    Asked,
    /// To be given again: by the number of the question, what was wrong.
    Wrong(Vec<(usize, OddAnswer)>),
    /// On their way.
    Sending,
    /// On their way, without a connection.
    Waiting,
    /// Kept.
    Kept,
    /// Something else was answered before.
    Answered,
    /// Not taken any more.
    NotTaken,
}

impl Stage {
    /// Whether the questions stand there.
    fn asks(&self) -> bool {
        match self {
            Stage::Asked | Stage::Wrong(_) | Stage::Sending | Stage::Waiting => true,
            Stage::Kept | Stage::Answered | Stage::NotTaken => false,
        }
    }
}

/// The questions, with their words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub(crate) version: String,
    pub(crate) stage: Stage,
    /// What there is to say about the answers; may be empty.
    pub(crate) told: String,
    pub(crate) items: Vec<Item>,
}

/// A question, with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) question: Question,
    pub(crate) label: String,
    /// What is said of an answer that is not there, or that is none.
    pub(crate) missing: String,
    pub(crate) too_long: String,
}

pub(crate) fn form(survey: &Survey, words: &Words) -> Form {
    let told = match &survey.stage {
        Stage::Asked if survey.changed => words.questions_changed,
        Stage::Asked => "",
        Stage::Wrong(_) => words.answers_wrong,
        Stage::Sending => words.survey_sending,
        Stage::Waiting => words.survey_waiting,
        Stage::Kept => words.survey_thanks,
        Stage::Answered => words.survey_answered,
        Stage::NotTaken => words.survey_not_taken,
    };
    let item = |question: &Question| {
        let name = plain(&question.text, NAME);
        let named = |text: &str| fill(text, &[("name", &name)]);
        Item {
            label: if question.required { name.clone() } else { named(words.optional) },
            missing: named(words.field_missing),
            too_long: named(words.field_long),
            question: question.clone(),
        }
    };
    let items = if survey.stage.asks() { survey.questions.iter().map(item).collect() } else { Vec::new() };
    Form { version: survey.version.clone(), stage: survey.stage.clone(), told: told.to_owned(), items }
}

impl Form {
    /// Whether they are on their way: then nothing can be changed.
    pub(crate) fn busy(&self) -> bool {
        matches!(self.stage, Stage::Sending | Stage::Waiting)
    }
}

/// What the window remembers of the answers. Nothing of it is lost by a try that failed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Filled {
    /// To which questions.
    version: String,
    /// To each in turn: numbers of choices from 0, a step of a scale, or words.
    said: Vec<Vec<String>>,
    wrong: Vec<(usize, OddAnswer)>,
    stage: Option<Stage>,
    /// The question that the eye and the keyboard are to be led to.
    leads_to: Option<usize>,
    /// The person does not want to answer.
    pub(crate) declined: bool,
}

impl Filled {
    /// Follows what became of the questions.
    pub(crate) fn follow(&mut self, form: &Form) {
        if self.version != form.version {
            // What was said to others is said to none of these.
            *self = Filled { version: form.version.clone(), declined: self.declined, ..Filled::default() };
        }
        self.said.resize(form.items.len().max(self.said.len()), Vec::new());
        if self.stage.as_ref() != Some(&form.stage) {
            self.stage = Some(form.stage.clone());
            if let Stage::Wrong(wrong) = &form.stage {
                self.mark(wrong.clone());
            }
        }
    }

    fn mark(&mut self, wrong: Vec<(usize, OddAnswer)>) {
        self.leads_to = wrong.iter().map(|(at, _)| *at).min();
        self.wrong = wrong;
    }

    /// The answers, if they are some; else it is marked what is wrong.
    pub(crate) fn ready(&mut self, form: &Form) -> Option<Vec<Vec<String>>> {
        let said = |at: usize| self.said.get(at).map(Vec::as_slice).unwrap_or_default();
        let check = |(at, item): (usize, &Item)| item.question.answered(said(at)).err().map(|odd| (at, odd));
        let wrong: Vec<_> = form.items.iter().enumerate().filter_map(check).collect();
        let whole = wrong.is_empty();
        self.mark(wrong);
        whole.then(|| self.said.clone())
    }

    pub(crate) fn is_wrong(&self) -> bool {
        !self.wrong.is_empty()
    }

    /// What is wrong with an answer, in words.
    pub(crate) fn why<'a>(&self, at: usize, item: &'a Item) -> Option<&'a str> {
        let (_, odd) = self.wrong.iter().find(|(wrong, _)| *wrong == at)?;
        Some(match odd {
            OddAnswer::Missing | OddAnswer::Odd => &item.missing,
            OddAnswer::TooLong => &item.too_long,
        })
    }

    /// Whether this question is the one to be led to; once.
    pub(crate) fn leads_to(&mut self, at: usize) -> bool {
        self.leads_to.take_if(|wanted| *wanted == at).is_some()
    }

    /// Whether this choice or step was chosen.
    pub(crate) fn has(&self, at: usize, value: &str) -> bool {
        self.said.get(at).is_some_and(|said| said.iter().any(|known| known == value))
    }

    /// Chooses this alone.
    pub(crate) fn choose(&mut self, at: usize, value: String) {
        self.answered(at, |said| *said = vec![value]);
    }

    /// Chooses this besides others, or not any more.
    pub(crate) fn toggle(&mut self, at: usize, value: String, on: bool) {
        self.answered(at, |said| {
            said.retain(|known| *known != value);
            if on {
                said.push(value);
            }
        });
    }

    /// What was written.
    pub(crate) fn written(&self, at: usize) -> String {
        self.said.get(at).and_then(|said| said.first()).cloned().unwrap_or_default()
    }

    pub(crate) fn write(&mut self, at: usize, text: String) {
        self.answered(at, |said| *said = if text.is_empty() { Vec::new() } else { vec![text] });
    }

    fn answered(&mut self, at: usize, change: impl FnOnce(&mut Vec<String>)) {
        if let Some(said) = self.said.get_mut(at) {
            change(said);
        }
        self.wrong.retain(|(wrong, _)| *wrong != at);
    }
}

/// Whether the questions stand there: they came, and the person has not declined.
pub(crate) fn asks(survey: Option<&Survey>, filled: &Filled) -> bool {
    survey.is_some_and(|survey| survey.stage.asks()) && !filled.declined
}

/// When the window goes by itself.
#[derive(Debug, Default)]
pub(crate) struct Leaving {
    ended: Option<Instant>,
    asked: bool,
    closes: Option<Instant>,
}

impl Leaving {
    /// After the end: how long the window stays. What is asked keeps it for ten minutes from the end on; what came of it can be read.
    pub(crate) fn plan(&mut self, now: Instant, asks: bool) {
        let ended = *self.ended.get_or_insert(now);
        let closes = self.closes.get_or_insert(ended + CLOSES);
        if asks != self.asked {
            self.asked = asks;
            *closes = if asks { ended + ASKS } else { now + CLOSES };
        }
    }

    pub(crate) fn at(&self) -> Option<Instant> {
        self.closes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use towline_model::QuestionKind;

    use super::*;
    use crate::words::Language;

    fn text(required: bool) -> Question {
        Question { text: "Why?".into(), required, kind: QuestionKind::Text }
    }

    fn asked(version: &str, stage: Stage) -> Form {
        let kind = QuestionKind::Choice { choices: vec!["Yes".into(), "No".into()], several: true };
        let choice = Question { text: "{name}?".into(), required: false, kind };
        let questions = vec![text(true), choice];
        form(&Survey { version: version.into(), questions, changed: false, stage }, Language::En.words())
    }

    #[test]
    fn what_is_missing_is_told_of_its_question_and_nothing_that_was_said_is_lost_sup_80() {
        let mut filled = Filled::default();
        let form = asked("1", Stage::Asked);
        filled.follow(&form);
        filled.toggle(1, "1".into(), true);
        filled.toggle(1, "0".into(), true);
        filled.toggle(1, "1".into(), false);
        assert_eq!(filled.ready(&form), None);
        assert_eq!(filled.why(0, &form.items[0]), Some("Fill in “Why?”."));
        assert!(filled.is_wrong() && !filled.leads_to(1) && filled.leads_to(0) && !filled.leads_to(0));
        filled.write(0, "so".into());
        assert!(!filled.is_wrong());
        assert_eq!(filled.ready(&form), Some(vec![vec!["so".into()], vec!["0".into()]]));
        // The appliance found something, and said so once.
        filled.follow(&asked("1", Stage::Sending));
        let wrong = asked("1", Stage::Wrong(vec![(1, OddAnswer::TooLong)]));
        filled.follow(&wrong);
        assert_eq!(filled.why(1, &wrong.items[1]), Some("“{name}?” is too long. Shorten it."));
        assert!(filled.has(1, "0") && filled.written(0) == "so");
        filled.toggle(1, "1".into(), true);
        filled.follow(&wrong);
        assert!(!filled.is_wrong());
        // Other questions have other answers.
        filled.follow(&asked("2", Stage::Asked));
        assert!(!filled.has(1, "0") && filled.written(0).is_empty());
    }

    #[test]
    fn a_text_that_is_too_long_is_told_before_it_is_sent_sup_80() {
        let form = asked("1", Stage::Asked);
        let mut filled = Filled::default();
        filled.follow(&form);
        filled.write(0, "日".repeat(700));
        assert_eq!(filled.ready(&form), None);
        assert_eq!(filled.why(0, &form.items[0]), Some("“Why?” is too long. Shorten it."));
    }

    #[test]
    fn the_window_waits_for_answers_ten_minutes_after_the_end_and_no_longer_sup_23() {
        let (start, minute) = (Instant::now(), Duration::from_secs(60));
        let mut leaving = Leaving::default();
        assert_eq!(leaving.at(), None);
        leaving.plan(start, false);
        assert_eq!(leaving.at(), Some(start + 2 * minute));
        leaving.plan(start + minute, true);
        assert_eq!(leaving.at(), Some(start + 10 * minute));
        leaving.plan(start + 5 * minute, true);
        assert_eq!(leaving.at(), Some(start + 10 * minute));
        // Thanks can be read.
        leaving.plan(start + 9 * minute, false);
        assert_eq!(leaving.at(), Some(start + 11 * minute));
    }

    proptest! {
        #[test]
        fn the_window_goes_whatever_is_asked_when_sup_23(steps in prop::collection::vec((0u64..700, any::<bool>()), 1..20)) {
            let start = Instant::now();
            let mut leaving = Leaving::default();
            leaving.plan(start, false);
            let mut now = start;
            for (after, asks) in steps {
                now += Duration::from_secs(after);
                leaving.plan(now, asks);
                let latest = (start + ASKS).max(now + CLOSES);
                prop_assert!(leaving.at().is_some_and(|closes| closes <= latest));
            }
        }
    }
}
