import { describe, expect, test } from "vitest";
import { DATA_LIMIT, decodeFrame, encodeControl, encodeCredit, encodeData } from "../src/frame";
import { readPayload } from "../src/payload";

/** A small repeatable source of noise, so that a failure can be run again. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("frames", () => {
  test("a frame comes back as it was sent, on every size of channel number", () => {
    for (const channel of [1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_456, 0xffff_ffff]) {
      const payload = Uint8Array.of(1, 2, 3);
      expect(decodeFrame(encodeData(channel, payload))).toEqual({ kind: "data", channel, payload });
      expect(decodeFrame(encodeCredit(channel, channel))).toEqual({ kind: "credit", channel, bytes: channel });
    }
    expect(decodeFrame(encodeControl(Uint8Array.of(9)))).toEqual({ kind: "control", payload: Uint8Array.of(9) });
  });

  test.each<[string, number[], string]>([
    ["nothing", [], "malformed_frame"],
    ["a kind alone", [0], "malformed_frame"],
    ["an unknown kind", [3, 1, 0], "malformed_frame"],
    ["control on a channel", [0, 1, 0], "malformed_frame"],
    ["data without a channel", [1, 0, 0], "malformed_frame"],
    ["a channel longer than it need be", [1, 0x81, 0x00, 5], "malformed_frame"],
    ["a channel of more than 32 bits", [1, 0xff, 0xff, 0xff, 0xff, 0x1f, 5], "malformed_frame"],
    ["a channel that never ends", [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "malformed_frame"],
    ["credit of nothing", [2, 1, 0], "malformed_frame"],
    ["credit with bytes behind it", [2, 1, 5, 5], "malformed_frame"],
  ])("%s is no frame", (_what, bytes, fault) => {
    expect(decodeFrame(Uint8Array.from(bytes))).toBe(fault);
  });

  test("what is larger than its kind may be is refused", () => {
    expect(decodeFrame(encodeControl(new Uint8Array(64 * 1024)))).toMatchObject({ kind: "control" });
    expect(decodeFrame(encodeControl(new Uint8Array(64 * 1024 + 1)))).toBe("too_large");
    expect(decodeFrame(encodeData(1, new Uint8Array(DATA_LIMIT + 1)))).toBe("too_large");
  });

  test("random bytes never throw, as frames or as payloads", () => {
    const random = noise(7);
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 24) }, () => Math.floor(random() * 256));
      decodeFrame(bytes);
      readPayload(bytes);
      readPayload(Uint8Array.of([1, 2, 3, 4, 5, 16, 17][round % 7] ?? 0, ...bytes));
    }
  });
});

describe("payload heads", () => {
  test("a frame part and a replay part are taken apart as docs/wire.md has them", () => {
    expect(readPayload(Uint8Array.of(1, 5, 2, 0, 0, 0, 0, 0, 0, 0, 77))).toEqual({
      kind: "frame",
      flags: 5,
      frame: 2n,
      body: Uint8Array.of(77),
    });
    expect(readPayload(Uint8Array.of(0x11, 1, 0, 0, 0, 6, 9, 0, 0, 0, 0, 0, 0, 0))).toEqual({
      kind: "shellReplay",
      nonce: 1,
      flags: 6,
      offset: 9n,
      body: new Uint8Array(0),
    });
  });

  test("a head that is cut short is none", () => {
    expect(readPayload(Uint8Array.of(1, 5, 2))).toBeUndefined();
    expect(readPayload(Uint8Array.of(4, 0, 0, 0))).toBeUndefined();
    expect(readPayload(Uint8Array.of(9))).toBeUndefined();
  });
});
