// Sessions: the personal queue, where sessions on hold wait to be resumed, and the sessions that are open now.

import { Button } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { type Column, DataTable, EmptyState, PageHeader, RelativeTime, StatusDot } from "@towline/ui";
import { SessionPhase, type SessionSummary } from "@towline/wire";
import { toneOf } from "../frame/SessionsMenu";
import { isWaiting, openSessions, useSessions } from "../live/sessions";
import { useLive } from "../live/useLive";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import { useJump } from "./jump";

export function QueuePage() {
  const words = useWords().home;
  const known = useLive((snapshot) => snapshot.sessions !== undefined);
  const sessions = useSessions();
  const waiting = sessions.filter(isWaiting).sort((a, b) => Number(a.startedMs - b.startedMs));
  const open = openSessions(sessions);
  return (
    <>
      <PageHeader title={words.queueTitle} text={words.queueText} />
      <SessionTable
        label={words.queueTitle}
        sessions={known ? waiting : undefined}
        resume
        empty={<EmptyState icon={<IconInbox size={20} />} title={words.queueEmpty} text={words.queueEmptyText} />}
      />
      {open.length > 0 ? (
        <section aria-label={words.openTitle}>
          <h2 className={classes.sectionHead}>{words.openTitle}</h2>
          <SessionTable label={words.openTitle} sessions={open} empty={null} />
        </section>
      ) : null}
    </>
  );
}

function SessionTable(props: {
  label: string;
  sessions: readonly SessionSummary[] | undefined;
  resume?: boolean;
  empty: React.ReactNode;
}) {
  const words = useWords();
  const { open, starting } = useJump();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const phase: Record<SessionPhase, string> = {
    [SessionPhase.UNSPECIFIED]: "",
    [SessionPhase.CONNECTING]: words.session.connecting,
    [SessionPhase.ACTIVE]: words.session.phaseActive,
    [SessionPhase.ON_HOLD]: words.session.phaseHold,
    [SessionPhase.ENDPOINT_LOST]: words.session.phaseLost,
    [SessionPhase.ENDED]: words.session.phaseEnded,
  };
  const columns: Column<SessionSummary>[] = [
    {
      key: "machine",
      title: words.home.machine,
      width: "34%",
      render: (session) => <strong>{session.itemName}</strong>,
    },
    {
      key: "phase",
      title: words.home.phase,
      render: (session) => (
        <StatusDot tone={toneOf(session.phase)} hollow={session.phase !== SessionPhase.ACTIVE}>
          {phase[session.phase]}
        </StatusDot>
      ),
    },
    {
      key: "group",
      title: words.home.group,
      hideBelow: 800,
      render: (session) => session.groupName || words.home.personal,
    },
    {
      key: "owner",
      title: words.home.owner,
      hideBelow: 640,
      render: (session) => (session.owned ? words.session.you : session.ownerName),
    },
    {
      key: "started",
      title: words.home.startedAt,
      hideBelow: 480,
      render: (session) => <RelativeTime at={Number(session.startedMs)} />,
    },
  ];
  return (
    <DataTable
      label={props.label}
      columns={columns}
      rows={props.sessions}
      rowKey={(session) => session.sessionId}
      rowName={(session) => session.itemName}
      empty={props.empty}
      actions={(session) => (
        <Button
          size="compact-sm"
          className={classes.jump}
          variant={props.resume ? "filled" : "light"}
          disabled={props.resume ? !connected : false}
          loading={starting.has(session.sessionId)}
          aria-label={
            props.resume ? words.home.resumeOf(session.itemName) : words.home.openSessionWith(session.itemName)
          }
          onClick={() => open(session.sessionId, props.resume ?? false)}
        >
          {props.resume ? words.home.resume : words.home.openSession}
        </Button>
      )}
    />
  );
}
