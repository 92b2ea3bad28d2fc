// A picture becomes a frame's body: by the browser's video encoder where it has one, else as photographs of the boxes that changed.

import { type Box, type Codec, type Placed, photoBody, type Size, videoBody } from "./wire";

/** What a source gives: something that can be drawn, with its size. */
export interface Still extends Size {
  readonly image: CanvasImageSource;
  readonly atMs: number;
  close(): void;
}

export interface Coded extends Size {
  readonly body: Uint8Array;
  /** Needs nothing of what came before; what follows refers to it, so whoever looks must have it. */
  readonly key: boolean;
}

export interface Coder {
  /** Nothing: there was nothing new in it. */
  encode(still: Still, key: boolean): Promise<Coded | undefined>;
  /** Bits a second from now on. */
  rate(bits: number): void;
  close(): void;
}

/** The best first. The level is of 4K pictures. */
const WAYS: readonly (readonly [Codec, string])[] = [
  ["vp9", "vp09.00.51.08"],
  ["vp8", "vp8"],
  ["h264", "avc1.42E033"],
];
const FRAME_RATE = 30;
export const FIRST_RATE = 2_500_000;
const LATE_MS = 3_000;

function configuration(codec: Codec, name: string, size: Size, bitrate: number): VideoEncoderConfig {
  return {
    codec: name,
    ...size,
    bitrate,
    framerate: FRAME_RATE,
    latencyMode: "realtime",
    ...(codec === "h264" ? { avc: { format: "annexb" as const } } : {}),
    // Newer than the types: text stays sharp.
    ...({ contentHint: "detail" } as object),
  };
}

/** The first video encoder that works here for pictures of this size; tiles where none does. */
export async function bestCoder(size: Size): Promise<Coder> {
  if (typeof VideoEncoder === "function" && typeof VideoFrame === "function") {
    for (const [codec, name] of WAYS) {
      const { supported } = await VideoEncoder.isConfigSupported(
        configuration(codec, name, even(size), FIRST_RATE),
      ).catch(() => ({ supported: false }));
      if (supported) return new VideoCoder(codec, name);
    }
  }
  return new TileCoder();
}

/** Encoders halve the colours' sides. */
export const even = ({ width, height }: Size): Size => ({ width: width & ~1, height: height & ~1 });

interface Waiting {
  readonly stamp: number;
  readonly size: Size;
  readonly atMs: number;
  readonly done: (coded: Coded | undefined) => void;
  readonly failed: (why: unknown) => void;
}

export class VideoCoder implements Coder {
  readonly #codec: Codec;
  readonly #name: string;
  #encoder: VideoEncoder | undefined;
  #size: Size = { width: 0, height: 0 };
  #bits = FIRST_RATE;
  #stamp = 0;
  /** A frame was given up that later ones would refer to. */
  #lost = false;
  #waiting: Waiting | undefined;

  constructor(codec: Codec, name: string) {
    this.#codec = codec;
    this.#name = name;
  }

  rate(bits: number): void {
    this.#bits = bits;
    if (this.#encoder?.state === "configured")
      this.#encoder.configure(configuration(this.#codec, this.#name, this.#size, bits));
  }

  encode(still: Still, key: boolean): Promise<Coded | undefined> {
    const size = even(still);
    if (size.width === 0 || size.height === 0) return Promise.resolve(undefined);
    const { width, height } = this.#size;
    const fresh = this.#encoder?.state !== "configured" || size.width !== width || size.height !== height;
    if (fresh) this.#configure(size);
    const whole = key || fresh || this.#lost;
    this.#lost = false;
    this.#stamp += Math.round(1_000_000 / FRAME_RATE);
    const stamp = this.#stamp;
    return new Promise((done, failed) => {
      const late = setTimeout(() => {
        this.#lost = true;
        this.#answer(undefined);
      }, LATE_MS);
      this.#waiting = {
        stamp,
        size,
        atMs: still.atMs,
        done: (coded) => {
          clearTimeout(late);
          done(coded);
        },
        failed: (why) => {
          clearTimeout(late);
          failed(why);
        },
      };
      let frame: VideoFrame | undefined;
      try {
        frame = new VideoFrame(still.image as VideoFrame, { timestamp: stamp, visibleRect: { x: 0, y: 0, ...size } });
        this.#encoder?.encode(frame, { keyFrame: whole });
      } catch (why) {
        this.#fail(why);
      } finally {
        frame?.close();
      }
    });
  }

  close(): void {
    this.#answer(undefined);
    if (this.#encoder && this.#encoder.state !== "closed") this.#encoder.close();
    this.#encoder = undefined;
  }

  #configure(size: Size): void {
    this.#size = size;
    if (!this.#encoder || this.#encoder.state === "closed") {
      this.#encoder = new VideoEncoder({
        output: (chunk) => this.#output(chunk),
        error: (why) => this.#fail(why),
      });
    }
    this.#encoder.configure(configuration(this.#codec, this.#name, size, this.#bits));
  }

  #output(chunk: EncodedVideoChunk): void {
    const waiting = this.#waiting;
    // Of a frame that was given up.
    if (waiting?.stamp !== chunk.timestamp) return;
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    const key = chunk.type === "key";
    const body = videoBody(waiting.size, waiting.atMs, this.#codec, bytes);
    this.#answer({ ...waiting.size, body, key });
  }

  #answer(coded: Coded | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.done(coded);
  }

  #fail(why: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.failed(why);
  }
}

/** A side of a box: a multiple of what a JPEG takes together, so that neighbours in the photograph do not bleed into each other. */
export const SIDE = 64;
const QUALITY = 0.8;

/** Boxes of which a pixel differs, as rows of runs. */
export function changedBoxes(before: Uint32Array, now: Uint32Array, { width, height }: Size): Box[] {
  const boxes: Box[] = [];
  for (let y = 0; y < height; y += SIDE) {
    const h = Math.min(SIDE, height - y);
    for (let x = 0; x < width; x += SIDE) {
      const w = Math.min(SIDE, width - x);
      if (differs(before, now, width, { x, y, w, h })) boxes.push({ x, y, w, h });
    }
  }
  return boxes;
}

function differs(before: Uint32Array, now: Uint32Array, width: number, { x, y, w, h }: Box): boolean {
  for (let row = y; row < y + h; row += 1) {
    const end = row * width + x + w;
    for (let at = row * width + x; at < end; at += 1) if (before[at] !== now[at]) return true;
  }
  return false;
}

/** Where the boxes go in a photograph of their own, and its size. */
export function atlas(boxes: readonly Box[]): { placed: Placed[]; size: Size } {
  const columns = Math.max(1, Math.ceil(Math.sqrt(boxes.length)));
  const placed = boxes.map((box, index) => ({
    ...box,
    sx: (index % columns) * SIDE,
    sy: Math.floor(index / columns) * SIDE,
  }));
  return { placed, size: { width: columns * SIDE, height: Math.ceil(boxes.length / columns) * SIDE } };
}

export class TileCoder implements Coder {
  readonly #whole = document.createElement("canvas");
  readonly #boxes = document.createElement("canvas");
  #before: Uint32Array | undefined;

  rate(): void {}

  async encode(still: Still, key: boolean): Promise<Coded | undefined> {
    const { width, height, atMs } = still;
    if (width === 0 || height === 0) return undefined;
    const size = { width, height };
    const anew = this.#whole.width !== width || this.#whole.height !== height || !this.#before;
    if (anew) [this.#whole.width, this.#whole.height] = [width, height];
    const context = this.#whole.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no canvas");
    context.drawImage(still.image, 0, 0, width, height);
    const now = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    const before = this.#before;
    this.#before = now;
    if (key || anew || !before) {
      const placed = [{ x: 0, y: 0, w: width, h: height, sx: 0, sy: 0 }];
      return { ...size, body: photoBody(size, atMs, placed, await photograph(this.#whole)), key: true };
    }
    const boxes = changedBoxes(before, now, size);
    if (boxes.length === 0) return undefined;
    const { placed, size: sheet } = atlas(boxes);
    [this.#boxes.width, this.#boxes.height] = [sheet.width, sheet.height];
    const sheetContext = this.#boxes.getContext("2d");
    for (const { x, y, w, h, sx, sy } of placed) sheetContext?.drawImage(this.#whole, x, y, w, h, sx, sy, w, h);
    const body = photoBody(size, atMs, placed, await photograph(this.#boxes));
    return { ...size, body, key: false };
  }

  close(): void {
    this.#before = undefined;
  }
}

async function photograph(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob) throw new Error("no photograph");
  return new Uint8Array(await blob.arrayBuffer());
}
