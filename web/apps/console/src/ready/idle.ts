// Whether somebody is at this console (SUP-32): keys and clicks count, in any session and outside; a mouse that moves does not.

import { create } from "@bufbuild/protobuf";
import { SetIdleSchema } from "@towline/wire";
import { useEffect } from "react";
import { useLive, useLiveLink } from "../live/useLive";

/** After each touch the clock begins anew, but not for every key. */
const SETTLE_MS = 1_000;

/** Calls `say` with true after so long without a touch, and with false at the next one. Gives what ends it. */
export function watchIdle(target: EventTarget, afterMs: number, say: (idle: boolean) => void): () => void {
  let idle = false;
  let touched = Date.now();
  let timer = setTimeout(sleep, afterMs);
  function sleep() {
    const left = touched + afterMs - Date.now();
    if (left > 0) {
      timer = setTimeout(sleep, left);
      return;
    }
    idle = true;
    say(true);
  }
  const touch = () => {
    const now = Date.now();
    if (!idle && now - touched < SETTLE_MS) return;
    touched = now;
    if (!idle) return;
    idle = false;
    say(false);
    timer = setTimeout(sleep, afterMs);
  };
  const kinds = ["keydown", "pointerdown", "wheel"] as const;
  for (const kind of kinds) target.addEventListener(kind, touch, { capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    for (const kind of kinds) target.removeEventListener(kind, touch, { capture: true });
  };
}

/** Tells the appliance, which says after how long. */
export function useIdleReport(): void {
  const live = useLiveLink();
  const minutes = useLive((snapshot) => snapshot.readiness?.awayMinutes ?? 0);
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  useEffect(() => {
    if (minutes === 0 || !connected) return;
    return watchIdle(window, minutes * 60_000, (idle) => {
      // What is lost is said with the next touch, or by the next connection, which begins as touched.
      live.request({ case: "setIdle", value: create(SetIdleSchema, { idle }) }).catch(() => undefined);
    });
  }, [live, minutes, connected]);
}
