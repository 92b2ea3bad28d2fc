// What is read from the technician's disk and written to the browser's: blocks of a file, and a file with room.

import { describe, expect, test } from "vitest";
import { PrivateStore } from "../src/sinks/store";
import { Blocks } from "../src/transfers/blocks";
import { PrivateFile } from "./private_folder";

const MIB = 1024 * 1024;

function pattern(bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 1) all[at] = ((at * 2654435761) >>> 13) | 1;
  return all;
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}

describe.each(["bytes", "no bytes"])("a browser whose files are streams of %s", (kind) => {
  test.each([0, 1, MIB - 1, MIB, 3 * MIB + 17])(
    "reads %i bytes in blocks from any block on (FIL-7, FIL-8)",
    async (bytes) => {
      const content = pattern(bytes);
      const file = new File([content], "a");
      if (kind === "no bytes") {
        const slice = file.slice.bind(file);
        file.slice = (...range) => {
          const blob = slice(...range);
          const stream = blob.stream.bind(blob);
          blob.stream = () => stream().pipeThrough(new TransformStream());
          return blob;
        };
      }
      for (let start = 0; start <= bytes; start += MIB) {
        const blocks = new Blocks(file, start);
        const heard: Uint8Array<ArrayBuffer>[] = [];
        for (let block = await blocks.next(); block; block = await blocks.next()) heard.push(block);
        expect(heard.slice(0, -1).every((block) => block.length === MIB)).toBe(true);
        expect(isSame(new Uint8Array(await new Blob(heard).arrayBuffer()), content.subarray(start))).toBe(true);
      }
    },
  );
});

test("a file that ends before its bytes are read says so, and whoever leaves early waits for nothing (FIL-7)", async () => {
  const file = new File([pattern(2 * MIB)], "a");
  const slice = file.slice.bind(file);
  file.slice = (start) => slice(start, MIB + 5);
  const blocks = new Blocks(file, 0);
  expect((await blocks.next())?.length).toBe(MIB);
  await expect(blocks.next()).rejects.toThrow(/early/);
  const left = new Blocks(new File([pattern(9 * MIB)], "b"), 0);
  await left.next();
  await left.leave();
  expect(await left.next()).toBeUndefined();
});

test("a file with room has what was written and nothing else once it is closed (FIL-8)", async () => {
  const disk = new PrivateFile();
  const store = await PrivateStore.open(disk.folder(), "a", true);
  const content = pattern(40 * MIB + 3);
  for (let at = 0; at < content.length; at += MIB) store.write(content.subarray(at, at + MIB), store.size);
  expect(store.size).toBe(content.length);
  expect(disk.bytes.length).toBeGreaterThan(content.length);
  // It doubles, and does not grow with each block.
  expect(disk.grown).toBeLessThan(8);
  store.close();
  expect(isSame(disk.bytes, content)).toBe(true);
});

test("what a page that was left had written is found again behind the room (FIL-7)", async () => {
  for (const blocks of [0, 1, 2, 7, 70]) {
    const disk = new PrivateFile();
    const store = await PrivateStore.open(disk.folder(), "a", true);
    const content = pattern(blocks * MIB);
    for (let at = 0; at < content.length; at += MIB) store.write(content.subarray(at, at + MIB), store.size);
    disk.left();
    const again = await PrivateStore.open(disk.folder(), "a", true);
    // The last block may be half of itself: it comes once more.
    expect(again.size).toBeGreaterThanOrEqual((blocks - 1) * MIB);
    expect(again.size % MIB).toBe(0);
    expect(isSame(again.read(0, again.size), content.subarray(0, again.size))).toBe(true);
    again.truncate(again.size);
    expect(disk.bytes.length).toBe(again.size);
  }
});

test("zeros that were written are fetched once more and never taken for what they are not (FIL-7)", async () => {
  const disk = new PrivateFile();
  const store = await PrivateStore.open(disk.folder(), "a", true);
  store.write(pattern(2 * MIB), 0);
  store.write(new Uint8Array(200 * MIB), 2 * MIB);
  disk.left();
  const again = await PrivateStore.open(disk.folder(), "a", true);
  expect(again.size).toBeLessThanOrEqual(202 * MIB);
  expect(again.size % MIB).toBe(0);
});

test("a disk that has no place for room has place for what is written (FIL-7)", async () => {
  const disk = new PrivateFile();
  disk.quota = 3 * MIB;
  const store = await PrivateStore.open(disk.folder(), "a", true);
  const content = pattern(3 * MIB);
  for (let at = 0; at < content.length; at += MIB) store.write(content.subarray(at, at + MIB), store.size);
  store.close();
  expect(isSame(disk.bytes, content)).toBe(true);
  const more = await PrivateStore.open(disk.folder(), "a", true);
  expect(() => more.write(pattern(1), more.size)).toThrow(/full/);
});
