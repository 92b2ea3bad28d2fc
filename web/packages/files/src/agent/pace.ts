//! How much of a file goes in one piece: what the line takes in a moment (FIL-8, ADR 71). Arithmetic only; the twin of the same rules in the agent.

/** Most bytes of a file in one payload. */
export const FILE_PIECE = 256 * 1024;
/** The shortest piece, and the first one of a channel: slow lines are not made to wait before they are known. */
const LEAST_PIECE = 16 * 1024;
/** A piece takes the line at most so long, unless it is of the shortest. */
const MOMENT_MS = 8;
/** Shorter than this is not measured: credit comes in steps. */
const MEASURED_MS = 10;

/** One direction of a channel, measured at its sender by the credit that comes back: what the other end has dealt with has passed every line between the two. */
export class Pace {
  #piece = LEAST_PIECE;
  #bytes = 0;
  #since: number | undefined;

  /** Most bytes of a file in one payload, now: a power of two. */
  get piece(): number {
    return this.#piece;
  }

  /** The other end has dealt with so many bytes. `now`: milliseconds of a clock that only goes forward. */
  granted(bytes: number, now: number): void {
    // How long the first ones were on their way, nobody knows.
    if (this.#since === undefined) {
      this.#since = now;
      return;
    }
    this.#bytes += bytes;
    const passed = now - this.#since;
    if (passed < MEASURED_MS) return;
    const moment = (this.#bytes * MOMENT_MS) / passed;
    this.#bytes = 0;
    this.#since = now;
    // Credit that was held up comes all at once and tells of a quicker line than there is: so never more than twice.
    const most = Math.min(Math.max(Math.min(moment, 2 * this.#piece), LEAST_PIECE), FILE_PIECE);
    this.#piece = 2 ** Math.floor(Math.log2(most));
  }
}
