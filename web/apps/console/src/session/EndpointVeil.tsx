// The machine is not there: still connecting, or lost, with the time that is left. Stands over the dimmed last picture; a second or less shows nothing.

import { Loader } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { EmptyState, written } from "@towline/ui";
import { ActionKind, SessionPhase, type SessionState } from "@towline/wire";
import { wayOf } from "../actions/offers";
import { useTitleOf } from "../home/naming";
import { useLive } from "../live/useLive";
import { useSeconds } from "../live/useSeconds";
import { useWords } from "../words/en";
import classes from "./session.module.css";
import { BackToList, useAfter } from "./states";

export const useEndpointAway = (state: SessionState) =>
  state.phase === SessionPhase.CONNECTING || state.phase === SessionPhase.ENDPOINT_LOST;

/** Minutes and seconds: "2:05". */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export const clockTime = (at: number) => written(at, { timeStyle: "medium" });

export function EndpointVeil({ state }: { state: SessionState }) {
  if (!useEndpointAway(state)) return null;
  return <Shown key={state.phase} state={state} />;
}

function Shown({ state }: { state: SessionState }) {
  const { session: words, actions } = useWords();
  const titleOf = useTitleOf();
  const shown = useAfter(1000);
  const ahead = useLive((snapshot) => snapshot.clockAheadMs);
  const since = Number(state.phaseSinceMs) - ahead;
  useSeconds(since);
  if (!shown) return null;
  const title = titleOf(state);
  const lost = state.phase === SessionPhase.ENDPOINT_LOST;
  const [name, text] = !lost
    ? [words.connectingTitle(title), words.connectingText]
    : state.power === ActionKind.SHUT_DOWN
      ? [actions.wasShutDown(title), actions.wasShutDownText(state.powerBy)]
      : state.power !== ActionKind.UNSPECIFIED
        ? [actions.restarting(title), restartingText(state, actions)]
        : [words.lostTitle(title), words.lostText];
  const restarting = lost && state.power !== ActionKind.UNSPECIFIED && state.power !== ActionKind.SHUT_DOWN;
  const left = Number(state.givesUpMs) - ahead - Date.now();
  return (
    <div className={classes.veil}>
      <div className={classes.veilCard}>
        <EmptyState
          announce
          tone="waiting"
          icon={lost && !restarting ? <IconPlugConnectedX size={20} /> : <Loader size={20} color="yellow" />}
          title={name}
          text={
            <>
              {text} {words.sinceClock(clockTime(since))}
              {lost && state.givesUpMs > 0n ? (
                <span className={classes.timeLeft}>{words.timeLeft(clockOf(left))}</span>
              ) : null}
            </>
          }
          actions={<BackToList sessionId={state.sessionId} leaving="open" />}
        />
      </div>
    </div>
  );
}

function restartingText(state: SessionState, words: ReturnType<typeof useWords>["actions"]): string {
  const text = {
    system: words.restartingText,
    desktop: words.restartingDesktopText,
    byHand: words.restartingByHandText,
    none: words.restartingClientText,
  }[wayOf(state)];
  return text(state.powerBy);
}
