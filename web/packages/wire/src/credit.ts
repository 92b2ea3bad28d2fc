//! Credit of one direction of one channel: nothing is sent that the receiver has not made room for. Arithmetic only; the twin of the same rules in the appliance.

/** No window is anywhere near 1 GiB: a peer that grants more is broken. */
const MOST_GRANTED = 2 ** 30;

/** The sender's side: how much may still be sent. */
export class SendWindow {
  #available: number;

  constructor(window: number) {
    this.#available = window;
  }

  get available(): number {
    return this.#available;
  }

  /** Takes credit for a payload; `false`: not enough, and nothing was taken. */
  take(bytes: number): boolean {
    if (bytes > this.#available) return false;
    this.#available -= bytes;
    return true;
  }

  /** The other side made room; `false`: it cannot mean that. */
  grant(bytes: number): boolean {
    if (this.#available + bytes > MOST_GRANTED) return false;
    this.#available += bytes;
    return true;
  }
}

/** The receiver's side: what was granted, and what of it has been consumed since the last grant. */
export class ReceiveWindow {
  readonly #window: number;
  #granted: number;
  #outstanding = 0;
  #consumed = 0;

  constructor(window: number) {
    this.#window = window;
    this.#granted = window;
  }

  /** A payload arrived; `false`: it was not granted. */
  received(bytes: number): boolean {
    if (bytes > this.#granted) return false;
    this.#granted -= bytes;
    this.#outstanding += bytes;
    return true;
  }

  /** So many bytes are done with. Returns what to grant now, in steps of at least a quarter of the window; 0: not yet. */
  consumed(bytes: number): number {
    const counted = Math.min(bytes, this.#outstanding);
    this.#outstanding -= counted;
    this.#consumed += counted;
    if (this.#consumed === 0 || this.#consumed < this.#window / 4) return 0;
    const grant = this.#consumed;
    this.#consumed = 0;
    this.#granted += grant;
    return grant;
  }
}
