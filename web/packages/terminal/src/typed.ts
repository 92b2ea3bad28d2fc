//! What a person typed into a shell, from the keys to the endpoint: numbered by byte, kept until the endpoint has it, said again after a reconnect. Pure: the caller brings the channel.

import { create, toBinary } from "@bufbuild/protobuf";
import { ShellInputSchema, ShellUpSchema } from "@towline/wire";

/** One message's worth; a paste goes in many. */
const PIECE_BYTES = 8 * 1024;
/** So much may be on its way; more waits here, so that Ctrl-C is never behind a long paste on the network. */
const FLIGHT_BYTES = 64 * 1024;
/** More than this is no typing and no paste. */
export const MOST_TYPED_BYTES = 8 * 1024 * 1024;

export class Typed {
  readonly #viewer: bigint;
  /** Bytes that the endpoint has not confirmed, the first at `#from`. */
  #pieces: Uint8Array[] = [];
  #from: bigint;
  #bytes = 0;
  /** How many of them are on their way. */
  #flying = 0;

  constructor(viewer: bigint, from: bigint) {
    this.#viewer = viewer;
    this.#from = from;
  }

  /** Position after all that was ever typed. */
  get end(): bigint {
    return this.#from + BigInt(this.#bytes);
  }

  /** Takes bytes; `false`: that is too much, and none of it was taken. */
  type(bytes: Uint8Array): boolean {
    if (this.#bytes + bytes.length > MOST_TYPED_BYTES) return false;
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) this.#pieces.push(bytes.slice(at, at + PIECE_BYTES));
    this.#bytes += bytes.length;
    return true;
  }

  /** The messages that may go now. */
  next(): Uint8Array[] {
    const messages: Uint8Array[] = [];
    let at = 0;
    for (const piece of this.#pieces) {
      if (at >= this.#flying) {
        if (this.#flying > 0 && at + piece.length > FLIGHT_BYTES) break;
        messages.push(this.#message(this.#from + BigInt(at), piece));
        this.#flying = at + piece.length;
      }
      at += piece.length;
    }
    return messages;
  }

  /** The endpoint has written everything before this position. */
  confirmed(position: bigint): void {
    if (position > this.end) {
      // Typed by an older page of this tab: go on behind it.
      if (this.#bytes === 0) this.#from = position;
      return;
    }
    let done = Number(position - this.#from);
    if (done <= 0) return;
    this.#from = position;
    this.#bytes -= done;
    this.#flying = Math.max(0, this.#flying - done);
    while (done > 0) {
      const piece = this.#pieces[0];
      if (!piece) return;
      if (piece.length > done) {
        this.#pieces[0] = piece.subarray(done);
        return;
      }
      this.#pieces.shift();
      done -= piece.length;
    }
  }

  /** The link is new: nothing is on its way, everything unconfirmed goes again. */
  reconnected(): void {
    this.#flying = 0;
  }

  #message(offset: bigint, data: Uint8Array): Uint8Array {
    const body = { case: "input" as const, value: create(ShellInputSchema, { offset, data }) };
    return toBinary(ShellUpSchema, create(ShellUpSchema, { viewer: this.#viewer, body }));
  }
}
