// What the frame and the lists want to know of all sessions: which are open here, which wait, and which have unread messages.

import { SessionPhase, type SessionSummary } from "@towline/wire";
import { useEffect, useReducer } from "react";
import { useWorkspaces } from "../session/workspaces";
import { unreadChat } from "./log";
import { useLive } from "./useLive";

const none: readonly SessionSummary[] = [];

export function useSessions(): readonly SessionSummary[] {
  return useLive((snapshot) => snapshot.sessions) ?? none;
}

export const isOpen = (session: SessionSummary) => session.joined && session.phase !== SessionPhase.ENDED;
/** One that this rep is invited to is somebody's already: it waits for an answer, not in a queue. */
export const isWaiting = (session: SessionSummary) =>
  !session.joined && session.phase !== SessionPhase.ENDED && session.invitation === undefined;

/** Sessions that this rep is in, the oldest first. */
export function openSessions(sessions: readonly SessionSummary[]): SessionSummary[] {
  return sessions
    .filter(isOpen)
    .sort((a, b) => Number(a.startedMs - b.startedMs) || a.sessionId.localeCompare(b.sessionId));
}

/** Unread messages of each session, by its id. */
export function useUnread(sessions: readonly SessionSummary[]): ReadonlyMap<string, number> {
  const workspaces = useWorkspaces();
  const rooms = useLive((snapshot) => snapshot.rooms);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const ids = sessions.map((session) => session.sessionId).join();
  useEffect(() => {
    const stops = ids
      .split(",")
      .filter(Boolean)
      .map((id) => workspaces.of(id).subscribe(redraw));
    return () => stops.forEach((stop) => void stop());
  }, [ids, workspaces]);
  const counts = new Map<string, number>();
  for (const { sessionId, lastChatEvent } of sessions) {
    const { seen, selves } = workspaces.of(sessionId).view();
    const room = rooms.get(sessionId);
    if (room?.state) counts.set(sessionId, unreadChat(room.log, seen, [...selves, room.state.self]));
    else counts.set(sessionId, lastChatEvent > seen ? 1 : 0);
  }
  return counts;
}
