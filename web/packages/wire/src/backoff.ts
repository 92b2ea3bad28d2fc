//! When to try again: the first time after at most 100 ms, doubling to a cap, with full jitter, so that many pages that lost one appliance do not come back in one wave.

const FIRST_MS = 100;
/** A connection that lived this long was a good one: the next loss begins from the start. */
const GOOD_AFTER_MS = 5_000;

export class Backoff {
  readonly #random: () => number;
  #attempt = 0;
  #floorMs = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A connection that had been open for so long was lost. */
  lost(openForMs: number): void {
    if (openForMs >= GOOD_AFTER_MS) this.#attempt = 0;
  }

  /** The appliance asked for more time. */
  atLeast(ms: number): void {
    this.#floorMs = Math.min(ms, 5 * 60_000);
  }

  /** How long to wait before the next attempt. */
  next(capMs: number): number {
    const span = Math.min(capMs, FIRST_MS * 2 ** Math.min(this.#attempt, 16));
    this.#attempt += 1;
    const floor = this.#floorMs;
    this.#floorMs = 0;
    return floor + this.#random() * span;
  }
}
