// The system's own prompt for administrative rights, on a machine where nobody is signed in at a desktop: the system's bus and polkit, started where they do not run, and polkit's own textual agent, which
// stands for the window that a desktop would show.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { connect } from "node:net";

import { atTheEnd, Program, run, until } from "./processes.mjs";

const BUS = "/run/dbus/system_bus_socket";
const first = (...files) => files.find((file) => existsSync(file));

/** Why there can be no prompt here; undefined: there can. */
export function noPolkit() {
  if (process.getuid() !== 0) return "the system's bus is started by root";
  const needed = {
    pkexec: first("/usr/bin/pkexec", "/usr/local/bin/pkexec", "/run/wrappers/bin/pkexec"),
    pkttyagent: first("/usr/bin/pkttyagent"),
    polkitd: polkitd(),
    "dbus-daemon": first("/usr/bin/dbus-daemon"),
  };
  const missing = Object.keys(needed).find((name) => !needed[name]);
  return missing && `there is no ${missing}`;
}

const polkitd = () => first("/usr/lib/polkit-1/polkitd", "/usr/libexec/polkitd", "/usr/lib/policykit-1/polkitd");

const answers = () =>
  new Promise((resolve) => {
    const socket = connect(BUS, () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.end());
  });

/** polkit works: as it is, or started until the test ends. */
export async function startPolkit() {
  if (!(await answers())) {
    mkdirSync("/run/dbus", { recursive: true });
    rmSync(BUS, { force: true });
    const address = `--address=unix:path=${BUS}`;
    new Program("dbus-daemon", "/usr/bin/dbus-daemon", ["--system", "--nofork", "--nopidfile", address]);
    await until("the system's bus", answers);
    atTheEnd(() => rmSync(BUS, { force: true }));
  }
  const works = () => {
    try {
      return run("pkaction", ["--action-id", "org.freedesktop.policykit.exec"]);
    } catch {
      return false;
    }
  };
  if (!works()) {
    new Program("polkitd", polkitd(), ["--no-debug"]);
    await until("polkit", works);
  }
}

/** Whoever is asked by the system, for what one process wants. */
export class Prompt {
  #said = "";

  constructor(pid, account) {
    // A terminal of its own, as it reads passwords from nothing else.
    const agent = ["-qec", `pkttyagent --process ${pid}`, "/dev/null"];
    const { uid, gid, home } = account;
    const env = { ...process.env, LC_ALL: "C", HOME: home };
    this.child = spawn("script", agent, {
      uid,
      gid,
      env,
      cwd: "/",
      detached: true,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.child.stdout.setEncoding("utf8");
    this.child.stdout.on("data", (text) => {
      this.#said += text;
    });
    this.child.stdin.on("error", () => {});
    atTheEnd(() => this.stop());
  }

  /** Waits until it asks for the password for the `count`th time, and gives this one. */
  async answers(count, password) {
    await until(`question ${count} of the system`, () => this.#said.split("Password: ").length > count);
    this.child.stdin.write(`${password}\n`);
  }

  get said() {
    return this.#said;
  }

  stop() {
    try {
      process.kill(-this.child.pid, "SIGKILL");
    } catch {
      // It is gone.
    }
  }
}
