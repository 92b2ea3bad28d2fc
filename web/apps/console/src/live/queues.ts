// The queues of a rep (SUP-30): which there are, what waits in each, and since when.
//
// A queue is called by a word in addresses: `personal`, `general`, or the id of its team.

import { QueueKind, type QueueRef, SessionPhase, type SessionSummary } from "@towline/wire";
import { type Invited, invitedTo } from "../share/invitations";
import { isWaiting, useSessions } from "./sessions";
import { useLive } from "./useLive";

export const PERSONAL = "personal";
export const GENERAL = "general";

export interface Queue {
  readonly id: string;
  readonly kind: QueueKind;
  /** Of a team: its name. */
  readonly name: string;
  /** What waits in it, the longest first. */
  readonly waiting: readonly SessionSummary[];
  /** Invitations to sessions of others that wait in it for an answer (SES-21). */
  readonly invited: readonly Invited[];
}

export function queueId(ref: QueueRef): string {
  if (ref.kind === QueueKind.TEAM) return ref.id;
  return ref.kind === QueueKind.GENERAL ? GENERAL : PERSONAL;
}

/** Where a session waits that nobody has taken; one on hold waits with its owner. */
export const queueOf = (session: SessionSummary): string => (session.queue ? queueId(session.queue) : PERSONAL);

/** Whether a customer waits to be accepted: what is not one's own and on hold, which is resumed. */
export const isUnaccepted = (session: SessionSummary) =>
  isWaiting(session) && session.customer !== undefined && !(session.owned && session.phase === SessionPhase.ON_HOLD);

export const waitingSince = (session: SessionSummary): number => Number(session.waitingSinceMs || session.startedMs);

export function queuesOf(refs: readonly QueueRef[], sessions: readonly SessionSummary[]): Queue[] {
  const waiting = sessions.filter(isWaiting).sort((a, b) => waitingSince(a) - waitingSince(b));
  const invited = invitedTo(sessions);
  const known = new Map<string, { kind: QueueKind; name: string }>([
    [PERSONAL, { kind: QueueKind.PERSONAL, name: "" }],
  ]);
  for (const ref of refs) known.set(queueId(ref), { kind: ref.kind, name: ref.name });
  return [...known].map(([id, { kind, name }]) => ({
    id,
    kind,
    name,
    waiting: waiting.filter((session) => queueOf(session) === id),
    invited: invited.filter(({ invitation }) => (invitation.to ? queueId(invitation.to) : PERSONAL) === id),
  }));
}

export function useQueues(): Queue[] {
  const refs = useLive((snapshot) => snapshot.queues);
  return queuesOf(refs, useSessions());
}
