// What may go along with a canned script (ADM-4).

import type { ScriptFile } from "@towline/api";
import { describe, expect, it } from "vitest";
import { FILE_BYTES, fileName, oddFile } from "../src/pages/scripts/files";

const file = (name: string, bytes: number): ScriptFile => ({ id: name, name, bytes, sha256: "", executable: false });

describe("files that go along with a script", () => {
  it("get names that lead nowhere else and are no options (ADM-4)", () => {
    expect(fileName("the tool (2).sh")).toBe("the_tool__2_.sh");
    expect(fileName("..\\..\\x")).toBe("_.._x");
    for (const name of [
      "",
      "..",
      "-rf",
      ".profile",
      "äöü",
      `${"-".repeat(70)}a`,
      `${"x".repeat(80)}.${"y".repeat(63)}`,
    ])
      expect(fileName(name)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/);
  });

  it("are bounded each and together, and one of the same name takes no more room (ADM-4)", () => {
    const two = [file("a", FILE_BYTES), file("b", FILE_BYTES)];
    expect(oddFile([], "a", FILE_BYTES + 1)).toBe("tooLarge");
    expect(oddFile(two, "c", 1)).toBe("tooMuch");
    expect(oddFile(two, "b", FILE_BYTES)).toBeUndefined();
    const eight = [1, 2, 3, 4, 5, 6, 7, 8].map((at) => file(`f${at}`, 1));
    expect([oddFile(eight, "f9", 1), oddFile(eight, "f8", 1)]).toEqual(["tooMany", undefined]);
  });
});
