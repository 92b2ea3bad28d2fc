//! Whether the other end is still there: a ping each heartbeat, death after two and a half of silence. A page that was itself asleep gives the other end one more chance before it judges.

/** Times that the link brings along, so that tests can bring their own. */
export interface Timing {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

export const realTiming: Timing = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export class Heartbeat {
  readonly #timing: Timing;
  readonly #beatMs: number;
  readonly #ping: (nonce: bigint) => void;
  readonly #dead: () => void;
  #heardAt: number;
  #dueAt = 0;
  #nonce = 0n;
  #sentAt = 0;
  #cancel: () => void = () => {};

  constructor(o: { timing: Timing; beatMs: number; ping: (nonce: bigint) => void; dead: () => void }) {
    this.#timing = o.timing;
    this.#beatMs = o.beatMs;
    this.#ping = o.ping;
    this.#dead = o.dead;
    this.#heardAt = o.timing.now();
    this.#beat();
  }

  heard(): void {
    this.#heardAt = this.#timing.now();
  }

  /** The round trip that this pong closes, in milliseconds, if it answers our latest ping. */
  pong(nonce: bigint): number | undefined {
    return nonce === this.#nonce && nonce > 0n ? this.#timing.now() - this.#sentAt : undefined;
  }

  stop(): void {
    this.#cancel();
  }

  #beat(): void {
    this.#nonce += 1n;
    this.#sentAt = this.#timing.now();
    this.#ping(this.#nonce);
    this.#wait(this.#beatMs);
  }

  #wait(ms: number): void {
    this.#dueAt = this.#timing.now() + ms;
    this.#cancel = this.#timing.after(ms, () => this.#due());
  }

  #due(): void {
    const now = this.#timing.now();
    const overslept = now - this.#dueAt > this.#beatMs;
    if (overslept) {
      // What arrived meanwhile is still in the queue behind this timer: judge after it was read.
      this.#heardAt = now - this.#beatMs;
    }
    const silentMs = now - this.#heardAt;
    if (silentMs >= 2.5 * this.#beatMs) {
      this.#dead();
      return;
    }
    // The moment of death is not a multiple of a beat: wake up for it.
    if (silentMs >= 2 * this.#beatMs) this.#wait(2.5 * this.#beatMs - silentMs);
    else this.#beat();
  }
}
