//! What the page and the transfers' worker say to each other. Plain data only.

import type { ProblemDetails } from "@towline/wire";
import type { Entry, Kind } from "./agent/decode";

export type LinkPhase = "connecting" | "open" | "reconnecting" | "away" | "ended";

/** Why something was not done: a code of docs/wire.md or one of this end ("lost", "unreadable", "quota", "tab"), and the endpoint's own sentence. */
export interface Fault {
  readonly code: string;
  readonly detail: string;
}

export interface Place {
  readonly path: string;
  readonly kind: string;
  readonly device: string;
  readonly fileSystem: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly readOnly: boolean;
}

export interface Places {
  readonly places: readonly Place[];
  readonly account: string;
  readonly elevated: boolean;
  /** Prefixes that the site's rules leave; empty: everywhere. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** They keep files from the clipboard (SCR-7). */
  readonly clipboardOutside: boolean;
  /** Files must be scanned, and the machine has nothing to do it with (FIL-10). */
  readonly noScanner: boolean;
  /** Where the page was before it was loaded anew. */
  readonly before?: string | undefined;
}

/** Room for files that are to be put on the endpoint's clipboard (SCR-7). */
export interface Staged {
  readonly path: string;
  readonly batch: number;
}

export interface Details {
  readonly path: string;
  readonly entry: Entry;
  readonly target: string;
  readonly links: number;
  readonly allocatedBytes: number;
  readonly accessedMs: number;
  readonly changedMs: number;
  readonly createdMs: number;
  readonly inode: number;
  /** Hexadecimal; "": not asked for. */
  readonly sha256: string;
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
}

export interface Tally {
  readonly files: number;
  readonly directories: number;
  readonly bytes: number;
  readonly path: string;
}

/** What a removal or a change of modes came to. */
export interface Outcome {
  readonly total: Tally | undefined;
  readonly failed: number;
  readonly failedPath: string;
  readonly failedCode: string;
}

/** The beginning of a file. */
export interface Glance {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** There is more of it. */
  readonly more: boolean;
}

export type Ask =
  | { readonly kind: "places" }
  | { readonly kind: "describe"; readonly path: string; readonly digest: boolean }
  | { readonly kind: "measure"; readonly paths: readonly string[] }
  | { readonly kind: "makeDirectory"; readonly path: string }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  | { readonly kind: "remove"; readonly paths: readonly string[] }
  | { readonly kind: "setMode"; readonly path: string; readonly mode: number; readonly recursive: boolean }
  | { readonly kind: "stage" }
  | { readonly kind: "unstage"; readonly batch: number }
  | { readonly kind: "glance"; readonly path: string; readonly most: number };

export interface Answers {
  places: Places;
  describe: Details;
  measure: Outcome;
  makeDirectory: undefined;
  rename: undefined;
  remove: Outcome;
  setMode: Outcome;
  stage: Staged;
  unstage: undefined;
  glance: Glance;
}

export type SortKey = "name" | "bytes" | "type" | "modified" | "mode" | "owner";
export interface ListView {
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly filter: string;
  readonly hidden: boolean;
}

export type Exists = "ask" | "overwrite" | "skip" | "keepBoth";
export type Choice = Exclude<Exists, "ask"> | "stop";

/** A file of the technician's, and where it goes below the directory: components. */
export interface Chosen {
  readonly path: readonly string[];
  readonly file: File;
}

export interface UploadOrder {
  readonly directory: string;
  readonly files: readonly Chosen[];
  /** Directories that have nothing in them. */
  readonly directories: readonly (readonly string[])[];
  readonly exists: Exists;
  readonly keepTimes: boolean;
}

export interface Wanted {
  readonly path: string;
  readonly kind: Kind;
  readonly bytes: number;
}

export interface DownloadOrder {
  readonly items: readonly Wanted[];
  /** A folder of the technician's disk; absent: the browser's own downloads. */
  readonly folder?: FileSystemDirectoryHandle;
}

/** What goes from this endpoint to that of another session (FIL-12). */
export interface CopyOrder {
  readonly items: readonly Wanted[];
  readonly session: string;
  /** What that session calls its endpoint. */
  readonly endpoint: string;
  readonly directory: string;
  readonly exists: Exclude<Exists, "ask">;
  readonly keepTimes: boolean;
  readonly keepMode: boolean;
}

export type TransferState = "waiting" | "running" | "paused" | "asking" | "done" | "failed" | "skipped" | "cancelled";

/** Something in a transfer that did not come, or came otherwise. */
export interface Remark {
  readonly path: string;
  /** A code of a fault, or "identical", "skipped", "renamed". */
  readonly code: string;
  readonly detail: string;
}

export interface TransferView {
  readonly id: number;
  readonly kind: "upload" | "download" | "copy";
  readonly state: TransferState;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly doneBytes: number;
  /** `undefined`: not known yet. */
  readonly totalBytes: number | undefined;
  readonly doneFiles: number;
  readonly totalFiles: number | undefined;
  /** Bytes in a second, of the last few seconds. */
  readonly rate: number;
  /** What it works on is scanned, or waits for that (FIL-10). */
  readonly scanning: boolean;
  /** What it works on. */
  readonly current: string;
  readonly sha256: string;
  readonly fault: Fault | undefined;
  readonly remarks: readonly Remark[];
  /** How many there are; `remarks` has the first. */
  readonly remarkCount: number;
  /** A file waits to be handed over, or was: it can be saved once more. */
  readonly saved: boolean;
}

export interface Conflict {
  readonly transfer: number;
  readonly question: number;
  readonly path: string;
  readonly ours: { readonly bytes: number; readonly modifiedMs: number };
  readonly theirs: { readonly bytes: number; readonly modifiedMs: number; readonly kind: Kind };
  /** How many more files of this transfer come. */
  readonly more: number;
}

export type TransferAct = "pause" | "resume" | "cancel" | "retry" | "clear" | "save" | "start";

export type ToWorker =
  | {
      readonly type: "start";
      readonly url: string;
      readonly sessionId: string;
      readonly viewer: bigint;
      /** The endpoint, as it is known beyond this session: names partial uploads. */
      readonly endpoint: string;
    }
  | { readonly type: "ticket"; readonly id: number; readonly ticket: string }
  | {
      readonly type: "noTicket";
      readonly id: number;
      readonly why: { readonly code?: string; readonly status?: number; readonly title?: string };
    }
  | { readonly type: "there"; readonly on: boolean }
  | { readonly type: "ask"; readonly id: number; readonly ask: Ask }
  | { readonly type: "stopAsk"; readonly id: number }
  | { readonly type: "list"; readonly list: number; readonly path: string; readonly view: ListView }
  | { readonly type: "view"; readonly list: number; readonly view: ListView }
  /** Some files of an upload, before its order. */
  | { readonly type: "files"; readonly upload: number; readonly files: readonly Chosen[] }
  /** An upload, of the files before this and those in it. */
  | { readonly type: "upload"; readonly upload: number; readonly order: UploadOrder }
  /** An upload whose order does not come. */
  | { readonly type: "noFiles"; readonly upload: number }
  | { readonly type: "download"; readonly order: DownloadOrder }
  | { readonly type: "copy"; readonly order: CopyOrder }
  | { readonly type: "act"; readonly act: TransferAct; readonly transfer: number }
  | { readonly type: "clearDone" }
  | { readonly type: "automatic"; readonly on: boolean }
  | { readonly type: "choose"; readonly question: number; readonly choice: Choice; readonly all: boolean }
  /** `purge`: the session is over, and what it left in the browser goes. */
  | { readonly type: "close"; readonly purge: boolean };

export type FromWorker =
  | { readonly type: "wantTicket"; readonly id: number }
  | { readonly type: "phase"; readonly phase: LinkPhase; readonly problem?: ProblemDetails }
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "refused"; readonly id: number; readonly fault: Fault }
  | { readonly type: "tally"; readonly id: number; readonly tally: Tally }
  | {
      readonly type: "listed";
      readonly list: number;
      readonly entries: readonly Entry[];
      /** With the first of them. */
      readonly about?: { readonly path: string; readonly writable: boolean; readonly freeBytes: number };
    }
  | {
      readonly type: "ordered";
      readonly list: number;
      readonly order: Uint32Array;
      readonly done: boolean;
      readonly fault?: Fault;
      /** How many the endpoint hides, of those that are listed. */
      readonly hidden: number;
    }
  | { readonly type: "transfers"; readonly changed: readonly TransferView[]; readonly removed: readonly number[] }
  | { readonly type: "conflict"; readonly conflict: Conflict | undefined }
  | { readonly type: "arrived"; readonly directory: string }
  /** Something is new at another session's endpoint. */
  | { readonly type: "copied"; readonly session: string; readonly directory: string }
  | { readonly type: "save"; readonly file: File; readonly name: string }
  | { readonly type: "closed" };
