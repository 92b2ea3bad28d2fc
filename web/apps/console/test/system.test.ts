import { create, toBinary } from "@bufbuild/protobuf";
import {
  type ConsoleDownBody,
  type ConsoleLink,
  type LinkState,
  Permission,
  SessionStateSchema,
  SystemCategory,
  SystemEndSchema,
  SystemFactSchema,
  SystemPageSchema,
  SystemProcessSchema,
  type SystemRow,
  SystemRowSchema,
  SystemServiceSchema,
} from "@towline/wire";
import { expect, test } from "vitest";
import { actsOf, rightsFor } from "../src/system/acts";
import { columnsOf, filtered, inOrder, sorted } from "../src/system/columns";
import { asCsv, asJson } from "../src/system/exported";
import { SystemLooks } from "../src/system/looks";
import { widthsOf, windowOf } from "../src/system/windowing";
import { systemWords } from "../src/system/words";
import { words as allWords } from "../src/words/en";

const words = systemWords(allWords());
const process = (pid: number, name: string, more: object = {}): SystemRow =>
  create(SystemRowSchema, {
    row: { case: "process", value: create(SystemProcessSchema, { pid, started: 5n, name, user: "ada", ...more }) },
  });

test("rows_are_sorted_by_what_they_are_and_found_by_what_is_shown_ses_41", () => {
  const columns = columnsOf(SystemCategory.PROCESSES, words);
  const rows = [process(100, "b", { cpuPermille: 15 }), process(9, "a10"), process(20, "a9", { cpuPermille: 150 })];
  const pids = (list: readonly SystemRow[]) => list.map((row) => (row.row.value as { pid: number }).pid);
  expect(pids(inOrder(rows, columns, { key: "pid", order: "asc" }))).toEqual([9, 20, 100]);
  expect(pids(inOrder(rows, columns, { key: "cpu", order: "desc" }))).toEqual([20, 100, 9]);
  expect(pids(inOrder(rows, columns, { key: "name", order: "asc" })), "numbers in names count").toEqual([20, 9, 100]);
  expect(pids(filtered(rows, columns, "A1"))).toEqual([9]);
  expect(filtered(rows, columns, "no such thing")).toEqual([]);
});

test("an_export_computes_nothing_and_is_read_again_ses_41", () => {
  const columns = columnsOf(SystemCategory.PROCESSES, words).slice(0, 2);
  const factNames = ["Name", "Value"] as const;
  const csv = asCsv({ facts: [], rows: [process(7, "=cmd|x")], columns, factNames });
  expect(csv).toBe("\ufeffName,PID\r\n'=cmd|x,7\r\n");
  expect(JSON.parse(asJson({ facts: [], rows: [process(7, "x")], columns, factNames }))).toEqual([
    { name: "x", pid: 7 },
  ]);
  const fact = create(SystemRowSchema, {
    row: { case: "fact", value: create(SystemFactSchema, { key: "memory", value: { case: "bytes", value: 2000n } }) },
  });
  const { facts, others } = sorted([fact], words);
  expect(others).toEqual([]);
  expect(facts).toMatchObject([{ name: "Memory", value: 2000, text: "2 kB" }]);
  expect(asCsv({ facts, rows: [], columns: [], factNames })).toBe("\ufeffName,Value\r\nMemory,2000\r\n");
});

test("of_five_thousand_rows_only_those_in_sight_are_drawn_ses_41", () => {
  expect(windowOf(0, 640, 5000, 32)).toEqual({ from: 0, to: 32 });
  const { from, to } = windowOf(2400 * 32, 640, 5000, 32);
  expect(from).toBeLessThanOrEqual(2400);
  expect(to).toBeGreaterThanOrEqual(2420);
  expect(to - from).toBeLessThan(60);
  expect(windowOf(9e9, 640, 10, 32).to).toBe(10);
  expect(windowOf(0, 640, 0, 32)).toEqual({ from: 0, to: 0 });
});

test("columns_fill_the_room_and_are_never_too_narrow", () => {
  expect(widthsOf([100, [50, 1], [50, 3]], 400)).toEqual([100, 100, 200]);
  expect(widthsOf([100, [50, 1]], 20)).toEqual([100, 50]);
});

test("what_cannot_be_done_says_why_ses_41", () => {
  const may = create(SessionStateSchema, { permissions: [Permission.SYSTEM_VIEW, Permission.SYSTEM_ACT] });
  const mayNot = create(SessionStateSchema, { permissions: [Permission.SYSTEM_VIEW] });
  expect(actsOf(process(7, "x"), may, words)[0]?.reason).toBeUndefined();
  expect(actsOf(process(7, "x"), mayNot, words)[0]?.reason).toBe(words.actNotPermitted);
  expect(actsOf(process(7, "x", { protected: true }), may, words)[0]?.reason).toBe(words.protectedProcess);
  const service = (state: string) =>
    create(SystemRowSchema, {
      row: { case: "service", value: create(SystemServiceSchema, { name: "cron.service", state }) },
    });
  const possible = (state: string) =>
    actsOf(service(state), may, words)
      .filter((act) => act.reason === undefined)
      .map((act) => act.key);
  expect(possible("active")).toEqual(["restart", "stop"]);
  expect(possible("failed")).toEqual(["start"]);
});

test("what_needs_administrative_rights_is_marked_and_says_so_until_there_are_some_sup_42", () => {
  const may = create(SessionStateSchema, { permissions: [Permission.SYSTEM_VIEW, Permission.SYSTEM_ACT] });
  const cron = create(SystemRowSchema, {
    row: { case: "service", value: create(SystemServiceSchema, { name: "cron.service", state: "active" }) },
  });
  const carla = create(SystemEndSchema, { account: "carla", elevated: false });
  const ask = (row: typeof cron, reason: string | undefined, end = carla) => {
    const acts = actsOf(row, may, words, rightsFor(row, end, reason));
    return [acts[0]?.elevates, acts[0]?.reason];
  };
  expect(ask(cron, "needs rights")).toEqual([true, "needs rights"]);
  expect(ask(cron, undefined)).toEqual([true, undefined]);
  expect(ask(process(7, "x", { user: "carla" }), "needs rights")).toEqual([false, undefined]);
  expect(ask(process(7, "x", { user: "root" }), "needs rights")).toEqual([true, "needs rights"]);
  const root = create(SystemEndSchema, { account: "root", elevated: true });
  expect(ask(cron, "needs rights", root)).toEqual([false, undefined]);
});

class StandIn {
  state: LinkState = { phase: "open", since: 0 };
  readonly asked: string[] = [];
  readonly takers: ((body: ConsoleDownBody) => void)[] = [];
  readonly stateTakers: ((state: LinkState) => void)[] = [];
  data: ((payload: Uint8Array) => void) | undefined;
  number = 1;
  onMessage = (take: (body: ConsoleDownBody) => void) => {
    this.takers.push(take);
    return () => undefined;
  };
  onState = (take: (state: LinkState) => void) => {
    this.stateTakers.push(take);
    return () => undefined;
  };
  allocateChannel = () => ++this.number;
  channel = (number: number) => ({
    number,
    alive: true,
    waiting: 0,
    onData: (take: (payload: Uint8Array) => void) => {
      this.data = take;
    },
    send: () => undefined,
    consumed: () => undefined,
    close: () => undefined,
  });
  request = (body: { case?: string | undefined }) => {
    this.asked.push(body.case ?? "");
    return new Promise(() => undefined);
  };
  page(last: boolean, rows: SystemRow[]) {
    const end = last ? { end: create(SystemEndSchema, { total: 9n }) } : {};
    const body = toBinary(SystemPageSchema, create(SystemPageSchema, { rows, ...end }));
    this.data?.(new Uint8Array([0x20, last ? 1 : 0, ...body]));
  }
}

test("a_look_grows_page_by_page_and_old_rows_stand_until_the_new_ones_are_whole_ses_41", () => {
  const link = new StandIn();
  const looks = new SystemLooks(link as unknown as ConsoleLink, "s");
  const now = () => looks.looks().get(SystemCategory.PROCESSES);
  looks.look(SystemCategory.PROCESSES);
  link.page(false, [process(1, "a")]);
  expect(now()).toMatchObject({ phase: "loading", rows: [{}] });
  link.page(true, [process(2, "b")]);
  expect(now()?.phase).toBe("done");
  expect(now()?.rows.length).toBe(2);
  looks.look(SystemCategory.PROCESSES);
  link.page(false, [process(3, "c")]);
  expect(now()?.rows.length, "those of before").toBe(2);
  looks.stop(SystemCategory.PROCESSES);
  expect(now()).toMatchObject({ phase: "done" });
  expect(link.asked).toEqual(["lookAtSystem", "lookAtSystem", "leaveSystem"]);
  looks.look(SystemCategory.DISKS);
  looks.leave(SystemCategory.DISKS);
  expect(looks.looks().has(SystemCategory.DISKS), "half a look is not kept").toBe(false);
});

test("a_look_that_a_lost_connection_broke_off_is_asked_again_ses_41", () => {
  const link = new StandIn();
  const looks = new SystemLooks(link as unknown as ConsoleLink, "s");
  looks.look(SystemCategory.DISKS);
  const say = (phase: LinkState["phase"]) => {
    link.state = { phase, since: 0 };
    for (const take of link.stateTakers) take(link.state);
  };
  say("reconnecting");
  say("open");
  expect(link.asked).toEqual(["lookAtSystem", "lookAtSystem"]);
  const problem = { code: "paused", title: "Paused", detail: "", retryAfterMs: 0 };
  for (const take of link.takers)
    take({ case: "channelClosed", value: { channel: link.number, problem } } as unknown as ConsoleDownBody);
  expect(looks.looks().get(SystemCategory.DISKS)).toMatchObject({ phase: "failed", problem: { code: "paused" } });
});
