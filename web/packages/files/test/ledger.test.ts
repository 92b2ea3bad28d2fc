// Where a session's files were looked at, across a reload of the page (FIL-7).

import { beforeEach, expect, test, vi } from "vitest";
import { Ledger } from "../src/sinks/ledger";
import { PrivateFolder } from "./private_folder";

let folder: PrivateFolder;

beforeEach(() => {
  vi.useRealTimers();
  folder = new PrivateFolder();
  vi.stubGlobal("navigator", { storage: { getDirectory: async () => folder } });
});

test("the next page begins where the last one looked, and one of another session does not (FIL-1)", async () => {
  const ledger = await Ledger.open();
  expect(await ledger.lookedAt("s")).toBeUndefined();
  await Promise.all(["/", "/srv", "/srv/bücher\u{dc80}"].map((path) => ledger.looks("s", path)));
  const next = await Ledger.open();
  expect(await next.lookedAt("s")).toBe("/srv/bücher\u{dc80}");
  expect(await next.lookedAt("t")).toBeUndefined();
  // What is read again is not written again.
  const { opened } = folder;
  await ledger.looks("s", "/srv/bücher\u{dc80}");
  expect(folder.opened).toBe(opened);
  expect(await next.found("s")).toEqual([]);
});

test("it goes with the session, or after a day, and what is no place is none (FIL-1)", async () => {
  const ledger = await Ledger.open();
  await ledger.looks("s", "/srv");
  await ledger.purge("t");
  expect(folder.names()).toEqual(["s.place"]);
  await ledger.purge("s");
  expect(folder.names()).toEqual([]);
  vi.useFakeTimers({ now: Date.now() - 25 * 3_600_000, toFake: ["Date"] });
  await (await Ledger.open()).looks("old", "/srv");
  vi.useRealTimers();
  await ledger.found("s");
  expect(folder.names()).toEqual([]);
  for (const text of ["", "{", '{"at":"1","path":"/"}', '{"path":"/"}', "null"]) {
    const file = await folder.getFileHandle("s.place");
    file.bytes = new TextEncoder().encode(text);
    expect(await ledger.lookedAt("s")).toBeUndefined();
  }
});

test("where a browser gives no private files nothing is kept, and nothing breaks (FIL-1)", async () => {
  vi.stubGlobal("navigator", {});
  const ledger = await Ledger.open();
  await ledger.looks("s", "/srv");
  expect(await ledger.lookedAt("s")).toBeUndefined();
});
