// Days as the browser's date field writes them, and moments, in the reader's time zone.

import { momentOf, timeZone, dayOf as written } from "@towline/ui";

/** A day as the browser's field writes it. */
export const dayOf = (at: number | null | undefined): string => (at ? written(at) : "");

/** A moment of the browser's field for day and time; nothing for what is none. */
export function momentOfField(text: string | undefined): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text ?? "");
  if (!parts) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts.slice(1).map(Number);
  const at = momentOf(year, month, day, hour, minute);
  return Number.isNaN(at) ? undefined : at;
}

/** A moment as the browser's field for day and time writes it. */
export function fieldOfMoment(at: number | null | undefined): string {
  if (at === null || at === undefined) return "";
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: timeZone(),
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return `${written(at)}T${clock.format(at)}`;
}
