import { beforeAll, describe, expect, test } from "vitest";
import { type Body, type Copy, readBody } from "../src/stream/body";
import { jpegSize } from "../src/stream/photo";
import { Picture } from "../src/stream/picture";
import { Zstd } from "../src/stream/zstd";
import { Bytes, golden, noise, plainBody, stored } from "./stand_in";

let zstd: Zstd;
beforeAll(async () => {
  zstd = await Zstd.load();
});

function show(picture: Picture, body: Body) {
  const raw = body.boxes.length > 0 ? zstd.decompress(body.packed, body.rawLength) : undefined;
  return picture.apply(body, raw, []);
}

/** How many bytes of colour differ. */
function different(wanted: Uint8Array, shown: Uint8ClampedArray): number {
  let count = 0;
  for (let at = 0; at < wanted.length; at += 1) if (at % 4 !== 3 && wanted[at] !== shown[at]) count += 1;
  return count;
}

describe("golden frames of the endpoint's encoder", () => {
  test.each(["text", "scroll", "under"] as const)("%s becomes the very picture that was captured", (name) => {
    const { width, height, steps } = golden(name);
    const picture = new Picture(width, height);
    for (const step of steps) {
      const body = readBody(step.body);
      expect(body, step.name).toBeDefined();
      expect(show(picture, body!), step.name).toBeDefined();
      const wanted = zstd.decompress(step.rgbaPacked, width * height * 4)!;
      expect(different(wanted, picture.rgba), step.name).toBe(0);
    }
  });

  test("text in every mode's colours becomes what the endpoint's own decoder shows_scr_11", () => {
    const { width, height, steps } = golden("modes");
    const picture = new Picture(width, height);
    const seen = new Set<string>();
    for (const step of steps) {
      const body = readBody(step.body)!;
      seen.add(body.depth);
      // Photographs are the browser's to decode; here their places are left as they are.
      expect(show(picture, { ...body, photos: [] }), step.name).toBeDefined();
      if (!step.exact || body.photos.length > 0) continue;
      const wanted = zstd.decompress(step.rgbaPacked, width * height * 4)!;
      expect(different(wanted, picture.rgba), `${step.name} in ${body.depth}`).toBe(0);
    }
    expect([...seen].sort()).toEqual(["bgr24", "bit", "cube", "gray4", "rgb565"]);
  });

  test("photographs are found with their places and sizes", () => {
    const body = readBody(golden("photo").steps[0]!.body)!;
    expect(body.photos.length).toBeGreaterThan(0);
    for (const photo of body.photos) {
      const size = jpegSize(photo.jpeg)!;
      for (const { rect, sx, sy } of photo.rects) {
        expect(sx + rect.w).toBeLessThanOrEqual(size.width);
        expect(sy + rect.h).toBeLessThanOrEqual(size.height);
      }
    }
  });
});

describe("hostile bodies", () => {
  test("a body cut short anywhere, or with a byte too many, is none", () => {
    const { body } = golden("scroll").steps[1]!;
    expect(readBody(body)).toBeDefined();
    for (let length = 0; length < body.length; length += 1) expect(readBody(body.subarray(0, length))).toBeUndefined();
    expect(readBody(Uint8Array.of(...body, 0))).toBeUndefined();
  });

  const head = (width: number, height: number) => new Bytes().u16(width, height).u64(0);
  const none = (bytes: Bytes) => bytes.u16(0);
  test.each<[string, Uint8Array]>([
    ["no area", none(head(0, 10).u8(0)).u16(0).u32(0, 0).u16(0).done],
    ["a side beyond 16,384", none(head(16_385, 1).u8(0)).u16(0).u32(0, 0).u16(0).done],
    ["more than 64 Mpx", none(head(16_000, 16_000).u8(0)).u16(0).u32(0, 0).u16(0).done],
    ["an unknown format", none(head(8, 8).u8(6)).u16(0).u32(0, 0).u16(0).done],
    ["a video of no codec", head(8, 8).u8(1, 0, 7).done],
    ["a video of an unknown codec", head(8, 8).u8(1, 4, 7).done],
    ["a video without a chunk", head(8, 8).u8(1, 2).done],
    ["a moving part without a chunk", none(head(8, 8).u8(6)).u16(0).u32(0, 0).u16(0).u16(0, 0, 8, 8).u8(1, 1).done],
    ["a moving part of no codec", none(head(8, 8).u8(6)).u16(0).u32(0, 0).u16(0).u16(0, 0, 8, 8).u8(0, 1, 7).done],
    ["a moving part of odd flags", none(head(8, 8).u8(6)).u16(0).u32(0, 0).u16(0).u16(0, 0, 8, 8).u8(1, 2, 7).done],
    ["a moving part outside", none(head(8, 8).u8(6)).u16(0).u32(0, 0).u16(0).u16(1, 0, 8, 8).u8(1, 1, 7).done],
    ["what comes to light outside", head(8, 8).u8(0x80).u16(0, 1).u16(7, 0, 2, 1).u16(0, 0).u32(0, 0).u16(0).done],
    [
      "more kept than there is",
      head(8, 8).u8(0x80).u16(2).u16(0, 0, 8, 8, 0, 0, 1, 1).u16(0, 0, 0).u32(0, 0).u16(0).done,
    ],
    ["a video of the whole that keeps", head(8, 8).u8(0x81).u16(0, 0).u8(2, 7).done],
    ["no moving part where one is said", none(head(8, 8).u8(6)).u16(0).u32(0, 0).u16(0).done],
    ["a copy from outside", head(8, 8).u8(0).u16(1).u16(1, 0).u16(1).u16(0, 0, 2, 2).u16(0).u32(0, 0).u16(0).done],
    ["an empty rectangle", none(head(8, 8).u8(0)).u16(1).u16(0, 0, 0, 2).u32(0, 0).u16(0).done],
    ["a box that leaves the picture", none(head(8, 8).u8(0)).u16(1).u16(7, 0, 2, 1).u32(6, 1).u8(0).u16(0).done],
    ["pixels that are not the boxes'", none(head(8, 8).u8(0)).u16(1).u16(0, 0, 2, 1).u32(7, 1).u8(0).u16(0).done],
    ["a photograph of nothing", none(head(8, 8).u8(0)).u16(0).u32(0, 0).u16(1).u32(0).u16(0).done],
  ])("%s is refused", (_what, bytes) => {
    expect(readBody(bytes)).toBeUndefined();
  });

  test("a moving part is read, and its place is the last of the photographs", () => {
    const body = readBody(none(head(8, 8).u8(6)).u16(0).u32(0, 0).u16(0).u16(2, 1, 4, 6).u8(1, 1, 7, 8).done);
    expect(body?.moving).toEqual({ rect: { x: 2, y: 1, w: 4, h: 6 }, codec: 1, key: true, bytes: Uint8Array.of(7, 8) });
    expect(body?.photos).toEqual([
      { rects: [{ rect: { x: 2, y: 1, w: 4, h: 6 }, sx: 0, sy: 0 }], jpeg: new Uint8Array(0) },
    ]);
  });

  test("more boxes than the picture has pixels are refused", () => {
    const boxes = Array.from({ length: 5 }, () => ({ x: 0, y: 0, w: 4, h: 4 }));
    expect(readBody(plainBody(8, 8, boxes.slice(0, 4), [1, 2, 3]))).toBeDefined();
    expect(readBody(plainBody(8, 8, boxes, [1, 2, 3]))).toBeUndefined();
  });

  test("in every format the length must be that of its rows, and rows of grays and bits end with their byte_scr_11", () => {
    const rows = { 0: 3 * 9, 2: 2 * 9, 3: 9, 4: 5, 5: 2 };
    for (const [format, row] of Object.entries(rows)) {
      const body = (length: number) => {
        const raw = new Uint8Array(length).fill(0xff);
        const packed = stored(raw);
        const boxed = head(16, 8).u8(Number(format)).u16(0).u16(1).u16(3, 2, 9, 4);
        return readBody(boxed.u32(length, packed.length).raw(packed).u16(0).done);
      };
      const read = body(row * 4)!;
      expect(read, format).toBeDefined();
      expect(body(row * 4 - 1), format).toBeUndefined();
      expect(body(row * 4 + 1), format).toBeUndefined();
      const picture = new Picture(16, 8);
      show(picture, read);
      const lit = [...new Uint32Array(picture.rgba.buffer)].filter((word) => word === 0xffff_ffff).length;
      expect(lit, `${format} writes its box and nothing else`).toBe(9 * 4);
    }
    expect(readBody(head(16, 8).u8(6).u16(0).u16(0).u32(0, 0).u16(0).done)).toBeUndefined();
  });

  test("changed bytes never throw, hang or write outside the picture", () => {
    const random = noise(11);
    for (const name of ["text", "scroll", "under", "photo"] as const) {
      const { width, height, steps } = golden(name);
      for (let round = 0; round < 400; round += 1) {
        const bytes = steps[round % steps.length]!.body.slice();
        for (let change = 0; change <= random(6); change += 1)
          bytes[random(round % 2 ? 120 : bytes.length)] = random(256);
        const body = readBody(bytes);
        if (!body || body.width !== width || body.height !== height) continue;
        show(new Picture(width, height), body);
      }
    }
  });

  test("a block that does not hold what was promised gives nothing", () => {
    const packed = stored(Uint8Array.of(1, 2, 3));
    expect(zstd.decompress(packed, 3)).toEqual(Uint8Array.of(1, 2, 3));
    expect(zstd.decompress(packed, 4)).toBeUndefined();
    expect(zstd.decompress(packed, 2)).toBeUndefined();
    expect(zstd.decompress(packed.subarray(0, 8), 3)).toBeUndefined();
    expect(zstd.decompress(new Uint8Array(0), 3)).toBeUndefined();
    expect(zstd.decompress(packed, 3)).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("a JPEG is measured before it is decoded, and one of endless scans is refused", () => {
    const soi = [0xff, 0xd8];
    const frame = [0xff, 0xc2, 0, 11, 8, 0, 90, 0, 120, 1, 1, 0x11, 0];
    const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 12, 13];
    expect(jpegSize(Uint8Array.from([...soi, ...frame, ...scan, 0xff, 0xd9]))).toEqual({ width: 120, height: 90 });
    const many = Array.from({ length: 65 }, () => scan).flat();
    expect(jpegSize(Uint8Array.from([...soi, ...frame, ...many]))).toBeUndefined();
    expect(jpegSize(Uint8Array.from([...soi, ...frame]))).toBeUndefined();
    expect(jpegSize(Uint8Array.from([1, 2, 3]))).toBeUndefined();
    const random = noise(5);
    for (let round = 0; round < 5_000; round += 1) {
      jpegSize(
        Uint8Array.from([...soi, ...Array.from({ length: random(60) }, () => (random(4) ? random(256) : 0xff))]),
      );
    }
  });
});

describe("copies", () => {
  test("all sources are read from the picture before, however rectangles lie on each other", () => {
    const random = noise(23);
    for (let round = 0; round < 500; round += 1) {
      const width = 1 + random(40);
      const height = 1 + random(30);
      const picture = new Picture(width, height);
      for (let at = 0; at < picture.rgba.length; at += 1) picture.rgba[at] = random(256);
      const before = picture.rgba.slice();
      const copies: Copy[] = Array.from({ length: 1 + random(3) }, () => {
        const rects = Array.from({ length: 1 + random(3) }, () => {
          const w = 1 + random(width);
          const h = 1 + random(height);
          return { x: random(width - w + 1), y: random(height - h + 1), w, h };
        });
        const [first] = rects;
        const { x, y, w, h } = first!;
        const dx = x - random(width - w + 1);
        const dy = y - random(height - h + 1);
        const inside = rects.filter(
          (r) => r.x - dx >= 0 && r.y - dy >= 0 && r.x - dx + r.w <= width && r.y - dy + r.h <= height,
        );
        return { dx, dy, rects: inside };
      });
      const wanted = before.slice();
      for (const { dx, dy, rects } of copies) {
        for (const { x, y, w, h } of rects) {
          for (let line = 0; line < h; line += 1) {
            const from = ((y + line - dy) * width + x - dx) * 4;
            wanted.set(before.subarray(from, from + w * 4), ((y + line) * width + x) * 4);
          }
        }
      }
      const depth = "bgr24" as const;
      const empty = {
        width,
        height,
        capturedUs: 0n,
        depth,
        kept: [],
        restored: [],
        boxes: [],
        rawLength: 0,
        packed: new Uint8Array(0),
        photos: [],
      };
      picture.apply({ ...empty, copies }, undefined, []);
      const words = new Uint32Array(wanted.buffer);
      expect(new Uint32Array(picture.rgba.buffer).every((word, at) => word === words[at])).toBe(true);
    }
  });
});
