// The warning to a rep who has done nothing in a session (SES-31a), on whatever page they are: when they will be removed, and *Stay*.

import { Button } from "@mantine/core";
import { IconClockExclamation } from "@tabler/icons-react";
import { SessionPhase, type SessionState } from "@towline/wire";
import { useTitleOf } from "../home/naming";
import { useLive, useLiveLink } from "../live/useLive";
import { useSeconds } from "../live/useSeconds";
import { clockOf } from "../session/EndpointVeil";
import { useWords } from "../words/en";
import { beActive } from "./activity";
import classes from "./talk.module.css";

/** How long before the removal one is warned. */
const AHEAD_MS = 60_000;

export function IdleLines() {
  const rooms = useLive((snapshot) => snapshot.rooms);
  const warned = [...rooms.values()].flatMap(({ state }) =>
    state && state.idleRemovalMs > 0n && state.phase !== SessionPhase.ENDED ? [state] : [],
  );
  return (
    <>
      {warned.map((state) => (
        <IdleLine key={state.sessionId} state={state} />
      ))}
    </>
  );
}

function IdleLine({ state }: { state: SessionState }) {
  const words = useWords().talk;
  const live = useLiveLink();
  const title = useTitleOf()(state);
  const ahead = useLive((snapshot) => snapshot.clockAheadMs);
  const end = Number(state.idleRemovalMs) - ahead;
  useSeconds(end - AHEAD_MS);
  const left = Math.min(AHEAD_MS, Math.max(0, end - Date.now()));
  return (
    <div className={classes.idle}>
      <IconClockExclamation size={16} aria-hidden="true" />
      {/* Read once, not each second. */}
      <span className={classes.hidden} role="alert">
        {words.idle(title, clockOf(AHEAD_MS))}
      </span>
      <span aria-hidden="true">{words.idle(title, clockOf(left))}</span>
      <Button size="compact-sm" aria-label={words.stayIn(title)} onClick={() => beActive(live, state.sessionId, true)}>
        {words.stay}
      </Button>
    </div>
  );
}
