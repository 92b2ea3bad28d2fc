//! The screen of one session as a stream: frames in their order become a picture, changes of the picture become paint messages, and what was painted is acknowledged. It runs in the painter's
//! worker, owns no link (`host.ts` does) and knows no canvas.

import type { FromStream } from "../messages";
import { Assembler, type WholeFrame } from "./assembler";
import { type Body, type Moving, type Rect, readBody } from "./body";
import { Dirty } from "./dirty";
import { Fidelity } from "./fidelity";
import { Figures } from "./figures";
import { ATLAS_SLACK, type DecodePhoto, type Pixels } from "./photo";
import { Picture } from "./picture";
import { Room } from "./room";
import type { DecodeVideo } from "./video";
import type { Zstd } from "./zstd";

export interface StreamEvents {
  post(message: FromStream, transfer?: ArrayBuffer[]): void;
  /** This frame, and all before it, are on the page's canvas. */
  painted(frame: bigint): void;
  malformed(): void;
  /** This browser has no decoder for what comes. */
  unsupported(): void;
  /** The endpoint was away and is back, on the same link. */
  anew(): void;
  now(): number;
}

/** So many paint messages may be on the page's desk; what changes meanwhile goes with the next. */
const MOST_PAINTS = 2;
/** Pixels of a picture whose memory is made before it comes: two screens in 4K. What an endpoint says costs no more than that. */
const MOST_EXPECTED = 2 * 3840 * 2160;

interface Paint {
  readonly number: number;
  readonly frame: bigint;
  readonly connection: number;
}

export class ScreenStream {
  readonly #events: StreamEvents;
  readonly #zstd: Zstd;
  readonly #decodePhoto: DecodePhoto;
  readonly #decodeVideo: DecodeVideo;
  readonly #dirty = new Dirty();
  readonly figures: Figures;
  #assembler = new Assembler();
  #picture: Picture | undefined;
  #fidelity: Fidelity | undefined;
  /** Grows with each link; what belongs to an older one is let fall. */
  #connection = 0;
  #keyed = false;
  /** The decoder has the whole picture that later chunks refer to. */
  #primed = false;
  /** A whole picture has come, shown yet or not. */
  #begun = false;
  /** Where the video within the picture is, once its key chunk has come. */
  #playing: Rect | undefined;
  /** Latest frame on the picture, and latest that a paint message answers for. */
  #shownFrame = -1n;
  #saidFrame = -1n;
  #paints: Paint[] = [];
  #nextPaint = 1;
  readonly #desk = new Room();
  /** Made before the first whole picture is here. */
  #coming: Picture | undefined;
  /** Frames that wait for a photograph, in order. */
  #tail: Promise<void> | undefined;
  #waiting = 0;

  constructor(events: StreamEvents, zstd: Zstd, decodePhoto: DecodePhoto, decodeVideo: DecodeVideo) {
    this.#events = events;
    this.#zstd = zstd;
    this.#decodePhoto = decodePhoto;
    this.#decodeVideo = decodeVideo;
    this.figures = new Figures(events.now());
  }

  get lossless(): boolean {
    return this.#fidelity?.lossless ?? true;
  }

  /** A new link: its first frame must be a whole picture. The old picture stays on the page until then. */
  connected(): void {
    this.#assembler = new Assembler();
    this.#beginAnew();
  }

  /** What was under way belongs to frames that are counted no more. */
  #beginAnew(): void {
    this.#connection += 1;
    this.figures.anotherClock();
    this.#keyed = false;
    this.#primed = false;
    this.#begun = false;
    this.#playing = undefined;
    this.#shownFrame = -1n;
    this.#saidFrame = -1n;
    this.#tail = undefined;
    this.#waiting = 0;
  }

  /** The first whole picture will have this size: its memory is made while it is on its way. Says whether it was. */
  expect(width: number, height: number): boolean {
    const area = width * height;
    if (this.#picture || this.#coming || area === 0 || area > MOST_EXPECTED) return false;
    try {
      this.#coming = new Picture(width, height);
      this.#desk.expect(area * 4);
    } catch {
      // No memory now; the picture itself says so, if there is none then.
      return false;
    }
    return true;
  }

  /** A frame part arrived. */
  part(flags: number, frame: bigint, body: Uint8Array): void {
    const whole = this.#assembler.part(flags, frame, body);
    if (whole === "malformed") this.#events.malformed();
    else if (whole) this.#whole(whole);
  }

  /** The page has painted. */
  painted(number: number, tookMs: number, pixels: ArrayBuffer): void {
    this.figures.worked(tookMs);
    this.#desk.give(pixels);
    const index = this.#paints.findIndex((paint) => paint.number === number);
    const paint = this.#paints[index];
    if (!paint) return;
    this.#paints.splice(0, index + 1);
    if (paint.connection === this.#connection && paint.frame >= 0n) this.#events.painted(paint.frame);
    this.#present();
  }

  #whole(whole: WholeFrame): void {
    const body = readBody(whole.body);
    if (!body) {
      this.#events.malformed();
      return;
    }
    if (whole.anew) {
      this.#beginAnew();
      this.#events.anew();
    }
    this.figures.arrived(body.capturedUs, this.#events.now());
    if (body.photos.length === 0 && this.#tail === undefined) {
      this.#show(whole, body, []);
      return;
    }
    if (body.video && !this.#primed && !whole.key) {
      this.#events.painted(whole.frame);
      return;
    }
    if (body.video) this.#primed = true;
    if (whole.key) this.#begun = true;
    if (body.moving && !this.#follows(body.moving)) {
      // Of a video that began before this link did: nothing can be shown of it yet.
      if (this.#begun) this.#events.malformed();
      else this.#events.painted(whole.frame);
      return;
    }
    const connection = this.#connection;
    // Photographs are decoded as soon as they are here, also while the frame before is still waiting for its own.
    const photos = this.#pixels(body, whole.key);
    this.#waiting += 1;
    const before = this.#tail ?? Promise.resolve();
    const turn = before.then(async () => {
      const pixels = await photos;
      if (connection !== this.#connection) return;
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#tail = undefined;
      if (pixels === "unsupported") this.#events.unsupported();
      else if (pixels.every((one): one is Pixels => one !== undefined)) this.#show(whole, body, pixels);
      else this.#events.malformed();
    });
    this.#tail = turn;
  }

  /** Whether a chunk can be decoded after those before it. */
  #follows({ key, rect }: Moving): boolean {
    const playing = this.#playing;
    const same = playing?.x === rect.x && playing.y === rect.y && playing.w === rect.w && playing.h === rect.h;
    if (key) this.#playing = rect;
    return key || same;
  }

  async #pixels(body: Body, key: boolean): Promise<(Pixels | undefined)[] | "unsupported"> {
    const { video, moving, width, height } = body;
    if (!video) {
      const allowedArea = width * height * 2 + ATLAS_SLACK;
      const photos = moving ? body.photos.slice(0, -1) : body.photos;
      const decoding: Promise<Pixels | undefined | "unsupported">[] = photos.map((photo) =>
        this.#decodePhoto(photo.jpeg, allowedArea),
      );
      if (moving) decoding.push(this.#decodeVideo({ ...moving, width: moving.rect.w, height: moving.rect.h }));
      const decoded = await Promise.all(decoding);
      return decoded.includes("unsupported") ? "unsupported" : (decoded as (Pixels | undefined)[]);
    }
    const decoded = await this.#decodeVideo({ ...video, key, width, height });
    return decoded === "unsupported" ? decoded : [decoded];
  }

  #show(whole: WholeFrame, body: Body, photos: readonly Pixels[]): void {
    if (!this.#keyed && !whole.key) {
      // A change of a picture that this link never sent. Nothing can be shown of it; saying so keeps the source going until the whole picture comes.
      this.#events.painted(whole.frame);
      return;
    }
    const startedAt = this.#events.now();
    const picture = this.#canvasFor(whole, body);
    const raw = picture && body.boxes.length > 0 ? this.#zstd.decompress(body.packed, body.rawLength) : undefined;
    const changed = picture?.apply(body, raw, photos);
    for (const photo of photos) photo.done?.();
    if (!changed) {
      this.#events.malformed();
      return;
    }
    this.#keyed = true;
    this.#fidelity?.apply(body);
    this.figures.coded(body);
    for (const rect of changed) this.#dirty.add(rect);
    this.#shownFrame = whole.frame;
    this.figures.worked(this.#events.now() - startedAt);
    this.#present();
  }

  /** The picture that a frame of this size goes on; a new one only for a whole picture. */
  #canvasFor(whole: WholeFrame, body: Body): Picture | undefined {
    const picture = this.#picture;
    if (picture?.width === body.width && picture.height === body.height) return picture;
    if (!whole.key) return undefined;
    try {
      const coming = this.#coming;
      this.#coming = undefined;
      const fits = coming?.width === body.width && coming.height === body.height;
      this.#picture = fits ? coming : new Picture(body.width, body.height);
    } catch {
      // No memory for a picture of this size.
      return undefined;
    }
    this.#fidelity = new Fidelity(body.width, body.height);
    this.#dirty.all(body.width, body.height);
    return this.#picture;
  }

  /** Hands what changed to the page, unless it has enough on its desk. */
  #present(): void {
    const picture = this.#picture;
    if (!picture || this.#paints.length >= MOST_PAINTS) return;
    if (this.#dirty.empty && this.#shownFrame === this.#saidFrame) return;
    const rects = this.#dirty.take();
    const bytes = rects.reduce((sum, rect) => sum + rect.w * rect.h * 4, 0);
    const pixels = this.#desk.take(bytes);
    picture.cut(rects, new Uint8ClampedArray(pixels, 0, bytes));
    const paint = { number: this.#nextPaint, frame: this.#shownFrame, connection: this.#connection };
    this.#nextPaint += 1;
    this.#saidFrame = this.#shownFrame;
    this.#paints.push(paint);
    const { width, height } = picture;
    this.#events.post({ type: "paint", paint: paint.number, width, height, rects, pixels }, [pixels]);
  }
}
