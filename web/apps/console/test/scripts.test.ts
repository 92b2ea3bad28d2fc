// What a representative finds and fills in before a script runs (SCR-6).

import type { OwnScript, ScriptField } from "@towline/api";
import { describe, expect, it } from "vitest";
import { faultOf, foundScripts, initialValues, needsForm } from "../src/scripts/scripts";
import { words } from "../src/words/en";

const field = (more: Partial<ScriptField>): ScriptField => ({
  name: "WHAT",
  label: "",
  kind: "text",
  required: false,
  default: "",
  choices: [],
  ...more,
});

const script = (name: string, more: Partial<OwnScript> = {}): OwnScript => ({
  id: name,
  name,
  description: "",
  category: "",
  interpreter: "sh",
  runs_as: "user",
  timeout_seconds: 300,
  parameters: [],
  resources: [],
  ...more,
});

describe("canned scripts", () => {
  it("are found by every word and stand under their categories, what has none last (SHL-7)", () => {
    const all = [
      script("Loose"),
      script("Clear the cache", { category: "Care", description: "Frees space" }),
      script("Restart", { category: "Services" }),
    ];
    expect(foundScripts(all, "").map((group) => group.category)).toEqual(["Care", "Services", ""]);
    expect(foundScripts(all, "space CARE").flatMap((group) => group.scripts.map((each) => each.id))).toEqual([
      "Clear the cache",
    ]);
    expect(foundScripts(all, "nothing")).toEqual([]);
  });

  it("have a form where something is to be said, and what the appliance would refuse is said there (SCR-6)", () => {
    expect(needsForm(script("a"))).toBe(false);
    expect(needsForm(script("a", { runs_as: "choose" }))).toBe(true);
    const count = field({ kind: "number", least: -2, most: 9 });
    expect(initialValues(script("a", { parameters: [field({ kind: "switch" }), count] }))).toEqual({ WHAT: "" });
    expect(faultOf(field({ required: true }), "")).toBe("missing");
    expect(["-2", "9", "10", "1.5", "x", ""].map((value) => faultOf(count, value))).toEqual([
      undefined,
      undefined,
      "number",
      "number",
      "number",
      undefined,
    ]);
  });

  it("say in a sentence how they ended (SCR-6)", () => {
    expect(words().scripts.ended(0, "")).toBe("Ended well");
    expect(words().scripts.ended(3, "")).toBe("Ended with exit code 3");
    expect(words().scripts.ended(143, "cancelled")).toBe("Cancelled");
    expect([1, 90, 300].map((seconds) => words().scripts.took(seconds))).toEqual([
      "1 second",
      "90 seconds",
      "5 minutes",
    ]);
    expect(words().scripts.ended(-1, "no_interpreter")).toMatch(/no such interpreter/);
  });
});
