// Tables as files.

import type { User } from "@towline/api";
import { expect, it } from "vitest";
import { cell, table } from "../src/form/csv";
import { stateOf } from "../src/pages/users/UsersPage";

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

it("a file says of an account what the page says_adm_7", () => {
  const user = { disabled: false } as User;
  expect(stateOf(user, 1000)).toBe("active");
  expect(stateOf({ ...user, locked_until_ms: 2000 }, 1000)).toBe("locked");
  expect(stateOf({ ...user, locked_until_ms: 2000, expires_ms: 1000 }, 1000)).toBe("over");
  expect(stateOf({ ...user, expires_ms: 1000, disabled: true }, 1000)).toBe("disabled");
});
