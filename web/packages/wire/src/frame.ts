//! One WebSocket message is one frame: `kind: u8 | channel: varint | payload` (docs/wire.md, "Links"). Pure: bytes in, frames out. It knows nothing of links or credit.

/** Largest control message that a browser sends. */
export const CONTROL_LIMIT = 16 * 1024;
/** Largest control message that a browser takes. */
export const CONTROL_LIMIT_LARGE = 64 * 1024;
/** Largest data payload: a piece of a file with its head. */
export const DATA_LIMIT = 257 * 1024;

const CONTROL = 0;
const DATA = 1;
const CREDIT = 2;

/** Room for any frame of data. */
export const MOST_FRAME = DATA_LIMIT + 16;

export type Frame =
  | { readonly kind: "control"; readonly payload: Uint8Array }
  | { readonly kind: "data"; readonly channel: number; readonly payload: Uint8Array }
  | { readonly kind: "credit"; readonly channel: number; readonly bytes: number };

/** Why a message is no frame; the codes of docs/wire.md. */
export type FrameFault = "malformed_frame" | "too_large";

/** Takes a message apart. Never throws: a fault is a value. Payloads share the message's buffer. */
export function decodeFrame(message: Uint8Array, controlLimit = CONTROL_LIMIT_LARGE): Frame | FrameFault {
  const kind = message[0];
  const head = readVarint(message, 1);
  if (kind === undefined || head === undefined) return "malformed_frame";
  const channel = head.value;
  const payload = message.subarray(head.next);
  switch (kind) {
    case CONTROL:
      if (channel !== 0) return "malformed_frame";
      return payload.length > controlLimit ? "too_large" : { kind: "control", payload };
    case DATA:
      if (channel === 0) return "malformed_frame";
      return payload.length > DATA_LIMIT ? "too_large" : { kind: "data", channel, payload };
    case CREDIT: {
      const grant = readVarint(message, head.next);
      if (channel === 0 || grant === undefined || grant.value === 0 || grant.next !== message.length) {
        return "malformed_frame";
      }
      return { kind: "credit", channel, bytes: grant.value };
    }
    default:
      return "malformed_frame";
  }
}

export function encodeControl(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return encode(CONTROL, 0, payload);
}

/** A payload may come as its head and its bytes, so that these are copied once. `into`: where it is written if there is room, for who sends it before the next one. */
export function encodeData(
  channel: number,
  payload: Uint8Array,
  bytes?: Uint8Array,
  into?: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  return encode(DATA, channel, payload, bytes, into);
}

export function encodeCredit(channel: number, bytes: number): Uint8Array<ArrayBuffer> {
  const grant: number[] = [];
  pushVarint(grant, bytes);
  return encode(CREDIT, channel, Uint8Array.from(grant));
}

function encode(
  kind: number,
  channel: number,
  payload: Uint8Array,
  bytes?: Uint8Array,
  into?: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const head = [kind];
  pushVarint(head, channel);
  const length = head.length + payload.length + (bytes?.length ?? 0);
  const out = into && into.length >= length ? into.subarray(0, length) : new Uint8Array(length);
  out.set(head);
  out.set(payload, head.length);
  if (bytes) out.set(bytes, head.length + payload.length);
  return out;
}

function pushVarint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

/** A number of at most five bytes and 32 bits, in its shortest form. */
function readVarint(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      const shortest = index === 0 || byte !== 0;
      return shortest && value <= 0xffff_ffff ? { value, next: at + index + 1 } : undefined;
    }
  }
  return undefined;
}
