// The link comes back by itself, and knows when not to (SUP-20).

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Link } from "../src/link";
import { ScriptedSocket } from "./scripted";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function stage(tickets: () => Promise<string | undefined> = async () => "t") {
  const sockets: ScriptedSocket[] = [];
  const told: string[] = [];
  const link = new Link(
    {
      ticket: tickets,
      open: () => {
        const socket = new ScriptedSocket();
        sockets.push(socket);
        return socket;
      },
      random: () => 0.5,
    },
    {
      have: () => 4,
      system: "Linux",
      up: () => told.push("up"),
      down: () => told.push("down"),
      heard: (message) => told.push(message.t),
      over: () => told.push("over"),
    },
  );
  link.start();
  return { link, sockets, told };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const last = (sockets: ScriptedSocket[]): ScriptedSocket => {
  const socket = sockets.at(-1);
  if (!socket) throw new Error("no socket was opened");
  return socket;
};

test("it says hello with its ticket and what it has, and is up after the welcome (SUP-20)", async () => {
  const { link, sockets, told } = stage();
  await settle();
  const socket = last(sockets);
  expect(link.send({ t: "end", request: 1 })).toBe(false);
  socket.welcome();
  expect(socket.sent).toEqual([{ t: "hello", ticket: "t", have: 4, system: "Linux" }]);
  expect(told).toEqual(["welcome", "up"]);
  expect(link.send({ t: "end", request: 1 })).toBe(true);
  socket.say({ t: "ping", nonce: 9 });
  expect(socket.of("pong")).toEqual([{ t: "pong", nonce: 9 }]);
});

test("it comes back after a break, each time with a new ticket, never later than five seconds (SUP-20)", async () => {
  let number = 0;
  const { sockets, told } = stage(async () => `t${++number}`);
  await settle();
  last(sockets).welcome();
  for (let round = 2; round < 14; round += 1) {
    last(sockets).lose();
    await vi.advanceTimersByTimeAsync(2_500);
    expect(sockets.length).toBe(round);
    last(sockets).onopen?.();
    expect(last(sockets).sent[0]).toMatchObject({ ticket: `t${round}` });
  }
  expect(told.filter((each) => each === "down").length).toBe(12);
  last(sockets).welcome();
  expect(told.at(-1)).toBe("up");
});

test("an appliance that does not answer is asked again; a session that is gone is not (SUP-20)", async () => {
  let answers = false;
  const restarting = stage(async () => {
    if (!answers) throw new Error("offline");
    return "t";
  });
  await settle();
  expect(restarting.told).toEqual(["down"]);
  answers = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(restarting.sockets.length).toBe(1);

  const gone = stage(async () => undefined);
  await settle();
  expect(gone.told).toEqual(["over"]);
  await vi.advanceTimersByTimeAsync(60_000);
  gone.link.hurry();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(gone.sockets.length).toBe(0);
});

test("a refusal for good ends it, a ticket that came late does not (SUP-20)", async () => {
  const late = stage();
  await settle();
  last(late.sockets).say({ t: "refused", problem: { code: "bad_ticket", title: "", detail: "" } });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(late.sockets.length).toBe(2);

  const refused = stage();
  await settle();
  last(refused.sockets).say({ t: "refused", problem: { code: "limit", title: "", detail: "" } });
  await vi.advanceTimersByTimeAsync(60_000);
  expect([refused.sockets.length, refused.told]).toEqual([1, ["over"]]);
});

test("a page stays with its session when the browser begins another one (SUP-20)", async () => {
  const { sockets, told } = stage();
  await settle();
  last(sockets).welcome("first");
  last(sockets).lose();
  await vi.advanceTimersByTimeAsync(5_000);
  last(sockets).welcome("second");
  expect(told).toEqual(["welcome", "up", "down", "over"]);
  expect(last(sockets).closed).toBe(true);
});

test("silence is asked about, and after two and a half heartbeats the link is dead (SUP-20)", async () => {
  const { sockets, told } = stage();
  await settle();
  const socket = last(sockets);
  socket.welcome();
  await vi.advanceTimersByTimeAsync(1_500);
  expect(socket.of("ping").length).toBeGreaterThan(0);
  socket.say({ t: "pong", nonce: 1 });
  await vi.advanceTimersByTimeAsync(1_400);
  expect(told).not.toContain("down");
  await vi.advanceTimersByTimeAsync(2_500);
  expect(told).toContain("down");
  expect(socket.closed).toBe(true);
});

test("whoever comes back to the page or the network is not kept waiting (SUP-20)", async () => {
  const { link, sockets } = stage(async () => {
    throw new Error("offline");
  });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(sockets.length).toBe(0);
  link.stop();
  link.hurry();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(sockets.length).toBe(0);
});
