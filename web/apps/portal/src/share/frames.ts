// The newest picture of a captured track. Where the browser hands out its frames, also while this page is behind another window; else by a video element.

import type { Still } from "./coder";

export interface Frames {
  /** The newest picture. `fresh`: only if it was not taken before. */
  take(fresh: boolean): Still | undefined;
  close(): void;
}

interface Processor {
  readonly readable: ReadableStream<VideoFrame>;
}

/** How often a video element is looked at. A browser slows this down for a page behind others. */
const LOOK_MS = 33;

export function framesOf(track: MediaStreamTrack, stream: MediaStream, arrived: () => void): Frames {
  const { MediaStreamTrackProcessor: Maker } = globalThis as unknown as {
    MediaStreamTrackProcessor?: new (of: { track: MediaStreamTrack }) => Processor;
  };
  return Maker ? new Handed(new Maker({ track }), arrived) : new Watched(stream, arrived);
}

class Handed implements Frames {
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;
  #newest: VideoFrame | undefined;
  #fresh = false;
  #closed = false;

  constructor(processor: Processor, arrived: () => void) {
    this.#reader = processor.readable.getReader();
    void this.#read(arrived);
  }

  async #read(arrived: () => void): Promise<void> {
    for (;;) {
      const { value, done } = await this.#reader.read().catch(() => ({ value: undefined, done: true }));
      if (done || !value) return;
      if (this.#closed) {
        value.close();
        return;
      }
      this.#newest?.close();
      this.#newest = value;
      this.#fresh = true;
      arrived();
    }
  }

  take(fresh: boolean): Still | undefined {
    const newest = this.#newest;
    if (!newest || (fresh && !this.#fresh)) return undefined;
    this.#fresh = false;
    const image = newest.clone();
    return {
      image,
      width: image.displayWidth,
      height: image.displayHeight,
      atMs: performance.now(),
      close: () => image.close(),
    };
  }

  close(): void {
    this.#closed = true;
    this.#newest?.close();
    this.#newest = undefined;
    void this.#reader.cancel().catch(() => {});
  }
}

class Watched implements Frames {
  readonly #video = document.createElement("video");
  readonly #timer: ReturnType<typeof setInterval>;
  #taken = -1;

  constructor(stream: MediaStream, arrived: () => void) {
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = stream;
    void this.#video.play().catch(() => {});
    this.#timer = setInterval(arrived, LOOK_MS);
  }

  take(fresh: boolean): Still | undefined {
    const video = this.#video;
    if (video.videoWidth === 0 || (fresh && video.currentTime === this.#taken)) return undefined;
    this.#taken = video.currentTime;
    return {
      image: video,
      width: video.videoWidth,
      height: video.videoHeight,
      atMs: performance.now(),
      close: () => {},
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#video.srcObject = null;
  }
}
