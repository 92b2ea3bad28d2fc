//! Parts of screen frames, joined to whole bodies. Parts of one frame stand together and numbers grow, until the endpoint begins anew with a whole picture; anything else is a broken stream.

import { SCREEN_FLAGS } from "@towline/wire";

export interface WholeFrame {
  readonly frame: bigint;
  readonly key: boolean;
  /** The endpoint came back: it counts from the start again. */
  readonly anew: boolean;
  readonly body: Uint8Array;
}

/** The largest picture, uncompressed, is 192 MiB; no honest frame comes near this. */
const MOST_BYTES = 128 * 1024 * 1024;

export class Assembler {
  #frame: bigint | undefined;
  #key = false;
  #anew = false;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #last = -1n;

  /** A frame when this part completes one, nothing when more is to come, "malformed" when the stream is broken. */
  part(flags: number, frame: bigint, body: Uint8Array): WholeFrame | "malformed" | undefined {
    const first = (flags & SCREEN_FLAGS.first) !== 0;
    const open = this.#frame !== undefined;
    if (first) {
      const key = (flags & SCREEN_FLAGS.key) !== 0;
      const follows = !open && frame > this.#last;
      // A whole picture needs nothing of what came before, so it may also cut off a frame that will never be finished.
      if (!follows && !key) return "malformed";
      this.#drop();
      this.#frame = frame;
      this.#anew = frame <= this.#last;
      this.#last = frame;
      this.#key = key;
    } else if (!open) {
      return "malformed";
    } else if (frame !== this.#frame) {
      return "malformed";
    }
    this.#bytes += body.length;
    if (this.#bytes > MOST_BYTES) return "malformed";
    this.#parts.push(body);
    if ((flags & SCREEN_FLAGS.last) === 0) return undefined;
    const whole = { frame, key: this.#key, anew: this.#anew, body: this.#join() };
    this.#drop();
    return whole;
  }

  #drop(): void {
    this.#frame = undefined;
    this.#parts = [];
    this.#bytes = 0;
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
