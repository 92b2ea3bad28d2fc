// Messages in frames: what this page does not know is left out, whatever it is (SUP-20).

import { expect, test } from "vitest";
import { decode, encode } from "../src/messages";

const frame = (value: unknown, head = [0, 0]): ArrayBuffer => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return new Uint8Array([...head, ...new TextEncoder().encode(text)]).buffer;
};

test("a message is JSON in a control frame, both ways (SUP-20)", () => {
  const bytes = encode({ t: "say", request: 7, text: "Grüße 日本", nonce: "n" });
  expect([...bytes.slice(0, 2)]).toEqual([0, 0]);
  expect(JSON.parse(new TextDecoder().decode(bytes.slice(2)))).toEqual({
    t: "say",
    request: 7,
    text: "Grüße 日本",
    nonce: "n",
  });
  expect(decode(frame({ t: "state", phase: "waiting", reps: ["Olga"], way: "client", waits_for: "Olga" }))).toEqual({
    t: "state",
    phase: "waiting",
    reps: ["Olga"],
    way: "client",
    waitsFor: "Olga",
    endedReason: "",
    asks: [],
    shares: false,
    watching: [],
    mayShare: false,
  });
  const shown = {
    t: "state",
    asks: [{ id: 3, name: "Olga", permission: "shell", left_ms: 9000, for_session: true }, 7],
    share: { shown: "tab" },
    watching: ["Tom"],
    may_share: true,
  };
  expect(decode(frame(shown))).toMatchObject({
    asks: [{ id: 3, name: "Olga", permission: "shell", leftMs: 9000, forSession: true }],
    shares: true,
    watching: ["Tom"],
    mayShare: true,
  });
  expect(decode(frame({ t: "show", channel: 2 }))).toEqual({ t: "show", channel: 2 });
  expect(decode(frame({ t: "reply", request: 3 }))).toEqual({ t: "reply", request: 3, problem: "" });
  expect(decode(frame({ t: "reply", request: 3, problem: { code: "limit" } }))).toMatchObject({ problem: "limit" });
});

test("what is no message of this page is left out (SUP-20)", () => {
  for (const odd of [
    "text",
    undefined,
    new ArrayBuffer(0),
    frame({ t: "state" }, [1, 0]),
    frame({ t: "state" }, [0, 5]),
    frame("{"),
    frame("null"),
    frame("[]"),
    frame({ t: "dance" }),
  ]) {
    expect(decode(odd)).toBeUndefined();
  }
  expect(decode(frame({ t: "state", phase: 7, reps: "Olga" }))).toMatchObject({ phase: "", reps: [] });
  expect(decode(frame({ t: "events", events: [null, 3, { kind: ["x"], who: "<b>" }] }))).toMatchObject({
    events: [{ sequence: 0, who: "system", kind: "", text: "" }],
  });
});
