//! Files that a person chose, on their way to the worker. The browser looks each of them up for that, which keeps the page for half a millisecond and more: so a few go at a time, and the page draws and listens in between.

import type { Chosen, ToWorker, UploadOrder } from "../messages";

/** Some files that are being handed over. */
export interface Handing {
  readonly id: number;
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

const TOGETHER = 32;

export interface HandoverParts {
  readonly post: (message: ToWorker) => void;
  readonly changed: (all: readonly Handing[]) => void;
  /** Resolves when the page had its turn. */
  readonly turn: () => Promise<void>;
}

export class Handover {
  readonly #parts: HandoverParts;
  readonly #all = new Map<number, Handing>();
  #next = 1;

  constructor(parts: HandoverParts) {
    this.#parts = parts;
  }

  /** Gives its number; few files are handed over at once. */
  upload(order: UploadOrder): number {
    const id = this.#next;
    this.#next += 1;
    const { files } = order;
    if (files.length <= TOGETHER) this.#parts.post({ type: "upload", upload: id, order });
    else void this.#hand(id, order, files);
    return id;
  }

  /** The rest is not handed over, and nothing of it is uploaded. */
  stop(id: number): void {
    if (!this.#all.delete(id)) return;
    this.#parts.post({ type: "noFiles", upload: id });
    this.#tell();
  }

  stopAll(): void {
    for (const id of [...this.#all.keys()]) this.stop(id);
  }

  async #hand(id: number, order: UploadOrder, files: readonly Chosen[]): Promise<void> {
    const name = files[0]?.path[0] ?? "";
    let done = 0;
    for (; done + TOGETHER < files.length; done += TOGETHER) {
      this.#all.set(id, { id, name, done, total: files.length });
      this.#tell();
      this.#parts.post({ type: "files", upload: id, files: files.slice(done, done + TOGETHER) });
      await this.#parts.turn();
      if (!this.#all.has(id)) return;
    }
    this.#all.delete(id);
    this.#parts.post({ type: "upload", upload: id, order: { ...order, files: files.slice(done) } });
    this.#tell();
  }

  #tell(): void {
    this.#parts.changed([...this.#all.values()]);
  }
}
