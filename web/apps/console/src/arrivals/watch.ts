// Which sessions are new in the queues (SUP-31). Pure: told each list in its turn, it says who came and who does not wait any more.
//
// What waited already when the page opened is no news: the number at Home shows it. Nor is what a rep put on hold.

import type { SessionSummary } from "@towline/wire";
import { isUnaccepted, queueOf } from "../live/queues";
import { isWaiting } from "../live/sessions";

export interface News {
  readonly came: readonly SessionSummary[];
  /** Those that wait longer than their queue's rules say, told once more (SUP-32). */
  readonly again: readonly SessionSummary[];
  /** Ids of sessions that somebody took, or that ended. */
  readonly went: readonly string[];
}

/** Whether somebody else is told first: they have the skills that it needs, and this rep has not (SUP-32). */
export const othersFirst = ({ skills }: SessionSummary): boolean =>
  skills !== undefined && !skills.mine && skills.others.length > 0;

/** One that comes back to a queue, or to another one, comes anew. */
const visit = (session: SessionSummary) => `${queueOf(session)} ${session.waitingSinceMs}`;

const stay = (session: SessionSummary) => `${session.sessionId} ${visit(session)}`;

export class ArrivalWatch {
  #waiting: ReadonlyMap<string, string> | undefined;
  #overdue: ReadonlySet<string> = new Set();

  see(sessions: readonly SessionSummary[]): News {
    const before = this.#waiting;
    const waiting = sessions.filter(isWaiting);
    const now = new Map(waiting.map((session) => [session.sessionId, visit(session)]));
    this.#waiting = now;
    const overdue = waiting.filter((session) => session.overdue && isUnaccepted(session));
    const known = this.#overdue;
    this.#overdue = new Set(overdue.map(stay));
    if (!before) return { came: [], again: [], went: [] };
    return {
      came: waiting.filter((session) => isUnaccepted(session) && before.get(session.sessionId) !== visit(session)),
      again: overdue.filter((session) => !known.has(stay(session))),
      went: [...before.keys()].filter((id) => !now.has(id)),
    };
  }
}
