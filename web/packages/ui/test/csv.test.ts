// Tables as files: what somebody outside wrote stays a text, however a spreadsheet splits the lines.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { csvOf } from "../src";

/** What a spreadsheet makes of a text that splits cells at this character. */
function read(text: string, separator: string): string[] {
  const cells: string[] = [];
  let [at, cell] = [0, ""];
  while (at < text.length) {
    if (text[at] === '"' && cell === "") {
      // Up to the quote that is not doubled; what follows it goes on as it is.
      for (at += 1; at < text.length && (text[at] !== '"' || text[at + 1] === '"'); at += 1) {
        if (text[at] === '"') at += 1;
        cell += text[at];
      }
      at += 1;
      if (cell === "") continue;
    }
    for (; at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r"; at += 1)
      cell += text[at];
    cells.push(cell);
    [at, cell] = [at + 1, ""];
  }
  return cells;
}

const SIGNS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "＝1＋1"];
const BEFORE = [
  "",
  " ",
  "\u00a0",
  "\t",
  "\r",
  "\n",
  '"',
  '""',
  "Carla;",
  "Carla\t",
  "Carla\n",
  "Carla\r\n",
  'Carla";',
  'Carla;"',
  "Carla; ",
];

it("nothing that a customer writes is computed, whatever separates cells there_sup_30_adm_7", () => {
  for (const sign of SIGNS)
    for (const before of BEFORE)
      for (const after of ["", ";x", '"', '"",=1']) {
        const text = csvOf([["a", `${before}${sign}${after}`, "b"]]);
        for (const separator of [",", ";", "\t"])
          for (const cell of read(text, separator))
            expect(cell, JSON.stringify(text)).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
      }
});

it("a table has its commas, quotes and lines in quotes, and is read as it was written_adm_7", () => {
  const lines = [
    ["a", "b"],
    ["1,2", 'say "hi"'],
    ["two\nlines", ""],
  ];
  expect(csvOf(lines)).toBe('a,b\r\n"1,2","say ""hi"""\r\n"two\nlines",\r\n');
  expect(csvOf([["a-b", "x = y", 7, -1, true, "Müller; 3"]])).toBe('a-b,x = y,7,-1,true,"Müller; 3"\r\n');
});

it("all files for spreadsheets are written by it_adm_7", () => {
  const web = join(import.meta.dirname, "../../..");
  const files = ["apps", "packages"].flatMap((folder) =>
    readdirSync(join(web, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /^[^/]+\/src\/.*\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  );
  const say = (words: string) => files.filter((file) => readFileSync(join(web, file), "utf8").includes(words)).sort();
  expect(say("text/csv")).toEqual(["apps/admin/src/form/csv.ts", "apps/console/src/system/CategoryView.tsx"]);
  expect(say("csvOf")).toEqual([
    "apps/admin/src/form/csv.ts",
    "apps/console/src/system/exported.ts",
    "packages/ui/src/files/csv.ts",
    "packages/ui/src/index.ts",
  ]);
});
