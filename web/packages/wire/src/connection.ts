//! One WebSocket of a link, from ticket to end: handshake, heartbeat, frames, channels. It ends once, with a reason; coming back is the link's affair.

import { create, fromBinary } from "@bufbuild/protobuf";
import { type ChannelPort, LinkChannel } from "./channel";
import { decodeFrame, encodeControl, encodeCredit, encodeData, MOST_FRAME } from "./frame";
import { type Problem, VersionSchema } from "./generated/towline/v1/common_pb";
import {
  type ConsoleDown,
  ConsoleDownSchema,
  ConsoleHelloSchema,
  ConsolePurpose,
  type ConsoleWelcome,
} from "./generated/towline/v1/console_pb";
import { Heartbeat, type Timing } from "./heartbeat";
import type { LinkOptions } from "./link";
import { localProblem, type ProblemDetails } from "./problem";
import { encode } from "./requests";
import { type LinkSocket, openSocket } from "./socket";

export const VERSION = { major: 1, minor: 0 } as const;
export type ConsoleDownBody = ConsoleDown["body"];

/** Everything up to the welcome must happen within this. */
const CONNECT_MS = 10_000;
/** With so much unsent in the socket, data waits here, where control still overtakes it: what the network takes in this time, as far as was seen, within bounds. */
const CONGESTED_MS = 200;
const CONGESTED_BYTES = 256 * 1024;
const MOST_CONGESTED_BYTES = 4 * 1024 * 1024;
/** A socket tells nobody when it has room again, so it is asked, and only while something waits. */
const ROOM_MS = 10;
const HEARTBEAT_MS = 3_000;
const LOWEST_HEARTBEAT_MS = 500;

interface ConnectionEvents {
  opened(welcome: ConsoleWelcome): void;
  message(body: ConsoleDownBody): void;
  rtt(ms: number): void;
  ended(problem: ProblemDetails): void;
}

/** One WebSocket from ticket to end. Ends once, with a reason. */
export class Connection implements ChannelPort {
  readonly #o: LinkOptions;
  readonly #timing: Timing;
  readonly #events: ConnectionEvents;
  readonly #resuming: boolean;
  readonly #channels = new Map<number, LinkChannel>();
  #socket: LinkSocket | undefined;
  #heartbeat: Heartbeat | undefined;
  #cancelConnect: () => void = () => {};
  #cancelRoom: (() => void) | undefined;
  #most = CONGESTED_BYTES;
  #frame: Uint8Array<ArrayBuffer> | undefined;
  #connected = false;
  #ticket: string | undefined;
  #ended = false;
  #welcomed = false;

  /** `resuming`: the link was open before. */
  constructor(o: LinkOptions, timing: Timing, events: ConnectionEvents, resuming: boolean) {
    this.#resuming = resuming;
    this.#o = o;
    this.#timing = timing;
    this.#events = events;
  }

  get open(): boolean {
    return this.#welcomed && !this.#ended;
  }

  get congested(): boolean {
    const before = this.#socket?.bufferedAmount ?? 0;
    const full = before > this.#most;
    if (full && !this.#cancelRoom && !this.#ended) {
      const since = this.#timing.now();
      this.#cancelRoom = this.#timing.after(ROOM_MS, () => {
        this.#cancelRoom = undefined;
        const left = this.#socket?.bufferedAmount ?? 0;
        const taken = ((before - left) * CONGESTED_MS) / Math.max(1, this.#timing.now() - since);
        // An empty socket does not tell how long it has been empty.
        const most = left === 0 ? Math.max(taken, this.#most * 2) : taken;
        this.#most = Math.min(MOST_CONGESTED_BYTES, Math.max(CONGESTED_BYTES, most));
        for (const channel of this.#channels.values()) channel.flush();
      });
    }
    return full;
  }

  start(): void {
    this.#cancelConnect = this.#timing.after(CONNECT_MS, () => this.fail("timeout"));
    // The ticket is fetched while the socket opens: on a distant link that is a round trip or two less.
    this.#o.ticket().then(
      (ticket) => {
        this.#ticket = ticket;
        this.#hello();
      },
      (why: unknown) => this.#end(ticketProblem(why)),
    );
    if (!this.#ended) this.#open();
  }

  has(channel: number): boolean {
    return this.#channels.has(channel);
  }

  channel(number: number, window: number): LinkChannel {
    this.#channels.get(number)?.lost();
    const channel = new LinkChannel(number, window, this);
    this.#channels.set(number, channel);
    return channel;
  }

  sendControl(message: Uint8Array): void {
    if (!this.#ended) this.#socket?.send(encodeControl(message));
  }

  sendData(channel: number, payload: Uint8Array, bytes?: Uint8Array): void {
    if (this.#ended) return;
    // Bytes of files come by the gigabyte, and a new frame for each piece of them is as much to clear away.
    if (bytes) this.#frame ??= new Uint8Array(MOST_FRAME);
    this.#socket?.send(encodeData(channel, payload, bytes, bytes && this.#frame));
  }

  sendCredit(channel: number, bytes: number): void {
    if (!this.#ended) this.#socket?.send(encodeCredit(channel, bytes));
  }

  forget(channel: number): void {
    this.#channels.delete(channel);
  }

  fail(code: string): void {
    this.#end(localProblem(code));
  }

  /** Ends it without telling anybody. */
  end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelConnect();
    this.#cancelRoom?.();
    this.#heartbeat?.stop();
    for (const channel of [...this.#channels.values()]) channel.lost();
    this.#channels.clear();
    const socket = this.#socket;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.onerror = null;
    // A browser may only use the codes from 3000 on; the reason carries the code of docs/wire.md.
    socket.close(reason === "ended" ? 1000 : 4008, reason);
  }

  #end(problem: ProblemDetails): void {
    if (this.#ended) return;
    this.end(problem.code.slice(0, 64));
    this.#events.ended(problem);
  }

  #open(): void {
    let socket: LinkSocket;
    try {
      socket = (this.#o.open ?? openSocket)(this.#o.url);
    } catch {
      this.fail("unreachable");
      return;
    }
    this.#socket = socket;
    socket.onopen = () => {
      this.#connected = true;
      this.#hello();
    };
    socket.onmessage = (event) => this.#received(event.data);
    socket.onclose = (event) => this.#end(closeProblem(event.reason, this.#welcomed));
  }

  /** Said as soon as there are a socket and a ticket, once. */
  #hello(): void {
    const ticket = this.#ticket;
    if (this.#ended || !this.#connected || ticket === undefined) return;
    this.#ticket = undefined;
    const options = this.#o.screenOptions?.();
    const hello = create(ConsoleHelloSchema, {
      version: create(VersionSchema, { ...VERSION, program: "towline web" }),
      ticket,
      purpose: this.#o.purpose ?? ConsolePurpose.CONSOLE,
      viewer: this.#o.viewer,
      sessionId: this.#o.sessionId ?? "",
      screenWindow: this.#o.screenWindow ?? 0,
      resuming: this.#resuming,
      ...(options ? { options } : {}),
    });
    this.sendControl(encode({ case: "hello", value: hello }, 0));
  }

  #received(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) {
      this.fail("malformed_frame");
      return;
    }
    this.#heartbeat?.heard();
    const frame = decodeFrame(new Uint8Array(data));
    if (typeof frame === "string") {
      this.fail(frame);
      return;
    }
    // Frames of a channel that was closed here may still be on their way: they are nobody's.
    if (frame.kind === "data") this.#channels.get(frame.channel)?.received(frame.payload);
    else if (frame.kind === "credit") this.#channels.get(frame.channel)?.granted(frame.bytes);
    else this.#control(frame.payload);
  }

  #control(payload: Uint8Array): void {
    let body: ConsoleDownBody;
    try {
      body = fromBinary(ConsoleDownSchema, payload).body;
    } catch {
      this.fail("malformed_frame");
      return;
    }
    switch (body.case) {
      case undefined:
        return;
      case "ping":
        this.sendControl(encode({ case: "pong", value: { $typeName: "towline.v1.Pong", nonce: body.value.nonce } }, 0));
        return;
      case "pong": {
        const rttMs = this.#heartbeat?.pong(body.value.nonce);
        if (rttMs !== undefined) this.#events.rtt(rttMs);
        return;
      }
      case "refused":
        this.#end(plain(body.value));
        return;
      case "welcome":
        this.#welcome(body.value);
        return;
      default:
        if (this.#welcomed) this.#events.message(body);
        else this.fail("malformed_frame");
    }
  }

  #welcome(welcome: ConsoleWelcome): void {
    if (this.#welcomed) {
      this.fail("malformed_frame");
      return;
    }
    this.#welcomed = true;
    this.#cancelConnect();
    this.#events.opened(welcome);
    if (this.#ended) return;
    this.#heartbeat = new Heartbeat({
      timing: this.#timing,
      beatMs: Math.max(LOWEST_HEARTBEAT_MS, welcome.heartbeatMs || HEARTBEAT_MS),
      ping: (nonce) => this.sendControl(encode({ case: "ping", value: { $typeName: "towline.v1.Ping", nonce } }, 0)),
      dead: () => this.fail("timeout"),
    });
  }
}

function plain(problem: Problem): ProblemDetails {
  const known = localProblem(problem.code);
  return {
    code: problem.code,
    title: problem.title || known.title,
    detail: problem.detail,
    retryAfterMs: problem.retryAfterMs,
  };
}

/** What a closed socket says: the appliance's reason if it gave one. */
function closeProblem(reason: string, welcomed: boolean): ProblemDetails {
  return localProblem(/^[a-z_]{2,64}$/.test(reason) ? reason : welcomed ? "reconnecting" : "unreachable");
}

/** A ticket that could not be got: a stable code where the interface gave one, else a network that is away. */
function ticketProblem(why: unknown): ProblemDetails {
  const said = (typeof why === "object" && why !== null ? why : {}) as Record<string, unknown>;
  if (said.status === 401 && said.code !== "invitation_ended") return localProblem("signed_out");
  if (typeof said.code !== "string") return localProblem("unreachable");
  const known = localProblem(said.code);
  return {
    code: said.code,
    title: typeof said.title === "string" ? said.title : known.title,
    detail: typeof said.detail === "string" ? said.detail : "",
    retryAfterMs: typeof said.retryAfterMs === "number" ? said.retryAfterMs : 0,
  };
}
