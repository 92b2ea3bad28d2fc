//! Parts of screen frames, joined to whole bodies. Parts of one frame stand together and numbers grow; anything else is a broken stream.

import { SCREEN_FLAGS } from "@towline/wire";

export interface WholeFrame {
  readonly frame: bigint;
  readonly key: boolean;
  readonly body: Uint8Array;
}

/** The largest picture, uncompressed, is 192 MiB; no honest frame comes near this. */
const MOST_BYTES = 128 * 1024 * 1024;

export class Assembler {
  #frame: bigint | undefined;
  #key = false;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #last = -1n;

  /** A frame when this part completes one, nothing when more is to come, "malformed" when the stream is broken. */
  part(flags: number, frame: bigint, body: Uint8Array): WholeFrame | "malformed" | undefined {
    const first = (flags & SCREEN_FLAGS.first) !== 0;
    if (first === (this.#frame !== undefined)) return "malformed";
    if (first) {
      if (frame <= this.#last) return "malformed";
      this.#frame = frame;
      this.#last = frame;
      this.#key = (flags & SCREEN_FLAGS.key) !== 0;
    } else if (frame !== this.#frame) {
      return "malformed";
    }
    this.#bytes += body.length;
    if (this.#bytes > MOST_BYTES) return "malformed";
    this.#parts.push(body);
    if ((flags & SCREEN_FLAGS.last) === 0) return undefined;
    const whole = { frame, key: this.#key, body: this.#join() };
    this.#frame = undefined;
    this.#parts = [];
    this.#bytes = 0;
    return whole;
  }

  #join(): Uint8Array {
    const [only] = this.#parts;
    if (this.#parts.length === 1 && only) return only;
    const whole = new Uint8Array(this.#bytes);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
