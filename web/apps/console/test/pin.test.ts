import { create } from "@bufbuild/protobuf";
import { SessionEventSchema } from "@towline/wire";
import { expect, test } from "vitest";
import { lastOutcome } from "../src/pin/PinLine";
import { twiceProblem } from "../src/pin/TwicePassword";
import { sentenceOf } from "../src/session/sentences";
import { words } from "../src/words/en";

const event = (sequence: bigint, kind: string, text = "") =>
  create(SessionEventSchema, { sequence, kind, text, actor: 1, actorName: "Olga" });

test("a new password is typed twice the same, and may be left out where it is optional (JMP-15, SUP-60)", () => {
  const { pin } = words();
  expect(twiceProblem(pin, "", "", true)).toBeUndefined();
  expect(twiceProblem(pin, "", "", false)?.field).toBe("password");
  expect(twiceProblem(pin, "short", "short", true)?.field).toBe("password");
  expect(twiceProblem(pin, "long enough", "long enouhg", true)?.field).toBe("again");
  expect(twiceProblem(pin, "long enough", "long enough", false)).toBeUndefined();
});

test("what became of a pin is told until another one begins (SUP-60)", () => {
  const failed = event(2n, "pin_failed", "no_curl");
  expect(lastOutcome([event(1n, "pin_started"), failed, event(3n, "chat")])).toBe(failed);
  expect(lastOutcome([failed, event(3n, "pin_started")])).toBeUndefined();
  expect(lastOutcome([])).toBeUndefined();
});

test("pins have sentences in the log, and failures say what to do (SUP-60)", () => {
  const say = (kind: string, text: string) => sentenceOf(event(1n, kind, text), words(), []);
  expect(say("pin_started", "Servers")).toBe("Olga began to pin this machine to Servers.");
  expect(say("pin_started", "")).toBe("Olga began to pin this machine to the personal list.");
  expect(say("pinned", "desk")).toBe("desk is a Jump Client now.");
  expect(say("pinned_user", "desk")).toMatch(/only while they are signed in/);
  expect(say("pin_failed", "no_curl")).toMatch(/needs curl/);
  expect(say("pin_failed", "something_new")).toBe("The machine was not pinned. something_new");
  expect(say("unpinned", "desk")).toBe("Olga unpinned desk.");
});
