// The states in which there is no tool to show: opening, on hold, ended, not to be opened. Each says what happened, since when, and what to do.

import { create } from "@bufbuild/protobuf";
import { Button } from "@mantine/core";
import {
  IconArrowLeft,
  IconDoorExit,
  IconInbox,
  IconLock,
  IconPlayerPause,
  IconPlugConnected,
  IconSquareCheck,
} from "@tabler/icons-react";
import { EmptyState, RelativeTime } from "@towline/ui";
import { type ProblemDetails, ResumeSessionSchema, type SessionState } from "@towline/wire";
import { useEffect, useState } from "react";
import { useGuest } from "../external/guest";
import { useJump } from "../home/jump";
import { useQueueName, useTitleOf } from "../home/naming";
import { ReportLink } from "../reports/ReportLink";
import { useWords } from "../words/en";
import { type Leaving, useAsk, useBackToList } from "./actions";
import { SurveyCard } from "./SurveyCard";
import { endedBecause } from "./sentences";
import classes from "./session.module.css";

/** True after so many milliseconds, so that short waits show nothing. */
export function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}

/** True once a condition has held for so many milliseconds. */
export function useLasting(condition: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!condition) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), ms);
    return () => clearTimeout(timer);
  }, [condition, ms]);
  return condition && lasts;
}

export function BackToList({ sessionId, leaving }: { sessionId: string; leaving: Leaving }) {
  const words = useWords().session;
  const back = useBackToList(sessionId);
  return (
    <Button variant="default" leftSection={<IconArrowLeft size={16} />} onClick={() => back(leaving)}>
      {words.backToList}
    </Button>
  );
}

export function OpeningSession({ sessionId }: { sessionId: string }) {
  const words = useWords().session;
  const shown = useAfter(1000);
  return (
    <div className={classes.statePage}>
      {shown ? (
        <EmptyState
          announce
          page
          icon={<IconPlugConnected size={20} />}
          title={words.openingTitle}
          text={words.connectingText}
          actions={<BackToList sessionId={sessionId} leaving="open" />}
        />
      ) : null}
    </div>
  );
}

export function CannotOpen({ sessionId, problem }: { sessionId: string; problem: ProblemDetails }) {
  const words = useWords().session;
  return (
    <div className={classes.statePage}>
      <EmptyState
        announce
        page
        icon={<IconLock size={20} />}
        title={problem.title || words.cannotOpen}
        text={problem.detail || undefined}
        actions={<BackToList sessionId={sessionId} leaving="over" />}
      />
    </div>
  );
}

/** Somebody, or a rule, took the rep out of it. */
export function NotInside({ sessionId }: { sessionId: string }) {
  const words = useWords().session;
  return (
    <div className={classes.statePage}>
      <EmptyState
        announce
        icon={<IconDoorExit size={20} />}
        title={words.notInsideTitle}
        text={words.notInsideText}
        actions={<BackToList sessionId={sessionId} leaving="over" />}
      />
    </div>
  );
}

export function OnHold({ state }: { state: SessionState }) {
  const words = useWords().session;
  const ask = useAsk();
  const [busy, setBusy] = useState(false);
  const { sessionId } = state;
  const resume = async () => {
    setBusy(true);
    await ask({ case: "resumeSession", value: create(ResumeSessionSchema, { sessionId }) });
    setBusy(false);
  };
  return (
    <div className={classes.statePage}>
      <EmptyState
        announce
        page
        tone="waiting"
        icon={<IconPlayerPause size={20} />}
        title={words.holdTitle}
        text={
          <>
            {state.customer ? words.holdStateCustomerText : words.holdStateText} {words.since}{" "}
            <RelativeTime at={Number(state.phaseSinceMs)} />.
          </>
        }
        actions={
          <>
            <BackToList sessionId={sessionId} leaving="held" />
            <Button loading={busy} onClick={() => void resume()}>
              {words.resume}
            </Button>
          </>
        }
      />
    </div>
  );
}

/** Nobody has accepted it yet, or it went back to a queue. */
export function InQueue({ state }: { state: SessionState }) {
  const { session: words, queues } = useWords();
  const { accept, starting } = useJump();
  const title = useTitleOf()(state);
  const queue = useQueueName();
  return (
    <div className={classes.statePage}>
      <EmptyState
        announce
        tone="waiting"
        icon={<IconInbox size={20} />}
        title={words.waitingTitle(title)}
        text={
          <>
            {state.queue ? words.waitingText(queue(state.queue)) : ""} {words.since}{" "}
            <RelativeTime at={Number(state.phaseSinceMs)} />.
          </>
        }
        actions={
          <>
            <BackToList sessionId={state.sessionId} leaving="over" />
            <Button
              loading={starting.has(state.sessionId)}
              aria-label={queues.acceptOf(title)}
              onClick={() => accept(state.sessionId, title)}
            >
              {queues.accept}
            </Button>
          </>
        }
      />
    </div>
  );
}

export function Ended({ state }: { state: SessionState }) {
  const words = useWords().session;
  const { jump, starting } = useJump();
  const titleOf = useTitleOf();
  const guest = useGuest();
  return (
    <div className={classes.statePage}>
      <EmptyState
        announce
        page
        icon={<IconSquareCheck size={20} />}
        title={`${words.endedTitle}: ${titleOf(state)}`}
        text={
          <>
            {endedBecause(state.endedReason, words)}
            <br />
            <RelativeTime at={Number(state.phaseSinceMs)} />
          </>
        }
        actions={
          <>
            <BackToList sessionId={state.sessionId} leaving="over" />
            {state.itemId ? (
              <Button
                loading={starting.has(state.itemId)}
                onClick={() => jump({ id: state.itemId, name: state.itemName })}
              >
                {words.jumpAgain}
              </Button>
            ) : null}
            {guest ? null : <ReportLink sessionId={state.sessionId} />}
          </>
        }
      />
      {state.customer ? <SurveyCard sessionId={state.sessionId} /> : null}
    </div>
  );
}
