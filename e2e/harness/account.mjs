// An account of this machine that a journey makes and removes: somebody who may use `sudo` with a password.

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";

import { atTheEnd } from "./processes.mjs";

/** Why there can be none here; undefined: there can. */
export function noAccounts() {
  if (process.getuid() !== 0) return "accounts are made by root";
  return existsSync("/usr/bin/sudo") ? undefined : "there is no sudo";
}

/** Its name, password and numbers. */
export function makeAccount() {
  const account = { name: `tl${process.pid}`, password: "Lantern-over-7" };
  execFileSync("useradd", ["-m", "-s", "/bin/sh", account.name]);
  const sudoers = `/etc/sudoers.d/${account.name}`;
  atTheEnd(() => {
    rmSync(sudoers, { force: true });
    execFileSync("userdel", ["-f", "-r", account.name], { stdio: "ignore" });
  });
  execFileSync("chpasswd", { input: `${account.name}:${account.password}\n` });
  writeFileSync(sudoers, `${account.name} ALL=(ALL:ALL) ALL\n`);
  chmodSync(sudoers, 0o440);
  const number = (flag) => Number(execFileSync("id", [flag, account.name], { encoding: "utf8" }));
  return { ...account, uid: number("-u"), gid: number("-g") };
}
