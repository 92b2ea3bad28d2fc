//! Files of the technician's to the endpoint: small ones with their bytes in the message, many on the way at once; larger ones block by block, gone on with where they stopped (docs/wire.md, "Files").

import { create } from "@bufbuild/protobuf";
import { FileExists, type FilesOver, type PutFile, PutFileSchema } from "@towline/wire/files";
import { type FilesClient, FilesFault, LinkLost, type Request, faultOf as refusalOf } from "../agent/client";
import { entryOf } from "../agent/decode";
import { BLOCK_BYTES, BlockHashes, hexOf, isSame, sha256 } from "../hash";
import type { Choice, Chosen, Conflict, Exists, UploadOrder } from "../messages";
import { decodeName, encodeName, joined, shownName } from "../names";
import { Blocks } from "./blocks";
import { Cancelled, Transfer } from "./transfer";

export const SMALL_BYTES = 128 * 1024;
const MOST_SMALL = 64;
const MOST_SMALL_BYTES = 2 * 1024 * 1024;
/** Directories that are made at once. */
const MOST_DIRECTORIES = 32;
/** What an earlier link left is let go of in a moment. */
const BUSY_MS = 500;
const MOST_BUSY = 6;

const EXISTS: Readonly<Record<Exists, FileExists>> = {
  ask: FileExists.ASK,
  overwrite: FileExists.OVERWRITE,
  skip: FileExists.SKIP,
  keepBoth: FileExists.KEEP_BOTH,
};

export interface UploadParts {
  readonly client: FilesClient;
  /** The endpoint beyond this session. */
  readonly endpoint: string;
  /** Asks the person. */
  readonly conflict: (conflict: Omit<Conflict, "question">) => Promise<{ choice: Choice; all: boolean }>;
  /** Something is new in this directory. */
  readonly arrived: (directory: string) => void;
}

interface Item {
  readonly chosen: Chosen;
  readonly directory: string;
  readonly path: string;
  state: "waiting" | "done" | "failed";
  sent: number;
}

export class Upload extends Transfer {
  readonly kind = "upload";
  readonly name: string;
  readonly from = "";
  readonly to: string;
  readonly #order: UploadOrder;
  readonly #parts: UploadParts;
  readonly #items: Item[];
  #exists: Exists;
  #all: Choice | undefined;
  #asking: Promise<unknown> = Promise.resolve();
  #request: Request | undefined;
  /** Small ones that are on the way. */
  readonly #smallOnes = new Set<Request>();
  #skipped = 0;
  /** The latest reason, for a transfer of which nothing came. */
  #latest: unknown;

  constructor(
    id: number,
    released: boolean,
    changed: (transfer: Transfer) => void,
    order: UploadOrder,
    name: string,
    parts: UploadParts,
  ) {
    super(id, released, changed);
    this.#order = order;
    this.#parts = parts;
    this.name = name;
    this.to = order.directory;
    this.#exists = order.exists;
    this.#items = order.files.map((chosen) => {
      const directory = chosen.path.slice(0, -1).reduce(joined, order.directory);
      return { chosen, directory, path: chosen.path.map(shownName).join("/"), state: "waiting", sent: 0 };
    });
    this.totalFiles = order.files.length;
    this.totalBytes = order.files.reduce((sum, { file }) => sum + file.size, 0);
  }

  protected anew(): void {
    this.#all = undefined;
    this.#exists = this.#order.exists;
    for (const item of this.#items) {
      if (item.state === "done") continue;
      this.doneBytes -= item.sent;
      item.sent = 0;
      item.state = "waiting";
    }
  }

  protected override onCancel(): void {
    this.#request?.leave();
    for (const request of this.#smallOnes) request.leave();
  }

  protected async run(): Promise<"done" | "skipped"> {
    await this.#directories();
    const small = new Gauge();
    for (const item of this.#items) {
      if (item.state !== "waiting") continue;
      await this.gate();
      this.current = item.path;
      if (item.chosen.file.size > SMALL_BYTES) {
        await this.#one(item, () => this.#large(item));
        continue;
      }
      await small.room(item.chosen.file.size);
      await this.gate();
      void this.#one(item, () => this.#small(item)).finally(() => small.leave(item.chosen.file.size));
    }
    await small.empty();
    await this.gate();
    this.#parts.arrived(this.#order.directory);
    const done = this.#items.filter((item) => item.state === "done").length;
    if (done === 0 && this.#items.length > 0) throw this.#latest;
    return this.#skipped === this.#items.length && this.#items.length > 0 ? "skipped" : "done";
  }

  async #directories(): Promise<void> {
    const wanted = new Set<string>();
    const add = (path: readonly string[]) => {
      if (path.length > 0) wanted.add(path.reduce(joined, this.#order.directory));
    };
    for (const { path } of this.#order.files) add(path.slice(0, -1));
    for (const path of this.#order.directories) add(path);
    const all = [...wanted];
    // Those above others are made with them.
    const making = all.filter((path) => !all.some((other) => other !== path && other.startsWith(joined(path, ""))));
    for (let at = 0; at < making.length; at += MOST_DIRECTORIES) {
      await this.gate();
      await Promise.all(
        making.slice(at, at + MOST_DIRECTORIES).map((path) =>
          this.#parts.client.ask(
            {
              case: "makeDirectory",
              value: { $typeName: "towline.v1.MakeDirectory", path: encodeName(path), parents: true },
            },
            { again: true },
          ),
        ),
      );
    }
  }

  /** One file; what goes wrong with it is remarked, and ends the rest only where it would do so for all. */
  async #one(item: Item, put: () => Promise<FilesOver | undefined>): Promise<void> {
    try {
      const over = await put();
      if (over) this.#came(item, over);
    } catch (why) {
      if (why instanceof Cancelled || this.cancelled) return;
      item.state = "failed";
      this.#latest = why;
      const fault = why instanceof FilesFault ? why : undefined;
      this.remark(item.path, fault?.code ?? "unreadable", fault?.detail ?? "");
    }
  }

  #came(item: Item, over: FilesOver): void {
    item.state = "done";
    if (over.identical || over.skipped) {
      this.#skipped += 1;
      this.remark(item.path, over.identical ? "identical" : "skipped");
    } else if (over.name.length > 0) {
      const name = decodeName(over.name);
      if (name !== item.chosen.path.at(-1)) this.remark(item.path, "renamed", shownName(name));
    }
    this.doneFiles += 1;
    this.moved(item.chosen.file.size - item.sent);
    item.sent = item.chosen.file.size;
    if (this.#items.length === 1 && over.sha256.length === 32) this.sha256 = hexOf(over.sha256);
  }

  async #small(item: Item): Promise<FilesOver | undefined> {
    const { file } = item.chosen;
    const content = new Uint8Array(await file.arrayBuffer());
    const hashes = new BlockHashes();
    if (content.length > 0) await hashes.add(content);
    const blocks = await hashes.hash();
    let exists = this.#exists;
    let begun: Request | undefined;
    for (;;) {
      await this.#parts.client.ready();
      await this.#parts.client.room().catch(lostIsFine);
      const put = await this.#put(item, exists);
      try {
        const body = await this.#parts.client.ask(
          { case: "put", value: create(PutFileSchema, { ...put, content, blocks }) },
          {
            again: true,
            begun: (request) => {
              if (begun) this.#smallOnes.delete(begun);
              begun = request;
              this.#smallOnes.add(request);
            },
            seen: (body) => this.scanning(item, body.case === "scanning"),
          },
        );
        if (body.case !== "over") throw new FilesFault("failed");
        return body.value;
      } catch (why) {
        exists = await this.#decided(item, why);
      } finally {
        if (begun) this.#smallOnes.delete(begun);
        this.scanning(item, false);
      }
    }
  }

  async #large(item: Item): Promise<FilesOver | undefined> {
    const hashes = new BlockHashes();
    let exists = this.#exists;
    let compares = false;
    let corrupt = 0;
    let busy = 0;
    for (;;) {
      await this.gate();
      await this.#parts.client.ready();
      const put = await this.#put(item, exists);
      try {
        const request = this.#parts.client.start({ case: "put", value: put });
        this.#request = request;
        const over = await this.#sent(item, request, hashes, compares);
        if (over.code === "") return over;
        throw refusalOf(over);
      } catch (why) {
        if (why instanceof LinkLost) continue;
        const code = why instanceof FilesFault ? why.code : "";
        if (code === "corrupt" && corrupt === 0) {
          corrupt += 1;
          continue;
        }
        if (code === "busy" && busy < MOST_BUSY) {
          busy += 1;
          await new Promise((go) => setTimeout(go, BUSY_MS));
          continue;
        }
        if (code === "different") {
          compares = false;
          exists = await this.#asked(item, (why as FilesFault).over);
          continue;
        }
        // Of the same size: whether it is the same is seen before anybody is asked.
        const there = why instanceof FilesFault ? why.over?.there : undefined;
        if (code === "exists" && exists === "ask" && Number(there?.bytes ?? -1n) === item.chosen.file.size) {
          compares = true;
          exists = "overwrite";
          this.#there = why as FilesFault;
          continue;
        }
        exists = await this.#decided(item, why);
      } finally {
        this.#request = undefined;
        this.scanning(item, false);
      }
    }
  }

  #there: FilesFault | undefined;

  /** One attempt, to its end. `compares`: nothing is written over before the person was asked. */
  async #sent(item: Item, request: Request, hashes: BlockHashes, compares: boolean): Promise<FilesOver> {
    const { client } = this.#parts;
    const { file } = item.chosen;
    let ready = await nextOf(request);
    if ("code" in ready) return ready;
    if (ready.sameSize) {
      await this.#hashed(item, hashes, Number.POSITIVE_INFINITY);
      const blocks = await hashes.hash();
      client.say(request.number, {
        case: "putCompare",
        value: { $typeName: "towline.v1.PutCompare", of: request.number, blocks },
      });
      const after = await nextOf(request);
      if ("code" in after) return after;
      ready = after;
      if (compares) {
        request.leave();
        throw new FilesFault("different", "", this.#there?.over);
      }
    } else if (compares) {
      request.leave();
      throw new FilesFault("different", "", this.#there?.over);
    }
    const start = await this.#start(item, hashes, ready);
    this.moved(start - item.sent);
    item.sent = start;
    const blocks = new Blocks(file, start);
    // Blocks that may still wait to be sent, the oldest first, and their bytes.
    const held: Uint8Array<ArrayBuffer>[] = [];
    let heldBytes = 0;
    try {
      for (let at = start; at < file.size; ) {
        await this.gate();
        const block = await blocks.next();
        if (!block) break;
        if (Math.floor(at / BLOCK_BYTES) >= hashes.count) void hashes.add(block);
        await client.send(request.number, at, block);
        held.push(block);
        heldBytes += block.length;
        // What waits is the newest: a block with as many bytes behind it has gone.
        for (let [oldest] = held; oldest && heldBytes - oldest.length >= client.waiting; [oldest] = held) {
          heldBytes -= oldest.length;
          held.shift();
          blocks.back(oldest);
        }
        at += block.length;
        this.moved(block.length);
        item.sent = at;
      }
    } finally {
      await blocks.leave();
    }
    const all = await hashes.hash();
    await client.room();
    client.say(request.number, {
      case: "putEnd",
      value: { $typeName: "towline.v1.PutEnd", of: request.number, blocks: all },
    });
    const over = await nextOf(request, () => this.scanning(item, true));
    if ("code" in over) return over;
    throw new FilesFault("failed");
  }

  /** Where to begin: behind what is there already, if it is of this file. */
  async #start(item: Item, hashes: BlockHashes, ready: { offset: bigint; blocks: Uint8Array }): Promise<number> {
    const { file } = item.chosen;
    const offset = Number(ready.offset);
    if (offset > file.size || (offset % BLOCK_BYTES !== 0 && offset !== file.size)) return 0;
    if (offset === 0) return 0;
    await this.#hashed(item, hashes, offset);
    return isSame(await hashes.hash(Math.ceil(offset / BLOCK_BYTES)), ready.blocks) ? offset : 0;
  }

  /** Blocks up to there are hashed. */
  async #hashed(item: Item, hashes: BlockHashes, to: number): Promise<void> {
    const blocks = new Blocks(item.chosen.file, hashes.count * BLOCK_BYTES, to);
    try {
      for (let block = await blocks.next(); block; block = await blocks.next()) {
        await this.gate();
        await hashes.add(block);
      }
    } finally {
      await blocks.leave();
    }
  }

  async #put(item: Item, exists: Exists): Promise<PutFile> {
    const { file, path } = item.chosen;
    const name = path.at(-1) ?? "";
    const named = JSON.stringify([this.#parts.endpoint, item.directory, name, file.size, file.lastModified]);
    return create(PutFileSchema, {
      directory: encodeName(item.directory),
      name: encodeName(name),
      key: (await sha256(new TextEncoder().encode(named))).slice(0, 16),
      bytes: BigInt(file.size),
      exists: EXISTS[exists],
      ...(this.#order.keepTimes ? { modifiedMs: BigInt(file.lastModified) } : {}),
    });
  }

  /** What is done about a refusal: another way, or none. */
  async #decided(item: Item, why: unknown): Promise<Exists> {
    if (!(why instanceof FilesFault) || why.code !== "exists") throw why;
    return this.#asked(item, why.over);
  }

  /** One question after the other. */
  #asked(item: Item, over: FilesOver | undefined): Promise<Exists> {
    const asked = this.#asking.then(() => this.#ask(item, over));
    this.#asking = asked.catch(() => undefined);
    return asked;
  }

  async #ask(item: Item, over: FilesOver | undefined): Promise<Exists> {
    if (this.#all === undefined) {
      await this.gate();
      const there = over?.there ? entryOf(over.there) : undefined;
      const { file } = item.chosen;
      const { choice, all } = await this.#parts.conflict({
        transfer: this.id,
        path: item.path,
        ours: { bytes: file.size, modifiedMs: file.lastModified },
        theirs: { bytes: there?.bytes ?? 0, modifiedMs: there?.modifiedMs ?? 0, kind: there?.kind ?? "file" },
        more: this.#items.filter((each) => each.state === "waiting").length - 1,
      });
      if (this.cancelled) throw new Cancelled();
      if (!all && choice !== "stop") return choice;
      this.#all = choice;
      if (choice !== "stop") this.#exists = choice;
    }
    if (this.#all === "stop") {
      this.cancel();
      throw new Cancelled();
    }
    return this.#all;
  }
}

const lostIsFine = (why: unknown): void => {
  if (!(why instanceof LinkLost)) throw why;
};

/** The next word about a put: it may send, or it is over. `scanned`: it is scanned meanwhile. */
async function nextOf(
  request: Request,
  scanned?: () => void,
): Promise<{ offset: bigint; blocks: Uint8Array; sameSize: boolean } | FilesOver> {
  for (;;) {
    const heard = await request.next();
    if (!heard) throw new FilesFault("cancelled");
    if (heard.kind === "data") request.done(heard.bytes.length);
    else if (heard.body.case === "scanning") scanned?.();
    else if (heard.body.case === "putReady" || heard.body.case === "over") return heard.body.value;
  }
}

/** How much of what is small is on the way. */
class Gauge {
  #count = 0;
  #bytes = 0;
  #waiting: (() => void)[] = [];

  async room(bytes: number): Promise<void> {
    while (this.#count > 0 && (this.#count >= MOST_SMALL || this.#bytes + bytes > MOST_SMALL_BYTES))
      await this.#change();
    this.#count += 1;
    this.#bytes += bytes;
  }

  leave(bytes: number): void {
    this.#count -= 1;
    this.#bytes -= bytes;
    for (const go of this.#waiting.splice(0)) go();
  }

  async empty(): Promise<void> {
    while (this.#count > 0) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((go) => this.#waiting.push(go));
  }
}
