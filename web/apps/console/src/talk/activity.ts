// Tells the appliance that this rep does something in a session (SES-31a): a key or a click on its page, or a file that is being sent. A mouse that only moves does not count.

import { create } from "@bufbuild/protobuf";
import { BeActiveSchema } from "@towline/wire";
import { useEffect } from "react";
import type { Live } from "../live/live";
import { useLiveLink } from "../live/useLive";

/** How often it is told at most. */
const EVERY_MS = 20_000;
const told = new Map<string, number>();

/** `now`: also when it was told a moment ago, because somebody asks to stay. */
export function beActive(live: Live, sessionId: string, now = false): void {
  const at = Date.now();
  if (!now && at - (told.get(sessionId) ?? 0) < EVERY_MS) return;
  told.set(sessionId, at);
  live.request({ case: "beActive", value: create(BeActiveSchema, { sessionId }) }).catch(() => told.delete(sessionId));
}

/** While the page of a session is shown. Also keys that go to the remote machine pass here first. */
export function useActivity(sessionId: string): void {
  const live = useLiveLink();
  useEffect(() => {
    const act = () => beActive(live, sessionId);
    addEventListener("keydown", act, true);
    addEventListener("pointerdown", act, true);
    return () => {
      removeEventListener("keydown", act, true);
      removeEventListener("pointerdown", act, true);
    };
  }, [live, sessionId]);
}
