//! The transfers' worker as an object: owns the files link of one session, looks for the page, and the queue of transfers. It speaks `messages.ts` with the page.

import {
  ConsoleLink,
  ConsolePurpose,
  type LinkOptions,
  type LinkState,
  localProblem,
  type ProblemDetails,
} from "@towline/wire";
import { FilesClient, FilesFault, type Request } from "./agent/client";
import { entryOf } from "./agent/decode";
import { performed } from "./asks";
import { Listing } from "./listing";
import type { Chosen, FromWorker, LinkPhase, ListView, Places, ToWorker } from "./messages";
import { decodeName, encodeName } from "./names";
import { Ledger } from "./sinks/ledger";
import { Queue } from "./transfers/queue";
import { faultOf } from "./transfers/transfer";

const CHANNEL = 1;
const WINDOW = 4 * 1024 * 1024;
/** A directory that is still being read is put in order so many entries at a time. */
const FIRST_ORDER = 2_000;

export interface HostParts {
  readonly post: (message: FromWorker) => void;
  /** For tests. */
  readonly link?: Pick<LinkOptions, "open" | "timing" | "random">;
  readonly ledger?: Promise<Ledger>;
}

type Start = Extract<ToWorker, { type: "start" }>;

interface Looking {
  readonly list: number;
  readonly listing: Listing;
  view: ListView;
  request: Request | undefined;
  done: boolean;
}

export class FilesHost {
  readonly #parts: HostParts;
  readonly #client: FilesClient;
  readonly #ledger: Promise<Ledger>;
  readonly #tickets = new Map<number, { resolve: (ticket: string) => void; reject: (why: unknown) => void }>();
  /** Files of uploads whose orders are still to come. */
  readonly #handed = new Map<number, Chosen[]>();
  readonly #asking = new Map<number, { request: Request | undefined; stopped: boolean }>();
  #nextTicket = 1;
  #start: Start | undefined;
  #link: ConsoleLink | undefined;
  #queue: Queue | undefined;
  #looking: Looking | undefined;
  #there = true;

  constructor(parts: HostParts) {
    this.#parts = parts;
    this.#ledger = parts.ledger ?? Ledger.open();
    this.#client = new FilesClient(() => this.#end(localProblem("malformed_frame")));
  }

  take(message: ToWorker): void {
    switch (message.type) {
      case "start":
        this.#begin(message);
        return;
      case "ticket":
        this.#tickets.get(message.id)?.resolve(message.ticket);
        this.#tickets.delete(message.id);
        return;
      case "noTicket":
        this.#tickets.get(message.id)?.reject(message.why);
        this.#tickets.delete(message.id);
        return;
      case "there":
        this.#thereIs(message.on);
        return;
      case "ask":
        void this.#ask(message);
        return;
      case "stopAsk": {
        const asking = this.#asking.get(message.id);
        if (!asking) return;
        asking.stopped = true;
        asking.request?.leave();
        return;
      }
      case "list":
        void this.#list(message.list, message.path, message.view);
        return;
      case "view":
        if (this.#looking?.list !== message.list) return;
        this.#looking.view = message.view;
        this.#order(this.#looking);
        return;
      case "files": {
        const before = this.#handed.get(message.upload);
        if (before) for (const file of message.files) before.push(file);
        else this.#handed.set(message.upload, [...message.files]);
        return;
      }
      case "noFiles":
        this.#handed.delete(message.upload);
        return;
      case "upload": {
        const { upload, order } = message;
        const before = this.#handed.get(upload);
        this.#handed.delete(upload);
        this.#queue?.upload(before ? { ...order, files: before.concat(order.files) } : order);
        return;
      }
      case "download":
        this.#queue?.download(message.order);
        return;
      case "copy":
        this.#queue?.copy(message.order);
        return;
      case "act":
        this.#queue?.act(message.transfer, message.act);
        return;
      case "clearDone":
        this.#queue?.clearDone();
        return;
      case "automatic":
        if (this.#queue) this.#queue.automatic = message.on;
        return;
      case "choose":
        this.#queue?.choose(message.question, message.choice, message.all);
        return;
      case "close":
        void this.#close(message.purge);
        return;
    }
  }

  #begin(start: Start): void {
    this.#start = start;
    this.#queue = new Queue({
      client: this.#client,
      sessionId: start.sessionId,
      endpoint: start.endpoint,
      ledger: this.#ledger,
      post: this.#parts.post,
    });
    void this.#queue.restore();
    this.#open();
  }

  /** The endpoint came back: its link is opened at once. */
  #thereIs(on: boolean): void {
    const came = on && !this.#there;
    this.#there = on;
    if (!this.#start) return;
    if (!on) this.#phase("away");
    else if (came && this.#link?.state.phase !== "open") this.#open();
  }

  #open(): void {
    const start = this.#start;
    if (!start) return;
    const before = this.#link;
    this.#link = undefined;
    before?.close();
    this.#client.lost();
    const link = new ConsoleLink({
      url: start.url,
      viewer: start.viewer,
      sessionId: start.sessionId,
      purpose: ConsolePurpose.FILES,
      ticket: () => this.#ticket(),
      ...this.#parts.link,
    });
    this.#link = link;
    this.#phase(before ? "reconnecting" : "connecting");
    link.onState((state) => {
      if (this.#link === link) this.#linked(link, state);
    });
    link.onMessage((body) => {
      if (this.#link !== link) return;
      if (body.case === "copy") this.#client.told(body.value);
      if (body.case !== "channelClosed" || body.value.channel !== CHANNEL) return;
      const { problem } = body.value;
      this.#closed(problem ? { ...localProblem(problem.code), ...problem } : localProblem("ended"));
    });
  }

  /** The agent's link broke, or the tool was stopped, and only the channel is told so. */
  #closed(problem: ProblemDetails): void {
    if (isFinal(problem.code)) this.#end(problem);
    else this.#open();
  }

  #linked(link: ConsoleLink, state: LinkState): void {
    if (state.phase === "closed") {
      this.#end(state.problem ?? localProblem("ended"));
      return;
    }
    if (state.phase !== "open") {
      this.#client.lost();
      if (state.problem && isFinal(state.problem.code)) {
        this.#end(state.problem);
        return;
      }
      this.#phase(this.#there ? state.phase : "away", state.problem);
      return;
    }
    if (this.#client.linked) return;
    this.#client.opened(link.channel(CHANNEL, WINDOW));
    this.#phase("open");
  }

  async #ask({ id, ask }: Extract<ToWorker, { type: "ask" }>): Promise<void> {
    const asking = { request: undefined as Request | undefined, stopped: false };
    this.#asking.set(id, asking);
    try {
      const answer = await performed(this.#client, ask, {
        begun: (request) => {
          asking.request = request;
          if (asking.stopped) request.leave();
        },
        tally: (tally) => this.#parts.post({ type: "tally", id, tally }),
      });
      const before = ask.kind === "places" ? { before: await this.#lookedAt() } : undefined;
      this.#parts.post({ type: "answer", id, answer: before ? { ...(answer as Places), ...before } : answer });
    } catch (why) {
      this.#parts.post({ type: "refused", id, fault: faultOf(why) });
    } finally {
      this.#asking.delete(id);
    }
  }

  async #lookedAt(): Promise<string | undefined> {
    return (await this.#ledger).lookedAt(this.#start?.sessionId ?? "");
  }

  async #list(list: number, path: string, view: ListView): Promise<void> {
    this.#looking?.request?.leave();
    const looking: Looking = { list, listing: new Listing(), view, request: undefined, done: false };
    this.#looking = looking;
    const isShown = () => this.#looking === looking;
    let about = false;
    let ordered = 0;
    try {
      await this.#client.ask(
        { case: "list", value: { $typeName: "towline.v1.ListFiles", path: encodeName(path) } },
        {
          again: true,
          begun: (request) => {
            looking.request = request;
            // What a broken link left is read anew.
            if (looking.listing.entries.length > 0) throw new FilesFault("lost");
            if (!isShown()) request.leave();
          },
          seen: (body) => {
            if (body.case !== "page" || !isShown()) return;
            const entries = body.value.entries.map(entryOf);
            looking.listing.add(entries);
            const { writable } = body.value;
            const first = {
              path: decodeName(body.value.path) || path,
              writable,
              freeBytes: Number(body.value.freeBytes),
            };
            this.#parts.post({ type: "listed", list, entries, ...(about ? {} : { about: first }) });
            if (!about) void this.#ledger.then((ledger) => ledger.looks(this.#start?.sessionId ?? "", first.path));
            about = true;
            // The beginning is shown at once; then only what is twice as much, so that all of it takes no longer than its end.
            const { length } = looking.listing.entries;
            if (ordered === 0 || (length >= 2 * ordered && length >= FIRST_ORDER && length <= 16_000)) {
              ordered = length;
              this.#order(looking);
            }
          },
        },
      );
      looking.done = true;
      if (isShown()) this.#order(looking);
    } catch (why) {
      if (!isShown()) return;
      const fault = faultOf(why);
      if (fault.code === "lost") {
        this.#parts.post({ type: "refused", id: -list, fault });
        return;
      }
      looking.done = true;
      const { order, hidden } = looking.listing.order(looking.view);
      this.#parts.post({ type: "ordered", list, order, hidden, done: true, fault });
    } finally {
      looking.request = undefined;
    }
  }

  #order(looking: Looking): void {
    const { order, hidden } = looking.listing.order(looking.view);
    this.#parts.post({ type: "ordered", list: looking.list, order, hidden, done: looking.done });
  }

  #ticket(): Promise<string> {
    const id = this.#nextTicket;
    this.#nextTicket += 1;
    return new Promise((resolve, reject) => {
      this.#tickets.set(id, { resolve, reject });
      this.#parts.post({ type: "wantTicket", id });
    });
  }

  #end(problem: ProblemDetails): void {
    const link = this.#link;
    this.#link = undefined;
    this.#client.end(new FilesFault(problem.code, problem.title));
    link?.close();
    this.#phase("ended", problem);
  }

  async #close(purge: boolean): Promise<void> {
    this.#queue?.stop();
    this.#end(localProblem("ended"));
    const sessionId = this.#start?.sessionId ?? "";
    if (purge) await this.#ledger.then((ledger) => ledger.purge(sessionId)).catch(() => undefined);
    this.#parts.post({ type: "closed" });
  }

  #phase(phase: LinkPhase, problem?: ProblemDetails): void {
    this.#parts.post({ type: "phase", phase, ...(problem ? { problem } : {}) });
  }
}

/** Nothing mends it but a new start of the tool. */
const isFinal = (code: string): boolean => ["no_tool", "not_permitted", "not_found", "ended"].includes(code);
