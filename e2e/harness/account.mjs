// An account of this machine that a journey makes and removes: somebody who may use `sudo` with a password.

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";

import { atTheEnd } from "./processes.mjs";

/** Why there can be none here; undefined: there can. */
export function noAccounts() {
  if (process.getuid() !== 0) return "accounts are made by root";
  return existsSync("/usr/bin/sudo") ? undefined : "there is no sudo";
}

/** Names of accounts that journeys make; several may run on one machine. */
export const isMade = (name) => /^tl\d+$/.test(name);

/** Its name, password, home and numbers. */
export function makeAccount() {
  const name = `tl${process.pid}`;
  const account = { name, password: "Lantern-over-7", home: `/home/${name}` };
  execFileSync("useradd", ["-m", "-d", account.home, "-s", "/bin/sh", account.name]);
  const number = (flag) => Number(execFileSync("id", [flag, account.name], { encoding: "utf8" }));
  account.uid = number("-u");
  account.gid = number("-g");
  const sudoers = `/etc/sudoers.d/${account.name}`;
  atTheEnd(() => {
    rmSync(sudoers, { force: true });
    killAllOf(account.uid);
    execFileSync("userdel", ["-f", "-r", account.name], { stdio: "ignore" });
  });
  execFileSync("chpasswd", { input: `${account.name}:${account.password}\n` });
  writeFileSync(sudoers, `${account.name} ALL=(ALL:ALL) ALL\n`);
  chmodSync(sudoers, 0o440);
  return account;
}

/** What a journey that failed has left running as this account. */
function killAllOf(uid) {
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    try {
      if (statSync(`/proc/${name}`).uid === uid) process.kill(Number(name), "SIGKILL");
    } catch {
      // It was faster.
    }
  }
}
