// What became of invitations, and who was removed, as news for the rep: read from the logs of the sessions that this tab watches. Pure.
//
// What a log brings when it is read for the first time is history and no news.

import type { SessionEvent, SessionState } from "@towline/wire";

export type Outcome =
  /** `name` did not want to, or did not answer: the session stays as it is. */
  | { readonly kind: "share_declined" | "transfer_declined" | "transfer_timed_out"; readonly name: string }
  /** `name` has taken over what was this rep's. */
  | { readonly kind: "transfer_accepted"; readonly name: string }
  /** The owner has removed this rep (SES-22). */
  | { readonly kind: "removed" };

export interface Watched {
  readonly state: SessionState | undefined;
  readonly events: readonly SessionEvent[];
}

interface Seen {
  newest: bigint;
  owned: boolean;
  selves: readonly number[];
}

export class OutcomeWatch {
  readonly #seen = new Map<string, Seen>();

  /** What is new in the sessions that are watched now. */
  see(rooms: Iterable<readonly [string, Watched]>): { sessionId: string; outcome: Outcome }[] {
    const news: { sessionId: string; outcome: Outcome }[] = [];
    const open = new Set<string>();
    for (const [sessionId, room] of rooms) {
      open.add(sessionId);
      const newest = room.events.at(-1)?.sequence ?? 0n;
      const before = this.#seen.get(sessionId);
      const self = room.state?.self ?? 0;
      const selves =
        self > 0 && !before?.selves.includes(self) ? [...(before?.selves ?? []), self] : (before?.selves ?? []);
      const owned = room.state?.participants.some((each) => each.owner && each.number === self) ?? false;
      if (before && before.newest > 0n && newest > before.newest) {
        for (const event of room.events) {
          if (event.sequence <= before.newest) continue;
          const outcome = outcomeOf(event, selves, owned || before.owned);
          if (outcome) news.push({ sessionId, outcome });
        }
      }
      this.#seen.set(sessionId, { newest, owned, selves });
    }
    for (const sessionId of this.#seen.keys()) if (!open.has(sessionId)) this.#seen.delete(sessionId);
    return news;
  }
}

function outcomeOf(event: SessionEvent, selves: readonly number[], owned: boolean): Outcome | undefined {
  const own = selves.includes(event.actor);
  switch (event.kind) {
    case "participant_left":
      return own && event.text === "removed_by_owner" ? { kind: "removed" } : undefined;
    case "share_declined":
    case "transfer_declined":
    case "transfer_timed_out":
      return owned ? { kind: event.kind, name: event.text } : undefined;
    case "transfer_accepted":
      return owned && !own ? { kind: event.kind, name: event.text } : undefined;
    default:
      return undefined;
  }
}
