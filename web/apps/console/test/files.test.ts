import { FilesRefusal } from "@towline/files";
import { expect, test, vi } from "vitest";
import { faultOf, faultText, fromOctal, leftText, modeText, octal, typeOf } from "../src/files/looks";
import { filesWords } from "../src/words/files";

vi.mock("../../../packages/files/src/worker?worker&url", () => ({ default: "/worker.js" }));

const entry = (name: string, more = {}) =>
  ({
    name,
    kind: "file",
    bytes: 0,
    modifiedMs: 0,
    mode: 0,
    owner: "",
    group: "",
    leadsTo: "",
    hidden: false,
    ...more,
  }) as never;

test("permissions are written as people know them, and read back (FIL-1)", () => {
  expect(modeText(0o755)).toBe("rwxr-xr-x");
  expect(modeText(0o4755)).toBe("rwsr-xr-x");
  expect(modeText(0o1777)).toBe("rwxrwxrwt");
  expect(modeText(0o2640)).toBe("rw-r-S---");
  expect(octal(0o5)).toBe("005");
  expect(fromOctal("0640")).toBe(0o640);
  for (const wrong of ["", "8", "64", "99999", "6a4"]) expect(fromOctal(wrong)).toBeUndefined();
});

test("every refusal has a sentence, and only one without reason has the machine's own words with it (FIL-7)", () => {
  const { fault } = filesWords();
  const codes =
    "not_found not_permitted outside exists not_a_directory is_a_directory special not_empty no_space read_only bad_name too_long other_volume changed corrupt busy vanished limit cancelled failed link";
  for (const code of codes.split(" ")) expect(fault[code], code).toBeTruthy();
  expect(faultText({ code: "failed", detail: "EIO" }, fault)).toContain("EIO");
  expect(faultText({ code: "something_newer", detail: "" }, fault)).toBe(fault.failed);
  expect(faultOf(new FilesRefusal({ code: "busy", detail: "" })).code).toBe("busy");
  expect(faultOf(new Error("x")).code).toBe("internal");
});

test("types and times are said in words (FIL-1, FIL-3)", () => {
  const words = filesWords();
  expect(typeOf(entry("a.pdf"), words.files)).toBe("PDF file");
  expect(typeOf(entry("a.very-long-ending"), words.files)).toBe("File");
  expect(typeOf(entry("l", { kind: "link" }), words.files)).toBe("Broken link");
  expect(leftText(1_000, 100, words.transfers)).toBe("10 s left");
  expect(leftText(600_000, 1_000, words.transfers)).toBe("10 min left");
  expect(leftText(5, 0, words.transfers)).toBe("");
});
