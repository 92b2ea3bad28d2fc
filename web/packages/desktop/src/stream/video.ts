//! One chunk of a video to RGBA, by the browser's own decoder: what a customer's page shows comes so.
//!
//! SECURITY: the chunks come from customers. A picture of another size than its frame says is refused, and one chunk is one picture or none.

import type { Pixels } from "./photo";
import type { Room } from "./room";

/** Codecs by their number on the wire, with what WebCodecs calls them. A level is an upper bound; decoders read the stream's own. */
const CODECS: readonly (string | undefined)[] = [undefined, "vp8", "vp09.00.51.08", "avc1.42E033"];
const DECODE_MS = 5_000;

export interface Chunk {
  readonly codec: number;
  readonly key: boolean;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Undefined: it does not decode. "unsupported": nothing of this codec does, here. */
export type DecodeVideo = (chunk: Chunk) => Promise<Pixels | undefined | "unsupported">;

const NAMES: readonly string[] = ["", "VP8", "VP9", "H.264"];

/** As people call it. */
export const codecName = (codec: number): string => NAMES[codec] ?? "";

export const knownCodec = (codec: number): boolean => CODECS[codec] !== undefined;

export function videoDecoder(room: Room): DecodeVideo {
  const decoder = new ChunkDecoder(room);
  return (chunk) => decoder.decode(chunk);
}

interface Waiting {
  readonly width: number;
  readonly height: number;
  readonly done: (pixels: Pixels | undefined) => void;
}

class ChunkDecoder {
  readonly #room: Room;
  readonly #supported = new Map<number, Promise<boolean>>();
  readonly #waiting = new Map<number, Waiting>();
  #decoder: VideoDecoder | undefined;
  #configured = "";
  #stamp = 0;
  /** Chunks go in in their order, though the first must wait for an answer about its codec. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(room: Room) {
    this.#room = room;
  }

  decode(chunk: Chunk): Promise<Pixels | undefined | "unsupported"> {
    const turn = this.#tail.then(() => this.#usable(chunk.codec));
    const decoded = turn.then((usable) => (usable ? { pixels: this.#put(chunk) } : undefined));
    this.#tail = decoded.catch(() => {});
    return decoded.then<Pixels | undefined | "unsupported">((put) => put?.pixels ?? "unsupported");
  }

  #usable(codec: number): Promise<boolean> {
    const name = CODECS[codec];
    if (typeof VideoDecoder !== "function" || name === undefined) return Promise.resolve(false);
    let known = this.#supported.get(codec);
    if (!known) {
      known = VideoDecoder.isConfigSupported({ codec: name }).then(
        ({ supported }) => supported === true,
        () => false,
      );
      this.#supported.set(codec, known);
    }
    return known;
  }

  #put({ codec, key, width, height, bytes }: Chunk): Promise<Pixels | undefined> {
    return new Promise((resolve) => {
      const stamp = this.#stamp;
      this.#stamp += 1;
      const late = setTimeout(() => this.#answer(stamp, undefined), DECODE_MS);
      const done = (pixels: Pixels | undefined): void => {
        clearTimeout(late);
        resolve(pixels);
      };
      this.#waiting.set(stamp, { width, height, done });
      try {
        this.#ready(codec, `${codec} ${width} ${height}`, key).decode(
          new EncodedVideoChunk({
            type: key ? "key" : "delta",
            timestamp: stamp,
            data: bytes as Uint8Array<ArrayBuffer>,
          }),
        );
      } catch {
        this.#answer(stamp, undefined);
      }
    });
  }

  #ready(codec: number, wanted: string, key: boolean): VideoDecoder {
    if (!this.#decoder || this.#decoder.state === "closed") {
      this.#decoder = new VideoDecoder({
        output: (frame) => void this.#output(frame),
        error: () => this.#fail(),
      });
      this.#configured = "";
    }
    if (key && this.#configured !== wanted) {
      this.#decoder.configure({ codec: CODECS[codec] ?? "", optimizeForLatency: true });
      this.#configured = wanted;
    }
    return this.#decoder;
  }

  async #output(frame: VideoFrame): Promise<void> {
    const stamp = frame.timestamp;
    const waiting = this.#waiting.get(stamp);
    let pixels: Pixels | undefined;
    try {
      const fits = waiting && frame.displayWidth === waiting.width && frame.displayHeight === waiting.height;
      if (fits) pixels = await rgba(frame, waiting.width, waiting.height, this.#room);
    } catch {
      // Nothing to show of it.
    } finally {
      frame.close();
    }
    this.#answer(stamp, pixels);
  }

  #answer(stamp: number, pixels: Pixels | undefined): void {
    const waiting = this.#waiting.get(stamp);
    this.#waiting.delete(stamp);
    waiting?.done(pixels);
  }

  #fail(): void {
    for (const stamp of [...this.#waiting.keys()]) this.#answer(stamp, undefined);
  }
}

/** The browser converts where it can; else a canvas does. */
async function rgba(frame: VideoFrame, width: number, height: number, room: Room): Promise<Pixels> {
  const memory = room.take(width * height * 4);
  const bytes = new Uint8Array(memory, 0, width * height * 4);
  try {
    const layout = await frame.copyTo(bytes, { format: "RGBX", colorSpace: "srgb" } as VideoFrameCopyToOptions);
    if (layout[0]?.stride === width * 4) return { width, height, rgba: bytes, done: () => room.give(memory) };
  } catch {
    // Older browsers copy only what they have.
  }
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas to decode on");
  context.drawImage(frame, 0, 0, width, height);
  return { width, height, rgba: context.getImageData(0, 0, width, height).data };
}
