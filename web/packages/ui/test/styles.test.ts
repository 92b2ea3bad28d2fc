// Mantine's styles come component by component: one that is used without its styles would look broken.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const web = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const styles = join(dirname(createRequire(import.meta.url).resolve("@mantine/core/styles.css")), "styles");

function* sources(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name === "node_modules" || name === "dist") continue;
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(name)) yield path;
  }
}

test("every_component_that_is_used_has_its_styles", () => {
  const imported = new Set(
    [
      ...readFileSync(join(web, "packages/ui/src/theme/styles.css"), "utf8").matchAll(/core\/styles\/(\w[\w-]*)\.css/g),
    ].map(([, name]) => name),
  );
  const known = new Set(readdirSync(styles).map((name) => name.replace(/(\.layer)?\.css$/, "")));
  const lacking = new Set<string>();
  for (const folder of ["packages/ui/src", "apps"]) {
    for (const path of sources(join(web, folder))) {
      for (const [, names] of readFileSync(path, "utf8").matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)) {
        for (const name of (names ?? "").split(",").map((each) => each.trim())) {
          if (known.has(name) && !imported.has(name)) lacking.add(name);
        }
      }
    }
  }
  expect([...lacking]).toEqual([]);
});
