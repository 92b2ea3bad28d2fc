// What is shown, as bytes of the wire (docs/wire.md, "Screen frames"): heads, bodies of both kinds, parts within the credit. Pure.

export const FIRST = 1;
export const LAST = 2;
export const KEY = 4;
export const ALL = 8;

/** What a channel may send before the first credit. */
export const WINDOW = 1024 * 1024;
/** Body bytes of one part. */
const PART = 64 * 1024;
const DATA = 1;
const CREDIT = 2;
const FRAME_PART = 0x01;

/** Formats of a body. */
const PICTURES = 0;
const VIDEO = 1;

/** Codecs of a video body, by their number on the wire. */
export const CODECS = { vp8: 1, vp9: 2, h264: 3 } as const;
export type Codec = keyof typeof CODECS;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A rectangle of the picture, and where it is in the photograph. */
export interface Placed extends Box {
  readonly sx: number;
  readonly sy: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

function head({ width, height }: Size, capturedMs: number, format: number, rest: number): [Bytes, DataView] {
  const bytes = new Uint8Array(13 + rest);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, width, true);
  view.setUint16(2, height, true);
  view.setBigUint64(4, BigInt(Math.max(0, Math.round(capturedMs * 1000))), true);
  view.setUint8(12, format);
  return [bytes, view];
}

/** A body that is one chunk of a video. */
export function videoBody(size: Size, capturedMs: number, codec: Codec, chunk: Uint8Array): Bytes {
  const [bytes, view] = head(size, capturedMs, VIDEO, 1 + chunk.length);
  view.setUint8(13, CODECS[codec]);
  bytes.set(chunk, 14);
  return bytes;
}

/** A body of changed boxes, all in one photograph. */
export function photoBody(size: Size, capturedMs: number, boxes: readonly Placed[], jpeg: Uint8Array): Bytes {
  // No copies, no lossless boxes, none of their bytes; one photograph.
  const [bytes, view] = head(size, capturedMs, PICTURES, 2 + 2 + 8 + 2 + 6 + boxes.length * 12 + jpeg.length);
  let at = 13 + 12;
  view.setUint16(at, 1, true);
  view.setUint32(at + 2, jpeg.length, true);
  view.setUint16(at + 6, boxes.length, true);
  at += 8;
  for (const { x, y, w, h, sx, sy } of boxes) {
    for (const value of [x, y, w, h, sx, sy]) {
      view.setUint16(at, value, true);
      at += 2;
    }
  }
  bytes.set(jpeg, at);
  return bytes;
}

/** LEB128. */
function varint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
  return out;
}

/** Credit that came: channel and bytes; nothing for another frame. */
export function readCredit(data: unknown): { channel: number; bytes: number } | undefined {
  if (!(data instanceof ArrayBuffer)) return undefined;
  const frame = new Uint8Array(data);
  if (frame[0] !== CREDIT) return undefined;
  let at = 1;
  const next = (): number | undefined => {
    let value = 0;
    for (let place = 0; place < 5; place += 1) {
      const byte = frame[at];
      at += 1;
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** (7 * place);
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  const channel = next();
  const bytes = next();
  return channel !== undefined && bytes !== undefined && at === frame.length ? { channel, bytes } : undefined;
}

/** Sends frames in parts, within the credit of the channel. */
export class Sender {
  readonly #send: (frame: Bytes) => void;
  #channel = 0;
  #credit = 0;
  #waiting: Bytes[] = [];

  constructor(send: (frame: Bytes) => void) {
    this.#send = send;
  }

  /** 0: none. */
  get channel(): number {
    return this.#channel;
  }

  /** What was given before is not sent yet. */
  get full(): boolean {
    return this.#waiting.length > 0;
  }

  /** Another channel, or none. What waits belongs to the one before. */
  open(channel: number): void {
    this.#channel = channel;
    this.#credit = channel === 0 ? 0 : WINDOW;
    this.#waiting = [];
  }

  grant(channel: number, bytes: number): void {
    if (channel !== this.#channel) return;
    this.#credit += bytes;
    this.#flush();
  }

  frame(number: number, flags: number, body: Uint8Array): void {
    if (this.#channel === 0) return;
    for (let from = 0; from < body.length; from += PART) {
      const part = body.subarray(from, from + PART);
      const bytes = new Uint8Array(10 + part.length);
      const view = new DataView(bytes.buffer);
      const place = (from === 0 ? FIRST : 0) | (from + PART >= body.length ? LAST : 0);
      view.setUint8(0, FRAME_PART);
      view.setUint8(1, flags | place);
      view.setBigUint64(2, BigInt(number), true);
      bytes.set(part, 10);
      this.#waiting.push(bytes);
    }
    this.#flush();
  }

  #flush(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (!next || next.length > this.#credit) return;
      this.#waiting.shift();
      this.#credit -= next.length;
      const link = [DATA, ...varint(this.#channel)];
      const frame = new Uint8Array(link.length + next.length);
      frame.set(link);
      frame.set(next, link.length);
      this.#send(frame);
    }
  }
}
