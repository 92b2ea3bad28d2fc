// A queue (SUP-30): what waits in it, the longest first, to be looked at and accepted, or resumed when it was put on hold. Under the personal queue stand the
// session keys that nobody has used yet, and the sessions that are open now.

import { Button } from "@mantine/core";
import { IconInbox, IconInboxOff } from "@tabler/icons-react";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { EmptyState, PageHeader } from "@towline/ui";
import { QueueKind } from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { NewSessionButton } from "../keys/newSession";
import { OpenKeys } from "../keys/OpenKeys";
import { PERSONAL, type Queue, useQueues } from "../live/queues";
import { openSessions, useSessions } from "../live/sessions";
import { useLive } from "../live/useLive";
import { InvitedTable } from "../share/InvitedTable";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import { useQueueName } from "./naming";
import { PortalSwitch } from "./PortalSwitch";
import { SessionTable } from "./SessionTable";

export function QueuePage() {
  const words = useWords();
  const { queue: id } = useParams({ from: "/home/sessions/$queue" });
  const { session } = useSearch({ from: "/home/sessions/$queue" });
  const known = useLive((snapshot) => snapshot.sessions !== undefined);
  const queue = useQueues().find((each) => each.id === id);
  const open = openSessions(useSessions());
  if (!queue) return known ? <NotServed /> : null;
  return (
    <>
      <Waiting key={id} queue={queue} known={known} viewed={session} />
      {id === PERSONAL ? <OpenKeys /> : null}
      {id === PERSONAL && open.length > 0 ? (
        <section aria-label={words.home.openTitle}>
          <h2 className={classes.sectionHead}>{words.home.openTitle}</h2>
          <SessionTable label={words.home.openTitle} sessions={open} empty={null} />
        </section>
      ) : null}
    </>
  );
}

function Waiting({ queue, known, viewed }: { queue: Queue; known: boolean; viewed: string | undefined }) {
  const words = useWords().queues;
  const name = useQueueName()(queue);
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const at = viewed === undefined ? -1 : queue.waiting.findIndex((session) => session.sessionId === viewed);
  const focused = useRef<string>(undefined);
  useEffect(() => {
    if (viewed === undefined || at < 0 || focused.current === viewed) return;
    focused.current = viewed;
    setExpanded((before) => new Set(before).add(viewed));
    list.current?.querySelectorAll<HTMLElement>("tr[data-row]")[at]?.focus();
  }, [viewed, at]);
  const expand = (id: string, open: boolean) => {
    setExpanded((before) => new Set(open ? [...before, id] : [...before].filter((each) => each !== id)));
    // The address said which one to look at; it has been.
    if (!open && id === viewed)
      void navigate({ to: "/sessions/$queue", params: { queue: queue.id }, search: {}, replace: true });
  };
  const texts = {
    [QueueKind.UNSPECIFIED]: { text: words.personalText, empty: words.emptyPersonal },
    [QueueKind.PERSONAL]: { text: words.personalText, empty: words.emptyPersonal },
    [QueueKind.TEAM]: { text: words.teamText(name), empty: words.emptyTeam(name) },
    [QueueKind.GENERAL]: { text: words.generalText, empty: words.emptyGeneral },
  }[queue.kind];
  return (
    <>
      <PageHeader title={name} text={texts.text} actions={<NewSessionButton />} />
      {queue.kind === QueueKind.PERSONAL ? <PortalSwitch /> : null}
      {known && viewed !== undefined && at < 0 ? (
        <p className={classes.told} role="status">
          {words.viewedGone}
        </p>
      ) : null}
      <InvitedTable invited={queue.invited} />
      {queue.invited.length > 0 && queue.waiting.length === 0 ? null : (
        <div ref={list}>
          <SessionTable
            label={name}
            sessions={known ? queue.waiting : undefined}
            waiting
            expanded={expanded}
            onExpand={expand}
            empty={<EmptyState icon={<IconInbox size={20} />} title={words.emptyTitle} text={texts.empty} />}
          />
        </div>
      )}
    </>
  );
}

function NotServed() {
  const words = useWords().queues;
  const navigate = useNavigate();
  return (
    <EmptyState
      icon={<IconInboxOff size={20} />}
      title={words.goneTitle}
      text={words.goneText}
      actions={
        <Button
          variant="default"
          onClick={() => void navigate({ to: "/sessions/$queue", params: { queue: PERSONAL } })}
        >
          {words.toPersonal}
        </Button>
      }
    />
  );
}
