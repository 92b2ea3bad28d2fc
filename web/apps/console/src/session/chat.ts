// Sending chat: a message stands in the outbox until the log has it, and is sent again after a reconnect or a reload. Its nonce keeps it from being said twice.

import { create } from "@bufbuild/protobuf";
import { ProblemError, SendChatSchema, type SessionEvent } from "@towline/wire";
import { useEffect, useRef } from "react";
import { useLive, useLiveLink } from "../live/useLive";
import type { Audience, Outgoing, Workspace } from "./workspace";

export const CHAT_LIMIT_BYTES = 4096;
export const bytesOf = (text: string) => new TextEncoder().encode(text).length;

export function useChat(workspace: Workspace, events: readonly SessionEvent[]) {
  const live = useLiveLink();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const sending = useRef(new Set<string>());

  // What the log has is no longer on its way.
  useEffect(() => {
    const { outbox } = workspace.view();
    if (outbox.length === 0) return;
    const said = new Set(events.map((event) => event.nonce));
    const left = outbox.filter((each) => !said.has(each.nonce));
    if (left.length !== outbox.length) workspace.change({ outbox: left });
  }, [workspace, events]);

  const transmit = (message: Outgoing) => {
    if (sending.current.has(message.nonce)) return;
    sending.current.add(message.nonce);
    const { text, nonce, repsOnly } = message;
    const value = create(SendChatSchema, { sessionId: workspace.sessionId, text, nonce, repsOnly });
    live
      .request({ case: "sendChat", value })
      .catch((reason: unknown) => {
        if (!(reason instanceof ProblemError) || reason.code === "reconnecting") return;
        mark(message.nonce, { ...message, refused: reason.title });
      })
      .finally(() => sending.current.delete(message.nonce));
  };
  const mark = (nonce: string, as: Outgoing | undefined) => {
    const outbox = workspace.view().outbox.flatMap((each) => (each.nonce !== nonce ? [each] : as ? [as] : []));
    workspace.change({ outbox });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: what waits is sent when the connection is there
  useEffect(() => {
    if (!connected) return;
    for (const message of workspace.view().outbox) if (!message.refused) transmit(message);
  }, [connected, workspace]);

  return {
    send: (text: string, audience: Audience) => {
      const message = { nonce: crypto.randomUUID(), text, at: Date.now(), repsOnly: audience === "reps" };
      workspace.change({ outbox: [...workspace.view().outbox, message], draft: "" });
      if (connected) transmit(message);
    },
    again: (message: Outgoing) => {
      const { nonce, text, at, repsOnly } = message;
      const anew = { nonce, text, at, repsOnly };
      mark(nonce, anew);
      transmit(anew);
    },
    discard: (message: Outgoing) => mark(message.nonce, undefined),
  };
}
