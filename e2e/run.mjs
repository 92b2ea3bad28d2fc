// Runs the journeys: with `alone` those that measure or change the whole machine, one after the other; else those that bear company, two at a time, and beside them those of `waiting/`, one after the other: minutes
// pass in them in which the machine has nothing to do. What failed is said once more at the end.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const journeys = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".test.mjs"))
    .sort()
    .map((name) => `${folder}/${name}`);

const notes = mkdtempSync(join(tmpdir(), "towline-failures-"));

/** Resolves with the exit code, what it said if that is kept, and what failed. */
function run(folder, concurrency, stdout) {
  const failures = join(notes, folder.replaceAll("/", "-"));
  const options = ["--test", `--test-concurrency=${concurrency}`, "--test-force-exit"];
  options.push("--test-reporter=tap", "--test-reporter-destination=stdout");
  options.push("--test-reporter=./harness/failures.mjs", `--test-reporter-destination=${failures}`);
  const child = spawn(process.execPath, [...options, ...journeys(folder)], { stdio: ["ignore", stdout, "inherit"] });
  let said = "";
  child.stdout?.on("data", (piece) => {
    said += piece;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, said, failed: existsSync(failures) ? readFileSync(failures, "utf8") : "" });
    });
  });
}

const lanes =
  process.argv[2] === "alone"
    ? [run("journeys/alone", 1, "inherit")]
    : [run("journeys", 2, "inherit"), run("journeys/waiting", 1, "pipe")];
const ended = await Promise.all(lanes);
for (const { said } of ended) process.stdout.write(said);
for (const { failed } of ended) process.stdout.write(failed);
rmSync(notes, { recursive: true, force: true });
process.exitCode = ended.some(({ code }) => code !== 0) ? 1 : 0;
