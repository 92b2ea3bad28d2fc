//! Files and trees from this session's endpoint to another's (FIL-12). The appliance moves them; here is kept where it stands, so that it goes on after a pause and after any link was lost.

import { create } from "@bufbuild/protobuf";
import { CopyFilesSchema, type CopyOver, type CopyStands, FileExists } from "@towline/wire/files";
import { type FilesClient, FilesFault, LinkLost, type Request } from "../agent/client";
import { numberOf, textOf } from "../agent/decode";
import { hexOf } from "../hash";
import type { CopyOrder } from "../messages";
import { bytesOf, decodeName, encodeName, nameOf, opaque, shownName } from "../names";
import { Transfer } from "./transfer";

/** Paths of one request, and how many bytes they have together. */
const MOST_PATHS = 256;
const MOST_PATH_BYTES = 64 * 1024;
/** What mends itself is waited for: the other endpoint comes back, what an earlier link left is let go of. */
const MENDS = ["offline", "busy", "limit", "superseded"];
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];
const MOST_WAITS = 40;

const EXISTS = {
  overwrite: FileExists.OVERWRITE,
  skip: FileExists.SKIP,
  keepBoth: FileExists.KEEP_BOTH,
} as const;

/** How far it is, so that a reloaded page can go on with it. */
export interface CopyStanding {
  readonly item: number;
  readonly path: string;
  readonly offset: number;
  readonly stamp: string;
  readonly files: number;
  readonly bytes: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface CopyParts {
  readonly client: FilesClient;
  /** Where the page before left it. */
  readonly before: CopyStanding | undefined;
  /** From here on it is to be gone on with. */
  readonly begins: () => void;
  readonly stands: (standing: CopyStanding) => void;
  /** Something is new at the target. */
  readonly arrived: () => void;
  /** It is not to be gone on with. */
  readonly over: () => void;
}

interface Place {
  readonly path: Uint8Array;
  readonly offset: bigint;
  readonly stamp: Uint8Array;
}

const START: Place = { path: new Uint8Array(), offset: 0n, stamp: new Uint8Array() };

export class Copy extends Transfer {
  readonly kind = "copy";
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly #order: CopyOrder;
  readonly #parts: CopyParts;
  readonly #single: boolean;
  /** The first that is not done with, and where it stands. */
  #item = 0;
  #place: Place = START;
  /** What earlier attempts did. */
  #base = { files: 0, bytes: 0, failed: 0, skipped: 0 };
  #request: Request | undefined;
  #measured = false;
  #remarked = new Set<string>();
  #waits = 0;
  #wake: (() => void) | undefined;

  constructor(
    id: number,
    released: boolean,
    changed: (transfer: Transfer) => void,
    order: CopyOrder,
    parts: CopyParts,
  ) {
    super(id, released, changed);
    this.#order = order;
    this.#parts = parts;
    const { items } = order;
    const first = nameOf(items[0]?.path ?? "");
    this.name = shownName(items.length === 1 ? first : `${first} …`);
    this.from = items
      .slice(0, 20)
      .map(({ path }) => shownName(path))
      .join("\n");
    this.to = `${order.endpoint}: ${shownName(order.directory)}`;
    this.#single = items.length === 1 && items[0]?.kind === "file";
    if (items.every(({ kind }) => kind === "file")) {
      this.#measured = true;
      this.totalFiles = items.length;
      this.totalBytes = items.reduce((sum, { bytes }) => sum + bytes, 0);
    }
    const { before } = parts;
    if (!before) return;
    const { files, bytes, failed, skipped } = before;
    this.#item = Math.min(before.item, items.length);
    this.#place = { path: bytesOf(before.path), offset: BigInt(before.offset), stamp: bytesOf(before.stamp) };
    this.#base = { files, bytes, failed, skipped };
    this.doneFiles = files;
    this.doneBytes = bytes + before.offset;
  }

  /** Goes on where it stood: what is there already was checked when it came. */
  protected anew(): void {
    this.#waits = 0;
    if (this.#item < this.#order.items.length) return;
    this.#item = 0;
    this.#place = START;
    this.#base = { files: 0, bytes: 0, failed: 0, skipped: 0 };
    this.doneBytes = 0;
    this.doneFiles = 0;
    this.#remarked.clear();
  }

  override async cleared(): Promise<void> {
    this.#parts.over();
  }

  protected override onHold(): void {
    this.#request?.rest();
    this.#wake?.();
  }

  protected override onCancel(): void {
    this.#request?.leave();
    this.#wake?.();
  }

  protected async run(): Promise<"done" | "skipped"> {
    const { items } = this.#order;
    const { client, begins } = this.#parts;
    begins();
    if (!this.#measured) void this.#measure();
    while (this.#item < items.length) {
      await this.gate();
      await client.ready();
      await this.gate();
      try {
        const over = await this.#attempt();
        if (over && over.code !== "") await this.#mends(over);
      } catch (why) {
        if (!(why instanceof LinkLost)) throw why;
      } finally {
        this.#request = undefined;
      }
    }
    await this.gate();
    this.#parts.arrived();
    this.#parts.over();
    const { files, failed, skipped } = this.#base;
    this.totalFiles = files;
    this.totalBytes = this.doneBytes;
    const [first] = this.view(0).remarks;
    if (files > 0 && failed === files) throw new FilesFault(first?.code ?? "failed", first?.detail);
    return files > 0 && failed + skipped === files ? "skipped" : "done";
  }

  /** The whole of it is counted while it begins. */
  async #measure(): Promise<void> {
    this.#measured = true;
    const paths = this.#order.items.map(({ path }) => encodeName(path));
    try {
      const body = await this.#parts.client.ask(
        { case: "measure", value: { $typeName: "towline.v1.MeasureFiles", paths } },
        { again: true },
      );
      if (body.case !== "over" || !body.value.total || this.over) return;
      this.totalFiles = numberOf(body.value.total.files);
      this.totalBytes = numberOf(body.value.total.bytes);
      this.changed();
    } catch {
      // How much there is stays unknown.
    }
  }

  /** One request to its end. `undefined`: it was held or cancelled. */
  async #attempt(): Promise<CopyOver | undefined> {
    const { session, directory, exists, keepTimes, keepMode } = this.#order;
    const first = this.#item;
    const paths = this.#paths(first);
    const { path, offset, stamp } = this.#place;
    const request = this.#parts.client.start({
      case: "copy",
      value: create(CopyFilesSchema, {
        paths,
        toSession: session,
        directory: encodeName(directory),
        exists: EXISTS[exists],
        keepTimes,
        keepMode,
        resumePath: path,
        resumeOffset: offset,
        resumeStamp: stamp,
      }),
    });
    this.#request = request;
    const base = this.#base;
    for (;;) {
      const heard = await request.next();
      if (!heard) {
        if (request.isLeft) return undefined;
        throw new FilesFault("failed");
      }
      if (heard.kind !== "answer") continue;
      // The right to read is gone: the endpoint says so.
      if (heard.body.case === "over") throw new FilesFault("no_right");
      if (heard.body.case !== "copy") continue;
      const { stands, over } = heard.body.value;
      if (stands) this.#stands(stands, base, first);
      if (!over) continue;
      if (over.code === "") {
        this.#item = first + paths.length;
        this.#place = START;
        this.#tell();
      }
      return over;
    }
  }

  #paths(first: number): Uint8Array<ArrayBuffer>[] {
    const paths: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    for (const { path } of this.#order.items.slice(first, first + MOST_PATHS)) {
      const encoded = encodeName(path);
      bytes += encoded.length;
      if (paths.length > 0 && bytes > MOST_PATH_BYTES) break;
      paths.push(encoded);
    }
    return paths;
  }

  #stands(stands: CopyStands, base: { files: number; bytes: number; failed: number; skipped: number }, first: number) {
    const partial = numberOf(stands.partialBytes);
    this.#item = Math.min(first + stands.item, this.#order.items.length);
    this.#place = { path: stands.resumePath, offset: stands.resumeOffset, stamp: stands.resumeStamp };
    const before = this.#base;
    this.#base = {
      files: base.files + numberOf(stands.files),
      bytes: base.bytes + numberOf(stands.bytes),
      failed: base.failed + numberOf(stands.failed),
      skipped: base.skipped + numberOf(stands.skipped),
    };
    this.#tell();
    this.current = shownName(decodeName(stands.current));
    this.doneFiles = this.#base.files;
    this.scanning(this, stands.scanning);
    if (this.#single && stands.sha256.length === 32) this.sha256 = hexOf(stands.sha256);
    for (const { path, code, detail, atTarget } of stands.remarks) {
      const shown = shownName(decodeName(path));
      // What a lost link interrupted may be said once more.
      const key = `${code} ${shown}`;
      if (this.#remarked.has(key)) continue;
      if (this.#remarked.size < 1_000) this.#remarked.add(key);
      const said = shownName(decodeName(detail));
      this.remark(shown, atTarget && code !== "renamed" ? atTheTarget(code) : code, said);
    }
    const done = this.#base.bytes + partial;
    if (done !== this.doneBytes) {
      this.#waits = 0;
      this.moved(done - this.doneBytes);
    } else this.changed();
    if (this.#base.files > before.files) this.#parts.arrived();
  }

  #tell(): void {
    const { path, offset, stamp } = this.#place;
    const place = { item: this.#item, path: opaque(path), offset: numberOf(offset), stamp: opaque(stamp) };
    this.#parts.stands({ ...place, ...this.#base });
  }

  /** Waits for what comes back by itself; throws for everything else. */
  async #mends(over: CopyOver): Promise<void> {
    if (this.held || this.cancelled) return;
    if (!MENDS.includes(over.code) || this.#waits >= MOST_WAITS) throw faultOf(over);
    const wait = WAITS_MS[Math.min(this.#waits, WAITS_MS.length - 1)] ?? 8_000;
    this.#waits += 1;
    await new Promise<void>((go) => {
      const timer = setTimeout(go, wait);
      this.#wake = () => {
        clearTimeout(timer);
        go();
      };
    });
    this.#wake = undefined;
  }
}

/** What is an outcome at the target, and no fault, is the same wherever it is. */
const atTheTarget = (code: string): string => (code === "identical" || code === "skipped" ? code : `target_${code}`);

const faultOf = ({ code, detail, atTarget }: CopyOver): FilesFault => {
  // A right that is not there is no refusal of the machine's system.
  const known = code === "not_permitted" ? "no_right" : textOf(code);
  return new FilesFault(atTarget ? `target_${known}` : known, textOf(detail));
};
