// A test that, when it fails, leaves a picture of every page that was open and what went wrong in it, in `out/`; the beginning of what a person would read there goes along with its error, for where `out/` is not kept.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Person } from "./browser.mjs";
import { repository } from "./processes.mjs";

/** Of each page, in the error. */
const LETTERS = 700;

export function journey(name, body) {
  test(name, async () => {
    try {
      await body();
    } catch (error) {
      const read = await leaveTraces(name);
      if (error instanceof Error) error.pages = read;
      throw error;
    }
  });
}

async function leaveTraces(name) {
  const read = [];
  const folder = join(repository, "e2e/out");
  mkdirSync(folder, { recursive: true });
  const base = name.replaceAll(/[^A-Za-z0-9]+/g, "-").slice(0, 60);
  let number = 0;
  for (const person of Person.present) {
    for (const page of person.context.pages()) {
      number += 1;
      const file = join(folder, `failed-${base}-${number}`);
      await page.screenshot({ path: `${file}.png` }).catch(() => {});
      // What a person would read, without styles.
      const text = await page
        .locator("body")
        // biome-ignore lint/performance/useDomNodeTextContent: the text as it is rendered
        .innerText()
        .catch(() => "");
      writeFileSync(
        `${file}.txt`,
        `${page.url()}\n${person.problems.join("\n")}\n${person.heard.join("\n")}\n\n${text}\n`,
      );
      read.push(`${new URL(page.url()).pathname} ${text.replaceAll(/\s+/g, " ").slice(0, LETTERS)}`);
    }
  }
  return read;
}
