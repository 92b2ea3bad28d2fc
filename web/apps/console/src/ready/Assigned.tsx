// What is assigned to this rep (SUP-32): a message that stays until it is answered, or the time is over. It takes no focus; a sound and the desktop tell of it as of other arrivals.

import { create } from "@bufbuild/protobuf";
import { Button } from "@mantine/core";
import { notify } from "@towline/ui";
import { DeclineAssignmentSchema, ProblemError, type SessionSummary } from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { arrivalChoices } from "../arrivals/choices";
import { tellDesktop } from "../arrivals/desktop";
import { chime } from "../arrivals/sound";
import { useJump } from "../home/jump";
import { useCameBy, useTitleOf } from "../home/naming";
import { useSessions } from "../live/sessions";
import { useLive, useLiveLink } from "../live/useLive";
import { useWords } from "../words/en";
import classes from "./ready.module.css";

const isAssigned = (session: SessionSummary) => session.assignedUntilMs > 0n && !session.joined;

export function Assigned() {
  const words = useWords().ready;
  const titleOf = useTitleOf();
  const assigned = useSessions().filter(isAssigned);
  const known = useRef<ReadonlySet<string>>(new Set());
  const key = assigned.map((session) => `${session.sessionId} ${session.assignedUntilMs}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says which they are
  useEffect(() => {
    const now = new Set(assigned.map((session) => `${session.sessionId} ${session.assignedUntilMs}`));
    for (const session of assigned) {
      const id = `${session.sessionId} ${session.assignedUntilMs}`;
      if (known.current.has(id)) continue;
      notify.takeBack(`arrival ${session.sessionId}`);
      if (arrivalChoices().sound) void chime();
      if (arrivalChoices().desktop) tellDesktop(id, words.assignedTitle, titleOf(session), () => undefined);
    }
    known.current = now;
  }, [key]);
  return (
    <section
      className={classes.assigned}
      aria-label={words.assignedTitle}
      aria-live="polite"
      hidden={assigned.length === 0}
    >
      {assigned.map((session) => (
        <Card key={session.sessionId} session={session} />
      ))}
    </section>
  );
}

function Card({ session }: { session: SessionSummary }) {
  const words = useWords().ready;
  const name = useTitleOf()(session);
  const cameBy = useCameBy()(session);
  const live = useLiveLink();
  const { accept, starting } = useJump();
  const [busy, setBusy] = useState(false);
  const { sessionId } = session;
  const decline = async () => {
    setBusy(true);
    try {
      await live.request({ case: "declineAssignment", value: create(DeclineAssignmentSchema, { sessionId }) });
    } catch (reason) {
      if (reason instanceof ProblemError && reason.code === "invitation_over") notify.told(words.over);
      else notify.refused(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.card}>
      <p className={classes.cardTitle}>{words.assignedTitle}</p>
      <p className={classes.cardName}>{name}</p>
      <p className={classes.text}>{cameBy}</p>
      {/* The count is for the eye; read aloud each second it would drown everything else. */}
      <p className={classes.text} aria-hidden="true">
        <Left until={Number(session.assignedUntilMs)} />
      </p>
      <div className={classes.cardFoot}>
        <Button
          variant="default"
          size="compact-md"
          loading={busy}
          aria-label={words.declineOf(name)}
          onClick={() => void decline()}
        >
          {words.decline}
        </Button>
        <Button
          size="compact-md"
          loading={starting.has(sessionId)}
          aria-label={words.acceptOf(name)}
          onClick={() => accept(sessionId, name)}
        >
          {words.accept}
        </Button>
      </div>
    </div>
  );
}

function Left({ until }: { until: number }) {
  const words = useWords().ready;
  const ahead = useLive((snapshot) => snapshot.clockAheadMs);
  const left = () => Math.max(0, Math.ceil((until - Date.now() - ahead) / 1000));
  const [seconds, setSeconds] = useState(left);
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted from the same two
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 500);
    return () => clearInterval(timer);
  }, [until, ahead]);
  return words.assignedText(seconds);
}
