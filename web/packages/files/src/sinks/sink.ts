//! What a download is written to: entries one after the other, each with its bytes. All of it can be gone on with where it stopped.

import { safeName, unlike } from "../names";
import { crc32 } from "./crc";
import type { ByteStore } from "./store";
import { descriptor, directoryOf, localHeader, type ZipEntry } from "./zip";

export interface Arriving {
  /** Components, as the endpoint calls them. */
  readonly path: readonly string[];
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly mode: number;
}

export interface Sink {
  directory(entry: Arriving): Promise<void>;
  begin(entry: Arriving): Promise<void>;
  /** The block's memory is the caller's again once it resolves. */
  write(block: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The entry that was begun starts again from its first byte. */
  restart(): Promise<void>;
  end(): Promise<void>;
  /** The entry that was begun is not wanted: nothing of it stays. */
  drop(): Promise<void>;
  /** All is there. What the browser is to hand over, if anything. */
  finish(): Promise<File | undefined>;
  /** Nothing is wanted of it any more. */
  discard(): Promise<void>;
}

/** One file. */
export class FileSink implements Sink {
  readonly #store: ByteStore;
  readonly #name: string;

  constructor(store: ByteStore, name: string) {
    this.#store = store;
    this.#name = safeName(name);
  }

  directory(): Promise<void> {
    return Promise.resolve();
  }

  async begin(): Promise<void> {
    this.#store.truncate(0);
  }

  async write(block: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#store.write(block, this.#store.size);
  }

  async restart(): Promise<void> {
    this.#store.truncate(0);
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  drop(): Promise<void> {
    return this.restart();
  }

  finish(): Promise<File> {
    return this.#store.file(this.#name);
  }

  discard(): Promise<void> {
    return this.#store.remove();
  }
}

/** A tree, or several, as one ZIP. `wrote` is told each entry that is whole, with what is needed to go on behind it. */
export class ZipSink implements Sink {
  readonly #store: ByteStore;
  readonly #name: string;
  readonly #entries: ZipEntry[];
  readonly #wrote: (entry: ZipEntry) => void;
  readonly #names: SafeNames;
  #at: number;
  #open: { entry: Arriving; path: string; start: number; data: number; crc: number; bytes: number } | undefined;

  constructor(store: ByteStore, name: string, before: readonly ZipEntry[], wrote: (entry: ZipEntry) => void) {
    this.#store = store;
    this.#name = safeName(name);
    this.#entries = [...before];
    this.#wrote = wrote;
    this.#names = new SafeNames();
    for (const entry of before) this.#names.known(entry.path);
    const last = before.at(-1);
    this.#at = last ? endOf(last) : 0;
    if (store.size !== this.#at) store.truncate(this.#at);
  }

  async directory(entry: Arriving): Promise<void> {
    const path = this.#names.of(entry.path);
    const { modifiedMs, mode } = entry;
    const at = this.#at;
    const head = localHeader({ path, directory: true, modifiedMs });
    this.#put(head);
    this.#put(descriptor(0, 0));
    this.#done({ path, directory: true, at, bytes: 0, crc: 0, modifiedMs, mode });
  }

  async begin(entry: Arriving): Promise<void> {
    const path = this.#names.of(entry.path);
    const start = this.#at;
    this.#put(localHeader({ path, directory: false, modifiedMs: entry.modifiedMs }));
    this.#open = { entry, path, start, data: this.#at, crc: 0, bytes: 0 };
  }

  async write(block: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.#open) return;
    this.#put(block);
    this.#open.crc = crc32(block, this.#open.crc);
    this.#open.bytes += block.length;
  }

  async restart(): Promise<void> {
    if (!this.#open) return;
    this.#back(this.#open.data);
    this.#open.crc = 0;
    this.#open.bytes = 0;
  }

  async end(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    this.#put(descriptor(open.crc, open.bytes));
    const { path, start: at, bytes, crc } = open;
    this.#done({ path, directory: false, at, bytes, crc, modifiedMs: open.entry.modifiedMs, mode: open.entry.mode });
  }

  async drop(): Promise<void> {
    if (!this.#open) return;
    this.#back(this.#open.start);
    this.#open = undefined;
  }

  async finish(): Promise<File> {
    // Small pieces are written together.
    let waiting: Uint8Array[] = [];
    let bytes = 0;
    const flush = () => {
      const all = new Uint8Array(bytes);
      let at = 0;
      for (const piece of waiting) {
        all.set(piece, at);
        at += piece.length;
      }
      this.#put(all);
      waiting = [];
      bytes = 0;
    };
    for (const piece of directoryOf(this.#entries, this.#at)) {
      waiting.push(piece);
      bytes += piece.length;
      if (bytes > 512 * 1024) {
        flush();
      }
    }
    flush();
    return this.#store.file(this.#name);
  }

  discard(): Promise<void> {
    return this.#store.remove();
  }

  #put(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#store.write(bytes, this.#at);
    this.#at += bytes.length;
  }

  #back(to: number): void {
    this.#store.truncate(to);
    this.#at = to;
  }

  #done(entry: ZipEntry): void {
    this.#entries.push(entry);
    this.#wrote(entry);
  }
}

/** Where an entry's last byte is. */
function endOf(entry: ZipEntry): number {
  return entry.at + localHeader(entry).length + entry.bytes + descriptor(0, 0).length;
}

/** Paths below one folder, made harmless; two that become the same are told apart. */
class SafeNames {
  readonly #folders = new Map<string, string>();
  readonly #taken = new Set<string>();

  of(path: readonly string[]): string {
    const parent = path.length > 1 ? this.#folder(path.slice(0, -1)) : "";
    const safe = this.#free(parent, safeName(path.at(-1) ?? ""));
    // It may be a directory: what comes in it finds it.
    this.#folders.set(path.join("/"), safe);
    return safe;
  }

  known(path: string): void {
    this.#taken.add(path.toLowerCase());
    this.#folders.set(path, path);
  }

  #folder(path: readonly string[]): string {
    return this.#folders.get(path.join("/")) ?? this.of(path);
  }

  #free(parent: string, name: string): string {
    const before = parent === "" ? "" : `${parent}/`;
    const taken = { has: (other: string) => this.#taken.has((before + other).toLowerCase()) } as ReadonlySet<string>;
    const path = before + unlike(name, taken);
    this.#taken.add(path.toLowerCase());
    return path;
  }
}

/** A folder of the technician's disk that they chose. Nothing that is there is written over. */
export class FolderSink implements Sink {
  readonly #root: FileSystemDirectoryHandle;
  readonly #folders = new Map<string, Promise<FileSystemDirectoryHandle>>();
  readonly #taken = new Map<FileSystemDirectoryHandle, Promise<Set<string>>>();
  #open: { folder: FileSystemDirectoryHandle; name: string; writing: FileSystemWritableFileStream } | undefined;

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  async directory(entry: Arriving): Promise<void> {
    await this.#folder(entry.path);
  }

  async begin(entry: Arriving): Promise<void> {
    const folder = await this.#folder(entry.path.slice(0, -1));
    const taken = await this.#names(folder);
    const name = unlike(safeName(entry.path.at(-1) ?? ""), taken);
    taken.add(name.toLowerCase());
    const file = await folder.getFileHandle(name, { create: true });
    this.#open = { folder, name, writing: await file.createWritable() };
  }

  async write(block: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#open?.writing.write(block);
  }

  async restart(): Promise<void> {
    await this.#open?.writing.truncate(0);
    await this.#open?.writing.seek(0);
  }

  async end(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.writing.close();
  }

  async drop(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (!open) return;
    await open.writing.abort().catch(() => undefined);
    await open.folder.removeEntry(open.name).catch(() => undefined);
    (await this.#names(open.folder)).delete(open.name.toLowerCase());
  }

  finish(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  discard(): Promise<void> {
    return this.drop();
  }

  #folder(path: readonly string[]): Promise<FileSystemDirectoryHandle> {
    if (path.length === 0) return Promise.resolve(this.#root);
    const key = path.join("/");
    let folder = this.#folders.get(key);
    if (!folder) {
      folder = this.#folder(path.slice(0, -1)).then((parent) =>
        parent.getDirectoryHandle(safeName(path.at(-1) ?? ""), { create: true }),
      );
      this.#folders.set(key, folder);
    }
    return folder;
  }

  #names(folder: FileSystemDirectoryHandle): Promise<Set<string>> {
    let taken = this.#taken.get(folder);
    if (!taken) {
      taken = (async () => {
        const names = new Set<string>();
        const keys = (folder as unknown as { keys(): AsyncIterable<string> }).keys();
        for await (const name of keys) names.add(name.toLowerCase());
        return names;
      })();
      this.#taken.set(folder, taken);
    }
    return taken;
  }
}
