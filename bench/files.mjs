// Files up and down through the console, beside scp and sftp on the same machine (FIL-8, QLT-3): one large file, 2,000 small ones. Prints one line of JSON.
//
// `TOWLINE_PROGRAMS=target/release node bench/files.mjs [MB]`, after a release build of towline and towline-agent and `npm install` in e2e/. OpenSSH's server and client must be installed; without them our own figures are printed alone.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";

import { Console } from "../e2e/harness/console.mjs";
import { FileTransfer, hashOf, lay } from "../e2e/harness/files.mjs";
import { temporaryFolder, until } from "../e2e/harness/processes.mjs";
import { Stage } from "../e2e/harness/stage.mjs";

const BYTES = Number(process.argv[2] ?? 512) * 1_000_000;
const SMALL = 2_000;
const TICKS = 100;

const mine = lay(temporaryFolder("mine"), { "large.bin": BYTES });
const small = join(temporaryFolder("small"), "tree");
mkdirSync(small);
for (let n = 0; n < SMALL; n += 1) writeFileSync(join(small, `${n}.txt`), `${n} `.repeat(128));
const result = { bytes: BYTES, small: SMALL, towline: await towline(), ssh: await ssh() };
console.log(JSON.stringify(result));
process.exit(0);

async function towline() {
  const stage = await Stage.build();
  const person = await stage.browser.person(stage.appliance);
  const console_ = await Console.open(person, stage.appliance.admin);
  await console_.jumpTo("Workshop PC");
  const files = await FileTransfer.start(console_);
  const target = temporaryFolder("target");
  await files.go(target);
  const roles = { appliance: /towline\0serve/, agent: /towline-agent\0run/ };
  const cpu = () => Object.fromEntries(Object.entries(roles).map(([name, what]) => [name, ticksOf(what)]));
  const timed = async (act) => {
    const before = cpu();
    const started = performance.now();
    await act();
    const seconds = (performance.now() - started) / 1000;
    const after = cpu();
    const spent = Object.fromEntries(Object.keys(roles).map((name) => [name, (after[name] - before[name]) / TICKS]));
    return { seconds: round(seconds), cpu_s: spent };
  };
  const up = await timed(async () => {
    await files.upload([join(mine, "large.bin")]);
    await files.ended("Upload", "large.bin", /^Done/);
  });
  if (hashOf(join(target, "large.bin")) !== hashOf(join(mine, "large.bin"))) throw new Error("not the same file");
  await files.clear();
  const down = await timed(async () => {
    await (await files.download("large.bin")).path();
  });
  await files.clear();
  const many = await timed(async () => {
    await files.uploadFolder(small);
    await until("all are there", () => countOf(join(target, "tree")) === SMALL, { within: 600_000, every: 20 });
  });
  await stage.strike();
  return { up: rate(up), down: rate(down), many: { ...many, files_per_s: Math.round(SMALL / many.seconds) } };
}

/** OpenSSH on a port of its own, with keys of its own. */
async function ssh() {
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
  const up = timed(join(mine, "large.bin"), place);
  const down = timed(`${place}/large.bin`, temporaryFolder("down"));
  const many = timed("-r", small, place);
  daemon.kill();
  return { up: rate(up), down: rate(down), many: { ...many, files_per_s: Math.round(SMALL / many.seconds) } };
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
