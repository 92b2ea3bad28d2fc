import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { CursorShapeSchema, ScreenMode, ScreenStatusSchema, type ScreenUp, ScreenUpSchema } from "@towline/wire";
import { afterEach, describe, expect, test } from "vitest";
import { HandClock, HandSocket } from "../../wire/test/stand_in";
import type { FromStream } from "../src/messages";
import { ScreenHost } from "../src/stream/host";
import type { Pixels } from "../src/stream/photo";
import { Room } from "../src/stream/room";
import type { Chunk } from "../src/stream/video";
import { Zstd } from "../src/stream/zstd";
import { Bytes, golden, plainBody } from "./stand_in";

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));
const hosts: ScreenHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.take({ type: "pause" });
});

/** A host whose link, page and photographs the test holds. */
async function arrange() {
  const sockets: HandSocket[] = [];
  const posted: FromStream[] = [];
  const photos: ((pixels: Pixels | undefined) => void)[] = [];
  const videos: { chunk: Chunk; give: (pixels: Pixels | undefined | "unsupported") => void }[] = [];
  const clock = new HandClock();
  const room = new Room();
  const host: ScreenHost = new ScreenHost({
    zstd: await Zstd.load(),
    room,
    decodePhoto: () => new Promise((resolve) => photos.push(resolve)),
    decodeVideo: (chunk) => new Promise((give) => videos.push({ chunk, give })),
    post: (message) => {
      posted.push(message);
      if (message.type === "wantTicket") host.take({ type: "ticket", id: message.id, ticket: "t" });
    },
    link: {
      timing: clock,
      random: () => 1,
      open: () => {
        const socket = new HandSocket();
        sockets.push(socket);
        return socket;
      },
    },
  });
  hosts.push(host);
  host.take({ type: "start", url: "/link/console", sessionId: "s", viewer: 5n, monitor: 2 });
  await settled();
  const latest = (): HandSocket => sockets.at(-1)!;
  latest().accept();
  const of = <T extends FromStream["type"]>(type: T) =>
    posted.filter((message): message is Extract<FromStream, { type: T }> => message.type === type);
  const said = (): ScreenUp["body"][] =>
    latest()
      .data(1)
      .map((bytes) => fromBinary(ScreenUpSchema, bytes).body);
  const paint = (): void => {
    const { paint: number, pixels } = of("paint").at(-1)!;
    host.take({ type: "painted", paint: number, tookMs: 1, pixels });
  };
  return { host, clock, room, sockets, latest, posted, of, said, paint, photos, videos };
}

const FIRST = 1;
const LAST = 2;
const KEY = 4;
const frame = (flags: number, number: number, body: Uint8Array): Uint8Array =>
  new Bytes().u8(1, flags).u64(number).raw(body).done;
const whole = (number: number, colour: [number, number, number] = [1, 2, 3]): Uint8Array =>
  frame(FIRST | LAST | KEY, number, plainBody(8, 4, [{ x: 0, y: 0, w: 8, h: 4 }], colour));
const change = (number: number): Uint8Array =>
  frame(FIRST | LAST, number, plainBody(8, 4, [{ x: 2, y: 1, w: 2, h: 1 }], [9, 8, 7]));

describe("frames", () => {
  test("a whole picture is painted, and acknowledged only when the page has painted it", async () => {
    const { latest, of, said, paint } = await arrange();
    latest().sayData(1, whole(1));
    const [painted] = of("paint");
    expect(painted).toMatchObject({ width: 8, height: 4, rects: [{ x: 0, y: 0, w: 8, h: 4 }] });
    expect([...new Uint8Array(painted!.pixels, 0, 4)]).toEqual([3, 2, 1, 255]);
    expect(said()).toEqual([]);
    paint();
    const [ack] = said();
    expect(ack?.case === "painted" && ack.value.frame).toBe(1n);
  });

  test.each([
    ["of this size", { id: 2, width: 8, height: 4 }],
    ["of another size", { id: 2, width: 16, height: 9 }],
    ["of a size that no screen has", { id: 2, width: 4_000_000_000, height: 4_000_000_000 }],
    ["among several", { id: 7, x: 2, width: 6, height: 4 }],
  ])("a picture %s is painted after the status said what is coming_scr_31", async (_, monitor) => {
    const { latest, of, paint, room } = await arrange();
    const status = create(ScreenStatusSchema, { available: true, monitors: [monitor] });
    const said = new Bytes().u8(5).raw(toBinary(ScreenStatusSchema, status)).done;
    latest().sayData(1, said);
    latest().sayData(1, said);
    expect(room.take(1).byteLength >= 8 * 4 * 4).toBe(monitor.width < 100);
    latest().sayData(1, whole(1));
    expect([...new Uint8Array(of("paint").at(-1)!.pixels, 0, 4)]).toEqual([3, 2, 1, 255]);
    paint();
    latest().sayData(1, said);
    latest().sayData(1, change(2));
    expect([...new Uint8Array(of("paint").at(-1)!.pixels, 0, 8)]).toEqual([7, 8, 9, 255, 7, 8, 9, 255]);
  });

  test("only what changed is painted", async () => {
    const { latest, of, paint } = await arrange();
    latest().sayData(1, whole(1));
    paint();
    latest().sayData(1, change(2));
    expect(of("paint").at(-1)).toMatchObject({ rects: [{ x: 2, y: 1, w: 2, h: 1 }] });
  });

  test("while the page is busy, changes gather into one paint of the newest picture", async () => {
    const { host, latest, of, said } = await arrange();
    for (let number = 1; number <= 6; number += 1) latest().sayData(1, whole(number, [number, 0, 0]));
    expect(of("paint")).toHaveLength(2);
    const [first] = of("paint");
    host.take({ type: "painted", paint: first!.paint, tookMs: 1, pixels: first!.pixels });
    expect(of("paint")).toHaveLength(3);
    expect(new Uint8Array(of("paint")[2]!.pixels)[2]).toBe(6);
    expect(said().map((body) => body.case === "painted" && body.value.frame)).toEqual([1n]);
  });

  test("a change before any whole picture shows nothing", async () => {
    const { latest, of } = await arrange();
    latest().sayData(1, change(7));
    expect(of("paint")).toEqual([]);
    expect(of("phase").at(-1)?.phase).toBe("open");
  });

  test("frames wait for the photograph before them and keep their order", async () => {
    const { latest, of, photos } = await arrange();
    const { steps, width, height } = golden("photo");
    latest().sayData(1, frame(FIRST | LAST | KEY, 1, steps[0]!.body));
    latest().sayData(
      1,
      frame(FIRST | LAST | KEY, 2, plainBody(width, height, [{ x: 0, y: 0, w: 1, h: 1 }], [0, 0, 0])),
    );
    await settled();
    expect(of("paint")).toEqual([]);
    for (const give of photos) give({ width: 4096, height: 512, rgba: new Uint8Array(4096 * 512 * 4).fill(200) });
    await settled();
    expect(of("paint").length).toBeGreaterThan(0);
    expect(of("paint")[0]!.rects[0]).toMatchObject({ x: 0, y: 0, w: width, h: height });
  });

  test("a body in parts is one frame, and its bytes are granted again as they come", async () => {
    const { latest, of } = await arrange();
    const body = plainBody(8, 4, [{ x: 0, y: 0, w: 8, h: 4 }], [1, 2, 3]);
    latest().sayData(1, frame(FIRST | KEY, 1, body.subarray(0, 10)));
    latest().sayData(1, frame(0, 1, body.subarray(10, 40)));
    expect(of("paint")).toEqual([]);
    latest().sayData(1, frame(LAST, 1, body.subarray(40)));
    expect(of("paint")).toHaveLength(1);
  });
});

describe("what a customer's page shows (SUP-20)", () => {
  const chunk = (flags: number, number: number, ...bytes: number[]): Uint8Array =>
    frame(
      FIRST | LAST | flags,
      number,
      new Bytes()
        .u16(4, 2)
        .u64(0)
        .u8(1, 2, ...bytes).done,
    );
  const grey = (level: number): Pixels => ({ width: 4, height: 2, rgba: new Uint8Array(32).fill(level) });

  test("chunks are decoded in their order, and each is the whole picture", async () => {
    const { latest, of, videos, paint, said } = await arrange();
    latest().sayData(1, chunk(KEY, 1, 9));
    latest().sayData(1, chunk(0, 2, 8, 8));
    await settled();
    expect(videos.map(({ chunk: { codec, key, bytes } }) => [codec, key, bytes.length])).toEqual([
      [2, true, 1],
      [2, false, 2],
    ]);
    expect(of("paint")).toEqual([]);
    videos[1]!.give(grey(20));
    videos[0]!.give(grey(10));
    await settled();
    // A decoder that leaves the fourth byte alone makes nothing transparent.
    expect(of("paint").map(({ width, pixels }) => [width, ...new Uint8Array(pixels).subarray(0, 4)])).toEqual([
      [4, 10, 10, 10, 255],
      [4, 20, 20, 20, 255],
    ]);
    paint();
    expect(said().map((body) => body.case === "painted" && body.value.frame)).toEqual([2n]);
  });

  test("a chunk before any whole picture is not decoded, and keeps nobody waiting", async () => {
    const { latest, videos, said, of } = await arrange();
    latest().sayData(1, chunk(0, 7, 1));
    await settled();
    expect(videos).toEqual([]);
    expect(said().map((body) => body.case === "painted" && body.value.frame)).toEqual([7n]);
    expect(of("phase").at(-1)?.phase).toBe("open");
  });

  test("a browser without a decoder says so; a chunk that does not decode, or is another size, ends the picture", async () => {
    for (const [answer, code] of [
      ["unsupported", "no_decoder"],
      [undefined, "malformed_frame"],
      [{ width: 2, height: 2, rgba: new Uint8Array(16) }, "malformed_frame"],
    ] as const) {
      const { latest, of, videos } = await arrange();
      latest().sayData(1, chunk(KEY, 1, 1));
      await settled();
      videos[0]!.give(answer);
      await settled();
      expect(of("phase").at(-1)).toMatchObject({ phase: "ended", problem: { code } });
    }
  });
});

describe("a broken stream", () => {
  test.each<[string, Uint8Array]>([
    ["a payload that is none", Uint8Array.of(99, 1, 2)],
    ["a body that is none", frame(FIRST | LAST | KEY, 1, Uint8Array.of(1, 2, 3))],
    ["parts out of order", frame(LAST, 1, Uint8Array.of(1))],
    [
      "a pointer larger than it may be",
      new Bytes()
        .u8(2)
        .raw(
          toBinary(
            CursorShapeSchema,
            create(CursorShapeSchema, { width: 257, height: 1, rgba: new Uint8Array(1_028).fill(1) }),
          ),
        ).done,
    ],
  ])("%s ends it with a state, and nothing throws", async (_what, bytes) => {
    const { latest, of } = await arrange();
    const socket = latest();
    socket.sayData(1, bytes);
    expect(of("phase").at(-1)).toMatchObject({ phase: "ended", problem: { code: "malformed_frame" } });
    expect(socket.closedWith).toBeDefined();
  });

  test("after the end it starts anew when asked, and not by being looked at", async () => {
    const { host, latest, sockets, of } = await arrange();
    latest().sayData(1, Uint8Array.of(99));
    host.take({ type: "pause" });
    host.take({ type: "resume" });
    expect(of("phase").at(-1)?.phase).toBe("ended");
    host.take({ type: "retry" });
    await settled();
    expect(sockets).toHaveLength(2);
  });
});

describe("reconnecting", () => {
  test("the picture stays, and the next link begins with a whole one", async () => {
    const { clock, latest, of, paint } = await arrange();
    latest().sayData(1, whole(1));
    paint();
    latest().drop();
    expect(of("phase").at(-1)?.phase).toBe("reconnecting");
    clock.pass(100);
    await settled();
    latest().accept();
    latest().sayData(1, change(1));
    expect(of("paint")).toHaveLength(1);
    latest().sayData(1, whole(2));
    expect(of("paint")).toHaveLength(2);
  });

  test("keys pressed meanwhile arrive, clicks do not", async () => {
    const { host, clock, latest, said } = await arrange();
    latest().drop();
    const key = { kind: "key", down: true, code: "KeyA", key: "a", modifiers: 0, repeat: false } as const;
    host.take({ type: "input", event: key });
    host.take({ type: "input", event: { kind: "pointer", x: 1, y: 1, buttons: 1 } });
    clock.pass(100);
    await settled();
    latest().accept();
    expect(said().map((body) => body.case)).toEqual(["key"]);
  });

  test("an endpoint that comes back on the same link is acknowledged by its new numbers, and gets unperformed keys again", async () => {
    const { host, latest, of, said, paint } = await arrange();
    latest().sayData(1, whole(40));
    host.take({
      type: "input",
      event: { kind: "key", down: true, code: "KeyA", key: "a", modifiers: 0, repeat: false },
    });
    latest().sayData(1, whole(1, [7, 7, 7]));
    const before = of("paint")[0]!;
    host.take({ type: "painted", paint: before.paint, tookMs: 1, pixels: before.pixels });
    paint();
    expect(said().map((body) => (body.case === "painted" ? body.value.frame : body.case))).toEqual(["key", "key", 1n]);
  });

  test("while nobody looks there is no link, and looking again asks for the same monitor", async () => {
    const { host, sockets, latest, of } = await arrange();
    const first = latest();
    host.take({ type: "pause" });
    expect(first.closedWith?.code).toBe(1000);
    expect(of("phase").at(-1)?.phase).toBe("paused");
    host.take({ type: "resume" });
    await settled();
    expect(sockets).toHaveLength(2);
    latest().onopen?.(undefined as never);
    const hello = latest().controls()[0]!.body;
    expect(hello.case === "hello" && hello.value.options?.monitor).toBe(2);
  });
});

describe("options_scr_11", () => {
  test("a mode and a monitor are said apart, and how frames are made is handed on", async () => {
    const { host, latest, said, of } = await arrange();
    host.take({ type: "mode", mode: ScreenMode.FEW_COLORS });
    host.take({ type: "monitor", monitor: 1 });
    const options = said().map((body) => (body.case === "options" ? body.value : undefined));
    expect(options.map((each) => [each?.monitor, each?.mode])).toEqual([
      [undefined, ScreenMode.FEW_COLORS],
      [1, undefined],
    ]);
    const look = { mode: ScreenMode.FEW_COLORS, step: 2, photoQuality: 40, mostFps: 60, colours: 4, oneBit: false };
    const status = create(ScreenStatusSchema, { available: true, look });
    latest().sayData(1, new Bytes().u8(5).raw(toBinary(ScreenStatusSchema, status)).done);
    expect(of("screen").at(-1)?.screen.look).toEqual(look);
  });
});

describe("what stands beside the picture", () => {
  test("pointer, place and status are handed on as plain data", async () => {
    const { latest, of } = await arrange();
    const shape = create(CursorShapeSchema, { width: 1, height: 1, hotX: 5, rgba: Uint8Array.of(1, 2, 3, 4) });
    latest().sayData(1, new Bytes().u8(2).raw(toBinary(CursorShapeSchema, shape)).done);
    latest().sayData(1, new Bytes().u8(2).raw(toBinary(CursorShapeSchema, create(CursorShapeSchema))).done);
    latest().sayData(1, new Bytes().u8(3).u16(7, 9).done);
    const status = create(ScreenStatusSchema, {
      available: false,
      reasonCode: "no_desktop",
      reason: "Nobody is signed in.",
    });
    latest().sayData(1, new Bytes().u8(5).raw(toBinary(ScreenStatusSchema, status)).done);
    expect(of("cursor")[0]?.shape).toMatchObject({ width: 1, height: 1, hotX: 0, hotY: 0 });
    expect(of("cursor")[1]?.shape).toBeUndefined();
    expect(of("cursorAt")).toEqual([{ type: "cursorAt", x: 7, y: 9 }]);
    expect(of("screen")[0]?.screen).toMatchObject({ available: false, reasonCode: "no_desktop" });
  });
});
