// How components read the live state: `useLive(selector)` draws again only when what it selects changes.

import {
  createContext,
  type ReactNode,
  useContext,
  useDeferredValue,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
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

interface GivenRoom {
  readonly sessionId: string;
  readonly room: Room | undefined;
}
const RoomContext = createContext<GivenRoom | undefined>(undefined);

interface RoomProviderProps {
  sessionId: string;
  /** Something more urgent is about to come: what changes in the room is drawn in parts, and that comes between two of them. */
  yields: boolean;
  children: ReactNode;
}

/** Gives its children one session's room. */
export function RoomProvider({ sessionId, yields, children }: RoomProviderProps) {
  const newest = useLive((snapshot) => snapshot.rooms.get(sessionId));
  const later = useDeferredValue(newest);
  // What was begun in parts is ended in parts.
  const [patient, setPatient] = useState(yields);
  if (yields && !patient) setPatient(true);
  if (!yields && patient && later === newest) setPatient(false);
  const room = yields || patient ? later : newest;
  const given = useMemo(() => ({ sessionId, room }), [sessionId, room]);
  return <RoomContext value={given}>{children}</RoomContext>;
}

/** A session's room: the one that is given, and any other as it is now. */
export function useRoom(sessionId: string): Room | undefined {
  const given = useContext(RoomContext);
  const isGiven = given?.sessionId === sessionId;
  const other = useLive((snapshot) => (isGiven ? undefined : snapshot.rooms.get(sessionId)));
  return isGiven ? given.room : other;
}
