// Summary (SES-40): what is known of the session as a whole: who the customer is, or which machine; since when, whose, who is in it, and the custom fields that it
// was started with.

import { exactTime, RelativeTime, StatusDot } from "@towline/ui";
import type { CustomerSide, SessionState } from "@towline/wire";
import { type ReactNode, useId } from "react";
import { useMethodName, useTitleOf } from "../home/naming";
import { languageName } from "../home/QueueDetails";
import { useWords } from "../words/en";
import classes from "./summary.module.css";

export function SummaryTool({ state }: { state: SessionState }) {
  const words = useWords().session;
  const title = useTitleOf()(state);
  const { customer } = state;
  const started = Number(state.startedMs);
  const people = state.participants.map((each) => each.displayName);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
    <section className={classes.summary} tabIndex={0} aria-label={words.summaryAbout}>
      {customer ? <CustomerPart state={state} customer={customer} title={title} /> : null}
      <Part title={words.summary}>
        {customer ? null : (
          <>
            <Fact name={words.summaryMachine}>{state.itemName}</Fact>
            <Fact name={words.summaryList}>{state.groupName || words.summaryPersonal}</Fact>
          </>
        )}
        <Fact name={words.summaryStarted}>
          <RelativeTime at={started} /> ({exactTime(started)})
        </Fact>
        <Fact name={words.summaryOwner}>{state.ownerName}</Fact>
        <Fact name={words.summaryPeople}>{(customer ? [title, ...people] : people).join(", ")}</Fact>
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
    </section>
  );
}

/** Everything of it is text from elsewhere. What a customer left out is not there. */
function CustomerPart({ state, customer, title }: { state: SessionState; customer: CustomerSide; title: string }) {
  const { session: words, queues } = useWords();
  const method = useMethodName();
  return (
    <Part title={words.summaryCustomer}>
      <Fact name={words.summaryName}>{title}</Fact>
      {customer.company ? <Fact name={queues.detailsCompany}>{customer.company}</Fact> : null}
      <Fact name={words.summaryPresence}>
        <StatusDot tone={customer.there ? "online" : "waiting"} hollow={!customer.there}>
          {customer.there ? words.customerThere : words.customerNotThere}
        </StatusDot>
      </Fact>
      <Fact name={queues.cameBy}>{method(state.method)}</Fact>
      {customer.issue ? <Fact name={queues.detailsIssue}>{customer.issue}</Fact> : null}
      <Fact name={queues.platform}>{customer.way === "client" ? queues.client : queues.browser}</Fact>
      {customer.system ? <Fact name={words.customerSystem}>{customer.system}</Fact> : null}
      {customer.siteName ? <Fact name={queues.site}>{customer.siteName}</Fact> : null}
      {customer.language ? <Fact name={queues.detailsLanguage}>{languageName(customer.language)}</Fact> : null}
      {customer.address ? <Fact name={queues.detailsAddress}>{customer.address}</Fact> : null}
      {customer.details ? (
        <div className={classes.whole}>
          <dt>{queues.detailsText}</dt>
          <dd>{customer.details}</dd>
        </div>
      ) : null}
    </Part>
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
