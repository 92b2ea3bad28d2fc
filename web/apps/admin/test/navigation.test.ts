// Which sections somebody sees (ADM-1).

import { expect, test } from "vitest";
import { sectionsOf } from "../src/shell/Navigation";

const names = (me: Partial<Parameters<typeof sectionsOf>[0]>) =>
  sectionsOf({ areas: [], administrator: false, reads_reports: false, console_allowed: true, ...me }).flatMap(
    ({ entries }) => entries.map(({ name }) => name),
  );

test("the way to the console's reports is there for who may read any, while there is a console (REC-6)", () => {
  expect(names({})).toEqual(["account", "clients"]);
  expect(names({ reads_reports: true })).toEqual(["account", "clients", "reports"]);
  expect(names({ reads_reports: true, console_allowed: false })).not.toContain("reports");
  expect(names({ administrator: true, areas: ["admin.record"] })).toContain("record");
});
