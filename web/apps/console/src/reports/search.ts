// The filters of the list of reports as they stand in its address. Pure.

import { dayStart } from "@towline/ui";

export interface ReportsSearch {
  search?: string;
  /** Days, as "2026-11-28", in the reader's time zone; both are within. */
  from?: string;
  to?: string;
  /** A user's id. */
  rep?: string;
  /** A Jump Item's id. */
  item?: string;
  method?: string;
}

/** The ways that a session can come. */
export const WAYS = ["jump_client", "session_key", "issue", "portal_rep", "support_button"] as const;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads them from an address; whatever makes no sense is left out. */
export function reportsSearch(raw: Record<string, unknown>): ReportsSearch {
  const found: ReportsSearch = {};
  const { search, from, to, rep, item, method } = raw;
  if ((typeof search === "string" || typeof search === "number") && search !== "")
    found.search = String(search).slice(0, 200);
  if (typeof from === "string" && dayStart(from) !== undefined) found.from = from;
  if (typeof to === "string" && dayStart(to) !== undefined) found.to = to;
  if (typeof rep === "string" && ID.test(rep)) found.rep = rep;
  if (typeof item === "string" && ID.test(item)) found.item = item;
  const way = WAYS.find((each) => each === method);
  if (way) found.method = way;
  return found;
}

/** What the appliance is asked for. */
export function askedFor({ search, from, to, rep, item, method }: ReportsSearch) {
  const [start, end] = [dayStart(from), dayStart(to, true)];
  return {
    ...(search ? { search } : {}),
    ...(start === undefined ? {} : { from_ms: start }),
    ...(end === undefined ? {} : { to_ms: end - 1 }),
    ...(rep ? { rep } : {}),
    ...(item ? { item } : {}),
    ...(method ? { method } : {}),
  };
}

/** The last day is before the first: nothing can be found. */
export const isBackwards = ({ from, to }: ReportsSearch) => from !== undefined && to !== undefined && to < from;

let kept: ReportsSearch = {};

/** The filters that were last in use, for the way back from a report. */
export const lastSearch = (): ReportsSearch => kept;
export function keepSearch(search: ReportsSearch): void {
  kept = search;
}
