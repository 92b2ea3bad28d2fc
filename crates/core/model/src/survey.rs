//! Surveys at the end of a session (SUP-80): their questions, and what counts as an answer.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{clip, paragraphs};

/// Questions of a survey at most.
pub const QUESTIONS: usize = 20;
/// Bytes of a question, and of each of its choices and ends, at most.
pub const QUESTION_TEXT: usize = 256;
/// Choices of a question.
pub const CHOICES: RangeInclusive<usize> = 2..=12;
/// Steps of a scale.
pub const SCALE: RangeInclusive<u8> = 2..=10;
/// Bytes of a written answer at most.
pub const ANSWER_TEXT: usize = 2048;

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QuestionKind {
    /// By choosing.
    Choice {
        /// From what.
        choices: Vec<String>,
        /// Whether several can be chosen.
        #[serde(default)]
        several: bool,
    },
    /// By a step of a scale that begins at 1.
    Scale {
        /// The highest step.
        most: u8,
        /// What the lowest step means; may be empty.
        #[serde(default)]
        low: String,
        /// What the highest step means; may be empty.
        #[serde(default)]
        high: String,
    },
    /// In one's own words.
    Text,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
    /// How it is answered.
    #[serde(flatten)]
    pub kind: QuestionKind,
}

/// Why something cannot be a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddQuestion {
    /// It asks nothing.
    Empty,
    /// A text is longer than [`QUESTION_TEXT`].
    TooLong,
    /// Not as many choices as [`CHOICES`] allows.
    Choices,
    /// A choice is empty, or there twice.
    Choice,
    /// Not as many steps as [`SCALE`] allows.
    Scale,
}

/// What somebody answered, with the question as it was asked: a survey that is changed later changes no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyAnswer {
    /// What was asked.
    pub question: String,
    /// What was chosen, the step of the scale, or what was written.
    pub said: Vec<String>,
    /// Of a scale: its highest step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u8>,
}

/// Why something is no answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddAnswer {
    /// There is none, and there must be one.
    Missing,
    /// It is longer than [`ANSWER_TEXT`].
    TooLong,
    /// The question has no such answer.
    Odd,
}

impl Question {
    /// The question without what draws nothing.
    ///
    /// # Errors
    /// Why it cannot be one.
    pub fn checked(self) -> Result<Self, OddQuestion> {
        let line = |text: &str| {
            let kept = clip(text, QUESTION_TEXT + 1);
            if kept.len() > QUESTION_TEXT { Err(OddQuestion::TooLong) } else { Ok(kept) }
        };
        let text = line(&self.text)?;
        if text.is_empty() {
            return Err(OddQuestion::Empty);
        }
        let kind = match self.kind {
            QuestionKind::Choice { choices, several } => {
                let choices = choices.iter().map(|choice| line(choice)).collect::<Result<Vec<_>, _>>()?;
                if !CHOICES.contains(&choices.len()) {
                    return Err(OddQuestion::Choices);
                }
                let twice = |(at, choice): (usize, &String)| choices.iter().take(at).any(|other| other == choice);
                if choices.iter().any(String::is_empty) || choices.iter().enumerate().any(twice) {
                    return Err(OddQuestion::Choice);
                }
                QuestionKind::Choice { choices, several }
            }
            QuestionKind::Scale { most, low, high } => {
                if !SCALE.contains(&most) {
                    return Err(OddQuestion::Scale);
                }
                QuestionKind::Scale { most, low: line(&low)?, high: line(&high)? }
            }
            QuestionKind::Text => QuestionKind::Text,
        };
        Ok(Question { text, required: self.required, kind })
    }

    /// What was said, as an answer; none: it was left out. Choices are said by their number, from 0, steps of a scale by theirs.
    ///
    /// # Errors
    /// Why it is none.
    pub fn answered(&self, said: &[String]) -> Result<Option<SurveyAnswer>, OddAnswer> {
        let said: Vec<&str> = said.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        if said.is_empty() {
            return if self.required { Err(OddAnswer::Missing) } else { Ok(None) };
        }
        let (said, of) = match &self.kind {
            QuestionKind::Choice { choices, several } => {
                if said.len() > choices.len() || (!several && said.len() > 1) {
                    return Err(OddAnswer::Odd);
                }
                let number = |text: &&str| text.parse::<usize>().map_err(|_| OddAnswer::Odd);
                let mut numbers = said.iter().map(number).collect::<Result<Vec<_>, _>>()?;
                numbers.sort_unstable();
                numbers.dedup();
                let choice = |at: usize| choices.get(at).cloned().ok_or(OddAnswer::Odd);
                (numbers.into_iter().map(choice).collect::<Result<Vec<_>, _>>()?, None)
            }
            QuestionKind::Scale { most, .. } => {
                let [step] = said.as_slice() else { return Err(OddAnswer::Odd) };
                let step = step.parse::<u8>().ok().filter(|step| (1..=*most).contains(step)).ok_or(OddAnswer::Odd)?;
                (vec![step.to_string()], Some(*most))
            }
            QuestionKind::Text => {
                let [text] = said.as_slice() else { return Err(OddAnswer::Odd) };
                // Browsers write each end of a line as two characters.
                let text = text.replace("\r\n", "\n");
                if text.len() > ANSWER_TEXT {
                    return Err(OddAnswer::TooLong);
                }
                let text = paragraphs(&text, ANSWER_TEXT);
                if text.is_empty() {
                    return if self.required { Err(OddAnswer::Missing) } else { Ok(None) };
                }
                (vec![text], None)
            }
        };
        Ok(Some(SurveyAnswer { question: self.text.clone(), said, of }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: QuestionKind) -> Question {
        Question { text: "How was it?".into(), required: false, kind }
    }

    fn choice(choices: &[&str], several: bool) -> Question {
        let choices = choices.iter().map(|text| (*text).to_owned()).collect();
        question(QuestionKind::Choice { choices, several })
    }

    fn said(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_question_is_plain_and_can_be_answered_sup_80() {
        let scale = |most| question(QuestionKind::Scale { most, low: String::new(), high: "good".into() });
        let asks = |text: &str| Question { text: text.into(), ..question(QuestionKind::Text) };
        assert_eq!(asks(" How\u{202e} was\n it? ").checked().map(|kept| kept.text), Ok("How was it?".to_owned()));
        assert_eq!(asks(" \u{feff}").checked(), Err(OddQuestion::Empty));
        assert_eq!(asks(&"x".repeat(QUESTION_TEXT + 1)).checked(), Err(OddQuestion::TooLong));
        assert_eq!(scale(1).checked(), Err(OddQuestion::Scale));
        assert_eq!(scale(11).checked(), Err(OddQuestion::Scale));
        assert!(scale(5).checked().is_ok());
        assert_eq!(choice(&["Yes"], false).checked(), Err(OddQuestion::Choices));
        assert_eq!(choice(&["Yes", "Yes "], false).checked(), Err(OddQuestion::Choice));
        assert_eq!(choice(&["Yes", " "], false).checked(), Err(OddQuestion::Choice));
        assert!(choice(&["Yes", "No"], true).checked().is_ok());
    }

    #[test]
    fn an_answer_is_one_that_the_question_has_sup_80() {
        let one = choice(&["Yes", "No"], false);
        let told = |question: &Question, texts: &[&str]| {
            question.answered(&said(texts)).map(|answer| answer.map(|answer| answer.said))
        };
        assert_eq!(told(&one, &["1"]), Ok(Some(said(&["No"]))));
        assert_eq!(told(&one, &[]), Ok(None));
        for odd in [&["2"][..], &["-1"], &["Yes"], &["0", "1"]] {
            assert_eq!(told(&one, odd), Err(OddAnswer::Odd), "{odd:?}");
        }
        let several = choice(&["a", "b", "c"], true);
        assert_eq!(told(&several, &["2", "0"]), Ok(Some(said(&["a", "c"]))));
        assert_eq!(told(&several, &["0", "1", "2", "0"]), Err(OddAnswer::Odd));
        let scale = question(QuestionKind::Scale { most: 5, low: String::new(), high: String::new() });
        assert_eq!(told(&scale, &["5"]), Ok(Some(said(&["5"]))));
        for odd in ["0", "6", "x", "300"] {
            assert_eq!(told(&scale, &[odd]), Err(OddAnswer::Odd), "{odd}");
        }
        let text = question(QuestionKind::Text);
        assert_eq!(told(&text, &[" fine\r\nthanks\u{202e} "]), Ok(Some(said(&["fine\nthanks"]))));
        assert_eq!(told(&text, &[&"x".repeat(ANSWER_TEXT + 1)]), Err(OddAnswer::TooLong));
        let must = Question { required: true, ..text };
        assert_eq!(told(&must, &[" "]), Err(OddAnswer::Missing));
        assert_eq!(told(&must, &["\u{feff}"]), Err(OddAnswer::Missing));
    }
}
