//! Which blocks of the picture show an approximation (a JPEG's, or fewer colours) and which are exact, so that the status line can say "lossless" truthfully. Blocks of 16 x 16, as the encoder has them.

import type { Body, Rect } from "./body";

const BLOCK = 16;

export class Fidelity {
  readonly #width: number;
  readonly #height: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #lossy: Uint8Array;
  /** The same of what was kept. */
  readonly #under: Uint8Array;
  #count = 0;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#columns = Math.ceil(width / BLOCK);
    this.#rows = Math.ceil(height / BLOCK);
    this.#lossy = new Uint8Array(this.#columns * this.#rows);
    this.#under = new Uint8Array(this.#columns * this.#rows);
  }

  get lossless(): boolean {
    return this.#count === 0;
  }

  apply(body: Body): void {
    for (const rect of body.kept) this.#keep(rect);
    if (this.#count > 0 && body.copies.length > 0) this.#move(body);
    for (const rect of body.restored) {
      if (this.#any(this.#under, rect)) this.#touch(rect, 1);
      else this.#exact(rect);
    }
    for (const box of body.boxes) {
      if (body.depth === "bgr24") this.#exact(box);
      else this.#touch(box, 1);
    }
    for (const photo of body.photos) for (const { rect } of photo.rects) this.#touch(rect, 1);
  }

  /** Endpoints keep whole blocks; of a part of one, what is lossy stays so. */
  #keep({ x, y, w, h }: Rect): void {
    for (let row = Math.floor(y / BLOCK); row < Math.ceil((y + h) / BLOCK); row += 1) {
      const from = row * this.#columns + Math.floor(x / BLOCK);
      const to = row * this.#columns + Math.ceil((x + w) / BLOCK);
      this.#under.set(this.#lossy.subarray(from, to), from);
    }
  }

  #move(body: Body): void {
    const before = this.#lossy.slice();
    for (const { dx, dy, rects } of body.copies) {
      for (const rect of rects) {
        const from = { x: rect.x - dx, y: rect.y - dy, w: rect.w, h: rect.h };
        if (this.#any(before, from)) this.#touch(rect, 1);
        else this.#exact(rect);
      }
    }
  }

  /** Only blocks that the rectangle covers whole become exact. At the picture's edge a block ends with the picture. */
  #exact({ x, y, w, h }: Rect): void {
    if (this.#count === 0) return;
    const left = Math.ceil(x / BLOCK);
    const top = Math.ceil(y / BLOCK);
    const right = x + w >= this.#width ? this.#columns : Math.floor((x + w) / BLOCK);
    const bottom = y + h >= this.#height ? this.#rows : Math.floor((y + h) / BLOCK);
    this.#set(left, top, right, bottom, 0);
  }

  #touch({ x, y, w, h }: Rect, value: 0 | 1): void {
    this.#set(
      Math.floor(x / BLOCK),
      Math.floor(y / BLOCK),
      Math.ceil((x + w) / BLOCK),
      Math.ceil((y + h) / BLOCK),
      value,
    );
  }

  #set(left: number, top: number, right: number, bottom: number, value: 0 | 1): void {
    for (let row = top; row < bottom; row += 1) {
      for (let at = row * this.#columns + left; at < row * this.#columns + right; at += 1) {
        this.#count += value - (this.#lossy[at] ?? value);
        this.#lossy[at] = value;
      }
    }
  }

  #any(map: Uint8Array, { x, y, w, h }: Rect): boolean {
    for (let row = Math.floor(y / BLOCK); row < Math.ceil((y + h) / BLOCK); row += 1) {
      const from = row * this.#columns + Math.floor(x / BLOCK);
      const to = row * this.#columns + Math.ceil((x + w) / BLOCK);
      if (map.subarray(from, to).includes(1)) return true;
    }
    return false;
  }
}
