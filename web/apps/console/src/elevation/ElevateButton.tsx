// *Elevate* at the right end of a session's bar (SUP-40, SUP-41): greyed with the reason while it is of no use, marked when the session has administrative rights.

import { IconShield, IconShieldCheck } from "@tabler/icons-react";
import { IconButton, notify } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { useLive } from "../live/useLive";
import { useWords } from "../words/en";
import { ElevateDialog } from "./ElevateDialog";
import { isElevated, isTrying, whyNotElevate } from "./elevation";

export function ElevateButton({ state }: { state: SessionState }) {
  const { elevation: words, session } = useWords();
  const [opened, setOpened] = useState(false);
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const elevated = isElevated(state);
  useTold(state, opened);
  return (
    <>
      <IconButton
        label={elevated ? words.hasShort : words.elevate}
        icon={elevated ? <IconShieldCheck size={20} /> : <IconShield size={20} />}
        pressed={elevated || undefined}
        reason={whyNotElevate(state, words) ?? (connected ? undefined : session.notConnected)}
        onClick={() => setOpened(true)}
      />
      {opened ? <ElevateDialog state={state} onClose={() => setOpened(false)} /> : null}
    </>
  );
}

/** Whoever asked and does not look at the dialog is told how it failed. */
function useTold(state: SessionState, opened: boolean) {
  const words = useWords().elevation;
  const trying = isTrying(state);
  const mine = trying && state.elevation?.by === state.self;
  const asked = useRef(false);
  const code = state.elevation?.code ?? "";
  useEffect(() => {
    if (trying) {
      asked.current = mine;
      return;
    }
    if (asked.current && code && !opened) notify.failed(words.failedTitle, words.failure(code));
    asked.current = false;
  }, [trying, mine, code, opened, words]);
}
