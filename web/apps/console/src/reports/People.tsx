// Who took part in a session, from when until when; whoever came back has more than one stay.

import type { Report, ReportStay } from "@towline/api";
import { TextLink } from "../frame/links";
import { FreePart } from "../summary/Part";
import { useWords } from "../words/en";
import { type Person, peopleOf } from "./people";
import classes from "./report.module.css";
import { moment } from "./times";

export function People({ report }: { report: Report }) {
  const words = useWords().reports;
  if (report.participants.length === 0) {
    return (
      <FreePart title={words.people} about={words.noPeople}>
        {null}
      </FreePart>
    );
  }
  return (
    <FreePart title={words.people}>
      <table className={classes.plain}>
        <thead>
          <tr>
            <th scope="col">{words.person}</th>
            <th scope="col">{words.stays}</th>
          </tr>
        </thead>
        <tbody>
          {peopleOf(report.participants).map((person) => (
            <Row key={person.key} person={person} ended={report.ended_ms ?? undefined} />
          ))}
        </tbody>
      </table>
    </FreePart>
  );
}

function Row({ person, ended }: { person: Person; ended: number | undefined }) {
  const words = useWords().reports;
  const { user, name, invitedBy, stays } = person;
  return (
    <tr>
      <th scope="row">
        {user ? (
          <TextLink to="/reports" search={{ rep: user }} underline="hover" aria-label={words.reportsWith(name)}>
            <bdi>{name}</bdi>
          </TextLink>
        ) : (
          <bdi>{name}</bdi>
        )}
        {invitedBy ? <span className={classes.quiet}>{words.invitedBy(invitedBy)}</span> : null}
      </th>
      <td>
        <ul className={classes.bare}>
          {stays.map((stay) => (
            <li key={stay.joined_ms}>
              <Stay stay={stay} ended={ended} />
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

function Stay({ stay, ended }: { stay: ReportStay; ended: number | undefined }) {
  const words = useWords().reports;
  const { joined_ms, left_ms, left_reason } = stay;
  // Whoever was in it at its end did not leave before.
  const left = left_ms ?? ended;
  const until = left === undefined ? words.stillIn : moment(left);
  return (
    <>
      {words.stay(moment(joined_ms), until)}
      {left === undefined ? null : <span className={classes.quiet}> · {words.left(left_reason ?? "ended")}</span>}
    </>
  );
}
