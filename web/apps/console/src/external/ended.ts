// Why an external representative is in the session no more: read from its log while it can be read. Pure.

import { type SessionEvent, SessionPhase, type SessionState } from "@towline/wire";

export type EndedHow = "ended" | "left" | "removed" | "inviter" | "away" | "unknown";

const LEFT: Readonly<Record<string, EndedHow>> = {
  left: "left",
  removed_by_owner: "removed",
  removed: "removed",
  inviter_left: "inviter",
  connection_lost: "away",
};

/** `before`: what was known when less of the log was there. */
export function endedHow(
  state: SessionState | undefined,
  events: readonly SessionEvent[],
  before: EndedHow = "unknown",
): EndedHow {
  if (state?.phase === SessionPhase.ENDED || events.at(-1)?.kind === "ended") return "ended";
  const self = state?.self ?? 0;
  const own = events.findLast((event) => event.kind === "participant_left" && self > 0 && event.actor === self);
  return own ? (LEFT[own.text] ?? "unknown") : before;
}
