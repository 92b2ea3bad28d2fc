//! Bodies written by hand, and a repeatable source of noise.
import modes from "../fixtures/modes.json";
import photo from "../fixtures/photo.json";
import scroll from "../fixtures/scroll.json";
import text from "../fixtures/text.json";
import under from "../fixtures/under.json";

export function noise(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export class Bytes {
  readonly list: number[] = [];

  u8(...values: number[]): this {
    for (const value of values) this.list.push(value & 0xff);
    return this;
  }

  u16(...values: number[]): this {
    for (const value of values) this.u8(value, value >> 8);
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) this.u16(value & 0xffff, value >>> 16);
    return this;
  }

  u64(value: number): this {
    return this.u32(value, 0);
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.list.push(byte);
    return this;
  }

  get done(): Uint8Array {
    return Uint8Array.from(this.list);
  }
}

/** A zstd frame that holds its bytes as they are. */
export function stored(raw: Uint8Array): Uint8Array {
  const out = new Bytes().u32(0xfd2fb528).u8(0xa0).u32(raw.length);
  const header = (raw.length << 3) | 1;
  return out.u8(header, header >> 8, header >> 16).raw(raw).done;
}

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** A body of lossless boxes, all of one colour. */
export function plainBody(width: number, height: number, boxes: Box[], bgr: [number, number, number]): Uint8Array {
  const area = boxes.reduce((sum, box) => sum + box.w * box.h, 0);
  const raw = Uint8Array.from({ length: area * 3 }, (_, index) => bgr[index % 3] as number);
  const packed = boxes.length > 0 ? stored(raw) : new Uint8Array(0);
  const out = new Bytes().u16(width, height).u64(1_000_000).u8(0).u16(0).u16(boxes.length);
  for (const { x, y, w, h } of boxes) out.u16(x, y, w, h);
  return out.u32(raw.length, packed.length).raw(packed).u16(0).done;
}

export interface Golden {
  width: number;
  height: number;
  tolerance: number;
  steps: { name: string; key: boolean; exact: boolean; body: Uint8Array; rgbaPacked: Uint8Array }[];
}

/** What the endpoint's own encoder wrote: `cargo run -p towline-screen --example fixtures`. */
export function golden(name: "modes" | "photo" | "scroll" | "text" | "under"): Golden {
  const read = { modes, photo, scroll, text, under }[name];
  const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return {
    ...read,
    steps: read.steps.map(({ name: step, key, exact, body, rgba_zstd }) => {
      return { name: step, key, exact, body: bytes(body), rgbaPacked: bytes(rgba_zstd) };
    }),
  };
}
