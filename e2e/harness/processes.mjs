// Programs that a journey has running. Each leads a process group; whatever is left when the test process ends is killed with it.

import { execFile, execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Folder of the programs under test: `TOWLINE_PROGRAMS`, else cargo's debug folder. */
export const programs = process.env.TOWLINE_PROGRAMS ?? join(cargoTarget(), "debug");

function cargoTarget() {
  const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1"], {
    cwd: repository,
    maxBuffer: 64 << 20,
  });
  return JSON.parse(metadata).target_directory;
}

const running = new Set();
const folders = new Set();

const farewells = [];

/** Done when the test process ends in whatever way, before folders are removed: what still writes into one must be gone by then. */
export function atTheEnd(farewell) {
  farewells.push(farewell);
}

process.on("exit", () => {
  for (const farewell of farewells) farewell();
  for (const program of running) signalGroup(program.pid, "SIGKILL");
  if (!process.env.TOWLINE_KEEP && folders.size > 0) execFileSync("rm", ["-rf", ...folders]);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

/** A folder that is gone after the test (kept, and named, when TOWLINE_KEEP is set). */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `towline-${name}-`));
  folders.add(folder);
  if (process.env.TOWLINE_KEEP) console.error(`keeping ${folder}`);
  return folder;
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone, which is what was wanted.
  }
}

/** A running program. `line` hears each line of its standard output; `as` are the numbers of another account; `told`: it is told things on its standard input. */
export class Program {
  constructor(name, file, args, { env = {}, log, line, cwd, as, told } = {}) {
    this.name = name;
    this.child = spawn(file, args, {
      cwd,
      ...as,
      detached: true,
      stdio: [told ? "pipe" : "ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    this.pid = this.child.pid;
    this.tail = "";
    running.add(this);
    if (log) mkdirSync(dirname(log), { recursive: true });
    const file_ = log ? createWriteStream(log, { flags: "a" }) : undefined;
    let rest = "";
    this.child.stdout.on("data", (data) => {
      file_?.write(data);
      this.tail = (this.tail + data).slice(-4000);
      rest += data;
      const lines = rest.split("\n");
      rest = lines.pop();
      for (const text of lines) line?.(text);
    });
    this.child.stderr.on("data", (data) => {
      file_?.write(data);
      this.tail = (this.tail + data).slice(-4000);
    });
    this.ended = new Promise((resolve) => {
      this.child.on("error", (error) => resolve({ error }));
      this.child.on("exit", (code, signal) => {
        running.delete(this);
        resolve({ code, signal });
      });
    });
  }

  /** Rejects when the program ends before `promise` is settled. */
  orEnded(promise) {
    const fell = this.ended.then((how) => {
      throw new Error(`${this.name} ended: ${JSON.stringify(how)}\n${this.tail}`);
    });
    fell.catch(() => {});
    return Promise.race([promise, fell]);
  }

  async kill() {
    signalGroup(this.pid, "SIGKILL");
    await this.ended;
  }

  async stop() {
    signalGroup(this.pid, "SIGTERM");
    const timer = setTimeout(() => signalGroup(this.pid, "SIGKILL"), 5000);
    await this.ended;
    clearTimeout(timer);
  }
}

/** Runs a program to its end and returns its standard output; throws with all that it said when it fails. */
export function run(file, args, { env = {}, input, cwd } = {}) {
  try {
    return execFileSync(file, args, {
      cwd,
      input,
      env: { ...process.env, ...env },
      encoding: "utf8",
      maxBuffer: 64 << 20,
      stdio: ["pipe", "pipe", "pipe"],
    });
  } catch (error) {
    throw new Error(`${file} ${args.join(" ")}: ${error.message}\n${error.stdout ?? ""}${error.stderr ?? ""}`);
  }
}

/** The same without standing still: for programs that talk to something in this process. */
export function runBeside(file, args, { env = {} } = {}) {
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      { env: { ...process.env, ...env }, encoding: "utf8", timeout: 60000 },
      (error, out, problems) => {
        if (error) reject(new Error(`${file} ${args.join(" ")}: ${error.message}\n${out}${problems}`));
        else resolve(out);
      },
    );
  });
}

/** Numbers of the processes whose program lies in a folder. */
export function processesIn(folder) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/exe`).startsWith(`${folder}/`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Asks again until `question` answers something true; a bound on failure, never a wait for its own sake. */
export async function until(what, question, { within = 20000, every = 50 } = {}) {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
