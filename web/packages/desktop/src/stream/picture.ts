//! The remote picture in our own memory, as RGBA, and what a frame does to it: what is kept of it, copies (all read from the picture before), what comes to light of what was kept, lossless boxes, photographs. It knows no canvas and no link.

import type { Body, Copy, Rect } from "./body";
import { type Depth, expandRow, OPAQUE, rowBytes } from "./depth";
import type { Pixels } from "./photo";

export class Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly #words: Uint32Array;
  /** What was kept; none while nothing was. */
  #under: Uint32Array | undefined;
  #scratch = new Uint32Array(0);

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.rgba = new Uint8ClampedArray(width * height * 4);
    this.#words = new Uint32Array(this.rgba.buffer);
    this.#words.fill(OPAQUE);
  }

  /**
   * Puts a frame on the picture. `raw` are the boxes' bytes, `photos` the decoded JPEGs in their order. Returns the rectangles that changed, or nothing if pixels are missing: then the frame has
   * broken its promise and the stream must end.
   */
  apply(body: Body, raw: Uint8Array | undefined, photos: readonly Pixels[]): Rect[] | undefined {
    if (body.boxes.length > 0 && raw?.length !== body.rawLength) return undefined;
    for (const [index, photo] of body.photos.entries()) {
      const pixels = photos[index];
      if (!pixels) return undefined;
      for (const { rect, sx, sy } of photo.rects) {
        if (sx + rect.w > pixels.width || sy + rect.h > pixels.height) return undefined;
      }
    }
    const changed: Rect[] = [];
    for (const rect of body.kept) this.#lay(rect, this.#words, this.#beneath());
    this.#move(body.copies, changed);
    for (const rect of body.restored) {
      this.#lay(rect, this.#beneath(), this.#words);
      changed.push(rect);
    }
    if (raw) this.#fill(body.depth, body.boxes, raw, changed);
    for (const [index, photo] of body.photos.entries()) {
      const pixels = photos[index];
      if (!pixels) return undefined;
      for (const { rect, sx, sy } of photo.rects) {
        this.#place(rect, pixels, sx, sy);
        changed.push(rect);
      }
    }
    return changed;
  }

  /** Copies rectangles out, row after row, one rectangle after the other. `into` must have room for all. */
  cut(rects: readonly Rect[], into: Uint8ClampedArray): void {
    const target = new Uint32Array(into.buffer, into.byteOffset, into.byteLength >> 2);
    let at = 0;
    for (const { x, y, w, h } of rects) {
      let from = y * this.width + x;
      if (w === this.width) {
        target.set(this.#words.subarray(from, from + w * h), at);
        at += w * h;
        continue;
      }
      for (let line = 0; line < h; line += 1) {
        target.set(this.#words.subarray(from, from + w), at);
        from += this.width;
        at += w;
      }
    }
  }

  #beneath(): Uint32Array {
    this.#under ??= new Uint32Array(this.#words.length).fill(OPAQUE);
    return this.#under;
  }

  #lay({ x, y, w, h }: Rect, from: Uint32Array, onto: Uint32Array): void {
    for (let at = y * this.width + x; at < (y + h) * this.width; at += this.width)
      onto.set(from.subarray(at, at + w), at);
  }

  #move(copies: readonly Copy[], changed: Rect[]): void {
    const rects = copies.reduce((sum, copy) => sum + copy.rects.length, 0);
    const [only] = copies;
    const [alone] = only?.rects ?? [];
    if (rects === 1 && only && alone) {
      this.#slide(alone, only.dx, only.dy);
      changed.push(alone);
      return;
    }
    // Several rectangles may lie on each other's sources: read all of them before the first is written.
    const area = copies.reduce((sum, copy) => sum + copy.rects.reduce((more, r) => more + r.w * r.h, 0), 0);
    if (this.#scratch.length < area) this.#scratch = new Uint32Array(area);
    let at = 0;
    for (const { dx, dy, rects: targets } of copies) {
      for (const { x, y, w, h } of targets) {
        let from = (y - dy) * this.width + x - dx;
        for (let line = 0; line < h; line += 1) {
          this.#scratch.set(this.#words.subarray(from, from + w), at);
          from += this.width;
          at += w;
        }
      }
    }
    at = 0;
    for (const { rects: targets } of copies) {
      for (const rect of targets) {
        let to = rect.y * this.width + rect.x;
        for (let line = 0; line < rect.h; line += 1) {
          this.#words.set(this.#scratch.subarray(at, at + rect.w), to);
          to += this.width;
          at += rect.w;
        }
        changed.push(rect);
      }
    }
  }

  /** One rectangle, in place: rows in the order in which none is overwritten before it was read. */
  #slide({ x, y, w, h }: Rect, dx: number, dy: number): void {
    for (let step = 0; step < h; step += 1) {
      const line = dy > 0 ? h - 1 - step : step;
      const from = (y + line - dy) * this.width + x - dx;
      this.#words.copyWithin((y + line) * this.width + x, from, from + w);
    }
  }

  #fill(depth: Depth, boxes: readonly Rect[], raw: Uint8Array, changed: Rect[]): void {
    let at = 0;
    for (const rect of boxes) {
      const step = rowBytes(depth, rect.w);
      let row = rect.y * this.width + rect.x;
      for (let line = 0; line < rect.h; line += 1) {
        expandRow(depth, raw, at, this.#words, row, rect.w);
        at += step;
        row += this.width;
      }
      changed.push(rect);
    }
  }

  #place({ x, y, w, h }: Rect, photo: Pixels, sx: number, sy: number): void {
    const opaque = isOpaque(photo);
    const lines = w === this.width && w === photo.width ? 1 : h;
    const length = lines === 1 ? w * h : w;
    for (let line = 0; line < lines; line += 1) {
      const from = ((sy + line) * photo.width + sx) * 4;
      const to = (y + line) * this.width + x;
      this.rgba.set(photo.rgba.subarray(from, from + length * 4), to * 4);
      if (opaque) continue;
      for (let pixel = to; pixel < to + length; pixel += 1)
        this.#words[pixel] = OPAQUE | (this.#words[pixel] as number);
    }
  }
}

/** Some decoders leave the fourth byte of every pixel at zero. */
const isOpaque = ({ rgba }: Pixels): boolean => rgba[3] === 255 && rgba[rgba.length - 1] === 255;
