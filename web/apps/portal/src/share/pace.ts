// How fast, and with how many bits: no frame is made that a rep has not had room for, and a slow line gets smaller frames rather than late ones. Pure; the caller brings the moments.

import { FIRST_RATE } from "./coder";

/** Frames that may be under way to the glass of whoever sets the pace. */
const UNDER_WAY = 2;
/** 30 a second. */
const BETWEEN_MS = 32;
const LEAST_RATE = 200_000;
const MOST_RATE = 6_000_000;
const SLOW_MS = 400;
const QUICK_MS = 180;
/** How long a rate is tried. */
const TRIAL_MS = 2_000;

export class Pace {
  #number = 0;
  #painted = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #sent = new Map<number, number>();
  #rate = FIRST_RATE;
  #triedMs = Number.NEGATIVE_INFINITY;

  get rate(): number {
    return this.#rate;
  }

  /** A new channel: nobody paints any more what went to the one before. Numbers go on. */
  anew(): void {
    this.#painted = this.#number;
    this.#sent.clear();
  }

  /** In how many milliseconds the next frame may be made; nothing: when something was painted. A whole picture for somebody new waits for nobody. */
  wait(now: number, key: boolean): number | undefined {
    if (!key && this.#number - this.#painted >= UNDER_WAY) return undefined;
    return Math.max(0, this.#lastMs + BETWEEN_MS - now);
  }

  /** A frame goes: its number. */
  next(now: number): number {
    this.#number += 1;
    this.#lastMs = now;
    this.#sent.set(this.#number, now);
    return this.#number;
  }

  /** It is on the glass. Gives another rate when there is to be one. */
  painted(frame: number, now: number): number | undefined {
    const sentMs = this.#sent.get(frame);
    this.#painted = Math.max(this.#painted, Math.min(frame, this.#number));
    for (const number of this.#sent.keys()) if (number <= frame) this.#sent.delete(number);
    if (sentMs === undefined || now - this.#triedMs < TRIAL_MS) return undefined;
    const took = now - sentMs;
    const wanted = took > SLOW_MS ? this.#rate * 0.6 : took < QUICK_MS ? this.#rate * 1.25 : this.#rate;
    const rate = Math.round(Math.min(MOST_RATE, Math.max(LEAST_RATE, wanted)));
    this.#triedMs = now;
    if (rate === this.#rate) return undefined;
    this.#rate = rate;
    return rate;
  }
}
