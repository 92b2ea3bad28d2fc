// Files up and down through the console, beside scp on the same machine (FIL-8, QLT-3): one large file, 2,000 small ones, which come back as one archive; and 300 small ones over a line of 50 ms, where scp, which asks for one file after the
// other, shows what each request costs. Prints one line of JSON.
//
// `TOWLINE_PROGRAMS=target/release node bench/files.mjs [MB]`, after a release build of towline and towline-agent and `npm install` in e2e/. OpenSSH's server and client must be installed; without them our own figures are printed alone.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";

import { hashOf, lay } from "../e2e/harness/files.mjs";
import { repository, temporaryFolder, until } from "../e2e/harness/processes.mjs";
import { proxied, round, Transfers } from "./transfers.mjs";

const BYTES = Number(process.argv[2] ?? 512) * 1_000_000;
const SMALL = 2_000;
const FEW = 300;
/** Each way. */
const DELAY_MS = 25;

const mine = lay(temporaryFolder("mine"), { "large.bin": BYTES });
const small = tree(SMALL);
const few = tree(FEW);
const line = await proxied({ delay: DELAY_MS });
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

/** `line`: port of the proxy that leads there; then only a tree of a few small files is sent. */
async function towline(line) {
  const transfers = await Transfers.open(line);
  try {
    if (line) return { many: await whole(transfers, few, FEW) };
    const up = await transfers.up(join(mine, "large.bin"));
    if (hashOf(join(transfers.target, "large.bin")) !== hashOf(join(mine, "large.bin"))) throw new Error("not the same file");
    const down = await transfers.down("large.bin");
    if (hashOf(join(transfers.downloads, "large.bin")) !== hashOf(join(mine, "large.bin"))) throw new Error("not the same file");
    const many = await whole(transfers, small, SMALL);
    await transfers.refresh();
    const back = await transfers.down("tree", "tree.zip");
    return { up: rate(up), down: rate(down), many, many_down: { ...back, files_per_s: Math.round(SMALL / back.seconds) } };
  } finally {
    await transfers.close();
  }
}

async function whole(transfers, folder, count) {
  const spent = await transfers.tree(folder, count);
  return { ...spent, files_per_s: Math.round(count / spent.seconds) };
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

/** A port that nobody uses just now. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
