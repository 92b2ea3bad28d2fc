// A WebSocket that says what a test writes for it.

import type { Socket } from "../src/link";

export class ScriptedSocket implements Socket {
  binaryType = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: { t: string; [field: string]: unknown }[] = [];
  closed = false;

  send(data: Uint8Array<ArrayBuffer>): void {
    if (this.closed) throw new Error("sent on a socket that is closed");
    this.sent.push(JSON.parse(new TextDecoder().decode(data.subarray(2))));
  }

  close(): void {
    this.closed = true;
  }

  say(message: object): void {
    const text = new TextEncoder().encode(JSON.stringify(message));
    this.onmessage?.({ data: new Uint8Array([0, 0, ...text]).buffer });
  }

  welcome(session = "s"): void {
    this.onopen?.();
    this.say({ t: "welcome", session, name: "Carla", heartbeat_ms: 1000, server_time_ms: 0 });
  }

  /** The appliance or the network ends it. */
  lose(): void {
    this.closed = true;
    this.onclose?.({ code: 1006, reason: "" });
  }

  /** Messages of a kind. */
  of(kind: string) {
    return this.sent.filter((message) => message.t === kind);
  }
}
