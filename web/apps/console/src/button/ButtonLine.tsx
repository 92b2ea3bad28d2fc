// The line below a session's bar while a Support Button comes or goes, and with what became of it until somebody hides it (SUP-50).

import { IconHandClick, IconX } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import type { SessionEvent, SessionState } from "@towline/wire";
import { useState } from "react";
import { useRoom } from "../live/useLive";
import classes from "../session/session.module.css";
import { buttonFailure } from "../words/button";
import { useWords } from "../words/en";

const BEGINNINGS: readonly string[] = ["button_started", "button_removing"];
const OUTCOMES: readonly string[] = ["button_placed", "button_removed", "button_failed"];

export interface Outcome {
  readonly event: SessionEvent;
  /** It was to be removed. */
  readonly taken: boolean;
}

/** What became of the last one, unless something began since. */
export function lastOutcome(events: readonly SessionEvent[]): Outcome | undefined {
  const event = events.findLast(({ kind }) => BEGINNINGS.includes(kind) || OUTCOMES.includes(kind));
  if (!event || BEGINNINGS.includes(event.kind)) return undefined;
  const begun = events.findLast(({ kind, sequence }) => BEGINNINGS.includes(kind) && sequence < event.sequence);
  return { event, taken: event.kind === "button_removed" || begun?.kind === "button_removing" };
}

export function ButtonLine({ state }: { state: SessionState }) {
  const { button: words, session } = useWords();
  const events = useRoom(state.sessionId)?.log.events ?? [];
  // What was told before this page was opened is history.
  const [hidden, setHidden] = useState(() => events.at(-1)?.sequence ?? 0n);
  const busy = state.button?.state;
  if (busy === "placing" || busy === "taking") {
    return (
      <div className={classes.pausedLine} role="status">
        <IconHandClick size={16} aria-hidden="true" />
        <span>
          <strong>{busy === "taking" ? words.removing : words.deploying}</strong>{" "}
          {busy === "taking" ? words.removingText : words.deployingText}
        </span>
      </div>
    );
  }
  const outcome = lastOutcome(events);
  if (!outcome || outcome.event.sequence <= hidden) return null;
  const { event, taken } = outcome;
  const failed = event.kind === "button_failed";
  const said = failed
    ? taken
      ? words.failedRemoving
      : words.failedDeploying
    : taken
      ? words.removed(event.text)
      : words.placed(event.text);
  return (
    <div className={classes.pausedLine}>
      <IconHandClick size={16} aria-hidden="true" />
      <span role="status">
        <strong>{said}</strong> {failed ? buttonFailure(session, event.text) : taken ? "" : words.placedText}
      </span>
      <IconButton
        label={words.dismiss}
        icon={<IconX size={16} />}
        size={24}
        onClick={() => setHidden(event.sequence)}
      />
    </div>
  );
}
