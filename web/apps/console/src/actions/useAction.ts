// Asks the machine for an action, and tells whoever asked how it failed (SCR-4, SCR-6). What was done stands in the chat, and is seen.

import { create } from "@bufbuild/protobuf";
import { notify } from "@towline/ui";
import { type ActionKind, DoActionSchema, type RunAs, type SessionEvent, type SessionState } from "@towline/wire";
import { useCallback, useEffect, useState } from "react";
import { useLiveLink, useRoom } from "../live/useLive";
import { useWords } from "../words/en";

/** Fails with the appliance's refusal, `asking` included. Gives the nonce that the answer has. */
export function useAction(state: SessionState): (kind: ActionKind, runAs?: RunAs) => Promise<string> {
  const live = useLiveLink();
  const { sessionId } = state;
  return useCallback(
    async (kind, runAs) => {
      const nonce = crypto.randomUUID();
      const value = create(DoActionSchema, { sessionId, kind, nonce, ...(runAs ? { runAs } : {}) });
      await live.request({ case: "doAction", value });
      return nonce;
    },
    [live, sessionId],
  );
}

/** What became of what was asked with a nonce; `undefined`: nothing yet. */
export function useAnswer(state: SessionState, nonce: string | undefined): SessionEvent | undefined {
  const room = useRoom(state.sessionId);
  if (!nonce || !room) return undefined;
  return room.log.events.find(
    (event) => (event.kind === "action_done" || event.kind === "action_failed") && event.nonce === nonce,
  );
}

/** Watches for the answer, and tells a failure. */
export function useTold(state: SessionState): (nonce: string) => void {
  const words = useWords().actions;
  const [nonce, setNonce] = useState<string>();
  const answer = useAnswer(state, nonce);
  useEffect(() => {
    if (!answer) return;
    setNonce(undefined);
    if (answer.kind === "action_failed")
      notify.failed(words.failed(answer.act), [words.reason(answer.outcome), answer.detail].filter(Boolean).join(" "));
  }, [answer, words]);
  return setNonce;
}
