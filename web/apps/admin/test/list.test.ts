// Lists without a page: what is shown of them, and long work on them.

import { ApiError } from "@towline/api";
import { describe, expect, test } from "vitest";
import { listSearch, shownOf } from "../src/list/shown";
import { collect, oneByOne, READ, refusalsIn, workThrough } from "../src/list/work";

const rows = [
  { name: "web-10", size: 3 },
  { name: "Web-9", size: 1 },
  { name: "db", size: 2 },
];
const shape = {
  words: (row: (typeof rows)[number]) => [row.name, null],
  sorts: { name: (row: (typeof rows)[number]) => row.name, size: (row: (typeof rows)[number]) => row.size },
  natural: "name",
  filters: { small: (row: (typeof rows)[number]) => row.size < 3 },
};
const names = (wish: Parameters<typeof shownOf>[2]) => shownOf(rows, shape, wish).map((row) => row.name);

describe("what is shown of a list", () => {
  test("stays in the order in which it comes, until somebody wants another_adm_7", () => {
    expect(names({})).toEqual(["web-10", "Web-9", "db"]);
    expect(names({ sort: "size" })).toEqual(["Web-9", "db", "web-10"]);
    expect(names({ sort: "size", order: "desc" })).toEqual(["web-10", "db", "Web-9"]);
    expect(names({ order: "desc" })).toEqual(["web-10", "Web-9", "db"]);
    expect(names({ sort: "name" })).toEqual(["db", "Web-9", "web-10"]);
    expect(names({ sort: "nothing" })).toEqual(["web-10", "Web-9", "db"]);
  });

  test("is what fits the search and the filter, whatever the case_adm_7", () => {
    expect(names({ search: " WEB " })).toEqual(["web-10", "Web-9"]);
    expect(names({ search: "web", filter: "small" })).toEqual(["Web-9"]);
    expect(names({ filter: "nothing" })).toHaveLength(3);
  });

  test("is an address that says only what is not usual_adm_7", () => {
    expect(listSearch({ search: "", page: "1", order: "up", sort: 7, other: "x" })).toEqual({ sort: "7" });
    expect(listSearch({ search: "a", page: 3, order: "desc", filter: "small" })).toEqual({
      search: "a",
      page: 3,
      order: "desc",
      filter: "small",
    });
    expect(listSearch({ page: -1, search: { a: 1 } })).toEqual({});
  });
});

const working = (signal = new AbortController().signal) => ({ signal, onProgress: () => {} });

describe("long work", () => {
  test("reads all pages, and a row that moved between two of them once_adm_7", async () => {
    const all = Array.from({ length: READ + 5 }, (_, index) => ({ id: String(index) }));
    const asked: number[] = [];
    const read = async (page: number) => {
      asked.push(page);
      const first = page === 1 ? 0 : READ - 1;
      return { rows: all.slice(first, first + READ), total: all.length };
    };
    const found = await collect(read, (row) => row.id, working());
    expect(asked).toEqual([1, 2]);
    expect(found.rows).toHaveLength(all.length);
  });

  test("is done in parts, and what was refused is known with its reason_adm_7", async () => {
    const parts: number[] = [];
    const ids = Array.from({ length: 250 }, (_, index) => String(index));
    const act = async (part: readonly string[]) => {
      parts.push(part.length);
      return refusalsIn(
        part.map((id) =>
          id === "120" ? { id, refused: { title: "No.", detail: "Because." } } : { id, refused: null },
        ),
      );
    };
    const outcome = await workThrough(ids, act, working());
    expect(parts).toEqual([100, 100, 50]);
    expect(outcome).toEqual({ done: 249, refused: [{ id: "120", title: "No.", detail: "Because." }], left: [] });
  });

  test("stops where it is told to, between two parts_adm_7", async () => {
    const controller = new AbortController();
    const act = async () => {
      controller.abort();
      return [];
    };
    const outcome = await workThrough(["a", "b", "c"], act, working(controller.signal), 2);
    expect(outcome).toEqual({ done: 2, refused: [], left: ["c"] });
  });

  test("ends when the site does not answer, and says what is left_adm_7", async () => {
    const gone = new ApiError("offline", "", "", 0);
    const act = oneByOne(async (id) => {
      if (id === "b") throw new ApiError("in_use", "Still in use.", "", 409);
      if (id === "c") throw gone;
    });
    const outcome = await workThrough(["a", "b", "c", "d"], act, working(), 1);
    expect(outcome.done).toBe(1);
    expect(outcome.refused).toEqual([{ id: "b", title: "Still in use.", detail: "" }]);
    expect(outcome.left).toEqual(["c", "d"]);
    expect(outcome.reason).toBe(gone);
  });
});
