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
  const known = new Set<bigint>();
  // Nearly always what arrives is newer than all that is there, and the log need not be searched.
  if (arrived.some((event) => event.sequence <= log.newest)) for (const event of log.events) known.add(event.sequence);
  const added: SessionEvent[] = [];
  for (const event of arrived) {
    if (known.has(event.sequence)) continue;
    known.add(event.sequence);
    added.push(event);
  }
  if (added.length === 0) return log;
  const events = [...log.events, ...added].sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
  return { events, newest: events.at(-1)?.sequence ?? 0n };
}

/** What people say to each other: messages, files, pages to be opened. */
export const isSaid = (event: SessionEvent) => ["chat", "file_sent", "url_pushed"].includes(event.kind);

/** How many chat messages of others came after `seen`. */
export function unreadChat(log: SessionLog, seen: bigint, selves: readonly number[]): number {
  let count = 0;
  for (let at = log.events.length - 1; at >= 0; at -= 1) {
    const event = log.events[at];
    if (!event || event.sequence <= seen) break;
    if (isSaid(event) && !selves.includes(event.actor)) count += 1;
  }
  return count;
}
