// A session's log as the console holds it: events in the order of their sequence, none twice, whatever order and repetition they arrive in.
//
// Pure. The sentences made of events are in session/sentences.ts.

import type { SessionEvent } from "@towline/wire";

export interface SessionLog {
  readonly events: readonly SessionEvent[];
  /** Sequence of the newest event, 0 for none: what OpenSession asks to go on from. */
  readonly newest: bigint;
}

export const emptyLog: SessionLog = { events: [], newest: 0n };

/** The log with these events in it; the same object when it had them all. */
export function withEvents(log: SessionLog, arrived: readonly SessionEvent[]): SessionLog {
  const inOrder = [...arrived].sort((a, b) => (a.sequence < b.sequence ? -1 : a.sequence > b.sequence ? 1 : 0));
  const added: SessionEvent[] = [];
  let newest = log.newest;
  const late: SessionEvent[] = [];
  for (const event of inOrder) {
    if (event.sequence > newest) {
      added.push(event);
      newest = event.sequence;
    } else if (!log.events.some((known) => known.sequence === event.sequence)) {
      if (!added.some((known) => known.sequence === event.sequence)) late.push(event);
    }
  }
  if (added.length === 0 && late.length === 0) return log;
  const events = [...log.events, ...added];
  if (late.length > 0) {
    events.push(...late);
    events.sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
  }
  return { events, newest };
}

/** How many chat messages of others came after `seen`. */
export function unreadChat(log: SessionLog, seen: bigint, self: number): number {
  let count = 0;
  for (let at = log.events.length - 1; at >= 0; at -= 1) {
    const event = log.events[at];
    if (!event || event.sequence <= seen) break;
    if (event.kind === "chat" && event.actor !== self) count += 1;
  }
  return count;
}
