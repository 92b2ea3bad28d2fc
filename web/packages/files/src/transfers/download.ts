//! Files and trees of the endpoint to the technician's disk. Each byte is checked by the hash of blocks before it counts; a lost link, a pause and a reload go on where it stopped (docs/wire.md, "Files").

import { create } from "@bufbuild/protobuf";
import { FetchFilesSchema, type FileBegins, type FileEnds, type FilesOver } from "@towline/wire/files";
import { type FilesClient, FilesFault, LinkLost, type Request, faultOf as refusalOf } from "../agent/client";
import { componentsOf, numberOf, textOf } from "../agent/decode";
import { BLOCK_BYTES, BlockHashes, hexOf, isSame } from "../hash";
import type { Wanted } from "../messages";
import { bytesOf, encodeName, nameOf, opaque, shownName } from "../names";
import type { Arriving, Sink } from "../sinks/sink";
import { Transfer } from "./transfer";

/** Blocks whose digests are still made. */
const MOST_HASHING = 4;

/** Where a download stands between two attempts. Plain data, so that it is kept across a reload. */
export interface Position {
  item: number;
  /** The latest entry that began: its path below the item, as the agent says it; "": the item itself. */
  path: string;
  stamp: string;
  /** Bytes of it that are in the sink, or all of them. */
  offset: number;
  whole: boolean;
}

export interface DownloadParts {
  readonly client: FilesClient;
  readonly items: readonly Wanted[];
  readonly single: boolean;
  readonly to: string;
  readonly from: string;
  /** Made at the first run. */
  readonly sink: () => Promise<Sink>;
  /** What was there already (after a reload). */
  readonly before?: {
    readonly position: Position;
    readonly hashes: BlockHashes;
    readonly doneBytes: number;
    readonly doneFiles: number;
  };
  /** Told when an entry begins or is whole. */
  readonly stands: (position: Position) => void;
  readonly finished: (file: File | undefined) => void;
  readonly save: (() => void) | undefined;
  readonly removed: () => void;
}

/** An entry whose bytes come, and the block that they fill. */
interface Filling {
  readonly arriving: Arriving;
  readonly hashes: BlockHashes;
  /** Bytes of the block that is being filled. */
  filled: number;
}

export class Download extends Transfer {
  readonly kind = "download";
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly #parts: DownloadParts;
  #sink: Sink | undefined;
  #at: Position = { item: 0, path: "", stamp: "", offset: 0, whole: true };
  /** An entry is open in the sink. */
  #open: Filling | undefined;
  /** Memory of the block that is being filled, and of all after it: a new one for each would be so much more to clear away. */
  #block: Uint8Array<ArrayBuffer> | undefined;
  #request: Request | undefined;
  #measured = false;
  #kept: boolean;
  #finished = false;

  constructor(
    id: number,
    released: boolean,
    changed: (transfer: Transfer) => void,
    name: string,
    parts: DownloadParts,
  ) {
    super(id, released, changed);
    this.name = name;
    this.from = parts.from;
    this.to = parts.to;
    this.#parts = parts;
    this.#kept = parts.before !== undefined;
    if (parts.before) {
      this.#at = { ...parts.before.position };
      this.doneBytes = parts.before.doneBytes;
      this.doneFiles = parts.before.doneFiles;
    }
    const only = parts.items.every(({ kind }) => kind === "file");
    if (only) {
      this.totalFiles = parts.items.length;
      this.totalBytes = parts.items.reduce((sum, { bytes }) => sum + bytes, 0);
      this.#measured = true;
    }
  }

  protected override get saved(): boolean {
    return this.#finished && this.#parts.save !== undefined;
  }

  save(): void {
    if (this.#finished) this.#parts.save?.();
  }

  protected anew(): void {
    this.#at = { item: 0, path: "", stamp: "", offset: 0, whole: true };
    this.#open = undefined;
    this.#kept = false;
    this.doneBytes = 0;
    this.doneFiles = 0;
    const sink = this.#sink;
    this.#sink = undefined;
    this.#discarding = sink?.discard();
  }

  #discarding: Promise<void> | undefined;

  protected override onHold(): void {
    this.#request?.leave();
  }

  protected override onCancel(): void {
    this.#request?.leave();
  }

  override async cleared(): Promise<void> {
    const sink = this.#sink;
    this.#sink = undefined;
    await sink?.discard();
    this.#parts.removed();
  }

  protected async run(): Promise<"done"> {
    const { items, single, client } = this.#parts;
    await this.#discarding;
    this.#sink ??= await this.#parts.sink();
    const sink = this.#sink;
    if (this.#kept) await this.#take(sink);
    let corrupt = 0;
    while (this.#at.item < items.length) {
      await this.gate();
      await client.ready();
      await this.gate();
      try {
        const over = await this.#fetch(sink);
        if (over.code !== "" && !(over.code === "cancelled" && this.held)) throw refusalOf(over);
        if (over.code === "") this.#after(over);
      } catch (why) {
        if (why instanceof LinkLost || (why instanceof FilesFault && why.code === "cancelled" && this.held)) continue;
        if (why instanceof FilesFault && why.code === "corrupt" && corrupt < 2) {
          corrupt += 1;
          await this.#again(sink);
          continue;
        }
        if (this.cancelled || single || !(why instanceof FilesFault) || !isOfOneEntry(why.code)) throw why;
        await this.#dropOpen(sink);
        this.remark(shownName(items[this.#at.item]?.path ?? ""), why.code, why.detail);
        this.#next();
      } finally {
        this.#request = undefined;
      }
    }
    await this.gate();
    if (this.doneFiles === 0 && this.#parts.items.every(({ kind }) => kind === "file") && items.length > 0) {
      const [first] = this.view(0).remarks;
      throw new FilesFault(first?.code ?? "failed", first?.detail);
    }
    const file = await sink.finish();
    this.totalBytes = this.doneBytes;
    this.totalFiles = this.doneFiles;
    this.#finished = true;
    this.#block = undefined;
    this.#parts.finished(file);
    return "done";
  }

  #after(over: FilesOver): void {
    const failed = numberOf(over.failed);
    if (failed > 0 && this.view(0).remarkCount === 0) this.remark("", over.failedCode || "failed");
    this.#next();
  }

  #next(): void {
    this.#at = { item: this.#at.item + 1, path: "", stamp: "", offset: 0, whole: true };
    this.#parts.stands(this.#at);
  }

  async #fetch(sink: Sink): Promise<FilesOver> {
    const { client, items } = this.#parts;
    const item = items[this.#at.item];
    if (!item) throw new FilesFault("failed");
    const resumes = this.#at.stamp !== "";
    const request = client.start({
      case: "fetch",
      value: create(FetchFilesSchema, {
        path: encodeName(item.path),
        measure: !this.#measured && this.#at.item === 0,
        ...(resumes
          ? {
              resumePath: bytesOf(this.#at.path),
              resumeOffset: BigInt(this.#at.offset),
              resumeStamp: bytesOf(this.#at.stamp),
            }
          : {}),
      }),
    });
    this.#request = request;
    this.scanning(this, false);
    /** The agent names once more what is whole here. */
    let echo = false;
    for (;;) {
      const heard = await request.next();
      if (!heard) throw new FilesFault("cancelled");
      this.scanning(this, heard.kind === "answer" && heard.body.case === "scanning");
      if (heard.kind === "data") {
        if (!echo) await this.#data(sink, heard.offset, heard.bytes);
        request.done(heard.bytes.length);
        continue;
      }
      const { body } = heard;
      if (body.case === "progress") this.#measure(numberOf(body.value.files), numberOf(body.value.bytes));
      else if (body.case === "begins") echo = await this.#begins(sink, item, body.value);
      else if (body.case === "ends") {
        if (!echo) await this.#ends(sink, body.value);
        echo = false;
      } else if (body.case === "over") return body.value;
    }
  }

  #measure(files: number, bytes: number): void {
    const { items } = this.#parts;
    const others = items.slice(1);
    if (others.some(({ kind }) => kind !== "file")) return;
    this.#measured = true;
    this.totalFiles = files + others.length;
    this.totalBytes = bytes + others.reduce((sum, other) => sum + other.bytes, 0);
    this.changed();
  }

  /** `true`: it is whole already, and what comes of it is passed over. */
  async #begins(sink: Sink, item: Wanted, begins: FileBegins): Promise<boolean> {
    const path = opaque(begins.path);
    const below = componentsOf(begins.path);
    if (!below) throw new FilesFault("failed", "The endpoint named a path that cannot be.");
    const components = [nameOf(item.path), ...below];
    const stamp = opaque(begins.stamp);
    const same = this.#at.stamp !== "" && this.#at.path === path;
    this.current = components.map(shownName).join("/");
    if (begins.skipped !== "") {
      await this.#dropOpen(sink);
      this.#at = { item: this.#at.item, path, stamp, offset: 0, whole: true };
      this.remark(this.current, begins.skipped, textOf(begins.finding));
      return false;
    }
    if (same && this.#at.whole) return true;
    const offset = numberOf(begins.offset);
    if (same && this.#open) {
      if (offset === this.#at.offset) return false;
      if (offset !== 0) throw new FilesFault("failed");
      this.moved(-this.#at.offset);
      this.#fresh(this.#open.arriving);
      await sink.restart();
      this.#at = { item: this.#at.item, path, stamp, offset: 0, whole: false };
      return false;
    }
    await this.#dropOpen(sink);
    if (offset !== 0) throw new FilesFault("failed");
    const arriving: Arriving = {
      path: components,
      bytes: numberOf(begins.entry?.bytes ?? 0n),
      modifiedMs: numberOf(begins.entry?.modifiedMs ?? 0n),
      mode: (begins.entry?.mode ?? 0) & 0o7777,
    };
    if (isDirectory(begins)) {
      await sink.directory(arriving);
      this.#at = { item: this.#at.item, path, stamp, offset: 0, whole: true };
      this.#parts.stands(this.#at);
      return false;
    }
    await sink.begin(arriving);
    this.#fresh(arriving);
    this.#at = { item: this.#at.item, path, stamp, offset: 0, whole: false };
    this.#parts.stands(this.#at);
    return false;
  }

  async #data(sink: Sink, offset: number, bytes: Uint8Array): Promise<void> {
    const open = this.#open;
    if (!open || offset !== this.#at.offset) throw new FilesFault("failed", "Bytes came out of their order.");
    // What is behind the block that is being filled belongs to the next one.
    this.#block ??= new Uint8Array(BLOCK_BYTES);
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + BLOCK_BYTES - open.filled);
      this.#block.set(piece, open.filled);
      open.filled += piece.length;
      at += piece.length;
      if (open.filled === BLOCK_BYTES) await this.#filled(sink, open);
    }
    this.#at.offset += bytes.length;
    this.moved(bytes.length);
  }

  async #filled(sink: Sink, open: Filling): Promise<void> {
    const block = this.#block?.subarray(0, open.filled);
    if (!block) return;
    open.filled = 0;
    // The digest takes a copy at once, and a sink before it resolves.
    const hashed = open.hashes.add(block);
    await sink.write(block);
    if (open.hashes.count % MOST_HASHING === 0) await hashed;
  }

  async #ends(sink: Sink, ends: FileEnds): Promise<void> {
    const open = this.#open;
    if (!open) throw new FilesFault("failed");
    if (ends.code !== "") {
      const { single } = this.#parts;
      await this.#dropOpen(sink);
      this.#at.whole = true;
      if (single) throw new FilesFault(ends.code);
      this.remark(this.current, ends.code);
      return;
    }
    if (open.filled > 0) await this.#filled(sink, open);
    const right = numberOf(ends.bytes) === this.#at.offset && isSame(await open.hashes.hash(), ends.blocks);
    if (!right) throw new FilesFault("corrupt");
    await sink.end();
    this.#open = undefined;
    this.#at.whole = true;
    this.doneFiles += 1;
    if (this.#parts.single && ends.sha256.length === 32) this.sha256 = hexOf(ends.sha256);
    this.#parts.stands(this.#at);
    this.changed();
  }

  /** Its bytes were not what the endpoint read: all of them once more. */
  async #again(sink: Sink): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.moved(-this.#at.offset);
    this.#fresh(open.arriving);
    await sink.restart();
    this.#at.offset = 0;
  }

  async #dropOpen(sink: Sink): Promise<void> {
    if (!this.#open) return;
    this.#open = undefined;
    this.moved(-this.#at.offset);
    await sink.drop();
  }

  #fresh(arriving: Arriving): void {
    this.#open = { arriving, hashes: new BlockHashes(), filled: 0 };
  }

  /** The file that a reload interrupted is open in its sink, as far as its whole blocks go. */
  async #take(_sink: Sink): Promise<void> {
    this.#kept = false;
    const { before, items } = this.#parts;
    if (!before || before.position.whole) return;
    const item = items[before.position.item];
    const arriving = { path: [nameOf(item?.path ?? "")], bytes: item?.bytes ?? 0, modifiedMs: 0, mode: 0 };
    this.#open = { arriving, hashes: before.hashes, filled: 0 };
  }
}

const isDirectory = (begins: FileBegins): boolean => begins.entry?.kind === 2;

const OF_ONE = [
  "not_found",
  "not_permitted",
  "outside",
  "special",
  "vanished",
  "failed",
  "changed",
  "corrupt",
  "too_long",
  "infected",
  "scan_failed",
];

/** What concerns one of several things that are fetched, and not the others. */
const isOfOneEntry = (code: string): boolean => OF_ONE.includes(code);
