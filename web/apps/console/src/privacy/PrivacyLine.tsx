// The line below a session's bar while something is withheld from whoever sits at the machine (SCR-3): for everybody in the session. Who did it is told when it ends by itself.

import { create } from "@bufbuild/protobuf";
import { Button } from "@mantine/core";
import { IconEyeOff, IconLock } from "@tabler/icons-react";
import { notify } from "@towline/ui";
import { type SessionState, UsePrivacySchema } from "@towline/wire";
import { useEffect, useRef } from "react";
import { useRoom } from "../live/useLive";
import { selfOf, useAsk } from "../session/actions";
import classes from "../session/session.module.css";
import { useWords } from "../words/en";

export function PrivacyLine({ state }: { state: SessionState }) {
  const words = useWords().privacy;
  const ask = useAsk();
  useOutcome(state);
  const { sessionId, privacy } = state;
  if (!privacy) return null;
  const mine = privacy.by === state.self;
  const who = mine
    ? words.you
    : (state.participants.find((each) => each.number === privacy.by)?.displayName ?? words.you);
  const text = !privacy.locked
    ? words.lineBusy
    : privacy.blanked
      ? words.lineBlank(who)
      : privacy.blank
        ? words.lineBlanking(who)
        : words.lineInput(who);
  return (
    <div className={classes.pausedLine} data-privacy={privacy.locked || undefined}>
      {privacy.blank ? <IconEyeOff size={16} aria-hidden="true" /> : <IconLock size={16} aria-hidden="true" />}
      <span role="status">{text}</span>
      {mine || selfOf(state)?.owner ? (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void ask({ case: "usePrivacy", value: create(UsePrivacySchema, { sessionId }) })}
        >
          {words.off}
        </Button>
      ) : null}
    </div>
  );
}

/** Whoever withheld something and did not end it is told why it ended: the log says so. */
function useOutcome(state: SessionState): void {
  const words = useWords().privacy;
  const log = useRoom(state.sessionId)?.log;
  const mine = state.privacy?.by === state.self;
  const since = useRef<bigint>(undefined);
  useEffect(() => {
    if (mine) {
      since.current ??= log?.newest ?? 0n;
      return;
    }
    const from = since.current;
    if (from === undefined) return;
    const off = log?.events.findLast((event) => event.sequence > from && event.kind === "privacy_off");
    if (!off) return;
    since.current = undefined;
    if (off.text !== "rep") notify.told(words.endedTitle, words.ended(off.text));
  });
}
