import { describe, expect, it } from "vitest";
import type { Chosen, ToWorker, UploadOrder } from "../src/messages";
import { type Handing, Handover } from "../src/page/handover";

const chosen = (count: number): Chosen[] =>
  Array.from({ length: count }, (_, n) => ({ path: ["tree", `${n}`], file: new File([], `${n}`) }));
const order = (count: number): UploadOrder => ({
  directory: "/srv",
  files: chosen(count),
  directories: [],
  exists: "skip",
  keepTimes: true,
});

function made() {
  const posted: ToWorker[] = [];
  const told: (readonly Handing[])[] = [];
  const turns: (() => void)[] = [];
  const handover = new Handover({
    post: (message) => void posted.push(message),
    changed: (all) => void told.push(all),
    turn: () => new Promise<void>((go) => void turns.push(go)),
  });
  const turn = async () => {
    turns.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { handover, posted, told, turn };
}

const names = (posted: readonly ToWorker[]): string[] =>
  posted.flatMap((message) => {
    if (message.type === "files") return message.files.map(({ file }) => file.name);
    return message.type === "upload" ? message.order.files.map(({ file }) => file.name) : [];
  });

describe("handing files over", () => {
  it("gives few at once, and of many a few in each turn of the page, all in their order (FIL-2)", async () => {
    const { handover, posted, told, turn } = made();
    handover.upload(order(32));
    expect(posted.map(({ type }) => type)).toEqual(["upload"]);
    expect(told).toEqual([]);
    posted.length = 0;
    handover.upload(order(100));
    expect(posted.map(({ type }) => type)).toEqual(["files"]);
    expect(told.at(-1)).toEqual([{ id: 2, name: "tree", done: 0, total: 100 }]);
    for (let n = 0; n < 3; n += 1) await turn();
    expect(posted.map(({ type }) => type)).toEqual(["files", "files", "files", "upload"]);
    expect(names(posted)).toEqual(Array.from({ length: 100 }, (_, n) => `${n}`));
    expect(told.at(-1)).toEqual([]);
  });

  it("uploads nothing of what is stopped meanwhile, and the others go on (FIL-3)", async () => {
    const { handover, posted, told, turn } = made();
    const first = handover.upload(order(100));
    const second = handover.upload(order(40));
    handover.stop(first);
    for (let n = 0; n < 6; n += 1) await turn();
    expect(posted.filter(({ type }) => type === "noFiles")).toEqual([{ type: "noFiles", upload: first }]);
    expect(
      posted.filter(({ type }) => type === "upload").map((message) => "upload" in message && message.upload),
    ).toEqual([second]);
    expect(told.at(-1)).toEqual([]);
    handover.stop(second);
    expect(posted.at(-1)?.type).toBe("upload");
  });
});
