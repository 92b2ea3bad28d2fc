import { expect, test } from "vitest";
import { commandOf, errandOf } from "../src/script/command";

const at = (pathname: string, search: string) => commandOf({ pathname, search });

test("an_address_gives_criteria_and_custom_fields_and_nothing_else_acc_9", () => {
  expect(at("/console/run", "?search_string=web&session.custom.ticket=4711&colour=red&client.tag=")).toEqual({
    errand: { criteria: { search_string: "web" }, custom: { ticket: "4711" } },
    ask: false,
  });
  expect(at("/console/confirm/", "?client.tag=a")?.ask).toBe(true);
  expect(at("/console/", "?search_string=web")).toBeUndefined();
  expect(at("/console/run", "?session.custom.ticket=4711"), "nothing to look for").toBeUndefined();
});

test("a_code_name_that_no_field_can_have_is_left_out_and_there_are_not_too_many_acc_9", () => {
  const said = (...entries: [string, unknown][]) => errandOf([["search_string", "x"], ...entries])?.custom;
  expect(
    said(
      ["session.custom.Ticket", "1"],
      ["session.custom.", "1"],
      ["session.custom.2nd", "1"],
      ["session.custom.a", 7],
    ),
  ).toEqual({});
  expect(said(["session.custom.__proto__", "1"], ["session.custom.constructor", "1"])).toEqual({ constructor: "1" });
  const many = Array.from({ length: 40 }, (_, at): [string, unknown] => [`session.custom.f${at}`, "1"]);
  expect(Object.keys(said(...many) ?? {})).toHaveLength(16);
});
