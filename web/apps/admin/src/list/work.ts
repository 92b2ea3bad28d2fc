// Long work on many things of a list: reading all pages of it, doing something to all of them, part by part. It tells how far it is, and stops where it is told to.

import { ApiError } from "@towline/api";

/** Rows that are read at most: what a page can hold and a spreadsheet opens. */
export const MOST = 100_000;
/** Rows of a page that is read. */
export const READ = 200;
/** Things in one request. */
export const BATCH = 100;

export interface Working {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Collected<Row> {
  readonly rows: Row[];
  /** How many there are, also where not all of them were read. */
  readonly total: number;
}

/** Reads page after page. A row that moved from one page to the next meanwhile is there once. */
export async function collect<Row>(
  read: (page: number, signal: AbortSignal) => Promise<{ rows: readonly Row[]; total: number }>,
  keyOf: (row: Row) => string,
  { signal, onProgress }: Working,
): Promise<Collected<Row>> {
  const found = new Map<string, Row>();
  for (let page = 1; ; page += 1) {
    const { rows, total } = await read(page, signal);
    signal.throwIfAborted();
    for (const row of rows) if (found.size < MOST) found.set(keyOf(row), row);
    onProgress(Math.min(found.size, total), Math.min(total, MOST));
    if (rows.length === 0 || page * READ >= total || found.size >= MOST) return { rows: [...found.values()], total };
  }
}

/** Why something was not done to one thing. */
export interface Refused {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
}

export interface Done {
  /** How many it was done to. */
  readonly done: number;
  readonly refused: readonly Refused[];
  /** Those whose turn did not come. */
  readonly left: readonly string[];
  /** What ended it early, other than being told to stop. */
  readonly reason?: unknown;
}

/** Does something to some things, and says of each that was refused why. */
export type Act = (ids: readonly string[]) => Promise<readonly Refused[]>;

/** Does something to all of these, so many at a time. What was begun is finished; when it is told to stop, the rest is left. */
export async function workThrough(
  ids: readonly string[],
  act: Act,
  { signal, onProgress }: Working,
  size = BATCH,
): Promise<Done> {
  const refused: Refused[] = [];
  for (let at = 0; at < ids.length; at += size) {
    const left = ids.slice(at);
    if (signal.aborted) return { done: at - refused.length, refused, left };
    try {
      refused.push(...(await act(ids.slice(at, at + size))));
    } catch (reason) {
      return { done: at - refused.length, refused, left, reason };
    }
    onProgress(Math.min(at + size, ids.length), ids.length);
  }
  return { done: ids.length - refused.length, refused, left: [] };
}

/** For things that are asked for one by one. What would stop all of them is thrown. */
export const oneByOne =
  (act: (id: string) => Promise<unknown>): Act =>
  async (ids) => {
    const refused: Refused[] = [];
    for (const id of ids) {
      try {
        await act(id);
      } catch (reason) {
        if (!(reason instanceof ApiError) || reason.unreachable || reason.status === 401) throw reason;
        if (reason.code === "again_required") throw reason;
        refused.push({ id, title: reason.title, detail: Object.values(reason.fields)[0] ?? reason.detail });
      }
    }
    return refused;
  };

interface Outcome {
  readonly id: string;
  readonly refused?: { readonly title: string; readonly detail: string } | null;
}

/** The refusals in an answer about several things. */
export const refusalsIn = (outcomes: readonly Outcome[]): Refused[] =>
  outcomes.flatMap(({ id, refused }) => (refused ? [{ id, title: refused.title, detail: refused.detail }] : []));
