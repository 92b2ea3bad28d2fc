//! One viewer's end of a shell on the live link: connects a channel, follows the output by its offset, comes back after a reconnect where it was, and carries typing and sizes. It knows no screen:
//! `terminal.ts` shows what comes.

import { create, toBinary } from "@bufbuild/protobuf";
import {
  type Channel,
  type ConsoleLink,
  LeaveShellSchema,
  localProblem,
  type ProblemDetails,
  ProblemError,
  REPLAY_FLAGS,
  readPayload,
  ShellPaintedSchema,
  ShellSizeSchema,
  type ShellUp,
  ShellUpSchema,
  ViewShellSchema,
} from "@towline/wire";
import { Typed } from "./typed";

const WINDOW = 256 * 1024;
/** Keys whose way is timed at once. */
const MOST_TIMED = 32;
/** Painting is told in steps of this, while output floods in larger ones: it gives credit back, of which a window has much more, and is no message for each key. */
const PAINTED_STEP = 4n * 1024n;
const FLOOD_STEP = 32n * 1024n;

export interface ViewEvents {
  /** Bytes to show; `done` once they are. `old`: shown before, to somebody or to this page, so nothing in them is to be answered. */
  write(bytes: Uint8Array, old: boolean, done: () => void): void;
  /** What is shown is void; output follows from its beginning. */
  reset(): void;
  /** What is shown is void; a picture follows, of which nothing is to be seen before `drawn`. */
  redraw(): void;
  /** The picture is whole; `seen` once somebody can have seen it. */
  drawn(seen: () => void): void;
  /** Absent: it is connected. */
  problem(problem: ProblemDetails | undefined): void;
  /** Typed bytes were at the endpoint and back after so many milliseconds. */
  delay?(delay: number): void;
}

export interface ViewOptions {
  readonly link: ConsoleLink;
  readonly sessionId: string;
  readonly shellId: string;
  readonly viewer: bigint;
}

/** Where each viewer's typing into each shell ended, for a terminal that is made anew in the same page. */
const typedBefore = new Map<string, bigint>();

export class ShellView {
  readonly #o: ViewOptions;
  readonly #events: ViewEvents;
  readonly #typed: Typed;
  readonly #name: string;
  readonly #stopState: () => void;
  readonly #stopMessages: () => void;
  #channel: Channel | undefined;
  /** The appliance knows what the channel is for; before that nothing is said on it. */
  #joined = false;
  /** Position after the last byte that was handed to the terminal, and after the last that it has shown. */
  #taken = 0n;
  #shown = 0n;
  #toldShown = 0n;
  /** What comes before this position was shown already. */
  #known = 0n;
  #writing = 0;
  /** A picture is coming; and how many have come that nobody can have seen yet. */
  #redrawing = false;
  #unseen = 0;
  /** When typed bytes went that are not confirmed: position after them, and the moment. Only some of many. */
  #sent: { end: bigint; at: number }[] = [];
  #size: { columns: number; rows: number } | undefined;
  #closed = false;

  constructor(o: ViewOptions, events: ViewEvents) {
    this.#o = o;
    this.#events = events;
    this.#name = `${o.viewer}/${o.shellId}`;
    this.#typed = new Typed(o.viewer, typedBefore.get(this.#name) ?? 0n);
    this.#stopState = o.link.onState(() => this.#connect());
    this.#stopMessages = o.link.onMessage((body) => {
      if (body.case !== "channelClosed" || body.value.channel !== this.#channel?.number) return;
      this.#channel.close();
      this.#channel = undefined;
      const { problem } = body.value;
      this.#events.problem(problem ?? localProblem("ended"));
    });
    this.#connect();
  }

  /** Typed bytes. `false`: that is more than can be taken. */
  type(bytes: Uint8Array): boolean {
    if (this.#closed || !this.#typed.type(bytes)) return false;
    typedBefore.set(this.#name, this.#typed.end);
    if (this.#joined && this.#sent.length < MOST_TIMED)
      this.#sent.push({ end: this.#typed.end, at: performance.now() });
    this.#flush();
    return true;
  }

  /** The size that the shell is to have. */
  resize(columns: number, rows: number): void {
    this.#size = { columns, rows };
    this.#sendSize();
  }

  /** Shows everything anew: the endpoint sends its state and the newest output. */
  refresh(): void {
    if (this.#closed || !this.#joined) return;
    this.#leave();
    this.#beginAnew();
    this.#connect();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopState();
    this.#stopMessages();
    this.#leave();
  }

  #beginAnew(): void {
    this.#forget();
    this.#redrawing = false;
    this.#shown = 0n;
    this.#toldShown = 0n;
    this.#events.reset();
  }

  #forget(): void {
    if (this.#taken > this.#known) this.#known = this.#taken;
    this.#taken = 0n;
  }

  #connect(): void {
    const { link, sessionId, shellId } = this.#o;
    if (this.#closed || link.state.phase !== "open" || this.#channel?.alive) return;
    // Half a picture is none: nothing can be put behind it.
    if (this.#redrawing) this.#beginAnew();
    const number = link.allocateChannel();
    const channel = link.channel(number, WINDOW);
    this.#channel = channel;
    this.#joined = false;
    channel.onData((payload) => this.#payload(channel, payload));
    const value = create(ViewShellSchema, { sessionId, shellId, channel: number, fromOffset: this.#taken });
    link.request({ case: "viewShell", value }).then(
      () => {
        if (this.#channel !== channel) return;
        this.#joined = true;
        this.#sent = [];
        this.#events.problem(undefined);
        this.#typed.reconnected();
        this.#sendSize();
        this.#flush();
        this.#tellShown();
      },
      (why: unknown) => {
        if (this.#channel !== channel) return;
        channel.close();
        this.#channel = undefined;
        // A lost link comes back by itself, and this with it.
        if (why instanceof ProblemError && why.code !== "reconnecting") this.#events.problem(why);
      },
    );
  }

  #payload(channel: Channel, bytes: Uint8Array): void {
    const payload = readPayload(bytes);
    switch (payload?.kind) {
      case "shellOutput":
        this.#output(channel, payload.offset, payload.body, bytes.length);
        return;
      case "shellReplay": {
        if ((payload.flags & REPLAY_FLAGS.reset) !== 0) this.#redraw();
        if (payload.offset < this.#taken) {
          channel.consumed(bytes.length);
          return;
        }
        this.#taken = payload.offset;
        this.#show(channel, payload.body, payload.offset, bytes.length, true);
        if (this.#redrawing && (payload.flags & REPLAY_FLAGS.last) !== 0) this.#drawn(channel);
        return;
      }
      case "inputAck":
        channel.consumed(bytes.length);
        if (payload.viewer !== this.#o.viewer) return;
        this.#typed.confirmed(payload.sequence);
        this.#timed(payload.sequence);
        this.#flush();
        return;
      default:
        this.#leave();
        this.#events.problem(localProblem("malformed_frame"));
    }
  }

  #redraw(): void {
    this.#forget();
    this.#redrawing = true;
    this.#events.redraw();
  }

  /** Painting is told once the picture was on the screen: in a flood the next one is made then, and none while nobody looks. */
  #drawn(channel: Channel): void {
    this.#redrawing = false;
    this.#unseen += 1;
    this.#events.drawn(() => {
      this.#unseen -= 1;
      if (this.#channel === channel) this.#tellShown();
    });
  }

  #timed(position: bigint): void {
    while (this.#sent[0] && this.#sent[0].end <= position) {
      const sent = this.#sent.shift();
      if (sent) this.#events.delay?.(performance.now() - sent.at);
    }
  }

  #output(channel: Channel, offset: bigint, body: Uint8Array, payloadBytes: number): void {
    const end = offset + BigInt(body.length);
    if (offset > this.#taken) {
      // Something is missing: ask again from where this terminal is, rather than show a torn text.
      this.#leave();
      this.#connect();
      return;
    }
    if (end <= this.#taken) {
      channel.consumed(payloadBytes);
      return;
    }
    const fresh = body.subarray(Number(this.#taken - offset));
    const known = Number(this.#known - this.#taken);
    this.#taken = end;
    if (known > 0 && known < fresh.length) {
      this.#show(channel, fresh.subarray(0, known), this.#known, 0, true);
      this.#show(channel, fresh.subarray(known), end, payloadBytes, false);
    } else this.#show(channel, fresh, end, payloadBytes, known > 0);
  }

  #show(channel: Channel, body: Uint8Array, end: bigint, payloadBytes: number, old: boolean): void {
    this.#writing += 1;
    this.#events.write(body, old, () => {
      this.#writing -= 1;
      this.#shown = end;
      channel.consumed(payloadBytes);
      if (this.#channel === channel) this.#tellShown();
    });
  }

  #tellShown(): void {
    if (this.#redrawing || this.#unseen > 0) return;
    const ahead = this.#shown - this.#toldShown;
    if (ahead >= 0n && ahead < (this.#writing > 0 ? FLOOD_STEP : PAINTED_STEP)) return;
    this.#toldShown = this.#shown;
    this.#send({ case: "painted", value: create(ShellPaintedSchema, { offset: this.#shown }) });
  }

  #flush(): void {
    if (!this.#joined || !this.#channel?.alive) return;
    for (const message of this.#typed.next()) this.#channel.send(message);
  }

  #sendSize(): void {
    if (this.#size) this.#send({ case: "size", value: create(ShellSizeSchema, this.#size) });
  }

  #send(body: ShellUp["body"]): void {
    if (!this.#joined) return;
    this.#channel?.send(toBinary(ShellUpSchema, create(ShellUpSchema, { viewer: this.#o.viewer, body })));
  }

  #leave(): void {
    const channel = this.#channel;
    this.#channel = undefined;
    if (!channel?.alive) return;
    channel.close();
    const value = create(LeaveShellSchema, { channel: channel.number });
    this.#o.link.request({ case: "leaveShell", value }).catch(() => {
      // The link is gone, and the channel with it.
    });
  }
}
