// The console's live state: one link to the appliance, and one immutable snapshot of what it told, for components to read.
//
// It decides nothing about the page. What it holds can always be told again: after each reconnect it asks for the sessions it has open, from the event that
// it has, and for the statuses of the items on the screen.

import { create } from "@bufbuild/protobuf";
import { announceSignedOut, api } from "@towline/api";
import {
  CloseSessionViewSchema,
  type ConsoleDownBody,
  ConsoleLink,
  ConsolePurpose,
  type ConsoleUpBody,
  ItemAvailability,
  type ItemStatus,
  type LinkState,
  OpenSessionSchema,
  type ProblemDetails,
  ProblemError,
  type QueueRef,
  type ReadinessState,
  type Reply,
  SessionPhase,
  type SessionState,
  type SessionSummary,
  type SomebodyPoints,
  WatchItemsSchema,
} from "@towline/wire";
import { emptyLog, type SessionLog, withEvents } from "./log";
import { viewerOfPage } from "./viewer";

/** A session that this tab watches. */
export interface Room {
  readonly state: SessionState | undefined;
  readonly log: SessionLog;
  /** Why it cannot be opened. */
  readonly problem: ProblemDetails | undefined;
  /** Who wrote a message when, by participant (SES-31). */
  readonly typing?: ReadonlyMap<number, Typist>;
}

export interface Typist {
  readonly name: string;
  readonly at: number;
}

export interface Snapshot {
  readonly link: LinkState;
  /** The appliance's clock minus ours, in milliseconds. */
  readonly clockAheadMs: number;
  /** Another console of this person was closed for this one (ACC-8). */
  readonly tookOver: boolean;
  /** Absent until the appliance has sent the first list. */
  readonly sessions: readonly SessionSummary[] | undefined;
  /** The queues that this rep serves, the own one first (SUP-30). */
  readonly queues: readonly QueueRef[];
  readonly rooms: ReadonlyMap<string, Room>;
  readonly items: ReadonlyMap<string, ItemStatus>;
  /** Grows when the list of Jump Items must be read again. */
  readonly itemsVersion: number;
  /** Whether this rep is there for another session (SUP-32). */
  readonly readiness: ReadinessState | undefined;
  /** Grows when whom to ask must be read again. */
  readonly representativesVersion: number;
}

/** At most so many sessions are opened by themselves; the others are opened when they are looked at. */
const OPEN_BY_ITSELF = 24;
const WATCH_LIMIT = 200;
const newRoom: Room = { state: undefined, log: emptyLog, problem: undefined };

export const LINK_ADDRESS = "/link/console";
const accountTicket = async () => (await api.ticket()).ticket;

export interface Watched {
  readonly items: readonly string[];
  readonly detail: readonly string[];
}

/** A status without figures says nothing of them: the last ones stand while the machine is there. */
function withFigures(item: ItemStatus, before: ItemStatus | undefined): ItemStatus {
  if (!before || item.availability === ItemAvailability.OFFLINE) return item;
  const statistics = item.statistics ?? before.statistics;
  const inventory = item.inventory ?? before.inventory;
  return { ...item, ...(statistics ? { statistics } : {}), ...(inventory ? { inventory } : {}) };
}

export class Live {
  readonly viewer = viewerOfPage();
  readonly link: ConsoleLink;
  #snapshot: Snapshot;
  readonly #takers = new Set<() => void>();
  readonly #watchers = new Map<object, Watched>();
  readonly #pointTakers = new Set<(points: SomebodyPoints) => void>();
  #watchSent = "";
  #watchQueued = false;

  /** `newTicket`: what the links of this console are opened with, its screens' as well. */
  constructor(
    link?: (viewer: bigint) => ConsoleLink,
    readonly newTicket: () => Promise<string> = accountTicket,
  ) {
    this.link =
      link?.(this.viewer) ??
      new ConsoleLink({
        url: LINK_ADDRESS,
        viewer: this.viewer,
        ticket: newTicket,
        purpose: ConsolePurpose.CONSOLE,
      });
    this.#snapshot = {
      link: this.link.state,
      clockAheadMs: 0,
      tookOver: false,
      sessions: undefined,
      queues: [],
      rooms: new Map(),
      items: new Map(),
      itemsVersion: 0,
      readiness: undefined,
      representativesVersion: 0,
    };
    this.link.onState((state) => this.#linkChanged(state));
    this.link.onMessage((body) => this.#told(body));
  }

  readonly subscribe = (taker: () => void): (() => void) => {
    this.#takers.add(taker);
    return () => void this.#takers.delete(taker);
  };

  readonly snapshot = (): Snapshot => this.#snapshot;

  /** Where others point (SES-25): many times a second, so past what components are drawn by. */
  onPoints(take: (points: SomebodyPoints) => void): () => void {
    this.#pointTakers.add(take);
    return () => void this.#pointTakers.delete(take);
  }

  request(body: ConsoleUpBody): Promise<Reply> {
    return this.link.request(body);
  }

  /** Watches a session's state and log from now on; harmless when it is watched already. */
  openRoom(sessionId: string): void {
    const known = this.#snapshot.rooms.get(sessionId);
    if (known && !known.problem) return;
    this.#putRoom(sessionId, { ...(known ?? newRoom), problem: undefined });
    this.#askRoom(sessionId);
  }

  closeRoom(sessionId: string): void {
    if (!this.#snapshot.rooms.has(sessionId)) return;
    const rooms = new Map(this.#snapshot.rooms);
    rooms.delete(sessionId);
    this.#change({ rooms });
    const value = create(CloseSessionViewSchema, { sessionId });
    this.request({ case: "closeSessionView", value }).catch(() => undefined);
  }

  /** Says which items a part of the page shows; `undefined` when it shows none any more. */
  watchItems(owner: object, watched: Watched | undefined): void {
    if (watched) this.#watchers.set(owner, watched);
    else this.#watchers.delete(owner);
    if (this.#watchQueued) return;
    this.#watchQueued = true;
    queueMicrotask(() => {
      this.#watchQueued = false;
      this.#sendWatched();
    });
  }

  close(): void {
    this.link.close();
  }

  #change(change: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const taker of [...this.#takers]) taker();
  }

  #putRoom(sessionId: string, room: Room): void {
    this.#change({ rooms: new Map(this.#snapshot.rooms).set(sessionId, room) });
  }

  #askRoom(sessionId: string): void {
    const haveEvent = this.#snapshot.rooms.get(sessionId)?.log.newest ?? 0n;
    const value = create(OpenSessionSchema, { sessionId, haveEvent });
    this.request({ case: "openSession", value }).catch((reason: unknown) => {
      // Not connected: it is asked again with the next connection.
      if (!(reason instanceof ProblemError) || reason.code === "reconnecting") return;
      const room = this.#snapshot.rooms.get(sessionId);
      if (room) this.#putRoom(sessionId, { ...room, problem: reason });
    });
  }

  #sendWatched(): void {
    const detail = new Set<string>();
    const items = new Set<string>();
    for (const watched of this.#watchers.values()) {
      for (const id of watched.detail) detail.add(id);
      for (const id of watched.items) items.add(id);
    }
    const value = create(WatchItemsSchema, {
      items: [...new Set([...detail, ...items])].slice(0, WATCH_LIMIT),
      detail: [...detail].slice(0, WATCH_LIMIT),
    });
    const fingerprint = JSON.stringify([value.items, value.detail]);
    if (fingerprint === this.#watchSent || this.link.state.phase !== "open") return;
    this.#watchSent = fingerprint;
    this.request({ case: "watchItems", value }).catch(() => {
      this.#watchSent = "";
    });
  }

  #linkChanged(link: LinkState): void {
    const before = this.#snapshot.link;
    const changed = before.phase !== link.phase || before.since !== link.since || before.problem !== link.problem;
    const welcome = this.link.welcome;
    const clockAheadMs = welcome && changed ? Number(welcome.serverTimeMs) - Date.now() : this.#snapshot.clockAheadMs;
    this.#change({ link, clockAheadMs, tookOver: welcome?.tookOver || this.#snapshot.tookOver });
    if (!changed) return;
    if (link.phase === "open") {
      this.#watchSent = "";
      this.#sendWatched();
      for (const sessionId of this.#snapshot.rooms.keys()) this.#askRoom(sessionId);
    }
    if (link.phase === "closed" && (link.problem?.code === "signed_out" || link.problem?.code === "unauthenticated")) {
      announceSignedOut();
    }
  }

  #told(body: ConsoleDownBody): void {
    switch (body.case) {
      case "sessions":
        this.#change({ sessions: body.value.sessions, queues: body.value.queues });
        this.#openJoined(body.value.sessions);
        break;
      case "session": {
        const room = this.#snapshot.rooms.get(body.value.sessionId);
        if (room) this.#putRoom(body.value.sessionId, { ...room, state: body.value, problem: undefined });
        break;
      }
      case "events": {
        const room = this.#snapshot.rooms.get(body.value.sessionId);
        if (!room) break;
        // Whoever said something has written it.
        const typing = new Map(room.typing);
        for (const event of body.value.events) typing.delete(event.actor);
        this.#putRoom(body.value.sessionId, { ...room, log: withEvents(room.log, body.value.events), typing });
        break;
      }
      case "somebodyTypes": {
        const { sessionId, actor, actorName: name } = body.value;
        const room = this.#snapshot.rooms.get(sessionId);
        if (!room) break;
        this.#putRoom(sessionId, { ...room, typing: new Map(room.typing).set(actor, { name, at: Date.now() }) });
        break;
      }
      case "somebodyPoints":
        for (const take of this.#pointTakers) take(body.value);
        break;
      case "items": {
        const items = new Map(this.#snapshot.items);
        for (const item of body.value.items) items.set(item.itemId, withFigures(item, items.get(item.itemId)));
        this.#change({ items });
        break;
      }
      case "readiness":
        this.#change({ readiness: body.value });
        break;
      case "representativesChanged":
        this.#change({ representativesVersion: this.#snapshot.representativesVersion + 1 });
        break;
      case "itemsChanged":
        this.#change({ itemsVersion: this.#snapshot.itemsVersion + 1 });
        break;
      default:
        break;
    }
  }

  #openJoined(sessions: readonly SessionSummary[]): void {
    const joined = sessions.filter((each) => each.joined && each.phase !== SessionPhase.ENDED);
    for (const session of joined.slice(0, OPEN_BY_ITSELF)) this.openRoom(session.sessionId);
  }
}
