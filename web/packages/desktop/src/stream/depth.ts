//! The pixel formats of exact boxes: bytes of the wire to words of the picture. As the endpoint's encoder has them (docs/wire.md, "Screen frames"; SCR-11).

export type Depth = "bgr24" | "rgb565" | "cube" | "gray4" | "bit";

/** By a body's format byte; 1 is a video. */
const FORMATS: readonly (Depth | undefined)[] = ["bgr24", undefined, "rgb565", "cube", "gray4", "bit"];
/** Alpha of a little-endian RGBA word. */
export const OPAQUE = 0xff00_0000;
const CUBE_STEP = 51;
const GRAY_STEP = 17;
const WHITE = 0xffff_ffff;

export const depthOf = (format: number): Depth | undefined => FORMATS[format];

export function rowBytes(depth: Depth, width: number): number {
  switch (depth) {
    case "bgr24":
      return width * 3;
    case "rgb565":
      return width * 2;
    case "cube":
      return width;
    case "gray4":
      return (width + 1) >> 1;
    case "bit":
      return (width + 7) >> 3;
  }
}

const word = (red: number, green: number, blue: number): number => (OPAQUE | (blue << 16) | (green << 8) | red) >>> 0;
const gray = (value: number): number => word(value, value, value);

/** The word of each 16 bit value: 256 KiB, made when the first such frame comes. */
let words565: Uint32Array | undefined;

function table565(): Uint32Array {
  words565 ??= Uint32Array.from({ length: 65_536 }, (_, value) => {
    const red = value >> 11;
    const green = (value >> 5) & 63;
    const blue = value & 31;
    return word((red << 3) | (red >> 2), (green << 2) | (green >> 4), (blue << 3) | (blue >> 2));
  });
  return words565;
}

/** The word of each byte of the colour cube; bytes that mean no colour show white. */
const CUBE = Uint32Array.from({ length: 256 }, (_, index) => {
  if (index >= 216) return WHITE;
  const level = (step: number): number => (Math.floor(index / step) % 6) * CUBE_STEP;
  return word(level(36), level(6), level(1));
});
const GRAYS = Uint32Array.from({ length: 16 }, (_, index) => gray(index * GRAY_STEP));

/**
 * Writes one row of `width` pixels. `from` is where the row begins in `bytes`, `to` where it goes in `words`; the caller has made sure that both hold it.
 */
export function expandRow(
  depth: Depth,
  bytes: Uint8Array,
  from: number,
  words: Uint32Array,
  to: number,
  width: number,
): void {
  const end = to + width;
  let at = from;
  switch (depth) {
    case "bgr24":
      for (let pixel = to; pixel < end; pixel += 1, at += 3) {
        words[pixel] =
          OPAQUE | ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
      }
      return;
    case "rgb565": {
      const table = table565();
      for (let pixel = to; pixel < end; pixel += 1, at += 2) {
        words[pixel] = table[(bytes[at] as number) | ((bytes[at + 1] as number) << 8)] as number;
      }
      return;
    }
    case "cube":
      for (let pixel = to; pixel < end; pixel += 1, at += 1) words[pixel] = CUBE[bytes[at] as number] as number;
      return;
    case "gray4":
      for (let pixel = to; pixel < end; pixel += 2, at += 1) {
        const both = bytes[at] as number;
        words[pixel] = GRAYS[both >> 4] as number;
        if (pixel + 1 < end) words[pixel + 1] = GRAYS[both & 15] as number;
      }
      return;
    case "bit":
      for (let pixel = to; pixel < end; pixel += 1) {
        const place = pixel - to;
        const eight = bytes[at + (place >> 3)] as number;
        words[pixel] = (eight >> (7 - (place & 7))) & 1 ? WHITE : OPAQUE;
      }
      return;
  }
}
