//! The live link of a page, or of a painter's worker, to the appliance: connects with a ticket, notices death, comes back by itself, and carries requests, pushed messages and channels. It knows
//! nothing of what they mean, and no page.

import { create, fromBinary } from "@bufbuild/protobuf";
import { Backoff } from "./backoff";
import { type Channel, type ChannelPort, LinkChannel } from "./channel";
import { decodeFrame, encodeControl, encodeCredit, encodeData } from "./frame";
import type { ScreenOptions } from "./generated/towline/v1/agent_pb";
import { type Problem, VersionSchema } from "./generated/towline/v1/common_pb";
import {
  type ConsoleDown,
  ConsoleDownSchema,
  ConsoleHelloSchema,
  ConsolePurpose,
  type ConsoleWelcome,
  type Reply,
} from "./generated/towline/v1/console_pb";
import { Heartbeat, realTiming, type Timing } from "./heartbeat";
import { localProblem, type ProblemDetails, ProblemError } from "./problem";
import { type ConsoleUpBody, encode, Requests } from "./requests";
import { type LinkSocket, openSocket } from "./socket";

export const VERSION = { major: 1, minor: 0 } as const;
export type ConsoleDownBody = ConsoleDown["body"];

export interface LinkState {
  readonly phase: "connecting" | "open" | "reconnecting" | "closed";
  /** Unix time in milliseconds at which the phase began. */
  readonly since: number;
  /** Why it is closed, or what stood in the way of the last attempt. */
  readonly problem?: ProblemDetails;
  /** Latest round trip to the appliance. */
  readonly rttMs?: number;
}

export interface LinkOptions {
  /** "/link/console", or a whole address. */
  readonly url: string;
  /** Random number of this tab, the same for all its links. */
  readonly viewer: bigint;
  /** Brings a fresh ticket. A rejection with a `code` that no retry can mend (signed_out, console_disabled) closes the link. */
  readonly ticket: () => Promise<string>;
  readonly purpose?: ConsolePurpose;
  /** For purpose SCREEN. */
  readonly sessionId?: string;
  /** For purpose SCREEN: asked at each connection. */
  readonly screenOptions?: () => ScreenOptions;
  /** Longest pause between attempts: 5 s in a session (the default), 20 s where nothing waits. */
  readonly retryCapMs?: number;
  /** For tests. */
  readonly open?: (url: string) => LinkSocket;
  readonly timing?: Timing;
  readonly random?: () => number;
}

/** Everything up to the welcome must happen within this. */
const CONNECT_MS = 10_000;
/** With so much unsent in the socket, data waits here, where control still overtakes it. */
const CONGESTED_BYTES = 256 * 1024;
/** A socket tells nobody when it has room again, so it is asked, and only while something waits. */
const ROOM_MS = 10;
const HEARTBEAT_MS = 3_000;
const LOWEST_HEARTBEAT_MS = 500;

/** No retry mends these. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  "console_disabled",
  "signed_out",
  "unauthenticated",
  "version_too_old",
  "taken_over",
  "bad_origin",
  "not_found",
  "not_permitted",
  "ended",
  "removed",
  "superseded",
]);

export class ConsoleLink {
  readonly #o: LinkOptions;
  readonly #timing: Timing;
  readonly #backoff: Backoff;
  readonly #requests: Requests;
  readonly #stateTakers = new Set<(state: LinkState) => void>();
  readonly #messageTakers = new Set<(body: ConsoleDownBody) => void>();
  readonly #online = (): void => this.#retryNow();
  #state: LinkState = { phase: "connecting", since: Date.now() };
  #connection: Connection | undefined;
  #cancelRetry: () => void = () => {};
  #retryWaits = false;
  #nextChannel = 2;
  #welcome: ConsoleWelcome | undefined;

  constructor(o: LinkOptions) {
    this.#o = o;
    this.#timing = o.timing ?? realTiming;
    this.#backoff = new Backoff(o.random ?? Math.random);
    this.#requests = new Requests(this.#timing);
    globalThis.addEventListener?.("online", this.#online);
    this.#connect();
  }

  get state(): LinkState {
    return this.#state;
  }

  /** The welcome of the present connection. */
  get welcome(): ConsoleWelcome | undefined {
    return this.#connection?.open ? this.#welcome : undefined;
  }

  onState(take: (state: LinkState) => void): () => void {
    this.#stateTakers.add(take);
    return () => this.#stateTakers.delete(take);
  }

  /** All that the appliance says, except pings and replies. */
  onMessage(take: (body: ConsoleDownBody) => void): () => void {
    this.#messageTakers.add(take);
    return () => this.#messageTakers.delete(take);
  }

  /** Asks, and resolves with the answer. Rejects with a ProblemError; "reconnecting" where the request must not be repeated by itself and the connection is not there. */
  request(body: ConsoleUpBody): Promise<Reply> {
    if (this.#state.phase === "closed") {
      return Promise.reject(new ProblemError(this.#state.problem ?? localProblem("ended")));
    }
    return this.#requests.ask(body);
  }

  /** A channel of the present connection; dead from the start when there is none. */
  channel(number: number, window: number): Channel {
    const connection = this.#connection;
    if (connection?.open) return connection.channel(number, window);
    const channel = new LinkChannel(number, window, DEAD_PORT);
    channel.lost();
    return channel;
  }

  /** A number that this link has not used lately. */
  allocateChannel(): number {
    for (let tries = 0; tries < 4094; tries += 1) {
      const number = this.#nextChannel;
      this.#nextChannel = number >= 4095 ? 2 : number + 1;
      if (!this.#connection?.has(number)) return number;
    }
    throw new ProblemError(localProblem("limit"));
  }

  close(): void {
    this.#closeWith(undefined);
  }

  #connect(): void {
    this.#retryWaits = false;
    let openedAt: number | undefined;
    const connection: Connection = new Connection(this.#o, this.#timing, {
      opened: (welcome) => {
        openedAt = this.#timing.now();
        this.#welcome = welcome;
        this.#requests.opened((message) => connection.sendControl(message));
        this.#setState({ phase: "open", since: Date.now() });
        // A taker of the state may have closed the link.
        if (this.#connection !== connection) return;
        this.#tell({ case: "welcome", value: welcome });
      },
      message: (body) => {
        if (body.case === "reply") this.#requests.answered(body.value);
        else this.#tell(body);
      },
      rtt: (rttMs) => this.#setState({ ...this.#state, rttMs: Math.round(rttMs * 10) / 10 }),
      ended: (problem) => {
        if (this.#connection !== connection) return;
        this.#backoff.lost(openedAt === undefined ? 0 : this.#timing.now() - openedAt);
        this.#lost(problem);
      },
    });
    this.#connection = connection;
    connection.start();
  }

  #lost(problem: ProblemDetails): void {
    this.#connection = undefined;
    if (FINAL_CODES.has(problem.code)) {
      this.#closeWith(problem);
      return;
    }
    this.#requests.lost();
    if (problem.retryAfterMs > 0) this.#backoff.atLeast(problem.retryAfterMs);
    const since = this.#state.phase === "open" ? Date.now() : this.#state.since;
    this.#setState({ phase: this.#state.phase === "connecting" ? "connecting" : "reconnecting", since, problem });
    if (this.#state.phase === "closed") return;
    this.#retryWaits = true;
    this.#cancelRetry = this.#timing.after(this.#backoff.next(this.#o.retryCapMs ?? 5_000), () => this.#connect());
  }

  /** The browser's network is back: do not sit out the pause. */
  #retryNow(): void {
    if (!this.#retryWaits) return;
    this.#cancelRetry();
    this.#connect();
  }

  #closeWith(problem: ProblemDetails | undefined): void {
    if (this.#state.phase === "closed") return;
    this.#cancelRetry();
    this.#retryWaits = false;
    globalThis.removeEventListener?.("online", this.#online);
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.end("ended");
    this.#setState({ phase: "closed", since: Date.now(), ...(problem ? { problem } : {}) });
    this.#requests.closed(new ProblemError(problem ?? localProblem("ended")));
  }

  #setState(state: LinkState): void {
    this.#state = state;
    for (const take of [...this.#stateTakers]) take(state);
  }

  #tell(body: ConsoleDownBody): void {
    for (const take of [...this.#messageTakers]) take(body);
  }
}

const DEAD_PORT: ChannelPort = {
  sendData: () => {},
  sendCredit: () => {},
  congested: true,
  fail: () => {},
  forget: () => {},
};

interface ConnectionEvents {
  opened(welcome: ConsoleWelcome): void;
  message(body: ConsoleDownBody): void;
  rtt(ms: number): void;
  ended(problem: ProblemDetails): void;
}

/** One WebSocket from ticket to end. Ends once, with a reason. */
class Connection implements ChannelPort {
  readonly #o: LinkOptions;
  readonly #timing: Timing;
  readonly #events: ConnectionEvents;
  readonly #channels = new Map<number, LinkChannel>();
  #socket: LinkSocket | undefined;
  #heartbeat: Heartbeat | undefined;
  #cancelConnect: () => void = () => {};
  #cancelRoom: (() => void) | undefined;
  #connected = false;
  #ticket: string | undefined;
  #ended = false;
  #welcomed = false;

  constructor(o: LinkOptions, timing: Timing, events: ConnectionEvents) {
    this.#o = o;
    this.#timing = timing;
    this.#events = events;
  }

  get open(): boolean {
    return this.#welcomed && !this.#ended;
  }

  get congested(): boolean {
    const full = (this.#socket?.bufferedAmount ?? 0) > CONGESTED_BYTES;
    if (full && !this.#cancelRoom && !this.#ended) {
      this.#cancelRoom = this.#timing.after(ROOM_MS, () => {
        this.#cancelRoom = undefined;
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

  sendData(channel: number, payload: Uint8Array): void {
    if (!this.#ended) this.#socket?.send(encodeData(channel, payload));
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
  if (said.status === 401) return localProblem("signed_out");
  if (typeof said.code !== "string") return localProblem("unreachable");
  const known = localProblem(said.code);
  return {
    code: said.code,
    title: typeof said.title === "string" ? said.title : known.title,
    detail: typeof said.detail === "string" ? said.detail : "",
    retryAfterMs: typeof said.retryAfterMs === "number" ? said.retryAfterMs : 0,
  };
}
