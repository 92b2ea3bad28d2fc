import { expect, test } from "vitest";
import { noteFault, patternFault, rulesOf, textsOf, tidyPattern } from "../src/form/commands";

test("a_pattern_of_a_rule_is_one_line_that_says_something_shl_7", () => {
  for (const fine of ["rm -rf *", "*", "ä?", "x".repeat(200)]) expect(patternFault(fine)).toBeUndefined();
  expect(["", "  ", "a\u001bb", "a\tb", "ä".repeat(101)].map(patternFault)).toEqual([
    "blank",
    "blank",
    "control",
    "control",
    "long",
  ]);
  expect(tidyPattern("  rm   -rf  * ")).toBe("rm -rf *");
  expect(["", "Ask first.", "a\nb", "x".repeat(201)].map(noteFault)).toEqual([undefined, undefined, "control", "long"]);
});

test("a_list_of_a_setting_is_told_apart_by_what_is_in_it_shl_7", () => {
  const rule = { pattern: "su", do: "alert" as const };
  expect([rulesOf([rule]), rulesOf(["/srv"]), rulesOf([]), rulesOf("deny"), rulesOf(undefined)]).toEqual([
    [rule],
    [],
    [],
    [],
    [],
  ]);
  expect([textsOf(["/srv"]), textsOf([rule]), textsOf(true)]).toEqual([["/srv"], [], []]);
});
