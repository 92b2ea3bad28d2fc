// Files that this tab sends into sessions: they go on while other pages are shown. What has arrived is in the session's log, and not here any more.

import { ApiError, type AttachmentOrder, sendAttachment } from "@towline/api";
import { useSyncExternalStore } from "react";

export interface Upload {
  readonly id: string;
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
  /** Set: it was not sent, and why. */
  readonly refused?: string;
}

type How = Pick<AttachmentOrder, "party" | "name" | "repsOnly">;

export class Uploads {
  readonly #bySession = new Map<string, readonly Upload[]>();
  readonly #stops = new Map<string, () => void>();
  readonly #takers = new Set<() => void>();

  readonly subscribe = (taker: () => void): (() => void) => {
    this.#takers.add(taker);
    return () => void this.#takers.delete(taker);
  };

  of(sessionId: string): readonly Upload[] {
    return this.#bySession.get(sessionId) ?? none;
  }

  /** `runs` is called whenever more of it has been sent. */
  begin(sessionId: string, file: File, how: How, runs: () => void): void {
    const id = crypto.randomUUID();
    this.#put(sessionId, [...this.of(sessionId), { id, name: how.name, share: 0 }]);
    const { done, stop } = sendAttachment({ ...how, sessionId, nonce: id }, file, (share) => {
      runs();
      this.#change(sessionId, id, { share });
    });
    this.#stops.set(id, stop);
    done.then(
      () => this.drop(sessionId, id),
      (reason: unknown) => {
        this.#stops.delete(id);
        const why = reason instanceof ApiError ? [reason.title, reason.detail].filter(Boolean).join(" ") : "";
        this.#change(sessionId, id, { refused: why });
      },
    );
  }

  /** What was never begun, with the reason. */
  refuse(sessionId: string, name: string, refused: string): void {
    this.#put(sessionId, [...this.of(sessionId), { id: crypto.randomUUID(), name, share: 0, refused }]);
  }

  /** Stops it if it still runs, and forgets it. */
  drop(sessionId: string, id: string): void {
    this.#stops.get(id)?.();
    this.#stops.delete(id);
    this.#put(
      sessionId,
      this.of(sessionId).filter((each) => each.id !== id),
    );
  }

  #change(sessionId: string, id: string, change: Partial<Upload>): void {
    this.#put(
      sessionId,
      this.of(sessionId).map((each) => (each.id === id ? { ...each, ...change } : each)),
    );
  }

  #put(sessionId: string, list: readonly Upload[]): void {
    if (list.length > 0) this.#bySession.set(sessionId, list);
    else this.#bySession.delete(sessionId);
    for (const taker of [...this.#takers]) taker();
  }
}

const none: readonly Upload[] = [];
export const uploads = new Uploads();

export const useUploads = (sessionId: string): readonly Upload[] =>
  useSyncExternalStore(uploads.subscribe, () => uploads.of(sessionId));
