// A real X server that nobody sits at, with a window manager, and things on it whose pixels a test knows.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Framebuffer } from "./framebuffer.mjs";
import { Program, run, temporaryFolder, until } from "./processes.mjs";

export class Display {
  static async start({ width = 1280, height = 800, layout = "us" } = {}) {
    const display = new Display();
    display.folder = temporaryFolder("display");
    display.authority = join(display.folder, "Xauthority");
    const cookie = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join(
      "",
    );
    run("xauth", ["-q", "-f", display.authority], { input: `add :0 . ${cookie}\n` });
    let told;
    const number = new Promise((resolve) => {
      told = resolve;
    });
    display.server = new Program(
      "Xvfb",
      "Xvfb",
      // biome-ignore format: one option and its value belong together
      ["-displayfd", "1", "-screen", "0", `${width}x${height}x24`, "-nolisten", "tcp", "-noreset", "-dpi", "96", "-auth", display.authority, "-fbdir", display.folder],
      { log: join(display.folder, "xvfb.log"), line: told },
    );
    display.name = `:${(await display.server.orEnded(number)).trim()}`;
    run("xauth", ["-q", "-f", display.authority], { input: `add ${display.name} . ${cookie}\n` });
    display.env = {
      DISPLAY: display.name,
      XAUTHORITY: display.authority,
      WAYLAND_DISPLAY: "",
      XDG_SESSION_TYPE: "x11",
    };
    display.programs = [display.start("openbox", [])];
    display.layout(layout);
    display.colour("#204060");
    return display;
  }

  start(file, args) {
    return new Program(file, file, args, { env: this.env, log: join(this.folder, `${file}.log`) });
  }

  run(file, args) {
    return run(file, args, { env: this.env });
  }

  layout(name) {
    this.run("setxkbmap", ["-layout", name]);
  }

  /** One colour for the whole background. */
  colour(hex) {
    this.run("xsetroot", ["-solid", hex]);
  }

  /** Xvfb paints the pointer into its picture, where a capture has none: in the corner only four pixels a side are left of it. */
  cornerPointer() {
    this.run("xdotool", ["mousemove", "10000", "10000"]);
  }

  /** Another resolution, not larger than the first one: Xvfb has no monitor that could say no. */
  resize(width, height) {
    const mode = `${width}x${height}-test`;
    this.run(
      "xrandr",
      ["--newmode", mode, "40", width, width, width, width, height, height, height, height].map(String),
    );
    this.run("xrandr", ["--addmode", "screen", mode]);
    this.run("xrandr", ["--output", "screen", "--mode", mode]);
  }

  /** A terminal whose shell writes each line that it reads into a file: what arrived, byte for byte. */
  async terminal() {
    const file = join(this.folder, `typed-${this.programs.length}`);
    const script = join(this.folder, `typed-${this.programs.length}.sh`);
    writeFileSync(script, `: > '${file}'\nwhile IFS= read -r line; do printf '%s\\n' "$line" >> '${file}'; done\n`);
    const terminal = this.start("xterm", [
      ...["-u8", "-title", "Typed here", "-geometry", "80x20+40+40", "-fa", "DejaVu Sans Mono", "-fs", "11"],
      ...["-e", "sh", script],
    ]);
    this.programs.push(terminal);
    await terminal.orEnded(until("the terminal's shell runs", () => existsSync(file)));
    const window = await until("the terminal's window", () => {
      try {
        return this.run("xdotool", ["search", "--onlyvisible", "--name", "Typed here"]).trim().split("\n").pop();
      } catch {
        return undefined;
      }
    });
    this.run("xdotool", ["windowactivate", "--sync", window]);
    return {
      window,
      program: terminal,
      /** Gives it the keyboard, and waits until it has it: a click before it may still be on its way to the window manager. */
      focus: () =>
        until("the terminal has the keyboard", () => {
          this.run("xdotool", ["windowactivate", "--sync", window]);
          return this.run("xdotool", ["getwindowfocus", "getwindowname"]).includes("Typed here");
        }),
      lines: () => readFileSync(file, "utf8").split("\n").slice(0, -1),
    };
  }

  /** What stands on it now. */
  picture() {
    return new Framebuffer(this.folder);
  }

  pointer() {
    const [x, y] = this.run("xdotool", ["getmouselocation"]).match(/\d+/g).map(Number);
    return { x, y };
  }

  async stop() {
    for (const program of this.programs) await program.stop();
    await this.server.stop();
  }
}
