// What the form of a survey holds, what is wrong with it, and what of it is sent.

import type { Survey, SurveyInput, SurveyQuestion } from "@towline/api";
import { surveyTexts } from "../../words";

export interface QuestionValues {
  /** Tells one from the others while they are moved; not sent. */
  key: number;
  text: string;
  kind: SurveyQuestion["kind"];
  required: boolean;
  /** One on each line. */
  choices: string;
  several: boolean;
  most: number;
  low: string;
  high: string;
}

export interface SurveyValues {
  name: string;
  questions: QuestionValues[];
}

export const KINDS: readonly SurveyQuestion["kind"][] = ["choice", "scale", "text"];
export const MOST_QUESTIONS = 20;
const STEPS = 5;

export const freshQuestion = (key: number): QuestionValues => ({
  key,
  text: "",
  kind: "scale",
  required: false,
  choices: "",
  several: false,
  most: STEPS,
  low: "",
  high: "",
});

export const EMPTY: SurveyValues = { name: "", questions: [freshQuestion(0)] };

export const valuesOf = (survey: Survey): SurveyValues => ({
  name: survey.name,
  questions: survey.questions.map((question, key) => ({
    key,
    text: question.text,
    kind: question.kind,
    required: question.required ?? false,
    choices: (question.choices ?? []).join("\n"),
    several: question.several ?? false,
    most: question.most || STEPS,
    low: question.low ?? "",
    high: question.high ?? "",
  })),
});

export const choicesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((choice) => choice.trim())
    .filter(Boolean);

function questionOf({ text, kind, required, choices, several, most, low, high }: QuestionValues): SurveyQuestion {
  const asked = { text: text.trim(), kind, required };
  if (kind === "choice") return { ...asked, choices: choicesOf(choices), several };
  return kind === "scale" ? { ...asked, most, low: low.trim(), high: high.trim() } : asked;
}

/** Only what was changed. */
export const bodyOf = ({ name, questions }: Partial<SurveyValues>): SurveyInput => ({
  ...(name === undefined ? {} : { name: name.trim() }),
  ...(questions === undefined ? {} : { questions: questions.map(questionOf) }),
});

function oddChoices({ kind, choices }: QuestionValues): boolean {
  const list = choicesOf(choices);
  return kind === "choice" && (list.length < 2 || list.length > 12 || new Set(list).size < list.length);
}

export function checkSurvey({ name, questions }: SurveyValues) {
  const texts = surveyTexts().edit;
  const empty = questions.findIndex(({ text }) => text.trim() === "");
  const odd = questions.findIndex(oddChoices);
  return {
    name: name.trim() === "" ? texts.nameMissing : undefined,
    questions:
      questions.length === 0
        ? texts.none
        : empty >= 0
          ? texts.empty(empty + 1)
          : odd >= 0
            ? texts.fewChoices(odd + 1)
            : undefined,
  };
}
