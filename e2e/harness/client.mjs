// The full customer client as a customer comes to it: downloaded with the browser, started from the folder of downloads, on a desktop. Its folders are looked over when it is gone.

import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { atTheEnd, Program, processesIn, run, temporaryFolder, until } from "./processes.mjs";

export class Client {
  /** A customer's place at a desktop: somebody of their own, at home there. Without `account` they are whoever runs the tests, in a home that is theirs. */
  static at(display, account) {
    const client = new Client();
    Object.assign(client, { display, account, authority: display.authority });
    client.home = account?.home ?? temporaryFolder("customer");
    client.runtime = join(client.home, "run");
    client.program = join(client.home, "Downloads", "towline-support");
    mkdirSync(client.runtime, { mode: 0o700, recursive: true });
    mkdirSync(join(client.home, "Downloads"), { recursive: true });
    if (account) {
      client.authority = join(client.home, "Xauthority");
      copyFileSync(display.authority, client.authority);
      run("chown", ["-R", `${account.uid}:${account.gid}`, client.home]);
    }
    atTheEnd(() => client.kill());
    return client;
  }

  /** `env`: what else its environment says. */
  static async download(page, display, env = {}) {
    const client = Client.at(display);
    client.env = env;
    await client.save(page);
    return client;
  }

  /** Clicks the page's button, and saves the file as a browser does. */
  async save(page) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download the program" }).click(),
    ]);
    this.name = download.suggestedFilename();
    await download.saveAs(this.program);
    chmodSync(this.program, 0o755);
    if (this.account) run("chown", [`${this.account.uid}:${this.account.gid}`, this.program]);
    this.files = this.tree();
  }

  get #env() {
    const who = this.account ? { XAUTHORITY: this.authority, USER: this.account.name } : {};
    return {
      ...this.display.env,
      ...who,
      HOME: this.home,
      XDG_RUNTIME_DIR: this.runtime,
      LANG: "C.UTF-8",
      ...this.env,
    };
  }

  /** Something of their own on the desktop. */
  run(file, args) {
    const as = this.account && { uid: this.account.uid, gid: this.account.gid };
    return new Program(file, file, args, { env: this.#env, as, log: join(this.display.folder, "support.log") });
  }

  start() {
    this.process = this.run(this.program, []);
    return this.process;
  }

  /** Asks everything of theirs to end, as a machine that goes down does. */
  async goDown() {
    for (const pid of this.own()) process.kill(pid, "SIGTERM");
    await until("everything of the client has ended", () => this.own().length === 0);
  }

  /** What the desktop starts when its user signs in: `[program, ...arguments]` of each entry. */
  autostart() {
    const folder = join(this.home, ".config", "autostart");
    const entries = existsSync(folder) ? readdirSync(folder) : [];
    return entries.map((entry) => {
      const [, program, rest] = readFileSync(join(folder, entry), "utf8").match(/^Exec="([^"\\]+)"(.*)$/m);
      return [program, ...rest.trim().split(" ")];
    });
  }

  /** Signs in again: the desktop starts what is to be started. */
  signIn() {
    const [[program, ...args]] = this.autostart();
    this.process = this.run(program, args);
    return this.process;
  }

  /** Starts it as somebody without administrative rights, whose account only this program and what it starts know of; or another program of theirs. */
  startAsUser(program = this.program) {
    const [id, passwd, authority] = ["4000", join(this.home, "run", "passwd"), join(this.home, "run", "Xauthority")];
    writeFileSync(passwd, `${readFileSync("/etc/passwd", "utf8")}carla:x:${id}:${id}::${this.home}:/bin/sh\n`, {
      mode: 0o644,
    });
    writeFileSync(authority, readFileSync(this.display.authority), { mode: 0o600 });
    run("chown", ["-R", `${id}:${id}`, this.home]);
    const become = `mount --bind '${passwd}' /etc/passwd && exec setpriv --reuid ${id} --regid ${id} --clear-groups '${program}'`;
    this.process = new Program("towline-support", "unshare", ["--mount", "sh", "-c", become], {
      env: { ...this.#env, XAUTHORITY: authority },
      log: join(this.display.folder, "support.log"),
    });
    return this.process;
  }

  /** What the Support Button on the desktop starts. */
  buttonProgram() {
    const [entry] = this.buttons();
    return readFileSync(join(this.home, "Desktop", entry), "utf8").match(/^Exec="(.+)"$/m)[1];
  }

  /** Clicks the Support Button on the desktop. */
  clickButton() {
    return this.startAsUser(this.buttonProgram());
  }

  /** Entries of Support Buttons on the desktop. */
  buttons() {
    const desktop = join(this.home, "Desktop");
    return existsSync(desktop) ? readdirSync(desktop).filter((name) => name.startsWith("towline-button-")) : [];
  }

  /** Another copy of the same file. */
  copy() {
    const client = Object.assign(new Client(), this, { program: `${this.program}-2` });
    writeFileSync(client.program, readFileSync(this.program), { mode: 0o755 });
    return client;
  }

  /** Everything below the customer's home. */
  tree() {
    return readdirSync(this.home, { recursive: true }).map(String).sort();
  }

  /** All that runs from the downloaded file: client, helper, watcher. */
  pids() {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`HOME=${this.home}\0`);
        } catch {
          return false;
        }
      });
  }

  /** Of these, what runs this client's own file, under whatever environment: also its helper and its watcher. */
  own() {
    return processesIn(this.home);
  }

  kill() {
    for (const pid of this.pids()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It was faster.
      }
    }
  }

  /** The window's number, once it is on the screen. */
  window() {
    return until("the client's window", () => {
      try {
        const found = this.display.run("xdotool", ["search", "--onlyvisible", "--name", "Support: "]);
        return found.trim().split("\n").pop();
      } catch {
        return undefined;
      }
    });
  }

  /** Where the window is. What xdotool says of that leaves out the frame; the pointer does not. */
  async place() {
    const number = await this.window();
    const told = this.display.run("xdotool", ["getwindowgeometry", "--shell", number]);
    const [width, height] = ["WIDTH", "HEIGHT"].map((name) => Number(told.match(new RegExp(`${name}=(\\d+)`))[1]));
    this.display.run("xdotool", ["mousemove", "--window", number, "0", "0"]);
    return { number, ...this.display.pointer(), width, height };
  }

  /** Clicks into the window; negative: from its right or lower edge. */
  async click(x, y) {
    const { number, width, height } = await this.place();
    const place = [x < 0 ? width + x : x, y < 0 ? height + y : y].map(String);
    this.display.run("xdotool", ["mousemove", "--window", number, ...place, "click", "1"]);
  }

  /** Waits until the window has these colours: `[x, y, "#rrggbb"]`, places as for `click`. */
  shows(what, colours) {
    return until(what, async () => {
      const { x, y, width, height } = await this.place();
      const picture = this.display.picture();
      const at = (left, top) => picture.at(x + (left < 0 ? width + left : left), y + (top < 0 ? height + top : top));
      return colours.every(([left, top, colour]) => at(left, top) === colour);
    });
  }

  /** A picture of the window, for people. */
  async keep(name) {
    this.display.picture().keep(name, await this.place());
  }

  /** Nothing of it is left: no process, and no file but those that were there before. */
  async isGone() {
    await until("no process of the client is left", () => this.pids().length === 0);
    await until("its file has removed itself", () => !existsSync(this.program));
    return this.tree();
  }
}
