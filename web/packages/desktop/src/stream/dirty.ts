//! What of the picture changed since it was last painted: a handful of rectangles that cover all changes without covering much else.

import type { Rect } from "./body";

const MOST_RECTS = 12;
/** Painting so many unchanged pixels is cheaper than another rectangle. */
const CHEAP_PIXELS = 8_192;

export class Dirty {
  #rects: Rect[] = [];

  get empty(): boolean {
    return this.#rects.length === 0;
  }

  add(rect: Rect): void {
    let best = -1;
    let bestWaste = Number.POSITIVE_INFINITY;
    for (const [index, other] of this.#rects.entries()) {
      const both = union(rect, other);
      const waste = both.w * both.h - other.w * other.h - rect.w * rect.h;
      if (waste < bestWaste) {
        best = index;
        bestWaste = waste;
      }
    }
    const partner = this.#rects[best];
    if (partner && (bestWaste <= CHEAP_PIXELS || this.#rects.length >= MOST_RECTS)) {
      this.#rects[best] = union(rect, partner);
    } else {
      this.#rects.push(rect);
    }
  }

  /** All of a picture, and nothing of what was noted before. */
  all(width: number, height: number): void {
    this.#rects = [{ x: 0, y: 0, w: width, h: height }];
  }

  /** Takes what there is. */
  take(): Rect[] {
    const taken: Rect[] = [];
    for (const rect of this.#rects) {
      const home = taken.findIndex((other) => overlap(other, rect));
      const other = taken[home];
      if (other) taken[home] = union(other, rect);
      else taken.push(rect);
    }
    this.#rects = [];
    return taken;
  }
}

function union(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y };
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
