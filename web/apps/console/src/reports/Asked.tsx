// What the customer was asked for leave for, by whom, and what they answered.

import type { Report } from "@towline/api";
import { permissionName } from "../session/sentences";
import { FreePart } from "../summary/Part";
import { useWords } from "../words/en";
import classes from "./report.module.css";
import { moment } from "./times";

export function Asked({ report }: { report: Report }) {
  const all = useWords();
  const words = all.reports;
  if (report.permissions.length === 0) return null;
  return (
    <FreePart title={words.asked}>
      <table className={classes.plain}>
        <thead>
          <tr>
            <th scope="col">{words.askedFor}</th>
            <th scope="col">{words.answer}</th>
            <th scope="col">{words.askedBy}</th>
            <th scope="col">{words.askedAt}</th>
          </tr>
        </thead>
        <tbody>
          {report.permissions.map((asked) => (
            <tr key={`${asked.asked_ms}${asked.permission}`}>
              <th scope="row" className={classes.capital}>
                {permissionName(asked.permission, all)}
              </th>
              <td>{words.answered(asked.answer || "open")}</td>
              <td>{asked.by || words.theRules}</td>
              <td>{moment(asked.asked_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </FreePart>
  );
}
