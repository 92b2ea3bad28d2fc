// The line below a session's bar while the customer's machine is being pinned, and with what became of it until somebody hides it (SUP-60).

import { IconDeviceDesktopPin, IconX } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import type { SessionEvent, SessionState } from "@towline/wire";
import { useState } from "react";
import { useRoom } from "../live/useLive";
import classes from "../session/session.module.css";
import { useWords } from "../words/en";
import { pinFailure } from "../words/pin";

const OUTCOMES: readonly string[] = ["pinned", "pinned_user", "pin_failed"];

/** What became of the last pin, unless another one began since. */
export const lastOutcome = (events: readonly SessionEvent[]): SessionEvent | undefined => {
  const last = events.findLast((event) => event.kind === "pin_started" || OUTCOMES.includes(event.kind));
  return last && OUTCOMES.includes(last.kind) ? last : undefined;
};

export function PinLine({ state }: { state: SessionState }) {
  const { pin: words, session } = useWords();
  const events = useRoom(state.sessionId)?.log.events ?? [];
  // What was told before this page was opened is history.
  const [hidden, setHidden] = useState(() => events.at(-1)?.sequence ?? 0n);
  if (state.pinning) {
    return (
      <div className={classes.pausedLine} role="status">
        <IconDeviceDesktopPin size={16} aria-hidden="true" />
        <span>
          <strong>{words.pinning}</strong> {words.pinningText}
        </span>
      </div>
    );
  }
  const outcome = lastOutcome(events);
  if (!outcome || outcome.sequence <= hidden) return null;
  const failed = outcome.kind === "pin_failed";
  const more = failed ? pinFailure(session, outcome.text) : outcome.kind === "pinned_user" ? words.pinnedUserText : "";
  return (
    <div className={classes.pausedLine}>
      <IconDeviceDesktopPin size={16} aria-hidden="true" />
      <span role="status">
        <strong>{failed ? words.failed : words.pinned(outcome.text)}</strong> {more}
      </span>
      <IconButton
        label={words.dismiss}
        icon={<IconX size={16} />}
        size={24}
        onClick={() => setHidden(outcome.sequence)}
      />
    </div>
  );
}
