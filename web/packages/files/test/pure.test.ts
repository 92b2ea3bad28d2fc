// What has no link: names, decoders, order, hashes, ZIP.

import { execFileSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { FilesDownSchema } from "@towline/wire/files";
import { expect, test } from "vitest";
import { componentsOf, readDown } from "../src/agent/decode";
import { Listing } from "../src/listing";
import { crumbsOf, decodeName, encodeName, joined, parentOf, safeName, shownName, unlike } from "../src/names";
import { glanced } from "../src/page/glance";
import { crc32 } from "../src/sinks/crc";
import { descriptor, directoryOf, localHeader, type ZipEntry } from "../src/sinks/zip";
import { noise } from "./agent";

test("names keep every byte, and what is no text is written out (FIL-9)", () => {
  for (let seed = 0; seed < 2_000; seed += 1) {
    const bytes = noise(1 + (seed % 40), seed);
    expect(encodeName(decodeName(bytes))).toEqual(bytes);
  }
  expect(encodeName(decodeName(encodeName("Grüße 🚀 日本")))).toEqual(encodeName("Grüße 🚀 日本"));
  expect(shownName(decodeName(Uint8Array.of(0x63, 0xe9, 0x0a)))).toBe("c\\xE9␊");
  expect(shownName("a\u202eb")).toBe("a\\u202Eb");
});

test("nothing that an endpoint calls a file leads anywhere on the technician's disk (FIL-2)", () => {
  for (const name of [
    "..",
    ".",
    "",
    "a/b",
    "a\\b",
    "CON",
    "nul.txt",
    "x ",
    "x.",
    "a\0b",
    "\u202e",
    "C:",
    "a".repeat(400),
  ]) {
    const safe = safeName(name);
    expect(safe).not.toMatch(/^\.{0,2}$|[/\\:\0\u202e]|[. ]$|^(con|nul)(\.|$)/iu);
    expect(safe.length).toBeLessThanOrEqual(200);
  }
  expect(safeName(`${"a".repeat(400)}.pdf`)).toMatch(/\.pdf$/u);
  expect(unlike("Report.pdf", new Set(["report.pdf", "report (2).pdf"]))).toBe("Report (3).pdf");
});

test("paths go up and down on both kinds of systems", () => {
  expect(parentOf("/")).toBeUndefined();
  expect(parentOf("/srv")).toBe("/");
  expect(parentOf("C:\\Users")).toBe("C:\\");
  expect(parentOf("C:\\")).toBeUndefined();
  expect(joined("/", "x")).toBe("/x");
  expect(joined("C:\\", "x")).toBe("C:\\x");
  expect(crumbsOf("/a/b").map(({ name }) => name)).toEqual(["/", "a", "b"]);
  expect(componentsOf(encodeName("a/../b"))).toBeUndefined();
  expect(componentsOf(encodeName("a//b"))).toBeUndefined();
  expect(componentsOf(encodeName("/etc"))).toBeUndefined();
});

test("the decoder takes any bytes, one more at a time, and never throws", () => {
  const value = { path: encodeName("/srv"), entries: [{ name: encodeName("x"), bytes: 5n }], freeBytes: 7n };
  const message = toBinary(FilesDownSchema, create(FilesDownSchema, { request: 4, body: { case: "page", value } }));
  const payload = Uint8Array.of(0x31, ...message);
  for (let length = 0; length <= payload.length; length += 1) readDown(payload.subarray(0, length));
  expect(readDown(payload)).toMatchObject({ kind: "answer", request: 4 });
  for (let seed = 0; seed < 5_000; seed += 1) {
    const bytes = noise(seed % 64, seed);
    if (bytes.length > 0) bytes[0] = seed % 2 ? 0x31 : 0x32;
    readDown(bytes);
  }
  const evil = { entries: [{ name: encodeName("../etc") }] };
  const bad = toBinary(FilesDownSchema, create(FilesDownSchema, { request: 4, body: { case: "page", value: evil } }));
  expect(readDown(Uint8Array.of(0x31, ...bad))).toBeUndefined();
  expect(readDown(Uint8Array.of(0x32, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 1))).toBeUndefined();
});

test("100,000 entries are put in the order of people, directories first (FIL-9)", () => {
  const listing = new Listing();
  const entry = (name: string, kind: "file" | "directory" = "file") =>
    ({
      name,
      kind,
      bytes: name.length,
      modifiedMs: 0,
      mode: 0,
      owner: "",
      group: "",
      leadsTo: "",
      hidden: false,
    }) as const;
  listing.add(["file10", "File2", "file1", ".hidden", "émile", "zoo"].map((name) => entry(name)));
  listing.add([entry("z", "directory")]);
  const names = (view: Parameters<Listing["order"]>[0]) =>
    [...listing.order(view).order].map((at) => listing.entries[at]?.name);
  const view = { sort: "name", descending: false, filter: "", hidden: false } as const;
  expect(names(view)).toEqual(["z", "émile", "file1", "File2", "file10", "zoo"]);
  expect(names({ ...view, descending: true, hidden: true })[0]).toBe("z");
  expect(names({ ...view, filter: "FILE1" })).toEqual(["file1", "file10"]);
  expect(listing.order(view).hidden).toBe(1);
  listing.add(Array.from({ length: 100_000 }, (_, index) => entry(`log-${(index * 7919) % 100_000}.txt`)));
  const { order } = listing.order(view);
  expect(order.length).toBe(100_006);
  expect(listing.entries[order[5] ?? 0]?.name).toBe("log-0.txt");
});

test("a picture is known by its bytes, text by being text, and a program is neither", () => {
  const png = Uint8Array.from([..."\x89PNG\r\n\x1a\n"].map((letter) => letter.charCodeAt(0)));
  expect(glanced(png, false)).toEqual({ kind: "image", type: "image/png" });
  expect(glanced(encodeName("<svg onload=alert(1)>"), false)).toMatchObject({ kind: "text" });
  expect(glanced(Uint8Array.of(0x47, 0x72, 0xfc, 0xdf), false)).toMatchObject({ text: "Grüß", encoding: "Latin-1" });
  expect(glanced(encodeName("日本").subarray(0, 5) as Uint8Array<ArrayBuffer>, true)).toMatchObject({ text: "日" });
  expect(glanced(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0), false)).toEqual({ kind: "other" });
});

const python = (script: string, path: string) =>
  execFileSync("python3", ["-c", `import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\n${script}`, path], {
    encoding: "utf8",
  });

test("a ZIP of more than 4 GiB and one of more than 65,535 entries are read by others (FIL-2)", async () => {
  const folder = mkdtempSync(join(tmpdir(), "towline-zip-"));
  const large = join(folder, "large.zip");
  const one = (path: string, at: number, bytes: number, crc = 0): ZipEntry => {
    return { path, directory: false, at, bytes, crc, modifiedMs: Date.UTC(2026, 1, 3), mode: 0o640 };
  };
  const handle = openSync(large, "w");
  const size = 5 * 1024 ** 3;
  const first = one("größe.bin", 0, size);
  const head = localHeader(first);
  writeSync(handle, head, 0, head.length, 0);
  ftruncateSync(handle, head.length + size);
  let at = head.length + size;
  const put = (bytes: Uint8Array) => {
    writeSync(handle, bytes, 0, bytes.length, at);
    at += bytes.length;
  };
  put(descriptor(0, size));
  const second = one("behind.txt", at, 3, crc32(encodeName("abc")));
  put(localHeader(second));
  put(encodeName("abc"));
  put(descriptor(second.crc, 3));
  for (const piece of directoryOf([first, second], at)) put(piece);
  closeSync(handle);
  const said = python(
    "print([(i.filename, i.file_size, oct(i.external_attr >> 16)) for i in z.infolist()], z.read('behind.txt'))",
    large,
  );
  expect(said.trim()).toBe(`[('größe.bin', ${size}, '0o100640'), ('behind.txt', 3, '0o100640')] b'abc'`);

  const many = join(folder, "many.zip");
  const out = openSync(many, "w");
  const entries: ZipEntry[] = [];
  let end = 0;
  const chunks: Uint8Array[] = [];
  for (let index = 0; index < 66_000; index += 1) {
    const entry = { ...one(`d/${index}`, end, 0), directory: index === 0 };
    entries.push(entry);
    for (const piece of [localHeader(entry), descriptor(0, 0)]) {
      chunks.push(piece);
      end += piece.length;
    }
  }
  chunks.push(...directoryOf(entries, end));
  const all = new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  writeSync(out, all, 0, all.length, 0);
  closeSync(out);
  expect(python("print(len(z.namelist()), z.read('d/65999'))", many).trim()).toBe("66000 b''");
  rmSync(folder, { recursive: true });
});
