// The script of the customer's page is small enough for a bad line (SUP-1, SUP-20).

import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, test } from "vitest";

test("the script is under 12 kB, compressed (SUP-1)", async () => {
  const root = new URL("..", import.meta.url).pathname;
  const built = await build({ root, configFile: `${root}vite.config.ts`, logLevel: "silent", build: { write: false } });
  const parts = (Array.isArray(built) ? built : [built]).flatMap((each) => ("output" in each ? each.output : []));
  const scripts = parts.filter((each) => each.type === "chunk");
  expect(scripts.map((each) => each.fileName)).toEqual(["portal.js"]);
  const bytes = gzipSync(scripts[0]?.code ?? "").length;
  process.stdout.write(`the customer's page: ${bytes} bytes of script, compressed\n`);
  expect(bytes).toBeGreaterThan(500);
  expect(bytes).toBeLessThan(12_000);
});
