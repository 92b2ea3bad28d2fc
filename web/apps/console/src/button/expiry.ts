// How long a Support Button can be used: some spans, or a day of one's own. The wire takes days.

const DAY_MS = 86_400_000;
/** The longest that the appliance takes. */
export const MOST_DAYS = 3650;

export const SPANS = { week: 7, month: 30, quarter: 90, year: 365 } as const;
export type Span = keyof typeof SPANS | "own";

/** The number of a day as the browser's field writes it; nothing for what is no day. */
function numberOf(day: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return undefined;
  const at = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return Number.isNaN(at) ? undefined : Math.round(at / DAY_MS);
}

/** How many days from today; nothing for what is no day, or is too early or too late. */
export function daysUntil(day: string, today: string): number | undefined {
  const [end, start] = [numberOf(day), numberOf(today)];
  if (end === undefined || start === undefined) return undefined;
  const days = end - start;
  return days >= 1 && days <= MOST_DAYS ? days : undefined;
}

/** The days of a choice; nothing while one's own day is none. */
export const daysOf = (span: Span, day: string, today: string): number | undefined =>
  span === "own" ? daysUntil(day, today) : SPANS[span];

/** The day after so many, as the browser's field writes it. */
export function dayAfter(today: string, days: number): string {
  const start = numberOf(today);
  return start === undefined ? "" : new Date((start + days) * DAY_MS).toISOString().slice(0, 10);
}

/** When a button that is deployed now ends. */
export const endOf = (now: number, days: number): number => now + days * DAY_MS;
