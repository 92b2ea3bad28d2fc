import type { TransferView } from "@towline/files";
import { Permission, type SessionState, Tool } from "@towline/wire";
import { beforeEach, expect, test } from "vitest";
import { Exchange } from "../src/clipboard/exchange";

const SHARES = [Permission.FILE_UPLOAD, Permission.CLIPBOARD_TO_ENDPOINT];
const session = (permissions: Permission[], runs: boolean, clipboard = true): SessionState =>
  ({ permissions, runningTools: runs ? [Tool.FILES] : [], participants: [{ number: 1, clipboard }], self: 1 }) as never;
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));
const given = { files: [{ path: ["a.txt"], file: new File(["abc"], "a.txt", { lastModified: 5 }) }], directories: [] };

let asked: unknown[];
let acted: unknown[];
let stopped: number[];
let put: { batch: number; done: (fault?: string) => void }[];
let live: boolean;
let taker: (() => void) | undefined;
let transfers: Partial<TransferView>[];
let exchange: Exchange;
beforeEach(() => {
  [asked, acted, stopped, put, live, taker, transfers] = [[], [], [], [], true, undefined, []];
  const files = {
    state: () => ({ transfers, phase: "open" }),
    subscribe: (take: () => void) => {
      taker = take;
      return () => {
        taker = undefined;
      };
    },
    ask: (ask: { kind: string }) => {
      asked.push(ask);
      return { answer: Promise.resolve({ path: "/home/a/.cache/s/1", batch: 3 }) };
    },
    upload: (order: unknown) => {
      acted.push(order);
      return 7;
    },
    stopHanding: (upload: number) => stopped.push(upload),
    act: (id: number, act: string) => acted.push([id, act]),
  };
  const desktop = {
    get state() {
      return { phase: live ? "live" : "paused" };
    },
    clipboard: {
      putFiles: (batch: number) => new Promise((done) => put.push({ batch, done: done as never })),
    },
  };
  exchange = new Exchange({ open: async () => files, opened: files } as never, () => desktop as never);
});
const moves = async (state: TransferView["state"], doneBytes: number) => {
  transfers = [{ id: 9, to: "/home/a/.cache/s/1", state, doneBytes, fault: undefined }];
  taker?.();
  await settled();
};
const step = () => exchange.state().sending?.step;

test("files are sent, and put on the clipboard when somebody looks again (SCR-7)", async () => {
  let started = 0;
  const running = exchange.put(session(SHARES, false), given, async () => {
    started += 1;
    return true;
  });
  await settled();
  expect([started, step(), asked]).toEqual([1, "starting", []]);
  exchange.follow(session(SHARES, true));
  await settled();
  expect([asked, step()]).toEqual([[{ kind: "stage" }], "sending"]);
  await moves("running", 2);
  expect(exchange.state().sending).toEqual({ step: "sending", count: 1, doneBytes: 2, totalBytes: 3 });
  live = false;
  await moves("done", 3);
  expect([step(), put.length]).toEqual(["placing", 0]);
  live = true;
  exchange.nudge();
  await settled();
  put[0]?.done("lost");
  await settled();
  exchange.nudge();
  await settled();
  put[1]?.done();
  await running;
  expect([step(), put[1]?.batch]).toEqual(["there", 3]);
  // The switch goes, and with it what was sent.
  exchange.follow(session(SHARES, true, false));
  expect([exchange.state(), asked.at(-1)]).toEqual([
    { sending: undefined, failed: undefined },
    { kind: "unstage", batch: 3 },
  ]);
});

test("what is cancelled, or may not go on, is taken back (SCR-7)", async () => {
  exchange.follow(session(SHARES, true));
  void exchange.put(session(SHARES, true), given, async () => true);
  await settled();
  await moves("running", 1);
  exchange.cancel();
  expect([acted.at(-1), asked.at(-1)]).toEqual([[9, "cancel"], { kind: "unstage", batch: 3 }]);
  expect(stopped).toEqual([7]);
  expect(exchange.state()).toEqual({ sending: undefined, failed: undefined });
  void exchange.put(session(SHARES, true), given, async () => true);
  await settled();
  await moves("failed", 1);
  expect(exchange.state().failed).toEqual({ code: "failed" });
  void exchange.put(session(SHARES, true), given, async () => true);
  await settled();
  exchange.follow(session([Permission.CLIPBOARD_TO_ENDPOINT], true));
  await settled();
  expect([exchange.state(), put]).toEqual([{ sending: undefined, failed: { code: "not_permitted" } }, []]);
});

test("when the customer is asked first nothing waits for their answer (SCR-7)", async () => {
  await exchange.put(session([], false), given, async () => false);
  expect([exchange.state(), asked]).toEqual([{ sending: undefined, failed: undefined }, []]);
});
