// What the customer's page and the appliance say to each other (docs/wire.md, "The customer's page"): JSON in control frames. Nothing here is trusted: what does not fit is left out.

/** An entry of the log that a customer may see. */
export interface Entry {
  readonly sequence: number;
  readonly at_ms: number;
  readonly who: "you" | "rep" | "system";
  readonly name: string;
  readonly kind: string;
  readonly text: string;
  readonly nonce: string;
  /** Of a translation: the message that it is one of. */
  readonly translates?: number;
  /** The file that was sent; its name is the text. */
  readonly file?: SentFile;
}

export interface SentFile {
  readonly id: string;
  readonly bytes: number;
  /** It may be shown. */
  readonly picture: boolean;
}

/** What a page shows. */
export type Shown = "screen" | "window" | "tab" | "camera";

/** A rep who asks for something; without the full client, to see the screen. */
export interface Asking {
  readonly id: number;
  readonly name: string;
  /** For what. */
  readonly permission: string;
  /** Until silence is the answer. */
  readonly leftMs: number;
  /** A yes holds for the session. */
  readonly forSession: boolean;
}

export interface State {
  readonly phase: string;
  readonly reps: readonly string[];
  readonly way: string;
  readonly waitsFor: string;
  readonly endedReason: string;
  readonly asks: readonly Asking[];
  /** Something is shown, by this page or by another tab. */
  readonly shares: boolean;
  readonly watching: readonly string[];
  readonly mayShare: boolean;
}

export type Down =
  | { readonly t: "welcome"; readonly session: string; readonly heartbeatMs: number }
  | ({ readonly t: "state" } & State)
  | { readonly t: "typing"; readonly name: string }
  | { readonly t: "events"; readonly events: readonly Entry[] }
  | { readonly t: "reply"; readonly request: number; readonly problem: string }
  | { readonly t: "refused"; readonly code: string }
  | { readonly t: "show"; readonly channel: number }
  | { readonly t: "hide" }
  | { readonly t: "painted"; readonly frame: number }
  | { readonly t: "ping"; readonly nonce: number }
  | { readonly t: "pong" };

export type Up =
  | { t: "hello"; ticket: string; have: number; system: string; share?: Shown; paused?: boolean }
  | { t: "answer"; request: number; prompt: number; yes: boolean }
  | { t: "pause"; on: boolean }
  | { t: "stop" }
  | { t: "say"; request: number; text: string; nonce: string }
  | { t: "typing" }
  | { t: "end"; request: number }
  | { t: "ping"; nonce: number }
  | { t: "pong"; nonce: number };

/** Kind 0 (control) on channel 0, as docs/wire.md has it. */
const CONTROL = 0;

export function encode(message: Up): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(message));
  const frame = new Uint8Array(text.length + 2);
  frame.set([CONTROL, 0]);
  frame.set(text, 2);
  return frame;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A message, or nothing for one that this page does not know. */
export function decode(data: unknown): Down | undefined {
  if (!(data instanceof ArrayBuffer)) return undefined;
  const frame = new Uint8Array(data);
  if (frame[0] !== CONTROL || frame[1] !== 0) return undefined;
  let said: unknown;
  try {
    said = JSON.parse(new TextDecoder().decode(frame.subarray(2)));
  } catch {
    return undefined;
  }
  return isFields(said) ? read(said) : undefined;
}

function read(said: Fields): Down | undefined {
  const code = (value: unknown): string => (isFields(value) ? text(value.code) || "failed" : "");
  switch (said.t) {
    case "welcome":
      return { t: "welcome", session: text(said.session), heartbeatMs: number(said.heartbeat_ms) };
    case "state":
      return {
        t: "state",
        phase: text(said.phase),
        reps: list(said.reps).map(text).filter(Boolean),
        way: text(said.way),
        waitsFor: text(said.waits_for),
        endedReason: text(said.ended_reason),
        asks: list(said.asks)
          .filter(isFields)
          .map((one) => ({
            id: number(one.id),
            name: text(one.name),
            permission: text(one.permission),
            leftMs: number(one.left_ms),
            forSession: one.for_session === true,
          })),
        shares: isFields(said.share),
        watching: list(said.watching).map(text).filter(Boolean),
        mayShare: said.may_share === true,
      };
    case "events":
      return { t: "events", events: list(said.events).filter(isFields).map(entry) };
    case "typing":
      return { t: "typing", name: text(said.name) };
    case "reply":
      return { t: "reply", request: number(said.request), problem: code(said.problem) };
    case "refused":
      return { t: "refused", code: code(said.problem) || "failed" };
    case "show":
      return { t: "show", channel: number(said.channel) };
    case "hide":
      return { t: "hide" };
    case "painted":
      return { t: "painted", frame: number(said.frame) };
    case "ping":
      return { t: "ping", nonce: number(said.nonce) };
    case "pong":
      return { t: "pong" };
    default:
      return undefined;
  }
}

/** Only an id of the appliance's becomes part of an address. */
const ID = /^[0-9a-f-]{36}$/;

function entry(said: Fields): Entry {
  const file = isFields(said.file) && ID.test(text(said.file.id)) ? said.file : undefined;
  return {
    ...(file ? { file: { id: text(file.id), bytes: number(file.bytes), picture: file.picture === true } } : {}),
    ...(number(said.translates) > 0 ? { translates: number(said.translates) } : {}),
    sequence: number(said.sequence),
    at_ms: number(said.at_ms),
    who: said.who === "you" || said.who === "rep" ? said.who : "system",
    name: text(said.name),
    kind: text(said.kind),
    text: text(said.text),
    nonce: text(said.nonce),
  };
}
