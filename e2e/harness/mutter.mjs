// GNOME's compositor without a screen, with PipeWire and a portal of the tests, whose person is the test: a desktop that asks whoever sits there. All run as somebody else than root, on a bus of their own.

import { chmodSync, chownSync, copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { Program, programs, temporaryFolder, until } from "./processes.mjs";

const NOBODY = 65534;
const somebody = process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
/** What terminals say when they get the keyboard. */
const FOCUSED = "\u001b[I";

export class Mutter {
  static async start({ size = "1280x720" } = {}) {
    const mutter = new Mutter();
    mutter.folder = temporaryFolder("mutter");
    mutter.programs = [];
    if (somebody) chownSync(mutter.folder, NOBODY, NOBODY);
    chmodSync(mutter.folder, 0o700);
    const bus = join(mutter.folder, "bus");
    mutter.env = {
      XDG_RUNTIME_DIR: mutter.folder,
      HOME: mutter.folder,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}`,
      GSETTINGS_BACKEND: "memory",
      DISPLAY: "",
      WAYLAND_DISPLAY: "",
      LC_ALL: "C.UTF-8",
    };
    const there = (name) => () => existsSync(join(mutter.folder, name));
    const daemon = mutter.start("dbus-daemon", ["--session", "--nofork", "--nopidfile", `--address=unix:path=${bus}`]);
    await daemon.orEnded(until("the bus", there("bus")));
    const pipes = mutter.start("pipewire", []);
    await pipes.orEnded(until("PipeWire's socket", there("pipewire-0")));
    mutter.start("wireplumber", []);
    mutter.server = mutter.start("mutter", ["--headless", "--wayland", "--no-x11", "--virtual-monitor", size]);
    const socket = () => readdirSync(mutter.folder).find((name) => /^wayland-\d+$/.test(name));
    mutter.name = join(mutter.folder, await mutter.server.orEnded(until("the compositor's socket", socket)));
    mutter.env.WAYLAND_DISPLAY = mutter.name;
    await mutter.offerPortal();
    return mutter;
  }

  start(file, args, more = {}) {
    const log = join(this.folder, "..", `${this.folder.split("/").pop()}.log`);
    const program = new Program(file, file, args, { env: this.env, as: somebody, log, ...more });
    this.programs.push(program);
    return program;
  }

  async offerPortal() {
    this.news = [];
    const program = join(this.folder, "test_portal");
    copyFileSync(join(programs, "examples", "test_portal"), program);
    chmodSync(program, 0o755);
    this.portal = this.start(program, [], { told: true, line: (line) => this.news.push(line) });
    await this.portal.orEnded(this.hears("ready"));
  }

  /** The person there: "yes", "look", "no", "nonsense"; "stop" ends what they allowed. */
  says(word) {
    this.portal.child.stdin.write(`${word}\n`);
  }

  /** Waits until this has happened; each is heard once. */
  async hears(what) {
    await until(`the portal says ${what}`, () => this.news.includes(what));
    this.news.splice(0, this.news.indexOf(what) + 1);
  }

  /** A terminal over the whole screen, whose program writes down what is typed into it, byte for byte, and each click of the mouse as terminals say it. */
  async terminal() {
    const file = join(this.folder, "typed");
    const script = `stty raw -echo; printf '\\033[?1000h\\033[?1006h\\033[?1004h'; : > '${file}'; exec cat >> '${file}'`;
    const terminal = this.start("foot", ["--fullscreen", "-o", "font=monospace:size=9", "sh", "-c", script]);
    await terminal.orEnded(until("the terminal's program", () => existsSync(file)));
    const all = () => readFileSync(file, "utf8");
    // There is no keyboard but that of somebody who is let in.
    const focused = () => until("its window has the keyboard", () => all().includes(FOCUSED));
    return { program: terminal, focused, typed: () => all().replaceAll(FOCUSED, "").replaceAll("\u001b[O", "") };
  }

  async stop() {
    for (const program of this.programs.splice(0).reverse()) await program.stop();
  }
}
