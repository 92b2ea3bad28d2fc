//! Requests over the channel of a files link: numbered, each with what comes for it. What was open when the link broke is told so; whoever asked decides whether it is asked again.

import { create, toBinary } from "@bufbuild/protobuf";
import type { Channel } from "@towline/wire";
import { type FilesOver, type FilesUp, FilesUpSchema } from "@towline/wire/files";
import { type DownBody, readDown, readTold } from "./decode";
import { Pace } from "./pace";

export type UpBody = FilesUp["body"];

/** Why a request did not come to what it was for; `detail` is the endpoint's own sentence. */
export class FilesFault extends Error {
  override readonly name = "FilesFault";
  constructor(
    readonly code: string,
    readonly detail = "",
    readonly over?: FilesOver,
  ) {
    super(code);
  }
}

/** The link broke before the request was over. */
export class LinkLost extends Error {
  override readonly name = "LinkLost";
}

export type Heard =
  | { readonly kind: "answer"; readonly body: DownBody }
  | { readonly kind: "data"; readonly offset: number; readonly bytes: Uint8Array };

const DATA = 0x32;
const REQUEST = 0x30;
/** Of the bytes of files, so much waits at this end; the rest stays where it is read from. */
const ROOM_BYTES = 1024 * 1024;
/** Under the 256 that an agent takes. */
const MOST_OPEN = 200;

/** One request: what comes for it, in order. */
export class Request {
  readonly number: number;
  readonly #client: FilesClient;
  readonly #heard: Heard[] = [];
  #wake: (() => void) | undefined;
  #state: "open" | "over" | "lost" | "left" = "open";

  constructor(number: number, client: FilesClient) {
    this.number = number;
    this.#client = client;
  }

  /** The next thing; `undefined`: it is over. Throws LinkLost. Bytes that were taken are the taker's to give back (`done`). */
  async next(): Promise<Heard | undefined> {
    for (;;) {
      const heard = this.#heard.shift();
      if (heard) return heard;
      if (this.#state === "lost") throw new LinkLost();
      if (this.#state !== "open") return undefined;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  /** Bytes of a file were dealt with: as many may come again. */
  done(bytes: number): void {
    this.#client.consumed(bytes);
  }

  /** Nothing of it is wanted any more. */
  leave(): void {
    if (this.#state !== "open") return;
    this.#client.cancel(this.number);
    this.#settle("left");
  }

  /** This end did not want it any more. */
  get isLeft(): boolean {
    return this.#state === "left";
  }

  /** It is left where it is, to be gone on with: of a copy. */
  rest(): void {
    if (this.#state !== "open") return;
    this.#client.rest(this.number);
    this.#settle("left");
  }

  hear(heard: Heard, last: boolean): void {
    this.#heard.push(heard);
    if (last) this.#state = "over";
    this.#wake?.();
  }

  lost(): void {
    if (this.#state === "open") this.#settle("lost");
  }

  #settle(state: "lost" | "left"): void {
    this.#state = state;
    for (const heard of this.#heard.splice(0)) if (heard.kind === "data") this.#client.consumed(heard.bytes.length);
    this.#wake?.();
  }
}

export class FilesClient {
  readonly #open = new Map<number, Request>();
  #channel: Channel | undefined;
  #next = 1;
  #ready: (() => void)[] = [];
  #room: (() => void)[] = [];
  #ended: FilesFault | undefined;
  #pace = new Pace();

  /** `broken`: the other end says what it cannot mean. */
  constructor(readonly broken: () => void) {}

  get linked(): boolean {
    return this.#channel?.alive === true;
  }

  opened(channel: Channel): void {
    this.#ended = undefined;
    this.#channel = channel;
    channel.onRoom(() => this.#hasRoom());
    const pace = new Pace();
    this.#pace = pace;
    channel.onGranted((bytes) => pace.granted(bytes, performance.now()));
    channel.onData((payload) => this.#received(payload));
    for (const ready of this.#ready.splice(0)) ready();
  }

  lost(): void {
    this.#channel = undefined;
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const request of open) request.lost();
    this.#hasRoom();
  }

  /** There is no link, and none will come by itself. */
  end(fault: FilesFault): void {
    this.#ended = fault;
    this.lost();
    for (const ready of this.#ready.splice(0)) ready();
  }

  /** Resolves when a request can be made; throws when none will be. */
  async ready(): Promise<void> {
    while (!this.linked) {
      if (this.#ended) throw this.#ended;
      await new Promise<void>((ready) => this.#ready.push(ready));
    }
  }

  start(body: UpBody): Request {
    if (!this.linked) throw new LinkLost();
    if (this.#open.size >= MOST_OPEN) throw new FilesFault("limit");
    const request = new Request(this.#number(), this);
    this.#open.set(request.number, request);
    this.say(request.number, body);
    return request;
  }

  /** About a request that is open, or a new one's first word. */
  say(number: number, body: UpBody): void {
    const message = toBinary(FilesUpSchema, create(FilesUpSchema, { request: number, body }));
    const payload = new Uint8Array(1 + message.length);
    payload[0] = REQUEST;
    payload.set(message, 1);
    this.#channel?.send(payload);
  }

  /** A request of its own that nothing is waited for. */
  tell(body: UpBody): void {
    const request = this.start(body);
    void drained(request);
  }

  cancel(number: number): void {
    if (!this.linked || !this.#open.has(number)) return;
    // What still comes of it until it is over is given back at once.
    this.#open.delete(number);
    this.say(this.#number(), { case: "cancel", value: { $typeName: "towline.v1.CancelFiles", of: number } });
  }

  /** Ends a copy so that it can be gone on with. */
  rest(number: number): void {
    if (!this.linked || !this.#open.delete(number)) return;
    this.say(this.#number(), { case: "leaveCopy", value: { $typeName: "towline.v1.LeaveCopy", of: number } });
  }

  /** Something about a copy, outside of the channel. */
  told(bytes: Uint8Array): void {
    const told = readTold(bytes);
    if (!told) {
      this.broken();
      return;
    }
    const last = told.over !== undefined;
    const request = this.#open.get(told.request);
    if (last) this.#open.delete(told.request);
    request?.hear({ kind: "answer", body: { case: "copy", value: told } }, last);
  }

  #number(): number {
    const number = this.#next;
    this.#next = number >= 0xffff_fff0 ? 1 : number + 1;
    return number;
  }

  /** Sends bytes of a put, and waits while there is no room. Throws LinkLost. */
  async send(number: number, offset: number, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      await this.room();
      if (!this.#open.has(number)) return;
      const piece = bytes.subarray(at, at + this.#pace.piece);
      const head = new Uint8Array(1 + 4 + 8);
      const view = new DataView(head.buffer);
      view.setUint8(0, DATA);
      view.setUint32(1, number, true);
      view.setBigUint64(5, BigInt(offset + at), true);
      this.#channel?.send(head, piece);
      at += piece.length;
    }
  }

  /** Bytes that wait to be sent. */
  get waiting(): number {
    return this.#channel?.waiting ?? 0;
  }

  /** Resolves when little waits to be sent. */
  async room(): Promise<void> {
    while (this.#channel?.alive && this.#channel.waiting >= ROOM_BYTES) {
      await new Promise<void>((go) => this.#room.push(go));
    }
    if (!this.linked) throw new LinkLost();
  }

  consumed(bytes: number): void {
    this.#channel?.consumed(bytes);
  }

  #hasRoom(): void {
    if (this.#channel?.alive && this.#channel.waiting >= ROOM_BYTES) return;
    for (const go of this.#room.splice(0)) go();
  }

  #received(payload: Uint8Array): void {
    const down = readDown(payload);
    if (!down) {
      this.broken();
      return;
    }
    const request = this.#open.get(down.request);
    if (down.kind === "data") {
      // The head of a payload is counted as well.
      this.consumed(payload.length - down.bytes.length);
      if (request) request.hear({ kind: "data", offset: down.offset, bytes: down.bytes }, false);
      else this.consumed(down.bytes.length);
      return;
    }
    this.consumed(payload.length);
    if (!request || down.body.case === undefined) return;
    const last = isLast(down.body);
    if (last) this.#open.delete(down.request);
    request.hear({ kind: "answer", body: down.body }, last);
  }

  /** Asks until an answer comes, over as many links as that takes, and gives the last thing that came. `seen` has all the others. Throws a FilesFault for a refusal. */
  async ask(
    body: UpBody,
    o: { again: boolean; seen?: (body: DownBody) => void; begun?: (request: Request) => void },
  ): Promise<DownBody> {
    for (;;) {
      await this.ready();
      const request = this.start(body);
      o.begun?.(request);
      try {
        return await answered(request, o.seen);
      } catch (why) {
        if (!(why instanceof LinkLost)) throw why;
        if (!o.again) throw new FilesFault("lost");
      }
    }
  }
}

/** With it the request is over. */
const isLast = ({ case: kind }: DownBody): boolean =>
  kind === "over" || kind === "places" || kind === "details" || kind === "staged";

async function answered(request: Request, seen: ((body: DownBody) => void) | undefined): Promise<DownBody> {
  let latest: DownBody = { case: undefined };
  for (;;) {
    const heard = await request.next();
    if (!heard) break;
    if (heard.kind === "data") {
      request.done(heard.bytes.length);
      continue;
    }
    latest = heard.body;
    if (latest.case === "over" && latest.value.code !== "") throw faultOf(latest.value);
    if (isLast(latest)) return latest;
    seen?.(latest);
  }
  throw new FilesFault("cancelled");
}

export const faultOf = (over: FilesOver): FilesFault => new FilesFault(over.code, over.detail.slice(0, 1_024), over);

async function drained(request: Request): Promise<void> {
  try {
    for (let heard = await request.next(); heard; heard = await request.next())
      if (heard.kind === "data") request.done(heard.bytes.length);
  } catch {
    // It is over with the link.
  }
}
