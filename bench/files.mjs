// Files up and down through the console, beside scp on the same machine (FIL-8, QLT-3): one large file, 2,000 small ones; and 300 small ones over a line of 50 ms, where scp, which asks for one file after the
// other, shows what each request costs. Prints one line of JSON.
//
// `TOWLINE_PROGRAMS=target/release node bench/files.mjs [MB]`, after a release build of towline and towline-agent and `npm install` in e2e/. OpenSSH's server and client must be installed; without them our own figures are printed alone.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";

import { Console } from "../e2e/harness/console.mjs";
import { FileTransfer, hashOf, lay } from "../e2e/harness/files.mjs";
import { repository, temporaryFolder, until } from "../e2e/harness/processes.mjs";
import { Stage } from "../e2e/harness/stage.mjs";
import { Unwatched } from "./unwatched.mjs";

const BYTES = Number(process.argv[2] ?? 512) * 1_000_000;
const SMALL = 2_000;
const FEW = 300;
/** Each way. */
const DELAY_MS = 25;
const TICKS = 100;

const mine = lay(temporaryFolder("mine"), { "large.bin": BYTES });
const small = tree(SMALL);
const few = tree(FEW);
const line = await far();
const result = { bytes: BYTES, towline: await towline(), ssh: await ssh() };
result.far = { files: FEW, round_trip_ms: 2 * DELAY_MS, towline: await towline(line), ssh: await ssh(line) };
console.log(JSON.stringify(result));
process.exit(0);

/** A folder with small files. */
function tree(count) {
  const folder = join(temporaryFolder("small"), "tree");
  mkdirSync(folder);
  for (let n = 0; n < count; n += 1) writeFileSync(join(folder, `${n}.txt`), `${n} `.repeat(128));
  return folder;
}

/** Port of a proxy behind which everything is far. */
function far() {
  const proxy = spawn(process.execPath, [join(repository, "bench/link.mjs"), "--delay", `${DELAY_MS}`], { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => proxy.kill());
  return new Promise((resolve) => proxy.stdout.once("data", (text) => resolve(Number(String(text).trim().split(":").at(-1)))));
}

/** `line`: port of the proxy that leads there; then only a tree of a few small files is sent. */
async function towline(line) {
  const stage = await Stage.build();
  const target = temporaryFolder("target");
  const browser = await Unwatched.start(stage.appliance, async (person) => {
    const console_ = await Console.open(person, stage.appliance.admin);
    await console_.jumpTo("Workshop PC");
    const files = await FileTransfer.start(console_);
    await files.go(target);
  }, line ? [`--proxy-server=http://127.0.0.1:${line}`, "--proxy-bypass-list=<-loopback>"] : []);
  const roles = { appliance: /towline\0serve/, agent: /towline-agent\0run/, browser: /chromium/ };
  const cpu = () => Object.fromEntries(Object.entries(roles).map(([name, what]) => [name, ticksOf(what)]));
  const timed = async (act) => {
    const before = cpu();
    const started = performance.now();
    await act();
    const seconds = (performance.now() - started) / 1000;
    const after = cpu();
    const spent = Object.fromEntries(Object.keys(roles).map((name) => [name, round((after[name] - before[name]) / TICKS)]));
    return { seconds: round(seconds), cpu_s: spent };
  };
  const row = (label) => `document.querySelector('li[aria-label="${label}"]')`;
  const done = (label) => browser.until(`/Done/.test(${row(label)}?.textContent ?? "")`);
  const press = (label) => browser.evaluate(`[...document.querySelectorAll("button")].find((each) => each.getAttribute("aria-label") === "${label}" || each.textContent === "${label}").click()`);
  const whole = async (folder, count) => {
    const spent = await timed(async () => {
      await browser.choose('input[data-upload="folder"]', [folder]);
      await until("all are there", () => countOf(join(target, "tree")) === count, { within: 600_000, every: 20 });
    });
    browser.stop();
    await stage.strike();
    return { ...spent, files_per_s: Math.round(count / spent.seconds) };
  };
  if (line) return { many: await whole(few, FEW) };
  const up = await timed(async () => {
    await browser.choose('input[data-upload="files"]', [join(mine, "large.bin")]);
    await done("Upload: large.bin");
  });
  if (hashOf(join(target, "large.bin")) !== hashOf(join(mine, "large.bin"))) throw new Error("not the same file");
  await press("Clear those that ended");
  await browser.until(`[...document.querySelectorAll('[role="grid"] tbody tr')].some((row) => row.textContent.includes("large.bin"))`);
  const arrived = join(browser.downloads, "large.bin");
  const down = await timed(async () => {
    await browser.evaluate(
      `[...document.querySelectorAll('[role="grid"] tbody tr')].find((row) => row.textContent.includes("large.bin")).dispatchEvent(new MouseEvent("click", { bubbles: true }))`,
    );
    await browser.evaluate("new Promise((go) => setTimeout(go, 50))");
    await browser.evaluate(
      `[...document.querySelectorAll('[role="toolbar"][aria-label="Files"] button')].find((each) => /^Download/.test(each.getAttribute("aria-label") ?? each.textContent)).click()`,
    );
    const item = `[...document.querySelectorAll('[role="menuitem"]')].find((each) => each.textContent === "Download")`;
    await browser.until(`${row("Download: large.bin")} || ${item}`);
    await browser.evaluate(`${item}?.click()`);
    await until("it is there", () => existsSync(arrived) && statSync(arrived).size === BYTES, { within: 600_000, every: 20 });
  });
  if (hashOf(arrived) !== hashOf(join(mine, "large.bin"))) throw new Error("not the same file");
  await press("Clear those that ended");
  return { up: rate(up), down: rate(down), many: await whole(small, SMALL) };
}

/** OpenSSH on a port of its own, with keys of its own. */
async function ssh(line) {
  const server = "/usr/sbin/sshd";
  if (!existsSync(server)) return undefined;
  const folder = temporaryFolder("ssh");
  for (const name of ["host", "user"]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  const port = await freePort();
  mkdirSync("/run/sshd", { recursive: true });
  const options = [
    `HostKey=${join(folder, "host")}`,
    `AuthorizedKeysFile=${join(folder, "user.pub")}`,
    "StrictModes=no",
    "PidFile=none",
    "ListenAddress=127.0.0.1",
    "PermitRootLogin=prohibit-password",
    "Subsystem=sftp internal-sftp",
  ];
  const daemon = spawn(server, ["-D", "-e", "-f", "/dev/null", "-p", `${port}`, ...options.flatMap((each) => ["-o", each])], {
    stdio: "ignore",
  });
  const client = [
    "-q",
    ...["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", `IdentityFile=${join(folder, "user")}`].flatMap((each) => ["-o", each]),
    ...(line ? ["-o", `ProxyCommand=${process.execPath} ${join(repository, "bench/through.mjs")} ${line} 127.0.0.1:${port}`] : []),
    "-P",
    `${port}`,
  ];
  const target = temporaryFolder("target");
  const place = `${userInfo().username}@127.0.0.1:${target}`;
  const timed = (...what) => {
    const started = performance.now();
    execFileSync("scp", [...client, ...what]);
    return { seconds: round((performance.now() - started) / 1000) };
  };
  await until("the server answers", () => {
    try {
      execFileSync("scp", [...client, join(folder, "user.pub"), place]);
      return true;
    } catch {
      return false;
    }
  });
  const whole = (folder, count) => {
    const many = timed("-r", folder, place);
    daemon.kill();
    return { ...many, files_per_s: Math.round(count / many.seconds) };
  };
  if (line) return { many: whole(few, FEW) };
  const up = timed(join(mine, "large.bin"), place);
  const down = timed(`${place}/large.bin`, temporaryFolder("down"));
  return { up: rate(up), down: rate(down), many: whole(small, SMALL) };
}

function rate(timed) {
  return { ...timed, mb_per_s: Math.round(BYTES / 1e6 / timed.seconds) };
}

function countOf(folder) {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".towline-")).length : 0;
}

/** Processor time of all processes whose command line fits, in ticks. */
function ticksOf(pattern) {
  let ticks = 0;
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    try {
      if (!pattern.test(readFileSync(`/proc/${name}/cmdline`, "latin1"))) continue;
      const fields = readFileSync(`/proc/${name}/stat`, "latin1").split(")").at(-1).trim().split(" ");
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended.
    }
  }
  return ticks;
}

/** A port that nobody uses just now. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function round(number) {
  return Math.round(number * 100) / 100;
}
