// The line below a session's bar while somebody asks for keyboard and mouse (SES-25): for whoever has them, and for the owner, with the answers. Who asked is told what came of it.

import { Button } from "@mantine/core";
import { IconMouse } from "@tabler/icons-react";
import { notify } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { useLive, useRoom } from "../live/useLive";
import { useSeconds } from "../live/useSeconds";
import classes from "../share/share.module.css";
import { useWords } from "../words/en";
import { asksForControl, controllerOf, selfOf, useSessionActions } from "./actions";
import { clockOf } from "./EndpointVeil";

export function ControlLine({ state }: { state: SessionState }) {
  useOutcome(state);
  const self = selfOf(state);
  const answers = self?.controls || self?.owner;
  if (!answers) return null;
  return state.controlAsks.map((ask) => (
    <Asking key={ask.number} state={state} number={ask.number} untilMs={Number(ask.untilMs)} />
  ));
}

interface AskingProps {
  state: SessionState;
  number: number;
  untilMs: number;
}

function Asking({ state, number, untilMs }: AskingProps) {
  const words = useWords().session;
  const { answerControl } = useSessionActions(state);
  const ahead = useLive((snapshot) => snapshot.clockAheadMs);
  const until = untilMs - ahead;
  useSeconds(until - 600_000);
  const [busy, setBusy] = useState<"give" | "keep">();
  const name = state.participants.find((each) => each.number === number)?.displayName ?? "";
  const holder = controllerOf(state);
  const answer = async (how: "give" | "keep") => {
    setBusy(how);
    await answerControl(number, how === "give");
    setBusy(undefined);
  };
  return (
    <div className={classes.line}>
      <IconMouse size={16} aria-hidden="true" />
      <span className={classes.lineWords} role="status">
        {holder && holder.number !== state.self
          ? words.controlAskedOf(name, holder.displayName)
          : words.controlAskedOfYou(name)}
      </span>
      <span aria-hidden="true">{clockOf(until - Date.now())}</span>
      <span className={classes.lineButtons}>
        <Button
          size="compact-sm"
          variant="default"
          loading={busy === "keep"}
          aria-label={words.keepControlFrom(name)}
          onClick={() => void answer("keep")}
        >
          {words.keepControl}
        </Button>
        <Button
          size="compact-sm"
          loading={busy === "give"}
          aria-label={words.giveControlTo(name)}
          onClick={() => void answer("give")}
        >
          {words.giveControl}
        </Button>
      </span>
    </div>
  );
}

/** Tells the one who asked; their request is gone from the state by then, so the log says how it ended. */
function useOutcome(state: SessionState): void {
  const words = useWords().session;
  const log = useRoom(state.sessionId)?.log;
  const since = useRef<bigint>(undefined);
  const asks = asksForControl(state);
  const self = selfOf(state);
  useEffect(() => {
    if (asks) {
      since.current ??= log?.newest ?? 0n;
      return;
    }
    const from = since.current;
    if (from === undefined) return;
    if (self?.controls) {
      since.current = undefined;
      notify.told(words.controlYours);
      return;
    }
    const kept = log?.events.findLast(
      (event) => event.sequence > from && event.kind === "control_kept" && event.text === self?.displayName,
    );
    if (!kept) return;
    since.current = undefined;
    notify.told(kept.actor === 0 ? words.controlUnanswered : words.controlKeptBy(kept.actorName));
  });
}
