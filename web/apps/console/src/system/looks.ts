// What a session's System Info holds (SES-41): one look per category, fetched when somebody asks, page by page over a channel of the live link.
//
// It draws nothing. Rows of before stand until the new ones are complete. What was on its way when the connection was lost is asked again when it is back.

import { create, fromBinary } from "@bufbuild/protobuf";
import {
  type Channel,
  type ConsoleDownBody,
  type ConsoleLink,
  LeaveSystemSchema,
  type LinkState,
  LookAtSystemSchema,
  localProblem,
  type ProblemDetails,
  ProblemError,
  readPayload,
  type SystemCategory,
  type SystemEnd,
  type SystemPage,
  SystemPageSchema,
  type SystemRow,
} from "@towline/wire";

const WINDOW = 256 * 1024;

export interface Look {
  readonly phase: "loading" | "done" | "stopped" | "failed";
  /** While loading: those of before, if there were any; else what has come so far. */
  readonly rows: readonly SystemRow[];
  /** Of the rows that are shown. */
  readonly end: SystemEnd | undefined;
  /** When it was complete, as Unix time in milliseconds. */
  readonly at: number | undefined;
  readonly problem: ProblemDetails | undefined;
}

interface Running {
  readonly channel: Channel;
  readonly rows: SystemRow[];
}

const nothing: Look = { phase: "loading", rows: [], end: undefined, at: undefined, problem: undefined };

export class SystemLooks {
  readonly #link: ConsoleLink;
  readonly #sessionId: string;
  readonly #takers = new Set<() => void>();
  readonly #running = new Map<SystemCategory, Running>();
  /** Asked again as soon as there is a connection. */
  readonly #again = new Set<SystemCategory>();
  #looks: ReadonlyMap<SystemCategory, Look> = new Map();
  readonly #leave: (() => void)[];

  constructor(link: ConsoleLink, sessionId: string) {
    this.#link = link;
    this.#sessionId = sessionId;
    this.#leave = [link.onMessage((body) => this.#told(body)), link.onState((state) => this.#linkChanged(state))];
  }

  readonly subscribe = (taker: () => void): (() => void) => {
    this.#takers.add(taker);
    return () => void this.#takers.delete(taker);
  };

  readonly looks = (): ReadonlyMap<SystemCategory, Look> => this.#looks;

  /** Looks anew. */
  look(category: SystemCategory): void {
    this.#leaveChannel(category);
    const before = this.#looks.get(category) ?? nothing;
    this.#put(category, { ...before, phase: "loading", problem: undefined });
    if (this.#link.state.phase !== "open") {
      this.#again.add(category);
      return;
    }
    const number = this.#link.allocateChannel();
    const channel = this.#link.channel(number, WINDOW);
    this.#running.set(category, { channel, rows: [] });
    channel.onData((payload) => this.#page(category, channel, payload));
    const value = create(LookAtSystemSchema, { sessionId: this.#sessionId, channel: number, category });
    this.#link.request({ case: "lookAtSystem", value }).catch((why: unknown) => {
      if (this.#running.get(category)?.channel !== channel) return;
      if (why instanceof ProblemError && why.code === "reconnecting") return;
      this.#fail(category, why instanceof ProblemError ? why : localProblem("internal"));
    });
  }

  /** Nobody waits any more; what has come stays. */
  stop(category: SystemCategory): void {
    const look = this.#looks.get(category);
    if (look?.phase !== "loading") return;
    const rows = look.end ? look.rows : (this.#running.get(category)?.rows ?? look.rows);
    this.#leaveChannel(category);
    this.#again.delete(category);
    this.#put(category, { ...look, phase: look.end ? "done" : "stopped", rows: [...rows] });
  }

  /** Nobody looks at it any more: what is not complete is not kept, and read anew the next time. */
  leave(category: SystemCategory): void {
    const look = this.#looks.get(category);
    if (look?.phase !== "loading") return;
    this.stop(category);
    if (look.end) return;
    const looks = new Map(this.#looks);
    looks.delete(category);
    this.#looks = looks;
    this.#changed();
  }

  /** The tool was stopped: nothing of it is shown any more. */
  clear(): void {
    for (const category of [...this.#running.keys()]) this.#leaveChannel(category);
    this.#again.clear();
    if (this.#looks.size === 0) return;
    this.#looks = new Map();
    this.#changed();
  }

  dispose(): void {
    this.clear();
    for (const leave of this.#leave) leave();
  }

  #page(category: SystemCategory, channel: Channel, payload: Uint8Array): void {
    const running = this.#running.get(category);
    if (running?.channel !== channel) return;
    const read = readPayload(payload);
    const page = read?.kind === "systemPage" ? pageOf(read.body) : undefined;
    if (read?.kind !== "systemPage" || !page) {
      this.#fail(category, localProblem("malformed_frame"));
      return;
    }
    channel.consumed(payload.length);
    for (const row of page.rows) running.rows.push(row);
    const look = this.#looks.get(category) ?? nothing;
    if (!read.last) {
      if (!look.end) this.#put(category, { ...look, rows: [...running.rows] });
      return;
    }
    this.#running.delete(category);
    channel.close();
    this.#put(category, { phase: "done", rows: running.rows, end: page.end, at: Date.now(), problem: undefined });
  }

  #told(body: ConsoleDownBody): void {
    if (body.case !== "channelClosed") return;
    for (const [category, running] of this.#running) {
      if (running.channel.number !== body.value.channel) continue;
      const { problem } = body.value;
      this.#fail(category, problem ? { ...localProblem(problem.code), ...problem } : localProblem("ended"));
    }
  }

  #linkChanged(state: LinkState): void {
    if (state.phase !== "open") {
      for (const category of this.#running.keys()) this.#again.add(category);
      this.#running.clear();
      return;
    }
    const again = [...this.#again];
    this.#again.clear();
    for (const category of again) this.look(category);
  }

  #fail(category: SystemCategory, problem: ProblemDetails): void {
    this.#leaveChannel(category);
    const look = this.#looks.get(category) ?? nothing;
    this.#put(category, { ...look, phase: "failed", rows: look.end ? look.rows : [], problem });
  }

  #leaveChannel(category: SystemCategory): void {
    const running = this.#running.get(category);
    if (!running) return;
    this.#running.delete(category);
    const { channel } = running;
    if (!channel.alive) return;
    channel.close();
    const value = create(LeaveSystemSchema, { channel: channel.number });
    this.#link.request({ case: "leaveSystem", value }).catch(() => undefined);
  }

  #put(category: SystemCategory, look: Look): void {
    this.#looks = new Map(this.#looks).set(category, look);
    this.#changed();
  }

  #changed(): void {
    for (const taker of [...this.#takers]) taker();
  }
}

function pageOf(body: Uint8Array): SystemPage | undefined {
  try {
    return fromBinary(SystemPageSchema, body);
  } catch {
    return undefined;
  }
}
