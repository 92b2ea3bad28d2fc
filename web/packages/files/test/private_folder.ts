//! A double of the browser's private file system: a file is open to one at a time, until the page is left.

import type { AccessHandle } from "../src/sinks/store";

export class PrivateFile {
  bytes = new Uint8Array(0);
  open = false;
  /** So large it may become. */
  quota = Number.POSITIVE_INFINITY;
  grown = 0;

  async createSyncAccessHandle(): Promise<AccessHandle> {
    if (this.open) throw new DOMException("open", "NoModificationAllowedError");
    this.open = true;
    return {
      getSize: () => this.bytes.length,
      read: (buffer, { at }) => {
        const piece = this.bytes.subarray(at, at + buffer.length);
        buffer.set(piece);
        return piece.length;
      },
      write: (buffer, { at }) => {
        if (at + buffer.length > this.bytes.length) this.#resize(at + buffer.length);
        this.bytes.set(buffer, at);
        return buffer.length;
      },
      truncate: (size) => this.#resize(size),
      flush: () => undefined,
      close: () => {
        this.open = false;
      },
    };
  }

  async getFile(): Promise<Blob> {
    return new Blob([this.bytes]);
  }

  /** The only file of a folder. */
  folder(): FileSystemDirectoryHandle {
    return { getFileHandle: async () => this } as unknown as FileSystemDirectoryHandle;
  }

  /** The page that had it open went. */
  left(): void {
    this.open = false;
  }

  #resize(size: number): void {
    if (size > this.quota) throw new DOMException("full", "QuotaExceededError");
    if (size > this.bytes.length) this.grown += 1;
    const now = new Uint8Array(size);
    now.set(this.bytes.subarray(0, size));
    this.bytes = now;
  }
}

export class PrivateFolder {
  readonly #files = new Map<string, PrivateFile>();
  #held: Promise<void> = Promise.resolve();
  opened = 0;

  /** Nothing is opened before what this gives is called. */
  hold(): () => void {
    let open = () => {};
    this.#held = new Promise((go) => {
      open = go;
    });
    return () => open();
  }

  /** The only folder that there is. */
  async getDirectoryHandle(): Promise<PrivateFolder> {
    return this;
  }

  async getFileHandle(name: string): Promise<PrivateFile> {
    await this.#held;
    this.opened += 1;
    const file = this.#files.get(name) ?? new PrivateFile();
    this.#files.set(name, file);
    return file;
  }

  async removeEntry(name: string): Promise<void> {
    if (!this.#files.delete(name)) throw new DOMException("not there", "NotFoundError");
  }

  async *keys(): AsyncGenerator<string> {
    yield* [...this.#files.keys()];
  }

  /** The page went: what it had open is not any more. */
  left(): void {
    for (const file of this.#files.values()) file.left();
  }

  names(): string[] {
    return [...this.#files.keys()];
  }

  /** What the file holds whose name ends so. */
  written(ending: string): string {
    const found = [...this.#files].find(([name]) => name.endsWith(ending));
    return found ? new TextDecoder().decode(found[1].bytes) : "";
  }
}
