// Whose pointer is whose on a screen that several representatives look at (SES-25): where this one points is told while somebody else is here, and where the others point is shown.

import { create } from "@bufbuild/protobuf";
import type { MonitorInfo, RemoteDesktop } from "@towline/desktop";
import { PointSchema, type SessionState } from "@towline/wire";
import { useEffect, useRef } from "react";
import { useLiveLink } from "../live/useLive";
import type { ScreenView } from "./useDesktop";

const EVERY_MS = 100;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where the shown picture begins on the whole desktop. */
export function cornerOf(monitors: readonly MonitorInfo[], shown: number): Place {
  const monitor = monitors.find((each) => each.id === shown);
  if (monitor) return { x: monitor.x, y: monitor.y };
  // Of all monitors together: the corner that nothing is left of or above.
  const least = (of: (each: MonitorInfo) => number) => Math.min(...monitors.map(of));
  return monitors.length > 0 ? { x: least((each) => each.x), y: least((each) => each.y) } : { x: 0, y: 0 };
}

export function usePointers(state: SessionState, screen: ScreenView): void {
  const live = useLiveLink();
  const { desktop } = screen;
  const corner = cornerOf(screen.state?.monitors ?? [], screen.state?.monitor ?? 0);
  // Read by what listens, so that it need not listen anew at every change.
  const now = useRef({ state, corner });
  now.current = { state, corner };
  const shared = state.participants.some((each) => each.number !== state.self && each.connected);

  useEffect(() => {
    if (!desktop || !shared) return;
    const told = teller(desktop, async (at) => {
      const { state, corner } = now.current;
      const place = at ? { x: at.x + corner.x, y: at.y + corner.y, gone: false } : { x: 0, y: 0, gone: true };
      const value = create(PointSchema, { sessionId: state.sessionId, ...place });
      // Nobody misses one.
      await live.request({ case: "point", value }).catch(() => undefined);
    });
    const heard = live.onPoints((points) => {
      const { state, corner } = now.current;
      if (points.sessionId !== state.sessionId) return;
      const who = state.participants.find((each) => each.number === points.actor);
      const at = { x: points.x - corner.x, y: points.y - corner.y, name: who?.displayName ?? "" };
      desktop.pointed(points.actor, points.gone || !who ? undefined : at);
    });
    return () => {
      told();
      heard();
      desktop.nobodyPoints();
    };
  }, [desktop, shared, live]);
}

/** Tells where the pointer is: at once, then at most so often, the newest always; one at a time. */
export function teller(
  desktop: Pick<RemoteDesktop, "onPointing">,
  tell: (at: Place | undefined) => Promise<void>,
): () => void {
  let waiting: { at: Place | undefined } | undefined;
  let busy = false;
  let over = false;
  const next = async (): Promise<void> => {
    busy = true;
    while (waiting && !over) {
      const { at } = waiting;
      waiting = undefined;
      await Promise.all([tell(at), new Promise((done) => setTimeout(done, EVERY_MS))]);
    }
    busy = false;
  };
  const stop = desktop.onPointing((at) => {
    waiting = { at };
    if (!busy) void next();
  });
  return () => {
    over = true;
    stop();
  };
}
