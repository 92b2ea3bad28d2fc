// What is known of a session as a whole, of its customer as they said it, and its custom fields.

import type { Report } from "@towline/api";
import { exactTime, languageName } from "@towline/ui";
import { TextLink } from "../frame/links";
import summary from "../session/summary.module.css";
import { useLength } from "../summary/lengths";
import { Fact, Part } from "../summary/Part";
import { useWords } from "../words/en";
import { BY_JUMP, useEndedBecause, useWayName } from "./naming";
import classes from "./report.module.css";

export function Facts({ report }: { report: Report }) {
  const { reports: words, queues } = useWords();
  const length = useLength();
  const because = useEndedBecause();
  const wayName = useWayName();
  const byJump = report.method === BY_JUMP;
  return (
    <>
      <Part title={words.facts}>
        <Fact name={words.started}>{exactTime(report.started_ms)}</Fact>
        <Fact name={words.endedAt}>
          {report.ended_ms ? (
            <>
              {exactTime(report.ended_ms)}
              <br />
              {because(report.ended_reason)}
            </>
          ) : (
            words.stillRunning
          )}
        </Fact>
        <Fact name={words.lasted}>
          {report.running ? words.soFar(length(report.duration_ms)) : length(report.duration_ms)}
        </Fact>
        <Fact name={words.cameBy}>{wayName(report.method)}</Fact>
        {byJump ? (
          <>
            <Fact name={words.machine}>
              <bdi>{report.name}</bdi>
              {report.item_id ? (
                <span className={classes.screenOnly}>
                  <TextLink to="/reports" search={{ item: report.item_id }}>
                    {words.allOfMachine}
                  </TextLink>
                </span>
              ) : null}
            </Fact>
            <Fact name={words.list}>{report.group_name || words.personalList}</Fact>
          </>
        ) : null}
        {report.issue ? <Fact name={words.issue}>{report.issue}</Fact> : null}
        {report.queues.length > 0 ? (
          <Fact name={words.queue}>{report.queues.map((queue) => queue || queues.general).join(", ")}</Fact>
        ) : null}
        {report.owner_name ? <Fact name={words.owner}>{report.owner_name}</Fact> : null}
        {report.translations.length > 0 ? (
          <Fact name={words.translation}>
            {report.translations
              .map((of) => words.between(languageName(of.customer), languageName(of.representatives)))
              .join(", ")}
          </Fact>
        ) : null}
        <Fact name={words.ids}>
          <code>{report.id}</code>
        </Fact>
      </Part>
      {report.customer ? <Customer customer={report.customer} /> : null}
      {report.custom.length > 0 ? (
        <Part title={words.fields}>
          {report.custom.map((field) => (
            <Fact key={field.code_name} name={field.name}>
              {field.value}
            </Fact>
          ))}
        </Part>
      ) : null}
    </>
  );
}

function Customer({ customer }: { customer: NonNullable<Report["customer"]> }) {
  const words = useWords().reports;
  return (
    <Part title={words.customer}>
      {customer.name ? (
        <Fact name={words.name}>
          <bdi>{customer.name}</bdi>
        </Fact>
      ) : null}
      {customer.company ? <Fact name={words.company}>{customer.company}</Fact> : null}
      {customer.language ? <Fact name={words.language}>{languageName(customer.language)}</Fact> : null}
      {customer.site ? <Fact name={words.site}>{customer.site}</Fact> : null}
      {customer.address ? <Fact name={words.address}>{customer.address}</Fact> : null}
      {customer.agreement_sha256 ? (
        <Fact name={words.agreement}>
          {words.agreed}
          <br />
          <code className={classes.whole}>{customer.agreement_sha256}</code>
        </Fact>
      ) : null}
      {customer.details ? (
        <div className={summary.whole}>
          <dt>{words.details}</dt>
          <dd>{customer.details}</dd>
        </div>
      ) : null}
    </Part>
  );
}
