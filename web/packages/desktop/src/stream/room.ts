//! Memory for pixels, kept from one picture to the next. What is new to a process costs more than what is written into it: 8 MB of a screen take 6 ms before the first pixel is in them (SCR-31).

/** More than this is given back: nobody needs it often. */
const MOST_KEPT = 40 * 1024 * 1024;
const KEPT = 2;

export class Room {
  /** The largest first. */
  readonly #kept: ArrayBuffer[] = [];

  /** Memory of at least so many bytes, with whatever is in it. */
  take(bytes: number): ArrayBuffer {
    const fits = this.#kept.findLastIndex((kept) => kept.byteLength >= bytes);
    const [kept] = fits < 0 ? [] : this.#kept.splice(fits, 1);
    return kept ?? new ArrayBuffer(bytes);
  }

  /** Nobody reads or writes it any more. */
  give(memory: ArrayBuffer): void {
    if (memory.byteLength === 0 || memory.byteLength > MOST_KEPT || this.#kept.includes(memory)) return;
    this.#kept.push(memory);
    this.#kept.sort((a, b) => b.byteLength - a.byteLength);
    this.#kept.length = Math.min(this.#kept.length, KEPT);
  }

  /** So many bytes will be wanted soon. */
  expect(bytes: number): void {
    if (bytes > MOST_KEPT || this.#kept.some((kept) => kept.byteLength >= bytes)) return;
    const memory = new ArrayBuffer(bytes);
    // Only what was written to is there.
    new Uint8Array(memory).fill(1);
    this.give(memory);
  }
}
