// The link of the customer's page: ticket, hello, heartbeat, and coming back by itself for as long as the session may go on. Knows frames, not what they mean to a person.

import { type Down, decode, encode, type Shown, type Up } from "./messages";

/** What the link needs of a WebSocket. */
export interface Socket {
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export interface Surroundings {
  /** A ticket; nothing when there is no such session any more. Throws when the appliance does not answer. */
  readonly ticket: () => Promise<string | undefined>;
  readonly open: () => Socket;
  readonly random: () => number;
}

export interface LinkEvents {
  /** Newest entry that the page shows. */
  readonly have: () => number;
  /** What this machine runs, as far as it is known. */
  readonly system: string;
  readonly up: () => void;
  readonly down: () => void;
  readonly heard: (message: Down) => void;
  /** It will not come back. */
  readonly over: () => void;
  /** Of the second link: what it shows. */
  readonly share?: () => { share: Shown; paused: boolean };
  /** What is no message: credit. */
  readonly raw?: (data: unknown) => void;
  /** Whether an end with this reason is for good. */
  readonly final?: (reason: string) => boolean;
}

const FIRST_MS = 200;
const CAP_MS = 5_000;
const HEARTBEAT_MS = 5_000;
/** Everything up to the welcome must happen within this. */
const CONNECT_MS = 10_000;
/** Refusals that trying again does not change. */
const FINAL = new Set(["not_found", "limit", "ended"]);

export class Link {
  readonly #around: Surroundings;
  readonly #events: LinkEvents;
  #socket: Socket | undefined;
  #welcome = false;
  #session = "";
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heartbeatMs = HEARTBEAT_MS;
  #lastHeard = 0;
  #stopped = false;
  /** Which attempt is under way; an older one that comes late does nothing. */
  #stage: object | undefined;

  constructor(around: Surroundings, events: LinkEvents) {
    this.#around = around;
    this.#events = events;
  }

  start(): void {
    void this.#connect();
  }

  /** Whether the message was handed over to a link that is there. */
  send(message: Up): boolean {
    if (!this.#welcome || !this.#socket) return false;
    this.#socket.send(encode(message));
    return true;
  }

  /** The same for a frame of the wire that is no message. */
  sendFrame(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#welcome) this.#socket?.send(frame);
  }

  /** The network is back, or the page is looked at again: now, not later. */
  hurry(): void {
    if (this.#stopped || this.#socket) return;
    this.#tries = 0;
    clearTimeout(this.#timer);
    void this.#connect();
  }

  /** For good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#drop();
  }

  async #connect(): Promise<void> {
    const stage = {};
    this.#stage = stage;
    let ticket: string | undefined;
    try {
      ticket = await this.#around.ticket();
    } catch {
      if (this.#stage === stage) this.#later();
      return;
    }
    if (this.#stopped || this.#stage !== stage || this.#socket) return;
    if (ticket === undefined) {
      this.#end();
      return;
    }
    const socket = this.#around.open();
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (this.#socket === socket)
        socket.send(
          encode({
            t: "hello",
            ticket,
            have: this.#events.have(),
            system: this.#events.system,
            ...this.#events.share?.(),
          }),
        );
    };
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return;
      this.#events.raw?.(event.data);
      this.#take(decode(event.data));
    };
    socket.onclose = ({ reason }) => {
      if (this.#socket !== socket) return;
      if (this.#events.final?.(reason)) this.#end();
      else this.#lose();
    };
    this.#timer = setTimeout(() => this.#lose(), CONNECT_MS);
  }

  #take(message: Down | undefined): void {
    this.#lastHeard = Date.now();
    if (!message) return;
    if (message.t === "ping") {
      this.#socket?.send(encode({ t: "pong", nonce: message.nonce }));
      return;
    }
    if (message.t === "refused") {
      if (FINAL.has(message.code)) this.#end();
      else this.#lose();
      return;
    }
    if (message.t === "welcome") {
      // The browser has begun another session meanwhile: this page does not become a page of that one.
      if (this.#session !== "" && this.#session !== message.session) {
        this.#end();
        return;
      }
      this.#session = message.session;
      this.#welcome = true;
      this.#tries = 0;
      this.#heartbeatMs = Math.max(500, message.heartbeatMs || HEARTBEAT_MS);
      this.#watch();
      this.#events.heard(message);
      this.#events.up();
      return;
    }
    this.#events.heard(message);
  }

  /** Asks for a sign of life after one heartbeat of silence, gives up after two and a half. */
  #watch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const silent = Date.now() - this.#lastHeard;
      if (silent >= this.#heartbeatMs * 2.5) {
        this.#lose();
        return;
      }
      if (silent >= this.#heartbeatMs) this.send({ t: "ping", nonce: Math.trunc(this.#around.random() * 2 ** 31) });
      this.#watch();
    }, this.#heartbeatMs / 2);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#welcome = false;
    clearTimeout(this.#timer);
    socket?.close();
  }

  #lose(): void {
    this.#drop();
    this.#later();
  }

  /** Full jitter, so that everybody does not come back at the same moment. */
  #later(): void {
    if (this.#stopped) return;
    this.#events.down();
    const most = Math.min(CAP_MS, FIRST_MS * 2 ** this.#tries);
    this.#tries = Math.min(this.#tries + 1, 16);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), this.#around.random() * most);
  }

  #end(): void {
    this.stop();
    this.#events.over();
  }
}
