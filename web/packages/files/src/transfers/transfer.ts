//! What every transfer is: a state, what was moved, how fast, and a run that can be held and ended. The queue says when it runs.

import { FilesFault, LinkLost } from "../agent/client";
import type { Fault, Remark, TransferState, TransferView } from "../messages";

const RATE_MS = 5_000;
const MOST_REMARKS = 100;

/** It was cancelled; nothing more is to be said. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

export abstract class Transfer {
  readonly id: number;
  abstract readonly kind: "upload" | "download" | "copy";
  abstract readonly name: string;
  abstract readonly from: string;
  abstract readonly to: string;
  state: TransferState = "waiting";
  /** Whether the queue may begin it by itself. */
  released: boolean;
  protected doneBytes = 0;
  protected totalBytes: number | undefined;
  protected doneFiles = 0;
  protected totalFiles: number | undefined;
  protected current = "";
  protected sha256 = "";
  /** What is scanned now, or waits for that. */
  readonly #scanned = new Set<unknown>();
  readonly #changed: (transfer: Transfer) => void;
  #startedMs = 0;
  #endedMs = 0;
  #fault: Fault | undefined;
  #remarks: Remark[] = [];
  #remarkCount = 0;
  #samples: { at: number; bytes: number }[] = [];
  #proceed: (() => void) | undefined;
  #held = false;
  #cancelled = false;
  #running = false;

  constructor(id: number, released: boolean, changed: (transfer: Transfer) => void) {
    this.id = id;
    this.released = released;
    this.#changed = changed;
  }

  get over(): boolean {
    return this.state === "done" || this.state === "failed" || this.state === "skipped" || this.state === "cancelled";
  }

  /** It takes one of the places of the queue. */
  get busy(): boolean {
    return this.state === "running" || this.state === "asking";
  }

  protected get cancelled(): boolean {
    return this.#cancelled;
  }

  protected get held(): boolean {
    return this.#held;
  }

  view(now: number): TransferView {
    const { id, kind, state, name, from, to, doneBytes, totalBytes, doneFiles, totalFiles, current, sha256 } = this;
    return {
      id,
      kind,
      state,
      name,
      from,
      to,
      startedMs: this.#startedMs,
      endedMs: this.#endedMs,
      doneBytes,
      totalBytes,
      doneFiles,
      totalFiles,
      rate: this.busy ? this.#rate(now) : 0,
      scanning: this.state === "running" && this.#scanned.size > 0,
      current,
      sha256,
      fault: this.#fault,
      remarks: this.#remarks,
      remarkCount: this.#remarkCount,
      saved: this.saved,
    };
  }

  /** It can be saved once more. */
  protected get saved(): boolean {
    return false;
  }

  /** The queue has a place for it: begins, or goes on where it was held. */
  go(): void {
    this.#held = false;
    this.state = "running";
    this.#samples = [];
    if (this.#startedMs === 0) this.#startedMs = Date.now();
    const proceed = this.#proceed;
    this.#proceed = undefined;
    if (proceed) proceed();
    else if (!this.#running) void this.#run();
    this.changed();
  }

  pause(): void {
    if (this.over || this.state === "paused") return;
    this.#held = true;
    this.state = "paused";
    this.onHold();
    this.changed();
  }

  /** Waits for a place again. */
  resume(): void {
    if (this.state !== "paused") return;
    this.released = true;
    this.state = "waiting";
    this.changed();
  }

  cancel(): void {
    if (this.over) return;
    this.#cancelled = true;
    const ran = this.#running;
    this.onCancel();
    this.#proceed?.();
    this.#proceed = undefined;
    this.#end("cancelled");
    if (!ran) void this.cleared();
  }

  /** From the beginning of what did not come. */
  retry(): void {
    if (this.state !== "failed" && this.state !== "cancelled") return;
    this.#fault = undefined;
    this.#remarks = [];
    this.#remarkCount = 0;
    this.#endedMs = 0;
    this.#cancelled = false;
    this.released = true;
    this.anew();
    this.state = "waiting";
    this.changed();
  }

  /** All that it does; throws why it did not come to its end. */
  protected abstract run(): Promise<"done" | "skipped">;
  /** Its counts start again. */
  protected abstract anew(): void;
  /** Lets go of what waits. */
  protected onHold(): void {}
  protected onCancel(): void {}
  /** Nothing of it is wanted. */
  async cleared(): Promise<void> {}

  /** Waits while it is held. Throws when it was cancelled. */
  protected async gate(): Promise<void> {
    if (this.#cancelled) throw new Cancelled();
    if (this.#held) {
      await new Promise<void>((proceed) => {
        this.#proceed = proceed;
      });
      if (this.#cancelled) throw new Cancelled();
    }
  }

  protected moved(bytes: number): void {
    this.doneBytes += bytes;
    const now = performance.now();
    const last = this.#samples.at(-1);
    if (last && now - last.at < 100) last.bytes += bytes;
    else this.#samples.push({ at: now, bytes });
    if (this.#samples.length > 60) this.#samples.shift();
    this.changed();
  }

  protected remark(path: string, code: string, detail = ""): void {
    this.#remarkCount += 1;
    if (this.#remarks.length < MOST_REMARKS) this.#remarks = [...this.#remarks, { path, code, detail }];
    this.changed();
  }

  /** Of one of its files: whether it is scanned. */
  protected scanning(what: unknown, on: boolean): void {
    if (on === this.#scanned.has(what)) return;
    if (on) this.#scanned.add(what);
    else this.#scanned.delete(what);
    this.changed();
  }

  protected changed(): void {
    this.#changed(this);
  }

  #rate(now: number): number {
    const fresh = this.#samples.filter((sample) => now - sample.at < RATE_MS);
    const first = fresh[0];
    if (!first) return 0;
    const bytes = fresh.reduce((sum, sample) => sum + sample.bytes, 0);
    return (bytes * 1000) / Math.max(250, now - first.at);
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      const how = await this.run();
      if (!this.#cancelled) this.#end(how);
    } catch (why) {
      if (this.#cancelled || why instanceof Cancelled) {
        this.#running = false;
        await this.cleared();
        return;
      }
      this.#fault = faultOf(why);
      this.#end("failed");
    } finally {
      this.#running = false;
    }
  }

  #end(state: TransferState): void {
    this.state = state;
    this.#scanned.clear();
    this.#endedMs = Date.now();
    this.current = "";
    this.changed();
  }
}

export function faultOf(why: unknown): Fault {
  if (why instanceof FilesFault) return { code: why.code, detail: why.detail };
  if (why instanceof LinkLost) return { code: "lost", detail: "" };
  const name = typeof why === "object" && why !== null && "name" in why ? String(why.name) : "";
  if (name === "QuotaExceededError") return { code: "quota", detail: "" };
  if (name === "NotReadableError" || name === "NotFoundError") return { code: "unreadable", detail: "" };
  if (name === "NotAllowedError") return { code: "folder", detail: "" };
  return { code: "internal", detail: "" };
}
