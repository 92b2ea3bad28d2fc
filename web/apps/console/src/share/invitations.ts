// What invitations say: to whom, for what, and which are news. Pure: the watch is told each list of sessions in its turn.

import {
  type Invitation,
  InvitationKind,
  QueueKind,
  SessionPhase,
  type SessionState,
  type SessionSummary,
} from "@towline/wire";

/** A session that this rep is invited to: to come in, or to take it over. */
export interface Invited {
  readonly session: SessionSummary;
  readonly invitation: Invitation;
}

export const isExternal = (invitation: Invitation) => invitation.kind === InvitationKind.EXTERNAL;
export const isTransfer = (invitation: Invitation) => invitation.kind === InvitationKind.TRANSFER;
/** What is for several is taken by the first; nobody declines it for the others. */
export const isForOne = (invitation: Invitation) => invitation.to?.kind === QueueKind.PERSONAL;
export const openTransfer = (state: SessionState) => state.invitations.find(isTransfer);

/** The same while it is open, another one when the session invites again. */
export const invitedKey = ({ session, invitation }: Invited) => `${session.sessionId} ${invitation.number}`;

/** The message at the lower left that tells of it. */
export const offerOfKey = (key: string) => `invitation ${key}`;
export const offerOf = (invited: Invited) => offerOfKey(invitedKey(invited));

/** All that this rep is invited to in a session, the oldest first; an older appliance tells one. */
export function invitationsOf({ phase, invitation, invitations }: SessionSummary): readonly Invitation[] {
  if (phase === SessionPhase.ENDED) return [];
  if (invitations.length > 0) return invitations;
  return invitation ? [invitation] : [];
}

/** The invitations that are for this rep, the oldest first. */
export function invitedTo(sessions: readonly SessionSummary[]): Invited[] {
  return sessions
    .flatMap((session) => invitationsOf(session).map((invitation) => ({ session, invitation })))
    .sort((a, b) => Number(a.invitation.sinceMs - b.invitation.sinceMs));
}

/** Which invitations came and which are over. Those that a page finds when it opens are told too: nobody may have seen them. */
export class InvitationWatch {
  #open: ReadonlySet<string> = new Set();

  see(sessions: readonly SessionSummary[]): { came: readonly Invited[]; went: readonly string[] } {
    const before = this.#open;
    const all = invitedTo(sessions);
    const now = new Set(all.map(invitedKey));
    this.#open = now;
    return {
      came: all.filter((each) => !before.has(invitedKey(each))),
      went: [...before].filter((key) => !now.has(key)),
    };
  }
}
