// The script of the customer's page is small enough for a bad line (SUP-1, SUP-20); what shows a screen is a second one, loaded by whoever shows theirs.

import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, test } from "vitest";

test("the script is under 12 kB, and what shares a screen under 8 kB more, compressed (SUP-1, SUP-20)", async () => {
  const root = new URL("..", import.meta.url).pathname;
  const built = await build({ root, configFile: `${root}vite.config.ts`, logLevel: "silent", build: { write: false } });
  const parts = (Array.isArray(built) ? built : [built]).flatMap((each) => ("output" in each ? each.output : []));
  const scripts = parts.filter((each) => each.type === "chunk");
  expect(scripts.map((each) => each.fileName).sort()).toEqual(["portal.js", "share.js"]);
  const size = (name: string) => gzipSync(scripts.find((each) => each.fileName === name)?.code ?? "").length;
  const [page, share] = [size("portal.js"), size("share.js")];
  process.stdout.write(`the customer's page: ${page} bytes of script, ${share} more to share, compressed\n`);
  expect(page).toBeGreaterThan(500);
  expect(page).toBeLessThan(12_000);
  expect(share).toBeGreaterThan(500);
  expect(share).toBeLessThan(8_000);
  // The page does not wait for it.
  expect(scripts.find((each) => each.fileName === "portal.js")?.imports).toEqual([]);
});
