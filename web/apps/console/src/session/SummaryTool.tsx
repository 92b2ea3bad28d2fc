// Summary (SES-40): what is known of the session as a whole: who the customer is, or which machine; since when, whose, who is in it; its custom fields, the notes
// for the record, and what there was before.

import { exactTime, languageName, RelativeTime, StatusDot } from "@towline/ui";
import type { CustomerSide, SessionState } from "@towline/wire";
import { useGuest } from "../external/guest";
import { BY_BUTTON, useMethodName, usePlatformOf, useTitleOf } from "../home/naming";

import { useSeconds } from "../live/useSeconds";
import { EarlierSessions } from "../summary/EarlierSessions";
import { Fields } from "../summary/Fields";
import { useLength } from "../summary/lengths";
import { Notes } from "../summary/Notes";
import { Fact, Part } from "../summary/Part";
import { useWords } from "../words/en";
import classes from "./summary.module.css";

export function SummaryTool({ state }: { state: SessionState }) {
  const { session: words, summary, button } = useWords();
  const title = useTitleOf()(state);
  const length = useLength();
  const guest = useGuest();
  const { customer } = state;
  const started = Number(state.startedMs);
  const seconds = useSeconds(started);
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
        {state.button && state.method !== BY_BUTTON ? (
          <Fact name={button.detail}>{state.button.description}</Fact>
        ) : null}
        <Fact name={words.summaryStarted}>
          <RelativeTime at={started} /> ({exactTime(started)})
        </Fact>
        <Fact name={summary.lasted}>
          <span className={classes.figures}>{length(seconds * 1000)}</span>
        </Fact>
        <Fact name={words.summaryOwner}>{state.ownerName}</Fact>
        <Fact name={words.summaryPeople}>{(customer ? [title, ...people] : people).join(", ")}</Fact>
      </Part>
      <Fields state={state} />
      <Notes state={state} />
      {guest ? null : <EarlierSessions state={state} />}
    </section>
  );
}

/** Everything of it is text from elsewhere. What a customer left out is not there. */
function CustomerPart({ state, customer, title }: { state: SessionState; customer: CustomerSide; title: string }) {
  const { session: words, queues } = useWords();
  const method = useMethodName();
  const byButton = state.method === BY_BUTTON;
  const platform = usePlatformOf();
  return (
    <Part title={words.summaryCustomer}>
      <Fact name={words.summaryName}>{title}</Fact>
      {customer.company ? <Fact name={queues.detailsCompany}>{customer.company}</Fact> : null}
      <Fact name={words.summaryPresence}>
        <StatusDot tone={customer.there ? "online" : "waiting"} hollow={!customer.there}>
          {customer.there
            ? words.customerThere
            : customer.disconnected
              ? words.customerDisconnected
              : words.customerNotThere}
        </StatusDot>
      </Fact>
      <Fact name={queues.cameBy}>
        {byButton
          ? [method(state.method), state.button?.description].filter(Boolean).join(" · ")
          : method(state.method)}
      </Fact>
      {customer.issue ? <Fact name={queues.detailsIssue}>{customer.issue}</Fact> : null}
      <Fact name={queues.platform}>{platform({ customer })}</Fact>
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
