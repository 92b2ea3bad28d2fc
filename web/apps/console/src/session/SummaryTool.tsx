// Summary (SES-40): what is known of the session as a whole: where, since when, whose, who is in it, and the custom fields that it was started with.

import { exactTime, RelativeTime } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { type ReactNode, useId } from "react";
import { useWords } from "../words/en";
import classes from "./summary.module.css";

export function SummaryTool({ state }: { state: SessionState }) {
  const words = useWords().session;
  const started = Number(state.startedMs);
  return (
    <div className={classes.summary}>
      <Part title={words.summary}>
        <Fact name={words.summaryMachine}>{state.itemName}</Fact>
        <Fact name={words.summaryList}>{state.groupName || words.summaryPersonal}</Fact>
        <Fact name={words.summaryStarted}>
          <RelativeTime at={started} /> ({exactTime(started)})
        </Fact>
        <Fact name={words.summaryOwner}>{state.ownerName}</Fact>
        <Fact name={words.summaryPeople}>{state.participants.map((each) => each.displayName).join(", ")}</Fact>
      </Part>
      {state.custom.length > 0 ? (
        <Part title={words.summaryFields}>
          {state.custom.map((field) => (
            <Fact key={field.name} name={field.name}>
              {field.value}
            </Fact>
          ))}
        </Part>
      ) : null}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.part} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl>{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
