// How components read the live state: `useLive(selector)` draws again only when what it selects changes.

import { createContext, type ReactNode, useContext, useRef, useSyncExternalStore } from "react";
import type { Live, Room, Snapshot } from "./live";

const LiveContext = createContext<Live | undefined>(undefined);

export function LiveProvider({ live, children }: { live: Live; children: ReactNode }) {
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The live state itself, to ask it for something. */
export function useLiveLink(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("outside of LiveProvider");
  return live;
}

/** A part of the snapshot. The selector must give the same value while its part is the same. */
export function useLive<Part>(select: (snapshot: Snapshot) => Part): Part {
  const live = useLiveLink();
  return useSyncExternalStore(live.subscribe, () => select(live.snapshot()));
}

/** A part that is made anew each time; kept while `same` says that nothing changed. */
export function useLiveMade<Part>(make: (snapshot: Snapshot) => Part, same: (a: Part, b: Part) => boolean): Part {
  const live = useLiveLink();
  const kept = useRef<{ of: Snapshot; part: Part } | undefined>(undefined);
  return useSyncExternalStore(live.subscribe, () => {
    const of = live.snapshot();
    if (kept.current?.of === of) return kept.current.part;
    const part = make(of);
    const before = kept.current;
    kept.current = { of, part: before && same(before.part, part) ? before.part : part };
    return kept.current.part;
  });
}

export const useRoom = (sessionId: string): Room | undefined => useLive((snapshot) => snapshot.rooms.get(sessionId));
