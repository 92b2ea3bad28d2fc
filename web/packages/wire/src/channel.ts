//! One channel of a link: payloads both ways, each within the other side's credit. A channel belongs to one connection: after a reconnect it is dead, and its user opens a new one.

import { ReceiveWindow, SendWindow } from "./credit";
import { DATA_LIMIT } from "./frame";
import { SOUND } from "./payload";

/** What a user of the link sees of a channel. */
export interface Channel {
  readonly number: number;
  /** False once it was closed or its connection was lost. */
  readonly alive: boolean;
  /** Bytes that wait for credit or for the network. */
  readonly waiting: number;
  /** Who takes the payloads; what came before is kept within the window and handed over at once. */
  onData(take: (payload: Uint8Array) => void): void;
  /** Sends one payload, now or when there is room. On a dead channel it does nothing. Of many bytes the payload may be given as its head and these, which stay as they are until they are sent. */
  send(payload: Uint8Array, bytes?: Uint8Array): void;
  /** So many received bytes are done with: the other side may send as many again. */
  consumed(bytes: number): void;
  /** Told each time that something of what waited went out: whoever has a lot to send goes on then. */
  onRoom(take: () => void): void;
  /** Told how many bytes more the other side makes room for. */
  onGranted(take: (bytes: number) => void): void;
  close(): void;
}

/** What a channel needs of its connection. */
export interface ChannelPort {
  sendData(channel: number, payload: Uint8Array, bytes?: Uint8Array): void;
  sendCredit(channel: number, bytes: number): void;
  /** The network takes no more just now. */
  readonly congested: boolean;
  fail(code: string): void;
  forget(channel: number): void;
}

/** More than this never waits: the sender is out of step with the link. */
const MOST_WAITING = 4 * 1024 * 1024;

/** The link's side of a channel. */
export class LinkChannel implements Channel {
  readonly number: number;
  readonly #port: ChannelPort;
  readonly #send: SendWindow;
  readonly #receive: ReceiveWindow;
  #take: ((payload: Uint8Array) => void) | undefined;
  #room: (() => void) | undefined;
  #grant: ((bytes: number) => void) | undefined;
  #early: Uint8Array[] = [];
  #queue: { readonly payload: Uint8Array; readonly bytes: Uint8Array | undefined; readonly length: number }[] = [];
  #waiting = 0;
  #alive = true;

  constructor(number: number, window: number, port: ChannelPort) {
    this.number = number;
    this.#port = port;
    this.#send = new SendWindow(window);
    this.#receive = new ReceiveWindow(window);
  }

  get alive(): boolean {
    return this.#alive;
  }

  get waiting(): number {
    return this.#waiting;
  }

  onData(take: (payload: Uint8Array) => void): void {
    this.#take = take;
    const early = this.#early;
    this.#early = [];
    for (const payload of early) take(payload);
  }

  send(payload: Uint8Array, bytes?: Uint8Array): void {
    const length = payload.length + (bytes?.length ?? 0);
    if (!this.#alive || length === 0) return;
    if (length > DATA_LIMIT || this.#waiting + length > MOST_WAITING) {
      this.#port.fail("slow_consumer");
      return;
    }
    this.#queue.push({ payload, bytes, length });
    this.#waiting += length;
    this.flush();
  }

  consumed(bytes: number): void {
    if (!this.#alive) return;
    const grant = this.#receive.consumed(bytes);
    if (grant > 0) this.#port.sendCredit(this.number, grant);
  }

  onRoom(take: () => void): void {
    this.#room = take;
  }

  onGranted(take: (bytes: number) => void): void {
    this.#grant = take;
  }

  close(): void {
    this.#alive = false;
    this.#drop();
    this.#port.forget(this.number);
  }

  /** A payload arrived for this channel. */
  received(payload: Uint8Array): void {
    if (payload[0] !== SOUND && !this.#receive.received(payload.length)) {
      this.#port.fail("no_credit");
      return;
    }
    if (this.#take) this.#take(payload);
    else this.#early.push(payload);
  }

  granted(bytes: number): void {
    if (!this.#send.grant(bytes)) {
      this.#port.fail("no_credit");
      return;
    }
    this.#grant?.(bytes);
    this.flush();
  }

  /** Sends what credit and network allow. */
  flush(): void {
    const before = this.#waiting;
    while (this.#alive && !this.#port.congested) {
      const next = this.#queue[0];
      if (next === undefined || !this.#send.take(next.length)) break;
      this.#queue.shift();
      this.#waiting -= next.length;
      this.#port.sendData(this.number, next.payload, next.bytes);
    }
    if (this.#waiting < before) this.#room?.();
  }

  /** Its connection is gone. */
  lost(): void {
    this.#alive = false;
    this.#drop();
  }

  #drop(): void {
    this.#take = undefined;
    this.#room = undefined;
    this.#grant = undefined;
    this.#early = [];
    this.#queue = [];
    this.#waiting = 0;
  }
}
