import { create, fromBinary } from "@bufbuild/protobuf";
import { ConsoleLink, ReplySchema, ShellUpSchema } from "@towline/wire";
import { afterEach, describe, expect, test } from "vitest";
import { HandClock, HandSocket } from "../../wire/test/stand_in";
import { ShellView } from "../src/view";

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));
const links: ConsoleLink[] = [];
afterEach(() => {
  for (const link of links.splice(0)) link.close();
});
let shells = 0;

/** A view over a link whose other end the test plays. What is written is shown at once, unless `hold`. */
async function arrange(o: { hold?: boolean } = {}) {
  const sockets: HandSocket[] = [];
  const clock = new HandClock();
  const link = new ConsoleLink({
    url: "/link/console",
    viewer: 3n,
    ticket: () => Promise.resolve("t"),
    timing: clock,
    random: () => 1,
    open: () => {
      const socket = new HandSocket();
      sockets.push(socket);
      return socket;
    },
  });
  links.push(link);
  await settled();
  const latest = (): HandSocket => sockets.at(-1)!;
  latest().accept();
  const screen = {
    text: "",
    old: [] as string[],
    resets: 0,
    problems: [] as (string | undefined)[],
    done: [] as (() => void)[],
    seen: [] as (() => void)[],
  };
  shells += 1;
  const view = new ShellView(
    { link, sessionId: "s", shellId: `shell-${shells}`, viewer: 3n },
    {
      write: (bytes, old, done) => {
        const text = new TextDecoder().decode(bytes);
        screen.text += text;
        if (old) screen.old.push(text);
        if (o.hold) screen.done.push(done);
        else done();
      },
      reset: () => {
        screen.text = "";
        screen.resets += 1;
      },
      redraw: () => {
        screen.text = "";
        screen.resets += 1;
      },
      drawn: (seen) => screen.seen.push(seen),
      problem: (problem) => screen.problems.push(problem?.code),
    },
  );
  /** Answers the latest request, and says which channel and offset it asked for. */
  const answer = async () => {
    const up = latest()
      .requests()
      .findLast((request) => request.body.case === "viewShell")!;
    latest().say({ case: "reply", value: create(ReplySchema, { request: up.request }) });
    await settled();
    if (up.body.case !== "viewShell") throw new Error("no view was asked for");
    return { channel: up.body.value.channel, from: up.body.value.fromOffset };
  };
  const said = (channel: number) =>
    latest()
      .data(channel)
      .map((bytes) => fromBinary(ShellUpSchema, bytes).body);
  const again = async () => {
    latest().drop();
    clock.pass(100);
    await settled();
    latest().accept();
    return answer();
  };
  return { view, link, latest, screen, answer, said, again };
}

function output(offset: number, text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const out = new Uint8Array(9 + bytes.length);
  out[0] = 0x10;
  new DataView(out.buffer).setBigUint64(1, BigInt(offset), true);
  out.set(bytes, 9);
  return out;
}

function replay(flags: number, offset: number, text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const out = new Uint8Array(14 + bytes.length);
  out[0] = 0x11;
  out[5] = flags;
  new DataView(out.buffer).setBigUint64(6, BigInt(offset), true);
  out.set(bytes, 14);
  return out;
}

describe("output_shl_4", () => {
  test("after a reconnect it goes on at the very byte", async () => {
    const { latest, screen, answer, again } = await arrange();
    const first = await answer();
    latest().sayData(first.channel, output(0, "hello "));
    const second = await again();
    expect(second.from).toBe(6n);
    latest().sayData(second.channel, replay(3, 11, "world"));
    latest().sayData(second.channel, output(11, "!"));
    expect(screen.text).toBe("hello world!");
    expect(screen.old).toEqual(["world"]);
  });

  test("what was shown before is not shown twice", async () => {
    const { latest, screen, answer } = await arrange();
    const { channel } = await answer();
    latest().sayData(channel, output(0, "abc"));
    latest().sayData(channel, output(1, "bcd"));
    latest().sayData(channel, output(2, "cd"));
    expect(screen.text).toBe("abcd");
  });

  test("where the endpoint no longer has the bytes, the terminal is cleared and written anew", async () => {
    const { latest, screen, answer, again } = await arrange();
    const { channel } = await answer();
    latest().sayData(channel, output(0, "old"));
    const second = await again();
    latest().sayData(second.channel, replay(1 | 4, 9_000, "snapshot "));
    latest().sayData(second.channel, replay(2, 9_000, "of all"));
    latest().sayData(second.channel, output(9_000, "."));
    expect(screen).toMatchObject({ text: "snapshot of all.", resets: 1 });
  });

  test("half a picture is not gone on with after a reconnect", async () => {
    const { latest, screen, answer, again } = await arrange();
    const { channel } = await answer();
    latest().sayData(channel, output(0, "old"));
    latest().sayData(channel, replay(1 | 4, 9_000, "first half, "));
    const second = await again();
    expect(second.from).toBe(0n);
    latest().sayData(second.channel, replay(1 | 4, 9_500, "both "));
    latest().sayData(second.channel, replay(2, 9_500, "halves"));
    expect(screen.text).toBe("both halves");
  });

  test("a gap is asked for again rather than shown", async () => {
    const { latest, screen, answer } = await arrange();
    const { channel } = await answer();
    latest().sayData(channel, output(0, "ab"));
    latest().sayData(channel, output(5, "fg"));
    expect(screen.text).toBe("ab");
    const second = await answer();
    expect(second.channel).not.toBe(channel);
    expect(second.from).toBe(2n);
  });
});

describe("flow_shl_5", () => {
  test("credit and painting follow the terminal, not the network", async () => {
    const { latest, screen, answer, said } = await arrange({ hold: true });
    const { channel } = await answer();
    for (let piece = 0; piece < 8; piece += 1) latest().sayData(channel, output(piece * 20_000, "x".repeat(20_000)));
    expect(latest().credits(channel)).toEqual([]);
    expect(said(channel)).toEqual([]);
    for (const done of screen.done) done();
    expect(latest().credits(channel).length).toBeGreaterThan(0);
    const painted = said(channel).map((body) => body.case === "painted" && body.value.offset);
    expect(painted.at(-1)).toBe(160_000n);
    expect(painted.length).toBeLessThan(8);
  });
});

describe("outrun_shl_5", () => {
  test("a picture of a flood is told as painted when it was seen, and nothing of it is answered twice", async () => {
    const { latest, screen, answer, said } = await arrange();
    const { channel } = await answer();
    latest().sayData(channel, output(0, "x".repeat(10_000)));
    const before = said(channel).length;
    latest().sayData(channel, replay(1 | 2 | 4, 900_000, "screen "));
    latest().sayData(channel, output(900_000, "y".repeat(9_000)));
    expect(said(channel).length).toBe(before);
    screen.seen.shift()?.();
    expect(said(channel).at(-1)).toMatchObject({ case: "painted", value: { offset: 909_000n } });
    // Then it is quiet, and everything comes: what was shown behind the screen comes again, and is old.
    latest().sayData(channel, replay(1 | 4, 905_000, "all "));
    latest().sayData(channel, replay(2, 905_000, "lines "));
    screen.old.length = 0;
    latest().sayData(channel, output(905_000, `${"y".repeat(4_000)}prompt`));
    expect(screen.old).toEqual(["y".repeat(4_000)]);
    expect(screen.text).toBe(`all lines ${"y".repeat(4_000)}prompt`);
  });
});

describe("keys_shl_10", () => {
  test("a key's echo is no message of its own about painting; a few thousand bytes are", async () => {
    const { latest, answer, said } = await arrange();
    const { channel } = await answer();
    latest().sayData(channel, output(0, "a"));
    latest().sayData(channel, output(1, "b"));
    expect(said(channel)).toEqual([]);
    latest().sayData(channel, output(2, "x".repeat(4_094)));
    expect(said(channel)).toMatchObject([{ case: "painted", value: { offset: 4_096n } }]);
  });
});

describe("typing_shl_4", () => {
  test("what was not confirmed is typed again after a reconnect, at its position", async () => {
    const { view, latest, answer, said, again } = await arrange();
    const first = await answer();
    view.type(new TextEncoder().encode("ls\r"));
    const ack = new Uint8Array(17);
    ack[0] = 4;
    new DataView(ack.buffer).setBigUint64(1, 3n, true);
    new DataView(ack.buffer).setBigUint64(9, 2n, true);
    latest().sayData(first.channel, ack);
    const second = await again();
    const [typed] = said(second.channel).filter((body) => body.case === "input");
    expect(typed?.case === "input" && [typed.value.offset, typed.value.data]).toEqual([
      2n,
      new TextEncoder().encode("\r"),
    ]);
  });

  test("nothing is said on a channel before the appliance knows it", async () => {
    const { view, latest, answer, said } = await arrange();
    view.type(new TextEncoder().encode("a"));
    view.resize(80, 24);
    const asked = latest().requests().at(-1)!.body;
    expect(asked.case === "viewShell" && said(asked.value.channel)).toEqual([]);
    const { channel } = await answer();
    expect(said(channel).map((body) => body.case)).toEqual(["size", "input"]);
  });

  test("closing leaves the shell, which goes on", async () => {
    const { view, latest, answer } = await arrange();
    const { channel } = await answer();
    view.close();
    const left = latest().requests().at(-1)!.body;
    expect(left.case === "leaveShell" && left.value.channel).toBe(channel);
    expect(view.type(Uint8Array.of(1))).toBe(false);
  });
});
