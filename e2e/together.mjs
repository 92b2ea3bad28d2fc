// Runs the journeys that bear company, two at a time. Beside them those of `waiting/`, one after the other: minutes pass in them in which the machine has nothing to do.

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";

const journeys = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".test.mjs"))
    .sort()
    .map((name) => `${folder}/${name}`);

/** Resolves with the exit code and what it said, if that is kept. */
function run(folder, concurrency, stdout) {
  const options = ["--test", `--test-concurrency=${concurrency}`, "--test-force-exit", ...journeys(folder)];
  const child = spawn(process.execPath, options, { stdio: ["ignore", stdout, "inherit"] });
  let said = "";
  child.stdout?.on("data", (piece) => {
    said += piece;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });
}

const waiting = run("journeys/waiting", 1, "pipe");
const others = await run("journeys", 2, "inherit");
const { code, said } = await waiting;
process.stdout.write(said);
process.exitCode = others.code || code;
