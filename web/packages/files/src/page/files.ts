//! The files of one session as a page sees them: what is listed, what is moved, and what can be asked. The work is the worker's. Framework-free.

import { localProblem, type ProblemDetails, workerAddress } from "@towline/wire";
import type { Entry } from "../agent/decode";
import type {
  Answers,
  Ask,
  Choice,
  Conflict,
  CopyOrder,
  DownloadOrder,
  Fault,
  FromWorker,
  LinkPhase,
  ListView,
  Places,
  Tally,
  ToWorker,
  TransferAct,
  TransferView,
  UploadOrder,
} from "../messages";
import workerUrl from "../worker?worker&url";
import { type Handing, Handover } from "./handover";

export interface Listed {
  /** What was asked for; once it answered, where that led. */
  readonly path: string;
  readonly entries: readonly Entry[];
  /** Indexes of those that are shown, in their order. */
  readonly order: Uint32Array;
  /** Those that are not shown because they are hidden. */
  readonly hidden: number;
  readonly done: boolean;
  readonly fault: Fault | undefined;
  readonly writable: boolean;
  readonly freeBytes: number;
}

/** Everything but the transfers, which change several times a second while bytes move. */
export interface FilesLook {
  readonly phase: LinkPhase;
  readonly problem: ProblemDetails | undefined;
  readonly places: Places | undefined;
  readonly listed: Listed | undefined;
  readonly view: ListView;
  readonly automatic: boolean;
  readonly conflict: Conflict | undefined;
}

export interface FilesState extends FilesLook {
  readonly transfers: readonly TransferView[];
  /** Files that are looked up before they are uploaded. */
  readonly handing: readonly Handing[];
}

export interface FilesOptions {
  readonly sessionId: string;
  readonly viewer: bigint;
  readonly url: string;
  /** The endpoint as it is known beyond this session; names what is only half sent. */
  readonly endpoint: string;
  readonly ticket: () => Promise<string>;
  /** Hands a file over to the person. */
  readonly save: (file: File, name: string) => void;
  /** A copy to another session's endpoint brought something there. */
  readonly copied?: (sessionId: string, directory: string) => void;
}

/** A refusal of the endpoint, or of this end. */
export class FilesRefusal extends Error {
  override readonly name = "FilesRefusal";
  constructor(readonly fault: Fault) {
    super(fault.code);
  }
}

/** A wish that takes its time. */
export interface Wish<Answer> {
  readonly answer: Promise<Answer>;
  stop(): void;
}

const NOTHING = new Uint32Array(0);
const CLOSE_MS = 2_000;

export class SessionFiles {
  readonly #o: FilesOptions;
  readonly #worker: Worker;
  readonly #takers = new Set<() => void>();
  readonly #handover = new Handover({
    post: (message) => this.#post(message),
    changed: (handing) => this.#change({ handing }),
    turn: () => new Promise((go) => setTimeout(go)),
  });
  readonly #waiting = new Map<
    number,
    {
      resolve: (answer: never) => void;
      reject: (why: FilesRefusal) => void;
      tally?: ((tally: Tally) => void) | undefined;
    }
  >();
  #next = 1;
  #list = 0;
  #entries: Entry[] = [];
  #closed = false;
  #refreshing: ReturnType<typeof setTimeout> | undefined;
  #state: FilesState = {
    phase: "connecting",
    problem: undefined,
    places: undefined,
    listed: undefined,
    view: { sort: "name", descending: false, filter: "", hidden: false },
    transfers: [],
    handing: [],
    automatic: true,
    conflict: undefined,
  };
  #look: FilesLook = this.#state;

  constructor(o: FilesOptions) {
    this.#o = o;
    this.#worker = new Worker(workerAddress(workerUrl), { type: "module", name: "towline-files" });
    this.#worker.onmessage = (event: MessageEvent<FromWorker>) => this.#take(event.data);
    this.#worker.onerror = () => this.#broke();
    const { url, sessionId, viewer, endpoint } = o;
    this.#post({ type: "start", url, sessionId, viewer, endpoint });
  }

  readonly subscribe = (taker: () => void): (() => void) => {
    this.#takers.add(taker);
    return () => void this.#takers.delete(taker);
  };

  readonly state = (): FilesState => this.#state;

  /** As `state`, but the same object for as long as only transfers changed. */
  readonly look = (): FilesLook => this.#look;

  /** Something is being moved, or waits to be. */
  get busy(): boolean {
    if (this.#state.handing.length > 0) return true;
    return this.#state.transfers.some(({ state }) => ["waiting", "running", "paused", "asking"].includes(state));
  }

  /** Whether the session has its endpoint now. */
  there(on: boolean): void {
    this.#post({ type: "there", on });
  }

  ask<Kind extends Ask["kind"]>(
    ask: Extract<Ask, { kind: Kind }>,
    tally?: (tally: Tally) => void,
  ): Wish<Answers[Kind]> {
    const id = this.#next;
    this.#next += 1;
    const answer = new Promise<Answers[Kind]>((resolve, reject) => {
      if (this.#closed) return reject(new FilesRefusal({ code: "lost", detail: "" }));
      this.#waiting.set(id, { resolve, reject, tally });
      this.#post({ type: "ask", id, ask });
    });
    return { answer, stop: () => this.#post({ type: "stopAsk", id }) };
  }

  /** Where to begin; asked once more when somebody wants to know the free space. */
  async findPlaces(): Promise<Places> {
    const places = await this.ask({ kind: "places" }).answer;
    this.#change({ places });
    return places;
  }

  open(path: string): void {
    const same = this.#state.listed?.path === path;
    this.#list += 1;
    this.#entries = [];
    const view = same ? this.#state.view : { ...this.#state.view, filter: "" };
    const before = this.#state.listed;
    const empty = { path, entries: this.#entries, order: NOTHING, hidden: 0, done: false, fault: undefined };
    // What is read again stays in sight until it is there.
    const listed: Listed = same && before ? { ...before, done: false } : { ...empty, writable: true, freeBytes: 0 };
    this.#change({ listed, view });
    this.#post({ type: "list", list: this.#list, path, view });
  }

  /** The list, and what the machine and the rules let now. */
  reload(): void {
    this.refresh();
    this.findPlaces().catch(() => undefined);
  }

  refresh(): void {
    const path = this.#state.listed?.path;
    if (path !== undefined) this.open(path);
  }

  setView(change: Partial<ListView>): void {
    const view = { ...this.#state.view, ...change };
    this.#change({ view });
    this.#post({ type: "view", list: this.#list, view });
  }

  /** Gives what it is called for as long as its files are looked up (`stopHanding`). */
  upload(order: UploadOrder): number {
    return this.#handover.upload(order);
  }

  /** Of what is still looked up nothing is uploaded. */
  stopHanding(upload: number): void {
    this.#handover.stop(upload);
  }

  download(order: DownloadOrder): void {
    this.#post({ type: "download", order });
  }

  copy(order: CopyOrder): void {
    this.#post({ type: "copy", order });
  }

  /** Something that this page did not bring is new in a directory. */
  arrived(directory: string): void {
    if (directory === this.#state.listed?.path) this.#soon();
  }

  act(transfer: number, act: TransferAct): void {
    this.#post({ type: "act", transfer, act });
  }

  clearDone(): void {
    this.#post({ type: "clearDone" });
  }

  setAutomatic(on: boolean): void {
    this.#change({ automatic: on });
    this.#post({ type: "automatic", on });
  }

  choose(question: number, choice: Choice, all: boolean): void {
    this.#post({ type: "choose", question, choice, all });
  }

  /** `purge`: the session is over; what it left in this browser is removed. */
  close(purge: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#refreshing);
    this.#refuseAll("ended");
    this.#takers.clear();
    this.#handover.stopAll();
    this.#post({ type: "close", purge });
    // The worker says when it has cleaned up; one that does not is ended all the same.
    setTimeout(() => this.#worker.terminate(), CLOSE_MS);
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromWorker): void {
    if (message.type === "closed") {
      if (this.#closed) this.#worker.terminate();
      return;
    }
    if (this.#closed) return;
    switch (message.type) {
      case "wantTicket":
        this.#ticket(message.id);
        return;
      case "phase":
        // The machine may have another agent by now, or other rules.
        if (message.phase === "open" && this.#state.phase !== "open" && this.#state.places)
          this.findPlaces().catch(() => undefined);
        this.#change({ phase: message.phase, problem: message.problem });
        return;
      case "answer":
        this.#settle(message.id)?.resolve(message.answer as never);
        return;
      case "refused":
        if (message.id === -this.#list) this.refresh();
        else this.#settle(message.id)?.reject(new FilesRefusal(message.fault));
        return;
      case "tally":
        this.#waiting.get(message.id)?.tally?.(message.tally);
        return;
      case "listed":
        if (message.list !== this.#list) return;
        for (const entry of message.entries) this.#entries.push(entry);
        if (message.about && this.#state.listed) {
          this.#change({ listed: { ...this.#state.listed, ...message.about, fault: undefined } });
        }
        return;
      case "ordered":
        this.#ordered(message);
        return;
      case "transfers":
        this.#transfers(message);
        return;
      case "conflict":
        this.#change({ conflict: message.conflict });
        return;
      case "arrived":
        this.arrived(message.directory);
        return;
      case "copied":
        this.#o.copied?.(message.session, message.directory);
        return;
      case "save":
        this.#o.save(message.file, message.name);
        return;
    }
  }

  #ordered({ list, order, hidden, done, fault }: Extract<FromWorker, { type: "ordered" }>): void {
    const { listed } = this.#state;
    if (list !== this.#list || !listed) return;
    this.#change({ listed: { ...listed, entries: this.#entries, order, hidden, done, fault } });
  }

  #transfers({ changed, removed }: Extract<FromWorker, { type: "transfers" }>): void {
    const transfers = this.#state.transfers.filter(({ id }) => !removed.includes(id));
    for (const transfer of changed) {
      const at = transfers.findIndex(({ id }) => id === transfer.id);
      if (at < 0) transfers.push(transfer);
      else transfers[at] = transfer;
    }
    this.#change({ transfers });
  }

  /** Several that arrive at once are shown at once. */
  #soon(): void {
    clearTimeout(this.#refreshing);
    this.#refreshing = setTimeout(() => this.refresh(), 100);
  }

  #ticket(id: number): void {
    this.#o.ticket().then(
      (ticket) => this.#post({ type: "ticket", id, ticket }),
      (why: unknown) => {
        const { code, status, title } = (typeof why === "object" && why !== null ? why : {}) as Record<string, unknown>;
        const said = {
          ...(typeof code === "string" ? { code } : {}),
          ...(typeof status === "number" ? { status } : {}),
          ...(typeof title === "string" ? { title } : {}),
        };
        this.#post({ type: "noTicket", id, why: said });
      },
    );
  }

  #settle(id: number) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #refuseAll(code: string): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(new FilesRefusal({ code, detail: "" }));
  }

  #broke(): void {
    this.#refuseAll("internal");
    this.#change({ phase: "ended", problem: localProblem("internal") });
  }

  #change(change: Partial<FilesState>): void {
    this.#state = { ...this.#state, ...change };
    if (Object.keys(change).some((name) => name !== "transfers" && name !== "handing")) this.#look = this.#state;
    for (const taker of [...this.#takers]) taker();
  }
}
