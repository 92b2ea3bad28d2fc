//! A socket and a clock that a test drives by hand.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { decodeFrame, encodeControl, encodeCredit, encodeData } from "../src/frame";
import type { LinkSocket, Timing } from "../src/index";
import {
  type ConsoleDownBody,
  ConsoleDownSchema,
  type ConsoleUp,
  ConsoleUpSchema,
  ConsoleWelcomeSchema,
} from "./messages";

export class HandClock implements Timing {
  #now = 0;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, running what falls due in its order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((t) => t !== due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }

  /** The machine slept: time jumped, and the timers that fell due run late. */
  sleep(ms: number): void {
    this.#now += ms;
    this.pass(0);
  }
}

export class HandSocket implements LinkSocket {
  binaryType = "";
  bufferedAmount = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly sent: Uint8Array[] = [];
  closedWith: { code: number | undefined; reason: string | undefined } | undefined;

  send(data: Uint8Array<ArrayBuffer>): void {
    this.sent.push(data.slice());
  }

  close(code?: number, reason?: string): void {
    this.closedWith = { code, reason };
  }

  controls(): ConsoleUp[] {
    return this.sent.flatMap((bytes) => {
      const frame = decodeFrame(bytes);
      return typeof frame !== "string" && frame.kind === "control" ? [fromBinary(ConsoleUpSchema, frame.payload)] : [];
    });
  }

  requests(): ConsoleUp[] {
    return this.controls().filter((up) => up.request !== 0);
  }

  data(channel: number): Uint8Array[] {
    return this.sent.flatMap((bytes) => {
      const frame = decodeFrame(bytes);
      return typeof frame !== "string" && frame.kind === "data" && frame.channel === channel ? [frame.payload] : [];
    });
  }

  credits(channel: number): number[] {
    return this.sent.flatMap((bytes) => {
      const frame = decodeFrame(bytes);
      return typeof frame !== "string" && frame.kind === "credit" && frame.channel === channel ? [frame.bytes] : [];
    });
  }

  accept(heartbeatMs = 3_000): void {
    this.onopen?.(undefined as never);
    this.say({ case: "welcome", value: create(ConsoleWelcomeSchema, { heartbeatMs, displayName: "Grace" }) });
  }

  say(body: ConsoleDownBody): void {
    this.raw(encodeControl(toBinary(ConsoleDownSchema, create(ConsoleDownSchema, { body }))));
  }

  sayData(channel: number, payload: Uint8Array): void {
    this.raw(encodeData(channel, payload));
  }

  sayCredit(channel: number, bytes: number): void {
    this.raw(encodeCredit(channel, bytes));
  }

  raw(bytes: Uint8Array): void {
    this.onmessage?.({ data: bytes.slice().buffer });
  }

  drop(reason = ""): void {
    this.onclose?.({ code: 1006, reason });
  }
}
