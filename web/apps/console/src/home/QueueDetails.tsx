// What folds out below a session that waits (SUP-30): what the customer wrote, who and where they are, and the session's custom fields. It watches the session
// for as long as it is open. Everything here is text from elsewhere, shown as text.

import { ErrorState, exactTime, languageName, RelativeTime } from "@towline/ui";
import type { CustomerSide, SessionEvent, SessionSummary, SkillMatch } from "@towline/wire";
import { type ReactNode, useEffect } from "react";
import { isUnaccepted } from "../live/queues";
import { useLive, useLiveLink, useRoom } from "../live/useLive";
import { CUSTOMER } from "../session/sentences";
import { SendOnButton } from "../share/SendOnDialog";
import { useWords } from "../words/en";
import { History } from "./History";
import classes from "./home.module.css";

export function QueueDetails({ session }: { session: SessionSummary }) {
  const words = useWords();
  const live = useLiveLink();
  const { sessionId } = session;
  const room = useRoom(sessionId);
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  useEffect(() => {
    if (connected) live.openRoom(sessionId);
  }, [live, sessionId, connected]);
  useEffect(
    () => () => {
      // Accepted meanwhile, it is watched as the session that one is in.
      const mine = live.snapshot().sessions?.find((each) => each.sessionId === sessionId)?.joined;
      if (!mine) live.closeRoom(sessionId);
    },
    [live, sessionId],
  );
  const customer = room?.state?.customer ?? session.customer;
  const custom = room?.state?.custom ?? [];
  return (
    <div className={classes.details}>
      {customer ? (
        <>
          <CustomerFacts customer={customer} said={saidBy(room?.log.events ?? [])} skills={session.skills} />
          <History sessionId={sessionId} />
        </>
      ) : (
        <dl className={classes.facts}>
          <Fact name={words.home.owner}>{session.owned ? words.session.you : session.ownerName}</Fact>
          <Fact name={words.home.startedAt}>{exactTime(Number(session.startedMs))}</Fact>
        </dl>
      )}
      {custom.length > 0 ? (
        <dl className={classes.facts}>
          {custom.map((field) => (
            <Fact key={field.name} name={field.name}>
              {field.value}
            </Fact>
          ))}
        </dl>
      ) : null}
      {isUnaccepted(session) ? <SendOnButton session={session} /> : null}
      {room?.problem ? <ErrorState title={room.problem.title} detail={room.problem.detail} /> : null}
    </div>
  );
}

/** So much of the chat is shown before the session is accepted. */
const MOST_SAID = 5;

/** What the customer has said since, the newest last. */
export function saidBy(events: readonly SessionEvent[]): string[] {
  return events
    .filter((event) => event.kind === "chat" && event.actor === CUSTOMER)
    .slice(-MOST_SAID)
    .map((event) => event.text);
}

interface CustomerFactsProps {
  customer: CustomerSide;
  said: readonly string[];
  skills: SkillMatch | undefined;
}

function CustomerFacts({ customer, said, skills }: CustomerFactsProps) {
  const words = useWords().queues;
  const fitting = skills ? [...(skills.mine ? [words.whoFitsYou] : []), ...skills.others] : [];
  const wrote = [customer.details, ...said].filter((text) => text !== "").join("\n");
  return (
    <dl className={classes.facts}>
      <div className={classes.wide}>
        <dt>{words.detailsText}</dt>
        <dd className={classes.said}>{wrote || words.detailsNoText}</dd>
      </div>
      {customer.issue ? <Fact name={words.detailsIssue}>{customer.issue}</Fact> : null}
      {skills ? (
        <>
          <Fact name={words.needs}>{skills.needed.join(", ")}</Fact>
          <Fact name={words.whoFits}>{fitting.join(", ") || words.whoFitsNobody}</Fact>
        </>
      ) : null}
      {customer.company ? <Fact name={words.detailsCompany}>{customer.company}</Fact> : null}
      {customer.address ? <Fact name={words.detailsAddress}>{customer.address}</Fact> : null}
      {customer.language ? <Fact name={words.detailsLanguage}>{languageName(customer.language)}</Fact> : null}
      {customer.siteName ? <Fact name={words.site}>{customer.siteName}</Fact> : null}
      <Fact name={words.detailsConnected}>
        <Presence customer={customer} />
      </Fact>
    </dl>
  );
}

function Presence({ customer }: { customer: CustomerSide }) {
  const words = useWords().queues;
  if (customer.there) return words.detailsYes;
  if (customer.goneSinceMs === 0n) return words.detailsNever;
  return (
    <>
      {words.detailsAwaySince} <RelativeTime at={Number(customer.goneSinceMs)} />
    </>
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
