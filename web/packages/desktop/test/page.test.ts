import { describe, expect, test } from "vitest";
import { layout, pixelAt } from "../src/page/geometry";
import { Assembler } from "../src/stream/assembler";
import { Dirty } from "../src/stream/dirty";
import { Fidelity } from "../src/stream/fidelity";
import { Figures } from "../src/stream/figures";
import { Inputs } from "../src/stream/inputs";
import { noise } from "./stand_in";

describe("scale_scr_10", () => {
  const picture = { width: 1920, height: 1080 };

  test("fit keeps the shape, stands in the middle on whole device pixels and never enlarges beyond actual size", () => {
    expect(layout({ widthPx: 960, heightPx: 1000, ratio: 1 }, picture, "fit")).toEqual({
      widthPx: 960,
      heightPx: 540,
      leftPx: 0,
      topPx: 230,
    });
    expect(layout({ widthPx: 4000, heightPx: 3000, ratio: 1 }, picture, "fit")).toMatchObject({
      widthPx: 1920,
      heightPx: 1080,
    });
    expect(layout({ widthPx: 4000, heightPx: 3000, ratio: 2 }, picture, "fit")).toMatchObject({
      widthPx: 3840,
      heightPx: 2160,
    });
  });

  test("actual size has a whole number of device pixels for each pixel", () => {
    expect(layout({ widthPx: 100, heightPx: 100, ratio: 1.5 }, picture, "actual")).toEqual({
      widthPx: 1920,
      heightPx: 1080,
      leftPx: 0,
      topPx: 0,
    });
    expect(layout({ widthPx: 100, heightPx: 100, ratio: 2 }, picture, "actual")).toMatchObject({ widthPx: 3840 });
  });

  test("the pixel under the pointer is exact at every scale", () => {
    for (const scale of [0.31, 0.5, 1, 1.25, 2]) {
      const shown = { left: 17.5, top: 3.25, width: 1920 * scale, height: 1080 * scale };
      for (const [x, y] of [
        [0, 0],
        [1, 1],
        [959, 540],
        [1919, 1079],
      ] as const) {
        expect(pixelAt(shown.left + (x + 0.5) * scale, shown.top + (y + 0.5) * scale, shown, picture)).toEqual({
          x,
          y,
        });
      }
      expect(pixelAt(-500, 9_999, shown, picture)).toEqual({ x: 0, y: 1079 });
    }
  });
});

describe("what changed", () => {
  test("a handful of rectangles covers every change", () => {
    const random = noise(3);
    for (let round = 0; round < 200; round += 1) {
      const dirty = new Dirty();
      const rects = Array.from({ length: 1 + random(60) }, () => {
        return { x: random(1900), y: random(1060), w: 1 + random(20), h: 1 + random(20) };
      });
      for (const rect of rects) dirty.add(rect);
      const taken = dirty.take();
      expect(taken.length).toBeLessThanOrEqual(12);
      for (const r of rects) {
        const inside = taken.some((t) => t.x <= r.x && t.y <= r.y && t.x + t.w >= r.x + r.w && t.y + t.h >= r.y + r.h);
        expect(inside).toBe(true);
      }
      expect(dirty.empty).toBe(true);
    }
  });
});

describe("lossless or mixed_scr_19", () => {
  const empty = {
    width: 64,
    height: 40,
    capturedUs: 0n,
    kept: [],
    restored: [],
    copies: [],
    depth: "bgr24" as const,
    boxes: [],
    rawLength: 0,
    packed: new Uint8Array(0),
    photos: [],
  };
  const photo = { jpeg: new Uint8Array(1), rects: [{ rect: { x: 0, y: 16, w: 64, h: 24 }, sx: 0, sy: 0 }] };

  test("a photograph is mixed until it was sharpened whole, also after it moved", () => {
    const fidelity = new Fidelity(64, 40);
    expect(fidelity.lossless).toBe(true);
    fidelity.apply({ ...empty, photos: [photo] });
    expect(fidelity.lossless).toBe(false);
    fidelity.apply({ ...empty, boxes: [{ x: 0, y: 16, w: 63, h: 24 }] });
    expect(fidelity.lossless).toBe(false);
    fidelity.apply({ ...empty, copies: [{ dx: 0, dy: -16, rects: [{ x: 0, y: 0, w: 64, h: 24 }] }] });
    fidelity.apply({ ...empty, boxes: [{ x: 0, y: 16, w: 64, h: 24 }] });
    expect(fidelity.lossless).toBe(false);
    fidelity.apply({ ...empty, boxes: [{ x: 0, y: 0, w: 64, h: 16 }] });
    expect(fidelity.lossless).toBe(true);
    fidelity.apply({ ...empty, depth: "rgb565", boxes: [{ x: 0, y: 0, w: 4, h: 4 }] });
    expect(fidelity.lossless, "fewer colours are no exact ones").toBe(false);
  });
});

describe("figures_scr_19", () => {
  /** One second of pictures at a pace, each shown so long after it was captured. */
  function second(figures: Figures, from: number, pace: { frames: number; late: number; work: number }): void {
    for (let frame = 0; frame < pace.frames; frame += 1) {
      const at = from + (frame * 1_000) / pace.frames;
      figures.received(1_000);
      figures.arrived(BigInt(Math.round(at * 1_000)), at + (frame === 0 ? 0 : pace.late));
      figures.worked(pace.work);
    }
  }

  test("they count one span and name the browser when it stays busy", () => {
    const figures = new Figures(0);
    second(figures, 0, { frames: 30, late: 0, work: 25 });
    const counted = { rttMs: 4, fps: 30, bytesPerSecond: 30_000, encoding: "lossless", codec: "" };
    expect(figures.take(1_000, 4, true)).toEqual(counted);
    second(figures, 1_000, { frames: 30, late: 0, work: 25 });
    expect(figures.take(2_000, 4, true)).toEqual({ ...counted, bottleneck: "browser" });
    expect(figures.take(3_000, 4, false)).toEqual({
      rttMs: 4,
      fps: 0,
      bytesPerSecond: 0,
      encoding: "mixed",
      codec: "",
    });
  });

  test.each([
    ["pictures that stay late name the network", { frames: 20, late: 200, work: 1 }, "network"],
    ["few pictures in time name the endpoint", { frames: 15, late: 0, work: 1 }, "endpoint"],
    ["many pictures in time name nothing", { frames: 50, late: 0, work: 1 }, undefined],
    ["a still screen names nothing", { frames: 3, late: 0, work: 1 }, undefined],
  ] as const)("%s", (_what, pace, named) => {
    const figures = new Figures(0);
    second(figures, 0, pace);
    figures.take(1_000, 4, true);
    second(figures, 1_000, pace);
    expect(figures.take(2_000, 4, true).bottleneck).toBe(named);
  });

  test("an endpoint that goes slowly for the link's sake names the network, and the codecs are told", () => {
    const figures = new Figures(0);
    figures.look({ step: 8, mostFps: 8 });
    for (const from of [0, 1_000]) second(figures, from, { frames: 7, late: 0, work: 1 });
    const rect = { x: 0, y: 0, w: 1, h: 1 };
    figures.coded({ boxes: [rect], photos: [] });
    figures.take(1_000, 4, true);
    for (let frame = 0; frame < 7; frame += 1) figures.arrived(BigInt((2_000 + frame) * 1_000), 2_000 + frame);
    figures.coded({ boxes: [rect], photos: [{ rects: [], jpeg: new Uint8Array(1) }] });
    expect(figures.take(2_000, 4, true)).toMatchObject({ bottleneck: "network", codec: "zstd + JPEG" });
    expect(figures.take(3_000, 4, true).codec).toBe("zstd + JPEG");
  });
});

describe("frame parts", () => {
  const part = (length: number) => new Uint8Array(length);

  test("parts of one frame become one body", () => {
    const assembler = new Assembler();
    expect(assembler.part(1 | 4, 1n, part(3))).toBeUndefined();
    expect(assembler.part(0, 1n, part(4))).toBeUndefined();
    expect(assembler.part(2, 1n, part(5))).toMatchObject({ frame: 1n, key: true, body: { length: 12 } });
    expect(assembler.part(3, 2n, part(1))).toMatchObject({ frame: 2n, key: false });
  });

  test("an endpoint that was away begins again with a whole picture, whatever was under way", () => {
    const assembler = new Assembler();
    assembler.part(3 | 4, 8n, part(1));
    assembler.part(1, 9n, part(5));
    expect(assembler.part(3 | 4, 1n, part(2))).toMatchObject({ frame: 1n, anew: true, body: { length: 2 } });
    expect(assembler.part(3, 2n, part(2))).toMatchObject({ frame: 2n, anew: false });
  });

  test.each<[string, (a: Assembler) => unknown]>([
    ["a middle without a beginning", (a) => a.part(0, 1n, part(1))],
    ["a second beginning of a change", (a) => [a.part(1, 1n, part(1)), a.part(1, 2n, part(1))].at(-1)],
    ["a part of another frame", (a) => [a.part(1, 1n, part(1)), a.part(2, 2n, part(1))].at(-1)],
    ["an older frame", (a) => [a.part(3, 5n, part(1)), a.part(3, 5n, part(1))].at(-1)],
  ])("%s breaks the stream", (_what, act) => {
    expect(act(new Assembler())).toBe("malformed");
  });
});

describe("input on its way_scr_15", () => {
  const key = { kind: "key", down: true, code: "KeyA", key: "a", modifiers: 0, repeat: false } as const;
  const move = { kind: "pointer", x: 1, y: 1, buttons: 0 } as const;

  test("keys that were not performed are said again, performed, old and clicked ones are not", () => {
    const inputs = new Inputs(9n);
    inputs.say(key, true, 0);
    inputs.say(key, true, 5_000);
    inputs.say({ ...move, buttons: 1 }, true, 9_000);
    const third = inputs.say(key, true, 9_000);
    const typedBlind = inputs.say(key, false, 12_000);
    expect(typedBlind).toBeUndefined();
    expect(inputs.say(move, false, 12_000)).toBeUndefined();
    const again = inputs.resume(1n, 16_000);
    expect(again).toHaveLength(2);
    expect(again[0]).toEqual(third);
    expect(inputs.resume(5n, 16_000)).toEqual([]);
  });

  test("numbers go on behind what an older page of this tab has sent", () => {
    const inputs = new Inputs(9n);
    inputs.resume(100n, 0);
    inputs.say(key, true, 0);
    inputs.performed(8n, 101n);
    expect(inputs.resume(100n, 1)).toHaveLength(1);
    inputs.performed(9n, 101n);
    expect(inputs.resume(100n, 1)).toEqual([]);
  });

  test("letting go while the link is away is said when it is back, after the keys before it", () => {
    const inputs = new Inputs(9n);
    inputs.say(key, false, 0);
    inputs.say({ kind: "release" }, false, 1);
    expect(inputs.resume(0n, 2)).toHaveLength(2);
  });
});
