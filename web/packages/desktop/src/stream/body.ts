//! A screen frame's body taken apart, as docs/wire.md ("Screen frames") has it. Every count and rectangle is checked against the picture before anything is done with it; no pixel is decoded here.
//!
//! SECURITY: bodies come from endpoints and are hostile. Nothing throws, nothing is allocated on a number's word, and together the parts claim no more pixels than a few pictures have.

import { type Depth, depthOf, rowBytes } from "./depth";
import { knownCodec } from "./video";

export const MAX_SIDE = 16_384;
export const MAX_AREA = 64 * 1024 * 1024;
const FORMAT_VIDEO = 1;
const FORMAT_BGR24_VIDEO = 6;
/** In the format's byte: pixels are kept, or come to light. */
const FORMAT_UNDER = 0x80;

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Parts of the picture before, moved: `rects` are where they go, the source is at (x - dx, y - dy). */
export interface Copy {
  readonly dx: number;
  readonly dy: number;
  readonly rects: readonly Rect[];
}

export interface Placed {
  readonly rect: Rect;
  readonly sx: number;
  readonly sy: number;
}

export interface Photo {
  readonly rects: readonly Placed[];
  readonly jpeg: Uint8Array;
}

/** The whole picture, as one chunk of a video. */
export interface Video {
  readonly codec: number;
  readonly bytes: Uint8Array;
}

/** A rectangle of the picture as the next chunk of a video; its place is the last of the photographs. */
export interface Moving {
  readonly rect: Rect;
  readonly codec: number;
  readonly key: boolean;
  readonly bytes: Uint8Array;
}

export interface Body {
  readonly width: number;
  readonly height: number;
  readonly capturedUs: bigint;
  /** Pixel format of the boxes. */
  readonly depth: Depth;
  /** What is kept of the picture before, for when it comes to light again. */
  readonly kept: readonly Rect[];
  /** What comes to light of what was kept. */
  readonly restored: readonly Rect[];
  readonly copies: readonly Copy[];
  readonly boxes: readonly Rect[];
  readonly rawLength: number;
  readonly packed: Uint8Array;
  readonly photos: readonly Photo[];
  readonly video?: Video;
  readonly moving?: Moving;
}

const NOTHING = new Uint8Array(0);

/** Inside, a violation is thrown as this one value and caught at the door. */
const VIOLATION = Symbol("violation");

/** The body, or nothing if it breaks a rule. */
export function readBody(bytes: Uint8Array): Body | undefined {
  try {
    return read(new Reader(bytes));
  } catch (why) {
    if (why === VIOLATION) return undefined;
    throw why;
  }
}

function read(from: Reader): Body {
  const width = from.u16();
  const height = from.u16();
  const area = width * height;
  must(area > 0 && width <= MAX_SIDE && height <= MAX_SIDE && area <= MAX_AREA);
  const capturedUs = from.u64();
  const said = from.u8();
  const format = said & ~FORMAT_UNDER;
  const under = said !== format;
  must(!under || format !== FORMAT_VIDEO);
  if (format === FORMAT_VIDEO) return readVideo(from, width, height, capturedUs);
  const withMoving = format === FORMAT_BGR24_VIDEO;
  const depth = depthOf(withMoving ? 0 : format);
  if (depth === undefined) throw VIOLATION;
  const kept = under ? readRects(from, width, height) : [];
  const restored = under ? readRects(from, width, height) : [];
  const copies = readCopies(from, width, height);
  const boxes: Rect[] = [];
  let boxed = 0;
  let boxedBytes = 0;
  for (let count = from.count(8); count > 0; count -= 1) {
    const rect = from.rect(width, height);
    boxed += rect.w * rect.h;
    must(boxed <= area);
    boxedBytes += rowBytes(depth, rect.w) * rect.h;
    boxes.push(rect);
  }
  const rawLength = from.u32();
  must(rawLength === boxedBytes);
  const packed = from.bytes(from.u32());
  must((packed.length === 0) === (boxes.length === 0));
  const photos = readPhotos(from, width, height);
  const moving = withMoving ? readMoving(from, width, height) : undefined;
  must(from.left === 0);
  if (moving) photos.push({ rects: [{ rect: moving.rect, sx: 0, sy: 0 }], jpeg: NOTHING });
  const all = { width, height, capturedUs, depth, kept, restored, copies, boxes, rawLength, packed, photos };
  return moving ? { ...all, moving } : all;
}

/** The chunk goes to the body's end. */
function readMoving(from: Reader, width: number, height: number): Moving {
  const rect = from.rect(width, height);
  const codec = from.u8();
  const flags = from.u8();
  must(knownCodec(codec) && flags <= 1 && from.left > 0);
  return { rect, codec, key: flags === 1, bytes: from.bytes(from.left) };
}

/** To all that follows it is a photograph of the whole picture; only its pixels come by another way. */
function readVideo(from: Reader, width: number, height: number, capturedUs: bigint): Body {
  const codec = from.u8();
  must(knownCodec(codec) && from.left > 0);
  const video = { codec, bytes: from.bytes(from.left) };
  const photos = [{ rects: [{ rect: { x: 0, y: 0, w: width, h: height }, sx: 0, sy: 0 }], jpeg: NOTHING }];
  return {
    width,
    height,
    capturedUs,
    depth: "bgr24",
    kept: [],
    restored: [],
    copies: [],
    boxes: [],
    rawLength: 0,
    packed: NOTHING,
    photos,
    video,
  };
}

function readCopies(from: Reader, width: number, height: number): Copy[] {
  const copies: Copy[] = [];
  let copied = 0;
  for (let count = from.count(6); count > 0; count -= 1) {
    const dx = from.i16();
    const dy = from.i16();
    const rects: Rect[] = [];
    for (let rest = from.count(8); rest > 0; rest -= 1) {
      const rect = from.rect(width, height);
      const fromX = rect.x - dx;
      const fromY = rect.y - dy;
      must(fromX >= 0 && fromY >= 0 && fromX + rect.w <= width && fromY + rect.h <= height);
      copied += rect.w * rect.h;
      must(copied <= width * height);
      rects.push(rect);
    }
    copies.push({ dx, dy, rects });
  }
  return copies;
}

/** Rectangles that have no more pixels than the picture. */
function readRects(from: Reader, width: number, height: number): Rect[] {
  const rects: Rect[] = [];
  let area = 0;
  for (let count = from.count(8); count > 0; count -= 1) {
    const rect = from.rect(width, height);
    area += rect.w * rect.h;
    must(area <= width * height);
    rects.push(rect);
  }
  return rects;
}

function readPhotos(from: Reader, width: number, height: number): Photo[] {
  const photos: Photo[] = [];
  let shown = 0;
  for (let count = from.count(6); count > 0; count -= 1) {
    const length = from.u32();
    const rects: Placed[] = [];
    for (let rest = from.count(12); rest > 0; rest -= 1) {
      const rect = from.rect(width, height);
      shown += rect.w * rect.h;
      must(shown <= width * height);
      rects.push({ rect, sx: from.u16(), sy: from.u16() });
    }
    must(length > 0 && rects.length > 0);
    photos.push({ rects, jpeg: from.bytes(length) });
  }
  return photos;
}

function must(holds: boolean): void {
  if (!holds) throw VIOLATION;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  i16(): number {
    return this.#view.getInt16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** A count whose elements, `least` bytes each, must still be there. */
  count(least: number): number {
    const count = this.u16();
    must(count * least <= this.left);
    return count;
  }

  rect(width: number, height: number): Rect {
    const rect = { x: this.u16(), y: this.u16(), w: this.u16(), h: this.u16() };
    must(rect.w > 0 && rect.h > 0 && rect.x + rect.w <= width && rect.y + rect.h <= height);
    return rect;
  }

  #take(length: number): number {
    must(length <= this.left);
    const at = this.#at;
    this.#at += length;
    return at;
  }
}
