// A customer's machine, looked over before somebody comes and after they are gone: files where programs and what starts them lie, and processes. Whoever else is at work on it does not count: in places
// that all share, only what belongs to the customer's account, or to root with a name of ours, is looked at.

import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { isMade } from "./account.mjs";

/** Where something would have to be that is to start again, or to be allowed something, and where it would be installed. */
const PLACES = [
  ...["/opt", "/usr/local", "/etc/sudoers", "/etc/sudoers.d", "/etc/pam.d"],
  ...["/etc/polkit-1", "/etc/xdg", "/etc/profile.d", "/etc/environment", "/etc/rc.local", "/etc/init.d"],
  ...["/etc/ld.so.preload", "/etc/crontab", "/etc/cron.d", "/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly"],
  ...[
    "/etc/cron.monthly",
    "/var/spool/cron",
    "/var/spool/at",
    "/etc/systemd",
    "/usr/lib/systemd",
    "/run/systemd/system",
  ],
  ...["/run/systemd/transient", "/run/systemd/user", "/var/lib/systemd/linger", "/run/sudo", "/var/lib/sudo"],
  ...["/etc/X11", "/usr/share/applications"],
  // Of root.
  ...[".config/autostart", ".config/systemd", ".bashrc", ".profile"].map((path) => join(homedir(), path)),
  ...[".local/share/applications", ".local/share/towline-agent"].map((path) => join(homedir(), path)),
];
/** Below it nothing of an agent can be, and it is large. */
const DEPTH = 3;
const ACCOUNTS = ["/etc/passwd", "/etc/group", "/etc/shadow"];
/** Smaller ones are told apart by what is in them. */
const SMALL = 64 * 1024;
const SHARED = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/run/user"];
/** How clients and installers name what they make there. */
const OURS = /^towline(\.|-support-)/;

const attempt = (read, otherwise) => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};

export class Machine {
  /** `account`: who sits there, of `makeAccount`. */
  constructor(account) {
    this.account = account;
  }

  /** All that there is, each with what would tell that it was changed. */
  look() {
    const found = new Map();
    this.#walk(found, this.account.home, Number.POSITIVE_INFINITY);
    for (const place of PLACES) this.#walk(found, place, DEPTH);
    for (const place of SHARED) {
      for (const name of attempt(() => readdirSync(place), [])) {
        const path = join(place, name);
        const owner = attempt(() => lstatSync(path).uid);
        const ours = owner === 0 && OURS.test(name);
        if (owner === this.account.uid || ours) this.#walk(found, path, Number.POSITIVE_INFINITY);
      }
    }
    for (const file of ACCOUNTS) {
      for (const line of attempt(() => readFileSync(file, "utf8"), "").split("\n")) {
        if (!this.#isNeighbour(line.split(":")[0])) found.set(`${file}: ${line}`, "");
      }
    }
    for (const { command, user } of this.processes()) {
      const key = `process of ${user}: ${command}`;
      found.set(key, `${(Number(found.get(key) ?? 0) || 0) + 1}`);
    }
    return found;
  }

  /** Another journey's account. */
  #isNeighbour(name) {
    return isMade(name) && name !== this.account.name;
  }

  #walk(found, path, depth) {
    const data = attempt(() => lstatSync(path));
    if (!data) return;
    const kind = data.isDirectory() ? "folder" : data.isSymbolicLink() ? attempt(() => readlinkSync(path)) : "file";
    const read = () => createHash("sha256").update(readFileSync(path)).digest("hex");
    const version = () => (data.size > SMALL ? `${data.mtimeMs} ${data.ino}` : attempt(read));
    const changed = data.isFile() ? `${data.size} ${version()}` : "";
    found.set(path, `${kind} ${data.mode.toString(8)} ${data.uid} ${changed}`);
    if (!data.isDirectory() || depth === 0) return;
    for (const name of attempt(() => readdirSync(path), [])) {
      if (!this.#isNeighbour(name)) this.#walk(found, join(path, name), depth - 1);
    }
  }

  /** Everything that the account runs, and what runs as root because of it. */
  processes() {
    return everyProcess().filter(({ pid, user }) => {
      if (user.split(" ").includes(String(this.account.uid))) return true;
      const environment = attempt(() => readFileSync(`/proc/${pid}/environ`, "latin1"), "");
      return `\0${environment}`.includes(`\0SUDO_UID=${this.account.uid}\0`);
    });
  }
}

/** Each with its parent and the moment of its start, which no other with the same number has. */
function everyProcess() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) =>
      attempt(() => {
        const stat = readFileSync(`/proc/${name}/stat`, "latin1");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const status = readFileSync(`/proc/${name}/status`, "latin1");
        const [, uids] = /^Uid:\s+(.*)$/m.exec(status);
        const command = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ").trim();
        // What has ended and was not yet asked how is no process any more.
        if (fields[0] === "Z") return [];
        const user = [...new Set(uids.split("\t"))].join(" ");
        return [{ pid: Number(name), parent: Number(fields[1]), began: fields[19], user, command }];
      }, []),
    );
}

/** A process and all that descend from it, whoever they run as. */
export function descendants(pid) {
  const all = everyProcess();
  const found = all.filter((each) => each.pid === pid);
  for (const each of found) found.push(...all.filter((child) => child.parent === each.pid));
  return found;
}

/** Those of them that still run. */
export function alive(processes) {
  const all = everyProcess();
  return processes.filter(({ pid, began }) => all.some((each) => each.pid === pid && each.began === began));
}

/** What came, went and changed between two looks, as lines. */
export function differences(before, after) {
  const lines = [];
  for (const [name, data] of after) {
    if (!before.has(name)) lines.push(`+ ${name}`);
    else if (before.get(name) !== data) lines.push(`~ ${name}: ${before.get(name)} → ${data}`);
  }
  for (const name of before.keys()) if (!after.has(name)) lines.push(`- ${name}`);
  return lines.sort();
}
