// A copy to another session's endpoint, as the worker asks for it and goes on with it (FIL-12). What moves the bytes is the appliance.

import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type CopyOverSchema, type CopyStandsSchema, CopyToldSchema, FileExists } from "@towline/wire/files";
import { afterEach, expect, test, vi } from "vitest";
import type { CopyOrder, FromWorker, TransferView } from "../src/messages";
import { Ledger } from "../src/sinks/ledger";
import { Queue } from "../src/transfers/queue";
import { Agent } from "./agent";
import { PrivateFolder } from "./private_folder";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (said: string) => new TextEncoder().encode(said);

interface Told {
  stands?: MessageInitShape<typeof CopyStandsSchema>;
  over?: MessageInitShape<typeof CopyOverSchema>;
}

afterEach(() => vi.unstubAllGlobals());

/** `browser`: what a page before left; then nothing new is asked for. */
async function arrange(change: Partial<CopyOrder> = {}, browser?: PrivateFolder) {
  const folder = browser ?? new PrivateFolder();
  vi.stubGlobal("navigator", { storage: { getDirectory: async () => folder } });
  const agent = new Agent();
  agent.connect();
  const views = new Map<number, TransferView>();
  const copied: string[] = [];
  const post = (message: FromWorker): void => {
    if (message.type === "transfers") for (const view of message.changed) views.set(view.id, view);
    if (message.type === "copied") copied.push(`${message.session} ${message.directory}`);
  };
  const queue = new Queue({
    client: agent.client,
    sessionId: "s",
    endpoint: "e",
    ledger: Ledger.open(),
    post,
  });
  const order: CopyOrder = {
    items: [{ path: "/from/large.bin", kind: "file", bytes: 1_000 }],
    session: "other",
    endpoint: "Store 7",
    directory: "/to",
    exists: "keepBoth",
    keepTimes: true,
    keepMode: false,
    ...change,
  };
  if (browser) await queue.restore();
  else queue.copy(order);
  /** The copies that were asked for, once there are so many. */
  const asked = async (count: number) => {
    await vi.waitFor(() => expect(agent.of("copy")).toHaveLength(count), { timeout: 10_000, interval: 5 });
    const up = agent.heard.filter(({ body }) => body.case === "copy").at(-1);
    return { request: up?.request ?? 0, copy: agent.of("copy").at(-1) };
  };
  const tell = (request: number, told: Told) => {
    const { stands, over } = told;
    const said = { request, ...(stands ? { stands } : {}), ...(over ? { over } : {}) };
    agent.client.told(toBinary(CopyToldSchema, create(CopyToldSchema, said)));
  };
  const over = (state: string) =>
    vi.waitFor(() => expect(views.get(1)?.state).toBe(state), { timeout: 10_000, interval: 5 });
  return { agent, queue, views, copied, asked, tell, over, folder };
}

test("what is asked names both ends, and goes on where it stood after a lost link and a pause (FIL-12, FIL-7)", async () => {
  const { agent, queue, views, copied, asked, tell, over } = await arrange();
  const first = await asked(1);
  expect(first.copy).toMatchObject({
    toSession: "other",
    exists: FileExists.KEEP_BOTH,
    keepTimes: true,
    keepMode: false,
  });
  expect(first.copy?.paths.map(text)).toEqual(["/from/large.bin"]);
  const place = { resumePath: bytes(""), resumeOffset: 512n, resumeStamp: bytes("stamp"), partialBytes: 600n };
  tell(first.request, { stands: place });
  await vi.waitFor(() => expect(views.get(1)?.doneBytes).toBe(600));
  agent.cut();
  agent.connect();
  const second = await asked(2);
  expect(second.copy).toMatchObject({ resumeOffset: 512n });
  expect(text(second.copy?.resumeStamp ?? new Uint8Array())).toBe("stamp");
  tell(second.request, { stands: { ...place, resumeOffset: 768n, partialBytes: 800n } });
  await vi.waitFor(() => expect(views.get(1)?.doneBytes).toBe(800));
  queue.act(1, "pause");
  // What is half written stays.
  await vi.waitFor(() => expect(agent.of("leaveCopy").map(({ of }) => of)).toEqual([second.request]));
  expect(agent.of("cancel")).toEqual([]);
  queue.act(1, "resume");
  const third = await asked(3);
  expect(third.copy).toMatchObject({ resumeOffset: 768n });
  const sha256 = new Uint8Array(32).fill(0xab);
  tell(third.request, { stands: { item: 1, files: 1n, bytes: 1_000n, sha256 }, over: { code: "" } });
  await over("done");
  expect(views.get(1)).toMatchObject({ doneBytes: 1_000, doneFiles: 1, sha256: "ab".repeat(32), to: "Store 7: /to" });
  expect(copied).toContain("other /to");
});

test("what mends itself is waited for, and everything else is a reason of the side that gives it (FIL-12)", async () => {
  const { asked, tell, over, views, queue } = await arrange();
  const first = await asked(1);
  tell(first.request, { over: { code: "offline", atTarget: true } });
  const second = await asked(2);
  tell(second.request, { over: { code: "not_permitted", atTarget: true } });
  await over("failed");
  expect(views.get(1)?.fault).toEqual({ code: "target_no_right", detail: "" });
  queue.act(1, "retry");
  const third = await asked(3);
  tell(third.request, { over: { code: "no_tool" } });
  await vi.waitFor(() => expect(views.get(1)?.fault?.code).toBe("no_tool"));
});

test("remarks are said once, and what was left alone or did not come decides how it ends (FIL-4)", async () => {
  const items = ["a", "b"].map((name) => ({ path: `/from/${name}`, kind: "file" as const, bytes: 10 }));
  const { agent, asked, tell, over, views } = await arrange({ items });
  const first = await asked(1);
  const same = { path: bytes("a"), code: "identical", atTarget: true };
  tell(first.request, { stands: { item: 1, files: 1n, bytes: 10n, skipped: 1n, remarks: [same, same] } });
  await vi.waitFor(() => expect(views.get(1)?.doneFiles).toBe(1));
  agent.cut();
  agent.connect();
  const second = await asked(2);
  expect(second.copy?.paths.map(text)).toEqual(["/from/b"]);
  const denied = { path: bytes("b"), code: "not_permitted", atTarget: true };
  tell(second.request, { stands: { item: 1, files: 1n, bytes: 10n, failed: 1n, remarks: [denied] }, over: {} });
  await over("skipped");
  expect(views.get(1)?.remarks.map(({ path, code }) => [path, code])).toEqual([
    ["a", "identical"],
    ["b", "target_not_permitted"],
  ]);
});

test("a cancelled copy is cancelled at the appliance as well (FIL-3)", async () => {
  const { agent, queue, asked, over } = await arrange();
  const { request } = await asked(1);
  queue.act(1, "cancel");
  await over("cancelled");
  await vi.waitFor(() => expect(agent.of("cancel").map(({ of }) => of)).toEqual([request]));
});

test("a page that is reloaded goes on with a copy where it stood, and with none that is over (FIL-12, FIL-7)", async () => {
  const items = ["a", "b", "c"].map((name) => ({ path: `/from/${name}`, kind: "file" as const, bytes: 1_000 }));
  const before = await arrange({ items });
  const first = await before.asked(1);
  const place = { resumePath: Uint8Array.of(0xe9, 0x0a), resumeOffset: 512n, resumeStamp: Uint8Array.of(0, 255) };
  const stands = { ...place, item: 1, files: 1n, bytes: 1_000n, skipped: 1n, partialBytes: 600n };
  before.tell(first.request, { stands });
  await vi.waitFor(() => expect(before.views.get(1)?.doneBytes).toBe(1_600));
  await vi.waitFor(() => expect(before.folder.written(".log")).toContain("standing"));
  before.folder.left();

  const after = await arrange({}, before.folder);
  const second = await after.asked(1);
  expect(second.copy?.paths.map(text)).toEqual(["/from/b", "/from/c"]);
  expect(second.copy).toMatchObject({ toSession: "other", exists: FileExists.KEEP_BOTH, ...place });
  await vi.waitFor(() =>
    expect(after.views.get(1)).toMatchObject({ doneBytes: 1_512, doneFiles: 1, totalBytes: 3_000 }),
  );
  after.tell(second.request, { stands: { item: 2, files: 2n, bytes: 2_000n }, over: { code: "" } });
  await after.over("done");
  expect(after.views.get(1)).toMatchObject({ doneBytes: 3_000, doneFiles: 3 });
  await vi.waitFor(() => expect(after.folder.names()).toEqual([]));
});

test("a copy that was cancelled is not gone on with, nor one of another session; of all that it told, the last is kept (FIL-12)", async () => {
  const { queue, asked, tell, over, folder } = await arrange();
  const { request } = await asked(1);
  await vi.waitFor(() => expect(folder.names()).toHaveLength(2));
  for (let n = 0; n < 4_000; n += 1) tell(request, { stands: { resumeOffset: BigInt(n), partialBytes: BigInt(n) } });
  await vi.waitFor(() => expect(folder.written(".log")).toMatch(/"offset":3999,.*\n$/));
  expect(folder.written(".log").length).toBeLessThan(300 * 1024);
  // Another session's page finds nothing.
  const other = await Ledger.open();
  expect(await other.found("another")).toEqual([]);
  queue.act(1, "cancel");
  await over("cancelled");
  await vi.waitFor(() => expect(folder.names()).toEqual([]));
});

test("a copy that is over before its beginning was kept leaves nothing; one that is tried again is kept again (FIL-12)", async () => {
  const { queue, asked, tell, over, folder } = await arrange();
  const open = folder.hold();
  const first = await asked(1);
  queue.act(1, "cancel");
  await over("cancelled");
  open();
  await vi.waitFor(() => expect(folder.opened).toBeGreaterThan(0));
  await vi.waitFor(() => expect(folder.names()).toEqual([]));
  queue.act(1, "retry");
  const again = await asked(2);
  expect(again.request).not.toBe(first.request);
  tell(again.request, { stands: { resumeOffset: 7n, partialBytes: 9n } });
  await vi.waitFor(() => expect(folder.written(".log")).toContain('"offset":7'));
  expect(folder.written(".json")).toContain("/from/large.bin");
});
