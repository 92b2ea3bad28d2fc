import { create } from "@bufbuild/protobuf";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  ConsoleLink,
  type ConsoleUpBody,
  PongSchema,
  ProblemSchema,
  ReplySchema,
  SendChatSchema,
  SessionListSchema,
  TakeControlSchema,
} from "../src/index";
import { HandClock, HandSocket } from "./stand_in";

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

/** A link over sockets that the test holds. */
function arrange(o: { ticket?: () => Promise<string>; random?: () => number } = {}) {
  const clock = new HandClock();
  const sockets: HandSocket[] = [];
  const link = new ConsoleLink({
    url: "/link/console",
    viewer: 7n,
    ticket: o.ticket ?? (() => Promise.resolve("one-use")),
    timing: clock,
    random: o.random ?? (() => 1),
    open: () => {
      const socket = new HandSocket();
      sockets.push(socket);
      return socket;
    },
  });
  links.push(link);
  const latest = (): HandSocket => sockets.at(-1)!;
  return { clock, sockets, link, latest };
}
const links: ConsoleLink[] = [];
afterEach(() => {
  for (const link of links.splice(0)) link.close();
});

async function opened(o: Parameters<typeof arrange>[0] = {}) {
  const all = arrange(o);
  await settled();
  all.latest().accept();
  return all;
}

const chat = (nonce: string): ConsoleUpBody => ({
  case: "sendChat",
  value: create(SendChatSchema, { sessionId: "s", text: "hello", nonce }),
});
const takeControl: ConsoleUpBody = { case: "takeControl", value: create(TakeControlSchema, { sessionId: "s" }) };

describe("connecting", () => {
  test("the first frame is a hello with a ticket, and the welcome opens the link", async () => {
    const { link, latest } = await opened();
    const hello = latest().controls()[0]!.body;
    expect(hello.case === "hello" && hello.value).toMatchObject({ ticket: "one-use", viewer: 7n, purpose: 1 });
    expect(link.state.phase).toBe("open");
  });

  test("nothing is said before there is a ticket", async () => {
    let give: (ticket: string) => void = () => {};
    const { latest } = arrange({
      ticket: () =>
        new Promise((resolve) => {
          give = resolve;
        }),
    });
    latest().onopen?.(undefined as never);
    await settled();
    expect(latest().sent).toEqual([]);
    give("late");
    await settled();
    expect(
      latest()
        .controls()
        .map((up) => up.body.case),
    ).toEqual(["hello"]);
  });

  test("a page that is signed out closes instead of trying for ever", async () => {
    const { link, sockets } = arrange({ ticket: () => Promise.reject({ status: 401 }) });
    await settled();
    expect(link.state).toMatchObject({ phase: "closed", problem: { code: "signed_out" } });
    expect(sockets.every((socket) => socket.closedWith && socket.sent.length === 0)).toBe(true);
  });

  test("a refusal that no retry mends closes with what the appliance said", async () => {
    const { link, latest } = arrange();
    await settled();
    latest().onopen?.(undefined as never);
    latest().say({ case: "refused", value: create(ProblemSchema, { code: "console_disabled", title: "Off." }) });
    expect(link.state).toMatchObject({ phase: "closed", problem: { code: "console_disabled", title: "Off." } });
  });
});

describe("reconnecting", () => {
  test("a page that comes back says so, and does not take over from a newer console (ACC-8)", async () => {
    const { latest, link, clock } = await opened();
    const resuming = () => {
      const hello = latest().controls()[0]!.body;
      return hello.case === "hello" && hello.value.resuming;
    };
    expect(resuming()).toBe(false);
    latest().drop();
    clock.pass(100);
    await settled();
    latest().accept();
    expect(link.state.phase).toBe("open");
    expect(resuming()).toBe(true);
  });

  test("the first retry comes after at most 100 ms, later ones double up to the cap", async () => {
    const { clock, sockets, link, latest } = await opened();
    latest().drop();
    expect(link.state.phase).toBe("reconnecting");
    clock.pass(100);
    await settled();
    expect(sockets).toHaveLength(2);
    const pauses: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const before = sockets.length;
      latest().drop();
      let waited = 0;
      while (sockets.length === before) {
        clock.pass(50);
        waited += 50;
        await settled();
      }
      pauses.push(waited);
    }
    expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
  });

  test("what may be repeated is said again, what may not is told", async () => {
    const { clock, link, latest } = await opened();
    const said = link.request(chat("n1"));
    const taken = link.request(takeControl);
    expect(latest().requests()).toHaveLength(2);
    latest().drop();
    await expect(taken).rejects.toMatchObject({ code: "reconnecting" });
    await expect(link.request(takeControl)).rejects.toMatchObject({ code: "reconnecting" });
    const later = link.request(chat("n2"));
    clock.pass(100);
    await settled();
    latest().accept();
    const again = latest().requests();
    expect(again.map((up) => up.body.case === "sendChat" && up.body.value.nonce)).toEqual(["n1", "n2"]);
    for (const up of again) latest().say({ case: "reply", value: create(ReplySchema, { request: up.request }) });
    await expect(Promise.all([said, later])).resolves.toHaveLength(2);
  });

  test("channels die with their connection", async () => {
    const { clock, link, latest } = await opened();
    const channel = link.channel(link.allocateChannel(), 1024);
    latest().drop();
    expect(channel.alive).toBe(false);
    clock.pass(100);
    await settled();
    latest().accept();
    channel.send(Uint8Array.of(1));
    expect(latest().data(channel.number)).toEqual([]);
  });

  test("the appliance can ask for more time", async () => {
    const { clock, sockets, latest } = await opened();
    latest().say({ case: "refused", value: create(ProblemSchema, { code: "busy", retryAfterMs: 2_000 }) });
    clock.pass(1_999);
    await settled();
    expect(sockets).toHaveLength(1);
    clock.pass(200);
    await settled();
    expect(sockets).toHaveLength(2);
  });
});

describe("heartbeat", () => {
  test("two and a half heartbeats of silence are the end of the connection", async () => {
    const { clock, link, latest } = await opened();
    const socket = latest();
    clock.pass(7_400);
    expect(link.state.phase).toBe("open");
    clock.pass(200);
    expect(link.state.phase).toBe("reconnecting");
    expect(socket.closedWith).toEqual({ code: 4008, reason: "timeout" });
  });

  test("a machine that slept gives the other end a moment before it judges", async () => {
    const { clock, link, latest } = await opened();
    clock.sleep(60_000);
    expect(link.state.phase).toBe("open");
    latest().say({ case: "pong", value: create(PongSchema, { nonce: 1n }) });
    clock.pass(3_000);
    expect(link.state.phase).toBe("open");
  });

  test("a pong tells the round trip, a ping is answered with its nonce", async () => {
    const { clock, link, latest } = await opened();
    const ping = latest()
      .controls()
      .find((up) => up.body.case === "ping")!.body;
    clock.pass(12);
    latest().say({ case: "pong", value: create(PongSchema, { nonce: ping.case === "ping" ? ping.value.nonce : 0n }) });
    expect(link.state.rttMs).toBe(12);
    latest().say({ case: "ping", value: { $typeName: "towline.v1.Ping", nonce: 99n } });
    const pong = latest()
      .controls()
      .find((up) => up.body.case === "pong")!.body;
    expect(pong.case === "pong" && pong.value.nonce).toBe(99n);
  });
});

describe("requests", () => {
  test("a refusal rejects with its code", async () => {
    const { link, latest } = await opened();
    const asked = link.request(takeControl);
    const problem = create(ProblemSchema, { code: "not_permitted", title: "No." });
    latest().say({ case: "reply", value: create(ReplySchema, { request: latest().requests()[0]!.request, problem }) });
    await expect(asked).rejects.toMatchObject({ code: "not_permitted", title: "No." });
  });

  test("what is larger than a control message may be is not sent", async () => {
    const { link, latest } = await opened();
    const value = create(SendChatSchema, { text: "x".repeat(17_000) });
    await expect(link.request({ case: "sendChat", value })).rejects.toMatchObject({ code: "too_large" });
    expect(latest().requests()).toEqual([]);
  });

  test("closing rejects what waits", async () => {
    const { link } = await opened();
    const asked = link.request(chat("n"));
    link.close();
    await expect(asked).rejects.toMatchObject({ code: "ended" });
    await expect(link.request(chat("n"))).rejects.toMatchObject({ code: "ended" });
  });
});

describe("channels", () => {
  test("no more is sent than was granted, and the rest goes as soon as there is room", async () => {
    const { link, latest } = await opened();
    const channel = link.channel(2, 100);
    channel.send(new Uint8Array(60));
    channel.send(new Uint8Array(60));
    channel.send(new Uint8Array(10));
    expect(latest().data(2)).toHaveLength(1);
    expect(channel.waiting).toBe(70);
    latest().sayCredit(2, 60);
    expect(
      latest()
        .data(2)
        .map((p) => p.length),
    ).toEqual([60, 60, 10]);
  });

  test("credit is given for what was consumed, in steps of a quarter of the window", async () => {
    const { link, latest } = await opened();
    const channel = link.channel(2, 1_000);
    let got = 0;
    channel.onData((payload) => {
      got += payload.length;
    });
    latest().sayData(2, new Uint8Array(800));
    expect(got).toBe(800);
    channel.consumed(200);
    expect(latest().credits(2)).toEqual([]);
    channel.consumed(100);
    expect(latest().credits(2)).toEqual([300]);
    channel.consumed(100_000);
    expect(latest().credits(2)).toEqual([300, 500]);
  });

  test("data beyond the credit ends the connection", async () => {
    const { link, latest } = await opened();
    const socket = latest();
    link.channel(2, 100).onData(() => {});
    socket.sayData(2, new Uint8Array(101));
    expect(socket.closedWith).toEqual({ code: 4008, reason: "no_credit" });
    expect(link.state.phase).toBe("reconnecting");
  });

  test("a full socket holds data back while control still passes", async () => {
    const { clock, link, latest } = await opened();
    const channel = link.channel(2, 1_000_000);
    latest().bufferedAmount = 300_000;
    channel.send(Uint8Array.of(1));
    void link.request(chat("n")).catch(() => {});
    expect(latest().data(2)).toEqual([]);
    expect(latest().requests()).toHaveLength(1);
    latest().bufferedAmount = 0;
    clock.pass(20);
    expect(latest().data(2)).toHaveLength(1);
  });

  test("a socket is given what the network takes in a fifth of a second, between bounds", async () => {
    const { clock, link, latest } = await opened();
    const channel = link.channel(2, 100_000_000);
    const piece = () => channel.send(Uint8Array.of(1), new Uint8Array(100_000));
    const sent = () => latest().data(2).length;
    // 200,000 bytes in ten milliseconds: 4 MB in a fifth of a second.
    latest().bufferedAmount = 300_000;
    piece();
    latest().bufferedAmount = 100_000;
    clock.pass(20);
    expect(sent()).toBe(1);
    latest().bufferedAmount = 1_900_000;
    piece();
    expect(sent()).toBe(2);
    // 1,000 bytes in that time: as little as there ever is.
    latest().bufferedAmount = 4_500_000;
    piece();
    latest().bufferedAmount = 4_499_000;
    clock.pass(20);
    latest().bufferedAmount = 4_498_000;
    clock.pass(20);
    expect(sent()).toBe(2);
    latest().bufferedAmount = 200_000;
    clock.pass(20);
    expect(sent()).toBe(3);
    // The head and the bytes are one payload.
    expect(latest().data(2).at(-1)?.length).toBe(100_001);
  });

  test("what is still on its way for a closed channel is nobody's", async () => {
    const { link, latest } = await opened();
    const taken = vi.fn();
    const channel = link.channel(2, 100);
    channel.onData(taken);
    channel.close();
    latest().sayData(2, new Uint8Array(5));
    expect(taken).not.toHaveBeenCalled();
    expect(link.state.phase).toBe("open");
  });

  test("numbers in use are not given out again", async () => {
    const { link } = await opened();
    const first = link.allocateChannel();
    link.channel(first, 10);
    for (let round = 0; round < 4_200; round += 1) expect(link.allocateChannel()).not.toBe(first);
  });
});

describe("hostile input", () => {
  test.each<[string, (socket: HandSocket) => void]>([
    ["text", (s) => s.onmessage?.({ data: "hello" })],
    ["an empty message", (s) => s.raw(new Uint8Array(0))],
    ["control that is no message", (s) => s.raw(Uint8Array.of(0, 0, 0xff, 0xff, 0xff))],
    ["a second welcome", (s) => s.accept()],
  ])("%s ends the connection as malformed", async (_what, act) => {
    const { latest, link } = await opened();
    const socket = latest();
    act(socket);
    expect(socket.closedWith).toEqual({ code: 4008, reason: "malformed_frame" });
    expect(link.state.phase).toBe("reconnecting");
  });

  test("a message before the welcome is refused", async () => {
    const { latest, link } = arrange();
    await settled();
    latest().onopen?.(undefined as never);
    latest().say({ case: "sessions", value: create(SessionListSchema) });
    expect(link.state).toMatchObject({ phase: "connecting", problem: { code: "malformed_frame" } });
  });

  test("random messages never throw", async () => {
    let state = 3;
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const { clock, latest } = await opened();
    for (let round = 0; round < 3_000; round += 1) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256));
      if (bytes.length > 1 && random() < 0.9) {
        bytes[0] = Math.floor(random() * 3);
        bytes[1] = bytes[0] === 0 ? 0 : 2;
      }
      latest().raw(bytes);
      if (latest().closedWith) {
        clock.pass(6_000);
        await settled();
        latest().accept();
      }
    }
  });
});
