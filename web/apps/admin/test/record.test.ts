// A change of the administrative record as a person reads it.

import { dayStart } from "@towline/ui";
import { describe, expect, it } from "vitest";
import { changedFields } from "../src/pages/record/changes";

describe("the fields of a change", () => {
  it("are told one by one, with what they were and are_rec_7", () => {
    const before = { comments: "", members: { ben: null }, settings: { "session.shell": "allow" } };
    const after = {
      comments: "night",
      members: { ben: "lead" },
      settings: { "session.shell": { value: "deny", final: true } },
    };
    expect(changedFields(before, after).map(({ label, before, after }) => [label, before, after])).toEqual([
      ["Comments", "—", "night"],
      ["Members · ben", "—", "lead"],
      ["Settings · Open command shells", "Allow", "Value: Deny, Final: Yes"],
    ]);
  });

  it("that were and are empty are left out_rec_7", () => {
    expect(changedFields(null, { name: "Servers", comments: "", members: {} }).map((field) => field.label)).toEqual([
      "Name",
    ]);
  });

  it("never throw, whatever the appliance sends_rec_7", () => {
    for (const odd of [null, 1, "text", [], [{}], { a: [1, { b: null }] }, { a: { b: { c: { d: 1 } } } }]) {
      for (const other of [undefined, null, {}, [], "x", { a: 1 }])
        expect(Array.isArray(changedFields(odd, other))).toBe(true);
    }
  });
});

describe("a day of a filter", () => {
  it("begins at midnight here, also where the clocks change", () => {
    expect(dayStart("2026-03-29")).toBe(new Date(2026, 2, 29).getTime());
    expect(dayStart("2026-03-29", true)).toBe(new Date(2026, 2, 30).getTime());
    expect(dayStart("yesterday")).toBeUndefined();
    expect(dayStart(undefined)).toBeUndefined();
  });
});
