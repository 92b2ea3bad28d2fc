//! The live link of a page, or of a painter's worker, to the appliance: connects with a ticket, notices death, comes back by itself, and carries requests, pushed messages and channels. It knows
//! nothing of what they mean, and no page.

import { Backoff } from "./backoff";
import { type Channel, type ChannelPort, LinkChannel } from "./channel";
import { Connection, type ConsoleDownBody } from "./connection";
import type { ScreenOptions } from "./generated/towline/v1/agent_pb";
import type { ConsolePurpose, ConsoleWelcome, Reply } from "./generated/towline/v1/console_pb";
import { realTiming, type Timing } from "./heartbeat";
import { localProblem, type ProblemDetails, ProblemError } from "./problem";
import { type ConsoleUpBody, Requests } from "./requests";
import type { LinkSocket } from "./socket";

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
  /** For purpose SCREEN: the monitor that has a stream of its own on this link (SCR-9). */
  readonly screenWindow?: number;
  /** Longest pause between attempts: 5 s in a session (the default), 20 s where nothing waits. */
  readonly retryCapMs?: number;
  /** For tests. */
  readonly open?: (url: string) => LinkSocket;
  readonly timing?: Timing;
  readonly random?: () => number;
}

/** No retry mends these. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  "console_disabled",
  "signed_out",
  "unauthenticated",
  "version_too_old",
  "taken_over",
  "invitation_ended",
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
    const connection: Connection = new Connection(
      this.#o,
      this.#timing,
      {
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
      },
      this.#welcome !== undefined,
    );
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
