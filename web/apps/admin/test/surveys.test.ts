// The form of a survey: what is wrong with it is said at once, and of a question only what its kind has is sent (SUP-80).

import { expect, test } from "vitest";
import { bodyOf, checkSurvey, EMPTY, freshQuestion, valuesOf } from "../src/pages/surveys/values";

const asks = (part: object) => ({ ...freshQuestion(0), text: "How was it?", ...part });
const wrong = (...questions: ReturnType<typeof asks>[]) => checkSurvey({ name: "After", questions }).questions;

test("each question asks something and can be answered (SUP-80)", () => {
  expect(checkSurvey(EMPTY).name).toBeDefined();
  expect(wrong()).toBe("Ask at least one question.");
  expect(wrong(asks({}), asks({ text: " " }))).toBe("Question 2: enter what is asked.");
  for (const choices of ["", "Yes", "Yes\nYes", "Yes\n \n"])
    expect(wrong(asks({ kind: "choice", choices }))).toBeDefined();
  expect(wrong(asks({ kind: "choice", choices: " Yes \n\nNo" }))).toBeUndefined();
});

test("a question is sent as its kind has it, and read back the same (SUP-80)", () => {
  const { questions } = bodyOf({
    questions: [
      asks({ kind: "choice", choices: " Yes \n\nNo", several: true, low: "x" }),
      asks({ kind: "scale", most: 7, low: " bad " }),
      asks({ kind: "text", required: true, choices: "x" }),
    ],
  });
  expect(questions).toEqual([
    { text: "How was it?", kind: "choice", required: false, choices: ["Yes", "No"], several: true },
    { text: "How was it?", kind: "scale", required: false, most: 7, low: "bad", high: "" },
    { text: "How was it?", kind: "text", required: true },
  ]);
  const survey = { id: "s", name: "After", questions: questions ?? [], sites: [], answered: 0 };
  expect(bodyOf(valuesOf(survey))).toEqual({ name: "After", questions });
});
