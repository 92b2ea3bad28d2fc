import { create } from "@bufbuild/protobuf";
import type { SupportButtonChoices } from "@towline/api";
import { QueueKind, SessionEventSchema } from "@towline/wire";
import { expect, test } from "vitest";
import { shortened } from "../src/button/ButtonDialog";
import { lastOutcome } from "../src/button/ButtonLine";
import { dayAfter, daysOf, daysUntil, endOf } from "../src/button/expiry";
import { PERSONAL, queueChoices, queueOf } from "../src/button/queue";
import { sentenceOf } from "../src/session/sentences";
import { buttonFailure } from "../src/words/button";
import { words } from "../src/words/en";

const event = (sequence: bigint, kind: string, text = "") =>
  create(SessionEventSchema, { sequence, kind, text, actor: 1, actorName: "Olga" });

const choices: SupportButtonChoices = {
  profiles: [{ id: "p", name: "Help desk", label: "Get help", default: true }],
  teams: [{ id: "t", name: "Linux team" }],
  issues: [
    { id: "i", name: "Printer", team_name: "Linux team" },
    { id: "j", name: "Anything", team_name: "" },
  ],
};

test("a button lasts a span, or until a day from tomorrow on, over the end of a month and of summer time (SUP-50)", () => {
  expect(daysOf("week", "", "2026-11-28")).toBe(7);
  expect(daysOf("month", "nonsense", "2026-11-28")).toBe(30);
  expect(daysOf("year", "", "2026-11-28")).toBe(365);
  expect(daysOf("own", "2026-12-01", "2026-11-28")).toBe(3);
  expect(daysUntil("2027-04-01", "2027-03-27")).toBe(5);
  expect(daysUntil("2026-11-28", "2026-11-28")).toBeUndefined();
  expect(daysUntil("2026-11-27", "2026-11-28")).toBeUndefined();
  expect(daysUntil("2036-11-25", "2026-11-28")).toBe(3650);
  expect(daysUntil("2036-11-26", "2026-11-28")).toBeUndefined();
  expect(daysUntil("", "2026-11-28")).toBeUndefined();
  for (const days of [1, 30, 365]) expect(daysUntil(dayAfter("2026-11-28", days), "2026-11-28")).toBe(days);
  expect(endOf(1000, 1)).toBe(86_401_000);
});

test("its sessions wait in the own queue, in a team's, or where an issue leads (SUP-50)", () => {
  const groups = queueChoices(choices, words().button);
  expect(groups).toEqual([
    { value: PERSONAL, label: "My personal queue" },
    { group: "Teams", items: [{ value: "team:t", label: "Linux team" }] },
    {
      group: "Issues",
      items: [
        { value: "issue:i", label: "Printer → Linux team" },
        { value: "issue:j", label: "Anything → General queue" },
      ],
    },
  ]);
  expect(queueChoices({ profiles: [], teams: [], issues: [] }, words().button)).toHaveLength(1);
  expect(queueOf(PERSONAL, choices, "me")).toEqual({ queue: QueueKind.PERSONAL, queueId: "me", issueId: "" });
  expect(queueOf("team:t", choices, "me")).toEqual({ queue: QueueKind.TEAM, queueId: "t", issueId: "" });
  expect(queueOf("issue:i", choices, "me")).toEqual({ queue: QueueKind.TEAM, queueId: "", issueId: "i" });
  expect(queueOf("issue:j", choices, "me")).toEqual({ queue: QueueKind.GENERAL, queueId: "", issueId: "j" });
});

test("a description is no longer than the wire takes, and no letter is cut in two (SUP-50)", () => {
  expect(shortened("Jenny")).toBe("Jenny");
  expect(shortened("a".repeat(300))).toHaveLength(200);
  expect(shortened("ü".repeat(300))).toBe("ü".repeat(100));
  expect(shortened("a😀".repeat(60))).toBe("a😀".repeat(40));
});

test("what became of a button is told until something else begins (SUP-50)", () => {
  const failed = event(3n, "button_failed", "timeout");
  expect(lastOutcome([event(1n, "button_started"), event(2n, "chat"), failed])).toEqual({
    event: failed,
    taken: false,
  });
  expect(lastOutcome([event(1n, "button_removing"), failed])).toEqual({ event: failed, taken: true });
  expect(lastOutcome([failed, event(4n, "button_removing")])).toBeUndefined();
  const removed = event(4n, "button_removed", "Jenny");
  expect(lastOutcome([event(1n, "button_started"), removed])).toEqual({ event: removed, taken: true });
  const placed = event(4n, "button_placed", "Jenny");
  expect(lastOutcome([event(1n, "button_started"), placed])).toEqual({ event: placed, taken: false });
  expect(lastOutcome([])).toBeUndefined();
});

test("buttons have sentences in the log, and failures say what to do (SUP-50)", () => {
  const say = (kind: string, text: string) => sentenceOf(event(1n, kind, text), words(), []);
  expect(say("button_started", "Till 4")).toBe("Olga began to deploy the Support Button “Till 4”.");
  expect(say("button_placed", "Till 4")).toBe("The Support Button “Till 4” is on the desktop.");
  expect(say("button_removing", "Till 4")).toBe("Olga began to remove the Support Button “Till 4”.");
  expect(say("button_removed", "Till 4")).toBe("The Support Button “Till 4” was removed.");
  expect(say("button_failed", "no_curl")).toMatch(/was not deployed\. The installer needs curl/);
  expect(say("button_failed", "remove")).toMatch(/was not removed\./);
  expect(say("button_failed", "timeout")).toMatch(/did not work\. Nothing was heard/);
  expect(say("button_failed", "something_new")).toMatch(/something_new$/);
  const codes = "no_curl download install timeout busy bad_token nobody_there remove offline paused not_permitted";
  for (const code of codes.split(" ")) expect(buttonFailure(words().session, code), code).not.toBe(code);
  expect(say("customer_asked", "button")).toBe("Olga asked the customer: Support Button.");
});
