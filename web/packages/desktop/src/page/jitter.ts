//! When each packet of sound is played (SCR-18). Packets come early, late, in bursts, or not at all; sound is live, so a little waits to be played and never much. Pure: the caller brings the moment.

/** Samples in a second, as packets count them. */
export const RATE = 48_000;
/** What waits to be played after a beginning, in seconds: what a usual line's packets come late by. */
const TARGET = 0.08;
/** More than this is not live any more: the newest is played, the rest let fall. */
const MOST = 0.3;
/** A hole of at most this much is kept as a pause; after a longer one it begins anew. */
const HOLE = 0.2;

export interface Turn {
  /** On the clock of the one who plays, in seconds. */
  readonly start: number;
  /** What was to be played and has not begun is let fall. */
  readonly skip: boolean;
}

export class Jitter {
  /** Until when there is something to play. */
  #until: number | undefined;
  /** The sample that comes next in the endpoint's own time. */
  #next: number | undefined;

  /** Nothing of what was is followed by what comes. */
  restart(): void {
    this.#until = undefined;
    this.#next = undefined;
  }

  /** What waits to be played, in seconds. */
  waiting(now: number): number {
    return Math.max(0, (this.#until ?? now) - now);
  }

  /** A packet whose first sample is `at`, `seconds` long. */
  turn(at: number, seconds: number, now: number): Turn {
    const hole = this.#next === undefined ? 0 : (at - this.#next) / RATE;
    this.#next = at + Math.round(seconds * RATE);
    const follows = this.#until !== undefined && this.#until >= now && hole >= 0 && hole <= HOLE;
    const before = Math.max(this.#until ?? now, now);
    if (follows && before + hole + seconds <= now + MOST) return this.#plays(before + hole, seconds, false);
    if (follows) return this.#plays(now + TARGET, seconds, true);
    // It had run dry, or a pause is over: what still waits, if anything, goes first.
    const start = Math.max(now + TARGET, before);
    return start + seconds <= now + MOST
      ? this.#plays(start, seconds, false)
      : this.#plays(now + TARGET, seconds, true);
  }

  #plays(start: number, seconds: number, skip: boolean): Turn {
    this.#until = start + seconds;
    return { start, skip };
  }
}
