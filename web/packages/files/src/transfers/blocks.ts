//! Blocks of a file of the technician's, in their order, some of them read before they are wanted. One stream: a request of the browser for each block costs four times as much.

import { BLOCK_BYTES } from "../hash";

/** Blocks that are read before they can be sent. */
const MOST_AHEAD = 3;

export class Blocks {
  readonly #stream: Pieces;
  readonly #ahead: Promise<Uint8Array<ArrayBuffer>>[] = [];
  #left: number;
  #latest: Promise<unknown> = Promise.resolve();

  /** From byte `start` of the file to byte `end` or its own. */
  constructor(file: File, start: number, end = file.size) {
    const to = Math.min(end, file.size);
    this.#left = Math.max(0, to - start);
    this.#stream = new Pieces(file.slice(start, to));
  }

  /** The next whole block, or the last one; absent: that was all. Throws when the file cannot be read, or is not what was chosen any more. */
  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (; this.#ahead.length < MOST_AHEAD && this.#left > 0; this.#left -= Math.min(BLOCK_BYTES, this.#left)) {
      const bytes = Math.min(BLOCK_BYTES, this.#left);
      const block = this.#latest.then(() => this.#stream.read(bytes));
      // One that is never taken tells nobody that it could not be read.
      block.catch(() => undefined);
      this.#latest = block;
      this.#ahead.push(block);
    }
    return this.#ahead.shift();
  }

  /** A block that nobody needs any more: the next one is read into it. */
  back(block: Uint8Array<ArrayBuffer>): void {
    if (block.buffer.byteLength === BLOCK_BYTES) this.#stream.spare.push(block.buffer);
  }

  /** Reads no further. */
  async leave(): Promise<void> {
    this.#left = 0;
    this.#ahead.length = 0;
    await this.#stream.cancel();
  }
}

/** The bytes of a stream in pieces of a wanted size, without a copy where the browser reads into what it is given. */
class Pieces {
  readonly #into: ReadableStreamBYOBReader | undefined;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Memory of blocks that were given back. */
  readonly spare: ArrayBuffer[] = [];

  constructor(blob: Blob) {
    const stream = blob.stream();
    try {
      this.#into = stream.getReader({ mode: "byob" });
    } catch {
      // Not every browser's files are streams of bytes.
      this.#reader = stream.getReader();
    }
  }

  async read(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    let block = new Uint8Array(this.spare.pop() ?? new ArrayBuffer(Math.min(bytes, BLOCK_BYTES)), 0, bytes);
    for (let filled = 0; filled < bytes; ) {
      if (this.#into) {
        const { done, value } = await this.#into.read(block.subarray(filled));
        if (done || !value) throw new DOMException("the file ended early", "NotReadableError");
        block = new Uint8Array(value.buffer, 0, bytes);
        filled += value.length;
        continue;
      }
      if (this.#rest.length === 0) {
        const { done, value } = (await this.#reader?.read()) ?? { done: true, value: undefined };
        if (done || !value) throw new DOMException("the file ended early", "NotReadableError");
        this.#rest = value;
      }
      const piece = this.#rest.subarray(0, bytes - filled);
      block.set(piece, filled);
      filled += piece.length;
      this.#rest = this.#rest.subarray(piece.length);
    }
    return block;
  }

  async cancel(): Promise<void> {
    await (this.#into ?? this.#reader)?.cancel().catch(() => undefined);
  }
}
