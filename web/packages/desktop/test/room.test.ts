import { expect, test } from "vitest";
import { Room } from "../src/stream/room";
import { SIDE, warm } from "../src/stream/warm";
import { Zstd } from "../src/stream/zstd";

test("memory that was given back is taken again, the smallest that is large enough", () => {
  const room = new Room();
  const [small, large] = [room.take(100), room.take(1_000)];
  room.give(large);
  room.give(small);
  expect(room.take(50)).toBe(small);
  expect(room.take(50)).toBe(large);
  expect(room.take(50).byteLength).toBe(50);
});

test("two pieces are kept, the larger ones, none twice and none that is too large to keep", () => {
  const room = new Room();
  const pieces = [10, 30, 20].map((bytes) => new ArrayBuffer(bytes));
  for (const piece of pieces) room.give(piece);
  room.give(pieces[1]!);
  expect(room.take(1).byteLength).toBe(20);
  expect(room.take(1).byteLength).toBe(30);
  expect(room.take(1).byteLength).toBe(1);
  room.give(new ArrayBuffer(41 * 1024 * 1024));
  expect(room.take(1).byteLength).toBe(1);
});

test("what is expected is there once", () => {
  const room = new Room();
  room.expect(1_000);
  room.expect(900);
  expect(room.take(800).byteLength).toBe(1_000);
  expect(room.take(800).byteLength).toBe(800);
});

test("a picture for nobody goes the whole way to the page's desk_scr_31", async () => {
  const zstd = await Zstd.load();
  const seen: number[] = [];
  const grey = { width: 16, height: 16, rgba: new Uint8Array(16 * 16 * 4).fill(128) };
  const decoded = async (jpeg: Uint8Array) => {
    seen.push(jpeg.length);
    return grey;
  };
  expect(await warm(zstd, decoded)).toBe(true);
  expect(seen).toEqual([285]);
  expect(SIDE).toBeGreaterThan(16);
  expect(await warm(zstd, async () => undefined)).toBe(false);
});
