// @vitest-environment happy-dom
// What a customer shows: bytes as docs/wire.md has them, never more than there is room for, and nothing after the customer's word (SUP-20, SES-2a).

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readBody } from "../../../packages/desktop/src/stream/body";
import { Link } from "../src/link";
import { atlas, changedBoxes, even, SIDE, VideoCoder } from "../src/share/coder";
import { Pace } from "../src/share/pace";
import { Sharing, shownBy } from "../src/share/sharing";
import { photoBody, readCredit, Sender, videoBody, WINDOW } from "../src/share/wire";
import { ScriptedSocket } from "./scripted";

const random = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

test("the console reads what this page writes (SUP-20)", () => {
  const size = { width: 640, height: 360 };
  expect(readBody(videoBody(size, 12.5, "vp9", Uint8Array.of(1, 2, 3)))).toMatchObject({
    ...size,
    capturedUs: 12_500n,
    video: { codec: 2, bytes: Uint8Array.of(1, 2, 3) },
  });
  const boxes = [
    { x: 0, y: 64, w: 64, h: 64, sx: 0, sy: 0 },
    { x: 576, y: 320, w: 64, h: 40, sx: 64, sy: 0 },
  ];
  expect(readBody(photoBody(size, 1, boxes, Uint8Array.of(0xff, 0xd8)))?.photos).toEqual([
    {
      rects: boxes.map(({ x, y, w, h, sx, sy }) => ({ rect: { x, y, w, h }, sx, sy })),
      jpeg: Uint8Array.of(0xff, 0xd8),
    },
  ]);
});

test("whatever comes as credit is read or is none, and never throws (SUP-20)", () => {
  const next = random(5);
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = Uint8Array.from({ length: next(12) }, () => next(256));
    if (bytes.length > 0 && next(2) === 0) bytes[0] = 2;
    const credit = readCredit(bytes.buffer);
    if (credit) expect(credit.channel >= 0 && credit.bytes >= 0 && bytes[0] === 2).toBe(true);
  }
  expect(readCredit(Uint8Array.of(2, 1, 0x80, 0x08).buffer)).toEqual({ channel: 1, bytes: 1024 });
  expect(readCredit("text")).toBeUndefined();
});

test("parts go within the credit of their channel, and those of an older channel not at all (SUP-20)", () => {
  const sent: Uint8Array[] = [];
  const sender = new Sender((frame) => sent.push(frame));
  sender.frame(1, 4, new Uint8Array(10));
  expect(sent).toEqual([]);
  sender.open(300);
  sender.frame(1, 4, new Uint8Array(WINDOW + 5));
  const bytes = () => sent.reduce((sum, frame) => sum + frame.length - 3, 0);
  expect([...(sent[0]?.subarray(0, 5) ?? [])]).toEqual([1, 0xac, 0x02, 1, 4 | 1]);
  expect(bytes()).toBeLessThanOrEqual(WINDOW);
  expect(sender.full).toBe(true);
  sender.grant(299, 1_000_000);
  expect(sender.full).toBe(true);
  sender.grant(300, 1_000_000);
  expect(sender.full).toBe(false);
  expect((sent.at(-1)?.[4] ?? 0) & 2).toBe(2);
  sender.frame(2, 0, new Uint8Array(3 * WINDOW));
  sender.open(301);
  const before = sent.length;
  sender.grant(301, 10_000_000);
  expect(sent.length).toBe(before);
});

test("at most two frames are under way, a whole one for somebody new waits for nobody, and a slow line gets fewer bits (SUP-20)", () => {
  const pace = new Pace();
  expect(pace.wait(0, false)).toBe(0);
  expect(pace.next(0)).toBe(1);
  expect(pace.wait(10, false)).toBe(22);
  expect(pace.next(40)).toBe(2);
  expect(pace.wait(100, false)).toBeUndefined();
  expect(pace.wait(100, true)).toBe(0);
  const before = pace.rate;
  expect(pace.painted(2, 2_000)).toBe(pace.rate);
  expect(pace.rate).toBeLessThan(before);
  expect(pace.wait(2_000, false)).toBe(0);
  pace.next(2_000);
  expect(pace.painted(3, 2_100)).toBeUndefined();
  pace.next(5_000);
  pace.next(5_040);
  pace.anew();
  expect(pace.wait(6_000, false)).toBe(0);
});

test("what changed is inside the boxes, and each box has a place of its own in the photograph (SUP-20)", () => {
  const next = random(9);
  for (let round = 0; round < 50; round += 1) {
    const size = { width: 1 + next(200), height: 1 + next(200) };
    const before = new Uint32Array(size.width * size.height);
    const now = before.slice();
    const changes = Array.from({ length: next(6) }, () => next(now.length));
    for (const at of changes) now[at] = 7;
    const boxes = changedBoxes(before, now, size);
    for (const at of changes) {
      const [x, y] = [at % size.width, Math.floor(at / size.width)];
      expect(boxes.some((box) => x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h)).toBe(true);
    }
    expect(boxes.length).toBeLessThanOrEqual(changes.length);
    const { placed, size: sheet } = atlas(boxes);
    expect(new Set(placed.map(({ sx, sy }) => `${sx} ${sy}`)).size).toBe(boxes.length);
    for (const { sx, sy, w, h } of placed) {
      expect(sx % SIDE === 0 && sy % SIDE === 0 && sx + w <= sheet.width && sy + h <= sheet.height).toBe(true);
    }
    // No larger than what the console takes.
    expect(sheet.width * sheet.height).toBeLessThanOrEqual(size.width * size.height * 2 + 131_072);
    if (boxes.length > 0) expect(readBody(photoBody(size, 0, placed, Uint8Array.of(1)))).toBeDefined();
  }
  expect(even({ width: 641, height: 361 })).toEqual({ width: 640, height: 360 });
});

/** A browser that encodes each frame into one byte: its number. */
class Encoder {
  static made: Encoder[] = [];
  state = "unconfigured";
  readonly configured: number[] = [];
  readonly asked: boolean[] = [];
  readonly #init: VideoEncoderInit;

  constructor(init: VideoEncoderInit) {
    this.#init = init;
    Encoder.made.push(this);
  }
  static isConfigSupported = async () => ({ supported: true });
  configure({ bitrate }: VideoEncoderConfig): void {
    this.state = "configured";
    this.configured.push(bitrate ?? 0);
  }
  encode(frame: { timestamp: number }, { keyFrame }: { keyFrame: boolean }): void {
    this.asked.push(keyFrame);
    const chunk = {
      byteLength: 1,
      type: keyFrame ? "key" : "delta",
      timestamp: frame.timestamp,
      copyTo: (into: Uint8Array) => into.set([this.asked.length]),
    };
    queueMicrotask(() => this.#init.output(chunk as unknown as EncodedVideoChunk, {}));
  }
  close(): void {
    this.state = "closed";
  }
}

class Frame {
  readonly displayWidth = 64;
  readonly displayHeight = 36;
  readonly timestamp: number;
  static open = 0;
  constructor(_of: unknown, init?: { timestamp: number }) {
    this.timestamp = init?.timestamp ?? 0;
    Frame.open += 1;
  }
  clone(): Frame {
    return new Frame(undefined);
  }
  close(): void {
    Frame.open -= 1;
  }
}

const settle = () => vi.advanceTimersByTimeAsync(0);
let give: (frame: Frame) => void;
let stopped: number;
let ended: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  [Encoder.made, Frame.open, stopped] = [[], 0, 0];
  vi.stubGlobal("VideoEncoder", Encoder);
  vi.stubGlobal("VideoFrame", Frame);
  vi.stubGlobal(
    "MediaStreamTrackProcessor",
    class {
      readonly readable = new ReadableStream<Frame>({
        start: (controller) => {
          give = (frame) => controller.enqueue(frame);
        },
      });
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function stage(displaySurface = "window") {
  const track = {
    contentHint: "",
    stop: () => {
      stopped += 1;
    },
    getSettings: () => ({ displaySurface }),
    addEventListener: (_: string, on: () => void) => {
      ended = on;
    },
  };
  const stream = { getVideoTracks: () => [track], getTracks: () => [track] } as unknown as MediaStream;
  const sockets: (ScriptedSocket & { frames: Uint8Array[] })[] = [];
  const surroundings = {
    ticket: async () => "t",
    random: () => 0.5,
    open: () => {
      const socket = Object.assign(new ScriptedSocket(), { frames: [] as Uint8Array[] });
      const send = socket.send.bind(socket);
      socket.send = (data) => {
        if (data[0] === 1) socket.frames.push(data);
        else send(data);
      };
      sockets.push(socket);
      return socket;
    },
  };
  const sharing = new Sharing(stream, shownBy(stream), (events) => new Link(surroundings, events));
  sharing.start();
  const socket = () => sockets.at(-1) as (typeof sockets)[number];
  /** Flags of the frames that were sent, and the byte that each is. */
  const sent = () => socket().frames.map((frame) => [frame[3], frame.at(-1)]);
  const arrives = async () => {
    give(new Frame(undefined));
    await vi.advanceTimersByTimeAsync(40);
  };
  return { sharing, sockets, socket, sent, arrives };
}

const WHOLE = 1 | 2 | 4 | 8;
const CHANGE = 1 | 2;

test("nothing is encoded while nobody looks; then a whole picture first, and what is new as it is painted (SUP-20)", async () => {
  const { sharing, socket, sent, arrives } = stage();
  await settle();
  socket().welcome();
  expect(socket().sent[0]).toMatchObject({ t: "hello", share: "window", paused: false });
  await arrives();
  expect(Encoder.made).toEqual([]);
  socket().say({ t: "show", channel: 1 });
  await vi.advanceTimersByTimeAsync(40);
  // Still: nothing more. Two changes, and the third waits for paint.
  for (let round = 0; round < 4; round += 1) await arrives();
  expect(sent()).toEqual([
    [WHOLE, 1],
    [CHANGE, 2],
  ]);
  socket().say({ t: "painted", frame: 2 });
  await vi.advanceTimersByTimeAsync(40);
  expect(sent().at(-1)).toEqual([CHANGE, 3]);
  // Somebody came late: a whole one, though nothing is new.
  socket().say({ t: "show", channel: 1 });
  await vi.advanceTimersByTimeAsync(40);
  expect(sent().at(-1)).toEqual([WHOLE, 4]);
  socket().say({ t: "hide" });
  await arrives();
  expect(sent()).toHaveLength(4);
  sharing.stop();
  expect(Frame.open).toBe(0);
});

test("a pause and a stop hold at once, whatever the network does (SES-2a)", async () => {
  const { sharing, sockets, socket, sent, arrives } = stage();
  await settle();
  socket().welcome();
  socket().say({ t: "show", channel: 1 });
  await arrives();
  expect(sent()).toHaveLength(1);
  // Under way in the encoder when the word is said.
  socket().say({ t: "painted", frame: 1 });
  give(new Frame(undefined));
  await settle();
  sharing.pause(true);
  await vi.advanceTimersByTimeAsync(100);
  await arrives();
  const before = sent().length;
  socket().say({ t: "show", channel: 2 });
  await arrives();
  expect(sent()).toHaveLength(before);
  expect(socket().of("pause")).toEqual([{ t: "pause", on: true }]);
  // The link breaks: the next one begins covered.
  socket().lose();
  expect(sharing.linked).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sockets).toHaveLength(2);
  socket().welcome();
  expect(socket().sent[0]).toMatchObject({ share: "window", paused: true });
  sharing.pause(false);
  socket().say({ t: "show", channel: 1 });
  await arrives();
  expect(sent()[0]?.[0]).toBe(WHOLE);
  // The browser's own bar.
  ended();
  expect([sharing.over, stopped, socket().closed]).toEqual([true, 1, true]);
  expect(socket().of("stop")).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets).toHaveLength(2);
});

test("a session that is over, and another source, end it for good (SUP-20)", async () => {
  for (const reason of ["ended", "superseded"]) {
    const { sharing, sockets, socket } = stage("monitor");
    expect(sharing.shown).toBe("screen");
    await settle();
    socket().welcome();
    socket().onclose?.({ code: 1008, reason });
    expect([sharing.over, sharing.failed]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(1);
  }
});

test("what is refused has failed, and what was captured is let go (SUP-20)", async () => {
  const { sharing, sockets, socket } = stage();
  await settle();
  socket().welcome();
  socket().say({ t: "refused", problem: { code: "not_found" } });
  expect([sharing.over, sharing.failed, stopped, sockets.length]).toEqual([true, true, 1, 1]);
});

test("a frame that the encoder never gives is given up, and the next is a whole one (SUP-20)", async () => {
  const coder = new VideoCoder("vp8", "vp8");
  const still = { image: {} as CanvasImageSource, width: 64, height: 36, atMs: 0, close: () => {} };
  expect((await coder.encode(still, false))?.key).toBe(true);
  expect((await coder.encode(still, false))?.key).toBe(false);
  const [encoder] = Encoder.made;
  if (!encoder) throw new Error("no encoder was made");
  const encode = encoder.encode;
  encoder.encode = () => {};
  const lost = coder.encode(still, false);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await lost).toBeUndefined();
  encoder.encode = encode;
  expect((await coder.encode(still, false))?.key).toBe(true);
  coder.rate(300_000);
  expect(encoder.configured.at(-1)).toBe(300_000);
  expect(Frame.open).toBe(0);
});
