// Transfers against a double of the agent: what arrives, what is asked, and where it goes on after the link broke.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Chosen, Conflict, Exists, FromWorker, TransferView } from "../src/messages";
import type { Ledger } from "../src/sinks/ledger";
import { MemoryStore } from "../src/sinks/store";
import { Blocks } from "../src/transfers/blocks";
import { Queue } from "../src/transfers/queue";
import { Agent, noise } from "./agent";

const MB = 1024 * 1024;
/** Quicker than an assertion that would show the difference of millions. */
const isSame = (left: Uint8Array | undefined, right: Uint8Array) =>
  left?.length === right.length && left.every((byte, at) => byte === right[at]);
const bytesOf = async (file: File | undefined) => new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer());

function arrange() {
  const agent = new Agent();
  agent.connect();
  const views = new Map<number, TransferView>();
  const conflicts: Conflict[] = [];
  const saved: { file: File; name: string }[] = [];
  const post = (message: FromWorker): void => {
    if (message.type === "transfers") for (const view of message.changed) views.set(view.id, view);
    if (message.type === "conflict" && message.conflict) conflicts.push(message.conflict);
    if (message.type === "save") saved.push(message);
  };
  const ledger = {
    begin: async () => new MemoryStore(),
    note: () => {},
    remove: async () => {},
    close: () => {},
    found: async () => [],
  } as unknown as Ledger;
  const queue = new Queue({
    client: agent.client,
    sessionId: "s",
    endpoint: "e",
    ledger: Promise.resolve(ledger),
    post,
  });
  const upload = (files: Chosen[], exists: Exists = "ask") =>
    queue.upload({ directory: "/srv", files, directories: [], exists, keepTimes: true });
  const over = (id: number, state = "done") =>
    vi.waitFor(() => expect(views.get(id)?.state).toBe(state), { timeout: 10_000, interval: 5 });
  return { agent, queue, views, conflicts, saved, upload, over };
}

const file = (name: string, bytes: Uint8Array<ArrayBuffer>, path: string[] = [name]): Chosen => ({
  path,
  file: new File([bytes], name, { lastModified: 1_000 }),
});

test("a tree of small files goes in few round trips, with its directories made first (FIL-2, FIL-8)", async () => {
  const { agent, upload, over, views } = arrange();
  const files = Array.from({ length: 200 }, (_, index) => {
    return file(`${index}.txt`, noise(100 + index, index), ["tree", `d${index % 3}`, `${index}.txt`]);
  });
  upload(files);
  await over(1);
  expect(agent.files.size).toBe(200);
  expect(agent.files.get("/srv/tree/d1/1.txt")).toEqual(noise(101, 1));
  expect([...agent.directories].sort()).toEqual(["/srv/tree/d0", "/srv/tree/d1", "/srv/tree/d2"]);
  expect(agent.mostOpen).toBeGreaterThan(20);
  expect(agent.mostOpen).toBeLessThanOrEqual(64);
  expect(views.get(1)).toMatchObject({ name: "tree", doneFiles: 200, totalFiles: 200 });
  expect(agent.of("put")[0]?.modifiedMs).toBe(1_000n);
});

test("an upload goes on behind what is there after the link broke, and from the start where that is of another file (FIL-7)", async () => {
  const { agent, upload, over } = arrange();
  const bytes = noise(5 * MB + 7);
  let cut = false;
  agent.onBytes = (received) => {
    if (cut || received < 3 * MB) return;
    cut = true;
    agent.cut();
    setTimeout(() => agent.connect());
  };
  upload([file("large", bytes)]);
  await over(1);
  expect(isSame(agent.files.get("/srv/large"), bytes)).toBe(true);
  const puts = agent.of("put");
  expect(puts.length).toBe(2);
  expect(puts[0]?.key).toEqual(puts[1]?.key);

  const other = arrange();
  const key = [...(puts[0]?.key ?? [])].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  other.agent.partials.set(key, noise(2 * MB, 9));
  other.upload([file("large", bytes)]);
  await other.over(1);
  expect(isSame(other.agent.files.get("/srv/large"), bytes)).toBe(true);
});

test("on a line where something always waits, a few blocks are in memory, and none is read into before it left (FIL-8)", async () => {
  const { agent, upload, over } = arrange();
  agent.connect({ slow: true });
  const inUse = new Set<ArrayBuffer>();
  let most = 0;
  const { next, back } = Blocks.prototype;
  vi.spyOn(Blocks.prototype, "next").mockImplementation(async function (this: Blocks) {
    const block = await next.call(this);
    if (block) inUse.add(block.buffer);
    most = Math.max(most, inUse.size);
    return block;
  });
  vi.spyOn(Blocks.prototype, "back").mockImplementation(function (this: Blocks, block) {
    inUse.delete(block.buffer);
    back.call(this, block);
  });
  const bytes = noise(16 * MB + 7);
  upload([file("large", bytes)]);
  await over(1);
  vi.restoreAllMocks();
  expect(isSame(agent.files.get("/srv/large"), bytes)).toBe(true);
  expect(most).toBeLessThanOrEqual(4);
});

test("a name that is there is asked about once for all the rest, and what is the same is passed over (FIL-4)", async () => {
  const { agent, upload, over, conflicts, queue, views } = arrange();
  for (const name of ["a", "b", "c"]) agent.files.set(`/srv/t/${name}`, noise(10, 3));
  agent.files.set("/srv/t/same", noise(50, 4));
  upload([
    ...["a", "b", "c"].map((name) => file(name, noise(20, 5), ["t", name])),
    file("same", noise(50, 4), ["t", "same"]),
  ]);
  await vi.waitFor(() => expect(conflicts.length).toBeGreaterThan(0));
  expect(conflicts[0]).toMatchObject({ ours: { bytes: 20 }, theirs: { bytes: 10, kind: "file" } });
  queue.choose(conflicts[0]?.question ?? 0, "keepBoth", true);
  await over(1);
  expect(agent.files.get("/srv/t/a")).toEqual(noise(10, 3));
  expect(agent.files.get("/srv/t/c (2)")).toEqual(noise(20, 5));
  expect(
    views
      .get(1)
      ?.remarks.map(({ code }) => code)
      .sort(),
  ).toEqual(["identical", "renamed", "renamed", "renamed"]);
});

test("a large file of the same size is compared before anybody is asked (FIL-4)", async () => {
  const same = arrange();
  const bytes = noise(2 * MB);
  same.agent.files.set("/srv/x", bytes);
  same.upload([file("x", bytes)]);
  await same.over(1, "skipped");
  expect(same.conflicts).toEqual([]);

  const differs = arrange();
  differs.agent.files.set("/srv/x", noise(2 * MB, 2));
  differs.upload([file("x", bytes)]);
  await vi.waitFor(() => expect(differs.conflicts.length).toBe(1));
  expect(isSame(differs.agent.files.get("/srv/x"), noise(2 * MB, 2)), "nothing was written over").toBe(true);
  differs.queue.choose(differs.conflicts[0]?.question ?? 0, "overwrite", false);
  await differs.over(1);
  expect(isSame(differs.agent.files.get("/srv/x"), bytes)).toBe(true);
});

test("a download goes on at the byte after the link broke, and comes once more when it is not what was read (FIL-7)", async () => {
  const { agent, queue, over, saved } = arrange();
  const bytes = noise(3 * MB + 5);
  agent.files.set("/srv/report.pdf", bytes);
  let cut = false;
  agent.onPiece = (offset) => {
    if (cut || offset < 2 * MB) return true;
    cut = true;
    agent.cut();
    setTimeout(() => agent.connect());
    return false;
  };
  queue.download({ items: [{ path: "/srv/report.pdf", kind: "file", bytes: bytes.length }] });
  await over(1);
  expect(isSame(await bytesOf(saved[0]?.file), bytes)).toBe(true);
  expect(saved[0]?.name).toBe("report.pdf");
  const fetches = agent.of("fetch");
  expect(fetches.length).toBe(2);
  expect(Number(fetches[1]?.resumeOffset)).toBe(2 * MB);

  agent.spoils = 1;
  queue.download({ items: [{ path: "/srv/report.pdf", kind: "file", bytes: bytes.length }] });
  await over(2);
  expect(isSame(await bytesOf(saved[1]?.file), bytes)).toBe(true);
});

test("a paused download goes on where it was; a cancelled one leaves nothing (FIL-3)", async () => {
  const { agent, queue, over, saved, views } = arrange();
  const bytes = noise(2 * MB);
  agent.files.set("/srv/x", bytes);
  let paused = false;
  agent.onPiece = (offset) => {
    if (!paused && offset > MB) {
      paused = true;
      queue.act(1, "pause");
      return false;
    }
    return true;
  };
  queue.download({ items: [{ path: "/srv/x", kind: "file", bytes: bytes.length }] });
  await over(1, "paused");
  queue.act(1, "resume");
  await over(1);
  expect(isSame(await bytesOf(saved[0]?.file), bytes)).toBe(true);
  agent.onPiece = (offset) => {
    if (offset > MB) queue.act(2, "cancel");
    return true;
  };
  queue.download({ items: [{ path: "/srv/x", kind: "file", bytes: bytes.length }] });
  await over(2, "cancelled");
  expect(saved.length).toBe(1);
  queue.act(2, "clear");
  expect(views.get(2)?.state).toBe("cancelled");
});

test("a tree arrives as a ZIP that others read, with names that do no harm (FIL-2)", async () => {
  const { agent, queue, over, saved } = arrange();
  const hostile = ["a/b.txt", "a/\u202etxt.exe", "con", "x:y?", "caf\udce9", "back\\slash"];
  for (const [index, name] of hostile.entries()) agent.files.set(`/srv/tree/${name}`, noise(300 * 1024, index));
  let cut = false;
  agent.onPiece = () => {
    if (cut || agent.of("fetch").length > 1 || agent.heard.length > 3) return true;
    cut = true;
    agent.cut();
    setTimeout(() => agent.connect());
    return false;
  };
  queue.download({ items: [{ path: "/srv/tree", kind: "directory", bytes: 0 }] });
  await over(1);
  expect(saved[0]?.name).toBe("tree.zip");
  const folder = mkdtempSync(join(tmpdir(), "towline-zip-"));
  const path = join(folder, "tree.zip");
  writeFileSync(path, await bytesOf(saved[0]?.file));
  const script =
    "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print('\\n'.join(z.namelist()))";
  const names = execFileSync("python3", ["-c", script, path], { encoding: "utf8" }).trim().split("\n");
  rmSync(folder, { recursive: true });
  expect(names).toEqual([
    "tree/a/b.txt",
    "tree/a/_txt.exe",
    "tree/_con",
    "tree/x_y_",
    "tree/caf_xE9",
    "tree/back_slash",
  ]);
});

test("what waits is started by hand where nothing starts by itself (FIL-3)", async () => {
  const { agent, queue, upload, over } = arrange();
  queue.automatic = false;
  upload([file("a", noise(5)), file("b", noise(5))]);
  await over(1, "waiting");
  await over(2, "waiting");
  queue.act(2, "start");
  await over(2);
  expect([...agent.files.keys()]).toEqual(["/srv/b"]);
  queue.automatic = true;
  await over(1);
});

test("what is scanned is shown as that, and what a scan finds is told with its words (FIL-10)", async () => {
  const { agent, queue, upload, over, views, saved } = arrange();
  let go = (): void => {};
  const gate = () => new Promise<void>((open) => (go = open));
  let waits = gate();
  agent.scan = async (path) => {
    await waits;
    return path.includes("evil") ? "Eicar FOUND" : "";
  };
  const scanning = (id: number, on = true) =>
    vi.waitFor(() => expect(views.get(id)?.scanning).toBe(on), { timeout: 10_000, interval: 5 });
  upload(
    [file("fine", noise(5)), file("evil", noise(5)), file("large-evil", noise(2 * MB))].map((one) => ({
      ...one,
      path: ["t", ...one.path],
    })),
  );
  await scanning(1);
  go();
  await over(1);
  expect(views.get(1)).toMatchObject({ scanning: false, doneFiles: 1 });
  const evil = { code: "infected", detail: "Eicar FOUND" };
  expect(views.get(1)?.remarks).toEqual([
    { path: "t/evil", ...evil },
    { path: "t/large-evil", ...evil },
  ]);
  agent.files.set("/srv/evil", noise(10));
  agent.files.set("/srv/fine", noise(5));
  queue.download({ items: [{ path: "/srv/evil", kind: "file", bytes: 10 }] });
  await over(2, "failed");
  expect(views.get(2)?.fault).toEqual(evil);
  queue.download({
    items: ["fine", "evil"].map((name) => ({ path: `/srv/${name}`, kind: "file" as const, bytes: 5 })),
  });
  await over(3);
  expect(saved.length).toBe(1);
  expect(views.get(3)?.remarks).toEqual([{ path: "evil", ...evil }]);
  // Cancelled while it is scanned, also one that came with its request.
  waits = gate();
  upload([file("later", noise(5))]);
  await scanning(4);
  queue.act(4, "cancel");
  await over(4, "cancelled");
  await vi.waitFor(() => expect(agent.of("cancel").length).toBe(1));
  go();
  expect(agent.files.has("/srv/later")).toBe(false);
});
