// Sessions as a list: those that wait in a queue, with the button that takes them, or those that are open now. Everything of a customer is text from elsewhere.

import { Button, Tooltip } from "@mantine/core";
import { IconClockExclamation, IconMessageFilled } from "@tabler/icons-react";
import { type Column, DataTable, RelativeTime, StatusDot } from "@towline/ui";
import { SessionPhase, type SessionSummary } from "@towline/wire";
import type { ReactNode } from "react";
import { toneOf } from "../frame/SessionsMenu";
import { isUnaccepted, waitingSince } from "../live/queues";
import { useLive } from "../live/useLive";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import { useJump } from "./jump";
import { useCameBy, usePlatformOf, useTitleOf } from "./naming";
import { QueueDetails } from "./QueueDetails";

interface SessionTableProps {
  label: string;
  /** Absent until they are known. */
  sessions: readonly SessionSummary[] | undefined;
  /** They wait in a queue. */
  waiting?: boolean;
  expanded?: ReadonlySet<string>;
  onExpand?: (sessionId: string, open: boolean) => void;
  empty: ReactNode;
}

export function SessionTable({ label, sessions, waiting, expanded, onExpand, empty }: SessionTableProps) {
  const words = useWords();
  const titleOf = useTitleOf();
  const cameBy = useCameBy();
  const platformOf = usePlatformOf();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const columns: Column<SessionSummary>[] = [
    {
      key: "customer",
      title: words.queues.customer,
      width: "26%",
      render: (session) => <Who session={session} title={titleOf(session)} waiting={waiting ?? false} />,
    },
    {
      key: "site",
      title: words.queues.site,
      hideBelow: 800,
      render: (session) => session.customer?.siteName || "–",
    },
    { key: "by", title: words.queues.cameBy, hideBelow: 640, render: cameBy },
    { key: "platform", title: words.queues.platform, hideBelow: 800, render: platformOf },
    {
      key: "since",
      title: waiting ? words.queues.waitingSince : words.home.startedAt,
      hideBelow: 480,
      render: (session) => <RelativeTime at={waiting ? waitingSince(session) : Number(session.startedMs)} />,
    },
    { key: "status", title: words.queues.status, render: (session) => <Standing session={session} /> },
  ];
  return (
    <DataTable<SessionSummary>
      label={label}
      columns={columns}
      rows={sessions}
      rowKey={(session) => session.sessionId}
      rowName={titleOf}
      stale={!connected && sessions !== undefined}
      empty={empty}
      {...(waiting ? { details: (session) => <QueueDetails session={session} /> } : {})}
      {...(expanded && onExpand ? { expanded, onExpand } : {})}
      actions={(session) => <TakeButton session={session} name={titleOf(session)} waiting={waiting ?? false} />}
    />
  );
}

function Who({ session, title, waiting }: { session: SessionSummary; title: string; waiting: boolean }) {
  const words = useWords().queues;
  const { customer } = session;
  return (
    <span className={classes.who}>
      <span className={classes.itemName}>
        <strong>{title}</strong>
        {waiting && customer && session.lastChatEvent > 0n ? (
          <IconMessageFilled size={14} className={classes.wrote} role="img" aria-label={words.wrote} />
        ) : null}
      </span>
      {customer?.company ? <span className={classes.whoMore}>{customer.company}</span> : null}
      {waiting && session.skills?.mine ? <span className={classes.fits}>{words.fits}</span> : null}
    </span>
  );
}

function Standing({ session }: { session: SessionSummary }) {
  const words = useWords();
  const { customer, phase } = session;
  const there = customer?.there ?? true;
  const text: Record<SessionPhase, string> = {
    [SessionPhase.UNSPECIFIED]: "",
    [SessionPhase.CONNECTING]: words.session.connecting,
    [SessionPhase.ACTIVE]: words.session.phaseActive,
    // Whoever had it is gone; for those who may accept it, it waits.
    [SessionPhase.ON_HOLD]: isUnaccepted(session) ? words.queues.phaseWaiting : words.session.phaseHold,
    [SessionPhase.ENDPOINT_LOST]: customer ? words.queues.customerAway : words.session.phaseLost,
    [SessionPhase.ENDED]: words.session.phaseEnded,
    [SessionPhase.WAITING]: there ? words.queues.phaseWaiting : words.queues.customerAway,
  };
  const mark = session.overdue && isUnaccepted(session);
  const hollow = isUnaccepted(session) ? !there : phase !== SessionPhase.ACTIVE;
  return (
    <span className={classes.standing}>
      <StatusDot tone={toneOf(phase)} hollow={hollow}>
        {text[phase]}
      </StatusDot>
      {mark ? (
        <span className={classes.overdue}>
          <IconClockExclamation size={14} aria-hidden="true" />
          {words.queues.overdue}
        </span>
      ) : null}
      {session.assignedTo ? (
        <span className={classes.whoMore}>{words.queues.assignedTo(session.assignedTo)}</span>
      ) : null}
    </span>
  );
}

function TakeButton({ session, name, waiting }: { session: SessionSummary; name: string; waiting: boolean }) {
  const { home, queues } = useWords();
  const { open, accept, starting } = useJump();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const { sessionId } = session;
  const anew = waiting && isUnaccepted(session);
  const hindered = waiting && !connected;
  const take = () => {
    if (hindered) return;
    if (anew) accept(sessionId, name);
    else open(sessionId, waiting);
  };
  const button = (
    <Button
      size="compact-sm"
      className={classes.jump}
      variant={waiting ? "filled" : "light"}
      aria-disabled={hindered ? true : undefined}
      data-off={hindered ? true : undefined}
      loading={starting.has(sessionId)}
      aria-label={anew ? queues.acceptOf(name) : waiting ? home.resumeOf(name) : home.openSessionWith(name)}
      onClick={take}
    >
      {anew ? queues.accept : waiting ? home.resume : home.openSession}
    </Button>
  );
  return hindered ? <Tooltip label={queues.notConnected}>{button}</Tooltip> : button;
}
