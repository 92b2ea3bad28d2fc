// What was written down of a session: notes for the record, and what customer and representatives answered at its end.

import type { Report } from "@towline/api";
import summary from "../session/summary.module.css";
import { FreePart } from "../summary/Part";
import { useWords } from "../words/en";
import classes from "./report.module.css";
import { moment } from "./times";

export function Written({ report }: { report: Report }) {
  const words = useWords().reports;
  return (
    <>
      {report.notes.length > 0 ? (
        <FreePart title={words.notes}>
          <ul className={summary.notes}>
            {report.notes.map((note) => (
              <li key={`${note.at_ms}${note.by}${note.text}`}>
                <p className={summary.noteBy}>
                  <bdi>{note.by}</bdi>, {moment(note.at_ms)}
                </p>
                <p className={summary.noteText}>{note.text}</p>
              </li>
            ))}
          </ul>
        </FreePart>
      ) : null}
      {report.surveys.length > 0 ? (
        <FreePart title={words.surveys}>
          {report.surveys.map((given) => (
            <section key={given.number} className={classes.survey}>
              <h3>{words.surveyBy(given.name, Boolean(given.representative_id))}</h3>
              <dl>
                {given.answers.map((answer) => (
                  <div key={answer.question}>
                    <dt>{answer.question}</dt>
                    <dd>
                      {answer.said.length === 0
                        ? words.noAnswer
                        : answer.of
                          ? words.ofScale(answer.said.join(""), answer.of)
                          : answer.said.join(", ")}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </FreePart>
      ) : null}
    </>
  );
}
