//! Where a download's bytes are until they are whole: a file of the browser's private file system, or memory where there is none.

export interface ByteStore {
  readonly size: number;
  write(bytes: Uint8Array, at: number): void;
  read(at: number, bytes: number): Uint8Array<ArrayBuffer>;
  truncate(size: number): void;
  /** What was written is a file now. The store may still be removed. */
  file(name: string): Promise<File>;
  /** Lets go of it; the bytes stay for another time where they can. */
  close(): void;
  remove(): Promise<void>;
}

/** The part of a FileSystemSyncAccessHandle that is used; TypeScript's DOM has it for workers only. */
export interface AccessHandle {
  getSize(): number;
  read(buffer: Uint8Array, options: { at: number }): number;
  write(buffer: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

const OPEN_ATTEMPTS = 20;
const OPEN_AGAIN_MS = 150;

/** A file that grows with each write costs the browser several times what one does that has room: so it is made larger ahead, by as much as is in it, between these bounds. */
const LEAST_ROOM = 1024 * 1024;
const MOST_ROOM = 64 * 1024 * 1024;

/** SECURITY: bytes of an endpoint lie in the site's private file system, which no other site and no program of the desktop looks into. */
export class PrivateStore implements ByteStore {
  readonly #folder: FileSystemDirectoryHandle;
  readonly #name: string;
  readonly #access: AccessHandle;
  readonly #roomy: boolean;
  #size: number;
  /** Bytes of the file, of which the last ones may be nobody's yet. */
  #room: number;
  #open = true;

  private constructor(folder: FileSystemDirectoryHandle, name: string, access: AccessHandle, roomy: boolean) {
    this.#folder = folder;
    this.#name = name;
    this.#access = access;
    this.#roomy = roomy;
    this.#room = access.getSize();
    this.#size = roomy ? writtenOf(access) : this.#room;
  }

  /** `roomy`: for many bytes. Throws when another tab has it. The worker of a page that has just been left may have it a moment longer. */
  static async open(folder: FileSystemDirectoryHandle, name: string, roomy = false): Promise<PrivateStore> {
    const handle = (await folder.getFileHandle(name, { create: true })) as unknown as {
      createSyncAccessHandle(): Promise<AccessHandle>;
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return new PrivateStore(folder, name, await handle.createSyncAccessHandle(), roomy);
      } catch (why) {
        const busy = why instanceof DOMException && why.name === "NoModificationAllowedError";
        if (!busy || attempt >= OPEN_ATTEMPTS) throw why;
        await new Promise((again) => setTimeout(again, OPEN_AGAIN_MS));
      }
    }
  }

  get size(): number {
    return this.#size;
  }

  write(bytes: Uint8Array, at: number): void {
    if (this.#roomy && at + bytes.length > this.#room) this.#widen(at + bytes.length);
    let written = 0;
    while (written < bytes.length) {
      const step = this.#access.write(bytes.subarray(written), { at: at + written });
      if (step <= 0) throw new DOMException("the disk is full", "QuotaExceededError");
      written += step;
    }
    this.#size = Math.max(this.#size, at + bytes.length);
    this.#room = Math.max(this.#room, this.#size);
  }

  #widen(needed: number): void {
    const room = needed + Math.min(MOST_ROOM, Math.max(LEAST_ROOM, needed));
    try {
      this.#access.truncate(room);
      this.#room = room;
    } catch {
      // Not so much is left; what is needed may be.
    }
  }

  read(at: number, bytes: number): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(Math.max(0, Math.min(bytes, this.#size - at)));
    const read = this.#access.read(out, { at });
    return out.subarray(0, read);
  }

  truncate(size: number): void {
    this.#access.truncate(size);
    this.#size = size;
    this.#room = size;
  }

  async file(): Promise<File> {
    this.close();
    return (await this.#folder.getFileHandle(this.#name)).getFile();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    if (this.#room > this.#size) this.#access.truncate(this.#size);
    this.#access.flush();
    this.#access.close();
  }

  async remove(): Promise<void> {
    this.close();
    await this.#folder.removeEntry(this.#name).catch(() => undefined);
  }
}

/** Bytes up to where something was written: behind it a page that was left while it wrote leaves room, which is zeros. What was written last may be half of itself, and zeros that were written look like room: both come once more. */
function writtenOf(access: AccessHandle): number {
  const size = access.getSize();
  const piece = new Uint8Array(LEAST_ROOM);
  let end = size;
  while (end > 0 && size - end < MOST_ROOM + 2 * LEAST_ROOM) {
    const at = Math.floor((end - 1) / LEAST_ROOM) * LEAST_ROOM;
    const read = access.read(piece.subarray(0, end - at), { at });
    if (piece.subarray(0, read).some((byte) => byte !== 0)) return end === size ? size : at;
    end = at;
  }
  return end;
}

/** So much is kept in memory where the browser gives no private files. */
const MOST_IN_MEMORY = 1024 * 1024 * 1024;

export class MemoryStore implements ByteStore {
  #parts: Blob[] = [];
  #tail: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  write(bytes: Uint8Array, at: number): void {
    if (at !== this.#size) throw new Error("bytes are written one after the other");
    if (this.#size + bytes.length > MOST_IN_MEMORY) throw new DOMException("too large", "QuotaExceededError");
    this.#tail.push(bytes.slice());
    this.#size += bytes.length;
    // Blobs may be moved to the disk by the browser; arrays may not.
    if (this.#tail.length >= 16) this.#settle();
  }

  read(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(0);
  }

  truncate(size: number): void {
    this.#settle();
    this.#parts = [new Blob(this.#parts).slice(0, size)];
    this.#size = size;
  }

  file(name: string): Promise<File> {
    this.#settle();
    return Promise.resolve(new File(this.#parts, name));
  }

  close(): void {}

  remove(): Promise<void> {
    this.#parts = [];
    this.#tail = [];
    this.#size = 0;
    return Promise.resolve();
  }

  #settle(): void {
    if (this.#tail.length > 0) this.#parts.push(new Blob(this.#tail.splice(0)));
  }
}
