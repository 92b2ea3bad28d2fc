//! What a reload of the page leaves of a session's files: where one was, and transfers. Of a download: a file with its bytes, one that says what was asked for, and one that grows by a line for each entry that is whole. Of a copy, whose bytes are elsewhere, the latter two. In the browser's private file system; no secret but the paths.

import type { BlockHashes } from "../hash";
import { BLOCK_BYTES, BlockHashes as Hashes } from "../hash";
import type { CopyOrder, Wanted } from "../messages";
import type { CopyStanding } from "../transfers/copy";
import type { Position } from "../transfers/download";
import { type ByteStore, MemoryStore, PrivateStore } from "./store";
import type { ZipEntry } from "./zip";

const FOLDER = "towline-downloads";
const MOST_AGE_MS = 24 * 60 * 60 * 1000;
const HANDED_OVER_MS = 60_000;
/** How the file is named that says where a session looks. */
const PLACE = ".place";

/** Lines of a copy are as many as it says where it stands; only the last counts. */
const MOST_LINES_BYTES = 256 * 1024;

/** What is copied to another endpoint, and when that was asked for. */
export interface KeptCopy {
  readonly sessionId: string;
  readonly at: number;
  readonly copy: CopyOrder;
}

/** What is downloaded, and when that was asked for. */
export interface Kept {
  readonly sessionId: string;
  readonly at: number;
  readonly name: string;
  readonly single: boolean;
  readonly from: string;
  readonly items: readonly Wanted[];
}

interface Line {
  readonly position?: Position;
  readonly entry?: ZipEntry;
  readonly finished?: number;
  readonly standing?: CopyStanding;
}

export interface FoundCopy {
  readonly key: string;
  readonly kept: KeptCopy;
  readonly standing: CopyStanding | undefined;
}

export interface Found {
  readonly key: string;
  readonly kept: Kept;
  readonly entries: readonly ZipEntry[];
  readonly position: Position | undefined;
}

export class Ledger {
  readonly #folder: FileSystemDirectoryHandle | undefined;
  readonly #lines = new Map<string, PrivateStore>();
  #looksAt: string | undefined;
  #looked: Promise<void> = Promise.resolve();

  private constructor(folder: FileSystemDirectoryHandle | undefined) {
    this.#folder = folder;
  }

  static async open(): Promise<Ledger> {
    try {
      const root = await navigator.storage.getDirectory();
      return new Ledger(await root.getDirectoryHandle(FOLDER, { create: true }));
    } catch {
      // Not over HTTPS, or a private window: what is downloaded waits in memory, and a reload forgets it.
      return new Ledger(undefined);
    }
  }

  /** Where the bytes of a new download go. */
  async begin(key: string, kept: Kept): Promise<ByteStore> {
    if (!this.#folder) return new MemoryStore();
    await this.#write(`${key}.json`, JSON.stringify(kept));
    this.#lines.set(key, await PrivateStore.open(this.#folder, `${key}.log`));
    return PrivateStore.open(this.#folder, `${key}.part`, true);
  }

  /** Where a copy stands is kept from here on; of one that was found, too. Throws when another tab is at it. */
  async copy(key: string, kept: KeptCopy): Promise<void> {
    if (!this.#folder || this.#lines.has(key)) return;
    this.#lines.set(key, await PrivateStore.open(this.#folder, `${key}.log`));
    await this.#write(`${key}.json`, JSON.stringify(kept));
  }

  stands(key: string, standing: CopyStanding): void {
    const lines = this.#lines.get(key);
    if (lines && lines.size > MOST_LINES_BYTES) lines.truncate(0);
    this.note(key, { standing });
  }

  note(key: string, line: Line): void {
    const lines = this.#lines.get(key);
    try {
      lines?.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`), lines.size);
    } catch {
      // Without its line, a reload begins it again.
    }
  }

  /** The directory that is looked at: a page that is loaded anew begins there. */
  looks(sessionId: string, path: string): Promise<void> {
    if (path === this.#looksAt) return this.#looked;
    this.#looksAt = path;
    // One after the other: the last is what stays.
    const write = () => this.#write(sessionId + PLACE, JSON.stringify({ at: Date.now(), path }));
    this.#looked = this.#looked.then(write).catch(() => undefined);
    return this.#looked;
  }

  /** The one that was looked at last. */
  async lookedAt(sessionId: string): Promise<string | undefined> {
    const text = await this.#text(sessionId + PLACE).catch(() => "");
    return placeOf(text)?.path;
  }

  /** What the page before left of this session. What is old, or was handed over, is removed. */
  async found(sessionId: string): Promise<(Found | FoundCopy)[]> {
    const found: (Found | FoundCopy)[] = [];
    const now = Date.now();
    for (const session of await this.#named(PLACE)) {
      const place = placeOf(await this.#text(session + PLACE).catch(() => ""));
      if (!place || place.at < now - MOST_AGE_MS) await this.#forget(session);
    }
    for (const key of await this.#named(".json")) {
      const read = await this.#read(key);
      const old = !read || read.kept.at < now - MOST_AGE_MS;
      const over = read?.finished !== undefined && read.finished < now - HANDED_OVER_MS;
      if (old || over) await this.remove(key);
      else if (read.kept.sessionId === sessionId && read.finished === undefined) found.push(read);
    }
    return found;
  }

  /** Opens what was found again. Throws when another tab is at it. */
  async again(key: string): Promise<ByteStore> {
    if (!this.#folder) return new MemoryStore();
    const store = await PrivateStore.open(this.#folder, `${key}.part`, true);
    this.#lines.set(key, await PrivateStore.open(this.#folder, `${key}.log`));
    return store;
  }

  close(key: string): void {
    this.#lines.get(key)?.close();
    this.#lines.delete(key);
  }

  async remove(key: string): Promise<void> {
    this.close(key);
    for (const ending of ["part", "log", "json"])
      await this.#folder?.removeEntry(`${key}.${ending}`).catch(() => undefined);
  }

  /** The session is over. What the browser may still be copying stays a moment, and is removed by the next one. */
  async purge(sessionId: string): Promise<void> {
    await this.#forget(sessionId);
    for (const key of await this.#named(".json")) {
      const read = await this.#read(key);
      if (read?.kept.sessionId !== sessionId) continue;
      if (read.finished === undefined || read.finished < Date.now() - HANDED_OVER_MS) await this.remove(key);
    }
  }

  async #forget(sessionId: string): Promise<void> {
    await this.#folder?.removeEntry(sessionId + PLACE).catch(() => undefined);
  }

  async #named(ending: string): Promise<string[]> {
    if (!this.#folder) return [];
    const found: string[] = [];
    const names = (this.#folder as unknown as { keys(): AsyncIterable<string> }).keys();
    for await (const name of names) if (name.endsWith(ending)) found.push(name.slice(0, -ending.length));
    return found;
  }

  async #read(key: string): Promise<((Found | FoundCopy) & { finished: number | undefined }) | undefined> {
    try {
      const value: unknown = JSON.parse(await this.#text(`${key}.json`));
      const [kept, copy] = [keptOf(value), keptCopyOf(value)];
      if (!kept && !copy) return undefined;
      const entries: ZipEntry[] = [];
      let position: Position | undefined;
      let finished: number | undefined;
      let standing: CopyStanding | undefined;
      for (const text of (await this.#text(`${key}.log`)).split("\n")) {
        const line = lineOf(text);
        if (line?.entry) entries.push(line.entry);
        if (line?.position) position = line.position;
        if (line?.finished !== undefined) finished = line.finished;
        if (line?.standing) standing = line.standing;
      }
      if (copy) return { key, kept: copy, standing, finished };
      return kept && { key, kept, entries, position, finished };
    } catch {
      return undefined;
    }
  }

  async #text(name: string): Promise<string> {
    const handle = await this.#folder?.getFileHandle(name);
    return (await handle?.getFile())?.text() ?? "";
  }

  async #write(name: string, text: string): Promise<void> {
    if (!this.#folder) return;
    const store = await PrivateStore.open(this.#folder, name);
    store.truncate(0);
    store.write(new TextEncoder().encode(text), 0);
    store.close();
  }
}

function placeOf(text: string): { at: number; path: string } | undefined {
  try {
    const { at, path } = JSON.parse(text) as { at?: unknown; path?: unknown };
    return typeof at === "number" && typeof path === "string" ? { at, path } : undefined;
  } catch {
    return undefined;
  }
}

function keptOf(value: unknown): Kept | undefined {
  const kept = value as Partial<Kept> | null;
  const well =
    typeof kept?.sessionId === "string" &&
    typeof kept.at === "number" &&
    typeof kept.name === "string" &&
    areWanted(kept.items);
  return well ? (kept as Kept) : undefined;
}

function keptCopyOf(value: unknown): KeptCopy | undefined {
  const kept = value as Partial<KeptCopy> | null;
  const copy: Partial<CopyOrder> | undefined = kept?.copy;
  const well =
    typeof kept?.sessionId === "string" &&
    typeof kept.at === "number" &&
    [copy?.session, copy?.endpoint, copy?.directory].every((each) => typeof each === "string") &&
    ["overwrite", "skip", "keepBoth"].includes(copy?.exists ?? "") &&
    areWanted(copy?.items);
  return well ? (kept as KeptCopy) : undefined;
}

const areWanted = (items: unknown): boolean =>
  Array.isArray(items) && items.every((item) => typeof item?.path === "string" && typeof item.bytes === "number");

/** The last line may be half of one. */
function lineOf(text: string): Line | undefined {
  try {
    return text === "" ? undefined : (JSON.parse(text) as Line);
  } catch {
    return undefined;
  }
}

/** Digests of what is in a partial file already; what is no whole block is cut off. */
export async function hashesOf(store: ByteStore): Promise<BlockHashes> {
  const hashes = new Hashes();
  const whole = Math.floor(store.size / BLOCK_BYTES);
  store.truncate(whole * BLOCK_BYTES);
  for (let block = 0; block < whole; block += 1) await hashes.add(store.read(block * BLOCK_BYTES, BLOCK_BYTES));
  return hashes;
}
