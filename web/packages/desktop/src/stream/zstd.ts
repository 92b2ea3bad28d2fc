//! zstd blocks to bytes, by the reference decoder in WebAssembly. Lengths are checked before the decoder sees them: a block gives exactly what was promised or nothing.

import { ZSTD_WASM } from "../generated/zstd_wasm";

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly ZSTD_decompress: (out: number, outSize: number, from: number, fromSize: number) => number;
  readonly malloc: (size: number) => number;
  readonly free: (at: number) => void;
}

export class Zstd {
  readonly #exports: Exports;
  #out = 0;
  #outSize = 0;
  #in = 0;
  #inSize = 0;

  private constructor(exports: Exports) {
    this.#exports = exports;
  }

  static async load(): Promise<Zstd> {
    const bytes = Uint8Array.from(atob(ZSTD_WASM), (letter) => letter.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes, { env: { emscripten_notify_memory_growth: () => {} } });
    return new Zstd(instance.exports as unknown as Exports);
  }

  /** The bytes of a block, or nothing if it does not hold exactly `length` of them. What comes back lies in the decoder's memory and is good until the next call. */
  decompress(packed: Uint8Array, length: number): Uint8Array | undefined {
    if (length === 0 || packed.length === 0 || !this.#room(packed.length, length)) return undefined;
    new Uint8Array(this.#exports.memory.buffer).set(packed, this.#in);
    const written = this.#exports.ZSTD_decompress(this.#out, length, this.#in, packed.length);
    // An error is a number far above every length.
    if (written !== length) return undefined;
    return new Uint8Array(this.#exports.memory.buffer, this.#out, length);
  }

  /** Buffers are kept from frame to frame, and grow when they must. */
  #room(packed: number, length: number): boolean {
    if (packed > this.#inSize) {
      if (this.#in) this.#exports.free(this.#in);
      this.#inSize = grown(packed);
      this.#in = this.#exports.malloc(this.#inSize);
      if (!this.#in) this.#inSize = 0;
    }
    if (length > this.#outSize) {
      if (this.#out) this.#exports.free(this.#out);
      this.#outSize = grown(length);
      this.#out = this.#exports.malloc(this.#outSize);
      if (!this.#out) this.#outSize = 0;
    }
    return this.#in !== 0 && this.#out !== 0;
  }
}

function grown(size: number): number {
  return Math.ceil((size * 5) / 4 / 65_536) * 65_536;
}
