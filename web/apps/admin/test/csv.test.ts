// Tables as files.

import { expect, it } from "vitest";
import { cell, table } from "../src/form/csv";

it("a table has its commas, quotes and lines in quotes_adm_7", () => {
  expect(
    table(
      ["a", "b"],
      [
        ["1,2", 'say "hi"'],
        ["two\nlines", ""],
      ],
    ),
  ).toBe('a,b\r\n"1,2","say ""hi"""\r\n"two\nlines",\r\n');
});

it("what a spreadsheet would run is a text_adm_7", () => {
  for (const odd of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]) expect(cell(odd).replace(/^"/, "")).toMatch(/^'/);
  expect(cell("plain")).toBe("plain");
});
