// Translations of what was said (SES-31): each is an event of its own, which belongs below the message that it is of.

import type { SessionEvent } from "@towline/wire";

export interface Translation {
  /** In the other language; empty: there is none. */
  readonly text: string;
  /** Why there is none. */
  readonly code: string;
}

const isTranslation = (event: SessionEvent) => event.kind === "translated" || event.kind === "not_translated";

/** The newest translation of each message, by its sequence. */
export function translationsOf(events: readonly SessionEvent[]): ReadonlyMap<bigint, Translation> {
  const found = new Map<bigint, Translation>();
  for (const event of events) {
    if (event.kind === "translated") found.set(event.translates, { text: event.text, code: "" });
    // A failure does not take away what was there.
    if (event.kind === "not_translated" && !found.get(event.translates)?.text)
      found.set(event.translates, { text: "", code: event.text });
  }
  return found;
}

/** What stands in the stream as lines of its own. */
export const withoutTranslations = (events: readonly SessionEvent[]) =>
  events.some(isTranslation) ? events.filter((event) => !isTranslation(event)) : events;
