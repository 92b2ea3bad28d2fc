// Files of the two clipboards (SCR-7): those of the machine's are fetched, and those of this person's sent, by File Transfer as any others; what was sent whole is put on the machine's clipboard.
//
// It outlives the components: files go on while another tool is looked at.

import type { RemoteDesktop } from "@towline/desktop";
import type { FilesRefusal, Given, SessionFiles, TransferState } from "@towline/files";
import { droppedFiles } from "@towline/files/dropped";
import { Permission, SessionPhase, type SessionState, Tool } from "@towline/wire";
import type { FilesKeeper } from "../session/filesKeeper";

export interface Sending {
  readonly step: "starting" | "sending" | "placing" | "there";
  /** Files and folders, as they were chosen. */
  readonly count: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface Failed {
  readonly code: string;
}

export interface ExchangeState {
  readonly sending: Sending | undefined;
  /** Why the last one did not get there. */
  readonly failed: Failed | undefined;
}

/** Begins File Transfer; `false`: it does not run, and nothing more is to be done. */
export type Start = () => Promise<boolean>;

interface Current {
  readonly files: SessionFiles;
  readonly path: string;
  readonly batch: number;
  readonly print: string;
}

const OVER: readonly TransferState[] = ["done", "failed", "skipped", "cancelled"];
/** Files that are asked about at once. */
const AT_ONCE = 32;

/** The code of a refusal; its class comes with File Transfer's own code, which is not loaded for this. */
export const refusalOf = (why: unknown): string | undefined =>
  why instanceof Error && why.name === "FilesRefusal" ? (why as FilesRefusal).fault.code : undefined;

class Broken extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export class Exchange {
  readonly #files: FilesKeeper;
  readonly #desktop: () => RemoteDesktop | undefined;
  readonly #takers = new Set<() => void>();
  #state: ExchangeState = { sending: undefined, failed: undefined };
  #run = 0;
  #current: Current | undefined;
  #runs = false;
  #ended = false;
  #waiting: (() => void)[] = [];
  #break: (() => void) | undefined;

  constructor(files: FilesKeeper, desktop: () => RemoteDesktop | undefined) {
    this.#files = files;
    this.#desktop = desktop;
  }

  readonly subscribe = (taker: () => void): (() => void) => {
    this.#takers.add(taker);
    return () => void this.#takers.delete(taker);
  };

  readonly state = (): ExchangeState => this.#state;

  /** The rules of the site keep files from the machine's clipboard, as far as is known. */
  get outside(): boolean {
    return this.#files.opened?.state().places?.clipboardOutside ?? false;
  }

  /** Files must be scanned, and the machine has nothing to do it with, as far as is known (FIL-10). */
  get unscanned(): boolean {
    return this.#files.opened?.state().places?.noScanner ?? false;
  }

  /** What the rules say may have changed. */
  look(): void {
    const files = this.#files.opened;
    if (files?.state().phase === "open") void files.findPlaces().catch(() => undefined);
  }

  follow(state: SessionState): void {
    const may = (permission: Permission) => state.permissions.includes(permission);
    this.#runs =
      state.runningTools.includes(Tool.FILES) && (may(Permission.FILE_DOWNLOAD) || may(Permission.FILE_UPLOAD));
    this.#ended = state.phase === SessionPhase.ENDED;
    const self = state.participants.find((each) => each.number === state.self);
    const gives = (self?.clipboard ?? false) && may(Permission.FILE_UPLOAD) && may(Permission.CLIPBOARD_TO_ENDPOINT);
    // The machine has thrown away what was sent.
    if (this.#state.sending?.step === "there") {
      if (!gives) this.cancel();
    } else if (this.#current && !(gives && this.#runs)) this.#lose("not_permitted");
    this.nudge();
  }

  /** Something changed that may have been waited for: the session, or the painter's link. */
  nudge(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Pasted into the picture; called while the browser's event is handled. Whether the files are on the machine's clipboard already. */
  async pasted(session: SessionState, data: DataTransfer, start: Start): Promise<boolean> {
    const given = await droppedFiles(data);
    const current = this.#current;
    if (current?.print === printOf(given)) {
      // Perhaps something else was copied there meanwhile.
      return this.#state.sending?.step === "there" && !(await this.#desktop()?.clipboard.putFiles(current.batch));
    }
    void this.put(session, given, start);
    return false;
  }

  /** Sends files and puts them on the machine's clipboard. */
  async put(session: SessionState, given: Given, start: Start): Promise<void> {
    const count = new Set([...given.files, ...given.directories.map((path) => ({ path }))].map(({ path }) => path[0]))
      .size;
    if (count === 0) return;
    this.cancel();
    const run = this.#run;
    const totalBytes = given.files.reduce((sum, { file }) => sum + file.size, 0);
    const step = (step: Sending["step"], doneBytes = 0) => {
      if (run === this.#run) this.#change({ sending: { step, count, doneBytes, totalBytes }, failed: undefined });
    };
    step("starting");
    try {
      const files = await this.#opened(session, start);
      if (!files || run !== this.#run) {
        if (run === this.#run) this.#change({ sending: undefined, failed: undefined });
        return;
      }
      const { path, batch } = await files.ask({ kind: "stage" }).answer;
      if (run !== this.#run) return forget(files, batch);
      this.#current = { files, path, batch, print: printOf(given) };
      step("sending");
      await this.#sent(this.#current, given, (bytes) => step("sending", bytes));
      step("placing", totalBytes);
      await this.#placed(run, batch);
      step("there", totalBytes);
    } catch (why) {
      if (run !== this.#run) return;
      const code = why instanceof Broken ? why.code : (refusalOf(why) ?? "failed");
      if (code === "outside" || code === "no_scanner") this.look();
      this.#lose(code);
    }
  }

  /** Takes back what was sent and what is on its way. */
  cancel(): void {
    this.#run += 1;
    const current = this.#current;
    this.#current = undefined;
    this.#break?.();
    this.#break = undefined;
    if (current) {
      for (const { id, state, to } of current.files.state().transfers)
        if (to === current.path && !OVER.includes(state)) current.files.act(id, "cancel");
      forget(current.files, current.batch);
    }
    this.#change({ sending: undefined, failed: undefined });
  }

  /** Fetches files of the machine to this person's downloads. Gives how many; some may be none that can be fetched. */
  async fetch(session: SessionState, paths: readonly string[], start: Start): Promise<number | undefined> {
    const [files, { isFetched, wantedKind }] = await Promise.all([
      this.#opened(session, start),
      import("../files/looks"),
    ]);
    if (!files) return undefined;
    const items: { path: string; kind: "file" | "directory"; bytes: number }[] = [];
    let refused: unknown;
    for (let at = 0; at < paths.length; at += AT_ONCE) {
      const some = paths.slice(at, at + AT_ONCE);
      const found = await Promise.allSettled(
        some.map((path) => files.ask({ kind: "describe", path, digest: false }).answer),
      );
      for (const [index, each] of found.entries()) {
        const path = some[index] ?? "";
        if (each.status === "rejected") refused = each.reason;
        else if (isFetched(each.value.entry))
          items.push({ path, kind: wantedKind(each.value.entry), bytes: each.value.entry.bytes });
      }
    }
    if (items.length === 0 && refused) throw refused;
    if (items.length > 0) files.download({ items });
    return items.length;
  }

  async #opened(session: SessionState, start: Start): Promise<SessionFiles | undefined> {
    if (!this.#runs && !(await start())) return undefined;
    // The session says so a moment later.
    while (!this.#runs) {
      if (this.#ended) return undefined;
      await this.#news();
    }
    return this.#files.open(session);
  }

  #sent({ files, path }: Current, given: Given, moved: (bytes: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const known = new Map<number, { state: TransferState; bytes: number; code: string }>();
      const look = () => {
        for (const { id, to, state, doneBytes, fault } of files.state().transfers)
          if (to === path) known.set(id, { state, bytes: doneBytes, code: fault?.code ?? state });
        const all = [...known.values()];
        if (all.length === 0) return;
        moved(all.reduce((sum, { bytes }) => sum + bytes, 0));
        if (!all.every(({ state }) => OVER.includes(state))) return;
        stop();
        const failed = all.find(({ state }) => state !== "done");
        if (failed) reject(new Broken(failed.code));
        else resolve();
      };
      const stop = files.subscribe(look);
      const upload = files.upload({ directory: path, ...given, exists: "overwrite", keepTimes: true });
      this.#break = () => {
        stop();
        files.stopHanding(upload);
        reject(new Broken("cancelled"));
      };
    });
  }

  /** The painter's link may be closed, as nobody looks: it waits until somebody does. */
  async #placed(run: number, batch: number): Promise<void> {
    while (run === this.#run) {
      const desktop = this.#desktop();
      if (desktop?.state.phase === "live") {
        const fault = await desktop.clipboard.putFiles(batch);
        if (!fault) return;
        if (fault !== "lost") throw new Broken(fault);
      }
      await this.#news();
    }
  }

  #news(): Promise<void> {
    return new Promise((go) => this.#waiting.push(go));
  }

  #lose(code: string): void {
    this.cancel();
    this.#change({ sending: undefined, failed: { code } });
  }

  #change(state: ExchangeState): void {
    this.#state = state;
    for (const taker of [...this.#takers]) taker();
  }
}

function forget(files: SessionFiles, batch: number): void {
  void files.ask({ kind: "unstage", batch }).answer.catch(() => undefined);
}

const printOf = ({ files, directories }: Given): string =>
  JSON.stringify([files.map(({ path, file }) => [path, file.size, file.lastModified]), directories]);
