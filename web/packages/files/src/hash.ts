//! The hash of a file in blocks (docs/wire.md, "Files"): SHA-256 over the SHA-256 of each MiB. The browser's own digest makes them, so that a file of any size is hashed as it goes by.

export const BLOCK_BYTES = 1024 * 1024;
const DIGEST_BYTES = 32;

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Digests of a file's blocks, in their order. */
export class BlockHashes {
  readonly #digests: Promise<Uint8Array<ArrayBuffer>>[] = [];

  /** Blocks so far. */
  get count(): number {
    return this.#digests.length;
  }

  /** A whole block, or the last one. Resolves when its digest is made: whoever waits has at most that many blocks in memory. */
  async add(block: Uint8Array<ArrayBuffer>): Promise<void> {
    const digest = sha256(block);
    this.#digests.push(digest);
    await digest;
  }

  /** The hash of the first so many blocks; absent: of all. */
  async hash(blocks = this.#digests.length): Promise<Uint8Array<ArrayBuffer>> {
    const digests = await Promise.all(this.#digests.slice(0, blocks));
    const all = new Uint8Array(digests.length * DIGEST_BYTES);
    for (const [at, digest] of digests.entries()) all.set(digest, at * DIGEST_BYTES);
    return sha256(all);
  }

  /** Goes back to the first so many. */
  keep(blocks: number): void {
    this.#digests.splice(blocks);
  }
}

export function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

export const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
