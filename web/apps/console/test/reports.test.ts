// Reports without a browser: the address of the list, the log's filters, what becomes of the appliance's events, and long texts in blocks.

import { create } from "@bufbuild/protobuf";
import { setTimeZone } from "@towline/ui";
import { type SessionEvent, SessionEventSchema } from "@towline/wire";
import { afterEach, describe, expect, test } from "vitest";
import { blocksOf } from "../src/reports/blocks";
import { eventOf, has, isOf, transfersOf } from "../src/reports/events";
import { peopleOf } from "../src/reports/people";
import { askedFor, isBackwards, reportsSearch } from "../src/reports/search";
import { sentenceOf } from "../src/session/sentences";
import { words } from "../src/words/en";

const ID = "0198c2de-7c1a-7b5e-9d0f-0123456789ab";
afterEach(() => setTimeZone(""));

describe("the address of the list", () => {
  test("what makes no sense in it is left out (REC-1)", () => {
    const good = { search: "web 03", from: "2026-11-01", to: "2026-11-30", rep: ID, item: ID, method: "issue" };
    expect(reportsSearch(good)).toEqual(good);
    expect(reportsSearch({ search: 42 })).toEqual({ search: "42" });
    const bad = { search: "", from: "yesterday", to: 7, rep: "x' or 1", item: {}, method: "telepathy", more: 1 };
    expect(reportsSearch(bad)).toEqual({});
    expect(reportsSearch({ search: "a".repeat(1000) }).search?.length).toBe(200);
  });

  test("days are whole days of the reader's time zone, also when clocks change (REC-1)", () => {
    setTimeZone("Europe/Berlin");
    const day = askedFor({ from: "2026-10-25", to: "2026-10-25" });
    expect((day.to_ms ?? 0) - (day.from_ms ?? 0)).toBe(25 * 3_600_000 - 1);
    expect(askedFor({})).toEqual({});
    expect(isBackwards({ from: "2026-10-26", to: "2026-10-25" })).toBe(true);
    expect(isBackwards({ from: "2026-10-25", to: "2026-10-25" })).toBe(false);
  });
});

describe("the log", () => {
  test("events of the REST interface are those of the wire (REC-1)", () => {
    const event = eventOf({
      sequence: 7,
      at_ms: 1_700_000_000_000,
      actor: 1,
      actor_name: "Ada",
      kind: "files_uploaded",
      text: "/srv/a",
      reps_only: true,
      files: [{ path: "/srv/a", bytes: 12, sha256: "ab", entries: 1 }],
      newer: { than: "this page" },
    });
    expect([event.sequence, event.atMs, event.actorName, event.repsOnly]).toEqual([
      7n,
      1_700_000_000_000n,
      "Ada",
      true,
    ]);
    expect(sentenceOf(event, words(), [])).toBe("Ada uploaded a (12 B) to /srv.");
    expect(transfersOf([event])).toEqual([
      { key: "7-0", at: 1_700_000_000_000, by: "Ada", up: true, path: "/srv/a", bytes: 12, sha256: "ab" },
    ]);
  });

  test("an event that cannot be read is there all the same, by its kind (REC-1)", () => {
    const event = eventOf({ sequence: 3, at_ms: 5, kind: "chat", text: { not: "a text" } });
    expect([event.sequence, event.atMs, event.kind, event.text]).toEqual([3n, 5n, "chat", ""]);
    expect(eventOf({ sequence: "x", actor: -1 }).sequence).toBe(0n);
  });

  const of = (kind: string, text = "") => create(SessionEventSchema, { kind, text, actorName: "Ada" });

  test("each filter lets through what it says (REC-1)", () => {
    const events = [
      of("chat", "hello"),
      of("file_sent", "a.txt"),
      of("tool_started", "shell"),
      of("tool_started", "files"),
      of("shell_opened", "Shell 1"),
      of("script_ended", "Tidy"),
      of("files_removed"),
      of("customer_allowed", "shell"),
      of("elevated", "root"),
      of("ended", "ended_by_owner"),
    ];
    const shown = (what: Parameters<typeof isOf>[0]) =>
      events.flatMap((event, index) => (isOf(what, event) ? [index] : []));
    expect(shown("all")).toHaveLength(events.length);
    expect(shown("chat")).toEqual([0, 1]);
    expect(shown("files")).toEqual([1, 3, 6]);
    expect(shown("shells")).toEqual([2, 4, 5]);
    expect(shown("rights")).toEqual([7, 8]);
  });

  test("a search finds what stands in a line, and no code behind it (REC-1)", () => {
    const found = (event: SessionEvent, sought: string, text = "") =>
      has(event, sought, words(), text ? { text, code: "" } : undefined);
    expect(found(of("chat", "Guten Tag"), "TAG")).toBe(true);
    expect(found(of("chat", "Guten Tag"), "good day", "Good day")).toBe(true);
    expect(found(of("chat", "Guten Tag"), "ada")).toBe(true);
    expect(found(of("participant_left", "inviter_left"), "inviter_left")).toBe(false);
    const sum = "00ff".repeat(16);
    const sent = create(SessionEventSchema, { kind: "files_downloaded", files: [{ path: "/srv/a", sha256: sum }] });
    expect(found(sent, sum)).toBe(true);
    expect(found(of("chat", "x"), "")).toBe(true);
  });
});

test("a long transcript in blocks is the same text, cut between lines (SHL-6)", () => {
  const text = Array.from({ length: 500 }, (_, line) => `${line} ${"x".repeat(line % 37)}`).join("\n");
  for (const size of [1, 7, 100, 4_000, 100_000]) {
    const blocks = blocksOf(`${text}\n`, size);
    expect(blocks.join("\n")).toBe(text);
    if (size < 4_000) expect(blocks.length).toBeGreaterThan(3);
  }
  expect(blocksOf("\n\n\n", 1).join("\n")).toBe("\n\n");
  expect(blocksOf("y".repeat(1000), 10)).toHaveLength(1);
});

test("whoever comes back is one person with two stays, and a guest is another one each time (REC-1)", () => {
  const stay = (number: number, joined_ms: number, display_name: string, user_id?: string) => ({
    number,
    joined_ms,
    display_name,
    ...(user_id ? { user_id } : { external_by: "Ada" }),
  });
  const people = peopleOf([stay(3, 30, "Ada", "a"), stay(1, 10, "Ada", "a"), stay(2, 20, "Gil"), stay(4, 40, "Gil")]);
  expect(people.map(({ name, user, stays }) => [name, user, stays.map((each) => each.joined_ms)])).toEqual([
    ["Ada", "a", [10, 30]],
    ["Gil", undefined, [20]],
    ["Gil", undefined, [40]],
  ]);
  expect(people[1]?.invitedBy).toBe("Ada");
});
