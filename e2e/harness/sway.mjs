// A real compositor of Wayland that nobody sits at, and a program on it that writes down what it gets. It runs as somebody else than root, which it refuses to be.

import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Program, run, temporaryFolder, until } from "./processes.mjs";

const NOBODY = 65534;
const somebody = process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;

export class Sway {
  /** `config`: how its outputs stand; the first is HEADLESS-1. */
  static async start({ config = "output HEADLESS-1 mode 1280x800 bg #204060 solid_color" } = {}) {
    const sway = new Sway();
    sway.folder = temporaryFolder("sway");
    writeFileSync(join(sway.folder, "config"), `xwayland disable\ndefault_border none\n${config}\n`);
    if (somebody) chownSync(sway.folder, NOBODY, NOBODY);
    chmodSync(sway.folder, 0o700);
    sway.env = { XDG_RUNTIME_DIR: sway.folder, HOME: sway.folder, DISPLAY: "", LC_ALL: "C.UTF-8", WAYLAND_DISPLAY: "" };
    const headless = { WLR_BACKENDS: "headless", WLR_LIBINPUT_NO_DEVICES: "1", WLR_RENDERER: "pixman" };
    sway.server = new Program("sway", "sway", ["-c", join(sway.folder, "config")], {
      env: { ...sway.env, ...headless },
      log: join(sway.folder, "..", `${sway.folder.split("/").pop()}.log`),
      as: somebody,
    });
    const there = (start) => () => readdirSync(sway.folder).find((name) => name.startsWith(start));
    sway.orders = join(sway.folder, await sway.server.orEnded(until("orders are taken", there("sway-ipc"))));
    sway.name = join(sway.folder, await until("the compositor's socket", there("wayland-")));
    sway.env.WAYLAND_DISPLAY = sway.name;
    sway.programs = [];
    return sway;
  }

  /** What swaymsg is told. */
  order(...words) {
    return run("swaymsg", ["-s", this.orders, ...words]);
  }

  start(file, args) {
    const program = new Program(file, file, args, { env: this.env, as: somebody });
    this.programs.push(program);
    return program;
  }

  /** A terminal whose program writes down what is typed into it, byte for byte, and each click of the mouse as terminals say it. */
  async terminal() {
    const file = join(this.folder, "typed");
    const script = `stty raw -echo; printf '\\033[?1000h\\033[?1006h'; : > '${file}'; exec cat >> '${file}'`;
    const terminal = this.start("foot", ["-o", "font=monospace:size=9", "sh", "-c", script]);
    await terminal.orEnded(until("the terminal's program", () => existsSync(file)));
    await until("its window has the keyboard", () => hasFocus(JSON.parse(this.order("-t", "get_tree"))));
    return { program: terminal, typed: () => readFileSync(file, "utf8") };
  }

  /** The compositor ends. */
  async end() {
    for (const program of this.programs.splice(0)) await program.stop();
    await this.server.stop();
  }

  async stop() {
    await this.end();
    await this.other?.stop();
  }

  /** In its place: one that lets programs do nothing special, under another's name, as GNOME's does. */
  async give(name) {
    rmSync(this.name, { force: true });
    // How a compositor answers `get_registry` and `sync`: one interface, then that this was all.
    const script = `
      process.title = ${JSON.stringify(name)};
      const words = (...numbers) => Buffer.from(Uint32Array.from(numbers).buffer);
      const text = Buffer.from("wl_compositor\\0\\0\\0");
      const body = Buffer.concat([words(1, 14), text, words(4)]);
      const global = Buffer.concat([words(2, ((body.length + 8) << 16) >>> 0), body]);
      const done = words(3, (12 << 16) >>> 0, 1);
      require("node:net").createServer((socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => socket.write(Buffer.concat([global, done])));
      }).listen(${JSON.stringify(this.name)});`;
    this.other = new Program(name, process.execPath, ["-e", script], { as: somebody });
    await until("somebody else listens", () => existsSync(this.name));
  }
}

/** Whether a program's window below this has the keyboard. */
const hasFocus = (node) => (node.focused && node.app_id !== undefined) || (node.nodes ?? []).some(hasFocus);
