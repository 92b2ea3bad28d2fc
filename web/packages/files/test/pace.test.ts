// How much of a file goes in one piece.

import { afterEach, expect, test, vi } from "vitest";
import { FILE_PIECE, Pace } from "../src/agent/pace";
import { isSame } from "../src/hash";
import { Agent, noise } from "./agent";

const KIB = 1024;

afterEach(() => vi.restoreAllMocks());

/** Steps of credit as a line of so many bytes in a second brings them, from a moment on. */
function credited(pace: Pace, o: { steps: number; step: number; rate: number; from?: number }): number {
  let now = o.from ?? 0;
  for (let n = 0; n < o.steps; n += 1) {
    now += (o.step * 1000) / o.rate;
    pace.granted(o.step, now);
  }
  return now;
}

test("a piece is what the line takes in a moment, and never the whole of a slow one (FIL-8)", () => {
  for (const [rate, piece] of [
    [100_000, 16 * KIB],
    [1_250_000, 16 * KIB],
    [12_500_000, 64 * KIB],
    [30_000_000, 128 * KIB],
    [125_000_000, 256 * KIB],
    [2_000_000_000, FILE_PIECE],
  ] as const) {
    for (const step of [64 * KIB, 1024 * KIB]) {
      const pace = new Pace();
      credited(pace, { steps: 2_000, step, rate });
      expect([rate, pace.piece]).toEqual([rate, piece]);
    }
  }
});

test("a line that becomes slow is believed at once, and one that becomes quick step by step (FIL-8)", () => {
  const pace = new Pace();
  let now = credited(pace, { steps: 40, step: 1024 * KIB, rate: 125_000_000 });
  expect(pace.piece).toBe(FILE_PIECE);
  now = credited(pace, { steps: 1, step: 1024 * KIB, rate: 1_000_000, from: now });
  expect(pace.piece).toBe(16 * KIB);
  // Nothing for a minute, and then all that was held up.
  now += 60_000;
  for (let n = 0; n < 64; n += 1) pace.granted(64 * KIB, now);
  expect(pace.piece).toBe(16 * KIB);
  credited(pace, { steps: 1, step: 1024 * KIB, rate: 100_000_000, from: now });
  expect(pace.piece).toBe(32 * KIB);
});

test("whatever is granted and when, a piece is one that may be sent (FIL-8)", () => {
  const pace = new Pace();
  const random = noise(8_000);
  let now = 0;
  for (let at = 0; at + 8 <= random.length; at += 8) {
    const before = pace.piece;
    const [a = 0, b = 0, c = 0, d = 0] = random.subarray(at);
    now += (a * b * b) / 64;
    pace.granted(c * 2 ** (d % 24), now);
    expect(Math.log2(pace.piece) % 1).toBe(0);
    expect(pace.piece).toBeGreaterThanOrEqual(16 * KIB);
    expect(pace.piece).toBeLessThanOrEqual(Math.min(FILE_PIECE, 2 * before));
  }
});

test("a file is sent in the pieces of its line, each byte in its place, and a new line begins with short ones (FIL-8)", async () => {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const agent = new Agent();
  const block = noise(1024 * KIB);
  const sent = async () => {
    const request = agent.client.start({
      case: "put",
      value: { $typeName: "towline.v1.PutFile", bytes: BigInt(block.length) } as never,
    });
    const before = agent.pieces.length;
    await agent.client.send(request.number, 7, block);
    return agent.pieces.slice(before);
  };
  agent.connect();
  const short = await sent();
  expect(short.map(({ bytes }) => bytes.length)).toEqual(Array(64).fill(16 * KIB));
  for (let n = 0; n < 40; n += 1) {
    now += 10;
    agent.grant(2 * 1024 * KIB);
  }
  const long = await sent();
  expect(long.map(({ bytes }) => bytes.length)).toEqual(Array(4).fill(256 * KIB));
  for (const pieces of [short, long]) {
    let at = 7;
    for (const piece of pieces) {
      expect(piece.offset).toBe(at);
      expect(isSame(piece.bytes, block.subarray(at - 7, at - 7 + piece.bytes.length))).toBe(true);
      at += piece.bytes.length;
    }
    expect(at).toBe(7 + block.length);
  }
  agent.cut();
  agent.connect();
  expect((await sent()).length).toBe(64);
});
