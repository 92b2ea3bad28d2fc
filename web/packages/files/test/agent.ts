//! A double of the agent: the same bytes on a channel, files in memory, and a link that the test breaks.

import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { Channel } from "@towline/wire";
import {
  type FetchFiles,
  FileExists,
  FileKind,
  type FilesDown,
  FilesDownSchema,
  type FilesUp,
  FilesUpSchema,
  type PutFile,
} from "@towline/wire/files";
import { FilesClient } from "../src/agent/client";
import { BLOCK_BYTES, BlockHashes, hexOf, isSame } from "../src/hash";
import { decodeName, encodeName } from "../src/names";

export type DownInit = NonNullable<MessageInitShape<typeof FilesDownSchema>["body"]>;

export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const hashes = new BlockHashes();
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) await hashes.add(bytes.slice(at, at + BLOCK_BYTES));
  return hashes.hash();
}

export function noise(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  let state = seed;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[at] = state >>> 24;
  }
  return out;
}

interface Putting {
  put: PutFile;
  path: string;
  key: string;
}

export class Agent {
  /** Paths and their bytes. */
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly directories = new Set<string>();
  readonly partials = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly heard: FilesUp[] = [];
  /** Bytes of files as they came. */
  readonly pieces: { offset: number; bytes: Uint8Array }[] = [];
  readonly client = new FilesClient(() => {
    throw new Error("the agent said what cannot be");
  });
  /** Called for each piece of a fetch; `false`: it is not sent, as the link broke. */
  onPiece: (offset: number) => boolean = () => true;
  onBytes: (received: number) => void = () => {};
  /** Bytes are sent otherwise than they are hashed, so many times. */
  spoils = 0;
  mostOpen = 0;
  /** What a scan says of the file at this path; "": it is clean. */
  scan: ((path: string) => Promise<string>) | undefined;
  readonly cancelled = new Set<number>();
  #open = 0;
  #channel: Link | undefined;
  readonly #puts = new Map<number, Putting>();

  /** `slow`: bytes of files wait in the link, one piece leaves it at a time. */
  connect({ slow = false } = {}): void {
    this.#channel = new Link((payload) => this.#take(payload), slow);
    this.client.opened(this.#channel);
  }

  /** So much of what was sent is dealt with. */
  grant(bytes: number): void {
    this.#channel?.grant(bytes);
  }

  cut(): void {
    this.#channel?.cut();
    this.#channel = undefined;
    this.#puts.clear();
    this.client.lost();
  }

  of<Case extends NonNullable<FilesUp["body"]["case"]>>(wanted: Case) {
    return this.heard.flatMap(({ body }) =>
      body.case === wanted ? [body.value as Extract<FilesUp["body"], { case: Case }>["value"]] : [],
    );
  }

  say(request: number, body: DownInit): void {
    const message = toBinary(FilesDownSchema, create(FilesDownSchema, { request, body } as FilesDown));
    const payload = new Uint8Array(1 + message.length);
    payload[0] = 0x31;
    payload.set(message, 1);
    this.#channel?.deliver(payload);
  }

  data(request: number, offset: number, bytes: Uint8Array): void {
    const payload = new Uint8Array(13 + bytes.length);
    const view = new DataView(payload.buffer);
    view.setUint8(0, 0x32);
    view.setUint32(1, request, true);
    view.setBigUint64(5, BigInt(offset), true);
    payload.set(bytes, 13);
    this.#channel?.deliver(payload);
  }

  #over(request: number, over: Extract<DownInit, { case: "over" }>["value"] = {}): void {
    this.say(request, { case: "over", value: over });
  }

  #take(payload: Uint8Array): void {
    if (payload[0] === 0x32) {
      const view = new DataView(payload.buffer, payload.byteOffset);
      const putting = this.#puts.get(view.getUint32(1, true));
      const offset = Number(view.getBigUint64(5, true));
      this.pieces.push({ offset, bytes: payload.slice(13) });
      if (!putting) return;
      const before = this.partials.get(putting.key) ?? new Uint8Array();
      const length = offset + payload.length - 13;
      let { buffer } = before;
      if (buffer.byteLength < length) {
        // Twice as much as is needed: pieces are many.
        buffer = new ArrayBuffer(2 * length);
        new Uint8Array(buffer).set(before.subarray(0, offset));
      }
      const after = new Uint8Array(buffer, 0, length);
      after.set(payload.subarray(13), offset);
      this.partials.set(putting.key, after);
      this.onBytes(after.length);
      return;
    }
    const up = fromBinary(FilesUpSchema, payload.subarray(1));
    this.heard.push(up);
    this.#open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.#open);
    setTimeout(() => {
      this.#open -= 1;
      void this.#answer(up);
    });
  }

  async #answer({ request, body }: FilesUp): Promise<void> {
    switch (body.case) {
      case "makeDirectory":
        this.directories.add(decodeName(body.value.path));
        this.#over(request);
        return;
      case "put":
        await this.#put(request, body.value);
        return;
      case "putCompare": {
        const putting = this.#puts.get(body.value.of);
        const there = this.files.get(putting?.path ?? "");
        if (putting && there && isSame(await hashOf(there), body.value.blocks)) {
          this.#puts.delete(body.value.of);
          this.#over(body.value.of, { identical: true });
        } else this.say(body.value.of, { case: "putReady", value: { offset: 0n } });
        return;
      }
      case "putEnd": {
        const putting = this.#puts.get(body.value.of);
        if (!putting) return;
        const bytes = this.partials.get(putting.key) ?? new Uint8Array();
        this.partials.delete(putting.key);
        if (!isSame(await hashOf(bytes), body.value.blocks)) {
          this.#over(body.value.of, { code: "corrupt" });
          return;
        }
        if (await this.#found(body.value.of, putting.path)) return;
        this.files.set(putting.path, bytes);
        this.#over(body.value.of, { name: putting.put.name });
        return;
      }
      case "fetch":
        await this.#fetch(request, body.value);
        return;
      case "cancel":
        this.#puts.delete(body.value.of);
        this.cancelled.add(body.value.of);
        this.#over(body.value.of, { code: "cancelled" });
    }
  }

  async #put(request: number, put: PutFile): Promise<void> {
    let path = `${decodeName(put.directory)}/${decodeName(put.name)}`;
    const there = this.files.get(path);
    if (there && put.content && isSame(await hashOf(there), put.blocks)) {
      this.#over(request, { identical: true });
      return;
    }
    if (there && put.exists === FileExists.ASK) {
      const entry = { name: put.name, kind: FileKind.FILE, bytes: BigInt(there.length), modifiedMs: 5n };
      this.#over(request, { code: "exists", there: entry });
      return;
    }
    if (there && put.exists === FileExists.SKIP) {
      this.#over(request, { skipped: true });
      return;
    }
    if (there && put.exists === FileExists.KEEP_BOTH) path = path.replace(/(\.[^.]*)?$/u, " (2)$1");
    if (put.content) {
      if (await this.#found(request, path)) return;
      this.files.set(path, put.content.slice());
      this.#over(request, { name: encodeName(path.slice(path.lastIndexOf("/") + 1)) });
      return;
    }
    const key = hexOf(put.key);
    const partial = this.partials.get(key) ?? new Uint8Array();
    const offset = Math.floor(partial.length / BLOCK_BYTES) * BLOCK_BYTES;
    this.#puts.set(request, { put, path, key });
    const blocks = await hashOf(partial.slice(0, offset));
    const sameSize = there?.length === Number(put.bytes);
    this.say(request, { case: "putReady", value: { offset: BigInt(offset), blocks, sameSize } });
  }

  /** It is not clean, or not wanted any more. */
  async #found(request: number, path: string): Promise<boolean> {
    if (!this.scan) return false;
    this.say(request, { case: "scanning", value: {} });
    const finding = await this.scan(path);
    if (this.cancelled.has(request)) return true;
    if (finding !== "") this.#over(request, { code: "infected", detail: finding });
    return finding !== "";
  }

  async #fetch(request: number, fetch: FetchFiles): Promise<void> {
    const root = decodeName(fetch.path);
    const single = this.files.get(root);
    const inside = [...this.files].filter(([path]) => path.startsWith(`${root}/`));
    const entries = single
      ? [["", single] as const]
      : inside.map(([path, bytes]) => [path.slice(root.length + 1), bytes] as const);
    if (entries.length === 0) {
      this.#over(request, { code: "not_found" });
      return;
    }
    const resume = decodeName(fetch.resumePath);
    let skipping = fetch.resumeStamp.length > 0;
    for (const [path, bytes] of entries) {
      const here = skipping && path === resume;
      if (skipping && !here) continue;
      skipping = false;
      const offset = here ? Number(fetch.resumeOffset) : 0;
      const entry = { name: encodeName("x"), kind: FileKind.FILE, bytes: BigInt(bytes.length), mode: 0o640 };
      const stamp = encodeName(`s${path}`);
      if (this.scan) {
        this.say(request, { case: "scanning", value: { path: encodeName(path) } });
        const finding = await this.scan(path === "" ? root : `${root}/${path}`);
        if (this.cancelled.has(request)) return;
        if (finding !== "") {
          const value = { path: encodeName(path), entry, skipped: "infected", finding };
          this.say(request, { case: "begins", value });
          continue;
        }
      }
      this.say(request, { case: "begins", value: { path: encodeName(path), entry, stamp, offset: BigInt(offset) } });
      for (let at = offset; at < bytes.length; at += 128 * 1024) {
        if (!this.onPiece(at)) return;
        const piece = bytes.slice(at, at + 128 * 1024);
        if (this.spoils > 0 && at === 0) {
          this.spoils -= 1;
          piece[0] = (piece[0] ?? 0) ^ 1;
        }
        this.data(request, at, piece);
        await new Promise((go) => setTimeout(go));
      }
      const ends = { bytes: BigInt(bytes.length), blocks: await hashOf(bytes) };
      this.say(request, { case: "ends", value: ends });
    }
    this.#over(request);
  }
}

class Link implements Channel {
  readonly number = 1;
  alive = true;
  #take: (payload: Uint8Array) => void = () => {};
  #room: () => void = () => {};
  grant: (bytes: number) => void = () => {};
  /** As in the real one, what waits is the sender's own memory. */
  readonly #queue: Uint8Array[][] = [];

  constructor(
    readonly onSend: (payload: Uint8Array) => void,
    readonly slow: boolean,
  ) {}

  get waiting(): number {
    return this.#queue.flat().reduce((sum, { length }) => sum + length, 0);
  }
  onData(take: (payload: Uint8Array) => void): void {
    this.#take = take;
  }
  onRoom(room: () => void): void {
    this.#room = room;
  }
  onGranted(grant: (bytes: number) => void): void {
    this.grant = grant;
  }
  send(...parts: Uint8Array[]): void {
    if (!this.alive) return;
    this.#queue.push(parts);
    if (!this.slow) this.#leave();
    else if (this.#queue.length === 1) setTimeout(() => this.#later());
  }
  consumed(): void {}
  close(): void {}
  deliver(payload: Uint8Array): void {
    if (this.alive) this.#take(payload);
  }
  cut(): void {
    this.alive = false;
  }
  #later(): void {
    if (!this.alive) return;
    this.#leave();
    if (this.#queue.length > 0) setTimeout(() => this.#later());
    this.#room();
  }
  #leave(): void {
    const parts = this.#queue.shift() ?? [];
    const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    parts.reduce((at, part) => {
      whole.set(part, at);
      return at + part.length;
    }, 0);
    this.onSend(whole);
  }
}
